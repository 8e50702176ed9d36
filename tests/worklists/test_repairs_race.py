"""Two coordinators at once: the same carer, and two carers of the same shift."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from heltom.lib import clock
from heltom.lib.errors import Refused
from teams.models import Absence
from tests.ward import make_ward
from worklists.actions import repairs, team_shifts
from worklists.models import RepairDraft, TeamShift
from worklists.planning import solver
from worklists.queries.balance import day_balance

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ward(monkeypatch):
    monkeypatch.setattr(solver, "SMALL_TRIES", 20_000)
    ward = make_ward(clock.today() + timedelta(days=1))
    ward.plans(8, minutes=20)
    ward.carers(2)
    ward.build()
    return ward


def begin(ward, shift, by):
    team_shift = TeamShift.objects.select_related("team__site__unit", "current").get(
        team=ward.team, date=ward.day, kind="dag"
    )
    return repairs.begin(
        team_shift=team_shift, shift=shift, starts_at=shift.starts_at, ends_at=shift.ends_at,
        reason="syk", by=ward.user(by),
    )  # fmt: skip


def both_say_yes(drafts):
    """What each of them was answered, by the draft's key."""
    answers, door = {}, threading.Barrier(len(drafts), timeout=5)

    def yes(draft):
        try:
            door.wait()
            with transaction.atomic():
                answers[draft.pk] = repairs.apply(draft=draft, by=draft.by).answer
        except Refused as refused:
            answers[draft.pk] = str(refused)
        finally:
            connection.close()

    threads = [threading.Thread(target=yes, args=[draft]) for draft in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


def test_the_same_absence_twice_at_once_is_one_and_the_second_is_told(ward):
    kari = ward.people["kari"].shifts.select_related("staff", "team").get()
    drafts = [begin(ward, kari, by) for by in ("vera", "anne")]
    answers = sorted(both_say_yes(drafts).values())
    assert answers[1] == "gjort"
    assert "avsluttet dette forslaget" in answers[0]
    assert Absence.objects.count() == 1
    assert day_balance(ward.team, ward.day, "dag").balances


def test_of_two_absences_at_once_the_second_stands_ready_with_what_is_new(ward):
    shifts = ward.team.shifts.filter(function="liste").select_related("staff", "team")[:2]
    drafts = [begin(ward, shift, by) for shift, by in zip(shifts, ("vera", "anne"), strict=True)]
    answers = both_say_yes(drafts)
    assert "gjort" in answers.values()
    for draft in RepairDraft.objects.filter(answer=""):
        assert draft.shown["news"]
        assert repairs.apply(draft=draft, by=draft.by).answer == "gjort"
    assert Absence.objects.count() == 2
    assert day_balance(ward.team, ward.day, "dag").balances


def test_asking_again_waits_for_nobody_who_holds_the_shift(ward):
    """A yes holds the shift and then wants the draft: whoever holds the draft must not want the shift."""
    kari = ward.people["kari"].shifts.get()
    draft = begin(ward, kari, "vera")
    answered = []

    def ask():
        try:
            answered.append(repairs.ask_again(draft=draft, by=draft.by))
        finally:
            connection.close()

    with transaction.atomic():
        team_shifts.lock(draft.team_shift)
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join(10)
        assert answered
    thread.join(10)
