//! The crew's run sheets: one page for each half-day of each station.

use super::{illustrative_note, spaced};
use crate::base::text::Lang;
use crate::publish::documents::page::{Align, Look, Page, PageCell, column, text};
use crate::publish::report::{ReportData, RunRow, RunSheet, sheets};

/// Rows of a run sheet that are shrunk to one sheet of A4, of whose 297 mm each then has less than
/// 5.
const MOST_ROWS: usize = 60;

/// All run sheets.
pub fn pages(data: &ReportData<'_>, lang: Lang) -> Vec<Page> {
    sheets(data, lang).iter().map(|sheet| page(data, sheet, lang)).collect()
}

fn page(data: &ReportData<'_>, sheet: &RunSheet, lang: Lang) -> Page {
    let unit = data.campaign.kind().count().unit;
    let columns = vec![
        column(lang.pick("集合", "Call"), 20.0, Align::Centre),
        column(lang.pick(data.campaign.kind().zh().service, "Slot"), 30.0, Align::Centre),
        column(lang.pick("班级", "Class"), 76.0, Align::Left),
        column(lang.pick("预计", data.campaign.kind().count().heading), 18.0, Align::Right),
        column(lang.pick("累计", "So far"), 18.0, Align::Right),
        column(lang.pick("完成", "Done"), 18.0, Align::Centre),
    ];
    let tab = lang.pick(format!("现场{} ", sheet.number), format!("Run {} ", sheet.number));
    let day = format!("{}{}{}", sheet.day, lang.pick("", " "), sheet.half);
    let title = lang.pick(format!("现场安排表　{day}"), format!("Run sheet, {day}"));
    let mut page = Page::new(&format!("{tab}{day}"), &title, columns);
    page.line(&format!("{} · {}", data.campaign.title().get(lang), sheet.station));
    for row in &sheet.rows {
        match row {
            RunRow::Group { name, time, contact } => {
                let mut parts = vec![name.clone(), time.clone()];
                let contact = contact.as_ref();
                parts.extend(
                    contact.map(|who| lang.pick(format!("联系：{who}"), format!("contact: {who}"))),
                );
                page.band(Look::Band, &spaced(&parts, lang));
            }
            RunRow::Call { call, time, name, people, so_far } => {
                let cells = vec![
                    text(call),
                    text(time),
                    text(name),
                    PageCell::Whole(*people),
                    PageCell::Whole(*so_far),
                    text("□"),
                ];
                page.push(Look::Plain, cells);
            }
            RunRow::Pause { time, name } => {
                let cells = vec![
                    text(""),
                    text(time),
                    text(name),
                    PageCell::Left,
                    PageCell::Left,
                    PageCell::Left,
                ];
                page.push(Look::Pause, cells);
            }
        }
    }
    let total = lang.pick(
        format!("合计 {} {unit}", sheet.people),
        format!("{} {} in all", sheet.people, data.campaign.kind().count().people),
    );
    let fee = sheet
        .fee
        .as_ref()
        .map(|fee| lang.pick(format!("，应收 {fee}"), format!(", {fee} to take in")));
    page.band(Look::Total, &format!("{total}{}", fee.unwrap_or_default()));
    page.on_one_sheet = page.rows.len() <= MOST_ROWS;
    if !data.plan.slots.is_empty() {
        page.notes.extend(illustrative_note(data, lang));
    }
    page
}
