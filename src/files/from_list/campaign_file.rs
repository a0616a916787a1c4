//! The `campaign.toml` that a planner starts from: every line that wants a decision says so.

use super::half_days::DatedHours;
use crate::base::clock::{Interval, half_label};
use crate::base::text::{Lang, Text};
use crate::campaign::{Block, Draft, Station, StationId, Tier};
use crate::files::fields::{MakeUpSection, Section, StationSection, TopSection, given};
use crate::files::{CampaignText, Notes};

/// The aims that most campaigns have.
const TIERS: [Tier; 8] = [
    Tier::Unserved,
    Tier::Overload,
    Tier::Overtime,
    Tier::Peak,
    Tier::Blocks,
    Tier::Preference,
    Tier::Spread,
    Tier::Early,
];

/// What the file says beside what is usual.
pub struct CampaignStart<'a> {
    /// The heading.
    pub title: &'a str,
    /// The spreadsheet.
    pub source: &'a str,
    /// The half-days.
    pub half_days: &'a [DatedHours],
    /// The stations; one with a usual name where none is named.
    pub stations: &'a [String],
    /// Whether the half-days were asked for.
    pub is_asked: bool,
    /// Photos per hour of the whole team, where known.
    pub rate: Option<i64>,
    /// Cameras, where known.
    pub cameras: Option<i64>,
    /// The language of the file.
    pub lang: Lang,
}

/// The campaign without groups.
pub fn draft(start: &CampaignStart) -> Draft {
    let lang = start.lang;
    let mut draft = Draft::new("");
    draft.title = Text::same(start.title);
    draft.lang = lang;
    // Where the rate is unknown `blocks` would call everybody at the pace of the largest college.
    let is_wanted = |tier: &Tier| *tier != Tier::Blocks || start.rate.is_some();
    draft.tiers = TIERS.into_iter().filter(is_wanted).collect();
    let usual = [lang.pick("体育馆", "Gymnasium").to_owned()];
    let names = if start.stations.is_empty() { &usual } else { start.stations };
    for (id, name) in names.iter().enumerate() {
        let station = Station::new(name, start.rate);
        draft.stations.push(Station { cameras: start.cameras, ..station });
        draft.blocks.extend(start.half_days.iter().map(|half_day| {
            let block = Block { station: StationId(id), ..block(*half_day, start) };
            // No two half-days have the same name: with two stations or more it has the station's, too.
            let own = lang.pick(format!("{name}{}", block.name), format!("{name} {}", block.name));
            Block { name: if names.len() > 1 { own } else { block.name.clone() }, ..block }
        }));
    }
    draft
}

/// The text of the file.
pub fn text(start: &CampaignStart) -> String {
    let notes = notes(start);
    CampaignText { notes, ..CampaignText::new(&draft(start)) }.text()
}

fn block((date, hours): DatedHours, start: &CampaignStart) -> Block {
    let label = |hours: Interval| half_label(hours, start.lang);
    let same =
        start.half_days.iter().filter(|(day, own)| *day == date && label(*own) == label(hours));
    let half = match (same.count(), start.lang) {
        (2.., _) => format!(" {hours}"),
        (_, Lang::Zh) => label(hours).to_owned(),
        (_, Lang::En) => format!(" {}", label(hours)),
    };
    Block {
        id: None,
        name: format!("{:02}-{:02}{half}", date.month(), date.day()),
        station: StationId(0),
        date,
        regular: hours,
        latest_end: hours.end,
        make_up: Vec::new(),
        breaks: Vec::new(),
        own: crate::campaign::OwnPace::default(),
    }
}

fn notes(start: &CampaignStart) -> Notes {
    let lang = start.lang;
    let say = |zh: &str, en: &str| lang.pick(zh, en).to_owned();
    let edit = say("改", "EDIT");
    let mut notes = Notes::default();
    let begun = say(
        "由此表生成，学院与班级见 groups.csv、classes.csv：",
        "Begun from this spreadsheet; colleges and classes are in groups.csv and classes.csv:",
    );
    notes.above(Section::CampaignFile, format!("{begun} {}", start.source));
    notes.above(
        Section::CampaignFile,
        say(
            "标有“改”的各行是占位，请按实际情况修改；callsheet schema 列出全部设置项。",
            "Lines marked EDIT are placeholders: change them to what is true. `callsheet schema` lists all settings.",
        ),
    );
    let title = say("标题，用于报告", "heading of reports");
    notes.beside(TopSection::title, format!("{edit}：{title}"));
    let kinds = say(
        "活动的类别：photo（缺省）、vaccination、check-up、textbooks、fitness",
        "what it is for: photo (the default), vaccination, check-up, textbooks, fitness",
    );
    notes.example_setting(TopSection::kind, "vaccination", &kinds);
    notes.beside(
        TopSection::grid_minutes,
        say("时段的起止都是它的整数倍", "windows start and end on multiples of this"),
    );
    notes.beside(
        TopSection::call_lead_minutes,
        say("提前这么多分钟集合", "classes are called this long before their slot"),
    );
    notes.beside(
        TopSection::changeover_minutes,
        say("相邻两个学院之间的换场时间", "minutes a station needs between two colleges"),
    );
    let attendance =
        say("到场率；不写则人人到场", "share who really come; everybody when left out");
    notes.example_setting(TopSection::attendance, "95%", &attendance);
    notes.above(
        Section::Objective,
        match start.rate {
            Some(_) => say(
                "由重要到次要：人人有时段，不过载，不加班，最忙的时段尽量不忙，少开半天，照顾意愿，忙闲均匀，尽早结束",
                "most important first: everybody served, no overload, no overtime, a low peak, few half-days, wishes, an even pace, early ends",
            ),
            None => say(
                "由重要到次要：人人有时段，不过载，不加班，最忙的时段尽量不忙，照顾意愿，忙闲均匀，尽早结束；知道速度后可在 peak 之后加 blocks（少开半天）",
                "most important first: everybody served, no overload, no overtime, a low peak, wishes, an even pace, early ends; once the rate is known, add blocks (few half-days) behind peak",
            ),
        },
    );
    notes.beside(StationSection::name, edit.clone());
    let rate = say("每小时可接待人数，如 rate = 280", "people per hour, such as rate = 280");
    let rate = if start.rate.is_some() { rate } else { format!("{edit}：{rate}") };
    notes.beside(StationSection::rate, rate);
    let half_days = if start.is_asked {
        say("半天", "the half-days")
    } else {
        let said = say(
            "半天；日期与时间是暂定的，都要核对",
            "the half-days; their days and times are a first guess",
        );
        format!("{edit}：{said}")
    };
    notes.above(Section::Block, half_days);
    notes.below(
        Section::Block,
        say("为缺席者预留的时间，可有可无：", "Time for those who missed their slot, if wanted:"),
    );
    let make_up = MakeUpSection {
        name: given("各学院补照"),
        name_en: given("Make-up photos"),
        block: given("…"),
        start: given(16 * 60),
        end: given(17 * 60),
        ..MakeUpSection::default()
    };
    notes.example(Section::Block, &make_up);
    notes
}

#[cfg(test)]
mod tests {
    use super::{CampaignStart, text};
    use crate::base::clock::Interval;
    use crate::base::text::Lang;
    use proptest::prelude::{any, prop_assert_eq, proptest};

    proptest! {
        /// Neither a title nor the name of the spreadsheet gets out of its place.
        #[test]
        fn any_title_and_any_file_name_give_the_same_settings(
            title in any::<String>(),
            source in any::<String>(),
        ) {
            let half_days = [(jiff::civil::date(2025, 5, 2), Interval::new(540, 720))];
            let start = CampaignStart {
                title: "t",
                source: "s",
                half_days: &half_days,
                stations: &[],
                is_asked: false,
                rate: None,
                cameras: None,
                lang: Lang::Zh,
            };
            let plain = text(&start).parse::<toml::Table>();
            let mut wanted = plain.unwrap_or_default();
            wanted.insert("title".to_owned(), toml::Value::String(title.clone()));
            let found = text(&CampaignStart { title: &title, source: &source, ..start });
            prop_assert_eq!(found.parse::<toml::Table>(), Ok(wanted));
        }
    }
}
