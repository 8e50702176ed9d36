"""The discharge letter in the order a nurse needs it, whatever order it was sent in."""

from __future__ import annotations

import pytest

from emeldinger.formats.finding import Code
from emeldinger.formats.letter import read_letter
from emeldinger.formats.reading import Reading, Row, Section, read

OID = "2.16.578.1.12.4.1.1."
DAYS = {"1.0": "", "1.1": "/2006-09-23", "1.2": "/2012-02-15"}
STAY = """<ReportedEvent><StartDateTime V="2026-11-12T14:30:00"/><EndDateTime V="2026-11-20"/>
</ReportedEvent><ServType V="N" DN="Ny"/>"""


def epikrise(
    event: str = "", *, more: str = "", status: str = "F", kind: str = "N", version: str = "1.2"
):
    space = f"http://www.kith.no/xmlstds/epikrise{DAYS[version]}"
    return read(
        read_letter(
            f"""<Message xmlns="{space}"><Type V="EPIKRISE" DN="Epikrise"/>
            <GenDate V="2026-11-20T10:00:00"/><MsgId>6d9a1d57-3a9f-4f4e-9b80-1c9a6f1f2a55</MsgId>
            <ServRprt><ServType V="{kind}"/>
            <IssueDate V="2026-11-20T09:00:00"/><Status V="{status}"/><MsgDescr>Epikrise</MsgDescr>
            <Event>{STAY}{event}</Event>{more}</ServRprt></Message>""".encode()
        )
    )


def comment(code: str, text: str) -> str:
    heading = f'<Heading V="{code}"/>' if code else ""
    return f"<Comment>{heading}<TextResultValue>{text}</TextResultValue></Comment>"


def fact(kind: str, inside: str, days: str = "") -> str:
    return f'<InfItem>{inside}<Type V="{kind}"/>{days}</InfItem>'


def coded(code: str, words: str, more: str = "") -> str:
    concept = f'<Concept V="{code}" S="{OID}7110" DN="{words}"/>'
    return f"<Observation><CodedDescr>{concept}{more}</CodedDescr></Observation>"


def described(text: str) -> str:
    return f"<Observation><Description>{text}</Description></Observation>"


def named(reading: Reading, heading: str) -> Section:
    return next(section for section in reading.sections if section.heading == heading)


def headings(reading: Reading) -> list[str]:
    return [section.heading for section in reading.sections]


def not_shown(reading: Reading) -> list[str]:
    return [found.value for found in reading.findings if found.code is Code.NOT_SHOWN]


@pytest.mark.parametrize("version", DAYS)
def test_every_version_is_read(version):
    reading = epikrise(fact("H", coded("I50.9", "Hjertesvikt")), version=version)
    assert reading.subject == "Epikrise, utskrevet 20. november 2026: Hjertesvikt"
    assert named(reading, "Opphold").rows[:2] == (
        Row("Innlagt", "12. november 2026 kl. 14.30"),
        Row("Utskrevet", "20. november 2026"),
    )
    assert not not_shown(reading)


@pytest.mark.parametrize(
    ("kind", "status", "begins"),
    [
        ("M", "F", "Endret: Epikrise, "),
        ("C", "F", "Kansellert: Epikrise, "),
        ("N", "P", "Foreløpig epikrise, "),
    ],
)
def test_what_is_changed_cancelled_or_not_final_says_so_first(kind, status, begins):
    assert epikrise(kind=kind, status=status).subject.startswith(begins)


def test_what_to_beware_of_comes_first_wherever_it_stood():
    allergy = '<Medication><DrugId V="J01CE02" DN="Penicillin"/><Status V="10"/></Medication>'
    reading = epikrise(
        comment("VU", "God virkning")
        + fact("CAVE", described("Jod: utslett"))
        + fact("SM", described("MRSA-bærer"))
        + fact("MEDB", allergy),
        more="<Patient><PatientPrecaution><Precaution>Faller lett</Precaution></PatientPrecaution>"
        "</Patient>",
    )
    critical = reading.sections[0]
    assert (critical.heading, critical.weight) == ("Kritisk informasjon", "warning")
    assert [section.paragraphs[0] for section in critical.sections] == [
        "Jod: utslett",
        "MRSA-bærer",
    ]
    assert critical.medicines[0].name == "Penicillin"
    assert critical.medicines[0].change == "Allergisk ovenfor (10)"
    assert critical.rows == (Row("Advarsel", "Faller lett"),)


@pytest.mark.parametrize(
    ("code", "heading"),
    [
        ("VU", "Vurdering"),
        ("OP", "Videre oppfølging"),
        ("UTRED", "Videre oppfølging"),
        ("IP", "Informasjon til pasient og pårørende"),
        ("ME", "Legemidler"),
        ("AI", "Årsak"),
        ("FO", "Forløp og behandling"),
        ("TS", "Sykehistorie"),
        ("LR", "Funn og prøver"),
        ("UP", "Ubesvarte prøver"),
        ("HJ", "Funksjon og hjelpetiltak"),
        ("FA", "Familie og sosialt"),
        ("SY", "Sykmelding"),
        ("ZZ", "Andre opplysninger"),
        ("", "Andre opplysninger"),
    ],
)
def test_a_text_stands_under_what_it_is_about(code, heading):
    reading = epikrise(comment(code, "Teksten"))
    found = named(reading, heading)
    assert "Teksten" in [
        *found.paragraphs,
        *(text for one in found.sections for text in one.paragraphs),
    ]
    assert not not_shown(reading)


def test_the_order_is_the_nurses():
    event = (
        comment("FA", "a") + comment("OP", "b") + comment("VU", "c") + fact("H", coded("I50", "d"))
    )
    order = [name for name in headings(epikrise(event)) if name != "Epikrisen"]
    assert order[:5] == [
        "Opphold",
        "Diagnoser",
        "Vurdering",
        "Videre oppfølging",
        "Familie og sosialt",
    ]


def test_diagnoses_stand_with_codes_what_narrows_them_and_since_when():
    narrower = '<Modifier><Name V="LA" DN="Lateralitet"/><Value V="H" DN="Høyre"/></Modifier>'
    reading = epikrise(
        fact("H", coded("S72.0", "Brudd i lårhals", narrower), '<StartDateTime V="2025"/>')
        + fact("B", coded("E11.9", "Diabetes type 2"))
    )
    main, other = named(reading, "Diagnoser").rows
    assert main == Row(
        "Hoveddiagnose (H)", "Brudd i lårhals, Lateralitet: Høyre (fra 2025)", "S72.0"
    )
    assert (other.label, other.text) == ("Bidiagnose (B)", "Diabetes type 2")
    assert not reading.findings


def test_medicines_are_lines_of_a_table():
    drug = f"""<Medication><DrugId V="C03CA01" S="{OID}7180" DN="Furosemid"/><Comment>Økt</Comment>
      <Status V="6" DN="Benyttes regelmessig"/><Form V="53" DN="Tablett"/><UnitDose V="40" U="mg"/>
      <IntendedDuration V="10" U="dager"/><DosageText>1 morgen</DosageText></Medication>"""
    reading = epikrise(fact("MEDB", drug, '<StartDateTime V="2026-11-14"/>'))
    line = named(reading, "Legemidler").medicines[0]
    assert (line.name, line.atc, line.form) == ("Furosemid", "C03CA01", "Tablett")
    assert (line.dose, line.since) == ("1 morgen, 40 mg", "14. november 2026")
    assert line.change == "Benyttes regelmessig"
    assert line.note == "Økt. Varighet: 10 dager"
    assert not not_shown(reading)


def test_results_are_lines_of_a_table_and_what_is_off_says_so():
    number = f"""<ResultItem><NumResult><ArithmeticComp V="GT" DN="Større enn"/>
      <NumResultValue V="12.3" U="g/dL"/></NumResult><InvDate V="2026-11-19"/><DevResultInd V="1"/>
      <ClinInv><Id V="NPU02319" S="{OID}7280" DN="Hemoglobin"/></ClinInv></ResultItem>"""
    words = """<ResultItem><TextResult><Result><TextResultValue>Negativ</TextResultValue></Result>
      </TextResult><Comment>Stabil</Comment><ClinInv><Id V="X" DN="Dyrkning"/></ClinInv></ResultItem>"""
    bounds = """<ResultItem><Interval><Low V="3.5" U="mmol/L"/><High V="5" U="mmol/L"/></Interval>
      <ClinInv><Id V="K" DN="Kalium"/></ClinInv></ResultItem>"""
    reading = epikrise("".join(fact("FUNN", each) for each in (number, words, bounds)))
    table = named(reading, "Funn og prøver").tables[0]
    assert table.heads == ("Undersøkelse", "Resultat", "Avvik", "Tidspunkt", "Merknad")
    assert table.rows[0][:3] == ("Hemoglobin", "Større enn 12,3 g/dL", "Over øvre referansegrense")
    assert table.rows[1] == ("Dyrkning", "Negativ", "", "", "Stabil")
    assert table.rows[2][1] == "nedre 3,5 mmol/L, øvre 5 mmol/L"


def test_a_stay_within_the_stay_does_not_look_like_a_new_admission():
    inner = '<Event><ReportedEvent><StartDateTime V="2026-11-13"/></ReportedEvent></Event>'
    stay = named(epikrise(inner), "Opphold")
    assert [row.label for row in stay.rows].count("Innlagt") == 1
    assert stay.sections[0].rows == (Row("Fra", "13. november 2026"),)


def test_people_and_units_are_lines_with_their_numbers():
    doctor = """<RelServProvider><Relation V="ULE" DN="Utskrivende lege"/><HCP><HCProf>
      <Type V="LE" DN="Lege"/><Name>Lise Lege</Name><Id>0009001</Id><TypeId V="HPR"/></HCProf></HCP>
      </RelServProvider>"""
    patient = """<Patient><Name>Prøve, Oddny</Name><PatientRelParty><Relation V="DTR" DN="Datter"/>
      <Name>Unni</Name><Address><Type V="H" DN="Bostedsadresse"/><TeleAddress V="tel:99999999"/></Address>
      </PatientRelParty></Patient>"""
    unit = """<ServProvider><HCP><Inst><Name>Sykehuset</Name><Id>0070001</Id><TypeId V="HER"/>
      <Dept><Name>Medisin 3</Name></Dept></Inst></HCP></ServProvider>"""
    rows = named(epikrise(doctor, more=patient + unit), "Kontakter").rows
    assert Row("Utskrivende lege", "Lise Lege, Lege, HPR-nummer 0009001", "7318:ULE") in rows
    assert Row("Datter", "Unni, Bostedsadresse: 99999999", "7317:DTR") in rows
    assert Row("Avsender av epikrisen", "Sykehuset, HER-id 0070001, Medisin 3") in rows


def test_formatted_text_and_a_file_are_shown():
    page = '<p xmlns="http://www.w3.org/1999/xhtml">Kontroll om <b>to uker</b></p>'
    file = """<RefDoc><MsgType V="A" DN="Vedlegg"/><MimeType>application/pdf</MimeType>
      <Description>EKG</Description><Content><b:Base64Container
      xmlns:b="http://www.kith.no/xmlstds/base64container">JVBERi0xLjQK</b:Base64Container></Content></RefDoc>"""
    reading = epikrise(comment("OP", page), more=file)
    plan = named(reading, "Videre oppfølging").sections[0]
    assert plan.paragraphs == ("Kontroll om to uker",)
    assert [(each.name, each.mime) for each in reading.attachments] == [("EKG", "application/pdf")]
    assert named(reading, "Vedlegg i epikrisen").sections[0].heading == "EKG"
    assert not not_shown(reading)


def test_the_referral_stands_by_itself():
    referral = f"""<ServReq><IssueDate V="2026-11-10"/><Id>r-1</Id><ReasonAsText>
      <Heading V="PROB" DN="Aktuell problemstilling"/><TextResultValue>Tungpusten</TextResultValue>
      </ReasonAsText><Diagnosis><Concept V="R02" S="{OID}7170" DN="Kortpustethet"/></Diagnosis></ServReq>"""
    found = named(epikrise(more=referral), "Henvisningen")
    assert Row("Diagnose i henvisningen", "Kortpustethet", "R02") in found.rows
    assert found.sections[0].paragraphs == ("Tungpusten",)


def test_what_the_standard_does_not_know_and_what_is_missing_does_no_harm():
    odd = (
        "<Nytt><Inni>Hei</Inni></Nytt><InfItem/><Comment/><InfItem>Løst<Medication/></InfItem>Fritt"
    )
    reading = epikrise(odd, more="<Patient/><ServReq/><RefDoc/><Requester/>Ute")
    assert "Hei" in {row.text for row in named(reading, "Annet i meldingen").rows}
    assert not not_shown(reading)


def test_an_empty_epikrise_says_what_is_missing():
    empty = b'<Message xmlns="http://www.kith.no/xmlstds/epikrise/2012-02-15"/>'
    assert Code.MISSING in {found.code for found in read(read_letter(empty)).findings}
