//! Lexicographic optimisation: the tiers are minimised in order, each with the earlier ones held at
//! their values (preemptive goal programming; Ehrgott 2005, "Multicriteria Optimization").

mod beside;
mod compact;
mod kinds;
mod limits;
mod patterns;
mod peak;
mod settled;
mod sites;

use super::bounds::{self, OpenTime, whole_bound};
use super::first_fit::first_plans;
use super::stretch::stretch;
use super::{
    Budget, Engine, Options, Outcome, Progress, SolveError, Termination, TierOutcome, Tuning,
};
use crate::base::diagnostic::Severity;
use crate::base::ratio::Ratio;
use crate::campaign::plan::{MakeUpRow, Plan, Window};
use crate::campaign::{Campaign, ClassOrder, Tier};
use crate::check::check;
use crate::plans::metrics::tier_value;
use crate::plans::slots;
use crate::plans::waiting::WaitingMoment;
use crate::solve::highs;
use crate::solve::ids::id;
use crate::solve::kinds::{Kinds, Longer, Sizes};
use crate::solve::rows::Cover;
use crate::solve::sites::Sites;
use crate::solve::windows::{
    Candidate, Costs, candidates_within, length_matters_to, units_of_value, value_of_units,
};
use beside::{Offer, Offers, SearchBeside};
use compact::CompactFinding;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Instant;

/// Finds the best plan of a campaign, tier by tier, and proves it as far as the budget allows.
///
/// `baseline` is what the tier `moved` compares with, and a first plan where it keeps all rules.
/// When the budget is spent, or cancelled from another thread, the best plan so far is returned.
///
/// # Errors
/// When the solver fails, or when its plan doesn't pass [`check`].
pub fn solve(
    campaign: &Campaign,
    baseline: Option<&Plan>,
    options: &Options,
    budget: &Budget,
    progress: &mut dyn FnMut(&Progress),
) -> Result<Outcome, SolveError> {
    let ties = if options.settles_ties && baseline.is_some() { with_ties(campaign) } else { None };
    let Some(with_ties) = ties else {
        return tier_by_tier(campaign, baseline, None, options, budget, progress);
    };
    let last = TierRank::last(&with_ties);
    let mut outcome = tier_by_tier(&with_ties, baseline, Some(last), options, budget, progress)?;
    outcome.ties = outcome.tiers.pop_if(|last| last.tier == Tier::Moved);
    if outcome.plan.is_some() && outcome.tiers.iter().all(TierOutcome::proven) {
        outcome.termination = Termination::Optimal;
        outcome.stopped_early = false;
    }
    Ok(outcome)
}

/// The campaign with `moved` as its last tier, where it is none yet.
fn with_ties(campaign: &Campaign) -> Option<Campaign> {
    if campaign.has_tier(Tier::Moved) {
        return None;
    }
    let mut draft = campaign.to_draft();
    draft.tiers.push(Tier::Moved);
    Campaign::new(draft).ok()
}

/// `ties` is the tier that only settles ties.
fn tier_by_tier(
    campaign: &Campaign,
    baseline: Option<&Plan>,
    ties: Option<TierRank>,
    options: &Options,
    budget: &Budget,
    progress: &mut dyn FnMut(&Progress),
) -> Result<Outcome, SolveError> {
    let began = Instant::now();
    let mut by_sites = None;
    if let Some(sites) = sites_first(campaign, options) {
        let found = sites::solve(&sites, baseline, options, budget, progress, began)?;
        let is_large = campaign.blocks().len() > options.tuning.most_staffed_blocks;
        let is_last = is_large || budget.is_spent();
        match found {
            Some(outcome) if is_last || outcome.termination == Termination::Optimal => {
                return Ok(outcome);
            }
            Some(outcome) => by_sites = Some(after_another(options, &outcome)),
            None if is_large => return Ok(Outcome::not_reached()),
            None => {}
        }
    }
    let options = by_sites.as_ref().unwrap_or(options);
    let costs = Costs::new(campaign, baseline);
    let (mut by_kinds, mut all) = (None, None);
    if let Some(kinds) = kinds_first(campaign, &costs, options) {
        // A relaxation's solution can break a rule, so that the first plan comes from first-fit over windows.
        all = kinds.is_relaxation().then(|| candidates_within(campaign, budget));
        let list = all.as_ref().and_then(|all| all.as_ref().ok()).map(|all| all.list.as_slice());
        by_kinds = kinds::solve(&kinds, baseline, list, options, budget, progress, began)?;
        let goes_on = !kinds.is_exact() || is_small_assignment(&kinds, options);
        let is_last = |outcome: &mut Outcome| {
            outcome.termination != Termination::Feasible || !goes_on || budget.is_spent()
        };
        if let Some(outcome) = by_kinds.take_if(is_last) {
            return Ok(outcome);
        }
    }
    let known = by_kinds.as_ref().map(|outcome| after_another(options, outcome));
    let options = known.as_ref().unwrap_or(options);
    let all = all.unwrap_or_else(|| candidates_within(campaign, budget));
    let all = match (all, by_kinds) {
        // The steps below refuse a grid of that number of windows (E128): the plan by kinds is the answer.
        (Err(_), Some(outcome)) => return Ok(outcome),
        (all, _) => all?,
    };
    let mut every_order_tried = all.every_order_tried;
    let mut lexicographic = Lexicographic {
        campaign,
        baseline,
        costs: &costs,
        options,
        budget,
        progress,
        began,
        candidates: all.list,
        held: Vec::new(),
        settled: 0,
        ties,
        incumbent: None,
        offers: Rc::default(),
        crowded: BTreeSet::new(),
        covers: Vec::new(),
        stopped_early: all.is_cut_short || all.is_thinned,
    };
    lexicographic.keep_below();
    lexicographic.keep_what_was_told();
    lexicographic.start_with_known_plans();
    lexicographic.tell(TierRank(0), None);
    let mut tiers = Vec::new();
    let mut infeasible = false;
    for rank in (0..campaign.tiers().len()).map(TierRank) {
        let tier_began = Instant::now();
        let found = lexicographic.tier(rank)?;
        // Another order of classes might not overfill the hall.
        let is_free = campaign.class_order() == ClassOrder::Free;
        every_order_tried &= !is_free || lexicographic.crowded.is_empty();
        // Where memory holds not all windows, the shortest are here: all that is needed for every
        // tier up to the first one in which a longer window may be better.
        let is_short_of_windows = all.is_cut_short
            || all.is_thinned && length_matters_to(campaign, &campaign.tiers()[..=rank.index()]);
        let complete = every_order_tried && !is_short_of_windows;
        infeasible |= found.infeasible && complete;
        tiers.push(TierOutcome {
            tier: rank.tier(campaign),
            value: lexicographic.value(rank),
            // Where candidates are missing, 0 is a bound, and what was known before.
            bound: found.bound.and_then(|bound| {
                let known = options.known_least(rank.tier(campaign));
                let is_bound = complete || bound == Ratio::whole(0);
                if is_bound {
                    Some(bound)
                } else {
                    Some(known).filter(|own| *own > Ratio::whole(0))
                }
            }),
            seconds: tier_began.elapsed().as_secs_f64(),
            solves: found.solves,
            solver_status: found.status,
        });
        lexicographic.tell(rank, tiers[rank.index()].bound);
        if lexicographic.incumbent.is_none() {
            break;
        }
        lexicographic.hold(rank);
    }
    let stopped_early = lexicographic.stopped_early;
    let looks = options.tuning.stretch_looks;
    let allowed = |plan: &Plan| lexicographic.keeps_what_was_told(plan);
    let plan = lexicographic
        .incumbent
        .clone()
        .map(|plan| stretch(campaign, baseline, plan, &allowed, looks, budget));
    let plan = plan.map(|plan| finish(campaign, plan)).transpose()?;
    set_values(&mut tiers, campaign, baseline, plan.as_ref());
    let termination = match (&plan, infeasible) {
        (Some(_), _) if tiers.iter().all(TierOutcome::proven) => Termination::Optimal,
        (Some(_), _) => Termination::Feasible,
        (None, true) => Termination::Infeasible,
        (None, false) => Termination::NoPlan,
    };
    Ok(Outcome {
        termination,
        stopped_early,
        plan,
        tiers,
        ties: None,
        every_order_tried,
        seconds: began.elapsed().as_secs_f64(),
        solver: highs::version(),
    })
}

/// The campaign as sites, where that engine is asked for or goes first by itself.
fn sites_first<'a>(campaign: &'a Campaign, options: &Options) -> Option<Sites<'a>> {
    let goes_first = match options.engine {
        Engine::Auto => campaign.blocks().len() > options.tuning.many_staffed_blocks,
        Engine::Sites => true,
        Engine::Compact | Engine::Patterns | Engine::Kinds => false,
    };
    let is_free = options.below.is_empty() && options.told.is_none();
    if !goes_first || !is_free { None } else { Sites::new(campaign) }
}

/// The campaign by kinds, where that engine is asked for or goes first by itself.
fn kinds_first<'a>(
    campaign: &'a Campaign,
    costs: &'a Costs<'a>,
    options: &Options,
) -> Option<Kinds<'a>> {
    let is_by_itself = match options.engine {
        Engine::Auto | Engine::Sites => true,
        Engine::Kinds => false,
        Engine::Compact | Engine::Patterns => return None,
    };
    let goes_first = !is_by_itself || has_many_groups(campaign, &options.tuning);
    let may_be_cut = campaign.groups().iter().any(|group| group.max_windows > 1);
    let is_free = options.below.is_empty() && options.told.is_none();
    let kinds = (is_free && (goes_first || may_be_cut)).then(|| Kinds::new(campaign, costs));
    kinds.flatten().filter(|kinds| goes_first || kinds.may_be_cut() && !kinds.leaves_rules_out)
}

/// Whether the campaign is a small assignment, after whose MIP over kinds patterns go on: groups have
/// minutes of their own, and fewer than [`Tuning::searched_alternatives`] places all together.
fn is_small_assignment(kinds: &Kinds<'_>, options: &Options) -> bool {
    options.engine == Engine::Auto
        && kinds.campaign.has_minutes()
        && kinds.places_of_groups() < options.tuning.searched_alternatives
}

/// Whether a half-day in use has [`Tuning::groups_of_kinds`] groups or more, or with minutes of
/// their own [`Tuning::groups_of_assignments`]: the labels of a pattern grow with the sets of its
/// groups.
fn has_many_groups(campaign: &Campaign, tuning: &Tuning) -> bool {
    let many =
        if campaign.has_minutes() { tuning.groups_of_assignments } else { tuning.groups_of_kinds };
    campaign.groups().len() >= many * half_days_in_use(campaign).max(1)
}

/// The options of a search that goes on from the plan of another one, by kinds or by sites, whose
/// plan may not be the best. Its bounds hold up to the tier behind the first tier that is not proven:
/// that tier is held at its value, which no plan that is taken exceeds; the values of later tiers may
/// be exceeded where it gets better.
fn after_another(options: &Options, outcome: &Outcome) -> Options {
    let proven = outcome.tiers.iter().take_while(|tier| tier.proven()).count();
    let bounds = outcome.tiers.iter().take(proven + 2);
    let bounds = bounds.filter_map(|tier| Some((tier.tier, tier.bound?)));
    let at_least = options.at_least.iter().copied().chain(bounds).collect();
    Options { start: outcome.plan.clone(), at_least, ..options.clone() }
}

/// An estimate of the number of half-days that the best plans use: where `blocks` or `early` come before the aims that
/// ask for long windows or certain half-days, the fewest that hold everybody; else all.
fn half_days_in_use(campaign: &Campaign) -> usize {
    let decides = |tier: &&Tier| {
        matches!(tier, Tier::Blocks | Tier::Early | Tier::Peak | Tier::Spread | Tier::Preference)
    };
    match campaign.tiers().iter().find(decides) {
        Some(Tier::Blocks | Tier::Early) => bounds::fewest_blocks(campaign) as usize,
        _ => campaign.blocks().len(),
    }
}

/// Whether values are lexicographically better than known ones, and worse in none of the first tiers
/// that are settled: their bounds, and those after them, hold for plans that keep what was held.
fn improves(new: &[Ratio], known: &[Ratio], settled: usize) -> bool {
    new < known && new.iter().zip(known).take(settled).all(|(new, known)| new <= known)
}

/// Gives every tier its value in the plan that is handed out: a later tier may have found a plan that
/// is better in an earlier one.
fn set_values(
    tiers: &mut [TierOutcome],
    campaign: &Campaign,
    baseline: Option<&Plan>,
    plan: Option<&Plan>,
) {
    for found in tiers {
        found.value = plan.map(|plan| tier_value(found.tier, campaign, plan, baseline));
    }
}

/// Adds slots and make-up rows, and lets the plan out only when the independent check passes it.
fn finish(campaign: &Campaign, mut plan: Plan) -> Result<Plan, SolveError> {
    slots::assign(campaign, &mut plan);
    plan.make_up = MakeUpRow::reserved(campaign, &plan);
    plan.sort();
    let broken: Vec<_> = check(campaign, &plan)
        .into_iter()
        .filter(|found| found.severity == Severity::Error)
        .collect();
    if broken.is_empty() { Ok(plan) } else { Err(SolveError::Unchecked(broken)) }
}

id!(
    /// The index of a tier in the campaign's order of priority.
    TierRank
);

impl TierRank {
    /// The rank of a campaign's last tier.
    fn last(campaign: &Campaign) -> TierRank {
        TierRank(campaign.tiers().len() - 1)
    }

    fn tier(self, campaign: &Campaign) -> Tier {
        campaign.tiers()[self.index()]
    }

    /// The tiers of a campaign up to this one.
    fn up_to(self, campaign: &Campaign) -> &[Tier] {
        &campaign.tiers()[..=self.index()]
    }
}

/// The state of a lexicographic optimisation.
struct Lexicographic<'a> {
    campaign: &'a Campaign,
    baseline: Option<&'a Plan>,
    costs: &'a Costs<'a>,
    options: &'a Options,
    budget: &'a Budget,
    progress: &'a mut dyn FnMut(&Progress),
    began: Instant,
    candidates: Vec<Candidate>,
    held: Vec<(Tier, i64)>,
    /// The number of tiers whose incumbent has the final value or a better value.
    settled: usize,
    /// The tier that only settles ties, with `Tuning::tie_iterations` as its effort.
    ties: Option<TierRank>,
    incumbent: Option<Plan>,
    /// Incumbents, which local search beside the engine takes over.
    offers: Rc<Offers>,
    /// Moments at which some plan has overfilled a hall.
    crowded: BTreeSet<WaitingMoment>,
    /// Windows with which the solver has missed what a tier is held at.
    covers: Vec<Cover>,
    stopped_early: bool,
}

/// The result of one tier, besides the incumbent.
struct TierFinding {
    bound: Option<Ratio>,
    infeasible: bool,
    /// MIPs or rounds of column generation.
    solves: usize,
    status: String,
}

impl TierFinding {
    fn without_solver(bound: Ratio) -> TierFinding {
        TierFinding {
            bound: Some(bound),
            infeasible: false,
            solves: 0,
            status: "not needed".to_owned(),
        }
    }

    /// Of a tier for which no time is left.
    fn not_reached(bound: Ratio) -> TierFinding {
        TierFinding { status: "not reached".to_owned(), ..TierFinding::without_solver(bound) }
    }
}

impl<'a> Lexicographic<'a> {
    /// Considers the baseline, the caller's start and a first-fit plan as incumbents.
    fn start_with_known_plans(&mut self) {
        let last = TierRank::last(self.campaign);
        let windows_only = |plan: &Plan| {
            let windows = plan.windows.iter().map(|window| Window {
                stated_headcount: None,
                part_of_headcount: None,
                ..window.clone()
            });
            Plan { windows: windows.collect(), ..Plan::default() }
        };
        let known = [self.baseline, self.options.start.as_ref()].map(|plan| plan.map(windows_only));
        for plan in known.into_iter().flatten().chain(self.first_plans()) {
            self.consider_checked(plan, last);
        }
    }

    /// Considers a plan that the check passes.
    fn consider_checked(&mut self, mut plan: Plan, last: TierRank) {
        // With slots: a class may clash where its group as a whole does not.
        slots::assign(self.campaign, &mut plan);
        if check(self.campaign, &plan).iter().all(|found| found.severity != Severity::Error) {
            self.consider(plan, last);
        }
    }

    /// Reports a tier's incumbent value and bound.
    fn tell(&mut self, rank: TierRank, bound: Option<Ratio>) {
        let incumbent = self.value(rank).map(Ratio::as_f64);
        let (tier, bound) = (rank.tier(self.campaign), bound.map(Ratio::as_f64));
        (self.progress)(&Progress { tier, incumbent, bound, elapsed: self.began.elapsed() });
    }

    fn first_plans(&self) -> Vec<Plan> {
        first_plans(self.campaign, &self.candidates, &self.options.tuning, self.budget)
    }

    fn is_out_of_time(&self) -> bool {
        self.budget.is_spent()
    }

    fn values(&self, plan: &Plan, last: TierRank) -> Vec<Ratio> {
        let tiers = last.up_to(self.campaign).iter();
        tiers.map(|tier| tier_value(*tier, self.campaign, plan, self.baseline)).collect()
    }

    fn value(&self, rank: TierRank) -> Option<Ratio> {
        let plan = self.incumbent.as_ref()?;
        Some(tier_value(rank.tier(self.campaign), self.campaign, plan, self.baseline))
    }

    /// Takes a plan as the incumbent when it improves the tiers up to `last`.
    fn consider(&mut self, plan: Plan, last: TierRank) {
        if !self.stays_below(&plan) || !self.keeps_what_was_told(&plan) {
            return;
        }
        let better = match &self.incumbent {
            Some(incumbent) => {
                let (new, known) = (self.values(&plan, last), self.values(incumbent, last));
                improves(&new, &known, self.settled)
            }
            None => true,
        };
        if better {
            self.offers.leave(Offer::Plan(plan.clone()));
            self.incumbent = Some(plan);
        }
    }

    /// Holds a tier at the incumbent's value: the peak by fewer candidates, a sum by a row.
    fn hold(&mut self, rank: TierRank) {
        self.settled = rank.index() + 1;
        let Some(value) = self.value(rank) else { return };
        let tier = rank.tier(self.campaign);
        if tier == Tier::Peak {
            let campaign = self.campaign;
            self.candidates.retain(|candidate| candidate.load(campaign) <= value);
        } else {
            let units = units_of_value(tier, value, self.campaign);
            self.held.push((tier, units));
            self.drop_dearer(tier, units);
        }
    }

    /// Holds the settled tiers at the incumbent's values; whether it has become better in one that
    /// is a sum since they were held.
    fn hold_tighter(&mut self) -> bool {
        let mut is_tighter = false;
        for rank in (0..self.settled).map(TierRank) {
            let (tier, value) = (rank.tier(self.campaign), self.value(rank));
            let Some(value) = value.filter(|_| tier != Tier::Peak) else { continue };
            let units = units_of_value(tier, value, self.campaign);
            for (_, most) in self.held.iter_mut().filter(|(of, most)| *of == tier && *most > units)
            {
                *most = units;
                is_tighter = true;
            }
            if is_tighter {
                self.drop_dearer(tier, units);
            }
        }
        is_tighter
    }

    fn tier(&mut self, rank: TierRank) -> Result<TierFinding, SolveError> {
        self.hold_tighter();
        let bound = self.lower_bound(rank);
        if self.value(rank) == Some(bound) {
            return Ok(TierFinding::without_solver(bound));
        }
        if self.is_out_of_time() && self.incumbent.is_some() {
            self.stopped_early = true;
            return Ok(TierFinding::not_reached(bound));
        }
        if rank.tier(self.campaign) == Tier::Peak {
            return self.peak(rank);
        }
        let kinds = self.kinds(rank);
        let mut search = kinds.as_ref().and_then(|kinds| self.search(kinds, rank));
        self.consider_found(search.as_ref(), rank);
        let by_search = search.as_ref().map_or(0, SearchBeside::bound);
        let bound = bound.max(value_of_units(rank.tier(self.campaign), by_search, self.campaign));
        if self.value(rank) == Some(bound) {
            return Ok(TierFinding::without_solver(bound));
        }
        let (options, budget, offers) = (self.options, self.budget, Rc::clone(&self.offers));
        let mut found =
            SearchBeside::during(search.as_mut(), options, budget, &offers, || self.sum(rank))?;
        found.bound = found.bound.map(|own| own.max(bound));
        if self.is_out_of_time() && !self.is_closed(&found, rank) {
            self.consider_found(search.as_ref(), rank);
        }
        Ok(found)
    }

    /// The campaign by kinds, for local search.
    fn kinds(&self, rank: TierRank) -> Option<Kinds<'a>> {
        let is_free = self.options.below.is_empty() && self.options.told.is_none();
        let searches =
            is_free && self.ties != Some(rank) && self.wants_patterns(self.candidates.len());
        let kinds = searches.then(|| Kinds::new(self.campaign, self.costs)).flatten();
        kinds.filter(|kinds| !kinds.is_relaxation())
    }

    /// Local search for a tier.
    fn search<'k>(&self, kinds: &'k Kinds<'a>, rank: TierRank) -> Option<SearchBeside<'k, 'a>> {
        let peak = self.held_peak(rank);
        let longer = if rank.up_to(self.campaign).contains(&Tier::Spread) {
            let prices = kinds.prices_of_a_minute(peak, OpenTime::of(&self.held))?;
            Longer::Few(self.options.tuning.lengths_of_kinds, Rc::new(prices))
        } else {
            Longer::No
        };
        let known = match &self.incumbent {
            Some(plan) => Some(kinds.arrangement(plan)?),
            None => None,
        };
        let (tier, sizes) = (rank.tier(self.campaign), Sizes { peak, longer, ..Sizes::default() });
        let (options, budget) = (self.options, self.budget);
        SearchBeside::new(kinds, Some(tier), &self.held, &sizes, known.as_ref(), options, budget)
    }

    /// Considers the plan that local search has found.
    fn consider_found(&mut self, search: Option<&SearchBeside<'_, '_>>, rank: TierRank) {
        let tries = self.options.tuning.packing_tries;
        if let Some((plan, _)) = search.and_then(|search| search.plan(self.campaign, tries)) {
            self.consider(plan, rank);
            self.tell(rank, None);
        }
    }

    /// A combinatorial lower bound of a tier.
    fn lower_bound(&self, rank: TierRank) -> Ratio {
        let tier = rank.tier(self.campaign);
        let known = self.options.known_least(tier).max(self.sum_of_least_windows(tier));
        if tier == Tier::Spread { known.max(self.least_spread(rank)) } else { known }
    }

    /// A bound on `spread` by the time of the half-days that may be open: by its sum, and where the
    /// campaign has kinds by prices of a minute. 0 where groups may be left out.
    fn least_spread(&self, rank: TierRank) -> Ratio {
        if !bounds::serves_all(self.campaign, &self.held) {
            return Ratio::whole(0);
        }
        let open = OpenTime::of(&self.held);
        let by_area = bounds::least_spread(self.campaign, open);
        let kinds = Kinds::new(self.campaign, self.costs);
        let prices = kinds.and_then(|kinds| kinds.prices_of_a_minute(self.held_peak(rank), open));
        let by_price = prices.map_or(0, |prices| whole_bound(prices.bound));
        value_of_units(Tier::Spread, by_area.max(by_price), self.campaign)
    }

    /// The value of `peak`, where it is a tier up to this rank; else `None`.
    fn held_peak(&self, rank: TierRank) -> Option<Ratio> {
        let tiers = rank.up_to(self.campaign);
        let peak = tiers.iter().position(|tier| *tier == Tier::Peak).map(TierRank);
        peak.and_then(|rank| self.value(rank))
    }

    /// The sum of each group's shortest or cheapest window; 0 where groups may be left out.
    fn sum_of_least_windows(&self, tier: Tier) -> Ratio {
        if !bounds::serves_all(self.campaign, &self.held) {
            return Ratio::whole(0);
        }
        value_of_units(
            tier,
            bounds::combinatorial_bound(self.campaign, tier, &self.candidates, self.costs),
            self.campaign,
        )
    }

    /// Minimises a tier that is a sum: by column generation, and where a gap stays open by the
    /// compact MIP.
    fn sum(&mut self, rank: TierRank) -> Result<TierFinding, SolveError> {
        let tier = rank.tier(self.campaign);
        let mut known_bound = self.lower_bound(rank);
        let is_too_large = self.candidates.len() > self.options.tuning.most_mip_candidates;
        let is_hopeless = is_too_large && self.incumbent.is_some();
        if self.ties == Some(rank) {
            if let Some(found) = self.ties_over_kinds(rank)? {
                if is_hopeless || self.is_closed(&found, rank) {
                    return Ok(found);
                }
                known_bound = found.bound.unwrap_or(known_bound);
            }
            if is_hopeless {
                return Ok(TierFinding::not_reached(known_bound));
            }
        } else if self.wants_patterns(self.candidates.len()) {
            if self.compact_goes_first() {
                let candidates = self.candidates.clone();
                let found = self.compact_beside_patterns(Some(tier), &candidates, rank)?;
                if let Some(found) = found {
                    let found = self.of_compact(found, known_bound, rank);
                    if self.is_closed(&found, rank) {
                        return Ok(found);
                    }
                    known_bound = found.bound.unwrap_or(known_bound);
                }
            }
            let mut found = self.patterns(rank)?;
            found.bound = found.bound.map(|bound| bound.max(known_bound));
            let is_closed = self.is_closed(&found, rank);
            if is_closed || is_hopeless || self.is_out_of_time() {
                self.stopped_early |= !is_closed;
                return Ok(found);
            }
            known_bound = found.bound.unwrap_or(known_bound);
        }
        let candidates = self.candidates.clone();
        let effort =
            self.ties.filter(|ties| *ties == rank).map(|_| self.options.tuning.tie_iterations);
        let found = self.compact(Some(tier), &candidates, rank, effort)?;
        Ok(self.of_compact(found, known_bound, rank))
    }

    /// Settles ties by the MIP over kinds: it has columns by length only, where the compact MIP has a column for
    /// each start. `None` where the MIP over kinds lacks a rule, or the campaign can't be told by kinds.
    fn ties_over_kinds(&mut self, rank: TierRank) -> Result<Option<TierFinding>, SolveError> {
        let is_free = self.options.below.is_empty() && self.options.told.is_none();
        let kinds = is_free.then(|| Kinds::new(self.campaign, self.costs)).flatten();
        let Some(kinds) = kinds.filter(|kinds| !kinds.leaves_rules_out) else { return Ok(None) };
        let values = self.campaign.tiers().iter().zip((0..rank.index()).map(TierRank));
        let values = values.filter_map(|(tier, rank)| Some((*tier, self.value(rank)?)));
        let tie_iterations = Some(self.options.tuning.tie_iterations);
        let options = Options {
            start: self.incumbent.clone(),
            at_least: values.collect(),
            tuning: Tuning { iterations_of_kinds: tie_iterations, ..self.options.tuning },
            ..self.options.clone()
        };
        let (baseline, budget) = (self.baseline, self.budget);
        let outcome =
            kinds::solve(&kinds, baseline, None, &options, budget, self.progress, self.began)?;
        let Some(outcome) = outcome else { return Ok(None) };
        if let Some(plan) = outcome.plan {
            self.consider(plan, rank);
        }
        let found = outcome.tiers.into_iter().next_back().filter(|found| found.tier == Tier::Moved);
        Ok(found.map(|found| TierFinding {
            bound: found.bound,
            infeasible: false,
            solves: found.solves,
            status: found.solver_status,
        }))
    }

    /// What is known of a tier after the compact MIP.
    fn of_compact(&self, found: CompactFinding, known_bound: Ratio, rank: TierRank) -> TierFinding {
        let bound = value_of_units(rank.tier(self.campaign), found.bound, self.campaign);
        let bound = bound.max(known_bound);
        TierFinding {
            bound: Some(self.value(rank).map_or(bound, |value| bound.min(value))),
            infeasible: found.infeasible,
            solves: 1,
            status: found.status,
        }
    }

    /// Whether nothing is left to find.
    fn is_closed(&self, found: &TierFinding, rank: TierRank) -> bool {
        found.infeasible || self.value(rank).is_some() && self.value(rank) == found.bound
    }
}

#[cfg(test)]
impl<'a> Lexicographic<'a> {
    /// An optimisation over some candidates, without an incumbent.
    fn of(
        campaign: &'a Campaign,
        costs: &'a Costs<'a>,
        options: &'a Options,
        candidates: Vec<Candidate>,
    ) -> Lexicographic<'a> {
        Lexicographic {
            campaign,
            baseline: None,
            costs,
            options,
            budget: Box::leak(Box::new(Budget::unlimited())),
            progress: Box::leak(Box::new(|_| {})),
            began: Instant::now(),
            candidates,
            held: Vec::new(),
            settled: 0,
            ties: None,
            incumbent: None,
            offers: Rc::default(),
            crowded: BTreeSet::new(),
            covers: Vec::new(),
            stopped_early: false,
        }
    }
}
