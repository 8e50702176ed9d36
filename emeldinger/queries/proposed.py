"""One thing that may be done about a message, and what is known of the message when it is proposed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from emeldinger.formats.happened import Happened
from emeldinger.formats.letter import EVENTS
from emeldinger.models import Message, Standing
from emeldinger.standings import CANCELLATION
from teams.models import Team
from worklists.queries.slots import Slot


@dataclass(frozen=True, slots=True)
class Proposal:
    """`key` is what the form calls it; `initial` fills its fields in. `why` is where it comes from, and
    `note` what she must know before she says yes. `is_done`: it is so already, and cannot be chosen.
    """

    key: str
    label: str
    why: str = ""
    note: str = ""
    is_usual: bool = False
    is_ticked: bool = False
    is_done: bool = False
    initial: dict[str, Any] = field(default_factory=dict)
    #: The row that it is about, for what is taken back or has been sent.
    about: int | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """The message with what must be known of it, read once."""

    message: Message
    event: Happened | None
    teams: list[Team]
    #: When she was admitted, where the message tells of that beside what it is about.
    admitted: Happened | None = None

    @property
    def kind(self) -> str:
        """The event by type; else what the document says."""
        return EVENTS.get(self.message.type_code) or self.message.event_code

    @property
    def is_taking_back(self) -> bool:
        message = self.message
        is_cancellation = message.standing in (Standing.CANCELS, Standing.WAITS)
        return is_cancellation or message.status_code == CANCELLATION


@dataclass(frozen=True, slots=True)
class Offer:
    """All that the panel offers: `teams` and `slots` are what a task or a visit can be put on."""

    message: Message
    proposals: list[Proposal]
    teams: list[Team]
    slots: list[Slot]
