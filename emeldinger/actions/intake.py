"""Take a message in: the bytes, what they are, whose they are, and the receipt, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from emeldinger.models import Arrival, Message, Sending

if TYPE_CHECKING:
    from teams.models import User


@dataclass(frozen=True, slots=True)
class Incoming:
    """Something that a channel has got. `raw` is the whole, or the beginning of what is too large.

    `kept_as` is set for what is too large: (sha256, size) of the file that the channel has put in the
    store of large originals. `receivers` are the HER-ids that the channel says it was delivered to, where
    the channel knows; else the message itself says. `channel` answers with the receipt.
    """

    raw: bytes
    way: Arrival.Way
    channel: str = ""
    reference: str = ""
    receivers: tuple[str, ...] = ()
    kept_as: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of it. `new` is False for what had come before; `receipts` are owed by this taking."""

    message: Message
    arrival: Arrival
    new: bool
    receipts: tuple[Sending, ...]


def take(incoming: Incoming, *, by: User | None = None) -> Taken:
    """One transaction of its own (or the caller's). Never raises for what the bytes are; what it raises is
    of the database, and then nothing was taken and the channel keeps what it has.
    """
    raise NotImplementedError
