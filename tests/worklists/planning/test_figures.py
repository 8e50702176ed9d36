"""A plan in sums that do not depend on prices."""

from tests.worklists.planning.days import carer, day, visit
from worklists.planning import Need, solve
from worklists.planning.figures import figures, who_comes
from worklists.planning.plan import Plan, Route, Stop, Unassigned


def stop(key, start, *, part=0, travel=5, waiting=0):
    return Stop(key, part, start - waiting, start, start + 20, travel, waiting)


def plan(*routes, left=()):
    unassigned = tuple(Unassigned(key, "no_time", "Ikke tid.") for key in left)
    return Plan(
        tuple(Route(key, 450, tuple(stops), 7, end) for key, stops, end in routes), unassigned, ()
    )


def test_travel_counts_the_way_home_and_lateness_what_is_after_the_window():
    problem = day([visit("a", latest=500), visit("b", latest=500)], [carer("kari")])
    found = figures(problem, plan(("kari", [stop("a", 510), stop("b", 540, waiting=3)], 940)))
    assert (found.travel, found.waiting) == (17, 3)
    assert (found.lateness, found.worst_lateness) == (50, 40)
    assert found.overtime == 10


def test_two_who_come_together_are_late_once():
    both = visit("a", latest=500, needs=(Need(), Need()))
    problem = day([both], [carer("kari"), carer("ola")])
    routes = (("kari", [stop("a", 510)], 600), ("ola", [stop("a", 510, part=1)], 600))
    assert figures(problem, plan(*routes)).lateness == 10
    assert who_comes(plan(*routes)) == {"a": frozenset({"kari", "ola"})}


def test_a_stranger_is_one_where_somebody_known_is_at_work():
    visits = [
        visit("known", recent=frozenset({"ola"})),
        visit("hers", primary="kari"),
        visit("nobody"),
        visit("both", deputy="ola", needs=(Need(), Need())),
    ]
    problem = day(visits, [carer("kari"), carer("ola")])
    kari = [stop("known", 480), stop("hers", 510), stop("nobody", 540), stop("both", 570)]
    found = figures(problem, plan(("kari", kari, 600), ("ola", [stop("both", 570, part=1)], 600)))
    assert found.strangers == 1


def test_wishes_levels_and_what_is_left_are_counted():
    visits = [
        visit("wish", wished_carers=frozenset({"ola"})),
        visit("simple"),
        visit("left", priority=1),
        visit("also", priority=3),
    ]
    problem = day(visits, [carer("kari", level=2)])
    done = plan(("kari", [stop("wish", 480), stop("simple", 510)], 600), left=("left", "also"))
    found = figures(problem, done)
    assert (found.not_wished, found.over_level) == (1, 4)
    assert found.unassigned == (1, 0, 1)


def test_an_empty_plan_has_nothing_to_sum():
    found = figures(day([], [carer("kari")]), solve(day([], [carer("kari")])))
    assert (found.travel, found.lateness, found.worst_lateness, found.strangers) == (0, 0, 0, 0)
