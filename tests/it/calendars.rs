//! Calendars as those who subscribe to them get them: read by others, updated and cancelled by a
//! later plan.

use crate::folder::{CQUST, PLAN, PUBLISHED, entries, root, text_of};
use crate::run::{callsheet, shown};
use crate::solving::loaded;
use icalendar::Component;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// Exports calendars and gives back what was said.
fn export(plan: &str, out: &Path, more: &[&str]) -> String {
    callsheet(&[&["export", CQUST, plan, "--to", "ics", "--out", shown(out)], more].concat())
        .succeeded()
        .stderr
}

/// A calendar's properties by UID.
fn events(path: &Path) -> BTreeMap<String, BTreeMap<String, String>> {
    let text = text_of(path);
    let calendar: icalendar::Calendar = text.parse().unwrap();
    let properties = |event: &icalendar::Event| {
        event
            .properties()
            .iter()
            .map(|(key, property)| (key.clone(), property.value().to_owned()))
            .collect()
    };
    calendar
        .events()
        .map(|event| (event.property_value("UID").unwrap().to_owned(), properties(event)))
        .collect()
}

#[test]
fn calendars_ring_at_call_time_in_the_campaigns_zone() {
    let folder = tempfile::tempdir().unwrap();
    export(PLAN, folder.path(), &[]);
    let calendars = folder.path().join("calendar");
    let college = text_of(calendars.join("外国语学院.ics"));
    for line in [
        "METHOD:PUBLISH",
        "BEGIN:VTIMEZONE",
        "TZID:Asia/Shanghai",
        "TZOFFSETTO:+0800",
        "DTSTART;TZID=Asia/Shanghai:20231213T114000",
        "DTEND;TZID=Asia/Shanghai:20231213T120000",
        "TRIGGER:-PT20M",
        "SEQUENCE:0",
        "LOCATION:体育馆",
    ] {
        assert!(college.contains(&format!("\r\n{line}\r\n")), "{line}\n{college}");
    }
    let mut seen = BTreeMap::new();
    for path in entries(&calendars) {
        let bytes = std::fs::read(&path).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "{}", path.display());
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "{}", path.display());
        let own = events(&path);
        assert_eq!(
            own.len(),
            text.matches("BEGIN:VEVENT").count(),
            "identities are unique in {}",
            path.display()
        );
        for (uid, event) in own {
            // A class stands in its own calendar and in its college's, word for word.
            let known = seen.entry(uid).or_insert_with(|| event.clone());
            assert_eq!(*known, event);
        }
    }
    let campaign = loaded(CQUST, &[]).campaign;
    let classes: usize = campaign.groups().iter().map(|group| group.classes.len()).sum();
    assert_eq!(seen.len(), classes + campaign.groups().len());
}

#[test]
fn a_zone_with_summer_time_has_the_changes_of_its_clocks() {
    let folder = tempfile::tempdir().unwrap();
    export(PLAN, folder.path(), &["--set", "time_zone=Europe/Berlin"]);
    let text = text_of(folder.path().join("calendar/外国语学院.ics"));
    let zone = text.split("BEGIN:VTIMEZONE").nth(1).unwrap().split("END:VTIMEZONE").next().unwrap();
    let wanted = "\r\nTZID:Europe/Berlin\r\n\
        BEGIN:STANDARD\r\nDTSTART:20231029T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nTZNAME:CET\r\nEND:STANDARD\r\n\
        BEGIN:DAYLIGHT\r\nDTSTART:20240331T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nTZNAME:CEST\r\nEND:DAYLIGHT\r\n\
        BEGIN:STANDARD\r\nDTSTART:20241027T030000\r\n";
    assert!(zone.starts_with(wanted), "{zone}");
    assert!(text.contains("DTSTART;TZID=Europe/Berlin:20231213T114000"));
}

#[test]
fn a_new_plan_replaces_the_events_of_the_old_one() {
    let folder = tempfile::tempdir().unwrap();
    let calendars = folder.path().join("calendar");
    let college = |name: &str| calendars.join(format!("{name}.ics"));
    export(PUBLISHED, folder.path(), &[]);
    let (moved, stays) =
        (events(&college("法政与经贸学院")), std::fs::read(college("外国语学院")).unwrap());
    let uid = moved.keys().next().unwrap().clone();
    export(PUBLISHED, folder.path(), &[]);
    assert_eq!(
        std::fs::read(college("外国语学院")).unwrap(),
        stays,
        "the same plan, the same bytes"
    );
    assert_eq!(events(&college("法政与经贸学院")), moved);

    // The plan without classes of Attachment 2, two colleges changed about and one left out.
    let text = text_of(root().join(PUBLISHED));
    let text = text.replace("16:30,17:30,法政与经贸学院", "16:40,17:30,法政与经贸学院");
    let kept: Vec<&str> = text.lines().filter(|line| !line.contains("工商管理学院")).collect();
    let next = folder.path().join("next.csv");
    std::fs::write(&next, kept.join("\n")).unwrap();
    let said = export(shown(&next), folder.path(), &["--lang", "zh"]);
    assert!(said.contains("W332"), "{said}");
    let now = events(&college("法政与经贸学院"));
    assert_eq!(
        (now[&uid]["SEQUENCE"].as_str(), now[&uid]["DTSTART"].as_str()),
        ("1", "20231213T164000")
    );
    assert_eq!(std::fs::read(college("外国语学院")).unwrap(), stays);
    for file in ["cancelled", "工商管理学院"] {
        let text = text_of(college(file));
        assert!(
            text.contains("METHOD:CANCEL\r\n") && text.contains("STATUS:CANCELLED\r\n"),
            "{text}"
        );
        assert!(text.contains("SEQUENCE:1\r\n") && !text.contains("VALARM"), "{text}");
    }
    // It comes back, with a version above the cancelled one.
    export(PUBLISHED, folder.path(), &[]);
    let back = events(&college("工商管理学院"));
    let back = back.values().next().unwrap();
    assert_eq!((back["SEQUENCE"].as_str(), back["STATUS"].as_str()), ("2", "CONFIRMED"));
}

/// A campaign in a folder of that name, in that year, whose last group is left out of the plan.
fn small(folder: &Path, year: i32, groups: &[&str]) {
    std::fs::create_dir_all(folder).unwrap();
    let text = format!(
        "title = \"小例\"\n[objective]\ntiers = [\"peak\"]\n[[station]]\nname = \"馆\"\nrate = 100\n\
         [[block]]\nname = \"上午\"\nstation = \"馆\"\ndate = {year}-12-14\nstart = \"08:00\"\nend = \"12:00\"\n"
    );
    std::fs::write(folder.join("campaign.toml"), text).unwrap();
    let mut rows = "学院,人数\n甲,100\n乙,100\n".to_owned();
    rows.truncate(rows.len() - if groups.len() == 2 { 0 } else { "乙,100\n".len() });
    std::fs::write(folder.join("groups.csv"), rows).unwrap();
    let plan = ["8:00,9:30,甲", "10:00,11:30,乙"];
    let plan: Vec<String> =
        plan[..groups.len()].iter().map(|row| format!("{year}-12-14,{row}")).collect();
    let plan = format!("日期,开始,结束,学院\n{}\n", plan.join("\n"));
    std::fs::write(folder.join("plan.csv"), plan).unwrap();
}

#[test]
fn campaigns_in_folders_of_one_name_are_apart_and_a_renamed_one_keeps_its_events() {
    let root = tempfile::tempdir().unwrap();
    let export = |year: i32, name: &str, groups: &[&str], out: &str| {
        let folder = root.path().join(year.to_string()).join(name);
        small(&folder, year, groups);
        let out = root.path().join(out);
        let plan = folder.join("plan.csv");
        let run = callsheet(&[
            "export",
            shown(&folder),
            shown(&plan),
            "--to",
            "ics",
            "--out",
            shown(&out),
            "--lang",
            "zh",
        ])
        .succeeded();
        let of = |file: &str| events(&out.join("calendar").join(format!("{file}.ics")));
        (of("甲"), run.stderr)
    };
    let uids = |events: &BTreeMap<String, BTreeMap<String, String>>| {
        events.keys().cloned().collect::<Vec<_>>()
    };
    let (first, _) = export(2025, "photo-days", &["甲", "乙"], "a");
    let (next, said) = export(2026, "photo-days", &["甲", "乙"], "b");
    assert_ne!(uids(&first), uids(&next), "another year is another campaign");
    assert!(!said.contains("W332"), "{said}");
    // The folder of 2026 is renamed, and 乙 does not come any more.
    let (renamed, said) = export(2026, "photo-days-final", &["甲"], "b");
    assert_eq!(uids(&renamed), uids(&next));
    assert!(said.contains("W332"), "the event of 乙 is cancelled: {said}");
}

#[test]
fn after_a_replan_what_moved_is_replaced_and_what_is_over_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let calendars = folder.path().join("calendar");
    let college = |name: &str| calendars.join(format!("{name}.ics"));
    let stranger = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:0123-4567@callsheet\r\nSEQUENCE:0\r\nDTSTART:20231220T090000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    export(PLAN, folder.path(), &[]);
    std::fs::write(calendars.join("another campaign.ics"), stranger).unwrap();
    let before: BTreeMap<_, _> =
        entries(&calendars).into_iter().map(|path| (path.clone(), events(&path))).collect();
    let out = folder.path().join("replan");
    let replan = ["replan", CQUST, PLAN, "--now", "2023-12-12 10:40"];
    let settings =
        ["--actuals", "instances/cqust-2024/actuals-camera.csv", "--set", "station.rate=300"];
    callsheet(&[&replan[..], &settings, &["--out", shown(&out)]].concat()).succeeded();

    let remaining = out.join("remaining");
    let (remaining, plan, paper) = (shown(&remaining), shown(&out), shown(folder.path()));
    let output =
        callsheet(&["export", remaining, plan, "--to", "ics", "--out", paper, "--lang", "zh"])
            .succeeded();
    assert!(!college("cancelled").exists(), "{}", output.stderr);
    let own_time = |name: &str| {
        let now = events(&college(name));
        let old = &before[&college(name)];
        let changed: Vec<_> =
            now.iter().filter(|(uid, event)| old[*uid]["DTSTART"] != event["DTSTART"]).collect();
        for (uid, event) in &now {
            let is_moved = changed.iter().any(|(moved, _)| *moved == uid);
            assert_eq!(event["SEQUENCE"], if is_moved { "1" } else { "0" });
        }
        assert_eq!(now.len(), old.len(), "{name}");
        changed.len()
    };
    let moved = own_time("石油与天然气工程学院");
    assert_eq!(moved, before[&college("石油与天然气工程学院")].len());
    assert_eq!(own_time("外国语学院"), 0);
    // Monday is over: nothing is said about it.
    let over = before.iter().filter(|(_, events)| {
        events.values().all(|event| event["DTSTART"].starts_with("20231211"))
    });
    let mut count = 0;
    for (path, events_before) in over {
        assert_eq!(&events(path), events_before, "{}", path.display());
        count += 1;
    }
    assert!(count > 10);
    assert_eq!(text_of(calendars.join("another campaign.ics")), stranger);
}

/// People whose first dose is over have no window in the rest of the campaign: their second is kept.
#[test]
fn other_rounds_are_in_calendars_and_a_replan_cancels_none_of_them() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("小例");
    small(&folder, 2026, &["甲", "乙"]);
    let more = "[[round]]\nname = \"第二剂\"\nname_en = \"second dose\"\ndays_after = 28\n";
    let campaign = folder.join("campaign.toml");
    std::fs::write(&campaign, text_of(&campaign) + more).unwrap();
    let (plan, out) = (folder.join("plan.csv"), root.path().join("out"));
    let export = |campaign: &Path, plan: &Path| {
        let paths = ["export", shown(campaign), shown(plan), "--to", "ics", "--out", shown(&out)];
        callsheet(&paths).succeeded();
        ["甲", "乙"].map(|name| events(&out.join("calendar").join(format!("{name}.ics"))))
    };
    let [before, later] = export(&folder, &plan);
    let starts = |events: &BTreeMap<String, BTreeMap<String, String>>| {
        let mut starts: Vec<_> = events.values().map(|event| event["DTSTART"].clone()).collect();
        starts.sort();
        starts
    };
    assert_eq!(starts(&before), ["20261214T080000", "20270111T080000"]);
    assert_eq!(starts(&later), ["20261214T100000", "20270111T100000"]);
    let second = before.values().find(|event| event.contains_key("RELATED-TO")).unwrap();
    assert_eq!(before[&second["RELATED-TO"]]["DTSTART"], "20261214T080000");
    assert!(second["SUMMARY"].contains("（第二剂，"), "{second:?}");

    let mended = root.path().join("replan");
    std::fs::write(root.path().join("a.csv"), "what,block,start,end\nlost,上午,9:50,10:20\n")
        .unwrap();
    let (actuals, into) = (root.path().join("a.csv"), shown(&mended));
    let now = ["--now", "2026-12-14 09:40", "--notice", "0", "--actuals", shown(&actuals)];
    let paths = ["replan", shown(&folder), shown(&plan), "--out", into];
    callsheet(&[&paths[..], &now].concat()).succeeded();
    let [over, moved] = export(&mended.join("remaining"), &mended);
    assert_eq!(over, before);
    assert_eq!(starts(&moved), ["20261214T102000", "20270111T102000"]);
    assert!(!out.join("calendar/cancelled.ics").exists());
}

#[test]
fn the_plan_before_can_be_named_and_what_is_no_calendar_is_a_fault() {
    let folder = tempfile::tempdir().unwrap();
    export(PLAN, folder.path(), &["--previous", PUBLISHED]);
    let moved = events(&folder.path().join("calendar/法政与经贸学院.ics"));
    assert!(moved.values().any(|event| event["SEQUENCE"] == "1"), "{moved:?}");
    let stays = events(&folder.path().join("calendar/外国语学院.ics"));
    assert!(stays.values().all(|event| event["SEQUENCE"] == "0"), "{stays:?}");
    std::fs::write(folder.path().join("calendar/foreign.ics"), "BEGIN:VCALENDAR\r\n").unwrap();
    let out = shown(folder.path());
    let output =
        callsheet(&["export", CQUST, PUBLISHED, "--to", "ics", "--out", out, "--lang", "en"]);
    assert_eq!(output.code, 2);
    insta::assert_snapshot!("no_calendar", output.stderr.replace(out, "OUT"));
}

#[test]
fn another_reader_of_calendars_agrees() {
    let python = std::env::var("CALLSHEET_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has_package = Command::new(&python)
        .args(["-c", "import icalendar"])
        .output()
        .is_ok_and(|output| output.status.success());
    if !has_package {
        eprintln!("skipped: {python} has no package icalendar");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    export(PLAN, folder.path(), &[]);
    let output = Command::new(&python)
        .arg(root().join("tests/ics_check.py"))
        .arg(folder.path().join("calendar"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let first = &found["外国语学院.ics"]["events"][0];
    assert_eq!(
        (first["start"].as_str(), first["alarms"][0].as_str()),
        (Some("2023-12-13T03:40:00Z"), Some("2023-12-13T03:20:00Z"))
    );
    assert_eq!(
        (first["status"].as_str(), first["location"].as_str()),
        (Some("CONFIRMED"), Some("体育馆"))
    );
}
