"""How fast the day page is, on the shift with the most visits in the database at hand.

    scripts/with-services .venv/bin/python -m benchmarks.day_page [--requests 200] [--json]

Asks as a leader of the team would. Time is the whole answer, from request to last byte, without
the network; the static files must have been collected.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client

    from teams.models import User
    from worklists.models import TeamShift

Measure = Callable[[int], dict[str, object]]

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heltom.settings")


def main(measure: Measure, about: str | None) -> None:
    """The command of a benchmark that asks for pages: `measure` is given how many times to ask."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    import django

    django.setup()
    found = measure(options.requests)
    print(json.dumps(found) if options.json else "\n".join(f"{k:16} {v}" for k, v in found.items()))


def measure(requests: int) -> dict[str, object]:
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from worklists.queries.day import shift_url

    shift = biggest()
    client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    client.force_login(reader(shift))
    url = shift_url(shift.team, shift.date, shift.kind)
    page = client.get(url)
    with CaptureQueriesContext(connection) as caught:
        client.get(url)
    queries = len(caught)  # At once: the log of queries forgets the oldest.
    times = sorted(milliseconds(client, url) for _ in range(requests))
    return {
        "page": url,
        "worklists": shift.current.worklists.count() if shift.current else 0,
        "visits": shift.visits,  # type: ignore[attr-defined]
        "queries": queries,
        "bytes": len(page.content),
        "median_ms": round(statistics.median(times), 1),
        "p95_ms": round(times[int(0.95 * (len(times) - 1))], 1),
    }


def biggest() -> TeamShift:
    from django.db.models import Count

    from worklists.models import TeamShift

    published = TeamShift.objects.filter(current__isnull=False)
    counted = published.annotate(visits=Count("current__worklists__entries"))
    return counted.select_related("team__site__unit", "current").order_by("-visits", "pk")[0]


def reader(shift: TeamShift) -> User:
    """Somebody whose standing position reaches the team, whatever the hour."""
    from teams.models import Position, PositionKind

    unit = Position.objects.filter(unit=shift.team.unit, kind=PositionKind.UNIT_LEADER)
    holders = Position.objects.filter(team=shift.team) | unit
    position = holders.filter(staff__user__isnull=False).select_related("staff__user").first()
    if position is None or position.staff.user is None:
        raise SystemExit("Ingen leder med bruker når teamet. Les inn demokommunen først.")
    return position.staff.user


def milliseconds(client: Client, url: str, expected: int = 200) -> float:
    began = time.perf_counter()
    status = client.get(url).status_code
    if status != expected:
        raise SystemExit(f"{url} svarte {status}.")
    return 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    main(measure, __doc__)
