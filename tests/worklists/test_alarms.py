"""An alarm: told, somebody sent with the lists mended around her, and followed until it is written down."""

import re
from copy import deepcopy
from datetime import time, timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from rest_framework.authtoken.models import Token

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import Event
from teams import audit
from teams.models import AccessLog, AuditEvent
from tests.factories import (
    PauseFactory,
    PlacementFactory,
    PositionFactory,
    StaffFactory,
    UserFactory,
)
from tests.shift_factories import AlarmFactory
from tests.support.clocks import clock_at, pin
from tests.support.htmx import Page
from tests.ward import make_ward
from worklists.actions import alarms, visits
from worklists.models import ALARM_TRANSITIONS, Alarm, AlarmStep, Entry, TeamShift, Visit
from worklists.queries.alarms import lines, taken_off
from worklists.queries.balance import day_balance

pytestmark = pytest.mark.django_db

TODAY = clock.today()


@pytest.fixture
def noon(monkeypatch):
    return pin(monkeypatch, time(12, 3), TODAY)


@pytest.fixture(scope="module")
def built(rows_of_module):
    with clock_at(time(12, 3), TODAY):
        ward = make_ward(TODAY)
        ward.carers(1, given_name="Mona")
        ward.plans(6, earliest=time(12, 30), latest=time(13, 30), minutes=15)
        ward.build()
        return ward


@pytest.fixture
def ward(noon, built):
    return deepcopy(built)


@pytest.fixture
def vera(client, ward):
    client.force_login(ward.user("vera"))
    return client


@pytest.fixture
def patient(ward):
    return ward.team.plans.first().patient


@pytest.fixture
def alarm(ward, patient):
    told, _new = alarms.receive(team=ward.team, patient=patient, by=ward.user("vera"), kind="fall")
    return told


def shift_of(ward, name):
    return ward.people[name].shifts.get()


def goes(alarm):
    entry = Entry.objects.get(visit__alarm=alarm, worklist__publication__current_for__isnull=False)
    return entry.worklist.shift, entry.starts_at


def states(alarm):
    return list(alarm.steps.values_list("state", flat=True))


def balances(ward):
    return day_balance(ward.team, ward.day, "dag").balances


def test_told_twice_on_the_phone_it_is_one_alarm(ward, patient, alarm):
    again, is_new = alarms.receive(team=ward.team, patient=patient, by=ward.user("anne"))
    assert (again, is_new) == (alarm, False)
    with pytest.raises(Refused, match="Skriv hvem"):
        alarms.receive(team=ward.team, by=ward.user("vera"))


def test_whoever_is_sent_has_it_on_her_list_at_once_and_the_day_balances(ward, noon, alarm):
    alarms.send(alarm=alarm, shift=shift_of(ward, "kari"), by=ward.user("vera"))
    alarm.refresh_from_db()
    shift, starts_at = goes(alarm)
    assert shift == shift_of(ward, "kari")
    assert starts_at - noon < timedelta(minutes=20)
    assert alarm.visit.locked
    assert (alarm.visit.priority, alarm.visit.latest - alarm.visit.earliest) == (
        1,
        timedelta(minutes=30),
    )
    assert states(alarm) == ["mottatt", "sendt"]
    assert alarm.visit.alarm == alarm
    assert balances(ward)


def test_whoever_is_second_to_send_somebody_is_told_who_was_first(ward, alarm):
    seen = alarm.steps.get().pk
    alarms.send(alarm=alarm, shift=shift_of(ward, "kari"), by=ward.user("vera"), seen=seen)
    alarms.send(alarm=alarm, shift=shift_of(ward, "kari"), by=ward.user("anne"), seen=seen)
    with pytest.raises(Refused, match=r"Vera .* sendte Kari .* kl\. 12:03"):
        alarms.send(alarm=alarm, shift=shift_of(ward, "vera"), by=ward.user("anne"), seen=seen)
    assert goes(alarm)[0] == shift_of(ward, "kari")
    assert states(alarm) == ["mottatt", "sendt"]


def test_another_may_go_instead_and_the_first_is_free(ward, alarm):
    vera = ward.user("vera")
    alarms.send(alarm=alarm, shift=shift_of(ward, "kari"), by=vera)
    alarms.on_way(alarm=alarm, by=ward.user("kari"))
    alarms.send(alarm=alarm, shift=shift_of(ward, "vera"), by=vera)
    assert goes(alarm)[0] == shift_of(ward, "vera")
    assert states(alarm) == ["mottatt", "sendt", "pa-vei", "sendt"]
    (told,) = taken_off(shift_of(ward, "kari"))
    assert told.startswith("Du skal ikke dra til P-")
    assert "Vera" in told
    assert taken_off(shift_of(ward, "vera")) == []
    assert Visit.objects.filter(title__startswith="Alarm").count() == 1
    assert balances(ward)


def test_every_step_is_a_row_and_the_visit_follows(ward, alarm, patient):
    kari = ward.user("kari")
    alarms.send(alarm=alarm, shift=shift_of(ward, "kari"), by=ward.user("vera"))
    alarms.on_way(alarm=alarm, by=kari)
    alarms.on_site(alarm=alarm, by=kari)
    alarm = alarms.done(alarm=alarm, by=kari, what_was_done="Hjalp henne opp, ingen skade.")
    assert states(alarm) == ["mottatt", "sendt", "pa-vei", "framme", "ferdig"]
    assert visits.current_state(alarm.visit) == "utfort"
    event = Event.objects.get(patient=patient)
    assert (event.kind, event.at, event.by) == ("fall", alarm.received_at, ward.people["kari"])
    assert event.text == "Hjalp henne opp, ingen skade."
    alarms.done(alarm=alarm, by=kari, what_was_done="Hjalp henne opp, ingen skade.")
    assert Event.objects.count() == 1
    with pytest.raises(Refused, match=r"Kari .* førte alarmen som «ferdig»"):
        alarms.call_off(alarm=alarm, by=ward.user("vera"), why="trengs ikke")
    assert balances(ward)


def test_ticked_on_her_list_the_alarm_follows_and_waits_for_words(ward, alarm):
    kari = ward.user("kari")
    alarms.send(alarm=alarm, shift=shift_of(ward, "kari"), by=ward.user("vera"))
    alarm.refresh_from_db()
    visits.start(visit=alarm.visit, by=kari)
    assert states(alarm)[-1] == "framme"
    visits.finish(visit=alarm.visit, by=kari)
    shift = TeamShift.objects.get(team=ward.team, kind="dag")
    (line,) = lines(ward.user("vera"), shift)
    assert (line.level, line.text.endswith("er ferdig. Skriv hva som ble gjort.")) == (
        "warning",
        True,
    )
    with pytest.raises(Refused, match="Skriv hva som ble gjort"):
        alarms.done(alarm=alarm, by=kari, what_was_done=" ")
    alarms.done(alarm=alarm, by=kari, what_was_done="Byttet batteri.")
    assert lines(ward.user("vera"), shift) == []


def test_called_off_the_visit_leaves_the_list_with_the_reason(ward, alarm):
    alarms.send(alarm=alarm, shift=shift_of(ward, "kari"), by=ward.user("vera"))
    alarms.call_off(alarm=alarm, by=ward.user("vera"), why="trykket ved en feil")
    alarm.refresh_from_db()
    assert (alarm.state, alarm.what_was_done) == ("avblast", "trykket ved en feil")
    assert visits.current_state(alarm.visit) == "avlyst"
    assert not Event.objects.exists()
    assert balances(ward)


def test_called_back_it_waits_again_and_another_can_be_sent(ward, alarm):
    vera = ward.user("vera")
    alarms.send(alarm=alarm, shift=shift_of(ward, "kari"), by=vera)
    assert alarms.recall(alarm=alarm, by=vera).state == "mottatt"
    alarms.send(alarm=alarm, shift=shift_of(ward, "vera"), by=vera)
    assert goes(alarm)[0] == shift_of(ward, "vera")
    assert balances(ward)


def test_nobody_is_sent_to_a_door_that_will_not_open(ward, alarm, patient):
    PauseFactory(patient=patient, starts_at=clock.midnight(TODAY))
    with pytest.raises(Refused, match="er borte fra"):
        alarms.send(alarm=alarm, shift=shift_of(ward, "kari"), by=ward.user("vera"))
    assert not Visit.objects.filter(title__startswith="Alarm").exists()


def test_an_unknown_patient_can_be_closed_with_words_or_found_later(ward, patient):
    vera = ward.user("vera")
    alarm, _new = alarms.receive(team=ward.team, who="Dame i Storgata 3", by=vera)
    with pytest.raises(Refused, match="Koble alarmen til en pasient"):
        alarms.send(alarm=alarm, shift=shift_of(ward, "kari"), by=vera)
    alarms.done(alarm=alarm, by=vera, what_was_done="Naboen hjalp henne.")
    assert not Event.objects.exists()
    alarms.attach(alarm=alarm, patient=patient, team=ward.team, by=vera)
    assert Event.objects.get().patient == patient
    other = PlacementFactory(team=ward.team).patient
    with pytest.raises(Refused, match="alt koblet"):
        alarms.attach(alarm=alarm, patient=other, team=ward.team, by=vera)


def test_it_stands_as_danger_on_the_desks_of_the_team_and_of_its_ht(ward, alarm):
    for name, team in (("vera", ward.team), ("anne", ward.ht)):
        (line,) = lines(ward.user(name), TeamShift(team=team, date=TODAY, kind="dag"))
        assert (line.level, line.at, line.kind) == ("danger", alarm.received_at, "alarm")
        assert "Ingen er sendt." in line.text
    elsewhere = ward.people["siri"].team
    assert lines(ward.user("siri"), TeamShift(team=elsewhere, date=TODAY, kind="dag")) == []


def test_the_drawing_in_the_documentation_is_the_table():
    drawn = (settings.BASE_DIR / "docs" / "alarms.md").read_text()
    arrows = set(re.findall(r"^    ([A-Z_]+) --> ([A-Z_]+)", drawn, re.MULTILINE))
    state = Alarm.State
    table = {
        (state(before).name, state(after).name)
        for before, afters in ALARM_TRANSITIONS.items()
        for after in afters
    }
    assert arrows == table


def test_if_the_audit_cannot_be_written_nobody_is_sent(ward, alarm, monkeypatch):
    def broken(**_):
        raise RuntimeError("no audit")

    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(RuntimeError):
        alarms.send(alarm=alarm, shift=shift_of(ward, "kari"), by=ward.user("vera"))
    assert Alarm.objects.get().state == "mottatt"
    assert not Visit.objects.filter(title__startswith="Alarm").exists()


class TestPages:
    """The form on the desk, and the alarm's own page."""

    @pytest.fixture
    def new(self, ward):
        return reverse("worklists:alarm_new", args=[ward.team.code, TODAY, "dag"])

    def test_typed_found_and_told_with_one_tap(self, vera, ward, patient, new):
        where = f"{new}?who={patient.number}"
        headers = {"HX-Request": "true", "HX-Target": "found"}
        part = vera.get(where, headers=headers).text.strip()
        assert f"Alarm for {patient.number} {patient.name}" in part
        assert part in vera.get(where).text
        assert AccessLog.objects.filter(screen="alarm_new", patient_number=patient.number).exists()
        response = vera.post(
            new, {"who": patient.number, "patient": patient.number, "kind": "trygghetsalarm"}
        )
        alarm = Alarm.objects.get()
        assert response["Location"] == reverse("worklists:alarm", args=[alarm.pk])
        assert (alarm.patient, alarm.kind, alarm.team) == (patient, "trygghetsalarm", ward.team)

    def test_what_nobody_knows_is_told_with_words_and_what_is_wrong_stays_typed(self, vera, new):
        response = vera.post(new, {"who": "Per", "kind": "dor", "text": "piper"})
        assert "Flere passer" in response.text
        assert 'value="piper"' in response.text
        vera.post(new, {"who": "Mann i Storgata 3", "patient": "ukjent", "kind": "dor"})
        alarm = Alarm.objects.get()
        assert (alarm.patient, alarm.who) == (None, "Mann i Storgata 3")
        assert "Koble til pasient" in vera.get(reverse("worklists:alarm", args=[alarm.pk])).text

    def test_the_nearest_stands_first_and_a_tap_sends_her(self, vera, ward, alarm, patient):
        url = reverse("worklists:alarm", args=[alarm.pk])
        page = Page(vera, url)
        assert "kan være der 12:" in page.html
        assert "på basen, ikke begynt ennå" in page.html
        send = reverse("worklists:alarm_send", args=[alarm.pk])
        kari = shift_of(ward, "kari")
        step = alarm.steps.get().pk
        vera.post(send, {"shift": kari.pk, "sett": step})
        page.html = page.fresh()
        assert "Kari" in page.html
        assert "er bedt om å dra." in page.html
        refused = vera.post(send, {"shift": shift_of(ward, "vera").pk, "sett": step})
        assert "sendte Kari" in refused.text
        page.press(reverse("worklists:alarm_on_way", args=[alarm.pk]))
        assert page.html == page.fresh()
        page.press(reverse("worklists:alarm_on_site", args=[alarm.pk]))
        page.press(reverse("worklists:alarm_done", args=[alarm.pk]), words="Hjalp henne opp.")
        assert page.html == page.fresh()
        assert "Hjalp henne opp." in page.html
        assert AuditEvent.objects.filter(
            verb="alarm_ferdig", patient_number=patient.number
        ).exists()

    def test_whoever_goes_says_how_far_it_has_come_and_sends_nobody(self, client, ward, alarm):
        alarms.send(alarm=alarm, shift=shift_of(ward, "kari"), by=ward.user("vera"))
        client.force_login(ward.user("kari"))
        html = client.get(reverse("worklists:alarm", args=[alarm.pk])).text
        assert "På vei" in html
        assert "Send en annen" not in html
        send = reverse("worklists:alarm_send", args=[alarm.pk])
        assert client.post(send, {"shift": shift_of(ward, "vera").pk}).status_code == 403

    def test_when_nobody_can_it_says_whom_to_ask(self, vera, ward, alarm):
        TeamShift.objects.update(current=None)
        html = vera.get(reverse("worklists:alarm", args=[alarm.pk])).text
        assert "Spør naboteamet" in html
        assert "Ring ansvarsvakten: Anne" in html
        assert "113" in html

    def test_ten_alarms_cost_a_desk_what_one_costs(self, ward, alarm, django_assert_num_queries):
        vera, shift = ward.user("vera"), TeamShift.objects.get(team=ward.team, kind="dag")
        lines(vera, shift)
        with django_assert_num_queries(2):
            lines(vera, shift)
        AlarmFactory.create_batch(9, team=ward.team)
        with django_assert_num_queries(2):
            assert len(lines(vera, shift)) == 10


class TestApi:
    """What the responssenter's own system sends."""

    URL = "/api/alarms/"

    @pytest.fixture
    def api(self, client, ward):
        user = UserFactory(username="responssenter")
        staff = StaffFactory(user=user, team=ward.team)
        PositionFactory(staff=staff, kind="systemansvarlig", team=None, unit=ward.team.unit)
        token = Token.objects.create(user=user)

        def post(**body):
            return client.post(
                self.URL, body, content_type="application/json",
                headers={"Authorization": f"Token {token.key}"},
            )  # fmt: skip

        return post

    @pytest.mark.parametrize("by", ["number", "national_number"])
    def test_taken_by_either_number_and_sent_again_it_is_one(self, api, ward, patient, by):
        patient.national_number = "01815000146"
        patient.save()
        body = {
            "reference": "R-1",
            "patient": getattr(patient, by),
            "kind": "fall",
            "text": "svarer ikke",
        }
        first, second = api(**body), api(**body)
        assert (first.status_code, second.status_code) == (201, 200)
        assert first.json() == second.json()
        assert first.json()["team"] == ward.team.code
        alarm = Alarm.objects.get()
        assert (alarm.patient, alarm.source, alarm.text) == (patient, "api", "svarer ikke")
        assert AlarmStep.objects.count() == 1
        assert patient.name not in first.text

    def test_an_unknown_patient_is_taken_by_the_team_that_is_named(self, api, ward):
        answer = api(reference="R-2", patient="12345678901", who="Berit, Storgata 3", team="nord")
        assert (answer.status_code, answer.json()["known"]) == (201, False)
        assert Alarm.objects.get().who == "Berit, Storgata 3"

    @pytest.mark.parametrize(
        ("body", "told"),
        [
            ({"patient": "12345678901"}, "Send alarmen på nytt med «team»"),
            ({"who": "Berit"}, "Send «team»"),
            ({"who": "Berit", "team": "sor"}, "Vi har ikke noe team med koden «sor»"),
            ({}, "Send «patient»"),
            ({"who": "Berit", "team": "nord", "kind": "brann"}, "brann"),
        ],
    )
    def test_what_cannot_be_says_what_to_do(self, api, body, told):
        answer = api(**body)
        assert answer.status_code == 400
        assert told in answer.text
        assert not Alarm.objects.exists()

    def test_a_number_used_for_somebody_else_is_not_lost_in_silence(self, api, patient):
        api(reference="R-3", patient=patient.number)
        answer = api(reference="R-3", who="Berit", team="nord")
        assert answer.status_code == 409
        assert "nytt nummer" in answer.text

    def test_nobody_else_sends_alarms_this_way(self, vera, client, patient):
        assert vera.post(self.URL, {"patient": patient.number}).status_code == 403
        client.logout()
        assert client.post(self.URL, {"patient": patient.number}).status_code == 401
