//! Run sheets for the crew: one page for each half-day of each station, row by row in order of time.

use super::data::ReportData;
use super::sections::fees::amount;
use super::sections::slot_time;
use super::tables::{HalfDay, HalfDayRow, half_days, part_label};
use super::template::render;
use crate::clock::{Interval, Minutes, clock, day_label, half_label};
use crate::instance::GroupId;
use crate::plan::Window;
use crate::text::Lang;
use minijinja::{Value, context};
use std::collections::BTreeSet;

/// All run sheets as one self-contained page.
pub fn run_sheets(data: &ReportData<'_>, lang: Lang) -> String {
    let instance = data.instance;
    let sheets: Vec<Value> =
        half_days(instance, data.plan, lang).iter().map(|half_day| sheet(data, half_day, lang)).collect();
    let values = context! {
        lang => lang.pick("zh-CN", "en"),
        zh => lang == Lang::Zh,
        title => instance.title().get(lang),
        place => instance.place().map(|place| place.get(lang)),
        fee => instance.fee().map(|fee| amount(fee, 1)),
        illustrative => instance.classes_are_illustrative() && !data.plan.slots.is_empty(),
        sheets,
    };
    render("run-sheets.html", values)
}

/// A row, with the minute at which it begins.
struct Row {
    start: Minutes,
    shown: Value,
}

fn sheet(data: &ReportData<'_>, half_day: &HalfDay<'_>, lang: Lang) -> Value {
    let mut writer = Writer { data, lang, rows: Vec::new(), people: 0, told: BTreeSet::new() };
    for row in &half_day.rows {
        match row.window {
            Some(window) => writer.window(row, window),
            None => writer.push(row.interval.start, pause(row.interval, &row.name)),
        }
    }
    let end = half_day.rows.iter().map(|row| row.interval.end).max().unwrap_or(0);
    for interval in breaks(data, half_day, lang).into_iter().filter(|pause| pause.start < end) {
        let place = writer.rows.iter().position(|row| row.start >= interval.start).unwrap_or(writer.rows.len());
        let shown = pause(interval, lang.pick("休息", "Break"));
        writer.rows.insert(place, Row { start: interval.start, shown });
    }
    context! {
        number => half_day.number,
        day => day_label(half_day.date, lang),
        half => half_day.half,
        station => data.instance.station(half_day.station).name.get(lang),
        people => writer.people,
        fee => data.instance.fee().map(|fee| amount(fee, writer.people)),
        rows => writer.rows.into_iter().map(|row| row.shown).collect::<Vec<_>>(),
    }
}

struct Writer<'a> {
    data: &'a ReportData<'a>,
    lang: Lang,
    rows: Vec<Row>,
    /// People expected so far.
    people: i64,
    /// Groups whose contact stands above.
    told: BTreeSet<GroupId>,
}

impl Writer<'_> {
    fn push(&mut self, start: Minutes, shown: Value) {
        self.rows.push(Row { start, shown });
    }

    /// The name of the group, and below it its classes, or everybody at once where there are no slots.
    fn window(&mut self, row: &HalfDayRow<'_>, window: &Window) {
        let group = self.data.instance.group(window.group);
        let contact = group.contact.as_deref().filter(|_| self.told.insert(window.group));
        self.push(
            window.interval.start,
            context! {
                kind => "group",
                name => format!("{}{}", row.name, row.part),
                time => window.interval.to_string(),
                contact,
            },
        );
        let slots = self.data.plan.slots_in(window);
        for slot in &slots {
            let class = &group.classes[slot.class];
            self.call(slot.interval.start, slot_time(slot, window, self.lang), &class.name, class.expected());
        }
        if slots.is_empty() {
            let part = part_label(self.data.instance, window.group, window.run, self.lang);
            let everybody = self.lang.pick("全体", "everybody");
            let name = if part.is_empty() { everybody } else { part.trim_matches([' ', '(', ')', '（', '）']) };
            let people = group.expected_of(window.run);
            self.call(window.interval.start, window.interval.to_string(), name, people);
        }
    }

    fn call(&mut self, start: Minutes, time: String, name: &str, people: i64) {
        self.people += people;
        let call = clock(start - self.data.instance.call_lead());
        self.push(start, context! { kind => "call", call, time, name, people, so_far => self.people });
    }
}

fn pause(interval: Interval, name: &str) -> Value {
    context! { kind => "pause", time => interval.to_string(), name }
}

/// The breaks of a half-day.
fn breaks(data: &ReportData<'_>, half_day: &HalfDay<'_>, lang: Lang) -> Vec<Interval> {
    let own = data.instance.blocks().iter().filter(|block| {
        (block.station, block.date) == (half_day.station, half_day.date)
            && half_label(block.regular, lang) == half_day.half
    });
    own.flat_map(|block| &block.breaks).map(|pause| pause.interval).collect()
}
