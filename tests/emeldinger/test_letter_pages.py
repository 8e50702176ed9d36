"""Letters on their pages: kept as she types, looked over as the receiver reads them, and signed."""

from __future__ import annotations

import pytest
from django.urls import reverse

from emeldinger.actions import letters
from emeldinger.models import Closing, Letter, Message, Sending
from patients.models import NextOfKin
from teams.actions import drafts
from teams.models import AccessLog, FormDraft
from tests.emeldinger.writing import CONTENT, address, came, her
from tests.ward import make_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    ward = make_ward()
    address(ward)
    return ward


@pytest.fixture
def patient(ward):
    return her(ward)


@pytest.fixture
def anne(client, ward):
    client.force_login(ward.user("anne"))
    return ward.user("anne")


def begun(client, message: Message, kind: str = "dialogsvar") -> Letter:
    answer = client.post(reverse("emeldinger:letter_answer", args=[message.pk, kind]))
    assert answer.status_code == 303
    letter = Letter.objects.get(answers=message)
    assert answer["Location"] == url("letter", letter)
    return letter


def url(name: str, letter: Letter) -> str:
    return reverse(f"emeldinger:{name}", args=[letter.pk])


def form_of(client, letter: Letter) -> dict[str, str]:
    """What her page would send: as it was shown, with the mark of what she has seen."""
    page = client.get(url("letter", letter))
    assert page.status_code == 200
    return {"sett": page.context["seen"], "_utkast": "brev"}


def test_from_the_message_to_a_signed_answer_in_three_presses(client, anne, patient):
    message = came("foresporsel")
    letter = begun(client, message)
    typed = {**form_of(client, letter), **CONTENT["dialogsvar"]}
    looked = client.post(url("letter", letter), typed)
    assert looked["Location"] == url("letter_preview", letter)
    page = client.get(looked["Location"])
    assert "Vekten er 68,4 kg" in page.text
    assert "Hvordan virker den nye vanndrivende medisinen" in page.text
    answer = client.post(url("letter_sign", letter), {"sett": page.context["seen"]})
    assert answer["Location"] == reverse("emeldinger:message", args=[message.pk])
    sending = Sending.objects.get(kind="melding")
    assert (sending.state, sending.type_code, sending.patient) == (
        "skal-sendes",
        "DIALOG_SVAR",
        patient,
    )
    assert client.get(url("letter", letter))["Location"] == url("letter_preview", letter)
    assert "Vekten er 68,4 kg" in client.get(url("letter_preview", letter)).text


def test_what_is_typed_is_there_when_the_browser_was_shut(client, anne, ward, patient):
    letter = begun(client, came("foresporsel"))
    drafts.keep(key="brev", names=["text"], fields=[], page="/", title="Svar", by=anne)
    typed = {**form_of(client, letter), "text": "Vekten er ned", "answer": "5"}
    kept = client.post(url("letter_keep", letter), typed, headers={"HX-Request": "true"})
    assert kept.status_code == 200
    assert "Lagret kl." in kept.text
    assert not FormDraft.objects.exists()
    client.logout()
    assert client.get(url("letter", letter)).status_code == 302
    client.force_login(anne)
    assert "Vekten er ned</textarea>" in client.get(url("letter", letter)).text
    lying = client.get(reverse("emeldinger:letter_drafts", args=[ward.ht.code]))
    assert url("letter", letter) in lying.text


def test_a_page_that_was_shown_before_another_wrote_keeps_nothing(client, anne, ward, patient):
    letter = begun(client, came("foresporsel"))
    typed = {**form_of(client, letter), "text": "Mitt"}
    letters.save(letter=letter, content={"text": "Hennes"}, by=anne)
    refused = client.post(url("letter_keep", letter), typed, headers={"HX-Request": "true"})
    assert refused.status_code == 409
    assert "endret brevet" in refused.text
    letter.refresh_from_db()
    assert letter.content["text"] == "Hennes"


def test_what_is_missing_is_told_at_its_field_and_what_was_typed_is_kept(client, anne, patient):
    letter = begun(client, came(), "svar-utskrivningsklar")
    typed = {**form_of(client, letter), "can": "annen-dato", "date": "snart", "text": "Vi ringer"}
    page = client.post(url("letter", letter), typed)
    assert page.status_code == 200
    assert page.context["form"].errors == {"date": ["Skriv datoen kommunen kan ta imot pasienten."]}
    assert "Vi ringer" in page.text
    letter.refresh_from_db()
    assert letter.content["text"] == "Vi ringer"
    assert "Skriv datoen" in client.get(url("letter_preview", letter)).text


def test_a_report_is_filled_in_and_what_is_taken_out_is_not_sent(client, anne, ward, patient):
    NextOfKin.objects.create(patient=patient, name="Ole Nær", relation="sønn", phone="40000001")
    NextOfKin.objects.create(patient=patient, name="Per Fjern", relation="nabo", phone="40000002")
    letter = begun(client, came("innlagt"), "innleggelsesrapport")
    page = client.get(url("letter", letter))
    assert "Ole Nær" in page.text
    typed = {
        **form_of(client, letter), "reason": "Falt på badet.", "left_out": "Legemiddelliste.",
        "lister": "1", "med": ["kin-0"], "mottaker": page.context["form"]["mottaker"].value(),
    }  # fmt: skip
    looked = client.post(url("letter", letter), typed)
    page = client.get(looked["Location"]).text
    assert "Ole Nær" in page
    assert "Per Fjern" not in page
    assert "Tatt ut av den som skrev: noe av pårørende." in page


def test_a_receiver_that_has_never_written_is_typed(client, anne, ward, patient):
    shown = client.get(
        reverse("emeldinger:letter_new", args=[ward.ht.code]), {"pasient": patient.number}
    )
    assert patient.number in shown.text
    new = reverse("emeldinger:letter_new", args=[ward.ht.code])
    assert client.post(new, {"kind": "foresporsel"}).status_code == 200
    client.post(new, {"kind": "foresporsel", "patient": patient.number})
    letter = Letter.objects.get()
    typed = {**CONTENT["foresporsel"], "mottaker": "annen", "m_name": "Torget legesenter"}
    wrong = client.post(
        url("letter", letter), {**form_of(client, letter), **typed, "m_her": "56 A"}
    )
    assert "HER-id er bare sifre" in wrong.text
    right = client.post(
        url("letter", letter), {**form_of(client, letter), **typed, "m_her": "567 04"}
    )
    assert right.status_code == 303
    letter.refresh_from_db()
    assert letter.receiver["organisation"] == {"name": "Torget legesenter", "her": "56704"}


def test_a_letter_is_dropped_with_a_reason(client, anne, ward, patient):
    letter = begun(client, came("foresporsel"))
    assert client.post(url("letter_drop", letter), {"hvorfor": " "}).status_code == 409
    assert client.post(url("letter_drop", letter), {"hvorfor": "Ringte"}).status_code == 303
    assert "Forkastet: Ringte" in client.get(url("letter_preview", letter)).text
    assert not Sending.objects.filter(kind="melding").exists()


def test_who_looked_at_what_we_write_stands_in_her_log(client, anne, ward, patient):
    letter = begun(client, came("foresporsel"))
    client.get(url("letter", letter))
    client.get(reverse("emeldinger:letter_drafts", args=[ward.ht.code]))
    screens = AccessLog.objects.filter(patient_number=patient.number).values_list(
        "screen", flat=True
    )
    assert {"letter", "letters"} <= set(screens)


def test_a_wrong_address_is_told_closed_and_parted_from_her_in_one_press(client, anne, patient):
    message = came("innlagt")
    there = reverse("emeldinger:wrong_address", args=[message.pk])
    assert "Ta meldingen bort fra" in client.get(there).text
    incomplete = client.post(there, {**CONTENT["avvik"], "passed_to": ""})
    assert "Skriv hvem som har fått opplysningene." in incomplete.text
    assert not Letter.objects.exists()
    for _press in range(2):
        assert client.post(there, {**CONTENT["avvik"], "skill": "1"}).status_code == 303
    message.refresh_from_db()
    assert (message.patient, message.closed_at is not None) == (None, True)
    [consequence] = Closing.objects.get().consequences.all()
    assert consequence.kind == "feil-adresse"
    assert (consequence.letter.patient, consequence.letter.sending.patient) == (None, None)
