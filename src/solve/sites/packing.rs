//! Bin packing with bins of unequal sizes: which groups of a site come in which of its half-days.
//!
//! Depth-first search over groups, the largest first, each into the half-day with the least room
//! left that holds it: the first leaf is best-fit decreasing, and what follows is the branch and
//! bound of Martello and Toth (1990, *Knapsack Problems*, chapter 8).

/// A half-day as a bin; half-days of one site that are alike share one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Bin {
    /// Its minutes, and those of a changeover, which the last group does not need.
    pub capacity: i64,
    /// For each group of the site its minutes with a changeover; `None` where it can't come.
    pub needs: Vec<Option<i64>>,
    /// For each group what it leaves ungranted of its wishes.
    pub costs: Vec<i64>,
}

/// What is known of a packing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BinPacking {
    /// For each group its bin.
    Found(Vec<usize>),
    /// There is none.
    Impossible,
    /// None was found before the nodes were spent.
    Unknown,
}

/// Packs all groups into bins, `most` in each, with `nodes` nodes of the search tree at most.
pub fn pack(bins: &[&Bin], groups: usize, most: usize, nodes: usize) -> BinPacking {
    let least = |group: usize| bins.iter().filter_map(|bin| bin.needs[group]).min();
    let Some(least) = (0..groups).map(least).collect::<Option<Vec<i64>>>() else {
        return BinPacking::Impossible;
    };
    let mut order: Vec<usize> = (0..groups).collect();
    order.sort_by_key(|group| (std::cmp::Reverse(least[*group]), *group));
    let mut after = vec![0; groups + 1];
    for place in (0..groups).rev() {
        after[place] = after[place + 1] + least[order[place]];
    }
    let mut search = PackingSearch {
        bins,
        order: &order,
        after: &after,
        least: &least,
        most,
        room: bins.iter().map(|bin| bin.capacity).collect(),
        count: vec![0; bins.len()],
        bin_of: vec![0; groups],
        nodes,
    };
    match search.from(0) {
        Some(true) => BinPacking::Found(search.bin_of),
        Some(false) => BinPacking::Impossible,
        None => BinPacking::Unknown,
    }
}

struct PackingSearch<'a> {
    bins: &'a [&'a Bin],
    /// Groups, the largest first.
    order: &'a [usize],
    /// For each place in the order the least minutes of all groups from there on.
    after: &'a [i64],
    least: &'a [i64],
    most: usize,
    room: Vec<i64>,
    count: Vec<usize>,
    bin_of: Vec<usize>,
    nodes: usize,
}

impl PackingSearch<'_> {
    /// Packs the groups from a place in the order on; `None` where the nodes are spent.
    fn from(&mut self, place: usize) -> Option<bool> {
        let Some(group) = self.order.get(place).copied() else { return Some(true) };
        self.nodes = self.nodes.checked_sub(1)?;
        // The smallest group is the last: a bin with less room holds nothing more.
        let smallest = self.order.last().map_or(0, |last| self.least[*last]);
        let rooms = self.room.iter().zip(&self.count);
        let usable: i64 = rooms
            .filter(|(room, count)| **room >= smallest && **count < self.most)
            .map(|(room, _)| *room)
            .sum();
        if usable < self.after[place] {
            return Some(false);
        }
        let mut choices: Vec<(i64, usize)> = (0..self.bins.len())
            .filter(|bin| self.count[*bin] < self.most)
            .filter_map(|bin| Some((self.room[bin] - self.bins[bin].needs[group]?, bin)))
            .filter(|(left, _)| *left >= 0)
            .collect();
        choices.sort_unstable();
        for (index, (left, bin)) in choices.iter().copied().enumerate() {
            let is_alike = |(other_left, other): &(i64, usize)| {
                *other_left == left
                    && self.count[*other] == self.count[bin]
                    && std::ptr::eq(self.bins[*other], self.bins[bin])
            };
            if choices[..index].iter().any(is_alike) {
                continue;
            }
            let before = std::mem::replace(&mut self.room[bin], left);
            self.count[bin] += 1;
            self.bin_of[group] = bin;
            if self.from(place + 1)? {
                return Some(true);
            }
            self.count[bin] -= 1;
            self.room[bin] = before;
        }
        Some(false)
    }
}

#[cfg(test)]
mod tests {
    use super::{Bin, BinPacking, pack};
    use crate::campaign::tiny;
    use rand::RngExt;

    /// Whether any of all ways to share the groups out keeps every bin's capacity.
    fn by_trying_all(bins: &[&Bin], groups: usize, most: usize) -> bool {
        let ways = bins.len().pow(groups as u32);
        (0..ways).any(|way| {
            let bin_of = |group: usize| way / bins.len().pow(group as u32) % bins.len();
            (0..bins.len()).all(|bin| {
                let own: Vec<usize> = (0..groups).filter(|group| bin_of(*group) == bin).collect();
                let needs: Option<Vec<i64>> =
                    own.iter().map(|group| bins[bin].needs[*group]).collect();
                own.len() <= most
                    && needs.is_some_and(|needs| needs.iter().sum::<i64>() <= bins[bin].capacity)
            })
        })
    }

    #[test]
    fn groups_are_packed_just_when_some_way_to_share_them_out_fits() {
        let (mut packed, mut refused) = (0, 0);
        for seed in 0..400 {
            let mut dice = tiny::dice(seed);
            let groups = dice.random_range(1..=5_usize);
            let most = dice.random_range(1..=3_usize);
            let kinds: Vec<Bin> = (0..2)
                .map(|_| Bin {
                    capacity: dice.random_range(3..=9),
                    needs: (0..groups)
                        .map(|_| dice.random_bool(0.85).then(|| dice.random_range(1..=6)))
                        .collect(),
                    costs: vec![0; groups],
                })
                .collect();
            let bins: Vec<&Bin> = (0..dice.random_range(1..=3_usize))
                .map(|_| &kinds[dice.random_range(0..2_usize)])
                .collect();
            let is_possible = by_trying_all(&bins, groups, most);
            match pack(&bins, groups, most, 10_000) {
                BinPacking::Found(bin_of) => {
                    assert!(is_possible, "seed {seed}");
                    for (bin, own) in bins.iter().enumerate() {
                        let here = (0..groups).filter(|group| bin_of[*group] == bin);
                        let needs: Vec<i64> = here.map(|group| own.needs[group].unwrap()).collect();
                        assert!(needs.len() <= most && needs.iter().sum::<i64>() <= own.capacity);
                    }
                    packed += 1;
                }
                BinPacking::Impossible => {
                    assert!(!is_possible, "seed {seed}");
                    refused += 1;
                }
                BinPacking::Unknown => panic!("seed {seed}: so few groups need fewer nodes"),
            }
        }
        assert!(packed > 80 && refused > 80, "{packed} packed, {refused} refused");
    }

    #[test]
    fn a_search_without_nodes_knows_nothing() {
        let bin = Bin { capacity: 5, needs: vec![Some(2)], costs: vec![0] };
        assert_eq!(pack(&[&bin], 1, 9, 0), BinPacking::Unknown);
    }
}
