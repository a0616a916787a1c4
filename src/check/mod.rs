//! The independent check: every rule once more, as plain loops over a plan. Shares no code with the
//! solver, and makes no sentences: what it finds is data.

mod confidence;
mod crews;
mod cuts;
mod geometry;
mod hall;
mod relations;
mod slots;
mod violation;
mod windows;

pub use relations::check_relation;
pub use violation::{Amount, Detail, Speed, Unit, Violation};

use crate::base::diagnostic::Code;
use crate::campaign::Campaign;
use crate::campaign::plan::Plan;

/// Every violation of every rule, in the order of the rules. Warnings stand for rules that the
/// campaign's objective allows to be given up at a price.
pub fn check(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    let mut found: Vec<Violation> =
        RULES.iter().flat_map(|rule| (rule.find)(campaign, plan)).collect();
    found.extend(windows::rules_of_classes_unknown(campaign, plan));
    found
}

/// One rule of the check, for the report's list of what was checked.
pub struct CheckedRule {
    /// The code of its violations.
    pub code: Code,
    find: fn(&Campaign, &Plan) -> Vec<Violation>,
}

impl CheckedRule {
    /// Whether a campaign can have it broken: rules of crews, sites and caps ask nothing of others.
    pub fn concerns(&self, campaign: &Campaign) -> bool {
        let is_of_crews = matches!(self.code, Code::CrewElsewhere | Code::TwoCrews);
        !(is_of_crews && campaign.crews().is_empty()
            || self.code == Code::WrongSite && campaign.sites().is_empty()
            || self.code == Code::TooManyPeople && !campaign.limits_people()
            || self.code == Code::TooManyVisits
                && campaign.sites().iter().all(|site| site.most_visits.is_none())
            || self.code == Code::NotConsecutive
                && campaign.sites().iter().all(|site| !site.is_consecutive))
    }
}

/// All rules.
pub const RULES: &[CheckedRule] = &[
    CheckedRule { code: Code::NotServed, find: windows::every_group_is_served },
    CheckedRule { code: Code::SeveralWindows, find: windows::one_window_each },
    CheckedRule { code: Code::OutsideBlocks, find: windows::inside_a_block },
    CheckedRule { code: Code::OffGrid, find: windows::on_the_grid },
    CheckedRule { code: Code::TooShort, find: windows::long_enough },
    CheckedRule { code: Code::Overlap, find: windows::one_group_at_a_time },
    CheckedRule { code: Code::NoChangeover, find: windows::changeover_between_groups },
    CheckedRule { code: Code::MakeUpUsed, find: windows::make_up_time_stays_free },
    CheckedRule { code: Code::ForbiddenBlock, find: windows::only_allowed_blocks },
    CheckedRule { code: Code::Clash, find: windows::no_clash },
    CheckedRule { code: Code::PinBroken, find: windows::pins_are_kept },
    CheckedRule { code: Code::WrongHeadcount, find: windows::headcounts_agree },
    CheckedRule { code: Code::MakeUpDiffers, find: windows::make_up_rows_are_reserved },
    CheckedRule { code: Code::BreakBroken, find: windows::breaks_are_respected },
    CheckedRule { code: Code::TooManyGroups, find: windows::not_too_many_groups },
    CheckedRule { code: Code::NeedlessCut, find: cuts::cut_only_where_needed },
    CheckedRule { code: Code::HallFull, find: hall::hall_is_large_enough },
    CheckedRule { code: Code::WrongParts, find: cuts::classes_shared_out },
    CheckedRule { code: Code::SlotMissing, find: slots::every_class_has_a_slot },
    CheckedRule { code: Code::SlotTwice, find: slots::one_slot_each },
    CheckedRule { code: Code::SlotOutside, find: slots::inside_the_window },
    CheckedRule { code: Code::SlotGap, find: slots::slots_join_up },
    CheckedRule { code: Code::SlotOrder, find: slots::listed_order },
    CheckedRule { code: Code::SlotShare, find: slots::proportional },
    CheckedRule { code: Code::SlotInBreak, find: slots::clear_of_breaks },
    CheckedRule { code: Code::NotTogether, find: relations::together },
    CheckedRule { code: Code::NotApart, find: relations::apart },
    CheckedRule { code: Code::NotBefore, find: relations::before },
    CheckedRule { code: Code::CrewElsewhere, find: crews::one_place_at_a_time },
    CheckedRule { code: Code::TwoCrews, find: crews::one_crew_at_a_desk },
    CheckedRule { code: Code::WrongSite, find: crews::at_their_own_site },
    CheckedRule { code: Code::TooManyPeople, find: windows::not_too_many_people },
    CheckedRule { code: Code::TooManyVisits, find: crews::not_too_many_visits },
    CheckedRule { code: Code::NotConsecutive, find: crews::half_days_in_a_row },
];
