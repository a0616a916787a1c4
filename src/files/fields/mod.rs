//! Every key of `campaign.toml` and every column of every table, documented in one place.
//!
//! Reading, unknown-key suggestions, writing, `callsheet schema` and the generated reference
//! all come from here: a new key or column is one line of `sections.rs` or `tables.rs`.

mod personal;
mod record;
mod sections;
mod tables;
mod values;
mod variants;
mod words;
mod written;

pub use personal::PERSONAL;
pub use record::{Field, Record, RecordSource};
pub use sections::{
    BlockSection, BreakSection, ClassTimeSection, CrewSection, HalfDaySection, Key, MakeUpSection,
    ObjectiveSection, OutageSection, PeriodSection, RoundSection, Section, SimulationSection,
    SiteSection, StationSection, TopSection, TravelSection, WeatherSection,
};
pub use tables::{
    ActualRow, ClassRow, Column, GroupRow, JobRow, MinutesRow, PeopleCount, PhotographedRow,
    PinRow, PlanRow, PreferenceRow, RelationRow, SlotRow, StudentRow, Table, UnavailableRow,
};
pub(super) use values::MOST_LETTERS;
pub use values::{Below, Money, Number, Rate, Settings, Time, Unread, WhichDays, Whole, Zone};
pub use variants::{VariantFile, VariantKey, VariantPart};
pub use words::{Cut, Happened, ListedWord, YesNo};
pub use written::{Given, Written, Wrong, given, maybe, text};
