//! What groups ask of each other.

use super::geometry::{home, windows_by_group};
use super::violation::{Detail, Violation};
use crate::base::clock::Minutes;
use crate::campaign::plan::{Plan, Window};
use crate::campaign::{Campaign, Relation, RelationKind};

/// What the plan breaks of one relation; `None` where one of the groups has no window, so that
/// nothing is asked.
pub fn check_relation(
    campaign: &Campaign,
    plan: &Plan,
    relation: &Relation,
) -> Option<Vec<Violation>> {
    let windows = |group| -> Vec<usize> {
        (0..plan.windows.len()).filter(|id| plan.windows[*id].group == group).collect()
    };
    broken(campaign, plan, relation, &windows(relation.first), &windows(relation.second))
}

/// The same with the windows of both groups.
fn broken(
    campaign: &Campaign,
    plan: &Plan,
    relation: &Relation,
    first: &[usize],
    second: &[usize],
) -> Option<Vec<Violation>> {
    if first.is_empty() || second.is_empty() {
        return None;
    }
    Some(match relation.kind {
        RelationKind::Together => directly_after_one_another(campaign, plan, first[0], second[0]),
        RelationKind::Apart => in_different_half_days(campaign, plan, first, second),
        RelationKind::Before => one_after_the_other(plan, first, second),
    })
}

fn of_kind(campaign: &Campaign, plan: &Plan, kind: RelationKind) -> Vec<Violation> {
    let windows = windows_by_group(campaign, plan);
    let relations = campaign.relations().iter().filter(|relation| relation.kind == kind);
    let found = relations.filter_map(|relation| {
        let (first, second) = (&windows[relation.first.0], &windows[relation.second.0]);
        broken(campaign, plan, relation, first, second)
    });
    found.flatten().collect()
}

/// Every relation `together`.
pub(super) fn together(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    of_kind(campaign, plan, RelationKind::Together)
}

/// Every relation `apart`.
pub(super) fn apart(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    of_kind(campaign, plan, RelationKind::Apart)
}

/// Every relation `before`.
pub(super) fn before(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    of_kind(campaign, plan, RelationKind::Before)
}

/// In one block, and between the two fewer usable minutes than changeover and one step of the grid.
fn directly_after_one_another(
    campaign: &Campaign,
    plan: &Plan,
    first: usize,
    second: usize,
) -> Vec<Violation> {
    let (one, other) = (&plan.windows[first], &plan.windows[second]);
    let (before, after) =
        if one.interval.start <= other.interval.start { (one, other) } else { (other, one) };
    let same_block = home(campaign, one).is_some() && home(campaign, one) == home(campaign, other);
    let idle = (before.interval.end..after.interval.start)
        .filter(|minute| is_usable(campaign, before, *minute));
    if same_block && (idle.count() as Minutes) < campaign.changeover() + campaign.grid() {
        return Vec::new();
    }
    vec![Violation::of_windows(plan, &[second, first], Detail::NotTogether)]
}

/// Whether the crew of the window's block could photograph somebody in that minute.
fn is_usable(campaign: &Campaign, window: &Window, minute: Minutes) -> bool {
    home(campaign, window).is_some_and(|block| {
        let breaks = block.breaks.iter().map(|pause| pause.interval);
        let mut closed = breaks.chain(block.make_up.iter().map(|make_up| make_up.interval));
        !closed.any(|closed| closed.start <= minute && minute < closed.end)
    })
}

/// Never in one block, nor in two blocks that share a minute.
fn in_different_half_days(
    campaign: &Campaign,
    plan: &Plan,
    first: &[usize],
    second: &[usize],
) -> Vec<Violation> {
    let mut found = Vec::new();
    let block = |id: usize| home(campaign, &plan.windows[id]);
    for one in first {
        for other in second {
            let (Some(here), Some(there)) = (block(*one), block(*other)) else { continue };
            let at_once =
                here.regular.start < there.latest_end && there.regular.start < here.latest_end;
            if here.date == there.date && at_once {
                found.push(Violation::of_windows(plan, &[*other, *one], Detail::NotApart));
            }
        }
    }
    found
}

/// The last window of the first group ends before the first window of the second starts.
fn one_after_the_other(plan: &Plan, first: &[usize], second: &[usize]) -> Vec<Violation> {
    let ends = |id: usize| (plan.windows[id].date, plan.windows[id].interval.end);
    let starts = |id: usize| (plan.windows[id].date, plan.windows[id].interval.start);
    let last = first.iter().copied().max_by_key(|id| ends(*id));
    let next = second.iter().copied().min_by_key(|id| starts(*id));
    let late = last.zip(next).filter(|(last, next)| starts(*next) < ends(*last));
    let violation = |(last, next)| Violation::of_windows(plan, &[next, last], Detail::NotBefore);
    late.map(violation).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::{Campaign, Plan, Relation, RelationKind, check_relation, is_usable};
    use crate::base::clock::Interval;
    use crate::base::text::Text;
    use crate::campaign::tiny::{self, START};
    use crate::campaign::{Break, GroupId, MakeUp, Station, StationId};

    /// Sixty minutes at one station, the same sixty at another, and the next day; a break and
    /// make-up time at the first.
    fn campaign() -> Campaign {
        let mut draft = tiny::draft(&[6, 6, 6], &[10, 10]);
        draft.stations.push(Station::new("T", None));
        (draft.blocks[1].station, draft.blocks[1].date) = (StationId(1), draft.blocks[0].date);
        draft.changeover = 5;
        let interval = Interval::new(START + 20, START + 30);
        draft.blocks[0].breaks.push(Break { interval, may_straddle: false });
        let interval = Interval::new(START + 30, START + 40);
        draft.blocks[0].make_up.push(MakeUp { name: Text::same("make-up"), interval });
        Campaign::new(draft).unwrap()
    }

    fn broken(kind: RelationKind, calls: &[(usize, usize, i32, i32)]) -> Option<usize> {
        let campaign = campaign();
        let relation = Relation { kind, first: GroupId(0), second: GroupId(1) };
        check_relation(&campaign, &Plan::of(&campaign, calls), &relation).map(|found| found.len())
    }

    #[test]
    fn together_is_with_less_than_a_window_between_in_either_order() {
        let together = |calls: &[_]| broken(RelationKind::Together, calls);
        assert_eq!(together(&[(0, 0, 0, 10)]), None, "nothing is asked");
        for swap in [false, true] {
            let pair = |from| {
                let (one, other) = if swap { (1, 0) } else { (0, 1) };
                [(one, 0, 0, 10), (other, 0, from, from + 10)]
            };
            // Changeover and a step of the grid are fifteen minutes; break and make-up time are
            // none.
            let found = [10, 15, 20, 24, 40, 44, 45, 50].map(|from| together(&pair(from)));
            assert_eq!(found, [0, 0, 0, 0, 0, 0, 1, 1].map(Some), "the other first: {swap}");
        }
        assert_eq!(together(&[(0, 0, 0, 10), (1, 1, 10, 20)]), Some(1), "another station");
        assert_eq!(together(&[(0, 0, 0, 10), (1, 2, 10, 20)]), Some(1), "another day");
    }

    #[test]
    fn apart_is_in_no_half_days_that_share_a_minute() {
        let apart = |block| broken(RelationKind::Apart, &[(0, 0, 0, 10), (1, block, 40, 50)]);
        assert_eq!([0, 1, 2].map(apart), [Some(1), Some(1), Some(0)]);
    }

    #[test]
    fn before_is_done_when_the_other_starts() {
        let before = |calls: &[_]| broken(RelationKind::Before, calls);
        assert_eq!(before(&[(0, 0, 0, 10), (1, 1, 10, 20)]), Some(0));
        assert_eq!(before(&[(0, 0, 0, 10), (1, 1, 9, 20)]), Some(1));
        assert_eq!(before(&[(0, 2, 0, 10), (1, 0, 50, 60)]), Some(1), "a day late");
        assert_eq!(before(&[(0, 0, 50, 60), (1, 2, 0, 10)]), Some(0));
        // Of a group that is cut the last part counts, of the other the first.
        assert_eq!(before(&[(0, 0, 0, 10), (0, 1, 20, 30), (1, 1, 20, 30), (1, 2, 0, 9)]), Some(1));
    }

    #[test]
    fn a_minute_of_a_break_or_of_make_up_time_is_of_no_use() {
        let campaign = campaign();
        let window = &Plan::of(&campaign, &[(0, 0, 0, 10)]).windows[0];
        let usable = (0..60).filter(|minute| is_usable(&campaign, window, START + minute));
        assert_eq!(usable.collect::<Vec<_>>(), (0..20).chain(40..60).collect::<Vec<_>>());
    }
}
