//! Days on which clocks change: times that they skip are refused wherever a time is read, half-days
//! are as long as they really are, and no event ends before it begins.

use crate::folder::{files_below, text_of, with_files, write_files};
use crate::languages::{diagnostics, seen_from};
use crate::run::{Said, callsheet, shown};
use callsheet::files::load;
use tempfile::TempDir;

/// A night of the given day in London with one hour that clocks skip or repeat, from 01:00 on.
fn night(date: &str, more: &str) -> TempDir {
    let toml = format!(
        "title = \"Night\"\nlanguage = \"en\"\ntime_zone = \"Europe/London\"\ncall_lead_minutes = 10\n\
         [objective]\ntiers = [\"unserved\", \"overload\", \"early\"]\n\
         [[station]]\nname = \"S\"\nrate = 60\n\
         [[block]]\nname = \"night\"\ndate = {date}\nstart = \"00:20\"\nend = \"03:00\"\n{more}"
    );
    let groups = "group,headcount\nA,40\nB,40\n";
    let classes = "group,class,headcount\nA,A1,20\nA,A2,20\nB,B1,40\n";
    with_files([("campaign.toml", toml.as_str()), ("groups.csv", groups), ("classes.csv", classes)])
}

const SPRING: &str = "2024-03-31";

fn solved(folder: &TempDir) -> (Said, std::path::PathBuf) {
    let out = folder.path().join("out");
    (callsheet(&["solve", shown(folder), "--out", shown(&out)]), out)
}

#[test]
fn an_hour_that_clocks_skip_is_a_break() {
    let folder = night(SPRING, "");
    let (said, out) = solved(&folder);
    let (said, plan) = (said.succeeded().all(), text_of(out.join("plan.json")));
    assert!(
        said.contains("W349") && said.contains("seems to have 160 minutes and has 100"),
        "{said}"
    );
    // Of 100 minutes both groups take 40: the one straddles the hour, or begins behind it.
    let loaded = load(folder.path(), &[]).unwrap();
    let block = &loaded.campaign.blocks()[0];
    assert_eq!(block.working_minutes(), 100);
    assert!(
        !plan.contains("\"01:0") && !plan.contains("\"01:3") || plan.contains("\"01:00\""),
        "{plan}"
    );
    let paper = folder.path().join("paper");
    let plan = out.join("plan.json");
    callsheet(&["export", shown(&folder), shown(&plan), "--to", "ics", "--out", shown(&paper)])
        .succeeded();
    let zone = jiff::tz::TimeZone::get("Europe/London").unwrap();
    let mut events = 0;
    for file in files_below(&paper) {
        let text = text_of(file);
        let moment = |line: &str| {
            let at =
                jiff::civil::DateTime::strptime("%Y%m%dT%H%M%S", line.rsplit(':').next().unwrap());
            zone.to_timestamp(at.unwrap()).unwrap()
        };
        let of = |key: &str| {
            let lines = text.lines().filter(|line| line.starts_with(key));
            lines.map(moment).collect::<Vec<_>>()
        };
        let (starts, ends) = (of("DTSTART;TZID"), of("DTEND;TZID"));
        assert_eq!(starts.len(), ends.len(), "{text}");
        assert!(starts.iter().zip(&ends).all(|(start, end)| start < end), "{text}");
        events += starts.len();
    }
    assert!(events >= 5, "two groups and three classes: {events}");
    // The rest of the campaign has the hour as a break of its own, and is read again.
    let rest = folder.path().join("rest");
    callsheet(&[
        "replan",
        shown(&folder),
        shown(&plan),
        "--now",
        "2024-03-31 00:25",
        "--out",
        shown(&rest),
    ]);
    let rest = rest.join("remaining");
    assert!(text_of(rest.join("campaign.toml")).contains("[[break]]"));
    assert_eq!(load(&rest, &[]).unwrap().campaign.blocks()[0].breaks.len(), 1);
}

#[test]
fn an_hour_that_comes_twice_is_told() {
    let (said, _) = solved(&night("2024-10-27", ""));
    let said = said.succeeded().all();
    assert!(
        said.contains("W349") && said.contains("seems to have 160 minutes and has 220"),
        "{said}"
    );
    let (said, _) = solved(&night("2024-10-28", ""));
    assert!(!said.succeeded().all().contains("W349"));
}

#[test]
fn times_that_clocks_skip_are_refused_wherever_they_are_read() {
    let refused = |said: &Said, place: &str| {
        let all = said.all();
        assert!(said.code != 0 && all.contains("E138") && all.contains(place), "{place}: {all}");
    };
    let folder =
        night(SPRING, "[[outage]]\ndate = 2024-03-31\nstart = \"01:30\"\nend = \"02:30\"\n");
    let rejected = load(folder.path(), &[]).unwrap_err();
    let said = seen_from(folder.path(), "", &diagnostics(&rejected.faults));
    insta::assert_snapshot!("skipped_time", said);
    let sections = [
        (
            "[[break]]\nblock = \"night\"\nstart = \"00:50\"\nend = \"01:10\"\n",
            "campaign.toml:18:7",
        ),
        (
            "[[make_up]]\nname = \"M\"\nblock = \"night\"\nstart = \"01:30\"\nend = \"02:30\"\n",
            "campaign.toml:18:9",
        ),
        (
            "[[outage]]\ndate = 2024-03-31\nstart = \"01:30\"\nend = \"02:30\"\n",
            "campaign.toml:17:9",
        ),
        (
            "latest_end = \"03:10\"\n[[block]]\nname = \"second\"\ndate = 2024-03-31\nstart = \"01:20\"\nend = \"02:00\"\n",
            "campaign.toml:19:9",
        ),
    ];
    for (section, place) in sections {
        refused(&callsheet(&["fit", shown(&night(SPRING, section))]), place);
    }
    let tables = [
        ("unavailable.csv", "group,date,start,end,reason\nA,2024-03-31,01:10,02:10,exam\n"),
        ("preferences.csv", "group,date,wish,start,end\nA,2024-03-31,prefer,01:10,02:10\n"),
        ("pins.csv", "group,date,start\nA,2024-03-31,01:10\n"),
    ];
    for (name, text) in tables {
        let folder = night(SPRING, "");
        write_files(folder.path(), [(name, text)]);
        refused(&callsheet(&["fit", shown(&folder)]), &format!("{name}:2:"));
    }
    let folder = night(SPRING, "");
    let (_, out) = solved(&folder);
    let plan = out.join("plan.json");
    let rows = "date,start,end,group\n2024-03-31,00:20,01:13,A\n2024-03-31,02:00,02:40,B\n";
    write_files(folder.path(), [("hand.csv", rows)]);
    let hand = folder.path().join("hand.csv");
    refused(&callsheet(&["check", shown(&folder), shown(&hand)]), "hand.csv:2:3");
    let slots = "group,class,date,start,end\nA,A1,2024-03-31,01:00,02:10\n";
    write_files(folder.path(), [("slots.csv", slots)]);
    let slots = folder.path().join("slots.csv");
    refused(
        &callsheet(&["check", shown(&folder), shown(&plan), "--slots", shown(&slots)]),
        "slots.csv:2:4",
    );
    let text = text_of(&plan).replacen("\"00:20\"", "\"01:20\"", 1);
    write_files(folder.path(), [("moved.json", text)]);
    let moved = folder.path().join("moved.json");
    refused(&callsheet(&["check", shown(&folder), shown(&moved)]), "moved.json:5");
    let outage = ["simulate", shown(&folder), shown(&plan), "--outage", "2024-03-31 01:10-02:30"];
    refused(&callsheet(&outage), "--outage");
    let replan = |now: &str, actuals: &str| {
        write_files(folder.path(), [("actuals.csv", actuals)]);
        let table = folder.path().join("actuals.csv");
        let call =
            ["replan", shown(&folder), shown(&plan), "--now", now, "--actuals", shown(&table)];
        callsheet(&call)
    };
    let none = "what,group,station,start,end\n";
    refused(&replan("2024-03-31 01:30", none), "--now");
    let out = format!("{none}out,,S,01:10,02:10\n");
    refused(&replan("2024-03-31 00:25", &out), "actuals.csv:2");
    let variant = "name = \"early\"\n[set]\n\"block.night.end\" = \"01:30\"\n";
    write_files(folder.path(), [("early.toml", variant)]);
    let variant = folder.path().join("early.toml");
    refused(&callsheet(&["variants", shown(&folder), shown(&variant)]), "early.toml:3");
}
