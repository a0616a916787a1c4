//! Plans side by side: `check`, `compare`, `variants`, `sweep` and `pareto`.

use super::{ByTier, Decimal, MakeUpSizing, Metrics, Outcome, Violation, violations};
use crate::base::shape::{Word, shape};
use crate::base::text::Lang;
use crate::campaign::Tier;
use crate::publish::words::sweeps;
use crate::questions::pareto::{self, Front};
use crate::questions::repeats::Repeated;
use crate::questions::sweep;
use crate::questions::variants::{self, Contender, decides, told};
use crate::solve::Termination;

shape! {
    /// What `check --json` prints.
    pub struct Check {
        /// The plan's figures.
        metrics: Metrics,
        /// What the plan breaks.
        violations: Vec<Violation>,
        /// The make-up time; null where everybody is sure to come.
        make_up: Option<MakeUpSizing>,
        /// The plan in other rounds and in bad weather.
        repeats: Vec<RepeatedPlan>,
    }

    /// The plan in another round or in bad weather.
    pub struct RepeatedPlan {
        /// What it is called.
        name: String,
        /// What it breaks there.
        violations: Vec<Violation>,
    }

    /// What `compare --json` prints.
    pub struct Compare {
        /// The plans, in the order of the command line.
        plans: Vec<PlanFigures>,
    }

    /// A plan beside others.
    pub struct PlanFigures {
        /// Its name.
        name: String,
        /// Its figures; people are moved against the first plan.
        metrics: Metrics,
        /// What it breaks.
        violations: Vec<Violation>,
    }

    /// What `variants --json` prints.
    pub struct Variants {
        /// The plan that was given, the campaign as it is, then the variants.
        variants: Vec<Variant>,
        /// Files that were written.
        files: Vec<String>,
    }

    /// A variant with its plan.
    pub struct Variant {
        /// Its name.
        name: String,
        /// What it changes, in words.
        changes: Vec<String>,
        /// How its plan was found; null for one that was given.
        outcome: Option<Outcome>,
        /// Its plan's figures; null without a plan.
        metrics: Option<Metrics>,
        /// What its plan breaks.
        violations: Vec<Violation>,
        /// For each variant, who is told a new time when its plan takes the place of this one; null
        /// where one of them has none.
        told_a_new_time: Vec<Option<Told>>,
        /// For each variant, the first tier that is not the same; null where none is.
        deciding_tier: Vec<Option<Word<Tier>>>,
    }

    /// Who is told a new time.
    pub struct Told {
        /// Expected people.
        people: i64,
        /// Groups.
        groups: usize,
    }

    /// What `sweep --json` prints.
    pub struct Sweep {
        /// One or two settings.
        settings: Vec<String>,
        /// Point by point: the first setting changes fastest.
        points: Vec<SweepPoint>,
        /// Where everybody begins or ceases to fit, or a tier changes, along the first setting.
        breaks: Vec<SweepBreak>,
        /// The break points in words.
        sentences: Vec<String>,
        /// Files that were written.
        files: Vec<String>,
    }

    /// What was found with one choice of the settings.
    pub struct SweepPoint {
        /// The values of the settings.
        at: Vec<String>,
        /// How the solve ended; null where it was not begun in time, or not yet.
        status: Option<Word<Termination>>,
        /// Whether everybody is served, and at the station's rate.
        fits: bool,
        /// The tiers' values, each in its unit; none where there is no plan.
        tiers: ByTier<Decimal>,
    }

    /// Where something changes.
    pub struct SweepBreak {
        /// The first value looked at where it has changed.
        from: String,
        /// The value of the second setting, where there is one.
        second: Option<String>,
        /// Whether both sides are proven, and no value between them was left out.
        proven: bool,
    }

    /// What `pareto --json` prints.
    pub struct Pareto {
        /// The tiers of the front.
        between: Vec<Word<Tier>>,
        /// Its points, by their values.
        points: Vec<ParetoPoint>,
        /// Whether it is proven that there is no other point.
        complete: bool,
        /// Files that were written.
        files: Vec<String>,
    }

    /// A plan of the front.
    pub struct ParetoPoint {
        /// Its values in the tiers of the front, each in its unit.
        values: Vec<Decimal>,
        /// Whether it is proven that nothing beats it.
        proven: bool,
    }
}

impl RepeatedPlan {
    /// Those of a plan.
    pub fn all(repeats: &[Repeated], lang: Lang) -> Vec<RepeatedPlan> {
        let of = |own: &Repeated| RepeatedPlan {
            name: own.repeat.name.get(lang).to_owned(),
            violations: violations(&own.repeat.campaign, &own.plan, None, &own.violations, lang),
        };
        repeats.iter().map(of).collect()
    }
}

impl Variants {
    /// Of contenders that are solved.
    pub fn new(contenders: &[Contender], files: Vec<String>, lang: Lang) -> Variants {
        let variant = |contender: &Contender| {
            let variants::Case { campaign, places, name, changes, .. } = &contender.case;
            let plan = contender.plan.as_ref();
            let others = || contenders.iter();
            Variant {
                name: name.get(lang).to_owned(),
                changes: changes.iter().map(|change| change.get(lang).to_owned()).collect(),
                outcome: contender.outcome.as_ref().map(Outcome::from),
                metrics: plan.map(|_| Metrics::new(campaign, &contender.metrics)),
                violations: plan.map_or_else(Vec::new, |plan| {
                    violations(campaign, plan, places.as_ref(), &contender.violations, lang)
                }),
                told_a_new_time: others()
                    .map(|other| {
                        let variants::Told { people, groups } = told(contender, other)?;
                        Some(Told { people, groups })
                    })
                    .collect(),
                deciding_tier: others()
                    .map(|other| decides(contender, other).map(|(tier, ..)| Word::of(&tier)))
                    .collect(),
            }
        };
        Variants { variants: contenders.iter().map(variant).collect(), files }
    }
}

impl Sweep {
    /// Of a whole sweep.
    pub fn new<P>(sweep: &sweep::Sweep<P>, files: Vec<String>, lang: Lang) -> Sweep {
        let point = |point: &sweep::SweepPoint<P>| SweepPoint {
            at: sweep.axes.iter().zip(&point.at).map(|(axis, value)| axis.write(*value)).collect(),
            status: point.solved.as_ref().map(|solved| Word::of(&solved.termination)),
            fits: point.fits(),
            tiers: ByTier(
                point
                    .solved
                    .iter()
                    .flat_map(|solved| &solved.values)
                    .map(|(tier, value)| (*tier, Decimal(*value)))
                    .collect(),
            ),
        };
        let found = |found: &sweep::BreakPoint| SweepBreak {
            from: sweep.axes[0].write(found.from),
            second: found.second.and_then(|value| Some(sweep.axes.get(1)?.write(value))),
            proven: found.proven && found.is_exact(),
        };
        Sweep {
            settings: sweep.axes.iter().map(|axis| axis.key.clone()).collect(),
            points: sweep.points.iter().map(point).collect(),
            breaks: sweep.breaks.iter().map(found).collect(),
            sentences: sweeps::sentences(sweep)
                .iter()
                .map(|line| line.get(lang).to_owned())
                .collect(),
            files,
        }
    }
}

impl Pareto {
    /// Of a front.
    pub fn new<P>(front: &Front<P>, files: Vec<String>) -> Pareto {
        let point = |point: &pareto::FrontPoint<P>| ParetoPoint {
            values: point.values.iter().copied().map(Decimal).collect(),
            proven: point.proven,
        };
        Pareto {
            between: front.between.iter().map(Word::of).collect(),
            points: front.points.iter().map(point).collect(),
            complete: front.complete,
            files,
        }
    }
}
