"""The door of the planner: a problem in, a plan that keeps every hard rule out."""

import time
from collections.abc import Callable
from typing import Literal

from worklists.planning.assemble import assemble
from worklists.planning.checker import Fault, check
from worklists.planning.construct import begin, follow
from worklists.planning.layout import Layout, lay_out, published_orders
from worklists.planning.plan import Plan
from worklists.planning.problem import Problem, fingerprint
from worklists.planning.reasons import reason_for
from worklists.planning.schedule import Schedule
from worklists.planning.search import Budget, Progress, improve

Effort = Literal["quick", "normal", "thorough"] | int
TRIES_PER_VISIT = {"quick": 1_000, "normal": 6_000, "thorough": 60_000}
SMALL, SMALL_TRIES = 20_000, 500_000
"""A small shift is searched more thoroughly for each visit: it is still a quarter of a second."""
NEAR_HEAT, NEAR_SHARE = 0.3, 0.5
"""With a published plan the search stays near to it: so much of the heat and of the tries."""


class PlanRejected(Exception):
    """The plan breaks a hard rule and must not be published. ``faults`` says which."""

    def __init__(self, faults: list[Fault]) -> None:
        """Keep the faults, and name the first ones in the message."""
        self.faults = faults
        told = "; ".join(fault.sentence for fault in faults[:3])
        super().__init__(f"Planen bryter {len(faults)} regler: {told}")


def solve(
    problem: Problem,
    *,
    previous: Plan | None = None,
    effort: Effort = "normal",
    seconds: float | None = None,
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Plan:
    """The lists for one team and shift.

    ``effort`` is a word, or a number of tries: the same arguments give the same plan, on any
    machine. "normal" takes half a second for 180 visits and 12 carers. With ``seconds`` the search
    goes on until ``clock`` has gone so far instead, and gives the best plan so far. ``progress``
    is told how far it is, and it ends early when ``stop`` says so.

    With ``previous`` this is a *repair*: the plan that people have seen is kept, and changed
    where something has happened since or where the gain is worth the price of the change; it is
    that very plan where nothing has changed at all. Raises PlanRejected where the checker finds a
    broken rule, whatever the search says.
    """
    began = clock()
    digest = fingerprint(problem)
    plan = _unchanged(problem, previous, digest) if previous else None
    if plan is not None:
        return plan
    layout = lay_out(problem, previous)
    schedule = begin(layout)
    if previous is not None:
        follow(schedule, published_orders(layout, previous))
    until = None if seconds is None else _until(began, clock(), seconds)
    budget = Budget(_tries(layout, effort, previous), until, clock, stop, progress)
    heat = 1.0 if previous is None else NEAR_HEAT
    improve(schedule, budget, seed=problem.seed, heat=heat)
    return _accepted(problem, _as_plan(schedule, digest))


def _tries(layout: Layout, effort: Effort, previous: Plan | None) -> int:
    if isinstance(effort, int):
        return effort
    visits = len(layout.nodes)
    least = 0 if effort == "quick" else min(SMALL * visits, SMALL_TRIES)
    tries = max(least, TRIES_PER_VISIT[effort] * visits)
    return tries if previous is None else int(tries * NEAR_SHARE)


def _until(began: float, now: float, seconds: float) -> float:
    """When the search has to end: the plan is written and checked in the time that setting up took."""
    return max(now, began + seconds - (now - began))


def _accepted(problem: Problem, plan: Plan) -> Plan:
    faults = check(problem, plan)
    if faults:
        raise PlanRejected(faults)
    return plan


def _unchanged(problem: Problem, previous: Plan, digest: str) -> Plan | None:
    """The earlier plan, where it answers the very same question."""
    if previous.fingerprint != digest:
        return None
    if previous.terms and not check(problem, previous):
        return previous
    plan = retimed(problem, previous)
    return plan if plan is not None and not check(problem, plan) else None


def retimed(problem: Problem, outline: Plan, *, previous: Plan | None = None) -> Plan | None:
    """A plan with the orders of another one, all times, prices and reasons worked out anew.

    With ``previous`` what differs from the published plan is priced too. None where the orders
    break a hard rule of the problem.
    """
    layout = lay_out(problem, previous)
    schedule = begin(layout)
    if not schedule.load(published_orders(layout, outline)):
        return None
    return _as_plan(schedule, fingerprint(problem))


def _as_plan(schedule: Schedule, digest: str) -> Plan:
    unassigned = tuple(reason_for(schedule, visit) for visit in sorted(schedule.unassigned))
    return assemble(schedule, unassigned, digest)
