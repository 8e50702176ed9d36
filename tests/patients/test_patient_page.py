"""The patient's page: what somebody at the door must know, in the order she needs it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heltom.lib import clock
from patients.models import Event, NextOfKin, Note, Observation, ReturnCheck
from patients.queries.measured import last_measured
from patients.queries.patient import patient_page
from teams.models import AccessLog
from tests.belonging_factories import (
    AssessmentFactory,
    DiagnosisFactory,
    EquipmentFactory,
    HealthStateFactory,
    MoveRequestFactory,
    StayMeasureFactory,
)
from tests.factories import (
    ContactFactory,
    PatientFactory,
    PauseFactory,
    PlacementFactory,
    StaffFactory,
    TeamFactory,
)
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

TODAY = clock.today()


@pytest.fixture
def ward():
    return make_ward()


@pytest.fixture
def patient(ward):
    patient = PatientFactory(what_matters="Å se ut på fjorden")
    PlacementFactory(patient=patient, team=ward.team, why="Trenger stell", decided_by=None)
    return patient


def page_of(ward, patient, who="anne"):
    return patient_page(ward.user(who), patient)


def told(ward, patient):
    return [(alert.level, f"{alert.text} {alert.more}".strip()) for alert in _alerts(ward, patient)]


def _alerts(ward, patient):
    return page_of(ward, patient).alerts


def measured(patient, kind, *values, every=7):
    """Values in the order in which they were taken, the last one today."""
    for back, value in enumerate(reversed(values)):
        Observation.objects.create(
            patient=patient,
            kind=kind,
            value=None if value is None else Decimal(str(value)),
            taken_at=clock.now() - timedelta(days=back * every, minutes=1),
        )


def test_nothing_is_said_where_nothing_is_wrong(ward, patient):
    assert told(ward, patient) == []


def test_who_is_away_and_when_she_is_expected_home(ward, patient):
    start = clock.now() - timedelta(days=3)
    pause = PauseFactory(patient=patient, starts_at=start, where="Haukeland", expected_return=TODAY)
    ((level, text),) = told(ward, patient)
    assert level == "warning"
    assert text.startswith("Borte: sykehus, Haukeland")
    assert text.endswith("Ventes hjem i dag.")
    pause.expected_return = TODAY - timedelta(days=1)
    pause.save()
    ((level, text),) = told(ward, patient)
    assert (level, text.endswith("Skulle vært hjemme i går.")) == ("danger", True)


def test_who_came_home_and_what_is_not_in_place(ward, patient):
    start = clock.now() - timedelta(days=5)
    pause = PauseFactory(patient=patient, starts_at=start, ends_at=clock.now())
    for item in ReturnCheck.Item.values[:2]:
        ReturnCheck.objects.create(pause=pause, item=item)
    ((level, text),) = told(ward, patient)
    assert level == "warning"
    assert text == "Kom hjem i dag fra sykehus 2 punkter på sjekklisten gjenstår."


def test_one_red_measurement_is_told_though_the_total_lacks_or_is_low(ward, patient):
    def last(ago, **parts):
        when = clock.now() - timedelta(minutes=ago)
        Observation.objects.create(
            patient=patient, kind="news2", value=None, parts=parts, taken_at=when
        )
        return told(ward, patient)

    assert last(30, pulse=80, respiration=18) == []
    ((level, text),) = last(20, pulse=80, spo2=88, spo2_scale=1)
    assert (level, text.startswith("NEWS2 er ufullstendig")) == ("warning", True)
    assert text.endswith("gir 3 poeng alene. Målt i dag.")
    ((level, text),) = last(10, pulse=135, spo2=88, respiration=30, spo2_scale=1)
    assert level == "danger", "nine points are acted on as seven, though no total is said"


def test_a_return_long_ago_is_no_news(ward, patient):
    start = clock.now() - timedelta(days=50)
    PauseFactory(patient=patient, starts_at=start, ends_at=start + timedelta(days=2))
    assert told(ward, patient) == []


def test_the_loudest_comes_first(noon, ward, patient):
    HealthStateFactory(patient=patient, state="ustabil", valid_from=TODAY, note="Tung pust")
    HealthStateFactory(patient=patient, state="doende", valid_from=TODAY)
    MoveRequestFactory(patient=patient, from_team=ward.team, to_team=ward.ht)
    AssessmentFactory(
        patient=patient, decided=True, owner=ward.team, review_on=TODAY - timedelta(days=1)
    )
    Event.objects.create(patient=patient, kind="fall", at=clock.now() - timedelta(hours=1))
    measured(patient, "news2", 7)
    levels = [level for level, _text in told(ward, patient)]
    texts = " | ".join(text for _level, text in told(ward, patient))
    assert levels == sorted(levels, key=["danger", "warning", "info"].index)
    assert levels[:2] == ["danger", "danger"]
    for wanted in (
        "Døende",
        "NEWS2 er 7",
        "Ustabil",
        "Tung pust",
        "Falt i dag",
        "Gråsonen",
        "Bedt om",
    ):
        assert wanted in texts


def test_a_patient_that_nobody_answers_for_is_shouted_out(ward, patient):
    patient.placements.update(owner=False)
    assert told(ward, patient) == [("danger", "Ingen team har hovedansvaret i dag")]


def test_figures_go_up_and_down_in_words(patient):
    measured(patient, "news2", 2, 4)
    measured(patient, "vekt", 70, 68, 66.4)
    measured(patient, "katz", 5, 5)
    measured(patient, "skropelighet", 6)
    news2, weight, katz, frailty = last_measured(patient)
    assert (news2.figure, news2.way, news2.is_worse) == ("4", "opp", True)
    assert news2.since.startswith("opp 2 siden")
    assert (weight.figure, weight.way, weight.is_worse) == ("66,4", "ned", True)
    assert weight.since.startswith("ned 3,6 siden")
    assert (katz.way, katz.is_worse) == ("likt", False)
    assert (frailty.way, frailty.points) == ("", "")


def test_a_little_weight_lost_is_no_reason_to_worry(patient):
    measured(patient, "vekt", 70, 69.5)
    assert not last_measured(patient)[0].is_worse


def test_a_measurement_without_a_total_is_not_taken_for_one(patient):
    measured(patient, "news2", 3, None)
    (news2,) = last_measured(patient)
    assert (news2.figure, news2.incomplete) == ("3", True)


def test_the_drawing_stays_inside_its_frame_and_speaks_no_norwegian(patient):
    measured(patient, "news2", 0, 9, 3, 3, 12)
    (news2,) = last_measured(patient)
    places = [place.split(",") for place in news2.points.split()]
    assert len(places) == 5
    for x, y in places:
        assert 0 <= float(x) <= news2.width
        assert 0 <= float(y) <= news2.height


def test_the_page_tells_who_she_is_and_who_answers_for_her(client, ward, patient):
    PlacementFactory(patient=patient, team=ward.ht, code="HSY", owner=False)
    past = TeamFactory(name="Team Før")
    patient.placements.filter(team=ward.team).update(valid_from=TODAY - timedelta(days=9))
    PlacementFactory(
        patient=patient, team=past, valid_to=TODAY - timedelta(days=10), why="Bodde der"
    )
    ContactFactory(patient=patient, staff=StaffFactory(given_name="Frida", phone="55 00 00 01"))
    NextOfKin.objects.create(patient=patient, name="Liv Datter", phone="55 00 00 02", first=True)
    DiagnosisFactory(patient=patient)
    EquipmentFactory(patient=patient)
    HealthStateFactory(patient=patient)
    decided = AssessmentFactory(patient=patient, decided=True, owner=ward.team)
    StayMeasureFactory(assessment=decided, text="Opplæring i insulin")
    Note.objects.create(patient=patient, at=clock.now(), text="Spiste godt")
    client.force_login(ward.user("anne"))
    html = client.get(reverse("patients:patient", args=[patient.number])).text
    for wanted in (
        "Å se ut på fjorden", "Team Nord", "Trenger stell", "hovedansvar", "deler ansvaret",
        "Team Før", "Bodde der", "Frida", 'href="tel:55 00 00 01"', "Ringes først", "Liv Datter",
        "Diabetes type 2", "Oksygen hjemme", "Stabil", "Opplæring i insulin", "Spiste godt",
    ):  # fmt: skip
        assert wanted in html, wanted
    assert AccessLog.objects.get(screen="patient").patient_number == patient.number


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("kari", {"Mål"}),
        ("vera", {"Mål", "Midlertidig opphør", "Be om flytting"}),
        ("anne", {"Mål", "Midlertidig opphør", "Be om flytting", "Vurder gråsone"}),
    ],
)
def test_only_what_one_may_do_is_offered(client, ward, patient, who, may):
    client.force_login(ward.user(who))
    html = client.get(reverse("patients:patient", args=[patient.number])).text
    steps = html[html.index('class="p-steps"') :].split("</nav>")[0]
    every = {"Mål", "Midlertidig opphør", "Be om flytting", "Vurder gråsone"}
    assert {step for step in every if f">{step}</a>" in steps} == may
    assert ">Helse</a>" in steps


def test_a_long_history_asks_no_more_of_the_database_than_a_short_one(client, ward, patient):
    client.force_login(ward.user("ola"))
    address = reverse("patients:patient", args=[patient.number])
    client.get(address)

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    _history(ward, patient, 1)
    few = queries()
    _history(ward, patient, 8)
    assert queries() == few


def _history(ward, patient, times):
    for number in range(times):
        ended = TODAY - timedelta(days=400 + 10 * patient.pauses.count())
        pause = PauseFactory(
            patient=patient,
            starts_at=clock.midnight(ended - timedelta(days=3)),
            ends_at=clock.midnight(ended),
        )
        ReturnCheck.objects.create(pause=pause, item="utstyr")
        PlacementFactory(patient=patient, owner=False, decided_by=StaffFactory())
        DiagnosisFactory(patient=patient, code=f"A{patient.diagnoses.count():02}")
        ContactFactory(patient=patient, valid_from=ended, valid_to=ended)
        Note.objects.create(patient=patient, at=clock.now(), text="x", by=StaffFactory())
        measured(patient, "news2", number, number + 1)
