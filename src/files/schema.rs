//! `callsheet schema`: the JSON Schema of `campaign.toml` and of the rows of every table.

use super::fields::{Column, Field, Section, Table};
use serde_json::{Map, Value, json};

/// The JSON Schema (draft 2020-12). Rows of the CSV tables stand under `$defs`, one object a table.
pub fn json_schema() -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for section in Section::ALL {
        let mut own = object(section.keys().map(|key| (key.name, describe(key), key.required)));
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
                    .map(|column| (column.name, describe_column(column), column.required)),
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

fn describe<P>(field: &Field<P>) -> Value {
    let mut schema = field.schema();
    if let Value::Object(parts) = &mut schema {
        let description = format!("{} / {}", field.en, field.zh);
        parts.insert("description".to_owned(), Value::String(description));
    }
    schema
}

fn describe_column(column: &Column) -> Value {
    let mut schema = describe(column);
    if let Value::Object(parts) = &mut schema {
        parts.insert("x-headers".to_owned(), json!(column.aliases));
    }
    schema
}
