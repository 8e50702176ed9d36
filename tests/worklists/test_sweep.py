"""Nothing that is owed stays lying: killed workers, lost messages, changes from below."""

from datetime import time, timedelta

import pytest
from django.db import IntegrityError

from heltom.lib import clock, wake
from heltom.lib.errors import Refused
from teams.models import Change, Team
from tests.factories import ShiftFactory
from tests.ward import make_ward
from worklists.actions import rebuilds, sweep
from worklists.models import Rebuild

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return make_ward()


@pytest.fixture
def sent(monkeypatch):
    """Messages that the sweep sends, instead of a broker."""
    messages = []
    monkeypatch.setattr(wake, "now", lambda task, *args: messages.append(args[0]) or True)
    return messages


def ask(ward, kind="dag"):
    return rebuilds.request(team=ward.team, day=ward.day, kind=kind, why="test")


def test_a_row_whose_worker_was_killed_is_taken_up_again(ward):
    row = ask(ward)
    rebuilds.claim(row.pk)
    Rebuild.objects.update(beat_at=clock.now() - timedelta(minutes=1))
    assert sweep.take_back() == 1
    assert rebuilds.claim(row.pk).attempts == 2


def test_a_row_with_a_pulse_is_left_alone(ward):
    rebuilds.claim(ask(ward).pk)
    assert sweep.take_back() == 0


def test_a_worker_thought_dead_that_wakes_up_publishes_nothing(ward):
    ward.plans(2)
    row = ask(ward)
    slow = rebuilds.claim(row.pk)
    Rebuild.objects.update(beat_at=clock.now() - timedelta(minutes=1))
    sweep.take_back()
    quick = rebuilds.claim(row.pk)
    assert rebuilds.run(slow) is None
    assert rebuilds.run(quick).number == 1


def test_a_row_that_takes_its_worker_down_three_times_is_given_up_with_a_sentence(ward):
    row = ask(ward)
    for _ in range(3):
        rebuilds.claim(row.pk)
        Rebuild.objects.update(beat_at=clock.now() - timedelta(minutes=1))
        sweep.take_back()
    row.refresh_from_db()
    assert row.status == Rebuild.Status.FAILED
    assert "Meld fra" in row.error


def test_a_killed_row_gives_way_to_a_newer_wish_for_the_same_lists(ward):
    first = ask(ward)
    rebuilds.claim(first.pk)
    newer = ask(ward)
    Rebuild.objects.update(beat_at=clock.now() - timedelta(minutes=1))
    sweep.take_back()
    first.refresh_from_db()
    assert first.status == Rebuild.Status.FAILED
    assert rebuilds.claim(newer.pk)


def test_a_message_that_was_lost_is_sent_again(ward, sent):
    row = ask(ward)
    assert sweep.announce() == 0
    Rebuild.objects.update(messaged_at=clock.now() - timedelta(minutes=1))
    assert sweep.announce() == 1
    assert sent == [row.pk]


def test_without_a_broker_nothing_is_marked_as_sent(ward, monkeypatch):
    ask(ward)
    Rebuild.objects.update(messaged_at=None)
    monkeypatch.setattr(wake, "now", lambda *_: False)
    assert sweep.announce() == 0
    assert Rebuild.objects.get().messaged_at is None


def test_a_change_from_below_asks_for_the_lists_of_its_days(ward):
    Change.objects.create(
        team=ward.team, first_date=ward.day, last_date=ward.day, why="ny tidsplan", by=None
    )
    assert sweep.take_changes() == 1
    asked = {(r.team_shift.date, r.team_shift.kind) for r in Rebuild.objects.all()}
    assert asked == {(ward.day, "dag"), (ward.day, "kveld"), (ward.day, "natt")}
    assert Change.objects.get().taken_at


def test_a_change_without_end_reaches_the_days_that_have_lists(ward):
    later = ward.day + timedelta(days=5)
    rebuilds.run(
        rebuilds.claim(rebuilds.request(team=ward.team, day=later, kind="dag", why="test").pk)
    )
    Change.objects.create(
        team=ward.team, first_date=ward.day, last_date=None, why="ny plan", by=None
    )
    sweep.take_changes()
    waiting = Rebuild.objects.filter(status="venter")
    assert {r.team_shift.date for r in waiting} == {ward.day, ward.day + timedelta(days=1), later}


def test_a_change_of_the_past_asks_for_nothing(ward):
    past = ward.day - timedelta(days=5)
    Change.objects.create(team=ward.team, first_date=past, last_date=past, why="historie", by=None)
    sweep.take_changes()
    assert not Rebuild.objects.exists()


def test_a_change_is_taken_once(ward):
    Change.objects.create(team=ward.team, first_date=ward.day, last_date=None, why="plan", by=None)
    sweep.take_changes()
    assert sweep.take_changes() == 0


def test_the_night_prepares_today_and_tomorrow(ward):
    days = sweep.ready_by(clock.now())
    assert days == [ward.day, ward.day + timedelta(days=1)]


@pytest.fixture
def noon(monkeypatch):
    """Twelve o'clock: no night is going on."""
    now = clock.at(clock.today(), time(12)).astimezone(clock.OSLO)
    monkeypatch.setattr(clock, "now", lambda: now)


def test_lists_that_nobody_asked_for_are_asked_for_once(ward, noon):
    """The machine was off at half past one, or the team was made this morning."""
    assert len(sweep.request_missing()) == 3 * 2 * Team.objects.count()
    assert sweep.request_missing() == []


def test_a_night_that_is_still_going_on_gets_its_lists_too(ward, monkeypatch):
    last_night = ward.day - timedelta(days=1)
    ShiftFactory(staff=ward.people["nils"], date=last_night, kind="natt")
    now = clock.at(ward.day, time(2)).astimezone(clock.OSLO)
    monkeypatch.setattr(clock, "now", lambda: now)
    asked = {(row.team_shift.date, row.team_shift.kind) for row in sweep.request_missing()}
    assert (last_night, "natt") in asked
    assert (last_night, "kveld") not in asked


def test_lists_that_failed_are_not_asked_for_again_and_again(ward, noon):
    sweep.request_missing()
    Rebuild.objects.update(status=Rebuild.Status.FAILED, ended_at=clock.now(), error="feil")
    assert sweep.request_missing() == []


def test_looking_for_missing_lists_costs_a_fixed_number_of_queries(
    ward, noon, django_assert_num_queries
):
    sweep.request_missing()
    with django_assert_num_queries(5):
        sweep.request_missing()


def test_only_one_rebuild_of_a_shift_waits_and_only_one_runs(ward):
    first = rebuilds.request(team=ward.team, day=ward.day, kind="dag", why="a")
    assert rebuilds.request(team=ward.team, day=ward.day, kind="dag", why="b") == first
    assert rebuilds.claim(first.pk)
    assert rebuilds.claim(first.pk) is None
    second = rebuilds.request(team=ward.team, day=ward.day, kind="dag", why="c")
    assert second != first
    assert rebuilds.claim(second.pk) is None
    with pytest.raises(IntegrityError):
        Rebuild.objects.create(team_shift=first.team_shift, status="bygger", why="d")


def test_a_day_that_is_over_cannot_be_built(ward):
    with pytest.raises(Refused, match="Dagen er over"):
        rebuilds.request(
            team=ward.team, day=clock.today() - timedelta(days=2), kind="dag", why="test"
        )
