"""From what somebody has sent to a folder of files, without trusting a name or a size in it."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

type Sent = UploadedFile[Any]

#: What is sent, and what comes out of it. Bergen's own folder is some 15 MB.
MAX_SENT = 50 * 1024 * 1024
MAX_UNPACKED = 400 * 1024 * 1024
MAX_FILES = 100
CHUNK = 64 * 1024
#: What a zip tells of its files, read at one go: a name and some dates for each.
MAX_LIST = MAX_FILES * 1024

SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_. -]{0,80}")
ENCRYPTED = 0x1
#: What every zip program makes. Of the rest each has faults of its own when it is damaged.
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
DAMAGED = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, OverflowError,
)  # fmt: skip


class BadUpload(Exception):
    """What was sent cannot be used; the text is Norwegian and says what to do."""


class UploadTooLarge(BadUpload):
    pass


def check_size(sent: int) -> None:
    """Raises UploadTooLarge where this many bytes are more than anybody may send."""
    if sent > MAX_SENT:
        raise UploadTooLarge(_too_large())


def save_to(folder: Path, files: Iterable[Sent]) -> None:
    """Put the sent files, or those in the one zip that was sent, into an empty folder.

    Raises BadUpload, and UploadTooLarge where it is or unpacks to more than the bounds.
    """
    sent = list(files)
    if not sent:
        raise BadUpload(_("Send filene som CSV, eller alle i én zip-fil."))
    check_size(sum(file.size or 0 for file in sent))
    if len(sent) == 1 and _name(sent[0]).casefold().endswith(".zip"):
        _unpack(folder, sent[0])
        return
    for file in sent:
        _write(folder, _name(file), iter(file.chunks(CHUNK)), room=MAX_SENT)


def _unpack(folder: Path, sent: Sent) -> None:
    """The bytes are counted as they come out: the sizes that a zip states may be lies."""
    room = MAX_UNPACKED
    try:
        with zipfile.ZipFile(cast("IO[bytes]", _Bounded(sent))) as archive:
            for entry in _wanted(archive):
                with archive.open(entry) as content:
                    chunks = iter(lambda: content.read(CHUNK), b"")
                    room -= _write(folder, PurePosixPath(entry.filename).name, chunks, room=room)
    except DAMAGED as error:
        raise BadUpload(_unreadable()) from error


class _Bounded:
    """The sent file, for zipfile, which makes an object of each entry of whatever list is there.

    The number of entries that a zip states may be a lie; the size of the list is what is read.
    """

    def __init__(self, sent: Sent) -> None:
        sent.seek(0)
        self.seek, self.tell, self.seekable = sent.seek, sent.tell, sent.seekable
        self._read = sent.read

    def read(self, size: int = -1) -> bytes:
        if size > MAX_LIST:
            raise BadUpload(_too_many())
        return bytes(self._read(size))


def _wanted(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The CSV files, wherever they lie; a zip that tries to reach outside is refused whole."""
    entries = archive.infolist()
    if len(entries) > MAX_FILES:
        raise BadUpload(_too_many())
    for entry in entries:
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in entry.filename:
            raise BadUpload(_("Zip-filen har navn som peker ut av mappen."))
        if entry.flag_bits & ENCRYPTED:
            raise BadUpload(_("Zip-filen har passord. Send den uten."))
        if entry.compress_type not in PACKED:
            raise BadUpload(_unreadable())
    return [
        entry
        for entry in entries
        if not entry.is_dir()
        and entry.filename.casefold().endswith(".csv")
        and not PurePosixPath(entry.filename).name.startswith(".")
        and "__MACOSX" not in PurePosixPath(entry.filename).parts
    ]


def _write(folder: Path, name: str, chunks: Iterable[bytes], *, room: int) -> int:
    """Write a file of at most `room` bytes; returns how many there were."""
    if not SAFE_NAME.fullmatch(name):
        raise BadUpload(_("Filnavnet kan ikke brukes: %(name)s") % {"name": name[:80]})
    written = 0
    try:
        with (folder / name).open("xb") as file:
            for chunk in chunks:
                written += len(chunk)
                if written > room:
                    raise UploadTooLarge(_too_large())
                file.write(chunk)
    except FileExistsError as error:
        raise BadUpload(_("Filen er der to ganger: %(name)s") % {"name": name}) from error
    return written


def _name(file: Sent) -> str:
    return str(file.name or "")


def _unreadable() -> str:
    return _("Zip-filen er skadet eller pakket på en måte vi ikke leser.")


def _too_many() -> str:
    return _("Zip-filen har flere enn %(limit)s filer.") % {"limit": MAX_FILES}


def _too_large() -> str:
    limits = {"sent": MAX_SENT // 1024**2, "unpacked": MAX_UNPACKED // 1024**2}
    return _("For mye på en gang: høyst %(sent)s MB sendt, %(unpacked)s MB utpakket.") % limits
