"""Care growing heavier: visits that take longer, more time granted, more visits added on the day.

Minutes are only told for visits by several carers together, so that a patient's figures are never one
carer's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from boards.rules.found import Answer, Evidence, Found, NotFound, Rule, Threshold
from boards.rules.history import Granted, History, Seen
from boards.rules.known import REST_VISITS, news_only, seen_again, worse_by
from boards.rules.spell import day, figure
from boards.rules.stays import since_home
from boards.rules.usual import DAYS, usual_times
from boards.rules.window import back, between, latest, median


def _longer(history: History, on: date, thresholds: Mapping[str, float]) -> Answer:
    days = thresholds["days"]
    now = _timed(latest(history.visits, on, days))
    before = _timed(between(history.visits, back(on, days + DAYS), back(on, days + 1)))
    people = len({face.number for row in now for face in row.faces})
    if min(len(now), len(before)) < thresholds["visits"] or people < thresholds["people"]:
        return NotFound("lengre", _too_few_timed(len(now), len(before), people, thresholds))
    over, usual = _over(now), _over(before)
    said = _(
        "Besøkene siden %(day)s tok %(over)s %% lenger enn planlagt, før %(usual)s %% "
        "(%(count)s besøk av %(people)s forskjellige)."
    ) % {
        "day": day(now[0].on, on),
        "over": figure(over),
        "usual": figure(usual),
        "count": len(now),
        "people": people,
    }
    if over < thresholds["percent"] or over - usual < thresholds["percent"]:
        limit = _("Grensen er %(percent)s %% over begge deler.")
        return NotFound("lengre", f"{said} {limit % {'percent': figure(thresholds['percent'])}}")
    return Found("lengre", now[0].on, said, _weeks(now), 1, over)


def _timed(rows: Iterable[Seen]) -> list[Seen]:
    return [row for row in rows if row.took and row.planned and not row.cancelled]


def _over(rows: Sequence[Seen]) -> float:
    """By how many per cent the visit in the middle took longer than planned."""
    return (median([row.took / row.planned for row in rows]) - 1) * 100


def _weeks(rows: Sequence[Seen]) -> tuple[Evidence, ...]:
    """One line a week: no single visit says anything."""
    weeks: dict[date, list[Seen]] = {}
    for row in rows:
        weeks.setdefault(row.on - timedelta(days=row.on.weekday()), []).append(row)
    what = _("%(count)s besøk denne uken, %(over)s %% over planen")
    return tuple(
        Evidence(week[-1].on, what % {"count": len(week), "over": figure(_over(week))})
        for week in weeks.values()
    )


def _too_few_timed(now: int, before: int, people: int, thresholds: Mapping[str, float]) -> str:
    told = _(
        "Besøk med tid: %(now)s nå og %(before)s før, av %(people)s forskjellige. "
        "Det trengs %(visits)s nå og før, av %(least)s."
    )
    return told % {
        "now": now,
        "before": before,
        "people": people,
        "visits": figure(thresholds["visits"]),
        "least": figure(thresholds["people"]),
    }


def _more_granted(history: History, on: date, thresholds: Mapping[str, float]) -> Answer:
    then = on - timedelta(days=int(thresholds["days"]))
    if history.started_on > then:
        return NotFound("mertid", _("Pasienten er for ny til å sammenligne tiden med før."))
    now, before = minutes_a_week(history.plans, on), minutes_a_week(history.plans, then)
    said = _("Planlagt tid: %(before)s minutter i uken %(then)s, %(now)s nå.") % {
        "before": figure(before),
        "then": day(then, on),
        "now": figure(now),
    }
    more = now - before
    if more < max(thresholds["minutes"], before * thresholds["percent"] / 100):
        limit = _("Grensen er %(minutes)s minutter og %(percent)s %% mer.") % {
            name: figure(thresholds[name]) for name in ("minutes", "percent")
        }
        return NotFound("mertid", f"{said} {limit}")
    if since_home(history, on, int(thresholds["days"])) and not before:
        return NotFound("mertid", f"{said} {_('Pasienten er nettopp kommet hjem.')}")
    if all(plan.by_board for plan in _newly(history.plans, then, on)):
        return NotFound("mertid", f"{said} {_('Det er bestemt i tavlemøtet.')}")
    evidence = _granted(history.plans, then, on)
    since = evidence[0].on if evidence else then
    return Found("mertid", since, said, evidence, 1, more)


def minutes_a_week(plans: Iterable[Granted], on: date) -> float:
    """What is planned for her in a week, as it was on the day."""
    return sum(
        plan.minutes * plan.a_week
        for plan in plans
        if plan.first <= on and (plan.last is None or plan.last >= on)
    )


def _granted(plans: Iterable[Granted], then: date, on: date) -> tuple[Evidence, ...]:
    what = _("%(minutes)s minutter, %(times)s ganger i uken")
    return tuple(
        Evidence(plan.first, what % {"minutes": plan.minutes, "times": figure(plan.a_week)})
        for plan in _newly(plans, then, on)
    )


def _newly(plans: Iterable[Granted], then: date, on: date) -> list[Granted]:
    """Those that have begun since then and still hold."""
    new = [
        plan for plan in plans if then < plan.first <= on and (plan.last is None or plan.last >= on)
    ]
    return sorted(new, key=lambda plan: plan.first)


def _added(history: History, on: date, thresholds: Mapping[str, float]) -> Answer:
    days = thresholds["days"]
    now = _unplanned(latest(history.visits, on, days))
    before = _unplanned(between(history.visits, back(on, days + DAYS), back(on, days + 1)))
    usual = usual_times(history, before, on, days)
    said = _(
        "Ekstra besøk de siste %(days)s dagene: %(count)s, før %(usual)s på like lang tid."
    ) % {
        "count": len(now),
        "days": figure(days),
        "usual": figure(usual),
    }
    if len(now) < max(thresholds["visits"], usual * thresholds["times"]):
        limit = _("Grensen er %(visits)s og %(times)s ganger det vanlige.") % {
            name: figure(thresholds[name]) for name in ("visits", "times")
        }
        return NotFound("ekstra", f"{said} {limit}")
    evidence = tuple(
        Evidence(row.on, _("Ekstra besøk"), row.faces[0].number if row.faces else "") for row in now
    )
    return Found("ekstra", now[0].on, said, evidence, 1, len(now))


def _unplanned(rows: Iterable[Seen]) -> list[Seen]:
    return [row for row in rows if not row.plan and not row.cancelled]


LONGER = Rule(
    "lengre",
    _lazy("Besøkene tar lengre tid"),
    _lazy("Besøkene tar klart lengre tid enn planlagt, og lengre enn de pleide."),
    "HeltOm 3.0, 10",
    {
        "percent": Threshold(15, 5, 100, _lazy("Prosent lenger enn planlagt og enn før")),
        "visits": Threshold(10, 5, 100, _lazy("Minst antall besøk nå og før")),
        "people": Threshold(5, 5, 20, _lazy("Av minst så mange forskjellige ansatte")),
        "days": Threshold(28, 7, 28, _lazy("De siste … dagene")),
        "rest": REST_VISITS,
    },
    news_only(_longer, worse_by(lambda thresholds: thresholds["percent"] / 2)),
)
MORE_TIME = Rule(
    "mertid",
    _lazy("Mer planlagt tid"),
    _lazy(
        "Pasienten har fått klart mer planlagt tid i uken enn før, uten at tavla har bestemt det."
    ),
    "HeltOm 3.0, 10",
    {
        "percent": Threshold(25, 5, 200, _lazy("Prosent mer")),
        "minutes": Threshold(60, 10, 600, _lazy("Og minst … minutter mer i uken")),
        "days": Threshold(56, 14, 112, _lazy("Enn for … dager siden")),
        "rest": REST_VISITS,
    },
    news_only(_more_granted, worse_by(lambda thresholds: thresholds["minutes"])),
)
ADDED = Rule(
    "ekstra",
    _lazy("Ekstra besøk"),
    _lazy("Pasienten har hatt mange flere besøk utenfor planen enn vanlig."),
    "HeltOm 3.0, 10",
    {
        "visits": Threshold(3, 1, 50, _lazy("Antall ekstra besøk")),
        "times": Threshold(2, 1, 10, _lazy("Og så mange ganger det vanlige")),
        "days": Threshold(28, 7, 28, _lazy("De siste … dagene")),
        "rest": REST_VISITS,
    },
    news_only(_added, seen_again(lambda thresholds: thresholds["visits"])),
)
