//! A tier over kinds as an assignment of groups to half-days, for local search (`exchange`).
//!
//! An alternative of a group is a place and a length; it uses the minutes, changeover included, of
//! every [tight span](tight_spans) around its place, as in the MIP, and what it costs in each held
//! tier. `early` and `overtime` look at when a half-day ends, and `moved` looks at the time of day:
//! where they are held there is no such assignment, but for `overtime` at 0, and the MIP alone
//! decides. Where `blocks` is held, only the half-days of the plan so far are used.

use super::lengths::{Longer, Sizes};
use super::model::tight_spans;
use super::{Arrangement, KindId, Kinds, Place, Placement};
use crate::base::clock::{Interval, Minutes};
use crate::campaign::plan::Plan;
use crate::campaign::{BlockId, Tier};
use crate::solve::bounds::serves_all;
use crate::solve::exchange::{
    Alternative, AlternativeId, Assignment, BinId, ItemId, LocalSearch, Resource, ResourceId,
    Selection,
};
use crate::solve::ids::List;
use std::collections::{BTreeMap, BTreeSet};

/// An assignment, and what its alternatives mean.
pub(in crate::solve) struct KindsAssignment {
    pub problem: Assignment,
    /// The plan so far, where it was given.
    pub start: Option<Selection>,
    /// For each item its kind.
    kinds: Vec<KindId>,
    /// For each kind the alternatives of its groups, but for the one in which they are left out.
    windows: Vec<Vec<(Place, Minutes)>>,
    /// Whether groups may be left out.
    may_leave_out: bool,
    /// Whether every plan that keeps the held tiers is a selection: then a bound of the assignment is a bound of
    /// the tier. It is not so where half-days in use or lengths of windows were chosen in advance.
    pub has_every_plan: bool,
}

/// A kind's windows, as alternatives.
struct Windows {
    windows: Vec<(Place, Minutes)>,
    alternatives: Vec<Alternative>,
}

/// The resources of an assignment by what they limit.
struct AssignmentLimits {
    problem: Assignment,
    bins: BTreeMap<BlockId, BinId>,
    /// Of each stretch its spans.
    spans: BTreeMap<usize, Vec<(Interval, ResourceId)>>,
    /// The number of groups in a half-day.
    groups: BTreeMap<BlockId, ResourceId>,
    /// Held tiers.
    held: Vec<(Tier, ResourceId)>,
}

impl Kinds<'_> {
    /// The assignment that minimises a tier, or with `None` only serves everybody. `None` where an aim or a rule is
    /// no sum over windows: ends of half-days, relations, groups that may be cut, caps on people. `None` also
    /// above `most_alternatives`, a limit of memory.
    pub fn assignment(
        &self,
        minimise: Option<Tier>,
        held: &[(Tier, i64)],
        sizes: &Sizes,
        known: Option<&Arrangement>,
        most_alternatives: usize,
    ) -> Option<KindsAssignment> {
        let is_sum = |tier| {
            matches!(tier, Tier::Unserved | Tier::Overload | Tier::Preference | Tier::Spread)
        };
        let looks_at_ends = |(tier, most): &(Tier, i64)| {
            *tier == Tier::Early || *tier == Tier::Overtime && *most > 0
        };
        let is_assignment = minimise.is_none_or(is_sum) && !held.iter().any(looks_at_ends);
        let campaign = self.campaign;
        let may_be_cut = self.may_be_cut() && !sizes.is_uncut;
        if campaign.limits_people() || !campaign.relations().is_empty() || may_be_cut {
            return None;
        }
        let may_move = self.stays.is_empty() || !held.iter().any(|(tier, _)| *tier == Tier::Moved);
        if !is_assignment || !may_move {
            return None;
        }
        let is_held = held.iter().any(|(tier, _)| *tier == Tier::Blocks);
        let open: Option<BTreeSet<BlockId>> = known.filter(|_| is_held).map(|known| {
            let places = self.all_windows(known).map(|own| own.place.stretch);
            places.map(|stretch| self.stretch(stretch).block).collect()
        });
        let is_open = |place: &Place| {
            let block = self.stretch(place.stretch).block;
            open.as_ref().is_none_or(|open| open.contains(&block))
        };
        let mut windows: Vec<Vec<(Place, Minutes)>> = Vec::with_capacity(self.kinds.len());
        let mut alternatives = 0;
        for (id, kind) in self.kinds.iter().enumerate() {
            let places = kind.places.iter().filter(|place| is_open(place)).flat_map(|place| {
                let room = self.regular(*place).map_or(0, Interval::minutes);
                let lengths = self.lengths(KindId(id), *place, sizes).into_iter();
                lengths.filter(move |own| *own <= room).map(|minutes| (*place, minutes))
            });
            let own: Vec<(Place, Minutes)> = places.collect();
            alternatives += own.len() * kind.groups.len();
            if alternatives > most_alternatives {
                return None;
            }
            windows.push(own);
        }
        let mut limits = self.limits(&windows, held);
        let unserved = held.iter().find(|(tier, _)| *tier == Tier::Unserved);
        let may_leave_out =
            minimise == Some(Tier::Unserved) || unserved.is_some_and(|(_, most)| *most > 0);
        let by_kind = self.kinds.iter().enumerate().zip(&windows);
        let by_kind: Vec<Windows> = by_kind
            .map(|((id, _), windows)| self.alternatives(KindId(id), windows, &limits, minimise))
            .collect();
        let prohibitive = self.prohibitive(&by_kind);
        let mut kinds = Vec::new();
        let by_whole_kind = self.kinds.iter().enumerate().zip(&by_kind);
        for ((id, kind), own) in by_whole_kind.filter(|((_, kind), _)| kind.run.is_none()) {
            let used = limits.held.iter().filter(|(tier, _)| *tier == Tier::Unserved);
            let left_out = Alternative {
                bin: None,
                cost: match minimise {
                    Some(Tier::Unserved) => kind.expected,
                    _ if may_leave_out => 0,
                    _ => prohibitive,
                },
                uses: used.map(|(_, resource)| (*resource, kind.expected)).collect(),
            };
            for _ in &kind.groups {
                kinds.push(KindId(id));
                let mut all = own.alternatives.clone();
                all.push(left_out.clone());
                limits.problem.items.push(all);
            }
        }
        let windows = by_kind.into_iter().map(|own| own.windows).collect();
        let (problem, start) = (limits.problem, None);
        let is_early = !campaign.has_tier(Tier::Overtime) || held.contains(&(Tier::Overtime, 0));
        let has_lengths =
            minimise.is_some_and(|tier| tier != Tier::Spread) && matches!(sizes.longer, Longer::No);
        let has_everybody = may_leave_out || serves_all(campaign, held);
        let has_every_plan = open.is_none() && is_early && has_lengths && has_everybody;
        let mut own =
            KindsAssignment { problem, start, kinds, windows, may_leave_out, has_every_plan };
        own.start = known.and_then(|known| own.selection(&own.problem, self.all_windows(known)));
        Some(own)
    }

    /// The windows of a plan by kinds, those that stay included.
    pub fn all_windows(&self, known: &Arrangement) -> impl Iterator<Item = Placement> {
        let stays = known.stays.iter().map(|id| {
            let stay = self.stay_of(*id);
            let minutes = stay.interval.minutes();
            Placement { kind: stay.kind, place: stay.place, minutes, groups: 1 }
        });
        stays.chain(known.placements.iter().copied())
    }

    /// The part of a place up to the regular end of its half-day where `overtime` counts, else all
    /// of it.
    fn regular(&self, place: Place) -> Option<Interval> {
        let stretch = self.stretch(place.stretch);
        let regular_end = self.campaign.block(stretch.block).regular.end;
        let counts = self.campaign.has_tier(Tier::Overtime);
        let Interval { start, end } = place.free;
        let steps =
            (0..(end - start) / self.campaign.grid()).map(|step| step * self.campaign.grid());
        let mut parts = steps.map(|step| Interval::new(start, end - step));
        parts.find(|part| !counts || stretch.clock(*part).end <= regular_end)
    }

    /// The half-days, spans and held tiers that the windows of all kinds use.
    fn limits(&self, windows: &[Vec<(Place, Minutes)>], held: &[(Tier, i64)]) -> AssignmentLimits {
        let mut places: BTreeMap<usize, BTreeSet<Interval>> = BTreeMap::new();
        for (place, _) in windows.iter().flatten() {
            let of_stretch = places.entry(place.stretch.index()).or_default();
            of_stretch.extend(self.regular(*place));
        }
        let mut limits = AssignmentLimits {
            problem: Assignment::default(),
            bins: BTreeMap::new(),
            spans: BTreeMap::new(),
            groups: BTreeMap::new(),
            held: Vec::new(),
        };
        for (stretch, places) in places {
            let id = super::StretchId(stretch);
            let block = self.stretch(id).block;
            let next = BinId(limits.bins.len());
            let bin = *limits.bins.entry(block).or_insert(next);
            let all = Place { stretch: id, free: self.stretch(id).interval };
            let Some(all) = self.regular(all) else { continue };
            let resource = |span: Interval| {
                let capacity = i64::from(span.minutes() + self.between);
                let resource = Resource { bin: Some(bin), capacity };
                (span, limits.problem.resources.push(resource))
            };
            let spans = tight_spans(&places, all).into_iter().map(resource).collect();
            limits.spans.insert(stretch, spans);
        }
        limits.problem.bins = limits.bins.len();
        if let Some(most) = self.campaign.max_groups_per_block() {
            for (block, bin) in &limits.bins {
                let resource = Resource { bin: Some(*bin), capacity: most as i64 };
                limits.groups.insert(*block, limits.problem.resources.push(resource));
            }
        }
        for (tier, most) in held.iter().filter(|(tier, _)| {
            matches!(tier, Tier::Unserved | Tier::Overload | Tier::Preference | Tier::Spread)
        }) {
            let resource = Resource { bin: None, capacity: *most };
            limits.held.push((*tier, limits.problem.resources.push(resource)));
        }
        limits
    }

    /// A kind's windows as alternatives.
    fn alternatives(
        &self,
        kind: KindId,
        windows: &[(Place, Minutes)],
        limits: &AssignmentLimits,
        minimise: Option<Tier>,
    ) -> Windows {
        let alternative = |(place, minutes): &(Place, Minutes)| {
            let window = self.window(kind, *place, *minutes);
            let free = self.regular(*place)?;
            let taken = i64::from(minutes + self.between);
            let spans = limits.spans.get(&place.stretch.index())?.iter();
            let spans = spans.filter(|(span, _)| span.contains(free));
            let mut uses: Vec<(ResourceId, i64)> = spans.map(|(_, id)| (*id, taken)).collect();
            uses.extend(limits.groups.get(&window.block).map(|id| (*id, 1)));
            let price = |tier: Tier| self.cost(tier, kind, *place, *minutes);
            let held = limits.held.iter().map(|(tier, id)| (*id, price(*tier)));
            uses.extend(held.filter(|(_, price)| *price != 0));
            let bin = limits.bins.get(&window.block).copied();
            Some(((*place, *minutes), Alternative { bin, cost: minimise.map_or(0, price), uses }))
        };
        let (windows, alternatives) = windows.iter().filter_map(alternative).unzip();
        Windows { windows, alternatives }
    }

    /// One unit more than the dearest windows of all groups cost together.
    fn prohibitive(&self, by_kind: &[Windows]) -> i64 {
        let dearest = self.kinds.iter().zip(by_kind).map(|(kind, own)| {
            let dearest = own.alternatives.iter().map(|own| own.cost).max().unwrap_or(0);
            dearest.saturating_mul(kind.groups.len() as i64)
        });
        dearest.fold(1, i64::saturating_add)
    }

    /// A plan by kinds; `None` where one of its windows is not that of a kind.
    pub fn arrangement(&self, plan: &Plan) -> Option<Arrangement> {
        let mut kind_of: BTreeMap<_, KindId> = BTreeMap::new();
        for (id, kind) in self.kinds.iter().enumerate() {
            kind_of.extend(kind.groups.iter().map(|group| ((*group, kind.run), KindId(id))));
        }
        let mut counts: BTreeMap<(KindId, Place, Minutes), usize> = BTreeMap::new();
        for window in &plan.windows {
            let block = self.campaign.block_at(window.station, window.date, window.interval)?;
            let kind = *kind_of.get(&(window.group, window.run))?;
            let places = self.kinds[kind.index()].places.iter().filter_map(|place| {
                let stretch = self.stretch(place.stretch);
                let work = stretch.work(window.interval).filter(|_| stretch.block == block)?;
                place.free.contains(work).then_some((place, work))
            });
            // Places that differ in wishes by the hour overlap: the window is in the cheapest place.
            let (place, work) = places.min_by_key(|(place, work)| {
                self.cost(Tier::Preference, kind, **place, work.minutes())
            })?;
            *counts.entry((kind, *place, work.minutes())).or_default() += 1;
        }
        let placement =
            |((kind, place, minutes), groups)| Placement { kind, place, minutes, groups };
        let placements = counts.into_iter().map(placement).collect();
        Some(Arrangement { stays: Vec::new(), placements })
    }
}

impl KindsAssignment {
    /// The number of alternatives of all groups.
    pub fn alternatives(&self) -> usize {
        self.problem.items.iter().map(Vec::len).sum()
    }

    /// The selection of a plan's windows in the assignment's `problem`. A window whose length is no
    /// alternative becomes the longest shorter alternative. `None` where its place has no shorter alternative,
    /// or where the selection exceeds a limit.
    pub fn selection(
        &self,
        problem: &Assignment,
        windows: impl Iterator<Item = Placement>,
    ) -> Option<Selection> {
        let mut taken: BTreeMap<KindId, Vec<AlternativeId>> = BTreeMap::new();
        for placement in windows {
            let windows = (0..).map(AlternativeId).zip(&self.windows[placement.kind.index()]);
            let fits = |(_, (place, minutes)): &(AlternativeId, &(Place, Minutes))| {
                *place == placement.place && *minutes <= placement.minutes
            };
            let (id, _) = windows.filter(fits).max_by_key(|(_, (_, minutes))| *minutes)?;
            let of_kind = taken.entry(placement.kind).or_default();
            of_kind.extend(std::iter::repeat_n(id, placement.groups));
        }
        let of_item = |(item, kind): (_, &KindId)| {
            let own = taken.get_mut(kind).and_then(Vec::pop);
            own.unwrap_or_else(|| problem.left_out(item))
        };
        let selection: List<_, _> = problem.items.ids().zip(&self.kinds).map(of_item).collect();
        let used = problem.uses(&selection);
        let fits = problem.resources.with_ids().all(|(id, own)| used[id] <= own.capacity);
        fits.then_some(selection)
    }

    /// The windows with which every selection costs more than `most` units, by the bound and the regrets of a
    /// search.
    pub fn too_dear(&self, search: &LocalSearch, most: i64) -> BTreeSet<(KindId, Place, Minutes)> {
        let mut found = BTreeSet::new();
        // One item for each kind: groups of a kind have equal alternatives.
        let of_kinds: BTreeMap<KindId, ItemId> =
            self.kinds.iter().copied().zip((0..).map(ItemId)).collect();
        for (kind, item) in of_kinds {
            let windows = &self.windows[kind.index()];
            let dear = search.too_dear(item, most).filter_map(|id| windows.get(id.index()));
            found.extend(dear.map(|(place, minutes)| (kind, *place, *minutes)));
        }
        found
    }

    /// The plan by kinds of a selection; `None` where it leaves a group out that must come.
    pub fn arrangement(&self, selection: &Selection) -> Option<Arrangement> {
        let mut counts: BTreeMap<(KindId, Place, Minutes), usize> = BTreeMap::new();
        for ((_, own), kind) in selection.with_ids().zip(&self.kinds) {
            match self.windows[kind.index()].get(own.index()) {
                Some((place, minutes)) => {
                    *counts.entry((*kind, *place, *minutes)).or_default() += 1;
                }
                None if self.may_leave_out => {}
                None => return None,
            }
        }
        let placement =
            |((kind, place, minutes), groups)| Placement { kind, place, minutes, groups };
        let placements = counts.into_iter().map(placement).collect();
        Some(Arrangement { stays: Vec::new(), placements })
    }
}

#[cfg(test)]
mod tests {
    use super::{Kinds, Sizes, Tier};
    use crate::campaign::{Campaign, tiny};
    use crate::plans::metrics::tier_value;
    use crate::solve::every_plan::{every_plan, keeps_rules, least, units};
    use crate::solve::exchange::LocalSearch;
    use crate::solve::windows::{Candidate, Costs, candidates, units_of_value};
    use rand::RngExt;

    #[test]
    fn local_search_finds_the_best_plan_and_none_that_breaks_a_rule() {
        let (mut found, mut best) = (0, 0);
        for seed in 0..400 {
            let mut dice = tiny::dice(seed);
            let mut draft = tiny::random(&mut dice);
            let tier = [Tier::Preference, Tier::Spread, Tier::Unserved, Tier::Overload]
                [dice.random_range(0..4_usize)];
            draft.tiers = vec![tier];
            draft.preferences.iter_mut().for_each(|wish| wish.interval = None);
            let campaign = Campaign::new(draft).unwrap();
            let costs = Costs::new(&campaign, None);
            let Some(kinds) = Kinds::new(&campaign, &costs) else { continue };
            let mut sizes = Sizes::default();
            if tier == Tier::Spread {
                sizes.longer = crate::solve::kinds::Longer::All;
            }
            let all = candidates(&campaign).unwrap().list;
            let plans = every_plan(&campaign, &all);
            let mut own = kinds.assignment(Some(tier), &[], &sizes, None, 10_000).unwrap();
            let problem = std::mem::take(&mut own.problem);
            let mut search = LocalSearch::new(problem, own.start.take(), 1);
            search.run(2_000, &|| false);
            let Some(arrangement) = own.arrangement(search.selection()) else { continue };
            let plan = kinds.plan(&arrangement, 1_000).unwrap();
            let windows: Vec<Candidate> =
                plan.windows.iter().filter_map(|own| Candidate::of(&campaign, own)).collect();
            assert!(keeps_rules(&campaign, &windows), "seed {seed}: {windows:?}");
            let value = tier_value(tier, &campaign, &plan, None);
            let worth = units_of_value(tier, value, &campaign);
            assert_eq!(worth, units(&campaign, tier, &windows, None), "seed {seed}");
            let least = least(&campaign, tier, &plans, None).unwrap();
            assert!(least <= worth, "seed {seed}: {worth} below {least}");
            found += 1;
            best += usize::from(least == worth);
            // The plan, read back, is the selection.
            let known = kinds.arrangement(&plan).unwrap();
            let again = kinds.assignment(Some(tier), &[], &sizes, Some(&known), 10_000).unwrap();
            let start = again.start.as_ref().unwrap();
            let worth_of_start: i64 =
                start.with_ids().map(|(item, id)| again.problem.alternative(item, *id).cost).sum();
            assert_eq!(worth_of_start, worth, "seed {seed}");
        }
        assert!(found > 150 && best > found * 95 / 100, "{best} of {found} are the best");
    }

    #[test]
    fn what_is_held_stays() {
        let (mut compared, mut without) = (0, 0);
        for seed in 0..300 {
            let mut dice = tiny::dice(seed);
            let mut draft = tiny::random(&mut dice);
            draft.tiers = vec![Tier::Unserved, Tier::Blocks, Tier::Preference];
            draft.preferences.iter_mut().for_each(|wish| wish.interval = None);
            let campaign = Campaign::new(draft).unwrap();
            let costs = Costs::new(&campaign, None);
            let Some(kinds) = Kinds::new(&campaign, &costs) else { continue };
            let all = candidates(&campaign).unwrap().list;
            let plans = every_plan(&campaign, &all);
            let first = &plans[dice.random_range(0..plans.len())];
            let known = kinds.arrangement(&crate::solve::every_plan::plan_of(&campaign, first));
            let tiers = [Tier::Unserved, Tier::Blocks];
            let held = tiers.map(|tier| (tier, units(&campaign, tier, first, None)));
            let sizes = Sizes::default();
            let own =
                kinds.assignment(Some(Tier::Preference), &held, &sizes, known.as_ref(), 9_999);
            let mut own = own.unwrap();
            let problem = std::mem::take(&mut own.problem);
            let start = own.start.take();
            // A window that is longer than its group needs may be in a plan, and becomes shorter.
            assert!(start.is_some(), "seed {seed}: {first:?}");
            let mut search = LocalSearch::new(problem, start, 1);
            search.run(500, &|| false);
            let plan = kinds.plan(&own.arrangement(search.selection()).unwrap(), 1_000).unwrap();
            for (tier, most) in held {
                let value =
                    units_of_value(tier, tier_value(tier, &campaign, &plan, None), &campaign);
                assert!(value <= most, "seed {seed}: {tier:?} {value} above {most}");
            }
            let before = units(&campaign, Tier::Preference, first, None);
            let value = tier_value(Tier::Preference, &campaign, &plan, None);
            let after = units_of_value(Tier::Preference, value, &campaign);
            assert!(after <= before, "seed {seed}: {after} above {before}");
            compared += 1;
            without += usize::from(after < before);
        }
        assert!(compared > 80 && without > 10, "{without} of {compared} are better");
    }

    #[test]
    fn ends_of_half_days_and_large_campaigns_are_for_the_mip() {
        let mut draft = tiny::draft(&[3, 3], &[10, 10]);
        draft.tiers = vec![Tier::Early, Tier::Overtime, Tier::Preference];
        let campaign = Campaign::new(draft).unwrap();
        let costs = Costs::new(&campaign, None);
        let kinds = Kinds::new(&campaign, &costs).unwrap();
        let asked = |held: &[(Tier, i64)], most| {
            let tier = Some(Tier::Preference);
            kinds.assignment(tier, held, &Sizes::default(), None, most).is_some()
        };
        assert!(asked(&[(Tier::Overtime, 0)], 4));
        assert!(!asked(&[(Tier::Overtime, 0)], 3), "two groups in two half-days");
        assert!(!asked(&[(Tier::Overtime, 5)], 4));
        assert!(!asked(&[(Tier::Early, 30)], 4));
        let early = kinds.assignment(Some(Tier::Early), &[], &Sizes::default(), None, 4);
        assert!(early.is_none());
    }
}
