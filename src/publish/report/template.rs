//! The pages' templates, compiled in.

use minijinja::{AutoEscape, Environment, Value, context};

/// The width of drawings for a desk, and of those that become pictures.
pub const WIDE: i32 = 960;
/// The width of drawings for a phone.
const NARROW: i32 = 352;

const TEMPLATES: &[(&str, &str)] = &[
    ("report.html", include_str!("report.html")),
    ("run-sheets.html", include_str!("run-sheets.html")),
    ("season.html", include_str!("season.html")),
    ("season-crew.html", include_str!("season-crew.html")),
    ("simulation.html", include_str!("simulation.html")),
    ("answer.html", include_str!("answer.html")),
    ("batch.html", include_str!("batch.html")),
    ("question.html", include_str!("question.html")),
    ("variants.html", include_str!("variants.html")),
    ("head.html", include_str!("head.html")),
    ("questions.css", include_str!("questions.css")),
    ("style.css", include_str!("style.css")),
    ("crews.html", include_str!("sections/crews.html")),
    ("repeats.html", include_str!("sections/repeats.html")),
    ("cuts.html", include_str!("sections/cuts.html")),
    ("fees.html", include_str!("sections/fees.html")),
    ("people.html", include_str!("sections/people.html")),
    ("relations.html", include_str!("sections/relations.html")),
];

/// Renders a page of the report.
pub fn render(page: &str, values: Value) -> String {
    render_from(TEMPLATES, page, values)
}

/// Renders one of these templates. A failure of a template, which is compiled in and tested, shows
/// as the error's text.
pub fn render_from(templates: &[(&str, &str)], page: &str, values: Value) -> String {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let added =
        templates.iter().try_for_each(|(name, source)| environment.add_template(name, source));
    let rendered = added.and_then(|()| environment.get_template(page)?.render(values));
    rendered.unwrap_or_else(|error| {
        format!("<!doctype html><title>callsheet</title><pre>{error:#}</pre>")
    })
}

/// A drawing for a desk and for a phone: a page shows the one that fits.
pub fn chart(draw: impl Fn(i32) -> String) -> Value {
    let drawn = |width| Value::from_safe_string(draw(width));
    context! { wide => drawn(WIDE), narrow => drawn(NARROW) }
}
