"""Messages that are not as the standard says: read all the same, nothing lost, told as findings."""

from __future__ import annotations

import pytest

from emeldinger.formats import reading
from emeldinger.formats.finding import Code
from emeldinger.formats.letter import read_letter
from emeldinger.formats.reading import read
from tests.emeldinger.formats.readings import (
    SENDING,
    document,
    enclosed,
    event,
    found,
    headings,
    read_plo,
    rows,
    section,
)


def admitted(inside: str) -> str:
    return f"{SENDING}<p:MeldingInnlagtPasient>{inside}</p:MeldingInnlagtPasient>"


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("2026-02-03", "3. februar 2026"),
        ("2026-02-03T08:05:00", "3. februar 2026 kl. 08.05"),
        ("2026-02-03T23:30:00Z", "4. februar 2026 kl. 00.30"),
        ("2026-07-03T23:30:00+00:00", "4. juli 2026 kl. 01.30"),
        ("202602030805", "3. februar 2026 kl. 08.05"),
        ("20260203", "3. februar 2026"),
    ],
)
def test_a_day_is_shown_the_norwegian_way(sent, shown):
    found_ = read_plo("Pasientlogistikk", admitted(event("1", sent)))
    assert rows(section(found_, "Hva har skjedd"))["Pasient innlagt"] == f"{shown} (anslag: nei)"
    assert not found(found_, Code.DATE)


@pytest.mark.parametrize(
    "sent", ["2026-2-3", "2026-02-30", "03.02.2026", "i morgen", "9999-99-99T99:99", "0000-01-01"]
)
def test_a_day_that_is_none_is_shown_as_it_was_sent_and_is_a_finding(sent):
    found_ = read_plo("Pasientlogistikk", admitted(event("1", sent)))
    assert rows(section(found_, "Hva har skjedd"))["Pasient innlagt"] == f"{sent} (anslag: nei)"
    assert [value for _, value in found(found_, Code.DATE)] == [sent]


def test_a_wrong_code_is_shown_as_it_stands_and_is_a_finding():
    found_ = read_plo("Pasientlogistikk", admitted(event("77", "2026-02-03")))
    assert rows(section(found_, "Hva har skjedd")) == {"77": "3. februar 2026 (anslag: nei)"}
    where = "Pasientlogistikk/MeldingInnlagtPasient/TidsfestetHendelse/Hendelsekode"
    assert found(found_, Code.CODE) == [(where, "9121:77")]


def test_a_code_of_a_list_that_is_not_the_standards_is_told_by_its_list():
    coded = '<TidsfestetHendelse><Hendelsekode V="77" S="1.2.3" DN="Kom"/></TidsfestetHendelse>'
    found_ = read_plo("Pasientlogistikk", admitted(coded))
    assert rows(section(found_, "Hva har skjedd")) == {"Kom": "tidspunkt mangler"}
    assert [value for _, value in found(found_, Code.CODE_LIST)] == ["1.2.3"]
    assert not found(found_, Code.CODE)


def test_what_the_standard_demands_and_is_missing_or_empty_is_a_finding():
    inside = "<InformasjonOmForsendelsen><Forsendelsesstatus/></InformasjonOmForsendelsen>"
    found_ = read_plo("Innleggelsesrapport", f"{inside}<ParorendeForesatt/>")
    assert found(found_, Code.MISSING) == [
        ("Innleggelsesrapport/InformasjonOmForsendelsen/Forsendelsesstatus", ""),
        ("Innleggelsesrapport/ParorendeForesatt/Referanseperson", ""),
    ]


def test_1_5_is_not_asked_for_what_came_with_1_6():
    older = read_plo("HelseopplysningerVedSoknad", SENDING, version="2009-06-30")
    newer = read_plo("HelseopplysningerVedSoknad", SENDING)
    assert not found(older, Code.MISSING)
    assert len(found(newer, Code.MISSING)) == 2


def test_elements_in_another_order_or_another_namespace_are_read():
    inside = (
        '<x:InfoMedisinskDiagnose xmlns:x="urn:other"><x:MedisinskDiagnose>'
        '<x:Diagnosekode V="I50" DN="Hjertesvikt"/>'
        "<x:Hoveddiagnose>true</x:Hoveddiagnose></x:MedisinskDiagnose></x:InfoMedisinskDiagnose>"
    )
    found_ = read_plo("Innleggelsesrapport", inside + SENDING)
    assert rows(section(found_, "Diagnoser")) == {"Hoveddiagnose": "Hjertesvikt"}
    assert [where for where, _ in found(found_, Code.ORDER)] == [
        "Innleggelsesrapport/InformasjonOmForsendelsen",
        "Innleggelsesrapport/InfoMedisinskDiagnose/MedisinskDiagnose/Hoveddiagnose",
    ]
    assert "Annet i meldingen" not in headings(found_)


def test_what_no_table_knows_comes_last_with_the_standards_own_names():
    inside = admitted(
        event("1", "2026-02-03", more='<Nytt farge="blå"><Felt V="3" DN="tre"/>ord</Nytt>')
    )
    found_ = read_plo("Pasientlogistikk", inside + "løs tekst")
    assert headings(found_)[-1] == "Annet i meldingen"
    rest = section(found_, "Annet i meldingen")
    assert rows(rest) == {
        "TidsfestetHendelse › Nytt": "ord",
        "TidsfestetHendelse › Nytt farge": "blå",
        "TidsfestetHendelse › Nytt › Felt": "tre",
    }
    assert rest.paragraphs == ("løs tekst",)


def test_of_several_documents_each_has_a_heading():
    first = document("Pasientlogistikk", admitted(event("1", "2026-02-03")))
    second = document("MeldingFravar", SENDING, version="2009-06-30")
    found_ = read(read_letter(enclosed(first, second)))
    assert headings(found_)[:2] == ["Dokument 1: Innlagt 3. februar", "Dokument 2: MeldingFravar"]
    assert found_.subject == "Innlagt 3. februar"


@pytest.mark.parametrize("body", ["", document("Pasientlogistikk", ""), "<!-- tomt -->"])
def test_an_empty_document_is_read_and_is_a_finding(body):
    letter = read_letter(enclosed(body))
    found_ = read(letter)
    assert "Om meldingen" in headings(found_)
    assert Code.MISSING in {one.code for one in (*letter.findings, *found_.findings)}


def test_a_later_version_that_nobody_knows_is_read_as_far_as_it_goes():
    space = "http://www.kith.no/xmlstds/po/Pasientlogistikk/2030-01-01"
    found_ = read_plo("Pasientlogistikk", admitted(event("1", "2026-02-03")), space=space)
    assert found_.subject == "Innlagt 3. februar"


@pytest.mark.parametrize("raw", [b"", b"\x00\xff\x00", "Ring meg på 55 00 00 00".encode()])
def test_what_is_no_message_is_shown_as_the_text_it_is(raw):
    found_ = read(read_letter(raw))
    assert found_.title == "Melding som ikke kan leses"
    assert all(one == "Teksten som den kom" for one in headings(found_))


@pytest.mark.parametrize(
    "inside",
    [
        "<Nytt/>" * 30_001,
        f"<Nytt>{'a' * 2_000_001}</Nytt>",
        f'<Nytt a="{"a" * 2_000_001}"/>',
        f"<Nytt {' '.join(f'a{number}="1"' for number in range(201))}/>",
    ],
)
def test_more_than_anybody_could_read_is_shown_as_text_at_once(inside):
    found_ = read_plo("Innleggelsesrapport", SENDING + inside)
    assert headings(found_) == ["Teksten som den kom"]
    assert len(found(found_, Code.TOO_MANY)) == 1
    assert len(found_.sections[0].paragraphs[0]) < 250_000


def test_a_reader_that_fails_hides_nothing(monkeypatch, caplog):
    space = "http://www.kith.no/xmlstds/po/Pasientlogistikk/2012-04-01"
    monkeypatch.setitem(reading.READERS, space, lambda document: 1 / 0)
    found_ = read_plo("Pasientlogistikk", admitted(event("1", "2026-02-03")))
    assert section(found_, "Pasientlogistikk").rows[-1].label.endswith("Anslag")
    assert found(found_, Code.NOT_SHOWN) == [("Pasientlogistikk", "")]
    assert "ZeroDivisionError" in caplog.text


def test_script_in_a_text_is_text():
    note = "<Journaltekst><Notat>&lt;script&gt;alert(1)&lt;/script&gt;</Notat></Journaltekst>"
    found_ = read_plo(
        "Innleggelsesrapport",
        f"{SENDING}<Sykepleierdokumentasjon><InfoFraSykepleier>{note}</InfoFraSykepleier></Sykepleierdokumentasjon>",
    )
    assert section(found_, "Status fra sykepleier").paragraphs == ("<script>alert(1)</script>",)
