//! `relations.csv`, and relations that no plan can keep.

use super::campaign::CampaignFile;
use super::faults::Faults;
use super::fields::RelationRow;
use super::groups::Groups;
use super::rules::find_groups;
use super::table::Rows;
use crate::base::diagnostic::{Code, Location};
use crate::base::text::Lang;
use crate::campaign::{BlockId, GroupId, Pin, Relation, RelationKind};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Reads `relations.csv`; contradictions are faults that name both places.
pub fn relations(
    table: &Rows,
    file: &CampaignFile,
    groups: &Groups,
    pins: &[(Pin, Location)],
    faults: &mut Faults,
) -> Vec<Relation> {
    let mut read = RelationsAbove::default();
    let mut pins_of: HashMap<GroupId, Vec<&(Pin, Location)>> = HashMap::new();
    for pin in pins {
        let own = pins_of.entry(pin.0.group).or_default();
        // What is said again contradicts nothing new.
        if own.iter().all(|(known, _)| *known != pin.0) {
            own.push(pin);
        }
    }
    for row in table.iter() {
        let own: RelationRow = row.read(faults);
        let firsts = find_groups(&own.group, groups, faults);
        let seconds = find_groups(&own.other, groups, faults);
        let Some(kind) = own.relation.value else { continue };
        for (first, second) in pairs(kind, &firsts, &seconds, groups) {
            let relation = Relation { kind, first, second };
            if read.has(relation) {
                continue;
            }
            let judge = Judge { relation, file, groups };
            for (zh, en) in judge.contradictions(&read, &pins_of) {
                faults.report(Code::RelationImpossible, &own.location, zh, en);
            }
            if first != second {
                read.push(relation, own.location.clone());
            }
        }
    }
    read.relations.into_iter().map(|(relation, _)| relation).collect()
}

/// The pairs of groups that a row relates. Of colleges at two sites or more every part of the one is
/// related to every part of the other; `together` relates the parts at the same site alone.
fn pairs(
    kind: RelationKind,
    firsts: &[GroupId],
    seconds: &[GroupId],
    groups: &Groups,
) -> Vec<(GroupId, GroupId)> {
    if firsts == seconds {
        return firsts.first().map(|group| (*group, *group)).into_iter().collect();
    }
    let all = firsts.iter().flat_map(|first| seconds.iter().map(|second| (*first, *second)));
    let mut all: Vec<(GroupId, GroupId)> = all.collect();
    let meet = |(first, second): &(GroupId, GroupId)| {
        let [one, other] = [first, second].map(|group| &groups.groups[group.0].sites);
        one.intersection(other).next().is_some()
    };
    if kind == RelationKind::Together && all.len() > 1 && all.iter().any(meet) {
        all.retain(meet);
    }
    all
}

/// The relations above one, by their groups.
#[derive(Default)]
struct RelationsAbove {
    relations: Vec<(Relation, Location)>,
    of_group: HashMap<GroupId, Vec<usize>>,
    known: BTreeSet<(RelationKind, GroupId, GroupId)>,
}

impl RelationsAbove {
    fn push(&mut self, relation: Relation, place: Location) {
        for group in [relation.first, relation.second] {
            self.of_group.entry(group).or_default().push(self.relations.len());
        }
        self.known.insert((relation.kind, relation.first, relation.second));
        self.relations.push((relation, place));
    }

    /// Whether the same is there already.
    fn has(&self, relation: Relation) -> bool {
        self.known.contains(&(relation.kind, relation.first, relation.second))
    }

    /// Those of a kind in which a group is named.
    fn of(
        &self,
        group: GroupId,
        kind: RelationKind,
    ) -> impl Iterator<Item = &(Relation, Location)> {
        let places = self.of_group.get(&group).into_iter().flatten();
        places.map(|place| &self.relations[*place]).filter(move |(own, _)| own.kind == kind)
    }
}

struct Judge<'a> {
    relation: Relation,
    file: &'a CampaignFile,
    groups: &'a Groups,
}

impl Judge<'_> {
    /// Every reason why no plan can keep the relation, in Chinese and English.
    fn contradictions(
        &self,
        earlier: &RelationsAbove,
        pins: &HashMap<GroupId, Vec<&(Pin, Location)>>,
    ) -> Vec<(String, String)> {
        let Relation { kind, first, second } = self.relation;
        if first == second {
            return vec![(
                "学院与自己不能有关系".to_owned(),
                "a group can't be related to itself".to_owned(),
            )];
        }
        let mut found = self.chain_is_impossible(earlier);
        let other_kind = match kind {
            RelationKind::Together => Some(RelationKind::Apart),
            RelationKind::Apart => Some(RelationKind::Together),
            RelationKind::Before => None,
        };
        let opposite = other_kind.and_then(|kind| {
            let mut of_first = earlier.of(first, kind);
            of_first.find(|(other, _)| [other.first, other.second].contains(&second))
        });
        if let Some((_, place)) = opposite {
            found.push((
                format!("与 {place} 的关系矛盾：紧接与错开不能并存"),
                format!("contradicts {place}: together and apart"),
            ));
        }
        let circle = (kind == RelationKind::Before).then(|| way_back(earlier, second, first));
        if let Some(place) = circle.flatten() {
            found.push((
                format!("与 {place} 一起成了循环：谁也不能最先"),
                format!("makes a circle with {place}: nobody can be first"),
            ));
        }
        if kind == RelationKind::Together {
            found.extend(self.together_is_impossible());
        }
        let is_sound = self.file.is_sound;
        let pins_of = |group| pins.get(&group).into_iter().flatten().copied();
        for (one, place) in pins_of(first).filter(|_| is_sound) {
            for (other, there) in pins_of(second) {
                let dates = one.date.zip(other.date);
                let impossible = match kind {
                    RelationKind::Together => {
                        dates.is_some_and(|(one, other)| one != other)
                            || one
                                .station
                                .zip(other.station)
                                .is_some_and(|(one, other)| one != other)
                    }
                    RelationKind::Before => dates.is_some_and(|(one, other)| one > other),
                    RelationKind::Apart => false,
                };
                if impossible {
                    found.push((
                        format!("与 {place} 和 {there} 的固定安排矛盾"),
                        format!("contradicts the pins at {place} and {there}"),
                    ));
                }
            }
        }
        found
    }

    /// Groups that are together stand in a row: each has at most two neighbours, no row is a ring,
    /// and nobody in a row is apart from another one in it.
    fn chain_is_impossible(&self, earlier: &RelationsAbove) -> Vec<(String, String)> {
        let Relation { kind, first, second } = self.relation;
        let links = |group: GroupId| earlier.of(group, RelationKind::Together);
        let other_end = |link: &Relation, group: GroupId| {
            if link.first == group { link.second } else { link.first }
        };
        let is_known = links(first).any(|(link, _)| other_end(link, first) == second);
        let mut found = Vec::new();
        if is_known || kind == RelationKind::Before {
            return found;
        }
        // The row that begins with the first group's links.
        let mut row: Vec<(GroupId, &Location)> = Vec::new();
        let mut open = vec![first];
        while let Some(group) = open.pop() {
            for (link, place) in links(group) {
                let next = other_end(link, group);
                if next != first && !row.iter().any(|(known, _)| *known == next) {
                    row.push((next, place));
                    open.push(next);
                }
            }
        }
        if let Some((_, place)) = row.iter().find(|(group, _)| *group == second) {
            found.push(match kind {
                RelationKind::Apart => (
                    format!("与 {place} 等紧接关系矛盾：它们使这两个学院在同一半天"),
                    format!("contradicts {place}: chained together, the two are in one block"),
                ),
                _ => (
                    format!("与 {place} 等紧接关系首尾相连，排不成一列"),
                    format!("closes a ring with {place}: groups that are together stand in a row"),
                ),
            });
        }
        for group in [first, second].into_iter().filter(|_| kind == RelationKind::Together) {
            let places: Vec<String> = links(group).map(|(_, place)| place.to_string()).collect();
            if places.len() > 1 {
                let name = self.groups.groups[group.0].name.get(Lang::Zh);
                let (zh, en) = (places.join("、"), places.join(" and "));
                found.push((
                    format!("{name}已按 {zh} 与两个学院紧接，前后再无位置"),
                    format!("{name} already has its two neighbours by {en}"),
                ));
            }
        }
        found
    }

    fn together_is_impossible(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let Relation { first, second, .. } = self.relation;
        let place = |group: GroupId| {
            self.groups.names.location(group.0).map(ToString::to_string).unwrap_or_default()
        };
        for group in
            [first, second].into_iter().filter(|group| self.groups.groups[group.0].max_windows > 1)
        {
            let place = place(group);
            found.push((
                format!("{place} 的学院可以拆成多个时段，不能要求紧接"),
                format!("the group at {place} may be cut into several windows and can't be asked to be together"),
            ));
        }
        let most = self.file.draft.max_groups_per_block;
        if most.is_some_and(|most| most < 2) {
            let place = &self.file.max_groups_at;
            found.push((
                format!("{place} 规定一个半天只安排一个学院"),
                format!("{place} allows only one group in a block"),
            ));
        }
        let common = (0..self.file.draft.blocks.len()).map(BlockId).any(|block| {
            [first, second].into_iter().all(|group| self.groups.groups[group.0].may_use(block))
        });
        if !common && self.file.is_sound {
            let (one, other) = (place(first), place(second));
            found.push((
                format!("{one} 与 {other} 的学院没有共同可用的半天"),
                format!("the groups at {one} and {other} have no block in common"),
            ));
        }
        found
    }
}

/// Where a chain of "before" leads from one group to another: the place of its first link.
fn way_back(earlier: &RelationsAbove, from: GroupId, to: GroupId) -> Option<&Location> {
    let links = |group: GroupId| {
        earlier.of(group, RelationKind::Before).filter(move |(link, _)| link.first == group)
    };
    // A group that one first link does not lead from to the end, another one does not either.
    let mut seen = HashSet::new();
    links(from).find_map(|(link, place)| {
        let mut open = vec![link.second];
        while let Some(group) = open.pop() {
            if group == to {
                return Some(place);
            }
            if seen.insert(group) {
                open.extend(links(group).map(|(link, _)| link.second));
            }
        }
        None
    })
}
