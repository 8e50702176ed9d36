"""From bytes to a tree, whatever the bytes are, at a bounded cost of memory and time."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from emeldinger.formats.finding import Finding


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one message: bytes, elements, depth. Over them it is kept, and not read whole."""

    size: int = 20 * 1024 * 1024
    elements: int = 200_000
    depth: int = 100


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Opened:
    """`tree` is the root as far as it could be read (wrappers taken off), None where there is none.

    `well_formed` says whether it was read without mending. `text` is the document as text, cut where it
    was too long, for showing what came.
    """

    tree: etree._Element | None
    text: str
    encoding: str
    well_formed: bool
    findings: tuple[Finding, ...]


def open_bytes(raw: bytes, limits: Limits = LIMITS) -> Opened:
    """Never raises. `raw` may be only the beginning of what is too large."""
    raise NotImplementedError
