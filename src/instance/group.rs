//! Groups and their classes: who comes, how many, and where they may come.

use super::BlockId;
use crate::text::{Lang, Text};

/// A share in hundredths of a per cent: 10,000 is everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(u16);

impl Share {
    /// Everybody.
    pub const ALL: Share = Share(10_000);

    /// A share from hundredths of a per cent, 1 to 10,000.
    pub fn from_basis_points(points: u16) -> Option<Share> {
        (1..=10_000).contains(&points).then_some(Share(points))
    }

    /// How many of `people` this share is, rounded up: a window must hold whoever may come.
    pub fn of(self, people: i64) -> i64 {
        (people * i64::from(self.0) + 9_999) / 10_000
    }
}

/// A part of a group that is called together; it gets a slot inside the group's window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// The name, unique within its group.
    pub name: String,
    /// People on the list.
    pub headcount: i64,
    /// People on the list who are photographed elsewhere.
    pub off_site: i64,
    /// The share of the others who really come.
    pub attendance: Share,
}

impl Class {
    /// `attendance × (headcount − off_site)`, rounded up.
    pub fn expected(&self) -> i64 {
        self.attendance.of(self.headcount - self.off_site)
    }
}

/// A college: it gets one contiguous window in one block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The name in the files, unique, and the name for readers of English.
    pub name: Text,
    /// People on the list.
    pub headcount: i64,
    /// People on the list who are photographed elsewhere.
    pub off_site: i64,
    /// The share of the others who really come.
    pub attendance: Share,
    /// Classes in their listed order; empty when the campaign has no class list for this group.
    pub classes: Vec<Class>,
    /// The only blocks it may use; `None` for any.
    pub only_in: Option<Vec<BlockId>>,
    /// Blocks it may not use.
    pub not_in: Vec<BlockId>,
}

impl Group {
    /// A group with only a name and a headcount.
    pub fn new(name: impl Into<String>, headcount: i64) -> Group {
        Group {
            name: Text::same(name),
            headcount,
            off_site: 0,
            attendance: Share::ALL,
            classes: Vec::new(),
            only_in: None,
            not_in: Vec::new(),
        }
    }

    /// The name as the files have it; names are kept in the Chinese half of the text.
    pub fn id(&self) -> &str {
        self.name.get(Lang::Zh)
    }

    /// Who is really coming: the sum over its classes, or `attendance × (headcount − off_site)` rounded up.
    pub fn expected(&self) -> i64 {
        if self.classes.is_empty() {
            self.attendance.of(self.headcount - self.off_site)
        } else {
            self.classes.iter().map(Class::expected).sum()
        }
    }

    /// Whether the group's own lists allow the block.
    pub fn may_use(&self, block: BlockId) -> bool {
        self.only_in.as_ref().is_none_or(|only| only.contains(&block)) && !self.not_in.contains(&block)
    }
}

#[cfg(test)]
mod tests {
    use super::{Group, Share};

    #[test]
    fn expected_people_are_rounded_up() {
        let mut group = Group::new("G", 100);
        group.off_site = 9;
        group.attendance = Share::from_basis_points(9_000).unwrap_or(Share::ALL);
        assert_eq!(group.expected(), 82, "0.9 × 91 = 81.9");
        assert_eq!(Share::from_basis_points(0), None);
    }
}
