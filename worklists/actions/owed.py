"""Lists that are owed anew because a patient comes or goes: to every team that has visits of hers."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from heltom.lib import clock
from patients.models import Patient
from teams.models import Change, Team, User
from worklists.actions import rebuilds
from worklists.models import TeamShift
from worklists.queries.stays import period_of, teams_with_visits


def owe_lists(patient: Patient, start: datetime, end: datetime | None, by: User, why: str) -> None:
    """Owe new lists to every team that has plans or visits of the patient between the instants."""
    first, last = period_of(start, end)
    teams = teams_with_visits(patient, first, last)
    Change.objects.bulk_create(
        Change(team=team, first_date=first, last_date=last, why=why, by=by) for team in teams
    )
    _owe_yesterday(teams, first, by, why)


def _owe_yesterday(teams: list[Team], first: date, by: User, why: str) -> None:
    """Yesterday's sum must be right too; the sweep looks from today on, and at last night's shift."""
    yesterday = clock.today() - timedelta(days=1)
    if first > yesterday:
        return
    published = TeamShift.objects.filter(team__in=teams, date=yesterday, current__isnull=False)
    for shift in published.select_related("team").order_by("team", "kind"):
        rebuilds.request(team=shift.team, day=yesterday, kind=shift.kind, why=why, by=by)
