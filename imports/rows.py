"""From a line of cells to a row that can be staged, and the faults of its cells."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from heltom.lib.sorting import norwegian_key
from imports import observations
from imports.cells import BadCell, value_of
from imports.columns import Kind, Table
from imports.faults import Fault, Faults, did_you_mean, nearest
from imports.reader import Record
from imports.slots import Slot, slots

#: Tables whose rows carry a sort key made of the name.
WITH_SORT_KEY = ("staff", "patients")


@dataclass
class RowReader:
    """Reads the lines of one file under its heading; every fault goes to `faults`.

    A row with faults is still given back, with the names of its unreadable columns in `bad`, so
    that rows that refer to it are not blamed, and so that its other faults are found as well.
    """

    table: Table
    heading: list[str]
    faults: Faults
    heading_line: int = 1
    given: tuple[str, ...] = ()
    _places: dict[str, int] = field(default_factory=dict)

    def read_heading(self) -> None:
        """Find the columns, whatever their order and letter case; note unknown and missing ones.

        A misspelt heading is a fault, but is read as what it seems to mean: one slip of the
        keyboard is then not followed by a thousand rows without a key.
        """
        unknown: dict[str, int] = {}
        for place, heading in enumerate(self.heading):
            name = heading.casefold().replace(" ", "_")
            if name in self._places:
                self._heading_fault(name, _("Kolonnen står to ganger"), _("Fjern den ene."))
            elif name in self.table.names:
                self._places[name] = place
            elif name:
                unknown[heading] = place
        for heading, place in unknown.items():
            self._guess(heading, place)
        for column in self.table.columns:
            if column.required and column.name not in self._places:
                expected = _("Legg den til i overskriften.")
                self._heading_fault(column.name, _("Kolonnen mangler"), expected)
        self.given = tuple(name for name in self.table.names if name in self._places)

    def staged(self, record: Record) -> tuple[object, ...]:
        """(line, bad columns, a value for each column of the format …, sort key where there is one)."""
        fits = self._fits(record)
        bad: list[str] = [] if fits else list(self.table.names)
        values: dict[str, object] = {}
        for slot in slots(self.table):
            place = self._places.get(slot.name, len(record.cells))
            text = record.cells[place].strip() if place < len(record.cells) else ""
            # Of a line that does not fit the heading only the key is trusted.
            if fits or slot.name in self.table.key:
                values[slot.name] = self._value(record.line, slot, text, bad)
            else:
                values[slot.name] = None
        if self.table.name == "observations":
            for column, fault, shown in observations.faults_in(values):
                bad.append(column)
                values[column] = None
                self._cell_fault(record.line, column, fault, shown)
        if values.get("parts") is not None:
            values["parts"] = json.dumps(values["parts"])
        return (record.line, bad, *values.values(), *self._sort_key(values))

    def _value(self, line: int, slot: Slot, text: str, bad: list[str]) -> object:
        """The value of a cell, or None and the column among the bad ones."""
        try:
            if text:
                return value_of(slot, text)
            if slot.column.required:
                raise _missing(slot)
        except BadCell as fault:
            if slot.name not in bad:
                bad.append(slot.name)
                if slot.name in self._places:
                    shown = _masked(text) if slot.kind is Kind.NATIONAL_NUMBER else text
                    self._cell_fault(line, slot.name, fault, shown)
        return None

    def _fits(self, record: Record) -> bool:
        """Whether the line has the heading's number of cells; empty ones at the end do no harm."""
        wanted, cells = len(self.heading), record.cells
        if record.broken:
            expected = _('En celle med " må begynne og slutte med ", og " inni skrives "".')
            self._fault(record.line, "", "quoting", _("Anførselstegnene stemmer ikke"), expected)
            return False
        if len(cells) < wanted or any(cell.strip() for cell in cells[wanted:]):
            what = _("Feil antall kolonner: %(count)s") % {"count": len(cells)}
            expected = _("Ventet %(count)s, som i overskriften.") % {"count": wanted}
            self._fault(record.line, "", "columns", what, expected)
            return False
        return True

    def _guess(self, heading: str, place: int) -> None:
        missing = [name for name in self.table.names if name not in self._places]
        meant = nearest(heading, missing)
        known = _("Kolonnene er: %(names)s.") % {"names": ", ".join(self.table.names)}
        expected = did_you_mean(heading, missing) or known
        self._heading_fault(heading, _("Ukjent kolonne"), expected)
        if meant:
            self._places[meant] = place

    def _sort_key(self, values: dict[str, object]) -> tuple[object, ...]:
        if self.table.name not in WITH_SORT_KEY:
            return ()
        names = values["family_name"], values["given_name"]
        return (norwegian_key(" ".join(str(name or "") for name in names)),)

    def _heading_fault(self, column: str, what: str, expected: str) -> None:
        self._fault(self.heading_line, column, "columns", what, expected)

    def _cell_fault(self, line: int, column: str, fault: BadCell, shown: str) -> None:
        self._fault(line, column, fault.kind, fault.what, fault.expected, shown)

    def _fault(
        self, line: int, column: str, kind: str, what: str, expected: str, value: str = ""
    ) -> None:
        self.faults.add(Fault(self.table.file_name, line, column, kind, what, expected, value))


def _missing(slot: Slot) -> BadCell:
    expected = _("Skriv en verdi, for eksempel %(example)s.") % {"example": slot.column.example}
    return BadCell("missing", _("Verdien mangler"), expected)


def _masked(number: str) -> str:
    """A national number in a message shows its length and no more than its end."""
    return "•" * max(len(number) - 2, 0) + number[-2:]
