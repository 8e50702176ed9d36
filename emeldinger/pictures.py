"""Attachments as pictures: what came from outside is never shown itself, only a drawing of it (PNG).

The drawing is done by a process of its own with bounded memory, time and output (drawing.py), so that a
file made to harm harms that process and no more. Needs no Django; safe under gunicorn and its threads.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from emeldinger import drawing
from emeldinger.formats.filetypes import is_zip_too, type_of

#: So many at a time in this process: a message with ten attachments must not take all the memory.
_TURNS = threading.BoundedSemaphore(2)
#: By the clock, when the machine is busy; by its own CPU time drawing.py stops before.
SECONDS = 40
PICTURES = frozenset(
    ["image/png", "image/jpeg", "image/gif", "image/tiff", "image/bmp", "image/webp"]
)


class WhyNot(StrEnum):
    """Why there is no picture. The sentences for people are written where it is shown."""

    NONE = ""
    EMPTY = "empty"
    #: Of a kind that is never drawn: archives, programs, web pages, svg, office documents, text …
    KIND = "kind"
    #: Both a PDF and a zip archive: made to be taken for something else than it is.
    TWO_KINDS = "two-kinds"
    BROKEN = "broken"
    LOCKED = "locked"
    TOO_LARGE = "too-large"
    TOO_HEAVY = "too-heavy"
    NO_SUCH_PAGE = "no-such-page"


@dataclass(frozen=True, slots=True)
class Drawn:
    """`kind` is what the file is (a mime type told by its content), `total` how many pages it has.

    `pages` are PNG: all of them up to 20, or the one that was asked for. `carries` names files that lie
    inside a PDF and are not shown.
    """

    kind: str
    total: int = 0
    pages: tuple[bytes, ...] = ()
    why_not: WhyNot = WhyNot.NONE
    carries: tuple[str, ...] = ()


def pictures_of(raw: bytes, *, only: int = 0, turn: int = 0) -> Drawn:
    """Draw a picture or a PDF; `only` draws that page alone (from 1), `turn` turns it so many degrees
    (0, 90, 180, 270) clockwise. Never raises for what `raw` is.

    Costs a process: about a quarter of a second, at most 20 seconds of CPU and 1 GB.
    """
    kind = type_of(raw)
    if not raw:
        return Drawn(kind, why_not=WhyNot.EMPTY)
    if kind != "application/pdf" and kind not in PICTURES:
        return Drawn(kind, why_not=WhyNot.KIND)
    if kind == "application/pdf" and is_zip_too(raw):
        return Drawn(kind, why_not=WhyNot.TWO_KINDS)
    code, answer = _run("pdf" if kind == "application/pdf" else "image", raw, only, turn)
    return _drawn(kind, code, answer, only)


def _run(kind: str, raw: bytes, only: int, turn: int) -> tuple[int, bytes]:
    """The exit code and what it wrote. Files in memory, no pipes: neither side can wait for the other,
    and how much it can write is bounded by the kernel.
    """
    with _TURNS:
        return _run_now(kind, raw, only, turn)


def _run_now(kind: str, raw: bytes, only: int, turn: int) -> tuple[int, bytes]:
    how = [kind, str(only), str(turn)]
    command = [sys.executable, "-I", str(Path(drawing.__file__)), *how]
    with _in_memory("in") as given, _in_memory("out") as taken:
        given.write(raw)
        given.seek(0)
        process = subprocess.Popen(
            command,
            stdin=given,
            stdout=taken,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={},
            start_new_session=True,
        )
        try:
            code = process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            code = process.wait()
        taken.seek(0)
        return code, taken.read(drawing.OUTPUT)


def _in_memory(name: str) -> BinaryIO:
    """A file that never touches a disk: health information lies nowhere afterwards."""
    return os.fdopen(os.memfd_create(f"emelding-{name}"), "w+b")


def _drawn(kind: str, code: int, answer: bytes, only: int) -> Drawn:
    """What the process said, where it came to an end at all."""
    line, _, rest = answer.partition(b"\n")
    if code != 0:
        return Drawn(kind, why_not=WhyNot.TOO_HEAVY if code < 0 else WhyNot.BROKEN)
    try:
        head = json.loads(line)
        pages = _cut(rest, head["sizes"])
        why_not = WhyNot(head["why_not"])
        total, carries = int(head["total"]), tuple(str(name) for name in head["carries"])
    except (ValueError, KeyError, TypeError):
        return Drawn(kind, why_not=WhyNot.BROKEN)
    if not pages and not why_not:
        why_not = WhyNot.NO_SUCH_PAGE if only > total else WhyNot.TOO_LARGE
    return Drawn(kind, total, pages, why_not, carries)


def _cut(rest: bytes, sizes: list[int]) -> tuple[bytes, ...]:
    """The pages, one after the other. Only PNG gets through, whatever the process may have become."""
    pages, at = [], 0
    for size in sizes:
        page = rest[at : at + size]
        if len(page) != size or not page.startswith(b"\x89PNG\r\n\x1a\n"):
            raise ValueError("not a picture")
        pages.append(page)
        at += size
    return tuple(pages)
