//! A campaign as sites with half-days, the crews that can stand there, and the ways between.

use super::packing::Bin;
use crate::base::clock::{Interval, Minutes};
use crate::campaign::{Block, BlockId, Campaign, GroupId, Preference, SiteId, Tier, Wish};
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};

/// A campaign that falls apart into sites once it is known where crews stand.
pub struct Sites<'a> {
    /// The campaign.
    pub campaign: &'a Campaign,
    /// Its sites that have groups.
    pub sites: Vec<SiteDemand>,
    /// Minutes between sites, by their places in the list.
    travel: Vec<Vec<Minutes>>,
    /// For each crew the first crew with the same half-days, which has its rate, too.
    pub kind_of: Vec<usize>,
    /// The most groups that may come in one half-day.
    pub most_groups: usize,
}

/// The groups of one site, and the half-days in which crews can be there.
pub struct SiteDemand {
    /// The site's groups.
    pub groups: Vec<GroupId>,
    /// The expected people of each group.
    pub people_of: Vec<i64>,
    /// Their people.
    pub people: i64,
    /// Half-days in the order of time.
    pub half_days: Vec<SiteHalfDay>,
    /// The bins that its half-days are, each kind once.
    pub bins: Vec<Bin>,
    /// A bin that is at least as good as any half-day of the site.
    pub relaxed: Bin,
    /// For each group the least wishes that it leaves ungranted in any half-day.
    pub least_costs: Vec<i64>,
    /// The largest [`Campaign::load_unit`] of [`Tier::Spread`] in its half-days: that of its fastest
    /// crew.
    pub fastest: i64,
    /// For each crew the half-days in which it can be there.
    pub by_crew: Vec<Vec<usize>>,
    /// The most days on which crews may come.
    pub most_visits: usize,
    /// Whether its half-days in use have none between them that is not.
    pub is_consecutive: bool,
}

/// A half-day of a site: that of all its desks, whichever crew stands at each.
pub struct SiteHalfDay {
    /// The day, counted from the campaign's first.
    pub day: usize,
    /// When crews begin, and when they can go at the latest.
    pub interval: Interval,
    /// Its desks, as bits.
    pub desks: u64,
    /// Each block with its crew, its desk and its bin.
    pub blocks: Vec<DeskBlock>,
}

/// A block of a crew at a desk.
#[derive(Debug, Clone, Copy)]
pub struct DeskBlock {
    /// The index of the crew.
    pub crew: usize,
    /// The desk, as a bit.
    pub desk: u64,
    /// The block.
    pub block: BlockId,
    /// The place of its bin in the list of the site.
    pub bin: usize,
}

impl<'a> Sites<'a> {
    /// The campaign as sites; `None` where a rule ties groups of different sites together or looks
    /// at the time of day, so that a half-day is more than a bin.
    pub fn new(campaign: &'a Campaign) -> Option<Sites<'a>> {
        let draft = campaign.as_draft();
        let is_plain = draft.relations.is_empty()
            && !campaign.limits_waiting()
            && !campaign.limits_people()
            && campaign.rates_known()
            && !campaign.has_tier(Tier::Overload)
            && draft.pins.iter().all(|pin| pin.start.is_none() && pin.end.is_none())
            && draft.groups.iter().all(|group| group.max_windows == 1 && group.sites.len() == 1)
            && draft
                .stations
                .iter()
                .all(|station| station.crew.is_some() && station.site.is_some());
        if !is_plain || draft.crews.is_empty() {
            return None;
        }
        let mut groups_of: BTreeMap<SiteId, Vec<GroupId>> = BTreeMap::new();
        for group in campaign.group_ids() {
            groups_of.entry(*campaign.group(group).sites.first()?).or_default().push(group);
        }
        let mut blocks_of: BTreeMap<SiteId, Vec<BlockId>> = BTreeMap::new();
        for block in campaign.block_ids() {
            let site = campaign.site_of(campaign.block(block).station)?;
            blocks_of.entry(site).or_default().push(block);
        }
        let first = draft.blocks.iter().map(|block| block.date).min()?;
        let sites: Vec<SiteId> = groups_of.keys().copied().collect();
        let demands: Option<Vec<SiteDemand>> = groups_of
            .into_iter()
            .map(|(site, groups)| {
                let blocks = blocks_of.remove(&site).unwrap_or_default();
                SiteDemand::new(campaign, site, groups, (&blocks, first))
            })
            .collect();
        let demands = demands?;
        let mut kind_of: Vec<usize> = Vec::new();
        for crew in 0..draft.crews.len() {
            let is_alike = |other: &usize| {
                demands.iter().all(|site| site.bins_by_time(crew) == site.bins_by_time(*other))
            };
            let kind = (0..crew).find(is_alike).unwrap_or(crew);
            kind_of.push(kind);
        }
        let mut travel = vec![vec![0; sites.len()]; sites.len()];
        let place = |site: SiteId| sites.binary_search(&site).ok();
        for way in &draft.travel {
            if let (Some(one), Some(other)) = (place(way.one), place(way.other))
                && one != other
            {
                (travel[one][other], travel[other][one]) = (way.minutes, way.minutes);
            }
        }
        let most_groups = campaign.max_groups_per_block().unwrap_or(usize::MAX);
        Some(Sites { campaign, sites: demands, travel, kind_of, most_groups })
    }

    /// A half-day of a site.
    pub fn half_day(&self, site: usize, half_day: usize) -> &SiteHalfDay {
        &self.sites[site].half_days[half_day]
    }

    /// Whether a crew that was in one half-day of a site can be in another one, which need not be
    /// the next.
    pub fn follows(&self, before: (usize, usize), after: (usize, usize)) -> bool {
        let (one, other) = (self.half_day(before.0, before.1), self.half_day(after.0, after.1));
        let way = self.travel[before.0][after.0];
        one.day < other.day
            || one.day == other.day && other.interval.start - one.interval.end >= way
    }
}

impl SiteDemand {
    /// A site; `None` where two of its half-days overlap without being the same.
    fn new(
        campaign: &Campaign,
        id: SiteId,
        groups: Vec<GroupId>,
        (blocks, first): (&[BlockId], Date),
    ) -> Option<SiteDemand> {
        let most_visits = campaign.site(id).most_visits.and_then(|most| usize::try_from(most).ok());
        let takes_overtime = !campaign.has_tier(Tier::Overtime);
        let people_of: Vec<i64> =
            groups.iter().map(|group| campaign.expected_of(*group, None)).collect();
        let mut site = SiteDemand {
            people: people_of.iter().sum(),
            people_of,
            fastest: 1,
            least_costs: vec![i64::MAX; groups.len()],
            relaxed: Bin {
                capacity: 0,
                step: i64::from(campaign.grid()),
                between: i64::MAX,
                unit: 1,
                needs: vec![None; groups.len()],
                costs: vec![0; groups.len()],
            },
            groups,
            half_days: Vec::new(),
            bins: Vec::new(),
            by_crew: vec![Vec::new(); campaign.crews().len()],
            most_visits: most_visits.unwrap_or(usize::MAX),
            is_consecutive: campaign.site(id).is_consecutive,
        };
        let mut bins: HashMap<Bin, usize> = HashMap::new();
        let mut desks: BTreeMap<&str, u64> = BTreeMap::new();
        let mut in_order = blocks.to_vec();
        in_order.sort_by_key(|id| {
            let block = campaign.block(*id);
            (block.date, block.regular, block.latest_end, *id)
        });
        for id in in_order {
            let block = campaign.block(id);
            let station = campaign.station(block.station);
            let crew = station.crew?.0;
            let relaxed = site.bin(campaign, id, block.bookable(), false);
            site.relax(&relaxed);
            site.fastest = site.fastest.max(campaign.load_unit(Tier::Spread, id));
            let desk = station.desk.as_deref().unwrap_or_else(|| station.id());
            let number = desks.len();
            let desk =
                *desks.entry(desk).or_insert_with(|| 1_u64.checked_shl(number as u32).unwrap_or(0));
            if desk == 0 {
                return None;
            }
            let interval = if takes_overtime { block.bookable() } else { block.regular };
            // A half-day with breaks or make-up time is more than a bin: crews are not sent there.
            let is_plain = block.breaks.is_empty() && block.make_up.is_empty();
            let bin = site.bin(campaign, id, interval, true);
            let next = bins.len();
            let bin = *bins.entry(bin.clone()).or_insert_with(|| {
                site.bins.push(bin);
                next
            });
            let day = block.date.since(first).ok()?.get_days() as usize;
            site.add(campaign, day, block)?;
            let last = site.half_days.len() - 1;
            site.half_days[last].desks |= desk;
            if is_plain {
                site.half_days[last].blocks.push(DeskBlock { crew, desk, block: id, bin });
            }
            if site.by_crew[crew].last() != Some(&last) {
                site.by_crew[crew].push(last);
            }
        }
        if site.relaxed.between == i64::MAX {
            site.relaxed.between = 0;
        }
        for cost in &mut site.least_costs {
            *cost = if *cost == i64::MAX { 0 } else { *cost };
        }
        Some(site)
    }

    /// Begins a half-day where the last one is another.
    fn add(&mut self, campaign: &Campaign, day: usize, block: &Block) -> Option<()> {
        let interval = Interval::new(block.regular.start, block.latest_end);
        let is_same = |last: &SiteHalfDay| (last.day, last.interval) == (day, interval);
        if self.half_days.last().is_some_and(is_same) {
            return Some(());
        }
        let is_apart = |last: &SiteHalfDay| {
            last.day < day || interval.start - last.interval.end >= campaign.changeover()
        };
        if !self.half_days.last().is_none_or(is_apart) {
            return None;
        }
        self.half_days.push(SiteHalfDay { day, interval, desks: 0, blocks: Vec::new() });
        Some(())
    }

    /// A block as a bin. One for plans refuses a group that has a lesson at any time of the half-day;
    /// one for bounds takes everybody who may use the block.
    fn bin(&self, campaign: &Campaign, id: BlockId, interval: Interval, for_plans: bool) -> Bin {
        let block = campaign.block(id);
        // Beside a break the grid begins anew, and a changeover may go on in it.
        let is_plain = block.breaks.is_empty() && block.make_up.is_empty();
        let step = if is_plain { i64::from(campaign.grid()) } else { 1 };
        let rounded_up = |minutes: i64| (minutes + step - 1) / step * step;
        let changeover = if is_plain { rounded_up(i64::from(campaign.changeover())) } else { 0 };
        let usable = i64::from(block.usable_minutes_in(interval));
        let needs = |group: &GroupId| {
            if !campaign.may_use(*group, id) || !keeps_pins(campaign, *group, block) {
                return None;
            }
            let called = Interval::new(campaign.call(interval.start), interval.end);
            let has_lesson = for_plans
                && campaign
                    .unavailable_on(block.date, *group)
                    .any(|entry| entry.interval.overlaps(called));
            if has_lesson {
                return None;
            }
            let least = i64::from(campaign.least_minutes(*group, None, id)?).max(1);
            Some(rounded_up(least) + changeover)
        };
        let cost = |group: &GroupId| -> i64 {
            let hurt = campaign.preferences_of(*group).filter(|wish| is_hurt_anyway(wish, block));
            hurt.map(|wish| wish.weight).sum()
        };
        Bin {
            step,
            between: changeover,
            unit: campaign.load_unit(Tier::Peak, id),
            capacity: usable / step * step + changeover,
            needs: self.groups.iter().map(needs).collect(),
            costs: self.groups.iter().map(cost).collect(),
        }
    }

    /// Makes the relaxed bin as good as another one.
    fn relax(&mut self, bin: &Bin) {
        let relaxed = &mut self.relaxed;
        relaxed.capacity = relaxed.capacity.max(bin.capacity);
        relaxed.step = relaxed.step.min(bin.step);
        relaxed.between = relaxed.between.min(bin.between);
        relaxed.unit = relaxed.unit.max(bin.unit);
        for (known, new) in relaxed.needs.iter_mut().zip(&bin.needs) {
            *known = known.iter().chain(new).min().copied();
        }
        for (place, (cost, need)) in bin.costs.iter().zip(&bin.needs).enumerate() {
            if need.is_some() {
                self.least_costs[place] = self.least_costs[place].min(*cost);
            }
        }
    }

    /// The bins that a crew has here, by half-day and desk.
    fn bins_by_time(&self, crew: usize) -> Vec<(usize, u64, usize)> {
        let all = self.by_crew[crew].iter().flat_map(|time| {
            let own = self.half_days[*time].blocks.iter().filter(|own| own.crew == crew);
            own.map(|own| (*time, own.desk, own.bin))
        });
        all.collect()
    }
}

/// Whether a group's pins allow a block.
fn keeps_pins(campaign: &Campaign, group: GroupId, block: &Block) -> bool {
    campaign.pins_of(group).all(|pin| {
        pin.station.is_none_or(|station| station == block.station)
            && pin.date.is_none_or(|date| date == block.date)
    })
}

/// Whether every window in a block leaves a wish ungranted.
fn is_hurt_anyway(wish: &Preference, block: &Block) -> bool {
    let (is_day, hours) = (wish.is_about(block.date), wish.interval);
    match wish.wish {
        Wish::Prefer => !is_day || hours.is_some_and(|hours| !hours.overlaps(block.bookable())),
        Wish::Avoid => is_day && hours.is_none_or(|hours| hours.contains(block.bookable())),
    }
}
