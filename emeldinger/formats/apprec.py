"""The application receipt (AppRec 1.0 and 1.1, HIS 80415): read, and written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from emeldinger.formats.head import Party
from emeldinger.formats.letter import Letter


@dataclass(frozen=True, slots=True)
class Fault:
    """One error of list 8221. `detail` is the free text (OT) that always has to be shown."""

    code: str
    text: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """`status` of 8258: 1 OK, 2 rejected, 3 OK with a fault in a part. `answers` is the MsgId it is on."""

    status: str
    answers: str
    faults: tuple[Fault, ...] = ()


def read_receipt(letter: Letter) -> Receipt:
    """Of a letter whose head is a receipt. What is missing is empty. Never raises."""
    raise NotImplementedError


def write_receipt(
    *,
    msg_id: str,
    written_at: datetime,
    letter: Letter,
    sender: Party,
    status: str,
    faults: tuple[Fault, ...] = (),
) -> bytes:
    """AppRec 1.1 in UTF-8 on the letter, from `sender` (that of its receivers which is ours) to whoever
    sent it. Valid to the official schema wherever the letter says who sent it and with which MsgId.
    """
    raise NotImplementedError
