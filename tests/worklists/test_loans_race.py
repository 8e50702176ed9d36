"""Two answer the same question at once: one answer stands, and the second is told whose."""

import threading

import pytest
from django.db import connection

from heltom.lib.errors import Refused
from teams.models import Loan, Shift
from tests.worklists.lending import make_house
from worklists.actions import loans

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
