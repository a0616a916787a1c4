//! The time that is left: blocks from now on, without what is lost.

use super::Request;
use super::pace::{Pace, pace};
use crate::base::clock::{Interval, Minutes};
use crate::campaign::actuals::{Event, LostTime, Moment};
use crate::campaign::{Block, BlockId, Break, Campaign, GroupId, MakeUp, StationId};
use crate::plans::metrics::{WindowFigures, metrics};
use jiff::civil::Date;

const DAY: Minutes = 24 * 60;

/// When an outage or a lost block takes place, with what is not said filled in; the end may lie
/// before the start.
pub fn lost_time(campaign: &Campaign, now: Moment, event: &Event) -> Option<LostTime> {
    match *event {
        Event::Out { station, date, from, until } => {
            let date = date.unwrap_or(now.date);
            let start = if date == now.date { now.minute } else { 0 };
            let interval = Interval::new(from.unwrap_or(start), until.unwrap_or(DAY));
            Some(LostTime { station, date, interval })
        }
        Event::Lost { block, from, until } => {
            let Block { station, date, regular, latest_end, .. } = campaign.block(block);
            let interval =
                Interval::new(from.unwrap_or(regular.start), until.unwrap_or(*latest_end));
            Some(LostTime { station: *station, date: *date, interval })
        }
        _ => None,
    }
}

/// A clock for the rest of a campaign: the moment, and the time that is lost.
pub struct Horizon<'a> {
    campaign: &'a Campaign,
    now: Moment,
    lost: Vec<LostTime>,
    figures: Vec<WindowFigures>,
}

impl<'a> Horizon<'a> {
    /// Collects what the table says is lost.
    pub fn new(request: &Request<'a>) -> Horizon<'a> {
        let (campaign, now) = (request.campaign, request.now);
        let lost =
            request.actuals.iter().filter_map(|actual| lost_time(campaign, now, &actual.event));
        Horizon {
            campaign,
            now,
            lost: lost.collect(),
            figures: metrics(campaign, request.plan, None).windows,
        }
    }

    /// The pace that may be asked for, see `task::pace`.
    pub fn pace(&self, group: GroupId, block: BlockId) -> Option<Pace> {
        pace(self.campaign, &self.figures, group, block)
    }

    /// Lost time of a station on a day.
    fn lost_at(&self, station: StationId, date: Date) -> impl Iterator<Item = Interval> + '_ {
        let here =
            self.lost.iter().filter(move |lost| (lost.station, lost.date) == (station, date));
        here.map(|lost| lost.interval)
    }

    /// Whether any lost time meets the interval.
    pub fn is_hit(&self, station: StationId, date: Date, interval: Interval) -> bool {
        self.lost_at(station, date).any(|lost| lost.overlaps(interval))
    }

    /// Minutes of an interval in which the crew really works: without breaks, without lost time.
    pub fn worked(&self, station: StationId, date: Date, interval: Interval) -> Minutes {
        let block =
            self.campaign.block_at(station, date, interval).map(|id| self.campaign.block(id));
        let parts = block.map_or_else(|| vec![interval], |block| block.working_parts(interval));
        let is_lost = |minute: Minutes| {
            self.lost_at(station, date).any(|lost| lost.start <= minute && minute < lost.end)
        };
        parts
            .iter()
            .flat_map(|part| part.start..part.end)
            .filter(|minute| !is_lost(*minute))
            .count() as Minutes
    }

    /// Minutes of an interval in which the plan lets the crew work: without breaks.
    pub fn planned_minutes(&self, station: StationId, date: Date, interval: Interval) -> Minutes {
        self.campaign.working_minutes(station, date, interval)
    }

    /// Breaks of a block and its lost time, in order, those that meet made one; whether a window
    /// may straddle them.
    fn closed(&self, block: &Block) -> Vec<Break> {
        let lost =
            self.lost_at(block.station, block.date).map(|lost| lost.shared(block.bookable()));
        let mut all: Vec<Break> =
            lost.map(|interval| Break { interval, may_straddle: true }).collect();
        all.extend(block.breaks.iter().cloned());
        joined(all)
    }

    /// The first minute of a block, not before now, at which the crew works; `None` when there is
    /// none.
    pub fn ready(&self, id: BlockId) -> Option<Minutes> {
        let block = self.campaign.block(id);
        let begins = if block.date == self.now.date {
            self.now.minute.max(block.regular.start)
        } else {
            block.regular.start
        };
        let covering = self
            .closed(block)
            .into_iter()
            .find(|pause| pause.interval.start <= begins && begins < pause.interval.end);
        let ready = covering.map_or(begins, |pause| pause.interval.end);
        (block.date >= self.now.date && ready < block.latest_end).then_some(ready)
    }

    /// The minute of the grid at or before another one, or at or after it.
    pub fn on_grid(&self, id: BlockId, minute: Minutes, before: bool) -> Minutes {
        let (block, grid) = (self.campaign.block(id), self.campaign.grid());
        let is_on_grid = |minute: &Minutes| block.is_on_grid(grid, *minute);
        let found = if before {
            (minute - grid..=minute).rev().find(is_on_grid)
        } else {
            (minute..minute + grid).find(is_on_grid)
        };
        found.unwrap_or(minute)
    }

    /// What is left of a block. Somebody who is being photographed goes on at the minute of the
    /// grid before the first one left (`is_running`); others can only start at the one after it.
    pub fn rest_of(&self, id: BlockId, is_running: bool) -> Option<Block> {
        let block = self.campaign.block(id);
        let ready = self.ready(id)?;
        let start = self.on_grid(id, ready, is_running);
        let mut closed = self.closed(block);
        closed.retain(|pause| pause.interval.end > ready);
        // The grid begins again behind a break of the campaign, and not behind time that is lost.
        for pause in &mut closed {
            pause.interval.end = self.on_grid(id, pause.interval.end, false);
        }
        let mut closed = joined(closed);
        let mut latest_end = block.latest_end;
        if let Some(last) = closed.pop_if(|last| last.interval.end >= block.latest_end) {
            latest_end = last.interval.start;
        }
        if latest_end - start < self.campaign.grid() {
            return None;
        }
        let end = block.regular.end.min(latest_end).max(start + self.campaign.grid());
        // Where others can only start after the first minute left, a break may end before they can.
        for pause in &mut closed {
            pause.interval.start = pause.interval.start.max(start);
        }
        closed.retain(|pause| pause.interval.minutes() > 0);
        let open = Interval::new(start, latest_end);
        let make_up = block.make_up.iter().flat_map(|make_up| {
            let mut left = vec![make_up.interval.shared(open)];
            // Lost time takes in what is left of its last minutes of the grid.
            for pause in &closed {
                left = left.into_iter().flat_map(|part| without(part, pause.interval)).collect();
            }
            left.into_iter().map(|interval| MakeUp { name: make_up.name.clone(), interval })
        });
        let make_up: Vec<MakeUp> =
            make_up.filter(|make_up| make_up.interval.minutes() > 0).collect();
        Some(Block {
            regular: Interval::new(start, end),
            latest_end,
            make_up,
            breaks: closed,
            ..block.clone()
        })
    }

    /// The latest minute up to `end` at which a window that goes on can end: on the grid, not in a
    /// break.
    pub fn last_end(&self, id: BlockId, end: Minutes) -> Minutes {
        let closed = self.closed(self.campaign.block(id));
        let in_break = |minute: Minutes| {
            closed
                .iter()
                .find(|pause| pause.interval.start < minute && minute <= pause.interval.end)
        };
        let mut end = self.on_grid(id, end, true);
        while let Some(pause) = in_break(end) {
            end = self.on_grid(id, pause.interval.start, true);
        }
        end
    }
}

/// Breaks in order, those that meet made one, which a window may straddle where it may straddle all
/// of them.
fn joined(mut breaks: Vec<Break>) -> Vec<Break> {
    breaks.retain(|pause| pause.interval.minutes() > 0);
    breaks.sort_by_key(|pause| pause.interval);
    let mut joined: Vec<Break> = Vec::new();
    for pause in breaks {
        match joined.last_mut() {
            Some(last) if pause.interval.start <= last.interval.end => {
                last.interval.end = last.interval.end.max(pause.interval.end);
                last.may_straddle &= pause.may_straddle;
            }
            _ => joined.push(pause),
        }
    }
    joined
}

/// What a lost interval leaves of a part.
fn without(part: Interval, lost: Interval) -> Vec<Interval> {
    if !part.overlaps(lost) {
        return vec![part];
    }
    let pieces = [Interval::new(part.start, lost.start), Interval::new(lost.end, part.end)];
    pieces.into_iter().filter(|piece| piece.minutes() > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::{
        BlockId, Campaign, Event, Horizon, Interval, LostTime, Moment, Request, StationId,
    };
    use super::{lost_time, without};
    use crate::base::diagnostic::Location;
    use crate::base::text::Text;
    use crate::campaign::actuals::Actual;
    use crate::campaign::plan::Plan;
    use crate::campaign::tiny::{self, START};
    use crate::campaign::{Break, MakeUp};

    const BLOCK: BlockId = BlockId(0);

    /// An hour with a break from minute 20 to 25, and an outage from minute 33 to 40.
    fn campaign() -> Campaign {
        let mut draft = tiny::draft(&[6, 6], &[20]);
        let interval = Interval::new(START + 20, START + 25);
        draft.blocks[0].breaks.push(Break { interval, may_straddle: false });
        let interval = Interval::new(START + 50, START + 60);
        draft.blocks[0].make_up.push(MakeUp { name: Text::same("make-up"), interval });
        Campaign::new(draft).unwrap()
    }

    fn with<T>(minute: i32, lost: (i32, i32), ask: impl Fn(&Horizon<'_>) -> T) -> T {
        let (campaign, plan) = (campaign(), Plan::default());
        let (from, until) = (Some(START + lost.0), Some(START + lost.1));
        let event = Event::Lost { block: BLOCK, from, until };
        let actuals = [Actual { event, place: Location::default() }];
        let now = Moment { date: campaign.block(BLOCK).date, minute: START + minute };
        let request =
            Request { campaign: &campaign, plan: &plan, now, notice: 0, actuals: &actuals };
        ask(&Horizon::new(&request))
    }

    #[test]
    fn what_is_not_said_of_an_outage_is_filled_in() {
        let campaign = campaign();
        let now = Moment { date: campaign.block(BLOCK).date, minute: START + 7 };
        let (today, tomorrow) = (now.date, campaign.block(BlockId(1)).date);
        let lost = |event| lost_time(&campaign, now, &event);
        let out = |date, from, until| Event::Out { station: StationId(0), date, from, until };
        let time = |date, start, end| {
            Some(LostTime { station: StationId(0), date, interval: Interval::new(start, end) })
        };
        assert_eq!(lost(out(None, None, None)), time(today, START + 7, 24 * 60), "from now on");
        assert_eq!(
            lost(out(Some(tomorrow), None, Some(700))),
            time(tomorrow, 0, 700),
            "all morning"
        );
        assert_eq!(lost(out(None, Some(600), None)), time(today, 600, 24 * 60));
        let block = |from, until| Event::Lost { block: BlockId(1), from, until };
        assert_eq!(lost(block(None, None)), time(tomorrow, START, START + 60));
        assert_eq!(lost(block(Some(START + 9), None)), time(tomorrow, START + 9, START + 60));
    }

    #[test]
    fn the_crew_works_from_now_on_but_not_in_breaks_nor_in_lost_time() {
        // Tried minute by minute.
        let is_closed = |minute: i32| (20..25).contains(&minute) || (33..40).contains(&minute);
        for now in -5..62 {
            let ready = with(now, (33, 40), |horizon| horizon.ready(BLOCK));
            let first = (now.max(0)..60).find(|minute| !is_closed(*minute));
            assert_eq!(ready, first.map(|minute| START + minute), "at minute {now}");
        }
        for (from, to) in [(0, 60), (10, 22), (30, 36), (34, 39), (20, 40)] {
            let interval = Interval::new(START + from, START + to);
            let date = campaign().block(BLOCK).date;
            let worked = with(0, (33, 40), |horizon| horizon.worked(StationId(0), date, interval));
            let expected = (from..to).filter(|minute| !is_closed(*minute)).count();
            assert_eq!(worked as usize, expected, "{from} to {to}");
        }
    }

    #[test]
    fn minutes_are_put_on_the_grid_and_ends_before_breaks() {
        with(0, (33, 40), |horizon| {
            for minute in -3..30 {
                let put = |before| horizon.on_grid(BLOCK, START + minute, before) - START;
                // The break from 20 to 25 is over: the grid begins again.
                let begin = if minute < 25 { 0 } else { 25 };
                let before = (minute - begin).div_euclid(10) * 10 + begin;
                assert_eq!(put(true), before, "before {minute}");
                let after = (minute - begin + 9).div_euclid(10) * 10 + begin;
                let after = if (21..25).contains(&minute) { 25 } else { after };
                assert_eq!(put(false), after, "after {minute}");
            }
            let last = |end: i32| horizon.last_end(BLOCK, START + end) - START;
            assert_eq!(
                [19, 20, 25, 29, 30, 35, 40, 45].map(last),
                [10, 20, 20, 20, 20, 20, 20, 45]
            );
        });
    }

    #[test]
    fn of_a_block_is_left_what_comes_after_now_and_is_not_lost() {
        let rest =
            |now, lost, is_running| with(now, lost, |horizon| horizon.rest_of(BLOCK, is_running));
        let bounds = |now, lost, is_running| {
            rest(now, lost, is_running)
                .map(|own| (own.regular.start - START, own.latest_end - START))
        };
        assert_eq!(bounds(3, (33, 40), true), Some((0, 60)), "whoever is at it goes on");
        assert_eq!(bounds(3, (33, 40), false), Some((10, 60)), "others start on the grid");
        assert_eq!(bounds(3, (33, 60), false), Some((10, 33)), "lost to its end");
        assert_eq!(bounds(22, (33, 60), false), None, "less than a step is left");
        assert_eq!(bounds(60, (33, 40), false), None, "it is over");
        let left = rest(3, (33, 55), false).unwrap();
        let breaks: Vec<_> = left
            .breaks
            .iter()
            .map(|own| (own.interval.start - START, own.interval.end - START))
            .collect();
        assert_eq!(breaks, [(20, 25), (33, 55)]);
        assert_eq!(
            left.breaks.iter().map(|own| own.may_straddle).collect::<Vec<_>>(),
            [false, true]
        );
        assert_eq!(
            left.make_up[0].interval,
            Interval::new(START + 55, START + 60),
            "five minutes of it"
        );
        // An outage that meets a break is one with it, and may not be straddled either.
        let left = rest(3, (22, 30), false).unwrap();
        assert_eq!(left.breaks.len(), 1);
        assert!(!left.breaks[0].may_straddle);
        // To the next minute of the grid, which the campaign counts from 25 on.
        assert_eq!(left.breaks[0].interval, Interval::new(START + 20, START + 35));
    }

    #[test]
    fn lost_time_leaves_the_pieces_around_it() {
        let part = Interval::new(10, 20);
        let pieces = |from, to| -> Vec<(i32, i32)> {
            let left = without(part, Interval::new(from, to));
            left.into_iter().map(|piece| (piece.start, piece.end)).collect()
        };
        assert_eq!(pieces(12, 15), [(10, 12), (15, 20)]);
        assert_eq!(pieces(0, 15), [(15, 20)]);
        assert_eq!(pieces(15, 30), [(10, 15)]);
        assert_eq!(pieces(20, 30), [(10, 20)], "it begins as the part ends");
        assert!(pieces(10, 20).is_empty());
    }
}
