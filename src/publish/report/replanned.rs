//! What a replan hands out: the changes ready to send, the plan, the report, and the campaign of
//! the days left.

use super::data::ReportData;
use super::notices::ChangeNotice;
use crate::base::diagnostic::Diagnostic;
use crate::base::text::{Lang, Text};
use crate::files::write_instance;
use crate::publish::output::Output;
use crate::publish::words::replan as words;
use crate::questions::replan::{Replan, Request};

/// All files, and what there is to know about them.
pub fn outputs(
    data: &ReportData<'_>,
    request: &Request<'_>,
    found: &Replan,
    lang: Lang,
) -> (Vec<Output>, Vec<Diagnostic>) {
    let (mut files, warnings) = super::outputs(data, lang);
    let notice = ChangeNotice {
        campaign: &found.rest.campaign,
        plan: data.plan,
        groups: &found.changes,
        classes: &found.recalled,
        gone: &[],
        as_of: Text::new(format!("截至 {}", request.now), format!("as of {}", request.now)),
        now: Some(request.now),
        nobody: words::headline(found),
    };
    files.extend(notice.files());
    let campaign = write_instance(data.campaign).into_iter();
    files.extend(campaign.map(|(name, text)| Output::new(&format!("remaining/{name}"), text)));
    (files, warnings)
}
