"""How the patients are: diagnoses, what they have at home, and their state of health.

Of some nothing is known, as in any record. Drawn apart from everything else, so that the people stay
who they are.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from imports.demo.greyzone import CASES, PROFILE
from imports.demo.pictures import NAMES, PICTURES, STABLE, THINGS, UNSTABLE, Picture
from imports.demo.wellbeing import MATTERS
from imports.demo.world import Fact, Patient

#: Shares of whom no diagnosis is known, no state of health, and who has told what matters.
NO_DIAGNOSIS, NO_STATE, TOLD = 0.07, 0.05, 0.7


def describe(patients: list[Patient], rng: Random, today: date) -> None:
    """Give the patients of a team what is known of their health, and what matters to them."""
    cases = iter(CASES)
    for patient in patients:
        if patient.profile == PROFILE:
            case = next(cases)
            things = tuple((code, 1.0) for code in case.things)
            picture = Picture(case.diagnoses, case.states, things)
            patient.facts = _facts(patient, picture, rng, today, sure=True)
            patient.what_matters = case.matters
            continue
        patient.facts = _facts(patient, PICTURES[patient.profile], rng, today)
        if rng.random() < TOLD:
            patient.what_matters = rng.choice(MATTERS)


def _facts(
    patient: Patient, picture: Picture, rng: Random, today: date, *, sure: bool = False
) -> list[Fact]:
    facts: list[Fact] = []
    codes = picture.diagnoses if sure else (rng.choice(picture.diagnoses),)
    if rng.random() >= NO_DIAGNOSIS or sure:
        facts += [_diagnosis(patient, code, rng) for code in codes]
    facts += [
        Fact("equipment", code, patient.started, name=THINGS[code])
        for code, share in picture.things
        if rng.random() < share or sure
    ]
    if rng.random() >= NO_STATE or sure:
        facts += _states(patient, picture, rng, today)
    return facts


def _diagnosis(patient: Patient, code: str, rng: Random) -> Fact:
    """Known for some time when the services began."""
    since = patient.started - timedelta(days=rng.randint(0, 1500))
    system = "icd10" if len(code) > 3 else "icpc2"
    return Fact("diagnosis", code, since, system=system, name=NAMES[code])


def _states(patient: Patient, picture: Picture, rng: Random, today: date) -> list[Fact]:
    """As it is now; for some it was otherwise before."""
    facts: list[Fact] = []
    known = (today - patient.started).days
    for state in picture.states:
        steady = state in (STABLE, UNSTABLE)
        since = today - timedelta(days=rng.randint(0, min(known, 120)))
        if steady and since > patient.started and rng.random() < 0.3:
            other = UNSTABLE if state == STABLE else STABLE
            until = since - timedelta(days=1)
            facts.append(Fact("state", other, patient.started, until))
        elif not steady:
            since = patient.started
        facts.append(Fact("state", state, since, name=picture.note if steady else ""))
    return _until(facts, patient.ended) if patient.ended else facts


def _until(facts: list[Fact], ended: date) -> list[Fact]:
    """What had not begun when the services ended never did; where nothing had, all of it that day."""
    known = [fact for fact in facts if fact.valid_from <= ended] or facts
    for fact in known:
        fact.valid_from = min(fact.valid_from, ended)
        fact.valid_to = min(fact.valid_to or ended, ended)
    return known
