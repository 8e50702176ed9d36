"""Days, figures and lists as they are written in a Norwegian sentence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

MONTHS = (
    "januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober",
    "november", "desember",
)  # fmt: skip


def day_of(day: date, today: date) -> str:
    """ "19. november", with the year where it is another."""
    written = f"{day.day}. {MONTHS[day.month - 1]}"
    return written if day.year == today.year else f"{written} {day.year}"


def figure(value: float) -> str:
    """14, or 2,5: one decimal, and only where there is one."""
    rounded = round(value, 1)
    return str(int(rounded)) if rounded == int(rounded) else str(rounded).replace(".", ",")


def times_a_week(visits: float) -> str:
    """ "14 ganger i uken"; "hver 4. uke" for what is done more seldom than weekly."""
    if 0 < visits < 1:
        return f"hver {round(1 / visits)}. uke"
    return f"{figure(visits)} {'gang' if visits == 1 else 'ganger'} i uken"


def ago(days: int) -> str:
    return {0: "i dag", 1: "i går"}.get(days, f"for {days} dager siden")


def last_days(days: int | None) -> str:
    """ "de siste 14 dagene"; half a year, which is all that is kept, where no limit is set."""
    if days is None:
        return "det siste halve året"
    return "det siste døgnet" if days == 1 else f"de siste {days} dagene"


def one_of(words: Iterable[str], *, by: str = "eller") -> str:
    """ "a, b eller c"."""
    *first, last = [*words] or [""]
    return f"{', '.join(first)} {by} {last}" if first else last


def in_sentence(name: str) -> str:
    """A name in the middle of a sentence: "diabetes type 2"; abbreviations keep their letters."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]
