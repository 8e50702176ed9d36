"""Random absences on random shifts: nothing is lost, nothing hard is broken, the day balances."""

import os
import random
from contextlib import suppress
from datetime import time, timedelta

import pytest
from django.db import transaction

from heltom.lib import clock
from heltom.lib.errors import Refused
from teams.models import Shift
from tests.factories import StaffCompetenceFactory
from tests.shift_factories import PriorityItemFactory
from tests.ward import make_ward
from worklists.actions import repairs, visits
from worklists.models import Call, Entry, RepairDraft, State, TeamShift, Unassigned, Visit
from worklists.planning import solver
from worklists.planning.checker import check
from worklists.queries import problem
from worklists.queries.balance import day_balance
from worklists.queries.repair_plan import kept_lines
from worklists.queries.work import read_work

pytestmark = pytest.mark.django_db

TITLES = ("Morgenstell", "Dusj", "Renhold", "Insulin", "Gåtur", "Kveldsmat")


@pytest.fixture(autouse=True)
def short_search(monkeypatch):
    monkeypatch.setattr(solver, "SMALL_TRIES", 5_000)


class RolledBack(Exception):
    """Ends an example and takes everything in it back."""


class Example:
    """A day shift with visits of every kind, at a random hour of it."""

    def __init__(self, dice, set_clock):
        self.dice = dice
        self.ward = make_ward(clock.today())
        self.ward.carers(dice.randint(0, 2))
        StaffCompetenceFactory(staff=self.ward.people["kari"])
        for position, words in enumerate(("insulin", "stell", "gåtur", "dusj"), start=1):
            rule = ["skal", "skal", "vente", "utga"][position - 1]
            PriorityItemFactory(team=self.ward.team, position=position, words=words, rule=rule)
        for _ in range(dice.randint(6, 12)):
            self._plan()
        set_clock(clock.at(self.ward.day, time(7)))
        self.ward.build()
        set_clock(clock.at(self.ward.day, time(dice.randint(7, 13), dice.randint(0, 59))))
        self._some_are_begun()
        self.vera = self.ward.user("vera")

    def _plan(self):
        dice = self.dice
        hour = dice.randint(8, 13)
        self.ward.plans(
            1,
            title=dice.choice(TITLES),
            minutes=dice.randint(10, 60),
            priority=dice.randint(1, 3),
            carers=1 + (dice.random() < 0.2),
            earliest=time(hour),
            latest=time(min(14, hour + dice.randint(0, 2))),
            needs=["insulin"] if dice.random() < 0.2 else None,
            fixed_time=dice.random() < 0.1,
        )

    def _some_are_begun(self):
        vera = self.ward.user("vera")
        for entry in self.entries().filter(starts_at__lt=clock.now()):
            act = self.dice.choice([visits.start, visits.finish, visits.finish, None])
            if act:
                with suppress(Refused):  # the other half of a visit for two
                    act(visit=entry.visit, by=vera)

    def entries(self):
        found = Entry.objects.filter(worklist__publication__current_for__isnull=False)
        return found.select_related("visit").order_by("pk")

    @property
    def team_shift(self):
        rows = TeamShift.objects.select_related("team__site__unit", "current")
        return rows.get(team=self.ward.team, date=self.ward.day, kind="dag")

    def somebody(self):
        here = Shift.objects.filter(team=self.ward.team).worked().order_by("pk")
        return self.dice.choice(list(here.select_related("staff", "team")))

    def begin(self, shift):
        return repairs.begin(
            team_shift=self.team_shift,
            shift=shift,
            starts_at=max(shift.starts_at, clock.now().replace(second=0, microsecond=0)),
            ends_at=shift.ends_at,
            reason="syk",
            by=self.vera,
        )

    def say_something(self, draft):
        """A few words of a person's own; one that breaks a rule is refused and changes nothing."""
        here = Shift.objects.filter(team=self.ward.team).worked().order_by("pk")
        others = list(here.exclude(pk=draft.cause["shift"]).values_list("pk", flat=True))
        for _ in range(self.dice.randint(0, 3)):
            lines = kept_lines(draft)
            if not lines:
                return draft
            line = self.dice.choice(lines)
            said = self.dice.choice(
                [
                    {"what": "gi", "shifts": [self.dice.choice(others)]} if others else None,
                    {"what": "las", "shifts": line.after, "start": line.start}
                    if line.after
                    else None,
                    {"what": "avlys", "reason": "sagt av en person"},
                    {"what": "holdes"},
                    None,
                ]
            )
            try:
                with transaction.atomic():
                    draft = repairs.choose(draft=draft, key=line.key, said=said, by=self.vera)
            except Refused:
                draft = RepairDraft.objects.get(pk=draft.pk)
        return draft

    def check_after(self, shift, hers, draft):
        sum_ = day_balance(self.ward.team, self.ward.day, "dag")
        assert sum_.balances, (sum_, [fault.sentence for fault in sum_.faults])
        placed = set(self.entries().exclude(worklist__shift=shift).values_list("visit", flat=True))
        bucket = set(
            Unassigned.objects.filter(publication=self.team_shift.current)
            .exclude(reason="")
            .values_list("visit", flat=True)
        )
        owed = set(Call.objects.filter(direction="ut").values_list("visit", flat=True))
        for visit in Visit.objects.filter(pk__in=hers).with_state():
            if visit.state == State.DUE:
                assert visit.pk in placed | bucket
            elif visit.state == State.CANCELLED:
                assert visit.state_reason
                assert visit.pk in owed
        self._check_lists(draft)

    def _check_lists(self, draft):
        """The lists that hold, against the rules: nobody away, nobody unfit, nothing overlaps."""
        asked = problem.build(read_work(self.team_shift), draft.asked_at)
        plan = solver.retimed(asked.problem, asked.previous, previous=asked.previous)
        assert plan is not None
        assert check(asked.problem, plan) == []


@pytest.mark.parametrize("seed", range(int(os.environ.get("HELTOM_RANDOM_REPAIRS", "4"))))
def test_whatever_is_proposed_and_said_nothing_is_lost(seed, monkeypatch):
    dice = random.Random(seed)

    def set_clock(instant):
        monkeypatch.setattr(clock, "now", lambda: instant.astimezone(clock.OSLO))

    example = Example(dice, set_clock)
    for _ in range(dice.randint(1, 2)):
        shift = example.somebody()
        hers = set(example.entries().filter(worklist__shift=shift).values_list("visit", flat=True))
        draft = example.say_something(example.begin(shift))
        set_clock(clock.now() + timedelta(minutes=dice.randint(0, 12)))
        for _again in range(3):
            draft = repairs.apply(draft=draft, by=example.vera)
            if draft.answer:
                break
        assert draft.answer == "gjort"
        example.check_after(shift, hers, draft)
    if dice.random() < 0.5:
        repairs.is_here(team_shift=example.team_shift, shift=shift, by=example.vera, reopen=True)
        assert day_balance(example.ward.team, example.ward.day, "dag").balances
