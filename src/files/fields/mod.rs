//! Every key of `campaign.toml` and every column of every table, documented in one place.
//!
//! Reading, unknown-key suggestions, `callsheet schema` and the check of the README all come from
//! here.

mod columns;
mod keys;
mod personal;

pub use columns::{Column, Table};
pub use keys::{KEYS, Key, Section};
pub use personal::PERSONAL;

use crate::base::text::Text;

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Any text that is not empty.
    Name,
    /// A whole number between the two, both included.
    Whole(i64, i64),
    /// Money with at most two decimals.
    Amount,
    /// `true` or `false`.
    Flag,
    /// `zh` or `en`.
    Language,
    /// A day.
    Day,
    /// A time of day.
    Time,
    /// Photos per hour, or `"unknown"`.
    Rate,
    /// A list of objective tiers.
    Tiers,
    /// A share: `95%`, `0.95`.
    Share,
    /// Names separated by `;` or `、`.
    Names,
    /// An IANA time zone.
    Zone,
    /// Minutes, or per cent with the sign.
    Buffer,
    /// One of a few words; the first of each list is the one in documentation.
    Word(&'static [&'static [&'static str]]),
}

/// How classes may be ordered.
pub const CLASS_ORDER: &[&[&str]] = &[&["listed", "名单"], &["free", "自由"]];
/// How the seconds of a photo are distributed.
pub const SERVICE: &[&[&str]] =
    &[&["lognormal", "对数正态"], &["gamma", "伽马"], &["constant", "固定"]];
/// Where latecomers queue.
pub const LATECOMERS: &[&[&str]] = &[&["class", "班级"], &["day", "当天"]];
/// When a group that may have several windows is cut.
pub const CUT: &[&[&str]] = &[&["needed", "需要时"], &["free", "自由", "可拆"]];
/// Whether a wish is for a time or against it.
pub const WISH: &[&[&str]] = &[&["prefer", "希望", "优先"], &["avoid", "避开", "回避"]];
/// The kinds of relations.
pub const RELATION: &[&[&str]] = &[&["together", "紧接"], &["apart", "错开"], &["before", "先于"]];
/// Where a student is photographed.
pub const STATUS: &[&[&str]] =
    &[&["here", "到场", "在校"], &["off_site", "校外"], &["make_up", "补照"]];
/// What has happened.
pub const HAPPENED: &[&[&str]] = &[
    &["done", "拍完", "完成", "已完成", "已拍完"],
    &["photographed", "已拍", "已拍人数"],
    &["absent", "缺席", "未到", "没来"],
    &["more", "增加", "加人", "新增"],
    &["out", "停用", "故障", "停机"],
    &["lost", "取消", "半天取消", "占用"],
];
/// Whether a student has the code.
pub const YES_NO: &[&[&str]] = &[
    &["yes", "是", "已下载", "有", "y", "true", "1"],
    &["no", "否", "未下载", "无", "n", "false", "0"],
];

impl Kind {
    /// How to write it, for messages.
    pub fn how(self) -> Text {
        match self {
            Kind::Name => Text::new("文字，如 \"体育馆\"", "text, such as \"Gymnasium\""),
            Kind::Whole(min, max) => Text::new(
                format!("{min} 到 {max} 的整数"),
                format!("a whole number from {min} to {max}"),
            ),
            Kind::Amount => Text::new(
                "金额，最多两位小数，如 15 或 15.50",
                "money with at most two decimals, such as 15 or 15.50",
            ),
            Kind::Flag => Text::new("true 或 false", "true or false"),
            Kind::Language => Text::new("\"zh\" 或 \"en\"", "\"zh\" or \"en\""),
            Kind::Day => Text::new("日期，如 2023-12-11", "a date, such as 2023-12-11"),
            Kind::Time => Text::new("时间，如 \"09:00\"", "a time, such as \"09:00\""),
            Kind::Rate => Text::new(
                "每小时人数（整数）或 \"unknown\"",
                "photos per hour (a whole number) or \"unknown\"",
            ),
            Kind::Tiers => Text::new(
                "目标名称的列表，如 [\"unserved\", \"peak\"]",
                "a list of tiers, such as [\"unserved\", \"peak\"]",
            ),
            Kind::Share => Text::new("比例，如 95% 或 0.95", "a share, such as 95% or 0.95"),
            Kind::Names => Text::new("名称，以 ; 或 、 分隔", "names separated by ; or 、"),
            Kind::Buffer => Text::new(
                "分钟数或百分比，如 10 或 \"5%\"",
                "minutes or per cent, such as 10 or \"5%\"",
            ),
            Kind::Word(words) => {
                let list = |separator: &str| {
                    words.iter().map(|word| word[0]).collect::<Vec<_>>().join(separator)
                };
                let all = |word: &&[&str]| word.join("/");
                Text::new(words.iter().map(all).collect::<Vec<_>>().join("、"), list(", "))
            }
            Kind::Zone => {
                Text::new("时区名，如 \"Asia/Shanghai\"", "a time zone, such as \"Asia/Shanghai\"")
            }
        }
    }
}
