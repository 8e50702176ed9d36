"""Which side do the criteria speak for, with what reasons, and what is missing to say more?

It proposes. People decide, and what they have decided is never overridden here or anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from patients.criteria.conditions import Finding, look
from patients.criteria.facts import Facts
from patients.criteria.kinds import HSY, PBP
from patients.criteria.rules import Rule, Table


@dataclass(frozen=True, slots=True)
class Spoken:
    """A rule that spoke, and what in this patient made it speak."""

    rule: Rule
    because: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """`code` None: nothing spoke, or both sides did (`is_grey`): then the whole patient is assessed."""

    spoken: tuple[Spoken, ...]
    code: str | None
    is_grey: bool
    missing: tuple[str, ...]
    """What some rule would have needed to know, as sentences."""

    def speaking_for(self, code: str) -> tuple[Spoken, ...]:
        return tuple(spoken for spoken in self.spoken if spoken.rule.speaks_for == code)


def judge(facts: Facts, table: Table) -> Judgement:
    """Read every rule against the patient. The order of the rules changes only the order told."""
    spoken: list[Spoken] = []
    missing: dict[str, None] = {}
    for rule in table.rules:
        findings = [look(condition, facts) for condition in rule.conditions]
        if findings and all(found.holds for found in findings):
            spoken.append(Spoken(rule, "; ".join(found.said for found in findings)))
        elif not any(found.holds is False for found in findings):
            missing.update(_missing(findings))
    code, is_grey = settle([told.rule for told in spoken])
    return Judgement(tuple(spoken), code, is_grey, tuple(missing))


def _missing(findings: list[Finding]) -> dict[str, None]:
    """What keeps the rule from an answer: nothing that a known no has made idle."""
    return {found.said: None for found in findings if found.holds is None and found.said}


def settle(rules: list[Rule]) -> tuple[str | None, bool]:
    """(the side, whether it is a grey zone) of the rules that spoke.

    Each side is as strong as its strongest rule: many weak ones never outweigh a clear one. The
    stronger side wins, so what settles it alone wins over all but its like. Equal is a grey zone.
    """
    hsy, pbp = _strongest(rules, HSY), _strongest(rules, PBP)
    if hsy == pbp:
        return None, hsy > 0
    return (HSY if hsy > pbp else PBP), False


def _strongest(rules: list[Rule], side: str) -> int:
    return max((rule.strength for rule in rules if rule.speaks_for == side), default=0)
