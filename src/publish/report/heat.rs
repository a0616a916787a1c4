//! A table of coloured cells: one value for every choice of two settings.

use super::canvas::{Anchor, Canvas, FAINT, INK, PAPER, REFERENCE, text_width};
use plotters::prelude::RGBColor;

/// A heat map.
pub struct Heat {
    /// The heading.
    pub title: String,
    /// What is shown.
    pub note: String,
    /// Names of the settings: across, down.
    pub axes: [String; 2],
    /// Values across.
    pub across: Vec<String>,
    /// Values down, each with a cell for every value across: what is written, how warm from 0 to 1,
    /// and whether everybody fits.
    pub rows: Vec<(String, Vec<HeatCell>)>,
}

/// One cell.
pub struct HeatCell {
    /// What is written.
    pub text: String,
    /// From 0, cold, to 1, warm; `None` where there is no plan.
    pub warmth: Option<f64>,
    /// Whether everybody fits.
    pub fits: bool,
}

const ROW: i32 = 34;

impl Heat {
    /// Draws it at that width.
    pub fn svg(&self, width: i32) -> String {
        let mut canvas = Canvas::new(width);
        let y = canvas.title(&self.title);
        let mut y = canvas.paragraph(&self.note, (8, y), width - 16, 12.0, FAINT) + 8;
        canvas.text(format!("{} →", self.axes[0]), (width / 2, y), 12.0, FAINT, Anchor::Middle);
        canvas.text(format!("{} ↓", self.axes[1]), (8, y), 12.0, FAINT, Anchor::Left);
        y += 22;
        let widest =
            self.rows.iter().map(|(label, _)| text_width(label, 12.0)).fold(24.0, f64::max) as i32;
        let left = 16 + widest;
        let count = self.across.len().max(1) as i32;
        let cell = f64::from(width - left - 12) / f64::from(count);
        let x = |place: usize| left + (cell * place as f64) as i32;
        // Where columns are narrow, not every one is named, and cells carry no figures.
        let label = self.across.iter().map(|text| text_width(text, 11.0)).fold(1.0, f64::max) + 6.0;
        let every = (label / cell).ceil().max(1.0) as usize;
        for (place, text) in self.across.iter().enumerate().filter(|(place, _)| place % every == 0)
        {
            canvas.text(
                text.clone(),
                (x(place) + (cell / 2.0) as i32, y),
                11.0,
                FAINT,
                Anchor::Middle,
            );
        }
        y += 14;
        for (name, cells) in &self.rows {
            canvas.text(name.clone(), (left - 8, y + ROW / 2), 12.0, INK, Anchor::Right);
            for (place, one) in cells.iter().enumerate() {
                let (from, to) = ((x(place) + 1, y + 1), (x(place + 1) - 1, y + ROW - 1));
                let color = one.warmth.map_or(RGBColor(0xe3, 0xe7, 0xed), shade);
                canvas.rect(from, to, color);
                if one.fits {
                    canvas.rect((from.0, to.1 - 4), to, RGBColor(0x2f, 0x85, 0x5a));
                }
                if text_width(&one.text, 11.0) < cell - 4.0 {
                    let ink =
                        if one.warmth.is_some_and(|warmth| warmth > 0.55) { PAPER } else { INK };
                    let middle = (from.0.midpoint(to.0), y + ROW / 2 - 1);
                    canvas.text(one.text.clone(), middle, 11.0, ink, Anchor::Middle);
                }
            }
            y += ROW;
        }
        if self.rows.is_empty() {
            canvas.text("—", (left, y), 12.0, REFERENCE, Anchor::Left);
        }
        canvas.into_svg(&format!("{}. {}", self.title, self.note))
    }
}

/// From pale to dark orange.
fn shade(warmth: f64) -> RGBColor {
    let mix = |from: f64, to: f64| (from + (to - from) * warmth.clamp(0.0, 1.0)) as u8;
    RGBColor(mix(253.0, 166.0), mix(246.0, 70.0), mix(236.0, 4.0))
}
