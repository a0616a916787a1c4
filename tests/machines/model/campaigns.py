"""Random small campaigns: the nouns of docs/reference, drawn from a seed, and written as a folder.

The model and the judge read these nouns and never the files, so that a key that the program reads
wrongly shows as a difference.
"""

from __future__ import annotations

import copy
import random
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

TIERS = ["unserved", "overload", "overtime", "cuts", "peak", "blocks", "moved", "preference",
         "spread", "early"]
DAY = 24 * 60


@dataclass
class Station:
    name: str
    rate: int | None = None
    cameras: int | None = None
    rate_per_camera: int | None = None
    hall: int | None = None

    def speed(self) -> int | None:
        """Photos per hour, or None where nobody knows."""
        if self.rate is None and self.cameras and self.rate_per_camera:
            return self.cameras * self.rate_per_camera
        return self.rate


@dataclass
class Block:
    name: str
    station: int
    day: int
    start: int
    end: int
    latest_end: int | None = None
    id: str | None = None

    def last(self) -> int:
        return self.end if self.latest_end is None else self.latest_end


@dataclass
class Stretch:
    """A break, or make-up time, of a block."""
    block: int
    start: int
    end: int
    straddle: bool | None = None


@dataclass
class Class:
    name: str
    headcount: int
    off_site: int = 0
    make_up: int = 0
    attendance: Fraction | None = None


@dataclass
class Group:
    name: str
    headcount: int
    off_site: int = 0
    attendance: Fraction | None = None
    only_in: list[str] = field(default_factory=list)
    not_in: list[str] = field(default_factory=list)
    max_windows: int = 1
    cut_free: bool = False
    buffer: str | None = None
    classes: list[Class] = field(default_factory=list)
    id: str | None = None


@dataclass
class Lesson:
    group: int
    klass: int | None
    day: int
    start: int
    end: int


@dataclass
class Relation:
    kind: str
    a: int
    b: int


@dataclass
class Pin:
    group: int
    station: int | None = None
    day: int | None = None
    start: int | None = None
    end: int | None = None


@dataclass
class Wish:
    group: int
    prefer: bool
    weight: int | None = None
    day: int | None = None
    start: int | None = None
    end: int | None = None


@dataclass
class Row:
    """A window of a plan; `classes` are places in the group's list, where the group is cut."""
    group: int
    station: int
    day: int
    start: int
    end: int
    classes: list[int] | None = None


@dataclass
class Campaign:
    grid: int = 10
    lead: int = 20
    changeover: int = 0
    max_groups: int | None = None
    free_order: bool = False
    attendance: Fraction | None = None
    buffer: str | None = None
    confidence: Fraction | None = None
    hall: int | None = None
    simulation: dict[str, int] = field(default_factory=dict)
    tiers: list[str] = field(default_factory=list)
    stations: list[Station] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    make_ups: list[Stretch] = field(default_factory=list)
    breaks: list[Stretch] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    minutes: list[tuple[int, str, int]] = field(default_factory=list)
    lessons: list[Lesson] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    pins: list[Pin] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)
    baseline: list[Row] = field(default_factory=list)
    students: bool = False


def blocks_of(c: Campaign, place: str) -> list[int]:
    """The blocks that a cell such as `only_in` names: one, or all of a station."""
    return [i for i, b in enumerate(c.blocks)
            if place in (b.name, b.id, c.stations[b.station].name)]


def date(day: int) -> str:
    return f"2024-05-{6 + day:02}"


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def percent(share: Fraction) -> str:
    hundredths = share * 10000
    assert hundredths.denominator == 1
    return f"{int(hundredths) // 100}.{int(hundredths) % 100:02}%"


def key(thing) -> str:
    """What tables of plans call a group or a block: its id where it has one."""
    return thing.id or thing.name


# --- drawing -------------------------------------------------------------------------------------

def chosen(rng: random.Random, chance: float) -> bool:
    return rng.random() < chance


def draw(seed: int, index: int) -> Campaign:
    """The campaign of this number. Each rule is in some campaigns, and several in most."""
    rng = random.Random(f"{seed}/{index}")
    rich = rng.choice([0.12, 0.25, 0.4])
    some = lambda factor=1.0: chosen(rng, rich * factor)  # noqa: E731
    c = Campaign(grid=rng.choice([5, 10, 10, 15, 20, 30]), lead=rng.choice([0, 5, 10, 20, 20, 35]))
    if some():
        c.changeover = rng.choice([1, 5, 10, 15])
    if some():
        c.max_groups = rng.choice([1, 2, 3])
    c.free_order = some(0.6)
    if some():
        c.attendance = share(rng)
    stations(rng, c, some)
    known = all(s.speed() for s in c.stations)
    if known and some():
        c.buffer = buffer(rng)
    blocks(rng, c, some)
    groups(rng, c, some)
    if some(0.5) and known:
        c.confidence = Fraction(rng.choice([5000, 8000, 9000, 9500, 9900, 9990]), 10000)
        c.simulation["variation_percent"] = rng.choice([0, 20, 50, 120])
        if some():
            c.simulation["mtbf_minutes"] = rng.choice([60, 300])
            c.simulation["mttr_minutes"] = rng.choice([1, 10])
    people = [g.headcount for g in c.groups]
    if some(0.7):
        c.hall = max(people) + rng.choice([0, 0, 20, 60])
    for station in c.stations:
        if some(0.4):
            station.hall = max(people) + rng.choice([-10, 0, 10])
            station.hall = max(1, station.hall)
    tables(rng, c, some)
    tiers(rng, c)
    return c


def share(rng: random.Random) -> Fraction:
    return Fraction(rng.choice([10000, 9500, 9000, 8000, 6667, 3333, 5000]), 10000)


def buffer(rng: random.Random) -> str:
    return rng.choice(["5", "10", "3", "10%", "25%", "7%", "100%"])


def stations(rng, c, some) -> None:
    known = chosen(rng, 0.75)
    for i in range(rng.choice([1, 1, 2, 2, 3])):
        station = Station(f"S{i + 1}")
        way = rng.random()
        if known and way < 0.75 or not known and way < 0.1:
            station.rate = rng.choice([60, 90, 120, 150, 240, 397])
        elif known:
            station.cameras, station.rate_per_camera = rng.choice([(1, 97), (2, 60), (3, 50)])
        if station.cameras is None and some():
            station.cameras = rng.choice([1, 2, 3])
        c.stations.append(station)


def blocks(rng, c, some) -> None:
    for i in range(rng.choice([1, 2, 2, 3, 3, 4])):
        for _ in range(20):
            start = rng.choice([480, 510, 540, 545, 600, 780, 840])
            length = rng.choice([40, 60, 60, 80, 90, 100, 120])
            block = Block(f"B{i + 1}", rng.randrange(len(c.stations)), rng.randrange(2), start,
                          start + length)
            if some():
                block.latest_end = block.end + rng.choice([0, 10, 20, 30])
            if some(0.3):
                block.id = f"b-{i + 1}"
            if all(apart(block, other, c.changeover) for other in c.blocks):
                c.blocks.append(block)
                break
    for i, block in enumerate(c.blocks):
        taken: list[tuple[int, int]] = []
        for chance, kind in [(0.5, c.make_ups), (0.8, c.breaks), (0.3, c.breaks)]:
            if not some(chance):
                continue
            start = rng.randrange(block.start, block.end - 5, 5)
            if kind is c.make_ups and chosen(rng, 0.6):
                start = block.end - rng.choice([10, 20])
            end = min(start + rng.choice([5, 10, 15, 20, 7]), block.end)
            if all(end <= s or e <= start for s, e in taken):
                taken.append((start, end))
                straddle = rng.choice([None, True, False]) if kind is c.breaks else None
                kind.append(Stretch(i, start, end, straddle))


def apart(a: Block, b: Block, changeover: int) -> bool:
    """Whether two blocks may stand beside each other (E118)."""
    if a.station != b.station or a.day != b.day:
        return True
    return a.last() + changeover <= b.start or b.last() + changeover <= a.start


def groups(rng, c, some) -> None:
    """Groups whose needs are about a share of the time that there is."""
    total = sum(b.end - b.start for b in c.blocks)
    count = rng.choice([2, 3, 3, 4, 4] if c.grid == 5 else [2, 3, 3, 4, 4, 5, 6])
    fill = rng.choice([0.5, 0.7, 0.8, 0.9, 1.0, 1.15])
    speeds = [s.speed() or 150 for s in c.stations]
    mean = sum(speeds) / len(speeds)
    c.students = some(0.25)
    twins = chosen(rng, 0.25)
    first = None
    for i in range(count):
        minutes = total * fill / count * rng.uniform(0.4, 1.5)
        size = max(1, round(minutes * mean / 60))
        if twins and first:
            size = first
        first = first or size
        group = Group(f"G{i + 1}", size)
        if some(0.3):
            group.id = f"g-{i + 1}"
        if c.students or chosen(rng, 0.55):
            group.classes = classes(rng, c, size, some)
            group.off_site = sum(k.off_site for k in group.classes)
        elif some(0.7):
            group.off_site = rng.randrange(0, size)
        if some(0.5):
            group.attendance = share(rng)
        if some(0.5) and all(s.speed() for s in c.stations):
            group.buffer = buffer(rng)
        names = [b.name for b in c.blocks] + [s.name for s in c.stations]
        if some(0.5):
            group.only_in = rng.sample(names, min(len(names), rng.choice([1, 2, 3])))
        if some(0.4):
            group.not_in = rng.sample(names, 1)
        if len(group.classes) > 1 and some(1.2):
            group.max_windows = rng.choice([2, 2, 3])
            group.cut_free = chosen(rng, 0.5)
        c.groups.append(group)


def classes(rng, c, size: int, some) -> list[Class]:
    count = min(size, rng.choice([1, 2, 2, 3, 3, 4, 5]))
    bounds = sorted(rng.sample(range(1, size), count - 1)) if count > 1 else []
    found = []
    for j, (low, high) in enumerate(zip([0] + bounds, bounds + [size])):
        klass = Class(f"K{j + 1}", high - low)
        if some(0.4):
            klass.off_site = rng.randrange(0, klass.headcount + (1 if chosen(rng, 0.2) else 0))
        if some(0.4):
            klass.attendance = share(rng)
        if c.students and chosen(rng, 0.3):
            klass.make_up = rng.randrange(0, klass.headcount - klass.off_site + 1)
        found.append(klass)
    return found


def tables(rng, c, some) -> None:
    many = lambda chance: rng.choice([1, 1, 2, 3]) if some(chance) else 0  # noqa: E731
    someone = lambda: rng.randrange(len(c.groups))  # noqa: E731
    places = [b.name for b in c.blocks] + [s.name for s in c.stations]
    for _ in range(many(0.7)):
        row = (someone(), rng.choice(places), rng.choice([5, 10, 15, 23, 30, 45, 60, 100, 130]))
        if not any(row[0] == g and set(blocks_of(c, row[1])) & set(blocks_of(c, place))
                   for g, place, _ in c.minutes):
            c.minutes.append(row)
    for _ in range(many(1.2)):
        g = someone()
        ks = c.groups[g].classes
        k = rng.randrange(len(ks)) if ks and chosen(rng, 0.6) else None
        block = rng.choice(c.blocks)
        start = rng.randrange(block.start - 30, block.end, 5)
        c.lessons.append(Lesson(g, k, block.day, start, start + rng.choice([5, 20, 45])))
    for _ in range(many(1.0)):
        if len(c.groups) > 1:
            a, b = rng.sample(range(len(c.groups)), 2)
            relation = Relation(rng.choice(["together", "apart", "before"]), a, b)
            cut = max(c.groups[a].max_windows, c.groups[b].max_windows) > 1
            if relation not in c.relations and not (cut and relation.kind == "together"):
                c.relations.append(relation)
    for _ in range(many(0.7)):
        block = rng.choice(c.blocks)
        pin = Pin(someone())
        if all(pin.group != other.group for other in c.pins):
            start = block.start + c.grid * rng.randrange(0, 5)
            pin.station = block.station if chosen(rng, 0.4) else None
            pin.day = block.day if chosen(rng, 0.4) else None
            pin.start = start if chosen(rng, 0.4) else None
            pin.end = start + c.grid * rng.choice([1, 2, 4, 6]) if chosen(rng, 0.25) else None
            if (pin.station, pin.day, pin.start, pin.end) != (None,) * 4:
                c.pins.append(pin)
    for _ in range(many(1.5) + many(1.5)):
        block = rng.choice(c.blocks)
        wish = Wish(someone(), chosen(rng, 0.5), rng.choice([None, 0, 1, 2, 5, 7]))
        if chosen(rng, 0.6):
            wish.day = block.day
        if chosen(rng, 0.6):
            wish.start = rng.randrange(block.start - 20, block.end, 5)
            wish.end = wish.start + rng.choice([10, 30, 60, 90])
        c.wishes.append(wish)
    if some(1.2):
        for g in range(len(c.groups)):
            if chosen(rng, 0.2):
                continue
            block = rng.choice(c.blocks)
            start = block.start + c.grid * rng.randrange(0, 4)
            row = Row(g, block.station, block.day, start, start + c.grid * rng.randrange(1, 4))
            c.baseline.append(row)
            ks = c.groups[g].classes
            if len(ks) > 1 and chosen(rng, 0.3) and len(c.blocks) > 1:
                other = rng.choice([b for b in c.blocks if b is not block])
                at = rng.randrange(1, len(ks))
                row.classes = list(range(at))
                c.baseline.append(Row(g, other.station, other.day, other.start,
                                      other.start + 2 * c.grid, list(range(at, len(ks)))))


def tiers(rng, c) -> None:
    c.tiers = rng.sample(TIERS, rng.choice([1, 2, 3, 4, 5, 7, 10]))
    if chosen(rng, 0.5) and "unserved" in c.tiers:
        c.tiers.sort(key=lambda tier: tier != "unserved")
    if chosen(rng, 0.3):
        c.tiers.sort(key=TIERS.index)


def used(c: Campaign) -> Counter:
    """Which rules and keys this campaign has, to count them."""
    names = Counter()
    for name, here in [
        ("changeover", c.changeover), ("max groups", c.max_groups), ("free order", c.free_order),
        ("attendance", c.attendance or any(g.attendance for g in c.groups)
         or any(k.attendance for g in c.groups for k in g.classes)),
        ("buffer", c.buffer or any(g.buffer for g in c.groups)),
        ("confidence", c.confidence), ("hall", c.hall),
        ("hall of a station", any(s.hall for s in c.stations)),
        ("rate unknown", any(s.speed() is None for s in c.stations)),
        ("rate of cameras", any(s.rate is None and s.rate_per_camera for s in c.stations)),
        ("several stations", len(c.stations) > 1),
        ("latest end", any(b.last() > b.end for b in c.blocks)), ("make-up", c.make_ups),
        ("breaks", c.breaks), ("breaks not to straddle", any(b.straddle is False for b in c.breaks)),
        ("classes", any(g.classes for g in c.groups)),
        ("off site", any(g.off_site for g in c.groups)),
        ("only in", any(g.only_in for g in c.groups)), ("not in", any(g.not_in for g in c.groups)),
        ("cut where needed", any(g.max_windows > 1 and not g.cut_free for g in c.groups)),
        ("cut free", any(g.max_windows > 1 and g.cut_free for g in c.groups)),
        ("minutes", c.minutes), ("lessons", any(x.klass is None for x in c.lessons)),
        ("lessons of classes", any(x.klass is not None for x in c.lessons)), ("pins", c.pins),
        ("wishes", c.wishes), ("baseline", c.baseline), ("students", c.students),
        ("ids", any(x.id for x in c.groups + c.blocks)),
    ]:
        names[name] += bool(here)
    for relation in {r.kind for r in c.relations}:
        names[relation] += 1
    for tier in c.tiers:
        names["tier " + tier] += 1
    return names


# --- writing -------------------------------------------------------------------------------------

def write(c: Campaign, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    lines = ['title = "Random"', 'language = "en"', f"grid_minutes = {c.grid}",
             f"call_lead_minutes = {c.lead}"]
    add = lines.append
    if c.changeover:
        add(f"changeover_minutes = {c.changeover}")
    if c.max_groups:
        add(f"max_groups_per_block = {c.max_groups}")
    if c.free_order:
        add('class_order = "free"')
    if c.attendance is not None:
        add(f'attendance = "{percent(c.attendance)}"')
    if c.buffer:
        add(f'buffer = "{c.buffer}"')
    if c.confidence is not None:
        add(f'confidence = "{percent(c.confidence)}"')
    if c.hall:
        add(f"hall_capacity = {c.hall}")
    if c.baseline:
        add('baseline = "baseline.csv"')
    add("[objective]")
    add("tiers = [" + ", ".join(f'"{tier}"' for tier in c.tiers) + "]")
    for s in c.stations:
        add("[[station]]")
        add(f'name = "{s.name}"')
        add(f"rate = {s.rate}" if s.rate is not None else 'rate = "unknown"')
        for name, value in [("cameras", s.cameras), ("rate_per_camera", s.rate_per_camera),
                            ("hall_capacity", s.hall)]:
            if value is not None:
                add(f"{name} = {value}")
    for b in c.blocks:
        add("[[block]]")
        if b.id:
            add(f'id = "{b.id}"')
        add(f'name = "{b.name}"')
        add(f'station = "{c.stations[b.station].name}"')
        add(f"date = {date(b.day)}")
        add(f'start = "{clock(b.start)}"')
        add(f'end = "{clock(b.end)}"')
        if b.latest_end is not None:
            add(f'latest_end = "{clock(b.latest_end)}"')
    for i, m in enumerate(c.make_ups):
        add("[[make_up]]")
        add(f'name = "Make-up {i + 1}"')
        add(f'block = "{c.blocks[m.block].name}"')
        add(f'start = "{clock(m.start)}"')
        add(f'end = "{clock(m.end)}"')
    for b in c.breaks:
        add("[[break]]")
        add(f'block = "{key(c.blocks[b.block])}"')
        add(f'start = "{clock(b.start)}"')
        add(f'end = "{clock(b.end)}"')
        if b.straddle is not None:
            add(f"straddle = {str(b.straddle).lower()}")
    if c.simulation:
        add("[simulation]")
        for name, value in c.simulation.items():
            add(f"{name} = {value}")
    (folder / "campaign.toml").write_text("\n".join(lines) + "\n")

    def table(name: str, header: str, rows: list[list]) -> None:
        if rows:
            text = [header] + [",".join("" if x is None else str(x) for x in row) for row in rows]
            (folder / name).write_text("\n".join(text) + "\n")

    pct = lambda x: None if x is None else percent(x)  # noqa: E731
    table("groups.csv",
          "group,id,headcount,off_site,attendance,only_in,not_in,max_windows,cut,buffer",
          [[g.name, g.id, g.headcount, g.off_site, pct(g.attendance), ";".join(g.only_in),
            ";".join(g.not_in), g.max_windows, "free" if g.cut_free else None, g.buffer]
           for g in c.groups])
    table("classes.csv", "group,class,headcount,off_site,attendance",
          [[g.name, k.name, k.headcount, k.off_site, pct(k.attendance)]
           for g in c.groups for k in g.classes])
    if c.students:
        rows = []
        for g in c.groups:
            for k in g.classes:
                for n in range(k.headcount):
                    status = ("off_site" if n < k.off_site
                              else "make_up" if n < k.off_site + k.make_up else "here")
                    rows.append([g.name, k.name, 20240001 + len(rows), status])
        table("students.csv", "group,class,number,status", rows)
    table("minutes.csv", "group,block,minutes",
          [[c.groups[g].name, place, n] for g, place, n in c.minutes])
    table("unavailable.csv", "group,class,date,start,end",
          [[c.groups[x.group].name, None if x.klass is None else c.groups[x.group].classes[x.klass].name,
            date(x.day), clock(x.start), clock(x.end)] for x in c.lessons])
    table("relations.csv", "relation,group,other",
          [[r.kind, c.groups[r.a].name, c.groups[r.b].name] for r in c.relations])
    when = lambda x: None if x is None else clock(x)  # noqa: E731
    day = lambda x: None if x is None else date(x)  # noqa: E731
    table("pins.csv", "group,station,date,start,end",
          [[c.groups[p.group].name, None if p.station is None else c.stations[p.station].name,
            day(p.day), when(p.start), when(p.end)] for p in c.pins])
    table("preferences.csv", "group,date,start,end,wish,weight",
          [[c.groups[w.group].name, day(w.day), when(w.start), when(w.end),
            "prefer" if w.prefer else "avoid", w.weight] for w in c.wishes])
    table("baseline.csv", "date,station,start,end,group,classes",
          [[date(r.day), c.stations[r.station].name, clock(r.start), clock(r.end),
            key(c.groups[r.group]),
            None if r.classes is None
            else ";".join(c.groups[r.group].classes[k].name for k in r.classes)]
           for r in c.baseline])


# --- shrinking -----------------------------------------------------------------------------------

def smaller(c: Campaign):
    """Campaigns with one thing less than this one, the simplest first."""
    for g in reversed(range(len(c.groups))):
        if len(c.groups) > 1:
            yield without_group(c, g)
    for name in ["minutes", "lessons", "relations", "pins", "wishes", "make_ups", "breaks",
                 "baseline", "tiers"]:
        for i in reversed(range(len(getattr(c, name)))):
            d = copy.deepcopy(c)
            del getattr(d, name)[i]
            if d.tiers:
                yield d
    plain = Campaign()
    for name in ["changeover", "max_groups", "free_order", "attendance", "buffer", "confidence",
                 "hall", "students", "lead"]:
        if getattr(c, name) != getattr(plain, name):
            d = copy.deepcopy(c)
            setattr(d, name, 0 if name == "lead" else getattr(plain, name))
            if name == "students":
                for k in (k for g in d.groups for k in g.classes):
                    k.make_up = 0
            if d != c:
                yield d
    for b in reversed(range(len(c.blocks))):
        if len(c.blocks) > 1:
            yield without_block(c, b)
    for i, g in enumerate(c.groups):
        bare = Group(g.name, g.headcount)
        for name in ["off_site", "attendance", "only_in", "not_in", "max_windows", "cut_free",
                     "buffer", "id"]:
            if getattr(g, name) != getattr(bare, name) and not (name == "off_site" and g.classes):
                d = copy.deepcopy(c)
                setattr(d.groups[i], name, copy.copy(getattr(bare, name)))
                yield d
        if g.classes and not c.students and not any(
                x.group == i and x.klass is not None for x in c.lessons) and not any(
                r.group == i and r.classes is not None for r in c.baseline) and g.max_windows == 1:
            d = copy.deepcopy(c)
            d.groups[i].classes = []
            yield d
        for j, k in enumerate(g.classes):
            for name in ["attendance", "off_site", "make_up"]:
                if getattr(k, name):
                    d = copy.deepcopy(c)
                    setattr(d.groups[i].classes[j], name, None if name == "attendance" else 0)
                    d.groups[i].off_site = sum(x.off_site for x in d.groups[i].classes)
                    yield d
    for i, s in enumerate(c.stations):
        for name in ["cameras", "hall"]:
            if getattr(s, name) is not None and not (name == "cameras" and s.rate is None):
                d = copy.deepcopy(c)
                setattr(d.stations[i], name, None)
                yield d
    for i, b in enumerate(c.blocks):
        if b.latest_end is not None or b.id:
            d = copy.deepcopy(c)
            d.blocks[i].latest_end, d.blocks[i].id = None, None
            yield d


def without_group(c: Campaign, g: int) -> Campaign:
    d = copy.deepcopy(c)
    del d.groups[g]
    down = lambda i: i - (i > g)  # noqa: E731
    d.minutes = [(down(i), place, n) for i, place, n in d.minutes if i != g]
    d.relations = [Relation(r.kind, down(r.a), down(r.b)) for r in d.relations if g not in (r.a, r.b)]
    for name in ["lessons", "pins", "wishes", "baseline"]:
        kept = [x for x in getattr(d, name) if x.group != g]
        for x in kept:
            x.group = down(x.group)
        setattr(d, name, kept)
    return d


def without_block(c: Campaign, b: int) -> Campaign:
    d = copy.deepcopy(c)
    name = d.blocks[b].name
    del d.blocks[b]
    for kind in ["make_ups", "breaks"]:
        kept = [x for x in getattr(d, kind) if x.block != b]
        for x in kept:
            x.block -= x.block > b
        setattr(d, kind, kept)
    d.minutes = [row for row in d.minutes if row[1] != name]
    for g in d.groups:
        g.only_in = [x for x in g.only_in if x != name]
        g.not_in = [x for x in g.not_in if x != name]
    return d
