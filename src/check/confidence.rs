//! The rule of `confidence`: windows that suffice for their people on a given share of days.

use super::geometry::{cameras_of, rate_of, wanted_by_table, worked};
use super::violation::{Detail, Violation};
use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, ClassRun, Group, Service, Tier};

/// The whole root, rounded up, by Newton's method.
fn root_rounded_up(square: u128) -> u128 {
    if square == 0 {
        return 0;
    }
    let mut root = square;
    loop {
        let next = u128::midpoint(root, square / root);
        if next >= root {
            break;
        }
        root = next;
    }
    root + u128::from(root * root < square)
}

/// Whole minutes in which `people`, those of the whole group or of a run of its classes, are
/// photographed with the campaign's confidence, `None` without one: the mean time and `z` standard deviations more. Everything in ten-thousandths of a minute,
/// rounded up: mean
/// `60 ÷ rate × (people + (cameras − 1)(1 + v²) ÷ 2) × (1 + repair ÷ between)`, variance
/// `(60 ÷ rate)² × people × (v² + Σ invited a (1 − a) ÷ expected) + 120 ÷ rate × people × repair² ÷ (cameras × between)`.
pub(super) fn wanted(
    campaign: &Campaign,
    (group, run): (&Group, Option<ClassRun>),
    people: i64,
    rate: i64,
    cameras: Option<i64>,
) -> Option<i64> {
    let confidence = campaign.confidence()?;
    let up = |a: u128, b: u128| a.div_ceil(b);
    let whole = |figure: i64| u128::try_from(figure).unwrap_or(0);
    let settings = campaign.uncertainty();
    let percent = match settings.service {
        Service::Constant => 0,
        Service::Lognormal | Service::Gamma => whole(settings.variation),
    };
    let square = percent * percent;
    let (people, rate, cameras) = (whole(people), whole(rate), whole(cameras.unwrap_or(1)));
    let (between, repair) = match settings.failures {
        Some(failures) => (whole(failures.between.into()), whole(failures.repair.into())),
        None => (1, 0),
    };
    // 60 × 10⁴ ÷ 20 000 = 30 for the doubled photos.
    let doubled = 2 * people * 10_000 + (cameras - 1) * (10_000 + square);
    let mean = up(30 * doubled * (between + repair), rate * between);
    let mut comers = 0;
    let mut add = |invited: i64, share: crate::campaign::Share| {
        let come = u128::from(share.basis_points());
        comers += whole(invited) * come * (10_000 - come);
    };
    match group.classes.as_slice() {
        [] => add(group.headcount - group.off_site, group.attendance),
        classes => {
            let comes = |class: usize| run.is_none_or(|run| run.from <= class && class < run.to);
            for (_, class) in classes.iter().enumerate().filter(|(class, _)| comes(*class)) {
                add(class.invited(), class.attendance);
            }
        }
    }
    let expected = people.max(1);
    let photos =
        up(60 * 60 * people * (square * 10_000 * expected + comers), rate * rate * expected);
    let failures = up(120 * people * repair * repair * 100_000_000, rate * cameras * between);
    let quantile = whole(confidence.thousandths());
    // The root of z² × variance is in ten-millionths: z has three more decimals.
    let spare = root_rounded_up(quantile * quantile * (photos + failures));
    i64::try_from(up(mean * 1000 + spare, 10_000_000).max(1)).ok()
}

/// Every window is as long as its people need on that share of days; what `minutes.csv` gives stays
/// as it is.
pub(super) fn long_enough_on_most_days(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    let by_rate = plan.windows.iter().enumerate().filter(|(_, window)| {
        window.interval.minutes() > 0 && wanted_by_table(campaign, window).is_none()
    });
    by_rate.filter_map(|(id, _)| too_short(campaign, plan, id)).collect()
}

fn too_short(campaign: &Campaign, plan: &Plan, id: usize) -> Option<Violation> {
    let window = &plan.windows[id];
    let group = campaign.group(window.group);
    let people = window.expected(campaign);
    let wanted = wanted(
        campaign,
        (group, window.run),
        people,
        rate_of(campaign, window)?,
        cameras_of(campaign, window),
    )?;
    let found = worked(campaign, window);
    let detail = Detail::ShortOnMostDays { wanted, found };
    let has_price = campaign.has_tier(Tier::Overload);
    (found < wanted).then(|| Violation::of_windows(plan, &[id], detail).allowed_if(has_price))
}

#[cfg(test)]
mod tests {
    use super::{root_rounded_up, wanted};
    use crate::campaign::{BlockId, Campaign, Confidence, Failures, GroupId, Share, tiny};
    use rand::RngExt;

    #[test]
    fn roots_are_whole_and_rounded_up() {
        for square in (0..5_000).chain([u128::from(u64::MAX), 1 << 80, (1 << 80) + 1]) {
            let root = root_rounded_up(square);
            assert!(root * root >= square, "{square}");
            assert!(root == 0 || (root - 1) * (root - 1) < square, "{square}: {root}");
        }
    }

    #[test]
    fn two_ways_to_reckon_agree_on_how_long_a_window_must_be() {
        for seed in 0..300 {
            let mut dice = tiny::dice(seed);
            let mut draft = tiny::draft(&[60], &[dice.random_range(1..400)]);
            draft.confidence =
                Share::from_basis_points(dice.random_range(5_000..9_990)).and_then(Confidence::new);
            draft.stations[0].rate = Some(dice.random_range(20..600));
            draft.stations[0].cameras = dice.random_bool(0.5).then_some(dice.random_range(1..6));
            draft.uncertainty.variation = dice.random_range(0..90);
            let failures =
                Failures { between: dice.random_range(30..900), repair: dice.random_range(1..30) };
            draft.uncertainty.failures = dice.random_bool(0.5).then_some(failures);
            draft.groups[0].attendance =
                Share::from_basis_points(dice.random_range(4_000..10_000)).unwrap();
            let campaign = Campaign::new(draft).unwrap();
            let (group, station) = (campaign.group(GroupId(0)), &campaign.stations()[0]);
            let (people, rate) = (group.expected(), station.rate.unwrap());
            let here = wanted(&campaign, (group, None), people, rate, station.cameras).unwrap();
            let there = campaign.least_minutes(GroupId(0), None, BlockId(0)).unwrap();
            assert_eq!(here, i64::from(there), "seed {seed}: {people} people at {rate}");
        }
    }
}
