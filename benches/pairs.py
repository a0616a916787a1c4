"""The family `pairs`: every ordered pair of aims on the shipped campaigns, for callsheet alone.

Planners choose and order aims freely: the campaigns of `instances/` with two aims in place of their own, on grids of 10 and 5
minutes. No other solver runs; `callsheet check` is asked about every plan, and marks.py holds runs with the same first aim against
each other.
"""

import itertools
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent / "instances"
CAMPAIGNS = ["cqust-2024", "sdmu-2025"]
GRIDS = [10, 5]
AIMS = ["unserved", "overload", "overtime", "cuts", "peak", "blocks", "moved", "preference", "spread", "early"]
TIME_LIMIT = 4.0


def instances():
    """(name, folder, what the command line sets, size) of all."""
    for campaign, grid in itertools.product(CAMPAIGNS, GRIDS):
        for first, then in itertools.permutations(AIMS, 2):
            changes = [f"grid_minutes={grid}", f'objective.tiers=["{first}","{then}"]']
            size = {"variant": f"{campaign}, {grid} minutes", "first": first, "then": then}
            yield f"{campaign}-g{grid}-{first}-{then}", Path(HERE, campaign), changes, size
