"""That somebody has seen a thing the watch tells of, and what is done about it: the first one stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from teams.queries import name_of

if TYPE_CHECKING:
    from datetime import datetime

    from emeldinger.models import Escalation, EyesGap, Silence
    from teams.models import User

LONGEST = 300


def mark_seen(row: EyesGap | Silence | Escalation, by: User, **said: str) -> bool:
    """Whether it was new. The same person may say more later; the same words twice are once.

    Raises Refused with who was first, and what she wrote.
    """
    # The row is locked, so that the second of two who press at once is told of the first.
    found = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
    if found.seen_by_id not in (None, by.pk):
        raise Refused(_seen_first(found))
    if found.seen_by_id == by.pk and all(
        getattr(found, name) == text for name, text in said.items()
    ):
        return False
    written = {"seen_at": found.seen_at or clock.now(), "seen_by": by, **said}
    type(row).objects.filter(pk=row.pk).update(**written)
    row.refresh_from_db(fields=list(written))
    return True


def written(said: str, refusal: str) -> str:
    """What she wrote. Raises Refused where it is nothing, or too long to be kept."""
    text = " ".join(said.split())
    if not text:
        raise Refused(refusal)
    if len(text) > LONGEST:
        raise Refused(_("Skriv det kortere: plassen er %d tegn.") % LONGEST)
    return text


def _seen_first(row: EyesGap | Silence | Escalation) -> str:
    said = getattr(row, "said", "")
    who = {"who": name_of(row.seen_by), "at": _at(row.seen_at), "said": said}  # type: ignore[arg-type]
    if not said:
        return _("%(who)s så dette %(at)s. Snakk med henne.") % who
    return _("%(who)s så dette %(at)s og skrev: «%(said)s»") % who


def _at(instant: datetime | None) -> str:
    return date_format(instant.astimezone(clock.OSLO), "j. F H:i") if instant else ""
