//! A campaign of vaccination has no word of photographs, and a campaign that counts classes no word of people, in any
//! sentence that is printed, drawn or written.

use crate::folder::{copy_of, entries, results_below, root, text_of, write_files};
use crate::run::callsheet;
use crate::workbook::{part, parts};
use callsheet::base::diagnostic::Code;
use callsheet::base::kind::{CampaignKind, Purpose};
use callsheet::files::load;
use std::path::Path;

const VACCINATION: &str = "tests/campaigns/vaccination";

/// What no sentence of such a day has.
const OF_PHOTOGRAPHY: [&str; 7] = ["照", "拍", "摄", "图像", "采集", "photo", "camera"];

/// Words in which the letters mean something else, and names of keys and files, which are those of
/// every campaign.
const HARMLESS: [&str; 11] = [
    "对照",
    "按照",
    "照方案原样",
    "照原样",
    "照常",
    "photographed.csv",
    "--photographed",
    "rate_per_camera",
    "cameras = ",
    "`cameras`",
    "idle_camera_minutes",
];

/// Words of photographs, each with the words that contain its letters.
#[derive(Clone, Copy)]
struct Forbidden {
    words: &'static [&'static str],
    harmless: &'static [&'static str],
}

const PHOTOGRAPHY: Forbidden = Forbidden { words: &OF_PHOTOGRAPHY, harmless: &HARMLESS };

/// Words that count people: a campaign that counts classes has no number of people.
const PEOPLE: Forbidden = Forbidden {
    words: &["人", "people", "person"],
    harmless: &[
        "没有人",
        "联系人",
        "工作人员",
        "排期人员",
        "现场人员",
        "个人信息",
        "personal",
        "most_people",
        "moved_people",
        // Names of settings, which are equal in all campaigns.
        "每小时可接待人数",
        "people per hour",
        "people served at once",
        "\"people\"",
        "people,",
    ],
};

/// The first line of a text with a forbidden word.
fn betrays(text: &str, forbidden: Forbidden) -> Option<String> {
    let speaks = |line: &&str| {
        let harmless = forbidden.harmless.iter();
        let plain = harmless.fold(line.to_lowercase(), |rest, word| rest.replace(word, ""));
        forbidden.words.iter().any(|word| plain.contains(word))
    };
    let line = text.lines().find(speaks)?;
    let short: String = line.chars().take(2_000).collect();
    Some(short)
}

fn holds(text: &str, whose: &str, forbidden: Forbidden) {
    if let Some(line) = betrays(text, forbidden) {
        panic!("{whose}: {line}");
    }
}

/// Whether a part of a document holds its texts. A theme has names of fonts and lights.
fn is_own(part: &str) -> bool {
    let ending = Path::new(part).extension();
    ending.is_some_and(|ending| ending == "xml") && !part.contains("theme")
}

/// All texts of a file: of a workbook or a document each of its parts.
fn hold_files(folder: &Path, whose: &str, forbidden: Forbidden) {
    let files = results_below(folder);
    assert!(!files.is_empty(), "{whose}");
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        holds(&name, whose, forbidden);
        match file.extension().and_then(|end| end.to_str()) {
            Some("xlsx" | "docx") => {
                for inner in parts(&file).iter().filter(|inner| is_own(inner)) {
                    holds(&part(&file, inner), &format!("{whose} {name} {inner}"), forbidden);
                }
            }
            Some("png") => {}
            _ => holds(&text_of(&file), &format!("{whose} {name}"), forbidden),
        }
    }
}

#[test]
fn a_day_of_vaccination_speaks_of_no_photographs() {
    no_output_has(VACCINATION, PHOTOGRAPHY);
}

/// The campaign of vaccination with lists that count classes; without students, who would be people.
#[test]
fn a_day_on_which_classes_are_counted_speaks_of_no_people() {
    let folder = copy_of(VACCINATION);
    let file = folder.path().join("campaign.toml");
    let counted = text_of(&file).replacen("grid_minutes", "counts = \"classes\"\ngrid_minutes", 1);
    std::fs::write(&file, counted).unwrap();
    std::fs::remove_file(folder.path().join("students.csv")).unwrap();
    let classes = folder.path().join("classes.csv");
    let of_students =
        text_of(&classes).replace("药学1班,", "药学1班,8").replace("药学2班,", "药学2班,8");
    std::fs::write(&classes, of_students).unwrap();
    no_output_has(folder.path().to_str().unwrap(), PEOPLE);
}

/// Every verb that says of a campaign what is in it, in both languages.
fn no_output_has(campaign: &str, forbidden: Forbidden) {
    let has_students = Path::new(campaign).join("students.csv").exists()
        || root().join(campaign).join("students.csv").exists();
    for lang in ["zh", "en"] {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        write_files(
            folder.path(),
            [
                ("actuals.csv", "what,group,people\nphotographed,护理学院,40\nabsent,护理学院,3\n"),
                ("lost.csv", "what,group,people\nphotographed,护理学院,400\n"),
                ("done.csv", "number\n20250101\n20250201\n"),
                (
                    "variant.toml",
                    "name = \"三台\"\nname_en = \"Three desks\"\n[set]\n\"station.一号点.cameras\" = 3\n\"station.一号点.rate\" = 180\n",
                ),
            ],
        );
        let plain = |said: &str| {
            let own = [folder.path().to_str().unwrap(), campaign];
            own.iter().fold(said.to_owned(), |rest, path| rest.replace(path, ""))
        };
        let solved = at("solved");
        let plan = at("solved/plan.json");
        let wrong = &*root().join(VACCINATION).join("wrong.csv").to_string_lossy().into_owned();
        // The code with which each call ends, where it writes, and what it is.
        let calls: Vec<(i32, &str, Vec<String>)> = [
            (0, "solved", "solve C --time-limit 20"),
            (0, "", "check C PLAN"),
            (1, "", "check C WRONG"),
            (0, "", "compare C PLAN WRONG"),
            (0, "report", "report C PLAN"),
            (0, "wrong", "report C WRONG"),
            (0, "paper", "export C PLAN"),
            (0, "wrong-paper", "export C WRONG"),
            (0, "played", "simulate C PLAN --runs 20"),
            (0, "safe", "safety C --runs 20 --confidences 60,90 --time-limit 10"),
            (0, "swept", "sweep C --set station.一号点.rate=60..120:30 --time-limit 10"),
            (0, "desks", "sweep C --set station.一号点.cameras=1..2 --time-limit 10"),
            (0, "front", "pareto C --between peak,blocks --time-limit 10"),
            (0, "variants", "variants C VARIANT --time-limit 10"),
            (0, "", "why C PLAN 外国语学院 --time-limit 10"),
            (0, "", "suggest C PLAN 外国语学院 --time-limit 10"),
            (0, "", "slack C PLAN"),
            (3, "", "fit C --set station.一号点.rate=30 --set station.二号点.rate=20 --set objective.tiers=peak --time-limit 20"),
            (0, "mended", "replan C PLAN --now 2025-10-18T09:30 --actuals ACTUALS --time-limit 10"),
            (2, "", "replan C PLAN --now 2025-10-18T09:30 --actuals LOST"),
            (0, "late", "makeup C PLAN --photographed DONE"),
            (0, "forms", "forms C PLAN --deadline 2025-10-10"),
        ]
        .into_iter()
        .filter(|(.., call)| has_students || !call.starts_with("makeup"))
        .map(|(code, out, call)| {
            let word = |word: &str| match word {
                "C" => campaign.to_owned(),
                "PLAN" => plan.clone(),
                "WRONG" => wrong.to_owned(),
                "VARIANT" => at("variant.toml"),
                "ACTUALS" => at("actuals.csv"),
                "LOST" => at("lost.csv"),
                "DONE" => at("done.csv"),
                other => other.replace('T', " "),
            };
            let mut call: Vec<String> = call.split(' ').map(word).collect();
            call.extend(["--lang".to_owned(), lang.to_owned()]);
            if !out.is_empty() {
                call.extend(["--out".to_owned(), at(out)]);
            }
            (code, out, call)
        })
        .collect();
        for (code, out, call) in calls {
            let whose = call.join(" ");
            let said = callsheet(&call.iter().map(String::as_str).collect::<Vec<_>>());
            assert_eq!(said.code, code, "{whose}: {}", said.all());
            holds(&plain(&said.all()), &whose, forbidden);
            if !out.is_empty() {
                hold_files(&folder.path().join(out), &whose, forbidden);
            }
        }
        assert!(Path::new(&solved).join("report.html").exists());
        let collected = at("collected");
        let forms = at("forms");
        let said =
            callsheet(&["collect", campaign, &plan, &forms, "--lang", lang, "--out", &collected]);
        holds(&plain(&said.all()), "collect", forbidden);
        hold_files(Path::new(&collected), "collect", forbidden);
        assert!(!entries(folder.path()).is_empty());
    }
}

/// Of every other kind, too, the words are its own, and its official table is read back.
#[test]
fn every_kind_has_words_of_its_own() {
    for purpose in Purpose::ALL.into_iter().filter(|purpose| *purpose != Purpose::Photo) {
        let kind = CampaignKind { purpose, ..CampaignKind::default() };
        let said = format!("{:?} {:?}", kind.zh(), kind.en());
        assert_eq!(betrays(&said, PHOTOGRAPHY), None);
        let photo = CampaignKind::default();
        assert_ne!(kind.zh().verb, photo.zh().verb);
        assert_ne!(kind.many(), photo.many());
    }
    for (word, unit) in [
        ("vaccination", "doses/h"),
        ("体检", "examinations/h"),
        ("textbooks", "handouts/h"),
        ("fitness", "tests/h"),
    ] {
        let kind = format!("kind={word}");
        let said = callsheet(&[
            "check",
            VACCINATION,
            "tests/campaigns/vaccination/baseline.csv",
            "--lang",
            "en",
            "--set",
            &kind,
        ]);
        assert!(said.stdout.to_lowercase().contains(unit), "{}", said.all());
    }
}

#[test]
fn an_unknown_kind_is_refused_at_its_place() {
    let faults = load(&root().join(VACCINATION), &["kind=photos".to_owned()]).unwrap_err().faults;
    assert_eq!(faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), [Code::WrongType]);
    let text = faults[0].render(callsheet::base::text::Lang::En);
    assert!(text.contains("photo, vaccination, check-up, textbooks, fitness"), "{text}");
}
