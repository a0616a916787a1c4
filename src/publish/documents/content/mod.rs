//! What stands on the pages, one file a kind of page.

pub mod crew;
pub mod letter;
pub mod load;
pub mod messages;
pub mod official;
pub mod posters;
pub mod sign_in;
pub mod summary;
pub mod timetables;

use crate::base::text::Lang;
use crate::publish::report::{ReportData, amount, illustration};
use crate::publish::words::calls;

/// What people are asked to bring: the fee, where there is one.
fn fee_note(data: &ReportData<'_>, lang: Lang) -> Option<String> {
    let each = amount(data.campaign.fee()?, 1, lang);
    let counted = data.campaign.kind().count().noun;
    let zh = format!("每{counted} {each}，现场缴纳。");
    Some(lang.pick(zh, format!("{each} each, paid on the spot.")))
}

/// The note of the minutes before their slot at which people come.
fn lead_note(data: &ReportData<'_>, lang: Lang) -> String {
    let lead = calls::lead(data.campaign);
    let lead = lead.get(lang);
    lang.pick(
        format!("各班{lead}，按学号升序排队。"),
        format!("Classes {lead} and line up by ascending student number."),
    )
}

/// Said wherever classes of an illustrative list are shown.
fn illustrative_note(data: &ReportData<'_>, lang: Lang) -> Option<String> {
    illustration(data.campaign, lang).map(str::to_owned)
}

/// The parts of a line, told apart.
fn spaced(parts: &[String], lang: Lang) -> String {
    parts.join(lang.pick("　", " · "))
}

/// `地点：体育馆`.
fn place_line(data: &ReportData<'_>, lang: Lang) -> Option<String> {
    let place = data.campaign.place()?.get(lang);
    Some(super::safe::plain(&lang.pick(format!("地点：{place}"), format!("Place: {place}"))))
}
