"""How soon questions are answered, for groups: never for one nurse, and never for fewer than five."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import (
    Aggregate,
    Case,
    CharField,
    Count,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from heltom.lib import clock
from teams.models import Team
from worklists.models import Advice, AdviceStep

#: Twelve weeks back: long enough for a rota to have come round.
BACK = timedelta(weeks=12)
#: Figures about time want five people behind them (docs/access.md).
LEAST_PEOPLE = 5
#: A word that the asker can act on: the advice, or that the nurse is coming.
RESPONSES = (Advice.State.COMING, Advice.State.ANSWERED)


class Median(Aggregate):
    """Over what was answered; the rest counts in the share that was in time."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True, slots=True)
class Figure:
    """One group. `minutes` and `percent` are None where fewer than five have answered."""

    team: Team
    urgency: str
    asked: int
    minutes: int | None
    percent: int | None
    """Answered in time, of those whose time was out or that were answered."""


@dataclass(frozen=True, slots=True)
class FiguresPage:
    by_answering: list[Figure]
    by_asking: list[Figure]
    since: datetime
    least: int = LEAST_PEOPLE


def advice_figures(teams: Iterable[Team]) -> FiguresPage:
    """Two queries. Sums only leave the database: who answered is counted there and told nowhere."""
    chosen = {team.pk: team for team in teams}
    since = clock.now() - BACK
    rows = _settled(since)
    return FiguresPage(
        by_answering=_figures(rows.filter(answers__in=chosen), "answers", chosen),
        by_asking=_figures(rows.filter(team__in=chosen), "team", chosen),
        since=since,
    )


def _settled(since: datetime) -> QuerySet[Advice]:
    """Questions to a nurse that were answered, or whose time is out; not those that were taken back.

    Help is left out: it is given by going there, and the desk is where that is seen.
    """
    first = AdviceStep.objects.filter(advice=OuterRef("pk"), state__in=RESPONSES).order_by("pk")
    now = clock.now()
    return (
        Advice.objects.exclude(kind=Advice.Kind.HELP)
        .filter(asked_at__gt=since)
        .annotate(
            first_at=Subquery(first.values("at")[:1], output_field=DateTimeField()),
            first_by=Subquery(first.values("by")[:1]),
        )
        .filter(Q(first_at__isnull=False) | Q(answer_by__lt=now))
        .exclude(state=Advice.State.WITHDRAWN, first_at__isnull=True)
    )


def _figures(rows: QuerySet[Advice], group: str, teams: dict[int, Team]) -> list[Figure]:
    took = ExpressionWrapper(F("first_at") - F("asked_at"), output_field=DurationField())
    order = Case(
        *(When(urgency=value, then=Value(str(n))) for n, value in enumerate(Advice.Urgency.values)),
        output_field=CharField(),
    )
    counted = (
        rows.order_by()
        .values(group, "urgency")
        .annotate(
            order=order,
            asked=Count("pk"),
            people=Count("first_by", distinct=True),
            in_time=Count("pk", filter=Q(first_at__lte=F("answer_by"))),
            median=Median(took),
        )
        .order_by(group, "order")
    )
    return [_figure(teams[row[group]], row) for row in counted]


def _figure(team: Team, row: dict[str, object]) -> Figure:
    asked, people, median = int(str(row["asked"])), int(str(row["people"])), row["median"]
    enough = people >= LEAST_PEOPLE and isinstance(median, timedelta)
    minutes = round(median.total_seconds() / 60) if isinstance(median, timedelta) else 0
    return Figure(
        team=team,
        urgency=str(Advice.Urgency(str(row["urgency"])).label),
        asked=asked,
        minutes=minutes if enough else None,
        percent=round(100 * int(str(row["in_time"])) / asked) if enough else None,
    )
