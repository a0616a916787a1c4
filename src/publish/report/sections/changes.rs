//! What the plan changes: new times, wishes not granted, windows of the official plan that were too
//! tight.

use super::{calls, number};
use crate::base::clock::day_label;
use crate::base::text::Lang;
use crate::campaign::{Preference, Wish};
use crate::publish::report::data::ReportData;
use crate::publish::report::tables::window_name;
use jiff::civil::Date;
use minijinja::{Value, context};
use std::collections::BTreeSet;

/// Who is told a new time, and whom to tell it.
pub fn moves(data: &ReportData<'_>, lang: Lang) -> Vec<Value> {
    data.moves
        .iter()
        .map(|moved| {
            context! {
                group => data.campaign.group(moved.group).name.get(lang),
                contact => data.campaign.group(moved.group).contact.as_deref(),
                people => moved.people,
                from => calls(data, &moved.from, lang),
                to => calls(data, &moved.to, lang),
            }
        })
        .collect()
}

/// Wishes that the plan leaves ungranted.
pub fn refused(data: &ReportData<'_>, lang: Lang) -> Vec<Value> {
    let hurt = |wish: &&Preference| {
        data.plan
            .windows
            .iter()
            .any(|w| w.group == wish.group && wish.is_hurt_by(w.date, w.interval))
    };
    data.campaign
        .preferences()
        .iter()
        .filter(hurt)
        .map(|wish| {
            let named = |days: &BTreeSet<Date>| {
                let names: Vec<String> = days.iter().map(|date| day_label(*date, lang)).collect();
                names.join(lang.pick("、", ", "))
            };
            let any = || lang.pick("每天", "any day").to_owned();
            let day = wish.days.as_ref().map_or_else(any, named);
            let hours = wish.interval.map(|hours| hours.to_string()).unwrap_or_default();
            context! {
                group => data.campaign.group(wish.group).name.get(lang),
                wish => match wish.wish {
                    Wish::Prefer => lang.pick("希望", "prefer"),
                    Wish::Avoid => lang.pick("避开", "avoid"),
                },
                when => format!("{day} {hours}"),
                weight => wish.weight,
            }
        })
        .collect()
}

/// Windows of the official plan that are tighter than they had to be.
pub fn tight(data: &ReportData<'_>, lang: Lang) -> Vec<Value> {
    // A plan that is mended had its reasons.
    let tight = if data.is_mended() { Vec::new() } else { data.tight_in_baseline() };
    tight
        .into_iter()
        .map(|(window, before, now)| {
            context! {
                group => window_name(data.campaign, window, lang),
                before => number(Some(before), 1),
                now => number(now, 1),
            }
        })
        .collect()
}
