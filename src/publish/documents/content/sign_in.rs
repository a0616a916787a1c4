//! Sign-in sheets: every class in ascending student number, with the estimated minute and boxes to
//! tick.

use super::{illustrative_note, spaced};
use crate::base::clock::{Interval, Minutes, clock, day_label};
use crate::base::kind::Purpose;
use crate::base::text::Lang;
use crate::campaign::plan::{Slot, Window};
use crate::campaign::{GroupId, Student, StudentStatus};
use crate::plans::roster::{by_class, minute_of};
use crate::publish::documents::page::{
    Align, Look, Page, PageCell, ROW_HEIGHT, column, empty, text,
};
use crate::publish::report::{ReportData, part_label};
use std::collections::BTreeMap;

/// Students by class.
type Listed<'a> = BTreeMap<(GroupId, usize), Vec<&'a Student>>;

/// The height that the rows of a class share, in millimetres.
const ROOM: f64 = 212.0;

/// A class, or a group without classes, that signs in together.
pub struct Sitting<'a> {
    /// The group's window.
    pub window: &'a Window,
    /// The class; `None` where the group has no classes.
    pub class: Option<usize>,
    /// When it is photographed, where that is known.
    pub slot: Option<&'a Slot>,
    /// Line by line.
    pub lines: Vec<SignInLine<'a>>,
    /// People on its list who don't come to it: elsewhere, and in the make-up time.
    pub absent: (usize, usize),
}

/// The line of one person.
pub struct SignInLine<'a> {
    /// The student number; `None` without a list of students.
    pub number: Option<&'a str>,
    /// The estimated minute of the photo; `None` without a slot.
    pub minute: Option<Minutes>,
    /// Whether the code is downloaded, where the list says so.
    pub code: Option<bool>,
}

/// Everybody who signs in, group by group.
pub fn all_sittings<'a>(data: &ReportData<'a>) -> Vec<(GroupId, Vec<Sitting<'a>>)> {
    let listed = by_class(data.campaign);
    data.campaign.group_ids().map(|group| (group, sittings(data, &listed, group))).collect()
}

/// Everybody who signs in with a group, window by window.
fn sittings<'a>(data: &ReportData<'a>, listed: &Listed<'a>, group: GroupId) -> Vec<Sitting<'a>> {
    let own = data.campaign.group(group);
    let mut all = Vec::new();
    for window in data.plan.windows_of(group) {
        let slots = data.plan.slots_in(window);
        for slot in &slots {
            all.push(sitting(data, listed, window, Some(slot.class), Some(*slot)));
        }
        if slots.is_empty() && own.classes.is_empty() {
            all.push(sitting(data, listed, window, None, None));
        } else if slots.is_empty() {
            let classes = (0..own.classes.len())
                .filter(|class| window.run.is_none_or(|run| run.contains(*class)));
            all.extend(classes.map(|class| sitting(data, listed, window, Some(class), None)));
        }
    }
    all
}

fn sitting<'a>(
    data: &ReportData<'a>,
    listed: &Listed<'a>,
    window: &'a Window,
    class: Option<usize>,
    slot: Option<&'a Slot>,
) -> Sitting<'a> {
    let campaign = data.campaign;
    let group = campaign.group(window.group);
    let listed =
        class.and_then(|class| listed.get(&(window.group, class))).map_or(&[][..], Vec::as_slice);
    let absent = |status| listed.iter().filter(|student| student.status == status).count();
    let absent = (absent(StudentStatus::OffSite), absent(StudentStatus::MakeUp));
    let here: Vec<_> =
        listed.iter().copied().filter(|student| student.status == StudentStatus::Here).collect();
    let minute = |place: usize, count: usize| {
        // A group that comes as a whole is spread over its window as a class is over its slot,
        // breaks apart.
        let parts = match (slot, class) {
            (Some(slot), _) => vec![slot.interval],
            (None, None) => working_parts(data, window),
            (None, Some(_)) => return None,
        };
        minute_of(&parts, place, count)
    };
    let lines = if here.is_empty() && absent == (0, 0) {
        let invited =
            class.map_or(group.headcount - group.off_site, |class| group.classes[class].invited());
        let count = usize::try_from(invited).unwrap_or(0);
        (0..count)
            .map(|place| SignInLine { number: None, minute: minute(place, count), code: None })
            .collect()
    } else {
        // Whoever has no number yet stands behind those who have.
        let people = class.map_or(group.headcount, |class| group.classes[class].headcount);
        let without = usize::try_from(people).unwrap_or(0).saturating_sub(listed.len());
        let count = here.len() + without;
        let line = |(place, student): (usize, Option<&&'a Student>)| SignInLine {
            number: student.map(|student| student.number.as_str()),
            minute: minute(place, count),
            code: student.and_then(|student| student.has_code),
        };
        let all = here.iter().map(Some).chain(std::iter::repeat_n(None, without));
        all.enumerate().map(line).collect()
    };
    Sitting { window, class, slot, lines, absent }
}

fn working_parts(data: &ReportData<'_>, window: &Window) -> Vec<Interval> {
    match data.campaign.block_at(window.station, window.date, window.interval) {
        Some(block) => data.campaign.block(block).working_parts(window.interval),
        None => vec![window.interval],
    }
}

/// One page for every college; each class begins on a new sheet of paper.
pub fn pages(data: &ReportData<'_>, lang: Lang) -> Vec<Page> {
    let listed = all_sittings(data);
    let with_people = listed.iter().filter(|(_, sittings)| !sittings.is_empty());
    with_people.map(|(group, sittings)| page(data, *group, sittings, lang)).collect()
}

fn page(data: &ReportData<'_>, group: GroupId, sittings: &[Sitting<'_>], lang: Lang) -> Page {
    let (kind, roster) = (data.campaign.kind(), data.campaign.roster());
    let has_code =
        kind.purpose == Purpose::Photo || roster.iter().any(|student| student.has_code.is_some());
    let code = kind.zh().code;
    let mut columns = vec![
        column(lang.pick("序号", "No."), 14.0, Align::Centre),
        column(lang.pick("学号", "Student number"), 40.0, Align::Centre),
        // Filled in by the college: callsheet knows no names.
        column(lang.pick("姓名", "Name"), 30.0, Align::Centre),
        column(lang.pick("预计时间", "Estimated"), 24.0, Align::Centre),
        column(lang.pick("签名", "Signature"), 34.0, Align::Left),
    ];
    let has_fee = data.campaign.fee().is_some();
    if has_fee {
        columns.insert(4, column(lang.pick("已缴费", "Paid"), 18.0, Align::Centre));
    }
    if has_code {
        columns.insert(4, column(lang.pick(code, "Code"), 20.0, Align::Centre));
    }
    let name = data.campaign.group(group).name.get(lang);
    let title = lang.pick(format!("{name}　签到表"), format!("{name}: sign-in sheet"));
    let mut page = Page::new(name, &title, columns);
    // A class of usual size has one sheet of paper to itself.
    let longest = sittings.iter().map(|sitting| sitting.lines.len()).max().unwrap_or(0);
    page.row_height = (ROOM / (longest + 2) as f64).clamp(4.4, ROW_HEIGHT);
    page.line(data.campaign.title().get(lang));
    for (place, sitting) in sittings.iter().enumerate() {
        page.band(Look::Band, &heading(data, sitting, lang));
        if let Some(row) = page.rows.last_mut() {
            row.new_sheet = place > 0;
        }
        for (place, line) in sitting.lines.iter().enumerate() {
            let mut cells = vec![
                PageCell::Whole(place as i64 + 1),
                line.number.map_or_else(empty, text),
                empty(),
                line.minute.map_or_else(empty, |minute| text(&clock(minute))),
                empty(),
            ];
            // Both marks are in every Chinese font.
            if has_fee {
                cells.insert(4, text("□"));
            }
            if has_code {
                cells.insert(4, text(if line.code == Some(true) { "√" } else { "□" }));
            }
            page.push(Look::Plain, cells);
        }
    }
    let (mut zh, mut en) = (String::new(), "");
    if has_code {
        zh = format!("{code}：√ 为名单中已下载，□ 待核对。");
        en = "Code: √ is downloaded by the list, □ is to be checked. ";
    }
    page.notes.push(
        lang.pick(zh + "按学号升序排队。", format!("{en}Line up by ascending student number.")),
    );
    if !data.campaign.group(group).classes.is_empty() {
        page.notes.extend(illustrative_note(data, lang));
    }
    page
}

/// `英语1班　12月13日（周三）　集合 11:20　拍摄 11:40–12:00　69 人`.
fn heading(data: &ReportData<'_>, sitting: &Sitting<'_>, lang: Lang) -> String {
    let kind = data.campaign.kind();
    let unit = kind.count().unit;
    let (campaign, window) = (data.campaign, sitting.window);
    let (service, comes_later) = (campaign.kind().zh().service, campaign.kind().zh().make_up);
    let group = campaign.group(window.group);
    let name = match sitting.class {
        Some(class) => group.classes[class].name.clone(),
        None => format!(
            "{}{}",
            lang.pick("全体", "Everybody"),
            part_label(campaign, window.group, window.run, lang)
        ),
    };
    let date = sitting.slot.map_or(window.date, |slot| slot.date);
    let time = sitting.slot.map_or(window.interval, |slot| slot.interval);
    let call = clock(campaign.call(time.start));
    let day = day_label(date, lang);
    let count = sitting.lines.len();
    // Without slots the group's window is all that is known of a class.
    let known = sitting.slot.is_some() || sitting.class.is_none();
    let mut parts = vec![name, day];
    if known {
        parts.push(lang.pick(format!("集合 {call}"), format!("call {call}")));
        parts.push(lang.pick(format!("{service} {time}"), format!("slot {time}")));
    } else {
        parts.push(lang.pick(format!("学院时段 {time}"), format!("group's window {time}")));
    }
    parts.push(lang.pick(format!("{count} {unit}"), kind.people(count)));
    let (off_site, make_up) = sitting.absent;
    if off_site > 0 {
        parts.push(
            lang.pick(
                format!("另有 {off_site} {unit}在外{service}"),
                format!("{off_site} elsewhere"),
            ),
        );
    }
    if make_up > 0 {
        parts.push(lang.pick(
            format!("另有 {make_up} {unit}{comes_later}"),
            format!("{make_up} in the make-up time"),
        ));
    }
    spaced(&parts, lang)
}
