//! Whether the make-up time suffices, in words.

use super::figures::per_cent;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::kind::CampaignKind;
use crate::base::text::{Text, counted};
use crate::plans::make_up::Sizing;

/// Whether the make-up time suffices, in two sentences.
pub fn sentences(kind: CampaignKind, sizing: &Sizing) -> Text {
    let unit = kind.count().unit;
    let (make_up, verb) = (kind.zh().make_up, kind.zh().verb);
    let (absent, arranged) = (sizing.expected_absentees.round() as i64, sizing.arranged);
    let (minutes, capacity, rate) = (sizing.minutes, sizing.capacity, sizing.per_hour.as_f64());
    let (chance, confidence, needed) =
        (per_cent(sizing.chance), per_cent(sizing.confidence), sizing.minutes_needed);
    let (rate_zh, rate_en) = if sizing.rate_known {
        ("现场速度", "the stations' rate")
    } else {
        ("本方案的平均速度", "the plan's mean rate")
    };
    let (also_zh, also_en) = match arranged {
        0 => (String::new(), String::new()),
        _ => (
            format!("，另有 {arranged} {unit}约定{make_up}"),
            format!(", and {arranged} come to it by arrangement"),
        ),
    };
    let (late_zh, late_en) = match sizing.too_late {
        _ if sizing.minutes == 0 => (String::new(), String::new()),
        0 => (String::new(), String::new()),
        late => (
            format!("有 {late} {unit}的时段在最后一次{make_up}之后，缺席则无从{make_up}。"),
            format!(
                " The window of {late} is after the last make-up time: nothing is left for them.",
                late = kind.people(late)
            ),
        ),
    };
    let (gaps_zh, gaps_en) = match sizing.in_gaps {
        0 => (String::new(), String::new()),
        gaps => (
            format!("（含时段之间的空当 {gaps} 分钟）"),
            format!(" ({gaps} of them between windows)"),
        ),
    };
    let kept = if sizing.in_gaps == 0 { "预留" } else { "可用于" };
    Text::new(
        format!(
            "按到场率估计缺席约 {absent} {unit}{also_zh}。{kept}{make_up} {minutes} 分钟{gaps_zh}，按{rate_zh}每小时 {rate:.0} {unit}可{verb} {capacity} {unit}，够用的把握为 {chance}（要求 {confidence}，放在最后需 {needed} 分钟）。{late_zh}"
        ),
        format!(
            "About {absent} will stay away{also_en}. The {minutes} of make-up time{gaps_en} will take {capacity} at {rate_en} of {rate:.0} per hour and suffice with a chance of {chance} ({confidence} is asked for, which takes {needed} after the last window).{late_en}",
            absent = kind.people(absent),
            minutes = counted::minutes(minutes),
            capacity = kind.people(capacity),
            needed = counted::minutes(needed)
        ),
    )
}

/// A warning with the minutes that would do, when the make-up time is too short.
pub fn warning(kind: CampaignKind, sizing: &Sizing) -> Option<Diagnostic> {
    if sizing.suffices() {
        return None;
    }
    let (chance, confidence) = (per_cent(sizing.chance), per_cent(sizing.confidence));
    let (minutes, needed) = (sizing.minutes, sizing.minutes_needed);
    let make_up = kind.zh().make_up;
    let message = Text::new(
        format!(
            "{make_up}时间 {minutes} 分钟够用的把握为 {chance}，要求 {confidence}：最后一个时段之后留 {needed} 分钟才够"
        ),
        format!(
            "{minutes} of make-up time will do with a chance of {chance}, {confidence} is asked for: {needed} after the last window would do",
            minutes = counted::minutes(minutes),
            needed = counted::minutes(needed)
        ),
    );
    let code = Code::MakeUpTooShort;
    Some(Diagnostic::warning(code, message).help(code.explanation()))
}
