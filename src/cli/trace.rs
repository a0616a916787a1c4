//! `solve --trace`: incumbent and bound of every tier as they change, as a CSV log that grows while
//! the solver works.

use super::Stop;
use callsheet::base::diagnostic::Diagnostic;
use callsheet::base::ratio::Ratio;
use callsheet::base::text::Lang;
use callsheet::campaign::Tier;
use callsheet::publish::output::Log;
use callsheet::solve::{Outcome, Progress};
use std::path::Path;
use std::time::Instant;

/// What one row says besides the time: the tier, its best value so far and its bound, in the tier's
/// unit.
type TierStanding = (Tier, Option<f64>, Option<f64>);

/// The log of one run of the program.
pub struct Trace {
    log: Log,
    began: Instant,
    written: Vec<TierStanding>,
    /// Why a row could not be written; nothing is written after it.
    fault: Option<Diagnostic>,
}

impl Trace {
    /// Starts the log; times count from `began`.
    pub fn start(file: &Path, began: Instant, lang: Lang) -> Result<Trace, Stop> {
        let open = || {
            let log = Log::create(file, "seconds,tier,incumbent,bound")?;
            Ok(Trace { log, began, written: Vec::new(), fault: None })
        };
        open().map_err(|fault| Stop::Faults(vec![fault], lang))
    }

    /// A row, unless the tier's last one says the same.
    pub fn note(&mut self, progress: &Progress) {
        self.row((progress.tier, progress.incumbent, progress.bound));
    }

    /// How every tier ended, where its last row does not say so already.
    pub fn end(&mut self, outcome: &Outcome) {
        for tier in &outcome.tiers {
            self.row((tier.tier, tier.value.map(Ratio::as_f64), tier.bound.map(Ratio::as_f64)));
        }
    }

    /// Why the log is not complete.
    pub fn fault(&self) -> Option<&Diagnostic> {
        self.fault.as_ref()
    }

    fn row(&mut self, standing: TierStanding) {
        let last = self.written.iter().rev().find(|(tier, ..)| *tier == standing.0);
        if self.fault.is_some() || last == Some(&standing) {
            return;
        }
        let (tier, incumbent, bound) = standing;
        let figure = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
        let seconds = self.began.elapsed().as_secs_f64();
        let row = format!("{seconds:.4},{},{},{}", tier.name(), figure(incumbent), figure(bound));
        self.fault = self.log.line(&row).err();
        self.written.push(standing);
    }
}
