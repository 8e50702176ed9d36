"""Read files into the staging tables, a line at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from imports.columns import Table
from imports.faults import Fault, Faults
from imports.reader import Reader
from imports.rows import RowReader
from imports.staging import copy_in

type Progress = Callable[[str], None]

LINES_BETWEEN_REPORTS = 2_000


@dataclass(frozen=True)
class Staged:
    """What was found in a file: its columns, its rows, and whether its keys are all there."""

    given: tuple[str, ...] = ()
    readable: bool = True
    count: int = 0


def stage_file(this: Table, path: Path, faults: Faults, progress: Progress) -> Staged:
    with path.open("rb") as file:
        reader = Reader(file)
        reader.read_heading()
        if not reader.heading:
            faults.add(_fault(this, 0, _("Filen er tom"), _("En overskrift med kolonnene.")))
            return Staged(readable=False)
        if reader.foreign:
            what = _("Filen er ikke ren tekst")
            faults.add(_fault(this, 0, what, _("Lagre den som «CSV UTF-8» i regnearket.")))
            return Staged(readable=False)
        lines = RowReader(this, reader.heading, faults, reader.heading_line)
        lines.read_heading()
        count = copy_in(this, _rows(this, reader, lines, progress))
    _report_reading(this, reader, faults)
    key = {name for name in this.key if this.column(name).required}
    readable = key <= set(lines.given) and not reader.too_long
    return Staged(lines.given, readable, count)


def _rows(
    this: Table, reader: Reader, lines: RowReader, progress: Progress
) -> Iterator[tuple[object, ...]]:
    for number, record in enumerate(reader.records()):
        if number % LINES_BETWEEN_REPORTS == 0:
            place = {"file": this.file_name, "line": record.line}
            progress(_("Leser %(file)s, linje %(line)s") % place)
        yield lines.staged(record)


def _report_reading(this: Table, reader: Reader, faults: Faults) -> None:
    if reader.bad_encoding:
        what = _("Filen er ikke UTF-8")
        expected = _("Lagre den som «CSV UTF-8»; dette er første linje der det ikke stemmer.")
        faults.add(_fault(this, reader.bad_encoding, what, expected, "encoding"))
    if reader.too_long:
        what = _("Linjen er for lang til å være en rad")
        expected = _("Linjeskift mellom radene; resten av filen er ikke lest.")
        faults.add(_fault(this, reader.too_long, what, expected))


def _fault(this: Table, line: int, what: str, expected: str, kind: str = "file") -> Fault:
    return Fault(this.file_name, line, "", kind, what, expected)
