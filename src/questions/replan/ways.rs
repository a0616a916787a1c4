//! The ways in which lost time is won back, side by side: others are moved, the crew works on
//! today, or make-up time is used. Each is a replan of its own, of a campaign that allows just this.

use super::{Caveat, Replan, Replanned, Request, replan};
use crate::base::clock::{Interval, Minutes};
use crate::campaign::plan::{MakeUpRow, Plan};
use crate::campaign::{Block, Campaign, Draft, InvalidCampaign, MakeUp, Tier};
use crate::solve::{Budget, Options, Progress, SolveError};
use std::collections::BTreeMap;

/// The most minutes that a crew works on past the end of a half-day: half of a half-day of three
/// hours.
pub const RUN_ON: Minutes = 90;

/// Minutes between the end of work and the next half-day, for a meal.
pub const PAUSE: Minutes = 60;

const DAY: Minutes = 24 * 60;

/// How lost time is won back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Within the campaign's own times: others are moved.
    Move,
    /// Today's half-days last up to [`RUN_ON`] minutes longer.
    RunOn,
    /// Make-up time at the end of half-days is used.
    MakeUp,
}

impl Way {
    /// All ways, the one within the campaign's own times first.
    pub const ALL: [Way; 3] = [Way::Move, Way::RunOn, Way::MakeUp];

    /// The name on the command line and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Way::Move => "move",
            Way::RunOn => "run-on",
            Way::MakeUp => "make-up",
        }
    }
}

/// A way with its plan.
pub struct FoundWay {
    /// The way.
    pub way: Way,
    /// The rest of the plan in this way.
    pub replan: Box<Replan>,
    /// Minutes past the regular ends of half-days.
    pub over: Minutes,
    /// Minutes of make-up time that windows take.
    pub make_up_used: Minutes,
    /// Minutes of make-up time that are left.
    pub make_up_left: Minutes,
}

impl FoundWay {
    /// People left out, people told a new time, minutes past regular ends, minutes of make-up time:
    /// less is better, the first difference decides.
    fn price(&self) -> (i64, i64, Minutes, Minutes) {
        (self.replan.left_out(), self.replan.told(), self.over, self.make_up_used)
    }
}

/// The ways that have a plan, or why there is none.
pub enum Ways {
    /// There is nothing to choose: nobody is left, or no way has a plan.
    None(Replanned),
    /// Those that have a plan, the best first. That within the campaign's own times is among them
    /// where it has one; the others are where they tell fewer people a new time or leave fewer out.
    Found(Vec<FoundWay>),
}

/// Plans the rest again in each way.
///
/// # Errors
/// When the solver fails.
pub fn ways(
    request: &Request<'_>,
    options: &Options,
    budget: &Budget,
    progress: &mut dyn FnMut(&Progress),
) -> Result<(Ways, Vec<Caveat>), SolveError> {
    let other = [Way::RunOn, Way::MakeUp].map(|way| (way, allowing(request, way)));
    let open = other.iter().filter(|(_, campaign)| campaign.is_some()).count();
    let (answer, caveats) = replan(request, options, &budget.share(open + 1), progress)?;
    let base = match answer {
        Replanned::Nobody => return Ok((Ways::None(Replanned::Nobody), caveats)),
        Replanned::Mended(found) if found.outcome.is_none() || found.told() == 0 => {
            return Ok((Ways::Found(vec![found_way(request, Way::Move, found)]), caveats));
        }
        other => other,
    };
    let mut found = Vec::new();
    let mut left = open;
    for (way, campaign) in other {
        let Some(campaign) = campaign else { continue };
        let asked = Request { campaign: &campaign, ..*request };
        let (answer, _) = replan(&asked, options, &budget.share(left), progress)?;
        left -= 1;
        if let Replanned::Mended(mended) = answer
            && mended.plan.is_some()
        {
            let mended = match way {
                Way::MakeUp => {
                    with_make_up(request.campaign, mended).map_err(|error| invalid(&error))?
                }
                _ => mended,
            };
            found.push(found_way(request, way, mended));
        }
    }
    match base {
        Replanned::Mended(mended) if mended.plan.is_some() => {
            let base = found_way(request, Way::Move, mended);
            let least = (base.replan.left_out(), base.replan.told());
            found.retain(|own| (own.replan.left_out(), own.replan.told()) < least);
            found.push(base);
        }
        nothing if found.is_empty() => return Ok((Ways::None(nothing), caveats)),
        _ => {}
    }
    found.sort_by_key(FoundWay::price);
    Ok((Ways::Found(found), caveats))
}

fn invalid(error: &InvalidCampaign) -> SolveError {
    SolveError::Solver(error.to_string())
}

/// The campaign that allows a way, `overtime` being its first aim; `None` where nothing is there to
/// allow.
fn allowing(request: &Request<'_>, way: Way) -> Option<Campaign> {
    let campaign = request.campaign;
    let mut draft = campaign.to_draft();
    let before = draft.blocks.clone();
    for block in &mut draft.blocks {
        match way {
            Way::Move => {}
            Way::RunOn => run_on(request, &before, block),
            Way::MakeUp => open_make_up(request, block),
        }
    }
    let is_same = draft.blocks == before;
    draft.tiers.retain(|tier| *tier != Tier::Overtime);
    draft.tiers.insert(0, Tier::Overtime);
    Campaign::new(draft).ok().filter(|_| !is_same)
}

/// A half-day of today that is not over may last longer, up to [`PAUSE`] minutes before the next at
/// its station.
fn run_on(request: &Request<'_>, all: &[Block], block: &mut Block) {
    let now = request.now;
    if block.date != now.date || block.latest_end <= now.minute {
        return;
    }
    let later = all.iter().filter(|other| {
        (other.station, other.date) == (block.station, block.date)
            && other.regular.start >= block.latest_end
    });
    let next = later.map(|other| other.regular.start - PAUSE).min().unwrap_or(DAY);
    block.latest_end = block.latest_end.max((block.regular.end + RUN_ON).min(next));
}

/// The make-up time with which a half-day from now on ends becomes time past its regular end, which
/// `overtime` counts.
fn open_make_up(request: &Request<'_>, block: &mut Block) {
    let (date, minute) = (request.now.date, request.now.minute);
    if block.date < date || block.date == date && block.latest_end <= minute {
        return;
    }
    let is_last = |own: &MakeUp| own.interval.end == block.regular.end;
    let Some(last) = block.make_up.iter().position(is_last) else { return };
    let start = block.make_up[last].interval.start;
    if start > block.regular.start {
        block.make_up.remove(last);
        block.regular.end = start;
    }
}

/// The replan with its make-up time put back where no window takes it; minutes of it that are taken
/// are no overtime then.
fn with_make_up(
    campaign: &Campaign,
    mut replan: Box<Replan>,
) -> Result<Box<Replan>, InvalidCampaign> {
    let Some(plan) = &mut replan.plan else { return Ok(replan) };
    let mut draft: Draft = replan.rest.campaign.to_draft();
    for block in &mut draft.blocks {
        let Some(own) = campaign.blocks().iter().find(|own| own.name == block.name) else {
            continue;
        };
        let open = block.bookable();
        block.regular.end = own.regular.end.clamp(block.regular.end, block.latest_end);
        block.make_up = Vec::new();
        for make_up in &own.make_up {
            let free = free_of(plan, block, make_up.interval.shared(open));
            let left = free.into_iter();
            block
                .make_up
                .extend(left.map(|interval| MakeUp { name: make_up.name.clone(), interval }));
        }
    }
    if !campaign.has_tier(Tier::Overtime) {
        draft.tiers.retain(|tier| *tier != Tier::Overtime);
    }
    if let Some(outcome) = &mut replan.outcome {
        outcome.tiers.retain(|own| own.tier != Tier::Overtime);
    }
    replan.rest.campaign = Campaign::new(draft)?;
    plan.make_up = MakeUpRow::reserved(&replan.rest.campaign, plan);
    Ok(replan)
}

/// The parts of a time in a block that no window, no break and no lost time takes.
fn free_of(plan: &Plan, block: &Block, time: Interval) -> Vec<Interval> {
    let windows = plan.windows.iter();
    let here = windows.filter(|own| (own.station, own.date) == (block.station, block.date));
    let breaks = block.breaks.iter().map(|pause| pause.interval);
    let taken: Vec<Interval> = here.map(|own| own.interval).chain(breaks).collect();
    let is_free =
        |minute: &Minutes| !taken.iter().any(|own| own.start <= *minute && *minute < own.end);
    let mut free: Vec<Interval> = Vec::new();
    for minute in (time.start..time.end).filter(is_free) {
        match free.last_mut() {
            Some(last) if last.end == minute => last.end = minute + 1,
            _ => free.push(Interval::new(minute, minute + 1)),
        }
    }
    free
}

/// What a way costs in time, measured against the campaign as it was.
fn found_way(request: &Request<'_>, way: Way, replan: Box<Replan>) -> FoundWay {
    let windows = replan.plan.iter().flat_map(|plan| &plan.windows);
    let (mut ends, mut make_up_used) = (BTreeMap::new(), 0);
    for window in windows {
        let blocks = request.campaign.blocks().iter().enumerate();
        // A half-day that lasts longer holds windows that end after it, or lie after it.
        let home = blocks.filter(|(_, block)| {
            (block.station, block.date) == (window.station, window.date)
                && block.regular.start <= window.interval.start
        });
        let Some((id, block)) = home.max_by_key(|(_, block)| block.regular.start) else { continue };
        let late = (window.interval.end - block.regular.end).max(0);
        let most = ends.entry(id).or_insert(0);
        *most = late.max(*most);
        let reserved = block.make_up.iter().map(|own| own.interval.shared(window.interval));
        make_up_used += reserved.map(|shared| shared.minutes().max(0)).sum::<Minutes>();
    }
    let left = replan.rest.campaign.blocks().iter().flat_map(|block| &block.make_up);
    let make_up_left = left.map(|own| own.interval.minutes()).sum();
    FoundWay { way, over: ends.into_values().sum(), make_up_used, make_up_left, replan }
}
