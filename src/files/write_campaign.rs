//! `campaign.toml` as it is written, by whoever writes one: `new`, `generate` and `replan`.
//!
//! A setting with its usual value is left out, unless a note beside it says that it is there to be
//! decided.

use super::fields::Section;
use crate::base::clock::{Interval, clock};
use crate::base::text::{Lang, Text};
use crate::campaign::{
    Block, ClassOrder, Draft, Failures, Latecomers, Outage, Service, Share, StationId, Uncertainty,
};
use toml_edit::{ArrayOfTables, Date, Datetime, DocumentMut, Item, Table, Value};
use unicode_width::UnicodeWidthStr;

/// Notes beside settings stand in one line below each other, this many columns from the left.
const NOTES_AT: usize = 36;

/// What a `campaign.toml` says. Groups and their rules stand in tables.
pub struct CampaignText<'a> {
    /// The campaign.
    pub draft: &'a Draft,
    /// The share of people who come, for groups whose row states none.
    pub attendance: Option<Share>,
    /// The file of the baseline.
    pub baseline: Option<&'a str>,
    /// Comments.
    pub notes: Notes,
}

impl<'a> CampaignText<'a> {
    /// A campaign as it is, without comments.
    pub fn new(draft: &'a Draft) -> CampaignText<'a> {
        CampaignText { draft, attendance: None, baseline: None, notes: Notes::default() }
    }

    /// The text of the file.
    pub fn text(&self) -> String {
        let (draft, notes) = (self.draft, &self.notes);
        let mut file = File { document: DocumentMut::new(), notes, below: String::new() };
        file.top(self.top());
        file.section(Section::Objective, vec![self.objective()]);
        file.section(Section::Station, self.stations());
        file.section(Section::Block, draft.blocks.iter().map(|block| self.block(block)).collect());
        file.section(Section::MakeUp, self.make_up());
        file.section(Section::Break, self.breaks());
        file.section(Section::Simulation, self.simulation().into_iter().collect());
        file.section(Section::Outage, self.outages());
        file.document.set_trailing(file.below);
        file.document.to_string()
    }

    fn entries(&self, section: Section) -> Entries<'_> {
        Entries { section, notes: &self.notes, table: Table::new() }
    }

    fn top(&self) -> Table {
        let (draft, usual) = (self.draft, Draft::new(""));
        let mut top = self.entries(Section::CampaignFile);
        top.text("title", &draft.title);
        top.put("language", draft.lang.to_string());
        top.put("time_zone", draft.time_zone.as_str());
        if let Some(place) = &draft.place {
            top.text("place", place);
        }
        top.put("grid_minutes", i64::from(draft.grid));
        top.put("call_lead_minutes", i64::from(draft.call_lead));
        top.setting("changeover_minutes", i64::from(draft.changeover), i64::from(usual.changeover));
        top.maybe("max_groups_per_block", draft.max_groups_per_block.map(|most| most as i64));
        top.setting("class_order", order(draft.class_order), order(usual.class_order));
        top.maybe("attendance", self.attendance.map(Share::as_f64));
        top.maybe("confidence", draft.confidence.map(|confidence| confidence.share().as_f64()));
        top.maybe("hall_capacity", draft.hall_capacity);
        top.setting(
            "make_up_confidence",
            draft.make_up_confidence.as_f64(),
            usual.make_up_confidence.as_f64(),
        );
        top.maybe("code_deadline", draft.code_deadline.map(day));
        if let Some(fee) = &draft.fee {
            top.put("fee", money(fee.hundredths));
            top.put("currency", fee.currency.as_str());
        }
        top.maybe("baseline", self.baseline);
        top.maybe("continues", draft.continues.as_deref());
        top.setting("classes_are_illustrative", draft.classes_are_illustrative, false);
        top.table
    }

    fn objective(&self) -> Table {
        let mut objective = self.entries(Section::Objective);
        let tiers: toml_edit::Array = self.draft.tiers.iter().map(|tier| tier.name()).collect();
        objective.put("tiers", tiers);
        objective.table
    }

    fn stations(&self) -> Vec<Table> {
        let stations = self.draft.stations.iter().map(|station| {
            let mut own = self.entries(Section::Station);
            own.text("name", &station.name);
            own.put("rate", station.rate.map_or_else(|| Value::from("unknown"), Value::from));
            own.maybe("cameras", station.cameras);
            own.maybe("hall_capacity", station.hall_capacity);
            own.table
        });
        stations.collect()
    }

    fn block(&self, block: &Block) -> Table {
        let mut own = self.entries(Section::Block);
        own.put("name", block.name.as_str());
        self.station(&mut own, block.station);
        own.put("date", day(block.date));
        own.interval(block.regular);
        let overruns = block.latest_end > block.regular.end;
        own.maybe("latest_end", overruns.then(|| clock(block.latest_end)));
        own.table
    }

    /// Which station it is, where there are several.
    fn station(&self, entries: &mut Entries<'_>, id: StationId) {
        let several = self.draft.stations.len() > 1;
        let station = self.draft.stations.get(id.0).filter(|_| several);
        entries.maybe("station", station.map(|station| station.name.get(Lang::Zh)));
    }

    fn make_up(&self) -> Vec<Table> {
        let blocks = self.draft.blocks.iter();
        let all = blocks.flat_map(|block| block.make_up.iter().map(move |own| (block, own)));
        let tables = all.map(|(block, make_up)| {
            let mut own = self.entries(Section::MakeUp);
            own.text("name", &make_up.name);
            own.put("block", block.name.as_str());
            own.interval(make_up.interval);
            own.table
        });
        tables.collect()
    }

    fn breaks(&self) -> Vec<Table> {
        let blocks = self.draft.blocks.iter();
        let all = blocks.flat_map(|block| block.breaks.iter().map(move |own| (block, own)));
        let tables = all.map(|(block, pause)| {
            let mut own = self.entries(Section::Break);
            own.put("block", block.name.as_str());
            own.interval(pause.interval);
            own.setting("straddle", pause.may_straddle, true);
            own.table
        });
        tables.collect()
    }

    /// What differs from the usual settings of a simulation.
    fn simulation(&self) -> Option<Table> {
        let (own, usual) = (&self.draft.uncertainty, Uncertainty::default());
        let mut found = self.entries(Section::Simulation);
        found.setting("service", service(own.service), service(usual.service));
        if own.service != Service::Constant {
            found.setting("variation_percent", own.variation, usual.variation);
        }
        found.setting("early_minutes", i64::from(own.early), i64::from(usual.early));
        found.setting("spread_minutes", i64::from(own.spread), i64::from(usual.spread));
        found.setting("late_percent", own.late, usual.late);
        if own.late > 0 {
            found.setting("late_by_minutes", i64::from(own.late_by), i64::from(usual.late_by));
        }
        found.setting("latecomers", queue(own.latecomers), queue(usual.latecomers));
        found.setting("run_ahead", own.run_ahead, usual.run_ahead);
        found.setting("overtime_minutes", i64::from(own.overtime), i64::from(usual.overtime));
        if let Some(Failures { between, repair }) = own.failures {
            found.put("mtbf_minutes", i64::from(between));
            found.put("mttr_minutes", i64::from(repair));
        }
        (!found.table.is_empty()).then_some(found.table)
    }

    /// Outages; one on a half-day that is over says nothing any more.
    fn outages(&self) -> Vec<Table> {
        let is_ahead = |outage: &&Outage| {
            let mut own = self
                .draft
                .blocks
                .iter()
                .filter(|block| (block.station, block.date) == (outage.station, outage.date));
            own.any(|block| block.bookable().overlaps(outage.interval))
        };
        let tables = self.draft.uncertainty.outages.iter().filter(is_ahead).map(|outage| {
            let mut own = self.entries(Section::Outage);
            self.station(&mut own, outage.station);
            own.put("date", day(outage.date));
            own.interval(outage.interval);
            own.maybe("cameras", outage.cameras);
            own.table
        });
        tables.collect()
    }
}

/// Comments of a `campaign.toml`.
#[derive(Default)]
pub struct Notes {
    beside: Vec<(Section, &'static str, String)>,
    above: Vec<(Section, String)>,
    below: Vec<(Section, String)>,
}

impl Notes {
    /// A comment behind the value of a key, in every entry of its section.
    pub fn beside(&mut self, section: Section, key: &'static str, text: impl Into<String>) {
        self.beside.push((section, key, text.into()));
    }

    /// A line of comment above a section, or above its first entry.
    pub fn above(&mut self, section: Section, line: impl Into<String>) {
        self.above.push((section, line.into()));
    }

    /// A line of comment below a section, or below its last entry.
    pub fn below(&mut self, section: Section, line: impl Into<String>) {
        self.below.push((section, line.into()));
    }

    fn of_key(&self, section: Section, key: &str) -> Option<&str> {
        let mut own = self.beside.iter().filter(|(of, name, _)| (*of, *name) == (section, key));
        own.next().map(|(_, _, text)| text.as_str())
    }

    fn lines(list: &[(Section, String)], section: Section) -> String {
        let own = list.iter().filter(|(of, _)| *of == section);
        own.flat_map(|(_, line)| [comment(line), "\n".to_owned()]).collect()
    }
}

/// A line of comment. A name in it may have any letters, also those that would end the comment.
fn comment(line: &str) -> String {
    let printable: String = line.chars().filter(|c| !c.is_control()).collect();
    format!("# {printable}")
}

/// The file as far as it is written.
struct File<'a> {
    document: DocumentMut,
    notes: &'a Notes,
    /// Comments that stand below what is written so far.
    below: String,
}

impl File<'_> {
    fn top(&mut self, mut table: Table) {
        let above = Notes::lines(&self.notes.above, Section::CampaignFile);
        if let Some((mut first, _)) = table.iter_mut().next() {
            first.leaf_decor_mut().set_prefix(above);
        }
        *self.document.as_table_mut() = table;
        self.below = Notes::lines(&self.notes.below, Section::CampaignFile);
    }

    fn section(&mut self, section: Section, mut entries: Vec<Table>) {
        let Some(key) = section.key() else { return };
        let above = Notes::lines(&self.notes.above, section);
        for (place, entry) in entries.iter_mut().enumerate() {
            let above = if place == 0 { above.as_str() } else { "" };
            let below = std::mem::take(&mut self.below);
            entry.decor_mut().set_prefix(format!("{below}\n{above}"));
        }
        if entries.is_empty() {
            return;
        }
        let item = if section.is_list() {
            Item::ArrayOfTables(entries.into_iter().collect::<ArrayOfTables>())
        } else {
            entries.pop().map_or(Item::None, Item::Table)
        };
        self.document.insert(key, item);
        let below = Notes::lines(&self.notes.below, section);
        self.below = if below.is_empty() { below } else { format!("\n{below}") };
    }
}

/// The keys of a section, in the order in which they are documented.
struct Entries<'a> {
    section: Section,
    notes: &'a Notes,
    table: Table,
}

impl Entries<'_> {
    fn put(&mut self, key: &str, value: impl Into<Value>) {
        let mut value = value.into();
        if let Some(note) = self.notes.of_key(self.section, key) {
            let width = key.width() + " = ".len() + value.to_string().trim().width();
            let gap = " ".repeat(NOTES_AT.saturating_sub(width));
            value.decor_mut().set_suffix(format!("{gap} {}", comment(note)));
        }
        self.table.insert(key, Item::Value(value));
    }

    fn maybe(&mut self, key: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.put(key, value);
        }
    }

    /// A value that need not be written where it is the usual one.
    fn setting<T: Copy + Into<Value> + PartialEq>(&mut self, key: &str, value: T, usual: T) {
        if value != usual || self.notes.of_key(self.section, key).is_some() {
            self.put(key, value);
        }
    }

    /// A text; its English where that is another.
    fn text(&mut self, key: &str, text: &Text) {
        let (zh, en) = (text.get(Lang::Zh), text.get(Lang::En));
        self.put(key, zh);
        if en != zh {
            self.put(&format!("{key}_en"), en);
        }
    }

    fn interval(&mut self, interval: Interval) {
        self.put("start", clock(interval.start));
        self.put("end", clock(interval.end));
    }
}

fn day(date: jiff::civil::Date) -> Value {
    let date = Date {
        year: date.year().unsigned_abs(),
        month: date.month().unsigned_abs(),
        day: date.day().unsigned_abs(),
    };
    Value::from(Datetime { date: Some(date), time: None, offset: None })
}

/// Money: a whole number where there are no hundredths, else with both digits.
fn money(hundredths: i64) -> Value {
    let (units, cents) = (hundredths / 100, hundredths % 100);
    if cents == 0 {
        return Value::from(units);
    }
    let written = format!("{units}.{cents:02}");
    // Read as TOML it keeps both digits; as text it would be understood as well.
    written.parse().unwrap_or_else(|_| Value::from(written))
}

fn order(order: ClassOrder) -> &'static str {
    match order {
        ClassOrder::Listed => "listed",
        ClassOrder::Free => "free",
    }
}

fn service(service: Service) -> &'static str {
    match service {
        Service::Lognormal => "lognormal",
        Service::Gamma => "gamma",
        Service::Constant => "constant",
    }
}

fn queue(latecomers: Latecomers) -> &'static str {
    match latecomers {
        Latecomers::Class => "class",
        Latecomers::Day => "day",
    }
}
