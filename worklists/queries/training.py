"""What people were not trained for or did not understand: counted by task and team, never by person."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from heltom.lib import clock
from teams.models import Team
from worklists.models import Release

#: So far back the counts go: long enough for a course to have been held, short enough to be about today.
WEEKS = 12


@dataclass(slots=True)
class Need:
    """One task of the team: how often it was let go of for each reason, and when it was last."""

    title: str
    competences: tuple[str, ...]
    last: date
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def not_trained(self) -> int:
        return self.counts[Release.Reason.NOT_TRAINED]

    @property
    def not_understood(self) -> int:
        return self.counts[Release.Reason.NOT_UNDERSTOOD]

    @property
    def other(self) -> int:
        return self.counts[Release.Reason.OTHER]


@dataclass(frozen=True, slots=True)
class TrainingPage:
    team: Team
    since: date
    needs: list[Need]

    @property
    def total(self) -> int:
        return sum(need.total for need in self.needs)


def training_page(team: Team) -> TrainingPage:
    """The tasks that were let go of most, first. Two queries."""
    since = clock.today() - timedelta(weeks=WEEKS)
    rows = Release.objects.filter(visit__team=team, visit__date__gte=since)
    found: dict[tuple[str, tuple[str, ...]], Need] = {}
    for row in rows.select_related("visit").prefetch_related("visit__competences"):
        visit = row.visit
        asked = tuple(sorted(one.name for one in visit.competences.all()))
        need = found.setdefault((visit.title, asked), Need(visit.title, asked, visit.date))
        need.counts[row.reason] += 1
        need.last = max(need.last, visit.date)
    needs = sorted(found.values(), key=lambda need: (-need.total, need.title, need.competences))
    return TrainingPage(team, since, needs)
