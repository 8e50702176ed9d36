"""What becomes of a message and what is answered, after HIS 80415: rules on plain data, no database."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from emeldinger.formats.finding import Code, Finding
from emeldinger.formats.head import Head, Ident, Party, Person
from emeldinger.formats.identity import is_identified
from emeldinger.formats.letter import Letter, read_letter
from emeldinger.models import Queue, Verdict
from emeldinger.receipt_rules import (
    OK,
    REJECTED,
    Book,
    Ours,
    ours_of,
    rule,
)
from imports.demo.letters import KINDS, LEGE, party
from tests.emeldinger.incoming import KARI, NUMBER, NURSING, raw_letter

US = (Ours(NURSING),)
USUAL = frozenset({"T01"})
ALL = frozenset({"T01", "T02", "T10", "E21"})


def read(kind: str = "innlagt", **about: object) -> Letter:
    return read_letter(raw_letter(kind, **about))


def changed(letter: Letter, **head: object) -> Letter:
    return replace(letter, head=replace(letter.head, **head))


def ruled(letter: Letter, *, ours=US, rejects=USUAL, **more: object):
    return rule(letter, ours=ours, rejects=rejects, **more)


def answered(ruling) -> list[tuple[str, list[str]]]:
    return [(owed.status, [fault.code for fault in owed.faults]) for owed in ruling.owed]


@pytest.mark.parametrize("kind", [*KINDS])
@pytest.mark.parametrize("rejects", [USUAL, ALL])
def test_every_type_that_is_as_it_should_be_is_taken_and_answered_with_ok(kind, rejects):
    ruling = ruled(read(kind), rejects=rejects)
    assert (ruling.verdict, ruling.queue) == (Verdict.TAKEN, "")
    assert answered(ruling) == [(OK, [])]


@pytest.mark.parametrize("msg_id", ["123", "{3f2a}", "3f2504e0-4f89-11d3-9a0c-0305e82c33zz"])
def test_a_msg_id_that_is_no_guid_is_rejected(msg_id):
    ruling = ruled(changed(read(), msg_id=msg_id))
    assert ruling.verdict is Verdict.REJECTED
    assert answered(ruling) == [(REJECTED, ["E10"])]


def test_without_a_msg_id_nothing_can_be_answered_so_somebody_must_see_it():
    ruling = ruled(changed(read(), msg_id=""))
    assert (ruling.verdict, ruling.queue, ruling.owed) == (Verdict.TAKEN, Queue.NO_ANSWER, ())


NAMED = {"given_name": "Kari", "family_name": "Oppdiktet"}
BORN = {"born": date(1950, 1, 1), "sex": "2"}


@pytest.mark.parametrize(
    ("facts", "enough"),
    [
        ({**NAMED, "idents": (Ident(NUMBER, "FNR"),)}, True),
        ({**NAMED, "idents": (Ident(NUMBER, "DNR"),)}, True),
        ({**NAMED, "idents": (Ident("80000000000", "FHN"),)}, True),
        ({**NAMED, **BORN}, True),
        ({**NAMED, "idents": (Ident(NUMBER, "HNR"),)}, False),
        ({**NAMED, "born": date(1950, 1, 1)}, False),
        ({**NAMED, **BORN, "sex": "0"}, False),
        ({**NAMED, "idents": (Ident("g18", "FNR"),)}, False),
        ({**NAMED, "idents": (Ident("0181501239", "FNR"),)}, False),
        ({"idents": (Ident(NUMBER, "FNR"),)}, False),
        (BORN, False),
        ({"given_name": " ", "idents": (Ident(NUMBER, "FNR"),)}, False),
    ],
)
def test_who_the_patient_is(facts, enough):
    person = Person(**facts)
    assert is_identified(person) is enough
    ruling = ruled(changed(read(), patient=person))
    assert answered(ruling) == ([(OK, [])] if enough else [(REJECTED, ["E36"])])


def test_control_digits_that_do_not_fit_are_no_reason_to_reject():
    assert is_identified(Person(**NAMED, idents=(Ident("12345678901", "FNR"),)))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("avvik", "fravaer")])
def test_what_is_about_a_patient_is_rejected_without_one(kind):
    assert answered(ruled(read(kind, patient=None))) == [(REJECTED, ["E36"])]


@pytest.mark.parametrize("kind", ["avvik", "fravaer"])
def test_what_may_be_about_nobody_is_taken_without_a_patient(kind):
    assert answered(ruled(read(kind, patient=None))) == [(OK, [])]


def test_a_note_need_not_be_about_anybody_but_whom_it_names_must_be_known():
    note = changed(read("foresporsel", patient=None), type_code="DIALOG_NOTAT")
    assert answered(ruled(note)) == [(OK, [])]
    about = changed(note, patient=Person(given_name="Kari"))
    assert answered(ruled(about)) == [(REJECTED, ["E36"])]


def test_a_document_that_no_reader_knows_is_taken_and_shown():
    strange = read_letter(raw_letter(patient=None).replace(b"/po/Pasient", b"/ny/Pasient"))
    assert not strange.known
    assert answered(ruled(strange)) == [(OK, [])]
    assert answered(ruled(strange, rejects=ALL)) == [(REJECTED, ["T10"])]


def test_a_fault_after_the_schema_rejects_only_where_the_installation_says_so():
    faults = [Finding(Code.SCHEMA, "Hendelsekode", "feil rekkefølge")]
    assert answered(ruled(read(), schema=faults)) == [(OK, [])]
    assert answered(ruled(read(), schema=faults, rejects=ALL)) == [(REJECTED, ["T02"])]


def test_what_lacks_a_schema_is_no_fault_of_the_message():
    missing = [Finding(Code.NO_SCHEMA, "Pasientlogistikk")]
    assert answered(ruled(read(), schema=missing, rejects=ALL)) == [(OK, [])]


def broken() -> Letter:
    return read_letter(raw_letter().replace(b"</Document>", b""))


def test_what_is_not_well_formed_is_rejected_with_one_fault():
    letter = broken()
    assert letter.head.msg_id
    assert not letter.opened.well_formed
    ruling = ruled(letter)
    assert (ruling.verdict, answered(ruling)) == (Verdict.REJECTED, [(REJECTED, ["T01"])])


def test_an_installation_that_takes_what_is_broken_has_somebody_look_at_it():
    ruling = ruled(broken(), rejects=frozenset())
    assert (ruling.verdict, ruling.queue) == (Verdict.TAKEN, Queue.UNREADABLE)
    assert answered(ruling) == [(OK, [])]


@pytest.mark.parametrize("raw", [b"", b"hei", b"<a/>", b"\x00\xff", b"<MsgHead/>"])
def test_what_is_no_message_is_kept_where_somebody_sees_it(raw):
    ruling = ruled(read_letter(raw), ours=())
    assert ruling.verdict is Verdict.TAKEN
    assert ruling.queue in (Queue.UNREADABLE, Queue.NO_ANSWER)
    assert ruling.owed == ()


def test_what_is_too_large_is_rejected_and_the_sender_told_what_to_do():
    (owed,) = ruled(read(), too_large=True).owed
    assert (owed.status, owed.faults[0].code) == (REJECTED, "T99")
    assert "for stor" in owed.faults[0].detail
    deep = replace(read(), findings=(Finding(Code.TOO_DEEP),))
    assert answered(ruled(deep)) == [(REJECTED, ["T99"])]


@pytest.mark.parametrize(
    "finding", [Code.CODE, Code.DATE, Code.ORDER, Code.MISSING, Code.MOJIBAKE, Code.NUMBER]
)
def test_a_wrong_value_inside_never_rejects(finding):
    letter = replace(read(), findings=(Finding(finding, "Hendelsekode", "99"),))
    assert answered(ruled(letter, rejects=ALL)) == [(OK, [])]


def test_each_of_our_receivers_answers_once_and_only_ours():
    other = party("Oppdiktet kommune", "0050001", "Saksbehandler", "0050003", role="COP")
    stranger = party("Fiktivt legesenter", "0080001", role="COP")
    letter = read(copies=[other, stranger, other])
    book = Book(hers=frozenset({"0050002", "0050003"}))
    ours = ours_of(letter.head, book)
    assert [each.party.her for each in ours] == ["0050002", "0050003"]
    assert answered(ruled(letter, ours=ours)) == [(OK, []), (OK, [])]


def test_what_is_for_others_is_not_answered():
    ours = ours_of(read().head, Book(hers=frozenset({"0099999"})))
    ruling = ruled(read(), ours=ours)
    assert (ruling.verdict, ruling.owed, ruling.queue) == (Verdict.ELSEWHERE, (), "")


def test_in_a_new_installation_the_main_receiver_is_us():
    letter = read(copies=[party("Fiktivt legesenter", "0080001", role="COP")])
    assert ours_of(letter.head, Book(empty=True)) == US


def test_the_organisation_is_found_by_its_number_too():
    head = Head(receiver=Party(organisation_idents=(Ident("999 888 777", "ENH"),)))
    assert len(ours_of(head, Book(organisations=frozenset({"999888777"})))) == 1


def test_the_channel_knows_whom_it_delivered_to():
    other = party("Oppdiktet kommune", "0050001", "Saksbehandler", "0050003", role="COP")
    head = read(copies=[other]).head
    book = Book(hers=frozenset({"0050002", "0050003"}))
    (ours,) = ours_of(head, book, delivered=["0050003"])
    assert ours.party.service == "Saksbehandler"
    assert len(ours_of(head, book, delivered=["0077777"])) == 2


WHOLE = Book(hers=frozenset({"0050001"}), parted=frozenset({"0050001"}))


def test_an_unknown_service_of_ours_lies_in_a_queue_and_rejects_only_where_that_is_chosen():
    ours = ours_of(read().head, WHOLE)
    assert [each.known for each in ours] == [False]
    ruling = ruled(read(), ours=ours)
    assert (ruling.queue, answered(ruling)) == (Queue.UNKNOWN_SERVICE, [(OK, [])])
    assert answered(ruled(read(), ours=ours, rejects=ALL)) == [(REJECTED, ["E21"])]


def test_nothing_is_unknown_while_no_service_is_registered():
    (ours,) = ours_of(read().head, Book(hers=frozenset({"0050001"})))
    assert ours.known


def test_one_unknown_service_does_not_reject_for_the_other():
    other = party("Oppdiktet kommune", "0050001", "Ukjent", "0050099", role="COP")
    letter = read(copies=[other])
    known = replace(WHOLE, hers=frozenset({"0050001", "0050002"}))
    ruling = ruled(letter, ours=ours_of(letter.head, known), rejects=ALL)
    assert (ruling.verdict, ruling.queue) == (Verdict.TAKEN, "")
    assert answered(ruling) == [(OK, []), (REJECTED, ["E21"])]


@pytest.mark.parametrize("code", ["T", "D"])
def test_a_trial_is_answered_as_others_and_is_in_no_work(code):
    ruling = ruled(read(processing=code))
    assert (ruling.verdict, answered(ruling)) == (Verdict.TEST, [(OK, [])])
    bad = ruled(read(processing=code, patient=None))
    assert (bad.verdict, answered(bad)) == (Verdict.TEST, [(REJECTED, ["E36"])])


def test_a_receipt_is_never_answered():
    raw = b'<AppRec xmlns="http://www.kith.no/xmlstds/apprec/2012-02-15"><Id>1</Id></AppRec>'
    ruling = ruled(read_letter(raw))
    assert (ruling.verdict, ruling.owed) == (Verdict.ACKNOWLEDGEMENT, ())


@pytest.mark.parametrize(
    ("ack", "good", "bad"),
    [("J", [(OK, [])], [(REJECTED, ["E36"])]), ("F", [], [(REJECTED, ["E36"])]), ("N", [], [])],
)
def test_the_sender_says_which_receipts_it_wants(ack, good, bad):
    assert answered(ruled(changed(read(), ack=ack))) == good
    assert answered(ruled(changed(read(patient=None), ack=ack))) == bad


def test_what_should_be_rejected_and_cannot_be_is_taken_in():
    silent = ruled(changed(read(patient=None), ack="N"))
    assert (silent.verdict, silent.queue) == (Verdict.TAKEN, Queue.NO_ANSWER)
    nobody = ruled(changed(read(patient=None), sender=Party()))
    assert (nobody.verdict, nobody.queue, nobody.owed) == (Verdict.TAKEN, Queue.NO_ANSWER, ())


def test_a_good_message_that_wants_no_receipt_waits_for_nobody():
    assert ruled(changed(read(), ack="N")).queue == ""


def test_a_sender_without_a_number_cannot_be_answered():
    ruling = ruled(changed(read(), sender=Party(organisation="Et sykehus")))
    assert (ruling.verdict, ruling.queue, ruling.owed) == (Verdict.TAKEN, Queue.NO_ANSWER, ())


def test_every_fault_has_the_official_text_and_says_what_to_do():
    letter = changed(read(patient=None), msg_id="1")
    faults = ruled(letter).owed[0].faults
    assert [fault.code for fault in faults] == ["E10", "E36"]
    assert faults[0].text == "Ugyldig meldingsidentifikator"
    assert faults[1].text == "Pasientopplysninger er utilstrekkelige"
    assert all(re.search(r"[.]$", fault.detail) for fault in faults)


def test_a_letter_from_a_doctor_is_answered_to_the_doctor():
    letter = read("svar")
    assert letter.head.sender == LEGE
    assert KARI.name == letter.head.patient.name
