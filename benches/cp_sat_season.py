"""CP-SAT on a generated season, aim after aim: prints value and bound of each as JSON.

A literal for each crew, desk and half-day; a literal for each group, desk and half-day with a knapsack row for each desk; a
literal for where a crew stood last, whose changes are its moves; a literal for each site and day. A crew that stands at one site
in the morning is in the afternoon at none that is too far. Earlier aims are held at their values; the plan before is the hint.
"""

import csv
import datetime
import json
import pathlib
import sys
import time
import tomllib

from ortools.sat.python import cp_model

AIMS = ["blocks", "preference", "moves", "visits"]


def read(folder):
    season = tomllib.loads((folder / "season.toml").read_text(encoding="utf-8"))
    first, last = season["first_day"], season["last_day"]
    days = [first + datetime.timedelta(n) for n in range((last - first).days + 1)]
    days = [day for day in days if day.weekday() != 6]
    listed = lambda text: {datetime.date.fromisoformat(day) for day in text.split(";") if day}
    sites = []
    for site in season["site"]:
        if "folder" not in site:
            continue
        text = (folder / site["folder"] / "groups.csv").read_text(encoding="utf-8-sig")
        people = [int(next(cell for cell in row if cell.isdigit())) for row in list(csv.reader(text.splitlines()))[1:]]
        sites.append({
            "region": site["region"], "desks": site.get("desks", 1), "closed": listed(site.get("not_on", "")),
            "from": site.get("wish_from", first), "to": site.get("wish_to", last), "people": people,
        })
    ways = {}
    for way in season["travel"]:
        ways[way["from"], way["to"]] = ways[way["to"], way["from"]] = way["minutes"]
    crews = [listed(crew.get("not_in", "")) for crew in season["crew"]]
    rate = 3600 * season["crew"][0]["cameras"] // season["crew"][0]["seconds_per_photo"]
    return days, sites, ways, crews, rate, season["grid_minutes"]


def main():
    folder, seconds = pathlib.Path(sys.argv[1]), float(sys.argv[2])
    began = time.perf_counter()
    days, sites, ways, crews, rate, grid = read(folder)
    model = cp_model.CpModel()
    halves = 2 * len(days)
    stand, moved, visits, unwished = {}, [], [], []
    for s, site in enumerate(sites):
        for c, off in enumerate(crews):
            for t in range(halves):
                if days[t // 2] not in site["closed"] and days[t // 2] not in off:
                    for k in range(site["desks"]):
                        stand[s, k, c, t] = model.new_bool_var("")
    at = {}
    for (s, k, c, t), variable in stand.items():
        at.setdefault((s, c, t), []).append(variable)
    by_crew, by_desk = {}, {}
    for (s, k, c, t), variable in stand.items():
        by_crew.setdefault((c, t), []).append(variable)
        by_desk.setdefault((s, k, t), []).append(variable)
    for own in by_crew.values():
        model.add_at_most_one(own)
    for (s, k, t), own in by_desk.items():
        model.add_at_most_one(own)
    for s, site in enumerate(sites):
        needs = [-(-(-(-people * 60 // rate)) // grid) * grid for people in site["people"]]
        desks = [(k, t) for (place, k, t) in by_desk if place == s]
        own = {(g, k, t): model.new_bool_var("") for g in range(len(needs)) for (k, t) in desks}
        for g in range(len(needs)):
            model.add_exactly_one(own[g, k, t] for (k, t) in desks)
        for k, t in desks:
            load = sum(needs[g] * own[g, k, t] for g in range(len(needs)))
            model.add(load <= 180 * sum(by_desk[s, k, t]))
            if not site["from"] <= days[t // 2] <= site["to"]:
                unwished += [own[g, k, t] for g in range(len(needs))]
        for day in range(len(days)):
            here = [variable for (place, k, t), own in by_desk.items() if place == s and t // 2 == day for variable in own]
            if here:
                visit = model.new_bool_var("")
                visits.append(visit)
                for variable in here:
                    model.add_implication(variable, visit)
    for c in range(len(crews)):
        last = None
        for t in range(halves):
            now = [model.new_bool_var("") for _ in sites]
            model.add_exactly_one(now)
            for s in range(len(sites)):
                for variable in at.get((s, c, t), []):
                    model.add_implication(variable, now[s])
            if last is not None:
                move = model.new_bool_var("")
                moved.append(move)
                for s in range(len(sites)):
                    model.add_bool_or(last[s], ~now[s], move)
            last = now
        for day in range(len(days)):
            for s, site in enumerate(sites):
                morning = at.get((s, c, 2 * day), [])
                far = [v for o, other in enumerate(sites) if o != s and ways[site["region"], other["region"]] > 150
                       for v in at.get((o, c, 2 * day + 1), [])]
                if morning and far:
                    model.add_at_most_one(morning + far)
    aims = {"blocks": sum(stand.values()), "preference": sum(unwished), "moves": sum(moved), "visits": sum(visits)}
    found = {}
    for place, aim in enumerate(AIMS):
        left = seconds - (time.perf_counter() - began)
        if left <= 0:
            break
        model.minimize(aims[aim])
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 2
        solver.parameters.max_time_in_seconds = left / (len(AIMS) - place)
        status = solver.solve(model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            found[aim] = [None, solver.best_objective_bound]
            break
        found[aim] = [round(solver.objective_value), solver.best_objective_bound]
        model.add(aims[aim] <= round(solver.objective_value))
        model.clear_hints()
        for index in range(len(model.proto.variables)):
            model.proto.solution_hint.vars.append(index)
            model.proto.solution_hint.values.append(solver.response_proto.solution[index])
    print(json.dumps(found))


if __name__ == "__main__":
    main()
