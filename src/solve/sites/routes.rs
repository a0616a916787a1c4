//! Which crew stands at which site when: vehicle routing with time windows, the vehicles being crews
//! and the customers sites, by large neighbourhood search.
//!
//! A move takes all crews away from one to nine sites that are served on neighbouring days, and
//! serves these sites anew, one after another, each where it costs least (*slack induction by string
//! removals*; Christiaens and Vanden Berghe 2020, with their *blinks*: of the places that would be best
//! one in fifty is passed over). A plan that is no worse is kept.

use super::packing::{Bin, BinPacking, least_load, pack};
use super::problem::{DeskBlock, Sites};
use crate::campaign::plan::Plan;
use crate::campaign::{BlockId, GroupId, Tier};
use crate::solve::Budget;
use rand::rngs::ChaCha8Rng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

/// The most nodes of the search tree for one packing, a hundred times the 20 to the first leaf of a
/// site of 20 groups, the most of a generated season; a packing not found by then counts as none.
const PACKING_NODES: usize = 2_000;
/// The share of places to serve a site that are passed over, although they would be best. The paper
/// has 0.01; from 0 to 0.2 five generated seasons of 70 campuses are all proven within 200 moves.
const BLINKS: f64 = 0.02;
/// The most runs of half-days in which a site is served. In 30 searches over five generated seasons
/// of 70 campuses one site was once served in two, all others in one: six leave room for a campus that
/// is open on single days.
const MOST_RUNS: usize = 6;

/// A half-day in which a crew stands at a desk.
#[derive(Debug, Clone, Copy)]
pub struct DeskTime {
    /// The place of the half-day in the list of the site.
    pub half_day: usize,
    /// Whose block it is.
    pub own: DeskBlock,
}

/// Half-days of one crew at one site, with none at another site between them.
#[derive(Debug, Clone)]
pub struct Tenure {
    /// The site.
    pub site: usize,
    /// At least one half-day, in the order of time.
    pub times: Vec<DeskTime>,
}

impl Tenure {
    fn first(&self) -> (usize, usize) {
        (self.site, self.times.first().map_or(0, |time| time.half_day))
    }

    fn last(&self) -> (usize, usize) {
        (self.site, self.times.last().map_or(0, |time| time.half_day))
    }
}

/// Where each crew stands, and which sites are not served.
#[derive(Debug, Clone)]
pub struct Rosters {
    /// For each crew its tenures in the order of time.
    pub of_crew: Vec<Vec<Tenure>>,
    /// Sites at which no crew stands, although they have groups.
    pub unserved: Vec<usize>,
}

/// What people were told, by site.
pub struct ToldBySite {
    /// The block in which each group of a site can still keep its times.
    pub blocks: Vec<Vec<Option<BlockId>>>,
    /// The blocks in which crews stand at each site.
    pub in_use: Vec<BTreeSet<BlockId>>,
    /// People who were told a time.
    people: i64,
    /// Those of them who can keep it.
    keeping: i64,
}

impl ToldBySite {
    /// The people who can't keep the times that they were told.
    pub fn people_moved_anyway(&self) -> i64 {
        self.people - self.keeping
    }

    /// What a plan tells each group; a window outside every half-day tells it nothing.
    pub fn new(sites: &Sites<'_>, plan: &Plan) -> ToldBySite {
        let campaign = sites.campaign;
        let mut told = ToldBySite { blocks: Vec::new(), in_use: Vec::new(), people: 0, keeping: 0 };
        for site in &sites.sites {
            let known: BTreeSet<BlockId> =
                site.half_days.iter().flat_map(|own| &own.blocks).map(|own| own.block).collect();
            let mut in_use = BTreeSet::new();
            let blocks = site.groups.iter().zip(&site.people_of).map(|(group, people)| {
                let windows = plan.windows_of(*group);
                told.people += if windows.is_empty() { 0 } else { *people };
                let [window] = windows.as_slice() else { return None };
                let block = campaign.block_at(window.station, window.date, window.interval);
                let block = block.filter(|block| known.contains(block))?;
                in_use.insert(block);
                let least = campaign.least_minutes(*group, None, block)?;
                let keeps = campaign.may_use(*group, block) && window.interval.minutes() >= least;
                told.keeping += if keeps { *people } else { 0 };
                keeps.then_some(block)
            });
            told.blocks.push(blocks.collect());
            told.in_use.push(in_use);
        }
        told
    }
}

/// A place in a crew's roster to serve a site, or a part of it.
struct Insertion {
    crew: usize,
    position: usize,
    times: Vec<DeskTime>,
    /// Whether the groups of the site then all have a half-day.
    is_whole: bool,
    /// What it costs in each tier.
    costs: Vec<i64>,
    /// Minutes of the crew between this and its nearer neighbour.
    idle: i64,
}

type Packed = Option<Rc<Vec<usize>>>;

/// Large neighbourhood search over rosters.
pub struct RosterSearch<'a> {
    sites: &'a Sites<'a>,
    tiers: &'a [Tier],
    /// For each site the fewest half-days by its bound.
    fewest: Vec<i64>,
    /// What people were told.
    told: Option<&'a ToldBySite>,
    /// What is known of packings: by site, and by the bins of its half-days in their order.
    packings: HashMap<(usize, Vec<usize>), Packed>,
    dice: ChaCha8Rng,
}

impl<'a> RosterSearch<'a> {
    /// A search that knows the fewest half-days of each site, and begins with what people were told.
    pub fn new(
        sites: &'a Sites<'a>,
        fewest: Vec<i64>,
        told: Option<&'a ToldBySite>,
        seed: u32,
    ) -> RosterSearch<'a> {
        RosterSearch {
            sites,
            tiers: sites.campaign.tiers(),
            fewest,
            told,
            packings: HashMap::new(),
            dice: ChaCha8Rng::seed_from_u64(u64::from(seed)),
        }
    }

    /// The best rosters found in `moves` moves, or before the budget is spent, or until `is_best`
    /// says of their costs that none are better. Costs are people who are not served, then the
    /// tiers.
    pub fn run(
        &mut self,
        moves: usize,
        budget: &Budget,
        is_best: &dyn Fn(&[i64]) -> bool,
        tell: &mut dyn FnMut(&[i64]),
    ) -> Rosters {
        let mut known = self.as_told();
        // The sites that need most come first.
        let mut order = std::mem::take(&mut known.unserved);
        order.sort_by_key(|site| (std::cmp::Reverse(self.fewest[*site]), *site));
        self.serve(&mut known, &order, 0.0);
        let mut costs = self.costs(&known);
        tell(&costs);
        for _ in 0..moves {
            if is_best(&costs) || budget.is_spent() {
                break;
            }
            let mut tried = known.clone();
            let order = self.remove_some(&mut tried);
            self.serve(&mut tried, &order, BLINKS);
            let new = self.costs(&tried);
            if new < costs {
                tell(&new);
            }
            if new <= costs {
                (known, costs) = (tried, new);
            }
        }
        known
    }

    /// Takes all crews away from one to nine sites; these and those not served, in the order in which to
    /// serve them.
    fn remove_some(&mut self, rosters: &mut Rosters) -> Vec<usize> {
        let served: Vec<usize> = {
            let all = rosters.of_crew.iter().flatten().map(|tenure| tenure.site);
            all.collect::<BTreeSet<usize>>().into_iter().collect()
        };
        let mut gone: BTreeSet<usize> = rosters.unserved.drain(..).collect();
        if let Some(seed) = pick(&served, &mut self.dice) {
            let middle = |tenure: &Tenure| {
                let ends = [tenure.first(), tenure.last()];
                ends.map(|(site, time)| self.sites.half_day(site, time).day as i64)
                    .iter()
                    .sum::<i64>()
            };
            let own = rosters.of_crew.iter().flatten().find(|tenure| tenure.site == seed);
            let at = own.map_or(0, middle);
            // Strings of one to three neighbours in time, of one to three crews.
            let crews = self.dice.random_range(1..=3_usize);
            let length = self.dice.random_range(1..=3_usize);
            let mut order: Vec<usize> = (0..rosters.of_crew.len()).collect();
            order.shuffle(&mut self.dice);
            let has_seed = |crew: &usize| rosters.of_crew[*crew].iter().any(|own| own.site == seed);
            order.sort_by_key(|crew| !has_seed(crew));
            for crew in order.into_iter().take(crews) {
                let mut near: Vec<&Tenure> = rosters.of_crew[crew].iter().collect();
                near.sort_by_key(|tenure| (middle(tenure) - at).abs());
                gone.extend(near.into_iter().take(length).map(|tenure| tenure.site));
            }
        }
        for roster in &mut rosters.of_crew {
            roster.retain(|tenure| !gone.contains(&tenure.site));
        }
        let mut order: Vec<usize> = gone.into_iter().collect();
        order.shuffle(&mut self.dice);
        if self.dice.random_bool(0.5) {
            order.sort_by_key(|site| std::cmp::Reverse(self.fewest[*site]));
        }
        order
    }

    /// Serves sites one after another, each where it costs least.
    fn serve(&mut self, rosters: &mut Rosters, order: &[usize], blinks: f64) {
        for site in order.iter().copied() {
            let before = rosters.of_crew.clone();
            let mut is_served = self.sites.sites[site].groups.is_empty();
            for _ in 0..MOST_RUNS {
                if is_served {
                    break;
                }
                let Some(best) = self.best_insertion(rosters, site, blinks) else { break };
                is_served = best.is_whole;
                let tenure = Tenure { site, times: best.times };
                rosters.of_crew[best.crew].insert(best.position, tenure);
            }
            if !is_served {
                rosters.of_crew = before;
                rosters.unserved.push(site);
            }
        }
    }

    /// The cheapest place to serve all that is left of a site; where there is none, the one that
    /// serves most.
    fn best_insertion(&mut self, rosters: &Rosters, site: usize, blinks: f64) -> Option<Insertion> {
        let demand = &self.sites.sites[site];
        let mut taken = vec![0_u64; demand.half_days.len()];
        let mut bins = Vec::new();
        for tenure in rosters.of_crew.iter().flatten().filter(|tenure| tenure.site == site) {
            for time in &tenure.times {
                taken[time.half_day] |= time.own.desk;
                bins.push(time.own.bin);
            }
        }
        let days: BTreeSet<usize> = (0..taken.len())
            .filter(|time| taken[*time] != 0)
            .map(|time| demand.half_days[time].day)
            .collect();
        let mut best: Option<Insertion> = None;
        let mut idle_kinds: BTreeSet<usize> = BTreeSet::new();
        for crew in 0..rosters.of_crew.len() {
            let is_idle = rosters.of_crew[crew].is_empty();
            if is_idle && !idle_kinds.insert(self.sites.kind_of[crew]) {
                continue;
            }
            for start in 0..demand.by_crew[crew].len() {
                if blinks > 0.0 && self.dice.random_bool(blinks) {
                    continue;
                }
                let known = (taken.as_slice(), bins.as_slice(), &days);
                let Some(new) = self.insertion(rosters, (site, crew, start), known) else {
                    continue;
                };
                let rank = |own: &Insertion| {
                    let length = if own.is_whole { 0 } else { own.times.len() };
                    (!own.is_whole, std::cmp::Reverse(length), own.costs.clone(), own.idle)
                };
                if best.as_ref().is_none_or(|best| rank(&new) < rank(best)) {
                    best = Some(new);
                }
            }
        }
        best
    }

    /// A crew at a site from one of its half-days on, until all groups have one or the crew's next
    /// tenure begins.
    fn insertion(
        &mut self,
        rosters: &Rosters,
        (site, crew, start): (usize, usize, usize),
        (taken, bins, days): (&[u64], &[usize], &BTreeSet<usize>),
    ) -> Option<Insertion> {
        let (sites, roster) = (self.sites, &rosters.of_crew[crew]);
        let demand = &sites.sites[site];
        let first = (site, demand.by_crew[crew][start]);
        let position = roster.partition_point(|own| {
            let (one, other) =
                (sites.half_day(own.site, own.first().1), sites.half_day(site, first.1));
            (one.day, one.interval.start) <= (other.day, other.interval.start)
        });
        let before = position.checked_sub(1).map(|before| &roster[before]);
        let after = roster.get(position);
        if before.is_some_and(|before| !sites.follows(before.last(), first)) {
            return None;
        }
        let mut times: Vec<DeskTime> = Vec::new();
        let mut visited = days.clone();
        let mut all = bins.to_vec();
        let mut packed = None;
        for half_day in demand.by_crew[crew][start..].iter().copied() {
            if after.is_some_and(|after| !sites.follows((site, half_day), after.first())) {
                break;
            }
            let free = demand.half_days[half_day]
                .blocks
                .iter()
                .find(|own| own.crew == crew && own.desk & taken[half_day] == 0);
            if demand.is_consecutive
                && times.last().is_some_and(|last: &DeskTime| last.half_day + 1 < half_day)
            {
                break;
            }
            let Some(own) = free else { continue };
            let day = demand.half_days[half_day].day;
            if !visited.contains(&day) && visited.len() >= demand.most_visits {
                break;
            }
            visited.insert(day);
            times.push(DeskTime { half_day, own: *own });
            all.push(own.bin);
            if all.len() as i64 >= self.fewest[site] {
                packed = self.packed(site, &all);
                if packed.is_some() {
                    break;
                }
            }
        }
        let last = (site, times.last()?.half_day);
        if times.first().map(|time| time.half_day) != Some(first.1)
            || demand.is_consecutive && !is_one_run(taken, &times)
        {
            return None;
        }
        let is_same = |other: Option<&Tenure>| other.is_some_and(|own| own.site == site);
        let is_move = !roster.is_empty() && !is_same(before) && !is_same(after);
        let costs = self.tiers.iter().map(|tier| match tier {
            Tier::Blocks => times.len() as i64,
            Tier::Moves => i64::from(is_move),
            Tier::Visits => (visited.len() - days.len()) as i64,
            Tier::Moved => {
                let here: BTreeSet<BlockId> = times.iter().map(|time| time.own.block).collect();
                -self.kept_people(site, &here)
            }
            Tier::Preference => packed.as_ref().map_or(0, |packed| self.wishes(site, &all, packed)),
            _ => 0,
        });
        let moment = |(site, time): (usize, usize)| {
            let half_day = sites.half_day(site, time);
            let day = 24 * 60 * half_day.day as i64;
            [half_day.interval.start, half_day.interval.end].map(|minute| day + i64::from(minute))
        };
        let idle_before =
            before.map_or(moment(first)[0], |own| moment(first)[0] - moment(own.last())[1]);
        let idle_after = after.map_or(i64::MAX, |own| moment(own.first())[0] - moment(last)[1]);
        Some(Insertion {
            crew,
            position,
            is_whole: packed.is_some(),
            costs: costs.collect(),
            idle: idle_before.min(idle_after),
            times,
        })
    }

    /// For each group of a site the place of its bin among `bins` in ascending order; `None` where
    /// none was found.
    fn packed(&mut self, site: usize, bins: &[usize]) -> Packed {
        let mut bins = bins.to_vec();
        bins.sort_unstable();
        if let Some(known) = self.packings.get(&(site, bins.clone())) {
            return known.clone();
        }
        let demand = &self.sites.sites[site];
        let own: Vec<&Bin> = bins.iter().map(|bin| &demand.bins[*bin]).collect();
        let found = match pack(&own, demand.groups.len(), self.sites.most_groups, PACKING_NODES) {
            // Half-days in a row are all used.
            BinPacking::Found(bin_of) if demand.is_consecutive => {
                in_every_bin(&own, bin_of).map(Rc::new)
            }
            BinPacking::Found(bin_of) => Some(Rc::new(bin_of)),
            BinPacking::Impossible | BinPacking::Unknown => None,
        };
        self.packings.insert((site, bins), found.clone());
        found
    }

    /// Weights of wishes that a packing leaves ungranted.
    fn wishes(&self, site: usize, bins: &[usize], packed: &[usize]) -> i64 {
        let mut bins = bins.to_vec();
        bins.sort_unstable();
        let demand = &self.sites.sites[site];
        let costs =
            packed.iter().enumerate().map(|(group, bin)| demand.bins[bins[*bin]].costs[group]);
        costs.sum()
    }

    /// People who are not served, and the tiers.
    fn costs(&mut self, rosters: &Rosters) -> Vec<i64> {
        let sites = self.sites;
        let unserved: i64 = rosters.unserved.iter().map(|site| sites.sites[*site].people).sum();
        let mut costs = vec![rosters.unserved.len() as i64];
        for tier in self.tiers {
            let tenures = || rosters.of_crew.iter().flatten();
            costs.push(match tier {
                Tier::Unserved => unserved,
                Tier::Blocks => tenures().map(|own| own.times.len() as i64).sum(),
                Tier::Moves => {
                    let moves = rosters.of_crew.iter().flat_map(|roster| {
                        roster.windows(2).filter(|pair| pair[0].site != pair[1].site)
                    });
                    moves.count() as i64
                }
                Tier::Visits => {
                    let days: BTreeSet<(usize, usize)> = tenures()
                        .flat_map(|own| own.times.iter().map(|time| (own.site, time.half_day)))
                        .map(|(site, time)| (site, sites.half_day(site, time).day))
                        .collect();
                    days.len() as i64
                }
                Tier::Moved => {
                    let kept = (0..sites.sites.len()).map(|site| {
                        let own = tenures().filter(|own| own.site == site);
                        let blocks =
                            own.flat_map(|own| own.times.iter().map(|time| time.own.block));
                        self.kept_people(site, &blocks.collect())
                    });
                    self.told.map_or(0, |told| told.people) - kept.sum::<i64>()
                }
                Tier::Preference => {
                    let all = (0..sites.sites.len()).map(|site| {
                        let bins = bins_of(rosters, site);
                        let packed = self.packed(site, &bins).filter(|_| !bins.is_empty());
                        packed.map_or(0, |packed| self.wishes(site, &bins, &packed))
                    });
                    all.sum()
                }
                _ => 0,
            });
        }
        costs
    }

    /// The groups of each half-day in which a crew stands.
    pub fn groups_by_block(&mut self, rosters: &Rosters) -> Vec<(DeskBlock, Vec<GroupId>)> {
        let mut found = Vec::new();
        for site in 0..self.sites.sites.len() {
            let tenures = rosters.of_crew.iter().flatten().filter(|own| own.site == site);
            let mut blocks: Vec<DeskBlock> =
                tenures.flat_map(|own| own.times.iter().map(|time| time.own)).collect();
            blocks.sort_by_key(|own| (own.bin, own.block));
            let bins: Vec<usize> = blocks.iter().map(|own| own.bin).collect();
            let Some(packed) = self.packed(site, &bins).filter(|_| !bins.is_empty()) else {
                continue;
            };
            let packed = self.evened(site, &bins, packed);
            let groups = &self.sites.sites[site].groups;
            for (place, own) in blocks.into_iter().enumerate() {
                let here = packed.iter().zip(groups).filter(|(bin, _)| **bin == place);
                found.push((own, here.map(|(_, group)| *group).collect()));
            }
        }
        found
    }
}

impl RosterSearch<'_> {
    /// The people of a site whose half-day of before is among these blocks, and no shorter than the
    /// windows that they were told: no more of them keep their times.
    fn kept_people(&self, site: usize, blocks: &BTreeSet<BlockId>) -> i64 {
        let Some(told) = self.told else { return 0 };
        let groups = told.blocks[site].iter().zip(&self.sites.sites[site].people_of);
        groups
            .filter(|(block, _)| block.is_some_and(|block| blocks.contains(&block)))
            .map(|(_, people)| people)
            .sum()
    }

    /// The rosters that people were told, without the sites that can't be served so any more.
    fn as_told(&mut self) -> Rosters {
        let sites = self.sites;
        let crews = sites.kind_of.len();
        let mut known = Rosters { of_crew: vec![Vec::new(); crews], unserved: Vec::new() };
        let told = self.told;
        let mut stands: Vec<Vec<(usize, DeskTime)>> = vec![Vec::new(); crews];
        for site in 0..sites.sites.len() {
            match told.and_then(|told| self.served_in(site, &told.in_use[site])) {
                Some(times) => {
                    for time in times {
                        stands[time.own.crew].push((site, time));
                    }
                }
                None => known.unserved.push(site),
            }
        }
        // Where a crew can't be at the next site in time, that site is served anew.
        for own in &mut stands {
            let begins = |(site, time): &(usize, DeskTime)| {
                let half_day = sites.half_day(*site, time.half_day);
                (half_day.day, half_day.interval.start)
            };
            own.sort_by_key(begins);
            for pair in own.windows(2) {
                let [before, after] = [pair[0], pair[1]].map(|(site, time)| (site, time.half_day));
                if !sites.follows(before, after) && !known.unserved.contains(&after.0) {
                    known.unserved.push(after.0);
                }
            }
        }
        for (crew, own) in stands.into_iter().enumerate() {
            for (site, time) in own {
                if known.unserved.contains(&site) {
                    continue;
                }
                match known.of_crew[crew].last_mut() {
                    Some(tenure) if tenure.site == site => tenure.times.push(time),
                    _ => known.of_crew[crew].push(Tenure { site, times: vec![time] }),
                }
            }
        }
        known
    }

    /// The blocks of a site as half-days of their crews; `None` where they don't hold its groups or
    /// break a rule of the site.
    fn served_in(&mut self, site: usize, blocks: &BTreeSet<BlockId>) -> Option<Vec<DeskTime>> {
        let demand = &self.sites.sites[site];
        let mut times = Vec::new();
        for (half_day, own) in demand.half_days.iter().enumerate() {
            let mut desks = 0;
            for own in own.blocks.iter().filter(|own| blocks.contains(&own.block)) {
                if desks & own.desk != 0 {
                    return None;
                }
                desks |= own.desk;
                times.push(DeskTime { half_day, own: *own });
            }
        }
        let days: BTreeSet<usize> =
            times.iter().map(|time| demand.half_days[time.half_day].day).collect();
        let keeps_rules =
            days.len() <= demand.most_visits && (!demand.is_consecutive || is_one_run(&[], &times));
        let bins: Vec<usize> = times.iter().map(|time| time.own.bin).collect();
        (keeps_rules && !times.is_empty() && self.packed(site, &bins).is_some()).then_some(times)
    }

    /// A packing into the same half-days with the least highest load, where an aim looks at the
    /// lengths of windows and no more wishes are left ungranted.
    fn evened(&mut self, site: usize, bins: &[usize], packed: Rc<Vec<usize>>) -> Rc<Vec<usize>> {
        let looks_at_loads = |tier: &Tier| matches!(tier, Tier::Peak | Tier::Spread);
        if !self.tiers.iter().any(looks_at_loads) {
            return packed;
        }
        let demand = &self.sites.sites[site];
        let own: Vec<&Bin> = bins.iter().map(|bin| &demand.bins[*bin]).collect();
        let effort = (self.sites.most_groups, PACKING_NODES);
        let is_found = |packing: &BinPacking| matches!(packing, BinPacking::Found(_));
        let found = least_load(&own, &demand.people_of, effort, &is_found);
        let Some((_, BinPacking::Found(bin_of))) = found else { return packed };
        let leaves_one_empty = || (0..own.len()).any(|bin| !bin_of.contains(&bin));
        if demand.is_consecutive && leaves_one_empty() {
            return packed;
        }
        if self.wishes(site, bins, &bin_of) > self.wishes(site, bins, &packed) {
            return packed;
        }
        Rc::new(bin_of)
    }
}

/// Whether the half-days of `taken` and `times` together follow one another.
fn is_one_run(taken: &[u64], times: &[DeskTime]) -> bool {
    let mut used: BTreeSet<usize> = times.iter().map(|time| time.half_day).collect();
    used.extend((0..taken.len()).filter(|half_day| taken[*half_day] != 0));
    let ends = used.first().zip(used.last());
    ends.is_none_or(|(first, last)| last - first + 1 == used.len())
}

/// The packing with a group in each bin: into an empty one goes a group that fits, from a bin with two
/// or more; `None` where there is no such group.
fn in_every_bin(bins: &[&Bin], mut bin_of: Vec<usize>) -> Option<Vec<usize>> {
    for (empty, bin) in bins.iter().enumerate() {
        let count = |bin: usize| bin_of.iter().filter(|own| **own == bin).count();
        if count(empty) > 0 {
            continue;
        }
        let fits = |group: &usize| {
            bin.needs[*group].is_some_and(|need| need <= bin.capacity) && count(bin_of[*group]) > 1
        };
        let moved = (0..bin_of.len()).filter(fits).min_by_key(|group| bin.costs[*group])?;
        bin_of[moved] = empty;
    }
    Some(bin_of)
}

/// The bins of the half-days in which crews stand at a site.
fn bins_of(rosters: &Rosters, site: usize) -> Vec<usize> {
    let tenures = rosters.of_crew.iter().flatten().filter(|own| own.site == site);
    tenures.flat_map(|own| own.times.iter().map(|time| time.own.bin)).collect()
}

/// One of the items, at random.
fn pick<T: Copy>(items: &[T], dice: &mut ChaCha8Rng) -> Option<T> {
    if items.is_empty() { None } else { Some(items[dice.random_range(0..items.len())]) }
}
