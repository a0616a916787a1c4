//! What was found for a row of a batch: a file of its own, which says of what it was found and
//! carries a mark of its content.

use super::PlanFile;
use super::encodings::read_text;
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::digest::Digest;
use crate::base::text::{Lang, Text};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The word by which the file is known, with the version of its form.
const FORM: &str = "callsheet-row-1";

/// The result of a row. Figures are exact: whole, or fractions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowFile {
    /// Always `callsheet-row-1`.
    pub format: String,
    /// The row's name.
    pub job: String,
    /// The mark of what it was solved from.
    pub inputs: String,
    /// How the solve ended; `failed` where there was none.
    pub status: String,
    /// Milliseconds of the solve.
    pub milliseconds: u64,
    /// Name and version of the solver.
    pub solver: String,
    /// The tiers that count shares of the stations' rates.
    pub shares: Vec<String>,
    /// Tier by tier, in the order of the solve.
    pub tiers: Vec<RowTier>,
    /// Why there was no solve.
    pub failures: Vec<RowFailure>,
    /// The plan.
    pub plan: Option<PlanFile>,
    /// The mark of all the rest.
    pub mark: String,
}

/// A tier of a row's plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowTier {
    /// The tier.
    pub tier: String,
    /// Its value in the plan.
    pub value: Option<String>,
    /// The best value still possible.
    pub bound: Option<String>,
}

/// Why a row was not solved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowFailure {
    /// The number of the finding.
    pub code: String,
    /// Where it stands.
    pub place: Option<String>,
    /// What is wrong, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

impl RowFile {
    /// The status of a row without a solve.
    pub const FAILED: &str = "failed";

    /// A row without a solve.
    pub fn failed(job: &str, inputs: String, failures: Vec<RowFailure>) -> RowFile {
        RowFile {
            format: FORM.to_owned(),
            job: job.to_owned(),
            inputs,
            status: RowFile::FAILED.to_owned(),
            milliseconds: 0,
            solver: String::new(),
            shares: Vec::new(),
            tiers: Vec::new(),
            failures,
            plan: None,
            mark: String::new(),
        }
    }

    /// The text of the file, with its mark.
    pub fn text(&self) -> String {
        let marked = RowFile { mark: self.own_mark(), ..self.clone() };
        marked.plain()
    }

    fn own_mark(&self) -> String {
        let rest = RowFile { mark: String::new(), ..self.clone() };
        Digest::of(rest.plain().as_bytes())
    }

    fn plain(&self) -> String {
        // Plain structs of text and numbers always serialise.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Reads a result; `None` where there is none yet.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn read(path: &Path) -> Result<Option<RowFile>, Diagnostic> {
        if path.symlink_metadata().is_err() {
            return Ok(None);
        }
        let damaged = |why: Text| {
            Diagnostic::error(Code::RowDamaged, why)
                .at(Location::file(path.display().to_string()))
                .help(Code::RowDamaged.explanation())
        };
        let text = read_text(path).map_err(|fault| match fault.code {
            Code::Encoding => damaged(fault.message),
            _ => fault,
        })?;
        let file: RowFile = serde_json::from_str(&text).map_err(|error| {
            damaged(Text::new(
                format!("结果文件不完整或不是结果（第 {} 行）", error.line()),
                format!("the result is cut short, or is none (line {})", error.line()),
            ))
        })?;
        let name = path.file_stem().and_then(|stem| stem.to_str());
        if file.format != FORM || file.mark != file.own_mark() || name != Some(&file.job) {
            return Err(damaged(Text::new(
                "结果文件写出后被改动过",
                "the result was changed after it was written",
            )));
        }
        Ok(Some(file))
    }
}

impl RowFailure {
    /// A finding as it is kept.
    pub fn of(finding: &Diagnostic) -> RowFailure {
        RowFailure {
            code: finding.code.id().to_owned(),
            place: finding.location.as_ref().map(ToString::to_string),
            zh: finding.said(Lang::Zh),
            en: finding.said(Lang::En),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{RowFailure, RowFile, RowTier};
    use crate::base::diagnostic::Code;

    #[test]
    fn a_result_is_read_as_it_was_written_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("一.json");
        assert_eq!(RowFile::read(&path), Ok(None));
        let failure =
            RowFailure { code: "E101".into(), place: None, zh: "无".into(), en: "none".into() };
        let tier = RowTier { tier: "peak".into(), value: Some("577/2".into()), bound: None };
        let mut file = RowFile::failed("一", "mark".into(), vec![failure]);
        file.tiers = vec![tier];
        let text = file.text();
        let read = |text: &str| {
            std::fs::write(&path, text).unwrap();
            RowFile::read(&path).map_err(|fault| fault.code)
        };
        let again = read(&text).unwrap().unwrap();
        assert_eq!(RowFile { mark: String::new(), ..again }, file);
        for wrong in [&text[..text.len() / 2], &text.replace("577/2", "576/2"), "", "[]"] {
            assert_eq!(read(wrong), Err(Code::RowDamaged), "{wrong}");
        }
        std::fs::rename(&path, folder.path().join("二.json")).unwrap();
        assert!(RowFile::read(&folder.path().join("二.json")).is_err(), "it is another row's");
    }
}
