//! Why no plan exists: a smallest set of named rules that can't hold together.
//!
//! A deletion filter: rules are given up, in runs at first, as long as what is left is
//! proven to have no plan. In the end every single rule has been given up alone, and each time the
//! others could hold together. Rules outside the set are given up throughout: the set contradicts
//! itself whatever they say.

use super::ask::{Asker, Feasibility};
use super::rule::{Force, Rule, relaxed, rules};
use crate::base::clock::Minutes;
use crate::campaign::plan::Plan;
use crate::campaign::{BlockId, Campaign, GroupId, Tier};
use crate::solve::SolveError;

/// Rules that can't hold together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The rules.
    pub rules: Vec<Rule>,
    /// Whether, without any one of them, the others are known to be able to hold together.
    pub is_smallest: bool,
}

/// Minutes that a group needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// The group.
    pub group: GroupId,
    /// The fewest on the grid, in the half-day where it needs least; `None` where a rate is
    /// unknown.
    pub minutes: Option<Minutes>,
}

/// A part of a conflict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConflictPart {
    /// These groups each get a window.
    Served(Vec<Need>),
    /// These half-days end when they do: each with its minutes in which a group could be
    /// photographed, by the rules of the conflict alone.
    Ends(Vec<(BlockId, Minutes)>),
    /// A rule that adds up with no other.
    Rule(Rule),
}

/// What a search for a conflict finds.
#[derive(Debug, Clone, PartialEq)]
pub enum ConflictFinding {
    /// There is a plan: nothing conflicts.
    Fits(Plan),
    /// Proven: these can't hold together.
    Conflict(Conflict),
    /// Not decided within the limit.
    Unknown,
}

/// Searches a smallest set of rules that can't hold together, under what is supposed.
///
/// # Errors
/// When the solver fails.
pub fn conflict(
    campaign: &Campaign,
    force: Option<&Force>,
    asker: &Asker<'_>,
) -> Result<ConflictFinding, SolveError> {
    conflict_among(in_question(campaign, force), campaign, force, asker)
}

/// The rules that a conflict can be made of.
pub(super) fn in_question(campaign: &Campaign, force: Option<&Force>) -> Vec<Rule> {
    let mut all = rules(campaign);
    // That the group in question comes is what the question supposes.
    all.retain(|rule| force.is_none_or(|force| *rule != Rule::Served(force.group)));
    let soft_rate = campaign.has_tier(Tier::Overload);
    all.retain(|rule| {
        !(soft_rate && matches!(rule, Rule::Rate(_) | Rule::Buffer(_) | Rule::ClassTime))
    });
    all
}

/// Searches a smallest set among some of the rules in question; the others are given up.
///
/// # Errors
/// When the solver fails.
pub(super) fn conflict_among(
    mut kept: Vec<Rule>,
    campaign: &Campaign,
    force: Option<&Force>,
    asker: &Asker<'_>,
) -> Result<ConflictFinding, SolveError> {
    let all = in_question(campaign, force);
    let ask = |kept: &[Rule]| -> Result<Feasibility, SolveError> {
        if asker.is_over() {
            return Ok(Feasibility::Unknown);
        }
        let given_up: Vec<Rule> = all.iter().copied().filter(|rule| !kept.contains(rule)).collect();
        match relaxed(campaign, &given_up, force) {
            Some(relaxed) => asker.possible(&relaxed),
            None if nobody_left(kept, force) => Ok(Feasibility::Yes(Plan::default())),
            None => Ok(Feasibility::Unknown),
        }
    };
    match ask(&kept)? {
        Feasibility::Yes(plan) => return Ok(ConflictFinding::Fits(plan)),
        Feasibility::Unknown => return Ok(ConflictFinding::Unknown),
        Feasibility::No => {}
    }
    let mut size = kept.len().div_ceil(2);
    loop {
        let mut from = 0;
        let mut shrunk = false;
        let mut is_smallest = true;
        while from < kept.len() {
            let to = (from + size).min(kept.len());
            let without: Vec<Rule> = kept[..from].iter().chain(&kept[to..]).copied().collect();
            match ask(&without)? {
                Feasibility::No => {
                    kept = without;
                    shrunk = true;
                }
                answer => {
                    is_smallest &= answer != Feasibility::Unknown;
                    from = to;
                }
            }
        }
        // Rules do not always make room when they go, so single ones are tried until none can.
        if size == 1 && !shrunk {
            return Ok(ConflictFinding::Conflict(Conflict { rules: kept, is_smallest }));
        }
        size = if size > 1 { size.div_ceil(2) } else { 1 };
    }
}

/// Whether these rules ask for nobody to be served, so that anything goes.
fn nobody_left(kept: &[Rule], force: Option<&Force>) -> bool {
    force.is_none() && !kept.iter().any(|rule| matches!(rule, Rule::Served(_)))
}

impl Conflict {
    /// The rules, those of one kind together where they add up.
    pub fn parts(&self, campaign: &Campaign) -> Vec<ConflictPart> {
        let (served, ends) = (self.served(campaign), self.ends(campaign));
        let served = (!served.is_empty()).then_some(ConflictPart::Served(served));
        let ends = (!ends.is_empty()).then_some(ConflictPart::Ends(ends));
        let adds_up = |rule: &&Rule| matches!(rule, Rule::Served(_) | Rule::End(_));
        let others = self.rules.iter().filter(|rule| !adds_up(rule));
        served.into_iter().chain(ends).chain(others.map(|rule| ConflictPart::Rule(*rule))).collect()
    }

    /// Where minutes are lacking: the least minutes that the groups need, and the minutes that the
    /// half-days have without the time that the conflict does not speak of. Where these would do,
    /// windows that can't be cut don't fit in; `None` where that may also be for the time between
    /// two groups.
    pub fn minutes(&self, campaign: &Campaign) -> Option<(Minutes, Minutes)> {
        let is_time = |rule: &Rule| {
            let by_length = matches!(
                rule,
                Rule::Served(_)
                    | Rule::End(_)
                    | Rule::Rate(_)
                    | Rule::OneWindow(_)
                    | Rule::ClassTime
            );
            by_length || matches!(rule, Rule::MakeUp(..) | Rule::Break(..) | Rule::Changeover)
        };
        let (served, ends) = (self.served(campaign), self.ends(campaign));
        if served.len() < 2
            || ends.len() < campaign.blocks().len()
            || !self.rules.iter().all(is_time)
        {
            return None;
        }
        let needed = served.iter().map(|need| need.minutes).sum::<Option<Minutes>>()?;
        let there = ends.iter().map(|(_, minutes)| minutes).sum();
        (needed > there || !self.rules.contains(&Rule::Changeover)).then_some((needed, there))
    }

    /// Minutes of a half-day in which a group could be photographed, by the rules of the conflict
    /// alone.
    fn usable(&self, campaign: &Campaign, id: BlockId) -> Minutes {
        let mut block = campaign.block(id).clone();
        let mut place = 0..block.make_up.len();
        block.make_up.retain(|_| {
            place.next().is_some_and(|place| self.rules.contains(&Rule::MakeUp(id, place)))
        });
        let mut place = 0..block.breaks.len();
        block.breaks.retain(|_| {
            place.next().is_some_and(|place| self.rules.contains(&Rule::Break(id, place)))
        });
        block.usable_minutes_in(block.bookable())
    }

    /// Whom the conflict wants served, in the order of the campaign, with what they need.
    fn served(&self, campaign: &Campaign) -> Vec<Need> {
        let mut groups: Vec<GroupId> = self
            .rules
            .iter()
            .filter_map(|rule| if let Rule::Served(group) = rule { Some(*group) } else { None })
            .collect();
        groups.sort_unstable();
        let need = |group| Need { group, minutes: least_minutes(campaign, group) };
        groups.into_iter().map(need).collect()
    }

    /// Half-days whose end is part of the conflict, with their usable minutes.
    fn ends(&self, campaign: &Campaign) -> Vec<(BlockId, Minutes)> {
        let blocks = self.rules.iter();
        let blocks =
            blocks.filter_map(|rule| if let Rule::End(block) = rule { Some(*block) } else { None });
        blocks.map(|block| (block, self.usable(campaign, block))).collect()
    }
}

/// The fewest minutes on the grid that a group needs in the half-day where it needs least; `None`
/// where a rate is unknown.
fn least_minutes(campaign: &Campaign, id: GroupId) -> Option<Minutes> {
    let grid = campaign.grid();
    let needs = campaign.block_ids().map(|block| campaign.least_minutes(id, None, block));
    let minutes = needs.collect::<Option<Vec<Minutes>>>()?.into_iter().min()?;
    Some((minutes + grid - 1) / grid * grid)
}

#[cfg(test)]
mod tests {
    use super::{
        Asker, Campaign, Conflict, ConflictFinding, ConflictPart, Need, Rule, conflict,
        in_question, relaxed,
    };
    use crate::base::budget::Budget;
    use crate::base::clock::Interval;
    use crate::base::diagnostic::Severity;
    use crate::base::text::Text;
    use crate::campaign::{
        BlockId, ClassTime, Crew, CrewId, GroupId, Site, SiteId, StationId, Tier, Travel, tiny,
    };
    use crate::check::check;
    use crate::solve::Options;
    use crate::solve::every_plan::every_plan;
    use crate::solve::windows::candidates;
    use rand::RngExt;

    fn find(campaign: &Campaign) -> ConflictFinding {
        let budget = Budget::unlimited();
        let options = Options { threads: 1, ..Options::default() };
        conflict(campaign, None, &Asker::new(options, &budget, &mut |_, _| {})).unwrap()
    }

    /// Whether any choice of windows keeps all rules.
    fn has_plan(campaign: &Campaign) -> bool {
        !every_plan(campaign, &candidates(campaign).unwrap().list).is_empty()
    }

    #[test]
    fn the_rules_of_a_conflict_have_no_plan_and_have_one_without_any_of_them() {
        let (mut conflicts, mut fits, mut of_crews, mut by_size) = (0, 0, 0, 0);
        for seed in 0..60 {
            let mut dice = tiny::dice(seed);
            let moves = seed % 3 == 0;
            let draft = if moves { tiny::with_crews } else { tiny::random };
            let mut draft = draft(&mut dice);
            if dice.random_bool(0.3) {
                let minutes = dice.random_range(8..=15);
                draft.class_time =
                    vec![ClassTime { up_to: None, minutes, batch: None, seconds: 0 }];
            }
            let more = [0, 0, 4][dice.random_range(0..3_usize)];
            draft.groups.iter_mut().for_each(|group| group.headcount += more);
            tiny::add_relation(&mut dice, &mut draft);
            // That half-days end later is one way out, and more windows than can be tried.
            draft.blocks.iter_mut().for_each(|block| block.latest_end = block.regular.end);
            draft.tiers = vec![Tier::Blocks];
            let campaign = Campaign::new(draft).unwrap();
            match find(&campaign) {
                ConflictFinding::Fits(plan) => {
                    assert!(has_plan(&campaign), "seed {seed}");
                    let found = check(&campaign, &plan);
                    assert!(found.iter().all(|own| own.severity != Severity::Error), "seed {seed}");
                    fits += 1;
                }
                ConflictFinding::Unknown => panic!("seed {seed}: there is no limit"),
                ConflictFinding::Conflict(Conflict { rules, is_smallest }) => {
                    assert!(!has_plan(&campaign) && is_smallest, "seed {seed}: {rules:?}");
                    let all = in_question(&campaign, None);
                    let given_up = |kept: &[Rule]| -> Vec<Rule> {
                        all.iter().copied().filter(|rule| !kept.contains(rule)).collect()
                    };
                    // Without the rule that half-days end the windows of this campaign are past
                    // what a test enumerates.
                    let may_try = |kept: &[Rule]| {
                        campaign.block_ids().all(|block| kept.contains(&Rule::End(block)))
                    };
                    if may_try(&rules) {
                        let alone = relaxed(&campaign, &given_up(&rules), None).unwrap();
                        assert!(!has_plan(&alone), "seed {seed}: {rules:?} could hold together");
                    }
                    for rule in &rules {
                        let others: Vec<Rule> =
                            rules.iter().copied().filter(|own| own != rule).collect();
                        let Some(without) = relaxed(&campaign, &given_up(&others), None) else {
                            continue;
                        };
                        let is_possible = !may_try(&others) || has_plan(&without);
                        assert!(is_possible, "seed {seed}: {rules:?} without {rule:?}");
                    }
                    conflicts += 1;
                    of_crews += usize::from(
                        rules.iter().any(|rule| matches!(rule, Rule::Crew(_) | Rule::Travel)),
                    );
                    by_size += usize::from(rules.contains(&Rule::ClassTime));
                }
            }
        }
        assert!(conflicts > 8 && fits > 8, "{conflicts} conflicts, {fits} fit");
        assert!(of_crews > 1 && by_size > 2, "{of_crews} of crews, {by_size} by size");
    }

    #[test]
    fn a_way_that_is_too_long_is_a_cause_and_an_end_that_is_given_up_keeps_no_crew() {
        let of_ways = |minutes: i32| {
            let mut draft = tiny::draft(&[2, 2], &[10, 10]);
            draft.sites = ["A", "B"].map(|name| Site::new(Text::same(name))).to_vec();
            draft.travel = vec![Travel { one: SiteId(0), other: SiteId(1), minutes }];
            draft.crews = vec![Crew::new(Text::same("crew"))];
            draft.stations.push(draft.stations[0].clone());
            for (place, station) in draft.stations.iter_mut().enumerate() {
                station.name = Text::same(format!("S{place}"));
                (station.site, station.crew) = (Some(SiteId(place)), Some(CrewId(0)));
                draft.groups[place].sites = [SiteId(place)].into();
            }
            // Half an hour behind the first, at the other campus.
            let first = draft.blocks[0].clone();
            let second = &mut draft.blocks[1];
            (second.station, second.date) = (StationId(1), first.date);
            second.regular = Interval::new(first.latest_end + 30, first.latest_end + 50);
            second.latest_end = second.regular.end;
            draft.tiers = vec![Tier::Blocks];
            find(&Campaign::new(draft).unwrap())
        };
        assert!(matches!(of_ways(30), ConflictFinding::Fits(_)));
        let ConflictFinding::Conflict(found) = of_ways(31) else { panic!("the way is too long") };
        let mut rules = found.rules.clone();
        rules.sort_unstable();
        let served = [0, 1].map(|group| Rule::Served(GroupId(group)));
        assert_eq!(rules, [Rule::Travel, Rule::Crew(CrewId(0)), served[0], served[1]]);
        assert!(found.is_smallest);
    }

    #[test]
    fn too_many_people_conflict_with_the_end_and_the_rate_alone() {
        let mut draft = tiny::draft(&[3], &[16, 16, 2]);
        draft.tiers = vec![Tier::Blocks];
        let campaign = Campaign::new(draft).unwrap();
        let ConflictFinding::Conflict(found) = find(&campaign) else {
            panic!("32 people in thirty minutes")
        };
        let mut rules = found.rules.clone();
        rules.sort_unstable();
        let served = [0, 1].map(|group| Rule::Served(GroupId(group)));
        let rate = Rule::Rate(StationId(0));
        assert_eq!(rules, [served[0], served[1], Rule::End(BlockId(0)), rate]);
        assert!(found.is_smallest);
        assert_eq!(found.minutes(&campaign), Some((40, 30)), "twenty each on the grid");
    }

    #[test]
    fn minutes_are_told_only_where_it_is_a_matter_of_minutes() {
        let mut draft = tiny::draft(&[3, 2], &[16, 16, 8]);
        draft.changeover = 5;
        let interval = Interval::new(tiny::START + 10, tiny::START + 20);
        let pause = crate::campaign::Break { interval, may_straddle: false };
        draft.blocks[0].breaks.push(pause);
        let campaign = Campaign::new(draft).unwrap();
        let served: Vec<Rule> = campaign.group_ids().map(Rule::Served).collect();
        let ends = [0, 1].map(|block| Rule::End(BlockId(block)));
        let minutes = |further: &[Rule]| {
            let rules = [&served[..], &ends[..], further].concat();
            Conflict { rules, is_smallest: true }.minutes(&campaign)
        };
        assert_eq!(minutes(&[]), Some((50, 50)));
        assert_eq!(minutes(&[Rule::Break(BlockId(0), 0)]), Some((50, 40)), "the break counts");
        assert_eq!(minutes(&[Rule::Changeover]), None, "it may be for the time between two groups");
        assert_eq!(minutes(&[Rule::Changeover, Rule::Break(BlockId(0), 0)]), Some((50, 40)));
        assert_eq!(minutes(&[Rule::MostGroups]), None, "it is a matter of number");
        let rules = [&served[..], &ends[..1]].concat();
        assert_eq!(Conflict { rules, is_smallest: true }.minutes(&campaign), None);
    }

    #[test]
    fn rules_that_add_up_are_one_part_and_the_others_stand_alone() {
        let mut draft = tiny::draft(&[3, 2], &[16, 8]);
        draft.max_groups_per_block = Some(1);
        let interval = Interval::new(tiny::START + 10, tiny::START + 20);
        let pause = crate::campaign::Break { interval, may_straddle: false };
        draft.blocks[0].breaks.push(pause);
        let campaign = Campaign::new(draft.clone()).unwrap();
        let parts = |campaign: &Campaign, rules: &[Rule]| {
            Conflict { rules: rules.to_vec(), is_smallest: true }.parts(campaign)
        };
        let served = [1, 0].map(|group| Rule::Served(GroupId(group)));
        let ends = [0, 1].map(|block| Rule::End(BlockId(block)));
        let pause = Rule::Break(BlockId(0), 0);
        let rules = [Rule::MostGroups, served[0], ends[0], pause, served[1], ends[1]];
        let need = |group, minutes| Need { group: GroupId(group), minutes };
        let wanted = [
            ConflictPart::Served(vec![need(0, Some(20)), need(1, Some(10))]),
            ConflictPart::Ends(vec![(BlockId(0), 20), (BlockId(1), 20)]),
            ConflictPart::Rule(Rule::MostGroups),
            ConflictPart::Rule(pause),
        ];
        assert_eq!(parts(&campaign, &rules), wanted);
        // The break takes no time where it is no part of the conflict.
        assert_eq!(parts(&campaign, &ends[..1]), [ConflictPart::Ends(vec![(BlockId(0), 30)])]);
        draft.stations[0].rate = None;
        let unknown = Campaign::new(draft).unwrap();
        assert_eq!(parts(&unknown, &served[..1]), [ConflictPart::Served(vec![need(1, None)])]);
        assert!(parts(&unknown, &[]).is_empty());
    }
}
