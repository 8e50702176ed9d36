"""Who should be on a team's board, and why: what the rules found, what people reported, whose review is
due. Nothing is written here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from boards.agenda import Waiting
from boards.models import BoardSettings, Item
from boards.permissions import still_with
from boards.queries.active import active
from boards.queries.chosen import chosen_of
from boards.queries.histories import read
from boards.queries.settings import settings_of
from boards.rules.found import Found
from boards.rules.history import History
from boards.rules.registry import findings
from boards.rules.reviews import WHOLE
from heltom.lib import clock
from patients.models import Candidate, Patient, Placement

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from teams.models import Team

#: One whom the fagansvarlig said no to comes back for the same reasons after so long, and at once for new.
DECLINED_DAYS = 28


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rules said of the team's patients, as things were known when the day was over."""

    team: Team
    on: date
    settings: BoardSettings
    patients: Mapping[int, Patient]
    histories: Mapping[int, History]
    found: Mapping[int, tuple[Found, ...]]


@dataclass(frozen=True, slots=True)
class Proposal:
    """One patient for one board. `since` is the day from which she has waited for a meeting."""

    patient: Patient
    found: tuple[Found, ...]
    reports: tuple[Candidate, ...]
    due_on: date | None
    since: date
    minutes: int

    @property
    def is_review(self) -> bool:
        """She is there only because the whole of her must be gone through."""
        return not self.reports and all(one.rule == WHOLE.code for one in self.found)

    @property
    def urgency(self) -> int:
        return max((one.urgency for one in self.found), default=0)

    def waiting(self) -> Waiting:
        return Waiting(
            patient=self.patient.pk,
            since=self.since,
            minutes=self.minutes,
            is_review=self.is_review,
            due_on=self.due_on,
            urgency=self.urgency,
            is_reported=bool(self.reports),
        )


def judge(team: Team, on: date) -> Judged:
    """Every active patient through every rule that is on. Some seventeen queries a team."""
    patients, chosen = list(active(team, on)), chosen_of(team.unit)
    pasts = read(patients, team, on)
    return Judged(
        team=team,
        on=on,
        settings=settings_of(team.unit),
        patients={patient.pk: patient for patient in patients},
        histories=pasts,
        found={key: tuple(findings(past, on, chosen)) for key, past in pasts.items()},
    )


def proposals(
    judged: Judged, meets_on: date, reported_by: datetime, lines: Mapping[int, Item] | None = None
) -> list[Proposal]:
    """For the board of the day `meets_on`, by patient number. Reports count that came before
    `reported_by`. `lines` are those that stand on the board already. Whoever is known to be the team's no
    more by then is left out. Four queries.
    """
    reports, told = _reports(judged, reported_by), _told_no(judged)
    patients = {**judged.patients, **{key: rows[0].patient for key, rows in reports.items()}}
    here = still_with(judged.team, patients, meets_on)
    made = (
        _proposal(judged, patient, meets_on, reports.get(key, ()), told.get(key, ()), lines or {})
        for key, patient in patients.items()
        if key in here
    )
    return sorted(filter(None, made), key=lambda one: one.patient.number)


def _proposal(
    judged: Judged,
    patient: Patient,
    meets_on: date,
    reports: tuple[Candidate, ...],
    told: Iterable[tuple[str, date]],
    lines: Mapping[int, Item],
) -> Proposal | None:
    """None where nothing speaks for her."""
    history = judged.histories.get(patient.pk)
    found = [one for one in judged.found.get(patient.pk, ()) if not _is_known(one, told)]
    due_on = history.review_due_on if history else None
    if history and due_on and due_on < meets_on + timedelta(days=7):
        found = [
            *(one for one in found if one.rule != WHOLE.code),
            _review(history, judged.on, due_on),
        ]
    else:
        found, due_on = [one for one in found if one.rule != WHOLE.code], None
    if not found and not reports:
        return None
    made = Proposal(patient, tuple(found), reports, due_on, judged.on, 0)
    line = lines.get(patient.pk)
    return replace(made, since=_since(made, judged.on, line), minutes=_minutes(made, judged, line))


def _review(history: History, on: date, due_on: date) -> Found:
    """The review is the law of the house: told also where the unit has turned the rule off."""
    found = WHOLE.judge(
        history, on, {**WHOLE.with_defaults({}), "ahead": max((due_on - on).days, 0)}
    )
    if not isinstance(found, Found):
        raise TypeError("a review that is due was not found")
    return found


def _since(made: Proposal, on: date, line: Item | None) -> date:
    """She waits from the day that somebody reported her, her review fell due, or the board found her."""
    days = [report.reported_at.astimezone(clock.OSLO).date() for report in made.reports]
    days += [line.waiting_since] if line else []
    days += [made.due_on] if made.due_on and made.due_on < on else []
    return min([on, *days])


def _minutes(made: Proposal, judged: Judged, line: Item | None) -> int:
    if line and line.placed_by_hand:
        return line.minutes
    settings = judged.settings
    return settings.review_minutes if made.is_review else settings.candidate_minutes


def _reports(judged: Judged, before: datetime) -> dict[int, tuple[Candidate, ...]]:
    """What people have reported to this board and no meeting had taken up when the day was over."""
    over = clock.midnight(judged.on + timedelta(days=1))
    end = min(before, over)
    rows = _for_the_team(judged).filter(
        Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=end), reported_at__lt=end
    )
    answered = Item.objects.filter(
        Q(state=Item.State.DONE, meeting__starts_at__lt=over)
        | Q(state=Item.State.DECLINED, decided_at__lt=over),
        reports__candidate=OuterRef("pk"),
    )
    found: dict[int, list[Candidate]] = defaultdict(list)
    for row in rows.exclude(Exists(answered)).order_by("reported_at", "pk"):
        found[row.patient_id].append(row)
    return {key: tuple(candidates) for key, candidates in found.items()}


def _for_the_team(judged: Judged) -> QuerySet[Candidate]:
    """Reported to the team that has her; and to a team that she has left, now that she is here."""
    belongs = Placement.objects.on(judged.on).filter(patient=OuterRef("patient"))
    here = belongs.filter(team=judged.team)
    there = belongs.filter(team=OuterRef("team"))
    rows = Candidate.objects.select_related("patient")
    return rows.filter(
        Q(Exists(here), team=judged.team) | (Q(patient__in=judged.patients) & ~Q(Exists(there)))
    )


def _told_no(judged: Judged) -> dict[int, list[tuple[str, date]]]:
    """The reasons for which somebody has said "not now", and when."""
    first = judged.on - timedelta(days=DECLINED_DAYS)
    rows = Item.objects.filter(
        patient__in=judged.patients,
        state=Item.State.DECLINED,
        decided_at__gte=clock.midnight(first),
        decided_at__lt=clock.midnight(judged.on + timedelta(days=1)),
        findings__isnull=False,
    )
    found: dict[int, list[tuple[str, date]]] = defaultdict(list)
    for key, rule, at in rows.values_list("patient_id", "findings__rule", "decided_at"):
        if at is not None:
            found[key].append((rule, at.astimezone(clock.OSLO).date()))
    return found


def _is_known(found: Found, told: Iterable[tuple[str, date]]) -> bool:
    """Nothing of it was seen since somebody said "not now" to the same."""
    newest = max((one.on for one in found.evidence), default=found.since)
    return any(rule == found.rule and newest <= day for rule, day in told)
