//! The tiers over kinds: each is one MIP with the earlier ones held, the peak a bisection.

use super::beside::{Offer, Offers, SearchBeside};
use super::{TierFinding, TierRank, finish, improves, is_small_assignment, set_values};
use crate::base::diagnostic::Severity;
use crate::base::ratio::Ratio;
use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, Tier};
use crate::check::check;
use crate::plans::metrics::tier_value;
use crate::plans::slots;
use crate::solve::bounds::{OpenTime, whole_bound};
use crate::solve::first_fit::first_plans;
use crate::solve::highs::{self, Ending, MipAnswer, MipOptions};
use crate::solve::kinds::{
    Arrangement, Kinds, KindsModel, Longer, Misfit, Sizes, StayId, StretchId,
};
use crate::solve::stretch::stretch;
use crate::solve::windows::{Candidate, unit_scale, units_of_value, value_of_units};
use crate::solve::{
    Budget, Options, Outcome, Progress, SolveError, Termination, TierOutcome, bounds,
};
use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Instant;

/// The most slack of lengths in the first MIP for `spread`, as a share of the bound. With it nine campaigns of 600
/// generated classes have 12 to 206 columns more than the 19,240 to 19,411 of their shortest lengths; their best
/// plans are 0.03 to 0.11 % above the bound.
const NEAR: f64 = 0.0002;

/// The state of a lexicographic optimisation over kinds.
struct ByKinds<'a> {
    kinds: &'a Kinds<'a>,
    baseline: Option<&'a Plan>,
    options: &'a Options,
    budget: &'a Budget,
    progress: &'a mut dyn FnMut(&Progress),
    began: Instant,
    /// Tiers and their values in whole units.
    held: Vec<(Tier, i64)>,
    sizes: Sizes,
    /// Solutions of the MIP, which local search beside it takes over.
    offers: Rc<Offers>,
    /// The best plan, and what it is by kinds.
    incumbent: Option<(Plan, Arrangement)>,
    /// Windows that stayed in a stretch where others then had no place beside them.
    crowded: BTreeSet<(StretchId, Vec<StayId>)>,
    /// Sets of windows that had no layout, each a row of every later MIP.
    misfits: BTreeSet<Misfit>,
    stopped_early: bool,
}

/// Solves all tiers over kinds, from first-fit over the candidates where they are given; `None`
/// where the budget ends before there is a plan.
pub(super) fn solve(
    kinds: &Kinds<'_>,
    baseline: Option<&Plan>,
    candidates: Option<&[Candidate]>,
    options: &Options,
    budget: &Budget,
    progress: &mut dyn FnMut(&Progress),
    began: Instant,
) -> Result<Option<Outcome>, SolveError> {
    let campaign = kinds.campaign;
    let mut state = ByKinds {
        kinds,
        baseline,
        options,
        budget,
        progress,
        began,
        held: Vec::new(),
        sizes: Sizes::default(),
        offers: Rc::default(),
        incumbent: None,
        crowded: BTreeSet::new(),
        misfits: BTreeSet::new(),
        stopped_early: false,
    };
    state.start_with(options.start.as_slice());
    if let Some(candidates) = candidates {
        state.start_with(&first_plans(campaign, candidates, &options.tuning, budget));
    }
    let (mut tiers, mut infeasible) = (Vec::new(), false);
    for rank in (0..campaign.tiers().len()).map(TierRank) {
        let (tier, tier_began) = (rank.tier(campaign), Instant::now());
        let found = state.tier(tier)?;
        infeasible |= found.infeasible;
        let value = state.value(tier);
        if value.is_none() && !infeasible {
            return Ok(None);
        }
        tiers.push(TierOutcome {
            tier,
            value,
            bound: found.bound,
            seconds: tier_began.elapsed().as_secs_f64(),
            solves: found.solves,
            solver_status: found.status,
        });
        state.tell(tier, found.bound);
        let Some(value) = value else { break };
        state.hold(tier, value);
    }
    let plan = state.incumbent.take().map(|(plan, _)| plan);
    let looks = options.tuning.stretch_looks;
    let plan = plan.map(|plan| stretch(campaign, baseline, plan, &|_| true, looks, budget));
    let plan = plan.map(|plan| finish(campaign, plan)).transpose()?;
    set_values(&mut tiers, campaign, baseline, plan.as_ref());
    let termination = match &plan {
        Some(_) if tiers.iter().all(TierOutcome::proven) => Termination::Optimal,
        Some(_) => Termination::Feasible,
        None => Termination::Infeasible,
    };
    Ok(Some(Outcome {
        termination,
        stopped_early: state.stopped_early,
        plan,
        tiers,
        ties: None,
        every_order_tried: true,
        seconds: began.elapsed().as_secs_f64(),
        solver: highs::version(),
    }))
}

impl<'a> ByKinds<'a> {
    fn campaign(&self) -> &Campaign {
        self.kinds.campaign
    }

    fn value(&self, tier: Tier) -> Option<Ratio> {
        self.incumbent
            .as_ref()
            .map(|(plan, _)| tier_value(tier, self.campaign(), plan, self.baseline))
    }

    fn tell(&mut self, tier: Tier, bound: Option<Ratio>) {
        let (incumbent, bound) = (self.value(tier).map(Ratio::as_f64), bound.map(Ratio::as_f64));
        let elapsed = self.began.elapsed();
        (self.progress)(&Progress { tier, incumbent, bound, elapsed });
    }

    /// Takes the best of these plans as the first incumbent; a plan that breaks a rule is not considered.
    fn start_with(&mut self, plans: &[Plan]) {
        let campaign = self.kinds.campaign;
        for plan in plans {
            let mut plan = plan.clone();
            slots::assign(campaign, &mut plan);
            let keeps_rules =
                check(campaign, &plan).iter().all(|found| found.severity != Severity::Error);
            let arrangement = self.kinds.arrangement(&plan).filter(|_| keeps_rules);
            if let Some(arrangement) = arrangement {
                self.consider(plan, arrangement, campaign.tiers().last().copied());
            }
        }
    }

    /// Holds a tier at its value: the peak by the lengths of windows, a sum by a row. A sum that is held at 0 also
    /// leaves out the windows that cost more than 0.
    fn hold(&mut self, tier: Tier, value: Ratio) {
        if let Some(sizes) = self.sizes.where_none(tier).filter(|_| value == Ratio::whole(0)) {
            self.sizes = sizes;
        }
        if tier == Tier::Peak {
            self.sizes.peak = Some(value);
        } else {
            self.held.push((tier, units_of_value(tier, value, self.campaign())));
        }
    }

    fn tier(&mut self, tier: Tier) -> Result<TierFinding, SolveError> {
        let least = self.least(tier);
        if self.value(tier) == Some(least) {
            return Ok(TierFinding::without_solver(least));
        }
        if self.budget.is_spent() && self.incumbent.is_some() {
            self.stopped_early = true;
            return Ok(TierFinding::not_reached(least));
        }
        match tier {
            Tier::Peak => {
                self.search(None);
                self.peak()
            }
            Tier::Spread => self.spread(least),
            _ => {
                let mut search = self.search(Some(tier));
                let bound = search.as_ref().map_or(0, SearchBeside::bound);
                let least = least.max(value_of_units(tier, bound, self.campaign()));
                self.leave_out_too_dear(tier, search.as_ref());
                if self.value(tier) == Some(least) {
                    return Ok(TierFinding::without_solver(least));
                }
                let found = self.sum(tier, least, search.as_mut())?;
                self.leave_out_too_dear(tier, search.as_ref());
                Ok(found)
            }
        }
    }

    /// Local search for a tier, or where there is no plan yet for any.
    fn search(&mut self, minimise: Option<Tier>) -> Option<SearchBeside<'a, 'a>> {
        let (kinds, options) = (self.kinds, self.options);
        let known = self.incumbent.as_ref().map(|(_, arrangement)| arrangement);
        let new = |minimise| {
            let (held, sizes) = (&self.held, &self.sizes);
            SearchBeside::new(kinds, minimise, held, sizes, known, options, self.budget)
        };
        let search = match minimise.and_then(|tier| new(Some(tier))) {
            None if known.is_none() => {
                let for_any = new(None);
                self.consider_found(for_any.as_ref(), minimise);
                None
            }
            search => search,
        };
        self.consider_found(search.as_ref(), minimise);
        search
    }

    /// Considers the plan that local search has found.
    fn consider_found(&mut self, search: Option<&SearchBeside<'_, '_>>, minimise: Option<Tier>) {
        let tries = self.options.tuning.packing_tries;
        if let Some((plan, arrangement)) =
            search.and_then(|search| search.plan(self.kinds.campaign, tries))
        {
            self.consider(plan, arrangement, minimise);
            if let Some(tier) = minimise {
                self.tell(tier, None);
            }
        }
    }

    /// Leaves out the windows with which every plan costs more units of a tier than the incumbent, by the prices
    /// of local search.
    fn leave_out_too_dear(&mut self, tier: Tier, search: Option<&SearchBeside<'_, '_>>) {
        let value = self.value(tier).map(|value| units_of_value(tier, value, self.campaign()));
        if let Some((search, most)) = search.zip(value) {
            Rc::make_mut(&mut self.sizes.too_dear).extend(search.too_dear(most));
        }
    }

    /// Local search where the engine has given a tier up and no other one comes after it: for all
    /// the time that is left, or for half of it where there are tiers to come. Without a limit it
    /// would not end.
    fn search_on(&mut self, tier: Tier, search: Option<&mut SearchBeside<'_, '_>>) {
        let is_last = self.campaign().tiers().last() == Some(&tier);
        let budget = self.budget.share(if is_last { 1 } else { 2 });
        if let Some(search) = search.filter(|_| budget.deadline().is_some()) {
            search.go_on(&budget, &self.offers);
            self.consider_found(Some(search), Some(tier));
        }
    }

    /// A bound that needs no solver: what is known of the number of half-days, or each group's
    /// cheapest window. (`spread` has a better one.)
    fn least(&self, tier: Tier) -> Ratio {
        let known = self.options.known_least(tier);
        let campaign = self.campaign();
        if !bounds::serves_all(campaign, &self.held) {
            return known;
        }
        let units = match tier {
            Tier::Blocks => bounds::fewest_blocks(campaign),
            Tier::Early => bounds::least_time(campaign),
            Tier::Overtime => bounds::least_overtime(campaign),
            Tier::Overload | Tier::Preference => self.kinds.cheapest_windows(tier, &self.sizes),
            Tier::Moved => self.kinds.people_who_must_move(),
            _ => 0,
        };
        known.max(value_of_units(tier, units, campaign))
    }

    fn sum(
        &mut self,
        tier: Tier,
        least: Ratio,
        mut search: Option<&mut SearchBeside<'_, '_>>,
    ) -> Result<TierFinding, SolveError> {
        // Where the bound is 0, a MIP without the windows that cost more comes first: a solution of it is proven.
        let of_none = self.sizes.where_none(tier).filter(|_| least == Ratio::whole(0));
        if let Some(sizes) = of_none {
            let answer = self.run(Some(tier), &sizes, search.as_deref_mut())?;
            if self.value(tier) == Some(least) {
                let status = format!("kinds: {}", answer.status);
                return Ok(TierFinding { solves: 1, status, ..TierFinding::without_solver(least) });
            }
        }
        let answer = self.run(Some(tier), &self.sizes.clone(), search.as_deref_mut())?;
        if answer.ending == Ending::Stopped && self.kinds.is_exact() {
            self.search_on(tier, search);
        }
        let infeasible = answer.ending == Ending::Infeasible;
        let bound = answer.bound.map_or(least, |bound| {
            let units = whole_bound(bound + self.kinds.costs.constant(tier) as f64);
            value_of_units(tier, units, self.campaign()).max(least)
        });
        let bound = self.value(tier).map_or(bound, |value| bound.min(value));
        Ok(TierFinding {
            bound: Some(bound).filter(|_| !infeasible),
            infeasible,
            solves: 1,
            status: format!("kinds: {}", answer.status),
        })
    }

    /// `spread`, the aim that asks for longer windows. The first MIP has the lengths whose slack is at most
    /// [`NEAR`] times the bound. The second MIP, with the lengths that a plan as good as the incumbent can have,
    /// makes the bound one of the campaign; it is left out where the first MIP had these lengths.
    fn spread(&mut self, least: Ratio) -> Result<TierFinding, SolveError> {
        let campaign = self.campaign();
        let serves_all = bounds::serves_all(campaign, &self.held);
        let open = OpenTime::of(&self.held);
        let prices = || self.kinds.prices_of_a_minute(self.sizes.peak, open);
        let Some(prices) = serves_all.then(prices).flatten().map(Rc::new) else {
            self.sizes.longer = Longer::All;
            return self.sum(Tier::Spread, least, None);
        };
        let least = value_of_units(Tier::Spread, whole_bound(prices.bound), campaign).max(least);
        let few = self.options.tuning.lengths_of_kinds;
        self.sizes.longer = Longer::Few(few, Rc::clone(&prices));
        let mut search = self.search(Some(Tier::Spread));
        let near = prices.bound * NEAR;
        self.sizes.longer = Longer::Near(near, Rc::clone(&prices));
        let found = self.sum(Tier::Spread, least, search.as_mut())?;
        let Some(value) = self.value(Tier::Spread) else {
            self.sizes.longer = Longer::All;
            return self.sum(Tier::Spread, least, None);
        };
        // One unit more, for the floating-point error of the bound.
        let units = units_of_value(Tier::Spread, value, self.campaign());
        let gap = (units as f64 - prices.bound + 1.0).max(1.0);
        self.sizes.longer = Longer::Within(gap, prices);
        if value == least {
            return Ok(TierFinding { solves: 1, ..TierFinding::without_solver(least) });
        }
        if gap <= near && found.bound == Some(value) {
            return Ok(found);
        }
        self.sum(Tier::Spread, least, search.as_mut())
    }

    /// Bisects over the loads that windows can have, from the least at which all windows fit by
    /// their minutes.
    fn peak(&mut self) -> Result<TierFinding, SolveError> {
        let loads = self.kinds.loads();
        let last = loads.len().saturating_sub(1);
        let index_of = |load: Ratio| loads.partition_point(|lower| *lower < load).min(last);
        let known = self.least(Tier::Peak);
        let mut low = index_of(self.kinds.load_that_fits(&loads, &self.held).max(known));
        let mut high = self.value(Tier::Peak).map(index_of);
        let (mut solves, mut status, mut step) = (0, "not needed".to_owned(), 1);
        while high.is_none_or(|high| low < high) {
            let bisected = high.map_or(last, |high| usize::midpoint(low, high));
            // Where the least load is one of the first seven, steps of 1, 2 and 4 loads find it
            // with fewer MIPs than halves of a thousand loads.
            let middle = bisected.min(low + step - 1);
            let peak = loads.get(middle).copied();
            let answer = self.run(None, &Sizes { peak, ..self.sizes.clone() }, None)?;
            (solves, status) = (solves + 1, format!("kinds: {}", answer.status));
            let reached = self.value(Tier::Peak).map(index_of);
            match answer.ending {
                Ending::Infeasible if middle >= last && high.is_none() => {
                    return Ok(TierFinding { bound: None, infeasible: true, solves, status });
                }
                Ending::Infeasible => (low, step) = (middle + 1, step * 2),
                _ if reached.is_some_and(|reached| reached <= middle) => high = reached,
                _ => break,
            }
            self.tell(Tier::Peak, loads.get(low).copied());
        }
        let bound = loads.get(low).copied().filter(|_| high.is_some());
        Ok(TierFinding { bound, infeasible: false, solves, status })
    }

    /// Row generation: solves the MIP until its solution can be laid out, or no row tells why it
    /// can't. Local search goes on meanwhile, and its plan is considered where the budget ends
    /// before.
    fn run(
        &mut self,
        minimise: Option<Tier>,
        sizes: &Sizes,
        mut search: Option<&mut SearchBeside<'_, '_>>,
    ) -> Result<MipAnswer, SolveError> {
        let (options, budget, offers) = (self.options, self.budget, Rc::clone(&self.offers));
        let answer = SearchBeside::during(search.as_deref_mut(), options, budget, &offers, || {
            self.run_until_laid_out(minimise, sizes)
        })?;
        if budget.is_spent() && answer.ending == Ending::Stopped {
            self.consider_found(search.as_deref(), minimise);
        }
        Ok(answer)
    }

    fn run_until_laid_out(
        &mut self,
        minimise: Option<Tier>,
        sizes: &Sizes,
    ) -> Result<MipAnswer, SolveError> {
        loop {
            let (answer, arrangement) = self.run_once(minimise, sizes)?;
            let Some(arrangement) = arrangement else { return Ok(answer) };
            if let Some(plan) = self.kinds.plan(&arrangement, self.options.tuning.packing_tries) {
                self.consider(plan, arrangement, minimise);
                return Ok(answer);
            }
            let known = self.crowded.len() + self.misfits.len();
            self.crowded.extend(self.kinds.stretches_with_stays(&arrangement));
            let tries = self.options.tuning.packing_tries;
            self.misfits.extend(self.kinds.misfits(&arrangement, tries));
            let has_more_rows = self.crowded.len() + self.misfits.len() > known;
            if !has_more_rows || answer.ending == Ending::Stopped {
                return Ok(answer);
            }
        }
    }

    /// Solves one MIP.
    fn run_once(
        &mut self,
        minimise: Option<Tier>,
        sizes: &Sizes,
    ) -> Result<(MipAnswer, Option<Arrangement>), SolveError> {
        let mut model = KindsModel::new(self.kinds, sizes, &self.held, minimise);
        for (stretch, staying) in &self.crowded {
            model.fit_beside(*stretch, staying);
        }
        self.misfits.iter().for_each(|misfit| model.without_misfit(misfit));
        let tuning = &self.options.tuning;
        let is_large = model.columns() > tuning.large_mip_of_kinds && self.incumbent.is_some();
        // Without a start HiGHS spends more effort on primal heuristics: three campaigns of 600 generated classes
        // have the fewest half-days after 1 to 3 s without a start, and after 2, 9 and 60 s with a start.
        let known = self.incumbent.as_ref().filter(|_| minimise != Some(Tier::Blocks));
        let start = known.and_then(|(_, arrangement)| model.values(arrangement));
        let (model, choices) = model.mip(minimise);
        let campaign = self.kinds.campaign;
        let scale = minimise.map_or(1.0, |tier| unit_scale(tier, campaign) as f64);
        let constant = minimise.map_or(0, |tier| self.kinds.costs.constant(tier)) as f64;
        let (began, budget) = (self.began, self.budget);
        let run = MipOptions {
            gap: self.options.gap,
            threads: self.options.threads,
            seed: self.options.seed,
            deadline: budget.deadline(),
            most_iterations: is_small_assignment(self.kinds, self.options)
                .then_some(tuning.small_assignment_iterations)
                .or(tuning.iterations_of_kinds),
            start,
            relaxation_first: is_large.then_some(tuning.large_mip_iterations),
            is_cancelled: &|| budget.is_cancelled(),
        };
        let (progress, offers) = (&mut *self.progress, &self.offers);
        let answer = highs::run(model, &run, &mut |glimpse, solution| {
            if let Some(values) = solution {
                offers.leave(Offer::Arrangement(choices.arrangement(values)));
            }
            if let Some(tier) = minimise {
                let in_unit = |value: Option<f64>| value.map(|value| (value + constant) / scale);
                progress(&Progress {
                    tier,
                    incumbent: in_unit(glimpse.incumbent),
                    bound: in_unit(glimpse.bound),
                    elapsed: began.elapsed(),
                });
            }
        })?;
        self.stopped_early |= answer.ending == Ending::Stopped;
        let arrangement = answer.values.as_ref().map(|values| choices.arrangement(values));
        Ok((answer, arrangement))
    }

    /// Takes a plan that is better in the tier and no worse in held tiers, where the check passes it or
    /// every plan by kinds keeps all rules.
    fn consider(&mut self, mut plan: Plan, arrangement: Arrangement, minimise: Option<Tier>) {
        let (campaign, baseline) = (self.kinds.campaign, self.baseline);
        let tiers = campaign.tiers();
        slots::assign(campaign, &mut plan);
        let breaks_rules =
            || check(campaign, &plan).iter().any(|found| found.severity == Severity::Error);
        if self.kinds.is_relaxation() && breaks_rules() {
            return;
        }
        let tier = minimise.unwrap_or(Tier::Peak);
        let settled = tiers.iter().position(|own| *own == tier).unwrap_or(0);
        let values = |plan: &Plan| -> Vec<Ratio> {
            tiers[..=settled]
                .iter()
                .map(|tier| tier_value(*tier, campaign, plan, baseline))
                .collect()
        };
        let is_better = |before: &Plan| improves(&values(&plan), &values(before), settled);
        if self.incumbent.as_ref().is_none_or(|(before, _)| is_better(before)) {
            self.incumbent = Some((plan, arrangement));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Kinds, Options, Ratio, Tier, solve};
    use crate::base::budget::Budget;
    use crate::campaign::{Campaign, tiny};
    use crate::solve::every_plan::{every_plan, least, plan_of};
    use crate::solve::windows::{Costs, candidates, value_of_units};
    use rand::RngExt;
    use std::time::Instant;

    #[test]
    fn bounds_hold_where_groups_may_be_cut_and_most_are_met() {
        let (mut compared, mut met, mut cut) = (0, 0, 0);
        for seed in 0..400 {
            let mut dice = tiny::dice(seed);
            let mut draft = tiny::random(&mut dice);
            tiny::cut_first(&mut dice, &mut draft);
            if dice.random_bool(0.6) {
                // With 8 people more in each class the first group has to be cut: no half-day has room for it.
                let classes = &mut draft.groups[0].classes;
                for class in classes.iter_mut() {
                    class.headcount += 8;
                }
                draft.groups[0].headcount += 8 * draft.groups[0].classes.len() as i64;
            }
            let tiers = [
                Tier::Cuts,
                Tier::Moved,
                Tier::Overload,
                Tier::Overtime,
                Tier::Blocks,
                Tier::Preference,
                Tier::Spread,
                Tier::Early,
            ];
            let tier = tiers[dice.random_range(0..tiers.len())];
            draft.tiers = vec![tier];
            let campaign = Campaign::new(draft).unwrap();
            let all = candidates(&campaign).unwrap().list;
            let plans = every_plan(&campaign, &all);
            if plans.is_empty() {
                continue;
            }
            let baseline = plan_of(&campaign, &plans[dice.random_range(0..plans.len())]);
            let costs = Costs::new(&campaign, Some(&baseline));
            let Some(kinds) = Kinds::new(&campaign, &costs) else { continue };
            assert!(kinds.may_be_cut(), "seed {seed}");
            let options = Options { threads: 1, ..Options::default() };
            let (budget, nobody) = (Budget::unlimited(), &mut |_: &_| {});
            let outcome = solve(
                &kinds,
                Some(&baseline),
                Some(&all),
                &options,
                &budget,
                nobody,
                Instant::now(),
            );
            // A solution without a layout has no plan.
            let Some(outcome) = outcome.unwrap() else { continue };
            let (found, best) =
                (&outcome.tiers[0], least(&campaign, tier, &plans, Some(&baseline)));
            let best = value_of_units(tier, best.unwrap(), &campaign);
            let bound = found.bound.unwrap_or(Ratio::whole(0));
            assert!(bound <= best, "seed {seed}, {tier:?}: {bound:?} above {best:?}");
            assert!(found.value >= Some(best), "seed {seed}, {tier:?}: {:?}", found.value);
            compared += 1;
            met += usize::from(found.proven());
            let plan = outcome.plan.unwrap_or_default();
            cut += usize::from(plan.windows.iter().any(|window| window.run.is_some()));
        }
        assert!(compared > 80 && met > compared * 9 / 10, "{met} of {compared} are met");
        assert!(cut > 5, "{cut} plans have a group that is cut");
    }
}
