//! Records: a section of `campaign.toml` or a row of a table, as a struct that says what its fields
//! are.

use super::written::{Given, Written};
use crate::base::diagnostic::Location;
use crate::base::text::{Lang, Text};

/// A key of a section, or a column of a table; `P` says of which.
#[derive(Debug)]
pub struct Field<P> {
    /// The section or the table.
    pub part: P,
    /// The name of the key, or the English header.
    pub name: &'static str,
    /// Chinese and other headers that mean the same; the first is the one written in Chinese
    /// output.
    pub aliases: &'static [&'static str],
    /// Whether it must be there.
    pub required: bool,
    /// What it means, in Chinese.
    pub zh: &'static str,
    /// What it means, in English.
    pub en: &'static str,
    /// Whether a spreadsheet should take its values for numbers.
    pub is_number: bool,
    /// Whether a cell has several values; a variant may write them as a list.
    pub is_list: bool,
    how: fn() -> Text,
    schema: fn() -> serde_json::Value,
    reference: fn() -> String,
    same: fn(&str, &str) -> bool,
    in_language: fn(String, Lang) -> String,
}

impl<P> Field<P> {
    /// A field of values of a type.
    pub const fn new<T: Written>(
        part: P,
        name: &'static str,
        aliases: &'static [&'static str],
        required: bool,
        [zh, en]: [&'static str; 2],
    ) -> Field<P> {
        Field {
            part,
            name,
            aliases,
            required,
            zh,
            en,
            is_number: T::IS_NUMBER,
            is_list: T::IS_LIST,
            how: T::how,
            schema: T::schema,
            reference: T::reference,
            same: T::same,
            in_language: T::in_language,
        }
    }

    /// How to write its values, for messages.
    pub fn how(&self) -> Text {
        (self.how)()
    }

    /// The JSON Schema of its values, without a description.
    pub fn schema(&self) -> serde_json::Value {
        (self.schema)()
    }

    /// What the reader takes for a value, as the reference says it.
    pub fn reference(&self) -> String {
        (self.reference)()
    }

    /// Whether two of its cells mean the same.
    pub fn same(&self, one: &str, other: &str) -> bool {
        (self.same)(one, other)
    }

    /// One of its cells as readers of the language would write it.
    pub fn in_language(&self, cell: String, lang: Lang) -> String {
        (self.in_language)(cell, lang)
    }
}

/// Where a record is read from: a section of a file, or a row of a table.
pub trait RecordSource<P> {
    /// What is given for a field; what is wrong with it is collected.
    fn take<T: Written>(&mut self, field: &'static Field<P>) -> Given<T>;

    /// Where the record stands.
    fn location(&self) -> Location;
}

/// A section or a row, read or to be written.
pub trait Record: Default {
    /// What it is a record of.
    type Part: 'static;

    /// The section or the table.
    const PART: Self::Part;

    /// Its fields, in the order in which they are documented and written.
    const FIELDS: &'static [&'static Field<Self::Part>];

    /// Reads every field.
    fn read(source: &mut impl RecordSource<Self::Part>) -> Self;

    /// The fields that are given, with their values.
    fn values(&self) -> Vec<(&'static Field<Self::Part>, toml_edit::Value)>;
}

/// Defines a record: for each field whether it is required, its name, the type of its values, the
/// other headers where it is a column, and what it means in Chinese and English. Beside the field
/// of the struct there is a constant of the same name that describes it.
macro_rules! record {
    ($(#[$doc:meta])* $record:ident of $part:ident::$which:ident {
        $($need:ident $field:ident: $value:ty $(as $aliases:expr)?, $zh:literal, $en:literal;)*
    }) => {
        $(#[$doc])*
        #[derive(Debug, Default)]
        #[allow(clippy::doc_markdown, reason = "what a field means is said in the reference too")]
        pub struct $record {
            $(#[doc = $en] pub $field: Given<$value>,)*
            /// Where it stands.
            pub location: Location,
        }

        #[allow(clippy::doc_markdown, reason = "what a field means is said in the reference too")]
        #[allow(non_upper_case_globals, reason = "a constant is called like the field it is about")]
        impl $record {
            $(
                #[doc = $en]
                pub const $field: &'static Field<$part> = &Field::new::<$value>(
                    $part::$which,
                    stringify!($field),
                    record!(@aliases $($aliases)?),
                    record!(@must_be_there $need),
                    [$zh, $en],
                );
            )*
        }

        impl Record for $record {
            type Part = $part;

            const PART: $part = $part::$which;

            const FIELDS: &'static [&'static Field<$part>] = &[$($record::$field),*];

            fn read(source: &mut impl RecordSource<$part>) -> $record {
                $record { $($field: source.take($record::$field),)* location: source.location() }
            }

            fn values(&self) -> Vec<(&'static Field<$part>, toml_edit::Value)> {
                let all = [
                    $(($record::$field, self.$field.value.as_ref().map(Written::write)),)*
                ];
                all.into_iter().filter_map(|(field, value)| Some((field, value?))).collect()
            }
        }
    };
    (@must_be_there required) => { true };
    (@must_be_there optional) => { false };
    (@aliases) => { &[] };
    (@aliases $aliases:expr) => { $aliases };
}
pub(super) use record;
