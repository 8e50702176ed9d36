"""Message rounds: when they are due by the clock on the wall, who went them, and which nobody did."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse

from emeldinger.actions import rounds
from emeldinger.models import Round, WatchRules
from emeldinger.queries.rounds import RoundState, round_to_sign, rounds_of, what_stands
from heltom.lib import clock
from heltom.lib.errors import NotAllowed, Refused
from teams.models import AuditEvent
from tests.emelding_factories import MessageFactory
from tests.factories import PositionFactory, ShiftFactory, StaffFactory
from tests.support.clocks import TODAY, pin
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

USUAL = ["09:00", "11:00", "13:00", "15:00", "17:00", "21:00"]


@pytest.fixture
def ward():
    return make_ward()


@pytest.fixture
def anne(client, ward):
    client.force_login(ward.user("anne"))
    return ward.user("anne")


def at(hour: int, minute: int = 0, day: date = TODAY) -> datetime:
    return clock.at(day, time(hour, minute))


def states(ward, now: datetime, day: date = TODAY) -> dict[str, str]:
    lines = rounds_of(ward.ht, day, now)
    return {f"{line.due_at.astimezone(clock.OSLO):%H:%M}": line.state.value for line in lines}


def test_each_round_is_due_late_or_missed_by_the_hour(ward):
    assert list(states(ward, at(0))) == USUAL
    assert set(states(ward, at(8, 29)).values()) == {"coming"}
    assert states(ward, at(8, 30))["09:00"] == "due"
    assert states(ward, at(10, 1))["09:00"] == "late"
    missed = states(ward, at(10, 30))
    assert (missed["09:00"], missed["11:00"]) == ("missed", "due")
    # The last one may be gone until the first of the next morning.
    assert states(ward, at(8, 29, TODAY + timedelta(1)))["21:00"] == "late"
    assert states(ward, at(8, 30, TODAY + timedelta(1)))["21:00"] == "missed"


def test_the_last_round_is_still_to_be_gone_after_midnight(ward):
    found = round_to_sign(ward.ht, at(1, 0, TODAY + timedelta(1)))
    assert found is not None
    assert found.due_at == at(21)
    assert round_to_sign(ward.ht, at(8, 45)).due_at == at(9)


@pytest.mark.parametrize(
    ("day", "hours_between"),
    [(date(2026, 3, 29), 11), (date(2026, 10, 25), 13), (date(2026, 11, 4), 12)],
)
def test_a_round_follows_the_clock_on_the_wall_when_it_is_changed(ward, day, hours_between):
    WatchRules.objects.create(
        ht=ward.ht, rounds=[time(0, 30), time(12, 30)], changed_at=at(0, day=date(2026, 1, 1)),
        changed_by=ward.user("anne"),
    )  # fmt: skip
    first, second = rounds_of(ward.ht, day, at(0, day=day))
    assert (second.due_at - first.due_at) / timedelta(hours=1) == hours_between


def test_she_signs_what_stood_and_a_second_press_is_nothing(ward, anne, monkeypatch):
    now = pin(monkeypatch, time(9, 5))
    MessageFactory(ht=ward.ht, due_at=now - timedelta(hours=1), due_rule="innlagt")
    oldest = MessageFactory(
        ht=ward.ht, opened=True, received_at=now - timedelta(hours=9), due_rule="x",
        due_at=now - timedelta(hours=9),
    )  # fmt: skip
    MessageFactory(ht=ward.ht, closed=True)
    row = rounds.sign(ht=ward.ht, due_at=at(9), note=" Ringte  AMK ", by=anne)
    assert rounds.sign(ht=ward.ht, due_at=at(9), note="", by=anne) == row
    kept = rounds_of(ward.ht, TODAY, now)[0]
    assert kept.state == RoundState.SIGNED
    assert (kept.stood.open, kept.stood.at_once, kept.stood.overdue, kept.stood.unopened) == (
        2, 2, 2, 1,
    )  # fmt: skip
    assert kept.stood.oldest == oldest.received_at
    assert kept.row.note == "Ringte AMK"
    assert AuditEvent.objects.get(verb="round_signed").user == anne


def test_the_second_of_two_is_told_who_was_first(ward, anne, monkeypatch):
    pin(monkeypatch, time(9, 5))
    nurse = StaffFactory(team=ward.ht, with_login=True, profession="sykepleier")
    ShiftFactory(staff=nurse, team=ward.ht, date=ward.day, function="e-meldinger")
    rounds.sign(ht=ward.ht, due_at=at(9), note="", by=nurse.user)
    with pytest.raises(Refused, match=rf"{nurse.name} signerte runden kl\. 09:00"):
        rounds.sign(ht=ward.ht, due_at=at(9), note="", by=anne)


@pytest.mark.parametrize(
    ("now", "due", "sentence"),
    [
        (time(8), time(9), "kan signeres fra kl. 08:30"),
        (time(10, 45), time(9), "ble ikke gått i tide"),
        (time(9), time(10), "ingen runde da"),
    ],
)
def test_a_round_is_signed_in_its_own_time_only(ward, anne, monkeypatch, now, due, sentence):
    pin(monkeypatch, now)
    with pytest.raises(Refused, match=sentence):
        rounds.sign(ht=ward.ht, due_at=clock.at(TODAY, due), note="", by=anne)
    assert not Round.objects.exists()


def test_new_rules_do_not_change_what_was_missed_before_them(ward, monkeypatch):
    leader = PositionFactory(
        staff=StaffFactory(team=ward.ht, with_login=True), kind="avdelingsleder", team=ward.ht
    ).staff.user
    pin(monkeypatch, time(14))
    rounds.set_rules(
        ht=ward.ht, rounds=[time(18), time(8)], minutes=20, reason="Prøver to runder", by=leader
    )
    found = states(ward, at(18))
    assert found == {
        "09:00": "missed", "11:00": "missed", "13:00": "missed", "18:00": "due",
    }  # fmt: skip
    tomorrow = TODAY + timedelta(1)
    assert list(states(ward, at(0, day=tomorrow), tomorrow)) == ["08:00", "18:00"]
    said = AuditEvent.objects.get(verb="watch_rules_set")
    assert (said.reason, said.details["minutes"]) == ("Prøver to runder", [15, 20])


def test_only_who_leads_the_ht_sets_its_rules(ward, anne):
    for who in ("anne", "ola"):
        with pytest.raises(NotAllowed):
            rounds.set_rules(ht=ward.ht, rounds=[], minutes=20, reason="x", by=ward.user(who))
    assert not WatchRules.objects.exists()


def test_a_leader_changes_them_on_the_page_and_what_cannot_be_stays_as_typed(client, ward):
    leader = PositionFactory(
        staff=StaffFactory(team=ward.ht, with_login=True), kind="avdelingsleder", team=ward.ht
    ).staff.user
    client.force_login(leader)
    url = reverse("emeldinger:watch_rules", args=[ward.ht.code])
    bad = client.post(url, {"rounds": "9, 25", "minutes": "2", "reason": ""})
    for sentence in ("«25» er ikke et klokkeslett", "Minst 5 minutter", "Skriv hvorfor", "9, 25"):
        assert sentence in bad.text
    near = client.post(url, {"rounds": "9, 9.30", "minutes": "15", "reason": "x"})
    assert "minst en time mellom" in near.text
    assert not WatchRules.objects.exists()
    said = {"rounds": "13.30, 8", "minutes": "10", "reason": "Færre runder"}
    assert client.post(url, said).status_code == 303
    page = client.get(url).text
    assert "Runder kl. 08:00, 13:30." in page
    assert "etter 10 minutter" in page


def test_the_page_signs_and_shows_it(client, ward, anne, monkeypatch):
    pin(monkeypatch, time(9, 5))
    url = reverse("emeldinger:watch", args=[ward.ht.code])
    assert "Signer runden kl. 09:00" in client.get(url).text
    sign = reverse("emeldinger:round_sign", args=[ward.ht.code])
    assert "Last siden på nytt" in client.post(sign, {"due_at": "tull"}).text
    client.post(sign, {"due_at": at(9).isoformat(), "note": ""})
    assert f"signert av {ward.people['anne'].name} kl. 09:05" in client.get(url).text
    history = reverse("emeldinger:rounds", args=[ward.ht.code])
    assert "signert av" in client.get(history).text
    for odd in ("tull", "9999-12-31", "0001-01-01", (TODAY - timedelta(1)).isoformat()):
        assert client.get(history, {"dag": odd}).status_code == 200


def test_what_stands_is_one_query(ward, django_assert_num_queries):
    MessageFactory.create_batch(3, ht=ward.ht)
    with django_assert_num_queries(1):
        assert what_stands(ward.ht, clock.now()).open == 3
