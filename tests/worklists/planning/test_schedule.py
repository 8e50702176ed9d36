"""The exact times and prices of lists: the same whatever the lists were before."""

from tests.worklists.planning.days import carer, day, visit
from worklists.planning import Need
from worklists.planning.layout import lay_out
from worklists.planning.schedule import Schedule


def test_lists_do_not_remember_the_times_of_the_lists_before():
    """Both parts by one, the second at most 30 minutes after: when the first part has once been
    moved to after the patient's time away, the second one would hold it there.
    """
    asked = visit(
        "both", minutes=7, earliest=480, latest=900, needs=(Need(), Need(minutes=45)),
        gap=(0, 30), same_carer=True, blocked=((500, 520),),
    )  # fmt: skip
    layout = lay_out(day([asked, visit("other", minutes=5, earliest=497, latest=900)], [carer()]))
    one, two, other = range(3)
    moved, fresh = Schedule(layout), Schedule(layout)
    assert moved.load([[other, one, two]])
    assert moved.starts[0][1] == 520
    assert moved.load([[one, other, two]])
    assert fresh.load([[one, other, two]])
    assert moved.starts == fresh.starts
    assert moved.total == fresh.total
