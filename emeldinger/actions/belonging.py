"""Whose a message is: the patient it is about, the HT that has her, the queue where nobody does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from emeldinger.formats.head import Head
from emeldinger.models import Address, Match, Message, Queue

if TYPE_CHECKING:
    from patients.models import Patient
    from teams.models import Team, User


@dataclass(frozen=True, slots=True)
class Belonging:
    """`queue` is why it does not just lie with the patient's HT ("" when it does). `ht` is None only in an
    installation without any HT.
    """

    patient: Patient | None
    match: Match
    ht: Team | None
    queue: Queue | str


def belonging(head: Head, address: Address | None) -> Belonging:
    """By national number; else by name, birth date and sex as a proposal that a person confirms. The HT is
    that of the patient's owning team, else the address's, else the first there is. A fixed few queries.
    """
    raise NotImplementedError


def confirm_patient(*, message: Message, patient: Patient, by: User) -> None:
    """A nurse says who it is. Moves the message to her HT. Raises Refused where somebody said otherwise."""
    raise NotImplementedError


def follow_patients() -> int:
    """Open messages whose patient has got another HT go there, with an audit row. Returns how many."""
    raise NotImplementedError
