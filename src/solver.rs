//! The front door for programs: a campaign, how it is solved, and every question that callsheet
//! answers about it.

use crate::base::budget::Budget;
use crate::base::clock::Minutes;
use crate::base::text::Text;
use crate::campaign::actuals::{Actual, Moment};
use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, GroupId, Share, Tier};
use crate::check::{Violation, check};
use crate::files::Loaded;
use crate::plans::metrics::{Metrics, metrics};
use crate::questions::explain::{
    Asker, Fit, Force, Slack, Suggestion, WhyNot, fit, slack, suggest, why_not,
};
use crate::questions::pareto::{Front, front};
use crate::questions::replan::{Caveat, Replanned, Request, Ways, replan, ways};
use crate::questions::safety::{SafetyError, Step, price};
use crate::questions::sweep::{Axis, Ground, Sweep, SweepError, sweep};
use crate::questions::variants::{Case, Contender, solve_all};
use crate::simulate::{self, Refused, Results, simulate};
use crate::solve::{Engine, Options, Outcome, Progress, SolveError, solve};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

/// Hears where a solve stands.
type SolveWatch<'a> = dyn FnMut(&Progress) + Send + 'a;

/// A campaign, how it is solved, and the questions about it.
///
/// ```
/// use callsheet::Solver;
/// use callsheet::files::load;
/// use callsheet::solve::Termination;
///
/// let campaign = load("instances/teaching-five".as_ref(), &[])?;
/// let solver = Solver::from(campaign).threads(1).seed(7);
/// let outcome = solver.solve()?;
/// assert_eq!(outcome.termination, Termination::Optimal);
/// let plan = outcome.plan.ok_or("no plan")?;
/// assert!(solver.check(&plan).is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Solver<'a> {
    campaign: Campaign,
    baseline: Option<Plan>,
    options: Options,
    budget: Budget,
    /// Behind a lock, since variants are solved several at a time.
    progress: Mutex<Box<SolveWatch<'a>>>,
}

impl From<Campaign> for Solver<'_> {
    fn from(campaign: Campaign) -> Self {
        Solver::new(campaign)
    }
}

/// A campaign from files, with its baseline.
impl From<Loaded> for Solver<'_> {
    fn from(loaded: Loaded) -> Self {
        Solver { baseline: loaded.baseline, ..Solver::new(loaded.campaign) }
    }
}

impl<'a> Solver<'a> {
    /// Of a campaign without a baseline, with the usual options, no limit, and nobody who watches.
    pub fn new(campaign: Campaign) -> Solver<'a> {
        Solver {
            campaign,
            baseline: None,
            options: Options::default(),
            budget: Budget::unlimited(),
            progress: Mutex::new(Box::new(|_| {})),
        }
    }

    /// The plan that people were told, against which the tier `moved` counts.
    #[must_use]
    pub fn baseline(mut self, plan: Plan) -> Self {
        self.baseline = Some(plan);
        self
    }

    /// All switches of a solve at once.
    #[must_use]
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// How tiers are proven.
    #[must_use]
    pub fn engine(mut self, engine: Engine) -> Self {
        self.options.engine = engine;
        self
    }

    /// Threads; all cores unless said otherwise.
    #[must_use]
    pub fn threads(mut self, threads: u32) -> Self {
        self.options.threads = threads;
        self
    }

    /// The seed of the solver's random choices, and of the dice of a simulation.
    #[must_use]
    pub fn seed(mut self, seed: u32) -> Self {
        self.options.seed = seed;
        self
    }

    /// The relative gap, `(value − bound) / value`, at which a tier is left; 0, as usual, asks for
    /// a proof.
    #[must_use]
    pub fn gap(mut self, gap: f64) -> Self {
        self.options.gap = gap;
        self
    }

    /// The time from now on for everything together that is asked of this solver. What is found by
    /// then is the answer.
    #[must_use]
    pub fn time_limit(self, limit: Duration) -> Self {
        self.budget(Budget::seconds(limit.as_secs_f64()))
    }

    /// The budget of everything that is asked of this solver. Whoever holds a clone of it can end
    /// the work from another thread.
    ///
    /// ```
    /// use callsheet::Solver;
    /// use callsheet::base::budget::Budget;
    /// use callsheet::files::load;
    ///
    /// let budget = Budget::seconds(60.0);
    /// let cancel = budget.clone();
    /// std::thread::spawn(move || cancel.cancel()).join().ok();
    /// let campaign = load("instances/teaching-five".as_ref(), &[])?;
    /// let outcome = Solver::from(campaign).budget(budget).solve()?;
    /// assert!(outcome.stopped_early);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn budget(mut self, budget: Budget) -> Self {
        self.budget = budget;
        self
    }

    /// Who hears where a solve stands.
    ///
    /// ```
    /// use callsheet::Solver;
    /// use callsheet::files::load;
    ///
    /// let mut heard = 0;
    /// let campaign = load("instances/teaching-five".as_ref(), &[])?;
    /// Solver::from(campaign).on_progress(|_| heard += 1).solve()?;
    /// assert!(heard > 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn on_progress(mut self, progress: impl FnMut(&Progress) + Send + 'a) -> Self {
        self.progress = Mutex::new(Box::new(progress));
        self
    }

    /// The campaign.
    pub fn campaign(&self) -> &Campaign {
        &self.campaign
    }

    /// A switch that ends the work with what is found: a clone of the solver's budget.
    pub fn cancel_handle(&self) -> Budget {
        self.budget.clone()
    }

    /// The best plan, with a bound for every tier.
    ///
    /// ```
    /// use callsheet::base::clock::Interval;
    /// use callsheet::campaign::{Block, Campaign, Draft, Group, Station, StationId};
    /// use callsheet::solve::Termination;
    ///
    /// let mut draft = Draft::new("photo day");
    /// draft.stations.push(Station::new("hall", None));
    /// draft.blocks.push(Block {
    ///     id: None,
    ///     name: "morning".into(),
    ///     station: StationId(0),
    ///     date: jiff::civil::date(2024, 5, 6),
    ///     regular: Interval::new(9 * 60, 12 * 60),
    ///     latest_end: 12 * 60,
    ///     make_up: Vec::new(),
    ///     breaks: Vec::new(),
    ///     own: callsheet::campaign::OwnPace::default(),
    /// });
    /// draft.groups = vec![Group::new("A", 200), Group::new("B", 100)];
    /// let outcome = callsheet::Solver::new(Campaign::new(draft)?).solve()?;
    /// assert_eq!(outcome.termination, Termination::Optimal);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the solver fails.
    pub fn solve(&self) -> Result<Outcome, SolveError> {
        let baseline = self.baseline.as_ref();
        solve(&self.campaign, baseline, &self.options, &self.budget, &mut |step| self.tell(step))
    }

    /// What a plan breaks.
    ///
    /// ```
    /// use callsheet::Solver;
    /// use callsheet::campaign::plan::Plan;
    /// use callsheet::files::load;
    ///
    /// let solver = Solver::from(load("instances/teaching-five".as_ref(), &[])?);
    /// let found = solver.check(&Plan::default());
    /// assert!(found.iter().all(|violation| violation.breaks_a_rule()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn check(&self, plan: &Plan) -> Vec<Violation> {
        check(&self.campaign, plan)
    }

    /// The figures of a plan.
    ///
    /// ```
    /// use callsheet::Solver;
    /// use callsheet::campaign::plan::Plan;
    /// use callsheet::files::load;
    ///
    /// let solver = Solver::from(load("instances/teaching-five".as_ref(), &[])?);
    /// assert_eq!(solver.metrics(&Plan::default()).unserved, 300);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn metrics(&self, plan: &Plan) -> Metrics {
        metrics(&self.campaign, plan, self.baseline.as_ref())
    }

    /// Why a group is not somewhere else, and what it would cost.
    ///
    /// ```
    /// use callsheet::Solver;
    /// use callsheet::campaign::{BlockId, GroupId};
    /// use callsheet::files::load;
    /// use callsheet::questions::explain::{Force, WhyNot};
    ///
    /// let solver = Solver::from(load("instances/teaching-five".as_ref(), &[])?);
    /// let plan = solver.solve()?.plan.ok_or("no plan")?;
    /// let force = Force { group: GroupId(0), blocks: vec![BlockId(1)], start: None };
    /// let answer = solver.why(&plan, &force)?;
    /// assert!(matches!(answer, WhyNot::IsThere | WhyNot::Costs(_)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the solver fails.
    pub fn why(&self, plan: &Plan, force: &Force) -> Result<WhyNot, SolveError> {
        self.ask(|asker| why_not(&self.campaign, plan, force, asker))
    }

    /// At most `most` other half-days for a group, cheapest first, and the number of half-days that
    /// could not be decided within the budget.
    ///
    /// ```
    /// use callsheet::Solver;
    /// use callsheet::campaign::GroupId;
    /// use callsheet::files::load;
    ///
    /// let solver = Solver::from(load("instances/teaching-five".as_ref(), &[])?);
    /// let plan = solver.solve()?.plan.ok_or("no plan")?;
    /// let (suggestions, undecided) = solver.suggest(&plan, GroupId(0), 3)?;
    /// assert_eq!((suggestions.len(), undecided), (1, 0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the solver fails.
    pub fn suggest(
        &self,
        plan: &Plan,
        group: GroupId,
        most: usize,
    ) -> Result<(Vec<Suggestion>, usize), SolveError> {
        self.ask(|asker| suggest(&self.campaign, plan, group, most, asker))
    }

    /// Whether everybody fits; if not, which rules conflict and what would mend it.
    ///
    /// ```
    /// use callsheet::Solver;
    /// use callsheet::files::load;
    /// use callsheet::questions::explain::conflict::ConflictFinding;
    ///
    /// let slow = ["station.rate=100".to_owned()];
    /// let solver = Solver::from(load("instances/teaching-five".as_ref(), &slow)?);
    /// let found = solver.fit()?;
    /// assert!(matches!(found.finding, ConflictFinding::Conflict(_)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the solver fails.
    pub fn fit(&self) -> Result<Fit, SolveError> {
        self.ask(|asker| fit(&self.campaign, asker))
    }

    /// The slack of a plan: slower photos, further people and shorter half-days that it has room for.
    ///
    /// ```
    /// use callsheet::Solver;
    /// use callsheet::files::load;
    ///
    /// let solver = Solver::from(load("instances/teaching-five".as_ref(), &[])?);
    /// let plan = solver.solve()?.plan.ok_or("no plan")?;
    /// assert_eq!(solver.slack(&plan)?.windows.len(), 5);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the solver fails.
    pub fn slack(&self, plan: &Plan) -> Result<Slack, SolveError> {
        self.ask(|asker| slack(&self.campaign, plan, asker))
    }

    /// The exact Pareto front between two or three tiers, of at most `most` points.
    ///
    /// ```
    /// use callsheet::Solver;
    /// use callsheet::campaign::Tier;
    /// use callsheet::files::load;
    ///
    /// let solver = Solver::from(load("instances/teaching-five".as_ref(), &[])?);
    /// let front = solver.pareto(&[Tier::Peak, Tier::Early], 1)?;
    /// assert_eq!(front.points.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the solver fails.
    pub fn pareto(&self, between: &[Tier], most: usize) -> Result<Front, SolveError> {
        let (campaign, baseline) = (&self.campaign, self.baseline.as_ref());
        let mut watch = |_: usize, step: &Progress| self.tell(step);
        front(campaign, baseline, between, most, &self.options, &self.budget, &mut watch)
    }

    /// This campaign and others beside it, each solved, or with the plan that its case gives.
    ///
    /// ```
    /// use callsheet::Solver;
    /// use callsheet::base::text::Text;
    /// use callsheet::files::load;
    ///
    /// let solver = Solver::from(load("instances/teaching-five".as_ref(), &[])?);
    /// let mut other = solver.case(Text::same("a finer grid"));
    /// let mut draft = other.campaign.to_draft();
    /// draft.grid = 5;
    /// other.campaign = callsheet::campaign::Campaign::new(draft)?;
    /// let found = solver.variants(vec![solver.case(Text::same("as it is")), other])?;
    /// assert!(found.iter().all(|contender| contender.plan.is_some()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the solver fails.
    pub fn variants(&self, cases: Vec<Case>) -> Result<Vec<Contender>, SolveError> {
        let tell = |_: usize, step: Option<&Progress>| {
            if let Some(step) = step {
                self.tell(step);
            }
        };
        solve_all(cases, &self.options, &self.budget, &tell)
    }

    /// This campaign, as one of the cases of [`Solver::variants`].
    pub fn case(&self, name: Text) -> Case {
        Case {
            name,
            note: None,
            changes: Vec::new(),
            campaign: self.campaign.clone(),
            baseline: self.baseline.clone(),
            given: None,
            places: None,
        }
    }

    /// A folder's campaign over a range of one or two settings, and where it breaks. The campaign
    /// of each point is read anew, with further settings as `--set` takes them.
    ///
    /// ```
    /// use callsheet::Solver;
    /// use callsheet::files::load;
    /// use callsheet::questions::sweep::Axis;
    ///
    /// let folder = "instances/teaching-five".as_ref();
    /// let solver = Solver::from(load(folder, &[])?);
    /// let axis = Axis::parse("station.rate=250..300:50")?.ok_or("no range")?;
    /// let found = solver.sweep(folder, &[], vec![axis])?;
    /// assert_eq!(found.points.len(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When a point's campaign is refused or the solver fails.
    pub fn sweep(
        &self,
        folder: &Path,
        settings: &[String],
        axes: Vec<Axis>,
    ) -> Result<Sweep, SweepError> {
        let (options, budget) = (&self.options, &self.budget);
        let ground = Ground { folder, settings, options, budget };
        sweep(&ground, axes, None, &mut |_, step| self.tell(step))
    }

    /// What safety costs: the best plan for each confidence, each played `runs` times.
    ///
    /// ```
    /// use callsheet::Solver;
    /// use callsheet::campaign::Share;
    /// use callsheet::files::load;
    ///
    /// let rate = ["station.rate=600".to_owned()];
    /// let solver = Solver::from(load("instances/teaching-five".as_ref(), &rate)?);
    /// let even = Share::from_basis_points(5000).ok_or("no share")?;
    /// let steps = solver.safety(&[even], 10)?;
    /// assert_eq!(steps.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the solver fails or a rate is unknown.
    pub fn safety(&self, confidences: &[Share], runs: u64) -> Result<Vec<Step>, SafetyError> {
        let (campaign, baseline) = (&self.campaign, self.baseline.as_ref());
        let options = (&self.options, self.playing(runs));
        let mut watch = |_: usize, step: &Progress| self.tell(step);
        price(campaign, baseline, confidences, options, &self.budget, &mut watch)
    }

    /// Plans played `runs` times, the same people in each.
    ///
    /// ```
    /// use callsheet::Solver;
    /// use callsheet::files::load;
    ///
    /// let rate = ["station.rate=300".to_owned()];
    /// let solver = Solver::from(load("instances/teaching-five".as_ref(), &rate)?);
    /// let plan = solver.solve()?.plan.ok_or("no plan")?;
    /// let results = solver.simulate(&[&plan], 10)?;
    /// assert_eq!(results[0].runs, 10);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When a rate is unknown, or a plan is empty.
    pub fn simulate(&self, plans: &[&Plan], runs: u64) -> Result<Vec<Results>, Refused> {
        let done = AtomicU64::new(0);
        simulate(&self.campaign, plans, self.playing(runs), &self.budget, &done)
    }

    /// The rest of the campaign planned again at a moment, after what has really happened. Nobody
    /// gets a new time whose call is sooner than `notice` minutes from then.
    ///
    /// ```
    /// use callsheet::Solver;
    /// use callsheet::campaign::actuals::Moment;
    /// use callsheet::files::load;
    /// use callsheet::questions::replan::{NOTICE, Replanned};
    ///
    /// let solver = Solver::from(load("instances/teaching-five".as_ref(), &[])?);
    /// let plan = solver.solve()?.plan.ok_or("no plan")?;
    /// let before = Moment { date: jiff::civil::date(2024, 5, 6), minute: 8 * 60 };
    /// let (answer, _) = solver.replan(&plan, before, NOTICE, &[])?;
    /// let Replanned::Mended(rest) = answer else { return Err("nothing to plan".into()) };
    /// assert_eq!(rest.told(), 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the solver fails.
    pub fn replan(
        &self,
        plan: &Plan,
        now: Moment,
        notice: Minutes,
        actuals: &[Actual],
    ) -> Result<(Replanned, Vec<Caveat>), SolveError> {
        let request = Request { campaign: &self.campaign, plan, now, notice, actuals };
        replan(&request, &self.options, &self.budget, &mut |step| self.tell(step))
    }

    /// The ways in which lost time is won back, side by side: others are moved, the crew works on
    /// today, or make-up time is used. Arguments as of [`Solver::replan`].
    ///
    /// # Errors
    /// When the solver fails.
    pub fn replan_in_ways(
        &self,
        plan: &Plan,
        now: Moment,
        notice: Minutes,
        actuals: &[Actual],
    ) -> Result<(Ways, Vec<Caveat>), SolveError> {
        let request = Request { campaign: &self.campaign, plan, now, notice, actuals };
        ways(&request, &self.options, &self.budget, &mut |step| self.tell(step))
    }

    /// Tells whoever watches.
    fn tell(&self, step: &Progress) {
        if let Ok(mut progress) = self.progress.lock() {
            progress(step);
        }
    }

    fn ask<T>(&self, question: impl FnOnce(&Asker<'_>) -> T) -> T {
        let mut watch = |_: usize, step: &Progress| self.tell(step);
        question(&Asker::new(self.options.clone(), &self.budget, &mut watch))
    }

    fn playing(&self, runs: u64) -> simulate::SimulateOptions {
        let Options { seed, threads, .. } = self.options;
        simulate::SimulateOptions { runs, seed: u64::from(seed), threads: threads as usize }
    }
}
