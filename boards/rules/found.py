"""What a rule answers: a finding with its evidence, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from boards.rules.history import History

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that was seen: the day, what, and by whom (staff number; empty where nobody is named)."""

    on: date
    what: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The rule fires. `since` is the day on which what it tells of began; `sentence` says it with dates.
    `urgency` 1 at the next meeting, 2 before others, 3 should perhaps not wait for a meeting.
    `amount` is how far it has gone in the rule's own unit: only ever compared with the same rule's
    answer for an earlier day, and never shown.
    """

    rule: str
    since: date
    sentence: str
    evidence: tuple[Evidence, ...]
    urgency: int = 1
    amount: float = 0


@dataclass(frozen=True, slots=True)
class NotFound:
    """The rule does not fire, with the figures that say why: what was seen, and what it takes."""

    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """A figure that a unit may choose. `words` is what it is called on the screen."""

    default: float
    low: float
    high: float
    words: _StrPromise


Answer = Found | NotFound
Judge = Callable[[History, date, Mapping[str, float]], Answer]


@dataclass(frozen=True, slots=True)
class Rule:
    """`code` is kept in rows and settings. `title` names it, `says` is the rule in one sentence, `source`
    where it comes from. `judge(history, on, thresholds)` is called with every threshold filled in.
    """

    code: str
    title: _StrPromise
    says: _StrPromise
    source: str
    thresholds: Mapping[str, Threshold]
    judge: Judge

    def with_defaults(self, chosen: Mapping[str, float]) -> dict[str, float]:
        return {name: chosen.get(name, one.default) for name, one in self.thresholds.items()}
