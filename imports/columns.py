"""The words in which the import format is declared: a table, a column, and what a cell may hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db import models


class Kind(StrEnum):
    """What a cell holds. How each is written is said in imports/cells.py and docs/import-format.md."""

    TEXT = "text"
    CODE = "code"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "yes/no"
    CHOICE = "choice"
    DATE = "date"
    INSTANT = "instant"
    CLOCK = "clock"
    REFERENCE = "reference"
    REFERENCES = "list of references"
    WEEKDAYS = "weekdays"
    LANGUAGES = "languages"
    NATIONAL_NUMBER = "national number"
    PARTS = "parts"


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a file. `name` is the heading, and that of the model's field where it has one.

    `choices` gives the stored value for every accepted spelling, the first spelling of a value being
    the one that is documented and written. `to` names the table that a reference points to.
    `low` and `high` bound numbers, both included. `from_plan` tells that an empty cell of a visit
    takes what its plan says. `pattern` is a regular expression that the whole cell must fit;
    `max_length` is for columns that the model has no field for.
    """

    name: str
    kind: Kind
    meaning: str
    example: str
    required: bool = False
    choices: Mapping[str, object] | None = None
    to: str = ""
    low: float | None = None
    high: float | None = None
    from_plan: bool = False
    pattern: str = ""
    max_length: int | None = None

    @property
    def spellings(self) -> list[str]:
        """The documented spelling of each choice."""
        first: dict[object, str] = {}
        for spelling, value in (self.choices or {}).items():
            first.setdefault(value, spelling)
        return list(first.values())


@dataclass(frozen=True, eq=False)
class Table:
    """One file of the format: `<name>.csv`, its columns, and the columns that make a row unique.

    `ends` is the column whose filling-in ends a row (the summary counts those apart). `shared` are
    columns that people write in HeltOm as well: there a file counts only where it says something
    else than it said last (imports/memory.py).
    """

    name: str
    model: type[models.Model]
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    ends: str = ""
    shared: tuple[str, ...] = ()

    @property
    def file_name(self) -> str:
        return f"{self.name}.csv"

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def text(
    name: str,
    meaning: str,
    example: str,
    *,
    required: bool = False,
    pattern: str = "",
    max_length: int | None = None,
) -> Column:
    return Column(
        name, Kind.TEXT, meaning, example, required, pattern=pattern, max_length=max_length
    )


def code(name: str, meaning: str, example: str) -> Column:
    """A code that other files refer to: letters, digits, hyphen and underscore, no spaces."""
    return Column(name, Kind.CODE, meaning, example, required=True)


def integer(
    name: str, meaning: str, example: str, low: int, high: int, *, required: bool = False
) -> Column:
    return Column(name, Kind.INTEGER, meaning, example, required, low=low, high=high)


def decimal(
    name: str, meaning: str, example: str, low: float, high: float, *, required: bool = False
) -> Column:
    return Column(name, Kind.DECIMAL, meaning, example, required, low=low, high=high)


def boolean(name: str, meaning: str, example: str = "ja") -> Column:
    return Column(name, Kind.BOOLEAN, meaning, example)


def choice(
    name: str,
    meaning: str,
    example: str,
    choices: type[models.Choices] | Mapping[str, object],
    *,
    required: bool = False,
) -> Column:
    accepted = choices if isinstance(choices, Mapping) else spellings_of(choices)
    return Column(name, Kind.CHOICE, meaning, example, required, choices=accepted)


def day(name: str, meaning: str, example: str, *, required: bool = False) -> Column:
    return Column(name, Kind.DATE, meaning, example, required)


def instant(name: str, meaning: str, example: str, *, required: bool = False) -> Column:
    return Column(name, Kind.INSTANT, meaning, example, required)


def clock(name: str, meaning: str, example: str, *, required: bool = False) -> Column:
    return Column(name, Kind.CLOCK, meaning, example, required)


def reference(name: str, to: str, meaning: str, example: str, *, required: bool = False) -> Column:
    return Column(name, Kind.REFERENCE, meaning, example, required, to=to)


def references(name: str, to: str, meaning: str, example: str) -> Column:
    return Column(name, Kind.REFERENCES, meaning, example, to=to)


def from_plan(*columns: Column) -> tuple[Column, ...]:
    """Columns of a visit that are the plan's where the cell is empty."""
    return tuple(replace(column, from_plan=True) for column in columns)


def spellings_of(choices: type[models.Choices]) -> dict[str, object]:
    """Every stored value by its own writing; number classes by their Norwegian word as well."""
    accepted: dict[str, object] = {str(value): value for value in choices.values}
    for value, label in choices.choices:
        if isinstance(value, int):
            accepted.setdefault(str(label).casefold(), value)
    return accepted
