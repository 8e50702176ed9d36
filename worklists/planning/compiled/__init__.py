"""The search itself, compiled to machine code: the same lists and prices, some hundred times faster.

Compiled once for each version of these files and kept in ``HELTOM_COMPILED`` (else beside the
program in ``var/compiled``): set-up does it, so that nobody waits at the first click.
"""

import hashlib
import os
from pathlib import Path

from numba import config

HERE = Path(__file__).parent


def _version() -> str:
    """A name that changes with the files: the compiler itself looks at one file at a time."""
    text = b"".join(path.read_bytes() for path in sorted(HERE.glob("*.py")))
    return hashlib.sha256(text).hexdigest()[:16]


KEPT_IN = Path(os.environ.get("HELTOM_COMPILED") or HERE.parents[2] / "var" / "compiled")
config.CACHE_DIR = str(KEPT_IN / _version())
