"""Why one visit cannot be placed, or not in time, whatever else is on the day.

The rule that is the hindrance is found by leaving the rules out one by one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from worklists.planning.possibilities import (
    FOREVER,
    Able,
    Possibilities,
    Rule,
    can_do,
    in_reach,
    without,
)
from worklists.planning.problem import Need, VisitNeed
from worklists.planning.warning_words import Words


@dataclass(frozen=True, slots=True)
class Finding:
    """One visit with one thing wrong. ``who`` are those that it is about, in words."""

    code: str
    visit: VisitNeed
    who: str = ""
    remark: str = ""
    numbers: tuple[tuple[str, int], ...] = ()
    carers: tuple[str, ...] = ()


def hindrance(
    look: Possibilities, visit: VisitNeed, able: Able, words: Words, far: int
) -> Iterator[Finding]:
    """Why the visit is on nobody's list in any plan; nothing where it may have a place."""
    if not look.seats:
        yield Finding("no_carers", visit)
    elif {*(visit.locked_carers or ())} - {seat.carer.key for seat in look.seats}:
        yield Finding("locked_absent", visit)
    elif not all(able):
        yield from _nobody(look, visit, able, words)
    elif len(able) > 1 and not visit.same_carer and len({*able[0], *able[1]}) == 1:
        yield Finding("too_few", visit)
    elif not look.possible(visit, able):
        code = _no_gap(look, visit) or _cause(look, visit, able, Rule.HARD)
        who = _who(visit, words) if code == "competence" else ""
        yield Finding(CODES.get(code) or _by_the_clock(look, visit, far), visit, who)


#: What the rule that stands in the way is called. Where only the way or the window itself does, it
#: is told by the clock.
CODES = {
    "gap": "gap_impossible",
    "past": "window_past",
    "away": "away",
    "occupied": "occupied",
    "pair": "pair_not_free",
    "competence": "competence_not_then",
}


def lateness(
    look: Possibilities, visit: VisitNeed, able: Able, words: Words, least: int
) -> Finding | None:
    """Why a visit that may have a place surely begins too late, by so many minutes at least."""
    if visit.hard_window or visit.fixed_time or visit.locked_start is not None:
        return None
    if look.possible(visit, able, Rule.TIMELY):
        return None
    first = look.first_start(visit, able)
    minutes = 0 if first is None else first - visit.latest
    if 0 < minutes < least:
        return None
    cause = _cause(look, visit, able, Rule.TIMELY)
    code = f"late_{cause}" if cause in ("past", "away", "occupied", "competence") else "late"
    who = _who(visit, words) if cause == "competence" else ""
    if minutes <= 0 or first is None:  # each of the two could be there, but not both
        return Finding(code, visit, who)
    remark = f"tidligst {words.clock(first)}, {minutes} min for sent"
    return Finding(code, visit, who, remark, (("minutes", minutes), ("first", first)))


def shortening(look: Possibilities, visit: VisitNeed) -> Finding | None:
    """How much of the window is left when the patient is away in a part of it."""
    window = (visit.earliest, visit.latest)
    if not visit.blocked or visit.fixed_time or visit.locked_start is not None:
        return None
    left = without([window], visit.blocked, visit.minutes_of(0))
    if left == [window] or visit.earliest >= visit.latest:
        return None
    minutes, whole = sum(end - begin for begin, end in left), visit.latest - visit.earliest
    remark = f"{minutes} av {whole} min igjen"
    return Finding("shortened", visit, "", remark, (("left", minutes), ("window", whole)))


def _nobody(look: Possibilities, visit: VisitNeed, able: Able, words: Words) -> Iterator[Finding]:
    """Why a place of the visit has nobody: no competence, or nobody who may go there."""
    for part, carers in enumerate(able):
        if not look.skilled(visit, part):
            for code, need in _lacking(look, visit, visit.needs[part]):
                yield Finding(code, visit, words.who(need))
            return
        if not carers:
            yield Finding(_unwelcome(look, visit, part), visit)
            return


def _lacking(look: Possibilities, visit: VisitNeed, need: Need) -> list[tuple[str, Need]]:
    """The parts of a need that nobody has; where each has somebody, nobody has them together."""
    ones = [("no_level", Need(level=need.level))]
    ones += [("no_competence", Need(competences=frozenset({c}))) for c in sorted(need.competences)]
    carers = look.problem.carers
    lacking = [
        (code, one)
        for code, one in ones
        if not any(can_do(one, visit.patient, carer) for carer in carers)
    ]
    return lacking or [("no_one_with_all", Need(need.level, need.competences))]


def _unwelcome(look: Possibilities, visit: VisitNeed, part: int) -> str:
    locked, carers = visit.locked_carers or (), look.problem.carers
    if part < len(locked):
        return "locked_unable"
    skilled = [carers[number] for number in look.skilled(visit, part)]
    if any(carer.key in locked for carer in skilled):
        return "too_few"
    return "forbidden" if any(in_reach(visit, carer) for carer in skilled) else "other_team"


def _no_gap(look: Possibilities, visit: VisitNeed) -> str:
    """Whether the two could not come so far apart as they shall within the visit's own window."""
    if visit.carers == 1:
        return ""
    early, late = look.window(visit, 0, Rule.WAY)
    return "gap" if late < FOREVER and early + visit.gap[0] > late else ""


def _cause(look: Possibilities, visit: VisitNeed, able: Able, rules: Rule) -> str:
    """The first rule without which it would be possible."""
    now = look.problem.now
    if now is not None and look.window(visit, 0, rules)[1] < now:
        return "past"
    if look.possible(visit, able, rules & ~Rule.NOW):
        return "past"
    if look.possible(visit, able, rules & ~Rule.AWAY):
        return "away"
    pairs = len(able) > 1
    if look.possible(visit, able, rules & ~Rule.GIVEN):
        return "pair" if pairs else "occupied"
    if look.possible(visit, look.anybody(visit), rules):
        return "competence"
    if pairs and all(_alone(look, visit, part, able, rules) for part in (0, 1)):
        return "pair"
    return "window"


def _alone(look: Possibilities, visit: VisitNeed, part: int, able: Able, rules: Rule) -> bool:
    return any(look.starts(visit, part, number, rules) for number in able[part])


def _by_the_clock(look: Possibilities, visit: VisitNeed, far: int) -> str:
    """Before anybody can be there, after everybody must be back, or too far for both."""
    means = {(seat.carer.transport, seat.carer.start_place) for seat in look.seats}
    travel = look.problem.travel.minutes
    way = 0 if visit.indoors else min(travel[name][place][visit.place] for name, place in means)
    if way > far:
        return "too_far"
    early, late = look.window(visit, 0, Rule.HARD)
    if late < min(seat.ready for seat in look.seats) + way:
        return "before_shift"
    if early + way + visit.minutes > max(seat.wall for seat in look.seats):
        return "after_shift"
    return "window_impossible"


def _who(visit: VisitNeed, words: Words) -> str:
    """Those whom the visit waits for."""
    return " og ".join(dict.fromkeys(told for need in visit.needs if (told := words.who(need))))
