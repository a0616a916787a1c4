//! Rosters and pivot tables: what a campaign is begun from where an office has no list of
//! headcounts.

use crate::folder::with_files;
use crate::languages::{diagnostics, seen_from};
use crate::solving::{best_plan, loaded};
use crate::workbook::workbook;
use callsheet::base::clock::Interval;
use callsheet::base::diagnostic::{Code, Diagnostic};
use callsheet::base::text::Lang;
use callsheet::campaign::Tier;
use callsheet::files::from_list::{Days, KnownSpeed, Start, StartOptions, start};
use callsheet::plans::metrics::tier_value;
use jiff::civil::date;
use rust_xlsxwriter::Workbook;

type Started = Result<Start, Vec<Diagnostic>>;

fn begin_with(name: &str, bytes: &[u8], sheets: &[&str]) -> (String, Started) {
    let folder = with_files([(name, bytes)]);
    let sheets: Vec<String> = sheets.iter().map(|sheet| (*sheet).to_owned()).collect();
    let options = StartOptions {
        name: "春",
        sheets: &sheets,
        days: Days::From(date(2027, 5, 10)),
        hours: vec![Interval::new(540, 720), Interval::new(840, 1020)],
        stations: &[],
        speed: KnownSpeed { seconds: None, cameras: None },
        lang: Lang::Zh,
    };
    let started = start(&folder.path().join(name), &options);
    let said = match &started {
        Ok(started) => diagnostics(&started.notes),
        Err(faults) => diagnostics(faults),
    };
    (seen_from(folder.path(), "", &said), started)
}

fn begin(name: &str, bytes: impl AsRef<[u8]>) -> (String, Started) {
    begin_with(name, bytes.as_ref(), &[])
}

fn codes(started: &Started) -> Vec<&'static str> {
    let found = match started {
        Ok(started) => &started.notes,
        Err(faults) => faults,
    };
    found.iter().map(|own| own.code.id()).collect()
}

/// A table of the new folder without its byte-order mark.
fn text(started: &Started, name: &str) -> String {
    let files = &started.as_ref().unwrap().files();
    let file = files.iter().find(|file| file.name == name);
    file.map(|file| file.text.trim_start_matches('\u{FEFF}').to_owned()).unwrap_or_default()
}

/// Colleges, classes, people.
fn counts(started: &Started) -> (usize, usize, i64) {
    let started = started.as_ref().unwrap();
    (started.colleges, started.classes, started.people)
}

/// What stands on the roster and in nothing that is written or said.
const PERSONAL: [&str; 3] = ["张伟", "50010620030101", "13912345678"];

fn roster() -> Vec<Vec<String>> {
    let header = ["序号", "学号", "姓名", "身份证号", "手机号码", "班级", "所属学院"];
    let people = (0..60).map(|place| {
        let (college, class) = match place {
            0..25 => ("外国语学院", "英语01"),
            25..45 => ("外国语学院", "日语01"),
            _ => ("艺术学院", "音乐01"),
        };
        let number = format!("00{}", 20_210_000 + place);
        let identity = format!("{}{:03}X", PERSONAL[1], place);
        [&(place + 1).to_string(), &number, PERSONAL[0], &identity, PERSONAL[2], class, college]
            .map(str::to_owned)
            .to_vec()
    });
    std::iter::once(header.map(str::to_owned).to_vec()).chain(people).collect()
}

fn lines(rows: &[Vec<String>], separator: &str) -> String {
    rows.iter().map(|row| row.join(separator) + "\r\n").collect()
}

#[test]
fn a_roster_is_counted_and_only_numbers_are_kept() {
    let rows = roster();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("花名册").unwrap();
    sheet.write_string(0, 0, "2021级毕业生花名册").unwrap();
    for (row, cells) in (1..).zip(&rows) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    let commas = lines(&rows, ",");
    let (gbk, _, _) = encoding_rs::GB18030.encode(&commas);
    let tabs: Vec<u8> = std::iter::once(0xFEFF)
        .chain(lines(&rows, "\t").encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let files = [
        ("名册.csv", lines(&rows, ",").into_bytes()),
        ("名册.csv", lines(&rows, ";").into_bytes()),
        ("gbk.csv", gbk.to_vec()),
        ("utf16.txt", tabs),
        ("名册.xlsx", book.save_to_buffer().unwrap()),
    ];
    for (name, bytes) in files {
        let (said, started) = begin(name, bytes);
        assert_eq!(counts(&started), (2, 3, 60), "{name}: {said}");
        assert!(started.as_ref().unwrap().is_roster);
        assert_eq!(text(&started, "groups.csv"), "学院,人数\n外国语学院,45\n艺术学院,15\n");
        assert_eq!(
            text(&started, "classes.csv"),
            "学院,班级,人数\n外国语学院,英语01,25\n外国语学院,日语01,20\n艺术学院,音乐01,15\n"
        );
        let students = text(&started, "students.csv");
        assert!(students.starts_with("学院,班级,学号\n外国语学院,英语01,0020210000\n"));
        assert_eq!(students.lines().count(), 61);
        let files: Vec<String> =
            started.as_ref().unwrap().files().into_iter().map(|file| file.text).collect();
        for personal in PERSONAL {
            assert!(!said.contains(personal) && !files.concat().contains(personal), "{personal}");
        }
        let written =
            with_files(started.unwrap().files().into_iter().map(|file| (file.name, file.text)));
        assert_eq!(loaded(written.path(), &[]).campaign.roster().len(), 60);
    }
    let (said, started) = begin("名册.csv", lines(&rows, ","));
    insta::assert_snapshot!("roster", said);
    assert!(text(&started, "campaign.toml").contains("title = \"春\""));
    let titled = format!("2021级毕业生花名册\n制表日期：2026-11-02\n{}", lines(&rows, ","));
    let (_, started) = begin("名册.csv", titled);
    assert!(text(&started, "campaign.toml").contains("title = \"2021级毕业生图像采集\""));
}

#[test]
fn damaged_and_double_numbers_are_refused_without_saying_them() {
    let list = "学号,班级,学院\n\
        20210001,1班,甲\n2.02513E+12,1班,甲\n2021000000000000,1班,甲\n20210001,2班,甲\n";
    let (said, started) = begin("名册.csv", list);
    assert_eq!(codes(&started), ["E114", "E114", "E109"]);
    assert!(!said.contains("2021000") && !said.contains("E+12"), "{said}");
    insta::assert_snapshot!("damaged_numbers", said);
    let rows: [&[&str]; 4] = [
        &["学号", "班级", "学院"],
        &["20210001", "1班", "甲"],
        &["2021000000000000", "1班", "甲"],
        &["", "1班", "甲"],
    ];
    let (said, started) = begin("名册.xlsx", workbook(&[("名单", &rows)]));
    assert_eq!(codes(&started), ["E114", "W342"]);
    assert!(said.contains("A3") && !said.contains("E+"), "{said}");
    // Whoever has no number is counted all the same.
    let (_, started) = begin("名册.csv", "学号,班级,学院\n1,1班,甲\n,1班,甲\n");
    assert_eq!((counts(&started), codes(&started)), ((1, 1, 2), vec!["W342"]));
    assert_eq!(text(&started, "students.csv"), "");
}

#[test]
fn nobody_of_a_roster_is_lost_or_taken_for_another() {
    let (_, started) = begin("名册.csv", "姓名,班级,学院\n张伟,1班,甲\n李娜,1班,\n");
    assert_eq!(codes(&started), ["W342", "E198"]);
    let (_, started) = begin("名册.csv", "姓名,班级,学院\n张伟,1班,甲\n李娜,,甲\n");
    assert_eq!(codes(&started), ["W342", "E198"]);
    // A note has one cell, a person several; classes of one name are told apart by their majors.
    let list = "学号,专业,班级,学院\n\
        20210001,英语,1班,甲\n20210002,日语,1班,甲\n20210003,日语,1班,甲\n20210004,法语,2班,甲\n\
        合计,,,4\n制表人：张伟\n";
    let (said, started) = begin("名册.csv", list);
    assert_eq!(counts(&started), (1, 3, 4));
    assert_eq!(
        text(&started, "classes.csv"),
        "学院,班级,人数\n甲,英语1班,1\n甲,日语1班,2\n甲,2班,1\n"
    );
    assert!(!said.contains("张伟"), "{said}");
    // Without a class people are counted by college, without a number by rows.
    let (_, started) = begin("名册.csv", "学号,学院\n20210001,甲\n20210002,甲\n20210003,乙\n");
    assert_eq!(text(&started, "groups.csv"), "学院,人数\n甲,2\n乙,1\n");
    let (_, started) = begin("名册.csv", "学院,班级\n甲,1班\n甲,1班\n甲,2班\n");
    assert_eq!(text(&started, "classes.csv"), "学院,班级,人数\n甲,1班,2\n甲,2班,1\n");
    let (_, started) = begin("名单.csv", "学院,班级\n甲,1班\n甲,2班\n");
    assert_eq!(codes(&started), ["E197"]);
}

#[test]
fn columns_without_a_known_header_are_known_by_their_cells() {
    let list = "编码,姓名,在读单位,组织\n\
        0020210001,张伟,外国语学院,英语2101班\n0020210002,李娜,外国语学院,英语2101班\n\
        0020210003,王芳,体育系,体育2101班\n";
    for (place, list) in [
        ("header", list.to_owned()),
        ("no_header", list.lines().skip(1).collect::<Vec<_>>().join("\n")),
    ] {
        let (said, started) = begin("名册.csv", list);
        assert_eq!(counts(&started), (2, 2, 3), "{said}");
        assert_eq!(
            text(&started, "students.csv"),
            "学院,班级,学号\n外国语学院,英语2101班,0020210001\n\
             外国语学院,英语2101班,0020210002\n体育系,体育2101班,0020210003\n"
        );
        assert!(!said.contains("张伟"), "{said}");
        insta::assert_snapshot!(format!("by_content_{place}"), said);
    }
    let list = "学号,录取单位,在读单位,班级\n\
        20210001,外国语学院,外国语学院,1班\n20210002,艺术学院,外国语学院,1班\n";
    let (said, started) = begin("名册.csv", list);
    assert_eq!(codes(&started), ["E223", "W342"]);
    insta::assert_snapshot!("unclear_columns", said);
}

#[test]
fn pivot_tables_are_lists() {
    // Colleges above their classes in one column.
    let list = "计数项:学号,\n行标签,计数项:学号\n外国语学院,69\n英语01,30\n日语01,39\n\
        艺术学院,40\n音乐01,40\n(空白),\n总计,109\n";
    let (said, started) = begin("透视.csv", list);
    assert_eq!(counts(&started), (2, 3, 109), "{said}");
    assert_eq!(
        text(&started, "classes.csv"),
        "学院,班级,人数\n外国语学院,英语01,30\n外国语学院,日语01,39\n艺术学院,音乐01,40\n"
    );
    insta::assert_snapshot!("pivot", said);
    let (_, started) = begin(
        "透视.csv",
        "Row Labels,Count of number\nArts,10\nMusic,10\nM1,4\nM2,6\nLaw,7\nLaw,7\nL1,7\nGrand Total,17\n",
    );
    assert_eq!(text(&started, "classes.csv"), "学院,班级,人数\nArts,M1,4\nArts,M2,6\nLaw,L1,7\n");
    // Colleges alone, with sums over 男 and 女.
    let (said, started) = begin(
        "透视.csv",
        "计数项:学号,列标签,,\n行标签,男,女,总计\n甲,10,20,30\n乙,5,6,11\n总计,15,26,41\n",
    );
    assert_eq!(counts(&started), (2, 0, 41), "{said}");
    // A column for each, with a line of sums after each college.
    let rows: [&[&str]; 6] = [
        &["学院", "班级", "计数项:学号"],
        &["外国语学院", "英语01", "30"],
        &["", "日语01", "39"],
        &["外国语学院 汇总", "", "69"],
        &["艺术学院", "音乐01", "40"],
        &["总计", "", "109"],
    ];
    let (said, started) = begin("透视.xlsx", workbook(&[("Sheet2", &rows)]));
    assert_eq!(counts(&started), (2, 3, 109), "{said}");
    // People whose college is blank, and sums that don't add up, are faults.
    let (_, started) = begin("透视.csv", "行标签,计数项:学号\n甲,30\n(空白),2\n总计,32\n");
    assert_eq!(codes(&started)[0], "E198");
    let (_, started) = begin("透视.csv", "行标签,计数项:学号\n甲,30\n1班,20\n总计,32\n");
    assert_eq!(codes(&started)[0], "E198");
}

#[test]
fn several_sheets_are_one_list_only_where_they_agree() {
    let this: [&[&str]; 3] =
        [&["学院", "班级", "人数"], &["甲", "21-1", "30"], &["乙", "21-2", "31"]];
    let last: [&[&str]; 2] = [&["学院", "班级", "人数"], &["甲", "20-1", "28"]];
    let book = workbook(&[("2024届", &last), ("2025届", &this)]);
    let (said, started) = begin("名单.xlsx", &book);
    assert_eq!(codes(&started), ["E224"]);
    insta::assert_snapshot!("two_years", said);
    let (_, started) = begin_with("名单.xlsx", &book, &["２０２５届"]);
    assert_eq!((counts(&started), codes(&started)), ((2, 2, 61), vec![]));
    let (said, started) = begin_with("名单.xlsx", &book, &["2026届"]);
    assert_eq!(codes(&started)[0], "E196", "{said}");
    let (_, started) = begin_with("名单.csv", "学院,人数\n甲,3\n".as_bytes(), &["2026届"]);
    assert_eq!(codes(&started)[0], "E196");
    // Copies of a sheet are one fault, not one a row.
    let copy = workbook(&[("名单", &this), ("名单 (2)", &this)]);
    assert_eq!(codes(&begin("名单.xlsx", copy).1), ["E224"]);
    // Two kinds of students of one college are one list.
    let more = workbook(&[("本科", &this), ("专升本", &last)]);
    assert_eq!(counts(&begin("名单.xlsx", more).1), (2, 3, 89));
    // A pivot table of the roster beside it says the same, or something is out of date.
    let roster: [&[&str]; 4] = [
        &["学号", "班级", "学院"],
        &["20210001", "1班", "甲"],
        &["20210002", "1班", "甲"],
        &["20210003", "2班", "乙"],
    ];
    let pivot =
        |people| [&["行标签", "计数项:学号"][..], &["甲", people], &["乙", "1"]].map(<[_]>::to_vec);
    for (people, wanted) in [("2", vec!["W336"]), ("5", vec!["E224"])] {
        let pivot = pivot(people);
        let pivot: Vec<&[&str]> = pivot.iter().map(Vec::as_slice).collect();
        let book = workbook(&[("Sheet1", &pivot), ("花名册", &roster)]);
        let (said, started) = begin("名册.xlsx", book);
        assert_eq!(codes(&started), wanted, "{said}");
    }
    // A sheet that is hidden is read where it is named.
    let mut hidden = Workbook::new();
    hidden.add_worksheet().set_name("说明").unwrap().write_string(0, 0, "填表说明").unwrap();
    let sheet = hidden.add_worksheet().set_name("存档").unwrap();
    sheet.set_hidden(true);
    for (row, cells) in (0..).zip(last) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, *cell).unwrap();
        }
    }
    let book = hidden.save_to_buffer().unwrap();
    let (_, started) = begin("名单.xlsx", &book);
    assert_eq!(started.err().unwrap()[0].code, Code::NoList);
    assert_eq!(counts(&begin_with("名单.xlsx", &book, &["存档"]).1), (1, 1, 28));
}

#[test]
fn the_first_answer_says_how_many_half_days_suffice() {
    // The list of a first plan that packed everybody to the pace of the largest college.
    let list = "2027届毕业生人数\n学院,人数\n大学院,1186\n甲学院,700\n乙学院,620\n丙学院,510\n丁学院,486\n\
        戊学院,335\n己学院,298\n庚学院,214\n辛学院,188\n";
    let folder = with_files([("名单.csv", list)]);
    let answered = |days: &str, speed| {
        let options = StartOptions {
            name: "春",
            sheets: &[],
            days: Days::parse(days).unwrap(),
            hours: vec![Interval::new(540, 720), Interval::new(840, 1020)],
            stations: &[],
            speed,
            lang: Lang::Zh,
        };
        start(&folder.path().join("名单.csv"), &options)
    };
    let unknown = answered("2026-12-31..", KnownSpeed { seconds: None, cameras: None });
    let answer = &unknown.as_ref().unwrap().answer;
    assert_eq!(answer.half_days.listed.len(), 7);
    assert_eq!(answer.half_days.holidays.len(), 1);
    assert_eq!(answer.half_days.weekend_days, 2);
    assert_eq!(answer.largest, ("大学院".to_owned(), 1186));
    let row = |seconds| answer.speeds.rows.iter().find(|row| row.0 == seconds).unwrap().1.clone();
    // On the grid of 10 the nine colleges take 160, 100, 90, 70, 70, 50, 40, 30 and 30 minutes.
    assert_eq!(row(8), [4, 2, 2, 2].map(Some));
    assert_eq!(row(12)[0], None);
    let text = text(&unknown, "campaign.toml");
    assert!(text.contains("title = \"2027届毕业生人数\""), "{text}");
    assert!(
        text.contains("\"peak\", \"preference\", \"spread\"") && text.contains("date = 2027-01-04")
    );

    let known = || KnownSpeed { seconds: Some(12), cameras: Some(2) };
    let started = answered("2026-12-14..17", known()).unwrap();
    let answer = &started.answer;
    assert_eq!((answer.rate, answer.half_days.listed.len()), (Some(600), 8));
    assert_eq!(answer.sufficient, Some(3));
    let open = answered("2026-12-14..", known()).unwrap();
    assert_eq!(open.answer.half_days.listed.len(), 3);
    let written = with_files(open.files().into_iter().map(|file| (file.name, file.text)));
    let campaign = loaded(written.path(), &[]).campaign;
    let station = &campaign.stations()[0];
    assert_eq!((station.rate, station.cameras), (Some(600), Some(2)));
    let plan = best_plan(&campaign).unwrap();
    for tier in [Tier::Unserved, Tier::Overload] {
        assert_eq!(tier_value(tier, &campaign, &plan, None).numerator(), 0);
    }
    let too_slow = KnownSpeed { seconds: Some(20), cameras: Some(1) };
    assert_eq!(answered("2026-12-14..17", too_slow).unwrap().answer.sufficient, None);
}
