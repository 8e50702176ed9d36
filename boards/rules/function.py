"""Function falling: Katz ADL, clinical frailty, IPLOS. Compared with the best that was seen before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from boards.rules.found import Answer, Evidence, Found, NotFound, Rule, Threshold
from boards.rules.history import History, Measured
from boards.rules.known import REST, news_only, worse_by
from boards.rules.spell import day, figure
from boards.rules.window import latest

SOURCE = "HeltOm 3.0, 10.4.1 og 10.4.6"
#: IPLOS: 9 says that the variable does not concern her.
IPLOS_MOST = 5
BACK = Threshold(365, 90, 378, _lazy("Sammenlign med målinger de siste … dagene"))


def _katz(history: History, on: date, thresholds: Mapping[str, float]) -> Answer:
    rows = latest(history.of("katz"), on, thresholds["days"])
    if len(rows) < 2:
        return NotFound("katz", _too_few(_("Katz ADL"), rows, on))
    best, now = max(rows[:-1], key=lambda row: (row.value, row.on)), rows[-1]
    said = _from_to(_("Katz ADL"), best, now, on)
    if best.value - now.value < thresholds["points"]:
        limit = _("Grensen er et fall på %(points)s.")
        return NotFound("katz", f"{said} {limit % {'points': figure(thresholds['points'])}}")
    evidence = tuple(_seen(_("Katz %(value)s av 6"), row) for row in rows if row.on >= best.on)
    return Found("katz", now.on, said, evidence, 1, best.value - now.value)


def _frailty(history: History, on: date, thresholds: Mapping[str, float]) -> Answer:
    rows = latest(history.of("skropelighet"), on, thresholds["days"])
    if len(rows) < 2:
        return NotFound("skropelighet", _too_few(_("Klinisk skrøpelighet"), rows, on))
    best, now = min(rows[:-1], key=lambda row: (row.value, -row.on.toordinal())), rows[-1]
    said = _from_to(_("Klinisk skrøpelighet"), best, now, on)
    rise = now.value - best.value
    if rise < thresholds["points"] or now.value < thresholds["level"]:
        limit = _("Det skal stige med %(points)s og være minst %(level)s.") % {
            "points": figure(thresholds["points"]),
            "level": figure(thresholds["level"]),
        }
        return NotFound("skropelighet", f"{said} {limit}")
    what = _("Skrøpelighet %(value)s av 9")
    evidence = tuple(_seen(what, row) for row in rows if row.on >= best.on)
    return Found("skropelighet", now.on, said, evidence, 1, rise)


def _iplos(history: History, on: date, thresholds: Mapping[str, float]) -> Answer:
    rows = [row for row in latest(history.of("iplos"), on, thresholds["days"]) if row.parts]
    if len(rows) < 2:
        return NotFound("iplos", _too_few("IPLOS", rows, on))
    before, now = rows[-2], rows[-1]
    risen = {name: rise for name in now.parts if (rise := _rise(before, now, name)) >= 1}
    said = _("IPLOS: dårligere %(now)s enn %(before)s på %(count)s av funksjonene.") % {
        "count": len(risen),
        "now": day(now.on, on),
        "before": day(before.on, on),
    }
    if len(risen) < thresholds["variables"]:
        limit = _("Grensen er %(variables)s.") % {"variables": figure(thresholds["variables"])}
        return NotFound("iplos", f"{said} {limit}")
    evidence = (
        Evidence(before.on, _("IPLOS målt"), before.by),
        Evidence(now.on, "IPLOS: " + _variables(before, now, risen), now.by),
    )
    return Found("iplos", now.on, said, evidence, 1, sum(risen.values()))


def _rise(before: Measured, now: Measured, name: str) -> float:
    was, value = before.parts.get(name, 9), now.parts[name]
    return value - was if max(was, value) <= IPLOS_MOST else 0


def _variables(before: Measured, now: Measured, risen: Mapping[str, float]) -> str:
    return ", ".join(
        f"{name[1:].lstrip('0')}: {figure(before.parts[name])} → {figure(now.parts[name])}"
        for name in risen
    )


def _too_few(what: str, rows: Sequence[Measured], on: date) -> str:
    if not rows:
        return _("%(what)s: ikke målt. Det trengs to målinger.") % {"what": what}
    return _("%(what)s: målt bare %(day)s (%(value)s). Det trengs to målinger.") % {
        "what": what,
        "day": day(rows[-1].on, on),
        "value": figure(rows[-1].value),
    }


def _from_to(what: str, before: Measured, now: Measured, on: date) -> str:
    return _("%(what)s: %(before)s (%(then)s), nå %(value)s (%(now)s).") % {
        "what": what,
        "before": figure(before.value),
        "then": day(before.on, on),
        "value": figure(now.value),
        "now": day(now.on, on),
    }


def _seen(what: str, row: Measured) -> Evidence:
    return Evidence(row.on, what % {"value": figure(row.value)}, row.by)


KATZ = Rule(
    "katz",
    _lazy("Katz ADL faller"),
    _lazy("Siste Katz ADL er lavere enn den beste før."),
    SOURCE,
    {
        "points": Threshold(1, 1, 6, _lazy("Fall i poeng")),
        "days": BACK,
        "rest": REST,
    },
    news_only(_katz, worse_by(lambda _thresholds: 1)),
)
FRAILTY = Rule(
    "skropelighet",
    _lazy("Skrøpelighet øker"),
    _lazy("Siste måling av klinisk skrøpelighet er høyere enn den laveste før."),
    SOURCE,
    {
        "points": Threshold(1, 1, 8, _lazy("Økning i trinn")),
        "level": Threshold(4, 1, 9, _lazy("Og minst trinn")),
        "days": BACK,
        "rest": REST,
    },
    news_only(_frailty, worse_by(lambda _thresholds: 1)),
)
IPLOS = Rule(
    "iplos",
    _lazy("IPLOS øker"),
    _lazy("Flere av funksjonene i IPLOS er dårligere enn forrige gang."),
    SOURCE,
    {
        "variables": Threshold(4, 1, 17, _lazy("Antall funksjoner som er dårligere")),
        "days": BACK,
        "rest": REST,
    },
    news_only(_iplos, worse_by(lambda _thresholds: 1)),
)
