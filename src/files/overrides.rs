//! `--set KEY=VALUE`: changes a field of `campaign.toml` for one run, before it is checked like the
//! file.

use super::fields::{Key, Section, StationSection};
use super::tolerant::fold;
use super::tree::{Content, Node, parse_value};
use crate::base::diagnostic::{Code, Diagnostic, Location, nearest};
use crate::base::text::Text;

/// Applies the overrides in order.
pub fn apply(campaign: &mut Node, overrides: &[String]) -> Vec<Diagnostic> {
    overrides.iter().filter_map(|setting| apply_one(campaign, setting).err()).collect()
}

fn apply_one(campaign: &mut Node, setting: &str) -> Result<(), Diagnostic> {
    let location = Location::file(format!("--set {setting}"));
    let (path, value) = setting
        .split_once('=')
        .filter(|(path, value)| !path.trim().is_empty() && !value.trim().is_empty())
        .ok_or_else(|| {
            let text = Text::new("缺少“项”或“值”", "key or value is missing");
            Diagnostic::error(Code::BadOverride, text).at(location.clone()).help(how_to_write())
        })?;
    set(campaign, path, parse_value(&location, value.trim()), Code::BadOverride)
}

fn how_to_write() -> Text {
    Text::new(
        "写作 项=值，如 grid_minutes=5、station.体育馆.rate=260、block.2.end=18:00",
        "write KEY=VALUE, such as grid_minutes=5, station.NAME.rate=260 or block.2.end=18:00",
    )
}

/// Sets the field at a path such as `station.体育馆.rate`; `code` is the fault where there is none.
pub fn set(campaign: &mut Node, path: &str, node: Node, code: Code) -> Result<(), Diagnostic> {
    let location = node.location.clone();
    let fault = |zh: String, en: String| {
        Diagnostic::error(code, Text::new(zh, en)).at(location.clone()).help(how_to_write())
    };
    let parts: Vec<&str> = path.split('.').map(str::trim).collect();
    let section = Section::ALL.into_iter().find(|section| section.key() == parts.first().copied());
    match (section, parts.as_slice()) {
        (None, [key]) => campaign.set(key, node),
        (Some(section), [name, key]) if !section.is_list() => {
            if campaign.get(name).is_none() {
                campaign.set(
                    name,
                    Node { content: Content::Table(Vec::new()), location: location.clone() },
                );
            }
            if let Some(table) = campaign.get_mut(name) {
                table.set(key, node);
            }
        }
        (Some(section), [name, rest @ ..])
            if section.is_list() && (1..=2).contains(&rest.len()) =>
        {
            let Some(Node { content: Content::List(entries), .. }) = campaign.get_mut(name) else {
                return Err(fault(format!("没有 [[{name}]]"), format!("there is no [[{name}]]")));
            };
            let (which, key) = match rest {
                [key] if entries.len() == 1 => (0, *key),
                [entry, key] => (
                    find(entries, entry).map_err(|known| missing(&fault, name, entry, &known))?,
                    *key,
                ),
                _ => {
                    return Err(fault(
                        format!("有多个 [[{name}]]，请写明是哪一个"),
                        format!("there are several [[{name}]]: say which"),
                    ));
                }
            };
            entries[which].set(key, node);
        }
        _ => {
            return Err(fault(
                format!("没有“{path}”这样的项"),
                format!("there is no key like “{path}”"),
            ));
        }
    }
    Ok(())
}

/// An entry of a list by its name, its id or its number from 1; else all names.
pub fn find(entries: &[Node], wanted: &str) -> Result<usize, Vec<String>> {
    let said = |key: &Key| {
        let of = |entry| key.of(entry).and_then(Node::text).unwrap_or_default().to_owned();
        entries.iter().map(of).collect::<Vec<String>>()
    };
    let (names, ids) = (said(StationSection::name), said(StationSection::id));
    let is_wanted = |name: &String| fold(name) == fold(wanted);
    let by_name = names.iter().position(is_wanted).or_else(|| ids.iter().position(is_wanted));
    let by_number =
        || wanted.parse::<usize>().ok().filter(|n| (1..=entries.len()).contains(n)).map(|n| n - 1);
    by_name.or_else(by_number).ok_or(names)
}

fn missing(
    fault: &dyn Fn(String, String) -> Diagnostic,
    section: &str,
    wanted: &str,
    known: &[String],
) -> Diagnostic {
    let diagnostic = fault(
        format!("[[{section}]] 中没有“{wanted}”"),
        format!("[[{section}]] has no entry “{wanted}”"),
    );
    match nearest(wanted, known.iter().map(String::as_str)) {
        Some(near) => diagnostic
            .help(Text::new(format!("是否指“{near}”？"), format!("did you mean “{near}”?"))),
        None => diagnostic,
    }
}
