//! One section of `campaign.toml` read by its field table: unknown, missing and malformed keys are
//! collected.

use super::faults::Faults;
use super::fields::{Key, Kind, Section};
use super::tolerant;
use super::tree::{Content, Node};
use crate::base::clock::Minutes;
use crate::base::diagnostic::{Code, Diagnostic, Location, nearest};
use crate::base::text::{Lang, Text};
use crate::campaign::{Buffer, Share, Tier};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A value that has the form its key wants.
#[derive(Debug, Clone)]
enum Value {
    Name(String),
    Whole(i64),
    Flag(bool),
    Language(Lang),
    Day(Date),
    Time(Minutes),
    Rate(Option<i64>),
    Tiers(Vec<Tier>),
    Share(Share),
    Buffer(Buffer),
    Word(&'static str),
}

/// The well-formed values of one section.
#[derive(Debug)]
pub struct Record {
    values: BTreeMap<&'static str, (Value, Location)>,
    /// Where the section stands.
    pub location: Location,
}

macro_rules! getter {
    ($(#[$doc:meta])* $name:ident, $variant:ident, $type:ty) => {
        $(#[$doc])*
        pub fn $name(&self, key: &str) -> Option<$type> {
            match self.values.get(key) {
                Some((Value::$variant(value), _)) => Some(value.clone()),
                _ => None,
            }
        }
    };
}

impl Record {
    getter!(/// A text.
        name, Name, String);
    getter!(/// A whole number, or money in hundredths.
        whole, Whole, i64);
    getter!(/// A switch.
        flag, Flag, bool);
    getter!(/// A language.
        language, Language, Lang);
    getter!(/// A day.
        day, Day, Date);
    getter!(/// A time of day.
        time, Time, Minutes);
    getter!(/// A rate; the inner `None` is "unknown".
        rate, Rate, Option<i64>);
    getter!(/// Objective tiers.
        tiers, Tiers, Vec<Tier>);
    getter!(/// A share.
        share, Share, Share);
    getter!(/// Time kept free.
        buffer, Buffer, Buffer);
    getter!(/// One of the words of the key's kind.
        word, Word, &'static str);

    /// Where a key's value stands, or the section.
    pub fn place(&self, key: &str) -> &Location {
        self.values.get(key).map_or(&self.location, |(_, location)| location)
    }

    /// A name with its translation: `name` and `name_en`.
    pub fn text(&self, key: &str) -> Option<Text> {
        let zh = self.name(key)?;
        let en = self.name(&format!("{key}_en")).unwrap_or_else(|| zh.clone());
        Some(Text::new(zh, en))
    }
}

/// Reads one section.
pub fn read(section: Section, node: &Node, faults: &mut Faults) -> Record {
    let mut values = BTreeMap::new();
    for entry in node.entries() {
        let is_section = section == Section::CampaignFile
            && Section::ALL.iter().any(|s| s.key() == Some(&entry.key));
        if is_section {
            continue;
        }
        let Some(key) = section.keys().find(|key| key.name == entry.key) else {
            faults.push(unknown_key(section, &entry.key, &entry.location));
            continue;
        };
        if let Some(value) = value(key, &entry.node, faults) {
            values.insert(key.name, (value, entry.node.location.clone()));
        }
    }
    for key in section.keys().filter(|key| key.required && node.get(key.name).is_none()) {
        let whose = section.key().map(|name| format!("[{name}] ")).unwrap_or_default();
        let how = key.kind.how();
        faults.push(
            Diagnostic::error(
                Code::MissingKey,
                Text::new(
                    format!("{whose}缺少 {}（{}）", key.name, key.zh),
                    format!("{whose}has no {} ({})", key.name, key.en),
                ),
            )
            .at(node.location.clone())
            .help(Text::new(
                format!("写法：{}", how.get(Lang::Zh)),
                format!("write {}", how.get(Lang::En)),
            )),
        );
    }
    Record { values, location: node.location.clone() }
}

fn unknown_key(section: Section, key: &str, location: &Location) -> Diagnostic {
    let sections = Section::ALL.iter().filter_map(|section| section.key());
    let here = section.keys().map(|key| key.name);
    let known: Vec<&str> = if section == Section::CampaignFile {
        here.chain(sections).collect()
    } else {
        here.collect()
    };
    let elsewhere = super::fields::KEYS
        .iter()
        .find(|known| known.name == key)
        .and_then(|known| known.section.key());
    let help = match (nearest(key, known.iter().copied()), elsewhere) {
        (Some(near), _) => Text::new(format!("是否指 {near}？"), format!("did you mean {near}?")),
        (None, Some(section)) => {
            Text::new(format!("{key} 属于 [{section}]"), format!("{key} belongs under [{section}]"))
        }
        (None, None) => Text::new(
            format!("可用的项：{}", known.join("、")),
            format!("known keys: {}", known.join(", ")),
        ),
    };
    Diagnostic::error(
        Code::UnknownKey,
        Text::new(format!("未知的设置项 {key}"), format!("unknown key {key}")),
    )
    .at(location.clone())
    .help(help)
}

fn value(key: &Key, node: &Node, faults: &mut Faults) -> Option<Value> {
    let found = match (key.kind, &node.content) {
        (Kind::Whole(min, max), Content::Number(_) | Content::Text(_)) => {
            let figure = written(node).and_then(|text| tolerant::whole(&text));
            let number = written(node).and_then(|text| text.parse::<f64>().ok());
            match (figure, number) {
                (Some(figure), _) if (min..=max).contains(&figure) => Some(Value::Whole(figure)),
                (Some(_), _) | (None, Some(_)) => {
                    faults.push(fault(Code::OutOfRange, key, node));
                    return None;
                }
                (None, None) => None,
            }
        }
        (Kind::Tiers, _) => return tiers(key, node, faults).map(Value::Tiers),
        (Kind::Rate, content) => match content {
            Content::Text(text) if tolerant::UNKNOWN.contains(&text.trim()) => {
                Some(Value::Rate(None))
            }
            _ => match written(node).and_then(|text| tolerant::whole(&text)) {
                Some(rate) if (1..=tolerant::MOST_RATE).contains(&rate) => {
                    Some(Value::Rate(Some(rate)))
                }
                Some(_) => {
                    faults.push(fault(Code::OutOfRange, key, node));
                    return None;
                }
                None => None,
            },
        },
        (Kind::Flag, Content::Flag(flag)) => Some(Value::Flag(*flag)),
        (Kind::Zone, Content::Text(zone)) => {
            jiff::tz::TimeZone::get(zone).ok().map(|_| Value::Name(zone.trim().to_owned()))
        }
        (Kind::Name, Content::Text(text))
            if !text.trim().is_empty() && !text.chars().any(char::is_control) =>
        {
            Some(Value::Name(text.trim().to_owned()))
        }
        (Kind::Amount, _) => {
            written(node).and_then(|text| tolerant::amount(&text)).map(Value::Whole)
        }
        (Kind::Language, Content::Text(text)) => Lang::parse(text).map(Value::Language),
        (Kind::Share, _) => written(node).and_then(|text| tolerant::share(&text)).map(Value::Share),
        (Kind::Buffer, _) => {
            written(node).and_then(|text| tolerant::buffer(&text)).map(Value::Buffer)
        }
        (Kind::Word(words), Content::Text(text)) => tolerant::word(text, words).map(Value::Word),
        (Kind::Day, _) => written(node).and_then(|text| tolerant::date(&text)).map(Value::Day),
        (Kind::Time, _) => written(node).and_then(|text| tolerant::time(&text)).map(Value::Time),
        _ => None,
    };
    if found.is_none() {
        let code = match key.kind {
            Kind::Day => Code::BadDate,
            Kind::Time => Code::BadTime,
            _ => Code::WrongType,
        };
        faults.push(fault(code, key, node));
    }
    found
}

fn fault(code: Code, key: &Key, node: &Node) -> Diagnostic {
    let how = key.kind.how();
    let shown = written(node).unwrap_or_default();
    Diagnostic::error(
        code,
        Text::new(
            format!("{} 的值“{shown}”不对，应为：{}", key.name, how.get(Lang::Zh)),
            format!("{} can't be “{shown}”: it wants {}", key.name, how.get(Lang::En)),
        ),
    )
    .at(node.location.clone())
    .help(Text::new(key.zh, key.en))
}

/// A scalar as it is written.
fn written(node: &Node) -> Option<String> {
    match &node.content {
        Content::Text(text) | Content::Number(text) => Some(text.clone()),
        Content::When(when) => Some(when.to_string()),
        Content::Flag(flag) => Some(flag.to_string()),
        Content::List(_) | Content::Table(_) => None,
    }
}

fn tiers(key: &Key, node: &Node, faults: &mut Faults) -> Option<Vec<Tier>> {
    let named: Vec<(String, Location)> = match &node.content {
        Content::List(items) => {
            for item in items.iter().filter(|item| !matches!(item.content, Content::Text(_))) {
                faults.push(fault(Code::WrongType, key, item));
            }
            let names = items.iter().filter(|item| matches!(item.content, Content::Text(_)));
            names.filter_map(|item| Some((written(item)?, item.location.clone()))).collect()
        }
        Content::Text(text) => text
            .split([',', '，', '、'])
            .map(|name| (name.trim().to_owned(), node.location.clone()))
            .collect(),
        _ => Vec::new(),
    };
    if named.is_empty() {
        let already_said = matches!(&node.content, Content::List(items) if !items.is_empty());
        if !already_said {
            faults.push(fault(Code::WrongType, key, node));
        }
        return None;
    }
    let mut tiers = Vec::new();
    for (name, location) in named {
        let known = Tier::ALL.iter().map(|tier| tier.name());
        match Tier::parse(&name) {
            Some(tier) if tiers.contains(&tier) => {
                faults.report(
                    Code::Duplicate,
                    &location,
                    format!("目标 {name} 重复"),
                    format!("tier {name} is listed twice"),
                );
            }
            Some(tier) => tiers.push(tier),
            None => {
                let near = nearest(&name, known.clone());
                let all: Vec<&str> = known.collect();
                let help = near.map_or_else(
                    || {
                        Text::new(
                            format!("可用的目标：{}", all.join("、")),
                            format!("known tiers: {}", all.join(", ")),
                        )
                    },
                    |near| Text::new(format!("是否指 {near}？"), format!("did you mean {near}?")),
                );
                faults.push(
                    Diagnostic::error(
                        Code::UnknownName,
                        Text::new(
                            format!("没有目标“{name}”"),
                            format!("there is no tier “{name}”"),
                        ),
                    )
                    .at(location)
                    .help(help),
                );
            }
        }
    }
    Some(tiers)
}
