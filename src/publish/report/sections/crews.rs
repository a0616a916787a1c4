//! Where each crew stands in every half-day in which any of them does.

use crate::base::clock::{Interval, day_label};
use crate::base::text::Lang;
use crate::campaign::{CrewId, StationId};
use crate::plans::crews::{Stand, moves, stands, visits};
use crate::publish::report::data::ReportData;
use jiff::civil::Date;
use minijinja::{Value, context};
use std::collections::BTreeSet;

/// A row for each half-day, a column for each crew; nothing where no crew stands anywhere.
pub fn section(data: &ReportData<'_>, lang: Lang) -> Option<Value> {
    let campaign = data.campaign;
    let stands = stands(campaign, data.plan);
    if stands.is_empty() {
        return None;
    }
    let times: BTreeSet<(Date, Interval)> =
        stands.iter().map(|stand| (stand.date, stand.interval)).collect();
    let crews = || (0..campaign.crews().len()).map(CrewId);
    let cell = |crew: CrewId, (date, interval): (Date, Interval)| {
        let is_here =
            |stand: &&Stand| (stand.crew, stand.date, stand.interval) == (crew, date, interval);
        let here = stands.iter().position(|stand| is_here(&stand))?;
        let before = here.checked_sub(1).map(|before| &stands[before]);
        let moved =
            before.is_some_and(|before| before.crew == crew && before.site != stands[here].site);
        Some(context! { place => place(data, stands[here].station, lang), moved })
    };
    let rows = times.into_iter().map(|time| {
        context! {
            day => day_label(time.0, lang),
            time => time.1.to_string(),
            cells => crews().map(|crew| cell(crew, time)).collect::<Vec<_>>(),
        }
    });
    let (moves, visits) = (moves(&stands), visits(&stands));
    Some(context! {
        names => crews().map(|crew| campaign.crew(crew).name.get(lang).to_owned()).collect::<Vec<_>>(),
        rows => rows.collect::<Vec<_>>(),
        sum => lang.pick(
            format!("转场 {moves} 次；各校区有小组到场的天数合计 {visits} 天。"),
            format!("Moves to another site: {moves}. Days on which a site has a crew, over all sites: {visits}."),
        ),
    })
}

/// The site and the desk of a station, without the crew that its name may have, too.
fn place(data: &ReportData<'_>, station: StationId, lang: Lang) -> String {
    let own = data.campaign.station(station);
    let site = own.site.map(|site| data.campaign.site(site).name.get(lang));
    let name = own.name.get(lang);
    let crew = own.crew.map(|crew| data.campaign.crew(crew).name.get(lang)).unwrap_or_default();
    let behind = lang.pick(format!("（{crew}）"), format!(" ({crew})"));
    let desk = name.strip_suffix(&behind).unwrap_or(name);
    match site {
        Some(site) => lang.pick(format!("{site} {desk}"), format!("{site}, {desk}")),
        None => desk.to_owned(),
    }
}
