"""The search itself, compiled to machine code: the same lists and prices, some hundred times faster.

Compiled once for each version of these files and each kind of processor, and kept in
``HELTOM_COMPILED`` (else beside the program in ``var/compiled``): set-up does it, so that nobody
waits at the first click. Where that cannot be written to, it is compiled into the machine's
temporary folder instead, which takes half a minute at the first plan after a restart.
"""

import hashlib
import os
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
    mine = Path(tempfile.gettempdir()) / f"heltom-compiled-{os.getuid()}"
    return wanted if _writable(wanted / _version()) else mine


KEPT_IN = _kept_in()
VERSION = KEPT_IN / _version()
config.CACHE_DIR = str(VERSION)  # type: ignore[attr-defined]
