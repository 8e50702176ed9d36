"""Moving one visit: who could take it, who has it now, and what was just done; and who lets go of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from heltom.lib.words import hhmm
from teams.models import Shift, User
from teams.queries import name_of
from worklists.models import Entry, Release, State, TeamShift, Unassigned, Visit
from worklists.queries.addresses import shift_url
from worklists.queries.candidates import Candidate, candidates
from worklists.queries.lists import window

#: Instead of somebody's shift: the visit goes to nobody until a person says who.
ASIDE = "ufordelt"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person has asked to see. `leaves`: of two, the one who lets go of her half."""

    to: int | None = None
    leaves: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One candidate as a button. `to` is what it sends."""

    candidate: Candidate
    to: str

    @property
    def name(self) -> str:
        return self.candidate.staff.name

    @property
    def sentence(self) -> str:
        return self.candidate.sentence

    @property
    def starts_at(self) -> str:
        return hhmm(self.candidate.starts_at) if self.candidate.starts_at else ""


@dataclass(frozen=True, slots=True)
class MovePage:
    """`chosen`: the one that was asked about. `closed`: why nothing can be moved."""

    visit: Visit
    window: str
    placed: list[Entry]
    loose: Unassigned | None
    wish: Wish
    chosen: Choice | None
    choices: list[Choice]
    others: list[Candidate]
    closed: str

    @property
    def day_url(self) -> str:
        return shift_url(self.visit.team, self.visit.date, self.visit.shift)

    @property
    def seen(self) -> str:
        """Who has it as this page shows it: sent along, so that nothing is done over another's word."""
        return joined([entry.worklist.shift_id for entry in self.placed])

    @property
    def whose(self) -> str:
        names = [entry.worklist.shift.staff.name for entry in self.placed]
        return _(" og ").join(names)

    @property
    def starts_at(self) -> str:
        return hhmm(self.placed[0].starts_at) if self.placed else ""

    @property
    def at(self) -> str:
        return hhmm(self.wish.at) if self.wish.at else ""

    @property
    def patient_numbers(self) -> set[str]:
        shown = [choice.candidate for choice in self.choices]
        shown += [self.chosen.candidate] if self.chosen else []
        return {self.visit.patient.number}.union(*(one.patient_numbers for one in shown))


def move_page(visit: Visit, team_shift: TeamShift, wish: Wish) -> MovePage:
    """Some forty queries; twice that where a time is asked for, since the others are told without one."""
    placed = placed_now(visit)
    closed = closed_because(visit, team_shift)
    found = [] if closed else candidates(team_shift, visit, leaves=wish.leaves)
    timed = found
    if wish.at and not closed:
        timed = candidates(team_shift, visit, leaves=wish.leaves, at=wish.at)
    chosen = next((one for one in timed if one.shift.pk == wish.to), None)
    rest = timed if wish.to is None else found
    return MovePage(
        visit=visit,
        window=window(visit),
        placed=placed,
        loose=None if placed else _loose(visit),
        wish=wish,
        chosen=_choice(chosen) if chosen else None,
        choices=[_choice(one) for one in rest if one.possible and one.shift.pk != wish.to],
        others=[one for one in rest if _cannot(one) and one.shift.pk != wish.to],
        closed=closed,
    )


def _cannot(candidate: Candidate) -> bool:
    """Whoever has it already is told above."""
    return not candidate.possible and candidate.why_not != "har-det"


def _choice(candidate: Candidate) -> Choice:
    return Choice(candidate, joined(candidate.shifts))


def joined(shifts: list[int] | tuple[int, ...]) -> str:
    """Keys of shifts as one word in an address or a form: "12-15"; "ufordelt" for nobody."""
    return "-".join(map(str, shifts)) or ASIDE


def parted(word: str) -> list[int] | None:
    """The inverse; nobody is an empty list, and None is what is no such word, or names one twice."""
    if word == ASIDE:
        return []
    parts = word.split("-")
    if len(set(parts)) < len(parts) or not all(part.isdecimal() for part in parts):
        return None
    return [int(part) for part in parts]


def placed_now(visit: Visit) -> list[Entry]:
    """Who has it on the lists that hold, in the order of its parts."""
    rows = Entry.objects.filter(visit=visit, worklist__publication__current_for__isnull=False)
    return list(rows.select_related("worklist__shift__staff").order_by("part", "pk"))


def _loose(visit: Visit) -> Unassigned | None:
    return Unassigned.objects.filter(visit=visit, publication__current_for__isnull=False).first()


def closed_because(visit: Visit, team_shift: TeamShift) -> str:
    """Why it cannot be moved now; empty where it can."""
    if team_shift.current_id is None:
        return _("Det er ikke bygget lister for denne vakten ennå. Bygg dem først.")
    if visit.state == State.DUE:
        return ""
    step = visit.states.select_related("by__staff").order_by("-id")[0]
    words = {
        "state": State(visit.state).label,
        "who": name_of(step.by) if step.by else _("noen"),
        "at": hhmm(step.at),
    }
    return _("Oppdraget kan ikke flyttes: det er %(state)s, ført av %(who)s kl. %(at)s.") % words


@dataclass(frozen=True, slots=True)
class ReleasePage:
    visit: Visit
    window: str
    placed: list[Entry]
    reasons: list[tuple[str, str]]
    closed: str


def release_page(user: User, visit: Visit, team_shift: TeamShift, *, own_only: bool) -> ReleasePage:
    """Whom the user may let off: herself, or by the right to change lists anybody. Three queries."""
    placed = placed_now(visit)
    if own_only:
        placed = [one for one in placed if one.worklist.shift.staff.user_id == user.pk]
    return ReleasePage(
        visit=visit,
        window=window(visit),
        placed=placed,
        reasons=[(value, str(label)) for value, label in Release.Reason.choices],
        closed=closed_because(visit, team_shift),
    )


def shift_on(visit: Visit, pk: int) -> Shift | None:
    """A shift of the visit's day."""
    return Shift.objects.filter(pk=pk, date=visit.date).select_related("staff").first()
