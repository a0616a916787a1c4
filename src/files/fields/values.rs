//! The values that keys and columns may have, beside the words.

use super::words::{YesNo, word_of};
use super::written::{Written, Wrong};
use crate::base::clock::{Minutes, clock};
use crate::base::diagnostic::Code;
use crate::base::ratio::Ratio;
use crate::base::text::{Lang, Text};
use crate::campaign::{Buffer, Share, Tier};
use crate::files::tolerant::{self, MOST_BUFFER_MINUTES, MOST_BUFFER_PER_CENT, MOST_RATE, UNKNOWN};
use crate::files::tree::{Content, Node};
use jiff::civil::Date;
use serde_json::json;
use std::collections::BTreeSet;
use std::marker::PhantomData;

/// The most characters of a text: a name is drawn, printed and compared everywhere.
pub const MOST_LETTERS: usize = 1_000;

/// Any text that is not empty.
impl Written for String {
    fn read(node: &Node) -> Result<String, Wrong> {
        match &node.content {
            Content::Text(text) if text.chars().nth(MOST_LETTERS).is_some() => Err(Wrong::Long),
            Content::Text(text)
                if !text.trim().is_empty() && !text.chars().any(char::is_control) =>
            {
                Ok(text.trim().to_owned())
            }
            _ => Err(Wrong::Form),
        }
    }

    fn write(&self) -> toml_edit::Value {
        self.into()
    }

    fn how() -> Text {
        Text::new("文字，如 \"体育馆\"", "text, such as \"Gymnasium\"")
    }

    fn schema() -> serde_json::Value {
        json!({"type": "string", "minLength": 1})
    }

    fn reference() -> String {
        "text".to_owned()
    }
}

/// A number that names somebody, such as a student: text of digits and letters, of which every one
/// counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number(pub String);

impl From<&str> for Number {
    fn from(number: &str) -> Number {
        Number(number.to_owned())
    }
}

/// Digits of a number that a spreadsheet keeps; the others of a longer one become zeros.
const MOST_DIGITS: usize = 15;

impl Number {
    /// The number that a cell says.
    ///
    /// # Errors
    /// Where a spreadsheet has rounded it, or will when it opens the table: it shows long numbers as
    /// `2.02513E+12`, and keeps 15 digits of them.
    pub fn of(cell: &str) -> Result<Number, Wrong> {
        let plain = tolerant::narrow(cell).to_ascii_uppercase();
        let is_power = plain.split_once('E').is_some_and(|(digits, power)| {
            digits.starts_with(|c: char| c.is_ascii_digit())
                && digits.parse::<f64>().is_ok()
                && (digits.contains('.') || power.starts_with('+'))
                && power.parse::<i32>().is_ok()
        });
        let is_long = plain.len() > MOST_DIGITS && plain.bytes().all(|byte| byte.is_ascii_digit());
        if is_power || is_long { Err(Wrong::Rounded) } else { Ok(Number(cell.to_owned())) }
    }
}

impl Written for Number {
    fn read(node: &Node) -> Result<Number, Wrong> {
        Number::of(&String::read(node)?)
    }

    fn write(&self) -> toml_edit::Value {
        self.0.as_str().into()
    }

    fn how() -> Text {
        String::how()
    }

    fn schema() -> serde_json::Value {
        String::schema()
    }

    fn reference() -> String {
        "text, at most 15 digits, not rounded as in `2.02513E+12`".to_owned()
    }
}

/// A whole number between the two, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole<const MIN: i64, const MAX: i64>(i64);

impl<const MIN: i64, const MAX: i64> Whole<MIN, MAX> {
    /// The largest.
    pub const MAX: i64 = MAX;

    /// The number.
    pub fn get(self) -> i64 {
        self.0
    }

    /// The number, where it counts minutes.
    pub fn minutes(self) -> Minutes {
        self.0 as Minutes
    }
}

impl<const MIN: i64, const MAX: i64> From<i64> for Whole<MIN, MAX> {
    fn from(number: i64) -> Self {
        Whole(number)
    }
}

impl<const MIN: i64, const MAX: i64> From<Minutes> for Whole<MIN, MAX> {
    fn from(minutes: Minutes) -> Self {
        Whole(i64::from(minutes))
    }
}

impl<const MIN: i64, const MAX: i64> Written for Whole<MIN, MAX> {
    const IS_NUMBER: bool = true;

    fn read(node: &Node) -> Result<Self, Wrong> {
        let text = node.scalar().ok_or(Wrong::NoNumber)?;
        match tolerant::whole(&text) {
            Some(number) if (MIN..=MAX).contains(&number) => Ok(Whole(number)),
            Some(number) => Err(Wrong::Outside { number, min: MIN, max: MAX }),
            None if text.parse::<f64>().is_ok() => Err(Wrong::NotWhole),
            None => Err(Wrong::NoNumber),
        }
    }

    fn write(&self) -> toml_edit::Value {
        self.0.into()
    }

    fn how() -> Text {
        Text::new(format!("{MIN} 到 {MAX} 的整数"), format!("a whole number from {MIN} to {MAX}"))
    }

    fn schema() -> serde_json::Value {
        json!({"type": "integer", "minimum": MIN, "maximum": MAX})
    }

    fn reference() -> String {
        format!("whole number, {} to {}", figure(MIN), figure(MAX))
    }
}

/// Money in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money(pub i64);

impl Written for Money {
    fn read(node: &Node) -> Result<Money, Wrong> {
        node.scalar().and_then(|text| tolerant::amount(&text)).map(Money).ok_or(Wrong::Form)
    }

    /// A whole number where there are no hundredths, else with both digits.
    fn write(&self) -> toml_edit::Value {
        let (units, cents) = (self.0 / 100, self.0 % 100);
        if cents == 0 {
            return units.into();
        }
        let written = format!("{units}.{cents:02}");
        // Read as TOML it keeps both digits; as text it would be understood as well.
        written.parse().unwrap_or_else(|_| written.into())
    }

    fn how() -> Text {
        Text::new(
            "金额，最多两位小数，如 15 或 15.50",
            "money with at most two decimals, such as 15 or 15.50",
        )
    }

    fn schema() -> serde_json::Value {
        json!({"type": "number", "minimum": 0, "multipleOf": 0.01})
    }

    fn reference() -> String {
        "money".to_owned()
    }
}

/// A switch.
impl Written for bool {
    fn read(node: &Node) -> Result<bool, Wrong> {
        match node.content {
            Content::Flag(flag) => Ok(flag),
            // A sheet has words for it.
            _ => YesNo::read(node).map(|answer| answer == YesNo::Yes).map_err(|_| Wrong::Form),
        }
    }

    fn write(&self) -> toml_edit::Value {
        (*self).into()
    }

    fn how() -> Text {
        Text::new("true 或 false", "true or false")
    }

    fn schema() -> serde_json::Value {
        json!({"type": "boolean"})
    }

    fn reference() -> String {
        "`true` or `false`".to_owned()
    }
}

/// A language.
impl Written for Lang {
    fn in_language(cell: String, lang: Lang) -> String {
        match (Lang::parse(&cell), lang) {
            (Some(Lang::Zh), Lang::Zh) => "中文".to_owned(),
            (Some(Lang::En), Lang::Zh) => "英文".to_owned(),
            _ => cell,
        }
    }

    fn read(node: &Node) -> Result<Lang, Wrong> {
        match &node.content {
            Content::Text(text) => Lang::parse(text).ok_or(Wrong::Form),
            _ => Err(Wrong::Form),
        }
    }

    fn write(&self) -> toml_edit::Value {
        self.tag().into()
    }

    fn how() -> Text {
        Text::new("\"zh\" 或 \"en\"", "\"zh\" or \"en\"")
    }

    fn schema() -> serde_json::Value {
        json!({"enum": ["zh", "en"]})
    }

    fn reference() -> String {
        "`zh` (中文), `en` (英文)".to_owned()
    }
}

/// A day.
impl Written for Date {
    fn read(node: &Node) -> Result<Date, Wrong> {
        let read = node.scalar().and_then(|text| tolerant::date_and_weekday(&text));
        read.map(|(date, _)| date).ok_or(Wrong::Day)
    }

    fn remark(written: &str) -> Option<(Code, Text)> {
        let (date, weekday) = tolerant::date_and_weekday(written)?;
        Some((Code::WeekdayDiffers, tolerant::other_weekday(date, weekday)?))
    }

    fn write(&self) -> toml_edit::Value {
        let date = toml_edit::Date {
            year: self.year().unsigned_abs(),
            month: self.month().unsigned_abs(),
            day: self.day().unsigned_abs(),
        };
        toml_edit::Datetime { date: Some(date), time: None, offset: None }.into()
    }

    fn how() -> Text {
        Text::new("日期，如 2023-12-11", "a date, such as 2023-12-11")
    }

    fn schema() -> serde_json::Value {
        json!({"type": "string", "format": "date"})
    }

    fn reference() -> String {
        "date".to_owned()
    }

    fn same(one: &str, other: &str) -> bool {
        let day = |written| tolerant::date_and_weekday(written).map(|(date, _)| date);
        day(one).is_some() && day(one) == day(other)
    }
}

/// A date, or days of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhichDays {
    /// One date.
    On(Date),
    /// From Monday on, whether it is one of the days.
    Weekly([bool; 7]),
}

impl WhichDays {
    /// Which of some dates are meant. A single date is meant whatever they are.
    pub fn among(self, dates: &BTreeSet<Date>) -> Vec<Date> {
        match self {
            WhichDays::On(date) => vec![date],
            WhichDays::Weekly(days) => {
                let is_meant = |date: &&Date| days[date.weekday().to_monday_zero_offset() as usize];
                dates.iter().filter(is_meant).copied().collect()
            }
        }
    }

    /// What a table says for these days of the campaign: the day, where it is one, else the days of the
    /// week that they are, where these are all of the campaign's.
    pub fn all_of(days: &BTreeSet<Date>) -> Option<WhichDays> {
        if let [date] = Vec::from_iter(days).as_slice() {
            return Some(WhichDays::On(**date));
        }
        let mut weekly = [false; 7];
        for day in days {
            weekly[day.weekday().to_monday_zero_offset() as usize] = true;
        }
        days.first().map(|_| WhichDays::Weekly(weekly))
    }
}

impl From<Date> for WhichDays {
    fn from(date: Date) -> WhichDays {
        WhichDays::On(date)
    }
}

impl Written for WhichDays {
    fn read(node: &Node) -> Result<WhichDays, Wrong> {
        let weekly = node.scalar().and_then(|text| tolerant::weekdays(&text));
        weekly
            .map_or_else(|| Date::read(node).map(WhichDays::On), |days| Ok(WhichDays::Weekly(days)))
    }

    fn remark(written: &str) -> Option<(Code, Text)> {
        Date::remark(written)
    }

    fn write(&self) -> toml_edit::Value {
        const NAMES: [&str; 7] = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];
        match self {
            WhichDays::On(date) => date.write(),
            WhichDays::Weekly(days) => {
                let named = NAMES.iter().zip(days).filter(|(_, is_meant)| **is_meant);
                named.map(|(name, _)| *name).collect::<Vec<_>>().join(";").into()
            }
        }
    }

    fn how() -> Text {
        Text::new(
            "日期，如 2023-12-11；或星期，如 周三、周一至周五、每天",
            "a date, such as 2023-12-11, or days of the week: Wednesday, Mon-Fri, daily",
        )
    }

    fn schema() -> serde_json::Value {
        json!({"type": "string"})
    }

    fn reference() -> String {
        "date, or days of the week: `周三` `周一;周三` `周一至周五` `每天` `Wednesday` `Mon-Fri` `daily`"
            .to_owned()
    }

    fn same(one: &str, other: &str) -> bool {
        let weekly = |written| tolerant::weekdays(written);
        Date::same(one, other) || weekly(one).is_some() && weekly(one) == weekly(other)
    }
}

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time(pub Minutes);

impl From<Minutes> for Time {
    fn from(minutes: Minutes) -> Time {
        Time(minutes)
    }
}

impl Written for Time {
    fn remark(written: &str) -> Option<(Code, Text)> {
        tolerant::fraction_of_a_day(written)?;
        let said = Text::new(
            "写成一天的小数的时刻，已换算（0.375 即 9:00）",
            "times written as fractions of a day were converted (0.375 is 9:00)",
        );
        Some((Code::Converted, said))
    }

    fn read(node: &Node) -> Result<Time, Wrong> {
        node.scalar().and_then(|text| tolerant::time(&text)).map(Time).ok_or(Wrong::Time)
    }

    fn write(&self) -> toml_edit::Value {
        clock(self.0).into()
    }

    fn how() -> Text {
        Text::new("时间，如 \"09:00\"", "a time, such as \"09:00\"")
    }

    fn schema() -> serde_json::Value {
        json!({"type": "string", "examples": ["09:00", "第1-2节"]})
    }

    fn reference() -> String {
        "time".to_owned()
    }

    fn same(one: &str, other: &str) -> bool {
        tolerant::time(one).is_some() && tolerant::time(one) == tolerant::time(other)
    }
}

/// Photos per hour; `None` is `"unknown"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate(pub Option<i64>);

impl Written for Rate {
    fn in_language(cell: String, lang: Lang) -> String {
        let is_unknown = UNKNOWN.contains(&cell.as_str());
        if is_unknown { lang.pick("未知", "unknown").to_owned() } else { cell }
    }

    fn read(node: &Node) -> Result<Rate, Wrong> {
        if let Content::Text(text) = &node.content
            && UNKNOWN.contains(&text.trim())
        {
            return Ok(Rate(None));
        }
        match node.scalar().and_then(|text| tolerant::whole(&text)) {
            Some(rate) if (1..=MOST_RATE).contains(&rate) => Ok(Rate(Some(rate))),
            Some(number) => Err(Wrong::Outside { number, min: 1, max: MOST_RATE }),
            None => Err(Wrong::Form),
        }
    }

    fn write(&self) -> toml_edit::Value {
        self.0.map_or_else(|| UNKNOWN[0].into(), Into::into)
    }

    fn how() -> Text {
        Text::new(
            "每小时人数（整数）或 \"unknown\"",
            "people per hour (a whole number) or \"unknown\"",
        )
    }

    fn schema() -> serde_json::Value {
        json!({"oneOf": [{"type": "integer", "minimum": 1}, {"const": "unknown"}]})
    }

    fn reference() -> String {
        let unknown = UNKNOWN.map(|word| format!("`\"{word}\"`")).join(" ");
        format!("whole number, 1 to {}, or {unknown}", figure(MOST_RATE))
    }
}

/// The aims, in their order; in one text they may be separated by commas.
impl Written for Vec<Tier> {
    fn in_language(cell: String, lang: Lang) -> String {
        let names = cell.split('、').map(|name| Tier::in_language(name.to_owned(), lang));
        names.collect::<Vec<_>>().join(lang.pick("、", ", "))
    }

    fn read(node: &Node) -> Result<Vec<Tier>, Wrong> {
        let named: Vec<(&Node, Option<&str>)> = match &node.content {
            Content::List(items) => items.iter().map(|item| (item, item.text())).collect(),
            Content::Text(text) => {
                let names = text.split([',', '，', '、', ';', '；', '\n']);
                names.map(|name| (node, Some(name.trim()))).collect()
            }
            _ => Vec::new(),
        };
        if named.is_empty() {
            return Err(Wrong::Form);
        }
        let (mut tiers, mut wrong) = (Vec::new(), Vec::new());
        for (part, name) in named {
            let fault = match name.map(|name| (name, word_of::<Tier>(name))) {
                Some((name, Some(tier))) if tiers.contains(&tier) => {
                    Wrong::TierTwice(name.to_owned())
                }
                Some((_, Some(tier))) => {
                    tiers.push(tier);
                    continue;
                }
                Some((name, None)) => Wrong::NoTier(name.to_owned()),
                None => Wrong::Form,
            };
            wrong.push((part.clone(), fault));
        }
        if wrong.is_empty() { Ok(tiers) } else { Err(Wrong::Parts(wrong)) }
    }

    fn write(&self) -> toml_edit::Value {
        let names: toml_edit::Array = self.iter().map(|tier| tier.name()).collect();
        names.into()
    }

    fn how() -> Text {
        Text::new(
            "目标名称的列表，如 [\"unserved\", \"peak\"]",
            "a list of tiers, such as [\"unserved\", \"peak\"]",
        )
    }

    fn schema() -> serde_json::Value {
        let names: Vec<&str> = Tier::ALL.iter().map(|tier| tier.name()).collect();
        json!({"type": "array", "items": {"enum": names}, "minItems": 1, "uniqueItems": true})
    }

    fn reference() -> String {
        format!("list of {}", Tier::ALL.map(|tier| format!("`{}`", tier.name())).join(" "))
    }
}

/// Settings as with `--set`, each `KEY=VALUE`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings(pub Vec<String>);

impl From<Vec<String>> for Settings {
    fn from(settings: Vec<String>) -> Settings {
        Settings(settings)
    }
}

/// The parts of a cell between semicolons. A value may have commas.
fn between_semicolons(node: &Node) -> Result<Vec<String>, Wrong> {
    let text = node.text().ok_or(Wrong::Form)?;
    if text.chars().nth(MOST_LETTERS).is_some() {
        return Err(Wrong::Long);
    }
    let parts = text.split([';', '；']).map(|part| part.trim().to_owned());
    Ok(parts.filter(|part| !part.is_empty()).collect())
}

impl Written for Settings {
    fn read(node: &Node) -> Result<Settings, Wrong> {
        let settings = between_semicolons(node)?;
        let is_one =
            |setting: &String| setting.split_once('=').is_some_and(|(key, _)| !key.is_empty());
        if settings.iter().all(is_one) { Ok(Settings(settings)) } else { Err(Wrong::Form) }
    }

    fn write(&self) -> toml_edit::Value {
        self.0.join("; ").into()
    }

    fn how() -> Text {
        Text::new(
            "项=值，以 ; 分隔，如 station.rate=260; grid_minutes=5",
            "KEY=VALUE separated by `;`, such as station.rate=260; grid_minutes=5",
        )
    }

    fn schema() -> serde_json::Value {
        String::schema()
    }

    fn reference() -> String {
        "`KEY=VALUE; KEY=VALUE`".to_owned()
    }
}

/// Values that aims must stay below.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Below(pub Vec<(Tier, Ratio)>);

impl From<Vec<(Tier, Ratio)>> for Below {
    fn from(below: Vec<(Tier, Ratio)>) -> Below {
        Below(below)
    }
}

impl Written for Below {
    fn read(node: &Node) -> Result<Below, Wrong> {
        let mut below: Vec<(Tier, Ratio)> = Vec::new();
        for part in between_semicolons(node)? {
            let (name, value) = part.split_once(['=', '<']).ok_or(Wrong::Form)?;
            let name = name.trim();
            let tier = word_of::<Tier>(name).ok_or_else(|| Wrong::NoTier(name.to_owned()))?;
            if below.iter().any(|(other, _)| *other == tier) {
                return Err(Wrong::TierTwice(name.to_owned()));
            }
            let value = Ratio::parse(&tolerant::narrow(value)).ok_or(Wrong::Form)?;
            below.push((tier, value));
        }
        Ok(Below(below))
    }

    fn write(&self) -> toml_edit::Value {
        let part = |(tier, value): &(Tier, Ratio)| format!("{}={}", tier.name(), value.exact());
        self.0.iter().map(part).collect::<Vec<_>>().join("; ").into()
    }

    fn how() -> Text {
        Text::new("目标=值，以 ; 分隔，如 blocks=6", "AIM=VALUE separated by `;`, such as blocks=6")
    }

    fn schema() -> serde_json::Value {
        String::schema()
    }

    fn reference() -> String {
        "`AIM=VALUE; AIM=VALUE`, a value whole or as a fraction such as `577/2`".to_owned()
    }
}

impl Written for Share {
    fn read(node: &Node) -> Result<Share, Wrong> {
        node.scalar().and_then(|text| tolerant::share(&text)).ok_or(Wrong::Form)
    }

    fn write(&self) -> toml_edit::Value {
        self.as_f64().into()
    }

    fn how() -> Text {
        Text::new("比例，如 95% 或 0.95", "a share, such as 95% or 0.95")
    }

    fn schema() -> serde_json::Value {
        json!({"type": "string", "pattern": "^[0-9.]+%?$"})
    }

    fn reference() -> String {
        "share".to_owned()
    }
}

/// Time kept free: minutes, or per cent with the sign.
impl Written for Buffer {
    fn read(node: &Node) -> Result<Buffer, Wrong> {
        node.scalar().and_then(|text| tolerant::buffer(&text)).ok_or(Wrong::Form)
    }

    fn write(&self) -> toml_edit::Value {
        match *self {
            Buffer { minutes: 0, per_cent } if per_cent > 0 => format!("{per_cent}%").into(),
            Buffer { minutes, .. } => i64::from(minutes).into(),
        }
    }

    fn how() -> Text {
        Text::new("分钟数或百分比，如 10 或 \"5%\"", "minutes or per cent, such as 10 or \"5%\"")
    }

    fn schema() -> serde_json::Value {
        json!({"type": ["integer", "string"], "pattern": "^[0-9]+%?$"})
    }

    fn reference() -> String {
        format!("buffer, at most {MOST_BUFFER_MINUTES} minutes or {MOST_BUFFER_PER_CENT} %")
    }
}

/// Several names in one cell.
impl Written for Vec<String> {
    const IS_LIST: bool = true;

    fn read(node: &Node) -> Result<Vec<String>, Wrong> {
        node.text().map(tolerant::names).ok_or(Wrong::Form)
    }

    fn write(&self) -> toml_edit::Value {
        self.join(";").into()
    }

    fn how() -> Text {
        Text::new("名称，以 ; 或 、 分隔", "names separated by ; or 、")
    }

    fn schema() -> serde_json::Value {
        String::schema()
    }

    fn reference() -> String {
        "names".to_owned()
    }
}

/// An IANA time zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(pub String);

impl From<&str> for Zone {
    fn from(zone: &str) -> Zone {
        Zone(zone.to_owned())
    }
}

impl Written for Zone {
    fn read(node: &Node) -> Result<Zone, Wrong> {
        let zone = node.text().ok_or(Wrong::Form)?;
        jiff::tz::TimeZone::get(zone).map_err(|_| Wrong::Form)?;
        Ok(Zone(zone.trim().to_owned()))
    }

    fn write(&self) -> toml_edit::Value {
        self.0.as_str().into()
    }

    fn how() -> Text {
        Text::new("时区名，如 \"Asia/Shanghai\"", "a time zone, such as \"Asia/Shanghai\"")
    }

    fn schema() -> serde_json::Value {
        String::schema()
    }

    fn reference() -> String {
        "IANA time zone".to_owned()
    }
}

/// A column that people may have beside the others: whatever stands in it is passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unread<T>(PhantomData<T>);

impl<T: Written> Written for Unread<T> {
    const IS_NUMBER: bool = T::IS_NUMBER;

    fn read(_: &Node) -> Result<Unread<T>, Wrong> {
        Ok(Unread(PhantomData))
    }

    fn write(&self) -> toml_edit::Value {
        "".into()
    }

    fn how() -> Text {
        T::how()
    }

    fn schema() -> serde_json::Value {
        T::schema()
    }

    fn reference() -> String {
        T::reference()
    }
}

/// A figure with a comma at every thousand.
fn figure(number: i64) -> String {
    let digits = number.to_string();
    let groups = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy);
    groups.collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::{Number, figure};
    use crate::base::diagnostic::Location;
    use crate::files::fields::{Written, Wrong};
    use crate::files::tree::{Content, Node};

    #[test]
    fn numbers_that_a_spreadsheet_has_rounded_are_refused() {
        let read = |cell: &str| {
            let content = Content::Text(cell.to_owned());
            Number::read(&Node { content, location: Location::default() })
        };
        for cell in
            ["2.02513E+12", "2.025130000001235e+19", "2E+15", "２.０E+15", "2025130000001234"]
        {
            assert!(matches!(read(cell), Err(Wrong::Rounded)), "{cell}");
        }
        for cell in ["0020250007", "2025E7", "E+1", "2023-E+1", "202513000000123"] {
            assert!(read(cell).is_ok_and(|number| number.0 == cell), "{cell}");
        }
    }

    #[test]
    fn figures_have_a_comma_at_every_thousand() {
        assert_eq!([figure(1), figure(1_440), figure(100_000)], ["1", "1,440", "100,000"]);
    }
}
