//! The front between tiers, in words.

use crate::base::text::{Text, counted};
use crate::questions::pareto::Front;

/// The number of points of a front, and whether the front is complete.
pub fn summary<P>(front: &Front<P>) -> Text {
    let count = front.points.len();
    let proven = front.points.iter().filter(|point| point.proven).count();
    if count == 0 {
        return if front.complete {
            Text::new("已证明：没有任何方案能满足全部规则。", "Proven: no plan keeps all rules.")
        } else {
            Text::new("在限制之内没有找到方案。", "No plan was found within the limit.")
        };
    }
    if front.complete && proven == count {
        return Text::new(
            format!("共 {count} 个互不占优的方案，已证明没有别的：任何一项要更好，另一项必更差。"),
            format!(
                "{count} that none beats, proven to be all: to better one figure is to worsen another.",
                count = counted::of(count, "plan", "plans")
            ),
        );
    }
    Text::new(
        format!("找到 {count} 个互不占优的方案，其中 {proven} 个已证明；可能还有别的。"),
        format!(
            "{count} that none of the others beats, {proven} of them proven; there may be more.",
            count = counted::of(count, "plan", "plans")
        ),
    )
}
