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
    LINE_CHANCE,
    LINE_OVER,
    Judged,
    Series,
    baseline,
    judge,
    line_chance,
    worth_telling,
)
from heltom.lib import clock
from teams.audit import record

if TYPE_CHECKING:
    from datetime import datetime

    from teams.models import User

#: Of those that are quiet at once, so many are named.
NAMED = 6


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
    _end(told.values(), {(one.sender, one.type_code): one for one in every}, now)
    senders = [one for one in judged if one.type_code == EVERY_TYPE]
    if _line(senders, told.get((THE_LINE, EVERY_TYPE)), names, now):
        return int((THE_LINE, EVERY_TYPE) not in told)
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
    """Something came."""
    for row in rows:
        found = every.get((row.sender_organisation, row.type_code))
        if found is not None and found.last_at > row.last_at:
            Silence.objects.filter(pk=row.pk).update(ended_at=now)


def _line(senders: Sequence[Judged], told: Silence | None, names: Names, now: datetime) -> bool:
    """Whether the line is down; raises it, and ends it when it is up."""
    chance = line_chance(senders)
    if told is not None and chance > LINE_OVER:
        Silence.objects.filter(pk=told.pk).update(ended_at=now)
        return False
    if told is not None or chance > LINE_CHANCE:
        return told is not None
    quiet = sorted((one for one in senders if one.is_quiet), key=lambda one: -one.expected)
    named = ", ".join(names.sender(one.sender)[:45] for one in quiet[:NAMED])
    more = len(quiet) - NAMED
    said = _("%(named)s og %(more)d til") % {"named": named, "more": more} if more > 0 else named
    first = min(quiet, key=lambda one: one.last_at)
    whole = Judged(THE_LINE, EVERY_TYPE, first.last_at, sum(one.expected for one in quiet), chance)
    _raise(whole, said[:300], "", now)
    return True


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
