//! A day of vaccination speaks of no photographs, wherever something is printed, drawn or written.

use crate::folder::{entries, results_below, root, text_of, write_files};
use crate::run::callsheet;
use crate::workbook::{part, parts};
use callsheet::base::diagnostic::Code;
use callsheet::base::kind::CampaignKind;
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

/// The line of a text that speaks of photography, if there is one.
fn betrays(text: &str) -> Option<String> {
    let speaks = |line: &&str| {
        let plain = HARMLESS.iter().fold(line.to_lowercase(), |rest, word| rest.replace(word, ""));
        OF_PHOTOGRAPHY.iter().any(|word| plain.contains(word))
    };
    let line = text.lines().find(speaks)?;
    let short: String = line.chars().take(2_000).collect();
    Some(short)
}

fn holds(text: &str, whose: &str) {
    if let Some(line) = betrays(text) {
        panic!("{whose}: {line}");
    }
}

/// Whether a part of a document holds its texts. A theme has names of fonts and lights.
fn is_own(part: &str) -> bool {
    let ending = Path::new(part).extension();
    ending.is_some_and(|ending| ending == "xml") && !part.contains("theme")
}

/// All texts of a file: of a workbook or a document each of its parts.
fn hold_files(folder: &Path, whose: &str) {
    let files = results_below(folder);
    assert!(!files.is_empty(), "{whose}");
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        holds(&name, whose);
        match file.extension().and_then(|end| end.to_str()) {
            Some("xlsx" | "docx") => {
                for inner in parts(&file).iter().filter(|inner| is_own(inner)) {
                    holds(&part(&file, inner), &format!("{whose} {name} {inner}"));
                }
            }
            // The tables of what is left of a campaign have the headings that such tables always have.
            Some("csv") if file.parent().is_some_and(|parent| parent.ends_with("remaining")) => {}
            Some("png") => {}
            _ => holds(&text_of(&file), &format!("{whose} {name}")),
        }
    }
}

#[test]
fn a_day_of_vaccination_speaks_of_no_photographs() {
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
        .map(|(code, out, call)| {
            let word = |word: &str| match word {
                "C" => VACCINATION.to_owned(),
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
            holds(&said.all().replace(folder.path().to_str().unwrap(), ""), &whose);
            if !out.is_empty() {
                hold_files(&folder.path().join(out), &whose);
            }
        }
        assert!(Path::new(&solved).join("report.html").exists());
        let collected = at("collected");
        let forms = at("forms");
        let said = callsheet(&[
            "collect",
            VACCINATION,
            &plan,
            &forms,
            "--lang",
            lang,
            "--out",
            &collected,
        ]);
        holds(&said.all().replace(folder.path().to_str().unwrap(), ""), "collect");
        hold_files(Path::new(&collected), "collect");
        assert!(!entries(folder.path()).is_empty());
    }
}

/// Of every other kind, too, the words are its own, and its official table is read back.
#[test]
fn every_kind_has_words_of_its_own() {
    for kind in CampaignKind::ALL.into_iter().filter(|kind| *kind != CampaignKind::Photo) {
        let said = format!("{:?} {:?}", kind.zh(), kind.en());
        assert_eq!(betrays(&said), None);
        let photo = CampaignKind::Photo;
        assert_ne!(kind.zh().verb, photo.zh().verb);
        assert_ne!(kind.en().many, photo.en().many);
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
