//! What a batch has come to, in words.

use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::kind::CampaignKind;
use crate::base::ratio::Ratio;
use crate::base::text::{Lang, Text, counted};
use crate::campaign::Tier;
use crate::files::{BatchJob, RowFailure};
use crate::publish::words::sweeps;
use crate::publish::words::tiers::label;
use crate::questions::batch::{Batch, BatchRow, BestRows, Gathered, RowState};
use std::path::Path;

/// Rows named one by one in a sentence; of more the number is said.
const MOST_NAMED: usize = 5;

/// The number of rows in each state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BatchTally {
    /// All of them.
    pub rows: usize,
    /// Solved, whatever was found.
    pub done: usize,
    /// Solved and proven.
    pub proven: usize,
    /// Could not be solved.
    pub failed: usize,
    /// With a result that is left out.
    pub left_out: usize,
}

impl BatchTally {
    /// Counts.
    pub fn of(batch: &Batch) -> BatchTally {
        let mut tally = BatchTally { rows: batch.rows.len(), ..BatchTally::default() };
        for row in &batch.rows {
            match &row.state {
                RowState::Done(answer) => {
                    tally.done += 1;
                    tally.proven += usize::from(answer.solved.is_proven());
                }
                RowState::Failed(_) => tally.failed += 1,
                RowState::Open => {}
                RowState::OtherVersion | RowState::Damaged(_) | RowState::Unknown(_) => {
                    tally.left_out += 1;
                }
            }
        }
        tally
    }

    /// Rows without a result.
    pub fn open(self) -> usize {
        self.rows - self.done - self.failed - self.left_out
    }
}

/// What a batch says as a whole: how far it is, the best rows, what is not proven.
pub fn sentences(batch: &Batch, gathered: &Gathered) -> Vec<Text> {
    let tally = BatchTally::of(batch);
    let mut lines = vec![progress(tally)];
    lines.extend(gathered.best.iter().map(|best| best_rows(batch, best)));
    let open: Vec<&str> = batch.rows.iter().filter(|row| is_unproven(row)).map(name).collect();
    if !open.is_empty() {
        let (zh, en) = (listed(&open, "、", "等"), listed(&open, ", ", "and more"));
        let count = open.len();
        lines.push(Text::new(
            format!("{count} 行的结果未证明：{zh}。"),
            format!("Not proven: {count}, {en}.", count = counted::of(count, "row", "rows")),
        ));
    }
    if let Some(table) = gathered.next_table() {
        let count = gathered.next.len();
        lines.push(Text::new(
            format!("再算 {table} 中的 {count} 行，转折点与权衡会更确切。"),
            format!(
                "{table} has {count} that would make break points and fronts exact.",
                count = counted::of(count, "row more", "rows more")
            ),
        ));
    }
    lines
}

fn progress(tally: BatchTally) -> Text {
    let BatchTally { rows, done, proven, failed, left_out } = tally;
    let (mut zh, mut en) = (
        format!("共 {rows} 行，已算 {done} 行，其中 {proven} 行已证明"),
        format!("{done} of {} solved, {proven} of them proven", counted::of(rows, "row", "rows")),
    );
    for (count, said_zh, said_en) in [
        (failed, "行没有算成", "failed"),
        (left_out, "行的结果不计入", "left out"),
        (tally.open(), "行尚未求解", "not solved yet"),
    ] {
        if count > 0 {
            zh.extend(["；", &count.to_string(), " ", said_zh]);
            en.extend(["; ", &count.to_string(), " ", said_en]);
        }
    }
    Text::new(zh + "。", en + ".")
}

/// Whether a row is solved and one of its aims is not proven.
pub fn is_unproven(row: &BatchRow) -> bool {
    row.answer().is_some_and(|answer| !answer.solved.is_proven())
}

fn name(row: &BatchRow) -> &str {
    &row.job.name
}

/// The first names, and that there are more.
fn listed(names: &[&str], joint: &str, more: &str) -> String {
    let first = names[..names.len().min(MOST_NAMED)].join(joint);
    if names.len() > MOST_NAMED { format!("{first} {more}") } else { first }
}

fn best_rows(batch: &Batch, best: &BestRows) -> Text {
    let names: Vec<&str> = best.rows.iter().map(|row| name(&batch.rows[*row])).collect();
    let first = best.rows.first().map(|row| &batch.rows[*row]);
    Text::each(|lang| {
        let values = first.and_then(BatchRow::answer).map(|answer| {
            let value = |(tier, value): &(Tier, Ratio)| {
                format!("{} {}", label(*tier, CampaignKind::default()).get(lang), value.plain())
            };
            let all: Vec<String> = answer.solved.values.iter().map(value).collect();
            all.join(lang.pick("，", ", "))
        });
        let names = listed(&names, lang.pick("、", ", "), lang.pick("等", "and more"));
        let only = first.filter(|_| best.rows.len() == 1);
        let settings = only.map(|row| described(&row.job, lang)).filter(|said| !said.is_empty());
        let settings = settings.map(|said| lang.pick(format!("（{said}）"), format!(" ({said})")));
        let (settings, values) = (settings.unwrap_or_default(), values.unwrap_or_default());
        let among = best.among;
        lang.pick(
            format!("{among} 行中最好的是 {names}{settings}：{values}。"),
            format!("Best of {among} rows: {names}{settings}: {values}."),
        )
    })
}

/// What a row has of its own, as its table says it, aims by their names for readers.
pub fn described(job: &BatchJob, lang: Lang) -> String {
    let variant = job.variant.as_deref().and_then(Path::file_stem);
    let variant = variant.map(|stem| stem.to_string_lossy().into_owned());
    let limit = |(tier, value): &(Tier, Ratio)| {
        format!("{} < {}", label(*tier, CampaignKind::default()).get(lang), value.plain())
    };
    let below = job.below.iter().map(limit);
    let parts: Vec<String> =
        variant.into_iter().chain(job.settings.iter().cloned()).chain(below).collect();
    parts.join(lang.pick("；", "; "))
}

/// The state of a row.
pub fn state(row: &BatchRow) -> Text {
    match &row.state {
        RowState::Done(answer) => sweeps::status(answer.solved.termination),
        RowState::Failed(_) => Text::new("没有算成", "failed"),
        RowState::Open => Text::new("尚未求解", "not solved yet"),
        RowState::OtherVersion => Text::new("出自另一版本", "of another version"),
        RowState::Damaged(_) => Text::new("结果文件已损坏", "damaged"),
        RowState::Unknown(_) => Text::new("活动无法读取", "campaign can't be read"),
    }
}

/// What is wrong with the rows of a batch, each with its place in its table.
pub fn findings(batch: &Batch) -> Vec<Diagnostic> {
    let of_rows = batch.rows.iter().filter_map(finding);
    let stray = |path: &std::path::PathBuf| {
        let place = Location::file(path.display().to_string());
        let title = Code::ResultWithoutRow.title();
        Diagnostic::error(Code::ResultWithoutRow, title)
            .at(place)
            .help(Code::ResultWithoutRow.explanation())
    };
    of_rows.chain(batch.strays.iter().map(stray)).collect()
}

/// What is wrong with a row.
pub fn finding(row: &BatchRow) -> Option<Diagnostic> {
    let named = &row.job.name;
    let (code, said) = match &row.state {
        RowState::Done(_) | RowState::Open => return None,
        RowState::Failed(failures) => (Code::RowFailed, reasons(failures)),
        RowState::OtherVersion => (Code::OtherVersion, Code::OtherVersion.title()),
        RowState::Damaged(fault) => (Code::RowDamaged, with_place(fault)),
        RowState::Unknown(fault) => (fault.code, with_place(fault)),
    };
    let message = Text::each(|lang| {
        let said = said.get(lang);
        lang.pick(format!("任务 {named}：{said}"), format!("row {named}: {said}"))
    });
    Some(Diagnostic::error(code, message).at(row.job.place.clone()).help(code.explanation()))
}

fn with_place(fault: &Diagnostic) -> Text {
    let place = fault.location.as_ref().map(ToString::to_string).unwrap_or_default();
    Text::each(|lang| {
        let said = fault.said(lang);
        lang.pick(format!("{said}（{place}）"), format!("{said} ({place})"))
    })
}

/// Why a row was not solved: the first reason, and the number of the others.
fn reasons(failures: &[RowFailure]) -> Text {
    let Some(first) = failures.first() else { return Code::RowFailed.title() };
    let place = first.place.as_ref().map(|place| format!(" {place}")).unwrap_or_default();
    let code = &first.code;
    Text::each(|lang| {
        let said = lang.pick(&first.zh, &first.en);
        let more = match failures.len() - 1 {
            0 => String::new(),
            more => lang.pick(format!("（另有 {more} 处）"), format!(" (and {more} more)")),
        };
        format!("[{code}]{place}{} {said}{more}", lang.pick("：", ":"))
    })
}

/// That a row's process ended without a result.
pub fn process_ended(how: &str) -> Diagnostic {
    let message = Text::new(
        format!("求解的进程中途结束（{how}）"),
        format!("its process ended before its time ({how})"),
    );
    Diagnostic::error(Code::RowFailed, message)
}

/// Where a page of a batch comes from.
pub fn subject(folder: &Path, lang: Lang) -> String {
    let name = folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy();
    lang.pick(format!("批量计算：{name}"), format!("Batch: {name}"))
}
