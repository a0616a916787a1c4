"""The best value of each tier, by CP-SAT over all windows that the documented rules allow."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import permutations
from math import inf

from ortools.sat.python import cp_model

from campaigns import DAY, Campaign
from reckon import Reckoner, half_up


@dataclass
class Window:
    group: int
    block: int
    start: int
    end: int
    part: tuple[int, ...] | None
    """Classes of a cut group's window, in order; None for the whole group."""
    waits: dict[int, int] = field(default_factory=dict)
    first: int = 0
    last: int = 0
    """Of a part the places in the list of classes with people: half-open."""
    people: int = 0
    working: int = 0
    overload: int = 0


def windows(r: Reckoner, g: int) -> list[Window]:
    """Every window that a group may have, by all rules that look at one window alone."""
    c = r.c
    group = c.groups[g]
    listed = tuple(k for k in range(len(group.classes)) if r.shares[g][k])
    ranges = [(0, len(listed))]
    if group.max_windows > 1 and (group.cut_free or not r.fits_whole(g)):
        ranges += [(i, j) for i in range(len(listed)) for j in range(i + 1, len(listed) + 1)
                   if (i, j) != (0, len(listed))]
    priced = "overload" in c.tiers
    found = []
    for b, block in enumerate(c.blocks):
        if not r.may_use(g, b):
            continue
        for start, end in r.frames(b):
            if (not r.keeps_pins(g, b, start, end) or not r.respects_breaks(b, start, end)
                    or r.meets_make_up(b, start, end)
                    or not r.group_is_free(g, block.day, start, end)):
                continue
            working = r.working(b, start, end)
            for i, j in ranges:
                whole = (i, j) == (0, len(listed))
                part = None if whole else listed[i:j]
                if not priced and not r.long_enough(g, b, part, working):
                    continue
                above = r.overload(g, b, part, working) if priced else 0
                for waits, of_parts in ways(r, g, b, start, end, listed[i:j], priced):
                    found.append(Window(g, b, start, end, part, waits, i, j,
                                        r.people(g, part), working, max(above, of_parts)))
    return found


def ways(r: Reckoner, g: int, b: int, start: int, end: int, listed, priced: bool):
    """How many wait at each minute, and how many are above the room of the parts between breaks,
    for each way in which the classes may come; none if none may."""
    c = r.c
    pieces = r.pieces(b, start, end)
    halls = c.hall or c.stations[c.blocks[b].station].hall
    day = c.blocks[b].day
    if not listed:
        waits = r.waiting(b, start, end, r.expected[g]) if halls else {}
        return [(waits, 0)] if alone(r, b, waits) else []
    if len(listed) < len(pieces):
        return []
    found, unique = [], set()
    for order in permutations(listed) if c.free_order else [listed]:
        for parts in r.allocations(g, order, pieces):
            slots = r.slots(g, pieces, parts)
            if not all(r.class_is_free(g, k, day, low, high) for k, low, high in slots):
                continue
            above = 0 if len(pieces) == 1 else sum(
                max(0, r.people(g, part) - room_of_piece(r, g, b, high - low))
                for part, (low, high) in zip(parts, pieces))
            if not priced and above:
                continue
            if not halls and not above:
                return [({}, 0)]
            waits: dict[int, int] = defaultdict(int)
            for k, low, high in slots if halls else []:
                for t, n in r.waiting(b, low, high, r.shares[g][k]).items():
                    waits[t] += n
            mark = above, tuple(sorted(waits.items()))
            if mark not in unique and alone(r, b, waits):
                unique.add(mark)
                found.append((dict(waits), above))
        if found and order == listed:
            break
    return found


def room_of_piece(r: Reckoner, g: int, b: int, minutes: int) -> int | float:
    """People of the group who can be photographed in these minutes, without buffer or confidence."""
    listed = r.listed_minutes(g, b)
    if listed is not None:
        return minutes * r.expected[g] // listed
    speed = r.c.stations[r.c.blocks[b].station].speed()
    return inf if speed is None else minutes * speed // 60


def alone(r: Reckoner, b: int, waits) -> bool:
    """Whether the hall has room for one window where nobody else comes."""
    rooms = [x for x in (r.c.hall, r.c.stations[r.c.blocks[b].station].hall) if x]
    return not rooms or max(waits.values(), default=0) <= min(rooms)


class Undecided(Exception):
    """The tier that CP-SAT did not prove within its seconds."""


class Model:
    def __init__(self, c: Campaign):
        self.c, self.r = c, Reckoner(c)
        self.m = cp_model.CpModel()
        self.windows = [w for g in range(len(c.groups)) for w in windows(self.r, g)]
        self.x = [self.m.NewBoolVar("") for _ in self.windows]
        self.of_group = defaultdict(list)
        self.of_block = defaultdict(list)
        for w, x in zip(self.windows, self.x):
            self.of_group[w.group].append((w, x))
            self.of_block[w.block].append((w, x))
        self.out = {}
        self.cut_points = []
        self.groups()
        self.stations()
        self.relations()
        self.halls()

    def groups(self) -> None:
        for g, group in enumerate(self.c.groups):
            mine = self.of_group[g]
            out = self.m.NewBoolVar("")
            self.out[g] = out
            if "unserved" not in self.c.tiers:
                self.m.Add(out == 0)
            count = sum(n > 0 for n in self.r.shares[g])
            self.m.Add(sum(x for w, x in mine if w.first == 0) + out == 1)
            if count == 0:
                continue
            self.m.Add(sum(x for w, x in mine if w.last == count) + out == 1)
            for at in range(1, count):
                ends = [(w, x) for w, x in mine if w.last == at]
                starts = [(w, x) for w, x in mine if w.first == at]
                if ends or starts:
                    self.m.Add(sum(x for _, x in ends) == sum(x for _, x in starts))
                    self.m.Add(sum(self.r.at(w.block, w.end) * x for w, x in ends)
                               <= sum(self.r.at(w.block, w.start) * x for w, x in starts))
                    self.cut(ends, starts)
            self.m.Add(sum(x for _, x in mine) <= max(1, group.max_windows))
            for b in range(len(self.c.blocks)):
                self.m.Add(sum(x for w, x in mine if w.block == b) <= 1)

    def cut(self, ends, starts) -> None:
        """A point for the cut, and one each for another day, another station, not directly after."""
        self.cut_points += [x for _, x in ends]
        for kind in [lambda w: self.c.blocks[w.block].day, lambda w: self.c.blocks[w.block].station]:
            point = self.m.NewBoolVar("")
            self.cut_points.append(point)
            for value in {kind(w) for w, _ in ends}:
                self.m.Add(point >= sum(x for w, x in ends if kind(w) == value)
                           - sum(x for w, x in starts if kind(w) == value))
        point = self.m.NewBoolVar("")
        self.cut_points.append(point)
        reach = self.c.changeover + self.c.grid
        for block, end in {(w.block, w.end) for w, _ in ends}:
            self.m.Add(point >= sum(x for w, x in ends if (w.block, w.end) == (block, end))
                       - sum(x for w, x in starts
                             if self.r.between_parts(block, end, w.block, w.start) < reach))

    def stations(self) -> None:
        for b, mine in self.of_block.items():
            for t in {w.start for w, _ in mine}:
                self.m.Add(sum(x for w, x in mine
                               if w.start <= t < w.end + self.c.changeover) <= 1)
            if self.c.max_groups:
                self.m.Add(sum(x for _, x in mine) <= self.c.max_groups)

    def relations(self) -> None:
        r, c = self.r, self.c
        for relation in c.relations:
            a, b = self.of_group[relation.a], self.of_group[relation.b]
            free = self.out[relation.a] + self.out[relation.b]
            if relation.kind == "together":
                for mine, others, out in [(a, b, self.out[relation.b]), (b, a, self.out[relation.a])]:
                    for w, x in mine:
                        near = [y for v, y in others if v.block == w.block
                                and (r.directly(w.block, w.end, v.start)
                                     or r.directly(w.block, v.end, w.start))]
                        self.m.Add(x <= sum(near) + out)
            elif relation.kind == "apart":
                for i in range(len(c.blocks)):
                    for j in range(len(c.blocks)):
                        if r.running(i, j):
                            self.m.Add(sum(x for w, x in a if w.block == i)
                                       + sum(x for w, x in b if w.block == j) <= 1)
            else:
                last, first = self.m.NewIntVar(0, 9 * DAY, ""), self.m.NewIntVar(0, 9 * DAY, "")
                for w, x in a:
                    self.m.Add(last >= r.at(w.block, w.end) * x)
                for w, x in b:
                    self.m.Add(first <= r.at(w.block, w.start) * x + 9 * DAY * (1 - x))
                self.m.Add(last <= first + 9 * DAY * free)

    def halls(self) -> None:
        at = defaultdict(list)
        for w, x in zip(self.windows, self.x):
            block = self.c.blocks[w.block]
            for t, n in w.waits.items():
                if self.c.hall:
                    at[None, block.day, t].append(n * x)
                if self.c.stations[block.station].hall:
                    at[block.station, block.day, t].append(n * x)
        for (station, _, _), terms in at.items():
            room = self.c.hall if station is None else self.c.stations[station].hall
            self.m.Add(sum(terms) <= room)

    # --- tiers ----------------------------------------------------------------------------------

    def tier(self, name: str):
        """What to minimise, and how its whole number becomes the tier's value."""
        c, r = self.c, self.r
        pairs = list(zip(self.windows, self.x))
        plain = Fraction
        if name == "unserved":
            return sum(r.expected[g] * out for g, out in self.out.items()), plain
        if name == "overload":
            return sum(w.overload * x for w, x in pairs), plain
        if name in ("overtime", "early", "blocks"):
            terms = []
            for b, mine in self.of_block.items():
                block = c.blocks[b]
                cost = self.m.NewIntVar(0, DAY, "")
                for w, x in mine:
                    amount = {"overtime": max(0, w.end - block.end), "early": w.end - block.start,
                              "blocks": 1}[name]
                    self.m.Add(cost >= amount * x)
                terms.append(cost)
            return sum(terms), plain
        if name == "cuts":
            return sum(self.cut_points), plain
        if name == "peak":
            loads = sorted({self.load(w) for w in self.windows} | {Fraction(0)})
            rank = {load: i for i, load in enumerate(loads)}
            top = self.m.NewIntVar(0, len(loads), "")
            for w, x in pairs:
                self.m.Add(top >= rank[self.load(w)] * x)
            return top, lambda value: loads[int(value)]
        if name == "moved":
            return self.moved(), plain
        if name == "preference":
            return sum(self.wishes(w) * x for w, x in pairs), plain
        assert name == "spread"
        return self.spread(pairs)

    def moved(self):
        terms = []
        for g in range(len(self.c.groups)):
            old = {(row.day, row.station, row.start, row.end)
                   for row in self.c.baseline if row.group == g}
            if not old:
                continue
            same = [x for w, x in self.of_group[g]
                    if (self.c.blocks[w.block].day, self.c.blocks[w.block].station, w.start, w.end)
                    in old]
            kept = self.m.NewBoolVar("")
            self.m.Add(len(old) * kept <= sum(same))
            for w, x in self.of_group[g]:
                if not any(x is y for y in same):
                    self.m.Add(kept + x <= 1)
            terms.append(self.r.expected[g] * (1 - kept))
        return sum(terms)

    def wishes(self, w: Window) -> int:
        day = self.c.blocks[w.block].day
        cost = 0
        for wish in self.c.wishes:
            if wish.group != w.group:
                continue
            weight = 1 if wish.weight is None else wish.weight
            low, high = (0, DAY) if wish.start is None else (wish.start, wish.end)
            on_day = wish.day is None or wish.day == day
            if wish.prefer:
                granted = on_day and low <= w.start and w.end <= high
            else:
                granted = not (on_day and low < w.end and w.start < high)
            cost += 0 if granted else weight
        return cost

    def load(self, w: Window) -> Fraction:
        """People an hour, or with two stations or more of known speeds the share of the station's."""
        rate = Fraction(60 * w.people, w.working)
        shares = len(self.c.stations) > 1 and all(s.speed() for s in self.c.stations)
        return rate / self.c.stations[self.c.blocks[w.block].station].speed() if shares else rate

    def spread(self, pairs):
        """Each window's people × rate, or × its share of the speed, to the nearest whole unit."""
        known = all(s.speed() for s in self.c.stations)
        everybody = sum(self.r.expected)
        largest = Fraction(60 * max(self.r.expected, default=0) ** 2, self.c.grid)
        if known:
            largest /= min((s.speed() for s in self.c.stations), default=1)
        units = max(10 ** n for n in range(7) if n == 0 or largest * 10 ** n <= 10 ** 7)
        units = max(units, 1000 if known else 1)

        def cost(w: Window) -> int:
            exact = Fraction(60 * w.people * w.people, w.working)
            if known:
                exact = exact / self.c.stations[self.c.blocks[w.block].station].speed()
            return half_up(exact * units)

        scale = everybody * units
        return (sum(cost(w) * x for w, x in pairs),
                lambda value: Fraction(value, scale) if scale else Fraction(0))

    def solve(self, seconds: float = 10.0) -> list[tuple[str, Fraction]] | None:
        """Values tier after tier, or None where no plan keeps all rules."""
        values = []
        solver = cp_model.CpSolver()
        # The models are tiny, so nothing is presolved, and the rows of a station want their relaxation.
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2
        solver.parameters.symmetry_level = 0
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.max_time_in_seconds = seconds
        for name in self.c.tiers:
            aim, value = self.tier(name)
            self.m.Minimize(aim)
            status = solver.Solve(self.m)
            if status == cp_model.INFEASIBLE:
                assert not values, "a tier that has a value can't make the next infeasible"
                return None
            if status != cp_model.OPTIMAL:
                raise Undecided(name)
            best = round(solver.ObjectiveValue())
            values.append((name, value(best)))
            self.m.Add(aim <= best)
            self.m.ClearHints()
            for x in self.x:
                self.m.AddHint(x, solver.Value(x))
        return values
