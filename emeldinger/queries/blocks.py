"""A message laid flat for the page: panels with headings of the right level, medicines by use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, zip_longest

from emeldinger.formats.words import Medicine, Row, Section, Table

#: Panels have h2; a message nested deeper than headings go stays at the last.
FIRST, LAST = 2, 6


@dataclass(frozen=True, slots=True)
class Group:
    """Medicines that are used the same way: fast, kur, ved behov. `use` is empty where nothing is said."""

    use: str
    medicines: tuple[Medicine, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table whose every cell knows its heading: on a phone it stands beside it, not above."""

    heads: tuple[str, ...]
    rows: tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One heading with what stands right under it. `depth` is how far in, from 0."""

    heading: str
    depth: int
    rows: tuple[Row, ...]
    paragraphs: tuple[str, ...]
    grids: tuple[Grid, ...]
    groups: tuple[Group, ...]
    is_warning: bool

    @property
    def level(self) -> int:
        return min(FIRST + self.depth, LAST)

    @property
    def indent(self) -> int:
        return min(self.depth, LAST - FIRST)


@dataclass(frozen=True, slots=True)
class Panel:
    """One of the message's own sections, with all that lies inside it."""

    anchor: str
    blocks: tuple[Block, ...]

    @property
    def heading(self) -> str:
        return self.blocks[0].heading


def panels(sections: Iterable[Section]) -> list[Panel]:
    return [
        Panel(f"del-{number}", tuple(_laid_flat(section)))
        for number, section in enumerate(sections, 1)
    ]


def _laid_flat(section: Section) -> Iterator[Block]:
    """Depth first and without recursion: how deep a message is, the sender decides."""
    waiting = [(section, 0)]
    while waiting:
        here, depth = waiting.pop()
        yield _block(here, depth)
        waiting += [(inner, depth + 1) for inner in reversed(here.sections)]


def _block(section: Section, depth: int) -> Block:
    return Block(
        heading=section.heading,
        depth=depth,
        rows=section.rows,
        paragraphs=section.paragraphs,
        grids=tuple(_grid(table) for table in section.tables),
        groups=tuple(_by_use(section.medicines)),
        is_warning=section.weight == "warning",
    )


def _by_use(medicines: tuple[Medicine, ...]) -> Iterator[Group]:
    """In the message's order of uses, and its order of medicines within each."""
    uses = list(dict.fromkeys(medicine.use for medicine in medicines))
    ordered = sorted(medicines, key=lambda medicine: uses.index(medicine.use))
    for use, same in groupby(ordered, key=lambda medicine: medicine.use):
        yield Group(use, tuple(same))


def _grid(table: Table) -> Grid:
    rows = (tuple(zip_longest(table.heads, row, fillvalue="")) for row in table.rows)
    return Grid(table.heads, tuple(rows))
