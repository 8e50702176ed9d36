"""Why a visit is on nobody's list: the first true sentence, from the general to the particular."""

from dataclasses import replace

from worklists.planning.insertion import best_placement, spots
from worklists.planning.layout import Layout, can_do, lay_out, of_a_team_that_may
from worklists.planning.plan import Unassigned
from worklists.planning.problem import LEVEL_NAMES, Carer, Need, Problem, VisitNeed
from worklists.planning.schedule import Schedule

SENTENCES = {
    "no_carers": "Ingen er på vakt.",
    "locked_absent": "Oppdraget er låst til en som ikke er på vakt.",
    "locked_unable": "Oppdraget er låst til en som ikke kan ta det.",
    "no_competence": "Ingen på vakt har kompetansen som trengs: {asked}.",
    "forbidden": "De som har kompetansen, skal ikke til denne pasienten.",
    "other_team": "De som er på vakt, er fra et team som ikke har avtale om oppdraget.",
    "too_few": "Oppdraget trenger to ansatte, men bare én på vakt kan ta det.",
    "window_past": "Tiden da oppdraget kunne starte, er over.",
    "patient_away": "Pasienten er borte når oppdraget kunne vært gjort.",
    "window_impossible": "Ingen som kan ta oppdraget, er på vakt og rekker fram i tide.",
    "pair_not_free": "Oppdraget trenger to ansatte, men to er ikke ledige samtidig.",
    "no_time": "De som kan ta oppdraget, har ikke tid.",
    "gives_way": "Oppdraget er valgt bort: det ville gått mer ut over resten av dagen.",
}


def reason_for(schedule: Schedule, visit: int) -> Unassigned:
    """Why an unassigned visit could not go anywhere, or why it was left out.

    Looks at the likely places first, and at every place in every list only where none of them will
    do: some milliseconds, some hundredths of a second for a visit for two in a large team.
    """
    layout = schedule.layout
    asked = layout.problem.visits[visit]
    able = [len(layout.able(node)) for node in layout.nodes[visit]]
    numbers = [("carers", layout.carers), ("able", min(able, default=0))]
    numbers += [("earliest", asked.earliest), ("latest", asked.latest)]
    code = _hindrance(layout, visit)
    if code is None:
        placement = best_placement(schedule, visit) or best_placement(schedule, visit, every=True)
        if placement is not None:
            code = "gives_way"
            numbers += [("would_cost", placement.extra), ("price", layout.drop[visit])]
        elif _reachable(layout.problem, asked):
            code = _nowhere(schedule, visit)
        else:
            code = _unreachable(layout.problem, asked)
    words = " og ".join(dict.fromkeys(asked_for(need) for need in asked.needs))
    return Unassigned(asked.key, code, SENTENCES[code].format(asked=words), tuple(numbers))


def _hindrance(layout: Layout, visit: int) -> str | None:
    """What keeps the visit off every list whatever the clock says, or None."""
    problem = layout.problem
    asked = problem.visits[visit]
    able = [layout.able(node) for node in layout.nodes[visit]]
    if not problem.carers:
        return "no_carers"
    if any(key not in layout.carer_number for key in asked.locked_carers or ()):
        return "locked_absent"
    if not all(able):
        return _nobody(problem, asked)
    if len(able) == 2 and not asked.same_carer and len({*able[0], *able[1]}) == 1:
        return "too_few"
    return None


def _nobody(problem: Problem, visit: VisitNeed) -> str:
    if not any(of_a_team_that_may(visit, carer) for carer in problem.carers):
        return "other_team"
    for part in range(visit.carers):
        if not any(can_do(visit.needs[part], visit, carer) for carer in problem.carers):
            return "no_competence"
    return "locked_unable" if visit.locked_carers else "forbidden"


def _reachable(problem: Problem, visit: VisitNeed) -> bool:
    """Whether the visit alone, on a day without any other, could be given to somebody."""
    alone = replace(problem, visits=(visit,))
    return best_placement(Schedule(lay_out(alone)), 0, every=True) is not None


def _unreachable(problem: Problem, visit: VisitNeed) -> str:
    if visit.blocked and _reachable(problem, replace(visit, blocked=())):
        return "patient_away"
    if problem.now is not None and _reachable(replace(problem, now=None), visit):
        return "window_past"
    return "window_impossible"


def _nowhere(schedule: Schedule, visit: int) -> str:
    """Why no list has room: each of the two could go alone, or nobody has time at all."""
    layout = schedule.layout
    if not layout.pairs(visit) or layout.problem.visits[visit].same_carer:
        return "no_time"
    free = [
        any(spots(schedule, node, carer, every=True) for carer in layout.able(node))
        for node in layout.nodes[visit]
    ]
    return "pair_not_free" if all(free) else "no_time"


def asked_for(need: Need) -> str:
    """The competence that a need asks for, in words."""
    return ", ".join([LEVEL_NAMES[need.level], *sorted(need.competences)])


def why_not(visit: VisitNeed, carer: Carer) -> str | None:
    """The code of the rule that keeps this carer from the visit, or None."""
    locked = visit.locked_carers or ()
    if visit.is_fact or (len(locked) >= visit.carers and carer.key not in locked):
        return "locked_elsewhere"
    if not of_a_team_that_may(visit, carer):
        return "other_team_here"
    if carer.key in visit.forbidden_carers:
        return "forbidden_here"
    if not any(can_do(need, visit, carer) for need in visit.needs):
        return "lacks_competence"
    return None
