"""Tier after tier on the output of `callsheet model`, with any solver.

Each tier is minimised while the earlier ones are held at their values, as callsheet does. A peak is the greatest of finitely
many rates: bisection over them, each step asking whether a plan exists without the windows above a rate; it is held by leaving
these windows out.
"""

from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True)
class Tier:
    """An aim: its kind, and what turns a sum of whole units into its value."""

    name: str
    kind: str
    constant: int
    scale: int


@dataclass(frozen=True)
class Window:
    """A row: cells are counted from the start of its block; `ready` is the first cell at which the next window may start."""

    place: int
    group: int
    block: int
    start: int
    end: int
    first: int
    last: int
    ready: int


@dataclass
class Answer:
    """The windows chosen or none, the bound in whole units, and whether it is proven that there is no plan."""

    windows: list | None
    bound: float | None
    infeasible: bool


@dataclass
class Question:
    """A tier to minimise, or none where any plan will do, while earlier ones are at most their limits."""

    problem: dict
    windows: list
    tier: Tier | None
    held: list = field(default_factory=list)

    def __post_init__(self):
        self.groups = len(self.problem["groups"])
        self.may_leave_out = self.problem["may_leave_out"]
        self.most_groups = self.problem["max_groups_per_block"]
        self.blocks = self.problem["blocks"]

    def window_costs(self, tier):
        """What each window costs in the tier; 0 where it is no sum over windows."""
        if tier.kind != "windows":
            return [0] * len(self.windows)
        column = self.problem["columns"].index(tier.name)
        return [self.problem["windows"][window.place][column] for window in self.windows]

    def closing_cost(self, tier, window):
        """What it costs that this window is the last of its block."""
        return self.blocks[window.block]["closing"][tier.name][window.last - 1] if tier.kind == "closing" else 0

    def left_out_cost(self, tier, group):
        return self.problem["groups"][group]["expected"] if tier.kind == "unserved" else 0


def windows(problem):
    grid, gap = problem["grid_minutes"], problem["changeover_minutes"]
    made = []
    for place, (group, block, start, end, *_) in enumerate(problem["windows"]):
        opening = problem["blocks"][block]["start"]
        first, last = (start - opening) // grid, (end - opening) // grid
        made.append(Window(place, group, block, start, end, first, last, last + -(-gap // grid)))
    return made


def rate(problem, window):
    """The entry of the peak's column."""
    return Fraction(*problem["windows"][window.place][problem["columns"].index("peak")])


def units(problem, tier, chosen):
    """The tier's value of a plan: whole units, or the peak's rate."""
    question = Question(problem, chosen, None)
    if tier.kind == "peak":
        return max((rate(problem, window) for window in chosen), default=Fraction(0))
    served = {window.group for window in chosen}
    total = tier.constant + sum(question.window_costs(tier))
    total += sum(question.left_out_cost(tier, group) for group in range(question.groups) if group not in served)
    last = {}
    for window in chosen:
        if window.block not in last or last[window.block].last < window.last:
            last[window.block] = window
    return total + sum(question.closing_cost(tier, window) for window in last.values())


def faults(problem, chosen):
    """What is wrong with a plan of windows of the problem."""
    found = []
    groups = [window.group for window in chosen]
    if len(set(groups)) < len(groups):
        found.append("a group has two windows")
    if not problem["may_leave_out"] and len(groups) < len(problem["groups"]):
        found.append("a group has no window")
    by_block = {}
    for window in chosen:
        by_block.setdefault(window.block, []).append(window)
    for block, own in by_block.items():
        own.sort(key=lambda window: window.first)
        if any(after.first < before.ready for before, after in zip(own, own[1:])):
            found.append(f"windows of block {block} meet")
        if problem["max_groups_per_block"] is not None and len(own) > problem["max_groups_per_block"]:
            found.append(f"too many groups in block {block}")
    return found


def solve(problem, backend, log, arguments):
    """All tiers within the time limit."""
    allowed = windows(problem)
    held, results, plan = [], [], None
    left = lambda: arguments.time_limit - log.seconds()
    for row in problem["tiers"]:
        tier = Tier(row["name"], row["kind"], row["constant"], row["scale"])
        began = log.seconds()
        if tier.kind == "peak":
            plan, bound, infeasible = peak(problem, backend, log, allowed, held, plan, left)
        else:
            plan, bound, infeasible = sum_tier(problem, backend, log, allowed, held, plan, left, tier)
        if infeasible:
            return {"status": "INFEASIBLE", "tiers": results, "plan": None}
        value = None if plan is None else units(problem, tier, plan)
        scaled = lambda figure: None if figure is None else float(Fraction(figure) / tier.scale)
        log.note(tier.name, scaled(value), scaled(bound))
        results.append({
            "name": tier.name,
            "value": scaled(value),
            "bound": scaled(bound),
            "proven": value is not None and bound is not None and bound >= value,
            "seconds": log.seconds() - began,
        })
        if plan is None:
            break
        if tier.kind == "peak":
            allowed = [window for window in allowed if rate(problem, window) <= value]
        else:
            held.append((tier, value))
    wrong = faults(problem, plan) if plan is not None else []
    proven = len(results) == len(problem["tiers"]) and all(tier["proven"] for tier in results)
    return {
        "status": "NO_PLAN" if plan is None else "OPTIMAL" if proven else "FEASIBLE",
        "tiers": results,
        "plan": None if plan is None else [[w.group, w.block, w.start, w.end - w.start] for w in plan],
        "faults": wrong,
    }


def sum_tier(problem, backend, log, allowed, held, plan, left, tier):
    """A tier that is a sum: one programme."""
    # Nothing is below nothing; `moved` alone has a constant, and it is no less either.
    if plan is not None and units(problem, tier, plan) == 0:
        return plan, 0, False
    if left() <= 0:
        return plan, 0 if plan is not None else None, False
    scaled = lambda figure: None if figure is None else figure / tier.scale
    note = lambda incumbent=None, bound=None: log.note(tier.name, scaled(incumbent), scaled(bound))
    answer = backend.ask(Question(problem, allowed, tier, held), left(), note)
    better = answer.windows if answer.windows is not None else plan
    bound = None
    if answer.bound is not None:
        # Costs are whole: a bound is rounded up, after taking off what a float may be wrong by.
        bound = max(0, -int(-(answer.bound - 1e-2) // 1))
        if better is not None:
            bound = min(bound, units(problem, tier, better))
    return better, bound, answer.infeasible


def peak(problem, backend, log, allowed, held, plan, left):
    """Bisection over the rates of all windows."""
    if plan is None:
        answer = backend.ask(Question(problem, allowed, None, held), left(), lambda **_: None)
        if answer.windows is None:
            return None, None, answer.infeasible
        plan = answer.windows
    value = lambda: max((rate(problem, window) for window in plan), default=Fraction(0))
    rates = sorted({rate(problem, window) for window in allowed} | ({Fraction(0)} if problem["may_leave_out"] else set()))
    low, high = 0, rates.index(value())
    while low < high and left() > 0:
        log.note("peak", float(rates[high]), float(rates[low]))
        middle = (low + high) // 2
        below = [window for window in allowed if rate(problem, window) <= rates[middle]]
        answer = backend.ask(Question(problem, below, None, held), left(), lambda **_: None)
        if answer.windows is not None:
            plan = answer.windows
            high = rates.index(value())
        elif answer.infeasible:
            low = middle + 1
        else:
            break
    return plan, rates[low], False
