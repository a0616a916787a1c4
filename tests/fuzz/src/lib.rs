//! The readers that are fuzzed, each with one input, in a folder that is used again for every one.

use callsheet::base::clock::Interval;
use callsheet::base::text::Lang;
use callsheet::campaign::Campaign;
use callsheet::campaign::plan::Plan;
use callsheet::check::check;
use callsheet::files::from_list::{Days, KnownSpeed, StartOptions, start};
use callsheet::files::{Loaded, load, parse_variant, read_actuals, read_photographed, read_plan};
use callsheet::publish::documents::calendar::EarlierEvents;
use callsheet::publish::returns::collect;
use std::cell::OnceCell;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;

/// The files of a campaign's folder.
const NAMES: [&str; 11] = [
    "campaign.toml",
    "groups.csv",
    "classes.csv",
    "students.csv",
    "unavailable.csv",
    "preferences.csv",
    "minutes.csv",
    "pins.csv",
    "relations.csv",
    "breaks.csv",
    "baseline.csv",
];

/// A reader: takes whatever it is given, and must not panic.
pub type Reader = fn(&[u8]);

/// All of them, by the name of their target and of their folder of first inputs.
pub const READERS: [(&str, Reader); 8] = [
    ("actuals", actuals),
    ("calendar", calendar),
    ("campaign", campaign),
    ("list", list),
    ("plan", plan),
    ("returns", returns),
    ("variant", variant),
    ("workbook", workbook),
];

/// What happened on the day, and who was photographed.
pub fn actuals(input: &[u8]) {
    with_campaign(|campaign| {
        let path = file(&folder(), "table.csv", input);
        let _ = read_actuals(&path, campaign);
        let _ = read_photographed(&path, campaign);
    });
}

/// A calendar that was exported earlier.
pub fn calendar(input: &[u8]) {
    with_campaign(|campaign| {
        let folder = folder();
        file(&folder, "a.ics", input);
        let _ = EarlierEvents::read(&folder, campaign);
    });
}

/// A campaign's folder: `campaign.toml` and its tables.
pub fn campaign(input: &[u8]) {
    let folder = folder();
    for (name, bytes) in files(input).into_iter().filter(|(name, _)| NAMES.contains(name)) {
        file(&folder, name, bytes);
    }
    if let Ok(loaded) = load(&folder, &[]) {
        // What can be read can be asked for: nothing here may overflow.
        for group in loaded.campaign.group_ids() {
            for block in loaded.campaign.block_ids() {
                let _ = loaded.campaign.least_minutes(group, None, block);
            }
        }
        let _ = check(&loaded.campaign, &loaded.baseline.unwrap_or_default());
    }
}

/// The extension of a table, by its first bytes a workbook of either kind or CSV.
fn kind(input: &[u8]) -> &'static str {
    match input {
        [b'P', b'K', ..] => "xlsx",
        [0xD0, 0xCF, ..] => "xls",
        _ => "csv",
    }
}

/// A spreadsheet for `new`.
pub fn list(input: &[u8]) {
    let path = file(&folder(), &format!("list.{}", kind(input)), input);
    let _ = start(&path, &fuzzed(Lang::Zh));
}

/// A plan as JSON, as a table and as a workbook, and what `check` says of it.
pub fn plan(input: &[u8]) {
    let kind = if input.first() == Some(&b'{') { "json" } else { kind(input) };
    with_campaign(|campaign| {
        let path = file(&folder(), &format!("plan.{kind}"), input);
        if let Ok(plan) = read_plan(&path, None, campaign) {
            let _ = check(campaign, &plan);
        }
    });
}

/// A form that came back, made of the parts of its workbook.
pub fn returns(input: &[u8]) {
    with_campaign(|campaign| {
        let folder = folder();
        file(&folder, "A.xlsx", &archive(&files(input)));
        let _ = collect(campaign, &Plan::default(), &folder);
    });
}

/// A variant of a campaign.
pub fn variant(input: &[u8]) {
    if let Ok(text) = std::str::from_utf8(input) {
        let _ = parse_variant("variant.toml", text);
    }
}

/// A workbook made of the parts of its archive: as a list for `new`, as a whole campaign, and as a plan.
pub fn workbook(input: &[u8]) {
    with_campaign(|campaign| {
        let path = file(&folder(), "book.xlsx", &archive(&files(input)));
        let _ = start(&path, &fuzzed(Lang::En));
        let _ = load(&path, &[]);
        let _ = read_plan(&path, None, campaign);
    });
}

/// What stands before the name of each file of an input that holds several.
const MARK: &str = "\n=== ";

/// A folder of this process, empty, for the files of one input.
fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("callsheet-fuzz-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("the temporary folder can be written");
    folder
}

/// Writes one file into the folder and gives its path.
fn file(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).expect("the temporary folder can be written");
    path
}

/// The named files of an input: `=== name`, a line feed and the bytes of each.
fn files(input: &[u8]) -> Vec<(&str, &[u8])> {
    let mut found = Vec::new();
    let mut rest = input;
    while let Some(at) = find(rest, MARK.as_bytes()) {
        let named = &rest[at + MARK.len()..];
        let Some(line) = find(named, b"\n") else { break };
        let name = std::str::from_utf8(&named[..line]).unwrap_or_default();
        let bytes = &named[line + 1..];
        let end = find(bytes, MARK.as_bytes()).unwrap_or(bytes.len());
        found.push((name, &bytes[..end]));
        rest = &bytes[end..];
    }
    found
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// A workbook of these parts, without compression: what is changed in a part stays readable.
fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in parts {
        if writer.start_file(*name, stored).is_ok() {
            let _ = writer.write_all(bytes);
        }
    }
    writer.finish().map(Cursor::into_inner).unwrap_or_default()
}

const TOML: &str = r#"
title = "Fuzz"
id = "fuzz"
language = "en"
[objective]
tiers = ["cuts", "blocks"]
[[station]]
name = "S"
rate = 60
[[station]]
name = "T"
rate = 60
[[block]]
name = "morning"
station = "S"
date = 2026-12-14
start = "09:00"
end = "12:00"
[[block]]
name = "afternoon"
station = "T"
date = 2026-12-14
start = "14:00"
end = "17:00"
"#;

/// Runs `see` with a campaign of two groups, one with classes and students.
fn with_campaign<T>(see: impl FnOnce(&Campaign) -> T) -> T {
    thread_local!(static LOADED: OnceCell<Loaded> = const { OnceCell::new() });
    LOADED.with(|loaded| {
        see(&loaded
            .get_or_init(|| {
                let folder = folder();
                file(&folder, "campaign.toml", TOML.as_bytes());
                file(
                    &folder,
                    "groups.csv",
                    b"group,headcount,max_windows,cut\nA,5,2,free\nB,40,1,\n",
                );
                file(&folder, "classes.csv", b"group,class,headcount\nA,1,3\nA,2,2\n");
                let students = "number,group,class\n1,A,1\n2,A,1\n3,A,1\n4,A,2\n5,A,2\n";
                file(&folder, "students.csv", students.as_bytes());
                load(&folder, &[]).unwrap_or_else(|rejected| panic!("{rejected}"))
            })
            .campaign)
    })
}

fn fuzzed(lang: Lang) -> StartOptions<'static> {
    StartOptions {
        name: "Fuzz",
        sheets: &[],
        days: Days::From(jiff::civil::date(2026, 12, 14)),
        hours: vec![Interval::new(540, 720), Interval::new(840, 1020)],
        stations: &[],
        speed: KnownSpeed { seconds: None, cameras: None },
        lang,
    }
}
