"""The published bin packing sets as campaigns.

An item is a group with as many people as its weight, one person a minute; a bin is a block of C minutes on a day of its own;
the only aim is `blocks`. There are three blocks more than first-fit decreasing opens, for all solvers alike: with fewer, finding
any plan would be a feat already. Grid 1 minute.

With a changeover s smaller than every weight: weight − s people, blocks of C − s minutes, s minutes between two groups. Then
Σ (w − s) + (k − 1) s ≤ C − s says the same as Σ w ≤ C, and the optimum stays where it is.
"""

import csv
import datetime
from pathlib import Path

import problem as problems

FIRST_DAY = datetime.date(2025, 1, 1)
CHANGEOVER = 10
SPARE = 3


def clock(minute):
    return f"{minute // 60:02}:{minute % 60:02}"


def instances(data):
    """(name, file, best known value, whether that is proven) of the whole set."""
    with Path(data, "bpp", "OPTIMA.csv").open(newline="") as table:
        for row in csv.DictReader(table):
            name = row["instance"]
            short = Path(name).stem.removeprefix("Falkenauer_")
            yield short, Path(data, "bpp", name), int(row["best_known_value"]), row["status"] == "optimal"


def first_fit_decreasing(weights, capacity):
    """How many bins it opens."""
    free = []
    for weight in sorted(weights, reverse=True):
        place = next((place for place, room in enumerate(free) if weight <= room), None)
        if place is None:
            free.append(capacity - weight)
        else:
            free[place] -= weight
    return len(free)


def write(root, name, path, best_known, proven, with_changeover=False):
    """Writes the instance folder; returns it."""
    family = "bpp-changeover" if with_changeover else "bpp"
    folder = Path(root, f"{family}-{name}")
    if (folder / "problem.json").exists():
        return folder
    _, capacity, *weights = map(int, Path(path).read_text().split())
    bins = first_fit_decreasing(weights, capacity) + SPARE
    changeover = CHANGEOVER if with_changeover else 0
    if min(weights) <= changeover:
        return f"{name}: an item of weight {min(weights)} is no longer than the changeover"
    weights, capacity = [weight - changeover for weight in weights], capacity - changeover
    folder.mkdir(parents=True, exist_ok=True)
    toml = [
        f'title = "{name}"',
        'language = "en"',
        "grid_minutes = 1",
        "call_lead_minutes = 0",
        f"changeover_minutes = {changeover}",
        "[objective]",
        'tiers = ["blocks"]',
        "[[station]]",
        'name = "S"',
        "rate = 60",
    ]
    for number in range(bins):
        date = FIRST_DAY + datetime.timedelta(days=number)
        toml += ["[[block]]", f'name = "B{number + 1}"', f"date = {date}", 'start = "00:00"', f'end = "{clock(capacity)}"']
    (folder / "campaign.toml").write_text("\n".join(toml) + "\n")
    rows = [f"I{item + 1},{weight}" for item, weight in enumerate(weights)]
    (folder / "groups.csv").write_text("\n".join(["group,headcount", *rows]) + "\n")
    problems.save(folder, {
        "name": name if not with_changeover else f"{name}+{changeover}",
        "family": family,
        "groups": len(weights),
        "blocks": [capacity] * bins,
        "changeover": changeover,
        "grid": 1,
        "objective": "blocks",
        "order_free": True,
        "options": [
            [item, list(range(bins)), weight, 0, [[0, capacity - weight]]] for item, weight in enumerate(weights)
        ],
        "best_known": best_known,
        "published": proven,
        "size": {"groups": len(weights), "blocks": bins, "variant": name.split("_")[0], "seed": 0},
    })
    return folder
