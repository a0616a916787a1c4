"""Judges a plan by docs/reference/rules.md: the codes of all rules that it breaks.

A plan is what plan.json holds: `windows`, `classes` (slots) and `make_up`, with ids of groups, names
of stations and classes, dates and times as text.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from campaigns import DAY, Campaign, date, key
from reckon import Reckoner


@dataclass
class Window:
    group: int
    station: int
    day: int
    start: int
    end: int
    headcount: int | None
    part: tuple[int, ...] | None
    block: int | None = None
    from_slots: tuple[int, ...] | None = None
    """Its classes by the slots in it, where no window of the plan says which it serves."""


@dataclass
class Slot:
    group: int
    klass: int
    station: int
    day: int
    start: int
    end: int


def minute(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


class Judge:
    def __init__(self, c: Campaign, r: Reckoner | None = None):
        self.c, self.r = c, r or Reckoner(c)
        self.group = {key(g): i for i, g in enumerate(c.groups)}
        self.station = {s.name: i for i, s in enumerate(c.stations)}
        self.day = {date(d): d for d in range(20)}

    def judge(self, plan: dict) -> set[str]:
        c = self.c
        self.codes: set[str] = set()
        self.windows, self.slots = [], []
        for row in plan["windows"]:
            g = self.group[row["group"]]
            names = row.get("classes")
            part = None if not names else tuple(
                sorted([k.name for k in c.groups[g].classes].index(name) for name in names))
            self.windows.append(Window(g, self.station[row["station"]], self.day[row["date"]],
                                       minute(row["start"]), minute(row["end"]),
                                       row.get("headcount"), part))
        for row in plan["classes"]:
            g = self.group[row["group"]]
            k = [k.name for k in c.groups[g].classes].index(row["class"])
            self.slots.append(Slot(g, k, self.station[row["station"]], self.day[row["date"]],
                                   minute(row["start"]), minute(row["end"])))
        for w in self.windows:
            others = sum(other.group == w.group for other in self.windows)
            mine = [s.klass for s in self.slots if s.group == w.group and self.inside(s, w)]
            if w.part is None and others > 1 and mine:
                w.from_slots = tuple(range(min(mine), max(mine) + 1))
        for w in self.windows:
            w.part = w.from_slots or w.part
            w.block = next((i for i, b in enumerate(c.blocks)
                            if b.station == w.station and b.day == w.day
                            and b.start <= w.start and w.end <= b.last()), None)
        for w in self.windows:
            self.one_window(w)
        for g in range(len(c.groups)):
            self.one_group(g)
        self.stations()
        self.make_up(plan.get("make_up", []))
        self.relations()
        self.halls()
        return self.codes

    def runs(self, plan: dict) -> bool:
        """Whether the classes of each window follow one another in the list, each once."""
        for row in plan["windows"]:
            names = [k.name for k in self.c.groups[self.group[row["group"]]].classes]
            part = sorted(names.index(name) for name in row.get("classes") or [])
            if part and part != list(range(part[0], part[0] + len(part))):
                return False
        return True

    def ask(self, holds: bool, code: str) -> None:
        if not holds:
            self.codes.add(code)

    def one_window(self, w: Window) -> None:
        c, r = self.c, self.r
        group = c.groups[w.group]
        if w.headcount is not None:
            self.ask(w.headcount == self.listed(w), "P212")
        self.ask(r.group_is_free(w.group, w.day, w.start, w.end), "P210")
        self.ask(not any(c.blocks[m.block].station == w.station and c.blocks[m.block].day == w.day
                         and m.start < w.end and w.start < m.end for m in c.make_ups), "P208")
        self.ask(all(p.group != w.group or (p.station in (None, w.station)
                                            and p.day in (None, w.day)
                                            and p.start in (None, w.start)
                                            and p.end in (None, w.end)) for p in c.pins), "P211")
        if w.block is None:
            self.codes.add("P203")
            return
        b, block = w.block, c.blocks[w.block]
        self.ask(r.on_grid(b, w.start) and r.on_grid(b, w.end), "P204")
        self.ask(r.may_use(w.group, b), "P209")
        self.ask(r.respects_breaks(b, w.start, w.end), "P214")
        working = r.working(b, w.start, w.end)
        self.ask(r.long_enough(w.group, b, w.part, working), "P205")
        mine = [s for s in self.slots if s.group == w.group and self.inside(s, w)]
        pieces = r.pieces(b, w.start, w.end)
        if len(pieces) > 1 and mine and group.classes:
            for low, high in pieces:
                there = tuple(s.klass for s in mine if low <= s.start and s.end <= high)
                self.ask(self.piece_suffices(w.group, b, there, high - low), "P205")

    def listed(self, w: Window) -> int:
        group = self.c.groups[w.group]
        if w.part is None:
            return group.headcount
        return sum(group.classes[k].headcount for k in w.part)

    def piece_suffices(self, g: int, b: int, part, minutes: int) -> bool:
        """The crew's time before and after a break must do for the classes there."""
        r = self.r
        people = r.people(g, part)
        listed = r.listed_minutes(g, b)
        if listed is not None:
            return minutes * r.expected[g] >= listed * people
        speed = self.c.stations[self.c.blocks[b].station].speed()
        return speed is None or minutes * speed >= 60 * people

    @staticmethod
    def inside(s: Slot, w: Window) -> bool:
        return (s.station == w.station and s.day == w.day
                and w.start <= s.start <= s.end <= w.end)

    def one_group(self, g: int) -> None:
        c, r = self.c, self.r
        group = c.groups[g]
        mine = sorted((w for w in self.windows if w.group == g), key=lambda w: (w.day, w.start))
        slots = sorted((s for s in self.slots if s.group == g), key=lambda s: (s.day, s.start, s.end))
        if not mine:
            self.codes.add("P201")
        blocks = [w.block for w in mine if w.block is not None]
        self.ask(len(mine) <= max(1, group.max_windows) and len(set(blocks)) == len(blocks), "P202")
        if 1 < len(mine) <= group.max_windows:
            self.ask(group.cut_free or not r.fits_whole(g), "P216")
        if group.max_windows > 1 and mine:
            self.parts(g, mine)
        if not self.slots or not group.classes:
            return
        for k in range(len(group.classes)):
            count = sum(s.klass == k for s in slots)
            self.ask(count > 0 or not r.shares[g][k] or not mine, "P220")
            self.ask(count <= 1, "P221")
        for s in slots:
            self.ask(any(self.inside(s, w) and (w.part is None or s.klass in w.part) for w in mine),
                     "P222")
            self.ask(r.class_is_free(g, s.klass, s.day, s.start, s.end), "P210")
            self.ask(not any(self.c.blocks[x.block].station == s.station
                             and self.c.blocks[x.block].day == s.day
                             and x.start < s.end and s.start < x.end for x in c.breaks), "P226")
        for w in mine:
            self.shares(w, [s for s in slots if self.inside(s, w)])

    def parts(self, g: int, mine: list[Window]) -> None:
        """The windows serve runs of the class list, each class once, earlier classes first."""
        everybody = tuple(range(len(self.c.groups[g].classes)))
        if len(mine) == 1:
            self.ask(mine[0].part in (None, everybody)
                     or all(not self.r.shares[g][k] for k in set(everybody) - set(mine[0].part)),
                     "P218")
            return
        runs = [w.part or everybody for w in mine]
        self.ask(tuple(k for run in runs for k in run) == everybody, "P218")
        self.ask(all(a.day * DAY + a.end <= b.day * DAY + b.start for a, b in zip(mine, mine[1:])),
                 "P218")

    def shares(self, w: Window, slots: list[Slot]) -> None:
        if w.block is None or not slots:
            return
        r = self.r
        pieces = r.pieces(w.block, w.start, w.end)
        for low, high in pieces:
            here = [s for s in slots if low <= s.start < high or low < s.end <= high]
            self.ask(bool(here), "P223")
            if not here:
                continue
            self.ask(here[0].start == low and here[-1].end == high
                     and all(a.end == b.start for a, b in zip(here, here[1:])), "P223")
            total, before = r.people(w.group, tuple(s.klass for s in here)), 0
            for s in here[:-1]:
                before += r.shares[w.group][s.klass]
                exact = low + Fraction((high - low) * before, total) if total else low
                self.ask(abs(s.end - exact) <= 1, "P225")
        if not self.c.free_order:
            order = [s.klass for s in slots]
            self.ask(order == sorted(order), "P224")

    def stations(self) -> None:
        c = self.c
        at = defaultdict(list)
        for w in self.windows:
            at[w.station, w.day].append(w)
        for row in at.values():
            row.sort(key=lambda w: (w.start, w.end))
            for i, a in enumerate(row):
                for b in row[i + 1:]:
                    if b.start < a.end:
                        self.codes.add("P206")
                    elif b.start < a.end + c.changeover:
                        self.codes.add("P207")
        if c.max_groups:
            for b in range(len(c.blocks)):
                count = len({w.group for w in self.windows if w.block == b})
                self.ask(count <= c.max_groups, "P215")

    def make_up(self, rows: list[dict]) -> None:
        reserved = {(self.c.stations[self.c.blocks[m.block].station].name,
                     date(self.c.blocks[m.block].day), m.start, m.end) for m in self.c.make_ups}
        for row in rows:
            self.ask((row["station"], row["date"], minute(row["start"]), minute(row["end"]))
                     in reserved, "P213")

    def relations(self) -> None:
        r = self.r
        for relation in self.c.relations:
            a = [w for w in self.windows if w.group == relation.a]
            b = [w for w in self.windows if w.group == relation.b]
            if not a or not b:
                continue
            if relation.kind == "together":
                self.ask(any(v.block is not None and v.block == w.block
                             and (r.directly(v.block, v.end, w.start)
                                  or r.directly(v.block, w.end, v.start)) for v in a for w in b),
                         "P230")
            elif relation.kind == "apart":
                self.ask(not any(v.block is not None and w.block is not None
                                 and r.running(v.block, w.block) for v in a for w in b), "P231")
            else:
                self.ask(max(v.day * DAY + v.end for v in a)
                         <= min(w.day * DAY + w.start for w in b), "P232")

    def halls(self) -> None:
        c, r = self.c, self.r
        if not c.hall and not any(s.hall for s in c.stations):
            return
        count: dict[tuple, int] = defaultdict(int)

        def add(w: Window, start: int, end: int, people: int) -> None:
            for t, n in r.waiting(w.block, start, end, people).items():
                count[None, w.day, t] += n
                count[w.station, w.day, t] += n

        for w in self.windows:
            if w.block is None or not r.working(w.block, w.start, w.end):
                continue
            if not any(r.shares[w.group]):
                add(w, w.start, w.end, r.expected[w.group])
            else:
                for s in self.slots:
                    if s.group == w.group and self.inside(s, w):
                        add(w, s.start, s.end, r.shares[w.group][s.klass])
        for (station, _, _), n in count.items():
            room = c.hall if station is None else c.stations[station].hall
            self.ask(not room or n <= room, "P217")
