"""A team over years: its patients come and go, its carers too, and some of the patients get worse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from imports.demo.chance import stream
from imports.demo.decline import catch_flu, disturb, may_get_worse, plant, somebody
from imports.demo.decline_crew import Crew, flu_weeks
from imports.demo.decline_life import Life, live

#: Chance a day that a patient leaves; patients for each carer.
LEAVES, TO_EACH = 0.4 / 365, 3.2
#: How much more a team may need temps than the others, where nothing is known.
ORDINARY = 1.0


@dataclass(frozen=True, slots=True)
class Span:
    """`first` is when what is known begins, `begins` when anything is planted, `last` the last day."""

    first: date
    begins: date
    last: date


@dataclass(slots=True)
class Town:
    """One team: who works there, and the lives of all its patients."""

    code: str
    crew: Crew
    lives: list[Life]
    span: Span


def town(
    code: str, size: int, span: Span, seed: int, temps: float = ORDINARY, planted: str = ""
) -> Town:
    """A team that has `size` patients at any time. With `planted` everybody gets worse in that way."""
    rng = stream(seed, code, "decline")
    crew = Crew(f"{code}-", span.first, span.last, max(6, round(size / TO_EACH)), temps, rng)
    lives = []
    for number, (started, ended) in enumerate(_seats(size, span, rng), 1):
        own = stream(seed, code, "decline", number)
        person = somebody(number, f"{code}-{number:04}", started, ended, own)
        disturb(person, span.first, span.last, own)
        for year in range(span.first.year, span.last.year + 1):
            catch_flu(person, flu_weeks(year)[0], own)
        if planted:
            plant(person, span.begins, span.last, own, kind=planted)
        else:
            may_get_worse(person, span.begins, span.last, own)
        person.apart()
        lives.append(live(person, crew, span.first, span.last, own))
    return Town(code, crew, lives, span)


def _seats(size: int, span: Span, rng: Random) -> Iterator[tuple[date, date | None]]:
    """From and to of everybody: when one leaves, another comes within some days."""
    for _ in range(size):
        started = span.first - timedelta(days=round(rng.expovariate(LEAVES)) + 30)
        day = span.first
        while True:
            ended = day + timedelta(days=round(rng.expovariate(LEAVES)) + 14)
            yield started, ended if ended <= span.last else None
            started = day = ended + timedelta(days=rng.randint(1, 12))
            if started > span.last - timedelta(days=14):
                break
