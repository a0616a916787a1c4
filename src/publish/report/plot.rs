//! Points and curves over two axes.

use super::canvas::{Anchor, Canvas, FAINT, GRID_LINE, INK, REFERENCE, text_width, tick_step};
use super::loads::COLORS;

/// One series of points.
pub struct Series {
    /// Its name in the legend; empty where there is only one.
    pub name: String,
    /// Points with what is written beside each, which may be nothing.
    pub points: Vec<(f64, f64, String)>,
}

/// A drawing over two axes.
pub struct Plot {
    /// The heading.
    pub title: String,
    /// What is shown.
    pub note: String,
    /// Names of the axes.
    pub axes: [String; 2],
    /// The series.
    pub series: Vec<Series>,
    /// Whether the points of a series are joined.
    pub joined: bool,
    /// Dashed verticals with their captions.
    pub marks: Vec<(f64, String)>,
    /// Writes a value of the first axis.
    pub write: Box<dyn Fn(f64) -> String>,
}

const HEIGHT: i32 = 300;

impl Plot {
    /// Draws it at that width.
    pub fn svg(&self, width: i32) -> String {
        let mut canvas = Canvas::new(width);
        let y = canvas.title(&self.title);
        let mut y = canvas.paragraph(&self.note, (8, y), width - 16, 12.0, FAINT) + 6;
        y = self.legend(&mut canvas, y);
        let points = || self.series.iter().flat_map(|series| &series.points);
        let (low_x, high_x) =
            span(points().map(|point| point.0).chain(self.marks.iter().map(|mark| mark.0)));
        let (low_y, high_y) = span(points().map(|point| point.1));
        let tick = |value: f64| {
            if high_y - low_y < 5.0 && points().any(|point| point.1.fract().abs() > 1e-9) {
                format!("{value:.2}")
            } else {
                format!("{value:.0}")
            }
        };
        let left = 14 + text_width(&tick(high_y), 11.0) as i32;
        let right = width - 40;
        canvas.text(self.axes[1].clone(), (8, y + 6), 12.0, FAINT, Anchor::Left);
        let top = y + 24 + 16 * self.marks.len().min(4) as i32;
        let bottom = top + HEIGHT;
        let x = |value: f64| {
            left + (f64::from(right - left) * (value - low_x) / (high_x - low_x)) as i32
        };
        let place =
            |value: f64| bottom - (f64::from(HEIGHT) * (value - low_y) / (high_y - low_y)) as i32;
        let whole = points().all(|point| point.1.fract().abs() < 1e-9);
        for value in ticks(low_y, high_y, 5.0)
            .into_iter()
            .filter(|value| !whole || value.fract().abs() < 1e-9)
        {
            canvas.line((left, place(value)), (right, place(value)), GRID_LINE, 1);
            canvas.text(tick(value), (left - 5, place(value)), 11.0, FAINT, Anchor::Right);
        }
        for value in ticks(low_x, high_x, if width < 600 { 4.0 } else { 8.0 }) {
            canvas.line((x(value), bottom), (x(value), bottom + 4), FAINT, 1);
            canvas.text((self.write)(value), (x(value), bottom + 13), 11.0, FAINT, Anchor::Middle);
        }
        canvas.line((left, bottom), (right, bottom), FAINT, 1);
        for (number, (value, caption)) in self.marks.iter().enumerate() {
            let row = y + 24 + 16 * (number % 4) as i32;
            let half = text_width(caption, 11.0) as i32 / 2;
            let middle =
                x(*value).clamp((half + 4).min(width / 2), (width - half - 4).max(width / 2));
            canvas.text(caption.clone(), (middle, row), 11.0, REFERENCE, Anchor::Middle);
            canvas.dashed(x(*value), row + 8, bottom, REFERENCE);
        }
        for (number, series) in self.series.iter().enumerate() {
            let color = COLORS[number % COLORS.len()];
            if self.joined && series.points.len() > 1 {
                let line = series.points.iter().map(|point| (x(point.0), place(point.1))).collect();
                canvas.polyline(line, color, 2);
            }
            for (across, up, label) in &series.points {
                let (across, up) = (x(*across), place(*up));
                canvas.rect((across - 4, up - 4), (across + 4, up + 4), color);
                if !label.is_empty() {
                    let room = across + 8 + text_width(label, 11.0) as i32 <= width;
                    let (at, anchor) =
                        if room { (across + 7, Anchor::Left) } else { (across - 7, Anchor::Right) };
                    canvas.text(label.clone(), (at, up - 8), 11.0, INK, anchor);
                }
            }
        }
        canvas.text(
            self.axes[0].clone(),
            (left.midpoint(right), bottom + 32),
            12.0,
            FAINT,
            Anchor::Middle,
        );
        canvas.into_svg(&format!("{}. {}", self.title, self.note))
    }

    fn legend(&self, canvas: &mut Canvas, y: i32) -> i32 {
        let (mut x, mut y) = (8, y);
        for (number, series) in
            self.series.iter().enumerate().filter(|(_, series)| !series.name.is_empty())
        {
            let needed = 20 + text_width(&series.name, 12.0) as i32 + 14;
            if x + needed > canvas.width() && x > 8 {
                (x, y) = (8, y + 20);
            }
            canvas.rect((x, y - 5), (x + 13, y + 8), COLORS[number % COLORS.len()]);
            canvas.text(series.name.clone(), (x + 19, y + 2), 12.0, INK, Anchor::Left);
            x += needed;
        }
        if x > 8 { y + 20 } else { y }
    }
}

/// The whole number that a value is; between two of them an axis of counts has nothing to name.
pub fn whole(value: f64) -> Option<i64> {
    ((value - value.round()).abs() < 1e-9).then_some(value.round() as i64)
}

/// The least and the greatest value, never the same.
fn span(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    match (low.is_finite(), high - low) {
        (false, _) => (0.0, 1.0),
        (_, width) if width < 1e-9 => (low - 0.5, high + 0.5),
        (_, width) => (low - width * 0.04, high + width * 0.04),
    }
}

fn ticks(low: f64, high: f64, count: f64) -> Vec<f64> {
    let step = tick_step(high - low, count);
    let first = (low / step).ceil();
    let count = ((high - low) / step) as u32 + 1;
    (0..=count)
        .map(|number| (first + f64::from(number)) * step)
        .filter(|value| *value <= high)
        .collect()
}
