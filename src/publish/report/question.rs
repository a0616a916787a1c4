//! The page, the picture and the table of a sweep or a front.

use super::Rasteriser;
use super::template::{WIDE, chart, render};
use crate::base::diagnostic::Diagnostic;
use crate::base::text::Lang;
use crate::files::write_table;
use crate::publish::output::Output;
use minijinja::context;

/// What the answer to a question looks like.
pub struct AnswerPage<'a> {
    /// The campaign.
    pub title: &'a str,
    /// The question.
    pub subject: String,
    /// The answer in sentences.
    pub lines: Vec<String>,
    /// The table: its heading first.
    pub table: Vec<Vec<String>>,
    /// Draws the picture at a width.
    pub draw: &'a dyn Fn(i32) -> String,
}

impl AnswerPage<'_> {
    /// `NAME.html`, `NAME.png` and `NAME.csv`, and what there is to know about them.
    pub fn files(&self, name: &str, lang: Lang) -> (Vec<Output>, Vec<Diagnostic>) {
        let rasteriser = Rasteriser::new();
        let mut files = vec![
            Output::new(&format!("{name}.html"), self.page(lang)),
            Output::new(&format!("{name}.csv"), write_table(self.table.clone())),
        ];
        let picture = rasteriser.png(&(self.draw)(WIDE));
        files.extend(picture.map(|png| Output::new(&format!("{name}.png"), png)));
        (files, rasteriser.warning.into_iter().collect())
    }

    fn page(&self, lang: Lang) -> String {
        let heading = self.table.first().cloned().unwrap_or_default();
        let rows: Vec<Vec<String>> = self.table.iter().skip(1).cloned().collect();
        render(
            "question.html",
            context! {
                lang => lang.pick("zh-CN", "en"),
                zh => lang == Lang::Zh,
                title => self.title,
                subject => self.subject.clone(),
                lines => self.lines.clone(),
                heading, rows,
                chart => chart(self.draw),
                version => env!("CARGO_PKG_VERSION"),
            },
        )
    }
}
