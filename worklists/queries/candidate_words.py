"""What it would mean that somebody took a visit, in one short sentence, and why somebody cannot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from heltom.lib.words import hhmm
from teams.models import Shift
from worklists.models import Entry, Release, Visit
from worklists.planning.layout import can_do
from worklists.planning.problem import LEVEL_NAMES, Carer, Need, VisitNeed

if TYPE_CHECKING:
    from worklists.queries.candidates import LateVisit

#: Why somebody cannot, by the planner's codes.
WHY_NOT: dict[str, object] = {
    "forbidden_here": _lazy("fritatt: skal ikke ha dette oppdraget"),
    "other_team_here": _lazy("er fra et team som ikke har avtale om oppdraget"),
    "locked_elsewhere": _lazy("oppdraget er låst til en annen"),
    "no_time": _lazy("opptatt: andre oppdrag, pausen eller slutten av vakten er i veien"),
    "pair_not_free": _lazy("ingen kan gå sammen med henne eller ham da"),
}

MOST_NAMED = 2


@dataclass(frozen=True, slots=True)
class Figures:
    """What the sentence is made of. `this` is the visit that is given away."""

    travel: int
    overtime: int
    late: Sequence[LateVisit]
    this: Visit
    first_time: bool
    knows: str
    mates: Sequence[Shift]
    courses: str


def sentence(figures: Figures) -> str:
    """ "+6 min reise, første gang hos pasienten, insulin i orden, ingen overtid, ingen blir sen"."""
    return ", ".join(_parts(figures))


def _parts(figures: Figures) -> Iterator[str]:
    yield _travel(figures.travel)
    if figures.mates:
        yield _("sammen med %s") % _(" og ").join(one.staff.name for one in figures.mates)
    if figures.knows or figures.first_time:
        yield figures.knows or _("første gang hos pasienten")
    if figures.courses:
        yield figures.courses
    yield _("%s min overtid") % figures.overtime if figures.overtime > 0 else _("ingen overtid")
    yield from _late(figures) if figures.late else iter([_("ingen blir sen")])


def _travel(minutes: int) -> str:
    if not minutes:
        return _("like mye reise")
    return _("+%s min reise") % minutes if minutes > 0 else _("%s min mindre reise") % -minutes


def _late(figures: Figures) -> Iterator[str]:
    for one in figures.late[:MOST_NAMED]:
        words = {
            "minutes": one.minutes,
            "who": one.visit.patient.family_name,
            "at": hhmm(one.starts_at),
        }
        if one.visit is figures.this:
            yield _("begynner selv %(minutes)s min for sent") % words
        else:
            yield _("blir %(minutes)s min for sen til %(who)s kl. %(at)s") % words
    if len(figures.late) > MOST_NAMED:
        yield _("og for sen til %s andre") % (len(figures.late) - MOST_NAMED)


def ties(need: VisitNeed, key: str) -> str:
    """What she is to the patient already."""
    if key == need.primary:
        return _("primærkontakt")
    if key == need.deputy:
        return _("vikar for primærkontakten")
    return _("kjenner pasienten") if key in need.recent else ""


def in_order(need: VisitNeed, carer: Carer, names: dict[str, str]) -> str:
    """The courses that the visit asks for and she has."""
    has = carer.competences | carer.patient_competences.get(need.patient, frozenset())
    asked = {code for one in need.needs for code in one.competences} & has
    if not asked:
        return ""
    return _("%s i orden") % _(" og ").join(names.get(code, code) for code in sorted(asked))


def has_it(entry: Entry) -> str:
    return _("har oppdraget nå, kl. %s") % hhmm(entry.starts_at)


def away() -> str:
    return _("er borte")


def why_not(
    code: str, need: VisitNeed, carer: Carer, names: dict[str, str], let_off: Release | None
) -> str:
    """Why she cannot, as narrow as it is known."""
    if code == "lacks_competence":
        return _("mangler kompetanse: %s") % ", ".join(_lacking(need, carer, names))
    if code == "forbidden_here" and let_off is not None:
        return _("fritatt: %s") % (let_off.note or let_off.get_reason_display())
    return str(WHY_NOT.get(code, WHY_NOT["no_time"]))


def _lacking(need: VisitNeed, carer: Carer, names: dict[str, str]) -> list[str]:
    """What she lacks for the part of the visit that asks for least of what she has not."""
    return min((_lacks(one, need, carer, names) for one in need.needs), key=len)


def _lacks(one: Need, visit: VisitNeed, carer: Carer, names: dict[str, str]) -> list[str]:
    level_only, codes = Need(level=one.level), sorted(one.competences)
    lacks = [] if can_do(level_only, visit, carer) else [LEVEL_NAMES[one.level]]
    missing = [code for code in codes if not _has(code, visit, carer)]
    return lacks + [names.get(code, code) for code in missing]


def _has(code: str, visit: VisitNeed, carer: Carer) -> bool:
    return can_do(Need(competences=frozenset({code})), visit, carer)
