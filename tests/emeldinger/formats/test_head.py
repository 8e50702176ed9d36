"""Who writes to whom about whom, as real senders say it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from benchmarks.hostile_cases import MSG_ID, message
from emeldinger.formats.finding import Code
from emeldinger.formats.head import Head, Ident, Kind
from emeldinger.formats.letter import Letter, read_letter
from emeldinger.formats.moments import OSLO, day, moment

IDENT = '<Ident><Id>{}</Id><TypeId V="{}" DN="{}"/></Ident>'


def changed(**words: str) -> Letter:
    """The invented message with some of its PIECES exchanged."""
    raw = message()
    for old, new in words.items():
        raw = raw.replace(PIECES[old], new)
    return read_letter(raw.encode())


PIECES = {
    "type": '<Type V="DIALOG_NOTAT" DN="Notat"/>',
    "date": "<GenDate>2026-11-22T10:00:00</GenDate>",
    "msg_id": f"<MsgId>{MSG_ID}</MsgId>",
    "sender": message().partition("<Sender>")[2].partition("</Sender>")[0],
    "patient": message().partition("<Patient>")[2].partition("</Patient>")[0],
}


def head(**words: str) -> Head:
    return changed(**words).head


def codes(found: Head) -> set[Code]:
    return {finding.code for finding in found.findings}


def test_a_plain_message_has_nothing_to_find():
    found = head()
    assert (found.kind, found.type_code, found.msg_id) == (Kind.MESSAGE, "DIALOG_NOTAT", MSG_ID)
    assert found.generated_at == datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    assert (found.sender.name, found.sender.her) == ("Fiktivt legesenter", "0080001")
    assert found.receiver.her == "0050001"
    assert found.patient is not None
    assert found.patient.name == "Ola Prøve"
    assert found.findings == ()


class TestTypeAndId:
    def test_code_and_words_that_were_swapped_are_turned_back(self):
        found = head(type='<Type V="Legeerklæring ved sykdom" DN="LEGEERKL"/>')
        assert (found.type_code, found.type_text) == ("LEGEERKL", "Legeerklæring ved sykdom")
        assert codes(found) == {Code.TYPE_SWAPPED}

    def test_a_type_that_no_list_has_is_found_and_kept(self):
        found = head(type='<Type V="NOE_NYTT" DN="Noe nytt"/>')
        assert (found.type_code, codes(found)) == ("NOE_NYTT", {Code.TYPE_UNKNOWN})

    def test_a_guid_in_capitals_is_the_same_message(self):
        assert head(msg_id=f"<MsgId> {MSG_ID.upper()}\n</MsgId>").msg_id == MSG_ID

    @pytest.mark.parametrize("written", ["", "12345", f"{{{MSG_ID}}}", MSG_ID[:-1], "x" * 5000])
    def test_what_is_no_guid_is_found_and_stands_as_it_came(self, written):
        found = head(msg_id=f"<MsgId>{written}</MsgId>")
        assert found.msg_id == written[:100]
        assert Code.MSG_ID in codes(found)

    def test_the_conversation_is_read_in_the_same_way(self):
        parent, first = MSG_ID.replace("0", "A"), MSG_ID.replace("0", "B")
        ref = f"<RefToParent>{parent}</RefToParent><RefToConversation>{first}</RefToConversation>"
        found = head(msg_id=f"{PIECES['msg_id']}<ConversationRef>{ref}</ConversationRef>")
        assert (found.parent, found.conversation) == (parent.lower(), first.lower())

    def test_a_test_message_and_a_signature_are_told(self):
        status = '<ProcessingStatus V="D" DN="Debugging"/>'
        letter = changed(msg_id=PIECES["msg_id"] + status)
        assert letter.head.processing == "D"
        assert codes(letter.head) == {Code.TEST}
        signed = message().replace(
            "</MsgHead>", '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/></MsgHead>'
        )
        assert codes(read_letter(signed.encode()).head) == {Code.SIGNED}


class TestParties:
    def test_service_and_person_stand_inside_the_organisation(self):
        inside = (
            "<OrganisationName>Oppdiktet sykehus</OrganisationName>" + IDENT.format("700 11", "HER", "")
            + "<Organisation/><Organisation><OrganisationName>PLO medisin</OrganisationName>"
            + IDENT.format("7 0012", " HER", "") + "</Organisation>"
            + "<HealthcareProfessional><FamilyName>Lege</FamilyName><GivenName>Line</GivenName>"
            + IDENT.format("9144.897", "hpr", "HPR-nummer") + "</HealthcareProfessional>"
        )  # fmt: skip
        sender = head(sender=f"<Organisation>{inside}</Organisation>").sender
        assert sender.name == "Oppdiktet sykehus, PLO medisin, Line Lege"
        assert (sender.organisation_her, sender.service_her, sender.her) == (
            "70011",
            "70012",
            "70012",
        )
        assert sender.person_idents == (Ident("9144897", "HPR"),)

    @pytest.mark.parametrize(
        ("number", "code", "words", "read_as"),
        [
            ("333 555 666", "ENH", "", Ident("333555666", "ENH")),
            ("369.767", " HER", "HER-id", Ident("369767", "HER")),
            ("\u00a0369767\u00a0", "her", "", Ident("369767", "HER")),
            ("369767", "", "HER-id", Ident("369767", "HER")),
            (
                "333555666",
                "Organisasjonsnummeret i Enhetsregister",
                "ENH",
                Ident("333555666", "ENH"),
            ),
            ("ORT ØYA", "LAV", "", Ident("ORT ØYA", "LAV")),
            ("1", "", "", Ident("1", "")),
        ],
    )
    def test_numbers_and_kinds_as_senders_write_them(self, number, code, words, read_as):
        inside = f"<OrganisationName>X</OrganisationName>{IDENT.format(number, code, words)}"
        found = head(sender=f"<Organisation>{inside}</Organisation>")
        assert found.sender.organisation_idents == (read_as,)

    @pytest.mark.parametrize(
        "empty", ["", "<Organisation/>", "<Organisation><OrganisationName/></Organisation>"]
    )
    def test_a_sender_who_says_nothing_is_nobody(self, empty):
        assert Code.NO_SENDER in codes(head(sender=empty))

    def test_copies_know_their_role(self):
        copy = PIECES["sender"].replace("0080001", "0080002")
        other = f'<OtherReceiver><RoleReceiver V="COP" DN="Kopi"/>{copy}</OtherReceiver>'
        raw = message(inside=other).encode()
        assert [(each.role, each.her) for each in read_letter(raw).head.others] == [
            ("COP", "0080002")
        ]

    @pytest.mark.parametrize("space", ["", 'xmlns="urn:feil"'])
    def test_a_head_in_another_namespace_or_none_is_read_and_told(self, space):
        raw = message().replace('xmlns="http://www.kith.no/xmlstds/msghead/2006-05-24"', space)
        found = read_letter(raw.encode()).head
        assert found.sender.her == "0080001"
        assert codes(found) == {Code.NAMESPACE}


class TestPatient:
    def test_all_that_the_message_says_of_her(self):
        patient = (
            "<FamilyName> Prøve </FamilyName><MiddleName>Fiktiv</MiddleName><GivenName>Oddny</GivenName>"
            '<DateOfBirth>1941-3-2</DateOfBirth><Sex V="2" DN="Kvinne"/>'
            + IDENT.format("028341 12345", "FNR", "")
            + "<Address><StreetAdr>Ingenveg 1</StreetAdr><PostalCode>5000</PostalCode>"
            "<City>Bergen</City></Address>"
            '<TeleCom><TeleAddress V="tel:55000000"/></TeleCom>'
            '<TeleCom><TeleAddress V="mailto:a@b.no"/></TeleCom>'
        )
        found = head(patient=patient).patient
        assert found is not None
        assert (found.name, found.born, found.sex) == ("Oddny Fiktiv Prøve", date(1941, 3, 2), "2")
        assert (found.address, found.postcode, found.place) == ("Ingenveg 1", "5000", "Bergen")
        assert found.phones == ("55000000",)

    @pytest.mark.parametrize("number", ["adhd", "12345678901", "0283411234"])
    def test_a_national_number_that_cannot_be_is_found_and_kept(self, number):
        found = head(patient=PIECES["patient"] + IDENT.format(number, "FNR", ""))
        assert Code.PATIENT_NUMBER in codes(found)
        assert found.patient is not None
        assert found.patient.idents[0].number == number

    def test_without_a_patient_it_is_told_but_not_of_a_message_about_a_fault(self):
        without = message().replace(f"<Patient>{PIECES['patient']}</Patient>", "")
        assert codes(read_letter(without.encode()).head) == {Code.NO_PATIENT}
        avvik = without.replace('V="DIALOG_NOTAT"', 'V="DIALOG_AVVIK"')
        assert codes(read_letter(avvik.encode()).head) == set()

    def test_a_name_alone_does_not_say_who_she_is(self):
        unsure = head(patient="<FamilyName>Prøve</FamilyName><GivenName>Oddny</GivenName>")
        assert Code.NO_PATIENT in codes(unsure)

    def test_a_birth_date_that_is_none_is_found(self):
        found = head(patient=PIECES["patient"].replace("1941-03-02", "31.02.1941"))
        assert codes(found) == {Code.DATE, Code.NO_PATIENT}


class TestMoments:
    @pytest.mark.parametrize(
        ("written", "read_as"),
        [
            ("2026-07-01T10:00:00", datetime(2026, 7, 1, 8, tzinfo=UTC)),
            ("2026-1-2T3:4", datetime(2026, 1, 2, 2, 4, tzinfo=UTC)),
            ("2026-01-16T22:51:35.5317672+01:00", datetime(2026, 1, 16, 21, 51, 35, 531767, UTC)),
            ("2026-01-20T04:30:47.0Z", datetime(2026, 1, 20, 4, 30, 47, tzinfo=UTC)),
            ("2026-01-20 04:30:47 +0100", datetime(2026, 1, 20, 3, 30, 47, tzinfo=UTC)),
            ("2026-01-20", datetime(2026, 1, 19, 23, tzinfo=UTC)),
            ("2026-01-20T24:00:00Z", datetime(2026, 1, 21, tzinfo=UTC)),
            (
                "2026-01-20T10:00:00-3:00",
                datetime(2026, 1, 20, 10, tzinfo=timezone(-timedelta(hours=3))),
            ),
        ],
    )
    def test_moments_as_senders_write_them(self, written, read_as):
        assert moment(written) == read_as

    @pytest.mark.parametrize(
        "written",
        ["", "i dag", "2026-02-30", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00",
         "2026-01-01T25:00:00", "2026-01-01T10:00:00+99:00", "2026-01-01T10:61", "२०२६-01-01",
         "2026-11-22T1" + "0" * 100_000],
    )  # fmt: skip
    def test_what_is_no_moment_is_none_and_is_found(self, written):
        assert moment(written) is None
        found = head(date=f"<GenDate>{written}</GenDate>")
        assert found.generated_at is None
        assert codes(found) == {Code.DATE if written else Code.MISSING}

    def test_a_time_without_zone_is_oslo_s_and_a_day_is_as_it_is_written(self):
        found = moment("2026-07-01T10:00:00")
        assert found is not None
        assert found.tzinfo is OSLO
        assert day("1991-12-4") == date(1991, 12, 4)
        assert day("2026-01-20T23:30:00-05:00") == date(2026, 1, 20)


class TestDocuments:
    def test_a_document_that_no_reader_knows_is_told(self):
        raw = message().replace("http://www.kith.no/xmlstds/dialog/2006-10-11", "urn:noe")
        letter = read_letter(raw.encode())
        assert not letter.known
        assert [(each.code, each.value) for each in letter.findings] == [
            (Code.NAMESPACE, "urn:noe")
        ]

    def test_a_message_without_a_document_is_told(self):
        raw = message()
        start, end = raw.index("<Document>"), raw.index("</Document>") + len("</Document>")
        letter = read_letter((raw[:start] + raw[end:]).encode())
        assert [each.code for each in letter.findings] == [Code.NO_DOCUMENT]

    @pytest.mark.parametrize(
        ("type_code", "events", "event"),
        [
            ("LOG_AVMELDING", "1 3 4", "4"),
            ("LOG_INNLAGT", "1", "1"),
            ("HELSEOPPL_SOKNAD", "1 3", "3"),
            ("LOG_DOD", "", ""),
        ],
    )
    def test_the_event_is_that_of_the_type_and_not_of_what_went_before(
        self, type_code, events, event
    ):
        inside = '<Forsendelsesstatus V="M"/>' + "".join(
            f'<Hendelsekode V="{each}"/>' for each in events.split()
        )
        raw = message(note=inside).replace("DIALOG_NOTAT", type_code)
        letter = read_letter(raw.encode())
        assert (letter.status, letter.event) == ("M", event)


def test_a_receipt_says_what_it_is_on():
    raw = (
        '<AppRec xmlns="http://www.kith.no/xmlstds/apprec/2012-02-15"><MsgType V="APPREC"/>'
        "<MIGversion>v1.1 2012-02-15</MIGversion><GenDate>2026-11-22T10:00:00</GenDate>"
        f"<Id>{MSG_ID}</Id><Sender><HCP><Inst><Name>Oppdiktet sykehus</Name><Id>70011</Id>"
        '<TypeId V="HER"/><AdditionalId><Id>999888777</Id><Type V="ENH"/></AdditionalId>'
        "</Inst></HCP></Sender>"
        '<Receiver><HCP><HCProf><Name>Line Lege</Name><Id>80001</Id><TypeId V="HER"/>'
        "</HCProf></HCP></Receiver>"
        f'<Status V="1"/><OriginalMsgId><Id>{MSG_ID.upper()}</Id></OriginalMsgId></AppRec>'
    )
    letter = read_letter(raw.encode())
    assert (letter.head.kind, letter.head.parent, letter.known) == (Kind.RECEIPT, MSG_ID, True)
    assert (letter.head.sender.her, letter.head.sender.organisation_number) == (
        "70011",
        "999888777",
    )
    assert (letter.head.receiver.person, letter.head.receiver.her) == ("Line Lege", "80001")
    assert letter.findings == ()
