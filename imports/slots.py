"""A column of the format together with what the database says about it: type, length, default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models

from imports.columns import Column, Kind, Table

#: Columns that the model has no field for, by what the cell holds.
PLAIN_TYPES = {
    Kind.TEXT: "text",
    Kind.CHOICE: "text",
    Kind.INSTANT: "timestamp with time zone",
    Kind.REFERENCE: "text",
    Kind.REFERENCES: "text[]",
}


@dataclass(frozen=True, eq=False)
class Slot:
    """`stored` is the model's own column, empty where it has none; `ready` its name once resolved.

    `default` is what an empty cell means for a new row, None being no value at all.
    """

    column: Column
    raw_type: str
    stored: str
    ready: str
    default: object
    nullable: bool
    max_length: int | None
    decimals: int | None
    choices: Mapping[str, object]

    @property
    def name(self) -> str:
        return self.column.name

    @property
    def kind(self) -> Kind:
        return self.column.kind


@cache
def slots(table: Table) -> tuple[Slot, ...]:
    return tuple(_slot(table, column) for column in table.columns)


@cache
def uncovered_defaults(table: Table) -> tuple[tuple[str, object], ...]:
    """Column and value of the model's fields that no file speaks of but a new row must have."""
    covered = {slot.stored for slot in slots(table)} | {"id", "sort_key"}
    return tuple(
        (str(field.column), field.get_default())
        for field in table.model._meta.concrete_fields
        if field.column not in covered and not field.null and not field.has_db_default()
    )


def _slot(table: Table, column: Column) -> Slot:
    folded = {spelling.casefold(): value for spelling, value in (column.choices or {}).items()}
    field = _model_field(table.model, column.name)
    if field is None or field.many_to_many:
        ready = f"{column.name}_id" if column.kind is Kind.REFERENCE else column.name
        return Slot(
            column=column,
            raw_type=PLAIN_TYPES[column.kind],
            stored="",
            ready=ready,
            default=None,
            nullable=True,
            max_length=column.max_length,
            decimals=None,
            choices=folded,
        )
    return Slot(
        column=column,
        raw_type=_raw_type(field, column.kind),
        stored=str(field.column),
        ready=str(field.column),
        default=None if field.null else _default(field),
        nullable=field.null,
        max_length=_max_length(field),
        decimals=getattr(field, "decimal_places", None),
        choices=folded,
    )


def _model_field(model: type[models.Model], name: str) -> models.Field[object, object] | None:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, models.Field) else None


def _raw_type(field: models.Field[object, object], kind: Kind) -> str:
    """As the model stores it; texts without their limit, so that the importer words the fault."""
    if kind is Kind.REFERENCE:
        return "text"
    stored = str(field.db_type(connection))
    return "text" if stored.startswith("varchar(") and not stored.endswith("]") else stored


def _default(field: models.Field[object, object]) -> object:
    if field.has_default():
        default = field.get_default()
        return default.value if isinstance(default, Enum) else default
    return "" if isinstance(field, (models.CharField, models.TextField)) and field.blank else None


def _max_length(field: models.Field[object, object]) -> int | None:
    return (field.base_field if isinstance(field, ArrayField) else field).max_length
