"""The bytes of a message, in and out: in the database, and what is too large as a file in the store.

Nobody's memory pays for what is too large: it goes to the store in pieces, under the name of its
hash, and only its beginning is read.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from django.conf import settings

from emeldinger.formats.envelope import LIMITS

if TYPE_CHECKING:
    from emeldinger.models import Original

#: So much of what is too large is read, to see what it is and who sent it.
BEGINNING = 256 * 1024
PIECE = 64 * 1024


class OriginalMissing(Exception):
    """The store does not hold the file, or holds something else under its name."""


class Received(NamedTuple):
    """The whole, or the beginning of what is too large and where that is kept: (sha256, size)."""

    raw: bytes
    kept_as: tuple[str, int] | None = None

    @property
    def sha256(self) -> str:
        return self.kept_as[0] if self.kept_as else hashlib.sha256(self.raw).hexdigest()


def receive(stream: BinaryIO) -> Received:
    """Read a stream to its end; what is larger than a message may be goes into the store on the way.

    Raises OSError where it cannot be read, or the store is full: then nothing was kept.
    """
    whole = BytesIO()
    while whole.tell() <= LIMITS.size:
        piece = stream.read(PIECE)
        if not piece:
            return Received(whole.getvalue())
        whole.write(piece)
    return _keep(whole, stream)


def place(sha256: str) -> Path:
    """Where the store has a file of this hash, or would have it."""
    return settings.HELTOM_EMELDING_STORE / sha256


def pieces(original: Original) -> Iterator[bytes]:
    """The bytes exactly as they came. Raises OriginalMissing, in the middle where the file is changed."""
    if original.content is not None:
        yield bytes(original.content)
        return
    seen = hashlib.sha256()
    try:
        with place(original.sha256).open("rb") as file:
            while piece := file.read(PIECE):
                seen.update(piece)
                yield piece
    except OSError as fault:
        raise OriginalMissing(original.sha256) from fault
    if seen.hexdigest() != original.sha256:
        raise OriginalMissing(original.sha256)


def beginning(original: Original) -> bytes:
    """The whole of what lies in the database; of a file what was read when it came."""
    if original.content is not None:
        return bytes(original.content)
    try:
        with place(original.sha256).open("rb") as file:
            return file.read(BEGINNING)
    except OSError as fault:
        raise OriginalMissing(original.sha256) from fault


def _keep(begun: BytesIO, rest: BinaryIO) -> Received:
    """Written beside its place under another name, and moved there when all of it is on the disk."""
    store: Path = settings.HELTOM_EMELDING_STORE
    store.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=store)
    hashed = hashlib.sha256()
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in _all_of(begun, rest):
                hashed.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
            size = file.tell()
        _settle(Path(name), place(hashed.hexdigest()))
    finally:
        Path(name).unlink(missing_ok=True)
    return Received(begun.getvalue()[:BEGINNING], (hashed.hexdigest(), size))


def _all_of(begun: BytesIO, rest: BinaryIO) -> Iterator[bytes]:
    yield begun.getvalue()
    while piece := rest.read(PIECE):
        yield piece


def _settle(written: Path, target: Path) -> None:
    written.replace(target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """What was moved into the folder is there also after the power has been gone."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
