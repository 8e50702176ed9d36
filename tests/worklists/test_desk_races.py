"""Two at two desks about one carer or one visit: both come through or are told, and no visit is lost."""

import threading

import pytest
from django.db import connection

from heltom.lib import clock
from heltom.lib.errors import Refused
from teams.models import Loan, Shift
from tests.worklists.lending import make_house
from worklists.actions import handing, loans, rebuilds, repairs
from worklists.actions.sweep import take_changes
from worklists.models import Entry, RepairDraft, Visit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house(monkeypatch):
    return make_house(monkeypatch)


def at_once(*acts):
    """Each on a connection of its own, from the same instant; what was refused. Faults are raised."""
    start, told, faults = threading.Barrier(len(acts), timeout=10), [], []

    def run(act):
        try:
            start.wait()
            act()
        except Refused as refusal:
            told.append(str(refusal))
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()
    assert faults == []
    return told


def lise_leaves(house):
    return repairs.begin(
        team_shift=house.shift_of(house.south), shift=house.lise, starts_at=clock.now(),
        ends_at=house.lise.ends_at, reason="syk", by=house.sigrid,
    )  # fmt: skip


def settle(house, draft):
    """Whoever found something new looks at it and says yes again; the other team's lists follow."""
    draft = RepairDraft.objects.get(pk=draft.pk)
    if not draft.answer:
        repairs.apply(draft=draft, by=house.sigrid)
    take_changes()
    house.build_waiting()


def check_nobody_who_is_away_has_anything_ahead(house):
    away = Shift.objects.filter(staff=house.lise.staff)
    assert all(shift.absence_id for shift in away)
    ahead = Entry.objects.filter(
        worklist__publication__current_for__isnull=False,
        worklist__shift__in=away,
        visit__in=Visit.objects.with_state().filter(state="venter"),
    )
    assert not ahead.exists()
    assert house.balances()


def test_a_carer_is_lent_while_she_is_told_away(house):
    draft, loan = lise_leaves(house), house.ask()
    told = at_once(
        lambda: repairs.apply(draft=draft, by=house.sigrid),
        lambda: loans.accept(loan=Loan.objects.get(), by=house.anne, shift=house.lise),
    )
    settle(house, draft)
    lent = Loan.objects.get(pk=loan.pk).answer == Loan.Answer.ACCEPTED
    assert lent or told == ["Hun er ikke på vakt her lenger. Velg en annen."]
    check_nobody_who_is_away_has_anything_ahead(house)


def test_a_visit_is_given_to_her_and_lists_are_built_while_she_is_told_away(house):
    draft, visit = lise_leaves(house), house.a_visit_of(house.south)
    rebuilds.request(team=house.south, day=house.day, kind="kveld", why="test")
    told = at_once(
        lambda: repairs.apply(draft=draft, by=house.sigrid),
        lambda: handing.move(visit=visit, to=[house.lise.pk], by=house.anne),
        house.build_waiting,
    )
    settle(house, draft)
    assert all(sentence.startswith("Det går ikke") for sentence in told)
    check_nobody_who_is_away_has_anything_ahead(house)
