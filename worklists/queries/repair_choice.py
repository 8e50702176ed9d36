"""One line of a proposal, and everybody who could have it instead, with what each choice would mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.words import hhmm
from teams.models import Shift
from worklists.models import RepairDraft
from worklists.planning.explain import explain
from worklists.planning.layout import can_do
from worklists.planning.plan import Alternative
from worklists.planning.problem import VisitNeed
from worklists.queries.problem import Asked
from worklists.queries.repair_lines import Line
from worklists.queries.repair_plan import Cause, kept_lines, with_visit
from worklists.queries.work import read_work


@dataclass(frozen=True, slots=True)
class Choice:
    """`shifts`: who would be at the visit, in the order of its parts; empty where it cannot be."""

    shift: Shift
    sentence: str
    shifts: list[int]


@dataclass(frozen=True, slots=True)
class ChoicePage:
    draft: RepairDraft
    line: Line
    window: str
    after: str
    choices: list[Choice]
    cannot: list[Choice]


def line_of(draft: RepairDraft, key: str) -> Line:
    """Raises Http404 for a visit that is not in the proposal."""
    found = next((line for line in kept_lines(draft) if line.key == key), None)
    if found is None:
        raise Http404
    return found


def choice_page(draft: RepairDraft, key: str) -> ChoicePage:
    """Some thirty queries, and no search: all other visits stay as proposed."""
    line = line_of(draft, key)
    asked, plan = with_visit(read_work(draft.team_shift), draft, key)
    choices = list(_choices(draft, line, asked, plan))
    names = [asked.shifts[str(pk)].staff.name for pk in line.after if str(pk) in asked.shifts]
    day = draft.team_shift.date
    return ChoicePage(
        draft=draft,
        line=line,
        window=f"{_at(day, line.earliest)}–{_at(day, line.latest)}",
        after=", ".join(names),
        choices=[choice for choice in choices if choice.shifts],
        cannot=[choice for choice in choices if not choice.shifts],
    )


def _choices(draft: RepairDraft, line: Line, asked: Asked, plan: object) -> Iterator[Choice]:
    need = next((visit for visit in asked.problem.visits if visit.key == line.key), None)
    if need is None:
        return
    day = draft.team_shift.date
    try:
        found = explain(asked.problem, plan, line.key, previous=asked.previous)  # type: ignore[arg-type]
    except ValueError:
        return
    for other in found.alternatives:
        shift = asked.shifts[other.carer]
        if other.extra is None or other.start is None:
            yield Choice(shift, other.sentence, [])
        else:
            pair = _pair(line, need, asked, shift.pk, Cause.of(draft).shift_id)
            yield Choice(shift, _sentence(other, need, day), pair)


def _pair(line: Line, need: VisitNeed, asked: Asked, chosen: int, away: int) -> list[int]:
    """Whom to name. The one who has half of a visit for two keeps it, and brings what it asks for
    where the other cannot.
    """
    if len(need.needs) == 1:
        return [chosen]
    here = line.after or line.before
    mates = [pk for pk in here if pk not in (chosen, away) and str(pk) in asked.shifts]
    if not mates:
        return [chosen]
    mate = mates[0] if len(mates) == 1 else mates[-1]
    carers = {carer.key: carer for carer in asked.problem.carers}
    first_fits = can_do(need.needs[0], need, carers[str(chosen)])
    mate_second = can_do(need.needs[1], need, carers[str(mate)])
    return [chosen, mate] if first_fits and mate_second else [mate, chosen]


def _sentence(other: Alternative, need: VisitNeed, day: date) -> str:
    """ "kl. 10:40, +6 min reise, kjenner pasienten, ingen overtid"."""
    amounts = {term.code: term.amount for term in other.terms}
    parts = [
        _("kl. %s") % _at(day, other.start or 0),
        _tie(other.carer, need),
        _signed(_("%s min reise"), amounts.get("travel", 0)),
        _signed(_("%s min venting"), amounts.get("waiting", 0)),
        _signed(_("%s min for sent"), amounts.get("lateness", 0)),
        _signed(_("%s min overtid"), amounts.get("overtime", 0)) or _("ingen overtid"),
    ]
    return ", ".join(part for part in parts if part)


def _tie(carer: str, need: VisitNeed) -> str:
    if carer == need.primary:
        return _("primærkontakt")
    if carer == need.deputy:
        return _("vara")
    return _("kjenner pasienten") if carer in need.recent else _("ikke vært der i det siste")


def _signed(words: str, minutes: int) -> str:
    return words % f"{minutes:+d}".replace("-", "−") if minutes else ""


def _at(day: date, minutes: int) -> str:
    return hhmm(clock.instant_after_midnight(day, minutes))
