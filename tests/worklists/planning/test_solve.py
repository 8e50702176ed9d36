"""What a plan does in small days that can be followed by eye."""

from dataclasses import replace

import pytest

from tests.worklists.planning.days import carer, day, line, visit
from worklists.planning import Break, Need, PlanRejected, Weights, solver
from worklists.planning.solver import solve


def who(plan, key):
    return [carer_key for carer_key, _ in plan.stops_of(key)]


def start(plan, key):
    (_, stop), *_ = plan.stops_of(key)
    return stop.start


def reasons(plan):
    return {left.visit: left.code for left in plan.unassigned}


def test_nobody_on_duty_leaves_every_visit_unassigned():
    plan = solve(day([visit("a"), visit("b")]))
    assert reasons(plan) == {"a": "no_carers", "b": "no_carers"}
    assert plan.unassigned[0].sentence == "Ingen er på vakt."


def test_no_visits_gives_everybody_an_empty_list():
    plan = solve(day(carers=[carer("kari"), carer("ola")]))
    assert [(route.carer, route.stops) for route in plan.routes] == [("kari", ()), ("ola", ())]
    assert plan.cost == 0


def test_a_visit_starts_when_the_carer_can_be_there_after_the_report():
    plan = solve(day([visit(place=2, earliest=450)], [carer(report_minutes=15)]))
    (route,) = plan.routes
    (stop,) = route.visits
    assert (route.ready, stop.travel, stop.arrival, stop.start) == (465, 10, 475, 475)
    assert (stop.end, route.travel_home, route.end) == (495, 10, 505)


def test_a_visit_waits_for_its_window_to_open():
    (stop,) = solve(day([visit(earliest=480)], [carer(start=450)])).routes[0].visits
    assert (stop.arrival, stop.waiting, stop.start) == (455, 25, 480)


def test_a_nurse_task_goes_to_the_nurse():
    people = [carer("assistent"), carer("sykepleier", level=2)]
    plan = solve(day([visit(needs=(Need(level=2),))], people))
    assert who(plan, "v") == ["sykepleier"]


def test_an_assistants_task_does_not_use_up_the_nurse():
    people = [carer("sykepleier", level=2), carer("assistent")]
    assert who(solve(day([visit()], people)), "v") == ["assistent"]


def test_a_delegation_for_one_patient_counts_for_that_patient_only():
    insulin = frozenset({"insulin"})
    kari = carer(level=1, patient_competences={"p1": insulin})
    asked = (Need(level=1, competences=insulin),)
    mine, other = (
        visit("mine", needs=asked, patient="p1"),
        visit("other", needs=asked, patient="p2"),
    )
    assert reasons(solve(day([mine, other], [kari]))) == {"other": "no_competence"}


def test_the_primary_contact_comes_where_it_costs_little():
    people = [carer("ola"), carer("kari"), carer("siri")]
    assert who(solve(day([visit(primary="siri")], people)), "v") == ["siri"]


def test_the_deputy_comes_when_the_primary_contact_is_not_at_work():
    people = [carer("ola"), carer("kari"), carer("siri")]
    plan = solve(day([visit(primary="away", deputy="kari", recent=frozenset({"ola"}))], people))
    assert who(plan, "v") == ["kari"]


def test_a_carer_who_must_not_come_does_not_come():
    alone = day([visit(forbidden_carers=frozenset({"kari"}))], [carer("kari")])
    assert reasons(solve(alone)) == {"v": "forbidden"}


def test_two_carers_meet_at_the_same_minute():
    far = visit("far", place=6, earliest=450, latest=460, minutes=30)
    meeting = visit("meeting", place=1, earliest=455, latest=700, needs=(Need(), Need()))
    plan = solve(day([far, meeting], [carer("kari"), carer("ola")]))
    (one, first), (two, second) = plan.stops_of("meeting")
    assert one != two
    assert first.start == second.start


def test_one_carer_alone_is_not_sent_to_a_visit_for_two():
    assert reasons(solve(day([visit(needs=(Need(), Need()))], [carer()]))) == {"v": "too_few"}


def test_the_second_carer_may_need_less_competence():
    people = [carer("assistent"), carer("sykepleier", level=2)]
    plan = solve(day([visit(needs=(Need(level=2), Need(level=0)))], people))
    assert who(plan, "v") == ["sykepleier", "assistent"]


def test_a_gap_between_two_carers_is_kept():
    asked = visit(needs=(Need(), Need()), gap=(30, 60), latest=700)
    plan = solve(day([asked], [carer("kari"), carer("ola")]))
    (_, first), (_, second) = plan.stops_of("v")
    assert 30 <= second.start - first.start <= 60


def test_a_hard_window_is_left_rather_than_missed():
    late = visit(place=9, earliest=450, latest=460, hard_window=True)
    assert reasons(solve(day([late], [carer()]))) == {"v": "window_impossible"}


def test_a_soft_window_is_missed_at_a_price():
    plan = solve(day([visit(place=9, earliest=450, latest=460, late_weight=5)], [carer()]))
    (stop,) = plan.routes[0].visits
    lateness = next(term for term in stop.terms if term.code == "lateness")
    assert (stop.start, lateness.amount, lateness.points) == (495, 35, 35 * 5 * 10)


def test_what_may_go_gives_way_to_what_must_be_done_now():
    eight = {"minutes": 60, "earliest": 480, "latest": 480, "late_weight": 5}
    must = [visit(f"must{n}", priority=1, **eight) for n in range(2)]
    plan = solve(day([visit("may", priority=3, **eight), *must], [carer("kari"), carer("ola")]))
    assert reasons(plan) == {"may": "gives_way"}


def test_a_visit_at_a_fixed_time_starts_to_the_minute():
    fixed = visit("fixed", earliest=500, latest=600, fixed_time=True)
    plan = solve(day([fixed, visit("before", earliest=450, latest=900)], [carer()]))
    assert start(plan, "fixed") == 500


def test_a_patient_who_is_away_is_visited_when_she_is_back():
    plan = solve(day([visit(earliest=480, latest=700, blocked=((470, 560),))], [carer()]))
    assert start(plan, "v") == 560


def test_a_visit_by_phone_takes_no_travel():
    calls = [visit("near", place=1), visit("call", place=9, indoors=True, earliest=450)]
    plan = solve(day(calls, [carer()]))
    assert sum(stop.travel for stop in plan.routes[0].visits) == 5


def test_the_meal_is_taken_at_the_base_in_its_time():
    kari = carer(breaks=(Break(30, 630, 750, place=0),))
    visits = [visit(f"v{n}", place=3, earliest=450, latest=900, minutes=40) for n in range(6)]
    (route,) = solve(day(visits, [kari])).routes
    (meal,) = [stop for stop in route.stops if stop not in route.visits]
    assert 630 <= meal.start <= 750
    assert meal.end - meal.start == 30


def test_a_break_the_clock_has_passed_is_taken_as_soon_as_it_can_be():
    kari = carer(breaks=(Break(30, 600, 660),))
    (route,) = solve(day([], [kari], now=700)).routes
    assert [(stop.start, stop.end) for stop in route.stops] == [(700, 730)]


def test_nobody_works_beyond_the_allowed_overtime():
    long = visit(earliest=880, latest=900, minutes=60)
    assert reasons(solve(day([long], [carer(end=930)]))) == {"v": "window_impossible"}
    plan = solve(day([long], [carer(end=930, overtime_allowed=30)]))
    (overtime,) = [term for term in plan.terms if term.code == "overtime"]
    assert overtime.amount == plan.routes[0].end - 930 == 15


def test_the_coordinator_keeps_her_reserve_when_others_have_time():
    visits = [visit(f"v{n}", earliest=450, latest=900, minutes=60) for n in range(4)]
    people = [carer("vk", end=750, reserve_minutes=240), carer("kari", end=750)]
    plan = solve(day(visits, people))
    assert len(plan.routes[0].visits) < len(plan.routes[1].visits)


def test_a_locked_visit_stays_with_its_carer():
    people = [carer("kari"), carer("ola")]
    plan = solve(day([visit(primary="kari", locked_carers=("ola",))], people))
    assert who(plan, "v") == ["ola"]


def test_a_started_visit_stays_where_it_is_though_the_rules_say_no():
    begun = visit(
        "begun", place=9, locked_carers=("kari",), locked_start=452, started=True,
        needs=(Need(level=2),), forbidden_carers=frozenset({"kari"}),
    )  # fmt: skip
    plan = solve(day([begun], [carer("kari"), carer("ola", level=2)], now=460))
    assert (who(plan, "begun"), start(plan, "begun")) == (["kari"], 452)


def test_a_started_visit_for_two_needs_only_the_one_who_came():
    begun = visit(needs=(Need(), Need()), locked_carers=("kari",), locked_start=480, started=True)
    assert who(solve(day([begun], [carer("kari"), carer("ola")])), "v") == ["kari"]


def test_reality_that_does_not_add_up_is_shown_as_it_is():
    """Two visits reported done at the same time, and one right before the shift."""
    done = [
        visit(f"v{n}", place=n, locked_carers=("kari",), locked_start=at, started=True)
        for n, at in ((1, 440), (5, 480), (9, 482))
    ]
    plan = solve(day([*done, visit("next", earliest=450, latest=900)], [carer()], now=490))
    assert [start(plan, f"v{n}") for n in (1, 5, 9)] == [440, 480, 482]
    assert start(plan, "next") >= 502 + 40


def test_nothing_new_starts_in_the_past():
    plan = solve(day([visit(earliest=480, latest=500)], [carer()], now=600))
    assert start(plan, "v") >= 600


def test_a_night_shift_goes_on_past_midnight():
    turned = visit(earliest=1500, latest=1530)
    plan = solve(day([turned], [carer(start=1380, end=1860)]))
    assert start(plan, "v") == 1500


def test_each_means_of_transport_has_its_own_minutes():
    slow = tuple(tuple(4 * m for m in row) for row in line().minutes["car"])
    travel = replace(line(), minutes={**line().minutes, "foot": slow})
    plan = solve(day([visit(place=2)], [carer(transport="foot")], travel=travel))
    assert plan.routes[0].visits[0].travel == 40


def test_lists_are_better_than_taking_visits_as_they_come():
    """Three along the road out, given in a bad order: out once and back once."""
    visits = [visit(f"v{n}", place=n, earliest=450, latest=900) for n in (6, 2, 4)]
    plan = solve(day(visits, [carer()]))
    assert sum(stop.travel for stop in plan.routes[0].stops) + plan.routes[0].travel_home == 60


def test_a_rebuild_without_changes_gives_the_very_same_plan():
    problem = day([visit("a"), visit("b", place=4)], [carer("kari"), carer("ola")])
    plan = solve(problem)
    assert solve(problem, previous=plan) is plan


def test_a_new_visit_leaves_the_other_lists_alone():
    people = [carer("kari"), carer("ola"), carer("siri")]
    visits = [visit(f"v{n}", place=n, earliest=460 + 20 * n, latest=600 + 20 * n) for n in range(9)]
    before = solve(day(visits, people))
    after = solve(day([*visits, visit("new", place=9, latest=900)], people), previous=before)
    stayed = {key: who(after, key) for key in (v.key for v in visits)}
    assert stayed == {key: who(before, key) for key in stayed}


def test_visits_of_somebody_absent_go_to_others():
    people = [carer("kari"), carer("ola")]
    problem = day([visit("a"), visit("b", place=4)], people)
    after = solve(replace(problem, carers=(people[1],)), previous=solve(problem))
    assert (who(after, "a"), who(after, "b")) == (["ola"], ["ola"])


def test_progress_is_told_until_it_is_done():
    told = []
    solve(day([visit()], [carer()]), effort=120, progress=lambda *now: told.append(now))
    assert told[-1][:2] == (120, 120)
    assert [now[2] for now in told] == sorted((now[2] for now in told), reverse=True)


def test_a_plan_that_breaks_a_rule_never_leaves(monkeypatch):
    """Whatever goes wrong inside, the checker stands at the door."""
    honest = solver.assemble

    def forgetful(schedule, unassigned, fingerprint):
        plan = honest(schedule, unassigned, fingerprint)
        return replace(plan, routes=tuple(replace(r, stops=()) for r in plan.routes))

    monkeypatch.setattr(solver, "assemble", forgetful)
    with pytest.raises(PlanRejected, match="Planen bryter"):
        solve(day([visit()], [carer()]))


def test_a_unit_may_price_a_visit_so_low_that_it_is_not_worth_the_way():
    far = visit(place=9, priority=3)
    assert not solve(day([far], [carer()])).unassigned
    assert reasons(solve(day([far], [carer()], weights=Weights(drop_may_go=100)))) == {
        "v": "gives_way"
    }
