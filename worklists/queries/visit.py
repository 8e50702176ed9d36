"""One visit: whom it is to, what is to be done, who has it, and why she has it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import NotAllowed
from heltom.lib.words import from_to
from patients.models import Contact, NextOfKin, Note, Patient, Pause
from teams.models import Competence, Staff, User
from teams.permissions import Permission, can
from teams.queries import name_of
from worklists.models import VISIT_TRANSITIONS, Entry, State, Unassigned, Visit, VisitState
from worklists.permissions import check_can_do
from worklists.planning.plan import TERM_LABELS
from worklists.planning.setting import POINTS_A_MINUTE
from worklists.queries.addresses import shift_url
from worklists.queries.lists import window
from worklists.queries.meetings import Meeting, meeting_of
from worklists.queries.notes import notes_for
from worklists.queries.why import Why, figure


@dataclass(frozen=True, slots=True)
class Placed:
    """One carer at the visit, with the reasons that the planner weighed."""

    staff: Staff
    period: str
    travel: int
    waiting: int
    ties: tuple[str, ...]
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to the visit; `who` is empty when a clock did it."""

    at: datetime
    state: str
    who: str
    reason: str


@dataclass(frozen=True, slots=True)
class VisitPage:
    visit: Visit
    patient: Patient
    window: str
    state: str
    next_of_kin: list[NextOfKin]
    pause: Pause | None
    contacts: list[Contact]
    competences: list[Competence]
    placed: list[Placed]
    loose: Unassigned | None
    history: list[Step]
    steps: frozenset[str]
    may_lock: bool
    may_release: bool
    meeting: Meeting | None
    notes: list[Note]
    """Those of the visit, and what whoever comes next must know."""

    @property
    def day_url(self) -> str:
        return shift_url(self.visit.team, self.visit.date, self.visit.shift)

    @property
    def first_name(self) -> str:
        """Whom the question "why …?" is about."""
        return self.placed[0].staff.given_name if self.placed else _("er det ufordelt")

    @property
    def state_color(self) -> str:
        return COLORS.get(self.visit.state, "neutral")


COLORS: dict[str, str] = {State.DONE: "success", State.STARTED: "info", State.CANCELLED: "danger"}

#: What may be done from each state, as the buttons name it.
STEPS: dict[str, str] = {
    State.STARTED: "start",
    State.DONE: "finish",
    State.CANCELLED: "cancel",
    State.DUE: "reopen",
}


def visit_page(user: User, visit: Visit) -> VisitPage:
    """Twelve queries, five more for a visit for two. The visit comes from get_visit, with its state."""
    patient = visit.patient
    contacts = list(Contact.objects.on(visit.date).filter(patient=patient).select_related("staff"))
    placed = _placed(visit, contacts)
    may_change = can(user, Permission.CHANGE_LISTS, visit.team)
    hers = any(one.staff.user_id == user.pk for one in placed)
    return VisitPage(
        visit=visit,
        patient=patient,
        window=window(visit),
        state=str(State(visit.state).label),
        next_of_kin=list(patient.next_of_kin.all()),
        pause=Pause.objects.filter(patient=patient).at(clock.now()).first(),
        contacts=contacts,
        competences=list(visit.competences.all()),
        placed=placed,
        loose=Unassigned.objects.filter(
            visit=visit, publication__current_for__isnull=False
        ).first(),
        history=[_step(row) for row in visit.states.select_related("by__staff").order_by("-id")],
        steps=_steps(user, visit),
        may_lock=may_change,
        meeting=meeting_of(visit),
        may_release=bool(placed) and visit.state == State.DUE and (hers or may_change),
        notes=notes_for(visit),
    )


def _step(row: VisitState) -> Step:
    return Step(row.at, row.get_state_display(), name_of(row.by) if row.by else "", row.reason)


def _placed(visit: Visit, contacts: list[Contact]) -> list[Placed]:
    entries = (
        Entry.objects.filter(visit=visit, worklist__publication__current_for__isnull=False)
        .select_related("worklist__shift__staff")
        .order_by("part", "pk")
    )
    return [_placed_one(visit, entry, contacts) for entry in entries]


def _placed_one(visit: Visit, entry: Entry, contacts: list[Contact]) -> Placed:
    staff = entry.worklist.shift.staff
    return Placed(
        staff=staff,
        period=from_to(entry.starts_at, entry.ends_at),
        travel=entry.travel_minutes,
        waiting=entry.waiting_minutes,
        ties=tuple(_ties(visit, staff, contacts)),
        terms=tuple(_terms(entry.prices)),
    )


def _ties(visit: Visit, staff: Staff, contacts: list[Contact]) -> list[str]:
    """What binds just this carer to the visit."""
    ties = [contact.get_kind_display() for contact in contacts if contact.staff_id == staff.pk]
    if visit.patient.wished_carer_sex and visit.patient.wished_carer_sex == staff.sex:
        ties.append(_("ønsket kjønn"))
    if visit.locked:
        ties.append(_("oppdraget er låst hit"))
    return ties


def _terms(prices: dict[str, dict[str, int]]) -> list[str]:
    """What the planner weighed, the weightiest first: "forsinkelse 3 min (som 15 min reise)"."""
    dearest = sorted(prices.items(), key=lambda item: -item[1]["points"])
    return [_term(code, price["amount"], price["points"]) for code, price in dearest]


IN_MINUTES = {"travel", "waiting", "lateness", "worst_lateness", "overtime", "changed_time"}


def _term(code: str, amount: int, points: int) -> str:
    label = TERM_LABELS.get(code, code)
    size = _(" %s min") % amount if code in IN_MINUTES else ""
    if code == "travel" and points == amount * POINTS_A_MINUTE:
        return f"{label}{size}"
    return f"{label}{size} " + _("(som %s min reise)") % figure(points)


def _steps(user: User, visit: Visit) -> frozenset[str]:
    """The buttons that this user may press now."""
    try:
        check_can_do(user, visit)
    except NotAllowed:
        return frozenset()
    may = {STEPS[state] for state in VISIT_TRANSITIONS[visit.state] if state in STEPS}
    return frozenset(may)


@dataclass(frozen=True, slots=True)
class Others:
    """Carers about whom the planner says one and the same thing."""

    sentence: str
    names: list[str]


def by_sentence(answer: Why | None) -> list[Others]:
    """The other choices, cheapest first, with equal answers under one sentence."""
    names: dict[str, list[str]] = defaultdict(list)
    for other in answer.others if answer else ():
        names[other.sentence].append(other.name)
    return [Others(sentence, people) for sentence, people in names.items()]
