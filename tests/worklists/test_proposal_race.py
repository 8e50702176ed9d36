"""Two leaders answer the same proposal in the same second, each on a connection of her own."""

import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection

from heltom.lib import clock
from heltom.lib.errors import Refused
from tests.support.history import done_visits
from tests.ward import make_ward
from worklists.actions import estimates, minutes
from worklists.models import MinutesDecision, MinutesProposal, PlanMinutes

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_answer_holds_and_the_other_is_told(monkeypatch):
    ward = make_ward()
    (plan,) = ward.plans(1)
    done_visits(plan, [30] * 10)
    estimates.propose(team=plan.team)
    by = {name: ward.user(name) for name in ("ola", "vera")}
    both_inside = threading.Barrier(2, timeout=1)
    record, refused = minutes._record, []

    def meet_before_the_record(decision, who):
        with suppress(threading.BrokenBarrierError):
            both_inside.wait()
        return record(decision, who)

    monkeypatch.setattr(minutes, "_record", meet_before_the_record)

    def yes(name):
        tomorrow = clock.today() + timedelta(days=1)
        proposals = MinutesProposal.objects.all()
        try:
            minutes.approve(proposals=proposals, why=name, by=by[name], from_date=tomorrow)
        except Refused as refusal:
            refused.append((name, str(refusal)))
        finally:
            connection.close()

    threads = [threading.Thread(target=yes, args=(name,)) for name in by]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    decision = MinutesDecision.objects.get()
    assert PlanMinutes.objects.get().decision == decision
    ((second, sentence),) = refused
    assert second != decision.why
    assert f"godkjent av {decision.why.capitalize()}" in sentence
