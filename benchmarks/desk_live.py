"""What it costs that every desk follows its colleagues: the two questions that screens ask by themselves.

    scripts/with-services .venv/bin/python -m benchmarks.desk_live [--requests 200] [--json]

The board asks every four seconds and what waits every thirty, each answered 204 while nothing is new.
`ten_desks` is the share of one processor that ten open desks take when nobody does anything.
"""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

from benchmarks.day_page import biggest, main, milliseconds, reader

if TYPE_CHECKING:
    from django.test import Client

#: Seconds between two questions, as templates/worklists/day.html and _now.html have them.
BOARD_EVERY, NOW_EVERY = 4, 30


def measure(requests: int) -> dict[str, object]:
    from django.conf import settings
    from django.test import Client

    from worklists.queries.addresses import shift_url
    from worklists.queries.desk_tools import now_of

    shift = biggest()
    client = Client(
        headers={"host": settings.ALLOWED_HOSTS[0], "HX-Request": "true", "X-Heltom-Poll": "1"}
    )
    client.force_login(reader(shift))
    url = shift_url(shift.team, shift.date, shift.kind)
    now = now_of(reader(shift), shift)
    board = asked(client, f"{url}?version={shift.version}", 204, requests)
    waits = asked(client, f"{url}na/?version={now.version}", 204, requests)
    whole = asked(client, url, 200, max(requests // 10, 1))
    share = 10 * (board["cpu_ms"] / BOARD_EVERY + waits["cpu_ms"] / NOW_EVERY) / 1000
    return {
        "page": url,
        **{f"board_204_{name}": value for name, value in board.items()},
        **{f"now_204_{name}": value for name, value in waits.items()},
        **{f"board_{name}": value for name, value in whole.items()},
        "board_to_204": round(whole["median_ms"] / board["median_ms"], 1),
        "ten_desks": f"{share:.1%}",
    }


def asked(client: Client, url: str, status: int, requests: int) -> dict[str, float]:
    """Queries of one answer, and milliseconds: the whole answer, and of this process's own time."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as caught:
        answer = client.get(url)
    if answer.status_code != status:
        raise SystemExit(f"{url}: {answer.status_code}, expected {status}")
    queries, began = len(caught), time.process_time()
    times = sorted(milliseconds(client, url, status) for _ in range(requests))
    cpu = 1000 * (time.process_time() - began) / requests
    return {
        "queries": queries,
        "median_ms": round(statistics.median(times), 2),
        "p95_ms": round(times[int(0.95 * (len(times) - 1))], 2),
        "cpu_ms": round(cpu, 2),
    }


if __name__ == "__main__":
    main(measure, __doc__)
