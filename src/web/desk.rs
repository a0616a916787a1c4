//! What lies on the planner's desk: a campaign, a plan with its whole history, and what is known of
//! the best plan.

use super::history::{DeskState, History, now_line, state_line};
use crate::base::clock::{Interval, Minutes};
use crate::base::diagnostic::Diagnostic;
use crate::base::text::Lang;
use crate::campaign::plan::{MakeUpRow, Plan, Window};
use crate::campaign::{Block, BlockId, Campaign, GroupId};
use crate::files::{Loaded, load};
use crate::plans::slots;
use crate::publish::output::{KeptLines, OutputFolder};
use crate::publish::report::{ReportData, outputs};
use crate::solve::Outcome;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The first line of a record of plans.
const HEADING: &str = "callsheet-board-1";

/// The desk.
pub struct Desk {
    place: PathBuf,
    /// Where plan and report are written.
    folder: PathBuf,
    campaign: Campaign,
    baseline: Option<Plan>,
    lang: Lang,
    record: KeptLines,
    lines: Vec<String>,
    history: History,
    /// The best plan of the campaign, with its bounds, once it is known.
    best: Option<Outcome>,
    /// The number of changes since the page was opened, so that a page knows whether it shows the
    /// present ones.
    version: u64,
    files: Vec<FileMark>,
}

/// What shows that a file was changed: its name, bytes and moment.
type FileMark = (PathBuf, u64, Option<SystemTime>);

/// A window on the board: the `nth` of its group, in the order of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WindowName {
    /// The group.
    pub group: GroupId,
    /// Which of its windows, from 0.
    pub nth: usize,
}

impl Desk {
    /// Puts a campaign on the desk, with the plan that lay there last time. The first time it is the
    /// campaign's baseline. Plan and report are written to `folder`.
    ///
    /// # Errors
    /// Where the record can't be opened.
    pub fn open(
        place: &Path,
        folder: PathBuf,
        loaded: Loaded,
        lang: Lang,
    ) -> Result<Desk, Diagnostic> {
        let (record, lines) = KeptLines::open(&record_of(place), HEADING)?;
        let history = History::read(&lines, &loaded.campaign);
        let Loaded { campaign, baseline, .. } = loaded;
        let mut desk = Desk {
            files: file_marks(place),
            place: place.to_owned(),
            folder,
            campaign,
            baseline,
            lang,
            record,
            lines,
            history,
            best: None,
            version: 0,
        };
        if desk.history.now().is_none() {
            let windows = desk.baseline.as_ref().map(|plan| plan.windows.clone());
            let plan = Plan { windows: windows.unwrap_or_default(), ..Plan::default() };
            desk.keep(DeskState { plan, ..DeskState::default() })?;
        }
        Ok(desk)
    }

    /// The campaign.
    pub fn campaign(&self) -> &Campaign {
        &self.campaign
    }

    /// The plan that people made by hand or were told.
    pub fn baseline(&self) -> Option<&Plan> {
        self.baseline.as_ref()
    }

    /// The language of the page.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Speaks another language.
    pub fn speak(&mut self, lang: Lang) {
        self.lang = lang;
        self.version += 1;
    }

    /// The number of changes since the page was opened.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// What is known of the best plan.
    pub fn best(&self) -> Option<&Outcome> {
        self.best.as_ref()
    }

    /// Learns what the best plan is.
    pub fn learn(&mut self, best: Outcome) {
        self.best = Some(best);
        self.version += 1;
    }

    /// The state on the desk.
    pub fn state(&self) -> DeskState {
        self.history.now().cloned().unwrap_or_default()
    }

    /// The plan on the desk, with slots and make-up rows.
    pub fn plan(&self) -> Plan {
        self.whole(self.state().plan)
    }

    /// A plan with slots and make-up rows.
    pub fn whole(&self, plan: Plan) -> Plan {
        let mut plan = Plan { windows: plan.windows, ..Plan::default() };
        plan.make_up = MakeUpRow::reserved(&self.campaign, &plan);
        slots::assign(&self.campaign, &mut plan);
        plan
    }

    /// Whether there is a state before, or after, the one on the desk.
    pub fn can_go(&self, is_back: bool) -> bool {
        self.history.beside(is_back).is_some()
    }

    /// Whether the campaign's files were changed since they were read.
    pub fn is_outdated(&self) -> bool {
        file_marks(&self.place) != self.files
    }

    /// Reads the campaign's files again; the plan and its history stay.
    ///
    /// # Errors
    /// Every fault of the files: the campaign stays as it was.
    pub fn read_again(&mut self) -> Result<(), Vec<Diagnostic>> {
        let files = file_marks(&self.place);
        let loaded = load(&self.place, &[]).map_err(|rejected| rejected.faults)?;
        (self.campaign, self.baseline) = (loaded.campaign, loaded.baseline);
        self.history = History::read(&self.lines, &self.campaign);
        (self.files, self.best) = (files, None);
        self.version += 1;
        Ok(())
    }

    /// Goes one state back, or forward again.
    ///
    /// # Errors
    /// When it can't be kept: the desk is as it was.
    pub fn go(&mut self, is_back: bool) -> Result<(), Diagnostic> {
        let Some(number) = self.history.beside(is_back) else { return Ok(()) };
        self.write(now_line(number))?;
        self.history.go(number);
        self.version += 1;
        Ok(())
    }

    /// Puts a window to a half-day and time; a group without such a window gets it. `None` takes the
    /// window from the board.
    ///
    /// # Errors
    /// When it can't be kept: the desk is as it was.
    pub fn put(
        &mut self,
        name: WindowName,
        to: Option<(BlockId, Interval)>,
    ) -> Result<(), Diagnostic> {
        let mut state = self.state();
        let at = place_of(&state.plan, name);
        match (at, to) {
            (Some(at), Some(to)) => self.move_to(&mut state.plan.windows[at], to),
            (Some(at), None) => {
                state.plan.windows.remove(at);
            }
            (None, Some((block, interval))) => {
                let own = self.campaign.block(block);
                let window = Window::new(name.group, own.date, own.station, interval);
                state.plan.windows.push(window);
            }
            (None, None) => return Ok(()),
        }
        self.keep(state)
    }

    /// Two windows change places, each with its own length. In one half-day, where one follows the
    /// other, what lies between them stays between them.
    ///
    /// # Errors
    /// When it can't be kept: the desk is as it was.
    pub fn swap(&mut self, one: WindowName, other: WindowName) -> Result<(), Diagnostic> {
        let mut state = self.state();
        let plan = &mut state.plan;
        let (Some(one), Some(other)) = (place_of(plan, one), place_of(plan, other)) else {
            return Ok(());
        };
        let (first, last) = (plan.windows[one].clone(), plan.windows[other].clone());
        let (first, last, one, other) = if first.in_timetable() <= last.in_timetable() {
            (first, last, one, other)
        } else {
            (last, first, other, one)
        };
        let block_of =
            |window: &Window| self.campaign.block_at(window.station, window.date, window.interval);
        let (Some(from), Some(to)) = (block_of(&first), block_of(&last)) else { return Ok(()) };
        let start = if from == to {
            last.interval.end - first.interval.minutes()
        } else {
            last.interval.start
        };
        let first_to = Interval::new(start, start + first.interval.minutes());
        let begin = first.interval.start;
        let last_to = Interval::new(begin, begin + last.interval.minutes());
        self.move_to(&mut plan.windows[one], (to, first_to));
        self.move_to(&mut plan.windows[other], (from, last_to));
        self.keep(state)
    }

    /// Writes the plan on the desk and its report, all or none; what was written, and what is to be
    /// said of it.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn save(&self) -> Result<(Vec<PathBuf>, Vec<Diagnostic>), Diagnostic> {
        let plan = self.plan();
        // What was proven is told of the best plan alone.
        let best = self.best.as_ref();
        let best =
            best.filter(|best| best.plan.as_ref().is_some_and(|own| own.windows == plan.windows));
        let data = ReportData::new(&self.campaign, &plan, self.baseline.as_ref(), best);
        let (files, warnings) = outputs(&data, self.lang);
        let files = OutputFolder::of_results(&self.folder).write(&files)?;
        Ok((files, warnings))
    }

    /// Locks a group's windows, or lets them go.
    ///
    /// # Errors
    /// When it can't be kept: the desk is as it was.
    pub fn lock(&mut self, group: GroupId, is_locked: bool) -> Result<(), Diagnostic> {
        let mut state = self.state();
        if is_locked {
            state.locked.insert(group);
        } else {
            state.locked.remove(&group);
        }
        self.keep(state)
    }

    /// Takes a plan in place of the one on the desk.
    ///
    /// # Errors
    /// When it can't be kept: the desk is as it was.
    pub fn take(&mut self, plan: &Plan) -> Result<(), Diagnostic> {
        let plan = Plan { windows: plan.windows.clone(), ..Plan::default() };
        let locked = self.state().locked;
        self.keep(DeskState { plan, locked })
    }

    /// Minutes for a group that is not on the board yet: its share of all working time.
    pub fn fair_minutes(&self, group: GroupId) -> Minutes {
        let grid = self.campaign.grid();
        let working = self.campaign.blocks().iter().map(|block| i64::from(block.working_minutes()));
        let all = working.sum::<i64>() * self.campaign.group(group).expected();
        let share = (all / self.campaign.expected().max(1)) as Minutes;
        let needed = self.campaign.block_ids();
        let needed = needed.filter_map(|block| self.campaign.least_minutes(group, None, block));
        let minutes = share.max(needed.min().unwrap_or(0)).max(1);
        let longest = self.campaign.blocks().iter().map(Block::longest_stretch).max();
        minutes.min(longest.unwrap_or(minutes)).max(grid) / grid * grid
    }

    fn move_to(&self, window: &mut Window, (block, interval): (BlockId, Interval)) {
        let own = self.campaign.block(block);
        (window.date, window.station, window.interval) = (own.date, own.station, interval);
    }

    /// Has a state in the record, then on the desk.
    fn keep(&mut self, mut state: DeskState) -> Result<(), Diagnostic> {
        state.plan.sort();
        if self.history.now() == Some(&state) {
            return Ok(());
        }
        self.write(state_line(&state, &self.campaign))?;
        self.history.push(state);
        self.version += 1;
        Ok(())
    }

    fn write(&mut self, line: String) -> Result<(), Diagnostic> {
        self.record.add(&line)?;
        self.lines.push(line);
        Ok(())
    }
}

/// Where a window stands in a plan.
pub fn place_of(plan: &Plan, name: WindowName) -> Option<usize> {
    let own = plan.windows.iter().enumerate().filter(|(_, window)| window.group == name.group);
    own.map(|(at, _)| at).nth(name.nth)
}

/// The record of a campaign's plans: in the folder of the program's own files, inside the campaign's
/// folder or beside its workbook.
fn record_of(place: &Path) -> PathBuf {
    let home = |folder: &Path| folder.join(crate::publish::output::HOME);
    match (place.is_file(), place.parent(), place.file_stem()) {
        (true, Some(folder), Some(stem)) => {
            home(folder).join(format!("{}.board", stem.to_string_lossy()))
        }
        _ => home(place).join("board"),
    }
}

/// The campaign's files, as they are now.
fn file_marks(place: &Path) -> Vec<FileMark> {
    let mark = |path: PathBuf| {
        let known = path.metadata().ok()?;
        known.is_file().then(|| (path, known.len(), known.modified().ok()))
    };
    if place.is_file() {
        return mark(place.to_owned()).into_iter().collect();
    }
    let entries = std::fs::read_dir(place).into_iter().flatten().flatten();
    let mut marks: Vec<FileMark> = entries.filter_map(|entry| mark(entry.path())).collect();
    marks.sort();
    marks
}
