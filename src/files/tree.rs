//! `campaign.toml` as a tree in which every value knows where it stands.

use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::Text;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml::value::Datetime;

/// A value and where it stands.
#[derive(Debug, Clone)]
pub struct Node {
    /// What is written.
    pub content: Content,
    /// The place of the value in its file.
    pub location: Location,
}

/// What is written.
#[derive(Debug, Clone)]
pub enum Content {
    /// Text in quotes.
    Text(String),
    /// A number as it is written.
    Number(String),
    /// `true` or `false`.
    Flag(bool),
    /// A date, a time or both.
    When(Datetime),
    /// A list.
    List(Vec<Node>),
    /// A table: keys in order.
    Table(Vec<Entry>),
}

/// A key of a table with its value.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub location: Location,
    /// Its value.
    pub node: Node,
}

impl Node {
    /// A key with its value.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// The value of a key, to change it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        match &mut self.content {
            Content::Table(entries) => {
                entries.iter_mut().find(|entry| entry.key == key).map(|entry| &mut entry.node)
            }
            _ => None,
        }
    }

    /// The items of a list.
    #[cfg(feature = "office")]
    pub fn list(&self) -> &[Node] {
        match &self.content {
            Content::List(items) => items,
            _ => &[],
        }
    }

    /// Text in quotes; nothing for anything else.
    pub fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A single value as it is written.
    pub fn scalar(&self) -> Option<String> {
        match &self.content {
            Content::Text(text) | Content::Number(text) => Some(text.clone()),
            Content::When(when) => Some(when.to_string()),
            Content::Flag(flag) => Some(flag.to_string()),
            Content::List(_) | Content::Table(_) => None,
        }
    }

    /// The values of a list; nothing for anything else.
    pub fn items(&self) -> &[Node] {
        match &self.content {
            Content::List(items) => items,
            _ => &[],
        }
    }

    /// Whether it is a table.
    pub fn is_table(&self) -> bool {
        matches!(self.content, Content::Table(_))
    }

    /// Keys and values of a table; nothing for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.content {
            Content::Table(entries) => entries,
            _ => &[],
        }
    }

    /// Sets a key of a table.
    pub fn set(&mut self, key: &str, node: Node) {
        if let Some(there) = self.get_mut(key) {
            *there = node;
        } else if let Content::Table(entries) = &mut self.content {
            entries.push(Entry { key: key.to_owned(), location: node.location.clone(), node });
        }
    }
}

/// Parses a file; every syntax fault is collected, and what could be read is still returned.
pub fn parse(file: &str, source: &str) -> (Node, Vec<Diagnostic>) {
    let places = Places::new(file, source);
    let (table, errors) = DeTable::parse_recoverable(source);
    let faults = errors.iter().map(|error| {
        let location = error.span().map_or_else(|| Location::file(file), |span| places.at(span));
        let cause = error.message();
        Diagnostic::error(
            Code::Toml,
            Text::new(
                format!("TOML 语法错误：{}", in_chinese(cause)),
                format!("not valid TOML: {cause}"),
            ),
        )
        .at(location)
        .help(Text::new(
            "文字要加英文引号，括号要成对",
            "put text into quotes and close every bracket",
        ))
    });
    let mut root = places.table(table.get_ref(), table.span());
    // What the file lacks stands nowhere.
    root.location.length = None;
    (root, faults.collect())
}

/// What the parser says of a place, which it says in English, by how it begins.
const CAUSES: &[(&str, &str)] = &[
    ("string values must be quoted", "文字没有加引号"),
    ("missing opening quote", "缺少前引号"),
    ("invalid basic string", "引号没有成对，或文字中有不能直接写的字符"),
    ("missing value", "等号后面没有值"),
    ("invalid value", "值的写法不对"),
    ("key with no value", "只有名称，没有等号和值"),
    ("missing assignment", "缺少等号"),
    ("extra", "多了一个符号"),
    ("unclosed", "括号没有成对"),
    ("missing comma", "缺少逗号"),
    ("missing", "缺少一部分"),
    ("invalid unquoted key", "名称中有不能用的字符"),
    ("unquoted keys cannot be empty", "名称是空的"),
    ("keys cannot be", "名称不能写成多行"),
    ("duplicate key", "名称重复"),
    ("unexpected content", "多出了内容"),
    ("unexpected", "这里不该有这个"),
    ("carriage return", "换行符不完整"),
    ("cannot recurse", "括号套得太深"),
];

fn in_chinese(cause: &str) -> &'static str {
    let known = CAUSES.iter().find(|(begins, _)| cause.starts_with(begins));
    known.map_or("这里的写法不对", |(_, zh)| zh)
}

/// Parses a single value, as behind `--set KEY=`; what is not TOML is text.
pub fn parse_value(location: &Location, text: &str) -> Node {
    let places = Places::new(&location.file, text);
    let content = DeValue::parse(text)
        .ok()
        .map_or_else(|| Content::Text(text.to_owned()), |value| places.value(&value).content);
    Node { content, location: location.clone() }
}

struct Places<'a> {
    file: &'a str,
    source: &'a str,
    /// Where each line begins.
    lines: Vec<usize>,
}

impl<'a> Places<'a> {
    fn new(file: &'a str, source: &'a str) -> Places<'a> {
        let begun = source.match_indices('\n').map(|(end, _)| end + 1);
        Places { file, source, lines: std::iter::once(0).chain(begun).collect() }
    }

    fn at(&self, span: Range<usize>) -> Location {
        let line = self.lines.partition_point(|begin| *begin <= span.start);
        let begin = self.lines.get(line - 1).copied().unwrap_or(0);
        let before = self.source.get(begin..span.start).unwrap_or_default();
        let column = before.chars().count() + 1;
        let length = self.source.get(span).map(|text| text.chars().count());
        Location { length, ..Location::at(self.file, line, column) }
    }

    fn table(&self, table: &DeTable<'_>, span: Range<usize>) -> Node {
        let mut entries: Vec<(usize, Entry)> = table
            .iter()
            .map(|(key, value)| {
                let location = self.at(key.span());
                let entry =
                    Entry { key: key.get_ref().to_string(), location, node: self.value(value) };
                (key.span().start, entry)
            })
            .collect();
        entries.sort_by_key(|(offset, _)| *offset);
        let entries = entries.into_iter().map(|(_, entry)| entry).collect();
        Node { content: Content::Table(entries), location: self.at(span) }
    }

    fn value(&self, value: &Spanned<DeValue<'_>>) -> Node {
        let content = match value.get_ref() {
            DeValue::String(text) => Content::Text(text.to_string()),
            DeValue::Integer(number) => Content::Number(number.to_string()),
            DeValue::Float(number) => Content::Number(number.to_string()),
            DeValue::Boolean(flag) => Content::Flag(*flag),
            DeValue::Datetime(when) => Content::When(*when),
            DeValue::Array(items) => {
                Content::List(items.iter().map(|item| self.value(item)).collect())
            }
            DeValue::Table(table) => return self.table(table, value.span()),
        };
        Node { content, location: self.at(value.span()) }
    }
}
