"""manage.py board_candidates: whom the rules and people put on a team's board, and why. Writes nothing."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from boards.queries.candidates import candidates
from boards.rules.registry import RULES
from worklists.management.arguments import day_from, teams_from


class Command(BaseCommand):
    help = (
        "Viser hvem som står for tur på teamets tavle med det som var kjent da dagen var over,"
        " med regler og det de bygger på. Skriver ingenting."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--team", required=True, help="teamets kode")
        parser.add_argument("--date", help="dato, for eksempel 2026-11-23 (ellers i dag)")
        parser.add_argument("--json", action="store_true", help="for programmer")

    def handle(self, *args: Any, **options: Any) -> None:
        day = day_from(options["date"])
        (team,) = teams_from(options["team"], day)
        told = candidates(team, day)
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
            return
        self.stdout.write(f"{team.name} {day:%d.%m.%Y}: {told['capacity']}")
        for one in told["candidates"]:
            self.stdout.write(_line(one))


def _line(one: dict[str, Any]) -> str:
    titles = {rule.code: str(rule.title) for rule in RULES}
    place = f"{one['place']:>3}" if one["place"] else f"  – (har ventet {one['weeks']} uker)"
    why = [f"{titles.get(rule['rule'], rule['rule'])}: {rule['sentence']}" for rule in one["rules"]]
    why += [f"Meldt: {report['reason']}" for report in one["reports"]]
    return f"{place} {one['number']}  " + "\n      ".join(why)
