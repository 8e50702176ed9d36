"""A small ward for tests: the standing characters, and a team's day that can be built.

Kari is a carer on today's day shift, Vera is vaktkoordinator, Anne ansvarsvakt of the HT, Ola leads
the team. Siri works in another unit and must see nothing; Nils works here and has no role today.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from http.cookies import SimpleCookie

from heltom.lib import clock
from teams.models import Shift, Staff, Team, User
from tests.factories import (
    PositionFactory,
    ShiftFactory,
    StaffFactory,
    TeamFactory,
    UserFactory,
    VisitPlanFactory,
)
from worklists.actions import rebuilds
from worklists.models import Publication, Rebuild, VisitPlan


@dataclass
class Ward:
    """One OT with its HT. `day` is the date that everything in it is about."""

    team: Team
    day: date
    people: dict[str, Staff] = field(default_factory=dict)
    cookies: dict[str, SimpleCookie] = field(default_factory=dict)
    """Of those who are signed in already: tests/support/access.py."""

    @property
    def ht(self) -> Team:
        assert self.team.ht is not None
        return self.team.ht

    def user(self, name: str) -> User:
        user = self.people[name].user
        assert user is not None
        return User.objects.get(pk=user.pk)

    def plans(self, how_many: int, **plan: object) -> list[VisitPlan]:
        return VisitPlanFactory.create_batch(how_many, team=self.team, **plan)

    def carers(self, how_many: int, **staff: object) -> list[Shift]:
        return [
            ShiftFactory(staff=StaffFactory(team=self.team, **staff), date=self.day)
            for _ in range(how_many)
        ]

    def build(self, kind: str = "dag", team: Team | None = None) -> Publication | None:
        """Build the lists as the worker does."""
        asked = rebuilds.request(team=team or self.team, day=self.day, kind=kind, why="test")
        claimed = rebuilds.claim(asked.pk)
        assert claimed is not None
        return rebuilds.run(claimed)

    def build_waiting(self) -> None:
        """Do what is owed, as the sweep would have it done."""
        for row in Rebuild.objects.filter(status=Rebuild.Status.WAITING):
            if claimed := rebuilds.claim(row.pk):
                rebuilds.run(claimed)


def make_ward(day: date | None = None) -> Ward:
    """The ward with its characters on duty on `day` (today unless said)."""
    ward = Ward(team=TeamFactory(name="Team Nord", code="nord"), day=day or clock.today())
    elsewhere = TeamFactory(name="Team Annensteds", code="annensteds")
    _on_duty(ward, "kari", ward.team, "liste")
    _on_duty(ward, "vera", ward.team, "vk")
    _on_duty(ward, "anne", ward.ht, "ansvarsvakt", profession="sykepleier")
    _on_duty(ward, "siri", elsewhere, "liste")
    ward.people["nils"] = _person("nils", ward.team)
    ward.people["ola"] = _person("ola", ward.team)
    PositionFactory(staff=ward.people["ola"], kind="avdelingsleder", team=ward.team)
    return ward


def _on_duty(ward: Ward, name: str, team: Team, function: str, **staff: object) -> None:
    ward.people[name] = _person(name, team, **staff)
    ShiftFactory(staff=ward.people[name], date=ward.day, function=function)


def _person(name: str, team: Team, **staff: object) -> Staff:
    user = UserFactory(username=name)
    return StaffFactory(user=user, given_name=name.capitalize(), team=team, **staff)
