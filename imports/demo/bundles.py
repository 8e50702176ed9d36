"""Bundles of needs: what one patient gets, and what the notes about her are about."""

from __future__ import annotations

from dataclasses import dataclass, replace

from imports.demo import jobs as n
from imports.demo.needs import Need
from imports.demo.shape import HT, OT


@dataclass(frozen=True, slots=True)
class Bundle:
    """`weight` is how common it is among a team's patients. `criticality` 1 is high."""

    name: str
    weight: float
    theme: str
    needs: tuple[Need, ...]
    criticality: int = 2

    @property
    def visits(self) -> float:
        """How many visits on a weekday it comes to, on the average."""
        return sum(visits_a_weekday(need) * need.chance for need in self.needs)


def visits_a_weekday(need: Need) -> float:
    rows = need.patterns
    weekdays = sum(sum(day <= 5 for day in row) for row in rows) / len(rows)
    return weekdays / 5 / (sum(need.every) / len(need.every))


def maybe(need: Need, chance: float) -> Need:
    return replace(need, chance=chance)


SHOWER, CLEANING = maybe(n.SHOWER, 0.6), maybe(n.CLEANING, 0.35)

OT_BUNDLES = (
    Bundle("praktisk bistand", 20, "hverdag", (n.CLEANING, maybe(n.SHOPPING, 0.4)), 3),
    Bundle("dosett", 19, "hverdag", (maybe(n.DOSETTE, 0.6), maybe(n.DOSETTE_HT, 0.4), CLEANING,
                                     maybe(n.CALL, 0.15)), 3),
    Bundle("tilsyn på telefon", 4, "hverdag", (n.CALL, maybe(n.EVENING_CALL, 0.3), CLEANING), 3),
    Bundle("dusj", 9, "hverdag", (replace(n.SHOWER, times=2), CLEANING, maybe(n.SHOPPING, 0.3)), 3),
    Bundle("morgenmedisin", 12, "hjerte", (n.MORNING_MEDS, SHOWER, maybe(n.DOSETTE, 0.5),
                                           maybe(n.B12, 0.2), CLEANING)),
    Bundle("kompresjon", 13, "ben", (n.STOCKINGS_ON, n.STOCKINGS_OFF, SHOWER, maybe(n.WOUND, 0.2),
                                     CLEANING)),
    Bundle("medisin to ganger", 8, "hjerte", (n.MORNING_MEDS, n.NIGHT_MEDS, SHOWER, CLEANING)),
    Bundle("øyedråper", 3, "hverdag", n.EYE_DROPS, 3),
    Bundle("insulin", 6, "diabetes", (n.INSULIN_MORNING, n.INSULIN_DINNER, maybe(n.INSULIN_NIGHT, 0.3),
                                      SHOWER, maybe(n.WOUND, 0.15)), 1),
    Bundle("parkinson", 2, "fall", (n.PARKINSON, n.PARKINSON_LUNCH, n.PARKINSON_EVENING, n.BEDTIME,
                                    maybe(n.WALK, 0.5), SHOWER, maybe(n.PHYSIO, 0.4)), 1),
    Bundle("mat og stell", 7, "ernæring", (n.CARE, n.LUNCH, maybe(n.DINNER, 0.5), n.BEDTIME, SHOWER,
                                           maybe(n.WALK, 0.2), maybe(n.NUTRITION, 0.1))),
    Bundle("kognitiv svikt", 5, "demens", (n.BREAKFAST, maybe(n.LUNCH, 0.8), n.DINNER, n.NIGHT_MEDS,
                                           SHOWER, maybe(n.NIGHT_LOOK, 0.3))),
    Bundle("to hjelpere", 4.4, "fall", (n.CARE_TWO, n.TURN_TWO, n.DINNER_TWO, n.BED_TWO,
                                        maybe(n.NIGHT_TURN, 0.6)), 1),
    Bundle("kateter", 3, "urin", (n.CATHETER_BAG, n.CATHETER_CHANGE, n.BEDTIME, SHOWER), 2),
    Bundle("fallfare", 3, "fall", (n.CARE, n.BEDTIME, n.NIGHT_TOILET, maybe(n.ERGO, 0.4),
                                   maybe(n.PHYSIO, 0.4)), 1),
)  # fmt: skip

HT_BUNDLES = (
    Bundle("sår", 20, "sår", (n.WOUND,)),
    Bundle("sår annenhver dag", 8, "sår", (replace(n.WOUND, times=4, minutes=(30, 40)),)),
    Bundle("dosett HT", 12, "hjerte", (n.DOSETTE_HT, maybe(n.HEART, 0.3))),
    Bundle("hjertesvikt", 9, "hjerte", (n.HEART, n.DOSETTE_HT, maybe(n.NUTRITION, 0.15)), 1),
    Bundle("kols", 9, "kols", (n.LUNGS, n.DOSETTE_HT, maybe(n.PHYSIO, 0.25)), 1),
    Bundle("antibiotika", 3, "infeksjon", n.INFUSION, 1),
    Bundle("sonde", 2.5, "ernæring", (*n.TUBE, n.NUTRITION), 1),
    Bundle("lindrende", 6, "palliativ", (*n.RELIEF, maybe(n.NIGHT_RELIEF, 0.7)), 1),
    Bundle("ustabil diabetes", 7, "diabetes", (
        *(replace(need, level=2) for need in
          (n.INSULIN_MORNING, n.INSULIN_LUNCH, n.INSULIN_DINNER, n.INSULIN_NIGHT)),), 1),
    Bundle("psykisk helse", 7, "psyk", (n.TALK, replace(n.MORNING_MEDS, level=2, priority=1))),
    Bundle("rehabilitering", 11, "rehab", (replace(n.PHYSIO, times=3), n.ERGO, maybe(n.DOSETTE_HT, 0.2))),
    Bundle("kateter HT", 4, "urin", (n.CATHETER_CHANGE, replace(n.CATHETER_BAG, level=2), n.B12)),
)  # fmt: skip

BUNDLES = {OT: OT_BUNDLES, HT: HT_BUNDLES}
