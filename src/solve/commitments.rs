//! Commitments to people who know the plan, when it is mended while it runs (disruption
//! management).

use crate::base::clock::Minutes;
use crate::campaign::actuals::Moment;
use crate::campaign::plan::{Plan, Window};
use crate::campaign::{BlockId, Campaign, GroupId};
use std::collections::BTreeMap;

/// The commitments of a mended plan to people who know the baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct Commitments {
    /// Nobody gets a new time whose call is before this moment.
    pub earliest_call: Moment,
    /// Groups that are there already: they need no notice for windows of this block from this
    /// minute on.
    pub present: BTreeMap<GroupId, (BlockId, Minutes)>,
    /// Windows that stay: windows of all groups besides theirs keep a changeover's distance.
    pub kept: Vec<Window>,
}

impl Commitments {
    /// Whether the mended plan may have a window: `call ≥ earliest call`, or the baseline has the
    /// same window, or the group is there already; and it keeps a changeover's distance to kept
    /// windows.
    pub fn allows(&self, campaign: &Campaign, baseline: Option<&Plan>, window: &Window) -> bool {
        let changeover = campaign.changeover();
        let is_too_near = self.kept.iter().any(|kept| {
            kept.group != window.group
                && (kept.station, kept.date) == (window.station, window.date)
                && window.interval.start < kept.interval.end + changeover
                && kept.interval.start < window.interval.end + changeover
        });
        if is_too_near {
            return false;
        }
        let call = Moment { date: window.date, minute: campaign.call(window.interval.start) };
        let is_same = |old: &Window| {
            (old.group, old.date, old.station, old.interval)
                == (window.group, window.date, window.station, window.interval)
        };
        call >= self.earliest_call
            || baseline.is_some_and(|plan| plan.windows.iter().any(is_same))
            || self.present.get(&window.group).is_some_and(|(block, from)| {
                campaign.block_at(window.station, window.date, window.interval) == Some(*block)
                    && window.interval.start >= *from
            })
    }
}

#[cfg(test)]
mod tests {
    use super::{BlockId, Campaign, Commitments, GroupId, Moment, Plan, Window};
    use crate::base::clock::Interval;
    use crate::campaign::{StationId, tiny};
    use std::collections::BTreeMap;

    #[test]
    fn new_times_are_allowed_after_the_notice_or_to_groups_that_are_there() {
        let mut draft = tiny::draft(&[6, 6], &[10, 10, 10]);
        (draft.call_lead, draft.changeover) = (20, 5);
        let campaign = Campaign::new(draft).unwrap();
        let date = campaign.block(BlockId(0)).date;
        let window = |group: usize, from: i32| {
            Window::new(
                GroupId(group),
                date,
                StationId(0),
                Interval::new(tiny::START + from, tiny::START + from + 10),
            )
        };
        let told = Commitments {
            earliest_call: Moment { date, minute: tiny::START + 10 },
            present: BTreeMap::from([(GroupId(1), (BlockId(0), tiny::START + 15))]),
            kept: vec![window(2, 50)],
        };
        let allows =
            |baseline: Option<&Plan>, window: &Window| told.allows(&campaign, baseline, window);
        assert!(allows(None, &window(0, 30)), "called at the earliest minute");
        assert!(!allows(None, &window(0, 29)), "called a minute too early");
        let baseline = Plan { windows: vec![window(0, 20)], ..Plan::default() };
        assert!(allows(Some(&baseline), &window(0, 20)), "it was told that");
        assert!(!allows(Some(&baseline), &window(0, 10)));
        assert!(allows(None, &window(1, 15)) && !allows(None, &window(1, 14)), "it is there");
        assert!(!allows(None, &window(0, 36)), "too near before whoever goes on");
        assert!(allows(None, &window(0, 35)) && allows(None, &window(2, 50)));
        let tomorrow = Window { date: date.tomorrow().unwrap(), ..window(1, 0) };
        assert!(allows(None, &tomorrow), "a new day is late enough");
    }
}
