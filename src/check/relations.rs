//! What groups ask of each other.

use super::windows::home;
use super::{describe, violation};
use crate::clock::Minutes;
use crate::diagnostic::{Code, Diagnostic};
use crate::instance::{Instance, Relation, RelationKind};
use crate::plan::{Plan, Window};
use crate::text::Lang;

/// What the plan breaks of one relation; `None` where one of the groups has no window, so that nothing is asked.
pub fn check_relation(instance: &Instance, plan: &Plan, relation: &Relation) -> Option<Vec<Diagnostic>> {
    let windows = |group| plan.windows.iter().filter(|window| window.group == group).collect::<Vec<_>>();
    let (first, second) = (windows(relation.first), windows(relation.second));
    if first.is_empty() || second.is_empty() {
        return None;
    }
    Some(match relation.kind {
        RelationKind::Together => directly_after_one_another(instance, first[0], second[0]),
        RelationKind::Apart => in_different_half_days(instance, &first, &second),
        RelationKind::Before => one_after_the_other(instance, &first, &second),
    })
}

fn of_kind(instance: &Instance, plan: &Plan, kind: RelationKind) -> Vec<Diagnostic> {
    let relations = instance.relations().iter().filter(|relation| relation.kind == kind);
    relations.filter_map(|relation| check_relation(instance, plan, relation)).flatten().collect()
}

/// Every relation `together`.
pub(super) fn together(instance: &Instance, plan: &Plan) -> Vec<Diagnostic> {
    of_kind(instance, plan, RelationKind::Together)
}

/// Every relation `apart`.
pub(super) fn apart(instance: &Instance, plan: &Plan) -> Vec<Diagnostic> {
    of_kind(instance, plan, RelationKind::Apart)
}

/// Every relation `before`.
pub(super) fn before(instance: &Instance, plan: &Plan) -> Vec<Diagnostic> {
    of_kind(instance, plan, RelationKind::Before)
}

/// In one block, and between the two fewer usable minutes than changeover and one step of the grid.
fn directly_after_one_another(instance: &Instance, one: &Window, other: &Window) -> Vec<Diagnostic> {
    let (before, after) = if one.interval.start <= other.interval.start { (one, other) } else { (other, one) };
    let same_block = home(instance, one).is_some() && home(instance, one) == home(instance, other);
    let idle = (before.interval.end..after.interval.start).filter(|minute| is_usable(instance, before, *minute));
    if same_block && (idle.count() as Minutes) < instance.changeover() + instance.grid() {
        return Vec::new();
    }
    vec![violation(
        instance,
        other,
        Code::NotTogether,
        &format!("应与 {} 紧接", describe(instance, one, Lang::Zh)),
        &format!("not directly before or after {}", describe(instance, one, Lang::En)),
    )]
}

/// Whether the crew of the window's block could photograph somebody in that minute.
fn is_usable(instance: &Instance, window: &Window, minute: Minutes) -> bool {
    home(instance, window).is_some_and(|block| {
        let breaks = block.breaks.iter().map(|pause| pause.interval);
        let mut closed = breaks.chain(block.make_up.iter().map(|make_up| make_up.interval));
        !closed.any(|closed| closed.start <= minute && minute < closed.end)
    })
}

/// Never in one block, nor in two blocks that share a minute.
fn in_different_half_days(instance: &Instance, first: &[&Window], second: &[&Window]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for one in first {
        for other in second {
            let (Some(here), Some(there)) = (home(instance, one), home(instance, other)) else { continue };
            let at_once = here.regular.start < there.latest_end && there.regular.start < here.latest_end;
            if here.date == there.date && at_once {
                found.push(violation(
                    instance,
                    other,
                    Code::NotApart,
                    &format!("应与 {} 错开", describe(instance, one, Lang::Zh)),
                    &format!("not kept apart from {}", describe(instance, one, Lang::En)),
                ));
            }
        }
    }
    found
}

/// The last window of the first group ends before the first window of the second starts.
fn one_after_the_other(instance: &Instance, first: &[&Window], second: &[&Window]) -> Vec<Diagnostic> {
    let last = first.iter().max_by_key(|window| (window.date, window.interval.end));
    let next = second.iter().min_by_key(|window| (window.date, window.interval.start));
    let late = last.zip(next).filter(|(last, next)| (next.date, next.interval.start) < (last.date, last.interval.end));
    late.map(|(last, next)| {
        violation(
            instance,
            next,
            Code::NotBefore,
            &format!("应在 {} 之后", describe(instance, last, Lang::Zh)),
            &format!("starts before {} is done", describe(instance, last, Lang::En)),
        )
    })
    .into_iter()
    .collect()
}
