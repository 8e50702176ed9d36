"""Primærkontakt and deputy, and what single carers have been allowed for single patients."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random

from imports.demo.roster import may_walk
from imports.demo.rota import Rota
from imports.demo.shape import HT, TeamShape
from imports.demo.world import Carer, Patient

#: Share of the patients who have a primærkontakt; of these, who have a deputy as well.
WITH_PRIMARY, WITH_DEPUTY = 0.95, 0.93
#: What a helsefagarbeider may be taught for one patient, and how often she has been.
TEACHABLE, DELEGATED = ("insulin", "kateter", "dosett"), 0.6


def give_contacts(patients: list[Patient], rota: Rota, team: TeamShape, rng: Random) -> None:
    """Spread the patients over those who may be primærkontakt, most to those with a full post."""
    able = [carer for carer in rota.carers if _may_be_primary(carer, team)]
    load: Counter[str] = Counter()
    for patient in patients:
        if not able or rng.random() >= WITH_PRIMARY:
            continue
        patient.primary = _least(able, load, rng, None)
        if rng.random() < WITH_DEPUTY:
            patient.deputy = _least(able, load, rng, patient.primary)


def _may_be_primary(carer: Carer, team: TeamShape) -> bool:
    """A nurse, a helsefagarbeider, or a trained assistent in a full post; never somebody hired in."""
    employed = carer.rostered and not carer.hired_in and carer.post >= 50 and may_walk(carer)
    trained = carer.level >= 1 or (carer.post == 100 and "primaerkontakt" in carer.competences)
    return employed and trained and (team.kind != HT or carer.level >= 2)


def _least(able: list[Carer], load: Counter[str], rng: Random, other: Carer | None) -> Carer | None:
    pool = [carer for carer in able if carer is not other]
    if not pool:
        return None
    chosen = min(pool, key=lambda carer: (load[carer.number] / carer.post, rng.random()))
    load[chosen.number] += 1
    return chosen


def give_delegations(patients: list[Patient], rng: Random, today: date) -> None:
    """The patient's own contacts are taught what they have not learnt for all patients."""
    for patient in patients:
        asked = {code for plan in patient.plans for code in plan.competences if code in TEACHABLE}
        for carer in (patient.primary, patient.deputy):
            if carer is None or carer.level != 1 or patient.ended:
                continue
            for code in sorted(asked - set(carer.competences)):
                if rng.random() < DELEGATED:
                    since = max(patient.started, today - timedelta(days=rng.randint(10, 300)))
                    patient.delegations.append((carer, code, since))


def leader_of(people: list[Carer], team: str) -> Carer:
    """The team's avdelingsleder, who decides placements and gives delegations."""
    return next(carer for carer in people if carer.position == ("avdelingsleder", "team", team))
