//! Six to ten groups of 1 to 3 people in one or two half-days of 7 to 13 minutes, on a grid of 1 minute. A dynamic
//! program finds the best plan without trying each: its state is the half-day, the minute, and the number of
//! groups left of each sort of equal groups.
//!
//! The oracle takes the windows that a group may have alone from `check`, and their costs from the recomputed
//! tier values. It shares no code with the engines.

use crate::recipe::{day, exam};
use crate::solving::{errors, keeps_the_rules, plain_block, single};
use callsheet::base::budget::Budget;
use callsheet::base::clock::Interval;
use callsheet::base::ratio::Ratio;
use callsheet::campaign::plan::{Plan, Window};
use callsheet::campaign::{
    Block, BlockId, Campaign, Draft, Group, GroupId, Preference, Station, StationId, Tier, Wish,
};
use callsheet::plans::metrics::tier_value;
use callsheet::plans::slots;
use callsheet::solve::{Engine, Options, Termination, Tuning, solve};
use proptest::prelude::*;
use proptest::sample::Index;
use std::collections::{BTreeMap, HashMap};

const START: i32 = 540;

/// A random campaign; minutes count from [`START`].
#[derive(Debug, Clone)]
struct Recipe {
    /// For each half-day its regular minutes, its minutes of overtime, and whether it is at the second station.
    half_days: Vec<(i32, i32, bool)>,
    /// For each group the index of its number of people in `sizes`.
    groups: Vec<usize>,
    sizes: Vec<i64>,
    rate: Option<i64>,
    changeover: i32,
    most_groups: Option<usize>,
    /// Lessons: group, day, start and minutes.
    lessons: Vec<(Index, usize, i32, i32)>,
    /// Wishes: group, day, and whether it asks for the day (`true`) or to avoid it.
    wishes: Vec<(Index, usize, bool)>,
    /// Windows of the first groups in the baseline: half-day, start and minutes.
    calls: Vec<(Index, i32, i32)>,
    tiers: Vec<Tier>,
}

/// One tier or an ordered pair of tiers, of those without crews and cuts.
fn pair() -> impl Strategy<Value = Vec<Tier>> {
    let all = Tier::ALL.into_iter().filter(|tier| !tier.is_about_crews() && *tier != Tier::Cuts);
    let any_order = Just(all.collect::<Vec<_>>()).prop_shuffle();
    any_order.prop_flat_map(|all| (1..=2_usize).prop_map(move |count| all[..count].to_vec()))
}

prop_compose! {
    fn recipe()(
        half_days in prop::collection::vec((7..=11_i32, 0..=2_i32, any::<bool>()), 1..=2),
        groups in prop::collection::vec(0..2_usize, 6..=10),
        sizes in prop::collection::vec(1..=3_i64, 2),
        rate in prop::option::weighted(0.8, prop::sample::select(vec![60, 90, 120])),
        changeover in prop::sample::select(vec![0, 0, 1]),
        most_groups in prop::option::weighted(0.2, 4..=6_usize),
        lessons in prop::collection::vec((any::<Index>(), 0..2_usize, 0..9_i32, 1..5_i32), 0..=2),
        wishes in prop::collection::vec((any::<Index>(), 0..2_usize, any::<bool>()), 0..=2),
        calls in prop::collection::vec((any::<Index>(), 0..8_i32, 1..3_i32), 0..=2),
        tiers in pair(),
    ) -> Recipe {
        Recipe { half_days, groups, sizes, rate, changeover, most_groups, lessons, wishes, calls, tiers }
    }
}

impl Recipe {
    fn campaign(&self) -> Campaign {
        let mut draft = Draft::new("tiny");
        (draft.grid, draft.call_lead) = (1, 1);
        (draft.changeover, draft.max_groups_per_block) = (self.changeover, self.most_groups);
        draft.tiers.clone_from(&self.tiers);
        draft.stations = ["A", "B"].map(|name| Station::new(name, self.rate)).to_vec();
        for (number, (minutes, overtime, at_second)) in self.half_days.iter().enumerate() {
            let interval = Interval::new(START, START + minutes);
            draft.blocks.push(Block {
                station: StationId(usize::from(*at_second)),
                latest_end: interval.end + overtime,
                ..plain_block(format!("B{number}"), day(number), interval)
            });
        }
        let group =
            |(number, size): (usize, &usize)| Group::new(format!("G{number}"), self.sizes[*size]);
        draft.groups = self.groups.iter().enumerate().map(group).collect();
        let nth = |index: &Index| GroupId(index.index(self.groups.len()));
        let lesson = |(group, on_day, from, minutes): &(Index, usize, i32, i32)| {
            let from = START + from;
            exam(nth(group), None, *on_day, Interval::new(from, from + minutes))
        };
        draft.unavailable = self.lessons.iter().map(lesson).collect();
        let wish = |(group, on_day, asks): &(Index, usize, bool)| Preference {
            group: nth(group),
            days: Some([day(*on_day)].into()),
            interval: None,
            wish: if *asks { Wish::Prefer } else { Wish::Avoid },
            weight: 2,
        };
        draft.preferences = self.wishes.iter().map(wish).collect();
        Campaign::new(draft).unwrap()
    }

    fn baseline(&self, campaign: &Campaign) -> Plan {
        let calls = campaign.group_ids().zip(&self.calls);
        let window = |(group, (block, from, minutes)): (GroupId, &(Index, i32, i32))| {
            let block = &campaign.blocks()[block.index(campaign.blocks().len())];
            let start = START + from;
            let interval = Interval::new(start, start + minutes);
            Window::new(group, block.date, block.station, interval)
        };
        Plan { windows: calls.map(window).collect(), ..Plan::default() }
    }
}

/// A window that keeps all rules in a plan without other windows.
struct PricedWindow {
    block: BlockId,
    interval: Interval,
    load: Ratio,
    /// By tier, in units of the tier's numerator: `costs` for tiers that are sums over windows, `closing` for tiers
    /// that depend on the last window of a half-day only. Each has 0 for the other's tiers.
    costs: Vec<i64>,
    closing: Vec<i64>,
}

/// Groups with equal people, lessons, wishes and window in the baseline: their number, and the windows that each
/// may have.
struct Alike {
    count: usize,
    windows: Vec<PricedWindow>,
}

/// The dynamic program over all plans whose windows have at most the load `peak`.
struct Oracle<'a> {
    campaign: &'a Campaign,
    alike: Vec<Alike>,
    /// The tier values of a plan without windows, as numerators.
    nothing: Vec<i64>,
    may_leave_out: bool,
    peak: Option<Ratio>,
    known: HashMap<State, Option<Vec<i64>>>,
}

/// The part of a plan's past on which the cost of its rest depends: the next window begins in `block` at `from` or
/// later, and the half-day has `groups` windows so far.
#[derive(Clone, PartialEq, Eq, Hash)]
struct State {
    block: usize,
    from: i32,
    groups: usize,
    /// The closing costs of the half-day's last window so far, by tier.
    closing: Vec<i64>,
    left: Vec<usize>,
}

fn sum(one: &[i64], other: &[i64]) -> Vec<i64> {
    one.iter().zip(other).map(|(one, other)| one + other).collect()
}

impl<'a> Oracle<'a> {
    fn new(campaign: &'a Campaign, baseline: &Plan, sums: &[Tier]) -> Oracle<'a> {
        let value = |tier: &Tier, windows: Vec<Window>| {
            let plan = Plan { windows, ..Plan::default() };
            tier_value(*tier, campaign, &plan, Some(baseline)).numerator()
        };
        let nothing: Vec<i64> = sums.iter().map(|tier| value(tier, Vec::new())).collect();
        let mut by_signature: BTreeMap<String, Vec<GroupId>> = BTreeMap::new();
        for group in campaign.group_ids() {
            let lessons: Vec<_> =
                campaign.unavailable().iter().filter(|own| own.group == group).collect();
            let wishes: Vec<_> =
                campaign.preferences_of(group).map(|own| (&own.days, own.wish)).collect();
            let call = baseline.window_of(group).map(|own| (own.date, own.station, own.interval));
            let lessons: Vec<_> = lessons.iter().map(|own| (own.date, own.interval)).collect();
            let people = campaign.group(group).expected();
            let signature = format!("{people} {lessons:?} {wishes:?} {call:?}");
            by_signature.entry(signature).or_default().push(group);
        }
        let of_alike = |groups: Vec<GroupId>| {
            let mut windows = Vec::new();
            for block in campaign.block_ids() {
                let own = campaign.block(block);
                for start in own.regular.start..own.latest_end {
                    for end in start + 1..=own.latest_end {
                        let interval = Interval::new(start, end);
                        let window = Window::new(groups[0], own.date, own.station, interval);
                        let mut plan = Plan { windows: vec![window], ..Plan::default() };
                        slots::assign(campaign, &mut plan);
                        if !keeps_the_rules(campaign, &plan) {
                            continue;
                        }
                        let is_of_block = |tier: &Tier| {
                            matches!(tier, Tier::Blocks | Tier::Early | Tier::Overtime)
                        };
                        let of = |is_closing: bool| -> Vec<i64> {
                            let cost = |(tier, before): (&Tier, &i64)| {
                                let is_own = is_of_block(tier) == is_closing;
                                if is_own { value(tier, plan.windows.clone()) - before } else { 0 }
                            };
                            sums.iter().zip(&nothing).map(cost).collect()
                        };
                        let load = tier_value(Tier::Peak, campaign, &plan, None);
                        let (costs, closing) = (of(false), of(true));
                        windows.push(PricedWindow { block, interval, load, costs, closing });
                    }
                }
            }
            Alike { count: groups.len(), windows }
        };
        Oracle {
            campaign,
            alike: by_signature.into_values().map(of_alike).collect(),
            nothing,
            may_leave_out: campaign.has_tier(Tier::Unserved),
            peak: None,
            known: HashMap::new(),
        }
    }

    fn best(&mut self, peak: Option<Ratio>) -> Option<Vec<i64>> {
        (self.peak, self.known) = (peak, HashMap::new());
        let left = self.alike.iter().map(|own| own.count).collect();
        let closing = vec![0; self.nothing.len()];
        let found = self.from(State { block: 0, from: START, groups: 0, closing, left })?;
        Some(sum(&found, &self.nothing))
    }

    /// The least costs of the rest of a plan, by tier in the order of aims; `None` where no rest serves everybody.
    fn from(&mut self, state: State) -> Option<Vec<i64>> {
        if state.block == self.campaign.blocks().len() {
            let is_served = state.left.iter().all(|count| *count == 0);
            return (is_served || self.may_leave_out).then(|| vec![0; self.nothing.len()]);
        }
        if let Some(known) = self.known.get(&state) {
            return known.clone();
        }
        let none = vec![0; self.nothing.len()];
        let next = State {
            block: state.block + 1,
            from: START,
            groups: 0,
            closing: none,
            left: state.left.clone(),
        };
        let closed = self.from(next).map(|rest| sum(&rest, &state.closing));
        let mut all: Vec<Vec<i64>> = closed.into_iter().collect();
        let has_room = self.campaign.max_groups_per_block().is_none_or(|most| state.groups < most);
        let alike = if has_room { self.alike.len() } else { 0 };
        for own in (0..alike).filter(|own| state.left[*own] > 0) {
            for place in 0..self.alike[own].windows.len() {
                let window = &self.alike[own].windows[place];
                let is_next = window.block.0 == state.block && window.interval.start >= state.from;
                let is_low = self.peak.is_none_or(|peak| window.load <= peak);
                if !is_next || !is_low {
                    continue;
                }
                let mut left = state.left.clone();
                left[own] -= 1;
                let (costs, closing) = (window.costs.clone(), window.closing.clone());
                let from = window.interval.end + self.campaign.changeover();
                let next = State { from, groups: state.groups + 1, closing, left, ..state.clone() };
                all.extend(self.from(next).map(|rest| sum(&rest, &costs)));
            }
        }
        let best = all.into_iter().min();
        self.known.insert(state, best.clone());
        best
    }
}

/// The lexicographically least tier values of all plans, with `peak` tried at each load that a window has;
/// `None` without a plan.
fn best(campaign: &Campaign, baseline: &Plan) -> Option<Vec<Ratio>> {
    let tiers = campaign.tiers();
    let sums: Vec<Tier> = tiers.iter().copied().filter(|tier| *tier != Tier::Peak).collect();
    let mut oracle = Oracle::new(campaign, baseline, &sums);
    let empty = Plan::default();
    let whole = |tier: &Tier, numerator: i64| {
        let unit = tier_value(*tier, campaign, &empty, Some(baseline)).denominator();
        Ratio::new(numerator, unit).unwrap()
    };
    let values = |of_sums: Vec<i64>, peak: Ratio| -> Vec<Ratio> {
        let mut of_sums = of_sums.into_iter();
        let mut value = |tier: &Tier| match tier {
            Tier::Peak => peak,
            _ => whole(tier, of_sums.next().unwrap()),
        };
        tiers.iter().map(&mut value).collect()
    };
    if sums.len() == tiers.len() {
        return Some(values(oracle.best(None)?, Ratio::whole(0)));
    }
    let windows = oracle.alike.iter().flat_map(|own| &own.windows);
    let mut loads: Vec<Ratio> = windows.map(|own| own.load).chain([Ratio::whole(0)]).collect();
    loads.sort_unstable();
    loads.dedup();
    let at = |peak: Ratio| Some(values(oracle.best(Some(peak))?, peak));
    loads.into_iter().filter_map(at).min()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, ..ProptestConfig::default() })]

    #[test]
    fn every_engine_finds_what_a_dynamic_program_finds(recipe in recipe()) {
        let campaign = recipe.campaign();
        let baseline = recipe.baseline(&campaign);
        let expected = best(&campaign, &baseline);
        let searched = Tuning { searched_alternatives: 0, search_labels: 500, ..Tuning::default() };
        let ways = [
            (Engine::Kinds, searched),
            (Engine::Kinds, Tuning::default()),
            (Engine::Patterns, Tuning::default()),
            (Engine::Compact, Tuning::default()),
            (Engine::Auto, Tuning::default()),
        ];
        for (engine, tuning) in ways {
            let options = Options { engine, tuning, ..single() };
            let outcome = solve(&campaign, Some(&baseline), &options, &Budget::unlimited(), &mut |_| {})
                .map_err(|error| TestCaseError::fail(error.to_string()))?;
            let found: Option<Vec<Ratio>> = outcome.plan.as_ref().map(|plan| {
                prop_assert!(errors(&campaign, plan).is_empty());
                let value = |tier: &Tier| tier_value(*tier, &campaign, plan, Some(&baseline));
                Ok(campaign.tiers().iter().map(value).collect())
            }).transpose()?;
            prop_assert_eq!(&found, &expected, "{:?}, tiers {:?}", engine, campaign.tiers());
            let ends = if expected.is_some() { Termination::Optimal } else { Termination::Infeasible };
            prop_assert_eq!(outcome.termination, ends, "{:?} {:?}", engine, outcome.tiers);
        }
    }
}
