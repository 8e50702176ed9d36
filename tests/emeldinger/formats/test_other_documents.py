"""What no reader was made for, and what is no XML at all: shown whole, as words and nothing else."""

from __future__ import annotations

import base64
from html import escape

import pytest

from emeldinger.formats.finding import Code
from emeldinger.formats.letter import read_letter
from emeldinger.formats.readers.prose import paragraphs, words_of_page
from emeldinger.formats.readers.unknown import MOST, spaced
from emeldinger.formats.reading import Reading, Row, Section, read


def message(content: str, *, mime: str = "", name: str = "") -> Reading:
    said = f"<MimeType>{mime}</MimeType>" if mime else ""
    called = f"<Description>{name}</Description>" if name else ""
    head = '<MsgHead xmlns="http://www.kith.no/xmlstds/msghead/2006-05-24"><MsgInfo/><Document><RefDoc>'
    rest = f"{said}{called}<Content>{content}</Content></RefDoc></Document></MsgHead>"
    return read(read_letter((head + rest).encode()))


def declaration(inside: str) -> str:
    return f'<Erklaring xmlns="http://example.invalid/erklaring/1">{inside}</Erklaring>'


def named(reading: Reading, heading: str) -> Section:
    return next(section for section in reading.sections if section.heading == heading)


def not_shown(reading: Reading) -> list[str]:
    return [found.value for found in reading.findings if found.code is Code.NOT_SHOWN]


def test_an_unknown_document_is_read_by_its_own_names():
    reading = message(
        declaration(
            '<Pasient fodselsnummer="1"><Navn><Etternavn>Prøve</Etternavn></Navn></Pasient>'
            '<HenvistBehandling henvistDato="2026-11-05"><Spesifikasjon>Hvile</Spesifikasjon>'
            "</HenvistBehandling>"
            '<Enkeltdiagnose diagnose="Brudd" kodeverdi="L72"/><Sikker>Ja</Sikker>'
        )
    )
    assert reading.subject == "Erklaring"
    assert named(reading, "Erklaring").rows == (
        Row("Enkeltdiagnose", "Diagnose: Brudd, Kodeverdi: L72"),
        Row("Sikker", "Ja"),
    )
    referred = named(reading, "Henvist behandling")
    assert referred.rows == (Row("Henvist dato", "5. november 2026"), Row("Spesifikasjon", "Hvile"))
    assert named(reading, "Pasient").sections[0].rows == (Row("Etternavn", "Prøve"),)
    assert not not_shown(reading)


def test_codes_units_and_long_texts_are_shown_too():
    long = "Langt. " * 40
    reading = message(
        declaration(
            f'<Grad V="2" S="2.16.578.1.12.4.1.1.3101"/><Vekt V="70.5" U="kg"/><Plan>{long}</Plan>'
            '<Del V="A" DN="Første">løst<Inni>x</Inni>etter</Del>'
        )
    )
    rows = named(reading, "Erklaring").rows
    assert Row("Grad", "Kvinne", "3101:2") in rows
    assert Row("Vekt", "70.5 kg") in rows
    assert named(reading, "Plan").paragraphs == (long.strip(),)
    assert named(reading, "Del").paragraphs == ("løst\netter",)
    assert not not_shown(reading)


def test_what_lies_deep_is_shown_with_the_way_to_it():
    inside = "<A>" * 9 + "bunn" + "</A>" * 9
    reading = message(declaration(inside))
    assert not not_shown(reading)
    assert "bunn" in str(reading.sections)


def test_a_document_without_end_is_cut_and_says_so():
    reading = message(declaration("<R>x</R>" * (MOST + 10)))
    assert len(named(reading, "Erklaring").rows) <= MOST
    assert not_shown(reading)


@pytest.mark.parametrize(
    ("name", "read_as"),
    [
        ("HenvistBehandling", "Henvist behandling"),
        ("KOLS", "KOLS"),
        ("harKOLS", "har KOLS"),
        ("fnr", "fnr"),
        ("AntallICU_dager", "Antall ICU dager"),
        ("Ytre1Indre", "Ytre1 indre"),
    ],
)
def test_names_are_read_as_words(name, read_as):
    assert spaced(name) == read_as


def test_plain_text_is_shown_as_paragraphs():
    reading = message("Linje en\nlinje to\n\nNy del &lt;b&gt;", mime="text/plain", name="Notat")
    assert named(reading, "Notat").paragraphs == ("Linje en\nlinje to", "Ny del <b>")
    assert not not_shown(reading)


def test_a_web_page_is_shown_as_its_words_and_its_script_is_not():
    page = "<html><h1>Svar</h1><p onclick='x()'>Alt <b>bra</b>.</p><script>stjel()</script></html>"
    reading = message(escape(page), mime="text/html")
    assert named(reading, "Tekst").paragraphs[:2] == ("Svar", "Alt bra.")
    assert "script" in not_shown(reading)


def test_text_that_was_packed_is_unpacked_and_read():
    raw = base64.b64encode("Blodtrykk målt: 130/80".encode("latin-1")).decode()
    box = f'<b:Base64Container xmlns:b="http://www.kith.no/xmlstds/base64container">{raw}</b:Base64Container>'
    reading = message(box, mime="text/plain", name="Måling")
    assert named(reading, "Måling").paragraphs == ("Blodtrykk målt: 130/80",)
    assert reading.attachments[0].mime == "text/plain"


def test_a_key_or_a_picture_is_not_shown_as_words():
    raw = base64.b64encode(b"eyJhbGciOiJSUzI1NiJ9.secret").decode()
    box = f'<b:Base64Container xmlns:b="http://www.kith.no/xmlstds/base64container">{raw}</b:Base64Container>'
    assert "secret" not in str(message(box, mime="application/jwt").sections)


def test_xml_that_is_no_message_is_shown_by_its_names():
    reading = read(read_letter(b"<brev><til>Sykepleien</til><tekst>Ring meg</tekst></brev>"))
    texts = {row.text for section in reading.sections for row in section.rows}
    assert {"Sykepleien", "Ring meg"} <= texts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("  \n ", []),
        ("a\r\nb\r\rc", ["a\nb", "c"]),
        ("Hode\n     en\n       to", ["Hode\nen\n  to"]),
    ],
)
def test_paragraphs(text, found):
    assert paragraphs(text) == found


@pytest.mark.parametrize("text", ["", "<", "<p", "</html>", "<!--", "<p>" * 2000, "\x00<b>x"])
def test_a_broken_web_page_does_no_harm(text):
    assert isinstance(words_of_page(text)[0], list)
