"""manage.py load_criteria: a criteria table out of a file; the example that ships where none is named."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser

from heltom.lib.errors import Refused
from patients.actions import criteria
from patients.criteria.document import EXAMPLE, read_file
from patients.models import CriteriaTable


class Command(BaseCommand):
    help = "Leser inn en kriterietabell fra en TOML-fil som utkast, eller som gjeldende fra en dag."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=EXAMPLE, help="ellers eksempelet")
        parser.add_argument("--in-force-from", help="gjelder fra, for eksempel 2026-11-23")

    def handle(self, *args: Any, **options: Any) -> None:
        path, day = options["file"], _day(options["in_force_from"])
        try:
            table = criteria.load(path_or_data=path, in_force_from=day)
        except Refused as refusal:
            raise CommandError(f"Ingenting er lest inn.\n{refusal}") from None
        self._tell(table, path)

    def _tell(self, table: CriteriaTable, path: Path) -> None:
        state = f"gjelder fra {table.valid_from:%d.%m.%Y}" if table.valid_from else "er et utkast"
        rules, laws = table.criteria.count(), table.task_rules.count()
        self.stdout.write(f"{table.name}: nr. {table.number} {state}.")
        self.stdout.write(f"{rules} kriterier, {laws} regler for oppgaver.")
        known = set(table.task_rules.values_list("competence__code", flat=True))
        left_out = sorted(set(read_file(path)[0].tasks) - known)
        if left_out:
            self.stdout.write(
                f"Uten regel, for kompetansen finnes ikke her: {', '.join(left_out)}."
            )
        if table.is_example:
            self.stdout.write("Den er et eksempel. Bytt den ut med kommunens egne kriterier.")


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"«{text}» er ikke en dato. Skriv den som 2026-11-23.") from None
