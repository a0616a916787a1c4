//! The most people of a station on a day, and of a half-day: knapsack constraints.

use super::{LinearRules, WindowTerm};
use crate::campaign::{BlockId, StationId};
use jiff::civil::Date;
use std::collections::BTreeMap;

impl LinearRules<'_> {
    /// For each station with a cap and each day, and for each half-day with one:
    /// `Σ expected[c]·x[c] ≤ cap` over its windows `c`.
    pub(super) fn limit_people(&mut self) {
        let question = self.question;
        let campaign = question.campaign;
        if !campaign.limits_people() {
            return;
        }
        let mut days: BTreeMap<(StationId, Date), Vec<WindowTerm>> = BTreeMap::new();
        let mut halves: BTreeMap<BlockId, Vec<WindowTerm>> = BTreeMap::new();
        for (id, window) in question.candidates.iter().enumerate() {
            let block = campaign.block(window.block);
            let people = window.expected(campaign);
            if campaign.station(block.station).most_people.is_some() && people > 0 {
                let day = days.entry((block.station, block.date)).or_default();
                day.push((super::CandidateId(id), people));
            }
            if block.own.most_people.is_some() && people > 0 {
                halves.entry(window.block).or_default().push((super::CandidateId(id), people));
            }
        }
        for (block, windows) in halves {
            if let Some(most) = campaign.block(block).own.most_people {
                self.at_most(windows, Vec::new(), most);
            }
        }
        for ((station, _), windows) in days {
            if let Some(most) = campaign.station(station).most_people {
                self.at_most(windows, Vec::new(), most);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::base::diagnostic::Code;
    use crate::campaign::{Campaign, Tier, tiny};
    use crate::check::check;
    use crate::solve::every_plan::{every_choice, plan_of};
    use crate::solve::rows::{LinearRules, Question};
    use crate::solve::windows::{Costs, candidates};
    use rand::RngExt;

    #[test]
    fn rows_of_caps_are_kept_by_the_plans_that_the_check_passes() {
        let (mut kept, mut broken) = (0, 0);
        for seed in 0..40 {
            let mut dice = tiny::dice(seed);
            let mut draft = tiny::random(&mut dice);
            draft.tiers = vec![Tier::Unserved];
            draft.stations[0].most_people = Some(dice.random_range(8..30));
            draft.blocks[0].own.most_people =
                dice.random_bool(0.5).then(|| dice.random_range(5..20));
            let campaign = Campaign::new(draft).unwrap();
            let all = candidates(&campaign).unwrap().list;
            let costs = Costs::new(&campaign, None);
            let question = Question::of(&campaign, &costs, Some(Tier::Unserved), &[], &all);
            let rules = LinearRules::new(question);
            let of_groups = campaign.groups().len();
            for windows in every_choice(&campaign, &all) {
                let found = check(&campaign, &plan_of(&campaign, &windows));
                let is_right = found.iter().all(|found| found.rule() != Code::TooManyPeople);
                let caps = |row: crate::solve::rows::RowId| row.index() >= of_groups;
                let is_kept = !rules.every_completion(&windows, caps).is_empty();
                assert_eq!(is_kept, is_right, "seed {seed}: {windows:?}");
                *if is_kept { &mut kept } else { &mut broken } += 1;
            }
        }
        assert!(kept > 100 && broken > 30, "{kept} kept, {broken} broken");
    }
}
