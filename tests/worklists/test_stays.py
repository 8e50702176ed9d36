"""Away and home again: what leaves the lists, what comes back, and what the desk asks for."""

from copy import deepcopy
from datetime import date, time, timedelta

import pytest

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import Pause, PauseStep, ReturnCheck
from teams.models import AuditEvent, Change
from tests.factories import PauseFactory, ShiftFactory, StaffFactory, VisitFactory, VisitPlanFactory
from tests.support.clocks import clock_at
from tests.ward import make_ward
from worklists.actions import stays, sweep, visits
from worklists.models import ListChange, State, TeamShift, Visit
from worklists.queries.balance import balances_on, day_balance

pytestmark = pytest.mark.django_db

TODAY = clock.today()
TOMORROW = TODAY + timedelta(days=1)


def at(day, hour, minute=0):
    return clock.at(day, time(hour, minute))


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    """The ward's people are at work at noon."""
    monkeypatch.setattr(clock, "now", lambda: at(TODAY, 12).astimezone(clock.OSLO))


@pytest.fixture(scope="module")
def built(rows_of_module):
    """Lists for tomorrow's day shift; five patients with a visit there."""
    with clock_at(time(12), TODAY):
        ward = make_ward(TOMORROW)
        ward.plans(5)
        for name in ("vera", "anne", "kari"):
            ShiftFactory(
                staff=ward.people[name],
                date=TODAY,
                function={"vera": "vk", "anne": "ansvarsvakt"}.get(name, "liste"),
            )
        ward.build()
        return ward


@pytest.fixture
def ward(built):
    return deepcopy(built)


@pytest.fixture
def vera(ward):
    return ward.user("vera")


@pytest.fixture
def patient(ward):
    return Visit.objects.order_by("pk").first().patient


def begin(patient, by, starts_at=None, **more):
    how = {"reason": "sykehus"} | more
    return stays.begin(patient=patient, starts_at=starts_at or clock.now(), by=by, **how)


def settle(ward):
    sweep.take_changes()
    ward.build_waiting()


def states(patient, day=TOMORROW):
    rows = Visit.objects.filter(patient=patient, date=day).with_state().order_by("pk")
    return [row.state for row in rows]


def balance(ward):
    return day_balance(ward.team, ward.day, "dag")


def test_who_registered_the_stay_is_the_word_for_what_left_the_lists(ward, vera, patient):
    """She has read which visits go; nobody need say once more that it is right."""
    begin(patient, vera)
    settle(ward)
    (change,) = ListChange.objects.filter(kind="borte")
    assert (change.acknowledged_by, change.acknowledged_why) == (
        vera,
        "Midlertidig opphør: sykehus",
    )
    assert balance(ward).unacknowledged == 0


def test_a_stay_that_came_by_import_still_waits_for_a_word(ward, patient):
    PauseFactory(patient=patient, starts_at=clock.now())
    Change.objects.create(team=ward.team, first_date=TODAY, last_date=None, why="import")
    settle(ward)
    assert balance(ward).unacknowledged == 1


def test_from_the_moment_she_is_away_no_list_sends_anybody_to_her(ward, vera, patient):
    begin(patient, vera)
    settle(ward)
    assert states(patient) == [State.WITHDRAWN]
    sum_ = balance(ward)
    assert (sum_.due, sum_.on_list, sum_.withdrawn) == (4, 4, 1)
    assert sum_.balances


def test_home_again_her_visits_come_back(ward, vera, patient):
    pause = begin(patient, vera)
    settle(ward)
    stays.end(pause=pause, ends_at=at(TOMORROW, 7), by=vera)
    settle(ward)
    assert states(patient) == [State.DUE]
    assert balance(ward).balances
    assert balance(ward).on_list == 5


def test_home_in_the_middle_of_the_day_only_what_is_left_of_it_comes_back(ward, vera, patient):
    """Taken to hospital for three days; home at one o'clock tomorrow. Breakfast is not given then."""
    VisitPlanFactory(
        patient=patient, team=ward.team, title="Middag", earliest=time(13), latest=time(14)
    )
    pause = begin(patient, vera)
    stays.end(pause=pause, ends_at=at(TOMORROW, 13), by=vera)
    settle(ward)
    (visit,) = Visit.objects.filter(patient=patient, date=TOMORROW, title="Middag").with_state()
    assert visit.state == State.DUE
    assert states(patient)[0] == State.WITHDRAWN
    assert balance(ward).balances


def test_taken_to_hospital_last_night_yesterdays_evening_is_put_right_too(ward, vera, patient):
    yesterday = TODAY - timedelta(days=1)
    evening = VisitPlanFactory(
        patient=patient, team=ward.team, shift="kveld", earliest=time(20), latest=time(21)
    )
    ward.day = yesterday
    ward.build("kveld")
    begin(patient, vera, at(yesterday, 19))
    settle(ward)
    assert Visit.objects.with_state().get(plan=evening, date=yesterday).state == State.WITHDRAWN
    assert day_balance(ward.team, yesterday, "kveld").balances


def test_in_the_small_hours_the_night_that_is_going_on_is_built_anew(
    ward, vera, patient, monkeypatch
):
    yesterday = TODAY - timedelta(days=1)
    night = VisitPlanFactory(
        patient=patient, team=ward.team, shift="natt", earliest=time(5), latest=time(5, 30)
    )
    monkeypatch.setattr(clock, "now", lambda: at(TODAY, 3).astimezone(clock.OSLO))
    ward.day = yesterday
    ward.build("natt")
    begin(patient, vera, at(TODAY, 2))
    settle(ward)
    assert Visit.objects.with_state().get(plan=night, date=yesterday).state == State.WITHDRAWN
    assert day_balance(ward.team, yesterday, "natt").balances


def test_a_visit_that_is_begun_stays_with_whoever_began_it(ward, vera, patient):
    visit = Visit.objects.get(patient=patient, date=TOMORROW)
    visits.start(visit=visit, by=ward.user("kari"), at=visit.earliest)
    begin(patient, vera)
    settle(ward)
    assert states(patient) == [State.STARTED]
    assert balance(ward).balances


def test_an_extra_visit_leaves_and_comes_back_as_the_others_do(ward, vera, patient):
    extra = VisitFactory(patient=patient, team=ward.team, date=TOMORROW)
    ward.build()
    pause = begin(patient, vera)
    settle(ward)
    assert Visit.objects.with_state().get(pk=extra.pk).state == State.WITHDRAWN
    stays.undo(pause=pause, by=vera, reason="feil pasient")
    settle(ward)
    assert Visit.objects.with_state().get(pk=extra.pk).state == State.DUE
    assert balance(ward).balances


def test_all_teams_with_her_visits_get_new_lists_and_no_others(ward, vera, patient):
    VisitPlanFactory(patient=patient, team=ward.ht, code="HSY")
    begin(patient, vera)
    assert {change.team for change in Change.objects.all()} == {ward.team, ward.ht}


def test_the_time_that_is_free_is_used_by_a_visit_that_had_no_place(ward, vera):
    """One carer, two visits at the same minute: the one that was left over gets the free time."""
    ward.day = TOMORROW + timedelta(days=1)
    ShiftFactory(staff=StaffFactory(team=ward.team), date=ward.day)
    one, other = ward.plans(
        2, title="Insulin", minutes=200, earliest=time(9), latest=time(9), fixed_time=True
    )
    for plan in ward.team.plans.exclude(pk__in=[one.pk, other.pk]):
        plan.valid_to = TODAY
        plan.save()
    ward.build()
    assert (balance(ward).on_list, balance(ward).unassigned) == (1, 1)
    loose = Visit.objects.get(unassigned_in__publication__current_for__isnull=False)
    there = one if loose.plan_id == other.pk else other
    begin(there.patient, vera)
    settle(ward)
    assert (balance(ward).on_list, balance(ward).unassigned) == (1, 0)
    assert states(loose.patient, ward.day) == [State.DUE]


def test_the_very_same_stay_again_is_the_same_and_another_is_refused_by_name(ward, vera, patient):
    pause = begin(patient, vera)
    assert begin(patient, ward.user("anne")) == pause
    with pytest.raises(Refused, match=r"Vera Oppdiktet\d+ har alt ført opphør fra"):
        begin(patient, ward.user("anne"), reason="reise")
    assert PauseStep.objects.filter(pause=pause).count() == 1


def test_a_stay_that_was_imported_is_in_the_way_without_anybodys_name(ward, vera, patient):
    PauseFactory(patient=patient, starts_at=at(TODAY, 0))
    with pytest.raises(Refused, match=r"Midlertidig opphør fra .* er alt ført"):
        begin(patient, vera)


@pytest.mark.parametrize(
    ("starts_at", "expected", "told"),
    [
        (at(TODAY - timedelta(days=2), 12), None, "fra i går klokka 08"),
        (at(TODAY + timedelta(days=400), 12), None, "høyst et år fram"),
        (at(TOMORROW, 12), TODAY, "før oppholdet begynner"),
        (at(TODAY - timedelta(days=1), 9), TODAY - timedelta(days=1), "er over"),
        (at(TODAY, 9), date(2099, 1, 1), "høyst et år fram"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(ward, vera, patient, starts_at, expected, told):
    with pytest.raises(Refused, match=told):
        begin(patient, vera, starts_at, expected_return=expected)
    assert not Pause.objects.exists()
    assert not Change.objects.exists()


def test_nobody_comes_home_before_she_left_nor_twice(ward, vera, patient):
    pause = begin(patient, vera, at(TODAY, 11))
    with pytest.raises(Refused, match="ikke komme hjem før"):
        stays.end(pause=pause, ends_at=at(TODAY, 10), by=vera)
    stays.end(pause=pause, ends_at=at(TODAY, 11, 30), by=vera)
    stays.end(pause=pause, ends_at=at(TODAY, 11, 30), by=ward.user("anne"))
    with pytest.raises(Refused, match=r"Vera .* har alt ført at pasienten er hjemme"):
        stays.end(pause=pause, ends_at=at(TODAY, 11, 45), by=ward.user("anne"))
    with pytest.raises(Refused, match="hjemme fra"):
        stays.change_expected(pause=pause, expected_return=TOMORROW, by=vera)


def test_an_agreed_return_may_be_put_off_and_the_days_between_follow(ward, vera, patient):
    pause = begin(patient, vera)
    stays.end(pause=pause, ends_at=at(TOMORROW, 7), by=vera)
    settle(ward)
    assert states(patient) == [State.DUE]
    stays.end(pause=pause, ends_at=at(TOMORROW, 18), by=vera)
    settle(ward)
    assert states(patient) == [State.WITHDRAWN]
    assert balance(ward).balances


def test_she_did_not_come_after_all(ward, vera, patient):
    pause = begin(patient, vera)
    stays.end(pause=pause, ends_at=at(TOMORROW, 7), by=vera)
    settle(ward)
    with pytest.raises(Refused, match="Skriv hvorfor"):
        stays.stay_away(pause=pause, by=vera, reason=" ")
    stays.stay_away(pause=pause, by=vera, reason="ble dårligere")
    settle(ward)
    assert states(patient) == [State.WITHDRAWN]
    assert balance(ward).balances
    assert [step.kind for step in PauseStep.objects.all()] == ["begynt", "hjemme", "borte-likevel"]


def test_the_expected_day_is_a_promise_to_look_and_never_an_end(ward, vera, patient):
    pause = begin(patient, vera)
    settle(ward)
    Change.objects.all().delete()
    stays.change_expected(pause=pause, expected_return=TODAY, by=vera)
    settle(ward)
    assert states(patient) == [State.WITHDRAWN]
    assert not Change.objects.exists()
    event = AuditEvent.objects.get(verb="stay_expected")
    assert event.details == {"before": "", "after": TODAY.isoformat()}


def test_a_mistake_is_taken_back_with_its_reason_and_stays_in_the_audit(ward, vera, patient):
    pause = begin(patient, vera)
    settle(ward)
    with pytest.raises(Refused, match="Skriv hvorfor"):
        stays.undo(pause=pause, by=vera, reason="")
    stays.undo(pause=pause, by=vera, reason="feil pasient")
    stays.undo(pause=pause, by=vera, reason="feil pasient")
    settle(ward)
    assert not Pause.objects.exists()
    assert states(patient) == [State.DUE]
    assert balance(ward).balances
    event = AuditEvent.objects.get(verb="stay_undone")
    assert (event.reason, event.patient_number) == ("feil pasient", patient.number)
    assert event.role == "vk"
    assert event.details["why_away"] == "sykehus"


def test_a_stay_of_long_ago_is_ended_and_not_removed(ward, vera, patient):
    pause = PauseFactory(patient=patient, starts_at=at(TODAY - timedelta(days=9), 12))
    with pytest.raises(Refused, match="for lenge siden"):
        stays.undo(pause=pause, by=vera, reason="feil")


def test_where_the_record_cannot_be_written_nothing_is(ward, vera, patient, monkeypatch):
    def full(**_event):
        raise OSError("full disk")

    monkeypatch.setattr(stays.audit, "record", full)
    with pytest.raises(OSError, match="full disk"):
        begin(patient, vera)
    assert not Pause.objects.exists()
    assert not Change.objects.exists()


def test_the_checklist_comes_with_the_stay_and_keeps_who_and_when(ward, vera, patient):
    pause = begin(patient, vera)
    assert {point.item for point in pause.checks.all()} == set(ReturnCheck.Item.values)
    point = pause.checks.first()
    stays.check(check=point, by=vera, note="hentet")
    stays.check(check=point, by=ward.user("anne"), note="også")
    point.refresh_from_db()
    assert (point.done_by, point.note) == (vera, "hentet")
    stays.uncheck(check=point, by=ward.user("anne"))
    point.refresh_from_db()
    assert (point.done_at, point.done_by, point.note) == (None, None, "")
    verbs = AuditEvent.objects.filter(verb__startswith="return_").values_list("verb", flat=True)
    assert sorted(verbs) == ["return_checked", "return_unchecked"]


def test_all_sums_of_the_coming_days_go_up_through_a_whole_stay(ward, vera, patient):
    pause = begin(patient, vera)
    settle(ward)
    stays.end(pause=pause, ends_at=at(TOMORROW, 9), by=vera)
    settle(ward)
    for day in (TODAY, TOMORROW):
        for sum_ in balances_on(day, [ward.team, ward.ht]):
            assert sum_.balances, [fault.sentence for fault in sum_.faults]
    assert TeamShift.objects.filter(current__isnull=False, team=ward.team).count() == 6
