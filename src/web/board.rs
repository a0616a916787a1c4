//! The board that the page draws, made of what lies on the desk.

use super::desk::Desk;
use crate::base::clock::{Interval, day_label};
use crate::base::diagnostic::Severity;
use crate::base::kind::CampaignKind;
use crate::base::ratio::Ratio;
use crate::base::text::Lang;
use crate::campaign::plan::{Plan, Window};
use crate::campaign::{BlockId, Campaign, GroupId};
use crate::check::check;
use crate::plans::metrics::{Metrics, WindowFigures, metrics, tier_value_of};
use crate::publish::json::{
    Board, BoardAim, BoardBlock, BoardFinding, BoardGroup, BoardPlan, BoardSlot, BoardSpan,
    BoardVersion, BoardWindow, BoardWords, ClockTime, Decimal,
};
use crate::publish::words::board::HeldAgainst;
use crate::publish::words::{board as words, places, tiers, versions, violations};
use std::collections::BTreeMap;

/// The words that depend on a campaign's purpose and unit, in a language.
pub fn words_of(kind: CampaignKind, lang: Lang) -> BoardWords {
    let (words, desk) = (kind.count(), kind.en().desk);
    let desks = format!("{}{}s", desk[..1].to_uppercase(), &desk[1..]);
    BoardWords {
        people: lang.pick(words.unit, words.people).to_owned(),
        headcount: kind.headcount(lang),
        per_hour: lang.pick(format!("{}/小时", words.noun), "/h".to_owned()),
        pace: lang.pick(
            format!("每小时 {{}} {}，每{} [] 秒", words.unit, words.noun),
            format!("{{}} {} an hour, [] s each", words.people),
        ),
        desks: lang.pick(format!("{}数", kind.zh().desk), desks),
    }
}

/// All that the page draws.
pub fn board(desk: &Desk) -> Board {
    let (campaign, lang, state) = (desk.campaign(), desk.lang(), desk.state());
    let station = |station: &crate::campaign::Station| station.name.get(lang).to_owned();
    let group = |id: GroupId| BoardGroup {
        minutes: desk.fair_minutes(id),
        is_locked: state.locked.contains(&id),
        ..group(campaign, id, lang)
    };
    let on_desk = desk.plan();
    let of_baseline = |(plan, figures): &(Plan, Metrics)| {
        windows(campaign, plan, figures, scale(desk, figures), lang)
    };
    Board {
        version: desk.version(),
        reading: desk.reading(),
        title: campaign.title().get(lang).to_owned(),
        words: words_of(campaign.kind(), lang),
        lang: lang.pick("zh", "en").to_owned(),
        stations: campaign.stations().iter().map(station).collect(),
        blocks: campaign.block_ids().map(|id| block(campaign, id, lang)).collect(),
        groups: campaign.group_ids().map(group).collect(),
        plan: plan(desk, &on_desk),
        baseline: desk.shown_baseline().map(of_baseline).unwrap_or_default(),
        published: version(desk, &on_desk),
        can_undo: desk.can_go(true),
        can_redo: desk.can_go(false),
        is_outdated: desk.is_outdated(),
    }
}

/// The version that was published last, and whom a plan tells another time. A version
/// of the days left is not compared with a plan of the whole campaign.
pub fn version(desk: &Desk, plan: &Plan) -> Option<BoardVersion> {
    let (last, lang) = (desk.published()?, desk.lang());
    let (headline, lines) = if last.campaign.continues().is_some() {
        (versions::days_have_begun(), Vec::new())
    } else {
        let told = desk.told(plan);
        (
            versions::against(desk.campaign().kind(), last.number, &told),
            versions::sentences(desk.campaign(), &told),
        )
    };
    Some(BoardVersion {
        number: last.number,
        date: last.date,
        headline: headline.get(lang).to_owned(),
        told: lines.iter().map(|line| line.get(lang).to_owned()).collect(),
    })
}

/// A half-day.
pub fn block(campaign: &Campaign, id: BlockId, lang: Lang) -> BoardBlock {
    let own = campaign.block(id);
    let ends = |interval: Interval| BoardSpan { start: interval.start, end: interval.end };
    BoardBlock {
        station: own.station.0,
        date: own.date,
        day: day_label(own.date, lang),
        label: places::half_day(campaign, id, lang),
        start: own.regular.start,
        end: own.regular.end,
        latest_end: own.latest_end,
        breaks: own.breaks.iter().map(|pause| ends(pause.interval)).collect(),
        make_up: own.make_up.iter().map(|make_up| ends(make_up.interval)).collect(),
        grid: own.grid_minutes(campaign.grid()).collect(),
    }
}

/// A group, not locked.
pub fn group(campaign: &Campaign, id: GroupId, lang: Lang) -> BoardGroup {
    let own = campaign.group(id);
    let blocks = campaign.block_ids().filter(|block| campaign.may_use(id, *block));
    BoardGroup {
        name: own.name.get(lang).to_owned(),
        people: own.expected(),
        blocks: blocks.map(|block| block.0).collect(),
        minutes: 0,
        is_locked: false,
    }
}

/// A plan with what is said of it: it has its slots.
pub fn plan(desk: &Desk, plan: &Plan) -> BoardPlan {
    let (campaign, lang) = (desk.campaign(), desk.lang());
    let figures = metrics(campaign, plan, desk.baseline());
    let found = check(campaign, plan);
    let finding = |violation: &crate::check::Violation| {
        let told = violations::diagnostic(campaign, plan, violation);
        BoardFinding {
            code: told.code.id().to_owned(),
            text: told.said(lang),
            is_allowed: violation.severity == Severity::Warning,
            windows: violation.windows.clone(),
        }
    };
    let moved = desk
        .baseline()
        .map(|baseline| words::moved(campaign, baseline, HeldAgainst::Baseline, plan));
    BoardPlan {
        windows: windows(campaign, plan, &figures, scale(desk, &figures), lang),
        unserved: figures.unserved_groups.iter().map(|group| group.0).collect(),
        findings: found.iter().map(finding).collect(),
        verdict: violations::count(&found).get(lang).to_owned(),
        aims: aims(desk, plan, &figures),
        moved: moved.map(|text| text.get(lang).to_owned()),
    }
}

/// The rate that counts as a load of 100 % where stations have none: the highest of the baseline,
/// without one that of the best plan, else that of this plan.
fn scale(desk: &Desk, figures: &Metrics) -> Option<Ratio> {
    let campaign = desk.campaign();
    let known = desk.shown_baseline().and_then(|(_, figures)| figures.peak_per_hour);
    let best = desk.best().and_then(|best| best.plan.as_ref());
    let best = || best.and_then(|plan| metrics(campaign, plan, None).peak_per_hour);
    known.or_else(best).or(figures.peak_per_hour)
}

/// The windows of a plan; `scale` is the rate that counts as a load of 100 % where stations have none.
pub fn windows(
    campaign: &Campaign,
    plan: &Plan,
    figures: &Metrics,
    scale: Option<Ratio>,
    lang: Lang,
) -> Vec<BoardWindow> {
    let key = |window: &Window| (window.in_timetable(), window.run);
    let demands: BTreeMap<_, &WindowFigures> =
        figures.windows.iter().map(|own| (key(&own.window), own)).collect();
    let mut count_by_group = vec![0; campaign.groups().len()];
    let window = |window: &Window| {
        let nth = count_by_group[window.group.0];
        count_by_group[window.group.0] += 1;
        let demand = demands.get(&key(window)).copied();
        let per_hour = demand.and_then(|own| own.per_hour);
        BoardWindow {
            group: window.group.0,
            nth,
            name: name(campaign, window, lang),
            block: campaign.block_at(window.station, window.date, window.interval).map(|id| id.0),
            station: window.station.0,
            date: window.date,
            start: window.interval.start,
            end: window.interval.end,
            people: window.expected(campaign),
            per_hour: per_hour.map(Decimal),
            load: load(demand, scale).map(Decimal),
            slots: slots(campaign, plan, window),
        }
    };
    plan.windows.iter().map(window).collect()
}

fn name(campaign: &Campaign, window: &Window, lang: Lang) -> String {
    let group = campaign.group(window.group);
    let name = group.name.get(lang);
    let classes = group.classes_of(window.run);
    match (window.run, classes.first(), classes.last()) {
        (Some(_), Some(first), Some(last)) if first.name != last.name => lang.pick(
            format!("{name}（{}–{}）", first.name, last.name),
            format!("{name} ({}–{})", first.name, last.name),
        ),
        (Some(_), Some(only), _) => {
            lang.pick(format!("{name}（{}）", only.name), format!("{name} ({})", only.name))
        }
        _ => name.to_owned(),
    }
}

fn load(figures: Option<&WindowFigures>, scale: Option<Ratio>) -> Option<Ratio> {
    let figures = figures?;
    if figures.utilisation.is_some() {
        return figures.utilisation;
    }
    let (own, scale) = (figures.per_hour?, scale?);
    Ratio::new(own.numerator() * scale.denominator(), own.denominator() * scale.numerator())
}

fn slots(campaign: &Campaign, plan: &Plan, window: &Window) -> Vec<BoardSlot> {
    let classes = &campaign.group(window.group).classes;
    let slots = plan.slots_in(window).into_iter();
    let slot = |slot: &crate::campaign::plan::Slot| {
        Some(BoardSlot {
            name: classes.get(slot.class)?.name.clone(),
            call: ClockTime(campaign.call(slot.interval.start)),
            start: ClockTime(slot.interval.start),
            end: ClockTime(slot.interval.end),
        })
    };
    slots.filter_map(slot).collect()
}

/// The aims in their order. What is the best of an aim supposes that those before it have theirs: so
/// distances are told up to the first aim in which the plan is worse than the best one.
fn aims(desk: &Desk, plan: &Plan, figures: &Metrics) -> Vec<BoardAim> {
    let (campaign, lang) = (desk.campaign(), desk.lang());
    let mut is_level = true;
    let aim = |tier: &crate::campaign::Tier| {
        let value = tier_value_of(*tier, campaign, plan, figures);
        let best = desk.best().and_then(|best| best.tiers.iter().find(|own| own.tier == *tier));
        let best = best.filter(|_| is_level);
        let distance = best.map(|best| words::distance(campaign, value, best));
        let standing = match best.map(|best| (best.value, best.bound)) {
            Some((_, Some(bound))) if value <= bound => "best",
            Some((Some(known), _)) if value > known => "worse",
            _ => "open",
        };
        is_level &= best.is_some_and(|best| best.value == Some(value));
        BoardAim {
            label: tiers::label(*tier, campaign.kind()).get(lang).to_owned(),
            value: words::value(campaign, *tier, value, lang),
            distance: distance.map(|text| text.get(lang).to_owned()).unwrap_or_default(),
            standing: standing.to_owned(),
        }
    };
    campaign.tiers().iter().map(aim).collect()
}
