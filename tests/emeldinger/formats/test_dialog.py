"""Dialog messages as a nurse reads them: what it is by its lists, what is urgent first, nothing lost."""

from __future__ import annotations

import pytest

from emeldinger.formats.finding import Code
from emeldinger.formats.letter import read_letter
from emeldinger.formats.reading import Reading, Row, Section, read

OID = "2.16.578.1.12.4.1.1."
ROLE = f"""<RollerRelatertNotat><RoleToPatient V="6" DN="Fastlege" S="{OID}9034"/>
<HealthcareProfessional><TypeHealthcareProfessional V="LE" DN="Lege"/><FamilyName>Lege</FamilyName>
<GivenName>Lise</GivenName><TeleCom><f:TeleAddress V="tel:99 99 99 99"/></TeleCom>
</HealthcareProfessional></RollerRelatertNotat>"""


def dialog(inside: str, day: str = "2006-10-11") -> Reading:
    space = f"http://www.kith.no/xmlstds/dialog/{day}"
    people = 'xmlns:f="http://www.kith.no/xmlstds/felleskomponent1"'
    body = f'<Dialogmelding xmlns="{space}" {people}>{inside}</Dialogmelding>'
    return read(
        read_letter(
            f"""<MsgHead xmlns="http://www.kith.no/xmlstds/msghead/2006-05-24"><MsgInfo/><Document><RefDoc>
            <MsgType V="XML"/><Content>{body}</Content></RefDoc></Document></MsgHead>""".encode()
        )
    )


def theme(code: str, name: str, code_list: str) -> str:
    return f'<TemaKodet V="{code}" DN="{name}" S="{OID}{code_list}"/>'


def words(text: str) -> str:
    return f"<TekstNotatInnhold>{text}</TekstNotatInnhold>"


def asked(code: str, name: str, code_list: str = "9152") -> str:
    return f'<TypeForesp V="{code}" DN="{name}" S="{OID}{code_list}"/>'


def first(reading: Reading) -> Section:
    return reading.sections[0]


def not_shown(reading: Reading) -> list[str]:
    return [found.value for found in reading.findings if found.code is Code.NOT_SHOWN]


def test_a_question_is_read_with_what_it_asks_and_who_asks():
    reading = dialog(
        f"<Foresporsel>{asked('6', 'Fornye resept(er).')}<Sporsmal>Mer cetirizin?</Sporsmal>{ROLE}"
        "</Foresporsel>"
    )
    asks = first(reading)
    assert (asks.heading, asks.paragraphs) == ("Forespørsel", ("Mer cetirizin?",))
    assert asks.rows == (Row("Type forespørsel", "Fornye resept(er).", "9152:6"),)
    assert asks.sections[0].heading == "Kontakter"
    doctor = asks.sections[0].rows[0]
    assert (doctor.label, doctor.code) == ("Fastlege", "9034:6")
    assert doctor.text.startswith("Lise Lege, Lege, ")
    assert doctor.text.endswith("99 99 99 99")
    assert reading.subject == "Fornye resept(er).: Mer cetirizin?"
    assert not not_shown(reading)


@pytest.mark.parametrize(("code", "name"), [("1", "Øyeblikkelig hjelp"), ("3", "Innen 24 timer")])
def test_what_cannot_wait_comes_first_as_a_warning(code, name):
    urgent = f'<Foresporsel>{asked("99", "Annen henvendelse")}<Hastegrad V="{code}"/></Foresporsel>'
    reading = dialog(urgent)
    assert (first(reading).heading, first(reading).weight) == ("Haster", "warning")
    assert first(reading).rows == (Row("Hastegrad", name, f"9067:{code}"),)


def test_what_can_wait_is_no_warning():
    reading = dialog(f'<Foresporsel>{asked("99", "Annet")}<Hastegrad V="9"/></Foresporsel>')
    assert not any(section.weight for section in reading.sections)


def test_an_answer_carries_its_question_below_it():
    reading = dialog(
        f"<Notat>{theme('5', 'Svar på forespørsel', '9069')}<TekstNotatInnhold>Sendt.</TekstNotatInnhold>"
        f'<Foresporsel>{asked("99", "Annen henvendelse")}<Sporsmal>Resept?</Sporsmal><Hastegrad V="1"/>'
        "</Foresporsel></Notat>"
    )
    answer = first(reading)
    assert (answer.heading, answer.weight, answer.paragraphs) == (
        "Svar på forespørsel",
        "",
        ("Sendt.",),
    )
    assert answer.sections[0].heading == "Spørsmålet det svares på"
    assert answer.sections[0].paragraphs == ("Resept?",)
    assert reading.subject == "Svar på forespørsel: Sendt."


@pytest.mark.parametrize(
    ("code", "code_list", "heading"),
    [
        ("6", "7322", "Henvendelse om pasient"),
        ("1", "9148", "Status på henvisning"),
        ("1", "8126", "Svar på innkalling til dialogmøte"),
        ("1", "8128", "Henvendelse til NAV"),
        ("4", "8127", "Melding fra NAV"),
        ("3", "7321", "Notat"),
        ("3", "9999", "Notat"),
    ],
)
def test_the_list_of_its_theme_says_what_a_note_is(code, code_list, heading):
    assert first(dialog(f"<Notat>{theme(code, '', code_list)}</Notat>")).heading == heading


def test_a_message_of_ours_that_went_wrong_is_a_warning():
    reading = dialog(f"<Notat>{theme('1', 'Feil adressat', '8117')}{words('Ukjent.')}</Notat>")
    assert first(reading).heading == "Tilbakemelding om feil i mottatt melding"
    assert first(reading).weight == "warning"
    assert reading.subject == "Feil adressat: Ukjent."


def test_formatted_text_is_read_as_paragraphs_and_lists():
    reading = dialog(
        f"<Notat>{theme('6', 'Henvendelse om pasient', '7322')}<Tema>Vekt</Tema><TekstNotatInnhold>"
        '<div xmlns="http://www.w3.org/1999/xhtml"><p>Gått <b>ned</b> i vekt.</p><ul><li>Vei daglig</li>'
        "<li>Ring ved 2 kg</li></ul></div></TekstNotatInnhold></Notat>",
        "2013-01-23",
    )
    assert first(reading).paragraphs == ("Gått ned i vekt.", "– Vei daglig\n– Ring ved 2 kg")
    assert reading.subject == "Henvendelse om pasient: Vekt"
    assert not not_shown(reading)


def test_the_indentation_of_the_file_is_no_part_of_the_text():
    text = "Time i dag.\n          Sted: Medisin\n            rom 3\n\n\n          Husk medisiner  "
    reading = dialog(f"<Notat>{theme('6', '', '7322')}{words(text)}</Notat>")
    assert first(reading).paragraphs == ("Time i dag.\nSted: Medisin\n  rom 3", "Husk medisiner")


def test_what_the_standard_does_not_know_is_shown_with_its_own_names():
    reading = dialog(
        "<Notat><Nytt><Inni>Hei</Inni></Nytt><TekstNotatInnhold><svar><tall>12</tall></svar>"
        "</TekstNotatInnhold></Notat><Ukjent>Noe</Ukjent>"
    )
    rest = reading.sections[-1]
    assert rest.heading == "Annet i meldingen"
    assert {row.text for row in rest.rows} >= {"Hei", "12", "Noe"}
    assert not not_shown(reading)


def test_a_wrong_code_and_a_wrong_day_are_findings_and_shown_as_sent():
    reading = dialog(
        f"<Notat>{theme('77', 'Noe rart', '9069')}<DatoNotat>2026-1-5</DatoNotat></Notat>"
    )
    assert {(found.code, found.value) for found in reading.findings} >= {
        (Code.CODE, "9069:77"),
        (Code.DATE, "2026-1-5"),
    }
    assert {"Noe rart", "2026-1-5"} <= {row.text for row in first(reading).rows}


def test_a_unit_and_the_place_of_somebody_are_named():
    reading = dialog(
        f"<Notat>{theme('6', '', '7322')}<RollerRelatertNotat><RolleNotat V='1' S='{OID}9057'/>"
        "<TilknyttetEnhet>"
        "<Kontaktenhet><f:OrganisationName>Dagsenteret</f:OrganisationName></Kontaktenhet>"
        "<Merknad>Ring før ni</Merknad></TilknyttetEnhet></RollerRelatertNotat></Notat>",
        "2013-01-23",
    )
    row = first(reading).sections[0].rows[0]
    assert (row.label, row.code) == ("Forfatter", "9057:1")
    assert "Dagsenteret" in row.text
    assert "Ring før ni" in row.text


@pytest.mark.parametrize(
    "inside", ["", "<Notat/>", "<Foresporsel/>", "Bare tekst", "<Notat>Løs tekst</Notat>"]
)
def test_an_empty_message_is_read_without_fault(inside):
    reading = dialog(inside)
    assert not not_shown(reading)


def test_a_message_that_is_deep_beyond_reason_is_still_shown():
    deep = (
        "<Notat>" + "<Foresporsel>" * 240 + "<Sporsmal>Innerst</Sporsmal>" + "</Foresporsel>" * 240
    )
    reading = dialog(f"{deep}</Notat>")
    assert reading.sections
