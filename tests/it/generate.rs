//! Generated campaigns load, hold what was asked for, keep their hidden plan, and have the optimum
//! they state.

use crate::folder::{entries, with_files};
use crate::run::{callsheet, shown};
use crate::solving::{errors, loaded, single, solved};
use callsheet::base::diagnostic::Code;
use callsheet::base::ratio::Ratio;
use callsheet::base::text::Lang;
use callsheet::campaign::Share;
use callsheet::campaign::plan::Window;
use callsheet::check::check;
use callsheet::files::{Loaded, read_plan};
use callsheet::generate::{Generated, Recipe, generate};
use callsheet::plans::metrics::tier_value;
use callsheet::solve::{Options, Termination};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::path::Path;

/// Writes the folder and reads it back.
fn read_back(generated: &Generated) -> (Loaded, tempfile::TempDir) {
    let folder = with_files(generated.files.iter().map(|file| (&file.name, &file.text)));
    (loaded(folder.path(), &[]), folder)
}

fn recipe() -> impl Strategy<Value = Recipe> {
    let size = (1..=2_usize, 0..=6_usize, 1..=8_usize, 1..=5_usize).prop_map(
        |(stations, more_blocks, classes, more)| {
            let blocks = stations + more_blocks;
            (blocks + more, classes, blocks, stations)
        },
    );
    let shares = (0.0..=1.0, 0.3..=1.0, 0.0..=1.0, 0.0..=0.6);
    let more = (
        any::<u64>(),
        5_000..=10_000_u16,
        any::<bool>(),
        0..=3_usize,
        any::<bool>(),
        any::<bool>(),
    );
    (size, shares, more).prop_map(
        |(
            (groups, classes, blocks, stations),
            (clashes, fill, preferences, forbidden),
            (seed, attendance, students, relations, planted, english),
        )| {
            Recipe {
                clashes,
                fill,
                seed,
                preferences,
                forbidden,
                attendance: Share::from_basis_points(attendance).unwrap(),
                students,
                relations,
                hall: None,
                planted,
                lang: if english { Lang::En } else { Lang::Zh },
                ..Recipe::new(groups, classes, blocks, stations)
            }
        },
    )
}

/// A figure is within a share of what was asked, and within one whole unit where they are few.
fn near(found: usize, of: usize, asked: f64) -> bool {
    (found as f64 - asked * of as f64).abs() <= 1.0
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn folders_load_and_hold_what_was_asked(recipe in recipe()) {
        let generated = match generate(&recipe) {
            Ok(generated) => generated,
            // More groups than fit into the time, or more relations than pairs: said, not papered
            // over.
            Err(faults) => {
                prop_assert!(faults.iter().all(|fault| fault.code == Code::Usage));
                return Ok(());
            }
        };
        prop_assert_eq!(&generate(&recipe).unwrap().files, &generated.files);
        let (loaded, folder) = read_back(&generated);
        let (campaign, made) = (&loaded.campaign, &generated.campaign);
        prop_assert_eq!(campaign.stations(), made.stations());
        prop_assert_eq!(campaign.blocks(), made.blocks());
        prop_assert_eq!(campaign.groups(), made.groups());
        prop_assert_eq!(campaign.roster(), made.roster());
        prop_assert_eq!(campaign.unavailable(), made.unavailable());
        prop_assert_eq!(campaign.preferences(), made.preferences());
        prop_assert_eq!(campaign.relations(), made.relations());
        prop_assert_eq!(campaign.tiers(), made.tiers());

        let busy: BTreeSet<_> = campaign.unavailable().iter().map(|entry| (entry.group, entry.class)).collect();
        prop_assert!(near(busy.len(), recipe.groups * recipe.classes_per_group, recipe.clashes));
        let wishes: BTreeSet<_> = campaign.preferences().iter().map(|wish| wish.group).collect();
        prop_assert!(near(wishes.len(), recipe.groups, recipe.preferences));
        prop_assert_eq!(campaign.relations().len(), recipe.relations);
        let minutes = |window: &Window| window.interval.minutes() as usize;
        let booked: usize = generated.hidden.windows.iter().map(minutes).sum();
        // A planted plan fills whole half-days.
        let unit = if recipe.planted { 180 } else { 10 };
        prop_assert!(near(booked / unit, recipe.blocks * 180 / unit, recipe.fill));
        for window in &generated.hidden.windows {
            let (people, rate) = (campaign.group(window.group).expected(), campaign.station(window.station).rate.unwrap());
            let needed = (people * 60 + rate * 10 - 1) / (rate * 10) * 10;
            prop_assert_eq!(needed, i64::from(window.interval.minutes()), "just long enough");
        }

        let mut hidden = generated.hidden.clone();
        if recipe.planted {
            hidden = read_plan(&folder.path().join("planted.csv"), None, campaign).unwrap();
            prop_assert_eq!(&loaded.baseline.unwrap().windows, &hidden.windows);
            hidden.slots.clone_from(&generated.hidden.slots);
        }
        let broken: Vec<_> = check(campaign, &hidden);
        prop_assert!(broken.is_empty(), "{:?}", broken);
        for known in &generated.optima {
            prop_assert_eq!(tier_value(known.tier, campaign, &hidden, Some(&generated.hidden)), known.value);
        }
    }
}

#[test]
fn the_planted_optimum_is_what_a_solve_proves() {
    for seed in 1..=2 {
        let recipe = Recipe {
            seed,
            planted: true,
            relations: 2,
            fill: 0.75,
            lang: Lang::Zh,
            ..Recipe::new(5, 3, 4, 2)
        };
        let generated = generate(&recipe).unwrap();
        let (loaded, _folder) = read_back(&generated);
        // The plan is there to be found: the solver doesn't see it.
        let outcome = solved(&loaded.campaign, None, &single());
        assert_eq!(outcome.termination, Termination::Optimal);
        let found: Vec<_> =
            outcome.tiers.iter().map(|tier| (tier.tier, tier.value.unwrap())).collect();
        let known: Vec<_> =
            generated.optima.iter().map(|known| (known.tier, known.value)).collect();
        assert_eq!(found, known);
        assert_eq!(known.len(), loaded.campaign.tiers().len(), "every tier's optimum is known");
        assert_eq!(known[3].1, Ratio::whole(3), "three of four half-days");
    }
}

#[test]
fn an_unplanted_campaign_is_served() {
    let recipe = Recipe { seed: 3, relations: 2, ..Recipe::new(8, 4, 6, 2) };
    let (mut loaded, _folder) = read_back(&generate(&recipe).unwrap());
    let mut draft = loaded.campaign.to_draft();
    draft.tiers.truncate(1);
    loaded.campaign = callsheet::campaign::Campaign::new(draft).unwrap();
    let outcome = solved(&loaded.campaign, None, &Options::default());
    assert_eq!(outcome.tiers[0].value, Some(Ratio::whole(0)));
}

#[test]
fn the_hall_holds_the_hidden_plan_or_says_how_much_it_wants() {
    let recipe = |hall| Recipe { hall: Some(hall), ..Recipe::new(6, 4, 4, 2) };
    let faults = generate(&recipe(1)).unwrap_err();
    let message = faults[0].message.get(Lang::En).to_owned();
    let wanted: i64 = message.rsplit(' ').next().unwrap().parse().unwrap();
    let enough = generate(&recipe(wanted)).unwrap();
    assert_eq!(errors(&enough.campaign, &enough.hidden).len(), 0);
    assert!(generate(&recipe(wanted - 1)).is_err());
}

#[test]
fn campaigns_have_as_many_groups_as_the_help_says() {
    let large = generate(&Recipe::new(5_000, 1, 1_700, 3)).unwrap();
    assert_eq!(large.campaign.groups().len(), 5_000);
}

#[test]
fn bad_arguments_are_numbered() {
    let usual = || Recipe::new(6, 4, 4, 2);
    let wrong = [
        Recipe::new(0, 4, 4, 2),
        Recipe::new(6, 0, 4, 2),
        Recipe::new(6, 4, 0, 1),
        Recipe::new(6, 4, 4, 0),
        Recipe::new(6, 4, 2, 3),
        Recipe::new(2, 4, 4, 1),
        Recipe::new(90, 4, 4, 1),
        Recipe::new(5_001, 1, 1_700, 3),
        Recipe { fill: 0.0, ..usual() },
        Recipe { fill: 1.01, ..usual() },
        Recipe { fill: f64::NAN, ..usual() },
        Recipe { clashes: -0.1, ..usual() },
        Recipe { clashes: 2.0, ..usual() },
        Recipe { preferences: 1.5, ..usual() },
        Recipe { forbidden: f64::INFINITY, ..usual() },
        Recipe { attendance: Share::from_basis_points(1).unwrap(), ..usual() },
        Recipe { relations: 1000, ..usual() },
        Recipe { hall: Some(0), ..usual() },
    ];
    for recipe in wrong {
        let faults = generate(&recipe).unwrap_err();
        assert!(faults.iter().all(|fault| fault.code == Code::Usage), "{recipe:?}: {faults:?}");
    }
}

#[test]
fn the_command_line_refuses_with_a_number_and_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    for (groups, share) in
        [("0", ["--fill", "0.8"]), ("6", ["--fill", "1.2"]), ("6", ["--attendance", "NaN"])]
    {
        let call =
            ["generate", "--groups", groups, "--blocks", "4", share[0], share[1], shown(&out)];
        let output = callsheet(&call);
        assert_eq!(output.code, 2, "{call:?}: {}", output.stderr);
        assert!(output.stderr.contains("[E127]"), "{call:?}: {}", output.stderr);
        assert!(!out.exists(), "{call:?}");
    }
}

#[test]
fn a_folder_with_files_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let call = |out: &Path| {
        callsheet(&[
            "generate",
            "--groups",
            "6",
            "--blocks",
            "4",
            "--seed",
            "7",
            "--planted",
            shown(out),
        ])
    };
    let (first, again) = (folder.path().join("first"), folder.path().join("again"));
    std::fs::create_dir(&again).unwrap();
    assert_eq!(call(&first).code, 0);
    assert_eq!(call(&again).code, 0, "an empty folder will do");
    for file in entries(&first) {
        let other = again.join(file.file_name().unwrap());
        assert_eq!(std::fs::read(file).unwrap(), std::fs::read(other).unwrap());
    }
    let refused = call(&first);
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("[E126]"));
    let checked = callsheet(&["check", shown(&first), shown(&first.join("planted.csv"))]);
    assert_eq!(checked.code, 0, "the hidden plan passes");
}
