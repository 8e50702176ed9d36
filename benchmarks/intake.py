"""How many messages a minute are taken in with their receipts, and how that changes with what is stored.

In a database of its own (what comes in is never removed):

    HELTOM_VAR=/tmp/intake scripts/with-services sh -c '.venv/bin/python manage.py migrate &&
        .venv/bin/python -m benchmarks.intake --messages 5000 --processes 1 2 --stored 0 100000 1000000'

For each number stored (filled up by generate_series: message, arrival, receipt and the bytes of both)
and each number of processes, new messages are taken in (`intake.take`), each in a transaction of its
own that reads, judges, finds the patient, keeps the bytes and writes the receipts. --folder takes the
whole way instead: files in inn/ to receipts in ut/, both on the disk. One JSON line for each.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.intake_fill import fill_up_to
from benchmarks.intake_post import make_house, post
from benchmarks.process import peak_memory_mib

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heltom.settings")


def main() -> int:
    asked = _arguments()
    import django

    django.setup()
    people = make_house()
    seed = int(time.time())
    for stored in asked.stored:
        there = fill_up_to(stored)
        for processes in asked.processes:
            seed += 1
            raws = [each.raw for each in post(asked.messages, people, seed)]
            measure = _by_folder if asked.folder else _by_take
            told = {"stored": there, "processes": processes, "messages": len(raws)}
            print(json.dumps(told | measure(raws, processes)), flush=True)
            there += len(raws)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.intake", description=__doc__.split("\n")[0])
    parser.add_argument("--messages", type=int, default=5000, help="taken in for each measure")
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--stored", type=int, nargs="+", default=[0], help="messages there before")
    parser.add_argument("--folder", action="store_true", help="from inn/ to ut/, files on the disk")
    return parser.parse_args()


def _by_take(raws: list[bytes], processes: int) -> dict[str, object]:
    shares = [raws[number::processes] for number in range(processes)]
    return _measured(shares, _take_all, len(raws))


def _take_all(raws: list[bytes]) -> None:
    from emeldinger.actions.intake import Incoming, take
    from emeldinger.models import Arrival

    for number, raw in enumerate(raws):
        take(Incoming(raw, Arrival.Way.FOLDER, channel="mappe", reference=f"{number}.xml"))


def _by_folder(raws: list[bytes], processes: int) -> dict[str, object]:
    from django.conf import settings
    from django.utils import timezone

    from emeldinger.models import Sending

    # What an earlier measure owes is not this one's to send.
    Sending.objects.filter(state="skal-sendes").update(state="sendt", sent_at=timezone.now())
    with TemporaryDirectory(dir=settings.HELTOM_EMELDING_STORE.parent) as name:
        settings.HELTOM_EMELDING_FOLDER = root = Path(name)
        (root / "inn").mkdir()
        for number, raw in enumerate(raws):
            (root / "inn" / f"{number:06}.xml").write_bytes(raw)
        time.sleep(6)  # A file counts as whole when nobody has written to it for five seconds.
        told = _measured([root] * processes, _empty, len(raws))
        return told | {"receipts_in_ut": len([*(root / "ut").iterdir()])}


def _empty(root: Path) -> None:
    from emeldinger.actions import outbox, pickup

    while any((root / "inn").iterdir()) or any((root / "arbeid").glob("[!.]*")):
        if not pickup.pick_up() + outbox.send_owed():
            time.sleep(0.1)
    while outbox.send_owed():
        pass


def _measured(shares: list[object], act: Callable[[object], None], count: int) -> dict[str, object]:
    """Wall time from when every process is ready until the last is done."""
    from django.db import connection

    connection.close()
    fork = multiprocessing.get_context("fork")
    ready, peaks = fork.Barrier(len(shares) + 1), fork.Queue()
    children = [fork.Process(target=_child, args=(act, share, ready, peaks)) for share in shares]
    for child in children:
        child.start()
    ready.wait()
    began = time.perf_counter()
    for child in children:
        child.join()
    seconds = time.perf_counter() - began
    if any(child.exitcode for child in children):
        sys.exit("one of the processes failed")
    return {
        "way": "inn-til-ut" if act is _empty else "take",
        "seconds": round(seconds, 1),
        "per_second": round(count / seconds, 1),
        "per_minute": round(60 * count / seconds),
        "peak_mib": max(peaks.get() for _ in children),
    }


def _child(
    act: Callable[[object], None], share: object, ready: object, peaks: multiprocessing.Queue
) -> None:
    from django.db import connection

    connection.ensure_connection()
    ready.wait()  # type: ignore[attr-defined]
    act(share)
    peaks.put(peak_memory_mib())


if __name__ == "__main__":
    sys.exit(main())
