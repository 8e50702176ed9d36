"""Who sits in the wrong team, on the demo: how many of those planted are found, and how many besides.

    scripts/with-services .venv/bin/python -m benchmarks.team_fit --size bergen [--seed 1] [--each]

With an empty database it makes the demo municipality of that size and seed first. The demo has put
some patients in the wrong team on purpose (imports/demo/misplaced.py) and knows which: the same
municipality is generated anew to ask it. Then every team's page of fit is worked out.

    found   planted, and proposed for the other team
    held    planted, and something speaks for it, but it is not proposed: the page says why
    missed  planted, and nothing is said
    others  proposed, and not planted: with the reasons, for the criteria may well be right about them

Prints one line a team and the sums; --each also the patients of the last three kinds.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import Counter
from datetime import date
from statistics import median

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heltom.settings")


def main() -> None:
    options = _arguments()
    import django

    django.setup()
    _municipality(options.size, options.seed)
    planted = _planted(options.size, options.seed)
    sums, seconds, queries = Counter(), [], []
    for team in _teams():
        fit, took, asked = _timed(team)
        kinds = _kinds(fit, planted)
        sums += Counter({kind: len(rows) for kind, rows in kinds.items()})
        sums["patients"] += len(fit.rows)
        seconds.append(took)
        queries.append(asked)
        told = ", ".join(f"{len(rows)} {kind}" for kind, rows in kinds.items() if rows)
        print(f"{team.code:28} {len(fit.rows):4} patients  {took:5.2f} s  {told}")
        if options.each:
            _tell(kinds)
    print(
        f"{len(seconds)} teams, {sums['patients']} patients, {len(planted)} planted: {dict(sums)}"
    )
    print(f"seconds a team: median {median(seconds):.2f}, most {max(seconds):.2f}, sum {sum(seconds):.1f};"
          f" queries {min(queries)} to {max(queries)}")  # fmt: skip


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--size", choices=("team", "enhet", "bergen"), default="enhet")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--each", action="store_true")
    return parser.parse_args()


def _municipality(size: str, seed: int) -> None:
    from django.core.management import call_command

    from patients.models import Patient

    call_command("migrate", verbosity=0)
    if not Patient.objects.exists():
        call_command("make_demo", size=size, seed=seed, load=True)


def _planted(size: str, seed: int) -> dict[str, str]:
    from heltom.lib import clock
    from imports.demo import generate
    from imports.demo.misplaced import planted

    return planted(generate(size, seed, _loaded_on() or clock.today()).all_patients)


def _loaded_on() -> date | None:
    """The demo lies around the day it was made: visits that were done end the day before."""
    from datetime import timedelta

    from django.db.models import Max

    from worklists.models import State, Visit, VisitState

    done = VisitState.objects.filter(state=State.DONE).values("visit")
    last = Visit.objects.filter(pk__in=done).aggregate(last=Max("date"))["last"]
    return last + timedelta(days=1) if last else None


def _teams():
    from teams.models import Team

    return Team.objects.select_related("site__unit", "ht")


def _timed(team):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from heltom.lib import clock
    from worklists.queries.fit import fit_of

    began = time.perf_counter()
    with CaptureQueriesContext(connection) as caught:
        fit = fit_of(team, clock.today())
    return fit, time.perf_counter() - began, len(caught)


def _kinds(fit, planted):
    proposed = {row.number for row in fit.proposed}
    held = {row.number for row in fit.held}
    own = [row for row in fit.rows if row.number in planted]
    return {
        "found": [row for row in own if row.number in proposed],
        "held": [row for row in own if row.number in held],
        "missed": [row for row in own if row.number not in proposed | held],
        "others": [row for row in fit.proposed if row.number not in planted],
    }


def _tell(kinds) -> None:
    for kind in ("held", "missed", "others"):
        for row in kinds[kind]:
            said = [row.said, *row.reasons]
            print(f"    {kind:7} {row.number} {row.placement.code}: {' '.join(filter(None, said))}")


if __name__ == "__main__":
    main()
