"""A message laid flat for the page: panels with headings of the right level, medicines by use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby, zip_longest

from emeldinger.formats.words import Medicine, Row, Section, Table
from emeldinger.queries.medicines import Told

#: Panels have h2; a message nested deeper than headings go stays at the last.
FIRST, LAST = 2, 6
NARROW = 3
NO = "Nei"


@dataclass(frozen=True, slots=True)
class Group:
    """Medicines that are used the same way: fast, kur, ved behov. `use` is empty where nothing is said."""

    use: str
    medicines: tuple[Medicine, ...]
    news: tuple[Told | None, ...] = ()
    """What is other with each than on the list before, where there is one."""

    @property
    def lines(self) -> list[tuple[Medicine, Told | None]]:
        return list(zip_longest(self.medicines, self.news))

    def with_news(self, told: Mapping[Medicine, Told]) -> Group:
        return replace(self, news=tuple(told.get(one) for one in self.medicines))


@dataclass(frozen=True, slots=True)
class Grid:
    """A table whose every cell knows its heading: on a phone it stands beside it, not above."""

    heads: tuple[str, ...]
    rows: tuple[tuple[tuple[str, str], ...], ...]

    @property
    def is_wide(self) -> bool:
        """More columns than a phone has room for side by side."""
        return len(self.heads) > NARROW


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
    def is_bare(self) -> bool:
        """A heading with nothing right under it."""
        return not (self.rows or self.paragraphs or self.grids or self.groups)

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
        """What the section is called; its first block has no heading of its own."""
        return self.blocks[0].heading


def with_news(panels: Iterable[Panel], told: Mapping[Medicine, Told]) -> list[Panel]:
    """Each medicine with what is other with it."""

    def block(one: Block) -> Block:
        return replace(one, groups=tuple(group.with_news(told) for group in one.groups))

    return [replace(one, blocks=tuple(map(block, one.blocks))) for one in panels]


def panels(sections: Iterable[Section], prefix: str) -> list[Panel]:
    """`prefix` keeps the anchors of the columns apart."""
    return [
        Panel(f"{prefix}-{number}", tuple(_laid_flat(section)))
        for number, section in enumerate(sections, 1)
    ]


def _laid_flat(section: Section) -> Iterator[Block]:
    """Depth first and without recursion: how deep a message is, the sender decides."""
    waiting = [(section, 0)]
    while waiting:
        here, depth = waiting.pop()
        lists, others = _parted(here.sections)
        if _is_only_around(here, lists, others):
            waiting.append((others[0], depth))
            continue
        yield _block(here, depth, lists)
        waiting += [(inner, depth + 1) for inner in reversed(others)]


def _parted(sections: tuple[Section, ...]) -> tuple[list[Section], list[Section]]:
    """Those that are a list of medicines and nothing else, and the others."""
    lists = [one for one in sections if one.medicines and one == _only_medicines(one)]
    return lists, [one for one in sections if one not in lists]


def _only_medicines(section: Section) -> Section:
    return Section(section.heading, medicines=section.medicines)


def _is_only_around(section: Section, lists: list[Section], others: list[Section]) -> bool:
    """A heading whose only content is a section with the same heading."""
    is_empty = section == Section(section.heading, sections=section.sections, weight=section.weight)
    return is_empty and not lists and [one.heading for one in others] == [section.heading]


def _block(section: Section, depth: int, lists: Iterable[Section]) -> Block:
    inner = [Group(one.heading, one.medicines) for one in lists]
    return Block(
        heading=section.heading,
        depth=depth,
        rows=tuple(_with_noes_together(section.rows)),
        paragraphs=section.paragraphs,
        grids=tuple(_grid(table) for table in section.tables),
        groups=(*_by_use(section.medicines), *inner),
        is_warning=section.weight == "warning",
    )


def _with_noes_together(rows: tuple[Row, ...]) -> Iterator[Row]:
    """What is answered with no stands in one line: what is answered with yes is what must be seen."""
    for is_no, run in groupby(rows, key=lambda row: row.text == NO and not row.code):
        same = list(run)
        if is_no and len(same) > 1:
            yield Row(NO, ", ".join(row.label for row in same))
        else:
            yield from same


def _by_use(medicines: tuple[Medicine, ...]) -> Iterator[Group]:
    """In the message's order of uses, and its order of medicines within each."""
    uses = list(dict.fromkeys(medicine.use for medicine in medicines))
    ordered = sorted(medicines, key=lambda medicine: uses.index(medicine.use))
    for use, same in groupby(ordered, key=lambda medicine: medicine.use):
        yield Group(use, tuple(same))


def _grid(table: Table) -> Grid:
    rows = (tuple(zip_longest(table.heads, row, fillvalue="")) for row in table.rows)
    return Grid(table.heads, tuple(rows))
