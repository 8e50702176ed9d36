"""Duties that people have arranged in HeltOm: cut by a loan, moved, ordered, or taken as extra.

The roster of the next night still says what it said. Of the person's duty on that date and shift what was
arranged holds: a line about it would put her in two places. Tomorrow's roster is not touched by it.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from heltom.lib import clock
from imports.checks.report import Checking
from imports.format import table
from imports.notices import Notices, left_out
from imports.sql import literal, rows, run

ARRANGED = """
    SELECT s.staff_id, s.date, s.kind FROM teams_shift s
    WHERE s.loan_id IS NOT NULL
        OR EXISTS (SELECT FROM teams_stafforder o WHERE o.shift_id = s.id)
        OR EXISTS (SELECT FROM teams_extraask x WHERE x.shift_id = s.id)
    UNION SELECT s.staff_id, s.date, s.kind FROM teams_shift s
    GROUP BY s.staff_id, s.date, s.kind HAVING count(*) > 1
"""


def leave_arranged(checking: Checking, notices: Notices) -> None:
    """Take the lines away, and say so of those from yesterday on; the rest is history."""
    if "shifts" not in checking.present:
        return
    found = rows(f"""
        SELECT DISTINCT r.line, r.date >= {literal(clock.today())}::date - 1 FROM ready_shifts r
        JOIN ({ARRANGED}) a ON a.staff_id = r.staff_id AND a.date = r.date AND a.kind = r.kind
        ORDER BY r.line
    """)
    for line, is_near in found:
        if is_near:
            left_out(notices, table("shifts"), line, _("Vakten er lagt om i HeltOm"))
    if found:
        numbers = ", ".join(str(int(line)) for line, _near in found)
        run(f"DELETE FROM ready_shifts WHERE line IN ({numbers})")
