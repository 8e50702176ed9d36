"""Two teams under one roof on an evening that has begun: Nord asks, Sør may have somebody to lend."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from heltom.lib import clock
from teams.models import Loan, Shift, Staff, Team, User
from tests.factories import (
    ShiftFactory,
    StaffFactory,
    TeamFactory,
    UserFactory,
    VisitPlanFactory,
)
from worklists.actions import loans, rebuilds, team_shifts
from worklists.models import Entry, Rebuild, TeamShift, Visit
from worklists.queries.balance import day_balance

NORTH, SOUTH = "Nord", "Sør"


@dataclass
class House:
    """Evening in Nord and Sør, both built; `now` is 16:00 unless a test says otherwise."""

    north: Team
    south: Team
    vera: User
    sigrid: User
    anne: User
    lise: Shift
    """Walks a list in Sør, 15:00–22:30."""
    now: datetime

    @property
    def day(self):
        return self.lise.date

    def at(self, hour: int, minute: int = 0) -> datetime:
        return clock.at(self.day, time(hour, minute))

    def shift_of(self, team: Team) -> TeamShift:
        return team_shifts.get(team=team, day=self.day, kind="kveld")

    def ask(self, kind: str = "hjelper", **more) -> Loan:
        hours = {"starts_at": self.at(17), "ends_at": self.at(20)} | more
        return loans.ask(
            asking=self.north, asked=self.south, kind=kind, day=self.day, shift="kveld",
            by=self.vera, **hours,
        )  # fmt: skip

    def build(self, *teams: Team) -> None:
        for team in teams:
            asked = rebuilds.request(team=team, day=self.day, kind="kveld", why="test")
            claimed = rebuilds.claim(asked.pk)
            assert claimed is not None
            rebuilds.run(claimed)

    def build_waiting(self) -> None:
        for row in Rebuild.objects.filter(status=Rebuild.Status.WAITING):
            if claimed := rebuilds.claim(row.pk):
                assert rebuilds.run(claimed) is not None

    def listed(self, team: Team) -> dict[int, list[str]]:
        """By visit of the team's lists: whose."""
        current = self.shift_of(team).current
        rows = Entry.objects.filter(worklist__publication=current).select_related(
            "worklist__shift__staff"
        )
        found: dict[int, list[str]] = {}
        for row in rows:
            found.setdefault(row.visit_id, []).append(row.worklist.shift.staff.given_name)
        return found

    def a_visit_of(self, team: Team) -> Visit:
        """The last one on its lists."""
        listed = Visit.objects.filter(pk__in=self.listed(team), team=team)
        return listed.order_by("earliest", "pk").last()

    def balances(self) -> bool:
        return all(self.balance(team).balances for team in (self.north, self.south))

    def balance(self, team: Team):
        return day_balance(team, self.day, "kveld")


def make_house(monkeypatch, *, built: bool = True) -> House:
    """Nord has one carer and work for two. Lists take time: a test that needs none says so."""
    day = clock.today()
    now = clock.at(day, time(16))
    monkeypatch.setattr(clock, "now", lambda: now)
    north = TeamFactory(name=NORTH, code="nord")
    south = TeamFactory(name=SOUTH, code="sor", site=north.site, ht=north.ht)
    for team, plans in ((north, 7), (south, 6)):
        for number in range(plans):
            VisitPlanFactory(
                team=team, shift="kveld", minutes=60, title="Kveldsstell",
                earliest=time(16 + number % 5, 30), latest=time(18 + number % 5),
            )  # fmt: skip
    people = {
        name: _on_duty(day, name, team, function)
        for name, team, function in (
            ("vera", north, "vk"), ("sigrid", south, "vk"),
            ("lise", south, "liste"), ("mona", south, "liste"),
            ("anne", north.ht, "ansvarsvakt"),
        )
    }  # fmt: skip
    house = House(
        north, south, people["vera"].staff.user, people["sigrid"].staff.user,
        people["anne"].staff.user, people["lise"], now,
    )  # fmt: skip
    if built:
        house.build(north, south)
    return house


def _on_duty(day, name: str, team: Team, function: str) -> Shift:
    staff: Staff = StaffFactory(
        user=UserFactory(username=name), given_name=name.capitalize(), team=team,
        profession="sykepleier" if function == "ansvarsvakt" else "helsefagarbeider",
    )  # fmt: skip
    return ShiftFactory(staff=staff, date=day, kind="kveld", function=function)
