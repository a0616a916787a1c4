//! What groups ask of each other, and whether the plan keeps it.

use crate::base::text::Lang;
use crate::campaign::{Relation, RelationKind};
use crate::check::check_relation;
use crate::publish::report::data::ReportData;
use crate::publish::words::violations::diagnostic;
use minijinja::{Value, context};

/// Every relation in words, with what the plan breaks of it.
pub fn section(data: &ReportData<'_>, lang: Lang) -> Vec<Value> {
    let row = |relation: &Relation| {
        let found = check_relation(data.campaign, data.plan, relation);
        let sentences = found.iter().flatten().map(|violation| {
            diagnostic(data.campaign, data.plan, violation).message.get(lang).to_owned()
        });
        let broken: Vec<String> = sentences.collect();
        context! {
            text => words(data, relation, lang),
            open => found.is_none(),
            broken,
        }
    };
    data.campaign.relations().iter().map(row).collect()
}

fn words(data: &ReportData<'_>, relation: &Relation, lang: Lang) -> String {
    let first = data.campaign.group(relation.first).name.get(lang);
    let second = data.campaign.group(relation.second).name.get(lang);
    match relation.kind {
        RelationKind::Together => lang.pick(
            format!("{first} 与 {second} 紧接"),
            format!("{first} and {second}: directly after one another"),
        ),
        RelationKind::Apart => lang.pick(
            format!("{first} 与 {second} 错开半天"),
            format!("{first} and {second}: in different half-days"),
        ),
        RelationKind::Before => lang.pick(
            format!("{first} 先于 {second}"),
            format!("{first}: done before {second} starts"),
        ),
    }
}
