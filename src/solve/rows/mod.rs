//! The rows that tie blocks together, and the columns besides patterns that stand in them.
//!
//! - Each group once: `Σ_{c begins with the first class} x[c] + u[g] = 1`, or `≥ 1` where one too
//!   many can be left out: where no window has a price below nothing and no other row could gain by
//!   it.
//! - Each tier that is held: `Σ_p cost[p]·λ[p] + Σ_k cost[k]·k ≤ most`, over patterns and columns.
//! - Cut groups, relations between groups and people who wait: see the files of this folder.
//!
//! A row is divided by its largest factor, so that the solver's tolerances mean the same in all of
//! them.

mod cuts;
mod relations;
mod waiting;

use crate::campaign::{Campaign, GroupId, Tier};
use crate::plans::waiting::Moment;
use crate::solve::windows::{Candidate, Costs};
use std::collections::HashMap;

/// What rows are made for.
pub struct Asked<'a> {
    pub campaign: &'a Campaign,
    pub costs: &'a Costs<'a>,
    /// All windows that patterns consist of, by group.
    pub candidates: &'a [Candidate],
    /// The tier to minimise, then the held ones.
    pub tiers: &'a [Tier],
    /// The most that each held tier may cost, in whole units.
    pub most: &'a [i64],
    /// Moments at which the number of people who wait is limited.
    pub crowded: &'a [Moment],
}

impl Asked<'_> {
    /// Whether groups may be left out: not where it is held that nobody is.
    pub fn may_leave_out(&self) -> bool {
        let is_minimised = self.tiers[0] == Tier::Unserved;
        let mut held = self.tiers[1..].iter().zip(self.most);
        let nobody = held.any(|(tier, most)| *tier == Tier::Unserved && *most == 0);
        is_minimised || self.campaign.has_tier(Tier::Unserved) && !nobody
    }
}

/// The rows that are priced.
#[derive(Debug)]
pub struct Rows {
    limits: Vec<(f64, f64)>,
    /// What each row is divided by.
    scales: Vec<f64>,
    group: Vec<usize>,
    held: Vec<usize>,
    /// Where windows stand besides the row of their group, by place among the candidates.
    further: HashMap<usize, Vec<(usize, i64)>>,
    is_cut: Vec<bool>,
}

/// A column besides the patterns, of which a plan has one or none: a group that is left out, a
/// drawback of a cut, a cut of the baseline that is kept.
#[derive(Debug)]
pub struct Column {
    /// Whose it is.
    pub group: GroupId,
    /// What it costs in the tier that is minimised.
    pub cost: f64,
    /// Where it stands, tiers that are held included.
    pub entries: Vec<(usize, f64)>,
}

impl Column {
    /// `cost − Σ dual × entry`.
    pub fn price(&self, duals: &[f64]) -> f64 {
        self.cost - self.entries.iter().map(|(row, factor)| duals[*row] * factor).sum::<f64>()
    }
}

/// A column while rows are still being made: its cost in each tier, and whole factors.
struct Draft {
    group: GroupId,
    costs: Vec<i64>,
    entries: Vec<(usize, i64)>,
}

/// A window by its place among the candidates, or a column by its place among the columns, with a
/// factor.
type Term = (usize, i64);

struct Builder<'a> {
    asked: &'a Asked<'a>,
    limits: Vec<(f64, f64)>,
    scales: Vec<f64>,
    further: HashMap<usize, Vec<(usize, i64)>>,
    is_cut: Vec<bool>,
    columns: Vec<Draft>,
}

impl Rows {
    /// The rows of a campaign and the columns in them.
    pub fn new(asked: &Asked<'_>) -> (Rows, Vec<Column>) {
        let mut is_cut = vec![false; asked.campaign.groups().len()];
        for candidate in asked.candidates {
            is_cut[candidate.group.0] |= candidate.run.is_some();
        }
        let (limits, scales, further, columns) =
            (Vec::new(), Vec::new(), HashMap::new(), Vec::new());
        let mut builder = Builder { asked, limits, scales, further, is_cut, columns };
        let group = builder.each_group_once();
        builder.cut_groups();
        builder.relations();
        builder.not_too_many_waiting();
        let held = (1..asked.tiers.len()).map(|place| builder.hold(place)).collect();
        let Builder { limits, scales, further, is_cut, columns, .. } = builder;
        let rows = Rows { limits, scales, group, held, further, is_cut };
        let finished = columns.into_iter().map(|column| rows.finished(column)).collect();
        (rows, finished)
    }

    fn finished(&self, Draft { group, costs, entries }: Draft) -> Column {
        let mut entries: Vec<(usize, f64)> =
            entries.into_iter().map(|(row, factor)| (row, self.factor(row, factor))).collect();
        let held = costs[1..].iter().enumerate().filter(|(_, cost)| **cost != 0);
        entries.extend(held.map(|(place, cost)| self.held_entry(place, *cost)));
        Column { group, cost: costs[0] as f64, entries }
    }

    /// Whether blocks are tied together by more than each group coming once: relations, cut groups,
    /// crowded moments.
    pub fn has_ties(&self) -> bool {
        self.limits.len() > self.group.len() + self.held.len()
    }

    /// How many rows are priced.
    pub fn len(&self) -> usize {
        self.limits.len()
    }

    /// Lower and upper limit of each row.
    pub fn limits(&self) -> &[(f64, f64)] {
        &self.limits
    }

    /// The row of a group.
    pub fn group(&self, group: GroupId) -> usize {
        self.group[group.0]
    }

    /// A whole factor as the row has it.
    pub fn factor(&self, row: usize, factor: i64) -> f64 {
        factor as f64 / self.scales[row]
    }

    /// The entry of a cost in the row of a held tier.
    pub fn held_entry(&self, place: usize, cost: i64) -> (usize, f64) {
        let row = self.held[place];
        (row, self.factor(row, cost))
    }

    /// What a unit of cost in a held tier adds to a price: minus the dual of its row.
    pub fn held_price(&self, place: usize, duals: &[f64]) -> f64 {
        let row = self.held[place];
        -duals[row] / self.scales[row]
    }

    /// Where a candidate stands, tiers that are held apart, with whole factors; by its place among
    /// all of them.
    pub fn entries(&self, place: usize, candidate: &Candidate) -> Vec<(usize, i64)> {
        let mut entries = Vec::with_capacity(1);
        if candidate.first_class() == 0 {
            entries.push((self.group(candidate.group), 1));
        }
        entries.extend(self.further(place));
        entries
    }

    /// Where it stands besides the row of its group.
    pub fn further(&self, place: usize) -> &[(usize, i64)] {
        self.further.get(&place).map_or(&[], Vec::as_slice)
    }

    /// What a window costs in a tier: each window of a cut group one point in `cuts`.
    pub fn cost(&self, costs: &Costs<'_>, tier: Tier, candidate: &Candidate) -> i64 {
        cost(costs, &self.is_cut, tier, candidate)
    }

    /// What has to be added to the costs of all windows and columns.
    pub fn constant(&self, costs: &Costs<'_>, tier: Tier) -> i64 {
        constant(costs, &self.is_cut, tier)
    }

    /// What the duals give without any column: `Σ dual × right-hand side`.
    pub fn value(&self, duals: &[f64]) -> f64 {
        self.limits.iter().zip(duals).map(|(limits, dual)| side(*limits, *dual)).sum()
    }

    /// Duals made feasible: a row with one limit pays in one direction only.
    pub fn tidy(&self, duals: &mut [f64]) {
        for ((low, high), dual) in self.limits.iter().zip(duals) {
            let (least, most) = (
                if high.is_finite() { f64::NEG_INFINITY } else { 0.0 },
                if low.is_finite() { f64::INFINITY } else { 0.0 },
            );
            *dual = dual.clamp(least, most);
        }
    }
}

/// What a dual gives at the limit that it presses against.
pub fn side((low, high): (f64, f64), dual: f64) -> f64 {
    match dual {
        // No limit at all may be infinite.
        0.0 => 0.0,
        dual if dual > 0.0 => low * dual,
        dual => high * dual,
    }
}

fn cost(costs: &Costs<'_>, is_cut: &[bool], tier: Tier, candidate: &Candidate) -> i64 {
    if tier == Tier::Cuts {
        i64::from(is_cut[candidate.group.0])
    } else {
        costs.of(tier, candidate)
    }
}

fn constant(costs: &Costs<'_>, is_cut: &[bool], tier: Tier) -> i64 {
    match tier {
        Tier::Cuts => -(is_cut.iter().filter(|is_cut| **is_cut).count() as i64),
        _ => costs.constant(tier),
    }
}

impl<'a> Builder<'a> {
    /// Windows of a group with their places among the candidates.
    fn windows_of(
        &self,
        group: GroupId,
    ) -> impl Iterator<Item = (usize, &'a Candidate)> + Clone + use<'a> {
        let candidates = self.asked.candidates;
        let from = candidates.partition_point(|candidate| candidate.group < group);
        let to = candidates.partition_point(|candidate| candidate.group <= group);
        (from..to).zip(&candidates[from..to])
    }

    /// The column of a group that is left out, where that is allowed: the first columns are these,
    /// by group.
    fn left_out(&self, group: GroupId) -> Option<usize> {
        self.asked.may_leave_out().then_some(group.0)
    }

    /// Adds a column with what it costs in each tier; its place.
    fn column(&mut self, group: GroupId, cost: impl Fn(Tier) -> i64) -> usize {
        let costs = self.asked.tiers.iter().map(|tier| cost(*tier)).collect();
        self.columns.push(Draft { group, costs, entries: Vec::new() });
        self.columns.len() - 1
    }

    /// Adds `Σ factor·window + Σ factor·column` between two limits.
    fn row(&mut self, (low, high): (f64, f64), windows: &[Term], columns: &[Term]) -> usize {
        let factors = windows.iter().chain(columns).map(|(_, factor)| factor.abs());
        let scale = factors.max().unwrap_or(1).max(1) as f64;
        let row = self.limits.len();
        self.limits.push((low / scale, high / scale));
        self.scales.push(scale);
        for (window, factor) in windows {
            self.further.entry(*window).or_default().push((row, *factor));
        }
        for (column, factor) in columns {
            self.columns[*column].entries.push((row, *factor));
        }
        row
    }

    /// `Σ factor·window + Σ factor·column ≤ most`. Sums are whole: where factors are large, half a
    /// unit more keeps rounding from forbidding what is allowed.
    fn at_most(&mut self, most: i64, windows: &[Term], columns: &[Term]) {
        let is_fine = windows.iter().chain(columns).all(|(_, factor)| factor.abs() <= 1);
        let most = if is_fine { most as f64 } else { most as f64 + 0.5 };
        self.row((f64::NEG_INFINITY, most), windows, columns);
    }

    fn each_group_once(&mut self) -> Vec<usize> {
        let asked = self.asked;
        if asked.may_leave_out() {
            for group in asked.campaign.group_ids() {
                let people = asked.campaign.group(group).expected();
                let is_cut = i64::from(self.is_cut[group.0]);
                self.column(group, |tier| match tier {
                    Tier::Unserved => people,
                    Tier::Cuts => is_cut,
                    _ => 0,
                });
            }
        }
        let may_repeat = !asked.tiers.contains(&Tier::Moved);
        let row = |group: GroupId| {
            let once = self.is_cut[group.0]
                || !may_repeat
                || relations::gains_by_repeats(asked.campaign, group);
            let most = if once { 1.0 } else { f64::INFINITY };
            let left_out: Vec<Term> =
                self.left_out(group).into_iter().map(|column| (column, 1)).collect();
            // Windows stand there without being told, see `Rows::entries`.
            self.row((1.0, most), &[], &left_out)
        };
        asked.campaign.group_ids().map(row).collect()
    }

    /// The row of a held tier.
    fn hold(&mut self, place: usize) -> usize {
        let Asked { campaign, costs, candidates, tiers, most, .. } = *self.asked;
        let tier = tiers[place];
        let windows =
            candidates.iter().map(|candidate| cost(costs, &self.is_cut, tier, candidate).abs());
        let closing = campaign
            .block_ids()
            .map(|block| costs.closing(tier, block, campaign.block(block).latest_end));
        let columns = self.columns.iter().map(|column| column.costs[place].abs());
        let dearest = windows.chain(closing).chain(columns).max().unwrap_or(1).max(1) as f64;
        let most = most[place - 1] - constant(costs, &self.is_cut, tier);
        // Half a unit, so that rounding never forbids what is allowed.
        self.limits.push((f64::NEG_INFINITY, (most as f64 + 0.5) / dearest));
        self.scales.push(dearest);
        self.limits.len() - 1
    }
}

#[cfg(test)]
mod tests {
    use super::{Asked, Column, Rows};
    use crate::base::clock::Minutes;
    use crate::base::diagnostic::{Code, Severity};
    use crate::campaign::plan::Plan;
    use crate::campaign::{BlockId, Campaign, Draft, GroupId, Tier, tiny};
    use crate::check::check;
    use crate::plans::waiting::{Moment, limits, overfull};
    use crate::solve::every_plan::{every_choice, plan_of, units};
    use crate::solve::windows::{Candidate, Costs, candidates};
    use rand::RngExt;
    use rand::rngs::ChaCha8Rng;
    use std::collections::BTreeMap;

    /// What one half-day breaks all by itself is for pricing; rows are about the others.
    fn is_for_pricing(campaign: &Campaign, windows: &[Candidate]) -> bool {
        let plan = plan_of(campaign, windows);
        let by_rows =
            [Code::NotServed, Code::WrongParts, Code::NotTogether, Code::NotApart, Code::NotBefore];
        let in_one_block = |group: GroupId, other: GroupId| {
            let home = |group| windows.iter().find(|own| own.group == group).map(|own| own.block);
            home(group) == home(other)
        };
        let may_not_be_neighbours = campaign.relations().iter().any(|relation| {
            let broken =
                crate::check::check_relation(campaign, &plan, relation).unwrap_or_default();
            let is_apart = broken.iter().any(|found| found.rule() == Code::NotTogether);
            is_apart && in_one_block(relation.first, relation.second)
        });
        let is_local = |found: &crate::check::Violation| {
            found.severity == Severity::Error && !by_rows.contains(&found.rule())
        };
        may_not_be_neighbours || check(campaign, &plan).iter().any(is_local)
    }

    /// A plan in the rows: what stands in each, and what it costs in each tier.
    struct Sums {
        rows: Vec<f64>,
        costs: Vec<i64>,
    }

    struct Case<'a> {
        asked: &'a Asked<'a>,
        rows: Rows,
        columns: Vec<Column>,
    }

    impl Case<'_> {
        /// The sums of the windows and of how each half-day closes.
        fn of_windows(&self, windows: &[Candidate]) -> Sums {
            let Asked { costs, candidates, tiers, .. } = *self.asked;
            let mut sums = Sums { rows: vec![0.0; self.rows.len()], costs: Vec::new() };
            for window in windows {
                let place = candidates.iter().position(|own| own == window).unwrap();
                for (row, factor) in self.rows.entries(place, window) {
                    sums.rows[row] += self.rows.factor(row, factor);
                }
            }
            let mut ends: BTreeMap<BlockId, Minutes> = BTreeMap::new();
            for window in windows {
                let end = ends.entry(window.block).or_default();
                *end = window.interval.end.max(*end);
            }
            for (place, tier) in tiers.iter().enumerate() {
                let own: i64 = windows.iter().map(|own| self.rows.cost(costs, *tier, own)).sum();
                let closing = ends.iter().map(|(block, end)| costs.closing(*tier, *block, *end));
                let cost = own + closing.sum::<i64>();
                sums.costs.push(cost + self.rows.constant(costs, *tier));
                if place > 0 {
                    let (row, factor) = self.rows.held_entry(place - 1, cost);
                    sums.rows[row] += factor;
                }
            }
            sums
        }

        /// Every choice of columns that keeps the rows; what each adds to the tier minimised.
        fn kept(&self, windows: &[Candidate], is_asked: impl Fn(usize) -> bool) -> Vec<f64> {
            let sums = self.of_windows(windows);
            let choices = (0_u32..1 << self.columns.len()).filter_map(|taken| {
                let (mut rows, mut cost) = (sums.rows.clone(), sums.costs[0] as f64);
                for (_, column) in
                    self.columns.iter().enumerate().filter(|(place, _)| taken >> place & 1 == 1)
                {
                    column.entries.iter().for_each(|(row, factor)| rows[*row] += factor);
                    cost += column.cost;
                }
                let is_kept = |(row, (low, high)): (usize, &(f64, f64))| {
                    !is_asked(row) || (low - 1e-9..=high + 1e-9).contains(&rows[row])
                };
                self.rows.limits().iter().enumerate().all(is_kept).then_some(cost)
            });
            choices.collect()
        }
    }

    fn campaign(dice: &mut ChaCha8Rng) -> Draft {
        let mut draft = tiny::random(dice);
        if dice.random_bool(0.6) {
            draft.groups.truncate(2);
            draft.preferences.retain(|wish| wish.group.0 < 2);
            tiny::cut_first(dice, &mut draft);
        }
        for _ in 0..dice.random_range(0..=2) {
            tiny::add_relation(dice, &mut draft);
        }
        // A group that comes together with another is not cut.
        let relations = draft.relations.iter();
        let kinds: Vec<_> = relations.map(|relation| relation.kind).collect();
        if kinds.contains(&crate::campaign::RelationKind::Together) {
            draft.groups[0].max_windows = 1;
        }
        let held = [Tier::Cuts, Tier::Moved, Tier::Preference, Tier::Overtime, Tier::Blocks];
        draft.tiers = vec![held[dice.random_range(0..5_usize)]];
        let further = [Tier::Early, Tier::Unserved][dice.random_range(0..2_usize)];
        draft.tiers.push(further);
        draft
    }

    /// A plan made by hand, with the first group in one window or in two.
    fn baseline(dice: &mut ChaCha8Rng, campaign: &Campaign, all: &[Candidate]) -> Plan {
        let choices = every_choice(campaign, all);
        let windows = &choices[dice.random_range(0..choices.len())];
        Plan { slots: Vec::new(), ..plan_of(campaign, windows) }
    }

    #[test]
    fn rows_are_kept_by_the_plans_that_the_check_passes() {
        let (mut kept, mut broken) = (0, 0);
        for seed in 0..70 {
            let mut dice = tiny::dice(seed);
            let campaign = Campaign::new(campaign(&mut dice)).unwrap();
            let all = candidates(&campaign).unwrap().list;
            let told = baseline(&mut dice, &campaign, &all);
            let costs = Costs::new(&campaign, Some(&told));
            let tiers = &campaign.tiers()[..1];
            let asked = Asked {
                campaign: &campaign,
                costs: &costs,
                candidates: &all,
                tiers,
                most: &[],
                crowded: &[],
            };
            let (rows, columns) = Rows::new(&asked);
            let case = Case { asked: &asked, rows, columns };
            // Without the tier minimised nobody may be left out, whatever comes later.
            let mut draft = campaign.to_draft();
            draft.tiers.truncate(if asked.may_leave_out() { 2 } else { 1 });
            let strict = Campaign::new(draft).unwrap();
            for windows in every_choice(&campaign, &all) {
                if is_for_pricing(&campaign, &windows) {
                    continue;
                }
                let found = check(&strict, &plan_of(&campaign, &windows));
                let is_right = found.iter().all(|found| found.severity != Severity::Error);
                let choices = case.kept(&windows, |_| true);
                assert_eq!(!choices.is_empty(), is_right, "seed {seed}: {windows:?}: {found:?}");
                if is_right {
                    kept += 1;
                    let least = choices.into_iter().fold(f64::INFINITY, f64::min);
                    let worth = units(&campaign, tiers[0], &windows, Some(&told));
                    assert_eq!(
                        least.round() as i64,
                        worth,
                        "seed {seed}: {:?} {windows:?}",
                        tiers[0]
                    );
                } else {
                    broken += 1;
                }
            }
        }
        assert!(kept > 1_000 && broken > 1_000, "{kept} kept, {broken} broken");
    }

    #[test]
    fn the_row_of_a_held_tier_is_kept_by_plans_that_are_worth_no_more() {
        let (mut kept, mut broken) = (0, 0);
        for seed in 0..200 {
            let mut dice = tiny::dice(seed);
            let mut draft = campaign(&mut dice);
            draft.tiers = vec![Tier::Early, draft.tiers[0]];
            let campaign = Campaign::new(draft).unwrap();
            let all = candidates(&campaign).unwrap().list;
            let told = baseline(&mut dice, &campaign, &all);
            let costs = Costs::new(&campaign, Some(&told));
            let (tiers, most) = (campaign.tiers(), [dice.random_range(0..12)]);
            let asked = Asked {
                campaign: &campaign,
                costs: &costs,
                candidates: &all,
                tiers,
                most: &most,
                crowded: &[],
            };
            let (rows, columns) = Rows::new(&asked);
            let case = Case { asked: &asked, rows, columns };
            for windows in every_choice(&campaign, &all) {
                let found = check(&campaign, &plan_of(&campaign, &windows));
                if found.iter().any(|found| found.severity == Severity::Error) {
                    continue;
                }
                let worth = units(&campaign, tiers[1], &windows, Some(&told));
                let is_kept = !case.kept(&windows, |_| true).is_empty();
                assert_eq!(
                    is_kept,
                    worth <= most[0],
                    "seed {seed}: {:?} {worth} {most:?}",
                    tiers[1]
                );
                *if is_kept { &mut kept } else { &mut broken } += 1;
            }
        }
        assert!(kept > 200 && broken > 200, "{kept} kept, {broken} broken");
    }

    #[test]
    fn crowded_moments_are_kept_by_plans_with_room_for_all_who_wait() {
        let (mut kept, mut broken) = (0, 0);
        for seed in 0..40 {
            let mut dice = tiny::dice(seed);
            let mut draft = tiny::random(&mut dice);
            tiny::limit_waiting(&mut dice, &mut draft);
            draft.hall_capacity = draft.stations[0].hall_capacity;
            draft.tiers = vec![Tier::Unserved];
            let campaign = Campaign::new(draft).unwrap();
            let all = candidates(&campaign).unwrap().list;
            let costs = Costs::new(&campaign, None);
            let days: Vec<_> = campaign.blocks().iter().map(|block| block.date).collect();
            let halls = limits(&campaign);
            let calls = all.iter().map(|window| window.interval.start - campaign.call_lead());
            let mut crowded: Vec<Moment> = calls
                .flat_map(|minute| days.iter().map(move |date| (minute, *date)))
                .flat_map(|(minute, date)| {
                    halls.iter().map(move |(hall, _)| Moment { hall: *hall, date, minute })
                })
                .collect();
            crowded.sort();
            crowded.dedup();
            let tiers = campaign.tiers();
            let asked = Asked {
                campaign: &campaign,
                costs: &costs,
                candidates: &all,
                tiers,
                most: &[],
                crowded: &crowded,
            };
            let (rows, columns) = Rows::new(&asked);
            let of_groups = campaign.groups().len();
            let case = Case { asked: &asked, rows, columns: Vec::new() };
            assert_eq!(columns.len(), of_groups, "one for each group that is left out");
            for windows in every_choice(&campaign, &all) {
                let crowds: Vec<_> = windows.iter().flat_map(|own| own.crowds(&campaign)).collect();
                let has_room = overfull(&campaign, &crowds).is_empty();
                let is_kept = !case.kept(&windows, |row| row >= of_groups).is_empty();
                assert_eq!(is_kept, has_room, "seed {seed}: {windows:?}");
                *if is_kept { &mut kept } else { &mut broken } += 1;
            }
        }
        assert!(kept > 100 && broken > 30, "{kept} kept, {broken} broken");
    }

    #[test]
    fn duals_are_projected_on_what_their_limits_allow() {
        let mut draft = tiny::draft(&[3, 3], &[10, 10]);
        tiny::add_relation(&mut tiny::dice(1), &mut draft);
        draft.tiers = vec![Tier::Preference, Tier::Blocks, Tier::Moved];
        let campaign = Campaign::new(draft).unwrap();
        let all = candidates(&campaign).unwrap().list;
        let costs = Costs::new(&campaign, None);
        let (tiers, most) = (&[Tier::Preference, Tier::Blocks], [2]);
        let asked = Asked {
            campaign: &campaign,
            costs: &costs,
            candidates: &all,
            tiers,
            most: &most,
            crowded: &[],
        };
        let (rows, _) = Rows::new(&asked);
        let mut dice = tiny::dice(5);
        for _ in 0..50 {
            let free: Vec<f64> = (0..rows.len()).map(|_| dice.random_range(-3.0..3.0)).collect();
            let mut tidy = free.clone();
            rows.tidy(&mut tidy);
            let mut value = 0.0;
            for ((limits, free), tidy) in rows.limits().iter().zip(&free).zip(&tidy) {
                let (least, most) = match limits {
                    (low, high) if low.is_finite() && high.is_finite() => (-9.0, 9.0),
                    (low, _) if low.is_finite() => (0.0, 9.0),
                    _ => (-9.0, 0.0),
                };
                // The nearest that is allowed.
                let nearest = free.clamp(least, most);
                assert!((tidy - nearest).abs() < 1e-12, "{limits:?}: {tidy}, not {nearest}");
                value += if *tidy > 0.0 {
                    limits.0 * tidy
                } else if *tidy < 0.0 {
                    limits.1 * tidy
                } else {
                    0.0
                };
            }
            assert!((rows.value(&tidy) - value).abs() < 1e-9);
        }
    }

    #[test]
    fn a_column_costs_less_what_its_rows_pay() {
        let column = Column { group: GroupId(0), cost: 7.0, entries: vec![(0, 2.0), (2, -1.0)] };
        let price = column.price(&[3.0, 100.0, 4.0]);
        assert!((price - (7.0 - 6.0 + 4.0)).abs() < 1e-12, "{price}");
    }

    #[test]
    fn rows_are_divided_by_their_largest_factor() {
        let mut draft = tiny::draft(&[3, 3], &[10, 10]);
        draft.relations.push(crate::campaign::Relation {
            kind: crate::campaign::RelationKind::Before,
            first: GroupId(0),
            second: GroupId(1),
        });
        let campaign = Campaign::new(draft).unwrap();
        let all = candidates(&campaign).unwrap().list;
        let costs = Costs::new(&campaign, None);
        let asked = Asked {
            campaign: &campaign,
            costs: &costs,
            candidates: &all,
            tiers: &[Tier::Blocks],
            most: &[],
            crowded: &[],
        };
        let (rows, _) = Rows::new(&asked);
        assert!(rows.has_ties());
        let mut largest = vec![0.0_f64; rows.len()];
        for (place, window) in all.iter().enumerate() {
            for (row, factor) in rows.entries(place, window) {
                largest[row] = largest[row].max(rows.factor(row, factor).abs());
            }
        }
        assert!(largest.iter().all(|largest| (largest - 1.0).abs() < 1e-12), "{largest:?}");
    }
}
