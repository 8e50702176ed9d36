"""All patients of a team as the board knows them: by light, with whom it is past the time to go through.

Numbers and never names. For the fagansvarlig between the meetings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from boards.models import Decision, Finding, Item, Light, Meeting
from boards.queries.active import active
from boards.queries.lights import Lit, lights_of
from boards.queries.meetings import next_meeting
from boards.queries.reviews import Capacity, Reviewed, capacity, reviews_of
from heltom.lib import clock
from patients.models import Contact, Criticality, Patient
from teams.models import Team

NONE = "ingen"
#: The order of the list, after those past their time: the gravest first, then those never lit.
ORDER = {Light.RED: 0, Light.YELLOW: 1, NONE: 2, Light.GREEN: 3}
#: Within so many days a review is told as soon.
SOON = 14


@dataclass(frozen=True, slots=True)
class Line:
    """One patient. `lit` is what the last meeting that set a light said, None where none has."""

    patient: Patient
    review: Reviewed
    lit: Lit | None
    contact: str
    open: int
    late: int
    item: Item | None
    """Her line on the coming board; one that was declined does not count."""
    reasons: tuple[str, ...]
    today: date

    @property
    def number(self) -> str:
        return self.patient.number

    @property
    def days_over(self) -> int:
        return max(0, (self.today - self.review.due).days)

    @property
    def is_soon(self) -> bool:
        return not self.days_over and (self.review.due - self.today).days <= SOON

    @property
    def light(self) -> str:
        return self.lit.light if self.lit else NONE

    @property
    def light_label(self) -> str:
        return self.lit.label if self.lit else _("ikke satt")

    @property
    def criticality(self) -> str:
        return str(Criticality(self.patient.criticality).label)

    @property
    def board_words(self) -> str:
        return str(self.item.get_state_display()) if self.item else ""

    @property
    def rank(self) -> tuple[bool, int, int, int, str]:
        over = self.days_over
        return (not over, -over, ORDER[self.light], -self.late, self.number)


#: What may be asked for, by its word in the address: a label, and who it lets through.
FILTERS: dict[str, tuple[object, Callable[[Line], bool]]] = {
    "alle": (_lazy("Alle"), lambda line: True),
    "over": (_lazy("Over tiden"), lambda line: line.days_over > 0),
    "rod": (_lazy("Rød"), lambda line: line.light == Light.RED),
    "gul": (_lazy("Gul"), lambda line: line.light == Light.YELLOW),
    "gronn": (_lazy("Grønn"), lambda line: line.light == Light.GREEN),
    NONE: (_lazy("Uten lys"), lambda line: line.light == NONE),
    "tavla": (_lazy("På neste tavle"), lambda line: line.item is not None),
    "forsinket": (_lazy("Beslutning over tiden"), lambda line: line.late > 0),
}


@dataclass(frozen=True, slots=True)
class Choice:
    key: str
    label: str
    count: int
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Overview:
    team: Team
    meeting: Meeting | None
    capacity: Capacity
    lines: list[Line]
    """Those that are asked for, past their time first."""
    choices: list[Choice]
    contacts: list[str]
    contact: str
    criticality: str
    words: str
    everybody: int
    query: str = field(default="")

    @property
    def criticalities(self) -> list[tuple[str, str]]:
        return [(str(value), str(label)) for value, label in Criticality.choices]

    @property
    def numbers(self) -> set[str]:
        return {line.number for line in self.lines}


def overview(team: Team, *, show: str, contact: str, criticality: str, words: str) -> Overview:
    """The team's patients today. Some fifteen queries, however many they are. What is asked for and not
    known is taken as not asked.
    """
    meeting = next_meeting(team, clock.now())
    lines = sorted(_lines(team, meeting), key=lambda line: line.rank)
    contacts = sorted({line.contact for line in lines if line.contact})
    asked = {
        "primar": contact if contact in contacts else "",
        "kritikalitet": criticality if criticality in map(str, Criticality.values) else "",
        "sok": words.strip()[:40],
    }
    narrowed = [line for line in lines if _fits(line, asked)]
    chosen = show if show in FILTERS else "alle"
    return Overview(
        team=team,
        meeting=meeting,
        capacity=capacity(team, clock.today()),
        lines=[line for line in narrowed if FILTERS[chosen][1](line)],
        choices=_choices(narrowed, chosen, asked),
        contacts=contacts,
        contact=asked["primar"],
        criticality=asked["kritikalitet"],
        words=asked["sok"],
        everybody=len(lines),
        query=urlencode({"vis": chosen, **{key: value for key, value in asked.items() if value}}),
    )


def _fits(line: Line, asked: dict[str, str]) -> bool:
    return (
        (not asked["primar"] or line.contact == asked["primar"])
        and (not asked["kritikalitet"] or str(line.patient.criticality) == asked["kritikalitet"])
        and asked["sok"].casefold() in line.number.casefold()
    )


def _choices(lines: list[Line], chosen: str, asked: dict[str, str]) -> list[Choice]:
    rest = {key: value for key, value in asked.items() if value}
    return [
        Choice(
            key,
            str(label),
            sum(map(fits, lines)),
            "?" + urlencode({"vis": key, **rest}),
            key == chosen,
        )
        for key, (label, fits) in FILTERS.items()
    ]


def _lines(team: Team, meeting: Meeting | None) -> Iterable[Line]:
    today = clock.today()
    patients = list(active(team, today))
    keys = [patient.pk for patient in patients]
    reviews = reviews_of(patients, team, today)
    lights, contacts, decisions = lights_of(keys), _contacts(keys, today), _decisions(keys, today)
    items, reasons = _coming(meeting)
    for patient in patients:
        item = items.get(patient.pk)
        waits, late = decisions.get(patient.pk, (0, 0))
        yield Line(
            patient=patient,
            review=reviews[patient.pk],
            lit=lights.get(patient.pk),
            contact=contacts.get(patient.pk, ""),
            open=waits,
            late=late,
            item=item,
            reasons=tuple(reasons.get(item.pk, ())) if item else (),
            today=today,
        )


def _contacts(keys: list[int], day: date) -> dict[int, str]:
    rows = Contact.objects.on(day).filter(patient__in=keys, kind=Contact.Kind.PRIMARY)
    return {row.patient_id: row.staff.name for row in rows.select_related("staff")}


def _decisions(keys: list[int], day: date) -> dict[int, tuple[int, int]]:
    """How many are to be done, and how many of them should have been. One query."""
    rows = Decision.objects.filter(
        patient__in=keys, state=Decision.State.OPEN, withdrawn_at__isnull=True
    )
    counted = (
        rows.order_by()
        .values_list("patient")
        .annotate(n=Count("pk"), late=Count("pk", filter=Q(due_on__lt=day)))
    )
    return {pk: (number, late) for pk, number, late in counted}


def _coming(meeting: Meeting | None) -> tuple[dict[int, Item], dict[int, list[str]]]:
    """Who stands on the next board, and why. Two queries."""
    if meeting is None:
        return {}, {}
    items = meeting.items.filter(state__in=[Item.State.PROPOSED, Item.State.ON, Item.State.DONE])
    reasons: dict[int, list[str]] = {}
    for finding in Finding.objects.filter(item__in=items).order_by("-urgency", F("since"), "pk"):
        reasons.setdefault(finding.item_id, []).append(finding.sentence)
    return {item.patient_id: item for item in items}, reasons
