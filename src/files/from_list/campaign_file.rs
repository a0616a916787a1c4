//! The `campaign.toml` that a planner starts from: every line that wants a decision says so.

use crate::base::text::{Lang, Text};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use std::fmt::Write;

/// People that a half-day is first thought to have room for: three hours of one team at 280 an
/// hour.
const PEOPLE_PER_HALF_DAY: i64 = 840;
/// More half-days than this are not written down by themselves.
const MOST_HALF_DAYS: i64 = 60;

/// The text of the file: half-days enough for everybody at a usual pace and one more, on weekdays
/// from `first_day` on.
pub fn text(title: &str, source: &str, people: i64, first_day: Date, lang: Lang) -> String {
    let say = |zh: &str, en: &str| Text::new(zh, en).get(lang).to_owned();
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let mut file = String::new();
    // Writing into a string never fails.
    let mut line = |text: String| {
        let _ = writeln!(file, "{text}");
    };
    // A name may have any letters, also those that would end a comment.
    let source: String = source.chars().filter(|c| !c.is_control()).collect();
    line(format!(
        "# {} {source}",
        say(
            "由此表生成，学院与班级见 groups.csv、classes.csv：",
            "Begun from this spreadsheet; colleges and classes are in groups.csv and classes.csv:"
        )
    ));
    line(format!(
        "# {}",
        say(
            "标有“改”的各行是占位，请按实际情况修改；callsheet schema 列出全部设置项。",
            "Lines marked EDIT are placeholders: change them to what is true. `callsheet schema` lists all settings."
        )
    ));
    let edit = say("改", "EDIT");
    line(format!(
        "title = {:<28} # {edit}：{}",
        quoted(title),
        say("标题，用于报告", "heading of reports")
    ));
    line(format!("language = \"{lang}\""));
    line("time_zone = \"Asia/Shanghai\"".to_owned());
    line(format!(
        "grid_minutes = 10                    # {}",
        say("时段的起止都是它的整数倍", "windows start and end on multiples of this")
    ));
    line(format!(
        "call_lead_minutes = 20               # {}",
        say("提前这么多分钟集合", "classes are called this long before their slot")
    ));
    line(format!(
        "changeover_minutes = 0               # {}",
        say("相邻两个学院之间的换场时间", "minutes a station needs between two colleges")
    ));
    line(format!(
        "# attendance = \"95%\"                 # {}",
        say("到场率；不写则人人到场", "share who really come; everybody when left out")
    ));
    line(String::new());
    line("[objective]".to_owned());
    line(format!(
        "# {}",
        say(
            "由重要到次要：人人有时段，不过载，不加班，最忙的时段尽量不忙，少开半天，照顾意愿，忙闲均匀，尽早结束",
            "most important first: everybody served, no overload, no overtime, a low peak, few half-days, wishes, an even pace, early ends"
        )
    ));
    line("tiers = [\"unserved\", \"overload\", \"overtime\", \"peak\", \"blocks\", \"preference\", \"spread\", \"early\"]".to_owned());
    line(String::new());
    line("[[station]]".to_owned());
    line(format!("name = {:<29} # {edit}", quoted(&say("体育馆", "Gymnasium"))));
    line(format!(
        "rate = \"unknown\"                     # {edit}：{}",
        say("每小时可拍人数，如 rate = 280", "photos per hour, such as rate = 280")
    ));
    let half_days = (people / PEOPLE_PER_HALF_DAY + 2).min(MOST_HALF_DAYS);
    line(String::new());
    line(format!(
        "# {edit}：{}",
        say(
            &format!(
                "半天。按每半天约 {PEOPLE_PER_HALF_DAY} 人估计，{people} 人先列 {half_days} 个；日期与时间都要改"
            ),
            &format!(
                "the half-days. At about {PEOPLE_PER_HALF_DAY} people each, {people} people want {half_days} to begin with; change days and times"
            ),
        )
    ));
    let mut day = first_day;
    for place in 0..half_days {
        while matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            day = next(day);
        }
        let is_morning = place % 2 == 0;
        let half = if is_morning { say("上午", " morning") } else { say("下午", " afternoon") };
        let (start, end) = if is_morning { ("09:00", "12:00") } else { ("14:00", "17:00") };
        line("[[block]]".to_owned());
        line(format!("name = {}", quoted(&format!("{:02}-{:02}{half}", day.month(), day.day()))));
        line(format!("date = {day}"));
        line(format!("start = \"{start}\""));
        line(format!("end = \"{end}\""));
        line(String::new());
        if !is_morning {
            day = next(day);
        }
    }
    line(format!(
        "# {}",
        say("补照时间，可有可无：", "Time for those who missed their slot, if wanted:")
    ));
    for text in [
        "[[make_up]]",
        "name = \"各学院补照\"",
        "name_en = \"Make-up photos\"",
        "block = \"…\"",
        "start = \"16:00\"",
        "end = \"17:00\"",
    ] {
        line(format!("# {text}"));
    }
    file
}

fn next(day: Date) -> Date {
    day.saturating_add(1.day())
}
