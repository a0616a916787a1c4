"""CP-SAT on problem.json, or tier by tier on the output of `callsheet model`.

The model for problems in which order counts: for each group, block and kind of window (length and cost) an optional interval of
that length with the allowed starts as its domain; exactly one of a group's intervals is there; no-overlap in each block, with
the changeover as part of the interval; and, redundant but strong, a knapsack row for each block. All times in grid steps.
Where order does not count, knapsack rows alone are the stronger model. Opened blocks: a literal for each, on the right-hand
side of its row, and equal blocks are opened in order.
"""

import sys
from collections import defaultdict

from ortools.sat.python import cp_model

import problem as problems
import tiers
import trace


class Watch(cp_model.CpSolverSolutionCallback):
    """Every better solution goes into the trace."""

    def __init__(self, note):
        super().__init__()
        self.note = note

    def on_solution_callback(self):
        self.note(incumbent=self.objective_value, bound=self.best_objective_bound)


def solver(arguments, seconds):
    made = cp_model.CpSolver()
    made.parameters.num_workers = arguments.threads
    made.parameters.random_seed = arguments.seed
    made.parameters.max_time_in_seconds = max(seconds, 0.01)
    return made


def run(model, arguments, seconds, note):
    """Solves; tells of every better solution and bound on the way and at the end."""
    made = solver(arguments, seconds)
    made.best_bound_callback = lambda bound: note(bound=bound)
    status = made.solve(model, Watch(note))
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    if found:
        note(incumbent=made.objective_value, bound=made.best_objective_bound)
    return made, made.status_name(status), found


def single(problem, log, arguments):
    """One aim."""
    grid, gap = problem["grid"], -(-problem["changeover"] // problem["grid"])
    model = cp_model.CpModel()
    by_group, by_block, used = defaultdict(list), defaultdict(list), defaultdict(list)
    cost, chosen = [], []
    for group, block, minutes, price, ranges in problems.pairs(problem):
        there = model.new_bool_var("")
        length = minutes // grid + gap
        by_group[group].append(there)
        used[block].append((length, there))
        cost.append((price, there))
        start = None
        if not problem["order_free"]:
            domain = cp_model.Domain.from_intervals([[first // grid, last // grid] for first, last in ranges])
            start = model.new_int_var_from_domain(domain, "")
            by_block[block].append(model.new_optional_fixed_size_interval_var(start, length, there, ""))
        chosen.append((group, block, start, minutes, there))
    if len(by_group) < problem["groups"]:
        return {"status": "INFEASIBLE", "value": None, "bound": None, "plan": None}
    for own in by_group.values():
        model.add_exactly_one(own)
    for intervals in by_block.values():
        model.add_no_overlap(intervals)
    opened = []
    for block, length in enumerate(problem["blocks"]):
        room = length // grid + gap
        load = cp_model.LinearExpr.weighted_sum([there for _, there in used[block]], [size for size, _ in used[block]])
        if problem["objective"] == "blocks":
            is_open = model.new_bool_var("")
            opened.append(is_open)
            model.add(load <= room * is_open)
            if block and length == problem["blocks"][block - 1]:
                model.add_implication(is_open, opened[block - 1])
        else:
            model.add(load <= room)
    if problem["objective"] == "blocks":
        model.minimize(cp_model.LinearExpr.sum(opened))
    else:
        model.minimize(cp_model.LinearExpr.weighted_sum([there for _, there in cost], [price for price, _ in cost]))
    built = log.seconds()
    aim = "blocks" if problem["objective"] == "blocks" else "preference"
    note = lambda **figures: log.note(aim, **figures)
    made, status, found = run(model, arguments, arguments.time_limit - log.seconds(), note)
    plan = None
    if found and problem["order_free"]:
        home = {group: block for group, block, _, _, there in chosen if made.boolean_value(there)}
        plan = problems.pack(problem, [home[group] for group in range(problem["groups"])])
    elif found:
        plan = [
            [group, block, made.value(start) * grid, minutes]
            for group, block, start, minutes, there in chosen
            if made.boolean_value(there)
        ]
    return {
        "status": status,
        "value": made.objective_value if found else None,
        "bound": made.best_objective_bound if status != "INFEASIBLE" else None,
        "plan": plan,
        "build_seconds": built,
        "columns": len(chosen),
    }


class Backend:
    """CP-SAT for tiers.py: a literal for each window; at most one over each cell of a block, the changeover behind a window
    counted. Where a tier looks at closing, for each block whether it is opened and the cell with which its last window ends:
    after each of its windows, and, redundant but strong, no earlier than their lengths add up to."""

    def __init__(self, arguments):
        self.arguments = arguments

    def ask(self, question, seconds, note):
        model = cp_model.CpModel()
        there = [model.new_bool_var("") for _ in question.windows]
        left_out = {}
        by_group, by_cell, by_block = defaultdict(list), defaultdict(list), defaultdict(list)
        for window, literal in zip(question.windows, there):
            by_group[window.group].append(literal)
            by_block[window.block].append((window, literal))
            for cell in range(window.first, window.ready):
                by_cell[window.block, cell].append(literal)
        for group in range(question.groups):
            own = by_group[group]
            if question.may_leave_out:
                left_out[group] = model.new_bool_var("")
                own = [*own, left_out[group]]
            model.add_exactly_one(own)
        for literals in by_cell.values():
            model.add_at_most_one(literals)
        if question.most_groups is not None:
            for own in by_block.values():
                model.add(sum(literal for _, literal in own) <= question.most_groups)
        aims = [tier for tier, _ in question.held] + ([question.tier] if question.tier is not None else [])
        opened, end = {}, {}
        if any(tier.kind == "closing" for tier in aims):
            for block, own in by_block.items():
                cells = question.blocks[block]["cells"]
                opened[block] = model.new_bool_var("")
                end[block] = model.new_int_var(0, cells, "")
                for window, literal in own:
                    model.add(end[block] >= window.last).only_enforce_if(literal)
                literals = [literal for _, literal in own]
                lengths = cp_model.LinearExpr.weighted_sum(literals, [window.last - window.first for window, _ in own])
                model.add(end[block] >= lengths)
                model.add(lengths <= cells * opened[block])
                model.add(end[block] <= cells * opened[block])
                model.add(end[block] >= opened[block])

        def total(tier):
            terms = [literal * cost for literal, cost in zip(there, question.window_costs(tier)) if cost]
            terms += [literal * question.left_out_cost(tier, group) for group, literal in left_out.items()]
            if tier.kind == "closing":
                for block in by_block:
                    prices = question.blocks[block]["closing"][tier.name]
                    if len(set(prices)) == 1:
                        terms.append(opened[block] * prices[0])
                    elif any(prices):
                        price = model.new_int_var(0, max(prices), "")
                        model.add_element(end[block], [0, *prices], price)
                        terms.append(price)
            return cp_model.LinearExpr.sum(terms) + tier.constant if terms else tier.constant

        for tier, most in question.held:
            model.add(total(tier) <= most)
        if question.tier is not None:
            model.minimize(total(question.tier))
        made, status, found = run(model, self.arguments, seconds, note)
        chosen = [w for w, literal in zip(question.windows, there) if found and made.boolean_value(literal)]
        bound = made.best_objective_bound if question.tier is not None and status != "INFEASIBLE" else None
        return tiers.Answer(chosen if found else None, bound, status == "INFEASIBLE")


def main():
    arguments = trace.arguments(__doc__.splitlines()[0]).parse_args()
    log = trace.Trace(arguments.trace)
    problem = problems.load(arguments.problem)
    if problem["format"] == problems.FORMAT:
        result = single(problem, log, arguments)
    else:
        result = tiers.solve(problem, Backend(arguments), log, arguments)
    import ortools

    trace.write_result(arguments.result, solver=f"CP-SAT {ortools.__version__}", seconds=log.seconds(), **result)


if __name__ == "__main__":
    sys.exit(main())
