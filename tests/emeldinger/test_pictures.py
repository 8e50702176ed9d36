"""Attachments are shown as drawings made by a process of its own, and never themselves."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest
from PIL import Image, ImageDraw

from emeldinger import drawing, pictures
from emeldinger.pictures import WhyNot, pictures_of


def image(kind: str = "PNG", mode: str = "RGB", size: tuple[int, int] = (60, 40), **more) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind, **more)
    return out.getvalue()


def pages(kind: str, count: int) -> bytes:
    """Pages 10, 11, 12 … pixels wide, so that a drawing tells which page it is of."""
    made = [Image.new("L", (10 + number, 10)) for number in range(count)]
    out = io.BytesIO()
    made[0].save(out, kind, save_all=True, append_images=made[1:])
    return out.getvalue()


def pdf(page: bytes, *more: bytes, catalog: bytes = b"") -> bytes:
    """A PDF of one page by hand: the objects 3 (the page), 4, 5 …"""
    kids = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    objects = [b"<</Type/Catalog/Pages 2 0 R" + catalog + b">>", kids, page, *more]
    out, starts = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        starts.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    size = len(objects) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<</Size %d/Root 1 0 R>>\n" % (
        size,
        table,
        size,
    )
    return out + end + b"startxref\n%d\n%%%%EOF\n" % len(out)


def stream(words: bytes, more: bytes = b"") -> bytes:
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (more, len(words), words)


def opened(png: bytes) -> Image.Image:
    assert png.startswith(b"\x89PNG")
    return Image.open(io.BytesIO(png))


def test_a_picture_is_drawn_anew_and_what_hides_in_it_stays_behind():
    secret = b"taken at 60.39, 5.32"
    exif = Image.Exif()
    exif[0x010E] = secret.decode()
    raw = image("JPEG", exif=exif)
    assert secret in raw
    drawn = pictures_of(raw)
    assert (drawn.kind, drawn.total, drawn.why_not) == ("image/jpeg", 1, "")
    assert opened(drawn.pages[0]).size == (60, 40)
    assert secret not in drawn.pages[0]
    assert not opened(drawn.pages[0]).getexif()


def test_a_wound_photographed_on_its_side_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    assert opened(pictures_of(image("JPEG", exif=exif)).pages[0]).size == (40, 60)


@pytest.mark.parametrize(
    "raw",
    [
        image("JPEG", "CMYK"),
        image("JPEG", progressive=True),
        image("PNG", "I;16"),
        image("PNG", "LA"),
        image("BMP"),
        image("WEBP"),
        image("TIFF", "1", (3000, 4000)),
    ],
    ids=["cmyk", "progressive", "sixteen bits", "see-through", "bmp", "webp", "fax"],
)
def test_what_scanners_and_cameras_make_is_drawn(raw):
    drawn = pictures_of(raw)
    assert len(drawn.pages) == 1
    assert max(opened(drawn.pages[0]).size) <= drawing.SIDE


def test_the_first_frame_of_what_moves_is_shown():
    drawn = pictures_of(pages("GIF", 3))
    assert drawn.total == 1
    assert opened(drawn.pages[0]).width == 10


def test_the_pages_of_a_fax_are_counted_and_the_first_twenty_drawn():
    drawn = pictures_of(pages("TIFF", 25))
    assert (drawn.total, len(drawn.pages)) == (25, 20)
    assert [opened(page).width for page in drawn.pages[:3]] == [10, 11, 12]


def test_one_page_alone_costs_one_page():
    drawn = pictures_of(pages("PDF", 4), only=3)
    assert (drawn.kind, drawn.total, len(drawn.pages)) == ("application/pdf", 4, 1)
    assert opened(drawn.pages[0]).width == pytest.approx(12 * drawing.SCALE, abs=1)


def test_a_page_that_is_not_there_is_told():
    assert pictures_of(pages("PDF", 1), only=2).why_not == WhyNot.NO_SUCH_PAGE


def test_what_is_filled_in_in_a_form_is_seen_and_no_script_is_run():
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Annots[4 0 R]>>"
    field = b"<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(ja)/Rect[0 0 200 200]/F 4/AP<</N 5 0 R>>>>"
    look = stream(b"1 0 0 rg 0 0 200 200 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 200 200]")
    script = b"/AcroForm<</Fields[4 0 R]>>/OpenAction<</S/JavaScript/JS(while\\(1\\);)>>"
    drawn = pictures_of(pdf(page, field, look, catalog=script))
    assert opened(drawn.pages[0]).getpixel((200, 200)) == (255, 0, 0)


def test_a_file_inside_a_pdf_is_named_and_not_opened():
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    carried = b"<</Type/Filespec/F(svar.zip)/UF(svar.zip)/EF<</F 5 0 R>>>>"
    names = b"/Names<</EmbeddedFiles<</Names[(svar.zip) 4 0 R]>>>>"
    drawn = pictures_of(pdf(page, carried, stream(b"PK\x03\x04"), catalog=names))
    assert drawn.carries == ("svar.zip",)
    assert len(drawn.pages) == 1


@pytest.mark.parametrize(
    ("raw", "kind", "why_not"),
    [
        (b"", "application/octet-stream", WhyNot.EMPTY),
        (b"PK\x03\x04 and so on", "application/zip", WhyNot.KIND),
        (b"MZ\x90\x00\x03", "application/vnd.microsoft.portable-executable", WhyNot.KIND),
        (b"<!DOCTYPE html><script>x()</script>", "text/html", WhyNot.KIND),
        (b"<?xml version='1.0'?><svg onload='x()'/>", "image/svg+xml", WhyNot.KIND),
        (b"Bare tekst", "text/plain", WhyNot.KIND),
        (pages("PDF", 1) + b"PK\x05\x06" + b"\0" * 18, "application/pdf", WhyNot.TWO_KINDS),
        (b"%PDF-1.4 and nothing more", "application/pdf", WhyNot.BROKEN),
        (b"\x89PNG\r\n\x1a\n and nothing more", "image/png", WhyNot.BROKEN),
        (image("PNG", "1", (30_000, 30_000)), "image/png", WhyNot.TOO_LARGE),
    ],
    ids=[
        "empty",
        "zip",
        "program",
        "html",
        "svg",
        "text",
        "zip in pdf",
        "broken pdf",
        "broken",
        "bomb",
    ],
)
def test_what_is_not_drawn_is_named_with_the_reason(raw, kind, why_not):
    drawn = pictures_of(raw)
    assert (drawn.kind, drawn.why_not, drawn.pages) == (kind, why_not, ())


def test_a_drawing_that_never_ends_is_stopped(monkeypatch):
    monkeypatch.setattr(pictures, "SECONDS", 0.001)
    assert pictures_of(image()).why_not == WhyNot.TOO_HEAVY


def test_a_taken_over_process_can_only_hand_over_pictures(monkeypatch, tmp_path):
    evil = tmp_path / "evil.py"
    evil.write_text(
        """print('{"why_not": "", "total": 1, "sizes": [8], "carries": []}\\n<script>', end='')"""
    )
    monkeypatch.setattr(drawing, "__file__", str(evil))
    drawn = pictures_of(image())
    assert (drawn.pages, drawn.why_not) == ((), WhyNot.BROKEN)


def test_the_drawing_process_is_shut_in_and_knows_no_django():
    program = f"""
import runpy, sys
names = runpy.run_path({drawing.__file__!r})
names["shut_in"]()
try:
    bytearray(names["MEMORY"])
except MemoryError:
    print("bounded", any(name.startswith("django") for name in sys.modules))
"""
    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, check=True)
    assert done.stdout.split() == [b"bounded", b"False"]


def test_a_page_becomes_readable_letters():
    paper = Image.new("L", (600, 200), 255)
    ImageDraw.Draw(paper).rectangle((100, 50, 300, 150), fill=0)
    out = io.BytesIO()
    paper.save(out, "PDF", resolution=144)
    shown = opened(pictures_of(out.getvalue()).pages[0])
    assert shown.size == (600, 200)
    assert shown.getpixel((200, 100))[0] < 30
    assert shown.getpixel((500, 100))[0] > 225
