"""What is wrong with a folder: each fault with its file, line and column, said in Norwegian."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.translation import gettext as _

#: So many faults are kept and shown unless the caller asks for all; every one is counted.
SHOWN = 1_000
#: A value in a message is cut after this many characters.
VALUE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """`line` 0 is the file as a whole; `column` is empty where the whole line is meant.

    `kind` is for programs: missing, date, number, choice, reference, duplicate, …
    """

    file: str
    line: int
    column: str
    kind: str
    what: str
    expected: str
    value: str = ""

    def __str__(self) -> str:
        place = self.file
        if self.line:
            place += _(", linje %(line)s") % {"line": self.line}
        if self.column:
            place += _(", kolonne %(column)s") % {"column": self.column}
        value = f" («{shortened(self.value)}»)" if self.value else ""
        return f"{place}: {self.what}{value}. {self.expected}"


class Faults:
    """The faults of one run: the first `limit` are kept, all are counted (None keeps all)."""

    def __init__(self, limit: int | None = SHOWN) -> None:
        self.limit = limit
        self.kept: list[Fault] = []
        self.by_file: Counter[str] = Counter()

    def add(self, fault: Fault) -> None:
        self.by_file[fault.file] += 1
        if self.room is None or self.room > 0:
            self.kept.append(fault)

    def count_unseen(self, file: str, number: int) -> None:
        """Faults that were found but not fetched, because there was no room for them."""
        self.by_file[file] += number

    @property
    def room(self) -> int | None:
        return None if self.limit is None else self.limit - len(self.kept)

    @property
    def total(self) -> int:
        return self.by_file.total()

    def in_order(self, files: Iterable[str]) -> list[Fault]:
        """The kept faults by file, in the order of `files`, and by line."""
        order = {file: number for number, file in enumerate(files)}
        return sorted(self.kept, key=lambda fault: (order.get(fault.file, -1), fault.line))


def shortened(value: str) -> str:
    """On one line, without characters that a terminal would take for orders."""
    flat = "".join(letter if letter.isprintable() else " " for letter in value).strip()
    return flat if len(flat) <= VALUE_LENGTH else flat[: VALUE_LENGTH - 1] + "…"


def nearest(value: str, known: Iterable[str]) -> str:
    """The known word that is most like this one, or nothing where none is."""
    by_folded = {word.casefold(): word for word in known}
    near = get_close_matches(value.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[near[0]] if near else ""


def did_you_mean(value: str, known: Iterable[str]) -> str:
    """ "Mente du «…»?" for the nearest known word, or nothing."""
    word = nearest(value, known)
    return _("Mente du «%(word)s»?") % {"word": word} if word else ""
