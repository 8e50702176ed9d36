"""What a changed visit plan would mean: whether it can be, and which visits and lists follow."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date, time, timedelta
from hashlib import sha256

from django.utils.translation import gettext as _

from heltom.lib import clock
from patients.models import MoveRequest
from teams.models import ShiftKind
from worklists.models import MovedPlan, TeamShift, VisitPlan
from worklists.models.plans import Level
from worklists.queries import moves

#: What may be made otherwise, by the plan's own names.
FIELDS = ("task_text", "minutes", "weekdays", "shift", "earliest", "latest", "level", "carers")
TEXT = frozenset({"task_text"})
#: Nobody plans the visits of a patient further ahead than this.
MOST_DAYS_AHEAD = 90
#: So many days of visits are told, day by day.
DAYS_TOLD = 14
LONGEST_TEXT = 4000


def looks(plan: VisitPlan) -> str:
    """What a plan looks like to whoever says yes to changing it: differs when the plan does."""
    told = (moves.looks(plan), plan.task_text, plan.team_id, plan.minutes_on(date.max))
    return sha256(repr((told, plan.valid_from)).encode()).hexdigest()[:12]


def earliest_day(fields: Mapping[str, object]) -> date:
    """Words hold at once; what moves visits holds from tomorrow, so that nobody's list is laid anew
    under way.
    """
    return clock.today() if fields.keys() <= TEXT and fields else clock.today() + timedelta(days=1)


def first_day(plan: VisitPlan, from_on: date) -> date:
    """A plan that begins later changes where it begins."""
    return max(from_on, plan.valid_from)


def holds_in_place(fields: Mapping[str, object], from_on: date) -> bool:
    """Whether the plan's own row may change: words, from today on."""
    return fields.keys() <= TEXT and from_on <= clock.today()


def why_not(plan: VisitPlan, fields: Mapping[str, object], from_on: date) -> str | None:
    """Why the plan cannot be so from the day, in a sentence; None where it can. `fields` empty: it ends."""
    return (
        _why_not_then(plan, fields, from_on)
        or _why_not_here(plan, first_day(plan, from_on))
        or _why_not_so(plan, fields)
    )


def _why_not_then(plan: VisitPlan, fields: Mapping[str, object], from_on: date) -> str | None:
    first, last = earliest_day(fields), clock.today() + timedelta(days=MOST_DAYS_AHEAD)
    if not first <= from_on <= last:
        return _("Velg en dag fra og med %(first)s til og med %(last)s.") % {
            "first": f"{first:%d.%m.%Y}",
            "last": f"{last:%d.%m.%Y}",
        }
    if plan.valid_to and plan.valid_to < first_day(plan, from_on):
        return _("Tidsplanen er over %(day)s. Velg en tidligere dag, eller en annen tidsplan.") % {
            "day": f"{plan.valid_to:%d.%m.%Y}"
        }
    ended = plan.patient.ended_on
    if ended is not None and ended < from_on:
        return _("Tjenestene er avsluttet. Tidsplanen kan ikke endres.")
    return None


def _why_not_here(plan: VisitPlan, first: date) -> str | None:
    later = VisitPlan.objects.filter(moved_from=plan).select_related("team").first()
    if later is not None:
        return _("Tidsplanen går over i «%(plan)s» hos %(team)s. Endre den i stedet.") % {
            "plan": later.reference,
            "team": later.team,
        }
    asked = MovedPlan.objects.filter(plan=plan, request__in=MoveRequest.objects.open())
    if (move := asked.select_related("request__to_team").first()) is not None:
        return _("Det er bedt om å flytte tidsplanen til %(team)s. Svar på det først.") % {
            "team": move.request.to_team
        }
    return None


def _why_not_so(plan: VisitPlan, fields: Mapping[str, object]) -> str | None:
    new = {name: fields.get(name, getattr(plan, name)) for name in FIELDS}
    checks = (
        (fields.keys() <= set(FIELDS), _("Dette kan ikke endres i en tidsplan.")),
        (len(str(new["task_text"])) <= LONGEST_TEXT, _("Oppdragsteksten er for lang.")),
        (_within(new["minutes"], 1, 600), _("Et oppdrag tar fra 1 til 600 minutter.")),
        (_within(new["carers"], 1, 2), _("Et oppdrag har én eller to hjelpere.")),
        (new["level"] in Level.values, _("Velg hvilken utdanning oppdraget krever.")),
        (new["shift"] in ShiftKind.values, _("Vakten må være dag, kveld eller natt.")),
        (_are_weekdays(new["weekdays"]), _("Velg minst én ukedag.")),
        (
            new["shift"] == plan.shift or bool({"earliest", "latest"} & fields.keys()),
            _("Velg også klokkeslett når vakten endres."),
        ),
        (
            new["shift"] == ShiftKind.NIGHT or _not_after(new["earliest"], new["latest"]),
            _("Tidligst kan ikke være etter senest."),
        ),
    )
    return next((sentence for holds, sentence in checks if not holds), None)


def _within(value: object, low: int, high: int) -> bool:
    return isinstance(value, int) and low <= value <= high


def _are_weekdays(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(_within(day, 1, 7) for day in value)


def _not_after(earliest: object, latest: object) -> bool:
    return isinstance(earliest, time) and isinstance(latest, time) and earliest <= latest


def differing(plan: VisitPlan, fields: Mapping[str, object]) -> dict[str, object]:
    """Only what is not so already. Minutes are compared with what holds now, approved ones included."""
    return {
        name: value
        for name, value in fields.items()
        if value != (plan.minutes_on(date.max) if name == "minutes" else getattr(plan, name))
    }


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows of a yes. `days` are the coming days whose visits differ: (day, shift before, shift
    after), an empty shift for no visit. `built` are those of them that have lists already.
    """

    first: date
    days: list[tuple[date, str, str]]
    built: list[tuple[date, str]]
    visits_before: float
    visits_after: float
    minutes_before: int
    minutes_after: int
    """Minutes a week on the team's lists; a visit with two carers counts twice."""


def consequence(plan: VisitPlan, fields: Mapping[str, object], from_on: date) -> Consequence:
    """Reckoned as the lists are: exceptions and stays left aside. Two queries. `fields` empty: it ends."""
    after = _as_changed(plan, fields)
    first = first_day(plan, from_on)
    days = [first + timedelta(days=ahead) for ahead in range(DAYS_TOLD)]
    rows = [(day, _shift_on(plan, day), _shift_on(after, day) if after else "") for day in days]
    touched = [row for row in rows if row[1] or row[2]]
    minutes = plan.minutes_on(first)
    if after and "minutes" not in fields:
        after.minutes = minutes
    return Consequence(
        first=first,
        days=touched,
        built=_built(plan, touched),
        visits_before=plan.visits_a_week,
        visits_after=after.visits_a_week if after else 0,
        minutes_before=round(plan.visits_a_week * plan.carers * minutes),
        minutes_after=round(after.visits_a_week * after.carers * after.minutes) if after else 0,
    )


def _as_changed(plan: VisitPlan, fields: Mapping[str, object]) -> VisitPlan | None:
    if not fields:
        return None
    after = copy(plan)
    after.rhythm_from = plan.rhythm_from or plan.valid_from
    for name, value in fields.items():
        setattr(after, name, value)
    return after


def _shift_on(plan: VisitPlan, day: date) -> str:
    return str(plan.shift) if plan.recurs_on(day) else ""


def _built(plan: VisitPlan, days: list[tuple[date, str, str]]) -> list[tuple[date, str]]:
    shifts = {(day, kind) for day, *kinds in days for kind in kinds if kind}
    rows = TeamShift.objects.filter(
        team=plan.team_id, date__in=[day for day, *_kinds in days], current__isnull=False
    )
    return sorted(shifts & set(rows.values_list("date", "kind")))
