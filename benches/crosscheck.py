"""Holds problem.json, which the scripts here compute, against what `callsheet model` says of the same campaign, row by row.

Windows that can't matter, since a shorter one inside costs no more, may be in one and not in the other.
"""

import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import problem as problems


def differences(callsheet, folder):
    """What one has and the other has not; None where callsheet can't hold all windows (E128)."""
    mine = problems.load(Path(folder, "problem.json"))
    ran = subprocess.run([callsheet, "model", folder], capture_output=True, text=True)
    if ran.returncode != 0:
        if "E128" in ran.stderr:
            return None
        return [f"callsheet model {folder}: {ran.stderr.strip()}"]
    theirs = json.loads(ran.stdout)
    found = []
    for what, own, other in [
        ("groups", mine["groups"], len(theirs["groups"])),
        ("blocks", mine["blocks"], [block["end"] - block["start"] for block in theirs["blocks"]]),
        ("grid", mine["grid"], theirs["grid_minutes"]),
        ("changeover", mine["changeover"], theirs["changeover_minutes"]),
        ("left out", False, theirs["may_leave_out"]),
    ]:
        if own != other:
            found.append(f"{folder}: {what} {own} here, {other} there")
    opening = [block["start"] for block in theirs["blocks"]]
    # Opening a block costs nothing or one; windows of that aim cost nothing.
    has_cost = "preference" in theirs["columns"]
    rows = {
        (group, block, start - opening[block], end - opening[block], *cost, *([] if has_cost else [0]))
        for group, block, start, end, *cost in theirs["windows"]
    }
    own = {
        (group, block, start, start + minutes, cost)
        for group, block, minutes, cost, ranges in problems.pairs(mine)
        for start in problems.starts_of(ranges, mine["grid"])
    }
    # callsheet may keep windows that can't matter.
    shorter = defaultdict(list)
    for group, block, start, end, cost in own:
        shorter[group, block].append((start, end, cost))
    matters = lambda group, block, start, end, cost: not any(
        start <= s and e <= end and c <= cost for s, e, c in shorter[group, block]
    )
    for what, some in [("only here", own - rows), ("only there", {row for row in rows - own if matters(*row)})]:
        if some:
            found.append(f"{folder}: {len(some)} windows {what}, such as {min(some)}")
    return found


if __name__ == "__main__":
    bad = 0
    for instance in filter(lambda folder: Path(folder, "problem.json").exists(), sys.argv[2:]):
        found = differences(sys.argv[1], instance)
        print(instance, "too large for callsheet model" if found is None else found or "agrees")
        bad += bool(found)
    sys.exit(bad > 0)
