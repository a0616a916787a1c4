//! The slack of a plan: slower crews, further people and shorter half-days that it has room for.
//!
//! Windows stay where they are. Where a station's rate is unknown, the plan's own peak at that
//! station stands for it: what the crew must be able to do anyway.

use super::ask::{Asker, Feasibility, strict};
use super::rule::{Rule, relaxed};
use crate::base::clock::Minutes;
use crate::campaign::plan::{Plan, Window};
use crate::campaign::{BlockId, Campaign, StationId};
use crate::plans::metrics::{WindowFigures, metrics};
use crate::solve::SolveError;

/// The slack of one window: slower photos and further people that it has room for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WindowSlack {
    /// The window.
    pub window: Window,
    /// Who is expected.
    pub expected: i64,
    /// The lowest whole rate at which its people are photographed within it; `None` where it is too
    /// short for its buffer at any rate, or the minutes are given.
    pub breaks_below: Option<i64>,
    /// Whether the planner gives the minutes that the group needs there, so that no rate has a say.
    pub minutes_given: bool,
    /// People on top for whom there is room at the station's rate; negative where it is too short
    /// already.
    pub more_people: i64,
}

/// The slack of one half-day: minutes that it could lose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockSlack {
    /// The half-day.
    pub block: BlockId,
    /// Minutes between the end of its last window and its end: nobody is told a new time.
    pub idle: Minutes,
    /// Minutes that it could end earlier with every group in the same half-days as now, at new
    /// times; `None` where that is not decided within the limit, or the plan breaks rules as it is.
    pub could_lose: Option<Minutes>,
}

/// The rate that a station is taken to work at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StationRate {
    /// The station.
    pub station: StationId,
    /// People per hour.
    pub rate: i64,
    /// Whether it is the plan's peak, because the station's own rate is unknown.
    pub is_peak: bool,
}

/// The slack of all windows and half-days of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slack {
    /// Window by window, in the order of the timetable.
    pub windows: Vec<WindowSlack>,
    /// Half-days with anybody in them.
    pub blocks: Vec<BlockSlack>,
    /// One for each station with windows.
    pub rates: Vec<StationRate>,
}

impl Slack {
    /// The rate below which the plan breaks at a station: the highest of its windows.
    pub fn breaks_below(&self, station: StationId) -> Option<i64> {
        let own = self.windows.iter().filter(|slack| slack.window.station == station);
        own.filter_map(|slack| slack.breaks_below).max()
    }

    /// The rate that a station is taken to work at; `None` where it has no window.
    pub fn rate(&self, station: StationId) -> Option<&StationRate> {
        self.rates.iter().find(|rate| rate.station == station)
    }

    /// The windows that break first: those with the least room in proportion to their people.
    pub fn weakest(&self, most: usize) -> Vec<&WindowSlack> {
        let mut windows: Vec<&WindowSlack> =
            self.windows.iter().filter(|slack| slack.expected > 0).collect();
        windows.sort_by_key(|slack| {
            let per_thousand = slack.more_people * 1000 / slack.expected;
            (per_thousand, slack.more_people, slack.window.clone())
        });
        windows.truncate(most);
        windows
    }
}

/// Finds the slack of a plan.
///
/// # Errors
/// When the solver fails.
pub fn slack(campaign: &Campaign, plan: &Plan, asker: &Asker<'_>) -> Result<Slack, SolveError> {
    let figures = metrics(campaign, plan, None);
    let mut rates = Vec::new();
    for station in (0..campaign.stations().len()).map(StationId) {
        let own = || figures.windows.iter().filter(|figures| figures.window.station == station);
        let peak = own().filter_map(|figures| breaks_below(campaign, figures)).max();
        let known = campaign.station(station).rate;
        if let Some(rate) = known.or(peak).filter(|_| own().next().is_some()) {
            rates.push(StationRate { station, rate, is_peak: known.is_none() });
        }
    }
    let rate_of = |station: StationId| {
        rates.iter().find(|own| own.station == station).map_or(0, |own| own.rate)
    };
    let windows = figures.windows.iter().map(|figures| {
        let Window { group, run, station, .. } = figures.window;
        let (rate, cameras) = (rate_of(station), campaign.station(station).cameras);
        let known =
            figures.block.and_then(|block| campaign.room(group, run, block, figures.working));
        let room =
            known.unwrap_or_else(|| campaign.room_at(group, run, figures.working, rate, cameras));
        WindowSlack {
            window: figures.window.clone(),
            expected: figures.expected,
            breaks_below: breaks_below(campaign, figures),
            minutes_given: minutes_given(campaign, figures),
            more_people: room - figures.expected,
        }
    });
    let windows = windows.collect();
    let kept = match half_days_kept(campaign, plan, &rates) {
        Some(kept) if matches!(asker.possible(&kept)?, Feasibility::Yes(_)) => Some(kept),
        _ => None,
    };
    let used = figures.blocks.iter().filter_map(|block| Some((block.block, block.last_end?)));
    let blocks = used
        .map(|(block, last_end)| {
            let idle = campaign.block(block).latest_end - last_end;
            let could_lose =
                kept.as_ref().map_or(Ok(None), |kept| could_lose(kept, block, asker))?;
            Ok(BlockSlack { block, idle, could_lose })
        })
        .collect::<Result<_, SolveError>>()?;
    Ok(Slack { windows, blocks, rates })
}

fn minutes_given(campaign: &Campaign, figures: &WindowFigures) -> bool {
    figures.block.is_some_and(|block| campaign.minutes_for(figures.window.group, block).is_some())
}

/// `⌈expected × 60 × (100 + per cent) / (100 × (working − buffer minutes))⌉`: the least whole rate
/// with room for everybody, at least 1; with a confidence the least at which the window has
/// the minutes that its people take on that share of days. `None` where the minutes are given.
fn breaks_below(campaign: &Campaign, figures: &WindowFigures) -> Option<i64> {
    if minutes_given(campaign, figures) {
        return None;
    }
    let (window, cameras) = (&figures.window, campaign.station(figures.window.station).cameras);
    let at_rate = |rate: i64| {
        campaign.minutes_at(window.group, window.run, figures.expected, rate, cameras)
            <= figures.working
    };
    let mean = breaks_below_on_average(campaign, figures)?;
    if campaign.confidence().is_none() || at_rate(mean) {
        return Some(mean);
    }
    let (mut low, mut high) = (mean, mean.saturating_mul(1024));
    while low + 1 < high {
        let middle = i64::midpoint(low, high);
        if at_rate(middle) { high = middle } else { low = middle }
    }
    at_rate(high).then_some(high)
}

fn breaks_below_on_average(campaign: &Campaign, figures: &WindowFigures) -> Option<i64> {
    let buffer = campaign.group(figures.window.group).buffer;
    let minutes = i64::from(figures.working - buffer.minutes);
    (minutes > 0).then(|| {
        let needed = figures.expected * 60 * (100 + buffer.per_cent);
        ((needed + 100 * minutes - 1) / (100 * minutes)).max(1)
    })
}

/// The campaign with every group of the plan held to the half-days that it has windows in: the
/// parts of a cut group may change places between these.
fn half_days_kept(campaign: &Campaign, plan: &Plan, rates: &[StationRate]) -> Option<Campaign> {
    let mut draft = strict(campaign)?.to_draft();
    for StationRate { station, rate, .. } in rates {
        draft.stations[station.0].rate = Some(*rate);
    }
    let mut left_out = Vec::new();
    for group in campaign.group_ids() {
        let own = plan.windows_of(group);
        if own.is_empty() {
            left_out.push(Rule::Served(group));
        }
        let blocks = own
            .iter()
            .filter_map(|window| campaign.block_at(window.station, window.date, window.interval));
        draft.groups[group.0].only_in = Some(blocks.collect());
    }
    relaxed(&Campaign::new(draft).ok()?, &left_out, None)
}

/// The minutes by which a half-day of a campaign that has a plan could end earlier: it is made shorter
/// step by step, and the solver says whether all groups still fit.
fn could_lose(
    campaign: &Campaign,
    block: BlockId,
    asker: &Asker<'_>,
) -> Result<Option<Minutes>, SolveError> {
    let grid = campaign.grid();
    let (begins, ends) = (campaign.block(block).regular.start, campaign.block(block).latest_end);
    let (mut low, mut high) = (0, (ends - begins) / grid - 1);
    while low < high {
        let middle = (low + high + 1) / 2;
        let shorter = ending_at(campaign, block, ends - middle * grid);
        match shorter.map_or(Ok(Feasibility::No), |shorter| asker.possible(&shorter))? {
            Feasibility::Yes(_) => low = middle,
            Feasibility::No => high = middle - 1,
            Feasibility::Unknown => return Ok(None),
        }
    }
    Ok(Some(low * grid))
}

/// The campaign with a half-day that ends at that minute; `None` where make-up time or a break
/// would hang over its end.
fn ending_at(campaign: &Campaign, block: BlockId, end: Minutes) -> Option<Campaign> {
    let mut draft = campaign.to_draft();
    let here = &mut draft.blocks[block.0];
    here.latest_end = end;
    here.regular.end = here.regular.end.min(end);
    Campaign::new(draft).ok()
}

#[cfg(test)]
mod tests {
    use super::{
        Asker, BlockId, Campaign, Plan, Slack, StationId, StationRate, breaks_below, ending_at,
        metrics, slack,
    };
    use crate::base::budget::Budget;
    use crate::base::diagnostic::Code;
    use crate::campaign::{Confidence, GroupId, Share, Tier, tiny};
    use crate::check::check;
    use crate::solve::Options;
    use crate::solve::every_plan::every_plan;
    use crate::solve::windows::candidates;
    use rand::RngExt;

    fn take(campaign: &Campaign, plan: &Plan) -> Slack {
        let budget = Budget::unlimited();
        let options = Options { threads: 1, ..Options::default() };
        slack(campaign, plan, &Asker::new(options, &budget, &mut |_, _| {})).unwrap()
    }

    #[test]
    fn a_window_breaks_one_person_an_hour_below_its_rate() {
        for seed in 0..200 {
            let mut dice = tiny::dice(seed);
            let people = dice.random_range(1..60);
            let mut draft = tiny::draft(&[8], &[people]);
            draft.groups[0].buffer.minutes = dice.random_range(0..5);
            draft.groups[0].buffer.per_cent = dice.random_range(0..30);
            if dice.random_bool(0.4) {
                draft.confidence = Share::from_basis_points(9_500).and_then(Confidence::new);
            }
            draft.stations[0].cameras = Some(dice.random_range(1..4));
            let minutes = dice.random_range(1..8) * tiny::GRID;
            let plan = |rate: i64| {
                let mut draft = draft.clone();
                draft.stations[0].rate = Some(rate);
                let campaign = Campaign::new(draft).unwrap();
                let plan = Plan::of(&campaign, &[(0, 0, 0, minutes)]);
                (campaign, plan)
            };
            let is_long_enough = |rate: i64| {
                let (campaign, plan) = plan(rate);
                check(&campaign, &plan).iter().all(|found| found.rule() != Code::TooShort)
            };
            let (campaign, made) = plan(60);
            let Some(rate) = breaks_below(&campaign, &metrics(&campaign, &made, None).windows[0])
            else {
                assert!(!is_long_enough(100_000), "seed {seed}");
                continue;
            };
            assert!(is_long_enough(rate), "seed {seed}: {people} people at {rate}");
            assert!(
                rate == 1 || !is_long_enough(rate - 1),
                "seed {seed}: {people} people at {rate}"
            );
        }
    }

    #[test]
    fn a_window_has_room_for_just_so_many_people_more() {
        for seed in 0..60 {
            let mut dice = tiny::dice(seed);
            let people = dice.random_range(1..40);
            let mut draft = tiny::draft(&[5], &[people]);
            draft.stations[0].rate = Some(dice.random_range(30..120));
            draft.groups[0].buffer.minutes = dice.random_range(0..3);
            let minutes = dice.random_range(1..=5) * tiny::GRID;
            let campaign = Campaign::new(draft.clone()).unwrap();
            let plan = Plan::of(&campaign, &[(0, 0, 0, minutes)]);
            let more = take(&campaign, &plan).windows[0].more_people;
            let is_long_enough = |people: i64| {
                let mut draft = draft.clone();
                draft.groups[0].headcount = people;
                let campaign = Campaign::new(draft).unwrap();
                check(&campaign, &plan).iter().all(|found| found.rule() != Code::TooShort)
            };
            assert!(people + more < 1 || is_long_enough(people + more), "seed {seed}: {more} more");
            assert!(!is_long_enough(people + more + 1), "seed {seed}: {more} more");
        }
    }

    #[test]
    fn a_half_day_could_end_as_much_earlier_as_its_groups_still_fit() {
        let mut could = 0;
        for seed in 0..25 {
            let mut dice = tiny::dice(seed);
            let mut draft = tiny::random(&mut dice);
            draft
                .groups
                .iter_mut()
                .for_each(|group| group.headcount = (group.headcount - 4).max(2));
            (draft.tiers, draft.max_groups_per_block) = (vec![Tier::Blocks], None);
            let campaign = Campaign::new(draft).unwrap();
            let plans = every_plan(&campaign, &candidates(&campaign).unwrap().list);
            let Some(windows) = plans.last() else { continue };
            let plan = crate::solve::every_plan::plan_of(&campaign, windows);
            for block in take(&campaign, &plan).blocks {
                let here: Vec<GroupId> = windows
                    .iter()
                    .filter(|window| window.block == block.block)
                    .map(|window| window.group)
                    .collect();
                let still_fits = |minutes| {
                    let end = campaign.block(block.block).latest_end - minutes;
                    let Some(shorter) = ending_at(&campaign, block.block, end) else {
                        return false;
                    };
                    let keeps = |plan: &Vec<crate::solve::windows::Candidate>| {
                        plan.iter()
                            .all(|own| (own.block == block.block) == here.contains(&own.group))
                    };
                    every_plan(&shorter, &candidates(&shorter).unwrap().list).iter().any(keeps)
                };
                let lost = block.could_lose.unwrap();
                assert!(lost >= block.idle / tiny::GRID * tiny::GRID, "seed {seed}: {block:?}");
                assert!(lost == 0 || still_fits(lost), "seed {seed}: {block:?}");
                assert!(!still_fits(lost + tiny::GRID), "seed {seed}: {block:?}");
                could += usize::from(lost > 0);
            }
        }
        assert!(could > 4, "only {could} half-days could end earlier");
    }

    #[test]
    fn the_weakest_have_least_room_in_proportion_and_the_busiest_breaks_first() {
        let campaign = Campaign::new(tiny::draft(&[12], &[10, 40, 5])).unwrap();
        let plan = Plan::of(&campaign, &[(0, 0, 0, 20), (1, 0, 20, 70), (2, 0, 70, 80)]);
        let found = take(&campaign, &plan);
        let weakest: Vec<usize> = found.weakest(2).iter().map(|own| own.window.group.0).collect();
        assert_eq!(weakest, [1, 2], "ten more for forty; five more for five, ten more for ten");
        assert_eq!(found.breaks_below(StationId(0)), Some(48), "forty in fifty minutes");
        let at = |rate, is_peak| StationRate { station: StationId(0), rate, is_peak };
        assert_eq!(found.rates, [at(60, false)]);
        assert_eq!((found.blocks[0].block, found.blocks[0].idle), (BlockId(0), 40));
        // Where no rate is known the plan's own peak stands for it.
        let mut draft = campaign.to_draft();
        draft.stations[0].rate = None;
        let unknown = Campaign::new(draft).unwrap();
        assert_eq!(take(&unknown, &plan).rates, [at(48, true)]);
    }
}
