"""What a change does to the times: the same as reading all lists afresh."""

from tests.worklists.planning.compiled import state
from tests.worklists.planning.days import carer, day, visit
from worklists.planning import Need
from worklists.planning.compiled import columns as col
from worklists.planning.compiled import moves
from worklists.planning.compiled.insertion import FAR
from worklists.planning.compiled.lists import begin, put_on, take_off
from worklists.planning.compiled.times import REFUSED, price

TWO = (Need(), Need())


def test_a_list_starts_as_early_as_its_order_allows():
    visits = [visit(str(n), place=n, earliest=450, latest=600) for n in (1, 3)]
    _, table = state.laid(day(visits, [carer()]), [[1, 0]])
    assert state.starts(table, [1, 0]) == [465, 495]
    moves.relocate(table, state.stop(table, 0), state.beginning(table, 0), FAR)
    assert state.starts(table, [0, 1]) == [455, 485]


def test_the_two_carers_of_a_visit_start_by_the_later_one():
    both = visit("both", place=2, earliest=450, latest=600, needs=TWO)
    far = visit("far", place=6, earliest=450, latest=600)
    _, table = state.laid(day([both, far], [carer("kari"), carer("ola")]), [[0], [2, 1]])
    assert state.starts(table, [0, 1]) == [520, 520]
    moves.relocate(table, state.stop(table, 2), state.stop(table, 1), FAR)
    assert state.starts(table, [0, 1]) == [460, 460]


def test_a_patient_who_is_away_is_waited_for_again_and_again():
    """After the first time away there are not 20 minutes left before the next one."""
    away = visit(place=1, minutes=20, earliest=450, latest=900, blocked=((440, 470), (480, 530)))
    _, table = state.laid(day([away], [carer()]), [[0]])
    assert state.starts(table, [0]) == [530]


def test_lists_that_wait_for_each_other_in_a_ring_are_refused():
    pairs = [visit(key, place=1, earliest=450, latest=600, needs=TWO) for key in "ab"]
    _, table = state.laid(day(pairs, [carer("kari"), carer("ola")]), [[0, 2], [1, 3]])
    before = table.copy()
    begin(table)
    take_off(table, state.stop(table, 1))
    put_on(table, state.stop(table, 1), state.carer(table, 1), state.stop(table, 3))
    assert price(table, FAR) >= REFUSED
    assert before[col.TOTAL] == table[col.TOTAL]


def test_a_change_that_surely_costs_too_much_is_refused_before_it_is_reckoned_out():
    visits = [visit(str(n), place=n, earliest=450, latest=450) for n in (1, 2, 3)]
    _, table = state.laid(day(visits, [carer()]), [[0, 1, 2]])
    begin(table)
    take_off(table, state.stop(table, 0))
    put_on(table, state.stop(table, 0), state.carer(table, 0), state.stop(table, 2))
    assert price(table, -FAR) >= REFUSED


def test_the_two_parts_of_a_visit_do_not_hold_each_other_late():
    """The second part comes at most 30 minutes after: once late, it would keep the first one late."""
    asked = visit(
        "both", minutes=7, earliest=480, latest=900, needs=(Need(), Need(minutes=45)),
        gap=(0, 30), same_carer=True, blocked=((500, 520),),
    )  # fmt: skip
    other = visit("other", minutes=5, earliest=497, latest=900)
    schedule, table = state.laid(day([asked, other], [carer()]), [[2, 0, 1]])
    assert state.starts(table, [2, 0, 1]) == [497, 520, 527]
    moves.relocate(table, state.stop(table, 2), state.stop(table, 0), FAR)
    assert state.starts(table, [0, 2, 1]) == [490, 497, 520]
    assert state.differences(table, schedule.layout) == []
