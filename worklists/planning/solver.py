"""The door of the planner: a problem in, a plan that keeps every hard rule out."""

from typing import Literal

from worklists.planning.assemble import assemble
from worklists.planning.checker import Fault, check
from worklists.planning.construct import begin, fill, follow, polish
from worklists.planning.layout import lay_out, published_orders
from worklists.planning.plan import Plan
from worklists.planning.problem import Problem, fingerprint
from worklists.planning.reasons import reason_for
from worklists.planning.schedule import Schedule
from worklists.planning.search import Progress, improve

Effort = Literal["quick", "normal", "thorough"] | int
TRIES_PER_VISIT = {"quick": 60, "normal": 280, "thorough": 3000}
NEAR_SHARE, NEAR_HEAT = 0.3, 0.1
"""With a published plan, so much of the search stays near to it before the whole is searched."""


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
    progress: Progress | None = None,
) -> Plan:
    """The lists for one team and shift. The same arguments give the same plan, on any machine.

    ``effort`` is a word, or a number of tries; "normal" takes two to three seconds for 180
    visits and 12 carers. With ``previous`` the plan stays near to what people have seen, and
    is that very plan where nothing has changed since. Raises PlanRejected where the checker
    finds a broken rule, whatever the search says.
    """
    digest = fingerprint(problem)
    plan = _unchanged(problem, previous, digest) if previous else None
    return plan or _accepted(problem, _built(problem, previous, effort, progress, digest))


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


def retimed(problem: Problem, outline: Plan) -> Plan | None:
    """A plan with the orders of another one, all times, prices and reasons worked out anew.

    None where the orders break a hard rule of the problem.
    """
    layout = lay_out(problem)
    schedule = begin(layout)
    if not schedule.load(published_orders(layout, outline)):
        return None
    return _as_plan(schedule, fingerprint(problem))


def _built(
    problem: Problem, previous: Plan | None, effort: Effort, progress: Progress | None, digest: str
) -> Plan:
    layout = lay_out(problem, previous)
    schedule = begin(layout)
    if previous is not None:
        follow(schedule, published_orders(layout, previous))
    fill(schedule)
    tries = effort if isinstance(effort, int) else TRIES_PER_VISIT[effort] * len(layout.nodes)
    near = int(tries * NEAR_SHARE) if previous is not None else 0
    improve(schedule, tries=near, seed=problem.seed, heat=NEAR_HEAT)
    improve(schedule, tries=tries - near, seed=problem.seed, progress=progress)
    polish(schedule)
    return _as_plan(schedule, digest)


def _as_plan(schedule: Schedule, digest: str) -> Plan:
    unassigned = tuple(reason_for(schedule, visit) for visit in sorted(schedule.unassigned))
    return assemble(schedule, unassigned, digest)
