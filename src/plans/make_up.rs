//! Do the minutes of make-up time suffice to photograph those who don't come to their slot?
//!
//! Everybody invited to a slot stays away with probability `1 − attendance`, each for themselves,
//! so the number of absentees is a sum of binomial variables, one for each attendance that the
//! campaign has. Students whom the list sends to the make-up time come on top. A make-up time only
//! helps those whose window was before it, so with `C(w)` the people that the make-up times after a
//! window `w` can take, the chance is that of "for every `w`, the absentees of `w` and of all
//! windows with no more make-up time left than `w` are at most `C(w)`".

use crate::base::clock::{Interval, Minutes};
use crate::base::ratio::Ratio;
use crate::campaign::plan::{Plan, Window};
use crate::campaign::{BlockId, Campaign, Share};
use crate::plans::metrics::metrics;
use statrs::distribution::{Binomial, Discrete};
use std::collections::BTreeMap;

/// What the make-up time of a campaign is asked to do, and how sure it is to do it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sizing {
    /// Minutes for make-up photos, over all blocks.
    pub minutes: Minutes,
    /// Of these, the minutes in gaps between windows, which no half-day reserves.
    pub in_gaps: Minutes,
    /// Photos per hour in these minutes.
    pub per_hour: Ratio,
    /// Whether that is the stations' own rate; otherwise it is the mean required rate of the plan.
    pub rate_known: bool,
    /// People who can be photographed in these minutes: `⌊minutes × rate / 60⌋` a make-up time.
    pub capacity: i64,
    /// The mean number of people who stay away from their slot: `Σ invited × (1 − attendance)`.
    pub expected_absentees: f64,
    /// Students whom the list sends to the make-up time.
    pub arranged: i64,
    /// People invited to windows after which no make-up time is left.
    pub too_late: i64,
    /// The chance that absentees and arranged people fit into the capacity.
    pub chance: f64,
    /// The chance that the campaign asks for.
    pub confidence: f64,
    /// The fewest minutes at this rate that give that chance when they come after the last window.
    pub minutes_needed: Minutes,
}

impl Sizing {
    /// Whether the chance is what the campaign asks for.
    pub fn suffices(&self) -> bool {
        self.chance >= self.confidence
    }
}

/// Sizes the make-up time for a plan; `None` when everybody is sure to come to their slot, or
/// nobody has one.
pub fn size(campaign: &Campaign, plan: &Plan) -> Option<Sizing> {
    let invitations: Vec<(&Window, Share, i64)> = plan
        .windows
        .iter()
        .flat_map(|window| {
            invitations(campaign, window)
                .into_iter()
                .map(move |(share, people)| (window, share, people))
        })
        .collect();
    let classes =
        plan.windows.iter().flat_map(|window| campaign.group(window.group).classes_of(window.run));
    let arranged = classes.map(|class| class.make_up).sum::<i64>();
    let absent =
        |(_, share, people): &(&Window, Share, i64)| *people as f64 * (1.0 - share.as_f64());
    let expected_absentees = invitations.iter().map(absent).fold(0.0, |sum, people| sum + people);
    if expected_absentees <= 0.0 && arranged == 0 {
        return None;
    }
    let (per_hour, rate_known) = pace(campaign, plan)?;
    let gaps = gaps(campaign, plan);
    let open: Vec<(Option<Ratio>, Interval)> = times(campaign, plan).collect();
    let minutes = open.iter().map(|(_, interval)| interval.minutes()).sum();
    let capacity = open
        .iter()
        .map(|(rate, interval)| people_in(interval.minutes(), rate.unwrap_or(per_hour)))
        .sum();
    let all: Vec<(BlockId, Interval)> = reserved(campaign).chain(gaps.iter().copied()).collect();
    // By what the make-up times after their window can take.
    let mut invited: BTreeMap<i64, BTreeMap<Share, i64>> = BTreeMap::new();
    let mut everybody: BTreeMap<Share, i64> = BTreeMap::new();
    for (window, share, people) in invitations {
        let left = capacity_after(campaign, &all, window, per_hour);
        *invited.entry(left).or_default().entry(share).or_default() += people;
        *everybody.entry(share).or_default() += people;
    }
    let confidence = campaign.make_up_confidence().as_f64();
    let enough = if confidence < 1.0 {
        distribution(&everybody).at_least(confidence)
    } else {
        everybody.iter().filter(|(share, _)| **share < Share::ALL).map(|(_, people)| people).sum()
    };
    let chance = chance_of_all(&invited, capacity, arranged);
    Some(Sizing {
        minutes,
        in_gaps: gaps.iter().map(|(_, gap)| gap.minutes()).sum(),
        per_hour,
        rate_known,
        capacity,
        expected_absentees,
        arranged,
        too_late: invited.get(&0).map_or(0, |people| people.values().sum()),
        chance,
        confidence,
        minutes_needed: minutes_for(enough + arranged, per_hour),
    })
}

/// People who can be photographed in the make-up times that begin after the window.
fn capacity_after(
    campaign: &Campaign,
    times: &[(BlockId, Interval)],
    window: &Window,
    per_hour: Ratio,
) -> i64 {
    let after = times.iter().map(|(id, interval)| {
        let rate = campaign.rate_in(*id).map_or(per_hour, Ratio::whole);
        (campaign.block(*id).date, *interval, rate)
    });
    after
        .filter(|(date, interval, _)| (*date, interval.start) >= (window.date, window.interval.end))
        .map(|(_, interval, rate)| people_in(interval.minutes(), rate))
        .sum()
}

/// The chance that everybody who stays away finds room: those with the least make-up time left
/// first, and after each step only the cases in which they fit.
fn chance_of_all(
    invited: &BTreeMap<i64, BTreeMap<Share, i64>>,
    capacity: i64,
    arranged: i64,
) -> f64 {
    let mut absentees = Distribution { first: 0, chances: vec![1.0] };
    for (left, people) in invited {
        absentees = absentees.plus(&distribution(people)).no_more_than(*left);
    }
    absentees.up_to(capacity - arranged)
}

/// Who is invited to a window, by attendance.
fn invitations(campaign: &Campaign, window: &Window) -> Vec<(Share, i64)> {
    let group = campaign.group(window.group);
    if group.classes.is_empty() {
        return vec![(group.attendance, group.headcount - group.off_site)];
    }
    group.classes_of(window.run).iter().map(|class| (class.attendance, class.invited())).collect()
}

/// The make-up times that half-days reserve.
fn reserved(campaign: &Campaign) -> impl Iterator<Item = (BlockId, Interval)> + '_ {
    campaign
        .block_ids()
        .flat_map(|id| campaign.block(id).make_up.iter().map(move |make_up| (id, make_up.interval)))
}

/// Every make-up time with its station's rate, where that is known.
fn times<'a>(
    campaign: &'a Campaign,
    plan: &'a Plan,
) -> impl Iterator<Item = (Option<Ratio>, Interval)> + 'a {
    let open = reserved(campaign).filter(|(block, _)| plan.opens(campaign, *block));
    let all = open.chain(gaps(campaign, plan));
    all.map(|(id, interval)| (campaign.rate_in(id).map(Ratio::whole), interval))
}

/// Minutes of a gap from which on people who missed their slot are sent to it.
const SHORTEST_GAP: Minutes = 5;

/// The gaps between windows in which people who missed their slot may come, where the campaign says
/// so: in half-days in use, within their regular hours, apart from breaks and make-up time and with
/// the changeover to the windows beside them.
pub fn gaps(campaign: &Campaign, plan: &Plan) -> Vec<(BlockId, Interval)> {
    let mut found = Vec::new();
    let open = campaign.block_ids().filter(|block| plan.opens(campaign, *block));
    for id in open.filter(|_| campaign.make_up_in_gaps()) {
        let block = campaign.block(id);
        let there = plan
            .windows
            .iter()
            .filter(|own| (own.station, own.date) == (block.station, block.date));
        let mut taken: Vec<Interval> = there.map(|window| window.interval).collect();
        taken.sort_unstable();
        for stretch in block.stretches() {
            let mut from = stretch.start;
            for window in taken.iter().filter(|own| own.overlaps(stretch)) {
                found.push((id, Interval::new(from, window.start - campaign.changeover())));
                from = from.max(window.end + campaign.changeover());
            }
            found.push((id, Interval::new(from, stretch.end.min(block.regular.end))));
        }
    }
    found.retain(|(_, gap)| gap.minutes() >= SHORTEST_GAP);
    found
}

/// Photos per hour over all make-up times, and whether the stations give it. Where they don't, the
/// crew is taken to work as fast as the plan asks of it on average.
pub fn pace(campaign: &Campaign, plan: &Plan) -> Option<(Ratio, bool)> {
    let known: Vec<(i64, i64)> = times(campaign, plan)
        .filter_map(|(rate, interval)| Some((rate?.numerator(), i64::from(interval.minutes()))))
        .collect();
    let minutes: i64 = known.iter().map(|(_, minutes)| minutes).sum();
    if minutes > 0 && known.len() == times(campaign, plan).count() {
        let people = known.iter().map(|(rate, minutes)| rate * minutes).sum();
        return Some((Ratio::new(people, minutes)?, true));
    }
    let fastest = campaign.stations().iter().filter_map(|station| station.rate).max();
    match fastest.filter(|_| minutes == 0 && campaign.rates_known()) {
        Some(rate) => Some((Ratio::whole(rate), true)),
        None => Some((metrics(campaign, plan, None).mean_per_hour?, false))
            .filter(|(rate, _)| rate.numerator() > 0),
    }
}

/// `⌊minutes × rate / 60⌋`.
fn people_in(minutes: Minutes, per_hour: Ratio) -> i64 {
    i64::from(minutes) * per_hour.numerator() / (60 * per_hour.denominator())
}

/// `⌈people × 60 / rate⌉`.
fn minutes_for(people: i64, per_hour: Ratio) -> Minutes {
    let minutes = people * 60 * per_hour.denominator();
    ((minutes + per_hour.numerator() - 1) / per_hour.numerator()) as Minutes
}

/// The distribution of a number of people: the chance of `first`, `first + 1`, …
struct Distribution {
    first: i64,
    chances: Vec<f64>,
}

/// Probability below which an outcome is left out of a sum: the ten million people of the largest
/// campaign then miss 10⁻⁸ together.
const NEGLIGIBLE: f64 = 1e-15;

/// The sum of one binomial variable for each attendance.
fn distribution(invited: &BTreeMap<Share, i64>) -> Distribution {
    let nobody = Distribution { first: 0, chances: vec![1.0] };
    invited.iter().fold(nobody, |sum, (attendance, people)| {
        sum.plus(&binomial(*people, 1.0 - attendance.as_f64()))
    })
}

fn binomial(people: i64, chance: f64) -> Distribution {
    let Ok(variable) = Binomial::new(chance.clamp(0.0, 1.0), people.max(0) as u64) else {
        return Distribution { first: 0, chances: vec![1.0] };
    };
    let mean = people as f64 * chance;
    let spread = 10.0 * (mean * (1.0 - chance)).sqrt() + 10.0;
    let first = (mean - spread).max(0.0) as i64;
    let last = ((mean + spread) as i64).min(people);
    Distribution {
        first,
        chances: (first..=last).map(|count| variable.pmf(count as u64)).collect(),
    }
}

impl Distribution {
    /// The distribution of the sum of two independent numbers.
    fn plus(&self, other: &Distribution) -> Distribution {
        let mut chances = vec![0.0; (self.chances.len() + other.chances.len()).saturating_sub(1)];
        for (i, one) in self.chances.iter().enumerate().filter(|(_, chance)| **chance > NEGLIGIBLE)
        {
            for (j, two) in other.chances.iter().enumerate() {
                chances[i + j] += one * two;
            }
        }
        Distribution { first: self.first + other.first, chances }
    }

    /// The distribution cut off above `most` people: cases with more are dropped, not renormalised.
    fn no_more_than(mut self, most: i64) -> Distribution {
        self.chances.truncate(usize::try_from(most - self.first + 1).unwrap_or(0));
        self
    }

    /// The chance, 0 to 1, that at most `most` people come.
    fn up_to(&self, most: i64) -> f64 {
        let count = usize::try_from(most - self.first + 1).unwrap_or(0);
        self.chances.iter().take(count).fold(0.0, |sum, chance| sum + chance).min(1.0)
    }

    /// The smallest number that is not exceeded with at least that chance.
    fn at_least(&self, confidence: f64) -> i64 {
        let mut sum = 0.0;
        for (place, chance) in self.chances.iter().enumerate() {
            sum += chance;
            if sum >= confidence - 1e-12 {
                return self.first + place as i64;
            }
        }
        self.first + self.chances.len() as i64 - 1
    }
}

#[cfg(test)]
mod tests {
    use super::{binomial, distribution, gaps, size};
    use crate::base::clock::Interval;
    use crate::base::text::Text;
    use crate::campaign::plan::{Plan, Window};
    use crate::campaign::{
        Block, Break, Campaign, Draft, Group, GroupId, MakeUp, Share, Station, StationId,
    };
    use jiff::civil::date;
    use std::collections::BTreeMap;

    #[test]
    fn chances_are_those_of_the_textbook() {
        // Three throws of a coin: 1/8, 3/8, 3/8, 1/8.
        let coins = binomial(3, 0.5);
        let expected = [0.125, 0.5, 0.875, 1.0];
        for (most, chance) in expected.into_iter().enumerate() {
            assert!((coins.up_to(most as i64) - chance).abs() < 1e-12);
        }
        assert_eq!((coins.at_least(0.5), coins.at_least(0.51), coins.up_to(-1)), (1, 2, 0.0));
        // Two groups with one attendance are as one.
        let share = |points| Share::from_basis_points(points).unwrap();
        let both = binomial(40, 0.1).plus(&binomial(60, 0.1));
        let one = distribution(&BTreeMap::from([(share(9_000), 100)]));
        assert!((0..30).all(|most| (both.up_to(most) - one.up_to(most)).abs() < 1e-9));
    }

    /// 100 people at 90 %: at most 15 stay away with 96 %, at most 14 with 92.7 %.
    fn tiny(make_up_minutes: i32) -> (Campaign, Plan) {
        let mut draft = Draft::new("make-up");
        draft.stations.push(Station::new("S", Some(60)));
        draft.blocks.push(Block {
            id: None,
            name: "B".into(),
            station: StationId(0),
            date: date(2024, 5, 6),
            regular: Interval::new(540, 720),
            latest_end: 720,
            make_up: vec![MakeUp {
                name: Text::same("make-up"),
                interval: Interval::new(720 - make_up_minutes, 720),
            }],
            breaks: Vec::new(),
            own: crate::campaign::OwnPace::default(),
        });
        let mut group = Group::new("G", 100);
        group.attendance = Share::from_basis_points(9_000).unwrap();
        draft.groups.push(group);
        let window =
            Window::new(GroupId(0), date(2024, 5, 6), StationId(0), Interval::new(540, 640));
        (Campaign::new(draft).unwrap(), Plan { windows: vec![window], ..Plan::default() })
    }

    #[test]
    fn gaps_are_make_up_time_where_the_campaign_says_so() {
        let (campaign, plan) = tiny(14);
        assert!(gaps(&campaign, &plan).is_empty());
        let mut draft = campaign.to_draft();
        (draft.make_up_in_gaps, draft.changeover) = (true, 2);
        let pause = Interval::new(660, 670);
        draft.blocks[0].breaks.push(Break { interval: pause, may_straddle: true });
        let mut plan = plan;
        plan.windows[0].interval = Interval::new(550, 640);
        let campaign = Campaign::new(draft).unwrap();
        let found: Vec<_> = gaps(&campaign, &plan).into_iter().map(|(_, gap)| gap).collect();
        // Ten minutes before it, twenty and thirty-six after it, without changeover and break.
        let wanted = [(540, 548), (642, 660), (670, 706)];
        assert_eq!(found, wanted.map(|(start, end)| Interval::new(start, end)));
        let sizing = size(&campaign, &plan).unwrap();
        // What lies before its window helps nobody: 18, 36 and 14 minutes do.
        assert_eq!((sizing.in_gaps, sizing.minutes, sizing.capacity), (62, 76, 76));
        assert!(sizing.chance > 0.99);
    }

    #[test]
    fn minutes_that_would_do_are_the_fewest() {
        let (campaign, plan) = tiny(14);
        let sizing = size(&campaign, &plan).unwrap();
        assert_eq!((sizing.capacity, sizing.minutes_needed), (14, 15));
        assert!(!sizing.suffices() && (sizing.chance - 0.927).abs() < 0.001);
        let (campaign, plan) = tiny(sizing.minutes_needed);
        let sizing = size(&campaign, &plan).unwrap();
        assert!(sizing.suffices() && sizing.chance >= 0.95);
    }
}
