//! The pages' templates, compiled in.

use minijinja::{AutoEscape, Environment, Value};

const TEMPLATES: &[(&str, &str)] = &[
    ("report.html", include_str!("report.html")),
    ("run-sheets.html", include_str!("run-sheets.html")),
    ("simulation.html", include_str!("simulation.html")),
    ("question.html", include_str!("question.html")),
    ("variants.html", include_str!("variants.html")),
    ("head.html", include_str!("head.html")),
    ("questions.css", include_str!("questions.css")),
    ("style.css", include_str!("style.css")),
    ("cuts.html", include_str!("sections/cuts.html")),
    ("fees.html", include_str!("sections/fees.html")),
    ("people.html", include_str!("sections/people.html")),
    ("relations.html", include_str!("sections/relations.html")),
];

/// Renders a page. A failure of a template, which is compiled in and tested, shows as the error's text.
pub fn render(page: &str, values: Value) -> String {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let added = TEMPLATES.iter().try_for_each(|(name, source)| environment.add_template(name, source));
    let rendered = added.and_then(|()| environment.get_template(page)?.render(values));
    rendered.unwrap_or_else(|error| format!("<!doctype html><title>callsheet</title><pre>{error:#}</pre>"))
}
