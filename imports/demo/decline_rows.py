"""A team that was made day by day, as rows of the import format: what the boards then read of it is what
the measurements of the benchmarks judge.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from random import Random

from boards.rules.history import Evaluated, Seen
from imports.demo import names
from imports.demo.chance import stream
from imports.demo.decline import Person
from imports.demo.decline_life import Life
from imports.demo.decline_town import Town
from imports.demo.world import instant

Row = Mapping[str, object]
UNIT, SITE = "proveenhet", "proveenhet-base"
#: When the first visit of anybody begins, and minutes between two of hers: no two are ticked in one go.
BEGINS, BETWEEN = 7 * 60, 3
#: What is measured and written stands in its own order through the day.
WRITES_FROM, APART = 8 * 60, 4
#: A visit that nobody believes took more than three times what was planned.
UNBELIEVABLE = 4


def rows_of(town: Town) -> dict[str, list[Row]]:
    """Every file that is needed, in the order of the format. Everybody is invented."""
    rng = stream(0, town.code, "folder")
    lives = [life for life in town.lives if life.person.started <= town.span.last]
    return {
        "units": [{"code": UNIT, "name": "Prøveenhet"}],
        "sites": [{"code": SITE, "unit": UNIT, "name": "Prøvebasen", "address": "Prøveveien 1",
                   "latitude": 60.39, "longitude": 5.32}],
        "teams": [
            {"code": f"{town.code}-ht", "site": SITE, "name": f"{town.code} HT", "kind": "HT"},
            {"code": town.code, "site": SITE, "name": town.code, "kind": "OT", "ht": f"{town.code}-ht"},
        ],
        "staff": list(_staff(town, rng)),
        "patients": list(_patients(lives, rng)),
        "placements": [_placement(life.person, town.code) for life in lives],
        "pauses": [
            {"patient": life.person.reference, "starts_at": instant(stay.start, 11 * 60),
             "ends_at": instant(stay.end, 12 * 60) if stay.end else None, "reason": stay.reason}
            for life in lives
            for stay in life.stays
        ],
        "goals": [goal for life in lives for goal in _goals(life)],
        "evaluations": [row for life in lives for row in _evaluations(life)],
        "visit_plans": [row for life in lives for row in _plans(life, town.code)],
        "visits": list(_visits(lives, town.code)),
        "observations": [row for life in lives for row in _observations(life)],
        "notes": [row for life in lives for row in _notes(life)],
        "events": [row for life in lives for row in _events(life)],
    }  # fmt: skip


def _staff(town: Town, rng: Random) -> Iterator[Row]:
    for hand in town.crew.everybody:
        given, family, sex = names.younger(rng)
        yield {
            "number": hand.number,
            "given_name": given,
            "family_name": family,
            "profession": "helsefagarbeider",
            "team": town.code,
            "sex": sex,
            "hired_in": hand.is_temp,
            "employed_from": hand.first,
            "employed_to": hand.last if hand.last < town.span.last else None,
        }


def _patients(lives: list[Life], rng: Random) -> Iterator[Row]:
    taken: set[str] = set()
    for life in lives:
        person, (given, family, _sex) = life.person, names.older(rng)
        yield {
            "number": person.reference,
            "national_number": names.national_number(rng, taken),
            "given_name": given,
            "family_name": family,
            "address": f"Prøveveien {rng.randint(2, 200)}",
            "postcode": "5003",
            "place": "Bergen",
            "latitude": round(rng.uniform(60.38, 60.40), 4),
            "longitude": round(rng.uniform(5.31, 5.34), 4),
            "phone": names.phone(rng),
            "criticality": person.criticality,
            "started_on": person.started,
            "ended_on": person.ended,
            "ended_reason": "flyttet til sykehjem" if person.ended else "",
        }


def _placement(person: Person, team: str) -> Row:
    return {"patient": person.reference, "team": team, "code": "PBP", "owner": True,
            "valid_from": person.started, "valid_to": person.ended}  # fmt: skip


def _goals(life: Life) -> Iterator[Row]:
    if life.evaluations:
        first, last = life.evaluations[0], life.evaluations[-1]
        reached = last.result == "nadd"
        yield {
            "reference": f"G-{life.person.reference}",
            "patient": life.person.reference,
            "area": first.area,
            "problem": "Trenger mer hjelp enn før",
            "text": first.goal,
            "evaluate_on": last.on + timedelta(weeks=8),
            "valid_from": max(life.person.started, first.on - timedelta(weeks=12)),
            "valid_to": last.on if reached else None,
            "ended_why": "Målet er nådd" if reached else "",
        }


def _evaluations(life: Life) -> Iterator[Row]:
    for row in life.evaluations:
        yield _evaluation(life.person, row)


def _evaluation(person: Person, row: Evaluated) -> Row:
    return {"goal": f"G-{person.reference}", "at": instant(row.on, 10 * 60 + 30),
            "result": row.result, "text": "Sett på sammen med pasienten."}  # fmt: skip


def _plans(life: Life, team: str) -> Iterator[Row]:
    person = life.person
    given = {reference: (days, hour) for reference, _minutes, days, hour in person.plans}
    for plan in life.plans:
        days, hour = given[plan.plan.removesuffix("b")]
        yield {
            "reference": plan.plan,
            "patient": person.reference,
            "team": team,
            "code": "PBP",
            "title": "Besøk",
            "task_text": "Hjelp til det hun ikke rekker selv.",
            "weekdays": days,
            "shift": "dag" if hour < 15 * 60 else "kveld",
            "earliest": _clock(hour - 30),
            "latest": _clock(hour + 60),
            "minutes": plan.minutes,
            "valid_from": plan.first,
            "valid_to": plan.last or person.ended,
        }


def _clock(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


def _visits(lives: list[Life], team: str) -> Iterator[Row]:
    """In the patients' own order; every carer's visits of a day one after the other."""
    free: dict[tuple[str, date], int] = {}
    for life in lives:
        for number, seen in enumerate(life.visits, 1):
            row: dict[str, object] = {
                "reference": f"O-{life.person.reference}-{number}",
                "plan": seen.plan,
                "date": seen.on,
            }
            if not seen.plan:
                row |= _added(seen, life.person, team)
            yield row | (_done(seen, free) if seen.faces else _cancelled(seen))


def _added(seen: Seen, person: Person, team: str) -> dict[str, object]:
    return {"patient": person.reference, "team": team, "code": "PBP", "shift": "dag",
            "earliest": instant(seen.on, 9 * 60), "latest": instant(seen.on, 14 * 60),
            "title": "Ekstra tilsyn", "minutes": seen.planned}  # fmt: skip


def _cancelled(seen: Seen) -> dict[str, object]:
    return {"state": "avlyst", "reason": seen.cancelled}


def _done(seen: Seen, free: dict[tuple[str, date], int]) -> dict[str, object]:
    carer = seen.faces[0].number
    begins = free.get((carer, seen.on), BEGINS)
    ends = begins + (seen.took or UNBELIEVABLE * seen.planned)
    free[carer, seen.on] = ends + BETWEEN
    return {"state": "utfort", "carer": carer, "started_at": instant(seen.on, begins),
            "ended_at": instant(seen.on, ends)}  # fmt: skip


def _minute(times: Counter[date], on: date) -> int:
    times[on] += 1
    return WRITES_FROM + APART * times[on]


def _observations(life: Life) -> Iterator[Row]:
    times: Counter[date] = Counter()
    for number, seen in enumerate(life.measured, 1):
        yield {
            "reference": f"M-{life.person.reference}-{number}",
            "patient": life.person.reference,
            "kind": seen.kind,
            "taken_at": instant(seen.on, _minute(times, seen.on)),
            "value": seen.value,
            "parts": seen.parts,
            "by": seen.by,
        }


def _notes(life: Life) -> Iterator[Row]:
    times: Counter[date] = Counter()
    for number, note in enumerate(life.notes, 1):
        yield {
            "reference": f"N-{life.person.reference}-{number}",
            "patient": life.person.reference,
            "at": instant(note.on, _minute(times, note.on)),
            "by": note.by,
            "text": note.text,
        }


def _events(life: Life) -> Iterator[Row]:
    times: Counter[date] = Counter()
    for number, event in enumerate(life.events, 1):
        yield {
            "reference": f"H-{life.person.reference}-{number}",
            "patient": life.person.reference,
            "kind": event.kind,
            "at": instant(event.on, _minute(times, event.on)),
            "text": event.text,
            "by": event.by,
        }
