//! What is known of a planted campaign: the best value of every tier, and why it is the best.
//!
//! All arguments rest on one count. The hidden plan fills `k` half-days of the fastest stations to
//! the last minute at their rates. Any other `k` half-days hold all these people only if they
//! are equally fast and just as full; fewer half-days hold fewer people.

use crate::base::clock::Minutes;
use crate::base::ratio::Ratio;
use crate::base::text::Text;
use crate::campaign::plan::Plan;
use crate::campaign::{BlockId, Campaign, Tier};
use std::collections::BTreeSet;

/// The best value that a tier can have once the tiers before it have theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Optimum {
    /// The tier.
    pub tier: Tier,
    /// Its best value.
    pub value: Ratio,
    /// Why it is the best.
    pub reason: Text,
}

/// The optimum of every tier of a planted campaign; tiers of which none is known are left out.
pub(super) fn optima(campaign: &Campaign, hidden: &Plan) -> Vec<Optimum> {
    let homes = hidden
        .windows
        .iter()
        .filter_map(|window| campaign.block_at(window.station, window.date, window.interval));
    let open: BTreeSet<BlockId> = homes.collect();
    let known = |tier: &Tier| {
        let (value, reason) = optimum(campaign, &open, *tier)?;
        Some(Optimum { tier: *tier, value, reason })
    };
    campaign.tiers().iter().filter_map(known).collect()
}

fn optimum(campaign: &Campaign, open: &BTreeSet<BlockId>, tier: Tier) -> Option<(Ratio, Text)> {
    let nothing = Ratio::whole(0);
    Some(match tier {
        Tier::Unserved => {
            (nothing, Text::new("隐藏方案安排了所有学院", "the hidden plan serves everybody"))
        }
        Tier::Overtime => (nothing, Text::new("没有半天可以超时", "no half-day may run over")),
        Tier::Cuts => (nothing, Text::new("没有学院可以拆分", "no group may be cut")),
        Tier::Blocks => {
            let people = campaign.expected();
            (
                Ratio::whole(open.len() as i64),
                Text::new(
                    format!(
                        "共 {people} 人，恰好是最快的这些半天按服务点速度能接待的总人数，更少的半天容不下"
                    ),
                    format!(
                        "{people} people are exactly what that many of the fastest half-days can serve; fewer can't"
                    ),
                ),
            )
        }
        Tier::Moved => {
            (nothing, Text::new("隐藏方案就是基准方案", "the hidden plan is the baseline"))
        }
        Tier::Preference => {
            (nothing, Text::new("隐藏方案满足全部意愿", "the hidden plan grants every wish"))
        }
        Tier::Peak if campaign.shares().include(Tier::Peak) => (
            Ratio::whole(1),
            Text::new(
                "启用的半天没有一分钟空闲，所以每个时段恰为服务点的全速",
                "no minute of an open half-day is idle, so every window runs at the whole rate of its station",
            ),
        ),
        Tier::Peak => {
            let rates = open
                .iter()
                .filter_map(|block| campaign.station(campaign.block(*block).station).rate);
            (
                Ratio::whole(rates.max()?),
                Text::new(
                    "启用的半天没有一分钟空闲，所以每个时段恰为服务点速度；最快的服务点必定启用",
                    "no minute of an open half-day is idle, so every window runs at its station's rate, the fastest one's among them",
                ),
            )
        }
        Tier::Spread => (
            Ratio::whole(1),
            Text::new(
                "同理，人人遇到的恰是服务点的全速",
                "for the same reason everybody meets exactly the whole rate of a station",
            ),
        ),
        Tier::Early => {
            let minutes = open.iter().map(|block| campaign.block(*block).working_minutes());
            (
                Ratio::whole(i64::from(minutes.sum::<Minutes>())),
                Text::new(
                    "同理，启用的半天都用到最后一分钟",
                    "for the same reason every open half-day is used to its last minute",
                ),
            )
        }
        Tier::Overload | Tier::Moves | Tier::Visits => return None,
    })
}
