//! Replanning on tiny random campaigns: what is frozen stays, nobody moves without need, and nobody
//! could move fewer.

use crate::folder::{CQUST, with_files};
use crate::recipe::{GRID, GroupSize, HalfDay, Pause, day, exam, nth_block, nth_group, relation};
use crate::solving::{best_plan, errors, loaded, plain_block, single, window};
use callsheet::base::budget::Budget;
use callsheet::base::clock::Interval;
use callsheet::base::diagnostic::{Code, Location};
use callsheet::base::text::Text;
use callsheet::campaign::actuals::{Actual, Event, Moment, Who};
use callsheet::campaign::plan::{Plan, Slot, Window};
use callsheet::campaign::{
    Block, BlockId, Campaign, Class, Draft, Group, GroupId, MakeUp, Preference, Relation,
    RelationKind, Share, Station, StationId, Tier, Unavailable, Wish,
};
use callsheet::check::check;
use callsheet::files::{
    load, read_actuals, read_plan, with_extra, write_instance, write_plan_json,
};
use callsheet::plans::notice::NoticeKind;
use callsheet::questions::replan::{
    Caveat, Contradiction, FoundWay, RUN_ON, Replan, Replanned, Request, TaskPlace, Way, Ways,
    faults, replan, ways,
};
use jiff::civil::date;
use proptest::prelude::*;
use proptest::sample::Index;

const START: i32 = 540;
const LEAD: i32 = 5;

/// What a random campaign is made of, and what happens on its day.
#[derive(Debug, Clone)]
struct Recipe {
    half_days: Vec<HalfDay>,
    groups: Vec<GroupSize>,
    rate: Option<i64>,
    stations: usize,
    changeover: i32,
    relations: Vec<Relation>,
    unavailable: Vec<Unavailable>,
    wishes: Vec<Preference>,
    now: Moment,
    notice: i32,
    happenings: Vec<Happening>,
}

/// What happens, unless it contradicts the plan, the clock or what happened before.
#[derive(Debug, Clone)]
struct Happening {
    what: What,
    group: GroupId,
    block: BlockId,
    people: i64,
    from: i32,
    until: i32,
}

#[derive(Debug, Clone, Copy)]
enum What {
    Done,
    Photographed,
    Absent,
    More,
    Out,
    Lost,
}

const WHAT: [What; 6] =
    [What::Done, What::Photographed, What::Absent, What::More, What::Out, What::Lost];

fn half_day() -> impl Strategy<Value = HalfDay> {
    (4..=9_i32, prop::option::weighted(0.2, any::<bool>()), prop::bool::weighted(0.2)).prop_map(
        |(cells, pause, make_up)| {
            let pause = pause.map(|may_straddle| Pause { after_cells: 2, may_straddle });
            HalfDay { cells, overtime_cells: 0, make_up, pause }
        },
    )
}

/// People in classes of one size.
fn group_size() -> impl Strategy<Value = GroupSize> {
    (5..=60_i64, prop::sample::select(vec![0, 0, 2, 3])).prop_map(|(people, classes)| {
        let of_classes = people / classes.max(1) as i64 * classes as i64;
        GroupSize { people: if classes > 0 { of_classes } else { people }, classes }
    })
}

/// What is asked of a group, by itself or with another one.
#[derive(Debug, Clone)]
enum Rule {
    Of(Relation),
    Exam(Unavailable),
    Wish(Preference),
}

/// The kind is a relation, an exam or a wish, each as often as the others.
fn rule((kind, one, other): (usize, Index, Index), groups: &[GroupSize]) -> Option<Rule> {
    let kinds = [RelationKind::Together, RelationKind::Apart, RelationKind::Before];
    let (group, on_day) = (nth_group(one, groups), nth_group(other, groups).0 % 2);
    match kinds.get(kind) {
        Some(kind) => relation((*kind, one, other), groups).map(Rule::Of),
        None if kind == 3 => {
            Some(Rule::Exam(exam(group, None, on_day, Interval::new(START, START + 15))))
        }
        None => {
            let wish = Wish::Prefer;
            Some(Rule::Wish(Preference {
                group,
                days: Some([day(on_day)].into()),
                interval: None,
                wish,
                weight: 2,
            }))
        }
    }
}

prop_compose! {
    fn recipe()(
        half_days in prop::collection::vec(half_day(), 2..=3),
        groups in prop::collection::vec(group_size(), 2..=4),
        rate in prop::option::weighted(0.7, 60..=240_i64),
        stations in 1..=2_usize,
        changeover in prop::sample::select(vec![0, 0, 5, 10]),
        rules in prop::collection::vec((0..5_usize, any::<Index>(), any::<Index>()), 0..=2),
        today in 0..2_usize,
        minutes_gone in 0..100_i32,
        notice in prop::sample::select(vec![0, 15, 60]),
        happenings in prop::collection::vec(
            (prop::sample::select(WHAT.to_vec()), any::<Index>(), 0..60_i64, 0..80_i32, 5..60_i32),
            0..=3,
        ),
    ) -> Recipe {
        let happening = |(what, of, people, from, length): (What, Index, i64, i32, i32)| {
            let (group, block) = (nth_group(of, &groups), nth_block(of, &half_days));
            Happening { what, group, block, people, from: START + from, until: START + from + length }
        };
        let happenings = happenings.into_iter().map(happening).collect();
        let now = Moment { date: day(today), minute: START + minutes_gone };
        let (mut relations, mut unavailable, mut wishes) = (Vec::new(), Vec::new(), Vec::new());
        for rule in rules.into_iter().filter_map(|drawn| rule(drawn, &groups)) {
            match rule {
                Rule::Of(relation) => relations.push(relation),
                Rule::Exam(exam) => unavailable.push(exam),
                Rule::Wish(wish) => wishes.push(wish),
            }
        }
        Recipe { half_days, groups, rate, stations, changeover, relations, unavailable, wishes, now, notice, happenings }
    }
}

impl Recipe {
    fn campaign(&self) -> Campaign {
        let mut draft = Draft::new("tiny");
        (draft.grid, draft.call_lead, draft.changeover) = (GRID, LEAD, self.changeover);
        for station in 0..self.stations {
            draft.stations.push(Station::new(format!("S{station}"), self.rate));
        }
        for (number, half_day) in self.half_days.iter().enumerate() {
            let date = day(number / self.stations);
            draft.blocks.push(half_day.block(number, number % self.stations, date, START));
        }
        for (number, GroupSize { people, classes }) in self.groups.iter().enumerate() {
            let mut group = Group::new(format!("G{number}"), *people);
            let each = people / (*classes).max(1) as i64;
            group.classes =
                (0..*classes).map(|class| Class::new(format!("c{class}"), each)).collect();
            draft.groups.push(group);
        }
        draft.relations.clone_from(&self.relations);
        draft.unavailable.clone_from(&self.unavailable);
        draft.preferences.clone_from(&self.wishes);
        Campaign::new(draft).unwrap()
    }

    /// Events that don't contradict the plan or the clock.
    fn actuals(&self, campaign: &Campaign, plan: &Plan) -> Vec<Actual> {
        let mut actuals: Vec<Actual> = Vec::new();
        for (place, Happening { what, group, block, people, from, until }) in
            self.happenings.iter().enumerate()
        {
            let who = Who { group: *group, class: None };
            let until = Some(*until);
            let event = match what {
                What::Done => Event::Done(who),
                What::Photographed => Event::Photographed(who, *people),
                What::Absent => Event::Absent(who, *people),
                What::More => Event::More(who, *people),
                What::Out => {
                    let Block { station, date, .. } = campaign.block(*block);
                    Event::Out { station: *station, date: Some(*date), from: Some(*from), until }
                }
                What::Lost => Event::Lost { block: *block, from: None, until },
            };
            actuals.push(Actual { event, place: Location::line("actuals.csv", place + 2) });
            let request = Request { campaign, plan, now: self.now, notice: 0, actuals: &actuals };
            if !faults(&request).is_empty() {
                actuals.pop();
            }
        }
        actuals
    }
}

/// A plan of a campaign while it runs.
struct RunningPlan {
    campaign: Campaign,
    plan: Plan,
    actuals: Vec<Actual>,
    now: Moment,
    notice: i32,
}

impl RunningPlan {
    fn new(recipe: &Recipe) -> RunningPlan {
        let campaign = recipe.campaign();
        let plan = solved(&campaign);
        let actuals = recipe.actuals(&campaign, &plan);
        RunningPlan { campaign, plan, actuals, now: recipe.now, notice: recipe.notice }
    }

    fn request(&self) -> Request<'_> {
        let RunningPlan { campaign, plan, actuals, now, notice } = self;
        Request { campaign, plan, now: *now, notice: *notice, actuals }
    }
}

/// The rest as its folder is written, read again, with its plan.
fn read_again(rest: &Campaign, plan: &Plan) -> (Campaign, Plan) {
    let folder = with_files(write_instance(rest));
    std::fs::write(folder.path().join("plan.json"), write_plan_json(rest, plan)).unwrap();
    let loaded =
        load(folder.path(), &[]).unwrap_or_else(|rejected| panic!("{:#?}", rejected.faults));
    let read = read_plan(folder.path(), None, &loaded.campaign).unwrap();
    (loaded.campaign, read)
}

fn solved(campaign: &Campaign) -> Plan {
    best_plan(campaign).unwrap_or_default()
}

fn answer(request: &Request<'_>) -> Replanned {
    replan(request, &single(), &Budget::unlimited(), &mut |_| {}).unwrap().0
}

/// The mended rest, where there are people and time.
fn replanned(request: &Request<'_>) -> Option<Replan> {
    match answer(request) {
        Replanned::Mended(found) => Some(*found),
        Replanned::Nobody | Replanned::NoTime(_) => None,
    }
}

fn moment(window: &Window, minute: i32) -> Moment {
    Moment { date: window.date, minute }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 50, ..ProptestConfig::default() })]

    #[test]
    fn a_plan_that_goes_as_planned_is_left_alone(recipe in recipe()) {
        let running = RunningPlan::new(&recipe);
        let (plan, now) = (&running.plan, running.now);
        let request = Request { actuals: &[], ..running.request() };
        if !faults(&request).is_empty() {
            return Ok(());
        }
        if let Some(found) = replanned(&request) {
            prop_assert!(found.outcome.is_none() && found.changes.is_empty(), "{:?} {:?}", found.changes, found.rest.tasks);
            let left = found.plan.unwrap();
            prop_assert_eq!(errors(&found.rest.campaign, &left), []);
            for window in &left.windows {
                let group = found.rest.tasks[window.group.0].group;
                let told = plan.windows_of(group).into_iter().any(|old| {
                    // A window that has begun goes on at once, or after the break that it is in.
                    let waits = Interval::new(now.minute.min(window.interval.start), window.interval.start);
                    let running = moment(old, old.interval.start) <= now
                        && running.campaign.working_minutes(old.station, old.date, waits) == 0;
                    let start = old.interval.start == window.interval.start || running;
                    (old.date, old.station, old.interval.end) == (window.date, window.station, window.interval.end) && start
                });
                prop_assert!(told, "{:?}", window);
            }
        }
    }

    #[test]
    fn what_is_frozen_stays_and_nobody_is_called_too_soon(recipe in recipe()) {
        let running = RunningPlan::new(&recipe);
        let (campaign, now) = (&running.campaign, running.now);
        let request = running.request();
        if !faults(&request).is_empty() {
            return Ok(());
        }
        let Some(found) = replanned(&request) else { return Ok(()) };
        let new = found.plan.as_ref().unwrap();
        let rest = &found.rest;
        prop_assert_eq!(errors(&rest.campaign, new), []);
        for (id, task) in rest.tasks.iter().enumerate() {
            let own = new.windows_of(GroupId(id));
            let changed = found.changes.iter().find(|change| change.group == GroupId(id));
            if let TaskPlace::Kept(block, end) = task.place {
                let home = campaign.block(block);
                prop_assert!(changed.is_none(), "{:?}", changed);
                prop_assert_eq!(own.len(), 1);
                prop_assert!(own[0].interval.start <= now.minute.max(rest.campaign.blocks().iter().map(|b| b.regular.start).min().unwrap()) || own[0].interval.start >= now.minute);
                prop_assert_eq!((own[0].date, own[0].station, own[0].interval.end), (home.date, home.station, end));
                continue;
            }
            match changed {
                None => {
                    let told: Vec<_> = task.old.iter().map(|w| (w.date, w.station, w.interval)).collect();
                    let now_told: Vec<_> = own.iter().map(|w| (w.date, w.station, w.interval)).collect();
                    prop_assert!(task.people == 0 || told == now_told, "{:?} {:?}", told, now_told);
                }
                Some(change) => {
                    let earliest = now.plus(recipe.notice);
                    for window in &change.to {
                        let call = moment(window, window.interval.start - LEAD);
                        let was_there = task.old.iter().any(|old| moment(old, old.interval.start - LEAD) <= now && old.date == now.date);
                        prop_assert!(call >= earliest || was_there && window.date == now.date, "{:?}", change);
                        prop_assert!(moment(window, window.interval.end) > now);
                    }
                }
            }
        }
        // The folder that is written is the same campaign, and its plan can be mended again:
        // nothing has to move.
        let (campaign, read) = read_again(&rest.campaign, new);
        prop_assert_eq!(&read.slots, &new.slots);
        prop_assert_eq!(errors(&campaign, &read), []);
        let again = Request { campaign: &campaign, plan: &read, now, notice: recipe.notice, actuals: &[] };
        let again = if faults(&again).is_empty() { replanned(&again) } else { None };
        if let Some(again) = again {
            prop_assert!(again.outcome.is_none(), "{:?}\n{:?}", again.changes, again.rest.tasks);
        }
    }
}

/// The half-day of the campaign in which a window begins, though it may end after it.
fn half_day_of<'a>(campaign: &'a Campaign, window: &Window) -> &'a Block {
    let mut of_day = campaign.blocks().iter().filter(|block| {
        (block.station, block.date) == (window.station, window.date)
            && block.regular.start <= window.interval.start
    });
    of_day.next_back().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn every_way_keeps_the_rules_and_says_what_it_costs(recipe in recipe()) {
        let running = RunningPlan::new(&recipe);
        let (campaign, now) = (&running.campaign, running.now);
        let request = running.request();
        if !faults(&request).is_empty() {
            return Ok(());
        }
        let Ways::Found(all) = ways(&request, &single(), &Budget::unlimited(), &mut |_| {}).unwrap().0 else {
            return Ok(());
        };
        let price = |own: &FoundWay| (own.replan.left_out(), own.replan.told());
        let within_times = all.iter().find(|own| own.way == Way::Move);
        let known = replanned(&request).filter(|found| found.plan.is_some());
        prop_assert_eq!(within_times.map(|own| own.replan.told()), known.map(|found| found.told()));
        prop_assert!(all.is_sorted_by_key(price));
        for own in &all {
            let (rest, new) = (&own.replan.rest, own.replan.plan.as_ref().unwrap());
            prop_assert_eq!(errors(&rest.campaign, new), []);
            prop_assert!(own.way == Way::Move || within_times.is_none_or(|base| price(own) < price(base)));
            let (mut over, mut used) = (std::collections::BTreeMap::new(), 0);
            for window in &new.windows {
                let home = half_day_of(campaign, window);
                let late = (window.interval.end - home.regular.end).max(0);
                let most = over.entry(home.name.clone()).or_insert(0);
                *most = late.max(*most);
                let limit = if own.way == Way::RunOn && window.date == now.date {
                    home.latest_end.max(home.regular.end + RUN_ON)
                } else {
                    home.latest_end
                };
                prop_assert!(window.interval.end <= limit, "{:?} {:?}", own.way, window);
                for make_up in &home.make_up {
                    used += make_up.interval.shared(window.interval).minutes().max(0);
                }
            }
            prop_assert_eq!(own.over, over.values().sum::<i32>());
            prop_assert_eq!(own.make_up_used, used);
            prop_assert!(used == 0 || own.way == Way::MakeUp);
            let reserved: i32 = campaign.blocks().iter().flat_map(|block| &block.make_up).map(|own| own.interval.minutes()).sum();
            prop_assert!(own.make_up_left + used <= reserved);
            // What is left can be read again, and its plan holds.
            let (rest, read) = read_again(&rest.campaign, new);
            prop_assert_eq!(errors(&rest, &read), []);
        }
    }
}

#[test]
fn lost_time_is_won_back_by_running_on_or_by_make_up_time() {
    let loaded = load(CQUST.as_ref(), &["station.rate=300".to_owned()]).unwrap();
    let campaign = &loaded.campaign;
    let plan = read_plan("reports/cqust-2024".as_ref(), None, campaign).unwrap();
    let table = format!("{CQUST}/actuals-camera.csv");
    let (actuals, _) = read_actuals(table.as_ref(), campaign).unwrap();
    let now = Moment { date: date(2023, 12, 12), minute: 10 * 60 + 40 };
    let request = Request { campaign, plan: &plan, now, notice: 60, actuals: &actuals };
    let Ways::Found(all) = ways(&request, &single(), &Budget::unlimited(), &mut |_| {}).unwrap().0
    else {
        panic!("there is a way");
    };
    let figures: Vec<_> = all
        .iter()
        .map(|own| (own.way, own.replan.told(), own.over, own.make_up_used, own.make_up_left))
        .collect();
    // 268 people of a college stand there: fifty-four minutes at 300 an hour, an hour on the grid.
    assert_eq!(
        figures,
        [(Way::MakeUp, 268, 0, 60, 0), (Way::RunOn, 268, 60, 0, 60), (Way::Move, 1542, 0, 0, 60)]
    );
    assert!(all.iter().all(|own| own.replan.is_proven));
}

/// What the rows of a table say of the campaign of 2024; its campaign with the half-days more.
fn read_rows(rows: &str) -> Result<(Vec<Actual>, Campaign), Vec<Code>> {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("actuals.csv");
    std::fs::write(&table, format!("事项,服务点,半天,日期,开始,结束\n{rows}")).unwrap();
    let campaign = loaded(CQUST, &["station.rate=300"]).campaign;
    let read = read_actuals(&table, &campaign);
    let (actuals, _) =
        read.map_err(|faults| faults.iter().map(|fault| fault.code).collect::<Vec<_>>())?;
    let more = with_extra(&campaign, &actuals).unwrap();
    Ok((actuals, more))
}

/// Of the lost Thursday afternoon nobody but those of that afternoon is told a new time where
/// Friday morning is worked instead.
#[test]
fn a_half_day_more_takes_those_of_a_lost_one() {
    let (actuals, campaign) =
        read_rows("取消,,12-14下午,,,\n加开,体育馆,,2023-12-15,09:00,12:00\n").unwrap();
    assert_eq!(campaign.blocks().len(), 9);
    let plan = read_plan("reports/cqust-2024".as_ref(), None, &campaign).unwrap();
    let now = Moment { date: date(2023, 12, 12), minute: 12 * 60 + 30 };
    let request = Request { campaign: &campaign, plan: &plan, now, notice: 60, actuals: &actuals };
    assert_eq!(faults(&request), []);
    let found = replanned(&request).unwrap();
    let afternoon = plan
        .windows
        .iter()
        .filter(|own| own.date == date(2023, 12, 14) && own.interval.start >= 14 * 60);
    let people: i64 = afternoon.map(|own| own.expected(&campaign)).sum();
    assert_eq!((found.told(), found.left_out(), found.is_proven), (people, 0, true));
    let new = found.plan.as_ref().unwrap();
    assert!(new.windows.iter().any(|own| own.date == date(2023, 12, 15)));
    let (rest, read) = read_again(&found.rest.campaign, new);
    assert_eq!(errors(&rest, &read), []);
    // A week later it is over.
    let late = Moment { date: date(2023, 12, 15), minute: 12 * 60 };
    let codes = |now| faults(&Request { now, ..request }).iter().map(Contradiction::code).collect();
    let found: Vec<Code> = codes(late);
    assert!(found.contains(&Code::ExtraIsOver), "{found:?}");
}

#[test]
fn a_half_day_more_that_can_not_be_is_a_fault_of_its_row() {
    let codes = |rows: &str| read_rows(rows).err().unwrap();
    assert_eq!(codes("加开,,,2023-12-14,11:00,13:00\n"), [Code::BlocksOverlap]);
    assert_eq!(codes("加开,,,2023-12-15,12:00,09:00\n"), [Code::Backwards]);
    assert_eq!(codes("加开,,,,09:00,\n"), [Code::ActualIncomplete; 2]);
    assert_eq!(codes("加开,,12-14下午,2023-12-15,09:00,12:00\n"), [Code::ActualIncomplete]);
    let twice = "加开,,,2023-12-15,09:00,12:00\n加开,,,2023-12-15,11:30,13:00\n";
    assert_eq!(codes(twice), [Code::BlocksOverlap]);
}

#[test]
fn every_setting_of_the_simulation_is_written_and_read_again() {
    let settings = [
        "station.rate=300",
        "confidence=0.9",
        "simulation.service=gamma",
        "simulation.late_percent=0",
        "simulation.mtbf_minutes=600",
        "simulation.mttr_minutes=10",
    ];
    let mut draft = loaded(CQUST, &settings).campaign.to_draft();
    draft.groups[0].max_windows = 2;
    draft.groups[0].cut_freely = true;
    let before = Campaign::new(draft).unwrap();
    let folder = with_files(write_instance(&before));
    let after = loaded(folder.path(), &[]).campaign;
    assert_eq!(
        (after.uncertainty(), after.confidence()),
        (before.uncertainty(), before.confidence())
    );
    assert_eq!(after.groups(), before.groups());
}

/// One station, groups without classes, a known rate: every choice can be tried
/// with bare arithmetic.
#[derive(Debug, Clone)]
struct Tiny {
    /// Of each morning.
    cells: Vec<i32>,
    /// Of each group.
    people: Vec<i64>,
    rate: i64,
    /// On the first morning.
    now: i32,
    notice: i32,
    photographed: Option<i64>,
    out: Option<Outage>,
    more: Option<MorePeople>,
}

/// The station is out of order.
#[derive(Debug, Clone, Copy)]
struct Outage {
    day: usize,
    from: i32,
    until: i32,
}

#[derive(Debug, Clone, Copy)]
struct MorePeople {
    group: GroupId,
    people: i64,
}

prop_compose! {
    fn tiny()(
        cells in prop::collection::vec(3..=7_i32, 1..=2),
        people in prop::collection::vec(5..=50_i64, 2..=3),
        rate in 60..=180_i64,
        minutes_gone in 0..60_i32,
        notice in prop::sample::select(vec![0, 10, 30]),
        photographed in prop::option::weighted(0.7, 0..40_i64),
        out in prop::option::weighted(0.7, (0..2_usize, 0..5_i32, 1..=3_i32)),
        more in prop::option::weighted(0.3, (any::<Index>(), 1..=30_i64)),
    ) -> Tiny {
        let outage = |(day, from, length): (usize, i32, i32)| {
            Outage { day, from: START + from * GRID, until: START + (from + length) * GRID }
        };
        let more = more.map(|(group, more)| MorePeople { group: GroupId(group.index(people.len())), people: more });
        let (now, out) = (START + minutes_gone, out.map(outage));
        Tiny { cells, people, rate, now, notice, photographed, out, more }
    }
}

/// A window for the oracle: day, from, until.
type Span = (usize, i32, i32);

/// The oracle's view: minute by minute, which are worked.
struct Bare<'a> {
    tiny: &'a Tiny,
    now: i32,
}

impl Bare<'_> {
    fn works(&self, day: usize, minute: i32) -> bool {
        let lost = self
            .tiny
            .out
            .is_some_and(|out| out.day == day && (out.from..out.until).contains(&minute));
        !lost && (day > 0 || minute >= self.now)
    }

    fn worked(&self, (day, from, until): Span) -> i64 {
        (from..until).filter(|minute| self.works(day, *minute)).count() as i64
    }

    fn need(&self, people: i64) -> i64 {
        ((people * 60 + self.tiny.rate - 1) / self.tiny.rate).max(1)
    }

    /// Windows in which these people fit, not beginning or ending in lost time.
    fn windows(&self, people: i64) -> Vec<Span> {
        let mut found = Vec::new();
        for (day, cells) in self.tiny.cells.iter().enumerate() {
            for from in 0..*cells {
                for to in from + 1..=*cells {
                    let span = (day, START + from * GRID, START + to * GRID);
                    let ends = self.works(day, span.1) && self.works(day, span.2 - 1);
                    if ends && self.worked(span) >= self.need(people) {
                        found.push(span);
                    }
                }
            }
        }
        found
    }

    fn called_in_time(&self, (day, from, _): Span) -> bool {
        day > 0 || from - LEAD >= self.now + self.tiny.notice
    }
}

/// Windows of a group, with people left out and told a new time.
type Choice = (Vec<Span>, (i64, i64));

/// The fewest people left out, then told a new time, over all choices.
fn fewest(choices: &[Vec<Choice>]) -> (i64, i64) {
    fn go(choices: &[Vec<Choice>], taken: &mut Vec<Span>) -> Option<(i64, i64)> {
        let Some((first, others)) = choices.split_first() else { return Some((0, 0)) };
        let mut best = None;
        for (spans, cost) in first {
            let free = |span: &Span| {
                taken
                    .iter()
                    .all(|other| other.0 != span.0 || other.1 >= span.2 || span.1 >= other.2)
            };
            let apart = spans.iter().enumerate().all(|(i, one)| {
                spans[..i]
                    .iter()
                    .all(|other| other.0 != one.0 || other.1 >= one.2 || one.1 >= other.2)
            });
            if !apart || !spans.iter().all(free) {
                continue;
            }
            let before = taken.len();
            taken.extend(spans);
            if let Some(rest) = go(others, taken) {
                let total = (cost.0 + rest.0, cost.1 + rest.1);
                best = Some(best.map_or(total, |best: (i64, i64)| best.min(total)));
            }
            taken.truncate(before);
        }
        best
    }
    go(choices, &mut Vec::new()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn fewer_people_moved_are_impossible(tiny in tiny()) {
        let mut draft = Draft::new("tiny");
        (draft.grid, draft.call_lead) = (GRID, LEAD);
        draft.stations.push(Station::new("S", Some(tiny.rate)));
        for (number, cells) in tiny.cells.iter().enumerate() {
            let regular = Interval::new(START, START + cells * GRID);
            draft.blocks.push(plain_block(format!("B{number}"), day(number), regular));
        }
        draft.groups = tiny.people.iter().enumerate().map(|(i, people)| Group::new(format!("G{i}"), *people)).collect();
        draft.tiers = vec![Tier::Unserved, Tier::Blocks, Tier::Early];
        let campaign = Campaign::new(draft).unwrap();
        let plan = solved(&campaign);
        let now = Moment { date: day(0), minute: tiny.now };
        let running = plan.windows.iter().find(|window| window.date == now.date && window.interval.start <= now.minute && now.minute < window.interval.end).cloned();
        let mut actuals = Vec::new();
        let mut say = |event| actuals.push(Actual { event, place: Location::line("actuals.csv", 2) });
        let mut photographed = None;
        if let (Some(window), Some(people)) = (&running, tiny.photographed) {
            let people = people.min(tiny.people[window.group.0]);
            photographed = Some(people);
            say(Event::Photographed(Who { group: window.group, class: None }, people));
        }
        let is_in_a_morning = |out: &Outage| tiny.cells.get(out.day).is_some_and(|cells| out.from < START + cells * GRID);
        if let Some(Outage { day: on_day, from, until }) = tiny.out.filter(is_in_a_morning) {
            say(Event::Out { station: StationId(0), date: Some(day(on_day)), from: Some(from), until: Some(until) });
        }
        let is_to_come = |more: &MorePeople| plan.window_of(more.group).is_some_and(|w| moment(w, w.interval.start) > now);
        let added = tiny.more.filter(is_to_come);
        if let Some(MorePeople { group, people }) = added {
            say(Event::More(Who { group, class: None }, people));
        }
        let request = Request { campaign: &campaign, plan: &plan, now, notice: tiny.notice, actuals: &actuals };
        if !faults(&request).is_empty() {
            return Ok(());
        }

        let bare = Bare { tiny: &tiny, now: now.minute };
        let mut choices = Vec::new();
        for group in campaign.group_ids() {
            let Some(window) = plan.window_of(group) else { continue };
            let day_number = usize::from(window.date != day(0));
            let old = (day_number, window.interval.start, window.interval.end);
            let whole = tiny.people[group.0] + added.filter(|more| more.group == group).map_or(0, |more| more.people);
            let span = |from, until| (day_number, from, until);
            if moment(window, window.interval.end) <= now || running.as_ref().is_some_and(|r| r.group == group) {
                // Photographed as said, or as planned but for lost time before now.
                let passed = window.interval.end.min(now.minute);
                let before_now = Bare { tiny: &tiny, now: 0 };
                let worked = before_now.worked(span(old.1, passed));
                let length = i64::from(old.2 - old.1);
                let done = photographed.filter(|_| running.as_ref().is_some_and(|r| r.group == group));
                let most = if passed < old.2 { whole - 1 } else { whole };
                let left = whole - done.unwrap_or(((whole * worked + length - 1) / length).min(most)).min(whole);
                if left == 0 {
                    continue;
                }
                // The last grid minute of the window after which nothing of it is lost.
                let mut end = old.2;
                while end > old.1 && tiny.out.is_some_and(|out| out.day == 0 && out.from < end && end <= out.until) {
                    end -= GRID;
                }
                let room = if end > now.minute { bare.worked(span(now.minute, end)) } else { 0 };
                let mut own = vec![(Vec::new(), (left, left))];
                if bare.need(left) <= room {
                    choices.push(vec![(vec![span(now.minute, end)], (0, 0))]);
                    continue;
                }
                let served = if running.as_ref().is_some_and(|r| r.group == group) { left.min(room * tiny.rate / 60) } else { 0 };
                // Going on from now as long as needed: whoever is at the station, or was the last
                // one there.
                let begun_later = plan.windows.iter().any(|other| {
                    other.date == window.date && other.interval.start > window.interval.start && other.interval.start <= now.minute
                });
                let is_here = day_number == 0 && !begun_later;
                let block_end = START + tiny.cells[0] * GRID;
                for until in (old.1..=block_end).step_by(GRID as usize).filter(|until| *until > now.minute) {
                    let going_on = span(now.minute, until);
                    if bare.works(0, until - 1) && bare.worked(going_on) >= bare.need(left) && is_here {
                        own.push((vec![going_on], (0, left - served)));
                    }
                }
                // Some now, the others later: in this half-day, or with notice.
                for later in bare.windows(left - served) {
                    let here = later.0 == 0 && later.1 >= now.minute;
                    if here || bare.called_in_time(later) {
                        let mut spans = vec![later];
                        if served > 0 {
                            spans.push(span(now.minute, end));
                        }
                        own.push((spans, (0, left - served)));
                    }
                }
                if served > 0 {
                    own.push((vec![span(now.minute, end)], (left - served, left - served)));
                }
                choices.push(own);
                continue;
            }
            let called = day_number == 0 && old.1 - LEAD <= now.minute;
            let mut own = vec![(Vec::new(), (whole, whole))];
            for new in bare.windows(whole) {
                let allowed = new == old || bare.called_in_time(new) || called && new.0 == 0 && new.1 >= old.1;
                if allowed {
                    own.push((vec![new], (0, if new == old { 0 } else { whole })));
                }
            }
            choices.push(own);
        }
        let expected = fewest(&choices);
        let people = |found: &Replan, kind: fn(NoticeKind) -> bool| -> i64 {
            found.changes.iter().filter(|change| kind(change.kind)).map(|change| change.people).sum()
        };
        let answer = answer(&request);
        let value = match &answer {
            Replanned::Nobody => (0, 0),
            Replanned::NoTime(tasks) => {
                let left = tasks.iter().map(|task| task.people).sum();
                (left, left)
            }
            Replanned::Mended(found) => {
                prop_assert!(found.plan.is_some() && found.is_proven);
                (people(found, |kind| kind == NoticeKind::LeftOut), people(found, |_| true))
            }
        };
        let changes = if let Replanned::Mended(found) = &answer { Some(&found.changes) } else { None };
        prop_assert_eq!(value, expected, "{:?}\n{:?}\n{:?}", changes, plan.windows, actuals);
    }
}

/// A station, an hour on each of two mornings, and a plan that calls the first group on the first
/// of them.
fn two_mornings(rate: Option<i64>, groups: Vec<Group>) -> (Draft, Plan) {
    let mut draft = Draft::new("mornings");
    (draft.grid, draft.call_lead) = (GRID, LEAD);
    draft.stations.push(Station::new("S", rate));
    for number in 0..2 {
        draft.blocks.push(plain_block(
            format!("B{number}"),
            day(number),
            Interval::new(START, START + 60),
        ));
    }
    draft.groups = groups;
    let windows = vec![window(0, day(0), Interval::new(START, START + 60))];
    (draft, Plan { windows, ..Plan::default() })
}

fn actual(event: Event) -> Actual {
    Actual { event, place: Location::line("actuals.csv", 2) }
}

fn lost(block: usize) -> Actual {
    actual(Event::Lost { block: BlockId(block), from: None, until: None })
}

const BEFORE: Moment = Moment { date: date(2024, 5, 6), minute: START - 120 };

#[test]
fn minutes_for_nobody_are_no_pace() {
    let (mut draft, plan) =
        two_mornings(Some(60), vec![Group::new("A", 30), Group::new("nobody", 0)]);
    draft.minutes.extend([((GroupId(1), BlockId(0)), 10), ((GroupId(1), BlockId(1)), 10)]);
    let campaign = Campaign::new(draft).unwrap();
    let actuals = [actual(Event::More(Who { group: GroupId(1), class: None }, 20))];
    let request =
        Request { campaign: &campaign, plan: &plan, now: BEFORE, notice: 0, actuals: &actuals };
    let found = replanned(&request).unwrap();
    let new: Vec<_> = found.changes.iter().map(|change| (change.kind, change.people)).collect();
    assert_eq!(new, [(NoticeKind::New, 20)]);
    let window = found.plan.as_ref().unwrap().window_of(found.changes[0].group).unwrap();
    assert!(window.interval.minutes() >= 20, "one a minute: {window:?}");
}

#[test]
fn what_is_left_can_be_read_though_make_up_time_parts_it() {
    let mut group = Group::new("A", 40);
    group.classes = vec![Class::new("1", 40)];
    let (mut draft, plan) = two_mornings(Some(60), vec![group]);
    // Fifty minutes are left in all, but no more than thirty at a stretch.
    let interval = Interval::new(START + 20, START + 30);
    draft.blocks[1].make_up.push(MakeUp { name: Text::same("make-up"), interval });
    let campaign = Campaign::new(draft).unwrap();
    assert_eq!(campaign.blocks().iter().map(Block::longest_stretch).collect::<Vec<_>>(), [60, 30]);
    let actuals = [lost(0)];
    let request =
        Request { campaign: &campaign, plan: &plan, now: BEFORE, notice: 0, actuals: &actuals };
    let found = replanned(&request).unwrap();
    assert_eq!(
        found.changes.iter().map(|change| change.kind).collect::<Vec<_>>(),
        [NoticeKind::LeftOut]
    );
    let folder = with_files(write_instance(&found.rest.campaign));
    loaded(folder.path(), &[]);
}

#[test]
fn warnings_stand_beside_every_answer() {
    let (draft, plan) = two_mornings(None, vec![Group::new("A", 40)]);
    let campaign = Campaign::new(draft).unwrap();
    let all = |actuals: &[Actual]| {
        let request = Request { campaign: &campaign, plan: &plan, now: BEFORE, notice: 0, actuals };
        let (answer, warnings) =
            replan(&request, &single(), &Budget::unlimited(), &mut |_| {}).unwrap();
        (answer, warnings)
    };
    let (answer, warnings) = all(&[lost(0), lost(1)]);
    assert!(matches!(answer, Replanned::NoTime(_)));
    assert_eq!(warnings, [Caveat::PaceOfPlan]);
    assert_eq!(all(&[lost(0)]).1, [Caveat::PaceOfPlan]);
}

#[test]
fn absentees_are_taken_from_the_invited_wherever_they_are_said() {
    let share = Share::from_basis_points(9_000).unwrap();
    for (in_classes, of_class, begun) in [
        (false, false, false),
        (false, false, true),
        (true, false, false),
        (true, false, true),
        (true, true, false),
        (true, true, true),
    ] {
        let mut group = Group::new("A", 100);
        group.attendance = share;
        if in_classes {
            group.classes = vec![Class { attendance: share, ..Class::new("1", 100) }];
        }
        let (draft, plan) = two_mornings(Some(100), vec![group]);
        let campaign = Campaign::new(draft).unwrap();
        let actuals =
            [actual(Event::Absent(Who { group: GroupId(0), class: of_class.then_some(0) }, 10))];
        let now = if begun { Moment { minute: START, ..BEFORE } } else { BEFORE };
        let request =
            Request { campaign: &campaign, plan: &plan, now, notice: 0, actuals: &actuals };
        let tasks = replanned(&request).unwrap().rest.tasks;
        let people: i64 =
            tasks.iter().filter(|task| task.group == GroupId(0)).map(|task| task.people).sum();
        assert_eq!(people, 81, "90 % of the 90 who may come: {in_classes} {of_class} {begun}");
    }
}

#[test]
fn slots_that_a_college_agreed_on_stay_where_its_window_does() {
    let mut first = Group::new("A", 40);
    first.classes = vec![Class::new("1", 20), Class::new("2", 20)];
    let (draft, mut plan) = two_mornings(Some(60), vec![first, Group::new("B", 20)]);
    let minutes = |from: i32, to: i32| Interval::new(START + from, START + to);
    plan.windows[0].interval = minutes(0, 40);
    plan.windows.push(window(1, day(1), minutes(0, 20)));
    let slot = |class, interval| Slot {
        group: GroupId(0),
        class,
        date: day(0),
        station: StationId(0),
        interval,
    };
    // The second class comes first, as the college has asked.
    plan.slots = vec![slot(1, minutes(0, 20)), slot(0, minutes(20, 40))];
    plan.agreed.insert(GroupId(0));
    let campaign = Campaign::new(draft).unwrap();
    assert_eq!(check(&campaign, &plan), []);
    let actuals = [lost(1)];
    let request =
        Request { campaign: &campaign, plan: &plan, now: BEFORE, notice: 0, actuals: &actuals };
    let found = replanned(&request).unwrap();
    let now = found.plan.as_ref().unwrap();
    assert_eq!(now.slots, plan.slots);
    assert_eq!(now.agreed, plan.agreed);
    let told: Vec<_> = found.changes.iter().map(|change| change.people).collect();
    assert_eq!(told, [20], "B alone is told");
}

mod command_line {
    //! Bad input is refused with its file and line, and what is printed is pinned.

    use crate::folder::{CQUST, PLAN, root, text_of, with_files};
    use crate::languages::seen_from;
    use crate::run::{callsheet, shown};
    use std::path::Path;

    /// What a verb says in both languages, without the temporary folder's name.
    fn said(arguments: &[&str], folder: &Path) -> String {
        let in_language = |lang: &str| {
            let output = callsheet(&[arguments, &["--lang", lang]].concat());
            format!("exit {}\n{}", output.code, output.all())
        };
        seen_from(folder, "OUT", &format!("{}\n{}", in_language("en"), in_language("zh")))
    }

    fn refused(table: &str, now: &str) -> String {
        let folder = with_files([("actuals.csv", table)]);
        let (file, out) = (folder.path().join("actuals.csv"), folder.path().join("out"));
        let files = ["--actuals", shown(&file), "--out", shown(&out)];
        let text =
            said(&[&["replan", CQUST, PLAN, "--now", now], &files[..]].concat(), folder.path());
        assert!(!out.exists(), "nothing is written");
        text
    }

    #[test]
    fn rows_that_say_nothing_clear() {
        let table = "事项,学院,班级,人数,站点,半天,日期,开始,结束\n\
            拍完,冶金与材料工程院,,,,,,,\n\
            已拍,冶金与材料工程学院,,,,,,,\n\
            拍完,工商管理学院,,300,,,,,\n\
            已拍,冶金与材料工程学院,材料成型2020-9,20,,,,,\n\
            停用,,,,体育场,,,,11:00\n\
            取消,,,,,12-12早上,,,\n\
            拍照,外国语学院,,69,,,,,\n\
            停用,,,,,,12月32日,9点,11:00\n";
        insta::assert_snapshot!("actuals_unclear", refused(table, "2023-12-12 10:40"));
        insta::assert_snapshot!(
            "actuals_headers",
            refused("事项,学院,相机\n拍完,外国语学院,甲\n", "10:40")
        );
    }

    #[test]
    fn rows_that_contradict_the_plan_the_lists_or_the_clock() {
        let table = "what,group,class,people,station,block,date,start,end,note\n\
            done,人文艺术学院,,,,,,,,it comes on Thursday\n\
            photographed,冶金与材料工程学院,,481,,,,,,more than are on the list\n\
            photographed,冶金与材料工程学院,材料成型2020-01,10,,,,,,group and class\n\
            done,工商管理学院,,,,,,,,\n\
            photographed,工商管理学院,,700,,,,,,\n\
            absent,机械与动力工程学院,,5,,,,,,\n\
            absent,机械与动力工程学院,,6,,,,,,twice\n\
            out,,,,,,,11:00,09:40,backwards\n\
            out,,,,,,,,10:20,over before now\n\
            out,,,,,,2023-12-17,,,a Sunday\n\
            lost,,,,,12-13上午,,13:00,15:00,not in that half-day\n\
            out,,,,,,,10:00,11:30,\n\
            out,,,,,,,11:00,11:40,they meet\n\
            extra,,,,,,2023-12-08,09:00,12:00,last week\n";
        insta::assert_snapshot!("actuals_contradict", refused(table, "2023-12-12 10:40"));
        insta::assert_snapshot!("now_outside", refused("what,group\n", "2024-12-12 10:40"));
    }

    /// A half-day is lost weeks before the first day of a published plan.
    #[test]
    fn any_moment_before_the_first_day_will_do() {
        let table = "what,block,start,end\nlost,12-14下午,14:00,14:30\n".to_owned();
        let folder = with_files([("actuals.csv", table)]);
        let [actuals, out] = ["actuals.csv", "out"].map(|name| folder.path().join(name));
        let files = ["--actuals", shown(&actuals), "--out", shown(&out)];
        let plan = "instances/cqust-2024/attachment-2.csv";
        let now = ["--now", "2023-10-20 08:00", "--set", "station.rate=330", "--lang", "en"];
        let told = callsheet(&[&["replan", CQUST, plan], &files[..], &now[..]].concat());
        let line = "A new time for 470 people, proven to be the fewest possible.";
        assert!(told.stdout.starts_with(line), "{}", told.all());
        let rest = out.join("remaining");
        let checked = callsheet(&["check", shown(&rest), shown(&out), "--lang", "en"]);
        assert!(checked.succeeded().stdout.contains("No rule is broken."));
    }

    #[test]
    fn a_college_that_the_plan_leaves_out_can_not_be_done() {
        let official = text_of(root().join(CQUST).join("attachment-2.csv"));
        let without: Vec<&str> =
            official.lines().filter(|line| !line.contains("工商管理学院")).collect();
        let actuals = "what,group\ndone,工商管理学院\n".to_owned();
        let folder = with_files([("plan.csv", without.join("\n")), ("actuals.csv", actuals)]);
        let [plan, actuals, out] =
            ["plan.csv", "actuals.csv", "out"].map(|name| folder.path().join(name));
        let files = ["--actuals", shown(&actuals), "--out", shown(&out)];
        let arguments =
            [&["replan", CQUST, shown(&plan), "--now", "2023-12-12 10:40"], &files[..]].concat();
        insta::assert_snapshot!("not_in_the_plan", said(&arguments, folder.path()));
        assert!(!out.exists(), "nothing is written");
    }

    #[test]
    fn a_camera_fails_on_the_second_morning() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().display().to_string();
        let actuals = format!("{CQUST}/actuals-camera.csv");
        let arguments = [
            "replan",
            CQUST,
            PLAN,
            "--now",
            "2023-12-12 10:40",
            "--actuals",
            &actuals,
            "--out",
            &out,
        ];
        insta::assert_snapshot!(
            "camera",
            said(&[&arguments[..], &["--set", "station.rate=300"]].concat(), folder.path())
        );
        insta::assert_snapshot!("changes", text_of(folder.path().join("changes-zh.txt")));
        let remaining = folder.path().join("remaining").display().to_string();
        callsheet(&["check", &remaining, &out]).succeeded();
        // At the plan's own highest rate not everybody can be served any more.
        let output = callsheet(&[&arguments[..], &["--json"]].concat());
        let object = output.json();
        assert_eq!((output.code, object["proven"].as_bool()), (3, Some(true)));
        assert!(!object["left_out"].as_array().unwrap().is_empty());
    }

    #[test]
    fn a_day_that_goes_as_planned() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().display().to_string();
        let arguments = ["replan", CQUST, PLAN, "--now", "2023-12-12 10:40", "--out", &out];
        insta::assert_snapshot!("as_planned", said(&arguments, folder.path()));
        let plan = |path: &Path| {
            let text = text_of(path.join("plan.csv"));
            text.lines()
                .filter(|line| line.contains("2023-12-13") || line.contains("2023-12-14"))
                .map(|line| line.split_once(',').unwrap().1.to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(plan(folder.path()), plan(&root().join(PLAN)));
        let over = callsheet(&[
            "replan",
            CQUST,
            PLAN,
            "--now",
            "2023-12-14 16:30",
            "--out",
            &out,
            "--json",
        ]);
        assert_eq!(over.json()["status"], "nothing_left");
    }

    const CAMPAIGN: &str = "title = \"补照\"\ncall_lead_minutes = 10\n[objective]\ntiers = [\"blocks\"]\n\
        [[station]]\nname = \"站\"\nrate = 60\n\
        [[block]]\nname = \"上午\"\ndate = 2024-05-06\nstart = \"09:00\"\nend = \"10:00\"\n\
        [[block]]\nname = \"下午\"\ndate = 2024-05-06\nstart = \"14:00\"\nend = \"15:00\"\n\
        [[make_up]]\nname = \"补照\"\nblock = \"下午\"\nstart = \"14:56\"\nend = \"15:00\"\n";
    const STUDENTS: &str = "学院,班级,学号,状态\n甲,1班,101,\n甲,1班,102,\n甲,1班,103,校外\n甲,1班,104,补照\n\
        甲,2班,201,\n甲,2班,202,\n乙,1班,301,\n乙,1班,302,\n";

    fn make_up(photographed: &str, more: &[&str]) -> String {
        let plan = "日期,开始,结束,学院\n2024-05-06,09:00,09:10,乙\n2024-05-06,09:10,09:20,甲\n";
        let folder = with_files([
            ("campaign.toml", CAMPAIGN),
            ("groups.csv", "学院,英文名\n甲,A\n乙,B\n"),
            ("students.csv", STUDENTS),
            ("plan.csv", plan),
            ("photographed.csv", photographed),
        ]);
        let path = |name: &str| folder.path().join(name).display().to_string();
        let (campaign, plan, list) =
            (folder.path().display().to_string(), path("plan.csv"), path("photographed.csv"));
        let (out, arguments) = (path("out"), ["makeup", &campaign, &plan, "--photographed", &list]);
        let mut text = said(&[&arguments[..], &["--out", &out], more].concat(), folder.path());
        for lang in ["zh", "en"] {
            callsheet(&[&arguments[..], &["--out", &out, "--lang", lang], more].concat());
            for table in ["make-up-students.csv", "make-up-colleges.csv"] {
                text += &std::fs::read_to_string(folder.path().join("out").join(table))
                    .unwrap_or_default();
            }
        }
        text
    }

    #[test]
    fn the_make_up_list_names_who_is_missing_and_who_does_not_fit() {
        // Five are missing, four minutes at one a minute: 302 comes first, since its college's
        // window was.
        insta::assert_snapshot!("make_up", make_up("学号\n101\n301\n", &[]));
        insta::assert_snapshot!(
            "make_up_nobody",
            make_up("number\n101\n102\n103\n104\n201\n202\n301\n302\n", &[])
        );
        // By 09:15 only the first college has had its time.
        insta::assert_snapshot!(
            "make_up_by_now",
            make_up("学号\n101\n301\n", &["--now", "2024-05-06 09:15"])
        );
    }

    /// The station stands still from 09:20 to 09:40; the college has room for that in its window,
    /// its second and third class come later than they were told.
    #[test]
    fn classes_that_come_later_in_a_window_that_stays_are_told() {
        let campaign = "title = \"小例\"\ncall_lead_minutes = 10\n\
            [objective]\ntiers = [\"blocks\"]\n[[station]]\nname = \"馆\"\nrate = 120\n\
            [[block]]\nname = \"上午\"\ndate = 2024-05-06\nstart = \"09:00\"\nend = \"12:00\"\n";
        let slots = "学院,班级,日期,开始,结束\n甲,1班,2024-05-06,9:00,9:20\n\
            甲,2班,2024-05-06,9:20,9:40\n甲,3班,2024-05-06,9:40,10:00\n";
        let folder = with_files([
            ("campaign.toml", campaign),
            ("groups.csv", "学院,人数,联系方式\n甲,60,65021111\n乙,40,\n"),
            ("classes.csv", "学院,班级,人数\n甲,1班,20\n甲,2班,20\n甲,3班,20\n乙,4班,40\n"),
            (
                "plan.csv",
                "日期,开始,结束,学院\n2024-05-06,9:00,10:00,甲\n2024-05-06,10:00,11:00,乙\n",
            ),
            ("slots.csv", slots),
            ("actuals.csv", "事项,学院,人数,开始,结束\n已拍,甲,20,,\n停用,,,9:20,9:40\n"),
        ]);
        let path = |name: &str| folder.path().join(name).display().to_string();
        let (campaign, plan, slots) =
            (folder.path().display().to_string(), path("plan.csv"), path("slots.csv"));
        let (actuals, out) = (path("actuals.csv"), path("out"));
        let arguments = [
            "replan",
            &campaign,
            &plan,
            "--slots",
            &slots,
            "--actuals",
            &actuals,
            "--now",
            "2024-05-06 09:25",
            "--out",
            &out,
        ];
        let json = callsheet(&[&arguments[..], &["--json"]].concat()).succeeded().json();
        assert_eq!(json["told_a_new_time"], 0, "{json}");
        let recalled: Vec<_> = json["recalled"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                (
                    one["class"].as_str(),
                    one["people"].as_i64(),
                    one["from"]["start"].as_str(),
                    one["to"]["start"].as_str(),
                )
            })
            .collect();
        let told = |class, from, to| (Some(class), Some(20), Some(from), Some(to));
        assert_eq!(
            recalled,
            [told("2班", "09:20", "09:40"), told("3班", "09:40", "09:50")],
            "{json}"
        );
        insta::assert_snapshot!("recalled", said(&arguments, folder.path()));
        let text =
            |name: &str| std::fs::read_to_string(folder.path().join("out").join(name)).unwrap();
        let tables = ["changes-zh.txt", "changes-en.txt", "changes-zh.csv", "changes-en.csv"];
        insta::assert_snapshot!("recalled_notice", tables.map(text).concat());
    }

    #[test]
    fn lists_of_photographed_students_that_are_wrong() {
        insta::assert_snapshot!(
            "photographed_faults",
            make_up("学号\n101\n1O2\n101\n99999999\n", &["--now", "noon"])
        );
        insta::assert_snapshot!("photographed_names", make_up("学号,姓名\n101,某\n", &[]));
        let folder = with_files([("photographed.csv", "学号\n1\n")]);
        let list = folder.path().join("photographed.csv");
        let arguments = ["makeup", CQUST, PLAN, "--photographed", shown(&list)];
        insta::assert_snapshot!("no_roster", said(&arguments, folder.path()));
    }
}
