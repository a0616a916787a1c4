//! What came back of forms, in words.

use crate::base::text::Text;
use crate::publish::returns::Collected;

/// The number of groups that are settled.
pub fn settled(collected: &Collected) -> Text {
    let all = collected.returns.len();
    let good = collected.returns.iter().filter(|one| one.status.is_settled()).count();
    Text::new(
        format!("{all} 个学院中 {good} 个已齐备。"),
        format!("{good} of {all} colleges are settled."),
    )
}
