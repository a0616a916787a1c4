//! One run of one plan: everybody comes, queues, is photographed or left for the make-up time.

use super::people::People;
use super::queue::{Arrival, FractionalMinutes, Heads, Team, serve};
use super::random::{Comes, Dice, Fate};
use super::tally::{HALL_STEP, PILES, Tally};
use super::timetable::{Session, Timetable};
use crate::campaign::plan::Window;
use crate::campaign::{Campaign, Latecomers};

/// A campaign, a plan made ready, and what chance decided in a run.
pub struct SimulatedRun<'a> {
    /// The campaign.
    pub campaign: &'a Campaign,
    /// Everybody.
    pub people: &'a People,
    /// The plan.
    pub timetable: &'a Timetable,
    /// The dice.
    pub dice: &'a Dice<'a>,
    /// The number of the run.
    pub number: u64,
    /// What the dice said of everybody.
    pub fates: &'a [Fate],
}

/// Somebody who was not photographed, and from when on the make-up time is open to them.
#[derive(Debug, Clone, Copy)]
struct Missed {
    day: usize,
    from: FractionalMinutes,
    person: u32,
    /// Came when the crew had gone: no make-up time is to blame where none follows.
    too_late: bool,
}

/// Those who are late and come last on their day.
#[derive(Debug, Clone, Copy)]
struct Late {
    day: usize,
    station: usize,
    at: FractionalMinutes,
    person: u32,
}

/// Room for the work, kept from run to run.
#[derive(Debug, Default)]
pub struct Bench {
    arrivals: Vec<Arrival>,
    heads: Heads,
    team: Team,
    missed: Vec<Missed>,
    late: Vec<Late>,
    /// The window of everybody who was called in this run, with the mark `LATE`.
    window_of: Vec<u32>,
    ends: Vec<FractionalMinutes>,
    hall: Vec<Vec<i32>>,
    ready: Vec<(usize, usize, FractionalMinutes)>,
}

/// Ends are compared to the thousandth of a minute: sums of seconds are not exact.
const INSTANT: FractionalMinutes = 1e-3;

impl SimulatedRun<'_> {
    /// Plays it and counts what happens.
    pub fn play(&self, bench: &mut Bench, tally: &mut Tally) {
        bench.missed.clear();
        bench.late.clear();
        bench.ready.clear();
        bench.ends.clear();
        bench.ends.resize(self.timetable.windows.len(), FractionalMinutes::NEG_INFINITY);
        bench.window_of.resize(self.people.count, 0);
        bench.hall.resize(self.timetable.days.len(), Vec::new());
        for (own, tally) in bench.hall.iter_mut().zip(&tally.halls) {
            own.clear();
            own.resize(tally.moments.len() + 1, 0);
        }
        let arranged = self.people.cohorts.iter().flat_map(|cohort| {
            let first = cohort.first + cohort.invited;
            (first..first + cohort.arranged).map(|person| person as u32)
        });
        bench.missed.extend(arranged.map(|person| Missed {
            day: 0,
            from: 0.0,
            person,
            too_late: false,
        }));
        let mut needed = bench.missed.len();
        let mut counted = RunSums::default();
        for session in &self.timetable.sessions {
            needed += self.session(session, bench, tally, &mut counted);
        }
        self.count(bench, tally, &counted, needed);
    }

    /// Plays a half-day. Returns the number of people whom it sends to the make-up time.
    fn session(
        &self,
        session: &Session,
        bench: &mut Bench,
        tally: &mut Tally,
        counted: &mut RunSums,
    ) -> usize {
        let mut needed = self.gather(session, bench);
        self.prepare(session, bench);
        bench.arrivals.sort_unstable_by(|one, other| {
            one.line
                .cmp(&other.line)
                .then(one.at.total_cmp(&other.at))
                .then(one.person.cmp(&other.person))
        });
        let Bench { arrivals, heads, team, window_of, ends, hall, .. } = bench;
        let hall = &mut hall[session.day];
        let from = tally.halls[session.day].from;
        let (windows, pile) =
            (&mut tally.windows, &mut tally.waits[(self.number % PILES) as usize]);
        let mut busy = 0.0;
        let mut last = session.planned.1;
        let first = session.planned.0;
        serve(&session.lines, arrivals, team, heads, &mut |arrival, begin, end| {
            step(hall, from, arrival.at, 1);
            step(hall, from, end, -1);
            busy += (end - begin.max(first)).max(0.0);
            last = last.max(end);
            if Some(arrival.line as usize) == session.make_up {
                return;
            }
            let wait = begin - arrival.at;
            let own = window_of[arrival.person as usize];
            let window = (own & !LATE) as usize;
            windows[window].waits.add(wait);
            pile.add(wait);
            counted.waits += wait;
            counted.photographed += 1;
            if own & LATE == 0 {
                ends[window] = ends[window].max(end);
            }
        });
        counted.idle += idle(session, &bench.team, first, last) - busy;
        needed += leave(session, &self.timetable.windows, bench, from);
        needed
    }

    /// Who comes to this half-day, and who stays away; the number of those who stay away.
    fn gather(&self, session: &Session, bench: &mut Bench) -> usize {
        bench.arrivals.clear();
        let mut needed = 0;
        for call in &session.calls {
            let cohort = &self.people.cohorts[call.cohort];
            let window_end = f64::from(self.timetable.windows[call.window].interval.end);
            for person in cohort.first..cohort.first + cohort.invited {
                let fate = &self.fates[person];
                let at = match fate.comes {
                    Comes::Not => {
                        let person = person as u32;
                        bench.missed.push(Missed {
                            day: session.day,
                            from: window_end,
                            person,
                            too_late: false,
                        });
                        needed += 1;
                        continue;
                    }
                    Comes::AtCall(minutes) => call.at + minutes,
                    Comes::Late(minutes) => call.slot + minutes,
                };
                let is_late = at > call.slot;
                bench.window_of[person] = call.window as u32 | if is_late { LATE } else { 0 };
                let person = person as u32;
                let line = match self.campaign.uncertainty().latecomers {
                    Latecomers::Day if is_late => {
                        bench.late.push(Late {
                            day: session.day,
                            station: session.station.0,
                            at,
                            person,
                        });
                        continue;
                    }
                    Latecomers::Class if is_late => {
                        // The last class of this half-day whose slot has begun when they come.
                        let turn = session.calls.partition_point(|other| other.slot <= at);
                        session.calls[turn - 1].line.max(call.line)
                    }
                    _ => call.line,
                };
                bench.arrivals.push(Arrival {
                    line: line as u32,
                    person,
                    at,
                    service: fate.service * call.mean,
                });
            }
        }
        let Bench { arrivals, late, missed, .. } = bench;
        let photo = |person: u32| self.fates[person as usize].service * session.mean;
        if let Some(line) = session.day_line {
            late.retain(|late| {
                let here = (late.day, late.station) == (session.day, session.station.0);
                if here {
                    let Late { at, person, .. } = *late;
                    arrivals.push(Arrival {
                        line: line as u32,
                        person,
                        at,
                        service: photo(person),
                    });
                }
                !here
            });
        }
        if let Some(line) = session.make_up {
            let open = &session.lines[line].open;
            missed.retain(|missed| {
                let from = if missed.day < session.day { 0.0 } else { missed.from };
                let begin = open
                    .iter()
                    .find(|(start, _)| *start >= from)
                    .filter(|_| missed.day <= session.day);
                if let Some((at, _)) = begin {
                    let person = missed.person;
                    arrivals.push(Arrival {
                        line: line as u32,
                        person,
                        at: *at,
                        service: photo(person),
                    });
                }
                begin.is_none()
            });
        }
        needed
    }

    /// Sets up the cameras: work goes on where the half-day before it ended, known outages and
    /// failures are written down.
    fn prepare(&self, session: &Session, bench: &mut Bench) {
        let team = &mut bench.team;
        let before = bench
            .ready
            .iter()
            .filter(|(day, station, _)| (*day, *station) == (session.day, session.station.0));
        let opens = before.map(|(.., until)| *until).fold(session.span.0, FractionalMinutes::max);
        team.ready.clear();
        team.ready.resize(session.cameras, opens);
        team.breaks.clone_from(&session.breaks);
        team.changeover = f64::from(self.campaign.changeover());
        team.home = Some(session.home);
        team.down.resize(session.cameras, Vec::new());
        team.down.iter_mut().for_each(Vec::clear);
        let settings = self.campaign.uncertainty();
        if let Some(failures) = settings.failures {
            let (date, station) = (self.timetable.days[session.day].0, session.station);
            let own = self
                .campaign
                .blocks()
                .iter()
                .filter(|block| (block.date, block.station) == (date, station));
            let start = own
                .clone()
                .map(|block| block.regular.start)
                .min()
                .map_or(session.span.0, f64::from);
            let end = own.map(|block| block.latest_end).max().map_or(session.span.1, f64::from);
            // The same failures whatever the plan: they are drawn for the day as the campaign has
            // it.
            let span = (start, end + f64::from(settings.overtime));
            self.dice.failures(self.number, session.failures, failures, span, &mut team.down);
        }
        let date = self.timetable.days[session.day].0;
        for outage in &settings.outages {
            if outage.station == session.station && outage.date == date {
                let cameras = outage
                    .cameras
                    .and_then(|cameras| usize::try_from(cameras).ok())
                    .unwrap_or(usize::MAX);
                let gone = (f64::from(outage.interval.start), f64::from(outage.interval.end));
                team.down.iter_mut().take(cameras).for_each(|camera| camera.push(gone));
            }
        }
    }

    /// Counts what is known only when the run is over.
    fn count(&self, bench: &mut Bench, tally: &mut Tally, counted: &RunSums, needed: usize) {
        tally.runs += 1;
        let mut all = true;
        for ((window, end), tally) in
            self.timetable.windows.iter().zip(&bench.ends).zip(&mut tally.windows)
        {
            let over = (end - f64::from(window.interval.end)).max(0.0);
            let over = if over > INSTANT { over } else { 0.0 };
            tally.on_time += u64::from(over == 0.0);
            all &= over == 0.0;
            tally.over.add(over);
            tally.overs.add(over);
        }
        tally.all_on_time += u64::from(all);
        if counted.photographed > 0 {
            tally.mean_wait.add(counted.waits / counted.photographed as f64);
        }
        tally.idle.add(counted.idle);
        tally.idles.add(counted.idle.max(0.0));
        let mut fullest = 0;
        for (steps, tally) in bench.hall.iter_mut().zip(&mut tally.halls) {
            let mut people = 0;
            for ((step, moment), sum) in steps.iter().zip(&mut tally.moments).zip(&mut tally.sums) {
                people += step;
                let here = people.max(0);
                moment.add(f64::from(here));
                *sum += here as u64;
                fullest = fullest.max(here);
            }
        }
        tally.fullest.add(f64::from(fullest));
        let left = bench.missed.len() + bench.late.len();
        tally.missed.add(needed as f64);
        tally.missed_sum.add(needed as f64);
        tally.left.add(left as f64);
        tally.left_sum.add(left as f64);
        tally.suffices += u64::from(bench.missed.iter().all(|missed| missed.too_late));
    }
}

/// The mark of those who came after their slot had begun: they say nothing about when their window
/// ended.
const LATE: u32 = 1 << 31;

/// Sums of a run.
#[derive(Debug, Default)]
struct RunSums {
    waits: f64,
    photographed: u64,
    idle: f64,
}

/// Counts people from, or up to, the first counted moment that is not before `at`.
fn step(hall: &mut [i32], from: FractionalMinutes, at: FractionalMinutes, change: i32) {
    let place = ((at - from) / HALL_STEP).ceil().max(0.0) as usize;
    let last = hall.len() - 1;
    hall[place.min(last)] += change;
}

/// Whoever is still in a line when the half-day closes goes home: their windows ended late, and
/// they need the make-up time. Those who stay in the make-up line are no new ones.
fn leave(
    session: &Session,
    windows: &[Window],
    bench: &mut Bench,
    from: FractionalMinutes,
) -> usize {
    let Bench { arrivals, heads, missed, window_of, ends, hall, ready, .. } = bench;
    let mut needed = 0;
    for (number, (next, end)) in heads.waiting.iter().enumerate() {
        let closed = session.lines[number].open.last().map_or(session.span.1, |(_, to)| *to);
        for arrival in &arrivals[*next..*end] {
            let until = arrival.at.max(closed);
            let too_late = Some(number) != session.make_up && arrival.at >= session.home;
            missed.push(Missed { day: session.day, from: until, person: arrival.person, too_late });
            // Where nobody is at work any more nobody stays.
            if arrival.at < closed && !too_late {
                step(&mut hall[session.day], from, arrival.at, 1);
                step(&mut hall[session.day], from, closed, -1);
            }
            if Some(number) == session.make_up {
                continue;
            }
            needed += 1;
            let own = window_of[arrival.person as usize];
            if own & LATE == 0 {
                let window = own as usize;
                // At least a moment late, though it closes with the window: not everybody of it was
                // photographed.
                let end = until.max(f64::from(windows[window].interval.end));
                ends[window] = ends[window].max(end + 2.0 * INSTANT);
            }
        }
    }
    let until = heads
        .last_end
        .iter()
        .copied()
        .fold(FractionalMinutes::NEG_INFINITY, FractionalMinutes::max);
    ready.push((session.day, session.station.0, until));
    needed
}

/// Minutes between two moments, over all cameras, in which one could work: neither in a break nor
/// out of order.
fn idle(session: &Session, team: &Team, first: FractionalMinutes, last: FractionalMinutes) -> f64 {
    let free = |gone: &[(FractionalMinutes, FractionalMinutes)]| -> f64 {
        // Breaks and outages may overlap: minutes are taken away once.
        let mut pauses: Vec<(FractionalMinutes, FractionalMinutes)> =
            session.breaks.iter().chain(gone).copied().collect();
        pauses.sort_by(|one, other| one.0.total_cmp(&other.0));
        let (mut sum, mut at) = (0.0, first);
        for (from, to) in pauses {
            sum += (from.min(last) - at).max(0.0);
            at = at.max(to);
        }
        sum + (last - at).max(0.0)
    };
    if team.down.iter().all(Vec::is_empty) && session.breaks.is_empty() {
        return (last - first) * session.cameras as f64;
    }
    team.down.iter().map(|gone| free(gone)).sum()
}
