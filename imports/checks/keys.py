"""Lines that stand twice, and lines that point at nothing."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from imports.checks.report import Checking, Words, report, shown
from imports.columns import Column, Kind, Table
from imports.faults import Fault, did_you_mean
from imports.format import TABLES, table
from imports.sql import name, rows

#: A row that is marked as written by mistake stands for itself; the importer neither makes nor mends one.
CONSTRAINTS = frozenset(
    {
        "worklists_actioncard_once",
        "worklists_planexception_one_a_day",
        "patients_diagnosis_once",
        "patients_equipment_once",
        "patients_healthstate_once",
        "patients_diagnosis_mistaken_whole",
        "patients_equipment_mistaken_whole",
        "patients_healthstate_mistaken_whole",
        "patients_observation_struck_by_and_why",
    }
)

#: Tables with few rows and readable codes: here a near miss is worth a question.
WITH_CODES = ("units", "sites", "teams", "competences")

TWICE = gettext_lazy("Raden står to ganger")
ONCE = gettext_lazy("En linje for hver; slett den ene.")


def check(checking: Checking) -> None:
    for each in TABLES:
        if each.name in checking.present:
            _duplicates(checking, each)
            for column in each.columns:
                if column.to and column.to not in checking.unreadable:
                    _references(checking, each, column)


def _duplicates(checking: Checking, this: Table) -> None:
    report(
        checking,
        this.name,
        Words(", ".join(this.key), "duplicate", TWICE, ONCE),
        f"""SELECT r.line, r.first_line, {shown(this, this.key)}
            FROM ready_{this.name} r JOIN raw_{this.name} raw USING (line)
            WHERE r.line <> r.first_line""",
    )


def _references(checking: Checking, this: Table, column: Column) -> None:
    if column.to not in checking.present and _is_empty(column.to):
        _missing_file(checking, this, column)
        return
    unknown = (
        _unknown_in_list(this, column) if column.kind is Kind.REFERENCES else _unknown(this, column)
    )
    to = table(column.to)
    place = to.file_name
    if to.name not in checking.present:
        place = _("%(file)s (som ikke er med) eller i databasen") % {"file": to.file_name}
    expected = _("Verdien må stå i kolonne %(key)s i %(place)s.") % {
        "key": to.key[0],
        "place": place,
    }
    words = Words(column.name, "reference", _("Viser til noe som ikke finnes"), expected)
    before = len(checking.faults.kept)
    report(checking, this.name, words, unknown)
    if to.name in WITH_CODES:
        _add_hints(checking, to, before)


def _unknown(this: Table, column: Column) -> str:
    return f"""SELECT raw.line, 0, raw.{name(column.name)} FROM raw_{this.name} raw
        JOIN ready_{this.name} r USING (line)
        WHERE raw.{name(column.name)} IS NOT NULL AND r.{name(column.name + "_id")} IS NULL"""


def _unknown_in_list(this: Table, column: Column) -> str:
    to = table(column.to)
    return f"""SELECT raw.line, 0, listed.item
        FROM raw_{this.name} raw, unnest(raw.{name(column.name)}) AS listed(item)
        WHERE NOT EXISTS
            (SELECT FROM after_{to.name} t WHERE t.{name(to.key[0])} = listed.item)"""


def _missing_file(checking: Checking, this: Table, column: Column) -> None:
    """One fault for the file, in place of one for every line that needed it."""
    used = f"{name(column.name)} <> '{{}}'" if column.kind is Kind.REFERENCES else "true"
    count, first = rows(
        f"SELECT count(*), min(line) FROM raw_{this.name}"
        f" WHERE {name(column.name)} IS NOT NULL AND {used}"
    )[0]
    if not count:
        return
    to = table(column.to)
    what = _("Filen mangler, og databasen har ingen slike rader")
    expected = _(
        "%(count)s linjer i %(file)s viser til den i kolonne %(column)s, den første er linje %(line)s."
    )
    places = {"count": count, "file": this.file_name, "column": column.name, "line": first}
    checking.faults.add(Fault(to.file_name, 0, "", "file", what, expected % places))


def _is_empty(to: str) -> bool:
    return not rows(f"SELECT FROM after_{to} LIMIT 1")


def _add_hints(checking: Checking, to: Table, first: int) -> None:
    """Ask "mente du …?" where the database or the file has a code much like the unknown one."""
    faults = checking.faults.kept
    if len(faults) == first:
        return
    known = [str(code) for (code,) in rows(f"SELECT {name(to.key[0])} FROM after_{to.name}")]
    for number in range(first, len(faults)):
        fault = faults[number]
        hint = did_you_mean(fault.value, known)
        if hint:
            faults[number] = replace(fault, expected=f"{fault.expected} {hint}")
