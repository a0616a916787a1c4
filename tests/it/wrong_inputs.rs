//! Wrong inputs, each a change to a campaign that is right: the diagnostics are pinned as
//! snapshots.

use crate::folder::{CQUST, copy_of, entries, root, text_of};
use crate::languages::{diagnostics, seen_from};
use crate::solving::loaded;
use callsheet::base::diagnostic::Code;
use callsheet::files::{load, read_plan};
use std::collections::BTreeSet;
use std::path::Path;

/// A small campaign in which every rule has something to say.
const RULES: &str = "tests/campaigns/rules";

/// A copy of it in which some files are replaced; `None` deletes.
fn changed(changes: &[(&str, Option<&[u8]>)]) -> tempfile::TempDir {
    let folder = copy_of(RULES);
    for (file, content) in changes {
        let path = folder.path().join(file);
        match content {
            Some(content) => std::fs::write(path, content).unwrap(),
            None => std::fs::remove_file(path).unwrap(),
        }
    }
    folder
}

fn faults(changes: &[(&str, Option<&[u8]>)], settings: &[&str]) -> String {
    let folder = changed(changes);
    let settings: Vec<String> = settings.iter().map(|&setting| setting.to_owned()).collect();
    match load(folder.path(), &settings) {
        Ok(_) => panic!("this input should be refused"),
        Err(rejected) => seen_from(folder.path(), "", &diagnostics(&rejected.faults)),
    }
}

fn file<'a>(name: &'a str, content: &'a str) -> (&'a str, Option<&'a [u8]>) {
    (name, Some(content.as_bytes()))
}

#[test]
fn files_that_are_missing_or_no_text() {
    insta::assert_snapshot!("missing_files", faults(&[("groups.csv", None)], &[]));
    insta::assert_snapshot!(
        "no_text",
        faults(&[("groups.csv", Some(b"\x89PNG\x00\x00\xff\xff"))], &[])
    );
    insta::assert_snapshot!(
        "empty",
        faults(&[file("groups.csv", ""), file("classes.csv", "group,class\n")], &[])
    );
    let nowhere = load(Path::new("no-such-folder"), &[]).unwrap_err();
    assert_eq!(nowhere.faults[0].code, Code::Unreadable);
}

/// A quote that is never closed would make one cell of the rows below it, and people would vanish
/// in silence.
#[test]
fn quotes_that_take_in_rows() {
    let tables = [
        file("groups.csv", "group,headcount,contact\n甲组,40,\"5号楼\n乙组,50,6号楼\n"),
        file("classes.csv", "group,class,headcount\n甲组,\"甲\"1班,40\n"),
        file(
            "unavailable.csv",
            "group,date,start,end,reason\n甲组,2024-05-06,8:00,9:00,\"考试\n乙组,2024-05-06,8:00,9:00,\"上课\n",
        ),
        file("relations.csv", "relation,group,other\napart,甲组,\"乙组\n\"\n"),
    ];
    insta::assert_snapshot!("quotes", faults(&tables, &[]));
}

/// Sites and crews: both places are named.
#[test]
fn sites_and_crews() {
    let head =
        "title = \"两校区\"\ngrid_minutes = 10\n[objective]\ntiers = [\"moves\", \"visits\"]\n";
    let sites = "[[site]]\nname = \"本校区\"\n[[site]]\nname = \"北校区\"\n";
    let way = "[[travel]]\nfrom = \"本校区\"\nto = \"北校区\"\nminutes = 60\n";
    let crews = "[[crew]]\nname = \"甲组\"\nrate = 180\n[[crew]]\nname = \"乙组\"\nrate = \"unknown\"\nnot_in = \"102\"\n";
    let station = |name: &str, more: &str| format!("[[station]]\nname = \"{name}\"\n{more}\n");
    let block = |name: &str, station: &str, start: &str, end: &str, more: &str| {
        format!(
            "[[block]]\nname = \"{name}\"\nstation = \"{station}\"\ndate = 2024-05-06\nstart = \"{start}\"\nend = \"{end}\"\n{more}\n"
        )
    };
    let groups = "group,headcount,site\n甲院,40,本校区\n乙院,50,北校区\n";
    let refused = |parts: &[&str], groups: &str| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("campaign.toml"), parts.concat()).unwrap();
        std::fs::write(folder.path().join("groups.csv"), groups).unwrap();
        match load(folder.path(), &[]) {
            Ok(_) => panic!("this input should be refused"),
            Err(rejected) => seen_from(folder.path(), "", &diagnostics(&rejected.faults)),
        }
    };
    let main = station("103", "site = \"本校区\"");
    let north = station("102", "site = \"北校区\"");
    let (am, pm) =
        (block("早", "103", "09:00", "11:30", ""), block("晚", "102", "13:00", "16:00", ""));
    insta::assert_snapshot!(
        "no_site",
        refused(
            &[head, sites, way, crews, &station("103", ""), &north, &am, &pm],
            "group,headcount,site\n甲院,40,\n乙院,50,南校区\n"
        )
    );
    insta::assert_snapshot!(
        "no_way",
        refused(&[head, sites, crews, &main, &north, &am, &pm], groups)
    );
    let two = "[[travel]]\nfrom = \"北校区\"\nto = \"本校区\"\nminutes = 50\n";
    let to_itself = "[[travel]]\nfrom = \"北校区\"\nto = \"北校区\"\nminutes = 5\n";
    insta::assert_snapshot!(
        "ways_twice",
        refused(&[head, sites, way, two, to_itself, crews, &main, &north, &am, &pm], groups)
    );
    let given_am = block("早", "103", "09:00", "11:30", "crew = \"甲组\"");
    let given_noon = block("午", "102", "12:00", "12:50", "crew = \"甲组\"");
    let given_late = block("晚", "102", "12:40", "16:00", "crew = \"乙组\"");
    insta::assert_snapshot!(
        "crew_twice_and_two_at_a_desk",
        refused(
            &[head, sites, way, crews, &main, &north, &given_am, &given_noon, &given_late],
            groups
        )
    );
    let own_team = station("103", "site = \"本校区\"\nrate = 90");
    let only_second = station("102", "site = \"北校区\"\ncrew = \"乙组\"");
    let wants_crew = block("早", "103", "09:00", "11:30", "crew = \"甲组\"");
    insta::assert_snapshot!(
        "no_crew",
        refused(&[head, sites, way, crews, &own_team, &only_second, &wants_crew, &pm], groups)
    );
    insta::assert_snapshot!(
        "no_rate",
        refused(&[head, &station("103", ""), &am], "group,headcount\n甲院,40\n")
    );
}

/// A plan says at which desk with which crew, where there may be several.
#[test]
fn a_plan_names_desk_and_crew() {
    let campaign = loaded("tests/campaigns/crews", &[]).campaign;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.csv");
    let rows = "date,station,start,end,group\n2023-11-19,103,09:00,10:20,印刷学院\n2023-11-19,104,09:00,10:20,机电学院\n";
    std::fs::write(&path, rows).unwrap();
    let found = read_plan(&path, None, &campaign).unwrap_err();
    insta::assert_snapshot!(seen_from(folder.path(), "", &diagnostics(&found)));
    // Where only one crew may stand at a desk then, its name will do.
    let given = loaded("tests/campaigns/crews", &["block.103上午.crew=\"乙组\""]).campaign;
    std::fs::write(&path, rows.replace(",104,", ",103,")).unwrap();
    let plan = read_plan(&path, None, &given).unwrap();
    let names = plan.windows.iter().map(|window| {
        given.station(window.station).name.get(callsheet::base::text::Lang::Zh).to_owned()
    });
    assert_eq!(names.collect::<Vec<_>>(), ["103（乙组）", "103（乙组）"]);
}

/// Whoever has a wrong column wants to know that, not every cell of it.
#[test]
fn of_many_faults_of_a_kind_the_rest_is_counted() {
    let rows = (1..=1_000).map(|row| format!("组{row},{row}人次\n")).collect::<Vec<_>>().concat();
    let folder = changed(&[file("groups.csv", &format!("group,headcount\n{rows}"))]);
    let rejected = load(folder.path(), &[]).unwrap_err();
    let rows = (0..20_001).map(|row| format!("组{row},1\n")).collect::<Vec<_>>().concat();
    let many = format!("group,headcount\n{rows}");
    insta::assert_snapshot!("too_many_rows", faults(&[file("groups.csv", &many)], &[]));
    let of_numbers = rejected.faults.iter().filter(|fault| fault.code == Code::BadNumber);
    assert_eq!(of_numbers.clone().count(), 101);
    assert_eq!(of_numbers.map(|fault| fault.stands_for).sum::<usize>(), 1_000);
}

#[test]
fn campaign_with_every_fault_at_once() {
    let campaign = r#"
titel = "no title"
language = "fr"
time_zone = "Asia/Chongking"
grid_minutes = 0
call_lead_minutes = "ten"
fee = 15.555
rate = 3

[objective]
tiers = ["peek", "blocks", "blocks"]

[[station]]
name = "站"
rate = "fast"

[[block]]
name = "上午"
date = 2024-13-06
start = "25:00"
end = "12:00"

[[block]]
name = "下午"
date = "2024-05-06"
start = "17:00"
end = "14:00"

[[block]]
name = "夜"
station = "站点"
date = "2024-05-06"
start = "18:00"
end = "20:00"
latest_end = "19:00"
"#;
    insta::assert_snapshot!("campaign_faults", faults(&[file("campaign.toml", campaign)], &[]));
}

#[test]
fn breaks_that_do_not_fit() {
    let settings = [
        "break.1.start=08:30",
        "break.2.end=10:00",
        "make_up.1.block=三日上午",
        "make_up.1.start=10:00",
        "make_up.1.end=10:30",
    ];
    insta::assert_snapshot!("breaks", faults(&[], &settings));
}

#[test]
fn minutes_by_size_with_a_hole_or_said_twice() {
    let times = "title = \"t\"\n[objective]\ntiers = [\"early\"]\n[[station]]\nname = \"站\"\nrate = \"unknown\"\n\
        [[block]]\nname = \"上午\"\ndate = 2024-05-06\nstart = \"09:00\"\nend = \"12:00\"\n\
        [[class_time]]\nup_to = 15\nminutes = 15\n[[class_time]]\nup_to = 30\nminutes = 25\n";
    let again = "[[class_time]]\nup_to = 15\nminutes = 20\nbatch = 0\n";
    let groups = "学院,人数\n丙,40\n乙,31\n";
    let again = format!("{times}{again}");
    let hole = [file("campaign.toml", times), file("groups.csv", groups)];
    let twice = [file("campaign.toml", &again), file("groups.csv", groups)];
    insta::assert_snapshot!(
        "class_times",
        format!("{}\n{}", faults(&hole, &[]), faults(&twice, &[]))
    );
}

#[test]
fn rounds_and_bad_weather_that_say_too_little_or_too_much() {
    let campaign = "title = \"t\"\n[objective]\ntiers = [\"early\"]\n[[station]]\nname = \"站\"\nrate = 120\n\
        [[block]]\nname = \"上午\"\ndate = 2024-05-06\nstart = \"09:00\"\nend = \"12:00\"\n\
        [[round]]\nname = \"第二剂\"\ndays_after = 0\n[[round]]\nname = \"第二剂\"\ndays_after = 28\n\
        [[weather]]\nblock = \"上午\"\n[[weather]]\nblock = \"站\"\nplace = \"操场\"\n\
        [[weather]]\nblock = \"下午\"\nstart = \"23:00\"\n";
    let late = campaign
        .replace("block = \"下午\"", "block = \"上午\"")
        .replace("block = \"站\"", "block = \"晚上\"");
    let groups = file("groups.csv", "学院,人数\n丙,40\n");
    insta::assert_snapshot!("repeats", faults(&[file("campaign.toml", campaign), groups], &[]));
    let late = late.replace("[[weather]]\nblock = \"上午\"\n[[weather]]", "[[weather]]");
    insta::assert_snapshot!("repeats_late", faults(&[file("campaign.toml", &late), groups], &[]));
    let half = |name: &str, day: &str, hours: [&str; 2]| {
        let [start, end] = hours;
        format!(
            "[[block]]\nname = \"{name}\"\ndate = {day}\nstart = \"{start}\"\nend = \"{end}\"\n"
        )
    };
    let halves = half("上午", "2024-05-06", ["07:00", "15:00"])
        + &half("晚上", "2024-05-06", ["18:00", "20:00"])
        + &half("次日上午", "2024-05-07", ["08:00", "10:00"])
        + &half("次日下午", "2024-05-07", ["10:00", "14:00"]);
    let head = &campaign[..campaign.find("[[block]]").unwrap()];
    let swapped = "[[round]]\nname = \"第二剂\"\ndays_after = 28\nswapped = true\n";
    let swapped = format!("{head}{halves}{swapped}");
    let files = [file("campaign.toml", &swapped), file("groups.csv", "学院,人数\n丙,40\n")];
    insta::assert_snapshot!("repeats_swapped", faults(&files, &[]));
    let round = |name: &str, starts: &str| {
        format!("[[round]]\nname = \"{name}\"\ndays_after = 28\nstarts = \"{starts}\"\n")
    };
    let starts = round("不是时间", "9点一刻;18:00;8:00;10:00")
        + &round("少一个", "9:00;18:00;8:00")
        + &round("过零点", "18:00;7:00;8:00;10:00")
        + &round("两项都写", "7:00;18:00;8:00;10:00")
        + "swapped = true\n";
    let starts = format!("{head}{halves}{starts}");
    let files = [file("campaign.toml", &starts), file("groups.csv", "学院,人数\n丙,40\n")];
    insta::assert_snapshot!("repeats_starts", faults(&files, &[]));
}

/// Both places are named: the row of those who share a window, and that of the class.
#[test]
fn a_window_shared_with_nobody_who_is_known() {
    let groups = "group,headcount,shared_by\n丙,40,甲院;乙院;丁院\n";
    let classes = "group,class,headcount\n丙,甲院,20\n丙,乙院,10\n丙,戊院,10\n";
    let own = [file("groups.csv", groups), file("classes.csv", classes)];
    let without =
        ["unavailable.csv", "pins.csv", "relations.csv", "preferences.csv", "students.csv"];
    let all: Vec<_> = own.into_iter().chain(without.map(|name| (name, None))).collect();
    let there = |(name, content): &&(&str, Option<&[u8]>)| {
        content.is_some() || root().join(RULES).join(name).exists()
    };
    let all: Vec<_> = all.iter().filter(there).copied().collect();
    insta::assert_snapshot!("shared_window", faults(&all, &[]));
}

#[test]
fn cameras_of_a_half_day_need_the_speed_of_one() {
    let campaign = "title = \"t\"\n[objective]\ntiers = [\"early\"]\n[[station]]\nname = \"站\"\nrate = 120\n\
        [[block]]\nname = \"上午\"\ndate = 2024-05-06\nstart = \"09:00\"\nend = \"12:00\"\ncameras = 1\n";
    let groups = file("groups.csv", "学院,人数\n丙,40\n");
    insta::assert_snapshot!(
        "block_cameras",
        faults(&[file("campaign.toml", campaign), groups], &[])
    );
}

#[test]
fn campaign_syntax() {
    let campaign = "title = 没有引号\nplace = \"体育馆\n[objective\ntiers = [\"peak\"]\n";
    insta::assert_snapshot!("campaign_syntax", faults(&[file("campaign.toml", campaign)], &[]));
}

#[test]
fn blocks_that_contradict_each_other() {
    let campaign = r#"
title = "t"
[objective]
tiers = ["peak"]
[[station]]
name = "站"
rate = 120
[[block]]
name = "首日上午"
date = 2024-05-06
start = "09:00"
end = "12:00"
[[block]]
name = "首日下午"
date = 2024-05-06
start = "11:30"
end = "17:00"
[[block]]
name = "首日下午"
date = 2024-05-07
start = "09:00"
end = "12:00"
[[make_up]]
name = "补照"
block = "首日下午"
start = "16:30"
end = "17:30"
"#;
    insta::assert_snapshot!("blocks_contradict", faults(&[file("campaign.toml", campaign)], &[]));
}

#[test]
fn tables_with_every_fault_at_once() {
    let groups = "学院,人数,校外人数,到场率,只可用半天\n\
                  甲,六十,,,\n\
                  乙,60,70,,\n\
                  丙,40,,120%,首日早上\n\
                  丙,40,,,\n\
                  丁,20\n\
                  ,10,,,\n\
                  戊,9999999,,,\n";
    let classes = "group,class,headcount\n丙,1班,20\n丙,2班,20\n丙,1班,1\n已,1班,3\n";
    let unavailable = "group,class,date,start,end,reason\n\
                       丙,3班,2024-05-06,14:00,15:00,考试\n\
                       丙,,6 May,14:00,15:00,考试\n\
                       丙,,2024-05-06,15:00,25:00,考试\n\
                       丙,,2024-05-06,15:00,14:00,考试\n";
    let preferences =
        "group,date,start,end,wish,weight\n丙,2024-05-06,09:00,10:00,maybe,1\n丙,,,,prefer,2.5\n";
    let changes = [
        file("groups.csv", groups),
        file("classes.csv", classes),
        file("unavailable.csv", unavailable),
        file("preferences.csv", preferences),
    ];
    insta::assert_snapshot!("table_faults", faults(&changes, &[]));
}

#[test]
fn lines_are_counted_as_an_editor_counts_them() {
    for groups in [
        "group,headcount\r\nG1,abc\r\nG2,2\r\nG3,x\r\n",
        "group,headcount\rG1,abc\rG2,2\rG3,x\r",
        "group,headcount\nG1,abc\nG2,2\nG3,x\n",
    ] {
        let found = faults(
            &[
                file("groups.csv", groups),
                ("classes.csv", None),
                ("pins.csv", None),
                ("unavailable.csv", None),
            ],
            &[],
        );
        assert!(found.contains("groups.csv:2:2") && found.contains("groups.csv:4:2"), "{found}");
    }
    let spaced = "# note\n\ngroup,headcount\n\n\n# another\nG1,abc\n";
    let found = faults(&[file("groups.csv", spaced)], &[]);
    assert!(found.contains("groups.csv:7:2"), "{found}");
}

#[test]
fn other_tables_are_read_even_without_groups() {
    let unavailable = "group,date,start,end\n丙,2024-13-01,14:00,25:00\n";
    insta::assert_snapshot!(
        "no_groups",
        faults(&[("groups.csv", None), file("unavailable.csv", unavailable)], &[])
    );
    let half = "group,start,end,wish\n丙,09:00,,avoid\n";
    insta::assert_snapshot!("half_an_interval", faults(&[file("preferences.csv", half)], &[]));
}

#[test]
fn empty_lists_and_lists_of_other_things() {
    let settings = [
        "objective.tiers=[[\"peak\"],\"blocks\"]",
        "make_up.1.name=甲",
        "call_lead_minutes=240",
        "block.1.start=01:00",
    ];
    insta::assert_snapshot!("odd_settings", faults(&[], &settings));
    let campaign = "title = \"t\"\nblock = []\nstation = []\n[objective]\ntiers = [\"peak\"]\n";
    insta::assert_snapshot!("empty_lists", faults(&[file("campaign.toml", campaign)], &[]));
}

#[test]
fn headers_that_are_wrong() {
    let groups = "学院,人頭数,班主任,姓名,学院\n甲,60,,,\n";
    insta::assert_snapshot!("headers", faults(&[file("groups.csv", groups)], &[]));
}

#[test]
fn sums_and_pins_that_contradict() {
    let classes = "group,class,headcount\n丙,1班,20\n丙,2班,19\n";
    let pins = "group,date,start,end\n\
                乙,2024-05-06,10:05,\n\
                丁,2024-05-06,10:00,\n\
                丁,2024-05-07,,\n\
                甲,2024-05-07,,\n";
    let changes = [file("classes.csv", classes), file("pins.csv", pins)];
    insta::assert_snapshot!("sums_and_pins", faults(&changes, &[]));
}

#[test]
fn students_that_contradict_other_tables() {
    let students = "学院,班级,学号,类别,状态,采集码\n\
                    丙,1班,2020001,本科,,是\n\
                    丙,1班,2020001,本科,到场,否\n\
                    丙,2班,2020002,留学,校外,\n\
                    丙,9班,2020003,专升本,补照,\n\
                    丁,新班,2020004,本科,请假,也许\n\
                    丁,新班,,本科,,\n";
    let fewer = "group,class,number,status\n丙,1班,2020001,off_site\n丁,新班,2020004,\n";
    insta::assert_snapshot!("fewer_students", faults(&[file("students.csv", fewer)], &[]));
    insta::assert_snapshot!("students", faults(&[file("students.csv", students)], &[]));
    let named = "学院,班级,学号,姓名,身份证号,手机\n丙,1班,2020001,张三,110,139\n";
    insta::assert_snapshot!("students_with_names", faults(&[file("students.csv", named)], &[]));
}

#[test]
fn relations_that_cannot_hold() {
    let relations = "relation,group,other\n\
                     together,甲,乙\n\
                     apart,乙,甲\n\
                     before,甲,丙\n\
                     before,丙,丁\n\
                     before,丁,甲\n\
                     before,甲,甲\n\
                     near,甲,丙\n\
                     together,丙,戊\n\
                     together,乙,丁\n";
    let pins = "group,date\n乙,2024-05-06\n丁,2024-05-07\n";
    let changes = [file("relations.csv", relations), file("pins.csv", pins)];
    insta::assert_snapshot!("relations", faults(&changes, &[]));
    let chained = "relation,group,other\n\
                   together,甲,乙\n\
                   together,乙,丙\n\
                   together,乙,丁\n\
                   together,丙,甲\n\
                   apart,甲,丙\n";
    insta::assert_snapshot!("relations_in_a_row", faults(&[file("relations.csv", chained)], &[]));
    let relations = "relation,group,other\ntogether,甲,丙\n";
    let groups = "group,headcount,only_in,max_windows\n甲,60,首日上午,\n乙,60,,\n丙,40,次日上午,2\n丁,20,,\n";
    let changes = [file("relations.csv", relations), file("groups.csv", groups)];
    insta::assert_snapshot!("relations_and_blocks", faults(&changes, &["max_groups_per_block=1"]));
}

#[test]
fn groups_and_classes_that_are_too_large() {
    let groups = "group,headcount,max_windows,buffer\n甲,60,3,\n乙,60,,300\n丙,800,2,5%\n丁,20,,\n";
    let classes = "group,class,headcount\n丙,1班,20\n丙,2班,780\n";
    insta::assert_snapshot!(
        "too_large",
        faults(
            &[file("groups.csv", groups), file("classes.csv", classes)],
            &["attendance=0", "hall_capacity=0"]
        )
    );
    let classes = "group,class,headcount\n丙,1班,20\n丙,2班,20\n";
    let groups = "group,headcount,buffer\n甲,60,5\n乙,60,\n丙,40,\n丁,20,\n";
    let changes = [file("groups.csv", groups), file("classes.csv", classes)];
    insta::assert_snapshot!(
        "buffer_without_rate",
        faults(&changes, &["station.1.rate=unknown", "buffer=10%"])
    );
    let groups = "group\n甲\n乙\n丙\n丁\n";
    insta::assert_snapshot!("no_headcounts", faults(&[file("groups.csv", groups)], &[]));
    insta::assert_snapshot!(
        "sizes_of_classes",
        faults(&[file("classes.csv", "group,class,headcount\n丙,1班,500\n")], &[])
    );
}

#[test]
fn minutes_that_cannot_be_meant() {
    let minutes = "学院,半天,分钟\n\
                   甲,首日上午,40\n\
                   甲组,首日上午,40\n\
                   乙,首日早上,40\n\
                   乙,首日上午,0\n\
                   乙,首日上午,-5\n\
                   乙,首日上午,半小时\n\
                   丙,,40\n\
                   丙,首日上午,\n\
                   丁,站,9000\n\
                   丁,次日上午,30\n\
                   甲,首日上午,50\n";
    insta::assert_snapshot!("minutes", faults(&[file("minutes.csv", minutes)], &[]));
    let headers = "group,minutes\n甲,40\n";
    insta::assert_snapshot!("minutes_headers", faults(&[file("minutes.csv", headers)], &[]));
}

#[test]
fn overrides_are_checked_like_the_file() {
    let settings = [
        "grid_minutes",
        "gird_minutes=5",
        "grid_minutes=0",
        "station.东站.rate=5",
        "block.9.end=18:00",
        "x.y.z=1",
    ];
    insta::assert_snapshot!("overrides", faults(&[], &settings));
}

#[test]
fn baselines_that_cannot_be_read() {
    let campaign = text_of(root().join(RULES).join("campaign.toml"));
    let with = |name: &str| format!("baseline = \"{name}\"\n{campaign}");
    let outside = with("../secret.csv");
    insta::assert_snapshot!("baseline_outside", faults(&[file("campaign.toml", &outside)], &[]));
    let named = with("plan.csv");
    let plan = "日期,开始,结束,学院,人数\n2024-05-06,09:00,09:30,假学院,60\n2024-05-06,9点多,10:30,乙,60\n";
    let changes = [file("campaign.toml", named.as_str()), file("plan.csv", plan)];
    insta::assert_snapshot!("baseline_faults", faults(&changes, &[]));
}

#[test]
fn plans_that_cannot_be_read() {
    let folder = changed(&[]);
    let campaign = loaded(folder.path(), &[]).campaign;
    let mut shown = Vec::new();
    let plans = [
        ("broken.json", "{\"windows\": [}"),
        ("other.json", "{\"format\": \"other\", \"campaign\": \"x\", \"windows\": []}"),
        ("notes.txt", "shopping list\n- milk\n"),
        ("names.csv", "date,start,end,group\n2024-05-06,09:00,09:30,甲组\n2024-05-06,09:00,,乙\n"),
    ];
    for (name, content) in plans {
        std::fs::write(folder.path().join(name), content).unwrap();
        let found = read_plan(&folder.path().join(name), None, &campaign).unwrap_err();
        shown.push(seen_from(folder.path(), "", &diagnostics(&found)));
    }
    insta::assert_snapshot!("plan_faults", shown.join("\n\n"));
}

#[test]
fn every_input_code_is_pinned_by_a_snapshot() {
    let mut pinned = BTreeSet::new();
    for path in entries(&root().join("tests/it/snapshots")) {
        let text = text_of(path);
        pinned.extend(
            Code::ALL
                .iter()
                .filter(|code| text.contains(&format!("[{}]", code.id())))
                .map(|code| code.id()),
        );
    }
    // These need the program, not only files: see command_line.rs, outputs.rs, publishing.rs, seasons.rs and the tests in
    // documents/xlsx.rs, output/, workbook/patch.rs.
    pinned.extend(["E126", "E127", "E128", "E180", "E182", "E220", "E221", "E222"]);
    pinned.extend(["E225", "E226", "E227", "E228", "E229"]);
    // In batches.rs and cli/batch.rs.
    pinned.extend(["E240", "E241", "E242", "E243", "E244", "E245"]);
    let missing: Vec<_> = Code::ALL
        .iter()
        .map(|code| code.id())
        .filter(|id| id.starts_with('E') && !pinned.contains(id))
        .collect();
    assert!(missing.is_empty(), "no snapshot shows {missing:?}");
}

/// Whatever is wrong in a `plan.json`, the fault says on which line.
#[test]
fn faults_of_a_plan_file_name_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let plan = "{\n\"format\": \"callsheet-plan-1\",\n\"campaign\": \"x\",\n\"windows\": [\n\
        {\"group\": \"外国语学院\", \"station\": \"体育馆\", \"date\": \"2023-12-13\", \"start\": \"09:00\",\n\"end\": \"10:00\"}\n],\n\
        \"classes\": [\n{\"group\": \"外国语学院\", \"class\": \"英语2020-01\", \"station\": \"体育馆\", \"date\": \"2023-12-13\",\n\
        \"call_time\": \"08:40\", \"start\": \"09:00\", \"end\": \"09:10\"}\n],\n\
        \"make_up\": [\n{\"station\": \"体育馆\", \"date\": \"2023-12-14\", \"start\": \"16:00\", \"end\": \"17:00\"}\n]\n}\n";
    let campaign = loaded(CQUST, &[]).campaign;
    let path = folder.path().join("plan.json");
    let faulty = |from: &str, to: &str| {
        assert!(plan.contains(from), "{from}");
        std::fs::write(&path, plan.replacen(from, to, 1)).unwrap();
        let faults = read_plan(&path, None, &campaign).unwrap_err();
        assert_eq!(faults.len(), 1, "{faults:?}");
        let place = faults[0].location.as_ref().unwrap();
        (faults[0].code, place.line)
    };
    let cases = [
        ("plan-1", "plan-9", Code::NotAPlan, 2),
        ("\"campaign\": \"x\"", "\"campaign\": 5", Code::NotAPlan, 3),
        ("\"外国语学院\"", "\"外语\"", Code::UnknownName, 5),
        ("\"体育馆\"", "\"体操馆\"", Code::UnknownName, 5),
        ("2023-12-13", "2023-13-13", Code::BadDate, 5),
        ("\"10:00\"", "\"1000\"", Code::BadTime, 5),
        ("英语2020-01", "英语2020-99", Code::UnknownName, 9),
        ("\"08:40\"", "\"0840\"", Code::BadTime, 9),
        ("\"09:10\"", "\"0910\"", Code::BadTime, 9),
        ("2023-12-14", "today", Code::BadDate, 13),
        ("\"17:00\"", "\"25:00\"", Code::BadTime, 13),
        ("\"make_up\"", "\"makeup\"", Code::NotAPlan, 12),
    ];
    for (from, to, code, line) in cases {
        assert_eq!(faulty(from, to), (code, Some(line)), "{from} → {to}");
    }
}
