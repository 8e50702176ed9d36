"""Weight and intake. One odd figure says nothing: a bad scale, or a day without appetite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from boards.rules.found import Answer, Evidence, Found, NotFound, Rule, Threshold
from boards.rules.history import History, Measured
from boards.rules.known import REST, news_only, worse_by
from boards.rules.spell import day, figure
from boards.rules.window import back, between, latest, median

#: What may be written down of intake, and what it is called.
INTAKE = {"energy_kcal": _lazy("kcal"), "fluid_ml": _lazy("ml drikke"), "meals": _lazy("måltider")}
#: Her usual intake is reckoned from so many days before the window, and from at least so many days.
USUAL_DAYS, LEAST = 180, 3
#: Per cent between two weighings in a row that are not likely to be both right.
ODD = 3.5
#: So great a loss asks for somebody before the others (ESPEN 2015: 10 per cent).
GREAT = 10


def _weight(history: History, on: date, thresholds: Mapping[str, float]) -> Answer:
    rows = latest(history.of("vekt"), on, thresholds["days"])
    if len(rows) < 2:
        return NotFound("vekt", _too_few(rows, on, thresholds["days"]))
    top, now = _top(rows), rows[-1]
    lost = _percent(top, now)
    said = _("Vekt: %(before)s → %(now)s kg siden %(day)s (%(lost)s %%), sist veid %(last)s.") % {
        "before": figure(top.value),
        "now": figure(now.value),
        "day": day(top.on, on),
        "lost": figure(-lost),
        "last": day(now.on, on),
    }
    steady = _steps_down(rows) >= thresholds["steps"] and lost >= thresholds["steady"]
    if not steady and (lost < thresholds["percent"] or not _borne_out(rows, top, thresholds)):
        return NotFound("vekt", f"{said} {_why(lost, thresholds)}")
    evidence = tuple(_weighed(row) for row in rows if row.on >= top.on)
    return Found("vekt", _since(rows, top), said, evidence, 2 if lost >= GREAT else 1, lost)


def _top(rows: Sequence[Measured]) -> Measured:
    """The heaviest of the earlier ones that a weighing beside it bears out: one bad scale is not enough."""
    places = sorted(range(len(rows) - 1), key=lambda place: rows[place].value, reverse=True)
    return rows[next((place for place in places if _has_like(rows, place)), places[0])]


def _has_like(rows: Sequence[Measured], place: int) -> bool:
    beside = (rows[near] for near in (place - 1, place + 1) if near >= 0)
    return any(abs(_percent(rows[place], near)) < ODD for near in beside)


def _percent(before: Measured, now: Measured) -> float:
    return (before.value - now.value) * 100 / before.value if before.value else 0


def _borne_out(rows: Sequence[Measured], top: Measured, thresholds: Mapping[str, float]) -> bool:
    """Whether more than one weighing, or one odd step, shows the loss.

    The weighing before the last shows at least half of it, or there was none since the top. What is lost
    in one great step alone, with nothing lost before it or after it, may be another scale: it takes time.
    """
    since = [row for row in rows if row.on >= top.on]
    if len(since) < 3:
        return _percent(top, since[-1]) < 2 * ODD
    return (
        _percent(top, rows[-2]) >= thresholds["percent"] / 2
        and _percent(top, rows[-1]) - _greatest_step(since) >= ODD / 3
    )


def _greatest_step(rows: Sequence[Measured]) -> float:
    """Per cent of the greatest loss between two weighings in a row, where it is an odd one."""
    steps = [_percent(before, now) for before, now in pairwise(rows)]
    return max(steps) if max(steps) >= ODD else 0


def _steps_down(rows: Sequence[Measured]) -> int:
    """How many times in a row, up to the last one, she weighed less than the time before."""
    steps = 0
    while steps + 1 < len(rows) and rows[-steps - 1].value < rows[-steps - 2].value:
        steps += 1
    return steps


def _since(rows: Sequence[Measured], top: Measured) -> date:
    """The first weighing after the top."""
    return next((row.on for row in rows if row.on > top.on), rows[-1].on)


def _weighed(row: Measured) -> Evidence:
    return Evidence(row.on, _("%(value)s kg") % {"value": figure(row.value)}, row.by)


def _too_few(rows: Sequence[Measured], on: date, days: float) -> str:
    if not rows:
        return _("Vekt: ikke veid de siste %(days)s dagene.") % {"days": figure(days)}
    return _("Vekt: veid bare %(day)s (%(value)s kg). Det trengs to målinger.") % {
        "day": day(rows[-1].on, on),
        "value": figure(rows[-1].value),
    }


def _why(lost: float, thresholds: Mapping[str, float]) -> str:
    if lost >= thresholds["percent"]:
        return _("Bare den siste målingen viser det: vei igjen.")
    told = _("Grensen er %(percent)s %%, eller %(steady)s %% med %(steps)s fall på rad.")
    return told % {name: figure(thresholds[name]) for name in ("percent", "steady", "steps")}


def _intake(history: History, on: date, thresholds: Mapping[str, float]) -> Answer:
    rows, days = history.of("inntak"), thresholds["days"]
    recent = latest(rows, on, days)
    before = between(rows, back(on, days + USUAL_DAYS), back(on, days + 1))
    name = _compared(recent, before, thresholds["times"])
    if not name:
        return NotFound("inntak", _too_seldom(len(recent), len(before), thresholds["times"]))
    return _intake_judged(name, _with(recent, name), _with(before, name), on, thresholds)


def _too_seldom(now: int, before: int, times: float) -> str:
    told = _(
        "Mat og drikke: skrevet ned %(now)s dager nå og %(before)s før. "
        "Det trengs %(times)s nå og %(least)s før."
    )
    return told % {"now": now, "before": before, "times": figure(times), "least": LEAST}


def _intake_judged(
    name: str,
    recent: Sequence[Measured],
    before: Sequence[Measured],
    on: date,
    thresholds: Mapping[str, float],
) -> Answer:
    now, usual = (median([_part(row, name) for row in rows]) for rows in (recent, before))
    less = (usual - now) * 100 / usual if usual else 0
    said = _("Mat og drikke: %(now)s %(unit)s om dagen siden %(day)s, før %(usual)s.") % {
        "now": figure(now),
        "usual": figure(usual),
        "unit": INTAKE.get(name, ""),
        "day": day(recent[0].on, on),
    }
    if less < thresholds["percent"]:
        limit = _("Grensen er %(percent)s %% mindre.") % {"percent": figure(thresholds["percent"])}
        return NotFound("inntak", f"{said} {limit}")
    evidence = tuple(
        Evidence(row.on, f"{figure(_part(row, name))} {INTAKE.get(name, '')}".strip(), row.by)
        for row in recent
    )
    return Found("inntak", recent[0].on, said, evidence, 1, less)


def _compared(recent: Sequence[Measured], before: Sequence[Measured], times: float) -> str | None:
    """Which part was written down often enough both now and before; "value" where no parts were."""
    for name in (*INTAKE, "value"):
        if len(_with(recent, name)) >= times and len(_with(before, name)) >= LEAST:
            return name
    return None


def _with(rows: Sequence[Measured], name: str) -> Sequence[Measured]:
    if name == "value":
        return [row for row in rows if not row.parts]
    return [row for row in rows if name in row.parts]


def _part(row: Measured, name: str) -> float:
    return row.value if name == "value" else row.parts[name]


WEIGHT = Rule(
    "vekt",
    _lazy("Vekten faller"),
    _lazy("Pasienten har gått ned i vekt, og mer enn én måling viser det."),
    "Helsedirektoratet: underernæring; ESPEN 2015; HeltOm 3.0, 10",
    {
        "percent": Threshold(5, 2, 20, _lazy("Vekttap i prosent")),
        "days": Threshold(182, 60, 365, _lazy("Sammenlign med målinger de siste … dagene")),
        "steady": Threshold(3, 1, 20, _lazy("Eller vekttap i prosent når det faller hver gang")),
        "steps": Threshold(3, 2, 12, _lazy("Så mange ganger på rad")),
        "rest": REST,
    },
    news_only(_weight, worse_by(lambda thresholds: thresholds["percent"] / 2)),
)
EATS_LESS = Rule(
    "inntak",
    _lazy("Spiser og drikker mindre"),
    _lazy("Det som er skrevet ned av mat og drikke, er klart mindre enn det var."),
    "Helsedirektoratet: underernæring; HeltOm 3.0, 10",
    {
        "percent": Threshold(25, 10, 80, _lazy("Prosent mindre enn før")),
        "times": Threshold(3, 2, 30, _lazy("Skrevet ned minst … ganger")),
        "days": Threshold(42, 7, 120, _lazy("De siste … dagene")),
        "rest": REST,
    },
    news_only(_intake, worse_by(lambda thresholds: thresholds["percent"] / 2)),
)
