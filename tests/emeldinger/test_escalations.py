"""A message that must be seen at once goes on to the next person until somebody has taken it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from emeldinger.actions import closing, escalations, taking
from emeldinger.models import Escalation, WatchRules
from emeldinger.queries.escalations import escalations_for
from emeldinger.queries.means import seen_of
from emeldinger.steps import Nothing
from emeldinger.tasks import escalate
from heltom.lib import clock
from heltom.lib.errors import Refused
from teams.models import Shift
from teams.roles import roles_of
from tests.emelding_factories import MessageFactory
from tests.factories import PositionFactory, ShiftFactory, StaffFactory
from tests.support.clocks import pin
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

Level = Escalation.Level


@pytest.fixture
def ward(noon):
    """Noon, with Anne as ansvarsvakt and no sykepleier 2."""
    return make_ward()


def straks(ward, minutes: int, **message: object):
    """A message that must be seen at once, and came so many minutes ago."""
    came = clock.now() - timedelta(minutes=minutes)
    return MessageFactory(
        **{"ht": ward.ht, "received_at": came, "due_at": came, "due_rule": "klar", **message}
    )


def nurse_2(ward):
    nurse = StaffFactory(team=ward.ht, with_login=True, profession="sykepleier")
    ShiftFactory(staff=nurse, team=ward.ht, date=ward.day, function="sykepleier2")
    return nurse.user


def leader(ward):
    staff = StaffFactory(team=ward.ht, with_login=True)
    return PositionFactory(staff=staff, kind="avdelingsleder", team=ward.ht).staff.user


def levels() -> list[int]:
    return list(Escalation.objects.order_by("level").values_list("level", flat=True))


def test_sykepleier_2_is_told_after_fifteen_minutes_and_the_leader_after_thirty(ward, monkeypatch):
    nurse_2(ward)
    straks(ward, 14)
    escalate()
    assert levels() == []
    now = clock.now()
    pin(monkeypatch, now + timedelta(minutes=1))
    escalate()
    escalate()
    assert levels() == [Level.NURSE_2]
    pin(monkeypatch, now + timedelta(minutes=16))
    escalate()
    assert levels() == [Level.NURSE_2, Level.LEADER]


def test_a_minute_is_a_minute_when_the_clock_is_set_back(ward, monkeypatch):
    """Five past two for the second time; it came sixteen minutes ago, when it was eleven to three."""
    now = pin(monkeypatch, datetime(2026, 10, 25, 1, 5, tzinfo=UTC))
    came = now.astimezone(UTC) - timedelta(minutes=16)
    straks(ward, 0, received_at=came, due_at=came)
    escalate()
    assert levels() == [Level.LEADER]


def test_without_a_sykepleier_2_the_leader_is_the_next(ward):
    straks(ward, 15)
    escalate()
    assert levels() == [Level.LEADER]


def test_the_ht_decides_how_many_minutes(ward):
    WatchRules.objects.create(
        ht=ward.ht, unreachable_minutes=40, changed_at=clock.now(), changed_by=ward.user("ola")
    )
    straks(ward, 39)
    escalate()
    assert levels() == []


@pytest.mark.parametrize(
    "message",
    [
        {"closed": True},
        {"rejected": True},
        {"due_at": None},
        {"due_at": clock.now() + timedelta(days=3)},
    ],
)
def test_what_need_not_be_seen_at_once_goes_to_nobody(ward, message):
    straks(ward, 60, **message)
    escalate()
    assert levels() == []


@pytest.mark.parametrize("due", [None, timedelta(days=3)])
def test_what_turns_out_not_to_be_at_once_leaves_every_screen(ward, due):
    """The unit has set another deadline, or it was about somebody else than it seemed."""
    message = straks(ward, 60)
    escalate()
    assert levels() == [Level.LEADER]
    message.due_at = due and message.received_at + due
    message.save()
    escalate()
    assert not Escalation.objects.filter(ended_at=None).exists()


def test_the_clock_starts_again_when_somebody_has_opened_it(ward, monkeypatch):
    now = clock.now()
    straks(ward, 60, opened_at=now - timedelta(minutes=5), opened_by=ward.user("anne"))
    escalate()
    assert levels() == []
    pin(monkeypatch, now + timedelta(minutes=10))
    escalate()
    assert levels() == [Level.LEADER]


def test_it_is_over_when_somebody_takes_it_and_begins_again_when_she_lets_it_go(ward):
    message = straks(ward, 20)
    escalate()
    type(message).objects.filter(pk=message.pk).update(
        taken_at=clock.now(), taken_by=ward.user("anne")
    )
    escalate()
    assert Escalation.objects.get().ended_at == clock.now()
    type(message).objects.filter(pk=message.pk).update(taken_at=None, taken_by=None)
    escalate()
    assert Escalation.objects.get().ended_at is None


def test_what_she_took_and_left_when_she_went_home_is_nobodys(ward, monkeypatch):
    """Anne's shift ends at half past three; she took it, and did not close it."""
    end = Shift.objects.get(staff=ward.people["anne"]).ends_at
    pin(monkeypatch, end - timedelta(minutes=30))
    straks(ward, 20, taken_at=clock.now(), taken_by=ward.user("anne"))
    for minutes, told in ((0, []), (14, []), (15, [Level.LEADER])):
        pin(monkeypatch, end + timedelta(minutes=minutes))
        escalate()
        assert levels() == told
    escalate()
    assert Escalation.objects.get().ended_at is None


def test_what_somebody_has_just_taken_or_closed_leaves_every_screen_at_once(ward):
    taken, closed, anne = straks(ward, 40), straks(ward, 40), ward.user("anne")
    escalate()
    assert [told.number for told in escalations_for(anne)] == [2]
    taking.take(message=taken, by=anne)
    assert [told.number for told in escalations_for(anne)] == [1]
    steps = [Nothing("Kjent.")]
    closing.close(message=closed, by=anne, steps=steps, seen=seen_of(closed, steps))
    assert escalations_for(anne) == []


def test_each_screen_tells_what_has_come_to_her(ward):
    nurse, boss, anne = nurse_2(ward), leader(ward), ward.user("anne")
    message = straks(ward, 20)
    escalate()
    told = escalations_for(nurse)
    assert [(one.ht, one.level, one.number, one.age) for one in told] == [
        (ward.ht, Level.NURSE_2, 1, "20 min")
    ]
    assert [one.number for one in escalations_for(anne)] == [1]
    assert escalations_for(boss) == []
    type(message).objects.filter(pk=message.pk).update(
        received_at=message.received_at - timedelta(hours=1),
        due_at=message.due_at - timedelta(hours=1),
    )
    escalate()
    assert [(one.level, one.number) for one in escalations_for(boss)] == [(Level.LEADER, 1)]
    # One message is one line, at the level it has come to.
    assert [(one.level, one.number) for one in escalations_for(nurse)] == [(Level.LEADER, 1)]
    for who in ("kari", "vera", "ola", "siri", "nils"):
        assert escalations_for(ward.user(who)) == []


def test_a_leader_of_the_unit_sees_numbers_and_no_message(ward, client):
    user = PositionFactory(kind="enhetsleder", team=None, unit=ward.ht.unit).staff.user
    message = straks(ward, 20)
    escalate()
    client.force_login(user)
    banner = client.get(reverse("emeldinger:watch_banner")).text
    assert "1 melding som skal ses straks" in banner
    page = client.get(reverse("emeldinger:watch", args=[ward.ht.code])).text
    assert message.patient.family_name not in banner + page
    assert reverse("emeldinger:message", args=[message.pk]) not in page


def test_the_first_who_has_seen_it_stands(ward, client):
    boss, anne = leader(ward), ward.user("anne")
    straks(ward, 20)
    escalate()
    row = Escalation.objects.get()
    client.force_login(boss)
    see = reverse("emeldinger:escalation_see", args=[ward.ht.code, row.pk])
    assert [client.post(see).status_code for _twice in (1, 2)] == [303, 303]
    assert not escalations_for(boss)[0].unseen
    with pytest.raises(Refused, match=boss.staff.name):
        escalations.see_escalation(escalation=row, by=anne)


def test_many_messages_cost_as_few_queries_as_one(ward, django_assert_max_num_queries):
    nurse_2(ward)
    patient = straks(ward, 20).patient
    escalate()
    for _more in range(9):
        straks(ward, 20, patient=patient)
    anne = ward.user("anne")
    roles_of(anne)
    with django_assert_max_num_queries(1):
        assert len(escalations_for(anne)[0].rows) == 1
    escalate()
    with django_assert_max_num_queries(12):
        escalate()


def test_another_ht_is_not_told(ward):
    nurse = StaffFactory(with_login=True, team__kind="HT", team__ht=None, profession="sykepleier")
    ShiftFactory(staff=nurse, function="ansvarsvakt")
    straks(ward, 20)
    escalate()
    assert escalations_for(nurse.user) == []
