//! People who wait between call time and photo, over the hours of each day.

use super::canvas::{
    Anchor, BASELINE, Canvas, FAINT, GRID_LINE, INK, PLAN, REFERENCE, text_width, tick_step, wrap,
};
use super::data::ReportData;
use super::tables::illustration;
use crate::base::clock::{Interval, Minutes, clock, day_label};
use crate::base::text::Lang;
use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, StationId};
use crate::plans::waiting::{Crowd, Hall, WaitingMoment, crowds, limits};
use jiff::civil::Date;
use std::collections::BTreeSet;

const TICK: f64 = 11.0;

/// Whether the chart says more than the timetable: who is called when is known, or waiting is
/// limited.
pub fn is_worth_showing(data: &ReportData<'_>) -> bool {
    let known = !data.plan.slots.is_empty() || data.campaign.limits_waiting();
    known && !crowds(data.campaign, data.plan).is_empty()
}

/// Draws the chart at that width.
pub fn svg(data: &ReportData<'_>, lang: Lang, width: i32) -> String {
    let chart = HallChart::new(data);
    let mut canvas = Canvas::new(width);
    let kind = data.campaign.kind();
    let title = lang
        .pick(format!("候场{}数", kind.count().noun), format!("{} waiting", kind.count().heading));
    let note = note(data, &chart, lang);
    canvas.heading(&title, (8, 18), 17.0);
    let mut y = canvas.paragraph(&note, (8, 42), width - 16, 12.0, FAINT) + 6;
    if !chart.baseline.is_empty() {
        y = legend(&mut canvas, data, lang, y);
    }
    for date in days(&chart.plan) {
        for place in &chart.places {
            y = chart.panel(&mut canvas, data.campaign, lang, date, place, y);
        }
    }
    canvas.into_svg(&format!("{title}. {note}"))
}

fn note(data: &ReportData<'_>, chart: &HallChart, lang: Lang) -> String {
    if chart.plan.is_empty() {
        return lang
            .pick(
                "方案没有班级时段，无从得知谁在何时候场。",
                "The plan has no class slots: nobody knows who waits when.",
            )
            .to_owned();
    }
    let kind = data.campaign.kind();
    let (zh, served, words) = (kind.zh(), kind.en().served, kind.count());
    let (heading, people) = (words.heading, words.people);
    let mut note = lang.pick(
        format!(
            "{0}数：已到集合时间、尚未{1}完；时段内按均匀速度{2}。横轴为时间，纵轴为{0}数。",
            words.noun, zh.verb, zh.service
        ),
        format!(
            "{heading} whose call time has come and who are not yet {served}, at an even pace within each slot. Time runs to the right, {people} upwards."
        ),
    );
    let mut add = |zh: &str, en: &str| note += &lang.pick(zh.to_owned(), format!(" {en}"));
    if data.campaign.limits_waiting() {
        add("红色虚线为上限。", "The dashed line is the capacity.");
    }
    if data.campaign.stations().len() > 1 {
        add("“全场”为各处之和。", "“All stations” is the sum over them.");
    }
    if data
        .plan
        .windows
        .iter()
        .any(|window| has_unknown_calls(data.campaign, data.plan, window.group))
    {
        add(
            "有班级名单而无班级时段的学院未计入。",
            "Groups with classes but without class slots are left out.",
        );
    }
    if let Some(illustration) =
        illustration(data.campaign, lang).filter(|_| !data.plan.slots.is_empty())
    {
        add(illustration, illustration);
    }
    note
}

fn has_unknown_calls(campaign: &Campaign, plan: &Plan, group: crate::campaign::GroupId) -> bool {
    !campaign.group(group).classes.is_empty() && plan.slots_of(group).next().is_none()
}

fn legend(canvas: &mut Canvas, data: &ReportData<'_>, lang: Lang, y: i32) -> i32 {
    let mut x = 8;
    for (color, name) in
        [(PLAN, lang.pick("本方案", "This plan")), (BASELINE, data.baseline_name().get(lang))]
    {
        canvas.rect((x, y - 5), (x + 13, y + 8), color);
        canvas.text(name, (x + 19, y + 2), 12.0, INK, Anchor::Left);
        x += 34 + text_width(name, 12.0) as i32;
    }
    y + 22
}

/// A place whose curve is drawn.
struct DrawnPlace {
    hall: Hall,
    limit: Option<i64>,
    /// The highest value on any day, and the limit: all days of a place have one scale.
    most: i64,
}

struct HallChart {
    plan: Vec<Crowd>,
    /// Drawn beside the plan where the baseline says who is called when.
    baseline: Vec<Crowd>,
    places: Vec<DrawnPlace>,
    /// From the first call to the last photo of any day, in whole hours.
    hours: Interval,
}

impl HallChart {
    fn new(data: &ReportData<'_>) -> HallChart {
        let plan = crowds(data.campaign, data.plan);
        let baseline = data.baseline.as_ref().filter(|(baseline, _)| !baseline.slots.is_empty());
        let baseline =
            baseline.map(|(baseline, _)| crowds(data.campaign, baseline)).unwrap_or_default();
        let drawn = || plan.iter().chain(&baseline);
        let first = drawn().map(|crowd| crowd.call).min().unwrap_or(0);
        let last = drawn()
            .flat_map(|crowd| &crowd.parts)
            .map(|part| part.end)
            .max()
            .unwrap_or(0)
            .max(first + 1);
        let places = places(data.campaign).into_iter().map(|(hall, limit)| {
            let highest = |crowds: &[Crowd]| {
                days(crowds).into_iter().map(|date| most_of_day(crowds, hall, date).0).max()
            };
            let most = highest(&plan).max(highest(&baseline)).max(limit).unwrap_or(0).max(1);
            DrawnPlace { hall, limit, most }
        });
        let places = places.collect();
        let hours = Interval::new(first.div_euclid(60) * 60, (last + 59).div_euclid(60) * 60);
        HallChart { plan, baseline, places, hours }
    }

    /// One place on one day; the y below it.
    fn panel(
        &self,
        canvas: &mut Canvas,
        campaign: &Campaign,
        lang: Lang,
        date: Date,
        place: &DrawnPlace,
        top: i32,
    ) -> i32 {
        let (people, minute) = most_of_day(&self.plan, place.hall, date);
        if people == 0 {
            return top;
        }
        let width = canvas.width();
        let mut y = top + 8;
        for line in wrap(
            &heading(campaign, lang, date, place, (people, minute)),
            f64::from(width - 16),
            13.0,
        ) {
            canvas.heading(line, (8, y), 13.0);
            y += 18;
        }
        let height = if place.hall.is_none() { 110 } else { 70 };
        let step = tick_step(place.most as f64, if place.hall.is_none() { 4.0 } else { 2.0 })
            .max(1.0) as i64;
        let ticks = || (0..=place.most).step_by(step as usize);
        let widest =
            ticks().map(|tick| text_width(&tick.to_string(), TICK) as i32).max().unwrap_or(0);
        let (left, right) = (14 + widest, width - 24);
        let (ceiling, floor) = (y + 2, y + 2 + height);
        let x = |minute: Minutes| {
            left + (right - left) * (minute - self.hours.start) / self.hours.minutes()
        };
        let up = |people: i64| floor - (i64::from(height) * people / place.most) as i32;

        for tick in ticks() {
            canvas.line((left, up(tick)), (right, up(tick)), GRID_LINE, 1);
            canvas.text(tick.to_string(), (left - 6, up(tick)), TICK, FAINT, Anchor::Right);
        }
        let label = text_width("00:00", TICK) as i32 + 10;
        let every = 1 + label * self.hours.minutes() / 60 / (right - left).max(1);
        for hour in (self.hours.start..=self.hours.end).step_by(60) {
            canvas.line((x(hour), ceiling), (x(hour), floor), GRID_LINE, 1);
            if (hour - self.hours.start) / 60 % every == 0 {
                canvas.text(clock(hour), (x(hour), floor + 11), TICK, FAINT, Anchor::Middle);
            }
        }
        let at = |(minute, people): (Minutes, i64)| (x(minute), up(people));
        let curve: Vec<_> = curve(&self.plan, place.hall, date).into_iter().map(at).collect();
        canvas.area(curve.clone(), PLAN, 0.18);
        let before: Vec<_> =
            self::curve(&self.baseline, place.hall, date).into_iter().map(at).collect();
        for (points, color) in [(before, BASELINE), (curve, PLAN)] {
            if !points.is_empty() {
                canvas.polyline(points, color, if width < 600 { 1 } else { 2 });
            }
        }
        if let Some(limit) = place.limit {
            canvas.dashed_across(up(limit), left, right, REFERENCE);
        }
        floor + 26
    }
}

/// All stations together, then each station with a limit of its own. One station alone is all of
/// them.
fn places(campaign: &Campaign) -> Vec<(Hall, Option<i64>)> {
    let limits = limits(campaign);
    if campaign.stations().len() == 1 {
        return vec![(None, limits.iter().map(|(_, limit)| *limit).min())];
    }
    let all = limits.iter().find(|(hall, _)| hall.is_none()).map(|(_, limit)| *limit);
    let own =
        limits.iter().filter(|(hall, _)| hall.is_some()).map(|(hall, limit)| (*hall, Some(*limit)));
    std::iter::once((None, all)).chain(own).collect()
}

/// `12月11日（周一）：最多 135 人（08:40），上限 120 人`.
fn heading(
    campaign: &Campaign,
    lang: Lang,
    date: Date,
    place: &DrawnPlace,
    most: (i64, Minutes),
) -> String {
    let kind = campaign.kind();
    let unit = kind.count().unit;
    let name = match place.hall {
        Some(StationId(id)) => format!(" {}", campaign.stations()[id].name.get(lang)),
        None if campaign.stations().len() > 1 => lang.pick(" 全场", " all stations").to_owned(),
        None => String::new(),
    };
    let (day, (people, minute)) = (day_label(date, lang), (most.0, clock(most.1)));
    let limit = place
        .limit
        .map(|limit| lang.pick(format!("，上限 {limit} {unit}"), format!(", capacity {limit}")));
    lang.pick(
        format!("{day}{name}：最多 {people} {unit}（{minute}）"),
        format!("{day}{name}: at most {people} ({minute})", people = kind.people(people)),
    ) + &limit.unwrap_or_default()
}

fn days(crowds: &[Crowd]) -> BTreeSet<Date> {
    crowds.iter().map(|crowd| crowd.date).collect()
}

/// The crowds of a place on a day, which are looked through for every minute of it.
fn here(crowds: &[Crowd], hall: Hall, date: Date) -> Vec<&Crowd> {
    let is_here =
        |crowd: &&Crowd| crowd.date == date && hall.is_none_or(|hall| hall == crowd.station);
    crowds.iter().filter(is_here).collect()
}

/// The most people at once, and the first minute at which they are there: somebody is called then.
fn most_of_day(crowds: &[Crowd], hall: Hall, date: Date) -> (i64, Minutes) {
    let here = here(crowds, hall, date);
    let calls: BTreeSet<Minutes> = here.iter().map(|crowd| crowd.call).collect();
    let waiting = |minute| WaitingMoment { hall, date, minute }.waiting(here.iter().copied());
    let moments = calls.into_iter().map(|minute| (waiting(minute), minute));
    moments.max_by_key(|(people, minute)| (*people, -minute)).unwrap_or_default()
}

/// The corners of the curve: it jumps when somebody is called, and falls evenly while somebody is
/// photographed.
fn curve(crowds: &[Crowd], hall: Hall, date: Date) -> Vec<(Minutes, i64)> {
    let here = here(crowds, hall, date);
    let corners = |crowd: &&Crowd| {
        let parts = crowd.parts.iter().flat_map(|part| [part.start, part.end]);
        parts.chain([crowd.call]).collect::<Vec<_>>()
    };
    let minutes: BTreeSet<Minutes> = here.iter().flat_map(corners).collect();
    let corner = |minute: Minutes| {
        let moment = WaitingMoment { hall, date, minute };
        let called_before = here.iter().copied().filter(|crowd| crowd.call < minute);
        let before = moment.waiting(called_before);
        [(minute, before), (minute, moment.waiting(here.iter().copied()))]
    };
    let mut points: Vec<_> = minutes.into_iter().flat_map(corner).collect();
    points.dedup();
    points
}

#[cfg(test)]
mod tests {
    use super::{curve, most_of_day};
    use crate::base::clock::Interval;
    use crate::campaign::StationId;
    use crate::plans::waiting::Crowd;
    use jiff::civil::date;

    #[test]
    fn the_curve_jumps_at_call_times_and_falls_during_slots() {
        let day = date(2024, 5, 6);
        let crowd = |call: i32, start: i32, people: i64| Crowd {
            station: StationId(0),
            date: day,
            call,
            parts: vec![Interval::new(start, start + 20)],
            people,
        };
        let crowds = [crowd(520, 540, 40), crowd(540, 560, 30)];
        let expected = [(520, 0), (520, 40), (540, 40), (540, 70), (560, 30), (580, 0)];
        assert_eq!(curve(&crowds, None, day), expected);
        assert_eq!(most_of_day(&crowds, None, day), (70, 540));
        assert_eq!(curve(&crowds, Some(StationId(1)), day), []);
    }
}
