"""manage.py import_municipality FOLDER [--dry-run] [--json] [--all]"""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from imports.actions import ImportBusy, ImportRun, import_folder
from imports.faults import SHOWN

QUIET_SECONDS = 2


class Command(BaseCommand):
    help = "Les inn en mappe med kommunens filer. Formatet: docs/import-format.md"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help=_("mappen med CSV-filene"))
        parser.add_argument(
            "--dry-run", action="store_true", help=_("gjør alt, men skriv ingenting")
        )
        parser.add_argument("--json", action="store_true", help=_("svar for programmer"))
        parser.add_argument(
            "--all", action="store_true", help=_("vis alle feilene, ikke bare de første")
        )

    def handle(self, *, folder: Path, dry_run: bool, **options: object) -> None:
        if not folder.is_dir():
            raise CommandError(_("Mappen %(folder)s finnes ikke.") % {"folder": folder})
        progress = _Progress()
        try:
            result = import_folder(
                folder=folder,
                by=None,
                dry_run=dry_run,
                limit=None if options["all"] else SHOWN,
                progress=progress,
            )
        except ImportBusy as error:
            raise CommandError(str(error)) from error
        finally:
            progress.end()
        self.stdout.write(_as_json(result) if options["json"] else _as_text(result))
        if result.total_faults:
            sys.exit(1)


class _Progress:
    """One line on stderr that renews itself, once the work has taken more than two seconds."""

    def __init__(self) -> None:
        self.began = self.said = time.monotonic()
        self.width = 0

    def __call__(self, step: str) -> None:
        now = time.monotonic()
        if now - self.began > QUIET_SECONDS and now - self.said > 0.5:
            self._say(f"{step} … ({now - self.began:.0f} s)")
            self.said = now

    def end(self) -> None:
        if self.width:
            self._say("")

    def _say(self, text: str) -> None:
        sys.stderr.write(f"\r{text.ljust(self.width)}{'' if text else chr(13)}")
        sys.stderr.flush()
        self.width = len(text)


def _as_json(result: ImportRun) -> str:
    return json.dumps(asdict(result), ensure_ascii=False, indent=2)


def _as_text(result: ImportRun) -> str:
    if result.total_faults:
        return "\n".join([*map(str, result.faults), "", *_fault_totals(result)])
    lines = [
        _("%-24s %8s %8s %8s %10s") % ("", _("nye"), _("endret"), _("avsluttet"), _("uendret"))
    ]
    lines += [
        f"{name + '.csv':<24} {count.new:>8} {count.changed:>8} {count.ended:>8} {count.unchanged:>10}"
        for name, count in result.files.items()
    ]
    done = _("Prøvekjøring: ingenting er skrevet.") if result.dry_run else _("Lest inn.")
    lines.append(_("%(done)s %(seconds)s sekunder.") % {"done": done, "seconds": result.seconds})
    return "\n".join(lines)


def _fault_totals(result: ImportRun) -> list[str]:
    lines = [f"{file or '–':<24} {number:>8}" for file, number in result.faults_by_file.items()]
    total = result.total_faults
    sentence = ngettext(
        "%(total)s feil. Ingenting er skrevet.", "%(total)s feil. Ingenting er skrevet.", total
    )
    lines.append(sentence % {"total": total})
    if total > len(result.faults):
        hidden = _("Viser de første %(shown)s; --all viser alle.") % {"shown": len(result.faults)}
        lines.append(hidden)
    return lines
