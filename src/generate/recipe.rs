//! What a generated campaign is made of, and which wishes can't be met.

use super::colleges;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::text::{Lang, Text};
use crate::campaign::Share;
use std::fmt::{Display, Write};
use std::ops::RangeInclusive;

/// Half-days at most: with three groups in each they hold the [`super::colleges::MOST`] groups and
/// a fifth more.
const MOST_BLOCKS: usize = 2_000;

/// The arguments of a campaign; the same ones always give the same campaign.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    /// Groups.
    pub groups: usize,
    /// Classes of every group.
    pub classes_per_group: usize,
    /// Half-days over all stations.
    pub blocks: usize,
    /// Stations.
    pub stations: usize,
    /// Share of classes that have lessons.
    pub clashes: f64,
    /// Share of all working minutes that the groups need at their stations' rates, rounded up to
    /// the grid.
    pub fill: f64,
    /// The seed of chance.
    pub seed: u64,
    /// Share of groups with a wish.
    pub preferences: f64,
    /// Share of blocks that a group may not use.
    pub forbidden: f64,
    /// Share of the invited who really come.
    pub attendance: Share,
    /// Whether a list of students is written.
    pub students: bool,
    /// Relations between groups.
    pub relations: usize,
    /// The most people who may wait, over all stations.
    pub hall: Option<i64>,
    /// Whether the hidden plan is an optimum, and published as the baseline.
    pub planted: bool,
    /// The language of the files.
    pub lang: Lang,
}

impl Recipe {
    /// A campaign of that size with everything else as usual.
    pub fn new(groups: usize, classes_per_group: usize, blocks: usize, stations: usize) -> Recipe {
        Recipe {
            groups,
            classes_per_group,
            blocks,
            stations,
            clashes: 0.33,
            fill: 0.87,
            seed: 0,
            preferences: 0.3,
            forbidden: 0.2,
            attendance: Share::ALL,
            students: false,
            relations: 0,
            hall: None,
            planted: false,
            lang: Lang::Zh,
        }
    }

    /// Every argument that makes no sense by itself.
    pub(super) fn faults(&self) -> Vec<Diagnostic> {
        let sizes = [
            ("--groups", self.groups, 1..=colleges::MOST),
            ("--classes-per-group", self.classes_per_group, 1..=100),
            ("--blocks", self.blocks, 1..=MOST_BLOCKS),
            ("--stations", self.stations, 1..=self.blocks.max(1)),
        ];
        let shares = [
            ("--clashes", self.clashes, 0.0..=1.0),
            ("--fill", self.fill, 0.01..=1.0),
            ("--preferences", self.preferences, 0.0..=1.0),
            ("--forbidden", self.forbidden, 0.0..=1.0),
            ("--attendance", self.attendance.as_f64(), 0.5..=1.0),
        ];
        let mut faults: Vec<Diagnostic> = sizes
            .into_iter()
            .filter_map(|(name, value, range)| outside(name, value, &range))
            .collect();
        faults.extend(
            shares.into_iter().filter_map(|(name, value, range)| outside(name, value, &range)),
        );
        if self.hall.is_some_and(|hall| hall < 1) {
            faults.push(usage(
                "--hall 应为正整数".to_owned(),
                "--hall wants a number above 0".to_owned(),
            ));
        }
        faults
    }

    /// The command that makes the campaign, without the folder.
    pub(super) fn command(&self) -> String {
        let mut line = format!(
            "callsheet generate --groups {} --classes-per-group {} --blocks {} --stations {} --clashes {} --fill {} --seed {}",
            self.groups,
            self.classes_per_group,
            self.blocks,
            self.stations,
            self.clashes,
            self.fill,
            self.seed
        );
        // Writing into a string never fails.
        let _ = write!(line, " --preferences {} --forbidden {}", self.preferences, self.forbidden);
        if self.attendance != Share::ALL {
            let _ = write!(line, " --attendance {}", self.attendance.as_f64());
        }
        if self.relations > 0 {
            let _ = write!(line, " --relations {}", self.relations);
        }
        if let Some(hall) = self.hall {
            let _ = write!(line, " --hall {hall}");
        }
        for (flag, is_set) in [("--students", self.students), ("--planted", self.planted)] {
            if is_set {
                let _ = write!(line, " {flag}");
            }
        }
        let _ = write!(line, " --lang {}", self.lang);
        line
    }
}

/// That share of a number, rounded.
pub(super) fn share_of(share: f64, number: usize) -> usize {
    (share * number as f64).round() as usize
}

/// Arguments that can't be worked with.
pub(super) fn usage(zh: String, en: String) -> Diagnostic {
    Diagnostic::error(Code::Usage, Text::new(zh, en))
        .help(Text::new("见 callsheet generate --help", "see `callsheet generate --help`"))
}

fn outside<T: Copy + Display + PartialOrd>(
    name: &str,
    value: T,
    range: &RangeInclusive<T>,
) -> Option<Diagnostic> {
    let (least, most) = (range.start(), range.end());
    (!range.contains(&value)).then(|| {
        usage(
            format!("{name} 为 {value}，应在 {least} 与 {most} 之间"),
            format!("{name} is {value}, it wants {least} to {most}"),
        )
    })
}
