//! The list of students, without names: numbers, categories, and who lacks the code.

use super::GroupId;

/// Where a student is photographed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StudentStatus {
    /// In the class's slot.
    Here,
    /// Elsewhere.
    OffSite,
    /// In the make-up time, by arrangement.
    MakeUp,
}

/// One student.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Student {
    /// The group.
    pub group: GroupId,
    /// The place of the class in its group's list.
    pub class: usize,
    /// The student number, unique.
    pub number: String,
    /// 本科, 留学, 专升本, 第二学位 or whatever the office tells apart; may be empty.
    pub category: String,
    /// Where the student is photographed.
    pub status: StudentStatus,
    /// Whether the image collection code is downloaded; `None` where the list does not say.
    pub has_code: Option<bool>,
}

impl Student {
    /// The key of the queue: ascending student number, shorter numbers first.
    pub fn queue_key(&self) -> (usize, &str) {
        (self.number.len(), &self.number)
    }
}
