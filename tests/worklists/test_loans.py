"""A carer for some hours, a visit, a car: what the two teams agree on is what the lists say."""

from copy import deepcopy
from datetime import timedelta

import pytest

from heltom.lib import clock
from heltom.lib.errors import Refused
from teams.actions import absences
from teams.models import Loan, Shift
from teams.roles import roles_of
from tests.support.clocks import pin
from tests.worklists.lending import make_house
from worklists.actions import loans, visits
from worklists.actions.lent_visits import settle_all
from worklists.actions.sweep import take_changes
from worklists.models import ListChange, State, Visit
from worklists.queries.desk import my_list

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def built(rows_of_module):
    with pytest.MonkeyPatch.context() as monkeypatch:
        return make_house(monkeypatch)


@pytest.fixture
def house(monkeypatch, built):
    pin(monkeypatch, built.now)
    return deepcopy(built)


def lise_in(house, team):
    return list(Shift.objects.filter(staff=house.lise.staff, team=team).order_by("starts_at"))


def hours(shift):
    local = [t.astimezone(clock.OSLO).strftime("%H:%M") for t in (shift.starts_at, shift.ends_at)]
    return "–".join(local)


def state_of(visit):
    return visits.current_state(visit)


def lend_lise(house, **more):
    return loans.accept(loan=house.ask(**more), by=house.sigrid, shift=house.lise)


def test_a_lent_carer_s_duty_is_cut_and_she_walks_a_list_in_each_team(house, monkeypatch):
    lend_lise(house)
    assert [hours(shift) for shift in lise_in(house, house.south)] == ["15:00–17:00", "20:30–22:30"]
    (there,) = lise_in(house, house.north)
    # The half hour after is the meal break that no piece of the duty is long enough to hold.
    assert (hours(there), there.loan.staff) == ("17:00–20:00", house.lise.staff)
    assert house.balances()
    assert any("Lise" in who for who in house.listed(house.south).values())
    take_changes()
    house.build_waiting()
    assert house.balances()
    at_six = house.at(18)
    monkeypatch.setattr(clock, "now", lambda: at_six)
    user = house.lise.staff.user
    assert {role.team for role in roles_of(user, at_six)} >= {house.north}
    mine = my_list(user)
    assert mine.shift.team == house.north
    assert mine.row.stops, "what she sees now is the list in the team that she is lent to"


def test_what_she_has_begun_she_does_first_and_keeps(house):
    """Begun before its planned time: what counts is when she began."""
    on_list = house.shift_of(house.south).current.worklists.get(shift=house.lise)
    visit = on_list.entries.order_by("position").last().visit
    visits.start(visit=visit, by=house.lise.staff.user)
    lend_lise(house, starts_at=house.at(16))
    own, *_rest = lise_in(house, house.south)
    assert house.at(17) <= own.ends_at < house.at(17, 15)
    assert house.listed(house.south)[visit.pk] == ["Lise"]
    assert house.balances()


def test_the_vaktkoordinator_and_whoever_has_left_stay(house):
    loan = house.ask()
    vk = Shift.objects.get(staff__user=house.sigrid)
    with pytest.raises(Refused, match="vaktkoordinator"):
        loans.accept(loan=loan, by=house.sigrid, shift=vk)
    assert Loan.objects.get().is_open
    house.lise.staff.employed_to = house.day - timedelta(days=1)
    house.lise.staff.save()
    assert [one.why_not for one in lendable(house) if one.staff == house.lise.staff] == [
        "har sluttet, men står på vaktlisten"
    ]


def lendable(house):
    from worklists.queries.lendable import Lending
    from worklists.queries.work import read_work

    work = read_work(house.shift_of(house.south))
    return Lending(work, house.north).all(house.at(17), house.at(20))


def test_an_answer_stands_and_the_second_is_told_whose_it_was(house):
    loan = house.ask()
    loans.decline(loan=loan, by=house.sigrid, reason="Vi er selv to for lite")
    with pytest.raises(Refused, match=r"Sigrid .* sa nei kl. 16:00"):
        loans.accept(loan=Loan.objects.get(), by=house.anne, shift=house.lise)
    loans.decline(loan=loan, by=house.sigrid, reason="igjen")
    assert Loan.objects.get().answer_text == "Vi er selv to for lite"
    assert lise_in(house, house.north) == []


def test_the_same_question_twice_is_one_question(monkeypatch):
    house = make_house(monkeypatch, built=False)
    assert house.ask() == house.ask()
    with pytest.raises(Refused, match="hvorfor"):
        loans.decline(loan=Loan.objects.get(), by=house.sigrid, reason=" ")
    loans.withdraw(loan=Loan.objects.get(), by=house.vera)
    with pytest.raises(Refused, match="trakk"):
        loans.accept(loan=Loan.objects.get(), by=house.sigrid, shift=house.lise)


def test_a_visit_goes_over_and_both_teams_balance_at_every_step(
    house, django_capture_on_commit_callbacks
):
    visit = house.a_visit_of(house.north)
    with django_capture_on_commit_callbacks() as after:
        loan = loans.accept(loan=house.ask("oppdrag", visit=visit), by=house.sigrid)
        assert house.balances()
        assert visit.pk in house.listed(house.north), "it stays until the other team has it"
    taken = Visit.objects.get(lent_from__loan=loan)
    assert (taken.team, taken.plan, taken.patient) == (house.south, None, visit.patient)
    assert taken.pk in house.listed(house.south)
    for callback in after:
        callback()
    assert state_of(visit) == State.WITHDRAWN
    assert visit.pk not in house.listed(house.north)
    assert house.balances()
    assert house.balance(house.north).unacknowledged == 0
    told = ListChange.objects.get(visit=visit, kind="borte")
    assert (told.acknowledged_by, told.acknowledged_why) == (house.vera, "Lånt bort: Sør tar det.")
    house.build(house.north)
    house.build_waiting()
    assert state_of(visit) == State.WITHDRAWN
    assert settle_all() == 0
    # Taken back it stands with its own team before it leaves the other.
    loans.end(loan=loan, by=house.sigrid, why="Mona ble syk")
    assert state_of(visit) == State.DUE
    settle_all()
    assert state_of(taken) == State.WITHDRAWN
    assert house.balances()
    assert house.balance(house.south).unacknowledged == 0
    house.build(house.south)
    assert state_of(taken) == State.WITHDRAWN


def test_a_visit_without_a_plan_does_not_come_back_by_itself(house):
    visit = house.a_visit_of(house.north)
    Visit.objects.filter(pk=visit.pk).update(plan=None)
    visit.plan.valid_to = house.day - timedelta(days=1)
    visit.plan.save()
    visit.refresh_from_db()
    loans.accept(loan=house.ask("oppdrag", visit=visit), by=house.sigrid)
    assert settle_all() == 1
    house.build(house.north)
    assert state_of(visit) == State.WITHDRAWN
    assert house.balances()


def test_a_visit_that_is_begun_meanwhile_is_called_off_where_it_was_to_go(house):
    visit = house.a_visit_of(house.north)
    loan = loans.accept(loan=house.ask("oppdrag", visit=visit), by=house.sigrid)
    visits.start(visit=visit, by=house.vera)
    settle_all()
    taken = Visit.objects.get(lent_from__loan=loan)
    assert (state_of(visit), state_of(taken)) == (State.STARTED, State.CANCELLED)
    assert house.balances()


def test_a_visit_they_have_begun_is_not_taken_back(house):
    loan = loans.accept(
        loan=house.ask("oppdrag", visit=house.a_visit_of(house.north)), by=house.sigrid
    )
    visits.start(visit=Visit.objects.get(lent_from__loan=loan), by=house.sigrid)
    with pytest.raises(Refused, match="Sør har alt begynt"):
        loans.end(loan=loan, by=house.vera)
    assert Loan.objects.get().is_running


def test_a_carer_sent_home_early_goes_on_in_her_own_team(house, monkeypatch):
    loan = lend_lise(house)
    take_changes()
    house.build_waiting()
    at_half_six = house.at(18, 30)
    monkeypatch.setattr(clock, "now", lambda: at_half_six)
    loans.end(loan=loan, by=house.vera, why="roligere nå")
    (there,) = lise_in(house, house.north)
    assert house.at(18, 30) <= there.ends_at < house.at(20)
    _before, after = lise_in(house, house.south)
    assert (after.starts_at, after.ends_at) == (there.ends_at, house.at(22, 30))
    take_changes()
    house.build_waiting()
    assert house.balances()


def test_a_loan_taken_back_before_it_began_leaves_nothing_undone(house):
    loan = lend_lise(house)
    loans.end(loan=loan, by=house.sigrid)
    assert lise_in(house, house.north) == []
    assert [hours(shift) for shift in lise_in(house, house.south)] == [
        "15:00–17:00", "17:00–20:00", "20:30–22:30",
    ]  # fmt: skip
    take_changes()
    house.build_waiting()
    assert house.balances()


def test_whoever_is_ill_is_not_sent_home_to_a_list_there(house, monkeypatch):
    """Lent until she goes home, so that what is left of her duty is a row that was not there before."""
    loan = lend_lise(house, ends_at=house.at(22, 30))
    absences.register(
        staff=house.lise.staff, starts_at=house.at(18), ends_at=house.at(23), reason="syk",
        team=house.north, by=house.vera,
    )  # fmt: skip
    at_half_six = house.at(18, 30)
    monkeypatch.setattr(clock, "now", lambda: at_half_six)
    loans.end(loan=loan, by=house.vera)
    ahead = Shift.objects.filter(staff=house.lise.staff, ends_at__gt=house.at(19))
    assert {shift.team for shift in ahead} == {house.south}
    assert all(shift.absence_id for shift in ahead)
    take_changes()
    house.build_waiting()
    assert house.balances()


def test_a_car_is_a_note_that_both_see(monkeypatch):
    house = make_house(monkeypatch, built=False)
    loan = loans.accept(loan=house.ask("bil", text="Den røde"), by=house.sigrid)
    assert loan.is_running
    loans.end(loan=loan, by=house.vera, why="levert")
    assert Loan.objects.get().ended_why == "levert"
    assert Shift.objects.filter(loan__isnull=False).count() == 0
