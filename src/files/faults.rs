//! The collector of faults, and names that can be looked up with a suggestion when they are wrong.

use super::excerpts::Excerpts;
use super::tolerant::{fold, range};
use crate::base::diagnostic::{Code, Diagnostic, Location, nearest};
use crate::base::kind::CampaignKind;
use crate::base::text::{Lang, Text};
use crate::campaign::{Group, Station};
use std::collections::{BTreeMap, HashMap};

/// Faults of one kind in one file that are told one by one; the rest is counted. A hundred lines
/// fill three screens: whoever has more mends a column, not a cell.
const MOST_OF_A_KIND: usize = 100;

/// Places named in a line that says what was left out, guessed or converted; the others are
/// counted. Of three the reader sees whether they lie in one column.
const NAMED_PLACES: usize = 3;

/// The code, and the file or sheet without a line.
type FaultKind = (Code, Location);

fn kind(code: Code, place: Option<&Location>) -> FaultKind {
    let whole = |place: &Location| Location {
        file: place.file.clone(),
        sheet: place.sheet.clone(),
        ..Location::default()
    };
    (code, place.map(whole).unwrap_or_default())
}

/// Collects every fault instead of stopping at the first, and what was left out or guessed.
#[derive(Debug, Default)]
pub struct Faults {
    found: Vec<Diagnostic>,
    /// The number of faults of each kind, told or not.
    kinds: BTreeMap<FaultKind, usize>,
    count: usize,
    notes: Vec<Note>,
    /// What was read, to show the places of faults.
    pub excerpts: Excerpts,
}

/// Something that was left out, guessed or converted, with all its places in a file.
#[derive(Debug)]
struct Note {
    code: Code,
    said: Text,
    count: usize,
    first: Vec<Location>,
}

impl Note {
    /// One line, however many places there are.
    fn diagnostic(self) -> Diagnostic {
        let place = self.first.first().cloned().unwrap_or_default();
        let names: Vec<String> = self.first.iter().filter_map(short).collect();
        let (zh, en) = (names.join("、"), names.join(", "));
        let [zh, en] = match self.count {
            // The place of the finding says where the only one is.
            count if count == 1 || names.is_empty() => [String::new(), String::new()],
            count if count > names.len() => {
                [format!("（{zh} 等，共 {count} 处）"), format!(" ({en} and more, {count} in all)")]
            }
            count => [format!("（{zh}，共 {count} 处）"), format!(" ({en}, {count} in all)")],
        };
        let said = |lang| self.said.get(lang).to_owned();
        let message = Text::new(said(Lang::Zh) + &zh, said(Lang::En) + &en);
        Diagnostic::warning(self.code, message).at(place)
    }
}

/// A place inside of its file: a cell such as `C7`, or a line.
fn short(place: &Location) -> Option<String> {
    place.cell_name().or_else(|| place.line.map(|line| line.to_string()))
}

impl Faults {
    /// Adds a fault.
    pub fn push(&mut self, mut diagnostic: Diagnostic) {
        if !self.counts(diagnostic.code, diagnostic.location.as_ref()) {
            return;
        }
        // Every fault says what to do: in general where nothing more special is known.
        diagnostic.help.get_or_insert_with(|| diagnostic.code.explanation());
        self.found.push(diagnostic);
    }

    /// Adds a fault that is made only if it will be told.
    pub fn push_with(
        &mut self,
        code: Code,
        place: &Location,
        diagnostic: impl FnOnce() -> Diagnostic,
    ) {
        if self.counts(code, Some(place)) {
            let mut diagnostic = diagnostic().at(place.clone());
            diagnostic.help.get_or_insert_with(|| code.explanation());
            self.found.push(diagnostic);
        }
    }

    /// Counts a fault; whether it is to be told.
    fn counts(&mut self, code: Code, place: Option<&Location>) -> bool {
        self.count += 1;
        let of_kind = self.kinds.entry(kind(code, place)).or_default();
        *of_kind += 1;
        *of_kind <= MOST_OF_A_KIND
    }

    /// Says that something was left out, guessed or converted; what is said alike in one file
    /// becomes one line with the first places and their number.
    pub fn note(&mut self, code: Code, place: Location, zh: &str, en: &str) {
        let is_same = |note: &&mut Note| {
            note.code == code
                && note.said.get(Lang::En) == en
                && note
                    .first
                    .first()
                    .is_some_and(|first| (&first.file, &first.sheet) == (&place.file, &place.sheet))
        };
        if let Some(note) = self.notes.iter_mut().find(is_same) {
            note.count += 1;
            if note.first.len() < NAMED_PLACES {
                note.first.push(place);
            }
        } else {
            self.notes.push(Note { code, said: Text::new(zh, en), count: 1, first: vec![place] });
        }
    }

    /// Notes what is said of a value, at its place.
    pub fn remark(&mut self, remark: Option<(Code, Text)>, place: &Location) {
        if let Some((code, said)) = remark {
            self.note(code, place.clone(), said.get(Lang::Zh), said.get(Lang::En));
        }
    }

    /// What was left out, guessed or converted, a line for each kind.
    pub fn into_notes(self) -> Vec<Diagnostic> {
        let mut notes: Vec<Diagnostic> = self.notes.into_iter().map(Note::diagnostic).collect();
        crate::base::diagnostic::sort(&mut notes);
        notes
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

    /// The number of faults found so far, told or not.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether nothing was found so far.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// All faults in reading order, with what stands at their places and with the notes, without
    /// those that only follow from a syntax error: others on its line, and keys from there on that
    /// seem unknown or missing because a header could not be read. Last come the numbers of those
    /// that are not told.
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
        let mut found = std::mem::take(&mut self.found);
        found.extend(std::mem::take(&mut self.notes).into_iter().map(Note::diagnostic));
        crate::base::diagnostic::sort(&mut found);
        let untold = self.kinds.into_iter().filter(|(_, count)| *count > MOST_OF_A_KIND);
        found.extend(untold.map(|((code, place), count)| untold_faults(code, place, count)));
        found
    }
}

/// The letters in which two names differ, as code points, where nobody would see it: outside of
/// Chinese characters and ASCII. Nothing where everybody does.
pub fn letters_apart(one: &str, other: &str) -> String {
    let [one, other]: [Vec<char>; 2] = [one, other].map(|name| name.chars().collect());
    let before = one.iter().zip(&other).take_while(|(one, other)| one == other).count();
    let (one, other) = (&one[before..], &other[before..]);
    let behind = one.iter().rev().zip(other.iter().rev()).take_while(|(one, other)| one == other);
    let behind = behind.count();
    let differing = [&one[..one.len() - behind], &other[..other.len() - behind]];
    let is_plain = |c: &char| c.is_ascii() || ('\u{4E00}'..='\u{9FFF}').contains(c);
    let is_full_width = |c: &char| ('\u{FF01}'..='\u{FF5E}').contains(c);
    if differing.concat().iter().all(|c| is_plain(c) || is_full_width(c)) {
        return String::new();
    }
    let points = |letters: &[char]| {
        let points: Vec<String> =
            letters.iter().map(|c| format!("U+{:04X}", u32::from(*c))).collect();
        if points.is_empty() { "—".to_owned() } else { points.join(" ") }
    };
    format!(" ({} / {})", points(differing[0]), points(differing[1]))
}

/// The diagnostic with the number of faults of a kind that are not told.
fn untold_faults(code: Code, place: Location, count: usize) -> Diagnostic {
    let more = count - MOST_OF_A_KIND;
    let message = Text::new(
        format!("还有 {more} 处同类问题，未逐一列出"),
        format!("{more} more faults of this kind are not listed"),
    );
    let fault = Diagnostic::error(code, message).at(place).help(code.explanation());
    Diagnostic { stands_for: more, ..fault }
}

/// Names of one kind, in the order of their ids.
#[derive(Debug, Default)]
pub struct KnownNames {
    kind_zh: &'static str,
    kind_en: &'static str,
    names: Vec<(String, Location)>,
    by_folded: HashMap<String, usize>,
    /// The names that stand for two entries or more, with these entries: a college with a group at
    /// each of its sites.
    wholes: HashMap<String, Vec<usize>>,
    incomplete: bool,
}

impl KnownNames {
    /// An empty list of names of a kind, such as `学院` and `group`.
    pub fn new(kind_zh: &'static str, kind_en: &'static str) -> KnownNames {
        KnownNames {
            kind_zh,
            kind_en,
            names: Vec::new(),
            by_folded: HashMap::new(),
            wholes: HashMap::new(),
            incomplete: false,
        }
    }

    /// A list of names of the same kind without any, incomplete where this one is.
    pub fn emptied(&self) -> KnownNames {
        KnownNames { incomplete: self.incomplete, ..KnownNames::new(self.kind_zh, self.kind_en) }
    }

    /// The stations of a campaign by name, id and English name: what was published in English has
    /// the last.
    pub fn of_stations(stations: &[Station], kind: CampaignKind) -> KnownNames {
        let mut ignored = Faults::default();
        let mut names = KnownNames::new(kind.zh().station, "station");
        let nowhere = Location::default();
        for own in stations {
            names.add(own.name.get(Lang::Zh), &nowhere, &mut ignored);
            for other in [own.id(), own.name.get(Lang::En)] {
                names.add_id(other, &nowhere, &mut ignored);
            }
        }
        names
    }

    /// An empty list of make-up times.
    pub fn of_make_up(kind: CampaignKind) -> KnownNames {
        KnownNames::new(kind.zh().make_up_time, "make-up time")
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

    /// The name of the whole of which the entry that was added last is a part.
    pub fn add_whole(&mut self, whole: &str, location: &Location, faults: &mut Faults) {
        let last = self.names.len().saturating_sub(1);
        self.is_new(whole, None, location, faults);
        self.wholes.entry(fold(whole)).or_default().push(last);
    }

    /// The parts of a whole; nothing for any other name.
    pub fn parts(&self, whole: &str) -> &[usize] {
        let is_entry = self.position(whole).is_some();
        self.wholes.get(&fold(whole)).filter(|_| !is_entry).map_or(&[], Vec::as_slice)
    }

    /// The place of a name, or those of all parts where it is the name of a whole.
    pub fn find_with_parts(
        &self,
        name: &str,
        location: &Location,
        faults: &mut Faults,
    ) -> Vec<usize> {
        match self.parts(name) {
            [] => self.find(name, location, faults).into_iter().collect(),
            parts => parts.to_vec(),
        }
    }

    /// Says so where another entry than its own has the name.
    fn is_new(&self, name: &str, own: Option<usize>, location: &Location, faults: &mut Faults) {
        let Some(first) = self.position(name).filter(|first| Some(*first) != own) else { return };
        let (zh, en, (known, first)) = (self.kind_zh, self.kind_en, &self.names[first]);
        faults.push_with(Code::Duplicate, location, || {
            let letters = letters_apart(known, name);
            Diagnostic::error(
                Code::Duplicate,
                Text::new(
                    format!("{zh}“{name}”已在 {first} 出现{letters}"),
                    format!("{en} “{name}” is already there at {first}{letters}"),
                ),
            )
            .help(Text::new("改名或删去其中之一", "rename or delete one of the two"))
        });
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
            faults.push_with(Code::UnknownName, location, || self.unknown(name));
        }
        position
    }

    /// The places of a name, or of those that a range such as `软件22-[1-3]班` stands for.
    pub fn find_all(&self, name: &str, location: &Location, faults: &mut Faults) -> Vec<usize> {
        let own = self.position(name).map(|position| vec![position]);
        let in_range = || {
            let names = range(name)?;
            names.iter().map(|name| self.position(name)).collect::<Option<Vec<_>>>()
        };
        own.or_else(in_range)
            .unwrap_or_else(|| self.find(name, location, faults).into_iter().collect())
    }

    /// The entries of `lists[of[…]]` that a name or a range stands for, each as the index of its list
    /// with its place there. Where `of` names two lists or more, a name is one entry: that of the
    /// first list that has it.
    pub fn find_in(
        lists: &[KnownNames],
        of: &[usize],
        name: &str,
        location: &Location,
        faults: &mut Faults,
    ) -> Vec<(usize, usize)> {
        let [first, rest @ ..] = of else { return Vec::new() };
        let in_first = |places: Vec<usize>| places.into_iter().map(|place| (*first, place));
        if rest.is_empty() {
            return in_first(lists[*first].find_all(name, location, faults)).collect();
        }
        let at = |name: &str| {
            let mut of = of.iter();
            of.find_map(|list| Some((*list, lists[*list].position(name)?)))
        };
        let in_range =
            || range(name)?.iter().map(|name| at(name)).collect::<Option<Vec<(usize, usize)>>>();
        let found = at(name).map(|found| vec![found]).or_else(in_range);
        found.unwrap_or_else(|| {
            in_first(lists[*first].find(name, location, faults).into_iter().collect()).collect()
        })
    }

    /// The names by which tables find a group: its own, and for a part that of its whole.
    pub fn add_group(&mut self, group: &Group, place: &Location, faults: &mut Faults) {
        self.add(group.name.get(Lang::Zh), place, faults);
        if let Some(id) = &group.id {
            self.add_id(id, place, faults);
        }
        if let Some(whole) = &group.part_of {
            self.add_whole(whole, place, faults);
        }
        for member in &group.shared_by {
            if group.part_of.is_some() {
                self.add_whole(member, place, faults);
            } else {
                self.add_id(member, place, faults);
            }
        }
    }

    fn unknown(&self, name: &str) -> Diagnostic {
        let parts: Vec<&str> =
            self.parts(name).iter().map(|part| self.names[*part].0.as_str()).collect();
        if !parts.is_empty() {
            let (zh, en) = (parts.join(" 或 "), parts.join(" or "));
            return Diagnostic::error(
                Code::UnknownName,
                Text::new(
                    format!("“{name}”分在几处，须写明是哪一处"),
                    format!("“{name}” has several parts: say which"),
                ),
            )
            .help(Text::new(format!("写作：{zh}"), format!("write {en}")));
        }
        let near = nearest(name, self.names.iter().map(|(known, _)| known.as_str()));
        let (zh, en) = (self.kind_zh, self.kind_en);
        let help = near.map_or_else(
            || Text::new(format!("核对{zh}的名称"), format!("check the name of the {en}")),
            |near| {
                let letters = letters_apart(near, name);
                Text::new(
                    format!("是否指“{near}”{letters}？"),
                    format!("did you mean “{near}”{letters}?"),
                )
            },
        );
        Diagnostic::error(
            Code::UnknownName,
            Text::new(format!("没有名为“{name}”的{zh}"), format!("there is no {en} “{name}”")),
        )
        .help(help)
    }

    /// Names that the other list has too are faults: a reader could not tell which is meant.
    pub fn differ_from(&self, other: &KnownNames, faults: &mut Faults) {
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

#[cfg(test)]
mod tests {
    use super::{Faults, letters_apart};
    use crate::base::diagnostic::{Code, Diagnostic, Location, Severity};
    use crate::base::text::Lang;

    fn shown(found: &[Diagnostic]) -> Vec<String> {
        let shown = |own: &Diagnostic| {
            let place = own.location.as_ref().map(ToString::to_string).unwrap_or_default();
            format!("{} {place}: {}", own.code.id(), own.message.get(Lang::En))
        };
        found.iter().map(shown).collect()
    }

    #[test]
    fn the_rest_of_a_kind_is_counted() {
        let mut faults = Faults::default();
        for line in 1..=1_000 {
            faults.report(Code::BadNumber, &Location::line("a.csv", line), "x", "x");
        }
        faults.report(Code::BadNumber, &Location::line("b.csv", 1), "x", "x");
        assert_eq!(faults.len(), 1_001);
        let found = faults.into_sorted();
        assert_eq!(found.len(), 102);
        assert_eq!(
            shown(&found[101..]),
            ["E114 a.csv: 900 more faults of this kind are not listed"]
        );
        assert_eq!(found.iter().map(|own| own.stands_for).sum::<usize>(), 1_001);
    }

    #[test]
    fn letters_that_nobody_sees_are_shown() {
        assert_eq!(letters_apart("护理学院", "护理学院\u{200B}"), " (— / U+200B)");
        assert_eq!(letters_apart("École", "E\u{301}cole"), " (U+00C9 / U+0045 U+0301)");
        assert_eq!(letters_apart("\u{2F2F}商", "工商"), " (U+2F2F / U+5DE5)");
        for [one, other] in [["甲", "甲"], ["己", "已"], ["A(1)", "Ａ（1）"], ["甲", "甲1班"]]
        {
            assert_eq!(letters_apart(one, other), "", "{one}");
        }
    }

    #[test]
    fn a_note_is_one_line_a_kind() {
        let mut faults = Faults::default();
        for line in [3, 5] {
            faults.note(Code::RowSkipped, Location::line("a.csv", line), "题", "a title");
        }
        for row in 1..=50 {
            let place = Location::sheet("b.xlsx", "甲").cell(row, 3);
            faults.note(Code::RowSkipped, place, "题", "a title");
        }
        assert!(faults.is_empty());
        let notes = faults.into_notes();
        assert!(notes.iter().all(|note| note.severity == Severity::Warning));
        assert_eq!(
            shown(&notes),
            [
                "W336 a.csv:3: a title (3, 5, 2 in all)",
                "W336 [b.xlsx]甲!C1: a title (C1, C2, C3 and more, 50 in all)"
            ]
        );
    }
}
