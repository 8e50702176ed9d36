"""Random stays, moves and returns on a fortnight of the municipality: does every day balance, always?

    scripts/with-services .venv/bin/python -m benchmarks.coming_and_going --size bergen --steps 200

With an empty database it makes the demo municipality of that size first. All three shifts of every
team are built for so many days, today first. Then each step is one thing that people do: somebody is
taken to hospital (last night, now, or at an hour to come), comes home, is expected on another day,
was registered by mistake, or is moved to another team. After each step the noted changes are taken
up and all lists that are owed are built, in this process and with the quick search; then it counts

  * the day balance of every shift of the teams that were built for the step, and of all now and then,
  * visits on published lists to somebody who is away,
  * whether exactly the visits that the patient's plans ask for stand in their team, once each,
  * what became of the minutes that a stay set free.

The figures of each step are one line of JSON in --log. Started again with the same log it goes on
after the last step. It ends with status 1 when there was a fault.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heltom.settings")

KINDS = {"begin": 34, "end": 24, "expected": 9, "still_away": 4, "undo": 7, "move": 22}
#: All sums of the fortnight are counted after every so many steps.
ALL_EVERY = 25
REASON = "tilfeldig prøve"


def main() -> int:
    options = _arguments()
    import django

    django.setup()
    _quick()
    _municipality(options.size)
    days = [_today() + timedelta(days=ahead) for ahead in range(options.days)]
    _build_all(days)
    done = _lines(options.log)
    game = _game(days, options.seed)
    began = time.monotonic()
    for number in range(len(done) + 1, options.steps + 1):
        line = game.step(number)
        done.append(line)
        with options.log.open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")
        if number % 10 == 0 or line["faults"]:
            print(
                f"{number:4} {line['kind']:11} {time.monotonic() - began:6.0f} s", *line["faults"]
            )
    faults = [fault for line in done for fault in line["faults"]] + game.everything()
    _tell(done, days, game.all_counted)
    for fault in faults:
        print("FEIL:", fault)
    return 1 if faults else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="benchmarks.coming_and_going",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--size", choices=("team", "enhet", "bergen"), default="team")
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--days", type=int, default=14, help="days with lists, today first")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--log", type=Path, required=True, help="one line of JSON a step")
    return parser.parse_args()


def _today() -> date:
    from heltom.lib import clock

    return clock.today()


def _quick() -> None:
    """The worker's own steps, with a shorter search: what is measured is the sums, not the lists."""
    from worklists.actions import rebuilds

    rebuilds.solve = partial(rebuilds.solve, effort="quick")


def _municipality(size: str) -> None:
    from django.core.management import call_command

    from patients.models import Patient

    if not Patient.objects.exists():
        call_command("make_demo", size=size, load=True)


def _build_all(days: list[date]) -> None:
    """Lists for every shift that has none yet, so that a run that was broken off goes on."""
    from teams.models import ShiftKind, Team
    from worklists.actions import rebuilds
    from worklists.models import TeamShift

    began = time.monotonic()
    build_waiting()
    for day in days:
        lists = TeamShift.objects.on(day).filter(current__isnull=False)
        if lists.count() < len(ShiftKind) * Team.objects.on(day).count():
            rebuilds.request_day(day=day, why="prøve")
            build_waiting()
            print(f"{day} bygget, {time.monotonic() - began:.0f} s i alt", flush=True)


def build_waiting() -> int:
    """Do all that is owed, as the worker does, until nothing more is. Returns how many were built."""
    from worklists.actions import rebuilds, sweep
    from worklists.models import Rebuild

    built = 0
    while True:
        sweep.take_changes()
        waiting = list(Rebuild.objects.filter(status=Rebuild.Status.WAITING).order_by("pk"))
        if not waiting:
            return built
        for row in waiting:
            if claimed := rebuilds.claim(row.pk):
                rebuilds.run(claimed)
                built += 1


def _lines(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def _game(days: list[date], seed: int) -> Any:
    """The steps themselves: a class of its own because its imports need Django to be set up."""
    from benchmarks.coming_steps import Game

    return Game(days, seed, build_waiting)


def _tell(done: list[dict[str, Any]], days: list[date], all_counted: int) -> None:
    def total(name: str) -> int:
        return sum(line[name] for line in done)

    kinds = Counter(line["kind"] for line in done)
    tried = [line["free"] for line in done if line["free"] is not None]
    told = {
        "skritt": len(done),
        "av hver type": ", ".join(f"{kind} {number}" for kind, number in sorted(kinds.items())),
        "dager med lister": len(days),
        "ombygginger": total("rebuilds"),
        "dagsbalanser talt etter skritt": total("sums"),
        "dagsbalanser talt i de hele tellingene": all_counted,
        "minutter frigjort fra lister": total("freed"),
        "… tatt i bruk av oppdrag uten plass": total("taken"),
        "… kjøring spart": total("travel"),
        "frigjort plass prøvd med et likt oppdrag": len(tried),
        "… plassen var ledig": sum(tried),
        "sekunder": round(sum(line["seconds"] for line in done)),
        "feil": sum(len(line["faults"]) for line in done),
    }
    for label, figure in told.items():
        print(f"{label:45} {figure}")


if __name__ == "__main__":
    sys.exit(main())
