//! Made-up campaigns of up to 5,000 groups, for practice and for measuring: built around a hidden
//! plan, so that they can be served, and where that is asked for, so that the best value of every
//! tier is known beforehand.
//!
//! The hidden plan comes first: windows back to back in the half-days. Headcounts are what the
//! windows have room for; lessons, forbidden half-days, relations and the hall are then chosen so
//! that the plan keeps them. Nothing depends on the platform: the same [`Recipe`] gives the same
//! files, byte for byte.

mod campaign_file;
mod colleges;
mod layout;
mod optima;
mod people;
mod recipe;
mod rules;
mod season;
mod tables;

pub use optima::Optimum;
pub use recipe::Recipe;
pub use season::{GeneratedSeason, SeasonRecipe, generate_season};

use crate::base::diagnostic::Diagnostic;
use crate::base::text::Text;
use crate::campaign::plan::{Plan, Window};
use crate::campaign::{Campaign, Draft, Tier};
use crate::plans::slots;
use crate::plans::waiting::{WaitingMoment, crowds};
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;
use recipe::usage;

/// The year in which the students began, as in the names of their classes.
const GRADE: &str = "2022";
/// The file of a planted plan.
const PLANTED: &str = "planted.csv";

/// A file of an instance folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstanceFile {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// A campaign with what is known about it.
#[derive(Debug, Clone)]
pub struct Generated {
    /// The campaign.
    pub campaign: Campaign,
    /// The plan around which it was built, with class slots. It keeps every rule.
    pub hidden: Plan,
    /// The best value of every tier of a planted campaign; empty for the others.
    pub optima: Vec<Optimum>,
    /// The instance folder.
    pub files: Vec<InstanceFile>,
}

/// Makes a campaign.
///
/// # Errors
/// Every argument that makes no sense, or the first that does not suit the others.
pub fn generate(recipe: &Recipe) -> Result<Generated, Vec<Diagnostic>> {
    let faults = recipe.faults();
    if !faults.is_empty() {
        return Err(faults);
    }
    build(recipe).map_err(|fault| vec![fault])
}

fn build(recipe: &Recipe) -> Result<Generated, Diagnostic> {
    let dice = &mut ChaCha8Rng::seed_from_u64(recipe.seed);
    let mut draft = Draft::new("generated");
    draft.title =
        Text::new("2026届毕业生图像信息采集（生成的活动）", "Graduate photo days 2026 (generated)");
    draft.place = Some(Text::new("体育馆", "Gymnasium"));
    draft.lang = recipe.lang;
    draft.hall_capacity = recipe.hall;
    draft.tiers = tiers(recipe.planted);
    draft.stations = layout::stations(recipe, dice);
    draft.blocks = layout::blocks(recipe, &draft.stations);
    let windows = layout::hidden_plan(recipe, &draft.stations, &draft.blocks, dice)?;
    let names = colleges::names(recipe.groups, recipe.classes_per_group, dice);
    for (window, names) in windows.iter().zip(names) {
        let rate = draft.stations[window.station.0].rate.unwrap_or_default();
        let mut group = people::group(recipe, names, window.interval.minutes(), rate, dice);
        group.not_in = rules::forbidden(recipe, &draft.blocks, window, dice);
        draft.groups.push(group);
    }
    if recipe.students {
        draft.roster = people::students(&draft.groups, dice);
    }
    draft.preferences = rules::preferences(recipe, &draft.blocks, &windows, dice);

    let still_free = checked(draft.clone())?;
    let hidden = with_slots(&still_free, windows.clone());
    hall_holds(&still_free, &hidden)?;
    draft.unavailable = rules::unavailable(recipe, &still_free, &hidden, dice);
    draft.relations = rules::relations(recipe, &still_free, &windows, dice)?;
    let campaign = checked(draft)?;
    let optima = if recipe.planted { optima::optima(&campaign, &hidden) } else { Vec::new() };
    let files = tables::files(recipe, &campaign, &hidden, &optima);
    Ok(Generated { campaign, hidden, optima, files })
}

/// The objective. Rates are known, so nobody is overloaded and the peak needs no aim of its own; of
/// a planted campaign every tier that has a known optimum.
fn tiers(planted: bool) -> Vec<Tier> {
    let usual =
        [Tier::Unserved, Tier::Overtime, Tier::Cuts, Tier::Blocks, Tier::Preference, Tier::Spread];
    let known = [
        Tier::Unserved,
        Tier::Overtime,
        Tier::Cuts,
        Tier::Blocks,
        Tier::Moved,
        Tier::Preference,
        Tier::Peak,
        Tier::Spread,
        Tier::Early,
    ];
    if planted { known.to_vec() } else { usual.to_vec() }
}

fn with_slots(campaign: &Campaign, windows: Vec<Window>) -> Plan {
    let mut plan = Plan { windows, ..Plan::default() };
    slots::assign(campaign, &mut plan);
    plan
}

/// A campaign that is made here is well-formed; were it not, this says why.
fn checked(draft: Draft) -> Result<Campaign, Diagnostic> {
    Campaign::new(draft).map_err(|invalid| usage(invalid.to_string(), invalid.to_string()))
}

/// The people of the hidden plan find room to wait.
fn hall_holds(campaign: &Campaign, hidden: &Plan) -> Result<(), Diagnostic> {
    let Some(capacity) = campaign.hall_capacity() else { return Ok(()) };
    let crowds = crowds(campaign, hidden);
    let calls = crowds.iter().map(|crowd| WaitingMoment {
        hall: None,
        date: crowd.date,
        minute: crowd.call,
    });
    let most = calls.map(|moment| moment.waiting(&crowds)).max().unwrap_or(0);
    if most <= capacity {
        return Ok(());
    }
    Err(usage(
        format!("--hall 为 {capacity}，这样的活动至少需要容纳 {most} 人"),
        format!("--hall is {capacity}, a campaign like this one wants room for {most}"),
    ))
}
