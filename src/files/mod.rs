//! Files in, domain out: instance folders and plans, with every fault of every file collected.

mod actuals;
mod campaign;
mod campuses;
mod clocks;
mod crews;
mod days_and_hours;
#[cfg(feature = "office")]
mod editing;
mod encodings;
mod excerpts;
mod faults;
pub mod fields;
pub mod from_list;
mod grid;
mod group_rules;
mod group_tables;
mod groups;
mod intervals;
mod jobs;
mod large_classes;
mod minutes;
mod official_table;
mod one_cell;
mod overrides;
mod pace;
mod parts;
mod periods;
mod plan_json;
mod plan_proof;
mod plan_rows;
mod plan_table;
mod published;
mod reference;
mod relations;
mod repeats;
mod row_file;
mod rules;
mod schema;
mod season;
mod section;
mod settings_sheets;
mod sharing;
mod source;
#[cfg(feature = "office")]
mod steps;
mod students;
mod table;
mod table_file;
mod tolerant;
mod tree;
mod uncertainty;
mod variant;
mod where_to_change;
pub mod workbook;
mod write_table;

mod write_campaign;
mod write_instance;
#[cfg(feature = "office")]
mod write_workbook;

pub use actuals::{parse_moment, read_actuals, read_photographed, with_extra};
#[cfg(feature = "office")]
pub use editing::{
    EditableColumn, EditableRow, EditableTable, EditedFile, TableEdit, edit_of_file, editable_file,
    editable_tables, edited,
};
pub use encodings::{read_bytes, read_text};
pub use grid::{Grid, Grids, read_grids};
pub use jobs::{BatchJob, InputMarks, read_jobs, read_tables_of_jobs, write_jobs};
pub use plan_json::{PlanFile, plan_file, write_plan_json, write_proven_plan_json};
pub use plan_proof::{PlanProof, read_proof};
pub use plan_rows::PlanPlaces;
pub use published::{
    Published, PublishedFile, VERSION_CAMPAIGN, VERSION_FILE, latest_version, version_folder,
    version_folders, write_published,
};
pub use reference::{ReferencePage, pages as reference_pages};
pub use row_file::{RowFailure, RowFile, RowTier};
pub use schema::{json_schema, variant_schema};
pub use settings_sheets::is_campaign_workbook;
pub use source::campaign_home;
#[cfg(feature = "office")]
pub use steps::{VariantStep, edits_of, variant_text};
pub use table_file::is_workbook_name;
pub use tolerant::{date as parse_date, fold, narrow, time as parse_time, whole};
pub use uncertainty::parse_outage;
pub use variant::{EditVerb, Target, Variant, VariantChange, parse_variant, read_variant};
pub use where_to_change::ChangePlaces;
pub use write_campaign::{CampaignText, Notes};
#[cfg(feature = "office")]
pub use write_instance::instance_workbook;
pub use write_instance::{write_instance, write_tables, write_with_baseline};
pub use write_table::{BYTE_ORDER_MARK, headers, write_rows, write_table};
#[cfg(feature = "office")]
pub use write_workbook::no_workbook;

use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::{Lang, Text};
use crate::campaign::Campaign;
use crate::campaign::plan::Plan;
use crews::Desks;
use faults::{Faults, KnownNames};
use fields::{Table, TopSection, Written};
use plan_rows::PlanRows;
use plan_table::{InstanceNames, PlanNames};
use source::{Broken, CampaignPlace, Source};
use std::path::Path;
use table_file::TableFile;
use workbook::Workbook;

/// A campaign with the plan it is compared with.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The campaign.
    pub campaign: Campaign,
    /// The baseline, where the campaign names one.
    pub baseline: Option<Plan>,
    /// Where its rows stand.
    pub baseline_places: Option<PlanPlaces>,
    /// What was left out, guessed or converted while the tables were read.
    pub notes: Vec<Diagnostic>,
    /// Whether its sites have folders of their own: each then has a report of its own, too.
    pub is_season: bool,
}

/// What can be said when a folder can't be loaded; shown, it is its faults in its language.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{}", shown(.faults, *.lang))]
pub struct Rejected {
    /// Every fault, in reading order.
    pub faults: Vec<Diagnostic>,
    /// The campaign's language, where it could be read.
    pub lang: Option<Lang>,
}

fn shown(faults: &[Diagnostic], lang: Option<Lang>) -> String {
    let lines: Vec<String> =
        faults.iter().map(|fault| fault.render(lang.unwrap_or(Lang::En))).collect();
    lines.join("\n")
}

/// Reads a campaign: its folder, or the workbook that holds all of it; `overrides` are `KEY=VALUE`
/// settings for this run.
///
/// # Errors
/// Every fault of every file.
pub fn load(path: &Path, overrides: &[String]) -> Result<Loaded, Rejected> {
    load_variant(path, overrides, None)
}

/// Reads a campaign with the changes of a variant, which are made after the overrides and
/// checked like the files themselves.
///
/// # Errors
/// Every fault of every file and of the variant.
pub fn load_variant(
    path: &Path,
    overrides: &[String],
    variant: Option<&Variant>,
) -> Result<Loaded, Rejected> {
    let mut faults = Faults::default();
    let place = CampaignPlace::of(path);
    let workbook = place.open_workbook(&mut faults);
    let settings = settings(&place, workbook.as_ref(), &mut faults);
    // Without settings there is nothing that tables could be held against.
    let mut root = settings.ok_or_else(|| Rejected {
        faults: std::mem::take(&mut faults).into_sorted(),
        lang: None,
    })?;
    if let Some(variant) = variant {
        variant.show_in(&mut faults.excerpts);
    }
    faults.extend(overrides::apply(&mut root, overrides));
    let make_up_before = campaign::make_up_names(&root);
    let gone =
        variant.map(|variant| variant.change_campaign(&mut root, &mut faults)).unwrap_or_default();
    let source = Source::new(&place, workbook, variant, gone);
    let lang = TopSection::language.of(&root).map_or(Some(Lang::Zh), |tag| Lang::read(tag).ok());
    periods::put_times(&mut root);
    let mut file = campaign::campaign_file(&place.name(), &root, &mut faults);
    source.refuse_misspelt(file.baseline.as_ref().map(|(file, _)| file.as_str()), &mut faults);
    // The baseline still has the make-up time of a half-day that a variant drops.
    for (name, place) in make_up_before {
        if file.make_up.position(&name).is_none() {
            file.make_up.add(&name, &place, &mut faults);
        }
    }

    let periods = file.draft.periods.clone();
    let days = file.days.clone();
    let is_season = !file.campuses.is_empty();
    let mut groups = if is_season {
        campuses::campuses(&place.folder, &mut file, &mut faults)
    } else {
        group_tables::read_tables(&source, &mut file, &mut faults)
    };
    std::mem::take(&mut file.rules).give_to(&mut file.draft);
    file.make_up.differ_from(&groups.names, &mut faults);
    file.draft.groups = std::mem::take(&mut groups.groups);
    if file.staffing.has_crews() && faults.is_empty() {
        file.draft = file.staffing.staffed(file.draft);
        file.stations = KnownNames::of_stations(&file.draft.stations, file.draft.kind);
    }
    let names = PlanNames {
        days: &days,
        stations: &file.stations,
        desks: &Desks::of(&file.draft),
        groups: &groups.names,
        members: &plan_table::members(&file.draft.groups),
        sites: &plan_table::PlanSites::of(&file.draft),
        classes: &groups.class_names,
        make_up: &file.make_up,
        periods: &periods,
        clocks: &file.clocks,
    };
    let baseline = read_baseline(&source, &file, &names, &mut faults);
    if !faults.is_empty() {
        return Err(Rejected { faults: faults.into_sorted(), lang });
    }
    let campaign = Campaign::new(file.draft).map_err(|invalid| Rejected {
        faults: vec![
            Diagnostic::error(Code::OutOfRange, Text::same(invalid.to_string()))
                .at(Location::file(root.location.file)),
        ],
        lang,
    })?;
    let (mut baseline, baseline_places) = baseline.map(PlanRows::into_plan).unzip();
    if let Some(baseline) = &mut baseline {
        Plan::tell_parts_apart(baseline, campaign.groups());
    }
    Ok(Loaded { campaign, baseline, baseline_places, notes: faults.into_notes(), is_season })
}

/// The settings of a campaign, of `campaign.toml` or of its workbook; `None` where they can't be
/// read.
fn settings(
    place: &CampaignPlace,
    workbook: Option<&Result<Workbook, Broken>>,
    faults: &mut Faults,
) -> Option<tree::Node> {
    let Some(file) = &place.settings else {
        return workbook?.as_ref().ok().map(|workbook| settings_sheets::tree(workbook, faults));
    };
    let text = faults.keep(read_text(file))?;
    let name = file.display().to_string();
    let (root, syntax) = tree::parse(&name, &text);
    faults.excerpts.add_text(&name, &text);
    faults.extend(syntax);
    Some(root)
}

fn read_baseline(
    source: &Source<'_>,
    file: &campaign::CampaignFile,
    names: &PlanNames<'_>,
    faults: &mut Faults,
) -> Option<PlanRows> {
    let (file, named_at) = file.baseline.as_ref()?;
    if Path::new(file).components().count() != 1 || file.starts_with('.') {
        faults.report(
            Code::OutOfRange,
            named_at,
            "baseline 应为同一文件夹中的文件名",
            "baseline is the name of a file in the same folder",
        );
        return None;
    }
    plan_table::plan(source.baseline(file, faults)?, names, faults)
}

/// Reads a plan for a campaign: a CSV table, a workbook with a sheet `plan`, a `plan.json`, or a
/// folder that holds one. `slots` is a table of class slots to go with it; a workbook may have them
/// on a sheet `slots`.
///
/// # Errors
/// Every fault of the file; broken rules are no faults, they are what `check` finds.
pub fn read_plan(
    path: &Path,
    slots: Option<&Path>,
    campaign: &Campaign,
) -> Result<Plan, Vec<Diagnostic>> {
    read_plan_with_places(path, slots, campaign).map(|(plan, _)| plan)
}

/// The same, with the place of every row.
///
/// # Errors
/// Every fault of the file.
pub fn read_plan_with_places(
    path: &Path,
    slots: Option<&Path>,
    campaign: &Campaign,
) -> Result<(Plan, PlanPlaces), Vec<Diagnostic>> {
    let mut faults = Faults::default();
    let path = if path.is_dir() { path.join("plan.json") } else { path.to_owned() };
    let names = InstanceNames::new(campaign);
    let file = TableFile::open_without_macros(&path, &mut faults);
    let plan = file.as_ref().and_then(|file| read_plan_file(file, &names, &mut faults));
    let slots = match slots {
        Some(slots) => TableFile::open_without_macros(slots, &mut faults)
            .and_then(|file| file.records(Table::Slots, &mut faults)),
        None => file.and_then(|file| file.slots(&mut faults)),
    };
    let slots = slots.and_then(|records| plan_table::slots(records, &names, &mut faults));
    match plan {
        Some(mut rows) if faults.is_empty() => {
            if let Some(own) = slots {
                (rows.slots, rows.agreed) = (own.slots, own.agreed);
            }
            let (mut plan, mut places) = rows.into_plan();
            places.notes = faults.into_notes();
            plan.name_runs();
            plan.tell_parts_apart(campaign.groups());
            Ok((plan, places))
        }
        _ => Err(faults.into_sorted()),
    }
}

fn read_plan_file(
    file: &TableFile,
    names: &InstanceNames,
    faults: &mut Faults,
) -> Option<PlanRows> {
    if let TableFile::Text(name, text) = file
        && text.trim_start().starts_with(['{', '['])
    {
        return plan_json::read_plan_json(name, text, names, faults);
    }
    plan_table::plan(file.records(Table::Plan, faults)?, &names.for_plan(), faults)
}
