//! The files of a generated campaign.

use super::optima::Optimum;
use super::recipe::Recipe;
use super::{File, campaign_file};
use crate::clock::clock;
use crate::format::fields::Table;
use crate::format::{Cell, write_rows, write_tables};
use crate::instance::Instance;
use crate::plan::Plan;
use crate::text::Lang;

/// All files of the folder.
pub(super) fn files(recipe: &Recipe, instance: &Instance, hidden: &Plan, optima: &[Optimum]) -> Vec<File> {
    let campaign = campaign_file::text(recipe, instance, optima);
    let mut files = vec![File { name: "campaign.toml".to_owned(), text: campaign }];
    files.extend(write_tables(instance).into_iter().map(|(name, text)| File { name: name.to_owned(), text }));
    if recipe.planted {
        let text = write_rows(Table::Plan, &plan(instance, hidden), recipe.lang);
        files.push(File { name: super::PLANTED.to_owned(), text });
    }
    files
}

fn plan(instance: &Instance, hidden: &Plan) -> Vec<Vec<Cell>> {
    let rows = hidden.windows.iter().enumerate().map(|(place, window)| {
        vec![
            ("number", (place + 1).to_string()),
            ("date", window.date.to_string()),
            ("station", instance.station(window.station).name.get(Lang::Zh).to_owned()),
            ("group", instance.group(window.group).id().to_owned()),
            ("headcount", instance.group(window.group).headcount.to_string()),
            ("start", clock(window.interval.start)),
            ("end", clock(window.interval.end)),
        ]
    });
    rows.collect()
}
