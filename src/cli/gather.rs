//! `callsheet gather`: what a batch says so far.

use super::writing::{ForceFlag, write};
use super::{LanguageArgument, Stop, console, exit};
use callsheet::base::diagnostic::{Code, Diagnostic, Location};
use callsheet::base::kind::CampaignKind;

use callsheet::campaign::Campaign;
use callsheet::files::{BatchJob, load};
use callsheet::publish::json;
use callsheet::publish::report::batches::{batch_files, row_table};
use callsheet::publish::words::batches as words;
use callsheet::publish::words::fronts::summary;
use callsheet::publish::words::sweeps::sentences;
use callsheet::questions::batch::{Batch, BatchError, gather};
use clap::Args;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The most rows of which the terminal shows a table; of more the file has it.
const MOST_SHOWN: usize = 40;

/// Arguments of `gather`.
#[derive(Args)]
pub struct GatherArguments {
    /// The folder of a batch; it may still be running. 批量求解的文件夹，可以还没算完
    folder: PathBuf,
    /// Folder for page, pictures and tables; default: `gathered` in the batch. 页面、图与表的文件夹；缺省为其中的 gathered
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    force: ForceFlag,
    /// Print one JSON object. 输出一个 JSON 对象
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    language: LanguageArgument,
}

/// Runs the verb.
pub fn run(arguments: &GatherArguments) -> Result<u8, Stop> {
    let chosen = arguments.language.chosen();
    let before = chosen.unwrap_or_else(console::system_language);
    let batch = Batch::read(&arguments.folder).map_err(|error| match error {
        BatchError::NoBatch => Stop::Faults(vec![no_batch(&arguments.folder)], before),
        BatchError::Jobs(faults) => Stop::Faults(faults, before),
    })?;
    let campaigns = campaigns(&batch);
    let first = batch.rows.iter().find_map(|row| campaigns.get(&row.job.campaign));
    let lang = chosen.or(first.map(Campaign::lang)).unwrap_or(before);
    console::warn(&batch.notes, lang);
    let folder = arguments.out.clone().unwrap_or_else(|| arguments.folder.join("gathered"));
    let place = arguments.force.place(&folder, &[], &["batch.html", "batch.csv"], lang)?;
    let kind = |job: &BatchJob| {
        campaigns.get(&job.campaign).map_or(CampaignKind::default(), Campaign::kind)
    };
    let gathered = gather(&batch, &kind);
    let findings = words::findings(&batch);
    let subject = words::subject(&arguments.folder, lang);
    let title = first.map_or(subject.clone(), |campaign| campaign.title().get(lang).to_owned());
    let (outputs, warnings) = batch_files(&batch, &gathered, &folder, (&title, &subject), lang);
    console::warn(&warnings, lang);
    let files = write(&place, &outputs, lang)?;
    console::warn(&findings, lang);
    if arguments.json {
        let files = json::files(&files);
        console::json(&json::Gather::new(&batch, &gathered, &findings, files, lang));
    } else {
        if batch.rows.len() <= MOST_SHOWN {
            let mut table = row_table(&batch, lang);
            // The seconds of a solve stand in the file alone: two machines give the same answer in other times.
            for row in &mut table {
                row.pop();
            }
            let figures: Vec<usize> = (2..table[0].len().saturating_sub(2)).collect();
            console::table(&table, &figures);
            console::out("");
        }
        let of_sweeps = gathered.sweeps.iter().flat_map(|own| sentences(&own.sweep));
        let of_fronts = gathered.fronts.iter().map(|own| summary(&own.front));
        for line in
            words::sentences(&batch, &gathered).into_iter().chain(of_sweeps).chain(of_fronts)
        {
            console::out(line.get(lang));
        }
        console::files(&files, lang);
    }
    Ok(if findings.is_empty() { exit::FINE } else { exit::BAD_INPUT })
}

fn no_batch(folder: &Path) -> Diagnostic {
    Diagnostic::error(Code::NoBatch, Code::NoBatch.title())
        .at(Location::file(folder.display().to_string()))
        .help(Code::NoBatch.explanation())
}

/// The campaigns of the rows as they are now; those that can't be read are told of row by row.
fn campaigns(batch: &Batch) -> BTreeMap<PathBuf, Campaign> {
    let mut campaigns = BTreeMap::new();
    for row in &batch.rows {
        if !campaigns.contains_key(&row.job.campaign)
            && let Ok(loaded) = load(&row.job.campaign, &[])
        {
            campaigns.insert(row.job.campaign.clone(), loaded.campaign);
        }
    }
    campaigns
}
