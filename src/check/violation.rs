//! A violation as data: its rule, its severity, its place in the plan, and its amount. Sentences are made
//! of it elsewhere.

use crate::base::clock::{Interval, Minutes};
use crate::base::diagnostic::{Code, Severity};
use crate::campaign::plan::{MakeUpRow, Plan};
use crate::campaign::{BlockId, GroupId, SiteId, StationId};
use jiff::civil::Date;

/// One place in which a plan breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// An error, or a warning where the objective allows the rule to be given up at a price.
    pub severity: Severity,
    /// The groups of the windows, or whom else it is about.
    pub groups: Vec<GroupId>,
    /// The class that it is about, by its place in the first group's list.
    pub class: Option<usize>,
    /// Windows by their places in the plan: the one at fault first, then those it does not go with.
    pub windows: Vec<usize>,
    /// Slots by their places in the plan.
    pub slots: Vec<usize>,
    /// The make-up row by its place in the plan.
    pub make_up: Option<usize>,
    /// What is wrong.
    pub detail: Detail,
}

/// What is wrong, as exactly as a sentence about it needs. Names of fields are as everywhere:
/// `wanted` is what the rule asks for, `found` what the plan has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Detail {
    /// A group has no window.
    NotServed {
        /// Expected people.
        people: i64,
    },
    /// A window more than the group may have, or one more in the same block.
    SeveralWindows {
        /// Which window of the group it is, from 1.
        number: usize,
    },
    /// A window in no block of its station, or without a minute.
    OutsideBlocks,
    /// Start or end between two steps of the grid.
    OffGrid {
        /// Minutes of a step.
        grid: Minutes,
    },
    /// Fewer minutes than people take at the station's rate.
    ShortAtRate {
        /// Photos per hour.
        rate: i64,
        /// Expected people.
        wanted: i64,
        /// People who can be photographed.
        found: i64,
    },
    /// Fewer minutes than the table of minutes gives.
    ShortByTable {
        /// Minutes that the table gives the group here.
        wanted: i64,
        /// Minutes in which the crew works.
        found: i64,
    },
    /// Fewer minutes than people take on the share of days that the campaign's confidence asks for.
    ShortOnMostDays {
        /// Minutes needed.
        wanted: i64,
        /// Minutes in which the crew works.
        found: i64,
    },
    /// Between two breaks fewer minutes than the classes take that come there.
    ShortBetweenBreaks {
        /// The part of the window.
        part: Interval,
        /// How fast people are photographed.
        speed: Speed,
        /// Expected people of the classes.
        wanted: i64,
        /// People who can be photographed.
        found: i64,
    },
    /// Two groups at one station at once.
    Overlap {
        /// Minutes that both have.
        minutes: Minutes,
    },
    /// Too short a pause after the group before.
    NoChangeover {
        /// Minutes that a changeover takes.
        wanted: Minutes,
        /// Minutes between the two.
        found: Minutes,
    },
    /// A window in time kept for make-up photos.
    MakeUpUsed {
        /// The make-up time.
        make_up: Interval,
    },
    /// A window in a block that the group may not use.
    ForbiddenBlock {
        /// The block.
        block: BlockId,
    },
    /// A crew that stands elsewhere, or is still on its way.
    CrewElsewhere {
        /// Minutes that the way takes.
        wanted: Minutes,
        /// Minutes between the two half-days; less than 0 where they run at once.
        found: Minutes,
    },
    /// Two crews at one desk.
    TwoCrews,
    /// More people at a station on a day than it may have.
    TooManyPeople {
        /// The half-day whose cap it is; `None` for that of the station's day.
        block: Option<BlockId>,
        /// The most expected people.
        wanted: i64,
        /// Expected people of the windows.
        found: i64,
    },
    /// A window at a site to which the group doesn't belong.
    WrongSite {
        /// The site of the window's station.
        site: Option<SiteId>,
    },
    /// Crews at a site on more days than it takes.
    TooManyVisits {
        /// The site.
        site: SiteId,
        /// The most days.
        wanted: i64,
        /// Days on which a crew is there.
        found: i64,
    },
    /// Half-days of a site between two in use in which nobody comes.
    NotConsecutive {
        /// The site.
        site: SiteId,
        /// The half-days between that are not used.
        unused: i64,
    },
    /// A group or class is called while it can't come.
    Clash {
        /// The entry, by its place in the campaign's list.
        unavailable: usize,
        /// The call time.
        called: Minutes,
    },
    /// A window elsewhere than it is pinned to; of the pin only what is not kept.
    PinBroken {
        /// The station.
        station: Option<StationId>,
        /// The day.
        date: Option<Date>,
        /// The start.
        start: Option<Minutes>,
        /// The end.
        end: Option<Minutes>,
    },
    /// The plan states another headcount than the campaign.
    WrongHeadcount {
        /// People that the campaign lists.
        wanted: i64,
        /// People that the plan states.
        found: i64,
    },
    /// A make-up row that the campaign does not reserve, or the same one again.
    MakeUpDiffers {
        /// The row.
        row: MakeUpRow,
    },
    /// A window that begins or ends in a break, or goes across one that must not be straddled.
    BreakBroken {
        /// The break.
        pause: Interval,
        /// Whether it goes across.
        straddles: bool,
    },
    /// More windows in a block than groups may come.
    TooManyGroups {
        /// The block.
        block: BlockId,
        /// The most that may come.
        wanted: usize,
        /// Windows in it.
        found: usize,
    },
    /// A group is cut that fits into one window.
    NeedlessCut {
        /// A block that holds it.
        block: BlockId,
        /// The window it could have.
        interval: Interval,
    },
    /// More people wait than there is room for.
    HallFull {
        /// The station; `None` for all together.
        station: Option<StationId>,
        /// The day.
        date: Date,
        /// The minute at which most wait.
        minute: Minutes,
        /// The most who may wait.
        wanted: i64,
        /// People who wait.
        found: i64,
    },
    /// A window of a group that is cut names no classes.
    PartUnnamed,
    /// A part begins with another class than the one after the part before.
    PartBegins {
        /// The place of the class that it should begin with.
        wanted: usize,
        /// The place of the class that it begins with.
        found: usize,
    },
    /// A part begins before the part before is done.
    PartTooEarly,
    /// Classes behind the last part have no window.
    PartsEnd {
        /// The place of the first class without one.
        next: usize,
    },
    /// A class without a slot.
    SlotMissing,
    /// A class with another slot before.
    SlotTwice {
        /// The later slot.
        slot: Interval,
    },
    /// A slot in no window of its group.
    SlotOutside {
        /// The day.
        date: Date,
        /// The slot.
        slot: Interval,
    },
    /// A slot that does not begin where the one before ends.
    SlotStart {
        /// When it should begin.
        wanted: Minutes,
        /// When it begins.
        found: Minutes,
    },
    /// The last slot does not end with its window.
    SlotEnd {
        /// When the window ends.
        wanted: Minutes,
        /// When the slot ends.
        found: Minutes,
    },
    /// A class that comes after one listed behind it.
    SlotOrder {
        /// The place of the class before.
        before: usize,
    },
    /// A slot whose end is more than a minute off its share by people.
    SlotShare {
        /// When it should end, to the nearest minute.
        wanted: Minutes,
        /// When it ends.
        found: Minutes,
    },
    /// A slot in a break.
    SlotInBreak {
        /// The slot.
        slot: Interval,
        /// The break.
        pause: Interval,
    },
    /// Two groups are not directly one after the other.
    NotTogether,
    /// Two groups are in one half-day.
    NotApart,
    /// A group begins before another is done.
    NotBefore,
    /// The plan does not say when classes come, so that some rules are not checked. No rule is
    /// broken.
    SlotsUnknown {
        /// Entries about classes that can't come.
        lessons: usize,
        /// Whether the number of people who wait is limited.
        waiting: bool,
    },
}

/// How fast people are photographed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speed {
    /// People an hour.
    Rate(i64),
    /// As the table of minutes has it.
    Table {
        /// Expected people of the group.
        people: i64,
        /// Minutes for all of them.
        minutes: Minutes,
    },
}

/// What an amount counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Minutes of a length.
    Minutes,
    /// People.
    People,
    /// Windows.
    Windows,
    /// Days.
    Days,
    /// Half-days.
    HalfDays,
}

/// The amount by which a rule is broken, and its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    /// What is counted.
    pub unit: Unit,
    /// What the rule asks for, at least or at most.
    pub wanted: i64,
    /// What the plan has.
    pub found: i64,
}

impl Violation {
    /// An error about no row of the plan.
    pub(super) fn new(detail: Detail) -> Violation {
        Violation {
            severity: Severity::Error,
            groups: Vec::new(),
            class: None,
            windows: Vec::new(),
            slots: Vec::new(),
            make_up: None,
            detail,
        }
    }

    /// An error of windows, by their places in the plan; the one at fault comes first.
    pub(super) fn of_windows(plan: &Plan, windows: &[usize], detail: Detail) -> Violation {
        let mut groups: Vec<GroupId> =
            windows.iter().map(|window| plan.windows[*window].group).collect();
        groups.dedup();
        Violation { groups, windows: windows.to_vec(), ..Violation::new(detail) }
    }

    /// An error of a slot, by its place in the plan.
    pub(super) fn of_slot(plan: &Plan, slot: usize, detail: Detail) -> Violation {
        let own = &plan.slots[slot];
        Violation {
            groups: vec![own.group],
            class: Some(own.class),
            slots: vec![slot],
            ..Violation::new(detail)
        }
    }

    /// The same, as a warning where the objective gives the rule a price.
    pub(super) fn allowed_if(self, has_price: bool) -> Violation {
        let severity = if has_price { Severity::Warning } else { self.severity };
        Violation { severity, ..self }
    }

    /// The rule.
    pub fn rule(&self) -> Code {
        self.detail.rule()
    }

    /// Whether a rule is broken; else something could not be checked.
    pub fn breaks_a_rule(&self) -> bool {
        !matches!(self.detail, Detail::SlotsUnknown { .. })
    }

    /// Whether two plans break the same rule in the same way for the same people, wherever their
    /// rows stand.
    pub fn is_same_as(&self, other: &Violation) -> bool {
        (&self.groups, self.class, &self.detail) == (&other.groups, other.class, &other.detail)
    }
}

impl Detail {
    /// The rule that it breaks.
    pub fn rule(&self) -> Code {
        match self {
            Detail::NotServed { .. } => Code::NotServed,
            Detail::SeveralWindows { .. } => Code::SeveralWindows,
            Detail::OutsideBlocks => Code::OutsideBlocks,
            Detail::OffGrid { .. } => Code::OffGrid,
            Detail::ShortAtRate { .. }
            | Detail::ShortByTable { .. }
            | Detail::ShortOnMostDays { .. }
            | Detail::ShortBetweenBreaks { .. } => Code::TooShort,
            Detail::Overlap { .. } => Code::Overlap,
            Detail::NoChangeover { .. } => Code::NoChangeover,
            Detail::MakeUpUsed { .. } => Code::MakeUpUsed,
            Detail::ForbiddenBlock { .. } => Code::ForbiddenBlock,
            Detail::CrewElsewhere { .. } => Code::CrewElsewhere,
            Detail::TwoCrews => Code::TwoCrews,
            Detail::TooManyPeople { .. } => Code::TooManyPeople,
            Detail::WrongSite { .. } => Code::WrongSite,
            Detail::TooManyVisits { .. } => Code::TooManyVisits,
            Detail::NotConsecutive { .. } => Code::NotConsecutive,
            Detail::Clash { .. } => Code::Clash,
            Detail::PinBroken { .. } => Code::PinBroken,
            Detail::WrongHeadcount { .. } => Code::WrongHeadcount,
            Detail::MakeUpDiffers { .. } => Code::MakeUpDiffers,
            Detail::BreakBroken { .. } => Code::BreakBroken,
            Detail::TooManyGroups { .. } => Code::TooManyGroups,
            Detail::NeedlessCut { .. } => Code::NeedlessCut,
            Detail::HallFull { .. } => Code::HallFull,
            Detail::PartUnnamed
            | Detail::PartBegins { .. }
            | Detail::PartTooEarly
            | Detail::PartsEnd { .. } => Code::WrongParts,
            Detail::SlotMissing => Code::SlotMissing,
            Detail::SlotTwice { .. } => Code::SlotTwice,
            Detail::SlotOutside { .. } => Code::SlotOutside,
            Detail::SlotStart { .. } | Detail::SlotEnd { .. } => Code::SlotGap,
            Detail::SlotOrder { .. } => Code::SlotOrder,
            Detail::SlotShare { .. } => Code::SlotShare,
            Detail::SlotInBreak { .. } => Code::SlotInBreak,
            Detail::NotTogether => Code::NotTogether,
            Detail::NotApart => Code::NotApart,
            Detail::NotBefore => Code::NotBefore,
            Detail::SlotsUnknown { .. } => Code::SlotsUnknown,
        }
    }

    /// The amount by which the rule is broken; `None` for rules without an amount.
    pub fn amount(&self) -> Option<Amount> {
        let (unit, wanted, found) = match *self {
            Detail::NotServed { people } => (Unit::People, people, 0),
            Detail::ShortAtRate { wanted, found, .. }
            | Detail::ShortBetweenBreaks { wanted, found, .. }
            | Detail::WrongHeadcount { wanted, found }
            | Detail::TooManyPeople { wanted, found, .. }
            | Detail::HallFull { wanted, found, .. } => (Unit::People, wanted, found),
            Detail::ShortByTable { wanted, found } | Detail::ShortOnMostDays { wanted, found } => {
                (Unit::Minutes, wanted, found)
            }
            Detail::NoChangeover { wanted, found } | Detail::CrewElsewhere { wanted, found } => {
                (Unit::Minutes, i64::from(wanted), i64::from(found))
            }
            Detail::Overlap { minutes } => (Unit::Minutes, 0, i64::from(minutes)),
            Detail::TooManyGroups { wanted, found, .. } => {
                (Unit::Windows, wanted as i64, found as i64)
            }
            Detail::TooManyVisits { wanted, found, .. } => (Unit::Days, wanted, found),
            Detail::NotConsecutive { unused, .. } => (Unit::HalfDays, 0, unused),
            _ => return None,
        };
        Some(Amount { unit, wanted, found })
    }
}

#[cfg(test)]
mod tests {
    use super::{Amount, Detail, Severity, Unit, Violation};
    use crate::campaign::GroupId;

    #[test]
    fn the_same_violation_is_known_wherever_its_rows_stand() {
        let short = |group, window, found| Violation {
            groups: vec![GroupId(group)],
            windows: vec![window],
            ..Violation::new(Detail::ShortByTable { wanted: 20, found })
        };
        assert!(short(0, 3, 10).is_same_as(&short(0, 5, 10)));
        assert!(!short(0, 3, 10).is_same_as(&short(1, 3, 10)), "another group");
        assert!(!short(0, 3, 10).is_same_as(&short(0, 3, 15)), "another amount");
        let class = |class| Violation { class: Some(class), ..Violation::new(Detail::SlotMissing) };
        assert!(class(1).is_same_as(&class(1)) && !class(1).is_same_as(&class(2)));
    }

    #[test]
    fn a_rule_with_a_price_is_a_warning_and_keeps_its_amount() {
        let left_out = Violation::new(Detail::NotServed { people: 60 });
        assert_eq!(left_out.clone().allowed_if(false), left_out);
        let allowed = left_out.allowed_if(true);
        assert_eq!(allowed.severity, Severity::Warning);
        let amount = Amount { unit: Unit::People, wanted: 60, found: 0 };
        assert_eq!(allowed.detail.amount(), Some(amount));
        assert!(
            !Violation::new(Detail::SlotsUnknown { lessons: 1, waiting: false }).breaks_a_rule()
        );
    }
}
