//! Fans: quantiles of a figure over the day, a panel for each day, all on one scale.

use super::canvas::{Anchor, Canvas, FAINT, GRID_LINE, INK, PLAN, text_width, tick_step};
use crate::base::clock::{Minutes, clock};
use plotters::prelude::RGBColor;

/// One plan on one day.
pub struct Ribbon {
    /// Minute and the 5, 25, 50, 75 and 95 % quantiles.
    pub points: Vec<(Minutes, [f64; 5])>,
}

/// One day.
pub struct Panel {
    /// The day as its heading.
    pub title: String,
    /// The plans, in the order of the names.
    pub ribbons: Vec<Ribbon>,
}

/// A whole drawing.
pub struct Fan {
    /// The heading.
    pub title: String,
    /// What is shown.
    pub note: String,
    /// The plans.
    pub names: Vec<String>,
    /// What is counted.
    pub unit: String,
    /// The days.
    pub panels: Vec<Panel>,
}

/// The second plan is the one compared with: warm, so that it shows through the first.
const COLORS: [RGBColor; 2] = [PLAN, RGBColor(0xc2, 0x5e, 0x06)];
const HEIGHT: i32 = 120;

impl Fan {
    /// Draws it at that width.
    pub fn svg(&self, width: i32) -> String {
        let mut canvas = Canvas::new(width);
        let y = canvas.title(&self.title);
        let mut y = canvas.paragraph(&self.note, (8, y), width - 16, 12.0, FAINT) + 8;
        let mut x = 8;
        for (name, color) in self.names.iter().zip(COLORS) {
            let needed = 33 + text_width(name, 12.0) as i32;
            if x > 8 && x + needed > width {
                (x, y) = (8, y + 20);
            }
            canvas.rect((x, y - 5), (x + 13, y + 8), color);
            canvas.text(name.clone(), (x + 19, y + 2), 12.0, INK, Anchor::Left);
            x += needed;
        }
        y += 22;
        let points = || {
            self.panels.iter().flat_map(|panel| &panel.ribbons).flat_map(|ribbon| &ribbon.points)
        };
        let most = points().map(|(_, quantiles)| quantiles[4]).fold(1.0, f64::max);
        let busy = |(_, quantiles): &&(Minutes, [f64; 5])| quantiles[4] > 0.0;
        let from =
            points().filter(busy).map(|point| point.0).min().unwrap_or(540).div_euclid(60) * 60;
        let to = points().filter(busy).map(|point| point.0).max().unwrap_or(1080).div_euclid(60)
            * 60
            + 60;
        let left = 16 + text_width(&format!("{most:.0}"), 11.0) as i32;
        let right = width - 24;
        let across =
            |minute: Minutes| left + (right - left) * (minute.clamp(from, to) - from) / (to - from);
        for panel in &self.panels {
            canvas.text(panel.title.clone(), (8, y), 13.0, INK, Anchor::Left);
            canvas.text(self.unit.clone(), (right, y), 11.0, FAINT, Anchor::Right);
            let bottom = y + 14 + HEIGHT;
            let up = |people: f64| bottom - (f64::from(HEIGHT) * people / most) as i32;
            let step = tick_step(most, 3.0);
            for tick in (0..).map(|place| f64::from(place) * step).take_while(|tick| *tick <= most)
            {
                canvas.line((left, up(tick)), (right, up(tick)), GRID_LINE, 1);
                canvas.text(format!("{tick:.0}"), (left - 5, up(tick)), 11.0, FAINT, Anchor::Right);
            }
            let hours = if width < 600 { 180 } else { 60 };
            for minute in (from..=to).filter(|minute| minute % hours == 0) {
                canvas.line((across(minute), bottom), (across(minute), bottom + 4), FAINT, 1);
                canvas.text(
                    clock(minute),
                    (across(minute), bottom + 13),
                    11.0,
                    FAINT,
                    Anchor::Middle,
                );
            }
            for (ribbon, color) in panel.ribbons.iter().zip(COLORS).rev() {
                for (low, high, opacity) in [(0, 4, 0.18), (1, 3, 0.32)] {
                    for stretch in busy_stretches(&ribbon.points) {
                        let there =
                            stretch.iter().map(|(minute, q)| (across(*minute), up(q[high])));
                        let back =
                            stretch.iter().rev().map(|(minute, q)| (across(*minute), up(q[low])));
                        canvas.area(there.chain(back).collect(), color, opacity);
                    }
                }
                for stretch in busy_stretches(&ribbon.points) {
                    let line =
                        stretch.iter().map(|(minute, q)| (across(*minute), up(q[2]))).collect();
                    canvas.polyline(line, color, 2);
                }
            }
            y = bottom + 36;
        }
        canvas.into_svg(&format!("{}. {}", self.title, self.note))
    }
}

/// The parts of a day in which anybody is there, with the empty moment on either side.
fn busy_stretches(points: &[(Minutes, [f64; 5])]) -> Vec<&[(Minutes, [f64; 5])]> {
    let mut found = Vec::new();
    let mut from = None;
    for (place, (_, quantiles)) in points.iter().enumerate() {
        match (from, quantiles[4] > 0.0) {
            (None, true) => from = Some(place.saturating_sub(1)),
            (Some(start), false) => {
                found.push(&points[start..=place]);
                from = None;
            }
            _ => {}
        }
    }
    found.extend(from.map(|start| &points[start..]));
    found
}
