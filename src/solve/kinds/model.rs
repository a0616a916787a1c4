//! The MIP over kinds.
//!
//! Columns:
//! - `n[k,p,m]`, whole: groups of kind `k` with windows of `m` minutes in place `p`, a part of
//!   stretch `s`;
//! - `stay[g]`, binary, once `moved` is looked at: group `g` keeps its window `w[g]` of the baseline;
//! - `out[k]`, whole, with the tier `unserved`: groups of the kind without a window;
//! - `used[s]`, `open[b]`, binary: somebody comes in the stretch, in the half-day;
//! - `behind[s,r]`, binary: somebody comes in the stretch behind the release date `r`;
//! - `past[s,q]`, binary: windows take more of the stretch than lies before its break `q`;
//! - `late[b]`, `done[b]`: minutes past the regular end, and since the begin, of the last window.
//!
//! Rows, with `c` minutes between two windows:
//!
//! ```text
//! Σ_{p,m} n[k,p,m] + Σ_{g∈k} stay[g] + out[k] = groups of k
//! time[r,d] = Σ_{k, p⊆[r,d], m} (m + c) n[k,p,m] + Σ_g |[w[g] + c] ∩ [r, d + c]| stay[g]
//!                           ≤ d + c − r                    where places begin at r and end at d
//! time[s] = time[begin of s, end of s]
//!                           ≤ (minutes of s + c) × used[s]
//! stay[g] + stay[h]         ≤ 1 where w[g] and w[h] leave no changeover between them
//! Σ_{k,p∈s,m} (m + c) n[k,p,m] ≤ what fits beside S + (minutes of s + c) × Σ_{g∈S} (1 − stay[g])
//! used[s]                   ≤ open[b]
//! Σ_{k,p∈b,m} n[k,p,m] + Σ_{w[g]∈b} stay[g] ≤ most groups in a half-day
//! Σ_{k,p∈b,m} people of k × n[k,p,m] + Σ_{w[g]∈b} people of g × stay[g]
//!                           ≤ most people in half-day b; over the half-days of a station and a
//!                             day, ≤ most people at that station on a day
//! done[b]                   ≥ (begin of s − begin of b − c) × used[s] + time[s]
//!                             + Σ_q (minutes of q) × past[s,q]
//! time[s]                   ≤ minutes of s before q + (minutes of s after q) × past[s,q]
//! time[r, end of s]         ≤ (end of s + c − r) × behind[s,r]
//! done[b]                   ≥ (r − begin of b − c) × behind[s,r] + Σ_{p⊆[r, end of s]} (m + c) n[k,p,m]
//! done[b]                   ≥ (end of w[g] − begin of b) × stay[g]
//! late[b]                   ≥ done[b] − regular minutes of b,  late[b] ≥ 0
//! cost of a held tier       ≤ its value
//! ```
//!
//! The rows `time[r,d]` are sufficient where every place begins with its stretch (its windows have at
//! most a deadline, `d`) or ends with it (at most a release date, `r`). Windows with deadlines keep
//! them where they come first, the earliest deadline first (Jackson 1955); by the same rule backwards
//! those with release dates keep them where they come last, the latest last; all others have place
//! between them where all fit into the stretch. With windows as early as their release dates allow
//! the stretch ends after `time[s]` or after `r + time[r, end of s]`, whichever is last. Where a place
//! has both a release date and a deadline, or windows stay, these rows are necessary only.
//!
//! [`relations`](super::relations) has the rows of related groups, [`cut_rows`](super::cut_rows) those of groups
//! that may be cut.
//!
//! Two rows are added where a solution has no layout: the row with `S`, windows that stay in one stretch, and for
//! a minimal set `W` of windows of a stretch without a layout, all of kinds with one group ([`Misfit`]), the row
//! `Σ_{W} (stay[g], or Σ n[k,p,m] over the windows that are no shorter in no larger a place) ≤ |W| − 1`.

use super::cuts::Drawback;
use super::lengths::{Longer, Sizes};
use super::{Arrangement, KindId, Kinds, Misfit, Place, Placement, StayId, StretchId};
use crate::base::clock::{Interval, Minutes};
use crate::base::ratio::Ratio;
use crate::campaign::{BlockId, ClassRun, GroupId, StationId, Tier};
use crate::solve::bounds::serves_all;
use crate::solve::highs::MipModel;
use good_lp::{Constraint, Expression, ProblemVariables, Variable, constraint, variable};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What a column means.
#[derive(Debug, Clone, Copy)]
enum KindsColumn {
    Groups(KindId, Place, Minutes),
    Stay(StayId),
    Out(KindId),
    Used(StretchId),
    Behind(Place),
    /// Past the break of a stretch after this minute of work.
    Past(StretchId, Minutes),
    Open(BlockId),
    Done(BlockId),
    Late(BlockId),
    /// A drawback of a cut: the group's index among the groups that may be cut, and the class behind the cut.
    Drawback(usize, usize, Drawback),
    /// Whether all parts that a group has in the baseline stay.
    Kept(GroupId),
}

/// What windows have of a part of a stretch: minutes, changeovers included.
struct Span {
    /// Of those that may lie nowhere else.
    windows: Expression,
    /// Of those that stay.
    stays: Expression,
}

/// The window of a column `n` or `stay`, for rows over half-days.
pub(super) struct ModelWindow {
    pub kind: KindId,
    /// Its place; the place of a window that stays is its own interval.
    pub place: Place,
    pub minutes: Minutes,
    /// The run of classes that it serves; `None` for a whole group.
    pub run: Option<ClassRun>,
    pub column: Variable,
}

/// A window whose order in time rows look at.
pub(super) struct TimedWindow {
    pub window: ModelWindow,
    pub block: BlockId,
    /// Its earliest end, in minutes of the campaign.
    pub first_end: i64,
    /// Its latest start, in minutes of the campaign.
    pub last_start: i64,
}

/// One MIP, with what its columns mean.
pub(in crate::solve) struct KindsModel<'a> {
    pub(super) kinds: &'a Kinds<'a>,
    variables: ProblemVariables,
    columns: Vec<KindsColumn>,
    /// `n`, the first columns.
    choices: Vec<(KindId, Place, Minutes, Variable)>,
    /// `stay`, the columns after them.
    stays: Vec<(StayId, Variable)>,
    pub(super) out: Vec<Option<Variable>>,
    /// By stretch; `None` where neither half-days nor their ends count in an aim.
    used: Vec<Option<Variable>>,
    behind: BTreeMap<Place, Variable>,
    open: BTreeMap<BlockId, Variable>,
    late: BTreeMap<BlockId, Variable>,
    done: BTreeMap<BlockId, Variable>,
    drawbacks: Vec<Variable>,
    kept: BTreeMap<GroupId, Variable>,
    pub(super) rows: Vec<Constraint>,
}

impl<'a> KindsModel<'a> {
    /// Builds the columns and rows of the rules and of the held tiers, each with the most that a plan may cost in
    /// whole units, and the columns that `minimise` counts.
    pub fn new(
        kinds: &'a Kinds<'a>,
        sizes: &Sizes,
        held: &[(Tier, i64)],
        minimise: Option<Tier>,
    ) -> KindsModel<'a> {
        let tiers: Vec<Tier> = held.iter().map(|(tier, _)| *tier).chain(minimise).collect();
        let may_leave_out = !serves_all(kinds.campaign, held);
        let mut model = KindsModel {
            kinds,
            variables: ProblemVariables::new(),
            columns: Vec::new(),
            choices: Vec::new(),
            stays: Vec::new(),
            out: Vec::new(),
            used: Vec::new(),
            behind: BTreeMap::new(),
            open: BTreeMap::new(),
            late: BTreeMap::new(),
            done: BTreeMap::new(),
            drawbacks: Vec::new(),
            kept: BTreeMap::new(),
            rows: Vec::new(),
        };
        for (id, kind) in kinds.kinds.iter().enumerate() {
            for place in &kind.places {
                for minutes in kinds.lengths(KindId(id), *place, sizes) {
                    let most = kind.groups.len() as f64;
                    let meaning = KindsColumn::Groups(KindId(id), *place, minutes);
                    let column = model.add(meaning, variable().integer().min(0).max(most));
                    model.choices.push((KindId(id), *place, minutes, column));
                }
            }
        }
        if tiers.contains(&Tier::Moved) {
            model.windows_that_stay(sizes);
        }
        model.each_group_once(may_leave_out);
        let spans = model.spans();
        let looks_at_ends =
            tiers.contains(&Tier::Early) || tiers.contains(&Tier::Overtime) && kinds.may_be_late();
        model.stretches_in_use(tiers.contains(&Tier::Blocks), looks_at_ends);
        if looks_at_ends {
            model.windows_behind(&spans);
        }
        model.time_of_stretches(&spans);
        model.groups_of_half_days();
        model.caps();
        model.relations();
        model.cut_groups(&tiers);
        if looks_at_ends {
            model.ends_of_half_days(&spans);
        }
        for (tier, most) in held {
            model.hold(*tier, *most);
        }
        model
    }

    fn add(&mut self, column: KindsColumn, definition: good_lp::VariableDefinition) -> Variable {
        self.columns.push(column);
        self.variables.add(definition)
    }

    /// The columns of windows that may stay: no shorter than their people and the peak need. No two
    /// of them overlap.
    fn windows_that_stay(&mut self, sizes: &Sizes) {
        let shortest = Sizes { longer: Longer::No, ..sizes.clone() };
        for (id, stay) in self.kinds.stays.iter().enumerate() {
            let least = self.kinds.lengths(stay.kind, stay.place, &shortest);
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
                if own.place.stretch == other.place.stretch
                    && last.start < first.end + self.kinds.between
                {
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
        for (_, _, minutes, column) in self.choices.iter().filter(|own| own.1.stretch == stretch) {
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

    /// Adds the row of a misfit: its windows, or windows no shorter in places no larger, may not all be taken.
    pub fn without_misfit(&mut self, misfit: &Misfit) {
        let mut sum = Expression::default();
        for (id, column) in &self.stays {
            if misfit.stays.contains(id) {
                sum.add_mul(1.0, *column);
            }
        }
        for (kind, place, minutes, column) in &self.choices {
            let is_no_easier = |(own, within, least): &(KindId, Place, Minutes)| {
                own == kind
                    && within.stretch == place.stretch
                    && within.free.contains(place.free)
                    && minutes >= least
            };
            if misfit.windows.iter().any(is_no_easier) {
                sum.add_mul(1.0, *column);
            }
        }
        let count = misfit.stays.len() + misfit.windows.len();
        self.rows.push(constraint::leq(sum, count as f64 - 1.0));
    }

    /// Adds the row of each kind of whole groups: the number of its windows, of windows of parts with class 0 and of
    /// groups left out is the number of its groups.
    fn each_group_once(&mut self, may_leave_out: bool) {
        let kinds = self.kinds;
        let mut columns: Vec<Vec<Variable>> = vec![Vec::new(); kinds.kinds.len()];
        for window in self.windows() {
            if let Some(whole) = kinds.begins(window.kind) {
                columns[whole.index()].push(window.column);
            }
        }
        for (id, columns) in columns.into_iter().enumerate() {
            let kind = &kinds.kinds[id];
            if kind.run.is_some() {
                self.out.push(None);
                continue;
            }
            let groups = kind.groups.len() as f64;
            // The row of a kind without windows gets a column with the bounds 0 and 0 where nobody may be left
            // out: without a column HiGHS would drop the row, and the model would be feasible.
            let out = (may_leave_out || columns.is_empty()).then(|| {
                let most = if may_leave_out { groups } else { 0.0 };
                let out = KindsColumn::Out(KindId(id));
                self.add(out, variable().integer().min(0).max(most))
            });
            self.out.push(out);
            let sum: Expression = columns.into_iter().chain(out).sum();
            self.rows.push(constraint::eq(sum, groups));
        }
    }

    /// The [tight spans](tight_spans) of every stretch. Of each the minutes, changeovers included,
    /// that windows have of it.
    fn spans(&self) -> BTreeMap<Place, Span> {
        let mut by_stretch: Vec<Vec<(Interval, Minutes, Variable)>> =
            vec![Vec::new(); self.kinds.stretches.len()];
        for (_, place, minutes, column) in &self.choices {
            let taken = minutes + self.kinds.between;
            by_stretch[place.stretch.index()].push((place.free, taken, *column));
        }
        let mut spans = BTreeMap::new();
        for (id, choices) in by_stretch.iter().enumerate() {
            let all = self.kinds.stretches[id].interval;
            let places: BTreeSet<Interval> = choices.iter().map(|(free, ..)| *free).collect();
            for interval in tight_spans(&places, all) {
                let mut windows = Expression::default();
                for (_, taken, column) in choices.iter().filter(|own| interval.contains(own.0)) {
                    windows.add_mul(f64::from(*taken), *column);
                }
                let place = Place { stretch: StretchId(id), free: interval };
                let stays = self.stays_in(place);
                spans.insert(place, Span { windows, stays });
            }
        }
        spans
    }

    /// The minutes, changeovers included, that windows which stay have of a part of a stretch.
    fn stays_in(&self, place: Place) -> Expression {
        let mut time = Expression::default();
        for (id, column) in &self.stays {
            let stay = self.kinds.stay_of(*id);
            let (from, to) = (stay.interval.start, stay.interval.end);
            let inside = to.min(place.free.end) + self.kinds.between - from.max(place.free.start);
            if stay.place.stretch == place.stretch && inside > 0 {
                time.add_mul(f64::from(inside), *column);
            }
        }
        time
    }

    /// Whether a span is the end of its stretch, behind a release date.
    fn is_behind(&self, span: Place) -> bool {
        let all = self.kinds.stretch(span.stretch).interval;
        all.start < span.free.start && span.free.end == all.end
    }

    fn windows_behind(&mut self, spans: &BTreeMap<Place, Span>) {
        for span in spans.keys().filter(|span| self.is_behind(**span)).copied().collect::<Vec<_>>()
        {
            let column = self.add(KindsColumn::Behind(span), variable().binary());
            self.behind.insert(span, column);
        }
    }

    fn time_of_stretches(&mut self, spans: &BTreeMap<Place, Span>) {
        for (place, span) in spans {
            let most = f64::from(place.free.minutes() + self.kinds.between);
            let used = self.behind.get(place).copied().or(self.used[place.stretch.index()]);
            let time = span.windows.clone() + span.stays.clone();
            self.rows.push(match used {
                Some(used) => constraint::leq(time, most * used),
                None => constraint::leq(time, most),
            });
        }
    }

    /// Adds the column of a drawback; see [`KindsColumn::Drawback`] for `cut` and `class`.
    pub(super) fn drawback(&mut self, cut: usize, class: usize, what: Drawback) -> Variable {
        let column = self.add(KindsColumn::Drawback(cut, class, what), variable().binary());
        self.drawbacks.push(column);
        column
    }

    /// Adds the column `kept` of a group.
    pub(super) fn kept(&mut self, group: GroupId) -> Variable {
        let column = self.add(KindsColumn::Kept(group), variable().binary());
        self.kept.insert(group, column);
        column
    }

    /// The columns `stay`.
    pub(super) fn stays(&self) -> &[(StayId, Variable)] {
        &self.stays
    }

    /// The windows of all columns `n` and `stay`.
    pub(super) fn windows(&self) -> impl Iterator<Item = ModelWindow> {
        let laid_out = self.choices.iter().map(|(kind, place, minutes, column)| ModelWindow {
            kind: *kind,
            place: *place,
            minutes: *minutes,
            run: self.kinds.kinds[kind.index()].run,
            column: *column,
        });
        let stays = self.stays.iter().map(|(id, column)| {
            let stay = self.kinds.stay_of(*id);
            ModelWindow {
                kind: stay.kind,
                place: Place { stretch: stay.place.stretch, free: stay.interval },
                minutes: stay.interval.minutes(),
                run: self.kinds.kinds[stay.kind.index()].run,
                column: *column,
            }
        });
        laid_out.chain(stays)
    }

    /// The windows of kinds, with their earliest ends and latest starts.
    pub(super) fn timed_windows(&self, is_own: impl Fn(KindId) -> bool) -> Vec<TimedWindow> {
        let timed = |window: ModelWindow| {
            let stretch = self.kinds.stretch(window.place.stretch);
            let moment = |minute| self.kinds.campaign.moment(stretch.block, minute);
            let Interval { start, end } = window.place.free;
            let first = stretch.clock(Interval::new(start, start + window.minutes));
            let last = stretch.clock(Interval::new(end - window.minutes, end));
            TimedWindow {
                block: stretch.block,
                first_end: moment(first.end),
                last_start: moment(last.start),
                window,
            }
        };
        self.windows().filter(|window| is_own(window.kind)).map(timed).collect()
    }

    fn groups_of_half_days(&mut self) {
        let Some(most) = self.kinds.campaign.max_groups_per_block() else { return };
        let mut numbers: BTreeMap<BlockId, Expression> = BTreeMap::new();
        for window in self.windows() {
            let block = self.kinds.stretch(window.place.stretch).block;
            numbers.entry(block).or_default().add_mul(1.0, window.column);
        }
        let rows = numbers.into_values().map(|number| constraint::leq(number, most as f64));
        self.rows.extend(rows);
    }

    /// Rows for the most people in a half-day, and at a station on a day.
    fn caps(&mut self) {
        let campaign = self.kinds.campaign;
        if !campaign.limits_people() {
            return;
        }
        let mut halves: BTreeMap<BlockId, Expression> = BTreeMap::new();
        let mut days: BTreeMap<(StationId, Date), Expression> = BTreeMap::new();
        for window in self.windows() {
            let id = self.kinds.stretch(window.place.stretch).block;
            let block = campaign.block(id);
            let people = self.kinds.kinds[window.kind.index()].expected as f64;
            halves.entry(id).or_default().add_mul(people, window.column);
            days.entry((block.station, block.date)).or_default().add_mul(people, window.column);
        }
        let halves = halves.into_iter().map(|(id, sum)| (campaign.block(id).own.most_people, sum));
        let days = days.into_iter().map(|((id, _), sum)| (campaign.station(id).most_people, sum));
        let rows =
            halves.chain(days).filter_map(|(most, sum)| Some(constraint::leq(sum, most? as f64)));
        self.rows.extend(rows.collect::<Vec<_>>());
    }

    /// The half-days that have a stretch.
    fn half_days(&self) -> BTreeSet<BlockId> {
        self.kinds.stretches.iter().map(|stretch| stretch.block).collect()
    }

    /// Adds the columns `open` where half-days count, and `used` where half-days or their ends count. The only
    /// stretch of a half-day shares the column of the half-day: they are in use together.
    fn stretches_in_use(&mut self, half_days_count: bool, ends_count: bool) {
        if half_days_count {
            for block in self.half_days() {
                let open = self.add(KindsColumn::Open(block), variable().binary());
                self.open.insert(block, open);
            }
        }
        for (id, stretch) in self.kinds.stretches.iter().enumerate() {
            let mut of_block = self.kinds.stretches.iter().filter(|own| own.block == stretch.block);
            let is_alone = of_block.nth(1).is_none();
            let open = self.open.get(&stretch.block).copied();
            let used = match open.filter(|_| is_alone) {
                None if half_days_count || ends_count => {
                    let used = self.add(KindsColumn::Used(StretchId(id)), variable().binary());
                    if let Some(open) = open {
                        self.rows.push(constraint::leq(used, open));
                    }
                    Some(used)
                }
                open => open,
            };
            self.used.push(used);
        }
    }

    fn ends_of_half_days(&mut self, spans: &BTreeMap<Place, Span>) {
        for block in self.half_days() {
            let done = self.add(KindsColumn::Done(block), variable().min(0));
            let late = self.add(KindsColumn::Late(block), variable().min(0));
            let regular = f64::from(self.kinds.campaign.block(block).regular.minutes());
            self.rows.push(constraint::leq(done - regular, late));
            self.done.insert(block, done);
            self.late.insert(block, late);
        }
        let kinds = self.kinds;
        for (place, span) in spans {
            let stretch = kinds.stretch(place.stretch);
            let begin = kinds.campaign.block(stretch.block).regular.start;
            let before = f64::from(place.free.start - begin - kinds.between);
            let end = match self.behind.get(place) {
                Some(behind) => before * *behind + span.windows.clone(),
                None if place.free == stretch.interval => {
                    let time = span.windows.clone() + span.stays.clone();
                    let used = self.used[place.stretch.index()];
                    let begin = used.map_or(Expression::from(before), |used| before * used);
                    let mut end = begin + time.clone();
                    for (after, minutes) in &stretch.pauses {
                        let past = KindsColumn::Past(place.stretch, *after);
                        let past = self.add(past, variable().binary());
                        let before = f64::from(after - stretch.interval.start);
                        let behind = f64::from(stretch.interval.end - after);
                        self.rows.push(constraint::leq(time.clone(), before + behind * past));
                        end.add_mul(f64::from(*minutes), past);
                    }
                    end
                }
                None => continue,
            };
            self.rows.push(constraint::leq(end, self.done[&stretch.block]));
        }
        for (id, column) in &self.stays {
            let window = kinds.stays_as(*id);
            let block = window.block;
            let end = window.interval.end - kinds.campaign.block(block).regular.start;
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
                for (kind, place, minutes, column) in &self.choices {
                    let price = self.kinds.cost(tier, *kind, *place, *minutes);
                    if price != 0 {
                        cost.add_mul(price as f64, *column);
                    }
                }
            }
            Tier::Cuts => {
                for window in self.windows() {
                    let run = self.kinds.kinds[window.kind.index()].run;
                    if run.is_some_and(|run| run.from > 0) {
                        cost.add_mul(1.0, window.column);
                    }
                }
                self.drawbacks.iter().for_each(|drawback| cost.add_mul(1.0, *drawback));
            }
            Tier::Moved => {
                for (group, kept) in &self.kept {
                    let people = self.kinds.campaign.group(*group).expected();
                    cost.add_mul(-(people as f64), *kept);
                }
            }
            // A held peak limits the lengths of windows, not the rows.
            Tier::Peak | Tier::Moves | Tier::Visits => {}
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
    fn hold(&mut self, tier: Tier, most: i64) {
        let cost = self.cost(tier);
        let most = most - self.kinds.costs.constant(tier);
        self.rows.push(constraint::leq(cost, most as f64));
    }

    /// The columns of a plan by kinds as a MIP start; `None` where it has lengths that the model
    /// has not.
    pub fn values(&self, arrangement: &Arrangement) -> Option<Vec<f64>> {
        let mut groups: BTreeMap<(KindId, Place, Minutes), usize> = BTreeMap::new();
        let mut out: Vec<usize> = self.kinds.kinds.iter().map(|kind| kind.groups.len()).collect();
        let between = self.kinds.between;
        let mut time = vec![0; self.kinds.stretches.len()];
        // When the last window of a stretch ends, by those that stay, and by release dates.
        let mut ends = vec![0; self.kinds.stretches.len()];
        for id in &arrangement.stays {
            let stay = self.kinds.stay_of(*id);
            if let Some(whole) = self.kinds.begins(stay.kind) {
                out[whole.index()] = out[whole.index()].checked_sub(1)?;
            }
            let place = stay.place.stretch.index();
            time[place] += stay.interval.minutes() + between;
            ends[place] = stay.interval.end.max(ends[place]);
        }
        let all_minutes = |own: &Placement| own.groups as Minutes * (own.minutes + between);
        // Minutes of windows that can't begin before.
        let released = |stretch: StretchId, from: Minutes| {
            let own = arrangement.placements.iter();
            let own =
                own.filter(|own| own.place.stretch == stretch && own.place.free.start >= from);
            own.map(all_minutes).sum::<Minutes>()
        };
        for placement in &arrangement.placements {
            *groups.entry((placement.kind, placement.place, placement.minutes)).or_default() +=
                placement.groups;
            if let Some(whole) = self.kinds.begins(placement.kind) {
                out[whole.index()] = out[whole.index()].checked_sub(placement.groups)?;
            }
            let (stretch, from) = (placement.place.stretch, placement.place.free.start);
            time[stretch.index()] += all_minutes(placement);
            let end = from - between + released(stretch, from);
            ends[stretch.index()] = end.max(ends[stretch.index()]);
        }
        for ((own, time), end) in self.kinds.stretches.iter().zip(&time).zip(&mut ends) {
            *end = (*end).max(own.interval.start - between + time);
        }
        let is_behind = |span: &Place| {
            let stays = arrangement.stays.iter().map(|id| self.kinds.stay_of(*id));
            let ends = stays.map(|stay| (stay.place.stretch, stay.interval.end + between));
            released(span.stretch, span.free.start) > 0
                || ends
                    .into_iter()
                    .any(|(stretch, end)| stretch == span.stretch && end > span.free.start)
        };
        let in_block = |block: BlockId| {
            let stretches = self.kinds.stretches.iter().zip(&time).zip(&ends);
            stretches
                .filter(move |((own, time), _)| own.block == block && **time > 0)
                .map(|((own, _), end)| own.clock(Interval::new(own.interval.start, *end)).end)
        };
        let done = |block: BlockId| {
            let begin = self.kinds.campaign.block(block).regular.start;
            in_block(block).max().map_or(0, |end| end - begin)
        };
        let mut known = 0;
        let values = self.columns.iter().map(|column| match column {
            KindsColumn::Groups(kind, place, minutes) => {
                let value = groups.get(&(*kind, *place, *minutes)).copied().unwrap_or(0);
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
            KindsColumn::Behind(span) => f64::from(u8::from(is_behind(span))),
            KindsColumn::Past(stretch, after) => {
                let own = self.kinds.stretch(*stretch).interval;
                f64::from(u8::from(time[stretch.index()] > after - own.start))
            }
            KindsColumn::Open(block) => f64::from(u8::from(in_block(*block).next().is_some())),
            KindsColumn::Done(block) => f64::from(done(*block)),
            KindsColumn::Late(block) => {
                let regular = self.kinds.campaign.block(*block).regular.minutes();
                f64::from((done(*block) - regular).max(0))
            }
            KindsColumn::Drawback(cut, class, what) => {
                f64::from(u8::from(self.kinds.has_drawback(arrangement, *cut, *class, *what)))
            }
            KindsColumn::Kept(group) => {
                f64::from(u8::from(self.kinds.keeps_parts(arrangement, *group)))
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
            self.choices.iter().map(|(kind, place, minutes, _)| (*kind, *place, *minutes));
        let stays = self.stays.iter().map(|(id, _)| *id).collect();
        let choices = Choices { all: choices.collect(), stays };
        (MipModel { variables: self.variables, objective, rows: self.rows }, choices)
    }
}

/// The parts of a stretch whose minutes limit the windows inside: from where places begin to where
/// places end, with a place inside that begins there and one that ends there; and all of it.
pub(super) fn tight_spans(places: &BTreeSet<Interval>, all: Interval) -> BTreeSet<Interval> {
    let begins: BTreeSet<Minutes> = places.iter().map(|free| free.start).collect();
    let ends: BTreeSet<Minutes> = places.iter().map(|free| free.end).collect();
    let pairs = begins.iter().flat_map(|begin| ends.iter().map(|end| (*begin, *end)));
    let pairs = pairs.filter(|(begin, end)| begin < end);
    let is_tight = |span: &Interval| {
        let mut inside = places.iter().filter(|free| span.contains(**free));
        let mut ending = inside.clone();
        inside.any(|free| free.start == span.start) && ending.any(|free| free.end == span.end)
    };
    let tight = pairs.map(|(begin, end)| Interval::new(begin, end)).filter(is_tight);
    tight.chain([all]).collect()
}

/// What the first columns of a model mean.
pub(in crate::solve) struct Choices {
    all: Vec<(KindId, Place, Minutes)>,
    stays: Vec<StayId>,
}

impl Choices {
    /// The plan by kinds of a solution: the windows that stay, and the number of groups by kind, place and
    /// minutes.
    pub fn arrangement(&self, values: &[f64]) -> Arrangement {
        let placement = |((kind, place, minutes), value): (&(KindId, Place, Minutes), &f64)| {
            let groups = value.round().max(0.0) as usize;
            Placement { kind: *kind, place: *place, minutes: *minutes, groups }
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
    /// Whether a window may end after the regular end of its half-day.
    fn may_be_late(&self) -> bool {
        self.stretches
            .iter()
            .any(|own| own.clock(own.interval).end > self.campaign.block(own.block).regular.end)
    }

    /// All loads that windows can have, in order; 0 too where nobody may have one.
    pub fn loads(&self) -> Vec<Ratio> {
        let mut loads = Vec::new();
        if self.campaign.has_tier(Tier::Unserved) {
            loads.push(Ratio::whole(0));
        }
        let grid = self.campaign.grid() as usize;
        for (id, kind) in self.kinds.iter().enumerate() {
            // The shortest and the longest window at stations of each unit.
            let mut ranges: BTreeMap<i64, (Minutes, Minutes)> = BTreeMap::new();
            for place in &kind.places {
                let lengths = self.lengths(KindId(id), *place, &Sizes::default());
                let Some(least) = lengths.first().copied() else { continue };
                let unit = self.load_unit(Tier::Peak, place.stretch);
                let range = ranges.entry(unit).or_insert((least, place.free.minutes()));
                *range = (range.0.min(least), range.1.max(place.free.minutes()));
            }
            for (unit, (least, most)) in ranges {
                let of = |minutes| Ratio::new(kind.expected * 60, i64::from(minutes) * unit);
                loads.extend((least..=most).step_by(grid).filter_map(of));
            }
        }
        loads.sort_unstable();
        loads.dedup();
        loads
    }

    /// The lowest of `loads` at which the windows of all groups last no longer than all stretches,
    /// and all stretches together have room for everybody; the first where groups may be left out.
    pub fn load_that_fits(&self, loads: &[Ratio], held: &[(Tier, i64)]) -> Ratio {
        let first = loads.first().copied().unwrap_or(Ratio::whole(0));
        if !serves_all(self.campaign, held) {
            return first;
        }
        let minutes = |id: usize| i64::from(self.stretches[id].interval.minutes());
        let stretches = || 0..self.stretches.len();
        let time: i64 = stretches().map(|id| minutes(id) + i64::from(self.between)).sum();
        let speed: i64 =
            stretches().map(|id| minutes(id) * self.load_unit(Tier::Peak, StretchId(id))).sum();
        let people = self.campaign.expected();
        let fits = |peak: &Ratio| {
            if Ratio::new(people * 60, speed).is_some_and(|least| *peak < least) {
                return false;
            }
            let sizes = Sizes { peak: Some(*peak), ..Sizes::default() };
            let least = |id: KindId| {
                let places = self.kinds[id.index()].places.iter();
                let shortest = |place: &Place| self.lengths(id, *place, &sizes).first().copied();
                let least = places.filter_map(shortest).min()?;
                Some(i64::from(least + self.between))
            };
            self.least_sum(least).is_some_and(|needed| needed <= time)
        };
        loads.get(loads.partition_point(|load| !fits(load))).copied().unwrap_or(first)
    }

    /// The people of the baseline who can't keep their window whatever else is planned.
    pub fn people_who_must_move(&self) -> i64 {
        let whole = self.stays.iter().filter(|stay| self.kinds[stay.kind.index()].run.is_none());
        let may_stay = whole.map(|stay| self.campaign.group(stay.group).expected()).sum::<i64>();
        self.costs.constant(Tier::Moved) - may_stay - self.people_who_may_keep_parts()
    }

    /// The sum of each group's cheapest window in whole units of a tier.
    pub fn cheapest_windows(&self, tier: Tier, sizes: &Sizes) -> i64 {
        let least = |id: KindId| {
            let prices = self.kinds[id.index()].places.iter().flat_map(|place| {
                let lengths = self.lengths(id, *place, sizes);
                lengths.into_iter().map(|minutes| self.cost(tier, id, *place, minutes))
            });
            prices.min()
        };
        self.least_sum(least).unwrap_or(0)
    }
}
