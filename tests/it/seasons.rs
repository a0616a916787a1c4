//! Seasons of an agency: read, generated, solved, and what is written of them.

use crate::folder::{copy_tree, text_of};
use crate::languages::{diagnostics, seen_from};
use crate::run::{callsheet, shown};
use crate::solving::single;
use callsheet::base::budget::Budget;
use callsheet::base::diagnostic::{Code, Severity};
use callsheet::base::ratio::Ratio;
use callsheet::base::text::Lang;
use callsheet::campaign::{Campaign, SiteId, Tier};
use callsheet::check::check;
use callsheet::files::load;
use callsheet::generate::{SeasonRecipe, generate_season};
use callsheet::publish::report::{ReportData, season_files};
use callsheet::solve::{Engine, Options, Outcome, Termination, TierOutcome, Tuning, solve};
use std::collections::BTreeSet;
use std::path::Path;

const SEASON: &str = r#"title = "春季"
grid_minutes = 10
first_day = 2026-03-02
last_day = 2026-03-06
days_off = "2026-03-05~2026-03-06"
travel_minutes = 240

[objective]
tiers = ["blocks", "preference", "moves", "visits"]

[[half_day]]
name = "上午"
start = "08:30"
end = "11:30"

[[half_day]]
name = "下午"
start = "14:00"
end = "17:00"

[[site]]
name = "公司"
region = "城内"
desks = 0

[[site]]
name = "东校"
region = "城内"
folder = "east"

[[site]]
name = "西校"
region = "城内"
folder = "west"
desks = 2

[[site]]
name = "远校"
folder = "far"
not_on = "周一"

[[travel]]
from = "城内"
to = "城内"
minutes = 60

[[crew]]
name = "甲组"
rate = 60
home = "公司"
"#;

/// A season of three campuses with a folder each.
fn written(season: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let tables = [
        ("east", "group,headcount\n文学院,100\n理学院,60\n"),
        ("west", "group,headcount\n文学院,120\n理学院,100\n"),
        ("far", "group,headcount\n工学院,180\n"),
    ];
    for (campus, groups) in tables {
        std::fs::create_dir(folder.path().join(campus)).unwrap();
        std::fs::write(folder.path().join(campus).join("groups.csv"), groups).unwrap();
    }
    std::fs::write(folder.path().join("season.toml"), season).unwrap();
    folder
}

fn solved(folder: &Path, engine: Engine) -> (callsheet::files::Loaded, Outcome) {
    let loaded = load(folder, &[]).unwrap_or_else(|rejected| panic!("{:#?}", rejected.faults));
    let options = Options { engine, ..single() };
    let outcome =
        solve(&loaded.campaign, None, &options, &Budget::unlimited(), &mut |_| {}).unwrap();
    (loaded, outcome)
}

fn values(outcome: &Outcome) -> Vec<(Tier, Option<Ratio>)> {
    outcome.tiers.iter().map(|tier| (tier.tier, tier.value)).collect()
}

/// On paper: the west needs two half-days, the others one each. Nobody reaches the far campus from
/// the town between morning and afternoon, so that it has a day of its own, and a day of the other
/// two has two half-days of the three needed: three days in all, of which the far campus has no Monday.
#[test]
fn a_small_season_has_the_values_that_are_argued_on_paper() {
    let folder = written(SEASON);
    let settings = folder.path().join("season.toml");
    for (place, engine) in [
        (folder.path(), Engine::Sites),
        (settings.as_path(), Engine::Sites),
        (folder.path(), Engine::Auto),
        (folder.path(), Engine::Compact),
    ] {
        let (loaded, outcome) = solved(place, engine);
        let expected =
            [(Tier::Blocks, 4), (Tier::Preference, 0), (Tier::Moves, 2), (Tier::Visits, 3)];
        let expected = expected.map(|(tier, value)| (tier, Some(Ratio::whole(value))));
        assert_eq!(values(&outcome), expected, "{engine:?}");
        assert_eq!(outcome.termination, Termination::Optimal, "{engine:?}");
        let campaign = &loaded.campaign;
        let names: Vec<&str> =
            campaign.groups().iter().map(|group| group.name.get(Lang::Zh)).collect();
        assert_eq!(names, ["东校文学院", "东校理学院", "西校文学院", "西校理学院", "远校工学院"]);
        assert!(loaded.is_season);
        // Three days, two half-days, one desk in the east, two in the west, and two days far away.
        assert_eq!(campaign.blocks().len(), 3 * 2 * 3 + 2 * 2);
        let far = outcome.plan.as_ref().unwrap().windows.last().map(|window| window.date);
        assert_ne!(far, Some(jiff::civil::date(2026, 3, 2)));
    }
}

/// Each college on a day for which its campus does not wish costs a point, and the wish is granted
/// where it can be.
#[test]
fn wishes_of_a_campus_are_those_of_its_colleges() {
    let wish = |from: &str, to: &str| {
        let text = format!("folder = \"west\"\nwish_from = {from}\nwish_to = {to}\n");
        SEASON.replace("folder = \"west\"\n", &text)
    };
    for (from, to, points) in [("2026-03-04", "2026-03-04", 0), ("2026-03-02", "2026-03-04", 0)] {
        let folder = written(&wish(from, to));
        let (_, outcome) = solved(folder.path(), Engine::Sites);
        assert_eq!(values(&outcome)[1].1, Some(Ratio::whole(points)), "{from} {to}");
    }
    // Both colleges of the west, and the far campus that has the same only day.
    let both = wish("2026-03-03", "2026-03-03").replace(
        "not_on = \"周一\"",
        "not_on = \"周一\"\nwish_from = 2026-03-03\nwish_to = 2026-03-03",
    );
    let folder = written(&both);
    for engine in [Engine::Sites, Engine::Compact] {
        let (_, outcome) = solved(folder.path(), engine);
        assert_eq!(values(&outcome)[1].1, Some(Ratio::whole(1)), "{engine:?}");
        assert_eq!(outcome.termination, Termination::Optimal, "{engine:?}");
    }
}

#[test]
fn a_generated_season_is_proven_and_written_for_everybody() {
    let recipe = SeasonRecipe { campuses: 12, crews: 2, days: 30, seed: 5, lang: Lang::Zh };
    let season = generate_season(&recipe).unwrap();
    assert_eq!(generate_season(&recipe).unwrap().files, season.files, "the same every time");
    let other = generate_season(&SeasonRecipe { seed: 6, ..recipe }).unwrap();
    assert_ne!(other.files, season.files);
    let folder = tempfile::tempdir().unwrap();
    for file in &season.files {
        let path = folder.path().join(&file.name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, &file.text).unwrap();
    }
    let (loaded, outcome) = solved(folder.path(), Engine::Auto);
    let campaign = &loaded.campaign;
    assert_eq!(campaign.groups().len(), season.groups);
    assert_eq!(campaign.expected(), season.people);
    assert_eq!(outcome.termination, Termination::Optimal, "{:?}", outcome.tiers);
    let plan = outcome.plan.as_ref().unwrap();
    assert!(check(campaign, plan).iter().all(|found| found.severity != Severity::Error));
    // Every wish can be granted, and each crew goes from each of its campuses to the next once.
    assert_eq!(values(&outcome)[1], (Tier::Preference, Some(Ratio::whole(0))));
    assert_eq!(values(&outcome)[2], (Tier::Moves, Some(Ratio::whole(10))));

    let data = ReportData::new(campaign, plan, None, Some(&outcome));
    for lang in [Lang::Zh, Lang::En] {
        let files = season_files(&data, lang);
        let names: BTreeSet<&str> = files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names.len(), 4 + 2 * 2 + 12, "{names:?}");
        let text = |name: &str| {
            let file = files.iter().find(|file| file.name == name).unwrap();
            String::from_utf8(file.bytes.clone()).unwrap()
        };
        let page = text("season.html");
        for site in (1..13).map(SiteId) {
            let name = campaign.site(site).name.get(lang);
            assert!(page.contains(&format!(">{name}</a>")), "{name}");
        }
        // Every link of the page leads to a file.
        let links: Vec<&str> =
            page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(links.iter().all(|link| names.contains(link)), "{links:?} {names:?}");
        let windows: usize = names
            .iter()
            .filter(|name| name.starts_with("campuses/"))
            .map(|name| {
                let report = text(name);
                campaign
                    .groups()
                    .iter()
                    .filter(|group| report.contains(&format!(">{}<", group.name.get(lang))))
                    .count()
            })
            .sum();
        assert_eq!(windows, season.groups, "each college is in the report of its campus alone");
    }
}

#[test]
fn too_few_crews_and_sizes_out_of_range_are_told() {
    let recipe = SeasonRecipe { campuses: 40, crews: 1, days: 20, seed: 0, lang: Lang::En };
    assert_eq!(generate_season(&recipe).unwrap_err().len(), 1);
    let wrong = SeasonRecipe { campuses: 0, crews: 99, days: 1, ..recipe };
    assert_eq!(generate_season(&wrong).unwrap_err().len(), 3);
}

fn faults(season: &str) -> String {
    let folder = written(season);
    match load(folder.path(), &[]) {
        Ok(_) => panic!("this input should be refused"),
        Err(rejected) => seen_from(folder.path(), "", &diagnostics(&rejected.faults)),
    }
}

#[test]
fn what_is_wrong_with_a_season_is_said_with_its_line() {
    insta::assert_snapshot!("season_days", faults(&SEASON.replace("last_day = 2026-03-06\n", "")));
    insta::assert_snapshot!(
        "season_backwards",
        faults(&SEASON.replace("last_day = 2026-03-06", "last_day = 2026-03-01"))
    );
    insta::assert_snapshot!(
        "season_without_half_days",
        faults(&SEASON.replace("[[half_day]]", "[[period]]"))
    );
    let twice = SEASON.replace(
        "[[crew]]",
        "[[travel]]\nfrom = \"城内\"\nto = \"远校\"\nminutes = 90\n\n[[travel]]\nfrom = \"远校\"\nto = \"城内\"\nminutes = 80\n\n[[crew]]",
    );
    let twice = twice.replace("not_on = \"周一\"", "not_on = \"周一\"\nwish_to = 2026-03-03");
    let twice = twice.replace("folder = \"far\"\n", "");
    insta::assert_snapshot!("season_twice", faults(&twice));
    let several = SEASON
        .replace("not_on = \"周一\"", "not_on = \"星期八\"")
        .replace("folder = \"east\"", "folder = \"../east\"")
        .replace("folder = \"west\"", "folder = \"north\"")
        .replace("home = \"公司\"", "home = \"公寓\"")
        .replace("desks = 2", "desks = 2\nwish_from = 2026-04-01");
    insta::assert_snapshot!("season_faults", faults(&several));
}

#[test]
fn a_table_of_groups_beside_the_season_is_refused() {
    let folder = written(SEASON);
    std::fs::write(folder.path().join("groups.csv"), "group,headcount\n工学院,10\n").unwrap();
    let found = load(folder.path(), &[]).unwrap_err().faults;
    assert_eq!(found.iter().map(|fault| fault.code).collect::<Vec<_>>(), [Code::BothGiven]);
}

/// What stands beside a campus's tables is not passed over in silence.
#[test]
fn settings_of_a_campus_are_not_read_and_that_is_said() {
    let folder = written(SEASON);
    std::fs::write(folder.path().join("east/campaign.toml"), "title = \"x\"\n").unwrap();
    let loaded = load(folder.path(), &[]).unwrap();
    assert_eq!(loaded.notes.len(), 1, "{:?}", loaded.notes);
    assert_eq!(loaded.notes[0].location.as_ref().and_then(|place| place.line), Some(29));
}

/// Two colleges of the west come on the first and on the last day, two at any time. On paper: without
/// a rule two half-days have room for all; in a row they are Monday afternoon to Wednesday morning.
#[test]
fn a_campus_says_on_how_many_days_and_in_which_row_crews_come() {
    let with = |rules: &str| {
        let text = format!("folder = \"west\"\n{rules}");
        let two = format!("{SEASON}\n[[crew]]\nname = \"乙组\"\nrate = 60\n");
        let one_desk = two.replace("desks = 2\n", "");
        let folder = written(&one_desk.replace("folder = \"west\"\n", &text));
        let on = |day: &str| {
            let half_day = |half: &str| format!("西校拍摄点 {day} {half}");
            format!("{};{}", half_day("上午"), half_day("下午"))
        };
        let (first, last) = (on("2026-03-02"), on("2026-03-04"));
        let list = format!(
            "group,headcount,only_in\n甲院,100,{first}\n乙院,100,{last}\n丙院,60,\n丁院,60,\n"
        );
        std::fs::write(folder.path().join("west/groups.csv"), list).unwrap();
        folder
    };
    // The east and the far campus have one half-day each.
    let both = [Engine::Sites, Engine::Compact].as_slice();
    for (rules, blocks, engines) in [
        ("", 4, &both[..1]),
        ("most_visits = 2\n", 4, &both[..1]),
        ("consecutive = true\n", 6, both),
    ] {
        let folder = with(rules);
        for engine in engines {
            let (_, outcome) = solved(folder.path(), *engine);
            let found = values(&outcome)[0];
            assert_eq!(found, (Tier::Blocks, Some(Ratio::whole(blocks))), "{rules} {engine:?}");
            assert_eq!(outcome.termination, Termination::Optimal, "{rules} {engine:?}");
        }
    }
    let (_, outcome) = solved(with("most_visits = 1\n").path(), Engine::Compact);
    assert_eq!(outcome.termination, Termination::Infeasible);
}

#[test]
fn limits_of_visits_without_crews_and_ways_from_home_that_nobody_knows_are_faults() {
    let alone = "title = \"x\"\n[objective]\ntiers = [\"spread\"]\n[[site]]\nname = \"东校\"\nmost_visits = 0\nconsecutive = true\n\n[[station]]\nname = \"厅\"\nsite = \"东校\"\nrate = 60\n\n[[block]]\nname = \"上午\"\ndate = 2026-03-02\nstart = \"09:00\"\nend = \"11:00\"\n";
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("campaign.toml"), alone).unwrap();
    std::fs::write(folder.path().join("groups.csv"), "group,headcount,site\n文学院,10,东校\n")
        .unwrap();
    let found = load(folder.path(), &[]).unwrap_err().faults;
    insta::assert_snapshot!(
        "visits_without_crews",
        seen_from(folder.path(), "", &diagnostics(&found))
    );
    let unknown = SEASON
        .replace("travel_minutes = 240\n", "")
        .replace("name = \"公司\"\nregion = \"城内\"", "name = \"公司\"");
    insta::assert_snapshot!("season_home_without_way", faults(&unknown));
}

/// The season's plan in `plan`, beside it.
fn solve_into(folder: &Path) -> std::path::PathBuf {
    let plan = folder.with_file_name("plan");
    let settings = folder.join("season.toml");
    callsheet(&["solve", shown(&settings), "--out", shown(&plan), "--lang", "zh"]).succeeded();
    plan
}

#[test]
fn every_campus_and_every_crew_has_documents_of_its_own() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("spring");
    copy_tree(written(SEASON).path(), &folder);
    let (plan, out) = (solve_into(&folder), home.path().join("out"));
    let asked = ["export", shown(&folder), shown(&plan), "--out", shown(&out), "--lang", "zh"];
    let said = callsheet(&asked).succeeded();
    assert!(said.stdout.contains("campuses"), "{}", said.stdout);
    for campus in ["东校", "西校", "远校"] {
        let own = out.join("campuses").join(campus);
        for file in ["timetable.xlsx", "notice.docx", "timetable.png", "run-sheets.html"] {
            assert!(own.join(file).is_file(), "{campus} {file}");
        }
        let loaded = load(&own.join("campaign"), &[]).unwrap();
        let baseline = loaded.baseline.unwrap();
        let found = check(&loaded.campaign, &baseline);
        assert!(found.iter().all(|found| found.severity != Severity::Error), "{found:?}");
        let groups = loaded.campaign.groups();
        assert!(groups.iter().all(|own| own.name.get(Lang::Zh).starts_with(campus)));
        assert_eq!(baseline.windows.len(), groups.len(), "{campus}");
    }
    let calendar = text_of(out.join("crews/甲组/calendar/甲组.ics"));
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 4, "{calendar}");
    assert!(out.join("crews/甲组/run-sheets.html").is_file());
    // A second export of the same plan changes no event.
    callsheet(&[&asked[..], &["--force"]].concat()).succeeded();
    assert_eq!(text_of(out.join("crews/甲组/calendar/甲组.ics")), calendar);
    let said = callsheet(&["open", shown(&folder), "--no-browser", "--lang", "en"]);
    assert_eq!(said.code, 2);
    assert!(said.stderr.contains("E229"), "{}", said.stderr);
}

/// A season is published like any campaign: numbered, frozen, mended with the fewest people told,
/// and each campus has the notice of its own changes.
#[test]
fn a_season_is_published_and_mended() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("spring");
    copy_tree(written(SEASON).path(), &folder);
    let version = |number: usize| home.path().join("spring-发布").join(format!("第{number}版"));
    let publish = |plan: &Path| {
        let settings = folder.join("season.toml");
        callsheet(&["publish", shown(&settings), shown(plan), "--lang", "zh", "--json"])
            .succeeded()
            .json()
    };
    let plan = solve_into(&folder);
    assert_eq!(publish(&plan)["version"], 1);
    assert_eq!(publish(&plan)["status"], "unchanged");
    let page = text_of(version(1).join("season.html"));
    assert!(page.contains("全部目标已证明最优"), "the page of the solve, with its proof");
    let frozen = load(&version(1).join("campaign"), &[]).unwrap().campaign;
    assert_eq!(frozen.blocks().len(), 4, "the half-days in use alone");
    // Nothing has changed: the same plan is found.
    let told = |plan: &Path| text_of(plan.join("plan.csv"));
    let before = told(&plan);
    assert_eq!(told(&solve_into(&folder)), before);
    // Room for 180 in a half-day: 100 and 60 become 100 and 75 in the east, which keeps its place, and the windows of
    // all others stay.
    std::fs::write(folder.join("east/groups.csv"), "group,headcount\n文学院,100\n理学院,75\n")
        .unwrap();
    let plan = solve_into(&folder);
    let new = told(&plan);
    let changed: Vec<&str> = new.lines().filter(|line| !before.contains(*line)).collect();
    assert!(changed.iter().all(|line| line.contains("东校")), "{changed:?}");
    let said = publish(&plan);
    assert_eq!((&said["version"], &said["status"]), (&2.into(), &"published".into()));
    assert!(version(2).join("changes-zh.txt").is_file());
    let own = |campus: &str| version(2).join("campuses").join(campus).join("changes-zh.txt");
    assert!(!own("西校").exists() && !own("远校").exists());
    let is_told =
        said["changes"].as_array().unwrap().len() + said["recalled"].as_array().unwrap().len() > 0;
    assert_eq!(own("东校").is_file(), is_told, "{said}");
    // A plan that leaves a group without a window is not published.
    std::fs::write(folder.join("far/groups.csv"), "group,headcount\n工学院,180\n医学院,20\n")
        .unwrap();
    let said = callsheet(&["publish", shown(&folder), shown(&plan), "--lang", "en"]);
    assert_eq!(said.code, 2);
    assert!(said.stderr.contains("E225"), "{}", said.stderr);
}

/// The half-days of a campus are alike, so that the packing with the least peak is found and proven; the
/// average person's rate is known to less than 1 %.
#[test]
fn lengths_of_windows_have_bounds_in_a_generated_season() {
    let recipe = SeasonRecipe { campuses: 5, crews: 1, days: 30, seed: 0, lang: Lang::En };
    let mut draft = {
        let folder = tempfile::tempdir().unwrap();
        for file in generate_season(&recipe).unwrap().files {
            let path = folder.path().join(&file.name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, &file.text).unwrap();
        }
        load(folder.path(), &[]).unwrap().campaign.to_draft()
    };
    let mut solved_with = |tiers: &[Tier]| {
        draft.tiers = tiers.to_vec();
        let campaign = Campaign::new(draft.clone()).unwrap();
        let options = Options { engine: Engine::Sites, ..single() };
        let budget = Budget::unlimited();
        sites_alone(&campaign, &options, &budget)
    };
    let outcome = solved_with(&[Tier::Blocks, Tier::Peak, Tier::Spread]);
    assert!(outcome.tiers[..2].iter().all(TierOutcome::proven), "{:?}", outcome.tiers);
    let gap = outcome.tiers[2].gap().unwrap();
    assert!(gap < 0.01, "{gap}");
    let outcome = solved_with(&[Tier::Blocks, Tier::Early]);
    assert_eq!(outcome.termination, Termination::Optimal, "{:?}", outcome.tiers);
}

/// What decomposition by site finds, without the steps that would go on from it.
fn sites_alone(campaign: &Campaign, options: &Options, budget: &Budget) -> Outcome {
    let tuning = Tuning { most_staffed_blocks: 0, ..options.tuning };
    solve(campaign, None, &Options { tuning, ..options.clone() }, budget, &mut |_| {}).unwrap()
}

/// The rows of a season's sweep, solved by `batch`, have the points and break points that `sweep` finds in one process.
#[test]
fn a_sweep_of_a_season_is_a_batch_of_seasons() {
    let folder = written(SEASON);
    let (table, out) = (folder.path().join("jobs.csv"), folder.path().join("out"));
    let sweep = ["sweep", shown(folder.path()), "--set", "travel_minutes=180..300:60"];
    callsheet(&[&sweep[..], &["--plan-only", shown(&table)]].concat()).succeeded();
    assert!(text_of(&table).contains("travel_minutes=240"), "{}", text_of(&table));
    callsheet(&["batch", shown(&table), "--out", shown(&out)]).succeeded();
    let gathered = callsheet(&["gather", shown(&out), "--json"]).succeeded().json();
    let swept = callsheet(&[&sweep[..], &["--json"]].concat()).succeeded().json();
    assert_eq!(gathered["solved"], 3, "{gathered}");
    for field in ["points", "breaks"] {
        assert_eq!(gathered["sweeps"][0][field], swept[field], "{field}");
    }
    let points = swept["points"].as_array().unwrap();
    assert!(points.iter().all(|point| point["fits"] == true && point["status"] == "optimal"));
}
