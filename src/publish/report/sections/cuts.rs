//! Groups that no half-day holds: their windows, and how one follows the other.

use crate::base::clock::day_label;
use crate::base::diagnostic::Code;
use crate::base::text::Lang;
use crate::campaign::plan::Window;
use crate::campaign::{Campaign, GroupId};
use crate::publish::report::data::ReportData;
use crate::publish::report::tables::window_name;
use minijinja::{Value, context};

/// The windows of every group that is cut, where there is one.
pub fn section(data: &ReportData<'_>, lang: Lang) -> Option<Value> {
    let rows: Vec<Value> =
        data.campaign.group_ids().flat_map(|group| parts(data, group, lang)).collect();
    // The check names a group that is cut without need.
    let needless = data.violations.iter().any(|violation| violation.rule() == Code::NeedlessCut);
    (!rows.is_empty()).then(|| context! { rows, needless, needless_code => Code::NeedlessCut.id() })
}

fn parts(data: &ReportData<'_>, group: GroupId, lang: Lang) -> Vec<Value> {
    let windows = data.plan.windows_of(group);
    if windows.len() < 2 || windows.iter().all(|window| window.run.is_none()) {
        return Vec::new();
    }
    let several = data.campaign.stations().len() > 1;
    let row = |(place, window): (usize, &&Window)| {
        let before = place.checked_sub(1).map(|before| windows[before]);
        context! {
            name => window_name(data.campaign, window, lang),
            people => data.campaign.expected_of(group, window.run),
            day => day_label(window.date, lang),
            time => window.interval.to_string(),
            station => several.then(|| data.campaign.station(window.station).name.get(lang)),
            follows => before.map(|before| follows(data.campaign, before, window, lang)),
        }
    };
    windows.iter().enumerate().map(row).collect()
}

/// `紧接，同一地点` or `another day, another station`.
fn follows(campaign: &Campaign, before: &Window, after: &Window, lang: Lang) -> String {
    let (end, start) = (before.interval.end, after.interval.start);
    let when = if before.date != after.date {
        lang.pick("改日", "another day")
    } else if campaign.follows_directly(after.station, after.date, end, start) {
        lang.pick("紧接", "directly after")
    } else {
        lang.pick("同日，不紧接", "same day, not directly after")
    };
    let station = match (campaign.stations().len(), before.station == after.station) {
        (..2, _) => "",
        (_, true) => lang.pick("，同一地点", ", same station"),
        (_, false) => lang.pick("，换地点", ", another station"),
    };
    format!("{when}{station}")
}
