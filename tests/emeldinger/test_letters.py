"""Letters: begun, kept, signed once, and sent by a row. Two who write at once are told of each other."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from emeldinger.actions import letters, wrong_address
from emeldinger.actions.identification import part_from_patient
from emeldinger.actions.outbox import send_owed
from emeldinger.formats import schemas
from emeldinger.models import Address, Closing, Letter, Sending
from emeldinger.queries.letters import open_drafts
from heltom.lib import clock
from heltom.lib.errors import NotAllowed, Refused
from patients.models import Diagnosis, Equipment, NextOfKin, Observation
from teams.models import AuditEvent
from tests.emeldinger.formats.readings import unsaid
from tests.emeldinger.incoming import bring, new_id, raw_letter
from tests.emeldinger.writing import (
    ANSWERED,
    CONTENT,
    address,
    as_sent,
    came,
    her,
    reading_of,
    said,
    signed,
)
from tests.factories import ShiftFactory, StaffFactory
from tests.ward import make_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    ward = make_ward()
    address(ward)
    return ward


@pytest.fixture
def kari(ward):
    """The patient: known, with what a report is filled in with."""
    found = her(ward, what_matters="Hjem til katten", key_info="Nøkkelboks 12")
    today = clock.today()
    NextOfKin.objects.create(patient=found, name="Ole Nær", relation="Sønn", phone="40000001")
    Diagnosis.objects.create(
        patient=found, system="icd10", code="I50", name="Hjertesvikt", valid_from=today
    )
    Equipment.objects.create(patient=found, code="o2", name="Oksygen hjemme", valid_from=today)
    at = clock.now() - timedelta(hours=2)
    Observation.objects.create(patient=found, kind="vekt", taken_at=at, value="68.4")
    Observation.objects.create(patient=found, kind="iplos", taken_at=at, parts={"v05": 3})
    return found


@pytest.fixture
def bea(ward):
    """The other nurse of the shift."""
    staff = StaffFactory(team=ward.ht, given_name="Bea", with_login=True, profession="sykepleier")
    ShiftFactory(staff=staff, date=ward.day, function="sykepleier2")
    ward.people["bea"] = staff
    return ward.user("bea")


@pytest.mark.parametrize("kind", CONTENT)
def test_what_is_signed_is_read_back_word_for_word(ward, kari, kind):
    message = came(ANSWERED[kind])
    sending = signed(ward, kind, message)
    found = as_sent(sending)
    assert not found.findings
    assert unsaid(found.opened.tree, reading_of(sending), frozenset()) == []
    assert found.head.patient.name == "Kari Oppdiktet"
    assert (found.head.sender.her, found.head.receiver.her) == ("0050002", message.sender_her)
    assert (found.head.parent, found.head.conversation) == (message.msg_id, message.msg_id)
    assert sending.conversation == message.conversation == message.msg_id


@pytest.mark.parametrize("kind", CONTENT)
def test_what_is_signed_is_valid_to_the_official_schema(ward, kari, kind):
    folder = settings.HELTOM_EMELDING_SCHEMAS
    if not folder:
        pytest.skip("HELTOM_EMELDING_SCHEMAS names no folder of official schemas")
    sending = signed(ward, kind, came(ANSWERED[kind]))
    assert schemas.validate(as_sent(sending), Path(folder)) == []


def test_a_report_tells_what_we_know_of_her_as_codes_and_words(ward, kari):
    text = said(reading_of(signed(ward, "innleggelsesrapport", came("innlagt"))).sections)
    for words in (
        "Ole Nær", "40000001", "Sønn", "I50", "Hjertesvikt", "Oksygen hjemme", "68,4 kg",
        "Bevege seg innendørs", "Hjem til katten", "Nøkkelboks 12", "Falt på badet.",
        "Ikke med i rapporten: Legemiddelliste.", "Praktisk bistand", ward.team.name,
    ):  # fmt: skip
        assert words in text


@pytest.mark.parametrize(
    ("came_as", "sent_as"),
    [("foresporsel", "DIALOG_SVAR"), ("svar", "DIALOG_NOTAT"), ("helsefaglig", "DIALOG_HELSEFAGLIG"),
     ("utskrevet", "DIALOG_HELSEFAGLIG")],
)  # fmt: skip
def test_a_message_is_answered_in_its_own_family(ward, kari, came_as, sent_as):
    assert signed(ward, "dialogsvar", came(came_as)).type_code == sent_as


def test_the_municipality_answers_in_one_sentence(ward, kari):
    message = came("utskrivningsklar", at=clock.now())
    begun = letters.begin(
        kind="svar-utskrivningsklar", ht=ward.ht, by=ward.user("anne"), answers=message
    )
    # It is filled in with the day that the hospital has named.
    tomorrow = (clock.now() + timedelta(hours=24)).date()
    assert begun.content["date"] == tomorrow.isoformat()
    text = said(reading_of(signed(ward, "svar-utskrivningsklar", message)).sections)
    assert "Vi kan ta imot mandag 9. mars 2026." in text
    assert "Tilbakemelding på mottak av utskrivningsklar pasient" in text


def test_pressed_twice_it_is_sent_once(ward, kari):
    anne, message = ward.user("anne"), came("foresporsel")
    letter = letters.begin(kind="dialogsvar", ht=ward.ht, by=anne, answers=message)
    assert letters.begin(kind="dialogsvar", ht=ward.ht, by=anne, answers=message) == letter
    letters.save(letter=letter, content=CONTENT["dialogsvar"], by=anne)
    first = letters.sign(letter=letter, by=anne)
    assert letters.sign(letter=letter, by=anne) == first
    assert Sending.objects.filter(kind="melding").get() == first
    letter.refresh_from_db()
    assert (letter.state, letter.signed_by, letter.sending) == ("signert", anne, first)
    assert AuditEvent.objects.get(verb="letter_signed").patient_number == kari.number


def test_what_is_known_of_one_patient_is_not_sent_as_the_answer_about_another(ward, kari):
    """The message was not about Kari after all, and a report about her was begun."""
    message, anne = came("innlagt"), ward.user("anne")
    letter = letters.begin(kind="innleggelsesrapport", ht=ward.ht, by=anne, answers=message)
    letters.save(letter=letter, content=CONTENT["innleggelsesrapport"], by=anne)
    part_from_patient(message=message, patient=kari, by=anne, why="Samme navn.")
    with pytest.raises(Refused, match="gjelder ikke lenger pasienten"):
        letters.sign(letter=letter, by=anne)
    assert not Sending.objects.filter(kind="melding").exists()
    message.refresh_from_db()
    new = letters.begin(kind="innleggelsesrapport", ht=ward.ht, by=anne, answers=message)
    assert (new.pk != letter.pk, new.patient) == (True, None)


def test_the_second_of_two_nurses_hears_who_was_first(ward, kari, bea):
    anne, message = ward.user("anne"), came("foresporsel")
    mine = letters.begin(kind="dialogsvar", ht=ward.ht, by=anne, answers=message)
    seen = letters.version_of(mine)
    hers = letters.begin(kind="dialogsvar", ht=ward.ht, by=bea, answers=message)
    assert hers == mine
    letters.save(letter=hers, content=CONTENT["dialogsvar"], by=bea, seen=seen)
    with pytest.raises(Refused, match=r"Bea .* endret brevet"):
        letters.save(letter=mine, content={"text": "Mitt"}, by=anne, seen=seen)
    with pytest.raises(Refused, match=r"Bea .* endret brevet"):
        letters.sign(letter=mine, by=anne, seen=seen)
    with pytest.raises(Refused, match=r"Bea .* har et brev under arbeid"):
        signed(ward, "dialogsvar", message)
    letters.sign(letter=hers, by=bea)
    with pytest.raises(Refused, match=r"Bea .* signerte og sendte brevet"):
        letters.sign(letter=mine, by=anne)


@pytest.mark.parametrize("kind", CONTENT)
def test_what_is_not_whole_is_kept_and_not_sent(ward, kari, kind):
    anne, message = ward.user("anne"), came(ANSWERED[kind])
    letter = letters.begin(kind=kind, ht=ward.ht, by=anne, answers=message)
    empty = dict.fromkeys([*CONTENT[kind], "can"], "")
    letter = letters.save(letter=letter, content=empty, by=anne)
    with pytest.raises(Refused, match=r"^(Skriv|Velg)"):
        letters.sign(letter=letter, by=anne)
    assert not Sending.objects.filter(kind="melding").exists()
    assert [one.letter for one in open_drafts(ward.ht)] == [letter]


def test_a_letter_without_an_address_says_what_to_do(ward, kari):
    Address.objects.update(active=False)
    with pytest.raises(Refused, match="ingen e-meldingsadresse"):
        signed(ward, "dialogsvar", came("foresporsel"))
    assert not Letter.objects.filter(state="signert").exists()


def test_a_signed_letter_has_its_bytes_or_is_not_signed(ward, kari):
    letter = letters.begin(
        kind="dialogsvar", ht=ward.ht, by=ward.user("anne"), answers=came("svar")
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(state="signert")


def test_it_goes_out_the_way_the_message_came_and_its_answer_finds_it(
    ward, kari, settings, tmp_path
):
    settings.HELTOM_EMELDING_FOLDER = tmp_path
    message = came("foresporsel")
    sending = signed(ward, "dialogsvar", message)
    assert send_owed() > 0
    [file] = tmp_path.rglob(f"melding-{sending.msg_id}.xml")
    assert file.read_bytes() == bytes(sending.original.content)
    answer = raw_letter("svar", msg_id=new_id(), parent=sending.msg_id, conversation=message.msg_id)
    assert bring(answer).message.conversation == sending.conversation


def test_only_a_nurse_on_duty_writes(ward, kari):
    message = came("foresporsel")
    for who in ("kari", "vera", "ola", "siri"):
        with pytest.raises(NotAllowed):
            letters.begin(kind="dialogsvar", ht=ward.ht, by=ward.user(who), answers=message)
    assert not Letter.objects.exists()


def test_a_dropped_letter_is_not_sent_and_says_who(ward, kari, bea):
    anne = ward.user("anne")
    letter = letters.begin(kind="foresporsel", ht=ward.ht, by=anne, patient=kari)
    for _press in range(2):
        letters.drop(letter=letter, why="Ringte i stedet", by=anne)
    with pytest.raises(Refused, match=r"Anne .* forkastet brevet"):
        letters.sign(letter=letter, by=bea)


def test_a_wrong_address_is_one_whole_or_nothing(ward, kari, bea):
    message = came("innlagt")
    with pytest.raises(Refused, match="hvem som har fått"):
        wrong_address.report(
            message=message, content={**CONTENT["avvik"], "passed_to": ""}, by=ward.user("anne")
        )
    assert not Letter.objects.exists()
    wrong_address.report(message=message, content=CONTENT["avvik"], by=ward.user("anne"))
    with pytest.raises(Refused, match=r"Anne"):
        wrong_address.report(message=message, content=CONTENT["avvik"], by=bea)
    assert (Closing.objects.count(), Sending.objects.filter(kind="melding").count()) == (1, 1)
    text = said(reading_of(Sending.objects.get(kind="melding")).sections)
    assert "Opplysningene er gitt videre på telefon til Naboby kommune." in text
