"""The demo has Bergen's figures: the report's where it gives them, and ours where it does not."""

from collections import Counter, defaultdict
from datetime import timedelta

import pytest

from imports.demo.history import GROWING
from imports.demo.shape import HT, OT
from imports.demo.sickness import SICK, SICK_LEAVE
from imports.demo.world import DAY, DAYS_AFTER, DAYS_BEFORE, hm
from tests.imports.demo.counting import due_visits, lists_by_shift, visits_by_shift, week_from

PATIENTS = {
    "bergenhus": 539,
    "fana-ytrebygda": 756,
    "fyllingsdalen-laksevag": 960,
    "arna-asane": 790,
    "arstad": 555,
}
TEAMS = {
    "bergenhus": (1, 4),
    "fana-ytrebygda": (2, 5),
    "fyllingsdalen-laksevag": (2, 8),
    "arna-asane": (3, 7),
    "arstad": (1, 4),
}
BIG = "laksevag-ot1"


def within(value, wanted, share=0.05):
    return abs(value - wanted) <= wanted * share


def active(world, unit):
    codes = {team.code for team in unit.teams}
    return [p for p in world.all_patients if p.team in codes and p.ended is None]


def test_every_unit_has_its_patients_and_teams(bergen):
    for unit in bergen.units:
        kinds = Counter(team.kind for team in unit.teams)
        assert (kinds[HT], kinds[OT]) == TEAMS[unit.code]
        assert len(active(bergen, unit)) == PATIENTS[unit.code]
    assert within(sum(len(active(bergen, unit)) for unit in bergen.units), 3600)


def test_two_units_run_the_developed_model(bergen):
    developed = [unit.code for unit in bergen.units if unit.variant == "videreutviklet"]
    assert developed == ["fana-ytrebygda", "fyllingsdalen-laksevag"]


def test_every_ot_lies_under_an_ht_of_its_own_unit(bergen):
    for unit in bergen.units:
        hts = {team.code for team in unit.teams if team.kind == HT}
        assert {team.ht for team in unit.teams if team.kind == OT} <= hts


def test_there_are_about_5200_visits_on_every_weekday(bergen, today):
    for day in week_from(today)[:5]:
        assert within(sum(visits_by_shift(bergen, day).values()), 5200)


def test_a_unit_has_about_780_visits_a_day(unit, today):
    codes = {team.code for team in unit.units[0].teams}
    counts = [
        sum(n for (team, _), n in visits_by_shift(unit, day).items() if team in codes)
        for day in week_from(today)[:5]
    ]
    assert within(sum(counts) / 5, 780)
    assert len(active(unit, unit.units[0])) == 539


def test_a_team_is_an_ot_with_its_ht(team):
    bergenhus = team.units[0]
    assert [found.kind for found in bergenhus.teams] == [HT, OT]
    assert within(len(active(team, bergenhus)), 110)


def test_one_team_is_large_enough_to_measure(bergen, today):
    assert lists_by_shift(bergen, today)[BIG, DAY] == 12
    assert within(visits_by_shift(bergen, today)[BIG, DAY], 180)


def test_no_other_ot_has_more_than_ten_lists(bergen, today):
    lists = lists_by_shift(bergen, today)
    ots = [found.code for found in bergen.teams if found.kind == OT and found.code != BIG]
    assert max(lists[code, DAY] for code in ots) <= 10


def test_the_day_peaks_in_the_morning_and_at_bedtime(bergen, today):
    starts = [plan.earliest for plan, _ in due_visits(bergen, today)]

    def begun(first, last):
        return sum(hm(first) <= start < hm(last) for start in starts)

    assert begun("07:30", "10:30") > 1.3 * begun("10:30", "13:30") > begun("13:30", "16:00")
    assert begun("19:30", "21:30") > 1.5 * begun("17:30", "19:30")


def test_insulin_has_a_tight_window_and_asks_for_the_competence(bergen):
    doses = [plan for p in bergen.all_patients for plan in p.plans if "nsulin" in plan.title]
    assert len(doses) > 300
    for plan in doses:
        assert plan.latest - plan.earliest <= 60
        assert (plan.priority, "insulin" in plan.competences) == (1, True)


def test_about_eight_in_a_hundred_visits_take_two(bergen, today):
    due = [plan for plan, _ in due_visits(bergen, today)]
    assert 0.06 <= sum(plan.carers == 2 for plan in due) / len(due) <= 0.10


def test_about_three_in_a_hundred_are_away_and_one_is_overdue(bergen, today):
    patients = [p for p in bergen.all_patients if p.ended is None]
    open_pauses = [pause for p in patients for pause in p.pauses if pause.end is None]
    assert 0.025 <= len(open_pauses) / len(patients) <= 0.035
    overdue = [pause for pause in open_pauses if pause.expected and pause.expected < today]
    soon = [pause for pause in open_pauses if pause.expected and pause.expected >= today]
    assert overdue
    assert soon


@pytest.mark.parametrize("since", [DAYS_BEFORE, 0], ids=["period", "today"])
def test_sick_leave_is_that_of_bergen(bergen, today, since):
    first = today - timedelta(days=since)
    shifts = [d for d in bergen.duties if first <= d.day <= today and not d.carer.hired_in]
    assert within(sum(d.absent in SICK for d in shifts) / len(shifts), SICK_LEAVE, 0.08)


def test_temps_come_most_of_all_in_weekends(bergen):
    shifts = Counter(d.day.isoweekday() >= 6 for d in bergen.duties)
    hired = Counter(d.day.isoweekday() >= 6 for d in bergen.duties if d.carer.hired_in)
    assert hired[True] / shifts[True] > 1.5 * hired[False] / shifts[False]


def test_most_have_a_primary_contact_of_their_own_team(bergen):
    patients = [p for p in bergen.all_patients if p.ended is None]
    with_one = [p for p in patients if p.primary]
    assert 0.92 <= len(with_one) / len(patients) < 1
    assert all(p.primary.team == p.team and not p.primary.hired_in for p in with_one)
    assert all(p.primary is not p.deputy for p in with_one)


def test_some_patients_are_shared_and_one_team_owns(bergen):
    shared = 0
    for patient in bergen.all_patients:
        holds = [row for row in patient.placements if row.valid_to is None]
        shared += len(holds) == 2
        assert patient.ended or [row.owner for row in holds].count(True) == 1
    assert shared > 300


def test_every_plan_lies_with_a_team_that_the_patient_belongs_to(bergen):
    for patient in bergen.all_patients:
        assert {plan.team for plan in patient.plans} <= {row.team for row in patient.placements}


def test_the_history_covers_two_weeks_and_no_more(bergen, today):
    days = {done.day for done in bergen.visits}
    assert days == {today - timedelta(days=ago) for ago in range(1, DAYS_BEFORE + 1)}
    rostered = {duty.day for duty in bergen.duties}
    assert (min(rostered), max(rostered)) == (
        today - timedelta(days=DAYS_BEFORE),
        today + timedelta(days=DAYS_AFTER),
    )


def test_some_visits_have_been_taking_longer_and_longer(bergen):
    growing = {p.number for p in bergen.all_patients if any(plan.grows for plan in p.plans)}
    assert 0 < len(growing) < len(bergen.all_patients) * GROWING * 2
    one = min(growing)
    took = [
        (done.end - done.start).total_seconds() / 60 / done.plan.minutes
        for done in bergen.visits
        if done.patient.number == one and done.end
    ]
    assert sum(took[-5:]) > 1.2 * sum(took[:5])


def test_in_every_team_some_plans_are_wrong_and_many_have_seen_it(unit):
    """Enough for the page of proposals: eight visits or more by five carers or more."""
    seen = defaultdict(list)
    for done in unit.visits:
        if done.end and done.plan.takes != 1:
            seen[done.plan.reference].append(done)
    told = Counter(
        visits[0].plan.team
        for visits in seen.values()
        if len(visits) >= 8 and len({carer.number for v in visits for carer in v.carers}) >= 5
    )
    first = unit.units[0]
    assert all(told[team.code] for team in first.teams)
    share = sum(plan.takes != 1 for p in unit.all_patients for plan in p.plans)
    assert share < 0.05 * sum(len(p.plans) for p in unit.all_patients)
