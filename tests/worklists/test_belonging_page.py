"""The desk of belonging: what waits, for whom it waits, and silence where nothing does."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heltom.lib import clock
from teams.models import AccessLog
from tests.belonging_factories import AssessmentFactory, MoveRequestFactory, StayMeasureFactory
from tests.factories import (
    AppointmentFactory,
    PatientFactory,
    PauseFactory,
    PlacementFactory,
    PlanExceptionFactory,
    PositionFactory,
    TeamFactory,
)
from tests.ward import make_ward
from worklists.queries.patterns import pattern_in_words

pytestmark = pytest.mark.django_db

TODAY = clock.today()
DESK = reverse("worklists:belonging")
SLOT = reverse("worklists:attention")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def ward(monkeypatch):
    """At noon: the ansvarsvakt and the vaktkoordinator are at work."""
    noon = clock.at(TODAY, time(12))
    monkeypatch.setattr(clock, "now", lambda: noon)
    return make_ward()


@pytest.fixture
def waiting(ward):
    """One of each: overdue review, late measure, unanswered move, somebody home today and one late."""
    grey, moving, home, late = (_patient(ward) for _ in range(4))
    decided = AssessmentFactory(
        patient=grey, decided=True, owner=ward.team, review_on=TODAY - timedelta(days=2)
    )
    StayMeasureFactory(assessment=decided, text="Lære insulin", due_on=TODAY - timedelta(days=1))
    MoveRequestFactory(
        patient=moving,
        from_team=ward.team,
        to_team=ward.ht,
        proposed_by=ward.user("vera"),
        answer_by=clock.now() - timedelta(hours=1),
    )
    for patient, back in ((home, TODAY), (late, TODAY - timedelta(days=3))):
        start = clock.now() - timedelta(days=9)
        PauseFactory(patient=patient, starts_at=start, expected_return=back)
    return {"grey": grey, "moving": moving, "home": home, "late": late}


def _patient(ward):
    patient = PatientFactory()
    PlacementFactory(patient=patient, team=ward.team)
    return patient


def page(client, ward, who, url=DESK, **more):
    client.force_login(ward.user(who))
    return client.get(url, **more)


def test_what_waits_stands_with_a_way_to_deal_with_it(client, ward, waiting):
    html = page(client, ward, "anne").text
    for name, patient in waiting.items():
        assert patient.number in html, name
    assert "Skulle vært vurdert for 2 dager siden" in html
    assert "«Lære insulin» skulle vært gjort for 1 dag siden" in html
    assert reverse("worklists:assessment", args=[waiting["grey"].number]) in html
    assert "svarfristen er ute" in html
    assert reverse("worklists:move", args=[waiting["moving"].move_requests.get().pk]) in html
    assert "Hjem i dag" in html
    assert "Skulle vært hjemme" in html
    assert reverse("worklists:stay", args=[waiting["late"].pauses.get().pk]) in html
    logged = AccessLog.objects.filter(screen="belonging").values_list("patient_number", flat=True)
    assert set(logged) == {patient.number for patient in waiting.values()}


def test_who_is_to_answer_reads_in_the_role_she_has_in_her_own_team(client, ward):
    other = TeamFactory(site=ward.team.site, ht=ward.ht)
    PositionFactory(staff=ward.people["nils"], kind="fagansvarlig", team=other)
    moving = _patient(ward)
    MoveRequestFactory(patient=moving, from_team=ward.team, to_team=other)
    assert moving.number in page(client, ward, "nils").text
    row = AccessLog.objects.get(patient_number=moving.number)
    assert (row.role, row.team) == ("clinical_lead", other)


def test_each_sees_what_her_rights_are_for(client, ward, waiting):
    PositionFactory(staff=ward.people["nils"], kind="konsulent", team=None, unit=ward.team.unit)
    adviser = page(client, ward, "nils").text
    assert waiting["grey"].number in adviser
    assert waiting["home"].number not in adviser
    assert waiting["moving"].number not in adviser
    vera = page(client, ward, "vera").text
    assert "Gråsonevurderinger" not in vera
    assert waiting["home"].number in vera


def test_another_unit_sees_nothing_of_it(client, ward, waiting):
    PositionFactory(staff=ward.people["siri"], kind="fagansvarlig", team=ward.people["siri"].team)
    html = page(client, ward, "siri").text
    assert not any(patient.number in html for patient in waiting.values())
    assert page(client, ward, "siri", SLOT, headers=HTMX).text.strip() == ""


def test_the_overview_shows_the_most_urgent_and_says_nothing_when_nothing_waits(client, ward):
    overview = reverse("worklists:overview", args=[TODAY])
    assert f'hx-get="{SLOT}"' in page(client, ward, "anne", overview).text
    assert page(client, ward, "anne", SLOT, headers=HTMX).text.strip() == ""
    assert not AccessLog.objects.filter(screen="attention").exists()


def test_the_slot_tells_how_many_and_the_late_ones_first(client, ward, waiting):
    slot = page(client, ward, "anne", SLOT, headers=HTMX).text
    assert "1 skal hjem i dag, 1 skulle vært hjemme, 1 flytting venter på svar" in slot
    assert "1 gråsonevurdering er over tiden, 1 tiltak er over tiden" in slot
    assert waiting["late"].number in slot
    assert waiting["home"].number not in slot  # four lines, and all of them are past their day
    logged = AccessLog.objects.filter(screen="attention").values_list("patient_number", flat=True)
    assert waiting["home"].number not in set(logged)


def test_the_day_page_has_a_line_without_a_patient(client, ward, waiting):
    day = reverse("worklists:day", args=[ward.team.code, TODAY, "dag"])
    line = reverse("worklists:attention_of_team", args=[ward.team.code])
    assert f'hx-get="{line}"' in page(client, ward, "vera", day).text
    shown = page(client, ward, "vera", line, headers=HTMX).text
    assert "1 skal hjem i dag, 1 skulle vært hjemme" in shown
    assert not any(patient.number in shown for patient in waiting.values())
    other = reverse("worklists:attention_of_team", args=[ward.ht.code])
    assert page(client, ward, "anne", other, headers=HTMX).text.count("hjem") == 0
    assert f'hx-get="{line}"' not in page(client, ward, "kari", day).text


def test_the_menu_and_the_desk_lead_where_one_may_go(client, ward):
    overview = reverse("worklists:overview", args=[TODAY])
    assert f'href="{DESK}"' in page(client, ward, "anne", overview).text
    assert f'href="{DESK}"' not in page(client, ward, "kari", reverse("worklists:my_list")).text
    html = page(client, ward, "anne").text
    for name in ("patients:criteria_home", "patients:goal_figures", "worklists:moves"):
        assert f'href="{reverse(name)}"' in html
    assert reverse("worklists:returns") in html
    assert "Bare" not in html


def test_more_that_waits_asks_no_more_of_the_database(client, ward, waiting):
    client.force_login(ward.user("anne"))
    client.get(DESK)
    few = _queries(client)
    for _ in range(4):
        patient = _patient(ward)
        AssessmentFactory(
            patient=patient, decided=True, owner=ward.team, review_on=TODAY - timedelta(days=2)
        )
        PauseFactory(patient=patient, starts_at=clock.now(), expected_return=TODAY)
        MoveRequestFactory(patient=patient, from_team=ward.team, to_team=ward.ht)
    assert _queries(client) == few


def _queries(client):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(DESK).status_code == 200
    return len(caught)


@pytest.mark.parametrize(
    ("days", "weeks", "words"),
    [
        ([1, 2, 3, 4, 5, 6, 7], 1, "hver dag"),
        ([1, 2, 3, 4, 5], 1, "hverdager"),
        ([6, 7], 1, "lørdag og søndag"),
        ([5, 1, 3], 1, "mandag, onsdag og fredag"),
        ([2], 1, "tirsdag"),
        ([1, 2, 3, 4, 5, 6], 1, "hver dag utenom søndag"),
        ([2, 4], 2, "tirsdag og torsdag annenhver uke"),
        ([1], 4, "mandag hver 4. uke"),
    ],
)
def test_a_pattern_is_said_as_people_say_it(days, weeks, words):
    assert pattern_in_words(days, weeks) == words


def test_the_patients_week_tells_visits_plans_and_appointments(client, ward):
    (plan,) = ward.plans(1, weekdays=[1, 2, 3, 4, 5, 6, 7], needs=["insulin"])
    ward.plans(1, patient=plan.patient, title="Dusj", valid_from=TODAY + timedelta(days=5))
    ward.plans(1, patient=plan.patient, title="Gammelt", valid_to=TODAY - timedelta(days=1))
    PlanExceptionFactory(plan=plan, date=TODAY + timedelta(days=2), reason="er hos datteren")
    tomorrow = clock.at(TODAY + timedelta(days=1), time(10))
    AppointmentFactory(
        patient=plan.patient, starts_at=tomorrow, ends_at=tomorrow + timedelta(hours=2)
    )
    ward.build()
    url = reverse("worklists:patient_visits", args=[plan.patient.number])
    part = page(client, ward, "vera", url, headers=HTMX).text
    for wanted in (
        "I dag", "Neste:", "Morgenstell", "hver dag", "20 min", "insulin",
        "7 oppdrag i uken, 2 t 20 min", "Dusj", "begynner", "er hos datteren", "Dagsenter",
    ):  # fmt: skip
        assert wanted in part, wanted
    assert "Gammelt" not in part
