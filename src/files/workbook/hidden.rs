//! Which rows of an `.xlsx` are hidden, by hand or by a filter. The crate that reads cells does not
//! say so; the attribute `hidden` of rows and columns is all that is read here.

use std::collections::{BTreeSet, HashMap};

/// What is kept of the archive's parts while they are counted.
#[derive(Default)]
pub struct Hidden {
    workbook: String,
    relations: String,
    rows: HashMap<String, BTreeSet<usize>>,
}

impl Hidden {
    /// Whether a part says something about hidden rows; its name is in lower case.
    pub fn wants(part: &str) -> bool {
        ["xl/workbook.xml", "xl/_rels/workbook.xml.rels"].contains(&part)
            || part.starts_with("xl/worksheets/") && !part.contains("/_rels/")
    }

    /// Takes from a part what it says.
    pub fn take(&mut self, part: &str, content: &[u8]) {
        let text = String::from_utf8_lossy(content);
        match part {
            "xl/workbook.xml" => self.workbook = text.into_owned(),
            "xl/_rels/workbook.xml.rels" => self.relations = text.into_owned(),
            _ => {
                self.rows.insert(part.to_owned(), hidden_rows(&text));
            }
        }
    }

    /// Hidden rows of the sheet that stands at `place` in the workbook, from 0.
    pub fn rows(&self, place: usize) -> BTreeSet<usize> {
        let part = || {
            let sheet = tags(&self.workbook, "sheet").nth(place)?;
            let id = attribute(sheet, "id")?;
            let mut relations = tags(&self.relations, "Relationship");
            let target =
                attribute(relations.find(|own| attribute(own, "Id") == Some(id))?, "Target")?;
            let target = target.to_ascii_lowercase();
            Some(target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned))
        };
        part().and_then(|part| self.rows.get(&part).cloned()).unwrap_or_default()
    }
}

fn hidden_rows(sheet: &str) -> BTreeSet<usize> {
    let mut hidden = BTreeSet::new();
    let mut row = 0;
    for tag in tags(sheet, "row") {
        row = attribute(tag, "r").and_then(|row| row.parse().ok()).unwrap_or(row + 1);
        if attribute(tag, "hidden").is_some_and(|hidden| ["1", "true"].contains(&hidden)) {
            hidden.insert(row);
        }
    }
    hidden
}

/// The attributes of every tag of a name, whatever its prefix.
pub fn tags<'a>(xml: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    xml.split('<').skip(1).filter_map(move |tag| {
        let end = tag.find([' ', '\t', '\r', '\n'])?;
        let (own, rest) = tag.split_at(end);
        let is_named = own.rsplit(':').next() == Some(name);
        is_named.then(|| rest.split('>').next().unwrap_or_default())
    })
}

/// The value of an attribute, whatever its prefix.
pub fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = tag;
    while let Some((key, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let quote = after.chars().next().filter(|quote| ['"', '\''].contains(quote))?;
        let (value, behind) = after[1..].split_once(quote)?;
        if key.trim().rsplit(':').next() == Some(name) {
            return Some(value);
        }
        rest = behind;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::Hidden;

    #[test]
    fn rows_are_found_through_the_sheets_part() {
        let mut hidden = Hidden::default();
        let parts = [
            (
                "xl/workbook.xml",
                "<x:sheets><x:sheet name='a' r:id=\"rId7\"/><x:sheet r:id='rId1'/>",
            ),
            (
                "xl/_rels/workbook.xml.rels",
                "<Relationship Target=\"/xl/worksheets/Sheet2.xml\" Id=\"rId7\"/>\
                 <Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/>",
            ),
            (
                "xl/worksheets/sheet2.xml",
                "<row r=\"2\" hidden=\"1\"><c/></row><row hidden='true'/><row r=\"9\" hidden=\"0\"/>",
            ),
        ];
        for (part, content) in parts {
            assert!(Hidden::wants(part));
            hidden.take(part, content.as_bytes());
        }
        assert_eq!(hidden.rows(0).into_iter().collect::<Vec<_>>(), [2, 3]);
        assert!(hidden.rows(1).is_empty() && hidden.rows(2).is_empty());
    }
}
