"""An invented attachment: pages that say that they are one, as picture and as PDF."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw

from emeldinger.formats.compose import File

LINES = (
    "OPPDIKTET VEDLEGG",
    "",
    "Blodtrykk, hjemme, siste uke",
    "Mandag    148/82    puls 72",
    "Onsdag    152/86    puls 78",
    "Fredag    141/80    puls 70",
    "Vekt fredag: 68,4 kg",
)
MORE = ("OPPDIKTET VEDLEGG", "", "Uken før", "Mandag    151/84    puls 74", "Vekt fredag: 69,0 kg")


def _page(lines: tuple[str, ...] = LINES) -> Image.Image:
    page = Image.new("RGB", (620, 400), "white")
    pen = ImageDraw.Draw(page)
    pen.rectangle((10, 10, 610, 390), outline="black", width=2)
    for number, line in enumerate(lines):
        pen.text((40, 40 + 44 * number), line, fill="black", font_size=26)
    return page


def _saved(kind: str, **how: object) -> bytes:
    out = BytesIO()
    _page().save(out, kind, **how)
    return out.getvalue()


def a_picture() -> File:
    return File("Blodtrykk.png", "image/png", _saved("PNG"))


def a_pdf() -> File:
    return File(
        "Blodtrykk.pdf",
        "application/pdf",
        _saved("PDF", save_all=True, append_images=[_page(MORE)]),
    )
