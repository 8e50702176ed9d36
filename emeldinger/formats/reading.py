"""What a nurse reads: the message as sections of plain words, medicines as a table, attachments."""

from __future__ import annotations

from emeldinger.formats.letter import Letter
from emeldinger.formats.readers.common import Reader
from emeldinger.formats.words import Attachment, Medicine, Reading, Row, Section, Table

__all__ = ["READERS", "Attachment", "Medicine", "Reading", "Row", "Section", "Table", "read"]

#: The reader of each namespace (emeldinger/formats/namespaces.py names them all).
READERS: dict[str, Reader] = {}


def read(letter: Letter) -> Reading:
    """Never raises; a document that no reader knows is shown as it stands."""
    raise NotImplementedError
