//! `callsheet open`: the planner's page in the browser.

use super::report::default_folder;
use super::{CampaignArguments, Stop, console, exit};
use callsheet::web::{Desk, Server};
use clap::Args;

/// Arguments of `open`.
#[derive(Args)]
pub struct OpenArguments {
    #[command(flatten)]
    campaign: CampaignArguments,
    /// Port of this machine; default: one that is free. 端口
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Only print the address: open no browser. 不打开浏览器
    #[arg(long)]
    no_browser: bool,
}

/// Runs the verb until the program is ended.
pub fn run(arguments: &OpenArguments) -> Result<u8, Stop> {
    let (loaded, lang) = arguments.campaign.load()?;
    let faults = |fault| Stop::Faults(vec![fault], lang);
    let place = &arguments.campaign.campaign;
    let folder = default_folder(place, &loaded.campaign, lang);
    let desk = Desk::open(place, folder, loaded, lang).map_err(faults)?;
    let server = Server::new(arguments.port).map_err(faults)?;
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
    server.run(desk).map_err(|error| Stop::Internal(error.to_string()))?;
    Ok(exit::FINE)
}
