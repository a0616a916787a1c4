//! Rules of crews and sites.

use super::geometry::home;
use super::violation::{Detail, Violation};
use crate::base::clock::{Interval, Minutes};
use crate::campaign::plan::{Plan, Window};
use crate::campaign::{Campaign, SiteId};

/// The first window of each half-day in use, with the time for which its crew stands there: to the
/// latest end, since it may have to stay.
fn stands<'p>(campaign: &Campaign, plan: &'p Plan) -> Vec<(usize, &'p Window, Interval)> {
    let mut found: Vec<(usize, &Window, Interval)> = Vec::new();
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

/// A crew stands at one desk at a time, and has the time to go from one site to the next.
pub(super) fn one_place_at_a_time(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    let stands = stands(campaign, plan);
    let mut found = Vec::new();
    for (place, (later_id, later, later_time)) in stands.iter().enumerate() {
        for (earlier_id, earlier, earlier_time) in &stands[..place] {
            let [one, other] =
                [earlier, later].map(|window| &campaign.stations()[window.station.0]);
            let same_crew = one.crew.is_some() && one.crew == other.crew;
            if !same_crew || earlier.station == later.station || earlier.date != later.date {
                continue;
            }
            let (wanted, has) =
                (way(campaign, one.site, other.site), later_time.start - earlier_time.end);
            if has < wanted {
                let detail = Detail::CrewElsewhere { wanted, found: has };
                found.push(Violation::of_windows(plan, &[*later_id, *earlier_id], detail));
            }
        }
    }
    found
}

/// One crew at a desk at a time.
pub(super) fn one_crew_at_a_desk(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    let stands = stands(campaign, plan);
    let mut found = Vec::new();
    for (place, (later_id, later, later_time)) in stands.iter().enumerate() {
        for (earlier_id, earlier, earlier_time) in &stands[..place] {
            let [one, other] =
                [earlier, later].map(|window| &campaign.stations()[window.station.0]);
            let same_desk = one.desk.is_some() && one.desk == other.desk;
            if !same_desk || earlier.station == later.station || earlier.date != later.date {
                continue;
            }
            if later_time.start < earlier_time.end + campaign.changeover() {
                found.push(Violation::of_windows(
                    plan,
                    &[*later_id, *earlier_id],
                    Detail::TwoCrews,
                ));
            }
        }
    }
    found
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
