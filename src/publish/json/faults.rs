//! Faults of an input, what a plan breaks, and how a verb says that it can't work.

use crate::base::diagnostic::{Diagnostic, Location, Severity};
use crate::base::shape::{Word, shape, words};
use crate::base::text::Lang;
use crate::campaign::Campaign;
use crate::campaign::plan::Plan;
use crate::check;
use crate::files::PlanPlaces;
use crate::publish::words::violations::diagnostics;

words! {
    Severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

words! {
    check::Unit {
        check::Unit::Minutes => "minutes",
        check::Unit::People => "people",
        check::Unit::Windows => "windows",
        check::Unit::Days => "days",
        check::Unit::HalfDays => "half_days",
    }
}

/// The status of a verb whose input can't be worked with.
#[derive(Debug, Clone, Copy)]
pub struct InvalidInputStatus;

words! {
    InvalidInputStatus {
        InvalidInputStatus => "invalid_input",
    }
}

/// The status of a verb that failed through no fault of the user.
#[derive(Debug, Clone, Copy)]
pub struct InternalErrorStatus;

words! {
    InternalErrorStatus {
        InternalErrorStatus => "internal_error",
    }
}

shape! {
    /// A fault of an input, or a warning, with its place where it has one.
    pub struct Fault {
        /// Its number, such as E104; `callsheet codes` explains it.
        code: String,
        /// How grave it is.
        severity: Word<Severity>,
        /// What is wrong, in the language of the output.
        message: String,
        /// What to do about it.
        help: Option<String>,
        /// The file, or the argument of the command line.
        file: Option<String>,
        /// The line of a text or the row of a sheet, from 1.
        line: Option<usize>,
        /// The column, from 1: the character in a TOML file, the cell in a table.
        column: Option<usize>,
        /// The sheet, where the file is a workbook.
        sheet: Option<String>,
        /// The cell of the sheet, such as B7.
        cell: Option<String>,
    }

    /// A rule that a plan breaks; its place is that of the plan's row.
    pub struct Violation {
        ..fault: Fault,
        /// The rule: the title of the code, in the language of the output.
        rule: String,
        /// The groups that it is about, by their ids.
        groups: Vec<String>,
        /// The amount beyond the rule; null where nothing is counted.
        amount: Option<Amount>,
    }

    /// The amount by which a rule is broken, and its unit.
    pub struct Amount {
        /// What is counted.
        unit: Word<check::Unit>,
        /// What the rule asks for, at least or at most.
        wanted: i64,
        /// What the plan has.
        found: i64,
    }

    /// What a verb prints whose input can't be worked with.
    pub struct InvalidInput {
        /// Always the same.
        status: Word<InvalidInputStatus>,
        /// Every fault that was found.
        violations: Vec<Fault>,
    }

    /// What a verb prints that failed through no fault of the user.
    pub struct InternalError {
        /// Always the same.
        status: Word<InternalErrorStatus>,
        /// What went wrong, for a report to the authors.
        message: String,
    }
}

impl Fault {
    fn new(diagnostic: &Diagnostic, lang: Lang) -> Fault {
        let place = diagnostic.location.as_ref();
        Fault {
            code: diagnostic.code.id().to_owned(),
            severity: Word::of(&diagnostic.severity),
            message: diagnostic.said(lang),
            help: diagnostic.advice(lang),
            file: place.map(|place| place.file.clone()),
            line: place.and_then(|place| place.line),
            column: place.and_then(|place| place.column),
            sheet: place.and_then(|place| place.sheet.clone()),
            cell: place.and_then(Location::cell_name),
        }
    }
}

/// Faults of an input, and warnings.
pub fn faults<'a>(found: impl IntoIterator<Item = &'a Diagnostic>, lang: Lang) -> Vec<Fault> {
    found.into_iter().map(|diagnostic| Fault::new(diagnostic, lang)).collect()
}

/// What a plan breaks.
pub fn violations(
    campaign: &Campaign,
    plan: &Plan,
    places: Option<&PlanPlaces>,
    found: &[check::Violation],
    lang: Lang,
) -> Vec<Violation> {
    let told = faults(&diagnostics(campaign, plan, places, found), lang);
    let violation = |(fault, violation): (Fault, &check::Violation)| {
        let groups = violation.groups.iter().map(|group| campaign.group(*group).id().to_owned());
        Violation {
            fault,
            rule: violation.rule().title().get(lang).to_owned(),
            groups: groups.collect(),
            amount: violation.detail.amount().map(|amount| Amount {
                unit: Word::of(&amount.unit),
                wanted: amount.wanted,
                found: amount.found,
            }),
        }
    };
    told.into_iter().zip(found).map(violation).collect()
}

impl InvalidInput {
    /// Of these faults.
    pub fn new<'a>(found: impl IntoIterator<Item = &'a Diagnostic>, lang: Lang) -> InvalidInput {
        InvalidInput { status: Word::of(&InvalidInputStatus), violations: faults(found, lang) }
    }
}

impl InternalError {
    /// With this message.
    pub fn new(message: String) -> InternalError {
        InternalError { status: Word::of(&InternalErrorStatus), message }
    }
}
