"""Compile the search, as set-up does: ``python -m worklists.planning.compiled``.

Quick where it is compiled already. Versions of other sources are removed.
"""

import shutil
import time

from worklists.planning.compiled import KEPT_IN, VERSION
from worklists.planning.compiled.warm import warm


def main() -> None:
    """Compile what is not compiled yet, and say how long it took."""
    began = time.monotonic()
    warm()
    seconds = time.monotonic() - began
    for folder in KEPT_IN.iterdir():
        if folder != VERSION:
            shutil.rmtree(folder, ignore_errors=True)
    if seconds > 2:
        print(f"Søket er kompilert ({seconds:.0f} s).", flush=True)


if __name__ == "__main__":
    main()
