"""A folder that something else carries messages to and from: the plainest of the ways.

inn/         what has come. Written as `.tmp` and renamed, or left until its size has been still
arbeid/      claimed, while it is taken in; what a killed process leaves here is taken again
tatt-imot/   a folder for each day, with what was taken in: ours no longer, the operator empties it
ut/          what we send, each file whole from the moment it has its name

A file is claimed by a lock on it, which the machine takes back from a process that is killed, and
by moving it to arbeid/. It is moved on only after the database has it.
"""

from __future__ import annotations

import fcntl
import logging
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import cast

from emeldinger import originals
from emeldinger.channels.base import ChannelDown, Fetched
from emeldinger.models import Arrival, Sending, SendingKind
from heltom.lib import clock

log = logging.getLogger("heltom.emeldinger")

#: Names of what is not finished: the customs of those who write files into folders.
UNFINISHED = (".tmp", ".part", ".partial", ".filepart", ".crdownload", ".swp", "~")
#: A file that nobody has written to for so many seconds is whole.
SETTLED = 5.0
#: Seconds after which a file's time is in the future, and not only a little late.
FAR_AHEAD = 60.0
#: Bytes of a name that are kept. What lies in tatt-imot/ has the claim's own mark before it.
NAME = 180
MARK = "~"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed(Fetched):
    """A file in arbeid/, locked by us until it is done with."""

    lies: Path


class Folder:
    """One folder. `settled` is how many seconds a file must have been left in peace."""

    name = "mappe"
    way = Arrival.Way.FOLDER
    many_at_once = True

    def __init__(self, root: Path, *, settled: float = SETTLED) -> None:
        self.root, self.settled = root, settled
        self.incoming, self.work = root / "inn", root / "arbeid"
        self.outgoing, self.taken = root / "ut", root / "tatt-imot"

    def fetch(self) -> Iterator[Fetched]:
        """What a killed process left behind, and what has come, by the time on each file."""
        for path in self._waiting():
            with _claim(path, self.work) as claim:
                if claim is not None and (fetched := _read(*claim)):
                    yield fetched

    def done(self, fetched: Fetched) -> None:
        lies, day = cast(Claimed, fetched).lies, self.taken / clock.today().isoformat()
        try:
            day.mkdir(exist_ok=True)
            lies.rename(day / lies.name)
        except OSError as fault:
            raise ChannelDown(_words(fault)) from fault

    def send(self, sending: Sending) -> str:
        """The name comes from the row, so that twice is the same file."""
        kind = "kvittering" if sending.kind == SendingKind.RECEIPT else "melding"
        name = f"{kind}-{sending.msg_id}.xml"
        unfinished = self.outgoing / f".{name}.{secrets.token_hex(6)}.tmp"
        try:
            self._make()
            try:
                _write(unfinished, originals.pieces(sending.original))
                unfinished.replace(self.outgoing / name)
            finally:
                unfinished.unlink(missing_ok=True)
            originals.sync_folder(self.outgoing)
        except OSError as fault:
            raise ChannelDown(_words(fault)) from fault
        return name

    def _make(self) -> None:
        """The folders under the root; not the root itself, which may be a disk that is not there now."""
        for folder in (self.incoming, self.work, self.outgoing, self.taken):
            folder.mkdir(exist_ok=True)

    def _waiting(self) -> list[Path]:
        try:
            self._make()
            still_at = _now_there(self.work) - self.settled
            files = [*_files(self.work, still_at), *_files(self.incoming, still_at)]
        except OSError as fault:
            raise ChannelDown(_words(fault)) from fault
        return [path for _, _, path in sorted(files)]


def unfinished(name: str) -> bool:
    return name.startswith(".") or name.casefold().endswith(UNFINISHED)


def _files(folder: Path, still_at: float) -> Iterator[tuple[float, str, Path]]:
    """Plain files only: a link could point anywhere, and a pipe be without an end."""
    with os.scandir(folder) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):
                found = entry.stat(follow_symlinks=False)
                # What was written before the clock was set back is of a time that may never come again.
                still = found.st_ctime <= still_at or found.st_ctime > still_at + FAR_AHEAD
                if still and not unfinished(entry.name) and stat.S_ISREG(found.st_mode):
                    yield found.st_mtime, entry.name, folder / entry.name


def _now_there(folder: Path) -> float:
    """The time by the clock that gives the files their times: the disk's may be another machine's.

    It also shows at once whether we may write there.
    """
    mark = folder / ".klokke"
    mark.write_bytes(b"")
    return mark.stat().st_ctime


@contextmanager
def _claim(path: Path, work: Path) -> Iterator[tuple[int, Path] | None]:
    """The open file and where it lies now, ours alone; None where another has it, or we may not."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        yield None
        return
    except OSError as fault:
        _tell(path.name, _words(fault))
        yield None
        return
    try:
        yield _locked(handle, path, work)
    finally:
        os.close(handle)


def _locked(handle: int, path: Path, work: Path) -> tuple[int, Path] | None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Whoever had the lock before us may have moved it on between our look and our lock.
        if not os.path.samestat(os.fstat(handle), path.lstat()):
            return None
        if path.parent != work:
            path = path.rename(work / _marked(path.name))
    except (BlockingIOError, FileNotFoundError):
        return None
    except OSError as fault:
        _tell(path.name, _words(fault))
        return None
    return handle, path


def _marked(name: str) -> str:
    """A name of its own in arbeid/ and tatt-imot/, whatever the file was called, and how often."""
    return secrets.token_hex(6) + MARK + os.fsdecode(os.fsencode(name)[-NAME:])


def _read(handle: int, lies: Path) -> Claimed | None:
    """None where it cannot be read or kept now, or is still being written to: it waits in arbeid/."""
    try:
        before = os.fstat(handle)
        with os.fdopen(os.dup(handle), "rb") as file:
            raw, kept_as = originals.receive(file)
        after = os.fstat(handle)
    except OSError as fault:
        _tell(lies.name, _words(fault))
        return None
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        return None
    reference = os.fsencode(lies.name).decode("utf-8", "replace")
    return Claimed(raw, reference, kept_as=kept_as, lies=lies)


def _write(path: Path, pieces: Iterator[bytes]) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o660)
    with os.fdopen(handle, "wb") as file:
        file.writelines(pieces)
        file.flush()
        os.fsync(file.fileno())


def _words(fault: OSError) -> str:
    return f"{fault.strerror or type(fault).__name__}"


@lru_cache(maxsize=1000)
def _tell(name: str, words: str) -> None:
    """Once for each file and fault, not every fifth second."""
    log.warning("E-melding folder: %s cannot be taken in now: %s", name, words)
