"""The list of the next primærområdemøte: it writes itself from what has happened since the last one.

HT nurses and an OT go through the OT's patients about whom they need each other (HeltOm 3.0, 5.4.3). A
patient stands here for what both must know, with the dates; nobody has to remember her.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from boards.models import AreaMeeting, Light
from boards.queries.active import active
from boards.queries.lights import Lit, lights_of
from boards.unnamed import unnamed
from heltom.lib import clock
from patients.models import (
    Assessment,
    Delegation,
    MoveRequest,
    Observation,
    Patient,
    Placement,
    StayMeasure,
)
from patients.queries.measured import NEWS2_URGENT
from teams.models import Team, TeamKind
from worklists.models import Advice

#: How far back the first list looks, and how far ahead all of them do.
FIRST, AHEAD = timedelta(weeks=4), timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why she is on the list: since or by when, and in one sentence."""

    on: date
    says: str


@dataclass(frozen=True, slots=True)
class Line:
    patient: Patient
    lit: Lit | None
    is_shared: bool
    """The HT has part of her care."""
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting that was held, with what was agreed and no patient's name in it."""

    meeting: AreaMeeting
    note: str


@dataclass(frozen=True, slots=True)
class AreaPage:
    team: Team
    since: date
    lines: list[Line]
    """Those with most reasons first."""
    held: list[Held]
    """The last ones, newest first."""
    quiet: int
    """Patients about whom nothing of this kind has happened."""

    @property
    def numbers(self) -> set[str]:
        return {line.patient.number for line in self.lines}


def area_page(team: Team) -> AreaPage:
    """Of an OT. Some fourteen queries, however many patients."""
    today = clock.today()
    held = list(AreaMeeting.objects.filter(team=team).select_related("held_by__staff")[:5])
    since = held[0].held_at if held else clock.midnight(today - FIRST)
    patients = {patient.pk: patient for patient in active(team, today)}
    keys = list(patients)
    lights = lights_of(keys)
    reasons = _reasons(keys, since, today, lights)
    shared = _shared(keys, today)
    lines = [
        Line(patients[pk], lights.get(pk), pk in shared, tuple(sorted(found, key=lambda r: r.on)))
        for pk, found in reasons.items()
    ]
    lines.sort(key=lambda line: (-len(line.reasons), line.patient.number))
    since_day = since.astimezone(clock.OSLO).date()
    told = [Held(row, unnamed(row.note, *patients.values())) for row in held]
    return AreaPage(team, since_day, lines, told, len(patients) - len(lines))


def _reasons(
    keys: list[int], since: datetime, today: date, lights: dict[int, Lit]
) -> dict[int, list[Reason]]:
    found: dict[int, list[Reason]] = defaultdict(list)
    for reader in (_questions, _high_scores, _moves):
        for pk, reason in reader(keys, since):
            found[pk].append(reason)
    for looks_ahead in (_reviews, _delegations, _measures):
        for pk, reason in looks_ahead(keys, today):
            found[pk].append(reason)
    for pk, lit in lights.items():
        if lit.light == Light.RED:
            found[pk].append(Reason(lit.on, _("Rød på tavla.")))
    return found


Found = list[tuple[int, Reason]]


def _day(at: datetime) -> date:
    return at.astimezone(clock.OSLO).date()


def _questions(keys: list[int], since: datetime) -> Found:
    """Sykepleierråd asked about her since. One query."""
    rows = (
        Advice.objects.filter(patient__in=keys, asked_at__gte=since)
        .exclude(state=Advice.State.WITHDRAWN)
        .order_by()
        .values_list("patient")
        .annotate(n=Count("pk"), last=Max("asked_at"))
    )
    return [(pk, Reason(_day(last), _asked(number))) for pk, number, last in rows]


def _asked(number: int) -> str:
    said = ngettext("Ansvarsvakten er spurt %d gang.", "Ansvarsvakten er spurt %d ganger.", number)
    return said % number


def _high_scores(keys: list[int], since: datetime) -> Found:
    rows = (
        Observation.objects.holding()
        .filter(patient__in=keys, kind=Observation.Kind.NEWS2, value__gte=NEWS2_URGENT)
        .filter(taken_at__gte=since, taken_at__lte=clock.now())
        .order_by()
        .values_list("patient")
        .annotate(highest=Max("value"), last=Max("taken_at"))
    )
    says = _("NEWS2 %d på det høyeste.")
    return [(pk, Reason(_day(last), says % highest)) for pk, highest, last in rows]


def _moves(keys: list[int], since: datetime) -> Found:
    rows = MoveRequest.objects.filter(patient__in=keys, proposed_at__gte=since).select_related(
        "to_team"
    )
    return [(row.patient_id, Reason(_day(row.proposed_at), _move_words(row))) for row in rows]


def _move_words(row: MoveRequest) -> str:
    answer = row.get_answer_display().lower() if row.answer else _("ikke besvart")
    return _("Ønsket flyttet til %(team)s: %(answer)s.") % {"team": row.to_team, "answer": answer}


def _reviews(keys: list[int], today: date) -> Found:
    """Decisions about where she belongs that must be looked at again."""
    rows = Assessment.objects.standing().filter(patient__in=keys, review_on__lte=today + AHEAD)
    says = _("Hvor pasienten hører til, skal vurderes på nytt innen %s.")
    return [
        (row.patient_id, Reason(row.review_on, says % f"{row.review_on:%d.%m.%Y}"))
        for row in rows
        if row.review_on
    ]


def _delegations(keys: list[int], today: date) -> Found:
    """Those that run out: somebody must train, or a nurse must go. Counts, and never who."""
    rows = (
        Delegation.objects.on(today)
        .filter(patient__in=keys, valid_to__lte=today + AHEAD)
        .order_by()
        .values_list("patient", "competence__name", "valid_to")
        .annotate(n=Count("pk"))
    )
    says = _("Delegering i %(what)s går ut %(day)s (%(n)d).")
    return [
        (pk, Reason(day, says % {"what": what.lower(), "day": f"{day:%d.%m.%Y}", "n": number}))
        for pk, what, day, number in rows
        if day
    ]


def _measures(keys: list[int], today: date) -> Found:
    """What was to let her stay in the OT, and is not done."""
    rows = StayMeasure.objects.filter(
        assessment__patient__in=keys,
        assessment__in=Assessment.objects.standing(),
        done_at__isnull=True,
        due_on__isnull=False,
    ).select_related("assessment")
    return [
        (
            row.assessment.patient_id,
            Reason(row.due_on, _("Ikke gjort: %s.") % row.get_kind_display()),
        )
        for row in rows
        if row.due_on
    ]


def _shared(keys: list[int], today: date) -> set[int]:
    rows = Placement.objects.on(today).filter(patient__in=keys, team__kind=TeamKind.HT)
    return set(rows.values_list("patient", flat=True))
