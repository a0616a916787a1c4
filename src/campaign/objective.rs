//! The objective: an ordered list of tiers; an earlier tier is never traded for a later one.

use crate::base::text::Text;

/// One aim of a campaign. All are minimised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tier {
    /// Expected people of groups that get no window. Unit: people.
    Unserved,
    /// People above what the station can photograph in their window:
    /// `max(0, expected − ⌊minutes × rate / 60⌋)`; where the planner gives minutes, with the pace
    /// of the whole group in these. Unit: people.
    Overload,
    /// Minutes that blocks run past their regular end. Unit: minutes.
    Overtime,
    /// Cuts of groups too large for one window: 1 for each cut, 1 more for each of: the part after
    /// it is on another day, at another station, not directly after the part before. Unit: points.
    Cuts,
    /// The highest required rate of any window. Unit: photos per hour.
    Peak,
    /// Blocks in which anybody is photographed. Unit: blocks.
    Blocks,
    /// Expected people whose window differs from the baseline's (station, date, start or end).
    /// Unit: people.
    Moved,
    /// Weights of wishes not granted. Unit: points.
    Preference,
    /// The required rate that the average person meets, `Σ e·rate / Σ e`: lowest when the slack is
    /// spread so that all windows are equally busy (Jensen). Unit: photos per hour, or share of the
    /// station's rate when every rate is known.
    Spread,
    /// Minutes from the start of each block to the end of its last window. Unit: minutes.
    Early,
}

impl Tier {
    /// All tiers, in the order that suits most campaigns.
    pub const ALL: [Tier; 10] = [
        Tier::Unserved,
        Tier::Overload,
        Tier::Overtime,
        Tier::Cuts,
        Tier::Peak,
        Tier::Blocks,
        Tier::Moved,
        Tier::Preference,
        Tier::Spread,
        Tier::Early,
    ];

    /// The name in `campaign.toml` and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Tier::Unserved => "unserved",
            Tier::Overload => "overload",
            Tier::Overtime => "overtime",
            Tier::Cuts => "cuts",
            Tier::Peak => "peak",
            Tier::Blocks => "blocks",
            Tier::Moved => "moved",
            Tier::Preference => "preference",
            Tier::Spread => "spread",
            Tier::Early => "early",
        }
    }

    /// The tier of that name.
    pub fn parse(name: &str) -> Option<Tier> {
        Tier::ALL.into_iter().find(|tier| tier.name() == name)
    }

    /// What the tier counts, as a heading.
    pub fn label(self) -> Text {
        match self {
            Tier::Unserved => Text::new("未安排人数", "People without a window"),
            Tier::Overload => Text::new("超出拍摄能力的人数", "People above the station's rate"),
            Tier::Overtime => Text::new("超时分钟", "Overtime minutes"),
            Tier::Cuts => Text::new("大学院的拆分", "Cuts of large groups"),
            Tier::Peak => Text::new("最高所需速度", "Peak required rate"),
            Tier::Blocks => Text::new("启用的半天数", "Half-days opened"),
            Tier::Moved => Text::new("需改时间的人数", "People told a new time"),
            Tier::Preference => Text::new("未满足的意愿", "Wishes not granted"),
            Tier::Spread => {
                Text::new("人均速度（忙闲不均）", "Rate met by the average person (unevenness)")
            }
            Tier::Early => Text::new("各半天用时合计", "Time until each half-day is done"),
        }
    }

    /// The unit of the value; `None` where [`Tier::Spread`] is a bare share.
    pub fn unit(self, rates_known: bool) -> Text {
        match self {
            Tier::Unserved | Tier::Overload | Tier::Moved => Text::new("人", "people"),
            Tier::Overtime | Tier::Early => Text::new("分钟", "min"),
            Tier::Blocks => Text::new("个半天", "half-days"),
            Tier::Cuts | Tier::Preference => Text::new("分", "points"),
            Tier::Spread if rates_known => Text::new("占站点速度", "of the rate"),
            Tier::Peak | Tier::Spread => Text::new("人/小时", "photos/h"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Tier;

    #[test]
    fn names_round_trip() {
        for tier in Tier::ALL {
            assert_eq!(Tier::parse(tier.name()), Some(tier));
        }
        assert_eq!(Tier::parse("speed"), None);
    }
}
