"""Our broker keeps its queue over a kill; were it lost, the sweeps find the rows (worklists)."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from heltom.services import places
from heltom.services.broker import Broker


@pytest.fixture
def broker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Broker]:
    monkeypatch.setenv("HELTOM_VAR", str(tmp_path / "var"))
    broker = Broker()
    broker.start()
    yield broker
    broker.stop()
    shutil.rmtree(places.socket_folder(), ignore_errors=True)


def client(broker: Broker) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(broker.socket))


def test_queue_is_there_after_a_kill(broker):
    with client(broker) as queue:
        queue.rpush("celery", "one", "two")
    broker.process.kill()
    broker.process.wait()
    broker.start()
    with client(broker) as queue:
        assert queue.lrange("celery", 0, -1) == [b"one", b"two"]


def test_broker_listens_on_no_port(broker):
    with client(broker) as queue:
        assert queue.config_get("port") == {"port": "0"}


def test_second_user_borrows_the_broker(broker):
    second = Broker()
    second.start()
    second.stop()
    assert broker.answers()
