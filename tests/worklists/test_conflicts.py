"""What came from phones on the vaktkoordinator's page, and back on the carer's."""

import pytest
from django.urls import reverse

from heltom.lib import clock
from teams.models import AuditEvent
from tests.shift_factories import PhoneMessageFactory
from tests.support.htmx import Page
from tests.support.lists import publish
from tests.ward import make_ward
from worklists.actions import visits
from worklists.models import Entry, PhoneMessage, State, Worklist

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward(noon):
    ward = make_ward()
    publish(ward, lists=1, visits_each=2, unassigned=0)
    Worklist.objects.update(shift=ward.people["kari"].shifts.get())
    return ward


@pytest.fixture
def visit(ward):
    return Entry.objects.select_related("visit__patient").order_by("pk").first().visit


@pytest.fixture
def vera(client, ward):
    client.force_login(ward.user("vera"))
    return client


def url_of(ward):
    return reverse("worklists:conflicts", args=[ward.team.code, ward.day, "dag"])


def clash(ward, visit):
    return PhoneMessageFactory(
        user=ward.user("kari"), visit=visit, outcome="konflikt", sentence="Begge har ført det."
    )


def test_it_is_settled_in_one_tap_and_she_who_pressed_sees_how(vera, ward, visit):
    row = clash(ward, visit)
    page = Page(vera, url_of(ward))
    assert "Begge har ført det." in page.html
    page.press(f"/konflikter/{row.pk}/avklart/", how="Snakket med Kari.")
    assert page.html == page.fresh()
    assert "Ingenting venter." in page.html
    assert AuditEvent.objects.get(verb="phone_settled").reason == "Snakket med Kari."
    vera.force_login(ward.user("kari"))
    page = vera.get("/min-liste/").text
    assert "Begge har ført det." in page
    assert ": Snakket med Kari." in page


def test_words_are_asked_for_and_the_second_is_told_who_was_first(vera, ward, visit, client):
    url = f"/konflikter/{clash(ward, visit).pk}/avklart/"
    assert "Skriv hva som ble gjort med det." in vera.post(url, {"text": " "}).text
    assert vera.post(url, {"text": "Ringt pasienten."}).status_code == 303
    client.force_login(ward.user("anne"))
    answer = client.post(url, {"text": "Ringt pasienten."})
    assert answer.status_code == 409
    assert "tok seg av dette kl." in answer.text


def test_not_done_says_why_and_leads_on_to_another(vera, ward, visit):
    visits.cancel(visit=visit, by=ward.user("kari"), reason="Ikke gjort: ikke hjemme")
    row = PhoneMessageFactory(user=ward.user("kari"), visit=visit, what="ikke-gjort")
    assert "Ikke gjort: ikke hjemme" in vera.get(url_of(ward)).text
    answer = vera.post(f"/konflikter/{row.pk}/gi-videre/")
    assert answer["Location"] == f"/oppdrag/{visit.pk}/flytt/"
    assert visits.current_state(visit) == State.DUE
    assert PhoneMessage.objects.get().settled_by == ward.user("vera")


def test_nothing_waits(vera, ward):
    assert "Ingenting venter." in vera.get(url_of(ward)).text
    assert clock.today() == ward.day
