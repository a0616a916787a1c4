//! What the program prints as JSON is what `callsheet schema` says: every call of these tests with
//! `--json` is held against the schema of its verb, and here each verb is called at least once.

use crate::folder::{CQUST, FIVE, copy_of, copy_tree, root, text_of, with_files};
use crate::run::{callsheet, shown};
use callsheet::campaign::Tier;
use callsheet::publish::json::{OUTPUTS, schema};
use serde_json::Value;
use std::collections::BTreeSet;

/// What of a value its schema does not allow, by its place. Only what the schemas use is known.
pub fn differences(schema: &Value, value: &Value, place: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut must = |holds: bool, what: &str| {
        if !holds {
            found.push(format!("{place}: {what}: {value}"));
        }
    };
    let length = |wanted: &Value| wanted.as_u64().unwrap() as usize;
    let items = || value.as_array().into_iter().flatten();
    let fields = || value.as_object().into_iter().flatten();
    let mut inside: Vec<String> = Vec::new();
    for (keyword, wanted) in schema.as_object().unwrap() {
        match keyword.as_str() {
            "$schema" | "title" | "description" => {}
            "type" => {
                let is = match wanted.as_str().unwrap() {
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    "string" => value.is_string(),
                    "boolean" => value.is_boolean(),
                    "integer" => value.is_i64() || value.is_u64(),
                    "number" => value.is_number(),
                    "null" => value.is_null(),
                    other => panic!("type {other}"),
                };
                must(is, "is of another type");
            }
            "enum" => must(wanted.as_array().unwrap().contains(value), "is none of the words"),
            "format" => {
                assert_eq!(wanted, "date");
                let text = value.as_str().unwrap_or_default();
                must(text.parse::<jiff::civil::Date>().is_ok(), "is no date");
            }
            "pattern" => {
                assert_eq!(wanted, "^-?[0-9]{2,}:[0-5][0-9]$");
                let text = value.as_str().unwrap_or_default().trim_start_matches('-');
                let digits =
                    |part: &str| part.len() >= 2 && part.bytes().all(|c| c.is_ascii_digit());
                let both = text.split_once(':');
                must(
                    both.is_some_and(|(hour, minute)| {
                        digits(hour) && digits(minute) && minute < "60" && minute.len() == 2
                    }),
                    "is no time",
                );
            }
            "minItems" => must(items().count() >= length(wanted), "has too few items"),
            "maxItems" => must(items().count() <= length(wanted), "has too many items"),
            "items" => inside.extend(items().enumerate().flat_map(|(number, item)| {
                differences(wanted, item, &format!("{place}[{number}]"))
            })),
            "required" => {
                for name in wanted.as_array().unwrap() {
                    must(value.get(name.as_str().unwrap()).is_some(), &format!("lacks {name}"));
                }
            }
            "properties" => inside.extend(fields().flat_map(|(name, field)| {
                let own = wanted.get(name);
                own.map(|own| differences(own, field, &format!("{place}.{name}")))
                    .unwrap_or_default()
            })),
            "additionalProperties" => {
                assert_eq!(wanted, false);
                for (name, _) in fields() {
                    must(schema["properties"].get(name).is_some(), &format!("has {name} too"));
                }
            }
            "anyOf" => {
                let each = wanted.as_array().unwrap().iter();
                let nearest = each.map(|one| differences(one, value, place)).min_by_key(Vec::len);
                inside.extend(nearest.unwrap());
            }
            other => panic!("keyword {other}"),
        }
    }
    found.extend(inside);
    found
}

/// That what a call printed is what the schema of its verb allows.
pub fn holds(verb: &str, printed: &str) {
    let Some(schema) = schema(verb).filter(|_| !printed.is_empty()) else { return };
    let value: Value =
        serde_json::from_str(printed).unwrap_or_else(|error| panic!("{verb}: {error}: {printed}"));
    let found = differences(&schema, &value, verb);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn every_output_is_as_its_schema_says() {
    let out = tempfile::tempdir().unwrap();
    let at = |name: &str| out.path().join(name).display().to_string();
    let mut called = BTreeSet::new();
    // `callsheet` holds what is printed against the schema.
    let mut call = |arguments: &[&str]| {
        let said = callsheet(arguments);
        assert!(said.code != 2 && said.code != 70, "{arguments:?}: {}", said.all());
        assert!(said.json().is_object(), "{arguments:?}");
        called.insert(arguments[0].to_owned());
    };
    let plan = &at("solve");
    call(&["solve", FIVE, "--out", plan, "--json"]);
    call(&["solve", FIVE, "--set", "station.rate=100", "--out", &at("most"), "--json"]);
    call(&["check", FIVE, plan, "--json"]);
    call(&["check", CQUST, "instances/cqust-2024/attachment-2.csv", "--json"]);
    call(&["compare", FIVE, plan, plan, "--json"]);
    call(&["fit", FIVE, "--json"]);
    call(&["fit", FIVE, "--set", "station.rate=100", "--out", &at("fit"), "--json"]);
    call(&["why", FIVE, plan, "甲组", "--json"]);
    call(&["why", FIVE, plan, "甲组", "--set", "station.rate=100", "--json"]);
    call(&["suggest", FIVE, plan, "甲组", "--out", &at("suggest"), "--json"]);
    let changed = with_files([("finer.toml", "name = \"细\"\n[set]\ngrid_minutes = 5\n")]);
    let finer = changed.path().join("finer.toml");
    call(&["variants", FIVE, shown(&finer), "--plan", plan, "--json"]);
    call(&["sweep", FIVE, "--set", "station.rate=250..300:50", "--json"]);
    call(&["pareto", FIVE, "--between", "peak,early", "--json"]);
    let jobs = changed.path().join("jobs.csv");
    let five = root().join(FIVE);
    let table = format!("job,campaign,settings\n1,{0},\n2,{0},station.rate=200\n", shown(&five));
    std::fs::write(&jobs, table).unwrap();
    call(&["batch", shown(&jobs), "--out", &at("batch"), "--json"]);
    call(&["gather", &at("batch"), "--json"]);
    call(&["slack", FIVE, plan, "--json"]);
    let play = &at("simulate");
    call(&["simulate", FIVE, plan, "--rate", "300", "--runs", "20", "--out", play, "--json"]);
    let written = text_of(out.path().join("simulate/simulation.json"));
    holds("simulate", &written);
    call(&["safety", FIVE, "--rate", "600", "--runs", "5", "--confidences", "50", "--json"]);
    call(&["model", FIVE]);
    let forms = &at("forms");
    callsheet(&["forms", FIVE, plan, "--out", forms, "--deadline", "2024-05-01"]).succeeded();
    call(&["collect", FIVE, plan, forms, "--json"]);
    let published = out.path().join("five");
    copy_tree(&root().join(FIVE), &published);
    call(&["publish", shown(&published), plan, "--json"]);
    let rest = &at("replan");
    for now in ["2024-05-06 08:00", "2024-05-06 09:20"] {
        call(&["replan", FIVE, plan, "--now", now, "--out", rest, "--json"]);
    }
    let few = "学院,班级,学号\n甲组,甲1班,1\n甲组,甲1班,2\n";
    let students = copy_of(FIVE);
    std::fs::remove_file(students.path().join("classes.csv")).unwrap();
    let groups = "学院,人数\n甲组,2\n";
    for (name, text) in [("students.csv", few), ("groups.csv", groups)] {
        std::fs::write(students.path().join(name), text).unwrap();
    }
    std::fs::write(students.path().join("done.csv"), "学号\n1\n").unwrap();
    let (one, done) = (&at("one"), students.path().join("done.csv"));
    callsheet(&["solve", shown(&students), "--out", one]).succeeded();
    call(&["makeup", shown(&students), one, "--photographed", shown(&done), "--json"]);
    for path in ["solve", "most", "fit", "suggest", "replan"] {
        for file in crate::folder::files_below(&out.path().join(path)) {
            if file.extension().is_some_and(|ending| ending == "json") {
                holds("plan", &text_of(&file));
                called.insert("plan".to_owned());
            }
        }
    }
    let all: BTreeSet<String> = OUTPUTS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(called, all);
}

/// Names of all fields in a schema.
fn names(schema: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(keys) => {
            let fields = keys.get("properties").and_then(Value::as_object);
            found.extend(fields.into_iter().flatten().map(|(name, _)| name.clone()));
            keys.values().for_each(|value| names(value, found));
        }
        Value::Array(list) => list.iter().for_each(|value| names(value, found)),
        _ => {}
    }
}

#[test]
fn the_reference_names_every_output_and_field() {
    let pages = ["json", "model-json"]
        .map(|page| text_of(root().join(format!("docs/reference/{page}.md"))));
    let words: BTreeSet<&str> = pages
        .iter()
        .flat_map(|page| page.split(|c: char| !c.is_alphanumeric() && c != '_'))
        .collect();
    let mut all = BTreeSet::new();
    for (output, _) in OUTPUTS {
        all.insert((*output).to_owned());
        names(&schema(output).unwrap(), &mut all);
    }
    // Where tiers are fields, the page says so without listing them.
    let is_tier = |name: &str| Tier::parse(name).is_some();
    let missing: Vec<_> =
        all.iter().filter(|name| !words.contains(name.as_str()) && !is_tier(name)).collect();
    assert!(missing.is_empty(), "docs/reference/json.md lacks {missing:?}");
}

#[test]
fn every_schema_is_printed_and_any_other_refused() {
    for (output, _) in OUTPUTS {
        assert_eq!(callsheet(&["schema", output]).json(), schema(output).unwrap(), "{output}");
    }
    assert_eq!(callsheet(&["schema"]).stdout, callsheet(&["schema", "campaign"]).stdout);
    assert_eq!(callsheet(&["schema", "nothing"]).code, 2);
}

#[test]
fn what_a_schema_does_not_name_is_found() {
    let schema = schema("check").unwrap();
    let mut value = callsheet(&["check", CQUST, "reports/cqust-2024", "--json"]).json();
    assert_eq!(differences(&schema, &value, "check"), Vec::<String>::new());
    value["metrics"]["windows"][0]["colour"] = "red".into();
    value["metrics"]["people"] = "many".into();
    value["metrics"].as_object_mut().unwrap().remove("overload");
    assert_eq!(differences(&schema, &value, "check").len(), 3);
}
