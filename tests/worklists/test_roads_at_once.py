"""Two teams' workers learn the roads at once, with transactions of their own."""

import threading

import pytest
from django.db import connection, transaction

from tests.support.road_server import road_server
from worklists.actions import roads
from worklists.models import RoadTimes
from worklists.planning.problem import Place
from worklists.queries.roads import roads_between

pytestmark = pytest.mark.django_db(transaction=True)

SHARED = [Place(f"P-{i}", 60.39 + i / 500, 5.33) for i in range(8)]
OURS = [*SHARED, *(Place(f"O-{i}", 60.41 + i / 500, 5.34) for i in range(8))]
THEIRS = [*SHARED, *(Place(f"T-{i}", 60.43 + i / 500, 5.35) for i in range(8))]


@pytest.fixture
def server(settings):
    with road_server("osrm") as running:
        settings.HELTOM_ROUTING = "osrm"
        settings.HELTOM_ROUTING_URLS = {"car": running.url}
        settings.HELTOM_ROUTING_TIMEOUT = 5
        yield running


def fetch_at_once(*teams):
    ready, faults = threading.Barrier(len(teams)), []

    def fetch(places):
        ready.wait()
        try:
            roads.fetch(places, ["car"])
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=fetch, args=(places,)) for places in teams]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_what_both_add_to_a_known_place_is_kept(server):
    roads.fetch(SHARED, ["car"])
    fetch_at_once(OURS, THEIRS)
    for places in (OURS, THEIRS):
        assert not roads_between(places, ["car"]).unasked
    assert RoadTimes.objects.count() == 24


def test_when_nothing_is_known_both_end_without_a_fault(server):
    for _ in range(5):
        RoadTimes.objects.all().delete()
        fetch_at_once(OURS, list(reversed(THEIRS)))
        roads.fetch(OURS, ["car"])
        roads.fetch(THEIRS, ["car"])
        assert not roads_between(OURS, ["car"]).unasked
        assert not roads_between(THEIRS, ["car"]).unasked


def test_within_a_transaction_the_server_is_not_asked(server):
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        roads.fetch(OURS, ["car"])
    assert not server.questions


def test_while_the_server_is_asked_no_transaction_is_open(server, monkeypatch):
    open_then = []
    table = type(server).table

    def looking(self, *asked):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND state LIKE 'idle in transaction%'"
            )
            open_then.append(cursor.fetchone()[0])
        connection.close()
        return table(self, *asked)

    monkeypatch.setattr(type(server), "table", looking)
    roads.fetch(OURS, ["car"])
    assert open_then == [0]
