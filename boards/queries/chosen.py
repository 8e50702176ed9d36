"""Which rules a unit has turned off, and which thresholds it has chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boards.models import RuleSetting
from boards.queries.histories import histories
from boards.rules.found import Found, Rule
from boards.rules.registry import RULES, Chosen
from boards.rules.spell import figure
from heltom.lib import clock
from teams.models import Team

if TYPE_CHECKING:
    from teams.models import Unit


def chosen_of(unit: Unit) -> Chosen:
    """The rules as the unit has them. One query."""
    rows = list(RuleSetting.objects.filter(unit=unit))
    return Chosen(
        off=frozenset(row.rule for row in rows if not row.is_on),
        thresholds={row.rule: row.thresholds for row in rows},
    )


@dataclass(frozen=True, slots=True)
class Limit:
    """One threshold as it stands: what it is called, the figure, and the rule's own where it differs."""

    name: str
    words: object
    value: float
    shown: str
    standard: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A rule as the unit has it. `row` is what it has chosen, None where nothing."""

    rule: Rule
    row: RuleSetting | None
    limits: tuple[Limit, ...]

    @property
    def is_on(self) -> bool:
        return self.row is None or self.row.is_on

    @property
    def version(self) -> str:
        return version_of(self.row)


def version_of(row: RuleSetting | None) -> str:
    """What somebody had in front of her when she wrote."""
    return row.changed_at.isoformat() if row else ""


def lines_of(unit: Unit) -> list[Line]:
    """Every rule, in the order in which pages tell them. One query."""
    rows = RuleSetting.objects.filter(unit=unit).select_related("changed_by__staff")
    by_rule = {row.rule: row for row in rows}
    return [
        Line(rule, row := by_rule.get(rule.code), tuple(_limits(rule, row.thresholds if row else {})))
        for rule in RULES
    ]  # fmt: skip


def _limits(rule: Rule, chosen: Mapping[str, float]) -> Iterator[Limit]:
    for name, value in rule.with_defaults(chosen).items():
        one = rule.thresholds[name]
        own = value != one.default
        yield Limit(name, one.words, value, figure(value), figure(one.default), own)


@dataclass(frozen=True, slots=True)
class Trial:
    """How many of a team's patients the rule speaks for today, as it stands and as it would be."""

    team: Team
    patients: int
    now: int
    then: int


def try_rule(unit: Unit, team: Team, rule: Rule, is_on: bool, tried: Mapping[str, float]) -> Trial:
    """Judge one team's patients both ways. As many queries as a rebuild of its board reads."""
    pasts, on = histories(team, clock.today()), clock.today()
    chosen = chosen_of(unit)
    now = rule.with_defaults(chosen.thresholds.get(rule.code, {}))

    def fires(thresholds: Mapping[str, float]) -> int:
        answers = (rule.judge(past, on, thresholds) for past in pasts.values())
        return sum(isinstance(answer, Found) for answer in answers)

    return Trial(
        team,
        len(pasts),
        0 if rule.code in chosen.off else fires(now),
        fires(rule.with_defaults(tried)) if is_on else 0,
    )


def teams_of(unit: Unit) -> list[Team]:
    """The teams that a change may be tried on. One query."""
    return list(
        Team.objects.filter(site__unit=unit).select_related("site__unit", "ht").order_by("code")
    )
