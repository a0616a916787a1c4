//! Bin packing with bins of unequal sizes: which groups of a site come in which of its half-days.
//!
//! Depth-first search over groups, the largest first, each into the half-day with the least room
//! left that holds it: the first leaf is best-fit decreasing, and what follows is the branch and
//! bound of Martello and Toth (1990, *Knapsack Problems*, chapter 8).

use crate::base::ratio::Ratio;

/// A half-day as a bin; half-days of one site that are alike share one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Bin {
    /// Its minutes, and those of a changeover, which the last group does not need.
    pub capacity: i64,
    /// Windows last a multiple of these minutes.
    pub step: i64,
    /// Minutes of a changeover, part of each group's need.
    pub between: i64,
    /// What the load of a window is divided by, see [`crate::campaign::Campaign::load_unit`].
    pub unit: i64,
    /// For each group of the site its minutes with a changeover; `None` where it can't come.
    pub needs: Vec<Option<i64>>,
    /// For each group what it leaves ungranted of its wishes.
    pub costs: Vec<i64>,
}

impl Bin {
    /// The same half-day where no window has a higher load; `people` are those of each group.
    pub fn at_load(&self, people: &[i64], load: Ratio) -> Bin {
        let least = |people: i64| {
            let sixtieths = i128::from(people) * 60 * i128::from(load.denominator());
            let per = i128::from(load.numerator()) * i128::from(self.unit);
            if per <= 0 || people == 0 {
                return if people == 0 { 0 } else { i64::MAX / 2 };
            }
            let minutes = i64::try_from((sixtieths + per - 1) / per).unwrap_or(i64::MAX / 4);
            (minutes + self.step - 1) / self.step * self.step + self.between
        };
        let needs = self.needs.iter().zip(people);
        let needs = needs.map(|(need, people)| Some((*need)?.max(least(*people))));
        Bin { needs: needs.collect(), ..self.clone() }
    }

    /// Every load that a window here can have.
    fn loads(&self, people: &[i64]) -> Vec<Ratio> {
        let lengths = |need: i64| {
            let first = (need - self.between).max(1);
            (first..=self.capacity - self.between).step_by(usize::try_from(self.step).unwrap_or(1))
        };
        let all = self.needs.iter().zip(people).filter_map(|(need, people)| {
            let loads = lengths((*need)?)
                .filter_map(move |minutes| Ratio::new(people * 60, minutes * self.unit));
            Some(loads)
        });
        all.flatten().collect()
    }
}

/// The least load at which all groups can be packed, by bisection over the loads that windows can
/// have (the threshold algorithm, Edmonds and Fulkerson 1970), with what is known of the packing at
/// it. `suffices` says of a packing at a load whether they can; where it does at one load it must do so
/// at all higher ones. `None` where it does at no load.
pub fn least_load(
    bins: &[&Bin],
    people: &[i64],
    (most, nodes): (usize, usize),
    suffices: &dyn Fn(&BinPacking) -> bool,
) -> Option<(Ratio, BinPacking)> {
    let mut loads: Vec<Ratio> = bins.iter().flat_map(|bin| bin.loads(people)).collect();
    loads.sort_unstable();
    loads.dedup();
    // Bins of one kind stay one, so that the search knows them to be alike.
    let mut kinds: Vec<&Bin> = Vec::new();
    let mut kind_of = Vec::new();
    for bin in bins {
        let known = kinds.iter().position(|other| std::ptr::eq(*other, *bin));
        kind_of.push(known.unwrap_or(kinds.len()));
        if known.is_none() {
            kinds.push(bin);
        }
    }
    let mut found = None;
    let (mut low, mut high) = (0, loads.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        let at_load: Vec<Bin> =
            kinds.iter().map(|bin| bin.at_load(people, loads[middle])).collect();
        let at_load: Vec<&Bin> = kind_of.iter().map(|kind| &at_load[*kind]).collect();
        let packing = pack(&at_load, people.len(), most, nodes);
        if suffices(&packing) {
            found = Some((loads[middle], packing));
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    found
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
                    step: 1,
                    between: 0,
                    unit: 1,
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
        let (needs, costs) = (vec![Some(2)], vec![0]);
        let bin = Bin { capacity: 5, step: 1, between: 0, unit: 1, needs, costs };
        assert_eq!(pack(&[&bin], 1, 9, 0), BinPacking::Unknown);
    }
}
