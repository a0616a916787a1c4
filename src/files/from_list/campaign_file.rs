//! The `campaign.toml` that a planner starts from: every line that wants a decision says so.

use crate::base::clock::Interval;
use crate::base::text::{Lang, Text, counted};
use crate::campaign::{Block, Draft, Station, StationId, Tier};
use crate::files::fields::{MakeUpSection, Section, StationSection, TopSection, given};
use crate::files::{CampaignText, Notes};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// People that a half-day is first thought to have room for: three hours of one team at 280 an
/// hour.
const PEOPLE_PER_HALF_DAY: i64 = 840;
/// Half-days at most in a new `campaign.toml`: the planner adds others by hand.
const MOST_HALF_DAYS: i64 = 60;
const MORNING: Interval = Interval::new(9 * 60, 12 * 60);
const AFTERNOON: Interval = Interval::new(14 * 60, 17 * 60);
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

/// The text of the file: a half-day for every [`PEOPLE_PER_HALF_DAY`] people and one more, on
/// weekdays from `first_day` on.
pub fn text(title: &str, source: &str, people: i64, first_day: Date, lang: Lang) -> String {
    let half_days = (people / PEOPLE_PER_HALF_DAY + 2).min(MOST_HALF_DAYS);
    let mut draft = Draft::new("");
    draft.title = Text::same(title);
    draft.lang = lang;
    draft.tiers = TIERS.to_vec();
    draft.stations = vec![Station::new(lang.pick("体育馆", "Gymnasium"), None)];
    draft.blocks = blocks(half_days, first_day, lang);
    let notes = notes(source, people, half_days, lang);
    CampaignText { notes, ..CampaignText::new(&draft) }.text()
}

/// Mornings and afternoons on weekdays.
fn blocks(half_days: i64, first_day: Date, lang: Lang) -> Vec<Block> {
    let mut day = first_day;
    let mut blocks = Vec::new();
    for place in 0..half_days {
        while matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            day = next(day);
        }
        let (half, regular) = if place % 2 == 0 {
            (lang.pick("上午", " morning"), MORNING)
        } else {
            (lang.pick("下午", " afternoon"), AFTERNOON)
        };
        blocks.push(Block {
            id: None,
            name: format!("{:02}-{:02}{half}", day.month(), day.day()),
            station: StationId(0),
            date: day,
            regular,
            latest_end: regular.end,
            make_up: Vec::new(),
            breaks: Vec::new(),
        });
        if place % 2 == 1 {
            day = next(day);
        }
    }
    blocks
}

fn notes(source: &str, people: i64, half_days: i64, lang: Lang) -> Notes {
    let say = |zh: &str, en: &str| lang.pick(zh, en).to_owned();
    let edit = say("改", "EDIT");
    let mut notes = Notes::default();
    let begun = say(
        "由此表生成，学院与班级见 groups.csv、classes.csv：",
        "Begun from this spreadsheet; colleges and classes are in groups.csv and classes.csv:",
    );
    notes.above(Section::CampaignFile, format!("{begun} {source}"));
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
        say(
            "由重要到次要：人人有时段，不过载，不加班，最忙的时段尽量不忙，少开半天，照顾意愿，忙闲均匀，尽早结束",
            "most important first: everybody served, no overload, no overtime, a low peak, few half-days, wishes, an even pace, early ends",
        ),
    );
    notes.beside(StationSection::name, edit.clone());
    let rate = say("每小时可接待人数，如 rate = 280", "people per hour, such as rate = 280");
    notes.beside(StationSection::rate, format!("{edit}：{rate}"));
    let half_days = lang.pick(
        format!(
            "半天。按每半天约 {PEOPLE_PER_HALF_DAY} 人估计，{people} 人先列 {half_days} 个；日期与时间都要改"
        ),
        format!(
            "the half-days. At about {PEOPLE_PER_HALF_DAY} people each, {people} would want {half_days} to begin with; change days and times", people = counted::people(people)
        ),
    );
    notes.above(Section::Block, format!("{edit}：{half_days}"));
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

fn next(day: Date) -> Date {
    day.saturating_add(1.day())
}

#[cfg(test)]
mod tests {
    use super::text;
    use crate::base::text::Lang;
    use proptest::prelude::{any, prop_assert_eq, proptest};

    proptest! {
        /// Neither a title nor the name of the spreadsheet gets out of its place.
        #[test]
        fn any_title_and_any_file_name_give_the_same_settings(
            title in any::<String>(),
            source in any::<String>(),
            people in 0_i64..100_000,
        ) {
            let day = jiff::civil::date(2025, 5, 2);
            let plain = text("t", "s", people, day, Lang::Zh).parse::<toml::Table>();
            let mut wanted = plain.unwrap_or_default();
            wanted.insert("title".to_owned(), toml::Value::String(title.clone()));
            let found = text(&title, &source, people, day, Lang::Zh).parse::<toml::Table>();
            prop_assert_eq!(found, Ok(wanted));
        }
    }
}
