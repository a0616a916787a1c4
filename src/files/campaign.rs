//! `campaign.toml`: stations, blocks, make-up time and the objective.

use super::faults::{Faults, Names};
use super::fields::Section;
use super::intervals::interval;
use super::record::{Record, read};
use super::tree::{Content, Node};
use super::uncertainty;
use crate::base::clock::{Interval, Minutes};
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::{Lang, Text};
use crate::campaign::{
    Block, BlockId, Break, Buffer, ClassOrder, Draft, Fee, MakeUp, Share, Station, StationId,
};

/// What `campaign.toml` says, with the names by which tables refer to it.
pub struct CampaignFile {
    /// The draft without groups.
    pub draft: Draft,
    /// Stations by name.
    pub stations: Names,
    /// Blocks by name.
    pub blocks: Names,
    /// Make-up times by name.
    pub make_up: Names,
    /// The file of the baseline, and where it is named.
    pub baseline: Option<(String, Location)>,
    /// The attendance of groups that state none.
    pub attendance: Share,
    /// The buffer of groups that state none.
    pub buffer: Buffer,
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
    let own = read(Section::CampaignFile, root, faults);
    let mut draft = Draft::new(name);
    draft.continues = own.name("continues");
    draft.title = own.text("title").unwrap_or_default();
    draft.lang = own.language("language").unwrap_or(draft.lang);
    draft.time_zone = own.name("time_zone").unwrap_or(draft.time_zone);
    draft.place = own.text("place");
    let minutes =
        |key: &str, default: Minutes| own.whole(key).map_or(default, |minutes| minutes as Minutes);
    draft.grid = minutes("grid_minutes", draft.grid);
    draft.call_lead = minutes("call_lead_minutes", draft.call_lead);
    draft.changeover = minutes("changeover_minutes", draft.changeover);
    draft.max_groups_per_block = own.whole("max_groups_per_block").map(|most| most as usize);
    if own.word("class_order") == Some("free") {
        draft.class_order = ClassOrder::Free;
    }
    draft.hall_capacity = own.whole("hall_capacity");
    draft.make_up_confidence = own.share("make_up_confidence").unwrap_or(draft.make_up_confidence);
    draft.code_deadline = own.day("code_deadline");
    draft.fee = own.whole("fee").map(|hundredths| Fee {
        hundredths,
        currency: own.name("currency").unwrap_or_else(|| "元".to_owned()),
    });
    draft.classes_are_illustrative = own.flag("classes_are_illustrative").unwrap_or(false);
    if let Some(tiers) = objective(root, faults) {
        draft.tiers = tiers;
    }

    let mut stations = Names::new("站点", "station");
    for record in list(Section::Station, root, faults) {
        let station = record.text("name").unwrap_or_default();
        stations.add(station.get(Lang::Zh), record.place("name"), faults);
        draft.stations.push(Station {
            name: station,
            rate: rate(&record, faults),
            cameras: record.whole("cameras"),
            hall_capacity: record.whole("hall_capacity"),
        });
    }
    let mut blocks = Names::new("半天", "block");
    for record in list(Section::Block, root, faults) {
        match block(&record, &stations, faults) {
            Some(block) => {
                if block.regular.start < draft.call_lead {
                    faults.report(
                        Code::OutOfRange,
                        record.place("start"),
                        format!("提前 {} 分钟集合会早于当天零点", draft.call_lead),
                        format!(
                            "being called {} minutes before would be on the day before",
                            draft.call_lead
                        ),
                    );
                }
                blocks.add(&block.name, record.place("name"), faults);
                draft.blocks.push(block);
            }
            None => blocks.mark_incomplete(),
        }
    }
    if draft.blocks.is_empty() {
        blocks.mark_incomplete();
    }
    blocks_do_not_overlap(&draft, &blocks, faults);
    let mut make_up = Names::new("补照时间", "make-up time");
    for record in optional_list(Section::MakeUp, root, faults) {
        read_make_up(&record, &blocks, &mut draft.blocks, &mut make_up, faults);
    }
    for record in optional_list(Section::Break, root, faults) {
        read_break(&record, &blocks, &mut draft.blocks, faults);
    }
    draft.uncertainty = uncertainty::settings(root, faults);
    for record in optional_list(Section::Outage, root, faults) {
        uncertainty::outage(&record, &stations, &mut draft, faults);
    }
    let baseline = own.name("baseline").map(|file| (file, own.place("baseline").clone()));
    if own.buffer("buffer").is_some() {
        buffer_wants_rates(&draft, own.place("buffer"), faults);
    }
    draft.confidence = uncertainty::confidence(&own, &draft, faults);
    let is_sound = faults.len() == faults_before;
    CampaignFile {
        attendance: own.share("attendance").unwrap_or(Share::ALL),
        buffer: own.buffer("buffer").unwrap_or_default(),
        max_groups_at: own.place("max_groups_per_block").clone(),
        draft,
        stations,
        blocks,
        make_up,
        baseline,
        is_sound,
    }
}

/// A buffer is time beyond what people need at the station's rate: without a rate it would silently
/// do nothing.
pub fn buffer_wants_rates(draft: &Draft, place: &Location, faults: &mut Faults) {
    if let Some(station) = draft.stations.iter().find(|station| station.rate.is_none()) {
        let name = station.name.get(Lang::Zh);
        faults.report(
            Code::OutOfRange,
            place,
            format!("有余量就要知道站点速度，而“{name}”的速度未知"),
            format!("a buffer needs the stations' rates, and that of “{name}” is unknown"),
        );
    }
}

fn objective(root: &Node, faults: &mut Faults) -> Option<Vec<crate::campaign::Tier>> {
    let Some(node) = root.get("objective") else {
        faults.push(missing_section(Section::Objective, &root.location));
        return None;
    };
    read(Section::Objective, node, faults).tiers("tiers")
}

fn missing_section(section: Section, location: &Location) -> Diagnostic {
    let name = section.key().unwrap_or_default();
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

fn list(section: Section, root: &Node, faults: &mut Faults) -> Vec<Record> {
    let records = optional_list(section, root, faults);
    match section.key().and_then(|key| root.get(key)) {
        None => faults.push(missing_section(section, &root.location)),
        Some(Node { content: Content::List(entries), location }) if entries.is_empty() => {
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
    records
}

fn optional_list(section: Section, root: &Node, faults: &mut Faults) -> Vec<Record> {
    let name = section.key().unwrap_or_default();
    match root.get(name) {
        Some(Node { content: Content::List(entries), .. }) => {
            entries.iter().map(|entry| read(section, entry, faults)).collect()
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

/// A station's rate: stated for the whole team, or `cameras × rate_per_camera` where that is
/// unknown.
fn rate(record: &Record, faults: &mut Faults) -> Option<i64> {
    let (whole, each) = (record.rate("rate"), record.whole("rate_per_camera"));
    match (whole, each, record.whole("cameras")) {
        // An unknown rate is no statement: what one camera does says more.
        (None | Some(None), Some(each), Some(cameras)) => Some(each * cameras),
        (whole, None, _) => whole.flatten(),
        (Some(Some(_)), Some(_), _) => {
            faults.report(
                Code::OutOfRange,
                record.place("rate_per_camera"),
                "rate 与 rate_per_camera 只写其一",
                "give either rate or rate_per_camera, not both",
            );
            None
        }
        (_, Some(_), None) => {
            faults.report(
                Code::MissingKey,
                record.place("rate_per_camera"),
                "[station] 缺少 cameras：有 rate_per_camera 就要写明机位数",
                "[station] has no cameras: with rate_per_camera say how many there are",
            );
            None
        }
    }
}

fn block(record: &Record, stations: &Names, faults: &mut Faults) -> Option<Block> {
    let station = match record.name("station") {
        Some(name) => stations.find(&name, record.place("station"), faults),
        None if stations.is_single() => Some(0),
        None if stations.is_none() => None,
        None => {
            faults.push(
                Diagnostic::error(
                    Code::MissingKey,
                    Text::new(
                        "[block] 缺少 station：有多个站点，须写明是哪一个",
                        "[block] has no station: there are several, so say which",
                    ),
                )
                .at(record.location.clone()),
            );
            None
        }
    };
    let regular = interval(record, faults)?;
    let latest_end = record.time("latest_end").unwrap_or(regular.end);
    if latest_end < regular.end {
        faults.report(
            Code::Backwards,
            record.place("latest_end"),
            "latest_end 早于 end",
            "latest_end is before end",
        );
        return None;
    }
    Some(Block {
        name: record.name("name")?,
        station: StationId(station?),
        date: record.day("date")?,
        regular,
        latest_end,
        make_up: Vec::new(),
        breaks: Vec::new(),
    })
}

fn blocks_do_not_overlap(draft: &Draft, names: &Names, faults: &mut Faults) {
    for (i, one) in draft.blocks.iter().enumerate() {
        for (j, other) in draft.blocks.iter().enumerate().skip(i + 1) {
            let with_changeover = |block: &Block| {
                Interval::new(block.regular.start, block.latest_end + draft.changeover)
            };
            let same_place = one.station == other.station && one.date == other.date;
            if same_place && with_changeover(one).overlaps(with_changeover(other)) {
                let (Some(first), Some(second)) = (names.location(i), names.location(j)) else {
                    continue;
                };
                faults.push(
                    Diagnostic::error(
                        Code::BlocksOverlap,
                        Text::new(
                            format!("半天“{}”与 {first} 的“{}”重叠（含最晚结束与换场）", other.name, one.name),
                            format!(
                                "block “{}” overlaps “{}” at {first} (latest end and changeover counted)",
                                other.name, one.name
                            ),
                        ),
                    )
                    .at(second.clone())
                    .help(Text::new("错开两个半天，或合并为一个", "move one of the two, or make them one block")),
                );
            }
        }
    }
}

fn read_make_up(
    record: &Record,
    names: &Names,
    blocks: &mut [Block],
    make_up: &mut Names,
    faults: &mut Faults,
) {
    let name = record.text("name");
    let plain = name.as_ref().map(|name| name.get(Lang::Zh));
    // One name may stand for several make-up times.
    if let Some(plain) = plain.filter(|plain| make_up.position(plain).is_none()) {
        make_up.add(plain, record.place("name"), faults);
    }
    let place =
        record.name("block").and_then(|name| names.find(&name, record.place("block"), faults));
    let (Some(place), Some(interval), Some(name)) = (place, interval(record, faults), name) else {
        return;
    };
    let block = &mut blocks[place];
    let taken = block.make_up.iter().any(|other| other.interval.overlaps(interval));
    if !block.bookable().contains(interval) || taken {
        faults.push(
            Diagnostic::error(
                Code::MakeUpOutside,
                Text::new(
                    format!(
                        "补照时间 {interval} 不在半天“{}”（{}）之内，或与另一补照时间重叠",
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
            .at(record.place("start").clone())
            .help(Text::new("改到半天之内", "move it inside the block")),
        );
        return;
    }
    block.make_up.push(MakeUp { name, interval });
}

/// The names of all make-up times, with their places.
pub fn make_up_names(root: &Node) -> Vec<(String, Location)> {
    let Some(Node { content: Content::List(entries), .. }) = root.get("make_up") else {
        return Vec::new();
    };
    let named = entries.iter().filter_map(|entry| match &entry.get("name")?.content {
        Content::Text(name) => Some((name.trim().to_owned(), entry.location.clone())),
        _ => None,
    });
    named.filter(|(name, _)| !name.is_empty()).collect()
}

fn read_break(record: &Record, names: &Names, blocks: &mut [Block], faults: &mut Faults) {
    let place =
        record.name("block").and_then(|name| names.find(&name, record.place("block"), faults));
    let (Some(place), Some(interval)) = (place, interval(record, faults)) else { return };
    let block = &mut blocks[place];
    let reserved = block.make_up.iter().map(|make_up| make_up.interval);
    let taken = reserved
        .chain(block.breaks.iter().map(|pause| pause.interval))
        .any(|other| other.overlaps(interval));
    if !block.bookable().contains(interval) || taken {
        let (name, span) = (&block.name, block.bookable());
        let there = names.location(place).map(ToString::to_string).unwrap_or_default();
        faults.report(
            Code::BreakOutside,
            record.place("start"),
            format!("休息 {interval} 不在 {there} 的半天“{name}”（{span}）之内，或与补照、其他休息重叠"),
            format!("break {interval} is not inside block “{name}” ({span}) at {there}, or meets make-up time or another break"),
        );
        return;
    }
    block.breaks.push(Break { interval, may_straddle: record.flag("straddle").unwrap_or(true) });
    block.breaks.sort_by_key(|pause| pause.interval);
}
