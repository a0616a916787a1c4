//! What the reference says of cases at the edge of a rule, each shown by a plan that is just inside
//! and one that is just outside.

use crate::folder::{with_files, write_files};
use callsheet::Solver;
use callsheet::base::ratio::Ratio;
use callsheet::base::text::Lang;
use callsheet::campaign::Tier;
use callsheet::campaign::plan::Plan;
use callsheet::check::check;
use callsheet::files::{Loaded, load, read_plan, write_plan_json};
use callsheet::plans::metrics::tier_value;
use callsheet::publish::report::ReportData;
use callsheet::questions::repeats::Repeated;
use callsheet::solve::Termination;
use tempfile::TempDir;

/// A morning and an afternoon of three hours at 60 people an hour.
fn campaign(more: &str, tiers: &str, tables: &[(&str, &str)]) -> TempDir {
    let block = |name, start, end| {
        format!(
            "[[block]]\nname = \"{name}\"\ndate = 2026-12-14\nstart = \"{start}\"\nend = \"{end}\"\n"
        )
    };
    let toml = format!(
        "title = \"Edges\"\nlanguage = \"en\"\ncall_lead_minutes = 10\n{more}\n\
         [objective]\ntiers = [{tiers}]\n[[station]]\nname = \"S\"\nrate = 60\n{}{}",
        block("morning", "09:00", "12:00"),
        block("afternoon", "14:00", "17:00"),
    );
    let folder = with_files([("campaign.toml", toml)]);
    write_files(folder.path(), tables.iter().copied());
    folder
}

fn plan(folder: &TempDir, rows: &[&str], slots: &[&str]) -> (Loaded, Plan) {
    let loaded = load(folder.path(), &[]).unwrap_or_else(|rejected| panic!("{rejected}"));
    let table = |header: &str, rows: &[&str]| {
        rows.iter().fold(header.to_owned(), |text, row| format!("{text}\n2026-12-14,{row}"))
    };
    let windows = table("date,start,end,group,classes", rows);
    write_files(
        folder.path(),
        [("hand.csv", windows), ("slots.csv", table("date,start,end,group,class", slots))],
    );
    let slots = folder.path().join("slots.csv");
    let slots = Some(slots.as_path()).filter(|_| text_has_rows(&slots));
    let plan = read_plan(&folder.path().join("hand.csv"), slots, &loaded.campaign)
        .unwrap_or_else(|faults| panic!("{faults:?}"));
    (loaded, plan)
}

fn text_has_rows(path: &std::path::Path) -> bool {
    std::fs::read_to_string(path).unwrap().lines().count() > 1
}

/// The rules that a plan breaks, and its warnings, by number.
fn broken(folder: &TempDir, rows: &[&str], slots: &[&str]) -> Vec<&'static str> {
    let (loaded, plan) = plan(folder, rows, slots);
    check(&loaded.campaign, &plan).iter().map(|found| found.rule().id()).collect()
}

fn value(folder: &TempDir, tier: Tier, rows: &[&str]) -> i64 {
    let (loaded, plan) = plan(folder, rows, &[]);
    let value = tier_value(tier, &loaded.campaign, &plan, loaded.baseline.as_ref());
    assert_eq!(value.numerator() % value.denominator(), 0);
    value.numerator() / value.denominator()
}

#[test]
fn windows_of_a_cut_group_are_in_different_half_days() {
    let tables = [
        ("groups.csv", "group,headcount,max_windows,cut\nA,120,2,free\n"),
        ("classes.csv", "group,class,headcount\nA,1,60\nA,2,60\n"),
    ];
    let folder = campaign("", "\"cuts\"", &tables);
    let apart = ["09:00,10:00,A,1", "14:00,15:00,A,2"];
    assert!(!broken(&folder, &apart, &[]).contains(&"P202"));
    let together = ["09:00,10:00,A,1", "10:00,11:00,A,2"];
    assert!(broken(&folder, &together, &[]).contains(&"P202"));
}

#[test]
fn a_group_without_a_row_of_the_baseline_is_not_moved() {
    let tables = [
        ("groups.csv", "group,headcount\nA,60\nB,50\n"),
        ("baseline.csv", "date,start,end,group\n2026-12-14,09:00,10:00,A\n"),
    ];
    let folder = campaign("baseline = \"baseline.csv\"", "\"moved\"", &tables);
    let moved = |rows: &[&str]| value(&folder, Tier::Moved, rows);
    assert_eq!(moved(&["09:00,10:00,A,", "10:00,11:00,B,"]), 0);
    assert_eq!(moved(&["10:00,11:00,A,", "09:00,10:00,B,"]), 60);
    // Nor is it where it has no window; a group of the baseline that has none is.
    assert_eq!(moved(&["10:00,11:00,B,"]), 60);
}

#[test]
fn a_group_that_is_left_out_hurts_no_wish() {
    let tables = [
        ("groups.csv", "group,headcount\nA,60\nB,60\n"),
        (
            "preferences.csv",
            "group,date,start,end,wish,weight\nA,2026-12-14,14:00,17:00,prefer,7\n",
        ),
    ];
    let folder = campaign("", "\"unserved\", \"preference\"", &tables);
    let points = |rows: &[&str]| value(&folder, Tier::Preference, rows);
    assert_eq!(points(&["09:00,10:00,A,", "10:00,11:00,B,"]), 7);
    assert_eq!(points(&["14:00,15:00,A,", "10:00,11:00,B,"]), 0);
    assert_eq!(points(&["10:00,11:00,B,"]), 0);
}

#[test]
fn directly_after_leaves_less_than_the_changeover_and_a_step_of_the_grid() {
    let tables = [
        ("groups.csv", "group,headcount\nA,60\nB,60\n"),
        ("relations.csv", "relation,group,other\ntogether,A,B\n"),
    ];
    let folder = campaign("changeover_minutes = 5", "\"early\"", &tables);
    // Fewer than 5 + 10 minutes lie between the two.
    assert!(!broken(&folder, &["09:00,10:00,A,", "10:10,11:10,B,"], &[]).contains(&"P230"));
    assert!(broken(&folder, &["09:00,10:00,A,", "10:20,11:20,B,"], &[]).contains(&"P230"));
    assert!(broken(&folder, &["09:00,10:00,A,", "10:15,11:15,B,"], &[]).contains(&"P230"));
    assert!(!broken(&folder, &["09:00,10:00,A,", "10:14,11:14,B,"], &[]).contains(&"P230"));
}

#[test]
fn people_leave_the_hall_at_an_even_pace_during_their_slot() {
    // At 09:50 of 60 people ten are left, and 60 are called for 10:00.
    let rows = ["09:00,10:00,A,", "10:00,11:00,B,"];
    for (capacity, is_full) in [(70, false), (69, true)] {
        let more = format!("hall_capacity = {capacity}");
        let folder =
            campaign(&more, "\"early\"", &[("groups.csv", "group,headcount\nA,60\nB,60\n")]);
        assert_eq!(broken(&folder, &rows, &[]).contains(&"P217"), is_full, "{capacity}");
    }
}

#[test]
fn lessons_of_classes_are_not_checked_where_a_plan_has_no_slots() {
    let of_class = "group,class,date,start,end,reason\nA,1,2026-12-14,09:00,09:30,lesson\n";
    let of_group = "group,class,date,start,end,reason\nA,,2026-12-14,09:00,09:30,lesson\n";
    let with = |lessons| {
        let tables = [
            ("groups.csv", "group,headcount\nA,120\n"),
            ("classes.csv", "group,class,headcount\nA,1,60\nA,2,60\n"),
            ("unavailable.csv", lessons),
        ];
        campaign("", "\"early\"", &tables)
    };
    let rows = ["09:00,11:00,A,"];
    let slots = ["09:00,10:00,A,1", "10:00,11:00,A,2"];
    let (class, group) = (with(of_class), with(of_group));
    assert_eq!(broken(&class, &rows, &[]), ["W304"]);
    assert_eq!(broken(&class, &rows, &slots), ["P210"]);
    assert_eq!(broken(&group, &rows, &[]), ["P210"]);
}

/// The values of the tiers that `solve` proves, and the rules that its plan breaks.
fn solved(folder: &TempDir) -> (Vec<Ratio>, Vec<&'static str>) {
    let loaded = load(folder.path(), &[]).unwrap_or_else(|rejected| panic!("{rejected}"));
    let solver = Solver::from(loaded);
    let outcome = solver.solve().unwrap();
    assert_eq!(outcome.termination, Termination::Optimal);
    let plan = outcome.plan.as_ref().unwrap();
    let broken = solver.check(plan).iter().map(|found| found.rule().id()).collect();
    (outcome.tiers.iter().map(|tier| tier.value.unwrap()).collect(), broken)
}

#[test]
fn people_above_the_room_of_a_part_between_breaks_are_overload() {
    let tables = [
        ("groups.csv", "group,headcount\nA,90\n"),
        ("classes.csv", "group,class,headcount\nA,1,60\nA,2,30\n"),
    ];
    let pause = "[[break]]\nblock = \"morning\"\nstart = \"09:40\"\nend = \"09:50\"\n\
                 [[break]]\nblock = \"afternoon\"\nstart = \"14:40\"\nend = \"14:50\"\n";
    let folder = campaign("", "\"overload\", \"early\"", &tables);
    let toml = folder.path().join("campaign.toml");
    std::fs::write(&toml, std::fs::read_to_string(&toml).unwrap() + pause).unwrap();
    // 60 people in the 40 minutes before the break, although the window has 100 minutes for 90.
    let hand = ["09:00,10:50,A,"];
    let slots = ["09:00,09:40,A,1", "09:50,10:50,A,2"];
    assert_eq!(broken(&folder, &hand, &slots), ["P205"]);
    let (loaded, across) = plan(&folder, &hand, &slots);
    assert_eq!(tier_value(Tier::Overload, &loaded.campaign, &across, None), Ratio::whole(20));
    // Wholly after the break nobody waits for a place.
    assert_eq!(solved(&folder), (vec![Ratio::whole(0), Ratio::whole(140)], vec![]));
}

#[test]
fn minutes_by_size_take_the_place_of_the_rate() {
    let sizes = "[[class_time]]\nup_to = 15\nminutes = 15\n[[class_time]]\nup_to = 25\nminutes = 20\n\
                 [[class_time]]\nup_to = 30\nminutes = 25\n";
    let tables = [
        ("groups.csv", "group,headcount\nA,62\n"),
        ("classes.csv", "group,class,headcount\nA,1,12\nA,2,20\nA,3,30\n"),
    ];
    let folder = campaign("", "\"early\"", &tables);
    let toml = folder.path().join("campaign.toml");
    std::fs::write(&toml, std::fs::read_to_string(&toml).unwrap() + sizes).unwrap();
    // At 60 an hour 62 people would take 62 minutes, and on the grid 70.
    assert_eq!(solved(&folder), (vec![Ratio::whole(60)], vec![]));
    let by_size = ["09:00,09:15,A,1", "09:15,09:35,A,2", "09:35,10:00,A,3"];
    assert_eq!(broken(&folder, &["09:00,10:00,A,"], &by_size), Vec::<&str>::new());
    let by_people = ["09:00,09:12,A,1", "09:12,09:31,A,2", "09:31,10:00,A,3"];
    assert_eq!(broken(&folder, &["09:00,10:00,A,"], &by_people), ["P225", "P225"]);
    let hurried = ["09:00,09:12,A,1", "09:12,09:29,A,2", "09:29,09:50,A,3"];
    assert_eq!(broken(&folder, &["09:00,09:50,A,"], &hurried), ["P205"]);
    let nobody_says = folder.path().join("classes.csv");
    std::fs::write(nobody_says, "group,class,headcount\nA,1,12\nA,2,19\nA,3,31\n").unwrap();
    let refused = load(folder.path(), &[]).err().unwrap();
    let codes: Vec<&str> = refused.faults.iter().map(|fault| fault.code.id()).collect();
    assert_eq!(codes, ["E178"]);
}

#[test]
fn other_rounds_and_bad_weather_are_checked_like_the_plan() {
    let more = "[[round]]\nname = \"second\"\ndays_after = 28\n\
                [[round]]\nname = \"third\"\ndays_after = 56\nswapped = true\n\
                [[weather]]\nblock = \"morning\"\nplace = \"Hall\"\nstart = \"09:30\"\n";
    // A has an exam in the afternoon of the third round, where the morning's people come.
    let tables = [
        ("groups.csv", "group,headcount,only_in\nA,60,morning\nB,60,afternoon\n"),
        ("unavailable.csv", "group,class,date,start,end,reason\nA,,2027-02-08,14:00,15:00,exam\n"),
    ];
    let folder = campaign("", "\"early\"", &tables);
    let toml = folder.path().join("campaign.toml");
    std::fs::write(&toml, std::fs::read_to_string(&toml).unwrap() + more).unwrap();
    let (loaded, plan) = plan(&folder, &["09:00,10:00,A,", "14:00,15:00,B,"], &[]);
    assert!(check(&loaded.campaign, &plan).is_empty());
    let found: Vec<_> = Repeated::all(&loaded.campaign, &plan)
        .into_iter()
        .map(|own| {
            let times = own.plan.windows.iter().map(|window| {
                let station = own.repeat.campaign.station(window.station).name.get(Lang::En);
                format!("{} {} {station}", window.date, window.interval)
            });
            let broken: Vec<_> = own.violations.iter().map(|found| found.rule().id()).collect();
            (own.repeat.name.get(Lang::En).to_owned(), times.collect::<Vec<_>>(), broken)
        })
        .collect();
    let repeat = |name: &str, times: [&str; 2], broken: Vec<&'static str>| {
        (name.to_owned(), times.map(str::to_owned).to_vec(), broken)
    };
    assert_eq!(
        found,
        [
            repeat("second", ["2027-01-11 09:00–10:00 S", "2027-01-11 14:00–15:00 S"], vec![]),
            // Swapped, A comes in the afternoon: its half-day has moved, and the exam is there.
            repeat("third", ["2027-02-08 09:00–10:00 S", "2027-02-08 14:00–15:00 S"], vec!["P210"]),
            repeat(
                "Bad weather",
                ["2026-12-14 09:30–10:30 Hall", "2026-12-14 14:00–15:00 S"],
                vec![]
            ),
        ]
    );
}

#[test]
fn a_group_that_alone_sets_the_peak_is_named() {
    let remark = |people: i64| {
        let groups = format!("group,headcount\nLarge,{people}\nSmall,60\nOther,60\n");
        let folder = campaign("", "\"peak\"", &[("groups.csv", groups.as_str())]);
        let (loaded, plan) =
            plan(&folder, &["09:00,12:00,Large,", "14:00,15:30,Small,", "15:30,17:00,Other,"], &[]);
        ReportData::new(&loaded.campaign, &plan, None, None)
            .remark()
            .map(|text| text.get(Lang::En).to_owned())
    };
    let said = remark(150).unwrap();
    assert!(said.starts_with("Large alone sets the peak"), "{said}");
    assert!(said.contains("50.0 photos per hour, and no other more than 40.0"), "{said}");
    // 126 people in three hours are 42 an hour: no more than a twentieth above the others.
    assert_eq!(remark(126), None);
}

#[test]
fn a_half_day_may_have_cameras_and_a_cap_of_its_own() {
    // Two cameras of 60 seconds are 120 an hour; in the afternoon there is one of them.
    let block = |name: &str, start: &str, end: &str, more: &str| {
        format!(
            "[[block]]\nname = \"{name}\"\ndate = 2026-12-14\nstart = \"{start}\"\nend = \"{end}\"\n{more}"
        )
    };
    let toml = |more: &str| {
        format!(
            "title = \"Own\"\ncall_lead_minutes = 10\n[objective]\ntiers = [\"early\"]\n[[station]]\nname = \"S\"\n\
             cameras = 2\nseconds_per_photo = 60\n{}{}",
            block("morning", "09:00", "12:00", more),
            block("afternoon", "14:00", "17:00", "cameras = 1\n"),
        )
    };
    let folder = with_files([("campaign.toml", toml(""))]);
    write_files(folder.path(), [("groups.csv", "group,headcount\nA,120\nB,120\n")]);
    assert_eq!(solved(&folder), (vec![Ratio::whole(120)], vec![]));
    assert_eq!(broken(&folder, &["09:00,10:00,A,", "14:00,15:00,B,"], &[]), ["P205"]);
    assert!(broken(&folder, &["09:00,10:00,A,", "14:00,16:00,B,"], &[]).is_empty());
    // 130 people of a morning at most: one of the two comes in the afternoon, at half the speed.
    std::fs::write(folder.path().join("campaign.toml"), toml("most_people = 130\n")).unwrap();
    assert_eq!(solved(&folder), (vec![Ratio::whole(180)], vec![]));
    assert_eq!(broken(&folder, &["09:00,10:00,A,", "10:00,11:00,B,"], &[]), ["P244"]);
}

#[test]
fn stations_of_different_rates_are_compared_by_their_shares() {
    // Four colleges of 280 people fill the large gymnasium to 280 × 60 ÷ 90 of its 300 an hour. In
    // the small one even a whole half-day of three hours would be 280 ÷ 3 of its 100.
    let block = |name, station, start, end| {
        format!(
            "[[block]]\nname = \"{name}\"\nstation = \"{station}\"\ndate = 2026-12-14\nstart = \"{start}\"\nend = \"{end}\"\n"
        )
    };
    let toml = format!(
        "title = \"Two\"\n[objective]\ntiers = [\"peak\", \"blocks\"]\n[[station]]\nname = \"large\"\nrate = 300\n\
         [[station]]\nname = \"small\"\nrate = 100\n{}{}{}{}",
        block("a", "large", "09:00", "12:00"),
        block("b", "large", "14:00", "17:00"),
        block("c", "small", "09:00", "12:00"),
        block("d", "small", "14:00", "17:00"),
    );
    let groups = "group,headcount\nA,280\nB,280\nC,280\nD,280\n";
    let folder = with_files([("campaign.toml", toml)]);
    write_files(folder.path(), [("groups.csv", groups)]);
    let share = Ratio::new(280 * 60, 90 * 300).unwrap();
    assert_eq!(solved(&folder), (vec![share, Ratio::whole(2)], vec![]));
}

#[test]
fn a_group_of_which_nobody_is_expected_may_stay_out_at_no_price() {
    let groups = "group,headcount,off_site\nA,180,\nB,180,\nNobody,10,10\n";
    let folder = campaign("", "\"unserved\", \"early\"", &[("groups.csv", groups)]);
    // A and B fill both half-days.
    assert_eq!(solved(&folder), (vec![Ratio::whole(0), Ratio::whole(360)], vec!["P201"]));
}

#[test]
fn minutes_longer_than_the_half_day_have_a_price_where_overload_is_listed() {
    let tables = [
        ("groups.csv", "group,headcount\nA,90\n"),
        ("minutes.csv", "group,block,minutes\nA,morning,200\nA,afternoon,400\n"),
    ];
    // 180 of 200 minutes: room for 81 of 90.
    assert_eq!(
        solved(&campaign("", "\"overload\"", &tables)),
        (vec![Ratio::whole(9)], vec!["P205"])
    );
    let kept_out = campaign("", "\"blocks\"", &tables);
    let loaded = load(kept_out.path(), &[]).unwrap_or_else(|rejected| panic!("{rejected}"));
    let outcome = Solver::from(loaded).solve().unwrap();
    assert_eq!(outcome.termination, Termination::Infeasible);
}

#[test]
fn a_part_has_the_confidence_of_its_own_classes() {
    // Half of class 1 come, everybody of class 2: 100 each.
    let tables = [
        ("groups.csv", "group,headcount,max_windows,cut\nA,300,2,free\n"),
        ("classes.csv", "group,class,headcount,attendance\nA,1,200,50%\nA,2,100,100%\n"),
    ];
    let folder = campaign("confidence = \"99.9%\"\ngrid_minutes = 1", "\"cuts\"", &tables);
    let fits = |first: &str, second: &str| {
        !broken(&folder, &[&format!("09:00,{first},A,1"), &format!("14:00,{second},A,2")], &[])
            .contains(&"P205")
    };
    // 100 + 3.09 √(100 × (0.25 + 0.5)) = 126.8 minutes, and 100 + 3.09 √(100 × 0.25) = 115.5.
    assert!(fits("11:07", "15:56"));
    assert!(!fits("11:06", "15:56") && !fits("11:07", "15:55"));
}

#[test]
fn windows_of_a_cut_group_have_the_classes_of_their_slots_in_every_format() {
    let tables = [
        ("groups.csv", "group,headcount,max_windows,cut\nA,120,2,free\n"),
        ("classes.csv", "group,class,headcount\nA,1,70\nA,2,50\n"),
    ];
    let folder = campaign("", "\"cuts\"", &tables);
    let slots = ["09:00,10:10,A,1", "14:00,14:50,A,2"];
    let (loaded, by_table) = plan(&folder, &["09:00,10:10,A,", "14:00,14:50,A,"], &slots);
    let written = write_plan_json(&loaded.campaign, &by_table);
    let mut json: serde_json::Value = serde_json::from_str(&written).unwrap();
    for window in json["windows"].as_array_mut().unwrap() {
        let window = window.as_object_mut().unwrap();
        assert!(window.remove("classes").is_some() && window.remove("headcount").is_some());
    }
    write_files(folder.path(), [("plan.json", json.to_string())]);
    let by_json = read_plan(&folder.path().join("plan.json"), None, &loaded.campaign).unwrap();
    assert_eq!(by_json.windows, by_table.windows);
    assert_eq!(by_json.windows[1].run.map(|run| (run.from, run.to)), Some((1, 2)));
    assert_eq!(check(&loaded.campaign, &by_json), []);
}

/// `Σ expected · rate ÷ Σ expected`, with groups of 37 to 57 people, whose rates are no whole numbers.
#[test]
fn spread_is_that_of_its_plan() {
    let toml = "title = \"t\"\nlanguage = \"en\"\ngrid_minutes = 15\ncall_lead_minutes = 10\n\
        attendance = \"95%\"\n[objective]\n\
        tiers = [\"preference\", \"spread\", \"blocks\", \"overtime\", \"peak\"]\n\
        [[station]]\nname = \"S0\"\nrate = \"unknown\"\n\
        [[block]]\nname = \"B0\"\ndate = 2024-05-06\nstart = \"09:00\"\nend = \"10:00\"\n\
        latest_end = \"10:15\"\n\
        [[block]]\nname = \"B1\"\ndate = 2024-05-06\nstart = \"13:00\"\nend = \"14:50\"\n\
        [[block]]\nname = \"B2\"\ndate = 2024-05-07\nstart = \"13:00\"\nend = \"14:00\"\n\
        latest_end = \"14:30\"\n\
        [[break]]\nblock = \"B1\"\nstart = \"13:15\"\nend = \"13:30\"\nstraddle = false\n";
    let folder = with_files([("campaign.toml", toml.to_owned())]);
    write_files(
        folder.path(),
        [
            (
                "groups.csv",
                "group,headcount,off_site,only_in\nG0,72,22,\nG1,56,,B2\nG2,57,,\nG3,39,,\n",
            ),
            (
                "classes.csv",
                "group,class,headcount\nG1,K0,17\nG1,K1,18\nG1,K2,21\nG2,K0,26\nG2,K1,31\n\
                 G3,K0,14\nG3,K1,11\nG3,K2,14\n",
            ),
            (
                "unavailable.csv",
                "group,class,date,start,end\nG1,K1,2024-05-06,09:00,09:30\n\
                 G3,K2,2024-05-06,13:40,14:10\n",
            ),
        ],
    );
    let loaded = load(folder.path(), &[]).unwrap_or_else(|rejected| panic!("{rejected}"));
    let campaign = loaded.campaign.clone();
    let outcome = Solver::from(loaded).solve().unwrap();
    let windows = &outcome.plan.as_ref().unwrap().windows;
    let people =
        |window: &callsheet::campaign::plan::Window| campaign.group(window.group).expected() as f64;
    let all: f64 = windows.iter().map(people).sum();
    let squares = windows.iter().map(|window| {
        people(window) * people(window) * 60.0 / f64::from(window.interval.minutes())
    });
    let exact = squares.sum::<f64>() / all;
    let spread = outcome.tiers[1].value.unwrap().as_f64();
    assert!((spread - exact).abs() < 1e-4, "{spread}, exactly {exact}");
    assert!((spread - 51.6267).abs() < 1e-4, "{spread}");
}
