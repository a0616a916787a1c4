//! Campaigns of `instances/` that are public notices: their official plans are read and scored, what
//! is wrong with them is named, and a better plan is found and proven.

use crate::folder::text_of;
use crate::run::solve_into;
use crate::solving::{errors, loaded, single, solved};
use callsheet::base::ratio::Ratio;
use callsheet::base::text::Lang;
use callsheet::campaign::plan::Plan;
use callsheet::campaign::{Campaign, Tier};
use callsheet::plans::crews::{moves, stands, visits};
use callsheet::plans::metrics::{metrics, tier_value};
use callsheet::solve::Termination;

/// What a plan breaks: the code and the group of each error.
fn broken(campaign: &Campaign, plan: &Plan) -> Vec<(String, String)> {
    let found = errors(campaign, plan);
    let named = found.iter().map(|error| {
        let group = error.groups.first().map(|group| campaign.group(*group));
        let name = group.map(|group| group.name.get(Lang::Zh).to_owned()).unwrap_or_default();
        (error.rule().id().to_owned(), name)
    });
    named.collect()
}

/// Solves a campaign of `instances/`: all tiers are proven, and none is worse than in the official
/// plan up to the first that is better.
fn proven(name: &str) -> (Campaign, Plan, Plan) {
    let loaded = loaded(format!("instances/{name}"), &[]);
    let official = loaded.baseline.unwrap();
    let outcome = solved(&loaded.campaign, Some(&official), &single());
    assert_eq!(outcome.termination, Termination::Optimal, "{name}: {:?}", outcome.tiers);
    let plan = outcome.plan.unwrap();
    assert!(errors(&loaded.campaign, &plan).is_empty(), "{name}");
    if errors(&loaded.campaign, &official).is_empty() {
        let values = |plan: &Plan| {
            let tiers = loaded.campaign.tiers().iter();
            let value = |tier: &Tier| tier_value(*tier, &loaded.campaign, plan, Some(&official));
            tiers.map(value).collect::<Vec<_>>()
        };
        assert!(values(&plan) <= values(&official), "{name}");
    }
    assert!(loaded.campaign.assumptions().is_some(), "{name}");
    (loaded.campaign, official, plan)
}

/// 413 people need 45.9 minutes of three units and get 45; 744 need 82.7 and get 80.
#[test]
fn two_of_three_windows_of_mmpt_are_too_short_for_the_pace_of_its_units() {
    let (campaign, official, plan) = proven("mmpt-2023");
    let too_short = |group: &str| ("P205".to_owned(), group.to_owned());
    assert_eq!(
        broken(&campaign, &official),
        [too_short("化学工程系"), too_short("人文与传媒系、高职专业学院")]
    );
    assert_eq!(campaign.crew(callsheet::campaign::CrewId(0)).rate, Some(540));
    let stands = stands(&campaign, &plan);
    assert_eq!((moves(&stands), visits(&stands)), (1, 2));
    let minutes = plan.windows.iter().map(|window| window.interval.minutes()).min();
    assert!(minutes >= Some(50), "413 people take 45.9 minutes: {minutes:?}");
}

/// Official windows ask for 155 to 384 photos an hour.
#[test]
fn the_hour_of_fzu_is_shared_out_evenly() {
    let (campaign, official, plan) = proven("fzu-2025");
    assert!(broken(&campaign, &official).is_empty());
    let spread = |plan: &Plan| {
        let figures = metrics(&campaign, plan, None);
        let per_hour = |rate: Option<Ratio>| rate.unwrap().as_f64();
        (per_hour(figures.min_per_hour), per_hour(figures.peak_per_hour))
    };
    assert_eq!(spread(&official), (154.5, 384.0));
    assert_eq!(spread(&plan), (144.0, 264.0), "24 people in ten minutes, 22 in five");
}

/// Colleges that share a window may come one after another: the rows of the official plan are one window.
#[test]
fn small_colleges_of_fzu_that_share_a_window_keep_their_order_of_coming() {
    let sharing = ["share_up_to=60"];
    let loaded = loaded("instances/fzu-2025", &sharing);
    let official = loaded.baseline.unwrap();
    let calls = official.windows.iter().map(|own| {
        let group = loaded.campaign.group(own.group);
        format!("{} {}", own.interval, group.name.get(Lang::Zh))
    });
    assert_eq!(
        calls.collect::<Vec<_>>(),
        ["15:00–15:10 经管、电气", "15:10–15:20 建筑、计数/软件", "15:20–16:00 其他学院"]
    );
    assert!(broken(&loaded.campaign, &official).is_empty());
}

#[test]
fn the_second_crew_of_bigc_is_at_one_campus_at_a_time() {
    let (campaign, official, plan) = proven("bigc-2023");
    let left_out = ("P201".to_owned(), "设计艺术学院".to_owned());
    assert_eq!(broken(&campaign, &official), [left_out], "the notice gives it no time");
    assert_eq!(moves(&stands(&campaign, &plan)), 0, "nobody of the north campus is at hand");
}

#[test]
fn books_of_zuel_are_handed_out_on_both_campuses_at_once() {
    let (campaign, official, plan) = proven("zuel-2023");
    assert!(broken(&campaign, &official).is_empty(), "{:?}", broken(&campaign, &official));
    let at = |site: usize| {
        let own = campaign.groups().iter();
        let own = own.filter(|group| group.sites.iter().any(|own| own.0 == site));
        own.map(|group| group.headcount).sum::<i64>()
    };
    assert_eq!((at(0), at(1)), (294, 89), "classes at South Lake and at Shouyi");
    let peak = |plan: &Plan| metrics(&campaign, plan, None).peak_per_hour;
    assert_eq!((peak(&official), peak(&plan)), (Some(Ratio::whole(48)), Ratio::new(144, 5)));
}

#[test]
fn classes_of_cupk_come_between_their_lessons() {
    let (campaign, official, plan) = proven("cupk-2025");
    assert!(broken(&campaign, &official).is_empty(), "{:?}", broken(&campaign, &official));
    let peak = |plan: &Plan| metrics(&campaign, plan, None).peak_per_hour.unwrap();
    assert!(peak(&plan) < peak(&official));
}

/// On the page and in JSON; a campaign without crews says nothing of them, and one without assumptions
/// only what an unknown speed means.
#[test]
fn reports_say_where_crews_stand_and_what_is_assumed() {
    let (said, folder) = solve_into("instances/bigc-2023", &["--json", "--lang", "en"]);
    let said = said.succeeded().json();
    let stands = said["metrics"]["crews"].as_array().unwrap();
    let named = |crew: &str, station: &str| {
        stands.iter().any(|own| own["crew"] == crew && own["station"] == station)
    };
    assert!(named("一组", "采集点1 N1A-103") && named("二组", "采集点2 N1A-107"), "{stands:?}");
    let page = text_of(folder.path().join("out/report.html"));
    assert!(page.contains("id=\"crews\"") && page.contains("Assumed: Of the timetable only"));
    let (said, folder) = solve_into("instances/teaching-five", &["--json", "--lang", "en"]);
    assert_eq!(said.succeeded().json()["metrics"]["crews"], serde_json::Value::Null);
    let page = text_of(folder.path().join("out/report.html"));
    let assumed =
        "Assumed: the speed is unknown, so windows are as long as an even pace makes them";
    assert!(!page.contains("id=\"crews\"") && page.contains(assumed));
}
