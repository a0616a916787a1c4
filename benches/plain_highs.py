"""Plain HiGHS on problem.json, or tier by tier on the output of `callsheet model`: the compact time-indexed model.

A binary for each window, each group once. Two forms of "one group at a time" (--form):

    flow    the crew of each block walks one path through the cells of its time: windows and waiting are arcs, changeover is
            part of a window's arc; two entries a window (the default: the faster one, see README.md)
    cells   at most one window over each cell of a block, changeover counted; an entry for each cell of the window

Where order does not count, a binary for each group and block and a knapsack row for each block; opened blocks have a binary on
the right-hand side of their row and x <= y rows, and equal blocks are opened in order.
"""

import math
import sys
from array import array
from collections import defaultdict

import highspy
import numpy

import problem as problems
import tiers
import trace

INFINITY = highspy.kHighsInf


class Programme:
    """An integer programme by columns; rows are made first."""

    def __init__(self):
        self.lower, self.upper = array("d"), array("d")
        self.cost, self.least, self.most, self.whole = array("d"), array("d"), array("d"), array("i")
        self.starts, self.index, self.value = array("i", [0]), array("i"), array("d")

    def row(self, lower, upper):
        self.lower.append(lower)
        self.upper.append(upper)
        return len(self.lower) - 1

    def column(self, entries, cost=0.0, whole=True, most=1.0):
        """A column with entries (row, factor)."""
        for row, factor in entries:
            self.index.append(row)
            self.value.append(factor)
        self.starts.append(len(self.index))
        self.cost.append(cost)
        self.least.append(0.0)
        self.most.append(most)
        self.whole.append(1 if whole else 0)
        return len(self.cost) - 1

    def run(self, arguments, seconds, note):
        """Solves: the status, the columns' values or none, and the bound."""
        made = highspy.Highs()
        # With output_flag off the logging callback would never be called.
        made.setOptionValue("log_to_console", False)
        made.setOptionValue("threads", arguments.threads)
        made.setOptionValue("random_seed", arguments.seed)
        made.setOptionValue("time_limit", max(seconds, 0.01))
        made.setOptionValue("mip_rel_gap", 0.0)
        made.setOptionValue("mip_abs_gap", 0.0)
        doubles = lambda figures: numpy.frombuffer(figures, dtype=numpy.float64) if figures else numpy.empty(0)
        ints = lambda figures: numpy.frombuffer(figures, dtype=numpy.int32) if figures else numpy.empty(0, numpy.int32)
        made.passModel(
            len(self.cost), len(self.lower), len(self.index), int(highspy.MatrixFormat.kColwise), 1, 0.0,
            doubles(self.cost), doubles(self.least), doubles(self.most), doubles(self.lower), doubles(self.upper),
            ints(self.starts[:-1]), ints(self.index), doubles(self.value), ints(self.whole),
        )
        finite = lambda figure: figure if abs(figure) < INFINITY else None

        def heard(event):
            note(incumbent=finite(event.data_out.mip_primal_bound), bound=finite(event.data_out.mip_dual_bound))

        made.cbMipLogging += heard
        made.cbMipImprovingSolution += heard
        made.run()
        status = made.getModelStatus()
        info = made.getInfo()
        has_plan = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        values = list(made.getSolution().col_value) if has_plan else None
        infeasible = status == highspy.HighsModelStatus.kInfeasible
        bound = None if infeasible else finite(info.mip_dual_bound)
        note(incumbent=info.objective_function_value if has_plan else None, bound=bound)
        return made.modelStatusToString(status), values, bound


def in_any_order(problem, arguments, log):
    """Knapsack rows only: (status, {group: block}, value, bound, columns)."""
    programme, gap = Programme(), problem["changeover"]
    once = [programme.row(1, 1) for _ in range(problem["groups"])]
    opens = problem["objective"] == "blocks"
    room = [programme.row(-INFINITY, 0 if opens else length + gap) for length in problem["blocks"]]
    placed = []
    links = []
    for group, block, minutes, cost, _ in problems.pairs(problem):
        entries = [(once[group], 1.0), (room[block], float(minutes + gap))]
        if opens:
            link = programme.row(-INFINITY, 0)
            links.append((block, link))
            entries.append((link, 1.0))
        programme.column(entries, cost)
        placed.append((group, block))
    if opens:
        of_block = defaultdict(list)
        for block, link in links:
            of_block[block].append((link, -1.0))
        lengths = problem["blocks"]
        order = {block: programme.row(-INFINITY, 0) for block in range(1, len(lengths)) if lengths[block] == lengths[block - 1]}
        for block, length in enumerate(lengths):
            entries = [(room[block], -float(length + gap)), *of_block[block]]
            # y[b] <= y[b - 1]
            entries += [(order[block], 1.0)] if block in order else []
            entries += [(order[block + 1], -1.0)] if block + 1 in order else []
            programme.column(entries, 1.0)
    note = lambda **figures: log.note("blocks" if opens else "preference", **figures)
    status, values, bound = programme.run(arguments, arguments.time_limit - log.seconds(), note)
    plan = value = None
    if values is not None:
        home = {group: block for (group, block), x in zip(placed, values) if x > 0.5}
        plan = problems.pack(problem, [home[group] for group in range(problem["groups"])])
        value = round(sum(cost * round(x) for cost, x in zip(programme.cost, values)))
    return status, plan, value, bound, len(placed)


def time_indexed(problem, arguments, log):
    """A binary for each window."""
    programme, grid = Programme(), problem["grid"]
    gap = -(-problem["changeover"] // grid)
    once = [programme.row(1, 1) for _ in range(problem["groups"])]
    cells = [length // grid for length in problem["blocks"]]
    flow = arguments.form == "flow"
    # flow: a path from cell 0 to the end; cells: at most one over each.
    nodes = []
    for count in cells:
        if flow:
            ends = [(1, 1)] + [(0, 0)] * (count - 1)
            nodes.append([programme.row(*end) for end in ends])
        else:
            nodes.append([programme.row(-INFINITY, 1) for _ in range(count)])
    placed = []
    for group, block, minutes, cost, ranges in problems.pairs(problem):
        own, length = nodes[block], minutes // grid
        for first, last in ranges:
            for start in range(first // grid, last // grid + 1):
                ready = start + length + gap
                if flow:
                    entries = [(own[start], 1.0)] + ([(own[ready], -1.0)] if ready < len(own) else [])
                else:
                    entries = [(row, 1.0) for row in own[start:ready]]
                programme.column([(once[group], 1.0), *entries], cost)
                placed.append((group, block, start * grid, minutes))
    if flow:
        for own in nodes:
            for cell, row in enumerate(own):
                entries = [(row, 1.0)] + ([(own[cell + 1], -1.0)] if cell + 1 < len(own) else [])
                programme.column(entries, whole=False)
    note = lambda **figures: log.note("preference", **figures)
    status, values, bound = programme.run(arguments, arguments.time_limit - log.seconds(), note)
    plan = value = None
    if values is not None:
        plan = [list(window) for window, x in zip(placed, values) if x > 0.5]
        value = round(sum(cost * round(x) for cost, x, _ in zip(programme.cost, values, placed)))
    return status, plan, value, bound, len(placed)


def single(problem, log, arguments):
    """One aim."""
    solve = in_any_order if problem["order_free"] else time_indexed
    status, plan, value, bound, columns = solve(problem, arguments, log)
    # Costs are whole: what a bound is short of the next whole number can't be had, a float's error taken off.
    whole = None if bound is None else math.ceil(bound - 1e-6)
    return {"status": status, "value": value, "bound": whole, "plan": plan, "columns": columns}


class Backend:
    """Plain HiGHS for tiers.py: the flow form, in which the crew of a block goes home at a price after its last window."""

    def __init__(self, arguments):
        self.arguments = arguments

    def ask(self, question, seconds, note):
        programme = Programme()
        once = [programme.row(1, 1) for _ in range(question.groups)]
        held = [programme.row(-INFINITY, most - tier.constant) for tier, most in question.held]
        tiers_held = [tier for tier, _ in question.held]
        aims = [*tiers_held, question.tier] if question.tier is not None else tiers_held
        costs = {tier.name: question.window_costs(tier) for tier in aims}
        ready, ended, count = [], [], []
        for block in question.blocks:
            cells = block["cells"]
            ready.append([programme.row(1, 1) if cell == 0 else programme.row(0, 0) for cell in range(cells)])
            ended.append([programme.row(0, 0) for _ in range(cells)])
            count.append(programme.row(-INFINITY, question.most_groups) if question.most_groups is not None else None)

        def column(entries, price, whole=True):
            """A column that costs `price(tier)` in each aim."""
            paid = [(row, float(price(tier))) for row, tier in zip(held, tiers_held) if price(tier)]
            cost = float(price(question.tier)) if question.tier is not None else 0.0
            return programme.column([*entries, *paid], cost, whole)

        for place, window in enumerate(question.windows):
            entries = [
                (once[window.group], 1.0),
                (ready[window.block][window.first], 1.0),
                (ended[window.block][window.last - 1], -1.0),
            ]
            if count[window.block] is not None:
                entries.append((count[window.block], 1.0))
            column(entries, lambda tier, place=place: costs[tier.name][place])
        if question.may_leave_out:
            for group in range(question.groups):
                column([(once[group], 1.0)], lambda tier, group=group: question.left_out_cost(tier, group))
        changeover = -(-question.problem["changeover_minutes"] // question.problem["grid_minutes"])
        nothing = lambda tier: 0
        for number, block in enumerate(question.blocks):
            column([(ready[number][0], 1.0)], nothing, whole=False)
            for cell in range(block["cells"]):
                if cell + 1 < block["cells"]:
                    column([(ready[number][cell], 1.0), (ready[number][cell + 1], -1.0)], nothing, whole=False)
                goes_on = cell + 1 + changeover
                if goes_on < block["cells"]:
                    column([(ended[number][cell], 1.0), (ready[number][goes_on], -1.0)], nothing, whole=False)
                closing = lambda tier, block=block, cell=cell: (
                    block["closing"][tier.name][cell] if tier.kind == "closing" else 0
                )
                column([(ended[number][cell], 1.0)], closing, whole=False)
        constant = question.tier.constant if question.tier is not None else 0
        shifted = lambda figure: None if figure is None else figure + constant
        quiet = lambda **_: None
        told = lambda incumbent=None, bound=None: note(incumbent=shifted(incumbent), bound=shifted(bound))
        status, values, bound = programme.run(self.arguments, seconds, told if question.tier is not None else quiet)
        chosen = None
        if values is not None:
            chosen = [window for window, x in zip(question.windows, values) if x > 0.5]
        return tiers.Answer(chosen, shifted(bound), status == "Infeasible")


def main():
    parser = trace.arguments(__doc__.splitlines()[0])
    parser.add_argument("--form", choices=["flow", "cells"], default="flow")
    arguments = parser.parse_args()
    log = trace.Trace(arguments.trace)
    problem = problems.load(arguments.problem)
    if problem["format"] == problems.FORMAT:
        result = single(problem, log, arguments)
    else:
        result = tiers.solve(problem, Backend(arguments), log, arguments)
    version = highspy.Highs().version()
    trace.write_result(arguments.result, solver=f"HiGHS {version}", seconds=log.seconds(), **result)


if __name__ == "__main__":
    sys.exit(main())
