//! Forms that go out to colleges, and what comes back: one workbook each, read without believing
//! any of it.

mod answers;
mod collect;
mod form;
mod layout;
mod outputs;
mod read;
mod typed;

pub use collect::{Collected, Return, ReturnStatus, collect};
pub use outputs::outputs;

use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::{Lang, Text};
use crate::campaign::Campaign;
use crate::campaign::plan::Plan;
use crate::plans::slots;
use crate::publish::documents::safe::Names;
use jiff::civil::Date;
use layout::Form;
use std::borrow::Cow;

/// The form of one college.
pub struct FormFile {
    /// Its file name.
    pub name: String,
    /// The workbook.
    pub bytes: Vec<u8>,
}

/// What is wrong with a return, with what its code says to do.
fn error(code: Code, place: Location, zh: impl Into<String>, en: impl Into<String>) -> Diagnostic {
    Diagnostic::error(code, Text::new(zh, en)).at(place).help(code.explanation())
}

/// What a college should know of a file that is taken all the same.
fn warning(
    code: Code,
    place: Location,
    zh: impl Into<String>,
    en: impl Into<String>,
) -> Diagnostic {
    Diagnostic::warning(code, Text::new(zh, en)).at(place).help(code.explanation())
}

/// The plan with slots: those that it proposes, or those that follow from its windows.
fn with_slots<'a>(campaign: &Campaign, plan: &'a Plan) -> Cow<'a, Plan> {
    if !plan.slots.is_empty() {
        return Cow::Borrowed(plan);
    }
    let mut proposed = plan.clone();
    slots::assign(campaign, &mut proposed);
    Cow::Owned(proposed)
}

/// The names of the forms, one for each group of the campaign.
fn form_names(campaign: &Campaign) -> Vec<String> {
    let mut names = Names::default();
    campaign.groups().iter().map(|group| names.file(group.id())).collect()
}

/// One workbook for each college that the plan has a window for.
///
/// # Errors
/// When a form can't be written as a workbook.
pub fn forms(
    campaign: &Campaign,
    plan: &Plan,
    deadline: Date,
    lang: Lang,
) -> Result<Vec<FormFile>, Diagnostic> {
    let plan = with_slots(campaign, plan);
    let mut files = Vec::new();
    for (group, name) in campaign.group_ids().zip(form_names(campaign)) {
        let Some(form) = Form::new(campaign, &plan, group, deadline, lang) else { continue };
        let bytes = form::write(&form).map_err(|error| {
            let college = campaign.group(group).name.get(Lang::Zh);
            Diagnostic::error(
                Code::Unwritable,
                Text::new(
                    format!("{college} 的回执无法写成工作簿：{error}"),
                    format!("the form of {college} can't be written: {error}"),
                ),
            )
            .help(Code::Unwritable.explanation())
        })?;
        files.push(FormFile { name: format!("{name}.xlsx"), bytes });
    }
    Ok(files)
}
