//! Asking the solver: in a thread of its own, heard and stopped from the page.

use super::desk::Desk;
use super::locking::LockedCampaign;
use crate::base::budget::Budget;
use crate::base::clock::Minutes;
use crate::base::ratio::Ratio;
use crate::base::text::{Lang, Text};
use crate::campaign::actuals::{Actual, Moment};
use crate::campaign::plan::Plan;
use crate::campaign::{BlockId, Campaign, GroupId, Tier};
use crate::files::VariantStep;
use crate::publish::json::{BoardFront, BoardJob, BoardProposal, Decimal};
use crate::publish::words::board::HeldAgainst;
use crate::publish::words::on_page::rendered;
use crate::publish::words::{answers, board as words, conflicts, fronts};
use crate::publish::words::{repairs as mending, replan as replanning};
use crate::questions::explain::Fit;
use crate::questions::explain::conflict::ConflictFinding;
use crate::questions::explain::{Force, WhyNot};
use crate::questions::pareto::FrontPoint;
use crate::questions::published::that_keeps_times;
use crate::questions::replan::{Caveat, FoundWay, Replanned, Request, Ways, ways};
use crate::questions::variants::{Case, Contender, solve_all};
use crate::solve::{Options, Outcome, Progress, SolveError, Termination};
use crate::solver::Solver;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// Seconds after which a plan is answered with what is found: a planner waits for it at the screen,
/// sees it get better, and can stop it.
const PLAN_LIMIT: f64 = 30.0;
/// Seconds after which a question about one group is answered with what is known, as on the command
/// line.
const QUESTION_LIMIT: f64 = 10.0;
/// The most other half-days that are proposed for a group: their figures stand side by side.
const MOST_PLACES: usize = 3;

/// Seconds after which a front is answered with the plans found so far: 5 for each of
/// [`MOST_POINTS`], each of which is a solve of its own.
const FRONT_LIMIT: f64 = 120.0;
/// The most plans of a front: evenly spread over the 328 px of the picture's axis, points of
/// 14 px then touch.
const MOST_POINTS: usize = 24;

/// A variant to be solved beside others.
#[derive(Clone)]
pub struct SteppedCase {
    /// What it changes; nothing for the campaign as it is.
    pub steps: Vec<VariantStep>,
    /// The changed campaign.
    pub case: Case,
}

/// How the rest of a campaign goes on.
#[derive(Clone)]
pub struct DayQuestion {
    /// The campaign.
    pub campaign: Campaign,
    /// The plan that people know.
    pub plan: Plan,
    /// The moment.
    pub now: Moment,
    /// Minutes from then before which nobody is called to a new time.
    pub notice: Minutes,
    /// What has happened.
    pub actuals: Vec<Actual>,
}

impl DayQuestion {
    /// Whether the plan is still the one that people know.
    pub fn is_present(&self, desk: &Desk) -> bool {
        let (campaign, plan) = desk.known();
        plan.windows == self.plan.windows && campaign.continues() == self.campaign.continues()
    }

    /// The same, as it is asked.
    pub fn request(&self) -> Request<'_> {
        let DayQuestion { campaign, plan, now, notice, actuals } = self;
        Request { campaign, plan, now: *now, notice: *notice, actuals }
    }
}

/// What is asked.
#[derive(Clone)]
pub enum Inquiry {
    /// The best plan of the campaign, whatever lies on the desk.
    Best,
    /// The best plan in which what is locked stays.
    Rest,
    /// The plan that keeps all rules, with room for all, and tells the fewest people a new time.
    Repair,
    /// Other half-days for a group.
    Places(GroupId),
    /// Why a group is not in a half-day.
    Why(GroupId, BlockId),
    /// Whether there is a plan that leaves no group out, else the rules in the way.
    Fit,
    /// The trade-off between the peak and the people told a new time.
    Front,
    /// The campaign and variants of it, side by side.
    Variants(Vec<SteppedCase>),
    /// How the rest goes on.
    Day(Box<DayQuestion>),
}

/// A question, and its answer once there is one.
pub struct RunningInquiry {
    number: u64,
    question: Inquiry,
    budget: Budget,
    asked: Instant,
    heard: Mutex<Heard>,
}

#[derive(Default)]
struct Heard {
    /// The latest progress on each tier, with the place of its campaign among those asked for.
    progress: Vec<(usize, Progress)>,
    answer: Option<Answer>,
    seconds: f64,
}

/// An answer: what is said, and plans to look at.
#[derive(Default)]
pub struct Answer {
    text: Vec<Text>,
    proposals: Vec<(Text, Plan)>,
    /// The best plan of the campaign, where that was asked.
    pub best: Option<Outcome>,
    /// Of a front: the values of each proposal.
    points: Vec<Vec<Ratio>>,
    /// Plans of variants side by side.
    pub contenders: Vec<Contender>,
    /// Ways for the rest to go on.
    pub choices: Vec<FoundWay>,
}

impl RunningInquiry {
    /// A question that is asked now.
    pub fn new(number: u64, question: Inquiry) -> RunningInquiry {
        let seconds = match &question {
            Inquiry::Best | Inquiry::Rest | Inquiry::Repair | Inquiry::Fit | Inquiry::Day(_) => {
                PLAN_LIMIT
            }
            Inquiry::Places(_) | Inquiry::Why(..) => QUESTION_LIMIT,
            Inquiry::Front => FRONT_LIMIT,
            Inquiry::Variants(cases) => PLAN_LIMIT * cases.len() as f64,
        };
        let budget = Budget::seconds(seconds);
        RunningInquiry { number, question, budget, asked: Instant::now(), heard: Mutex::default() }
    }

    /// The number of the question, from 1.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Ends the work with what is found.
    pub fn stop(&self) {
        self.budget.cancel();
    }

    /// The plan of a proposal.
    pub fn proposal(&self, number: usize) -> Option<Plan> {
        let heard = self.heard();
        heard.answer.as_ref()?.proposals.get(number).map(|(_, plan)| plan.clone())
    }

    /// What was asked.
    pub fn question(&self) -> &Inquiry {
        &self.question
    }

    /// Looks at the answer, once there is one.
    pub fn with_answer<T>(&self, look: impl FnOnce(&Answer) -> T) -> Option<T> {
        self.heard().answer.as_ref().map(look)
    }

    /// The job as the page shows it.
    pub fn shown(&self, desk: &Desk) -> BoardJob {
        let (campaign, lang) = (desk.campaign(), desk.lang());
        let heard = self.heard();
        let none = Answer::default();
        let answer = heard.answer.as_ref().unwrap_or(&none);
        let progress = heard.progress.iter().map(|(place, step)| {
            let line = words::progress(campaign, step, lang);
            match &self.question {
                Inquiry::Variants(cases) => {
                    let name = cases.get(*place).map(|own| own.case.name.get(lang));
                    format!("{}{}{line}", name.unwrap_or_default(), lang.pick("：", ": "))
                }
                _ => line,
            }
        });
        let proposals = answer.proposals.iter().map(|(text, plan)| BoardProposal {
            text: text.get(lang).to_owned(),
            plan: super::board::plan(desk, &desk.whole(plan.clone())),
        });
        let is_running = heard.answer.is_none();
        BoardJob {
            number: self.number,
            question: asked(campaign, &self.question).get(lang).to_owned(),
            is_running,
            seconds: if is_running { self.asked.elapsed().as_secs_f64() } else { heard.seconds },
            progress: progress.collect(),
            text: answer.text.iter().map(|text| text.get(lang).to_owned()).collect(),
            proposals: proposals.collect(),
            front: (!answer.points.is_empty()).then(|| BoardFront {
                labels: FRONT.map(|tier| words::aim(campaign, tier, lang)).to_vec(),
                points: answer
                    .points
                    .iter()
                    .map(|values| values.iter().copied().map(Decimal).collect())
                    .collect(),
            }),
        }
    }

    /// Finds the answer.
    pub fn answer(&self, task: &InquiryTask) -> Answer {
        let answer = match &self.question {
            Inquiry::Best => self.best_plan(task, task.campaign.clone(), task.baseline.clone()),
            Inquiry::Rest => self.plan_under(task, &task.locked()),
            Inquiry::Repair => self.plan_under(task, &repairing(task.locked())),
            Inquiry::Places(group) => self.places(task, *group),
            Inquiry::Why(group, block) => self.why(task, *group, *block),
            Inquiry::Fit => self.fit(task),
            Inquiry::Front => self.front(task),
            Inquiry::Variants(cases) => self.variants(cases),
            Inquiry::Day(question) => self.day(question),
        };
        answer.unwrap_or_else(|error| {
            let said = error.to_string();
            Answer { text: vec![Text::same(said)], ..Answer::default() }
        })
    }

    /// Has an answer told.
    pub fn end(&self, answer: Answer) {
        let mut heard = self.heard();
        heard.seconds = self.asked.elapsed().as_secs_f64();
        heard.answer = Some(answer);
    }

    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hears a word of the solver, in place of one that it replaces.
    fn hear(&self, replaces: impl Fn(&(usize, Progress)) -> bool, new: (usize, Progress)) {
        let progress = &mut self.heard().progress;
        match progress.iter_mut().find(|own| replaces(own)) {
            Some(own) => *own = new,
            None => progress.push(new),
        }
    }

    fn solver(&self, campaign: Campaign, baseline: Option<Plan>) -> Solver<'_> {
        let hear =
            |progress: &Progress| self.hear(|(_, own)| own.tier == progress.tier, (0, *progress));
        let options = Options { settles_ties: true, ..Options::default() };
        let solver = Solver::new(campaign).options(options).budget(self.budget.clone());
        let solver = match baseline {
            Some(plan) => solver.baseline(plan),
            None => solver,
        };
        solver.on_progress(hear)
    }

    fn best_plan(
        &self,
        task: &InquiryTask,
        campaign: Campaign,
        baseline: Option<Plan>,
    ) -> Result<Answer, SolveError> {
        let outcome = self.solver(campaign, baseline).solve()?;
        let text = words::ending(outcome.termination, outcome.stopped_early);
        let plan = outcome.plan.clone().filter(|plan| plan.windows != task.plan.windows);
        let name = Text::new("求解得到的方案", "The plan that was found");
        let proposals = plan.map(|plan| (name, plan)).into_iter().collect();
        Ok(Answer { text: vec![text], proposals, best: Some(outcome), ..Answer::default() })
    }

    /// A plan of a changed campaign; what is told new against the plan on the desk decides between
    /// plans that are equal.
    fn plan_under(
        &self,
        task: &InquiryTask,
        locked: &LockedCampaign,
    ) -> Result<Answer, SolveError> {
        let Ok(campaign) = Campaign::new(locked.draft.clone()) else {
            let text = Text::new("锁定的时段互相矛盾。", "What is locked contradicts itself.");
            return Ok(Answer { text: vec![text], ..Answer::default() });
        };
        let before = locked.in_pieces(&task.plan);
        let mut answer = self.best_plan(task, campaign, Some(before))?;
        for (_, plan) in &mut answer.proposals {
            *plan = locked.whole(plan);
        }
        let found = answer.best.take().and_then(|best| best.plan).map(|plan| locked.whole(&plan));
        let moved =
            found.map(|plan| words::moved(&task.campaign, &task.plan, HeldAgainst::Present, &plan));
        answer.text.extend(moved);
        Ok(answer)
    }

    fn places(&self, task: &InquiryTask, group: GroupId) -> Result<Answer, SolveError> {
        let solver = self.solver(task.campaign.clone(), task.baseline.clone());
        let (found, undecided) = solver.suggest(&task.plan, group, MOST_PLACES)?;
        let campaign = &task.campaign;
        let mut answer =
            Answer { text: vec![answers::now(campaign, &task.plan, group)], ..Answer::default() };
        for suggestion in found {
            let mut lines = answers::suggestion(campaign, group, &suggestion);
            let head = if lines.is_empty() { Text::default() } else { lines.remove(0) };
            answer.proposals.push((head, suggestion.price.plan));
        }
        if answer.proposals.is_empty() && undecided == 0 {
            answer
                .text
                .push(Text::new("没有别的半天容得下它。", "No other half-day has room for it."));
        }
        if undecided > 0 {
            answer.text.push(Text::new(
                format!("另有 {undecided} 个半天在限时内未能判定。"),
                format!("Half-days that could not be decided in time: {undecided}."),
            ));
        }
        Ok(answer)
    }

    fn why(
        &self,
        task: &InquiryTask,
        group: GroupId,
        block: BlockId,
    ) -> Result<Answer, SolveError> {
        let solver = self.solver(task.campaign.clone(), task.baseline.clone());
        let force = Force { group, blocks: vec![block], start: None };
        let found = solver.why(&task.plan, &force)?;
        let text = answers::answer(&task.campaign, &force, &found);
        let proposals = match found {
            WhyNot::Costs(price) => {
                vec![(Text::new("排在那里的最好方案", "The best plan with it there"), price.plan)]
            }
            _ => Vec::new(),
        };
        Ok(Answer { text, proposals, ..Answer::default() })
    }

    /// The rules in each other's way where it does not fit, and the changes after which it does, as
    /// `callsheet fit` tells them.
    fn fit(&self, task: &InquiryTask) -> Result<Answer, SolveError> {
        let Fit { campaign, finding, repairs } = self.solver(task.campaign.clone(), None).fit()?;
        let mut text = vec![conflicts::verdict(&finding)];
        if let ConflictFinding::Conflict(conflict) = &finding {
            text.extend(answers::bullets(&conflicts::sentences(&campaign, conflict)));
            text.extend(conflicts::minutes(&campaign, conflict));
            text.extend(mending::all(&campaign, &repairs));
        }
        Ok(Answer { text, ..Answer::default() })
    }

    fn front(&self, task: &InquiryTask) -> Result<Answer, SolveError> {
        let campaign = &task.campaign;
        let solver = self.solver(campaign.clone(), task.baseline.clone());
        let found = solver.pareto(&FRONT, MOST_POINTS)?;
        let told = |point: &FrontPoint| {
            let values = FRONT.into_iter().zip(&point.values);
            let values: Vec<Text> = values
                .map(|(tier, value)| {
                    Text::each(|lang| {
                        let label = words::aim_name(tier, campaign.kind(), lang);
                        format!("{label} {}", words::value(campaign, tier, *value, lang))
                    })
                })
                .collect();
            Text::each(|lang| {
                let values: Vec<&str> = values.iter().map(|text| text.get(lang)).collect();
                values.join(lang.pick("，", ", "))
            })
        };
        Ok(Answer {
            text: vec![fronts::summary(&found)],
            points: found.points.iter().map(|point| point.values.clone()).collect(),
            proposals: found.points.into_iter().map(|point| (told(&point), point.plan)).collect(),
            ..Answer::default()
        })
    }

    fn variants(&self, cases: &[SteppedCase]) -> Result<Answer, SolveError> {
        let cases = cases.iter().map(|own| own.case.clone()).collect();
        let hear = |place: usize, step: Option<&Progress>| {
            if let Some(step) = step {
                self.hear(|(own, _)| *own == place, (place, *step));
            }
        };
        let options = Options { settles_ties: true, ..Options::default() };
        let contenders = solve_all(cases, &options, &self.budget, &hear)?;
        Ok(Answer { contenders, ..Answer::default() })
    }

    fn day(&self, question: &DayQuestion) -> Result<Answer, SolveError> {
        let campaign = &question.campaign;
        let request = question.request();
        let mut hear = |step: &Progress| self.hear(|(_, own)| own.tier == step.tier, (0, *step));
        let (found, caveats) = ways(&request, &Options::default(), &self.budget, &mut hear)?;
        let said = |caveat: &Caveat| {
            Text::each(|lang| rendered(&replanning::caveat(campaign, caveat), lang))
        };
        let mut text: Vec<Text> = caveats.iter().map(said).collect();
        let mut choices = Vec::new();
        match found {
            Ways::Found(all) => choices = all,
            Ways::None(Replanned::Nobody) => {
                let (verb, served) = (campaign.kind().zh().verb, campaign.kind().en().served);
                text.push(Text::new(
                    format!("没有剩下要{verb}的人。"),
                    format!("Nobody is left to be {served}."),
                ));
            }
            Ways::None(Replanned::NoTime(tasks)) => {
                text.extend(replanning::no_time(campaign, &tasks));
            }
            Ways::None(Replanned::Mended(_)) => {
                text.push(words::ending(Termination::NoPlan, true));
            }
        }
        Ok(Answer { text, choices, ..Answer::default() })
    }
}

/// The aims of the trade-off that is drawn.
const FRONT: [Tier; 2] = [Tier::Peak, Tier::Moved];

/// What a question is about: a copy of what lay on the desk when it was asked.
pub struct InquiryTask {
    campaign: Campaign,
    baseline: Option<Plan>,
    plan: Plan,
    locked: Vec<GroupId>,
}

impl InquiryTask {
    /// What lies on the desk.
    pub fn of(desk: &Desk) -> InquiryTask {
        InquiryTask {
            campaign: desk.campaign().clone(),
            baseline: desk.baseline().cloned(),
            plan: desk.plan(),
            locked: desk.state().locked.into_iter().collect(),
        }
    }

    /// The campaign in which what is locked stays.
    fn locked(&self) -> LockedCampaign {
        LockedCampaign::of(&self.campaign, &self.plan, &self.locked)
    }
}

/// The same with the people told a new time as the first aim, behind those that nobody gives up for it:
/// that all have a time, with room for them, before the regular end.
fn repairing(locked: LockedCampaign) -> LockedCampaign {
    let campaign = Campaign::new(locked.draft.clone()).ok();
    let repairing = campaign.and_then(|campaign| that_keeps_times(&campaign).ok());
    match repairing {
        Some(campaign) => locked.with(campaign.to_draft()),
        None => locked,
    }
}

fn asked(campaign: &Campaign, question: &Inquiry) -> Text {
    let name = |group: GroupId, lang: Lang| campaign.group(group).name.get(lang);
    Text::each(|lang| match question {
        Inquiry::Best => {
            lang.pick("求整个活动的最优方案", "The best plan of the campaign").to_owned()
        }
        Inquiry::Rest => lang.pick("排好其余学院", "Plan the rest").to_owned(),
        Inquiry::Repair => lang.pick("以最少改动修好", "Repair with the fewest moves").to_owned(),
        Inquiry::Places(group) => lang.pick(
            format!("{}还能排在哪里", name(*group, lang)),
            format!("Other places for {}", name(*group, lang)),
        ),
        Inquiry::Why(group, _) => lang.pick(
            format!("{}为什么不在那里", name(*group, lang)),
            format!("Why {} is not there", name(*group, lang)),
        ),
        Inquiry::Fit => lang.pick("排得下吗", "Does it fit?").to_owned(),
        Inquiry::Front => {
            lang.pick("负荷与改时间的取舍", "The peak against people told a new time").to_owned()
        }
        Inquiry::Variants(_) => lang.pick("备选方案", "Variants").to_owned(),
        Inquiry::Day(question) => lang
            .pick(format!("{}之后怎么排", question.now), format!("The rest from {}", question.now)),
    })
}
