"""By when a message must be dealt with, and how much hangs on it. Plain data; a unit may set its own.

Each rule carries the source of its figure. A figure without a national source is HeltOm's own default and
says so: it is there to be changed (docs/ansvarsvakt.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

#: "Straks": somebody must see it at once. The least that a clock can count.
AT_ONCE: Final = 0
HOUR: Final = 60
DAY: Final = 24 * HOUR


@dataclass(frozen=True, slots=True)
class Facts:
    """What a rule may look at. `content_code` is TypeInnhold (9137–9140); `urgency` is 9067, or 8115 of the
    head where the document has none; `is_cancellation` for one that takes another back."""

    type_code: str
    event_code: str = ""
    content_code: str = ""
    urgency: str = ""
    is_cancellation: bool = False
    is_unreadable: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """`minutes` from when the message was received; None: it wants nothing done, and may be signed in a
    batch. `rank` is the consequence of leaving it, 1 the worst; it orders what is due at the same time.
    """

    key: str
    label: str
    minutes: int | None
    rank: int
    source: str
    types: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    contents: tuple[str, ...] = ()
    urgencies: tuple[str, ...] = ()

    @property
    def is_at_once(self) -> bool:
        return self.minutes == AT_ONCE

    @property
    def informs(self) -> bool:
        return self.minutes is None


@dataclass(frozen=True, slots=True)
class Due:
    """`at` is None for what only informs."""

    rule: str
    at: datetime | None
    rank: int


LAW: Final = "FOR-2011-11-18-1115 § 11"
PLO: Final = "HIS 80704:2014"
GUIDE: Final = "HISD 80806:2012"
DIALOG: Final = "kodeverk 9067"
OWN: Final = "HeltOms forslag: ingen nasjonal frist"

#: The first that fits holds. Every message fits the last.
RULES: Final[tuple[Rule, ...]] = ()


def rule_for(facts: Facts) -> Rule:
    """The first rule that fits what is known of the message."""
    raise NotImplementedError


def due(facts: Facts, received_at: datetime, own: Mapping[str, tuple[int | None, int]]) -> Due:
    """`own` is what the unit has set: rule key to (minutes, rank)."""
    rule = rule_for(facts)
    minutes, rank = own.get(rule.key, (rule.minutes, rule.rank))
    at = None if minutes is None else received_at + timedelta(minutes=minutes)
    return Due(rule.key, at, rank)
