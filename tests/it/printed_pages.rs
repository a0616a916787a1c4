//! How pages are cut: which stations share a poster, and where a sheet of paper ends.

use crate::folder::{text_of, write_files};
use crate::run::{callsheet, shown};
use crate::workbook::part;
use calamine::{Reader, Xlsx, open_workbook};
use std::path::{Path, PathBuf};

/// A campaign on 6 May from 9:00 on, a half-day for each station with its end, and a plan; where
/// its documents are.
fn exported(
    folder: &Path,
    stations: &[(&str, &str)],
    plan: &[(String, usize, String)],
    lang: &str,
) -> PathBuf {
    let home = folder.join(lang);
    let mut campaign = "title = \"门口\"\n[objective]\ntiers = [\"early\"]\n".to_owned();
    let rated = stations
        .iter()
        .map(|(station, _)| format!("[[station]]\nname = \"{station}\"\nrate = 60\n"));
    campaign.extend(rated);
    campaign.extend(stations.iter().map(|(station, end)| {
        let block = format!(
            "[[block]]\nname = \"{station}\"\nstation = \"{station}\"\ndate = 2024-05-06\n"
        );
        format!("{block}start = \"09:00\"\nend = \"{end}\"\n")
    }));
    let groups = plan.iter().map(|(group, ..)| format!("{group},3\n"));
    let groups = format!("group,headcount\n{}", groups.collect::<String>());
    let time = |minutes: usize| format!("{:02}:{:02}", 9 + minutes / 60, minutes % 60);
    let rows = plan.iter().map(|(group, start, station)| {
        format!("2024-05-06,{station},{},{},{group}\n", time(*start), time(start + 3))
    });
    let rows = format!("date,station,start,end,group\n{}", rows.collect::<String>());
    write_files(&home, [("campaign.toml", campaign), ("groups.csv", groups), ("plan.csv", rows)]);
    let (plan, out) = (home.join("plan.csv"), home.join("out"));
    let documents = ["--to", "xlsx,html", "--lang", lang, "--out", shown(&out)];
    callsheet(&[&["export", shown(&home), shown(&plan)], &documents[..]].concat()).succeeded();
    out
}

#[test]
fn a_poster_is_over_all_stations_of_a_half_day() {
    // In the order of stations the one that works all day stands between two mornings.
    let stations = [("A", "12:00"), ("B", "17:00"), ("C", "12:00")];
    let plan = [("甲", "A"), ("乙", "B"), ("丙", "C")]
        .map(|(group, station)| (group.to_owned(), 0, station.to_owned()));
    for (lang, posters) in [
        ("zh", ["甲　09:00–09:03　A", "丙　09:00–09:03　C", "乙　09:00–09:03　B"]),
        ("en", ["甲 · 09:00–09:03 · A", "丙 · 09:00–09:03 · C", "乙 · 09:00–09:03 · B"]),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let page = text_of(exported(folder.path(), &stations, &plan, lang).join("posters.html"));
        assert_eq!(page.matches("<section").count(), 2, "a morning and a whole day: {page}");
        let places =
            posters.map(|words| page.find(words).unwrap_or_else(|| panic!("{words}: {page}")));
        assert!(places.is_sorted(), "the morning's stations stand together: {places:?}");
    }
}

#[test]
fn charts_are_not_torn_over_sheets_of_paper() {
    let folder = tempfile::tempdir().unwrap();
    let plan: Vec<_> =
        (0..60).map(|place| (format!("G{place}"), 3 * place, "A".to_owned())).collect();
    let book = exported(folder.path(), &[("A", "12:30")], &plan, "zh").join("timetable.xlsx");
    let mut reader: Xlsx<_> = open_workbook(&book).unwrap();
    let sheet = |name: &str| {
        let place = reader.sheet_names().iter().position(|known| known == name).unwrap();
        part(&book, &format!("xl/worksheets/sheet{}.xml", place + 1))
    };
    // Title, headings, sixty rows, a note and an empty row: the long table's chart has a sheet of
    // paper to itself.
    let (windows, half_days) = (sheet("时段负荷"), sheet("半天负荷"));
    assert!(windows.contains(r#"<brk id="64""#), "{windows}");
    let drawing = part(&book, "xl/drawings/drawing1.xml");
    assert!(drawing.contains("<xdr:row>64</xdr:row>"), "{drawing}");
    assert!(
        !half_days.contains("<brk") && half_days.contains("fitToPage"),
        "a short table shares it: {half_days}"
    );
    // The minutes beside the rate are those by which it is reckoned, not the 180 that are booked.
    let rows = reader.worksheet_range("半天负荷").unwrap();
    let row = |place: usize| {
        rows.rows().nth(place).unwrap()[2..].iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(row(1), ["预计", "可用分钟", "人/小时", "利用率"]);
    assert_eq!(row(2)[..2], ["180", "210"]);
    assert!(row(2)[2].starts_with("51.4"), "180 people in three and a half hours");
}
