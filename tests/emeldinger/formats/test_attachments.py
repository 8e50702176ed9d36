"""The files inside a message: all of them, whole, told by what they are, under harmless names."""

from __future__ import annotations

import base64

import pytest

from emeldinger.formats.attachments import MOST, attachment, attachments, findings, packed_elements
from emeldinger.formats.filetypes import same_type, suffix_of, type_of
from emeldinger.formats.finding import Code
from emeldinger.formats.letter import Letter, read_letter

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(200))
PDF = b"%PDF-1.4\n" + bytes(range(256))


def packed(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def box(words: str) -> str:
    return f'<x:Base64Container xmlns:x="http://www.kith.no/xmlstds/base64container">{words}</x:Base64Container>'


def document(content: str, *, mime: str = "", name: str = "", more: str = "") -> str:
    said = f"<MimeType>{mime}</MimeType>" if mime else ""
    called = f"<Description>{name}</Description>" if name else ""
    inside = f"<Content>{content}</Content>" if content else ""
    kind = '<IssueDate V="2026-11-20T08:00:00"/><MsgType V="A" DN="Vedlegg"/>'
    return f"<Document><RefDoc>{kind}{said}{called}{more}{inside}</RefDoc></Document>"


def letter(*documents: str) -> Letter:
    head = '<MsgHead xmlns="http://www.kith.no/xmlstds/msghead/2006-05-24"><MsgInfo/>'
    return read_letter(f"{head}{''.join(documents)}</MsgHead>".encode())


def codes(found: Letter) -> list[Code]:
    return [finding.code for finding in findings(found)]


def test_every_file_is_found_in_its_order_and_comes_out_whole():
    found = letter(
        document("<Dialogmelding xmlns='http://www.kith.no/xmlstds/dialog/2013-01-23'/>"),
        document(box(packed(PDF)), mime="application/pdf", name="EKG 2026-11-20"),
        document(box(packed(PNG)), mime="image/png", name="Sår venstre legg.png"),
    )
    first, second = attachments(found)
    assert (first.number, first.name, first.mime, first.size) == (
        1,
        "EKG 2026-11-20",
        "application/pdf",
        len(PDF),
    )
    assert (first.issued, first.file_name) == ("2026-11-20T08:00:00", "EKG 2026-11-20.pdf")
    assert second.file_name == "Sår venstre legg.png"
    assert attachment(found, 1) == (first, PDF)
    assert attachment(found, 2) == (second, PNG)
    assert not findings(found)
    with pytest.raises(LookupError):
        attachment(found, 3)


@pytest.mark.parametrize(
    "words",
    [
        "\n\t" + packed(PNG)[:60] + "\n        " + packed(PNG)[60:] + "\u00a0\n",
        packed(PNG).rstrip("="),
        packed(PNG) + "==",
        "data:image/png;base64," + packed(PNG),
        base64.encodebytes(PNG).decode(),
    ],
    ids=["white space", "no padding", "too much padding", "data address", "lines"],
)
def test_base64_is_read_as_senders_write_it(words):
    found = letter(document(box(words), mime="image/png"))
    assert attachment(found, 1)[1] == PNG
    assert not findings(found)


@pytest.mark.parametrize(
    "words",
    ["", "   ", "!!!!", packed(PNG)[:41], packed(PNG)[:40] + "æøå" + packed(PNG)[40:]],
    ids=["empty", "spaces", "no base64", "cut off", "strange letters"],
)
def test_broken_base64_gives_what_there_is_and_a_finding(words):
    found = letter(document(box(words), mime="image/png", name="Sår"))
    assert attachment(found, 1)[0].name == "Sår"
    assert Code.ATTACHMENT_BROKEN in codes(found)


@pytest.mark.parametrize(
    ("raw", "said", "is_"),
    [
        (PNG, "image/jpeg", "image/png"),
        (b"MZ\x90\x00\x03", "application/pdf", "application/vnd.microsoft.portable-executable"),
        (b"<html><script>x()</script></html>", "image/png", "text/html"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg", "image/svg+xml"),
        (b"PK\x03\x04" + bytes(40), "application/pdf", "application/zip"),
    ],
)
def test_another_type_than_was_said_is_a_finding(raw, said, is_):
    found = letter(document(box(packed(raw)), mime=said))
    only = attachments(found)[0]
    assert (only.mime, only.said) == (is_, said)
    assert codes(found) == [Code.ATTACHMENT_TYPE]


@pytest.mark.parametrize(
    ("said", "raw"),
    [
        ("image/pjpeg", b"\xff\xd8\xff\xe0"),
        ("application/x-pdf", PDF),
        ("", PNG),
        ("application/octet-stream", PNG),
        ("text/csv", b"a;b\n1;2\n"),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK\x03\x04"),
        ("application/msword", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("text/plain; charset=utf-8", "Blodprøver".encode()),
    ],
)
def test_other_names_of_the_same_type_are_no_finding(said, raw):
    assert same_type(said, type_of(raw))


@pytest.mark.parametrize(
    ("said", "name", "file_name"),
    [
        ("C:\\Users\\lege\\prøve.pdf", "prøve.pdf", "prøve.pdf"),
        ("../../etc/passwd", "passwd", "passwd.pdf"),
        ("/var/www/x.php", "x.php", "x.php.pdf"),
        ("svar\u202efdp.exe", "svarfdp.exe", "svarfdp.exe.pdf"),
        ("..", "Vedlegg 1", "Vedlegg 1.pdf"),
        ("x" * 400, "x" * 200, "x" * 200 + ".pdf"),
    ],
)
def test_a_name_that_is_a_path_is_cleaned_with_a_finding(said, name, file_name):
    found = letter(document(box(packed(PDF)), mime="application/pdf", name=said))
    only = attachments(found)[0]
    assert (only.name, only.file_name) == (name, file_name)
    assert [(each.code, each.value) for each in findings(found)] == [(Code.ATTACHMENT_NAME, said)]


def test_a_day_in_a_name_is_no_path():
    found = letter(document(box(packed(PDF)), mime="application/pdf", name="EKG 12/6: hjerte?"))
    assert attachments(found)[0].name == "EKG 12-6: hjerte?"
    assert attachments(found)[0].file_name == "EKG 12-6- hjerte-.pdf"
    assert not findings(found)


def test_what_lies_elsewhere_is_told_and_has_no_bytes():
    where = "https://pacs.example/bilde/77.dcm"
    found = letter(
        document("", mime="application/dicom", more=f"<FileReference>{where}</FileReference>")
    )
    only, raw = attachment(found, 1)
    assert (only.name, only.reference, only.mime, raw) == (
        "77.dcm",
        where,
        "application/dicom",
        b"",
    )
    assert not findings(found)


def test_a_file_in_a_document_of_its_own_kind_and_a_bare_one_are_found_too():
    inside = f"<Message xmlns='http://example.invalid/x'><Deep>{box(packed(PNG))}</Deep></Message>"
    found = letter(document(inside), document(packed(PDF), mime="application/pdf", name="Bare"))
    assert [each.mime for each in attachments(found)] == ["image/png", "application/pdf"]
    assert len(packed_elements(found)) == 2


@pytest.mark.parametrize("words", ["Hei, dette er bare tekst som noen har skrevet", "aaaa"])
def test_text_is_no_file(words):
    assert attachments(letter(document(words, mime="text/plain"), document(words))) == ()


def test_more_files_than_anybody_sends_are_counted_and_not_listed():
    found = letter(*[document(box("AAAA"), name="x")] * (MOST + 5))
    assert len(attachments(found)) == MOST
    assert (findings(found)[-1].code, findings(found)[-1].value) == (Code.NOT_SHOWN, "5")


def test_nothing_has_no_files():
    assert attachments(read_letter(b"")) == ()


@pytest.mark.parametrize(
    ("raw", "is_"),
    [
        (b"", "application/octet-stream"),
        (b"\0\1\2", "application/octet-stream"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"II*\x00", "image/tiff"),
        (b"\n\n%PDF-1.7", "application/pdf"),
        (b"{\\rtf1", "application/rtf"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (bytes(128) + b"DICM", "application/dicom"),
        (b"\x1f\x8b\x08", "application/gzip"),
        ("Blåbær".encode("latin-1"), "text/plain"),
        (b"  <!DOCTYPE html>", "text/html"),
        (b"<?xml version='1.0'?><a/>", "text/xml"),
        (b"\xff\xfeO\x00", "application/octet-stream"),
    ],
)
def test_a_type_is_told_by_content(raw, is_):
    assert type_of(raw) == is_


def test_what_can_start_by_itself_is_never_saved_under_a_name_that_starts():
    assert {suffix_of(type_of(raw)) for raw in (b"MZ", b"#!/bin/sh", b"<html>", b"\0")} == {".bin"}
