//! Names of lesson periods in place of times, in `campaign.toml` itself.

use super::fields::{PeriodSection, Section};
use super::tolerant::{fold, time};
use super::tree::{Content, Node};

/// Puts times where half-days, make-up times, breaks and other entries name a period: its start for
/// a start, its end for an end. The reader of a period says what is wrong with it.
pub fn put_times(root: &mut Node) {
    let entries = Section::Period.of(root).map_or(&[][..], Node::items);
    let known: Vec<(String, [Node; 2])> = entries
        .iter()
        .filter_map(|entry| {
            let name = PeriodSection::name.of(entry)?.text()?;
            let ends = [PeriodSection::start.of(entry)?, PeriodSection::end.of(entry)?];
            (time(name).is_none()).then(|| (fold(name), ends.map(Node::clone)))
        })
        .collect();
    if known.is_empty() {
        return;
    }
    let with_hours =
        Section::ALL.into_iter().filter(|own| own.is_list() && *own != Section::Period);
    for name in with_hours.filter_map(Section::key) {
        if let Some(Node { content: Content::List(entries), .. }) = root.get_mut(name) {
            for entry in entries {
                put_times_of(entry, &known);
            }
        }
    }
}

fn put_times_of(entry: &mut Node, known: &[(String, [Node; 2])]) {
    for (end, key) in [(0, "start"), (1, "end"), (1, "latest_end")] {
        let Some(written) = entry.get_mut(key) else { continue };
        let named = written.text().map(fold);
        if let Some((_, ends)) = known.iter().find(|(name, _)| named.as_ref() == Some(name)) {
            written.content = ends[end].content.clone();
        }
    }
}
