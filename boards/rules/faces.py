"""Many different people at the door of a patient who is frail: nobody sees the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from boards.rules.found import Answer, Evidence, Found, NotFound, Rule, Threshold
from boards.rules.history import Face, History, Seen
from boards.rules.known import REST_VISITS, news_only, worse_by
from boards.rules.spell import day, figure
from boards.rules.window import back, between, latest

DAYS = 14
#: Who has come so often in the weeks before is somebody she knows.
KNOWN_DAYS, KNOWN_VISITS = 56, 3
#: Where less than this is known of those weeks, nobody can say who was a stranger to her.
LEAST_DAYS = 28
HIGH = 1


def _faces(history: History, on: date, thresholds: Mapping[str, float]) -> Answer:
    frail = _frail(history, on, thresholds)
    if not frail:
        return NotFound(
            "ansikter", _("Pasienten er ikke regnet som skrøpelig, så langt noen har målt.")
        )
    rows = [row for row in latest(history.visits, on, DAYS) if row.faces and not row.cancelled]
    if len(rows) < thresholds["visits"]:
        told = _("%(count)s besøk på 14 dager. Regelen trenger %(visits)s.")
        return NotFound(
            "ansikter", told % {"count": len(rows), "visits": figure(thresholds["visits"])}
        )
    return _judged(history, rows, on, frail, thresholds)


def _judged(
    history: History,
    rows: Sequence[Seen],
    on: date,
    frail: str,
    thresholds: Mapping[str, float],
) -> Answer:
    came = [face for row in rows for face in row.faces]
    people = {face.number for face in came}
    temps = sum(face.is_temp for face in came) * 100 / len(came)
    unknown = _unknown(history, came, on)
    said = _(
        "%(people)s forskjellige på %(visits)s besøk siden %(day)s, vikarer på %(temps)s %% "
        "av dem, %(unknown)s. %(frail)s."
    ) % {
        "people": len(people),
        "visits": len(rows),
        "day": day(rows[0].on, on),
        "temps": figure(round(temps)),
        "unknown": _strangers(unknown),
        "frail": frail,
    }
    many = len(people) >= thresholds["faces"]
    strange = max(temps >= thresholds["temps"], (unknown or 0) >= thresholds["unknown"])
    if not (many and strange):
        limit = _(
            "Grensen er %(faces)s forskjellige, og vikarer på %(temps)s %% eller ukjente på %(unknown)s %%."
        )
        figures = {name: figure(thresholds[name]) for name in ("faces", "temps", "unknown")}
        return NotFound("ansikter", f"{said} {limit % figures}")
    return Found("ansikter", rows[0].on, said, _days(rows), 1, len(people))


def _frail(history: History, on: date, thresholds: Mapping[str, float]) -> str:
    """Why she counts as frail; empty where she does not."""
    frailty = [row for row in history.of("skropelighet") if row.on <= on]
    if frailty and frailty[-1].value >= thresholds["frailty"]:
        return _("Skrøpelighet %(value)s") % {"value": figure(frailty[-1].value)}
    katz = [row for row in history.of("katz") if row.on <= on]
    if katz and katz[-1].value <= thresholds["katz"]:
        return _("Katz %(value)s") % {"value": figure(katz[-1].value)}
    return _("Høy kritikalitet") if history.criticality == HIGH else ""


def _unknown(history: History, came: Sequence[Face], on: date) -> float | None:
    """Per cent of the visits by somebody who had hardly been there in the eight weeks before. None where
    too few of those weeks are known: then everybody would be a stranger.
    """
    before = between(history.visits, back(on, DAYS + KNOWN_DAYS), back(on, DAYS + 1))
    if not before or before[0].on > back(on, DAYS + LEAST_DAYS):
        return None
    times: dict[str, int] = {}
    for row in before:
        for face in row.faces:
            times[face.number] = times.get(face.number, 0) + 1
    return sum(times.get(face.number, 0) < KNOWN_VISITS for face in came) * 100 / len(came)


def _strangers(share: float | None) -> str:
    if share is None:
        return _("for få uker til å si hvem pasienten ikke kjenner")
    return _("ukjente for pasienten på %s %%") % figure(round(share))


def _days(rows: Sequence[Seen]) -> tuple[Evidence, ...]:
    """One line a day with how many came, and how many of them were temps: never who."""
    days: dict[date, set[Face]] = {}
    for row in rows:
        days.setdefault(row.on, set()).update(row.faces)
    what = _("%(people)s forskjellige, %(temps)s vikarer")
    return tuple(
        Evidence(on, what % {"people": len(came), "temps": sum(face.is_temp for face in came)})
        for on, came in days.items()
    )


FACES = Rule(
    "ansikter",
    _lazy("Mange forskjellige ansatte"),
    _lazy(
        "En skrøpelig pasient har hatt mange forskjellige ansatte på 14 dager, og mange av dem er "
        "vikarer eller ukjente for pasienten."
    ),
    "Statsforvalteren i Vestland, Årstad 2025; HeltOm 3.0, 10",
    {
        "faces": Threshold(12, 4, 40, _lazy("Forskjellige ansatte på 14 dager")),
        "temps": Threshold(50, 5, 100, _lazy("Og vikarer på så mange prosent av besøkene")),
        "unknown": Threshold(65, 5, 100, _lazy("Eller ukjente på så mange prosent")),
        "visits": Threshold(12, 4, 100, _lazy("Minst antall besøk")),
        "frailty": Threshold(6, 1, 9, _lazy("Skrøpelig fra trinn")),
        "katz": Threshold(3, 0, 6, _lazy("Eller Katz på høyst")),
        "rest": REST_VISITS,
    },
    news_only(_faces, worse_by(lambda thresholds: thresholds["faces"] / 2)),
)
