//! Variants: a small TOML file with a name and changes to a campaign's files, made before those are
//! checked.
//!
//! ```toml
//! name = "周三延长"
//! [set]                                  # fields of campaign.toml, as with --set
//! "block.12-13下午.end" = "18:30"
//! [[remove.block]]                       # takes away what has all these values
//! name = "12-14下午"
//! [[change.groups]]                      # the row with this name; other columns are replaced
//! group = "外国语学院"
//! only_in = ["12-11上午"]
//! [[add.pins]]                           # a new row
//! group = "数理与大数据学院"
//! date = 2023-12-11
//! ```

use super::encodings::read_text;
use super::excerpts::Excerpts;
use super::faults::Faults;
use super::fields::{
    BlockSection, BreakSection, ClassRow, Column, Given, GroupRow, MinutesRow, Record,
    RecordSource, Section, Table, VariantFile, VariantKey, VariantPart, Written, text,
};
use super::overrides;
use super::table::{NamedCells, Rows};
use super::tolerant::{fold, names};
use super::tree::{self, Content, Entry, Node};
use crate::base::diagnostic::{Code, Diagnostic, Location, nearest};
use crate::base::text::{Lang, Text};
use std::path::Path;

/// Tables that a variant may change.
const TABLES: [Table; 6] = [
    Table::Groups,
    Table::Classes,
    Table::Unavailable,
    Table::Relations,
    Table::Pins,
    Table::Preferences,
];

/// What a variant does with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditVerb {
    /// It is new.
    Add,
    /// Other cells of the row with this name.
    Change,
    /// All with these values.
    Remove,
}

impl EditVerb {
    pub(super) const ALL: [EditVerb; 3] = [EditVerb::Add, EditVerb::Change, EditVerb::Remove];

    /// The key under which its edits stand.
    pub(super) fn key(self) -> &'static VariantKey {
        match self {
            EditVerb::Add => VariantFile::add,
            EditVerb::Change => VariantFile::change,
            EditVerb::Remove => VariantFile::remove,
        }
    }

    /// What it goes with.
    pub(super) fn targets(self) -> impl Iterator<Item = Target> {
        let sections = Section::ALL.into_iter().filter(|section| section.is_list());
        let all = sections.map(Target::Section).chain(TABLES.into_iter().map(Target::Table));
        all.filter(move |target| target.suits(self))
    }
}

/// What an edit is about: a list of `campaign.toml`, or a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A section of `campaign.toml`.
    Section(Section),
    /// A table.
    Table(Table),
}

impl Target {
    /// The name behind the verb, as in `[[add.pins]]`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Target::Section(section) => section.key().unwrap_or_default(),
            Target::Table(table) => table.file().trim_end_matches(".csv"),
        }
    }

    /// Fields of `campaign.toml` are changed under `[set]`. Groups and classes are what a campaign
    /// is for: they are changed, never added or removed, so that plans of all variants speak of the
    /// same people. A station stays for the baseline's sake, even without half-days.
    fn suits(self, verb: EditVerb) -> bool {
        let is_people = matches!(self, Target::Table(Table::Groups | Table::Classes));
        match verb {
            EditVerb::Add => !is_people,
            EditVerb::Change => is_people,
            EditVerb::Remove => !is_people && self != Target::Section(Section::Station),
        }
    }
}

/// A change to an entry. Its node stays a tree: it gives some keys of a section or some columns of
/// a row, and is merged into the campaign's files before these are read as structs. There each
/// value is read and each unknown key told, with the variant's line.
#[derive(Debug, Clone)]
struct Edit {
    verb: EditVerb,
    target: Target,
    node: Node,
}

/// A half-day that a variant takes away.
#[derive(Debug, Clone)]
pub struct Gone {
    name: String,
    /// Where the variant says so.
    place: Location,
}

/// What a variant does, as it can be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VariantChange {
    /// A key of `campaign.toml` has another value.
    Set {
        /// Where it stands: `None` at the top of the file, else the section and, of several, the
        /// entry's name or number.
        within: Option<(Target, String)>,
        /// What the key is called.
        key: Text,
        /// The value.
        value: String,
    },
    /// Something is added, changed, or taken away.
    Edit(EditVerb, Target, Vec<(Text, String)>),
}

/// Named changes to a campaign.
#[derive(Debug, Clone)]
pub struct Variant {
    /// Its name.
    pub name: Text,
    /// What it is about, in a sentence.
    pub note: Option<Text>,
    /// Where the name stands.
    pub place: Location,
    settings: Vec<(String, Node)>,
    edits: Vec<Edit>,
    /// The text of its file, where it has one.
    source: Option<String>,
}

/// Reads a variant's file.
///
/// # Errors
/// Every fault of its form; whether what it changes is there shows when it is applied.
pub fn read_variant(path: &Path) -> Result<Variant, Vec<Diagnostic>> {
    let source = read_text(path).map_err(|fault| vec![fault])?;
    parse_variant(&path.display().to_string(), &source)
}

/// Reads a variant from text; `file` is what diagnostics call it.
///
/// # Errors
/// Every fault of its form.
pub fn parse_variant(file: &str, source: &str) -> Result<Variant, Vec<Diagnostic>> {
    let mut faults = Faults::default();
    let (root, syntax) = tree::parse(file, source);
    faults.excerpts.add_text(file, source);
    faults.extend(syntax);
    let is_known = |entry: &Entry| VariantFile::FIELDS.iter().any(|key| key.name == entry.key);
    for entry in root.entries().iter().filter(|entry| !is_known(entry)) {
        let key = &entry.key;
        let fault = Diagnostic::error(
            Code::VariantForm,
            Text::new(
                format!("备选方案中没有 {key} 这一项"),
                format!("a variant has no key {key}"),
            ),
        );
        let known = VariantFile::FIELDS.iter().map(|key| key.name);
        faults.push(suggest(fault, key, known).at(entry.location.clone()));
    }
    let read = VariantFile::read(&mut VariantKeys { file, root: &root, faults: &mut faults });
    let VariantFile { name, name_en, note, note_en, set, add, change, remove, .. } = read;
    let mut variant = Variant {
        name: text(&name, &name_en).unwrap_or_default(),
        note: text(&note, &note_en),
        place: name.place,
        settings: Vec::new(),
        edits: Vec::new(),
        source: Some(source.to_owned()),
    };
    if let Some(set) = set.value {
        flatten("", &set.0, &mut variant.settings);
    }
    let mut verbs = [
        (EditVerb::Add, add.value.map(|add| add.0)),
        (EditVerb::Change, change.value.map(|change| change.0)),
        (EditVerb::Remove, remove.value.map(|remove| remove.0)),
    ];
    // Changes are made in the order of the file.
    verbs.sort_by_key(|(verb, _)| {
        root.entries().iter().position(|entry| entry.key == verb.key().name)
    });
    for (verb, node) in &verbs {
        let parts = node.as_ref().map_or(&[][..], Node::entries);
        edits(*verb, parts, &mut variant.edits, &mut faults);
    }
    if faults.is_empty() { Ok(variant) } else { Err(faults.into_sorted()) }
}

/// The keys of a variant's file.
struct VariantKeys<'a> {
    file: &'a str,
    root: &'a Node,
    faults: &'a mut Faults,
}

impl RecordSource<VariantPart> for VariantKeys<'_> {
    fn take<T: Written>(&mut self, key: &'static VariantKey) -> Given<T> {
        let (name, place) = (key.name, self.location());
        let Some(entry) = self.root.entry(name) else {
            if key.required {
                let zh = format!("备选方案缺少 {name}（{}）", key.zh);
                let en = format!("the variant has no {name}");
                self.faults.report(Code::MissingKey, &place, zh, en);
            }
            return Given { value: None, is_written: false, place };
        };
        let value = T::read(&entry.node).ok();
        if value.is_none() {
            let how = key.how();
            let zh = format!("{name} 应写作 {}", how.get(Lang::Zh));
            let en = format!("{name} is written as {}", how.get(Lang::En));
            self.faults.report(Code::VariantForm, &entry.location, zh, en);
        }
        Given { value, is_written: true, place: entry.node.location.clone() }
    }

    fn location(&self) -> Location {
        Location::file(self.file)
    }
}

fn suggest<'a>(fault: Diagnostic, wrong: &str, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    match nearest(wrong, known) {
        Some(near) => {
            fault.help(Text::new(format!("是否指“{near}”？"), format!("did you mean “{near}”?")))
        }
        None => fault,
    }
}

/// `[set]` with its tables written out: `station.rate = 250` and `"station.rate" = 250` are the
/// same.
fn flatten(prefix: &str, node: &Node, settings: &mut Vec<(String, Node)>) {
    for entry in node.entries() {
        let path =
            if prefix.is_empty() { entry.key.clone() } else { format!("{prefix}.{}", entry.key) };
        match &entry.node.content {
            Content::Table(_) => flatten(&path, &entry.node, settings),
            _ => settings.push((path, entry.node.clone())),
        }
    }
}

fn setting(path: &str, node: &Node) -> VariantChange {
    let value = scalar(node).unwrap_or_default();
    let (within, key) = path.rsplit_once('.').unwrap_or(("", path));
    let (section, entry) = within.split_once('.').unwrap_or((within, ""));
    let section = Section::ALL.into_iter().find(|own| own.key() == Some(section));
    let target = Target::Section(section.unwrap_or(Section::CampaignFile));
    let within = section.map(|_| (target, entry.to_owned()));
    VariantChange::Set { within, key: label(target, key), value }
}

/// What a key or a column is called: in Chinese its header, or the first words of what it means.
fn label(target: Target, name: &str) -> Text {
    match target {
        Target::Section(section) => {
            let zh = section.keys().find(|key| key.name == name).map_or(name, |key| key.zh);
            let zh = zh.split(['，', '；', '：']).next().unwrap_or(zh);
            // Two keys are called after photographs, whatever the campaign is for.
            let en = match name {
                "cameras" => "people served at once".to_owned(),
                "rate_per_camera" => "rate per place".to_owned(),
                other => other.replace('_', " "),
            };
            Text::new(zh, en)
        }
        Target::Table(table) => {
            let own = table.columns().find(|own| own.name == name || own.aliases.contains(&name));
            let zh = own.and_then(|own| own.aliases.first().copied()).unwrap_or(name);
            Text::new(zh, own.map_or(name, |own| own.name).replace('_', " "))
        }
    }
}

fn edits(verb: EditVerb, parts: &[Entry], edits: &mut Vec<Edit>, faults: &mut Faults) {
    let key = verb.key().name;
    for part in parts {
        let name = format!("{key}.{}", part.key);
        let Some(target) = verb.targets().find(|target| target.name() == part.key) else {
            let known = || verb.targets().map(Target::name);
            let list = known().collect::<Vec<_>>().join(", ");
            let fault = Diagnostic::error(
                Code::VariantForm,
                Text::new(
                    format!("备选方案不能 {name}；{key} 可用于 {list}"),
                    format!("a variant can't {name}; {key} goes with {list}"),
                ),
            );
            faults.push(suggest(fault, &part.key, known()).at(part.location.clone()));
            continue;
        };
        match &part.node.content {
            Content::List(list) if list.iter().all(Node::is_table) => {
                edits.extend(list.iter().map(|node| Edit { verb, target, node: node.clone() }));
            }
            _ => faults.report(
                Code::VariantForm,
                &part.location,
                format!("应写作 [[{name}]]，每项一节"),
                format!("write [[{name}]], once for each"),
            ),
        }
    }
}

impl Variant {
    /// The changes of this variant, then those of another one.
    #[must_use]
    pub fn followed_by(mut self, other: Variant) -> Variant {
        self.settings.extend(other.settings);
        self.edits.extend(other.edits);
        self
    }

    /// The variant that takes half-days away; `place` is what diagnostics call it.
    pub fn without_blocks<'a>(
        name: &str,
        place: Location,
        blocks: impl Iterator<Item = &'a str>,
    ) -> Variant {
        let here = |content: Content| Node { content, location: place.clone() };
        let edits = blocks.map(|block| {
            let name = here(Content::Text(block.to_owned()));
            let key = BlockSection::name.name.to_owned();
            let entry = Entry { key, location: place.clone(), node: name };
            Edit {
                verb: EditVerb::Remove,
                target: Target::Section(Section::Block),
                node: here(Content::Table(vec![entry])),
            }
        });
        Variant {
            name: Text::same(name),
            note: None,
            settings: Vec::new(),
            edits: edits.collect(),
            source: None,
            place,
        }
    }

    /// What it does, in the order in which it is done.
    pub fn told(&self) -> Vec<VariantChange> {
        let settings = self.settings.iter().map(|(path, node)| setting(path, node));
        let edits = self.edits.iter().map(|edit| {
            let cell = |entry: &Entry| {
                let label = label(edit.target, &entry.key);
                (label, scalar(&entry.node).unwrap_or_default())
            };
            VariantChange::Edit(
                edit.verb,
                edit.target,
                edit.node.entries().iter().map(cell).collect(),
            )
        });
        settings.chain(edits).collect()
    }

    /// Lets faults show lines of its file.
    pub(super) fn show_in(&self, excerpts: &mut Excerpts) {
        if let Some(source) = &self.source {
            excerpts.add_text(&self.place.file, source);
        }
    }

    /// Makes the changes to `campaign.toml`; gives the half-days that are gone, which tables may
    /// still name.
    pub(super) fn change_campaign(&self, root: &mut Node, faults: &mut Faults) -> Vec<Gone> {
        let mut gone = Vec::new();
        for (path, node) in &self.settings {
            faults.keep(overrides::set(root, path, node.clone(), Code::NothingToChange));
        }
        for edit in &self.edits {
            let Target::Section(section) = edit.target else { continue };
            if edit.verb == EditVerb::Add {
                add_entry(root, section.key().unwrap_or_default(), &edit.node);
                continue;
            }
            let names = remove_entries(root, section, &edit.node, faults);
            if section == Section::Block {
                gone.extend(
                    names.into_iter().map(|name| Gone { name, place: edit.node.location.clone() }),
                );
            }
        }
        // One that is added anew under its name is not gone.
        let list = Section::Block.of(root).map_or(&[][..], Node::items);
        let name = |entry: &Node| Some(fold(&scalar(BlockSection::name.of(entry)?)?));
        let there: Vec<String> = list.iter().filter_map(name).collect();
        gone.retain(|block| !there.contains(&fold(&block.name)));
        gone
    }

    /// Whether it changes a table, which then is looked at even without a file.
    pub(super) fn changes(&self, table: Table) -> bool {
        self.edits.iter().any(|edit| edit.target == Target::Table(table))
    }

    /// Makes the changes to a table, and takes half-days that are `gone` out of it.
    pub(super) fn change_table(
        &self,
        table: Table,
        gone: &[Gone],
        rows: &mut Rows,
        faults: &mut Faults,
    ) {
        for edit in self.edits.iter().filter(|edit| edit.target == Target::Table(table)) {
            let Some(cells) = cells(table, &edit.node, faults) else { continue };
            let place = &edit.node.location;
            let found = match edit.verb {
                EditVerb::Add => {
                    add_row(table, &cells, rows, place, faults);
                    continue;
                }
                EditVerb::Change => {
                    let is_key = |column: &Column| {
                        [ClassRow::group.name, ClassRow::class.name].contains(&column.name)
                            && column.required
                    };
                    let (key, new): (Vec<_>, Vec<_>) =
                        cells.iter().cloned().partition(|(column, _)| is_key(column));
                    if key.len() < table.columns().filter(|column| is_key(column)).count() {
                        faults.report(
                            Code::VariantForm,
                            place,
                            "没有写明是哪一行",
                            "it does not say which row",
                        );
                        continue;
                    }
                    rows.alter(&key, &new, place)
                }
                EditVerb::Remove => rows.remove(&cells),
            };
            if found == 0 {
                faults.push(nothing_there(table.file(), &cells, rows).at(place.clone()));
            }
        }
        match table {
            Table::Groups => gone.iter().for_each(|block| forget_in_lists(block, rows, faults)),
            Table::Minutes => forget_rows(gone, rows),
            _ => {}
        }
    }
}

/// A half-day that is gone disappears from the lists of groups; a group that has no other can't be
/// planned.
fn forget_in_lists(Gone { name, place }: &Gone, rows: &mut Rows, faults: &mut Faults) {
    for column in [GroupRow::only_in, GroupRow::not_in] {
        let mut emptied = false;
        let without = |cell: &str| {
            let listed = names(cell);
            let left: Vec<&String> =
                listed.iter().filter(|block| fold(block) != fold(name)).collect();
            emptied |=
                column.name == GroupRow::only_in.name && left.is_empty() && !listed.is_empty();
            let left: Vec<&str> = left.into_iter().map(String::as_str).collect();
            (left.len() < listed.len()).then(|| left.join("、"))
        };
        rows.rewrite(column, without, place);
        if emptied {
            faults.report(
                Code::NothingToChange,
                place,
                format!("有学院只能用半天“{name}”，不能删去它"),
                format!("a group may come in block “{name}” only, so it can't be removed"),
            );
        }
    }
}

/// Rows about half-days that are gone go with them.
fn forget_rows(gone: &[Gone], rows: &mut Rows) {
    for Gone { name, .. } in gone {
        rows.remove(&[(MinutesRow::block, name.clone())]);
    }
}

fn add_entry(root: &mut Node, key: &str, node: &Node) {
    match root.get_mut(key) {
        Some(Node { content: Content::List(list), .. }) => list.push(node.clone()),
        _ => root.set(
            key,
            Node { content: Content::List(vec![node.clone()]), location: node.location.clone() },
        ),
    }
}

/// Takes away the entries that have all the values of `wanted`; gives their names.
fn remove_entries(
    root: &mut Node,
    section: Section,
    wanted: &Node,
    faults: &mut Faults,
) -> Vec<String> {
    let key = section.key().unwrap_or_default();
    let matches = |entry: &Node| {
        let same = |want: &Entry| {
            let cell = entry.get(&want.key).and_then(scalar).unwrap_or_default();
            scalar(&want.node).is_some_and(|wanted| fold(&wanted) == fold(&cell))
        };
        !wanted.entries().is_empty() && wanted.entries().iter().all(same)
    };
    let mut gone: Vec<String> = Vec::new();
    let mut known: Vec<String> = Vec::new();
    if let Some(Node { content: Content::List(list), .. }) = root.get_mut(key) {
        let name = |entry: &Node| {
            let own = BlockSection::name.of(entry).or_else(|| BreakSection::block.of(entry));
            own.and_then(scalar).unwrap_or_default()
        };
        known = list.iter().map(name).collect();
        gone = list.iter().filter(|entry| matches(entry)).map(name).collect();
        list.retain(|entry| !matches(entry));
    }
    if gone.is_empty() {
        let said: Vec<String> =
            wanted.entries().iter().filter_map(|entry| scalar(&entry.node)).collect();
        let said = said.join(" ");
        let fault = Diagnostic::error(
            Code::NothingToChange,
            Text::new(
                format!("[[{key}]] 中没有“{said}”"),
                format!("[[{key}]] has no entry “{said}”"),
            ),
        );
        faults.push(
            suggest(fault, &said, known.iter().map(String::as_str)).at(wanted.location.clone()),
        );
    }
    if section == Section::Block {
        // What lies in a half-day goes with it.
        for inner in [Section::MakeUp, Section::Break].into_iter().filter_map(Section::key) {
            if let Some(Node { content: Content::List(list), .. }) = root.get_mut(inner) {
                let lies_in = |entry: &Node| {
                    BreakSection::block.of(entry).and_then(scalar).unwrap_or_default()
                };
                list.retain(|entry| !gone.iter().any(|block| fold(block) == fold(&lies_in(entry))));
            }
        }
    }
    gone
}

fn add_row(
    table: Table,
    cells: &NamedCells,
    rows: &mut Rows,
    place: &Location,
    faults: &mut Faults,
) {
    for column in table.columns().filter(|column| column.required) {
        if !cells.iter().any(|(given, _)| given.name == column.name) {
            faults.report(
                Code::MissingKey,
                place,
                format!("新增的一行缺少 {}（{}）", column.name, column.zh),
                format!("the new row has no {} ({})", column.name, column.en),
            );
        }
    }
    rows.add(cells, place);
}

fn nothing_there(file: &str, cells: &NamedCells, rows: &Rows) -> Diagnostic {
    let said = cells.iter().map(|(_, cell)| cell.as_str()).collect::<Vec<_>>().join(" ");
    let fault = Diagnostic::error(
        Code::NothingToChange,
        Text::new(
            format!("{file} 中没有“{said}”这样的行"),
            format!("{file} has no row with “{said}”"),
        ),
    );
    // All tables that a variant may change call it so.
    let group = GroupRow::group;
    let named = cells.iter().find(|(column, _)| column.name == group.name);
    let named = named.map(|(_, cell)| cell.as_str());
    suggest(fault, named.unwrap_or_default(), rows.column(group).into_iter())
}

/// The cells that an edit gives, by column; `None` when one is no column of the table.
fn cells(table: Table, node: &Node, faults: &mut Faults) -> Option<Vec<(&'static Column, String)>> {
    let before = faults.len();
    let mut cells = Vec::new();
    for entry in node.entries() {
        let known = |column: &&Column| {
            std::iter::once(&column.name).chain(column.aliases).any(|name| *name == entry.key)
        };
        match (table.columns().find(known), scalar(&entry.node)) {
            (Some(column), Some(cell)) => cells.push((column, cell)),
            (Some(column), None) => {
                let how = column.how();
                faults.report(
                    Code::WrongType,
                    &entry.node.location,
                    format!("{} 应为：{}", entry.key, how.get(Lang::Zh)),
                    format!("{} wants {}", entry.key, how.get(Lang::En)),
                );
            }
            (None, _) => {
                let (key, file) = (&entry.key, table.file());
                let fault = Diagnostic::error(
                    Code::UnknownColumn,
                    Text::new(
                        format!("{file} 没有“{key}”列"),
                        format!("{file} has no column “{key}”"),
                    ),
                );
                let columns = table.columns().map(|column| column.name);
                faults.push(suggest(fault, key, columns).at(entry.location.clone()));
            }
        }
    }
    (faults.len() == before).then_some(cells)
}

/// A value as a cell would have it; lists of names are joined.
fn scalar(node: &Node) -> Option<String> {
    match &node.content {
        Content::List(items) => {
            items.iter().map(scalar).collect::<Option<Vec<_>>>().map(|names| names.join("、"))
        }
        _ => node.scalar(),
    }
}
