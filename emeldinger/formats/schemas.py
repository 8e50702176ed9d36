"""Validation against the official schemas, where the operator points a setting at a folder of them."""

from __future__ import annotations

from pathlib import Path

from emeldinger.formats.finding import Finding
from emeldinger.formats.letter import Letter


def validate(letter: Letter, folder: Path) -> list[Finding]:
    """Findings of MsgHead (or AppRec) and of each document. Schemas are found by their target namespace,
    wherever in the folder they lie, compiled once for each process. Never raises, never fetches anything.
    """
    raise NotImplementedError
