//! The settings of a campaign on sheets of its workbook: the keys of `campaign.toml`, read as the
//! same tree, so that everything behind it is the same for both.
//!
//! A section that is a list has a sheet with a column for each key and a row for each entry; all
//! other keys stand on the sheet 设置, a row each: the key, its value, and a hint for the reader.

use super::excerpts::{Lined, TableCells};
use super::faults::Faults;
use super::fields::{Key, Section};
use super::table::{FIRST_ROWS, Records, fill_merged, is_beside, is_example, leave_out_titles};
use super::table_file::find_sheet;
use super::tolerant::fold;
use super::tree::{Content, Entry, Node};
use super::workbook::{Sheet, Workbook};
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::Text;
use std::path::Path;
use std::rc::Rc;

/// Headings of the sheet 设置.
const HEADINGS: [&str; 2] = ["设置项", "setting"];
/// The sections of the sheet 设置.
pub const ON_ONE_SHEET: [Section; 3] =
    [Section::CampaignFile, Section::Objective, Section::Simulation];

/// Whether a file is a workbook with settings, so that it is a campaign and not a list.
pub fn is_campaign_workbook(path: &Path) -> bool {
    let names = Section::CampaignFile.sheets();
    Workbook::sheet_names(path)
        .is_ok_and(|own| own.iter().any(|own| names.iter().any(|name| fold(name) == fold(own))))
}

/// Reads the settings as the tree that `campaign.toml` would be.
pub fn tree(workbook: &Workbook, faults: &mut Faults) -> Node {
    let mut root = empty_table(Location::file(&workbook.file));
    match find_sheet(workbook, Section::CampaignFile.sheets(), faults) {
        Some(sheet) => single_settings(workbook, sheet, &mut root, faults),
        None => faults.push(no_settings(workbook)),
    }
    for section in Section::ALL.into_iter().filter(|section| section.is_list()) {
        if let Some(sheet) = find_sheet(workbook, section.sheets(), faults)
            && let Some(key) = section.key()
        {
            let entries = entries(section, workbook.place(sheet), sheet, faults);
            if section.is_required() || !entries.is_empty() {
                let location = workbook.place(sheet);
                root.set(key, Node { content: Content::List(entries), location });
            }
        }
    }
    root
}

fn no_settings(workbook: &Workbook) -> Diagnostic {
    Diagnostic::error(
        Code::NoSheet,
        Text::new("没有工作表“设置”", "there is no sheet “settings”"),
    )
    .at(Location::file(&workbook.file))
    .help(Text::new(
        "这若是学院与班级的名单，请先用 callsheet new --from 由它新建活动",
        "if this is a list of colleges and classes, begin a campaign from it with callsheet new --from",
    ))
}

fn empty_table(location: Location) -> Node {
    Node { content: Content::Table(Vec::new()), location }
}

/// The keys of the sheet 设置.
fn single_settings(workbook: &Workbook, sheet: &Sheet, root: &mut Node, faults: &mut Faults) {
    let place = workbook.place(sheet);
    root.location = place.clone();
    let mut objective = empty_table(place.clone());
    let mut simulation = empty_table(place.clone());
    let mut rows: Vec<Lined> = Records::of_sheet(place.clone(), sheet, faults).records;
    for (_, cells) in &mut rows {
        cells.resize(cells.len().max(2), String::new());
    }
    for (line, cells) in &rows {
        let (name, value) = (&cells[0], &cells[1]);
        let is_heading = HEADINGS.iter().any(|heading| fold(heading) == fold(name));
        let known =
            ON_ONE_SHEET.into_iter().flat_map(Section::keys).find(|key| key.is_called(name));
        if is_heading || value.is_empty() && known.is_some() {
            continue;
        }
        if name.is_empty() || value.is_empty() {
            faults.note(
                Code::RowSkipped,
                place.row(*line),
                "不是“设置项、值”的行未读入",
                "rows that are no setting with a value were not read",
            );
            continue;
        }
        let table = match known.map(|key| key.part) {
            Some(Section::Objective) => &mut objective,
            Some(Section::Simulation) => &mut simulation,
            _ => &mut *root,
        };
        let key = known.map_or(name.as_str(), |key| key.name);
        if table.get(key).is_some() {
            faults.report(
                Code::Duplicate,
                &place.cell(*line, 1),
                format!("设置项“{name}”重复"),
                format!("setting “{name}” is there twice"),
            );
            continue;
        }
        add(table, key, value, (place.cell(*line, 1), place.cell(*line, 2)));
    }
    faults.excerpts.add_table(TableCells {
        place,
        header_line: 0,
        header: Vec::new(),
        known: vec![true; 2],
        rows: Rc::new(rows),
    });
    root.set("objective", objective);
    if !simulation.entries().is_empty() {
        root.set("simulation", simulation);
    }
}

fn add(table: &mut Node, key: &str, value: &str, (key_at, value_at): (Location, Location)) {
    if let Content::Table(entries) = &mut table.content {
        let node = Node { content: Content::Text(value.to_owned()), location: value_at };
        entries.push(Entry { key: key.to_owned(), location: key_at, node });
    }
}

/// The place of the header among the records of a section that is a list: the first row that names
/// two keys of it.
pub fn header_of_list(section: Section, records: &[Lined]) -> usize {
    let is_key = |cell: &&String| section.keys().any(|key| key.is_called(cell));
    let is_header = |(_, cells): &Lined| cells.iter().filter(is_key).count() > 1;
    records.iter().take(FIRST_ROWS).position(is_header).unwrap_or(0)
}

/// The entries of a section that is a list.
fn entries(section: Section, place: Location, sheet: &Sheet, faults: &mut Faults) -> Vec<Node> {
    let Records { mut records, merges, .. } = Records::of_sheet(place.clone(), sheet, faults);
    let key_of = |cell: &String| section.keys().find(|key| key.is_called(cell));
    let above = header_of_list(section, &records);
    leave_out_titles(&mut records, above, &place, faults);
    if records.is_empty() {
        return Vec::new();
    }
    let (header_line, header) = records.remove(0);
    let keys: Vec<Option<&Key>> = header.iter().map(key_of).collect();
    records
        .retain(|(line, cells)| !is_example(cells) && !is_beside(&place.row(*line), cells, faults));
    let width = header.len();
    for (_, cells) in &mut records {
        cells.resize(cells.len().max(width), String::new());
    }
    fill_merged(&mut records, &merges, |at| {
        keys.get(at).copied().flatten().is_some_and(|key| !key.is_number)
    });
    let mut told = vec![false; width];
    let mut entries = Vec::new();
    for (line, cells) in &records {
        let mut entry = empty_table(place.row(*line));
        for (at, value) in cells.iter().enumerate().filter(|(_, value)| !value.is_empty()) {
            let value_at = place.cell(*line, at + 1);
            match keys.get(at).copied().flatten() {
                Some(key) => add(&mut entry, key.name, value, (value_at.clone(), value_at)),
                // An unknown column is one fault, at its heading.
                None if told.get(at) == Some(&false) => {
                    told[at] = true;
                    add(
                        &mut entry,
                        &header[at],
                        value,
                        (place.cell(header_line, at + 1), value_at),
                    );
                }
                None => {}
            }
        }
        entries.push(entry);
    }
    let known = keys.iter().map(Option::is_some).collect();
    faults.excerpts.add_table(TableCells {
        place,
        header_line,
        header,
        known,
        rows: Rc::new(records),
    });
    entries
}
