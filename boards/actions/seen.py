"""What a page showed of a line, and who was first when it stands otherwise now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Never

from django.utils.translation import gettext as _

from boards.models import Item, Meeting
from boards.queries.standing import mark
from boards.unnamed import unnamed
from heltom.lib.errors import Refused
from heltom.lib.words import hhmm
from teams.models import AuditEvent
from teams.queries import name_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from teams.models import User


def check_unchanged(item: Item, saw: str | None, by: User) -> None:
    """Raises Refused, naming who was first, where the line is not as the page showed it."""
    if saw is not None and saw != mark(item):
        _refuse(_events_of(item), by)


def check_text(item: Item, saw: str | None, by: User) -> None:
    """Raises Refused where a colleague has written in the preparation since the page was shown."""
    if saw is not None and one_text(saw) != unnamed(item.preparation, item.patient):
        _refuse(_events_of(item).filter(verb="board_item_prepared"), by)


def one_text(text: str) -> str:
    """As it is kept: without the blanks around it, and with the line breaks of one system."""
    return text.replace("\r\n", "\n").strip()


def refuse_order(meeting: Meeting, by: User) -> Never:
    """The board has other lines now, or another order. Raises Refused."""
    events = AuditEvent.objects.filter(
        object_type="Item", team=meeting.team, details__meeting=meeting.pk
    )
    _refuse(events, by)


def _events_of(item: Item) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(object_type="Item", object_id=str(item.pk))


def _refuse(events: QuerySet[AuditEvent], by: User) -> Never:
    last = events.exclude(user=None).select_related("user__staff").first()
    if last is None or last.user is None or last.user == by:
        raise Refused(_("Tavla er endret siden du åpnet siden. Se over, og prøv igjen."))
    raise Refused(
        _("%(who)s var først: tavla ble endret %(at)s. Se hva som står nå, og prøv igjen.")
        % {"who": name_of(last.user), "at": hhmm(last.at)}
    )
