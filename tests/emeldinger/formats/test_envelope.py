"""Whatever comes is opened as far as it can be, at a bounded cost, and what was wrong is found."""

from __future__ import annotations

import pytest

from benchmarks.hostile_cases import CASES, MSG_ID, doctype, message
from emeldinger.formats.attachments import attachment, attachments
from emeldinger.formats.envelope import BEGINNING, SHOWN, Limits, open_bytes
from emeldinger.formats.finding import Code, Finding, from_kept
from emeldinger.formats.letter import Letter, read_letter
from emeldinger.formats.reading import read

#: The hostile ones are small here; the benchmark makes them as large as they may come.
LITTLE = 20_000
TEXT = "Blåbær på øya, Æ Ø Å"


def codes(letter: Letter) -> set[Code]:
    return {finding.code for finding in letter.findings}


def note(letter: Letter) -> str:
    body = letter.documents[0].body
    assert body is not None
    return "".join(str(text) for text in body.itertext())


def written(declared: str, encoding: str, text: str = TEXT) -> bytes:
    return f'<?xml version="1.0" encoding="{declared}"?>{message(note=text)}'.encode(encoding)


@pytest.mark.parametrize("name", CASES)
def test_no_hostile_message_raises_and_the_sender_is_found_where_there_is_a_head(name):
    letter = read_letter(CASES[name](LITTLE))
    read(letter)
    for each in attachments(letter)[:3]:
        attachment(letter, each.number)
    if letter.opened.tree is not None and not name.startswith(("long: MsgId", "letters: pa")):
        assert (letter.head.msg_id, letter.head.sender.her) == (MSG_ID, "0080001")
    else:
        assert letter.findings


@pytest.mark.parametrize(
    "name", [name for name in CASES if name.startswith(("entities", "doctype"))]
)
def test_a_document_type_is_found_and_what_it_declares_is_never_read(name):
    letter = read_letter(CASES[name](LITTLE))
    assert ("unknown" in name) or Code.DOCTYPE in codes(letter)
    assert "root:" not in note(letter)
    assert len(note(letter)) <= LITTLE


def test_a_harmless_document_type_takes_nothing_away():
    letter = read_letter(doctype("<!-- > ]> --> <!ELEMENT x (#PCDATA)>", "Hei").encode())
    assert letter.opened.well_formed
    assert codes(letter) == {Code.DOCTYPE}
    assert note(letter) == "Hei"


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("UTF-8", "utf-8"),
        ("utf-8", "utf-8-sig"),
        ("ISO-8859-1", "iso-8859-1"),
        ("ISO-8859-15", "iso-8859-15"),
        ("windows-1252", "cp1252"),
        ("UTF-16", "utf-16"),
        ("UTF-16", "utf-16-be"),
        ("UTF-32", "utf-32"),
    ],
)
def test_letters_are_read_by_mark_and_declaration(declared, encoding):
    letter = read_letter(written(declared, encoding))
    assert note(letter) == TEXT
    assert letter.opened.well_formed
    assert codes(letter) == set()


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("UTF-8", "iso-8859-1"),
        ("ISO-8859-1", "utf-8"),
        ("us-ascii", "cp1252"),
        ("UTF-16", "utf-8"),
        ("punycode", "utf-8"),
        ("unicode_escape", "cp1252"),
        ("iso-8859-12", "utf-8"),
    ],
)
def test_a_wrong_declaration_is_found_and_the_letters_are_right_all_the_same(declared, encoding):
    letter = read_letter(written(declared, encoding))
    assert note(letter) == TEXT
    assert codes(letter) == {Code.ENCODING}


def test_a_curly_quote_in_iso_8859_1_is_windows():
    letter = read_letter(written("ISO-8859-1", "cp1252", "så “bra”"))
    assert note(letter) == "så “bra”"
    assert codes(letter) == {Code.ENCODING}


def test_one_bad_byte_in_utf_8_spoils_no_other_letter():
    letter = read_letter(written("UTF-8", "utf-8").replace("øya".encode(), b"\xf8ya"))
    assert note(letter) == TEXT
    assert codes(letter) == {Code.ENCODING}


def test_letters_that_were_broken_before_they_came_are_told_and_left():
    broken = TEXT.encode().decode("cp1252", "replace")
    letter = read_letter(written("UTF-8", "utf-8", broken))
    assert note(letter) == broken
    assert codes(letter) == {Code.MOJIBAKE}


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", Code.EMPTY),
        (b" \r\n", Code.EMPTY),
        (b"\xef\xbb\xbf", Code.EMPTY),
        (b"Hei, jeg er en fil", Code.NOT_XML),
        (b"PK\x03\x04" + bytes(40), Code.NOT_XML),
        (b"%PDF-1.7\n", Code.NOT_XML),
    ],
)
def test_what_is_no_message_is_said_to_be_none(raw, code):
    letter = read_letter(raw)
    assert letter.opened.tree is None
    assert not letter.opened.well_formed
    assert {code, Code.NO_HEAD} <= codes(letter)


@pytest.mark.parametrize(
    ("torn", "kept"),
    [
        ("Hansen & sønn", "Hansen & sønn"),
        ("en\x0bto", "en\ufffdto"),
        ("a &unknown; b", "a &unknown; b"),
        # An emoji as Java and JavaScript number it; alone such a half would break whatever reads it.
        ("smil &#xD83D;&#56832;", "smil \ufffd\ufffd"),
        ("en&#0;to&#xFFFFFF;", "en\ufffdto\ufffd"),
        ("x < y", None),
    ],
)
def test_what_is_not_well_formed_is_mended_and_told(torn, kept):
    letter = read_letter(message(note=torn).encode())
    assert codes(letter) == {Code.NOT_WELL_FORMED}
    assert not letter.opened.well_formed
    assert letter.head.msg_id == MSG_ID
    assert kept is None or note(letter) == kept


def test_a_missing_end_tag_loses_neither_receiver_nor_patient_nor_document():
    whole = message()
    torn = whole.replace("</Organisation></Sender>", "</Sender>")
    before, after = read_letter(whole.encode()), read_letter(torn.encode())
    assert codes(after) == {Code.NOT_WELL_FORMED}
    assert after.head.sender == before.head.sender
    assert after.head.receiver == before.head.receiver
    assert after.head.patient == before.head.patient
    assert [each.namespace for each in after.documents] == [
        each.namespace for each in before.documents
    ]


def test_a_message_cut_off_in_its_document_still_says_who_wrote():
    raw = message(note="lang tekst " * 50).encode()
    letter = read_letter(raw[: len(raw) - 300])
    assert letter.head.sender.her == "0080001"
    assert letter.head.patient is not None
    assert "lang tekst" in note(letter)


def test_of_what_is_too_large_the_beginning_is_read():
    limits = Limits(size=BEGINNING + 10)
    letter = read_letter(message(note="x" * BEGINNING).encode(), limits)
    assert codes(letter) == {Code.TOO_LARGE}
    assert letter.head.msg_id == MSG_ID
    assert not letter.opened.well_formed


def test_what_is_nested_too_deep_is_cut_off_below():
    raw = message(inside="<x>" * 120 + "</x>" * 120).encode()
    letter = read_letter(raw)
    assert codes(letter) == {Code.TOO_DEEP}
    assert letter.opened.tree is not None
    depths = [sum(1 for _ in node.iterancestors()) for node in letter.opened.tree.iter()]
    assert max(depths) < Limits().depth
    assert letter.documents


@pytest.mark.parametrize("many", ["<x/>", "<!---->", "<?a?>", "<![CDATA[]]>", '<a b="1"/>'])
def test_more_than_the_limit_of_anything_is_counted_before_it_is_built(many):
    limits = Limits(elements=1000)
    letter = read_letter(message(note=many * 1001).encode(), limits)
    assert Code.TOO_MANY in codes(letter)
    assert letter.head.msg_id == MSG_ID
    assert Code.TOO_MANY not in codes(read_letter(message(note=many * 900).encode(), limits))


def test_attributes_count_too():
    many = " ".join(f"a{i}='1'" for i in range(1001))
    letter = read_letter(message(inside=f"<x {many}/>").encode(), Limits(elements=1000))
    assert Code.TOO_MANY in codes(letter)


def test_a_long_attachment_is_no_fault():
    """libxml2 takes ten million letters of a text unless it is told; an X-ray is longer."""
    raw = message(
        more=f"<Document><RefDoc><Content><b>{'QUJD' * 2_600_000}</b></Content></RefDoc></Document>"
    )
    letter = read_letter(raw.encode())
    assert letter.opened.well_formed
    assert codes(letter) == set()
    assert len(letter.opened.text) == SHOWN


@pytest.mark.parametrize("before", ["", " \r\n", "\ufeff", "\ufeff\ufeff", "<!-- hei --><?a b?>"])
def test_what_stands_before_the_root_is_no_matter(before):
    assert read_letter((before + message()).encode()).opened.well_formed


class TestWrappers:
    def test_the_common_format_of_nav_is_taken_off(self):
        raw = (
            f'<EI_fellesformat xmlns="http://www.nav.no/xml/eiff/2/">{message()}</EI_fellesformat>'
        )
        letter = read_letter(raw.encode())
        assert letter.head.msg_id == MSG_ID
        assert list(letter.findings) == [Finding(Code.WRAPPED, value="EI_fellesformat")]

    def test_of_several_the_first_is_read_and_the_others_are_told(self):
        other = message().replace(MSG_ID, MSG_ID.replace("0", "1"))
        letter = read_letter(f"<post>{message()}{other}</post>".encode())
        assert letter.head.msg_id == MSG_ID
        assert Finding(Code.SEVERAL, value="2") in letter.findings

    def test_a_message_inside_itself_is_one_with_the_attachments_of_both(self):
        extra = "<Document><RefDoc><Content>vedlegg</Content></RefDoc></Document>"
        body = message()
        start = body.index("<Dialogmelding")
        end = body.index("</Dialogmelding>") + len("</Dialogmelding>")
        raw = message(more=extra)
        raw = raw[:start] + body + raw[end:]
        letter = read_letter(raw.encode())
        assert [each.name for each in letter.documents] == ["Dialogmelding", ""]
        assert letter.known

    def test_a_message_that_is_sent_on_in_another_stays_a_document(self):
        inner = message().replace(MSG_ID, MSG_ID.replace("0", "1"))
        letter = read_letter(
            message(
                more=f"<Document><RefDoc><Content>{inner}</Content></RefDoc></Document>"
            ).encode()
        )
        assert letter.head.msg_id == MSG_ID
        assert [each.name for each in letter.documents] == ["Dialogmelding", "MsgHead"]


def test_a_finding_is_kept_without_letters_that_the_database_has_not():
    found = Finding(Code.NOT_XML, "linje 1", "a\0b\udc80" + "x" * 400)
    kept = found.as_kept()
    assert kept["value"].startswith("a\ufffdb?")
    assert len(kept["value"]) == 200
    assert from_kept(kept).code is Code.NOT_XML


def test_the_text_is_there_for_showing_even_where_nothing_can_be_read():
    assert open_bytes(b"Hei du").text == "Hei du"
