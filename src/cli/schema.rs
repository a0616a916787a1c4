//! `callsheet schema`: the JSON Schema of what the program reads, or of what it prints.

use super::{console, exit};
use callsheet::files::json_schema;
use callsheet::publish::json::{OUTPUTS, schema};
use clap::Args;
use clap::builder::PossibleValuesParser;

/// The name of what is read: `campaign.toml` and the tables.
const CAMPAIGN: &str = "campaign";

/// Arguments of `schema`.
#[derive(Args)]
pub struct Arguments {
    /// What is described: campaign.toml with its tables, plan.json, or the output of a verb with
    /// --json. 要说明的文件或输出
    #[arg(value_name = "WHAT", default_value = CAMPAIGN, value_parser = names())]
    what: String,
}

fn names() -> PossibleValuesParser {
    PossibleValuesParser::new([CAMPAIGN].into_iter().chain(OUTPUTS.iter().map(|(name, _)| *name)))
}

/// Runs the verb.
pub fn run(arguments: &Arguments) -> u8 {
    // What is no output is the campaign: clap lets nothing else through.
    console::json(&schema(&arguments.what).unwrap_or_else(json_schema));
    exit::FINE
}
