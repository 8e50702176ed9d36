"""One message as a list tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from emeldinger.formats.codes import TYPES, text_of
from emeldinger.models import Match, Message, Queue, Standing
from emeldinger.queries.ages import age
from emeldinger.queries.due_words import DueWords, due_words
from emeldinger.queries.hands import Holder, holder_of
from emeldinger.queries.on_duty import on_duty_now
from emeldinger.queries.persons import teams_today
from teams.models import Team, User
from teams.queries import name_of

COLOURS = {
    Standing.CURRENT: "",
    Standing.CHANGED: "warning",
    Standing.CANCELLED: "danger",
    Standing.CANCELS: "danger",
    Standing.WAITS: "warning",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One message as the list tells it. `team` is the patient's own today, where she has one."""

    message: Message
    team: Team | None
    holder: Holder | None
    now: datetime

    @property
    def due(self) -> DueWords:
        return due_words(self.message, self.now)

    @property
    def url(self) -> str:
        return reverse("emeldinger:message", args=[self.message.pk])

    @property
    def title(self) -> str:
        return type_name(self.message.type_code, self.message.type_text)

    @property
    def subject(self) -> str:
        """What it says in one line, where that is more than the type."""
        subject = self.message.subject
        return "" if subject.casefold() == self.title.casefold() else subject

    @property
    def age(self) -> str:
        return age(self.message.received_at, self.now)

    @property
    def is_opened(self) -> bool:
        return self.message.opened_at is not None

    @property
    def opened_by(self) -> str:
        return name_of(self.message.opened_by) if self.message.opened_by else ""

    @property
    def asks_who(self) -> bool:
        """A nurse has to say who she is."""
        return self.message.queue in (Queue.PROPOSED_PATIENT, Queue.UNKNOWN_PATIENT)

    @property
    def is_over(self) -> bool:
        """Struck: another one holds, or none."""
        return self.message.standing in (Standing.CANCELLED, Standing.CHANGED)

    @property
    def standing(self) -> str:
        if self.message.standing == Standing.CURRENT:
            return ""
        return str(self.message.get_standing_display())

    @property
    def colour(self) -> str:
        return COLOURS[Standing(self.message.standing)]

    @property
    def about(self) -> str:
        """Number and name of a patient we know; else the name in the message, and that she is unknown."""
        patient = self.message.patient
        if patient is not None:
            return f"{patient.number} {patient.name}"
        if self.message.match == Match.NOBODY:
            return _("ingen bestemt pasient")
        return self.message.person_name or _("uten navn")

    @property
    def version(self) -> str:
        row = self.message
        held = self.holder.version if self.holder else ""
        seen = f"{row.pk}.{self.is_opened}.{held}.{row.standing}.{row.queue}.{row.patient_id}"
        return f"{seen}.{self.team}.{self.due.version}"


def lines(rows: QuerySet[Message], user: User, now: datetime) -> list[Line]:
    """Three queries at most."""
    messages = list(rows.select_related("patient", "opened_by__staff", "taken_by__staff"))
    teams = teams_today(row.patient_id for row in messages if row.patient_id)
    takers = {row.taken_by_id for row in messages} - {None}
    at_work = on_duty_now(takers) if takers else set()
    return [
        Line(row, teams.get(row.patient_id or 0), holder_of(row, user, at_work), now)
        for row in messages
    ]


def type_name(code: str, text: str) -> str:
    """The national list's word for it, else the sender's own."""
    return text_of(TYPES, code) or text or code or _("E-melding")
