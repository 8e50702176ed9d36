"""What is changed from one version of the table to another. Two versions share no keys."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace

from patients.criteria.rules import Rule, Table, TaskLaw


@dataclass(frozen=True, slots=True)
class Differences:
    """Nothing in any of them: the two say the same, though perhaps in another order."""

    added: tuple[Rule, ...]
    removed: tuple[Rule, ...]
    changed: tuple[tuple[Rule, Rule], ...]
    laws: tuple[tuple[TaskLaw | None, TaskLaw | None], ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.laws)


def compare(before: Table, after: Table) -> Differences:
    """A criterion is the same one where its words are, or else where its conditions are."""
    was, now = list(before.rules), list(after.rules)
    _pair(was, now, _whole)
    changed = _pair(was, now, lambda rule: rule.text.casefold())
    changed += _pair(was, now, lambda rule: (rule.speaks_for, rule.conditions))
    laws = [
        (before.tasks.get(code), after.tasks.get(code))
        for code in {**before.tasks, **after.tasks}
        if before.tasks.get(code) != after.tasks.get(code)
    ]
    return Differences(tuple(now), tuple(was), tuple(changed), tuple(laws))


def _whole(rule: Rule) -> Hashable:
    return replace(rule, key="")


def _pair(
    was: list[Rule], now: list[Rule], by: Callable[[Rule], Hashable]
) -> list[tuple[Rule, Rule]]:
    """Takes those that are alike out of both lists, one to one, in the order of the first."""
    pairs = []
    for rule in [*was]:
        twin = next((other for other in now if by(other) == by(rule)), None)
        if twin is not None:
            was.remove(rule)
            now.remove(twin)
            pairs.append((rule, twin))
    return pairs
