//! What a batch has come to so far: its sweeps and fronts drawn, all rows as a table, the plans of
//! the best rows, and the rows that would say more.

use super::Rasteriser;
use super::fronts::{self, Units, front_table};
use super::sweeps::{self, sweep_table};
use super::template::{WIDE, chart, render};
use crate::base::diagnostic::Diagnostic;
use crate::base::kind::CampaignKind;
use crate::base::ratio::Ratio;
use crate::base::text::Lang;
use crate::campaign::Tier;
use crate::files::{write_jobs, write_table};
use crate::publish::output::Output;
use crate::publish::words::batches as words;
use crate::publish::words::fronts::summary;
use crate::publish::words::sweeps::sentences;
use crate::publish::words::tiers::label;
use crate::questions::batch::{Batch, Gathered, GatheredFront, GatheredSweep};
use minijinja::{Value, context};
use std::collections::BTreeSet;
use std::path::Path;

/// A sweep or a front of a batch.
struct BatchPart<'a> {
    /// The name of its files.
    name: String,
    /// What it asks.
    subject: String,
    /// Its answer.
    lines: Vec<String>,
    /// Its points, heading first.
    table: Vec<Vec<String>>,
    /// Draws it at a width.
    draw: Box<dyn Fn(i32) -> String + 'a>,
}

/// Every file of a batch as far as it is; `folder` is where they go, `(title, subject)` what stands
/// above the page.
pub fn batch_files(
    batch: &Batch,
    gathered: &Gathered,
    folder: &Path,
    (title, subject): (&str, &str),
    lang: Lang,
) -> (Vec<Output>, Vec<Diagnostic>) {
    let rasteriser = Rasteriser::new();
    let sweeps = gathered.sweeps.iter().enumerate();
    let fronts = gathered.fronts.iter().enumerate();
    let parts: Vec<BatchPart<'_>> = sweeps
        .map(|(place, own)| sweep_part(batch, place + 1, own, lang))
        .chain(fronts.map(|(place, own)| front_part(batch, place + 1, own, lang)))
        .collect();
    let rows = row_table(batch, lang);
    let mut files = vec![
        Output::new("batch.html", page(batch, gathered, &parts, &rows, (title, subject), lang)),
        Output::new("batch.csv", write_table(rows)),
    ];
    for part in &parts {
        files.push(Output::new(&format!("{}.csv", part.name), write_table(part.table.clone())));
        let picture = rasteriser.png(&(part.draw)(WIDE));
        files.extend(picture.map(|png| Output::new(&format!("{}.png", part.name), png)));
    }
    files.extend(plans(batch, gathered));
    let next = gathered.next_table();
    files.extend(next.map(|name| Output::new(&name, write_jobs(&gathered.next, folder, lang))));
    (files, rasteriser.warning.into_iter().collect())
}

fn sweep_part<'a>(
    batch: &Batch,
    number: usize,
    own: &'a GatheredSweep,
    lang: Lang,
) -> BatchPart<'a> {
    let sweep = &own.sweep;
    let others = batch.rows[own.row].job.settings.iter().filter(|setting| {
        let key = setting.split_once('=').map_or("", |(key, _)| key.trim());
        sweep.axes.iter().all(|axis| axis.key != key)
    });
    let others = others.cloned().collect::<Vec<_>>().join("; ");
    BatchPart {
        name: format!("sweep-{number}"),
        subject: subject_with(sweeps::subject(sweep, lang), &others, lang),
        lines: sentences(sweep).iter().map(|line| line.get(lang).to_owned()).collect(),
        table: sweep_table(sweep, lang),
        draw: Box::new(move |width| sweeps::draw(sweep, lang, width)),
    }
}

fn front_part<'a>(
    batch: &Batch,
    number: usize,
    own: &'a GatheredFront,
    lang: Lang,
) -> BatchPart<'a> {
    let GatheredFront { row, front, kind, shares } = own;
    let units = Units { kind: *kind, shares: *shares };
    let others = batch.rows[*row].job.settings.join("; ");
    let mut table = front_table(units, front, lang);
    // Which row a plan is of, in place of its number.
    for (cells, point) in table.iter_mut().skip(1).zip(&front.points) {
        cells.push(batch.rows[point.plan].job.name.clone());
    }
    if let Some(heading) = table.first_mut() {
        heading.push(lang.pick("任务", "Row").to_owned());
    }
    BatchPart {
        name: format!("front-{number}"),
        subject: subject_with(fronts::subject(units, front, lang), &others, lang),
        lines: vec![summary(front).get(lang).to_owned()],
        table,
        draw: Box::new(move |width| fronts::plot(units, front, lang).svg(width)),
    }
}

fn subject_with(subject: String, others: &str, lang: Lang) -> String {
    if others.is_empty() {
        return subject;
    }
    lang.pick(format!("{subject}（{others}）"), format!("{subject} ({others})"))
}

/// All rows as a table: heading, then one row each.
pub fn row_table(batch: &Batch, lang: Lang) -> Vec<Vec<String>> {
    let of_row = |place: usize| batch.rows[place].answer();
    let solved = || (0..batch.rows.len()).filter_map(of_row);
    let mut tiers: Vec<Tier> = Vec::new();
    for (tier, _) in solved().flat_map(|answer| &answer.solved.values) {
        if !tiers.contains(tier) {
            tiers.push(*tier);
        }
    }
    let campaigns: BTreeSet<&Path> =
        batch.rows.iter().map(|row| row.job.campaign.as_path()).collect();
    let names_campaign = campaigns.len() > 1;
    let mut heading = vec![lang.pick("任务", "Row").to_owned()];
    if names_campaign {
        heading.push(lang.pick("活动", "Campaign").to_owned());
    }
    heading.push(lang.pick("设置", "Settings").to_owned());
    heading.extend(
        tiers.iter().map(|tier| label(*tier, CampaignKind::default()).get(lang).to_owned()),
    );
    let last = [("够用", "Fits"), ("结论", "Status"), ("用时（秒）", "Seconds")];
    heading.extend(last.map(|(zh, en)| lang.pick(zh, en).to_owned()));
    let mut table = vec![heading];
    for row in &batch.rows {
        let mut cells = vec![row.job.name.clone()];
        if names_campaign {
            let name = row.job.campaign.file_name().unwrap_or(row.job.campaign.as_os_str());
            cells.push(name.to_string_lossy().into_owned());
        }
        cells.push(words::described(&row.job, lang));
        let answer = row.answer();
        let none = || "—".to_owned();
        cells.extend(tiers.iter().map(|tier| {
            let value = answer.and_then(|answer| answer.solved.value(*tier));
            value.map_or_else(none, Ratio::plain)
        }));
        cells.push(answer.map_or_else(none, |answer| {
            let fits = answer.solved.fits();
            if fits { lang.pick("是", "yes") } else { lang.pick("否", "no") }.to_owned()
        }));
        cells.push(words::state(row).get(lang).to_owned());
        cells.push(
            answer
                .map_or_else(none, |answer| format!("{:.2}", answer.milliseconds as f64 / 1000.0)),
        );
        table.push(cells);
    }
    table
}

fn page(
    batch: &Batch,
    gathered: &Gathered,
    parts: &[BatchPart<'_>],
    rows: &[Vec<String>],
    (title, subject): (&str, &str),
    lang: Lang,
) -> String {
    let parts: Vec<Value> = parts
        .iter()
        .map(|part| {
            context! {
                subject => part.subject.clone(),
                lines => part.lines.clone(),
                heading => part.table.first(),
                rows => part.table.iter().skip(1).cloned().collect::<Vec<_>>(),
                chart => chart(&part.draw),
            }
        })
        .collect();
    let lines: Vec<String> = words::sentences(batch, gathered)
        .iter()
        .chain(
            &words::findings(batch).iter().map(|found| found.message.clone()).collect::<Vec<_>>(),
        )
        .map(|line| line.get(lang).to_owned())
        .collect();
    render(
        "batch.html",
        context! {
            lang => lang.pick("zh-CN", "en"),
            zh => lang == Lang::Zh,
            title, subject, lines, parts,
            heading => rows.first(),
            rows => rows.iter().skip(1).cloned().collect::<Vec<_>>(),
            version => env!("CARGO_PKG_VERSION"),
        },
    )
}

/// The plans of the best rows and of the fronts, by the names of their rows.
fn plans(batch: &Batch, gathered: &Gathered) -> Vec<Output> {
    let best = gathered.best.iter().filter_map(|best| best.rows.first().copied());
    let fronts = gathered.fronts.iter().flat_map(|own| &own.front.points);
    let rows: BTreeSet<usize> = best.chain(fronts.map(|point| point.plan)).collect();
    let plan = |row: usize| {
        let own = &batch.rows[row];
        let plan = own.answer()?.solved.plan.as_ref()?;
        Some(Output::new(&format!("plans/{}.json", own.job.name), plan.text()))
    };
    rows.into_iter().filter_map(plan).collect()
}
