"""manage.py import_emelding PATH… : one JSON line for each message, flushed as it goes."""

from __future__ import annotations

import json
import logging
import os
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from emeldinger import originals
from emeldinger.actions.intake import Incoming, take
from emeldinger.actions.outbox import TASK
from emeldinger.channels.folder import unfinished
from emeldinger.models import Arrival
from emeldinger.queries.outcome import outcome
from heltom.lib import wake

log = logging.getLogger("heltom.emeldinger")


class Command(BaseCommand):
    help = "Ta inn e-meldinger fra filer og mapper. Skriver en linje JSON for hver. Filene blir liggende."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="+", type=Path, metavar="PATH", help=_("filer, eller mapper med filer")
        )
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help=_("vis hva som ville skje med hver fil for seg, og lagre ingenting"),
        )

    def handle(self, *, paths: list[Path], dry_run: bool, **options: object) -> None:
        refused = owed = 0
        for path in paths:
            for file, fault in _files(path):
                told: dict[str, Any] = {"error": fault} if fault else _taken(file, dry_run=dry_run)
                refused += told.pop("database", False)
                owed += len(told.get("receipts", ()))
                self.stdout.write(json.dumps({"file": _shown(file), **told}, ensure_ascii=False))
                self.stdout.flush()
        if owed and not dry_run:
            wake.now(TASK)
        if refused:
            raise CommandError(
                _("Databasen ville ikke ta imot %(many)s av filene. Prøv dem igjen.")
                % {"many": refused}
            )


def _files(path: Path) -> Iterator[tuple[Path, str]]:
    """The file, or every file in the folder and below, by name; not those that are not finished. With a
    folder that cannot be looked into comes why.
    """
    if not path.is_dir():
        yield path, ""
        return
    closed: list[OSError] = []
    for folder, folders, names in os.walk(path, onerror=closed.append):
        folders.sort()
        yield from ((Path(folder, name), "") for name in sorted(names) if not unfinished(name))
    yield from ((Path(fault.filename), _words(fault)) for fault in closed)


def _taken(file: Path, *, dry_run: bool) -> dict[str, Any]:
    """What became of it; `error` where it could not be opened or taken in, and then nothing was."""
    try:
        return _tried(file) if dry_run else _take(file)
    except OSError as fault:
        return {"error": _words(fault)}
    except DatabaseError as fault:
        if not connection.is_usable():
            # The next file opens another, where the database is back.
            connection.close()
        return {"error": str(fault).partition("\n")[0], "database": True}
    except Exception as fault:
        # A fault of ours with one file: told in full to whoever reads the log, and the rest goes on.
        log.exception("Not taken in: %s", _shown(file))
        return {"error": repr(fault)[:500]}


def _tried(file: Path) -> dict[str, Any]:
    with transaction.atomic():
        told = _take(file)
        transaction.set_rollback(True)
        return told


def _take(file: Path) -> dict[str, Any]:
    began = time.monotonic()
    with file.open("rb") as stream:
        received = originals.receive(stream)
    taken = take(
        Incoming(
            received.raw,
            way=Arrival.Way.COMMAND,
            reference=_shown(file)[-300:],
            kept_as=received.kept_as,
        )
    )
    seconds = time.monotonic() - began
    return outcome(taken.message, receipts=taken.receipts, new=taken.new, seconds=seconds)


def _words(fault: OSError) -> str:
    return fault.strerror or type(fault).__name__


def _shown(file: Path) -> str:
    """A name can hold bytes that are no letters."""
    return os.fsencode(file).decode("utf-8", "replace")
