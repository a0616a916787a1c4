//! What lies on the planner's desk: a campaign, a plan with its whole history, and what is known of
//! the best plan.

use super::history::{DeskState, History, now_line, state_line};
use crate::base::clock::{Interval, Minutes};
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::{Lang, Text};
use crate::campaign::plan::{MakeUpRow, Plan, Window};
use crate::campaign::{Block, BlockId, Campaign, GroupId};
use crate::files::{
    EditableTable, Loaded, Published, Rejected, TableEdit, VariantStep, editable_tables, edited,
    edits_of, load,
};
use crate::plans::carried::carried;
use crate::plans::metrics::{Metrics, metrics};
use crate::plans::notice::Notices;
use crate::plans::slots;
use crate::publish::output::{
    KeptLines, Output, OutputFolder, complete, replace_in_campaign, write_new,
};
use crate::publish::publication::{CHANGES, NewVersion, PAGES, Publication, latest, told_since};
use crate::publish::report::{Before, ReportData, default_folder, outputs};
use crate::questions::published::{keep_calls, that_keeps_times};
use crate::questions::replan::Replan;
use crate::solve::Outcome;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The first line of a record of plans.
const HEADING: &str = "callsheet-board-1";

/// The beginning of the names of tables of what has happened, in a campaign's folder. They are no part
/// of the campaign.
const ACTUALS: &str = "actuals";

/// The desk.
pub struct Desk {
    place: PathBuf,
    /// Where plan and report are written.
    folder: PathBuf,
    /// The campaign as its files have it: what is published.
    written: Campaign,
    /// The same; once a version is published, with the aim to keep what people were told.
    campaign: Campaign,
    baseline: Option<Plan>,
    /// The baseline with its slots, and its figures: worked out once, not after each drop.
    shown_baseline: Option<(Plan, Metrics)>,
    /// Of each group its [`Desk::fair_minutes`], worked out as seldom.
    fair_minutes: Vec<Minutes>,
    /// What was published last.
    published: Option<Published>,
    lang: Lang,
    record: KeptLines,
    lines: Vec<String>,
    history: History,
    /// The best plan of the campaign, with its bounds, once it is known.
    best: Option<Outcome>,
    /// The number of changes since the page was opened, so that a page knows whether it shows the
    /// present ones.
    version: u64,
    /// The number of times that the files were read: a change of tables says which reading it was made from.
    reading: u64,
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
    /// Puts a campaign on the desk, with the plan that lay there last time. The first time it is what
    /// was published last, else the campaign's baseline. What was left out or guessed while its
    /// files were read comes along. `lang` is the campaign's own where none is chosen.
    ///
    /// # Errors
    /// Where its files can't be read, or the record can't be opened.
    pub fn open(place: &Path, lang: Option<Lang>) -> Result<(Desk, Vec<Diagnostic>), Rejected> {
        let alone = |fault| Rejected { faults: vec![fault], lang };
        complete(home_of(place)).map_err(alone)?;
        let files = file_marks(place);
        let loaded = load(place, &[])
            .map_err(|rejected| Rejected { lang: lang.or(rejected.lang), ..rejected })?;
        let Loaded { campaign: written, baseline, notes, is_season, .. } = loaded;
        let lang = lang.unwrap_or_else(|| written.lang());
        let faults = |faults| Rejected { faults, lang: Some(lang) };
        if is_season {
            let code = Code::SeasonNotOpened;
            let place = Location::file(place.display().to_string());
            let fault = Diagnostic::error(code, code.title()).at(place).help(code.explanation());
            return Err(faults(vec![fault]));
        }
        let (record, lines) =
            KeptLines::open(&record_of(place), HEADING).map_err(|fault| faults(vec![fault]))?;
        let published = latest(place).map_err(faults)?;
        let (campaign, baseline) = held_against(&written, baseline, published.as_ref());
        let history = History::read(&lines, &campaign);
        let mut desk = Desk {
            files,
            place: place.to_owned(),
            folder: default_folder(place, &written, lang),
            written,
            campaign,
            baseline,
            shown_baseline: None,
            fair_minutes: Vec::new(),
            published,
            lang,
            record,
            lines,
            history,
            best: None,
            version: 0,
            reading: 1,
        };
        desk.work_out();
        if desk.history.now().is_none() {
            let windows = desk.baseline.as_ref().map(|plan| plan.windows.clone());
            let plan = Plan { windows: windows.unwrap_or_default(), ..Plan::default() };
            desk.keep(DeskState { plan, ..DeskState::default() })
                .map_err(|fault| faults(vec![fault]))?;
        }
        Ok((desk, notes))
    }

    /// Where the campaign is.
    pub fn place(&self) -> &Path {
        &self.place
    }

    /// What was published last.
    pub fn published(&self) -> Option<&Published> {
        self.published.as_ref()
    }

    /// The people to whom the plan on the desk gives another time than the version published last.
    pub fn told(&self, plan: &Plan) -> Notices {
        let told = self.published.as_ref().map(|last| told_since(last, &self.campaign, plan));
        told.map(|(_, told)| told).unwrap_or_default()
    }

    /// The campaign.
    pub fn campaign(&self) -> &Campaign {
        &self.campaign
    }

    /// What was read of a variant's files, held against what people were told.
    pub fn held(&self, loaded: Loaded) -> (Campaign, Option<Plan>) {
        held_against(&loaded.campaign, loaded.baseline, self.published.as_ref())
    }

    /// The plan that people know, with its campaign: that of the version published last, else the one
    /// on the desk.
    pub fn known(&self) -> (Campaign, Plan) {
        let (campaign, mut plan) = match &self.published {
            Some(last) if last.campaign.continues().is_some() => {
                (last.campaign.clone(), last.plan.clone())
            }
            Some(last) => {
                let (plan, _) = carried(&last.campaign, &last.plan, &self.written);
                (self.written.clone(), plan)
            }
            None => (self.written.clone(), self.plan()),
        };
        if plan.slots.is_empty() {
            slots::assign(&campaign, &mut plan);
        }
        (campaign, plan)
    }

    /// A place of the program's own beside the campaign's files: in its folder, or beside its workbook.
    /// One that is there already counts, in whichever language.
    pub fn place_beside(&self, zh: &str, en: &str) -> PathBuf {
        let named = |name: &str| match self.place.file_stem().filter(|_| self.place.is_file()) {
            Some(stem) => self.place.with_file_name(format!("{}-{name}", stem.to_string_lossy())),
            None => self.place.join(name),
        };
        let there = [zh, en].map(named).into_iter().find(|path| path.exists());
        there.unwrap_or_else(|| named(self.lang.pick(zh, en)))
    }

    /// The table of what has happened on the day. A version of the days left has one of its own, since
    /// its campaign lacks who is done.
    pub fn actuals_file(&self) -> PathBuf {
        let number = self.published.as_ref().filter(|last| last.campaign.continues().is_some());
        let number = number.map(|last| format!("-{}", last.number)).unwrap_or_default();
        if self.place.is_dir() {
            return self.place.join(format!("{ACTUALS}{number}.csv"));
        }
        self.place_beside(&format!("实际情况{number}.csv"), &format!("{ACTUALS}{number}.csv"))
    }

    /// The folder that the campaign's files lie in.
    pub fn home(&self) -> PathBuf {
        home_of(&self.place).to_owned()
    }

    /// The plan that people made by hand or were told.
    pub fn baseline(&self) -> Option<&Plan> {
        self.baseline.as_ref()
    }

    /// The baseline with its slots and make-up rows, and its figures.
    pub fn shown_baseline(&self) -> Option<&(Plan, Metrics)> {
        self.shown_baseline.as_ref()
    }

    /// Works out the figures that change only when files are read or a version is published.
    fn work_out(&mut self) {
        self.fair_minutes = fair_minutes(&self.campaign);
        let plan = self.baseline.clone().map(|plan| self.whole(plan));
        self.shown_baseline = plan.map(|plan| {
            let figures = metrics(&self.campaign, &plan, None);
            (plan, figures)
        });
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

    /// The number of times that the campaign's files were read since the page was opened.
    pub fn reading(&self) -> u64 {
        self.reading
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

    /// A plan with slots and make-up rows. Classes keep the calls that they were told wherever no rule
    /// is broken by it.
    pub fn whole(&self, plan: Plan) -> Plan {
        let mut plan = Plan { windows: plan.windows, ..Plan::default() };
        plan.make_up = MakeUpRow::reserved(&self.campaign, &plan);
        slots::assign(&self.campaign, &mut plan);
        match (&self.published, &self.baseline) {
            (Some(_), Some(before)) => keep_calls(&self.campaign, before, &plan),
            _ => plan,
        }
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
        let published = latest(&self.place)?;
        self.written = loaded.campaign;
        (self.campaign, self.baseline) =
            held_against(&self.written, loaded.baseline, published.as_ref());
        self.published = published;
        self.work_out();
        self.history = History::read(&self.lines, &self.campaign);
        (self.files, self.best) = (files, None);
        self.version += 1;
        self.reading += 1;
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
        let (files, warnings) = self.results(&self.plan());
        let files = OutputFolder::of_results(&self.folder).write(&files)?;
        Ok((files, warnings))
    }

    /// Publishes the plan on the desk as the next version, and writes it with its report; `None` where
    /// the last version is this very plan. What is said of the documents comes along.
    ///
    /// # Errors
    /// Where the plan breaks rules or leaves somebody out, the campaign's files were changed
    /// meanwhile, or a file can't be written.
    pub fn publish(&mut self) -> Result<(Option<NewVersion>, Vec<Diagnostic>), Vec<Diagnostic>> {
        let last = latest(&self.place)?;
        if let Some(last) = last.as_ref().filter(|last| last.campaign.continues().is_some()) {
            let place = Location::file(last.folder.display().to_string());
            let fault = Diagnostic::error(Code::DaysBegun, Code::DaysBegun.title());
            return Err(vec![fault.at(place).help(Code::DaysBegun.explanation())]);
        }
        self.as_its_files()?;
        let plan = self.plan();
        let (results, mut warnings) = self.results(&plan);
        let publication = Publication {
            place: &self.place,
            campaign: &self.written,
            plan: &plan,
            stands_in: &self.folder,
            proof: self.proof(&plan),
            pages: copies(&results, PAGES),
            last: last.as_ref(),
            replanned: None,
            is_forced: false,
            is_season: false,
            lang: self.lang,
        };
        let new = publication.publish()?;
        // `publish` on the command line finds the same plan there; what is published is published.
        let written = OutputFolder::of_results(&self.folder).write(&results);
        warnings.extend(written.err());
        if let Some(new) = &new {
            warnings.extend(new.warnings.iter().cloned());
            self.read_version()?;
        }
        Ok((new, warnings))
    }

    /// Publishes a replan, whose files were written to `stands_in`, as the next version; `None` where
    /// the last version is this very plan.
    ///
    /// # Errors
    /// Where it breaks rules or leaves a group out, the campaign's files were changed meanwhile, or a
    /// file can't be written.
    pub fn publish_replan(
        &mut self,
        found: &Replan,
        files: &[Output],
        stands_in: &Path,
    ) -> Result<Option<NewVersion>, Vec<Diagnostic>> {
        let Some(plan) = &found.plan else { return Ok(None) };
        self.as_its_files()?;
        let last = latest(&self.place)?;
        let publication = Publication {
            place: &self.place,
            campaign: &found.rest.campaign,
            plan,
            stands_in,
            proof: found.outcome.as_ref(),
            pages: copies(files, PAGES),
            last: last.as_ref(),
            replanned: Some(copies(files, CHANGES)),
            is_forced: false,
            is_season: false,
            lang: self.lang,
        };
        let new = publication.publish()?;
        if new.is_some() {
            self.read_version()?;
        }
        Ok(new)
    }

    /// Reads the version that was published last, with what it is held against.
    fn read_version(&mut self) -> Result<(), Vec<Diagnostic>> {
        self.published = latest(&self.place)?;
        (self.campaign, self.baseline) =
            held_against(&self.written, self.baseline.take(), self.published.as_ref());
        self.work_out();
        // The plan is now held against the new version, which changes its best.
        self.best = None;
        self.version += 1;
        Ok(())
    }

    /// Refuses to publish where the campaign's files were changed since they were read.
    fn as_its_files(&self) -> Result<(), Vec<Diagnostic>> {
        if !self.is_outdated() {
            return Ok(());
        }
        let text = Text::new(
            "活动的文件在别处改过，没有发布",
            "the campaign's files were changed elsewhere: nothing is published",
        );
        let place = Location::file(self.place.display().to_string());
        let help = Text::new("先重新读取", "read them again first");
        Err(vec![Diagnostic::error(Code::NotToPublish, text).at(place).help(help)])
    }

    /// Changes the campaign's tables. What is wrong is not written over what is right: the changed files
    /// are read as the command line would, and only then take the places of the old ones.
    ///
    /// # Errors
    /// Every fault of the changed files, with the tables in which they stand. Nothing is written.
    pub fn edit(
        &mut self,
        edits: &[TableEdit],
    ) -> Result<(), (Vec<Diagnostic>, Vec<EditableTable>)> {
        let before = editable_tables(&self.place).unwrap_or_default();
        let files = match edited(&self.place, edits) {
            Ok(files) => files,
            Err(faults) => return Err((faults, before)),
        };
        let unplaced = |faults| (faults, Vec::new());
        if files.is_empty() {
            return Ok(());
        }
        let home = home_of(&self.place).to_owned();
        let outputs: Vec<Output> = files
            .into_iter()
            .filter_map(|file| Some(Output::new(file.path.file_name()?.to_str()?, file.bytes)))
            .collect();
        tried(&self.place, &home, &outputs)?;
        replace_in_campaign(&home, &outputs).map_err(|fault| unplaced(vec![fault]))?;
        self.read_again().map_err(unplaced)
    }

    /// Takes over a variant: the campaign's tables are changed, then its plan lies on the desk.
    ///
    /// # Errors
    /// Every fault of the changed files, with the tables in which they stand: nothing is written. Or
    /// the plan can't be kept: then the files are changed and the plan is as it was.
    pub fn take_over(
        &mut self,
        steps: &[VariantStep],
        plan: &Plan,
    ) -> Result<(), (Vec<Diagnostic>, Vec<EditableTable>)> {
        let unplaced = |faults| (faults, Vec::new());
        if !steps.is_empty() {
            let tables = editable_tables(&self.place).map_err(unplaced)?;
            let edits = edits_of(&tables, steps).map_err(|fault| unplaced(vec![fault]))?;
            self.edit(&edits)?;
        }
        self.take(plan).map_err(|fault| unplaced(vec![fault]))
    }

    /// The files of a plan and its report, and what is to be said of them.
    fn results(&self, plan: &Plan) -> (Vec<Output>, Vec<Diagnostic>) {
        let baseline = self.baseline.as_ref();
        let mut data = ReportData::new(&self.campaign, plan, baseline, self.proof(plan));
        if let Some(last) = &self.published {
            data.before = Before::Published(last.number);
        }
        outputs(&data, self.lang)
    }

    /// What was proven, where it was proven of this plan.
    fn proof(&self, plan: &Plan) -> Option<&Outcome> {
        let best = self.best.as_ref();
        best.filter(|best| best.plan.as_ref().is_some_and(|own| own.windows == plan.windows))
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
        self.fair_minutes[group.0]
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

/// The campaign with the plan that it is held against: what people were told, which is to be kept, or
/// the baseline that it has. A version of the days left is held against in `replan` alone.
fn held_against(
    written: &Campaign,
    baseline: Option<Plan>,
    published: Option<&Published>,
) -> (Campaign, Option<Plan>) {
    let last = published.filter(|last| last.campaign.continues().is_none());
    // What is sound with its aims in one order is sound in another.
    match last.and_then(|last| Some((last, that_keeps_times(written).ok()?))) {
        Some((last, campaign)) => {
            let (before, _) = carried(&last.campaign, &last.plan, &campaign);
            (campaign, Some(before))
        }
        None => (written.clone(), baseline),
    }
}

/// Each group's share of all working time, on the grid: what it needs at least, and no more than the
/// longest stretch of a half-day.
fn fair_minutes(campaign: &Campaign) -> Vec<Minutes> {
    let grid = campaign.grid();
    let working = campaign.blocks().iter().map(|block| i64::from(block.working_minutes()));
    let (working, people) = (working.sum::<i64>(), campaign.expected().max(1));
    let longest = campaign.blocks().iter().map(Block::longest_stretch).max();
    let fair = |group: GroupId| {
        let share = (working * campaign.group(group).expected() / people) as Minutes;
        let needed = campaign.block_ids();
        let needed = needed.filter_map(|block| campaign.least_minutes(group, None, block));
        let minutes = share.max(needed.min().unwrap_or(0)).max(1);
        minutes.min(longest.unwrap_or(minutes)).max(grid) / grid * grid
    };
    campaign.group_ids().map(fair).collect()
}

/// Copies of the files that have one of these names.
fn copies(files: &[Output], names: &[&str]) -> Vec<Output> {
    let named = files.iter().filter(|file| names.contains(&file.name.as_str()));
    named.map(|file| Output::new(&file.name, file.bytes.clone())).collect()
}

/// The folder that a campaign's files lie in.
fn home_of(place: &Path) -> &Path {
    match place.parent() {
        _ if place.is_dir() => place,
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Reads a copy of a campaign of which files have changed: what is wrong with it, and the tables of
/// the copy.
fn tried(
    place: &Path,
    home: &Path,
    outputs: &[Output],
) -> Result<(), (Vec<Diagnostic>, Vec<EditableTable>)> {
    let failed = |error: std::io::Error| {
        let text = Text::new(format!("无法试读：{error}"), format!("it can't be tried: {error}"));
        (vec![Diagnostic::error(Code::Unwritable, text)], Vec::new())
    };
    let copy = tempfile::Builder::new().prefix("callsheet-").tempdir().map_err(failed)?;
    // A workbook alone is read with nothing but the baseline that it names, a text.
    let is_needed = |path: &Path| {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        let is_table = ["csv", "json"].contains(&ending);
        let is_changed = path.file_name().is_some_and(|name| {
            outputs.iter().any(|output| name == std::ffi::OsStr::new(&output.name))
        });
        path.is_file() && !is_changed && (place.is_dir() || is_table)
    };
    let files = std::fs::read_dir(home).into_iter().flatten().flatten().map(|entry| entry.path());
    for path in files.filter(|path| is_needed(path)) {
        let name = path.file_name().unwrap_or_default();
        std::fs::copy(&path, copy.path().join(name)).map_err(failed)?;
    }
    for Output { name, bytes } in outputs {
        write_new(&copy.path().join(name), bytes).map_err(|fault| (vec![fault], Vec::new()))?;
    }
    let campaign = match place.file_name() {
        Some(name) if place.is_file() => copy.path().join(name),
        _ => copy.path().to_owned(),
    };
    load(&campaign, &[])
        .map(|_| ())
        .map_err(|rejected| (rejected.faults, editable_tables(&campaign).unwrap_or_default()))
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
    let is_actuals =
        |entry: &std::fs::DirEntry| entry.file_name().to_string_lossy().starts_with(ACTUALS);
    let own = entries.filter(|entry| !is_actuals(entry));
    let mut marks: Vec<FileMark> = own.filter_map(|entry| mark(entry.path())).collect();
    marks.sort();
    marks
}
