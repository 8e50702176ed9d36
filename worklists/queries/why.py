"""Why this carer has the visit, and what every other choice would have meant: the planner's own numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heltom.lib import clock
from heltom.lib.words import hhmm
from worklists.models import TeamShift, Visit
from worklists.planning.explain import explain
from worklists.planning.plan import TERM_LABELS, Alternative, Explanation, Term
from worklists.planning.setting import POINTS_A_MINUTE
from worklists.queries import problem
from worklists.queries.work import read_work


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody on the shift who has not got the visit, and what it would have meant."""

    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Why:
    """The answer to "why her and not X?". ``is_priced``: some other choice is told with its price."""

    sentence: str
    others: tuple[Choice, ...]
    is_priced: bool


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
        return _in_words(asked, explain(asked.problem, asked.previous, key), visit.date)
    except ValueError:
        return None


def _in_words(asked: problem.Asked, found: Explanation, day: date) -> Why:
    possible = [other.extra for other in found.alternatives if other.extra is not None]
    asked_for = next(visit for visit in asked.problem.visits if visit.key == found.visit)
    is_free = bool(found.carers and possible and not asked_for.locked_carers)
    return Why(
        sentence=_best(min(possible)) if is_free else found.sentence,
        others=tuple(
            Choice(name=asked.shifts[other.carer].staff.name, sentence=_other(other, day))
            for other in found.alternatives
        ),
        is_priced=bool(possible),
    )


def _best(extra: int) -> str:
    """Where she is the best choice, and how far off the next one is."""
    if extra < 0:
        return _("Slik dagen er nå, veier et annet valg som %s mindre reise.") % minutes(-extra)
    if not extra:
        return _("Dette er best for hele dagen. Et annet valg veier likt.")
    return _("Dette er best for hele dagen. Det nest beste veier som %s mer reise.") % minutes(
        extra
    )


def _other(other: Alternative, day: date) -> str:
    """Why it cannot be, or when it could be and what each part of the day would gain or lose."""
    if other.extra is None or other.start is None:
        return other.sentence
    words = {
        "at": hhmm(clock.instant_after_midnight(day, other.start)),
        "minutes": minutes(abs(other.extra)),
        "parts": _parts(other.terms),
    }
    if not other.extra:
        return _("Kan ta oppdraget %(at)s, og det veier likt.") % words
    if other.extra < 0:
        told = _("Kan ta oppdraget %(at)s, og det veier som %(minutes)s mindre reise: %(parts)s.")
    else:
        told = _("Kan ta oppdraget %(at)s, men det veier som %(minutes)s mer reise: %(parts)s.")
    return told % words


def _parts(terms: Iterable[Term]) -> str:
    """What changes, the weightiest first, each in minutes of travel: "reise +6, venting −1,2"."""
    weightiest = sorted(terms, key=lambda term: -abs(term.points))
    return ", ".join(
        f"{TERM_LABELS[term.code]} {'+' if term.points > 0 else '−'}{figure(abs(term.points))}"
        for term in weightiest
        if term.points
    )


def minutes(points: int) -> str:
    """Points as the minutes of travel that they are: "7,8 minutter"."""
    word = ngettext("minutt", "minutter", 1 if points == POINTS_A_MINUTE else 2)
    return f"{figure(points)} {word}"


def figure(points: int) -> str:
    """The same without the word, as people write it: "7,8"."""
    return f"{points / POINTS_A_MINUTE:.10g}".replace(".", ",")
