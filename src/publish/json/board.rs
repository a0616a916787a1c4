//! A plan as the page of `callsheet open` draws it.

use super::{ClockTime, Decimal};
use crate::base::clock::Minutes;
use crate::base::shape::shape;
use jiff::civil::Date;

shape! {
    /// The board: half-days and groups of the campaign, and the plan on the desk.
    pub struct Board {
        /// The number of changes since the page was opened.
        version: u64,
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
        /// Whether there is a state to go back to.
        can_undo: bool,
        /// Whether there is a state to go forward to.
        can_redo: bool,
        /// Whether the campaign's files were changed since they were read.
        is_outdated: bool,
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
