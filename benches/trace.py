"""The log of a run, in the form of `callsheet solve --trace`, and its result as JSON."""

import argparse
import json
import time
from pathlib import Path


class Trace:
    """Writes a row whenever incumbent or bound of a tier changes; flushed, so that it survives a kill.

    Times count from the making of this object: after the interpreter and its libraries are loaded, before the problem is
    read. That is where callsheet's own trace begins.
    """

    def __init__(self, path):
        self.began = time.perf_counter()
        self.file = Path(path).open("w", buffering=1)
        self.last = {}
        print("seconds,tier,incumbent,bound", file=self.file)

    def seconds(self):
        return time.perf_counter() - self.began

    def note(self, tier, incumbent=None, bound=None):
        """A row, unless nothing has changed; what is not given stays as it was."""
        before = self.last.get(tier, (None, None))
        now = (before[0] if incumbent is None else incumbent, before[1] if bound is None else bound)
        if now == before:
            return
        self.last[tier] = now
        figure = lambda value: "" if value is None else f"{value:.6g}" if value != round(value) else str(round(value))
        print(f"{self.seconds():.4f},{tier},{figure(now[0])},{figure(now[1])}", file=self.file)


def arguments(description):
    """What every solver script takes."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("problem", type=Path, help="problem.json, or the output of callsheet model")
    parser.add_argument("--time-limit", type=float, default=60.0, help="seconds from reading the problem on")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--trace", type=Path, required=True)
    parser.add_argument("--result", type=Path, required=True)
    return parser


def write_result(path, **result):
    """The result in one go."""
    Path(path).write_text(json.dumps(result))
