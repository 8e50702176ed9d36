"""Two leaders of one unit decide at the same moment: one decides, the other is told."""

import threading
from contextlib import suppress

import pytest
from django.db import connection

from heltom.lib import clock
from heltom.lib.errors import Refused
from tests.ward import make_ward
from worklists.actions import weights
from worklists.models import UnitWeights

pytestmark = pytest.mark.django_db(transaction=True)


def test_nobody_overwrites_what_she_has_not_seen(monkeypatch):
    ward = make_ward()
    meet, refused = threading.Barrier(2, timeout=2), []
    check = weights._check

    def together(*args):
        check(*args)
        with suppress(threading.BrokenBarrierError):
            meet.wait()

    def decide(late_minute):
        try:
            weights.decide(
                unit=ward.team.unit,
                values={"late_minute": late_minute},
                valid_from=clock.today(),
                reason="i en test",
                after=0,
                by=ward.user("ola"),
            )
        except Refused as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    monkeypatch.setattr(weights, "_check", together)
    threads = [threading.Thread(target=decide, args=(minutes,)) for minutes in (20, 30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert UnitWeights.objects.count() == 1
    assert len(refused) == 1
    assert "Noen andre har bestemt nye tall" in refused[0]
