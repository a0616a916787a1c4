//! `[simulation]` and `[[outage]]`: what may go otherwise than planned.

use super::clocks::both_exist;
use super::faults::{Faults, KnownNames};
use super::fields::{Given, OutageSection, Section, SimulationSection, Whole};
use super::intervals::interval;
use super::section::read;
use super::tolerant;
use super::tree::Node;
use crate::base::clock::Interval;
use crate::base::clocks::Clocks;
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::{Lang, Text};
use crate::campaign::{
    Campaign, Confidence, Draft, Failures, Outage, Service, Share, Station, StationId, Uncertainty,
};
use jiff::civil::Date;

/// The settings of a simulation, each with its default.
pub fn settings(root: &Node, faults: &mut Faults) -> Uncertainty {
    let mut found = Uncertainty::default();
    let Some(node) = Section::Simulation.of(root) else { return found };
    let own: SimulationSection = read(node, faults);
    found.service = own.service.value.unwrap_or(found.service);
    found.variation = own.variation_percent.value.map_or(found.variation, Whole::get);
    found.early = own.early_minutes.value.map_or(found.early, Whole::minutes);
    found.spread = own.spread_minutes.value.map_or(found.spread, Whole::minutes);
    found.late = own.late_percent.value.map_or(found.late, Whole::get);
    found.late_by = own.late_by_minutes.value.map_or(found.late_by, Whole::minutes);
    found.latecomers = own.latecomers.value.unwrap_or(found.latecomers);
    found.run_ahead = own.run_ahead.value.unwrap_or(found.run_ahead);
    found.overtime = own.overtime_minutes.value.map_or(found.overtime, Whole::minutes);
    let mut contradicts = |place: &Location, zh: &str, en: &str| {
        faults.report(Code::BadDistribution, place, zh, en);
    };
    if found.service == Service::Constant
        && own.variation_percent.value.is_some_and(|variation| variation.get() > 0)
    {
        contradicts(
            &own.variation_percent.place,
            "service 为 constant，用时没有变化",
            "service is constant: everybody takes the same time",
        );
    }
    if found.late == 0 && own.late_by_minutes.value.is_some() {
        contradicts(
            &own.late_by_minutes.place,
            "late_percent 为 0，没有人迟到",
            "late_percent is 0: nobody is late",
        );
    }
    match (own.mtbf_minutes.value, own.mttr_minutes.value) {
        (Some(between), Some(repair)) => {
            found.failures =
                Some(Failures { between: between.minutes(), repair: repair.minutes() });
        }
        (Some(_), None) => contradicts(
            &own.mtbf_minutes.place,
            "有 mtbf_minutes 就要有 mttr_minutes",
            "with mtbf_minutes say mttr_minutes as well",
        ),
        (None, Some(_)) => contradicts(
            &own.mttr_minutes.place,
            "有 mttr_minutes 就要有 mtbf_minutes",
            "with mttr_minutes say mtbf_minutes as well",
        ),
        (None, None) => {}
    }
    found
}

/// The share of days on which windows must suffice; a fault where no rate gives their minutes.
pub fn confidence(own: &Given<Share>, draft: &Draft, faults: &mut Faults) -> Option<Confidence> {
    let share = own.value?;
    let found = Confidence::new(share);
    let mut fault = |zh: String, en: String| {
        faults.report(Code::ConfidenceWithoutRate, &own.place, zh, en);
    };
    if found.is_none() {
        let share = share.as_f64();
        fault(
            format!("把握 {share} 不在 0.5 与 0.999 之间"),
            format!("{share} is not between 0.5 and 0.999"),
        );
    }
    if let Some(station) = draft.stations.iter().find(|station| station.rate.is_none()) {
        let (zh, en) = (station.name.get(Lang::Zh), station.name.get(Lang::En));
        fault(format!("“{zh}”的速度未知"), format!("the rate of “{en}” is unknown"));
    }
    found
}

/// Adds an outage of `campaign.toml`.
pub fn outage(own: &OutageSection, stations: &KnownNames, draft: &mut Draft, faults: &mut Faults) {
    let station = match &own.station.value {
        Some(name) => stations.find(name, &own.station.place, faults),
        None if stations.is_single() => Some(0),
        None if stations.is_none() => None,
        None => {
            faults.report(
                Code::MissingKey,
                &own.location,
                "[outage] 缺少 station：有多个服务点，须写明是哪一个",
                "[outage] has no station: there are several, so say which",
            );
            None
        }
    };
    let (Some(station), Some(date), Some(interval)) =
        (station, own.date.value, interval(&own.start, &own.end, faults))
    else {
        return;
    };
    let cameras = own.cameras.value.map(Whole::get);
    let outage = Outage { station: StationId(station), date, interval, cameras };
    let blocks: Vec<_> =
        draft.blocks.iter().map(|block| (block.station, block.date, block.bookable())).collect();
    match outside(&outage, &draft.stations, &blocks) {
        Some(fault) => faults.push(fault.at(own.start.place.clone())),
        None => draft.uncertainty.outages.push(outage),
    }
}

/// The fault of an outage that meets no half-day, or takes more cameras than there are.
fn outside(
    outage: &Outage,
    stations: &[Station],
    blocks: &[(StationId, Date, Interval)],
) -> Option<Diagnostic> {
    let Outage { station, date, interval, cameras } = outage;
    let own = stations.get(station.0)?;
    let meets = |(at, day, span): &(StationId, Date, Interval)| {
        at == station && day == date && span.overlaps(*interval)
    };
    let message = |lang: Lang| {
        let name = own.name.get(lang);
        if !blocks.iter().any(meets) {
            return Some(lang.pick(
                format!("{name} 在 {date} {interval} 没有半天，谈不上停用"),
                format!("{name} has no half-day on {date} at {interval} that could be hit"),
            ));
        }
        let there = own.cameras.unwrap_or(1);
        cameras.filter(|cameras| *cameras > there).map(|cameras| {
            lang.pick(
                format!("{name} 的 cameras 为 {there}，不能停用 {cameras} 个"),
                format!("{name} has cameras = {there}, {cameras} can't be missing"),
            )
        })
    };
    let text = Text::new(message(Lang::Zh)?, message(Lang::En)?);
    Some(Diagnostic::error(Code::OutageOutside, text).help(Code::OutageOutside.explanation()))
}

/// An outage from the command line: `[STATION] DATE START-END [xN]`, of a campaign that is loaded.
///
/// # Errors
/// What is wrong with it.
pub fn parse_outage(text: &str, campaign: &Campaign) -> Result<Outage, Diagnostic> {
    let location = Location::file(format!("--outage {text}"));
    let bad = || {
        let message = Text::new(format!("不懂“{text}”"), format!("“{text}” is not understood"));
        Diagnostic::error(Code::BadOutage, message)
            .at(location.clone())
            .help(Code::BadOutage.explanation())
    };
    let narrow = tolerant::narrow(text);
    let mut words: Vec<&str> = narrow.split_whitespace().collect();
    let count = |word: &&str| {
        word.strip_prefix(['x', 'X', '×'])?.parse::<i64>().ok().filter(|count| *count > 0)
    };
    let cameras = words.last().and_then(count);
    if cameras.is_some() {
        words.pop();
    }
    let [name @ .., day, span] = words.as_slice() else { return Err(bad()) };
    let (start, end) = span.split_once(['-', '~']).ok_or_else(bad)?;
    let date = tolerant::date(day).ok_or_else(bad)?;
    let (start, end) =
        (tolerant::time(start).ok_or_else(bad)?, tolerant::time(end).ok_or_else(bad)?);
    if end <= start {
        return Err(bad());
    }
    let mut faults = Faults::default();
    let clocks = Clocks::of(campaign.time_zone());
    both_exist(&clocks, date, [start, end], &location, &mut faults);
    if let Some(fault) = faults.into_sorted().into_iter().next() {
        return Err(fault);
    }
    let name = name.join(" ");
    let is = |station: &Station| {
        [Lang::Zh, Lang::En]
            .iter()
            .any(|lang| tolerant::fold(station.name.get(*lang)) == tolerant::fold(&name))
    };
    let station = match campaign.stations() {
        [_] if name.is_empty() => 0,
        stations => stations.iter().position(is).ok_or_else(bad)?,
    };
    let outage =
        Outage { station: StationId(station), date, interval: Interval::new(start, end), cameras };
    let blocks: Vec<_> = campaign
        .blocks()
        .iter()
        .map(|block| (block.station, block.date, block.bookable()))
        .collect();
    outside(&outage, campaign.stations(), &blocks)
        .map_or(Ok(outage), |fault| Err(fault.at(location.clone())))
}
