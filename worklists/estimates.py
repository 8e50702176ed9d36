"""What visits really take, against what their plan says: the rule alone, in plain Python.

Figures are about a task at a patient, or a task in a unit, and never about who did it: only how
many different carers there were comes in here, because figures about time are given for groups of
at least five (`LEAST_CARERS`). Fewer, and there is no figure at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import quantiles

#: Figures about time are for groups of at least so many. A rule of the house, not a setting.
LEAST_CARERS = 5
#: Plans are written in whole fives, and so is what is proposed and what is shown of single visits.
STEP = 5


@dataclass(frozen=True, slots=True)
class Rules:
    """The unit's own: how far back, how many visits at least, and how much it must differ."""

    weeks: int = 6
    visits: int = 8
    minutes: int = 5
    percent: int = 20

    def differs(self, one: float, other: float) -> bool:
        """Whether `one` is so far from `other` that somebody ought to look: both bounds at once."""
        apart = abs(one - other)
        return apart >= self.minutes and apart * 100 >= other * self.percent


class Why(StrEnum):
    """What came of looking at one plan."""

    FEW_VISITS = "few_visits"
    FEW_CARERS = "few_carers"
    FITS = "fits"
    PROPOSED = "proposed"


@dataclass(frozen=True, slots=True)
class Observed:
    """The visits of one group: what each really took (minutes), and how many different carers."""

    minutes: Sequence[float]
    carers: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Whole minutes. Half of the visits took between `low` and `high`.

    `spread` counts the visits by their minutes, rounded to the nearest five, so that no single
    visit is told by its exact length.
    """

    visits: int
    carers: int
    median: int
    low: int
    high: int
    spread: dict[int, int]


@dataclass(frozen=True, slots=True)
class Judgement:
    """`figures` is None where there are too few visits or carers; `minutes` where nothing is proposed."""

    why: Why
    figures: Figures | None = None
    minutes: int | None = None


def judge(observed: Observed, planned: int, rules: Rules) -> Judgement:
    """Compare the middle visit with what is planned.

    The median is used because one visit with a fall in it must not move the plan. What is proposed
    is the median rounded to five minutes: to the nearest where the patient gets more time, upwards
    where she gets less, so that no plan is cut below what half of the visits take.
    """
    if len(observed.minutes) < rules.visits:
        return Judgement(Why.FEW_VISITS)
    if observed.carers < LEAST_CARERS:
        return Judgement(Why.FEW_CARERS)
    figures = figures_of(observed)
    middle = figures.median
    proposed = max(STEP, nearest(middle) if middle > planned else -(-middle // STEP) * STEP)
    same_way = (proposed - planned) * (middle - planned) > 0
    if not rules.differs(middle, planned) or not same_way:
        return Judgement(Why.FITS, figures)
    return Judgement(Why.PROPOSED, figures, proposed)


def figures_of(observed: Observed) -> Figures:
    """The group in figures. Needs two visits or more."""
    low, middle, high = quantiles(observed.minutes, n=4, method="inclusive")
    return Figures(
        visits=len(observed.minutes),
        carers=observed.carers,
        median=round(middle),
        low=round(low),
        high=round(high),
        spread=dict(sorted(Counter(nearest(each) for each in observed.minutes).items())),
    )


def nearest(minutes: float) -> int:
    """To the nearest five; halfway goes up, for the patient."""
    return int((minutes + STEP / 2) // STEP) * STEP


def has_moved(median_now: int, median_then: int, rules: Rules) -> bool:
    """Whether the figures have clearly changed since somebody said no: as much as asks for a proposal."""
    return rules.differs(median_now, median_then)
