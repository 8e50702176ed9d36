"""The messages of pleie og omsorg as a nurse reads them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from lxml import etree

from emeldinger.formats.finding import Code
from emeldinger.formats.head import Ident, Person
from emeldinger.formats.letter import read_letter
from emeldinger.formats.readers.common import coded
from emeldinger.formats.readers.plo_subject import short_day
from emeldinger.formats.reading import Reading, read
from heltom.lib.clock import OSLO
from imports.demo.letters import KINDS, LEGE, letter
from tests.emeldinger.formats.readings import (
    OID,
    SENDING,
    event,
    found,
    headings,
    read_plo,
    rows,
    section,
)

AT = datetime(2026, 2, 3, 10, 0, tzinfo=OSLO)
PATIENT = Person(
    given_name="Oddny",
    family_name="Dal",
    born=date(1940, 1, 2),
    sex="2",
    idents=(Ident("02814012345", "FNR"),),
)


def reading(kind: str, **more: str) -> Reading:
    return read(read_letter(letter(kind, receiver=LEGE, patient=PATIENT, at=AT, **more)))


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        ("innlagt", "Innlagt 3. februar kl. 10"),
        ("utskrivningsklar", "Utskrivningsklar fra 4. februar kl. 10 (anslag)"),
        ("avmelding", "Avmeldt som utskrivningsklar 3. februar kl. 10"),
        ("utskrevet", "Utskrevet 3. februar kl. 10 til bosted/arbeidssted"),
        ("dod", "Død 3. februar kl. 10"),
        ("tidligmelding", "Varsel om innlagt pasient, innlagt 3. februar kl. 10"),
        ("oppdatert", "Oppdaterte opplysninger, innlagt 3. februar kl. 10"),
        ("utskrivningsrapport", "Innlagt 30. januar kl. 10, utskrevet 3. februar kl. 10"),
        ("til-lege", "Ønske om legevurdering"),
        ("medisinske", "Rapport etter konsultasjon"),
        ("orientering", "Hjemmesykepleie tre ganger i døgnet"),
        ("fravaer", "Borte fra 3. februar til 10. februar"),
        ("innleggelsesrapport", ""),
    ],
)
def test_the_list_tells_in_one_line_what_a_message_is_about(kind, subject):
    assert reading(kind).subject == subject


@pytest.mark.parametrize(
    ("status", "subject"),
    [("M", "Endret: Innlagt 3. februar kl. 10"), ("C", "Kansellert: Innlagt 3. februar kl. 10")],
)
def test_a_change_and_a_cancellation_say_so_first(status, subject):
    assert reading("innlagt", status=status).subject == subject


@pytest.mark.parametrize("version", ["1.5", "1.6"])
@pytest.mark.parametrize(
    "kind", [kind for kind, known in KINDS.items() if "DIALOG" not in known.code]
)
def test_an_ordinary_message_is_read_without_findings_and_says_who_the_patient_is(kind, version):
    found = reading(kind, version=version)
    assert {one.code for one in found.findings} <= {Code.CODE}
    assert rows(section(found, "Pasienten"))["Navn"] == "Oddny Dal"
    assert rows(section(found, "Pasienten"))["Fødselsnummer"] == "02814012345"


def test_what_has_happened_comes_first_then_what_to_beware_of_then_why():
    order = headings(reading("utskrivningsrapport"))
    expected = [
        "Hva har skjedd",
        "Hva meldingen gjelder",
        "CAVE og smitte",
        "Årsak",
        "Diagnoser",
        "Status fra sykepleier",
        "Funksjon",
        "Legemidler",
        "Kontakter",
        "Om forsendelsen",
        "Pasienten",
        "Avsender og mottaker",
        "Om meldingen",
    ]
    assert order == expected


def test_services_come_first_where_the_message_is_about_services():
    assert headings(reading("orientering"))[0] == "Tjenester"


def test_cave_and_infection_are_a_warning_wherever_in_the_message_they_stand():
    infection = f"""<GenereltJournalnotat><Journaltekst>
        <Overskriftskode V="3" S="{OID}9143"/><Notat>MRSA påvist</Notat>
        </Journaltekst></GenereltJournalnotat>"""
    cave = """<Cave><SakshodeCave><StikkordCave><CaveStikkord>Morfin</CaveStikkord></StikkordCave>
        </SakshodeCave></Cave>"""
    found = read_plo(
        "Innleggelsesrapport",
        f"{SENDING}<MedisinskfagligeOpplysninger>{cave}</MedisinskfagligeOpplysninger>"
        f"<InfoAndreViktigeOpplysninger>{infection}</InfoAndreViktigeOpplysninger>",
    )
    warning = section(found, "CAVE og smitte")
    assert warning.weight == "warning"
    assert rows(warning) == {"CAVE": "Morfin"}
    assert warning.sections[0].heading == "Dråpesmitte"
    assert warning.sections[0].paragraphs == ("MRSA påvist",)
    assert "Andre viktige opplysninger" not in headings(found)


@pytest.mark.parametrize(
    ("code", "warning"),
    [(f'V="88" S="{OID}9141"', True), (f'V="FA" S="{OID}9142"', False), ('V="x"', True)],
)
def test_a_category_alone_makes_no_warning_of_a_doctors_note(code, warning):
    note = f"""<GenereltJournalnotat informasjonskategori="Cave/allergier"><Journaltekst>
        <Overskriftskode {code}/><Notat>Bor alene.</Notat></Journaltekst></GenereltJournalnotat>"""
    found = read_plo(
        "Innleggelsesrapport",
        f"{SENDING}<MedisinskfagligeOpplysninger>{note}</MedisinskfagligeOpplysninger>",
    )
    assert ("CAVE og smitte" in headings(found)) is warning


def test_an_estimate_says_so_beside_its_day_and_decides_nothing():
    inside = f"{SENDING}<p:MeldingUtskrivningsklarPasient>{{}}</p:MeldingUtskrivningsklarPasient>"
    guess = read_plo("Pasientlogistikk", inside.format(event("3", "2026-02-04", guess="true")))
    sure = read_plo("Pasientlogistikk", inside.format(event("3", "2026-02-04T09:05:00")))
    assert rows(section(guess, "Hva har skjedd")) == {
        "Pasient utskrivningsklar": "4. februar 2026 (anslag)"
    }
    assert rows(section(sure, "Hva har skjedd")) == {
        "Pasient utskrivningsklar": "4. februar 2026 kl. 09.05 (anslag: nei)"
    }


def test_function_is_a_table_with_what_each_score_means():
    table = section(reading("utskrivningsrapport"), "Funksjon").tables[0]
    assert table.heads == ("Funksjon", "Skår", "Betyr")
    assert ("Personlig hygiene", "4", "Store behov for bistand/assistanse/helsehjelp") in table.rows


def test_sight_and_hearing_have_their_own_scales_and_a_score_outside_is_shown_as_sent():
    scores = "".join(
        f'<KartlagtFunksjon><Funksjonsvariabel V="{area}" S="{OID}9111"/><Vurdering>{score}</Vurdering>'
        "</KartlagtFunksjon>"
        for area, score in (("13", "5"), ("14", "5"), ("7", "9"), ("8", "7"))
    )
    found_ = read_plo(
        "Innleggelsesrapport",
        f"{SENDING}<InfoKartleggingFunksjonsniva>{scores}</InfoKartleggingFunksjonsniva>",
    )
    lines = section(found_, "Funksjon").tables[0].rows
    assert [line[1:] for line in lines] == [
        ("5", "Blind"),
        ("5", "Døv"),
        ("9", "Ikke relevant"),
        ("7", ""),
    ]
    assert [value for _, value in found(found_, Code.CODE)] == ["7"]


def test_medicines_are_lists_by_use_with_what_is_stopped_last():
    medicines = section(reading("utskrivningsrapport"), "Legemidler")
    lists = [one.heading for one in medicines.sections]
    assert lists == ["Fast", "Kur", "Ved behov", "Seponert"]
    first = medicines.sections[0].medicines[0]
    assert (first.name, first.strength, first.dose, first.use) == (
        "Oppdiktan",
        "40 mg",
        "1 tablett kl. 08",
        "Fast",
    )
    assert medicines.sections[1].medicines[0].until == "10. februar 2026"


def test_a_medicine_keeps_what_the_table_has_no_column_for():
    medicine = """<Legemiddelinfo><ForenkletForskrivning>
        <StatusTilForskrivningen V="2" DN="Seponering"/><InngaarIMultidose V="2"/>
        <ReseptId>R-17</ReseptId><Merknad>Deles ikke.</Merknad>
        <Forskriver><fk1:GivenName>Ada</fk1:GivenName><fk1:FamilyName>Lege</fk1:FamilyName></Forskriver>
        <Forskrivningsinfo><BruksomradeTekst>mot høyt blodtrykk</BruksomradeTekst><Navn>Fiktopril</Navn>
        <GeneriskNavn>fiktoprilum</GeneriskNavn><Atc V="C09AA99"/><Styrke V="2.5" U="mg"/><Bruk V="1"/>
        <SkalIkkeTasSammenMedAnnetLegemiddel>true</SkalIkkeTasSammenMedAnnetLegemiddel>
        <Ukjent>nytt felt</Ukjent></Forskrivningsinfo></ForenkletForskrivning></Legemiddelinfo>"""
    part = section(read_plo("Innleggelsesrapport", SENDING + medicine), "Legemidler")
    stopped = part.sections[0]
    assert stopped.heading == "Seponert"
    line = stopped.medicines[0]
    assert (line.name, line.strength, line.atc, line.reason) == (
        "Fiktopril",
        "2,5 mg",
        "C09AA99",
        "mot høyt blodtrykk",
    )
    assert (line.change, line.multidose) == ("Seponering", "Ja")
    for kept in (
        "Deles ikke",
        "Resept: R-17",
        "Forskrevet av: Ada Lege",
        "Virkestoff: fiktoprilum",
        "Skal ikke tas sammen med annet legemiddel: Ja",
        "Ukjent: nytt felt",
    ):
        assert kept in line.note


def test_a_contact_is_one_line_called_by_what_she_is_to_the_patient():
    contact = """<ParorendeForesatt><Slektskap V="DA" DN="Datter"/><Referanseperson>
        <fk1:FamilyName>Dal</fk1:FamilyName><fk1:GivenName>Siv</fk1:GivenName>
        <fk1:TeleCom><fk1:TypeTelecom V="MC"/><fk1:TeleAddress V="tel:90000000"/></fk1:TeleCom>
        </Referanseperson><Merknad>Ringes først.</Merknad></ParorendeForesatt>"""
    contacts = section(read_plo("Innleggelsesrapport", SENDING + contact), "Kontakter")
    assert rows(contacts) == {"Pårørende, datter": "Siv Dal, Mobiltelefon 90000000. Ringes først."}


def test_the_message_of_2_0_is_read_by_the_same_reader():
    space = "http://ehelse.no/xmlstds/po/Pasientlogistikk/2016-05-30"
    inside = (
        f"<FellesAdministrativeOpplysninger>{SENDING}</FellesAdministrativeOpplysninger>"
        f"<p:MeldingInnlagtPasient>{event('1', '2026-02-03T10:00:00')}</p:MeldingInnlagtPasient>"
    )
    found = read_plo("Pasientlogistikk", inside, space=space)
    assert found.subject == "Innlagt 3. februar kl. 10"
    assert not [one for one in found.findings if one.code in (Code.MISSING, Code.NOT_SHOWN)]


def test_services_are_a_table_with_how_much_and_since_when():
    service = """<EksisterendeTjeneste><BetegnelseTjeneste>Dusj</BetegnelseTjeneste>
        <PrivatTjeneste>false</PrivatTjeneste><AntallEnheter>0.5</AntallEnheter><Enhet>time i uka</Enhet>
        <Startdato>2026-01-05</Startdato><Merknad>Mandager</Merknad><Nytt>mer</Nytt></EksisterendeTjeneste>"""
    table = section(read_plo("OrienteringOmTjenestetilbud", SENDING + service), "Tjenester").tables[
        0
    ]
    assert table.heads == ("Tjeneste", "Privat", "Omfang", "Fra", "Opplysninger")
    assert table.rows == (
        ("Dusj", "Nei", "0,5 time i uka", "5. januar 2026", "Mandager. Nytt: mer"),
    )


def test_an_allergy_begins_with_what_she_does_not_tolerate():
    allergy = (
        "<Allergi><HensynVedForskrivning>true</HensynVedForskrivning>"
        '<HensynMatDrikke>false</HensynMatDrikke><AllergiskMot V="J01C" DN="Prøvecillin"/></Allergi>'
    )
    inside = f"<Cave><Allerginotat>{allergy}</Allerginotat></Cave>"
    [told] = section(read_plo("Utskrivningsrapport", SENDING + inside), "CAVE og smitte").sections
    assert [(row.label, row.text) for row in told.rows] == [
        ("Allergisk mot", "Prøvecillin"),
        ("Hensyn ved forskrivning", "Ja"),
        ("Hensyn ved mat og drikke", "Nei"),
    ]


def test_a_code_of_no_list_that_says_nothing_by_itself_is_only_shown_to_whoever_asks():
    inside = '<Sivilstand V="6" DN="Enke/enkemann"/>'
    assert coded(etree.fromstring(inside)) == ("Enke/enkemann", "?:6", None)
    named = '<Diagnosekode V="K77" DN="Hjertesvikt"/>'
    assert coded(etree.fromstring(named)).code == "K77"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("2026-02-03T00:46:00+01:00", "3. februar kl. 0.46"),
        ("2026-02-03T00:00:00+01:00", "3. februar kl. 0"),
        ("2026-02-03T09:05:00+01:00", "3. februar kl. 9.05"),
        ("2026-02-03T20:00:00+01:00", "3. februar kl. 20"),
    ],
)
def test_an_hour_is_written_as_it_is_said_also_past_midnight(written, words):
    assert short_day(written, "2026") == words
