"""What a nurse decides when she closes a message: plain data, one step for each thing it leads to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

#: (date, kind of shift), as worklists/queries/slots.py has it.
type Slot = tuple[date, str]


@dataclass(frozen=True, slots=True)
class Away:
    """Midlertidig opphør from the instant. One that is registered already is kept as it stands."""

    starts_at: datetime
    reason: str = "sykehus"
    where: str = ""
    expected_return: date | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """She is home from the instant, and her visits come back."""

    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Death:
    """The services end with the instant."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer to utskrivningsklar. `answer` is one of letter_words.CAN; `on` is the day we take her."""

    answer: str
    on: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Remember:
    """A line of a team's huskeliste."""

    team: int
    text: str
    slot: Slot


@dataclass(frozen=True, slots=True)
class Medicines:
    """The medicines are checked against the list in the message: a line of the huskeliste."""

    team: int
    text: str
    slot: Slot


@dataclass(frozen=True, slots=True)
class Contact:
    """Something for her primærkontakt; her deputy's, else the team's, where she has none."""

    text: str
    slot: Slot


@dataclass(frozen=True, slots=True)
class ExtraVisit:
    """A visit that no plan asks for. `level` is the least schooling (worklists.models.plans.Level)."""

    team: int
    title: str
    minutes: int
    slot: Slot
    earliest: datetime
    latest: datetime
    level: int = 0


@dataclass(frozen=True, slots=True)
class Board:
    """For the team's next tavlemøte."""

    reason: str


@dataclass(frozen=True, slots=True)
class Forward:
    """Given on to a saksbehandler: to whom, and how."""

    to: str
    how: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """An innleggelsesrapport is begun; the draft lies on the desk until it is sent."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A letter that has been signed already answers the message."""

    letter: int


@dataclass(frozen=True, slots=True)
class TakeBack:
    """What an earlier message led to is undone."""

    consequence: int
    reason: str


@dataclass(frozen=True, slots=True)
class CloseEarlier:
    """An earlier message that this one has taken the place of, and that nobody has closed."""

    message: int


@dataclass(frozen=True, slots=True)
class Read:
    """It only informs."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing is to be done, and why."""

    reason: str


type Step = (
    Away
    | Home
    | Death
    | Answer
    | Remember
    | Medicines
    | Contact
    | ExtraVisit
    | Board
    | Forward
    | Report
    | Sent
    | TakeBack
    | CloseEarlier
    | Read
    | Nothing
)
