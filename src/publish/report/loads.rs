//! The load of every half-day under several plans, on one scale.

use super::canvas::{
    Anchor, Canvas, FAINT, GRID_LINE, INK, REFERENCE, text_width, tick_step, wrap,
};
use plotters::prelude::RGBColor;

/// One colour for each plan, told apart by colour-blind readers too.
pub const COLORS: [RGBColor; 8] = [
    RGBColor(0x1d, 0x5f, 0xa8),
    RGBColor(0xc2, 0x5e, 0x06),
    RGBColor(0x2f, 0x85, 0x5a),
    RGBColor(0x7a, 0x3e, 0x9d),
    RGBColor(0x8c, 0x6d, 0x1f),
    RGBColor(0xb4, 0x23, 0x6d),
    RGBColor(0x3b, 0x8e, 0xa5),
    RGBColor(0x5b, 0x65, 0x73),
];

/// A chart of bars in groups.
pub struct Loads {
    /// The heading.
    pub title: String,
    /// What the bars are.
    pub note: String,
    /// The plans.
    pub names: Vec<String>,
    /// A label and a value for each plan.
    pub rows: Vec<(String, Vec<Option<f64>>)>,
    /// The dashed line with its caption.
    pub reference: Option<(f64, String)>,
    /// Writes a value.
    pub format: fn(f64) -> String,
}

const BAR: i32 = 11;
const LABEL: f64 = 13.0;

impl Loads {
    /// Draws the chart at that width.
    pub fn svg(&self, width: i32) -> String {
        let mut canvas = Canvas::new(width);
        let y = canvas.title(&self.title);
        let mut y = canvas.paragraph(&self.note, (8, y), width - 16, 12.0, FAINT) + 6;
        y = self.legend(&mut canvas, y) + 6;
        let widest =
            self.rows.iter().map(|(label, _)| text_width(label, LABEL)).fold(0.0, f64::max) as i32;
        let narrow = width < 600;
        let left = if narrow { 12 } else { 18 + widest.min(260) };
        let right = width - 64;
        let values = self.rows.iter().flat_map(|(_, values)| values).flatten();
        let most = values
            .copied()
            .chain(self.reference.iter().map(|(value, _)| *value))
            .fold(f64::MIN_POSITIVE, f64::max);
        let x = |value: f64| left + (f64::from(right - left) * value / most) as i32;
        if let Some((value, caption)) = &self.reference {
            let half = text_width(caption, 12.0) as i32 / 2;
            canvas.text(
                caption.clone(),
                (x(*value).clamp(half + 4, width - half - 4), y + 6),
                12.0,
                REFERENCE,
                Anchor::Middle,
            );
            y += 20;
        }
        let top = y;
        let bars = self.names.len() as i32 * (BAR + 1);
        let height = if narrow { bars + 30 } else { bars + 10 };
        let bottom = top + height * self.rows.len() as i32;
        let step = tick_step(most, if narrow { 3.0 } else { 6.0 });
        for tick in (0..).map(|i| f64::from(i) * step).take_while(|tick| *tick <= most) {
            canvas.line((x(tick), top), (x(tick), bottom), GRID_LINE, 1);
            canvas.text((self.format)(tick), (x(tick), bottom + 10), 11.0, FAINT, Anchor::Middle);
        }
        for (label, values) in &self.rows {
            let mut bar_y = y + 4;
            if narrow {
                canvas.text(label.clone(), (left, y + 9), LABEL, INK, Anchor::Left);
                bar_y = y + 20;
            } else {
                canvas.text(label.clone(), (left - 8, y + height / 2), LABEL, INK, Anchor::Right);
            }
            for (place, value) in values.iter().enumerate() {
                match value {
                    Some(value) => {
                        canvas.rect(
                            (left, bar_y),
                            (x(*value).max(left + 1), bar_y + BAR),
                            COLORS[place % COLORS.len()],
                        );
                        let at = (width - 8, bar_y + BAR / 2 + 1);
                        canvas.text((self.format)(*value), at, 10.5, FAINT, Anchor::Right);
                    }
                    None => {
                        canvas.text(
                            "—",
                            (left + 2, bar_y + BAR / 2 + 1),
                            10.5,
                            FAINT,
                            Anchor::Left,
                        );
                    }
                }
                bar_y += BAR + 1;
            }
            y += height;
        }
        if let Some((value, _)) = &self.reference {
            canvas.dashed(x(*value), top - 6, bottom, REFERENCE);
        }
        canvas.into_svg(&format!("{}. {}", self.title, self.note))
    }

    fn legend(&self, canvas: &mut Canvas, y: i32) -> i32 {
        let (mut x, mut y) = (8, y);
        for (place, name) in self.names.iter().enumerate() {
            let lines = wrap(name, f64::from(canvas.width() - 40), 12.0);
            let name = lines.first().cloned().unwrap_or_default();
            let needed = 20 + text_width(&name, 12.0) as i32 + 14;
            if x + needed > canvas.width() && x > 8 {
                (x, y) = (8, y + 20);
            }
            canvas.rect((x, y - 5), (x + 13, y + 8), COLORS[place % COLORS.len()]);
            canvas.text(name, (x + 19, y + 2), 12.0, INK, Anchor::Left);
            x += needed;
        }
        y + 20
    }
}
