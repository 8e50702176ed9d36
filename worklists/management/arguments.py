"""Arguments that the worklist commands share: which day, and which teams."""

from __future__ import annotations

from datetime import date

from django.core.management import CommandError
from django.core.management.base import CommandParser

from heltom.lib import clock
from teams.models import Team


def add_day_and_team(parser: CommandParser) -> None:
    parser.add_argument("--date", help="dato, for eksempel 2026-11-23 (ellers i dag)")
    parser.add_argument("--team", help="teamets kode (ellers alle team)")


def day_from(text: str | None) -> date:
    """The day that was asked for. Raises CommandError with a sentence for anything else."""
    if text is None:
        return clock.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"«{text}» er ikke en dato. Skriv den som 2026-11-23.") from None


def teams_from(code: str | None, day: date) -> list[Team]:
    """The team of that code, or every team of the day. Raises CommandError for an unknown code."""
    teams = Team.objects.on(day).select_related("site__unit", "ht")
    if code is None:
        return list(teams)
    found = list(teams.filter(code=code))
    if not found:
        raise CommandError(f"Ingen team har koden «{code}» den {day:%d.%m.%Y}.")
    return found
