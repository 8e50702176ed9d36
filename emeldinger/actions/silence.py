"""Senders that have gone quiet: raised, looked into, and over when something comes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from emeldinger.actions.locks import hold_watch
from emeldinger.actions.seeing import mark_seen, written
from emeldinger.models import Silence
from emeldinger.queries.silence import EVERY_TYPE, THE_LINE, Names, get_silence, series
from emeldinger.silence import (
    Judged,
    Series,
    baseline,
    judge,
    line_is_down,
    worth_telling,
)
from heltom.lib import clock
from teams.audit import record

if TYPE_CHECKING:
    from datetime import datetime

    from teams.models import User

#: Of those that are quiet at once, so many are named.
NAMED = 6
LINE = (THE_LINE, EVERY_TYPE)


@transaction.atomic
def look(now: datetime) -> int:
    """Judge every sender and type. Returns how many were raised. Run every hour; twice is once.

    Where so many are quiet at once that the line is down that is said once, and not of each of them.
    """
    hold_watch("silence")
    every, names = series(now)
    judged = list(_judged(every, now))
    told = {
        (row.sender_organisation, row.type_code): row
        for row in Silence.objects.filter(ended_at__isnull=True)
    }
    line = told.pop(LINE, None)
    _end(told.values(), {(one.sender, one.type_code): one for one in every}, now)
    if line_is_down(judged, was=line is not None):
        return 0 if line else _raise_line(judged, names, now)
    if line is not None:
        Silence.objects.filter(pk=line.pk).update(ended_at=now)
    new = [one for one in worth_telling(judged) if not _is_told(one, told)]
    for one in new:
        _raise(one, names.sender(one.sender), names.type(one.type_code), now)
    return len(new)


def _judged(every: Iterable[Series], now: datetime) -> Iterable[Judged]:
    for one in every:
        known = baseline(one.days, one.last_at.astimezone(clock.OSLO).date())
        if known is not None:
            yield judge(one, known, now)


def _is_told(one: Judged, told: dict[tuple[str, str], Silence]) -> bool:
    """Of the sender in all, where that has been told, and not of its types one by one."""
    return (one.sender, one.type_code) in told or (one.sender, EVERY_TYPE) in told


def _end(rows: Iterable[Silence], every: dict[tuple[str, str], Series], now: datetime) -> None:
    """Something came; or somebody has looked into it, and so long ago that nothing is expected any more: a
    sender that has closed for good is not told of for ever.
    """
    for row in rows:
        found = every.get((row.sender_organisation, row.type_code))
        is_forgotten = found is None and row.seen_at is not None
        if is_forgotten or (found is not None and found.last_at > row.last_at):
            Silence.objects.filter(pk=row.pk).update(ended_at=now)


def _raise_line(judged: Sequence[Judged], names: Names, now: datetime) -> int:
    """Once, with the names of those it is told by: the ones that most was expected of."""
    senders = [one for one in judged if one.sender and one.type_code == EVERY_TYPE]
    quiet = sorted((one for one in senders if one.is_quiet), key=lambda one: -one.expected)
    said = ", ".join(names.sender(one.sender)[:40] for one in quiet[:NAMED])
    if len(quiet) > NAMED:
        said = _("%(named)s og %(more)d til") % {"named": said, "more": len(quiet) - NAMED}
    all_of_it = next(one for one in judged if (one.sender, one.type_code) == LINE)
    expected = max(all_of_it.expected, sum(one.expected for one in quiet))
    since = min((one.last_at for one in quiet), default=all_of_it.last_at)
    _raise(Judged(*LINE, since, expected, all_of_it.chance), said, "", now)
    return 1


def _raise(one: Judged, sender: str, words: str, now: datetime) -> None:
    row = Silence(
        sender_organisation=one.sender,
        sender_name=sender[:300],
        type_code=one.type_code,
        type_text=words[:200],
        last_at=one.last_at,
        expected=one.expected,
        raised_at=now,
    )
    row.save()
    details = {"sender": one.sender, "type": one.type_code, "expected": round(one.expected, 1)}
    record(by=None, verb="silence_raised", obj=row, details=details)


@transaction.atomic
def see_silence(*, silence: Silence, said: str, by: User) -> None:
    """Somebody has looked into it, and says what was found. It stands until something comes.

    Raises Refused without words, or where another has answered; NotAllowed for whom it does not concern.
    """
    get_silence(by, silence.pk)
    words = written(said, _("Skriv hva som er undersøkt, og hvem som er ringt."))
    if mark_seen(silence, by, said=words):
        record(by=by, verb="silence_seen", obj=silence, reason=words)
