"""The marks that the benchmark is held against, each with what was measured."""

from statistics import median

import figures

OURS = "auto"
OTHERS = ("cp-sat", "highs")
MET, NOT_MET, OPEN = "met", "not met", "not measured"


def verdict(cases):
    """(met or not, what) of (case, met, what was seen) triples."""
    cases = list(cases)
    if not cases:
        return OPEN, "no such rows"
    missed = [f"{name}: {seen}" for name, met, seen in cases if not met]
    said = f"{len(cases) - len(missed)} of {len(cases)}"
    if missed:
        said += "; missed: " + "; ".join(missed)
    return (NOT_MET if missed else MET), said


def seconds(figure):
    return "never" if figure is None else f"{figure:.2f} s"


def by_instance(rows, family):
    """{instance: {solver: row}} of a family."""
    found = {}
    for row in rows:
        if row["family"] == family:
            found.setdefault(row["name"], {})[row["solver"]] = row
    return found


def better_of_others(own):
    """The row of CP-SAT or HiGHS with the smaller final gap, at equal gaps the one that had it earlier; and when."""
    candidates = []
    for solver in OTHERS:
        row = own.get(solver)
        if row is None:
            continue
        gap = figures.gap(row.get("value"), row.get("bound"))
        when = row["time_limit"] if gap is None or row.get("last_seconds") is None else row["last_seconds"]
        candidates.append((float("inf") if gap is None else gap, when, row))
    return min(candidates, key=lambda candidate: candidate[:2], default=None)


def tenth(rows):
    """Proven or a gap of at most 0.5 % in a tenth of the time of the better of the others, and never a worse plan."""
    for name, own in by_instance(rows, "series").items():
        other = better_of_others(own)
        if OURS not in own or other is None or own[OURS]["size"]["groups"] < 60:
            continue
        row, (_, when, _) = own[OURS], other
        reached = figures.within(row, 0.005)
        values = [own[solver]["value"] for solver in OTHERS if solver in own and own[solver].get("value") is not None]
        worse = row.get("value") is None or any(row["value"] > value for value in values)
        met = reached is not None and reached <= when / 10 and not worse
        seen = f"0.5 % at {seconds(reached)}, the better of the others needs {seconds(when)}"
        yield name, met, seen + (f", worse plan: {row.get('value')} against {min(values, default=None)}" if worse else "")


def gap_by(rows, groups, most, limit):
    """Own gap at most `most` after `limit` seconds, on the series of that size."""
    for name, own in by_instance(rows, "series").items():
        if OURS in own and own[OURS].get("size", {}).get("groups") == groups:
            reached = figures.within(own[OURS], most)
            yield name, reached is not None and reached <= limit, f"gap of {most:.1%} at {seconds(reached)}"


def proven_at(rows, family, chosen, limit=None):
    """Proven at the published value."""
    for name, own in by_instance(rows, family).items():
        row = own.get(OURS)
        if row is None or not chosen(name):
            continue
        right = bool(row.get("proven")) and row["value"] == row.get("published")
        late = right and limit is not None and row["last_seconds"] > limit
        seen = f"{row.get('value')} with bound {row.get('bound')}, published {row.get('published')}"
        yield name, right and not late, row.get("error") or seen


def memory(rows):
    """Below 2 GiB at the largest size of the series."""
    own = [row for row in rows if row["family"] == "series" and row["solver"] == OURS and row.get("peak_mib")]
    largest = max((row["size"]["groups"] for row in own), default=None)
    for row in own:
        if row["size"]["groups"] == largest:
            yield row["name"], row["peak_mib"] < 2048, f"{row['peak_mib']:.0f} MiB"


def all_marks(rows):
    """(mark, met or not, what was measured) in order."""
    marks = []

    def add(text, cases):
        marks.append((text, *verdict(cases)))

    add("Series from 60 groups on: proven or a gap of at most 0.5 % in a tenth of the time in which the better of CP-SAT and HiGHS "
        "reaches its own final gap, and never a worse plan", tenth(rows))
    add("Series, 480 groups: within 0.1 % of the bound in 30 s", gap_by(rows, 480, 0.001, 30))
    add("Series, 960 groups: a plan within 1 % of the bound in 60 s", gap_by(rows, 960, 0.01, 60))
    packing = lambda name: name.startswith(("t60", "u120"))
    add("Bin packing, t60 and u120: all proven at the published number", proven_at(rows, "bpp", packing))
    times = [own[OURS].get("last_seconds") for own in by_instance(rows, "bpp").values() if OURS in own and own[OURS].get("proven")]
    all_run = sum(OURS in own for own in by_instance(rows, "bpp").values())
    if all_run:
        middle = median(times + [float("inf")] * (all_run - len(times)))
        said = "not even half are proven" if middle == float("inf") else f"median {middle:.2f} s"
        marks.append(("Bin packing: median under a second", MET if middle < 1 else NOT_MET, said))
    else:
        marks.append(("Bin packing: median under a second", OPEN, "no such rows"))
    add("Assignment, gap1 to gap12: all proven at the published value", proven_at(rows, "gap", lambda name: name.startswith("gap")))
    add("Assignment, types a, b, c: all proven at the published value", proven_at(rows, "gap", lambda name: name[0] in "abc"))
    add("Assignment, d05100 = 6353 and d10100 = 6347: found and proven in 60 s",
        proven_at(rows, "gap", lambda name: name in ("d05100", "d10100"), 60))
    add("cqust-2024 and sdmu-2025: every tier proven in under a second", (
        (name, bool(own[OURS].get("proven")) and (own[OURS]["last_seconds"] or 0) < 1,
         f"{'proven' if own[OURS].get('proven') else 'not proven'} at {seconds(own[OURS].get('last_seconds'))}")
        for name, own in by_instance(rows, "real").items() if OURS in own and name in ("cqust-2024", "sdmu-2025")
    ))
    add("60 colleges with 600 classes: a first plan within a second", (
        (name, (own[OURS].get("first_seconds") or 9e9) <= 1, seconds(own[OURS].get("first_seconds")))
        for name, own in by_instance(rows, "real").items() if OURS in own and name == "colleges-60x600"
    ))
    add("Memory below 2 GiB at the largest size", memory(rows))
    add("No solver's plan breaks a rule or is worth something else than it says", (
        (f"{row['name']} {row['solver']}", not row["faults"], row["faults"])
        for row in rows if row.get("value") is not None or row.get("tiers")
    ))
    return marks
