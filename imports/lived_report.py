"""What the demo's HT has read of its report: until this shift, some followed up."""

from __future__ import annotations

from datetime import datetime, timedelta

from imports.demo.characters import FIRST_HT
from imports.lived_clock import at, user
from teams.models import Team
from worklists.actions import report
from worklists.queries.report import Key, Pile, keys_of, unread

#: What is newer is still to be read.
UNREAD_HOURS = 10
FOLLOWED_UP = "Snakket med primærkontakten. Hun ser på det ved neste besøk."


def live_report(now: datetime) -> None:
    """Anne reads on her shift; the last hours lie unread."""
    ht = Team.objects.get(code=FIRST_HT)
    with at(now - timedelta(minutes=40)):
        found = _before(ht, now - timedelta(hours=UNREAD_HOURS))
        for key in found[:2]:
            report.follow_up(ht=ht, key=key, said=FOLLOWED_UP, by=user("anne"))
        report.read(ht=ht, keys=found, by=user("anne"))


def _before(ht: Team, moment: datetime) -> list[Key]:
    return [key for pile in Pile for key in keys_of(unread(ht, pile)) if key.at < moment]
