//! The front between tiers, drawn and written down.

use super::plan_csv;
use super::plot::{Plot, Series, whole};
use super::question::AnswerPage;
use crate::base::diagnostic::Diagnostic;
use crate::base::kind::CampaignKind;
use crate::base::ratio::Ratio;
use crate::base::text::Lang;
use crate::campaign::{Campaign, Shares};
use crate::files::write_plan_json;
use crate::publish::output::Output;
use crate::publish::words::{fronts as words, tiers};
use crate::questions::pareto::{Front, FrontPoint};

/// What the units of its tiers depend on.
#[derive(Debug, Clone, Copy)]
pub struct Units {
    /// What the campaign is for.
    pub kind: CampaignKind,
    /// Which tiers count shares of the stations' rates.
    pub shares: Shares,
}

impl Units {
    /// Those of a campaign.
    pub fn of(campaign: &Campaign) -> Units {
        Units { kind: campaign.kind(), shares: campaign.shares() }
    }
}

/// Every file of a front: page, picture, table, and each plan.
pub fn front_files(
    campaign: &Campaign,
    front: &Front,
    lang: Lang,
) -> (Vec<Output>, Vec<Diagnostic>) {
    let units = Units::of(campaign);
    let draw = |width| plot(units, front, lang).svg(width);
    let answer = AnswerPage {
        title: campaign.title().get(lang),
        subject: subject(units, front, lang),
        lines: vec![words::summary(front).get(lang).to_owned()],
        table: front_table(units, front, lang),
        draw: &draw,
    };
    let (mut files, warnings) = answer.files("front", lang);
    for (place, point) in front.points.iter().enumerate() {
        let number = place + 1;
        files.push(Output::new(
            &format!("plan-{number}.csv"),
            plan_csv(campaign, &point.plan, lang),
        ));
        files.push(Output::new(
            &format!("plan-{number}.json"),
            write_plan_json(campaign, &point.plan),
        ));
    }
    (files, warnings)
}

pub(super) fn subject<P>(units: Units, front: &Front<P>, lang: Lang) -> String {
    let names: Vec<String> = front
        .between
        .iter()
        .map(|tier| tiers::label(*tier, units.kind).get(lang).to_owned())
        .collect();
    lang.pick(format!("权衡：{}", names.join("、")), format!("Trade-off: {}", names.join(", ")))
}

/// The points as a table: heading, then one row each.
pub fn front_table<P>(units: Units, front: &Front<P>, lang: Lang) -> Vec<Vec<String>> {
    let mut heading = vec![lang.pick("方案", "Plan").to_owned()];
    heading.extend(
        front.between.iter().map(|tier| tiers::with_unit(*tier, units.kind, units.shares, lang)),
    );
    heading.push(lang.pick("证明", "Proven").to_owned());
    let mut rows = vec![heading];
    for (place, point) in front.points.iter().enumerate() {
        let mut cells = vec![(place + 1).to_string()];
        cells.extend(point.values.iter().map(|value| value.plain()));
        cells.push(
            if point.proven { lang.pick("是", "yes") } else { lang.pick("否", "no") }.to_owned(),
        );
        rows.push(cells);
    }
    rows
}

/// Two tiers over one another; of three, the one with fewest values gives the colours.
pub(super) fn plot<P>(units: Units, front: &Front<P>, lang: Lang) -> Plot {
    let values = |place: usize| {
        let mut values: Vec<Ratio> = front.points.iter().map(|point| point.values[place]).collect();
        values.sort_unstable();
        values.dedup();
        values
    };
    let colored = (front.between.len() == 3)
        .then(|| (0..3).min_by_key(|place| values(*place).len()).unwrap_or(0));
    let drawn: Vec<usize> =
        (0..front.between.len()).filter(|place| Some(*place) != colored).collect();
    let are_counts = values(drawn[0]).into_iter().all(|value| whole(value.as_f64()).is_some());
    let numbered: Vec<(usize, &FrontPoint<P>)> = front.points.iter().enumerate().collect();
    let series_of = |keep: &dyn Fn(&FrontPoint<P>) -> bool, name: String| Series {
        name,
        points: numbered
            .iter()
            .filter(|(_, point)| keep(point))
            .map(|(place, point)| {
                let label = (place + 1).to_string();
                (point.values[drawn[0]].as_f64(), point.values[drawn[1]].as_f64(), label)
            })
            .collect(),
    };
    let series = match colored {
        Some(place) => values(place)
            .into_iter()
            .map(|value| {
                let (label, unit) = (
                    tiers::label(front.between[place], units.kind),
                    tiers::unit(front.between[place], units.kind, units.shares),
                );
                let name = format!("{} {} {}", label.get(lang), value.plain(), unit.get(lang));
                series_of(&|point: &FrontPoint<P>| point.values[place] == value, name)
            })
            .collect(),
        None => vec![series_of(&|_| true, String::new())],
    };
    Plot {
        title: subject(units, front, lang),
        note: lang
            .pick(
                "每个点是一个方案，编号见下表；左下更好。",
                "Each point is a plan, numbered as in the table below; lower left is better.",
            )
            .to_owned(),
        axes: [0, 1].map(|place| {
            tiers::with_unit(front.between[drawn[place]], units.kind, units.shares, lang)
        }),
        series,
        joined: false,
        marks: Vec::new(),
        write: Box::new(move |value| match whole(value) {
            Some(value) => value.to_string(),
            None if are_counts => String::new(),
            None => format!("{value:.1}"),
        }),
    }
}
