//! An output folder: tried before the work, written after it, and where a result goes that can't be
//! written there.

use super::{Stop, console};
use callsheet::base::text::Lang;
use callsheet::publish::output::{Output, OutputFolder};
use clap::Args;
use std::path::{Path, PathBuf};

/// What every verb that writes results takes.
#[derive(Args)]
pub struct ForceFlag {
    /// Replace files in the output folder that callsheet didn't write. 输出文件夹里不是本程序写出的文件也覆盖
    #[arg(long)]
    force: bool,
}

impl ForceFlag {
    /// An output folder, tried now: with the files that were read, which are never replaced, and
    /// the names to come as far as they are known.
    pub fn place(
        &self,
        folder: &Path,
        inputs: &[Option<&Path>],
        names: &[&str],
        lang: Lang,
    ) -> Result<OutputFolder, Stop> {
        let place =
            OutputFolder::of_results(folder).but_not(inputs.iter().flatten()).forced(self.force);
        place.probe(names).map_err(|fault| Stop::Faults(vec![fault], lang))?;
        Ok(place)
    }

    /// The same where there may be no folder.
    pub fn place_if(
        &self,
        folder: Option<&PathBuf>,
        inputs: &[Option<&Path>],
        names: &[&str],
        lang: Lang,
    ) -> Result<Option<OutputFolder>, Stop> {
        folder.map(|folder| self.place(folder, inputs, names, lang)).transpose()
    }
}

/// Writes files that can be made again in no time.
pub fn write(place: &OutputFolder, outputs: &[Output], lang: Lang) -> Result<Vec<PathBuf>, Stop> {
    place.write(outputs).map_err(|fault| Stop::Faults(vec![fault], lang))
}

/// Writes what was searched for. Where that fails it is not lost: it goes to a new folder among the
/// system's temporary ones, or, where not even that can be written, the plan goes to stdout (to
/// stderr where stdout is for JSON).
pub fn write_or_rescue(
    place: &OutputFolder,
    outputs: &[Output],
    as_json: bool,
    lang: Lang,
) -> Result<Vec<PathBuf>, Stop> {
    place.write(outputs).map_err(|fault| {
        rescue(outputs, as_json, lang);
        Stop::Faults(vec![fault], lang)
    })
}

fn rescue(outputs: &[Output], as_json: bool, lang: Lang) {
    if let Ok(folder) = tempfile::Builder::new().prefix("callsheet-").tempdir()
        && OutputFolder::that_is_new(folder.path()).write(outputs).is_ok()
    {
        let folder = folder.keep();
        let folder = folder.display();
        console::err(&lang.pick(
            format!("结果写到了 {folder}。"),
            format!("The result was written to {folder} instead."),
        ));
        return;
    }
    let ends = |ending: &str| outputs.iter().find(|output| output.name.ends_with(ending));
    if let Some(plan) = ends("plan.json").or_else(|| ends(".json")).or_else(|| ends(".csv")) {
        let name = &plan.name;
        console::err(&lang.pick(
            format!("哪里都无法写入，{name} 的内容如下："),
            format!("Nothing can be written anywhere; this is {name}:"),
        ));
        let text = String::from_utf8_lossy(&plan.bytes);
        let print = if as_json { console::err } else { console::out };
        print(text.trim_end());
    }
}
