//! A campaign that is in memory as the files of an instance folder: what [`super::load`] reads back
//! as the same campaign.
//!
//! Columns in which nothing stands are left out where they may be.

use super::fields::{
    ClassRow, Cut, GroupRow, MinutesRow, PinRow, PreferenceRow, RelationRow, StudentRow, Table,
    UnavailableRow, WhichDays, YesNo, given, maybe,
};
use super::write_campaign::CampaignText;
use super::write_table::WrittenRows;
#[cfg(feature = "office")]
use super::write_workbook::{BASELINE_SHEET, write_workbook};
#[cfg(feature = "office")]
use crate::base::diagnostic::Diagnostic;
use crate::base::text::Lang;
use crate::campaign::{BlockId, Buffer, Campaign, GroupId, Share, SiteId};
use std::collections::BTreeSet;

/// Names and texts of the files, without a baseline.
pub fn write_instance(campaign: &Campaign) -> Vec<(&'static str, String)> {
    write_with_baseline(campaign, None)
}

/// Names and texts of the files of a campaign whose baseline is the file of this name.
pub fn write_with_baseline(
    campaign: &Campaign,
    baseline: Option<&str>,
) -> Vec<(&'static str, String)> {
    let settings = CampaignText { baseline, ..CampaignText::new(campaign.as_draft()) };
    let mut files = vec![("campaign.toml", settings.text())];
    // A table without rows is written with its header: an older one must not stay beside the
    // others.
    files.extend(tables(campaign).map(|table| (table.file, table.text)));
    files
}

/// Names and texts of the tables in which something stands.
pub fn write_tables(campaign: &Campaign) -> Vec<(&'static str, String)> {
    let filled = tables(campaign).filter(|table| table.has_rows);
    filled.map(|table| (table.file, table.text)).collect()
}

struct TableText {
    file: &'static str,
    text: String,
    has_rows: bool,
}

fn tables(campaign: &Campaign) -> impl Iterator<Item = TableText> {
    let (kind, lang) = (campaign.kind(), campaign.lang());
    rows_of(campaign).into_iter().map(move |table| TableText {
        file: table.part.file(),
        text: table.text(kind, lang),
        has_rows: !table.rows.is_empty(),
    })
}

/// All tables as cells.
fn rows_of(campaign: &Campaign) -> [WrittenRows<Table>; 8] {
    let lang = campaign.lang();
    [
        WrittenRows::of(&groups(campaign), lang),
        WrittenRows::of(&classes(campaign), lang),
        WrittenRows::of(&students(campaign), lang),
        WrittenRows::of(&minutes(campaign), lang),
        WrittenRows::of(&unavailable(campaign), lang),
        WrittenRows::of(&relations(campaign), lang),
        WrittenRows::of(&pins(campaign), lang),
        WrittenRows::of(&preferences(campaign), lang),
    ]
}

/// A campaign as one workbook; its baseline as rows of `plan.csv` without the header.
///
/// # Errors
/// When it is more than a workbook can hold.
#[cfg(feature = "office")]
pub fn instance_workbook(
    campaign: &Campaign,
    baseline: Option<&[Vec<String>]>,
) -> Result<Vec<u8>, Diagnostic> {
    let lang = campaign.lang();
    let [en, zh] = BASELINE_SHEET;
    let name = baseline.map(|_| lang.pick(zh, en));
    let settings = CampaignText { baseline: name, ..CampaignText::new(campaign.as_draft()) };
    write_workbook(&settings, &rows_of(campaign), baseline, lang)
}

/// Nothing where nobody is meant.
fn some_people(people: i64) -> Option<i64> {
    Some(people).filter(|people| *people > 0)
}

fn name(campaign: &Campaign, group: GroupId) -> &str {
    campaign.group(group).name.get(Lang::Zh)
}

fn blocks(campaign: &Campaign, list: &BTreeSet<BlockId>) -> Option<Vec<String>> {
    let names = list.iter().map(|block| campaign.block(*block).name.clone());
    Some(names.collect()).filter(|names: &Vec<_>| !names.is_empty())
}

fn sites(campaign: &Campaign, list: &BTreeSet<SiteId>) -> Option<Vec<String>> {
    let names = list.iter().map(|site| campaign.site(*site).name.get(Lang::Zh).to_owned());
    Some(names.collect()).filter(|names: &Vec<_>| !names.is_empty())
}

fn groups(campaign: &Campaign) -> Vec<GroupRow> {
    let rows = campaign.groups().iter().map(|group| {
        // An empty cell would allow every block: a group without any is kept out of each.
        let nowhere = group.only_in.as_ref().is_some_and(BTreeSet::is_empty);
        let everywhere: BTreeSet<BlockId> = campaign.block_ids().collect();
        let only_in = group.only_in.as_ref().and_then(|list| blocks(campaign, list));
        let not_in = if nowhere { &everywhere } else { &group.not_in };
        GroupRow {
            group: given(group.name.get(Lang::Zh)),
            id: maybe(group.id.as_deref()),
            group_en: given(group.name.get(Lang::En)),
            headcount: given(group.headcount),
            off_site: maybe(some_people(group.off_site)),
            attendance: maybe(Some(group.attendance).filter(|share| *share != Share::ALL)),
            part_of: maybe(group.part_of.as_deref()),
            site: maybe(sites(campaign, &group.sites)),
            shared_by: maybe(Some(group.shared_by.clone()).filter(|own| !own.is_empty())),
            only_in: maybe(only_in),
            not_in: maybe(blocks(campaign, not_in)),
            max_windows: maybe((group.max_windows > 1).then_some(group.max_windows as i64)),
            cut: maybe(group.cut_freely.then_some(Cut::Free)),
            buffer: maybe(Some(group.buffer).filter(|buffer| *buffer != Buffer::default())),
            contact: maybe(group.contact.as_deref()),
            ..GroupRow::default()
        }
    });
    rows.collect()
}

fn classes(campaign: &Campaign) -> Vec<ClassRow> {
    let classes = campaign
        .groups()
        .iter()
        .flat_map(|group| group.classes.iter().map(move |class| (group, class)));
    let rows = classes.map(|(group, class)| ClassRow {
        group: given(group.name.get(Lang::Zh)),
        class: given(class.name.as_str()),
        headcount: given(class.headcount),
        off_site: maybe(some_people(class.off_site)),
        // An empty cell stands for the group's.
        attendance: maybe(Some(class.attendance).filter(|own| *own != group.attendance)),
        ..ClassRow::default()
    });
    rows.collect()
}

fn students(campaign: &Campaign) -> Vec<StudentRow> {
    let answer = |has: bool| if has { YesNo::Yes } else { YesNo::No };
    let rows = campaign.roster().iter().map(|student| StudentRow {
        group: given(name(campaign, student.group)),
        class: given(campaign.group(student.group).classes[student.class].name.as_str()),
        number: given(student.number.as_str()),
        category: given(student.category.as_str()),
        status: given(student.status),
        code: maybe(student.has_code.map(answer)),
        ..StudentRow::default()
    });
    rows.collect()
}

fn minutes(campaign: &Campaign) -> Vec<MinutesRow> {
    let pairs = campaign
        .group_ids()
        .flat_map(|group| campaign.block_ids().map(move |block| (group, block)));
    let rows = pairs.filter_map(|(group, block)| {
        Some(MinutesRow {
            group: given(name(campaign, group)),
            block: given(campaign.block(block).name.as_str()),
            minutes: given(campaign.minutes_in_table(group, block)?),
            ..MinutesRow::default()
        })
    });
    rows.collect()
}

fn unavailable(campaign: &Campaign) -> Vec<UnavailableRow> {
    let rows = campaign.unavailable().iter().map(|entry| {
        let classes = &campaign.group(entry.group).classes;
        UnavailableRow {
            group: given(name(campaign, entry.group)),
            class: maybe(entry.class.map(|class| classes[class].name.as_str())),
            date: given(entry.date),
            start: given(entry.interval.start),
            end: given(entry.interval.end),
            reason: given(entry.reason.as_str()),
            ..UnavailableRow::default()
        }
    });
    rows.collect()
}

fn relations(campaign: &Campaign) -> Vec<RelationRow> {
    let rows = campaign.relations().iter().map(|relation| RelationRow {
        relation: given(relation.kind),
        group: given(name(campaign, relation.first)),
        other: given(name(campaign, relation.second)),
        ..RelationRow::default()
    });
    rows.collect()
}

fn pins(campaign: &Campaign) -> Vec<PinRow> {
    let rows = campaign.pins().iter().map(|pin| PinRow {
        group: given(name(campaign, pin.group)),
        station: maybe(pin.station.map(|station| campaign.station(station).name.get(Lang::Zh))),
        date: maybe(pin.date),
        start: maybe(pin.start),
        end: maybe(pin.end),
        ..PinRow::default()
    });
    rows.collect()
}

fn preferences(campaign: &Campaign) -> Vec<PreferenceRow> {
    let rows = campaign.preferences().iter().map(|preference| PreferenceRow {
        group: given(name(campaign, preference.group)),
        date: maybe(preference.days.as_ref().and_then(WhichDays::all_of)),
        start: maybe(preference.interval.map(|interval| interval.start)),
        end: maybe(preference.interval.map(|interval| interval.end)),
        wish: given(preference.wish),
        weight: given(preference.weight),
        ..PreferenceRow::default()
    });
    rows.collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that fails should say where")]
mod tests {
    use super::super::fields::{
        BlockSection, CrewSection, HalfDaySection, Key, Section, SiteSection, StationSection,
        TopSection,
    };
    use super::{CampaignText, write_instance};
    use crate::base::clock::Interval;
    use crate::base::kind::{CampaignKind, Counts, Purpose};
    use crate::base::text::Text;
    use crate::campaign::{
        BadWeather, Block, BlockId, Break, Buffer, Campaign, Class, ClassOrder, ClassTime,
        Confidence, Crew, CrewId, Draft, Failures, Fee, Group, GroupId, Latecomers, MakeUp, Outage,
        Period, Pin, Preference, Relation, RelationKind, Round, Service, Share, Site, SiteId,
        Station, StationId, Student, StudentStatus, Travel, Unavailable, Uncertainty, Wish,
    };
    use crate::files::load;
    use jiff::civil::date;
    use proptest::prelude::{Just, Strategy, any, prop, prop_assert_eq, prop_oneof, proptest};

    /// Sites, a crew, and stations of both.
    fn send_crews(draft: &mut Draft, names: &[String]) {
        let name = |place: usize| names[place].clone();
        let text = |zh: usize, en: usize| Text::new(name(zh), name(en));
        let first = Site {
            id: Some("site-1".to_owned()),
            most_visits: Some(3),
            is_consecutive: true,
            ..Site::new(text(0, 2))
        };
        draft.sites = vec![first, Site::new(text(2, 0))];
        draft.travel = vec![Travel { one: SiteId(0), other: SiteId(1), minutes: 45 }];
        draft.crews = vec![Crew {
            id: Some("crew-1".to_owned()),
            name: text(3, 1),
            rate: Some(90),
            cameras: Some(3),
            home: Some(SiteId(1)),
        }];
        draft.stations[0].site = Some(SiteId(0));
        draft.stations[0].crew = Some(CrewId(0));
        draft.stations[0].desk = Some(name(1));
        draft.stations[1].site = Some(SiteId(1));
    }

    /// Minutes by size, another round, and a half-day elsewhere in bad weather.
    fn repeat(draft: &mut Draft, names: &[String]) {
        let text = |zh: usize, en: usize| Text::new(names[zh].clone(), names[en].clone());
        let band = ClassTime { up_to: Some(30), minutes: 20, batch: None, seconds: 0 };
        let rest = ClassTime { up_to: None, minutes: 15, batch: Some(60), seconds: 5 };
        draft.class_time = vec![band, rest];
        let swapped = Round::swapped(&draft.blocks, &draft.stations);
        let later = draft.blocks.iter().map(|block| block.regular.start + 1).collect();
        let second = Round { name: text(4, 1), days: 28, starts: swapped };
        draft.rounds = vec![second, Round { name: text(3, 2), days: 56, starts: later }];
        let (place, start) = (Some(text(2, 1)), Some(600));
        draft.weather =
            vec![BadWeather { block: BlockId(0), place, date: Some(date(2024, 5, 7)), start }];
    }

    /// A campaign in which every setting and every rule that files can state is another than the
    /// usual one. `names` are at least twelve.
    fn full(names: &[String]) -> Draft {
        let name = |place: usize| names[place].clone();
        let text = |zh: usize, en: usize| Text::new(name(zh), name(en));
        let share = |points| Share::from_basis_points(points).unwrap();
        let (first, second) = (date(2024, 5, 6), date(2024, 5, 7));
        let block = |name: String, station, date| Block {
            id: None,
            name,
            station: StationId(station),
            date,
            regular: Interval::new(540, 720),
            latest_end: 750,
            make_up: Vec::new(),
            breaks: Vec::new(),
            own: crate::campaign::OwnPace::default(),
        };
        let mut draft = Draft::new("folder");
        draft.id = Some(name(0));
        draft.continues = Some(name(0));
        draft.title = text(0, 1);
        draft.lang = crate::base::text::Lang::En;
        draft.kind = CampaignKind { purpose: Purpose::Vaccination, counts: Counts::Classes };
        draft.time_zone = "Europe/Berlin".to_owned();
        draft.place = Some(text(2, 3));
        draft.issuer = Some(text(3, 2));
        draft.grid = 5;
        draft.call_lead = 15;
        draft.call_grid = 5;
        draft.periods =
            vec![Period { name: "第1-2节".to_owned(), interval: Interval::new(480, 575) }];
        draft.changeover = 5;
        draft.max_groups_per_block = Some(7);
        draft.class_order = ClassOrder::Free;
        draft.hall_capacity = Some(300);
        (draft.make_up_confidence, draft.make_up_in_gaps) = (share(9_025), true);
        draft.confidence = Confidence::new(share(8_000));
        draft.code_deadline = Some(first);
        draft.fee = Some(Fee { hundredths: 1_550, currency: name(3) });
        draft.assumptions = Some(text(1, 0));
        draft.classes_are_illustrative = true;
        draft.tiers.truncate(3);
        draft.stations = vec![Station::new("", Some(100)), Station::new("", Some(200))];
        draft.stations[0].id = Some("station-1".to_owned());
        draft.stations[0].name = text(4, 5);
        (draft.stations[0].cameras, draft.stations[0].reserved) = (Some(2), 1);
        draft.stations[0].hall_capacity = Some(90);
        draft.stations[0].most_people = Some(500);
        draft.stations[1].name = text(5, 4);
        send_crews(&mut draft, names);
        draft.blocks = vec![block(name(6), 0, first), block(name(7), 1, second)];
        draft.blocks[0].own = own_pace();
        draft.blocks[0].id = Some("block-1".to_owned());
        draft.blocks[0].make_up =
            vec![MakeUp { name: text(8, 9), interval: Interval::new(700, 710) }];
        draft.blocks[1].breaks =
            vec![Break { interval: Interval::new(600, 620), may_straddle: false }];
        draft.uncertainty = Uncertainty {
            service: Service::Gamma,
            variation: 40,
            early: 3,
            spread: 4,
            late: 6,
            late_by: 20,
            latecomers: Latecomers::Day,
            run_ahead: false,
            overtime: 30,
            failures: Some(Failures { between: 600, repair: 20 }),
            outages: vec![Outage {
                station: StationId(0),
                date: first,
                interval: Interval::new(560, 600),
                cameras: Some(1),
            }],
        };
        let mut large = Group::new("", 30);
        large.id = Some("group-1".to_owned());
        large.name = text(10, 11);
        large.off_site = 2;
        large.attendance = share(9_500);
        large.classes = [9, 10].map(|place| Class::new(name(place), 15)).to_vec();
        large.classes[0].off_site = 2;
        large.classes[0].attendance = share(9_000);
        large.classes[1].attendance = share(9_500);
        large.max_windows = 2;
        large.cut_freely = true;
        large.buffer = Buffer { minutes: 0, per_cent: 5 };
        large.contact = Some(name(0));
        large.sites = [SiteId(0)].into();
        large.part_of = Some("总院".to_owned());
        large.not_in = [BlockId(1)].into();
        let mut small = Group::new("", 40);
        small.name = text(11, 10);
        small.shared_by = ["甲", "乙"].map(str::to_owned).to_vec();
        small.sites = [SiteId(0), SiteId(1)].into();
        draft.groups = vec![large, small];
        draft.minutes.insert((GroupId(1), BlockId(0)), 35);
        draft.unavailable = vec![Unavailable {
            group: GroupId(0),
            class: Some(1),
            date: first,
            interval: Interval::new(540, 560),
            reason: name(1),
        }];
        draft.relations =
            vec![Relation { kind: RelationKind::Before, first: GroupId(0), second: GroupId(1) }];
        draft.pins = vec![Pin {
            group: GroupId(1),
            station: Some(StationId(1)),
            date: Some(second),
            start: Some(540),
            end: None,
        }];
        draft.preferences = vec![wish([first, second])];
        repeat(&mut draft, names);
        draft
    }

    fn wish(days: [jiff::civil::Date; 2]) -> Preference {
        Preference {
            group: GroupId(0),
            days: Some(days.into()),
            interval: Some(Interval::new(540, 600)),
            wish: Wish::Avoid,
            weight: 3,
        }
    }

    fn own_pace() -> crate::campaign::OwnPace {
        let (rate, cameras, reserved) = (Some(70), Some(2), Some(2));
        crate::campaign::OwnPace { rate, cameras, reserved, most_people: Some(400) }
    }

    /// Names such as files may hold: quotes, backslashes, what other programs take for a formula or
    /// a comment, wide spaces and letters that are no letters. Nothing that a list is split at.
    fn odd_name() -> impl Strategy<Value = String> {
        let letter = prop_oneof![
            prop::sample::select(
                "　\"'\\=+-@#,.[]{}$%é学🎓\u{202E}\u{FEFF}\u{2028}".chars().collect::<Vec<_>>()
            ),
            any::<char>(),
            Just('甲'),
        ];
        prop::collection::vec(letter, 0..6)
            .prop_map(|letters| letters.into_iter().filter(|c| !";；、|".contains(*c)).collect())
    }

    /// Names of one campaign, all different, as the reader leaves them: without space around them.
    fn names() -> impl Strategy<Value = Vec<String>> {
        prop::collection::vec(odd_name(), 12).prop_map(|names| {
            let numbered = names.into_iter().enumerate();
            numbered.map(|(place, name)| format!("{name}{place}班").trim().to_owned()).collect()
        })
    }

    fn without_control(names: &[String]) -> Vec<String> {
        names.iter().map(|name| name.chars().filter(|c| !c.is_control()).collect()).collect()
    }

    fn read_back(draft: &Draft) -> Draft {
        let folder = tempfile::Builder::new().tempdir().unwrap();
        for (file, text) in write_instance(&Campaign::new(draft.clone()).unwrap()) {
            std::fs::write(folder.path().join(file), text).unwrap();
        }
        let loaded = load(folder.path(), &[]).map_err(|rejected| rejected.faults).unwrap();
        Draft { name: draft.name.clone(), ..loaded.campaign.to_draft() }
    }

    #[test]
    fn every_key_is_written() {
        let names: Vec<String> = (0..12).map(|place| format!("名{place}")).collect();
        let draft = full(&names);
        let written = CampaignText {
            attendance: Share::from_basis_points(9_000),
            baseline: Some("plan.csv"),
            ..CampaignText::new(&draft)
        };
        let file: toml::Table = written.text().parse().unwrap();
        // The buffer is written for each group, the rate for the whole team, and a half-day of each
        // crew that may come, of a season too.
        let unwritten = [
            TopSection::buffer,
            TopSection::first_day,
            TopSection::last_day,
            TopSection::days_off,
            TopSection::share_up_to,
            TopSection::travel_minutes,
            SiteSection::region,
            SiteSection::folder,
            SiteSection::desks,
            SiteSection::not_on,
            SiteSection::wish_from,
            SiteSection::wish_to,
            HalfDaySection::name,
            HalfDaySection::start,
            HalfDaySection::end,
            HalfDaySection::latest_end,
            StationSection::rate_per_camera,
            StationSection::seconds_per_photo,
            CrewSection::seconds_per_photo,
            CrewSection::only_in,
            CrewSection::not_in,
            BlockSection::crew,
        ];
        let is_unwritten =
            |key: &Key| unwritten.iter().any(|own| (own.part, own.name) == (key.part, key.name));
        let keys = Section::ALL.into_iter().flat_map(Section::keys);
        for key in keys.filter(|key| !is_unwritten(key)) {
            let section = key.part.key().map_or(Some(&file), |name| match &file[name] {
                toml::Value::Array(entries) => entries
                    .iter()
                    .filter_map(toml::Value::as_table)
                    .find(|entry| entry.contains_key(key.name)),
                section => section.as_table(),
            });
            assert!(section.is_some_and(|section| section.contains_key(key.name)), "{key:?}");
        }
    }

    proptest! {
        #[test]
        fn a_campaign_with_odd_names_reads_back_as_itself(names in names()) {
            let names: Vec<String> =
                without_control(&names).iter().map(|name| name.trim().to_owned()).collect();
            let draft = full(&names);
            prop_assert_eq!(format!("{:#?}", read_back(&draft)), format!("{draft:#?}"));
        }

        /// The reader refuses control characters, but never sees another name or broken TOML.
        #[test]
        fn a_file_with_control_characters_is_still_toml(names in names()) {
            let text = CampaignText::new(&full(&names)).text();
            let file: toml::Table = text.parse().unwrap();
            prop_assert_eq!(file["title"].as_str(), Some(names[0].as_str()));
            prop_assert_eq!(file["block"][0]["name"].as_str(), Some(names[6].as_str()));
            prop_assert_eq!(file["outage"][0]["station"].as_str(), Some(names[4].as_str()));
        }
    }

    #[test]
    fn students_are_written() {
        let names: Vec<String> = (0..12).map(|place| format!("名{place}")).collect();
        let mut draft = full(&names);
        draft.roster = (0..30)
            .map(|place| Student {
                group: GroupId(0),
                class: place / 15,
                number: format!("20{place:02}"),
                category: "\"本科\", 留学".to_owned(),
                status: if place < 2 { StudentStatus::OffSite } else { StudentStatus::Here },
                has_code: Some(place % 2 == 0),
            })
            .collect();
        assert_eq!(read_back(&draft).roster, draft.roster);
    }
}
