//! A drawing surface in pixels: plotters draws SVG, and text is measured before it is placed.
//!
//! Plotters can't measure text without a font, so widths are estimated from the characters: a
//! Chinese character is one em wide, others 0.6 em, which is no less than the usual sans-serif
//! fonts need.

use plotters::coord::Shift;
use plotters::prelude::{
    Color, DrawingArea, IntoDrawingArea, IntoFont, PathElement, Polygon, RGBColor, Rectangle,
    SVGBackend, Text as PlottersText,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use unicode_width::UnicodeWidthChar;

/// Dark text.
pub const INK: RGBColor = RGBColor(0x1f, 0x29, 0x37);
/// Secondary text.
pub const FAINT: RGBColor = RGBColor(0x5b, 0x65, 0x73);
/// Grid lines.
pub const GRID_LINE: RGBColor = RGBColor(0xe3, 0xe7, 0xed);
/// The plan.
pub const PLAN: RGBColor = RGBColor(0x1d, 0x5f, 0xa8);
/// The baseline.
pub const BASELINE: RGBColor = RGBColor(0xb4, 0xbd, 0xca);
/// Groups that are told a new time.
pub const MOVED: RGBColor = RGBColor(0xc2, 0x5e, 0x06);
/// Make-up time.
pub const MAKE_UP: RGBColor = RGBColor(0x8f, 0xb9, 0x96);
/// Reference lines.
pub const REFERENCE: RGBColor = RGBColor(0xb4, 0x23, 0x18);
/// Text on dark bars.
pub const PAPER: RGBColor = RGBColor(0xff, 0xff, 0xff);

/// Where a text's point is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// At its left end.
    Left,
    /// In its middle.
    Middle,
    /// At its right end.
    Right,
}

/// Collects a drawing; all coordinates are pixels from the top left.
pub struct Canvas {
    width: i32,
    shapes: Vec<Mark>,
    bottom: i32,
}

enum Mark {
    Box { from: (i32, i32), to: (i32, i32), color: RGBColor, opacity: f64 },
    Line { points: Vec<(i32, i32)>, color: RGBColor, thickness: u32 },
    Area { points: Vec<(i32, i32)>, color: RGBColor, opacity: f64 },
    Text { text: String, at: (i32, i32), size: f64, color: RGBColor, anchor: Anchor, bold: bool },
}

impl Canvas {
    /// An empty canvas of that width; it grows downwards.
    pub fn new(width: i32) -> Canvas {
        Canvas { width, shapes: Vec::new(), bottom: 0 }
    }

    /// Its width.
    pub fn width(&self) -> i32 {
        self.width
    }

    /// A filled rectangle.
    pub fn rect(&mut self, from: (i32, i32), to: (i32, i32), color: RGBColor) {
        self.tint(from, to, color, 1.0);
    }

    /// A rectangle that lets what is below shine through.
    pub fn tint(&mut self, from: (i32, i32), to: (i32, i32), color: RGBColor, opacity: f64) {
        self.bottom = self.bottom.max(to.1);
        self.shapes.push(Mark::Box { from, to, color, opacity });
    }

    /// A straight line.
    pub fn line(&mut self, from: (i32, i32), to: (i32, i32), color: RGBColor, thickness: u32) {
        self.polyline(vec![from, to], color, thickness);
    }

    /// A line through points.
    pub fn polyline(&mut self, points: Vec<(i32, i32)>, color: RGBColor, thickness: u32) {
        self.reach(&points);
        self.shapes.push(Mark::Line { points, color, thickness });
    }

    /// The tinted area inside points.
    pub fn area(&mut self, points: Vec<(i32, i32)>, color: RGBColor, opacity: f64) {
        self.reach(&points);
        self.shapes.push(Mark::Area { points, color, opacity });
    }

    fn reach(&mut self, points: &[(i32, i32)]) {
        self.bottom = points.iter().map(|(_, y)| *y).fold(self.bottom, i32::max);
    }

    /// A dashed vertical line.
    pub fn dashed(&mut self, x: i32, from: i32, to: i32, color: RGBColor) {
        for y in (from..to).step_by(8) {
            self.line((x, y), (x, (y + 5).min(to)), color, 2);
        }
    }

    /// A dashed horizontal line.
    pub fn dashed_across(&mut self, y: i32, from: i32, to: i32, color: RGBColor) {
        for x in (from..to).step_by(8) {
            self.line((x, y), ((x + 5).min(to), y), color, 2);
        }
    }

    /// A line of text, centred on `at.1`.
    pub fn text(
        &mut self,
        text: impl Into<String>,
        at: (i32, i32),
        size: f64,
        color: RGBColor,
        anchor: Anchor,
    ) {
        self.push_text(text.into(), at, size, color, anchor, false);
    }

    /// A heading.
    pub fn heading(&mut self, text: impl Into<String>, at: (i32, i32), size: f64) {
        self.push_text(text.into(), at, size, INK, Anchor::Left, true);
    }

    /// The drawing's title, broken into lines at the drawing's width, from the top; the y below it,
    /// in pixels.
    pub fn title(&mut self, text: &str) -> i32 {
        let mut y = 18;
        for line in wrap(text, f64::from(self.width - 16), 17.0) {
            self.heading(line, (8, y), 17.0);
            y += 24;
        }
        y
    }

    fn push_text(
        &mut self,
        text: String,
        at: (i32, i32),
        size: f64,
        color: RGBColor,
        anchor: Anchor,
        bold: bool,
    ) {
        self.bottom = self.bottom.max(at.1 + size as i32);
        self.shapes.push(Mark::Text { text, at, size, color, anchor, bold });
    }

    /// Text, broken into lines at the width given; the y below it, in pixels.
    pub fn paragraph(
        &mut self,
        text: &str,
        at: (i32, i32),
        width: i32,
        size: f64,
        color: RGBColor,
    ) -> i32 {
        let mut y = at.1;
        for line in wrap(text, f64::from(width), size) {
            self.text(line, (at.0, y), size, color, Anchor::Left);
            y += (size * 1.45) as i32;
        }
        y
    }

    /// The drawing as SVG. A failure of the drawing library, which writes into memory and has
    /// nothing to fail on, leaves the drawing as far as it got.
    pub fn into_svg(self, label: &str) -> String {
        let height = self.bottom + 12;
        let mut svg = String::new();
        {
            let area = SVGBackend::with_string(&mut svg, (self.width as u32, height as u32))
                .into_drawing_area();
            let _ = area.fill(&PAPER);
            for shape in &self.shapes {
                draw(&area, shape);
            }
            let _ = area.present();
        }
        // The browser scales it to the column; screen readers get the caption.
        let label = label.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
        svg.replacen("<svg ", &format!("<svg role=\"img\" aria-label=\"{label}\" "), 1)
    }
}

fn draw(area: &DrawingArea<SVGBackend<'_>, Shift>, shape: &Mark) {
    let _ = match shape {
        Mark::Box { from, to, color, opacity } => {
            area.draw(&Rectangle::new([*from, *to], color.mix(*opacity).filled()))
        }
        Mark::Line { points, color, thickness } => {
            area.draw(&PathElement::new(points.clone(), color.stroke_width(*thickness)))
        }
        Mark::Area { points, color, opacity } => {
            area.draw(&Polygon::new(points.clone(), color.mix(*opacity)))
        }
        Mark::Text { text, at, size, color, anchor, bold } => {
            let horizontal = match anchor {
                Anchor::Left => HPos::Left,
                Anchor::Middle => HPos::Center,
                Anchor::Right => HPos::Right,
            };
            // Plotters divides the size by this before it writes it.
            let font = ("sans-serif", size * 1.24).into_font();
            let font = if *bold { font.style(plotters::style::FontStyle::Bold) } else { font };
            area.draw(&PlottersText::new(
                text.as_str(),
                *at,
                font.color(color).pos(Pos::new(horizontal, VPos::Center)),
            ))
        }
    };
}

/// How wide a text is at most, in pixels.
pub fn text_width(text: &str, size: f64) -> f64 {
    let ems: f64 = text.chars().map(|c| if c.width().unwrap_or(0) > 1 { 1.0 } else { 0.6 }).sum();
    ems * size
}

/// Breaks a text into lines no wider than `width`: after spaces, and between Chinese characters.
pub fn wrap(text: &str, width: f64, size: f64) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in words(text) {
        if !line.is_empty()
            && text_width(line.trim_end(), size) + text_width(word.trim_end(), size) > width
        {
            lines.push(line.trim_end().to_owned());
            line = String::new();
        }
        line.push_str(&word);
    }
    if !line.trim().is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// Pieces between which a line may break; closing punctuation stays with what it closes.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut breakable = true;
    for c in text.chars() {
        let wide = c.width().unwrap_or(0) > 1;
        let closing = "，。、；：）！？”》%".contains(c);
        match words.last_mut() {
            Some(word) if closing || !(breakable || wide) => word.push(c),
            _ => words.push(c.to_string()),
        }
        breakable = c == ' ' || (wide && !"（“《".contains(c));
    }
    words
}

/// A step for about `count` ticks up to `max`: 1, 2 or 5 times a power of ten.
pub fn tick_step(max: f64, count: f64) -> f64 {
    let rough = (max / count).max(f64::MIN_POSITIVE);
    let power = 10_f64.powf(rough.log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|step| *step >= rough)
        .unwrap_or(rough)
}

#[cfg(test)]
mod tests {
    use super::{text_width, tick_step, wrap};

    #[test]
    fn long_names_are_wrapped_not_cut() {
        let name = "安全工程学院（应急管理学院）";
        let lines = wrap(name, 100.0, 12.0);
        assert_eq!(lines.concat(), name);
        assert!(lines.iter().all(|line| text_width(line, 12.0) <= 112.0), "{lines:?}");
        assert!(lines.iter().all(|line| !line.starts_with('）')));
        assert_eq!(wrap("Safety Engineering", 80.0, 12.0), ["Safety", "Engineering"]);
    }

    #[test]
    fn ticks_are_round() {
        assert!((tick_step(308.0, 5.0) - 100.0).abs() < 1e-9);
        assert!((tick_step(1.1, 5.0) - 0.5).abs() < 1e-9);
    }
}
