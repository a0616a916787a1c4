//! Spreadsheets in: a campaign begun from one, tables on sheets, and files that mean harm.

use crate::folder::{CQUST, copy_of, root, with_files};
use crate::languages::{diagnostics, seen_from};
use crate::solving::loaded;
use crate::workbook::{office_list, repack, workbook};
use callsheet::base::clock::Interval;
use callsheet::base::diagnostic::{Code, Diagnostic};
use callsheet::base::text::Lang;
use callsheet::files::from_list::{Days, KnownSpeed, Start, StartOptions, start};
use callsheet::files::workbook::Workbook as Read;
use callsheet::files::{load, read_plan};
use jiff::civil::date;
use rust_xlsxwriter::Workbook;
use std::io::{Cursor, Write};
use std::path::Path;
use std::time::{Duration, Instant};

fn both_languages(found: &[Diagnostic], folder: &Path) -> String {
    seen_from(folder, "", &diagnostics(found))
}

fn begin(name: &str, bytes: &[u8]) -> (tempfile::TempDir, Result<Start, Vec<Diagnostic>>) {
    let folder = with_files([(name, bytes)]);
    let options = StartOptions {
        name: "2025春\"季\"",
        sheets: &[],
        days: Days::From(date(2025, 5, 3)),
        hours: vec![Interval::new(540, 720), Interval::new(840, 1020)],
        stations: &[],
        speed: KnownSpeed { seconds: None, cameras: None },
        lang: Lang::Zh,
    };
    let started = start(&folder.path().join(name), &options);
    (folder, started)
}

/// What was begun can be read at once.
fn written(started: &Start) -> tempfile::TempDir {
    let folder = with_files(started.files().into_iter().map(|file| (file.name, file.text)));
    loaded(folder.path(), &[]);
    folder
}

#[test]
fn a_campaign_begins_with_the_offices_list() {
    let (folder, started) = begin("统计表.xlsx", &office_list());
    let started = started.unwrap();
    assert_eq!((started.colleges, started.classes, started.people), (2, 5, 180));
    insta::assert_snapshot!("office_list", both_languages(&started.notes, folder.path()));
    let text = |name| started.files().into_iter().find(|file| file.name == name).unwrap().text;
    insta::assert_snapshot!("begun_campaign", text("campaign.toml"));
    assert_eq!(text("groups.csv"), "\u{FEFF}学院,人数\n外国语学院,99\n电气工程学院,81\n");
    assert!(text("classes.csv").contains("外国语学院,'=1+1班,30\n"), "{}", text("classes.csv"));
    let written = written(&started);
    let campaign = loaded(written.path(), &[]).campaign;
    assert_eq!(campaign.groups()[0].classes[2].name, "=1+1班");
}

#[test]
fn headers_in_english_and_lists_as_csv_in_gbk() {
    let list = "Graduates 2025,,\nCollege,Class,Headcount\nArts,A1,30\n,A2,31\nTotal,,61\n";
    let (_, started) = begin("list.csv", list.as_bytes());
    let started = started.unwrap();
    assert_eq!((started.colleges, started.classes, started.people), (1, 2, 61));
    written(&started);

    let (gbk, _, _) = encoding_rs::GBK.encode("院系\t人数\n外国语学院\t69\n");
    let (_, started) = begin("名单.csv", &gbk);
    let started = started.unwrap();
    assert_eq!((started.colleges, started.classes, started.people), (1, 0, 69));
    written(&started);

    let by_sheet = workbook(&[
        ("外国语学院", &[&["班级", "人数"], &["1班", "30"]]),
        ("法政", &[&["班级", "人数"], &["1班", "20"]]),
    ]);
    let started = begin("每院一表.xlsx", &by_sheet).1.unwrap();
    assert_eq!((started.colleges, started.classes, started.people), (2, 2, 50));
}

#[test]
fn lists_that_would_lose_people_are_refused() {
    let rows: &[&[&str]] = &[
        &["学院", "班级", "人数"],
        &["甲", "1班", "约40"],
        &["甲", "2班", ""],
        &["", "3班", "12.5"],
        &["乙", "1班", "30"],
        &["乙", "1班", "31"],
        &["乙", "", "99"],
        &["丙"],
    ];
    let (folder, started) = begin("名单.xlsx", &workbook(&[("Sheet1", rows)]));
    insta::assert_snapshot!("unclear_list", both_languages(&started.err().unwrap(), folder.path()));
    let (_, started) = begin("notes.xlsx", &workbook(&[("Sheet1", &[&["nothing", "here"]])]));
    assert_eq!(started.err().unwrap()[0].code, Code::NoList);
    // Blank lines count as lines, and a failed formula is no note.
    let (_, started) =
        begin("名单.csv", "学院,班级,人数\n\n\n甲,1班,x\n\n#REF!,2班,30\n#N/A,3班,\n".as_bytes());
    let lines: Vec<_> = started
        .err()
        .unwrap()
        .iter()
        .map(|fault| (fault.code, fault.location.as_ref().unwrap().line))
        .collect();
    assert_eq!(lines, [4, 6, 7].map(|line| (Code::UnclearRow, Some(line))));
}

#[test]
fn each_header_of_a_list_speaks_for_the_rows_below_it() {
    let list = "Number,学院,英文名,班级,classes,人数\n1,甲,Alpha,1班,2,30\n2,甲,Beta,2班,2,31\n\n班级,学院,人数\n3班,乙,40\n";
    let (folder, started) = begin("名单.csv", list.as_bytes());
    let started = started.unwrap();
    let text = |name| started.files().into_iter().find(|file| file.name == name).unwrap().text;
    assert_eq!(text("groups.csv"), "\u{FEFF}学院,英文名,人数\n甲,Alpha,61\n乙,,40\n");
    assert_eq!(text("classes.csv"), "\u{FEFF}学院,班级,人数\n甲,1班,30\n甲,2班,31\n乙,3班,40\n");
    insta::assert_snapshot!("two_headers", both_languages(&started.notes, folder.path()));
    let (_, started) =
        begin("名单.csv", "学院,班级,人数\n甲,1班,30\n班级,学号,人数\n2班,1,40\n".as_bytes());
    assert_eq!(started.err().unwrap()[0].code, Code::UnclearRow);
}

/// A copy of a small campaign without some of its tables, and with a campaign.xlsx.
fn with_workbook(without: &[&str], sheets: &[(&str, &[&[&str]])]) -> tempfile::TempDir {
    let folder = copy_of(CQUST);
    for table in without {
        std::fs::remove_file(folder.path().join(table)).unwrap();
    }
    std::fs::write(folder.path().join("campaign.xlsx"), workbook(sheets)).unwrap();
    folder
}

/// The rows of a CSV table of the real campaign.
fn csv_rows(name: &str) -> Vec<Vec<String>> {
    let path = root().join(CQUST).join(name);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .comment(Some(b'#'))
        .from_path(path)
        .unwrap();
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn sheets_say_the_same_as_csv_tables() {
    let tables =
        ["groups", "classes", "attachment-2"].map(|name| (name, csv_rows(&format!("{name}.csv"))));
    let cells: Vec<(&str, Vec<Vec<&str>>)> = tables
        .iter()
        .map(|(name, rows)| {
            (*name, rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect())
        })
        .collect();
    let rows: Vec<(&str, Vec<&[&str]>)> = cells
        .iter()
        .map(|(name, rows)| (*name, rows.iter().map(Vec::as_slice).collect()))
        .collect();
    let sheets: Vec<(&str, &[&[&str]])> =
        rows.iter().map(|(name, rows)| (*name, rows.as_slice())).collect();
    let folder = with_workbook(&["groups.csv", "classes.csv", "attachment-2.csv"], &sheets);
    let (sheets, csv) = (loaded(folder.path(), &[]), loaded(CQUST, &[]));
    assert_eq!(sheets.campaign.groups(), csv.campaign.groups());
    assert_eq!(sheets.baseline, csv.baseline);

    let plan = folder.path().join("plan.xlsx");
    std::fs::write(&plan, workbook(&[("plan", rows[2].1.as_slice())])).unwrap();
    assert_eq!(read_plan(&plan, None, &csv.campaign).unwrap(), csv.baseline.clone().unwrap());
    // The workbook of a campaign may be the plan too: its list of classes is no list of slots.
    std::fs::write(
        &plan,
        workbook(&[("plan", rows[2].1.as_slice()), ("classes", rows[1].1.as_slice())]),
    )
    .unwrap();
    assert_eq!(read_plan(&plan, None, &csv.campaign).unwrap(), csv.baseline.clone().unwrap());

    // A baseline whose name is near that of a table is not misspelt.
    let folder = with_workbook(&["attachment-2.csv"], &[("plan2", rows[2].1.as_slice())]);
    assert_eq!(loaded(folder.path(), &["baseline=plan2.csv"]).baseline, csv.baseline);
    assert!(
        load(folder.path(), &[])
            .unwrap_err()
            .faults
            .iter()
            .any(|fault| fault.code == Code::NoSheet)
    );
}

#[test]
fn faults_on_sheets_name_file_sheet_and_cell() {
    let groups: &[&[&str]] =
        &[&["学院", "人数"], &["外国语学院", "六十九"], &["外国语学院", "70", "", "stray"]];
    let sheets: &[(&str, &[&[&str]])] =
        &[("groups", groups), ("clases", &[&["学院"]]), ("attachment-2", &[&["学院"]])];
    let folder = with_workbook(&["groups.csv", "classes.csv"], sheets);
    let rejected = load(folder.path(), &[]).unwrap_err();
    insta::assert_snapshot!("sheet_faults", both_languages(&rejected.faults, folder.path()));
    // Failed formulas are no comments, nor is a row whose first column is empty; a column without a
    // header is not lost.
    let groups: &[&[&str]] = &[
        &["学院", "", "人数"],
        &["#N/A", "", "30"],
        &["甲", "40", "3"],
        &["# 注", "", "x"],
        &["", "# 5", "5"],
        &["乙", "", "#REF!"],
    ];
    let folder =
        with_workbook(&["groups.csv", "classes.csv"], &[("groups", groups), ("classes", &[])]);
    let mut faults = load(folder.path(), &[]).unwrap_err().faults;
    faults.retain(|fault| fault.location.as_ref().unwrap().sheet.is_some());
    insta::assert_snapshot!("lost_cells", both_languages(&faults, folder.path()));
    let none = with_workbook(&["groups.csv", "classes.csv"], &[("备忘", &[&["x"]])]);
    assert!(
        load(none.path(), &[]).unwrap_err().faults.iter().any(|fault| fault.code == Code::NoSheet)
    );
}

fn refused(bytes: &[u8]) -> Code {
    let since = Instant::now();
    let fault = Read::read("bad.xlsx", bytes).unwrap_err();
    assert!(since.elapsed() < Duration::from_secs(20), "{:?}", since.elapsed());
    fault.code
}

#[test]
fn workbooks_that_unpack_without_end_are_refused() {
    let good = workbook(&[("groups", &[&["学院"]])]);
    let zeros = vec![0; 100 << 20];
    let bomb = repack(&good, |_, part| part, &[("xl/media/image1.bin", zeros)]);
    assert!(bomb.len() < 1 << 20);
    // The sizes that the archive states are lies: the directory at its end says ten bytes.
    let mut lying = bomb.clone();
    let directory = lying.windows(4).rposition(|bytes| bytes == b"PK\x01\x02").unwrap();
    lying[directory + 24..directory + 28].copy_from_slice(&10_u32.to_le_bytes());
    assert_eq!(refused(&bomb), Code::WorkbookBomb);
    assert!([Code::WorkbookBomb, Code::WorkbookBroken].contains(&refused(&lying)));

    let claims = repack(
        &good,
        |name, part| match name {
            "xl/sharedStrings.xml" => String::from_utf8(part)
                .unwrap()
                .replace("uniqueCount=\"1\"", "uniqueCount=\"999999999999\"")
                .into_bytes(),
            _ => part,
        },
        &[],
    );
    assert_ne!(claims, good);
    assert_eq!(refused(&claims), Code::WorkbookBomb);
}

#[test]
fn sheets_that_are_all_one_part_are_refused() {
    let good = workbook(&[("groups", &[&["学院"]])]);
    let with_sheets = |filler: usize| {
        // Figures without a pattern: they pack badly, so the part alone is no bomb.
        let mut figure = 1_u64;
        let figures = (0..filler / 16).map(|_| {
            figure = figure.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            format!("{figure:016x}")
        });
        let start = format!("<!--{}--><sheetData>", figures.collect::<String>());
        let more: String = (2..=256)
            .map(|id| format!("<sheet name=\"S{id}\" sheetId=\"{id}\" r:id=\"rId1\"/>"))
            .collect::<Vec<_>>()
            .concat();
        let edit = |name: &str, part: Vec<u8>| {
            let text = || String::from_utf8(part.clone()).unwrap();
            match name {
                "xl/workbook.xml" => {
                    text().replace("</sheets>", &format!("{more}</sheets>")).into_bytes()
                }
                "xl/worksheets/sheet1.xml" => text().replace("<sheetData>", &start).into_bytes(),
                _ => part,
            }
        };
        repack(&good, edit, &[])
    };
    assert_eq!(Read::read("small.xlsx", &with_sheets(16)).unwrap().sheets.len(), 256);
    let bomb = with_sheets(5 << 20);
    assert_eq!(refused(&bomb), Code::WorkbookBomb);
    let fault = Read::read("bomb.xlsx", &bomb).unwrap_err();
    assert!(fault.message.get(Lang::En).contains("one and the same"), "{fault:?}");
}

#[test]
fn damaged_locked_and_huge_workbooks_are_refused() {
    let good = workbook(&[("groups", &[&["学院", "人数"], &["甲", "3"]])]);
    for length in [4, 100, good.len() / 2, good.len() - 10] {
        assert_eq!(refused(&good[..length]), Code::WorkbookBroken, "{length}");
    }
    assert_eq!(refused(b"\x89PNG"), Code::WorkbookBroken);
    assert_eq!(refused(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1short"), Code::WorkbookBroken);
    let nonsense = repack(
        &good,
        |name, part| {
            if name.ends_with("sheet1.xml") {
                b"<worksheet><sheetData><row><c r=\"".to_vec()
            } else {
                part
            }
        },
        &[],
    );
    assert_eq!(refused(&nonsense), Code::WorkbookBroken);

    let mut locked = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    locked.create_stream("/EncryptedPackage").unwrap().write_all(&[7; 5000]).unwrap();
    locked.create_stream("/EncryptionInfo").unwrap().write_all(&[4; 200]).unwrap();
    assert_eq!(refused(&locked.into_inner().into_inner()), Code::WorkbookProtected);

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("huge.xlsx");
    std::fs::File::create(&path).unwrap().set_len(100 << 20).unwrap();
    assert_eq!(Read::open(&path).unwrap_err().code, Code::WorkbookTooLarge);
    let options = StartOptions {
        name: "x",
        sheets: &[],
        days: Days::From(date(2025, 5, 5)),
        hours: vec![Interval::new(540, 720), Interval::new(840, 1020)],
        stations: &[],
        speed: KnownSpeed { seconds: None, cameras: None },
        lang: Lang::Zh,
    };
    assert_eq!(start(&path, &options).err().unwrap()[0].code, Code::WorkbookTooLarge);
}

#[test]
fn a_sheet_that_claims_a_million_rows_costs_what_it_has() {
    let mut far = Workbook::new();
    let sheet = far.add_worksheet().set_name("groups").unwrap();
    for (column, header) in ["学院", "人数"].into_iter().enumerate() {
        sheet.write_string(0, column as u16, header).unwrap();
    }
    sheet.write_string(1_048_575, 16_383, "far").unwrap();
    let bytes = far.save_to_buffer().unwrap();
    let since = Instant::now();
    let read = Read::read("far.xlsx", &bytes).unwrap();
    assert_eq!(read.sheets[0].cell(1_048_576, 16_384), "far");
    assert!(since.elapsed() < Duration::from_secs(2));
    let folder = with_workbook(&["groups.csv"], &[]);
    std::fs::write(folder.path().join("campaign.xlsx"), bytes).unwrap();
    let faults = load(folder.path(), &[]).unwrap_err().faults;
    let places: Vec<String> =
        faults.iter().filter_map(|fault| fault.location.as_ref()?.cell_name()).collect();
    assert!(places.contains(&"XFD1048576".to_owned()), "{places:?}");
}

#[test]
fn macros_are_refused_in_campaigns_and_left_in_lists() {
    let list = workbook(&[("groups", &[&["学院", "人数"], &["甲", "3"]])]);
    let with_macros =
        repack(&list, |_, part| part, &[("xl/vbaProject.bin", b"Sub Auto_Open".to_vec())]);
    let folder = with_workbook(&["groups.csv"], &[]);
    std::fs::write(folder.path().join("campaign.xlsx"), &with_macros).unwrap();
    let faults = load(folder.path(), &[]).unwrap_err().faults;
    assert_eq!(faults[0].code, Code::WorkbookMacros, "{faults:?}");
    let started = begin("名单.xlsm", &with_macros).1.unwrap();
    assert!(started.notes.iter().any(|note| note.code == Code::MacrosLeft));
}

/// In the place of a cell's text: its row is hidden.
const HIDDEN_ROW: &str = "(hidden row)";

/// An `.xls` of the records that are needed: a sheet for each list of cells.
fn legacy(sheets: &[&[(u16, u16, &str)]]) -> Vec<u8> {
    legacy_with(sheets, false)
}

/// The same, tampered with: before its cells a sheet has a chart, and all sheets are said to start
/// where the first does.
fn legacy_with(sheets: &[&[(u16, u16, &str)]], tampered: bool) -> Vec<u8> {
    let record = |kind: u16, body: &[u8]| {
        [&kind.to_le_bytes()[..], &(body.len() as u16).to_le_bytes(), body].concat()
    };
    let begin = |kind: u16| {
        record(0x0809, &[&0x0600_u16.to_le_bytes()[..], &kind.to_le_bytes(), &[0; 12]].concat())
    };
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let end = record(0x000A, &[]);
    let bodies: Vec<Vec<u8>> = sheets
        .iter()
        .map(|cells| {
            let cells = cells.iter().flat_map(|(row, column, text)| {
                let at = [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat();
                if *text == HIDDEN_ROW {
                    let about = [*row, 0, 256, 255, 0, 0, 0x0120, 15].map(u16::to_le_bytes);
                    record(0x0208, &about.concat())
                } else if let Ok(number) = text.parse::<f64>() {
                    record(0x0203, &[at, number.to_le_bytes().to_vec()].concat())
                } else {
                    let length = (text.encode_utf16().count() as u16).to_le_bytes().to_vec();
                    record(0x0204, &[at, length, vec![1], wide(text)].concat())
                }
            });
            let chart = if tampered { [begin(0x0020), end.clone()].concat() } else { Vec::new() };
            [begin(0x0010), chart, cells.collect(), end.clone()].concat()
        })
        .collect();
    let listed = |offset: u32, number: usize| {
        let name = wide(&format!("S{number}"));
        record(
            0x0085,
            &[&offset.to_le_bytes()[..], &[0, 0, (name.len() / 2) as u8, 1], &name].concat(),
        )
    };
    let globals = |offsets: &[u32]| {
        let sheets =
            offsets.iter().enumerate().flat_map(|(number, offset)| listed(*offset, number));
        [begin(0x0005), sheets.collect(), end.clone()].concat()
    };
    let mut at = globals(&vec![0; bodies.len()]).len() as u32;
    let offsets: Vec<u32> = bodies
        .iter()
        .map(|body| {
            at += body.len() as u32;
            at - body.len() as u32
        })
        .collect();
    let offsets = if tampered { vec![offsets[0]; offsets.len()] } else { offsets };
    let stream = [globals(&offsets), bodies.concat()].concat();
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream("/Workbook").unwrap().write_all(&stream).unwrap();
    file.into_inner().into_inner()
}

#[test]
fn old_workbooks_are_read_and_measured_first() {
    let cells: &[(u16, u16, &str)] =
        &[(1, 0, "学院"), (1, 1, "人数"), (2, 0, "外国语学院"), (2, 1, "69")];
    let started = begin("名单.xls", &legacy(&[cells])).1.unwrap();
    assert_eq!((started.colleges, started.people), (1, 69));
    let hidden: &[(u16, u16, &str)] = &[(2, 0, HIDDEN_ROW), (3, 0, "数理学院"), (3, 1, "40")];
    let started = begin("名单.xls", &legacy(&[&[cells, hidden].concat()])).1.unwrap();
    assert_eq!((started.people, started.notes[0].code), (40, Code::HiddenLeft));
    let far: &[(u16, u16, &str)] = &[(0, 0, "1"), (65_535, 255, "2")];
    assert_eq!(refused(&legacy(&[far])), Code::WorkbookTooLarge);
    // Nor does a chart hide what stands behind it.
    assert_eq!(refused(&legacy_with(&[far], true)), Code::WorkbookTooLarge);
    let mut sheets: Vec<&[(u16, u16, &str)]> = vec![&[]; 200];
    sheets[0] = cells;
    assert_eq!(refused(&legacy_with(&sheets, true)), Code::WorkbookBomb);
    assert_eq!(Read::read("many.xls", &legacy(&sheets)).unwrap().sheets.len(), 200);
}

#[test]
fn what_refused_workbooks_are_told() {
    let good = workbook(&[("groups", &[&["学院", "人数"], &["甲", "3"]])]);
    let bomb = repack(&good, |_, part| part, &[("xl/media/image1.bin", vec![0; 100 << 20])]);
    let mut locked = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    locked.create_stream("/EncryptedPackage").unwrap().write_all(&[7; 5000]).unwrap();
    let macros = repack(&good, |_, part| part, &[("xl/vbaProject.bin", b"Sub".to_vec())]);
    let folder = tempfile::tempdir().unwrap();
    let huge = folder.path().join("huge.xlsx");
    std::fs::File::create(&huge).unwrap().set_len(100 << 20).unwrap();
    let notes = workbook(&[("Sheet1", &[&["nothing", "here"]])]);
    let faults = [
        Read::open(&huge).unwrap_err(),
        Read::read("bomb.xlsx", &bomb).unwrap_err(),
        Read::read("locked.xlsx", &locked.into_inner().into_inner()).unwrap_err(),
        Read::read("half.xlsx", &good[..good.len() / 2]).unwrap_err(),
        Read::read("macros.xlsx", &macros).unwrap().without_macros().unwrap_err(),
    ];
    insta::assert_snapshot!("refused_workbooks", both_languages(&faults, folder.path()));
    let (folder, started) = begin("notes.xlsx", &notes);
    insta::assert_snapshot!("no_list", both_languages(&started.err().unwrap(), folder.path()));
}
