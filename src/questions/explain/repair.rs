//! What would make a campaign fit: the smallest change of each kind after which a plan exists, or,
//! where no single one is, several changes after which one does. Each answer is verified by a plan.

use super::ask::{Asker, Feasibility};
use super::change::{Change, room};
use super::conflict::{Conflict, ConflictFinding, conflict};
use super::rule::{Rule, relaxed, rules};
use crate::base::clock::Minutes;
use crate::campaign::plan::Plan;
use crate::campaign::{BlockId, Campaign};
use crate::solve::SolveError;
use std::cmp::Reverse;

/// Changes of one repair: with more it is another campaign.
const MOST_CHANGES: usize = 6;
/// Groups of a conflict up to which splitting each of them is tried: every try is a solve.
const MOST_TO_SPLIT: usize = 4;
/// The most parts into which a group without classes is cut: one for each half-day of three days.
const MOST_PARTS: usize = 6;
/// The most half-days that are added, one on each weekday that follows: they end within two weeks.
const MOST_HALF_DAYS: i64 = 8;
/// Changes that are tried as the first of a repair of several.
const BEGINNINGS: usize = 2;

/// Changes with a plan of the changed campaign.
#[derive(Debug, Clone, PartialEq)]
pub struct Repair {
    /// The changes; each is one of the campaign that those before it leave.
    pub changes: Vec<Change>,
    /// Their price in points.
    pub price: i64,
    /// A plan of the changed campaign.
    pub plan: Plan,
    /// Whether it is a single change, and the next smaller one of its kind is proven to leave
    /// the campaign without a plan.
    pub is_smallest: bool,
}

impl Repair {
    /// The changed campaign.
    pub fn apply(&self, campaign: &Campaign) -> Option<Campaign> {
        self.changes.iter().try_fold(campaign.clone(), |changed, change| change.apply(&changed))
    }
}

/// All single changes that make a campaign fit, cheapest first; each touches a rule of the
/// conflict, since one that leaves these alone leaves the conflict. Where there is none, or only
/// dear ones, since rules conflict in more than one way: also up to two sets of changes that cost
/// less (`BEGINNINGS`).
///
/// # Errors
/// When the solver fails.
pub fn repairs(
    campaign: &Campaign,
    conflict: &Conflict,
    asker: &Asker<'_>,
) -> Result<Vec<Repair>, SolveError> {
    let mut found = Mending { campaign, given_up: Vec::new(), asker }.singles(conflict)?;
    let most = found.first().map_or(i64::MAX, |single| single.price);
    let mut beginnings = settling(campaign, conflict, asker)?;
    beginnings.retain(|change| change.price(campaign) < most);
    for _ in 0..BEGINNINGS {
        // A beginning that is part of a set already would lead to the same set.
        beginnings.retain(|change| found.iter().all(|repair| !repair.changes.contains(change)));
        let Some(beginning) = (!beginnings.is_empty()).then(|| beginnings.remove(0)) else { break };
        found.extend(together(campaign, beginning, asker)?.filter(|set| set.price < most));
    }
    found.sort_by_key(|repair| repair.price);
    Ok(found)
}

/// Single changes that settle a conflict, cheapest first, whatever other rules say.
fn settling(
    campaign: &Campaign,
    conflict: &Conflict,
    asker: &Asker<'_>,
) -> Result<Vec<Change>, SolveError> {
    let mut given_up = rules(campaign);
    given_up.retain(|rule| !conflict.rules.contains(rule));
    let found = Mending { campaign, given_up, asker }.singles(conflict)?;
    Ok(found.into_iter().flat_map(|repair| repair.changes).collect())
}

/// From a change on, one conflict after the other is settled by its cheapest change, until
/// everybody fits.
fn together(
    campaign: &Campaign,
    first: Change,
    asker: &Asker<'_>,
) -> Result<Option<Repair>, SolveError> {
    let (mut changed, mut changes, mut price) = (campaign.clone(), Vec::new(), 0);
    let mut next = Some(first);
    while let Some(change) = next.take().filter(|_| changes.len() < MOST_CHANGES) {
        let Some(further) = change.apply(&changed) else { break };
        price += change.price(&changed);
        changed = further;
        changes.push(change);
        match conflict(&changed, None, asker)? {
            ConflictFinding::Fits(plan) => {
                return Ok(Some(Repair { changes, price, plan, is_smallest: false }));
            }
            ConflictFinding::Conflict(left) => {
                next = settling(&changed, &left, asker)?.into_iter().next();
            }
            ConflictFinding::Unknown => {}
        }
    }
    Ok(None)
}

/// A search for single changes of a campaign without some of its rules.
struct Mending<'a, 'w> {
    campaign: &'a Campaign,
    given_up: Vec<Rule>,
    asker: &'a Asker<'w>,
}

impl Mending<'_, '_> {
    /// Changes of the conflict's rules after each of which alone a plan exists, cheapest first.
    fn singles(&self, conflict: &Conflict) -> Result<Vec<Repair>, SolveError> {
        let mut found: Vec<Repair> = Vec::new();
        let is_served = |rule: &&Rule| matches!(rule, Rule::Served(_));
        let many = conflict.rules.iter().filter(is_served).count() > MOST_TO_SPLIT;
        let is_asked = |rule: &&Rule| match rule {
            // Where that a group is not cut is a rule of the conflict, cutting it mends that one.
            Rule::Served(group) => !many && !conflict.rules.contains(&Rule::OneWindow(*group)),
            _ => true,
        };
        for rule in conflict.rules.iter().filter(is_asked) {
            let repair = self.mend(*rule)?;
            found.extend(repair.filter(|repair| !found.contains(repair)));
        }
        let ends = conflict.rules.iter().filter(|rule| matches!(rule, Rule::End(_))).count();
        let one_is_enough =
            found.iter().any(|repair| matches!(repair.changes[..], [Change::Longer(..)]));
        if ends > 1 || ends > 0 && !one_is_enough {
            let grid = self.campaign.grid();
            let rooms = self.campaign.block_ids().map(|block| room(self.campaign, block));
            let most = rooms.max().unwrap_or(0) / grid;
            found.extend(
                self.least(i64::from(most), &|steps| Change::AllLonger(steps as Minutes * grid))?,
            );
        }
        if conflict.rules.iter().any(|rule| matches!(rule, Rule::Served(_))) {
            found.extend(self.more_half_days()?);
        }
        found.sort_by_key(|repair| (repair.price, repair.changes.first().map(Change::rank)));
        Ok(found)
    }

    /// The fewest half-days more, like the one in which most people can be served.
    fn more_half_days(&self) -> Result<Option<Repair>, SolveError> {
        let campaign = self.campaign;
        let room = |id: &BlockId| {
            let (block, rate) = (campaign.block(*id), campaign.rate_in(*id).unwrap_or(1));
            (rate * i64::from(block.usable_minutes_in(block.bookable())), Reverse(*id))
        };
        let Some(like) = campaign.block_ids().max_by_key(room) else { return Ok(None) };
        self.least(MOST_HALF_DAYS, &|count| Change::MoreHalfDays(like, count as usize))
    }

    /// The smallest change of a rule after which a plan exists, if there is one.
    fn mend(&self, rule: Rule) -> Result<Option<Repair>, SolveError> {
        let campaign = self.campaign;
        match rule {
            Rule::End(block) => {
                let grid = campaign.grid();
                let most = i64::from(room(campaign, block) / grid);
                self.least(most, &|steps| Change::Longer(block, steps as Minutes * grid))
            }
            Rule::Rate(station) => {
                let rate = campaign.station(station).rate.unwrap_or(1);
                // A crew that would have to be four times as fast is no answer.
                self.least(3 * rate, &|more| Change::Faster(station, rate + more))
            }
            Rule::OneWindow(group) => {
                let (most, now) =
                    (campaign.group(group).classes.len(), campaign.group(group).max_windows);
                self.least((most - now) as i64, &|more| Change::Split(group, now + more as usize))
            }
            Rule::Hall(station) => {
                let now = match station {
                    Some(station) => campaign.station(station).hall_capacity,
                    None => campaign.hall_capacity(),
                };
                let now = now.unwrap_or(0);
                self.least(campaign.expected() - now, &|more| Change::Hall(station, now + more))
            }
            Rule::MostGroups => {
                let now = campaign.max_groups_per_block().unwrap_or(0);
                let most = campaign.groups().len().saturating_sub(now) as i64;
                self.least(most, &|more| Change::MostGroups(now + more as usize))
            }
            // Leaving it out mends nothing; cutting it may, in two where its classes are known.
            Rule::Served(group) => {
                let own = campaign.group(group);
                if own.classes.is_empty() && !campaign.comes_together(group) {
                    let most = MOST_PARTS.min(own.headcount as usize).saturating_sub(1) as i64;
                    return self.least(most, &|more| Change::Split(group, 1 + more as usize));
                }
                let may_be_cut = own.classes.len() > 1
                    && own.max_windows == 1
                    && !campaign.comes_together(group);
                self.least(i64::from(may_be_cut), &|_| Change::Split(group, 2))
            }
            // No change makes a way between two sites shorter.
            Rule::Travel => Ok(None),
            _ => self.least(1, &|_| Change::GiveUp(rule)),
        }
    }

    /// Whether everybody fits after a change.
    fn ask(&self, change: &Change) -> Result<Feasibility, SolveError> {
        if self.asker.is_over() {
            return Ok(Feasibility::Unknown);
        }
        // Places in lists are those of the campaign before anything is given up.
        let changed = match change {
            Change::GiveUp(rule) => {
                relaxed(self.campaign, &[&self.given_up[..], &[*rule]].concat(), None)
            }
            _ => change
                .apply(self.campaign)
                .and_then(|changed| relaxed(&changed, &self.given_up, None)),
        };
        changed.map_or(Ok(Feasibility::Unknown), |changed| self.asker.possible(&changed))
    }

    /// The least step from 1 to `most` after whose change a plan exists: doubling, then halving.
    fn least(
        &self,
        most: i64,
        change: &dyn Fn(i64) -> Change,
    ) -> Result<Option<Repair>, SolveError> {
        // `refused` is the largest step proven to leave no plan; an answer that is not
        // known is no proof.
        let (mut refused, mut too_little, mut enough) = (0, 0, None);
        let mut step = 1.min(most);
        while step > 0 && enough.is_none() {
            match self.ask(&change(step))? {
                Feasibility::Yes(plan) => enough = Some((step, plan)),
                answer => {
                    if answer == Feasibility::No {
                        refused = step;
                    }
                    too_little = step;
                    step = if step == most { 0 } else { (2 * step).min(most) };
                }
            }
        }
        let Some((mut step, mut plan)) = enough else { return Ok(None) };
        while step - too_little > 1 {
            let middle = i64::midpoint(step, too_little);
            match self.ask(&change(middle))? {
                Feasibility::Yes(better) => (step, plan) = (middle, better),
                answer => {
                    if answer == Feasibility::No {
                        refused = middle;
                    }
                    too_little = middle;
                }
            }
        }
        let change = change(step);
        let price = change.price(self.campaign);
        Ok(Some(Repair { changes: vec![change], price, plan, is_smallest: refused == step - 1 }))
    }
}

#[cfg(test)]
mod tests {
    use super::{Asker, Campaign, Change, ConflictFinding, Repair, Rule, conflict, repairs};
    use crate::base::budget::Budget;
    use crate::campaign::{BlockId, Class, GroupId, StationId, Tier, tiny};
    use crate::solve::Options;
    use crate::solve::every_plan::every_plan;
    use crate::solve::windows::candidates;

    fn mend(campaign: &Campaign) -> Vec<Repair> {
        let budget = Budget::unlimited();
        let options = Options { threads: 1, ..Options::default() };
        let mut nobody = |_: usize, _: &crate::solve::Progress| {};
        let asker = Asker::new(options, &budget, &mut nobody);
        let ConflictFinding::Conflict(found) = conflict(campaign, None, &asker).unwrap() else {
            panic!("it fits as it is")
        };
        repairs(campaign, &found, &asker).unwrap()
    }

    fn has_plan(campaign: &Campaign) -> bool {
        !every_plan(campaign, &candidates(campaign).unwrap().list).is_empty()
    }

    #[test]
    fn each_repair_is_enough_and_the_next_smaller_one_is_not() {
        // Sixteen, fourteen and ten people need twenty, twenty and ten of forty minutes.
        let mut draft = tiny::draft(&[4], &[16, 14, 10]);
        draft.groups[0].classes = vec![Class::new("a", 10), Class::new("b", 6)];
        draft.tiers = vec![Tier::Blocks];
        let campaign = Campaign::new(draft).unwrap();
        assert!(!has_plan(&campaign));
        let found = mend(&campaign);
        assert!(found.is_sorted_by_key(|repair| repair.price));
        let singles: Vec<&Change> =
            found.iter().filter(|own| own.is_smallest).flat_map(|own| &own.changes).collect();
        assert!(singles.contains(&&Change::Longer(BlockId(0), 10)), "{singles:?}");
        // Fourteen in ten minutes are 84 an hour.
        assert!(singles.contains(&&Change::Faster(StationId(0), 84)), "{singles:?}");
        assert!(found.len() >= 2 && !singles.contains(&&Change::Split(GroupId(0), 2)));
        for repair in &found {
            let mended = repair.apply(&campaign).unwrap();
            assert!(has_plan(&mended), "{:?}", repair.changes);
            assert_eq!(repair.price, repair.changes[0].price(&campaign));
            let smaller = match repair.changes[0] {
                Change::Longer(block, minutes) => Change::Longer(block, minutes - tiny::GRID),
                Change::Faster(station, rate) => Change::Faster(station, rate - 1),
                _ => continue,
            };
            assert!(!has_plan(&smaller.apply(&campaign).unwrap()), "{smaller:?}");
        }
    }

    #[test]
    fn where_no_single_change_is_enough_several_are_together() {
        let mut draft = tiny::draft(&[3], &[12, 8, 10]);
        for group in 0..2 {
            draft.groups[group].only_in = Some([].into());
        }
        draft.tiers = vec![Tier::Blocks];
        let campaign = Campaign::new(draft).unwrap();
        let found = mend(&campaign);
        assert!(!found.is_empty());
        let days = [0, 1].map(|group| Change::GiveUp(Rule::Days(GroupId(group))));
        for repair in &found {
            assert!(has_plan(&repair.apply(&campaign).unwrap()), "{:?}", repair.changes);
            assert!(
                days.iter().all(|change| repair.changes.contains(change)),
                "{:?}",
                repair.changes
            );
        }
        // Twelve people and eight may come on other days; then twelve have to be photographed in
        // ten minutes, at 72 an hour: twelve sixtieths of thirty minutes.
        assert_eq!(found[0].price, 12 + 8 + 6);
        assert!(!found[0].is_smallest, "that is said of single changes alone");
    }
}
