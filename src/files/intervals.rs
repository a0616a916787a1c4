//! Start and end of a record.

use super::faults::Faults;
use super::record::Record;
use crate::base::clock::Interval;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::text::Text;

/// Start and end of a record; a fault when the end is not later.
pub(super) fn interval(record: &Record, faults: &mut Faults) -> Option<Interval> {
    let interval = Interval::new(record.time("start")?, record.time("end")?);
    if interval.minutes() <= 0 {
        faults.push(
            Diagnostic::error(
                Code::Backwards,
                Text::new(
                    format!("{interval}：结束不晚于开始"),
                    format!("{interval}: the end is not after the start"),
                ),
            )
            .at(record.place("end").clone())
            .help(Text::new("核对开始与结束时间", "check start and end")),
        );
        return None;
    }
    Some(interval)
}
