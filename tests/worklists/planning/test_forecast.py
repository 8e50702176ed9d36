"""When the rest of a list is likely to begin: by what is ticked, and without crying wolf."""

from worklists.planning.forecast import SILENT, Leg, Walk, forecast

SEVEN_30, NINE, TEN, ELEVEN = 450, 540, 600, 660


def walk(*legs, key="kari"):
    return Walk(key, SEVEN_30, legs)


def leg(visit, start, **more):
    """Half an hour, ten minutes' drive, a window that opened long ago."""
    return Leg(visit, start, start + 30, 10, SEVEN_30, **more)


def test_whoever_is_done_late_is_late_to_all_that_follows():
    course = forecast([walk(leg(1, NINE, ended=NINE + 50), leg(2, 580), leg(3, 620))], NINE + 50)
    assert course["kari"].starts == {2: 600, 3: 640}
    assert course["kari"].behind == 20


def test_whoever_is_early_waits_for_the_window_and_eats_when_it_is_time():
    pause = Leg(None, TEN, TEN + 30)
    early = Leg(3, 640, 670, 10, 635)
    course = forecast([walk(leg(1, NINE, ended=NINE + 10), pause, early)], NINE + 15)["kari"]
    assert course.starts == {3: 640}
    assert course.behind == 0


def test_a_visit_under_way_lasts_as_planned_or_until_now():
    begun = leg(1, NINE, began=NINE + 5)
    assert forecast([walk(begun, leg(2, 580))], NINE + 10)["kari"].starts == {2: NINE + 45}
    assert forecast([walk(begun, leg(2, 580))], NINE + 60)["kari"].starts == {2: NINE + 70}


def test_who_ticks_when_she_begins_has_not_begun_what_is_not_ticked():
    done = leg(1, NINE, began=NINE, ended=NINE + 30)
    assert forecast([walk(done, leg(2, 580))], 595)["kari"].starts == {2: 595}
    only_done = leg(1, NINE, ended=NINE + 30)
    assert forecast([walk(only_done, leg(2, 580), leg(3, 620))], 595)["kari"].starts[3] == 620


def test_a_phone_in_the_pocket_is_no_delay():
    legs = (leg(1, NINE), leg(2, 580), leg(3, 620))
    before = forecast([walk(*legs)], NINE + 30 + SILENT)["kari"]
    assert (before.silent, before.starts) == (False, {1: NINE, 2: 580, 3: 620})
    after = forecast([walk(*legs)], NINE + 31 + SILENT)["kari"]
    assert (after.silent, after.unsure) == (True, {1, 2, 3})
    assert after.starts == {1: NINE, 2: 580, 3: 620}
    ticked = (leg(1, NINE, ended=NINE + 30), leg(2, 580), leg(3, 620))
    later = forecast([walk(*ticked)], 580 + 30 + SILENT + 1)["kari"]
    assert (later.silent, later.ticked, later.behind) == (True, NINE + 30, 0)
    assert later.starts == {2: 580, 3: 620}


def test_what_was_passed_by_is_unknown_and_what_is_called_off_takes_no_time():
    passed = (leg(1, NINE), leg(2, 580, ended=610), leg(3, 620, skipped=True), leg(4, 660))
    course = forecast([walk(*passed)], 615)["kari"]
    assert course.unsure == {1}
    assert course.starts == {1: NINE, 4: 620}


def test_two_who_meet_begin_when_the_later_one_is_there_and_both_go_on_from_that():
    kari = walk(leg(1, NINE, ended=NINE + 60), leg(7, 580), leg(8, 620))
    per = walk(leg(2, NINE, ended=NINE + 30), leg(7, 580), leg(9, 620), key="per")
    found = forecast([kari, per], TEN)
    assert found["kari"].starts == {7: 610, 8: 650}
    assert found["per"].starts == {7: 610, 9: 650}
    assert (found["kari"].ready[7], found["per"].ready[7]) == (610, 580)


def test_nothing_is_begun_before_the_shift():
    course = forecast([walk(leg(1, NINE), leg(2, 580))], SEVEN_30)["kari"]
    assert (course.starts, course.ticked, course.silent) == ({1: NINE, 2: 580}, None, False)
    assert forecast([walk()], TEN)["kari"].starts == {}
