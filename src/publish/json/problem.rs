//! `model`: a campaign as a bare optimisation problem.

use super::ByTier;
use crate::base::shape::{JsonShape, Word, shape, words};
use crate::campaign::Tier;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Value, json};

/// The word by which the object is known, with the version of its form.
#[derive(Debug, Clone, Copy)]
pub struct ModelForm;

words! {
    ModelForm {
        ModelForm => "callsheet-model-1",
    }
}

/// What the value of a tier is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelKind {
    /// The sum of a column over the windows chosen.
    Windows,
    /// The sum over blocks of what it costs that their last window ends when it does.
    Closing,
    /// The greatest entry of a column among the windows chosen.
    Peak,
    /// Expected people of groups without a window.
    Unserved,
    /// Nothing, in a campaign without cut groups.
    Zero,
}

words! {
    ModelKind {
        ModelKind::Windows => "windows",
        ModelKind::Closing => "closing",
        ModelKind::Peak => "peak",
        ModelKind::Unserved => "unserved",
        ModelKind::Zero => "zero",
    }
}

/// A cell of a window's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum WindowCell {
    /// A place in a list, a minute, or what the window costs in a tier.
    Whole(i64),
    /// A rate: numerator and denominator.
    Rate([i64; 2]),
}

impl JsonShape for WindowCell {
    fn schema() -> Value {
        json!({"anyOf": [i64::schema(), <[i64; 2]>::schema()]})
    }
}

shape! {
    /// What `model` prints: choose one of the windows for each group such that those of a block do
    /// not meet.
    pub struct Model {
        /// Always the same.
        format: Word<ModelForm>,
        /// The campaign's name.
        campaign: String,
        /// False where other orders of classes might allow more windows.
        complete: bool,
        /// Minutes of a cell of the time grid.
        grid_minutes: i32,
        /// Minutes between two windows of a block.
        changeover_minutes: i32,
        /// The most groups in a block; null for any number.
        max_groups_per_block: Option<usize>,
        /// Whether groups may go without a window.
        may_leave_out: bool,
        /// The aims, in order.
        tiers: Vec<ModelTier>,
        /// Half-days.
        blocks: Vec<ModelBlock>,
        /// Groups.
        groups: Vec<ModelGroup>,
        /// What the cells of a row under `windows` are.
        columns: Vec<&'static str>,
        /// One row a window: place of group and block in their lists, start and end in minutes
        /// since midnight, then a cell for each tier of the kinds `windows` and `peak`.
        windows: Vec<Vec<WindowCell>>,
    }

    /// A tier; its value is (constant + what its kind counts) ÷ scale.
    pub struct ModelTier {
        /// The tier.
        name: Word<Tier>,
        /// What it counts: the sum of its column, the greatest entry of it as a rate, what closing
        /// blocks costs, expected people left out, or nothing.
        kind: Word<ModelKind>,
        /// What is added.
        constant: i64,
        /// What the sum is divided by.
        scale: i64,
    }

    /// A half-day.
    pub struct ModelBlock {
        /// Its name.
        name: String,
        /// The station's name.
        station: String,
        /// The day.
        date: Date,
        /// Its first minute, since midnight.
        start: i32,
        /// The first minute after it, overtime included.
        end: i32,
        /// Cells of the grid between them.
        cells: i32,
        /// For each tier of the kind `closing`: what it costs that the last window ends with cell
        /// 1, 2, …; nothing for a block that stays empty.
        closing: ByTier<Vec<i64>>,
    }

    /// A group.
    pub struct ModelGroup {
        /// Its id.
        name: String,
        /// People really coming.
        expected: i64,
    }
}
