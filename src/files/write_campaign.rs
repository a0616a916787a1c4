//! `campaign.toml` as it is written, by whoever writes one: `new`, `generate` and `replan`.
//!
//! A setting with its usual value is left out, unless a note beside it says that it is there to be
//! decided.

use super::fields::{
    BlockSection, BreakSection, ClassTimeSection, CrewSection, Given, Key, MakeUpSection, Money,
    ObjectiveSection, OutageSection, PeriodSection, Rate, Record, RoundSection, Section,
    SimulationSection, SiteSection, StationSection, TopSection, TravelSection, WeatherSection,
    given, maybe,
};
use super::write_table::WrittenRows;
use crate::base::clock::clock;
use crate::base::text::{Lang, Text};
use crate::campaign::{
    Block, Confidence, Draft, Outage, Round, Service, Share, SiteId, Station, StationId,
    Uncertainty,
};
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table};
use unicode_width::UnicodeWidthStr;

/// The column in which notes beside settings begin, below each other: behind most settings.
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
        let notes = &self.notes;
        let mut file = CampaignWriter { document: DocumentMut::new(), notes, below: String::new() };
        file.top(&self.top());
        file.section(&[self.objective()]);
        file.section(&self.sites());
        file.section(&self.travel());
        file.section(&self.crews());
        file.section(&self.stations());
        file.section(&self.blocks());
        file.section(&self.make_up());
        file.section(&self.breaks());
        file.section(&self.periods());
        file.section(&self.class_times());
        file.section(&self.rounds());
        file.section(&self.weather());
        file.section(&self.simulation());
        file.section(&self.outages());
        file.document.set_trailing(file.below);
        file.document.to_string()
    }

    /// The sections that are written once, as cells.
    pub fn single_values(&self, lang: Lang) -> Vec<WrittenRows<Section>> {
        vec![
            WrittenRows::of(&[self.top()], lang),
            WrittenRows::of(&[self.objective()], lang),
            WrittenRows::of(&self.simulation(), lang),
        ]
    }

    /// The sections that are lists, as cells: half-days and stations first.
    pub fn lists(&self, lang: Lang) -> Vec<WrittenRows<Section>> {
        vec![
            WrittenRows::of(&self.blocks(), lang),
            WrittenRows::of(&self.stations(), lang),
            WrittenRows::of(&self.sites(), lang),
            WrittenRows::of(&self.travel(), lang),
            WrittenRows::of(&self.crews(), lang),
            WrittenRows::of(&self.make_up(), lang),
            WrittenRows::of(&self.breaks(), lang),
            WrittenRows::of(&self.periods(), lang),
            WrittenRows::of(&self.class_times(), lang),
            WrittenRows::of(&self.rounds(), lang),
            WrittenRows::of(&self.weather(), lang),
            WrittenRows::of(&self.outages(), lang),
        ]
    }

    /// A value that need not be written where it is the usual one.
    fn setting<V: Copy + PartialEq, T: From<V>>(&self, key: &Key, value: V, usual: V) -> Given<T> {
        let is_written = value != usual || self.notes.of_key(key).is_some();
        maybe(is_written.then_some(value))
    }

    fn top(&self) -> TopSection {
        let (draft, usual) = (self.draft, Draft::new(""));
        TopSection {
            title: chinese(&draft.title),
            title_en: english(&draft.title),
            language: given(draft.lang),
            kind: self.setting(TopSection::kind, draft.kind.purpose, usual.kind.purpose),
            counts: self.setting(TopSection::counts, draft.kind.counts, usual.kind.counts),
            time_zone: given(draft.time_zone.as_str()),
            place: draft.place.as_ref().map(chinese).unwrap_or_default(),
            place_en: draft.place.as_ref().map(english).unwrap_or_default(),
            issuer: draft.issuer.as_ref().map(chinese).unwrap_or_default(),
            issuer_en: draft.issuer.as_ref().map(english).unwrap_or_default(),
            grid_minutes: given(draft.grid),
            call_lead_minutes: given(draft.call_lead),
            call_grid_minutes: self.setting(
                TopSection::call_grid_minutes,
                draft.call_grid,
                usual.call_grid,
            ),
            changeover_minutes: self.setting(
                TopSection::changeover_minutes,
                draft.changeover,
                usual.changeover,
            ),
            max_groups_per_block: maybe(draft.max_groups_per_block.map(|most| most as i64)),
            class_order: self.setting(
                TopSection::class_order,
                draft.class_order,
                usual.class_order,
            ),
            attendance: maybe(self.attendance),
            confidence: maybe(draft.confidence.map(Confidence::share)),
            hall_capacity: maybe(draft.hall_capacity),
            make_up_confidence: self.setting(
                TopSection::make_up_confidence,
                draft.make_up_confidence,
                usual.make_up_confidence,
            ),
            make_up_in_gaps: maybe(draft.make_up_in_gaps.then_some(true)),
            code_deadline: maybe(draft.code_deadline),
            fee: maybe(draft.fee.as_ref().map(|fee| Money(fee.hundredths))),
            currency: maybe(draft.fee.as_ref().map(|fee| fee.currency.as_str())),
            assumptions: draft.assumptions.as_ref().map(chinese).unwrap_or_default(),
            assumptions_en: draft.assumptions.as_ref().map(english).unwrap_or_default(),
            baseline: maybe(self.baseline),
            id: maybe(draft.id.as_deref()),
            continues: maybe(draft.continues.as_deref()),
            classes_are_illustrative: self.setting(
                TopSection::classes_are_illustrative,
                draft.classes_are_illustrative,
                false,
            ),
            ..TopSection::default()
        }
    }

    fn objective(&self) -> ObjectiveSection {
        ObjectiveSection { tiers: given(self.draft.tiers.clone()), ..ObjectiveSection::default() }
    }

    fn sites(&self) -> Vec<SiteSection> {
        let sites = self.draft.sites.iter().map(|site| SiteSection {
            id: maybe(site.id.as_deref()),
            name: chinese(&site.name),
            name_en: english(&site.name),
            most_visits: maybe(site.most_visits),
            consecutive: maybe(site.is_consecutive.then_some(true)),
            ..SiteSection::default()
        });
        sites.collect()
    }

    fn travel(&self) -> Vec<TravelSection> {
        let name = |site: SiteId| given(self.draft.sites[site.0].name.get(Lang::Zh));
        let ways = self.draft.travel.iter().map(|way| TravelSection {
            from: name(way.one),
            to: name(way.other),
            minutes: given(way.minutes),
            ..TravelSection::default()
        });
        ways.collect()
    }

    fn crews(&self) -> Vec<CrewSection> {
        let crews = self.draft.crews.iter().map(|crew| CrewSection {
            id: maybe(crew.id.as_deref()),
            name: chinese(&crew.name),
            name_en: english(&crew.name),
            rate: given(Rate(crew.rate)),
            cameras: maybe(crew.cameras),
            home: maybe(crew.home.map(|home| self.draft.sites[home.0].name.get(Lang::Zh))),
            ..CrewSection::default()
        });
        crews.collect()
    }

    /// Each with its only crew; a rate that differs from the crew's stands beside it.
    fn stations(&self) -> Vec<StationSection> {
        let crew = |station: &Station| station.crew.map(|crew| &self.draft.crews[crew.0]);
        let site = |site: SiteId| self.draft.sites[site.0].name.get(Lang::Zh);
        let own_rate = |station: &Station| {
            crew(station).is_none_or(|crew| crew.rate != station.rate).then_some(Rate(station.rate))
        };
        let stations = self.draft.stations.iter().map(|station| StationSection {
            id: maybe(station.id.as_deref()),
            name: chinese(&station.name),
            name_en: english(&station.name),
            rate: maybe(own_rate(station)),
            cameras: maybe(station.cameras.map(|serving| serving + station.reserved)),
            reserved: maybe(Some(station.reserved).filter(|kept| *kept > 0)),
            hall_capacity: maybe(station.hall_capacity),
            most_people_per_day: maybe(station.most_people),
            site: maybe(station.site.map(site)),
            crew: maybe(crew(station).map(|crew| vec![crew.name.get(Lang::Zh).to_owned()])),
            desk: maybe(station.desk.as_deref()),
            ..StationSection::default()
        });
        stations.collect()
    }

    fn blocks(&self) -> Vec<BlockSection> {
        let blocks = self.draft.blocks.iter().map(|block| {
            let overruns = block.latest_end > block.regular.end;
            BlockSection {
                id: maybe(block.id.as_deref()),
                name: given(block.name.as_str()),
                station: self.station(block.station),
                date: given(block.date),
                start: given(block.regular.start),
                end: given(block.regular.end),
                latest_end: maybe(overruns.then_some(block.latest_end)),
                rate: maybe(block.own.rate),
                cameras: maybe(self.all_cameras(block)),
                reserved: maybe(block.own.reserved),
                most_people: maybe(block.own.most_people),
                ..BlockSection::default()
            }
        });
        blocks.collect()
    }

    /// The cameras of a half-day with those that are kept back, where they are its own.
    fn all_cameras(&self, block: &Block) -> Option<i64> {
        let of_station = self.draft.stations.get(block.station.0).map_or(0, |own| own.reserved);
        Some(block.own.cameras? + block.own.reserved.unwrap_or(of_station))
    }

    /// Which station it is, where there are several.
    fn station(&self, id: StationId) -> Given<String> {
        let several = self.draft.stations.len() > 1;
        let station = self.draft.stations.get(id.0).filter(|_| several);
        maybe(station.map(|station| station.name.get(Lang::Zh)))
    }

    fn make_up(&self) -> Vec<MakeUpSection> {
        let blocks = self.draft.blocks.iter();
        let all = blocks.flat_map(|block| block.make_up.iter().map(move |own| (block, own)));
        let sections = all.map(|(block, make_up)| MakeUpSection {
            name: chinese(&make_up.name),
            name_en: english(&make_up.name),
            block: given(block.name.as_str()),
            start: given(make_up.interval.start),
            end: given(make_up.interval.end),
            ..MakeUpSection::default()
        });
        sections.collect()
    }

    fn breaks(&self) -> Vec<BreakSection> {
        let blocks = self.draft.blocks.iter();
        let all = blocks.flat_map(|block| block.breaks.iter().map(move |own| (block, own)));
        let sections = all.map(|(block, pause)| BreakSection {
            block: given(block.name.as_str()),
            start: given(pause.interval.start),
            end: given(pause.interval.end),
            straddle: self.setting(BreakSection::straddle, pause.may_straddle, true),
            ..BreakSection::default()
        });
        sections.collect()
    }

    /// What differs from the usual settings of a simulation.
    fn simulation(&self) -> Vec<SimulationSection> {
        let (own, usual) = (&self.draft.uncertainty, Uncertainty::default());
        let mut found = SimulationSection {
            service: self.setting(SimulationSection::service, own.service, usual.service),
            early_minutes: self.setting(SimulationSection::early_minutes, own.early, usual.early),
            spread_minutes: self.setting(
                SimulationSection::spread_minutes,
                own.spread,
                usual.spread,
            ),
            late_percent: self.setting(SimulationSection::late_percent, own.late, usual.late),
            latecomers: self.setting(
                SimulationSection::latecomers,
                own.latecomers,
                usual.latecomers,
            ),
            run_ahead: self.setting(SimulationSection::run_ahead, own.run_ahead, usual.run_ahead),
            overtime_minutes: self.setting(
                SimulationSection::overtime_minutes,
                own.overtime,
                usual.overtime,
            ),
            mtbf_minutes: maybe(own.failures.map(|failures| failures.between)),
            mttr_minutes: maybe(own.failures.map(|failures| failures.repair)),
            ..SimulationSection::default()
        };
        if own.service != Service::Constant {
            found.variation_percent =
                self.setting(SimulationSection::variation_percent, own.variation, usual.variation);
        }
        if own.late > 0 {
            found.late_by_minutes =
                self.setting(SimulationSection::late_by_minutes, own.late_by, usual.late_by);
        }
        if found.values().is_empty() { Vec::new() } else { vec![found] }
    }

    fn class_times(&self) -> Vec<ClassTimeSection> {
        let sections = self.draft.class_time.iter().map(|own| ClassTimeSection {
            up_to: maybe(own.up_to),
            minutes: given(own.minutes),
            batch: maybe(own.batch),
            seconds_per_person: maybe(Some(own.seconds).filter(|seconds| *seconds > 0)),
            ..ClassTimeSection::default()
        });
        sections.collect()
    }

    fn rounds(&self) -> Vec<RoundSection> {
        let swapped = Round::swapped(&self.draft.blocks, &self.draft.stations);
        let sections = self.draft.rounds.iter().map(|own| {
            let is_swapped = own.starts == swapped;
            let starts: Vec<String> = own.starts.iter().map(|start| clock(*start)).collect();
            RoundSection {
                name: chinese(&own.name),
                name_en: english(&own.name),
                days_after: given(own.days),
                swapped: maybe(is_swapped.then_some(true)),
                starts: maybe(Some(starts).filter(|_| !is_swapped && !own.starts.is_empty())),
                ..RoundSection::default()
            }
        });
        sections.collect()
    }

    fn weather(&self) -> Vec<WeatherSection> {
        let sections = self.draft.weather.iter().map(|own| WeatherSection {
            block: given(self.draft.blocks[own.block.0].name.as_str()),
            place: own.place.as_ref().map(chinese).unwrap_or_default(),
            place_en: own.place.as_ref().map(english).unwrap_or_default(),
            date: maybe(own.date),
            start: maybe(own.start),
            ..WeatherSection::default()
        });
        sections.collect()
    }

    fn periods(&self) -> Vec<PeriodSection> {
        let sections = self.draft.periods.iter().map(|period| PeriodSection {
            name: given(period.name.as_str()),
            start: given(period.interval.start),
            end: given(period.interval.end),
            ..PeriodSection::default()
        });
        sections.collect()
    }

    /// Outages; one on a half-day that is over says nothing any more.
    fn outages(&self) -> Vec<OutageSection> {
        let is_ahead = |outage: &&Outage| {
            let is_hit = |block: &Block| {
                (block.station, block.date) == (outage.station, outage.date)
                    && block.bookable().overlaps(outage.interval)
            };
            self.draft.blocks.iter().any(is_hit)
        };
        let outages = self.draft.uncertainty.outages.iter().filter(is_ahead);
        let sections = outages.map(|outage| OutageSection {
            station: self.station(outage.station),
            date: given(outage.date),
            start: given(outage.interval.start),
            end: given(outage.interval.end),
            cameras: maybe(outage.cameras),
            ..OutageSection::default()
        });
        sections.collect()
    }
}

fn chinese(text: &Text) -> Given<String> {
    given(text.get(Lang::Zh))
}

/// The English of a text where that is another.
fn english(text: &Text) -> Given<String> {
    let (zh, en) = (text.get(Lang::Zh), text.get(Lang::En));
    maybe(Some(en).filter(|en| *en != zh))
}

/// Comments of a `campaign.toml`.
#[derive(Default)]
pub struct Notes {
    beside: Vec<(&'static Key, String)>,
    above: Vec<(Section, String)>,
    below: Vec<(Section, String)>,
}

impl Notes {
    /// A comment behind the value of a key, in every entry of its section.
    pub fn beside(&mut self, key: &'static Key, text: impl Into<String>) {
        self.beside.push((key, text.into()));
    }

    /// A line of comment above a section, or above its first entry.
    pub fn above(&mut self, section: Section, line: impl Into<String>) {
        self.above.push((section, line.into()));
    }

    /// A line of comment below a section, or below its last entry.
    pub fn below(&mut self, section: Section, line: impl Into<String>) {
        self.below.push((section, line.into()));
    }

    /// An entry of a section as a comment below another section, for the planner to fill in.
    pub fn example<S: Record<Part = Section>>(&mut self, below: Section, entry: &S) {
        let notes = Notes::default();
        let mut file =
            CampaignWriter { document: DocumentMut::new(), notes: &notes, below: String::new() };
        file.section(std::slice::from_ref(entry));
        for line in file.document.to_string().trim().lines() {
            self.below(below, line);
        }
    }

    /// A setting as a comment below its section, with a note beside it.
    pub fn example_setting(&mut self, key: &Key, value: &str, note: &str) {
        let mut setting = Table::new();
        setting.insert(key.name, Item::Value(value.into()));
        let line = setting.to_string();
        // The line itself is a comment: its `# ` comes first, and the note is two columns nearer.
        let width = NOTES_AT + 1 - "# ".len();
        self.below(key.part, format!("{:<width$}{}", line.trim(), comment(note)));
    }

    fn of_key(&self, key: &Key) -> Option<&str> {
        let is_own = |own: &Key| (own.part, own.name) == (key.part, key.name);
        self.beside.iter().find(|(own, _)| is_own(own)).map(|(_, text)| text.as_str())
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
struct CampaignWriter<'a> {
    document: DocumentMut,
    notes: &'a Notes,
    /// Comments that stand below what is written so far.
    below: String,
}

impl CampaignWriter<'_> {
    fn top(&mut self, top: &TopSection) {
        let mut table = table(top, self.notes);
        let above = Notes::lines(&self.notes.above, Section::CampaignFile);
        if let Some((mut first, _)) = table.iter_mut().next() {
            first.leaf_decor_mut().set_prefix(above);
        }
        *self.document.as_table_mut() = table;
        self.below = Notes::lines(&self.notes.below, Section::CampaignFile);
    }

    fn section<S: Record<Part = Section>>(&mut self, entries: &[S]) {
        let (section, notes) = (S::PART, self.notes);
        let Some(key) = section.key() else { return };
        let mut entries: Vec<Table> = entries.iter().map(|entry| table(entry, notes)).collect();
        let above = Notes::lines(&notes.above, section);
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
fn table<S: Record<Part = Section>>(section: &S, notes: &Notes) -> Table {
    let mut table = Table::new();
    for (key, mut value) in section.values() {
        if let Some(note) = notes.of_key(key) {
            let width = key.name.width() + " = ".len() + value.to_string().trim().width();
            let gap = " ".repeat(NOTES_AT.saturating_sub(width));
            value.decor_mut().set_suffix(format!("{gap} {}", comment(note)));
        }
        table.insert(key.name, Item::Value(value));
    }
    table
}
