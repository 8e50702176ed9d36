"""The hospital's epikrise has no MsgHead: its own head tells the same."""

from datetime import date, datetime

import pytest

from emeldinger.formats.finding import Code
from emeldinger.formats.head import Ident, Kind, Person
from emeldinger.formats.letter import read_letter
from heltom.lib import clock
from imports.demo.letters import letter, party

OURS = party("Bergen kommune (oppdiktet)", "0050001", "Sykepleietjeneste", "0050002")
ODDNY = Person("Oddny", "", "Prøve", date(1941, 3, 2), "2", (Ident("02834112345", "FNR"),))
MSG_ID = "57420cde-4d5e-4050-9af5-c163a9c224ee"


def epikrise(**how):
    at = datetime(2026, 11, 22, 13, 30, tzinfo=clock.OSLO)
    return letter("epikrise", receiver=OURS, patient=ODDNY, at=at, msg_id=MSG_ID, **how)


def test_the_epikrise_says_who_writes_to_whom_about_whom():
    head = read_letter(epikrise()).head
    assert (head.kind, head.type_code, head.msg_id) == (Kind.MESSAGE, "EPIKRISE", MSG_ID)
    assert (head.sender.her, head.receiver.her) == ("0070002", "0050002")
    assert head.patient is not None
    assert (head.patient.given_name, head.patient.family_name) == ("Oddny", "Prøve")
    assert (head.patient.born, head.patient.idents[0].number) == (date(1941, 3, 2), "02834112345")


@pytest.mark.parametrize("status", ["N", "M", "C"])
def test_new_changed_and_cancelled_are_told_by_the_kind_of_the_report(status):
    assert read_letter(epikrise(status=status)).status == status


@pytest.mark.parametrize(
    ("written", "given", "family"),
    [("Prøve, Oddny Marie", "Oddny Marie", "Prøve"), ("Oddny Marie Prøve", "Oddny Marie", "Prøve")],
)
def test_a_name_in_one_piece_is_parted_either_way(written, given, family):
    raw = epikrise().replace("<Name>Oddny Prøve".encode(), f"<Name>{written}".encode())
    patient = read_letter(raw).head.patient
    assert (patient.given_name, patient.family_name) == (given, family)


def test_older_epikriser_write_the_value_as_an_attribute():
    raw = epikrise().replace(f"<MsgId>{MSG_ID}</MsgId>".encode(), f'<MsgId V="{MSG_ID}"/>'.encode())
    assert read_letter(raw).head.msg_id == MSG_ID


def test_an_epikrise_without_a_patient_is_found_out():
    raw = epikrise().replace("<Name>Oddny Prøve</Name>".encode(), b"")
    assert Code.NO_PATIENT in [finding.code for finding in read_letter(raw).findings]
