//! Asking the solver: in a thread of its own, heard and stopped from the page.

use super::desk::Desk;
use crate::base::budget::Budget;
use crate::base::text::{Lang, Text};
use crate::campaign::plan::Plan;
use crate::campaign::{BlockId, Campaign, Draft, GroupId, Pin};
use crate::publish::json::{BoardJob, BoardProposal};
use crate::publish::words::board::HeldAgainst;
use crate::publish::words::{answers, board as words};
use crate::questions::explain::{Force, WhyNot};
use crate::questions::published::that_keeps_times;
use crate::solve::{Options, Outcome, Progress, SolveError};
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

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// The last word on each tier.
    progress: Vec<Progress>,
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
}

impl RunningInquiry {
    /// A question that is asked now.
    pub fn new(number: u64, question: Inquiry) -> RunningInquiry {
        let seconds = match question {
            Inquiry::Best | Inquiry::Rest | Inquiry::Repair => PLAN_LIMIT,
            Inquiry::Places(_) | Inquiry::Why(..) => QUESTION_LIMIT,
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

    /// The job as the page shows it.
    pub fn shown(&self, desk: &Desk) -> BoardJob {
        let (campaign, lang) = (desk.campaign(), desk.lang());
        let heard = self.heard();
        let none = Answer::default();
        let answer = heard.answer.as_ref().unwrap_or(&none);
        let progress = heard.progress.iter();
        let proposals = answer.proposals.iter().map(|(text, plan)| BoardProposal {
            text: text.get(lang).to_owned(),
            plan: super::board::plan(desk, &desk.whole(plan.clone())),
        });
        let is_running = heard.answer.is_none();
        BoardJob {
            number: self.number,
            question: asked(campaign, self.question).get(lang).to_owned(),
            is_running,
            seconds: if is_running { self.asked.elapsed().as_secs_f64() } else { heard.seconds },
            progress: progress.map(|own| words::progress(campaign, own, lang)).collect(),
            text: answer.text.iter().map(|text| text.get(lang).to_owned()).collect(),
            proposals: proposals.collect(),
        }
    }

    /// Finds the answer.
    pub fn answer(&self, task: &InquiryTask) -> Answer {
        let answer = match self.question {
            Inquiry::Best => self.best_plan(task, task.campaign.clone(), task.baseline.clone()),
            Inquiry::Rest => self.plan_under(task, with_pins(task)),
            Inquiry::Repair => self.plan_under(task, repairing(task)),
            Inquiry::Places(group) => self.places(task, group),
            Inquiry::Why(group, block) => self.why(task, group, block),
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

    fn solver(&self, campaign: Campaign, baseline: Option<Plan>) -> Solver<'_> {
        let hear = |progress: &Progress| {
            let mut heard = self.heard();
            match heard.progress.iter_mut().find(|own| own.tier == progress.tier) {
                Some(own) => *own = *progress,
                None => heard.progress.push(*progress),
            }
        };
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
        Ok(Answer { text: vec![text], proposals, best: Some(outcome) })
    }

    /// A plan of a changed campaign; what is told new against the plan on the desk decides between
    /// plans that are equal.
    fn plan_under(&self, task: &InquiryTask, draft: Draft) -> Result<Answer, SolveError> {
        let Ok(campaign) = Campaign::new(draft) else {
            let text = Text::new("锁定的时段互相矛盾。", "What is locked contradicts itself.");
            return Ok(Answer { text: vec![text], ..Answer::default() });
        };
        let mut answer = self.best_plan(task, campaign, Some(task.plan.clone()))?;
        let moved = answer
            .best
            .take()
            .and_then(|best| best.plan)
            .map(|plan| words::moved(&task.campaign, &task.plan, HeldAgainst::Present, &plan));
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
        Ok(Answer { text, proposals, best: None })
    }
}

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
}

/// The campaign with the windows of locked groups pinned. A group with several windows can't be
/// pinned: where it is locked, only its first window is.
fn with_pins(task: &InquiryTask) -> Draft {
    let mut draft = task.campaign.to_draft();
    for group in &task.locked {
        let Some(window) = task.plan.window_of(*group) else { continue };
        draft.pins.push(Pin {
            group: *group,
            station: Some(window.station),
            date: Some(window.date),
            start: Some(window.interval.start),
            end: Some(window.interval.end),
        });
    }
    draft
}

/// The same with the people told a new time as the first aim, behind those that nobody gives up for it:
/// that all have a time, with room for them, before the regular end.
fn repairing(task: &InquiryTask) -> Draft {
    let draft = with_pins(task);
    let campaign = Campaign::new(draft.clone()).ok();
    let repairing = campaign.and_then(|campaign| that_keeps_times(&campaign).ok());
    repairing.map_or(draft, |campaign| campaign.to_draft())
}

fn asked(campaign: &Campaign, question: Inquiry) -> Text {
    let name = |group: GroupId, lang: Lang| campaign.group(group).name.get(lang);
    Text::each(|lang| match question {
        Inquiry::Best => {
            lang.pick("求整个活动的最优方案", "The best plan of the campaign").to_owned()
        }
        Inquiry::Rest => lang.pick("排好其余学院", "Plan the rest").to_owned(),
        Inquiry::Repair => lang.pick("以最少改动修好", "Repair with the fewest moves").to_owned(),
        Inquiry::Places(group) => lang.pick(
            format!("{}还能排在哪里", name(group, lang)),
            format!("Other places for {}", name(group, lang)),
        ),
        Inquiry::Why(group, _) => lang.pick(
            format!("{}为什么不在那里", name(group, lang)),
            format!("Why {} is not there", name(group, lang)),
        ),
    })
}
