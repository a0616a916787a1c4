//! The reference pages of `campaign.toml`, of variants, of all tables and of all codes, from what
//! the reader itself goes by.

use super::fields::{Column, Field, Record, Section, Table, VariantFile};
use super::variant::{EditVerb, Target};
use crate::base::diagnostic::Code;
use crate::base::text::Lang;

/// A page of `docs/reference`: its file, and its text.
pub type ReferencePage = (&'static str, String);

/// All pages that are made from code.
pub fn pages() -> [ReferencePage; 4] {
    [
        ("campaign.md", campaign()),
        ("tables.md", tables()),
        ("variants.md", variants()),
        ("codes.md", codes()),
    ]
}

/// Forms of a value that the reader takes, beside those of its column in the table.
struct ValueForm {
    kind: &'static str,
    examples: &'static [&'static str],
    also: &'static str,
}

const FORMS: &[ValueForm] = &[
    ValueForm {
        kind: "whole number",
        examples: &["713", "1,024", "713.0", "７１３"],
        also: "never negative, never a fraction",
    },
    ValueForm {
        kind: "date",
        examples: &[
            "2023-12-11",
            "2023/12/11",
            "2023.12.11",
            "2023年12月11日",
            "2023-12-11（周一）",
        ],
        also: "a midnight behind it, as spreadsheets write days, is passed over; a day of the week is held against it (W350)",
    },
    ValueForm {
        kind: "time",
        examples: &[
            "09:00",
            "9：00",
            "9:00:00",
            "9点",
            "9时30分",
            "24:00",
            "上午9:00",
            "9:00 AM",
            "0.375",
        ],
        also: "from 00:00 to 24:00; a fraction of a day is what a spreadsheet keeps for a time",
    },
    ValueForm {
        kind: "share",
        examples: &["95%", "0.95", "95"],
        also: "above 0, at most 100 %, to a hundredth of a per cent",
    },
    ValueForm {
        kind: "buffer",
        examples: &["10", "10分钟", "10 minutes", "5%"],
        also: "minutes in every window, or per cent of the time that its people need",
    },
    ValueForm { kind: "money", examples: &["15", "15.5", "15.50"], also: "at most two decimals" },
    ValueForm {
        kind: "names",
        examples: &["甲;乙", "甲；乙", "甲、乙", "甲|乙"],
        also: "several names in one cell",
    },
];

/// How values of these kinds are written.
fn forms(kinds: &[&str]) -> String {
    let rows = FORMS.iter().filter(|form| kinds.contains(&form.kind)).map(|form| {
        let examples = form.examples.iter().map(|example| code(example)).collect::<Vec<_>>();
        vec![form.kind.to_owned(), examples.join(" "), form.also.to_owned()]
    });
    table(&["kind", "written", ""], rows)
}

fn campaign() -> String {
    let mut page = String::from(
        "# campaign.toml\n\n\
         Keys in **bold** are required, and so are sections in **bold**.\n\
         What the words mean is said in [rules of a plan](rules.md), aims in [aims](aims.md), `[simulation]` in\n\
         [what is simulated](../method/simulation.md).\n\n\
         TOML's own dates and numbers will do, and the same in quotes in any of these forms. What is no plain number stands in\n\
         quotes: `\"09:00\"`, `\"95%\"`.\n\n",
    );
    page += &forms(&["whole number", "date", "time", "share", "buffer", "money"]);
    for section in Section::ALL {
        let heading = match section.key() {
            None => "At the top".to_owned(),
            Some(name) => {
                let brackets = if section.is_list() { 2 } else { 1 };
                let header = format!("{}{name}{}", "[".repeat(brackets), "]".repeat(brackets));
                if section.is_required() { format!("**{header}**") } else { header }
            }
        };
        page.extend(["\n## ", &heading, "\n\n"]);
        page += &table(&["key", "written", "meaning", "意思"], section.keys().map(key));
    }
    page
}

fn key<P>(key: &Field<P>) -> Vec<String> {
    vec![named(key.name, key.required), key.reference(), key.en.to_owned(), key.zh.to_owned()]
}

/// What a table is for.
fn purpose(table: Table) -> &'static str {
    match table {
        Table::Groups => "Who comes. Required.",
        Table::Classes => "The classes of each group; rows stand in the order of calling.",
        Table::Students => {
            "The list of students, without names. Headcounts left out elsewhere come from it; others must agree with it."
        }
        Table::Minutes => {
            "Minutes that a group needs, where the planner knows better than headcount ÷ rate."
        }
        Table::Unavailable => "Lessons and exams.",
        Table::Relations => "What groups ask of each other.",
        Table::Pins => "What is decided beforehand; every part that is given must hold.",
        Table::Preferences => "Wishes.",
        Table::Plan => "A plan: the windows. The baseline is such a table.",
        Table::Slots => {
            "The slots of classes that go with a plan; `solve` writes it as `classes.csv`."
        }
        Table::Actuals => "What has really happened, for `replan --actuals`.",
        Table::Photographed => "Who is done, for `makeup --photographed`.",
        Table::Jobs => {
            "Solves to be done, one a row, for [`batch`](verbs.md#ask); no part of a campaign."
        }
    }
}

fn tables() -> String {
    let mut page = String::from(
        "# Tables\n\n\
         Columns in **bold** are required. A header may be the English or the Chinese name; the other names are taken too.\n\
         How files are read, and where they may stand, is said in [files](files.md). Full-width letters and signs are read\n\
         as plain ones.\n\n",
    );
    page += &forms(&["whole number", "date", "time", "share", "buffer", "names"]);
    for own in Table::ALL {
        let sheets = own.sheets().iter().map(|sheet| code(sheet)).collect::<Vec<_>>().join(", ");
        page.extend(["\n## ", own.file(), "\n\n", purpose(own), " Sheet: ", &sheets, ".\n\n"]);
        page += &table(
            &["column", "中文", "also", "written", "meaning", "意思"],
            own.columns().map(column),
        );
    }
    page
}

fn column(column: &Column) -> Vec<String> {
    let (chinese, others) =
        column.aliases.split_first().map_or(("", &[][..]), |(first, others)| (*first, others));
    vec![
        named(column.name, column.required),
        chinese.to_owned(),
        others.join(", "),
        column.reference(),
        column.en.to_owned(),
        column.zh.to_owned(),
    ]
}

fn variants() -> String {
    let mut page = String::from(
        "# Variants\n\n\
         A variant is a small TOML file with a name and changes to a campaign. `callsheet variants` solves the campaign with\n\
         each.\n\n\
         ```toml\n\
         name = \"周三延长\"\n\
         [set]                                   # keys of campaign.toml, as with --set\n\
         \"block.12-13下午.end\" = \"18:00\"\n\
         [[remove.block]]                        # takes away entries with all these values\n\
         name = \"12-14下午\"\n\
         [[change.groups]]                       # a row of groups.csv or classes.csv, found by its name\n\
         group = \"外国语学院\"\n\
         only_in = [\"12-11上午\"]\n\
         [[add.pins]]                            # a new row\n\
         group = \"数理与大数据学院\"\n\
         date = 2023-12-11\n\
         ```\n\n",
    );
    let fields = VariantFile::FIELDS.iter();
    page += &table(&["key", "written", "meaning", "意思"], fields.map(|field| key(field)));
    page += "\nWhat each goes with; keys and columns are those of [campaign.toml](campaign.md) and [tables](tables.md):\n\n";
    let rows = EditVerb::ALL.map(|verb| {
        let targets: Vec<String> = verb.targets().map(Target::name).map(code).collect();
        vec![code(verb.key().name), targets.join(", ")]
    });
    page += &table(&["key", "goes with"], rows.into_iter());
    page += "\n\
         - With a half-day that is removed goes what lies in it: make-up time, breaks, its rows of `minutes.csv`.\n\
         - Changes are checked like the files, with the variant's file and line (E141 to E143).\n\
         - Groups and classes are changed, never added or removed, so that all plans speak of the same people.\n\
         - `callsheet schema variant` prints the JSON Schema.\n\n\
         Three are shipped: [a third camera](../../instances/cqust-2024/variants/third-camera.toml),\n\
         [no Thursday afternoon](../../instances/cqust-2024/variants/no-thursday-afternoon.toml),\n\
         [a longer Wednesday](../../instances/cqust-2024/variants/longer-wednesday.toml).\n";
    page
}

fn codes() -> String {
    let mut page = String::from(
        "# Codes\n\n\
         Every fault, violation and warning has a code. `callsheet codes E104` explains one, with an example.\n\n\
         `E…` is input that can't be worked with, `P…` a rule that a plan breaks, `W…` something to know.\n",
    );
    for (family, heading) in [('E', "Faults"), ('P', "Violations"), ('W', "Warnings")] {
        let own = Code::ALL.iter().filter(|code| code.id().starts_with(family));
        let rows = own.map(|code| {
            let title = code.title();
            [code.id(), title.get(Lang::En), title.get(Lang::Zh)].map(str::to_owned).to_vec()
        });
        page.extend(["\n## ", heading, "\n\n"]);
        page += &table(&["code", "meaning", "中文"], rows);
    }
    page
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

fn named(name: &str, required: bool) -> String {
    if required { format!("**{}**", code(name)) } else { code(name) }
}

/// A table of Markdown.
fn table(headings: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let line = |cells: Vec<String>| {
        let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let mut text = line(headings.iter().map(|heading| (*heading).to_owned()).collect());
    text.extend(["|", &"---|".repeat(headings.len()), "\n"]);
    text.extend(rows.map(line));
    text
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that fails should say where")]
mod tests {
    use super::{FORMS, pages};
    use crate::files::tolerant;
    use std::path::Path;

    /// `UPDATE_REFERENCE=1 cargo test --lib reference` rewrites the pages.
    #[test]
    fn the_reference_is_current() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference");
        let rewrite = std::env::var_os("UPDATE_REFERENCE").is_some();
        for (file, text) in pages() {
            let path = folder.join(file);
            if rewrite {
                std::fs::write(&path, &text).unwrap();
            }
            let written = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(written == text, "{file} is out of date: UPDATE_REFERENCE=1 rewrites it");
        }
    }

    #[test]
    fn every_form_that_is_promised_is_read() {
        for form in FORMS {
            for example in form.examples {
                let is_read = match form.kind {
                    "whole number" => tolerant::whole(example).is_some(),
                    "date" => tolerant::date(example).is_some(),
                    "time" => tolerant::time(example).is_some(),
                    "share" => tolerant::share(example).is_some(),
                    "buffer" => tolerant::buffer(example).is_some(),
                    "money" => tolerant::amount(example).is_some(),
                    "names" => tolerant::names(example).len() == 2,
                    _ => false,
                };
                assert!(is_read, "{} {example}", form.kind);
            }
        }
    }
}
