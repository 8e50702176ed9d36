"""By when, in the words of the ward: never by a colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from emeldinger.due_rules import BY_KEY
from emeldinger.models import Message
from heltom.lib import clock

#: So near its deadline a message is told to be pressing.
SOON = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class DueWords:
    """`tag` is a word in a colour, `words` the clock time; `rule` what the deadline is counted by."""

    tag: str = ""
    colour: str = ""
    words: str = ""
    rule: str = ""

    @property
    def version(self) -> str:
        return f"{self.tag}{self.words}"


def due_words(message: Message, now: datetime) -> DueWords:
    """ "Straks", "Over fristen: fristen var 09:30", "innen i morgen 14:30", "til orientering"."""
    rule = str(BY_KEY[message.due_rule].label) if message.due_rule in BY_KEY else ""
    if message.due_at is None:
        return DueWords(words=_("til orientering") if message.due_rule else "", rule=rule)
    if message.due_at <= message.received_at:
        return DueWords(_("Straks"), "danger", "", rule)
    when = _when(message.due_at, now)
    if message.due_at < now:
        return DueWords(_("Over fristen"), "danger", _("fristen var %s") % when, rule)
    if message.due_at - now < SOON:
        return DueWords(_("Under en time igjen"), "warning", _("innen %s") % when, rule)
    return DueWords("", "", _("innen %s") % when, rule)


def _when(at: datetime, now: datetime) -> str:
    """ "14:30" today, "i morgen 09:00", else with its date."""
    local, today = at.astimezone(clock.OSLO), now.astimezone(clock.OSLO).date()
    days = {-1: _("i går"), 0: "", 1: _("i morgen")}
    day = days.get((local.date() - today).days, date_format(local, "j. b"))
    return f"{day} {date_format(local, 'H:i')}".strip()
