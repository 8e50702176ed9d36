"""manage.py propose_minutes: compare what visits took with their plans, here and now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from heltom.lib import clock
from worklists.actions import estimates
from worklists.estimates import LEAST_CARERS, Why
from worklists.management.arguments import teams_from
from worklists.models import EstimateRun

#: What is said of a team's plans, in this order.
SAID = {
    Why.PROPOSED: "bør endres",
    Why.FITS: "passer",
    Why.FEW_VISITS: "har for få oppdrag til et tall",
    Why.FEW_CARERS: f"er gjort av færre enn {LEAST_CARERS} ulike hjelpere: ingen tall",
}


class Command(BaseCommand):
    help = "Foreslår nye tider der oppdrag tar noe annet enn planlagt. Ellers gjøres det hver uke."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--team", help="teamets kode (ellers alle team)")

    def handle(self, *args: Any, **options: Any) -> None:
        day = clock.today()
        teams = teams_from(options["team"], day)
        for team in teams:
            self.stdout.write(_line(estimates.propose(team=team, day=day)))
        for unit in sorted({team.unit for team in teams}, key=lambda unit: unit.pk):
            tasks = estimates.note_tasks(unit=unit, day=day)
            self.stdout.write(f"{unit}: tall for {len(tasks)} oppgaver")


def _line(run: EstimateRun) -> str:
    plans = ", ".join(f"{run.plans[why]} {said}" for why, said in SAID.items() if why in run.plans)
    left_out = sum(run.left_out.values())
    counted = f"{run.counted} oppdrag, {left_out} regnet ikke med"
    return f"{run.team.code}: {counted}. Tidsplaner: {plans or 'ingen'}."
