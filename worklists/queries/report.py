"""The HT's own report: what is written about its patients and that nobody of the HT has read.

A report belongs to the patient, not to the team whose carer wrote it: the HT's patients stand scattered
among the OTs' (HeltOm 3.0, 6.16.2). Nothing leaves it because it grows old.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet, Value
from django.db.models.functions import TruncDate

from heltom.lib import clock
from patients.models import Event, Note, Observation, Patient, Placement
from patients.queries.notes import FOR_THE_NEXT
from teams.models import Team, TeamKind, User
from worklists.models import ReportStart, ReportTick

#: Counted no further than this: the number is then told as "mer enn".
MOST = 5000
#: A letter and the longest number that a row can have.
LONGEST_KEY = 20


class Pile(StrEnum):
    """All about the HT's own patients; of the OTs' patients only what the next one must know."""

    OWN = "egne"
    OTHERS = "viktige"


@dataclass(frozen=True, slots=True)
class Source:
    """One table that is written in. `letter` begins the keys of its rows, as n12."""

    letter: str
    model: type[Model]
    field: str
    at: str

    @property
    def rows(self) -> QuerySet[Any]:
        """With the local day, and without what somebody has said was written wrong."""
        day = TruncDate(self.at, tzinfo=clock.OSLO)
        rows = self.model._default_manager.order_by().annotate(day=day)
        return rows if self.model is Event else rows.filter(struck_at__isnull=True)


SOURCES = {
    source.letter: source
    for source in (
        Source("n", Note, "note", "at"),
        Source("o", Observation, "observation", "taken_at"),
        Source("e", Event, "event", "at"),
    )
}


@dataclass(frozen=True, slots=True)
class Key:
    """One thing that was written, and about whom."""

    letter: str
    pk: int
    patient: int
    at: datetime

    def __str__(self) -> str:
        return f"{self.letter}{self.pk}"


def unread_count(ht: Team) -> int:
    """How many of the own pile nobody has ticked, counted to MOST. Two queries."""
    return unread(ht, Pile.OWN).count()


def important_count(ht: Team) -> int:
    """How many of the OTs' important notes nobody of the HT has ticked. Two queries."""
    return unread(ht, Pile.OTHERS).count()


def unread(
    ht: Team, pile: Pile, seen: QuerySet[Patient] | None = None, patient: str = ""
) -> QuerySet[Any]:
    """(letter, pk, patient, when) of all that is unread, the newest first; of `seen` patients alone when
    they are given, or of the one with the number. One query, and one for where the report begins.
    """
    since = begins(ht)
    rows = [
        _of(source, source.rows.filter(kept), ht, since, seen, patient)
        for source in _sources(pile)
        for kept in _kept(source, ht, pile)
    ]
    first, *others = rows
    every = first.union(*others, all=True) if others else first
    return every.order_by("-when", "letter", "-pk")[:MOST]


def keys_of(rows: Iterable[tuple[str, int, int, datetime]]) -> list[Key]:
    return [Key(*row) for row in rows]


def begins(ht: Team) -> datetime | None:
    """What was written before this has been read; None: from the first word."""
    return ReportStart.objects.filter(ht=ht).values_list("since", flat=True).first()


def _sources(pile: Pile) -> list[Source]:
    return [SOURCES["n"]] if pile is Pile.OTHERS else list(SOURCES.values())


def _kept(source: Source, ht: Team, pile: Pile) -> list[Q]:
    """What the pile is gathered from, each row by one of them: apart, PostgreSQL finds each fast."""
    if pile is Pile.OTHERS:
        return [_in_pile(ht, pile) & FOR_THE_NEXT]
    return [_in_pile(ht, pile), _came_unread(source, ht)]


def _of(
    source: Source,
    rows: QuerySet[Any],
    ht: Team,
    since: datetime | None,
    seen: QuerySet[Patient] | None,
    patient: str,
) -> QuerySet[Any]:
    rows = rows.filter(~_ticked(source, ht))
    if since is not None:
        rows = rows.filter(**{f"{source.at}__gte": since})
    if seen is not None:
        rows = rows.filter(patient__in=seen.order_by().values("pk"))
    if patient:
        rows = rows.filter(patient__number=patient)
    return _named(source, rows)


def _named(source: Source, rows: QuerySet[Any]) -> QuerySet[Any]:
    named = rows.annotate(letter=Value(source.letter), when=F(source.at))
    return named.values_list("letter", "pk", "patient", "when")


def _ticked(source: Source, ht: Team) -> Exists:
    return Exists(ReportTick.objects.filter(ht=ht, **{source.field: OuterRef("pk")}))


def _in_pile(ht: Team, pile: Pile) -> Q:
    """The patient was the team's own, or shared with it, on the day when it was written, and lies under
    the HT today.
    """
    own = Exists(_placed().filter(team=ht))
    here = Q(patient__in=_here(ht))
    if pile is Pile.OWN:
        return here & Q(own)
    return here & Q(Exists(_placed().filter(team__ht=ht))) & ~Q(own)


def _came_unread(source: Source, ht: Team) -> Q:
    """Of one who was another HT's own then and lies under this one today: what nobody had read there goes
    with her, since it is closed to them now.
    """
    elsewhere = Placement.objects.filter(team__kind=TeamKind.HT).exclude(team=ht).order_by()
    # The few who ever were another HT's: else all that is written is gone through for nothing.
    moved = _here(ht).filter(patient__in=elsewhere.values("patient"))
    others = _placed().filter(team__kind=TeamKind.HT).exclude(team=ht)
    under = _placed().filter(Q(team=ht) | Q(team__ht=ht))
    read = ReportTick.objects.filter(**{source.field: OuterRef("pk")})
    return Q(patient__in=moved) & Q(Exists(others)) & ~Q(Exists(under)) & ~Q(Exists(read))


def _placed() -> QuerySet[Placement]:
    """Where she belonged on the local day of the row."""
    day = OuterRef("day")
    lasts = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    return Placement.objects.filter(lasts, patient=OuterRef("patient"), valid_from__lte=day)


def _here(ht: Team) -> QuerySet[Any]:
    placed = Placement.objects.on(clock.today()).filter(Q(team=ht) | Q(team__ht=ht))
    return placed.order_by().values("patient")


def wanted_keys(user: User, ht: Team, words: str) -> list[Key]:
    """What "n12 o7 e3" names, of what stands in the HT's report and the user may see; the rest is left
    aside. At most three queries.
    """
    found = []
    for letter, source in SOURCES.items():
        pks = [
            int(word[1:])
            for word in words.split()
            if word[:1] == letter and word[1:].isdecimal() and len(word) < LONGEST_KEY
        ]
        if pks:
            either = _in_pile(ht, Pile.OWN) | _in_pile(ht, Pile.OTHERS)
            came = _came_unread(source, ht) | Q(_ticked(source, ht))
            rows = source.rows.filter(either | came, pk__in=pks, patient__in=seen_by(user))
            found += keys_of(_named(source, rows))
    return found


def seen_by(user: User) -> QuerySet[Patient]:
    return Patient.objects.visible_to(user)
