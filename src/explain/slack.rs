//! How much a plan can take before it breaks: slower crews, more people, shorter half-days.
//!
//! Windows stay where they are. Where a station's rate is unknown, the plan's own peak at that station stands for it: what
//! the crew must be able to do anyway.

use super::ask::{Answer, Asker};
use crate::clock::Minutes;
use crate::instance::{BlockId, GroupId, Instance, StationId};
use crate::metrics::{WindowFigures, metrics};
use crate::plan::{Plan, Window};
use crate::solve::SolveError;

/// How much one window can take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WindowSlack {
    /// The window.
    pub window: Window,
    /// Who is expected.
    pub expected: i64,
    /// The lowest whole rate at which it is long enough; `None` where it is too short for its buffer at any rate.
    pub breaks_below: Option<i64>,
    /// People on top for whom there is room at the station's rate; negative where it is too short already.
    pub more_people: i64,
}

/// How much one half-day can take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockSlack {
    /// The half-day.
    pub block: BlockId,
    /// Minutes between the end of its last window and its end: nobody is told a new time.
    pub idle: Minutes,
    /// Minutes that it could end earlier with its groups in it all the same, at new times; `None` where that is not
    /// decided within the limit, or the plan breaks rules as it is.
    pub could_lose: Option<Minutes>,
}

/// How much a plan can take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slack {
    /// Window by window, in the order of the timetable.
    pub windows: Vec<WindowSlack>,
    /// Half-days with anybody in them.
    pub blocks: Vec<BlockSlack>,
    /// For each station with windows: its rate, or the plan's peak, and whether it is the latter.
    pub rates: Vec<(StationId, i64, bool)>,
}

impl Slack {
    /// The rate below which the plan breaks at a station: the highest of its windows.
    pub fn breaks_below(&self, station: StationId) -> Option<i64> {
        let own = self.windows.iter().filter(|slack| slack.window.station == station);
        own.filter_map(|slack| slack.breaks_below).max()
    }

    /// The windows that break first: those with the least room in proportion to their people.
    pub fn weakest(&self, most: usize) -> Vec<&WindowSlack> {
        let mut windows: Vec<&WindowSlack> = self.windows.iter().filter(|slack| slack.expected > 0).collect();
        windows.sort_by_key(|slack| {
            let per_thousand = slack.more_people * 1000 / slack.expected;
            (per_thousand, slack.more_people, slack.window.clone())
        });
        windows.truncate(most);
        windows
    }
}

/// How much a plan can take.
///
/// # Errors
/// When the solver fails.
pub fn slack(instance: &Instance, plan: &Plan, asker: &Asker<'_>) -> Result<Slack, SolveError> {
    let figures = metrics(instance, plan, None);
    let mut rates = Vec::new();
    for station in (0..instance.stations().len()).map(StationId) {
        let own = || figures.windows.iter().filter(|figures| figures.window.station == station);
        let peak = own().filter_map(|figures| breaks_below(instance, figures)).max();
        let known = instance.station(station).rate;
        if let Some(rate) = known.or(peak).filter(|_| own().next().is_some()) {
            rates.push((station, rate, known.is_none()));
        }
    }
    let rate_of =
        |station: StationId| rates.iter().find(|(other, ..)| *other == station).map_or(0, |(_, rate, _)| *rate);
    let windows = figures.windows.iter().map(|figures| {
        let (group, station) = (figures.window.group, figures.window.station);
        let cameras = instance.station(station).cameras;
        let room = instance.room_at(group, figures.working, rate_of(station), cameras);
        WindowSlack {
            window: figures.window.clone(),
            expected: figures.expected,
            breaks_below: breaks_below(instance, figures),
            more_people: room - figures.expected,
        }
    });
    let windows = windows.collect();
    let used = figures.blocks.iter().filter_map(|block| Some((block.block, block.last_end?)));
    let blocks = used
        .map(|(block, last_end)| {
            let idle = instance.block(block).latest_end - last_end;
            Ok(BlockSlack { block, idle, could_lose: could_lose(instance, plan, &rates, block, asker)? })
        })
        .collect::<Result<_, SolveError>>()?;
    Ok(Slack { windows, blocks, rates })
}

/// `⌈expected × 60 × (100 + per cent) / (100 × (working − buffer minutes))⌉`: the least whole rate with
/// room for everybody; with a confidence the least at which the window is long enough on that share of days.
fn breaks_below(instance: &Instance, figures: &WindowFigures) -> Option<i64> {
    let (window, cameras) = (&figures.window, instance.station(figures.window.station).cameras);
    let at_rate = |rate: i64| instance.minutes_at(window.group, figures.expected, rate, cameras) <= figures.working;
    let mean = breaks_below_on_average(instance, figures)?;
    if instance.confidence().is_none() || at_rate(mean) {
        return Some(mean);
    }
    let (mut low, mut high) = (mean, mean.saturating_mul(1024));
    while low + 1 < high {
        let middle = i64::midpoint(low, high);
        if at_rate(middle) { high = middle } else { low = middle }
    }
    at_rate(high).then_some(high)
}

fn breaks_below_on_average(instance: &Instance, figures: &WindowFigures) -> Option<i64> {
    let buffer = instance.group(figures.window.group).buffer;
    let minutes = i64::from(figures.working - buffer.minutes);
    (minutes > 0).then(|| {
        let needed = figures.expected * 60 * (100 + buffer.per_cent);
        (needed + 100 * minutes - 1) / (100 * minutes)
    })
}

/// How many minutes earlier a half-day could end with the plan's groups in it: every group stays in its half-day, that
/// one is made shorter step by step, and the solver says whether they still fit.
fn could_lose(
    instance: &Instance,
    plan: &Plan,
    rates: &[(StationId, i64, bool)],
    block: BlockId,
    asker: &Asker<'_>,
) -> Result<Option<Minutes>, SolveError> {
    let grid = instance.grid();
    let (begins, ends) = (instance.block(block).regular.start, instance.block(block).latest_end);
    let mut lost = 0;
    let (mut low, mut high) = (0, (ends - begins) / grid - 1);
    let ask = |steps: Minutes| match only_here(instance, plan, rates, block, ends - steps * grid) {
        Some(shorter) => asker.possible(&shorter),
        None => Ok(Answer::No),
    };
    if !matches!(ask(0)?, Answer::Yes(_)) {
        return Ok(None);
    }
    while low < high {
        let middle = (low + high + 1) / 2;
        match ask(middle)? {
            Answer::Yes(_) => (low, lost) = (middle, middle * grid),
            Answer::No => high = middle - 1,
            Answer::Unknown => return Ok(None),
        }
    }
    Ok(Some(lost))
}

/// The campaign of one half-day with the plan's groups, which ends at that minute.
fn only_here(
    instance: &Instance,
    plan: &Plan,
    rates: &[(StationId, i64, bool)],
    block: BlockId,
    end: Minutes,
) -> Option<Instance> {
    let strict = super::ask::strict(instance)?;
    let mut draft = strict.to_draft();
    for (station, rate, _) in rates {
        draft.stations[station.0].rate = Some(*rate);
    }
    let here = &mut draft.blocks[block.0];
    // Make-up time and breaks that would hang over the end are what the half-day can't lose.
    if here.make_up.iter().any(|make_up| make_up.interval.end > end)
        || here.breaks.iter().any(|pause| pause.interval.end > end)
    {
        return None;
    }
    here.latest_end = end;
    here.regular.end = here.regular.end.min(end);
    for group in instance.group_ids() {
        let own: Vec<BlockId> = plan
            .windows_of(group)
            .iter()
            .filter_map(|window| instance.block_at(window.station, window.date, window.interval))
            .collect();
        keep(&mut draft.groups[group.0], &own);
    }
    let left_out: Vec<super::Rule> = instance
        .group_ids()
        .filter(|group: &GroupId| plan.window_of(*group).is_none())
        .map(super::Rule::Served)
        .collect();
    super::relaxed(&Instance::new(draft).ok()?, &left_out, None)
}

fn keep(group: &mut crate::instance::Group, blocks: &[BlockId]) {
    group.only_in = Some(blocks.to_vec());
}
