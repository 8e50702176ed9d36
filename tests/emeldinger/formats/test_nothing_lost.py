"""Every text and every code of a message stands in its reading."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from pathlib import Path

import pytest
from lxml import etree

from emeldinger.formats.complete import left_out
from emeldinger.formats.finding import Code
from emeldinger.formats.letter import Letter, read_letter
from emeldinger.formats.readers.plo_shapes import SHAPES
from emeldinger.formats.reading import Section, read
from heltom.lib.clock import OSLO
from imports.demo.letters import KINDS, LEGE, letter
from tests.emeldinger.formats.readings import PO, document, enclosed, unsaid

ROOTS = (
    "Innleggelsesrapport",
    "HelseopplysningerVedSoknad",
    "Konsultasjon",
    "OverforingMedisinskeOpplysninger",
    "OrienteringOmTjenestetilbud",
    "TverrfagligEpikrise",
    "Pasientlogistikk",
    "MeldingFravar",
)
#: A signature is not for reading, and a file is an attachment.
UNREAD = frozenset({"Signature", "Base64Container"})
SAMPLES = os.environ.get("HELTOM_EMELDING_SAMPLES", "")


def missing(found: Letter) -> list[str]:
    """What of the message its reading lacks; the net below the readers must not have been needed."""
    tree = found.opened.tree
    assert tree is not None
    reading = read(found)
    assert not [one for one in reading.findings if one.code is Code.NOT_SHOWN]
    return unsaid(tree.getroottree().getroot(), reading, UNREAD)


def filled(name: str, words: Iterator[int], depth: int = 0) -> str:
    """An element with everything that the standard lets it hold, each value a word of its own."""
    names = [name for part in SHAPES.get(name, ()) for name in part.rstrip("!").split("|")]
    if depth < 8 and names:
        return f"<{name}>{''.join(filled(one, words, depth + 1) for one in names)}</{name}>"
    here = next(words)
    return f'<{name} V="kode{here}" DN="navn{here}" OT="fritekst{here}">ord{here}</{name}>'


@pytest.mark.parametrize("root", ROOTS)
def test_of_a_message_with_everything_filled_in_every_word_is_shown(root):
    words = count(1)
    inside = [name for part in SHAPES[root] for name in part.rstrip("!").split("|")]
    body = "".join(filled(name, words) for name in inside)
    found = read_letter(enclosed(document(root, body, space=f"{PO}/{root}/2012-04-01")))
    assert next(words) > 10
    assert missing(found) == []


@pytest.mark.parametrize("version", ["1.5", "1.6"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_word_of_an_invented_message_is_shown(kind, version):
    at = datetime(2026, 2, 3, 10, 0, tzinfo=OSLO)
    assert (
        missing(read_letter(letter(kind, receiver=LEGE, patient=None, at=at, version=version)))
        == []
    )


@pytest.mark.parametrize(
    "xml", ["<A><B>ord</B><C V='3' DN='tre'/>løst</A>", "<A b='c'>tekst<!-- ikke denne --></A>"]
)
def test_of_what_is_no_message_at_all_every_word_is_shown(xml):
    assert missing(read_letter(xml.encode())) == []


def test_the_net_tells_what_a_reader_has_forgotten():
    root = etree.fromstring("<A><B>vist</B><C V='2' DN='glemt'/><D>2026-02-03</D></A>")
    shown = [Section("A", paragraphs=("Vist den 3. februar 2026",))]
    assert [(row.label, row.text) for row in left_out(root, shown, set())] == [("C", "glemt – 2")]


@pytest.mark.skipif(
    not SAMPLES, reason="HELTOM_EMELDING_SAMPLES names no folder of official samples"
)
def test_every_word_of_the_official_samples_is_shown():
    files = sorted(Path(SAMPLES).rglob("*.xml"))
    assert files
    lacking = {file.name: missing(read_letter(file.read_bytes())) for file in files}
    assert {name: words for name, words in lacking.items() if words} == {}
