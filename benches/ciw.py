"""callsheet simulate against ciw, an independent simulator from PyPI, on the same small system.

One station, two cameras, ten classes of thirty that are called every 8 minutes; people come normally spread around their
call, an earlier class goes first, a photo takes lognormally distributed seconds. Both play the morning many times, with dice
of their own; means must agree within their confidence intervals.

    python3 -m venv target/ciw-venv && target/ciw-venv/bin/pip install --requirement benches/requirements.txt
    target/ciw-venv/bin/python benches/ciw.py target/release/callsheet [RUNS]
"""

import json
import math
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# This file has the library's name: the folder it lies in must not come first.
sys.path = [entry for entry in sys.path if Path(entry or ".").resolve() != Path(__file__).resolve().parent]
import ciw  # noqa: E402

CLASSES, PEOPLE, EVERY, CAMERAS, RATE, SPREAD, VARIATION = 10, 30, 8, 2, 240, 3, 0.5
LEAD, START = 20, 9 * 60
LENGTH = CLASSES * EVERY


def campaign(folder):
    """The system as an instance folder, its plan one window with a slot of 8 minutes for each class."""
    end = START + LENGTH
    clock = lambda minute: f"{minute // 60:02}:{minute % 60:02}"
    Path(folder, "campaign.toml").write_text(f"""title = "ciw"
language = "en"
grid_minutes = {EVERY}
call_lead_minutes = {LEAD}
[objective]
tiers = ["early"]
[[station]]
name = "S"
rate = {RATE}
cameras = {CAMERAS}
[[block]]
name = "B"
date = 2024-05-06
start = "{clock(START)}"
end = "{clock(end)}"
[simulation]
variation_percent = {round(VARIATION * 100)}
spread_minutes = {SPREAD}
late_percent = 0
overtime_minutes = 600
""")
    Path(folder, "groups.csv").write_text(f"group,headcount\nG,{CLASSES * PEOPLE}\n")
    Path(folder, "classes.csv").write_text(
        "group,class,headcount\n" + "".join(f"G,{number:02},{PEOPLE}\n" for number in range(CLASSES))
    )
    Path(folder, "plan.csv").write_text(f"date,start,end,group\n2024-05-06,{clock(START)},{clock(end)},G\n")


def ours(callsheet, runs):
    with tempfile.TemporaryDirectory() as folder:
        campaign(folder)
        command = [callsheet, "simulate", folder, f"{folder}/plan.csv", "--runs", str(runs), "--threads", "1", "--json"]
        begun = time.perf_counter()
        ran = subprocess.run(command, capture_output=True, text=True, check=True)
        seconds = time.perf_counter() - begun
        found = json.loads(ran.stdout)["plans"][0]
    window = found["windows"][0]
    mean, over = found["waiting_mean"], window["over_minutes"]
    # Intervals are 1.96 standard deviations of the mean.
    return seconds, {
        "mean waiting time (min)": (mean["value"], mean["plus_minus"] / 1.96),
        "minutes past the end": (over["value"], over["plus_minus"] / 1.96),
        "ends on time": (window["on_time"]["share"], math.sqrt(max(1e-9, window["on_time"]["share"] * (1 - window["on_time"]["share"]) / runs))),
    }


def theirs(runs):
    sigma = math.sqrt(math.log(1 + VARIATION**2))
    mean = 60 * CAMERAS / RATE
    dice = random.Random(1)
    waits, overs, on_time = [], [], 0
    begun = time.perf_counter()
    for run in range(runs):
        arrivals = {}
        for number in range(CLASSES):
            call = START + EVERY * number - LEAD
            times = sorted(dice.gauss(call, SPREAD) for _ in range(PEOPLE))
            # After the start of its slot somebody would be late; at 6 standard deviations nobody is.
            gaps = [times[0]] + [later - earlier for earlier, later in zip(times, times[1:])]
            arrivals[f"C{number}"] = [ciw.dists.Sequential(gaps + [float("inf")])]
        service = ciw.dists.Lognormal(math.log(mean) - sigma**2 / 2, sigma)
        network = ciw.create_network(
            arrival_distributions=arrivals,
            service_distributions={name: [service] for name in arrivals},
            # The crew begins at 09:00.
            number_of_servers=[ciw.Schedule(numbers_of_servers=[0, CAMERAS], shift_end_dates=[START, 10 * START])],
            priority_classes={name: place for place, name in enumerate(arrivals)},
        )
        ciw.seed(run)
        simulation = ciw.Simulation(network)
        simulation.simulate_until_max_time(START + 10 * LENGTH)
        records = [record for record in simulation.get_all_records() if record.record_type == "service"]
        assert len(records) == CLASSES * PEOPLE, len(records)
        waits.append(statistics.fmean(record.waiting_time for record in records))
        over = max(record.service_end_date for record in records) - (START + LENGTH)
        overs.append(max(0.0, over))
        on_time += over <= 0
    seconds = time.perf_counter() - begun
    figure = lambda values: (statistics.fmean(values), statistics.stdev(values) / math.sqrt(runs))
    share = on_time / runs
    return seconds, {
        "mean waiting time (min)": figure(waits),
        "minutes past the end": figure(overs),
        "ends on time": (share, math.sqrt(max(1e-9, share * (1 - share) / runs))),
    }


def main():
    callsheet, runs = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    many = 20 * runs
    ciw_seconds, their = theirs(runs)
    our_seconds, own = ours(callsheet, many)
    apart = 0
    for name in their:
        (one, one_sd), (other, other_sd) = own[name], their[name]
        distance = abs(one - other) / math.hypot(one_sd, other_sd)
        apart += distance > 3.0
        print(f"{name}: callsheet {one:.4f} ± {1.96 * one_sd:.4f}, ciw {other:.4f} ± {1.96 * other_sd:.4f}, {distance:.1f} sd apart")
    per_run = ciw_seconds / runs * many / our_seconds
    print(f"callsheet {many} runs in {our_seconds:.2f} s, ciw {runs} runs in {ciw_seconds:.2f} s: {per_run:.0f} times as fast")
    sys.exit(apart > 0)


if __name__ == "__main__":
    main()
