//! A first plan by first-fit decreasing (Johnson, Demers, Ullman, Garey and Graham 1974), at the
//! lowest peak at which it serves every group; where it fails, by squeaky wheel optimization
//! (Joslin and Clements 1999), which reorders the groups and tries again.

use crate::base::budget::Budget;
use crate::base::ratio::Ratio;
use crate::campaign::plan::Plan;
use crate::campaign::{BlockId, Campaign, GroupId, Relation, RelationKind, Tier};
use crate::plans::waiting::overfull;
use crate::solve::Tuning;
use crate::solve::rows::excluded;
use crate::solve::windows::Candidate;
use std::cell::Cell;

/// The plans of [`first_fit`] over all candidates and, where groups may be cut and `cuts` is an aim, over the
/// candidates of whole groups: first-fit takes the first window that fits and has no regard for cuts.
pub fn first_plans(
    campaign: &Campaign,
    candidates: &[Candidate],
    tuning: &Tuning,
    budget: &Budget,
) -> Vec<Plan> {
    let first = |candidates: &[Candidate]| first_fit(campaign, candidates, tuning, budget);
    let is_whole = |candidate: &&Candidate| candidate.run.is_none();
    let whole: Vec<Candidate> = candidates.iter().filter(is_whole).copied().collect();
    let may_be_whole = campaign.has_tier(Tier::Cuts) && whole.len() < candidates.len();
    let of_whole = if may_be_whole { first(&whole) } else { None };
    first(candidates).into_iter().chain(of_whole).collect()
}

/// A plan that keeps every rule; `None` where first-fit finds none, which proves nothing. The plan
/// is the first incumbent, and the answer of a solve that is interrupted before a better one.
fn first_fit(
    campaign: &Campaign,
    candidates: &[Candidate],
    tuning: &Tuning,
    budget: &Budget,
) -> Option<Plan> {
    if candidates.is_empty() {
        return None;
    }
    let bisected = if campaign.has_tier(Tier::Peak) {
        at_lowest_peak(campaign, candidates, budget)
    } else {
        None
    };
    bisected.or_else(|| {
        // Even with the budget spent: an interrupted solve has no other plan.
        let grouped = CandidatesByGroup::new(campaign, candidates, None, budget);
        let (plan, serves_all) = grouped.squeaky_wheel(tuning);
        (serves_all || campaign.has_tier(Tier::Unserved)).then_some(plan)
    })
}

/// The plan of first-fit at the lowest peak at which it serves every group, by bisection. That
/// assumes that first-fit succeeds at every higher peak too. It nearly always does; where not, the
/// plan has a higher peak than necessary.
fn at_lowest_peak(campaign: &Campaign, candidates: &[Candidate], budget: &Budget) -> Option<Plan> {
    let mut peaks: Vec<Ratio> =
        candidates.iter().map(|candidate| candidate.load(campaign)).collect();
    peaks.sort_unstable();
    peaks.dedup();
    let mut best = None;
    let (mut low, mut high) = (0, peaks.len());
    while low < high && !budget.is_spent() {
        let middle = usize::midpoint(low, high);
        let grouped = CandidatesByGroup::new(campaign, candidates, Some(peaks[middle]), budget);
        match grouped.fit(&grouped.largest_first()) {
            (plan, left_out) if left_out.is_empty() => {
                best = Some(plan);
                high = middle;
            }
            _ => low = middle + 1,
        }
    }
    best
}

/// The candidates of each group, the shortest windows first.
struct CandidatesByGroup<'a> {
    campaign: &'a Campaign,
    by_group: Vec<Vec<Candidate>>,
    /// For each block those of the same crew or desk that must stay empty.
    excluded: Vec<Vec<BlockId>>,
    budget: &'a Budget,
    /// The number of candidates compared with partial plans, in all runs of first-fit.
    looks: Cell<usize>,
}

impl<'a> CandidatesByGroup<'a> {
    /// The candidates up to a peak, or all.
    fn new(
        campaign: &'a Campaign,
        candidates: &[Candidate],
        peak: Option<Ratio>,
        budget: &'a Budget,
    ) -> CandidatesByGroup<'a> {
        let mut by_group: Vec<Vec<Candidate>> = vec![Vec::new(); campaign.groups().len()];
        let is_within =
            |candidate: &&Candidate| peak.is_none_or(|peak| candidate.load(campaign) <= peak);
        for candidate in candidates.iter().filter(is_within) {
            by_group[candidate.group.0].push(*candidate);
        }
        for of_group in &mut by_group {
            of_group.sort_by_key(|candidate| {
                (candidate.interval.minutes(), candidate.block, candidate.interval.start)
            });
        }
        let excluded = excluded(campaign);
        CandidatesByGroup { campaign, by_group, excluded, budget, looks: Cell::new(0) }
    }

    /// The groups by the length of their shortest window, the longest first; groups without
    /// candidates last.
    fn largest_first(&self) -> Vec<GroupId> {
        let mut order: Vec<GroupId> = self.campaign.group_ids().collect();
        let minutes = |group: &GroupId| {
            self.by_group[group.0].first().map(|shortest| shortest.interval.minutes())
        };
        order.sort_by_key(|group| std::cmp::Reverse(minutes(group)));
        order
    }

    /// First-fit: each group gets its first candidate that is feasible with the partial plan. The
    /// plan, and the groups left out. It goes on with the budget spent, as it takes a fraction of a
    /// second and there may be no other plan; once the solve is cancelled, all further groups are
    /// left out.
    fn fit(&self, order: &[GroupId]) -> (Plan, Vec<GroupId>) {
        let (mut partial, mut left_out) =
            (PartialPlan::new(self.campaign, &self.excluded), Vec::new());
        for group in order {
            let of_group = &self.by_group[group.0];
            let is_feasible =
                |window: &&Candidate| window.run.is_none() && partial.is_feasible_with(window);
            if self.budget.is_cancelled() {
                left_out.push(*group);
            } else if let Some(window) = of_group.iter().find(is_feasible).copied() {
                partial.add(window);
            } else if !partial.add_in_parts(of_group) {
                left_out.push(*group);
            }
        }
        self.looks.set(self.looks.get() + partial.looks.get());
        let windows = partial.windows().map(|candidate| candidate.window(self.campaign)).collect();
        let mut plan = Plan { windows, ..Plan::default() };
        plan.sort();
        (plan, left_out)
    }

    /// Squeaky wheel optimization (Joslin and Clements 1999): first-fit is repeated, and the groups
    /// left out move to the front of the order with the groups related to them. The plan that
    /// leaves out fewest people, and whether it serves every group.
    fn squeaky_wheel(&self, tuning: &Tuning) -> (Plan, bool) {
        let mut order = self.largest_first();
        let people = |groups: &[GroupId]| {
            let people =
                groups.iter().map(|group| self.campaign.group(*group).expected()).sum::<i64>();
            (people, groups.len())
        };
        let (mut best, mut left_out) = self.fit(&order);
        let mut fewest = people(&left_out);
        for _ in 0..tuning.first_fit_tries {
            // No order helps a group without candidates.
            left_out.retain(|group| !self.by_group[group.0].is_empty());
            let is_over = self.budget.is_spent() || self.looks.get() >= tuning.first_fit_looks;
            if left_out.is_empty() || is_over {
                break;
            }
            let mut first = Vec::new();
            for group in &left_out {
                first.push(*group);
                first.extend(
                    self.campaign
                        .relations()
                        .iter()
                        .filter_map(|relation| relation.partner(*group)),
                );
            }
            let mut is_ordered = vec![false; self.by_group.len()];
            order = first
                .into_iter()
                .chain(order)
                .filter(|group| !std::mem::replace(&mut is_ordered[group.0], true))
                .collect();
            let (plan, now_left_out) = self.fit(&order);
            if people(&now_left_out) < fewest {
                (best, fewest) = (plan, people(&now_left_out));
            }
            left_out = now_left_out;
        }
        let serves_all = self.campaign.group_ids().all(|group| !best.windows_of(group).is_empty());
        (best, serves_all)
    }
}

/// The windows chosen so far.
struct PartialPlan<'a> {
    campaign: &'a Campaign,
    by_block: Vec<Vec<Candidate>>,
    by_group: Vec<Vec<Candidate>>,
    /// For each block those of the same crew or desk that must stay empty.
    excluded: &'a [Vec<BlockId>],
    /// The number of candidates compared with the plan.
    looks: Cell<usize>,
}

impl<'a> PartialPlan<'a> {
    fn new(campaign: &'a Campaign, excluded: &'a [Vec<BlockId>]) -> PartialPlan<'a> {
        PartialPlan {
            campaign,
            excluded,
            by_block: vec![Vec::new(); campaign.blocks().len()],
            by_group: vec![Vec::new(); campaign.groups().len()],
            looks: Cell::new(0),
        }
    }

    fn windows(&self) -> impl Iterator<Item = &Candidate> {
        self.by_group.iter().flatten()
    }

    fn add(&mut self, window: Candidate) {
        self.by_block[window.block.0].push(window);
        self.by_group[window.group.0].push(window);
    }

    /// Adds windows for parts of a group, greedily: from the first class on, each time the feasible
    /// window with most classes, the earliest of several. `false`, and no window added, where the
    /// parts don't serve all classes.
    fn add_in_parts(&mut self, of_group: &[Candidate]) -> bool {
        let Some(id) = of_group.first().map(|window| window.group) else { return false };
        let campaign = self.campaign;
        let group = campaign.group(id);
        let mut next = 0;
        while next < group.classes.len() && self.by_group[id.0].len() < group.max_windows {
            let date = |window: &Candidate| campaign.block(window.block).date;
            let start = |window: &Candidate| (date(window), window.interval.start);
            let end = |window: &Candidate| (date(window), window.interval.end);
            let parts = &self.by_group[id.0];
            let feasible = of_group.iter().filter(|window| {
                window.run.is_some_and(|run| run.from == next)
                    && parts
                        .iter()
                        .all(|part| part.block != window.block && end(part) <= start(window))
                    && self.is_feasible_with(window)
            });
            let most_classes = |window: &&Candidate| {
                (window.run.map(|run| run.to), std::cmp::Reverse(start(window)))
            };
            let Some(part) = feasible.max_by_key(most_classes).copied() else { break };
            next = part.run.map_or(next, |run| run.to);
            self.add(part);
        }
        let is_served = next > 0 && next == group.classes.len();
        if !is_served {
            for part in std::mem::take(&mut self.by_group[id.0]) {
                self.by_block[part.block.0].retain(|window| *window != part);
            }
        }
        is_served
    }

    /// Whether the plan with the window keeps the rules between windows: most groups of a block,
    /// changeover, crews, relations, and capacities for people who wait.
    fn is_feasible_with(&self, window: &Candidate) -> bool {
        self.looks.set(self.looks.get() + 1);
        let campaign = self.campaign;
        let most = campaign.max_groups_per_block().unwrap_or(usize::MAX);
        let of_block = &self.by_block[window.block.0];
        let relation_holds = |relation: &Relation| {
            let partner = relation.partner(window.group);
            partner.is_none_or(|partner| {
                let of_partner = &self.by_group[partner.0];
                of_partner.iter().all(|chosen| holds_between(campaign, relation, window, chosen))
            })
        };
        let is_empty = |block: &BlockId| self.by_block[block.0].is_empty();
        of_block.len() < most
            && self.excluded[window.block.0].iter().all(is_empty)
            && of_block.iter().all(|chosen| !are_in_conflict(campaign, window, chosen))
            && campaign.relations().iter().all(relation_holds)
            && self.respects_cap(window)
            && (!campaign.limits_waiting() || self.respects_waiting_limits(window))
    }

    /// Whether the people of the window's station and day stay within its cap.
    fn respects_cap(&self, window: &Candidate) -> bool {
        let campaign = self.campaign;
        let own = campaign.block(window.block);
        let people_of = |windows: &[Candidate]| -> i64 {
            windows.iter().chain([window]).map(|one| one.expected(campaign)).sum()
        };
        let here = own.own.most_people;
        if here.is_some_and(|most| people_of(&self.by_block[window.block.0]) > most) {
            return false;
        }
        let Some(most) = campaign.station(own.station).most_people else { return true };
        let is_beside = |block: &BlockId| {
            let block = campaign.block(*block);
            (block.station, block.date) == (own.station, own.date)
        };
        let beside = campaign.block_ids().filter(is_beside);
        let beside = beside.flat_map(|block| &self.by_block[block.0]);
        let people: i64 = beside.chain([window]).map(|one| one.expected(campaign)).sum();
        people <= most
    }

    /// Whether the people who wait on the window's day stay within the capacities.
    fn respects_waiting_limits(&self, window: &Candidate) -> bool {
        let campaign = self.campaign;
        let date = campaign.block(window.block).date;
        let is_of_date = |block: &BlockId| campaign.block(*block).date == date;
        let of_date =
            campaign.block_ids().filter(is_of_date).flat_map(|block| &self.by_block[block.0]);
        let crowds: Vec<_> =
            of_date.chain([window]).flat_map(|candidate| candidate.crowds(campaign)).collect();
        overfull(campaign, &crowds).is_empty()
    }
}

/// Whether a relation holds between two windows, one of each of its groups.
fn holds_between(campaign: &Campaign, relation: &Relation, a: &Candidate, b: &Candidate) -> bool {
    let (first, second) = if a.group == relation.first { (a, b) } else { (b, a) };
    let (first_block, second_block) = (campaign.block(first.block), campaign.block(second.block));
    match relation.kind {
        RelationKind::Together => {
            let follows = |before: &Candidate, after: &Candidate| {
                campaign.directly_after(before.block, before.interval.end, after.interval.start)
            };
            first.block == second.block && (follows(first, second) || follows(second, first))
        }
        RelationKind::Apart => {
            first_block.date != second_block.date
                || !first_block.bookable().overlaps(second_block.bookable())
        }
        RelationKind::Before => {
            (first_block.date, first.interval.end) <= (second_block.date, second.interval.start)
        }
    }
}

/// Whether two windows of a block overlap or have less than a changeover between them.
fn are_in_conflict(campaign: &Campaign, a: &Candidate, b: &Candidate) -> bool {
    let gap = campaign.changeover();
    a.block == b.block
        && a.interval.start < b.interval.end + gap
        && b.interval.start < a.interval.end + gap
}

#[cfg(test)]
mod tests {
    use super::first_fit;
    use crate::base::budget::Budget;
    use crate::base::diagnostic::Severity;
    use crate::campaign::{Campaign, Tier, tiny};
    use crate::check::check;
    use crate::plans::slots;
    use crate::solve::Tuning;
    use crate::solve::every_plan::every_plan;
    use crate::solve::windows::candidates;
    use rand::RngExt;

    #[test]
    fn the_first_plan_passes_the_check() {
        let (mut found, mut missed) = (0, 0);
        for seed in 0..250 {
            let mut dice = tiny::dice(seed);
            let mut draft = tiny::random(&mut dice);
            if dice.random_bool(0.3) {
                tiny::cut_first(&mut dice, &mut draft);
            } else if dice.random_bool(0.5) {
                tiny::add_relation(&mut dice, &mut draft);
            }
            if dice.random_bool(0.3) {
                tiny::limit_waiting(&mut dice, &mut draft);
            }
            draft.tiers = [vec![Tier::Peak], vec![Tier::Unserved], vec![Tier::Blocks]]
                [dice.random_range(0..3_usize)]
            .clone();
            let campaign = Campaign::new(draft).unwrap();
            let all = candidates(&campaign).unwrap().list;
            let Some(mut plan) =
                first_fit(&campaign, &all, &Tuning::default(), &Budget::unlimited())
            else {
                assert!(!campaign.has_tier(Tier::Unserved) || all.is_empty(), "seed {seed}");
                missed += usize::from(!every_plan(&campaign, &all).is_empty());
                continue;
            };
            slots::assign(&campaign, &mut plan);
            let broken = check(&campaign, &plan);
            let is_right = broken.iter().all(|found| found.severity != Severity::Error);
            assert!(is_right, "seed {seed}: {broken:?}");
            found += 1;
        }
        assert!(found > 100 && missed < 25, "{found} plans, {missed} missed");
    }

    #[test]
    fn a_group_left_out_moves_to_the_front_of_the_order() {
        // By length the two groups of longer windows come first, each in a half-day; then the third
        // group, which may use the first half-day alone, is left out.
        let mut draft = tiny::draft(&[3, 3], &[18, 17, 16]);
        draft.groups[2].not_in = [crate::campaign::BlockId(1)].into();
        draft.groups[0].headcount = 20;
        draft.blocks[1].latest_end += 20;
        draft.groups[2].headcount = 20;
        let campaign = Campaign::new(draft).unwrap();
        let all = candidates(&campaign).unwrap().list;
        let plan = first_fit(&campaign, &all, &Tuning::default(), &Budget::unlimited()).unwrap();
        assert_eq!(plan.windows.len(), 3, "{plan:?}");
    }

    #[test]
    fn the_plan_has_the_lowest_peak_at_which_every_group_is_served() {
        let mut draft = tiny::draft(&[6], &[10, 20]);
        (draft.stations[0].rate, draft.tiers) = (None, vec![Tier::Peak]);
        let campaign = Campaign::new(draft).unwrap();
        let all = candidates(&campaign).unwrap().list;
        let plan = first_fit(&campaign, &all, &Tuning::default(), &Budget::unlimited()).unwrap();
        let peak = crate::plans::metrics::tier_value(Tier::Peak, &campaign, &plan, None);
        assert_eq!(
            peak,
            crate::base::ratio::Ratio::whole(30),
            "20 minutes for 10 people, 40 for 20"
        );
    }
}
