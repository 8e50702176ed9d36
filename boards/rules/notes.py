"""What different people have written within weeks, that together says something; and refusals.

Nobody's note counts more than twice, and it must be clearly more than what is usually written of her: one
who always writes darkly does not put her up, and neither does what has always been so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from boards.rules.found import Answer, Evidence, Found, NotFound, Rule, Threshold
from boards.rules.history import History, Written
from boards.rules.known import REST_SEEN, news_only, seen_again
from boards.rules.spell import day, figure, listed
from boards.rules.usual import DAYS, usual_times
from boards.rules.window import back, between, latest
from boards.rules.words import AREAS, REFUSED, signs_in

#: So many notes of one person count at most.
EACH = 2


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that tells something of an area, and who wrote it on which day."""

    on: date
    by: str
    sentence: str


def _notes(history: History, on: date, thresholds: Mapping[str, float]) -> Answer:
    days = thresholds["days"]
    said = _by_area(between(history.notes, back(on, days + DAYS), on))
    looked = [_look(history, area, rows, on, thresholds) for area, rows in said.items()]
    fired = [area for area in looked if area.fires] or _together(history, looked, on, thresholds)
    if not fired:
        return NotFound("rapporter", _quiet(looked, on, history, thresholds))
    fired.sort(key=lambda area: (-len(area.rows), area.code))
    rows = sorted({row for area in fired for row in area.rows}, key=lambda row: (row.on, row.by))
    told = _("%(people)s forskjellige har siden %(day)s skrevet %(count)s ganger om %(areas)s.")
    sentence = told % {
        "people": len({row.by for row in rows}),
        "day": day(rows[0].on, on),
        "count": len(rows),
        "areas": listed(str(AREAS[area.code]) for area in fired),
    }
    evidence = tuple(Evidence(row.on, f"«{row.sentence}»", row.by) for row in rows)
    return Found("rapporter", rows[0].on, sentence, evidence, 1, len(rows))


@dataclass(frozen=True, slots=True)
class Area:
    """One area as it was looked at: what counts of it, and whether that is enough."""

    code: str
    rows: Sequence[Said]
    usual: float
    fires: bool


def _look(
    history: History, code: str, rows: Sequence[Said], on: date, thresholds: Mapping[str, float]
) -> Area:
    days = thresholds["days"]
    counted = _counted(latest(rows, on, days))
    usual = usual_times(history, rows, on, days)
    enough = len(counted) >= max(thresholds["notes"], usual * thresholds["times"])
    people = len({row.by for row in counted})
    return Area(code, counted, usual, enough and people >= thresholds["people"])


def _together(
    history: History, looked: Sequence[Area], on: date, thresholds: Mapping[str, float]
) -> list[Area]:
    """Much of different things, though of none enough: all that counts, where that is enough."""
    told = [area for area in looked if area.rows]
    people = {row.by for area in told for row in area.rows}
    days = {(row.on, row.by) for area in told for row in area.rows}
    usual = sum(area.usual for area in looked)
    enough = len(days) >= max(thresholds["all"], usual * thresholds["times"])
    return told if enough and len(people) > thresholds["people"] else []


def _by_area(notes: Iterable[Written]) -> dict[str, list[Said]]:
    areas: dict[str, list[Said]] = {}
    for note in notes:
        for area, sentence in signs_in(note.text):
            if area != REFUSED:
                areas.setdefault(area, []).append(Said(note.on, note.by, sentence))
    return areas


def _counted(rows: Iterable[Said]) -> list[Said]:
    """The newest ones, at most EACH of each person, oldest first."""
    times: dict[str, int] = {}
    kept = []
    for row in reversed([*rows]):
        times[row.by] = times.get(row.by, 0) + 1
        if times[row.by] <= EACH:
            kept.append(row)
    return kept[::-1]


def _quiet(
    looked: Sequence[Area], on: date, history: History, thresholds: Mapping[str, float]
) -> str:
    limit = _(
        "Grensen er %(notes)s rapporter av %(people)s forskjellige, og %(times)s ganger det vanlige."
    ) % {name: figure(thresholds[name]) for name in ("notes", "people", "times")}
    most = max(looked, key=lambda area: (len(area.rows), area.code), default=None)
    if most is None or not most.rows:
        count = len(latest(history.notes, on, thresholds["days"]))
        return _("Rapporter lest: %(count)s. Ingen sier noe om det som telles.") % {"count": count}
    told = _(
        "Mest er skrevet om %(area)s: %(count)s ganger av %(people)s, vanlig er %(usual)s."
    ) % {
        "area": AREAS[most.code],
        "count": len(most.rows),
        "people": len({row.by for row in most.rows}),
        "usual": figure(most.usual),
    }
    return f"{told} {limit}"


def _refusals(history: History, on: date, thresholds: Mapping[str, float]) -> Answer:
    days = thresholds["days"]
    every = _refused(history, back(on, days + DAYS), on)
    rows = latest(every, on, days)
    usual = usual_times(history, every, on, days)
    said = _("Dager med nei til hjelp, av de siste %(days)s: %(count)s, før %(usual)s.") % {
        "count": len(rows),
        "days": figure(days),
        "usual": figure(usual),
    }
    if len(rows) < max(thresholds["refusals"], usual * thresholds["times"]):
        limit = _("Grensen er %(refusals)s dager og %(times)s ganger det vanlige.") % {
            name: figure(thresholds[name]) for name in ("refusals", "times")
        }
        return NotFound("avslag", f"{said} {limit}")
    evidence = tuple(Evidence(row.on, row.sentence, row.by) for row in rows)
    return Found("avslag", rows[0].on, said, evidence, 1, len(rows))


def _refused(history: History, first: date, last: date) -> list[Said]:
    """One a day: a visit that she did not want, or a note that says so."""
    days: dict[date, Said] = {}
    for visit in between(history.visits, first, last):
        if visit.cancelled and _says_no(visit.cancelled):
            told = _("Besøk avlyst: %(why)s") % {"why": visit.cancelled}
            days.setdefault(visit.on, Said(visit.on, "", told))
    for note in between(history.notes, first, last):
        for area, sentence in signs_in(note.text):
            if area == REFUSED:
                days[note.on] = Said(note.on, note.by, f"«{sentence}»")
    return [days[on] for on in sorted(days)]


def _says_no(reason: str) -> bool:
    return any(area == REFUSED for area, _sentence in signs_in(reason))


NOTES = Rule(
    "rapporter",
    _lazy("Flere har skrevet det samme"),
    _lazy(
        "Forskjellige ansatte har i rapportene skrevet om det samme i løpet av noen uker, "
        "klart oftere enn vanlig."
    ),
    "Statsforvalteren i Vestland, Årstad 2025; HeltOm 3.0, 10",
    {
        "notes": Threshold(4, 2, 30, _lazy("Antall rapporter")),
        "all": Threshold(7, 3, 60, _lazy("Eller så mange om forskjellige ting, av enda en til")),
        "people": Threshold(3, 2, 15, _lazy("Av så mange forskjellige")),
        "times": Threshold(2, 1, 10, _lazy("Og så mange ganger det vanlige")),
        "days": Threshold(28, 7, 42, _lazy("De siste … dagene")),
        "rest": REST_SEEN,
    },
    news_only(_notes, seen_again(lambda thresholds: thresholds["notes"])),
)
REFUSALS = Rule(
    "avslag",
    _lazy("Sier nei til hjelp"),
    _lazy("Pasienten har sagt nei til hjelp på flere dager enn vanlig."),
    "HeltOm 3.0, 10",
    {
        "refusals": Threshold(4, 1, 30, _lazy("Antall dager")),
        "times": Threshold(2.5, 1, 10, _lazy("Og så mange ganger det vanlige")),
        "days": Threshold(28, 7, 42, _lazy("De siste … dagene")),
        "rest": REST_SEEN,
    },
    news_only(_refusals, seen_again(lambda thresholds: thresholds["refusals"])),
)
