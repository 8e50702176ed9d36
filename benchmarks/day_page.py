"""What the day page costs: queries, response times and weight, for a large team and a small one.

Makes an OT with 12 worklists and 180 visits, and one with 3 and 45, in a test database of its own,
and asks for the day page as the vaktkoordinator would.

    scripts/with-services .venv/bin/python benchmarks/day_page.py
"""

from __future__ import annotations

import gzip
import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

REQUESTS = 200


def main() -> int:
    import django

    os.environ.setdefault("HELTOM_LOG_LEVEL", "ERROR")
    django.setup()
    from django.test.runner import DiscoverRunner
    from django.test.utils import setup_test_environment, teardown_test_environment

    runner = DiscoverRunner(verbosity=0, interactive=False)
    setup_test_environment()
    databases = runner.setup_databases()
    try:
        heads = ("lister", "oppdrag", "spørringer", "median ms", "95 % ms", "kB", "kB gzip")
        print(("{:>12}" * 7).format(*heads))
        for carers, visits in ((3, 45), (12, 180)):
            _measure(carers, visits)
    finally:
        runner.teardown_databases(databases)
        teardown_test_environment()
    return 0


def _measure(carers: int, visits: int) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, url = _ward(carers, visits)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
        queries = len(captured)
    if answer.status_code != 200:
        raise SystemExit(f"{url} svarte {answer.status_code}")
    taken = []
    for _ in range(REQUESTS):
        began = time.perf_counter()
        client.get(url)
        taken.append((time.perf_counter() - began) * 1000)
    taken.sort()
    slow = taken[int(REQUESTS * 0.95)]
    weight, packed = len(answer.content), len(gzip.compress(answer.content))
    row = (carers, visits, queries, statistics.median(taken), slow, weight / 1000, packed / 1000)
    print(("{:>12.0f}" * 7).format(*row))


def _ward(carers: int, visits: int):  # type: ignore[no-untyped-def]
    """A team of that size with its lists built, and a client logged in as its VK."""
    from datetime import time as clock_time
    from datetime import timedelta

    from django.test import Client
    from django.urls import reverse

    from heltom.lib import clock
    from tests.factories import (
        PositionFactory,
        ShiftFactory,
        StaffFactory,
        TeamFactory,
        UserFactory,
        VisitPlanFactory,
    )
    from worklists.actions import rebuilds

    team, day = TeamFactory(), clock.today() + timedelta(days=1)
    staff = StaffFactory(user=UserFactory(), team=team)
    PositionFactory(staff=staff, team=team)
    for _ in range(carers):
        ShiftFactory(staff=StaffFactory(team=team), date=day)
    for n in range(visits):
        begins = clock_time(8 + n % 6, 15 * (n % 4))
        VisitPlanFactory(
            team=team, minutes=8 + n % 17, earliest=begins, latest=clock_time(begins.hour + 1)
        )
    row = rebuilds.request(team=team, day=day, kind="dag", why="måling")
    if claimed := rebuilds.claim(row.pk):
        rebuilds.run(claimed)
    client = Client()
    client.force_login(staff.user)
    return client, reverse("worklists:day", args=[team.code, day, "dag"])


if __name__ == "__main__":
    sys.exit(main())
