"""Does the importer's memory grow with the file? And how quick is it?

    scripts/with-services .venv/bin/python benchmarks/import_memory.py [LINES ...]

For each number of lines (10,000 and 100,000 unless others are named) a folder with a visits.csv of
that length is read in a dry run, once without faults and once with a fault on every line, each in
a process of its own. Printed: the peak of Python's own memory while it ran (tracemalloc, which
makes it slower), the peak of the process (without tracemalloc), and the seconds.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "docs" / "example-import"
DEFAULT_LINES = ("10000", "100000")
FIRST_DAY = date(2019, 1, 1)
#: The two plans of the example that recur on most days.
PLANS = ("T-P1-1", "T-P1-2", "T-P2-1", "T-P2-2")


def make_folder(folder: Path, lines: int, *, faulty: bool) -> None:
    from imports.format import table
    from imports.writer import write_table

    copytree(EXAMPLE, folder)
    write_table(folder, table("visits"), visits(lines, "utførd" if faulty else "utfort"))


def visits(lines: int, state: str) -> Iterator[dict[str, object]]:
    for number in range(lines):
        day = FIRST_DAY + timedelta(days=number // len(PLANS))
        yield {
            "reference": f"O-{number}",
            "plan": PLANS[number % len(PLANS)],
            "date": day,
            "state": state,
            "carer": "1001",
            "started_at": f"{day} 08:00",
            "ended_at": f"{day} 08:30",
        }


def measure(folder: Path, *, traced: bool) -> None:
    """In the child: read the folder, and print what it cost."""
    import django

    django.setup()
    from imports.actions import import_folder

    if traced:
        tracemalloc.start()
    began = time.monotonic()
    result = import_folder(folder=folder, by=None, dry_run=True)
    answer = {
        "seconds": time.monotonic() - began,
        "faults": result.total_faults,
        "peak": tracemalloc.get_traced_memory()[1] if traced else 0,
        "process": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }
    print(json.dumps(answer))


def ask(folder: Path, *, traced: bool) -> dict[str, float]:
    child = [sys.executable, __file__, "--child", str(folder), *(["--traced"] if traced else [])]
    answer: dict[str, float] = json.loads(
        subprocess.run(child, check=True, capture_output=True, text=True).stdout
    )
    return answer


def main(numbers: list[str]) -> None:
    print(f"{'lines':>9} {'faults':>9} {'Python, peak':>14} {'process, peak':>14} {'seconds':>8}")
    peaks: list[float] = []
    for faulty in (False, True):
        for lines in map(int, numbers):
            with TemporaryDirectory() as parent:
                folder = Path(parent) / "kommune"
                make_folder(folder, lines, faulty=faulty)
                traced, plain = ask(folder, traced=True), ask(folder, traced=False)
            peaks.append(traced["peak"])
            print(
                f"{lines:>9,} {int(plain['faults']):>9,} {traced['peak'] / 1e6:>11.1f} MB"
                f" {plain['process'] / 1e6:>11.1f} MB {plain['seconds']:>8.1f}"
            )
    half = len(numbers)
    print(f"Python's peak, {numbers[-1]} lines to {numbers[0]}: {peaks[half - 1] / peaks[0]:.2f}")
    print(f"and with a fault on every line: {peaks[-1] / peaks[half]:.2f}")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heltom.settings")
    if "--child" in sys.argv:
        place = sys.argv.index("--child") + 1
        measure(Path(sys.argv[place]), traced="--traced" in sys.argv)
    else:
        import django

        django.setup()
        main(sys.argv[1:] or list(DEFAULT_LINES))
