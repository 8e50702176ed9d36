"""A visit plan that a tavlemøte has changed stays changed when the old one comes again the next night."""

from datetime import date, datetime, time

import pytest

from heltom.lib import clock
from heltom.lib.clock import OSLO
from teams.models import User
from tests.imports.folders import load_example
from tests.support.clocks import clock_at
from worklists.actions import plan_changes
from worklists.models import PlanHold, VisitPlan

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 12, tzinfo=OSLO)
TODAY, TOMORROW = date(2026, 11, 23), date(2026, 11, 24)


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture(scope="module")
def loaded(rows_of_module, tmp_path_factory):
    with clock_at(NOW):
        return load_example(tmp_path_factory.mktemp("example"))


@pytest.fixture
def plan(loaded):
    return VisitPlan.objects.get(reference="T-P1-1")


@pytest.fixture
def by(loaded):
    return User.objects.get(username="ingrid.aerlig")


def rows_of(plan):
    rows = VisitPlan.objects.filter(reference__startswith=plan.reference).order_by("reference")
    return [
        (p.reference, p.minutes, p.weekdays, p.earliest, p.task_text, p.valid_from, p.valid_to)
        for p in rows
    ]


def test_the_file_of_the_next_night_undoes_nothing(plan, by, load):
    new = {"minutes": 45, "weekdays": [1, 3, 5], "earliest": time(8), "task_text": "Vei før stell"}
    plan_changes.change(plan=plan, fields=new, from_on=TOMORROW, why="Tavlemøtet", by=by)
    before = rows_of(plan)
    for _night in range(2):
        result = load()
        assert result.faults == []
        assert rows_of(plan) == before
        assert [(n.file, n.line) for n in result.notices] == [("visit_plans.csv", 2)]
        assert "er endret i HeltOm etter et tavlemøte" in result.notices[0].text
    assert before[1][:5] == ("T-P1-1.f2", 45, [1, 3, 5], time(8), "Vei før stell")
    assert before[0][5:] == (date(2024, 3, 1), TODAY)


def test_words_and_an_end_hold_too(plan, by, load):
    plan_changes.change(
        plan=plan, fields={"task_text": "Vei før stell"}, from_on=TODAY, why="x", by=by
    )
    plan_changes.end(plan=plan, from_on=TOMORROW, why="Klarer seg selv", by=by)
    before = rows_of(plan)
    assert load().faults == []
    assert rows_of(plan) == before
    assert (before[0][4], before[0][6]) == ("Vei før stell", TODAY)


def test_what_the_source_says_anew_holds_and_ends_what_was_decided(plan, by, folder, load):
    plan_changes.change(
        plan=plan, fields={"minutes": 45, "carers": 2}, from_on=TOMORROW, why="x", by=by
    )
    folder.change("visit_plans", 0, minutes="50")
    load()
    going_on = VisitPlan.objects.get(moved_from=plan)
    assert (going_on.minutes, going_on.carers) == (50, 2)
    assert list(PlanHold.objects.values_list("plan__reference", "field")) == [
        ("T-P1-1.f2", "carers")
    ]
    folder.change("visit_plans", 0, minutes="30")
    load()
    going_on.refresh_from_db()
    assert going_on.minutes == 30


def test_decided_twice_neither_of_the_earlier_ones_is_news(plan, by, folder, load):
    once = plan_changes.change(plan=plan, fields={"minutes": 45}, from_on=TOMORROW, why="x", by=by)
    again = plan_changes.change(plan=once, fields={"minutes": 60}, from_on=TOMORROW, why="x", by=by)
    for minutes in ("30", "45"):
        folder.change("visit_plans", 0, minutes=minutes)
        assert load().faults == []
        again.refresh_from_db()
        assert again.minutes == 60


def test_a_plan_that_was_ended_before_it_began_stays_without_visits(plan, by, folder, load):
    folder.change("visit_plans", 0, valid_from="2026-12-07")
    load()
    plan.refresh_from_db()
    plan_changes.end(plan=plan, from_on=TOMORROW, why="Trenger ikke hjelp likevel", by=by)
    assert load().faults == []
    plan.refresh_from_db()
    assert not any(plan.recurs_on(date(2026, 12, day)) for day in range(1, 31))
