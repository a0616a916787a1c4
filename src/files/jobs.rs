//! `jobs.csv`: solves to be done as a batch, one a row; and the mark by which a result is known to
//! be of the campaign as it is now.

use super::encodings::read_bytes;
use super::faults::Faults;
use super::fields::{Below, JobRow, Table, maybe};
use super::table::{Rows, read_table};
use super::table_file::TableFile;
use super::tolerant::fold;
use super::write_table::write_rows;
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::digest::Digest;
use crate::base::kind::CampaignKind;
use crate::base::ratio::Ratio;
use crate::base::text::{Lang, Text};
use crate::campaign::Tier;
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

/// A solve that is to be done.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchJob {
    /// Its name, unique in its batch.
    pub name: String,
    /// The campaign.
    pub campaign: PathBuf,
    /// A variant's file.
    pub variant: Option<PathBuf>,
    /// Settings as with `--set`; `half_days=N` keeps the first `N`.
    pub settings: Vec<String>,
    /// Seed of the solver's random choices.
    pub seed: u32,
    /// Seconds; `None` asks for the proof.
    pub limit: Option<u32>,
    /// The aims of a front; empty for a solve of all aims.
    pub between: Vec<Tier>,
    /// Values that aims of the front must stay below.
    pub below: Vec<(Tier, Ratio)>,
    /// Where the row stands.
    pub place: Location,
}

/// The most characters of a row's name: with its ending it is the name of a file, which systems
/// hold to 255 bytes.
const MOST_NAME: usize = 60;

/// Reads the table, with what was left out or guessed. Campaigns and variants that it names are
/// there; what is in them is for each row's own solve to find.
///
/// # Errors
/// Every fault of the table.
pub fn read_jobs(path: &Path) -> Result<(Vec<BatchJob>, Vec<Diagnostic>), Vec<Diagnostic>> {
    read_tables_of_jobs(&[path.to_owned()])
}

/// Reads all tables of jobs of a batch, in which no name stands twice.
///
/// # Errors
/// Every fault of every table.
pub fn read_tables_of_jobs(
    paths: &[PathBuf],
) -> Result<(Vec<BatchJob>, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut faults = Faults::default();
    let mut names = BTreeMap::new();
    let jobs = paths.iter().flat_map(|path| table_of_jobs(path, &mut names, &mut faults)).collect();
    if faults.is_empty() { Ok((jobs, faults.into_notes())) } else { Err(faults.into_sorted()) }
}

fn table_of_jobs(
    path: &Path,
    names: &mut BTreeMap<String, Location>,
    faults: &mut Faults,
) -> Vec<BatchJob> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let rows = TableFile::open_without_macros(path, faults)
        .and_then(|file| file.records(Table::Jobs, faults))
        .and_then(|records| read_table(Table::Jobs, records, faults));
    let mut jobs = Vec::new();
    for row in rows.iter().flat_map(Rows::iter) {
        let before = faults.len();
        let own: JobRow = row.read(faults);
        if let Some(name) = &own.job.value {
            refuse_no_file_name(name, &own.job.place, faults);
            if let Some(first) = names.get(&fold(name)) {
                faults.report(
                    Code::Duplicate,
                    &own.job.place,
                    format!("任务“{name}”已在 {} 出现过", first.shown(Lang::Zh)),
                    format!("a row called “{name}” is there already ({first})"),
                );
            } else {
                names.insert(fold(name), own.job.place.clone());
            }
        }
        let campaign = own.campaign.value.as_ref().map(|campaign| folder.join(campaign));
        let variant = own.variant.value.as_ref().map(|variant| folder.join(variant));
        let named = [
            (&campaign, &own.campaign.place, "没有这个活动", "there is no such campaign"),
            (&variant, &own.variant.place, "没有这个备选方案文件", "there is no such variant"),
        ];
        for (path, place, zh, en) in named {
            if let Some(path) = path.as_ref().filter(|path| !path.exists()) {
                let path = path.display();
                let (zh, en) = (format!("{zh}：{path}"), format!("{en}: {path}"));
                faults.report(Code::Unreadable, place, zh, en);
            }
        }
        let between = own.between.value.unwrap_or_default();
        let Below(below) = own.below.value.unwrap_or_default();
        if own.between.is_written && !(2..=3).contains(&between.len())
            || below.iter().any(|(tier, _)| !between.iter().skip(1).any(|own| own == tier))
        {
            faults.report(
                Code::BadFront,
                &own.between.place,
                "“权衡”应写两三个目标，“小于”只能写其中第一个以外的目标",
                "`between` wants two or three aims, and `below` aims of them other than the first",
            );
        }
        let (Some(name), Some(campaign)) = (own.job.value, campaign) else { continue };
        if faults.len() > before {
            continue;
        }
        jobs.push(BatchJob {
            name,
            campaign,
            variant,
            settings: own.settings.value.unwrap_or_default().0,
            seed: own.seed.value.map_or(0, |seed| seed.get() as u32),
            limit: own.limit.value.map(|limit| limit.get() as u32),
            between,
            below,
            place: own.location,
        });
    }
    jobs
}

/// A row's name becomes the name of a file on any system.
fn refuse_no_file_name(name: &str, place: &Location, faults: &mut Faults) {
    let bad = |c: char| c.is_control() || "/\\:*?\"<>|".contains(c);
    let is_good = !name.starts_with('.')
        && !name.ends_with(['.', ' '])
        && !name.contains(bad)
        && name.chars().count() <= MOST_NAME;
    if !is_good {
        faults.report(
            Code::BadName,
            place,
            format!("任务名称“{name}”不能作文件名：不用 / \\ : * ? \" < > |，不以点开头，至多 {MOST_NAME} 个字"),
            format!("a row called “{name}” can't have a file of that name: no / \\ : * ? \" < > |, no dot at its beginning, at most {MOST_NAME} characters"),
        );
    }
}

/// The table of jobs, as [`read_jobs`] reads it in `folder`.
pub fn write_jobs(jobs: &[BatchJob], folder: &Path, lang: Lang) -> String {
    let from_there = |path: &Path| relative(path, folder).display().to_string();
    let row = |job: &BatchJob| JobRow {
        job: maybe(Some(job.name.as_str())),
        campaign: maybe(Some(from_there(&job.campaign))),
        variant: maybe(job.variant.as_deref().map(from_there)),
        settings: maybe(Some(job.settings.clone()).filter(|settings| !settings.is_empty())),
        seed: maybe((job.seed != 0).then_some(i64::from(job.seed))),
        limit: maybe(job.limit.map(i64::from)),
        between: maybe(Some(job.between.clone()).filter(|between| !between.is_empty())),
        below: maybe(Some(job.below.clone()).filter(|below| !below.is_empty())),
        location: Location::default(),
    };
    write_rows(&jobs.iter().map(row).collect::<Vec<_>>(), CampaignKind::default(), lang)
}

/// A path as it is called from a folder, where both have a way to each other.
fn relative(path: &Path, folder: &Path) -> PathBuf {
    let (Ok(path), Some(folder)) = (path.canonicalize(), real(folder)) else {
        return path.to_owned();
    };
    let shared = path.components().zip(folder.components()).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        return path;
    }
    let up = folder.components().skip(shared).map(|_| Component::ParentDir);
    let way: PathBuf = up.chain(path.components().skip(shared)).collect();
    if way.as_os_str().is_empty() { PathBuf::from(".") } else { way }
}

/// A folder by its full path, also where it is still to be made.
fn real(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().find_map(|there| {
        let named = if there.as_os_str().is_empty() { Path::new(".") } else { there };
        Some(named.canonicalize().ok()?.join(folder.strip_prefix(there).ok()?))
    })
}

/// Marks of what rows are solved from. The files of a campaign are read once for all rows that name it.
#[derive(Debug, Default)]
pub struct InputMarks {
    files: BTreeMap<PathBuf, Result<Digest, Diagnostic>>,
}

impl InputMarks {
    /// The mark of all that a row's answer depends on: the files, and the row itself.
    ///
    /// # Errors
    /// When a file can't be read.
    pub fn of(&mut self, job: &BatchJob) -> Result<String, Diagnostic> {
        let mut mark = self.of_path(&job.campaign)?;
        if let Some(variant) = &job.variant {
            let variant = self.of_path(variant)?.text();
            mark = mark.with_part("variant", variant.as_bytes());
        }
        for setting in &job.settings {
            mark = mark.with_part("set", setting.as_bytes());
        }
        mark = mark.with_part("seed", &job.seed.to_le_bytes());
        if let Some(limit) = job.limit {
            mark = mark.with_part("limit", &limit.to_le_bytes());
        }
        for tier in &job.between {
            mark = mark.with_part("between", tier.name().as_bytes());
        }
        for (tier, value) in &job.below {
            mark = mark.with_part(tier.name(), value.exact().as_bytes());
        }
        Ok(mark.text())
    }

    fn of_path(&mut self, path: &Path) -> Result<Digest, Diagnostic> {
        self.files.entry(path.to_owned()).or_insert_with(|| of_files(path)).clone()
    }
}

/// Of a file its content; of a folder its settings, tables and workbooks by their names.
fn of_files(path: &Path) -> Result<Digest, Diagnostic> {
    if !path.is_dir() {
        return Ok(Digest::default().with(&read_bytes(path)?));
    }
    let unreadable = |error: std::io::Error| {
        let message = Text::new("文件夹无法读取", format!("the folder can't be read: {error}"));
        Diagnostic::error(Code::Unreadable, message).at(Location::file(path.display().to_string()))
    };
    let is_table = |file: &PathBuf| {
        let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        let endings = ["toml", "csv", "txt", "tsv", "xlsx", "xlsm", "xls", "json"];
        file.is_file() && endings.iter().any(|own| ending.eq_ignore_ascii_case(own))
    };
    let entries = std::fs::read_dir(path).map_err(unreadable)?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(is_table);
    files.sort();
    files.iter().try_fold(Digest::default(), |mark, file| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        Ok(mark.with_part(&name, &read_bytes(file)?))
    })
}

#[cfg(test)]
mod tests {
    use super::{BatchJob, InputMarks, read_jobs, relative, write_jobs};
    use crate::base::ratio::Ratio;
    use crate::base::text::Lang;
    use crate::campaign::Tier;
    use std::path::Path;

    /// A folder with two campaigns in which nothing is.
    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in ["甲", "b"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
            std::fs::write(folder.path().join(name).join("groups.csv"), name).unwrap();
        }
        folder
    }

    fn read(folder: &Path, text: &str) -> Result<Vec<BatchJob>, Vec<String>> {
        let path = folder.join("jobs.csv");
        std::fs::write(&path, text).unwrap();
        let shown = |fault: &crate::base::diagnostic::Diagnostic| {
            let place = fault.location.as_ref().unwrap();
            format!("{} {}:{}", fault.code.id(), place.line.unwrap(), place.column.unwrap_or(0))
        };
        read_jobs(&path).map(|(jobs, _)| jobs).map_err(|faults| faults.iter().map(shown).collect())
    }

    #[test]
    fn what_is_written_is_read_again_from_another_folder() {
        let folder = folder();
        let text = "job,campaign,settings,seed,limit,between,below\n\
                    1,甲,\"station.rate=260; objective.tiers=[\"\"peak\"\",\"\"blocks\"\"]\",7,60,,\n\
                    2,b,,,,peak;blocks,blocks=5/2\n";
        let jobs = read(folder.path(), text).unwrap();
        assert_eq!(jobs[0].settings[1], "objective.tiers=[\"peak\",\"blocks\"]");
        assert_eq!((jobs[0].seed, jobs[0].limit), (7, Some(60)));
        assert_eq!(jobs[1].below, [(Tier::Blocks, Ratio::new(5, 2).unwrap())]);
        for lang in [Lang::Zh, Lang::En] {
            let written = write_jobs(&jobs, &folder.path().join("b"), lang);
            assert!(written.contains("../甲"), "{written}");
            let path = folder.path().join("b/again.csv");
            std::fs::write(&path, written).unwrap();
            let (again, _) = read_jobs(&path).unwrap();
            for (one, other) in jobs.iter().zip(&again) {
                assert_eq!(one.campaign.canonicalize().ok(), other.campaign.canonicalize().ok());
                let alike = |job: &BatchJob| BatchJob {
                    campaign: Path::new("").to_owned(),
                    place: one.place.clone(),
                    ..job.clone()
                };
                assert_eq!(alike(one), alike(other));
            }
        }
    }

    #[test]
    fn every_fault_of_the_table_is_told_with_its_cell() {
        let folder = folder();
        let text = "job,campaign,variant,settings,between,below\n\
                    1,nowhere,,,,\n\
                    １,甲,none.toml,rate,,\n\
                    a/b,甲,,,peak,\n\
                    c,甲,,,peak;blocks,peak=3\n";
        let faults = read(folder.path(), text).unwrap_err();
        let wanted =
            ["E101 2:2", "E109 3:1", "E101 3:3", "E107 3:4", "E182 4:1", "E146 4:5", "E146 5:5"];
        assert_eq!(faults, wanted);
    }

    #[test]
    fn a_mark_is_of_files_and_of_the_row() {
        let folder = folder();
        let job = |text: &str| read(folder.path(), &format!("job,campaign,settings\n{text}\n"));
        let mark = |text: &str| InputMarks::default().of(&job(text).unwrap()[0]).unwrap();
        let before = mark("1,甲,a=1");
        assert_eq!(mark("another,甲,a=1"), before);
        assert_ne!(mark("1,甲,a=2"), before);
        assert_ne!(mark("1,b,a=1"), before);
        std::fs::write(folder.path().join("甲/groups.csv"), "other").unwrap();
        assert_ne!(mark("1,甲,a=1"), before);
    }

    #[test]
    fn paths_lead_from_the_folder() {
        let folder = folder();
        let way = relative(&folder.path().join("b"), &folder.path().join("甲"));
        assert_eq!(way, Path::new("../b"));
        let to_come = relative(&folder.path().join("b"), &folder.path().join("new/folder"));
        assert_eq!(to_come, Path::new("../../b"));
    }
}
