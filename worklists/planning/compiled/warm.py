"""One small plan, so that all of the search is compiled and loaded before somebody waits for it."""

from worklists.planning.problem import Break, Carer, Need, Problem, Travel, VisitNeed
from worklists.planning.solver import solve


def warm() -> None:
    """Plan a day with a visit for one, a visit for two and a meal."""
    visits = (
        VisitNeed("one", 1, 10, 480, 540),
        VisitNeed("two", 1, 10, 480, 540, needs=(Need(), Need())),
    )
    meal = Break(30, 600, 700, place=0)
    carers = tuple(Carer(key, 450, 930, 0, 0, breaks=(meal,)) for key in ("first", "second"))
    solve(Problem(visits, carers, Travel({"car": ((0, 5), (5, 0))})), effort=200)
