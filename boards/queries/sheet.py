"""The overview as a spreadsheet: numbers and never names, dates as dates."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.workbook.child import INVALID_TITLE_REGEX

from boards.queries.overview import Line, Overview

WIDTHS = (14, 12, 12, 12, 16, 16, 12, 26, 12, 12, 20, 80)
Cell = str | int | date | None


def sheet(page: Overview) -> bytes:
    """An .xlsx of the lines that the page shows, in the same order. No cell is ever a formula."""
    book = Workbook()
    table = book.active
    table.title = INVALID_TITLE_REGEX.sub(" ", str(page.team)).strip()[:31] or None
    table.append(_headings())
    for line in page.lines:
        table.append(_cells(line))
    for row in table.iter_rows(min_row=2):
        for cell in row:
            if isinstance(cell.value, str):
                cell.data_type = "s"
            elif isinstance(cell.value, date):
                cell.number_format = "dd.mm.yyyy"
    for number, width in enumerate(WIDTHS, start=1):
        table.column_dimensions[get_column_letter(number)].width = width
        table.cell(1, number).font = Font(bold=True)
    table.freeze_panes = "B2"
    table.auto_filter.ref = table.dimensions
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def _headings() -> list[str]:
    return [
        _("Pasientnummer"),
        _("Lys"),
        _("Satt"),
        _("Kritikalitet"),
        _("Sist gjennomgått"),
        _("Neste innen"),
        _("Dager over"),
        _("Primærkontakt"),
        _("Skal gjøres"),
        _("Over tiden"),
        _("Neste tavle"),
        _("Hvorfor"),
    ]


def _cells(line: Line) -> list[Cell]:
    return [
        line.number,
        line.light_label,
        line.lit.on if line.lit else None,
        line.criticality,
        line.review.last,
        line.review.due,
        line.days_over or None,
        line.contact,
        line.open or None,
        line.late or None,
        line.board_words,
        ILLEGAL_CHARACTERS_RE.sub("", " ".join(line.reasons)),
    ]
