//! Which way each group goes on, and the plan of the rest.

use super::changes::{changes, recalled};
use super::horizon::Horizon;
use super::rest::{Rest, rest};
use super::task::{Mode, Task, TaskPlace, Work, work};
use super::{Caveat, Replan, Replanned, Request};
use crate::base::diagnostic::Severity;
use crate::campaign::plan::{MakeUpRow, Plan, Slot, Window};
use crate::campaign::{Campaign, GroupId, InvalidCampaign, Tier};
use crate::check::check;
use crate::plans::notice::{Notice, NoticeKind};
use crate::plans::slots;
use crate::solve::{Budget, Options, Outcome, Progress, SolveError, TierOutcome, solve};

/// Groups that fall behind at once of which every combination of ways is tried, eight solves for
/// three of them; of more groups all go on or all are split.
const MOST_TRIED: usize = 3;

/// Plans the rest again, with what is worth knowing whatever the answer is.
///
/// # Errors
/// When the solver fails.
pub fn replan(
    request: &Request<'_>,
    options: &Options,
    budget: &Budget,
    progress: &mut dyn FnMut(&Progress),
) -> Result<(Replanned, Vec<Caveat>), SolveError> {
    let horizon = Horizon::new(request);
    let work = work(request, &horizon);
    let mut solves = SharedSolves { options, budget, progress };
    let answer = decide(request, &horizon, &work, &mut solves)?;
    let mut caveats = caveats(&work);
    let is_solved = matches!(&answer, Replanned::Mended(found) if found.outcome.is_some());
    if is_solved && request.plan_breaks_rules() {
        caveats.push(Caveat::PlanBroken);
    }
    Ok((answer, caveats))
}

fn decide(
    request: &Request<'_>,
    horizon: &Horizon<'_>,
    work: &Work,
    solves: &mut SharedSolves<'_>,
) -> Result<Replanned, SolveError> {
    let tasks = |modes: &[Mode]| -> Vec<Task> {
        let ways = work
            .behind
            .iter()
            .zip(modes)
            .flat_map(|(behind, mode)| behind.tasks(request, horizon, *mode));
        let mut tasks: Vec<Task> = work.tasks.iter().cloned().chain(ways).collect();
        tasks.sort_by_key(|task| {
            (task.group, task.old.first().map(|old| (old.date, old.interval)), !is_kept(task))
        });
        tasks
    };
    let build = |modes: &[Mode]| {
        let mut tasks = tasks(modes);
        let first = rest(request, horizon, tasks.clone()).map_err(|error| invalid(&error))?;
        match first {
            Some(first) if let_go(request, &first, &mut tasks) => {
                rest(request, horizon, tasks).map_err(|error| invalid(&error))
            }
            first => Ok(first),
        }
    };
    if work.tasks.is_empty() && work.behind.is_empty() {
        return Ok(Replanned::Nobody);
    }
    let ways = ways(work.behind.len());
    let mut best: Option<((i64, i64), Rest, Outcome)> = None;
    let mut ways_proven = work.behind.len() <= MOST_TRIED;
    // One way alone needs no trial.
    for (place, modes) in ways.iter().enumerate().filter(|_| ways.len() > 1) {
        if place > 0 && solves.budget.is_spent() {
            ways_proven = false;
            break;
        }
        let Some(rest) = build(modes)? else { continue };
        let quick = with_tiers(&rest.campaign, &[Tier::Unserved, Tier::Moved])?;
        let outcome = solves.ask(&quick, &rest, None, ways.len() - place + 1)?;
        ways_proven &= outcome.tiers.iter().all(TierOutcome::proven);
        let Some(plan) = &outcome.plan else { continue };
        let score = score(&changes(&rest, plan));
        if best.as_ref().is_none_or(|(least, ..)| score < *least) {
            best = Some((score, rest, outcome));
        }
    }
    let (rest, known) = match best {
        Some((_, rest, known)) => (rest, Some(known)),
        None => match build(&ways[0])? {
            Some(rest) => (rest, None),
            None => return Ok(Replanned::NoTime(tasks(&ways[0]))),
        },
    };
    let may_hold = work.behind.is_empty() && work.tasks.iter().all(|task| !task.old.is_empty());
    if let Some(plan) = may_hold.then(|| still_holds(request, &rest)).flatten() {
        let recalled = recalled(request, &rest, &plan, &[]);
        let (changes, outcome, plan) = (Vec::new(), None, Some(plan));
        return Ok(Replanned::Mended(Box::new(Replan {
            rest,
            plan,
            changes,
            recalled,
            outcome,
            is_proven: true,
        })));
    }
    let outcome = solves.ask(&rest.campaign, &rest, known.as_ref(), 1)?;
    let is_first = |tier: &&TierOutcome| matches!(tier.tier, Tier::Unserved | Tier::Moved);
    let is_proven = ways_proven && outcome.tiers.iter().filter(is_first).all(TierOutcome::proven);
    let plan = outcome.plan.clone().map(|plan| with_known_slots(request, &rest, plan));
    let changes = plan.as_ref().map(|plan| changes(&rest, plan)).unwrap_or_default();
    let recalled =
        plan.as_ref().map(|plan| recalled(request, &rest, plan, &changes)).unwrap_or_default();
    let outcome = Some(outcome);
    Ok(Replanned::Mended(Box::new(Replan { rest, plan, changes, recalled, outcome, is_proven })))
}

fn invalid(error: &InvalidCampaign) -> SolveError {
    SolveError::Solver(error.to_string())
}

/// Lets go of windows that can't be kept after all, such as one across an outage of a
/// group with a single class; whether there were any.
fn let_go(request: &Request<'_>, rest: &Rest, tasks: &mut [Task]) -> bool {
    let mut any = false;
    for (id, task) in tasks.iter_mut().enumerate() {
        let TaskPlace::Kept(block, _) = task.place else { continue };
        let windows = rest.before.windows_of(GroupId(id)).into_iter().cloned().collect();
        let mut alone = Plan { windows, ..Plan::default() };
        slots::assign(&rest.campaign, &mut alone);
        let has_slots = alone.slots.is_empty() == task.classes.is_empty();
        if !has_slots
            || check(&rest.campaign, &alone).iter().any(|found| found.severity == Severity::Error)
        {
            task.place = TaskPlace::Open(Some((block, request.now.minute)));
            any = true;
        }
    }
    any
}

fn is_kept(task: &Task) -> bool {
    matches!(task.place, TaskPlace::Kept(..))
}

/// The ways to try, those with more groups that go on first: they win among equals.
fn ways(behind: usize) -> Vec<Vec<Mode>> {
    let mode = |split: bool| if split { Mode::Split } else { Mode::Continue };
    if behind == 0 {
        return vec![Vec::new()];
    }
    if behind > MOST_TRIED {
        return [false, true].map(|split| vec![mode(split); behind]).to_vec();
    }
    let mut ways: Vec<u32> = (0..1 << behind).collect();
    ways.sort_by_key(|way| way.count_ones());
    ways.iter().map(|way| (0..behind).map(|place| mode(way >> place & 1 == 1)).collect()).collect()
}

/// People left out, then people told a new time.
fn score(changes: &[Notice]) -> (i64, i64) {
    let people = |kinds: &[NoticeKind]| {
        changes.iter().filter(|change| kinds.contains(&change.kind)).map(|c| c.people).sum()
    };
    (
        people(&[NoticeKind::LeftOut]),
        people(&[NoticeKind::LeftOut, NoticeKind::GoesOn, NoticeKind::Moved]),
    )
}

fn with_tiers(campaign: &Campaign, tiers: &[Tier]) -> Result<Campaign, SolveError> {
    let mut draft = campaign.to_draft();
    draft.tiers = tiers.to_vec();
    Campaign::new(draft).map_err(|error| invalid(&error))
}

/// Several solves within one budget.
struct SharedSolves<'a> {
    options: &'a Options,
    budget: &'a Budget,
    progress: &'a mut dyn FnMut(&Progress),
}

impl SharedSolves<'_> {
    /// Solves with the time that is left divided by `shares`, from what is known of the same rest
    /// with the first tiers only.
    fn ask(
        &mut self,
        campaign: &Campaign,
        rest: &Rest,
        known: Option<&Outcome>,
        shares: usize,
    ) -> Result<Outcome, SolveError> {
        // A bound holds as long as the tiers before it have their best value.
        let proven =
            known.into_iter().flat_map(|known| &known.tiers).take_while(|tier| tier.proven());
        let options = Options {
            start: known.and_then(|known| known.plan.clone()),
            at_least: proven.filter_map(|tier| Some((tier.tier, tier.bound?))).collect(),
            told: Some(rest.told.clone()),
            ..self.options.clone()
        };
        solve(campaign, Some(&rest.before), &options, &self.budget.share(shares), self.progress)
    }
}

/// The plan before, where it keeps every rule of what is left and serves everybody.
fn still_holds(request: &Request<'_>, rest: &Rest) -> Option<Plan> {
    let mut plan = rest.before.clone();
    slots::assign(&rest.campaign, &mut plan);
    plan.make_up = MakeUpRow::reserved(&rest.campaign, &plan);
    plan.sort();
    let plan = with_known_slots(request, rest, plan);
    let is_served = |group: GroupId| plan.window_of(group).is_some();
    let holds = check(&rest.campaign, &plan).iter().all(|found| found.severity != Severity::Error);
    let allowed = plan
        .windows
        .iter()
        .all(|window| rest.told.allows(&rest.campaign, Some(&rest.before), window));
    (holds && allowed && rest.campaign.group_ids().all(is_served)).then_some(plan)
}

/// Classes of groups that stay and are as they were keep the slots they were told, where the plan
/// before says them, also those that their group has agreed on.
fn with_known_slots(request: &Request<'_>, rest: &Rest, plan: Plan) -> Plan {
    let mut known = plan.clone();
    for (id, task) in rest.tasks.iter().enumerate().filter(|(_, task)| task.is_as_it_was) {
        let group = GroupId(id);
        let told: Vec<_> = request.plan.slots_of(task.group).cloned().collect();
        let call = |window: &Window| (window.date, window.station, window.interval);
        let stays = plan.windows_of(group).into_iter().map(call).eq(rest
            .before
            .windows_of(group)
            .into_iter()
            .map(call));
        if stays && !told.is_empty() {
            known.slots.retain(|slot| slot.group != group);
            known.slots.extend(told.into_iter().map(|slot| Slot { group, ..slot }));
            if request.plan.agreed.contains(&task.group) {
                known.agreed.insert(group);
            }
        }
    }
    known.sort();
    let errors = |plan: &Plan| {
        check(&rest.campaign, plan).iter().filter(|f| f.severity == Severity::Error).count()
    };
    // Slots that were wrong before are put right.
    if errors(&known) > errors(&plan) { plan } else { known }
}

impl Request<'_> {
    /// Whether the plan broke rules before anything happened.
    fn plan_breaks_rules(&self) -> bool {
        check(self.campaign, self.plan).iter().any(|found| found.severity == Severity::Error)
    }
}

fn caveats(work: &Work) -> Vec<Caveat> {
    let as_planned = || Caveat::AsPlanned(work.unsaid.clone());
    let unsaid = (!work.unsaid.is_empty()).then(as_planned);
    unsaid.into_iter().chain(work.pace_of_plan.then_some(Caveat::PaceOfPlan)).collect()
}

#[cfg(test)]
mod tests {
    use super::{GroupId, MOST_TRIED, Mode, Notice, NoticeKind, score, ways};
    use std::collections::BTreeSet;

    #[test]
    fn every_way_is_tried_once_and_those_that_go_on_first() {
        assert_eq!(ways(0), [Vec::<Mode>::new()]);
        for behind in 1..=MOST_TRIED {
            let ways = ways(behind);
            let set: BTreeSet<Vec<bool>> = ways
                .iter()
                .map(|way| way.iter().map(|mode| *mode == Mode::Split).collect())
                .collect();
            assert_eq!((set.len(), ways.len()), (1 << behind, 1 << behind));
            let split = |way: &Vec<Mode>| way.iter().filter(|mode| **mode == Mode::Split).count();
            assert!(ways.is_sorted_by_key(split) && ways.iter().all(|way| way.len() == behind));
        }
        let many = MOST_TRIED + 1;
        assert_eq!(ways(many), [vec![Mode::Continue; many], vec![Mode::Split; many]]);
    }

    #[test]
    fn whoever_is_left_out_counts_before_whoever_is_told_a_new_time() {
        let change = |kind, people| Notice {
            group: GroupId(0),
            kind,
            people,
            from: Vec::new(),
            to: Vec::new(),
        };
        let kinds = [
            (NoticeKind::New, 1),
            (NoticeKind::GoesOn, 10),
            (NoticeKind::Moved, 100),
            (NoticeKind::LeftOut, 1_000),
        ];
        let changes = kinds.map(|(kind, people)| change(kind, people));
        assert_eq!(score(&changes), (1_000, 1_110));
        assert!(score(&changes[..3]) < score(&[change(NoticeKind::LeftOut, 1)]));
    }
}
