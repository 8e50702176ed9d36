"""What lies behind a message: its original as text, what was found, what was answered, how it came."""

from __future__ import annotations

import re
from dataclasses import dataclass

from emeldinger.formats.envelope import open_bytes
from emeldinger.formats.reading import read
from emeldinger.models import Arrival, Message
from emeldinger.queries.findings import Told, all_of
from emeldinger.queries.message import letter_of, original_of_message
from emeldinger.queries.receipts import Receipt, receipts_of
from teams.queries import name_of

#: So much text is laid on a page; the rest is in the file.
SHOWN = 200_000
DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?\s*(<\?xml[^>]{0,300}\?>)")


@dataclass(frozen=True, slots=True)
class OriginalPage:
    """`cut` says whether the text is longer than what is shown."""

    message: Message
    text: str
    encoding: str
    cut: bool


@dataclass(frozen=True, slots=True)
class RecordPage:
    message: Message
    told: list[Told]
    receipts: list[Receipt]
    arrivals: list[tuple[Arrival, str]]


def original_page(message: Message) -> OriginalPage:
    """Reads the original. The declaration is shown with the text that it declares."""
    raw = original_of_message(message)
    opened = open_bytes(raw)
    declared = DECLARATION.match(raw[:400])
    text = (declared[1].decode("ascii", "replace") if declared else "") + opened.text
    return OriginalPage(
        message=message,
        text=text[:SHOWN],
        encoding=opened.encoding,
        cut=len(text) > SHOWN or message.original.content is None,
    )


def record_page(message: Message) -> RecordPage:
    """Reads the original. Three queries, and who was first in each."""
    reading = read(letter_of(message))
    arrivals = message.arrivals.select_related("by__staff").order_by("pk")
    return RecordPage(
        message=message,
        told=all_of(message, reading),
        receipts=list(receipts_of(message)),
        arrivals=[(row, name_of(row.by) if row.by else "") for row in arrivals],
    )
