//! The keys of a variant's file, defined once. Reading, suggestions, `callsheet schema variant` and
//! the reference all go by this.

use super::record::{Field, Record, RecordSource, record};
use super::written::{Given, Written, Wrong};
use crate::base::diagnostic::Location;
use crate::base::text::Text;
use crate::files::tree::{Content, Node};
use serde_json::json;

/// A key of a variant's file.
pub type VariantKey = Field<VariantPart>;

/// A part of a variant's file: it has keys at the top alone, as an edit is a section of
/// `campaign.toml` or a row of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VariantPart {
    /// Keys at the top of the file.
    File,
}

record! {
    /// A variant's file.
    VariantFile of VariantPart::File {
        required name: String, "名称", "Name, different from those of other variants";
        optional name_en: String, "英文名称；缺省用 name", "Name for English output; default: name";
        optional note: String, "说明，一句话", "What it is about, in a sentence";
        optional note_en: String, "英文说明；缺省用 note", "The sentence for English output; default: note";
        optional set: Settings,
            "改动 campaign.toml 中的项，写法同 --set",
            "Keys of campaign.toml that have other values, as with --set";
        optional add: Additions, "新增的节或行", "New sections and rows";
        optional change: Alterations,
            "按名称找到一行，替换写明的各列", "The row with this name gets other values in the columns given";
        optional remove: Removals,
            "删去与写明的各值都相符的节或行", "Sections and rows with all these values are taken away";
    }
}

/// A table of a variant's file. It stays a tree: it gives some keys of a section or of a row, and
/// only when it is merged into the campaign's files is the whole read as the struct that it is.
macro_rules! tree {
    ($(#[$doc:meta])* $name:ident, $how:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub struct $name(pub Node);

        impl Written for $name {
            fn read(node: &Node) -> Result<$name, Wrong> {
                if node.is_table() { Ok($name(node.clone())) } else { Err(Wrong::Form) }
            }

            fn write(&self) -> toml_edit::Value {
                written(&self.0)
            }

            fn how() -> Text {
                Text::same($how)
            }

            fn schema() -> serde_json::Value {
                json!({"type": "object"})
            }

            fn reference() -> String {
                concat!("`", $how, "`").to_owned()
            }
        }
    };
}
tree!(
    /// `[set]`.
    Settings,
    "[set]"
);
tree!(
    /// All `[[add.…]]`.
    Additions,
    "[[add.…]]"
);
tree!(
    /// All `[[change.…]]`.
    Alterations,
    "[[change.…]]"
);
tree!(
    /// All `[[remove.…]]`.
    Removals,
    "[[remove.…]]"
);

/// A tree as it is written.
fn written(node: &Node) -> toml_edit::Value {
    match &node.content {
        Content::Text(text) => text.into(),
        // A number is written as it was read.
        Content::Number(number) => number.parse().unwrap_or_else(|_| number.into()),
        Content::Flag(flag) => (*flag).into(),
        Content::When(when) => when.to_string().parse().unwrap_or_else(|_| when.to_string().into()),
        Content::List(items) => items.iter().map(written).collect(),
        Content::Table(entries) => {
            let entries = entries.iter().map(|entry| (&entry.key, written(&entry.node)));
            toml_edit::Value::InlineTable(entries.collect())
        }
    }
}
