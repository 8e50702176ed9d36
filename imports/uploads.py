"""From what somebody has sent to a folder of files, without trusting a name or a size in it."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

type Sent = UploadedFile[Any]

#: What is sent, and what comes out of it. Bergen's own folder is some 15 MB.
MAX_SENT = 50 * 1024 * 1024
MAX_UNPACKED = 400 * 1024 * 1024
MAX_FILES = 100
CHUNK = 64 * 1024

SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_. -]{0,80}")
ENCRYPTED = 0x1


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
        with zipfile.ZipFile(_open(sent)) as archive:
            for entry in _wanted(archive):
                with archive.open(entry) as content:
                    chunks = iter(lambda: content.read(CHUNK), b"")
                    room -= _write(folder, PurePosixPath(entry.filename).name, chunks, room=room)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError) as error:
        raise BadUpload(_("Zip-filen er skadet eller pakket på en måte vi ikke leser.")) from error


def _wanted(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The CSV files, wherever they lie; a zip that tries to reach outside is refused whole."""
    entries = archive.infolist()
    if len(entries) > MAX_FILES:
        raise BadUpload(_("Zip-filen har flere enn %(limit)s filer.") % {"limit": MAX_FILES})
    for entry in entries:
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in entry.filename:
            raise BadUpload(_("Zip-filen har navn som peker ut av mappen."))
        if entry.flag_bits & ENCRYPTED:
            raise BadUpload(_("Zip-filen har passord. Send den uten."))
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


def _open(sent: Sent) -> IO[bytes]:
    sent.seek(0)
    return sent


def _too_large() -> str:
    limits = {"sent": MAX_SENT // 1024**2, "unpacked": MAX_UNPACKED // 1024**2}
    return _("For mye på en gang: høyst %(sent)s MB sendt, %(unpacked)s MB utpakket.") % limits
