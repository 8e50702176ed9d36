"""What became of a message: its closings, and what each led to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from emeldinger.models import Closing, Consequence, HandlingNote, Message
from emeldinger.queries.lines import type_name
from heltom.lib import clock
from teams.queries import name_of

JOINED = (
    "pause",
    "ending",
    "visit__team",
    "reminder__settled_by__staff",
    "candidate",
    "letter",
    "undone_by__staff",
    "closing__by__staff",
)


@dataclass(frozen=True, slots=True)
class Closed:
    """One closing with all that it led to. `holds`: nobody has opened the message again."""

    closing: Closing
    who: str
    consequences: list[Consequence]

    @property
    def holds(self) -> bool:
        return self.closing.reopened_at is None

    @property
    def reopened_who(self) -> str:
        return name_of(self.closing.reopened_by) if self.closing.reopened_by else ""


def holding(message: Message) -> Closing | None:
    """The closing that holds; None for a message that is open. One query."""
    rows = Closing.objects.filter(message=message, reopened_at__isnull=True)
    return rows.select_related("by__staff").first()


def closed(message: Message) -> list[Closed]:
    """The newest first. Two queries."""
    rows = Closing.objects.filter(message=message).select_related("by__staff", "reopened_by__staff")
    found = list(rows.order_by("-pk"))
    led: dict[int, list[Consequence]] = {row.pk: [] for row in found}
    for one in consequences_of([message]).filter(closing__in=found):
        led[one.closing_id].append(one)
    return [Closed(row, name_of(row.by), led[row.pk]) for row in found]


def consequences_of(messages: Iterable[Message]) -> QuerySet[Consequence]:
    """All that the messages led to, in the order in which it was done."""
    rows = Consequence.objects.filter(closing__message__in=list(messages))
    return rows.select_related(*JOINED, "closing__message").order_by("pk")


def notes_of(message: Message) -> QuerySet[HandlingNote]:
    return HandlingNote.objects.filter(message=message).select_related("by__staff").order_by("pk")


def led_to(closing: Closing) -> str:
    """What has just been done and to whom, for one who already looks at the next. One query."""
    message = closing.message
    patient = message.patient
    who = f"{patient.number} {patient.name}" if patient else message.person_name
    name = type_name(message.type_code, message.type_text)
    said = [one.said for one in closing.consequences.order_by("pk")]
    about = ", ".join(filter(None, (name, who)))
    return _("Avsluttet: %(about)s. %(said)s") % {"about": about, "said": " ".join(said)}


def first_sentence(closing: Closing) -> str:
    """Who was first, for the second of two."""
    at = date_format(closing.at.astimezone(clock.OSLO), "j. F H:i")
    return _("%(name)s avsluttet meldingen %(at)s. Se hva den førte til.") % {
        "name": name_of(closing.by),
        "at": at,
    }
