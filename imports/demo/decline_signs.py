"""What is measured, when, and what the instrument shows: seldom, late, and not always right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from math import pi, sin
from random import Random

from boards.rules.history import Measured
from imports.demo.decline import Person, Spell
from patients.news2 import score

KATZ = ("bathing", "dressing", "toileting", "transferring", "continence", "feeding")
#: What is lost of each when all of it is there.
KATZ_LOST = {"funksjon": 2.0, "etter sykehus": 1.6, "tyngre": 1.2, "hukommelse": 0.8, "fall": 0.7}
FRAILER = {"funksjon": 1.3, "etter sykehus": 1.0, "tyngre": 0.9, "vekt": 0.6, "hjerte-lunge": 0.6}
IPLOS_UP = {"funksjon": 0.8, "etter sykehus": 0.7, "tyngre": 0.7, "hukommelse": 0.6}
WEIGHT_LOST = {"vekt": 0.085, "motløshet": 0.03, "etter sykehus": 0.03, "hjerte-lunge": -0.03}
LESS_EATEN = {"vekt": 0.4, "motløshet": 0.3, "etter sykehus": 0.15}
#: Chance a day that somebody thinks of measuring because something is wrong.
THINKS_OF_IT = {
    "vekt": {"vekt": 0.006, "inntak": 0.004},
    "motløshet": {"vekt": 0.003},
    "funksjon": {"katz": 0.004},
    "etter sykehus": {"katz": 0.006, "news2": 0.02},
    "tyngre": {"katz": 0.003},
    "hjerte-lunge": {"news2": 0.02, "vekt": 0.004},
    "fall": {"news2": 0.006, "katz": 0.002},
}


class Instruments:
    """Reads what there is to read of one person."""

    def __init__(self, person: Person, rng: Random) -> None:
        self.person, self.rng = person, rng
        self.kind = person.plant.kind if person.plant else ""
        self.due: dict[str, date] = {}
        self.home: date | None = None
        self.makes: dict[str, Callable[[date, str, float], Measured]] = {
            "vekt": self.weight, "katz": self.katz, "iplos": self.iplos,
            "news2": self.news2, "inntak": self.intake,
        }  # fmt: skip

    def read(self, day: date, by: str, severity: float) -> list[Measured]:
        """What was measured that day, by whoever was there."""
        found: list[Measured] = []
        for kind in self.makes:
            if self._is_measured(kind, day, severity):
                found.append(self.makes[kind](day, by, severity))
                if kind == "katz":
                    found.append(self.frailty(day, by, severity))
        return found

    def _is_measured(self, kind: str, day: date, severity: float) -> bool:
        rng, every = self.rng, self.person.every.get(kind)
        if every:
            due = self.due.setdefault(kind, day + timedelta(days=rng.randrange(every)))
            if day >= due:
                self.due[kind] = day + timedelta(days=round(every * rng.uniform(0.8, 1.4)))
                return True
        thought = THINKS_OF_IT.get(self.kind, {}).get(kind, 0.0) if severity else 0.0
        if kind == "news2":
            if self.person.spell(day, "enkelt utslag"):
                return True
            thought += 0.3 if self.person.spell(day, "infeksjon") else 0.0
        return thought > 0 and rng.random() < thought * min(1.0, severity or 1.0)

    def weight(self, day: date, by: str, severity: float) -> Measured:
        person, rng = self.person, self.rng
        kilos = person.weight * (1 - WEIGHT_LOST.get(self.kind, 0.0) * severity)
        kilos += rng.gauss(0, 0.5)
        if person.swings:
            kilos += 2.3 * sin(2 * pi * day.toordinal() / 47)
        wrong = person.spell(day, "feil på vekta")
        return Measured("vekt", day, round(kilos + _bias(wrong), 1), by, {})

    def katz(self, day: date, by: str, severity: float) -> Measured:
        lost = KATZ_LOST.get(self.kind, 0.0) * severity
        able = round(self.person.katz - lost + self.rng.gauss(0, 0.3))
        able = max(0, min(6, able))
        return Measured(
            "katz", day, able, by, {one: int(one not in KATZ[: 6 - able]) for one in KATZ}
        )

    def frailty(self, day: date, by: str, severity: float) -> Measured:
        more = FRAILER.get(self.kind, 0.0) * severity
        value = round(self.person.frailty + more + self.rng.gauss(0, 0.3))
        return Measured("skropelighet", day, max(1, min(9, value)), by)

    def iplos(self, day: date, by: str, severity: float) -> Measured:
        mean = self.person.iplos + IPLOS_UP.get(self.kind, 0.0) * severity
        parts = {
            f"v{number:02}": max(
                1, min(5, round(mean + ((number * 7) % 5 - 2) * 0.4) + self._otherwise())
            )
            for number in range(1, 18)
        }
        return Measured("iplos", day, round(sum(parts.values()) / len(parts), 1), by, parts)

    def _otherwise(self) -> int:
        """Two who score the same person do not always score the same."""
        return self.rng.choices((-1, 0, 1), (5, 90, 5))[0]

    def intake(self, day: date, by: str, severity: float) -> Measured:
        share = (1 - LESS_EATEN.get(self.kind, 0.0) * severity) * self.rng.gauss(1, 0.1)
        parts = {"meals": max(1, round(4 * share)), "fluid_ml": round(1400 * share / 50) * 50,
                 "energy_kcal": round(1550 * share / 10) * 10}  # fmt: skip
        return Measured("inntak", day, parts["energy_kcal"], by, parts)

    def news2(self, day: date, by: str, severity: float) -> Measured:
        person, rng = self.person, self.rng
        drift = severity if self.kind == "hjerte-lunge" else 0.0
        ill = 1.0 if person.spell(day, "infeksjon") else 0.0
        peak = 1.0 if person.spell(day, "enkelt utslag") else 0.0
        parts: dict[str, float | int] = {
            "respiration": round(rng.gauss(16.5, 1.5) + 5 * drift + 3 * ill + 7 * peak),
            "spo2": min(100, round(rng.gauss(91 if person.lungs else 96.5, 1.2)
                                   - 3.5 * drift - 1.5 * ill - 4 * peak)),
            "spo2_scale": 2 if person.lungs else 1,
            "oxygen": 0,
            "systolic": round(rng.gauss(138, 14)),
            "pulse": round(rng.gauss(75, 8) + 14 * drift + 14 * ill + 28 * peak),
            "consciousness": 0,
            "temperature": round(rng.gauss(36.7, 0.25) + 1.3 * ill, 1),
        }  # fmt: skip
        return Measured("news2", day, score(parts).total or 0, by, parts)


def _bias(wrong: Spell | None) -> float:
    """A scale that shows wrong shows the same wrong every time: so many kilos."""
    if wrong is None:
        return 0.0
    return (-6.0, -4.5, 5.0, -3.0)[wrong.first.toordinal() % 4]
