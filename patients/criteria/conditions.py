"""Does a condition hold of a patient? Yes and no are told with what was found; unknown is neither.

What nobody has written down is unknown, and an unknown condition never holds, not even turned
round: that we have no NEWS2 does not mean that it was low.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from patients.criteria.facts import Facts, Reading, Task
from patients.criteria.kinds import STATES, STEADINESS, Kind
from patients.criteria.rules import Condition
from patients.criteria.spell import (
    ago,
    day_of,
    figure,
    in_sentence,
    last_days,
    one_of,
    times_a_week,
)
from patients.criteria.words import called


@dataclass(frozen=True, slots=True)
class Finding:
    """`holds` is None for unknown, and `said` is then what is missing; else what was found."""

    holds: bool | None
    said: str


def look(condition: Condition, facts: Facts) -> Finding:
    """What the condition finds in the patient. Never raises: what makes no sense is unknown."""
    ask = _ASKERS.get(condition.kind)
    if ask is None:
        return _unknown("")
    found = ask(condition, facts)
    if condition.negated and found.holds is not None:
        return Finding(not found.holds, found.said)
    return found


def _unknown(missing: str) -> Finding:
    return Finding(None, missing)


def _diagnosis(condition: Condition, facts: Facts) -> Finding:
    if not facts.diagnoses:
        return _unknown("Det er ikke ført noen diagnose.")
    hits = [d for d in sorted(facts.diagnoses) if any(fits(d, v) for v in condition.values)]
    if not hits:
        asked = one_of(value.partition(":")[2] for value in condition.values)
        return Finding(False, f"Har ikke diagnose {asked}")
    named = (f"{hit.partition(':')[2]} {in_sentence(facts.names.get(hit, ''))}" for hit in hits)
    return Finding(True, f"Diagnose {one_of(map(str.strip, named), by='og')}")


def fits(diagnosis: str, pattern: str) -> bool:
    """Whether "icd10:E11.9" is what "icd10:E11*" or "icd10:E11.9" asks for; the dot means nothing."""
    have, asked = _bare(diagnosis), _bare(pattern)
    if asked.endswith("*"):
        return have.startswith(asked[:-1])
    return have == asked


def _bare(code: str) -> str:
    return code.replace(".", "").casefold()


def _task(condition: Condition, facts: Facts) -> Finding:
    hits = [task for task in facts.tasks if task.competences.intersection(condition.values)]
    names = (called(facts.names, Kind.TASK, value) for value in condition.values)
    return _of_tasks(facts, hits, f"Har ingen oppdrag som krever {one_of(names)}")


def _title(condition: Condition, facts: Facts) -> Finding:
    words = [value.casefold() for value in condition.values if value.strip()]
    hits = [task for task in facts.tasks if any(word in task.title.casefold() for word in words)]
    asked = one_of(f"«{value}»" for value in condition.values)
    return _of_tasks(facts, hits, f"Har ingen oppdrag med {asked} i navnet")


def _visit_code(condition: Condition, facts: Facts) -> Finding:
    hits = [task for task in facts.tasks if task.code in condition.values]
    if not facts.tasks:
        return _no_plans()
    visits, code = _a_week(hits), one_of(condition.values)
    holds = bool(hits) and visits >= (condition.number or 0)
    said = (
        f"Oppdrag med kode {code} {times_a_week(visits)}"
        if hits
        else f"Ingen oppdrag med kode {code}"
    )
    return Finding(holds, said)


def _of_tasks(facts: Facts, hits: list[Task], none: str) -> Finding:
    if not facts.tasks:
        return _no_plans()
    if not hits:
        return Finding(False, none)
    titles = one_of(dict.fromkeys(task.title for task in hits), by="og")
    return Finding(True, f"Har {titles}, {times_a_week(_a_week(hits))}")


def _no_plans() -> Finding:
    return _unknown("Pasienten har ingen tidsplaner.")


def _a_week(tasks: Iterable[Task]) -> float:
    return sum(task.visits_a_week for task in tasks)


def _nurse_minutes(condition: Condition, facts: Facts) -> Finding:
    minutes = sum(task.nurse_minutes_a_week for task in facts.tasks)
    said = f"{figure(minutes)} minutter i uken krever sykepleier"
    return _at_least(condition, facts, minutes, said)


def _visits(condition: Condition, facts: Facts) -> Finding:
    visits = _a_week(facts.tasks)
    return _at_least(condition, facts, visits, f"{figure(visits)} oppdrag i uken")


def _at_least(condition: Condition, facts: Facts, value: float, said: str) -> Finding:
    if condition.number is None:
        return _unknown("")
    return Finding(value >= condition.number, said) if facts.tasks else _no_plans()


def _equipment(condition: Condition, facts: Facts) -> Finding:
    hits = [code for code in condition.values if code in facts.equipment]
    named = [called(facts.names, Kind.EQUIPMENT, code) for code in hits or condition.values]
    if hits:
        return Finding(True, f"Har {one_of(named, by='og')}")
    return Finding(False, f"Har ikke {one_of(named)}")


def _state(condition: Condition, facts: Facts) -> Finding:
    asked = frozenset(condition.values)
    hits = sorted(asked & facts.states)
    if hits:
        named = one_of((STATES.get(hit, hit) for hit in hits), by="og")
        return Finding(True, named.capitalize())
    if not facts.states:
        return _unknown("Det er ikke ført hvordan helsetilstanden er.")
    if asked & STEADINESS and not facts.states & STEADINESS:
        return _unknown("Det er ikke ført om pasienten er stabil eller ustabil.")
    return Finding(False, f"Ikke {one_of(STATES.get(value, value) for value in condition.values)}")


def _news2(condition: Condition, facts: Facts) -> Finding:
    totals = _totals(condition, facts)
    if not totals:
        return _unknown(f"Det er ikke målt NEWS2 {last_days(condition.days)}.")
    if condition.number is None:
        return _unknown("")
    last, value = totals[-1]
    said = f"NEWS2 var {figure(value)} den {day_of(last.on, facts.day)}"
    return Finding(value >= condition.number, said)


def _news2_rise(condition: Condition, facts: Facts) -> Finding:
    totals = _totals(condition, facts)
    if len(totals) < 2:
        return _unknown(f"NEWS2 er ikke målt to ganger {last_days(condition.days)}.")
    if condition.number is None:
        return _unknown("")
    (_, lowest), (last, value) = min(totals, key=lambda total: total[1]), totals[-1]
    rise = value - lowest
    if rise <= 0:
        return Finding(rise >= condition.number, f"NEWS2 stiger ikke {last_days(condition.days)}")
    said = f"NEWS2 steg fra {figure(lowest)} til {figure(value)} den {day_of(last.on, facts.day)}"
    return Finding(rise >= condition.number, said)


def _totals(condition: Condition, facts: Facts) -> list[tuple[Reading, float]]:
    """The readings with a total in the period, oldest first; an incomplete one says nothing."""
    ordered = sorted(facts.news2, key=lambda reading: reading.on)
    return [
        (reading, reading.value)
        for reading in ordered
        if reading.value is not None and _within(condition, (facts.day - reading.on).days)
    ]


def _within(condition: Condition, age: int) -> bool:
    """Exact to the day: "the last 14 days" is today and the 14 days before it."""
    return age >= 0 and (condition.days is None or age <= condition.days)


def _discharged(condition: Condition, facts: Facts) -> Finding:
    if condition.days is None:
        return _unknown("")
    age = -1 if facts.discharged_on is None else (facts.day - facts.discharged_on).days
    if age < 0:
        return Finding(False, "Ikke utskrevet fra sykehus i det siste")
    return Finding(_within(condition, age), f"Utskrevet fra sykehus {ago(age)}")


def _frailty(condition: Condition, facts: Facts) -> Finding:
    return _scale(condition, facts, facts.frailty, "Klinisk skrøpelighet", most=False)


def _katz(condition: Condition, facts: Facts) -> Finding:
    return _scale(condition, facts, facts.katz, "Katz ADL", most=True)


def _scale(
    condition: Condition, facts: Facts, reading: Reading | None, name: str, *, most: bool
) -> Finding:
    """Last measured, whenever it was: at most the number for Katz, at least it for frailty."""
    if reading is None or reading.value is None or reading.on > facts.day:
        return _unknown(f"{name} er ikke målt.")
    if condition.number is None:
        return _unknown("")
    value, number = reading.value, condition.number
    said = f"{name} var {figure(value)} den {day_of(reading.on, facts.day)}"
    return Finding(value <= number if most else value >= number, said)


_ASKERS: dict[str, Callable[[Condition, Facts], Finding]] = {
    Kind.DIAGNOSIS: _diagnosis,
    Kind.TASK: _task,
    Kind.TITLE: _title,
    Kind.VISIT_CODE: _visit_code,
    Kind.NURSE_MINUTES: _nurse_minutes,
    Kind.VISITS: _visits,
    Kind.EQUIPMENT: _equipment,
    Kind.STATE: _state,
    Kind.NEWS2: _news2,
    Kind.NEWS2_RISE: _news2_rise,
    Kind.DISCHARGED: _discharged,
    Kind.FRAILTY: _frailty,
    Kind.KATZ: _katz,
}
