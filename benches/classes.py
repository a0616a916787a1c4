"""The family `classes`: campaigns that call class by class, twelve and more small groups in each half-day.

Two kinds of instance, both made when the benchmark runs:

(a) the 140 classes of `instances/cqust-2024` as groups, without colleges and without a baseline: grids of 10, 5 and 1 minutes, the
    rate unknown, 260 or 300 an hour, without lessons and with lessons for a third of the classes (LESSONS_SEED, on one or two
    days each, one of the four double lessons). Aims are those of the campaign itself but `moved`, which is also what
    `callsheet new` writes.
(b) `callsheet generate --classes-per-group 1`: 150, 300 and 600 classes, lessons for 0, 10 and 33 % of them, seeds 1 to 3, with
    the aims that are written there. SIZES says how many half-days each has. No generated class needs less than ten of the 180
    minutes of a half-day, so that 8 half-days hold 144 classes: 150 have two stations in them.

problem.json beside each campaign is what the other solvers and the check get, computed here from the campaign's files, never by
callsheet:

    format      "callsheet-bench-classes-1"
    name, family
    grid        windows start and end on multiples of this, counted from the start of their block
    tiers       the aims in order: name, and the scale by which whole units are divided
    blocks      station, date, start and end in minutes of the day, make-up time left out, and the rate or null
    groups      name and people
    homes       rows [group, block, wishes, [[from, to], ...]]: a window of this group may lie in any of these ranges, and costs
                that much in `preference`; each range begins or ends with its block
    size        figures for tables

A window may have any length on the grid, where the rate is known and `overload` is no aim one that is long enough.
"""

import csv
import json
import math
import random
import subprocess
import tomllib
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

FORMAT = "callsheet-bench-classes-1"
SOURCE = Path(__file__).resolve().parent.parent / "instances" / "cqust-2024"
GRIDS = [10, 5, 1]
RATES = ["unknown", 260, 300]
LESSONS_SEED = "cqust-2024 class by class, lessons 1"
LESSONS = [("08:00", "09:40"), ("10:00", "11:40"), ("14:00", "15:40"), ("16:00", "17:40")]
# Classes: half-days over all stations, stations, share of their time that the classes need.
SIZES = {150: (16, 2, 0.6), 300: (24, 3, 0.88), 600: (40, 4, 0.88)}
CLASHES = [0, 10, 33]
SEEDS = [1, 2, 3]
# The most whole units of `spread` for the largest group in the shortest window, as the reference of aims says.
MOST_SPREAD_POINTS = 10_000_000


def instances(root, callsheet):
    """(name, how to make its folder) of all."""
    for lessons in (False, True):
        for grid in GRIDS:
            for rate in RATES:
                name = f"cqust-g{grid}-{rate}" + ("-lessons" if lessons else "")
                yield name, lambda folder=Path(root, name), kind=(grid, rate, lessons): cqust(folder, *kind)
    for groups in SIZES:
        for clashes in CLASHES:
            for seed in SEEDS:
                name = f"classes-{groups}-l{clashes}-s{seed}"
                yield name, lambda folder=Path(root, name), kind=(groups, clashes, seed): generated(callsheet, folder, *kind)


def cqust(folder, grid, rate, lessons):
    """(a): the campaign's own file with another grid and rate; groups are the classes."""
    if (folder / "problem.json").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    text = (SOURCE / "campaign.toml").read_text()
    for old, new in [
        ("grid_minutes = 10", f"grid_minutes = {grid}"),
        ('rate = "unknown"', f"rate = {json.dumps(rate)}"),
        ('baseline = "attachment-2.csv"\n', ""),
        ('"moved", ', ""),
    ]:
        if text.count(old) != 1:
            raise SystemExit(f"{SOURCE / 'campaign.toml'}: {old!r} stands there {text.count(old)} times, not once")
        text = text.replace(old, new)
    (folder / "campaign.toml").write_text(text)
    classes = [(row["班级"], row["人数"]) for row in table(SOURCE / "classes.csv")]
    lines = [f"{name},{people}" for name, people in classes]
    (folder / "groups.csv").write_text("\n".join(["group,headcount", *lines]) + "\n")
    if lessons:
        dice = random.Random(LESSONS_SEED)
        days = sorted({str(block["date"]) for block in tomllib.loads(text)["block"]})
        rows = []
        for name, _ in dice.sample(classes, round(len(classes) / 3)):
            for day in dice.sample(days, dice.randint(1, 2)):
                rows.append(",".join([name, day, *dice.choice(LESSONS)]))
        (folder / "unavailable.csv").write_text("\n".join(["group,date,start,end", *rows]) + "\n")
    save(folder, {"variant": f"140 classes, {'with' if lessons else 'no'} lessons", "seed": 0})
    return folder


def generated(callsheet, folder, groups, clashes, seed):
    """(b): by `callsheet generate`."""
    if (folder / "problem.json").exists():
        return folder
    blocks, stations, fill = SIZES[groups]
    command = [callsheet, "generate", folder, "--groups", groups, "--classes-per-group", 1, "--blocks", blocks]
    command += ["--stations", stations, "--clashes", clashes / 100, "--fill", fill, "--seed", seed, "--lang", "en"]
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)
    save(folder, {"variant": f"{groups} classes, {clashes} % with lessons", "seed": seed})
    return folder


def load(path):
    """Reads problem.json."""
    problem = json.loads(Path(path).read_text())
    if problem["format"] != FORMAT:
        raise SystemExit(f"{path}: unknown format {problem['format']}")
    return problem


def table(path):
    """Rows of a CSV as dictionaries; none where it is not there."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def minute(clock):
    return int(clock[:2]) * 60 + int(clock[3:5])


def save(folder, size):
    """Writes problem.json, last: a folder that has it is complete."""
    campaign = tomllib.loads((folder / "campaign.toml").read_text())
    grid, lead = campaign["grid_minutes"], campaign["call_lead_minutes"]
    stations = {station["name"]: station["rate"] for station in campaign["station"]}
    blocks, place = [], {}
    for number, block in enumerate(campaign["block"]):
        station = block.get("station", next(iter(stations)))
        rate = stations[station] if stations[station] != "unknown" else None
        place[block["name"]] = number
        times = {"start": minute(block["start"]), "end": minute(block["end"])}
        blocks.append({"station": station, "date": str(block["date"]), **times, "rate": rate})
    for reserved in campaign.get("make_up", []):
        block = blocks[place[reserved["block"]]]
        if minute(reserved["end"]) != block["end"]:
            raise SystemExit(f"{folder}: make-up time that does not end with its half-day is not looked at here")
        block["end"] = minute(reserved["start"])
    lessons, wishes = defaultdict(list), defaultdict(list)
    for row in table(folder / "unavailable.csv"):
        lessons[row["group"], row["date"]].append((minute(row["start"]), minute(row["end"])))
    for row in table(folder / "preferences.csv"):
        wishes[row["group"]].append(row)
    groups, homes = [], []
    for number, row in enumerate(table(folder / "groups.csv")):
        groups.append({"name": row["group"], "people": int(row["headcount"])})
        not_in = set(filter(None, (row.get("not_in") or "").split(";")))
        for name, home in place.items():
            block = blocks[home]
            free = ranges(block, lessons[row["group"], block["date"]], lead, grid)
            if free and name not in not_in:
                homes.append([number, home, sum(hurt(wish, block) for wish in wishes[row["group"]]), free])
    people = sum(group["people"] for group in groups)
    scales = {"spread": people * spread_precision(groups, blocks, grid)}
    (folder / "problem.json").write_text(json.dumps({
        "format": FORMAT,
        "name": folder.name,
        "family": "classes",
        "grid": grid,
        "tiers": [{"name": name, "scale": scales.get(name, 1)} for name in campaign["objective"]["tiers"]],
        "blocks": blocks,
        "groups": groups,
        "homes": homes,
        "size": {"groups": len(groups), "blocks": len(blocks), **size},
    }, ensure_ascii=False, separators=(",", ":")))


def ranges(block, lessons, lead, grid):
    """Where windows may lie: from call time, `lead` minutes before the start, to the end they meet no lesson."""
    onto = lambda time: block["start"] - (block["start"] - time) // grid * grid
    below = lambda time: block["start"] + (time - block["start"]) // grid * grid
    found, free_from = [], block["start"]
    for start, end in [*sorted(lessons), (block["end"], block["end"])]:
        first, last = onto(max(free_from, block["start"])), below(min(start, block["end"]))
        if last > first:
            if first > block["start"] and last < below(block["end"]):
                raise SystemExit("between two lessons in a half-day: such windows are not looked at here")
            found.append([first, last])
        free_from = max(free_from, end + lead)
    return found


def hurt(wish, block):
    """What a wish costs every window of a block; one that tells its hours apart is not looked at here."""
    # A column that no wish uses is not written.
    on_day = wish.get("date") in (None, "", block["date"])
    touched = inside = on_day
    if on_day and wish.get("start"):
        start, end = minute(wish["start"]), minute(wish["end"])
        touched = start < block["end"] and block["start"] < end
        inside = start <= block["start"] and block["end"] <= end
        if touched and not inside:
            raise SystemExit(f"a wish for {wish['start']}-{wish['end']} tells the hours of a half-day apart")
    return int(wish["weight"]) * (not inside if wish["wish"] == "prefer" else touched)


def spread_precision(groups, blocks, grid):
    """Whole units of one photo per hour, or of a station's rate where every rate is known."""
    rates = [block["rate"] for block in blocks]
    slowest, least = (min(rates), 1000) if None not in rates else (1, 1)
    squared = 60 * max(group["people"] for group in groups) ** 2
    fine = (10**power for power in range(6, -1, -1) if squared * 10**power <= MOST_SPREAD_POINTS * grid * slowest)
    return max(next(fine, 1), least)


def precision(problem):
    """The units of `spread`, as they stand in the problem."""
    scale = next((tier["scale"] for tier in problem["tiers"] if tier["name"] == "spread"), 1)
    return scale // max(1, sum(group["people"] for group in problem["groups"]))


def spread_points(problem, people, minutes, rate):
    """One window's share of `spread` in whole units, to the nearest one."""
    known = all(block["rate"] is not None for block in problem["blocks"])
    points, per = 60 * people**2 * precision(problem), minutes * (rate if known else 1)
    return (2 * points + per) // (2 * per)


def room(minutes, rate):
    """People whom a window has room for; none where nobody knows the rate."""
    return None if rate is None else minutes * rate // 60


def enough(people, rate, grid):
    """The least minutes, on the grid, in which all of them are photographed."""
    return grid if rate is None else max(grid, math.ceil(Fraction(60 * people, rate * grid)) * grid)


# The check of a plan, by loops over its windows.


def faults(problem, windows):
    """What is wrong with a plan, windows [group, block, start, minutes] with the start as minute of the day."""
    found = []
    homes = {(group, block): free for group, block, _, free in problem["homes"]}
    tiers = {tier["name"] for tier in problem["tiers"]}
    name = lambda group: problem["groups"][group]["name"]
    by_block = defaultdict(list)
    for group, block, start, minutes in windows:
        home = problem["blocks"][block]
        if not any(first <= start and start + minutes <= last for first, last in homes.get((group, block), [])):
            found.append(f"{name(group)} may not come from minute {start} on in block {block}")
        if (start - home["start"]) % problem["grid"] or minutes % problem["grid"] or minutes <= 0:
            found.append(f"{name(group)} is off the grid")
        if "overload" not in tiers and minutes < enough(problem["groups"][group]["people"], home["rate"], problem["grid"]):
            found.append(f"{name(group)} has {minutes} minutes in block {block}: too short")
        by_block[home["station"], home["date"]].append((start, start + minutes))
    if len({window[0] for window in windows}) < len(windows):
        found.append("a group has two windows")
    if "unserved" not in tiers and len(windows) < len(problem["groups"]):
        found.append("a group has no window")
    for place, own in by_block.items():
        own.sort()
        if any(after[0] < before[1] for before, after in zip(own, own[1:])):
            found.append(f"windows at {place} meet")
    return found


def value(problem, tier, windows):
    """The tier's value of a plan, exact."""
    groups, blocks = problem["groups"], problem["blocks"]
    people = lambda window: groups[window[0]]["people"]
    rate = lambda window: blocks[window[1]]["rate"]
    ends = {}
    for _, block, start, minutes in windows:
        ends[block] = max(ends.get(block, 0), start + minutes)
    if tier == "unserved":
        return sum(group["people"] for group in groups) - sum(map(people, windows))
    if tier == "overload":
        return sum(max(0, people(w) - room(w[3], rate(w))) for w in windows if rate(w) is not None)
    if tier == "peak":
        return max((Fraction(60 * people(w), w[3]) for w in windows), default=Fraction(0))
    if tier == "blocks":
        return len(ends)
    if tier == "preference":
        wishes = {(group, block): cost for group, block, cost, _ in problem["homes"]}
        return sum(wishes[w[0], w[1]] for w in windows)
    if tier == "spread":
        points = sum(spread_points(problem, people(w), w[3], rate(w)) for w in windows)
        return Fraction(points, next(t["scale"] for t in problem["tiers"] if t["name"] == tier))
    if tier == "early":
        return sum(end - blocks[block]["start"] for block, end in ends.items())
    # No half-day has a later end, and no group is cut.
    if tier in ("overtime", "cuts"):
        return 0
    raise SystemExit(f"the tier {tier} is not looked at here")
