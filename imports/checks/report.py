"""From a query that finds faulty lines to faults, without fetching more than can be shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from heltom.lib.clock import OSLO
from imports.columns import Column, Kind, Table
from imports.faults import Fault, Faults
from imports.sql import literal, name, rows, texts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.functional import _StrPromise

    type Text = str | _StrPromise


@dataclass
class Checking:
    """What is checked: the tables that have a file, and those whose file could not be read."""

    faults: Faults
    present: frozenset[str]
    unreadable: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Words:
    """How a fault is worded. `column` may name several, with commas between."""

    column: str
    kind: str
    what: Text
    expected: Text


def report(checking: Checking, table: str, words: Words, query: str) -> None:
    """`query` gives line, the other line that it clashes with (0 for none, null for a row of the
    database) and the value to show."""
    room = checking.faults.room
    limit = "" if room is None else f"LIMIT {max(room, 1)}"
    found = rows(
        f"SELECT q.*, count(*) OVER () FROM ({query}) q(line, other, value) ORDER BY line {limit}"
    )
    file = f"{table}.csv"
    for line, other, value, _all in found:
        what = f"{words.what}{_beside(other)}"
        checking.faults.add(
            Fault(
                file,
                line,
                words.column,
                words.kind,
                what,
                str(words.expected),
                str(value or ""),
            )
        )
    if found:
        checking.faults.count_unseen(file, found[0][3] - len(found))


def sound(alias: str, columns: Iterable[str]) -> str:
    """That none of these columns of a row was unreadable: its own fault is told already."""
    return f"NOT {alias}.bad && {texts(columns)}"


def shown(table: Table, columns: Iterable[str]) -> str:
    """The cells of `raw` as one text, times on an Oslo clock."""
    cells = ", ".join(_shown(table.column(column)) for column in columns)
    return f"concat_ws(' ', {cells})"


def _shown(column: Column) -> str:
    cell = f"raw.{name(column.name)}"
    if column.kind is Kind.INSTANT:
        return f"to_char({cell} AT TIME ZONE {literal(str(OSLO))}, 'DD.MM.YYYY HH24:MI')"
    if column.kind is Kind.DATE:
        return f"to_char({cell}, 'DD.MM.YYYY')"
    return f"to_char({cell}, 'HH24:MI')" if column.kind is Kind.CLOCK else f"{cell}::text"


def _beside(other: object) -> str:
    if other is None:
        return _(" (alt i databasen)")
    return _(" (se linje %(line)s)") % {"line": other} if other else ""
