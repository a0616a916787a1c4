"""Runs every solver on every instance, one after another in fresh processes, and appends a row for each to a file of JSON lines.

    run.py                          everything, about a night
    run.py --quick                  a small selection that shows that all of it works, under three minutes
    run.py --only series --sizes 60,120 --seeds 1 --solvers auto,cp-sat

A run that was cut short goes on where it stopped: rows that are there already (same instance, solver, limit, threads, and the
same versions of program and scripts) are not measured again, unless --fresh, which puts the old file aside. In another copy of
the project it goes on from the published rows with --carry reports/benchmarks/rows.jsonl, on the same kind of machine only.
"""

import argparse
import datetime
import functools
import hashlib
import itertools
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import bpp
import classes
import crosscheck
import figures
import gap
import pairs
import problem as problems
import series
import tiers

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
ENGINES = {"auto": "auto", "patterns": "patterns", "compact": "compact"}
# Each other solver's script and what it shares with the other one.
OTHERS = {"cp-sat": ["cp_sat.py"], "highs": ["plain_highs.py"]}
SHARED = ["problem.py", "tiers.py", "trace.py"]
OTHERS_OF_CLASSES = {"cp-sat": ["cp_sat_classes.py", "cp_sat.py"], "highs": ["highs_classes.py", "plain_highs.py"]}
SHARED_OF_CLASSES = ["classes.py", "class_tiers.py", "trace.py"]
FAMILIES = ["series", "gap", "bpp", "bpp-changeover", "real", "classes", "pairs"]
# What instances are made by.
MAKERS = ["series.py", "gap.py", "bpp.py", "problem.py"]
MAKERS_OF = {"classes": ["classes.py"], "pairs": ["pairs.py"]}
# Families with fewer solvers than all.
SOLVERS_OF = {"classes": ["auto", *OTHERS], "pairs": ["auto"]}
# Families whose campaigns have several aims.
SEVERAL_AIMS = ["real", "classes", "pairs"]
# After its time limit a solver may still write its plan and report; then it is ended.
GRACE = 120.0


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    listed = lambda kind: lambda text: [kind(part) for part in text.split(",") if part]
    parser.add_argument("--quick", action="store_true", help="a small selection with a limit of 5 s")
    parser.add_argument("--only", type=listed(str), default=FAMILIES, metavar="FAMILIES", help=",".join(FAMILIES))
    parser.add_argument("--sizes", type=listed(int), default=series.SIZES, help="groups of the series")
    parser.add_argument("--seeds", type=listed(int), default=[1, 2, 3], help="seeds of the series; odd ones without changeover")
    parser.add_argument("--variants", type=listed(str), default=list(series.VARIANTS))
    parser.add_argument("--match", default="", help="only instances whose name contains this")
    parser.add_argument("--solvers", type=listed(str), default=[*ENGINES, *OTHERS])
    parser.add_argument("--time-limit", type=float, default=60.0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--callsheet", type=Path, default=ROOT / "target/release/callsheet")
    parser.add_argument("--python", type=Path, default=ROOT / "target/bench-venv/bin/python")
    parser.add_argument("--folder", type=Path, default=ROOT / "target/bench", help="where instances and results are")
    parser.add_argument("--fresh", action="store_true", help="measure everything anew; the old results are kept aside")
    parser.add_argument("--carry", type=Path, metavar="ROWS", help="begin with rows that were published before")
    return parser.parse_args()


def carry(published_rows, results):
    """Begins with rows that were measured before, unless there are some; rows of two machines are not side by side."""
    before = json.loads(published_rows.with_name("machine.json").read_text())
    if before != figures.machine():
        sys.exit(f"{published_rows} was measured on another machine: {before}")
    if not results.exists():
        shutil.copy(published_rows, results)


def digest(*files):
    """What tells one version of these files from another."""
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def digest_of(names):
    return digest(*(HERE / name for name in names))


def build_of(family, solver, callsheet):
    """The version of a solver: of the program, or of the scripts that ask it."""
    if solver in ENGINES:
        return digest(callsheet)
    if family == "classes":
        return digest_of([*OTHERS_OF_CLASSES[solver], *SHARED_OF_CLASSES])
    return digest_of([*OTHERS[solver], *SHARED])


def forget_old_instances(root, makers):
    """Instances made by other versions of the scripts are made anew."""
    made_by, now = root / "made-by", digest_of(makers)
    if root.exists() and not (made_by.exists() and made_by.read_text() == now):
        shutil.rmtree(root)
    root.mkdir(parents=True, exist_ok=True)
    made_by.write_text(now)


def published():
    """Where the published sets are, or none."""
    named = os.environ.get("BENCH_DATA")
    place = Path(named) if named else ROOT.parent / "shared" / "bench"
    return place if (place / "gap").is_dir() and (place / "bpp").is_dir() else None


def instances(chosen):
    """(family, name, how to make its folder) in the order in which they are run; the last gives the folder, or a sentence that
    says why there is none."""
    root = chosen.folder / "instances"
    if "series" in chosen.only:
        for kind in itertools.product(chosen.sizes, chosen.variants, chosen.seeds):
            size, variant, seed = kind
            yield "series", f"series-{size}-{variant}-s{seed}", functools.partial(series.write, root, *kind)
    data = published()
    wanted = [family for family in ("gap", "bpp", "bpp-changeover") if family in chosen.only]
    if wanted and data is None:
        print(f"skipped: {', '.join(wanted)}; the published sets are not at ../shared/bench, and BENCH_DATA names no other place")
        wanted = []
    for family in wanted:
        sets, extra = (gap, {}) if family == "gap" else (bpp, {"with_changeover": family == "bpp-changeover"})
        for instance in sets.instances(data):
            yield family, instance[0], functools.partial(sets.write, root, *instance, **extra)
    if "real" in chosen.only:
        for name in ("cqust-2024", "sdmu-2025"):
            yield "real", name, functools.partial(Path, ROOT, "instances", name)
        yield "real", "colleges-60x600", functools.partial(colleges, chosen, root)
        yield "real", "colleges-60x40", functools.partial(few_colleges, chosen, root)
    if "classes" in chosen.only:
        for name, make in classes.instances(root / "classes", chosen.callsheet):
            yield "classes", name, make
    if "pairs" in chosen.only:
        for name, folder, *_ in pairs.instances():
            yield "pairs", name, functools.partial(Path, folder)


def colleges(chosen, root):
    """60 made-up colleges with 600 classes and all their aims, by `callsheet generate`."""
    folder = root / "colleges-60x600"
    if not (folder / "campaign.toml").exists():
        command = [chosen.callsheet, "generate", folder, "--groups", "60", "--classes-per-group", "10", "--blocks", "40"]
        command += ["--stations", "4", "--clashes", "0.33", "--fill", "0.87", "--preferences", "1", "--seed", "1"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder


def few_colleges(chosen, root):
    """60 made-up colleges on 40 half-days of one station, one or two in each."""
    folder = root / "colleges-60x40"
    if not (folder / "campaign.toml").exists():
        command = [chosen.callsheet, "generate", folder, "--groups", "60", "--blocks", "40", "--stations", "1"]
        command += ["--clashes", "0.2", "--fill", "0.88", "--seed", "7"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder


def quick(family, name):
    """Whether an instance is in the small selection."""
    small = {
        "series": {"series-13-tight-s1", "series-26-loose-s2"},
        "gap": {"gap1-0", "c05100"},
        "bpp": {"u120_00"},
        "bpp-changeover": {"u120_00"},
        "real": {"cqust-2024"},
        "classes": {"cqust-g5-260-lessons"},
        "pairs": {"cqust-2024-g10-moved-early", "cqust-2024-g5-peak-spread"},
    }
    return name in small[family]


def main():
    chosen = options()
    if chosen.quick:
        chosen.time_limit = min(chosen.time_limit, 5.0)
    unknown = [name for name in chosen.solvers if name not in [*ENGINES, *OTHERS]]
    unknown += [name for name in chosen.only if name not in FAMILIES]
    if unknown:
        sys.exit(f"unknown: {', '.join(unknown)}")
    results = chosen.folder / ("quick.jsonl" if chosen.quick else "results.jsonl")
    chosen.folder.mkdir(parents=True, exist_ok=True)
    if chosen.fresh and results.exists():
        results.rename(results.with_suffix(f".until-{datetime.datetime.now():%Y%m%d-%H%M%S}.jsonl"))
    if chosen.carry:
        carry(chosen.carry, results)
    machine = results.with_name("machine.json")
    machine.write_text(json.dumps(figures.machine()))
    forget_old_instances(chosen.folder / "instances", MAKERS)
    forget_old_instances(chosen.folder / "instances" / "classes", MAKERS_OF["classes"])
    builds = {(family, solver): build_of(family, solver, chosen.callsheet) for family in chosen.only for solver in chosen.solvers}
    done = {figures.key(row) for row in figures.rows(results)}
    for family, name, make in instances(chosen):
        if chosen.match not in name or chosen.quick and not quick(family, name):
            continue
        folder = make()
        if isinstance(folder, str):
            print(folder)
        elif chosen.quick and family not in SEVERAL_AIMS:
            agreement(chosen, folder)
        for solver in chosen.solvers:
            if solver not in SOLVERS_OF.get(family, chosen.solvers):
                continue
            row = {
                "family": family,
                "name": name,
                "solver": solver,
                "time_limit": limit_of(chosen, family),
                "threads": chosen.threads,
                "build": builds[family, solver],
                "instances": digest_of(MAKERS_OF.get(family, MAKERS)),
            }
            if figures.key(row) in done:
                continue
            row["date"] = datetime.date.today().isoformat()
            without = {"status": "no form", "error": folder}
            row |= without if isinstance(folder, str) else measure(chosen, family, name, folder, solver)
            with results.open("a") as file:
                file.write(json.dumps(row) + "\n")
            print(figures.line(row), flush=True)


def agreement(chosen, folder):
    """Says so where the problem computed here and the one that callsheet sees are not the same."""
    found = crosscheck.differences(chosen.callsheet, folder)
    print(f"{folder.name}: {'callsheet model can not hold all windows' if found is None else found or 'the two problems agree'}")


def limit_of(chosen, family):
    return min(chosen.time_limit, pairs.TIME_LIMIT) if family == "pairs" else chosen.time_limit


def problem_of(chosen, family, name, folder):
    """The problem as the other solvers get it, its file, and what the command line sets in the campaign."""
    if family == "pairs":
        # Nobody else gets these.
        changes, size = next((changes, size) for other, _, changes, size in pairs.instances() if other == name)
        return {"tiers": [size["first"], size["then"]], "size": size}, None, [part for one in changes for part in ("--set", one)]
    if family == "real":
        file = chosen.folder / "work" / "model.json"
        with file.open("w") as written:
            subprocess.run([chosen.callsheet, "model", folder], check=True, stdout=written)
        problem = problems.load(file)
        return problem | {"size": {"groups": len(problem["groups"]), "blocks": len(problem["blocks"])}}, file, []
    file = folder / "problem.json"
    return (classes if family == "classes" else problems).load(file), file, []


def measure(chosen, family, name, folder, solver):
    """One run of one solver: what it took, and what came of it."""
    work = chosen.folder / "work"
    work.mkdir(exist_ok=True)
    trace, result, out = work / "trace.csv", work / "result.json", work / "out"
    problem, problem_file, changes = problem_of(chosen, family, name, folder)
    for old in [trace, result, out / "plan.json"]:
        old.unlink(missing_ok=True)
    limit = limit_of(chosen, family)
    common = ["--time-limit", str(limit), "--threads", str(chosen.threads), "--seed", "0", "--trace", str(trace)]
    if solver in ENGINES:
        command = [chosen.callsheet, "solve", folder, "--engine", ENGINES[solver], "--out", out, "--json", "--lang", "en"]
        command += [*changes, *common]
    else:
        script = (OTHERS_OF_CLASSES if family == "classes" else OTHERS)[solver][0]
        command = [chosen.python, HERE / script, problem_file, "--result", result, *common]
    error = work / "error.txt"
    standard = result if solver in ENGINES else work / "output.txt"
    measured = subprocess.run(
        [sys.executable, HERE / "measure.py", str(limit + GRACE), standard, error, *command],
        check=True, capture_output=True, text=True,
    )
    row = json.loads(measured.stdout)
    said = json.loads(result.read_text()) if result.exists() and result.stat().st_size else {}
    row |= {"status": "killed" if row["killed"] else said.get("status", "failed").lower().replace(" ", "_")}
    row["version"] = f"callsheet with {said.get('solver')}" if solver in ENGINES and said.get("solver") else said.get("solver")
    if row["exit"] != 0 or not said:
        row["error"] = (error.read_text().strip().splitlines() or ["no message"])[0][:300]
    row |= figures.from_trace(trace, whole=family not in SEVERAL_AIMS)
    row["size"], row["published"] = problem["size"], problem.get("best_known")
    row |= of_tiers(problem, said) if family in SEVERAL_AIMS else of_single(said)
    plan = out / "plan.json"
    if family == "classes":
        row["faults"] = verify_classes(chosen, folder, problem, said, plan, solver, row)
    elif family == "pairs":
        row["faults"] = by_check(chosen, folder, plan, changes) if row["tiers"] else []
    else:
        row["faults"] = verify(family, folder, problem, said, plan, solver)
    return row


def of_single(said):
    """Value and bound of the one aim."""
    tier = said["tiers"][0] if said.get("tiers") else said
    value, bound = tier.get("value"), tier.get("bound")
    value, bound = (None if figure is None else round(figure) for figure in (value, bound))
    return {"value": value, "bound": bound, "proven": value is not None and value == bound}


def of_tiers(problem, said):
    """Value and bound of every aim."""
    rows = said.get("tiers") or []
    keep = ("name", "value", "bound", "proven", "seconds")
    proven = len(rows) == len(problem["tiers"]) and all(row["proven"] for row in rows)
    return {"tiers": [{key: row[key] for key in keep} for row in rows], "proven": proven}


def windows_of(folder, problem, said, plan_file, solver):
    """The windows of the plan that a solver handed over; none where there is no plan."""
    if solver not in ENGINES:
        return said.get("plan")
    if not plan_file.exists() or not said.get("tiers"):
        return None
    return figures.windows_of(folder, json.loads(plan_file.read_text()), problem)


def verify(family, folder, problem, said, plan_file, solver):
    """What is wrong with the plan that a solver handed over, found without the solver's help."""
    windows = windows_of(folder, problem, said, plan_file, solver)
    if windows is None:
        return []
    if family != "real":
        return problems.faults(problem, windows, of_single(said)["value"])
    rows = {(w.group, w.block, w.start, w.end - w.start): w for w in tiers.windows(problem)}
    chosen = [rows.get(tuple(window)) for window in windows]
    if None in chosen:
        return [f"{chosen.count(None)} windows that the rules do not allow"]
    found = tiers.faults(problem, chosen)
    for row, tier in zip(problem["tiers"], said["tiers"]):
        value = float(tiers.units(problem, tiers.Tier(**row), chosen)) / row["scale"]
        if abs(value - tier["value"]) > 1e-3:
            found.append(f"{tier['name']}: said to be {tier['value']}, is {value}")
    return found


def verify_classes(chosen, folder, problem, said, plan_file, solver, row):
    """The same for class by class: by the loops of classes.py, and of another solver's plan by `callsheet check`, too.

    The tiers of the row get the exact values of the plan, since what is said is rounded.
    """
    windows = windows_of(folder, problem, said, plan_file, solver)
    if windows is None:
        return []
    found = classes.faults(problem, windows)
    for tier in row["tiers"]:
        value = float(classes.value(problem, tier["name"], windows))
        if abs(value - tier["value"]) > 1e-4:
            found.append(f"{tier['name']}: said to be {tier['value']}, is {value}")
        tier["value"] = value
    if solver not in ENGINES:
        plan = chosen.folder / "work" / "plan.csv"
        clock = lambda time: f"{time // 60:02}:{time % 60:02}"
        lines = ["date,station,start,end,group"]
        for group, block, start, minutes in windows:
            home = problem["blocks"][block]
            times = [clock(start), clock(start + minutes)]
            lines.append(",".join([home["date"], home["station"], *times, problem["groups"][group]["name"]]))
        plan.write_text("\n".join(lines) + "\n")
        found += by_check(chosen, folder, plan, [])
    return found


def by_check(chosen, folder, plan, changes):
    """What `callsheet check` has against a plan; what has its price where an aim allows it is only a warning."""
    command = [chosen.callsheet, "check", folder, plan, "--lang", "en", "--json", *changes]
    ran = subprocess.run(command, capture_output=True, text=True)
    try:
        violations = json.loads(ran.stdout)["violations"]
    except (json.JSONDecodeError, KeyError):
        return [f"callsheet check: {(ran.stderr.strip().splitlines() or ['no message'])[0][:200]}"]
    return [f"callsheet check: {entry['message']}" for entry in violations if entry["severity"] == "error"]


if __name__ == "__main__":
    main()
