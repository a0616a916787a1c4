//! `campaign.toml` of a campaign that is in memory.

use crate::base::clock::{Interval, clock};
use crate::base::text::{Lang, Text};
use crate::campaign::{
    Block, Campaign, ClassOrder, Failures, Latecomers, Outage, Service, Uncertainty,
};

/// The text of the file.
pub(super) fn text(campaign: &Campaign) -> String {
    let mut sections = vec![head(campaign)];
    let tiers: Vec<String> = campaign.tiers().iter().map(|tier| quoted(tier.name())).collect();
    sections.push(format!("[objective]\ntiers = [{}]\n", tiers.join(", ")));
    sections.extend(campaign.stations().iter().map(|station| {
        let mut lines = vec!["[[station]]".to_owned()];
        lines.extend(named("name", &station.name));
        lines.push(
            station
                .rate
                .map_or_else(|| "rate = \"unknown\"".to_owned(), |rate| format!("rate = {rate}")),
        );
        lines.extend(station.cameras.map(|cameras| format!("cameras = {cameras}")));
        lines.extend(station.hall_capacity.map(|capacity| format!("hall_capacity = {capacity}")));
        lines.join("\n") + "\n"
    }));
    sections.extend(campaign.blocks().iter().map(|block| half_day(campaign, block)));
    for block in campaign.blocks() {
        for make_up in &block.make_up {
            let name = named("name", &make_up.name).join("\n");
            sections.push(format!("[[make_up]]\n{name}\n{}", inside(block, make_up.interval)));
        }
        for pause in &block.breaks {
            let straddle = pause.may_straddle;
            sections.push(format!(
                "[[break]]\n{}straddle = {straddle}\n",
                inside(block, pause.interval)
            ));
        }
    }
    sections.extend(simulation(campaign.uncertainty()));
    // One on a half-day that is over says nothing any more.
    let is_ahead = |outage: &&Outage| {
        let mut own = campaign
            .blocks()
            .iter()
            .filter(|block| (block.station, block.date) == (outage.station, outage.date));
        own.any(|block| block.bookable().overlaps(outage.interval))
    };
    sections.extend(campaign.uncertainty().outages.iter().filter(is_ahead).map(|outage| {
        let (station, date) = (quoted(campaign.station(outage.station).name.get(Lang::Zh)), outage.date);
        let (start, end) = (clock(outage.interval.start), clock(outage.interval.end));
        let cameras = outage.cameras.map(|cameras| format!("cameras = {cameras}\n")).unwrap_or_default();
        format!("[[outage]]\nstation = {station}\ndate = {date}\nstart = \"{start}\"\nend = \"{end}\"\n{cameras}")
    }));
    sections.join("\n")
}

/// What differs from the usual settings of a simulation.
fn simulation(own: &Uncertainty) -> Option<String> {
    let usual = Uncertainty::default();
    let word = |word: &str| format!("\"{word}\"");
    let service = match own.service {
        Service::Lognormal => "lognormal",
        Service::Gamma => "gamma",
        Service::Constant => "constant",
    };
    let latecomers = if own.latecomers == Latecomers::Day { "day" } else { "class" };
    let keys = [
        ("service", own.service != usual.service, word(service)),
        (
            "variation_percent",
            own.service != Service::Constant && own.variation != usual.variation,
            own.variation.to_string(),
        ),
        ("early_minutes", own.early != usual.early, own.early.to_string()),
        ("spread_minutes", own.spread != usual.spread, own.spread.to_string()),
        ("late_percent", own.late != usual.late, own.late.to_string()),
        ("late_by_minutes", own.late > 0 && own.late_by != usual.late_by, own.late_by.to_string()),
        ("latecomers", own.latecomers != usual.latecomers, word(latecomers)),
        ("run_ahead", own.run_ahead != usual.run_ahead, own.run_ahead.to_string()),
        ("overtime_minutes", own.overtime != usual.overtime, own.overtime.to_string()),
    ];
    let mut lines: Vec<String> = keys
        .into_iter()
        .filter(|(_, differs, _)| *differs)
        .map(|(key, _, value)| format!("{key} = {value}"))
        .collect();
    if let Some(Failures { between, repair }) = own.failures {
        lines.push(format!("mtbf_minutes = {between}\nmttr_minutes = {repair}"));
    }
    (!lines.is_empty()).then(|| format!("[simulation]\n{}\n", lines.join("\n")))
}

fn head(campaign: &Campaign) -> String {
    let mut lines = named("title", campaign.title()).to_vec();
    lines.extend(campaign.continues().map(|name| format!("continues = {}", quoted(name))));
    lines.push(format!("language = \"{}\"", campaign.lang()));
    lines.push(format!("time_zone = {}", quoted(campaign.time_zone())));
    lines.extend(campaign.place().into_iter().flat_map(|place| named("place", place)));
    lines.push(format!("grid_minutes = {}", campaign.grid()));
    lines.push(format!("call_lead_minutes = {}", campaign.call_lead()));
    lines.push(format!("changeover_minutes = {}", campaign.changeover()));
    lines.extend(
        campaign.max_groups_per_block().map(|most| format!("max_groups_per_block = {most}")),
    );
    if campaign.class_order() == ClassOrder::Free {
        lines.push("class_order = \"free\"".to_owned());
    }
    lines.extend(campaign.hall_capacity().map(|capacity| format!("hall_capacity = {capacity}")));
    lines.push(format!("make_up_confidence = {}", campaign.make_up_confidence().as_f64()));
    lines.extend(
        campaign
            .confidence()
            .map(|confidence| format!("confidence = {}", confidence.share().as_f64())),
    );
    lines.extend(campaign.code_deadline().map(|day| format!("code_deadline = {day}")));
    if let Some(fee) = campaign.fee() {
        let (units, cents) = (fee.hundredths / 100, fee.hundredths % 100);
        let amount = if cents == 0 { units.to_string() } else { format!("{units}.{cents:02}") };
        lines.push(format!("fee = {amount}\ncurrency = {}", quoted(&fee.currency)));
    }
    if campaign.classes_are_illustrative() {
        lines.push("classes_are_illustrative = true".to_owned());
    }
    lines.join("\n") + "\n"
}

fn half_day(campaign: &Campaign, block: &Block) -> String {
    let (station, regular) = (campaign.station(block.station).name.get(Lang::Zh), block.regular);
    let late = (block.latest_end > regular.end)
        .then(|| format!("latest_end = \"{}\"\n", clock(block.latest_end)));
    format!(
        "[[block]]\nname = {}\nstation = {}\ndate = {}\nstart = \"{}\"\nend = \"{}\"\n{}",
        quoted(&block.name),
        quoted(station),
        block.date,
        clock(regular.start),
        clock(regular.end),
        late.unwrap_or_default()
    )
}

fn inside(block: &Block, interval: Interval) -> String {
    let (start, end) = (clock(interval.start), clock(interval.end));
    format!("block = {}\nstart = \"{start}\"\nend = \"{end}\"\n", quoted(&block.name))
}

/// A key in both languages.
fn named(key: &str, text: &Text) -> [String; 2] {
    [
        format!("{key} = {}", quoted(text.get(Lang::Zh))),
        format!("{key}_en = {}", quoted(text.get(Lang::En))),
    ]
}

/// Text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}
