"""NEWS2: from what was measured to points, and from points to what is to be done.

The thresholds are those of the Royal College of Physicians (National Early Warning Score 2, 2017), and no
others. Plain Python without Django. Where something was not measured there is no total, ever: but one
measurement that gives three points by itself is an alarm all the same, and so is what adds up to
enough already.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

type Bands = tuple[tuple[Decimal | None, int], ...]
"""Points up to and including each bound, from the lowest; the last has none and takes the rest."""


class Parameter(StrEnum):
    """The seven, by the names that imported and own measurements are kept under."""

    RESPIRATION = "respiration"
    SATURATION = "spo2"
    OXYGEN = "oxygen"
    SYSTOLIC = "systolic"
    PULSE = "pulse"
    CONSCIOUSNESS = "consciousness"
    TEMPERATURE = "temperature"


#: Kept beside them: which scale the saturation was read by. Not a measurement.
SCALE = "spo2_scale"


class Band(StrEnum):
    """What a result leads to. The same words as `NewsResponse.Band`."""

    ZERO = "0"
    LOW = "1-4"
    RED = "3-i-en"
    MEDIUM = "5-6"
    HIGH = "7"
    INCOMPLETE = "ufullstendig"


def _bands(*steps: tuple[str | None, int]) -> Bands:
    return tuple((None if bound is None else Decimal(bound), points) for bound, points in steps)


RESPIRATION = _bands(("8", 3), ("11", 1), ("20", 0), ("24", 2), (None, 3))
SATURATION_1 = _bands(("91", 3), ("93", 2), ("95", 1), (None, 0))
SATURATION_2_ON_AIR = _bands(("83", 3), ("85", 2), ("87", 1), (None, 0))
SATURATION_2_ON_OXYGEN = _bands(
    ("83", 3), ("85", 2), ("87", 1), ("92", 0), ("94", 1), ("96", 2), (None, 3)
)
OXYGEN = _bands(("0", 0), (None, 2))
SYSTOLIC = _bands(("90", 3), ("100", 2), ("110", 1), ("219", 0), (None, 3))
PULSE = _bands(("40", 3), ("50", 1), ("90", 0), ("110", 1), ("130", 2), (None, 3))
CONSCIOUSNESS = _bands(("0", 0), (None, 3))
TEMPERATURE = _bands(("35.0", 3), ("36.0", 1), ("38.0", 0), ("39.0", 1), (None, 2))

TABLE: dict[Parameter, Bands] = {
    Parameter.RESPIRATION: RESPIRATION,
    Parameter.OXYGEN: OXYGEN,
    Parameter.SYSTOLIC: SYSTOLIC,
    Parameter.PULSE: PULSE,
    Parameter.CONSCIOUSNESS: CONSCIOUSNESS,
    Parameter.TEMPERATURE: TEMPERATURE,
}

#: A, C, V, P, U as they are kept: awake, newly confused, reacts to voice, to pain, unresponsive.
AWAKE, CONFUSED, VOICE, PAIN, UNRESPONSIVE = range(5)
AIR, ON_OXYGEN = 0, 1

#: Least and greatest that can be measured; what lies outside is a slip of the finger.
LIMITS: dict[Parameter, tuple[int, int]] = {
    Parameter.RESPIRATION: (0, 80),
    Parameter.SATURATION: (50, 100),
    Parameter.OXYGEN: (AIR, ON_OXYGEN),
    Parameter.SYSTOLIC: (40, 300),
    Parameter.PULSE: (20, 250),
    Parameter.CONSCIOUSNESS: (AWAKE, UNRESPONSIVE),
    Parameter.TEMPERATURE: (25, 45),
}

#: Everything is whole numbers but the temperature, which is read to a tenth of a degree.
STEP = {Parameter.TEMPERATURE: Decimal("0.1")}

RED, URGENT, EMERGENCY = 3, 5, 7


@dataclass(frozen=True, slots=True)
class Score:
    """Points by parameter, None where it was not measured. The total only where all seven were."""

    points: Mapping[Parameter, int | None]

    @property
    def missing(self) -> tuple[Parameter, ...]:
        return tuple(one for one in Parameter if self.points[one] is None)

    @property
    def red(self) -> tuple[Parameter, ...]:
        """Those that give three points by themselves."""
        return tuple(one for one in Parameter if self.points[one] == RED)

    @property
    def total(self) -> int | None:
        return None if self.missing else self._so_far

    @property
    def band(self) -> Band:
        return Band.INCOMPLETE if self.missing else self._reached

    @property
    def acts_as(self) -> Band:
        """The result whose response is followed. What lacks a parameter is never less than what was
        found: seven points without the temperature are acted on as seven, though no total is said.
        """
        if self.missing and self._reached in (Band.ZERO, Band.LOW):
            return Band.INCOMPLETE
        return self._reached

    @property
    def at_least(self) -> Band:
        """What was found comes to this already, whatever the missing ones would add."""
        return self._reached

    @property
    def _so_far(self) -> int:
        return sum(points or 0 for points in self.points.values())

    @property
    def _reached(self) -> Band:
        if self._so_far >= EMERGENCY:
            return Band.HIGH
        if self._so_far >= URGENT:
            return Band.MEDIUM
        if self.red:
            return Band.RED
        return Band.LOW if self._so_far else Band.ZERO


def score(parts: Mapping[str, object], *, scale: int | None = None) -> Score:
    """Points for what was measured. `scale` 1 or 2; else the one kept with the parts, else 1."""
    chosen = scale or (2 if _number(parts.get(SCALE)) == 2 else 1)
    found = {one: _value(parts, one) for one in Parameter}
    points = {
        one: None if value is None else _points(value, TABLE[one])
        for one, value in found.items()
        if one in TABLE
    }
    points[Parameter.SATURATION] = _saturation(
        found[Parameter.SATURATION], found[Parameter.OXYGEN], chosen
    )
    return Score({one: points[one] for one in Parameter})


def saturation_bands(scale: int, *, on_oxygen: bool) -> Bands:
    if scale != 2:
        return SATURATION_1
    return SATURATION_2_ON_OXYGEN if on_oxygen else SATURATION_2_ON_AIR


def _saturation(value: Decimal | None, oxygen: Decimal | None, scale: int) -> int | None:
    """By scale 2 a high saturation says nothing until it is known whether she was given oxygen."""
    if value is None:
        return None
    on_air = _points(value, saturation_bands(scale, on_oxygen=False))
    on_oxygen = _points(value, saturation_bands(scale, on_oxygen=True))
    if oxygen is None:
        return on_air if on_air == on_oxygen else None
    return on_oxygen if oxygen else on_air


def _points(value: Decimal, bands: Bands) -> int:
    return next(points for bound, points in bands if bound is None or value <= bound)


def _value(parts: Mapping[str, object], one: Parameter) -> Decimal | None:
    """As finely as the table reads it, so that nothing falls between two of its rows."""
    found = _number(parts.get(one))
    return None if found is None else found.quantize(STEP.get(one, Decimal(1)), ROUND_HALF_UP)


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    found = Decimal(str(value))
    return found if found.is_finite() else None
