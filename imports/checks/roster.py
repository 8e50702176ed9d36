"""The roster as it will be: nobody in two places, one VK and one ansvarsvakt on a shift.

Only shifts that are worked count, so that absences are laid over them first: a shift may break a
rule because it is new, or because the person who had it is back.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from imports.checks.report import Checking, Words, report, shown
from imports.format import table
from imports.sql import run, texts

CONSTRAINTS = frozenset(
    {
        "teams_shift_one_vk",
        "teams_shift_one_ansvarsvakt",
        "teams_shift_one_place_at_a_time",
    }
)

TWO_PLACES = _("Den ansatte er på vakt et annet sted samtidig")
ONE_PLACE = _("Vakter som ikke går over i hverandre for samme ansatt.")
TWO_LEADERS = {
    "vk": (_("Teamet har alt en vaktkoordinator på vakten"), _("Én vaktkoordinator på hver vakt.")),
    "ansvarsvakt": (_("HT har alt en ansvarsvakt på vakten"), _("Én ansvarsvakt på hver vakt.")),
}


def check(checking: Checking) -> None:
    if not {"shifts", "absences"} & checking.present:
        return
    _lay_out()
    same_time = "b.staff_id = a.staff_id AND b.starts_at < a.ends_at AND a.starts_at < b.ends_at"
    _report(checking, "starts_at", TWO_PLACES, ONE_PLACE, same_time)
    for function, (what, expected) in TWO_LEADERS.items():
        _report(
            checking,
            "function",
            what,
            expected,
            f"""b.team_id = a.team_id AND b.date = a.date AND b.kind = a.kind
                AND a.function = '{function}' AND b.function = '{function}'""",
        )
    run("DROP TABLE duty")


def _lay_out() -> None:
    """duty: every shift that is worked near what this run changes, with the line that changed it."""
    reads = texts(("staff", "team", "date", "kind", "function", "starts_at", "ends_at"))
    run(f"""
        CREATE TEMP TABLE duty ON COMMIT DROP AS
        WITH moved AS (
            SELECT staff_id, min(line) AS line FROM ready_absences
            WHERE line = first_line AND (is_new OR changed) GROUP BY staff_id
        ), days AS (
            SELECT min(s.date) - 2 AS first, max(s.date) + 2 AS last FROM after_shifts s
            WHERE s.line IS NOT NULL OR s.staff_id IN (SELECT staff_id FROM moved)
        )
        SELECT s.id, s.line, moved.line AS absence_line, s.staff_id, s.team_id, s.date, s.kind,
            s.function, s.starts_at, s.ends_at
        FROM after_shifts s
        JOIN days ON s.date BETWEEN days.first AND days.last
        LEFT JOIN moved ON moved.staff_id = s.staff_id
        WHERE NOT s.bad && {reads} AND s.starts_at < s.ends_at
            AND NOT EXISTS (
                SELECT FROM after_absences a
                WHERE a.staff_id = s.staff_id AND a.starts_at < s.ends_at
                    AND coalesce(a.ends_at, 'infinity') > s.starts_at)
    """)
    run("ANALYZE duty")


def _report(checking: Checking, column: str, what: object, expected: object, clash: str) -> None:
    report(
        checking,
        "shifts",
        Words(column, "roster", what, expected),  # type: ignore[arg-type]
        f"""SELECT DISTINCT ON (a.line) a.line, b.line, {shown(table("shifts"), ("staff", column))}
            FROM duty a JOIN duty b ON b.id <> a.id AND {clash}
            JOIN raw_shifts raw ON raw.line = a.line
            WHERE b.line IS NULL OR b.line < a.line
            ORDER BY a.line, b.line""",
    )
    report(
        checking,
        "absences",
        Words("staff", "roster", what, expected),  # type: ignore[arg-type]
        f"""SELECT DISTINCT ON (a.absence_line) a.absence_line, 0, raw.staff
            FROM duty a JOIN duty b ON b.id <> a.id AND {clash}
            JOIN raw_absences raw ON raw.line = a.absence_line
            WHERE a.line IS NULL AND b.line IS NULL
                AND (b.absence_line IS NULL OR b.absence_line < a.absence_line)
            ORDER BY a.absence_line""",
    )
