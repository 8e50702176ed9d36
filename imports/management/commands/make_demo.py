"""manage.py make_demo --size bergen|enhet|team [--seed N] [--date D] [--out DIR] [--load]"""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.services import places
from imports.demo import SIZES, generate, tables
from imports.format import table
from imports.lived import live
from imports.lived_post import deliver_post
from imports.writer import write_table
from worklists.management.arguments import day_from


class Command(BaseCommand):
    help = "Lag en oppdiktet kommune som en mappe med CSV-filer, og les den inn med --load."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", choices=SIZES, default="enhet", help=_("hvor stor den er"))
        parser.add_argument(
            "--seed", type=int, default=1, help=_("samme tall gir samme kommune (1)")
        )
        parser.add_argument(
            "--date", help=_("dagen demoen legges rundt, for eksempel 2026-11-23 (ellers i dag)")
        )
        parser.add_argument("--out", type=Path, default=None, help=_("mappen filene skrives i"))
        parser.add_argument("--load", action="store_true", help=_("les mappen inn i databasen"))

    def handle(self, *, size: str, seed: int, out: Path | None, load: bool, **options: Any) -> None:
        folder = out or places.var() / "demo" / f"{size}-{seed}"
        today = day_from(options["date"])
        try:
            lines = write_demo(folder, size=size, seed=seed, today=today)
        except FileExistsError as error:
            raise CommandError(
                _("%(path)s er en fil, ikke en mappe.") % {"path": error.filename}
            ) from error
        except PermissionError as error:
            raise CommandError(
                _("Får ikke skrive i %(path)s.") % {"path": error.filename}
            ) from error
        self.stdout.write(
            _("Skrev %(lines)s linjer i %(folder)s.") % {"lines": lines, "folder": folder}
        )
        if load:
            call_command(
                "import_municipality",
                folder,
                invented=True,
                stdout=self.stdout,
                stderr=self.stderr,
            )
            # Else on Monday night: whoever looks at a demo will not wait for it. What was just read in
            # has no statistics yet, without which the database takes a minute instead of a second.
            connection.cursor().execute("ANALYZE worklists_visit, worklists_visitstate")
            call_command("propose_minutes", stdout=self.stdout, stderr=self.stderr)
            if live(today):
                self.stdout.write(_("La inn vurderinger, flyttinger og hjemkomster."))
                came = deliver_post(clock.at(today, clock.now().time()))
                self.stdout.write(_("Tok imot %(came)s e-meldinger.") % {"came": came})


def write_demo(folder: Path, *, size: str, seed: int, today: date) -> int:
    """Write the demo municipality in the import format; returns the number of lines."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = tables(generate(size, seed, today))
    return sum(write_table(folder, table(name), lines) for name, lines in rows.items())
