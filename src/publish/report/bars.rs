//! Horizontal bars, plan above baseline, with a reference line: the shape of two charts.

use super::canvas::{
    Anchor, BASELINE, Canvas, FAINT, GRID_LINE, INK, MOVED, PLAN, REFERENCE, text_width, tick_step,
    wrap,
};

/// One row of bars.
pub struct Bar {
    /// Whose it is.
    pub label: String,
    /// The plan's value; `None` when it has none.
    pub plan: Option<f64>,
    /// The baseline's value.
    pub baseline: Option<f64>,
    /// Whether the group is told a new time.
    pub moved: bool,
}

/// A whole chart.
pub struct BarChart {
    /// The heading.
    pub title: String,
    /// What the bars are, in which unit, and what 100 % is.
    pub note: String,
    /// Name of the plan's bars.
    pub plan_name: String,
    /// Name of the bars of groups that are told a new time, where the chart tells them apart.
    pub moved_name: Option<String>,
    /// Name of the baseline's bars, where there is one.
    pub baseline_name: Option<String>,
    /// The rows.
    pub bars: Vec<Bar>,
    /// The dashed line, with its caption.
    pub reference: Option<(f64, String)>,
    /// Writes a value.
    pub format: fn(f64) -> String,
    /// Writes a value of the axis.
    pub tick: fn(f64) -> String,
}

const LABEL: f64 = 13.0;
const BAR: i32 = 13;

impl BarChart {
    /// Draws the chart at that width.
    pub fn svg(&self, width: i32) -> String {
        let mut canvas = Canvas::new(width);
        let narrow = width < 600;
        let mut y = 18;
        for line in wrap(&self.title, f64::from(width - 16), 17.0) {
            canvas.heading(line, (8, y), 17.0);
            y += 24;
        }
        y = canvas.paragraph(&self.note, (8, y), width - 16, 12.0, FAINT) + 4;
        y = self.legend(&mut canvas, y) + 4;

        let widest = self.bars.iter().map(|bar| text_width(&bar.label, LABEL)).fold(0.0, f64::max);
        let left = if narrow { 12 } else { 18 + (widest as i32).min(300) };
        let values = || self.bars.iter().flat_map(|bar| [bar.plan, bar.baseline]).flatten();
        let widest_value = values()
            .map(|value| text_width(&(self.format)(value), 12.0))
            .fold(0.0, f64::max) as i32;
        // Values stand in a column of their own, where neither bar nor reference line runs through
        // them.
        let right = width - widest_value - 20;
        let reference = self.reference.as_ref().map_or(0.0, |(value, _)| *value);
        let most = values().fold(reference, f64::max).max(f64::MIN_POSITIVE);
        let x = |value: f64| left + (f64::from(right - left) * value / most) as i32;

        if let Some((value, caption)) = &self.reference {
            let half = text_width(caption, 12.0) as i32 / 2;
            let middle = x(*value).clamp(half + 4, width - half - 4);
            canvas.text(caption.clone(), (middle, y + 6), 12.0, REFERENCE, Anchor::Middle);
            y += 20;
        }
        let top = y;
        let rows: Vec<Vec<String>> = self
            .bars
            .iter()
            .map(|bar| {
                wrap(&bar.label, f64::from(if narrow { width - 24 } else { left - 16 }), LABEL)
            })
            .collect();
        let bars_height = if self.baseline_name.is_some() { 2 * BAR + 2 } else { BAR + 4 };
        let row_height = |lines: usize| {
            let text = (lines as f64 * LABEL * 1.3) as i32;
            if narrow { text + bars_height + 12 } else { text.max(bars_height) + 10 }
        };
        let bottom = top + rows.iter().map(|lines| row_height(lines.len())).sum::<i32>();
        let step = tick_step(most, if narrow { 3.0 } else { 6.0 });
        let ticks = (0..).map(|i| f64::from(i) * step).take_while(|tick| *tick <= most);
        for tick in ticks {
            canvas.line((x(tick), top), (x(tick), bottom), GRID_LINE, 1);
            canvas.text((self.tick)(tick), (x(tick), bottom + 10), 11.0, FAINT, Anchor::Middle);
        }
        for (bar, lines) in self.bars.iter().zip(&rows) {
            let height = row_height(lines.len());
            let text_height = (lines.len() as f64 * LABEL * 1.3) as i32;
            let (mut text_y, mut bar_y) = if narrow {
                (y + 10, y + text_height + 4)
            } else {
                (y + (height - text_height) / 2 + 8, y + (height - bars_height) / 2)
            };
            for line in lines {
                let (at, anchor) =
                    if narrow { (left, Anchor::Left) } else { (left - 8, Anchor::Right) };
                canvas.text(line.clone(), (at, text_y), LABEL, INK, anchor);
                text_y += (LABEL * 1.3) as i32;
            }
            let bars_top = bar_y;
            let plan_color = if bar.moved { MOVED } else { PLAN };
            for (value, color, ink) in
                [(bar.plan, plan_color, INK), (bar.baseline, BASELINE, FAINT)]
            {
                if let Some(value) = value {
                    canvas.rect((left, bar_y), (x(value).max(left + 1), bar_y + BAR), color);
                    canvas.text(
                        (self.format)(value),
                        (width - 8, bar_y + BAR / 2 + 1),
                        12.0,
                        ink,
                        Anchor::Right,
                    );
                }
                bar_y += BAR + 1;
            }
            // On a phone the labels stand above their bars: the line must not run through them.
            if let Some((value, _)) = self.reference.as_ref().filter(|_| narrow) {
                canvas.line(
                    (x(*value), bars_top - 3),
                    (x(*value), bars_top + bars_height + 2),
                    REFERENCE,
                    2,
                );
            }
            y += height;
        }
        if let Some((value, _)) = self.reference.as_ref().filter(|_| !narrow) {
            canvas.dashed(x(*value), top - 8, bottom, REFERENCE);
        }
        canvas.into_svg(&format!("{}. {}", self.title, self.note))
    }

    fn legend(&self, canvas: &mut Canvas, y: i32) -> i32 {
        let entries = [
            Some((PLAN, &self.plan_name)),
            self.moved_name.as_ref().map(|name| (MOVED, name)),
            self.baseline_name.as_ref().map(|name| (BASELINE, name)),
        ];
        let (mut x, mut y) = (8, y);
        for (color, name) in entries.into_iter().flatten() {
            let needed = 20 + text_width(name, 12.0) as i32 + 14;
            if x + needed > canvas.width() && x > 8 {
                (x, y) = (8, y + 20);
            }
            canvas.rect((x, y - 5), (x + 13, y + 8), color);
            canvas.text(name.clone(), (x + 19, y + 2), 12.0, INK, Anchor::Left);
            x += needed;
        }
        y + 20
    }
}
