//! Rules of crews and sites.

use super::geometry::home;
use super::violation::{Detail, Violation};
use crate::base::clock::{Interval, Minutes};
use crate::campaign::plan::{Plan, Window};
use crate::campaign::{Campaign, SiteId, Station};

/// A window by its place in the plan, and the time for which its crew stands there.
type CrewStand<'p> = (usize, &'p Window, Interval);

/// The first window of each half-day in use, with the time for which its crew stands there: to the
/// latest end, since it may have to stay.
fn stands<'p>(campaign: &Campaign, plan: &'p Plan) -> Vec<CrewStand<'p>> {
    let mut found: Vec<CrewStand<'p>> = Vec::new();
    for (id, window) in plan.windows.iter().enumerate() {
        if window.interval.minutes() <= 0 {
            continue;
        }
        let time = match home(campaign, window) {
            Some(block) => Interval::new(block.regular.start, block.latest_end),
            None => window.interval,
        };
        let is_known = found.iter().any(|(_, other, of_other)| {
            (other.station, other.date, *of_other) == (window.station, window.date, time)
        });
        if !is_known {
            found.push((id, window, time));
        }
    }
    found.sort_by_key(|(id, window, time)| (window.date, *time, *id));
    found
}

/// Minutes from one site to another.
fn way(campaign: &Campaign, one: Option<SiteId>, other: Option<SiteId>) -> Minutes {
    let (Some(one), Some(other)) = (one, other) else { return 0 };
    let mut minutes = 0;
    for travel in &campaign.as_draft().travel {
        let ends = [travel.one, travel.other];
        if one != other && ends.contains(&one) && ends.contains(&other) {
            minutes = travel.minutes;
        }
    }
    minutes
}

/// Pairs of windows of one day at two stations that a rule binds together (`are_bound`): the later,
/// the earlier, and the minutes from the end of the one to the start of the other.
fn pairs<'p>(
    campaign: &'p Campaign,
    stands: &'p [CrewStand<'p>],
    are_bound: impl Fn(&Station, &Station) -> bool,
) -> Vec<(&'p CrewStand<'p>, &'p CrewStand<'p>, Minutes)> {
    let mut found = Vec::new();
    for (place, later) in stands.iter().enumerate() {
        for earlier in &stands[..place] {
            let [one, other] = [earlier, later].map(|own| &campaign.stations()[own.1.station.0]);
            let is_elsewhere = earlier.1.station != later.1.station;
            if is_elsewhere && earlier.1.date == later.1.date && are_bound(one, other) {
                found.push((later, earlier, later.2.start - earlier.2.end));
            }
        }
    }
    found
}

/// A crew stands at one desk at a time, and has the time to go from one site to the next.
pub(super) fn one_place_at_a_time(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    let stands = stands(campaign, plan);
    let mut found = Vec::new();
    let same_crew = |one: &Station, other: &Station| one.crew.is_some() && one.crew == other.crew;
    for (later, earlier, between) in pairs(campaign, &stands, same_crew) {
        let [from, to] = [earlier, later].map(|own| campaign.stations()[own.1.station.0].site);
        let wanted = way(campaign, from, to);
        if between < wanted {
            let detail = Detail::CrewElsewhere { wanted, found: between };
            found.push(Violation::of_windows(plan, &[later.0, earlier.0], detail));
        }
    }
    found
}

/// One crew at a desk at a time.
pub(super) fn one_crew_at_a_desk(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    let stands = stands(campaign, plan);
    let same_desk = |one: &Station, other: &Station| one.desk.is_some() && one.desk == other.desk;
    let mut found = pairs(campaign, &stands, same_desk);
    found.retain(|(.., between)| *between < campaign.changeover());
    let told = found.iter().map(|(later, earlier, _)| {
        Violation::of_windows(plan, &[later.0, earlier.0], Detail::TwoCrews)
    });
    told.collect()
}

/// A group comes to a site that it belongs to.
pub(super) fn at_their_own_site(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    let mut found = Vec::new();
    for (id, window) in plan.windows.iter().enumerate() {
        let own = &campaign.groups()[window.group.0].sites;
        let at = campaign.stations()[window.station.0].site;
        if !own.is_empty() && !own.iter().any(|site| Some(*site) == at) {
            found.push(Violation::of_windows(plan, &[id], Detail::WrongSite { site: at }));
        }
    }
    found
}
