"""What goes wrong is said in plain Norwegian, with what to do, and never with a stack trace."""

import psycopg
import pytest
from django.db import OperationalError, connection
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from django.urls import path

from heltom.lib.errors import NotAllowed, Refused
from heltom.lib.http import writes
from heltom.urls import urlpatterns as ours
from teams.models import AuditEvent, User

pytestmark = pytest.mark.django_db


@writes
def refuse(request):
    AuditEvent.objects.create(verb="half", object_type="X", object_id="1")
    raise Refused("Dagen er over.")


@writes
def forbid(request):
    raise NotAllowed("Bare vaktkoordinator kan gjøre dette.")


@writes
def fail(request):
    raise RuntimeError("secret detail")


@writes
def wait(request):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '50ms'")
        cursor.execute("SELECT pg_advisory_xact_lock(1)")


@writes
def dawdle(request):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '50ms'")
        cursor.execute("SELECT pg_sleep(5)")


@writes
def fall_out(request):
    raise OperationalError("the connection is lost")


urlpatterns = [
    *ours,
    path("nekt/", refuse),
    path("forby/", forbid),
    path("feil/", fail),
    path("api/nekt/", refuse),
    path("vent/", wait),
    path("somle/", dawdle),
    path("fall-ut/", fall_out),
]


@pytest.fixture
def kari(client):
    client.force_login(User.objects.create_user("kari"))
    client.raise_request_exception = False
    return client


@pytest.fixture(autouse=True)
def urls(settings):
    settings.ROOT_URLCONF = __name__


def test_a_refusal_is_a_409_with_its_sentence_and_nothing_half_written(kari):
    response = kari.post("/nekt/")
    assert response.status_code == 409
    assert "Dagen er over." in response.text
    assert not AuditEvent.objects.filter(verb="half").exists()


def test_a_missing_right_is_a_403_with_its_sentence(kari):
    response = kari.post("/forby/")
    assert response.status_code == 403
    assert "Bare vaktkoordinator kan gjøre dette." in response.text


def test_the_api_answers_in_its_own_form(kari):
    response = kari.post("/api/nekt/")
    assert (response.status_code, response.json()) == (409, {"detail": "Dagen er over."})


def test_an_unknown_page_says_whom_to_ask(kari):
    response = kari.get("/finnes-ikke/")
    assert response.status_code == 404
    assert "spør ansvarsvakten eller lederen din" in response.text


@pytest.fixture
def somebody_else():
    """Another connection, that holds what ours wants."""
    ours = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    with psycopg.connect(**{name: ours[name] for name in names if name in ours}) as other:
        other.execute("SELECT pg_advisory_xact_lock(1)")
        yield other


def test_whoever_waits_too_long_for_another_is_asked_to_try_again(kari, somebody_else):
    response = kari.post("/vent/")
    assert response.status_code == 409
    assert "Noen andre endrer listene nå. Vent litt og prøv igjen." in response.text


def test_what_takes_too_long_is_asked_to_be_tried_again(kari):
    assert kari.post("/somle/").status_code == 409


def test_a_lost_database_is_a_fault_and_no_refusal(kari):
    assert kari.post("/fall-ut/").status_code == 500


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_date_at_the_end_of_the_calendar_is_no_page(kari, day):
    assert kari.get(f"/oversikt/{day}/").status_code == 404
    assert kari.get(f"/lister/nord/{day}/dag/").status_code == 404


def test_a_date_that_does_not_exist_is_no_page(kari):
    assert kari.get("/oversikt/2026-02-30/").status_code == 404


def test_a_fault_of_ours_tells_nothing_of_itself(kari):
    response = kari.post("/feil/")
    assert response.status_code == 500
    assert "Noe gikk galt hos oss" in response.text
    assert "secret detail" not in response.text


@pytest.mark.parametrize("name", ["400.html", "500.html", "403_csrf.html"])
def test_pages_for_great_trouble_need_nothing_from_the_request(name):
    assert 'id="error"' in render_to_string(name, {})


@pytest.mark.parametrize("status", [400, 403, 404, 409, 500])
def test_htmx_finds_the_part_to_show(status):
    request = RequestFactory().get("/")
    page = render_to_string(f"{status}.html", {"exception": "Derfor."}, request=request)
    assert page.count('id="error"') == 1


@override_settings(DEBUG=False)
def test_a_refused_host_gets_the_400_page(client):
    response = client.get("/logg-inn/", headers={"host": "ond.example"})
    assert response.status_code == 400
    assert "Forespørselen er feil" in response.text


def test_the_address_of_a_button_opened_as_a_page_says_so(client):
    """Django's own answer is an empty page, which looks like a fault."""
    client.force_login(User.objects.create_user("nils"))
    response = client.get("/logg-ut/")
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "Dette er en knapp, ikke en side" in response.text


def test_after_the_login_a_button_leads_to_the_front_page(client):
    response = client.post("/lister/nord/2026-11-23/dag/bygg/")
    assert response["Location"].startswith("/logg-inn/?next=%2F&")
