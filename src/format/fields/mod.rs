//! Every key of `campaign.toml` and every column of every table, documented in one place.
//!
//! Reading, unknown-key suggestions, `callsheet schema` and the check of the README all come from here.

mod columns;
mod keys;

pub use columns::{COLUMNS, Column, PERSONAL, Table};
pub use keys::{KEYS, Key, Section};

use crate::text::Text;

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
    /// `prefer` or `avoid`.
    Wish,
    /// An IANA time zone.
    Zone,
}

impl Kind {
    /// How to write it, for messages.
    pub fn how(self) -> Text {
        match self {
            Kind::Name => Text::new("文字，如 \"体育馆\"", "text, such as \"Gymnasium\""),
            Kind::Whole(min, max) => {
                Text::new(format!("{min} 到 {max} 的整数"), format!("a whole number from {min} to {max}"))
            }
            Kind::Amount => {
                Text::new("金额，最多两位小数，如 15 或 15.50", "money with at most two decimals, such as 15 or 15.50")
            }
            Kind::Flag => Text::new("true 或 false", "true or false"),
            Kind::Language => Text::new("\"zh\" 或 \"en\"", "\"zh\" or \"en\""),
            Kind::Day => Text::new("日期，如 2023-12-11", "a date, such as 2023-12-11"),
            Kind::Time => Text::new("时间，如 \"09:00\"", "a time, such as \"09:00\""),
            Kind::Rate => {
                Text::new("每小时人数（整数）或 \"unknown\"", "photos per hour (a whole number) or \"unknown\"")
            }
            Kind::Tiers => Text::new(
                "目标名称的列表，如 [\"unserved\", \"peak\"]",
                "a list of tiers, such as [\"unserved\", \"peak\"]",
            ),
            Kind::Share => Text::new("比例，如 95% 或 0.95", "a share, such as 95% or 0.95"),
            Kind::Names => Text::new("名称，以 ; 或 、 分隔", "names separated by ; or 、"),
            Kind::Wish => Text::new("prefer（希望）或 avoid（避开）", "prefer or avoid"),
            Kind::Zone => Text::new("时区名，如 \"Asia/Shanghai\"", "a time zone, such as \"Asia/Shanghai\""),
        }
    }
}
