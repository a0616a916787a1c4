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
        all.retain(|pause| pause.interval.minutes() > 0);
        all.sort_by_key(|pause| pause.interval);
        let mut closed: Vec<Break> = Vec::new();
        for pause in all {
            match closed.last_mut() {
                Some(last) if pause.interval.start <= last.interval.end => {
                    last.interval.end = last.interval.end.max(pause.interval.end);
                    last.may_straddle &= pause.may_straddle;
                }
                _ => closed.push(pause),
            }
        }
        closed
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
        let (start, grid) = (self.campaign.block(id).regular.start, self.campaign.grid());
        let up = if before { 0 } else { grid - 1 };
        start + (minute - start + up).div_euclid(grid) * grid
    }

    /// What is left of a block. Somebody who is being photographed goes on at the minute of the
    /// grid before the first one left (`is_running`); others can only start at the one after it.
    pub fn rest_of(&self, id: BlockId, is_running: bool) -> Option<Block> {
        let block = self.campaign.block(id);
        let ready = self.ready(id)?;
        let start = self.on_grid(id, ready, is_running);
        let mut closed = self.closed(block);
        closed.retain(|pause| pause.interval.end > ready);
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
            for lost in self.lost_at(block.station, block.date) {
                left = left.into_iter().flat_map(|part| without(part, lost)).collect();
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

/// What a lost interval leaves of a part.
fn without(part: Interval, lost: Interval) -> Vec<Interval> {
    if !part.overlaps(lost) {
        return vec![part];
    }
    let pieces = [Interval::new(part.start, lost.start), Interval::new(lost.end, part.end)];
    pieces.into_iter().filter(|piece| piece.minutes() > 0).collect()
}
