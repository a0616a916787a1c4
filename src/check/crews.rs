//! Rules of crews and sites.

use super::geometry::home;
use super::violation::{Detail, Violation};
use crate::base::clock::{Interval, Minutes};
use crate::campaign::plan::{Plan, Window};
use crate::campaign::{Campaign, SiteId, Station};
use jiff::civil::Date;
use std::collections::BTreeMap;

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

/// Whether a station is that of a crew at a site.
fn is_visited(station: &Station, site: usize) -> bool {
    station.crew.is_some() && station.site == Some(SiteId(site))
}

/// Crews come to a site on no more days than it takes.
pub(super) fn not_too_many_visits(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    let stands = stands(campaign, plan);
    let mut found = Vec::new();
    for (site, own) in campaign.sites().iter().enumerate() {
        let Some(most) = own.most_visits else { continue };
        // The first window of each day.
        let mut days: Vec<(Date, usize)> = Vec::new();
        for (id, window, _) in stands_at(campaign, &stands, site) {
            if days.last().is_none_or(|(day, _)| *day != window.date) {
                days.push((window.date, *id));
            }
        }
        if days.len() as i64 > most {
            let (site, many) = (SiteId(site), days.len() as i64);
            // The window of the last day is named: it is the first day above the limit.
            let windows: Vec<usize> = days.iter().rev().map(|(_, id)| *id).collect();
            let detail = Detail::TooManyVisits { site, wanted: most, found: many };
            found.push(Violation::of_windows(plan, &windows, detail));
        }
    }
    found
}

/// Between two half-days in which crews stand at a site is none in which one could and none does.
pub(super) fn half_days_in_a_row(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    let stands = stands(campaign, plan);
    let mut found = Vec::new();
    for (site, _) in campaign.sites().iter().enumerate().filter(|(_, own)| own.is_consecutive) {
        let half_days = half_days_of(campaign, site);
        // For each half-day in use its first window.
        let mut in_use: BTreeMap<usize, usize> = BTreeMap::new();
        for (id, window, time) in stands_at(campaign, &stands, site) {
            let begins_in = |(day, hours): &(Date, Interval)| {
                *day == window.date && (hours.start..hours.end).contains(&time.start)
            };
            if let Some(half_day) = half_days.iter().position(begins_in) {
                in_use.entry(half_day).or_insert(*id);
            }
        }
        let next = in_use.iter().zip(in_use.iter().skip(1));
        for ((before, earlier), (after, id)) in next.filter(|(one, other)| one.0 + 1 < *other.0) {
            let (site, unused) = (SiteId(site), (after - before - 1) as i64);
            let detail = Detail::NotConsecutive { site, unused };
            found.push(Violation::of_windows(plan, &[*id, *earlier], detail));
        }
    }
    found
}

/// The windows in which a crew stands at a site.
fn stands_at<'s, 'p>(
    campaign: &'s Campaign,
    stands: &'s [CrewStand<'p>],
    site: usize,
) -> impl Iterator<Item = &'s CrewStand<'p>> {
    let is_here = move |(_, window, _): &&CrewStand<'p>| {
        is_visited(&campaign.stations()[window.station.0], site)
    };
    stands.iter().filter(is_here)
}

/// The half-days of a site in the order of time; blocks of two desks that share a minute are one.
fn half_days_of(campaign: &Campaign, site: usize) -> Vec<(Date, Interval)> {
    let mut blocks: Vec<_> = campaign.blocks().iter().collect();
    blocks.retain(|block| is_visited(&campaign.stations()[block.station.0], site));
    blocks.sort_by_key(|block| (block.date, block.regular.start));
    let mut half_days: Vec<(Date, Interval)> = Vec::new();
    for block in blocks {
        match half_days.last_mut() {
            Some((day, hours)) if *day == block.date && block.regular.start < hours.end => {
                hours.end = hours.end.max(block.regular.end);
            }
            _ => half_days.push((block.date, block.regular)),
        }
    }
    half_days
}
