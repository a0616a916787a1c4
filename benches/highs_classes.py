"""Plain HiGHS on a problem of the family `classes`, tier by tier (class_tiers.py).

An integer column for each option, how many groups have it; a row for each kind; knapsack rows for each block and for its deadlines
and releases; opened blocks are binaries on the right-hand side. The plan of the tier before is the start.
"""

import time

import highspy
import numpy

import class_tiers
import plain_highs

INFINITY = highspy.kHighsInf


class Programme(plain_highs.Programme):
    """An integer programme that takes a start: values of some columns."""

    def solve(self, arguments, seconds, note, start):
        """The status, the columns' values or none, and the bound."""
        made = highspy.Highs()
        # With output_flag off the logging callback would never be called.
        made.setOptionValue("log_to_console", False)
        made.setOptionValue("threads", arguments.threads)
        made.setOptionValue("random_seed", arguments.seed)
        made.setOptionValue("mip_rel_gap", 0.0)
        made.setOptionValue("mip_abs_gap", 0.0)
        doubles = lambda figures: numpy.array(figures, dtype=numpy.float64)
        ints = lambda figures: numpy.array(figures, dtype=numpy.int32)
        made.passModel(
            len(self.cost), len(self.lower), len(self.index), int(highspy.MatrixFormat.kColwise), 1, 0.0,
            doubles(self.cost), doubles(self.least), doubles(self.most), doubles(self.lower), doubles(self.upper),
            ints(self.starts[:-1]), ints(self.index), doubles(self.value), ints(self.whole),
        )
        finite = lambda figure: figure if abs(figure) < INFINITY else None
        made.setOptionValue("time_limit", max(seconds, 0.01))
        if start:
            made.setSolution(len(start), ints(list(start)), doubles(list(start.values())))

        def heard(event):
            note(incumbent=finite(event.data_out.mip_primal_bound), bound=finite(event.data_out.mip_dual_bound))

        made.cbMipLogging += heard
        made.cbMipImprovingSolution += heard
        made.run()
        status, info = made.getModelStatus(), made.getInfo()
        has_plan = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        infeasible = status == highspy.HighsModelStatus.kInfeasible
        values = list(made.getSolution().col_value) if has_plan else None
        return infeasible, values, None if infeasible else finite(info.mip_dual_bound)


class Backend:
    def __init__(self, arguments):
        self.arguments = arguments

    def ask(self, stage, seconds, note):
        began = time.perf_counter()
        programme, options, known = Programme(), stage.options, stage.known or {}
        row = programme.row
        members = [len(kind.members) for kind in stage.kinds]
        once = [row(groups, groups) for groups in members]
        held = [(tier, row(-INFINITY, limit)) for tier, limit in stage.held]
        opens, closes = "blocks" in stage.aims, "early" in stage.aims
        order = {block: row(-INFINITY, 0) for block in stage.by_block if opens and stage.is_like_the_one_before(block)}
        entries = [[(once[option.kind], 1.0)] for option in options]
        # Columns beside the options: entries, costs by tier, the most, whether it is whole, and its value in the plan so far.
        others = []

        def limited(numbers, most):
            """A row: the steps of the numbered options together are at most `most`."""
            place = row(-INFINITY, most)
            for number in numbers:
                entries[number].append((place, float(stage.steps[number])))
            return place

        used = lambda numbers: sum(known.get(options[number], 0) * stage.steps[number] for number in numbers)
        for block, own in stage.by_block.items():
            length, end = stage.length(block), used(own)
            room = limited(own, 0 if opens else length)
            if opens:
                # open[b] <= open[b - 1] where the two could be exchanged.
                links = [(order[place], sign) for place, sign in [(block, 1.0), (block + 1, -1.0)] if place in order]
                others.append(([(room, -float(length)), *links], {"blocks": 1}, 1, True, min(end, 1)))
            for until, early in stage.deadlines(block):
                limited(early, until)
            ends = [limited(own, 0)] if closes else []
            for until, behind, waiting in stage.releases(block):
                limited(behind, length - until)
                if closes:
                    # until * waits + steps behind <= end; a window has this release only where `waits` is one.
                    ends.append(limited(behind, 0))
                    links = [row(-INFINITY, 0) for _ in waiting]
                    for number, link in zip(waiting, links):
                        entries[number].append((link, 1.0))
                    waits = min(used(waiting), 1)
                    paid = [(link, -float(members[options[number].kind])) for number, link in zip(waiting, links)]
                    others.append(([(ends[-1], float(until)), *paid], {}, 1, True, waits))
                    end = max(end, until * waits + used(behind))
            if closes:
                others.append(([(place, -1.0) for place in ends], {"early": stage.grid}, length, False, end))
        left_out = list(members)
        for option, number in known.items():
            left_out[option.kind] -= number
        for kind, groups in enumerate(members) if stage.may_leave_out else []:
            others.append(([(once[kind], 1.0)], {"unserved": stage.kinds[kind].people}, groups, True, left_out[kind]))
        for option, own in zip(options, entries):
            costs = {tier: stage.cost(tier, option) for tier in stage.aims}
            self.column(programme, stage, held, own, costs, members[option.kind])
        for own, costs, most, is_whole, _ in others:
            self.column(programme, stage, held, own, costs, most, is_whole)
        start = None
        if stage.known is not None:
            values = [known.get(option, 0) for option in options] + [value for *_, value in others]
            start = dict(enumerate(values))
        seconds -= time.perf_counter() - began
        if seconds <= 0:
            return class_tiers.Answer(None, None, False)
        infeasible, values, bound = programme.solve(self.arguments, seconds, note, start)
        counts = None if values is None else {option: round(value) for option, value in zip(options, values)}
        return class_tiers.Answer(counts, bound if stage.tier is not None else None, infeasible)

    def column(self, programme, stage, held, entries, costs, most, is_whole=True):
        """A column with what it costs in each tier."""
        paid = [(row, float(costs[tier])) for tier, row in held if costs.get(tier)]
        programme.column([*entries, *paid], float(costs.get(stage.tier, 0)), is_whole, float(most))


if __name__ == "__main__":
    class_tiers.main(__doc__.splitlines()[0], Backend, f"HiGHS {highspy.Highs().version()}")
