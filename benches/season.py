"""Seasons of 5, 20 and 70 campuses: callsheet and CP-SAT on the same, with growth of time and memory.

    python3 benches/season.py --sizes 5,20,70 --seconds 600

Rows go to target/bench/season.jsonl, the table to reports/benchmarks/season.md. Each run is a process of its own with two
threads. CP-SAT (cp_sat_season.py) gets the aims one after another, each with an equal share of the time left.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORK = ROOT / "target" / "bench" / "season"
AIMS = ["blocks", "preference", "moves", "visits"]


def measured(command, seconds, out):
    measure = [sys.executable, str(ROOT / "benches" / "measure.py"), str(seconds), str(out), str(out) + ".err"]
    told = subprocess.run(measure + command, capture_output=True, text=True, check=True)
    return json.loads(told.stdout)


def callsheet(program, folder, seconds):
    out = WORK / f"{folder.name}-callsheet.json"
    command = [program, "solve", str(folder), "--json", "--time-limit", str(seconds), "--threads", "2"]
    row = measured(command + ["--out", str(WORK / f"{folder.name}-report"), "--force"], seconds + 120, out)
    try:
        told = json.loads(out.read_text())
    except ValueError:
        return row | {"aims": {}}
    aims = {tier["name"]: [tier["value"], tier["bound"]] for tier in told["tiers"]}
    return row | {"aims": aims, "solve_seconds": told["seconds"]}


def cp_sat(folder, seconds):
    out = WORK / f"{folder.name}-cp-sat.json"
    command = [sys.executable, str(ROOT / "benches" / "cp_sat_season.py"), str(folder), str(seconds)]
    row = measured(command, seconds + 300, out)
    try:
        return row | {"aims": json.loads(out.read_text())}
    except ValueError:
        return row | {"aims": {}}


def table(rows, seconds):
    lines = [
        "# Seasons",
        "",
        "`python3 benches/season.py`: seasons of `callsheet generate --season`, two threads. A cell is value / bound; `—` is",
        f"no plan. Seconds are those of the whole run, for callsheet with check and all pages. The limit was {seconds} s.",
        "",
        "| campuses | solver | half-days | wishes | moves | visits | seconds | MiB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        def cell(aim):
            value, bound = row["aims"].get(aim, [None, None])
            shown = lambda number: "—" if number is None else f"{number:g}"
            return f"{shown(value)} / {shown(bound)}"
        cells = [str(row["campuses"]), row["solver"], *map(cell, AIMS), f"{row['wall_seconds']:.1f}", f"{row['peak_mib']:.0f}"]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", default=str(ROOT / "target" / "release" / "callsheet"))
    parser.add_argument("--sizes", default="5,20,70")
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--solvers", default="callsheet,cp-sat")
    arguments = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    rows = []
    for campuses in map(int, arguments.sizes.split(",")):
        folder = WORK / f"season-{campuses}"
        if not folder.exists():
            subprocess.run([arguments.program, "generate", str(folder), "--season", str(campuses)], check=True, stdout=subprocess.DEVNULL)
        for solver in arguments.solvers.split(","):
            ask = (lambda: callsheet(arguments.program, folder, arguments.seconds)) if solver == "callsheet" else (lambda: cp_sat(folder, arguments.seconds))
            row = {"campuses": campuses, "solver": solver} | ask()
            rows.append(row)
            print(json.dumps(row), flush=True)
    (WORK.parent / "season.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    reports = ROOT / "reports" / "benchmarks"
    if os.path.isdir(reports):
        (reports / "season.md").write_text(table(rows, arguments.seconds))


if __name__ == "__main__":
    main()
