//! Variants made by clicks, as campaigns to be solved side by side, and their plans as the page draws
//! them.

use super::asking::{Answer, SteppedCase};
use super::board::{block, group, windows};
use super::desk::Desk;
use crate::base::clock::{Interval, Minutes, clock, day_label};
use crate::base::diagnostic::Diagnostic;
use crate::base::text::{Lang, Text};
use crate::campaign::plan::Plan;
use crate::campaign::{BlockId, Campaign, StationId};
use crate::files::{VariantStep, editable_tables, load_variant, parse_variant, variant_text};
use crate::publish::json::{
    BoardComparison, BoardContender, CompareCell, CompareFigure, CompareHalfDay, CompareStation,
};
use crate::publish::report::figure;
use crate::publish::words::board::{HeldAgainst, moved};
use crate::publish::words::figures::{label, unit};
use crate::publish::words::{places, variants as words, violations};
use crate::questions::variants::{Case, Contender, figures};
use jiff::civil::Date;
use serde::Deserialize;

/// The most cameras of a station, as its table takes them.
const MOST_CAMERAS: i64 = 1000;

/// A change, as it was clicked: stations and half-days by their places in the campaign's lists.
#[derive(Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum ClickedStep {
    /// Another number of cameras.
    Cameras {
        /// The station.
        station: usize,
        /// The number that it has then.
        cameras: i64,
    },
    /// Another end of a half-day.
    Ends {
        /// The half-day.
        block: usize,
        /// The end of its regular time.
        end: Minutes,
    },
    /// A half-day less.
    Without {
        /// The half-day.
        block: usize,
    },
    /// A half-day more.
    Another {
        /// Its station.
        station: usize,
        /// The day.
        date: Date,
        /// Its first minute.
        start: Minutes,
        /// The end of its regular time.
        end: Minutes,
    },
}

/// The stations of which a variant can change the cameras.
pub fn stations(campaign: &Campaign, lang: Lang) -> Vec<CompareStation> {
    let station = |own: &crate::campaign::Station| CompareStation {
        name: own.name.get(lang).to_owned(),
        cameras: own.cameras,
    };
    campaign.stations().iter().map(station).collect()
}

/// The half-days that a variant can change.
pub fn half_days(campaign: &Campaign, lang: Lang) -> Vec<CompareHalfDay> {
    let half_day = |id: BlockId| {
        let own = campaign.block(id);
        CompareHalfDay {
            label: places::half_day(campaign, id, lang),
            station: own.station.0,
            date: own.date,
            start: own.regular.start,
            end: own.regular.end,
        }
    };
    campaign.block_ids().map(half_day).collect()
}

/// A step with its name; `None` where it names a station or half-day that the campaign does not have.
fn step(campaign: &Campaign, clicked: &ClickedStep) -> Option<(VariantStep, Text)> {
    let is_time = |start: Minutes, end: Minutes| 0 <= start && start < end && end <= 24 * 60;
    let half_day = |place: usize| {
        let own = campaign.blocks().get(place)?;
        let label = Text::each(|lang| places::half_day(campaign, BlockId(place), lang));
        Some((own, label))
    };
    match clicked {
        ClickedStep::Cameras { station, cameras } => {
            let own = campaign.stations().get(*station)?;
            (1..=MOST_CAMERAS).contains(cameras).then_some(())?;
            let name = Text::each(|lang| {
                let (name, kind) = (own.name.get(lang), campaign.kind());
                lang.pick(
                    format!("{name}：{cameras} 个{}", kind.zh().desk),
                    format!("{name}: {}s {cameras}", kind.en().desk),
                )
            });
            let station = own.name.get(Lang::Zh).to_owned();
            Some((VariantStep::Cameras { station, cameras: *cameras }, name))
        }
        ClickedStep::Ends { block, end } => {
            let (own, label) = half_day(*block)?;
            is_time(own.regular.start, *end).then_some(())?;
            let until = clock(*end);
            let name = Text::new(
                format!("{}到 {until}", label.get(Lang::Zh)),
                format!("{} until {until}", label.get(Lang::En)),
            );
            Some((VariantStep::Ends { half_day: own.name.clone(), end: *end }, name))
        }
        ClickedStep::Without { block } => {
            let (own, label) = half_day(*block)?;
            let name = Text::new(
                format!("不用{}", label.get(Lang::Zh)),
                format!("without {}", label.get(Lang::En)),
            );
            Some((VariantStep::Without { half_day: own.name.clone() }, name))
        }
        ClickedStep::Another { station, date, start, end } => {
            let own = campaign.stations().get(*station)?;
            is_time(*start, *end).then_some(())?;
            let interval = Interval::new(*start, *end);
            let name = Text::new(
                format!("加{} {interval}", day_label(*date, Lang::Zh)),
                format!("also {} {interval}", day_label(*date, Lang::En)),
            );
            let station = own.name.get(Lang::Zh).to_owned();
            let step = VariantStep::Another {
                name: format!("{date} {interval} {station}"),
                station,
                date: *date,
                interval,
            };
            Some((step, name))
        }
    }
}

/// The plan on the desk, the campaign as it is, and each variant; `None` where a step names no
/// station or half-day that the campaign has.
///
/// # Errors
/// Every fault of a changed campaign, with the name of its variant.
pub fn cases(
    desk: &Desk,
    clicked: &[Vec<ClickedStep>],
) -> Result<Option<Vec<SteppedCase>>, Vec<Diagnostic>> {
    let campaign = desk.campaign();
    let case = |name: Text| Case {
        name,
        note: None,
        changes: Vec::new(),
        campaign: campaign.clone(),
        baseline: desk.baseline().cloned(),
        given: None,
        places: None,
    };
    let plan = desk.plan();
    let present = (!plan.windows.is_empty())
        .then(|| Case {
            given: Some(plan), ..case(Text::new("现在的方案", "the present plan"))
        });
    let as_it_is = case(Text::new("不作改动", "no change"));
    let unchanged = present.into_iter().chain([as_it_is]);
    let mut all: Vec<SteppedCase> =
        unchanged.map(|case| SteppedCase { steps: Vec::new(), case }).collect();
    let tables = editable_tables(desk.place())?;
    let mut faults = Vec::new();
    for clicked in clicked {
        let steps: Option<Vec<_>> = clicked.iter().map(|own| step(campaign, own)).collect();
        let Some((steps, names)) =
            steps.map(|steps| steps.into_iter().unzip::<_, _, Vec<_>, Vec<_>>())
        else {
            return Ok(None);
        };
        let name = Text::each(|lang| {
            let names: Vec<&str> = names.iter().map(|name: &Text| name.get(lang)).collect();
            names.join(lang.pick("，", ", "))
        });
        let text = variant_text(&name, &tables, &steps);
        let read = parse_variant(name.get(desk.lang()), &text).and_then(|variant| {
            let loaded = load_variant(desk.place(), &[], Some(&variant));
            loaded.map(|loaded| (variant, loaded)).map_err(|rejected| rejected.faults)
        });
        match read {
            Ok((variant, loaded)) => {
                let (campaign, baseline) = desk.held(loaded);
                let changes = words::changes(&variant);
                let case = Case { changes, campaign, baseline, ..case(name) };
                all.push(SteppedCase { steps, case });
            }
            Err(found) => faults.extend(found),
        }
    }
    if faults.is_empty() { Ok(Some(all)) } else { Err(faults) }
}

/// Plans side by side.
pub fn shown(answer: &Answer, lang: Lang) -> Option<BoardComparison> {
    let contenders = &answer.contenders;
    let first = contenders.first()?;
    let kind = first.case.campaign.kind();
    let figures = figures(contenders).into_iter().map(|row| CompareFigure {
        label: label(row.figure, kind).get(lang).to_owned(),
        unit: unit(row.figure, kind).get(lang).to_owned(),
        cells: row
            .values
            .iter()
            .zip(row.best())
            .map(|(value, is_best)| CompareCell {
                text: figure(*value, row.figure.decimals()),
                is_best,
            })
            .collect(),
    });
    let mark = Text::new("★ 该行最好的值", "★ best of its row");
    let lines = |lines: Vec<Text>| lines.iter().map(|line| line.get(lang).to_owned()).collect();
    Some(BoardComparison {
        figures: figures.collect(),
        footnote: words::footnote(contenders, &mark).get(lang).to_owned(),
        contenders: contenders.iter().map(|own| contender(first, own, contenders, lang)).collect(),
        verdicts: lines(words::verdicts(contenders)),
        deciding: lines(words::deciding(contenders)),
    })
}

fn contender(first: &Contender, own: &Contender, all: &[Contender], lang: Lang) -> BoardContender {
    let campaign = &own.case.campaign;
    let none = Plan::default();
    let plan = own.plan.as_ref().unwrap_or(&none);
    // One scale for all of them.
    let scale = all.iter().filter_map(|own| own.metrics.peak_per_hour).max();
    let before = first.plan.as_ref().filter(|_| !std::ptr::eq(first, own));
    let moved = before
        .zip(own.plan.as_ref())
        .map(|(before, plan)| moved(campaign, before, HeldAgainst::First, plan));
    let station = |id: usize| campaign.station(StationId(id)).name.get(lang).to_owned();
    BoardContender {
        name: own.case.name.get(lang).to_owned(),
        is_change: !own.case.changes.is_empty(),
        standing: words::standing(own).get(lang).to_owned(),
        is_takeable: own.plan.is_some() && own.case.given.is_none(),
        stations: (0..campaign.stations().len()).map(station).collect(),
        blocks: campaign.block_ids().map(|id| block(campaign, id, lang)).collect(),
        groups: campaign.group_ids().map(|id| group(campaign, id, lang)).collect(),
        windows: windows(campaign, plan, &own.metrics, scale, lang),
        verdict: violations::count(&own.violations).get(lang).to_owned(),
        moved: moved.map(|text| text.get(lang).to_owned()),
    }
}
