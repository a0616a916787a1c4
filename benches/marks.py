"""The marks that the benchmark is held against, each with what was measured."""

from statistics import median

import figures

OURS = "auto"
OTHERS = ("cp-sat", "highs")
MET, NOT_MET, OPEN = "met", "not met", "not measured"
# What is known of the 140 classes of cqust-2024 without lessons.
KNOWN = {
    "cqust-g5-unknown": {"peak": 288, "spread": 252.6161},
    "cqust-g1-unknown": {"peak": 264},
    "cqust-g5-260": {"overload": 92},
    "cqust-g1-260": {"overload": 15},
}
# What the largest sets of type d are to reach in 60 s.
ASSIGNMENT = {"d10200": 12440, "d20100": 6195, "d20200": 12260}
# Values are said with four decimals.
ROUNDED = 1e-4


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
    """At most 1 GiB in every run."""
    for row in rows:
        if row["solver"] == OURS and row.get("peak_mib"):
            yield f"{row['family']} {row['name']}", row["peak_mib"] <= 1024, f"{row['peak_mib']:.0f} MiB"


def on_time(rows):
    """The wall clock at most a second over the limit, and 3 more for the report."""
    for row in rows:
        if row["solver"] == OURS and row.get("wall_seconds") is not None:
            over = row["wall_seconds"] - row["time_limit"]
            yield f"{row['family']} {row['name']}", over <= 4, f"{over:.1f} s over"


def own_rows(rows, family, chosen):
    """(name, callsheet's row) of the chosen instances."""
    for name, own in by_instance(rows, family).items():
        if OURS in own and chosen(name):
            yield name, own[OURS]


def all_tiers_proven(rows, family, chosen, limit):
    """Every tier proven, within the seconds that are given with each instance."""
    for name, row in own_rows(rows, family, chosen):
        proven, when = bool(row.get("proven")), row.get("last_seconds") or 0
        open_tiers = [tier["name"] for tier in row.get("tiers") or [] if not tier["proven"]]
        seen = f"proven at {seconds(when)}" if proven else row.get("error") or f"not proven: {', '.join(open_tiers) or 'no tier'}"
        yield name, proven and when <= limit(name), seen


def known_values(rows):
    """The values of the campaigns for which they are known."""
    for name, row in own_rows(rows, "classes", KNOWN.__contains__):
        values = {tier["name"]: tier["value"] for tier in row.get("tiers") or []}
        wrong = [
            f"{tier} {values.get(tier)}, known {value}" for tier, value in KNOWN[name].items()
            if values.get(tier) is None or abs(values[tier] - value) > ROUNDED
        ]
        yield name, not wrong, "; ".join(wrong) or "as known"


def tiers_within(rows, family, chosen, most):
    """Every tier's own gap at most `most` at the end."""
    for name, row in own_rows(rows, family, chosen):
        wide = []
        for tier in row.get("tiers") or []:
            gap = figures.gap(tier["value"], tier["bound"])
            if not tier["proven"] and (gap is None or gap > most):
                wide.append(f"{tier['name']} {tier['value']:.6g} with bound {tier['bound']}")
        yield name, bool(row.get("tiers")) and not wide, ", ".join(wide) or row.get("error") or "no tier"


def tier_proven(rows, family, chosen, tier_name):
    for name, row in own_rows(rows, family, chosen):
        tier = next((tier for tier in row.get("tiers") or [] if tier["name"] == tier_name), None)
        if tier is None:
            yield name, False, row.get("error") or "no such tier"
        else:
            yield name, tier["proven"], f"{tier['value']} with bound {tier['bound']}"


def behind(own, other):
    """In what a row is behind another, tier after tier while the plans are equal; none where it is nowhere."""
    mine = own.get("tiers") or []
    for place, theirs in enumerate(other.get("tiers") or []):
        if theirs["value"] is None:
            return None
        if place >= len(mine) or mine[place]["value"] is None:
            return f"{theirs['name']} {theirs['value']:.6g}, own plan none"
        value, bound = mine[place]["value"], mine[place]["bound"]
        if value > theirs["value"] + ROUNDED:
            return f"{theirs['name']} {theirs['value']:.6g}, own plan {value:.6g}"
        if theirs["bound"] is not None and (bound is None or bound < theirs["bound"] - ROUNDED):
            return f"{theirs['name']} bound {theirs['bound']:.6g}, own bound {'none' if bound is None else format(bound, '.6g')}"
        if value < theirs["value"] - ROUNDED:
            return None
    return None


def never_behind(rows, family, chosen):
    """Neither plan nor bound behind a plan or bound of CP-SAT or HiGHS that breaks no rule."""
    for name, own in by_instance(rows, family).items():
        if OURS not in own or not chosen(name):
            continue
        others = [(solver, own[solver]) for solver in OTHERS if solver in own and not own[solver].get("faults")]
        found = [f"{solver} has {what}" for solver, row in others if (what := behind(own[OURS], row))]
        if others:
            yield name, not found, "; ".join(found)


def refuted(bounds, plan):
    """The tier whose bound a plan refutes: it is below the bound, and in no tier before worse than the row that has the bound."""
    for one, other in zip(bounds, plan):
        if one["bound"] is not None and other["value"] is not None and other["value"] < one["bound"] - ROUNDED:
            return f"{one['name']} bound {one['bound']:.6g}, a plan of {other['value']:.6g}"
        if None in (one["value"], other["value"]) or other["value"] > one["value"] + ROUNDED:
            return None
    return None


def bounds_hold(rows):
    """No bound is above the value of a plan of another solver that breaks no rule."""
    tiers_of = lambda row: row["tiers"] if row.get("tiers") is not None else [
        {"name": "value", "value": row.get("value"), "bound": row.get("bound")}
    ]
    together = {}
    for row in rows:
        together.setdefault((row["family"], row["name"]), []).append(row)
    for (_, name), own in together.items():
        plans = [row for row in own if row.get("faults") == [] or row.get("faults") == ""]
        for row in own if len(own) > 1 else []:
            found = [f"{other['solver']}: {what}" for other in plans if (what := refuted(tiers_of(row), tiers_of(other)))]
            yield f"{name} {row['solver']}", not found, "; ".join(found)


def twice_as_long(rows):
    """Assignment of types a, b, c: proven in at most twice the time of HiGHS, or of its limit where it proves nothing."""
    for name, own in by_instance(rows, "gap").items():
        if OURS not in own or "highs" not in own or name[0] not in "abc":
            continue
        other = own["highs"]
        when = other["last_seconds"] if other.get("proven") else other["time_limit"]
        mine = own[OURS]["last_seconds"] if own[OURS].get("proven") else None
        yield name, mine is not None and mine <= 2 * when, f"{seconds(mine)}, HiGHS {seconds(when)}"


def assignment_values(rows):
    """The largest sets of type d."""
    for name, row in own_rows(rows, "gap", ASSIGNMENT.__contains__):
        value = row.get("value")
        yield name, value is not None and value <= ASSIGNMENT[name], f"{value}, at most {ASSIGNMENT[name]}"


def same_first_aim(rows):
    """Pairs with the same first aim have the same value of it, where both are proven.

    Where `unserved` or `overload` is listed second other plans are allowed: these stand apart.
    """
    values = {}
    for row in rows:
        if row["family"] == "pairs" and row.get("tiers") and row["tiers"][0]["proven"]:
            size = row["size"]
            if size["then"] in ("unserved", "overload"):
                continue
            values.setdefault((size["variant"], size["first"]), {})[size["then"]] = row["tiers"][0]["value"]
    for (campaign, first), found in values.items():
        yield f"{campaign}, {first}", max(found.values()) - min(found.values()) <= ROUNDED, found


def all_marks(rows):
    """(mark, met or not, what was measured) in order."""
    marks = []

    def add(text, cases):
        marks.append((text, *verdict(cases)))

    add("Series from 60 groups on: proven or a gap of at most 0.5 % in a tenth of the time in which the better of CP-SAT and HiGHS "
        "reaches its own final gap, and never a worse plan", tenth(rows))
    add("Series, 480 groups: within 0.1 % of the bound in 30 s", gap_by(rows, 480, 0.001, 30))
    add("Series, 960 groups: within 0.5 % of the bound in 15 s", gap_by(rows, 960, 0.005, 15))
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
    add("Assignment, types a, b, c: proven in at most twice the time of HiGHS", twice_as_long(rows))
    add("Assignment, " + ", ".join(f"{name} at most {value}" for name, value in ASSIGNMENT.items()), assignment_values(rows))
    add("cqust-2024 and sdmu-2025: every tier proven in under a second", (
        (name, bool(own[OURS].get("proven")) and (own[OURS]["last_seconds"] or 0) < 1,
         f"{'proven' if own[OURS].get('proven') else 'not proven'} at {seconds(own[OURS].get('last_seconds'))}")
        for name, own in by_instance(rows, "real").items() if OURS in own and name in ("cqust-2024", "sdmu-2025")
    ))
    add("60 colleges with 600 classes: a first plan within a second", (
        (name, (own[OURS].get("first_seconds") or 9e9) <= 1, seconds(own[OURS].get("first_seconds")))
        for name, own in by_instance(rows, "real").items() if OURS in own and name == "colleges-60x600"
    ))
    add("60 colleges on 40 half-days: every tier within 0.3 %", tiers_within(rows, "real", "colleges-60x40".__eq__, 0.003))
    by_class, generated = (lambda name: name.startswith("cqust")), (lambda name: name.startswith("classes"))
    largest = lambda name: name.startswith("classes-600")
    add("cqust-2024 class by class: every tier proven, grid 10 and 5 in 2 s, grid 1 in 10 s",
        all_tiers_proven(rows, "classes", by_class, lambda name: 10 if "-g1-" in name else 2))
    add("cqust-2024 class by class: the values that are known", known_values(rows))
    add("Generated classes: a first plan within a second", (
        (name, (row.get("first_seconds") or 9e9) <= 1, seconds(row.get("first_seconds")))
        for name, row in own_rows(rows, "classes", generated)
    ))
    add("Generated classes, 600: every tier within 1 %", tiers_within(rows, "classes", largest, 0.01))
    add("Generated classes: `blocks` proven", tier_proven(rows, "classes", generated, "blocks"))
    add("Class by class: never behind CP-SAT or HiGHS in plan or bound", never_behind(rows, "classes", lambda name: True))
    add("Every ordered pair of aims proven within 2 s", all_tiers_proven(rows, "pairs", lambda name: True, lambda name: 2))
    add("Pairs with the same first aim agree on its value", same_first_aim(rows))
    add("Memory at most 1 GiB", memory(rows))
    add("Wall clock at most 4 s over the limit: one second, and three for the report", on_time(rows))
    add("No solver's bound is above a plan of another one", bounds_hold(rows))
    add("No solver's plan breaks a rule or is worth something else than it says", (
        (f"{row['name']} {row['solver']}", not row["faults"], row["faults"])
        for row in rows if row.get("value") is not None or row.get("tiers")
    ))
    return marks
