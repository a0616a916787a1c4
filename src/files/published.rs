//! Published versions: a plan and the campaign it was made for as people were told of them, frozen
//! in a folder beside the campaign and numbered from 1.

use super::source::campaign_home;
use super::{Rejected, load, read_plan};
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::shape::shape;
use crate::base::text::{Lang, Text};
use crate::campaign::Campaign;
use crate::campaign::plan::Plan;
use jiff::civil::Date;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// What tells a version from other folders.
pub const VERSION_FILE: &str = "published.json";

/// The folder of the campaign inside a version.
pub const VERSION_CAMPAIGN: &str = "campaign";

/// The word by which the file is known, with the version of its form.
const FORM: &str = "callsheet-published-1";

shape! {
    /// What a version is: `published.json`, beside its `plan.json` and its `campaign`.
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub struct PublishedFile {
        /// Always `callsheet-published-1`.
        format: String,
        /// Its number, from 1.
        version: usize,
        /// The day on which it was published.
        date: Date,
    }
}

/// A version that was published.
pub struct Published {
    /// Its number, from 1.
    pub number: usize,
    /// The day on which it was published.
    pub date: Date,
    /// Where it lies.
    pub folder: PathBuf,
    /// The campaign it was made for.
    pub campaign: Campaign,
    /// What people were told.
    pub plan: Plan,
}

/// The text of a version's own file.
pub fn write_published(version: usize, date: Date) -> String {
    let file = PublishedFile { format: FORM.to_owned(), version, date };
    // Plain structs of text and numbers always serialise.
    serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
}

/// The folder of a version, by its number.
pub fn version_folder(campaign: &Path, number: usize, lang: Lang) -> PathBuf {
    let [zh, en] = homes(campaign);
    let home = if zh.is_dir() {
        zh
    } else if en.is_dir() {
        en
    } else {
        lang.pick(zh, en)
    };
    home.join(lang.pick(format!("第{number}版"), format!("version-{number}")))
}

/// The folders of all versions, in no order. One whose name begins with a dot is being written, or
/// was when a run was ended: nobody was told what it says.
pub fn version_folders(campaign: &Path) -> Vec<PathBuf> {
    let inside = |home: PathBuf| std::fs::read_dir(home).into_iter().flatten().flatten();
    let folders = homes(campaign)
        .into_iter()
        .flat_map(inside)
        .filter(|entry| !entry.file_name().as_encoded_bytes().starts_with(b"."))
        .map(|entry| entry.path());
    folders.filter(|folder| folder.join(VERSION_FILE).symlink_metadata().is_ok()).collect()
}

/// The version that was published last; `None` where there is none.
///
/// # Errors
/// When a version is there that can't be read: nobody would know what people were told.
pub fn latest_version(campaign: &Path) -> Result<Option<Published>, Vec<Diagnostic>> {
    let mut versions = Vec::new();
    for folder in version_folders(campaign) {
        versions.push((read_version_file(&folder).map_err(|fault| vec![fault])?, folder));
    }
    let Some((file, folder)) = versions.into_iter().max_by_key(|(file, _)| file.version) else {
        return Ok(None);
    };
    let rejected = |rejected: Rejected| rejected.faults;
    let campaign = load(&folder.join(VERSION_CAMPAIGN), &[]).map_err(rejected)?.campaign;
    let plan = read_plan(&folder, None, &campaign)?;
    Ok(Some(Published { number: file.version, date: file.date, folder, campaign, plan }))
}

fn read_version_file(folder: &Path) -> Result<PublishedFile, Diagnostic> {
    let path = folder.join(VERSION_FILE);
    let fault = |why: String| {
        let message = Text::new(
            format!("已发布的版本无法读取：{why}"),
            format!("this published version can't be read: {why}"),
        );
        let place = Location::file(path.display().to_string());
        Diagnostic::error(Code::VersionUnreadable, message)
            .at(place)
            .help(Code::VersionUnreadable.explanation())
    };
    let text = std::fs::read_to_string(&path).map_err(|error| fault(error.to_string()))?;
    let file: PublishedFile =
        serde_json::from_str(&text).map_err(|error| fault(error.to_string()))?;
    if file.format == FORM { Ok(file) } else { Err(fault(format!("format {}", file.format))) }
}

/// Where the versions of a campaign lie, in Chinese and in English: beside its folder or workbook.
fn homes(campaign: &Path) -> [PathBuf; 2] {
    let campaign = campaign_home(campaign);
    // A folder such as `.` has its name by its full path alone.
    let named = match campaign.file_name() {
        Some(_) => campaign,
        None => campaign.canonicalize().unwrap_or(campaign),
    };
    let name = if named.is_file() { named.file_stem() } else { named.file_name() };
    let name = name.unwrap_or_default().to_string_lossy();
    ["发布", "published"].map(|word| named.with_file_name(format!("{name}-{word}")))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that fails should say where")]
mod tests {
    use super::{latest_version, version_folder, write_published};
    use crate::base::diagnostic::Code;
    use crate::base::text::Lang;
    use jiff::civil::date;

    #[test]
    fn versions_lie_beside_their_campaign_and_a_broken_one_is_a_fault() {
        let folder = tempfile::tempdir().unwrap();
        let campaign = folder.path().join("2027.xlsx");
        std::fs::write(&campaign, "").unwrap();
        let first = version_folder(&campaign, 1, Lang::Zh);
        assert_eq!(first, folder.path().join("2027-发布/第1版"));
        assert!(latest_version(&campaign).unwrap().is_none());
        std::fs::create_dir_all(&first).unwrap();
        assert!(latest_version(&campaign).unwrap().is_none(), "it is no version yet");
        let unfinished = first.with_file_name(".callsheet-第1版");
        std::fs::create_dir_all(&unfinished).unwrap();
        std::fs::write(unfinished.join("published.json"), "{}").unwrap();
        assert!(latest_version(&campaign).unwrap().is_none(), "it was never published");
        let second = version_folder(&campaign, 2, Lang::En);
        assert_eq!(second, folder.path().join("2027-发布/version-2"), "they stay together");
        let text = write_published(1, date(2027, 3, 1));
        for wrong in ["{}".to_owned(), text.replace("callsheet-", "other-"), text + "x"] {
            std::fs::write(first.join("published.json"), wrong).unwrap();
            let faults = latest_version(&campaign).err().unwrap();
            assert_eq!(faults[0].code, Code::VersionUnreadable);
        }
    }
}
