//! Groups too large for one window: runs of classes, their order, and what a cut costs.

use super::{Builder, ColumnMeaning};
use crate::base::clock::Minutes;
use crate::campaign::plan::Window;
use crate::campaign::{BlockId, Campaign, GroupId, StationId, Tier};
use crate::solve::windows::Candidate;
use good_lp::{Expression, Variable, constraint};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What makes a cut worse than it need be; each costs one point more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Drawback {
    /// The part after the cut is on another day.
    OtherDay,
    /// It is at another station.
    OtherStation,
    /// It does not follow directly.
    Gap,
}

/// Adds the drawback columns of a group's windows, which are in the order of its classes.
pub(super) fn drawbacks(
    campaign: &Campaign,
    group: GroupId,
    windows: &[&Window],
    on: &mut BTreeSet<ColumnMeaning>,
) {
    for pair in windows.windows(2) {
        let (before, after) = (pair[0], pair[1]);
        let Some(last) = before.run.and_then(|run| run.to.checked_sub(1)) else { continue };
        let found = [
            (Drawback::OtherDay, before.date != after.date),
            (Drawback::OtherStation, before.station != after.station),
            (Drawback::Gap, !follows(campaign, before, after)),
        ];
        on.extend(
            found
                .into_iter()
                .filter(|(_, is)| *is)
                .map(|(what, _)| ColumnMeaning::Cut(group, last, what)),
        );
    }
}

fn follows(campaign: &Campaign, before: &Window, after: &Window) -> bool {
    before.date == after.date
        && campaign.follows_directly(
            after.station,
            after.date,
            before.interval.end,
            after.interval.start,
        )
}

impl Builder<'_> {
    /// Groups of which candidates serve only a run.
    fn cut_groups(&self) -> BTreeMap<GroupId, Vec<(Candidate, Variable)>> {
        let mut cut: BTreeMap<GroupId, Vec<(Candidate, Variable)>> = BTreeMap::new();
        for (candidate, _) in self.windows().filter(|(candidate, _)| candidate.run.is_some()) {
            cut.entry(candidate.group).or_default();
        }
        for (candidate, x) in self.windows() {
            if let Some(windows) = cut.get_mut(&candidate.group) {
                windows.push((candidate, x));
            }
        }
        cut
    }

    /// At most `max_windows` windows, one after another in the order of the class list:
    /// `Σ_b y[g,b] ≤ max_windows`,
    /// `Σ_{c ends with i} end[c]·x[c] ≤ Σ_{c begins with i+1} start[c]·x[c]`.
    pub(super) fn cut_groups_in_runs(&mut self) {
        for (group, windows) in self.cut_groups() {
            let count: Expression = windows.iter().map(|(_, x)| *x).sum();
            self.rows.push(constraint::leq(count, self.campaign.group(group).max_windows as f64));
            for class in 1..self.campaign.group(group).classes.len() {
                let runs = || {
                    windows
                        .iter()
                        .filter_map(|(candidate, x)| Some((candidate, candidate.run?, *x)))
                };
                let before = runs().filter(|(_, run, _)| run.to == class);
                let after = runs().filter(|(_, run, _)| run.from == class);
                let end: Expression =
                    before.map(|(c, _, x)| self.moment(c, c.interval.end) * x).sum();
                let start: Expression =
                    after.map(|(c, _, x)| self.moment(c, c.interval.start) * x).sum();
                self.rows.push(constraint::leq(end, start));
            }
            if self.campaign.has_tier(Tier::Cuts) {
                self.drawback_columns(group, &windows);
            }
        }
    }

    /// For every place in the class list where a cut may be, columns that are 1 where the cut has a
    /// drawback:
    /// - another day, for each day `d`:
    ///   `Σ_{c serves i, on d} x[c] − Σ_{c serves i+1, on d} x[c] ≤ day[g,i]`, and the same for
    ///   stations;
    /// - a gap, for each block and end `e`:
    ///   `Σ_{c ends with i at e} x[c] − Σ_{c starts with i+1 directly after e} x[c] ≤ gap[g,i]`.
    fn drawback_columns(&mut self, group: GroupId, windows: &[(Candidate, Variable)]) {
        let campaign = self.campaign;
        let day = |candidate: &Candidate| campaign.block(candidate.block).date;
        let station = |candidate: &Candidate| campaign.block(candidate.block).station;
        for class in 0..campaign.group(group).classes.len().saturating_sub(1) {
            let mut days: BTreeMap<Date, Expression> = BTreeMap::new();
            let mut stations: BTreeMap<StationId, Expression> = BTreeMap::new();
            let mut ends: BTreeMap<(BlockId, Minutes), Expression> = BTreeMap::new();
            for (candidate, x) in windows {
                let (before, after) = (candidate.serves(class), candidate.serves(class + 1));
                if before != after {
                    let sign = if before { 1.0 } else { -1.0 };
                    *days.entry(day(candidate)).or_default() += sign * *x;
                    *stations.entry(station(candidate)).or_default() += sign * *x;
                }
                if before && !after {
                    *ends.entry((candidate.block, candidate.interval.end)).or_default() += *x;
                }
            }
            let mut starts: BTreeMap<(BlockId, Minutes), Expression> = BTreeMap::new();
            for (candidate, x) in
                windows.iter().filter(|(c, _)| c.run.is_some_and(|run| run.from == class + 1))
            {
                *starts.entry((candidate.block, candidate.interval.start)).or_default() += *x;
            }
            for ((block, end), ending) in &mut ends {
                let date = campaign.block(*block).date;
                for ((other, start), starting) in &starts {
                    let other = campaign.block(*other);
                    if other.date == date
                        && campaign.follows_directly(other.station, date, *end, *start)
                    {
                        *ending -= starting.clone();
                    }
                }
            }
            let rows = [
                (Drawback::OtherDay, days.into_values().collect::<Vec<_>>()),
                (Drawback::OtherStation, stations.into_values().collect()),
                (Drawback::Gap, ends.into_values().collect()),
            ];
            for (drawback, expressions) in rows {
                let column = self.add(ColumnMeaning::Cut(group, class, drawback));
                self.rows.extend(
                    expressions.into_iter().map(|expression| constraint::leq(expression, column)),
                );
            }
        }
    }

    /// `Σ_g (Σ_b y[g,b] + u[g] − 1) + Σ drawbacks`, over the groups that may be cut.
    pub(super) fn cuts(&self) -> (Expression, i64) {
        let cut = self.cut_groups();
        let points = self.columns_of(|column| match column {
            ColumnMeaning::Place(group, _) | ColumnMeaning::Unserved(group) => {
                cut.contains_key(group).then_some(1.0)
            }
            ColumnMeaning::Cut(..) => Some(1.0),
            _ => None,
        });
        (points, -(cut.len() as i64))
    }

    /// A group that the baseline cuts is told no new time only when all its windows stay:
    /// `kept[g] ≤ Σ_{c at the time and place of w} x[c]` for each of its `k` windows, and
    /// `k·kept[g] ≤ Σ_b y[g,b] ≤ max_windows − (max_windows − k)·kept[g]`.
    pub(super) fn baseline_cuts_kept_whole(&mut self) {
        for (group, calls) in self.costs.cut_in_baseline.clone() {
            let windows = self.window_columns(group);
            let kept = self.add(ColumnMeaning::Kept(group));
            for call in &calls {
                let there = windows
                    .iter()
                    .filter(|(candidate, _)| (candidate.block, candidate.interval) == *call);
                let chosen: Expression = there.map(|(_, x)| *x).sum();
                self.rows.push(constraint::leq(kept, chosen));
            }
            let most = self.campaign.group(group).max_windows as f64;
            let count: Expression = windows.iter().map(|(_, x)| *x).sum();
            self.rows.push(constraint::leq(calls.len() as f64 * kept, count.clone()));
            self.rows.push(constraint::leq(count + (most - calls.len() as f64) * kept, most));
        }
    }

    /// `−Σ_g expected[g]·kept[g]`, against everybody in the baseline being moved.
    pub(super) fn kept_cuts(&self) -> Expression {
        self.columns_of(|column| match column {
            ColumnMeaning::Kept(group) => Some(-(self.campaign.group(*group).expected() as f64)),
            _ => None,
        })
    }
}
