"""The arithmetic of docs/reference/rules.md: who is expected, how long a window must be, slots.

Everything is whole numbers and exact fractions, but for `confidence`, whose formula has a root.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from itertools import combinations
from math import ceil, floor, sqrt
from statistics import NormalDist

from campaigns import DAY, Block, Campaign, blocks_of


def half_up(x: Fraction) -> int:
    return floor(x + Fraction(1, 2))


class Reckoner:
    """What one campaign's documents say about each group, block and window."""

    def __init__(self, c: Campaign):
        self.c = c
        self.expected = []
        """For each group its expected people."""
        self.shares = []
        """For each group the expected people of its classes."""
        for g in range(len(c.groups)):
            total, shares = self.count(g)
            self.expected.append(total)
            self.shares.append(shares)
        self.needed = cache(self._needed)
        self.fits_whole = cache(self._fits_whole)

    def count(self, g: int) -> tuple[int, list[int]]:
        """Rounded up once for the group. Every class of which somebody is invited has at least one;
        the people that are left go to the largest remainders, earlier classes first."""
        group = self.c.groups[g]
        common = group.attendance or self.c.attendance or Fraction(1)
        if not group.classes:
            return ceil((group.headcount - group.off_site) * common), []
        exact = [(k.headcount - k.off_site - k.make_up) * (k.attendance or common)
                 for k in group.classes]
        shares = [max(floor(x), 1) if x else 0 for x in exact]
        order = sorted(range(len(exact)), key=lambda i: (shares[i] - exact[i], i))
        for i in order[:max(0, ceil(sum(exact)) - sum(shares))]:
            shares[i] += 1
        return sum(shares), shares

    def people(self, g: int, part: tuple[int, ...] | None) -> int:
        """Expected people of the classes of a part, or of the whole group."""
        if part is None:
            return self.expected[g]
        return sum(self.shares[g][k] for k in part)

    # --- how long -------------------------------------------------------------------------------

    def listed_minutes(self, g: int, b: int) -> int | None:
        for group, place, n in self.c.minutes:
            if group == g and b in blocks_of(self.c, place):
                return n
        return None

    def part_minutes(self, g: int, b: int, part) -> int | None:
        """Minutes of minutes.csv; a part needs its share by expected people, rounded up."""
        n = self.listed_minutes(g, b)
        if n is None or part is None or not self.expected[g]:
            return n
        return ceil(Fraction(n * self.people(g, part), self.expected[g]))

    def buffer(self, g: int) -> str | None:
        return self.c.groups[g].buffer or self.c.buffer

    def _needed(self, g: int, b: int, part) -> Fraction | float:
        """Working minutes that a window needs; 0 where any length will do."""
        listed = self.part_minutes(g, b, part)
        if listed is not None:
            return Fraction(listed)
        speed = self.c.stations[self.c.blocks[b].station].speed()
        if speed is None:
            return Fraction(0)
        people = self.people(g, part)
        return max(self.with_buffer(g, people, speed),
                   self.with_confidence(g, b, part, people, speed))

    def with_buffer(self, g: int, people: int, speed: int) -> Fraction:
        plain = Fraction(60 * people, speed)
        buffer = self.buffer(g)
        if buffer is None:
            return plain
        if buffer.endswith("%"):
            return plain * (1 + Fraction(int(buffer[:-1]), 100))
        return plain + int(buffer)

    def with_confidence(self, g: int, b: int, part, people: int, speed: int) -> float:
        """The formula of docs/method/simulation.md for a number of people of a part."""
        everybody = self.people(g, part)
        if self.c.confidence is None or people == 0 or everybody == 0:
            return 0.0
        station = self.c.stations[self.c.blocks[b].station]
        group = self.c.groups[g]
        common = group.attendance or self.c.attendance or Fraction(1)
        if group.classes:
            binomial = sum(
                (k.headcount - k.off_site - k.make_up) * (k.attendance or common)
                * (1 - (k.attendance or common))
                for i, k in enumerate(group.classes) if part is None or i in part)
        else:
            binomial = (group.headcount - group.off_site) * common * (1 - common)
        cameras = station.cameras or 1
        v = self.c.simulation.get("variation_percent", 50) / 100
        failing = "mtbf_minutes" in self.c.simulation
        between = self.c.simulation.get("mtbf_minutes", 1)
        repair = self.c.simulation.get("mttr_minutes", 0) if failing else 0
        tau = 60 / speed
        mean = tau * (people + (cameras - 1) * (1 + v * v) / 2) * (1 + repair / between)
        variance = (tau * tau * people * (v * v + float(binomial) / everybody)
                    + 2 * tau * people * repair * repair / (cameras * between))
        quantile = round(NormalDist().inv_cdf(float(self.c.confidence)), 3)
        return mean + quantile * sqrt(variance)

    def long_enough(self, g: int, b: int, part, minutes: int) -> bool:
        return minutes >= self.needed(g, b, part) - 1e-9

    def overload(self, g: int, b: int, part, minutes: int) -> int:
        """People for whom a window of these working minutes has no room, as a whole."""
        if self.long_enough(g, b, part, minutes):
            return 0
        people = self.people(g, part)
        listed = self.listed_minutes(g, b)
        if listed is not None:
            return max(0, people - floor(Fraction(self.expected[g] * minutes, listed)))
        speed = self.c.stations[self.c.blocks[b].station].speed()
        fits = lambda n: (minutes >= self.with_buffer(g, n, speed)  # noqa: E731
                          and minutes >= self.with_confidence(g, b, part, n, speed) - 1e-9)
        return next((people - n for n in range(people, 0, -1) if fits(n)), people)

    # --- breaks ---------------------------------------------------------------------------------

    def breaks(self, b: int) -> list[tuple[int, int]]:
        return sorted((x.start, x.end) for x in self.c.breaks if x.block == b)

    def pieces(self, b: int, start: int, end: int) -> list[tuple[int, int]]:
        """The working stretches of a window."""
        found, at = [], start
        for low, high in self.breaks(b):
            if low < end and high > start:
                if low > at:
                    found.append((at, low))
                at = max(at, high)
        if at < end:
            found.append((at, end))
        return found

    def working(self, b: int, start: int, end: int) -> int:
        return sum(high - low for low, high in self.pieces(b, start, end))

    def respects_breaks(self, b: int, start: int, end: int) -> bool:
        """Neither starts nor ends in a break, and straddles only those that allow it."""
        for x in self.c.breaks:
            if x.block != b or x.end <= start or end <= x.start:
                continue
            if x.start <= start or end <= x.end or x.straddle is False:
                return False
        return True

    def meets_make_up(self, b: int, start: int, end: int) -> bool:
        return any(m.block == b and m.start < end and start < m.end for m in self.c.make_ups)

    # --- where ----------------------------------------------------------------------------------

    def may_use(self, g: int, b: int) -> bool:
        group = self.c.groups[g]
        named = lambda places: any(b in blocks_of(self.c, place) for place in places)  # noqa: E731
        return (not group.only_in or named(group.only_in)) and not named(group.not_in)

    def keeps_pins(self, g: int, b: int, start: int, end: int) -> bool:
        block = self.c.blocks[b]
        return all(p.group != g or (p.station in (None, block.station)
                                    and p.day in (None, block.day)
                                    and p.start in (None, start) and p.end in (None, end))
                   for p in self.c.pins)

    def group_is_free(self, g: int, day: int, start: int, end: int) -> bool:
        return all(x.group != g or x.klass is not None or x.day != day
                   or x.end <= start - self.c.lead or end <= x.start for x in self.c.lessons)

    def class_is_free(self, g: int, k: int, day: int, start: int, end: int) -> bool:
        return all(x.group != g or x.klass != k or x.day != day
                   or x.end <= start - self.c.lead or end <= x.start for x in self.c.lessons)

    def on_grid(self, b: int, minute: int) -> bool:
        """The grid is counted from the start of the half-day, and anew from the end of every break."""
        begun = max([self.c.blocks[b].start] + [end for _, end in self.breaks(b) if end <= minute])
        return (minute - begun) % self.c.grid == 0

    def frames(self, b: int):
        """Every start and end that the grid allows in a block."""
        block: Block = self.c.blocks[b]
        times = [t for t in range(block.start, block.last() + 1) if self.on_grid(b, t)]
        for i, start in enumerate(times):
            for end in times[i + 1:]:
                yield start, end

    def _fits_whole(self, g: int) -> bool:
        """Whether some half-day is long enough for the whole group, whatever else the plan holds."""
        return any(
            self.may_use(g, b) and self.keeps_pins(g, b, start, end)
            and self.respects_breaks(b, start, end) and not self.meets_make_up(b, start, end)
            and self.group_is_free(g, self.c.blocks[b].day, start, end)
            and self.long_enough(g, b, None, self.working(b, start, end))
            for b in range(len(self.c.blocks)) for start, end in self.frames(b))

    # --- slots ----------------------------------------------------------------------------------

    def allocations(self, g: int, order: tuple[int, ...], pieces: list[tuple[int, int]]):
        """Ways of sharing classes out to pieces such that the busiest is as little busy as can be."""
        best, found = None, []
        for cuts in combinations(range(1, len(order)), len(pieces) - 1):
            bounds = (0,) + cuts + (len(order),)
            parts = [order[i:j] for i, j in zip(bounds, bounds[1:])]
            busiest = max(Fraction(self.people(g, part), high - low)
                          for part, (low, high) in zip(parts, pieces))
            if best is None or busiest < best:
                best, found = busiest, []
            if busiest == best:
                found.append(parts)
        return found

    def slots(self, g: int, pieces, parts) -> list[tuple[int, int, int]]:
        """`(class, start, end)` of every class of the parts."""
        found = []
        for (low, high), part in zip(pieces, parts):
            at = low
            for k, end in zip(part, self.boundaries(g, high - low, part)):
                found.append((k, at, low + end))
                at = low + end
        return found

    def boundaries(self, g: int, minutes: int, part) -> list[int]:
        """The nearest minutes to the people's shares, each moved, where that is at most a minute
        from its share, so that a class with people has a minute of its own: first later ones back,
        then earlier ones forth."""
        total, before = self.people(g, part), 0
        exact = []
        for k in part:
            before += self.shares[g][k]
            exact.append(Fraction(minutes * before, total))
        ends = [half_up(share) for share in exact]
        least = 0
        for i, k in enumerate(part):
            wanted = least + (self.shares[g][k] > 0)
            if ends[i] < wanted <= minutes and abs(wanted - exact[i]) <= 1:
                ends[i] = wanted
            ends[i] = least = max(ends[i], least)
        most = minutes
        for i in reversed(range(len(part))):
            ends[i] = min(ends[i], most)
            wanted = max(ends[i] - (self.shares[g][part[i]] > 0), 0)
            most = ends[i]
            if i and ends[i - 1] > wanted and abs(wanted - exact[i - 1]) <= 1:
                most = wanted
        return ends

    def waiting(self, b: int, start: int, end: int, people: int) -> dict[int, int]:
        """People who wait at each minute, of a class or a group called as one."""
        found = {t: people for t in range(start - self.c.lead, start)}
        pieces = self.pieces(b, start, end)
        minutes = sum(high - low for low, high in pieces)
        left = minutes
        for t in range(start, end):
            found[t] = -(-people * left // minutes) if minutes else people
            left -= any(low <= t < high for low, high in pieces)
        return found

    def running(self, a: int, b: int) -> bool:
        """Whether two half-days share a minute, counted with their latest ends."""
        x, y = self.c.blocks[a], self.c.blocks[b]
        return a == b or (x.day == y.day and x.start < y.last() and y.start < x.last())

    def usable_between(self, b: int, start: int, end: int) -> int:
        """Minutes of a block that are neither break nor make-up time."""
        taken = [(x.start, x.end) for x in self.c.breaks + self.c.make_ups if x.block == b]
        return sum(not any(low <= t < high for low, high in taken) for t in range(start, end))

    def between_parts(self, a: int, end: int, b: int, start: int) -> int:
        """Usable minutes of the next part's station from the end of one part to the start of the
        next, in half-days up to their regular end; many where they are on different days."""
        first, then = self.c.blocks[a], self.c.blocks[b]
        if first.day != then.day or start < end:
            return DAY
        return sum(self.usable_between(i, max(end, x.start), min(start, x.end))
                   for i, x in enumerate(self.c.blocks)
                   if (x.station, x.day) == (then.station, then.day))

    def directly(self, b: int, first_end: int, second_start: int) -> bool:
        return (first_end <= second_start and self.usable_between(b, first_end, second_start)
                < self.c.changeover + self.c.grid)

    def at(self, b: int, minute: int) -> int:
        return self.c.blocks[b].day * DAY + minute
