"""Sign what one shift tells the next, and say that it is read. Once each; the first one's word holds."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from heltom.lib.words import hhmm
from teams import audit
from teams.models import User
from teams.permissions import Permission
from teams.queries import name_of
from worklists.actions import team_shifts
from worklists.models import HandOver, TeamShift
from worklists.queries.brief import as_content
from worklists.queries.hand_over import brief, hand_over_of
from worklists.queries.shift_hours import shift_hours


@transaction.atomic
def sign(*, team_shift: TeamShift, by: User, note: str = "") -> HandOver:
    """Keep the brief as it stands now, with what she adds. Raises Refused before the shift has begun,
    and where somebody else has signed; the same person pressing twice gets what she signed.
    """
    known = hand_over_of(team_shift)
    if known is not None:
        return _hers(known, by)
    now = clock.now()
    if now < shift_hours(team_shift.team, team_shift.date, team_shift.kind)[0]:
        raise Refused(_("Vakten har ikke begynt. Det er ikke noe å overlevere ennå."))
    row = HandOver(
        team=team_shift.team, date=team_shift.date, shift=team_shift.kind, note=note.strip(),
        content=as_content(brief(team_shift), now), signed_by=by, signed_at=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        first = hand_over_of(team_shift)
        if first is None:
            raise
        return _hers(first, by)
    _record(row, by, "hand_over_signed")
    return row


@transaction.atomic
def read(*, hand_over: HandOver, by: User) -> HandOver:
    """Whoever runs the next shift has read it. Raises Refused for whoever has signed it."""
    if hand_over.signed_by_id == by.pk:
        raise Refused(_("Du har skrevet under selv. Den som overtar, trykker «Lest»."))
    unread = HandOver.objects.filter(pk=hand_over.pk, read_at__isnull=True)
    if unread.update(read_at=clock.now(), read_by=by):
        _record(hand_over, by, "hand_over_read")
    return HandOver.objects.select_related("team", "read_by__staff").get(pk=hand_over.pk)


def _hers(row: HandOver, by: User) -> HandOver:
    if row.signed_by_id != by.pk:
        raise Refused(
            _("%(name)s skrev under %(at)s. Si fra til den som overtar, om det du vil legge til.")
            % {"name": name_of(row.signed_by), "at": hhmm(row.signed_at)}
        )
    return row


def _record(row: HandOver, by: User, verb: str) -> None:
    audit.record(
        by=by,
        verb=verb,
        obj=row,
        team=row.team,
        permission=Permission.RUN_SHIFT,
        details={"date": row.date.isoformat(), "shift": row.shift},
    )
    team_shifts.tell(row.team)
