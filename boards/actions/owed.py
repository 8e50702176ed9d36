"""Boards that must be built anew: rows that a worker takes, and the sweep that finds what is new.

What is new is found by how far the tables below have come, and not told by those who write them
(docs/adr/0029). Ticks on the phone come all day: so a board is built at most once in `GATHER`, with all
that has come meanwhile. What somebody has reported is taken at once.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from boards.models import BoardRebuild, Meeting, Watermark
from boards.queries.news import SOURCES, Source, newest_id, teams_with_news
from heltom.lib import clock, wake
from teams.models import Team

if TYPE_CHECKING:
    from django.db.models import QuerySet

log = logging.getLogger(__name__)

TASK = "boards.tasks.rebuild"
GATHER = timedelta(minutes=10)
#: A row that was taken so long ago and is not done belongs to a worker that is gone.
SILENCE = timedelta(minutes=2)
#: From one nightly building to the next, and the building itself.
A_NIGHT = timedelta(hours=26)
#: Rows of boards that were built are forgotten after so long.
KEPT = timedelta(days=30)


def request(team: Team, why: str, *, at_once: bool = True) -> BoardRebuild:
    """Owe the team a new board. One that waits already is enough; it is hurried where this is urgent."""
    asked_at = clock.now() if not at_once else clock.now() - GATHER
    row, made = BoardRebuild.objects.get_or_create(
        team=team, taken_at__isnull=True, defaults={"why": why[:200], "asked_at": asked_at}
    )
    if not made and at_once:
        BoardRebuild.objects.filter(pk=row.pk, asked_at__gt=asked_at).update(asked_at=asked_at)
    if at_once:
        wake.after_commit(TASK, row.pk)
    return row


def request_all(now: datetime, why: str) -> int:
    """Owe every team with a coming board a new one. Returns how many."""
    teams = Team.objects.filter(pk__in=_to_be_built(now).values("team")).order_by("pk")
    return sum(bool(request(team, why)) for team in teams)


def _to_be_built(now: datetime) -> QuerySet[Meeting]:
    return Meeting.objects.filter(state=Meeting.State.PLANNED, deadline_at__gt=now)


def catch_up(now: datetime) -> int:
    """Owe a board to each team with a coming one that no worker has looked at since last night: its first,
    or one whose night the machine was down. Returns how many.
    """
    looked_at = BoardRebuild.objects.filter(
        Q(taken_at__isnull=True) | Q(done_at__isnull=True) | Q(done_at__gt=now - A_NIGHT)
    )
    teams = Team.objects.filter(pk__in=_to_be_built(now).values("team"))
    left = teams.exclude(pk__in=looked_at.values("team")).order_by("pk")
    return sum(bool(request(team, _("tavla er ikke bygd siden i natt"))) for team in left)


@transaction.atomic
def take_news(now: datetime) -> int:
    """Owe a board to each team of whose patients something was written since last time. A query or two a
    table when nothing is new. Returns how many teams.
    """
    marks = {mark.table: mark for mark in Watermark.objects.select_for_update(of=("self",))}
    found: dict[int, tuple[str, bool]] = {}
    for source in SOURCES:
        for key in _news_of(source, marks.get(source.table), now):
            why, at_once = found.get(key, ("", False))
            found[key] = (why or str(source.words), at_once or source.is_urgent)
    coming = set(_to_be_built(now).filter(team__in=found).values_list("team", flat=True))
    for team in Team.objects.filter(pk__in=coming).order_by("pk"):
        why, at_once = found[team.pk]
        request(team, why, at_once=at_once)
    return len(coming)


def _news_of(source: Source, mark: Watermark | None, now: datetime) -> Iterable[int]:
    """Teams by their key. Of a table that is looked at for the first time nothing is new."""
    newest = newest_id(source)
    if mark is None:
        Watermark.objects.create(table=source.table, last_id=newest, at=now)
        return []
    if newest <= mark.last_id:
        return []
    teams = teams_with_news(source, mark.last_id, newest, now.astimezone(clock.OSLO).date())
    mark.last_id, mark.at = newest, now
    mark.save(update_fields=["last_id", "at"])
    return teams


def claim(pk: int) -> BoardRebuild | None:
    """Take the row, or None: somebody else has it, it is done, or the team's board is being built."""
    now = clock.now()
    rows = BoardRebuild.objects.filter(pk=pk, taken_at__isnull=True, asked_at__lte=now - GATHER)
    try:
        with transaction.atomic():
            taken = rows.update(taken_at=now, pulse_at=now)
    except IntegrityError:
        return None
    found = BoardRebuild.objects.select_related("team__site__unit", "team__ht")
    return found.get(pk=pk) if taken else None


def end(row: BoardRebuild, error: str = "") -> None:
    """It is done, or failed with a word. One that was taken back meanwhile stays as it is."""
    mine = BoardRebuild.objects.filter(pk=row.pk, taken_at=row.taken_at, done_at__isnull=True)
    mine.update(done_at=clock.now(), error=error)


def take_back() -> int:
    """Let rows whose worker is gone wait again; where a newer one waits, that is enough."""
    silent = BoardRebuild.objects.filter(
        taken_at__isnull=False, done_at__isnull=True, pulse_at__lt=clock.now() - SILENCE
    )
    return sum(_wait_again(row) for row in silent)


def _wait_again(row: BoardRebuild) -> bool:
    mine = BoardRebuild.objects.filter(pk=row.pk, taken_at=row.taken_at, done_at__isnull=True)
    try:
        with transaction.atomic():
            return bool(mine.update(taken_at=None, pulse_at=None))
    except IntegrityError:
        return bool(mine.update(done_at=clock.now(), error=_("avbrutt; en nyere venter")))


def announce() -> int:
    """Send a message for each row that is to be taken now. Returns how many were sent."""
    rows = BoardRebuild.objects.filter(
        taken_at__isnull=True, asked_at__lte=clock.now() - GATHER
    ).order_by("asked_at", "pk")
    sent = 0
    for pk in rows.values_list("pk", flat=True)[:200]:
        if not wake.now(TASK, pk):
            break
        sent += 1
    return sent


def forget_old() -> int:
    """The newest of each team stays."""
    newest = BoardRebuild.objects.values("team").annotate(last=Max("pk")).values("last")
    old = BoardRebuild.objects.filter(done_at__lt=clock.now() - KEPT).exclude(pk__in=newest)
    return old.delete()[0]
