//! The place of a finding, shown: a line with a mark below the value.

use super::safe::safe;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::ops::Range;

/// The width of an excerpt in columns, about that of a terminal: longer lines are cut around the
/// mark.
const COLUMNS: usize = 100;

/// What stands at the place of a finding: a line of a file, or one cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The number of the line or row, from 1.
    pub line: usize,
    /// What is shown of it.
    pub text: String,
    /// The characters that are marked, from 0; none marks the place before the first of them.
    pub marked: Range<usize>,
}

impl Excerpt {
    /// The line behind its number, and the mark below.
    pub(super) fn render(&self) -> String {
        let text = safe(&self.text);
        let byte = |place: usize| text.char_indices().nth(place).map_or(text.len(), |(at, _)| at);
        let start = byte(self.marked.start);
        let marked = start..byte(self.marked.end).max(start);
        let snippet = Snippet::source(text.as_str())
            .line_start(self.line)
            .annotation(AnnotationKind::Primary.span(marked));
        let shown = [Group::with_level(Level::ERROR).element(snippet)];
        Renderer::plain().term_width(COLUMNS).render(&shown)
    }
}

#[cfg(test)]
mod tests {
    use super::Excerpt;
    use proptest::prelude::{any, prop_assert, proptest};
    use unicode_width::UnicodeWidthStr;

    fn shown(line: usize, text: &str, marked: std::ops::Range<usize>) -> String {
        Excerpt { line, text: text.to_owned(), marked }.render()
    }

    #[test]
    fn the_mark_stands_below_the_value() {
        assert_eq!(
            shown(31, "station = \"站点\"  # 说明", 10..14),
            "   |\n31 | station = \"站点\"  # 说明\n   |           ^^^^^^"
        );
        assert_eq!(shown(4, "人数: ", 4..4), "  |\n4 | 人数: \n  |       ^");
        assert_eq!(
            shown(7, "a\t= \"\u{1b}[31m\u{9b}\"", 4..12),
            "  |\n7 | a = \"␛[31m�\"\n  |     ^^^^^^^^"
        );
    }

    #[test]
    fn a_long_line_is_cut_around_the_mark() {
        let text = format!("tiers = [{}\"peek\"]", "\"早早结束\", ".repeat(30));
        let place = text.chars().count() - 7;
        let shown = shown(3, &text, place..place + 6);
        assert!(shown.contains("\"peek\"") && shown.contains("..."), "{shown}");
        assert!(shown.lines().all(|line| line.width() < 120), "{shown}");
    }

    proptest! {
        #[test]
        fn any_line_can_be_shown(
            text in any::<String>(),
            repeated in 1_usize..40,
            line in 1_usize..100_000,
            start in 0_usize..300,
            length in 0_usize..300,
        ) {
            let text = text.repeat(repeated);
            let shown = shown(line, &text, start..start + length);
            prop_assert!(shown.contains('^') && shown.contains(&line.to_string()), "{}", shown);
            prop_assert!(!shown.chars().any(|c| c.is_control() && c != '\n'), "{}", shown);
        }
    }
}
