"""Admissions and discharges."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from boards.rules.found import Answer, Evidence, Found, NotFound, Rule, Threshold
from boards.rules.history import Away, History
from boards.rules.known import REST, news_only, seen_again
from boards.rules.spell import day, figure
from boards.rules.window import back

HOSPITAL = "sykehus"
#: Stays after which a patient may be another than the one who left.
CARE = (HOSPITAL, "korttid", "rehabilitering")


def _called(reason: str) -> str:
    return {
        HOSPITAL: _("sykehus"),
        "korttid": _("korttidsopphold"),
        "rehabilitering": _("rehabilitering"),
    }.get(reason, reason)


def _admissions(history: History, on: date, thresholds: Mapping[str, float]) -> Answer:
    first = back(on, thresholds["days"])
    rows = [stay for stay in history.stays if stay.reason == HOSPITAL and first <= stay.start <= on]
    if len(rows) < thresholds["stays"]:
        return NotFound(
            "innleggelser",
            _("Innleggelser de siste %(days)s dagene: %(count)s. Grensen er %(stays)s.")
            % {
                "count": len(rows),
                "days": figure(thresholds["days"]),
                "stays": figure(thresholds["stays"]),
            },
        )
    said = _("Innleggelser siden %(day)s: %(count)s, sist %(last)s.") % {
        "count": len(rows),
        "day": day(rows[0].start, on),
        "last": day(rows[-1].start, on),
    }
    evidence = tuple(Evidence(stay.start, _("Innlagt på sykehus")) for stay in rows)
    return Found("innleggelser", rows[0].start, said, evidence, 1, len(rows))


def _home(history: History, on: date, thresholds: Mapping[str, float]) -> Answer:
    stay = _last_home(history, on)
    if stay is None or stay.end is None:
        return NotFound("hjemme", _("Pasienten har ikke kommet hjem fra noe opphold."))
    nights = (stay.end - stay.start).days
    said = _("Hjem fra %(where)s %(day)s (netter borte: %(nights)s).") % {
        "where": _called(stay.reason),
        "day": day(stay.end, on),
        "nights": nights,
    }
    late = stay.end < back(on, thresholds["days"])
    if late or nights < thresholds["nights"]:
        limit = _("Det gjelder i %(days)s dager, etter minst %(nights)s netter.") % {
            "days": figure(thresholds["days"]),
            "nights": figure(thresholds["nights"]),
        }
        return NotFound("hjemme", f"{said} {limit}")
    if history.discussed_on and history.discussed_on > stay.end:
        spoken = _("Tavla har snakket om pasienten siden, %(day)s.") % {
            "day": day(history.discussed_on, on)
        }
        return NotFound("hjemme", f"{said} {spoken}")
    evidence = (
        Evidence(stay.start, _("Borte: %(where)s") % {"where": _called(stay.reason)}),
        Evidence(stay.end, _("Hjemme igjen")),
    )
    return Found("hjemme", stay.end, said, evidence, 1, nights)


def _last_home(history: History, on: date) -> Away | None:
    """The last stay that is over, unless she is away again."""
    known = [stay for stay in history.stays if stay.start <= on]
    if known and (known[-1].end is None or known[-1].end > on):
        return None
    over = [stay for stay in known if stay.reason in CARE]
    return over[-1] if over else None


def away_days(history: History, first: date, last: date) -> int:
    """How many of the days she was not at home, both ends with them."""
    return sum(
        max(0, (min(stay.end or last, last) - max(stay.start, first)).days + 1)
        for stay in history.stays
        if stay.start <= last and (stay.end is None or stay.end >= first)
    )


def since_home(history: History, on: date, days: int) -> bool:
    """Whether she came home from a stay within so many days: then new plans were to be expected."""
    return any(
        stay.end is not None and on - timedelta(days=days) <= stay.end <= on
        for stay in history.stays
        if stay.reason in CARE
    )


ADMISSIONS = Rule(
    "innleggelser",
    _lazy("Flere innleggelser"),
    _lazy("Pasienten har vært innlagt på sykehus flere ganger."),
    "HeltOm 3.0, 10",
    {
        "stays": Threshold(2, 1, 10, _lazy("Antall innleggelser")),
        "days": Threshold(90, 14, 182, _lazy("De siste … dagene")),
        "rest": REST,
    },
    news_only(_admissions, seen_again(lambda _thresholds: 1)),
)
HOME = Rule(
    "hjemme",
    _lazy("Nylig hjem"),
    _lazy(
        "Pasienten er nylig kommet hjem fra et lengre opphold, og tavla har ikke snakket om det."
    ),
    "HeltOm 3.0, 10",
    {
        "nights": Threshold(5, 1, 60, _lazy("Opphold på minst … netter")),
        "days": Threshold(14, 3, 60, _lazy("Dager etter hjemkomst")),
    },
    _home,
)
