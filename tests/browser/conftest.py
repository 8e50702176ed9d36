"""A ward in the middle of its day shift, and its people at their screens."""

import time
from collections.abc import Callable, Iterator
from datetime import time as clock_time

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from heltom.lib import clock
from teams.demo import mark_as_demo
from tests.ward import Ward, make_ward
from worklists.queries.day import shift_url

# Five seconds are too few where the machine has other things to do; what is there is seen at once anyway.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def base_url(live_server) -> str:
    """Addresses in these tests begin with a slash."""
    return live_server.url


@pytest.fixture
def ward(monkeypatch: pytest.MonkeyPatch) -> Ward:
    noon = clock.at(clock.today(), clock_time(12))
    monkeypatch.setattr(clock, "now", lambda: noon)
    return make_ward()


@pytest.fixture
def day_url(ward: Ward) -> str:
    return shift_url(ward.team, ward.day, "dag")


@pytest.fixture
def sign_in(context: BrowserContext, live_server, ward: Ward) -> Callable[[str], None]:
    """Puts somebody's session into the browser; the login itself has tests of its own."""

    def put(name: str) -> None:
        client = Client()
        client.force_login(ward.user(name))
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )

    return put


@pytest.fixture(autouse=True)
def faults(page: Page) -> Iterator[list[str]]:
    """What the browser complains of, a breach of the content policy first of all: nothing."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on(
        "console",
        lambda line: found.append(line.text) if line.type in ("error", "warning") else None,
    )
    yield found
    page.close()
    wait_for_the_server()
    assert found == []


def wait_for_the_server() -> None:
    """A slot that was still loading when the page closed is answered before the tables are emptied."""
    ends_at = time.monotonic() + 10
    busy = True
    while busy and time.monotonic() < ends_at:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND state <> 'idle'"
            )
            busy = cursor.fetchone()[0] > 0
        if busy:
            time.sleep(0.02)


@pytest.fixture
def demo(db, settings):
    """The mark outlives the clean-up after the test, which empties tables only."""
    settings.HELTOM_DEMO = True
    mark_as_demo(invented=True)
    yield
    mark_as_demo(invented=False)
