//! `callsheet open`: the planner's page in the browser.

use super::dropped::{is_list, workbook_of};
use super::{LanguageArgument, Stop, console, exit};
use callsheet::base::text::Lang;
use callsheet::web::{Desk, Server, StartDesk};
use clap::Args;
use std::path::{Path, PathBuf};

/// Arguments of `open`.
#[derive(Args)]
pub struct OpenArguments {
    /// Campaign folder or workbook, or a list of colleges and classes to begin one from; without it,
    /// a page to choose from. 活动，或学院与班级的名单；不写则在页面上选
    campaign: Option<PathBuf>,
    /// Port of this machine; default: one that is free. 本机的端口；缺省任选一个空闲的
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Only print the address: open no browser. 只显示网址，不打开浏览器
    #[arg(long)]
    no_browser: bool,
    #[command(flatten)]
    language: LanguageArgument,
}

/// Runs the verb until the program is ended.
pub fn run(arguments: &OpenArguments) -> Result<u8, Stop> {
    let chosen = arguments.language.chosen();
    let to_reader = chosen.unwrap_or_else(console::system_language);
    let list = arguments.campaign.as_deref().filter(|place| is_list(place));
    // A list of which the campaign was begun before is that campaign.
    let begun = list.map(|list| workbook_of(list, to_reader));
    let campaign = match &begun {
        Some(workbook) => Some(workbook.as_path()).filter(|workbook| workbook.is_file()),
        None => arguments.campaign.as_deref(),
    };
    let desk = campaign.map(|place| on_desk(place, chosen)).transpose()?;
    let lang = desk.as_ref().map_or(to_reader, Desk::lang);
    let start = match (list, &begun) {
        (Some(list), Some(workbook)) if desk.is_none() => {
            StartDesk::with_list(to_reader, list, workbook)
        }
        _ => StartDesk::new(to_reader),
    };
    let server = Server::new(arguments.port).map_err(|fault| Stop::Faults(vec![fault], lang))?;
    let address = server.address();
    console::out(&lang.pick(
        format!("{address}\n只有这台电脑能打开。按 Ctrl+C 结束；每次修改都已保存。"),
        format!("{address}\nOnly this machine can open it. Ctrl+C ends it; every change is saved."),
    ));
    if !arguments.no_browser && open::that_detached(&address).is_err() {
        console::err(lang.pick(
            "没有找到浏览器：请把上面的地址复制到浏览器里。",
            "No browser was found: copy the address above into one.",
        ));
    }
    server.run(start, desk).map_err(|error| Stop::Internal(error.to_string()))?;
    Ok(exit::FINE)
}

fn on_desk(place: &Path, chosen: Option<Lang>) -> Result<Desk, Stop> {
    let (desk, notes) = Desk::open(place, chosen).map_err(|rejected| {
        Stop::Faults(rejected.faults, rejected.lang.unwrap_or_else(console::system_language))
    })?;
    console::warn(&notes, desk.lang());
    Ok(desk)
}
