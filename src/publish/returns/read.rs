//! What form a workbook is, by its hidden sheet, and where the visible one keeps what.

use super::error;
use super::layout::{ABOUT, Form, FormColumn, FormLabel, SHEET};
use super::typed::shown;
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::Lang;
use crate::campaign::{Campaign, GroupId};
use crate::files::workbook::{Sheet, Workbook};
use crate::files::{fold, parse_date};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What the hidden sheet says.
pub struct About {
    /// The college.
    pub group: GroupId,
    /// The mark of the proposal.
    pub proposal: String,
    /// The last day on which the form may come back.
    pub deadline: Date,
    /// The language that comes first.
    pub lang: Lang,
}

/// Whose form a workbook is.
///
/// # Errors
/// When it is none of this campaign.
pub fn about(
    workbook: &Workbook,
    campaign: &Campaign,
    first_day: &str,
) -> Result<About, Diagnostic> {
    let not_a_form = || {
        let place = Location::file(&workbook.file);
        error(
            Code::NotAForm,
            place,
            "不是回执：没有 callsheet 的标记",
            "it is no form: the mark of callsheet is not there",
        )
    };
    let sheet = workbook.sheets.iter().find(|sheet| sheet.name == ABOUT).ok_or_else(not_a_form)?;
    let said = |key: &str| {
        let row = sheet.rows.keys().find(|row| sheet.cell(**row, 1) == key).copied()?;
        Some(sheet.cell(row, 2)).filter(|value| !value.is_empty())
    };
    let (Some(named), Some(college), Some(proposal)) =
        (said("campaign"), said("college"), said("proposal"))
    else {
        return Err(not_a_form());
    };
    let deadline = said("deadline").and_then(parse_date).ok_or_else(not_a_form)?;
    let lang = said("language").and_then(Lang::parse).ok_or_else(not_a_form)?;
    let (title, day) = (campaign.title().get(Lang::Zh), said("first_day").unwrap_or_default());
    if fold(named) != fold(title) || day != first_day {
        let ([zh, en], [day_zh, day_en]) = (shown(named), shown(day));
        return Err(error(
            Code::ForeignForm,
            Location::file(&workbook.file),
            format!("是另一个活动的回执：{zh}（{day_zh} 起）"),
            format!("it is a form of another campaign: {en} (from {day_en})"),
        ));
    }
    let group =
        campaign.group_ids().find(|id| campaign.group(*id).id() == college).ok_or_else(|| {
            let [zh, en] = shown(college);
            error(
                Code::WrongCollege,
                Location::file(&workbook.file),
                format!("本活动没有学院“{zh}”"),
                format!("the campaign has no college “{en}”"),
            )
        })?;
    Ok(About { group, proposal: proposal.to_owned(), deadline, lang })
}

/// The visible sheet, with its parts found by what is written beside them: a college may have added
/// rows.
pub struct FormSheet<'a> {
    /// Its place.
    pub place: Location,
    /// Its cells.
    pub sheet: &'a Sheet,
    /// Other sheets that are the form too.
    pub copies: Vec<Location>,
    /// All further sheets, which are none of the form's.
    others: Vec<(Location, &'a Sheet)>,
    /// The row of the table's header.
    pub header: usize,
    columns: BTreeMap<usize, FormColumn>,
    labels: Vec<(FormLabel, usize, usize)>,
    /// Cells that are accounted for.
    known: BTreeSet<(usize, usize)>,
}

impl<'a> FormSheet<'a> {
    /// Finds the form in a workbook.
    ///
    /// # Errors
    /// When its table is not there.
    pub fn find(workbook: &'a Workbook, form: &Form<'_>) -> Result<FormSheet<'a>, Diagnostic> {
        let mut sheets: Vec<&Sheet> =
            workbook.sheets.iter().filter(|sheet| sheet.name != ABOUT).collect();
        // The sheet may have been renamed; that of the right name comes first.
        sheets.sort_by_key(|sheet| sheet.name != SHEET);
        let found =
            sheets.iter().enumerate().find_map(|(at, sheet)| Some((at, table(sheet, form)?)));
        let Some((at, (header, columns))) = found else {
            return Err(error(
                Code::NotAForm,
                Location::file(&workbook.file),
                "回执中的班级表不见了，或缺了列",
                "the table of classes is gone from the form, or lacks columns",
            ));
        };
        let sheet = sheets.remove(at);
        let (copies, others): (Vec<&Sheet>, Vec<&Sheet>) =
            sheets.into_iter().partition(|other| table(other, form).is_some());
        Ok(FormSheet {
            place: workbook.place(sheet),
            sheet,
            copies: copies.into_iter().map(|copy| workbook.place(copy)).collect(),
            others: others.into_iter().map(|other| (workbook.place(other), other)).collect(),
            header,
            labels: labels(sheet, form.lang),
            known: columns.keys().map(|column| (header, *column)).collect(),
            columns,
        })
    }

    /// Where a column of the table is; all are there.
    pub fn column(&self, wanted: FormColumn) -> usize {
        self.columns
            .iter()
            .find(|(_, column)| **column == wanted)
            .map_or(wanted as usize, |(place, _)| *place)
    }

    /// The cell of a column in a row of the table, now accounted for.
    pub fn take(&mut self, row: usize, column: FormColumn) -> (String, Location) {
        let at = self.column(column);
        self.known.insert((row, at));
        (self.sheet.cell(row, at).trim().to_owned(), self.place.cell(row, at))
    }

    /// Everything in a row of the table that is none of the form's, now accounted for.
    pub fn take_row(&mut self, row: usize) -> String {
        let cells = self.sheet.rows.get(&row).into_iter().flatten();
        let cells: Vec<(usize, &str)> =
            cells.map(|(column, cell)| (*column, cell.trim())).collect();
        self.known.extend(cells.iter().map(|(column, _)| (row, *column)));
        cells
            .into_iter()
            .map(|(_, cell)| cell)
            .filter(|cell| !cell.is_empty())
            .collect::<Vec<_>>()
            .join(" | ")
    }

    /// What stands beside each label of a kind, now accounted for.
    pub fn beside(&mut self, wanted: FormLabel) -> Vec<(String, Location)> {
        let found: Vec<(usize, usize)> = self
            .labels
            .iter()
            .filter(|(label, ..)| *label == wanted)
            .map(|(_, row, column)| (*row, *column))
            .collect();
        let mut values = Vec::new();
        for (row, column) in found {
            self.known.extend([(row, column), (row, column + 1)]);
            values.push((
                self.sheet.cell(row, column + 1).trim().to_owned(),
                self.place.cell(row, column + 1),
            ));
        }
        values
    }

    /// The row of the remarks, which ends the table.
    pub fn remarks_row(&self) -> Option<usize> {
        let remarks = self
            .labels
            .iter()
            .filter(|(label, row, _)| *label == FormLabel::Remarks && *row > self.header);
        remarks.map(|(_, row, _)| *row).min()
    }

    /// Accounts for cells that say what the form said when it went out.
    pub fn know_texts(&mut self, texts: &[String]) {
        let texts: BTreeSet<String> = texts.iter().map(|text| fold(text)).collect();
        for (row, cells) in &self.sheet.rows {
            for (column, cell) in cells {
                if texts.contains(&fold(cell)) {
                    self.known.insert((*row, *column));
                }
            }
        }
    }

    /// Cells of the file that nobody accounted for; copies of the form are left out.
    pub fn rest(&self) -> Vec<(String, Location)> {
        let mut rest = Vec::new();
        let own = (&self.place, self.sheet, &self.known);
        let nothing = BTreeSet::new();
        let others = self.others.iter().map(|(place, sheet)| (place, *sheet, &nothing));
        for (place, sheet, known) in std::iter::once(own).chain(others) {
            for (row, cells) in &sheet.rows {
                let left = cells.iter().filter(|(column, cell)| {
                    !cell.trim().is_empty() && !known.contains(&(*row, **column))
                });
                rest.extend(left.map(|(column, cell)| (cell.clone(), place.cell(*row, *column))));
            }
        }
        rest
    }
}

/// The row that has the header of every column.
fn table(sheet: &Sheet, form: &Form<'_>) -> Option<(usize, BTreeMap<usize, FormColumn>)> {
    let (kind, lang) = (form.campaign.kind(), form.lang);
    let headers = FormColumn::ALL.map(|column| (column, fold(&column.header(kind, lang))));
    sheet.rows.iter().find_map(|(row, cells)| {
        let found: BTreeMap<usize, FormColumn> = cells
            .iter()
            .filter_map(|(place, cell)| {
                let cell = fold(cell);
                headers
                    .iter()
                    .find(|(_, header)| *header == cell)
                    .map(|(column, _)| (*place, *column))
            })
            .collect();
        let all = FormColumn::ALL.iter().all(|column| found.values().any(|there| there == column));
        all.then_some((*row, found))
    })
}

fn labels(sheet: &Sheet, lang: Lang) -> Vec<(FormLabel, usize, usize)> {
    let texts = FormLabel::ALL.map(|label| (label, fold(&label.text(lang))));
    let mut found = Vec::new();
    for (row, cells) in &sheet.rows {
        for (column, cell) in cells {
            let cell = fold(cell);
            if let Some((label, _)) = texts.iter().find(|(_, text)| *text == cell) {
                found.push((*label, *row, *column));
            }
        }
    }
    found
}
