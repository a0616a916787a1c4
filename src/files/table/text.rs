//! CSV text as rows of cells, each with the line on which it begins. The crate `csv` reads a quote
//! that is not closed as one cell down to the end of the file and says nothing, so tables are read
//! here; it writes them.

use crate::base::diagnostic::{Code, Diagnostic, Location};
use crate::base::text::Text;
use crate::files::excerpts::Lined;
use crate::files::faults::Faults;
use crate::files::workbook::is_formula_error;
use std::borrow::Cow;

/// Whether rows that begin with `#` are comments: they are in tables of this program, and may be
/// anything in lists of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comments {
    /// They are passed over.
    PassedOver,
    /// They are rows like others.
    Rows,
}

/// The most cells of a row that are read: tables of the reference have 20 columns at most.
const MOST_CELLS: usize = 1_000;

/// The rows of a text, without empty lines. A quote that is not closed, or that takes in whole
/// rows, is a fault, and ends the reading: nobody knows where the next row begins.
pub fn rows(place: &Location, text: &str, comments: Comments, faults: &mut Faults) -> Vec<Lined> {
    let text = with_line_feeds(text);
    let mut rows: Vec<Lined> = Vec::new();
    let mut width = None;
    let mut rest = UnreadText { text: &text, separator: ',', line: 1 };
    if let Some(stated) = stated_separator(&text) {
        rest.separator = stated;
        rest.pass_line();
    } else {
        rest.guess_separator(comments, place, faults);
    }
    while !rest.text.is_empty() {
        if rest.is_passed_over(comments) {
            rest.pass_line();
            continue;
        }
        let line = rest.line;
        match rest.row(width) {
            Ok(mut cells) => {
                if cells.len() > MOST_CELLS {
                    faults.report(
                        Code::BrokenTable,
                        &place.cell(line, MOST_CELLS + 1),
                        format!("一行超过 {MOST_CELLS} 个单元格"),
                        format!("the row has more than {MOST_CELLS} cells"),
                    );
                    cells.truncate(MOST_CELLS);
                }
                // A title above the header is narrower than the table.
                width = width.max(Some(cells.len()));
                rows.push((line, cells));
            }
            Err(quote) => {
                faults.push(quote.fault(place));
                break;
            }
        }
    }
    rows
}

/// What stands between the cells of a text.
#[cfg(feature = "office")]
pub fn separator(text: &str, comments: Comments) -> char {
    let text = with_line_feeds(text);
    stated_separator(&text).unwrap_or_else(|| {
        let mut unread = UnreadText { text: &text, separator: ',', line: 1 };
        unread.guess_separator(comments, &Location::default(), &mut Faults::default());
        unread.separator
    })
}

/// Lines as all systems end them.
fn with_line_feeds(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// What may stand between cells. Where two are equally frequent in a line, the earlier in this list
/// is meant.
const SEPARATORS: [char; 3] = [',', '\t', ';'];

/// A first line such as `sep=;`, which spreadsheets read and do not show.
fn stated_separator(text: &str) -> Option<char> {
    let line = text.lines().next()?.trim_matches('"');
    let stated =
        line.get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")).map(|_| &line[4..])?;
    let mut letters = stated.chars();
    let separator = letters.next().filter(|own| own.is_ascii_punctuation() || *own == '\t')?;
    letters.as_str().trim_matches([',', ';', '\t']).is_empty().then_some(separator)
}

/// What of a text is not read yet.
#[derive(Clone, Copy)]
struct UnreadText<'a> {
    text: &'a str,
    separator: char,
    line: usize,
}

impl<'a> UnreadText<'a> {
    /// Goes by the first line that has any of them, which is the header or a title above it.
    fn guess_separator(&mut self, comments: Comments, place: &Location, faults: &mut Faults) {
        let mut head = *self;
        while !head.text.is_empty() {
            let line = head.text.lines().next().unwrap_or_default();
            let outside_quotes: String = line.split('"').step_by(2).collect();
            let count = |own: &char| outside_quotes.matches(*own).count();
            // Of several that are as frequent, `max_by_key` gives the last.
            let most = SEPARATORS.into_iter().rev().max_by_key(count).unwrap_or(',');
            if !head.is_passed_over(comments) && count(&most) > 0 {
                self.separator = most;
                break;
            }
            head.pass_line();
        }
        let (zh, en) = match self.separator {
            '\t' => ("制表符", "tabs"),
            ';' => ("分号", "semicolons"),
            _ => return,
        };
        faults.note(
            Code::Guessed,
            place.clone(),
            &format!("单元格之间是{zh}，按此读入"),
            &format!("its cells are separated by {en}, and were read so"),
        );
    }

    /// Whether the next line is empty or a comment. A row that begins with a failed formula is
    /// none.
    fn is_passed_over(&self, comments: Comments) -> bool {
        let first = || self.text.split([self.separator, '\n']).next().unwrap_or_default();
        self.text.starts_with('\n')
            || comments == Comments::PassedOver
                && self.text.starts_with('#')
                && !is_formula_error(first())
    }

    fn pass_line(&mut self) {
        self.text = self.text.find('\n').map_or("", |end| &self.text[end + 1..]);
        self.line += 1;
    }

    /// The cells of the next row; `width` is the number of cells of the widest row before.
    fn row(&mut self, width: Option<usize>) -> Result<Vec<String>, Quote> {
        let mut cells = Vec::with_capacity(width.unwrap_or(8));
        loop {
            let cell = if let Some(inside) = self.text.strip_prefix('"') {
                self.quoted(inside, cells.len(), width)?
            } else {
                let end = self.text.find([self.separator, '\n']).unwrap_or(self.text.len());
                let (cell, rest) = self.text.split_at(end);
                self.text = rest;
                cell.to_owned()
            };
            cells.push(cell);
            match self.text.strip_prefix(self.separator) {
                Some(rest) => self.text = rest,
                None => break,
            }
        }
        if let Some(rest) = self.text.strip_prefix('\n') {
            self.text = rest;
            self.line += 1;
        }
        Ok(cells)
    }

    /// A cell in quotes; two quotes inside are one. `before` cells of its row stand before it.
    fn quoted(
        &mut self,
        inside: &'a str,
        before: usize,
        width: Option<usize>,
    ) -> Result<String, Quote> {
        let opened = |wrong, lines| Quote { line: self.line, column: before + 1, wrong, lines };
        let (mut cell, mut rest) = (String::new(), inside);
        let behind = loop {
            let Some(end) = rest.find('"') else {
                let lines = inside.trim_end_matches('\n').matches('\n').count();
                return Err(opened(WrongQuote::Open, lines));
            };
            cell.push_str(&rest[..end]);
            rest = &rest[end + 1..];
            match rest.strip_prefix('"') {
                Some(more) => {
                    cell.push('"');
                    rest = more;
                }
                None => break rest,
            }
        };
        let lines = cell.matches('\n').count();
        let behind = behind.trim_start_matches(' ');
        if !(behind.is_empty() || behind.starts_with([self.separator, '\n'])) {
            return Err(opened(WrongQuote::TextBehind, lines));
        }
        if lines > 0 && width.is_some_and(|width| self.takes_in_rows(&cell, before, width)) {
            return Err(opened(WrongQuote::RowsInside, lines));
        }
        self.text = behind;
        self.line += lines;
        Ok(cell)
    }

    /// Whether a line of a cell fills the table's width: it was to be a row, or the end of one.
    fn takes_in_rows(&self, cell: &str, before: usize, width: usize) -> bool {
        let cells = |line: &str| line.matches(self.separator).count() + 1;
        let mut lines = cell.split('\n').map(cells);
        let first = lines.next().unwrap_or(1);
        first > 1 && before + first == width || width > 1 && lines.any(|cells| cells >= width)
    }
}

/// A quote that does not do what it should.
struct Quote {
    line: usize,
    column: usize,
    wrong: WrongQuote,
    /// Lines that it takes in, beside its own.
    lines: usize,
}

enum WrongQuote {
    Open,
    TextBehind,
    RowsInside,
}

impl Quote {
    fn fault(&self, place: &Location) -> Diagnostic {
        let lines = self.lines;
        let en = if lines == 1 { "1 line".to_owned() } else { format!("{lines} lines") };
        let message = match self.wrong {
            WrongQuote::Open => Text::new(
                format!("这个英文双引号没有成对，其后 {lines} 行都被当作同一格"),
                format!("this quote is never closed: its cell takes in {en} below"),
            ),
            WrongQuote::RowsInside => Text::new(
                format!("这个英文双引号把其后 {lines} 行并入了同一格"),
                format!("this quote takes {en} below into its cell"),
            ),
            WrongQuote::TextBehind if lines > 0 => Text::new(
                format!("这个英文双引号到 {lines} 行之后才成对，其后还有文字"),
                format!("this quote is closed {en} below, with text behind it"),
            ),
            WrongQuote::TextBehind => Text::new(
                "这一格的英文双引号之后还有文字",
                "in this cell there is text behind the closing quote",
            ),
        };
        Diagnostic::error(Code::UnclosedQuote, message)
            .at(place.cell(self.line, self.column))
            .help(Text::new(
                "删去多余的英文双引号；一格之内要用双引号时写两个，整格再加一对",
                "delete the quote that is too much; a quote inside of a cell is written twice, and the cell is quoted",
            ))
    }
}

#[cfg(test)]
mod tests {
    use super::{Comments, rows};
    use crate::base::diagnostic::Location;
    use crate::files::faults::Faults;

    /// Rows as `line: cell|cell`, then the places of faults.
    fn read(text: &str) -> Vec<String> {
        let mut faults = Faults::default();
        let rows = rows(&Location::file("t.csv"), text, Comments::PassedOver, &mut faults);
        let shown = rows.iter().map(|(line, cells)| format!("{line}: {}", cells.join("|")));
        let faults = faults.into_sorted();
        let places = faults.iter().map(|fault| {
            let place = fault.location.as_ref().map(ToString::to_string).unwrap_or_default();
            format!("{} {place}", fault.code.id())
        });
        shown.chain(places).collect()
    }

    #[test]
    fn cells_lines_and_comments() {
        assert_eq!(
            read("a,b\r\n# \"one\n\n甲,\"x, \"\"y\"\"\"\n\"1\n2\",\n,5\" lens"),
            ["1: a|b", "4: 甲|x, \"y\"", "5: 1\n2|", "7: |5\" lens"]
        );
        assert_eq!(read("#DIV/0!,b\n#x"), ["1: #DIV/0!|b"]);
        assert_eq!(read(""), [""; 0]);
    }

    #[test]
    fn cells_are_separated_as_in_the_header() {
        let guessed = |text: &str| {
            let mut faults = Faults::default();
            let place = Location::file("t.csv");
            let rows = rows(&place, text, Comments::PassedOver, &mut faults);
            let last = rows.last().map(|(_, cells)| cells.join("|")).unwrap_or_default();
            (last, faults.into_notes().len())
        };
        let same = |text, cells: &str, notes| assert_eq!(guessed(text), (cells.to_owned(), notes));
        same("# a;b;c\na\tb, c\td\n", "a|b, c|d", 1);
        same("a;\"b,c,d\";e\n1;2;3", "1|2|3", 1);
        same("a,b\n1;2,3;4;5", "1;2|3;4;5", 0);
        same("标题\n\na;b\n1;2", "1|2", 1);
        same("sep=;\na;b,c\n1;2,3", "1|2,3", 0);
        same("\"sep=|\"\na|b", "a|b", 0);
        same("SEP=\t\r\na\tb", "a|b", 0);
        same("separate,b", "separate|b", 0);
    }

    #[test]
    fn quotes_that_take_in_rows_are_faults() {
        assert_eq!(read("a,b,c\n1,2,\"x\n3,4,y\n5,6,z\n"), ["1: a|b|c", "E136 t.csv:2:3"]);
        assert_eq!(read("a,b\n1,\"x\n2,\"y\n"), ["1: a|b", "E136 t.csv:2:2"]);
        assert_eq!(read("a,b\n1,\"\n2,\"\n3,4\n"), ["1: a|b", "E136 t.csv:2:2"]);
        assert_eq!(read("a,b\n\"1,2\n3\",4\n"), ["1: a|b", "E136 t.csv:2:1"]);
        assert_eq!(read("a,b\n\"1\"x,2\n"), ["1: a|b", "E136 t.csv:2:1"]);
        assert_eq!(read("\"a,b\n1,2\n"), ["E136 t.csv:1:1"]);
        assert_eq!(read("title\na,b\n1,\"\n2,\"\n"), ["1: title", "2: a|b", "E136 t.csv:3:2"]);
        // A note of several lines is one cell, with a comma too.
        assert_eq!(read("a,b,c\n1,2,\"x,\ny\"\n"), ["1: a|b|c", "2: 1|2|x,\ny"]);
    }
}
