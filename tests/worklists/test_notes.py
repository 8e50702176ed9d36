"""Rapport: written once, struck out and never changed, read by the next one and by the next shift."""

from datetime import timedelta

import pytest
from django.urls import reverse

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.actions import notes
from patients.models import Note
from teams.models import AuditEvent
from tests.belonging_factories import MeasureFactory
from tests.factories import PatientFactory, PlacementFactory, VisitFactory
from tests.shift_factories import NoteFactory
from tests.ward import make_ward
from worklists.actions import notes as on_visits
from worklists.queries.notes import important_notes

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return make_ward()


@pytest.fixture
def visit(ward):
    visit = VisitFactory(team=ward.team)
    PlacementFactory(patient=visit.patient, team=ward.team)
    return visit


@pytest.fixture
def kari(ward):
    return ward.user("kari")


def write(visit, by, **words):
    return on_visits.write(visit=visit, by=by, **{"text": "Spiste godt."} | words)


def test_a_measure_brings_its_goal_and_nobody_elses_is_taken(visit, kari):
    measure = MeasureFactory(goal__patient=visit.patient)
    assert write(visit, kari, measure=measure).goal == measure.goal
    with pytest.raises(Refused, match="Målet er ikke denne pasientens"):
        write(visit, kari, measure=MeasureFactory())


@pytest.mark.parametrize("words", [{"text": " "}, {"text": "x" * 2001}])
def test_words_are_asked_for_and_not_too_many(visit, kari, words):
    with pytest.raises(Refused, match=r"Skriv h"):
        write(visit, kari, **words)
    assert not Note.objects.exists()


def test_what_the_next_one_must_know_may_stand_alone(visit, kari):
    assert (
        write(visit, kari, text="", next_must_know="Ring før du kommer.").text
        == "Ring før du kommer."
    )


def test_it_is_struck_out_with_a_reason_and_stays(visit, kari, ward):
    note = write(visit, kari)
    notes.strike(note=note, why="feil pasient", team=ward.team, by=kari)
    notes.strike(note=note, why="igjen", team=ward.team, by=kari)
    assert Note.objects.get().struck_why == "feil pasient"
    assert AuditEvent.objects.filter(verb="note_struck").count() == 1
    with pytest.raises(Refused, match=r"Kari Oppdiktet\d+ strøk rapporten kl\."):
        notes.strike(note=note, why="feil", team=ward.team, by=ward.user("vera"))


def test_the_hand_over_gets_what_the_next_shift_must_know(visit, kari, ward):
    told = write(visit, kari, next_must_know="Mål temperatur i kveld.")
    write(visit, kari)
    struck = write(visit, kari, important=True)
    notes.strike(note=struck, why="feil", team=ward.team, by=kari)
    NoteFactory(important=True)
    imported = NoteFactory(patient=visit.patient, important=True, by=None)
    hour = timedelta(hours=1)
    found = important_notes(ward.team, clock.now() - hour, clock.now() + hour)
    assert set(found) == {told, imported}
    assert important_notes(ward.team, clock.now() + hour, clock.now() + 2 * hour) == []


def test_it_stands_on_the_visit_the_patients_page_and_the_teams(client, visit, kari, ward):
    write(visit, kari, text="Blåmerke på armen.", assessment="Har falt?", important=True)
    earlier = VisitFactory(patient=visit.patient, team=ward.team)
    client.force_login(kari)
    for url in (
        reverse("worklists:visit", args=[earlier.pk]),
        reverse("patients:patient", args=[visit.patient.number]),
        reverse("worklists:team_notes", args=[ward.team.code]),
        reverse("worklists:team_notes", args=[ward.team.code]) + "?viktige=1",
    ):
        page = client.get(url).text
        assert "Blåmerke på armen." in page, url
        assert "Har falt?" in page, url


def test_her_own_may_be_struck_by_her_and_others_by_who_runs_the_shift(client, visit, kari, ward):
    own, imported = write(visit, kari), NoteFactory(patient=visit.patient)
    client.force_login(kari)
    page = client.get(reverse("patients:patient", args=[visit.patient.number])).text
    assert f"/rapport/{own.pk}/stryk/" in page
    assert f"/rapport/{imported.pk}/stryk/" not in page
    assert client.post(f"/rapport/{imported.pk}/stryk/", {"reason": "feil"}).status_code == 403
    assert client.post(f"/rapport/{own.pk}/stryk/", {"reason": "feil"}).status_code == 303
    assert Note.objects.get(pk=own.pk).struck_why == "feil"


def test_a_stranger_finds_no_rapport(client, visit, ward):
    note = NoteFactory(patient=PatientFactory())
    client.force_login(ward.user("kari"))
    assert client.post(f"/rapport/{note.pk}/stryk/", {"reason": "feil"}).status_code == 404
