"""The phone of a team as it is shown: whom she has found, who rings, and the times to offer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from heltom.lib import clock
from patients.models import NextOfKin, Patient
from teams.models import Team, User
from teams.permissions import Permission, can
from worklists.models import Call, CallHours, TeamShift
from worklists.queries.call_slots import free_slots, slot_in_words
from worklists.queries.caller_search import MOST_ROWS, Found, search
from worklists.queries.calls import CallList, CallRow, call_list, get_calls_of, told_of
from worklists.queries.where_is import WhereIs, where_is

#: How a next of kin who is known stands among those who may be ringing.
KIN = "kin-"


@dataclass(frozen=True, slots=True)
class Caller:
    """One tap: who rings, with the number that is known."""

    value: str
    label: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class CallsPage:
    shift: TeamShift
    text: str
    found: list[Found]
    patient: Patient | None
    kin: list[NextOfKin]
    answer: WhereIs | None
    earlier: list[CallRow]
    """What is open about the chosen patient already."""
    chosen: str
    """Who most likely rings."""
    slots: list[Slot]
    calls: CallList
    done: str
    may_set_hours: bool

    @property
    def team(self) -> Team:
        return self.shift.team

    @property
    def url(self) -> str:
        return self._address("calls")

    @property
    def search_url(self) -> str:
        return self._address("calls_found")

    @property
    def list_url(self) -> str:
        return self._address("calls_list")

    @property
    def register_url(self) -> str:
        return self._address("call_register")

    @property
    def shown(self) -> list[Found]:
        return self.found[:MOST_ROWS]

    @property
    def has_more(self) -> bool:
        return len(self.found) > MOST_ROWS

    @property
    def callers(self) -> list[Caller]:
        return list(_callers(self.kin, self.patient))

    @property
    def patient_numbers(self) -> set[str]:
        named = {found.patient.number for found in self.shown}
        chosen = {self.patient.number} if self.patient else set()
        return named | chosen | self.calls.patient_numbers

    def _address(self, name: str) -> str:
        args = [self.shift.team.code, self.shift.date, self.shift.kind]
        return reverse(f"worklists:{name}", args=args)


def calls_page(
    user: User,
    shift: TeamShift,
    *,
    text: str = "",
    patient: Patient | None = None,
    chosen: str = "",
    done: Call | None = None,
) -> CallsPage:
    """Some six queries, and where the patient's visit is when one is chosen."""
    kin = list(patient.next_of_kin.all()) if patient else []
    return CallsPage(
        shift=shift,
        text=text,
        found=search(user, text),
        patient=patient,
        kin=kin,
        answer=where_is(user, patient) if patient else None,
        earlier=get_calls_of(user, patient) if patient else [],
        chosen=chosen or _most_likely(kin, patient),
        slots=slots_of(shift.team),
        calls=call_list(shift.team),
        done=told_of(done) if done else "",
        may_set_hours=can(user, Permission.EDIT_CALL_HOURS, shift.team),
    )


def slots_of(team: Team, now: datetime | None = None) -> list[Slot]:
    """The times that can be promised now."""
    free = free_slots(team, now or clock.now())
    return [Slot(slot.isoformat(), slot_in_words(slot)) for slot in free]


def _most_likely(kin: list[NextOfKin], patient: Patient | None) -> str:
    first = next((one for one in kin if one.first), None)
    if first is not None:
        return f"{KIN}{first.pk}"
    return Call.Caller.PATIENT.value if patient else Call.Caller.OTHER.value


def _callers(kin: list[NextOfKin], patient: Patient | None) -> Iterator[Caller]:
    if patient is not None:
        yield Caller(Call.Caller.PATIENT.value, patient.name, _("pasienten selv"))
    for one in kin:
        yield Caller(f"{KIN}{one.pk}", one.name, one.relation or _("pårørende"))
    other_kin = _("Annen pårørende") if kin else _("Pårørende")
    yield Caller(Call.Caller.NEXT_OF_KIN.value, other_kin)
    yield Caller(Call.Caller.GP.value, _("Fastlege"))
    yield Caller(Call.Caller.HOSPITAL.value, _("Sykehus"))
    yield Caller(Call.Caller.OTHER.value, _("Andre"))


@dataclass(frozen=True, slots=True)
class OneCall:
    row: CallRow
    slots: list[Slot]
    list_url: str
    """Back to the team's phone."""

    @property
    def call(self) -> Call:
        return self.row.call


def one_call(call: Call, list_url: str) -> OneCall:
    slots = [] if call.outcome else slots_of(call.team)
    return OneCall(CallRow(call, clock.now()), slots, list_url)


@dataclass(frozen=True, slots=True)
class Weekday:
    number: int
    label: str
    rows: list[CallHours]


def hours_by_weekday(team: Team) -> list[Weekday]:
    """The week's call hours, Monday first. One query."""
    rows = list(CallHours.objects.filter(team=team).order_by("weekday", "starts"))
    return [
        Weekday(number, label, [row for row in rows if row.weekday == number])
        for number, label in weekdays()
    ]


def weekdays() -> list[tuple[int, str]]:
    return [
        (1, _("mandag")), (2, _("tirsdag")), (3, _("onsdag")), (4, _("torsdag")),
        (5, _("fredag")), (6, _("lørdag")), (7, _("søndag")),
    ]  # fmt: skip
