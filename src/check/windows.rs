//! Rules of windows.

use super::geometry::{home, wanted_by_table, worked};
use super::{describe, spell, violation};
use crate::base::clock::{Interval, clock};
use crate::base::diagnostic::{Code, Diagnostic, Severity};
use crate::base::text::{Lang, Text};
use crate::campaign::plan::{Plan, Window};
use crate::campaign::{Campaign, Tier};

/// Windows of the same station on the same day, each pair once, the earlier start first.
fn neighbours(plan: &Plan) -> Vec<(&Window, &Window)> {
    let mut pairs = Vec::new();
    // An empty window has its own violation and nobody in it to be in the way.
    let windows: Vec<&Window> =
        plan.windows.iter().filter(|window| window.interval.minutes() > 0).collect();
    for (i, &one) in windows.iter().enumerate() {
        for &other in &windows[i + 1..] {
            if one.station == other.station && one.date == other.date {
                let in_order = (one.interval.start, one.interval.end)
                    <= (other.interval.start, other.interval.end);
                pairs.push(if in_order { (one, other) } else { (other, one) });
            }
        }
    }
    pairs
}

pub(super) fn every_group_is_served(campaign: &Campaign, plan: &Plan) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for group in campaign.group_ids() {
        if plan.windows.iter().all(|window| window.group != group) {
            let (who, people) = (campaign.group(group), campaign.group(group).expected());
            let mut violation = Diagnostic::error(
                Code::NotServed,
                Text::new(
                    format!("{}没有时段（预计 {people} 人）", who.name.get(Lang::Zh)),
                    format!("{} has no window ({people} people expected)", who.name.get(Lang::En)),
                ),
            );
            if campaign.has_tier(Tier::Unserved) {
                violation.severity = Severity::Warning;
            }
            found.push(violation);
        }
    }
    found
}

/// One window for each group, and up to `max_windows` in different blocks where it may be cut.
pub(super) fn one_window_each(campaign: &Campaign, plan: &Plan) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (i, window) in plan.windows.iter().enumerate() {
        let earlier: Vec<&Window> =
            plan.windows[..i].iter().filter(|other| other.group == window.group).collect();
        let in_same_block = earlier.iter().any(|other| {
            let block = home(campaign, other);
            block.is_some() && block == home(campaign, window)
        });
        let most = campaign.group(window.group).max_windows;
        if earlier.len() >= most || in_same_block {
            found.push(violation(
                campaign,
                window,
                Code::SeveralWindows,
                &format!("这是该学院的第 {} 个时段", earlier.len() + 1),
                &format!("this is window number {} of the group", earlier.len() + 1),
            ));
        }
    }
    found
}

pub(super) fn inside_a_block(campaign: &Campaign, plan: &Plan) -> Vec<Diagnostic> {
    let lost = plan
        .windows
        .iter()
        .filter(|window| home(campaign, window).is_none() || window.interval.minutes() <= 0);
    lost.map(|window| {
        violation(
            campaign,
            window,
            Code::OutsideBlocks,
            "不在该站点当天的任何半天之内",
            "not inside any block of its station on that day",
        )
    })
    .collect()
}

pub(super) fn on_the_grid(campaign: &Campaign, plan: &Plan) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for window in &plan.windows {
        if let Some(block) = home(campaign, window) {
            let from_start = [window.interval.start, window.interval.end]
                .map(|minute| minute - block.regular.start);
            if from_start.iter().any(|minute| minute % campaign.grid() != 0) {
                found.push(violation(
                    campaign,
                    window,
                    Code::OffGrid,
                    &format!("不在 {} 分钟的时间网格上", campaign.grid()),
                    &format!("not on the {}-minute grid", campaign.grid()),
                ));
            }
        }
    }
    found
}

pub(super) fn long_enough(campaign: &Campaign, plan: &Plan) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for window in plan.windows.iter().filter(|window| window.interval.minutes() > 0) {
        if let Some(wanted) = wanted_by_table(campaign, window) {
            found.extend(shorter_than_wanted(campaign, window, wanted));
            continue;
        }
        let Some(rate) = campaign.station(window.station).rate else { continue };
        let group = campaign.group(window.group);
        let people = group.expected_of(window.run);
        let usable = (worked(campaign, window) - i64::from(group.buffer.minutes)).max(0);
        let can_do = usable * rate * 100 / (60 * (100 + group.buffer.per_cent));
        if people > can_do {
            let mut violation = violation(
                campaign,
                window,
                Code::TooShort,
                &format!("预计 {people} 人，按每小时 {rate} 人只能拍 {can_do} 人"),
                &format!(
                    "{people} people expected, {can_do} can be photographed at {rate} per hour"
                ),
            );
            if campaign.has_tier(Tier::Overload) {
                violation.severity = Severity::Warning;
            }
            found.push(violation);
        }
    }
    found.extend(super::confidence::long_enough_on_most_days(campaign, plan));
    found.extend(super::slots::parts_long_enough(campaign, plan));
    found
}

fn shorter_than_wanted(campaign: &Campaign, window: &Window, wanted: i64) -> Option<Diagnostic> {
    let has = worked(campaign, window);
    (has < wanted).then(|| {
        let mut violation = violation(
            campaign,
            window,
            Code::TooShort,
            &format!("按 minutes.csv 在此需 {wanted} 分钟，时段只有 {has} 分钟"),
            &format!("minutes.csv gives it {wanted} minutes here, the window has {has}"),
        );
        if campaign.has_tier(Tier::Overload) {
            violation.severity = Severity::Warning;
        }
        violation
    })
}

pub(super) fn one_group_at_a_time(campaign: &Campaign, plan: &Plan) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (first, second) in neighbours(plan) {
        if second.interval.start < first.interval.end {
            found.push(violation(
                campaign,
                second,
                Code::Overlap,
                &format!("与另一时段重叠（{}）", describe(campaign, first, Lang::Zh)),
                &format!("overlaps {}", describe(campaign, first, Lang::En)),
            ));
        }
    }
    found
}

pub(super) fn changeover_between_groups(campaign: &Campaign, plan: &Plan) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (first, second) in neighbours(plan) {
        let pause = second.interval.start - first.interval.end;
        if pause >= 0 && pause < campaign.changeover() {
            found.push(violation(
                campaign,
                second,
                Code::NoChangeover,
                &format!("距上一学院只有 {pause} 分钟，换场需要 {} 分钟", campaign.changeover()),
                &format!(
                    "{pause} minutes after the group before, changeover takes {}",
                    campaign.changeover()
                ),
            ));
        }
    }
    found
}

pub(super) fn make_up_time_stays_free(campaign: &Campaign, plan: &Plan) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for block in campaign.blocks() {
        for make_up in &block.make_up {
            for window in &plan.windows {
                let same_place = window.station == block.station && window.date == block.date;
                let Interval { start, end } = make_up.interval;
                if same_place && window.interval.start < end && window.interval.end > start {
                    found.push(violation(
                        campaign,
                        window,
                        Code::MakeUpUsed,
                        &format!("占用补照时间 {}", spell(make_up.interval)),
                        &format!("uses the make-up time {}", spell(make_up.interval)),
                    ));
                }
            }
        }
    }
    found
}

pub(super) fn not_too_many_groups(campaign: &Campaign, plan: &Plan) -> Vec<Diagnostic> {
    let Some(most) = campaign.max_groups_per_block() else { return Vec::new() };
    let mut found = Vec::new();
    for block in campaign.blocks() {
        let here =
            plan.windows.iter().filter(|window| home(campaign, window) == Some(block)).count();
        if here > most {
            found.push(Diagnostic::error(
                Code::TooManyGroups,
                Text::new(
                    format!("半天“{}”有 {here} 个学院，最多 {most} 个", block.name),
                    format!("block “{}” has {here} groups, at most {most} may come", block.name),
                ),
            ));
        }
    }
    found
}

pub(super) fn breaks_are_respected(campaign: &Campaign, plan: &Plan) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for window in plan.windows.iter().filter(|window| window.interval.minutes() > 0) {
        let Some(block) = home(campaign, window) else { continue };
        for pause in &block.breaks {
            let Interval { start, end } = pause.interval;
            let begins_inside = window.interval.start >= start && window.interval.start < end;
            let ends_inside = window.interval.end > start && window.interval.end <= end;
            let straddles = window.interval.start < start && window.interval.end > end;
            if begins_inside || ends_inside || straddles && !pause.may_straddle {
                let (zh, en) = if straddles {
                    ("跨越", "straddles")
                } else {
                    ("的一端落在", "starts or ends in")
                };
                found.push(violation(
                    campaign,
                    window,
                    Code::BreakBroken,
                    &format!("{zh}休息时间 {}", spell(pause.interval)),
                    &format!("{en} the break {}", spell(pause.interval)),
                ));
            }
        }
    }
    found
}

pub(super) fn only_allowed_blocks(campaign: &Campaign, plan: &Plan) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for window in &plan.windows {
        let Some(block) = home(campaign, window) else { continue };
        let group = campaign.group(window.group);
        let named =
            |list: &[crate::campaign::BlockId]| list.iter().any(|id| campaign.block(*id) == block);
        if named(&group.not_in) || group.only_in.as_ref().is_some_and(|only| !named(only)) {
            found.push(violation(
                campaign,
                window,
                Code::ForbiddenBlock,
                &format!("该学院不可用半天“{}”", block.name),
                &format!("the group may not use block “{}”", block.name),
            ));
        }
    }
    found
}

/// For the whole window where the entry is for the group; for each slot of the class where it is
/// for a class.
pub(super) fn no_clash(campaign: &Campaign, plan: &Plan) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for entry in campaign.unavailable() {
        for window in plan.windows.iter().filter(|w| w.group == entry.group && w.date == entry.date)
        {
            let called_for: Vec<Interval> = match entry.class {
                None => vec![window.interval],
                Some(class) => plan
                    .slots
                    .iter()
                    .filter(|slot| {
                        slot.group == entry.group && slot.class == class && slot.date == entry.date
                    })
                    .map(|slot| slot.interval)
                    .collect(),
            };
            for busy in called_for {
                let called = busy.start - campaign.call_lead();
                if called < entry.interval.end && busy.end > entry.interval.start {
                    let class = entry
                        .class
                        .and_then(|class| campaign.group(entry.group).classes.get(class));
                    let whose = class.map(|class| format!("{} ", class.name)).unwrap_or_default();
                    let (at, when, why) = (clock(called), spell(entry.interval), &entry.reason);
                    found.push(violation(
                        campaign,
                        window,
                        Code::Clash,
                        &format!("{whose}{at} 集合，与 {when} 的{why}冲突"),
                        &format!("{whose}called at {at}, clashes with {why} {when}"),
                    ));
                }
            }
        }
    }
    found
}

/// Lessons of classes, and how many people wait, can only be checked where the plan says when
/// classes come.
pub(super) fn rules_of_classes_unknown(campaign: &Campaign, plan: &Plan) -> Option<Diagnostic> {
    let has_no_slots = |window: &&Window| {
        !campaign.group(window.group).classes.is_empty()
            && plan.slots.iter().all(|slot| slot.group != window.group)
    };
    let unknown: Vec<&Window> = plan.windows.iter().filter(has_no_slots).collect();
    let lessons = campaign.unavailable().iter().filter(|entry| {
        let meets = |window: &&Window| window.group == entry.group && window.date == entry.date;
        entry.class.is_some() && unknown.iter().any(meets)
    });
    let count = lessons.count();
    let mut parts = Vec::new();
    if count > 0 {
        parts.push(Text::new(
            format!("unavailable.csv 中有 {count} 条针对班级的条目"),
            format!("{count} entries of unavailable.csv for classes"),
        ));
    }
    if campaign.limits_waiting() && !unknown.is_empty() {
        parts.push(Text::new("等候人数", "how many people wait"));
    }
    let join =
        |lang, and: &str| parts.iter().map(|part| part.get(lang)).collect::<Vec<_>>().join(and);
    (!parts.is_empty()).then(|| {
        let (zh, en) = (join(Lang::Zh, "与"), join(Lang::En, " and "));
        Diagnostic::warning(
            Code::SlotsUnknown,
            Text::new(
                format!("方案没有班级时段，{zh}无法核查"),
                format!("the plan has no class slots: not checked: {en}"),
            ),
        )
        .help(Code::SlotsUnknown.explanation())
    })
}

pub(super) fn pins_are_kept(campaign: &Campaign, plan: &Plan) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for pin in campaign.pins() {
        for window in plan.windows.iter().filter(|window| window.group == pin.group) {
            let mut wanted = Vec::new();
            if pin.station.is_some_and(|station| station != window.station) {
                wanted.extend(
                    pin.station
                        .map(|station| campaign.station(station).name.get(Lang::Zh).to_owned()),
                );
            }
            if pin.date.is_some_and(|date| date != window.date) {
                wanted.extend(pin.date.map(|date| date.to_string()));
            }
            if pin.start.is_some_and(|start| start != window.interval.start) {
                wanted.extend(pin.start.map(|start| format!("{}–", clock(start))));
            }
            if pin.end.is_some_and(|end| end != window.interval.end) {
                wanted.extend(pin.end.map(|end| format!("–{}", clock(end))));
            }
            if !wanted.is_empty() {
                let wanted = wanted.join(" ");
                found.push(violation(
                    campaign,
                    window,
                    Code::PinBroken,
                    &format!("固定安排为 {wanted}"),
                    &format!("pinned to {wanted}"),
                ));
            }
        }
    }
    found
}

pub(super) fn headcounts_agree(campaign: &Campaign, plan: &Plan) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for window in &plan.windows {
        let listed = campaign.group(window.group).headcount_of(window.run);
        if let Some(stated) = window.stated_headcount.filter(|stated| *stated != listed) {
            found.push(violation(
                campaign,
                window,
                Code::WrongHeadcount,
                &format!("方案写 {stated} 人，实例为 {listed} 人"),
                &format!("the plan says {stated} people, the campaign {listed}"),
            ));
        }
    }
    found
}

pub(super) fn make_up_rows_are_reserved(campaign: &Campaign, plan: &Plan) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (i, row) in plan.make_up.iter().enumerate() {
        let again = plan.make_up[..i].contains(row);
        let reserved = campaign.blocks().iter().any(|block| {
            block.station == row.station
                && block.date == row.date
                && block.make_up.iter().any(|make_up| make_up.interval == row.interval)
        });
        if !reserved || again {
            found.push(Diagnostic::error(
                Code::MakeUpDiffers,
                Text::new(
                    format!(
                        "补照 {} {}：不是实例中预留的时间，或重复",
                        row.date,
                        spell(row.interval)
                    ),
                    format!(
                        "make-up {} {}: not a time that the campaign reserves, or twice",
                        row.date,
                        spell(row.interval)
                    ),
                ),
            ));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{
        Campaign, Diagnostic, Plan, Tier, Window, home, neighbours, wanted_by_table, worked,
    };
    use crate::base::clock::Interval;
    use crate::base::diagnostic::{Code, Severity};
    use crate::base::text::Text;
    use crate::campaign::tiny::{self, START};
    use crate::campaign::{
        BlockId, Break, Class, Draft, GroupId, MakeUp, Pin, Run, Station, StationId, Unavailable,
    };

    /// Half-days of sixty and thirty minutes and two groups, changed as a test needs it.
    fn campaign(change: impl FnOnce(&mut Draft)) -> Campaign {
        let mut draft = tiny::draft(&[6, 3], &[20, 10]);
        change(&mut draft);
        Campaign::new(draft).unwrap()
    }

    /// Which windows a rule finds fault with, by their place in the plan.
    fn broken(
        rule: fn(&Campaign, &Plan) -> Vec<Diagnostic>,
        campaign: &Campaign,
        calls: &[(usize, usize, i32, i32)],
    ) -> usize {
        rule(campaign, &Plan::of(campaign, calls)).len()
    }

    #[test]
    fn a_window_is_at_home_in_the_block_that_holds_all_of_it() {
        let campaign = campaign(|draft| {
            draft.stations.push(Station::new("T", None));
            draft.blocks[0].latest_end += 10;
            let mut afternoon = draft.blocks[0].clone();
            afternoon.name = "afternoon".to_owned();
            (afternoon.regular, afternoon.latest_end) =
                (Interval::new(START + 70, START + 130), START + 130);
            draft.blocks.push(afternoon);
        });
        let plan = |block, from, to| Plan::of(&campaign, &[(0, block, from, to)]);
        let at = |plan: &Plan| home(&campaign, &plan.windows[0]).map(|block| block.name.clone());
        assert_eq!(at(&plan(0, 0, 70)).as_deref(), Some("B0"), "overtime included");
        assert_eq!(at(&plan(2, 0, 60)).as_deref(), Some("afternoon"));
        assert_eq!(at(&plan(0, 60, 71)), None, "a minute in each of two blocks");
        assert_eq!(at(&plan(1, 0, 31)), None, "a minute too long");
        let elsewhere = Window { station: StationId(1), ..plan(0, 0, 10).windows[0].clone() };
        assert_eq!(home(&campaign, &elsewhere), None);
    }

    #[test]
    fn minutes_of_breaks_are_not_worked() {
        let campaign = campaign(|draft| {
            for (from, to) in [(10, 15), (30, 32)] {
                let interval = Interval::new(START + from, START + to);
                draft.blocks[0].breaks.push(Break { interval, may_straddle: true });
            }
        });
        for (from, to) in [(0, 60), (0, 10), (12, 20), (15, 30), (31, 33), (20, 10)] {
            let plan = Plan::of(&campaign, &[(0, 0, from, to)]);
            let block = campaign.block(BlockId(0));
            let expected = block.working_minutes_in(plan.windows[0].interval).max(0);
            assert_eq!(worked(&campaign, &plan.windows[0]), i64::from(expected), "{from} to {to}");
        }
    }

    #[test]
    fn neighbours_share_station_and_day_and_come_in_order() {
        let campaign = campaign(|_| {});
        let plan = Plan::of(
            &campaign,
            &[(0, 0, 30, 40), (1, 0, 0, 10), (0, 1, 0, 10), (1, 0, 20, 20), (1, 0, 0, 5)],
        );
        let starts: Vec<_> = neighbours(&plan)
            .into_iter()
            .map(|(one, other)| (one.interval.end - START, other.interval.end - START))
            .collect();
        // Each pair of the first day once; the empty window is in nobody's way.
        assert_eq!(starts, [(10, 40), (5, 40), (5, 10)]);
    }

    #[test]
    fn windows_touch_but_neither_overlap_nor_come_too_near() {
        let campaign = campaign(|draft| draft.changeover = 5);
        let overlaps = |calls: &[_]| broken(super::one_group_at_a_time, &campaign, calls);
        let hurries = |calls: &[_]| broken(super::changeover_between_groups, &campaign, calls);
        let pair = |from| [(0, 0, 10, 30), (1, 0, from, from + 10)];
        assert_eq!(
            [15, 29, 30, 34, 35, 5, 0].map(|from| overlaps(&pair(from))),
            [1, 1, 0, 0, 0, 1, 0]
        );
        assert_eq!(
            [15, 29, 30, 34, 35, 5, 0].map(|from| hurries(&pair(from))),
            [0, 0, 1, 1, 0, 0, 1]
        );
        assert_eq!(overlaps(&[(0, 0, 10, 30), (1, 1, 10, 30)]), 0, "another day");
    }

    #[test]
    fn a_window_has_the_minutes_its_people_take() {
        let long = |change: fn(&mut Draft), minutes| {
            broken(super::long_enough, &campaign(change), &[(0, 0, 0, minutes)]) == 0
        };
        assert!(long(|_| {}, 20) && !long(|_| {}, 19), "a person a minute");
        assert!(long(|draft| draft.stations[0].rate = None, 1), "who knows");
        let buffer = |draft: &mut Draft| {
            (draft.groups[0].buffer.minutes, draft.groups[0].buffer.per_cent) = (3, 10);
        };
        assert!(long(buffer, 25) && !long(buffer, 24), "3 + 1.1 × 20");
        let table = |draft: &mut Draft| {
            draft.minutes.insert((GroupId(0), BlockId(0)), 12);
        };
        assert!(long(table, 12) && !long(table, 11), "as the table says");
        let campaign = campaign(|draft| draft.tiers.push(Tier::Overload));
        let found = super::long_enough(&campaign, &Plan::of(&campaign, &[(0, 0, 0, 5)]));
        assert_eq!(found[0].severity, Severity::Warning, "it may be given up at a price");
    }

    #[test]
    fn a_part_gets_its_share_of_the_table_rounded_up() {
        let campaign = campaign(|draft| {
            let classes = [7, 13].map(|people| Class::new(people.to_string(), people));
            (draft.groups[0].classes, draft.groups[0].max_windows) = (classes.to_vec(), 2);
            draft.minutes.insert((GroupId(0), BlockId(0)), 15);
        });
        let wanted = |block, run: Option<(usize, usize)>| {
            let mut window = Plan::of(&campaign, &[(0, block, 0, 10)]).windows[0].clone();
            window.run = run.map(|(from, to)| Run { from, to });
            wanted_by_table(&campaign, &window)
        };
        assert_eq!(wanted(0, None), Some(15));
        assert_eq!(wanted(0, Some((0, 1))), Some(6), "15 × 7 ÷ 20 = 5.25");
        assert_eq!(wanted(0, Some((1, 2))), Some(10), "9.75");
        assert_eq!(wanted(1, None), None, "no entry");
    }

    #[test]
    fn windows_lie_in_blocks_on_the_grid_and_leave_make_up_time_free() {
        let campaign = campaign(|draft| {
            let interval = Interval::new(START + 50, START + 60);
            draft.blocks[0].make_up.push(MakeUp { name: Text::same("make-up"), interval });
        });
        let inside = |from, to| broken(super::inside_a_block, &campaign, &[(0, 0, from, to)]);
        assert_eq!((inside(0, 60), inside(-1, 20), inside(40, 61), inside(20, 20)), (0, 1, 1, 1));
        let grid = |from, to| broken(super::on_the_grid, &campaign, &[(0, 0, from, to)]);
        assert_eq!((grid(10, 40), grid(5, 40), grid(10, 45)), (0, 1, 1));
        let free =
            |from, to| broken(super::make_up_time_stays_free, &campaign, &[(0, 0, from, to)]);
        assert_eq!((free(20, 50), free(20, 51), free(59, 60)), (0, 1, 1));
    }

    #[test]
    fn a_break_is_met_by_whoever_begins_or_ends_in_it_or_may_not_straddle_it() {
        let meets = |may_straddle, from, to| {
            let campaign = campaign(|draft| {
                let interval = Interval::new(START + 20, START + 30);
                draft.blocks[0].breaks.push(Break { interval, may_straddle });
            });
            broken(super::breaks_are_respected, &campaign, &[(0, 0, from, to)]) == 1
        };
        for may_straddle in [false, true] {
            for from in 0..60 {
                for to in from + 1..=60 {
                    let is_apart = to <= 20 || from >= 30;
                    let is_around = from < 20 && to > 30;
                    let is_right = is_apart || is_around && may_straddle;
                    assert_eq!(meets(may_straddle, from, to), !is_right, "{from} to {to}");
                }
            }
        }
    }

    #[test]
    fn groups_keep_to_their_days_their_number_and_their_pins() {
        let campaign = campaign(|draft| {
            draft.groups[0].not_in = vec![BlockId(0)];
            draft.groups[1].only_in = Some(vec![BlockId(0)]);
            draft.max_groups_per_block = Some(1);
            let (station, date, start) = (None, Some(draft.blocks[1].date), Some(START + 10));
            draft.pins.push(Pin { group: GroupId(0), station, date, start, end: None });
        });
        let days = |calls: &[_]| broken(super::only_allowed_blocks, &campaign, calls);
        assert_eq!(days(&[(0, 1, 0, 20), (1, 0, 0, 10)]), 0);
        assert_eq!(days(&[(0, 0, 0, 20), (1, 1, 0, 10)]), 2);
        let many = |calls: &[_]| broken(super::not_too_many_groups, &campaign, calls);
        assert_eq!(
            (many(&[(0, 0, 0, 20), (1, 0, 20, 30)]), many(&[(0, 0, 0, 20), (1, 1, 0, 9)])),
            (1, 0)
        );
        let pins =
            |block, from| broken(super::pins_are_kept, &campaign, &[(0, block, from, from + 20)]);
        assert_eq!((pins(1, 10), pins(0, 10), pins(1, 0), pins(0, 0)), (0, 1, 1, 1));
    }

    #[test]
    fn one_window_each_or_as_many_as_allowed_in_different_blocks() {
        let (one, two) = (campaign(|_| {}), campaign(|draft| draft.groups[0].max_windows = 2));
        let count = |campaign, calls: &[_]| broken(super::one_window_each, campaign, calls);
        let apart = [(0, 0, 0, 10), (0, 1, 0, 10)];
        assert_eq!((count(&one, &apart), count(&two, &apart)), (1, 0));
        assert_eq!(count(&two, &[(0, 0, 0, 10), (0, 0, 30, 40)]), 1, "two in one block");
        assert_eq!(count(&one, &[(0, 0, 0, 10), (1, 0, 10, 20)]), 0);
        let served = |calls: &[_]| broken(super::every_group_is_served, &one, calls);
        assert_eq!(
            (served(&[]), served(&[(1, 0, 0, 10)]), served(&[(1, 0, 0, 9), (0, 0, 9, 30)])),
            (2, 1, 0)
        );
    }

    #[test]
    fn nobody_is_called_during_a_lesson() {
        let clashes = |class: Option<usize>, from: i32, to: i32| {
            let campaign = campaign(|draft| {
                draft.call_lead = 5;
                draft.groups[0].classes = vec![Class::new("a", 10), Class::new("b", 10)];
                let interval = Interval::new(START + 20, START + 30);
                let (group, date) = (GroupId(0), draft.blocks[0].date);
                let reason = "exam".to_owned();
                draft.unavailable.push(Unavailable { group, class, date, interval, reason });
            });
            let mut plan = Plan::of(&campaign, &[(0, 0, from, to)]);
            crate::plans::slots::assign(&campaign, &mut plan);
            super::no_clash(&campaign, &plan).len()
        };
        assert_eq!((clashes(None, 0, 20), clashes(None, 0, 21)), (0, 1));
        assert_eq!(
            (clashes(None, 35, 60), clashes(None, 34, 60)),
            (0, 1),
            "called five minutes ahead"
        );
        // The first class has the first half of the window.
        assert_eq!((clashes(Some(0), 0, 40), clashes(Some(1), 0, 40)), (0, 1));
    }

    #[test]
    fn headcounts_and_make_up_rows_are_those_of_the_campaign() {
        let campaign = campaign(|draft| {
            let interval = Interval::new(START + 50, START + 60);
            draft.blocks[0].make_up.push(MakeUp { name: Text::same("make-up"), interval });
        });
        let mut plan = Plan::of(&campaign, &[(0, 0, 0, 20), (1, 0, 20, 30)]);
        (plan.windows[0].stated_headcount, plan.windows[1].stated_headcount) = (Some(20), Some(11));
        let found = super::headcounts_agree(&campaign, &plan);
        assert_eq!(found.iter().map(|own| own.code).collect::<Vec<_>>(), [Code::WrongHeadcount]);
        plan.make_up = crate::campaign::plan::MakeUpRow::reserved(&campaign);
        assert!(super::make_up_rows_are_reserved(&campaign, &plan).is_empty());
        plan.make_up.push(plan.make_up[0].clone());
        assert_eq!(super::make_up_rows_are_reserved(&campaign, &plan).len(), 1, "twice");
        plan.make_up[1].interval.start += 1;
        assert_eq!(super::make_up_rows_are_reserved(&campaign, &plan).len(), 1, "another time");
    }
}
