//! The files of a generated campaign.

use super::optima::Optimum;
use super::recipe::Recipe;
use super::{InstanceFile, campaign_file};
use crate::base::text::Lang;
use crate::campaign::Campaign;
use crate::campaign::plan::Plan;
use crate::files::fields::{PlanRow, given};
use crate::files::{write_rows, write_tables};

/// All files of the folder.
pub(super) fn files(
    recipe: &Recipe,
    campaign: &Campaign,
    hidden: &Plan,
    optima: &[Optimum],
) -> Vec<InstanceFile> {
    let settings = campaign_file::text(recipe, campaign, optima);
    let mut files = vec![InstanceFile { name: "campaign.toml".to_owned(), text: settings }];
    files.extend(
        write_tables(campaign)
            .into_iter()
            .map(|(name, text)| InstanceFile { name: name.to_owned(), text }),
    );
    if recipe.planted {
        let text = write_rows(&plan(campaign, hidden), campaign.kind(), recipe.lang);
        files.push(InstanceFile { name: super::PLANTED.to_owned(), text });
    }
    files
}

fn plan(campaign: &Campaign, hidden: &Plan) -> Vec<PlanRow> {
    let rows = hidden.windows.iter().enumerate().map(|(place, window)| PlanRow {
        number: given((place + 1).to_string()),
        date: given(window.date),
        station: given(campaign.station(window.station).name.get(Lang::Zh)),
        start: given(window.interval.start),
        end: given(window.interval.end),
        group: given(campaign.group(window.group).name.get(Lang::Zh)),
        headcount: given(campaign.group(window.group).headcount),
        ..PlanRow::default()
    });
    rows.collect()
}
