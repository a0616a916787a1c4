"""CP-SAT on a problem of the family `classes`, tier by tier (class_tiers.py).

An integer for each option, how many groups have it; a row for each kind; knapsack rows for each block and for its deadlines and
releases; opened blocks are literals on the right-hand side. The plan of the tier before is the hint.
"""

import time

import ortools
from ortools.sat.python import cp_model

import class_tiers
import cp_sat


class Backend:
    def __init__(self, arguments):
        self.arguments = arguments

    def ask(self, stage, seconds, note):
        began = time.perf_counter()
        model = cp_model.CpModel()
        total = cp_model.LinearExpr.weighted_sum
        most = [len(kind.members) for kind in stage.kinds]
        taken = [model.new_int_var(0, most[option.kind], "") for option in stage.options]
        left_out = [model.new_int_var(0, groups if stage.may_leave_out else 0, "") for groups in most]
        by_kind = [[variable] for variable in left_out]
        for option, variable in zip(stage.options, taken):
            by_kind[option.kind].append(variable)
        for own, groups in zip(by_kind, most):
            model.add(cp_model.LinearExpr.sum(own) == groups)
        steps_of = lambda numbers: total([taken[number] for number in numbers], [stage.steps[number] for number in numbers])
        opened, closing = {}, {}
        for block, own in stage.by_block.items():
            load, length = steps_of(own), stage.length(block)
            if "blocks" in stage.aims:
                opened[block] = model.new_bool_var("")
                model.add(load <= length * opened[block])
                if stage.is_like_the_one_before(block):
                    model.add_implication(opened[block], opened[block - 1])
            else:
                model.add(load <= length)
            for until, numbers in stage.deadlines(block):
                model.add(steps_of(numbers) <= until)
            if "early" in stage.aims:
                closing[block] = model.new_int_var(0, length, "")
                model.add(closing[block] >= load)
            for until, behind, waiting in stage.releases(block):
                model.add(steps_of(behind) <= length - until)
                if "early" in stage.aims:
                    waits = model.new_bool_var("")
                    for number in waiting:
                        model.add(taken[number] <= most[stage.options[number].kind] * waits)
                    model.add(closing[block] >= until * waits + steps_of(behind))

        def value(tier):
            costs = [(variable, stage.cost(tier, option)) for option, variable in zip(stage.options, taken)]
            costs += [(variable, stage.left_out_cost(tier, kind)) for kind, variable in enumerate(left_out)]
            costs += [(variable, 1) for variable in opened.values() if tier == "blocks"]
            costs += [(variable, stage.grid) for variable in closing.values() if tier == "early"]
            costs = [(variable, cost) for variable, cost in costs if cost]
            return total([variable for variable, _ in costs], [cost for _, cost in costs])

        for tier, limit in stage.held:
            model.add(value(tier) <= limit)
        if stage.tier is not None:
            model.minimize(value(stage.tier))
        for option, variable in zip(stage.options, taken) if stage.known is not None else []:
            model.add_hint(variable, stage.known[option])
        seconds -= time.perf_counter() - began
        if seconds <= 0:
            return class_tiers.Answer(None, None, False)
        made, status, found = cp_sat.run(model, self.arguments, seconds, note)
        counts = {option: made.value(variable) for option, variable in zip(stage.options, taken)} if found else None
        bound = made.best_objective_bound if stage.tier is not None and status != "INFEASIBLE" else None
        return class_tiers.Answer(counts, bound, status == "INFEASIBLE")


if __name__ == "__main__":
    class_tiers.main(__doc__.splitlines()[0], Backend, f"CP-SAT {ortools.__version__}")
