//! JSON Schemas of all outputs, as `callsheet schema` prints them.

use super::{
    Batch, Check, Compare, Fit, Gather, InternalError, InvalidInput, Makeup, Model, NoReplan,
    Pareto,
};
use super::{Publish, Replan, Simulations, Slack, Solve, Suggest, Sweep, Variants, Why};
use crate::base::shape::JsonShape;
use crate::files::PlanFile;
use serde_json::{Value, json};

/// What an output may be: one of these.
type Shapes = &'static [fn() -> Value];

/// The outputs: `plan.json`, and what each verb prints with `--json`.
pub const OUTPUTS: &[(&str, Shapes)] = &[
    ("plan", &[PlanFile::schema]),
    ("solve", &[Solve::schema]),
    ("check", &[Check::schema]),
    ("compare", &[Compare::schema]),
    ("fit", &[Fit::schema]),
    ("why", &[Why::schema]),
    ("suggest", &[Suggest::schema]),
    ("variants", &[Variants::schema]),
    ("sweep", &[Sweep::schema]),
    ("pareto", &[Pareto::schema]),
    ("batch", &[Batch::schema]),
    ("gather", &[Gather::schema]),
    ("slack", &[Slack::schema]),
    ("simulate", &[Simulations::schema]),
    ("safety", &[Simulations::schema]),
    #[cfg(feature = "office")]
    ("collect", &[super::Collect::schema]),
    ("publish", &[Publish::schema]),
    ("replan", &[Replan::schema, NoReplan::schema]),
    ("makeup", &[Makeup::schema]),
    ("model", &[Model::schema]),
];

/// The JSON Schema (draft 2020-12) of an output. A verb may print, instead of its answer, that its
/// input can't be worked with or that it failed.
pub fn schema(output: &str) -> Option<Value> {
    let (_, shapes) = OUTPUTS.iter().find(|(name, _)| *name == output)?;
    let title = match output {
        "plan" => "callsheet plan.json".to_owned(),
        "model" => "callsheet model".to_owned(),
        verb => format!("callsheet {verb} --json"),
    };
    let mut any: Vec<Value> = shapes.iter().map(|shape| shape()).collect();
    if output != "plan" {
        any.extend([InvalidInput::schema(), InternalError::schema()]);
    }
    Some(json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "anyOf": any,
    }))
}
