//! Crews that stand at one desk in a half-day: conflict constraints between half-days, and the cost
//! of going from site to site.
//!
//! With `open[b]` = 1 where anybody comes in block `b`, which no column stands for: in the master it
//! is the sum of the block's patterns, in the compact MIP `1 − stay[b]`.

use super::{CandidateId, ColumnTerm, LinearRow, LinearRules, Meaning, Sense};
use crate::campaign::{Block, BlockId, Campaign, CrewId, SiteId, Tier};
use std::collections::{BTreeMap, BTreeSet};

/// The blocks that exclude each block, by block: empty lists where no crew moves.
pub fn excluded(campaign: &Campaign) -> Vec<Vec<BlockId>> {
    let mut lists = vec![Vec::new(); campaign.blocks().len()];
    for on_one_day in staffed_by_day(campaign).into_values() {
        for (place, a) in on_one_day.iter().enumerate() {
            for b in &on_one_day[place + 1..] {
                if campaign.exclude_each_other(*a, *b) {
                    lists[a.0].push(*b);
                    lists[b.0].push(*a);
                }
            }
        }
    }
    lists
}

/// The blocks of crews, for each day in the order in which they begin.
fn staffed_by_day(campaign: &Campaign) -> BTreeMap<jiff::civil::Date, Vec<BlockId>> {
    let mut days: BTreeMap<jiff::civil::Date, Vec<BlockId>> = BTreeMap::new();
    for id in campaign.block_ids().filter(|id| campaign.is_open_on_demand(*id)) {
        days.entry(campaign.block(id).date).or_default().push(id);
    }
    for blocks in days.values_mut() {
        blocks.sort_by_key(|id| (campaign.block(*id).regular.start, *id));
    }
    days
}

impl LinearRules<'_> {
    /// The rows of crews: who stands where, and in `moves` and `visits` what it costs.
    pub(super) fn crews(&mut self) {
        let question = self.question;
        if question.campaign.crews().is_empty() {
            return;
        }
        self.at_one_desk_each();
        let is_asked = |tier| question.tiers().any(|own| own == tier);
        let (asks_for_moves, asks_for_visits) = (is_asked(Tier::Moves), is_asked(Tier::Visits));
        if asks_for_moves {
            self.moves();
        }
        self.visits(asks_for_visits);
        self.in_a_row();
    }

    /// Clique rows that cover every two blocks that exclude each other: `Σ_{b ∈ clique} open[b] ≤ 1`.
    fn at_one_desk_each(&mut self) {
        let lists = excluded(self.question.campaign);
        let excludes = |a: &BlockId, b: &BlockId| lists[a.0].contains(b);
        let mut covered: BTreeSet<(BlockId, BlockId)> = BTreeSet::new();
        for (a, list) in lists.iter().enumerate() {
            let a = BlockId(a);
            for b in list.iter().copied().filter(|b| a < *b) {
                if covered.contains(&(a, b)) {
                    continue;
                }
                let mut clique = vec![a, b];
                for c in list {
                    if *c != b && clique.iter().all(|member| excludes(member, c)) {
                        clique.push(*c);
                    }
                }
                clique.sort();
                for (place, one) in clique.iter().enumerate() {
                    covered.extend(clique[place + 1..].iter().map(|other| (*one, *other)));
                }
                self.at_most_open(clique, Vec::new(), 1);
            }
        }
    }

    /// A column `visit[s,d]` of cost 1 for each site `s` and day `d`:
    /// `open[b] ≤ visit[s,d]` for each block `b` of a crew there, and for a site with a limit of
    /// days `Σ_d visit[s,d] ≤ most_visits`. Unless they are asked for, other sites have none.
    fn visits(&mut self, are_asked_for: bool) {
        let campaign = self.question.campaign;
        let most = |site: &Option<SiteId>| site.and_then(|site| campaign.site(site).most_visits);
        let mut of_site: BTreeMap<Option<SiteId>, Vec<ColumnTerm>> = BTreeMap::new();
        for (_, blocks) in staffed_by_day(campaign) {
            let mut by_site: BTreeMap<Option<SiteId>, Vec<BlockId>> = BTreeMap::new();
            for block in blocks {
                let site = campaign.site_of(campaign.block(block).station);
                by_site.entry(site).or_default().push(block);
            }
            by_site.retain(|site, _| are_asked_for || most(site).is_some());
            for (site, blocks) in by_site {
                let visit = self.column(None, Meaning::Visit);
                for block in blocks {
                    self.at_most_open(vec![block], vec![(visit, -1)], 0);
                }
                of_site.entry(site).or_default().push((visit, 1));
            }
        }
        for (site, visits) in of_site {
            if let Some(most) = most(&site) {
                self.at_most(Vec::new(), visits, most);
            }
        }
    }

    /// For a site whose half-days in use follow one another a column `begin[t]` for each of its
    /// half-days, in the order of time. With `b` a block of half-day `t`, and `c` over the windows
    /// of the half-day before: `open[b] − Σ_c x[c] ≤ begin[t]`, and `Σ_t begin[t] ≤ 1`.
    fn in_a_row(&mut self) {
        let campaign = self.question.campaign;
        for site in (0..campaign.sites().len()).map(SiteId) {
            if !campaign.site(site).is_consecutive {
                continue;
            }
            let (mut begins, mut before) = (Vec::new(), Vec::new());
            for half_day in campaign.half_days_at(site) {
                let begin = self.column(None, Meaning::Begin);
                for block in &half_day {
                    self.rows.push(LinearRow {
                        windows: before.clone(),
                        columns: vec![(begin, -1)],
                        open: vec![*block],
                        sense: Sense::AtMost,
                        right_hand_side: 0,
                    });
                }
                begins.push((begin, 1));
                before.clear();
                for (place, candidate) in self.question.candidates.iter().enumerate() {
                    if half_day.contains(&candidate.block) {
                        before.push((CandidateId(place), -1));
                    }
                }
            }
            self.at_most(Vec::new(), begins, 1);
        }
    }

    /// For each crew a column `move[i]` of cost 1 between its `i`-th and next time to begin. For
    /// each two such times `i < j` and each site `s`, with `b` over its blocks at time `i` at `s`
    /// and `c` over those at time `j` at other sites:
    /// `Σ_b open[b] + Σ_c open[c] ≤ 1 + Σ_{i ≤ k < j} move[k]`. Pairs of neighbours come first.
    fn moves(&mut self) {
        let campaign = self.question.campaign;
        let begins = |block: &Block| (block.date, block.regular.start);
        let mut by_crew: BTreeMap<CrewId, Vec<BlockId>> = BTreeMap::new();
        for id in campaign.block_ids() {
            if let Some(crew) = campaign.station(campaign.block(id).station).crew {
                by_crew.entry(crew).or_default().push(id);
            }
        }
        let site = |id: &BlockId| campaign.site_of(campaign.block(*id).station);
        for mut blocks in by_crew.into_values() {
            blocks.sort_by_key(|id| begins(campaign.block(*id)));
            let times: Vec<&[BlockId]> = blocks
                .chunk_by(|a, b| begins(campaign.block(*a)) == begins(campaign.block(*b)))
                .collect();
            let between: Vec<_> =
                (1..times.len()).map(|_| self.column(None, Meaning::Move)).collect();
            for distance in 1..times.len() {
                for from in 0..times.len() - distance {
                    let (here, there) = (times[from], times[from + distance]);
                    let sites: BTreeSet<Option<SiteId>> = here.iter().map(site).collect();
                    for at in sites {
                        let stays = here.iter().filter(|id| site(id) == at);
                        let goes = there.iter().filter(|id| site(id) != at);
                        let goes: Vec<BlockId> = goes.copied().collect();
                        if goes.is_empty() {
                            continue;
                        }
                        let columns = between[from..from + distance].iter();
                        let columns = columns.map(|column| (*column, -1)).collect();
                        self.at_most_open(stays.copied().chain(goes).collect(), columns, 1);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::excluded;
    use crate::base::diagnostic::Severity;
    use crate::campaign::{Campaign, Tier, tiny};
    use crate::check::check;
    use crate::solve::every_plan::{every_choice, plan_of, units};
    use crate::solve::rows::{LinearRules, Question};
    use crate::solve::windows::{Costs, candidates};
    use rand::RngExt;

    #[test]
    fn rows_of_crews_are_kept_by_the_plans_that_the_check_passes() {
        let (mut kept, mut broken, mut dear) = (0, 0, 0);
        for seed in 0..80 {
            let mut dice = tiny::dice(seed);
            let mut draft = tiny::with_crews(&mut dice);
            // What is local to a block is no row.
            draft.changeover = 0;
            let tier = [Tier::Moves, Tier::Visits][dice.random_range(0..2_usize)];
            draft.tiers = vec![tier];
            if dice.random_bool(0.5) {
                draft.tiers.push(Tier::Unserved);
            }
            tiny::limit_visits(&mut dice, &mut draft);
            let campaign = Campaign::new(draft).unwrap();
            let all = candidates(&campaign).unwrap().list;
            let costs = Costs::new(&campaign, None);
            let rules = LinearRules::new(Question::of(&campaign, &costs, Some(tier), &[], &all));
            for windows in every_choice(&campaign, &all) {
                let found = check(&campaign, &plan_of(&campaign, &windows));
                let is_right = found.iter().all(|found| found.severity != Severity::Error);
                let completions = rules.every_completion(&windows, |_| true);
                assert_eq!(!completions.is_empty(), is_right, "seed {seed}: {windows:?} {found:?}");
                if !is_right {
                    broken += 1;
                    continue;
                }
                kept += 1;
                let worth = units(&campaign, tier, &windows, None);
                let least = completions.iter().map(|taken| rules.cost(tier, &windows, taken)).min();
                assert_eq!(least, Some(worth), "seed {seed}: {tier:?} {windows:?}");
                let needed = rules.columns_needed(&rules.chosen(&windows));
                assert_eq!(rules.cost(tier, &windows, &needed), worth, "seed {seed}: {windows:?}");
                dear += usize::from(worth > 1);
            }
        }
        assert!(kept > 1_000 && broken > 300 && dear > 100, "{kept} {broken} {dear}");
    }

    #[test]
    fn half_days_of_a_station_with_its_own_team_exclude_none() {
        let campaign = Campaign::new(tiny::draft(&[3, 3], &[10])).unwrap();
        assert!(excluded(&campaign).iter().all(Vec::is_empty));
    }
}
