"""What another team's lists must follow: owed in this transaction, and asked for at once after it."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from heltom.lib import clock
from teams.models import Change, Team, User
from worklists.actions import rebuilds


def follow(*, team: Team, day: date, kind: str, why: str, by: User) -> None:
    """Another team's shift than the one whose lock is held gets new lists within seconds.

    The row makes sure of it also where this process ends with its commit: the sweep takes it up.
    """
    change = Change.objects.create(team=team, first_date=day, last_date=day, why=why[:200], by=by)
    transaction.on_commit(lambda: _at_once(change, kind), robust=True)


@transaction.atomic
def _at_once(change: Change, kind: str) -> None:
    waiting = Change.objects.filter(pk=change.pk, taken_at__isnull=True)
    if waiting.update(taken_at=clock.now()):
        rebuilds.request(
            team=change.team,
            day=change.first_date,
            kind=kind,
            why=change.why,
            by=change.by,
            urgent=True,
        )
