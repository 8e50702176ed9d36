"""Who may see a patient, in words, and who has."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heltom.lib import clock
from patients.queries.access import A_PAGE, SCREENS, access_page
from teams.models import AccessLog
from tests.factories import PatientFactory, PlacementFactory, PositionFactory, StaffFactory
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]


@pytest.fixture
def ward():
    return make_ward()


@pytest.fixture
def patient(ward):
    patient = PatientFactory()
    PlacementFactory(patient=patient, team=ward.team)
    return patient


def read_by(ward, patient, who, times=1, screen="patient"):
    staff = ward.people[who]
    AccessLog.objects.bulk_create(
        AccessLog(
            user=staff.user,
            staff=staff,
            role="carer",
            team=ward.team,
            patient_number=patient.number,
            screen=screen,
        )
        for _ in range(times)
    )


def address(patient):
    return reverse("patients:access_log", args=[patient.number])


def test_who_may_see_her_follows_from_duty_and_positions(ward, patient):
    PositionFactory(
        staff=StaffFactory(given_name="Ulla", team=ward.team),
        kind="enhetsleder",
        team=None,
        unit=ward.team.unit,
    )
    PositionFactory(staff=StaffFactory(given_name="Fremmed"))
    PositionFactory(
        staff=StaffFactory(given_name="Gammel", team=ward.team),
        valid_to=clock.today() - timedelta(days=1),
    )
    left = StaffFactory(given_name="Sluttet", employed_to=clock.today() - timedelta(days=1))
    PositionFactory(staff=left, team=ward.team)
    sights = [(s.role, s.where, s.names) for s in access_page(patient).sights]
    roles = " | ".join(role for role, *_ in sights)
    names = " | ".join(name for *_, several in sights for name in several)
    duty = ("hjelper på liste", "vaktkoordinator", "inneoppgaver")
    assert ("De som er på vakt", "Team Nord", duty) in sights
    assert ("Ansvarsvakt, sykepleier 2 og e-meldinger", str(ward.ht), ()) in sights
    assert "Ola" in names
    assert "Ulla" in names
    assert "Fremmed" not in names
    assert "Gammel" not in names
    assert "Sluttet" not in names
    assert "systemansvarlig" not in roles.lower()


def test_who_has_seen_her_newest_first_and_by_person(client, ward, patient):
    read_by(ward, patient, "kari", 2, "visit")
    read_by(ward, patient, "vera", 1)
    read_by(ward, PatientFactory(), "anne")
    client.force_login(ward.user("ola"))
    html = client.get(address(patient)).text
    rows = html[html.index("<tbody>") : html.index("</tbody>")]
    assert rows.index(ward.people["vera"].name) < rows.index(ward.people["kari"].name)
    assert ward.people["anne"].name not in html
    assert "pasientsiden" in rows
    kari = ward.people["kari"].user
    rows = client.get(address(patient), {"hvem": kari.pk}).text
    rows = rows[rows.index("<tbody>") : rows.index("</tbody>")]
    assert ward.people["vera"].name not in rows
    assert rows.count("et oppdrag") == 2
    assert client.get(address(patient), {"hvem": "tull", "side": "tull"}).status_code == 200


def test_looking_at_the_log_stands_in_the_log(client, ward, patient):
    client.force_login(ward.user("ola"))
    client.get(address(patient))
    assert AccessLog.objects.get(screen="access_log").patient_number == patient.number
    assert "oversikten over innsyn" in client.get(address(patient)).text


def test_a_carer_is_told_why_she_may_not_and_the_page_offers_no_way(client, ward, patient):
    client.force_login(ward.user("kari"))
    refused = client.get(address(patient))
    assert refused.status_code == 403
    assert "Bare leder og fagansvarlig ser hvem som har åpnet siden." in refused.text
    page = client.get(reverse("patients:patient", args=[patient.number])).text
    assert address(patient) not in page


def test_the_leaders_page_counts_the_last_month(client, ward, patient):
    read_by(ward, patient, "kari", 3)
    client.force_login(ward.user("ola"))
    page = client.get(reverse("patients:patient", args=[patient.number])).text
    assert address(patient) in page
    assert "åpnet 3 ganger siste 30 dager" in page


def test_many_readings_are_paged_and_cost_no_more(client, ward, patient):
    client.force_login(ward.user("ola"))
    client.get(address(patient))

    def queries():
        with CaptureQueriesContext(connection) as caught:
            client.get(address(patient))
        return len(caught)

    few = queries()
    read_by(ward, patient, "kari", A_PAGE)
    read_by(ward, patient, "vera", A_PAGE)
    assert queries() == few
    second = client.get(address(patient), {"side": "2"}).text
    assert "Side 2 av 3" in second


def screens():
    """Every screen that is named in a call to log_access, wherever in the code it stands."""
    for app in ("teams", "patients", "worklists", "emeldinger", "boards", "imports"):
        for path in sorted(ROOT.glob(f"{app}/**/*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if getattr(getattr(node, "func", None), "id", "") == "log_access":
                    named = [word.value for word in node.keywords if word.arg == "screen"]
                    yield from (value.value for value in named if isinstance(value, ast.Constant))


def test_every_screen_of_the_log_has_a_name_that_people_read():
    assert set(screens()) - set(SCREENS) == set()
