//! Tables as offices save them, read by every verb in the same way: what is lost is a fault, what
//! is left out, guessed or converted is said once.

use crate::folder::{copy_of, root, text_of, with_files};
use crate::run::{callsheet, shown};
use crate::solving::loaded;
use crate::workbook::{repack, workbook};
use callsheet::base::clock::Interval;
use callsheet::base::diagnostic::{Code, Diagnostic};
use callsheet::base::text::Lang;
use callsheet::campaign::actuals::Event;
use callsheet::campaign::plan::Plan;
use callsheet::campaign::{BlockId, Campaign, GroupId};
use callsheet::files::from_list::{Days, KnownSpeed, Start, StartOptions, start};
use callsheet::files::{
    Loaded, load, read_actuals, read_photographed, read_plan, read_plan_with_places, write_instance,
};
use jiff::civil::date;
use rust_xlsxwriter::{Format, Workbook};
use std::path::Path;
use std::time::{Duration, Instant};

const FIVE: &str = "instances/teaching-five";

/// Columns of a plan of the campaign, and its rows.
const PLAN: [&[&str]; 5] = [
    &["date", "start", "end", "group", "headcount"],
    &["2024-05-06", "9:00", "9:20", "甲组", "90"],
    &["2024-05-06", "9:20", "9:40", "乙组", "90"],
    &["2024-05-06", "14:00", "14:20", "丙组", "90"],
    &["2024-05-06", "14:20", "14:30", "丁组", "15"],
];

fn csv(rows: &[&[&str]], separator: &str) -> String {
    let lines: Vec<String> = rows.iter().map(|row| row.join(separator)).collect();
    lines.join("\n") + "\n"
}

fn codes(found: &[Diagnostic]) -> Vec<&'static str> {
    found.iter().map(|own| own.code.id()).collect()
}

/// The message of the first finding of a code.
fn said(found: &[Diagnostic], code: Code) -> String {
    let own = found.iter().find(|own| own.code == code);
    own.map(|own| own.message.get(Lang::En).to_owned()).unwrap_or_default()
}

fn begin(name: &str, content: impl AsRef<[u8]>) -> Result<Start, Vec<Diagnostic>> {
    let folder = with_files([(name, content)]);
    let options = StartOptions {
        name: "t",
        sheets: &[],
        days: Days::From(date(2025, 5, 3)),
        hours: vec![Interval::new(540, 720), Interval::new(840, 1020)],
        stations: &[],
        speed: KnownSpeed { seconds: None, cameras: None },
        lang: Lang::Zh,
    };
    start(&folder.path().join(name), &options)
}

/// The campaign with some files written over.
fn five(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = copy_of(FIVE);
    for (name, content) in files {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    folder
}

fn refused(files: &[(&str, &[u8])]) -> Vec<Diagnostic> {
    load(five(files).path(), &[]).unwrap_err().faults
}

fn plan_of(
    name: &str,
    content: impl AsRef<[u8]>,
) -> Result<(Plan, Vec<Diagnostic>), Vec<Diagnostic>> {
    let folder = with_files([(name, content)]);
    let campaign = loaded(FIVE, &[]).campaign;
    let read = read_plan_with_places(&folder.path().join(name), None, &campaign);
    read.map(|(plan, places)| (plan, places.notes))
}

fn wanted() -> Plan {
    plan_of("plan.csv", csv(&PLAN, ",")).unwrap().0
}

/// Roster, slots, baseline: whatever the reader, a quote that takes in rows is a fault at its
/// place.
#[test]
fn no_reader_loses_rows_behind_a_quote() {
    let campaign = loaded(FIVE, &[]).campaign;
    let place = |found: Vec<Diagnostic>| {
        let own = found.into_iter().find(|own| own.code == Code::UnclosedQuote).unwrap();
        let place = own.location.unwrap();
        (place.line.unwrap(), place.column.unwrap())
    };
    let list = "college,class,headcount,note\nNursing,N1,40,\"see below\nNursing,N2,50,x\nMedicine,M1,60,y\n";
    assert_eq!(place(begin("list.csv", list).err().unwrap()), (2, 4));
    let with_note = csv(&PLAN, ",")
        .replace("headcount\n", "headcount,classes\n")
        .replace("甲组,90", "甲组,90,\"");
    assert_eq!(place(plan_of("plan.csv", &with_note).unwrap_err()), (2, 6));
    let folder = with_files([
        (
            "act.csv",
            "what,group,class,people,note\nphotographed,甲组,,30,\"power cut\nabsent,乙组,,10,sick\n",
        ),
        (
            "slots.csv",
            "group,class,date,start,end\n甲组,\"甲1班,2024-05-06,9:00,9:10\n甲组,甲2班,2024-05-06,9:10,9:20\n",
        ),
        ("plan.csv", csv(&PLAN, ",").as_str()),
        ("done.csv", "number,note\n2020001,\"x\n2020002,y\n"),
    ]);
    let at = |name: &str| folder.path().join(name);
    assert_eq!(place(read_actuals(&at("act.csv"), &campaign).unwrap_err()), (2, 5));
    assert_eq!(
        place(read_plan(&at("plan.csv"), Some(&at("slots.csv")), &campaign).unwrap_err()),
        (2, 2)
    );
    assert_eq!(place(read_photographed(&at("done.csv"), &campaign).unwrap_err()), (2, 2));
    for (table, header, column) in [
        ("groups.csv", "group,headcount,contact\n甲组,90,", 3),
        ("classes.csv", "headcount,group,class\n30,甲组,", 3),
        ("students.csv", "group,class,number\n甲组,甲1班,", 3),
        ("minutes.csv", "group,minutes,block\n甲组,20,", 3),
        ("unavailable.csv", "group,date,start,end,reason\n甲组,2024-05-06,8:00,9:00,", 5),
        ("preferences.csv", "group,wish,date\n甲组,avoid,", 3),
        ("pins.csv", "group,date\n甲组,", 2),
        ("relations.csv", "relation,group,other\napart,甲组,", 3),
        ("plan.csv", "date,start,end,group,classes\n2024-05-06,9:00,9:20,甲组,", 5),
    ] {
        let text = format!("{header}\"x\n乙组,1,2\n");
        let folder = five(&[(table, text.as_bytes())]);
        let settings = [format!("baseline={table}")];
        let settings = if table == "plan.csv" { &settings[..] } else { &[] };
        let faults = load(folder.path(), settings).unwrap_err().faults;
        assert_eq!(place(faults), (2, column), "{table}");
    }
}

#[test]
fn separators_and_encodings_of_spreadsheets() {
    for separator in [";", "\t"] {
        let (plan, notes) = plan_of("plan.csv", csv(&PLAN, separator)).unwrap();
        assert_eq!((plan, codes(&notes)), (wanted(), vec!["W346"]), "{separator}");
    }
    let (plan, notes) = plan_of("plan.csv", format!("sep=;\n{}", csv(&PLAN, ";"))).unwrap();
    assert_eq!((plan, notes.len()), (wanted(), 0));
    let groups = "学院;英文名;人数\n甲组;Alpha;90\n乙组;Beta;90\n丙组;Gamma;90\n丁组;Delta;15\n戊组;Epsilon;15\n";
    let with_mark = |text: &str| {
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        [0xFF, 0xFE].into_iter().chain(units).collect::<Vec<u8>>()
    };
    let (gbk, _, _) = encoding_rs::GB18030.encode(groups);
    for bytes in [groups.as_bytes(), &with_mark(groups), &gbk] {
        let read = loaded(five(&[("groups.csv", bytes)]).path(), &[]);
        assert_eq!(read.campaign.groups(), loaded(FIVE, &[]).campaign.groups());
        assert_eq!(codes(&read.notes), ["W346"]);
    }
    let actuals = with_files([("act.csv", "what;group;people\nabsent;甲组;10\n")]);
    let read = read_actuals(&actuals.path().join("act.csv"), &loaded(FIVE, &[]).campaign).unwrap();
    assert_eq!((read.0.len(), codes(&read.1)), (1, vec!["W346"]));
    // Windows-1252 is no Chinese, though it can be read as such.
    let latin: Vec<u8> = "group,headcount\nCollège Médecine,240\nFakultät Öko,90\n"
        .chars()
        .map(|c| c as u8)
        .collect();
    let started = begin("list.csv", &latin).unwrap();
    assert_eq!(codes(&started.notes), ["W346"]);
    // Settings in it are refused, since they can be saved as UTF-8; GBK is read.
    let toml = std::fs::read_to_string(root().join(FIVE).join("campaign.toml"));
    let toml = toml.unwrap();
    let (gbk, _, _) = encoding_rs::GBK.encode(&toml);
    let read = loaded(five(&[("campaign.toml", &gbk)]).path(), &[]);
    assert_eq!(read.campaign.groups(), loaded(FIVE, &[]).campaign.groups());
    let latin: Vec<u8> = "title = \"Collège Médecine\"\n".chars().map(|c| c as u8).collect();
    let rejected = load(five(&[("campaign.toml", &latin)]).path(), &[]).unwrap_err();
    assert_eq!(codes(&rejected.faults), ["E102"]);
}

/// A workbook of a list: two rows are hidden, one sheet is, and one can't even be shown.
fn with_hidden(name: &str) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name(name).unwrap();
    for (row, (college, people)) in
        [("甲组", 90), ("乙组", 90), ("丙组", 90), ("丁组", 15)].into_iter().enumerate()
    {
        let row = row as u32 + 1;
        sheet.write_string(row, 0, college).unwrap().write_number(row, 1, people).unwrap();
    }
    sheet.write_string(0, 0, "学院").unwrap().write_string(0, 1, "人数").unwrap();
    sheet.set_row_hidden(2).unwrap().set_row_hidden(4).unwrap();
    for (name, very) in [("去年存档", false), ("前年", true)] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        sheet.write_string(0, 0, "学院").unwrap().write_string(0, 1, "人数").unwrap();
        sheet.write_string(1, 0, "旧组").unwrap().write_number(1, 1, 50).unwrap();
        if very {
            sheet.set_very_hidden(true);
        } else {
            sheet.set_hidden(true);
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn what_is_hidden_is_not_read_and_said() {
    let started = begin("名单.xlsx", with_hidden("名单")).unwrap();
    assert_eq!((started.colleges, started.people), (2, 180));
    assert_eq!(codes(&started.notes), ["W345"; 3]);
    let sheets: Vec<String> =
        started.notes.iter().filter_map(|note| note.location.clone()?.sheet).collect();
    assert_eq!(sheets, ["前年", "去年存档", "名单"]);
    assert!(said(&started.notes[2..], Code::HiddenLeft).ends_with("(3, 5, 2 in all)"));

    let folder = five(&[("campaign.xlsx", &with_hidden("groups"))]);
    std::fs::remove_file(folder.path().join("groups.csv")).unwrap();
    std::fs::remove_file(folder.path().join("classes.csv")).unwrap();
    let read = loaded(folder.path(), &[]);
    assert_eq!((read.campaign.groups().len(), codes(&read.notes)), (2, vec!["W345"]));
    // A table whose sheet is hidden is not there, and the reader is told which one that is.
    std::fs::write(
        folder.path().join("campaign.xlsx"),
        repack(
            &with_hidden("x"),
            |name, part| {
                let text = String::from_utf8_lossy(&part);
                if name == "xl/workbook.xml" {
                    text.replace("去年存档", "groups").into_bytes()
                } else {
                    part
                }
            },
            &[],
        ),
    )
    .unwrap();
    let faults = load(folder.path(), &[]).unwrap_err().faults;
    assert!(
        codes(&faults).starts_with(&["E196"]) || codes(&faults).contains(&"W345"),
        "{faults:?}"
    );

    let mut rows: Vec<&[&str]> = PLAN.to_vec();
    rows.push(&["2024-05-06", "9:40", "9:50", "丁组", "15"]);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("plan").unwrap();
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            sheet.write_string(row as u32, column as u16, *cell).unwrap();
        }
    }
    sheet.set_row_hidden(5).unwrap();
    let (plan, notes) = plan_of("plan.xlsx", book.save_to_buffer().unwrap()).unwrap();
    assert_eq!((plan, codes(&notes)), (wanted(), vec!["W345"]));
}

#[test]
fn titles_notes_totals_and_headers_of_two_rows() {
    let text =
        "拍照安排表,,,,\n,,,,\n".to_owned() + &csv(&PLAN, ",") + "合计,,,,285\n注：以现场为准\n";
    let (plan, notes) = plan_of("plan.csv", text).unwrap();
    assert_eq!((plan, codes(&notes)), (wanted(), vec!["W336"; 3]));
    let mut rows: Vec<&[&str]> = vec![&["拍照安排表"]];
    rows.extend(PLAN);
    let (plan, notes) = plan_of("安排.xlsx", workbook(&[("Sheet1", &rows)])).unwrap();
    assert_eq!((plan, codes(&notes)), (wanted(), vec!["W346", "W336"]));

    // 人数 spans 合计 and 其中校外.
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("名单").unwrap();
    let plain = Format::new();
    sheet.merge_range(0, 0, 1, 0, "学院", &plain).unwrap();
    sheet.merge_range(0, 1, 1, 1, "班级", &plain).unwrap();
    sheet.merge_range(0, 2, 0, 3, "人数", &plain).unwrap();
    sheet.write_string(1, 2, "合计").unwrap().write_string(1, 3, "其中校外").unwrap();
    for (row, (class, people, off)) in [("护1", 40, 3), ("护2", 42, 4)].into_iter().enumerate() {
        let row = row as u32 + 2;
        sheet.write_string(row, 0, "护理学院").unwrap().write_string(row, 1, class).unwrap();
        sheet.write_number(row, 2, people).unwrap().write_number(row, 3, off).unwrap();
    }
    let two_rows = book.save_to_buffer().unwrap();
    let started = begin("名单.xlsx", &two_rows).unwrap();
    let classes = started.files().into_iter().find(|file| file.name == "classes.csv").unwrap().text;
    assert_eq!(classes, "\u{FEFF}学院,班级,人数,校外人数\n护理学院,护1,40,3\n护理学院,护2,42,4\n");
    assert_eq!(started.notes.len(), 0, "{:?}", started.notes);
    // The same as a table of a campaign, and as CSV.
    let classes = repack(&two_rows, |_, part| part, &[]);
    let read = |name: &str, content: &[u8]| -> Campaign {
        let folder = five(&[("groups.csv", "学院\n护理学院\n".as_bytes()), (name, content)]);
        if name != "classes.csv" {
            std::fs::remove_file(folder.path().join("classes.csv")).unwrap();
        }
        loaded(folder.path(), &[]).campaign
    };
    let by_csv = read(
        "classes.csv",
        "学院,班级,人数,\n,,合计,其中校外\n护理学院,护1,40,3\n护理学院,护2,42,4\n".as_bytes(),
    );
    assert_eq!((by_csv.groups()[0].headcount, by_csv.groups()[0].off_site), (82, 7));
    let named = repack(
        &classes,
        |name, part| {
            let text = String::from_utf8_lossy(&part);
            if name == "xl/workbook.xml" {
                text.replace("名单", "classes").into_bytes()
            } else {
                part
            }
        },
        &[],
    );
    assert_eq!(read("campaign.xlsx", &named).groups(), by_csv.groups());
}

#[test]
fn columns_without_a_heading_and_short_rows() {
    let started =
        begin("list.csv", "学院,班级,人数,\n护理学院,护1,40,3\n护理学院,护2,42,4\n").unwrap();
    assert_eq!(
        said(&started.notes, Code::ColumnLeft),
        "column 4 has no heading and was not read (2, 3, 2 in all)"
    );
    let faults = refused(&[(
        "groups.csv",
        "学院,人数,\n甲组,90,3\n乙组,90,4\n丙组,90,\n丁组,15,\n".as_bytes(),
    )]);
    assert_eq!(codes(&faults), ["E110"]);
    assert_eq!(said(&faults, Code::BrokenTable), "its column has no header; cells with content: 2");
    // Excel leaves out empty cells at the end of a row.
    let groups = "学院,人数,校外人数,联系方式\n甲组,90,0,5号楼\n乙组,90\n丙组,90,\n丁组,15\n";
    let read: Loaded = loaded(five(&[("groups.csv", groups.as_bytes())]).path(), &[]);
    assert_eq!(codes(&read.notes), ["W348"]);
    assert!(
        said(&read.notes, Code::ShortRows).ends_with("(3, 4, 5, 3 in all)"),
        "{:?}",
        read.notes
    );
    assert_eq!(read.campaign.groups()[3].headcount, 15);
    // Majors stand for classes where there is no other column for them; persons are counted.
    let rows: [&[&str]; 4] = [
        &["学院", "专业", "人数"],
        &["甲学院", "机械", "100"],
        &["甲学院", "车辆", "120"],
        &["乙学院", "英语", "80"],
    ];
    let started = begin("majors.xlsx", workbook(&[("Sheet", &rows)])).unwrap();
    assert_eq!((started.colleges, started.classes, started.people), (2, 3, 300));
    assert_eq!(codes(&started.notes), ["W346"]);
    let ones: Vec<String> = (0..500).map(|row| format!("甲学院,甲{}班,{row},1", row % 9)).collect();
    let roster = format!("学院,班级,学号,人数\n{}\n", ones.join("\n"));
    let started = begin("roster.csv", roster).unwrap();
    assert_eq!((started.colleges, started.classes, started.people), (1, 9, 500));
}

/// Days and times of the plan as numbers and texts of a spreadsheet.
fn with_times(write: impl Fn(f64) -> String, days: f64) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("plan").unwrap();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    for (row, cells) in PLAN.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let (row, column) = (row as u32, column as u16);
            let clock = cell.split_once(':').filter(|_| row > 0);
            if let Some((hour, minute)) = clock {
                let minutes = hour.parse::<f64>().unwrap() * 60.0 + minute.parse::<f64>().unwrap();
                let text = write(minutes / 1440.0);
                match text.parse::<f64>() {
                    Ok(number) => sheet.write_number(row, column, number).unwrap(),
                    Err(_) => sheet.write_string(row, column, text).unwrap(),
                };
            } else if row > 0 && column == 0 {
                sheet.write_number_with_format(row, column, days, &day).unwrap();
            } else {
                sheet.write_string(row, column, *cell).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn days_and_times_in_all_their_forms() {
    let twelve = |day: f64, words: [&str; 2]| {
        let minutes = (day * 1440.0).round() as i64;
        let (hour, half) = if minutes < 720 { (minutes / 60, 0) } else { (minutes / 60 - 12, 1) };
        words[half].replace("TIME", &format!("{hour}:{:02}", minutes % 60))
    };
    let read = |book: Vec<u8>| plan_of("plan.xlsx", book).unwrap();
    let (plan, notes) = read(with_times(|day| day.to_string(), 45_418.0));
    assert_eq!((plan, codes(&notes)), (wanted(), vec!["W347"]));
    assert!(
        said(&notes, Code::Converted).ends_with("(B2, C2, B3 and more, 8 in all)"),
        "{notes:?}"
    );
    let noisy = with_times(|day| twelve(day, ["TIME AM", "TIME PM"]), 45_417.999_999_999_97);
    assert_eq!(read(noisy), (wanted(), Vec::new()));
    let chinese = with_times(|day| twelve(day, ["上午TIME", "下午TIME"]), 45_418.0);
    assert_eq!(read(chinese), (wanted(), Vec::new()));
    let weekday = csv(&PLAN, ",").replace("2024-05-06", "2024-05-06（周一）");
    assert_eq!(plan_of("plan.csv", weekday).unwrap(), (wanted(), Vec::new()));
    // A day and a time in one cell are no time: the cell is named, with what to do.
    let both = csv(&PLAN, ",").replacen(",9:00", ",2024-05-06 9:00", 1);
    let faults = plan_of("plan.csv", both).unwrap_err();
    assert_eq!(codes(&faults), ["E116"]);
    assert!(faults[0].help.as_ref().unwrap().get(Lang::En).contains("format the cell as time"));
    // A day as a bare number could be any.
    let faults = plan_of("plan.csv", csv(&PLAN, ",").replace("2024-05-06", "45418")).unwrap_err();
    assert_eq!(codes(&faults), ["E115"; 4]);
    assert!(faults[0].help.as_ref().unwrap().get(Lang::En).contains("format the cell as date"));
}

/// One line for all cells that say the same, with the first of them, in whichever file they stand.
#[test]
fn a_day_of_the_week_that_is_not_the_dates_is_said_with_its_cell() {
    let wrong = |text: String| text.replace("2024-05-06", "周二 2024-05-06");
    let message = "2024-05-06 is a Monday, not a Tuesday; the date was taken";
    let places = |notes: &[Diagnostic]| {
        let of_code = notes.iter().filter(|own| own.code == Code::WeekdayDiffers);
        let shown = |own: &Diagnostic| {
            let place = own.location.as_ref().unwrap();
            assert!(own.message.get(Lang::En).starts_with(message), "{own:?}");
            (place.line.unwrap(), own.message.get(Lang::En)[message.len()..].to_owned())
        };
        of_code.map(shown).collect::<Vec<_>>()
    };

    let (plan, notes) = plan_of("plan.csv", wrong(csv(&PLAN, ","))).unwrap();
    assert_eq!(plan, wanted());
    assert_eq!(places(&notes), [(2, " (2, 3, 4 and more, 4 in all)".to_owned())]);

    let official = "序号,时间安排,学院,人数\n1,5月6日（周二）上午 9:00-9:20,甲组,90\n";
    let (plan, notes) = plan_of("plan.csv", official).unwrap();
    assert_eq!(plan.windows[0].date, date(2024, 5, 6));
    assert_eq!(places(&notes), [(2, String::new())]);

    let json = r#"{"format": "callsheet-plan-1", "campaign": "t", "windows": [
        {"group": "甲组", "station": "拍摄组", "date": "2024-05-06（周二）",
         "start": "09:00", "end": "09:20"}]}"#;
    let (_, notes) = plan_of("plan.json", json).unwrap();
    assert_eq!(places(&notes), [(2, String::new())]);

    let campaign = std::fs::read_to_string(root().join(FIVE).join("campaign.toml")).unwrap();
    let campaign = campaign.replacen("2024-05-06", "\"2024-05-06（周二）\"", 1);
    let lesson = "group,date,start,end\n丁组,2024-05-06（周二）,9:00,9:10\n";
    let files = [("campaign.toml", campaign.as_bytes()), ("unavailable.csv", lesson.as_bytes())];
    let read = load(five(&files).path(), &[]).unwrap();
    assert_eq!(read.campaign.blocks()[0].date, date(2024, 5, 6));
    let line = 1 + campaign[..campaign.find("（周二）").unwrap()].matches('\n').count();
    assert_eq!(places(&read.notes), [(line, String::new()), (2, String::new())]);
}

/// A rule for every week needs no row for each date; the table of lessons may speak in periods.
#[test]
fn lessons_are_told_by_days_of_the_week_and_by_periods() {
    let campaign = text_of(root().join(FIVE).join("campaign.toml"))
        + "\n[[period]]\nname = \"第1-2节\"\nstart = \"09:00\"\nend = \"09:30\"\n"
        + "\n[[period]]\nname = \"第3-4节\"\nstart = \"09:40\"\nend = \"10:10\"\n";
    let lessons = "group,date,start,end\n\
        甲组,每天,0:00,9:20\n乙组,周一;周三,第１－２节,\n丙组,Tue-Fri,9:00,9:10\n\
        丁组,2024-05-06,第1-2节,第3-4节\n戊组,工作日,9:10,第1-2节\n";
    let wishes = "group,start,end,wish\n甲组,第3-4节,,avoid\n";
    let files = [
        ("campaign.toml", campaign.as_bytes()),
        ("unavailable.csv", lessons.as_bytes()),
        ("preferences.csv", wishes.as_bytes()),
    ];
    let folder = five(&files);
    let read = load(folder.path(), &[]).unwrap().campaign;
    let told: Vec<_> = read
        .unavailable()
        .iter()
        .map(|entry| (entry.group.0, entry.date.to_string(), entry.interval.to_string()))
        .collect();
    let on_monday = |group, hours: &str| (group, "2024-05-06".to_owned(), hours.to_owned());
    let wanted = [
        on_monday(0, "00:00–09:20"),
        on_monday(1, "09:00–09:30"),
        on_monday(3, "09:00–10:10"),
        on_monday(4, "09:10–09:30"),
    ];
    assert_eq!(told, wanted);
    let hours = read.preferences()[0].interval.map(|hours| hours.to_string());
    assert_eq!(hours.as_deref(), Some("09:40–10:10"));

    let plan = "date,start,end,group\n2024-05-06,第1-2节,,甲组\n";
    std::fs::write(folder.path().join("plan.csv"), plan).unwrap();
    let plan = read_plan(&folder.path().join("plan.csv"), None, &read).unwrap();
    assert_eq!(plan.windows[0].interval.to_string(), "09:00–09:30");
    let actuals = "what,block,start,end\nlost,第一场,第1-2节,第1-2节\n";
    std::fs::write(folder.path().join("actuals.csv"), actuals).unwrap();
    let (actuals, _) = read_actuals(&folder.path().join("actuals.csv"), &read).unwrap();
    assert!(format!("{:?}", actuals[0]).contains("570"), "{actuals:?}");

    let wrong = lessons.replace("第１－２节", "第9节").replace("每天", "周八");
    let faults =
        refused(&[("campaign.toml", campaign.as_bytes()), ("unavailable.csv", wrong.as_bytes())]);
    assert_eq!(codes(&faults), ["E115", "E116", "E113"]);
    let twice = campaign.replace("第3-4节", "第1-2节").replace("09:40", "11:00");
    let faults = refused(&[("campaign.toml", twice.as_bytes())]);
    assert_eq!(codes(&faults), ["E109", "E117"]);
    let faults = refused(&[("campaign.toml", campaign.replace("第3-4节", "9:40").as_bytes())]);
    assert_eq!(codes(&faults), ["E107"]);
}

/// Wishes name days of the week, any of which will do; settings may name periods, too.
#[test]
fn wishes_name_days_of_the_week_and_settings_name_periods() {
    let campaign = text_of(root().join(FIVE).join("campaign.toml"));
    let first = campaign.find("2024-05-06").unwrap() + 10;
    let more = "\n[[period]]\nname = \"第3节\"\nstart = \"09:20\"\nend = \"09:30\"\n\
        [[period]]\nname = \"第9节\"\nstart = \"18:00\"\nend = \"18:40\"\n\
        [[break]]\nblock = \"第一场\"\nstart = \"第３节\"\nend = \"第3节\"\n\
        [[block]]\nname = \"晚上\"\ndate = 2024-05-10\nstart = \"第9节\"\nend = \"第9节\"\nlatest_end = \"19:00\"\n";
    let campaign = campaign[..first].to_owned()
        + &campaign[first..].replacen("2024-05-06", "2024-05-08", 1)
        + more;
    let wishes = "group,date,start,end,wish\n甲组,周一;周三,,,prefer\n乙组,周五,第9节,,avoid\n丙组,,第3节,,prefer\n";
    let files = [("campaign.toml", campaign.as_bytes()), ("preferences.csv", wishes.as_bytes())];
    let read = load(five(&files).path(), &[]).unwrap().campaign;
    let days = |place: usize| {
        let days = read.preferences()[place].days.clone();
        days.map(|days| days.iter().map(|day| day.to_string()[5..].to_owned()).collect::<Vec<_>>())
    };
    let wanted = |days: &[&str]| Some(days.iter().map(|day| (*day).to_owned()).collect::<Vec<_>>());
    assert_eq!([0, 1, 2].map(days), [wanted(&["05-06", "05-08"]), wanted(&["05-10"]), None]);
    let hurt = |place: usize, day: i8, hours: (i32, i32)| {
        let window = Interval::new(hours.0, hours.1);
        read.preferences()[place].is_hurt_by(date(2024, 5, day), window)
    };
    assert_eq!([6, 8, 10].map(|day| hurt(0, day, (540, 560))), [false, false, true]);
    assert_eq!(
        [(8, 1090), (10, 1090), (10, 1125)].map(|(day, from)| hurt(1, day, (from, from + 10))),
        [false, true, false]
    );
    let blocks = read.blocks();
    assert_eq!(blocks[0].breaks[0].interval.to_string(), "09:20–09:30");
    assert_eq!(blocks[2].regular.to_string(), "18:00–18:40");
    let faults = refused(&[
        ("campaign.toml", campaign.as_bytes()),
        ("preferences.csv", wishes.replace("周五", "周日").as_bytes()),
    ]);
    assert_eq!(codes(&faults), ["E107"]);
    let unknown = campaign.replace("start = \"第9节\"", "start = \"第8节\"");
    assert_eq!(codes(&refused(&[("campaign.toml", unknown.as_bytes())])), ["E116"]);
}

/// A morning at each of two campuses.
const CAMPUSES: &str = "title = \"t\"\ncall_lead_minutes = 10\n[objective]\ntiers = [\"early\"]\n\
    [[site]]\nname = \"东区\"\nname_en = \"East\"\n[[site]]\nname = \"西区\"\n\
    [[station]]\nname = \"东馆\"\nrate = 120\nsite = \"东区\"\n\
    [[station]]\nname = \"西馆\"\nrate = 120\nsite = \"西区\"\n\
    [[block]]\nname = \"东\"\nstation = \"东馆\"\ndate = 2024-05-06\nstart = \"09:00\"\nend = \"12:00\"\n\
    [[block]]\nname = \"西\"\nstation = \"西馆\"\ndate = 2024-05-06\nstart = \"09:00\"\nend = \"12:00\"\n";

/// A college with classes on two campuses comes on both, each class on its own.
#[test]
fn a_college_with_classes_at_two_sites_has_a_group_at_each() {
    let classes = "学院,班级,人数,校区\n计算机学院,计科1班,30,东区\n计算机学院,网工1班,20,西区\n\
        计算机学院,计科2班,40,东区\n文学院,中文1班,20,\n外语学院,英语1班,10,西区\n";
    let lessons = "学院,班级,日期,开始,结束\n计算机学院,计科[1-2]班,2024-05-06,9:00,9:30\n计算机学院,,2024-05-06,11:00,12:00\n";
    let files = [
        ("campaign.toml", CAMPUSES),
        ("groups.csv", "学院,编号,校区\n计算机学院,cs,\n文学院,,东区\n外语学院,,\n"),
        ("classes.csv", classes),
        ("unavailable.csv", lessons),
        ("pins.csv", "学院,服务点,开始\n计算机学院,西馆,9:40\n"),
        ("relations.csv", "关系,学院,另一学院\n紧接,计算机学院,文学院\n先于,外语学院,计算机学院\n"),
        ("minutes.csv", "学院,半天,分钟\n计算机学院,东,50\n"),
    ];
    let folder = with_files(files);
    let read = load(folder.path(), &[]).unwrap_or_else(|rejected| panic!("{rejected}"));
    assert_eq!(read.notes.iter().map(|note| note.code.id()).collect::<Vec<_>>(), ["W352"]);
    let campaign = &read.campaign;
    let groups: Vec<_> = campaign
        .groups()
        .iter()
        .map(|own| {
            let classes: Vec<&str> = own.classes.iter().map(|class| class.name.as_str()).collect();
            (own.name.get(Lang::Zh), own.id(), own.headcount, classes)
        })
        .collect();
    let wanted = [
        ("计算机学院（东区）", "cs/东区", 70, vec!["计科1班", "计科2班"]),
        ("计算机学院（西区）", "cs/西区", 20, vec!["网工1班"]),
        ("文学院", "文学院", 20, vec!["中文1班"]),
        ("外语学院", "外语学院", 10, vec!["英语1班"]),
    ];
    assert_eq!(groups, wanted);
    assert_eq!(campaign.groups()[0].name.get(Lang::En), "计算机学院 (East)");
    let lessons: Vec<_> =
        campaign.unavailable().iter().map(|own| (own.group.0, own.class)).collect();
    assert_eq!(lessons, [(0, Some(0)), (0, Some(1)), (0, None), (1, None)]);
    assert_eq!(campaign.pins().iter().map(|pin| pin.group.0).collect::<Vec<_>>(), [1]);
    let related: Vec<_> =
        campaign.relations().iter().map(|own| (own.first.0, own.second.0)).collect();
    assert_eq!(related, [(0, 2), (3, 0), (3, 1)], "together only at the campus of both");
    let minutes = |group: usize, block: usize| campaign.minutes_for(GroupId(group), BlockId(block));
    assert_eq!((minutes(0, 0), minutes(1, 1)), (Some(50), None));

    // What is written is read again, and a plan that has the college's name finds its parts.
    let again = with_files(write_instance(campaign));
    let reread = load(again.path(), &[]).unwrap_or_else(|rejected| panic!("{rejected}")).campaign;
    assert_eq!(reread.groups(), campaign.groups());
    assert_eq!(reread.pins(), campaign.pins());
    let plan = "日期,服务点,开始,结束,学院\n2024-05-06,东馆,9:30,10:20,计算机学院\n2024-05-06,西馆,9:40,10:00,计算机学院\n";
    std::fs::write(folder.path().join("plan.csv"), plan).unwrap();
    for campaign in [campaign, &reread] {
        let plan = read_plan(&folder.path().join("plan.csv"), None, campaign).unwrap();
        assert_eq!(plan.windows.iter().map(|own| own.group.0).collect::<Vec<_>>(), [0, 1]);
    }
    let actuals = folder.path().join("actuals.csv");
    std::fs::write(&actuals, "what,group\ndone,计算机学院\n").unwrap();
    let faults = read_actuals(&actuals, campaign).unwrap_err();
    assert_eq!(codes(&faults), ["E108"]);
    assert!(faults[0].help.as_ref().unwrap().get(Lang::Zh).contains("计算机学院（东区） 或 "));

    let nowhere = [
        ("campaign.toml", CAMPUSES),
        ("groups.csv", "学院,人数,校区\n计算机学院,50,\n文学院,20,\n"),
        ("classes.csv", "学院,班级,人数,校区\n计算机学院,1班,30,东区\n计算机学院,2班,20,\n"),
    ];
    let faults = load(with_files(nowhere).path(), &[]).err().unwrap().faults;
    assert_eq!(codes(&faults), ["E173", "E173"]);
    let lines: Vec<_> = faults.iter().map(|own| own.location.as_ref().unwrap().line).collect();
    assert_eq!(lines, [Some(3), Some(3)], "the class without a campus, and the college");
}

/// What an office does with the smallest units: they come one after another in one window.
#[test]
fn small_groups_share_a_window_where_nothing_else_is_asked_of_them() {
    let campaign = "title = \"t\"\ncall_lead_minutes = 10\nshare_up_to = 60\n[objective]\ntiers = [\"early\"]\n\
        [[station]]\nname = \"馆\"\nrate = 120\n\
        [[block]]\nname = \"上午\"\ndate = 2024-05-06\nstart = \"09:00\"\nend = \"12:00\"\n";
    let files = [
        ("campaign.toml", campaign),
        ("groups.csv", "学院,人数\n国际学院,25\n文学院,100\n体育部,30\n音乐系,4\n美术系,5\n"),
        ("classes.csv", "学院,班级,人数\n体育部,1班,14\n体育部,2班,16\n"),
        (
            "unavailable.csv",
            "学院,班级,日期,开始,结束\n国际学院,,2024-05-06,9:00,9:30\n体育部,2班,2024-05-06,9:00,9:40\n",
        ),
        ("pins.csv", "学院,开始\n音乐系,11:00\n"),
    ];
    let folder = with_files(files);
    let read = load(folder.path(), &[]).unwrap_or_else(|rejected| panic!("{rejected}"));
    let [note] = read.notes.as_slice() else { panic!("{:?}", read.notes) };
    assert!(note.render(Lang::Zh).contains("（2、4、6，共 3 处）"), "{}", note.render(Lang::Zh));
    let campaign = &read.campaign;
    let groups: Vec<_> =
        campaign.groups().iter().map(|own| (own.name.get(Lang::Zh), own.headcount)).collect();
    assert_eq!(groups, [("国际学院、体育部、美术系", 60), ("文学院", 100), ("音乐系", 4)]);
    let classes: Vec<_> =
        campaign.groups()[0].classes.iter().map(|own| (own.name.as_str(), own.headcount)).collect();
    assert_eq!(classes, [("国际学院", 25), ("体育部1班", 14), ("体育部2班", 16), ("美术系", 5)]);
    let lessons: Vec<_> =
        campaign.unavailable().iter().map(|own| (own.group.0, own.class)).collect();
    assert_eq!(lessons, [(0, Some(0)), (0, Some(2))]);
    assert_eq!(campaign.pins()[0].group, GroupId(2));
    let plan = "日期,开始,结束,学院,人数\n2024-05-06,9:40,10:20,国际学院,25\n2024-05-06,9:40,10:20,体育部,30\n\
        2024-05-06,9:40,10:20,美术系,5\n2024-05-06,10:20,11:00,文学院,100\n";
    std::fs::write(folder.path().join("hand.csv"), plan).unwrap();
    let plan = read_plan(&folder.path().join("hand.csv"), None, campaign).unwrap();
    assert_eq!(plan.windows.iter().map(|own| own.group.0).collect::<Vec<_>>(), [0, 1]);
    let again = with_files(write_instance(campaign));
    let reread = load(again.path(), &[]).unwrap_or_else(|rejected| panic!("{rejected}")).campaign;
    assert_eq!(reread.groups(), campaign.groups());
    let out = folder.path().join("out");
    callsheet(&["solve", shown(folder.path()), "--out", shown(&out)]).succeeded();
    callsheet(&["check", shown(folder.path()), shown(&out)]).succeeded();
    let alone = load(folder.path(), &["share_up_to=20".to_owned()]).unwrap().campaign;
    assert_eq!(alone.groups().len(), 5, "nobody has company of 20 people");
}

/// Cameras that are kept back for staff serve no college: the rate counts the others.
#[test]
fn reserved_cameras_are_not_counted_in_the_rate() {
    let campaign = "title = \"t\"\ncall_lead_minutes = 10\n[objective]\ntiers = [\"early\"]\n\
        [[station]]\nname = \"馆\"\ncameras = 3\nreserved = 1\nseconds_per_photo = 20\n\
        [[block]]\nname = \"上午\"\ndate = 2024-05-06\nstart = \"09:00\"\nend = \"12:00\"\n\
        [[block]]\nname = \"下午\"\ndate = 2024-05-06\nstart = \"14:00\"\nend = \"17:00\"\nreserved = 0\n";
    let files = [("campaign.toml", campaign), ("groups.csv", "学院,人数\n文学院,100\n")];
    let folder = with_files(files);
    let read = |settings: &[&str]| {
        let settings: Vec<String> = settings.iter().map(|own| (*own).to_owned()).collect();
        load(folder.path(), &settings)
    };
    let speeds = |settings: &[&str]| {
        let campaign = read(settings).unwrap_or_else(|rejected| panic!("{rejected}")).campaign;
        [0, 1].map(|block| (campaign.rate_in(BlockId(block)), campaign.cameras_in(BlockId(block))))
    };
    assert_eq!(speeds(&[]), [(Some(360), Some(2)), (Some(540), Some(3))]);
    let four = ["block.下午.cameras=4", "block.下午.reserved=2"];
    assert_eq!(speeds(&four)[1], (Some(360), Some(2)));
    assert_eq!(speeds(&["block.下午.cameras=4"])[1], (Some(720), Some(4)), "none is kept back");
    let refused = |settings: &[&str]| codes(&read(settings).err().unwrap().faults);
    assert_eq!(refused(&["station.馆.reserved=3"]), ["E107"]);
    assert_eq!(refused(&["block.下午.reserved=3"]), ["E107"]);
    let out = folder.path().join("out");
    callsheet(&["solve", shown(folder.path()), "--out", shown(&out), "--lang", "zh"]).succeeded();
    let report = text_of(out.join("report.html"));
    assert!(report.contains("不接待各学院：馆 1 个机位、"), "{report}");
}

/// A break of a station is one of each of its half-days in which it lies.
#[test]
fn a_break_may_be_a_stations() {
    let campaign = text_of(root().join(FIVE).join("campaign.toml"));
    let with = |hours: [&str; 2]| {
        let [start, end] = hours;
        format!("{campaign}\n[[break]]\nblock = \"拍摄组\"\nstart = \"{start}\"\nend = \"{end}\"\n")
    };
    let read = load(five(&[("campaign.toml", with(["14:20", "14:30"]).as_bytes())]).path(), &[]);
    let campaign = read.unwrap().campaign;
    let breaks: Vec<usize> = campaign.blocks().iter().map(|block| block.breaks.len()).collect();
    assert_eq!(breaks, [0, 1]);
    let faults = refused(&[("campaign.toml", with(["12:00", "13:00"]).as_bytes())]);
    assert_eq!(codes(&faults), ["E129"]);
}

/// A day from 08:45 with lunch until 14:00 goes on at 14:00; calls are on five minutes, and early
/// rather than late.
#[test]
fn the_grid_begins_again_behind_a_break_and_calls_are_rounded() {
    let campaign = text_of(root().join(FIVE).join("campaign.toml"))
        .replace("call_lead_minutes = 10", "call_lead_minutes = 12\ncall_grid_minutes = 5")
        .replace("start = \"09:00\"\nend = \"09:50\"", "start = \"08:45\"\nend = \"16:40\"");
    let campaign = campaign.split("[[block]]\nname = \"第二场\"").next().unwrap().to_owned()
        + "[[break]]\nblock = \"第一场\"\nstart = \"12:00\"\nend = \"14:00\"\n";
    let folder = five(&[("campaign.toml", campaign.as_bytes())]);
    let read = load(folder.path(), &[]).unwrap().campaign;
    let block = &read.blocks()[0];
    let behind = block.grid_minutes(read.grid()).filter(|minute| *minute >= 14 * 60);
    assert_eq!(behind.take(3).collect::<Vec<_>>(), [14 * 60, 14 * 60 + 10, 14 * 60 + 20]);
    assert_eq!([14 * 60, 14 * 60 + 3].map(|start| read.call(start)), [13 * 60 + 45, 13 * 60 + 50]);
    let pinned = "group,start\n甲组,14:00\n";
    std::fs::write(folder.path().join("pins.csv"), pinned).unwrap();
    let out = folder.path().join("out");
    let call = ["solve", shown(&folder), "--out", shown(&out), "--time-limit", "20"];
    let said = callsheet(&call).succeeded();
    assert!(text_of(out.join("plan.csv")).contains("14:00"), "{}", said.all());
    let checked = callsheet(&["check", shown(&folder), shown(&out)]);
    assert_eq!(checked.code, 0, "{}", checked.all());
    let off = "group,start\n甲组,14:05\n";
    std::fs::write(folder.path().join("pins.csv"), off).unwrap();
    assert_eq!(codes(&load(folder.path(), &[]).unwrap_err().faults), ["E121"]);
}

#[test]
fn numbers_of_students_keep_every_digit() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("students").unwrap();
    let ten = Format::new().set_num_format("0000000000");
    for (column, name) in ["group", "class", "number"].into_iter().enumerate() {
        sheet.write_string(0, column as u16, name).unwrap();
    }
    for row in 1..=3 {
        sheet.write_string(row, 0, "丁组").unwrap().write_string(row, 1, "丁1班").unwrap();
    }
    sheet.write_number_with_format(1, 2, 20_250_007, &ten).unwrap();
    sheet.write_number(2, 2, 123).unwrap();
    sheet.write_string(3, 2, "0000000124").unwrap();
    let groups = "学院,人数\n甲组,90\n乙组,90\n丙组,90\n丁组,3\n".as_bytes();
    let classes = "学院,班级,人数\n丁组,丁1班,3\n".as_bytes();
    let files = |book: Vec<u8>| {
        five(&[("groups.csv", groups), ("classes.csv", classes), ("campaign.xlsx", &book)])
    };
    let read = loaded(files(book.save_to_buffer().unwrap()).path(), &[]).campaign;
    let numbers: Vec<&str> = read.roster().iter().map(|own| own.number.as_str()).collect();
    assert_eq!(numbers, ["0020250007", "123", "0000000124"]);

    let rows: [&[&str]; 4] = [
        &["group", "class", "number"],
        &["丁组", "丁1班", "2025130000000"],
        &["丁组", "丁1班", "2.025130000001235e19"],
        &["丁组", "丁1班", "2.02513E+12x"],
    ];
    let book = repack(
        &workbook(&[("students", &rows)]),
        |_, part| {
            String::from_utf8(part.clone())
                .map_or(part, |text| text.replace("E+12x", "E+12").into_bytes())
        },
        &[],
    );
    let faults = load(files(book).path(), &[]).unwrap_err().faults;
    assert_eq!(codes(&faults), ["E114"; 2]);
    let cells: Vec<_> =
        faults.iter().filter_map(|own| own.location.as_ref()?.cell_name()).collect();
    assert_eq!(cells, ["C3", "C4"]);
}

#[test]
fn names_that_look_alike_are_one_name() {
    let groups = "学院,人数\nÉcole,60\n护理学院,30\n".as_bytes();
    let classes = "学院,班级,人数\nE\u{301}cole,c1,60\n护理学院\u{200B},1班,30\n".as_bytes();
    let read = loaded(five(&[("groups.csv", groups), ("classes.csv", classes)]).path(), &[]);
    assert_eq!(read.campaign.groups()[1].classes.len(), 1);
    let twice = "学院,人数\n护理学院,60\n护理学院\u{200B},50\n".as_bytes();
    let faults = refused(&[("groups.csv", twice), ("classes.csv", "学院,班级\n".as_bytes())]);
    assert!(said(&faults, Code::Duplicate).ends_with("(— / U+200B)"), "{faults:?}");
    let list = "学院,班级,人数\n工商管理学院,一班,30\n\u{2F2F}商管理学院,二班,30\n护理学院,1班,30\n护理学院\u{200B},2班,33\n";
    assert_eq!(begin("l.csv", list).unwrap().colleges, 2);
}

/// What was written is read back as the same plan, and after a spreadsheet has saved it too; the
/// table in the official form, whose days have no year, as well.
#[test]
fn its_own_timetables_are_read() {
    let folder = five(&[("plan.csv", csv(&PLAN, ",").as_bytes())]);
    let at = |name: &str| folder.path().join(name);
    let (campaign, plan) = (folder.path(), at("plan.csv"));
    let known = loaded(FIVE, &[]).campaign;
    for lang in ["zh", "en"] {
        let out = at(lang);
        let arguments = ["--lang", lang, "--out", shown(&out)];
        callsheet(&[&["export", shown(campaign), shown(&plan)][..], &arguments].concat())
            .succeeded();
        for name in ["timetable.xlsx", "timetable.csv", "plan.csv", "timetable.docx", "notice.docx"]
        {
            let read = read_plan(&out.join(name), None, &known).unwrap();
            assert_eq!(read.windows, wanted().windows, "{lang}: {name}");
        }
    }
    let official = loaded("instances/cqust-2024", &[]);
    let table = root().join("reports/cqust-2024/timetable.csv");
    let plan = root().join("reports/cqust-2024/plan.json");
    let read = |file: &Path| read_plan(file, None, &official.campaign).unwrap();
    assert_eq!(read(&table).windows, read(&plan).windows);
    assert_eq!(read(&table).make_up, read(&plan).make_up);
}

/// The table as an office lays it out: the half-day once, in merged cells, the hours beside it.
#[test]
fn a_timetable_of_an_office_is_read() {
    let days = loaded(FIVE, &[]).campaign;
    let rows = [
        ["毕业照时间安排", "", "", "", ""],
        ["序号", "摄像时间安排", "", "学院", "人数"],
        ["1", "5月6日（周一）上午", "9:00—9:20", "甲组", "90"],
        ["", "", "9:20—9:50", "乙组", "90"],
        ["2", "5月6日下午", "2:00～2:30", "丙组", "90"],
        ["合计", "", "", "", "270"],
    ];
    let text: String = rows.iter().map(|row| row.join(",") + "\n").collect();
    let folder = five(&[("table.csv", text.as_bytes())]);
    let read = |text: &str| {
        std::fs::write(folder.path().join("table.csv"), text).unwrap();
        read_plan(&folder.path().join("table.csv"), None, &days)
    };
    let plan = read(&text).unwrap();
    let told: Vec<String> = plan.windows.iter().map(|window| window.interval.to_string()).collect();
    assert_eq!(told, ["09:00–09:20", "09:20–09:50", "14:00–14:30"]);
    let faults = read(&text.replace("周一", "周八").replace("2:00～2:30", "")).unwrap_err();
    let is_error = |fault: &&Diagnostic| fault.code == Code::BadDate;
    let at = |fault: &Diagnostic| fault.location.clone().unwrap_or_default();
    let places: Vec<_> = faults.iter().filter(is_error).map(at).collect();
    let places: Vec<_> = places.iter().map(|place| (place.line, place.column)).collect();
    assert_eq!(places, [(3, 2), (4, 2), (5, 2)].map(|(line, column)| (Some(line), Some(column))));
}

#[test]
fn messages_repeat_no_numbers_of_persons_and_no_controls() {
    let number = "11010519491231002X";
    for table in
        [format!("group,class,number\n甲组,{number},1\n"), format!("甲组,甲1班,{number}\n")]
    {
        let folder = five(&[("students.csv", table.as_bytes())]);
        let said = callsheet(&[
            "check",
            shown(folder.path()),
            shown(&folder.path().join("groups.csv")),
            "--json",
        ]);
        assert!(!said.all().contains(number), "{}", said.all());
        assert!(said.all().contains("1101**"), "{}", said.all());
    }
    let folder = with_files([("l.csv", format!("学院,班级,人数\n甲,一班,{number}\n"))]);
    let said = callsheet(&[
        "new",
        shown(&folder.path().join("n")),
        "--from",
        shown(&folder.path().join("l.csv")),
    ]);
    assert!(!said.all().contains(number) && said.all().contains("1101**"), "{}", said.all());
    let relations = "relation,group,other\napart,\u{1b}]0;owned\u{7}\u{1b}[2J甲组,\u{202e}乙组\n";
    let folder = five(&[("relations.csv", relations.as_bytes())]);
    let said =
        callsheet(&["check", shown(folder.path()), shown(&folder.path().join("groups.csv"))]);
    assert!(!said.all().contains(['\u{1b}', '\u{7}', '\u{202e}']), "{}", said.all());
}

/// Inputs of which everything was compared with everything.
#[test]
fn many_faults_and_many_rows_take_no_time() {
    let times = |count: usize, line: &str| line.repeat(count);
    let toml = text_of(Path::new(FIVE).join("campaign.toml"));
    let block = "[[block]]\nname = \"N\"\ndate = 2024-06-01\nstart = \"09:00\"\nend = \"10:00\"\n";
    let blocks: String = (0..5_000).map(|n| block.replace('N', &n.to_string())).collect();
    let pause = "[[break]]\nblock = \"第一场\"\nstart = \"09:20\"\nend = \"09:30\"\n";
    let keys = (0..10_000).map(|n| format!("k{n} = 1\n")).collect::<Vec<_>>().concat();
    let row = |n| format!("G{n},2024-05-0x,9:00,9:10\n");
    let rows = (0..100_000).map(row).collect::<Vec<_>>().concat();
    for (what, file, text) in [
        ("half-days", "campaign.toml", format!("{toml}{blocks}")),
        ("breaks", "campaign.toml", format!("{toml}{}", times(10_000, pause))),
        ("keys", "campaign.toml", format!("{keys}{toml}")),
        ("pins", "pins.csv", format!("group,date\n{}", times(40_000, "甲组,2024-05-06\n"))),
        (
            "relations",
            "relations.csv",
            format!("relation,group,other\n{}", times(100_000, "before,甲组,乙组\n")),
        ),
        ("rows", "unavailable.csv", format!("group,date,start,end\n{rows}")),
    ] {
        let folder = five(&[(file, text.as_bytes())]);
        let since = Instant::now();
        let found = load(folder.path(), &[]).map_or_else(|own| own.faults, |own| own.notes);
        assert!(found.len() < 400, "{what}: {}", found.len());
        assert!(since.elapsed() < Duration::from_secs(10), "{what}: {:?}", since.elapsed());
    }
    // 20,000 windows of one group: what overlaps is told once for each, not for every pair.
    let windows = times(20_000, "2024-05-06,9:00,9:10,甲组\n");
    let folder = five(&[("many.csv", format!("date,start,end,group\n{windows}").as_bytes())]);
    let plan = folder.path().join("many.csv");
    let said = callsheet(&["check", shown(&folder), shown(&plan), "--json"]);
    assert!(said.code == 1 && said.stdout.len() < 40_000_000, "{} bytes", said.stdout.len());
}

/// A name is drawn, printed and compared everywhere, and a row is a row of a table.
#[test]
fn names_and_rows_without_end_are_refused_at_their_place() {
    let long = "甲".repeat(1_001);
    let toml = text_of(Path::new(FIVE).join("campaign.toml"));
    let titled = toml.replacen("title = \"", &format!("title = \"{long}"), 1);
    let wide = format!("group,headcount{}\nG,10\n", ",x".repeat(200_000));
    for (file, text, place) in [
        ("groups.csv", format!("group,headcount\n{long},10\n"), "groups.csv:2:1"),
        ("campaign.toml", titled, "campaign.toml:"),
        ("groups.csv", wide, "groups.csv:1:1001"),
    ] {
        let folder = five(&[(file, text.as_bytes())]);
        let rejected = load(folder.path(), &[]).map(|_| ()).unwrap_err();
        let said = rejected.to_string();
        assert!(said.contains(place) && said.len() < 400_000, "{}", said.len());
    }
    let list = format!("学院,班级,人数\n甲学院,{long},10\n");
    let folder = with_files([("list.csv", list)]);
    let (list, out) = (folder.path().join("list.csv"), folder.path().join("new"));
    let said = callsheet(&["new", shown(&out), "--from", shown(&list), "--lang", "en"]);
    assert!(
        said.code == 2 && !out.exists() && said.all().contains("list.csv:2:2"),
        "{}",
        said.all()
    );
}

/// What a campaign can't hold is refused before a folder is written that nothing reads.
#[test]
fn a_list_with_more_than_a_campaign_holds_is_refused() {
    let new = |list: &str| {
        let folder = with_files([("list.csv", list)]);
        let (list, out) = (folder.path().join("list.csv"), folder.path().join("new"));
        let said = callsheet(&["new", shown(&out), "--from", shown(&list), "--lang", "en"]);
        (said, out.exists())
    };
    let (said, exists) = new("学院,班级,人数\n工商学院,1班,60000\n工商学院,2班,60000\n");
    assert!(said.code != 0 && !exists, "{}", said.all());
    assert!(said.all().contains("list.csv:3") && said.all().contains("120000"), "{}", said.all());
    let (said, exists) = new("学院,班级,人数\n工商学院,1班,50000\n工商学院,2班,50000\n");
    assert!(said.code == 0 && exists, "{}", said.all());
    let rows = (0..20_001).map(|college| format!("学院{college},9\n")).collect::<Vec<_>>().concat();
    let (said, exists) = new(&format!("学院,人数\n{rows}"));
    assert!(said.all().contains("E137") && !exists, "{}", said.all());
}

#[test]
fn plans_as_offices_lay_them_out() {
    let five = loaded(FIVE, &[]).campaign;
    let (first, second) = (five.blocks()[0].clone(), five.blocks()[1].clone());
    let day = |date: jiff::civil::Date| format!("{}月{}日", date.month(), date.day());
    let (one, other) = (day(first.date), day(second.date));
    let hours = |start: i32| {
        let [start, end] = [start, start + 30].map(callsheet::base::clock::clock);
        (format!("{start}-{end}"), start, end)
    };
    let (early, start, end) = hours(first.regular.start);
    let (late, ..) = hours(second.regular.start);
    let wanted = [
        (0, first.date, Interval::new(first.regular.start, first.regular.start + 30)),
        (1, second.date, Interval::new(second.regular.start, second.regular.start + 30)),
    ];
    let read = |rows: &[&[&str]]| {
        let folder = with_files([("plan.xlsx", workbook(&[("最终版", rows)]))]);
        let plan = read_plan(&folder.path().join("plan.xlsx"), None, &five).unwrap();
        plan.windows.iter().map(|own| (own.group.0, own.date, own.interval)).collect::<Vec<_>>()
    };
    let (a, b) = (five.groups()[0].name.get(Lang::Zh), five.groups()[1].name.get(Lang::Zh));
    let station = five.stations()[0].name.get(Lang::Zh);
    let both: [&[&str]; 5] = [
        &["时间安排表"],
        &["序号", "学院", "日期", "星期", "时间", "站点", "备注"],
        &["1", a, &one, "", &early, station, ""],
        &["2", b, &other, "", &late, station, "早到"],
        &["注：请提前到场"],
    ];
    assert_eq!(read(&both), wanted);
    let apart: [&[&str]; 2] =
        [&["日期", "站点", "开始", "结束", "学院", "备注"], &[&one, station, &start, &end, a, "x"]];
    assert_eq!(read(&apart), wanted[..1]);
    let in_start: [&[&str]; 3] =
        [&["日期", "开始", "学院"], &[&one, &early, a], &[&other, &late, b]];
    assert_eq!(read(&in_start), wanted);
    let in_one_cell = format!("{a}90 {early}\n{b}90 {late}");
    let same_day = [wanted[0], (1, first.date, wanted[1].2)];
    assert_eq!(read(&[&[one.as_str()], &[&in_one_cell]]), same_day);
    // The half of the day stands with the day and with the hours.
    let half = if first.regular.start < 720 { "上午" } else { "下午" };
    let (day, hours) = (format!("{one}{half}"), format!("{half}{early}"));
    let twice: [&[&str]; 2] = [&["摄像时间安排", "", "学院"], &[&day, &hours, a]];
    assert_eq!(read(&twice), wanted[..1]);
}

/// Start and end in one cell, under each heading that offices use, in every table with a start and an end; and the people
/// of a row are those of one class.
#[test]
fn hours_stand_in_one_column() {
    let exams = "学院,日期,时间,事由,备注\n甲组,5月6日,上午9:00-9:20,考试,\n";
    let campaign = load(five(&[("unavailable.csv", exams.as_bytes())]).path(), &[]).unwrap();
    let own = campaign.campaign.unavailable();
    assert_eq!(own.iter().map(|own| own.interval).collect::<Vec<_>>(), [Interval::new(540, 560)]);
    let wishes = "学院,日期,时间,意愿\n甲组,5月6日,9:00～9:20,希望\n";
    load(five(&[("preferences.csv", wishes.as_bytes())]).path(), &[]).unwrap();
    let folder = with_files([("a.csv", "事项,日期,时间,说明\n停用,5月6日,下午2:00-2:30,停电\n")]);
    let known = loaded(FIVE, &[]).campaign;
    let (actuals, _) = read_actuals(&folder.path().join("a.csv"), &known).unwrap();
    let Event::Out { from, until, .. } = actuals[0].event else { panic!("{actuals:?}") };
    assert_eq!((from, until), (Some(840), Some(870)));
    let rows = "事项,学院,班级,人数\n缺席,外国语学院,外国语2020-[1-2]班,9\n";
    let folder = with_files([("a.csv", rows)]);
    let list = "学院,班级,人数\n外国语学院,外国语2020-1班,35\n外国语学院,外国语2020-2班,34\n";
    let own = copy_of("instances/cqust-2024");
    std::fs::write(own.path().join("classes.csv"), list).unwrap();
    let campaign = load(own.path(), &[]).unwrap().campaign;
    let found = read_actuals(&folder.path().join("a.csv"), &campaign).unwrap_err();
    assert_eq!(codes(&found), ["E160"], "{found:?}");
    // A start without an end is no hours, and under its own heading the column of the end is missing.
    let start = exams.replace("上午9:00-9:20", "9:00");
    let found = refused(&[("unavailable.csv", start.as_bytes())]);
    assert_eq!(codes(&found), ["W342", "E113"], "{found:?}");
    let found = refused(&[("unavailable.csv", start.replace("时间", "开始").as_bytes())]);
    assert!(codes(&found).contains(&"E112"), "{found:?}");
}
