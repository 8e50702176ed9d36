"""The public phone: nothing falls off the list, one call to a time, and the second is told why."""

import threading
from datetime import time, timedelta

import pytest
from django.db import connection

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import NextOfKin
from teams.models import AuditEvent
from tests.factories import PatientFactory, PlacementFactory, VisitFactory
from tests.shift_factories import CallFactory, CallHoursFactory
from tests.ward import make_ward
from worklists.actions import call_hours, calls, visits
from worklists.actions.calls import Said
from worklists.models import Call, CallHours, TeamShift
from worklists.queries.call_slots import free_slots
from worklists.queries.caller_search import search
from worklists.queries.calls import call_list, lines

pytestmark = pytest.mark.django_db

NOON = clock.at(clock.today(), time(12))
Outcome = Call.Outcome


@pytest.fixture
def ward(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON.astimezone(clock.OSLO))
    return make_ward()


@pytest.fixture
def hours(ward):
    """Every day from 13 to 13:30, ten minutes each."""
    for weekday in range(1, 8):
        CallHoursFactory(team=ward.team, weekday=weekday, starts=time(13), ends=time(13, 30))


def at(hour, minute=0, days=0):
    return clock.at(clock.today() + timedelta(days=days), time(hour, minute))


def rang(ward, by="vera", about="spør om dusj", **more):
    said = Said(caller="annen", name="Berit", about=about)
    return calls.register(team=ward.team, said=said, by=ward.user(by), **more)


def shift_of(ward):
    return TeamShift(team=ward.team, date=ward.day, kind="dag")


def test_times_are_offered_as_the_leader_has_set_them_and_only_those_that_are_free(ward, hours):
    assert free_slots(ward.team, NOON, 4) == [at(13), at(13, 10), at(13, 20), at(13, days=1)]
    rang(ward, call_back_at=at(13))
    assert free_slots(ward.team, NOON, 1) == [at(13, 10)]
    assert free_slots(ward.team, at(13, 20), 1) == [at(13, days=1)]


def test_whoever_comes_second_to_a_time_is_told_who_was_first_and_what_is_free(ward, hours):
    rang(ward, call_back_at=at(13))
    with pytest.raises(
        Refused, match=r"Vera .* ga bort 13:00 klokka 12:00\. Neste ledige er 13:10"
    ):
        rang(ward, by="anne", call_back_at=at(13))
    with pytest.raises(Refused, match=r"Teamet ringer ikke tilbake da\. Neste ledige er 13:10"):
        rang(ward, by="anne", call_back_at=at(15))
    calls.settle(call=Call.objects.get(), outcome=Outcome.CALLED, by=ward.user("vera"))
    assert rang(ward, by="anne", call_back_at=at(13)).call_back_at == at(13)


def test_the_button_pressed_twice_is_one_call(ward, hours):
    once, twice = (rang(ward, call_back_at=at(13)) for _ in range(2))
    assert once == twice
    assert rang(ward, about="noe annet") != once


def test_a_call_that_was_dealt_with_is_not_dealt_with_again(ward):
    call = rang(ward, urgent=True)
    by = ward.user("vera")
    calls.tried(call=call, by=by, seen=0)
    assert calls.tried(call=call, by=by, seen=0).tries == 1
    done = calls.settle(
        call=call, outcome=Outcome.CALLED, by=by, note="alt i orden", promise="ringer i morgen"
    )
    assert calls.settle(call=call, outcome=Outcome.CALLED, by=by) == done
    with pytest.raises(Refused, match=r"Vera .* har alt ringt, 12:00"):
        calls.settle(call=call, outcome=Outcome.NOT_NEEDED, by=ward.user("anne"), note="feil")
    with pytest.raises(Refused, match="har alt ringt"):
        calls.put_off(call=call, by=ward.user("anne"), urgent=True)
    assert Call.objects.get().note == "alt i orden"
    assert [row.call for row in call_list(ward.team).promises] == [call]
    calls.keep_promise(call=call, by=by)
    assert call_list(ward.team).promises == []
    with pytest.raises(Refused, match="Skriv hvorfor"):
        calls.settle(call=CallFactory(team=ward.team), outcome=Outcome.NOT_NEEDED, by=by)


def test_urgent_first_then_promised_times_and_what_is_left_from_yesterday_stands(ward, hours):
    yesterday = CallFactory(team=ward.team, at=at(15, days=-1))
    promised = CallFactory(team=ward.team, at=at(11), call_back_at=at(11, 30))
    soon = CallFactory(team=ward.team, at=at(11), call_back_at=at(13))
    urgent = CallFactory(team=ward.team, at=at(11, 55), urgent=True)
    CallFactory(team=ward.ht, at=at(11))
    rows = call_list(ward.team).calls
    assert [row.call for row in rows] == [urgent, promised, soon, yesterday]
    assert [row.is_overdue for row in rows] == [False, True, False, True]
    told = lines(ward.user("vera"), shift_of(ward))
    assert [line.level for line in told] == ["danger", "danger", "danger"]
    assert told[0].text.startswith("Haster: ring")


def test_those_out_on_lists_get_nothing_of_the_phone(ward):
    CallFactory(team=ward.team, urgent=True)
    assert lines(ward.user("kari"), shift_of(ward)) == []
    assert search(ward.user("kari"), "Per") == []


def test_whom_to_tell_is_the_next_of_kin_who_is_rung_first_else_the_patient(ward):
    patient = PatientFactory(phone="55 10 20 30")
    visit = VisitFactory(team=ward.team, patient=patient)
    kin = NextOfKin.objects.create(patient=patient, name="Berit Datter", phone="400 00 001")
    by = ward.user("vera")
    call = calls.must_tell(visit=visit, what="avlyst", by=by)
    assert (call.caller, call.phone) == ("pasient", "55 10 20 30")
    assert calls.must_tell(visit=visit, what="flyttet til i morgen", by=by).pk == call.pk
    news = AuditEvent.objects.get(verb="call_news")
    assert (news.reason, news.details) == ("flyttet til i morgen", {"before": "avlyst"})
    kin.first = True
    kin.save()
    other = calls.must_tell(visit=VisitFactory(team=ward.team, patient=patient), what="a", by=by)
    assert (other.caller, other.name) == ("parorende", "Berit Datter")
    assert [row.call for row in call_list(ward.team).owed] == [call, other]
    told = lines(ward.user("vera"), shift_of(ward))
    assert [line.text for line in told] == ["2 skal ringes om oppdrag som er avlyst eller endret"]


def test_a_visit_that_is_done_after_all_takes_the_call_back(ward):
    visit, by = VisitFactory(team=ward.team), ward.user("vera")
    visits.cancel(visit=visit, by=by, reason="datteren kommer", tell=True)
    visits.cancel(visit=visit, by=by, reason="datteren kommer", tell=True)
    assert Call.objects.get().about == "Ekstra tilsyn er avlyst: datteren kommer"
    visits.reopen(visit=visit, by=by)
    assert Call.objects.get().outcome == Outcome.NOT_NEEDED
    visits.cancel(visit=visit, by=by, reason="datteren kommer", tell=True)
    told = Call.objects.get(outcome="")
    calls.settle(call=told, outcome=Outcome.CALLED, by=by)
    visits.reopen(visit=visit, by=by)
    assert Call.objects.get(outcome="").about == "Ekstra tilsyn blir gjort likevel."


def test_call_hours_never_lie_over_each_other(ward):
    by, week = ward.user("ola"), {"team": ward.team, "slot_minutes": 10}
    call_hours.add(weekdays=[1, 2], starts=time(13), ends=time(14), by=by, **week)
    call_hours.add(weekdays=[1, 2, 3], starts=time(13), ends=time(14), by=by, **week)
    assert CallHours.objects.count() == 3
    with pytest.raises(Refused, match="Det ligger over 13:00–14:00"):
        call_hours.add(weekdays=[3, 4], starts=time(13, 50), ends=time(15), by=by, **week)
    with pytest.raises(Refused, match="ikke plass"):
        call_hours.add(weekdays=[5], starts=time(13), ends=time(13, 5), by=by, **week)
    with pytest.raises(Refused, match="etter fra-tiden"):
        call_hours.add(weekdays=[5], starts=time(13), ends=time(12), by=by, **week)
    assert CallHours.objects.count() == 3
    row = CallHours.objects.first()
    call_hours.remove(hours=row, by=by)
    call_hours.remove(hours=row, by=by)
    assert CallHours.objects.count() == 2


@pytest.mark.parametrize(
    "text", ["nils hansen", "P-SØK", "oppdiktet gate", "Berit", "9000", "400 0"]
)
def test_found_by_name_number_address_and_telephone_hers_or_her_next_of_kins(ward, text):
    patient = PatientFactory(
        number="P-SØK", given_name="Nils", family_name="Hansen", address="Oppdiktet gate 4",
        phone="55 90 00 12",
    )  # fmt: skip
    PlacementFactory(patient=patient, team=ward.team)
    NextOfKin.objects.create(patient=patient, name="Berit Hansen", phone="40 00 00 01")
    stranger = PatientFactory(given_name="Nils", family_name="Hansen", phone="55 90 00 12")
    PlacementFactory(patient=stranger)
    found = search(ward.user("vera"), text)
    assert [one.patient for one in found] == [patient]
    assert bool(found[0].kin) == (text in ("Berit", "400 0"))
    assert search(ward.user("vera"), "n") == []


@pytest.mark.django_db(transaction=True)
def test_two_who_give_the_same_time_away_in_the_same_moment(ward, hours):
    """The database keeps it: one has it, the other is offered the next."""
    start, found = threading.Barrier(2), []

    def give(name):
        start.wait(5)
        try:
            found.append(rang(ward, by=name, call_back_at=at(13)).by.username)
        except Refused as refusal:
            found.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=give, args=[name]) for name in ("vera", "anne")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert Call.objects.count() == 1
    assert sum("Neste ledige er 13:10" in one for one in found) == 1
