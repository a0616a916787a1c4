//! Variants side by side, as the page of `callsheet open` shows them.

use super::{BoardBlock, BoardGroup, BoardJob, BoardWindow, BoardWords};
use crate::base::clock::Minutes;
use crate::base::shape::shape;
use jiff::civil::Date;

shape! {
    /// What a variant can be made of, the question that was asked last, and its answer.
    pub struct CompareBoard {
        /// Words that depend on the campaign's purpose and unit.
        words: BoardWords,
        /// The number of changes of the board since the page was opened.
        version: u64,
        /// The language of all texts, `zh` or `en`.
        lang: String,
        /// The campaign's title.
        title: String,
        /// Its stations.
        stations: Vec<CompareStation>,
        /// Its half-days.
        half_days: Vec<CompareHalfDay>,
        /// The last question to the solver, where it asked for variants.
        job: Option<BoardJob>,
        /// Its answer.
        found: Option<BoardComparison>,
    }

    /// A station.
    pub struct CompareStation {
        /// Its name.
        name: String,
        /// The number of its cameras; null where the campaign does not say.
        cameras: Option<i64>,
    }

    /// A half-day.
    pub struct CompareHalfDay {
        /// Day, part of the day and station, as people say it.
        label: String,
        /// Its station, by its place in the list.
        station: usize,
        /// The day.
        date: Date,
        /// Its first minute, since midnight.
        start: Minutes,
        /// The end of its regular time.
        end: Minutes,
    }

    /// Plans side by side.
    pub struct BoardComparison {
        /// The figures of all plans, row by row.
        figures: Vec<CompareFigure>,
        /// What the table says of itself.
        footnote: String,
        /// The plans.
        contenders: Vec<BoardContender>,
        /// Every later plan against the first, in words.
        verdicts: Vec<String>,
        /// For every two plans the aim that decides, in words.
        deciding: Vec<String>,
    }

    /// A figure of all plans.
    pub struct CompareFigure {
        /// What it is called.
        label: String,
        /// Its unit.
        unit: String,
        /// Its values, plan by plan.
        cells: Vec<CompareCell>,
    }

    /// A value.
    pub struct CompareCell {
        /// As it is read.
        text: String,
        /// Whether none of the others is better.
        is_best: bool,
    }

    /// A plan that is compared.
    pub struct BoardContender {
        /// The name of its variant.
        name: String,
        /// Whether taking the variant over changes the campaign's files. The variant's name lists its changes.
        is_change: bool,
        /// How sure the plan is, in words.
        standing: String,
        /// Whether there is a plan that can be taken over.
        is_takeable: bool,
        /// The stations of its campaign.
        stations: Vec<String>,
        /// The half-days of its campaign.
        blocks: Vec<BoardBlock>,
        /// The groups of its campaign.
        groups: Vec<BoardGroup>,
        /// The windows of the plan.
        windows: Vec<BoardWindow>,
        /// The number of broken rules, in words.
        verdict: String,
        /// Groups that are told another time than in the first plan, in words.
        moved: Option<String>,
    }
}
