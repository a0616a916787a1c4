//! Run sheets for the crew: one page for each half-day of each station, row by row in order of
//! time.

use super::data::ReportData;
use super::html::words_of;
use super::sections::fees::amount;
use super::sections::slot_time;
use super::tables::{HalfDay, HalfDayRow, half_days, illustration, part_label};
use super::template::render;
use crate::base::clock::{Interval, Minutes, clock, day_label, half_label};
use crate::base::text::Lang;
use crate::campaign::GroupId;
use crate::campaign::plan::Window;
use jiff::civil::Date;
use minijinja::{Value, context};
use std::collections::BTreeSet;

/// What the crew of one half-day of one station works through.
#[derive(Debug, Clone)]
pub struct RunSheet {
    /// Running number of the half-day.
    pub number: usize,
    /// The day.
    pub date: Date,
    /// The day, as a reader says it.
    pub day: String,
    /// 上午, 下午 or 晚上.
    pub half: &'static str,
    /// The name of the station.
    pub station: String,
    /// People expected in all.
    pub people: i64,
    /// What there is to take in, where the campaign has a fee.
    pub fee: Option<String>,
    /// Line by line.
    pub rows: Vec<RunRow>,
}

/// A line of a run sheet.
#[derive(Debug, Clone)]
pub enum RunRow {
    /// A group begins.
    Group {
        /// The group, with its classes where it is cut.
        name: String,
        /// Its window.
        time: String,
        /// Whom to call when it does not come.
        contact: Option<String>,
    },
    /// A class, or the whole group at once.
    Call {
        /// When it is called.
        call: String,
        /// When it is photographed.
        time: String,
        /// The name of the group or class.
        name: String,
        /// People expected.
        people: i64,
        /// People expected up to here.
        so_far: i64,
    },
    /// Nobody comes: a break or make-up time.
    Pause {
        /// Start and end as text.
        time: String,
        /// What it is.
        name: String,
    },
}

/// The run sheets of all half-days.
pub fn sheets(data: &ReportData<'_>, lang: Lang) -> Vec<RunSheet> {
    half_days(data.campaign, data.plan, lang)
        .iter()
        .map(|half_day| sheet(data, half_day, lang))
        .collect()
}

/// All run sheets as one self-contained page.
pub fn run_sheets(data: &ReportData<'_>, lang: Lang) -> String {
    let campaign = data.campaign;
    let sheets: Vec<Value> = sheets(data, lang).into_iter().map(shown).collect();
    let values = context! {
        lang => lang.pick("zh-CN", "en"),
        zh => lang == Lang::Zh,
        title => campaign.title().get(lang),
        place => campaign.place().map(|place| place.get(lang)),
        kind => words_of(campaign.kind()),
        fee => campaign.fee().map(|fee| amount(fee, 1, lang)),
        illustration => illustration(campaign, lang).filter(|_| !data.plan.slots.is_empty()),
        sheets,
    };
    render("run-sheets.html", values)
}

/// A sheet as the template wants it.
fn shown(sheet: RunSheet) -> Value {
    let row = |row| match row {
        RunRow::Group { name, time, contact } => context! { kind => "group", name, time, contact },
        RunRow::Call { call, time, name, people, so_far } => {
            context! { kind => "call", call, time, name, people, so_far }
        }
        RunRow::Pause { time, name } => context! { kind => "pause", time, name },
    };
    context! {
        number => sheet.number,
        day => sheet.day,
        half => sheet.half,
        station => sheet.station,
        people => sheet.people,
        fee => sheet.fee,
        rows => sheet.rows.into_iter().map(row).collect::<Vec<_>>(),
    }
}

/// A row, with the minute at which it begins.
struct TimedRow {
    start: Minutes,
    shown: RunRow,
}

fn sheet(data: &ReportData<'_>, half_day: &HalfDay<'_>, lang: Lang) -> RunSheet {
    let mut writer = Writer { data, lang, rows: Vec::new(), people: 0, told: BTreeSet::new() };
    for row in &half_day.rows {
        match row.window {
            Some(window) => writer.window(row, window),
            None => writer.push(row.interval.start, pause(row.interval, &row.name)),
        }
    }
    let end = half_day.rows.iter().map(|row| row.interval.end).max().unwrap_or(0);
    for interval in breaks(data, half_day, lang).into_iter().filter(|pause| pause.start < end) {
        let place = writer
            .rows
            .iter()
            .position(|row| row.start >= interval.start)
            .unwrap_or(writer.rows.len());
        let shown = pause(interval, lang.pick("休息", "Break"));
        writer.rows.insert(place, TimedRow { start: interval.start, shown });
    }
    RunSheet {
        number: half_day.number,
        date: half_day.date,
        day: day_label(half_day.date, lang),
        half: half_day.half,
        station: data.campaign.station(half_day.station).name.get(lang).to_owned(),
        people: writer.people,
        fee: data.campaign.fee().map(|fee| amount(fee, writer.people, lang)),
        rows: writer.rows.into_iter().map(|row| row.shown).collect(),
    }
}

struct Writer<'a> {
    data: &'a ReportData<'a>,
    lang: Lang,
    rows: Vec<TimedRow>,
    /// People expected so far.
    people: i64,
    /// Groups whose contact stands above.
    told: BTreeSet<GroupId>,
}

impl Writer<'_> {
    fn push(&mut self, start: Minutes, shown: RunRow) {
        self.rows.push(TimedRow { start, shown });
    }

    /// The name of the group, and below it its classes, or everybody at once where there are no
    /// slots.
    fn window(&mut self, row: &HalfDayRow<'_>, window: &Window) {
        let group = self.data.campaign.group(window.group);
        let contact = group.contact.clone().filter(|_| self.told.insert(window.group));
        let (name, time) = (format!("{}{}", row.name, row.part), window.interval.to_string());
        self.push(window.interval.start, RunRow::Group { name, time, contact });
        let slots = self.data.plan.slots_in(window);
        let expected = group.expected_by_class();
        for slot in &slots {
            let class = &group.classes[slot.class];
            self.call(
                slot.interval.start,
                slot_time(slot, window, self.lang),
                &class.name,
                expected[slot.class],
            );
        }
        if slots.is_empty() {
            let part = part_label(self.data.campaign, window.group, window.run, self.lang);
            let everybody = self.lang.pick("全体", "everybody");
            let name = if part.is_empty() {
                everybody
            } else {
                part.trim_matches([' ', '(', ')', '（', '）'])
            };
            let people = window.expected(self.data.campaign);
            self.call(window.interval.start, window.interval.to_string(), name, people);
        }
    }

    fn call(&mut self, start: Minutes, time: String, name: &str, people: i64) {
        self.people += people;
        let call = clock(self.data.campaign.call(start));
        let so_far = self.people;
        self.push(start, RunRow::Call { call, time, name: name.to_owned(), people, so_far });
    }
}

fn pause(interval: Interval, name: &str) -> RunRow {
    RunRow::Pause { time: interval.to_string(), name: name.to_owned() }
}

/// The breaks of a half-day.
fn breaks(data: &ReportData<'_>, half_day: &HalfDay<'_>, lang: Lang) -> Vec<Interval> {
    let own = data.campaign.blocks().iter().filter(|block| {
        (block.station, block.date) == (half_day.station, half_day.date)
            && half_label(block.regular, lang) == half_day.half
    });
    own.flat_map(|block| &block.breaks).map(|pause| pause.interval).collect()
}
