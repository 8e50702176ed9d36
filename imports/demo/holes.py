"""Planted holes in the week to come: shifts without vaktkoordinator or ansvarsvakt.

Everybody who could have taken the function has a list instead, so that a person can see the
warning and put it right. On the shift of a standing character only where a team has nobody else.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

from imports.demo.rota import Rota
from imports.demo.world import EVENING, Duty

DAYS_AHEAD = (2, 3, 4, 5, 6)
#: One hole for so many teams of a kind, and at least one.
TEAMS_A_HOLE = {"vk": 5, "ansvarsvakt": 4}


def plant_holes(rotas: Iterable[Rota], function: str, rng: Random, today: date) -> list[Duty]:
    """Give the holder of the function a list instead, in some teams on one evening each."""
    able = [rota for rota in rotas if _evenings(rota, function, today)]
    able = [rota for rota in able if not _is_standing(rota, function, today)] or able
    planted = []
    for rota in rng.sample(able, max(1, round(len(able) / TEAMS_A_HOLE[function])) if able else 0):
        duty = rng.choice(_evenings(rota, function, today))
        duty.function = "liste"
        planted.append(duty)
    return planted


def _evenings(rota: Rota, function: str, today: date) -> list[Duty]:
    days = {today + timedelta(days=ahead) for ahead in DAYS_AHEAD}
    found = [
        duty for duty in rota.duties
        if duty.function == function and duty.kind == EVENING and duty.day in days and not duty.absent
    ]  # fmt: skip
    return [duty for duty in found if not duty.carer.standing] or found


def _is_standing(rota: Rota, function: str, today: date) -> bool:
    return all(duty.carer.standing for duty in _evenings(rota, function, today))
