"""Which teams' lists rest on what was changed, and for which days: one row a team for the worker.

Only rows that are new or changed count, only days from today on, and of a period that was only cut
or prolonged only the days that it gained or lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heltom.lib import clock
from imports.format import table
from imports.sql import literal, name, oslo_date, rows, run
from teams.models import Change

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from teams.actions.absences import TeamDay
    from teams.models import User

PLANS_OF_PATIENT = """
    JOIN after_visit_plans p ON p.patient_id = period.subject
        AND p.valid_from <= coalesce(period.last, 'infinity')
        AND coalesce(p.valid_to, 'infinity') >= period.first
"""
#: Visits that no plan made, and those that went to another team than their plan's.
VISITS_OF_PATIENT = """
    JOIN worklists_visit v ON v.patient_id = period.subject
        AND v.date BETWEEN period.first AND coalesce(period.last, 'infinity')
"""
#: From the key of the row that was touched to the teams whose lists it can change, by each route.
VIA = {
    "team": {"": "period.subject"},
    "patient": {PLANS_OF_PATIENT: "p.team_id", VISITS_OF_PATIENT: "v.team_id"},
    "plan": {"JOIN after_visit_plans p ON p.id = period.subject": "p.team_id"},
    "site": {"JOIN after_teams t ON t.site_id = period.subject": "t.id"},
    "unit": {
        "JOIN after_sites i ON i.unit_id = period.subject"
        " JOIN after_teams t ON t.site_id = i.id": "t.id"
    },
}


@dataclass(frozen=True)
class Touch:
    """How rows of `table` reach a team: by the column `subject` and the way `via`.

    With `start` the row holds for days or instants; without, a change of one of `columns` matters
    from today on.
    """

    table: str
    why: _StrPromise
    via: str
    subject: str
    start: str = ""
    end: str = ""
    instants: bool = False
    columns: tuple[str, ...] = ()


TOUCHES = (
    Touch(
        "units",
        gettext_lazy("enheter"),
        "unit",
        "id",
        columns=(
            "vk_reserve_minutes",
            "report_minutes",
            "break_minutes",
            "break_at_base",
            "overtime_minutes",
        ),
    ),
    Touch(
        "sites",
        gettext_lazy("lokalisasjoner"),
        "site",
        "id",
        columns=("latitude", "longitude", "unit_id"),
    ),
    Touch("teams", gettext_lazy("team"), "team", "id", columns=("site_id", "kind", "active_to")),
    Touch("shifts", gettext_lazy("vakter"), "team", "team_id", "date", "date"),
    Touch(
        "patients",
        gettext_lazy("pasienter"),
        "patient",
        "id",
        columns=(
            "latitude",
            "longitude",
            "walk_minutes",
            "address",
            "wished_carer_sex",
            "criticality",
            "started_on",
            "ended_on",
        ),
    ),
    Touch(
        "placements", gettext_lazy("teamtilhørighet"), "team", "team_id", "valid_from", "valid_to"
    ),
    Touch(
        "contacts",
        gettext_lazy("primærkontakter"),
        "patient",
        "patient_id",
        "valid_from",
        "valid_to",
    ),
    Touch(
        "delegations",
        gettext_lazy("delegeringer"),
        "patient",
        "patient_id",
        "valid_from",
        "valid_to",
    ),
    Touch(
        "pauses",
        gettext_lazy("midlertidig opphør"),
        "patient",
        "patient_id",
        "starts_at",
        "ends_at",
        instants=True,
    ),
    Touch("visit_plans", gettext_lazy("tidsplaner"), "team", "team_id", "valid_from", "valid_to"),
    Touch("plan_exceptions", gettext_lazy("unntak"), "plan", "plan_id", "date", "date"),
    Touch(
        "appointments",
        gettext_lazy("avtaler"),
        "patient",
        "patient_id",
        "starts_at",
        "ends_at",
        instants=True,
    ),
    Touch("visits", gettext_lazy("oppdrag"), "team", "team_id", "date", "date"),
)


def note_changes(*, by: User | None, absences: set[TeamDay]) -> int:
    """Write one Change for each team that was touched; returns how many. Run it after apply()."""
    run(
        "CREATE TEMP TABLE touched (team_id bigint, first date, last date, why text) ON COMMIT DROP"
    )
    for touch in TOUCHES:
        if touch.start:
            _insert(touch, _periods(touch))
        else:
            _insert(touch, _from_today(touch))
    _insert_staff()
    _insert_absences(absences)
    changes = [
        Change(
            team_id=team,
            first_date=first,
            last_date=last,
            why=_("Import: %(what)s") % {"what": str(why)[:180]},
            by=by,
        )
        for team, first, last, why in rows(_aggregated())
    ]
    run("DROP TABLE touched")
    return len(Change.objects.bulk_create(changes))


def _aggregated() -> str:
    return """
        SELECT team_id, min(first),
            CASE WHEN bool_or(last IS NULL) THEN NULL ELSE max(last) END,
            string_agg(DISTINCT why, ', ' ORDER BY why)
        FROM touched GROUP BY team_id ORDER BY team_id
    """


def _insert(touch: Touch, periods: str) -> None:
    today = literal(clock.today())
    for join, team in VIA[touch.via].items():
        run(f"""
            WITH whole(subject, first, last) AS ({periods}), period AS (
                SELECT subject, greatest(first, {today}) AS first, last FROM whole
                WHERE last IS NULL OR last >= {today}
            )
            INSERT INTO touched
            SELECT DISTINCT {team}, period.first, period.last, {literal(str(touch.why))}
            FROM period {join}
        """)


def _periods(touch: Touch) -> str:
    """The days of new rows, and those of changed ones both as they were and as they are."""
    columns = f"r.{touch.subject}", *_days(touch, f"r.{name(touch.start)}", f"r.{name(touch.end)}")
    were = f"(r.was).{name(touch.start)}", f"(r.was).{name(touch.end)}"
    former = f"(r.was).{touch.subject}", *_days(touch, *were)
    source = f"FROM ready_{touch.table} r WHERE"
    ends = table(touch.table).ends == touch.end
    whole = "r.changed AND NOT r.at_most_end_differs" if ends else "r.changed"
    parts = [
        f"SELECT {', '.join(columns)} {source} r.is_new OR ({whole})",
        f"SELECT {', '.join(former)} {source} {whole}",
    ]
    if ends:
        cut = f"r.{touch.subject}", *_gained_or_lost(touch)
        parts.append(f"SELECT {', '.join(cut)} {source} r.changed AND r.at_most_end_differs")
    return " UNION ALL ".join(parts)


def _gained_or_lost(touch: Touch) -> tuple[str, str]:
    """Of a row of which the end alone was moved: the days between the two ends."""
    ends = [f"coalesce({row}.{name(touch.end)}, 'infinity')" for row in ("r", "(r.was)")]
    earlier, later = f"least({', '.join(ends)})", f"nullif(greatest({', '.join(ends)}), 'infinity')"
    # The last day of a period belongs to it; the day of an instant is partly on both sides.
    return _days(touch, earlier if touch.instants else f"{earlier} + 1", later)


def _days(touch: Touch, start: str, end: str) -> tuple[str, str]:
    """First and last date of shift: what happens before noon can concern the night before."""
    if not touch.instants:
        return start, end
    return oslo_date(f"{start} - interval '12 hours'"), oslo_date(end)


def _from_today(touch: Touch) -> str:
    differs = " OR ".join(
        f"r.{name(column)} IS DISTINCT FROM (r.was).{name(column)}" for column in touch.columns
    )
    return f"""SELECT r.{touch.subject}, {literal(clock.today())}, NULL::date
        FROM ready_{touch.table} r WHERE r.changed AND ({differs})"""


def _insert_staff() -> None:
    """What somebody can do, and how she gets about, matters where she is on duty."""
    today = literal(clock.today())
    run(f"""
        INSERT INTO touched
        SELECT DISTINCT s.team_id, s.date, s.date, {literal(_("ansatte"))}
        FROM after_shifts s
        WHERE s.date >= {today} AND s.staff_id IN (
            SELECT id FROM ready_staff r WHERE r.changed AND (
                r.profession IS DISTINCT FROM (r.was).profession
                OR r.transport IS DISTINCT FROM (r.was).transport
                OR r.sex IS DISTINCT FROM (r.was).sex)
            UNION SELECT staff_id FROM ready_staff_competences WHERE is_new OR changed)
    """)


def _insert_absences(touched: set[TeamDay]) -> None:
    today = clock.today()
    values = ", ".join(
        f"({team}, {literal(day)}, {literal(day)}, {literal(_('fravær'))})"
        for team, day in sorted(touched)
        if day >= today
    )
    if values:
        run(f"INSERT INTO touched VALUES {values}")
