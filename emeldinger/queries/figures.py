"""The figures of e-meldinger for leaders: how it stands now, and how it has gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from emeldinger.models import Message
from emeldinger.plots import Bars, bars
from emeldinger.queries.figures_now import Standing, WrongAddress, standing, wrong_addresses
from emeldinger.queries.figures_times import (
    FRIDAY,
    Times,
    by_ht,
    by_rule,
    by_shift,
    by_type,
    by_week,
    with_limits,
)
from emeldinger.queries.watch_rules import minutes_of_all
from heltom.lib import clock
from heltom.lib.errors import NotAllowed
from teams.models import Team, TeamKind, Unit, User
from teams.permissions import SENTENCES, Permission, colleague_units, teams_where
from worklists.queries.advice_figures import LEAST_PEOPLE

#: How far back one may look, in whole weeks besides the one that runs.
WEEKS = (4, 12)


@dataclass(frozen=True, slots=True)
class Hour:
    """How many come in that hour of a day, in the mean: on weekdays, and on Saturdays and Sundays."""

    hour: int
    weekdays: float
    weekend: float

    @property
    def label(self) -> str:
        return f"{self.hour:02}"


@dataclass(frozen=True, slots=True)
class Table:
    """One way to part the messages. `key` is its id on the page."""

    key: str
    title: str
    first: str
    rows: list[Times]


@dataclass(frozen=True, slots=True)
class FiguresPage:
    """Of one HT or of several; `places` are the others that she may look at."""

    places: list[tuple[str, str, bool]]
    name: str
    weeks: int
    since: date
    now: datetime
    standing: Standing
    week_rows: list[tuple[date, Times]]
    tables: list[Table]
    hours: list[Hour]
    wrong: list[WrongAddress]
    least: int = LEAST_PEOPLE

    @property
    def came(self) -> int:
        return sum(times.came for _monday, times in self.week_rows)

    @property
    def periods(self) -> list[tuple[int, bool]]:
        return [(weeks, weeks == self.weeks) for weeks in WEEKS]

    @property
    def share_plot(self) -> Bars:
        """Share closed in time, week by week."""
        rows = [times for _monday, times in self.week_rows]
        shares = [times.percent for times in rows]
        said = ["–" if share is None else f"{share} %" for share in shares]
        return bars(shares, [times.label for times in rows], said, top=100)

    @property
    def weekday_plot(self) -> Bars:
        return self._hours_drawn([hour.weekdays for hour in self.hours])

    @property
    def weekend_plot(self) -> Bars:
        return self._hours_drawn([hour.weekend for hour in self.hours])

    def _hours_drawn(self, values: list[float]) -> Bars:
        """Both to the same scale, to be held against each other; the first of the highest is written."""
        top = max(max(hour.weekdays, hour.weekend) for hour in self.hours)
        highest = values.index(max(values))
        said = [number(value) if n == highest else "" for n, value in enumerate(values)]
        labels = [hour.label for hour in self.hours]
        return bars(values, labels, said, top=top, width=480, height=130)


def number(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


def figures_of_ht(user: User, code: str, weeks: str) -> FiguresPage:
    """Some seventeen queries, however many messages are stored. Raises Http404 for a stranger, NotAllowed
    for a colleague."""
    found = Team.objects.filter(kind=TeamKind.HT, code=code).select_related("site__unit").first()
    if found is None or found.unit.pk not in colleague_units(user):
        raise Http404
    mine = _hts(user)
    if found not in mine:
        raise NotAllowed(str(SENTENCES[Permission.SEE_MESSAGE_FIGURES]))
    here = reverse("emeldinger:figures", args=[found.code])
    return _page([found], str(found), _places(mine, here), weeks)


def figures_of_unit(user: User, code: str, weeks: str) -> FiguresPage:
    """Those of the unit's HTs whose figures she may see, together."""
    unit = Unit.objects.filter(code=code, pk__in=colleague_units(user)).first()
    if unit is None:
        raise Http404
    mine = _hts(user)
    chosen = [ht for ht in mine if ht.unit.pk == unit.pk]
    if not chosen:
        raise NotAllowed(str(SENTENCES[Permission.SEE_MESSAGE_FIGURES]))
    here = reverse("emeldinger:figures_unit", args=[unit.code])
    return _page(chosen, str(unit), _places(mine, here), weeks)


def first_figures(user: User) -> str:
    """Where the link leads: the unit for whoever sees several HTs of it, else her own HT."""
    mine = _hts(user)
    if not mine:
        raise NotAllowed(str(SENTENCES[Permission.SEE_MESSAGE_FIGURES]))
    return _places(mine, "")[0][1]


def _hts(user: User) -> list[Team]:
    """The HTs whose figures she may see. One query."""
    rows = Team.objects.filter(teams_where(user, Permission.SEE_MESSAGE_FIGURES), kind=TeamKind.HT)
    return list(rows.select_related("site__unit"))


def _places(hts: list[Team], here: str) -> list[tuple[str, str, bool]]:
    """Label, address, whether it is this one: a unit with several HTs first, then each HT."""
    units = list(dict.fromkeys(ht.unit for ht in hts))
    whole = [unit for unit in units if sum(ht.unit == unit for ht in hts) > 1]
    places = [(str(unit), reverse("emeldinger:figures_unit", args=[unit.code])) for unit in whole]
    places += [(str(ht), reverse("emeldinger:figures", args=[ht.code])) for ht in hts]
    return [(label, url, url == here) for label, url in places]


def _page(
    hts: list[Team], name: str, places: list[tuple[str, str, bool]], asked: str
) -> FiguresPage:
    now, weeks = clock.now(), int(asked) if asked in map(str, WEEKS) else WEEKS[-1]
    today = clock.today()
    since = today - timedelta(days=today.weekday(), weeks=weeks)
    begins = clock.midnight(since)
    came = Message.objects.work().filter(ht__in=hts, received_at__gte=begins)
    rows = with_limits(came, minutes_of_all(now))
    return FiguresPage(
        places=places,
        name=name,
        weeks=weeks,
        since=since,
        now=now,
        standing=standing(hts, now),
        week_rows=by_week(rows, since),
        tables=_tables(rows, hts),
        hours=_hours(rows, since),
        wrong=wrong_addresses(hts, begins),
    )


def _tables(rows: QuerySet[Message], hts: list[Team]) -> list[Table]:
    names = {ht.pk: str(ht) for ht in hts} if len(hts) > 1 else {}
    each = (
        [Table("ht", _("Etter helsetjenesteteam"), _("Team"), by_ht(rows, names))] if names else []
    )
    return [
        Table("type", _("Etter type"), _("Type"), by_type(rows)),
        *each,
        Table("frist", _("Etter hva fristen kommer av"), _("Frist"), by_rule(rows)),
        Table("vakt", _("Etter når meldingen kom"), _("Kom på"), by_shift(rows)),
    ]


def _hours(rows: QuerySet[Message], first: date) -> list[Hour]:
    """One query. The mean is over the days of the period, those without a message too."""
    hour = ExtractHour("received_at", tzinfo=clock.OSLO)
    weekday = ExtractIsoWeekDay("received_at", tzinfo=clock.OSLO)
    counted = rows.order_by().annotate(hour=hour, weekday=weekday).values("hour", "weekday")
    sums = {(n, late): 0 for n in range(24) for late in (False, True)}
    for row in counted.annotate(number=Count("pk")):
        sums[row["hour"], row["weekday"] > FRIDAY] += row["number"]
    days = [first + timedelta(days=n) for n in range((clock.today() - first).days + 1)]
    weekend = sum(day.isoweekday() > FRIDAY for day in days)
    weekdays = len(days) - weekend
    return [Hour(n, sums[n, False] / weekdays, sums[n, True] / max(weekend, 1)) for n in range(24)]
