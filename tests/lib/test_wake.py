"""A broker that is away is not the reader's problem."""

import pytest
from celery import Celery
from kombu.exceptions import OperationalError

from heltom.lib import wake


def test_without_a_broker_the_message_is_left_to_the_sweep(monkeypatch, tmp_path):
    away = Celery("away", broker=f"redis+socket://{tmp_path}/nobody.sock", set_as_current=False)
    away.conf.broker_transport_options = {"max_retries": 1, "interval_start": 0, "interval_max": 0}
    monkeypatch.setattr(wake, "current_app", away)
    assert wake.now("worklists.tasks.rebuild", 1) is False


@pytest.mark.parametrize("fault", [OperationalError, ConnectionRefusedError])
def test_what_a_broker_says_no_with_is_swallowed(monkeypatch, fault):
    def refuse(*_args, **_how):
        raise fault("away")

    monkeypatch.setattr(wake.current_app, "send_task", refuse)
    assert wake.now("worklists.tasks.rebuild", 1) is False
