"""From the bytes of a file to its lines and cells, one at a time, whatever a spreadsheet has done.

Nothing here grows with the file: a line has at most MAX_LINE bytes, and a cell with line breaks in
it at most MAX_BREAKS of them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BufferedIOBase

MAX_LINE = 100_000
MAX_BREAKS = 200
#: UTF-16, and a spreadsheet that was given another name instead of being saved as text.
NOT_TEXT = (b"\xff\xfe", b"\xfe\xff", b"PK\x03\x04")
DELIMITERS = (";", ",", "\t")


@dataclass(slots=True)
class Record:
    """One line of the table, which begins on physical line `line` (the heading is line 1).

    `broken` tells that the quotes do not close; the cells are then cut at the delimiter alone.
    """

    line: int
    cells: list[str]
    broken: bool = False


@dataclass
class Reader:
    """Reads one file. After reading, `bad_encoding` holds the first line that was not UTF-8.

    `too_long` is the first line that was longer than any line can be, and ended the reading;
    `foreign` tells that the file is something else altogether.
    """

    file: BufferedIOBase
    delimiter: str = ";"
    heading: list[str] = field(default_factory=list)
    heading_line: int = 1
    bad_encoding: int = 0
    too_long: int = 0
    foreign: bool = False
    _line: int = 0
    _returned: list[tuple[int, str]] = field(default_factory=list)

    def read_heading(self) -> None:
        """Take the first line that is not blank; `sep=;`, which Excel writes, is passed over."""
        while (found := self._next()) is not None:
            text = found[1]
            if text.strip() and not text.casefold().startswith("sep="):
                self.delimiter = max(DELIMITERS, key=text.count)
                self.heading = self._split(text)
                self.heading_line = found[0]
                return

    def records(self) -> Iterator[Record]:
        """The lines after the heading. Blank ones, and ones of empty cells, are left out."""
        while (found := self._next()) is not None:
            line, text = found
            quoted = '"' in text
            record = (
                self._quoted(line, text) if quoted else Record(line, text.split(self.delimiter))
            )
            if record.broken or any(cell.strip() for cell in record.cells):
                yield record

    def _quoted(self, line: int, text: str) -> Record:
        """A line with quotes, which may go on over several physical lines.

        Where that does not give the right number of cells, only the first line is at fault and
        the others are read again as lines of their own.
        """
        taken: list[tuple[int, str]] = []
        whole = text
        while whole.count('"') % 2 and len(taken) < MAX_BREAKS:
            following = self._next()
            if following is None:
                break
            taken.append(following)
            whole += "\n" + following[1]
        cells = self._parsed(whole)
        if cells is not None and (not taken or len(cells) == len(self.heading)):
            return Record(line, cells)
        self._returned[:0] = taken
        return Record(line, self._split(text), broken=True)

    def _parsed(self, text: str) -> list[str] | None:
        rows = csv.reader([text], delimiter=self.delimiter, strict=True, skipinitialspace=True)
        try:
            return next(rows)
        except (csv.Error, StopIteration):
            return None

    def _split(self, text: str) -> list[str]:
        return [cell.strip().strip('"').strip() for cell in text.split(self.delimiter)]

    def _next(self) -> tuple[int, str] | None:
        """The next physical line, or None at the end."""
        if self._returned:
            return self._returned.pop(0)
        raw = self.file.readline(MAX_LINE)
        if not raw:
            return None
        self._line += 1
        self.foreign = self.foreign or (self._line == 1 and raw.startswith(NOT_TEXT))
        if len(raw) == MAX_LINE:
            self.too_long = self._line
            return None
        return self._line, self._decoded(raw).rstrip("\r\n")

    def _decoded(self, raw: bytes) -> str:
        """UTF-8; where it is not, the most likely other reading, so that the rest can be checked."""
        try:
            return raw.decode("utf-8-sig" if self._line == 1 else "utf-8")
        except UnicodeDecodeError:
            self.bad_encoding = self.bad_encoding or self._line
            return raw.decode("cp1252", errors="replace")
