"""Patients who sit in the wrong team on purpose, for whoever looks for such: a few in every team.

In an OT: somebody unsteady, whose work is nearly all nurses' work, done by the HT, while the OT has the
main responsibility. In an HT: somebody stable, to whom nurses go with medicine and stockings.
No work is added: who is planted had the same visits in the right team.
"""

from __future__ import annotations

from random import Random

from imports.demo.shape import HT, TeamShape
from imports.demo.world import Patient, Placement

#: How many: of an HT's own patients for each OT under it; of an OT's for the HT above.
IN_EACH_OT, IN_EACH_HT = 2, 3
#: Least minutes a week of nurses' work of somebody who sits wrongly in an OT.
NURSE_MINUTES = 120
NURSES_WORK = ("sår annenhver dag", "hjertesvikt", "kols", "ustabil diabetes", "lindrende", "sonde")
CARE_WORK = ("morgenmedisin", "kompresjon", "medisin to ganger")
#: What no nurse is ever asked to do.
NOT_IN_AN_HT = ("Renhold", "Handling", "Gåtur")

WHY_OT = "Kom fra sykehus før jul og ble lagt til OT. Ikke vurdert på nytt."
WHY_HT = "Hadde infusjon i vår. Ble værende i HT da kuren var ferdig."


def misplace(patients: dict[str, list[Patient]], teams: list[TeamShape], rng: Random) -> None:
    """Move some to the wrong team, plans and placements with them. `patients` is by team."""
    ots = [team for team in teams if team.kind != HT]
    for ot in ots:
        able = [patient for patient in patients[ot.ht] if _is_nurses_work(patient)]
        for patient in rng.sample(able, min(IN_EACH_OT, len(able) // 3)):
            _put_in_ot(patient, ot)
            patients[ot.ht].remove(patient)
            patients[ot.code].append(patient)
    for team in teams:
        under = [ot.code for ot in ots if ot.ht == team.code]
        able = [p for code in under for p in patients[code] if _is_care_work(p)]
        for patient in rng.sample(able, min(IN_EACH_HT, len(able) // 8)):
            patients[patient.team].remove(patient)
            _put_in_ht(patient, team)
            patients[team.code].append(patient)


def planted(patients: list[Patient]) -> dict[str, str]:
    """Patient number → the code that she ought to have, of everybody who was planted."""
    return {patient.number: patient.belongs for patient in patients if patient.belongs}


def _is_nurses_work(patient: Patient) -> bool:
    minutes = sum(
        plan.minutes * len(plan.weekdays) / plan.every_weeks
        for plan in patient.plans
        if plan.level == 2 and plan.valid_to is None
    )
    return _is_there(patient) and patient.profile in NURSES_WORK and minutes >= NURSE_MINUTES


def _is_care_work(patient: Patient) -> bool:
    own = all(plan.team == patient.team and plan.level < 2 for plan in patient.plans)
    fits = not any(plan.title in NOT_IN_AN_HT for plan in patient.plans)
    return _is_there(patient) and patient.profile in CARE_WORK and own and fits


def _is_there(patient: Patient) -> bool:
    return patient.ended is None and not patient.pauses and not patient.belongs


def _put_in_ot(patient: Patient, ot: TeamShape) -> None:
    first = patient.placements[0].valid_from
    patient.team, patient.belongs = ot.code, "HSY"
    patient.placements = [
        Placement(ot.code, "PBP", True, first, why=WHY_OT),
        Placement(ot.ht, "HSY", False, first, why="HT gjør det som krever sykepleier."),
    ]


def _put_in_ht(patient: Patient, ht: TeamShape) -> None:
    first = min(placement.valid_from for placement in patient.placements)
    patient.team, patient.belongs = ht.code, "PBP"
    for plan in patient.plans:
        plan.team, plan.code = ht.code, "HSY"
    patient.placements = [Placement(ht.code, "HSY", True, first, why=WHY_HT)]
