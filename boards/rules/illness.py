"""NEWS2 drifting upwards: higher than her own usual, and staying there. One peak alone says nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from boards.rules.found import Answer, Evidence, Found, NotFound, Rule, Threshold
from boards.rules.history import History, Measured
from boards.rules.known import REST, news_only, worse_by
from boards.rules.spell import day, figure
from boards.rules.window import back, between, latest, median

#: Her usual is reckoned from so many days before the window, and from at least so many measurements.
USUAL_DAYS, LEAST = 240, 2
#: From here an urgent review, from there an emergency (Royal College of Physicians, 2017).
URGENT, EMERGENCY = 5, 7


def _news2(history: History, on: date, thresholds: Mapping[str, float]) -> Answer:
    rows = history.of("news2")
    recent, usual = _split(rows, on, thresholds["days"])
    if usual is None:
        return NotFound("news2", _too_few(recent, thresholds))
    raised = _raised(recent, usual + thresholds["rise"])
    figures = {
        "last": ", ".join(figure(row.value) for row in recent[-4:]),
        "since": day(recent[0].on, on) if recent else "",
        "usual": figure(usual),
    }
    if not _holds(raised, thresholds):
        return NotFound("news2", _why(raised, figures, thresholds))
    said = _("NEWS2 har vært høyere siden %(day)s: %(last)s. Vanlig før: %(usual)s.") % {
        **figures,
        "day": day(raised[0].on, on),
    }
    evidence = tuple(Evidence(row.on, f"NEWS2 {figure(row.value)}", row.by) for row in raised)
    level = median([row.value for row in raised])
    return Found("news2", raised[0].on, said, evidence, _urgency(raised), level - usual)


def _split(
    rows: Sequence[Measured], on: date, days: float
) -> tuple[Sequence[Measured], float | None]:
    """(the measurements of the window, her usual before it). Where nothing is from before, the first
    half of the window is what she was like.
    """
    recent = latest(rows, on, days)
    before = between(rows, back(on, days + USUAL_DAYS), back(on, days + 1))
    if len(before) < LEAST and len(recent) >= 2 * LEAST:
        middle = len(recent) // 2
        before, recent = [*before, *recent[:middle]], recent[middle:]
    if len(before) < LEAST:
        return recent, None
    return recent, median([row.value for row in before])


def _raised(recent: Sequence[Measured], level: float) -> Sequence[Measured]:
    """The last ones, as far back as all of them lie at the level or above."""
    first = len(recent)
    while first and recent[first - 1].value >= level:
        first -= 1
    return recent[first:]


def _holds(raised: Sequence[Measured], thresholds: Mapping[str, float]) -> bool:
    if len(raised) < thresholds["times"]:
        return False
    return (raised[-1].on - raised[0].on).days >= thresholds["span"]


def _urgency(raised: Sequence[Measured]) -> int:
    lowest = min(row.value for row in raised[-2:])
    return 3 if lowest >= EMERGENCY else 2 if lowest >= URGENT else 1


def _too_few(recent: Sequence[Measured], thresholds: Mapping[str, float]) -> str:
    return _(
        "NEWS2: %(count)s målinger på %(days)s dager, for få før dem til å vite hva som er vanlig."
    ) % {
        "count": len(recent),
        "days": figure(thresholds["days"]),
    }


def _why(
    raised: Sequence[Measured], figures: Mapping[str, str], thresholds: Mapping[str, float]
) -> str:
    limit = _(
        "Det skal %(times)s målinger på rad til, minst %(rise)s over det vanlige og %(span)s dager "
        "fra den første til den siste."
    )
    told = limit % {name: figure(thresholds[name]) for name in ("times", "span", "rise")}
    if not figures["since"]:
        return _("NEWS2: ikke målt i det siste, vanlig er %(usual)s.") % figures + f" {told}"
    seen = _("NEWS2 siden %(since)s: %(last)s; vanlig er %(usual)s.") % figures
    return f"{seen} {told}"


NEWS2 = Rule(
    "news2",
    _lazy("NEWS2 stiger"),
    _lazy(
        "De siste NEWS2 på rad ligger over det som er vanlig for pasienten, og har gjort det en stund."
    ),
    "Royal College of Physicians 2017; HeltOm 3.0, 10",
    {
        "rise": Threshold(2, 1, 8, _lazy("Poeng over det vanlige")),
        "times": Threshold(2, 2, 8, _lazy("Antall målinger på rad")),
        "span": Threshold(10, 1, 60, _lazy("Dager mellom den første og den siste av dem")),
        "days": Threshold(42, 14, 120, _lazy("Se på de siste … dagene")),
        "rest": REST,
    },
    news_only(_news2, worse_by(lambda _thresholds: 1)),
)
