"""Tables, plots and marks from the rows that run.py measured, into reports/benchmarks."""

import argparse
import csv
import json
from pathlib import Path
from statistics import median

import figures
import marks
import plots

ROOT = Path(__file__).resolve().parent.parent
NAMES = {solver: look[0] for solver, look in plots.LOOK.items()}
TITLES = {
    "series": "Generated series",
    "gap": "Generalised assignment",
    "bpp": "Bin packing",
    "bpp-changeover": "Bin packing with a changeover",
    "real": "Campaigns with several aims",
    "classes": "Class by class",
    "pairs": "Every ordered pair of aims",
}
CALLSHEET = ("auto", "patterns", "compact")
COLUMNS = [
    "family", "name", "groups", "blocks", "solver", "version", "status", "value", "bound", "gap_percent", "best_known", "proven",
    "first_plan_s", "within_1_percent_s", "final_gap_s", "proof_s", "wall_s", "cpu_s", "peak_mib", "time_limit_s", "tiers_proven",
    "date", "error", "faults",
]


def enriched(rows):
    """Each row with what can only be said when all of its instance are known."""
    best, bounds = {}, {}
    for row in rows:
        key = (row["family"], row["name"])
        if row.get("bound") is not None:
            bounds[key] = max(bounds.get(key, row["bound"]), row["bound"])
        values = [row.get("published")] + ([row.get("value")] if not row.get("faults") else [])
        for value in values:
            best[key] = figures.smaller(best.get(key), value)
    for row in rows:
        key = (row["family"], row["name"])
        known = best.get(key)
        size = row.get("size", {})
        gap = figures.gap(row.get("value"), row.get("bound"))
        tiers = row.get("tiers")
        # Where nobody's plan is near the best bound, being near the best plan says nothing.
        nearest = figures.gap(known, bounds.get(key))
        is_good = nearest is not None and nearest <= 0.01
        yield {
            **row,
            "groups": size.get("groups"),
            "blocks": size.get("blocks"),
            "gap_percent": None if gap is None else round(gap * 100, 3),
            "best_known": known,
            "proven": row.get("proven", False),
            "first_plan_s": row.get("first_seconds"),
            "within_1_percent_s": figures.reached(row, known * 1.01) if is_good else None,
            "final_gap_s": row.get("last_seconds"),
            "proof_s": row.get("last_seconds") if row.get("proven") else None,
            "wall_s": row.get("wall_seconds"),
            "cpu_s": row.get("cpu_seconds"),
            "time_limit_s": row["time_limit"],
            "tiers_proven": f"{sum(tier['proven'] for tier in tiers)}/{len(tiers)}" if tiers is not None else None,
            "faults": "; ".join(row.get("faults") or []),
        }


def shown(value, digits=2):
    """A cell of a table for people."""
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.{digits}f}"
    return str(value)


def table(header, body):
    """Markdown; figures to the right."""
    rule = ["---" if column < 2 else "---:" for column in range(len(header))]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [header, rule, *body])


def middle(values, of):
    """The median where at least half of all rows have the figure: those without are later or larger than any."""
    known = sorted(value for value in values if value is not None)
    padded = known + [float("inf")] * (of - len(known))
    value = median(padded) if padded else float("inf")
    return "–" if value == float("inf") else f"{value:.2f}"


def summary(rows, kind):
    """A line for each kind of instance and solver: medians over its instances."""
    groups = {}
    for row in rows:
        groups.setdefault((kind(row), row["solver"]), []).append(row)
    order = list(plots.LOOK)
    body = []
    for (name, solver), own in sorted(groups.items(), key=lambda item: (item[0][0], order.index(item[0][1]))):
        gaps = [row["gap_percent"] for row in own]
        over = [
            100 * (row["value"] - row["best_known"]) / row["best_known"]
            for row in own if row.get("value") is not None and row["best_known"]
        ]
        body.append([
            " ".join(str(part) for part in name), NAMES[solver], f"{sum(row['proven'] for row in own)}/{len(own)}",
            middle([row["first_plan_s"] for row in own], len(own)),
            middle([row["within_1_percent_s"] for row in own], len(own)),
            middle([row["final_gap_s"] for row in own], len(own)),
            middle([row["proof_s"] for row in own], len(own)),
            middle(gaps, len(own)),
            "–" if None in gaps else f"{max(gaps):.2f}",
            "–" if len(over) < len(own) else f"{max(over):.2f}",
            "–" if not any(row.get("peak_mib") for row in own) else f"{max(row.get('peak_mib') or 0 for row in own):.0f}",
        ])
    return table(
        ["instances", "solver", "proven", "first plan s", "within 1 % s", "final gap s", "proof s", "gap %", "worst gap %",
         "worst over best %", "memory MiB"],
        body,
    )


def every_row(rows):
    """All rows of a family, bad ones included."""
    order = list(plots.LOOK)
    several = any(row.get("tiers") is not None for row in rows)
    body = []
    for row in sorted(rows, key=lambda row: (row["groups"] or 0, row["name"], order.index(row["solver"]))):
        figures_of = [row["tiers_proven"]] if several else [row.get("value"), row.get("bound"), row["gap_percent"], row["best_known"]]
        note = " ".join(filter(None, [row.get("error"), row["faults"]])).replace("|", "\\|")
        body.append([
            row["name"], NAMES[row["solver"]], row["status"], *map(shown, figures_of),
            *(shown(row[name]) for name in ("first_plan_s", *(() if several else ("within_1_percent_s", "final_gap_s")), "proof_s", "wall_s")),
            shown(row.get("peak_mib"), 0), note,
        ])
    own = ["tiers proven"] if several else ["value", "bound", "gap %", "best known"]
    times = ["first plan s", *([] if several else ["within 1 % s", "final gap s"]), "proof s", "wall s"]
    return table(["instance", "solver", "status", *own, *times, "MiB", "note"], body)


def of_tiers(rows):
    """Every tier of every campaign with several aims, the solvers side by side."""
    body = []
    order = [solver for solver in plots.LOOK if any(row["solver"] == solver for row in rows)]
    # Outside of `real`, tiers that every solver proves to be 0 are left out.
    tells = lambda tier: rows[0]["family"] == "real" or tier["value"] != 0 or not tier["proven"]
    told = ((row["name"], tier["name"]) for row in rows for tier in row.get("tiers") or [] if tells(tier))
    names = list(dict.fromkeys(told))
    for name, tier in names:
        cells = []
        for solver in order:
            own = next((row for row in rows if row["name"] == name and row["solver"] == solver), None)
            found = next((t for t in (own or {}).get("tiers") or [] if t["name"] == tier), None)
            if found is None:
                cells.append("–")
                continue
            value = "–" if found["value"] is None else f"{found['value']:.6g}"
            state = "" if found["proven"] else f" (bound {'–' if found['bound'] is None else format(found['bound'], '.6g')})"
            cells.append(f"{value}{state}, {found['seconds']:.2f} s")
        body.append([name, tier, *cells])
    return table(["campaign", "tier", *(NAMES[solver] for solver in order)], body)


def summary_of_tiers(rows):
    """A line for each kind of campaign with several aims, and solver: medians over its instances."""
    groups = {}
    for row in rows:
        groups.setdefault((row["size"]["variant"], row["solver"]), []).append(row)
    order = list(plots.LOOK)
    kinds = list(dict.fromkeys(kind for kind, _ in groups))
    body = []
    for (kind, solver), own in sorted(groups.items(), key=lambda item: (kinds.index(item[0][0]), order.index(item[0][1]))):
        tiers = [tier for row in own for tier in row.get("tiers") or []]
        gaps = [0 if tier["proven"] else figures.gap(tier["value"], tier["bound"]) for tier in tiers]
        body.append([
            kind, NAMES[solver], f"{sum(row['proven'] for row in own)}/{len(own)}",
            f"{sum(tier['proven'] for tier in tiers)}/{len(tiers)}",
            middle([row["first_plan_s"] for row in own], len(own)),
            middle([row["proof_s"] for row in own], len(own)),
            "–" if None in gaps or not gaps else f"{100 * max(gaps):.2f}",
            f"{max(row.get('peak_mib') or 0 for row in own):.0f}",
        ])
    header = ["campaigns", "solver", "all proven", "tiers proven", "first plan s", "proof s", "worst gap %", "memory MiB"]
    return table(header, body)


def matrix(rows):
    """The seconds in which each pair of aims is proven, a line for each first aim."""
    first = list(dict.fromkeys(row["size"]["first"] for row in rows))
    then = list(dict.fromkeys([*first, *(row["size"]["then"] for row in rows)]))
    found = {(row["size"]["first"], row["size"]["then"]): row for row in rows}

    def cell(one, other):
        row = found.get((one, other))
        if row is None:
            return "" if one == other else "–"
        if row.get("error"):
            return f"**{row['error'].replace('|', ' ')}**"
        if not row["proven"]:
            return "**open: " + ", ".join(tier["name"] for tier in row["tiers"] if not tier["proven"]) + "**"
        return f"{row['proof_s']:.2f}" if row["proof_s"] <= 2 else f"**{row['proof_s']:.2f}**"

    return table(["first", *then], [[one, *(cell(one, other) for other in then)] for one in first])


def pairs_of(rows):
    """A matrix for each campaign and grid."""
    rows = [row for row in rows if "size" in row]
    variants = list(dict.fromkeys(row["size"]["variant"] for row in rows))
    limit = max(row["time_limit"] for row in rows)
    parts = [
        f"callsheet alone, limit {limit:g} s: seconds until both aims are proven, the first aim down, the second across; bold where "
        "that takes more than two, or which aims were left open."
    ]
    for variant in variants:
        parts += [f"**{variant}**", matrix([row for row in rows if row["size"]["variant"] == variant])]
    return parts


def kind_of(row):
    """What an instance is summed up under."""
    size = row.get("size", {})
    if row["family"] == "series":
        return (f"{size['groups']:4}", size["variant"])
    if row["family"] == "gap":
        stem = row["name"].split("-")[0]
        return (stem if not stem.startswith("gap") else f"gap{int(stem[3:]):02}",)
    return (row["name"].split("_")[0],)


def report(rows, machine, drawn):
    """The whole report in Markdown."""
    dates = sorted({row["date"] for row in rows})
    versions = sorted({row["version"] for row in rows if row.get("version")})
    limits = sorted({f"{row['time_limit']:g} s" for row in rows})
    threads = sorted({str(row["threads"]) for row in rows})
    parts = [
        "# Benchmarks",
        "callsheet with its engines, CP-SAT and plain HiGHS on the same problems, one after another in fresh processes. What is "
        "measured, how the models look and how to repeat it: [`benches/README.md`](../../benches/README.md). This page is made by "
        "`benches/table.py`; every row, bad ones included, is below and in [`rows.csv`](rows.csv), "
        "with its trace in [`rows.jsonl`](rows.jsonl).",
        f"- measured {dates[0]}" + (f" to {dates[-1]}" if len(dates) > 1 else ""),
        f"- {machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB, {machine['system']}, "
        f"Python {machine['python']}",
        f"- {', '.join(versions)}; callsheet build {', '.join(sorted({row['build'] for row in rows if row['solver'] in CALLSHEET}))}",
        f"- limit {', '.join(limits)}, {', '.join(threads)} threads",
        "## Marks",
        table(["mark", "", "measured"], [[text, f"**{met}**", said] for text, met, said in marks.all_marks(rows)]),
        "## How to read the tables",
        "Times count from the start of the verb, or from when the libraries of a script are loaded, until it is in the trace. *First "
        "plan*: any plan; it serves everybody, but where a tier `unserved` allows otherwise. *Within 1 %*: of the best value that any solver found or that is published, where some bound shows that it is good to 1 % itself. *Final "
        "gap*: the last time that plan or bound got better. *Gap*: (value − bound) ÷ value, by the solver's own bound, rounded up "
        "where costs are whole. *Memory*: the process's peak. Of several instances: medians, those without the figure counted as "
        "later than any; – where more than half have none.",
    ]
    own = {family: [row for row in rows if row["family"] == family] for family in TITLES}
    picture = lambda name, text: f"![{text}]({name}.png)" if name in drawn else None
    for family, title in TITLES.items():
        if not own[family]:
            continue
        parts.append(f"## {title}")
        if family == "real":
            parts.append(of_tiers(own[family]))
            continue
        if family == "classes":
            parts.append(summary_of_tiers([row for row in own[family] if "size" in row]))
            parts += [picture(f"proven-{family}", f"{title}: campaigns proven over time"), of_tiers(own[family])]
            continue
        if family == "pairs":
            parts += pairs_of(own[family])
            continue
        with_size = [row for row in own[family] if "size" in row]
        parts.append(summary(with_size, kind_of))
        without = sorted({f"{row['error']}" for row in own[family] if "size" not in row})
        parts += [f"Left out: {sentence}." for sentence in without]
        if family == "series":
            parts += [
                picture("growth-first", "Time to the first plan against the number of groups"),
                picture("growth-within", "Time to within 1 % against the number of groups"),
                picture("growth-proof", "Time to the proof against the number of groups"),
                picture("growth-gap", "Final gap against the number of groups"),
                picture("growth-memory", "Peak memory against the number of groups"),
                picture("gap-over-time", "Gap over time"),
            ]
        else:
            parts.append(picture(f"proven-{family}", f"{title}: instances proven over time"))
    parts.append("## Every row")
    for family, title in TITLES.items():
        # The matrices are every row of the pairs.
        if own[family] and family != "pairs":
            parts += [f"### {title}", every_row(own[family])]
    return joined(part for part in parts if part)


def joined(parts):
    """Paragraphs with an empty line between them; items of a list stay together."""
    text = ""
    before = ""
    for part in parts:
        text += ("\n" if part.startswith("- ") and before.startswith("- ") else "\n\n") * bool(text) + part
        before = part
    return text + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=Path, default=ROOT / "target/bench/results.jsonl")
    parser.add_argument("--out", type=Path, default=ROOT / "reports/benchmarks")
    chosen = parser.parse_args()
    # Of rows measured twice, as after a new build, the last one counts.
    latest = {(row["family"], row["name"], row["solver"]): row for row in figures.rows(chosen.results)}
    rows = list(enriched(latest.values()))
    if not rows:
        raise SystemExit(f"{chosen.results} has no rows: run benches/run.py first")
    machine = json.loads(chosen.results.with_name("machine.json").read_text())
    chosen.out.mkdir(parents=True, exist_ok=True)
    limit = max(row["time_limit"] for row in rows)
    column = lambda name: lambda row: row.get(name)
    drawn = [
        plots.growth(chosen.out, rows, "growth-first", "Time to the first plan", "seconds", column("first_plan_s"), 0.001),
        plots.growth(chosen.out, rows, "growth-within", "Time to a plan within 1 % of the best known", "seconds",
                     column("within_1_percent_s"), 0.001),
        plots.growth(chosen.out, rows, "growth-proof", "Time to the proof", "seconds", column("proof_s"), 0.001, limit),
        plots.growth(chosen.out, rows, "growth-gap", "Gap at the end", "% (0.01: proven)", column("gap_percent"), 0.01),
        plots.growth(chosen.out, rows, "growth-memory", "Peak memory", "MiB", column("peak_mib")),
        plots.over_time(chosen.out, rows),
        *(plots.proven_over_time(chosen.out, rows, family, TITLES[family]) for family in ("gap", "bpp", "bpp-changeover", "classes")),
    ]
    (chosen.out / "README.md").write_text(report(rows, machine, drawn))
    with (chosen.out / "rows.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    (chosen.out / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in latest.values()))
    (chosen.out / "machine.json").write_text(json.dumps(machine) + "\n")
    print(f"{len(rows)} rows: {chosen.out / 'README.md'}")


if __name__ == "__main__":
    main()
