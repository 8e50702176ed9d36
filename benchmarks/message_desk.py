"""What the queue of e-meldinger costs, with so many open and so many stored.

In a database of its own (what comes in is never removed):

    HELTOM_VAR=/tmp/queue scripts/with-services sh -c '.venv/bin/python manage.py migrate -v0 &&
        .venv/bin/python manage.py collectstatic -v0 --no-input &&
        .venv/bin/python -m benchmarks.message_desk --stored 1000000 --open 2000'

Asks as the nurse on duty would. Time is the whole answer, from request to last byte, without the network;
`kb` is the page as it is sent, before it is packed. One JSON line for each.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from benchmarks.day_page import milliseconds
from benchmarks.intake_fill import fill_up_to
from benchmarks.intake_post import make_house, post

if TYPE_CHECKING:
    from django.test import Client

    from teams.models import User

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heltom.settings")


def main() -> int:
    asked = _arguments()
    import django

    django.setup()
    people = make_house()
    fill_up_to(asked.stored, every=max(asked.stored // asked.open, 1))
    from emeldinger.models import Message

    opened = Message.objects.filter(pk=_take_one(people))
    print(json.dumps({"stored": Message.objects.count(), "open": Message.objects.open().count()}))
    client = _client(_nurse())
    for name, url, status in _pages(opened.get().pk):
        print(
            json.dumps({"what": name} | _measured(client, url, status, asked.requests)), flush=True
        )
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="benchmarks.message_desk", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--stored", type=int, default=20_000)
    parser.add_argument("--open", type=int, default=2_000, help="of the stored, in one HT")
    parser.add_argument("--requests", type=int, default=30, help="of each page")
    return parser.parse_args()


def _take_one(people: list[object]) -> int:
    """A message that can be read: what fills the tables cannot."""
    from emeldinger.actions.intake import Incoming, take
    from emeldinger.models import Arrival

    (sent,) = post(1, people, int(time.time()))
    return take(Incoming(sent.raw, Arrival.Way.COMMAND)).message.pk


def _nurse() -> User:
    """On duty as ansvarsvakt while this runs."""
    from heltom.lib import clock
    from teams.models import Shift, Staff, Team, User

    now = clock.now()
    ht = Team.objects.get(code="maal-ht")
    user = User.objects.get_or_create(username="maal-ansvarsvakt")[0]
    known = {
        "given_name": "Måle",
        "family_name": "Sykepleier",
        "profession": "sykepleier",
        "team": ht,
    }
    staff = Staff.objects.get_or_create(user=user, defaults=known | {"number": "maal-1"})[0]
    hours = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(hours=6)}
    duty = {"team": ht, "date": clock.today(), "kind": "dag", "function": "ansvarsvakt"}
    Shift.objects.update_or_create(staff=staff, **duty, defaults=hours)
    return user


def _client(user: User) -> Client:
    from django.conf import settings
    from django.test import Client

    client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    client.force_login(user)
    return client


def _pages(message: int) -> list[tuple[str, str, int]]:
    from django.urls import reverse

    desk = reverse("emeldinger:desk", args=["maal-ht"])
    return [
        ("queue", desk, 200),
        ("queue, last page", f"{desk}?side=200", 200),
        ("only informs", f"{desk}?vis=orientering", 200),
        ("of one type", f"{desk}?type=DIALOG_FORESPORSEL", 200),
        ("of one team", f"{desk}?team=maal-ot", 200),
        ("of one patient", f"{desk}?pasient=maal-7", 200),
        ("a name in the message", f"{desk}?pasient=M%C3%A5lesen", 200),
        ("not taken", f"{desk}?hos=ledige", 200),
        ("over the deadline", f"{desk}?frist=over", 200),
        ("number in the header", reverse("emeldinger:unopened"), 200),
        ("next message", reverse("emeldinger:next", args=[message]), 302),
        ("one message", reverse("emeldinger:message", args=[message]), 200),
    ]


def _measured(client: Client, url: str, status: int, requests: int) -> dict[str, object]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    size = len(client.get(url).content)
    with CaptureQueriesContext(connection) as caught:
        client.get(url)
    queries = len(caught)
    times = sorted(milliseconds(client, url, status) for _ in range(requests))
    return {
        "queries": queries,
        "kb": round(size / 1000, 1),
        "median_ms": round(statistics.median(times), 1),
        "p95_ms": round(times[int(0.95 * (len(times) - 1))], 1),
    }


if __name__ == "__main__":
    sys.exit(main())
