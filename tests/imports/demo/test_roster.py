"""A roster that a ward could have: nobody in two places, rest, and somebody who answers for it."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise

import pytest

from imports.demo import generate
from imports.demo.characters import CHARACTERS, FIRST_HT, FIRST_OT, OTHER_HT, character
from imports.demo.holes import DAYS_AHEAD
from imports.demo.shape import HT
from imports.demo.world import DAY, DAYS_AFTER, DAYS_BEFORE, EVENING, NIGHT, oslo_day
from teams.queries import CHARACTERS as WHERE_ONE_SIGNS_IN

REST = timedelta(hours=11)
#: The two nights a year when the clock changes lie within these rosters.
CLOCK_CHANGES = [date(2026, 10, 20), date(2027, 3, 25)]


def worked_by(world):
    """Each carer's shifts that she came to, in order."""
    worked = defaultdict(list)
    for duty in sorted(world.duties, key=lambda duty: duty.start):
        if not duty.absent:
            worked[duty.carer.number].append(duty)
    return worked


def check_rest(world):
    for duties in worked_by(world).values():
        for before, after in pairwise(duties):
            assert after.start - before.end >= REST


def without(world, function, kind):
    """Shifts of teams of the kind where nobody has the function: (team, day, kind of shift)."""
    teams = {team.code for team in world.teams if team.kind == kind}
    shifts = {(d.team, d.day, d.kind) for d in world.duties if d.team in teams}
    held = {
        (d.team, d.day, d.kind) for d in world.duties if d.function == function and not d.absent
    }
    return sorted(shifts - held)


def test_nobody_is_in_two_places_and_all_get_their_rest(bergen):
    check_rest(bergen)


@pytest.mark.parametrize("today", CLOCK_CHANGES)
def test_the_clock_changes_without_harm(today):
    world = generate("team", 3, today)
    check_rest(world)
    nights = {duty.end - duty.start for duty in world.duties if duty.kind == NIGHT}
    assert len(nights) == 2


def test_a_night_shift_spans_two_dates(world):
    nights = [duty for duty in world.duties if duty.kind == NIGHT]
    assert nights
    assert all(oslo_day(duty.end) == duty.day + timedelta(days=1) for duty in nights)


def test_one_has_each_function_and_never_two(bergen):
    held = [
        (d.team, d.day, d.kind, d.function)
        for d in bergen.duties
        if d.function in ("vk", "ansvarsvakt") and not d.absent
    ]
    assert len(held) == len(set(held))


@pytest.mark.parametrize(("function", "kind"), [("vk", "OT"), ("ansvarsvakt", "HT")])
def test_only_the_planted_holes_lack_a_vk_or_an_ansvarsvakt(bergen, today, function, kind):
    holes = without(bergen, function, kind)
    assert 2 <= len(holes) <= 8
    assert all((day - today).days in DAYS_AHEAD for _, day, _ in holes)


def test_the_smaller_demos_have_a_hole_too(world):
    assert without(world, "vk", "OT")
    assert without(world, "ansvarsvakt", "HT")


def test_vaktkoordinatorer_are_trained_or_helsefagarbeidere(bergen):
    for duty in bergen.duties:
        if duty.function == "vk":
            assert "vk" in duty.carer.competences or duty.carer.level >= 1


def test_who_answers_for_an_ht_is_a_nurse(bergen):
    professions = {d.carer.profession for d in bergen.duties if d.function == "ansvarsvakt"}
    assert professions == {"sykepleier"}


def test_lists_take_six_to_eight_hours_by_day_and_in_the_evening(bergen):
    for duty in bergen.duties:
        if duty.function in ("liste", "vk") and duty.kind != NIGHT:
            assert timedelta(hours=6) <= duty.end - duty.start <= timedelta(hours=8)


@pytest.mark.parametrize("found", [c for c in CHARACTERS if c.duty], ids=lambda c: c.username)
def test_characters_are_on_duty_on_every_date(world, today, found):
    mine = {d.day: d for d in world.duties if d.carer.number == found.number}
    days = [today + timedelta(days=step) for step in range(-DAYS_BEFORE, DAYS_AFTER + 1)]
    if found.team not in {team.code for team in world.teams}:
        pytest.skip("the smallest size has no such team")
    assert sorted(mine) == days
    # In the smallest size there is nobody else on whose shift a hole could be planted.
    holes = {today + timedelta(days=ahead) for ahead in DAYS_AHEAD}
    kept = [d for d in mine.values() if found.duty[0] != EVENING or d.day not in holes]
    assert {(d.kind, d.function, d.team, d.absent) for d in kept} == {(*found.duty, found.team, "")}


def test_the_others_hold_positions_and_nils_has_nothing(world):
    by_number = {carer.number: carer for carer in world.carers}
    for found in (one for one in CHARACTERS if one.number in by_number):
        assert by_number[found.number].position == found.position
    at_work = {duty.carer.number for duty in world.duties}
    assert not at_work & {character(name).number for name in ("nils", "ola", "frida", "ulla")}


@pytest.mark.parametrize("size", ["bergen", "unit", "team"])
def test_the_characters_work_in_the_same_teams_in_every_size(request, size):
    world = request.getfixturevalue(size)
    unit_of = {team.code: unit.code for unit in world.units for team in unit.teams}
    assert {FIRST_OT, FIRST_HT, OTHER_HT} <= unit_of.keys()
    assert unit_of[FIRST_OT] == unit_of[FIRST_HT] != unit_of[OTHER_HT]


def test_somebody_leads_every_team(bergen):
    led = {carer.position[2] for carer in bergen.carers if carer.position}
    assert {team.code for team in bergen.teams} <= led


def test_nights_are_the_night_patrols(bergen):
    """Night visits of an OT's patients lie with the HT above it, and no OT has people at night."""
    hts = {team.code for team in bergen.teams if team.kind == HT}
    assert {duty.team for duty in bergen.duties if duty.kind == NIGHT} == hts
    plans = [plan for p in bergen.all_patients for plan in p.plans if plan.shift == NIGHT]
    assert {plan.team for plan in plans} <= hts


def test_hardly_a_day_shift_is_without_a_trained_carer_for_insulin(bergen):
    ots = {team.code for team in bergen.teams if team.kind != HT}
    able, shifts = set(), set()
    for duty in bergen.duties:
        if duty.team in ots and duty.kind == DAY and duty.walks:
            shifts.add((duty.team, duty.day))
            if duty.carer.level >= 1 and "insulin" in duty.carer.competences:
                able.add((duty.team, duty.day))
    assert len(able) > 0.98 * len(shifts)


def test_all_of_them_can_be_chosen_where_one_signs_in():
    chosen = [name for names in WHERE_ONE_SIGNS_IN.values() for name in names]
    assert sorted(chosen) == sorted(found.username for found in CHARACTERS)
