"""The real worker, beat's sweep and the real broker: killed in the middle, and emptied."""

import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
import redis
from django.db import connection

from heltom.lib import clock
from heltom.services import places
from heltom.services.broker import Broker
from tests.factories import ShiftFactory, StaffFactory, TeamFactory, VisitPlanFactory
from worklists.actions import rebuilds
from worklists.models import Rebuild, Visit
from worklists.queries.balance import balances_on

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("worker")]

#: Seconds that all the teams together may take here before the test gives up.
PATIENCE = 120


@pytest.fixture
def broker(tmp_path, monkeypatch):
    monkeypatch.setenv("HELTOM_VAR", str(tmp_path / "var"))
    broker = Broker()
    broker.start()
    yield broker
    broker.stop()
    shutil.rmtree(places.socket_folder(), ignore_errors=True)


@pytest.fixture
def celery(broker):
    """Starts Celery against this test's own database; whatever is left is killed at the end."""
    started = []

    def start(*arguments):
        environment = os.environ | {
            "DATABASE_URL": _test_database(),
            "BROKER_URL": f"redis+socket://{broker.socket}",
            "DJANGO_SETTINGS_MODULE": "heltom.settings",
            "SECRET_KEY": "only-for-tests",  # pragma: allowlist secret
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "heltom.celery", *arguments],
            env=environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _test_database():
    settings = connection.settings_dict
    address = os.environ["DATABASE_URL"]
    head, _, query = address.partition("?")
    base = head.rsplit("/", 1)[0]
    return f"{base}/{settings['NAME']}" + (f"?{query}" if query else "")


@pytest.fixture
def teams():
    """Six teams with a day's work each."""
    teams = [TeamFactory() for _ in range(6)]
    for team in teams:
        for _ in range(4):
            ShiftFactory(staff=StaffFactory(team=team), date=tomorrow())
        VisitPlanFactory.create_batch(40, team=team, minutes=15)
    return teams


def tomorrow():
    return clock.today() + timedelta(days=1)


def ask(teams):
    for team in teams:
        rebuilds.request(team=team, day=tomorrow(), kind="dag", why="test")
    Rebuild.objects.update(messaged_at=None)


def wait_for(condition, patience=PATIENCE):
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, list(Rebuild.objects.values())
        time.sleep(0.1)


def asked_for():
    """The rows of this test; the sweep asks for the teams' other shifts too."""
    return Rebuild.objects.filter(why="test")


def done():
    return asked_for().filter(status=Rebuild.Status.DONE).count()


def assert_nothing_is_lost(teams):
    assert Visit.objects.filter(date=tomorrow()).count() == 240
    for sum_ in balances_on(tomorrow(), teams):
        assert sum_.balances, sum_.faults


def test_a_worker_killed_in_the_middle_loses_nothing(teams, celery, tmp_path):
    ask(teams)
    worker = celery("worker", "--concurrency", "1")
    celery("beat", "--schedule", str(tmp_path / "beat"))
    wait_for(lambda: asked_for().filter(status=Rebuild.Status.RUNNING).exists())
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    # Half a minute's silence is what tells the sweep; the test need not sit through it.
    Rebuild.objects.filter(status="bygger").update(beat_at=clock.now() - timedelta(minutes=1))
    celery("worker", "--concurrency", "1")
    wait_for(lambda: done() == 6)
    assert asked_for().filter(attempts=2).exists()
    assert_nothing_is_lost(teams)


def test_a_broker_that_starts_empty_delays_and_loses_nothing(teams, celery, broker, tmp_path):
    ask(teams)
    celery("worker", "--concurrency", "1")
    celery("beat", "--schedule", str(tmp_path / "beat"))
    wait_for(lambda: done() >= 1)
    broker.process.kill()
    broker.process.wait()
    shutil.rmtree(broker.data)
    broker.start()
    with redis.Redis(unix_socket_path=str(broker.socket)) as queue:
        assert not queue.lrange("celery", 0, -1)
    Rebuild.objects.filter(status="venter").update(messaged_at=None)
    wait_for(lambda: done() == 6)
    assert_nothing_is_lost(teams)
