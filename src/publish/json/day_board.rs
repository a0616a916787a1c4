//! The day itself, and forms that came back, as the pages of `callsheet open` show them.

use super::{BoardBlock, BoardJob, BoardVersion, BoardWindow, BoardWords};
use crate::base::clock::Minutes;
use crate::base::shape::shape;
use jiff::civil::Date;

shape! {
    /// Where the day stands.
    pub struct DayBoard {
        /// Words that depend on the campaign's purpose and unit.
        words: BoardWords,
        /// The language of all texts, `zh` or `en`.
        lang: String,
        /// The campaign's title.
        title: String,
        /// A digest of the table of what has happened: a change says from which reading it was made.
        reading: String,
        /// The table.
        file: String,
        /// The stations.
        stations: Vec<String>,
        /// The half-days; those that the table adds come last.
        blocks: Vec<BoardBlock>,
        /// The number of half-days that the plan's campaign has itself.
        planned_blocks: usize,
        /// The groups.
        groups: Vec<DayGroup>,
        /// The windows of the plan that people know.
        windows: Vec<BoardWindow>,
        /// What has happened.
        events: Vec<DayEvent>,
        /// What is wrong with the table.
        faults: Vec<String>,
        /// The last question to the solver, where it was how the rest goes on.
        job: Option<BoardJob>,
        /// Its answers, side by side.
        choices: Vec<DayChoice>,
        /// The version that was published last.
        published: Option<BoardVersion>,
    }

    /// A group on the day.
    pub struct DayGroup {
        /// Its name.
        name: String,
        /// People really coming.
        people: i64,
        /// Its classes.
        classes: Vec<DayClass>,
    }

    /// A class.
    pub struct DayClass {
        /// Its name.
        name: String,
        /// People on its list.
        people: i64,
    }

    /// A line of the table of what has happened.
    pub struct DayEvent {
        /// Its line.
        line: usize,
        /// `done`, `photographed`, `absent`, `more`, `out`, `lost` or `extra`.
        what: String,
        /// The group, by its place in the list.
        group: Option<usize>,
        /// The class, by its place in the group's list; null for the whole group.
        class: Option<usize>,
        /// The number of people.
        people: Option<i64>,
        /// The station, by its place in the list.
        station: Option<usize>,
        /// The half-day, by its place in the list.
        block: Option<usize>,
        /// The day.
        date: Option<Date>,
        /// From this minute of the day.
        from: Option<Minutes>,
        /// Until this minute of the day.
        until: Option<Minutes>,
    }

    /// A way for the rest to go on.
    pub struct DayChoice {
        /// What it does, in words.
        name: String,
        /// The number of people who are told another time, in words.
        headline: String,
        /// Groups and classes with another time, in words.
        lines: Vec<String>,
        /// What is to be known of it, in words.
        notes: Vec<String>,
        /// People told a new time, those left out included.
        told: i64,
        /// People who get no time.
        left_out: i64,
        /// Minutes after regular ends.
        overtime: Minutes,
        /// Minutes of make-up time that windows take.
        make_up: Minutes,
        /// Minutes of make-up time that are left.
        make_up_left: Minutes,
        /// Whether fewer people told a new time are proven impossible.
        is_proven: bool,
        /// The half-days that are left.
        blocks: Vec<BoardBlock>,
        /// The windows of the plan.
        windows: Vec<BoardWindow>,
        /// A text for each group, for its chat group.
        messages: Vec<DayText>,
    }

    /// A text for a group.
    pub struct DayText {
        /// The group.
        name: String,
        /// The text.
        text: String,
    }

    /// Forms that went out, and what came back.
    pub struct ReturnsBoard {
        /// Words that depend on the campaign's purpose and unit.
        words: BoardWords,
        /// The language of all texts, `zh` or `en`.
        lang: String,
        /// The campaign's title.
        title: String,
        /// The last day on which forms may come back, as it is proposed.
        deadline: Date,
        /// Where forms are written.
        out: String,
        /// The forms that lie there.
        forms: Vec<String>,
        /// Where returns are kept.
        kept_in: String,
        /// Group by group.
        returns: Vec<ReturnRow>,
        /// The number of groups and of those that are settled, in words; empty where no return came.
        verdict: String,
        /// Files that belong to no group.
        strays: Vec<DayFault>,
        /// The sheets of returns that have a fault or ask for a slot.
        sheets: Vec<ReturnSheet>,
    }

    /// A group and its return.
    pub struct ReturnRow {
        /// The group.
        name: String,
        /// How it stands, in words.
        status: String,
        /// Whether nothing more is wanted of it.
        is_settled: bool,
        /// Slots that differ from the plan's.
        changed: usize,
        /// The day on which it was saved, when that is after the deadline.
        late: Option<Date>,
        /// What is to be said of it.
        findings: Vec<DayFault>,
    }

    /// A finding, at its cell where it has one.
    pub struct DayFault {
        /// What is wrong, with its code.
        text: String,
        /// What to do.
        help: String,
        /// The file.
        file: String,
        /// The row of its sheet, from 1.
        row: Option<usize>,
        /// The column, from 1.
        column: Option<usize>,
    }

    /// The sheet of a return.
    pub struct ReturnSheet {
        /// The file.
        file: String,
        /// Its rows, with their numbers, from 1.
        rows: Vec<ReturnLine>,
        /// What is to be said of its cells.
        findings: Vec<DayFault>,
    }

    /// A row of a sheet.
    pub struct ReturnLine {
        /// Its number, from 1.
        number: usize,
        /// Its cells, from the first column on.
        cells: Vec<String>,
    }
}
