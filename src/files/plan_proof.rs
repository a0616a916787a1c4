//! What a solve has proven of a plan, kept beside it in `plan.json`: the value and the bound of every
//! tier, and the mark of the campaign for which they hold.

use super::write_campaign::CampaignText;
use super::write_instance::write_tables;
use super::write_plan_json;
use crate::base::digest::Digest;
use crate::base::ratio::Ratio;
use crate::base::shape::shape;
use crate::campaign::plan::Plan;
use crate::campaign::{Campaign, Tier};
use serde::Deserialize;
use std::path::Path;

shape! {
    /// What a solve has proven of a plan.
    #[derive(Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    pub struct PlanProof {
        /// A mark of the campaign, and of the plan it was compared with, for which this holds.
        campaign: String,
        /// Name and version of the solver.
        solver: String,
        /// Tier by tier, in the order in which they were minimised.
        tiers: Vec<TierProof>,
    }

    /// What was proven of a tier.
    #[derive(Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    pub struct TierProof {
        /// The tier, such as peak.
        tier: String,
        /// Its value in the plan, exact, such as 285 or 577/2.
        value: String,
        /// What no plan can be better than; nothing where that is not known.
        #[serde(default)]
        bound: Option<String>,
    }
}

impl PlanProof {
    /// What is kept of a campaign, and of the plan it is compared with, that a solver has minimised
    /// tier by tier.
    pub fn new(
        campaign: &Campaign,
        baseline: Option<&Plan>,
        solver: &str,
        tiers: impl Iterator<Item = (Tier, Ratio, Option<Ratio>)>,
    ) -> PlanProof {
        let tier = |(tier, value, bound): (Tier, Ratio, Option<Ratio>)| TierProof {
            tier: tier.name().to_owned(),
            value: value.exact(),
            bound: bound.map(Ratio::exact),
        };
        PlanProof {
            campaign: mark(campaign, baseline),
            solver: solver.to_owned(),
            tiers: tiers.map(tier).collect(),
        }
    }

    /// Whether it is of this campaign, compared with this plan.
    pub fn is_of(&self, campaign: &Campaign, baseline: Option<&Plan>) -> bool {
        self.campaign == mark(campaign, baseline)
    }

    /// Name and version of the solver.
    pub fn solver(&self) -> &str {
        &self.solver
    }

    /// Each tier with its value and its bound; nothing where one can't be understood.
    pub fn tiers(&self) -> Option<Vec<(Tier, Ratio, Option<Ratio>)>> {
        let tier = |own: &TierProof| {
            let bound = match &own.bound {
                Some(bound) => Some(Ratio::parse(bound)?),
                None => None,
            };
            Some((Tier::parse(&own.tier)?, Ratio::parse(&own.value)?, bound))
        };
        self.tiers.iter().map(tier).collect()
    }
}

/// The proof that stands in a plan's file, or in that of a folder. Nothing where there is none: the
/// plan itself, with its faults, is read by [`super::read_plan`].
pub fn read_proof(path: &Path) -> Option<PlanProof> {
    /// The field `proof` of `plan.json`; the plan itself is not read here.
    #[derive(Deserialize)]
    struct WithProof {
        proof: Option<PlanProof>,
    }
    let path = if path.is_dir() { path.join("plan.json") } else { path.to_owned() };
    let text = super::read_text(&path).ok()?;
    serde_json::from_str::<WithProof>(&text).ok()?.proof
}

/// A digest of the draft and the baseline, on which the values and bounds of tiers depend. The order
/// of the tiers and the campaign's id, which publishing gives it, are not in it.
fn mark(campaign: &Campaign, baseline: Option<&Plan>) -> String {
    let mut draft = campaign.to_draft();
    (draft.id, draft.continues, draft.tiers) = (None, None, vec![Tier::Unserved]);
    let settings = CampaignText::new(&draft).text();
    let mut mark = Digest::default().with_part("settings", settings.as_bytes());
    for (name, text) in write_tables(campaign) {
        mark = mark.with_part(name, text.as_bytes());
    }
    if let Some(baseline) = baseline {
        mark = mark.with_part("baseline", write_plan_json(campaign, baseline).as_bytes());
    }
    mark.text()
}
