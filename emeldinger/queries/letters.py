"""Letters as they are read: one on its way, as its receiver will see it, and those half written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db.models import F
from django.http import Http404
from django.utils.translation import gettext as _

from emeldinger import letter_words as words
from emeldinger.formats.letter import read_letter
from emeldinger.formats.reading import read
from emeldinger.models import Letter, LetterKind, LetterState
from emeldinger.queries.blocks import Panel, panels
from emeldinger.queries.due_words import DueWords, due_words
from emeldinger.queries.letter_bytes import compose, signer_of
from emeldinger.queries.letter_parties import name_of_receiver
from emeldinger.queries.message import SENDING as ENVELOPE
from heltom.lib import clock
from teams.models import Team, User
from teams.permissions import Permission, can, check_can, colleague_units
from teams.queries import name_of

_JOINED = (
    "ht__site__unit",
    "patient",
    "answers__address__parent",
    "answers__original",
    "made_by__staff",
    "changed_by__staff",
    "signed_by__staff",
    "sending__original",
)


def get_letter(user: User, pk: int) -> Letter:
    """A letter of an HT whose messages the user may read. Raises Http404 for a stranger, NotAllowed for a
    colleague."""
    found = Letter.objects.select_related(*_JOINED).filter(pk=pk).first()
    if found is None or found.ht.site.unit_id not in colleague_units(user):
        raise Http404
    check_can(user, Permission.SEE_MESSAGES, found.ht)
    return found


def get_draft(user: User, pk: int) -> Letter:
    """One that she may write in. Raises NotAllowed for who only reads."""
    found = get_letter(user, pk)
    check_can(user, Permission.HANDLE_MESSAGES, found.ht)
    return found


@dataclass(frozen=True, slots=True)
class FactGroup:
    """One kind of fact in a report: (key, what it is, whether it goes along)."""

    heading: str
    items: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class LetterPage:
    letter: Letter
    receiver: str
    groups: tuple[FactGroup, ...]
    others: str
    """Who has written in it beside the reader, where somebody has."""


def letter_page(letter: Letter, user: User) -> LetterPage:
    """No queries: the letter has come with its people."""
    hands = {one.pk: name_of(one) for one in (letter.made_by, letter.changed_by) if one != user}
    return LetterPage(
        letter=letter,
        receiver=name_of_receiver(letter.receiver),
        groups=tuple(_groups(letter)),
        others=_(" og ").join(hands.values()),
    )


def _groups(letter: Letter) -> Iterator[FactGroup]:
    out = set(letter.content.get("out", ()))
    for name, heading in words.REPORT_FACTS.items():
        rows = letter.content.get("facts", {}).get(name, ())
        keys = [words.item_key(name, number) for number in range(len(rows))]
        if rows:
            yield FactGroup(
                str(heading),
                tuple(
                    (key, fact_in_words(name, row), key not in out)
                    for key, row in zip(keys, rows, strict=True)
                ),
            )


def fact_in_words(name: str, row: dict[str, Any]) -> str:
    match name:
        case "kin":
            first = _("ringes først") if row["first"] else ""
            return ", ".join(filter(None, (row["name"], row["relation"], row["phone"], first)))
        case "contacts":
            return ", ".join(filter(None, (f"{row['given']} {row['family']}", row["phone"])))
        case "diagnoses":
            return f"{row['name']} ({row['code']})"
        case "functions":
            return f"{row['text']}: {row['score']}"
        case _:
            return str(row["name"])


@dataclass(frozen=True, slots=True)
class Preview:
    """As the receiver will read it: written out and read back by our own reader. `wrong` is what keeps it
    from being sent, `left_out` what HeltOm knew and it does not say."""

    letter: Letter
    receiver: str
    panels: list[Panel]
    wrong: tuple[str, ...]
    left_out: tuple[str, ...]
    may_sign: bool
    signed_by: str

    @property
    def is_draft(self) -> bool:
        return self.letter.state == LetterState.DRAFT


def preview(letter: Letter, user: User) -> Preview:
    """Of one that was sent its own bytes are read. Raises Refused where it has no address yet."""
    wrong = words.missing(letter.kind, letter.content, letter.receiver)
    is_draft = letter.state == LetterState.DRAFT
    raw = b"" if wrong or not is_draft else _written(letter, user)
    if letter.sending is not None:
        raw = bytes(letter.sending.original.content or b"")
    is_report = letter.kind == LetterKind.ADMISSION_REPORT
    return Preview(
        letter=letter,
        receiver=name_of_receiver(letter.receiver),
        panels=list(_panels(raw)),
        wrong=tuple(dict.fromkeys(wrong.values())) if is_draft else (),
        left_out=tuple(words.taken_out(letter.content)) if is_report else (),
        may_sign=is_draft and not wrong and can(user, Permission.HANDLE_MESSAGES, letter.ht),
        signed_by=name_of(letter.signed_by) if letter.signed_by else "",
    )


def _written(letter: Letter, user: User) -> bytes:
    """With a number that it is never sent under; for a leader who looks, as she who wrote in it last."""
    writes = can(user, Permission.HANDLE_MESSAGES, letter.ht)
    signer = signer_of(user if writes else letter.changed_by)
    return compose(letter, signer=signer, msg_id=str(uuid4()), at=clock.now()).raw


def _panels(raw: bytes) -> Iterator[Panel]:
    """What stands in it; how it is sent stands above."""
    sections = read(read_letter(raw)).sections if raw else ()
    yield from panels((one for one in sections if one.heading not in ENVELOPE), "brev")


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter that lies half written, for the desk."""

    letter: Letter
    receiver: str
    by: str
    now: datetime

    @property
    def due_at(self) -> datetime | None:
        """By when the message it is written on must be dealt with, also where that is closed by now."""
        return self.letter.answers.due_at if self.letter.answers else None

    @property
    def due(self) -> DueWords:
        answers = self.letter.answers
        return due_words(answers, self.now) if answers and answers.due_at else DueWords()

    @property
    def is_late(self) -> bool:
        return self.due_at is not None and self.due_at < self.now

    @property
    def patient(self) -> str:
        """The number: on boards nobody has a name."""
        return self.letter.patient.number if self.letter.patient else ""


def open_drafts(ht: Team) -> list[Draft]:
    """Those of the HT that nobody has signed or dropped: what is due first, then the oldest. One query,
    by a partial index.
    """
    now = clock.now()
    rows = Letter.objects.filter(ht=ht, state=LetterState.DRAFT)
    rows = rows.order_by(F("answers__due_at").asc(nulls_last=True), "made_at", "pk")
    joined = rows.select_related("patient", "answers", "changed_by__staff", "ht")
    return [
        Draft(row, name_of_receiver(row.receiver), name_of(row.changed_by), now)
        for row in joined[:200]
    ]
