"""What a channel is: something that has messages for us, and takes what we send."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from emeldinger.models import Arrival, Sending


class ChannelDown(Exception):
    """The other side does not answer, or not now. Tried again later; nothing is lost."""


class ChannelRefused(Exception):
    """The other side says no for good (a 4xx about this message). For a person."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One thing waiting in the channel: its bytes (or their beginning), and where it lies."""

    raw: bytes
    reference: str
    receivers: tuple[str, ...] = ()
    kept_as: tuple[str, int] | None = None


class Channel(Protocol):
    name: str
    way: Arrival.Way
    #: Whether several processes may fetch at once without meeting the same message.
    many_at_once: bool

    def fetch(self) -> Iterator[Fetched]:
        """What waits, oldest first, one at a time. Raises ChannelDown."""

    def done(self, fetched: Fetched) -> None:
        """After the commit: take it away, or mark it as read. Raises ChannelDown; then it comes again."""

    def send(self, sending: Sending) -> str:
        """Send the bytes of the row. Returns the channel's reference. Raises ChannelDown, ChannelRefused.

        Sending the same row twice must be harmless: it may have arrived though we never heard so.
        """
