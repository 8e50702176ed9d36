"""What a yes moves: plans with all they had, visits already made, and owed lists."""

from copy import deepcopy
from datetime import date, time, timedelta

import pytest
from django.db import transaction

from heltom.lib import clock
from heltom.lib.errors import Refused
from teams.models import Change
from tests.factories import (
    PlanExceptionFactory,
    VisitFactory,
    VisitPlanFactory,
)
from tests.support.history import done_visits
from tests.worklists.moving import (
    TODAY,
    TOMORROW,
    accept,
    ask,
    at_oclock,
    leader,
    moving_ward,
    where,
)
from worklists.actions import estimates, minutes, moves, visits
from worklists.models import (
    ListChange,
    MinutesProposal,
    MovedPlan,
    PlanException,
    State,
    Visit,
    VisitPlan,
)
from worklists.queries import due
from worklists.queries.moves import looks

pytestmark = pytest.mark.django_db

ONE_DAY = timedelta(days=1)
YESTERDAY = TODAY - ONE_DAY


@pytest.fixture(scope="module")
def built(rows_of_module):
    with pytest.MonkeyPatch.context() as monkeypatch:
        return moving_ward(monkeypatch)


@pytest.fixture
def ward(monkeypatch, built):
    at_oclock(monkeypatch, 6, 45)
    return deepcopy(built)


def went_to(plan):
    return VisitPlan.objects.get(moved_from=plan)


class TestPlans:
    def test_the_job_goes_on_as_it_was_with_the_new_team_and_code(self, ward):
        plan = VisitPlanFactory(
            patient=ward.patient, team=ward.team, title="Sårstell", minutes=35, carers=2, level=2,
            second_level=1, priority=1, weekdays=[1, 4], task_text="Skift bandasje",
            fixed_time=True, valid_to=TODAY + timedelta(days=40), needs=["sar"], reference="T-123-4",
        )  # fmt: skip
        accept(ward)
        new, plan = went_to(plan), VisitPlan.objects.get(pk=plan.pk)
        kept = ["title", "task_text", "minutes", "carers", "level", "second_level", "priority",
                "where", "fixed_time", "patient", "weekdays", "every_weeks", "shift", "earliest",
                "latest"]  # fmt: skip
        assert [getattr(new, name) for name in kept] == [getattr(plan, name) for name in kept]
        assert [c.code for c in new.competences.all()] == ["sar"]
        assert (new.team, new.code, new.reference) == (ward.ht, "HSY", "T-123-4.f2")
        assert (plan.valid_to, new.valid_from) == (TODAY, TOMORROW)
        assert new.valid_to == TODAY + timedelta(days=40)
        assert (plan.team, plan.code) == (ward.team, "PBP")

    def test_on_to_a_third_team_it_is_called_f3(self, ward):
        VisitPlan.objects.filter(pk=ward.morning.pk).update(reference="T-1")
        accept(ward)
        back = ask(ward, by=leader(ward, team=ward.ht), from_team=ward.ht, to_team=ward.south,
                   owner_after=ward.south, from_date=TOMORROW + ONE_DAY)  # fmt: skip
        moves.accept(request=back, by=ward.user("anne"))
        second = went_to(ward.morning)
        third = went_to(second)
        assert (second.reference, third.reference) == ("T-1.f2", "T-1.f3")
        assert (third.team, third.code) == (ward.south, "PBP")

    def test_a_name_that_is_taken_or_too_long_is_made_another(self, ward):
        VisitPlan.objects.filter(pk=ward.morning.pk).update(reference="x" * 60)
        VisitPlan.objects.filter(pk=ward.evening.pk).update(reference="T-9")
        VisitPlanFactory(reference="T-9.f2")
        accept(ward)
        assert went_to(ward.morning).reference == "x" * 57 + ".f2"
        assert went_to(ward.evening).reference == "T-9.f3"

    @pytest.mark.parametrize("weeks", [2, 8])
    @pytest.mark.parametrize("days_ahead", [1, 9, 16])
    def test_every_second_or_eighth_week_falls_on_the_same_weeks(self, ward, weeks, days_ahead):
        plan = VisitPlanFactory(patient=ward.patient, team=ward.team, every_weeks=weeks,
                                weekdays=[2, 5], valid_from=TODAY - timedelta(days=17))  # fmt: skip
        days = [TODAY + timedelta(days=n) for n in range(8 * 7 * 2)]
        before = [day for day in days if plan.recurs_on(day)]
        accept(ward, from_date=TODAY + timedelta(days=days_ahead))
        old, new = VisitPlan.objects.get(pk=plan.pk), went_to(plan)
        assert [day for day in days if old.recurs_on(day) or new.recurs_on(day)] == before
        assert not [day for day in days if old.recurs_on(day) and new.recurs_on(day)]

    def test_the_rhythm_is_kept_through_two_moves(self, ward):
        begun = TODAY - timedelta(days=10)
        plan = VisitPlanFactory(patient=ward.patient, team=ward.team, every_weeks=8,
                                valid_from=begun)  # fmt: skip
        accept(ward)
        back = ask(ward, by=leader(ward, team=ward.ht), from_team=ward.ht, to_team=ward.south,
                   owner_after=ward.south, from_date=TOMORROW + timedelta(days=7))  # fmt: skip
        moves.accept(request=back, by=ward.user("anne"))
        assert went_to(went_to(plan)).rhythm_from == begun

    def test_shifts_that_come_before_the_first_one_go_the_day_after(self, ward):
        accept(ward, from_date=TOMORROW, from_shift="kveld")
        first = {went_to(p).shift: went_to(p).valid_from for p in (ward.morning, ward.evening)}
        assert first == {"dag": TOMORROW + ONE_DAY, "kveld": TOMORROW}
        assert VisitPlan.objects.get(pk=ward.morning.pk).valid_to == TOMORROW

    def test_the_night_of_a_date_begins_in_its_evening(self, ward):
        """From the night of tomorrow: the visit at two that night is on the morning after."""
        accept(ward, from_date=TOMORROW, from_shift="natt")
        night = went_to(ward.night)
        assert night.valid_from == TOMORROW
        window = due.window_of(night, TOMORROW)
        assert window.earliest == clock.at(TOMORROW + ONE_DAY, time(2))
        assert went_to(ward.evening).valid_from == TOMORROW + ONE_DAY

    def test_from_the_day_shift_the_night_before_is_finished_where_it_began(self, ward):
        accept(ward, from_date=TOMORROW, from_shift="dag")
        assert VisitPlan.objects.get(pk=ward.night.pk).valid_to == TODAY
        the_last = due.window_of(ward.night, TODAY)
        assert the_last.earliest == clock.at(TOMORROW, time(2))

    def test_exceptions_of_later_days_go_along_and_earlier_ones_stay(self, ward):
        past = PlanExceptionFactory(plan=ward.morning, date=TODAY)
        coming = PlanExceptionFactory(plan=ward.morning, date=TOMORROW + ONE_DAY)
        accept(ward)
        assert PlanException.objects.get(pk=past.pk).plan == ward.morning
        assert PlanException.objects.get(pk=coming.pk).plan == went_to(ward.morning)

    def test_approved_minutes_hold_in_the_new_team(self, ward, monkeypatch):
        """Twice approved: now, and more from a day after the move."""
        for taken, ahead in ((30, 1), (45, 20)):
            done_visits(ward.morning, [taken] * 40)
            estimates.propose(team=ward.team)
            minutes.approve(
                proposals=MinutesProposal.objects.open().filter(plan=ward.morning),
                why="tar lengre tid", by=ward.user("ola"), from_date=TODAY + timedelta(days=ahead),
            )  # fmt: skip
            Visit.objects.filter(plan=ward.morning).update(plan=None)
        days = [TODAY + timedelta(days=n) for n in range(40)]
        before = [VisitPlan.objects.get(pk=ward.morning.pk).minutes_on(day) for day in days]
        assert len(set(before)) == 3
        accept(ward, from_date=TODAY + timedelta(days=5))
        new = went_to(ward.morning)
        assert [new.minutes_on(day) for day in days] == before

    def test_a_proposal_for_other_minutes_lapses_with_the_plan(self, ward):
        done_visits(ward.morning, [40] * 10)
        estimates.propose(team=ward.team)
        accept(ward)
        assert not MinutesProposal.objects.open().exists()

    def test_a_plan_that_begins_later_begins_in_the_new_team(self, ward):
        later = VisitPlanFactory(patient=ward.patient, team=ward.team, title="Fra neste måned",
                                 valid_from=TODAY + timedelta(days=30))  # fmt: skip
        accept(ward)
        new, old = went_to(later), VisitPlan.objects.get(pk=later.pk)
        assert new.valid_from == TODAY + timedelta(days=30)
        days = [TODAY + timedelta(days=n) for n in range(60)]
        assert not [day for day in days if old.recurs_on(day)]
        assert [new.recurs_on(day) for day in days] == [day >= new.valid_from for day in days]

    def test_a_plan_that_ended_meanwhile_is_left(self, ward):
        move = ask(ward)
        VisitPlan.objects.filter(pk=ward.evening.pk).update(valid_to=TODAY)
        moves.accept(request=move, by=ward.user("anne"))
        assert MovedPlan.objects.get(plan=ward.evening).successor is None
        assert VisitPlan.objects.get(pk=ward.evening.pk).valid_to == TODAY

    def test_a_plan_that_came_meanwhile_stays_and_the_teams_share(self, ward):
        move = ask(ward)
        new = VisitPlanFactory(patient=ward.patient, team=ward.team, title="Ny i går")
        moves.accept(request=move, by=ward.user("anne"))
        assert VisitPlan.objects.get(pk=new.pk).valid_to is None
        assert where(ward, TOMORROW + timedelta(days=9)) == [(ward.ht, True), (ward.team, False)]


class TestWhatHasChangedMeanwhile:
    def refused(self, ward, move, **how):
        before = list(VisitPlan.objects.order_by("pk").values())
        with pytest.raises(Refused) as refusal, transaction.atomic():
            moves.accept(request=move, by=ward.user("anne"), **how)
        assert list(VisitPlan.objects.order_by("pk").values()) == before
        move.refresh_from_db()
        assert move.answer == ""
        assert not Change.objects.exists()
        return str(refusal.value)

    def test_a_plan_brought_anew_for_another_team_is_named(self, ward):
        move = ask(ward)
        VisitPlan.objects.filter(pk=ward.evening.pk).update(team=ward.south)
        told = self.refused(ward, move)
        assert f"«{ward.evening.reference} Kveldsstell» hører nå til Team Sør." in told

    def test_a_plan_that_has_gone_already_is_named(self, ward):
        move = ask(ward)
        VisitPlanFactory(patient=ward.patient, team=ward.south, moved_from=ward.night)
        assert "Nattilsyn» er alt flyttet." in self.refused(ward, move)

    def test_a_plan_that_looks_otherwise_than_on_the_page_is_named(self, ward):
        move = ask(ward)
        seen = {each.plan_id: looks(each.plan) for each in move.plans.all()}
        VisitPlan.objects.filter(pk=ward.night.pk).update(minutes=90)
        told = self.refused(ward, move, seen=seen)
        assert "Nattilsyn» er endret siden du åpnet siden." in told

    def test_what_looks_as_it_did_goes(self, ward):
        move = ask(ward)
        seen = {each.plan_id: looks(each.plan) for each in move.plans.all()}
        moves.accept(request=move, by=ward.user("anne"), seen=seen)
        assert VisitPlan.objects.filter(moved_from__isnull=False).count() == 3


class TestVisitsAlreadyMade:
    def build(self, ward, day=TOMORROW):
        ward.day = day
        for kind in ("dag", "kveld", "natt"):
            ward.build(kind)
            ward.build(kind, team=ward.ht)

    def test_the_same_visit_goes_over_and_is_not_made_twice(self, ward):
        self.build(ward)
        before = {visit.pk for visit in Visit.objects.all()}
        accept(ward)
        self.build(ward)
        after = Visit.objects.with_state()
        assert {visit.pk for visit in after} == before
        assert {(visit.team, visit.code, visit.state) for visit in after} == {
            (ward.ht, "HSY", State.DUE)
        }

    def test_a_yes_is_the_word_for_what_is_gone_from_the_old_lists(self, ward):
        self.build(ward)
        accept(ward)
        self.build(ward)
        gone = ListChange.objects.filter(kind="borte")
        assert gone.count() == 3
        assert {row.acknowledged_by.username for row in gone} == {"anne"}
        assert not ListChange.objects.waiting().exists()

    def test_what_vanishes_for_another_reason_still_waits(self, ward):
        self.build(ward)
        other = VisitPlanFactory(team=ward.team)
        self.build(ward)
        VisitPlan.objects.filter(pk=other.pk).update(valid_to=TODAY)
        accept(ward)
        self.build(ward)
        (waiting,) = ListChange.objects.waiting()
        assert waiting.visit.plan == other

    def test_a_visit_that_is_begun_is_finished_by_whoever_began_it(self, ward, monkeypatch):
        """Asked for at noon from the evening on; the evening visit was begun before the yes came."""
        move = ask(ward, from_date=TODAY, from_shift="kveld")
        self.build(ward, TODAY)
        evening = Visit.objects.get(plan=ward.evening)
        visits.start(visit=evening, by=ward.user("kari"))
        moves.accept(request=move, by=ward.user("anne"))
        self.build(ward, TODAY)
        the_one = Visit.objects.with_state().filter(title="Kveldsstell", date=TODAY).get()
        assert (the_one.pk, the_one.team, the_one.state) == (evening.pk, ward.team, State.STARTED)

    def test_one_called_off_stays_called_off(self, ward):
        self.build(ward)
        visits.cancel(visit=Visit.objects.get(plan=ward.morning), by=ward.user("vera"),
                      reason="datteren er der")  # fmt: skip
        accept(ward)
        self.build(ward)
        (the_one,) = Visit.objects.with_state().filter(title="Morgenstell", date=TOMORROW)
        assert (the_one.team, the_one.state) == (ward.team, State.CANCELLED)

    def test_locks_are_opened_for_the_new_team_to_lay_its_lists(self, ward):
        self.build(ward)
        Visit.objects.update(locked=True)
        accept(ward)
        assert not Visit.objects.filter(locked=True).exists()

    def test_extra_visits_go_along_with_the_responsibility(self, ward):
        made = {
            "i dag": VisitFactory(patient=ward.patient, team=ward.team, date=TODAY),
            "i morgen": VisitFactory(patient=ward.patient, team=ward.team, date=TOMORROW),
            "gjort": VisitFactory(patient=ward.patient, team=ward.team, date=TOMORROW, state="utfort"),
            "trukket": VisitFactory(patient=ward.patient, team=ward.team, date=TOMORROW, state="trukket"),
            "andres": VisitFactory(team=ward.team, date=TOMORROW),
        }  # fmt: skip
        Visit.objects.update(locked=True)
        accept(ward)
        found = {what: Visit.objects.get(pk=visit.pk) for what, visit in made.items()}
        gone = {what for what, visit in found.items() if visit.team == ward.ht}
        assert gone == {"i morgen", "trukket"}
        assert {found[what].code for what in gone} == {"HSY"}
        assert not any(found[what].locked for what in gone)

    def test_and_from_the_first_shift_only(self, ward):
        day = VisitFactory(patient=ward.patient, team=ward.team, date=TOMORROW)
        night = VisitFactory(patient=ward.patient, team=ward.team, date=TOMORROW, shift="natt")
        accept(ward, from_date=TOMORROW, from_shift="kveld")
        assert Visit.objects.get(pk=day.pk).team == ward.team
        assert Visit.objects.get(pk=night.pk).team == ward.ht

    def test_extra_visits_stay_where_the_responsibility_stays(self, ward):
        extra = VisitFactory(patient=ward.patient, team=ward.team, date=TOMORROW)
        accept(ward, plans=[ward.night], owner_after=ward.team)
        assert Visit.objects.get(pk=extra.pk).team == ward.team

    def test_both_teams_and_whoever_has_the_visits_on_lists_owe_new_ones(self, ward):
        visit = VisitFactory(patient=ward.patient, team=ward.south, date=TOMORROW)
        visit.plan = ward.morning
        visit.save()
        accept(ward)
        owed = Change.objects.order_by("team__kind", "team__name")
        assert {row.team for row in owed} == {ward.team, ward.ht, ward.south}
        assert {(row.first_date, row.last_date) for row in owed} == {(TOMORROW, None)}
        assert {row.by.username for row in owed} == {"anne"}


def test_if_the_record_cannot_be_written_nothing_is_moved(ward, monkeypatch):
    move = ask(ward)

    def fails(**_how):
        raise RuntimeError

    monkeypatch.setattr(moves.audit, "record", fails)
    with pytest.raises(RuntimeError), transaction.atomic():
        moves.accept(request=move, by=ward.user("anne"))
    assert not VisitPlan.objects.filter(moved_from__isnull=False).exists()
    assert where(ward, date.max - ONE_DAY) == [(ward.team, True)]


def test_a_shift_ahead_of_the_clock_is_named_as_people_say_it(ward, monkeypatch):
    at_oclock(monkeypatch, 23, 30)
    with pytest.raises(Refused, match="Vakten har begynt"):
        ask(ward, from_date=TODAY, from_shift="natt")
