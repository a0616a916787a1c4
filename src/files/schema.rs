//! `callsheet schema`: the JSON Schema of `campaign.toml` and of the rows of every table.

use super::fields::{Column, Key, Kind, Section, Table};
use crate::campaign::Tier;
use serde_json::{Map, Value, json};

/// The JSON Schema (draft 2020-12). Rows of the CSV tables stand under `$defs`, one object a table.
pub fn json_schema() -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for section in Section::ALL {
        let mut own =
            object(section.keys().map(|key| (key.name, property_of_key(key), key.required)));
        let Some(name) = section.key() else {
            if let Some(Value::Object(fields)) = own.get_mut("properties").map(Value::take) {
                properties.extend(fields);
            }
            required.extend(section.keys().filter(|key| key.required).map(|key| key.name));
            continue;
        };
        let schema = if section.is_list() { json!({"type": "array", "items": own}) } else { own };
        properties.insert(name.to_owned(), schema);
    }
    let sections = Section::ALL.into_iter().filter(|section| section.is_required());
    required.extend(sections.filter_map(Section::key));
    let tables: Map<String, Value> = Table::ALL
        .into_iter()
        .map(|table| {
            let row = object(
                table
                    .columns()
                    .map(|column| (column.name, property_of_column(column), column.required)),
            );
            (table.file().to_owned(), row)
        })
        .collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "callsheet campaign.toml",
        "description": "One campaign. Rows of the CSV tables beside it are described under $defs.",
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
        "$defs": tables,
    })
}

fn object<'a>(fields: impl Iterator<Item = (&'a str, Value, bool)>) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (name, schema, is_required) in fields {
        properties.insert(name.to_owned(), schema);
        if is_required {
            required.push(name);
        }
    }
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

fn property_of_key(key: &Key) -> Value {
    describe(key.kind, format!("{} / {}", key.en, key.zh))
}

fn property_of_column(column: &Column) -> Value {
    let mut schema = describe(column.kind, format!("{} / {}", column.en, column.zh));
    if let Value::Object(fields) = &mut schema {
        fields.insert("x-headers".to_owned(), json!(column.aliases));
    }
    schema
}

fn describe(kind: Kind, description: String) -> Value {
    let mut schema = match kind {
        Kind::Name | Kind::Names | Kind::Zone => json!({"type": "string", "minLength": 1}),
        Kind::Whole(min, max) => json!({"type": "integer", "minimum": min, "maximum": max}),
        Kind::Amount => json!({"type": "number", "minimum": 0, "multipleOf": 0.01}),
        Kind::Flag => json!({"type": "boolean"}),
        Kind::Language => json!({"enum": ["zh", "en"]}),
        Kind::Day => json!({"type": "string", "format": "date"}),
        Kind::Time => json!({"type": "string", "pattern": "^[0-2]?[0-9]:[0-5][0-9]$"}),
        Kind::Rate => json!({"oneOf": [{"type": "integer", "minimum": 1}, {"const": "unknown"}]}),
        Kind::Tiers => {
            let names: Vec<&str> = Tier::ALL.iter().map(|tier| tier.name()).collect();
            json!({"type": "array", "items": {"enum": names}, "minItems": 1, "uniqueItems": true})
        }
        Kind::Share => json!({"type": "string", "pattern": "^[0-9.]+%?$"}),
        Kind::Buffer => json!({"type": ["integer", "string"], "pattern": "^[0-9]+%?$"}),
        Kind::Word(words) => {
            let names: Vec<&str> = words.iter().map(|word| word[0]).collect();
            json!({"enum": names})
        }
    };
    if let Value::Object(fields) = &mut schema {
        fields.insert("description".to_owned(), Value::String(description));
    }
    schema
}
