"""manage.py day_balance: does the day add up, to the visit? Status 1 where it does not."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from worklists.management.arguments import add_day_and_team, day_from, teams_from
from worklists.queries.balance import Balance, balances_on, faults_of_nobody


class Command(BaseCommand):
    help = "Viser dagsbalansen per team og vakt. Avslutter med 1 hvis noe ikke går opp."

    def add_arguments(self, parser: CommandParser) -> None:
        add_day_and_team(parser)
        parser.add_argument("--json", action="store_true", help="skriv JSON for andre programmer")

    def handle(self, *args: Any, **options: Any) -> None:
        day = day_from(options["date"])
        teams = teams_from(options["team"], day)
        balances = balances_on(day, teams)
        loose = [] if options["team"] else faults_of_nobody(day, teams)
        right = all(balance.balances for balance in balances) and not loose
        if options["json"]:
            rows = [balance.as_dict() for balance in balances]
            report = {
                "date": day.isoformat(),
                "balances": right,
                "team_shifts": rows,
                "faults": [fault.sentence for fault in loose],
            }
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
        else:
            self._table(balances)
            for fault in loose:
                self.stdout.write(f"  ! {fault.sentence}")
        if not right:
            sys.exit(1)

    def _table(self, balances: list[Balance]) -> None:
        self.stdout.write(
            f"{'team':<22}{'vakt':<7}{'skal':>6}{'liste':>7}{'utført':>8}{'avlyst':>8}{'ufordelt':>10}{'borte':>7}"
        )
        for row in balances:
            mark = "" if row.balances else "  GÅR IKKE OPP"
            self.stdout.write(
                f"{row.team.code:<22}{row.kind:<7}{row.due:>6}{row.on_list:>7}{row.done:>8}"
                f"{row.cancelled:>8}{row.unassigned:>10}{row.unacknowledged:>7}{mark}"
            )
            for fault in row.faults:
                self.stdout.write(f"  ! {fault.sentence}")
