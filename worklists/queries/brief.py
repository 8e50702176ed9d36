"""What a line of the hand-over is, and the stretch of time that it tells of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.urls import NoReverseMatch, reverse

from heltom.lib import clock
from patients.models import Patient
from teams.models import Team
from worklists.models import HandOver, TeamShift
from worklists.queries.shift_hours import shift_hours
from worklists.queries.slots import KINDS

#: What happens so long after the shift still belongs to it: she writes down before she goes home.
AFTERWARDS = timedelta(hours=1)
#: A hand-over that nobody has read for so long is history.
STALE = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `key` names the thing itself: the same line before and after is the same thing."""

    key: str
    who: str
    text: str
    url: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Lines of one kind. Open ones wait for somebody; the others are told."""

    key: str
    label: str
    lines: tuple[Line, ...]
    is_open: bool = False

    @property
    def is_long(self) -> bool:
        return len(self.lines) > LONG


#: More lines than this are folded.
LONG = 8


@dataclass(frozen=True, slots=True)
class Scope:
    """One team's shift, and from when until when what happened is told of."""

    shift: TeamShift
    since: datetime
    until: datetime

    @property
    def team(self) -> Team:
        return self.shift.team

    @property
    def date(self) -> date:
        return self.shift.date

    @property
    def kind(self) -> str:
        return self.shift.kind

    @property
    def happened(self) -> tuple[datetime, datetime]:
        return self.since, self.until


def scope_of(shift: TeamShift, before: HandOver | None) -> Scope:
    """From the shift's beginning, or from when the one before was signed, if that was earlier: what
    happens between the two falls to this one. One query.
    """
    first, last = shift_hours(shift.team, shift.date, shift.kind)
    if before is not None and first - STALE < before.signed_at < first:
        first = before.signed_at
    return Scope(shift, first, last + AFTERWARDS)


def before_this(shift: TeamShift) -> Q:
    """A condition on hand-overs: those of the shifts before this one."""
    so_far = KINDS[: KINDS.index(shift.kind)]
    return Q(date__lt=shift.date) | Q(date=shift.date, shift__in=so_far)


def last_before(shift: TeamShift) -> HandOver | None:
    """What the shift before told this one; None when it is too old to matter. One query."""
    rows = HandOver.objects.filter(before_this(shift), team=shift.team)
    recent = rows.filter(date__gte=shift.date - timedelta(days=2))
    joined = ("signed_by__staff", "read_by__staff", "team__site__unit")
    return max(recent.select_related(*joined), key=_order, default=None)


def _order(row: HandOver) -> tuple[date, int]:
    return row.date, KINDS.index(row.shift)


def named(patient: Patient | None) -> str:
    return f"{patient.number} {patient.name}" if patient else ""


def number_of(patient: Patient | None) -> str:
    return patient.number if patient else ""


def url_of(name: str, *args: object) -> str:
    """Where the thing is dealt with; "" where there is no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def as_content(sections: Iterable[Section], at: datetime) -> dict[str, Any]:
    """The brief as it stood, to be kept."""
    return {
        "at": at.astimezone(clock.OSLO).isoformat(),
        "sections": [
            {
                "key": section.key,
                "label": section.label,
                "is_open": section.is_open,
                "lines": [
                    {
                        "key": line.key, "who": line.who, "text": line.text,
                        "url": line.url, "number": line.number,
                    }
                    for line in section.lines
                ],
            }
            for section in sections
        ],
    }  # fmt: skip


def from_content(content: Mapping[str, Any]) -> list[Section]:
    return [
        Section(
            key=one["key"],
            label=one["label"],
            lines=tuple(Line(**line) for line in one["lines"]),
            is_open=one["is_open"],
        )
        for one in content.get("sections", [])
    ]
