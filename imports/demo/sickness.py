"""Who is away, and who comes instead.

Sick leave is 13.6 % (Bergen's figure) of the shifts of the employed, from the beginning of the period
up to today: some people are away for months, and each day somebody is ill at short notice. Of the
days to come only the long absences and the ends of the short ones are known, as in life.
"""

from __future__ import annotations

from datetime import date, timedelta

from imports.demo.chance import weighted
from imports.demo.roster import FITS, does_procedures, gives_insulin, is_nurse, is_trained, may_walk
from imports.demo.rota import Fits, Rota, Slot
from imports.demo.shape import HT, TeamShape
from imports.demo.world import DAYS_BEFORE, NIGHT, Carer, Duty, instant

SICK_LEAVE = 0.136
SICK = ("syk", "sykt-barn")
LONG_TERM = 0.066
#: On a shift with fewer lists than these, every list is covered if anybody can be had.
LETS_ONE_GO_FROM = 5
#: Chance that somebody comes instead: before today, today, and for what is known of later days.
COVERED_BEFORE, COVERED_TODAY, COVERED_LATER = 0.9, 0.75, 0.9
SHORT_DAYS = ((1, 45), (2, 25), (3, 20), (4, 10))


def make_ill(rota: Rota, team: TeamShape, today: date) -> None:
    """Long absences, courses and short illness, each with what is done about the missed shifts."""
    _long_absences(rota, team, today)
    _courses(rota, team, today)
    first = today - timedelta(days=DAYS_BEFORE)
    for step in range(DAYS_BEFORE + 1):
        day = first + timedelta(days=step)
        # Today has its own share, whatever yesterday was like: it is the day that is looked at.
        since = day if day == today else first
        while _too_few_ill(rota, since, day) and _somebody_ill(rota, team, day, today):
            pass


def _too_few_ill(rota: Rota, first: date, last: date) -> bool:
    """Whether one more would bring the shifts of the employed nearer to the share."""
    shifts = [duty for duty in rota.duties if first <= duty.day <= last and not duty.carer.hired_in]
    ill = sum(duty.absent in SICK for duty in shifts)
    return len(shifts) * SICK_LEAVE - ill > 0.5


def _somebody_ill(rota: Rota, team: TeamShape, day: date, today: date) -> bool:
    """One who should have worked that day is ill for a day or some; False where nobody is left."""
    candidates = [duty for duty in rota.on(day) if _can_be_ill(duty)]
    if not candidates:
        return False
    duty = rota.rng.choice(candidates)
    days = weighted(rota.rng, SHORT_DAYS)
    end = max(duty.end, instant(day + timedelta(days=days - 1), 1439))
    # Never into another absence of the same person.
    later = [
        away.start for away in rota.absences.get(duty.carer.number, ()) if away.start > duty.start
    ]
    reason = weighted(rota.rng, [("syk", 88), ("sykt-barn", 12)])
    for missed in rota.send_away(duty.carer, duty.start, min([end, *later]), reason):
        _make_good(rota, team, missed, today)
    return True


def _can_be_ill(duty: Duty) -> bool:
    return not (duty.absent or duty.carer.standing or duty.carer.hired_in)


def _long_absences(rota: Rota, team: TeamShape, today: date) -> None:
    """People who are away for weeks or months, until their shifts are about 6.6 % of all."""
    people = [carer for carer in rota.carers if not (carer.standing or carer.hired_in)]
    rota.rng.shuffle(people)
    wanted = sum(not duty.carer.hired_in for duty in rota.duties) * LONG_TERM
    for carer in people:
        shifts = len(rota.by_carer.get(carer.number, ()))
        if shifts and shifts <= wanted + 6 and not rota.absences.get(carer.number):
            wanted -= shifts
            _long_absence(rota, team, carer, today)


def _long_absence(rota: Rota, team: TeamShape, carer: Carer, today: date) -> None:
    start = instant(today - timedelta(days=rota.rng.randint(22, 200)), 0)
    back = weighted(rota.rng, [(0, 3), (rota.rng.randint(4, 20), 2), (rota.rng.randint(25, 90), 5)])
    end = instant(today + timedelta(days=back), 0) if back else None
    reason = weighted(rota.rng, [("syk", 92), ("permisjon", 8)])
    for missed in rota.send_away(carer, start, end, reason):
        _make_good(rota, team, missed, today)


def _courses(rota: Rota, team: TeamShape, today: date) -> None:
    """Two of the team are on a course for a day, some time in the period."""
    free = [duty for duty in rota.duties if _can_be_ill(duty) and duty.function == "liste"]
    for duty in rota.rng.sample(free, min(2, len(free))):
        if not duty.absent:
            rota.send_away(duty.carer, duty.start, duty.end, "kurs")
            _make_good(rota, team, duty, today)


def _make_good(rota: Rota, team: TeamShape, missed: Duty, today: date) -> None:
    """Another takes the function at once; the list is covered if somebody can be had.

    An indoor station that is left empty stays empty: its work goes to the others.
    """
    fits = FITS.get(missed.function)
    if fits:
        deputy = _deputy(rota, missed)
        if deputy is None:
            rota.fill(missed.day, Slot(missed.kind, missed.function, missed.times, fits, must=True))
            return
        deputy.function = missed.function
    elif missed.function != "liste":
        return
    if may_walk(missed.carer):
        _cover(rota, team, missed, today)


def _cover(rota: Rota, team: TeamShape, missed: Duty, today: date) -> None:
    """Whoever answers for the shift may let one list go of many, never a second one."""
    walking = [duty for duty in rota.on(missed.day) if duty.kind == missed.kind and duty.walks]
    spare = len(walking) >= LETS_ONE_GO_FROM and (missed.day, missed.kind) not in rota.short
    if spare and rota.rng.random() >= _chance_of_cover(team, missed, today):
        rota.short.add((missed.day, missed.kind))
    else:
        for fits in _fits(team, missed):
            if rota.cover(missed.day, Slot(missed.kind, "liste", missed.times, fits)):
                return


def _chance_of_cover(team: TeamShape, missed: Duty, today: date) -> float:
    """Nights are always covered: there are two of them, and somebody must be turned by two."""
    if missed.kind == NIGHT or (team.day_lists and missed.day == today):
        return 1
    if missed.day == today:
        return COVERED_TODAY
    return COVERED_BEFORE if missed.day < today else COVERED_LATER


def _deputy(rota: Rota, missed: Duty) -> Duty | None:
    """Somebody with a list on the same shift who can take over as VK, ansvarsvakt or sykepleier 2."""
    same = (duty for duty in rota.on(missed.day) if duty.kind == missed.kind)
    able = [
        duty
        for duty in same
        if duty.walks and not duty.carer.standing and _may_follow(missed, duty)
    ]
    # A trained one first; somebody hired in only where there is no other helsefagarbeider.
    return max(
        able,
        key=lambda duty: ("vk" in duty.carer.competences, not duty.carer.hired_in, duty.carer.post),
        default=None,
    )


def _may_follow(missed: Duty, duty: Duty) -> bool:
    if duty.function != "liste":
        return False
    return duty.carer.level >= 1 if missed.function == "vk" else FITS[missed.function](duty.carer)


def _fits(team: TeamShape, missed: Duty) -> tuple[Fits, ...]:
    """Who may come instead: first those who can what the one who is away can."""
    if team.kind == HT and missed.kind == NIGHT:
        return (may_walk,)
    order = (
        (does_procedures, is_nurse) if team.kind == HT else (gives_insulin, is_trained, may_walk)
    )
    able = [number for number, fits in enumerate(order) if fits(missed.carer)]
    return order[min(able, default=len(order) - 1) :]
