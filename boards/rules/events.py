"""Alarms and falls: how many lately, and how many there used to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from boards.rules.found import Answer, Evidence, Found, NotFound, Rule, Threshold
from boards.rules.history import Happened, History
from boards.rules.known import REST_SEEN, news_only, seen_again
from boards.rules.spell import day, figure
from boards.rules.usual import usual_times
from boards.rules.window import latest


def _of(history: History, kind: str) -> Sequence[Happened]:
    return [row for row in history.events if row.kind == kind]


def _falls(history: History, on: date, thresholds: Mapping[str, float]) -> Answer:
    rows = latest(_of(history, "fall"), on, thresholds["days"])
    seen = _("Fall de siste %(days)s dagene: %(count)s.") % {
        "count": len(rows),
        "days": figure(thresholds["days"]),
    }
    if len(rows) < thresholds["falls"]:
        limit = _("Grensen er %(falls)s.") % {"falls": figure(thresholds["falls"])}
        return NotFound("fall", f"{seen} {limit}")
    said = _("%(count)s fall siden %(day)s, det siste %(last)s.") % {
        "count": len(rows),
        "day": day(rows[0].on, on),
        "last": day(rows[-1].on, on),
    }
    evidence = tuple(Evidence(row.on, row.text or _("Fall"), row.by) for row in rows)
    return Found("fall", rows[0].on, said, evidence, 2, len(rows))


def _alarms(history: History, on: date, thresholds: Mapping[str, float]) -> Answer:
    every, days = _of(history, "alarm"), thresholds["days"]
    rows = latest(every, on, days)
    usual = usual_times(history, every, on, days)
    seen = _("Alarmer de siste %(days)s dagene: %(count)s, før %(usual)s på like lang tid.") % {
        "count": len(rows),
        "days": figure(days),
        "usual": figure(usual),
    }
    if len(rows) < max(thresholds["alarms"], usual * thresholds["times"]):
        limit = _("Grensen er %(alarms)s og %(times)s ganger det vanlige.") % {
            "alarms": figure(thresholds["alarms"]),
            "times": figure(thresholds["times"]),
        }
        return NotFound("alarmer", f"{seen} {limit}")
    evidence = tuple(Evidence(row.on, row.text or _("Alarm"), row.by) for row in rows)
    return Found("alarmer", rows[0].on, seen, evidence, 1, len(rows))


FALLS = Rule(
    "fall",
    _lazy("Fall"),
    _lazy("Pasienten har falt flere ganger i det siste."),
    "HeltOm 3.0, 10.4.1; Årstad 2025",
    {
        "falls": Threshold(2, 1, 10, _lazy("Antall fall")),
        "days": Threshold(60, 7, 112, _lazy("De siste … dagene")),
        "rest": REST_SEEN,
    },
    # One more fall after the board spoke of her is news.
    news_only(_falls, seen_again(lambda _thresholds: 1)),
)
ALARMS = Rule(
    "alarmer",
    _lazy("Alarmer"),
    _lazy("Pasienten har utløst mange flere alarmer enn vanlig."),
    "HeltOm 3.0, 10",
    {
        "alarms": Threshold(3, 1, 50, _lazy("Antall alarmer")),
        "days": Threshold(42, 7, 42, _lazy("De siste … dagene")),
        "times": Threshold(2, 1, 10, _lazy("Og så mange ganger det vanlige")),
        "rest": REST_SEEN,
    },
    news_only(_alarms, seen_again(lambda thresholds: thresholds["alarms"])),
)
