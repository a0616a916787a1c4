//! A campaign that is one workbook, for offices that live in a spreadsheet program: made from a list,
//! filled in, named alone or dropped on the program.

use crate::folder::root;
use crate::run::{Said, callsheet, command, shown};
use crate::workbook::workbook;
use std::path::Path;

const SETTINGS: &[&[&str]] = &[
    &["设置项", "值", "说明"],
    &["标题", "毕业照", "标题，用于报告"],
    &["语言", "中文"],
    &["目标", "未安排人数、最高所需速度；启用的半天数"],
    &["提前集合分钟", "15"],
    &["地点", ""],
];
const HALF_DAYS: &[&[&str]] = &[
    &["半天", "日期", "开始", "结束"],
    &["例：12-13上午", "2026-12-13", "08:00", "12:00"],
    &["12-14上午", "2026-12-14", "09:00", "12:00"],
    &["12-14下午", "2026-12-14", "14:00", "17:00"],
];
const STATIONS: &[&[&str]] = &[&["站点", "每小时人数"], &["体育馆", "未知"]];
const GROUPS: &[&[&str]] = &[&["学院", "人数"], &["外国语学院", "120"], &["艺术学院", "90"]];

/// The program where the system speaks Chinese.
fn in_chinese(arguments: &[&str]) -> Said {
    command(arguments).env("LC_ALL", "zh_CN.UTF-8").output().unwrap().into()
}

fn written(folder: &Path, name: &str, sheets: &[(&str, &[&[&str]])]) -> String {
    let path = folder.join(name);
    std::fs::write(&path, workbook(sheets)).unwrap();
    shown(&path).to_owned()
}

#[test]
fn a_list_that_is_dropped_becomes_a_plan_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("毕业生 名单.csv");
    std::fs::copy(root().join("docs/guide/graduates.csv"), &list).unwrap();
    let said = in_chinese(&[shown(&list)]).succeeded();
    assert!(said.stdout.contains("已证明最优"), "{}", said.all());
    let campaign = folder.path().join("毕业生 名单-活动.xlsx");
    let plan = folder.path().join("毕业生 名单-活动-方案");
    for file in ["plan.json", "report.html", "timetable.xlsx", "timetable.docx", "gantt.png"] {
        assert!(plan.join(file).is_file(), "{file}");
    }
    callsheet(&["check", shown(&campaign), shown(&plan)]).succeeded();
    // Once more: the workbook is there, and what has been filled in stays.
    let before = std::fs::read(&campaign).unwrap();
    in_chinese(&[shown(&list)]).succeeded();
    assert_eq!(std::fs::read(&campaign).unwrap(), before);
    in_chinese(&[shown(&campaign)]).succeeded();
    let said = in_chinese(&["new", shown(&campaign), "--from", shown(&list)]);
    assert_eq!(said.code, 2, "{}", said.all());
    assert!(said.stderr.contains("[E126]"), "{}", said.stderr);
    assert_eq!(std::fs::read(&campaign).unwrap(), before);
}

#[test]
fn sheets_are_read_as_an_office_fills_them_in() {
    let folder = tempfile::tempdir().unwrap();
    let sheets = [("设置", SETTINGS), ("半天", HALF_DAYS), ("拍摄点", STATIONS), ("学院", GROUPS)];
    let path = written(folder.path(), "毕业照.xlsx", &sheets);
    let said = in_chinese(&["solve", &path, "--json"]).succeeded();
    let tiers = said.json()["tiers"].clone();
    let values: Vec<_> =
        tiers.as_array().unwrap().iter().map(|tier| tier["value"].clone()).collect();
    // 120 people in three hours, and 90 in the other half-day.
    assert_eq!(values, [0.0, 40.0, 2.0]);
    assert!(folder.path().join("毕业照-方案/timetable.docx").is_file());
    // The folder may hold it, too, in place of campaign.toml.
    written(folder.path(), "campaign.xlsx", &sheets);
    callsheet(&["fit", shown(folder.path())]).succeeded();
}

#[test]
fn faults_of_a_workbook_name_sheet_and_cell() {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = SETTINGS.to_vec();
    settings[4] = &["提前集合", "15"];
    settings.push(&["标题", "又一个"]);
    let mut half_days = HALF_DAYS.to_vec();
    half_days[3] = &["12-14下午", "12月40日", "14:00"];
    let path = written(
        folder.path(),
        "毕业照.xlsx",
        &[("设置", &settings), ("半天", &half_days), ("学院", GROUPS)],
    );
    let said = in_chinese(&["solve", &path]);
    assert_eq!(said.code, 2, "{}", said.all());
    for wanted in [
        "[E104] ",
        "工作表 设置，A5: 未知的设置项 提前集合",
        "[E109] ",
        "工作表 设置，A7: 设置项“标题”重复",
        "[E115] ",
        "工作表 半天，B4: “日期”的值“12月40日”不对",
        "[E105] ",
        "工作表 半天，第 4 行: 缺少“结束”",
        "[E196] ",
        "没有工作表“拍摄点”",
    ] {
        assert!(said.stderr.contains(wanted), "{wanted}: {}", said.stderr);
    }
    // A list is no campaign.
    let list = written(folder.path(), "名单.xlsx", &[("名单", GROUPS)]);
    let said = in_chinese(&["solve", &list]);
    assert!(said.stderr.contains("callsheet new --from"), "{}", said.stderr);
}

/// Cells of a workbook that carry a comment of the program: sheet, cell, comment.
fn comments(path: &Path) -> Vec<(String, String, String)> {
    let book = umya_spreadsheet::reader::xlsx::read(path).unwrap();
    let mut found = Vec::new();
    for sheet in book.sheet_collection() {
        for comment in sheet.comments().iter().filter(|comment| comment.author() == "callsheet") {
            let text = comment.text().text().map(|text| text.value().to_owned());
            let cell = comment.coordinate().to_string();
            found.push((sheet.name().to_owned(), cell, text.unwrap_or_default()));
        }
    }
    found
}

#[test]
fn faults_are_marked_in_a_copy_that_can_be_mended_and_solved() {
    let folder = tempfile::tempdir().unwrap();
    let mut half_days = HALF_DAYS.to_vec();
    half_days[3] = &["12-14下午", "12月40日", "14:00", "17:00"];
    let groups: &[&[&str]] = &[&["学院", "人数"], &["外国语学院", "许多"], &["艺术学院", "90"]];
    let sheets = [
        ("设置", SETTINGS),
        ("半天", half_days.as_slice()),
        ("拍摄点", STATIONS),
        ("学院", groups),
    ];
    let path = written(folder.path(), "毕业照.xlsx", &sheets);
    let before = std::fs::read(&path).unwrap();
    let said = in_chinese(&["solve", &path]);
    assert_eq!(said.code, 2, "{}", said.all());
    let copy = folder.path().join("毕业照-待改.xlsx");
    assert!(said.stderr.contains(shown(&copy)), "{}", said.stderr);
    assert_eq!(std::fs::read(&path).unwrap(), before, "the workbook itself is left alone");
    let marks = comments(&copy);
    let places: Vec<(&str, &str)> =
        marks.iter().map(|(sheet, cell, _)| (sheet.as_str(), cell.as_str())).collect();
    assert_eq!(places, [("半天", "B4"), ("学院", "B2")]);
    assert!(marks[0].2.starts_with("E115 “日期”的值“12月40日”不对"), "{}", marks[0].2);
    // The copy is that of the last run, until somebody has saved it.
    in_chinese(&["fit", &path]);
    assert_eq!(comments(&copy), marks);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    // One cell is mended in the copy: it is not written over, and its own copy has one mark.
    let mut book = umya_spreadsheet::reader::xlsx::read(&copy).unwrap();
    book.sheet_by_name_mut("半天").unwrap().cell_mut("B4").set_value("2026-12-14");
    umya_spreadsheet::writer::xlsx::write(&book, &copy).unwrap();
    let mended = std::fs::read(&copy).unwrap();
    let said = in_chinese(&["solve", shown(&copy)]);
    assert_eq!(said.code, 2, "{}", said.all());
    assert_eq!(std::fs::read(&copy).unwrap(), mended);
    let second = folder.path().join("毕业照-待改2.xlsx");
    let marks = comments(&second);
    assert_eq!(marks.len(), 1, "{marks:?}");
    assert_eq!((marks[0].0.as_str(), marks[0].1.as_str()), ("学院", "B2"));
    // The rest is mended there; it is a campaign, marks or not.
    let mut book = umya_spreadsheet::reader::xlsx::read(&second).unwrap();
    book.sheet_by_name_mut("学院").unwrap().cell_mut("B2").set_value_number(120);
    umya_spreadsheet::writer::xlsx::write(&book, &second).unwrap();
    in_chinese(&["solve", shown(&second)]).succeeded();
}

#[test]
fn a_campaign_is_written_in_the_other_form_with_its_baseline() {
    let folder = tempfile::tempdir().unwrap();
    let campaign = root().join("instances/cqust-2024");
    let values = |campaign: &Path| {
        let said = callsheet(&[
            "solve",
            shown(campaign),
            "--out",
            shown(&folder.path().join("out")),
            "--json",
        ]);
        let tiers = said.succeeded().json()["tiers"].clone();
        let tiers = tiers.as_array().unwrap().iter();
        tiers.map(|tier| [tier["name"].clone(), tier["value"].clone()]).collect::<Vec<_>>()
    };
    let workbook = folder.path().join("2024.xlsx");
    callsheet(&["new", shown(&workbook), "--from", shown(&campaign)]).succeeded();
    let again = folder.path().join("again");
    callsheet(&["new", shown(&again), "--from", shown(&workbook)]).succeeded();
    let wanted = values(&campaign);
    // `moved` looks at the baseline.
    assert!(wanted.iter().any(|[name, _]| name == "moved"), "{wanted:?}");
    assert_eq!(values(&workbook), wanted);
    assert_eq!(values(&again), wanted);
    // What begins a list begins no campaign.
    let said =
        callsheet(&["new", shown(&folder.path().join("b")), "--from", shown(&again), "--evening"]);
    assert_eq!(said.code, 2, "{}", said.all());
    assert!(said.stderr.contains("--evening"), "{}", said.stderr);
}

#[test]
fn a_blank_workbook_is_filled_in_and_solved() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("空白活动.xlsx");
    let said = in_chinese(&["new", shown(&path)]).succeeded();
    assert!(said.stdout.contains("空白活动，待填"), "{}", said.stdout);
    let said = in_chinese(&["solve", shown(&path)]);
    assert_eq!(said.code, 2, "{}", said.all());
    let mut book = umya_spreadsheet::reader::xlsx::read(&path).unwrap();
    let sheet = book.sheet_by_name_mut("学院").unwrap();
    let people = (1..20).find(|column| sheet.value((*column, 1)) == "人数").unwrap();
    let name = (1..20).find(|column| sheet.value((*column, 1)) == "学院").unwrap();
    sheet.cell_mut((name, 3)).set_value("外国语学院");
    sheet.cell_mut((people, 3)).set_value_number(120);
    umya_spreadsheet::writer::xlsx::write(&book, &path).unwrap();
    let said = in_chinese(&["solve", shown(&path)]).succeeded();
    assert!(said.stdout.contains("已证明最优"), "{}", said.stdout);
}

const WITH_CLASSES: &[(&str, &[&[&str]])] = &[
    ("设置", SETTINGS),
    ("半天", HALF_DAYS),
    ("拍摄点", &[&["站点", "每小时人数"], &["体育馆", "60"]]),
    ("学院", GROUPS),
    (
        "班级",
        &[
            &["学院", "班级", "人数"],
            &["外国语学院", "英语22-1班", "40"],
            &["外国语学院", "英语22-2班", "40"],
            &["外国语学院", "英语22-3班", "40"],
        ],
    ),
];

#[test]
fn a_plan_is_read_whose_cells_say_all_of_a_window() {
    let folder = tempfile::tempdir().unwrap();
    let campaign = written(folder.path(), "毕业照.xlsx", WITH_CLASSES);
    let by_half = [
        &["毕业照拍摄安排"][..],
        &["日期", "上午", "下午"],
        &["12月14日（周一）", "外国语学院120 9:00-11:00", "艺术学院（90人） 2:00-3:30"],
        &["合计", "120人", "90人"],
    ];
    let by_day = [
        &["", "12月14日上午", "12月14日下午"][..],
        &["体育馆", "外国语学院 9:00-11:00", "14:00—15:30 艺术学院90人"],
    ];
    for rows in [&by_half[..], &by_day[..]] {
        let plan = written(folder.path(), "手工安排.xlsx", &[("安排", rows)]);
        let said = in_chinese(&["check", &campaign, &plan, "--json"]);
        let found = said.json();
        let windows = found["metrics"]["windows"].as_array().unwrap();
        let read: Vec<String> = windows
            .iter()
            .map(|own| format!("{} {} {}", own["group"], own["start"], own["end"]).replace('"', ""))
            .collect();
        assert_eq!(read, ["外国语学院 09:00 11:00", "艺术学院 14:00 15:30"], "{}", said.all());
    }
    // A name that nobody knows is a fault of its cell.
    let rows: &[&[&str]] =
        &[by_half[1], &["12月14日", "外国语学院 9:00-11:00", "医学院 2:00-3:30"]];
    let plan = written(folder.path(), "手工安排.xlsx", &[("安排", rows)]);
    let said = in_chinese(&["check", &campaign, &plan]);
    assert_eq!(said.code, 2, "{}", said.all());
    assert!(said.stderr.contains("工作表 安排，C2: "), "{}", said.stderr);
}

#[test]
fn what_happened_is_read_as_an_office_writes_it() {
    let folder = tempfile::tempdir().unwrap();
    let campaign = written(folder.path(), "毕业照.xlsx", WITH_CLASSES);
    in_chinese(&["solve", &campaign]).succeeded();
    let plan = folder.path().join("毕业照-方案");
    let rows: &[&[&str]] = &[
        &["当天情况"],
        &["情况", "学院", "班级", "人数", "日期", "开始", "结束", "备注"],
        &["已拍完", "外国语学院", "英语22-[1-2]班", "", "", "", "", "顺利"],
        &["停用", "", "", "", "12月14日", "上午10:30-11:00", "", "相机坏了"],
        &["停用", "", "", "", "周一", "下午2:00", "下午2:10", "换电池"],
        &["注：以现场为准"],
    ];
    let actuals = written(folder.path(), "当天.xlsx", &[("周一", rows)]);
    let said = in_chinese(&[
        "replan",
        &campaign,
        shown(&plan),
        "--actuals",
        &actuals,
        "--now",
        "2026-12-14 10:25",
    ]);
    assert_ne!(said.code, 2, "{}", said.all());
}
