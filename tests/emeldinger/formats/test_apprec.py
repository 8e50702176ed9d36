"""The application receipt: what others write is understood, what we write is valid to the schema."""

from __future__ import annotations

import os
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from lxml import etree

from emeldinger.formats.apprec import Fault, Receipt, read_receipt, write_receipt
from emeldinger.formats.head import Ident, Kind, Party
from emeldinger.formats.letter import Letter, read_letter
from emeldinger.formats.reading import read

OID = "2.16.578.1.12.4.1.1."
NOW = datetime(2026, 11, 22, 14, 30, 5, tzinfo=timezone(timedelta(hours=1)))
OURS = "0c9f54cf-3f5c-4c39-9f35-0c6b7e1d2a10"
THEIRS = "7B1D0C52-9A3E-4F18-8C6D-2E50A1B3C4D5"

MESSAGE = f"""<?xml version="1.0" encoding="UTF-8"?>
<MsgHead xmlns="http://www.kith.no/xmlstds/msghead/2006-05-24"><MsgInfo>
<Type V="LOG_INNLAGT" DN="Melding om innlagt pasient"/><MIGversion>v1.2 2006-05-24</MIGversion>
<GenDate>2026-11-22T14:29:00</GenDate><MsgId>{THEIRS}</MsgId>
<Sender><Organisation><OrganisationName>Åsane &amp; Omegn sykehus</OrganisationName>
  <Ident><Id>000000001</Id><TypeId V="ENH"/></Ident><Ident><Id>0070001</Id><TypeId V="HER"/></Ident>
  <Organisation><OrganisationName>Medisinsk post</OrganisationName>
    <Ident><Id>0070002</Id><TypeId V="HER"/></Ident></Organisation>
  <HealthcareProfessional><FamilyName>Lege</FamilyName><GivenName>Lise</GivenName>
    <Ident><Id>0009001</Id><TypeId V="HPR"/></Ident></HealthcareProfessional>
</Organisation></Sender>
<Receiver><Organisation><OrganisationName>Fjellvik kommune</OrganisationName>
  <Ident><Id>0050001</Id><TypeId V="HER"/></Ident>
  <Organisation><OrganisationName>Sykepleietjenesten</OrganisationName>
    <Ident><Id>0050002</Id><TypeId V="HER"/></Ident></Organisation></Organisation></Receiver>
<OtherReceiver><RoleReceiver V="COP" DN="Kopimottaker"/><Organisation>
  <OrganisationName>Fjellvik kommune</OrganisationName><Ident><Id>0050001</Id><TypeId V="HER"/></Ident>
  <Organisation><OrganisationName>Saksbehandling</OrganisationName>
    <Ident><Id>0050003</Id><TypeId V="HER"/></Ident></Organisation></Organisation></OtherReceiver>
</MsgInfo></MsgHead>"""


def letter(message: str = MESSAGE) -> Letter:
    return read_letter(message.encode())


def written(on: Letter, *, status: str = "1", sender: Party | None = None, faults=()) -> bytes:
    return write_receipt(
        msg_id=OURS,
        written_at=NOW,
        letter=on,
        sender=sender or on.head.receiver,
        status=status,
        faults=tuple(faults),
    )


def apprec(inside: str, day: str = "2012-02-15") -> Letter:
    root = f'<AppRec xmlns="http://www.kith.no/xmlstds/apprec/{day}">{inside}</AppRec>'
    return read_letter(root.encode())


def test_the_receipt_goes_back_the_way_the_letter_came():
    back = read_letter(written(letter()))
    assert back.head.kind is Kind.RECEIPT
    assert back.head.msg_id == OURS
    assert back.head.sender.name == "Fjellvik kommune, Sykepleietjenesten"
    assert back.head.sender.her == "0050002"
    assert back.head.receiver.name == "Åsane & Omegn sykehus, Medisinsk post, Lise Lege"
    assert back.head.receiver.organisation_number == "000000001"
    assert back.head.receiver.person_idents == (Ident("0009001", "HPR"),)
    assert read_receipt(back) == Receipt("1", THEIRS.lower())
    assert not back.findings


def test_what_it_answers_is_told_in_the_senders_own_letters():
    raw = written(letter()).decode()
    assert f"<Id>{THEIRS}</Id>" in raw
    assert "<IssueDate>2026-11-22T14:29:00</IssueDate>" in raw
    assert 'V="LOG_INNLAGT" DN="Melding om innlagt pasient"' in raw


def test_a_copy_answers_as_itself():
    on = letter()
    raw = written(on, sender=on.head.others[0])
    assert read_letter(raw).head.sender.her == "0050003"
    assert b'<Role V="COP" DN="Kopimottaker"/>' in raw


def test_a_rejection_tells_code_words_and_what_was_wrong():
    faults = (Fault("E36", detail="Verken fødselsnummer \x00 eller fødselsdato"), Fault("T99"))
    back = read_receipt(read_letter(written(letter(), status="2", faults=faults)))
    assert back.status == "2"
    assert [fault.code for fault in back.faults] == ["E36", "T99"]
    assert back.faults[0].text == "Pasientopplysninger er utilstrekkelige"
    assert back.faults[0].detail.startswith("Verken fødselsnummer")


def test_a_person_who_writes_alone_is_answered_as_herself():
    alone = Party(person="Lise Lege", person_idents=(Ident("0009001", "HPR"),))
    raw = written(letter(), sender=alone)
    assert b"<HCProf><Name>Lise Lege</Name><Id>0009001</Id>" in raw


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ('V="1" DN="OK"', "1"),
        ('V="2"', "2"),
        ('V="3" DN="OK, feil i delmelding"', "3"),
        ('V="OK" DN="1"', "1"),
        ('V="" DN="Avvist"', "2"),
        ('DN="ok feil i delmelding"', "3"),
        ('V="123" DN="Noe annet"', ""),
    ],
)
def test_a_status_is_understood_where_it_can_be(words, status):
    assert read_receipt(apprec(f"<Status {words}/>")).status == status


@pytest.mark.parametrize("day", ["2004-11-21", "2012-02-15", "2031-01-01"])
def test_a_receipt_of_any_version_is_read(day):
    inside = f"""<Status V="2"/><Error V="E21"/><Error V="07" S="{OID}8223" OT="93495"/>
      <OriginalMsgId><Id>{THEIRS}</Id></OriginalMsgId>"""
    receipt = read_receipt(apprec(inside, day))
    assert (receipt.status, receipt.answers) == ("2", THEIRS.lower())
    assert receipt.faults[0] == Fault("E21", "Mottaker finnes ikke")
    assert receipt.faults[1] == Fault("07", "", "93495", "8223")


def test_an_empty_receipt_says_nothing_and_does_no_harm():
    assert read_receipt(apprec("")) == Receipt("", "")
    assert read_receipt(read_letter(b"")) == Receipt("", "")


LETTERS = {
    "whole": MESSAGE,
    "a day without a clock": MESSAGE.replace("2026-11-22T14:29:00", "2026-11-22"),
    "a day that is none": MESSAGE.replace("2026-11-22T14:29:00", "i går"),
    "no time": MESSAGE.replace("<GenDate>2026-11-22T14:29:00</GenDate>", ""),
    "no guid": MESSAGE.replace(THEIRS, "melding 4"),
    "no type": MESSAGE.replace('<Type V="LOG_INNLAGT" DN="Melding om innlagt pasient"/>', ""),
    "cut off": MESSAGE.partition("</Receiver>")[0],
}


@pytest.mark.parametrize("which", LETTERS)
def test_what_we_write_is_valid_to_the_official_schema(which):
    on = letter(LETTERS[which])
    for party in (on.head.receiver, *on.head.others, Party(person="Lise Lege")):
        raw = written(on, status="2", sender=party, faults=[Fault("E36", detail="Mangler")])
        schema().assertValid(etree.fromstring(raw))


def schema() -> etree.XMLSchema:
    """AppRec 1.1, from wherever the operator of this machine has the official schemas."""
    names = ("HELTOM_EMELDING_SCHEMAS", "HELTOM_EMELDING_SAMPLES")
    folder = next((os.environ[name] for name in names if os.environ.get(name)), "")
    if not folder:
        pytest.skip("HELTOM_EMELDING_SCHEMAS names no folder of official schemas")
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Beside(Path(folder)))
    found = next(Path(folder).rglob("AppRec-v1.1.xsd"))
    return etree.XMLSchema(etree.parse(str(found), parser))


class _Beside(etree.Resolver):
    """What a schema names by an address is taken from the folder, by its name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def resolve(self, url, _id, context):
        beside = next(self.folder.rglob(str(url).rpartition("/")[2]), None)
        return self.resolve_filename(str(beside), context) if beside else None


def test_a_receipt_is_read_with_its_answer_first_and_a_rejection_as_a_warning():
    faults = [Fault("E21", detail="Tjenesten er lagt ned")]
    reading = read(read_letter(written(letter(), status="2", faults=faults)))
    answer = reading.sections[0]
    assert (answer.heading, answer.weight) == ("Svaret", "warning")
    assert reading.subject == "Avvist; Mottaker finnes ikke – Tjenesten er lagt ned"
    assert {"Svarer", "Svarer til"} <= {row.label for row in reading.sections[1].rows}
    assert not reading.findings
