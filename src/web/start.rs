//! The page before a campaign is open: campaigns that were open lately, examples, and a list that is
//! to become a campaign, by the same code as `callsheet new`.

use super::desk::Desk;
use super::examples::{EXAMPLES, ShippedExample};
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::{Lang, Text};
use crate::files::from_list::{Days, KnownSpeed, Start, StartOptions, days_and_hours, start};
use crate::files::{is_campaign_workbook, is_workbook_name, load};
use crate::publish::documents::safe::Names;
use crate::publish::json::{StartAnswer, StartBoard, StartList, StartPlace};
use crate::publish::output::{Output, OutputFolder, write_all, write_new};
use crate::publish::words::begun;
use crate::publish::words::on_page::{rendered, verdict};
use jiff::civil::Date;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The most campaigns that are offered of those opened before: a list that fits a screen.
const MOST_RECENT: usize = 12;
/// The file of the user's settings in which they are kept, a path a line.
const RECENT: &str = "recent.txt";

/// The most cameras of a station and seconds of a person, as a campaign takes them.
const MOST_CAMERAS: i64 = 1000;
const MOST_SECONDS: i64 = 3600;

/// The start page.
pub struct StartDesk {
    lang: Lang,
    list: Option<DroppedList>,
}

/// A list that is to become a campaign.
struct DroppedList {
    file: PathBuf,
    /// Holds the file where it was dropped on the page.
    _upload: Option<tempfile::TempDir>,
    /// Where the campaign goes: beside the list, or, where it was dropped on the page, which is told
    /// no path, into a folder of its own.
    to: ListHome,
}

#[derive(Clone)]
enum ListHome {
    Beside(PathBuf),
    Own(String),
}

/// What a dropped file is.
pub enum Dropped {
    /// A campaign, kept in a folder of its own.
    Campaign(PathBuf),
    /// A list.
    List,
}

/// What is typed to begin a campaign.
#[derive(Deserialize)]
pub struct ListAnswers {
    /// As `--days` has it; empty for Monday in two weeks on.
    days: String,
    /// As `--hours` has it; empty for the usual ones.
    hours: String,
    evening: bool,
    cameras: Option<i64>,
    seconds: Option<i64>,
}

impl StartDesk {
    /// The page without a list.
    pub fn new(lang: Lang) -> StartDesk {
        StartDesk { lang, list: None }
    }

    /// The page with a list of this machine, which becomes the workbook beside it.
    pub fn with_list(lang: Lang, list: &Path, workbook: &Path) -> StartDesk {
        let to = ListHome::Beside(workbook.to_owned());
        let list = DroppedList { file: list.to_owned(), _upload: None, to };
        StartDesk { lang, list: Some(list) }
    }

    /// The language of the page.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Speaks another language.
    pub fn speak(&mut self, lang: Lang) {
        self.lang = lang;
    }

    /// All that the page shows.
    pub fn shown(&self) -> StartBoard {
        let place = |path: PathBuf| StartPlace {
            name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
            place: path.display().to_string(),
        };
        let example = |example: &ShippedExample| StartPlace {
            name: example.title(self.lang),
            place: example.name.to_owned(),
        };
        let list = self.list.as_ref().map(|list| StartList {
            name: list.file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            workbook: workbook_of(&list.to).display().to_string(),
            first_day: match Days::usual(today()) {
                Days::From(day) => day,
                Days::Listed(_) => today(),
            },
        });
        StartBoard {
            lang: self.lang.pick("zh", "en").to_owned(),
            recents: recents().into_iter().map(place).collect(),
            examples: EXAMPLES.iter().map(example).collect(),
            kept_in: home().display().to_string(),
            list,
        }
    }

    /// Takes a file that was dropped on the page: a campaign's workbook is kept in a folder of its own,
    /// a list waits for what is to be known.
    ///
    /// # Errors
    /// When it is neither, or has faults.
    pub fn receive(&mut self, name: &str, bytes: &[u8]) -> Result<Dropped, Vec<Diagnostic>> {
        let alone = |fault| vec![fault];
        let (upload, file) = uploaded(name, bytes).map_err(alone)?;
        let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let ending = file.extension().unwrap_or_default().to_string_lossy().into_owned();
        if is_workbook_name(&file) && is_campaign_workbook(&file) {
            load(&file, &[]).map_err(|rejected| rejected.faults)?;
            let kept = own_folder(&stem).join(format!("{stem}.{ending}"));
            keep(&kept, bytes).map_err(alone)?;
            return Ok(Dropped::Campaign(kept));
        }
        self.list = Some(DroppedList { file, _upload: Some(upload), to: ListHome::Own(stem) });
        Ok(Dropped::List)
    }

    /// What the list gives with the answers; nothing is written.
    ///
    /// # Errors
    /// Every fault of the list and of the answers.
    pub fn tried(&self, answers: &ListAnswers) -> Result<StartAnswer, Vec<Diagnostic>> {
        let lang = self.lang;
        let start = self.read(answers)?;
        let answer = &start.answer;
        let mut text = vec![begun::counted_up(&start, lang), begun::dates(answer, lang)];
        text.extend(begun::no_speed(answer, lang));
        text.push(verdict(answer, lang));
        Ok(StartAnswer {
            text,
            table_title: begun::speeds_title(lang).to_owned(),
            table: begun::speeds(answer, lang),
            notes: start.notes.iter().map(|note| told(note, lang)).collect(),
        })
    }

    /// Writes the workbook of the campaign that the list gives with the answers.
    ///
    /// # Errors
    /// Every fault of the list and of the answers, or when it can't be written.
    pub fn begin(&mut self, answers: &ListAnswers) -> Result<PathBuf, Vec<Diagnostic>> {
        let alone = |fault| vec![fault];
        let bytes = self.read(answers)?.workbook().map_err(alone)?;
        let Some(list) = &self.list else { return Err(alone(no_list())) };
        let workbook = workbook_of(&list.to);
        keep(&workbook, &bytes).map_err(alone)?;
        self.list = None;
        Ok(workbook)
    }

    /// Forgets the list.
    pub fn put_away(&mut self) {
        self.list = None;
    }

    fn read(&self, answers: &ListAnswers) -> Result<Start, Vec<Diagnostic>> {
        let Some(list) = &self.list else { return Err(vec![no_list()]) };
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let (days, hours) = days_and_hours(
            given(&answers.days).as_deref(),
            (given(&answers.hours).as_deref(), answers.evening),
            today(),
        )?;
        let faults: Vec<Diagnostic> = [
            (answers.cameras, MOST_CAMERAS, Text::new("相机台数", "cameras")),
            (answers.seconds, MOST_SECONDS, Text::new("每人秒数", "seconds a person takes")),
        ]
        .into_iter()
        .filter_map(|(value, most, name)| out_of_range(value?, most, &name))
        .collect();
        if !faults.is_empty() {
            return Err(faults);
        }
        let title = workbook_of(&list.to);
        let title = title.file_stem().unwrap_or_default().to_string_lossy();
        let options = StartOptions {
            name: &title,
            sheets: &[],
            days,
            hours,
            stations: &[],
            speed: KnownSpeed { seconds: answers.seconds, cameras: answers.cameras },
            lang: self.lang,
        };
        start(&list.file, &options)
    }

    /// A campaign that the page has offered; an example as a copy of the user's own.
    ///
    /// # Errors
    /// When the example can't be copied.
    pub fn offered(&self, place: &str) -> Result<Option<PathBuf>, Vec<Diagnostic>> {
        let is_it = |path: &PathBuf| path.display().to_string() == place;
        if let Some(recent) = recents().into_iter().find(is_it) {
            return Ok(Some(recent));
        }
        let Some(example) = EXAMPLES.iter().find(|own| own.name == place) else { return Ok(None) };
        let copy = home().join(example.name);
        if !copy.exists() {
            let place = OutputFolder::that_is_new(&copy);
            place.write(&example.files()).map_err(|fault| vec![fault])?;
        }
        Ok(Some(copy))
    }

    /// Keeps in mind that a campaign was open. Where that can't be kept, it is missing from the list
    /// and nothing else.
    pub fn note(&self, campaign: &Path) {
        let Some(folder) = settings_folder() else { return };
        let Ok(path) = std::path::absolute(campaign) else { return };
        let mut all = recents();
        all.retain(|own| *own != path);
        all.insert(0, path);
        all.truncate(MOST_RECENT);
        let lines = all.iter().filter_map(|path| path.to_str()).filter(|path| !path.contains('\n'));
        let lines: Vec<&str> = lines.chain([""]).collect();
        let _ = write_all(&folder, &[Output::new(RECENT, lines.join("\n"))]);
    }
}

/// Puts a table that was dropped into a folder of its own, by a safe name.
fn uploaded(name: &str, bytes: &[u8]) -> Result<(tempfile::TempDir, PathBuf), Diagnostic> {
    let given = Path::new(name.rsplit(['/', '\\']).next().unwrap_or_default());
    let is_csv = given.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    if !is_csv && !is_workbook_name(given) {
        let message = Text::new(
            "不是表格：要 .xlsx、.xls 或 .csv",
            "it is no table: .xlsx, .xls or .csv is wanted",
        );
        let fault = Diagnostic::error(Code::NoList, message);
        return Err(fault.at(Location::file(given.display().to_string())));
    }
    let stem = Names::default().file(&given.file_stem().unwrap_or_default().to_string_lossy());
    let ending = given.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let upload = tempfile::Builder::new().prefix("callsheet-").tempdir();
    let upload = upload.map_err(|error| of_system(&error))?;
    let file = upload.path().join(format!("{stem}.{ending}"));
    write_new(&file, bytes)?;
    Ok((upload, file))
}

/// The groups and classes of a list that was dropped, for the tables of a campaign that is there.
///
/// # Errors
/// Every fault of the list.
pub fn rows_of_list(name: &str, bytes: &[u8], lang: Lang) -> Result<Start, Vec<Diagnostic>> {
    let (_upload, file) = uploaded(name, bytes).map_err(|fault| vec![fault])?;
    let (days, hours) = days_and_hours(None, (None, false), today())?;
    let speed = KnownSpeed { seconds: None, cameras: None };
    let options = StartOptions { name: "", sheets: &[], days, hours, stations: &[], speed, lang };
    start(&file, &options)
}

/// A finding in words. A file that was dropped lies where nobody looks: it is called by its name.
pub fn told(finding: &Diagnostic, lang: Lang) -> String {
    let mut finding = finding.clone();
    if let Some(place) = &mut finding.location
        && let Some(name) = Path::new(&place.file).file_name()
    {
        place.file = name.to_string_lossy().into_owned();
    }
    rendered(&finding, lang)
}

/// Opens the campaign at a place.
///
/// # Errors
/// When its files have faults, or another program has it open.
pub fn opened(place: &Path) -> Result<Desk, Vec<Diagnostic>> {
    Desk::open(place, None).map(|(desk, _)| desk).map_err(|rejected| rejected.faults)
}

fn today() -> Date {
    jiff::ZonedDateTime::now().date()
}

/// What is wrong with a number that was typed.
fn out_of_range(value: i64, most: i64, name: &Text) -> Option<Diagnostic> {
    let message = Text::each(|lang| {
        let name = name.get(lang);
        lang.pick(
            format!("{name}“{value}”不在 1 到 {most} 之间"),
            format!("{name}: {value} is not between 1 and {most}"),
        )
    });
    let fault = Diagnostic::error(Code::OutOfRange, message).help(Code::OutOfRange.explanation());
    (!(1..=most).contains(&value)).then_some(fault)
}

fn no_list() -> Diagnostic {
    Diagnostic::error(Code::NoList, Code::NoList.title())
}

fn of_system(error: &std::io::Error) -> Diagnostic {
    let message = Text::new(format!("无法写入：{error}"), format!("can't be written: {error}"));
    Diagnostic::error(Code::Unwritable, message)
}

/// Where the workbook of a list goes.
fn workbook_of(to: &ListHome) -> PathBuf {
    match to {
        ListHome::Beside(workbook) => workbook.clone(),
        ListHome::Own(name) => {
            let folder = own_folder(name);
            let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
            folder.join(format!("{name}.xlsx"))
        }
    }
}

/// A folder of this name that is not there yet.
fn own_folder(name: &str) -> PathBuf {
    let home = home();
    let numbered = (2..).map(|number| format!("{name}-{number}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered).map(|name| home.join(name));
    names.find(|folder| !folder.exists()).unwrap_or(home)
}

/// Writes a new file, with the folder that it needs.
fn keep(file: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).map_err(|error| of_system(&error))?;
    }
    write_new(file, bytes)
}

/// Where campaigns that the page begins are kept: among the user's documents.
fn home() -> PathBuf {
    let user = std::env::home_dir().unwrap_or_default();
    let documents = ["Documents", "文档"].map(|name| user.join(name));
    let documents = documents.into_iter().find(|folder| folder.is_dir());
    documents.unwrap_or(user).join("callsheet")
}

/// The folder of the user's settings of this program.
fn settings_folder() -> Option<PathBuf> {
    let named = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let named = |name: &str| named(name).filter(|folder| folder.is_absolute());
    let all = if cfg!(windows) { named("APPDATA") } else { named("XDG_CONFIG_HOME") };
    let all = all.or_else(|| Some(std::env::home_dir()?.join(".config")))?;
    Some(all.join("callsheet"))
}

/// Campaigns that were open lately and are still there, the last one first.
fn recents() -> Vec<PathBuf> {
    let text = settings_folder().and_then(|own| std::fs::read_to_string(own.join(RECENT)).ok());
    let text = text.unwrap_or_default();
    let paths = text.lines().map(PathBuf::from).filter(|path| path.exists());
    paths.take(MOST_RECENT).collect()
}
