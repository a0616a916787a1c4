//! JSON for scripts: every object that the program writes or prints, made from typed results. What
//! the fields are and what they mean stands here once; `callsheet schema` prints it.

mod answers;
mod batches;
#[cfg(feature = "web")]
mod board;
#[cfg(feature = "web")]
mod comparing;
mod day;
#[cfg(feature = "web")]
mod day_board;
mod explanations;
mod faults;
mod figures;
mod problem;
#[cfg(feature = "office")]
mod returns;
mod schema;
mod simulations;
mod solves;
mod versions;

pub use answers::{
    Check, Compare, Pareto, ParetoPoint, PlanFigures, RepeatedPlan, Sweep, SweepBreak, SweepPoint,
};
pub use answers::{Told, Variant, Variants};
pub use batches::{Batch, Gather, GatherRow};
#[cfg(feature = "web")]
pub use board::{
    Board, BoardAim, BoardBlock, BoardDocument, BoardDocuments, BoardFinding, BoardFront,
    BoardGroup, BoardJob, BoardMessage, BoardNotice, BoardPlan, BoardProposal, BoardSaid,
    BoardSlot, BoardSpan, BoardVersion, BoardWindow, BoardWords, DroppedTable, DroppedTables,
    StartAnswer, StartBoard, StartList, StartPlace, TableAim, TableCellFault, TableColumn,
    TableFaults, TableRow, TableSheet, TablesBoard,
};
#[cfg(feature = "web")]
pub use comparing::{
    BoardComparison, BoardContender, CompareBoard, CompareCell, CompareFigure, CompareHalfDay,
    CompareStation,
};
pub use day::{Makeup, MakeupClass, MakeupSlot, NoReplan, NoReplanStatus, Replan, ReplanStatus};
pub use day::{RecalledClass, ReplanChange, ReplanWay, ReplanWindow, StillLeft};
#[cfg(feature = "web")]
pub use day_board::{
    DayBoard, DayChoice, DayClass, DayEvent, DayFault, DayGroup, DayText, ReturnLine, ReturnRow,
    ReturnSheet, ReturnsBoard,
};
pub use explanations::{BlockSlack, StationSlack, WhyAnswer, WindowSlack};
pub use explanations::{Fit, FitConflict, FitRepair, FitRule, Moved, Price, Slack, Suggest};
pub use explanations::{Suggestion, TierPrice, Why};
pub use faults::{Amount, Fault, InternalError, InvalidInput, Violation, faults, violations};
pub use faults::{InternalErrorStatus, InvalidInputStatus};
pub use figures::{BlockFigures, LeftOut, MakeUpSizing, Metrics, WindowFigures, left_out};
pub use problem::{Model, ModelBlock, ModelForm, ModelGroup, ModelKind, ModelTier, WindowCell};
#[cfg(feature = "office")]
pub use returns::{Collect, CollectStatus, ReturnedForm};
pub use schema::{OUTPUTS, schema};
pub use simulations::{Chance, HallDay, HallMoment, Mean, Played, Safety, Simulation};
pub use simulations::{Simulations, WindowResult};
pub use solves::{Outcome, Solve, TierResult};
pub use versions::{CancelledTime, Publish, PublishStatus};

use crate::base::clock::{Minutes, clock};
use crate::base::ratio::Ratio;
use crate::base::shape::{JsonShape, Word, Words};
use crate::campaign::Tier;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};
use std::path::PathBuf;

impl Words for Tier {
    fn all() -> Vec<&'static str> {
        Tier::ALL.map(Tier::name).to_vec()
    }

    fn word(&self) -> &'static str {
        self.name()
    }
}

/// A minute of a day, `"HH:MM"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockTime(pub Minutes);

impl Serialize for ClockTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&clock(self.0))
    }
}

impl JsonShape for ClockTime {
    fn schema() -> Value {
        json!({"type": "string", "pattern": "^-?[0-9]{2,}:[0-5][0-9]$"})
    }
}

/// A figure with at most four decimals; whole numbers stay whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal(pub Ratio);

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Decimal(value) = self;
        if value.numerator() % value.denominator() == 0 {
            serializer.serialize_i64(value.numerator() / value.denominator())
        } else {
            serializer.serialize_f64(rounded(value.as_f64()))
        }
    }
}

impl JsonShape for Decimal {
    fn schema() -> Value {
        json!({"type": "number"})
    }
}

/// Something for each of several tiers, by the tier's name.
#[derive(Debug, Clone)]
pub struct ByTier<T>(pub Vec<(Tier, T)>);

impl<T: Serialize> Serialize for ByTier<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(tier, value)| (Word::of(tier), value)))
    }
}

impl<T: JsonShape> JsonShape for ByTier<T> {
    fn schema() -> Value {
        let tiers: Map<String, Value> =
            Tier::all().into_iter().map(|tier| (tier.to_owned(), T::schema())).collect();
        json!({"type": "object", "properties": tiers, "additionalProperties": false})
    }
}

/// A float with at most four decimals.
fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

/// Files as JSON names them.
pub fn files(files: &[PathBuf]) -> Vec<String> {
    files.iter().map(|file| file.display().to_string()).collect()
}

/// An object as it is written: two spaces a level.
pub fn text(object: &impl Serialize) -> String {
    // Plain structs of text and numbers always serialise.
    serde_json::to_string_pretty(object).unwrap_or_default()
}
