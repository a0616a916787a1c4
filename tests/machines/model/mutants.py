"""Wrong plans, made of right ones by a change or two."""

from __future__ import annotations

import copy
import random

from campaigns import Campaign, clock
from rules import minute

CHANGES = []


def change(function):
    CHANGES.append(function)
    return function


def shift(row: dict, by: int, which=("start", "end")) -> None:
    for name in which:
        row[name] = clock(max(0, min(1439, minute(row[name]) + by)))


def one(rng: random.Random, rows: list):
    return rng.choice(rows) if rows else None


def follow(plan: dict, old: dict, new: dict, by: int = 0) -> None:
    """Slots go where their window goes."""
    for slot in plan["classes"]:
        if (slot["group"], slot["station"], slot["date"]) == (old["group"], old["station"], old["date"]) \
                and minute(old["start"]) <= minute(slot["start"]) <= minute(old["end"]):
            slot["station"], slot["date"] = new["station"], new["date"]
            shift(slot, by)


@change
def moved(rng, c: Campaign, plan) -> None:
    w = one(rng, plan["windows"])
    by = rng.choice([-1, 1]) * rng.choice([1, 5, c.grid, c.grid, 2 * c.grid, 3 * c.grid])
    old = dict(w)
    shift(w, by)
    if rng.random() < 0.8:
        follow(plan, old, w, by)


@change
def resized(rng, c, plan) -> None:
    w = one(rng, plan["windows"])
    which = rng.choice(["start", "end"])
    by = rng.choice([-1, 1]) * rng.choice([1, c.grid, c.grid, 2 * c.grid])
    old = w[which]
    shift(w, by, [which])
    if minute(w["end"]) <= minute(w["start"]):
        w[which] = old
    elif rng.random() < 0.6:
        for slot in plan["classes"]:
            if slot["group"] == w["group"] and slot["date"] == w["date"] and slot[which] == old:
                slot[which] = w[which]


@change
def elsewhere(rng, c, plan) -> None:
    """To the same place in another half-day."""
    w, b = one(rng, plan["windows"]), rng.choice(c.blocks)
    old = dict(w)
    from campaigns import date
    by = b.start + c.grid * rng.randrange(0, 4) - minute(w["start"])
    w["station"], w["date"] = c.stations[b.station].name, date(b.day)
    shift(w, by)
    if rng.random() < 0.9:
        follow(plan, old, w, by)


@change
def other_station(rng, c, plan) -> None:
    w = one(rng, plan["windows"])
    old = dict(w)
    w["station"] = rng.choice(c.stations).name
    if rng.random() < 0.8:
        follow(plan, old, w)


@change
def swapped(rng, c, plan) -> None:
    """Two groups change places, each with its own length or with the other's."""
    if len(plan["windows"]) < 2:
        return
    a, b = rng.sample(plan["windows"], 2)
    old_a, old_b = dict(a), dict(b)
    slots = copy.deepcopy(plan["classes"])
    for name in ("station", "date", "start"):
        a[name], b[name] = old_b[name], old_a[name]
    if rng.random() < 0.5:
        a["end"], b["end"] = old_b["end"], old_a["end"]
    else:
        for new, old in ((a, old_a), (b, old_b)):
            new["end"] = clock(min(1439, minute(new["start"]) + minute(old["end"])
                                   - minute(old["start"])))
    plan["classes"] = slots
    for new, old in ((a, old_a), (b, old_b)):
        for slot in slots:
            if slot["group"] == new["group"] and (slot["station"], slot["date"]) == (
                    old["station"], old["date"]):
                slot["station"], slot["date"] = new["station"], new["date"]
                shift(slot, minute(new["start"]) - minute(old["start"]))
        if a["group"] == b["group"]:
            break


@change
def dropped(rng, c, plan) -> None:
    w = one(rng, plan["windows"])
    plan["windows"].remove(w)
    if rng.random() < 0.8:
        plan["classes"] = [s for s in plan["classes"] if s["group"] != w["group"]]


@change
def doubled(rng, c, plan) -> None:
    w = dict(one(rng, plan["windows"]))
    shift(w, rng.choice([0, c.grid, minute(w["end"]) - minute(w["start"])]))
    plan["windows"].append(w)


@change
def headcount(rng, c, plan) -> None:
    one(rng, plan["windows"])["headcount"] += rng.choice([-1, 1, 10])
    for w in plan["windows"]:
        w["headcount"] = max(0, w["headcount"])


@change
def part(rng, c, plan) -> None:
    """A class goes from one part of a cut group to another, to both or to none."""
    cut = [w for w in plan["windows"] if w.get("classes")]
    w = one(rng, cut)
    if not w:
        return
    others = [v for v in cut if v["group"] == w["group"] and v is not w]
    name = rng.choice(w["classes"])
    if len(w["classes"]) > 1 and rng.random() < 0.7:
        w["classes"] = [x for x in w["classes"] if x != name]
    if others and rng.random() < 0.7:
        other = rng.choice(others)
        other["classes"] = other["classes"] + [name]


@change
def slot_dropped(rng, c, plan) -> None:
    if plan["classes"]:
        plan["classes"].remove(one(rng, plan["classes"]))


@change
def slot_doubled(rng, c, plan) -> None:
    if plan["classes"]:
        plan["classes"].append(dict(one(rng, plan["classes"])))


@change
def boundary(rng, c, plan) -> None:
    """A boundary between two classes moves, by a minute or by more than the rule allows."""
    s = one(rng, plan["classes"])
    if not s:
        return
    by = rng.choice([-3, -2, -1, 1, 2, 3])
    old = s["end"]
    nexts = [t for t in plan["classes"] if t["group"] == s["group"] and t["date"] == s["date"]
             and t is not s and t["start"] == old and t["station"] == s["station"]]
    new = minute(old) + by
    if new > minute(s["start"]) and all(new < minute(t["end"]) for t in nexts):
        s["end"] = clock(new)
        if rng.random() < 0.85:
            for t in nexts:
                t["start"] = clock(new)


@change
def slots_swapped(rng, c, plan) -> None:
    s = one(rng, plan["classes"])
    others = [t for t in plan["classes"] if s and t["group"] == s["group"] and t is not s]
    if others:
        t = rng.choice(others)
        s["class"], t["class"] = t["class"], s["class"]


@change
def slot_moved(rng, c, plan) -> None:
    s = one(rng, plan["classes"])
    if s:
        shift(s, rng.choice([-20, -5, -1, 1, 5, 20]))


@change
def no_slots(rng, c, plan) -> None:
    g = rng.choice(plan["windows"])["group"]
    every = rng.random() < 0.3
    plan["classes"] = [] if every else [s for s in plan["classes"] if s["group"] != g]


@change
def make_up(rng, c, plan) -> None:
    m = one(rng, plan.get("make_up") or [])
    if m:
        shift(m, rng.choice([-5, 5]), [rng.choice(["start", "end"])])


def mutants(c: Campaign, plan: dict, rng: random.Random, count: int):
    """`(names of changes, plan)`; plans that a change left as they were are passed over."""
    for _ in range(count):
        new = copy.deepcopy(plan)
        names = []
        for _ in range(rng.choice([1, 1, 1, 2])):
            if not new["windows"]:
                break
            before = copy.deepcopy(new)
            function = rng.choice(CHANGES)
            function(rng, c, new)
            if new != before:
                names.append(function.__name__)
        for slot in new["classes"]:
            if slot.get("call_time") is not None:
                slot["call_time"] = clock(max(0, minute(slot["start"]) - c.lead))
        if names and all(minute(x["start"]) < minute(x["end"])
                         for x in new["windows"] + (new.get("make_up") or [])):
            yield names, new
