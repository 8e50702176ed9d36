"""What became of a message, for its page: what it led to, where that is now, and what was noted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from emeldinger.models import Consequence, HandlingNote, Message
from emeldinger.queries.closings import Closed, closed, notes_of
from teams.queries import name_of
from worklists.models import State, Visit
from worklists.queries.lists import visit_url


@dataclass(frozen=True, slots=True)
class Led:
    """One thing that it led to. `url` is where that is; `now` what has become of it since."""

    consequence: Consequence
    url: str
    now: str
    undone_by: str


@dataclass(frozen=True, slots=True)
class Ended:
    """One time that somebody closed it, and what that led to."""

    closed: Closed
    led: tuple[Led, ...]


@dataclass(frozen=True, slots=True)
class Noted:
    note: HandlingNote
    who: str


@dataclass(frozen=True, slots=True)
class Aftermath:
    """The newest closing first; notes as they were written."""

    ended: tuple[Ended, ...]
    notes: tuple[Noted, ...]

    @property
    def is_something(self) -> bool:
        return bool(self.ended or self.notes)


def aftermath_of(message: Message) -> Aftermath:
    """Four queries at most, whatever it led to."""
    found = closed(message)
    states = _states([one for each in found for one in each.consequences])
    return Aftermath(
        ended=tuple(
            Ended(each, tuple(_led(one, states) for one in each.consequences)) for each in found
        ),
        notes=tuple(Noted(note, name_of(note.by)) for note in notes_of(message)),
    )


def _states(led: list[Consequence]) -> dict[int, str]:
    """Where the visits stand that it led to."""
    visits = [one.visit_id for one in led if one.visit_id]
    if not visits:
        return {}
    rows = Visit.objects.with_state().filter(pk__in=visits)
    return {visit.pk: visit.state for visit in rows}


def _led(one: Consequence, states: dict[int, str]) -> Led:
    return Led(
        consequence=one,
        url=next(_urls(one), ""),
        now=next(_since(one, states.get(one.visit_id or 0, "")), ""),
        undone_by=name_of(one.undone_by) if one.undone_by else "",
    )


def _urls(one: Consequence) -> Iterator[str]:
    """Where it can be looked at; the page behind asks by itself who may."""
    if one.pause_id:
        yield reverse("worklists:stay", args=[one.pause_id])
    if one.visit:
        yield visit_url(one.visit)


def _since(one: Consequence, visit: str) -> Iterator[str]:
    """In a word or two; nothing where it stands as it was decided."""
    if visit and visit != State.DUE:
        yield str(State(visit).label)
    if one.reminder and one.reminder.outcome:
        yield str(one.reminder.get_outcome_display())
    if one.candidate and one.candidate.withdrawn_at:
        yield _("trukket")
