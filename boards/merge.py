"""What two people wrote in one text at the same time, line by line. Plain text in, plain text out."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Edit:
    """Lines `first` to `last` (not it) of what stood have become `lines`."""

    first: int
    last: int
    lines: tuple[str, ...]

    def crosses(self, other: Edit) -> bool:
        """Whether both changed the same line, or one wrote in the middle of what the other changed."""
        if self.first == self.last == other.first == other.last:
            return False
        return self.first < other.last and other.first < self.last


def merged(was: str, theirs: str, mine: str) -> str | None:
    """Both people's changes to `was`, or None where both changed the same line. What both added in the
    same place stands with theirs first, for they were first.
    """
    if mine == was or theirs == mine:
        return theirs
    if theirs == was:
        return mine
    lines = was.splitlines()
    first, second = _edits(lines, theirs), _edits(lines, mine)
    second = [edit for edit in second if edit not in first]
    if any(one.crosses(other) for one in first for other in second):
        return None
    return "\n".join(_applied(lines, sorted([*first, *second], key=_place)))


def _edits(lines: list[str], text: str) -> list[Edit]:
    now = text.splitlines()
    matcher = SequenceMatcher(None, lines, now, autojunk=False)
    return [
        Edit(first, last, tuple(now[begin:end]))
        for tag, first, last, begin, end in matcher.get_opcodes()
        if tag != "equal"
    ]


def _place(edit: Edit) -> tuple[int, int]:
    """What is put in before a line comes before what the line has become."""
    return edit.first, edit.last


def _applied(lines: list[str], edits: list[Edit]) -> list[str]:
    found, at = [], 0
    for edit in edits:
        found += [*lines[at : edit.first], *edit.lines]
        at = edit.last
    return [*found, *lines[at:]]
