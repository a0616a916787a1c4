//! The event core: one queue in front of several cameras. It knows no campaign, only lines, cameras
//! and minutes.
//!
//! The next event is always the camera that is ready first. It takes the first line in which
//! somebody is there and that is open, and of that line who came first. Where nobody is, it waits
//! for the next arrival.

/// Minutes since midnight, with fractions.
pub type FractionalMinutes = f64;

/// Those who queue together, served before all later lines.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// When somebody of it may begin: `[from, to)`, in order.
    pub open: Vec<(FractionalMinutes, FractionalMinutes)>,
    /// Between lines of different parties the changeover is made; latecomers and make-up photos
    /// have none.
    pub party: Option<usize>,
}

impl Line {
    /// The first moment from `at` on at which it is open.
    fn next_open(&self, at: FractionalMinutes) -> Option<FractionalMinutes> {
        self.open.iter().find(|(_, to)| at < *to).map(|(from, _)| at.max(*from))
    }
}

/// Somebody who comes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Arrival {
    /// The line that the person stands in.
    pub line: u32,
    /// Whose, for the caller.
    pub person: u32,
    /// The moment, in minutes of the day.
    pub at: FractionalMinutes,
    /// Minutes that the photo takes.
    pub service: f64,
}

/// One team of cameras at work.
#[derive(Debug, Default)]
pub struct Team {
    /// When each camera is ready again.
    pub ready: Vec<FractionalMinutes>,
    /// When each camera is out of order: `[from, to)`, in order.
    pub down: Vec<Vec<(FractionalMinutes, FractionalMinutes)>>,
    /// When nobody begins: `[from, to)`, in order.
    pub breaks: Vec<(FractionalMinutes, FractionalMinutes)>,
    /// Minutes between two parties.
    pub changeover: f64,
    /// From then on a camera goes home as soon as nobody waits for it; `None` for never.
    pub home: Option<FractionalMinutes>,
}

impl Team {
    /// The first moment from `at` on at which the camera is neither in a break nor out of order.
    fn able(&self, camera: usize, mut at: FractionalMinutes) -> FractionalMinutes {
        loop {
            let pause = self
                .breaks
                .iter()
                .chain(&self.down[camera])
                .find(|(from, to)| *from <= at && at < *to);
            match pause {
                Some((_, to)) => at = *to,
                None => return at,
            }
        }
    }
}

/// Room for the work of [`serve`], kept from run to run.
#[derive(Debug, Default)]
pub struct Heads {
    /// For each line the places of those who are still to come or to be served: `[next, end)`.
    pub waiting: Vec<(usize, usize)>,
    /// When each camera ended its last photo.
    pub last_end: Vec<FractionalMinutes>,
}

/// Serves everybody who can be served; `arrivals` are sorted by line, then by time. What is left of
/// each line stands in `heads` afterwards. `photographed` hears of each photo: who, when it began
/// and when it ended.
pub fn serve(
    lines: &[Line],
    arrivals: &[Arrival],
    team: &mut Team,
    heads: &mut Heads,
    photographed: &mut impl FnMut(&Arrival, FractionalMinutes, FractionalMinutes),
) {
    heads.waiting.clear();
    heads.waiting.resize(lines.len(), (0, 0));
    let mut place = 0;
    for (number, head) in heads.waiting.iter_mut().enumerate() {
        let from = place;
        while arrivals.get(place).is_some_and(|arrival| arrival.line as usize == number) {
            place += 1;
        }
        *head = (from, place);
    }
    for camera in 0..team.ready.len() {
        team.ready[camera] = team.able(camera, team.ready[camera]);
    }
    heads.last_end.clone_from(&team.ready);
    let mut party = None;
    let mut first = 0;
    while let Some(camera) = earliest(&team.ready) {
        let now = team.ready[camera];
        while heads.waiting.get(first).is_some_and(|(next, end)| next == end) {
            first += 1;
        }
        let (mut chosen, mut later) = (None, FractionalMinutes::INFINITY);
        for (number, line) in lines.iter().enumerate().skip(first) {
            let (next, end) = heads.waiting[number];
            if next == end {
                continue;
            }
            match line.next_open(now.max(arrivals[next].at)) {
                Some(begin) if begin <= now => {
                    chosen = Some(number);
                    break;
                }
                Some(begin) => later = later.min(begin),
                None => {}
            }
        }
        let Some(number) = chosen else {
            if later == FractionalMinutes::INFINITY {
                break;
            }
            let stays = team.home.is_none_or(|home| later < home);
            team.ready[camera] =
                if stays { team.able(camera, later) } else { FractionalMinutes::INFINITY };
            continue;
        };
        let next_party = lines[number].party;
        if team.changeover > 0.0 && next_party > party {
            // The station photographs one group at a time: the last photo of the one before is
            // waited for.
            let last = heads
                .last_end
                .iter()
                .copied()
                .fold(FractionalMinutes::NEG_INFINITY, FractionalMinutes::max);
            let begins = if party.is_some() { last + team.changeover } else { now };
            party = next_party;
            if begins > now {
                for camera in 0..team.ready.len() {
                    team.ready[camera] = team.able(camera, team.ready[camera].max(begins));
                }
                continue;
            }
        }
        let arrival = &arrivals[heads.waiting[number].0];
        heads.waiting[number].0 += 1;
        let end = now + arrival.service;
        photographed(arrival, now, end);
        heads.last_end[camera] = end;
        team.ready[camera] = team.able(camera, end);
    }
}

fn earliest(ready: &[FractionalMinutes]) -> Option<usize> {
    let mut best = None;
    let mut least = FractionalMinutes::INFINITY;
    for (camera, at) in ready.iter().enumerate() {
        if *at < least {
            (best, least) = (Some(camera), *at);
        }
    }
    best
}
