"""Why her and not another one: from the solver's own numbers, with every alternative priced."""

from worklists.planning.assemble import route_terms, visit_terms
from worklists.planning.construct import begin
from worklists.planning.draft import Draft
from worklists.planning.insertion import best_placement, place
from worklists.planning.layout import lay_out, published_orders
from worklists.planning.plan import Alternative, Explanation, Plan, Term
from worklists.planning.problem import Problem, VisitNeed
from worklists.planning.reasons import asked_for, why_not
from worklists.planning.schedule import Schedule

SENTENCES = {
    "possible": "Kan ta oppdraget, men dagen blir {extra} poeng dyrere.",
    "equal": "Kan ta oppdraget til samme pris.",
    "cheaper": "Kan ta oppdraget, og dagen ville blitt {extra} poeng billigere.",
    "locked_elsewhere": "Oppdraget er låst til en annen.",
    "forbidden_here": "Skal ikke til denne pasienten.",
    "other_team_here": "Er fra et team som ikke har avtale om oppdraget.",
    "lacks_competence": "Mangler kompetansen som trengs: {asked}.",
    "no_time": "Har ikke tid: vakten, pausen eller andre oppdrag er i veien.",
    "pair_not_free": "Har ingen å gå sammen med da.",
}


def explain(
    problem: Problem, plan: Plan, visit_key: str, *, previous: Plan | None = None
) -> Explanation:
    """Why the visit is where it is, and what each other carer would have meant.

    Points are for the whole day, with all other visits staying with those who have them.
    ``previous`` is the plan that the build was told to stay near to, if any. Raises ValueError
    where the plan does not answer the problem, and KeyError for an unknown visit.
    """
    schedule = _as_planned(problem, plan, previous)
    number = {visit.key: i for i, visit in enumerate(problem.visits)}[visit_key]
    visit = problem.visits[number]
    here = _carers_at(schedule, number)
    chosen, points = route_terms(schedule), schedule.total
    terms = visit_terms(schedule, number) if here else ()
    free = visit.is_fact or not here or _take_away(schedule, number)
    others = [
        _alternative(schedule, number, carer, points, chosen, free=free)
        for carer in range(len(problem.carers))
        if carer not in here
    ]
    others.sort(key=lambda other: (other.extra is None, other.extra or 0, other.carer))
    keys = tuple(problem.carers[carer].key for carer in here)
    sentence = _sentence(visit, keys, others)
    return Explanation(visit_key, keys, terms, sentence, tuple(others))


def _as_planned(problem: Problem, plan: Plan, previous: Plan | None) -> Schedule:
    layout = lay_out(problem, previous)
    schedule = begin(layout)
    if not schedule.load(published_orders(layout, plan)):
        raise ValueError("the plan breaks a rule of the problem that it should answer")
    return schedule


def _carers_at(schedule: Schedule, visit: int) -> list[int]:
    carers = [schedule.carer_of[node] for node in schedule.layout.nodes[visit]]
    return [] if visit in schedule.unassigned else carers


def _take_away(schedule: Schedule, visit: int) -> bool:
    """Make room as if nobody had the visit; False where that alone would break a rule."""
    draft = Draft(schedule)
    draft.drop(visit)
    return draft.keep()


def _alternative(
    schedule: Schedule,
    visit: int,
    carer: int,
    points: int,
    chosen: tuple[Term, ...],
    *,
    free: bool,
) -> Alternative:
    layout = schedule.layout
    asked, person = layout.problem.visits[visit], layout.problem.carers[carer]
    code = why_not(asked, person)
    able = any(carer in layout.able(node) for node in layout.nodes[visit])
    if code is None and free and able:
        placement = best_placement(schedule, visit, every=True, among=[carer])
        if placement is not None:
            before = schedule.copy_routes()
            place(schedule, placement)
            found = _priced(schedule, visit, carer, schedule.total - points, chosen)
            schedule.load(before)
            return found
    code = code or ("pair_not_free" if layout.pairs(visit) else "no_time")
    return Alternative(person.key, None, code, _words(code, asked))


def _priced(
    schedule: Schedule, visit: int, carer: int, extra: int, chosen: tuple[Term, ...]
) -> Alternative:
    layout = schedule.layout
    node = next(n for n in layout.nodes[visit] if schedule.carer_of[n] == carer)
    start = schedule.starts[carer][schedule.routes[carer].index(node)]
    code = "possible" if extra > 0 else "cheaper" if extra < 0 else "equal"
    sentence = _words(code, layout.problem.visits[visit], extra)
    terms = _difference(chosen, route_terms(schedule))
    return Alternative(layout.problem.carers[carer].key, extra, code, sentence, start, terms)


def _difference(before: tuple[Term, ...], after: tuple[Term, ...]) -> tuple[Term, ...]:
    """What changes between two days, term by term."""
    old = {term.code: term for term in before}
    new = {term.code: term for term in after}
    changed = []
    for code in [*old, *(code for code in new if code not in old)]:
        was, now = old.get(code, Term(code, 0, 0)), new.get(code, Term(code, 0, 0))
        if was != now:
            changed.append(Term(code, now.amount - was.amount, now.points - was.points))
    return tuple(changed)


def _words(code: str, visit: VisitNeed, extra: int = 0) -> str:
    asked = " eller ".join(dict.fromkeys(asked_for(need) for need in visit.needs))
    return SENTENCES[code].format(extra=abs(extra), asked=asked)


def _sentence(visit: VisitNeed, keys: tuple[str, ...], others: list[Alternative]) -> str:
    if not keys:
        return "Oppdraget står ikke på noen liste."
    if visit.is_fact:
        return "Oppdraget er i gang, gjort eller låst, og blir der det er."
    if visit.locked_carers:
        return "Oppdraget er låst til den som har det."
    possible = [other.extra for other in others if other.extra is not None]
    if not possible:
        return "Ingen andre på vakt kan ta oppdraget."
    if possible[0] < 0:
        return f"Et annet valg ville vært {-possible[0]} poeng billigere; planen fant det ikke."
    return f"Dette er best for hele dagen: det nest beste koster {possible[0]} poeng mer."
