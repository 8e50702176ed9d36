"""Two at once about one patient: answers, rebuilds and stays, each on a connection of its own."""

import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import MoveRequest, Pause, Placement
from teams.models import Change
from tests.factories import ShiftFactory, StaffFactory
from tests.worklists.moving import TOMORROW, ask, leader, moving_ward
from worklists.actions import move_over, moves, rebuilds, stays, sweep
from worklists.models import Rebuild, State, Visit, VisitPlan
from worklists.queries.balance import balances_on

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ward(monkeypatch):
    ward = moving_ward(monkeypatch)
    ward.day = TOMORROW
    for team in (ward.team, ward.ht):
        ShiftFactory(staff=StaffFactory(team=team), date=TOMORROW)
    return ward


def at_once(*acts):
    """Run them on connections of their own; the sentences of those that were refused."""
    told = []

    def run(act):
        try:
            act()
        except Refused as refusal:
            told.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()
    return told


def meeting(monkeypatch, module, name, parties=2):
    """Whoever calls the function waits for the other at its door, if the locks let her come so far."""
    real = getattr(module, name)
    together = threading.Barrier(parties, timeout=1)

    def wrapped(*args, **how):
        with suppress(threading.BrokenBarrierError):
            together.wait()
        return real(*args, **how)

    monkeypatch.setattr(module, name, wrapped)


def settle(ward):
    """What the sweep and the worker do within seconds."""
    sweep.take_changes()
    ward.build_waiting()


def assert_nothing_fell(ward, day=TOMORROW, visits=3):
    sums = balances_on(day, [ward.team, ward.ht, ward.south])
    assert [fault.sentence for each in sums for fault in each.faults] == []
    assert all(each.balances for each in sums)
    waiting = Visit.objects.with_state().filter(date=day, patient=ward.patient, state=State.DUE)
    assert sorted(visit.title for visit in waiting) == sorted(
        {"Morgenstell", "Kveldsstell", "Nattilsyn"} if visits else ()
    )
    return {visit.team for visit in waiting}


def test_of_two_who_answer_at_once_one_wins_and_the_other_reads_who(ward, monkeypatch):
    move = ask(ward)
    people = {"anne": ward.user("anne"), "lise": leader(ward, team=ward.ht)}
    meeting(monkeypatch, moves, "_answer")

    def yes():
        moves.accept(request=MoveRequest.objects.get(), by=people["anne"])

    def no():
        moves.decline(request=MoveRequest.objects.get(), by=people["lise"], reason="Fullt.")

    (told,) = at_once(yes, no)
    move.refresh_from_db()
    when = f"kl. {clock.now():%H.%M}."
    assert told in {
        f"{ward.people['anne'].name} svarte ja {when}",
        f"{people['lise'].staff.name} svarte nei {when}",
    }
    moved = VisitPlan.objects.filter(moved_from__isnull=False).count()
    assert moved == (3 if move.answer == "godtatt" else 0)
    assert told.startswith(move.answered_by.staff.name)


def test_of_two_who_say_yes_at_once_one_moves_her(ward, monkeypatch):
    ask(ward)
    people = [ward.user("anne"), leader(ward, team=ward.ht)]
    meeting(monkeypatch, moves, "_answer")

    def yes(by):
        return lambda: moves.accept(request=MoveRequest.objects.get(), by=by)

    assert len(at_once(*(yes(by) for by in people))) == 1
    assert VisitPlan.objects.filter(moved_from__isnull=False).count() == 3
    settle(ward)
    assert assert_nothing_fell(ward) == {ward.ht}


def test_a_withdrawal_and_a_yes_at_once_are_one_of_the_two(ward, monkeypatch):
    move = ask(ward)
    for kind in ("dag", "kveld", "natt"):
        ward.build(kind)
    meeting(monkeypatch, moves, "_answer")
    anne, vera = ward.user("anne"), ward.user("vera")
    (told,) = at_once(
        lambda: moves.accept(request=MoveRequest.objects.get(), by=anne),
        lambda: moves.withdraw(request=MoveRequest.objects.get(), by=vera, reason="Hun er bedre."),
    )
    move.refresh_from_db()
    accepted = move.answer == "godtatt"
    assert VisitPlan.objects.filter(moved_from__isnull=False).exists() == accepted
    assert ("svarte ja" if accepted else "trakk forespørselen") in told
    settle(ward)
    assert assert_nothing_fell(ward) == {ward.ht if accepted else ward.team}


def test_of_two_who_ask_at_once_one_stands(ward, monkeypatch):
    people = [ward.user("vera"), ward.user("ola")]
    meeting(monkeypatch, moves, "_save_only_one")
    (told,) = at_once(*((lambda by=by: ask(ward, by=by)) for by in people))
    move = MoveRequest.objects.get()
    assert told.startswith(f"{move.proposed_by.staff.name} har alt bedt om")


@pytest.mark.parametrize("building", ["from", "to"])
def test_a_yes_while_a_team_is_planned(ward, monkeypatch, building):
    """The rebuild has read the day and is planning when the answer comes."""
    move, anne = ask(ward), ward.user("anne")
    for team in (ward.team, ward.ht):
        ward.build(team=team)
    ward.plans(1)  # so that there is something new to publish
    plan, answered = rebuilds._plan, []

    def meanwhile(asked, pulse):
        if not answered:
            answered.append(at_once(lambda: moves.accept(request=move, by=anne)))
        return plan(asked, pulse)

    monkeypatch.setattr(rebuilds, "_plan", meanwhile)
    ward.build(team=ward.team if building == "from" else ward.ht)
    assert answered == [[]]
    settle(ward)
    assert assert_nothing_fell(ward) == {ward.ht}


@pytest.mark.parametrize("building", ["from", "to"])
@pytest.mark.parametrize("has_lists", [True, False])
def test_a_yes_while_a_team_publishes(ward, monkeypatch, building, has_lists):
    """The rebuild holds its shift and its visits when the answer comes; neither may wait for ever."""
    move, anne = ask(ward), ward.user("anne")
    if has_lists:
        for team in (ward.team, ward.ht):
            ward.build(team=team)
    ward.plans(1)
    publish, threads, told = rebuilds.publish, [], []

    def meanwhile(**how):
        thread = threading.Thread(
            target=lambda: told.extend(at_once(lambda: moves.accept(request=move, by=anne)))
        )
        thread.start()
        threads.append(thread)
        thread.join(0.5)
        return publish(**how)

    monkeypatch.setattr(rebuilds, "publish", meanwhile)
    ward.build(team=ward.team if building == "from" else ward.ht)
    monkeypatch.setattr(rebuilds, "publish", publish)
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()
    assert told == []
    assert MoveRequest.objects.get().answer == "godtatt"
    settle(ward)
    assert not Rebuild.objects.filter(status=Rebuild.Status.FAILED).exists()
    assert assert_nothing_fell(ward) == {ward.ht}


@pytest.mark.parametrize("building", ["from", "to"])
def test_a_rebuild_while_a_yes_is_being_carried_out(ward, monkeypatch, building):
    """The answer has moved the plans and not yet told anybody; a rebuild comes to the door."""
    move, anne = ask(ward), ward.user("anne")
    for team in (ward.team, ward.ht):
        ward.build(team=team)
    ward.plans(1)
    owe, threads = move_over._owe_lists, []
    team = ward.team if building == "from" else ward.ht
    row = rebuilds.request(team=team, day=TOMORROW, kind="dag", why="test")

    def meanwhile(*args):
        thread = threading.Thread(
            target=lambda: at_once(lambda: rebuilds.run(rebuilds.claim(row.pk)))
        )
        thread.start()
        threads.append(thread)
        thread.join(0.5)
        owe(*args)

    monkeypatch.setattr(move_over, "_owe_lists", meanwhile)
    assert at_once(lambda: moves.accept(request=move, by=anne)) == []
    threads[0].join(30)
    assert not threads[0].is_alive()
    settle(ward)
    assert assert_nothing_fell(ward) == {ward.ht}


@pytest.mark.parametrize("first", ["move", "stay"])
def test_a_yes_and_a_stay_at_once(ward, monkeypatch, first):
    """The patient goes to hospital in the moment in which the HT takes her: nobody visits her there."""
    move, anne, vera = ask(ward), ward.user("anne"), ward.user("vera")
    for team in (ward.team, ward.ht):
        for kind in ("dag", "kveld", "natt"):
            ward.build(kind, team=team)
    away_from = clock.midnight(TOMORROW)

    def yes():
        moves.accept(request=move, by=anne)

    def away():
        stays.begin(patient=ward.patient, starts_at=away_from, reason="sykehus", by=vera)

    module, name, other = (
        (move_over, "_owe_lists", away) if first == "move" else (stays, "owe_lists", yes)
    )
    real, threads = getattr(module, name), []

    def meanwhile(*args, **how):
        if not threads:
            thread = threading.Thread(target=lambda: at_once(other))
            thread.start()
            threads.append(thread)
            thread.join(0.5)
        return real(*args, **how)

    monkeypatch.setattr(module, name, meanwhile)
    assert at_once(yes if first == "move" else away) == []
    threads[0].join(30)
    assert (MoveRequest.objects.get().answer, Pause.objects.count()) == ("godtatt", 1)
    settle(ward)
    assert_nothing_fell(ward, visits=0)
    owner = Placement.objects.on(TOMORROW).get(patient=ward.patient, owner=True)
    assert owner.team == ward.ht
    stays.end(pause=Pause.objects.get(), ends_at=clock.at(TOMORROW, clock.now().time()), by=vera)
    settle(ward)
    assert assert_nothing_fell(ward) == {ward.ht}


def test_a_request_escalates_once_though_two_clocks_strike(ward, monkeypatch):
    ask(ward)
    late = clock.now() + timedelta(days=2)
    meeting(monkeypatch, moves, "_escalate")
    counted = []
    at_once(*((lambda: counted.append(moves.escalate(now=late))) for _ in range(2)))
    assert sorted(counted) == [0, 1]
    assert not Change.objects.exists()
