"""Shifts on which nobody has eyes on the messages: told before they begin, and until somebody is put on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from emeldinger.actions.locks import hold_watch
from emeldinger.actions.seeing import mark_seen, written
from emeldinger.models import EyesGap
from emeldinger.queries.gaps import Hole, get_gap, holes
from teams.audit import record

if TYPE_CHECKING:
    from datetime import datetime

    from teams.models import User


@transaction.atomic
def look(now: datetime) -> int:
    """What the rosters say for the coming day, beside what has been told of. Returns how many are open.

    Run every few minutes; twice at once is once. Three queries when nothing has changed.
    """
    hold_watch("eyes")
    found = {(hole.ht.pk, hole.starts_at): hole for hole in holes(now)}
    told = {
        (row.ht_id, row.starts_at): row for row in EyesGap.objects.filter(ended_at__isnull=True)
    }
    over = [row.pk for key, row in told.items() if key not in found]
    if over:
        EyesGap.objects.filter(pk__in=over).update(ended_at=now)
    for key, hole in found.items():
        _tell(hole, told.get(key), now)
    return len(found)


def _tell(hole: Hole, row: EyesGap | None, now: datetime) -> None:
    """New, or another length than it had."""
    if row is None:
        _raise(hole, now)
    elif row.ends_at != hole.ends_at:
        EyesGap.objects.filter(pk=row.pk).update(ends_at=hole.ends_at)


def _raise(hole: Hole, now: datetime) -> None:
    row = EyesGap(
        ht=hole.ht,
        date=hole.date,
        shift=hole.shift,
        starts_at=hole.starts_at,
        ends_at=hole.ends_at,
        raised_at=now,
    )
    row.save()
    details: dict[str, object] = {
        "from": hole.starts_at.isoformat(),
        "to": hole.ends_at.isoformat(),
    }
    record(by=None, verb="eyes_gap_raised", obj=row, team=hole.ht, details=details)


@transaction.atomic
def see_gap(*, gap: EyesGap, said: str, by: User) -> None:
    """Somebody it concerns has seen it, and says what is done. It stands until the roster says otherwise.

    Raises Refused without words, or where another has answered; NotAllowed for whom it does not concern.
    """
    get_gap(by, gap.pk)
    words = written(said, _("Skriv hva som gjøres for at noen skal se meldingene på vakten."))
    if mark_seen(gap, by, said=words):
        record(by=by, verb="eyes_gap_seen", obj=gap, team=gap.ht, reason=words)
