"""A municipality's folder that a test can spoil: the example of the documentation, in memory."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.db import connection

from imports.actions import LOCK, import_folder
from imports.format import TABLES

EXAMPLE = Path(__file__).parents[2] / "docs" / "example-import"


class Folder:
    """The files as lists of rows; `write` puts those that are left on disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.headings: dict[str, list[str]] = {}
        self.rows: dict[str, list[dict[str, str]]] = {}
        for table in TABLES:
            with (EXAMPLE / table.file_name).open(encoding="utf-8", newline="") as file:
                reader = csv.DictReader(file, delimiter=";")
                self.rows[table.name] = list(reader)
                self.headings[table.name] = list(reader.fieldnames or [])

    def only(self, *names: str) -> Folder:
        self.rows = {name: rows for name, rows in self.rows.items() if name in names}
        return self

    def add(self, name: str, /, **cells: str) -> int:
        """Add a row; returns its line in the file."""
        self._head(name, cells)
        self.rows.setdefault(name, []).append(cells)
        return self.line(name)

    def change(self, name: str, number: int, /, **cells: str) -> int:
        """Change cells of a row (0 is the first); returns its line."""
        self._head(name, cells)
        self.rows[name][number].update(cells)
        return self.line(name, number)

    def line(self, name: str, number: int = -1) -> int:
        """The line of a row in the file, cells with line breaks counted."""
        rows = self.rows[name]
        before = rows[: number % len(rows)]
        return 2 + len(before) + sum("".join(map(str, row.values())).count("\n") for row in before)

    def write(self, encoding: str = "utf-8", delimiter: str = ";") -> Path:
        self.path.mkdir(exist_ok=True)
        for old in self.path.glob("*.csv"):
            old.unlink()
        for name, rows in self.rows.items():
            with (self.path / f"{name}.csv").open("w", encoding=encoding, newline="") as file:
                writer = csv.DictWriter(
                    file, self.headings[name], delimiter=delimiter, restval="", lineterminator="\n"
                )
                writer.writeheader()
                writer.writerows(rows)
        return self.path

    def spoil(self, name: str, before: str, after: str) -> None:
        """Edit the written file as text, as an editor would."""
        path = self.path / f"{name}.csv"
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after, 1), encoding="utf-8")

    def _head(self, name: str, cells: dict[str, str]) -> None:
        heading = self.headings.setdefault(name, [])
        heading += [column for column in cells if column not in heading]


def load_example(path: Path):
    """The example into the database: by a fixture of a module, for all of its tests."""
    result = import_folder(folder=Folder(path / "kommune").write(), by=None)
    assert result.faults == []
    return result


def database_checksum() -> dict[str, str]:
    """Number of rows and a checksum of their text, for every table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(relname) FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"
        )
        sums = {}
        for (table,) in cursor.fetchall():
            content = "coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '')"
            # The names are those of our own tables, quoted by the database.
            cursor.execute(f"SELECT count(*) || ' ' || {content} FROM {table} t")  # noqa: S608
            sums[table] = cursor.fetchone()[0]
    return sums


@contextmanager
def another_import() -> Iterator[None]:
    """As while somebody else's import runs: the lock is held by another connection."""
    parameters = connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}
    with psycopg.connect(**parameters) as other:
        other.execute(f"SELECT pg_advisory_lock({LOCK})")
        try:
            yield
        finally:
            other.execute(f"SELECT pg_advisory_unlock({LOCK})")
