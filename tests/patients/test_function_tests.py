"""Katz ADL and frailty: six answers or one level, by whoever is there, with what has changed since last."""

from datetime import time, timedelta

import pytest
from django.urls import reverse

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.actions import function_tests as actions
from patients.function_tests import FRAILTY, KATZ, katz_total
from patients.models import Observation
from patients.queries.function_tests import results_of
from teams.models import AuditEvent
from tests.factories import PatientFactory, PlacementFactory
from tests.support import clocks
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

ALL_ALONE = {question.key: 1 for question in KATZ}


@pytest.fixture
def ward(monkeypatch):
    clocks.pin(monkeypatch, time(12))
    return make_ward(clock.today())


@pytest.fixture
def patient(ward):
    one = PatientFactory()
    PlacementFactory(patient=one, team=ward.team)
    return one


def katz(patient, ward, who="kari", **answers):
    return actions.katz(
        patient=patient, answers=ALL_ALONE | answers, by=ward.user(who), team=ward.team
    )


def later(monkeypatch, days):
    """The clock stands so many days on."""
    clocks.pin(monkeypatch, clock.now() + timedelta(days=days))


def test_one_point_for_each_thing_she_manages_alone():
    assert katz_total(ALL_ALONE) == 6
    assert katz_total(ALL_ALONE | {"bathing": 0, "dressing": 0}) == 4


@pytest.mark.parametrize("question", KATZ, ids=lambda question: question.key)
def test_without_one_answer_there_is_no_total(question):
    assert katz_total({k: v for k, v in ALL_ALONE.items() if k != question.key}) is None


def test_a_test_with_a_gap_is_refused_and_nothing_is_kept(ward, patient):
    with pytest.raises(Refused, match="alle seks"):
        actions.katz(patient=patient, answers={"bathing": 1}, by=ward.user("kari"), team=ward.team)
    assert not patient.observations.exists()


def test_the_nine_levels_have_words_and_another_number_is_refused(ward, patient):
    assert list(FRAILTY) == list(range(1, 10))
    with pytest.raises(Refused, match="1 til 9"):
        actions.frailty(patient=patient, level=10, by=ward.user("kari"), team=ward.team)


def test_what_she_no_longer_manages_is_told_by_its_name(ward, patient, monkeypatch):
    katz(patient, ward)
    later(monkeypatch, 180)
    katz(patient, ward, who="ola", bathing=0, transferring=0)

    newest, first = results_of(patient, "katz")

    assert newest.change == -2
    assert newest.lost == ("Vaske seg", "Forflytte seg")
    assert "2 trinn dårligere" in newest.words
    assert "vaske seg, forflytte seg" in newest.words
    assert first.words == "første test"


def test_a_higher_frailty_is_for_the_worse(ward, patient, monkeypatch):
    actions.frailty(patient=patient, level=5, by=ward.user("kari"), team=ward.team)
    later(monkeypatch, 90)
    actions.frailty(patient=patient, level=6, by=ward.user("ola"), team=ward.team)

    assert [row.change for row in results_of(patient, "skropelighet")] == [-1, 0]


def test_the_same_test_sent_twice_is_one_and_a_new_one_tomorrow_is_new(ward, patient, monkeypatch):
    assert katz(patient, ward) == katz(patient, ward)
    later(monkeypatch, 1)
    katz(patient, ward, who="ola")

    assert patient.observations.count() == 2
    assert AuditEvent.objects.filter(verb="katz_tested").count() == 2


def test_an_assistent_does_it_on_her_phone(client, ward, patient):
    client.force_login(ward.user("kari"))
    answers = ALL_ALONE | {"feeding": 0}

    saved = client.post(reverse("patients:katz_save", args=[patient.number]), answers)
    page = client.get(saved["Location"])

    made = patient.observations.get()
    assert (made.kind, made.value, made.parts, made.by) == (
        "katz", 5, answers, ward.people["kari"],
    )  # fmt: skip
    assert "5 / 6" in page.content.decode()


def test_what_was_answered_stays_when_one_is_missing(client, ward, patient):
    client.force_login(ward.user("kari"))
    page = client.post(
        reverse("patients:katz_save", args=[patient.number]), {"bathing": "0", "dressing": "1"}
    ).content.decode()

    assert page.count("Velg ett av svarene.") == 4
    assert page.count(" checked") == 2
    assert not Observation.objects.exists()


def test_a_test_written_wrong_is_struck_and_counts_nowhere(client, ward, patient):
    made = katz(patient, ward)
    client.force_login(ward.user("kari"))
    address = reverse("patients:function_strike", args=[patient.number, made.pk])

    assert client.post(address, {"why": ""}).status_code == 409
    client.post(address, {"why": "Feil pasient"})

    assert results_of(patient, "katz") == []
    assert patient.observations.get().struck_why == "Feil pasient"


@pytest.mark.parametrize(("who", "status"), [("siri", 404), ("nils", 404)])
@pytest.mark.parametrize("name", ["katz_save", "frailty_save", "function_strike"])
def test_nobody_else_tests_her(client, ward, patient, who, status, name):
    made = katz(patient, ward)
    args = [patient.number, made.pk] if name == "function_strike" else [patient.number]
    client.force_login(ward.user(who))
    assert client.post(reverse(f"patients:{name}", args=args)).status_code == status
