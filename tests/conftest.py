"""Strictness for every test, and the browser of the machine for those under tests/browser."""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, time
from itertools import chain, groupby
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import TransactionTestCase

from tests.support import clocks
from tests.support.emptying import empty_quickly, may_empty_quickly
from tests.support.shared import rows_kept

BROWSER_TESTS = Path(__file__).parent / "browser"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "Fant ikke Chromium. Installer den:"
    " apt-get install chromium (Debian), snap install chromium (Ubuntu)."
)

#: Its address bar draws its suggestions in two processes per window, which cost a test more than the page.
#: The rest is Playwright's own list, which this switch would else put away.
NOT_NEEDED = (
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,AvoidUnnecessaryBeforeUnloadCheckSync,LensOverlay,PaintHolding,"
    "DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,MediaRouter,AimEnabled,"
    "ThirdPartyStoragePartitioning,OptimizationHints,NetworkTimeServiceQuerying,PreconnectToSearch"
)

# pytest-playwright keeps an event loop open in the thread, which Django takes for async code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def chromium() -> str | None:
    named = os.environ.get("HELTOM_CHROMIUM")
    return named or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without Chromium the browser tests are skipped on a desk, and fail in CI.

    The tests of a module that share its rows come last in it: the others find an empty database.
    """
    skip_here = chromium() is None and not os.environ.get("CI")
    for item in items:
        if BROWSER_TESTS in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))
            if skip_here:
                item.add_marker(pytest.mark.skip(reason=MISSING))
    items[:] = chain.from_iterable(
        sorted(of_one, key=lambda item: "rows_of_module" in item.fixturenames)
        for _module, of_one in groupby(items, lambda item: item.path)
    )


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = chromium()
    if path is None:
        pytest.fail(MISSING)
    quiet = ["--disable-quic", "--disable-background-networking", "--disable-component-update"]
    quiet.append(f"--disable-features={NOT_NEEDED}")
    return {
        **browser_type_launch_args,
        "executable_path": path,
        # Root, as in many containers, has no sandbox to give.
        "args": [*quiet, *(["--no-sandbox"] if os.geteuid() == 0 else [])],
    }


@pytest.fixture(scope="session", autouse=True)
def tables_are_emptied_quickly(django_db_setup: None, django_db_blocker: Any) -> None:
    """Also where a test is not marked for it: the same clean-up for all."""
    with django_db_blocker.unblock():
        if may_empty_quickly():
            TransactionTestCase._fixture_teardown = empty_quickly


@pytest.fixture(scope="module")
def rows_of_module(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """What a fixture of a module writes stands for all its tests: see tests/support/shared.py."""
    with rows_kept(django_db_blocker):
        yield


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Twelve o'clock today, in the middle of the day shift."""
    return clocks.pin(monkeypatch, time(12))


@pytest.fixture(scope="session", autouse=True)
def last_guests_leave(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A page that polls may still be asking when its test is over; the database cannot go meanwhile."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
