//! `callsheet schema`: the JSON Schema of `campaign.toml` and of the rows of every table, and that
//! of a variant's file.

use super::fields::{Column, Field, Record, Section, Table, VariantFile};
use super::variant::{EditVerb, Target};
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
    // A season has half-days of every day in place of stations and half-days of its own.
    let is_written_out = |section: &Section| matches!(section, Section::Station | Section::Block);
    let sections = Section::ALL
        .into_iter()
        .filter(|section| section.is_required() && !is_written_out(section));
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

/// The JSON Schema of a variant's file. An edit gives only some keys of a section or columns of a
/// row; a new one gives all that are required.
pub fn variant_schema() -> Value {
    let mut schema = object(VariantFile::FIELDS.iter().map(|key| {
        let mut own = describe(key);
        let verb = EditVerb::ALL.into_iter().find(|verb| verb.key().name == key.name);
        if let (Some(verb), Value::Object(parts)) = (verb, &mut own) {
            let targets = verb.targets().map(|target| {
                (target.name(), json!({"type": "array", "items": edit(verb, target)}), false)
            });
            parts.insert("properties".to_owned(), object(targets)["properties"].take());
            parts.insert("additionalProperties".to_owned(), Value::Bool(false));
        }
        (key.name, own, key.required)
    }));
    if let Value::Object(parts) = &mut schema {
        let dialect = "https://json-schema.org/draft/2020-12/schema";
        parts.insert("$schema".to_owned(), json!(dialect));
        parts.insert("title".to_owned(), json!("callsheet variant"));
    }
    schema
}

fn edit(verb: EditVerb, target: Target) -> Value {
    let is_required = |required: bool| required && verb == EditVerb::Add;
    match target {
        Target::Section(section) => {
            object(section.keys().map(|key| (key.name, describe(key), is_required(key.required))))
        }
        Target::Table(table) => object(table.columns().map(|column| {
            let mut cell = describe_column(column);
            if column.is_list {
                cell = json!({"anyOf": [cell, {"type": "array", "items": {"type": "string"}}]});
            }
            (column.name, cell, is_required(column.required))
        })),
    }
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

#[cfg(test)]
mod tests {
    use super::variant_schema;
    use serde_json::json;

    #[test]
    fn an_edit_has_the_fields_of_what_it_changes_and_only_a_new_entry_needs_all() {
        let schema = variant_schema();
        assert_eq!(schema["required"], json!(["name"]));
        let verbs = &schema["properties"];
        let edit = |verb: &str, target: &str| verbs[verb]["properties"][target]["items"].clone();
        assert_eq!(edit("add", "break")["required"], json!(["block", "start", "end"]));
        assert_eq!(edit("remove", "break")["required"], json!([]));
        assert_eq!(edit("add", "groups"), json!(null));
        let only_in = &edit("change", "groups")["properties"]["only_in"]["anyOf"];
        assert_eq!(only_in[0]["type"], "string");
        assert_eq!(only_in[1]["type"], "array");
    }
}
