"""Goals that somebody has found to go the wrong way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from boards.rules.found import Answer, Evidence, Found, NotFound, Rule, Threshold
from boards.rules.history import Evaluated, History
from boards.rules.known import REST_SEEN, news_only, seen_again
from boards.rules.spell import day, figure
from boards.rules.window import back

WORSE = "verre"


def _goals(history: History, on: date, thresholds: Mapping[str, float]) -> Answer:
    last: dict[str, Evaluated] = {}
    for row in history.evaluations:
        if row.on <= on:
            last[row.goal] = row
    first = back(on, thresholds["days"])
    worse = sorted(
        (row for row in last.values() if row.result == WORSE and row.on >= first),
        key=lambda row: row.on,
    )
    if len(worse) < thresholds["goals"]:
        told = _(
            "Mål som sist er evaluert som dårligere, de siste %(days)s dagene: %(count)s. "
            "Grensen er %(goals)s."
        )
        figures = {name: figure(thresholds[name]) for name in ("days", "goals")}
        return NotFound("maal", told % {"count": len(worse), **figures})
    said = _("Mål som er evaluert som dårligere: %(count)s, sist %(day)s.") % {
        "count": len(worse),
        "day": day(worse[-1].on, on),
    }
    what = _("Dårligere: %(goal)s")
    evidence = tuple(Evidence(row.on, what % {"goal": row.goal}, row.by) for row in worse)
    return Found("maal", worse[0].on, said, evidence, 1, len(worse))


GOALS = Rule(
    "maal",
    _lazy("Mål går feil vei"),
    _lazy("Et mål er sist evaluert som dårligere."),
    "HeltOm 3.0, 9 og 10",
    {
        "goals": Threshold(1, 1, 10, _lazy("Antall mål")),
        "days": Threshold(56, 7, 112, _lazy("De siste … dagene")),
        "rest": REST_SEEN,
    },
    news_only(_goals, seen_again(lambda _thresholds: 1)),
)
