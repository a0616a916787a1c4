//! `campaign.toml`: stations, blocks, make-up time and the objective.

use super::clocks::{exist, tell_changes};
use super::crews::Staffing;
use super::faults::{Faults, KnownNames};
use super::fields::{
    BlockSection, BreakSection, ClassTimeSection, HalfDaySection, MakeUpSection, Money,
    ObjectiveSection, OutageSection, PeriodSection, Record, Section, SiteSection, StationSection,
    Time, TopSection, Whole, Written, Zone, text,
};
use super::group_rules::GroupRules;
use super::intervals::interval;
use super::pace::{OneCamera, WrittenPace};
use super::repeats;
use super::season::{Campus, Season};
use super::section::{missing_key, read};
use super::tolerant::time;
use super::tree::{Content, Node};
use super::uncertainty;
use crate::base::clocks::Clocks;
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::kind::{CampaignKind, Purpose};
use crate::base::text::{Lang, Text};
use crate::campaign::{
    Block, BlockId, Break, Buffer, ClassTime, Draft, Fee, MakeUp, OwnPace, Period, Share, Station,
    StationId, Tier,
};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// What `campaign.toml` says, with the names by which tables refer to it.
pub struct CampaignFile {
    /// The draft without groups.
    pub draft: Draft,
    /// Stations by name.
    pub stations: KnownNames,
    /// Blocks by name.
    pub blocks: KnownNames,
    /// Who may stand at each station, and in each block.
    pub staffing: Staffing,
    /// Make-up times by name.
    pub make_up: KnownNames,
    /// Where each of the minutes by size stands.
    pub class_times: Vec<Location>,
    /// Rules of groups, as the tables read so far have them.
    pub rules: GroupRules,
    /// Sites with a folder of their own tables.
    pub campuses: Vec<Campus>,
    /// The clocks of its time zone.
    pub clocks: Clocks,
    /// The days of its half-days, in their order, those of half-days with faults among them: a table
    /// that names them is right.
    pub days: Vec<Date>,
    /// The file of the baseline, and where it is named.
    pub baseline: Option<(String, Location)>,
    /// The attendance of groups that state none.
    pub attendance: Share,
    /// The buffer of groups that state none.
    pub buffer: Buffer,
    /// The most expected people of the groups that share a window by themselves; `None` where no
    /// groups do.
    pub share_up_to: Option<i64>,
    /// Where `max_groups_per_block` stands.
    pub max_groups_at: Location,
    /// Whether nothing was wrong with it, so that pins can be judged against its blocks and grid.
    pub is_sound: bool,
}

impl CampaignFile {
    /// The block of that name, or all blocks of the station of that name; a fault when there is
    /// neither.
    pub fn blocks_named(&self, name: &str, place: &Location, faults: &mut Faults) -> Vec<BlockId> {
        let station = self.stations.position(name).filter(|_| self.blocks.position(name).is_none());
        match station {
            Some(station) => {
                let own = |id: &usize| self.draft.blocks[*id].station == StationId(station);
                (0..self.draft.blocks.len()).filter(own).map(BlockId).collect()
            }
            None => self.blocks.find(name, place, faults).map(BlockId).into_iter().collect(),
        }
    }
}

/// Reads the whole file.
pub fn campaign_file(name: &str, root: &Node, faults: &mut Faults) -> CampaignFile {
    let faults_before = faults.len();
    let own: TopSection = read(root, faults);
    let (sites, half_days) =
        (optional_list::<SiteSection>(root, faults), optional_list::<HalfDaySection>(root, faults));
    let season = Season::read(&own, &sites, &half_days, &root.location, faults);
    let mut draft = Draft::new(name);
    draft.id = own.id.value;
    draft.continues = own.continues.value;
    draft.title = text(&own.title, &own.title_en).unwrap_or_default();
    draft.lang = own.language.value.unwrap_or(draft.lang);
    draft.kind = CampaignKind::new(own.kind.value, own.counts.value);
    draft.time_zone = own.time_zone.value.map_or(draft.time_zone, |Zone(zone)| zone);
    draft.place = text(&own.place, &own.place_en);
    draft.issuer = text(&own.issuer, &own.issuer_en);
    draft.grid = own.grid_minutes.value.map_or(draft.grid, Whole::minutes);
    draft.call_lead = own.call_lead_minutes.value.map_or(draft.call_lead, Whole::minutes);
    draft.call_grid = own.call_grid_minutes.value.map_or(draft.call_grid, Whole::minutes);
    draft.changeover = own.changeover_minutes.value.map_or(draft.changeover, Whole::minutes);
    draft.max_groups_per_block = own.max_groups_per_block.value.map(|most| most.get() as usize);
    draft.class_order = own.class_order.value.unwrap_or(draft.class_order);
    draft.hall_capacity = own.hall_capacity.value.map(Whole::get);
    draft.make_up_confidence = own.make_up_confidence.value.unwrap_or(draft.make_up_confidence);
    draft.make_up_in_gaps = own.make_up_in_gaps.value.unwrap_or(false);
    draft.code_deadline = own.code_deadline.value;
    draft.assumptions = text(&own.assumptions, &own.assumptions_en);
    draft.fee = own.fee.value.map(|Money(hundredths)| Fee {
        hundredths,
        currency: own.currency.value.unwrap_or_else(|| "元".to_owned()),
    });
    draft.classes_are_illustrative = own.classes_are_illustrative.value.unwrap_or(false);
    if let Some(tiers) = objective(root, faults) {
        draft.tiers = tiers;
    }

    let (travel, crews) = (optional_list(root, faults), optional_list(root, faults));
    let elsewhere = own.travel_minutes.value.map(Whole::minutes);
    let mut staffing = Staffing::read(sites, (travel, elsewhere), crews, &mut draft, faults);
    // The desks and half-days of a season are written out already; it may have others, too.
    staffing.has_season(season.blocks.len());
    let (mut desks, mut blocks_written) = (season.stations, season.blocks);
    if half_days.is_empty() {
        (desks, blocks_written) = (list(root, faults), list(root, faults));
    } else {
        desks.extend(optional_list(root, faults));
        blocks_written.extend(optional_list(root, faults));
    }
    let (stations, one_camera) = read_stations(desks, &mut staffing, &mut draft, faults);
    let clocks = Clocks::of(&draft.time_zone);
    let mut blocks = KnownNames::new("半天", "block");
    let mut days = BTreeSet::new();
    for own in blocks_written {
        let ends = [&own.end, &own.latest_end];
        exist(&clocks, own.date.value, &[&own.start], &ends, faults);
        days.extend(own.date.value);
        match block(&own, &draft, &stations, &one_camera, faults) {
            Some(block) => {
                if block.regular.start < draft.call_lead {
                    faults.report(
                        Code::OutOfRange,
                        &own.start.place,
                        format!("提前 {} 分钟集合会早于当天零点", draft.call_lead),
                        format!(
                            "being called {} minutes before would be on the day before",
                            draft.call_lead
                        ),
                    );
                }
                blocks.add(&block.name, &own.name.place, faults);
                if let Some(id) = &block.id {
                    blocks.add_id(id, &own.id.place, faults);
                }
                staffing.add_block(&own, &block, faults);
                draft.blocks.push(block);
            }
            None => blocks.mark_incomplete(),
        }
    }
    if draft.blocks.is_empty() {
        blocks.mark_incomplete();
    }
    blocks_do_not_overlap(&draft, &blocks, faults);
    staffing.settle(&draft, &stations, &blocks, faults);
    draft.periods = periods(root, faults);
    let class_times = class_times(root, &mut draft, faults);
    draft.rounds = repeats::rounds(optional_list(root, faults), &draft, &blocks, faults);
    let entries = optional_list(root, faults);
    draft.weather = repeats::weather(entries, &draft.blocks, (&stations, &blocks), &clocks, faults);
    let mut make_up = KnownNames::of_make_up(draft.kind);
    for own in optional_list::<MakeUpSection>(root, faults) {
        read_make_up(&own, &blocks, &clocks, &mut draft.blocks, &mut make_up, faults);
    }
    for own in optional_list::<BreakSection>(root, faults) {
        read_break(&own, &blocks, &stations, &clocks, &mut draft.blocks, faults);
    }
    tell_changes(&clocks, &mut draft, &blocks, faults);
    draft.uncertainty = uncertainty::settings(root, faults);
    for own in optional_list::<OutageSection>(root, faults) {
        exist(&clocks, own.date.value, &[&own.start], &[&own.end], faults);
        uncertainty::outage(&own, &stations, &mut draft, faults);
    }
    if own.buffer.value.is_some() {
        buffer_wants_rates(&draft, &own.buffer.place, faults);
    }
    draft.confidence = uncertainty::confidence(&own.confidence, &draft, faults);
    CampaignFile {
        attendance: own.attendance.value.unwrap_or(Share::ALL),
        buffer: own.buffer.value.unwrap_or_default(),
        share_up_to: own.share_up_to.value.map(Whole::get),
        max_groups_at: own.max_groups_per_block.place,
        draft,
        stations,
        blocks,
        staffing,
        make_up,
        class_times,
        rules: GroupRules::default(),
        campuses: season.campuses,
        clocks,
        days: days.into_iter().collect(),
        baseline: own.baseline.value.map(|file| (file, own.baseline.place)),
        is_sound: faults.len() == faults_before,
    }
}

/// Reads the stations, with the crews that stand there and what one camera of each does.
fn read_stations(
    desks: Vec<StationSection>,
    staffing: &mut Staffing,
    draft: &mut Draft,
    faults: &mut Faults,
) -> (KnownNames, Vec<Option<OneCamera>>) {
    let mut stations = KnownNames::new(draft.kind.zh().station, "station");
    let mut one_camera = Vec::new();
    for own in desks {
        let name = text(&own.name, &own.name_en).unwrap_or_default();
        stations.add(name.get(Lang::Zh), &own.name.place, faults);
        if let Some(id) = &own.id.value {
            stations.add_id(id, &own.id.place, faults);
        }
        let reserved = own.reserved.value.map_or(0, Whole::get);
        let all = own.cameras.value.map(Whole::get);
        let is_told = all.is_some() || !own.cameras.is_written;
        let serving =
            if is_told { serving(all, reserved, &own.reserved.place, faults) } else { None };
        let cameras = serving.or(all);
        let pace = WrittenPace::of_station(&own, cameras);
        if !pace.is_stated() && !staffing.has_crews() {
            faults.push(missing_key(StationSection::rate, &own.location));
        }
        let own_rate = pace.rate(faults);
        one_camera.push(pace.one_camera());
        draft.stations.push(Station {
            rate: staffing.add_station(&own, own_rate, faults),
            site: staffing.site_of(&own, faults),
            crew: None,
            most_people: own.most_people_per_day.value.map(Whole::get),
            desk: own.desk.value,
            id: own.id.value,
            name,
            cameras,
            reserved,
            hall_capacity: own.hall_capacity.value.map(Whole::get),
        });
    }
    (stations, one_camera)
}

/// A buffer is time beyond what people need at the station's rate: without a rate it would silently
/// do nothing.
pub fn buffer_wants_rates(draft: &Draft, place: &Location, faults: &mut Faults) {
    if let Some(station) = draft.stations.iter().find(|station| station.rate.is_none()) {
        let name = station.name.get(Lang::Zh);
        faults.report(
            Code::OutOfRange,
            place,
            format!("有余量就要知道服务点速度，而“{name}”的速度未知"),
            format!("a buffer needs the stations' rates, and that of “{name}” is unknown"),
        );
    }
}

fn objective(root: &Node, faults: &mut Faults) -> Option<Vec<Tier>> {
    let Some(node) = Section::Objective.of(root) else {
        faults.push(missing_section(Section::Objective, root));
        return None;
    };
    read::<ObjectiveSection>(node, faults).tiers.value
}

fn missing_section(section: Section, root: &Node) -> Diagnostic {
    let (name, location) = (section.key().unwrap_or_default(), &root.location);
    if let (true, [english, chinese, ..]) = (location.sheet.is_some(), section.sheets()) {
        let kind = TopSection::kind.of(root).and_then(|kind| Purpose::read(kind).ok());
        let chinese = CampaignKind::new(kind, None).in_own_words(chinese);
        return Diagnostic::error(
            Code::NoSheet,
            Text::new(format!("没有工作表“{chinese}”"), format!("there is no sheet “{english}”")),
        )
        .at(Location::file(location.file.clone()));
    }
    let header = if section.is_list() { format!("[[{name}]]") } else { format!("[{name}]") };
    Diagnostic::error(
        Code::MissingKey,
        Text::new(format!("缺少 {header}"), format!("there is no {header}")),
    )
    .at(Location::file(location.file.clone()))
    .help(Text::new(
        "callsheet schema 说明每一节的写法",
        "`callsheet schema` says how each section is written",
    ))
}

fn list<S: Record<Part = Section>>(root: &Node, faults: &mut Faults) -> Vec<S> {
    let (section, entries) = (S::PART, optional_list(root, faults));
    match section.of(root) {
        None => faults.push(missing_section(section, root)),
        Some(Node { content: Content::List(list), location }) if list.is_empty() => {
            let name = section.key().unwrap_or_default();
            faults.report(
                Code::EmptyTable,
                location,
                format!("{name} 是空的"),
                format!("{name} is empty"),
            );
        }
        Some(_) => {}
    }
    entries
}

fn optional_list<S: Record<Part = Section>>(root: &Node, faults: &mut Faults) -> Vec<S> {
    let name = S::PART.key().unwrap_or_default();
    match S::PART.of(root) {
        Some(Node { content: Content::List(entries), .. }) => {
            entries.iter().map(|entry| read(entry, faults)).collect()
        }
        Some(node) => {
            faults.push(
                Diagnostic::error(
                    Code::WrongType,
                    Text::new(
                        format!("{name} 应写作 [[{name}]]，每项一节"),
                        format!("{name} is written [[{name}]], once for each"),
                    ),
                )
                .at(node.location.clone())
                .help(Text::new("用双层方括号", "use double brackets")),
            );
            Vec::new()
        }
        None => Vec::new(),
    }
}

fn block(
    own: &BlockSection,
    draft: &Draft,
    stations: &KnownNames,
    one_camera: &[Option<OneCamera>],
    faults: &mut Faults,
) -> Option<Block> {
    let station = match &own.station.value {
        Some(name) => stations.find(name, &own.station.place, faults),
        None if stations.is_single() => Some(0),
        None if stations.is_none() => None,
        None => {
            faults.push(no_station(own, draft));
            None
        }
    };
    let regular = interval(&own.start, &own.end, faults)?;
    let latest_end = own.latest_end.value.map_or(regular.end, |Time(end)| end);
    if latest_end < regular.end {
        faults.report(
            Code::Backwards,
            &own.latest_end.place,
            "latest_end 早于 end",
            "latest_end is before end",
        );
        return None;
    }
    let cameras = own_cameras(own, draft.stations.get(station?)?, faults);
    let pace = OwnPace {
        rate: own_rate(own, cameras, one_camera.get(station?).copied().flatten(), faults),
        cameras,
        reserved: own.reserved.value.map(Whole::get),
        most_people: own.most_people.value.map(Whole::get),
    };
    Some(Block {
        id: own.id.value.clone(),
        name: own.name.value.clone()?,
        station: StationId(station?),
        date: own.date.value?,
        regular,
        latest_end,
        make_up: Vec::new(),
        breaks: Vec::new(),
        own: pace,
    })
}

/// The cameras that serve groups: all but those that are kept back, one at least.
fn serving(all: Option<i64>, reserved: i64, place: &Location, faults: &mut Faults) -> Option<i64> {
    if reserved == 0 {
        return all;
    }
    let Some(all) = all else {
        faults.report(
            Code::MissingKey,
            place,
            "写了留用机位数（reserved），就要写明机位总数（cameras）",
            "reserved needs cameras: say how many places there are in all",
        );
        return None;
    };
    if reserved >= all {
        faults.report(
            Code::OutOfRange,
            place,
            format!("机位共 {all} 个，留用 {reserved} 个，没有剩下的"),
            format!("of {all} places {reserved} are kept back, and none is left"),
        );
        return None;
    }
    Some(all - reserved)
}

/// The cameras of a half-day that serve groups; `None` where they are those of its station.
fn own_cameras(own: &BlockSection, station: &Station, faults: &mut Faults) -> Option<i64> {
    if !own.cameras.is_written && !own.reserved.is_written {
        return None;
    }
    let of_station = station.cameras.map(|cameras| cameras + station.reserved);
    let all = own.cameras.value.map(Whole::get).or(of_station);
    let kept = own.reserved.value.map_or(station.reserved, Whole::get);
    let place = if own.reserved.is_written { &own.reserved.place } else { &own.cameras.place };
    serving(all, kept, place, faults)
}

/// The rate of a half-day where it is other than the station's: as it says, or by its cameras.
fn own_rate(
    own: &BlockSection,
    cameras: Option<i64>,
    one: Option<OneCamera>,
    faults: &mut Faults,
) -> Option<i64> {
    if own.rate.is_written || cameras.is_none() {
        return own.rate.value.map(Whole::get);
    }
    let rate = cameras.zip(one).map(|(cameras, one)| one.times(cameras)).filter(|rate| *rate > 0);
    if rate.is_none() {
        faults.report(
            Code::MissingKey,
            if own.cameras.is_written { &own.cameras.place } else { &own.reserved.place },
            "半天写了机位数，就要知道一个机位的速度：服务点写明 seconds_per_photo 或 rate_per_camera，或此半天写明 rate",
            "cameras of a half-day need the speed of one: give the station's seconds_per_photo or rate_per_camera, or the half-day's rate",
        );
    }
    rate
}

/// The fault of a half-day that names no station in a campaign of two or more.
fn no_station(own: &BlockSection, draft: &Draft) -> Diagnostic {
    let word = draft.kind.zh().station;
    let named = |lang: Lang, between: &str| {
        let names = draft.stations.iter().map(|station| station.name.get(lang));
        names.collect::<Vec<_>>().join(between)
    };
    let (zh, en) = match own.location.sheet {
        Some(_) => (format!("没有写{word}"), "it names no station"),
        None => ("[block] 缺少 station".to_owned(), "[block] has no station"),
    };
    Diagnostic::error(
        Code::MissingKey,
        Text::new(
            format!("{zh}：有多个{word}（{}），须写明是哪一个", named(Lang::Zh, "、")),
            format!("{en}: there are several ({}), so say which", named(Lang::En, ", ")),
        ),
    )
    .at(own.location.clone())
    .help(Text::new(
        format!("每个{word}的每个半天各写一行（一节），写上它的{word}"),
        "write a row (or a section) for every half-day of every station, and name its station",
    ))
}

/// Goes through each station's half-days of a day in their order: each is held against the one
/// before it that ends last.
fn blocks_do_not_overlap(draft: &Draft, names: &KnownNames, faults: &mut Faults) {
    let mut order: Vec<usize> = (0..draft.blocks.len()).collect();
    order.sort_by_key(|id| {
        let block = &draft.blocks[*id];
        (block.station, block.date, block.regular.start)
    });
    let mut last: Option<usize> = None;
    for id in order {
        let block = &draft.blocks[id];
        let earlier = last
            .map(|last| (last, &draft.blocks[last]))
            .filter(|(_, earlier)| earlier.station == block.station && earlier.date == block.date);
        let Some((before, earlier)) = earlier else {
            last = Some(id);
            continue;
        };
        if block.regular.start < earlier.latest_end + draft.changeover {
            overlap(draft, [before.min(id), before.max(id)], names, faults);
        }
        if block.latest_end >= earlier.latest_end {
            last = Some(id);
        }
    }
}

fn overlap(draft: &Draft, [one, other]: [usize; 2], names: &KnownNames, faults: &mut Faults) {
    let (Some(first), Some(second)) = (names.location(one), names.location(other)) else { return };
    let [one, other] = [one, other].map(|id| &draft.blocks[id].name);
    faults.push_with(Code::BlocksOverlap, second, || {
        Diagnostic::error(
            Code::BlocksOverlap,
            Text::new(
                format!("半天“{other}”与 {first} 的“{one}”重叠（含最晚结束与换场）"),
                format!("block “{other}” overlaps “{one}” at {first} (latest end and changeover counted)"),
            ),
        )
        .help(Text::new("错开两个半天，或合并为一个", "move one of the two, or make them one block"))
    });
}

fn read_make_up(
    own: &MakeUpSection,
    names: &KnownNames,
    clocks: &Clocks,
    blocks: &mut [Block],
    make_up: &mut KnownNames,
    faults: &mut Faults,
) {
    let name = text(&own.name, &own.name_en);
    let plain = name.as_ref().map(|name| name.get(Lang::Zh));
    // One name may stand for several make-up times.
    if let Some(plain) = plain.filter(|plain| make_up.position(plain).is_none()) {
        make_up.add(plain, &own.name.place, faults);
    }
    let place =
        own.block.value.as_ref().and_then(|name| names.find(name, &own.block.place, faults));
    let interval = interval(&own.start, &own.end, faults);
    let (Some(place), Some(interval), Some(name)) = (place, interval, name) else {
        return;
    };
    let block = &mut blocks[place];
    exist(clocks, Some(block.date), &[&own.start], &[&own.end], faults);
    let taken = block.make_up.iter().any(|other| other.interval.overlaps(interval));
    if !block.bookable().contains(interval) || taken {
        faults.push(
            Diagnostic::error(
                Code::MakeUpOutside,
                Text::new(
                    format!(
                        "预留时间 {interval} 不在半天“{}”（{}）之内，或与另一预留时间重叠",
                        block.name,
                        block.bookable()
                    ),
                    format!(
                        "make-up time {interval} is not inside block “{}” ({}), or meets another one",
                        block.name,
                        block.bookable()
                    ),
                ),
            )
            .at(own.start.place.clone())
            .help(Text::new("改到半天之内", "move it inside the block")),
        );
        return;
    }
    block.make_up.push(MakeUp { name, interval });
}

/// The names of all make-up times, with their places.
pub fn make_up_names(root: &Node) -> Vec<(String, Location)> {
    let entries = Section::MakeUp.of(root).map_or(&[][..], Node::items);
    let named = entries.iter().filter_map(|entry| {
        let name = MakeUpSection::name.of(entry)?.text()?;
        Some((name.trim().to_owned(), entry.location.clone()))
    });
    named.filter(|(name, _)| !name.is_empty()).collect()
}

/// Minutes by the size of classes, each size once; where each stands.
fn class_times(root: &Node, draft: &mut Draft, faults: &mut Faults) -> Vec<Location> {
    let mut places: Vec<Location> = Vec::new();
    for own in optional_list::<ClassTimeSection>(root, faults) {
        let up_to = own.up_to.value.map(Whole::get);
        if own.up_to.is_written && up_to.is_none() {
            continue;
        }
        let Some(minutes) = own.minutes.value.map(Whole::minutes) else { continue };
        if let Some(known) = draft.class_time.iter().position(|known| known.up_to == up_to) {
            let (first, place) = (&places[known], &own.location);
            let said = up_to.map_or_else(
                || ("不限人数".to_owned(), "classes of any size".to_owned()),
                |people| (format!("不超过 {people} 人"), format!("up to {people} people")),
            );
            faults.report(
                Code::ClassTimes,
                place,
                format!("“{}”的用时已在 {first} 给出", said.0),
                format!("the minutes for “{}” are already there at {first}", said.1),
            );
            continue;
        }
        draft.class_time.push(ClassTime {
            up_to,
            minutes,
            batch: own.batch.value.map(Whole::get),
            seconds: own.seconds_per_person.value.map_or(0, Whole::get),
        });
        places.push(own.location);
    }
    places
}

/// Lesson periods; a name that could be a time is a fault, since it would hide it.
fn periods(root: &Node, faults: &mut Faults) -> Vec<Period> {
    let mut names = KnownNames::new("节次", "period");
    let mut found = Vec::new();
    for own in optional_list::<PeriodSection>(root, faults) {
        let Some(name) = own.name.value else { continue };
        names.add(&name, &own.name.place, faults);
        if time(&name).is_some() {
            faults.report(
                Code::OutOfRange,
                &own.name.place,
                format!("“{name}”本身就是时间，不能作节次的名称"),
                format!("“{name}” is a time itself and can't name a period"),
            );
        }
        if let Some(interval) = interval(&own.start, &own.end, faults) {
            found.push(Period { name, interval });
        }
    }
    found
}

fn read_break(
    own: &BreakSection,
    names: &KnownNames,
    stations: &KnownNames,
    clocks: &Clocks,
    blocks: &mut [Block],
    faults: &mut Faults,
) {
    let interval = interval(&own.start, &own.end, faults);
    let Some(name) = &own.block.value else { return };
    let station = stations.position(name).filter(|_| names.position(name).is_none());
    let places: Vec<usize> = match (station, interval) {
        // The station's half-days in which the break lies; it has others, too.
        (Some(station), Some(interval)) => {
            let lies_in = |place: &usize| {
                let block = &blocks[*place];
                block.station == StationId(station) && block.bookable().contains(interval)
            };
            (0..blocks.len()).filter(lies_in).collect()
        }
        (Some(_), None) => return,
        (None, _) => names.find(name, &own.block.place, faults).into_iter().collect(),
    };
    let Some(interval) = interval else { return };
    if places.is_empty() && station.is_some() {
        faults.report(
            Code::BreakOutside,
            &own.start.place,
            format!("休息 {interval} 不在服务点“{name}”的任何半天之内"),
            format!("break {interval} is inside no block of station “{name}”"),
        );
    }
    for place in places {
        let block = &mut blocks[place];
        // A break may be the very hour that clocks skip, which begins when they never show.
        exist(clocks, Some(block.date), &[], &[&own.start, &own.end], faults);
        let reserved = block.make_up.iter().map(|make_up| make_up.interval);
        let taken = reserved
            .chain(block.breaks.iter().map(|pause| pause.interval))
            .any(|other| other.overlaps(interval));
        if !block.bookable().contains(interval) || taken {
            let (name, span) = (&block.name, block.bookable());
            let there = names.location(place).map(ToString::to_string).unwrap_or_default();
            faults.report(
                Code::BreakOutside,
                &own.start.place,
                format!("休息 {interval} 不在 {there} 的半天“{name}”（{span}）之内，或与预留时间、其他休息重叠"),
                format!("break {interval} is not inside block “{name}” ({span}) at {there}, or meets make-up time or another break"),
            );
            continue;
        }
        block.breaks.push(Break { interval, may_straddle: own.straddle.value.unwrap_or(true) });
        block.breaks.sort_by_key(|pause| pause.interval);
    }
}
