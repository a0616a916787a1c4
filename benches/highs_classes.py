"""Plain HiGHS on a problem of the family `classes`, tier by tier (class_tiers.py).

An integer column for each option, how many groups have it; a row for each kind; knapsack rows for each block and for its deadlines
and releases; opened blocks are binaries on the right-hand side. The plan of the tier before is the start.
"""

import sys
import time
from collections import defaultdict

import highspy
import numpy

import class_tiers
import classes
import plain_highs
import trace

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
        programme = Programme()
        row = programme.row
        most = [len(kind.members) for kind in stage.kinds]
        once = [row(groups, groups) for groups in most]
        held = [(tier, row(-INFINITY, limit)) for tier, limit in stage.held]
        opens, closes = "blocks" in stage.aims, "early" in stage.aims
        # Rows in which an option counts with its steps, and those in which it counts as one.
        by_steps, by_one = defaultdict(list), defaultdict(list)

        def column(entries, price, whole=True, most=1):
            """A column that costs `price(tier)` in each aim."""
            paid = [(row, float(price(tier))) for tier, row in held if price(tier)]
            cost = float(price(stage.tier)) if stage.tier is not None else 0.0
            return programme.column([*entries, *paid], cost, whole, float(most))

        nothing = lambda tier: 0
        others = []
        for block, own in stage.by_block.items():
            length = stage.length(block)
            numbers = [number for number, _ in own]
            room = row(-INFINITY, 0 if opens else length)
            if opens:
                # open[b] <= open[b - 1] where the two could be exchanged.
                after = row(-INFINITY, 0) if stage.is_like_the_one_before(block) and block - 1 in stage.by_block else None
                others.append(("open", block, room, after))
            limits = [(room, numbers)]
            limits += [(row(-INFINITY, until), early) for until, early in stage.deadlines(block)]
            end = []
            if closes:
                end.append(row(-INFINITY, 0))
                limits.append((end[0], numbers))
            for until, behind, waiting in stage.releases(block):
                limits.append((row(-INFINITY, length - until), behind))
                if closes:
                    # until * waits + steps behind <= end, and a window waits only where `waits` is one.
                    end.append(row(-INFINITY, 0))
                    limits.append((end[-1], behind))
                    waits = [(end[-1], float(until))]
                    for number in waiting:
                        link = row(-INFINITY, 0)
                        by_one[number].append(link)
                        waits.append((link, -float(most[stage.options[number].kind])))
                    others.append(("waits", waits))
            if closes:
                others.append(("end", [(place, -1.0) for place in end], length))
            for place, numbers in limits:
                for number in numbers:
                    by_steps[number].append(place)
        for number, option in enumerate(stage.options):
            steps = float(stage.steps(option))
            entries = [(once[option.kind], 1.0)]
            entries += [(place, steps) for place in by_steps[number]] + [(place, 1.0) for place in by_one[number]]
            column(entries, lambda tier, option=option: stage.cost(tier, option), most=most[option.kind])
        for kind, groups in enumerate(most) if stage.may_leave_out else []:
            column([(once[kind], 1.0)], lambda tier, kind=kind: stage.left_out_cost(tier, kind), most=groups)
        after = {block: place for what, block, _, place in (entry for entry in others if entry[0] == "open") if place is not None}
        for what, *entry in others:
            if what == "open":
                block, room, own = entry
                entries = [(room, -float(stage.length(block)))]
                entries += [(own, 1.0)] if own is not None else []
                entries += [(after[block + 1], -1.0)] if block + 1 in after else []
                column(entries, lambda tier: 1 if tier == "blocks" else 0)
            elif what == "waits":
                column(entry[0], nothing)
            else:
                column(entry[0], lambda tier: stage.grid if tier == "early" else 0, whole=False, most=entry[1])
        start = None if stage.known is None else {number: stage.known[option] for number, option in enumerate(stage.options)}
        infeasible, values, bound = programme.solve(self.arguments, seconds - (time.perf_counter() - began), note, start)
        counts = None if values is None else {option: round(value) for option, value in zip(stage.options, values)}
        return class_tiers.Answer(counts, bound if stage.tier is not None else None, infeasible)


def main():
    arguments = trace.arguments(__doc__.splitlines()[0]).parse_args()
    log = trace.Trace(arguments.trace)
    problem = classes.load(arguments.problem)
    result = class_tiers.solve(problem, Backend(arguments), log, arguments)
    trace.write_result(arguments.result, solver=f"HiGHS {highspy.Highs().version()}", seconds=log.seconds(), **result)


if __name__ == "__main__":
    sys.exit(main())
