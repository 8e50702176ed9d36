"""Every rule, in the order in which a page tells them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from boards.rules import (
    body,
    events,
    faces,
    function,
    goals,
    illness,
    notes,
    reviews,
    stays,
    visits,
)
from boards.rules.found import Answer, Found, Rule
from boards.rules.history import History

RULES: tuple[Rule, ...] = (
    reviews.NEW,
    function.KATZ,
    function.FRAILTY,
    function.IPLOS,
    illness.NEWS2,
    visits.LONGER,
    visits.MORE_TIME,
    visits.ADDED,
    events.ALARMS,
    events.FALLS,
    stays.ADMISSIONS,
    stays.HOME,
    notes.REFUSALS,
    body.WEIGHT,
    body.EATS_LESS,
    goals.GOALS,
    notes.NOTES,
    faces.FACES,
    reviews.GREY,
    reviews.WHOLE,
)
BY_CODE: Mapping[str, Rule] = {rule.code: rule for rule in RULES}
#: Not a sign of decline: the whole of her must be gone through.
REVIEW = reviews.WHOLE.code


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a unit has chosen: rules that are off, and thresholds by rule."""

    off: frozenset[str] = frozenset()
    thresholds: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


def judge_all(history: History, on: date, chosen: Chosen = Chosen()) -> list[Answer]:
    """What every rule that is on says of the patient on the day, in the order of RULES."""
    return [
        rule.judge(history, on, rule.with_defaults(chosen.thresholds.get(rule.code, {})))
        for rule in RULES
        if rule.code not in chosen.off
    ]


def findings(history: History, on: date, chosen: Chosen = Chosen()) -> list[Found]:
    """Those that fire, most urgent first and then by how long it has gone on."""
    found = [answer for answer in judge_all(history, on, chosen) if isinstance(answer, Found)]
    return sorted(found, key=lambda one: (-one.urgency, one.since, one.rule))
