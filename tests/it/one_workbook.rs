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
