"""The published generalised assignment sets as campaigns.

Agent i is a block of its own, on a day of its own, of one station, with b_i minutes; job j is a group; a_ij, the minutes that
job j needs at agent i, stand in minutes.csv; c_ij is the weight of a wish against that day. Grid 1 minute, no changeover, no call
lead, everybody is served, the only aim is `preference`: a plan is an assignment of the same cost, and the other way round.

A day has 1440 minutes: an instance with a larger b_i has no such form and is named, with the reason (d05200 is the only one).
"""

import csv
import datetime
from pathlib import Path

import problem as problems

FIRST_DAY = datetime.date(2025, 1, 1)
DAY = 24 * 60


def clock(minute):
    return f"{minute // 60:02}:{minute % 60:02}"


def read(path):
    """m, n, costs, weights, capacities."""
    figures = list(map(int, Path(path).read_text().split()))
    agents, jobs = figures[:2]
    size = agents * jobs
    matrix = lambda start: [figures[start + agent * jobs : start + (agent + 1) * jobs] for agent in range(agents)]
    return agents, jobs, matrix(2), matrix(2 + size), figures[2 + 2 * size : 2 + 2 * size + agents]


def instances(data):
    """(name, file, best known value, whether that is proven) of the whole set."""
    with Path(data, "gap", "OPTIMA.csv").open(newline="") as table:
        for row in csv.DictReader(table):
            name = row["instance"]
            yield Path(name).name, Path(data, "gap", name), int(row["best_known_value"]), row["status"] == "optimal"


def write(root, name, path, best_known, proven):
    """Writes the instance folder; returns it, or a sentence that says why there is none."""
    agents, jobs, costs, weights, capacities = read(path)
    if max(capacities) > DAY:
        return f"{name}: an agent has {max(capacities)} minutes, a day has {DAY}: no exact form as a campaign"
    folder = Path(root, f"gap-{name}")
    if (folder / "problem.json").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    date = lambda agent: FIRST_DAY + datetime.timedelta(days=agent)
    toml = [
        f'title = "{name}"',
        'language = "en"',
        "grid_minutes = 1",
        "call_lead_minutes = 0",
        "[objective]",
        'tiers = ["preference"]',
        "[[station]]",
        'name = "S"',
        'rate = "unknown"',
    ]
    for agent, capacity in enumerate(capacities):
        toml += ["[[block]]", f'name = "A{agent + 1}"', f"date = {date(agent)}", 'start = "00:00"', f'end = "{clock(capacity)}"']
    tables = {
        "groups.csv": ["group,headcount", *(f"J{job + 1},1" for job in range(jobs))],
        "minutes.csv": [
            "group,block,minutes",
            *(f"J{job + 1},A{agent + 1},{weights[agent][job]}" for job in range(jobs) for agent in range(agents)),
        ],
        "preferences.csv": [
            "group,date,wish,weight",
            *(f"J{job + 1},{date(agent)},avoid,{costs[agent][job]}" for job in range(jobs) for agent in range(agents)),
        ],
    }
    (folder / "campaign.toml").write_text("\n".join(toml) + "\n")
    for table, rows in tables.items():
        (folder / table).write_text("\n".join(rows) + "\n")
    problems.save(folder, {
        "name": name,
        "family": "gap",
        "groups": jobs,
        "blocks": capacities,
        "changeover": 0,
        "grid": 1,
        "objective": "cost",
        "order_free": True,
        "options": [
            [job, [agent], weights[agent][job], costs[agent][job], [[0, capacities[agent] - weights[agent][job]]]]
            for job in range(jobs)
            for agent in range(agents)
            if weights[agent][job] <= capacities[agent]
        ],
        "best_known": best_known,
        "published": proven,
        "size": {"groups": jobs, "blocks": agents, "variant": name.split("-")[0] if "-" in name else name[0], "seed": 0},
    })
    return folder
