//! What a solve, a question or a whole verb may spend: the time until a deadline, unless somebody
//! who waits asks it to end before.
//!
//! One budget is made where a verb begins and is handed down through all that it does; a clone is
//! the same budget, so that whoever asks it learns of the same deadline and the same wish. It is
//! the only clock that a search looks at. How hard a search tries within it is counted in work, so
//! that the answer does not depend on how fast the machine is.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// A deadline and a switch that ends the work before it.
#[derive(Debug, Clone, Default)]
pub struct Budget {
    deadline: Option<Instant>,
    is_cancelled: Arc<AtomicBool>,
}

impl Budget {
    /// No deadline: only [`Budget::cancel`] ends the work.
    pub fn unlimited() -> Budget {
        Budget::default()
    }

    /// A deadline in `seconds` from now: less than none is none, more than the clock can count is
    /// no limit.
    pub fn seconds(seconds: f64) -> Budget {
        let limit = Duration::try_from_secs_f64(seconds.max(0.0)).ok();
        let deadline = limit.and_then(|limit| Instant::now().checked_add(limit));
        Budget { deadline, ..Budget::default() }
    }

    /// Asks all who hold this budget, its clones and its shares to end with what they have.
    pub fn cancel(&self) {
        self.is_cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether somebody has asked for the end.
    pub fn is_cancelled(&self) -> bool {
        self.is_cancelled.load(Ordering::Relaxed)
    }

    /// Whether the work is to end now: the time is up, or somebody has asked for it.
    pub fn is_spent(&self) -> bool {
        self.is_cancelled() || self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }

    /// When the time is up; `None` without a limit.
    pub fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// The time that is left; `None` without a limit.
    pub fn left(&self) -> Option<Duration> {
        self.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()))
    }

    /// The first of `parts` equal shares of the time that is left. Solves that come one after
    /// another and each take `share(solves still to come)` end with the budget; what one of them
    /// leaves over goes to those after it.
    #[must_use]
    pub fn share(&self, parts: usize) -> Budget {
        self.share_from(Instant::now(), parts)
    }

    fn share_from(&self, now: Instant, parts: usize) -> Budget {
        let parts = u32::try_from(parts.max(1)).unwrap_or(u32::MAX);
        let share = |deadline: Instant| now + deadline.saturating_duration_since(now) / parts;
        Budget { deadline: self.deadline.map(share), is_cancelled: Arc::clone(&self.is_cancelled) }
    }
}

#[cfg(test)]
mod tests {
    use super::Budget;
    use std::time::{Duration, Instant};

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn the_time_left_runs_down() {
        let budget = Budget::seconds(60.0);
        let (before, after) = (budget.left().unwrap(), budget.left().unwrap());
        assert!(after <= before && before <= MINUTE && before > MINUTE / 2);
        assert!(!budget.is_spent());
        assert!(Budget::seconds(0.0).is_spent());
        assert_eq!(Budget::seconds(0.0).left(), Some(Duration::ZERO));
    }

    #[test]
    fn what_is_no_limit_limits_nothing() {
        for unlimited in [Budget::unlimited(), Budget::seconds(f64::INFINITY)] {
            assert_eq!((unlimited.left(), unlimited.deadline()), (None, None));
            assert_eq!(unlimited.share(3).deadline(), None);
            assert!(!unlimited.is_spent());
        }
        assert_eq!(Budget::seconds(1e30).deadline(), None);
        assert!(Budget::seconds(-1.0).is_spent() && Budget::seconds(f64::NAN).is_spent());
    }

    #[test]
    fn clones_and_shares_hear_that_it_is_cancelled() {
        let budget = Budget::unlimited();
        let others = [budget.clone(), budget.share(2), budget.share(2).share(7), budget.share(0)];
        assert!(others.iter().all(|other| !other.is_cancelled() && !other.is_spent()));
        others[1].cancel();
        assert!(budget.is_cancelled());
        assert!(others.iter().all(|other| other.is_cancelled() && other.is_spent()));
        assert!(!Budget::unlimited().is_cancelled(), "another budget is another matter");
    }

    #[test]
    fn shares_taken_one_after_another_add_up_to_the_whole() {
        let now = Instant::now();
        let budget = Budget { deadline: Some(now + MINUTE), ..Budget::default() };
        let mut at = now;
        for parts in (1..=4).rev() {
            let end = budget.share_from(at, parts).deadline().unwrap();
            assert_eq!(end - at, MINUTE / 4);
            at = end;
        }
        assert_eq!(at, now + MINUTE);
        // Who takes less than its share leaves more to the others.
        let second = budget.share_from(now + MINUTE / 10, 3).deadline().unwrap();
        assert_eq!(second - (now + MINUTE / 10), MINUTE * 3 / 10);
    }

    #[test]
    fn shares_of_nothing_are_nothing() {
        let now = Instant::now();
        let budget = Budget { deadline: Some(now), ..Budget::default() };
        assert_eq!(budget.share_from(now + MINUTE, 2).deadline, Some(now + MINUTE), "at once");
    }
}
