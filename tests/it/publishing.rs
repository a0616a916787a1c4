//! Versions that people are told: frozen, kept, mended with the fewest people told.

use crate::folder::{FIVE, copy_tree, files_below, root, text_of, write_files};
use crate::run::{Said, callsheet, shown};
use crate::workbook::part;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const CAMPAIGN: &str = r#"
title = "毕业照"
grid_minutes = 10
call_lead_minutes = 10

[objective]
tiers = ["unserved", "overload", "peak", "early"]

[[station]]
name = "体育馆"
rate = 120

[[block]]
name = "周一上午"
date = 2026-12-14
start = "09:00"
end = "12:00"

[[block]]
name = "周二上午"
date = 2026-12-15
start = "09:00"
end = "12:00"
"#;

/// Three colleges with classes of ten, by the number of classes.
fn tables(classes: &[(&str, &[i64])]) -> [(&'static str, String); 3] {
    let mut groups = "学院,英文名,人数\n".to_owned();
    let mut rows = "学院,班级,人数\n".to_owned();
    for (college, headcounts) in classes {
        let all: i64 = headcounts.iter().sum();
        let _ = writeln!(groups, "{college},{college},{all}");
        for (place, headcount) in headcounts.iter().enumerate() {
            let _ = writeln!(rows, "{college},{}班,{headcount}", place + 1);
        }
    }
    [("campaign.toml", CAMPAIGN.to_owned()), ("groups.csv", groups), ("classes.csv", rows)]
}

const LIST: &[(&str, &[i64])] =
    &[("外语", &[40, 40, 40]), ("法学", &[50, 50]), ("艺术", &[30, 30, 30]), ("数学", &[60])];

struct Office {
    _folder: TempDir,
    campaign: PathBuf,
    plan: PathBuf,
}

impl Office {
    fn new() -> Office {
        let folder = tempfile::tempdir().unwrap();
        let (campaign, plan) = (folder.path().join("2027"), folder.path().join("plan"));
        write_files(&campaign, tables(LIST));
        Office { _folder: folder, campaign, plan }
    }

    fn list(&self, classes: &[(&str, &[i64])]) {
        write_files(&self.campaign, tables(classes));
    }

    fn solve(&self, more: &[&str]) -> Said {
        let own = ["solve", shown(&self.campaign), "--out", shown(&self.plan)];
        callsheet(&[&own, more].concat())
    }

    fn publish(&self, more: &[&str]) -> Said {
        callsheet(&[&["publish", shown(&self.campaign), shown(&self.plan)], more].concat())
    }

    fn version(&self, number: usize) -> PathBuf {
        self.campaign.with_file_name("2027-发布").join(format!("第{number}版"))
    }
}

fn frozen(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let read = |file: PathBuf| (file.clone(), std::fs::read(file).unwrap());
    files_below(folder).into_iter().map(read).collect()
}

#[test]
fn a_changed_list_is_mended_with_the_fewest_people_told() {
    let office = Office::new();
    office.solve(&[]).succeeded();
    let said = office.publish(&["--json"]).succeeded().json();
    assert_eq!((&said["status"], &said["version"]), (&"published".into(), &1.into()));
    let first = frozen(&office.version(1));
    assert_eq!(office.publish(&["--json"]).succeeded().json()["status"], "unchanged");
    // A version is a campaign with its plan, which every verb reads.
    let campaign = office.version(1).join("campaign");
    callsheet(&["check", shown(&campaign), shown(&office.version(1))]).succeeded();

    // One student more: nobody is told anything, as the calls of the other classes stay.
    office.list(&[("外语", &[40, 41, 40]), LIST[1], LIST[2], LIST[3]]);
    let said = office.solve(&["--json"]).succeeded().json();
    let tiers: Vec<(&str, f64, bool)> = said["tiers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tier| {
            let name = tier["name"].as_str().unwrap();
            (name, tier["value"].as_f64().unwrap(), tier["proven"].as_bool().unwrap())
        })
        .collect();
    assert_eq!(tiers[2], ("moved", 0.0, true), "{tiers:?}");
    let said = office.publish(&["--json"]).succeeded().json();
    assert_eq!((&said["version"], &said["status"]), (&2.into(), &"published".into()));
    assert!(said["changes"].as_array().unwrap().is_empty());
    assert!(said["recalled"].as_array().unwrap().is_empty(), "{}", said["recalled"]);
    assert!(text_of(office.version(2).join("changes-zh.txt")).contains("没有人需要改时间"));

    // A college leaves, one comes, and in one the last class becomes twice as large.
    office.list(&[("外语", &[40, 41, 40]), ("法学", &[50, 99]), LIST[2], ("物理", &[20])]);
    let said = office.publish(&["--lang", "zh"]);
    assert_eq!(said.code, 2, "{}", said.all());
    office.solve(&[]).succeeded();
    let said = office.publish(&["--lang", "zh"]).succeeded();
    assert!(said.stdout.contains("已发布第 3 版"), "{}", said.stdout);
    let changes = text_of(office.version(3).join("changes-zh.txt"));
    for wanted in ["【物理】20 人", "【法学】", "【数学】60 人", "取消：原 12月1"]
    {
        assert!(changes.contains(wanted), "{wanted}: {changes}");
    }
    assert!(!changes.contains("【艺术】") && !changes.contains("【外语】"), "{changes}");
    let table = text_of(office.version(3).join("changes-en.csv"));
    assert!(table.contains("cancelled"), "{table}");
    assert_eq!(frozen(&office.version(1)), first, "it stays as it is");
}

#[test]
fn a_version_is_never_replaced_nor_passed_over() {
    let office = Office::new();
    office.solve(&[]).succeeded();
    office.publish(&[]).succeeded();
    let version = office.version(1);
    let first = frozen(&version);
    let own = ["solve", shown(&office.campaign), "--out", shown(&version), "--force"];
    let said = callsheet(&own);
    assert_eq!(said.code, 2);
    assert!(said.stderr.contains("[E126]"), "{}", said.stderr);
    assert_eq!(frozen(&version), first);
    std::fs::write(version.join("published.json"), "{").unwrap();
    for said in [office.solve(&[]), office.publish(&[])] {
        assert_eq!(said.code, 2);
        assert!(said.stderr.contains("[E226]"), "{}", said.stderr);
    }
    // Whoever names the plan to compare with decides alone.
    office.solve(&["--baseline", shown(&version)]).succeeded();
}

#[test]
fn a_plan_that_breaks_rules_is_published_only_when_that_is_asked_for() {
    let office = Office::new();
    office.solve(&[]).succeeded();
    office.list(&[("外语", &[40, 40, 40]), ("法学", &[50, 50]), ("新学院", &[30])]);
    let said = office.publish(&[]);
    assert_eq!(said.code, 2, "{}", said.all());
    assert!(!office.version(1).exists());
    office.list(&[LIST[0], LIST[1], LIST[2], LIST[3], ("物理", &[30])]);
    let said = office.publish(&[]);
    assert_eq!(said.code, 2, "{}", said.all());
    assert!(said.stderr.contains("[E225]"), "{}", said.stderr);
    assert!(!office.version(1).exists());
    office.publish(&["--force"]).succeeded();
    assert!(office.version(1).join("plan.json").is_file());
}

#[test]
fn a_replan_goes_on_from_the_last_version_and_becomes_one() {
    let office = Office::new();
    let said = callsheet(&["replan", shown(&office.campaign), "--now", "2026-12-14 09:30"]);
    assert_eq!(said.code, 2, "{}", said.all());
    assert!(said.stderr.contains("callsheet publish"), "{}", said.stderr);
    office.solve(&[]).succeeded();
    office.publish(&[]).succeeded();
    let actuals = office.campaign.with_file_name("actuals.csv");
    std::fs::write(&actuals, "事项,开始,结束\n停用,09:00,12:00\n").unwrap();
    let mended = office.campaign.with_file_name("mended");
    let own = ["replan", shown(&office.campaign), "--now", "2026-12-14 08:40"];
    let to = ["--actuals", shown(&actuals), "--out", shown(&mended), "--notice", "0"];
    callsheet(&[&own[..], &to].concat());
    let changes = text_of(mended.join("changes-zh.txt"));
    let own = ["publish", shown(&office.campaign), shown(&mended), "--force"];
    callsheet(&own).succeeded();
    assert_eq!(text_of(office.version(2).join("changes-zh.txt")), changes);
    let said = office.solve(&[]);
    assert_eq!(said.code, 2);
    assert!(said.stderr.contains("[E227]"), "{}", said.stderr);
    // The next replan knows the days left.
    let later = office.campaign.with_file_name("later");
    let own = ["replan", shown(&office.campaign), "--now", "2026-12-15 08:00", "--json"];
    let said = callsheet(&[&own[..], &["--out", shown(&later)]].concat());
    assert_eq!(said.json()["status"], "unchanged", "{}", said.all());
}

#[test]
fn a_campaign_is_published_beside_itself() {
    let folder = tempfile::tempdir().unwrap();
    let campaign = folder.path().join("camp");
    copy_tree(&root().join(FIVE), &campaign);
    let here = |arguments: &[&str]| -> Said {
        let mut command = crate::run::command(arguments);
        command.current_dir(&campaign).output().unwrap().into()
    };
    let said = here(&["publish", ".", "--lang", "zh"]);
    assert!(said.code == 2 && said.stderr.contains("先用 callsheet solve"), "{}", said.all());
    here(&["solve", "."]).succeeded();
    here(&["publish", "."]).succeeded();
    assert!(folder.path().join("camp-发布/第1版/plan.json").is_file());
}

#[test]
fn what_is_sent_is_ready_to_send() {
    let office = Office::new();
    let settings = CAMPAIGN.replace("grid_minutes", "issuer = \"教务处\"\ngrid_minutes");
    write_files(&office.campaign, [("campaign.toml", settings)]);
    let rows: Vec<String> = (1..=60).map(|place| format!("数学,1班,00{place:02}")).collect();
    let students = format!("学院,班级,学号\n{}\n", rows.join("\n"));
    write_files(&office.campaign, [("students.csv", students)]);
    let said = office.solve(&[]);
    assert_eq!(said.code, 0, "{}", said.all());
    let out = office.campaign.with_file_name("paper");
    let own = ["export", shown(&office.campaign), shown(&office.plan), "--out", shown(&out)];
    callsheet(&[&own[..], &["--to", "docx,txt,png,html"]].concat()).succeeded();
    let notice = part(&out.join("notice.docx"), "word/document.xml");
    for wanted in ["关于毕业照的通知", "附件", "合计", "教务处", "（盖章）", "370"]
    {
        assert!(notice.contains(wanted), "{wanted}");
    }
    let message = text_of(out.join("messages/法学.txt"));
    // Nothing of this campaign has an English name.
    assert!(message.starts_with("【法学】毕业照\n时间：12月1"), "{message}");
    assert!(message.contains("地点：体育馆") && message.contains("· 2班："), "{message}");
    assert!(!message.contains("Time:"), "{message}");
    let png = std::fs::read(out.join("timetable.png")).unwrap();
    assert_eq!(png[16..20], 780_u32.to_be_bytes(), "twice the width of a phone");
    let lookup = text_of(out.join("lookup.html"));
    assert!(lookup.contains("\n0060\t") && lookup.contains("数学\t1班\t12月1"), "{lookup}");
    assert!(!lookup.contains("http:") && !lookup.contains("https:"), "it needs no network");
    let summary = part(&out.join("summary.docx"), "word/document.xml");
    assert!(summary.contains("4 个学院，名单 370 人"), "{summary}");
    assert!(summary.contains("证明是求解时得出的"), "{summary}");
    let sheet = text_of(out.join("sign-in.html"));
    assert!(sheet.contains("姓名") && sheet.contains("签名"));
    // What was proven was proven of another campaign.
    let settings = text_of(office.campaign.join("campaign.toml")).replace("120", "110");
    write_files(&office.campaign, [("campaign.toml", settings)]);
    let again = office.campaign.with_file_name("again");
    let own = ["export", shown(&office.campaign), shown(&office.plan), "--out", shown(&again)];
    callsheet(&[&own[..], &["--to", "docx"]].concat()).succeeded();
    let summary = part(&again.join("summary.docx"), "word/document.xml");
    assert!(summary.contains("没有附上最优性的证明"), "{summary}");
}

#[test]
fn who_is_left_out_is_told_the_ways_out_with_the_line_to_change() {
    let office = Office::new();
    // Six hours of 120 people have room for 720, and no half-day for three of 300.
    let groups = "学院,英文名,人数\n外语,外语,300\n法学,法学,300\n艺术,艺术,300\n";
    let settings = CAMPAIGN.replace("\"overload\", ", "");
    write_files(&office.campaign, [("campaign.toml", settings.as_str()), ("groups.csv", groups)]);
    std::fs::remove_file(office.campaign.join("classes.csv")).unwrap();
    let said = office.solve(&["--lang", "zh"]);
    let ways = said.stdout.split("怎样才排得下").nth(1);
    let ways = ways.unwrap_or_else(|| panic!("{}", said.all()));
    for wanted in ["  1. ", "加开 1 个半天，如12月16日（周三）", "  3. ", "campaign.toml:", "写 1"]
    {
        assert!(ways.contains(wanted), "{wanted}: {ways}");
    }
    assert!(!ways.contains("  4. ") && !ways.contains("分）"), "{ways}");
}
