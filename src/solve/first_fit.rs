//! A first plan at once: first-fit decreasing, at the lowest peak at which it fits everybody.

use crate::base::budget::Budget;
use crate::base::ratio::Ratio;
use crate::campaign::plan::Plan;
use crate::campaign::{BlockId, Campaign, GroupId, Relation, RelationKind, Tier};
use crate::plans::waiting::overfull;
use crate::solve::Tuning;
use crate::solve::windows::Candidate;
use std::cell::Cell;

/// A plan that keeps every rule, or `None` when first-fit finds none. It proves nothing: it is what
/// an interrupted solve falls back on and what the solver starts from.
pub fn first_fit(
    campaign: &Campaign,
    candidates: &[Candidate],
    tuning: &Tuning,
    budget: &Budget,
) -> Option<Plan> {
    let mut peaks: Vec<Ratio> =
        candidates.iter().map(|candidate| candidate.per_hour(campaign)).collect();
    peaks.sort_unstable();
    peaks.dedup();
    // First-fit at a higher peak is nearly always at least as good, so bisection finds a good one
    // fast.
    let mut best = None;
    // Without that tier any peak will do.
    let (mut low, mut high) = if campaign.has_tier(Tier::Peak) { (0, peaks.len()) } else { (0, 0) };
    while low < high && !budget.is_spent() {
        let middle = usize::midpoint(low, high);
        let places = Places::new(campaign, candidates, peaks[middle], budget);
        match places.fit(&places.largest_first()) {
            (plan, left_out) if left_out.is_empty() => {
                best = Some(plan);
                high = middle;
            }
            _ => low = middle + 1,
        }
    }
    best.or_else(|| {
        // Even when time is up: a plan that serves most is what an interrupted solve falls back on.
        let (plan, serves_all) =
            Places::new(campaign, candidates, *peaks.last()?, budget).insist(tuning);
        (serves_all || campaign.has_tier(Tier::Unserved)).then_some(plan)
    })
}

/// Where each group may come, the shortest windows first.
struct Places<'a> {
    campaign: &'a Campaign,
    by_group: Vec<Vec<Candidate>>,
    budget: &'a Budget,
    /// How often a candidate was held against what is placed.
    looks: Cell<usize>,
}

impl<'a> Places<'a> {
    fn new(
        campaign: &'a Campaign,
        candidates: &[Candidate],
        peak: Ratio,
        budget: &'a Budget,
    ) -> Places<'a> {
        let mut by_group: Vec<Vec<Candidate>> = vec![Vec::new(); campaign.groups().len()];
        for candidate in candidates.iter().filter(|candidate| candidate.per_hour(campaign) <= peak)
        {
            by_group[candidate.group.0].push(*candidate);
        }
        for places in &mut by_group {
            places.sort_by_key(|candidate| {
                (candidate.interval.minutes(), candidate.block, candidate.interval.start)
            });
        }
        Places { campaign, by_group, budget, looks: Cell::new(0) }
    }

    fn largest_first(&self) -> Vec<GroupId> {
        let mut order: Vec<GroupId> = self.campaign.group_ids().collect();
        let minutes = |group: &GroupId| {
            self.by_group[group.0].first().map(|shortest| shortest.interval.minutes())
        };
        order.sort_by_key(|group| std::cmp::Reverse(minutes(group)));
        order
    }

    /// Each group at the first place that is free; who found none. It takes a fraction of a second
    /// and goes on when time is up: without it there may be no plan at all.
    fn fit(&self, order: &[GroupId]) -> (Plan, Vec<GroupId>) {
        let (mut taken, mut left_out) = (Taken::nothing(self.campaign), Vec::new());
        for group in order {
            let own = &self.by_group[group.0];
            let is_free = |place: &&Candidate| place.run.is_none() && taken.leaves_free(place);
            if self.budget.is_cancelled() {
                left_out.push(*group);
            } else if let Some(place) = own.iter().find(is_free).copied() {
                taken.add(place);
            } else if !taken.add_in_parts(own) {
                left_out.push(*group);
            }
        }
        self.looks.set(self.looks.get() + taken.looks.get());
        let windows = taken.all().map(|candidate| candidate.window(self.campaign)).collect();
        let mut plan = Plan { windows, ..Plan::default() };
        plan.sort();
        (plan, left_out)
    }

    /// First-fit again and again: those who found no place come first the next time, with those
    /// they are related to (Joslin and Clements 1999, "Squeaky wheel optimization"). The plan that
    /// leaves out fewest people, and whether that is nobody.
    fn insist(&self, tuning: &Tuning) -> (Plan, bool) {
        let mut order = self.largest_first();
        let people = |groups: &[GroupId]| {
            let people =
                groups.iter().map(|group| self.campaign.group(*group).expected()).sum::<i64>();
            (people, groups.len())
        };
        let (mut best, mut left_out) = self.fit(&order);
        let mut fewest = people(&left_out);
        for _ in 0..tuning.first_fit_tries {
            // Who has no place at all never finds one.
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
            let mut met = vec![false; self.by_group.len()];
            order = first
                .into_iter()
                .chain(order)
                .filter(|group| !std::mem::replace(&mut met[group.0], true))
                .collect();
            let (plan, missing) = self.fit(&order);
            if people(&missing) < fewest {
                (best, fewest) = (plan, people(&missing));
            }
            left_out = missing;
        }
        let serves_all = self.campaign.group_ids().all(|group| !best.windows_of(group).is_empty());
        (best, serves_all)
    }
}

/// What is placed already.
struct Taken<'a> {
    campaign: &'a Campaign,
    by_block: Vec<Vec<Candidate>>,
    by_group: Vec<Vec<Candidate>>,
    looks: Cell<usize>,
}

impl<'a> Taken<'a> {
    fn nothing(campaign: &'a Campaign) -> Taken<'a> {
        Taken {
            campaign,
            by_block: vec![Vec::new(); campaign.blocks().len()],
            by_group: vec![Vec::new(); campaign.groups().len()],
            looks: Cell::new(0),
        }
    }

    fn all(&self) -> impl Iterator<Item = &Candidate> {
        self.by_group.iter().flatten()
    }

    fn add(&mut self, place: Candidate) {
        self.by_block[place.block.0].push(place);
        self.by_group[place.group.0].push(place);
    }

    /// Adds windows for a group that is cut: from the first class on, each time the longest run
    /// that still finds a place; `false`, and nothing added, where they do not serve everybody.
    fn add_in_parts(&mut self, places: &[Candidate]) -> bool {
        let Some(id) = places.first().map(|place| place.group) else { return false };
        let campaign = self.campaign;
        let group = campaign.group(id);
        let mut next = 0;
        while next < group.classes.len() && self.by_group[id.0].len() < group.max_windows {
            let when = |place: &Candidate| (campaign.block(place.block).date, place.interval.start);
            let done = |place: &Candidate| (campaign.block(place.block).date, place.interval.end);
            let parts = &self.by_group[id.0];
            let fits = places.iter().filter(|place| {
                place.run.is_some_and(|run| run.from == next)
                    && parts
                        .iter()
                        .all(|part| part.block != place.block && done(part) <= when(place))
                    && self.leaves_free(place)
            });
            let longest =
                |place: &&Candidate| (place.run.map(|run| run.to), std::cmp::Reverse(when(place)));
            let Some(part) = fits.max_by_key(longest).copied() else { break };
            next = part.run.map_or(next, |run| run.to);
            self.add(part);
        }
        let is_served = next > 0 && next == group.classes.len();
        if !is_served {
            for part in std::mem::take(&mut self.by_group[id.0]) {
                self.by_block[part.block.0].retain(|other| *other != part);
            }
        }
        is_served
    }

    /// Whether nothing that is placed stands against the window.
    fn leaves_free(&self, place: &Candidate) -> bool {
        self.looks.set(self.looks.get() + 1);
        let campaign = self.campaign;
        let most = campaign.max_groups_per_block().unwrap_or(usize::MAX);
        let here = &self.by_block[place.block.0];
        let suits = |relation: &Relation| {
            let partner = relation.partner(place.group);
            partner.is_none_or(|partner| {
                let others = &self.by_group[partner.0];
                others.iter().all(|other| suits(campaign, relation, place, other))
            })
        };
        here.len() < most
            && here.iter().all(|other| !in_the_way(campaign, place, other))
            && campaign.relations().iter().all(suits)
            && (!campaign.limits_waiting() || self.has_room_to_wait(place))
    }

    fn has_room_to_wait(&self, place: &Candidate) -> bool {
        let campaign = self.campaign;
        let day = campaign.block(place.block).date;
        let is_then = |block: &BlockId| campaign.block(*block).date == day;
        let others = campaign.block_ids().filter(is_then).flat_map(|b| &self.by_block[b.0]);
        let crowds: Vec<_> =
            others.chain([place]).flat_map(|candidate| candidate.crowds(campaign)).collect();
        overfull(campaign, &crowds).is_empty()
    }
}

/// Whether a relation holds between a window of one of its groups and a window of the other.
fn suits(campaign: &Campaign, relation: &Relation, place: &Candidate, other: &Candidate) -> bool {
    let (one, two) = if place.group == relation.first { (place, other) } else { (other, place) };
    let (here, there) = (campaign.block(one.block), campaign.block(two.block));
    match relation.kind {
        RelationKind::Together => {
            let follows = |before: &Candidate, after: &Candidate| {
                campaign.directly_after(before.block, before.interval.end, after.interval.start)
            };
            one.block == two.block && (follows(one, two) || follows(two, one))
        }
        RelationKind::Apart => {
            here.date != there.date || !here.bookable().overlaps(there.bookable())
        }
        RelationKind::Before => (here.date, one.interval.end) <= (there.date, two.interval.start),
    }
}

fn in_the_way(campaign: &Campaign, one: &Candidate, other: &Candidate) -> bool {
    let gap = campaign.changeover();
    one.block == other.block
        && one.interval.start < other.interval.end + gap
        && other.interval.start < one.interval.end + gap
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
    fn whoever_finds_no_place_is_tried_first() {
        // By length the two long ones come first, each in a half-day of its own; then the third,
        // which may only use the first half-day, has no place.
        let mut draft = tiny::draft(&[3, 3], &[18, 17, 16]);
        draft.groups[2].not_in = vec![crate::campaign::BlockId(1)];
        draft.groups[0].headcount = 20;
        draft.blocks[1].latest_end += 20;
        draft.groups[2].headcount = 20;
        let campaign = Campaign::new(draft).unwrap();
        let all = candidates(&campaign).unwrap().list;
        let plan = first_fit(&campaign, &all, &Tuning::default(), &Budget::unlimited()).unwrap();
        assert_eq!(plan.windows.len(), 3, "{plan:?}");
    }

    #[test]
    fn the_plan_has_the_lowest_peak_at_which_everybody_fits() {
        let mut draft = tiny::draft(&[6], &[10, 20]);
        (draft.stations[0].rate, draft.tiers) = (None, vec![Tier::Peak]);
        let campaign = Campaign::new(draft).unwrap();
        let all = candidates(&campaign).unwrap().list;
        let plan = first_fit(&campaign, &all, &Tuning::default(), &Budget::unlimited()).unwrap();
        let peak = crate::plans::metrics::tier_value(Tier::Peak, &campaign, &plan, None);
        assert_eq!(
            peak,
            crate::base::ratio::Ratio::whole(30),
            "twenty minutes for ten, forty for twenty"
        );
    }
}
