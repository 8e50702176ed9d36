"""Write files in the import format: the demo municipality, the example folder and the tests do."""

import csv
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from pathlib import Path

from heltom.lib.clock import OSLO
from imports.format import Table


def write_table(folder: Path, table: Table, rows: Iterable[Mapping[str, object]]) -> int:
    """Write `<folder>/<table>.csv`, `;` between the columns, every column of the format.

    A column that a row leaves out becomes an empty cell; a name that the format does not know is an
    error of the caller (ValueError). Returns the number of rows.
    """
    count = 0
    with (folder / table.file_name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, table.names, restval="", delimiter=";", lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({name: written(value) for name, value in row.items()})
            count += 1
    return count


def written(value: object) -> str:
    """A cell's text: ISO dates, Oslo clock, ja/nei, lists with a space between.

    An hour that comes twice in October is written with its offset, so that it reads back the same.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nei"
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return " ".join(f"{name}={written(part)}" for name, part in value.items())
    if isinstance(value, (list, tuple)):
        return " ".join(str(item) for item in value)
    return str(value)


def _instant(value: datetime) -> str:
    local = value.astimezone(OSLO)
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return f"{local:%Y-%m-%d %H:%M}" + (f"{local:%z}"[:3] + ":00" if twice else "")
