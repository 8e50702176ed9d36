"""Small pieces of SQL that the importer's statements are put together from.

Every table and column name comes from the declaration of the format or from a model, never from a
file; every value from a file travels by COPY and stays a value.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db import connection
from psycopg import sql

from heltom.lib.clock import OSLO


def run(statement: str) -> int:
    """Execute; returns the number of rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.rowcount)


def rows(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def name(identifier: str) -> str:
    return f'"{identifier}"'


def names(identifiers: Iterable[str], prefix: str = "") -> str:
    return ", ".join(f"{prefix}{name(identifier)}" for identifier in identifiers)


def literal(value: object) -> str:
    if isinstance(value, dict):
        return f"{literal(json.dumps(value))}::jsonb"
    return sql.Literal(value).as_string()


def texts(values: Iterable[str]) -> str:
    """An array of texts."""
    return f"ARRAY[{', '.join(literal(value) for value in values)}]::text[]"


def oslo_instant(wall: str) -> str:
    """The instant at which an Oslo clock shows `wall` (a timestamp), as heltom.lib.clock.at has it.

    PostgreSQL takes an hour that comes twice for the second of the two; the ward means the first.
    """
    zone = literal(str(OSLO))
    second = f"(({wall}) AT TIME ZONE {zone})"
    first = f"({second} - interval '1 hour')"
    return f"CASE WHEN {first} AT TIME ZONE {zone} = ({wall}) THEN {first} ELSE {second} END"


def oslo_date(instant: str) -> str:
    return f"(({instant}) AT TIME ZONE {literal(str(OSLO))})::date"
