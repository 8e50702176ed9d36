"""manage.py load_terms FILE [--write]"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from heltom.lib.errors import Refused
from patients.actions.terms import load_terms, read_words, write_words


class Command(BaseCommand):
    help = "Les ord og ICNP-koder for mål og tiltak fra en CSV-fil, eller skriv dem til en med --write."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help=_("CSV-filen, skilt med semikolon"))
        parser.add_argument(
            "--write", action="store_true", help=_("skriv ordene som er der nå til filen")
        )

    def handle(self, *, file: Path, write: bool, **options: Any) -> None:
        try:
            if write:
                self.stdout.write(_("Skrev %s ord.") % write_words(file))
                return
            added, changed = load_terms(read_words(file))
        except (Refused, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            _("%(added)s nye ord, %(changed)s endret.") % {"added": added, "changed": changed}
        )
