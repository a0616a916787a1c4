"""Random campaigns: `solve` and `check` of callsheet against a model written from the docs alone.

    python run.py --seed 1 --count 50 --program target/debug/callsheet

Ends with 0 where nothing differs, 1 where something does, 2 where it could not run. Each campaign
that differs is kept in a folder of `--keep`, with a line that runs it again.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import campaigns
from model import Model, Undecided
from mutants import mutants
from rules import Judge

HERE = Path(__file__).resolve().parent
# Seconds of a solve: what is not proven by then is held against the model by its bounds.
LIMIT = "60"
REFUSALS = {"E121", "E131", "E132"}
PRICED = {"P201": "unserved", "P205": "overload"}

# Where both find the first, they may differ in the second: the documents don't say what is still
# asked of a plan that is wrong there.
FOLLOWS = [
    ({"P203"}, {"P204", "P205", "P209", "P214", "P217"}),
    ({"P202"}, {"P212", "P215", "P216", "P218", "P223", "P224", "P225"}),
    ({"P206"}, {"P230"}),
    ({"P214"}, {"P223", "P224", "P225"}),
    ({"P218"}, {"P212"}),
    ({"P203", "P218", "P220", "P221", "P222", "P226"}, {"P223", "P224", "P225"}),
    ({"P223"}, {"P224", "P225"}),
    ({"P221", "P222", "P223", "P226", "P202", "P218"}, {"P217"}),
]


def call(program: str, *arguments: str) -> tuple[int, dict | None, str]:
    # Seconds of the processor, not of the clock: other work on the machine is no hang.
    done = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=1200,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (120, 120)))
    if done.returncode == -signal.SIGKILL:
        raise TimeoutError(f"{' '.join(arguments[:1])} is not done in 120 s")
    try:
        return done.returncode, json.loads(done.stdout), done.stderr
    except json.JSONDecodeError:
        return done.returncode, None, done.stdout + done.stderr


class Trial:
    """One campaign: what was compared, and what differs."""

    def __init__(self, c: campaigns.Campaign, program: str, mutants: int, seed: str):
        self.c, self.program, self.wrong = c, program, mutants
        self.rng = random.Random(seed)
        self.counts: Counter = Counter()
        self.differences: list[str] = []
        self.plans: list[dict] = []

    def run(self, folder: Path) -> Trial:
        self.folder = folder
        campaigns.write(self.c, folder / "campaign")
        engine = self.rng.choice(["auto", "auto", "auto", "compact", "patterns", "kinds"])
        self.counts[f"engine {engine}"] += 1
        code, answer, text = call(self.program, "solve", str(folder / "campaign"), "--json",
                                  "--threads", "1", "--engine", engine, "--out", str(folder / "out"),
                                  "--time-limit", LIMIT)
        if answer is None:
            self.differ(f"solve ends with {code} and no JSON: {text[-300:]}")
            return self
        try:
            self.status(code, answer)
        except Undecided:
            self.counts["undecided by the model"] += 1
        path = folder / "out" / "plan.json"
        if path.exists() and code in (0, 3, 4):
            self.plan(json.loads(path.read_text()), code)
        return self

    def differ(self, text: str) -> None:
        self.differences.append(text)

    # --- solve ----------------------------------------------------------------------------------

    def status(self, code: int, answer: dict) -> None:
        status = answer["status"]
        self.counts[f"solve: {status}"] += 1
        if code == 2:
            return self.refused(answer)
        found = self.compare(code, answer, Model(self.c).solve())
        if found:
            self.differ(found)
        return None

    def compare(self, code: int, answer: dict, best) -> str | None:
        """How solve's answer differs from the model's best values, if it does."""
        if code == 3:
            if best is not None:
                return f"solve says infeasible, the model finds {shown(best)}"
            return None
        if answer["status"] in ("feasible", "no_plan"):
            return self.unproven(answer, best)
        if best is None:
            return f"the model has no plan, solve finds {answer['tiers']}"
        for (name, value), tier in zip(best, answer["tiers"], strict=True):
            self.counts["tiers compared"] += 1
            self.counts[f"compared {name}"] += 1
            if not same(value, tier["value"]):
                return f"{name}: solve {tier['value']}, model {float(value)}"
        return None

    def refused(self, answer: dict) -> None:
        codes = {v["code"] for v in answer["violations"] if v["severity"] == "error"}
        for code in codes:
            self.counts[f"refused {code}"] += 1
        if codes - REFUSALS:
            texts = [v["message"] for v in answer["violations"]]
            return self.differ(f"solve refuses the campaign: {sorted(codes)} {texts}")
        # A refusal says that something can't hold: then everybody can't be served.
        found = Model(replace(self.c, tiers=["blocks"])).solve()
        if found is not None:
            texts = [v["message"] for v in answer["violations"]]
            self.differ(f"solve refuses what has a plan: {sorted(codes)} {texts}")
        return None

    def unproven(self, answer: dict, best) -> str | None:
        """Where the limit ended the solve, values and bounds lie around the model's optimum as far as
        the tiers before are proven. Else only where the documents say so: a free order of classes
        with a hall, or across a break."""
        if answer["stopped_early"]:
            self.counts["not proven in the limit"] += 1
            return self.around(answer, best)
        excused = self.c.free_order and (self.c.hall or self.c.breaks
                                         or any(s.hall for s in self.c.stations))
        if not excused:
            return f"{answer['status']} without a limit"
        if answer["status"] == "feasible" and best is not None:
            value, tier = best[0][1], answer["tiers"][0]
            if tier["value"] is not None and tier["value"] < float(value) - 1e-3:
                return f"{tier['name']}: solve {tier['value']} is below the model's {value}"
        return None

    def around(self, answer: dict, best) -> str | None:
        for tier, (name, value) in zip(answer["tiers"], best or [], strict=False):
            exact, found, bound = float(value), tier["value"], tier["bound"]
            if found is not None and found < exact - 1e-3:
                return f"{name}: solve {found} is below the model's {exact}"
            if bound is not None and bound > exact + 1e-3:
                return f"{name}: solve's bound {bound} is above the model's {exact}"
            if not tier["proven"]:
                break
        return None

    # --- plans ----------------------------------------------------------------------------------

    def plan(self, plan: dict, code: int) -> None:
        judge = Judge(self.c)
        broken = judge.judge(plan)
        self.counts["plans of solve judged"] += 1
        allowed = {rule for rule, tier in PRICED.items() if tier in self.c.tiers}
        if code in (3, 4):
            allowed.add("P201")
        if broken - allowed:
            self.differ(f"solve's own plan breaks {sorted(broken - allowed)}")
        self.check([], plan, judge)
        for names, wrong in mutants(self.c, plan, self.rng, self.wrong):
            self.check(names, wrong, judge)

    def check(self, names: list[str], plan: dict, judge: Judge) -> None:
        path = self.folder / f"plan-{len(self.plans)}.json"
        path.write_text(json.dumps(plan, ensure_ascii=False))
        self.plans.append(plan)
        files = [str(path)]
        if self.rng.random() < 0.3:
            self.counts["plans checked as CSV"] += 1
            files = tables(self.c, plan, path)
        code, answer, text = call(self.program, "check", str(self.folder / "campaign"), *files,
                                  "--json")
        if answer and code == 2 and not judge.runs(plan):
            self.counts["plans refused for classes that don't follow one another"] += 1
            return None
        if answer is None or "metrics" not in answer:
            return self.differ(f"check of {path.name} ({' '.join(names)}) ends with {code}: {text[-200:]}"
                               f" {answer}")
        theirs = {v["code"] for v in answer["violations"] if v["code"].startswith("P")}
        ours = judge.judge(plan)
        self.counts["plans checked"] += 1
        self.counts["plans checked that are right" if not ours else "plans checked that are wrong"] += 1
        for rule in ours:
            self.counts[f"broken {rule}"] += 1
        if (code == 1) != bool(theirs):
            self.differ(f"check of {path.name} ends with {code} and {sorted(theirs)}")
        vague = set().union(*(then for first, then in FOLLOWS if first & ours & theirs))
        if ours - vague != theirs - vague:
            self.differ(f"check of {path.name} ({' '.join(names)}): check has {sorted(theirs - ours)}, "
                        f"the judge has {sorted(ours - theirs)}, both {sorted(ours & theirs)}")
        return None


def tables(c: campaigns.Campaign, plan: dict, path: Path) -> list[str]:
    """The same plan as CSV tables, and how `check` is told of them."""
    named = {(c.stations[c.blocks[m.block].station].name, campaigns.date(c.blocks[m.block].day)):
             f"Make-up {i + 1}" for i, m in enumerate(c.make_ups)}
    lines = ["date,station,start,end,group,headcount,classes"]
    for w in plan["windows"]:
        lines.append(f"{w['date']},{w['station']},{w['start']},{w['end']},{w['group']},"
                     f"{w['headcount']},{';'.join(w.get('classes') or [])}")
    for m in plan.get("make_up") or []:
        name = named[m["station"], m["date"]]
        lines.append(f"{m['date']},{m['station']},{m['start']},{m['end']},{name},,")
    table = path.with_suffix(".csv")
    table.write_text("\n".join(lines) + "\n")
    if not plan["classes"]:
        return [str(table)]
    lines = ["group,class,date,station,start,end"]
    for s in plan["classes"]:
        lines.append(f"{s['group']},{s['class']},{s['date']},{s['station']},{s['start']},{s['end']}")
    slots = path.with_name(path.stem + "-slots.csv")
    slots.write_text("\n".join(lines) + "\n")
    return [str(table), "--slots", str(slots)]


def same(exact, shown) -> bool:
    return shown is not None and abs(float(exact) - shown) <= 1e-4 + 1e-9 * abs(shown)


def shown(values) -> str:
    return ", ".join(f"{name} {float(value):g}" for name, value in values)


def trial(seed: int, index: int, program: str, wrong: int, keep: str | None,
          c: campaigns.Campaign | None = None):
    """Runs one campaign in a folder of its own; keeps it where something differs."""
    drawn = c or campaigns.draw(seed, index)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        t = Trial(drawn, program, wrong, f"{seed}/{index}")
        try:
            t.run(Path(scratch))
        except Exception as fault:  # a fault of the model is a difference, too
            t.differ(f"the model failed: {type(fault).__name__} {fault}")
        if t.differences and keep:
            kept = Path(keep) / f"{seed}-{index}"
            shutil.rmtree(kept, ignore_errors=True)
            shutil.copytree(scratch, kept)
            (kept / "README").write_text(
                "\n".join(t.differences)
                + f"\n\npython {HERE}/run.py --program {program} --seed {seed} --only {index}\n")
    t.counts["campaigns"] += 1
    t.counts.update({f"uses {name}": n for name, n in campaigns.used(drawn).items() if n})
    return index, t.counts, t.differences, time.monotonic() - began


def shrink(seed: int, index: int, program: str, wrong: int, keep: str) -> None:
    """Takes away whatever the difference does not need."""
    c = campaigns.draw(seed, index)
    kind = lambda texts: {" ".join(text.split()[:3]) for text in texts}  # noqa: E731
    wanted = kind(trial(seed, index, program, wrong, None, c)[2])
    going = bool(wanted)
    while going:
        going = False
        for d in campaigns.smaller(c):
            found = trial(seed, index, program, wrong, None, d)[2]
            if kind(found) & wanted and not any("the model failed" in x or "refuses the" in x
                                                for x in found):
                c, going = d, True
                break
    folder = str(Path(keep) / "small")
    print(*trial(seed, index, program, wrong, folder, c)[2], sep="\n")
    print(f"kept in {folder}/{seed}-{index}")


def main() -> int:
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--count", type=int, default=50)
    p.add_argument("--first", type=int, default=0, help="number of the first campaign")
    p.add_argument("--only", type=int, help="run the campaign of this number alone")
    p.add_argument("--shrink", action="store_true", help="with --only: make it as small as it can be")
    p.add_argument("--mutants", type=int, default=4, help="wrong plans of each campaign")
    p.add_argument("--program", default="target/debug/callsheet")
    p.add_argument("--seconds", type=float, help="begin no campaign after this many")
    p.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    p.add_argument("--keep", default="target/machines/model", help="where failing campaigns go")
    a = p.parse_args()
    program = str(Path(a.program).resolve())
    if not os.access(program, os.X_OK):
        print(f"there is no program {program}: build it, or give --program", file=sys.stderr)
        return 2
    if a.only is not None and a.shrink:
        shrink(a.seed, a.only, program, a.mutants, a.keep)
        return 0
    numbers = [a.only] if a.only is not None else range(a.first, a.first + a.count)
    counts: Counter = Counter()
    failed, slowest = 0, (0.0, 0)
    began = time.monotonic()
    with ProcessPoolExecutor(a.jobs) as pool:
        jobs = [pool.submit(trial, a.seed, i, program, a.mutants, a.keep) for i in numbers]
        for job in jobs:
            if a.seconds and time.monotonic() - began > a.seconds:
                for later in jobs:
                    later.cancel()
            if job.cancelled():
                continue
            index, found, differences, seconds = job.result()
            counts.update(found)
            slowest = max(slowest, (seconds, index))
            failed += bool(differences)
            for text in differences:
                print(f"{a.seed}/{index}: {text}", flush=True)
    for name in sorted(counts):
        print(f"{counts[name]:8} {name}")
    print(f"{failed} of {counts['campaigns']} campaigns differ; "
          f"{time.monotonic() - began:.0f} s, the slowest took {slowest[0]:.1f} s ({slowest[1]})")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
