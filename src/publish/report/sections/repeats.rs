//! The plan in other rounds and in bad weather.

use crate::base::text::Lang;
use crate::publish::report::data::ReportData;
use crate::publish::report::sections::timetable;
use crate::publish::words::{repeats, violations};
use crate::questions::repeats::Repeated;
use minijinja::{Value, context};

/// A timetable for each, with what the check found.
pub fn section(data: &ReportData<'_>, lang: Lang) -> Vec<Value> {
    let one = |own: &Repeated| {
        let there = own.data();
        let findings =
            violations::diagnostics(&own.repeat.campaign, &own.plan, None, &own.violations);
        context! {
            name => own.repeat.name.get(lang),
            verdict => repeats::verdict(&own.repeat, &own.plan, &own.violations).get(lang),
            findings => findings.iter().map(|found| found.message.get(lang).to_owned()).collect::<Vec<_>>(),
            timetable => timetable::section(&there, lang),
        }
    };
    data.repeats.iter().map(one).collect()
}
