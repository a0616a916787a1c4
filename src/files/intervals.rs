//! Start and end of a section or of a row.

use super::faults::Faults;
use super::fields::{Given, Time};
use crate::base::clock::Interval;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::text::Text;

/// From start to end; a fault when the end is not later.
pub(super) fn interval(
    start: &Given<Time>,
    end: &Given<Time>,
    faults: &mut Faults,
) -> Option<Interval> {
    let (Time(from), Time(to)) = (start.value?, end.value?);
    let interval = Interval::new(from, to);
    if interval.minutes() <= 0 {
        faults.push(
            Diagnostic::error(
                Code::Backwards,
                Text::new(
                    format!("{interval}：结束不晚于开始"),
                    format!("{interval}: the end is not after the start"),
                ),
            )
            .at(end.place.clone())
            .help(Text::new("核对开始与结束时间", "check start and end")),
        );
        return None;
    }
    Some(interval)
}
