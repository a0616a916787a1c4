//! The MIP over kinds.
//!
//! Columns:
//! - `n[k,s,m]`, whole: groups of kind `k` with windows of `m` minutes in stretch `s`;
//! - `stay[g]`, binary, once `moved` is looked at: group `g` keeps its window `w[g]` of the baseline;
//! - `out[k]`, whole, with the tier `unserved`: groups of the kind without a window;
//! - `used[s]`, `open[b]`, binary: somebody comes in the stretch, in the half-day;
//! - `late[b]`, `done[b]`: minutes past the regular end, and since the begin, of the last window.
//!
//! Rows, with `c` minutes between two windows:
//!
//! ```text
//! Σ_{s,m} n[k,s,m] + Σ_{g∈k} stay[g] + out[k] = groups of k
//! time[s] = Σ_{k,m} (m + c) n[k,s,m] + Σ_{w[g]∈s} (minutes of w[g] + c) stay[g]
//!                           ≤ (minutes of s + c) × used[s]
//! stay[g] + stay[h]         ≤ 1 where w[g] and w[h] leave no changeover between them
//! Σ_{k,m} (m + c) n[k,s,m]  ≤ what fits beside S + (minutes of s + c) × Σ_{g∈S} (1 − stay[g])
//! used[s]                   ≤ open[b]
//! Σ_{k,s∈b,m} n[k,s,m] + Σ_{w[g]∈b} stay[g] ≤ most groups in a half-day
//! done[b]                   ≥ (begin of s − begin of b − c) × used[s] + time[s]
//! done[b]                   ≥ (end of w[g] − begin of b) × stay[g]
//! late[b]                   ≥ done[b] − regular minutes of b,  late[b] ≥ 0
//! cost of a held tier       ≤ its value
//! ```
//!
//! The row with `S`, windows that stay in one stretch, is added where a solution can't be laid out.

use super::lengths::{Longer, Sizes};
use super::{Arrangement, KindId, Kinds, Placement, StayId, StretchId};
use crate::base::clock::Minutes;
use crate::base::ratio::Ratio;
use crate::campaign::{BlockId, Tier};
use crate::solve::bounds::serves_all;
use crate::solve::highs::MipModel;
use good_lp::{Constraint, Expression, ProblemVariables, Variable, constraint, variable};
use std::collections::{BTreeMap, BTreeSet};

/// What a column means.
#[derive(Debug, Clone, Copy)]
enum KindsColumn {
    Groups(KindId, StretchId, Minutes),
    Stay(StayId),
    Out(KindId),
    Used(StretchId),
    Open(BlockId),
    Done(BlockId),
    Late(BlockId),
}

/// One MIP, with what its columns mean.
pub(in crate::solve) struct KindsModel<'a> {
    kinds: &'a Kinds<'a>,
    variables: ProblemVariables,
    columns: Vec<KindsColumn>,
    /// `n`, the first columns.
    choices: Vec<(KindId, StretchId, Minutes, Variable)>,
    /// `stay`, the columns after them.
    stays: Vec<(StayId, Variable)>,
    out: Vec<Option<Variable>>,
    used: Vec<Variable>,
    open: BTreeMap<BlockId, Variable>,
    late: BTreeMap<BlockId, Variable>,
    done: BTreeMap<BlockId, Variable>,
    rows: Vec<Constraint>,
}

impl<'a> KindsModel<'a> {
    /// The rows of all plans; `tiers` are those that are minimised or held.
    pub fn new(kinds: &'a Kinds<'a>, sizes: Sizes, tiers: &[Tier]) -> KindsModel<'a> {
        let mut model = KindsModel {
            kinds,
            variables: ProblemVariables::new(),
            columns: Vec::new(),
            choices: Vec::new(),
            stays: Vec::new(),
            out: Vec::new(),
            used: Vec::new(),
            open: BTreeMap::new(),
            late: BTreeMap::new(),
            done: BTreeMap::new(),
            rows: Vec::new(),
        };
        for (id, kind) in kinds.kinds.iter().enumerate() {
            for stretch in &kind.stretches {
                for minutes in kinds.lengths(KindId(id), *stretch, sizes) {
                    let most = kind.groups.len() as f64;
                    let meaning = KindsColumn::Groups(KindId(id), *stretch, minutes);
                    let column = model.add(meaning, variable().integer().min(0).max(most));
                    model.choices.push((KindId(id), *stretch, minutes, column));
                }
            }
        }
        if tiers.contains(&Tier::Moved) {
            model.windows_that_stay(sizes);
        }
        model.each_group_once();
        let stretches = (0..kinds.stretches.len()).map(StretchId);
        model.used =
            stretches.map(|id| model.add(KindsColumn::Used(id), variable().binary())).collect();
        model.time_of_stretches();
        if tiers.contains(&Tier::Blocks) {
            model.open_half_days();
        }
        if tiers.contains(&Tier::Early) || tiers.contains(&Tier::Overtime) {
            model.ends_of_half_days();
        }
        model
    }

    fn add(&mut self, column: KindsColumn, definition: good_lp::VariableDefinition) -> Variable {
        self.columns.push(column);
        self.variables.add(definition)
    }

    /// The columns of windows that may stay: no shorter than their people and the peak need. No two
    /// of them overlap.
    fn windows_that_stay(&mut self, sizes: Sizes) {
        let shortest = Sizes { longer: Longer::No, ..sizes };
        for (id, stay) in self.kinds.stays.iter().enumerate() {
            let least = self.kinds.lengths(stay.kind, stay.stretch, shortest);
            if least.first().is_some_and(|least| *least <= stay.interval.minutes()) {
                let column = self.add(KindsColumn::Stay(StayId(id)), variable().binary());
                self.stays.push((StayId(id), column));
            }
        }
        for (place, (id, column)) in self.stays.iter().enumerate() {
            let own = self.kinds.stay_of(*id);
            for (other, other_column) in &self.stays[..place] {
                let other = self.kinds.stay_of(*other);
                let (first, last) =
                    (own.interval.min(other.interval), own.interval.max(other.interval));
                if own.stretch == other.stretch && last.start < first.end + self.kinds.between {
                    self.rows.push(constraint::leq(*column + *other_column, 1.0));
                }
            }
        }
    }

    /// Windows of other groups take no more of a stretch than fits beside some that stay.
    pub fn fit_beside(&mut self, stretch: StretchId, staying: &[StayId]) {
        let kinds = self.kinds;
        let mut others = Expression::default();
        let mut lengths: Vec<Minutes> = Vec::new();
        for (_, _, minutes, column) in self.choices.iter().filter(|own| own.1 == stretch) {
            others.add_mul(f64::from(minutes + kinds.between), *column);
            lengths.push(minutes + kinds.between);
        }
        lengths.sort_unstable();
        lengths.dedup();
        let most = kinds.most_beside(stretch, staying, &lengths);
        let all = kinds.stretch(stretch).interval.minutes() + kinds.between;
        for (_, stay) in self.stays.iter().filter(|(id, _)| staying.contains(id)) {
            others.add_mul(f64::from(all), *stay);
        }
        let limit = f64::from(most) + f64::from(all) * staying.len() as f64;
        self.rows.push(constraint::leq(others, limit));
    }

    fn each_group_once(&mut self) {
        let campaign = self.kinds.campaign;
        let mut sums = vec![Expression::default(); self.kinds.kinds.len()];
        for (kind, _, _, column) in &self.choices {
            sums[kind.index()].add_mul(1.0, *column);
        }
        for (id, column) in &self.stays {
            sums[self.kinds.stay_of(*id).kind.index()].add_mul(1.0, *column);
        }
        for (id, mut sum) in sums.into_iter().enumerate() {
            let kind = &self.kinds.kinds[id];
            let most = kind.groups.len() as f64;
            let out = campaign.has_tier(Tier::Unserved).then(|| {
                let out = KindsColumn::Out(KindId(id));
                let column = self.add(out, variable().integer().min(0).max(most));
                sum.add_mul(1.0, column);
                column
            });
            self.out.push(out);
            self.rows.push(constraint::eq(sum, most));
        }
    }

    /// Minutes, changeovers included, and number of the windows of every stretch.
    fn sums_of_stretches(&self) -> Vec<(Expression, Expression)> {
        let empty = || (Expression::default(), Expression::default());
        let mut sums: Vec<_> = self.kinds.stretches.iter().map(|_| empty()).collect();
        for (_, stretch, minutes, column) in &self.choices {
            let (time, number) = &mut sums[stretch.index()];
            time.add_mul(f64::from(minutes + self.kinds.between), *column);
            number.add_mul(1.0, *column);
        }
        for (id, column) in &self.stays {
            let stay = self.kinds.stay_of(*id);
            let (time, number) = &mut sums[stay.stretch.index()];
            time.add_mul(f64::from(stay.interval.minutes() + self.kinds.between), *column);
            number.add_mul(1.0, *column);
        }
        sums
    }

    fn time_of_stretches(&mut self) {
        let mut numbers: BTreeMap<BlockId, Expression> = BTreeMap::new();
        for (id, (time, number)) in self.sums_of_stretches().into_iter().enumerate() {
            let stretch = &self.kinds.stretches[id];
            let most = f64::from(stretch.interval.minutes() + self.kinds.between);
            self.rows.push(constraint::leq(time, most * self.used[id]));
            *numbers.entry(stretch.block).or_default() += number;
        }
        if let Some(most) = self.kinds.campaign.max_groups_per_block() {
            let rows = numbers.into_values().map(|number| constraint::leq(number, most as f64));
            self.rows.extend(rows);
        }
    }

    /// The half-days that have a stretch.
    fn half_days(&self) -> BTreeSet<BlockId> {
        self.kinds.stretches.iter().map(|stretch| stretch.block).collect()
    }

    fn open_half_days(&mut self) {
        for block in self.half_days() {
            let open = self.add(KindsColumn::Open(block), variable().binary());
            self.open.insert(block, open);
        }
        for (id, stretch) in self.kinds.stretches.iter().enumerate() {
            self.rows.push(constraint::leq(self.used[id], self.open[&stretch.block]));
        }
    }

    fn ends_of_half_days(&mut self) {
        for block in self.half_days() {
            let done = self.add(KindsColumn::Done(block), variable().min(0));
            let late = self.add(KindsColumn::Late(block), variable().min(0));
            let regular = f64::from(self.kinds.campaign.block(block).regular.minutes());
            self.rows.push(constraint::leq(done - regular, late));
            self.done.insert(block, done);
            self.late.insert(block, late);
        }
        for (id, (time, _)) in self.sums_of_stretches().into_iter().enumerate() {
            let stretch = &self.kinds.stretches[id];
            let begin = self.kinds.campaign.block(stretch.block).regular.start;
            let before = stretch.interval.start - begin - self.kinds.between;
            let end = time + f64::from(before) * self.used[id];
            self.rows.push(constraint::leq(end, self.done[&stretch.block]));
        }
        for (id, column) in &self.stays {
            let stay = self.kinds.stay_of(*id);
            let block = self.kinds.stretch(stay.stretch).block;
            let end = stay.interval.end - self.kinds.campaign.block(block).regular.start;
            self.rows.push(constraint::leq(f64::from(end) * *column, self.done[&block]));
        }
    }

    /// The cost of a plan in a tier that is a sum, in whole units, but for its constant.
    fn cost(&self, tier: Tier) -> Expression {
        let mut cost = Expression::default();
        match tier {
            Tier::Unserved => {
                for (kind, out) in self.kinds.kinds.iter().zip(&self.out) {
                    if let Some(out) = out {
                        cost.add_mul(kind.expected as f64, *out);
                    }
                }
            }
            Tier::Blocks => self.open.values().for_each(|open| cost.add_mul(1.0, *open)),
            Tier::Overtime => self.late.values().for_each(|late| cost.add_mul(1.0, *late)),
            Tier::Early => self.done.values().for_each(|done| cost.add_mul(1.0, *done)),
            Tier::Overload | Tier::Preference | Tier::Spread => {
                for (kind, stretch, minutes, column) in &self.choices {
                    let window = self.kinds.window(*kind, *stretch, *minutes);
                    let price = self.kinds.costs.of(tier, &window);
                    if price != 0 {
                        cost.add_mul(price as f64, *column);
                    }
                }
            }
            // Nobody is cut, and the peak is in the lengths.
            Tier::Cuts | Tier::Moved | Tier::Peak => {}
        }
        for (id, column) in &self.stays {
            let price = self.kinds.costs.of(tier, &self.kinds.stays_as(*id));
            if price != 0 {
                cost.add_mul(price as f64, *column);
            }
        }
        cost
    }

    /// The number of columns.
    pub fn columns(&self) -> usize {
        self.columns.len()
    }

    /// Holds a tier at a value in whole units.
    pub fn hold(&mut self, tier: Tier, most: i64) {
        let cost = self.cost(tier);
        let most = most - self.kinds.costs.constant(tier);
        self.rows.push(constraint::leq(cost, most as f64));
    }

    /// The columns of a plan by kinds as a MIP start; `None` where it has lengths that the model
    /// has not.
    pub fn values(&self, arrangement: &Arrangement) -> Option<Vec<f64>> {
        let mut groups: BTreeMap<(KindId, StretchId, Minutes), usize> = BTreeMap::new();
        let mut out: Vec<usize> = self.kinds.kinds.iter().map(|kind| kind.groups.len()).collect();
        let mut time = vec![0; self.kinds.stretches.len()];
        // When the last window that stays in a stretch ends.
        let mut ends = vec![0; self.kinds.stretches.len()];
        for id in &arrangement.stays {
            let stay = self.kinds.stay_of(*id);
            out[stay.kind.index()] = out[stay.kind.index()].checked_sub(1)?;
            let place = stay.stretch.index();
            time[place] += stay.interval.minutes() + self.kinds.between;
            ends[place] = stay.interval.end.max(ends[place]);
        }
        for placement in &arrangement.placements {
            *groups.entry((placement.kind, placement.stretch, placement.minutes)).or_default() +=
                placement.groups;
            out[placement.kind.index()] =
                out[placement.kind.index()].checked_sub(placement.groups)?;
            let each = placement.minutes + self.kinds.between;
            time[placement.stretch.index()] += placement.groups as Minutes * each;
        }
        for ((own, time), end) in self.kinds.stretches.iter().zip(&time).zip(&mut ends) {
            *end = (*end).max(own.interval.start - self.kinds.between + time);
        }
        let in_block = |block: BlockId| {
            let stretches = self.kinds.stretches.iter().zip(&time).zip(&ends);
            stretches
                .filter(move |((own, time), _)| own.block == block && **time > 0)
                .map(|(_, end)| *end)
        };
        let done = |block: BlockId| {
            let begin = self.kinds.campaign.block(block).regular.start;
            in_block(block).max().map_or(0, |end| end - begin)
        };
        let mut known = 0;
        let values = self.columns.iter().map(|column| match column {
            KindsColumn::Groups(kind, stretch, minutes) => {
                let value = groups.get(&(*kind, *stretch, *minutes)).copied().unwrap_or(0);
                known += value;
                value as f64
            }
            KindsColumn::Stay(id) => {
                let stays = arrangement.stays.contains(id);
                known += usize::from(stays);
                f64::from(u8::from(stays))
            }
            KindsColumn::Out(kind) => out[kind.index()] as f64,
            KindsColumn::Used(stretch) => f64::from(u8::from(time[stretch.index()] > 0)),
            KindsColumn::Open(block) => f64::from(u8::from(in_block(*block).next().is_some())),
            KindsColumn::Done(block) => f64::from(done(*block)),
            KindsColumn::Late(block) => {
                let regular = self.kinds.campaign.block(*block).regular.minutes();
                f64::from((done(*block) - regular).max(0))
            }
        });
        let values: Vec<f64> = values.collect();
        let all = groups.values().sum::<usize>() + arrangement.stays.len();
        (known == all).then_some(values)
    }

    /// The MIP that minimises a tier, or only asks for a plan; and the means to read its solution.
    pub fn mip(self, minimise: Option<Tier>) -> (MipModel, Choices) {
        let objective = minimise.map_or(Expression::default(), |tier| self.cost(tier));
        let choices =
            self.choices.iter().map(|(kind, stretch, minutes, _)| (*kind, *stretch, *minutes));
        let stays = self.stays.iter().map(|(id, _)| *id).collect();
        let choices = Choices { all: choices.collect(), stays };
        (MipModel { variables: self.variables, objective, rows: self.rows }, choices)
    }
}

/// What the first columns of a model mean.
pub(in crate::solve) struct Choices {
    all: Vec<(KindId, StretchId, Minutes)>,
    stays: Vec<StayId>,
}

impl Choices {
    /// Which windows stay in a solution, and how many groups of which kind it has where, for how
    /// long.
    pub fn arrangement(&self, values: &[f64]) -> Arrangement {
        let placement =
            |((kind, stretch, minutes), value): (&(KindId, StretchId, Minutes), &f64)| {
                let groups = value.round().max(0.0) as usize;
                Placement { kind: *kind, stretch: *stretch, minutes: *minutes, groups }
            };
        let placements = self.all.iter().zip(values).map(placement);
        let stays = self.stays.iter().zip(values.iter().skip(self.all.len()));
        Arrangement {
            stays: stays.filter(|(_, value)| **value > 0.5).map(|(id, _)| *id).collect(),
            placements: placements.filter(|placement| placement.groups > 0).collect(),
        }
    }
}

impl Kinds<'_> {
    /// All rates that windows can have, in order; 0 too where nobody may have one.
    pub fn rates(&self) -> Vec<Ratio> {
        let mut rates = Vec::new();
        if self.campaign.has_tier(Tier::Unserved) {
            rates.push(Ratio::whole(0));
        }
        let grid = self.campaign.grid();
        for (id, kind) in self.kinds.iter().enumerate() {
            let shortest = |stretch: &StretchId| {
                let lengths = self.lengths(KindId(id), *stretch, Sizes::default());
                lengths.first().map(|least| (*least, self.stretch(*stretch).interval.minutes()))
            };
            let ranges: Vec<(Minutes, Minutes)> =
                kind.stretches.iter().filter_map(shortest).collect();
            let least = ranges.iter().map(|(least, _)| *least).min().unwrap_or(1);
            let most = ranges.iter().map(|(_, most)| *most).max().unwrap_or(0);
            let lengths = (least..=most).step_by(grid as usize);
            rates.extend(lengths.filter_map(|minutes| Ratio::per_hour(kind.expected, minutes)));
        }
        rates.sort_unstable();
        rates.dedup();
        rates
    }

    /// The lowest of some rates at which the windows of all groups last no longer than all
    /// stretches; the first where groups may be left out.
    pub fn rate_that_fits(&self, rates: &[Ratio], held: &[(Tier, i64)]) -> Ratio {
        let first = rates.first().copied().unwrap_or(Ratio::whole(0));
        if !serves_all(self.campaign, held) {
            return first;
        }
        let stretches = self.stretches.iter();
        let time =
            stretches.map(|own| i64::from(own.interval.minutes() + self.between)).sum::<i64>();
        let fits = |peak: &Ratio| {
            let sizes = Sizes { peak: Some(*peak), ..Sizes::default() };
            let mut needed = 0;
            for (id, kind) in self.kinds.iter().enumerate() {
                let shortest = |stretch: &StretchId| {
                    self.lengths(KindId(id), *stretch, sizes).first().copied()
                };
                let Some(least) = kind.stretches.iter().filter_map(shortest).min() else {
                    return false;
                };
                needed += i64::from(least + self.between) * kind.groups.len() as i64;
            }
            needed <= time
        };
        rates.get(rates.partition_point(|rate| !fits(rate))).copied().unwrap_or(first)
    }

    /// The people of the baseline who can't keep their window whatever else is planned.
    pub fn people_who_must_move(&self) -> i64 {
        let may_stay = self.stays.iter().map(|stay| self.campaign.group(stay.group).expected());
        self.costs.constant(Tier::Moved) - may_stay.sum::<i64>()
    }

    /// The sum of each group's cheapest window in whole units of a tier.
    pub fn cheapest_windows(&self, tier: Tier, sizes: Sizes) -> i64 {
        let mut sum = 0;
        for (id, kind) in self.kinds.iter().enumerate() {
            let prices = kind.stretches.iter().flat_map(|stretch| {
                let lengths = self.lengths(KindId(id), *stretch, sizes);
                let price =
                    |minutes| self.costs.of(tier, &self.window(KindId(id), *stretch, minutes));
                lengths.into_iter().map(price)
            });
            sum += prices.min().unwrap_or(0) * kind.groups.len() as i64;
        }
        sum
    }
}
