//! Where crews stand, their moves from site to site, and the days on which they visit sites.

use crate::base::clock::Interval;
use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, CrewId, SiteId, StationId};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// A half-day in which a crew stands at a desk.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stand {
    /// The crew.
    pub crew: CrewId,
    /// The day.
    pub date: Date,
    /// The regular hours of the half-day; of a window outside of every half-day its own.
    pub interval: Interval,
    /// The desk with this crew.
    pub station: StationId,
    /// The site of the desk.
    pub site: Option<SiteId>,
}

/// Where each crew stands in a plan, crew by crew in the order of time: wherever it has a window.
pub fn stands(campaign: &Campaign, plan: &Plan) -> Vec<Stand> {
    let stands: BTreeSet<Stand> = plan
        .windows
        .iter()
        .filter_map(|window| {
            let (date, station) = (window.date, window.station);
            let block = campaign.block_at(station, date, window.interval);
            let interval = block.map_or(window.interval, |block| campaign.block(block).regular);
            let (crew, site) = (campaign.station(station).crew?, campaign.site_of(station));
            Some(Stand { crew, date, interval, station, site })
        })
        .collect();
    stands.into_iter().collect()
}

/// The half-days in which a crew stands at another site than in the last one that it worked.
pub fn moves(stands: &[Stand]) -> i64 {
    let is_move = |pair: &&[Stand]| pair[0].crew == pair[1].crew && pair[0].site != pair[1].site;
    stands.windows(2).filter(is_move).count() as i64
}

/// The days on which a crew stands at a site, summed over sites.
pub fn visits(stands: &[Stand]) -> i64 {
    let days: BTreeSet<_> = stands.iter().map(|stand| (stand.site, stand.date)).collect();
    days.len() as i64
}
