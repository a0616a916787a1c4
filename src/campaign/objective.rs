//! The objective: an ordered list of tiers; an earlier tier is never traded for a later one.

use super::Draft;

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
    /// Cuts of groups that come in several windows: 1 for each cut, 1 more for each of: the part
    /// after it is on another day, at another station, not directly after the part before. Unit:
    /// points.
    Cuts,
    /// The highest required rate of any window. Unit: photos per hour, or share of the station's
    /// rate where stations are two or more and every rate is known.
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
    /// Half-days in which a crew stands at another site than in the last half-day that it worked.
    /// Unit: moves.
    Moves,
    /// Days on which a crew stands at a site, summed over sites. Unit: visits.
    Visits,
}

impl Tier {
    /// All tiers, in the order that suits most campaigns.
    pub const ALL: [Tier; 12] = [
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
        Tier::Moves,
        Tier::Visits,
    ];

    /// Whether it counts where crews stand, and is 0 in every plan of a campaign without crews.
    pub fn is_about_crews(self) -> bool {
        matches!(self, Tier::Moves | Tier::Visits)
    }

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
            Tier::Moves => "moves",
            Tier::Visits => "visits",
        }
    }

    /// The tier of that name.
    pub fn parse(name: &str) -> Option<Tier> {
        Tier::ALL.into_iter().find(|tier| tier.name() == name)
    }
}

/// Which tiers count shares of the stations' rates instead of photos per hour. In this order each
/// includes those of the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shares {
    /// No tier: the rate of at least one station is unknown.
    Nothing,
    /// [`Tier::Spread`].
    Spread,
    /// [`Tier::Peak`] too.
    PeakAndSpread,
}

impl Shares {
    /// All of them, the fewest tiers first.
    pub const ALL: [Shares; 3] = [Shares::Nothing, Shares::Spread, Shares::PeakAndSpread];

    /// The names of the tiers that count shares, as in JSON.
    pub fn names(self) -> Vec<&'static str> {
        let included = Tier::ALL.into_iter().filter(|tier| self.include(*tier));
        included.map(Tier::name).collect()
    }

    /// Those of a campaign. Without all rates there is nothing to take a share of, and with one rate
    /// the highest required rate says the same as its share.
    pub fn of(draft: &Draft) -> Shares {
        let has_all = draft.stations.iter().all(|station| station.rate.is_some());
        let differ =
            draft.stations.len() > 1 || draft.blocks.iter().any(|block| block.own.rate.is_some());
        match (has_all, differ) {
            (false, _) => Shares::Nothing,
            (true, false) => Shares::Spread,
            (true, true) => Shares::PeakAndSpread,
        }
    }

    /// Whether that tier counts shares.
    pub fn include(self, tier: Tier) -> bool {
        match tier {
            Tier::Peak => self == Shares::PeakAndSpread,
            Tier::Spread => self != Shares::Nothing,
            _ => false,
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
