//! How hard the engine tries, and from which sizes on it takes another way.
//!
//! Effort is counted in work: labels, patterns, nodes, simplex iterations, looks. The same campaign, seed and number of
//! threads therefore give the same plan on a slow machine as on a fast one, and beside other work
//! as alone, as long as the [`super::Budget`] is not spent. Where a value was found by measuring,
//! that was done on campaigns made by `generate`, with 13 to 960 groups.

/// Choices that change how long a solve takes and which of several good plans it finds, never
/// whether a plan keeps the rules or a bound holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tuning {
    /// Candidate windows from which on column generation pays: below them the compact programme is
    /// proven in less time than the first master takes.
    pub many_candidates: usize,
    /// Candidate windows beyond which the compact programme is not asked after the patterns: its
    /// first linear programme alone takes longer than anybody waits, and has never found what
    /// patterns did not.
    pub most_in_one_programme: usize,
    /// Half-days from which on masters are slow: the first one starts from patterns that fit
    /// together, and dives take large steps.
    pub many_blocks: usize,
    /// Groups a half-day from which on patterns are too long to begin with, where an integer
    /// programme over who comes where can do without them.
    pub many_groups: usize,
    /// Patterns inside the gap from which on a search tree is faster than a programme over them,
    /// where any order will do.
    pub many_patterns: usize,
    /// How often patterns are asked anew because a plan of theirs had too many people waiting
    /// somewhere: each time adds rows, and what ten times do not settle is left to the compact
    /// programme.
    pub most_looks_at_halls: usize,

    /// How often first-fit is tried in another order: a plan that a hundred orders do not find is
    /// found by the solver.
    pub first_fit_tries: usize,
    /// Pairs of a candidate and a half-day that these tries look at in all: about half a second.
    pub first_fit_looks: usize,
    /// Windows that are looked at while idle time is given to those beside it. Every try looks at
    /// all of them; so many are a fraction of a second.
    pub stretch_looks: usize,

    /// Labels that one search for a cheapest pattern keeps. Where few groups share a half-day it
    /// needs some hundreds; one that needs more than this needs millions.
    pub most_labels: usize,
    /// Comparisons of labels for one cheapest pattern: some 50 ms. Where dozens of groups share a
    /// half-day each label is compared with thousands, so that the number of labels says little.
    pub most_comparisons: usize,

    /// Dives: their plans differ enough that the best of six is worth the time; after that many
    /// they repeat themselves.
    pub dives: usize,
    /// Dives where half-days are many and each takes long.
    pub dives_of_many_blocks: usize,
    /// Dives where half-days are tied together by more than their groups: most fail there.
    pub dives_of_tied_blocks: usize,
    /// Columns that the masters of these further dives have in all: about a second.
    pub tied_dive_columns: usize,
    /// Simplex iterations for each try to bring back the groups that a dive has left out: some tenths
    /// of a second. It helps at once or not at all.
    pub completion_iterations: u32,

    /// How hard neighbourhoods of the best plan are searched before a proof is tried.
    pub light: Effort,
    /// And when a proof is not in sight.
    pub heavy: Effort,
    /// Simplex iterations of the programme that puts right what a dive chose where half-days are
    /// alike: some ten seconds.
    pub alike_iterations: u32,
    /// Simplex iterations for a programme over who comes where, before patterns get the rest: about
    /// half a minute.
    pub assignment_iterations: u32,

    /// Patterns beyond which one programme over all of them proves nothing in time.
    pub most_patterns_to_prove: usize,
    /// Simplex iterations of a programme that is to prove something before plans are looked for
    /// again: about half a minute.
    pub first_proof_iterations: u32,
    /// The same where half-days are tied together by more than their groups, about two seconds: the
    /// compact programme is next, and is the better way.
    pub tied_proof_iterations: u32,
    /// The same at the very end; `None` for as many as the budget allows: nothing comes after it.
    pub last_proof_iterations: Option<u32>,
    /// Nodes of a search tree below which it is a quick one.
    pub quick_nodes: usize,
}

/// How hard one neighbourhood of a plan is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// With more patterns than this the next neighbourhood is smaller; three times as many are too
    /// many for one.
    pub patterns: usize,
    /// Half-days of the largest neighbourhood.
    pub blocks: usize,
    /// Simplex iterations for each.
    pub iterations: u32,
}

impl Default for Tuning {
    fn default() -> Tuning {
        Tuning {
            many_candidates: 1_000,
            most_in_one_programme: 300_000,
            many_blocks: 250,
            many_groups: 30,
            many_patterns: 1_000,
            most_looks_at_halls: 10,
            first_fit_tries: 100,
            first_fit_looks: 20_000_000,
            stretch_looks: 50_000,
            most_labels: 20_000,
            most_comparisons: 20_000_000,
            dives: 6,
            dives_of_many_blocks: 1,
            dives_of_tied_blocks: 100,
            tied_dive_columns: 200_000,
            completion_iterations: 5_000,
            light: Effort { patterns: 1_000, blocks: 28, iterations: 20_000 },
            heavy: Effort { patterns: 5_000, blocks: usize::MAX, iterations: 100_000 },
            alike_iterations: 200_000,
            assignment_iterations: 600_000,
            most_patterns_to_prove: 30_000,
            first_proof_iterations: 600_000,
            tied_proof_iterations: 40_000,
            last_proof_iterations: None,
            quick_nodes: 200,
        }
    }
}
