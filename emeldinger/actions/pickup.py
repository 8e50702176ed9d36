"""Empty the channels into the intake: one message, one transaction, and only then is it taken away."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

from django.db import connection

from emeldinger import channels
from emeldinger.actions import intake
from emeldinger.channels.base import Channel, ChannelDown, Fetched
from emeldinger.models import Arrival

#: Seconds that a channel is let rest in this process after it was down: doubled each time.
REST, LONGEST_REST = 5.0, 60.0
#: Seconds that one run may take over a channel that is slow; the next goes on, and what is owed goes out.
LONGEST_RUN = 120.0
#: Advisory locks of ours have two numbers, this one and the channel's.
LOCK = 613_074

log = logging.getLogger("heltom.emeldinger")
#: Until when a channel rests, by `monotonic`, and for how long the rest is.
resting: dict[str, tuple[float, float]] = {}
monotonic = time.monotonic


def pick_up(limit: int = 500) -> int:
    """Take in what waits in each channel, at most so many. A channel that is down, or one message that the
    database would not take, keeps the others from nothing. Returns how many came in.
    """
    return sum(_empty(channel, limit) for channel in channels.configured())


def _empty(channel: Channel, limit: int) -> int:
    until, _rest = resting.get(channel.name, (0.0, 0.0))
    if monotonic() < until:
        return 0
    came, ends_at = 0, monotonic() + LONGEST_RUN
    try:
        with _alone(channel) as alone:
            for fetched in channel.fetch() if alone else ():
                came += _take(channel, fetched)
                if came >= limit or monotonic() > ends_at:
                    break
    except ChannelDown as fault:
        log.warning("Channel %s is down for %.0f s: %s", channel.name, _let_rest(channel), fault)
    except Exception:
        if not connection.is_usable():
            raise
        log.exception("Channel %s is let be for %.0f s", channel.name, _let_rest(channel))
    else:
        resting.pop(channel.name, None)
    return came


def _let_rest(channel: Channel) -> float:
    """For how many seconds."""
    _until, rest = resting.get(channel.name, (0.0, 0.0))
    rest = min(rest * 2 or REST, LONGEST_REST)
    resting[channel.name] = (monotonic() + rest, rest)
    return rest


def _take(channel: Channel, fetched: Fetched) -> bool:
    """Whether it came in. What could not be taken stays where it is, and is met again in the next run."""
    try:
        came = not _has_come(channel, fetched)
        if came:
            intake.take(_incoming(channel, fetched))
    except Exception:
        if not connection.is_usable():
            raise
        log.exception("Not taken in from channel %s: %s", channel.name, fetched.reference)
        return False
    try:
        channel.done(fetched)
    except ChannelDown as fault:
        # It is ours, and comes once more; then it is seen that it has come.
        log.warning("Not taken away from channel %s: %s", channel.name, fault)
    return came


def _has_come(channel: Channel, fetched: Fetched) -> bool:
    """The same delivery, whose bytes we have: something stopped us after the commit. One query."""
    digest = fetched.kept_as[0] if fetched.kept_as else sha256(fetched.raw).hexdigest()
    return Arrival.objects.filter(
        original__sha256=digest, way=channel.way, reference=fetched.reference
    ).exists()


def _incoming(channel: Channel, fetched: Fetched) -> intake.Incoming:
    return intake.Incoming(
        raw=fetched.raw,
        way=channel.way,
        channel=channel.name,
        reference=fetched.reference,
        receivers=fetched.receivers,
        kept_as=fetched.kept_as,
    )


@contextmanager
def _alone(channel: Channel) -> Iterator[bool]:
    """Whether this process may empty it: one at a time, where the channel itself keeps none apart."""
    if channel.many_at_once:
        yield True
        return
    number = sum(channel.name.encode())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, number])
        ((alone,),) = cursor.fetchall()
    try:
        yield alone
    finally:
        if alone and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, number])
