//! Campaigns of two or three groups and half-days, of which a test can try every plan: what fast
//! code is held against.

use super::{
    Block, BlockId, Class, Crew, CrewId, Draft, Group, GroupId, Preference, Relation, RelationKind,
    Site, SiteId, Station, StationId, Tier, Travel, Wish,
};
use crate::base::clock::{Interval, Minutes};
use crate::base::text::Text;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

/// One step of the grid, in minutes.
pub(crate) const GRID: Minutes = 10;
/// When every half-day begins, in minutes since midnight.
pub(crate) const START: Minutes = 540;

/// Random choices that are the same in every run.
pub(crate) fn dice(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

/// A station that photographs one person a minute, a half-day each day whose length `steps` gives
/// in steps of the grid, and groups whose sizes `people` gives. Nobody is called ahead, and there
/// is one tier, `blocks`.
pub(crate) fn draft(steps: &[Minutes], people: &[i64]) -> Draft {
    let mut draft = Draft::new("tiny");
    (draft.grid, draft.call_lead, draft.tiers) = (GRID, 0, vec![Tier::Blocks]);
    draft.stations.push(Station::new("S", Some(60)));
    draft.blocks = (0..).zip(steps).map(|(day, steps)| block(day, *steps)).collect();
    let groups = people.iter().enumerate();
    draft.groups = groups.map(|(id, people)| Group::new(format!("G{id}"), *people)).collect();
    draft
}

/// The half-day of a day of the campaign.
pub(crate) fn block(day: i8, steps: Minutes) -> Block {
    Block {
        id: None,
        name: format!("B{day}"),
        station: StationId(0),
        date: jiff::civil::date(2024, 5, 6 + day),
        regular: Interval::new(START, START + steps * GRID),
        latest_end: START + steps * GRID,
        make_up: Vec::new(),
        breaks: Vec::new(),
        own: crate::campaign::OwnPace::default(),
    }
}

/// Two or three groups, one or two half-days, sometimes at the same time, and rules that one window
/// can't keep or break alone: changeover, most groups a half-day, wishes, days a group may not use.
pub(crate) fn random(dice: &mut ChaCha8Rng) -> Draft {
    let steps: Vec<Minutes> =
        (0..dice.random_range(1..=2)).map(|_| dice.random_range(2..=3)).collect();
    let is_alike = dice.random_bool(0.4);
    let people: Vec<i64> =
        (0..dice.random_range(2..=3)).map(|_| dice.random_range(5..=16)).collect();
    let people: Vec<i64> =
        people.iter().map(|own| if is_alike { people[0] } else { *own }).collect();
    let mut draft = draft(&steps, &people);
    draft.changeover = [0, 0, 5, 10][dice.random_range(0..4_usize)];
    draft.max_groups_per_block = dice.random_bool(0.25).then_some(dice.random_range(1..=2));
    if draft.blocks.len() > 1 && dice.random_bool(0.4) {
        draft.stations.push(Station::new("T", Some(50)));
        (draft.blocks[1].station, draft.blocks[1].date) = (StationId(1), draft.blocks[0].date);
    }
    for block in &mut draft.blocks {
        if dice.random_bool(0.25) {
            block.regular.end -= GRID;
        }
    }
    for group in 0..people.len() {
        if dice.random_bool(0.2) {
            draft.groups[group].not_in = [BlockId(dice.random_range(0..draft.blocks.len()))].into();
        }
        if dice.random_bool(0.6) {
            let from = START + GRID * dice.random_range(0..2);
            draft.preferences.push(Preference {
                group: GroupId(group),
                days: dice.random_bool(0.5).then(|| [draft.blocks[0].date].into()),
                interval: dice.random_bool(0.7).then_some(Interval::new(from, from + GRID)),
                wish: if dice.random_bool(0.5) { Wish::Prefer } else { Wish::Avoid },
                weight: dice.random_range(1..5),
            });
        }
    }
    draft
}

/// One or two crews that move between two campuses, where they may stand at one desk or at two, and
/// groups that belong to one campus or to either; two days.
pub(crate) fn with_crews(dice: &mut ChaCha8Rng) -> Draft {
    let people: Vec<i64> =
        (0..dice.random_range(2..=3)).map(|_| dice.random_range(5..=20)).collect();
    let mut draft = draft(&[], &people);
    draft.changeover = [0, 0, 10][dice.random_range(0..3_usize)];
    draft.sites = ["A", "B"].map(|name| Site::new(Text::same(name))).to_vec();
    let minutes = [0, 20, 60][dice.random_range(0..3_usize)];
    draft.travel = vec![Travel { one: SiteId(0), other: SiteId(1), minutes }];
    draft.crews = ["1", "2"].map(|name| Crew::new(Text::same(name))).to_vec();
    draft.stations.clear();
    for (site, crew) in [(0, 0), (1, 0), (0, 1)].into_iter().take(dice.random_range(2..=3)) {
        let rate = Some([60, 90][dice.random_range(0..2_usize)]);
        draft.stations.push(Station {
            site: Some(SiteId(site)),
            crew: Some(CrewId(crew)),
            desk: dice.random_bool(0.7).then(|| format!("desk {site}")),
            ..Station::new(format!("{site}{crew}"), rate)
        });
    }
    // A second half-day begins when the first ends, or half an hour later.
    let later = 2 * GRID + [0, 30][dice.random_range(0..2_usize)];
    for number in 0..dice.random_range(2..=4_usize) {
        let mut own = block((number / 3) as i8, 2);
        own.name = format!("B{number}");
        own.station = StationId(dice.random_range(0..draft.stations.len()));
        if dice.random_bool(0.5) {
            own.regular = Interval::new(own.regular.start + later, own.regular.end + later);
            own.latest_end = own.regular.end;
        }
        let is_taken = |other: &Block| {
            (other.station, other.date, other.regular) == (own.station, own.date, own.regular)
        };
        if !draft.blocks.iter().any(is_taken) {
            draft.blocks.push(own);
        }
    }
    for group in &mut draft.groups {
        if dice.random_bool(0.3) {
            group.sites = [SiteId(dice.random_range(0..2_usize))].into();
        }
    }
    draft
}

/// Gives sites a limit of one day, or half-days that follow one another, by chance.
pub(crate) fn limit_visits(dice: &mut ChaCha8Rng, draft: &mut Draft) {
    for site in &mut draft.sites {
        site.most_visits = dice.random_bool(0.3).then_some(1);
        site.is_consecutive = dice.random_bool(0.4);
    }
}

/// A relation between the first two groups.
pub(crate) fn add_relation(dice: &mut ChaCha8Rng, draft: &mut Draft) {
    let kinds = [RelationKind::Together, RelationKind::Apart, RelationKind::Before];
    let kind = kinds[dice.random_range(0..3_usize)];
    let (first, second) = if dice.random_bool(0.5) { (0, 1) } else { (1, 0) };
    draft.relations.push(Relation { kind, first: GroupId(first), second: GroupId(second) });
}

/// A capacity for people who wait, with everybody called five minutes ahead.
pub(crate) fn limit_waiting(dice: &mut ChaCha8Rng, draft: &mut Draft) {
    draft.call_lead = 5;
    let most = draft.groups.iter().map(|group| group.headcount).max().unwrap_or(0);
    draft.stations[0].hall_capacity = Some(most + dice.random_range(0..6));
}

/// Makes the first group one of two or three classes that may come in two windows.
pub(crate) fn cut_first(dice: &mut ChaCha8Rng, draft: &mut Draft) {
    let group = &mut draft.groups[0];
    let count = dice.random_range(2..=3);
    group.classes =
        (0..count).map(|class| Class::new(format!("C{class}"), dice.random_range(4..=9))).collect();
    group.headcount = group.classes.iter().map(|class| class.headcount).sum();
    (group.max_windows, group.cut_freely) = (2, true);
}
