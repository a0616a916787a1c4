//! Windows of a half-day's groups, one after another.

use super::problem::Sites;
use crate::base::clock::{Interval, Minutes};
use crate::base::ratio::Ratio;
use crate::campaign::plan::Window;
use crate::campaign::{BlockId, GroupId, Tier};

/// The windows of these groups in a block, from its start on. Idle time at the end goes to them, one
/// step of the grid after another to the busiest, unless an aim asks to be done early.
pub fn windows_of(sites: &Sites<'_>, block: BlockId, groups: &[GroupId]) -> Vec<Window> {
    let campaign = sites.campaign;
    let (own, grid) = (campaign.block(block), campaign.grid());
    let rounded_up = |minutes: Minutes| (minutes + grid - 1) / grid * grid;
    let least = |group: &GroupId| {
        rounded_up(campaign.least_minutes(*group, None, block).unwrap_or(0).max(1))
    };
    let mut minutes: Vec<Minutes> = groups.iter().map(least).collect();
    let changeovers = rounded_up(campaign.changeover()) * (groups.len() as Minutes - 1).max(0);
    let grows = !campaign.has_tier(Tier::Early);
    let mut idle = own.regular.minutes() - changeovers - minutes.iter().sum::<Minutes>();
    while grows && idle >= grid && !minutes.is_empty() {
        let rate = |place: usize| {
            Ratio::new(campaign.expected_of(groups[place], None), i64::from(minutes[place]))
        };
        let busiest =
            (0..groups.len()).max_by_key(|place| (rate(*place), std::cmp::Reverse(*place)));
        minutes[busiest.unwrap_or(0)] += grid;
        idle -= grid;
    }
    let mut start = own.regular.start;
    let mut windows = Vec::new();
    for (group, minutes) in groups.iter().zip(minutes) {
        let interval = Interval::new(start, start + minutes);
        windows.push(Window::new(*group, own.date, own.station, interval));
        start = campaign.ready_again(block, interval.end);
    }
    windows
}
