//! The planner's questions from the command line: what they answer, what they write, and which bad
//! input is refused.

use crate::folder::{CQUST, FIVE, PLAN, root, text_of, with_files};
use crate::languages::{diagnostics, seen_from};
use crate::run::{callsheet, shown};
use crate::solving::{loaded, single, solved};
use callsheet::base::clock::Interval;
use callsheet::base::text::Lang;
use callsheet::campaign::BlockId;
use callsheet::campaign::plan::Window;
use callsheet::files::{load_variant, parse_variant, read_variant};
use callsheet::publish::report::plan_csv;
use callsheet::questions::explain::Change;
use serde_json::json;

#[test]
fn shipped_variants_change_what_they_say() {
    let folder = root().join(CQUST);
    let changed = |name: &str| {
        let variant = read_variant(&folder.join("variants").join(name)).unwrap();
        load_variant(&folder, &[], Some(&variant)).unwrap().campaign
    };
    assert_eq!(changed("third-camera.toml").stations()[0].cameras, Some(3));
    let shorter = changed("no-thursday-afternoon.toml");
    assert_eq!(shorter.blocks().len(), 7);
    assert!(shorter.blocks().iter().all(|block| block.make_up.is_empty()));
    let longer = changed("longer-wednesday.toml");
    assert_eq!(longer.block(BlockId(5)).latest_end, 18 * 60);
}

#[test]
fn a_variant_adds_changes_and_removes() {
    let folder = root().join(CQUST);
    let text = r#"
name = "许多改动"
[set]
grid_minutes = 5
station.rate = 300
[[add.block]]
name = "12-15上午"
date = 2023-12-15
start = "09:00"
end = "12:00"
[[change.groups]]
group = "外国语学院"
only_in = ["12-11上午", "12-14下午"]
[[remove.block]]
name = "12-14下午"
[[add.pins]]
group = "数理与大数据学院"
date = 2023-12-11
[[add.relations]]
relation = "apart"
group = "外国语学院"
other = "电气工程学院"
"#;
    let variant = parse_variant("variant.toml", text).unwrap();
    let campaign = load_variant(&folder, &[], Some(&variant)).unwrap().campaign;
    assert_eq!((campaign.grid(), campaign.stations()[0].rate), (5, Some(300)));
    assert_eq!(campaign.blocks().last().unwrap().name, "12-15上午");
    let foreign = campaign.groups().iter().find(|group| group.id() == "外国语学院").unwrap();
    assert_eq!(
        foreign.only_in,
        Some([BlockId(0)].into()),
        "the half-day that is gone is gone from the list"
    );
    assert_eq!((campaign.pins().len(), campaign.relations().len()), (1, 1));
}

#[test]
fn a_half_day_that_is_gone_is_gone_from_every_table() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let block = |name: &str, day: u8| {
        format!(
            "[[block]]\nname = \"{name}\"\ndate = 2024-05-0{day}\nstart = \"09:00\"\nend = \"12:00\"\n"
        )
    };
    let head = "title = \"两天\"\n[objective]\ntiers = [\"blocks\"]\n[[station]]\nname = \"站\"\nrate = 120\n";
    write("campaign.toml", &format!("{head}{}{}", block("首日", 6), block("次日", 7)));
    write("groups.csv", "group,headcount,only_in\n甲,40,首日；次日\n乙,40,\n");
    write("minutes.csv", "group,block,minutes\n甲,首日,30\n甲,次日,30\n乙,次日,40\n");
    let campaign = |text: &str| {
        let variant = parse_variant("variant.toml", &format!("name = \"短\"\n{text}")).unwrap();
        load_variant(folder.path(), &[], Some(&variant)).unwrap().campaign
    };
    for shorter in ["name = \"次日\"", "date = 2024-05-07"] {
        let left = campaign(&format!("[[remove.block]]\n{shorter}\n"));
        assert_eq!(left.blocks().len(), 1, "{shorter}");
        assert_eq!(left.groups()[0].only_in, Some([BlockId(0)].into()), "{shorter}");
    }
    let anew = campaign(&format!(
        "[[remove.block]]\nname = \"次日\"\n{}",
        block("次日", 8).replace("[[", "[[add.")
    ));
    assert_eq!(
        anew.groups()[0].only_in,
        Some([BlockId(0), BlockId(1)].into()),
        "it is only on another day"
    );
    let path = shown(folder.path());
    callsheet(&["sweep", path, "--set", "half_days=1..2", "--lang", "en"]).succeeded();
}

#[test]
fn no_plan_and_no_proof_have_codes_of_their_own() {
    let folder = with_files([("slow.toml", "name = \"慢\"\n[set]\nstation.rate = 100\n")]);
    let variant = folder.path().join("slow.toml");
    let slow =
        ["pareto", FIVE, "--between", "peak,blocks", "--set", "station.rate=100", "--lang", "en"];
    let output = callsheet(&slow);
    assert!(
        output.code == 3 && output.all().contains("Proven: no plan keeps all rules."),
        "{}",
        output.all()
    );
    let found = callsheet(&[&slow[..], &["--json"]].concat()).json();
    assert_eq!((&found["complete"], &found["points"]), (&json!(true), &json!([])));
    let output = callsheet(&["variants", FIVE, shown(&variant)]);
    assert_eq!(output.code, 3, "{}", output.all());
}

#[test]
fn variants_that_touch_what_is_not_there() {
    let folder = root().join(CQUST);
    let faults = |text: &str| match parse_variant("variant.toml", text) {
        Err(found) => seen_from(root(), "", &diagnostics(&found)),
        Ok(variant) => seen_from(
            root(),
            "",
            &diagnostics(&load_variant(&folder, &[], Some(&variant)).unwrap_err().faults),
        ),
    };
    let nowhere = r#"
name = "什么都没有"
[set]
"block.12-19下午.end" = "18:00"
"station.rate" = "fast"
[[remove.block]]
name = "12-14下"
[[change.groups]]
group = "外国语学院院"
headcount = 80
[[remove.pins]]
group = "外国语学院"
[[add.pins]]
group = "外国语学"
date = 2023-12-11
[[change.groups]]
group = "外国语学院"
head_count = 80
"#;
    insta::assert_snapshot!("variant_touches_nothing", faults(nowhere));
    let form = r#"
nmae = "拼错"
[set]
grid_minutes = 5
[[remove.groups]]
group = "外国语学院"
[[change.block]]
name = "12-14下午"
[add.pins]
group = "外国语学院"
"#;
    insta::assert_snapshot!("variant_form", faults(form));
    let no_tables = r#"
name = "不成表"
set = 5
remove = "12-14下午"
[[add]]
group = "外国语学院"
[change]
groups = ["外国语学院"]
"#;
    insta::assert_snapshot!("variant_no_tables", faults(no_tables));
    let only = "name = \"删去\"\n[[remove.block]]\nname = \"12-11上午\"\n[[change.groups]]\ngroup = \"外国语学院\"\nonly_in = \"12-11上午\"\n";
    insta::assert_snapshot!("variant_strands_a_group", faults(only));
}

#[test]
fn bad_questions_are_refused_and_nothing_is_written() {
    let folder = with_files([("a.toml", "name = \"同名\"\n")]);
    let (variant, out) = (folder.path().join("a.toml"), folder.path().join("out"));
    let (variant, out_text) = (shown(&variant), shown(&out));
    let cases: &[(&str, &[&str])] = &[
        ("E143", &["variants", CQUST, variant, variant, "--out", out_text]),
        ("E145", &["sweep", CQUST, "--set", "station.rate=1..10000", "--out", out_text]),
        ("E144", &["sweep", CQUST, "--set", "station.rate=400..200:20"]),
        ("E144", &["sweep", CQUST, "--set", "station.rate=300"]),
        ("E144", &["sweep", CQUST, "--set", "half_days=8..12"]),
        ("E104", &["sweep", CQUST, "--set", "gird_minutes=5..10:5"]),
        ("E108", &["why", CQUST, PLAN, "建筑工程学园"]),
        ("E108", &["why", CQUST, PLAN, "建筑工程学院", "--block", "12-11早上"]),
        ("E108", &["why", CQUST, PLAN, "建筑工程学院", "--date", "2023-12-25"]),
        ("E116", &["why", CQUST, PLAN, "建筑工程学院", "--start", "25:00"]),
        ("E108", &["suggest", CQUST, PLAN, "建筑工程学园", "--out", out_text]),
        ("E146", &["pareto", CQUST, "--between", "peak", "--out", out_text]),
        ("E108", &["pareto", CQUST, "--between", "peek,moved"]),
        ("E101", &["variants", CQUST, "nowhere.toml"]),
    ];
    let mut all = String::new();
    for (code, arguments) in cases {
        let output = callsheet(arguments);
        let text = output.all();
        assert_eq!(output.code, 2, "{arguments:?}: {text}");
        assert!(text.contains(code), "{arguments:?}: {text}");
        all += &text.replace(shown(folder.path()), "FOLDER");
    }
    assert!(!out.exists(), "nothing is written");
    insta::assert_snapshot!("bad_questions", all);
}

#[test]
fn an_answer_without_time_says_that_it_is_not_proven() {
    let output = callsheet(&[
        "fit",
        CQUST,
        "--set",
        "station.rate=284",
        "--time-limit",
        "0",
        "--lang",
        "en",
    ]);
    let text = output.all();
    assert_eq!(output.code, 4, "{text}");
    assert!(text.contains("W311") && text.contains("not decided"), "{text}");
}

#[test]
fn a_repair_as_a_setting_makes_the_campaign_fit() {
    let tight = "station.rate=100";
    let campaign = loaded(FIVE, &[tight]).campaign;
    let output = callsheet(&["fit", FIVE, "--set", tight, "--json", "--lang", "en"]);
    assert_eq!(output.code, 3, "{}", output.all());
    let found = output.json();
    let repairs = found["repairs"].as_array().unwrap();
    assert!(!repairs.is_empty(), "{found}");
    for repair in repairs.iter().filter(|repair| repair["kinds"] == json!(["rate"])) {
        let sentence = repair["sentence"].as_str().unwrap();
        let rate: i64 = sentence.split(['(', ')']).nth(1).unwrap().parse().unwrap();
        let enough = format!("station.rate={rate}");
        let less = format!("station.rate={}", rate - 1);
        assert_eq!(callsheet(&["fit", FIVE, "--set", &enough]).code, 0);
        assert_eq!(callsheet(&["fit", FIVE, "--set", &less]).code, 3);
        let change = Change::Faster(callsheet::campaign::StationId(0), rate);
        assert!(change.price(&campaign) > 0);
    }
}

#[test]
fn pages_and_tables_are_written_in_both_languages() {
    for lang in ["zh", "en"] {
        let folder = tempfile::tempdir().unwrap();
        let out = shown(folder.path());
        let quick = "objective.tiers=[\"blocks\"]";
        let variant = folder.path().join("faster.toml");
        std::fs::write(
            &variant,
            "name = \"更快\"\nname_en = \"Faster\"\n[set]\n\"station.rate\" = 400\n",
        )
        .unwrap();
        let runs: &[&[&str]] = &[
            &["variants", FIVE, shown(&variant), "--out", out, "--lang", lang],
            &[
                "sweep",
                FIVE,
                "--set",
                "station.rate=110..200:30",
                "--set",
                quick,
                "--out",
                out,
                "--lang",
                lang,
            ],
            &["pareto", FIVE, "--between", "peak,blocks", "--out", out, "--lang", lang],
        ];
        for run in runs {
            callsheet(run).succeeded();
        }
        let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
        for page in ["variants.html", "sweep.html", "front.html"] {
            let page = String::from_utf8(read(page)).unwrap();
            assert!(
                page.contains("<svg") && !page.contains("<pre>") && !page.contains("http://")
                    || page.contains("www.w3.org")
            );
        }
        for picture in ["sweep.png", "front.png"] {
            assert!(read(picture).starts_with(b"\x89PNG"));
        }
        for table in ["variants.csv", "sweep.csv", "front.csv"] {
            assert!(read(table).starts_with("\u{FEFF}".as_bytes()), "{table}");
        }
    }
}

/// What a variant changes is said from its changes; nothing is said of a row that isn't there.
#[test]
fn a_comparison_says_what_each_variant_changes() {
    let campaign = "title = \"小例\"\n[objective]\ntiers = [\"peak\"]\n\
        [[station]]\nname = \"馆\"\nrate = 100\ncameras = 2\n\
        [[block]]\nname = \"上午\"\ndate = 2026-12-14\nstart = \"8:00\"\nend = \"12:00\"\n\
        [[block]]\nname = \"下午\"\ndate = 2026-12-17\nstart = \"14:00\"\nend = \"18:00\"\n";
    let variant = "name = \"改\"\n[set]\ngrid_minutes = 20\n\"station.馆.cameras\" = 3\n\
        [[remove.block]]\ndate = 2026-12-17\n\
        [[remove.unavailable]]\ngroup = \"甲\"\n\
        [[change.groups]]\ngroup = \"乙\"\nheadcount = 80\n\
        [[add.preferences]]\ngroup = \"乙\"\ndate = 2026-12-14\nwish = \"avoid\"\n";
    let folder = with_files([
        ("campaign.toml", campaign),
        ("groups.csv", "group,headcount\n甲,100\n乙,100\n"),
        ("unavailable.csv", "group,date,start,end,reason\n甲,2026-12-14,8:00,9:00,考试\n"),
        ("change.toml", variant),
    ]);
    let (file, out) = (folder.path().join("change.toml"), folder.path().join("out"));
    let call = ["variants", shown(&folder), shown(&file), "--out", shown(&out)];
    let expected = [
        (
            "zh",
            "“改”：时间网格（分钟）改为 20；服务点“馆”的机位数改为 3；删去半天：日期 2026-12-17；\
                删去没空的时间：学院 甲；改动学院：学院 乙，人数 80；新增意愿：学院 乙，日期 2026-12-14，意愿 avoid。",
        ),
        (
            "en",
            "“改”: grid minutes becomes 20; station “馆”: people served at once becomes 3; taken away: half-day (date 2026-12-17); \
                taken away: time that somebody can't come (group 甲); changed: group (group 乙, headcount 80); \
                new: wish (group 乙, date 2026-12-14, wish avoid).",
        ),
    ];
    for (lang, sentence) in expected {
        let said = callsheet(&[&call[..], &["--lang", lang]].concat()).succeeded().stdout;
        assert!(said.contains(sentence), "{said}");
        assert!(!said.contains("需改时间") && !said.contains("told a new time”"), "{said}");
        let page = text_of(out.join("variants.html"));
        let changes = sentence.trim_end_matches(['.', '。']).replace('\'', "&#x27;");
        let changes = changes.split_once(['：', ':']).unwrap().1.trim();
        assert!(page.contains(changes), "{page}");
        assert!(!page.contains("“需改时间”") && !page.contains("“told a new time”"), "{page}");
    }
    let json = callsheet(&[&call[..], &["--json", "--lang", "en"]].concat()).json();
    assert_eq!(json["variants"][1]["changes"][0], "grid minutes becomes 20");
    assert_eq!(json["variants"][0]["changes"].as_array().map(Vec::len), Some(0));
}

/// Whoever comes first in a half-day is all the same to the aims of the teaching instance.
#[test]
fn of_plans_equally_good_the_one_that_people_were_told_is_kept() {
    let campaign = loaded(FIVE, &[]).campaign;
    let mut told = solved(&campaign, None, &single()).plan.unwrap();
    let first = told.windows[0].interval;
    let half_day = |window: &Window| window.interval.start < first.start + 3 * 60;
    let (mut here, other): (Vec<Window>, Vec<Window>) = told.windows.drain(..).partition(half_day);
    here.reverse();
    let mut from = first.start;
    for window in &mut here {
        window.interval = Interval::new(from, from + window.interval.minutes());
        from = window.interval.end;
    }
    assert!(here.len() > 1, "one window can't come in another order");
    told.windows = [here, other].concat();
    told.slots.clear();
    let folder = tempfile::tempdir().unwrap();
    let (baseline, out) = (folder.path().join("told.csv"), folder.path().join("out"));
    std::fs::write(&baseline, plan_csv(&campaign, &told, Lang::Zh)).unwrap();
    let solve = ["solve", FIVE, "--baseline", shown(&baseline), "--out", shown(&out), "--lang"];
    let said = callsheet(&[&solve[..], &["en"]].concat()).stdout;
    let sentence = "Of plans that are equally good this one tells the fewest people a new time against the baseline: 0.";
    assert!(said.contains(sentence), "{said}");
    let said = callsheet(&[&solve[..], &["zh"]].concat()).stdout;
    assert!(said.contains("同样好的方案中，与原方案相比改时间的人已证明最少：0 人。"), "{said}");
    let output =
        callsheet(&["solve", FIVE, "--baseline", shown(&baseline), "--out", shown(&out), "--json"]);
    let ties = &output.json()["ties"];
    assert_eq!(
        (&ties["name"], &ties["value"], &ties["proven"]),
        (&"moved".into(), &0.into(), &true.into())
    );
    let without = callsheet(&["solve", FIVE, "--out", shown(&out), "--json"]).json();
    assert!(without["ties"].is_null());
    // The plan that is told is no output.
    let output = callsheet(&["solve", FIVE, "--baseline", shown(&out), "--out", shown(&out)]);
    assert_eq!(output.code, 2);
    assert!(output.stderr.contains("E126"), "{}", output.stderr);
}
