//! The Gantt chart: one row a block, windows with their classes, make-up time.

use super::canvas::{
    Anchor, BASELINE, Canvas, FAINT, GRID_LINE, INK, MAKE_UP, MOVED, PAPER, PLAN, REFERENCE,
    text_width, wrap,
};
use super::data::ReportData;
use super::tables::{illustration, make_up, window_name};
use crate::base::clock::{DayPart, Interval, Minutes, clock, day_label};
use crate::base::text::Lang;
use crate::campaign::plan::Window;
use crate::campaign::{Block, BlockId, Campaign};

const BAR: i32 = 34;
const CLASSES: i32 = 8;
/// The strip in which the plan before stands out.
const BEFORE: i32 = 14;

/// Minutes from the left end of an axis to the end of its half-day, of the one that has most: what
/// fills the chart's width.
pub fn longest(campaign: &Campaign) -> Minutes {
    let blocks = campaign.blocks().iter();
    blocks.map(|block| block.bookable().end - left_end(campaign, block)).max().unwrap_or(60)
}

/// The minute at the left end of a half-day's axis: the first one of any station's half-day at that
/// time of that day, so that minutes of one time stand below each other.
fn left_end(campaign: &Campaign, block: &Block) -> Minutes {
    let half = |block: &Block| (block.date, DayPart::of(block.regular));
    let same = campaign.blocks().iter().filter(|other| half(other) == half(block));
    same.map(|other| other.bookable().start).min().unwrap_or(block.regular.start)
}

/// Draws the chart at that width.
pub fn svg(data: &ReportData<'_>, lang: Lang, width: i32) -> String {
    svg_on_scale(data, lang, width, longest(data.campaign))
}

/// Draws the chart with `longest` minutes over its width, so that several charts have one scale.
pub fn svg_on_scale(data: &ReportData<'_>, lang: Lang, width: i32, longest: Minutes) -> String {
    let mut canvas = Canvas::new(width);
    let title = lang.pick("各半天时间安排", "Half-days, windows and class slots");
    let chinese = format!(
        "横轴为时间；色块为学院时段，下方细条为班级时段；橙色为改了时间的学院，绿色为{}，空白为休息。",
        data.campaign.kind().zh().make_up
    );
    let note = lang.pick(
        chinese.as_str(),
        "Time runs to the right; boxes are windows of groups, the strip below shows class slots; orange groups are told a new time, green is make-up time, a blank is a break.",
    );
    let before = data
        .is_mended()
        .then(|| lang.pick("灰色为改动前的安排。", "The plan before stands in grey behind."));
    let illustration = illustration(data.campaign, lang).filter(|_| !data.plan.slots.is_empty());
    let note = [Some(note), before, illustration]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(lang.pick("", " "));
    canvas.heading(title, (8, 18), 17.0);
    let mut y = canvas.paragraph(&note, (8, 42), width - 16, 12.0, FAINT) + 8;
    // Of the half-days in which a crew might have stood at a desk, those in which it does.
    let open = data.campaign.block_ids().filter(|block| data.plan.opens(data.campaign, *block));
    let mut blocks: Vec<BlockId> = open.collect();
    blocks.sort_by_key(|id| {
        let block = data.campaign.block(*id);
        (block.date, DayPart::of(block.regular), block.station)
    });
    for block in blocks {
        y = row(&mut canvas, data, lang, block, longest, y) + 10;
    }
    let lost = data.metrics.windows.iter().filter(|figures| figures.block.is_none());
    for figures in lost {
        let name = window_name(data.campaign, &figures.window, lang);
        let (day, time) = (day_label(figures.window.date, lang), figures.window.interval);
        let line = lang.pick(
            format!("不在任何半天之内：{name} {day} {time}"),
            format!("Outside every half-day: {name} {day} {time}"),
        );
        y = canvas.paragraph(&line, (8, y + 6), width - 16, 12.0, REFERENCE);
    }
    canvas.into_svg(&format!("{title}. {note}"))
}

/// One block; the y below it.
fn row(
    canvas: &mut Canvas,
    data: &ReportData<'_>,
    lang: Lang,
    id: BlockId,
    longest: i32,
    top: i32,
) -> i32 {
    let block = data.campaign.block(id);
    let (left, right) = (24, canvas.width() - 24);
    let span = block.bookable();
    let origin = left_end(data.campaign, block);
    let x = |minute: i32| left + (right - left) * (minute - origin) / longest.max(1);

    let mut heading = block.label(lang);
    if data.campaign.stations().len() > 1 {
        heading = format!("{heading} · {}", data.campaign.station(block.station).name.get(lang));
    }
    canvas.heading(heading, (8, top + 8), 13.0);
    let bar_top = top + 22 + if data.is_mended() { BEFORE } else { 0 };
    let bottom = bar_top + BAR + CLASSES + 2;
    canvas.tint((x(span.start), bar_top), (x(span.end), bottom), GRID_LINE, 0.45);
    for (make_up, name) in make_up(data.campaign, data.plan, lang) {
        let is_here = (make_up.station, make_up.date) == (block.station, block.date);
        if !is_here || !make_up.interval.overlaps(span) {
            continue;
        }
        let inside = make_up.interval.shared(span);
        let (from, to) = (x(inside.start), x(inside.end));
        canvas.rect((from, bar_top), (to, bottom), MAKE_UP);
        if text_width(name, 12.0) < f64::from(to - from - 6) {
            canvas.text(
                name,
                (from.midpoint(to), bar_top + BAR / 2 + 4),
                12.0,
                INK,
                Anchor::Middle,
            );
        }
    }
    for pause in &block.breaks {
        canvas.rect((x(pause.interval.start), bar_top), (x(pause.interval.end), bottom), PAPER);
    }
    if data.is_mended() {
        plan_before(canvas, data, lang, id, bar_top, &x);
    }
    let mut outside = Vec::new();
    let windows = data
        .metrics
        .windows
        .iter()
        .filter(|figures| figures.block == Some(id))
        .map(|figures| &figures.window);
    for (place, window) in windows.enumerate() {
        let (from, to) = (x(window.interval.start) + 1, x(window.interval.end) - 1);
        let color = if data.is_moved(window.group) { MOVED } else { PLAN };
        let parts = block.working_parts(window.interval);
        for part in &parts {
            canvas.rect((x(part.start) + 1, bar_top), (x(part.end) - 1, bar_top + BAR), color);
        }
        let name = window_name(data.campaign, window, lang);
        // The name stands in the longest part that breaks leave.
        let widest = parts.iter().max_by_key(|part| part.minutes());
        let (from, to) = widest.map_or((from, to), |part| (x(part.start) + 1, x(part.end) - 1));
        let room = f64::from(to - from - 8);
        let lines = wrap(&name, room, 12.0);
        let fits = lines.len() <= 2 && lines.iter().all(|line| text_width(line, 12.0) <= room);
        let middle = from.midpoint(to);
        if fits {
            let first = bar_top + BAR / 2 + 1 - 7 * (lines.len() as i32 - 1);
            for (i, line) in lines.into_iter().enumerate() {
                canvas.text(line, (middle, first + 14 * i as i32), 12.0, PAPER, Anchor::Middle);
            }
        } else {
            let number = (place + 1).to_string();
            canvas.text(
                number.clone(),
                (middle, bar_top + BAR / 2 + 1),
                12.0,
                PAPER,
                Anchor::Middle,
            );
            outside.push(format!("{number} {name} {}", window.interval));
        }
        // A hand-made plan may put a slot on another day than its window.
        let slots = data.plan.slots_in(window).into_iter();
        let here = slots.filter(|slot| slot.date == window.date && slot.interval.overlaps(span));
        for (i, slot) in here.enumerate() {
            let strip = if i % 2 == 0 { 0.85 } else { 0.4 };
            let inside = slot.interval.shared(span);
            let (from, to) = (x(inside.start) + 1, x(inside.end));
            canvas.tint((from, bar_top + BAR + 2), (to, bottom), color, strip);
        }
    }
    let below = axis(canvas, block, span, bottom, &x);
    outside
        .into_iter()
        .fold(below, |y, line| canvas.paragraph(&line, (left, y + 6), right - left, 12.0, INK) - 2)
}

/// The plan before, in grey behind the windows: a strip with its names stands out above them.
fn plan_before(
    canvas: &mut Canvas,
    data: &ReportData<'_>,
    lang: Lang,
    id: BlockId,
    bar_top: i32,
    x: &impl Fn(i32) -> i32,
) {
    let Some((before, _)) = &data.baseline else { return };
    let block = data.campaign.block(id);
    let here = |window: &&Window| (window.station, window.date) == (block.station, block.date);
    for window in before.windows.iter().filter(here) {
        let span = window.interval.shared(block.bookable());
        if span.minutes() <= 0 {
            continue;
        }
        let (from, to) = (x(span.start) + 1, x(span.end) - 1);
        canvas.rect((from, bar_top - BEFORE), (to, bar_top + BAR), BASELINE);
        let name = window_name(data.campaign, window, lang);
        if text_width(&name, 10.0) <= f64::from(to - from - 4) {
            canvas.text(name, (from.midpoint(to), bar_top - BEFORE / 2), 10.0, INK, Anchor::Middle);
        }
    }
}

/// Hours below the row; the y below them.
fn axis(
    canvas: &mut Canvas,
    block: &Block,
    span: Interval,
    bottom: i32,
    x: &impl Fn(i32) -> i32,
) -> i32 {
    let hours = (span.start / 60..=span.end / 60).map(|hour| hour * 60);
    let mut last_end = i32::MIN;
    let mut marks: Vec<i32> =
        hours.filter(|minute| (span.start..=span.end).contains(minute)).collect();
    marks.extend([span.start, block.regular.end]);
    marks.sort_unstable();
    marks.dedup();
    for minute in marks {
        let label = clock(minute);
        let half = text_width(&label, 11.0) as i32 / 2;
        canvas.line((x(minute), bottom), (x(minute), bottom + 4), FAINT, 1);
        if x(minute) - half > last_end + 4 {
            canvas.text(label, (x(minute), bottom + 12), 11.0, FAINT, Anchor::Middle);
            last_end = x(minute) + half;
        }
    }
    bottom + 22
}
