"""How an HT's messages are watched at an instant: the newest rules of then, else the defaults."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time

from emeldinger.models import WatchRules
from emeldinger.models.watch import usual_rounds
from teams.models import Team

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Rules:
    """`since` is when they began to hold; `row` is None for the defaults, which nobody has chosen."""

    since: datetime
    rounds: tuple[time, ...]
    minutes: int
    row: WatchRules | None = None


def rules_of(ht: Team, at: datetime) -> Rules:
    """One query."""
    return [rules for rules in every_rules(ht) if rules.since <= at][-1]


def every_rules(ht: Team) -> list[Rules]:
    """The defaults, and all that has held since, oldest first. One query."""
    rows = WatchRules.objects.filter(ht=ht).select_related("changed_by__staff")
    return _rules(rows.order_by("changed_at", "pk"))


def minutes_of_all(at: datetime) -> dict[int, int]:
    """HT to how many minutes a message may lie before the next is told, for those that have rules of
    their own. One query, however many HTs.
    """
    rows = WatchRules.objects.filter(changed_at__lte=at).order_by("changed_at", "pk")
    return dict(rows.values_list("ht_id", "unreachable_minutes"))


def default_minutes() -> int:
    return int(WatchRules._meta.get_field("unreachable_minutes").default)


def _rules(rows: Iterable[WatchRules]) -> list[Rules]:
    defaults = Rules(LONG_AGO, tuple(usual_rounds()), default_minutes())
    own = [
        Rules(row.changed_at, tuple(sorted(row.rounds)), row.unreachable_minutes, row)
        for row in rows
    ]
    return [defaults, *own]
