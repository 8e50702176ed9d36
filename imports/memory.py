"""What people have written in HeltOm since the last file came: it is not undone by a file that says
nothing new.

A line is taken for a row of the database, in this order: the row that a line of this name spoke for
last; the row with its key; and, of periods, the one row that was made here, that no file has
spoken of, and that its period meets. Of such a row only the cells count that say something else
than they said last. Where nothing is remembered, what was written here holds.
"""

from __future__ import annotations

from imports.columns import Kind, Table
from imports.slots import Slot, slots
from imports.sql import literal, name, run

#: Models of which a row can be marked as written by mistake; such a row counts for nothing.
WITH_MISTAKES = ("diagnoses", "equipment", "health_states")


def remembered(this: Table) -> bool:
    return bool(this.shared)


def periods(this: Table) -> bool:
    """Whether a row is known by whom and what, and from when: the key's last column is its start."""
    return remembered(this) and this.column(this.key[-1]).kind in (Kind.DATE, Kind.INSTANT)


def key_of(this: Table, alias: str) -> str:
    """How the file calls the row, as a checksum."""
    cells = ", ".join(f"{alias}.{name(column)}::text" for column in this.key)
    return f"md5(concat_ws('|', {cells}))"


def match(this: Table) -> str:
    """The condition on `e`, a row of the database, that the line `f` is about it."""
    spoken_for = f"""SELECT s.row_id FROM imports_said s
        JOIN {_model(this)} o ON o.id = s.row_id
        WHERE s."table" = {literal(this.name)} AND s.key = {key_of(this, "f")}"""
    of_that_key = f"""SELECT o.id FROM {_model(this)} o WHERE {_same(this, this.key)}
        ORDER BY {_mistaken(this, "o")}, o.id DESC LIMIT 1"""
    return f"e.id = coalesce(({spoken_for}), ({of_that_key}), ({_made_here(this)}))"


def _made_here(this: Table) -> str:
    start, end = name(this.key[-1]), name(this.ends)
    before = "<" if this.column(this.key[-1]).kind is Kind.INSTANT else "<="
    return f"""SELECT min(o.id) FROM {_model(this)} o
        WHERE {_same(this, this.key[:-1])} AND {own(this, "o")} AND NOT {_mistaken(this, "o")}
            AND o.{start} {before} coalesce(f.{end}, 'infinity')
            AND f.{start} {before} coalesce(o.{end}, 'infinity')
        HAVING count(*) = 1"""


def own(this: Table, alias: str) -> str:
    """That no file has ever spoken of the row."""
    return f"""NOT EXISTS (SELECT FROM imports_said s
        WHERE s."table" = {literal(this.name)} AND s.row_id = {alias}.id)"""


def last_said(this: Table) -> str:
    return f"""LEFT JOIN imports_said said
        ON said."table" = {literal(this.name)} AND said.row_id = e.id"""


def merged(this: Table, slot: Slot, cell: str, default: str) -> str:
    """The value of a shared column: what was written here, unless the file says something new."""
    held, said = f"e.{name(slot.stored)}", f"said.cells->>{literal(slot.name)}"
    told = f"coalesce({cell}, {default})"
    empty = "NULL" if slot.kind is not Kind.TEXT else "''"
    return f"""CASE WHEN e.id IS NULL THEN {told}
        WHEN said.id IS NULL THEN coalesce(nullif({held}, {empty}), {told})
        WHEN {said} = {_sum(f"f.{name(slot.name)}")} THEN {held}
        ELSE {told} END"""


def _sum(cell: str) -> str:
    return f"md5(coalesce({cell}::text, ''))"


def remember(this: Table, given: tuple[str, ...]) -> None:
    """Keep what this file says of each row, once it has been written."""
    cells = ", ".join(
        f"{literal(column)}, {_sum(f'raw.{name(column)}')}"
        for column in this.shared
        if column in given
    )
    run(f"""
        INSERT INTO imports_said AS said ("table", row_id, key, cells)
        SELECT DISTINCT ON (r.id)
            {literal(this.name)}, r.id, {key_of(this, "raw")}, jsonb_build_object({cells})
        FROM ready_{this.name} r JOIN raw_{this.name} raw USING (line)
        ORDER BY r.id, line
        ON CONFLICT ("table", row_id) DO UPDATE
            SET key = excluded.key, cells = said.cells || excluded.cells
            WHERE said.key <> excluded.key OR NOT said.cells @> excluded.cells
    """)


def taken_away(this: Table) -> str:
    """The new lines whose row people have taken away here since a file said the very same."""
    cells = ", ".join(f"{literal(column)}, {_sum(f'raw.{name(column)}')}" for column in this.shared)
    return f"""SELECT r.line FROM ready_{this.name} r JOIN raw_{this.name} raw USING (line)
        WHERE r.is_new AND EXISTS (
            SELECT FROM imports_said s
            WHERE s."table" = {literal(this.name)} AND s.key = {key_of(this, "raw")}
                AND s.cells <@ jsonb_build_object({cells})
                AND NOT EXISTS (SELECT FROM {_model(this)} e WHERE e.id = s.row_id))
        ORDER BY r.line"""


def part_lines(this: Table) -> None:
    """Two lines that were both taken for one row of this table: the later one is a row of its own."""
    run(f"""
        UPDATE ready_{this.name} r SET is_new = true, changed = false, ended = false,
            at_most_end_differs = false, was = NULL,
            id = nextval(pg_get_serial_sequence('{_model(this)}', 'id'))
        FROM (SELECT id, min(line) AS first FROM ready_{this.name}
              WHERE NOT is_new AND line = first_line GROUP BY id HAVING count(*) > 1) twice
        WHERE r.id = twice.id AND r.line > twice.first AND r.line = r.first_line
    """)


def _same(this: Table, columns: tuple[str, ...]) -> str:
    by_name = {slot.name: slot for slot in slots(this)}
    pairs = ((by_name[column].stored, by_name[column].ready) for column in columns)
    return " AND ".join(f"o.{name(stored)} = f.{name(ready)}" for stored, ready in pairs)


def _mistaken(this: Table, alias: str) -> str:
    column = "mistaken_at IS NOT NULL" if this.name in WITH_MISTAKES else "id IS NULL"
    return f"({alias}.{column})"


def _model(this: Table) -> str:
    return name(this.model._meta.db_table)
