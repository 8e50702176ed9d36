"""The patient's page: what somebody who has never met her must know, in the order she needs it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from heltom.lib import clock
from patients.models import (
    Assessment,
    Contact,
    Diagnosis,
    Equipment,
    Event,
    HealthState,
    MoveRequest,
    NextOfKin,
    Note,
    Patient,
    Pause,
    Placement,
)
from patients.permissions import may_write_facts
from patients.queries.access import readings_since
from patients.queries.alerts import EVENT_DAYS, Alert, Known, alerts, loudness
from patients.queries.measured import Series, last_measured
from patients.queries.news2 import News2, news2_of
from patients.queries.notes import readable
from teams.models import Team, User
from teams.permissions import Permission, can
from teams.roles import staff_of

NOTES = 5
LOG_DAYS = 30


@dataclass(frozen=True, slots=True)
class May:
    """The buttons that this user may press for this patient."""

    pause: bool
    assess: bool
    propose_move: bool
    write_care: bool
    write_facts: bool
    see_log: bool
    answer_phone: bool
    report: bool = False
    """Put her forward for the team's tavlemøte."""

    @property
    def anything(self) -> bool:
        return self.pause or self.assess or self.propose_move or self.write_care


@dataclass(frozen=True, slots=True)
class PatientPage:
    patient: Patient
    alerts: list[Alert]
    may: May
    placements: list[Placement]
    """Today's, the one with the main responsibility first."""
    coming: list[Placement]
    earlier: list[Placement]
    decision: Assessment | None
    contacts: list[Contact]
    earlier_contacts: list[Contact]
    next_of_kin: list[NextOfKin]
    states: list[HealthState]
    diagnoses: list[Diagnosis]
    equipment: list[Equipment]
    series: list[Series]
    news2: News2
    pauses: list[Pause]
    notes: list[Note]
    may_strike: frozenset[int]
    """Rapporter that the user may strike out: her own, and all where she runs the shift."""
    readings: int | None
    """How many times her data were opened in the last month; None for those who may not know."""

    @property
    def owner(self) -> Placement | None:
        return next((placement for placement in self.placements if placement.owner), None)


def patient_page(user: User, patient: Patient) -> PatientPage:
    """Some fifteen queries, the same for a short history and a long one. The patient comes from
    get_patient.
    """
    today = clock.today()
    placements = _placements(patient)
    now = sorted((p for p in placements if _holds(p)), key=lambda p: (not p.owner, p.pk))
    may = may_of(user, [placement.team for placement in now])
    contacts = list(patient.contacts.select_related("staff").order_by("kind", "-valid_from"))
    news2 = news2_of(patient)
    known = known_of(patient, now, news2)
    notes = list(readable().filter(patient=patient)[:NOTES])
    return PatientPage(
        patient=patient,
        alerts=alerts(known),
        may=may,
        placements=now,
        coming=[p for p in placements if p.valid_from > today],
        earlier=[p for p in placements if p.valid_to and p.valid_to < today],
        decision=known.decision,
        contacts=[contact for contact in contacts if _holds(contact)],
        earlier_contacts=[contact for contact in contacts if not _holds(contact)],
        next_of_kin=list(patient.next_of_kin.all()),
        states=known.states,
        diagnoses=list(Diagnosis.objects.on(today).filter(patient=patient)),
        equipment=list(Equipment.objects.on(today).filter(patient=patient)),
        series=known.series,
        news2=news2,
        pauses=known.pauses,
        notes=notes,
        may_strike=_may_strike(user, notes, [placement.team for placement in now]),
        readings=readings_since(patient, clock.now() - timedelta(days=LOG_DAYS))
        if may.see_log
        else None,
    )


def known_of(patient: Patient, placements: list[Placement], news2: News2) -> Known:
    """What the alerts are read from. `placements` are today's. Seven queries."""
    return Known(
        patient=patient,
        placements=placements,
        pauses=list(patient.pauses.prefetch_related("checks").order_by("-starts_at")),
        states=sorted(_states(patient), key=loudness),
        series=last_measured(patient),
        news2=news2.last,
        decision=_decision(patient),
        move=_open_move(patient),
        events=_events(patient),
    )


def may_of(user: User, teams: Iterable[Team]) -> May:
    """What the user may do in one of the teams. No queries: roles are kept for the request."""
    teams = list(teams)

    def may(permission: Permission) -> bool:
        return any(can(user, permission, team) for team in teams)

    return May(
        pause=may(Permission.PAUSE),
        assess=may(Permission.ASSESS),
        propose_move=may(Permission.PROPOSE_MOVE),
        write_care=may(Permission.WRITE_CARE),
        write_facts=may_write_facts(user, teams),
        see_log=may(Permission.SEE_ACCESS_LOG),
        answer_phone=may(Permission.HANDLE_CALLS),
        report=may(Permission.REPORT_CANDIDATE),
    )


def _may_strike(user: User, notes: list[Note], teams: list[Team]) -> frozenset[int]:
    """No queries: roles and staff are kept for the request."""
    runs = any(can(user, Permission.RUN_SHIFT, team) for team in teams)
    on_duty = any(can(user, Permission.DO_VISITS, team) for team in teams)
    own = staff_of(user)
    return frozenset(
        note.pk for note in notes if runs or (on_duty and note.by is not None and note.by == own)
    )


def _holds(row: Placement | Contact) -> bool:
    today = clock.today()
    return row.valid_from <= today and (row.valid_to is None or row.valid_to >= today)


def _placements(patient: Patient) -> list[Placement]:
    rows = patient.placements.select_related("team__site__unit", "decided_by")
    return list(rows.order_by("-valid_from", "-owner", "pk"))


def _decision(patient: Patient) -> Assessment | None:
    standing = Assessment.objects.standing().filter(patient=patient)
    return (
        standing.select_related("owner", "shared_with", "decided_by")
        .prefetch_related("measures")
        .first()
    )


def _states(patient: Patient) -> list[HealthState]:
    return list(HealthState.objects.on(clock.today()).filter(patient=patient))


def _open_move(patient: Patient) -> MoveRequest | None:
    return MoveRequest.objects.open().filter(patient=patient).select_related("to_team").first()


def _events(patient: Patient) -> list[Event]:
    since = clock.now() - timedelta(days=EVENT_DAYS)
    return list(patient.events.filter(at__gt=since, at__lte=clock.now()))
