//! Damaged workbooks may trip the crates that read them: that is a fault of the file, not of this
//! program.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    /// Whether this thread reads a file that may be damaged.
    static READING: Cell<bool> = const { Cell::new(false) };
}

/// What the work gives; `None` where it tripped. Nothing is printed then: the caller has a
/// diagnostic for it.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |about| {
            if !READING.get() {
                before(about);
            }
        }));
    });
    READING.set(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    READING.set(false);
    result.ok()
}

#[cfg(test)]
mod tests {
    #[test]
    #[allow(clippy::panic, reason = "the case that is guarded against")]
    fn a_reader_that_trips_gives_nothing() {
        assert_eq!(super::guarded(|| 7), Some(7));
        assert_eq!(super::guarded(|| -> i32 { panic!("damaged") }), None);
    }
}
