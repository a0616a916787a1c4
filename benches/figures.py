"""Rows of results: reading them, and what a trace says."""

import csv
import json
import math
import os
import platform
import tomllib
from pathlib import Path


def rows(path):
    """All rows of a file; none where it is not there. The line of a run that was cut short is left out."""
    found = []
    if Path(path).exists():
        for line in Path(path).read_text().splitlines():
            try:
                found.append(json.loads(line))
            except json.JSONDecodeError:
                pass
    return found


def machine():
    """What the figures were measured on; no names."""
    model = platform.processor() or platform.machine()
    memory = None
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next((text.split(":", 1)[1].strip() for text in lines if text.startswith("model name")), model)
    if Path("/proc/meminfo").exists():
        memory = round(int(Path("/proc/meminfo").read_text().split()[1]) / 2**20)
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "memory_gib": memory,
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def key(row):
    """What makes a row the same measurement."""
    return tuple(row.get(field) for field in ("family", "name", "solver", "time_limit", "threads", "build", "instances"))


def from_trace(path, whole):
    """The log as [seconds, incumbent, bound] where either got better, and the times that one run has by itself.

    With whole costs a bound is rounded up, for all solvers alike. Of several tiers only the times are kept.
    """
    steps, tiers = [], []
    best, bound = None, None
    last = 0.0
    if Path(path).exists():
        with Path(path).open(newline="") as table:
            for row in csv.DictReader(table):
                if row["bound"] is None:
                    continue
                last = float(row["seconds"])
                if row["tier"] not in tiers:
                    tiers.append(row["tier"])
                incumbent, lower = (float(row[name]) if row[name] else None for name in ("incumbent", "bound"))
                if whole and lower is not None:
                    lower = float(math.ceil(lower - 1e-6))
                now = (smaller(best, incumbent), larger(bound, lower))
                if now != (best, bound) or not steps:
                    best, bound = now
                    steps.append([last, best, bound])
    first = next((seconds for seconds, incumbent, _ in steps if incumbent is not None), None)
    if len(tiers) > 1:
        return {"first_seconds": first, "last_seconds": last, "trace": None}
    return {"first_seconds": first, "last_seconds": steps[-1][0] if steps else None, "trace": steps}


def smaller(one, other):
    return other if one is None else one if other is None else min(one, other)


def larger(one, other):
    return other if one is None else one if other is None else max(one, other)


def gap(value, bound):
    """(value - bound) / value; none where there is no plan or no bound."""
    if value is None or bound is None:
        return None
    return 0.0 if value <= bound else (value - bound) / value if value else None


def within(row, most):
    """When the run's own gap was at most this; none if never."""
    for seconds, value, bound in row.get("trace") or []:
        now = gap(value, bound)
        if now is not None and now <= most + 1e-12:
            return seconds
    return None


def reached(row, value):
    """When the run had a plan of that value or better; none if never."""
    return next((seconds for seconds, own, _ in row.get("trace") or [] if own is not None and own <= value + 1e-9), None)


def line(row):
    """A row for a person who waits."""
    shown = f"{row['family']:15}{row['name']:34}{row['solver']:10}{row['status']:20}"
    if row.get("tiers") is not None:
        shown += f"{sum(tier['proven'] for tier in row['tiers'])} of {len(row['tiers'])} tiers"
    elif row.get("value") is not None:
        shown += f"{row['value']} (bound {row['bound']})"
    if "wall_seconds" in row:
        shown += f", {row['wall_seconds']:.1f} s, {row['peak_mib']:.0f} MiB"
    if row.get("error"):
        shown += f", {row['error']}"
    if row.get("faults"):
        shown += f", WRONG PLAN: {row['faults'][0]}"
    return shown


def windows_of(folder, plan, problem):
    """A plan.json as windows [group, block, start, minutes] of a problem, by the names of the campaign's files."""
    campaign = tomllib.loads(Path(folder, "campaign.toml").read_text())
    stations = [station["name"] for station in campaign["station"]]
    minute = lambda clock: int(str(clock)[:2]) * 60 + int(str(clock)[3:5])
    blocks = [
        (str(block["date"]), block.get("station", stations[0]), minute(block["start"])) for block in campaign["block"]
    ]
    if isinstance(problem["groups"], list):
        place = {group["name"]: number for number, group in enumerate(problem["groups"])}
        ends = [block["end"] for block in problem["blocks"]]
        opening = [0] * len(blocks)
    else:
        # Names made by the scripts here: a letter and a number from 1.
        place = {f"{letter}{number + 1}": number for letter in "GJI" for number in range(problem["groups"])}
        ends = [start + length for (_, _, start), length in zip(blocks, problem["blocks"])]
        opening = [start for _, _, start in blocks]
    windows = []
    for window in plan["windows"]:
        start, end = minute(window["start"]), minute(window["end"])
        home = next(
            number for number, (date, station, first) in enumerate(blocks)
            if (date, station) == (window["date"], window["station"]) and first <= start and end <= ends[number]
        )
        windows.append([place[window["group"]], home, start - opening[home], end - start])
    return windows
