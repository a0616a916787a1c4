"""Tier after tier on a problem of the family `classes` (classes.py), with any solver: lengths first, starts later.

Groups with the same people that may come at the same times at the same price are one kind. What a solver is asked is how many
groups of each kind have windows of each length in each part of a block where they may come.

Order never counts. Every such part is the whole block, ends before the block does (it has a deadline) or begins after the block
does (it has a release). Windows with deadlines first, the earliest first, then those of the whole block, then those with releases,
the earliest first: this fits just when, for each deadline, the windows with this one or an earlier one fit before it, for each
release those with this one or a later one fit behind it, and all of them fit into the block. Then it closes as early as it can:
after all of its minutes, or after a release and the minutes of windows with that one or a later one, whichever is later.

A stage holds only lengths that can matter:

    - below the least length by the rate, or by the peak that is held, there is none;
    - above it only those with less overload, and only while a tier looks at overload;
    - from `spread` on, longer ones by the price of a minute. With a price p for each rate of a station the Lagrangian bound
      L(p) = Σ groups × min (spread + p × minutes) - max Σ p × (minutes of a block that is open) is no more than any plan has, and
      no plan of U or better has a window whose reduced cost, against the least of its kind, is above U - L. First
      those whose reduced cost is at most FIRST_SLACK of L give a U, then all at most U - L; the bound takes those left out into
      account.

The peak is a bisection over the rates that windows can have, begun where the time of all blocks suffices. A tier takes at
most half of the time that is left, the last one all.
"""

import itertools
import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from fractions import Fraction

import numpy

import classes
import trace

# The first plan for `spread` is made of lengths whose reduced cost is at most this share of the bound; where it comes as near,
# nothing else is left to ask.
FIRST_SLACK = 0.001
# Of the subgradient method; each takes about a millisecond at 600 classes.
SUBGRADIENT_STEPS = 300


@dataclass
class Kind:
    """Groups that nothing tells apart: their numbers, people, and for each block what wishes cost and where windows may lie."""

    members: list
    people: int
    homes: dict


@dataclass(frozen=True, order=True)
class Option:
    """A window of a kind in a block, in one of the parts where it may lie, with its minutes."""

    kind: int
    block: int
    part: int
    minutes: int


@dataclass
class Answer:
    """The number of windows of each option, or none; the bound in whole units, whether it is proven that there is no plan."""

    counts: dict | None
    bound: float | None
    infeasible: bool


class Stage:
    """What a solver is asked: a tier to minimise, or none where any plan will do, while earlier ones are at most their limits."""

    def __init__(self, campaign, options, tier, held, may_leave_out, plan):
        self.campaign, self.options, self.tier, self.held = campaign, options, tier, held
        self.kinds, self.grid = campaign.kinds, campaign.grid
        self.may_leave_out = may_leave_out
        self.aims = [name for name, _ in held] + ([tier] if tier else [])
        # How often the plan known so far has each option: a start.
        self.known = campaign.counts(plan) if plan is not None else None
        self.by_block = defaultdict(list)
        for number, option in enumerate(options):
            self.by_block[option.block].append(number)
        self.steps = [option.minutes // self.grid for option in options]
        self.sides = [campaign.sides(option) for option in options]

    def cost(self, tier, option):
        return self.campaign.cost(tier, option)

    def left_out_cost(self, tier, kind):
        return self.kinds[kind].people if tier == "unserved" else 0

    def length(self, block):
        """Steps of the grid of a block."""
        home = self.campaign.blocks[block]
        return (home["end"] - home["start"]) // self.grid

    def deadlines(self, block):
        """(steps until it, numbers of the options that must be over by then)."""
        opening = self.campaign.blocks[block]["start"]
        own = [(self.sides[number][1], number) for number in self.by_block[block] if self.sides[number][1] is not None]
        for deadline in sorted({end for end, _ in own}):
            yield (deadline - opening) // self.grid, [number for end, number in own if end <= deadline]

    def releases(self, block):
        """(steps until it, numbers of the options that can't begin before, numbers of those that wait for this very one)."""
        opening = self.campaign.blocks[block]["start"]
        own = [(self.sides[number][0], number) for number in self.by_block[block] if self.sides[number][0] is not None]
        for release in sorted({begin for begin, _ in own}):
            behind = [number for begin, number in own if begin >= release]
            yield (release - opening) // self.grid, behind, [number for begin, number in own if begin == release]

    def is_like_the_one_before(self, block):
        """Whether a block could be exchanged with the one before it, window by window."""
        pair = [block, block - 1]
        if any(number not in self.by_block for number in pair) or len({len(self.by_block[number]) for number in pair}) > 1:
            return False
        return self.look(block) == self.look(block - 1)

    def look(self, block):
        """All that tells a block from others."""
        home = self.campaign.blocks[block]
        since = lambda time: None if time is None else time - home["start"]
        windows = set()
        for number in self.by_block[block]:
            option, (release, deadline) = self.options[number], self.sides[number]
            windows.add((option.kind, option.minutes, since(release), since(deadline), self.cost("preference", option)))
        return home["end"] - home["start"], home["rate"], windows


class Campaign:
    """A problem by kinds."""

    def __init__(self, problem):
        self.problem, self.blocks, self.grid = problem, problem["blocks"], problem["grid"]
        self.names = [tier["name"] for tier in problem["tiers"]]
        self.scale = {tier["name"]: tier["scale"] for tier in problem["tiers"]}
        homes = defaultdict(dict)
        for group, block, wishes, free in problem["homes"]:
            homes[group][block] = (wishes, free)
        alike = defaultdict(list)
        for group, own in enumerate(problem["groups"]):
            alike[own["people"], str(sorted(homes[group].items()))].append(group)
        self.kinds = [Kind(members, key[0], homes[members[0]]) for key, members in alike.items()]
        self.kind_of = {group: number for number, kind in enumerate(self.kinds) for group in kind.members}
        self.spread = {}

    def cost(self, tier, option):
        """What a window costs in a tier that is a sum over windows, in whole units; 0 in others."""
        people, rate = self.kinds[option.kind].people, self.blocks[option.block]["rate"]
        if tier == "overload" and rate is not None:
            return max(0, people - classes.room(option.minutes, rate))
        if tier == "preference":
            return self.kinds[option.kind].homes[option.block][0]
        if tier == "spread":
            key = (people, option.minutes, rate)
            if key not in self.spread:
                self.spread[key] = classes.spread_points(self.problem, *key)
            return self.spread[key]
        return 0

    def least(self, kind, block, cap):
        """The least minutes of a window, by the peak that is held and by the rate."""
        people, rate = self.kinds[kind].people, self.blocks[block]["rate"]
        least = self.grid if "overload" in self.names else classes.enough(people, rate, self.grid)
        return least if cap is None else max(least, math.ceil(Fraction(60 * people) / (cap * self.grid)) * self.grid)

    def sides(self, option):
        """Release and deadline of a window, each none where the block itself is the limit."""
        home = self.blocks[option.block]
        first, last = self.kinds[option.kind].homes[option.block][1][option.part]
        return (None if first == home["start"] else first), (None if last == home["end"] else last)

    def lengths(self, kind, block, part, aims, cap):
        """Minutes of windows that can matter where these aims count."""
        first, last = self.kinds[kind].homes[block][1][part]
        longest = last - first
        most = least = self.least(kind, block, cap)
        if "overload" in aims:
            most = max(least, classes.enough(self.kinds[kind].people, self.blocks[block]["rate"], self.grid))
        if "spread" in aims:
            most = longest
        return range(least, min(most, longest) + 1, self.grid)

    def options(self, aims, cap):
        return [Option(*place, minutes) for place in self.places() for minutes in self.lengths(*place, aims, cap)]

    def places(self):
        """(kind, block, part) of every part of a block where a kind may come."""
        for number, kind in enumerate(self.kinds):
            for block, (_, parts) in kind.homes.items():
                for part in range(len(parts)):
                    yield number, block, part

    def units(self, tier, plan):
        value = classes.value(self.problem, tier, plan)
        return value if tier == "peak" else int(value * self.scale[tier])

    def counts(self, plan):
        """How often a plan has each option."""
        found = Counter()
        for group, block, start, minutes in plan:
            kind = self.kind_of[group]
            parts = self.kinds[kind].homes[block][1]
            part = next(number for number, (first, last) in enumerate(parts) if first <= start and start + minutes <= last)
            found[Option(kind, block, part, minutes)] += 1
        return found

    def laid_out(self, counts):
        """Windows of groups, in each block by deadline, then those without, then by release."""
        waiting = [list(kind.members) for kind in self.kinds]
        order = lambda option: (option.block, self.sides(option)[0] or 0, self.sides(option)[1] or math.inf)
        free = [block["start"] for block in self.blocks]
        plan = []
        for option in sorted(counts, key=order):
            for _ in range(counts[option]):
                start = max(free[option.block], self.sides(option)[0] or 0)
                plan.append([waiting[option.kind].pop(), option.block, start, option.minutes])
                free[option.block] = start + option.minutes
        return plan


class Prices:
    """The prices of a minute, one for each rate of a station, at which the Lagrangian bound of `spread` is high, and reduced
    costs of lengths."""

    def __init__(self, campaign, cap, most_open, unserved, target):
        self.campaign, self.cap = campaign, cap
        rate = lambda place: campaign.blocks[place[1]]["rate"]
        # What a window costs depends on kind, rate and minutes alone.
        costs = {
            (place[0], rate(place), minutes): campaign.cost("spread", Option(*place, minutes))
            for place in campaign.places() for minutes in campaign.lengths(*place, ["spread"], cap)
        }
        numbers = {rate: number for number, rate in enumerate(dict.fromkeys(block["rate"] for block in campaign.blocks))}
        # Kinds that may come somewhere; others are left out, at no price.
        present, kinds = numpy.unique(numpy.array([kind for kind, _, _ in costs], dtype=int), return_inverse=True)
        present = [campaign.kinds[kind] for kind in present]
        rates = numpy.array([numbers[rate] for _, rate, _ in costs], dtype=int)
        minutes = numpy.array([minutes for _, _, minutes in costs], dtype=float)
        spread = numpy.array(list(costs.values()), dtype=float)
        groups = numpy.array([len(kind.members) for kind in present], dtype=float)
        may_stay_out = numpy.array([kind.people <= unserved for kind in present])
        lengths = numpy.array([block["end"] - block["start"] for block in campaign.blocks], dtype=float)
        rate_of = numpy.array([numbers[block["rate"]] for block in campaign.blocks], dtype=int)
        # The windows of a kind stand together, so that the least of each is one look at its part of the list.
        order = numpy.argsort(kinds, kind="stable")
        firsts = numpy.searchsorted(kinds[order], numpy.arange(len(groups)))

        def at(prices):
            """The bound, its slope in each price, and the least reduced cost of each kind."""
            reduced = spread + prices[rates] * minutes
            least = numpy.minimum.reduceat(reduced[order], firsts)
            least = numpy.where(may_stay_out, numpy.minimum(least, 0.0), least)
            worth = prices[rate_of] * lengths
            opened = numpy.argsort(-worth, kind="stable")[:most_open]
            slope = -numpy.bincount(rate_of[opened], lengths[opened], len(prices))
            cheapest = numpy.flatnonzero(reduced <= least[kinds])
            _, first = numpy.unique(kinds[cheapest], return_index=True)
            cheapest = cheapest[first]
            slope += numpy.bincount(rates[cheapest], groups[kinds[cheapest]] * minutes[cheapest], len(prices))
            return float(groups @ least - worth[opened].sum()), slope, least

        # One price for all: the bound is concave in it. Then the subgradient method (Polyak 1969) for each rate's own.
        low, high = 0.0, float(spread.max(initial=1.0))
        alike = lambda price: numpy.full(len(numbers), price)
        for _ in range(100):
            one, other = low + (high - low) / 3, high - (high - low) / 3
            low, high = (low, other) if at(alike(one))[0] >= at(alike(other))[0] else (one, high)
        prices, factor, idle = alike((low + high) / 2), 1.0, 0
        best = (at(prices)[0], prices)
        for _ in range(SUBGRADIENT_STEPS if len(numbers) > 1 and target is not None else 0):
            bound, slope, _ = at(prices)
            if bound > best[0]:
                best, idle = (bound, prices), 0
            else:
                idle += 1
            if idle == 10:
                prices, factor, idle = best[1], factor / 2, 0
                bound, slope, _ = at(prices)
            if not slope.any():
                break
            prices = numpy.maximum(prices + factor * max(target - bound, 1.0) / (slope @ slope) * slope, 0.0)
        bound, prices = best
        # What doubles may be wrong by is taken off.
        self.bound = bound - 1e-9 * abs(bound) - 1e-3
        self.by_kind = defaultdict(list)
        for (kind, own_rate, length), reduced in zip(costs, spread + prices[rates] * minutes - at(prices)[2][kinds]):
            self.by_kind[kind, own_rate].append((float(reduced), length))
        for own in self.by_kind.values():
            own.sort()

    def ranked(self, place):
        """(reduced cost, option) of a part of a block, the cheapest first."""
        kind, block, part = place
        lengths = self.campaign.lengths(*place, ["spread"], self.cap)
        for reduced, minutes in self.by_kind[kind, self.campaign.blocks[block]["rate"]]:
            if minutes in lengths:
                yield reduced, Option(kind, block, part, minutes)

    def like(self, options):
        """All options of the same kinds and minutes."""
        known = {(option.kind, option.minutes) for option in options}
        options = (option for place in self.campaign.places() for _, option in self.ranked(place))
        return {option for option in options if (option.kind, option.minutes) in known}

    def within(self, slack):
        """The options whose reduced cost is at most `slack`."""
        ranked = lambda place: itertools.takewhile(lambda entry: entry[0] <= slack, self.ranked(place))
        return {option for place in self.campaign.places() for _, option in ranked(place)}

    def without(self, chosen):
        """What a plan costs at least that has an option which is not among the chosen ones."""
        others = lambda place: (reduced for reduced, option in self.ranked(place) if option not in chosen)
        return self.bound + min((next(others(place), math.inf) for place in self.campaign.places()), default=math.inf)


class Run:
    """All tiers of one problem."""

    def __init__(self, problem, backend, log, arguments):
        self.campaign, self.backend, self.log = Campaign(problem), backend, log
        self.limit = arguments.time_limit
        self.plan, self.cap, self.prices = None, None, None
        self.held = []

    def left(self):
        return self.limit - self.log.seconds()

    def ask(self, options, tier, seconds, note=lambda **_: None):
        """One question to the solver. A plan that breaks what is held, by a float's error, is none."""
        served = dict(self.held).get("unserved")
        may_leave_out = "unserved" in self.campaign.names and served != 0 and (tier is not None or self.plan is not None)
        stage = Stage(self.campaign, options, tier, self.held, may_leave_out, self.plan)
        answer = self.backend.ask(stage, max(seconds, 0.01), note)
        plan = None if answer.counts is None else self.campaign.laid_out(answer.counts)
        if plan is not None and any(self.campaign.units(name, plan) > most for name, most in self.held):
            plan = None
        return plan, answer

    def aims(self, tier=None):
        return [name for name, _ in self.held] + ([tier] if tier else [])

    def better(self, tier, plan):
        """Takes a plan where it is better."""
        units = self.campaign.units
        if plan is not None and (self.plan is None or units(tier, plan) < units(tier, self.plan)):
            self.plan = plan

    def solve(self):
        names, units = self.campaign.names, self.campaign.units
        bounds, took = {}, {}
        for place, tier in enumerate(names):
            began = self.log.seconds()
            seconds = self.left() if place + 1 == len(names) else self.left() / 2
            bound, infeasible = self.tier(tier, seconds)
            if infeasible:
                return {"status": "INFEASIBLE", "tiers": [], "plan": None}
            value = None if self.plan is None else units(tier, self.plan)
            bounds[tier] = bound if None in (bound, value) else min(bound, value)
            took[tier] = self.log.seconds() - began
            self.log.note(tier, self.scaled(tier, value), self.scaled(tier, bounds[tier]))
            if self.plan is None:
                break
            # The plan may have become better in an earlier tier, which is then held there; what was shown with more
            # room holds with less.
            self.held = [(name, units(name, self.plan)) for name in bounds if name not in ("peak", "overtime", "cuts")]
            self.cap = units("peak", self.plan) if "peak" in bounds else None
        values = {tier: None if self.plan is None else units(tier, self.plan) for tier in bounds}
        results = [
            {
                "name": tier, "value": self.scaled(tier, values[tier]), "bound": self.scaled(tier, bounds[tier]),
                "proven": values[tier] is not None and bounds[tier] == values[tier], "seconds": took[tier],
            }
            for tier in bounds
        ]
        proven = len(results) == len(names) and all(row["proven"] for row in results)
        status = "NO_PLAN" if self.plan is None else "OPTIMAL" if proven else "FEASIBLE"
        return {"status": status, "tiers": results, "plan": self.plan}

    def scaled(self, tier, figure):
        return None if figure is None else float(Fraction(figure) / self.campaign.scale[tier])

    def tier(self, tier, seconds):
        """The bound of a tier in whole units, and whether there is no plan at all."""
        if self.plan is not None and self.campaign.units(tier, self.plan) == 0:
            return 0, False
        if seconds <= 0:
            return (0 if self.plan is not None else None), False
        if tier == "peak":
            return self.peak(seconds), False
        if tier == "spread":
            return self.spread(seconds), False
        aims = self.aims(tier)
        if "spread" in aims:
            # A plan that is left has no option whose reduced cost goes beyond the spread that is held.
            options = self.prices.within(dict(self.held)["spread"] - self.prices.bound)
        else:
            options = self.campaign.options(aims, self.cap)
        until = self.log.seconds() + seconds
        if self.plan is None:
            # That everybody can be served is found sooner where nobody may be left out.
            self.plan, answer = self.ask(sorted(options), None, seconds / 2)
            if self.plan is not None and tier == "unserved":
                return 0, False
        plan, answer = self.ask(sorted(options), tier, until - self.log.seconds(), self.noted(tier))
        self.better(tier, plan)
        return (None if answer.bound is None else whole(answer.bound)), answer.infeasible

    def noted(self, tier, with_bound=True):
        """What a solver says on its way, in the tier's own unit."""
        scale = self.campaign.scale[tier]
        scaled = lambda figure: None if figure is None else figure / scale
        return lambda incumbent=None, bound=None: self.log.note(tier, scaled(incumbent), scaled(bound) if with_bound else None)

    def peak(self, seconds):
        """Bisection over the rates of all windows."""
        until = self.log.seconds() + seconds
        units = lambda: self.campaign.units("peak", self.plan)
        if self.plan is None:
            self.plan, answer = self.ask(self.campaign.options(self.aims(), None), None, seconds)
            if self.plan is None:
                return None
        longest = max(block["end"] - block["start"] for block in self.campaign.blocks)
        people = {kind.people for kind in self.campaign.kinds}
        lengths = range(self.campaign.grid, longest + 1, self.campaign.grid)
        rates = {Fraction(60 * number, minutes) for number in people for minutes in lengths}
        rates = sorted(rate for rate in rates if 0 < rate <= units())
        if dict(self.held).get("unserved", 0) > 0:
            rates = [Fraction(0), *rates]
        low, high = 0, rates.index(units())
        least, most = low, high
        while least < most:
            middle = (least + most) // 2
            least, most = (least, middle) if self.holds(rates[middle]) else (middle + 1, most)
        low = least
        while low < high and self.log.seconds() < until:
            self.log.note("peak", float(rates[high]), float(rates[low]))
            # The bound of the time is often the answer itself.
            middle = low if low == least else (low + high) // 2
            options = self.campaign.options(self.aims(), rates[middle])
            plan, answer = self.ask(options, None, until - self.log.seconds())
            if plan is not None:
                self.plan = plan
                high = rates.index(units())
            elif answer.infeasible:
                low = middle + 1
            else:
                break
        return rates[low]

    def holds(self, cap):
        """Whether the time of all blocks suffices at that peak, were windows cut at will."""
        if dict(self.held).get("unserved", 0) > 0:
            return True
        campaign = self.campaign
        least = {}
        for place in campaign.places():
            for minutes in campaign.lengths(*place, [], cap):
                least[place[0]] = min(minutes, least.get(place[0], minutes))
        if len(least) < len(campaign.kinds):
            return False
        needed = sum(minutes * len(campaign.kinds[kind].members) for kind, minutes in least.items())
        return needed <= sum(block["end"] - block["start"] for block in campaign.blocks)

    def spread(self, seconds):
        """First the lengths of least reduced cost, then all that a better plan could have."""
        until = self.log.seconds() + seconds
        known = dict(self.held)
        units = lambda: math.inf if self.plan is None else self.campaign.units("spread", self.plan)
        target = None if self.plan is None else units()
        most_open = known.get("blocks", len(self.campaign.blocks))
        self.prices = prices = Prices(self.campaign, self.cap, most_open, known.get("unserved", 0), target)
        bound = whole(prices.bound)
        self.noted("spread")(bound=bound)
        chosen = prices.within(FIRST_SLACK * prices.bound)
        if self.plan is not None:
            # The plan so far is among them; the same lengths elsewhere, too, so that half-days stay exchangeable.
            chosen |= prices.like(self.campaign.counts(self.plan))
        for share in (0.5, 1.0):
            left = until - self.log.seconds()
            if left <= 0:
                break
            plan, answer = self.ask(sorted(chosen), "spread", left * share, self.noted("spread", with_bound=False))
            self.better("spread", plan)
            # Of what was asked the solver's bound, of all else the reduced cost.
            found = math.inf if answer.infeasible else whole(answer.bound) if answer.bound is not None else bound
            bound = max(bound, min(found, whole_up_to(prices.without(chosen)), units()))
            self.noted("spread")(bound=bound)
            if bound >= units() or self.plan is None:
                break
            chosen = prices.within(units() - prices.bound)
        return bound


def whole(bound):
    """Costs are whole: a bound is rounded up, after taking off what a float may be wrong by."""
    return max(0, math.ceil(bound - 1e-2))


def whole_up_to(bound):
    return bound if bound == math.inf else whole(bound)


def main(title, backend, solver):
    """The script of a solver: all tiers of the problem that it is given, within the time limit."""
    arguments = trace.arguments(title).parse_args()
    log = trace.Trace(arguments.trace)
    found = Run(classes.load(arguments.problem), backend(arguments), log, arguments).solve()
    trace.write_result(arguments.result, solver=solver, seconds=log.seconds(), **found)
