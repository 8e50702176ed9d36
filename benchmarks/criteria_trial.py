"""A changed draft of the criteria tried on every patient: seconds, queries, who would move and why.

    scripts/with-services .venv/bin/python -m benchmarks.criteria_trial [--tries 3]

Run with a municipality loaded (`make_demo --size bergen --seed 1 --load`). A copy of the table in
force is made, two of its criteria are changed as a person would in the browser, and the page's own
query is asked. All of it is taken back afterwards.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from dataclasses import replace

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heltom.settings")

#: Asks a figure lower, and settles alone what spoke weakly.
CHANGES = {
    "Høy NEWS2 den siste uken": {"number": 3},
    "Sårprosedyre som sykepleier gjør": {"strength": 3},
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=3)
    tries = parser.parse_args().tries
    import django

    django.setup()
    from django.db import transaction

    with transaction.atomic():
        measure(tries)
        transaction.set_rollback(True)


def measure(tries: int) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from heltom.lib import clock
    from worklists.queries.criteria_trial import Outcome, try_table

    user = editor()
    draft = changed_draft(user)
    with CaptureQueriesContext(connection) as caught:
        try_table(user, draft, clock.today())
    seconds, work = [], []
    for _ in range(tries):
        began, worked = time.perf_counter(), time.process_time()
        trial = try_table(user, draft, clock.today())
        seconds.append(time.perf_counter() - began)
        work.append(time.process_time() - worked)
    print(f"patients   {trial.total.patients}")
    print(f"queries    {len(caught)}")
    print(
        f"seconds    {statistics.median(seconds):.1f}, of them {statistics.median(work):.1f} in Python"
    )
    print(f"moves      {trial.moves[0]} by the table in force, {trial.moves[1]} by the draft")
    for outcome in Outcome:
        print(f"{trial.total.counts[outcome]:5} {outcome.label}")
    print(
        f"{sum(each.how_many for each in trial.teams)} of {trial.total.changed} changes may {user} see"
    )
    for sentence, patients in trial.reasons:
        print(f"{patients:5} {sentence}")


def editor():
    """An enhetsleder of the municipality."""
    from teams.models import Position, PositionKind

    leaders = Position.objects.filter(kind=PositionKind.UNIT_LEADER, staff__user__isnull=False)
    return leaders.select_related("staff__user").order_by("pk").first().staff.user


def changed_draft(user):
    from patients.actions import criteria
    from patients.models import CriteriaTable
    from patients.queries.criteria import rule_of

    draft = criteria.make_draft(by=user)
    for row in draft.criteria.filter(text__in=CHANGES).prefetch_related("conditions"):
        rule, changes = rule_of(row), CHANGES[row.text]
        conditions = tuple(
            replace(each, number=changes.get("number", each.number)) for each in rule.conditions
        )
        rule = replace(rule, strength=changes.get("strength", rule.strength), conditions=conditions)
        version = CriteriaTable.objects.get(pk=draft.pk).version
        criteria.change_criterion(criterion=row, rule=rule, version=version, by=user)
    return CriteriaTable.objects.get(pk=draft.pk)


if __name__ == "__main__":
    main()
