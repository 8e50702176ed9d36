"""Draws the pages of one file as PNG. A program of its own, without Django.

`python -I drawing.py KIND PAGE TURN`: KIND is pdf or image; PAGE counts from 1, 0 is all of them; TURN is
0, 90, 180 or 270 degrees clockwise, for what was scanned lying down.
The file comes on standard input. Out comes one line of JSON and then the pages, one after the other:
{"why_not": "", "total": 3, "sizes": [812, 790], "carries": ["names of files inside it"]}.

A file from outside may be made to harm whoever opens it. So it is opened here, in a process that has
little memory and time, may write no file and start no other, and is gone when the pages are drawn.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import time
import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PIL import Image

MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 20
#: So many bytes can be written, by the kernel's own count. Pages beyond it are left out.
OUTPUT = 64 * 1024 * 1024
#: No new page is begun after this; what is drawn by then is shown.
ENOUGH_SECONDS = 12
PAGES = 20
#: Pixels of one picture from outside (a good camera has 50 million), and the longest side of what is shown.
PIXELS = 64_000_000
SIDE = 2000
#: Pixels for each point (1/72 inch) of a PDF: 144 to the inch reads well and is not heavy.
SCALE = 2.0
FORMATS = ("PNG", "JPEG", "GIF", "TIFF", "BMP", "WEBP")


class CannotDraw(Exception):
    """`args[0]` is the code that pictures.WhyNot knows."""


def shut_in() -> None:
    """From here on: bounded memory, time and output, no new processes, no core dump."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(what, (most, most))


def png(picture: Image.Image, turn: int) -> bytes:
    out = io.BytesIO()
    if turn:
        picture = picture.rotate(-turn, expand=True)
    picture.save(out, "PNG", compress_level=4)
    return out.getvalue()


def plain(picture: Image.Image) -> Image.Image:
    """Turned the way it was taken, no larger than is read on a screen, in RGB or grey on white.

    All that is not the picture (place, camera, colour profiles) stays behind.
    """
    from PIL import Image, ImageOps

    picture.draft("RGB", (SIDE, SIDE))
    if picture.mode in ("I", "F") or picture.mode.startswith("I;16"):
        picture = ImageOps.autocontrast(picture.convert("F").point(_to_eight_bits).convert("L"))
    if picture.mode == "1":  # A fax: grey before it is made smaller, or its letters break.
        picture = picture.convert("L")
    if picture.mode not in ("L", "RGB", "RGBA"):
        picture = picture.convert("RGBA" if _has_alpha(picture) else "RGB")
    picture.thumbnail((SIDE, SIDE))
    picture = ImageOps.exif_transpose(picture)
    if picture.mode == "RGBA":
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(picture, mask=picture.getchannel("A"))
        return paper
    picture.info.clear()
    return picture


def _has_alpha(picture: Image.Image) -> bool:
    return picture.mode in ("LA", "PA", "RGBa", "La") or "transparency" in picture.info


def _to_eight_bits(value: Any) -> Any:
    """Sixteen bits of grey, as X-rays and scanners have them."""
    return value * (1 / 256) + 0


def image_pages(raw: bytes, only: int, turn: int) -> tuple[int, Iterator[bytes], list[str]]:
    """The pages of a TIFF, else the one picture (the first frame of what moves)."""
    from PIL import Image, ImageFile, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = PIXELS
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        picture = Image.open(io.BytesIO(raw), formats=FORMATS)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise CannotDraw("too-large") from None
    except UnidentifiedImageError:
        raise CannotDraw("broken") from None
    total = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1

    def drawn() -> Iterator[bytes]:
        for number in wanted(total, only):
            picture.seek(number)
            if picture.width * picture.height > PIXELS:
                raise CannotDraw("too-large")
            yield png(plain(picture.copy() if total > 1 else picture), turn)

    return total, drawn(), []


def pdf_pages(raw: bytes, only: int, turn: int) -> tuple[int, Iterator[bytes], list[str]]:
    """Pages as on paper, with what is written in the fields of a form. Scripts are never run, and files
    that lie inside are only named.
    """
    import pypdfium2
    from pypdfium2 import raw as pdfium

    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as fault:
        locked = getattr(fault, "err_code", None) == pdfium.FPDF_ERR_PASSWORD
        raise CannotDraw("locked" if locked else "broken") from None

    if (
        "V8" not in pypdfium2.PDFIUM_INFO.flags
    ):  # No engine for scripts: only what is filled in is shown.
        document.init_forms()

    def drawn() -> Iterator[bytes]:
        for number in wanted(len(document), only):
            page = document[number]
            scale = min(SCALE, SIDE / max(1, *page.get_size()))
            yield png(page.render(scale=scale).to_pil(), turn)
            page.close()

    return len(document), drawn(), carried(document)


def carried(document: Any) -> list[str]:
    """The names of the files that lie inside a PDF. They are never opened."""
    try:
        count = min(document.count_attachments(), PAGES)
        return [document.get_attachment(number).get_name()[:200] for number in range(count)]
    except Exception:
        return []


def wanted(total: int, only: int) -> range:
    """Numbers from 0. `only` counts from 1; 0 is all of them."""
    return range(only - 1, min(only, total)) if only else range(min(total, PAGES))


def drawn_pages(pages: Iterator[bytes]) -> tuple[list[bytes], str]:
    """What can be drawn within the bounds. A page that cannot be read ends it; the others are kept."""
    done: list[bytes] = []
    began = time.process_time()
    try:
        for page in pages:
            if sum(map(len, done)) + len(page) > OUTPUT * 3 // 4:
                break
            done.append(page)
            if time.process_time() - began > ENOUGH_SECONDS:
                break
    except (CannotDraw, MemoryError) as fault:
        return done, "" if done else (str(fault) or "too-large")
    except Exception:
        return done, "" if done else "broken"
    return done, ""


def draw(kind: str, raw: bytes, only: int, turn: int) -> tuple[dict[str, Any], list[bytes]]:
    pages_of: Callable[[bytes, int, int], tuple[int, Iterator[bytes], list[str]]]
    pages_of = pdf_pages if kind == "pdf" else image_pages
    try:
        total, pages, carries = pages_of(raw, only, turn)
        done, why_not = drawn_pages(pages)
    except CannotDraw as fault:
        total, done, carries, why_not = 0, [], [], str(fault)
    except MemoryError:
        total, done, carries, why_not = 0, [], [], "too-large"
    except Exception:
        total, done, carries, why_not = 0, [], [], "broken"
    sizes = [len(page) for page in done]
    return {"why_not": why_not, "total": total, "sizes": sizes, "carries": carries}, done


def main() -> None:
    shut_in()
    head, pages = draw(sys.argv[1], sys.stdin.buffer.read(), int(sys.argv[2]), int(sys.argv[3]))
    out = sys.stdout.buffer
    out.write(json.dumps(head).encode() + b"\n")
    out.write(b"".join(pages))
    out.flush()


if __name__ == "__main__":
    main()
