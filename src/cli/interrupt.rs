//! Ctrl-C, and the other ways to ask a program to end.

use super::exit;
use callsheet::base::budget::Budget;
use callsheet::publish::output::hold_writing;
use std::sync::OnceLock;
use std::time::Duration;

/// The time for which the program goes on writing files when it is asked to end: what is begun is completed,
/// unless the disk hangs.
const WRITING_WAIT: Duration = Duration::from_secs(10);

/// The budget of a verb that can end early with the best so far.
static BUDGET: OnceLock<Budget> = OnceLock::new();

/// Listens. Without a handler an interrupt simply ends the program, as everywhere; what it was
/// writing is then completed or cleared by the next run.
pub fn listen() {
    let _ = ctrlc::set_handler(|| {
        match BUDGET.get() {
            Some(budget) if !budget.is_cancelled() => budget.cancel(),
            _ => {
                // Held until the end, so that no other file is begun.
                let _whole = hold_writing(WRITING_WAIT);
                std::process::exit(exit::INTERRUPTED);
            }
        }
    });
}

/// The first interrupt asks this verb for the best so far, a second one ends the program.
pub fn asks(budget: &Budget) {
    let _ = BUDGET.set(budget.clone());
}
