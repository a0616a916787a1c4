//! What a value is to files: how it is read, written and described.

use crate::base::diagnostic::{Code, Location};
use crate::base::text::{Lang, Text};
use crate::files::tolerant::fold;
use crate::files::tree::Node;

/// A value that keys and columns may have. A cell is read as text.
pub trait Written: Sized {
    /// Whether a spreadsheet should take it for a number.
    const IS_NUMBER: bool = false;

    /// Whether it is several values in one cell; a variant may write them as a list.
    const IS_LIST: bool = false;

    /// Reads what is written.
    ///
    /// # Errors
    /// What is wrong with it.
    fn read(node: &Node) -> Result<Self, Wrong>;

    /// As it is written.
    fn write(&self) -> toml_edit::Value;

    /// How to write it, for messages.
    fn how() -> Text;

    /// Its JSON Schema, without a description.
    fn schema() -> serde_json::Value;

    /// What the reader takes for it, as the reference says it.
    fn reference() -> String;

    /// What should be said of a value that can be read.
    fn remark(_written: &str) -> Option<(Code, Text)> {
        None
    }

    /// Whether two cells mean the same.
    fn same(one: &str, other: &str) -> bool {
        fold(one) == fold(other)
    }

    /// A cell as readers of the language would write it.
    fn in_language(cell: String, _lang: Lang) -> String {
        cell
    }
}

/// What is wrong with a value.
#[derive(Debug, Clone)]
pub enum Wrong {
    /// It is not of its form.
    Form,
    /// It is no number.
    NoNumber,
    /// It is a number, but negative or not whole.
    NotWhole,
    /// It is a whole number outside its range.
    Outside {
        /// The number.
        number: i64,
        /// The least that may be.
        min: i64,
        /// The most that may be.
        max: i64,
    },
    /// It has more than a thousand characters.
    Long,
    /// It is a number that a spreadsheet has rounded.
    Rounded,
    /// It is no day.
    Day,
    /// It is no time of day.
    Time,
    /// It is none of the words.
    Word,
    /// There is no tier of this name.
    NoTier(String),
    /// The tier of this name is there twice.
    TierTwice(String),
    /// Parts of it are wrong.
    Parts(Vec<(Node, Wrong)>),
}

/// What is given for a field. Reading goes on behind a fault, so that all faults show at once:
/// where a required field has no value, the fault has been said.
#[derive(Debug, Clone)]
pub struct Given<T> {
    /// The value; nothing where nothing is written, or something wrong.
    pub value: Option<T>,
    /// Whether anything is written, well or badly.
    pub is_written: bool,
    /// Where it is written, or where it is missing.
    pub place: Location,
}

impl<T> Default for Given<T> {
    fn default() -> Given<T> {
        Given { value: None, is_written: false, place: Location::default() }
    }
}

/// A value that is to be written.
pub fn given<T>(value: impl Into<T>) -> Given<T> {
    maybe(Some(value))
}

/// A value that is to be written where there is one.
pub fn maybe<T>(value: Option<impl Into<T>>) -> Given<T> {
    let value = value.map(Into::into);
    Given { is_written: value.is_some(), value, place: Location::default() }
}

/// A name with its translation, which may be left out.
pub fn text(name: &Given<String>, english: &Given<String>) -> Option<Text> {
    let name = name.value.as_ref()?;
    Some(Text::new(name, english.value.as_ref().unwrap_or(name)))
}
