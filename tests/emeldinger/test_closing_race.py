"""Two at one message at once, each on a connection of her own: once, whole, and nobody is told wrong."""

from __future__ import annotations

from datetime import time

import pytest

from emeldinger.actions import closing, taking, undoing
from emeldinger.models import Closing, Consequence, Standing
from emeldinger.queries.means import seen_of
from emeldinger.steps import Away, CloseEarlier, Nothing, TakeBack
from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import Pause
from teams.models import User
from tests.emeldinger.incoming import KARI, bring, bring_letter, raw_letter
from tests.emeldinger.test_intake_race import at_once
from tests.emeldinger.writing import her
from tests.factories import ShiftFactory, StaffFactory
from tests.support.clocks import TODAY, pin
from tests.ward import make_ward

pytestmark = pytest.mark.django_db(transaction=True)


def at(hour, minute=0):
    return clock.at(TODAY, time(hour, minute))


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    pin(monkeypatch, time(12))


@pytest.fixture
def ward():
    """Bente is sykepleier 2 beside Anne."""
    ward = make_ward()
    ward.people["bente"] = StaffFactory(team=ward.ht, with_login=True, profession="sykepleier")
    ShiftFactory(staff=ward.people["bente"], date=TODAY, function="sykepleier2")
    her(ward)
    return ward


def admission():
    return bring_letter("innlagt", at=at(10), patient=KARI).message


def taking_back(message):
    return raw_letter(
        "innlagt", at=at(11), patient=KARI, status="C", parent=message.msg_id,
        conversation=message.msg_id,
    )  # fmt: skip


class Two:
    """What two acts come to: how many went through, and what the others were told."""

    def __init__(self, ward):
        self.ward, self.done, self.told = ward, [], []

    def act(self, name, what):
        by = User.objects.get(pk=self.ward.people[name].user_id)

        def run():
            try:
                self.done.append(what(by))
            except Refused as refusal:
                self.told.append(str(refusal))

        return run


def close(message, *steps):
    seen = seen_of(message, steps)
    return lambda by: closing.close(message=message, by=by, steps=steps, seen=seen)


def test_two_nurses_confirm_at_once_and_the_second_hears_who_was_first(ward):
    message, two = admission(), Two(ward)
    act = close(message, Away(at(10)))
    at_once(two.act("anne", act), two.act("bente", act))
    assert (len(two.done), len(two.told)) == (1, 1)
    assert "avsluttet meldingen" in two.told[0]
    assert (Closing.objects.count(), Consequence.objects.count(), Pause.objects.count()) == (
        1,
        1,
        1,
    )


def test_a_cancellation_that_comes_while_she_confirms_stops_her_or_finds_it_done(ward):
    message, two = admission(), Two(ward)
    raw = taking_back(message)
    at_once(two.act("anne", close(message, Away(at(10)))), lambda: bring(raw))
    message.refresh_from_db()
    assert message.standing == Standing.CANCELLED
    if two.told:
        assert "Noe er endret" in two.told[0]
    assert Pause.objects.count() == Closing.objects.count() == len(two.done)


def test_one_undoes_while_the_other_closes_the_cancellation(ward):
    message, two = admission(), Two(ward)
    close(message, Away(at(10)))(ward.user("anne"))
    cancelled = bring(taking_back(message)).message
    one = Consequence.objects.get()
    at_once(
        two.act("anne", lambda by: undoing.undo(consequence=one, by=by, reason="Feil.")),
        two.act("bente", close(cancelled, TakeBack(one.pk, "Kansellert."))),
    )
    one.refresh_from_db()
    assert one.undone_at is not None
    assert not Pause.objects.exists()
    assert len(two.done) + len(two.told) == 2


def test_the_earlier_message_is_closed_by_both_at_once_and_nobody_waits_for_the_other(ward):
    """Opened again it is both to be undone and to be closed: patient and message are both asked for."""
    message, two = admission(), Two(ward)
    close(message, Away(at(10)))(ward.user("anne"))
    closing.reopen(message=message, by=ward.user("anne"), reason="Se på den igjen.")
    one = Consequence.objects.get()
    cancelled = bring(taking_back(message)).message
    message.refresh_from_db()
    at_once(
        two.act(
            "anne", close(cancelled, TakeBack(one.pk, "Kansellert."), CloseEarlier(message.pk))
        ),
        two.act("bente", close(message, Nothing("Kansellert."))),
    )
    message.refresh_from_db()
    assert message.closed_at is not None
    assert Closing.objects.filter(message=message, reopened_at=None).count() == 1


def test_one_takes_it_while_the_other_closes_it(ward):
    message, two = admission(), Two(ward)
    at_once(
        two.act("anne", lambda by: taking.take(message=message, by=by)),
        two.act("bente", close(message, Nothing("Kjent."))),
    )
    assert Closing.objects.filter(message=message).count() == 1
