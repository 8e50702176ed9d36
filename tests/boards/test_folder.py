"""The interdisciplinary folder: both services read and write it; what is wrong is struck, not changed."""

from __future__ import annotations

import pytest
from django.urls import reverse

from boards.actions import folder
from boards.models import FolderNote
from heltom.lib.errors import Refused
from teams.models import AuditEvent
from tests.boards.factories import FolderNoteFactory, ItemFactory, MeetingFactory
from tests.factories import PatientFactory, PlacementFactory, PositionFactory, StaffFactory
from tests.ward import make_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward(noon):
    """With a fysioterapeut of the team's."""
    ward = make_ward()
    ward.people["tuva"] = StaffFactory(profession="fysioterapeut", with_login=True)
    PositionFactory(staff=ward.people["tuva"], kind="terapeut", team=ward.team)
    return ward


@pytest.fixture
def patient(ward):
    found = PatientFactory(given_name="Petronella", family_name="Fjellklang")
    return PlacementFactory(patient=found, team=ward.team).patient


def write(ward, patient, text="Går med rullator", who="kari", **more):
    return folder.write(patient=patient, team=ward.team, text=text, by=ward.user(who), **more)


def test_the_same_page_twice_is_one_and_an_empty_or_endless_one_is_none(ward, patient):
    page = write(ward, patient, "  Går med rullator ")
    assert write(ward, patient) == page
    assert write(ward, patient, who="tuva") != page
    for text in (" ", "x" * 4001):
        with pytest.raises(Refused):
            write(ward, patient, text)
    assert FolderNote.objects.count() == 2
    first = AuditEvent.objects.filter(verb="folder_written").order_by("pk")[0]
    assert (first.patient_number, first.object_id) == (patient.number, str(page.pk))


def test_a_page_is_struck_with_a_reason_and_the_second_is_told_who_was_first(ward, patient):
    page = write(ward, patient)
    with pytest.raises(Refused):
        folder.strike(note=page, why=" ", team=ward.team, by=ward.user("kari"))
    struck = folder.strike(note=page, why="Feil pasient", team=ward.team, by=ward.user("kari"))
    folder.strike(note=page, why="Feil pasient", team=ward.team, by=ward.user("kari"))
    with pytest.raises(Refused, match=r"Kari Oppdiktet\d+ strøk siden"):
        folder.strike(note=page, why="Feil", team=ward.team, by=ward.user("ola"))
    assert (struck.text, struck.struck_why) == ("Går med rullator", "Feil pasient")
    assert AuditEvent.objects.filter(verb="folder_struck").count() == 1


def test_a_meeting_that_is_closed_again_with_other_words_strikes_its_first_page(ward, patient):
    item = ItemFactory(meeting=MeetingFactory(team=ward.team), patient=patient)
    ola = ward.user("ola")
    first = folder.write_assessment(item=item, text="Tynnere", by=ola)
    assert folder.write_assessment(item=item, text="Tynnere", by=ola) == first
    second = folder.write_assessment(item=item, text="Tynnere og trøtt", by=ola)
    first.refresh_from_db()
    assert first.struck_why == "Møtet skrev vurderingen om."
    assert second.struck_at is None
    assert folder.write_assessment(item=item, text="", by=ola) is None
    assert not FolderNote.objects.filter(struck_at=None).exists()


def test_therapist_and_carer_write_and_read_each_other_without_her_name(client, ward, patient):
    url = reverse("boards:folder", args=[patient.number])
    for who, text in (("tuva", "Petronella går trygt"), ("kari", "Fjellklang klarer trappa")):
        client.force_login(ward.user(who))
        assert client.post(url, {"text": text}).status_code == 302
    html = client.get(url).content.decode()
    assert html.index("pasienten klarer trappa") < html.index("pasienten går trygt")
    assert "fysioterapeut" in html
    assert "Petronella" not in html
    assert "Fjellklang" not in html


def test_what_was_typed_is_kept_when_it_cannot_be_written(client, ward, patient):
    client.force_login(ward.user("kari"))
    answer = client.post(reverse("boards:folder", args=[patient.number]), {"text": "x" * 4001})
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "Skriv høyst 4000 tegn." in html
    assert "x" * 4001 in html


def test_one_kind_is_shown_alone_and_thirty_pages_at_a_time(client, ward, patient):
    FolderNoteFactory.create_batch(31, patient=patient, text="Notert")
    FolderNoteFactory(patient=patient, kind="vurdering", text="Vurdert")
    client.force_login(ward.user("kari"))
    url = reverse("boards:folder", args=[patient.number])
    assert client.get(url, {"slag": "vurdering"}).content.decode().count('id="side-') == 1
    assert client.get(url).content.decode().count('id="side-') == 30
    assert client.get(url, {"side": "2"}).content.decode().count('id="side-') == 2
    assert client.get(url, {"side": "x", "slag": "tull"}).content.decode().count('id="side-') == 30


def test_her_own_page_is_hers_to_strike_and_the_leaders(client, ward, patient):
    page = write(ward, patient, who="tuva")
    url = reverse("boards:folder_strike", args=[page.pk])
    for who, status in (("kari", 403), ("tuva", 302)):
        client.force_login(ward.user(who))
        assert client.post(url, {"reason": "Feil pasient"}).status_code == status
    other = write(ward, patient, "Noe annet", who="kari")
    client.force_login(ward.user("ola"))
    assert client.post(reverse("boards:folder_strike", args=[other.pk]), {}).status_code == 409
    client.post(reverse("boards:folder_strike", args=[other.pk]), {"reason": "Feil dato"})
    html = client.get(reverse("boards:folder", args=[patient.number])).content.decode()
    assert html.count("<s>") == 2
    assert "Feil dato" in html
