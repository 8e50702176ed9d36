"""Two answer the same question at once: one answer stands, and the second is told whose. And what
happens to a loan in the very moment it is agreed or ended.
"""

import threading

import pytest
from django.db import connection

from heltom.lib.errors import Refused
from teams.actions import absences
from teams.models import Loan, Shift
from tests.worklists.lending import make_house
from worklists.actions import lent_visits, loans, visits
from worklists.models import State, Visit

pytestmark = pytest.mark.django_db(transaction=True)


def test_yes_and_no_at_once_is_one_answer(monkeypatch):
    house = make_house(monkeypatch)
    loan = house.ask()
    ready = threading.Barrier(2)
    told: list[str] = []

    def answer(say):
        mine = Loan.objects.get(pk=loan.pk)
        ready.wait()
        try:
            say(mine)
        except Refused as refusal:
            told.append(str(refusal))
        finally:
            connection.close()

    answers = (
        lambda mine: loans.accept(loan=mine, by=house.sigrid, shift=house.lise),
        lambda mine: loans.decline(loan=mine, by=house.anne, reason="Vi har ingen"),
    )
    threads = [threading.Thread(target=answer, args=[say]) for say in answers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (sentence,) = told
    kept = Loan.objects.get()
    assert sentence.startswith("Det er alt svart: ")
    assert kept.answered_by.staff.given_name in sentence
    lent = Shift.objects.filter(loan=loan).count()
    assert lent == (kept.answer == Loan.Answer.ACCEPTED)


def elsewhere(act):
    """Done and committed by somebody else, while this transaction stands where it stands."""

    def run():
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(20)
    assert not thread.is_alive()


def meanwhile(monkeypatch, module, name, act):
    """The first time `module.name` is called, `act` is done by somebody else right before it."""
    real = getattr(module, name)

    def first(*args, **kwargs):
        monkeypatch.setattr(module, name, real)
        elsewhere(act)
        return real(*args, **kwargs)

    monkeypatch.setattr(module, name, first)


def test_a_loan_that_is_ended_while_the_visit_is_on_its_way_leaves_it_with_its_own_team(
    monkeypatch,
):
    house = make_house(monkeypatch)
    visit = house.a_visit_of(house.north)
    loan = house.ask("oppdrag", visit=visit)
    meanwhile(
        monkeypatch, lent_visits, "read_locked",
        lambda: loans.end(loan=Loan.objects.get(pk=loan.pk), by=house.vera),
    )  # fmt: skip
    loans.accept(loan=loan, by=house.sigrid)
    lent_visits.settle_all()
    taken = Visit.objects.get(lent_from__loan=loan)
    assert [visits.current_state(one) for one in (visit, taken)] == [State.DUE, State.WITHDRAWN]
    assert visit.pk in house.listed(house.north)
    assert house.balances()


def test_whoever_falls_ill_while_she_is_lent_is_not_lent(monkeypatch):
    house = make_house(monkeypatch)
    meanwhile(
        monkeypatch, loans.shifts, "cut",
        lambda: absences.register(
            staff=house.lise.staff, starts_at=house.at(15), ends_at=house.at(23), reason="syk",
            team=house.south, by=house.sigrid,
        ),
    )  # fmt: skip
    loan = house.ask()
    with pytest.raises(Refused, match="er ført borte"):
        loans.accept(loan=loan, by=house.sigrid, shift=house.lise)
    assert Loan.objects.get().is_open
    assert not Shift.objects.filter(staff=house.lise.staff, absence__isnull=True).exists()
