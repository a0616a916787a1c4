//! Call times of classes, window by window.

use super::{calls, slot_time};
use crate::base::clock::clock;
use crate::base::text::Lang;
use crate::campaign::plan::Slot;
use crate::campaign::{ClassOrder, GroupId};
use crate::publish::report::data::ReportData;
use minijinja::{Value, context};
use std::collections::BTreeSet;

/// The classes of every window that has slots.
pub fn section(data: &ReportData<'_>, lang: Lang) -> Vec<Value> {
    let mut told = BTreeSet::new();
    let mut sections = Vec::new();
    for figures in &data.metrics.windows {
        let window = &figures.window;
        let group = data.campaign.group(window.group);
        let slots = data.plan.slots_in(window);
        if slots.is_empty() {
            continue;
        }
        let row = |slot: &&Slot| {
            context! {
                class => group.classes[slot.class].name.as_str(),
                people => group.classes[slot.class].headcount,
                expected => group.expected_of_class(slot.class),
                call => clock(data.campaign.call(slot.interval.start)),
                time => slot_time(slot, window, lang),
            }
        };
        sections.push(context! {
            group => group.name.get(lang),
            calls => calls(data, std::slice::from_ref(window), lang),
            // Once for each group.
            contact => group.contact.as_deref().filter(|_| told.insert(window.group)),
            reordered => data.campaign.class_order() == ClassOrder::Free && is_reordered(&slots),
            rows => slots.iter().map(row).collect::<Vec<_>>(),
        });
    }
    sections
}

fn is_reordered(slots: &[&Slot]) -> bool {
    !slots.is_sorted_by_key(|slot| slot.class)
}

/// Groups of the timetable that have no class list.
pub fn unlisted(data: &ReportData<'_>, lang: Lang) -> Vec<String> {
    let mut groups: Vec<GroupId> =
        data.metrics.windows.iter().map(|figures| figures.window.group).collect();
    let mut seen = BTreeSet::new();
    groups.retain(|group| data.campaign.group(*group).classes.is_empty() && seen.insert(*group));
    groups.into_iter().map(|group| data.campaign.group(group).name.get(lang).to_owned()).collect()
}

/// Whether there are class lists, but the plan says nothing about classes.
pub fn slots_unknown(data: &ReportData<'_>) -> bool {
    data.plan.slots.is_empty()
        && data.campaign.groups().iter().any(|group| !group.classes.is_empty())
}
