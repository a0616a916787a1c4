//! A plan that people have been told already, and that is mended while it runs.

use crate::base::clock::Minutes;
use crate::campaign::actuals::Moment;
use crate::campaign::plan::{Plan, Window};
use crate::campaign::{BlockId, Campaign, GroupId};
use std::collections::BTreeMap;

/// What a mended plan owes to those who know the plan before it, the baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// Nobody gets a new time whose call is before this moment.
    pub earliest_call: Moment,
    /// Groups that are there already: they need no notice for a window of this block that starts no
    /// earlier.
    pub present: BTreeMap<GroupId, (BlockId, Minutes)>,
    /// Windows that go on as they are: nobody else comes so near that they would have to give way.
    pub kept: Vec<Window>,
}

impl Told {
    /// Whether the window may stand in the mended plan: `call ≥ earliest call`, or the baseline has
    /// the very same call, or the group is there already; and it leaves every kept window its time.
    pub fn allows(&self, campaign: &Campaign, baseline: Option<&Plan>, window: &Window) -> bool {
        let gap = campaign.changeover();
        let gives_way = self.kept.iter().any(|kept| {
            kept.group != window.group
                && (kept.station, kept.date) == (window.station, window.date)
                && window.interval.start < kept.interval.end + gap
                && kept.interval.start < window.interval.end + gap
        });
        if gives_way {
            return false;
        }
        let call =
            Moment { date: window.date, minute: window.interval.start - campaign.call_lead() };
        let same_time = |old: &Window| {
            (old.group, old.date, old.station, old.interval)
                == (window.group, window.date, window.station, window.interval)
        };
        call >= self.earliest_call
            || baseline.is_some_and(|plan| plan.windows.iter().any(same_time))
            || self.present.get(&window.group).is_some_and(|(block, from)| {
                campaign.block_at(window.station, window.date, window.interval) == Some(*block)
                    && window.interval.start >= *from
            })
    }
}
