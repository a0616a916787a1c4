//! Half-days and windows, in words: where and when.

use crate::base::clock::day_label;
use crate::base::text::Lang;
use crate::campaign::plan::{Plan, Window};
use crate::campaign::{BlockId, Campaign, GroupId};

/// A half-day for readers, with its station where there are several.
pub fn half_day(campaign: &Campaign, id: BlockId, lang: Lang) -> String {
    let block = campaign.block(id);
    if campaign.stations().len() > 1 {
        let station = campaign.station(block.station).name.get(lang);
        return lang.pick(
            format!("{}（{station}）", block.label(lang)),
            format!("{} ({station})", block.label(lang)),
        );
    }
    block.label(lang)
}

/// Where and when some windows are.
pub fn when(campaign: &Campaign, windows: &[Window], lang: Lang) -> String {
    if windows.is_empty() {
        return lang.pick("没有时段", "no window").to_owned();
    }
    let one = |window: &Window| {
        let station = if campaign.stations().len() > 1 {
            format!(" {}", campaign.station(window.station).name.get(lang))
        } else {
            String::new()
        };
        format!("{} {}{station}", day_label(window.date, lang), window.interval)
    };
    windows.iter().map(one).collect::<Vec<_>>().join(lang.pick("、", ", "))
}

/// Where and when a group is in a plan.
pub fn whereabouts(campaign: &Campaign, plan: &Plan, group: GroupId, lang: Lang) -> String {
    let windows: Vec<Window> = plan.windows_of(group).into_iter().cloned().collect();
    when(campaign, &windows, lang)
}
