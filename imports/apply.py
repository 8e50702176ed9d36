"""Write what has been staged and found free of faults. Set by set, in the order of the format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.hashers import make_password

from imports.columns import Table
from imports.format import TABLES
from imports.rows import WITH_SORT_KEY
from imports.slots import slots, uncovered_defaults
from imports.sql import literal, name, names, rows, run
from imports.staging import happened_at, model_table, state_differs
from teams.actions import absences
from teams.models import User

if TYPE_CHECKING:
    from collections.abc import Callable

    from teams.actions.absences import TeamDay

#: A moment before any calendar that a row is parked at, each row at its own.
LONG_AGO = "'4000-01-01 BC'"
USERS_AT_A_TIME = 500

#: Rows that trade places with each other (two owners swapped, a VK's duty handed over) would clash
#: halfway. Those that change are first moved to where nothing is.
PARKED_DATES = (
    "staff_competences", "placements", "contacts", "delegations", "board_plans", "board_seats",
)  # fmt: skip
PARKED_INSTANTS = ("absences", "pauses", "shifts")
PARKED_VALUES = {
    "patients": "national_number = NULL",
    "visits": "plan_id = NULL, reference = NULL",
}


def apply(*, by: User | None, progress: Callable[[str], None]) -> set[TeamDay]:
    """Write everything; returns the teams and days whose shifts were gained or lost by absence.

    Raises IntegrityError where somebody has changed the database since the checks.
    """
    touched: set[TeamDay] = set()
    for each in TABLES:
        progress(each.file_name)
        _park(each)
        _update(each)
        _insert(each)
        if each.name == "staff":
            _link_users()
        if each.name == "absences":
            touched |= absences.mark_away(staff=_staff_with_absences())
        if each.name == "shifts":
            touched |= absences.link_shifts(staff=_staff_with_absences())
        if each.name == "visit_plans":
            _set_competences()
        if each.name == "visits":
            _copy_competences()
            _add_states(by)
    return touched


def _park(this: Table) -> None:
    changed = f"(SELECT id, row_number() OVER () AS n FROM ready_{this.name} WHERE changed)"
    if this.name in PARKED_DATES:
        day = f"date {LONG_AGO} + c.n::integer"
        places = f"valid_from = {day}, valid_to = {day}"
    elif this.name in PARKED_INSTANTS:
        places = ", ".join(
            f"{column} = timestamptz {LONG_AGO} + (c.n + {second}) * interval '1 second'"
            for column, second in (("starts_at", 0), ("ends_at", 1))
        )
        places += ", function = 'liste'" if this.name == "shifts" else ""
    elif this.name in PARKED_VALUES:
        places = PARKED_VALUES[this.name]
    else:
        return
    run(f"UPDATE {model_table(this)} t SET {places} FROM {changed} c WHERE c.id = t.id")


def _update(this: Table) -> None:
    places = [f"{name(column)} = r.{name(column)}" for column in _written(this)]
    if this.name == "shifts":
        places.append(f"absence_id = {_absence()}")
    run(
        f"UPDATE {model_table(this)} t SET {', '.join(places)}"
        f" FROM ready_{this.name} r WHERE r.id = t.id AND r.changed"
    )


def _insert(this: Table) -> None:
    """New rows, in the order of the file. A shift comes with its absence, so that it fills no hole."""
    columns = _written(this)
    more = {column: literal(value) for column, value in uncovered_defaults(this)}
    if this.name == "shifts":
        more["absence_id"] = _absence()
    run(f"""
        INSERT INTO {model_table(this)} ({names(("id", *columns, *more))})
        SELECT {", ".join((names(("id", *columns), "r."), *more.values()))}
        FROM ready_{this.name} r WHERE r.is_new ORDER BY r.line
    """)


def _written(this: Table) -> list[str]:
    extra = ["sort_key"] if this.name in WITH_SORT_KEY else []
    return [slot.stored for slot in slots(this) if slot.stored] + extra


def _absence() -> str:
    return """(SELECT a.id FROM teams_absence a
        WHERE a.staff_id = r.staff_id AND a.starts_at < r.ends_at
            AND coalesce(a.ends_at, 'infinity') > r.starts_at
        ORDER BY a.starts_at LIMIT 1)"""


def _staff_with_absences() -> list[int]:
    changed = "SELECT DISTINCT staff_id FROM ready_absences WHERE is_new OR changed"
    return [key for (key,) in rows(changed)]


def _link_users() -> None:
    """Accounts without a usable password, and the staff that they belong to."""
    missing = """SELECT r.username FROM ready_staff r
        WHERE r.username IS NOT NULL
            AND NOT EXISTS (SELECT FROM teams_user u WHERE u.username = r.username)"""
    while found := rows(f"{missing} LIMIT {USERS_AT_A_TIME}"):
        User.objects.bulk_create(
            User(username=username, password=make_password(None)) for (username,) in found
        )
    other = """FROM ready_staff r JOIN teams_user u ON u.username = r.username
        WHERE r.id = s.id AND s.user_id IS DISTINCT FROM u.id"""
    run(f"UPDATE teams_staff s SET user_id = NULL {other}")
    run(f"UPDATE teams_staff s SET user_id = u.id {other}")


def _set_competences() -> None:
    run("""
        DELETE FROM worklists_visitplan_competences h USING ready_visit_plans r
        WHERE h.visitplan_id = r.id AND r.changed AND NOT h.competence_id = ANY(r.competences)
    """)
    run("""
        INSERT INTO worklists_visitplan_competences (visitplan_id, competence_id)
        SELECT r.id, competence FROM ready_visit_plans r, unnest(r.competences) competence
        WHERE r.is_new OR r.changed
        ON CONFLICT DO NOTHING
    """)


def _copy_competences() -> None:
    """A new visit asks for what its plan asks for."""
    run("""
        INSERT INTO worklists_visit_competences (visit_id, competence_id)
        SELECT r.id, h.competence_id FROM ready_visits r
        JOIN worklists_visitplan_competences h ON h.visitplan_id = r.plan_id
        WHERE r.is_new
    """)


def _add_states(by: User | None) -> None:
    """Add what has happened since; the main carer's row last, for the newest is what holds."""
    done = "r.state = 'utfort'"
    steps = (
        (
            "'startet'",
            "r.started_at",
            "r.second_carer_id",
            f"{done} AND r.second_carer_id IS NOT NULL",
        ),
        ("'startet'", "r.started_at", "r.carer_id", done),
        (
            "'utfort'",
            "r.ended_at",
            "r.second_carer_id",
            f"{done} AND r.second_carer_id IS NOT NULL",
        ),
        ("r.state", happened_at("r"), "r.carer_id", "true"),
    )
    run(
        "CREATE TEMP TABLE state_due ON COMMIT DROP AS SELECT r.* FROM ready_visits r"
        f" WHERE r.is_new OR (r.changed AND {state_differs('r')})"
    )
    union = " UNION ALL ".join(
        f"SELECT r.line, {number} AS step, r.id AS visit_id, {state} AS state,"
        f" {instant} AS happened_at, {carer} AS carer_id, coalesce(r.reason, '') AS reason"
        f" FROM state_due r WHERE {where}"
        for number, (state, instant, carer, where) in enumerate(steps)
    )
    run(f"""
        INSERT INTO worklists_visitstate (visit_id, state, happened_at, carer_id, reason, by_id)
        SELECT visit_id, state, happened_at, carer_id, reason, {literal(by.pk if by else None)}
        FROM ({union}) steps ORDER BY line, step
    """)
    run("DROP TABLE state_due")
