//! `--plan-only`: a question as a table of jobs, for `callsheet batch`.

use super::limits::Limits;
use super::{Stop, console, exit};
use callsheet::base::diagnostic::Location;
use callsheet::base::ratio::Ratio;
use callsheet::base::text::{Lang, counted};
use callsheet::campaign::{Campaign, Tier};
use callsheet::files::{BatchJob, write_jobs};
use callsheet::publish::output::write_new;
use callsheet::questions::pareto::regions_at_once;
use callsheet::questions::sweep::{Axis, seconds};
use std::path::Path;

/// Rows that ask what a verb would ask.
pub struct PlannedRows {
    /// What all rows have.
    shared: BatchJob,
    rows: Vec<BatchJob>,
}

impl PlannedRows {
    /// No rows yet, of a campaign with settings.
    pub fn new(campaign: &Path, settings: &[String], limits: &Limits) -> PlannedRows {
        let (seed, limit) = limits.of_row();
        let shared = BatchJob {
            name: String::new(),
            campaign: campaign.to_owned(),
            variant: None,
            settings: settings.to_vec(),
            seed,
            limit,
            between: Vec::new(),
            below: Vec::new(),
            place: Location::default(),
        };
        PlannedRows { shared, rows: Vec::new() }
    }

    /// A row for each point of a sweep.
    pub fn of_sweep(mut self, axes: &[Axis]) -> PlannedRows {
        for second in seconds(axes) {
            for first in axes.iter().take(1).flat_map(|axis| &axis.values) {
                let values = [Some(*first), second].into_iter().flatten();
                let set = axes.iter().zip(values);
                let set = set.map(|(axis, value)| format!("{}={}", axis.key, axis.write(value)));
                let settings = self.shared.settings.iter().cloned().chain(set).collect();
                self.add(BatchJob { settings, ..self.shared.clone() });
            }
        }
        self
    }

    /// A row for each region of a front that can be searched without knowing another's answer.
    pub fn of_front(mut self, campaign: &Campaign, between: &[Tier], most: usize) -> PlannedRows {
        let regions: Vec<Vec<(Tier, Ratio)>> = regions_at_once(campaign, between, most);
        for below in regions {
            self.add(BatchJob { between: between.to_vec(), below, ..self.shared.clone() });
        }
        self
    }

    fn add(&mut self, job: BatchJob) {
        let name = format!("{:04}", self.rows.len() + 1);
        self.rows.push(BatchJob { name, ..job });
    }

    /// Writes the table to a file that is not there yet.
    pub fn write(self, table: &Path, lang: Lang) -> Result<u8, Stop> {
        let folder = table.parent().unwrap_or(Path::new(""));
        let text = write_jobs(&self.rows, folder, lang);
        write_new(table, text.as_bytes()).map_err(|fault| Stop::Faults(vec![fault], lang))?;
        let (count, table) = (self.rows.len(), table.display());
        console::out(&lang.pick(
            format!("{count} 行写入 {table}；用 callsheet batch {table} 求解。"),
            format!(
                "{count} in {table}; `callsheet batch {table}` solves them.",
                count = counted::of(count, "row", "rows")
            ),
        ));
        Ok(exit::FINE)
    }
}
