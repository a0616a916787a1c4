//! Sweeps: the campaign solved again and again with one or two settings changed step by step, and
//! where it breaks.

mod axis;

pub use axis::{Axis, BadRange, HALF_DAYS};

use super::solved::Solved;
use crate::base::diagnostic::Location;
use crate::base::kind::CampaignKind;
use crate::base::ratio::Ratio;
use crate::campaign::plan::Plan;
use crate::campaign::{Shares, Tier};
use crate::files::{Loaded, Rejected, Variant, load_variant};
use crate::solve::{Budget, Options, Progress, SolveError, solve};
use std::path::Path;

/// Why a sweep does not start or stops.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// A point's campaign is refused.
    #[error(transparent)]
    Rejected(Box<Rejected>),
    /// A point asks for half-days that the campaign does not have.
    #[error("{asked} half-days are asked for, the campaign has {most}")]
    HalfDays {
        /// The number of half-days asked for.
        asked: i64,
        /// The number of half-days of the campaign.
        most: usize,
    },
    /// The solver failed.
    #[error(transparent)]
    Solve(SolveError),
}

/// One choice of the settings, and what was found with it. `P` is what is kept of a plan.
#[derive(Debug, Clone)]
pub struct SweepPoint<P = Plan> {
    /// The values of the settings.
    pub at: Vec<i64>,
    /// What was found; `None` where it was not asked, or not answered yet.
    pub solved: Option<Solved<P>>,
}

impl<P> SweepPoint<P> {
    /// Whether everybody is served, and at the station's rate.
    pub fn fits(&self) -> bool {
        self.solved.as_ref().is_some_and(Solved::fits)
    }

    /// A tier's value.
    pub fn value(&self, tier: Tier) -> Option<Ratio> {
        self.solved.as_ref()?.value(tier)
    }

    /// Whether what is said of it is proven.
    pub fn is_proven(&self) -> bool {
        self.solved.as_ref().is_some_and(Solved::is_proven)
    }

    fn plan(&self) -> Option<&P> {
        self.solved.as_ref()?.plan.as_ref()
    }
}

/// Where something changes along the first setting.
#[derive(Debug, Clone, PartialEq)]
pub struct BreakPoint {
    /// The value of the second setting, where there is one.
    pub second: Option<i64>,
    /// The last value looked at with the old state; `from` where the new one holds at the first
    /// value of all.
    pub before: i64,
    /// The first value looked at with the new state.
    pub from: i64,
    /// The kind of change.
    pub what: What,
    /// Whether both sides are proven.
    pub proven: bool,
}

impl BreakPoint {
    /// Whether no value between the two sides was left out.
    pub fn is_exact(&self) -> bool {
        self.from - self.before <= 1
    }
}

/// What changes at a break point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum What {
    /// Everybody fits from here on.
    Fits,
    /// Not everybody fits any more.
    NoLonger,
    /// A tier goes from one value to another.
    Tier(Tier, Ratio, Ratio),
}

/// Something that a sweep tells.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Observation<'a> {
    /// Where something changes.
    Break(&'a BreakPoint),
    /// Not everybody fits at any value of the first setting.
    NeverFits {
        /// The value of the second setting, where there is one.
        second: Option<i64>,
    },
}

/// Steps of a tier that the sentences of a sweep tell one by one; where it has more, the picture
/// shows them.
const MANY_STEPS: usize = 8;

/// A whole sweep. `P` is what is kept of the plans.
#[derive(Debug, Clone)]
pub struct Sweep<P = Plan> {
    /// One or two settings.
    pub axes: Vec<Axis>,
    /// Point by point: the first setting changes fastest.
    pub points: Vec<SweepPoint<P>>,
    /// The break points along the first setting.
    pub breaks: Vec<BreakPoint>,
    /// The tier that is shown: the first that is not the same everywhere.
    pub shown: Tier,
    /// What the campaign is for.
    pub kind: CampaignKind,
    /// Which tiers count shares of the stations' rates, everywhere.
    pub shares: Shares,
}

/// Where a sweep takes its campaigns from, and how they are solved.
pub struct Ground<'a> {
    /// The instance folder.
    pub folder: &'a Path,
    /// Settings that hold everywhere.
    pub settings: &'a [String],
    /// How each point is solved.
    pub options: &'a Options,
    /// For all points together.
    pub budget: &'a Budget,
}

impl Ground<'_> {
    fn load(&self, axes: &[Axis], at: &[i64]) -> Result<Loaded, SweepError> {
        let setting = |(axis, value): (&Axis, &i64)| format!("{}={}", axis.key, axis.write(*value));
        let settings: Vec<String> =
            self.settings.iter().cloned().chain(axes.iter().zip(at).map(setting)).collect();
        load_with(self.folder, &settings, None)
    }
}

/// Reads a campaign with settings, of which `half_days=N` keeps its first `N` half-days, and with
/// the changes of a variant.
///
/// # Errors
/// When the campaign is refused.
pub fn load_with(
    folder: &Path,
    settings: &[String],
    variant: Option<Variant>,
) -> Result<Loaded, SweepError> {
    let half_days = |setting: &String| {
        setting.split_once('=').filter(|(key, _)| key.trim() == HALF_DAYS)?.1.trim().parse().ok()
    };
    let asked: Option<i64> = settings.iter().rev().find_map(half_days);
    let settings: Vec<String> =
        settings.iter().filter(|setting| half_days(setting).is_none()).cloned().collect();
    let rejected = |rejected| SweepError::Rejected(Box::new(rejected));
    let loaded = load_variant(folder, &settings, variant.as_ref()).map_err(rejected)?;
    let Some(count) = asked else { return Ok(loaded) };
    let blocks = loaded.campaign.blocks();
    if count < 1 || count as usize > blocks.len() {
        return Err(SweepError::HalfDays { asked: count, most: blocks.len() });
    }
    let mut order: Vec<_> = blocks.iter().collect();
    order.sort_by_key(|block| (block.date, block.regular.start, block.station));
    let gone = order[count as usize..].iter().map(|block| block.name.as_str());
    let place = Location::file(format!("--set {HALF_DAYS}"));
    let without = Variant::without_blocks(HALF_DAYS, place, gone);
    let changes = match variant {
        Some(variant) => variant.followed_by(without),
        None => without,
    };
    load_variant(folder, &settings, Some(&changes)).map_err(rejected)
}

/// Runs a sweep; neighbouring points start from one another's plan. `shown` is the tier to look at,
/// or the first that differs; `watch` hears of the number of points done.
///
/// # Errors
/// When a point's campaign is refused or the solver fails.
pub fn sweep(
    ground: &Ground<'_>,
    axes: Vec<Axis>,
    shown: Option<Tier>,
    watch: &mut dyn FnMut(usize, &Progress),
) -> Result<Sweep, SweepError> {
    let (mut kind, mut shares) = (CampaignKind::default(), Shares::PeakAndSpread);
    let mut done = 0;
    let grid: usize = axes.iter().map(|axis| axis.values.len()).product();
    let mut ask = |at: Vec<i64>, near: Option<&Plan>| -> Result<SweepPoint, SweepError> {
        // What is not begun in time is not solved; the first point tells of a campaign's faults.
        if done > 0 && ground.budget.is_spent() {
            return Ok(SweepPoint { at, solved: None });
        }
        let loaded = ground.load(&axes, &at)?;
        kind = loaded.campaign.kind();
        shares = shares.min(loaded.campaign.shares());
        // One share more than there are points on the grid: the search for break points needs some.
        let share = ground.budget.share(grid.saturating_sub(done) + 1);
        let options = Options { start: near.cloned(), ..ground.options.clone() };
        let (campaign, baseline) = (&loaded.campaign, loaded.baseline.as_ref());
        let outcome = solve(campaign, baseline, &options, &share, &mut |progress| {
            watch(done, progress);
        })
        .map_err(SweepError::Solve)?;
        done += 1;
        Ok(SweepPoint { at, solved: Some(Solved::new(outcome, campaign, baseline)) })
    };
    let mut points: Vec<SweepPoint> = Vec::new();
    for second in seconds(&axes) {
        let mut near: Option<Plan> = None;
        for first in &axes[0].values {
            let at: Vec<i64> = [Some(*first), second].into_iter().flatten().collect();
            let point = ask(at, near.as_ref())?;
            near = point.plan().cloned().or(near);
            points.push(point);
        }
    }
    let (shown, breaks) = find_breaks(&axes, &points, shown, &mut ask)?;
    Ok(Sweep { axes, points, breaks, shown, kind, shares })
}

/// The values of the second setting, or that there is none.
pub fn seconds(axes: &[Axis]) -> Vec<Option<i64>> {
    axes.get(1).map_or(vec![None], |axis| axis.values.iter().map(|value| Some(*value)).collect())
}

/// The tier to look at, and the values of the settings between which it changes. Points that are not
/// answered are passed over: a change between their neighbours is said to lie between these.
///
/// # Errors
/// Those of `ask`, which answers points between two others.
pub fn find_breaks<P: Clone, E>(
    axes: &[Axis],
    points: &[SweepPoint<P>],
    shown: Option<Tier>,
    ask: &mut SolvePoint<'_, P, E>,
) -> Result<(Tier, Vec<BreakPoint>), E> {
    let shown = shown.unwrap_or_else(|| first_that_differs(points));
    let mut breaks = Vec::new();
    for (row, second) in points.chunks(axes[0].values.len()).zip(seconds(axes)) {
        let first = row.first().filter(|point| point.fits());
        breaks.extend(first.map(|first| BreakPoint {
            second,
            before: first.at[0],
            from: first.at[0],
            what: What::Fits,
            proven: first.is_proven(),
        }));
        let known: Vec<&SweepPoint<P>> =
            row.iter().filter(|point| point.solved.is_some()).collect();
        for pair in known.windows(2) {
            for what in changes(pair[0], pair[1], shown) {
                breaks.extend(locate(pair[0], pair[1], what, shown, ask)?);
            }
        }
    }
    Ok((shown, breaks))
}

fn first_that_differs<P>(points: &[SweepPoint<P>]) -> Tier {
    let solved = || points.iter().filter_map(|point| point.solved.as_ref());
    let first = solved().find(|solved| !solved.values.is_empty());
    let tiers: Vec<Tier> =
        first.map_or_else(Vec::new, |solved| solved.values.iter().map(|(tier, _)| *tier).collect());
    let differs = |tier: &&Tier| {
        let mut values = solved().map(|solved| solved.value(**tier));
        let first = values.next().flatten();
        values.any(|value| value != first)
    };
    tiers.iter().find(differs).or(tiers.first()).copied().unwrap_or(Tier::Peak)
}

/// What changes from one point to the next: whether everybody fits, and tiers that count half-days,
/// or the one shown where everybody fits on both sides.
fn changes<P>(one: &SweepPoint<P>, other: &SweepPoint<P>, shown: Tier) -> Vec<What> {
    let mut found = Vec::new();
    match (one.fits(), other.fits()) {
        (false, true) => found.push(What::Fits),
        (true, false) => found.push(What::NoLonger),
        (true, true) => {
            let mut tiers = vec![Tier::Blocks];
            if shown != Tier::Blocks {
                tiers.push(shown);
            }
            for tier in tiers {
                if let (Some(before), Some(after)) = (one.value(tier), other.value(tier))
                    && before != after
                {
                    found.push(What::Tier(tier, before, after));
                }
            }
        }
        (false, false) => {}
    }
    found
}

/// Answers the point at these values, perhaps starting from a plan near it.
type SolvePoint<'a, P, E> = dyn FnMut(Vec<i64>, Option<&P>) -> Result<SweepPoint<P>, E> + 'a;

/// Halves the values between two neighbours until the change lies between one whole value and the
/// next, or a point between them has no answer. A tier may change there more than once: then each
/// step has a break of its own.
fn locate<P: Clone, E>(
    one: &SweepPoint<P>,
    other: &SweepPoint<P>,
    what: What,
    shown: Tier,
    ask: &mut SolvePoint<'_, P, E>,
) -> Result<Vec<BreakPoint>, E> {
    let (mut before, mut after) = (one.clone(), other.clone());
    let is_after = |point: &SweepPoint<P>| match what {
        What::Fits => point.fits(),
        What::NoLonger => !point.fits(),
        What::Tier(tier, _, new) => point.value(tier) == Some(new),
    };
    // A tier shown that changes at every step would be halved for nothing.
    let worth = !matches!(what, What::Tier(tier, ..) if tier == shown && tier != Tier::Blocks);
    while worth && after.at[0] - before.at[0] > 1 {
        let mut at = before.at.clone();
        at[0] = i64::midpoint(before.at[0], after.at[0]);
        let middle = ask(at, before.plan().or(after.plan()))?;
        if middle.solved.is_none() {
            break;
        }
        if is_after(&middle) { after = middle } else { before = middle }
    }
    let (mut found, mut last) = (Vec::new(), what);
    if let What::Tier(tier, old, new) = what
        && let Some(between) = before.value(tier).filter(|value| *value != old)
    {
        found = locate(one, &before, What::Tier(tier, old, between), shown, ask)?;
        last = What::Tier(tier, between, new);
    }
    // Where not everybody fits in between, it is not here that the one value takes the place of the
    // other.
    let happens_here = changes(&before, &after, shown).contains(&last);
    found.push(BreakPoint {
        second: one.at.get(1).copied(),
        before: before.at[0],
        from: after.at[0],
        what: last,
        proven: happens_here && before.is_proven() && after.is_proven(),
    });
    Ok(found)
}

impl<P> Sweep<P> {
    /// What is worth telling: the break points, those of a tier that changes step by step only up
    /// to `MANY_STEPS`, and rows of points of which none fits.
    pub fn told(&self) -> Vec<Observation<'_>> {
        let steps = |found: &&BreakPoint| matches!(found.what, What::Tier(tier, ..) if tier != Tier::Blocks);
        let many = self.breaks.iter().filter(steps).count() > MANY_STEPS;
        let breaks = self.breaks.iter().filter(|found| !(many && steps(found)));
        let rows = self.points.chunks(self.axes[0].values.len());
        let is_never = |row: &&[SweepPoint<P>]| {
            row.iter().all(|point| point.solved.is_some() && !point.fits())
        };
        let never = rows.filter(is_never).map(|row| {
            let second = row.first().and_then(|point| point.at.get(1).copied());
            Observation::NeverFits { second }
        });
        breaks.map(Observation::Break).chain(never).collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that fails should say where")]
mod tests {
    use super::{Axis, BreakPoint, Ground, Observation, Sweep, SweepPoint, What};
    use super::{find_breaks, locate};
    use crate::base::budget::Budget;
    use crate::base::kind::CampaignKind;
    use crate::base::ratio::Ratio;
    use crate::campaign::plan::Plan;
    use crate::campaign::{Shares, Tier};
    use crate::questions::solved::Solved;
    use crate::solve::{Options, Termination};

    /// A campaign in which `tier` has this value, and everybody fits where it has one.
    fn point(at: i64, tier: Tier, value: Option<i64>) -> SweepPoint {
        SweepPoint {
            at: vec![at],
            solved: Some(Solved {
                termination: Termination::Optimal,
                values: value.map(|value| (tier, Ratio::whole(value))).into_iter().collect(),
                plan: value.map(|_| Plan::default()),
            }),
        }
    }

    /// The breaks between two values where `value` says what the tier is.
    fn located(
        range: [i64; 2],
        tier: Tier,
        shown: Tier,
        value: fn(i64) -> Option<i64>,
    ) -> Vec<BreakPoint> {
        let [one, other] = range.map(|at| point(at, tier, value(at)));
        let what = super::changes(&one, &other, shown)[0];
        let found = locate(&one, &other, what, shown, &mut |at, _| {
            Ok::<_, ()>(point(at[0], tier, value(at[0])))
        });
        found.unwrap_or_default()
    }

    fn step(tier: Tier, from: i64, to: i64) -> What {
        What::Tier(tier, Ratio::whole(from), Ratio::whole(to))
    }

    #[test]
    fn each_step_of_a_tier_has_its_own_break() {
        let half_days = |at: i64| Some(5 - i64::from(at >= 203) - i64::from(at >= 211));
        let found = located([200, 220], Tier::Blocks, Tier::Blocks, half_days);
        let told: Vec<_> = found
            .iter()
            .map(|found| (found.before, found.from, found.what, found.proven))
            .collect();
        let wanted = [
            (202, 203, step(Tier::Blocks, 5, 4), true),
            (210, 211, step(Tier::Blocks, 4, 3), true),
        ];
        assert_eq!(told, wanted);
    }

    #[test]
    fn a_break_that_is_not_halved_lies_between() {
        let found = located([200, 220], Tier::Peak, Tier::Peak, |at| Some(1000 - at));
        assert!(!found[0].is_exact() && found[0].proven);
    }

    #[test]
    fn points_without_an_answer_are_passed_over() {
        let axes: Vec<Axis> = Axis::parse("a=1..5").ok().flatten().into_iter().collect();
        let mut points: Vec<SweepPoint> =
            (1..=5).map(|at| point(at, Tier::Blocks, (at > 3).then_some(2))).collect();
        let mut unanswered =
            |at: Vec<i64>, _: Option<&Plan>| Ok::<_, ()>(SweepPoint { at, solved: None });
        let mut found = |points: &[SweepPoint]| {
            let (_, breaks) = find_breaks(&axes, points, None, &mut unanswered).unwrap();
            breaks.iter().map(|found| (found.before, found.from, found.proven)).collect::<Vec<_>>()
        };
        assert_eq!(found(&points), [(3, 4, true)]);
        points[2].solved = None;
        assert_eq!(found(&points), [(2, 4, true)]);
        points[3].solved = None;
        points[4].solved = None;
        assert_eq!(found(&points), []);
    }

    #[test]
    fn a_sweep_tells_where_nothing_is_ever_enough_and_leaves_many_steps_to_the_picture() {
        let axes = ["station.rate=1..2", "cameras=1..2"];
        let axes = axes.iter().filter_map(|axis| Axis::parse(axis).ok().flatten()).collect();
        let at = |first, second, value| SweepPoint {
            at: vec![first, second],
            ..point(first, Tier::Peak, value)
        };
        let points = vec![at(1, 1, None), at(2, 1, None), at(1, 2, None), at(2, 2, Some(7))];
        let step = |from, tier| BreakPoint {
            second: Some(2),
            before: from - 1,
            from,
            what: step(tier, from, from + 1),
            proven: true,
        };
        let mut breaks: Vec<BreakPoint> = (1..=8).map(|from| step(from, Tier::Peak)).collect();
        breaks.push(step(1, Tier::Blocks));
        let (kind, shares) = (CampaignKind::default(), Shares::Spread);
        let mut sweep = Sweep { axes, points, breaks, shown: Tier::Peak, kind, shares };
        let never = Observation::NeverFits { second: Some(1) };
        assert_eq!((sweep.told().len(), sweep.told().last()), (10, Some(&never)));
        sweep.breaks.push(step(9, Tier::Peak));
        assert_eq!(sweep.told(), [Observation::Break(&step(1, Tier::Blocks)), never]);
    }

    #[test]
    fn a_plan_that_comes_and_goes_proves_nothing() {
        let found = located([200, 220], Tier::Blocks, Tier::Blocks, |at| match at {
            200 => Some(5),
            220 => Some(3),
            _ => None,
        });
        assert!(found.iter().all(|found| !found.proven), "{found:?}");
    }

    #[test]
    fn half_days_may_have_any_name() {
        let block = |name: &str, start: &str, end: &str| {
            format!(
                "[[block]]\nname = '{name}'\ndate = 2024-05-06\nstart = '{start}'\nend = '{end}'\n"
            )
        };
        let campaign = [
            "title = 't'\n[objective]\ntiers = ['peak']\n[[station]]\nname = '馆'\nrate = 60\n",
            &block("第一　场", "09:00", "12:00"),
            &block("第二　\"场\" \\u{3000}", "14:00", "17:00"),
        ];
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("campaign.toml"), campaign.concat()).unwrap();
        std::fs::write(folder.path().join("groups.csv"), "group,headcount\n甲,60\n").unwrap();
        let ground = Ground {
            folder: folder.path(),
            settings: &[],
            options: &Options::default(),
            budget: &Budget::unlimited(),
        };
        let axes: Vec<Axis> = Axis::parse("half_days=1..2").ok().flatten().into_iter().collect();
        let left = |count| {
            let loaded = ground.load(&axes, &[count]).unwrap();
            loaded.campaign.blocks().iter().map(|block| block.name.clone()).collect::<Vec<_>>()
        };
        assert_eq!(left(1), ["第一　场"]);
        assert_eq!(left(2), ["第一　场", "第二　\"场\" \\u{3000}"]);
    }
}
