//! One section of `campaign.toml` read as the struct that it is: unknown, missing and malformed
//! keys are collected.

use super::faults::Faults;
use super::fields::{Given, Key, Record, RecordSource, Section, Written, Wrong};
use super::tree::Node;
use crate::base::diagnostic::{Code, Diagnostic, Location, nearest};
use crate::base::text::{Lang, Text};
use crate::campaign::Tier;

/// Reads one section.
pub fn read<S: Record<Part = Section>>(node: &Node, faults: &mut Faults) -> S {
    let section = S::PART;
    let is_section = |key: &str| {
        section == Section::CampaignFile && Section::ALL.iter().any(|s| s.key() == Some(key))
    };
    for entry in node.entries() {
        let is_known = section.keys().any(|key| key.name == entry.key) || is_section(&entry.key);
        if !is_known {
            faults
                .push_with(Code::UnknownKey, &entry.location, || unknown_key(section, &entry.key));
        }
    }
    S::read(&mut SectionKeys { node, faults })
}

/// The keys of a section as its file has them.
struct SectionKeys<'a> {
    node: &'a Node,
    faults: &'a mut Faults,
}

impl RecordSource<Section> for SectionKeys<'_> {
    fn take<T: Written>(&mut self, key: &'static Key) -> Given<T> {
        let Some(written) = key.of(self.node) else {
            if key.required {
                self.faults.push(missing_key(key, &self.location()));
            }
            return Given { value: None, is_written: false, place: self.location() };
        };
        match T::read(written) {
            Ok(value) => {
                let remark = written.scalar().and_then(|text| T::remark(&text));
                self.faults.remark(remark, &written.location);
                Given { value: Some(value), is_written: true, place: written.location.clone() }
            }
            Err(wrong) => {
                report(&wrong, key, written, self.faults);
                Given { value: None, is_written: true, place: self.location() }
            }
        }
    }

    fn location(&self) -> Location {
        self.node.location.clone()
    }
}

/// The fault that a key is missing at a place.
pub fn missing_key(key: &Key, place: &Location) -> Diagnostic {
    let is_sheet = place.sheet.is_some();
    let whose = key.part.key().filter(|_| !is_sheet).map(|name| format!("[{name}] "));
    let whose = whose.unwrap_or_default();
    let how = key.how();
    Diagnostic::error(
        Code::MissingKey,
        Text::new(
            format!("{whose}缺少{}（{}）", chinese(key, place).trim_end(), key.zh),
            format!("{whose}has no {} ({})", key.name, key.en),
        ),
    )
    .at(place.clone())
    .help(Text::new(format!("写法：{}", how.get(Lang::Zh)), format!("write {}", how.get(Lang::En))))
}

fn unknown_key(section: Section, key: &str) -> Diagnostic {
    let sections = Section::ALL.iter().filter_map(|section| section.key());
    let here = section.keys().map(|key| key.name);
    let known: Vec<&str> = if section == Section::CampaignFile {
        here.chain(sections).collect()
    } else {
        here.collect()
    };
    let elsewhere = Section::ALL
        .into_iter()
        .find(|section| section.keys().any(|known| known.name == key))
        .and_then(Section::key);
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
    .help(help)
}

/// What readers of Chinese call a key: in a text its name, on a sheet its heading.
fn chinese(key: &Key, place: &Location) -> String {
    if place.sheet.is_some() {
        format!("“{}”", key.heading())
    } else {
        format!(" {} ", key.name)
    }
}

/// Says what is wrong with the value of a key.
fn report(wrong: &Wrong, key: &Key, written: &Node, faults: &mut Faults) {
    let code = match wrong {
        Wrong::Form | Wrong::NoNumber | Wrong::Word => Code::WrongType,
        Wrong::NotWhole | Wrong::Rounded | Wrong::Outside { .. } => Code::OutOfRange,
        Wrong::Long => {
            let (zh, en) = wrong_length(key.name);
            return faults.report(Code::OutOfRange, &written.location, zh, en);
        }
        Wrong::Day => Code::BadDate,
        Wrong::Time => Code::BadTime,
        Wrong::NoTier(name) => return faults.push(no_tier(name).at(written.location.clone())),
        Wrong::TierTwice(name) => {
            let (zh, en) = (format!("目标 {name} 重复"), format!("tier {name} is listed twice"));
            return faults.report(Code::Duplicate, &written.location, zh, en);
        }
        Wrong::Parts(parts) => {
            return parts.iter().for_each(|(part, wrong)| report(wrong, key, part, faults));
        }
    };
    let how = key.how();
    let shown = written.scalar().unwrap_or_default();
    faults.push(
        Diagnostic::error(
            code,
            Text::new(
                format!(
                    "{}的值“{shown}”不对，应为：{}",
                    chinese(key, &written.location).trim_start(),
                    how.get(Lang::Zh)
                ),
                format!("{} can't be “{shown}”: it wants {}", key.name, how.get(Lang::En)),
            ),
        )
        .at(written.location.clone())
        .help(Text::new(key.zh, key.en)),
    );
}

fn wrong_length(key: &str) -> (String, String) {
    (format!("{key} 的文字超过 1000 字"), format!("{key} has more than 1,000 characters"))
}

fn no_tier(name: &str) -> Diagnostic {
    let known = Tier::ALL.map(Tier::name);
    let help = nearest(name, known).map_or_else(
        || {
            Text::new(
                format!("可用的目标：{}", known.join("、")),
                format!("known tiers: {}", known.join(", ")),
            )
        },
        |near| Text::new(format!("是否指 {near}？"), format!("did you mean {near}?")),
    );
    Diagnostic::error(
        Code::UnknownName,
        Text::new(format!("没有目标“{name}”"), format!("there is no tier “{name}”")),
    )
    .help(help)
}
