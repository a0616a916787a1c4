//! Whether everybody fits; if not, which rules conflict and what would mend it.

use super::ask::{Asker, strict};
use super::conflict::{ConflictFinding, conflict};
use super::repair::{Repair, repairs};
use crate::campaign::Campaign;
use crate::solve::SolveError;

/// Whether everybody fits.
#[derive(Debug, Clone)]
pub struct Fit {
    /// The campaign with every rule meant: what is said below is said of it.
    pub campaign: Campaign,
    /// A plan, or rules that can't hold together.
    pub finding: ConflictFinding,
    /// Changes that mend it, cheapest first; none where everybody fits.
    pub repairs: Vec<Repair>,
}

/// Searches a plan that keeps every rule and serves everybody, or what stands against it.
///
/// # Errors
/// When the solver fails.
pub fn fit(campaign: &Campaign, asker: &Asker<'_>) -> Result<Fit, SolveError> {
    let Some(campaign) = strict(campaign) else {
        let campaign = campaign.clone();
        return Ok(Fit { campaign, finding: ConflictFinding::Unknown, repairs: Vec::new() });
    };
    let finding = conflict(&campaign, None, asker)?;
    let repairs = match &finding {
        ConflictFinding::Conflict(conflict) => repairs(&campaign, conflict, asker)?,
        ConflictFinding::Fits(_) | ConflictFinding::Unknown => Vec::new(),
    };
    Ok(Fit { campaign, finding, repairs })
}
