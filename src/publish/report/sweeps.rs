//! A sweep, drawn and written down: a curve over one setting, a heat map over two.

use super::heat::{Heat, HeatCell};
use super::plot::{Plot, Series, whole};
use super::question::AnswerPage;
use crate::base::diagnostic::Diagnostic;
use crate::base::ratio::Ratio;
use crate::base::text::{Lang, Text};
use crate::campaign::Tier;
use crate::publish::output::Output;
use crate::publish::words::sweeps as words;
use crate::publish::words::tiers::{label, with_unit};
use crate::questions::sweep::{Sweep, SweepPoint, What};

/// Every file of a sweep: page, picture and table.
pub fn sweep_files(title: &str, sweep: &Sweep, lang: Lang) -> (Vec<Output>, Vec<Diagnostic>) {
    let draw = |width| draw(sweep, lang, width);
    let answer = AnswerPage {
        title,
        subject: subject(sweep, lang),
        lines: words::sentences(sweep).iter().map(|line| line.get(lang).to_owned()).collect(),
        table: sweep_table(sweep, lang),
        draw: &draw,
    };
    answer.files("sweep", lang)
}

/// A curve over one setting, a heat map over two.
pub(super) fn draw<P>(sweep: &Sweep<P>, lang: Lang, width: i32) -> String {
    match sweep.axes.len() {
        1 => curve(sweep, lang).svg(width),
        _ => heat(sweep, lang).svg(width),
    }
}

pub(super) fn subject<P>(sweep: &Sweep<P>, lang: Lang) -> String {
    let names: Vec<String> =
        sweep.axes.iter().map(|axis| words::axis(axis, sweep.kind, lang)).collect();
    lang.pick(format!("扫描：{}", names.join(" × ")), format!("Sweep: {}", names.join(" × ")))
}

/// The points as a table: heading, then one row each.
pub fn sweep_table<P>(sweep: &Sweep<P>, lang: Lang) -> Vec<Vec<String>> {
    let tiers: Vec<_> = sweep
        .points
        .iter()
        .filter_map(|point| point.solved.as_ref())
        .map(|solved| solved.values.iter().map(|(tier, _)| *tier).collect::<Vec<_>>())
        .max_by_key(Vec::len)
        .unwrap_or_default();
    let mut heading: Vec<String> =
        sweep.axes.iter().map(|axis| words::axis(axis, sweep.kind, lang)).collect();
    heading.extend(tiers.iter().map(|tier| label(*tier, sweep.kind).get(lang).to_owned()));
    heading.push(lang.pick("够用", "Fits").to_owned());
    heading.push(lang.pick("结论", "Status").to_owned());
    let mut rows = vec![heading];
    for point in &sweep.points {
        let mut cells: Vec<String> =
            sweep.axes.iter().zip(&point.at).map(|(axis, value)| axis.write(*value)).collect();
        cells.extend(
            tiers
                .iter()
                .map(|tier| point.value(*tier).map_or_else(|| "—".to_owned(), Ratio::plain)),
        );
        cells.push(
            if point.fits() { lang.pick("是", "yes") } else { lang.pick("否", "no") }.to_owned(),
        );
        cells.push(
            match point.solved.as_ref().map(|solved| solved.termination) {
                Some(termination) => words::status(termination),
                None => Text::new("尚未求解", "not solved yet"),
            }
            .get(lang)
            .to_owned(),
        );
        rows.push(cells);
    }
    rows
}

fn shown<P>(sweep: &Sweep<P>, lang: Lang) -> String {
    with_unit(sweep.shown, sweep.kind, sweep.shares, lang)
}

fn curve<P>(sweep: &Sweep<P>, lang: Lang) -> Plot {
    let axis = sweep.axes[0].clone();
    let points = sweep.points.iter().filter_map(|point| {
        let value = point.value(sweep.shown)?;
        Some((point.at[0] as f64, value.as_f64(), String::new()))
    });
    let marks = sweep
        .breaks
        .iter()
        .filter(|found| !matches!(found.what, What::Tier(tier, ..) if tier != Tier::Blocks));
    let caption = |what: What, value: String| match what {
        What::Fits => lang.pick(format!("{value} 起够用"), format!("enough from {value} on")),
        What::NoLonger => {
            lang.pick(format!("{value} 起不够"), format!("not enough from {value} on"))
        }
        What::Tier(tier, _, after) => {
            format!("{value}: {} {}", label(tier, sweep.kind).get(lang), after.plain())
        }
    };
    let written = axis.clone();
    Plot {
        title: subject(sweep, lang),
        note: lang
            .pick(
                "每个点是一次求解；虚线为转折点。",
                "Each point is a solve; dashed lines are break points.",
            )
            .to_owned(),
        axes: [words::axis(&axis, sweep.kind, lang), shown(sweep, lang)],
        series: vec![Series { name: String::new(), points: points.collect() }],
        // A number of half-days has nothing between two values.
        joined: sweep.shown != Tier::Blocks,
        marks: marks
            .map(|found| (found.from as f64, caption(found.what, axis.write(found.from))))
            .collect(),
        write: Box::new(move |value| {
            whole(value).map_or_else(String::new, |value| written.write(value))
        }),
    }
}

fn heat<P>(sweep: &Sweep<P>, lang: Lang) -> Heat {
    let values =
        || sweep.points.iter().filter_map(|point| point.value(sweep.shown)).map(Ratio::as_f64);
    let (low, high) = values()
        .fold((f64::INFINITY, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
    let width = (high - low).max(f64::MIN_POSITIVE);
    let cell = |point: &SweepPoint<P>| {
        let value = point.value(sweep.shown);
        HeatCell {
            text: value.map_or_else(|| "—".to_owned(), Ratio::plain),
            warmth: value.map(|value| (value.as_f64() - low) / width),
            fits: point.fits(),
        }
    };
    let (first, second) = (&sweep.axes[0], &sweep.axes[1]);
    let rows = sweep.points.chunks(first.values.len()).zip(&second.values);
    Heat {
        title: subject(sweep, lang),
        note: lang.pick(
            format!("格中为{}；绿色底边：全部排得下且不超出速度。", shown(sweep, lang)),
            format!(
                "Cells show {}; a green edge: everybody fits at the station's rate.",
                shown(sweep, lang)
            ),
        ),
        axes: [words::axis(first, sweep.kind, lang), words::axis(second, sweep.kind, lang)],
        across: first.values.iter().map(|value| first.write(*value)).collect(),
        rows: rows
            .map(|(row, value)| (second.write(*value), row.iter().map(cell).collect()))
            .collect(),
    }
}
