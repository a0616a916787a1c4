//! A part of a plan as a campaign and a plan of its own: what one site or one crew has to know.

use crate::campaign::plan::{MakeUpRow, Plan, Slot, Window};
use crate::campaign::{
    BadWeather, Block, BlockId, Campaign, Crew, CrewId, Draft, Group, GroupId, Outage, Pin,
    Preference, Relation, Site, SiteId, Station, StationId, Student, Travel, Unavailable,
    Uncertainty,
};
use std::collections::{BTreeMap, BTreeSet};

/// The part of a plan at a site, which programs call `id`: its number may be another one here than in
/// a larger campaign.
pub fn part_at(campaign: &Campaign, plan: &Plan, id: &str) -> Option<(Campaign, Plan)> {
    let is_here = |site| campaign.site(site).id() == id;
    part(campaign, plan, &|window| campaign.site_of(window.station).is_some_and(is_here))
}

/// The part of a plan of a crew, which programs call `id`.
pub fn part_of_crew(campaign: &Campaign, plan: &Plan, id: &str) -> Option<(Campaign, Plan)> {
    let is_own = |crew| campaign.crew(crew).id() == id;
    part(campaign, plan, &|window| campaign.station(window.station).crew.is_some_and(is_own))
}

/// The windows that are kept, with their groups, their half-days, and the stations, crews and sites
/// of these; `None` where no window is kept.
pub fn part(
    campaign: &Campaign,
    plan: &Plan,
    keeps: &dyn Fn(&Window) -> bool,
) -> Option<(Campaign, Plan)> {
    let all = campaign.as_draft();
    let windows: Vec<&Window> = plan.windows.iter().filter(|window| keeps(window)).collect();
    let at = |window: &&Window| campaign.block_at(window.station, window.date, window.interval);
    let blocks = numbered(windows.iter().filter_map(at));
    let groups = numbered(windows.iter().map(|window| window.group));
    let stations = numbered(windows.iter().map(|window| window.station));
    let crews = numbered(stations.keys().filter_map(|station| campaign.station(*station).crew));
    let homes = crews.keys().filter_map(|crew| campaign.crew(*crew).home);
    let sites = numbered(stations.keys().filter_map(|own| campaign.site_of(*own)).chain(homes));
    let group = |id: GroupId| groups.get(&id).map(|place| GroupId(*place));
    let block = |id: &BlockId| blocks.get(id).map(|place| BlockId(*place));
    let station = |id: StationId| stations.get(&id).map(|place| StationId(*place));
    let site = |id: SiteId| sites.get(&id).map(|place| SiteId(*place));
    let blocks_of = |list: &BTreeSet<BlockId>| list.iter().filter_map(&block).collect();
    let ways = all
        .travel
        .iter()
        .filter_map(|way| Some(Travel { one: site(way.one)?, other: site(way.other)?, ..*way }));
    let lessons = all
        .unavailable
        .iter()
        .filter_map(|own| Some(Unavailable { group: group(own.group)?, ..own.clone() }));
    let wishes = all
        .preferences
        .iter()
        .filter_map(|own| Some(Preference { group: group(own.group)?, ..own.clone() }));
    let draft = Draft {
        sites: sites.keys().map(|id| Site::clone(campaign.site(*id))).collect(),
        travel: ways.collect(),
        crews: crews
            .keys()
            .map(|id| Crew {
                home: campaign.crew(*id).home.and_then(site),
                ..campaign.crew(*id).clone()
            })
            .collect(),
        stations: stations
            .keys()
            .map(|id| {
                let own = campaign.station(*id);
                let crew = own.crew.and_then(|crew| crews.get(&crew)).map(|place| CrewId(*place));
                Station { site: own.site.and_then(site), crew, ..own.clone() }
            })
            .collect(),
        blocks: blocks
            .keys()
            .filter_map(|id| {
                let own = campaign.block(*id);
                Some(Block { station: station(own.station)?, ..own.clone() })
            })
            .collect(),
        groups: groups
            .keys()
            .map(|id| {
                let own = campaign.group(*id);
                Group {
                    sites: own.sites.iter().copied().filter_map(site).collect(),
                    only_in: own.only_in.as_ref().map(blocks_of),
                    not_in: blocks_of(&own.not_in),
                    ..own.clone()
                }
            })
            .collect(),
        roster: all
            .roster
            .iter()
            .filter_map(|own| Some(Student { group: group(own.group)?, ..own.clone() }))
            .collect(),
        minutes: all
            .minutes
            .iter()
            .filter_map(|((own, at), minutes)| Some(((group(*own)?, block(at)?), *minutes)))
            .collect(),
        unavailable: lessons.collect(),
        relations: all
            .relations
            .iter()
            .filter_map(|own| {
                Some(Relation { first: group(own.first)?, second: group(own.second)?, ..*own })
            })
            .collect(),
        pins: all
            .pins
            .iter()
            .filter_map(|own| {
                let at = own.station.map(|own| station(own).ok_or(())).transpose().ok()?;
                Some(Pin { group: group(own.group)?, station: at, ..own.clone() })
            })
            .collect(),
        preferences: wishes.collect(),
        weather: all
            .weather
            .iter()
            .filter_map(|own| Some(BadWeather { block: block(&own.block)?, ..own.clone() }))
            .collect(),
        uncertainty: Uncertainty {
            outages: all
                .uncertainty
                .outages
                .iter()
                .filter_map(|own| Some(Outage { station: station(own.station)?, ..own.clone() }))
                .collect(),
            ..all.uncertainty.clone()
        },
        ..campaign.to_draft()
    };
    let plan = plan_of_part(plan, &windows, &group, &station);
    Some((Campaign::new(draft).ok()?, plan))
}

/// The rows of a plan that speak of these windows, with the new places of groups and stations.
fn plan_of_part(
    plan: &Plan,
    windows: &[&Window],
    group: &dyn Fn(GroupId) -> Option<GroupId>,
    station: &dyn Fn(StationId) -> Option<StationId>,
) -> Plan {
    let windows = windows.iter().filter_map(|own| {
        Some(Window { group: group(own.group)?, station: station(own.station)?, ..(*own).clone() })
    });
    let slots = plan.slots.iter().filter_map(|own| {
        Some(Slot { group: group(own.group)?, station: station(own.station)?, ..own.clone() })
    });
    let make_up = plan
        .make_up
        .iter()
        .filter_map(|own| Some(MakeUpRow { station: station(own.station)?, ..own.clone() }));
    Plan {
        windows: windows.collect(),
        slots: slots.collect(),
        make_up: make_up.collect(),
        agreed: plan.agreed.iter().filter_map(|own| group(*own)).collect(),
    }
}

/// The new place of each item, in the order of the old ones.
fn numbered<T: Ord>(items: impl Iterator<Item = T>) -> BTreeMap<T, usize> {
    let sorted: BTreeSet<T> = items.collect();
    sorted.into_iter().zip(0..).collect()
}
