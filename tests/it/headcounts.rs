//! People on the list, people expected, and parts of a group: what an office finds in tables and
//! figures when not everybody comes, and when a plan was made by hand.

use crate::folder::{files_below, text_of, with_files};
use crate::run::{callsheet, shown};
use std::path::Path;
use tempfile::TempDir;

/// Two half-days of four hours in one gymnasium at 100 an hour.
fn campaign(more: &str, tiers: &str, groups: &str, classes: &str) -> TempDir {
    let toml = format!(
        "title = \"小例\"\n{more}\n[objective]\ntiers = [{tiers}]\n\
         [[station]]\nname = \"馆\"\nrate = 200\n\
         [[block]]\nname = \"上午\"\ndate = 2026-12-14\nstart = \"08:00\"\nend = \"12:00\"\n\
         [[block]]\nname = \"下午\"\ndate = 2026-12-14\nstart = \"14:00\"\nend = \"18:00\"\n"
    );
    let mut files = vec![("campaign.toml", toml), ("groups.csv", groups.to_owned())];
    if !classes.is_empty() {
        files.push(("classes.csv", classes.to_owned()));
    }
    with_files(files)
}

/// Classes of one college: 1班, 2班 and so on.
fn classes(sizes: &[i64]) -> String {
    let rows = sizes.iter().enumerate();
    let rows = rows.map(|(place, people)| format!("甲学院,{}班,{people}\n", place + 1));
    format!("学院,班级,人数\n{}", rows.collect::<String>())
}

fn report_of(folder: &TempDir, plan: &str) -> String {
    std::fs::write(folder.path().join("hand.csv"), plan).unwrap();
    let plan = folder.path().join("hand.csv");
    let (campaign, out) = (shown(folder), folder.path().join("out"));
    let report = ["report", campaign, shown(&plan), "--out", shown(&out), "--lang", "zh"];
    // The plan is cut where no college may be cut that has no classes: told, and shown none the
    // less.
    callsheet(&report);
    text_of(out.join("report.html"))
}

#[test]
fn attendance_is_rounded_once_for_a_college() {
    let folder = campaign(
        "attendance = \"98%\"",
        "\"peak\"",
        "学院,人数\n甲学院,600\n",
        &classes(&[40; 15]),
    );
    let out = folder.path().join("out");
    let said = callsheet(&["solve", shown(&folder), "--out", shown(&out), "--json"]).succeeded();
    assert_eq!(said.json()["metrics"]["expected"], 588, "{}", said.stdout);
    let slots = text_of(out.join("classes.csv"));
    let column = |name: &str| {
        let mut lines = slots.trim_start_matches('\u{FEFF}').lines();
        let place = lines.next().unwrap().split(',').position(|cell| cell == name).unwrap();
        lines.map(|line| line.split(',').nth(place).unwrap().parse::<i64>().unwrap()).sum::<i64>()
    };
    assert_eq!((column("人数"), column("预计人数")), (600, 588), "{slots}");
}

#[test]
fn class_tables_tell_the_list_from_those_expected() {
    let folder = campaign(
        "",
        "\"peak\"",
        "学院,人数,校外人数\n甲学院,100,10\n",
        "学院,班级,人数,校外人数\n甲学院,1班,50,10\n甲学院,2班,50,0\n",
    );
    let out = folder.path().join("out");
    callsheet(&["solve", shown(&folder), "--out", shown(&out), "--lang", "zh"]).succeeded();
    let page = text_of(out.join("report.html"));
    assert!(page.contains("1班</td><td class=\"n\">50 <span class=\"note\">(预计 40)"), "{page}");
    let paper = folder.path().join("paper");
    let plan = out.join("plan.json");
    let export = ["export", shown(&folder), shown(&plan), "--to", "csv", "--out", shown(&paper)];
    callsheet(&[&export[..], &["--lang", "zh"]].concat()).succeeded();
    let tables: Vec<String> = tables_with(&paper, "1班");
    assert!(
        tables.iter().any(|table| {
            table.contains(",50,40") && table.contains(",50,50") && table.contains("人数,预计")
        }),
        "{tables:?}"
    );
}

fn tables_with(folder: &Path, words: &str) -> Vec<String> {
    let tables = files_below(folder)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "csv"));
    tables.map(text_of).filter(|text| text.contains(words)).collect()
}

#[test]
fn rows_of_one_college_count_the_people_they_state() {
    let (cut, whole) = ("学院,人数,最多时段数\n甲学院,600,2\n", "学院,人数\n甲学院,600\n");
    let plan = "日期,开始,结束,学院,人数\n2026-12-14,8:00,12:00,甲学院,320\n2026-12-14,14:00,18:00,甲学院,280\n";
    // 320 people in 4 hours are 80 an hour, and 280 are 70; the average person meets 75.3.
    let of_classes = |size: i64, number| (cut, classes(&vec![size; number]));
    for (groups, classes) in [of_classes(40, 15), of_classes(50, 12), (whole, String::new())] {
        let folder = campaign("", "\"overload\", \"cuts\", \"peak\"", groups, &classes);
        let page = report_of(&folder, plan);
        let has = |rate: &str| page.contains(rate);
        assert!(has("80.0") && has("70.0") && !has("150.0"), "{page}");
        assert!(has("平均所需速度</td><td class=\"n\">75.0"), "600 people in 8 hours: {page}");
    }
}

#[test]
fn a_report_says_that_the_official_plan_breaks_rules() {
    let folder = campaign("baseline = \"hand.csv\"", "\"peak\"", "学院,人数\n甲,300\n乙,300\n", "");
    // 乙 begins before 甲 is done.
    let hand = "日期,开始,结束,学院\n2026-12-14,8:00,10:00,甲\n2026-12-14,9:30,12:00,乙\n";
    std::fs::write(folder.path().join("hand.csv"), hand).unwrap();
    let out = folder.path().join("out");
    callsheet(&["solve", shown(&folder), "--out", shown(&out), "--lang", "zh"]).succeeded();
    let page = text_of(out.join("report.html"));
    assert!(page.contains("原方案违反规则 1 处"), "the verdict says it: {page}");
    assert!(page.contains("<td>违反规则</td><td class=\"n better\">0</td><td class=\"n\">1</td>"));
    // And so does the report of any plan beside it.
    let (mine, hand) = (out.join("plan.csv"), folder.path().join("hand.csv"));
    let (folder, out) = (shown(&folder), out.join("again"));
    let report = ["report", folder, shown(&mine), "--baseline", shown(&hand), "--lang", "zh"];
    callsheet(&[&report[..], &["--out", shown(&out)]].concat()).succeeded();
    assert!(text_of(out.join("report.html")).contains("原方案违反规则 1 处"));
}
