//! `callsheet publish`: freezes what people are told as a numbered version.

use super::report::default_folder;
use super::{CampaignArguments, Stop, console, exit, read_plan};
use callsheet::base::diagnostic::{Code, Diagnostic, Location};
use callsheet::base::text::{Lang, Text};
use callsheet::files::{Published, load};
use callsheet::publish::json;
use callsheet::publish::output::Output;
use callsheet::publish::publication::{self, CHANGES, NewVersion, PAGES, Publication};
use callsheet::publish::words::versions as words;
use clap::Args;
use std::path::{Path, PathBuf};

/// Arguments of `publish`.
#[derive(Args)]
pub struct PublishArguments {
    #[command(flatten)]
    campaign: CampaignArguments,
    /// The plan, or the folder of a replan; default: what `solve` has written. 方案，或 replan 的文件夹；缺省为 solve 写出的
    plan: Option<PathBuf>,
    /// Publish a plan that breaks rules, too. 方案违反规则也照样发布
    #[arg(long)]
    force: bool,
    /// Print one JSON object. 输出一个 JSON 对象
    #[arg(long)]
    pub json: bool,
}

/// Runs the verb.
pub fn run(arguments: &PublishArguments) -> Result<u8, Stop> {
    let (mut loaded, lang) = arguments.campaign.load()?;
    let campaign_place = &arguments.campaign.campaign;
    let plan_place = arguments
        .plan
        .clone()
        .unwrap_or_else(|| default_folder(campaign_place, &loaded.campaign, lang));
    let last = latest(campaign_place, lang)?;
    let remaining = plan_place.join("remaining");
    let is_replanned = remaining.join("campaign.toml").is_file();
    if is_replanned {
        let rejected = |rejected: callsheet::files::Rejected| Stop::Faults(rejected.faults, lang);
        loaded = load(&remaining, &[]).map_err(rejected)?;
    }
    if arguments.plan.is_none() && !plan_place.join("plan.json").exists() {
        let fault = Diagnostic::error(
            Code::Unreadable,
            Text::new("还没有方案可以发布", "there is no plan to publish yet"),
        );
        let help = Text::new(
            "先用 callsheet solve 求解，或写上方案所在的文件夹",
            "solve first with `callsheet solve`, or name the folder of the plan",
        );
        let place = Location::file(plan_place.display().to_string());
        return Err(Stop::Faults(vec![fault.at(place).help(help)], lang));
    }
    let plan = read_plan(&plan_place, None, &loaded, lang)?;
    let campaign = &loaded.campaign;
    let publication = Publication {
        place: campaign_place,
        campaign,
        plan: &plan,
        stands_in: &plan_place,
        proof: None,
        pages: copies(&plan_place, PAGES),
        last: last.as_ref(),
        replanned: is_replanned.then(|| copies(&plan_place, CHANGES)),
        is_forced: arguments.force,
        is_season: loaded.is_season,
        lang,
    };
    let published = publication.publish().map_err(|faults| Stop::Faults(faults, lang))?;
    let Some(NewVersion { number, date, folder, files, told, warnings }) = published else {
        return Ok(last.map_or(exit::FINE, |last| unchanged(&last, arguments.json, lang)));
    };
    for warning in warnings {
        console::err(&warning.render(lang));
    }
    if arguments.json {
        let written = (folder.display().to_string(), json::files(&files));
        console::json(&json::Publish::new(campaign, number, date, &told, written));
        return Ok(exit::FINE);
    }
    console::out(&lang.pick(
        format!("已发布第 {number} 版（{date}）：{}，{} 个文件。", folder.display(), files.len()),
        format!(
            "Version {number} of {date} is published: {}, {} files.",
            folder.display(),
            files.len()
        ),
    ));
    if let Some(last) = &last {
        let headline = words::headline(campaign.kind(), &told);
        console::out(&lang.pick(
            format!("与第 {} 版相比：{}", last.number, headline.get(lang)),
            format!("Against version {}: {}", last.number, headline.get(lang)),
        ));
        for line in words::sentences(campaign, &told) {
            console::out(&format!("  {}", line.get(lang)));
        }
        console::out(&lang.pick(
            "要发的通知：changes-zh.txt。".to_owned(),
            "What to send: changes-en.txt.".to_owned(),
        ));
    }
    Ok(exit::FINE)
}

/// What was published of a campaign last.
pub fn latest(campaign: &Path, lang: Lang) -> Result<Option<Published>, Stop> {
    publication::latest(campaign).map_err(|faults| Stop::Faults(faults, lang))
}

fn unchanged(last: &Published, as_json: bool, lang: Lang) -> u8 {
    if as_json {
        console::json(&json::Publish::unchanged(last));
    } else {
        let (number, date, folder) = (last.number, last.date, last.folder.display());
        console::out(&lang.pick(
            format!("与第 {number} 版（{date}）相同，没有要发布的：{folder}"),
            format!("The same as version {number} of {date}; nothing to publish: {folder}"),
        ));
    }
    exit::FINE
}

/// Files of a folder that there are.
fn copies(folder: &Path, names: &[&str]) -> Vec<Output> {
    let copy = |name: &&str| Some(Output::new(name, std::fs::read(folder.join(name)).ok()?));
    names.iter().filter_map(copy).collect()
}
