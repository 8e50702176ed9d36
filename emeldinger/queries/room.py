"""How much of a message one page holds. A message may be 20 MB; nobody reads that on a screen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from emeldinger.formats.words import Row
from emeldinger.queries.blocks import Block, Panel

#: Letters on one page (some hundred pages of paper), and of one text. The rest is in the original.
LETTERS = 500_000
LONGEST = 50_000
#: What a line costs beside its letters: tags, and time.
A_LINE = 60


@dataclass(slots=True)
class Room:
    """What is left of it, and whether anything was cut. Once full, nothing more gets in."""

    left: int = LETTERS
    is_cut: bool = False

    def takes(self, *texts: str) -> bool:
        self.left -= A_LINE + sum(map(len, texts))
        self.is_cut = self.is_cut or self.left < 0
        return self.left >= 0

    def panels(self, panels: Iterable[Panel]) -> list[Panel]:
        """As many as get in, in their order. What is cut is cut from the end."""
        fitted = (replace(one, blocks=tuple(self._blocks(one.blocks))) for one in panels)
        return [one for one in fitted if one.blocks]

    def _blocks(self, blocks: Iterable[Block]) -> Iterable[Block]:
        for block in blocks:
            if not self.takes(block.heading):
                return
            yield self._block(block)

    def _block(self, block: Block) -> Block:
        rows = (Row(row.label, self._cut(row.text), row.code) for row in block.rows)
        grids = (
            replace(grid, rows=tuple(row for row in grid.rows if self.takes(*_cells(row))))
            for grid in block.grids
        )
        groups = (
            replace(group, medicines=tuple(one for one in group.medicines if self.takes(one.note)))
            for group in block.groups
        )
        return replace(
            block,
            rows=tuple(row for row in rows if self.takes(row.label, row.text)),
            paragraphs=tuple(text for text in map(self._cut, block.paragraphs) if self.takes(text)),
            grids=tuple(grids),
            groups=tuple(groups),
        )

    def _cut(self, text: str) -> str:
        if len(text) <= LONGEST:
            return text
        self.is_cut = True
        return f"{text[:LONGEST]} …"


def _cells(row: tuple[tuple[str, str], ...]) -> Iterable[str]:
    return (cell for _head, cell in row)
