//! Enumeration of candidate windows: every group, block and interval on the grid that keeps the
//! rules on a single window.
//!
//! Each rule is a function here; `check` implements it once more, independently.

use crate::base::budget::Budget;
use crate::base::clock::{Interval, Minutes};
use crate::base::ratio::Ratio;
use crate::campaign::plan::Window;
use crate::campaign::{BlockId, Campaign, ClassOrder, ClassRun, GroupId, RelationKind, Tier};
use crate::plans::slots::{self, Visit};
use crate::plans::waiting::{self, Crowd};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

/// A window that a plan may give a group in a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    /// The group.
    pub group: GroupId,
    /// The block: its station and day.
    pub block: BlockId,
    /// Start and end.
    pub interval: Interval,
    /// The classes, where the group is cut; `None` for the whole group.
    pub run: Option<ClassRun>,
}

impl Candidate {
    /// The window of a plan; `None` where it lies in no half-day.
    pub fn of(campaign: &Campaign, window: &Window) -> Option<Candidate> {
        let Window { group, interval, run, .. } = *window;
        let block = campaign.block_at(window.station, window.date, interval)?;
        Some(Candidate { group, block, interval, run })
    }

    /// The number of people expected.
    pub fn expected(&self, campaign: &Campaign) -> i64 {
        campaign.expected_of(self.group, self.run)
    }

    /// The slots of its classes; `None` where a part between breaks would have no class.
    pub fn slots(&self, campaign: &Campaign) -> Option<Vec<(usize, Interval)>> {
        let block = campaign.block(self.block);
        let parts = block.working_parts(self.interval);
        let visit = Visit { group: self.group, run: self.run, date: block.date, parts: &parts };
        slots::class_intervals(campaign, &visit)
    }

    /// The people who wait for it, and when.
    pub fn crowds(&self, campaign: &Campaign) -> Vec<Crowd> {
        waiting::crowds_of(
            campaign,
            &self.window(campaign),
            &self.slots(campaign).unwrap_or_default(),
        )
    }

    /// Its start and end in minutes since midnight of the campaign's first day.
    pub fn span(&self, campaign: &Campaign) -> (i64, i64) {
        let moment = |minute| campaign.moment(self.block, minute);
        (moment(self.interval.start), moment(self.interval.end))
    }

    /// Its first class.
    pub fn first_class(&self) -> usize {
        self.run.map_or(0, |run| run.from)
    }

    /// Whether it serves a class.
    pub fn serves(&self, class: usize) -> bool {
        self.run.is_none_or(|run| run.contains(class))
    }

    /// Its load as the tier `peak` measures it, see [`Campaign::load`].
    pub fn load(&self, campaign: &Campaign) -> Ratio {
        let block = campaign.block(self.block);
        let minutes = block.working_minutes_in(self.interval);
        campaign.load(self.expected(campaign), minutes, self.block).unwrap_or(Ratio::whole(0))
    }

    /// The candidate as a window of a plan.
    pub fn window(&self, campaign: &Campaign) -> Window {
        let block = campaign.block(self.block);
        Window {
            run: self.run,
            ..Window::new(self.group, block.date, block.station, self.interval)
        }
    }
}

/// The most candidates where length matters, counted before any rule: a limit on the memory of the
/// models.
const MOST_CANDIDATES: u64 = 4_000_000;
/// The most candidates where only the shortest at each start are enumerated. More of them fit into
/// memory, as a choice of a pattern stands for all windows that differ in their start alone.
const MOST_SHORTEST: u64 = 12_000_000;

/// Windows for each one that must fit into the limit: where fewer than a tenth fit, the campaign is
/// refused as too large for its grid (E128), since most lengths would be missing.
const LEAST_SHARE: u64 = 10;

/// The number of shortest windows held at each start: all where at most [`MOST_CANDIDATES`] windows
/// are held then, else an equal share of that number. `None` where less than one window in
/// [`LEAST_SHARE`] would be held.
fn most_at_each_start(windows: u64, starts: u64) -> Option<usize> {
    if windows <= MOST_CANDIDATES {
        return Some(usize::MAX);
    }
    let most = (MOST_CANDIDATES / starts.max(1)).max(1);
    let is_enough = starts <= MOST_SHORTEST && most * starts >= windows / LEAST_SHARE;
    is_enough.then_some(usize::try_from(most).unwrap_or(usize::MAX))
}

/// The error for a campaign whose grid is too fine for its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{candidates} candidate windows, at most {most} can be held")]
pub struct TooLarge {
    /// The number of windows on the grid: groups × intervals of all blocks.
    pub candidates: u64,
    /// The largest number that is enumerated.
    pub most: u64,
}

/// Whether a plan may be better with a longer window than with a shorter one inside it: with a tier
/// that depends on length or time, a limit on waiting people, groups that come together, or groups
/// with several windows.
pub(super) fn length_matters(campaign: &Campaign) -> bool {
    length_matters_to(campaign, campaign.tiers())
}

/// The same where only these tiers count.
pub fn length_matters_to(campaign: &Campaign, tiers: &[Tier]) -> bool {
    const LENGTH_TIERS: [Tier; 4] = [Tier::Overload, Tier::Peak, Tier::Moved, Tier::Spread];
    LENGTH_TIERS.into_iter().any(|tier| tiers.contains(&tier))
        || campaign.limits_waiting()
        || campaign.relations().iter().any(|relation| relation.kind == RelationKind::Together)
        || campaign.groups().iter().any(|group| group.max_windows > 1)
}

/// The number of windows on the grid, before any rule.
fn count(campaign: &Campaign, length_matters: bool) -> u64 {
    let intervals = campaign.blocks().iter().map(|block| {
        let cells = (block.bookable().minutes() / block.step(campaign.grid())) as u64;
        if length_matters { cells * (cells + 1) / 2 } else { cells }
    });
    let runs = campaign.group_ids().map(|group| runs(campaign, group).len() as u64);
    intervals.sum::<u64>() * runs.sum::<u64>()
}

/// The candidates of a campaign.
pub struct Candidates {
    /// Sorted by group, block, start, length and classes.
    pub list: Vec<Candidate>,
    /// Whether every window that was looked at and is missing breaks a rule in every order of its
    /// classes.
    pub every_order_tried: bool,
    /// Whether the budget was spent during the enumeration: the last groups have only the shortest
    /// window at each start, which is what a first plan takes.
    pub is_cut_short: bool,
    /// Whether the campaign has more windows than fit into memory, so that of those with the same
    /// start only the shortest are here: all that tiers need which no longer window improves.
    pub is_thinned: bool,
}

impl Candidates {
    /// Whether no window of a feasible plan is missing; else no bound is proven.
    pub fn are_complete(&self) -> bool {
        self.every_order_tried && !self.is_cut_short && !self.is_thinned
    }
}

/// The candidates of a campaign; where length doesn't matter, only the shortest at each start.
///
/// # Errors
/// When the grid is too fine for the campaign's size.
pub fn candidates(campaign: &Campaign) -> Result<Candidates, TooLarge> {
    candidates_within(campaign, &Budget::unlimited())
}

/// [`candidates`] within a budget.
///
/// # Errors
/// When the grid is too fine for the campaign's size.
pub fn candidates_within(campaign: &Campaign, budget: &Budget) -> Result<Candidates, TooLarge> {
    let starts = count(campaign, false);
    let most = if length_matters(campaign) {
        let candidates = count(campaign, true);
        most_at_each_start(candidates, starts)
            .ok_or(TooLarge { candidates, most: MOST_CANDIDATES })?
    } else if starts <= MOST_SHORTEST {
        1
    } else {
        return Err(TooLarge { candidates: starts, most: MOST_SHORTEST });
    };
    let groups: Vec<GroupId> = campaign.group_ids().collect();
    let of_groups: Vec<Candidates> =
        groups.into_par_iter().map(|group| of_group(campaign, group, most, budget)).collect();
    let is_thinned = length_matters(campaign) && most < usize::MAX;
    let is_cut_short = of_groups.iter().any(|of_group| of_group.is_cut_short);
    let every_order_tried = of_groups.iter().all(|of_group| of_group.every_order_tried);
    let mut list = Vec::with_capacity(of_groups.iter().map(|of_group| of_group.list.len()).sum());
    for of_group in of_groups {
        list.extend(of_group.list);
    }
    Ok(Candidates { list, every_order_tried, is_cut_short, is_thinned })
}

/// The blocks that the group's own lists and sites allow; it has no candidates elsewhere.
fn allowed_blocks(campaign: &Campaign, group: GroupId) -> impl Iterator<Item = BlockId> {
    campaign.block_ids().filter(move |block| campaign.may_use(group, *block))
}

/// The candidates of a group, of those with the same start the `most_at_each_start` shortest.
fn of_group(
    campaign: &Campaign,
    group: GroupId,
    most_at_each_start: usize,
    budget: &Budget,
) -> Candidates {
    let mut found = Candidates {
        list: Vec::new(),
        every_order_tried: true,
        is_cut_short: false,
        is_thinned: false,
    };
    let runs = runs(campaign, group);
    for block in allowed_blocks(campaign, group) {
        if budget.is_cancelled() {
            found.is_cut_short = true;
            break;
        }
        let is_late = most_at_each_start > 1 && budget.is_spent();
        found.is_cut_short |= is_late;
        let most = if is_late { 1 } else { most_at_each_start };
        for run in &runs {
            let least = least_minutes(campaign, group, *run, block);
            for start in grid_starts(campaign, block) {
                let windows = intervals_from(campaign, block, start, least);
                let windows =
                    windows.map(|interval| Candidate { group, block, interval, run: *run });
                let feasible =
                    windows.filter(|candidate| found.accepts(campaign, candidate, least));
                let feasible: Vec<Candidate> = feasible.take(most).collect();
                found.list.extend(feasible);
            }
        }
    }
    found.list.sort_unstable();
    found
}

impl Candidates {
    /// Whether a window keeps every rule on a single window. Where it may keep them in an order of
    /// its classes that was not tried, `every_order_tried` becomes `false`.
    fn accepts(&mut self, campaign: &Campaign, candidate: &Candidate, least: Minutes) -> bool {
        let keeps_rules_without_classes = works_long_enough(campaign, candidate, least)
            && keeps_rules_of_whole_windows(campaign, candidate);
        if !keeps_rules_without_classes {
            return false;
        }
        let keeps_rules_of_classes = each_part_serves_its_classes(campaign, candidate)
            && clear_of_class_clashes(campaign, candidate);
        let accepted = keeps_rules_of_classes && respects_waiting_limits(campaign, candidate);
        self.every_order_tried &= keeps_rules_of_classes || order_is_settled(campaign, candidate);
        // A free order is chosen by clashes alone: in another order fewer people might wait.
        self.every_order_tried &=
            accepted || !keeps_rules_of_classes || campaign.class_order() == ClassOrder::Listed;
        accepted
    }
}

/// Whether every order of the classes was tried, so that no order makes the window feasible.
fn order_is_settled(campaign: &Campaign, candidate: &Candidate) -> bool {
    let block = campaign.block(candidate.block);
    let parts = block.working_parts(candidate.interval);
    let Candidate { group, run, .. } = *candidate;
    slots::every_order_is_tried(campaign, &Visit { group, run, date: block.date, parts: &parts })
}

/// The runs of classes that a window of the group may serve: the whole group (`None`); and where it
/// may be cut, freely or because it takes longer than every block, every run for which the group's
/// other windows have capacity for the rest.
pub fn runs(campaign: &Campaign, group: GroupId) -> Vec<Option<ClassRun>> {
    let (classes, most) = (campaign.group(group).classes.len(), campaign.group(group).max_windows);
    let mut runs = vec![None];
    if most < 2 || !campaign.group(group).cut_freely && fits_in_one_window(campaign, group) {
        return runs;
    }
    let people = campaign.expected_of(group, None);
    let largest = largest_window(campaign, group);
    let all =
        (0..classes).flat_map(|from| (from + 1..=classes).map(move |to| ClassRun { from, to }));
    runs.extend(
        all.filter(|run| {
            let (is_first, is_last) = (run.from == 0, run.to == classes);
            // Of 2 windows the first has the first class and the second has the last.
            let has_position = if is_first { !is_last } else { is_last || most > 2 };
            let rest = people - campaign.expected_of(group, Some(*run));
            has_position && largest.is_none_or(|largest| rest <= largest * (most as i64 - 1))
        })
        .map(Some),
    );
    runs
}

/// The capacity of the group's largest window in people; `None` where a rate is unknown or may be
/// exceeded.
fn largest_window(campaign: &Campaign, group: GroupId) -> Option<i64> {
    if campaign.has_tier(Tier::Overload) {
        return None;
    }
    let blocks = campaign.block_ids().map(|id| {
        let block = campaign.block(id);
        campaign.room(group, None, id, block.working_minutes_in(block.bookable()))
    });
    blocks.collect::<Option<Vec<i64>>>()?.into_iter().max()
}

/// Whether some window of the whole group keeps the rules that don't depend on classes.
fn fits_in_one_window(campaign: &Campaign, group: GroupId) -> bool {
    allowed_blocks(campaign, group).any(|block| {
        let least = minutes_needed(campaign, group, None, block);
        let mut intervals = grid_starts(campaign, block)
            .flat_map(|start| intervals_from(campaign, block, start, least));
        intervals.any(|interval| {
            let candidate = Candidate { group, block, interval, run: None };
            works_long_enough(campaign, &candidate, least)
                && keeps_rules_of_whole_windows(campaign, &candidate)
        })
    })
}

/// The starts on the grid inside the block: `start = b + i·grid` with `b` the start of the block or
/// the end of a break.
fn grid_starts(campaign: &Campaign, block: BlockId) -> impl Iterator<Item = Minutes> {
    let block = campaign.block(block);
    block.grid_minutes(campaign.grid()).take_while(|start| *start < block.latest_end)
}

/// The intervals from a start, the shortest first: ends on the grid, `end ≤ latest end`,
/// `end − start ≥ least`.
fn intervals_from(
    campaign: &Campaign,
    block: BlockId,
    start: Minutes,
    least: Minutes,
) -> impl Iterator<Item = Interval> {
    let (block, grid) = (campaign.block(block), campaign.grid());
    let step = block.step(grid);
    let first = start + (least.max(1) + step - 1) / step * step;
    let ends = (first..=block.latest_end).step_by(step as usize);
    let ends = ends.filter(move |end| step == grid || block.is_on_grid(grid, *end));
    ends.map(move |end| Interval::new(start, end))
}

/// The minutes that the people need by the planner's table or at the station's rate, see
/// [`Campaign::least_minutes`]; 1 where neither is known.
fn minutes_needed(
    campaign: &Campaign,
    group: GroupId,
    run: Option<ClassRun>,
    block: BlockId,
) -> Minutes {
    campaign.least_minutes(group, run, block).unwrap_or(1)
}

/// The least working minutes of a window: those that the people need; 1 with the tier `overload`,
/// which makes the rule a cost.
fn least_minutes(
    campaign: &Campaign,
    group: GroupId,
    run: Option<ClassRun>,
    block: BlockId,
) -> Minutes {
    if campaign.has_tier(Tier::Overload) { 1 } else { minutes_needed(campaign, group, run, block) }
}

/// `working minutes ≥ least`, where the minutes of breaks are no working minutes.
fn works_long_enough(campaign: &Campaign, candidate: &Candidate, least: Minutes) -> bool {
    campaign.block(candidate.block).working_minutes_in(candidate.interval) >= least
}

/// The rules that depend on block and interval alone, and not on classes.
fn keeps_rules_of_whole_windows(campaign: &Campaign, candidate: &Candidate) -> bool {
    respects_breaks(campaign, candidate)
        && clear_of_make_up(campaign, candidate)
        && keeps_pins(campaign, candidate)
        && clear_of_group_clashes(campaign, candidate)
}

/// A window neither starts nor ends in a break, and straddles only breaks that allow it.
fn respects_breaks(campaign: &Campaign, candidate: &Candidate) -> bool {
    let (block, window) = (campaign.block(candidate.block), candidate.interval);
    let mut overlapping = block.breaks.iter().filter(|pause| pause.interval.overlaps(window));
    overlapping.all(|pause| {
        pause.may_straddle && window.start < pause.interval.start && pause.interval.end < window.end
    })
}

/// A class slot never straddles a break, so each part of the window needs a class of its own, and
/// time for its classes: `minutes that they take ≤ minutes of the part`.
fn each_part_serves_its_classes(campaign: &Campaign, candidate: &Candidate) -> bool {
    let block = campaign.block(candidate.block);
    // Without a break the window is one part, which has all its classes.
    if block.breaks.is_empty() {
        return true;
    }
    let parts = block.working_parts(candidate.interval);
    if parts.len() < 2 {
        return true;
    }
    let Some(slots) = candidate.slots(campaign) else { return false };
    if campaign.has_tier(Tier::Overload) {
        return true;
    }
    parts.iter().all(|part| {
        let inside = slots.iter().filter(|(_, slot)| part.contains(*slot));
        let classes: Vec<usize> = inside.map(|(class, _)| *class).collect();
        let needed = campaign.minutes_of_classes(candidate.group, candidate.block, &classes);
        needed.is_none_or(|needed| needed <= Ratio::whole(i64::from(part.minutes())))
    })
}

/// Reserved make-up time stays free: `[start, end) ∩ make-up = ∅`.
fn clear_of_make_up(campaign: &Campaign, candidate: &Candidate) -> bool {
    !campaign
        .block(candidate.block)
        .make_up
        .iter()
        .any(|make_up| make_up.interval.overlaps(candidate.interval))
}

/// Every given field of every pin of the group is kept.
fn keeps_pins(campaign: &Campaign, candidate: &Candidate) -> bool {
    let block = campaign.block(candidate.block);
    campaign.pins_of(candidate.group).all(|pin| {
        pin.station.is_none_or(|station| station == block.station)
            && pin.date.is_none_or(|date| date == block.date)
            && pin.start.is_none_or(|start| start == candidate.interval.start)
            && pin.end.is_none_or(|end| end == candidate.interval.end)
    })
}

/// The group is available from its call to the end of the window:
/// `[start − lead, end) ∩ unavailable = ∅`.
fn clear_of_group_clashes(campaign: &Campaign, candidate: &Candidate) -> bool {
    let date = campaign.block(candidate.block).date;
    let called = Interval::new(campaign.call(candidate.interval.start), candidate.interval.end);
    let mut entries =
        campaign.unavailable_on(date, candidate.group).filter(|entry| entry.class.is_none());
    entries.all(|entry| !called.overlaps(entry.interval))
}

/// Each class is available from its call to the end of its slot.
fn clear_of_class_clashes(campaign: &Campaign, candidate: &Candidate) -> bool {
    let date = campaign.block(candidate.block).date;
    let called = Interval::new(campaign.call(candidate.interval.start), candidate.interval.end);
    let mut entries =
        campaign.unavailable_on(date, candidate.group).filter(|entry| entry.class.is_some());
    // Slots lie inside the window: what misses it misses them.
    if !entries.any(|entry| called.overlaps(entry.interval)) {
        return true;
    }
    let visit = Visit { group: candidate.group, run: candidate.run, date, parts: &[] };
    slots::is_clear(campaign, &visit, &candidate.slots(campaign).unwrap_or_default())
}

/// The people of this window alone exceed no capacity for waiting people.
fn respects_waiting_limits(campaign: &Campaign, candidate: &Candidate) -> bool {
    !campaign.limits_waiting()
        || waiting::overfull(campaign, &candidate.crowds(campaign)).is_empty()
}

#[cfg(test)]
mod tests {
    use super::{
        Candidate, ClassOrder, ClassRun, Interval, Tier, candidates, length_matters, runs,
    };
    use crate::base::clock::Minutes;
    use crate::base::diagnostic::{Code, Severity};
    use crate::base::text::Text;
    use crate::campaign::tiny::{self, GRID, START};
    use crate::campaign::{
        Break, Campaign, Class, Draft, GroupId, MakeUp, Pin, RelationKind, StationId, Unavailable,
    };
    use crate::check::check;
    use crate::solve::every_plan::plan_of;
    use rand::RngExt;
    use rand::rngs::ChaCha8Rng;

    /// A campaign with random rules on single windows.
    fn campaign(dice: &mut ChaCha8Rng) -> Draft {
        let mut draft = tiny::random(dice);
        draft.call_lead = dice.random_range(0..8);
        if dice.random_bool(0.4) {
            let classes = [("a", 6), ("b", 5)].map(|(name, people)| Class::new(name, people));
            (draft.groups[0].classes, draft.groups[0].headcount) = (classes.to_vec(), 11);
        }
        let block = &mut draft.blocks[0];
        let has_break = dice.random_bool(0.4);
        if has_break {
            let from = START + dice.random_range(2..14);
            let interval = Interval::new(from, from + 4);
            block.breaks.push(Break { interval, may_straddle: dice.random_bool(0.6) });
        }
        if !has_break && dice.random_bool(0.4) {
            let interval = Interval::new(block.latest_end - GRID, block.latest_end);
            block.make_up.push(MakeUp { name: Text::same("make-up"), interval });
        }
        if dice.random_bool(0.3) {
            draft.pins.push(Pin {
                group: GroupId(0),
                station: dice.random_bool(0.3).then_some(StationId(0)),
                date: dice.random_bool(0.3).then_some(draft.blocks[0].date),
                start: dice.random_bool(0.3).then_some(START + GRID),
                end: dice.random_bool(0.3).then_some(START + 2 * GRID),
            });
        }
        for _ in 0..dice.random_range(0..3) {
            let from = START + dice.random_range(-5..25);
            let group = dice.random_range(0..2_usize);
            draft.unavailable.push(Unavailable {
                group: GroupId(group),
                class: (!draft.groups[group].classes.is_empty()).then_some(dice.random_range(0..2)),
                date: draft.blocks[0].date,
                interval: Interval::new(from, from + 5),
                reason: "exam".to_owned(),
            });
        }
        if dice.random_bool(0.3) {
            draft.stations[0].hall_capacity = Some(dice.random_range(5..15));
        }
        if dice.random_bool(0.3) {
            draft.groups[1].buffer.minutes = 3;
        }
        draft.tiers = match dice.random_range(0..3) {
            0 => vec![Tier::Spread],
            1 => vec![Tier::Overload],
            _ => vec![Tier::Blocks],
        };
        draft
    }

    fn every_window(campaign: &Campaign) -> Vec<Candidate> {
        let mut all = Vec::new();
        for (group, block) in campaign
            .group_ids()
            .flat_map(|group| campaign.block_ids().map(move |block| (group, block)))
        {
            // Steps from the start and from every break on: which of them are on the grid is what
            // the check says.
            let own = campaign.block(block);
            let breaks = own.breaks.iter().map(|pause| pause.interval.end);
            let begins: Vec<Minutes> = std::iter::once(START).chain(breaks).collect();
            let is_a_step = |minute: &Minutes| {
                begins.iter().any(|begin| begin <= minute && (minute - begin) % GRID == 0)
            };
            let minutes: Vec<Minutes> = (START..=own.latest_end).filter(is_a_step).collect();
            let ends = minutes.iter().flat_map(|from| {
                minutes.iter().filter(move |end| *end > from).map(move |end| (*from, *end))
            });
            all.extend(ends.map(|(from, end)| {
                let interval = Interval::new(from, end);
                Candidate { group, block, interval, run: None }
            }));
        }
        all
    }

    /// Whether the check reports no error for the window alone, besides groups that are not served.
    fn is_right(campaign: &Campaign, window: &Candidate) -> bool {
        let found = check(campaign, &plan_of(campaign, &[*window]));
        found
            .iter()
            .all(|found| found.severity == Severity::Warning || found.rule() == Code::NotServed)
    }

    #[test]
    fn windows_are_those_that_the_check_passes_alone() {
        let (mut kept, mut broken, mut short) = (0, 0, 0);
        for seed in 0..200 {
            let campaign = Campaign::new(campaign(&mut tiny::dice(seed))).unwrap();
            let found = candidates(&campaign).unwrap();
            assert!(found.are_complete(), "seed {seed}: classes come as they are listed");
            let every = every_window(&campaign);
            let mut right: Vec<Candidate> =
                every.iter().copied().filter(|window| is_right(&campaign, window)).collect();
            (kept, broken) = (kept + right.len(), broken + every.len() - right.len());
            if !length_matters(&campaign) {
                // The shortest at each start.
                short += right.len();
                right.dedup_by_key(|window| (window.group, window.block, window.interval.start));
                short -= right.len();
            }
            assert_eq!(found.list, right, "seed {seed}");
        }
        assert!(kept > 500 && broken > 500 && short > 50, "{kept} kept, {broken} broken, {short}");
    }

    #[test]
    fn where_the_order_is_free_a_window_is_missing_only_if_that_is_said() {
        let mut unsaid = 0;
        for seed in 0..100 {
            let mut draft = campaign(&mut tiny::dice(seed));
            draft.class_order = ClassOrder::Free;
            let free = Campaign::new(draft.clone()).unwrap();
            let found = candidates(&free).unwrap();
            unsaid += usize::from(!found.are_complete());
            draft.groups[0].classes.reverse();
            let last = |class: usize| 1 - class;
            draft.unavailable.iter_mut().for_each(|entry| entry.class = entry.class.map(last));
            draft.class_order = ClassOrder::Listed;
            let turned = Campaign::new(draft).unwrap();
            if found.are_complete() && length_matters(&free) {
                for window in
                    every_window(&turned).iter().filter(|window| is_right(&turned, window))
                {
                    assert!(found.list.contains(window), "seed {seed}: {window:?} is missing");
                }
            }
        }
        assert!((3..60).contains(&unsaid), "{unsaid} of 100 are incomplete");
    }

    #[test]
    fn the_other_windows_have_capacity_for_what_a_run_leaves() {
        let mut draft = tiny::draft(&[3], &[40]);
        let classes = [12, 10, 18].map(|people| Class::new(people.to_string(), people));
        (draft.groups[0].classes, draft.groups[0].max_windows) = (classes.to_vec(), 2);
        let of = |draft: &Draft| runs(&Campaign::new(draft.clone()).unwrap(), GroupId(0));
        let run = |from, to| Some(ClassRun { from, to });
        // 30 minutes for 40 people at 1 a minute: the other window serves at most 30 of them.
        assert_eq!(of(&draft), [None, run(0, 1), run(0, 2), run(1, 3), run(2, 3)]);
        draft.blocks[0].latest_end -= GRID;
        draft.blocks[0].regular.end -= GRID;
        assert_eq!(
            of(&draft),
            [None, run(0, 2), run(1, 3)],
            "20 minutes: the other window serves at most 20"
        );
        draft.groups[0].max_windows = 3;
        assert_eq!(of(&draft).len(), 1 + 5, "each class alone, and two together");
        draft.blocks[0].latest_end += 3 * GRID;
        assert_eq!(of(&draft), [None], "it fits in one window");
        draft.groups[0].cut_freely = true;
        assert!(of(&draft).len() > 1);
    }

    #[test]
    fn of_too_many_windows_a_few_of_the_shortest_stay_if_they_are_a_choice() {
        let half_day =
            |groups: u64, blocks: u64| (groups * blocks * 18 * 19 / 2, groups * blocks * 18);
        let most = |(windows, starts)| super::most_at_each_start(windows, starts);
        assert_eq!(most(half_day(240, 80)), Some(usize::MAX), "all of them");
        assert_eq!(most(half_day(480, 160)), Some(2));
        assert_eq!(most(half_day(960, 320)), Some(1));
        assert_eq!(most(half_day(1440, 480)), None, "too many starts");
        assert_eq!(most((600 * 8 * 16_290, 600 * 8 * 180)), None, "a grid of a minute");
    }

    #[test]
    fn shortest_windows_are_the_first_of_all_at_each_start() {
        let campaign = Campaign::new(tiny::draft(&[6], &[20])).unwrap();
        let budget = crate::base::budget::Budget::unlimited();
        let of = |most| super::of_group(&campaign, GroupId(0), most, &budget).list;
        let all = of(usize::MAX);
        for most in [1, 2] {
            let by_start = all.chunk_by(|a, b| a.interval.start == b.interval.start);
            let few: Vec<Candidate> =
                by_start.flat_map(|same| same.iter().take(most)).copied().collect();
            assert_eq!(of(most), few);
        }
    }

    #[test]
    fn a_grid_too_fine_is_refused_with_the_number_of_windows() {
        let mut draft = tiny::draft(&[60], &[10, 10]);
        (draft.grid, draft.tiers) = (1, vec![Tier::Spread]);
        let campaign = |draft: &Draft| Campaign::new(draft.clone()).unwrap();
        assert_eq!(super::count(&campaign(&draft), true), 2 * 600 * 601 / 2);
        assert_eq!(super::count(&campaign(&draft), false), 2 * 600);
        draft.groups = (0..300).map(|id| crate::campaign::Group::new(id.to_string(), 1)).collect();
        let refused = candidates(&campaign(&draft)).err().map(|large| large.candidates);
        assert_eq!(refused, Some(300 * 600 * 601 / 2));
        draft.tiers = vec![Tier::Blocks];
        assert!(candidates(&campaign(&draft)).is_ok());
    }

    #[test]
    fn length_matters_where_a_tier_or_rule_depends_on_it() {
        let draft = tiny::draft(&[3], &[10, 10]);
        let matters = |change: &dyn Fn(&mut Draft)| {
            let mut changed = draft.clone();
            change(&mut changed);
            length_matters(&Campaign::new(changed).unwrap())
        };
        assert!(!matters(&|_| {}));
        for tier in Tier::ALL {
            let depends = [Tier::Overload, Tier::Peak, Tier::Moved, Tier::Spread].contains(&tier);
            assert_eq!(matters(&|draft| draft.tiers = vec![tier]), depends, "{tier:?}");
        }
        assert!(matters(&|draft| draft.hall_capacity = Some(30)));
        assert!(matters(&|draft| draft.groups[0].max_windows = 2));
        let relate = |kind| {
            move |draft: &mut Draft| {
                let (first, second) = (GroupId(0), GroupId(1));
                draft.relations.push(crate::campaign::Relation { kind, first, second });
            }
        };
        assert!(matters(&relate(RelationKind::Together)));
        assert!(!matters(&relate(RelationKind::Before)) && !matters(&relate(RelationKind::Apart)));
    }
}
