//! The collector of faults, and names that can be looked up with a suggestion when they are wrong.

use super::excerpts::Excerpts;
use super::tolerant::fold;
use crate::base::diagnostic::{Code, Diagnostic, Location, nearest};
use crate::base::text::Text;
use std::collections::HashMap;

/// Collects every fault instead of stopping at the first.
#[derive(Debug, Default)]
pub struct Faults {
    found: Vec<Diagnostic>,
    /// What was read, to show the places of faults.
    pub excerpts: Excerpts,
}

impl Faults {
    /// Adds a fault.
    pub fn push(&mut self, mut diagnostic: Diagnostic) {
        // Every fault says what to do: in general where nothing more special is known.
        diagnostic.help.get_or_insert_with(|| diagnostic.code.explanation());
        self.found.push(diagnostic);
    }

    /// Adds a fault unless the same one is there: a missing column is one fault, not one for each
    /// row.
    pub fn push_once(&mut self, diagnostic: Diagnostic) {
        if !self
            .found
            .iter()
            .any(|other| (other.code, &other.location) == (diagnostic.code, &diagnostic.location))
        {
            self.push(diagnostic);
        }
    }

    /// Adds a fault with its place.
    pub fn report(
        &mut self,
        code: Code,
        location: &Location,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) {
        self.push(Diagnostic::error(code, Text::new(zh, en)).at(location.clone()));
    }

    /// Adds many.
    pub fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        for diagnostic in diagnostics {
            self.push(diagnostic);
        }
    }

    /// Keeps the value, or collects the fault.
    pub fn keep<T>(&mut self, result: Result<T, Diagnostic>) -> Option<T> {
        result.map_err(|fault| self.push(fault)).ok()
    }

    /// How many were found so far.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether nothing was found so far.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// All faults in reading order, with what stands at their places, without those that only follow from a syntax error: others on
    /// its line, and keys from there on that seem unknown or missing because a header could not be
    /// read.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        let syntax: Vec<Location> = self
            .found
            .iter()
            .filter(|fault| fault.code == Code::Toml)
            .filter_map(|fault| fault.location.clone())
            .collect();
        let first = syntax.iter().filter_map(|place| place.line).min();
        self.found.retain(|fault| {
            let Some(place) = fault.location.as_ref().filter(|_| fault.code != Code::Toml) else {
                return true;
            };
            let is_broken =
                |broken: &Location| broken.file == place.file && broken.line == place.line;
            let same_file = syntax.iter().any(|broken| broken.file == place.file);
            let is_about_keys = matches!(fault.code, Code::UnknownKey | Code::MissingKey);
            let after = place.line.is_none_or(|line| first.is_some_and(|first| line >= first));
            !(syntax.iter().any(is_broken) || same_file && is_about_keys && after)
        });
        for fault in self.found.iter_mut().filter(|fault| fault.excerpt.is_none()) {
            fault.excerpt = fault.location.as_ref().and_then(|place| self.excerpts.at(place));
        }
        crate::base::diagnostic::sort(&mut self.found);
        self.found
    }
}

/// Names of one kind, in the order of their ids.
#[derive(Debug, Default)]
pub struct Names {
    kind_zh: &'static str,
    kind_en: &'static str,
    names: Vec<(String, Location)>,
    by_folded: HashMap<String, usize>,
    incomplete: bool,
}

impl Names {
    /// An empty list of names of a kind, such as `学院` and `group`.
    pub fn new(kind_zh: &'static str, kind_en: &'static str) -> Names {
        Names { kind_zh, kind_en, names: Vec::new(), by_folded: HashMap::new(), incomplete: false }
    }

    /// Adds a name; a name that is there already is a fault that names both places.
    pub fn add(&mut self, name: &str, location: &Location, faults: &mut Faults) {
        self.is_new(name, None, location, faults);
        self.by_folded.entry(fold(name)).or_insert(self.names.len());
        self.names.push((name.to_owned(), location.clone()));
    }

    /// Another name of the entry that was added last: its id.
    pub fn add_id(&mut self, id: &str, location: &Location, faults: &mut Faults) {
        let last = self.names.len().saturating_sub(1);
        self.is_new(id, Some(last), location, faults);
        self.by_folded.entry(fold(id)).or_insert(last);
    }

    /// Says so where another entry than its own has the name.
    fn is_new(&self, name: &str, own: Option<usize>, location: &Location, faults: &mut Faults) {
        let Some(first) = self.position(name).filter(|first| Some(*first) != own) else { return };
        let (zh, en, first) = (self.kind_zh, self.kind_en, &self.names[first].1);
        faults.push(
            Diagnostic::error(
                Code::Duplicate,
                Text::new(
                    format!("{zh}“{name}”已在 {first} 出现"),
                    format!("{en} “{name}” is already there at {first}"),
                ),
            )
            .at(location.clone())
            .help(Text::new("改名或删去其中之一", "rename or delete one of the two")),
        );
    }

    /// Says that some names could not be read: then a name that is not there is no fault of its
    /// own.
    pub fn mark_incomplete(&mut self) {
        self.incomplete = true;
    }

    /// The place of a name, if it is there.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.by_folded.get(&fold(name)).copied()
    }

    /// The place of a name, or a fault with the nearest known one.
    pub fn find(&self, name: &str, location: &Location, faults: &mut Faults) -> Option<usize> {
        let position = self.position(name);
        if position.is_none() && !self.incomplete {
            let near = nearest(name, self.names.iter().map(|(known, _)| known.as_str()));
            let (zh, en) = (self.kind_zh, self.kind_en);
            let help = near.map_or_else(
                || Text::new(format!("核对{zh}的名称"), format!("check the name of the {en}")),
                |near| Text::new(format!("是否指“{near}”？"), format!("did you mean “{near}”?")),
            );
            faults.push(
                Diagnostic::error(
                    Code::UnknownName,
                    Text::new(
                        format!("没有名为“{name}”的{zh}"),
                        format!("there is no {en} “{name}”"),
                    ),
                )
                .at(location.clone())
                .help(help),
            );
        }
        position
    }

    /// Names that the other list has too are faults: a reader could not tell which is meant.
    pub fn differ_from(&self, other: &Names, faults: &mut Faults) {
        for (name, location) in &self.names {
            if let Some((_, first)) =
                other.position(name).and_then(|position| other.names.get(position))
            {
                faults.report(
                    Code::Duplicate,
                    location,
                    format!("{}“{name}”与 {first} 的{}同名", self.kind_zh, other.kind_zh),
                    format!(
                        "{} “{name}” has the name of a {} at {first}",
                        self.kind_en, other.kind_en
                    ),
                );
            }
        }
    }

    /// Where a name was given.
    pub fn location(&self, position: usize) -> Option<&Location> {
        self.names.get(position).map(|(_, location)| location)
    }

    /// Whether there is none.
    pub fn is_none(&self) -> bool {
        self.names.is_empty()
    }

    /// Whether there is exactly one, so that files need not name it.
    pub fn is_single(&self) -> bool {
        self.names.len() == 1
    }
}
