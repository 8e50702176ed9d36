"""Why this carer has the visit, and what every other choice would have meant: the planner's own numbers."""

from __future__ import annotations

from dataclasses import dataclass

from heltom.lib import clock
from worklists.models import TeamShift, Visit
from worklists.planning.explain import explain
from worklists.planning.plan import Explanation
from worklists.queries import problem
from worklists.queries.work import read_work


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody on the shift who has not got the visit, and what it would have meant."""

    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Why:
    """The answer to "why her and not X?"."""

    sentence: str
    others: tuple[Choice, ...]


def why(visit: Visit) -> Why | None:
    """Ask the planner about the published lists as the day is now. None when there is no answer:
    no lists yet, or lists that the day has run away from. About twenty queries and no writing.
    """
    team_shift = (
        TeamShift.objects.filter(team=visit.team_id, date=visit.date, kind=visit.shift)
        .select_related("team__site__unit", "current")
        .first()
    )
    if team_shift is None or team_shift.current is None:
        return None
    asked = problem.build(read_work(team_shift), clock.now())
    key = next((key for key, job in asked.jobs.items() if job.visit.pk == visit.pk), None)
    if key is None or asked.previous is None:
        return None
    try:
        return _in_words(asked, explain(asked.problem, asked.previous, key))
    except ValueError:
        return None


def _in_words(asked: problem.Asked, found: Explanation) -> Why:
    return Why(
        sentence=found.sentence,
        others=tuple(
            Choice(name=asked.shifts[other.carer].staff.name, sentence=other.sentence)
            for other in found.alternatives
        ),
    )
