//! Half-days and windows, in words: where and when.

use crate::base::clock::day_label;
use crate::base::text::{Lang, Text, counted};
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

/// The stations and half-days with cameras that are kept back, as a sentence; `None` where there are
/// none.
pub fn reserved(campaign: &Campaign) -> Option<Text> {
    let named = |lang: Lang| -> Vec<String> {
        let places =
            |kept: i64| lang.pick(format!("{kept} 个机位"), counted::of(kept, "place", "places"));
        let stations = campaign.stations().iter().filter(|station| station.reserved > 0);
        let stations =
            stations.map(|station| (station.name.get(lang).to_owned(), station.reserved));
        let of_block = |id: BlockId| {
            let kept = campaign.block(id).own.reserved?;
            Some((half_day(campaign, id, lang), kept))
        };
        let all = stations.chain(campaign.block_ids().filter_map(of_block));
        all.map(|(place, kept)| {
            lang.pick(format!("{place} {}", places(kept)), format!("{} at {place}", places(kept)))
        })
        .collect()
    };
    let [zh, en] = [Lang::Zh, Lang::En].map(named);
    (!zh.is_empty()).then(|| {
        Text::new(
            format!("另有机位留作他用（如教职工），不接待各学院：{}。", zh.join("、")),
            format!(
                "Kept back for others, such as staff, and not for the groups: {}.",
                en.join(", ")
            ),
        )
    })
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
