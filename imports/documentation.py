"""docs/import-format.md, made from the declaration of the format so that the two cannot differ."""

from __future__ import annotations

from imports.columns import Column, Kind, Table
from imports.faults import SHOWN
from imports.format import TABLES
from imports.slots import Slot, slots
from imports.tables.history import PARTS, TOTALS
from imports.uploads import MAX_SENT, MAX_UNPACKED

HEAD = f"""# The import format

*Made by `manage.py write_import_docs` from `imports/format.py`. A small folder to start from:
[example-import](example-import/).*

A folder of CSV files, each with a heading. Read it with

```
manage.py import_municipality FOLDER              read it in
manage.py import_municipality FOLDER --dry-run    do everything, and take it back
```

`--json` answers a program, `--all` shows every fault (else the first {SHOWN:,}; all are counted). Exit
status 1 means faults. Over the API: `POST /api/imports/` with a token of somebody who is
*systemansvarlig*, the files (or one zip of them) as `files`, and `?dry_run=1` where wanted; at most
{MAX_SENT // 1024**2} MB sent and {MAX_UNPACKED // 1024**2} MB unpacked.
Answers: 201 written, 200 dry run, 422 faults, 409 another import runs, 413 too much.

## What holds for all files

* **All or nothing.** A run with a fault writes nothing. Every fault is told: file, line, column, what is
  wrong, what was expected. Line 1 is the heading; a row with line breaks in a cell counts by its first.
* **Any selection of files** may be sent. What a file refers to must be in the folder or in the database.
* **Running it again** changes only what differs. Rows are recognised by their key (bold below).
* **What is missing from a later file stays.** A row ends by its to-date: send it with `valid_to`,
  `ends_at`, `ended_on`, `active_to` or `employed_to` filled in, and the summary counts it as ended.
  A shift that somebody does not work is an absence; a plan that does not run one day is an exception.
* **An empty cell** empties the field (or sets its default); a **column left out** leaves it as it is.
  Exceptions: `username`, and everything in `visits`, where an empty cell changes nothing.
* **What people have done in HeltOm holds.** Columns marked with a star are written on the screens too: what
  matters to a patient, where she belongs, her stays, her health and goals. There a cell counts when it says
  something else than the last file did; a file that says nothing new undoes nothing.
  * A visit plan that was *moved to another team* keeps HeltOm's team, code and date. The line goes on
    speaking of the job: its minutes, days and end hold for the plan that goes on, and exceptions and
    visits belong to the plan of their date. A source that ends the plan and makes a new one doubles
    nothing.
  * A visit plan that was *changed, or ended, by a decision of a tavlemøte* stays so while the file sends
    what it was before. Another value is news, and holds.
  * A stay that was *ended, or removed, here* stays so while the file still has it open; a new end in the
    file is news. A stay that was begun here and is in the file with another hour is one stay.
  * What was marked as *written by mistake* does not come back.
  * A line that clashes with what was written here is left out: it cannot keep the night's import out.
  * Each is told in the report, every night until the source is put right (`notices` for programs).
* UTF-8, with or without a byte order mark. `;`, `,` or tab between the columns, seen from the heading.
  Cells may stand in `"`, with `""` for one inside. Columns in any order, headings in any letter case,
  spaces around cells, empty lines and empty cells at the end of a line do no harm.
* Team worklists that rest on something changed are built again by the worker.

## How values are written

| Kind | Written |
| --- | --- |
| text | as it is; line breaks inside `"` |
| code | letters a–z, digits, `-` and `_` |
| integer, decimal | `25`, `75,5` or `75.5` |
| yes/no | `ja`, `nei`, `1`, `0`, `true`, `false` |
| choice | one of the words listed, in any letter case |
| date | `21.11.2026` or `2026-11-21`, years 1900–2199 |
| clock | `07:30` or `07.30` |
| instant | `21.11.2026 07:30`, `21.11.2026 kl. 07.30`, `2026-11-21 07:30`, `2026-11-21T07:30`; Oslo clock |
| weekdays | `1 2 3 4 5`, `1,3,5` or `1-5`; 1 is Monday |
| languages, list of references | with a space, comma or semicolon between |
| parts | `respiration=18 spo2=95`, or a JSON object |

Summer time: the hour that comes twice in October is the first of the two, unless the offset is written
(`2026-10-25 02:30+01:00` is the second). The hour that the clock skips in March is a fault.
"""

TAIL = """
## Parts and totals of observations

`consciousness` of NEWS2 is 0 awake (A), 1 newly confused (C), 2 reacts to voice (V), 3 to pain (P),
4 unresponsive (U); all but 0 give three points. `oxygen` is 0 for air. `spo2_scale` is 2 only where a
clinician has set it.

| Kind | Value | Parts |
| --- | --- | --- |
"""


def document() -> str:
    """The whole page."""
    parts = [HEAD, "\n## The files\n"]
    parts += [f"\n{_table(table)}" for table in TABLES]
    parts += [TAIL, *(_observation(kind) for kind in PARTS)]
    return "".join(parts)


def _table(table: Table) -> str:
    lines = [
        f"### {table.file_name}",
        "",
        table.meaning,
        "",
        "| Column | Kind | Needed | Meaning | Example |",
        "| --- | --- | --- | --- | --- |",
        *(_column(table, slot) for slot in slots(table)),
        "",
    ]
    return "\n".join(lines)


def _column(table: Table, slot: Slot) -> str:
    column = slot.column
    name = f"**`{column.name}`**" if column.name in table.key else f"`{column.name}`"
    name += " \\*" if column.name in table.shared else ""
    needed = "yes" if column.required else ""
    cells = (name, _kind(slot), needed, column.meaning, f"`{column.example}`")
    return f"| {' | '.join(cells)} |"


def _kind(slot: Slot) -> str:
    column = slot.column
    if column.to:
        return f"{column.kind} → [{column.to}](#{column.to}csv)"
    if column.kind is Kind.CHOICE:
        return "choice: " + ", ".join(f"`{word}`" for word in _words(column))
    if column.low is not None:
        return f"{column.kind}, {column.low:g}–{column.high:g}"
    if slot.max_length and column.kind in (Kind.TEXT, Kind.CODE):
        return f"{column.kind}, at most {slot.max_length}"
    return str(column.kind)


def _words(column: Column) -> list[str]:
    """Number classes with the word that may stand for them."""
    by_value: dict[object, list[str]] = {}
    for spelling, value in (column.choices or {}).items():
        by_value.setdefault(value, []).append(spelling)
    return [" or ".join(words) for words in by_value.values()]


def _observation(kind: str) -> str:
    low, high = TOTALS[kind]
    parts = ", ".join(f"`{name}` {least:g}–{most:g}" for name, (least, most) in PARTS[kind].items())
    return f"| `{kind}` | {low:g}–{high:g} | {parts or '–'} |\n"
