"""A unit chooses how often everybody is looked at, how long the meeting lasts, and by when to report."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from boards.models import BoardSettings, Meeting, MeetingPlan
from boards.queries.meetings import deadline_at
from boards.queries.settings import settings_of
from boards.schedule import Lunch, monday_of
from heltom.lib import clock
from heltom.lib.errors import Refused
from teams import audit
from teams.models import Unit
from teams.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import time

    from teams.models import User

OF_UNIT = ("board_minutes", "board_deadline")


@transaction.atomic
def choose(*, unit: Unit, values: Mapping[str, object], by: User) -> BoardSettings:
    """What is chosen holds from now on: coming meetings get the new length and the new deadline.

    Raises Refused where a team's standing hour would lie in the lunch: then the hour must go first.
    What was chosen already is not written again.
    """
    unit = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    row = settings_of(unit)
    before = _chosen(unit, row)
    minutes = unit.board_minutes
    for name, value in values.items():
        setattr(unit if name in OF_UNIT else row, name, value)
    changed = {name: [before[name], value] for name, value in _chosen(unit, row).items()}
    changed = {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
    if not changed:
        return row
    _check_lunch(unit, Lunch(row.lunch_from, row.lunch_to))
    unit.save(update_fields=OF_UNIT)
    row.changed_at, row.changed_by = clock.now(), by
    row.save()
    _follow(unit, minutes)
    audit.record(
        by=by, verb="board_settings_chosen", obj=row,
        permission=Permission.EDIT_BOARD_RULES, details={"unit": unit.code, **changed},
    )  # fmt: skip
    return row


def _chosen(unit: Unit, row: BoardSettings) -> dict[str, str]:
    names = [field.name for field in BoardSettings._meta.get_fields()]
    own = [name for name in names if name not in ("id", "unit", "changed_at", "changed_by")]
    return {name: _said(getattr(row, name)) for name in own} | {
        name: _said(getattr(unit, name)) for name in OF_UNIT
    }


def _said(value: int | time) -> str:
    return str(value) if isinstance(value, int) else f"{value:%H:%M}"


def _check_lunch(unit: Unit, lunch: Lunch) -> None:
    today = clock.today()
    plans = MeetingPlan.objects.filter(team__site__unit=unit).between(today, date.max)
    inside = [
        str(plan.team)
        for plan in plans.select_related("team").order_by("team__name")
        if lunch.hits(monday_of(today), plan.starts, plan.minutes or unit.board_minutes)
    ]
    if inside:
        said = _("Da ligger tavlemøtet i lunsjen for %s. Flytt den faste tiden der først.")
        raise Refused(said % ", ".join(dict.fromkeys(inside)))


def _follow(unit: Unit, minutes: int) -> None:
    """Coming meetings of the usual length get the new one; all get the deadline that holds now."""
    rows = Meeting.objects.select_for_update(of=("self",), no_key=True).filter(
        team__site__unit=unit, state=Meeting.State.PLANNED, starts_at__gt=clock.now()
    )
    for meeting in rows.order_by("pk"):
        meeting.minutes = unit.board_minutes if meeting.minutes == minutes else meeting.minutes
        meeting.deadline_at = deadline_at(unit, meeting.starts_at)
        meeting.version += 1
        meeting.save(update_fields=["minutes", "deadline_at", "version"])
