"""A team's people and its roster over the demo's weeks: every shift with its functions filled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from imports.demo.characters import CHARACTERS, Character
from imports.demo.rota import Fits, Rota, Slot
from imports.demo.shape import HT, TeamShape
from imports.demo.staff import THERAPIST, Hiring, Office
from imports.demo.workload import lists_needed, therapy_visits
from imports.demo.world import (
    DAY,
    DAYS_AFTER,
    DAYS_BEFORE,
    EVENING,
    FULL_TIMES,
    KINDS,
    NIGHT,
    SHORT_TIMES,
    Carer,
    Patient,
    instant,
)

#: The roster begins some days early, so that nobody starts the period fresh from nowhere.
RUN_UP = 7
#: Share of the lists that stay without a carer though somebody could be found.
VACANT = 0.015
#: Share of the employed who have a week off somewhere in the period.
ON_HOLIDAY = 0.07
THERAPY_VISITS_A_WEEK = 26
THERAPY_TIMES = (480, 930)
THERAPISTS = {
    "fysioterapi": "fysioterapeut", "ergoterapi": "ergoterapeut", "ernaering": "ernaeringsfysiolog",
}  # fmt: skip


def may_walk(carer: Carer) -> bool:
    return carer.works != THERAPIST


def may_be_vk(carer: Carer) -> bool:
    return "vk" in carer.competences and not carer.hired_in


def may_be_ansvarsvakt(carer: Carer) -> bool:
    return carer.profession == "sykepleier" and not carer.hired_in


def is_trained(carer: Carer) -> bool:
    return carer.level >= 1 and may_walk(carer)


def gives_insulin(carer: Carer) -> bool:
    return is_trained(carer) and "insulin" in carer.competences


def is_nurse(carer: Carer) -> bool:
    return carer.level >= 2 and may_walk(carer)


def does_procedures(carer: Carer) -> bool:
    """Intravenous treatment and tube feeding: never a shift of an HT without somebody who can."""
    return is_nurse(carer) and {"infusjon", "sonde", "lindring"} <= set(carer.competences)


FITS: dict[str, Fits] = {
    "vk": may_be_vk,
    "ansvarsvakt": may_be_ansvarsvakt,
    "sykepleier2": is_nurse,
}


def rota_of(
    team: TeamShape, base: tuple[float, float], patients: list[Patient], rng: Random, office: Office
) -> Rota:
    """The team's staff, and its roster from DAYS_BEFORE before today to DAYS_AFTER after."""
    lists = lists_needed(team, base, patients, office.today)
    slots = {weekend: _slots(team, lists, weekend=weekend) for weekend in (False, True)}
    hiring = Hiring(team, rng, office)
    carers = _characters(team)
    carers += hiring.everybody(_hours(slots), len(slots[True]), _therapists(team, patients))
    first = office.today - timedelta(days=DAYS_BEFORE + RUN_UP)
    rota = Rota(team.code, carers, first, rng)
    _give_holidays(rota, office.today)
    for step in range(DAYS_BEFORE + RUN_UP + DAYS_AFTER + 1):
        day = first + timedelta(days=step)
        _fill_day(rota, slots[day.isoweekday() >= 6], day)
    return rota


def _characters(team: TeamShape) -> list[Carer]:
    return [_carer(found) for found in CHARACTERS if found.team == team.code]


def _carer(found: Character) -> Carer:
    return Carer(
        number=found.number,
        given=found.given,
        family=found.family,
        sex=found.sex,
        profession=found.profession,
        team=found.team,
        username=found.username,
        competences=found.competences,
        rostered=found.duty is not None,
        standing=True,
        position=found.position,
    )


def _slots(team: TeamShape, lists: dict[tuple[str, bool], int], *, weekend: bool) -> list[Slot]:
    """Everything to be filled on an ordinary day, what matters most first."""
    make = _ht_slots if team.kind == HT else _ot_slots
    return [slot for kind in KINDS for slot in make(team, kind, lists[kind, weekend], weekend)]


def _ot_slots(team: TeamShape, kind: str, lists: int, weekend: bool) -> list[Slot]:
    if not lists:
        return []
    walking = [Slot(kind, "vk", FULL_TIMES[kind], may_be_vk, must=True)]
    for number in range(1, lists):
        fits = gives_insulin if number == 1 else is_trained if number <= lists * 0.55 else may_walk
        walking.append(Slot(kind, "liste", _times(kind, number, lists), fits, must=number == 1))
    return walking


def _ht_slots(team: TeamShape, kind: str, lists: int, weekend: bool) -> list[Slot]:
    slots = [Slot(kind, "ansvarsvakt", FULL_TIMES[kind], may_be_ansvarsvakt, must=True)]
    if kind == NIGHT:
        # Two for whoever must be turned by two, a third where there is more to do than they manage.
        carers = max(2, lists) if lists else 1
        return slots + [Slot(kind, "liste", FULL_TIMES[kind], may_walk, must=True)] * carers
    if kind == DAY and team.nurse_2:
        slots.append(Slot(kind, "sykepleier2", FULL_TIMES[kind], is_nurse))
    slots.append(Slot(kind, "liste", FULL_TIMES[kind], does_procedures, must=True))
    slots += [Slot(kind, "liste", _times(kind, n, lists), is_nurse) for n in range(1, lists)]
    if kind == DAY and not weekend:
        slots += [Slot(kind, station, FULL_TIMES[kind], is_nurse) for station in team.stations]
    return slots


def _times(kind: str, number: int, lists: int) -> tuple[int, int]:
    """The last list or two of a shift are short ones: six to seven hours."""
    short = lists >= 4 and number >= lists - (2 if kind == EVENING else 1)
    return SHORT_TIMES[kind] if short and kind in SHORT_TIMES else FULL_TIMES[kind]


def _hours(slots: dict[bool, list[Slot]]) -> dict[str, float]:
    """Hours of an ordinary week by kind of shift: five weekdays and two days of a weekend."""
    hours = dict.fromkeys(KINDS, 0.0)
    for weekend, days in ((False, 5), (True, 2)):
        for slot in slots[weekend]:
            hours[slot.kind] += days * (slot.times[1] - slot.times[0]) / 60
    return hours


def _therapists(team: TeamShape, patients: list[Patient]) -> list[str]:
    """Professions of the therapists that the HT's patients ask for."""
    if team.kind != HT:
        return []
    found: list[str] = []
    for competence, profession in THERAPISTS.items():
        visits = therapy_visits(team, patients, competence)
        found += [profession] * (max(1, round(visits / THERAPY_VISITS_A_WEEK)) if visits else 0)
    return found


def _give_holidays(rota: Rota, today: date) -> None:
    """A few have a week off somewhere in the period; the rota is laid without them."""
    for carer in rota.carers:
        employed = carer.rostered and not carer.standing and not carer.hired_in
        if employed and rota.rng.random() < ON_HOLIDAY:
            day = today + timedelta(days=rota.rng.randint(-14, 18))
            monday = day - timedelta(days=day.weekday())
            rota.send_away(carer, instant(monday, 0), instant(monday, 7 * 1440), "ferie")


def _fill_day(rota: Rota, slots: Iterable[Slot], day: date) -> None:
    held = _characters_on_duty(rota, day)
    for slot in slots:
        if (slot.kind, slot.function) in held:
            held.remove((slot.kind, slot.function))
        else:
            _fill(rota, slot, day)
    for carer in rota.carers:
        away = rota.is_away(carer, instant(day, THERAPY_TIMES[0]), instant(day, THERAPY_TIMES[1]))
        if not may_walk(carer) and day.isoweekday() in carer.days and not away:
            rota.add(carer, day, Slot(DAY, "liste", THERAPY_TIMES, may_walk))


def _fill(rota: Rota, slot: Slot, day: date) -> None:
    """One list of a shift may be vacant; before there are two, somebody works beyond her rota."""
    is_list, shift = slot.function == "liste", (day, slot.kind)
    if is_list and not slot.must and shift not in rota.short and rota.rng.random() < VACANT:
        rota.short.add(shift)
        return
    must = slot.must or (is_list and shift in rota.short)
    if rota.fill(day, replace(slot, must=must)) is None and is_list:
        rota.short.add(shift)


def _characters_on_duty(rota: Rota, day: date) -> list[tuple[str, str]]:
    """Put the standing characters on duty; returns the places that they hold."""
    held = []
    numbers = {carer.number: carer for carer in rota.carers if carer.standing}
    for found in CHARACTERS:
        if found.duty and found.number in numbers:
            kind, function = found.duty
            rota.add(numbers[found.number], day, Slot(kind, function, FULL_TIMES[kind], may_walk))
            held.append(found.duty)
    return held
