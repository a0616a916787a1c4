"""The generated series: campaigns of growing size around a hidden plan, so that each can be served.

Half-days of 3 hours on a 10-minute grid, a station for about 8 of them, stations of 180, 210 or 240 people an hour. The windows
of the hidden plan use the share `fill` of the time that changeovers leave. A group may not use a fifth of the half-days; a third
of the groups have lessons, half of these as a whole, half of these one class of two or three; every group has a
weight against each half-day, partly everybody's and partly its own, and a third have one against the first or last hour of all
mornings or afternoons. The only aim is `preference`, everybody must be served: value, bound and gap are one number.

The same size, variant and seed give the same files, byte for byte.
"""

import datetime
import math
import random
from pathlib import Path

import problem as problems

SIZES = [13, 26, 60, 120, 240, 480, 960]
VARIANTS = {"loose": 0.85, "tight": 0.90}
GRID = 10
CELLS = 18
HALVES = [540, 840]
LEAD = 20
RATES = [180, 210, 240]
LESSONS = [(480, 580), (600, 700), (840, 940), (960, 1060)]
FIRST_DAY = datetime.date(2025, 10, 13)
LEAST_CELLS = 3
MEAN_CELLS = 10


def clock(minute):
    return f"{minute // 60:02}:{minute % 60:02}"


def day(turn):
    """The date of the half-days `turn`: two a day, on weekdays."""
    number = turn // 2
    return FIRST_DAY + datetime.timedelta(days=number // 5 * 7 + number % 5)


class Series:
    """One campaign of the series."""

    def __init__(self, groups, variant, seed):
        self.name = f"series-{groups}-{variant}-s{seed}"
        self.dice = random.Random(self.name)
        self.changeover = 0 if seed % 2 else GRID
        self.variant, self.seed, self.fill = variant, seed, VARIANTS[variant]
        self.number = groups
        blocks = math.ceil(groups * MEAN_CELLS / (CELLS * self.fill))
        stations = max(1, round(blocks / 8))
        self.rates = [self.dice.choice(RATES) for _ in range(stations)]
        # (station, turn) of each block, in order of time.
        self.blocks = [(number % stations, number // stations) for number in range(blocks)]
        self.turns = sorted({turn for _, turn in self.blocks})
        self.hidden = self.hidden_plan()
        self.people = [self.headcount(*window) for window in self.hidden]
        self.not_in = [self.forbidden(block) for block, _, _ in self.hidden]
        self.classes = [[] for _ in range(groups)]
        self.lessons = [[] for _ in range(groups)]
        self.give_lessons()
        self.wishes = self.wish()

    def hidden_plan(self):
        """(block, first cell, cells) of each group."""
        dice, gap = self.dice, self.changeover // GRID
        count = [1] * len(self.blocks)
        for _ in range(self.number - len(self.blocks)):
            roomy = [b for b, n in enumerate(count) if (n + 1) * LEAST_CELLS + n * gap <= CELLS]
            count[dice.choice(roomy)] += 1
        room = [CELLS - (n - 1) * gap for n in count]
        for _ in range(sum(room) - round(self.fill * sum(room))):
            shrinkable = [b for b, cells in enumerate(room) if cells > count[b] * LEAST_CELLS]
            room[dice.choice(shrinkable)] -= 1
        windows = []
        for block, (groups, used) in enumerate(zip(count, room)):
            lengths = [LEAST_CELLS] * groups
            weights = [dice.randint(1, 9) for _ in range(groups)]
            for _ in range(used - sum(lengths)):
                lengths[dice.choices(range(groups), weights)[0]] += 1
            idle = CELLS - used - (groups - 1) * gap
            cuts = sorted(dice.randint(0, idle) for _ in range(groups))
            before = 0
            for place, cells in enumerate(lengths):
                windows.append((block, before + cuts[place], cells))
                before += cells + gap
        dice.shuffle(windows)
        return windows

    def headcount(self, block, _, cells):
        """People who need exactly `cells` steps of the grid at the block's station, drawn at random."""
        step = self.rates[self.blocks[block][0]] * GRID // 60
        return cells * step - self.dice.randrange(step)

    def forbidden(self, home):
        others = [block for block in range(len(self.blocks)) if block != home]
        return set(self.dice.sample(others, min(len(others), round(0.2 * len(self.blocks)))))

    def give_lessons(self):
        """Lessons that the hidden window is clear of."""
        days = sorted({day(turn) for turn in self.turns})
        busy = self.dice.sample(range(self.number), round(self.number / 3))
        for place, group in enumerate(busy):
            if place % 2:
                parts = self.dice.choice([2, 3])
                cuts = [self.people[group] * part // parts for part in range(parts + 1)]
                self.classes[group] = [after - before for before, after in zip(cuts, cuts[1:])]
            for date in self.dice.sample(days, self.dice.randint(1, min(3, len(days)))):
                which = self.dice.randrange(len(self.classes[group])) if self.classes[group] else None
                lesson = (which, date, *self.dice.choice(LESSONS))
                block, first, cells = self.hidden[group]
                turn = self.blocks[block][1]
                start = HALVES[turn % 2] + first * GRID
                if not self.meets(group, [lesson], day(turn), start, start + cells * GRID):
                    self.lessons[group].append(lesson)

    def meets(self, group, lessons, date, start, end):
        """Whether the group or a class of it has a lesson between its call time and its end.

        Classes share a window out by headcount, in order; a boundary is the exact one, rounded to the minute, half up.
        """
        for which, lesson_date, lesson_start, lesson_end in lessons:
            if lesson_date != date:
                continue
            busy_from, busy_to = start, end
            if which is not None:
                people, total = self.classes[group], self.people[group]
                boundary = lambda classes: (2 * (end - start) * sum(people[:classes]) + total) // (2 * total)
                busy_from, busy_to = start + boundary(which), start + boundary(which + 1)
            if busy_from - LEAD < lesson_end and lesson_start < busy_to:
                return True
        return False

    def wish(self):
        """Rows (date or None, start, end, weight) of each group: times to avoid."""
        dice = self.dice
        disliked = {turn: dice.randint(0, 20) for turn in self.turns}
        wishes = []
        for _ in range(self.number):
            own = []
            for turn in self.turns:
                half = HALVES[turn % 2]
                own.append((day(turn), half, half + CELLS * GRID, disliked[turn] + dice.randint(1, 20)))
            if dice.random() < 1 / 3:
                start = dice.choice([540, 660, 840, 960])
                own.append((None, start, start + 60, dice.randint(1, 6)))
            wishes.append(own)
        return wishes

    def cost(self, group, date, start, end):
        return sum(
            weight
            for wish_date, wish_start, wish_end, weight in self.wishes[group]
            if wish_date in (None, date) and wish_start < end and start < wish_end
        )

    def options(self):
        """The options of every group: windows that no shorter and no dearer window lies inside."""
        kinds = {}
        for block, (station, turn) in enumerate(self.blocks):
            kinds.setdefault((turn, self.rates[station]), []).append(block)
        rows = []
        for group in range(self.number):
            for (turn, rate), blocks in kinds.items():
                allowed = [block for block in blocks if block not in self.not_in[group]]
                if allowed:
                    for (minutes, cost), starts in self.windows(group, turn, rate).items():
                        rows.append([group, allowed, minutes, cost, problems.ranges_of(sorted(starts), GRID)])
        return rows

    def windows(self, group, turn, rate):
        needed = -(-self.people[group] * 60 // rate)
        date, opening = day(turn), HALVES[turn % 2]
        kept = []
        for cells in range(-(-needed // GRID), CELLS + 1):
            for first in range(CELLS - cells + 1):
                start, end = first * GRID, (first + cells) * GRID
                if self.meets(group, self.lessons[group], date, opening + start, opening + end):
                    continue
                cost = self.cost(group, date, opening + start, opening + end)
                if not any(start <= s and e <= end and c <= cost for s, e, c in kept):
                    kept.append((start, end, cost))
        by_kind = {}
        for start, end, cost in kept:
            by_kind.setdefault((end - start, cost), []).append(start)
        return by_kind

    def block_name(self, block):
        station, turn = self.blocks[block]
        return f"{day(turn):%m-%d} {'am' if turn % 2 == 0 else 'pm'} S{station + 1}"

    def files(self):
        """The campaign, as callsheet reads it."""
        toml = [
            f"# {self.name}, made by benches/series.py",
            f'title = "{self.name}"',
            'language = "en"',
            f"grid_minutes = {GRID}",
            f"call_lead_minutes = {LEAD}",
            f"changeover_minutes = {self.changeover}",
            "[objective]",
            'tiers = ["preference"]',
        ]
        for station, rate in enumerate(self.rates):
            toml += ["[[station]]", f'name = "S{station + 1}"', f"rate = {rate}"]
        for block, (station, turn) in enumerate(self.blocks):
            start = HALVES[turn % 2]
            toml += [
                "[[block]]",
                f'name = "{self.block_name(block)}"',
                f'station = "S{station + 1}"',
                f"date = {day(turn)}",
                f'start = "{clock(start)}"',
                f'end = "{clock(start + CELLS * GRID)}"',
            ]
        groups, classes, lessons, wishes = [], [], [], []
        for group in range(self.number):
            name = f"G{group + 1}"
            not_in = ";".join(self.block_name(block) for block in sorted(self.not_in[group]))
            groups.append(f"{name},{self.people[group]},{not_in}")
            classes += [f"{name},C{number + 1},{people}" for number, people in enumerate(self.classes[group])]
            for which, date, start, end in self.lessons[group]:
                of_class = "" if which is None else f"C{which + 1}"
                lessons.append(f"{name},{of_class},{date},{clock(start)},{clock(end)}")
            for date, start, end, weight in self.wishes[group]:
                wishes.append(f"{name},{date or ''},{clock(start)},{clock(end)},avoid,{weight}")
        tables = {
            "groups.csv": ("group,headcount,not_in", groups),
            "classes.csv": ("group,class,headcount", classes),
            "unavailable.csv": ("group,class,date,start,end", lessons),
            "preferences.csv": ("group,date,start,end,wish,weight", wishes),
        }
        files = {"campaign.toml": "\n".join(toml) + "\n"}
        files |= {name: "\n".join([header, *rows]) + "\n" for name, (header, rows) in tables.items() if rows}
        return files

    def problem(self):
        return {
            "name": self.name,
            "family": "series",
            "groups": self.number,
            "blocks": [CELLS * GRID] * len(self.blocks),
            "changeover": self.changeover,
            "grid": GRID,
            "objective": "cost",
            "order_free": False,
            "options": self.options(),
            "best_known": None,
            "published": False,
            "size": {"groups": self.number, "blocks": len(self.blocks), "variant": self.variant, "seed": self.seed},
        }


def write(root, groups, variant, seed):
    """Writes the instance folder unless it is there; returns it."""
    series_name = f"series-{groups}-{variant}-s{seed}"
    folder = Path(root, series_name)
    if not (folder / "problem.json").exists():
        series = Series(groups, variant, seed)
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in series.files().items():
            (folder / name).write_text(text)
        # Last: a folder that has it is complete.
        problems.save(folder, series.problem())
    return folder


if __name__ == "__main__":
    import sys

    for size in [int(argument) for argument in sys.argv[1:]] or SIZES:
        for kind in VARIANTS:
            for number in (1, 2):
                print(write("target/bench/instances", size, kind, number))
