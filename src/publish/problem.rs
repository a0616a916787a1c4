//! A campaign as a bare optimisation problem in JSON, for comparing other solvers with this one.
//!
//! Everything that is local to a window is settled: the rows under `windows` are those that the
//! rules allow, with what each costs in each tier. What remains to be chosen is one window for each
//! group such that those of a block do not meet. [`Model`] describes the fields.

use crate::base::budget::Budget;
use crate::base::clock::Minutes;
use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::shape::Word;
use crate::base::text::{Lang, Text};
use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, Tier};
use crate::publish::json::{
    ByTier, Model, ModelBlock, ModelForm, ModelGroup, ModelKind, ModelTier, WindowCell,
};
use crate::solve::windows::{Candidate, Candidates, Costs, unit_scale};
use std::collections::BTreeSet;

/// What the value of a tier is made of.
fn kind(tier: Tier) -> ModelKind {
    match tier {
        Tier::Unserved => ModelKind::Unserved,
        Tier::Peak => ModelKind::Peak,
        Tier::Cuts | Tier::Moves | Tier::Visits => ModelKind::Zero,
        Tier::Overtime | Tier::Blocks | Tier::Early => ModelKind::Closing,
        Tier::Overload | Tier::Moved | Tier::Preference | Tier::Spread => ModelKind::Windows,
    }
}

fn has_column(tier: Tier) -> bool {
    matches!(kind(tier), ModelKind::Windows | ModelKind::Peak)
}

/// The problem with these windows to choose from.
///
/// # Errors
/// What the campaign has that this form can't say: cut groups, relations, limits on people who
/// wait, caps, crews.
pub fn problem(
    campaign: &Campaign,
    baseline: Option<&Plan>,
    candidates: &Candidates,
    folder: &str,
) -> Result<Model, Vec<Diagnostic>> {
    let costs = Costs::new(campaign, baseline);
    let refused = without_form(campaign, &costs, candidates, folder);
    if !refused.is_empty() {
        return Err(refused);
    }
    let tiers = campaign.tiers();
    // A longer window may have a lower rate, so where rates count all of them matter.
    let windows = if tiers.contains(&Tier::Peak) {
        candidates.list.clone()
    } else {
        costs.relevant(&candidates.list, tiers, &Budget::unlimited()).into_owned()
    };
    let with_column: Vec<Tier> = tiers.iter().copied().filter(|tier| has_column(*tier)).collect();
    let columns = ["group", "block", "start", "end"]
        .into_iter()
        .chain(with_column.iter().map(|tier| tier.name()));
    Ok(Model {
        format: Word::of(&ModelForm),
        campaign: campaign.name().to_owned(),
        complete: candidates.are_complete(),
        grid_minutes: step(campaign),
        changeover_minutes: campaign.changeover(),
        max_groups_per_block: campaign.max_groups_per_block(),
        may_leave_out: campaign.has_tier(Tier::Unserved),
        tiers: tiers
            .iter()
            .map(|tier| ModelTier {
                name: Word::of(tier),
                kind: Word::of(&kind(*tier)),
                constant: costs.constant(*tier),
                scale: unit_scale(*tier, campaign),
            })
            .collect(),
        blocks: blocks(campaign, &costs),
        groups: campaign
            .groups()
            .iter()
            .map(|group| ModelGroup { name: group.id().to_owned(), expected: group.expected() })
            .collect(),
        columns: columns.collect(),
        windows: windows.iter().map(|window| row(campaign, &costs, &with_column, window)).collect(),
    })
}

/// The step with which the grids of all blocks are met: the grid, or less where one of them begins
/// again after a break.
fn step(campaign: &Campaign) -> Minutes {
    let blocks = campaign.blocks().iter();
    blocks.fold(campaign.grid(), |step, block| block.step(step))
}

fn blocks(campaign: &Campaign, costs: &Costs<'_>) -> Vec<ModelBlock> {
    let tiers = campaign.tiers().iter().filter(|tier| kind(**tier) == ModelKind::Closing);
    let of_block = |id| {
        let block = campaign.block(id);
        let span = block.bookable();
        let cells = span.minutes() / step(campaign);
        let ends = || (1..=cells).map(|cell| span.start + cell * step(campaign));
        let closing = tiers
            .clone()
            .map(|tier| (*tier, ends().map(|end| costs.closing(*tier, id, end)).collect()));
        ModelBlock {
            name: block.id().to_owned(),
            station: campaign.station(block.station).id().to_owned(),
            date: block.date,
            start: span.start,
            end: span.end,
            cells,
            closing: ByTier(closing.collect()),
        }
    };
    campaign.block_ids().map(of_block).collect()
}

fn row(
    campaign: &Campaign,
    costs: &Costs<'_>,
    tiers: &[Tier],
    window: &Candidate,
) -> Vec<WindowCell> {
    let interval = window.interval;
    let place = [window.group.0 as i64, window.block.0 as i64];
    let minutes = [i64::from(interval.start), i64::from(interval.end)];
    let tier_cell = |tier: &Tier| match kind(*tier) {
        ModelKind::Peak => {
            let load = window.load(campaign);
            WindowCell::Rate([load.numerator(), load.denominator()])
        }
        _ => WindowCell::Whole(costs.of(*tier, window)),
    };
    let fixed = place.into_iter().chain(minutes).map(WindowCell::Whole);
    fixed.chain(tiers.iter().map(tier_cell)).collect()
}

/// Everything of the campaign that the export would have to leave out.
fn without_form(
    campaign: &Campaign,
    costs: &Costs<'_>,
    candidates: &Candidates,
    folder: &str,
) -> Vec<Diagnostic> {
    let fault = |file: &str, zh: String, en: String| {
        let path = std::path::Path::new(folder).join(file);
        Diagnostic::error(Code::NoForm, Text::new(zh, en))
            .at(Location::file(path.display().to_string()))
            .help(Code::NoForm.explanation())
    };
    let mut found = Vec::new();
    let in_parts =
        candidates.list.iter().filter(|window| window.run.is_some()).map(|window| window.group);
    let cut: BTreeSet<_> = in_parts.chain(costs.cut_in_baseline.keys().copied()).collect();
    if !cut.is_empty() {
        let names = |lang, and: &str| -> String {
            cut.iter()
                .map(|group| campaign.group(*group).name.get(lang))
                .collect::<Vec<_>>()
                .join(and)
        };
        found.push(fault(
            "groups.csv",
            format!("拆成多个时段的学院：{}", names(Lang::Zh, "、")),
            format!("groups that are cut into several windows: {}", names(Lang::En, ", ")),
        ));
    }
    let relations = campaign.relations().len();
    if relations > 0 {
        found.push(fault(
            "relations.csv",
            format!("{relations} 条学院间的关系"),
            format!("{relations} relations"),
        ));
    }
    if campaign.limits_waiting() {
        found.push(fault(
            "campaign.toml",
            "等候人数上限（hall_capacity）".to_owned(),
            "a limit on people who wait (hall_capacity)".to_owned(),
        ));
    }
    if campaign.limits_people() {
        found.push(fault(
            "campaign.toml",
            "每天人数上限（most_people_per_day）".to_owned(),
            "a cap on the people of a day (most_people_per_day)".to_owned(),
        ));
    }
    if !campaign.crews().is_empty() {
        found.push(fault(
            "campaign.toml",
            "往来于各处的小组（[[crew]]）".to_owned(),
            "crews that go from one desk to another ([[crew]])".to_owned(),
        ));
    }
    found
}
