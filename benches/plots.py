"""The plots of the report, as SVG and PNG."""

from statistics import median

import matplotlib

matplotlib.use("Agg")
# Names inside an SVG are the same each time.
matplotlib.rcParams["svg.hashsalt"] = "callsheet"
import matplotlib.pyplot as plt
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

import figures

# Colours that people with any colour vision tell apart, and markers beside them.
LOOK = {
    "auto": ("callsheet", "#0072B2", "o", "-"),
    "patterns": ("callsheet, patterns", "#56B4E9", "^", "--"),
    "compact": ("callsheet, compact", "#009E73", "s", "--"),
    "cp-sat": ("CP-SAT", "#D55E00", "D", "-"),
    "highs": ("HiGHS, plain", "#CC79A7", "v", "-"),
}


def save(figure, folder, name):
    """Both forms; without a date, so that the same rows give the same files."""
    figure.savefig(folder / f"{name}.svg", metadata={"Date": None}, bbox_inches="tight")
    figure.savefig(folder / f"{name}.png", dpi=110, bbox_inches="tight")
    plt.close(figure)
    return name


def readable(panel):
    """Plain figures on the axis upwards."""
    panel.yaxis.set_major_locator(LogLocator(base=10, subs=(1, 2, 5), numticks=12))
    panel.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    panel.yaxis.set_minor_locator(NullLocator())


def solvers(rows):
    return [solver for solver in LOOK if any(row["solver"] == solver for row in rows)]


def middles(rows, solver, figure):
    """(size, median, least, greatest) over the instances of each size, where every one has the figure."""
    points = []
    sizes = sorted({row["size"]["groups"] for row in rows})
    for size in sizes:
        own = [figure(row) for row in rows if row["solver"] == solver and row["size"]["groups"] == size]
        if own and all(value is not None for value in own):
            points.append((size, median(own), min(own), max(own)))
    return points


def growth(folder, rows, name, title, label, figure, floor=None, limit=None):
    """A figure against the number of groups, a panel for each variant: medians, and from the least to the greatest as a band."""
    rows = [row for row in rows if row["family"] == "series" and "size" in row]
    variants = sorted({row["size"]["variant"] for row in rows})
    if not variants:
        return None
    drawing, panels = plt.subplots(1, len(variants), figsize=(5.2 * len(variants), 4), sharey=True, squeeze=False)
    for panel, variant in zip(panels[0], variants):
        own = [row for row in rows if row["size"]["variant"] == variant]
        for solver in solvers(own):
            shown, colour, marker, line = LOOK[solver]
            points = middles(own, solver, figure)
            if not points:
                continue
            lift = lambda value: value if floor is None else max(value, floor)
            sizes = [point[0] for point in points]
            panel.plot(sizes, [lift(p[1]) for p in points], color=colour, marker=marker, linestyle=line, label=shown, ms=5)
            panel.fill_between(sizes, [lift(p[2]) for p in points], [lift(p[3]) for p in points], color=colour, alpha=0.12, lw=0)
        panel.set_xscale("log")
        panel.set_yscale("log")
        ticks = sorted({row["size"]["groups"] for row in own})
        panel.set_xticks(ticks, [str(tick) for tick in ticks])
        panel.xaxis.minorticks_off()
        readable(panel)
        panel.set_xlabel("groups")
        panel.set_title(f"{variant} variant", fontsize=10)
        panel.grid(alpha=0.3)
        if limit is not None:
            panel.axhline(limit, color="#555555", lw=0.8, ls=":")
    panels[0][0].set_ylabel(label)
    handles = {}
    for panel in panels[0]:
        for handle, text in zip(*panel.get_legend_handles_labels()):
            handles.setdefault(text, handle)
    drawing.legend(handles.values(), handles.keys(), loc="lower center", ncols=len(handles) or 1, frameon=False, bbox_to_anchor=(0.5, -0.08), fontsize=9)
    drawing.suptitle(title, fontsize=11)
    drawing.tight_layout()
    return save(drawing, folder, name)


def seconds_axis(panel, limit):
    """From a hundredth of a second to the limit, in plain figures."""
    panel.set_xscale("log")
    panel.set_xlim(0.01, limit * 1.1)
    panel.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    panel.xaxis.set_minor_formatter(lambda value, _: "")


def over_time(folder, rows):
    """Distance to the best known bound over time, a panel for each size: the first tight instance of each."""
    rows = [row for row in rows if row["family"] == "series" and row.get("trace")]
    sizes = sorted({row["size"]["groups"] for row in rows})
    if not sizes:
        return None
    across = min(len(sizes), 4)
    down = -(-len(sizes) // across)
    drawing, panels = plt.subplots(down, across, figsize=(3.6 * across, 3.1 * down + 0.3), squeeze=False, sharey=True)
    for place, panel in enumerate(panels.flat):
        if place >= len(sizes):
            panel.axis("off")
            continue
        of_size = [row for row in rows if row["size"]["groups"] == sizes[place]]
        name = min((row["size"]["variant"] != "tight", row["size"]["seed"], row["name"]) for row in of_size)[2]
        own = [row for row in of_size if row["name"] == name]
        for solver in solvers(own):
            shown, colour, _, line = LOOK[solver]
            row = next(row for row in own if row["solver"] == solver)
            points = [(seconds, figures.gap(value, bound)) for seconds, value, bound in row["trace"]]
            points = [(max(seconds, 0.01), max(gap * 100, 0.01)) for seconds, gap in points if gap is not None]
            # Until there is a plan and a bound, nothing is known.
            points = [(0.01, 100.0), *points]
            end = points[-1][0] if row.get("proven") else max(row["time_limit"], points[-1][0])
            points.append((end, points[-1][1]))
            panel.step(*zip(*points), where="post", color=colour, linestyle=line, label=shown, lw=1.6)
        panel.set_yscale("log")
        panel.set_ylim(0.008, 130)
        readable(panel)
        seconds_axis(panel, max(row["time_limit"] for row in rows))
        panel.set_title(f"{sizes[place]} groups", fontsize=10)
        panel.set_xlabel("seconds")
        panel.grid(alpha=0.3)
    for row in panels:
        row[0].set_ylabel("own gap in % (0.01: proven)")
    handles = {}
    for panel in panels.flat:
        for handle, text in zip(*panel.get_legend_handles_labels()):
            handles.setdefault(text, handle)
    drawing.legend(handles.values(), handles.keys(), loc="lower center", ncols=len(handles) or 1, frameon=False, bbox_to_anchor=(0.5, -0.06), fontsize=9)
    drawing.suptitle("Gap over time (tight variant, first seed)", fontsize=11)
    drawing.tight_layout()
    return save(drawing, folder, "gap-over-time")


def proven_over_time(folder, rows, family, title):
    """The number of instances of a set that each solver has proven, over seconds."""
    rows = [row for row in rows if row["family"] == family]
    if not rows:
        return None
    drawing, panel = plt.subplots(figsize=(6.4, 4))
    for solver in solvers(rows):
        shown, colour, _, line = LOOK[solver]
        own = [row for row in rows if row["solver"] == solver]
        times = sorted(max(row["last_seconds"], 0.01) for row in own if row.get("proven") and row.get("last_seconds") is not None)
        end = max(row["time_limit"] for row in own)
        steps = [(0.01, 0), *((when, place + 1) for place, when in enumerate(times)), (end, len(times))]
        panel.step(*zip(*steps), where="post", color=colour, linestyle=line, label=f"{shown} ({len(times)} of {len(own)} tried)", lw=1.8)
    count = len({row["name"] for row in rows})
    panel.axhline(count, color="#555555", lw=0.8, ls=":")
    seconds_axis(panel, max(row["time_limit"] for row in rows))
    panel.set_xlabel("seconds")
    panel.set_ylabel(f"instances proven, of {count}")
    panel.set_title(title, fontsize=11)
    panel.grid(alpha=0.3)
    panel.legend(frameon=False, fontsize=9)
    return save(drawing, folder, f"proven-{family}")
