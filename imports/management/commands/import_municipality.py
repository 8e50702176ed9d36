"""manage.py import_municipality FOLDER [--dry-run] [--json] [--all]"""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, OutputWrapper
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from imports.actions import ImportBusy, ImportRun, import_folder
from imports.faults import SHOWN

QUIET_SECONDS = 2.0
#: How often, on a terminal and in a log.
RENEWED_EVERY, LINE_EVERY = 0.5, 5.0


class Command(BaseCommand):
    #: What make_demo alone says; there is no such option on the command line.
    stealth_options = ("invented",)
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
        progress = _Progress(self.stderr)
        try:
            result = import_folder(
                folder=folder,
                by=None,
                dry_run=dry_run,
                invented=bool(options.get("invented")),
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
    """What is being done, once it has taken more than two seconds.

    On a terminal a line that renews itself; in a log a line now and then.
    """

    def __init__(self, out: OutputWrapper) -> None:
        self.out = out
        self.renews = out.isatty()
        self.pause = RENEWED_EVERY if self.renews else LINE_EVERY
        self.began = self.said = time.monotonic()
        self.width = 0

    def __call__(self, step: str) -> None:
        now = time.monotonic()
        if now - self.began > QUIET_SECONDS and now - self.said > self.pause:
            self._say(f"{step} … ({now - self.began:.0f} s)")
            self.said = now

    def end(self) -> None:
        """Wipe the line, so that what follows stands alone."""
        if self.renews and self.width:
            self._write(f"\r{' ' * self.width}\r")

    def _say(self, text: str) -> None:
        self._write(f"\r{text.ljust(self.width)}" if self.renews else f"{text}\n")
        self.width = len(text)

    def _write(self, text: str) -> None:
        self.out.write(text, style_func=str, ending="")
        self.out.flush()


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
    lines += _notice_lines(result)
    done = _("Prøvekjøring: ingenting er skrevet.") if result.dry_run else _("Lest inn.")
    lines.append(_("%(done)s %(seconds)s sekunder.") % {"done": done, "seconds": result.seconds})
    return "\n".join(lines)


def _notice_lines(result: ImportRun) -> list[str]:
    """What the source should be told, before the last line."""
    if not result.notices:
        return []
    title = _("Filene og HeltOm sier hver sitt i %(total)s linjer. Det som står i HeltOm, gjelder:")
    return ["", title % {"total": result.total_notices}, *map(str, result.notices), ""]


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
