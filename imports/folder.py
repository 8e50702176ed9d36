"""Find the files of the format in a folder, and say so where a name is almost right."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _

from imports.columns import Table
from imports.faults import Fault, Faults, did_you_mean
from imports.format import TABLES


def find_files(folder: Path, faults: Faults) -> dict[str, Path]:
    """The path of each table's file. Files that are not .csv are left alone."""
    tables = {table.file_name: table for table in TABLES}
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix.casefold() != ".csv":
            continue
        if not path.is_file():
            what, expected = (
                _("Filen kan ikke leses"),
                _("En vanlig fil, ikke en mappe eller lenke."),
            )
            faults.add(_fault(path.name, what, expected))
            continue
        table = tables.get(path.name.casefold())
        if table is None:
            _unknown(path, tables, faults)
        elif table.name in found:
            faults.add(_fault(path.name, _("Filen er der to ganger"), _("Fjern den ene.")))
        else:
            found[table.name] = path
    if not found and not faults.total:
        what = _("Fant ingen filer å lese inn")
        expected = _("Minst én av: %(names)s.") % {"names": ", ".join(tables)}
        faults.add(_fault(folder.name, what, expected))
    return found


def _unknown(path: Path, tables: dict[str, Table], faults: Faults) -> None:
    hint = did_you_mean(path.name, tables)
    known = _("Filene heter: %(names)s.") % {"names": ", ".join(tables)}
    faults.add(_fault(path.name, _("Ukjent fil"), hint or known))


def _fault(name: str, what: str, expected: str) -> Fault:
    return Fault(name, 0, "", "file", what, expected)
