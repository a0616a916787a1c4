//! Sites, travel and crews of `campaign.toml`, and the stations that they make: one for each desk
//! and each crew that may stand there.

use super::faults::{Faults, KnownNames};
use super::fields::{
    BlockSection, CrewSection, Given, SiteSection, StationSection, TravelSection, Whole, text,
};
use super::pace::WrittenPace;
use super::section::missing_key;
use super::tolerant::{date, fold};
use crate::base::clock::{Interval, Minutes};
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::{Lang, Text};
use crate::campaign::{
    Block, BlockId, Crew, CrewId, Draft, GroupId, Outage, Pin, Site, SiteId, Station, StationId,
    Travel,
};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What `campaign.toml` says of sites and crews, for its stations and half-days as they are written.
pub struct Staffing {
    /// Sites by name.
    pub sites: KnownNames,
    /// Crews by name.
    crews: KnownNames,
    /// The first half-days are those of every day of a season: where no crew works on one of these,
    /// there is none.
    of_season: usize,
    /// The site of groups whose row names none, in tables of a folder of its own.
    at_home: Option<SiteId>,
    /// The sites of each region.
    regions: BTreeMap<String, Vec<SiteId>>,
    /// Where each way is written of which one end is a region.
    ways_of_regions: BTreeMap<[String; 2], Location>,
    /// Two sites each with a way between them.
    known: BTreeSet<(SiteId, SiteId)>,
    /// Where each way is written.
    ways: Vec<Location>,
    /// The places of `most_visits` and `consecutive` of sites.
    limits: Vec<Location>,
    /// The rate of each crew.
    rates: Vec<Option<i64>>,
    /// Each crew's lists of half-days on which it works, and on which not.
    calendars: Vec<[Given<Vec<String>>; 2]>,
    /// For each station the crews that may stand there; none where it has its own team.
    at_station: Vec<Vec<CrewId>>,
    /// Whether each station states a rate, which then is that of every crew there.
    states_rate: Vec<bool>,
    /// For each half-day the crews that may stand there.
    in_block: Vec<Vec<CrewId>>,
    /// The crew that is given for each half-day.
    given: Vec<Option<CrewId>>,
}

impl Staffing {
    /// Reads sites, travel and crews.
    pub fn read(
        sites: Vec<SiteSection>,
        (mut travel, elsewhere): (Vec<TravelSection>, Option<Minutes>),
        crews: Vec<CrewSection>,
        draft: &mut Draft,
        faults: &mut Faults,
    ) -> Staffing {
        let mut staffing = Staffing {
            sites: KnownNames::new("校区", "site"),
            crews: KnownNames::new("小组", "crew"),
            of_season: 0,
            at_home: None,
            regions: BTreeMap::new(),
            ways_of_regions: BTreeMap::new(),
            known: BTreeSet::new(),
            ways: Vec::new(),
            limits: Vec::new(),
            rates: Vec::new(),
            calendars: Vec::new(),
            at_station: Vec::new(),
            states_rate: Vec::new(),
            in_block: Vec::new(),
            given: Vec::new(),
        };
        for own in sites {
            let name = text(&own.name, &own.name_en).unwrap_or_default();
            staffing.sites.add(name.get(Lang::Zh), &own.name.place, faults);
            if let Some(id) = &own.id.value {
                staffing.sites.add_id(id, &own.id.place, faults);
            }
            if let Some(region) = &own.region.value {
                let there = staffing.regions.entry(fold(region)).or_default();
                there.push(SiteId(draft.sites.len()));
            }
            draft.sites.push(Site {
                id: own.id.value,
                most_visits: own.most_visits.value.map(Whole::get),
                is_consecutive: own.consecutive.value.unwrap_or(false),
                ..Site::new(name)
            });
            staffing.limits.extend(
                [
                    own.most_visits.value.is_some().then_some(own.most_visits.place),
                    own.consecutive.value.is_some().then_some(own.consecutive.place),
                ]
                .into_iter()
                .flatten(),
            );
        }
        // What is said of two sites goes before what is said of their regions.
        travel.sort_by_key(|own| {
            let names = [&own.from, &own.to].map(|given| given.value.as_deref().unwrap_or(""));
            names.iter().any(|name| staffing.is_region(name))
        });
        for own in travel {
            staffing.travel(&own, draft, faults);
        }
        if let Some(minutes) = elsewhere {
            let all: Vec<SiteId> = (0..draft.sites.len()).map(SiteId).collect();
            staffing.ways_between(&all, &all, minutes, draft);
        }
        for own in crews {
            let name = text(&own.name, &own.name_en).unwrap_or_default();
            staffing.crews.add(name.get(Lang::Zh), &own.name.place, faults);
            if let Some(id) = &own.id.value {
                staffing.crews.add_id(id, &own.id.place, faults);
            }
            let pace = WrittenPace::of_crew(&own);
            if !pace.is_stated() {
                faults.push(missing_key(CrewSection::rate, &own.location));
            }
            let rate = pace.rate(faults);
            let home = own.home.value.as_ref();
            let home = home.and_then(|name| staffing.sites.find(name, &own.home.place, faults));
            draft.crews.push(Crew {
                home: home.map(SiteId),
                id: own.id.value,
                name,
                rate,
                cameras: own.cameras.value.map(Whole::get),
            });
            staffing.rates.push(rate);
            staffing.calendars.push([own.only_in, own.not_in]);
        }
        // Without crews these limits would have no effect.
        for place in staffing.limits.iter().filter(|_| draft.crews.is_empty()) {
            faults.report(
                Code::MissingKey,
                place,
                "这一项限制的是小组到校的日子：缺少 [[crew]]",
                "this limits the days on which crews come, and there is no [[crew]]",
            );
        }
        staffing
    }

    /// Notes that the first `half_days` half-days are those of every day of a season.
    pub fn has_season(&mut self, half_days: usize) {
        self.of_season = half_days;
    }

    /// Groups of tables read from now on belong to the site unless their row names another.
    pub fn lives_at(&mut self, site: Option<SiteId>) {
        self.at_home = site;
    }

    /// The site of groups whose row names none.
    pub fn home_of_groups(&self) -> Option<SiteId> {
        self.at_home
    }

    /// Whether a name is that of a region, and of no site.
    fn is_region(&self, name: &str) -> bool {
        self.sites.position(name).is_none() && self.regions.contains_key(&fold(name))
    }

    /// Ways between sites, unless they are known.
    fn ways_between(
        &mut self,
        from: &[SiteId],
        to: &[SiteId],
        minutes: Minutes,
        draft: &mut Draft,
    ) {
        for one in from {
            for other in to.iter().filter(|other| *other != one) {
                if self.known.insert((*one.min(other), *one.max(other))) {
                    draft.travel.push(Travel { one: *one, other: *other, minutes });
                }
            }
        }
    }

    fn travel(&mut self, own: &TravelSection, draft: &mut Draft, faults: &mut Faults) {
        let ends = [&own.from, &own.to].map(|given| given.value.as_deref().unwrap_or(""));
        if let Some(minutes) = own.minutes.value
            && ends.iter().any(|name| self.is_region(name))
        {
            let mut pair = ends.map(fold);
            pair.sort();
            if let Some(there) = self.ways_of_regions.get(&pair) {
                faults.report(
                    Code::Duplicate,
                    &own.to.place,
                    format!("这段路程已在 {there} 写过（往返只写一次）"),
                    format!("this way is already there at {there} (both directions are one)"),
                );
            }
            self.ways_of_regions.entry(pair).or_insert_with(|| own.to.place.clone());
            let [from, to] = [&own.from, &own.to].map(|given| {
                let name = given.value.as_deref().unwrap_or("");
                if let Some(sites) = self.regions.get(&fold(name)).filter(|_| self.is_region(name))
                {
                    return sites.clone();
                }
                let site = self.sites.find(name, &given.place, faults);
                site.map(SiteId).into_iter().collect()
            });
            self.ways_between(&from, &to, minutes.minutes(), draft);
            return;
        }
        let [one, other] = [&own.from, &own.to].map(|given| {
            let name = given.value.as_ref()?;
            self.sites.find(name, &given.place, faults).map(SiteId)
        });
        let (Some(one), Some(other), Some(minutes)) = (one, other, own.minutes.value) else {
            return;
        };
        let is_known = |known: &Travel| {
            [(known.one, known.other), (known.other, known.one)].contains(&(one, other))
        };
        let known = draft.travel.iter().position(is_known);
        if let Some(there) = known.and_then(|known| self.ways.get(known)) {
            faults.report(
                Code::Duplicate,
                &own.to.place,
                format!("这段路程已在 {there} 写过（往返只写一次）"),
                format!("this way is already there at {there} (both directions are one)"),
            );
            return;
        }
        if one == other {
            faults.report(
                Code::OutOfRange,
                &own.to.place,
                "路程的两端是同一个校区",
                "both ends of the way are the same site",
            );
            return;
        }
        self.ways.push(own.to.place.clone());
        self.known.insert((one.min(other), one.max(other)));
        draft.travel.push(Travel { one, other, minutes: minutes.minutes() });
    }

    /// The site of a station, a fault where there are sites and it has none.
    pub fn site_of(&self, own: &StationSection, faults: &mut Faults) -> Option<SiteId> {
        if let Some(name) = &own.site.value {
            return self.sites.find(name, &own.site.place, faults).map(SiteId);
        }
        if !self.sites.is_none() {
            let name = own.name.value.clone().unwrap_or_default();
            faults.report(
                Code::NoSite,
                &own.location,
                format!("服务点“{name}”没有写明所属校区（site）"),
                format!("station “{name}” has no site"),
            );
        }
        None
    }

    /// Notes the crews that may stand at the next station: those named, or all where it names none
    /// and has no rate of its own. The rate by which the station is judged before crews are chosen:
    /// its own, or that of its fastest crew.
    pub fn add_station(
        &mut self,
        own: &StationSection,
        rate: Option<i64>,
        faults: &mut Faults,
    ) -> Option<i64> {
        let states_rate = WrittenPace::of_station(own, None).is_stated();
        let named: Vec<CrewId> = match &own.crew.value {
            Some(names) => names
                .iter()
                .filter_map(|name| self.crews.find(name, &own.crew.place, faults).map(CrewId))
                .collect(),
            None if states_rate => Vec::new(),
            None => (0..self.rates.len()).map(CrewId).collect(),
        };
        let of_crews: Option<Vec<i64>> = named.iter().map(|crew| self.rates[crew.0]).collect();
        let fastest = of_crews.and_then(|rates| rates.into_iter().max());
        self.at_station.push(named);
        self.states_rate.push(states_rate);
        if states_rate { rate } else { fastest }
    }

    /// Whether the campaign has a crew, whose rate a station without one of its own can take.
    pub fn has_crews(&self) -> bool {
        !self.rates.is_empty()
    }

    /// Notes the crew that is given for the next half-day.
    pub fn add_block(&mut self, own: &BlockSection, block: &Block, faults: &mut Faults) {
        let of_station = self.at_station.get(block.station.0).cloned().unwrap_or_default();
        let named = own.crew.value.as_ref();
        let named = named.and_then(|name| self.crews.find(name, &own.crew.place, faults));
        let given = named.map(CrewId);
        if given.is_some_and(|crew| !of_station.contains(&crew)) {
            faults.report(
                Code::NoCrew,
                &own.crew.place,
                "这个小组不在该服务点的小组之内，或该服务点有自己的班子（写了 rate）",
                "this crew is none of its station's, or the station has a team of its own (a rate)",
            );
        }
        self.in_block.push(given.map_or(of_station, |crew| vec![crew]));
        self.given.push(given);
    }

    /// Applies the crews' calendars, and says which half-days have no crew, which crew is given at
    /// two places at once, and for which two sites the minutes of the way are missing.
    pub fn settle(
        &mut self,
        draft: &Draft,
        stations: &KnownNames,
        blocks: &KnownNames,
        faults: &mut Faults,
    ) {
        let calendars = std::mem::take(&mut self.calendars);
        for (crew, [only_in, not_in]) in calendars.iter().enumerate() {
            let mut days = |given: &Given<Vec<String>>| -> Option<BTreeSet<usize>> {
                let names = given.value.as_ref()?;
                let named = names.iter().flat_map(|name| {
                    self.blocks_named(name, &given.place, draft, stations, blocks, faults)
                });
                Some(named.collect())
            };
            let (only, not) = (days(only_in), days(not_in).unwrap_or_default());
            for (block, crews) in self.in_block.iter_mut().enumerate() {
                let works =
                    only.as_ref().is_none_or(|only| only.contains(&block)) && !not.contains(&block);
                crews.retain(|own| own.0 != crew || works);
            }
        }
        for (id, block) in draft.blocks.iter().enumerate().skip(self.of_season) {
            let wants_crew =
                self.at_station.get(block.station.0).is_some_and(|own| !own.is_empty());
            if let Some(place) = blocks.location(id)
                && wants_crew
                && self.in_block[id].is_empty()
            {
                faults.report(
                    Code::NoCrew,
                    place,
                    format!("半天“{}”没有任何小组可以到场", block.name),
                    format!("no crew can be there in block “{}”", block.name),
                );
            }
        }
        self.given_stands_are_possible(draft, blocks, faults);
        self.ways_are_known(draft, faults);
    }

    /// The half-days that a crew's calendar names: one by its name, or all of a station, a site or a
    /// day.
    fn blocks_named(
        &self,
        name: &str,
        place: &Location,
        draft: &Draft,
        stations: &KnownNames,
        blocks: &KnownNames,
        faults: &mut Faults,
    ) -> Vec<usize> {
        let all = |is_meant: &dyn Fn(&Block) -> bool| -> Vec<usize> {
            let meant = draft.blocks.iter().enumerate().filter(|(_, block)| is_meant(block));
            meant.map(|(id, _)| id).collect()
        };
        if let Some(block) = blocks.position(name) {
            vec![block]
        } else if let Some(station) = stations.position(name) {
            all(&|block| block.station.0 == station)
        } else if let Some(site) = self.sites.position(name) {
            all(&|block| draft.stations[block.station.0].site == Some(SiteId(site)))
        } else if let Some(day) = date(name) {
            all(&|block| block.date == day)
        } else {
            blocks.find(name, place, faults).into_iter().collect()
        }
    }

    fn given_stands_are_possible(&self, draft: &Draft, blocks: &KnownNames, faults: &mut Faults) {
        let given = |id: usize| self.given.get(id).copied().flatten();
        for (later, block) in draft.blocks.iter().enumerate() {
            for (earlier, other) in draft.blocks[..later].iter().enumerate() {
                let same_crew = given(later).is_some() && given(later) == given(earlier);
                if !same_crew || block.date != other.date || block.station == other.station {
                    continue;
                }
                let [one, two] = [block, other].map(|block| draft.stations[block.station.0].site);
                let way = draft.travel_between(one, two).unwrap_or(0);
                let gap = (block.regular.start - other.latest_end)
                    .max(other.regular.start - block.latest_end);
                let places = blocks.location(later).zip(blocks.location(earlier));
                if let Some((place, there)) = places.filter(|_| gap < way) {
                    let (name, before) = (&block.name, &other.name);
                    let between = gap.max(0);
                    faults.report(
                        Code::CrewGivenTwice,
                        place,
                        format!("同一小组被安排在“{name}”与 {there} 的“{before}”：路程 {way} 分钟，间隔只有 {between} 分钟"),
                        format!("one crew is given for “{name}” and for “{before}” at {there}: the way takes {way} minutes, {between} lie between"),
                    );
                }
            }
        }
    }

    /// Every two sites at which a crew may stand on one day have a way between them, and so have
    /// its home and each of them: what a crew travels is counted from there.
    fn ways_are_known(&self, draft: &Draft, faults: &mut Faults) {
        let mut sites: BTreeMap<(CrewId, Date), BTreeSet<SiteId>> = BTreeMap::new();
        for (block, crews) in draft.blocks.iter().zip(&self.in_block) {
            let site = draft.stations.get(block.station.0).and_then(|station| station.site);
            for crew in crews {
                let home = draft.crews[crew.0].home;
                sites.entry((*crew, block.date)).or_default().extend(site.into_iter().chain(home));
            }
        }
        let mut seen: BTreeSet<(SiteId, SiteId)> = BTreeSet::new();
        for sites in sites.into_values() {
            let all: Vec<SiteId> = sites.into_iter().collect();
            for (place, one) in all.iter().enumerate() {
                for other in &all[place + 1..] {
                    let is_new = seen.insert((*one, *other));
                    if !is_new || draft.travel_between(Some(*one), Some(*other)).is_some() {
                        continue;
                    }
                    let [one, other] =
                        [one, other].map(|site| (draft.sites[site.0].name.clone(), site));
                    let there = self.sites.location(one.1.0).map(ToString::to_string);
                    let there = there.unwrap_or_default();
                    let Some(place) = self.sites.location(other.1.0) else { continue };
                    let names = |lang| (one.0.get(lang).to_owned(), other.0.get(lang).to_owned());
                    let ((zh, zh_other), (en, en_other)) = (names(Lang::Zh), names(Lang::En));
                    faults.report(
                        Code::NoTravel,
                        place,
                        format!("没有写明“{zh_other}”与 {there} 的“{zh}”之间的路程（[[travel]]）"),
                        format!(
                            "there is no [[travel]] between “{en_other}” and “{en}” at {there}"
                        ),
                    );
                }
            }
        }
    }

    /// The draft with a station for each desk and crew, and a half-day for each half-day of a desk
    /// and crew. What names a desk or a half-day means all of them.
    pub fn staffed(&self, mut draft: Draft) -> Draft {
        if !self.has_crews() {
            return draft;
        }
        let (stations, blocks) =
            (std::mem::take(&mut draft.stations), std::mem::take(&mut draft.blocks));
        let mut made = Made::default();
        for (desk, station) in stations.iter().enumerate() {
            let comes = |crew: &CrewId| {
                let own = blocks.iter().zip(&self.in_block);
                own.filter(|(block, _)| block.station.0 == desk)
                    .any(|(_, in_it)| in_it.contains(crew))
            };
            let crews = &self.at_station[desk];
            made.stations_of.push(Vec::new());
            if crews.is_empty() {
                made.stations_of[desk].push((None, StationId(draft.stations.len())));
                draft.stations.push(station.clone());
            }
            // A crew that never comes here makes no station, unless it is the only one.
            for crew in crews.iter().filter(|crew| crews.len() == 1 || comes(crew)) {
                made.stations_of[desk].push((Some(*crew), StationId(draft.stations.len())));
                let own = self.station_of(station, desk, &draft.crews[crew.0]);
                draft.stations.push(Station { crew: Some(*crew), ..own });
            }
        }
        for (id, block) in blocks.into_iter().enumerate() {
            let is_meant =
                |crew: &Option<CrewId>| crew.is_none_or(|crew| self.in_block[id].contains(&crew));
            let there = made.stations_of[block.station.0].iter();
            let there: Vec<_> = there.filter(|(crew, _)| is_meant(crew)).copied().collect();
            made.blocks_of.push(Vec::new());
            for (crew, station) in &there {
                let mut own = Block { station: *station, ..block.clone() };
                if let Some(crew) = crew.filter(|_| there.len() > 1) {
                    let crew = &draft.crews[crew.0];
                    own.name = format!("{}（{}）", block.name, crew.name.get(Lang::Zh));
                    own.id = block.id.as_ref().map(|id| format!("{id}/{}", crew.id()));
                }
                made.blocks_of[id].push(BlockId(draft.blocks.len()));
                draft.blocks.push(own);
            }
        }
        made.rename(draft)
    }

    /// A crew at a desk as a station. Where several crews may stand there, its name has both.
    fn station_of(&self, desk: &Station, id: usize, crew: &Crew) -> Station {
        let mut station = desk.clone();
        station.cameras = station.cameras.or(crew.cameras);
        if !self.states_rate[id] {
            station.rate = crew.rate;
        }
        if self.at_station[id].len() > 1 {
            let names = |lang| (desk.name.get(lang), crew.name.get(lang));
            let ((zh, zh_crew), (en, en_crew)) = (names(Lang::Zh), names(Lang::En));
            station.name = Text::new(format!("{zh}（{zh_crew}）"), format!("{en} ({en_crew})"));
            station.desk = station.desk.or_else(|| Some(zh.to_owned()));
            station.id = station.id.map(|id| format!("{id}/{}", crew.id()));
        }
        station
    }
}

/// What became of desks and half-days.
#[derive(Default)]
struct Made {
    /// For each desk its stations with their crews.
    stations_of: Vec<Vec<(Option<CrewId>, StationId)>>,
    /// For each half-day that of each crew.
    blocks_of: Vec<Vec<BlockId>>,
}

impl Made {
    /// Puts what was made where the draft names desks and half-days.
    fn rename(self, mut draft: Draft) -> Draft {
        let all = |set: &BTreeSet<BlockId>| -> BTreeSet<BlockId> {
            set.iter().flat_map(|block| self.blocks_of[block.0].iter().copied()).collect()
        };
        for group in &mut draft.groups {
            group.only_in = group.only_in.as_ref().map(all);
            group.not_in = all(&group.not_in);
        }
        let minutes = std::mem::take(&mut draft.minutes).into_iter();
        draft.minutes = minutes
            .flat_map(|((group, block), minutes)| {
                self.blocks_of[block.0].iter().map(move |block| ((group, *block), minutes))
            })
            .collect();
        let outages = std::mem::take(&mut draft.uncertainty.outages).into_iter();
        draft.uncertainty.outages = outages
            .flat_map(|outage| {
                let stations = self.stations_of[outage.station.0].iter();
                stations.map(move |(_, station)| Outage { station: *station, ..outage.clone() })
            })
            .collect();
        for place in 0..draft.pins.len() {
            let Some(desk) = draft.pins[place].station else { continue };
            match self.stations_of[desk.0].as_slice() {
                [(_, only)] => draft.pins[place].station = Some(*only),
                several => {
                    let several: Vec<StationId> =
                        several.iter().map(|(_, station)| *station).collect();
                    draft.pins[place].station = None;
                    let group = draft.pins[place].group;
                    restrict(&mut draft, group, &several);
                }
            }
        }
        draft.pins.retain(|pin| {
            let Pin { station, date, start, end, .. } = pin;
            station.is_some() || date.is_some() || start.is_some() || end.is_some()
        });
        draft
    }
}

/// Keeps a group to the half-days of the stations of a desk: its pin names the desk, whichever crew
/// stands there.
fn restrict(draft: &mut Draft, group: GroupId, stations: &[StationId]) {
    let there: BTreeSet<BlockId> = (0..draft.blocks.len())
        .map(BlockId)
        .filter(|block| stations.contains(&draft.blocks[block.0].station))
        .collect();
    let own = &mut draft.groups[group.0].only_in;
    *own = Some(match own {
        Some(only) => only.intersection(&there).copied().collect(),
        None => there,
    });
}

/// Desks at which several crews may stand, by the name that a plan has for them.
#[derive(Default)]
pub struct Desks {
    /// For each desk the half-days of its stations.
    by_name: BTreeMap<String, Vec<(StationId, Date, Interval)>>,
    names: Vec<String>,
}

impl Desks {
    /// The desks of a draft.
    pub fn of(draft: &Draft) -> Desks {
        let names = draft.stations.iter().map(|own| own.name.get(Lang::Zh).to_owned()).collect();
        let mut desks = Desks { by_name: BTreeMap::new(), names };
        for block in &draft.blocks {
            if let Some(desk) = &draft.stations[block.station.0].desk {
                let blocks = desks.by_name.entry(fold(desk)).or_default();
                blocks.push((block.station, block.date, block.bookable()));
            }
        }
        desks
    }

    /// Whether a name is that of a desk, and of no station.
    pub fn has(&self, name: &str) -> bool {
        self.by_name.contains_key(&fold(name))
            && !self.names.iter().any(|station| fold(station) == fold(name))
    }

    /// The station that is meant by a desk's name: that of the only crew that may stand there then.
    /// Outside of every half-day it is the first, and the check says where the window lies.
    pub fn find(
        &self,
        name: &str,
        at: (Date, Interval),
        place: &Location,
        faults: &mut Faults,
    ) -> Option<StationId> {
        let own = self.by_name.get(&fold(name))?;
        let (date, interval) = at;
        let meant = own.iter().filter(|(_, day, hours)| *day == date && hours.contains(interval));
        let meant: BTreeSet<StationId> = meant.map(|(station, ..)| *station).collect();
        if meant.len() > 1 {
            let names: Vec<&str> =
                meant.iter().map(|station| self.names[station.0].as_str()).collect();
            faults.push(
                Diagnostic::error(
                    Code::WhichCrew,
                    Text::new(
                        format!("“{name}”此时可能有几个小组，须写明是哪一个"),
                        format!("several crews may be at “{name}” then: say which"),
                    ),
                )
                .at(place.clone())
                .help(Text::new(
                    format!("写作：{}", names.join(" 或 ")),
                    format!("write {}", names.join(" or ")),
                )),
            );
            return None;
        }
        meant.first().copied().or(own.first().map(|(station, ..)| *station))
    }
}
