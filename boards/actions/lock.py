"""One at a time on a board: whoever changes it holds the meeting's row meanwhile."""

from __future__ import annotations

from django.utils.translation import gettext as _

from boards.models import Item, Meeting
from heltom.lib.errors import Refused


def meeting(pk: int) -> Meeting:
    """The meeting read anew under its lock, with its team. Inside the action's transaction."""
    rows = Meeting.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("team__site__unit", "team__ht__site__unit").get(pk=pk)


def item(pk: int) -> Item:
    """The line read anew with its meeting under lock. Raises Refused when the meeting is over."""
    held = open_meeting(Item.objects.values_list("meeting_id", flat=True).get(pk=pk))
    rows = Item.objects.select_related("patient", "presenter", "decided_by__staff")
    found = rows.get(pk=pk)
    found.meeting = held
    return found


def open_meeting(pk: int) -> Meeting:
    """The meeting under lock, to change its board. Raises Refused when it is held or called off."""
    found = meeting(pk)
    if found.state == Meeting.State.HELD:
        raise Refused(_("Møtet er holdt. Sett pasienten på neste møte i stedet."))
    if found.state == Meeting.State.CANCELLED:
        raise Refused(_("Møtet er avlyst. Sett pasienten på neste møte i stedet."))
    return found


def check_on_board(found: Item) -> None:
    """Raises Refused where she is not to be taken up in this meeting."""
    if found.state == Item.State.DECLINED:
        raise Refused(_("Pasienten er satt til «ikke nå». Sett pasienten på sakslisten først."))
    if found.state == Item.State.CARRIED:
        raise Refused(_("Pasienten er overført til neste møte."))


def touch(found: Meeting) -> None:
    """The screens that show the meeting have something new to fetch."""
    found.version += 1
    found.save(update_fields=["version"])
