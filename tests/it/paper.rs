//! Documents as their readers get them: read back, opened by others, safe whatever a college is
//! called.

use crate::folder::{
    CQUST, PLAN, PUBLISHED, SDMU, files_below, results_below, root, text_of, write_files,
};
use crate::run::{callsheet, shown};
use crate::solving::loaded;
use crate::workbook::{part, parts, sheet};
use calamine::{Reader, Xlsx, open_workbook};
use callsheet::campaign::plan::Plan;
use callsheet::files::read_plan;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A campaign with a plan: its folder, the plan's file, and what is exported.
const PLANS: &[(&str, &str)] = &[
    (CQUST, PLAN),
    (CQUST, PUBLISHED),
    (SDMU, "instances/sdmu-2025/official.csv"),
    ("tests/campaigns/full-day", "tests/campaigns/full-day/plan.json"),
];

fn export(campaign: &str, plan: &str, to: &str, out: &Path, more: &[&str]) -> String {
    callsheet(&[&["export", campaign, plan, "--to", to, "--out", shown(out)], more].concat())
        .succeeded()
        .stderr
}

/// A sheet saved as CSV, as an office would.
fn saved_as_csv(book: &Path, name: &str, path: &Path) {
    let cells = sheet(book, name);
    let written = |cell: &String| {
        let needs_quotes = cell.contains([',', '"', '\n']);
        if needs_quotes { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.clone() }
    };
    let lines: Vec<String> =
        cells.iter().map(|row| row.iter().map(written).collect::<Vec<_>>().join(",")).collect();
    std::fs::write(path, lines.join("\n")).unwrap();
}

/// The plan as one that its file tells: what it states of headcounts is the campaign's or its own.
fn same(one: &Plan, other: &Plan) {
    let windows = |plan: &Plan| {
        let mut windows: Vec<_> = plan.windows.clone();
        for window in &mut windows {
            window.stated_headcount = None;
        }
        windows.sort();
        windows
    };
    assert_eq!(windows(one), windows(other));
    let slots = |plan: &Plan| {
        let mut slots = plan.slots.clone();
        slots.sort();
        slots
    };
    assert_eq!(slots(one), slots(other));
}

#[test]
fn workbooks_and_tables_are_read_back_as_the_same_plan() {
    for (campaign, plan) in PLANS {
        for lang in ["zh", "en"] {
            let folder = tempfile::tempdir().unwrap();
            export(campaign, plan, "xlsx,csv", folder.path(), &["--lang", lang]);
            let campaign = loaded(campaign, &[]).campaign;
            let original = read_plan(&root().join(plan), None, &campaign).unwrap();
            let at = |name: &str| folder.path().join(name);
            let read =
                |windows: &Path, slots: &Path| read_plan(windows, Some(slots), &campaign).unwrap();
            same(&original, &read(&at("plan.csv"), &at("classes.csv")));
            saved_as_csv(&at("timetable.xlsx"), "plan", &at("p.csv"));
            saved_as_csv(&at("timetable.xlsx"), "classes", &at("c.csv"));
            same(&original, &read(&at("p.csv"), &at("c.csv")));
            same(&original, &read_plan(&at("timetable.xlsx"), None, &campaign).unwrap());
        }
    }
}

#[test]
fn whatever_shows_illustrative_classes_says_that_they_are() {
    for (lang, note) in [
        ("zh", "班级名单仅为示意，非官方数据。"),
        ("en", "The class list is an illustration and not official data."),
    ] {
        let folder = tempfile::tempdir().unwrap();
        export(CQUST, PLAN, "xlsx,html,csv", folder.path(), &["--lang", lang]);
        let text = |name: &str| text_of(folder.path().join(name));
        for name in ["classes.csv", "run-sheets.csv", "sign-in.csv"] {
            assert!(text(name).starts_with(&format!("\u{FEFF}# {note}\n")), "{name}");
        }
        for name in ["timetable.html", "run-sheets.html", "sign-in.html", "posters.html"] {
            assert!(text(name).contains(note), "{name}");
        }
        let rows = sheet(&folder.path().join("timetable.xlsx"), "classes");
        assert_eq!(rows[0][0], format!("# {note}"));
        assert_eq!(rows[1].len(), 9, "headers below it");
        assert!(!text("timetable.csv").contains(note), "the official table names no classes");
    }
}

#[test]
fn a_wrong_plan_stays_wrong_on_paper() {
    // A headcount that is out of date and make-up time that is not the reserved one are not mended
    // on the way.
    let folder = tempfile::tempdir().unwrap();
    let text = text_of(root().join(PUBLISHED));
    let wrong = text
        .replace("外国语学院,69", "外国语学院,96")
        .replace("16:00,17:00,各学院", "15:50,16:50,各学院");
    let plan = folder.path().join("wrong.csv");
    std::fs::write(&plan, wrong).unwrap();
    let out = folder.path().join("out");
    let said = export(CQUST, shown(&plan), "csv", &out, &["--lang", "en"]);
    assert!(said.contains("W331") && said.contains("W330"), "{said}");
    let findings = |plan: &Path| {
        let said = callsheet(&["check", CQUST, shown(plan), "--lang", "en"]).stdout;
        let codes = |line: &str| {
            ["P206", "P208", "P212", "P213"].into_iter().find(|code| line.contains(code))
        };
        said.lines().filter_map(codes).collect::<Vec<_>>()
    };
    assert!(
        findings(&plan).contains(&"P212") && findings(&plan).contains(&"P213"),
        "{:?}",
        findings(&plan)
    );
    assert_eq!(findings(&out.join("plan.csv")), findings(&plan));
}

#[test]
fn the_official_table_is_printed_in_its_own_form() {
    let folder = tempfile::tempdir().unwrap();
    export(CQUST, PLAN, "xlsx,docx,html", folder.path(), &[]);
    let book = folder.path().join("timetable.xlsx");
    let rows = sheet(&book, "时间安排");
    assert_eq!(rows[0][0], "2024届毕业生图像信息采集时间安排");
    assert_eq!(rows[2][..5], ["序号", "摄像时间安排", "", "学院", "人数"]);
    assert_eq!(rows[3][..5], ["1", "12月11日（周一）上午", "09:00–12:00", "工商管理学院", "713"]);
    let xml = part(&book, "xl/worksheets/sheet1.xml");
    // A4, one page wide, half-days merged.
    assert!(
        xml.contains(r#"<pageSetup paperSize="9" fitToHeight="0" orientation="portrait""#),
        "{xml}"
    );
    assert!(
        xml.contains(r#"<mergeCell ref="A6:A7"/>"#) && xml.contains(r#"<mergeCell ref="B6:B7"/>"#),
        "{xml}"
    );
    let names = part(&book, "xl/workbook.xml");
    assert!(names.contains("_xlnm.Print_Titles") && names.contains("时间安排!$1:$3"), "{names}");
    assert!(names.contains("_xlnm.Print_Area"), "{names}");
    let styles = part(&book, "xl/styles.xml");
    assert!(styles.contains(r#"val="宋体""#) && styles.contains(r#"val="黑体""#));
    assert_eq!(parts(&book).iter().filter(|name| name.starts_with("xl/charts/chart")).count(), 2);
    let word = part(&folder.path().join("timetable.docx"), "word/document.xml");
    assert_eq!(
        word.matches("<w:tblHeader/>").count(),
        14,
        "the official table and thirteen colleges"
    );
    assert_eq!(word.matches("<w:pageBreakBefore/>").count(), 13);
    assert!(
        word.contains(r#"<w:vMerge w:val="restart"/>"#)
            && word.contains(r#"<w:pgSz w:w="11906" w:h="16838"/>"#)
    );
    let page = text_of(folder.path().join("timetable.html"));
    assert_eq!(page.matches("<section class=\"sheet").count(), 14);
}

const CAMPAIGN: &str = r#"
title = "=cmd|'/c calc'!A1 <b>&"
place = "<img src=x onerror=alert(1)>"
[objective]
tiers = ["early"]
[[station]]
name = "@站[1]:*?/\\"
rate = 60
[[block]]
name = "上午"
date = 2024-05-06
start = "09:00"
end = "12:00"
"#;

/// Names that would be a formula, markup or a path if anybody took them for one.
const HOSTILE: &[&str] = &[
    "=HYPERLINK(\"http://x\",\"y\")",
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "'=already",
    "''=twice",
    "＝1+1",
    "\"quoted\"",
    "<script>alert(1)</script>",
    "]]><w:t>&amp;",
    "{{ 7 * 7 }}",
    "../../etc/passwd",
    "..\\..\\windows",
    "/abs",
    "CON",
    "con.txt",
    "a/b",
    "a:b",
    "_x0041_",
    "BEGIN:VEVENT;x,y\\n",
    "plan",
    "classes",
    "cancelled",
    "History",
];

/// A campaign with these names, each a group with a class of the same name, and a plan for it.
fn hostile(folder: &Path) -> (PathBuf, PathBuf) {
    let long = "很长的学院名称".repeat(40);
    let names: Vec<String> = HOSTILE
        .iter()
        .map(|name| (*name).to_owned())
        .chain([long.clone(), format!("{long}二")])
        .collect();
    // As a spreadsheet would save what callsheet wrote: the names as they are, behind an apostrophe
    // where it needs one.
    let quoted = |name: &String| {
        let guarded = if name.starts_with(['=', '+', '-', '@', '＝']) || name.starts_with('\'') {
            format!("'{name}")
        } else {
            name.clone()
        };
        format!("\"{}\"", guarded.replace('"', "\"\""))
    };
    let campaign = folder.join("instance");
    let rows = |row: &dyn Fn(String) -> String| -> String {
        names.iter().map(|name| row(quoted(name))).collect()
    };
    let groups = rows(&|name| format!("{name},3\n"));
    let classes = rows(&|name| format!("{name},{name},3\n"));
    let tables = [
        ("campaign.toml", CAMPAIGN.to_owned()),
        ("groups.csv", format!("group,headcount\n{groups}")),
        ("classes.csv", format!("group,class,headcount\n{classes}")),
    ];
    write_files(&campaign, tables);
    let out = folder.join("solved");
    let limits = ["--time-limit", "20", "--set", "grid_minutes=5"];
    let output =
        callsheet(&[&["solve", shown(&campaign), "--out", shown(&out)], &limits[..]].concat());
    assert!(out.join("plan.json").is_file(), "{}", output.stderr);
    (campaign, out)
}

#[test]
fn hostile_names_are_never_a_formula_markup_or_a_path() {
    let folder = tempfile::tempdir().unwrap();
    let (campaign, plan) = hostile(folder.path());
    let inside = folder.path().join("inside");
    let out = inside.join("out");
    std::fs::create_dir(&inside).unwrap();
    export(shown(&campaign), shown(&plan), "xlsx,docx,ics,html,csv", &out, &[]);
    let before: Vec<PathBuf> =
        files_below(folder.path()).into_iter().filter(|path| !path.starts_with(&out)).collect();
    assert!(
        before.iter().all(|path| path.starts_with(&campaign) || path.starts_with(&plan)),
        "{before:?}"
    );
    // A calendar for every group and every class, none lost to another of nearly its name.
    let groups = HOSTILE.len() + 2;
    assert_eq!(files_below(&out.join("calendar")).len(), 2 * groups);
    for path in results_below(&out) {
        let name = path.file_name().unwrap().to_str().unwrap();
        let text = match shown(&path.extension().unwrap()) {
            "html" | "csv" | "ics" => text_of(&path),
            _ => String::new(),
        };
        match shown(&path.extension().unwrap()) {
            "html" => {
                assert!(!text.contains("<script") && !text.contains("<img"), "{name}");
                assert!(
                    ["posters.html", "summary.html"].contains(&name)
                        || text.contains("{{ 7 * 7 }}"),
                    "{name}: a name is no template"
                );
            }
            "csv" => {
                for line in
                    text.trim_start_matches('\u{FEFF}').lines().flat_map(|line| line.split(','))
                {
                    let cell = line.trim_start_matches('"');
                    assert!(!cell.starts_with(['=', '+', '@', '＝']), "{name}: {line}");
                }
            }
            "ics" => {
                assert_eq!(
                    text.matches("\r\nBEGIN:VEVENT\r\n").count(),
                    text.matches("\r\nEND:VEVENT\r\n").count()
                );
                assert!(text.split("\r\n").all(|line| line.len() <= 75), "{name}");
            }
            "xlsx" => {
                let mut book: Xlsx<_> = open_workbook(&path).unwrap();
                for sheet in book.sheet_names() {
                    assert!(book.worksheet_formula(&sheet).unwrap().is_empty(), "{name} {sheet}");
                    assert!(
                        sheet.encode_utf16().count() <= 31
                            && !sheet.contains(['[', ']', ':', '*', '?', '/', '\\'])
                    );
                }
                assert!(!parts(&path).iter().any(|part| part.contains("externalLink")), "{name}");
            }
            _ => {
                let word = part(&path, "word/document.xml");
                assert!(!word.contains("<script"), "{name}");
                assert!(name == "summary.docx" || word.contains("&lt;script&gt;"), "{name}");
                assert_eq!(word.matches("<w:tc>").count(), word.matches("</w:tc>").count());
            }
        }
    }
    // The tables of the college that is called as they are keep their names, and the same plan
    // comes back.
    let campaign = loaded(&campaign, &[]).campaign;
    let names: Vec<&str> = campaign.groups().iter().map(callsheet::campaign::Group::id).collect();
    assert_eq!(names[..7], HOSTILE[..7], "the apostrophe is taken off once");
    let original = read_plan(&plan, None, &campaign).unwrap();
    same(
        &original,
        &read_plan(&out.join("plan.csv"), Some(&out.join("classes.csv")), &campaign).unwrap(),
    );
    let cells = sheet(&out.join("timetable.xlsx"), "plan");
    assert_eq!(cells.len(), groups + 1);
    assert!(
        cells.iter().any(|row| row.contains(&HOSTILE[0].to_owned())),
        "text as it is: {cells:?}"
    );
}

#[test]
fn sign_in_sheets_stand_in_ascending_student_number() {
    let folder = tempfile::tempdir().unwrap();
    let campaign = folder.path().join("instance");
    let tables = [
        (
            "campaign.toml",
            "title = \"名单\"\n[objective]\ntiers = [\"early\"]\n[[station]]\nname = \"站\"\nrate = 12\n[[block]]\nname = \"上午\"\ndate = 2024-05-06\nstart = \"09:00\"\nend = \"12:00\"\n",
        ),
        ("groups.csv", "学院,人数\n甲,\n乙,3\n"),
        (
            "students.csv",
            "学院,班级,学号,状态,采集码\n甲,1班,105,,否\n甲,1班,99,,是\n甲,1班,103,校外,\n甲,1班,101,,\n甲,2班,202,,是\n甲,2班,201,补照,\n",
        ),
        ("plan.csv", "日期,开始,结束,学院\n2024-05-06,09:00,09:20,甲\n2024-05-06,09:20,09:40,乙\n"),
        (
            "slots.csv",
            "学院,班级,日期,开始,结束\n甲,1班,2024-05-06,09:00,09:15\n甲,2班,2024-05-06,09:15,09:20\n",
        ),
    ];
    write_files(&campaign, tables);
    let out = folder.path().join("out");
    let slots = campaign.join("slots.csv");
    export(
        shown(&campaign),
        shown(&campaign.join("plan.csv")),
        "xlsx,csv",
        &out,
        &["--slots", shown(&slots)],
    );
    let rows = sheet(&out.join("sign-in.xlsx"), "甲");
    let shown: Vec<Vec<&str>> =
        rows[3..9].iter().map(|row| row[..6].iter().map(String::as_str).collect()).collect();
    assert_eq!(
        shown[0][0],
        "1班　5月6日（周一）　集合 08:40　拍摄 09:00–09:15　3 人　另有 1 人在外拍摄"
    );
    assert_eq!(shown[1], ["1", "99", "", "09:00", "√", ""]);
    assert_eq!(shown[2], ["2", "101", "", "09:05", "□", ""]);
    assert_eq!(shown[3], ["3", "105", "", "09:10", "□", ""]);
    assert!(shown[4][0].starts_with("2班") && shown[4][0].ends_with("另有 1 人补照"), "{shown:?}");
    assert_eq!(shown[5], ["1", "202", "", "09:15", "√", ""]);
    let breaks = part(&out.join("sign-in.xlsx"), "xl/worksheets/sheet1.xml");
    assert!(
        breaks.contains(r#"<rowBreaks count="1" manualBreakCount="1"><brk id="7""#),
        "{breaks}"
    );
    // Without a list of students numbered lines, with minutes all the same.
    let rows = sheet(&out.join("sign-in.xlsx"), "乙");
    assert_eq!(rows[4][..4], ["1", "", "", "09:20"]);
    assert_eq!(rows[6][..4], ["3", "", "", "09:33"]);
    let table = text_of(out.join("sign-in.csv"));
    assert!(
        table.starts_with('\u{FEFF}') && table.contains("甲,1班,1,99,2024-05-06,09:00,是,,\n"),
        "{table}"
    );
}

/// `LibreOffice`, where it is installed.
fn office() -> Option<PathBuf> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&folders)
        .flat_map(|folder| [folder.join("soffice"), folder.join("libreoffice")])
        .find(|path| path.is_file());
    if found.is_none() {
        eprintln!("skipped: no soffice, so no office program opens the documents here");
    }
    found
}

#[test]
fn libreoffice_opens_every_document() {
    let Some(office) = office() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (campaign, plan) = hostile(folder.path());
    let (fair, foul) = (folder.path().join("fair"), folder.path().join("foul"));
    export(CQUST, PLAN, "xlsx,docx", &fair, &[]);
    export(shown(&campaign), shown(&plan), "xlsx,docx", &foul, &["--lang", "en"]);
    for out in [fair, foul] {
        let documents = results_below(&out);
        assert_eq!(documents.len(), 6);
        let pdfs = out.join("pdf");
        // A workbook and a document of one name would be one PDF.
        for ending in ["xlsx", "docx"] {
            let own = documents
                .iter()
                .filter(|path| path.extension().is_some_and(|known| known == ending));
            let output = Command::new(&office)
                .arg(format!(
                    "-env:UserInstallation=file://{}",
                    folder.path().join("profile").display()
                ))
                .args(["--headless", "--convert-to", "pdf", "--outdir"])
                .arg(pdfs.join(ending))
                .args(own)
                .output()
                .unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        let names = files_below(&pdfs)
            .iter()
            .map(|path| path.strip_prefix(&pdfs).unwrap().display().to_string())
            .collect::<Vec<_>>();
        assert_eq!(
            names,
            [
                "docx/notice.pdf",
                "docx/summary.pdf",
                "docx/timetable.pdf",
                "xlsx/posters.pdf",
                "xlsx/sign-in.pdf",
                "xlsx/timetable.pdf"
            ]
        );
        for pdf in files_below(&pdfs) {
            let bytes = std::fs::read(&pdf).unwrap();
            assert!(bytes.starts_with(b"%PDF") && bytes.len() > 5_000, "{}", pdf.display());
        }
    }
}
