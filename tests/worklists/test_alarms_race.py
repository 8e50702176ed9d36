"""Two send two carers to one alarm at once, and one message comes twice at the same instant."""

import threading
from datetime import time

import pytest
from django.db import connection, transaction

from heltom.lib.errors import Refused
from tests.support.clocks import pin
from tests.ward import make_ward
from worklists.actions import alarms
from worklists.models import Alarm, Entry, Visit
from worklists.queries.balance import day_balance

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Each on a connection of its own, from the same instant; what each said, or was refused with."""
    start, answers = threading.Barrier(len(acts), timeout=10), [None] * len(acts)

    def run(number, act):
        try:
            start.wait()
            answers[number] = act()
        except Refused as refusal:
            answers[number] = str(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_one_is_sent_and_the_other_sender_is_told_and_one_message_is_one_alarm(monkeypatch):
    pin(monkeypatch, time(12, 3))
    ward = make_ward()
    patient = ward.plans(4, earliest=time(12, 30), latest=time(14))[0].patient
    ward.build()
    vera, anne = ward.user("vera"), ward.user("anne")
    told = {"team": ward.team, "patient": patient, "by": vera, "reference": "R-1"}
    answers = at_once(lambda: alarms.receive(**told), lambda: alarms.receive(**told))
    assert sorted(is_new for _alarm, is_new in answers) == [False, True]
    alarm = Alarm.objects.get()

    seen = alarm.steps.get().pk
    kari, other = (ward.people[name].shifts.get() for name in ("kari", "vera"))
    answers = at_once(
        lambda: alarms.send(alarm=alarm, shift=kari, by=vera, seen=seen),
        lambda: alarms.send(alarm=alarm, shift=other, by=anne, seen=seen),
    )
    (refusal,) = (said for said in answers if isinstance(said, str))
    assert " sendte " in refusal
    visit = Visit.objects.get(title__startswith="Alarm")
    assert (
        Entry.objects.filter(visit=visit, worklist__publication__current_for__isnull=False).count()
        == 1
    )
    assert day_balance(ward.team, ward.day, "dag").balances


def test_an_alarm_is_called_off_while_a_move_of_the_patient_is_said_yes_to(monkeypatch):
    """Both take the patient's visits in the order of their keys, so neither waits for the other."""
    pin(monkeypatch, time(12, 3))
    ward = make_ward()
    patient = ward.plans(2, earliest=time(12, 30), latest=time(14))[0].patient
    ward.build()
    vera, kari = ward.user("vera"), ward.people["kari"].shifts.get()
    alarm, _new = alarms.receive(team=ward.team, patient=patient, by=vera)
    alarms.send(alarm=alarm, shift=kari, by=vera)
    first, last = Visit.objects.filter(patient=patient).order_by("pk").values_list("pk", flat=True)
    has_one, real = threading.Event(), alarms.mend

    def yes():
        with transaction.atomic():
            Visit.objects.select_for_update().get(pk=first)
            has_one.set()
            Visit.objects.select_for_update().get(pk=last)

    answers = []
    other = threading.Thread(target=lambda: answers.extend(at_once(yes)))

    def mend(**how):
        other.start()
        has_one.wait(0.5)
        return real(**how)

    monkeypatch.setattr(alarms, "mend", mend)
    alarms.call_off(alarm=alarm, by=vera, why="Hun svarte på telefonen")
    other.join(10)
    assert answers == [None]
    assert day_balance(ward.team, ward.day, "dag").balances
