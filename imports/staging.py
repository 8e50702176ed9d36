"""The rows of a run, laid beside the database before anything is written.

For every table of the format there are, until the end of the transaction:

    raw_<table>    what the file says, a row a line, with the names of its unreadable columns
    ready_<table>  the same with references found, key matched, empty cells filled in, and an id:
                   the one it has in the database, or a new one from the sequence
    after_<table>  a view: the table as it will be once ready_<table> has been written

PostgreSQL holds all of it, so that a file of a hundred thousand lines costs Python no more memory
than one of ten, and so that every check sees the whole.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from imports import decided, memory, moved
from imports.columns import Kind, Table
from imports.format import TABLES, table
from imports.rows import WITH_SORT_KEY
from imports.slots import Slot, slots
from imports.sql import literal, name, names, oslo_instant, run

#: Under so many rows, statistics and an index cost more than they save.
FEW = 500


def open_staging() -> None:
    """Make raw_ tables for every file. Must run in a transaction."""
    run(";".join(_raw(each) for each in TABLES))
    moved.find_moved()


def close_staging() -> None:
    """Needed only where the transaction goes on, as it does when the caller has opened one."""
    tables = ", ".join(f"raw_{each.name}, ready_{each.name}" for each in TABLES)
    run(f"DROP TABLE {tables} CASCADE")
    moved.drop_moved()


def copy_in(into: Table, staged: Iterable[tuple[object, ...]]) -> int:
    """Stream rows into raw_<table>; returns how many. No other statement can run until it is done."""
    count = 0
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY raw_{into.name} FROM STDIN") as copy,
    ):
        for count, row in enumerate(staged, 1):  # noqa: B007
            copy.write_row(row)
    return count


def resolve(this: Table, given: tuple[str, ...], count: int) -> None:
    """Make ready_ and after_ of a table; the tables that it refers to must have theirs already."""
    big = count > FEW
    if big:
        run(f"ANALYZE raw_{this.name}")
    run(_ready(this, given))
    for slot in slots(this):
        if slot.column.to == this.name:
            _resolve_own(this, slot)
    if memory.periods(this):
        memory.part_lines(this)
    if big:
        run(f"CREATE INDEX ON ready_{this.name} (id)")
        run(f"ANALYZE ready_{this.name}")
    run(_after(this))


def _raw(of: Table) -> str:
    columns = [f"{name(slot.name)} {slot.raw_type}" for slot in slots(of)]
    if of.name in WITH_SORT_KEY:
        columns.append('sort_key text COLLATE "C"')
    columns_text = ", ".join(["line integer", "bad text[]", *columns])
    return f"CREATE TEMP TABLE raw_{of.name} ({columns_text}) ON COMMIT DROP"


def model_table(of: Table) -> str:
    return name(of.model._meta.db_table)


def _ready(this: Table, given: tuple[str, ...]) -> str:
    """found: references looked up. merged: with what the database has, and what an empty cell means."""
    columns = slots(this)
    key_given = " AND ".join(f"f.{name(key)} IS NOT NULL" for key in _certain_key(this))
    extra = ", f.sort_key" if this.name in WITH_SORT_KEY else ""
    return f"""
        CREATE TEMP TABLE ready_{this.name} ON COMMIT DROP AS
        WITH found AS (
            SELECT raw.*{"".join(_found_id(this, slot) for slot in columns)}
            FROM raw_{this.name} raw {" ".join(_found_join(this, slot) for slot in columns)}
        ), merged AS (
            SELECT f.line, f.bad || {_unresolved(this)} AS bad,
                CASE WHEN {key_given}
                    THEN min(f.line) OVER (PARTITION BY {names(this.key, "f.")}) ELSE f.line
                END AS first_line,
                e AS was, e.id IS NULL AS is_new,
                coalesce(e.id, nextval(pg_get_serial_sequence('{model_table(this)}', 'id'))) AS id,
                {", ".join(_merged(this, slot, slot.name in given) for slot in columns)}{extra}
            FROM found f
            {moved.join_plans() if this.name == "visit_plans" else ""}
            LEFT JOIN {model_table(this)} e ON {_match(this)}
            {memory.last_said(this) if memory.remembered(this) else ""}
            {_plan_join(this)}
        )
        SELECT *, NOT is_new AND ({_differs(this)}) AS changed,
            NOT is_new AND NOT ({_differs(this, apart_from=this.ends)}) AS at_most_end_differs,
            {_ended(this)} AS ended
        FROM merged
    """


def _found_id(this: Table, slot: Slot) -> str:
    if slot.kind is not Kind.REFERENCE:
        return ""
    if slot.column.to == this.name:
        return f", NULL::bigint AS {name(slot.ready)}"
    found = f"coalesce(s_{slot.name}.id, d_{slot.name}.id)"
    if _of_a_date(this, slot):
        chained = f"coalesce(m_{slot.name}.id, {found}) AS {name(slot.ready)}"
        return f", {chained}, coalesce(m_{slot.name}.successor, false) AS of_moved"
    return f", {found} AS {name(slot.ready)}"


def _of_a_date(this: Table, slot: Slot) -> bool:
    """Whether the line names a plan on one date: that can be one that went on in another team."""
    return slot.column.to == "visit_plans" and "date" in this.names


def _found_join(this: Table, slot: Slot) -> str:
    """The row referred to, among those of this run and among those of the database."""
    if slot.kind is not Kind.REFERENCE or slot.column.to == this.name:
        return ""
    to = table(slot.column.to)
    key = name(to.key[0])
    return f"""
        LEFT JOIN ready_{to.name} s_{slot.name}
            ON s_{slot.name}.{key} = raw.{name(slot.name)}
            AND s_{slot.name}.line = s_{slot.name}.first_line
        LEFT JOIN {model_table(to)} d_{slot.name} ON d_{slot.name}.{key} = raw.{name(slot.name)}
        {moved.join_by_date(slot.name) if _of_a_date(this, slot) else ""}
    """


def _unresolved(this: Table) -> str:
    """The columns whose reference was not found, as an array."""
    cases = [
        f"CASE WHEN f.{name(slot.name)} IS NOT NULL AND f.{name(slot.ready)} IS NULL"
        f" THEN ARRAY[{literal(slot.name)}] ELSE '{{}}' END"
        for slot in slots(this)
        if slot.kind is Kind.REFERENCE and slot.column.to != this.name
    ]
    return " || ".join(["'{}'::text[]", *cases])


def _certain_key(this: Table) -> list[str]:
    """The columns of the key that are never empty (a position is for a team or for a unit)."""
    return [key for key in this.key if this.column(key).required]


def _match(this: Table) -> str:
    """How a line finds its row in the database."""
    if this.name == "visit_plans":
        return moved.match_plan()
    if memory.periods(this):
        return memory.match(this)
    if this.name == "visits":
        # A visit that was generated here has no reference of its own until a file gives it one.
        return """e.id = coalesce(
            (SELECT v.id FROM worklists_visit v WHERE v.reference = f.reference),
            (SELECT v.id FROM worklists_visit v
             WHERE v.plan_id = f.plan_id AND v.date = f.date AND v.reference IS NULL))"""
    conditions = []
    for slot in (slot for slot in slots(this) if slot.name in this.key):
        left, right = f"e.{name(slot.stored)}", f"f.{name(slot.ready)}"
        if not slot.column.required:
            left, right = f"coalesce({left}, 0)", f"coalesce({right}, 0)"
        conditions.append(f"{left} = {right}")
    return " AND ".join(conditions)


def _plan_join(this: Table) -> str:
    return "LEFT JOIN after_visit_plans p ON p.id = f.plan_id" if this.name == "visits" else ""


def _merged(this: Table, slot: Slot, given: bool) -> str:
    value = _value(this, slot, given)
    if this.name == "visit_plans" and given and slot.stored in decided.HELD:
        value = decided.unless_held(slot, value)
    return f"{value} AS {name(slot.ready)}"


def _value(this: Table, slot: Slot, given: bool) -> str:
    """An empty cell empties; a column that the file leaves out leaves the row as it is."""
    cell = f"f.{name(slot.ready)}"
    if slot.kind is Kind.REFERENCES:
        return _found_competences(slot) if given else _held_competences()
    if not slot.stored:
        return cell
    default = "NULL" if slot.default is None else literal(slot.default)
    held = f"e.{name(slot.stored)}"
    if this.name == "visits":
        planned = f"{_of_plan(slot)}, " if slot.column.from_plan else ""
        if slot.name in moved.KEPT[1:3]:
            cell = f"CASE WHEN NOT f.of_moved THEN {cell} END"
        return f"coalesce({cell}, {held}, {planned}{default})"
    if this.name == "visit_plans" and slot.name in (*moved.KEPT, this.ends):
        told = f"coalesce({cell}, {default})" if given else held
        theirs = moved.end_of_plan(given) if slot.name == this.ends else held
        return f"CASE WHEN m.id IS NULL THEN {told} ELSE {theirs} END"
    if this.name == "visit_plans" and slot.name == "weekdays":
        return moved.weekdays(cell)
    if memory.periods(this) and slot.name == this.key[-1]:
        return f"coalesce({held}, {cell})"
    if given and slot.name in this.shared:
        return memory.merged(this, slot, cell, default)
    if given:
        return f"coalesce({cell}, {default})"
    return f"CASE WHEN e.id IS NULL THEN {default} ELSE {held} END"


def _of_plan(slot: Slot) -> str:
    """What the plan says; its clock times on the visit's date, a night's small hours on the next."""
    if slot.kind is not Kind.INSTANT:
        return f"p.{name(slot.stored)}"
    clock = f"p.{name(slot.stored)}"
    next_day = f"(p.shift = 'natt' AND {clock} < time '12:00')::integer"
    return oslo_instant(f"f.date + {next_day} + {clock}")


def _found_competences(slot: Slot) -> str:
    return f"""ARRAY(SELECT c.id FROM after_competences c
        WHERE c.code = ANY(f.{name(slot.name)}) ORDER BY c.id)"""


def _held_competences() -> str:
    return """ARRAY(SELECT h.competence_id FROM worklists_visitplan_competences h
        WHERE h.visitplan_id = e.id ORDER BY h.competence_id)"""


def _differs(this: Table, apart_from: str = "") -> str:
    different = [
        f"{name(slot.stored)} IS DISTINCT FROM (was).{name(slot.stored)}"
        for slot in slots(this)
        if slot.stored and slot.column.to != this.name and slot.name != apart_from
    ]
    if this.name == "visit_plans":
        held = _held_competences().replace("e.id", "merged.id")
        different.append(f"competences IS DISTINCT FROM {held}")
    if this.name == "staff":
        user = "(SELECT u.username FROM teams_user u WHERE u.id = (was).user_id)"
        different.append(f"(username IS NOT NULL AND username IS DISTINCT FROM {user})")
    if this.name == "visits":
        different.append(state_differs("merged"))
    return " OR ".join(different)


def state_differs(row: str) -> str:
    """That a visit's newest state is another than the line tells. Waiting never undoes anything."""
    return f"""({row}.state <> 'venter' AND
        ROW({row}.state::text, {row}.carer_id, {happened_at(row)}, coalesce({row}.reason, ''))
        IS DISTINCT FROM
        (SELECT ROW(s.state::text, s.carer_id, s.happened_at, s.reason::text)
         FROM worklists_visitstate s WHERE s.visit_id = {row}.id ORDER BY s.id DESC LIMIT 1))"""


def happened_at(row: str) -> str:
    return f"CASE {row}.state WHEN 'utfort' THEN {row}.ended_at ELSE {row}.started_at END"


def _ended(this: Table) -> str:
    if not this.ends:
        return "false"
    return f"NOT is_new AND (was).{name(this.ends)} IS NULL AND {name(this.ends)} IS NOT NULL"


def _after(this: Table) -> str:
    columns = names(slot.stored for slot in slots(this) if slot.stored)
    return f"""
        CREATE TEMP VIEW after_{this.name} AS
        SELECT line, bad, id, {columns} FROM ready_{this.name} WHERE line = first_line
            {_right(this, "(was)")}
        UNION ALL
        SELECT NULL, '{{}}'::text[], id, {columns} FROM {model_table(this)} e
        WHERE NOT EXISTS (SELECT FROM ready_{this.name} r WHERE r.id = e.id) {_right(this, "e")}
    """


def _right(this: Table, row: str) -> str:
    """What is marked as written by mistake counts for nothing."""
    return f"AND {row}.mistaken_at IS NULL" if this.name in memory.WITH_MISTAKES else ""


def _resolve_own(this: Table, slot: Slot) -> None:
    """Teams refer to teams and addresses to addresses, which are all there only now."""
    ready, raw, mine = f"ready_{this.name}", f"raw_{this.name}", name(slot.ready)
    key, cell = name(this.key[0]), name(slot.name)
    run(f"""
        UPDATE {ready} t SET {mine} = coalesce(
            (SELECT h.id FROM {ready} h WHERE h.{key} = raw.{cell} AND h.line = h.first_line),
            (SELECT h.id FROM {model_table(this)} h WHERE h.{key} = raw.{cell}))
        FROM {raw} raw WHERE raw.line = t.line AND raw.{cell} IS NOT NULL
    """)
    run(f"""
        UPDATE {ready} t SET bad = t.bad || ARRAY[{literal(slot.name)}]
        FROM {raw} raw WHERE raw.line = t.line AND raw.{cell} IS NOT NULL AND t.{mine} IS NULL
    """)
    run(f"""
        UPDATE {ready} SET changed = changed OR {mine} IS DISTINCT FROM (was).{mine}
        WHERE NOT is_new
    """)
