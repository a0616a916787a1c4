//! Sites (campuses) and the crews that go from one to another.
//!
//! A station is a team at a desk. Where crews move, it is one crew at one desk: a desk at which
//! three crews may stand is three stations of one desk, and a crew that may stand at two desks is
//! two stations of one crew. Stations of one crew, or of one desk, are alternatives: of half-days
//! that run at the same time, or with fewer minutes between them than the way takes, at most one is
//! used.

use super::{Campaign, CrewId, Draft, GroupId, SiteId, StationId};
use crate::base::clock::Minutes;
use crate::base::text::{Lang, Text};
use crate::campaign::BlockId;

/// A campus: to another one people and crews need [`Travel`] minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// What programs call it, unique, where the campaign says so; see [`Site::id`].
    pub id: Option<String>,
    /// What people call it, unique.
    pub name: Text,
    /// The most days on which crews stand at the site; `None` without a limit.
    pub most_visits: Option<i64>,
    /// Whether its half-days in use have none between them that is not.
    pub is_consecutive: bool,
}

impl Site {
    /// A site that takes crews on any of its half-days.
    pub fn new(name: Text) -> Site {
        Site { id: None, name, most_visits: None, is_consecutive: false }
    }

    /// What programs call it: its id, without one its name in the files.
    pub fn id(&self) -> &str {
        self.id.as_deref().unwrap_or(self.name.get(Lang::Zh))
    }
}

/// A team with its cameras that stands at one site in a half-day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crew {
    /// What programs call it, unique, where the campaign says so; see [`Crew::id`].
    pub id: Option<String>,
    /// What people call it, unique.
    pub name: Text,
    /// People per hour; `None` when nobody knows.
    pub rate: Option<i64>,
    /// Its cameras; `None` where the campaign does not say.
    pub cameras: Option<i64>,
    /// Where it lives; `None` where the campaign does not say.
    pub home: Option<SiteId>,
}

impl Crew {
    /// A crew without a rate, cameras and a home of its own.
    pub fn new(name: Text) -> Crew {
        Crew { id: None, name, rate: None, cameras: None, home: None }
    }

    /// What programs call it: its id, without one its name in the files.
    pub fn id(&self) -> &str {
        self.id.as_deref().unwrap_or(self.name.get(Lang::Zh))
    }
}

/// Minutes between two sites, in either direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Travel {
    /// The site at one end of the way.
    pub one: SiteId,
    /// The site at its other end.
    pub other: SiteId,
    /// The least minutes from the end of a half-day at one to the start of the next at the other.
    pub minutes: Minutes,
}

impl Draft {
    /// Minutes between two sites: 0 within one; `None` where nobody says.
    pub fn travel_between(&self, one: Option<SiteId>, other: Option<SiteId>) -> Option<Minutes> {
        if one == other {
            return Some(0);
        }
        let ends = (one?, other?);
        let is_between = |travel: &&Travel| {
            [(travel.one, travel.other), (travel.other, travel.one)].contains(&ends)
        };
        self.travel.iter().find(is_between).map(|travel| travel.minutes)
    }

    /// Whether a group may use a block: its own lists and its sites allow it.
    pub fn may_use(&self, group: GroupId, block: BlockId) -> bool {
        let group = &self.groups[group.0];
        let station = self.blocks[block.0].station;
        let site = self.stations.get(station.0).and_then(|station| station.site);
        let is_at_home = group.sites.is_empty() || site.is_some_and(|at| group.sites.contains(&at));
        is_at_home && group.may_use(block)
    }
}

impl Campaign {
    /// All sites; none where everything takes place at one.
    pub fn sites(&self) -> &[Site] {
        &self.draft.sites
    }

    /// One site.
    pub fn site(&self, id: SiteId) -> &Site {
        &self.draft.sites[id.0]
    }

    /// The site of a station.
    pub fn site_of(&self, station: StationId) -> Option<SiteId> {
        self.station(station).site
    }

    /// All crews; none where every station has its own team.
    pub fn crews(&self) -> &[Crew] {
        &self.draft.crews
    }

    /// One crew.
    pub fn crew(&self, id: CrewId) -> &Crew {
        &self.draft.crews[id.0]
    }

    /// Minutes between two sites: 0 within one, and where nobody says.
    pub fn travel(&self, one: Option<SiteId>, other: Option<SiteId>) -> Minutes {
        self.draft.travel_between(one, other).unwrap_or(0)
    }

    /// Whether a group may use a block: its own lists and its sites allow it.
    pub fn may_use(&self, group: GroupId, block: BlockId) -> bool {
        self.draft.may_use(group, block)
    }

    /// The blocks of each half-day in which a crew can stand at a site, in the order of time. Blocks
    /// of two desks that share a minute are one half-day.
    pub fn half_days_at(&self, site: SiteId) -> Vec<Vec<BlockId>> {
        let is_here = |id: &BlockId| {
            self.site_of(self.block(*id).station) == Some(site) && self.is_open_on_demand(*id)
        };
        let mut blocks: Vec<BlockId> = self.block_ids().filter(is_here).collect();
        blocks.sort_by_key(|id| (self.block(*id).date, self.block(*id).regular, *id));
        let mut found: Vec<Vec<BlockId>> = Vec::new();
        for id in blocks {
            let own = self.block(id);
            let meets = |other: &BlockId| {
                let other = self.block(*other);
                other.date == own.date && other.regular.overlaps(own.regular)
            };
            match found.last_mut() {
                Some(last) if last.iter().any(meets) => last.push(id),
                _ => found.push(vec![id]),
            }
        }
        found
    }

    /// Whether at most one of two blocks can be open: their crew is the same, and the one begins
    /// before it can be there from the other; or their desk is, and they run at once.
    pub fn exclude_each_other(&self, a: BlockId, b: BlockId) -> bool {
        let (block_a, block_b) = (self.block(a), self.block(b));
        if a == b || block_a.date != block_b.date || block_a.station == block_b.station {
            return false;
        }
        let (station_a, station_b) = (self.station(block_a.station), self.station(block_b.station));
        let (first, second) = if block_a.regular.start <= block_b.regular.start {
            (block_a, block_b)
        } else {
            (block_b, block_a)
        };
        let gap = second.regular.start - first.latest_end;
        let has_same_crew = station_a.crew.is_some() && station_a.crew == station_b.crew;
        let has_same_desk = station_a.desk.is_some() && station_a.desk == station_b.desk;
        has_same_crew && gap < self.travel(station_a.site, station_b.site)
            || has_same_desk && gap < self.changeover()
    }

    /// Whether a crew of the campaign serves the block: without windows it has none, and the crew
    /// may stand at another desk.
    pub fn is_open_on_demand(&self, block: BlockId) -> bool {
        self.station(self.block(block).station).crew.is_some()
    }
}
