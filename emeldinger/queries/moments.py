"""The instant that a message speaks of, as a stay or an ending is registered with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from emeldinger.formats.happened import Happened
from emeldinger.models import Message
from heltom.lib import clock
from heltom.lib.words import hhmm
from worklists.models import State, VisitState
from worklists.queries.stays import earliest


@dataclass(frozen=True, slots=True)
class Proposed:
    """`why` says what it is taken from, where it is not just as the message has it."""

    at: datetime
    why: str = ""


def gone_from(message: Message, event: Happened | None) -> Proposed:
    """When she left. A day without a clock: from when a carer of ours last was with her that day."""
    if event is None or event.at is None:
        return _clamped(message.received_at, _("Meldingen sier ikke når. Den kom da."))
    if event.has_clock:
        return _clamped(event.at)
    day = _day(event.at)
    seen = _last_seen(message, day)
    if seen is None:
        return _clamped(event.at, _("Meldingen sier dagen, men ikke klokkeslettet."))
    words = _("Meldingen sier ikke klokkeslettet. Noen av oss var hos pasienten kl. %(at)s.")
    return _clamped(seen, words % {"at": hhmm(seen)})


def home_from(message: Message, event: Happened | None) -> Proposed:
    """When she is home. A day without a clock: when the message came, if it came that day."""
    if event is None or event.at is None:
        return _clamped(message.received_at, _("Meldingen sier ikke når. Den kom da."))
    if event.has_clock:
        return _clamped(event.at)
    came = message.received_at
    words = _("Meldingen sier dagen, men ikke klokkeslettet.")
    return _clamped(came if _day(came) == _day(event.at) else event.at, words)


def ended_from(message: Message, event: Happened | None) -> Proposed:
    """A death is never ahead."""
    found = gone_from(message, event)
    return Proposed(min(found.at, clock.now()), found.why)


def _clamped(at: datetime, why: str = "") -> Proposed:
    """Whole minutes, and no earlier than lists can be put right."""
    at = at.replace(second=0, microsecond=0)
    if at >= earliest():
        return Proposed(at, why)
    words = _("Det er for lenge siden til at listene kan rettes helt tilbake.")
    return Proposed(earliest(), f"{words} {why}".strip())


def _day(at: datetime) -> date:
    return at.astimezone(clock.OSLO).date()


def _last_seen(message: Message, day: date) -> datetime | None:
    """When a visit of hers was last begun or done that day. One query."""
    steps = VisitState.objects.filter(
        visit__patient=message.patient_id,
        visit__date=day,
        state__in=(State.STARTED, State.DONE),
        happened_at__isnull=False,
    )
    return steps.order_by("-happened_at").values_list("happened_at", flat=True).first()
