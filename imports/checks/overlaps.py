"""Periods that may not lie over each other: two owners, two of one contact, two pauses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from imports.checks.report import Checking, Words, report, shown, sound
from imports.format import TABLES, table
from imports.memory import own, periods, taken_away
from imports.notices import Notices, left_out
from imports.slots import slots
from imports.sql import name, rows, run

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from imports.columns import Table


@dataclass(frozen=True)
class Overlap:
    """No two rows of `table` with the same `group` may share a day (or an instant).

    `where` bounds it to some rows, with `{0}` for the row; `also` names the columns that it reads.
    """

    table: str
    group: tuple[str, ...]
    what: _StrPromise
    constraint: str = ""
    start: str = "valid_from"
    end: str = "valid_to"
    where: str = "true"
    also: tuple[str, ...] = ()
    instants: bool = False

    @property
    def reads(self) -> tuple[str, ...]:
        return (*self.group, self.start, self.end, *self.also)

    @property
    def query(self) -> str:
        """Each line of the file with the first row that it lies over."""
        value = shown(table(self.table), (*self.group, self.start))
        return f"""
            SELECT DISTINCT ON (a.line) a.line, b.line, {value}
            FROM ready_{self.table} a
            JOIN after_{self.table} b ON {self._same_group()} AND b.id <> a.id
            JOIN raw_{self.table} raw ON raw.line = a.line
            WHERE a.line = a.first_line AND (b.line IS NULL OR b.line < a.line)
                AND a.id IN (SELECT id FROM after_{self.table}) AND {self._meet()}
                AND {self.where.format("a")} AND {self.where.format("b")}
                AND {sound("a", self.reads)} AND {sound("b", self.reads)}
            ORDER BY a.line, b.line
        """

    @property
    def with_own_rows(self) -> str:
        """New and changed lines that lie over a row that was made in HeltOm, whatever a file says."""
        return f"""
            SELECT DISTINCT a.line FROM ready_{self.table} a
            JOIN after_{self.table} b ON {self._same_group()} AND b.id <> a.id
            WHERE a.line = a.first_line AND b.line IS NULL AND (a.is_new OR a.changed)
                AND {own(table(self.table), "b")} AND {self._meet()}
                AND {self.where.format("a")} AND {self.where.format("b")}
                AND {sound("a", self.reads)}
            ORDER BY a.line
        """

    def _same_group(self) -> str:
        ready = {slot.name: slot.ready for slot in slots(table(self.table))}
        return " AND ".join(f"b.{name(ready[part])} = a.{name(ready[part])}" for part in self.group)

    def _meet(self) -> str:
        """Days count to the end of the last; instants do not, so that one may follow on another."""
        before = "<" if self.instants else "<="
        start, end = name(self.start), name(self.end)
        return " AND ".join(
            f"{one}.{start} {before} coalesce({other}.{end}, 'infinity')"
            for one, other in (("a", "b"), ("b", "a"), ("a", "a"), ("b", "b"))
        )


#: Of these one holds at a time (patients.models.STEADINESS).
STEADY = "{0}.state IN ('stabil', 'ustabil')"

OVERLAPS = (
    Overlap(
        "staff_competences",
        ("staff", "competence"),
        _("Den ansatte har alt denne kompetansen i perioden"),
        "teams_staffcompetence_no_overlap",
    ),
    Overlap(
        "absences",
        ("staff",),
        _("Den ansatte har alt fravær i perioden"),
        "teams_absence_no_overlap",
        start="starts_at",
        end="ends_at",
        instants=True,
    ),
    Overlap(
        "placements",
        ("patient", "team"),
        _("Pasienten hører alt til dette teamet i perioden"),
        "patients_placement_no_overlap",
    ),
    Overlap(
        "placements",
        ("patient",),
        _("Et annet team har hovedansvaret i perioden"),
        "patients_placement_one_owner",
        where="{0}.owner",
        also=("owner",),
    ),
    Overlap(
        "contacts",
        ("patient", "kind"),
        _("Pasienten har alt en slik kontakt i perioden"),
        "patients_contact_one_of_each",
    ),
    Overlap(
        "delegations",
        ("patient", "staff", "competence"),
        _("Delegeringen finnes alt i perioden"),
        "patients_delegation_no_overlap",
    ),
    Overlap(
        "pauses",
        ("patient",),
        _("Pasienten har alt midlertidig opphør i perioden"),
        "patients_pause_no_overlap",
        start="starts_at",
        end="ends_at",
        instants=True,
    ),
    Overlap(
        "board_plans",
        ("team",),
        _("Teamet har alt en fast tid for tavlemøtet i perioden"),
        "boards_meetingplan_one_a_team",
    ),
    Overlap(
        "board_seats",
        ("team", "staff"),
        _("Hun er alt fast deltaker i perioden"),
        "boards_seat_once",
    ),
    Overlap("diagnoses", ("patient", "system", "code"), _("Diagnosen er alt ført i perioden")),
    Overlap("equipment", ("patient", "code"), _("Utstyret er alt ført i perioden")),
    Overlap(
        "health_states",
        ("patient", "state"),
        _("Tilstanden er alt ført i perioden"),
        where=f"NOT {STEADY}",
        also=("state",),
    ),
    Overlap(
        "health_states",
        ("patient",),
        _("Pasienten er alt ført som stabil eller ustabil i perioden"),
        where=STEADY,
        also=("state",),
    ),
)

CONSTRAINTS = frozenset(overlap.constraint for overlap in OVERLAPS if overlap.constraint)

EXPECTED = _("Perioder som ikke går over i hverandre: avslutt den ene før den andre begynner.")


def check(checking: Checking) -> None:
    for overlap in OVERLAPS:
        if overlap.table in checking.present:
            words = Words(overlap.start, "overlap", overlap.what, EXPECTED)
            report(checking, overlap.table, words, overlap.query)


def leave_out(checking: Checking, notices: Notices) -> None:
    """Take the lines away that clash with what people have written in HeltOm, and say so.

    As faults they would keep every later import out until the source has been put right.
    """
    for this in filter(periods, TABLES):
        if this.name in checking.present:
            gone = _("Tatt bort i HeltOm")
            _without(this, [(line, gone) for (line,) in rows(taken_away(this))], notices)
    for overlap in OVERLAPS:
        this = table(overlap.table)
        if this.name in checking.present and periods(this):
            clashing = [(line, overlap.what) for (line,) in rows(overlap.with_own_rows)]
            _without(this, clashing, notices)


def _without(this: Table, lines: list[tuple[int, _StrPromise]], notices: Notices) -> None:
    for line, what in lines:
        left_out(notices, this, line, what)
    if lines:
        numbers = ", ".join(str(int(line)) for line, _what in lines)
        run(f"DELETE FROM ready_{this.name} WHERE line IN ({numbers})")
