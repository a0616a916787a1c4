//! Where a window lies and how long it is, counted plainly.

use crate::campaign::plan::Window;
use crate::campaign::{Block, Campaign};

/// The block a window lies in, looked up by plain comparison.
pub(super) fn home<'a>(campaign: &'a Campaign, window: &Window) -> Option<&'a Block> {
    campaign.blocks().iter().find(|block| {
        block.date == window.date
            && block.station == window.station
            && window.interval.start >= block.regular.start
            && window.interval.end <= block.latest_end
    })
}

/// Minutes of a window in which the crew works, counted one by one.
pub(super) fn worked(campaign: &Campaign, window: &Window) -> i64 {
    let pauses = home(campaign, window).map_or(&[][..], |block| &block.breaks);
    let at_work = |minute: &i32| {
        !pauses.iter().any(|p| p.interval.start <= *minute && *minute < p.interval.end)
    };
    (window.interval.start..window.interval.end).filter(at_work).count() as i64
}

/// The minutes that `minutes.csv` gives the group in the block of the window, in whose place a part
/// gets its share by people, begun minutes counted.
pub(super) fn wanted_by_table(campaign: &Campaign, window: &Window) -> Option<i64> {
    let place = home(campaign, window)?;
    let id = campaign.block_ids().find(|id| campaign.block(*id) == place)?;
    let whole = i64::from(campaign.minutes_for(window.group, id)?);
    let group = campaign.group(window.group);
    let (here, all) = (window.expected(campaign), group.expected());
    if here == all {
        return Some(whole);
    }
    let (full, begun) = (whole * here / all, whole * here % all);
    Some((full + i64::from(begun > 0)).max(1))
}
