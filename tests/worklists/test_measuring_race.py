"""A nurse answers at the very moment when something worse is measured: the new measurement asks anew."""

import threading
from datetime import time

import pytest
from django.db import connection, transaction

from heltom.lib import clock
from tests.factories import PatientFactory, PlacementFactory
from tests.patients.test_news2 import WELL
from tests.ward import make_ward
from worklists.actions import advice, measuring
from worklists.models import Advice, AdviceStep

pytestmark = pytest.mark.django_db(transaction=True)

ILL = WELL | {"respiration": 26, "pulse": 131, "temperature": 38.4}


def test_an_answer_that_comes_meanwhile_answers_only_what_it_saw(monkeypatch):
    noon = clock.at(clock.today(), time(12))
    monkeypatch.setattr(clock, "now", lambda: noon)
    ward, patient = make_ward(), PatientFactory()
    PlacementFactory(patient=patient, team=ward.team)
    kari, anne = ward.user("kari"), ward.user("anne")

    def measure(parts):
        return measuring.measure(patient=patient, visit=None, parts=parts, taken_at=noon, by=kari)[
            1
        ]

    first, found = measure(WELL | {"respiration": 25}), []
    reached = threading.Event()
    as_before = advice.measured_again

    def when_it_is_to_be_added(**told):
        reached.set()
        return as_before(**told)

    monkeypatch.setattr(measuring.questions, "measured_again", when_it_is_to_be_added)

    def carer():
        try:
            found.append(measure(ILL))
        finally:
            connection.close()

    other = threading.Thread(target=carer)
    with transaction.atomic():
        advice.answer(advice=first, text="Se an til i morgen.", by=anne)
        other.start()
        assert reached.wait(10)
    other.join(20)
    (asked,) = found
    assert asked.pk != first.pk
    assert (asked.state, asked.urgency) == ("spurt", "straks")
    assert list(AdviceStep.objects.filter(advice=first).values_list("state", "by")) == [
        ("spurt", kari.pk),
        ("besvart", anne.pk),
    ]
    assert Advice.objects.count() == 2
