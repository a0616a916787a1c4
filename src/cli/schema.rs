//! `callsheet schema`: the JSON Schema of what the program reads, or of what it prints.

use super::{console, exit};
use callsheet::files::{json_schema, variant_schema};
use callsheet::publish::json::{OUTPUTS, schema};
use clap::Args;
use clap::builder::PossibleValuesParser;

/// The name of what is read: `campaign.toml` and the tables.
const CAMPAIGN: &str = "campaign";
/// The name of a variant's file.
const VARIANT: &str = "variant";

/// Arguments of `schema`.
#[derive(Args)]
pub struct SchemaArguments {
    /// What is described: campaign.toml with its tables, a variant, plan.json, or the output of a
    /// verb with --json. 要说明的文件或输出
    #[arg(value_name = "WHAT", default_value = CAMPAIGN, value_parser = names())]
    what: String,
}

fn names() -> PossibleValuesParser {
    let read = [CAMPAIGN, VARIANT].into_iter();
    PossibleValuesParser::new(read.chain(OUTPUTS.iter().map(|(name, _)| *name)))
}

/// Runs the verb.
pub fn run(arguments: &SchemaArguments) -> u8 {
    // What is no output is the campaign: clap lets nothing else through.
    let described = match arguments.what.as_str() {
        VARIANT => variant_schema(),
        what => schema(what).unwrap_or_else(json_schema),
    };
    console::json(&described);
    exit::FINE
}
