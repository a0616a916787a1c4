//! JSON objects from one definition: `shape!` makes of fields with their meanings both the struct
//! that serde writes and its JSON Schema, so that neither can have a field that the other lacks.

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};
use std::marker::PhantomData;

/// What can be written as JSON, and how a JSON Schema (draft 2020-12) describes it.
pub trait JsonShape {
    /// Whether an object with a field of this type always has it.
    const ALWAYS: bool = true;

    /// The schema.
    fn schema() -> Value;

    /// Whether an object leaves this value out.
    fn is_absent(&self) -> bool {
        false
    }
}

/// Values that JSON names by a word of a closed list.
pub trait Words {
    /// All of the list.
    fn all() -> Vec<&'static str>;

    /// The word of this value.
    fn word(&self) -> &'static str;
}

/// The word of a `T`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<T> {
    word: &'static str,
    of: PhantomData<T>,
}

impl<T: Words> Word<T> {
    /// The word of a value.
    pub fn of(value: &T) -> Word<T> {
        Word { word: value.word(), of: PhantomData }
    }
}

impl<T> Serialize for Word<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word)
    }
}

impl<T: Words> JsonShape for Word<T> {
    fn schema() -> Value {
        json!({"enum": T::all()})
    }
}

/// A field that an object has only where there is something to say: unlike an `Option`, which is
/// `null` then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Sometimes<T>(pub Option<T>);

impl<T> Default for Sometimes<T> {
    fn default() -> Sometimes<T> {
        Sometimes(None)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Sometimes<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Sometimes<T>, D::Error> {
        T::deserialize(deserializer).map(|value| Sometimes(Some(value)))
    }
}

impl<T: JsonShape> JsonShape for Sometimes<T> {
    const ALWAYS: bool = false;

    fn schema() -> Value {
        T::schema()
    }

    fn is_absent(&self) -> bool {
        self.0.is_none()
    }
}

impl<T: JsonShape> JsonShape for Option<T> {
    fn schema() -> Value {
        json!({"anyOf": [T::schema(), {"type": "null"}]})
    }
}

impl<T: JsonShape> JsonShape for Vec<T> {
    fn schema() -> Value {
        json!({"type": "array", "items": T::schema()})
    }
}

impl<T: JsonShape, const N: usize> JsonShape for [T; N] {
    fn schema() -> Value {
        json!({"type": "array", "items": T::schema(), "minItems": N, "maxItems": N})
    }
}

impl JsonShape for Date {
    fn schema() -> Value {
        json!({"type": "string", "format": "date"})
    }
}

/// The schemas of plain types.
macro_rules! plain {
    ($($name:literal: $($of:ty),+;)+) => {
        $($(impl JsonShape for $of {
            fn schema() -> Value {
                json!({"type": $name})
            }
        })+)+
    };
}

plain! {
    "boolean": bool;
    "integer": i32, i64, u64, usize;
    "number": f64;
    "string": String, &'static str;
}

/// The schema of an object, begun with the fields of `base` where it has those of another.
/// `fields` are name, meaning, schema, and whether the object always has it.
pub fn object(
    mut base: Option<Value>,
    about: &str,
    fields: impl IntoIterator<Item = (&'static str, &'static str, Value, bool)>,
) -> Value {
    let mut part = |name: &str| base.as_mut()?.get_mut(name).map(Value::take);
    let (mut properties, mut required) = match (part("properties"), part("required")) {
        (Some(Value::Object(fields)), Some(Value::Array(names))) => (fields, names),
        _ => (Map::new(), Vec::new()),
    };
    for (name, meaning, mut schema, is_always) in fields {
        if let Value::Object(keys) = &mut schema {
            keys.insert("description".to_owned(), meaning.trim().into());
        }
        properties.insert(name.to_owned(), schema);
        if is_always {
            required.push(name.into());
        }
    }
    json!({
        "description": about.trim(),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

/// Structs that are written as JSON, with their schemas: the text above a field is its meaning
/// there, with its unit. `..base: Base,` as first field gives the object all fields of `Base`.
macro_rules! shape {
    ($(
        $(#[doc = $about:literal])+
        $(#[derive($($also:ident),+)])?
        $(#[serde($($how:tt)+)])*
        pub struct $name:ident {
            $(..$base:ident: $of:ty,)?
            $(
                $(#[doc = $meaning:literal])+
                $(#[serde($($field_how:tt)+)])*
                $field:ident: $type:ty,
            )*
        }
    )+) => {
        $(
            $(#[doc = $about])+
            #[derive(Debug, Clone, serde::Serialize $($(, $also)+)?)]
            $(#[serde($($how)+)])*
            pub struct $name {
                $(
                    #[doc = "Fields that this object shares with others."]
                    #[serde(flatten)]
                    pub $base: $of,
                )?
                $(
                    $(#[doc = $meaning])+
                    #[serde(skip_serializing_if = "crate::base::shape::JsonShape::is_absent")]
                    $(#[serde($($field_how)+)])*
                    pub $field: $type,
                )*
            }

            impl crate::base::shape::JsonShape for $name {
                fn schema() -> serde_json::Value {
                    use crate::base::shape::{JsonShape, object};
                    let base = [$(<$of as JsonShape>::schema())?].into_iter().next();
                    object(base, concat!($($about),+), [$((
                        stringify!($field),
                        concat!($($meaning),+),
                        <$type as JsonShape>::schema(),
                        <$type as JsonShape>::ALWAYS,
                    )),*])
                }
            }
        )+
    };
}

/// The words of a type's values. Every value must have one.
macro_rules! words {
    ($of:ty { $($value:pat => $word:literal,)+ }) => {
        impl crate::base::shape::Words for $of {
            fn all() -> Vec<&'static str> {
                vec![$($word),+]
            }

            fn word(&self) -> &'static str {
                match self {
                    $($value => $word,)+
                }
            }
        }
    };
}

pub(crate) use {shape, words};

#[cfg(test)]
mod tests {
    use super::{JsonShape, Sometimes, Word};
    use serde_json::json;

    #[derive(Debug, Clone)]
    pub enum Colour {
        Red,
        Blue,
    }

    words! {
        Colour {
            Colour::Red => "red",
            Colour::Blue => "blue",
        }
    }

    shape! {
        /// What is there in any case.
        pub struct Thing {
            /// Its colour.
            colour: Word<Colour>,
        }

        /// A thing that
        /// has a size.
        pub struct Box {
            ..thing: Thing,
            /// Its height in minutes.
            height: Option<i64>,
            /// What it holds.
            holds: Sometimes<Vec<String>>,
        }
    }

    #[test]
    fn an_object_and_its_schema_have_the_same_fields() {
        let thing = |colour| Thing { colour: Word::of(&colour) };
        let small = Box { thing: thing(Colour::Red), height: None, holds: Sometimes(None) };
        assert_eq!(serde_json::to_string(&small).unwrap(), r#"{"colour":"red","height":null}"#);
        let holds = Sometimes(Some(vec!["air".to_owned()]));
        let large = Box { thing: thing(Colour::Blue), height: Some(2), holds };
        let text = serde_json::to_string(&large).unwrap();
        assert_eq!(text, r#"{"colour":"blue","height":2,"holds":["air"]}"#);
        let schema = json!({
            "description": "A thing that has a size.",
            "type": "object",
            "properties": {
                "colour": {"enum": ["red", "blue"], "description": "Its colour."},
                "height": {
                    "anyOf": [{"type": "integer"}, {"type": "null"}],
                    "description": "Its height in minutes.",
                },
                "holds": {
                    "type": "array",
                    "items": {"type": "string"},
                    "description": "What it holds.",
                },
            },
            "required": ["colour", "height"],
            "additionalProperties": false,
        });
        assert_eq!(Box::schema(), schema);
    }
}
