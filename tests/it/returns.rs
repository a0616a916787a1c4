//! The whole loop on the real 2024 campaign: forms go out, thirteen returns come back, some of them
//! wrong, and the master timetable passes the check.

use crate::folder::{CQUST, PLAN, results_below, root, text_of, with_files, write_files};
use crate::languages::{diagnostics, seen_from};
use crate::run::{callsheet, shown};
use crate::solving::loaded;
use crate::workbook::repack;
use callsheet::base::clock::{Interval, clock};
use callsheet::base::diagnostic::Code;
use callsheet::base::text::Lang;
use callsheet::campaign::plan::Plan;
use callsheet::campaign::{BlockId, Campaign, GroupId};
use callsheet::check::check;
use callsheet::files::read_plan;
use callsheet::publish::output::write_all;
use callsheet::publish::returns::{Collected, FormFile, ReturnStatus, collect, forms, outputs};
use jiff::civil::date;
use std::path::Path;

/// What is typed into a cell.
pub enum Typed {
    Text(&'static str),
    Words(String),
    /// A time as a spreadsheet program keeps it.
    Time(i32),
    Number(i64),
}

use Typed::{Number, Text, Time, Words};

/// The first row of the table of classes of a form with one window.
const FIRST: usize = 9;

fn with_settings(settings: &[&str]) -> (Campaign, Plan) {
    let campaign = loaded(CQUST, settings).campaign;
    let plan = read_plan(&root().join(PLAN), None, &campaign).unwrap();
    (campaign, plan)
}

/// A form with cells filled in, as a spreadsheet program would save it.
pub fn fill(form: &FormFile, cells: &[(&str, Typed)]) -> Vec<u8> {
    let edit = |name: &str, part: Vec<u8>| {
        if name != "xl/worksheets/sheet1.xml" {
            return part;
        }
        let mut xml = String::from_utf8(part).unwrap();
        for (cell, typed) in cells {
            xml = set(&xml, cell, typed);
        }
        xml.into_bytes()
    };
    repack(&form.bytes, edit, &[])
}

fn set(xml: &str, cell: &str, typed: &Typed) -> String {
    let text = |text: &str| {
        (
            " t=\"inlineStr\"",
            format!("<is><t>{}</t></is>", text.replace('&', "&amp;").replace('<', "&lt;")),
        )
    };
    let (kind, content) = match typed {
        Text(typed) => text(typed),
        Words(typed) => text(typed),
        Time(minute) => ("", format!("<v>{}</v>", f64::from(*minute) / 1440.0)),
        Number(number) => ("", format!("<v>{number}</v>")),
    };
    let start = format!("<c r=\"{cell}\"");
    if let Some(from) = xml.find(&start) {
        let rest = &xml[from..];
        let tag = rest.find('>').unwrap();
        let end = if rest[..tag].ends_with('/') { tag + 1 } else { rest.find("</c>").unwrap() + 4 };
        let style =
            rest[..tag].split("s=\"").nth(1).map_or("0", |style| style.split('"').next().unwrap());
        return format!(
            "{}{start} s=\"{style}\"{kind}>{content}</c>{}",
            &xml[..from],
            &rest[end..]
        );
    }
    let row = cell.trim_start_matches(char::is_alphabetic);
    let new = format!("{start}{kind}>{content}</c>");
    match xml.find(&format!("<row r=\"{row}\"")) {
        Some(at) => {
            let end = at + xml[at..].find("</row>").unwrap();
            format!("{}{new}{}", &xml[..end], &xml[end..])
        }
        None => xml.replace("</sheetData>", &format!("<row r=\"{row}\">{new}</row></sheetData>")),
    }
}

/// The form without a row of its table.
fn without_row(form: &[u8], row: usize) -> Vec<u8> {
    let edit = |name: &str, part: Vec<u8>| {
        if name != "xl/worksheets/sheet1.xml" {
            return part;
        }
        let xml = String::from_utf8(part).unwrap();
        let at = xml.find(&format!("<row r=\"{row}\"")).unwrap();
        let end = at + xml[at..].find("</row>").unwrap() + 6;
        format!("{}{}", &xml[..at], &xml[end..]).into_bytes()
    };
    repack(form, edit, &[])
}

/// The form with a second sheet, which is the first again or has a text of its own, and with a
/// comment.
fn with_sheet(form: &[u8], name: &str, text: Option<&str>) -> Vec<u8> {
    let id = if text.is_some() { "rId99" } else { "rId1" };
    let sheet = format!("<sheet name=\"{name}\" sheetId=\"9\" r:id=\"{id}\"/></sheets>");
    let of_xml = "http://schemas.openxmlformats.org";
    let part = format!(
        "<worksheet xmlns=\"{of_xml}/spreadsheetml/2006/main\"><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>{}</t></is></c></row></sheetData></worksheet>",
        text.unwrap_or_default()
    );
    let relation = format!(
        "<Relationship Id=\"rId99\" Type=\"{of_xml}/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet9.xml\"/></Relationships>"
    );
    let edit = |name: &str, part: Vec<u8>| {
        let text = String::from_utf8_lossy(&part);
        match name {
            "xl/workbook.xml" => text.replace("</sheets>", &sheet).into_bytes(),
            "xl/_rels/workbook.xml.rels" => {
                text.replace("</Relationships>", &relation).into_bytes()
            }
            _ => part,
        }
    };
    repack(
        form,
        edit,
        &[
            ("xl/worksheets/sheet9.xml", part.into_bytes()),
            ("xl/comments1.xml", b"<comments/>".to_vec()),
        ],
    )
}

/// The form as saved at another time.
fn saved(form: &[u8], when: &str) -> Vec<u8> {
    let edit = |name: &str, part: Vec<u8>| {
        if name != "docProps/core.xml" {
            return part;
        }
        let xml = String::from_utf8(part).unwrap();
        let (before, rest) = xml.split_once("<dcterms:modified").unwrap();
        let (tag, rest) = rest.split_once('>').unwrap();
        let (_, after) = rest.split_once('<').unwrap();
        format!("{before}<dcterms:modified{tag}>{when}<{after}").into_bytes()
    };
    repack(form, edit, &[])
}

/// Who answers for a college, as its form asks for.
pub fn contact() -> Vec<(&'static str, Typed)> {
    vec![("B5", Text("王老师")), ("G5", Text("023-65022222转8012"))]
}

fn with_contact(more: Vec<(&'static str, Typed)>) -> Vec<(&'static str, Typed)> {
    contact().into_iter().chain(more).collect()
}

/// The proposed slots of a college.
fn proposed(plan: &Plan, group: usize) -> Vec<Interval> {
    let mut slots: Vec<_> =
        plan.slots_of(GroupId(group)).map(|slot| (slot.class, slot.interval)).collect();
    slots.sort();
    slots.into_iter().map(|(_, interval)| interval).collect()
}

/// Moves the boundary between the first two classes by a minute, to the side on which it stays
/// within its share.
fn small_change(campaign: &Campaign, plan: &Plan, group: usize) -> (Interval, Interval) {
    let slots = proposed(plan, group);
    [1, -1]
        .into_iter()
        .find_map(|by| {
            let (first, second) = (
                Interval::new(slots[0].start, slots[0].end + by),
                Interval::new(slots[1].start + by, slots[1].end),
            );
            let mut moved = plan.clone();
            for slot in
                moved.slots.iter_mut().filter(|slot| slot.group == GroupId(group) && slot.class < 2)
            {
                slot.interval = if slot.class == 0 { first } else { second };
            }
            check(campaign, &moved)
                .iter()
                .all(|broken| !broken.rule().id().starts_with('P'))
                .then_some((first, second))
        })
        .unwrap()
}

fn change(row: usize, interval: Interval) -> Vec<(&'static str, Typed)> {
    let name =
        |column: &str| -> &'static str { Box::leak(format!("{column}{row}").into_boxed_str()) };
    vec![
        (name("G"), Text("更改 Change")),
        (name("H"), Time(interval.start)),
        (name("I"), Time(interval.end)),
    ]
}

/// Thirteen returns as they come: some fine, some wrong in every way there is.
pub fn thirteen_returns(folder: &Path) {
    let (campaign, plan) = &with_settings(&[]);
    let forms = forms_of(campaign, plan);
    assert_eq!(forms.len(), 13);
    let put = |name: &str, bytes: Vec<u8>| write_files(folder, [(name, bytes)]);
    let name = |place: usize| forms[place].name.as_str();
    put(name(0), fill(&forms[0], &contact()));
    let (first, second) = small_change(campaign, plan, 1);
    let small = change(FIRST, first).into_iter().chain(change(FIRST + 1, second)).collect();
    put(&format!("回执-{}", name(1)), fill(&forms[1], &with_contact(small)));
    let outside = Interval::new(proposed(plan, 2)[0].start - 30, proposed(plan, 2)[0].end);
    put(name(2), fill(&forms[2], &with_contact(change(FIRST, outside))));
    let overlap = proposed(plan, 3)[1];
    put(name(3), fill(&forms[3], &with_contact(change(FIRST, overlap))));
    let renamed = fill(&forms[4], &with_contact(vec![("B10", Text("不存在的班"))]));
    put(name(4), without_row(&renamed, FIRST + 3));
    put(name(5), fill(&forms[5], &with_contact(vec![("C9", Number(99))])));
    let slots = proposed(plan, 6);
    let (one, other) = (slots[0], slots[1]);
    let swapped = [
        change(FIRST, Interval::new(one.start + other.minutes(), other.end)),
        change(FIRST + 1, Interval::new(one.start, one.start + other.minutes())),
    ];
    put(name(6), fill(&forms[6], &with_contact(swapped.into_iter().flatten().collect())));
    put(name(7), fill(&forms[7], &[]));
    let malformed = vec![
        ("B5", Text("李老师")),
        ("G5", Text("见群公告")),
        ("C10", Text("约45")),
        ("G9", Text("更改 Change")),
        ("H9", Text("九点半")),
        ("I9", Text("25:00")),
    ];
    put(name(8), fill(&forms[8], &malformed));
    let other_campaign = with_settings(&["title=去年的活动"]);
    let foreign = &forms_of(&other_campaign.0, &other_campaign.1)[9];
    put(name(9), fill(foreign, &contact()));
    put(name(10), fill(&forms[10], &contact()));
    put("建筑工程学院(1).xlsx", fill(&forms[10], &contact()));
    // 11 sends nothing.
    let notes = vec![
        ("J9", Text("10:40前有实验课")),
        ("L3", Text("表外一句 =1+1")),
        ("B200", Text("附：张三 500101200001011234")),
        ("H10", Words(clock(600))),
    ];
    put(name(12), saved(&fill(&forms[12], &with_contact(notes)), "2100-01-02T08:00:00Z"));
    put("说明.docx", b"PK".to_vec());
    put("~$锁.xlsx", b"x".to_vec());
}

fn forms_of(campaign: &Campaign, plan: &Plan) -> Vec<FormFile> {
    forms(campaign, plan, date(2099, 12, 31), Lang::Zh).unwrap()
}

fn findings(collected: &Collected, folder: &Path) -> String {
    seen_from(folder, "RETURNS", &diagnostics(collected.findings()))
}

#[test]
fn thirteen_returns_some_of_them_wrong() {
    let (campaign, plan) = with_settings(&[]);
    let folder = tempfile::tempdir().unwrap();
    thirteen_returns(folder.path());
    let collected = collect(&campaign, &plan, folder.path()).unwrap();
    let status: Vec<ReturnStatus> = collected.returns.iter().map(|one| one.status).collect();
    let faulty = ReturnStatus::Faulty;
    assert_eq!(
        status,
        [
            ReturnStatus::Accepted,
            ReturnStatus::Changed,
            ReturnStatus::Asked,
            faulty,
            faulty,
            ReturnStatus::Asked,
            ReturnStatus::Changed,
            faulty,
            faulty,
            ReturnStatus::Missing,
            ReturnStatus::Twice,
            ReturnStatus::Missing,
            faulty,
        ],
        "{}",
        findings(&collected, folder.path())
    );
    let has = |place: usize, code: Code| {
        collected.returns[place].findings.iter().any(|found| found.code == code)
    };
    for (place, code) in [
        (2, Code::SlotAsked),
        (3, Code::ChangesOverlap),
        (4, Code::FormClass),
        (5, Code::HeadcountCorrected),
        (7, Code::NoContact),
        (8, Code::BadPhone),
        (8, Code::BadSlotTime),
        (10, Code::ReturnedTwice),
        (11, Code::NotReturned),
        (12, Code::ReturnedLate),
        (12, Code::BeyondForm),
        (12, Code::ReturnNote),
        (12, Code::UnclearAnswer),
    ] {
        assert!(has(place, code), "{place} {code:?}\n{}", findings(&collected, folder.path()));
    }
    assert!(collected.strays.iter().any(|stray| stray.code == Code::ForeignForm));
    assert!(collected.strays.iter().any(|stray| stray.code == Code::NotAReturn));
    insta::assert_snapshot!("returns_2024", findings(&collected, folder.path()));

    // The master timetable is the plan with the one change that can be taken, and passes the check
    // from its files.
    let (first, second) = small_change(&campaign, &plan, 1);
    assert_eq!(proposed(&collected.plan, 1)[..2], [first, second]);
    assert_eq!(collected.returns[1].changed, 2);
    let out = tempfile::tempdir().unwrap();
    write_all(out.path(), &outputs(&campaign, &collected, Lang::Zh)).unwrap();
    let (csv, slots) = (out.path().join("plan.csv"), out.path().join("classes.csv"));
    for master in [
        read_plan(out.path(), None, &campaign).unwrap(),
        read_plan(&csv, Some(&slots), &campaign).unwrap(),
    ] {
        let broken: Vec<_> = check(&campaign, &master)
            .into_iter()
            .filter(|one| one.rule().id().starts_with('P'))
            .collect();
        assert!(broken.is_empty(), "{broken:?}");
        assert_eq!(master.slots, collected.plan.slots);
    }
    // Contacts stand in their list and nowhere else; numbers of persons nowhere.
    for path in results_below(out.path()) {
        let (name, text) = (path.file_name().unwrap(), text_of(&path));
        let is_contacts = name == "contacts.csv";
        assert_eq!(text.contains("王老师") || text.contains("65022222"), is_contacts, "{name:?}");
        assert!(!text.contains("500101"), "{name:?}");
    }
    let typed = text_of(out.path().join("typed.csv"));
    assert!(typed.contains("表外一句 =1+1") && typed.contains("10:40前有实验课"), "{typed}");
    insta::assert_snapshot!(
        "reminder",
        text_of(out.path().join("reminder-冶金与材料工程学院.txt"))
    );
    let missing = text_of(out.path().join("reminder-人文艺术学院.txt"));
    assert!(missing.contains("尚未收到") && missing.contains("12月31日"), "{missing}");
    // Neither the plan that the forms were made from nor the forms are written over.
    let before = std::fs::read(out.path().join("plan.json")).unwrap();
    for over in [out.path(), folder.path()] {
        let said = callsheet(&[
            "collect",
            CQUST,
            "--out",
            shown(over),
            shown(out.path()),
            shown(folder.path()),
        ])
        .stderr;
        assert!(said.contains("E126") && said.contains("输出文件夹就是"), "{said}");
    }
    assert_eq!(std::fs::read(out.path().join("plan.json")).unwrap(), before);
}

#[test]
fn untouched_forms_lack_only_a_contact() {
    let (campaign, plan) = with_settings(&[]);
    for lang in [Lang::Zh, Lang::En] {
        let forms = forms(&campaign, &plan, date(2099, 12, 31), lang).unwrap();
        let folder = with_files(forms.iter().map(|form| (&form.name, &form.bytes)));
        let collected = collect(&campaign, &plan, folder.path()).unwrap();
        assert!(
            collected.findings().all(|found| found.code == Code::NoContact),
            "{}",
            findings(&collected, folder.path())
        );
        assert_eq!(collected.findings().count(), 26);
        assert_eq!(collected.plan.slots, plan.slots);
    }
}

#[test]
fn late_returns_are_told_in_one_line() {
    let (campaign, plan) = with_settings(&[]);
    let forms = forms(&campaign, &plan, date(2023, 12, 4), Lang::Zh).unwrap();
    let late = |form: &FormFile| saved(&fill(form, &contact()), "2023-12-05T10:00:00Z");
    let files: Vec<(&String, Vec<u8>)> =
        forms.iter().map(|form| (&form.name, late(form))).collect();
    let folder = with_files(files.iter().map(|(name, bytes)| (*name, bytes)));
    let collected = collect(&campaign, &plan, folder.path()).unwrap();
    assert_eq!(collected.findings().count(), 13);
    let told = collected.told(&campaign);
    assert_eq!(told.len(), 1);
    assert!(told[0].render(Lang::Zh).contains("共 13 份回执在截止日期之后才保存"));

    let none = with_files([("说明.txt", "")]);
    let collected = collect(&campaign, &plan, none.path()).unwrap();
    let told = collected.told(&campaign);
    let missing = told.iter().filter(|own| own.code == Code::NotReturned).collect::<Vec<_>>();
    let [missing] = missing[..] else { panic!("{told:?}") };
    let said = missing.render(Lang::Zh);
    assert!(said.contains("13 个学院未交回执：工商管理学院、"), "{said}");
}

#[test]
fn a_swap_and_another_length_are_taken_and_a_hurried_class_is_not() {
    let (campaign, plan) = with_settings(&[]);
    let forms = forms_of(&campaign, &plan);
    let slots = proposed(&plan, 6);
    let (one, other) = (slots[0], slots[1]);
    let meet = one.start + other.minutes();
    let answered = |first: Interval, second: Interval| {
        let cells = change(FIRST, first).into_iter().chain(change(FIRST + 1, second)).collect();
        let folder = with_files([(&forms[6].name, fill(&forms[6], &with_contact(cells)))]);
        collect(&campaign, &plan, folder.path()).unwrap()
    };
    let swapped = answered(Interval::new(meet, other.end), Interval::new(one.start, meet));
    assert_eq!(swapped.returns[6].status, ReturnStatus::Changed);
    assert_eq!(swapped.plan.agreed, [GroupId(6)].into());
    assert!(check(&campaign, &swapped.plan).is_empty());
    let mut told = swapped.plan.clone();
    told.agreed.clear();
    assert!(!check(&campaign, &told).is_empty(), "it is agreed with the college alone");
    // A minute more for the first class, one less for the second.
    let longer =
        answered(Interval::new(one.start, one.end + 1), Interval::new(one.end + 1, other.end));
    assert_eq!(longer.returns[6].changed, 2);
    // The second would have one minute.
    let hurried =
        answered(Interval::new(one.start, other.end - 1), Interval::new(other.end - 1, other.end));
    assert_eq!(hurried.returns[6].status, ReturnStatus::Asked);
    assert_eq!(hurried.plan.slots, plan.slots);
}

#[test]
fn a_college_may_ask_for_a_half_day_that_is_free_and_the_planner_is_told_its_price() {
    let (campaign, plan) = with_settings(&["block.8.end=18:00"]);
    let forms = forms_of(&campaign, &plan);
    // Foreign Languages has twenty minutes; the last afternoon has an hour more than it was planned
    // for.
    let form = &forms[7];
    let classes = campaign.groups()[7].classes.len();
    let cell = format!("B{}", FIRST + classes + 1);
    let cell: &'static str = Box::leak(cell.into_boxed_str());
    let returned = fill(form, &with_contact(vec![(cell, Text("12月14日（周四）下午"))]));
    let folder = with_files([(&form.name, returned)]);
    let collected = collect(&campaign, &plan, folder.path()).unwrap();
    let one = &collected.returns[7];
    assert_eq!((one.status, one.wish), (ReturnStatus::Asked, Some(BlockId(7))));
    let longer = ["--set", "block.8.end=18:00", "--lang", "zh"];
    let said = callsheet(&[&["collect", CQUST, PLAN, shown(folder.path())], &longer[..]].concat());
    let said = said.stdout;
    assert!(said.contains("外国语学院可以在12月14日（周四）下午"), "{said}");
}

#[test]
fn changes_of_order_are_taken_where_the_order_is_free() {
    let (campaign, plan) = with_settings(&["class_order=free"]);
    let forms = forms_of(&campaign, &plan);
    let folder = tempfile::tempdir().unwrap();
    // Two classes of the same size change places.
    let (group, place) = campaign
        .groups()
        .iter()
        .enumerate()
        .find_map(|(group, own)| {
            let slots = proposed(&plan, group);
            let pairs = own.classes.windows(2).enumerate();
            let same = pairs.filter(|(at, pair)| {
                pair[0].headcount == pair[1].headcount
                    && slots[*at].minutes() == slots[at + 1].minutes()
            });
            same.map(|(at, _)| (group, at)).next()
        })
        .unwrap();
    let slots = proposed(&plan, group);
    let cells = change(FIRST + place, slots[place + 1])
        .into_iter()
        .chain(change(FIRST + place + 1, slots[place]))
        .collect();
    std::fs::write(
        folder.path().join(&forms[group].name),
        fill(&forms[group], &with_contact(cells)),
    )
    .unwrap();
    let collected = collect(&campaign, &plan, folder.path()).unwrap();
    assert_eq!(
        collected.returns[group].status,
        ReturnStatus::Changed,
        "{}",
        findings(&collected, folder.path())
    );
    assert_eq!(proposed(&collected.plan, group)[place], slots[place + 1]);
}

#[test]
fn a_form_of_the_wrong_college_or_with_locked_cells_changed_is_told() {
    let (campaign, plan) = with_settings(&[]);
    let forms = forms_of(&campaign, &plan);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(&forms[8].name), fill(&forms[7], &contact())).unwrap();
    let locked = vec![("E9", Time(600)), ("G3", Text("2100-01-01")), ("B3", Text("别的学院"))];
    std::fs::write(folder.path().join(&forms[5].name), fill(&forms[5], &with_contact(locked)))
        .unwrap();
    std::fs::write(folder.path().join("坏.xlsx"), &forms[4].bytes[..2000]).unwrap();
    let collected = collect(&campaign, &plan, folder.path()).unwrap();
    let codes = |place: usize| {
        collected.returns[place].findings.iter().map(|found| found.code).collect::<Vec<_>>()
    };
    assert_eq!(codes(7), [Code::WrongCollege]);
    assert_eq!(codes(5), [Code::WrongCollege, Code::LockedChanged, Code::LockedChanged]);
    assert_eq!(collected.strays[0].code, Code::WorkbookBroken);
    // A slot that ends early leaves a gap, which the check refuses; a workbook of somebody's own is
    // no form.
    let early = Interval::new(proposed(&plan, 0)[0].start, proposed(&plan, 0)[0].end - 2);
    std::fs::write(
        folder.path().join(&forms[0].name),
        fill(&forms[0], &with_contact(change(FIRST, early))),
    )
    .unwrap();
    let mut own = rust_xlsxwriter::Workbook::new();
    own.add_worksheet().write_string(0, 0, "外国语学院").unwrap();
    std::fs::write(folder.path().join("自制.xlsx"), own.save_to_buffer().unwrap()).unwrap();
    let collected = collect(&campaign, &plan, folder.path()).unwrap();
    assert_eq!(proposed(&collected.plan, 0), proposed(&plan, 0));
    let nowhere = collect(&campaign, &plan, Path::new("no-such-folder")).err().unwrap();
    let shown =
        [findings(&collected, folder.path()), nowhere.render(Lang::En), nowhere.render(Lang::Zh)]
            .join("\n\n");
    insta::assert_snapshot!("wrong_forms", shown);
    // The name of a file may be that of a person, or move the cursor.
    std::fs::write(folder.path().join("110105194912310021 \u{1b}[2J.xlsx"), b"PK").unwrap();
    let collected = collect(&campaign, &plan, folder.path()).unwrap();
    for output in outputs(&campaign, &collected, Lang::Zh) {
        let text = String::from_utf8_lossy(&output.bytes).into_owned();
        assert!(!text.contains("110105194912310021") && !text.contains('\u{1b}'), "{text}");
    }
    // Forms of another plan are told apart.
    let mut other = plan.clone();
    other.slots[0].interval.end += 1;
    let collected = collect(&campaign, &other, folder.path()).unwrap();
    assert!(collected.strays.iter().all(|stray| stray.code != Code::NotAReturn));
}

#[test]
fn nothing_that_a_college_types_is_lost_or_repeated_unseen() {
    let (campaign, mut plan) = with_settings(&[]);
    let (first, second) = small_change(&campaign, &plan, 1);
    plan.slots.retain(|slot| slot.group != GroupId(4) || slot.class != 0);
    let forms = forms_of(&campaign, &plan);
    let folder = tempfile::tempdir().unwrap();
    let put = |place: usize, bytes: Vec<u8>| {
        std::fs::write(folder.path().join(&forms[place].name), bytes).unwrap();
    };
    let changed: Vec<_> =
        change(FIRST, first).into_iter().chain(change(FIRST + 1, second)).collect();
    put(0, with_sheet(&fill(&forms[0], &contact()), "备注", Some("请改到下午")));
    put(1, with_sheet(&fill(&forms[1], &with_contact(changed)), "回执 Return (2)", None));
    let twice = vec![
        ("L6", Text("联系人 Contact")),
        ("M6", Text("赵老师")),
        ("L7", Text("电话Phone")),
        ("M7", Text("65021111")),
    ];
    put(2, fill(&forms[2], &with_contact(twice)));
    let number = || Text("500101200001011234");
    let mut personal =
        vec![("B9", number()), ("C10", number()), ("E11", number()), ("H12", number())];
    personal.extend([
        ("G13", Text("更改")),
        ("H13", number()),
        ("I13", Text("9:\u{7}10")),
        ("G14", number()),
        ("B3", number()),
    ]);
    put(3, fill(&forms[3], &with_contact(personal)));
    let without_slot = vec![
        ("E9", Text("随便")),
        ("G9", Text("更改")),
        ("H9", Text("9:00")),
        ("I9", Text("9:10")),
    ];
    put(4, fill(&forms[4], &with_contact(without_slot)));
    for form in &forms[5..] {
        std::fs::write(folder.path().join(&form.name), fill(form, &contact())).unwrap();
    }
    let collected = collect(&campaign, &plan, folder.path()).unwrap();
    let said = findings(&collected, folder.path());
    let status: Vec<ReturnStatus> =
        collected.returns.iter().take(6).map(|one| one.status).collect();
    let faulty = ReturnStatus::Faulty;
    assert_eq!(
        status,
        [
            ReturnStatus::Accepted,
            faulty,
            ReturnStatus::Accepted,
            faulty,
            faulty,
            ReturnStatus::Accepted
        ],
        "{said}"
    );
    assert_eq!(proposed(&collected.plan, 1), proposed(&plan, 1), "of two forms none is taken");
    assert_eq!(collected.returns[0].typed[0].0, "请改到下午");
    assert!(
        collected.returns[0]
            .findings
            .iter()
            .any(|found| found.message.get(Lang::En).contains("comments"))
    );
    let typed: Vec<&str> =
        collected.returns[2].typed.iter().map(|(text, _)| text.as_str()).collect();
    assert_eq!(typed, ["赵老师", "65021111"]);
    for output in outputs(&campaign, &collected, Lang::Zh) {
        let text = String::from_utf8(output.bytes).unwrap();
        assert!(!text.contains("500101") && !text.contains('\u{7}'), "{text}");
    }
    assert!(said.matches("a long number").count() >= 7, "{said}");
    for text in [
        "回执 Return (2): the file has the form once more",
        "the plan has no slot for the class",
        "“” was changed to “随便”",
    ] {
        assert!(said.contains(text), "{text}\n{said}");
    }
}
