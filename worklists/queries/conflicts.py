"""What came from phones and waits for a person: what others had changed, and what was not done."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from heltom.lib import clock
from heltom.lib.words import hhmm
from teams.models import Team, User
from teams.permissions import Permission, can
from teams.queries import name_of
from worklists.models import PhoneMessage, State, TeamShift, Visit
from worklists.models.plans import Priority
from worklists.queries.addresses import shift_url
from worklists.queries.desk_lines import DeskLine, Level
from worklists.queries.lists import visit_url
from worklists.queries.slots import KINDS, slot_now

#: One tap for what is said oftenest about each.
ANSWERS = {
    True: (_lazy("Skal ikke gjøres i dag."), _lazy("Pasienten er ringt, og det er i orden.")),
    False: (_lazy("Snakket med dem det gjelder. Det stemmer slik det står."),),
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that came from a phone, with where the visit stands now."""

    message: PhoneMessage
    visit: Visit
    who: str
    state: str
    sentence: str
    answers: tuple[str, ...]
    settled: str

    @property
    def visit_url(self) -> str:
        return visit_url(self.visit)

    @property
    def may_be_given(self) -> bool:
        """Whether the visit is called off, and can be opened for somebody else."""
        return self.visit.state in (State.CANCELLED, State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class ConflictsPage:
    shift: TeamShift
    waiting: list[Waiting]
    settled: list[Waiting]
    may_settle: bool

    @property
    def day_url(self) -> str:
        return shift_url(self.shift.team, self.shift.date, self.shift.kind)

    @property
    def url(self) -> str:
        return conflicts_url(self.shift)

    @property
    def patient_numbers(self) -> set[str]:
        return {row.visit.patient.number for row in [*self.waiting, *self.settled]}


def conflicts_url(shift: TeamShift) -> str:
    return reverse("worklists:conflicts", args=[shift.team.code, shift.date, shift.kind])


def conflicts_page(user: User, shift: TeamShift) -> ConflictsPage:
    """Two queries, whatever the number."""
    messages = list(_of(shift).select_related("user__staff", "settled_by__staff"))
    visits = Visit.objects.filter(pk__in={message.visit_id for message in messages})
    by_key = {visit.pk: visit for visit in visits.with_state().select_related("patient")}
    rows = [_waiting(message, by_key[message.visit_id]) for message in messages]
    return ConflictsPage(
        shift=shift,
        waiting=[row for row in reversed(rows) if row.message.waits],
        settled=[row for row in rows if not row.message.waits],
        may_settle=can(user, Permission.RUN_SHIFT, shift.team),
    )


def _of(shift: TeamShift) -> QuerySet[PhoneMessage]:
    return PhoneMessage.objects.for_a_person().filter(
        visit__team=shift.team, visit__date=shift.date, visit__shift=shift.kind
    )


def _waiting(message: PhoneMessage, visit: Visit) -> Waiting:
    who = name_of(message.user)
    settled = ""
    if message.settled_at and message.settled_by:
        settled = _("%(who)s kl. %(clock)s: %(how)s") % {
            "who": name_of(message.settled_by),
            "clock": hhmm(message.settled_at),
            "how": message.settled_how,
        }
    return Waiting(
        message=message,
        visit=visit,
        who=who,
        state=str(State(visit.state).label),
        sentence=message.sentence or _not_done_sentence(message, visit, who),
        answers=tuple(str(answer) for answer in ANSWERS[message.is_not_done]),
        settled=settled,
    )


def _not_done_sentence(message: PhoneMessage, visit: Visit, who: str) -> str:
    """The reason stands on the visit as she gave it."""
    why = visit.state_reason if visit.state == State.CANCELLED else ""
    return _("%(who)s kl. %(clock)s. %(why)s") % {
        "who": who,
        "clock": hhmm(message.pressed_at),
        "why": why,
    }


def lines(user: User, shift: TeamShift) -> list[DeskLine]:
    """On the vaktkoordinator's desk, one for each that waits. What was sent after its shift stands with
    those who are at work: nobody looks at the desk of a shift that is over. Three queries.
    """
    if not can(user, Permission.RUN_SHIFT, shift.team):
        return []
    rows = PhoneMessage.objects.waiting().filter(_here(shift), visit__team=shift.team)
    return [_line(row, shift.team) for row in rows.select_related("visit__patient", "user__staff")]


def _here(shift: TeamShift) -> Q:
    """Visits of this shift, and of those before it while it is the one that is going on."""
    here = Q(visit__date=shift.date, visit__shift=shift.kind)
    if (shift.date, shift.kind) != slot_now(shift.team, clock.now()):
        return here
    before = KINDS[: KINDS.index(shift.kind)]
    return here | Q(visit__date__lt=shift.date) | Q(visit__date=shift.date, visit__shift__in=before)


def _line(row: PhoneMessage, team: Team) -> DeskLine:
    number, title = row.visit.patient.number, row.visit.title
    clash = _("%(who)s har ført noe som ikke stemmer med det andre har gjort: %(number)s %(title)s")
    text = _("Ikke gjort: %(number)s %(title)s") if row.is_not_done else clash
    urgent = row.visit.priority == Priority.AT_THIS_TIME or not row.is_not_done
    level: Level = "danger" if urgent else "warning"
    return DeskLine(
        kind="konflikt",
        text=text % {"number": number, "title": title, "who": name_of(row.user)},
        url=conflicts_url(TeamShift(team=team, date=row.visit.date, kind=row.visit.shift)),
        level=level,
        at=row.pressed_at,
        patient_number=number,
    )
