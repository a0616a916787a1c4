//! Campaigns read, built and solved by the library.

use crate::folder::root;
use callsheet::base::budget::Budget;
use callsheet::base::clock::Interval;
use callsheet::base::diagnostic::{Code, Severity};
use callsheet::campaign::plan::{Plan, Window};
use callsheet::campaign::{Block, Campaign, GroupId, StationId};
use callsheet::check::{Violation, check};
use callsheet::files::{Loaded, load};
use callsheet::solve::{Options, Outcome, solve};
use jiff::civil::Date;
use std::path::Path;

/// A campaign of the checkout or of a scratch folder, with settings that take the place of its own.
pub fn loaded(folder: impl AsRef<Path>, settings: &[&str]) -> Loaded {
    let settings: Vec<String> = settings.iter().map(|&setting| setting.to_owned()).collect();
    load(&root().join(folder), &settings)
        .unwrap_or_else(|rejected| panic!("{:#?}", rejected.faults))
}

/// A half-day of the first station, without breaks, overtime and make-up time.
pub fn plain_block(name: impl Into<String>, date: Date, regular: Interval) -> Block {
    Block {
        id: None,
        name: name.into(),
        station: StationId(0),
        date,
        regular,
        latest_end: regular.end,
        make_up: Vec::new(),
        breaks: Vec::new(),
        own: callsheet::campaign::OwnPace::default(),
    }
}

/// A window of a whole group at the first station.
pub fn window(group: usize, date: Date, interval: Interval) -> Window {
    Window::new(GroupId(group), date, StationId(0), interval)
}

/// Solves without a limit.
pub fn solved(campaign: &Campaign, baseline: Option<&Plan>, options: &Options) -> Outcome {
    solve(campaign, baseline, options, &Budget::unlimited(), &mut |_| {}).unwrap()
}

/// The best plan, by one thread; `None` where there is none.
pub fn best_plan(campaign: &Campaign) -> Option<Plan> {
    solved(campaign, None, &single()).plan
}

/// Options with one thread: tests run beside one another.
pub fn single() -> Options {
    Options { threads: 1, ..Options::default() }
}

/// The rules that a plan breaks; warnings are none.
pub fn errors(campaign: &Campaign, plan: &Plan) -> Vec<Violation> {
    check(campaign, plan).into_iter().filter(|found| found.severity == Severity::Error).collect()
}

/// Whether the windows that are there break no rule; groups may be left out.
pub fn keeps_the_rules(campaign: &Campaign, plan: &Plan) -> bool {
    errors(campaign, plan).iter().all(|found| found.rule() == Code::NotServed)
}
