//! A plan as the page of `callsheet open` draws it.

use super::{ClockTime, Decimal};
use crate::base::clock::Minutes;
use crate::base::shape::shape;
use jiff::civil::Date;

shape! {
    /// Words that depend on a campaign's purpose and on the unit of its headcounts.
    pub struct BoardWords {
        /// The unit behind a headcount.
        people: String,
        /// The heading over headcounts.
        headcount: String,
        /// The unit of rates, headcounts an hour.
        per_hour: String,
        /// The heading over numbers of cameras or desks.
        desks: String,
        /// A sentence of a speed with `{}` for people or classes an hour, `[]` for the seconds of each.
        pace: String,
    }

    /// The board: half-days and groups of the campaign, and the plan on the desk.
    pub struct Board {
        /// Words that depend on the campaign's purpose and unit.
        words: BoardWords,
        /// The number of changes since the page was opened.
        version: u64,
        /// The number of times that the files were read since then.
        reading: u64,
        /// The campaign's title.
        title: String,
        /// The language of all texts, `zh` or `en`.
        lang: String,
        /// The names of its stations.
        stations: Vec<String>,
        /// Its half-days.
        blocks: Vec<BoardBlock>,
        /// Its groups.
        groups: Vec<BoardGroup>,
        /// The plan on the desk.
        plan: BoardPlan,
        /// The windows of the plan that people made by hand or were told.
        baseline: Vec<BoardWindow>,
        /// What was published last.
        published: Option<BoardVersion>,
        /// Whether there is a state to go back to.
        can_undo: bool,
        /// Whether there is a state to go forward to.
        can_redo: bool,
        /// Whether the campaign's files were changed since they were read.
        is_outdated: bool,
    }

    /// The version that was published last, and the people to whom the plan on the desk gives another
    /// time.
    pub struct BoardVersion {
        /// Its number, from 1.
        number: usize,
        /// The day on which it was published.
        date: Date,
        /// A sentence with the number of people to whom the plan gives another time than this version.
        headline: String,
        /// The same, group by group.
        told: Vec<String>,
    }

    /// What people are sent of the version that was published last.
    pub struct BoardDocuments {
        /// Its number, from 1.
        number: usize,
        /// The day on which it was published.
        date: Date,
        /// Where it lies.
        folder: String,
        /// Its documents.
        documents: Vec<BoardDocument>,
        /// Who must be told what against the version before: a heading, then a text for each group;
        /// empty for the first version.
        notice: Vec<BoardNotice>,
        /// A text for each group, for its chat group.
        messages: Vec<BoardMessage>,
    }

    /// A document.
    pub struct BoardDocument {
        /// Its name inside the version's folder.
        name: String,
        /// What it is, in words; empty where its name has to do.
        label: String,
    }

    /// A text of the notice of changes.
    pub struct BoardNotice {
        /// In Chinese.
        zh: String,
        /// In English.
        en: String,
    }

    /// A text for a chat group.
    pub struct BoardMessage {
        /// The group.
        name: String,
        /// The text.
        text: String,
    }

    /// The page on which a campaign is chosen or begun.
    pub struct StartBoard {
        /// The language of all texts, `zh` or `en`.
        lang: String,
        /// Campaigns that were open lately.
        recents: Vec<StartPlace>,
        /// Campaigns to try.
        examples: Vec<StartPlace>,
        /// Where new campaigns are kept.
        kept_in: String,
        /// The list of which a campaign is to be begun.
        list: Option<StartList>,
    }

    /// A campaign that can be opened.
    pub struct StartPlace {
        /// Its name.
        name: String,
        /// Where it is.
        place: String,
    }

    /// A list of groups, as it was dropped.
    pub struct StartList {
        /// Its name.
        name: String,
        /// The workbook that becomes of it.
        workbook: String,
        /// The first day that is proposed.
        first_day: Date,
    }

    /// What a list gives with the days, hours and speed that were typed.
    pub struct StartAnswer {
        /// What is in it, which half-days there are, and whether they suffice, line by line.
        text: Vec<String>,
        /// What the table says.
        table_title: String,
        /// Half-days that suffice, by speed and cameras; the first row is a header.
        table: Vec<Vec<String>>,
        /// What was left out or guessed, line by line.
        notes: Vec<String>,
    }

    /// The tables of a campaign, as they can be changed on the page.
    pub struct TablesBoard {
        /// Words that depend on the campaign's purpose and unit.
        words: BoardWords,
        /// The number of times that the files were read since the page was opened.
        reading: u64,
        /// The number of changes of the board since then.
        version: u64,
        /// The language of all texts, `zh` or `en`.
        lang: String,
        /// The campaign's title.
        title: String,
        /// Where it is.
        place: String,
        /// Whether the campaign's files were changed since they were read.
        is_outdated: bool,
        /// The aims that a campaign may have.
        aims: Vec<TableAim>,
        /// The tables.
        sheets: Vec<TableSheet>,
    }

    /// An aim, for the list of aims in their order.
    pub struct TableAim {
        /// Its words in the settings: in English and in Chinese.
        words: Vec<String>,
        /// What people call it.
        label: String,
    }

    /// The rows of a list that was dropped on the tables.
    pub struct DroppedTables {
        /// Table by table, with the columns that the list has.
        sheets: Vec<DroppedTable>,
        /// What was left out or guessed, line by line.
        notes: Vec<String>,
    }

    /// The rows of a table.
    pub struct DroppedTable {
        /// By what the program knows it.
        name: String,
        /// The names of its columns.
        columns: Vec<String>,
        /// A cell for each column.
        rows: Vec<Vec<String>>,
    }

    /// A table.
    pub struct TableSheet {
        /// By what the program knows it.
        name: String,
        /// What people call it.
        label: String,
        /// Its columns.
        columns: Vec<TableColumn>,
        /// Columns that it may have and has not.
        more: Vec<TableColumn>,
        /// Its rows.
        rows: Vec<TableRow>,
    }

    /// A column of a table.
    pub struct TableColumn {
        /// Its heading.
        heading: String,
        /// By what the program knows it.
        name: String,
        /// What it means.
        hint: String,
        /// Whether its values are numbers.
        is_number: bool,
    }

    /// A row of a table.
    pub struct TableRow {
        /// Its line; null for a row that is new.
        line: Option<usize>,
        /// A cell for each column.
        cells: Vec<String>,
    }

    /// Why tables were not changed.
    pub struct TableFaults {
        /// Every fault.
        faults: Vec<TableCellFault>,
    }

    /// A fault, at its cell where it has one.
    pub struct TableCellFault {
        /// The table; null where it stands in none of them.
        sheet: Option<String>,
        /// The row, by its place among those that were sent.
        row: Option<usize>,
        /// The column, by its place among the table's; null for a whole row.
        column: Option<usize>,
        /// What is wrong, with its code.
        text: String,
        /// What to do.
        help: String,
    }

    /// A half-day.
    pub struct BoardBlock {
        /// Its place in the list of stations.
        station: usize,
        /// The day.
        date: Date,
        /// The day, as people say it.
        day: String,
        /// Day, part of the day and station, as people say it.
        label: String,
        /// Its first minute, since midnight.
        start: Minutes,
        /// The end of its regular time.
        end: Minutes,
        /// The latest minute to which it may be prolonged.
        latest_end: Minutes,
        /// Breaks.
        breaks: Vec<BoardSpan>,
        /// Time kept for make-up.
        make_up: Vec<BoardSpan>,
        /// The minutes at which windows may begin and end.
        grid: Vec<Minutes>,
    }

    /// A part of a day.
    pub struct BoardSpan {
        /// Its first minute, since midnight.
        start: Minutes,
        /// The first minute after it.
        end: Minutes,
    }

    /// A group.
    pub struct BoardGroup {
        /// Its name.
        name: String,
        /// People really coming.
        people: i64,
        /// The half-days in which it may come, by their places in the list.
        blocks: Vec<usize>,
        /// Minutes of a window that is put on the board.
        minutes: Minutes,
        /// Whether its windows stay where they are.
        is_locked: bool,
    }

    /// A plan with what is said of it.
    pub struct BoardPlan {
        /// Its windows.
        windows: Vec<BoardWindow>,
        /// Groups without a window, by their places in the list.
        unserved: Vec<usize>,
        /// The rules that it breaks.
        findings: Vec<BoardFinding>,
        /// The number of broken rules, in words.
        verdict: String,
        /// Aim by aim.
        aims: Vec<BoardAim>,
        /// Who is told a new time against the baseline, in words; none without a baseline.
        moved: Option<String>,
    }

    /// A window.
    pub struct BoardWindow {
        /// Its group, by its place in the list.
        group: usize,
        /// Which of the group's windows it is, from 0, in the order of time.
        nth: usize,
        /// The group's name, with the classes where the group is cut.
        name: String,
        /// The half-day, by its place in the list; null where it lies in none.
        block: Option<usize>,
        /// Its station, by its place in the list.
        station: usize,
        /// The day.
        date: Date,
        /// Its first minute, since midnight.
        start: Minutes,
        /// The first minute after it.
        end: Minutes,
        /// People really coming.
        people: i64,
        /// The required rate in people per hour; null for an empty window.
        per_hour: Option<Decimal>,
        /// The required rate over the station's, or over the highest rate of the baseline or of
        /// this plan where stations have none.
        load: Option<Decimal>,
        /// When its classes come.
        slots: Vec<BoardSlot>,
    }

    /// The time of a class.
    pub struct BoardSlot {
        /// The class.
        name: String,
        /// When it is to be there.
        call: ClockTime,
        /// Its first minute.
        start: ClockTime,
        /// The first minute after it.
        end: ClockTime,
    }

    /// A rule that is broken.
    pub struct BoardFinding {
        /// Its code.
        code: String,
        /// What is wrong, in words.
        text: String,
        /// Whether the objective allows it at a price.
        is_allowed: bool,
        /// The windows, by their places in the plan's list.
        windows: Vec<usize>,
    }

    /// What an aim is worth in a plan.
    pub struct BoardAim {
        /// What it counts.
        label: String,
        /// Its value with its unit.
        value: String,
        /// How far that is from the best possible, in words; empty where nothing is known.
        distance: String,
        /// `best`, `worse`, or `open` where that is not known.
        standing: String,
    }

    /// What the solver is asked, and what it has said so far.
    pub struct BoardJob {
        /// The number of the question, from 1.
        number: u64,
        /// What was asked, in words.
        question: String,
        /// Whether it is still at work.
        is_running: bool,
        /// Seconds since it was asked.
        seconds: f64,
        /// Where it stands, aim by aim.
        progress: Vec<String>,
        /// The answer, line by line.
        text: Vec<String>,
        /// Plans to look at beside the present one.
        proposals: Vec<BoardProposal>,
        /// The front of which the proposals are the points; null where they are none.
        front: Option<BoardFront>,
    }

    /// A trade-off between two aims, of which none is bettered without the other getting worse.
    pub struct BoardFront {
        /// What the two aims are called, with their units.
        labels: Vec<String>,
        /// The two values of each proposal.
        points: Vec<Vec<Decimal>>,
    }

    /// What was written, or why something was not done.
    pub struct BoardSaid {
        /// In words, line by line.
        text: Vec<String>,
    }

    /// A plan that the solver proposes.
    pub struct BoardProposal {
        /// What it is, in words.
        text: String,
        /// The plan.
        plan: BoardPlan,
    }
}
