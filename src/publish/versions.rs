//! A version as it is published: the plan, the campaign it was made for, the documents, and what
//! changed against the version before.

use super::output::Output;
use super::report::notices::ChangeNotice;
use super::report::{ReportData, plan_json};
use crate::base::text::Text;
use crate::campaign::Campaign;
use crate::campaign::plan::Plan;
use crate::files::{VERSION_CAMPAIGN, VERSION_FILE, write_instance, write_published};
use crate::plans::notice::Notices;
use crate::publish::words;
use jiff::civil::Date;

/// What makes a folder a version: its own file, the plan, and the campaign, which keeps its id, so
/// that calendars of later versions replace those of this one.
pub fn frozen(data: &ReportData<'_>, number: usize, date: Date) -> Vec<Output> {
    let campaign = data.campaign;
    let mut files = vec![
        Output::new(VERSION_FILE, write_published(number, date)),
        Output::new("plan.json", plan_json(data)),
    ];
    let mut draft = campaign.to_draft();
    if draft.continues.is_none() {
        draft.id = Some(campaign.id());
    }
    // What is sound with one id is sound with another.
    let named = Campaign::new(draft);
    let written = write_instance(named.as_ref().unwrap_or(campaign)).into_iter();
    files.extend(
        written.map(|(name, text)| Output::new(&format!("{VERSION_CAMPAIGN}/{name}"), text)),
    );
    files
}

/// The changes against the version before, ready to send.
pub fn change_notice<'a>(
    campaign: &'a Campaign,
    plan: &'a Plan,
    told: &'a Notices,
    number: usize,
    date: Date,
) -> ChangeNotice<'a> {
    let before = number - 1;
    ChangeNotice {
        campaign,
        plan,
        groups: &told.groups,
        classes: &told.classes,
        gone: &told.gone,
        as_of: Text::new(
            format!("第 {number} 版，{date} 发布，与第 {before} 版相比"),
            format!("version {number} of {date}, against version {before}"),
        ),
        now: None,
        nobody: words::versions::headline(campaign.kind(), told),
    }
}
