"""A scheduling problem as every solver of this benchmark gets it: problem.json beside each campaign.

    format      "callsheet-bench-1"
    name, family
    groups      how many; each gets exactly one window
    blocks      the length of each block in minutes
    changeover  minutes between two windows of a block
    grid        windows start and end on multiples of this, counted from the start of their block
    objective   "cost": the sum over windows; "blocks": how many blocks have a window
    order_free  true when every start on the grid is allowed and a group has one length in a block: then windows fit into a
                block in any order, or not at all, and only the sum of their lengths counts
    options     rows [group, [block, ...], minutes, cost, [[first, last], ...]]: a window of that length and cost may start
                in these blocks on every grid minute of these ranges, ends included, counted from the start of the block
    best_known  the published value, or null
    published   whether that value is proven elsewhere
    size        figures for tables, such as groups and blocks

It is computed by the scripts here, never by callsheet; crosscheck.py holds the two against each other.
"""

import json
from collections import defaultdict
from pathlib import Path

FORMAT = "callsheet-bench-1"


def save(folder, problem):
    """Writes problem.json."""
    Path(folder, "problem.json").write_text(json.dumps({"format": FORMAT, **problem}, separators=(",", ":")))


def load(path):
    """Reads problem.json, or what `callsheet model` printed."""
    problem = json.loads(Path(path).read_text())
    if problem["format"] not in (FORMAT, "callsheet-model-1"):
        raise SystemExit(f"{path}: unknown format {problem['format']}")
    return problem


def pairs(problem):
    """Every option once a block: (group, block, minutes, cost, ranges)."""
    for group, blocks, minutes, cost, ranges in problem["options"]:
        for block in blocks:
            yield group, block, minutes, cost, ranges


def ranges_of(starts, grid):
    """Sorted starts as [first, last] ranges of consecutive grid minutes."""
    ranges = []
    for start in starts:
        if ranges and start == ranges[-1][1] + grid:
            ranges[-1][1] = start
        else:
            ranges.append([start, start])
    return ranges


def starts_of(ranges, grid):
    """The starts that ranges stand for."""
    return [start for first, last in ranges for start in range(first, last + 1, grid)]


def faults(problem, plan, value):
    """What is wrong with a plan, a list of [group, block, start, minutes], of which a solver says that it has this value.

    A window may be longer than an option: then it holds one for which it stands, and the plan is worth no more than these.
    """
    found = []
    options = defaultdict(list)
    for group, block, minutes, cost, ranges in pairs(problem):
        options[group, block].append((minutes, cost, ranges))
    worth = 0
    for group, block, start, minutes in plan:
        inside = [
            cost
            for length, cost, ranges in options[group, block]
            if any(first <= s <= last for first, last in ranges
                   for s in range(start, start + minutes - length + 1, problem["grid"]))
        ]
        if not inside:
            found.append(f"group {group} may not have {minutes} minutes from {start} on in block {block}")
        else:
            worth += min(inside)
    served = sorted(window[0] for window in plan)
    if served != list(range(problem["groups"])):
        found.append("not every group has exactly one window")
    by_block = defaultdict(list)
    for _, block, start, minutes in plan:
        by_block[block].append((start, start + minutes))
    for block, windows in by_block.items():
        windows.sort()
        if windows[0][0] < 0 or windows[-1][1] > problem["blocks"][block]:
            found.append(f"block {block} is left")
        if any(after[0] < before[1] + problem["changeover"] for before, after in zip(windows, windows[1:])):
            found.append(f"windows of block {block} meet")
    if problem["objective"] == "blocks":
        worth = len(by_block)
    if value is not None and worth > value + 1e-6:
        found.append(f"said to be worth {value}, is worth {worth}")
    return found


def pack(problem, assignment):
    """Windows in an order-free problem, one after another in each block; assignment gives each group its block."""
    lengths = {(group, block): minutes for group, block, minutes, _, _ in pairs(problem)}
    free = defaultdict(int)
    plan = []
    for group, block in enumerate(assignment):
        minutes = lengths[group, block]
        plan.append([group, block, free[block], minutes])
        free[block] += minutes + problem["changeover"]
    return plan
