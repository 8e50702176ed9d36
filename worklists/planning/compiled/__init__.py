"""The search itself, compiled to machine code: the same lists and prices, some hundred times faster.

Compiled once for each version of these files and each kind of processor, and kept in
``HELTOM_COMPILED`` (else beside the program in ``var/compiled``): set-up does it, so that nobody
waits at the first click. Where that cannot be written to, it is compiled into the machine's
temporary folder instead, which takes half a minute at the first plan after a restart. What is kept
is run as it lies: a temporary folder that somebody else could have filled is never read.
"""

import hashlib
import os
import stat
import tempfile
from pathlib import Path

from numba import config

HERE = Path(__file__).parent


def _version() -> str:
    """A name that changes with the files: the compiler itself looks at one file at a time."""
    text = b"".join(path.read_bytes() for path in sorted(HERE.glob("*.py")))
    return hashlib.sha256(text).hexdigest()[:16]


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def _kept_in() -> Path:
    wanted = Path(os.environ.get("HELTOM_COMPILED") or HERE.parents[2] / "var" / "compiled")
    return wanted if _writable(wanted / _version()) else own_temporary_folder()


def own_temporary_folder() -> Path:
    """The same one for each of our processes, if it is ours alone; else a new one for this process."""
    mine = Path(tempfile.gettempdir()) / f"heltom-compiled-{os.getuid()}"
    try:
        mine.mkdir(mode=0o700, exist_ok=True)
        found = mine.lstat()
    except OSError:
        return Path(tempfile.mkdtemp(prefix="heltom-compiled-"))
    others_write = stat.S_IMODE(found.st_mode) & 0o022
    is_ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not others_write
    return mine if is_ours else Path(tempfile.mkdtemp(prefix="heltom-compiled-"))


KEPT_IN = _kept_in()
VERSION = KEPT_IN / _version()
config.CACHE_DIR = str(VERSION)  # type: ignore[attr-defined]
