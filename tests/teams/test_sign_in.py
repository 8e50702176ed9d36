"""The door: a password, the demo's open door, and the lock after too many guesses."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from teams import sign_in
from teams.demo import mark_as_demo
from teams.models import AuditEvent, User
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

URL = "/logg-inn/"


@pytest.fixture
def kari():
    return User.objects.create_user("kari", password="riktig passord")  # pragma: allowlist secret


def try_password(client, password, username="kari", **more):
    return client.post(URL, {"username": username, "password": password, **more})


def test_the_right_password_opens_a_new_session(client, kari):
    response = try_password(client, "riktig passord")
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(kari.pk)
    event = AuditEvent.objects.get(verb="signed_in")
    assert event.user == kari


def test_a_wrong_password_says_so_and_nothing_more(client, kari):
    wrong = try_password(client, "feil")
    nobody = try_password(client, "feil", username="finnes-ikke")
    sentence = "Brukernavn og passord passer ikke sammen. Prøv igjen."
    assert sentence in wrong.text
    assert sentence in nobody.text
    assert "_auth_user_id" not in client.session


def test_the_reader_comes_to_the_page_she_was_going_to(client, kari):
    assert client.get("/oversikt/")["Location"] == "/logg-inn/?next=/oversikt/"
    assert 'value="/oversikt/"' in client.get("/logg-inn/?next=/oversikt/").text
    assert try_password(client, "riktig passord", next="/oversikt/")["Location"] == "/oversikt/"


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com", "javascript:x"])
def test_nobody_is_sent_to_another_site(client, kari, elsewhere):
    assert try_password(client, "riktig passord", next=elsewhere)["Location"] == "/"


def test_five_wrong_guesses_close_the_name_also_for_the_right_password(client, kari):
    for _ in range(sign_in.TRIES):
        try_password(client, "feil")
    response = try_password(client, "riktig passord")
    assert "For mange feil forsøk." in response.text
    assert "_auth_user_id" not in client.session


def test_the_spelling_of_a_name_is_no_way_around_the_lock(client, kari):
    for name in ("kari", "KARI", " Kari", "kari ", "kArI"):
        try_password(client, "feil", username=name)
    assert "For mange feil forsøk." in try_password(client, "riktig passord").text


def test_the_lock_opens_again_after_a_quarter_of_an_hour(client, kari, monkeypatch):
    for _ in range(sign_in.TRIES):
        try_password(client, "feil")
    later = timezone.now() + sign_in.WINDOW + timedelta(seconds=1)
    monkeypatch.setattr(sign_in.clock, "now", lambda: later)
    assert try_password(client, "riktig passord")["Location"] == "/"


def test_a_right_password_forgives_the_wrong_ones_before_it(client, kari):
    for _ in range(sign_in.TRIES - 1):
        try_password(client, "feil")
    try_password(client, "riktig passord")
    client.logout()
    try_password(client, "feil")
    assert try_password(client, "riktig passord").status_code == 302


def test_what_people_type_as_their_name_is_not_kept(client, kari):
    try_password(client, "feil", username="01815012345")
    kept = AuditEvent.objects.values_list("object_id", "details", "reason", "patient_number")
    assert "01815012345" not in str(list(kept))


def test_empty_fields_are_asked_for(client):
    page = client.post(URL, {"username": "", "password": ""}).text
    assert page.count("ds-validation-message") == 2
    assert 'aria-invalid="true"' in page


def test_signing_out_takes_a_post(client, kari):
    client.force_login(kari)
    assert client.get("/logg-ut/").status_code == 405
    response = client.post("/logg-ut/", follow=True)
    assert response.redirect_chain == [(URL, 302)]
    assert "Du er logget ut." in response.text
    assert "_auth_user_id" not in client.session


def test_a_stale_form_gets_an_answer_in_norwegian(kari):
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post(URL, {"username": "kari"})
    assert response.status_code == 403
    assert "Skjemaet er for gammelt" in response.text


# The demo's open door


@pytest.fixture
def demo(settings):
    settings.HELTOM_DEMO = True
    mark_as_demo(invented=True)


@pytest.fixture
def ward():
    return make_ward()


def test_outside_the_demo_nobody_logs_in_as_somebody(client, ward):
    url = reverse("teams:sign_in_as")
    assert client.get(url).status_code == 404
    assert client.post(url, {"username": "vera"}).status_code == 404
    assert "_auth_user_id" not in client.session
    assert url not in client.get(URL).text


def test_over_a_database_that_is_not_marked_the_door_is_closed_whatever_the_setting(
    client, ward, settings
):
    settings.HELTOM_DEMO = True
    url = reverse("teams:sign_in_as")
    assert client.get(url).status_code == 404
    assert client.post(url, {"username": "vera"}).status_code == 404
    assert "_auth_user_id" not in client.session
    assert url not in client.get(URL).text


def test_the_demo_lists_its_people_with_what_they_are_today(client, ward, demo):
    page = client.get(reverse("teams:sign_in_as")).text
    assert "vaktkoordinator, Team Nord" in page
    assert page.index("Logg inn som Kari") < page.index("Logg inn som Vera")
    assert "Ikke på vakt nå" in page


def test_the_login_of_the_demo_shows_the_open_door(client, demo):
    assert reverse("teams:sign_in_as") in client.get(URL).text


def test_the_demo_lets_its_people_in(client, ward, demo):
    client.post(reverse("teams:sign_in_as"), {"username": "vera"})
    assert client.session["_auth_user_id"] == str(ward.user("vera").pk)
    assert "Demodata: alle personer er oppdiktet." in client.get("/oversikt/", follow=True).text


def test_the_demo_lets_in_its_own_people_only(client, demo):
    User.objects.create_user("ekte")
    assert client.post(reverse("teams:sign_in_as"), {"username": "ekte"}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_an_empty_demo_says_what_to_do(client, demo):
    assert "Les inn demokommunen først." in client.get(reverse("teams:sign_in_as")).text
