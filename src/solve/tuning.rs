//! Sizes from which on the engine takes another way, and the effort of each step.
//!
//! Effort is counted in work, not in seconds: labels, patterns, tree nodes, simplex iterations.
//! The same campaign, seed and number of threads therefore give the same plan on a slow machine as
//! on a fast one, and beside other work as alone, as long as the [`super::Budget`] is not spent.
//!
//! The values were chosen on campaigns of 13 to 960 groups made by `generate`. A time beside a
//! value is the order of magnitude that the value is meant to allow, no measurement and no promise.

/// Choices that change the time of a solve and which of several good plans it finds, never
/// whether a plan keeps the rules or a bound holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tuning {
    /// Candidate windows above which column generation goes first: with fewer the compact MIP is
    /// proven before column generation has solved its first master.
    pub many_candidates: usize,
    /// Candidate windows above which the compact MIP is not solved after column generation, where
    /// there is a plan: its first LP alone takes minutes.
    pub most_mip_candidates: usize,
    /// Candidate windows above which the compact MIP is begun only after its LP relaxation, where there is
    /// a plan. HiGHS can be interrupted in an LP but not in the first LP of a MIP, which would exceed the time
    /// limit.
    pub large_mip_candidates: usize,
    /// Columns of the MIP over kinds above which it is begun only after its LP relaxation. Of 600 generated
    /// classes the MIPs have 17,000 to 21,000 columns, and begun at once they prove all aims in 5 to 10 s; after
    /// their relaxation `spread` was open after 60 s. Larger MIPs were not measured.
    pub large_mip_of_kinds: usize,
    /// Simplex iterations of that relaxation, about a second's, above which the MIP is not begun.
    pub large_mip_iterations: u32,
    /// Half-days from which on solving the master dominates: the volume algorithm fills the first
    /// one, and dives take larger steps.
    pub many_blocks: usize,
    /// Groups for each half-day that is used, from which on the MIP over kinds goes first, where it
    /// can be: with 6 groups in each of 24 half-days it proves `blocks` in a second, patterns don't
    /// in 15; the 13 colleges of `cqust-2024` come in one half-day where `blocks` is the first aim
    /// and no rate is known, and the peak is then proven in 0.1 s, not in 12.
    pub groups_of_kinds: usize,
    /// The same where groups have minutes of their own in each half-day, a generalised assignment:
    /// every group is a kind, and of the published `c20200`, with 10 groups a half-day, patterns
    /// prove in a quarter of the time.
    pub groups_of_assignments: usize,
    /// The most simplex iterations of the MIP over kinds before patterns go on, for groups
    /// with minutes of their own that have fewer places than `searched_alternatives` in all. Of the
    /// published assignments with 500 places `a05100`, `b05100` and `c05100` need no more than 1 s,
    /// while `d05100` is not proven in 60 s, and by patterns in 5 s.
    pub small_assignment_iterations: u32,
    /// The most simplex iterations of each MIP over kinds; `None` leaves the limit to the budget.
    pub iterations_of_kinds: Option<u32>,
    /// Half-days of crews and desks above which decomposition by site goes first, where it can: of
    /// generated seasons one with 12 of them is proven by the other steps, too, and those with 34,
    /// 38, 56 and 78 are not in 40 s; decomposition by site takes 0.1 to 1 s for each.
    pub many_staffed_blocks: usize,
    /// The same above which no other engine comes after it, where it leaves an aim open: with 646 of
    /// them neither the compact MIP nor the one over kinds proves all aims in 40 s.
    pub most_staffed_blocks: usize,
    /// The most moves of the search for rosters by site: 11 s with 70 sites and 10 crews, of which
    /// generated seasons need 200.
    pub roster_moves: usize,
    /// Lengths of each kind in each stretch that local search for `spread` chooses from: the length that its
    /// price asks for and its neighbours on the grid.
    pub lengths_of_kinds: usize,
    /// Gaps tried for windows of one stretch that are packed around windows which stay.
    pub packing_tries: usize,
    /// Groups a half-day from which on the generalised assignment MIP goes first where it applies:
    /// a column of the master has an entry for each group of its half-day, and with 30 of them
    /// column generation converges slowly; the MIP has a column for each group, half-day and
    /// length.
    pub many_groups: usize,
    /// Patterns inside the gap above which a branch-and-bound tree proves instead of the restricted
    /// master MIP, in campaigns that are an assignment.
    pub many_patterns: usize,
    /// Runs of column generation for one tier, each with more rows for moments at which the plan
    /// before it had more people waiting than the hall's capacity; what is still open then is left
    /// to the compact MIP.
    pub most_looks_at_halls: usize,

    /// Orders of the groups that first-fit tries after its first one; a plan it misses is left to
    /// the later steps.
    pub first_fit_tries: usize,
    /// Pairs of candidate and half-day that first-fit looks at in all tries together: about half a
    /// second.
    pub first_fit_looks: usize,
    /// Windows looked at while they grow into idle time beside them, in all tries together: tenths
    /// of a second.
    pub stretch_looks: usize,

    /// Alternatives of all groups from which on local search looks for plans: with fewer the engine
    /// has proven the tier before a thread has begun.
    pub searched_alternatives: usize,
    /// Alternatives of all groups above which it doesn't: at 100 bytes each they take 50 MB.
    pub most_searched_alternatives: usize,
    /// Labels of local search before the engine begins with a tier: tenths of a second, in which 600
    /// generated classes get a window each.
    pub search_labels: usize,

    /// Labels that one search for a cheapest pattern keeps. With about three groups a half-day, as
    /// in the benchmark's series, it needs hundreds; a search that reaches the limit ends with the
    /// best pattern it has and a bound that holds.
    pub most_labels: usize,
    /// Comparisons of labels (dominance) for one cheapest pattern: tens of milliseconds. A limit on
    /// labels alone does not bound the work: 20,000 labels of one node would be compared 200
    /// million times.
    pub most_comparisons: usize,

    /// Dives; later ones tend to repeat the plans of these.
    pub dives: usize,
    /// Dives with `many_blocks`, where each takes seconds.
    pub dives_of_many_blocks: usize,
    /// Dives with rules between half-days besides their groups, where a dive can end without a
    /// plan.
    pub dives_of_tied_blocks: usize,
    /// Columns of the masters solved in dives, summed over all solves, after which no further dive
    /// beyond `dives` begins: about a second.
    pub tied_dive_columns: usize,
    /// Simplex iterations of each restricted master MIP that completes a dive's plan: tenths of a
    /// second, as the MIP has only the patterns that fit beside the dive's.
    pub completion_iterations: u32,

    /// Effort for a neighbourhood before the first proof.
    pub light: Effort,
    /// Effort for a neighbourhood after a first proof failed.
    pub heavy: Effort,
    /// Simplex iterations of the restricted master MIP over all patterns of the master, where
    /// half-days are alike: about ten seconds.
    pub alike_iterations: u32,
    /// Simplex iterations of the generalised assignment MIP, before patterns get the rest of the
    /// budget: about half a minute.
    pub assignment_iterations: u32,

    /// Patterns inside the gap above which the restricted master MIP over them is not tried as a
    /// proof, in campaigns that are no assignment.
    pub most_patterns_to_prove: usize,
    /// Simplex iterations of a proof's MIP before large neighbourhood search with heavy effort:
    /// about half a minute.
    pub first_proof_iterations: u32,
    /// The same with rules between half-days besides their groups: about two seconds, as the
    /// compact MIP comes next.
    pub tied_proof_iterations: u32,
    /// The same at the very end. `None` is no limit but the budget, as nothing comes after it.
    pub last_proof_iterations: Option<u32>,
    /// Simplex iterations times candidate windows of the compact MIP that is tried beside patterns,
    /// where it has at most `large_mip_candidates`: about a second.
    pub portfolio_work: u32,
    /// Simplex iterations of each MIP that settles ties: about two seconds.
    pub tie_iterations: u32,
    /// Tree nodes below which a decision is quick: the proof's next step is longer then. A tree
    /// that only looks for plans, or of a campaign that is no assignment, has no more.
    pub quick_nodes: usize,
}

/// Effort for one neighbourhood of large neighbourhood search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Patterns inside the gap above which the next neighbourhood is smaller; above three times
    /// this number it is not repaired at all.
    pub patterns: usize,
    /// Half-days from which on neighbourhoods stop growing.
    pub blocks: usize,
    /// Simplex iterations of the MIP that repairs it.
    pub iterations: u32,
}

impl Default for Tuning {
    fn default() -> Tuning {
        Tuning {
            many_candidates: 1_000,
            most_mip_candidates: 300_000,
            large_mip_candidates: 20_000,
            large_mip_of_kinds: 100_000,
            large_mip_iterations: 5_000,
            many_blocks: 250,
            groups_of_kinds: 5,
            many_staffed_blocks: 20,
            most_staffed_blocks: 1_000,
            roster_moves: 30_000,
            groups_of_assignments: 12,
            small_assignment_iterations: 40_000,
            iterations_of_kinds: None,
            lengths_of_kinds: 3,
            packing_tries: 20_000,
            many_groups: 30,
            many_patterns: 1_000,
            most_looks_at_halls: 10,
            first_fit_tries: 100,
            first_fit_looks: 20_000_000,
            stretch_looks: 50_000,
            searched_alternatives: 1_000,
            most_searched_alternatives: 500_000,
            search_labels: 500_000,
            most_labels: 20_000,
            most_comparisons: 20_000_000,
            dives: 6,
            dives_of_many_blocks: 1,
            dives_of_tied_blocks: 100,
            tied_dive_columns: 200_000,
            completion_iterations: 5_000,
            light: Effort { patterns: 1_000, blocks: 28, iterations: 3_000 },
            heavy: Effort { patterns: 5_000, blocks: usize::MAX, iterations: 100_000 },
            alike_iterations: 200_000,
            assignment_iterations: 600_000,
            most_patterns_to_prove: 30_000,
            first_proof_iterations: 600_000,
            tied_proof_iterations: 40_000,
            last_proof_iterations: None,
            portfolio_work: 40_000_000,
            tie_iterations: 40_000,
            quick_nodes: 200,
        }
    }
}
