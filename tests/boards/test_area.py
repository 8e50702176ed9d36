"""The primærområdemøte: its list writes itself from what both the OT and the HT must know."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from boards.models import AreaMeeting
from boards.queries.area import area_page
from heltom.lib import clock
from patients.models import Observation
from tests.belonging_factories import AssessmentFactory, MoveRequestFactory
from tests.factories import DelegationFactory, PatientFactory, PlacementFactory
from tests.support import clocks
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

#: A Wednesday at noon.
NOW = datetime(2026, 11, 25, 12, tzinfo=clock.OSLO)


@pytest.fixture
def ward(monkeypatch):
    clocks.pin(monkeypatch, NOW)
    return make_ward(NOW.date())


def patient(ward):
    one = PatientFactory(started_on=NOW.date() - timedelta(days=400))
    PlacementFactory(patient=one, team=ward.team)
    return one


def news2(one, value, *, days_ago):
    Observation.objects.create(
        patient=one, kind="news2", value=value, taken_at=NOW - timedelta(days=days_ago)
    )


def reasons(ward):
    return {
        line.patient: [reason.says for reason in line.reasons]
        for line in area_page(ward.team).lines
    }


def test_a_patient_stands_there_for_what_both_must_know_and_others_do_not(ward):
    high, low, quiet = patient(ward), patient(ward), patient(ward)
    news2(high, 7, days_ago=3)
    news2(low, 2, days_ago=3)

    assert reasons(ward) == {high: ["NEWS2 7 på det høyeste."]}
    assert area_page(ward.team).quiet == 2
    assert quiet not in reasons(ward)


def test_delegations_that_run_out_are_told_by_number_and_never_by_carer(ward):
    one = patient(ward)
    carer = ward.people["kari"]
    DelegationFactory(patient=one, staff=carer, valid_to=NOW.date() + timedelta(days=10))

    (said,) = reasons(ward)[one]

    assert "går ut 05.12.2026 (1)" in said
    assert carer.name not in said


def test_moves_and_where_she_belongs_are_both_teams_business(ward):
    moved, grey = patient(ward), patient(ward)
    MoveRequestFactory(
        patient=moved, from_team=ward.team, to_team=ward.ht, proposed_at=NOW - timedelta(days=2)
    )
    AssessmentFactory(decided=True, patient=grey, review_on=NOW.date() + timedelta(days=7))

    found = reasons(ward)

    assert found[moved] == [f"Ønsket flyttet til {ward.ht}: ikke besvart."]
    assert found[grey] == ["Hvor pasienten hører til, skal vurderes på nytt innen 02.12.2026."]


def test_what_was_before_the_last_meeting_is_not_on_the_next_list(client, ward, monkeypatch):
    one = patient(ward)
    news2(one, 7, days_ago=3)
    client.force_login(ward.user("vera"))

    client.post(reverse("boards:area_hold", args=[ward.team.code]), {"note": "Måle oftere"})
    assert AreaMeeting.objects.get().note == "Måle oftere"
    clocks.pin(monkeypatch, NOW + timedelta(days=14))

    assert reasons(ward) == {}


def test_pressed_twice_it_is_one_meeting(client, ward):
    client.force_login(ward.user("vera"))
    for note in ("", "Enige om opplæring"):
        client.post(reverse("boards:area_hold", args=[ward.team.code]), {"note": note})

    assert AreaMeeting.objects.get().note == "Enige om opplæring"


def test_the_page_has_no_name_in_what_was_agreed(client, ward):
    one = patient(ward)
    AreaMeeting.objects.create(
        team=ward.team, held_at=NOW - timedelta(days=3), held_by=ward.user("vera"),
        note=f"{one.family_name} må ha to",
    )  # fmt: skip
    client.force_login(ward.user("vera"))

    page = client.get(reverse("boards:area", args=[ward.team.code])).content.decode()

    assert "pasienten må ha to" in page
    assert one.family_name not in page


@pytest.mark.parametrize(("who", "status"), [("kari", 403), ("siri", 404), ("nils", 404)])
def test_whoever_leads_the_shift_or_the_team_says_it_was_held(client, ward, who, status):
    client.force_login(ward.user(who))
    assert client.post(reverse("boards:area_hold", args=[ward.team.code])).status_code == status


def test_an_ht_has_no_area_meeting_of_its_own(client, ward):
    client.force_login(ward.user("anne"))
    assert client.get(reverse("boards:area", args=[ward.ht.code])).status_code == 404
