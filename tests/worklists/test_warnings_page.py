"""Warnings before a build: on the day page, on a page of their own, and through the API."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from heltom.lib import clock
from teams.models import AccessLog
from tests.factories import (
    AbsenceFactory,
    AppointmentFactory,
    CompetenceFactory,
    PatientFactory,
    StaffCompetenceFactory,
)
from tests.support.htmx import elements
from tests.ward import make_ward
from worklists.actions import weights
from worklists.models import Rebuild, TeamShift, Visit
from worklists.queries.day import shift_url
from worklists.queries.warnings import warnings_page

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def ward():
    """Tomorrow: nothing of the shift has begun, whatever the clock is."""
    return make_ward(clock.today() + timedelta(days=1))


@pytest.fixture
def now(monkeypatch):
    """The evening before, a moment in which the people of tomorrow's shift have no rights yet."""
    return lambda instant: monkeypatch.setattr(clock, "now", lambda: instant)


@pytest.fixture
def ola(client, ward):
    """The team's leader, who may look at any day."""
    client.force_login(ward.user("ola"))
    return client


def shift_of(ward):
    return TeamShift(team=ward.team, date=ward.day, kind="dag")


def url_of(ward):
    return reverse("worklists:day_warnings", args=[ward.team.code, ward.day, "dag"])


def told(ward):
    return [(one.code, len(one.lines)) for one in warnings_page(shift_of(ward)).warnings]


# -- the rule ---------------------------------------------------------------------------------------


def test_a_day_in_order_has_no_warnings(ward):
    ward.plans(3)
    assert told(ward) == []


def test_before_any_list_is_built_the_plans_are_looked_at(ward):
    CompetenceFactory(code="insulin", name="Insulin og blodsukker")
    ward.plans(3, needs=["insulin"], earliest=time(8), latest=time(9))
    (one,) = warnings_page(shift_of(ward)).warnings
    assert one.sentence == (
        "Ingen på vakt har Insulin og blodsukker: 3 oppdrag mellom 08:00 og 09:00 trenger det."
    )
    assert {line.visit_url for line in one.lines} == {""}


def test_the_one_who_has_it_is_enough_and_her_absence_is_seen(ward):
    ward.plans(1, needs=["insulin"])
    kari = ward.people["kari"]
    StaffCompetenceFactory(staff=kari, competence=CompetenceFactory(code="insulin"))
    assert told(ward) == []
    kari.shifts.update(absence=AbsenceFactory(staff=kari))
    assert told(ward) == [("no_competence", 1)]


def test_a_patient_without_a_place_and_one_with_a_wrong_one(ward):
    ward.plans(1, patient=PatientFactory(latitude=None, longitude=None))
    ward.plans(1, patient=PatientFactory(latitude=0.0, longitude=0.0))
    assert sorted(told(ward)) == [("no_address", 1), ("outside", 1)]


def test_how_far_is_far_is_the_units_to_say(ward):
    ward.plans(1, patient=PatientFactory(latitude=60.6, longitude=5.33), latest=time(14))
    (one,) = warnings_page(shift_of(ward)).warnings
    assert (one.code, one.lines[0].remark) == ("far", "70 min unna")
    weights.decide(
        unit=ward.team.unit,
        values={"far_minutes": 90},
        valid_from=clock.today(),
        reason="vi har lange veier",
        after=0,
        by=ward.user("ola"),
    )
    assert told(ward) == []


def test_what_is_done_by_phone_needs_no_place(ward):
    ward.plans(1, patient=PatientFactory(latitude=None, longitude=None), where="telefon")
    assert told(ward) == []


def test_the_patients_own_appointment(ward):
    (plan,) = ward.plans(1, fixed_time=True)
    AppointmentFactory(
        patient=plan.patient,
        starts_at=clock.at(ward.day, time(8)),
        ends_at=clock.at(ward.day, time(14)),
    )
    assert told(ward) == [("away", 1)]


def test_a_night_when_the_clock_changes_is_told_by_the_clock_on_the_wall(now):
    """The night to 29 March 2026 has no 02:30; the visit at 05:00 is still at five."""
    now(clock.at(date(2026, 3, 27), time(12)))
    ward = make_ward(date(2026, 3, 28))
    ward.plans(1, shift="natt", earliest=time(5), latest=time(5), needs=["kateter"])
    page = warnings_page(TeamShift(team=ward.team, date=ward.day, kind="natt"))
    assert page.warnings[0].sentence.startswith("Ingen er på vakt, og 1 oppdrag kl. 05:00")


def test_a_shift_that_is_over_has_none(ward, now):
    ward.plans(1, needs=["insulin"])
    before = warnings_page(shift_of(ward)).version
    now(clock.at(ward.day, time(16)))
    page = warnings_page(shift_of(ward))
    assert page.warnings == []
    assert page.is_over
    assert page.version != before


def test_of_a_shift_that_is_over_the_page_does_not_say_that_all_is_well(client, ward, now):
    ward.plans(1, needs=["insulin"])
    now(clock.at(ward.day, time(16)))
    client.force_login(ward.user("ola"))
    html = client.get(url_of(ward)).text
    assert "Vakten er over" in html
    assert "alt som kan sjekkes" not in html


def test_warnings_stay_after_the_build_and_lead_to_the_visits(ward):
    ward.plans(2, needs=["insulin"])
    ward.build()
    shift = TeamShift.objects.get()
    (one,) = warnings_page(shift).warnings
    assert {line.visit_url for line in one.lines} == {
        reverse("worklists:visit", args=[visit.pk]) for visit in Visit.objects.all()
    }


def test_nothing_is_written_and_nothing_asked_for(ward, ola):
    ward.plans(2, needs=["insulin"])
    ola.get(url_of(ward))
    assert not Rebuild.objects.exists()
    assert not Visit.objects.exists()


# -- the page ---------------------------------------------------------------------------------------


def test_the_day_page_asks_for_them_by_itself(ward, ola):
    page = ola.get(shift_url(ward.team, ward.day, "dag")).text
    askers = [e for e in elements(page) if e.attributes.get("hx-trigger") == "load"]
    assert url_of(ward) in [asker.attributes["hx-get"] for asker in askers]
    assert f'<a href="{url_of(ward)}">Se varsler før bygging</a>' in page


def test_each_warning_says_what_when_who_and_how_it_is_mended(ward, ola):
    ward.plans(2, needs=["insulin"])
    (plan,) = ward.plans(1, patient=PatientFactory(latitude=None, longitude=None))
    page = ola.get(url_of(ward)).text
    assert "2 varsler før bygging" in page
    assert "2 oppdrag kan ikke fordeles" in page
    for wanted in ("Kan ikke fordeles", "Bør sjekkes", "Slik retter du det:", "Vis 2 oppdrag"):
        assert wanted in page
    assert f"{shift_url(ward.team, ward.day, 'dag')}#duty-h" in page
    patient = reverse("patients:patient", args=[plan.patient.number])
    assert f'<a href="{patient}">pasient {plan.patient.number}</a>' in page


def test_a_day_in_order_says_so_quietly(ward, ola):
    page = ola.get(url_of(ward)).text
    assert "Ingen varsler: alt som kan sjekkes før bygging, er i orden." in page
    assert "panel warnings" not in page


def test_the_part_is_the_page_and_a_screen_that_shows_it_is_left_alone(ward, ola):
    ward.plans(1, needs=["insulin"])
    part = ola.get(url_of(ward), headers=HTMX)
    assert "HX-Request" in part["Vary"]
    assert part.text.strip() in ola.get(url_of(ward)).text
    version = part.context["page"].version
    assert ola.get(f"{url_of(ward)}?version={version}").status_code == 204
    ward.plans(1, needs=["kateter"])
    assert ola.get(f"{url_of(ward)}?version={version}").status_code == 200


def test_twenty_visits_cost_what_two_cost(ward, ola):
    def cost():
        ola.get(url_of(ward))
        with CaptureQueriesContext(connection) as caught:
            assert ola.get(url_of(ward)).status_code == 200
        return len(caught)

    ward.plans(2, needs=["insulin"])
    two = cost()
    ward.plans(18, needs=["kateter"])
    ward.carers(4)
    assert cost() == two
    assert two <= 35


# -- who may ----------------------------------------------------------------------------------------


def test_every_patient_told_of_is_logged_once_and_no_name_is(ward, ola):
    plans = ward.plans(2, needs=["insulin"])
    ola.get(url_of(ward))
    logged = AccessLog.objects.filter(screen="warnings").values_list("patient_number", flat=True)
    assert sorted(logged) == sorted(plan.patient.number for plan in plans)


def test_a_stranger_learns_nothing(client, ward):
    ward.plans(1, needs=["insulin"])
    client.force_login(ward.user("siri"))
    assert client.get(url_of(ward)).status_code == 404
    assert not AccessLog.objects.exists()


def test_a_carer_sees_her_own_teams_shift_and_no_other(client):
    ward = make_ward()
    client.force_login(ward.user("kari"))
    assert client.get(url_of(ward)).status_code == 200
    other = reverse("worklists:day_warnings", args=["annensteds", ward.day, "dag"])
    assert client.get(other).status_code == 404


# -- the API ----------------------------------------------------------------------------------------


def api(user):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.create(user=user).key}")
    return client


def api_url(ward, kind="dag"):
    return reverse("worklists:api_warnings", args=[ward.team.code, ward.day, kind])


def test_programs_get_the_same_by_number_and_without_any_name(ward):
    (plan,) = ward.plans(1, needs=["insulin"])
    answer = api(ward.user("ola")).get(api_url(ward))
    (row,) = answer.json()
    assert (row["code"], row["severity"], row["numbers"]) == (
        "no_competence", "impossible", {"visits": 1},
    )  # fmt: skip
    assert row["visits"][0]["patient"] == plan.patient.number
    assert row["visits"][0]["plan"] == plan.reference
    assert plan.patient.family_name not in answer.text
    assert AccessLog.objects.get().screen == "api_warnings"


def test_programs_too_are_kept_out(ward):
    assert api(ward.user("siri")).get(api_url(ward)).status_code == 404
    assert api(ward.user("ola")).get(api_url(ward, "lunsj")).status_code == 404
