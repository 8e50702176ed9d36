"""The carer's page: what she needs at the door, what the phone may keep, and what it sends."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from heltom.lib import clock
from patients.models import Note
from tests.belonging_factories import MeasureFactory
from tests.shift_factories import AlarmFactory, NoteFactory, PhoneMessageFactory
from tests.support.htmx import Page
from tests.support.lists import publish
from tests.ward import make_ward
from worklists.models import Advice, Entry, PhoneMessage, State, VisitState, Worklist
from worklists.queries.desk import my_list
from worklists.queries.pocket import pocket_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward(noon):
    return make_ward()


@pytest.fixture
def kari(client, ward):
    publish(ward, lists=1, visits_each=3, unassigned=0)
    Worklist.objects.update(shift=ward.people["kari"].shifts.get())
    client.force_login(ward.user("kari"))
    return client


@pytest.fixture
def visit(kari):
    return Entry.objects.select_related("visit__patient").order_by("position").first().visit


def post(client, ward, *messages, user=None):
    body = {
        "user": str((user or ward.user("kari")).pk),
        "sent_at": clock.now().isoformat(),
        "messages": list(messages),
    }
    return client.post("/min-liste/send/", json.dumps(body), content_type="application/json")


def message(visit, what="ferdig", **content):
    return {
        "key": str(uuid4()), "visit": str(visit.pk), "what": what, "content": content,
        "pressed_at": clock.now().isoformat(),
    }  # fmt: skip


def test_what_she_needs_at_the_door_is_there(kari, visit, ward):
    patient = visit.patient
    patient.key_info, patient.phone = "Nøkkelboks 17", "55123456"
    patient.save()
    visit.task_text = "Hjelp til dusj."
    visit.save()
    NoteFactory(patient=patient, text="Falt i går.", next_must_know="Bruk rullator.")
    measure = MeasureFactory(goal__patient=patient, text="Gå til postkassen")
    AlarmFactory(team=ward.team, patient=patient, visit=visit, text="Har falt.")
    page = kari.get("/min-liste/").text
    for wanted in (
        "geo:60.39500,5.33000", "tel:55123456", "Nøkkelboks 17", "Hjelp til dusj.", "Bruk rullator.",
        f'value="t{measure.pk}"', "Har falt.", patient.address,
    ):  # fmt: skip
        assert wanted in page
    assert page.index("Har falt.") < page.index("Min liste\n")


def test_old_and_struck_rapporter_and_closed_goals_are_left_aside(kari, visit):
    patient = visit.patient
    NoteFactory(
        patient=patient, important=True, text="Gammelt.", at=clock.now() - timedelta(days=8)
    )
    NoteFactory(
        patient=patient, important=True, text="Strøket.", struck_at=clock.now(), struck_why="feil"
    )
    NoteFactory(patient=patient, text="Ikke viktig.")
    MeasureFactory(goal__patient=patient, goal__valid_to=clock.today(), goal__ended_why="nådd")
    page = kari.get("/min-liste/").text
    for unwanted in ("Gammelt.", "Strøket.", "Ikke viktig.", 'name="aim"'):
        assert unwanted not in page


def test_a_long_list_costs_what_a_short_one_costs(kari, ward):
    def cost():
        user = ward.user("kari")
        mine = my_list(user)
        with CaptureQueriesContext(connection) as caught:
            pocket_of(user, mine)
        return len(caught)

    three = cost()
    for visit in {entry.visit for entry in Entry.objects.select_related("visit__patient")}:
        NoteFactory(patient=visit.patient, important=True)
        MeasureFactory(goal__patient=visit.patient)
        PhoneMessageFactory(user=ward.user("kari"), visit=visit, outcome="konflikt", sentence="Hm.")
    assert cost() <= three + 1  # the measures of goals, where there are any
    assert three <= 9


def test_every_button_works_without_scripts(kari, visit, ward):
    url = my_list(ward.user("kari")).url
    page = Page(kari, url)
    page.press(f"/oppdrag/{visit.pk}/rapport/send/", text="Sov godt.", aim="")
    assert Note.objects.get().text == "Sov godt."
    page.press(f"/oppdrag/{visit.pk}/ikke-gjort/", reason="ville-ikke", text="")
    assert page.html == page.fresh()
    assert "Vaktkoordinator bestemmer hva som skjer." in page.html
    other = Entry.objects.select_related("visit").order_by("position").last().visit
    kari.post(f"/oppdrag/{other.pk}/hjelp/", {"urgency": "straks", "text": "Hun er på gulvet."})
    assert Advice.objects.get().question == "Hun er på gulvet."
    assert "Ikke sett ennå. Haster det, ring." in kari.get(url).text


def test_a_refusal_keeps_what_was_typed_on_the_rapports_own_page(kari, visit):
    answer = kari.post(f"/oppdrag/{visit.pk}/rapport/send/", {"assessment": "Virker sliten."})
    assert answer.status_code == 200
    assert "Skriv hva du så." in answer.text
    assert "Virker sliten." in answer.text


def test_the_server_says_for_how_long_the_phone_may_keep_the_page(kari, ward, monkeypatch):
    ends = ward.people["kari"].shifts.get().ends_at
    monkeypatch.setattr(clock, "now", lambda: ends - timedelta(minutes=30))
    assert kari.get("/min-liste/")["X-Heltom-Keep-For"] == str(90 * 60)
    monkeypatch.setattr(clock, "now", lambda: ends + timedelta(minutes=61))
    assert "X-Heltom-Keep-For" not in kari.get("/min-liste/")
    kari.force_login(ward.user("ola"))
    assert "X-Heltom-Keep-For" not in kari.get("/min-liste/")


def test_the_worker_reaches_every_page_and_is_asked_for_anew(client):
    response = client.get("/sw.js")
    assert response["Content-Type"].startswith("text/javascript")
    assert (response["Cache-Control"], b"heltom-list" in response.content) == ("no-cache", True)


def test_a_batch_is_answered_one_by_one(kari, visit, ward):
    strange = message(visit) | {"what": "noe annet"}
    answers = post(kari, ward, message(visit, "rapport", text="Fin form."), strange).json()[
        "answers"
    ]
    outcomes = {one["key"]: one["outcome"] for one in answers}
    assert outcomes[strange["key"]] == "avvist"
    assert sorted(outcomes.values()) == ["avvist", "tatt-imot"]


@pytest.mark.parametrize(
    "body", ["", "[]", '{"user": "1"}', '{"user": 1, "sent_at": "i går", "messages": []}']
)
def test_what_is_no_batch_is_told_so(kari, body):
    answer = kari.post("/min-liste/send/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["detail"]) == (
        400,
        "Det som ble sendt, kunne ikke leses.",
    )


@pytest.mark.parametrize(
    "one", ["tull", None, {"key": "x"}, {"key": str(uuid4()), "visit": "1" * 40}]
)
def test_a_message_that_cannot_be_read_harms_no_other(kari, visit, ward, one):
    answers = post(kari, ward, one, message(visit)).json()["answers"]
    assert answers[-1]["outcome"] == "tatt-imot"


def test_what_was_kept_for_another_is_never_sent_as_hers(kari, visit, ward):
    answer = post(kari, ward, message(visit), user=ward.user("vera"))
    assert answer.status_code == 409
    assert not PhoneMessage.objects.exists()
    assert VisitState.objects.filter(visit=visit).get().state == State.DUE


def test_without_a_session_or_a_token_nothing_is_taken(kari, visit, ward):
    assert post(Client(), ward, message(visit)).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ward.user("kari"))
    assert post(strict, ward, message(visit)).status_code == 403
    assert not PhoneMessage.objects.exists()
