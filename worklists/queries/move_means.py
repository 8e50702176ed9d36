"""What a move means, said before anybody answers: which visits go, what stays, and what it costs whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heltom.lib import clock
from patients.models import MoveRequest, Patient
from teams.models import ShiftKind, Team
from worklists.models import State, Visit, VisitPlan
from worklists.queries import move_rules
from worklists.queries.cover import Cover, cover_of
from worklists.queries.moves import OWNER, looks
from worklists.queries.patterns import pattern_in_words

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One visit plan, and the first day on which it is the other team's."""

    plan: VisitPlan
    first: date
    minutes: int

    @property
    def when(self) -> str:
        plan = self.plan
        hours = f"{plan.earliest:%H:%M}–{plan.latest:%H:%M}"
        return f"{pattern_in_words(plan.weekdays, plan.every_weeks)}, {plan.get_shift_display()} {hours}"

    @property
    def week(self) -> int:
        """Minutes a week; a visit with two carers counts on both their lists."""
        return round(self.plan.visits_a_week * self.plan.carers * self.minutes)


@dataclass(frozen=True, slots=True)
class Load:
    """A team's visits in minutes a week, without the move and with it."""

    team: Team
    before: int
    after: int

    @property
    def hours(self) -> tuple[str, str]:
        return _hours(self.before), _hours(self.after)

    @property
    def difference(self) -> int:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Means:
    """What a yes would do, as far as it can be told beforehand."""

    goes: list[PlanRow]
    stays: list[PlanRow]
    over: list[VisitPlan]
    """Asked for, but over before the move: nothing of them is left to take."""
    loads: list[Load]
    cover: Cover
    owner: Team | None
    """Who has the main responsibility on the day, without the move."""
    sentences: list[str] = field(default_factory=list)

    @property
    def week(self) -> int:
        return sum(row.week for row in self.goes)

    @property
    def seen(self) -> str:
        """Sent back with the answer: what the plans looked like to whoever read this, and the owner."""
        owner = f"{OWNER}:{self.owner.pk if self.owner else ''}"
        return " ".join([owner, *(f"{row.plan.pk}:{looks(row.plan)}" for row in self.goes)])


@dataclass(frozen=True, slots=True)
class Asked:
    """A move as it is asked for, or might be: the same for a request and for one still being written."""

    patient: Patient
    from_team: Team
    to_team: Team
    owner_after: Team
    from_date: date
    from_shift: str

    @property
    def shift_label(self) -> str:
        return str(ShiftKind(self.from_shift).label)

    @property
    def from_words(self) -> str:
        """ "dagvakten tirsdag 24. november"."""
        day = formats.date_format(self.from_date, "l j. F").lower()
        return _("%(shift)svakten %(day)s") % {"shift": _STEM[self.from_shift], "day": day}


_STEM = {"dag": "dag", "kveld": "kvelds", "natt": "natte"}


def asked_of(move: MoveRequest) -> Asked:
    return Asked(
        move.patient,
        move.from_team,
        move.to_team,
        move.owner_after,
        move.from_date,
        move.from_shift,
    )


def means(asked: Asked, plans: Iterable[VisitPlan]) -> Means:
    """What it would mean that the plans go. About fifteen queries, whatever their number."""
    chosen = {plan.pk for plan in plans}
    held = _fetched(
        VisitPlan.objects.filter(Q(pk__in=chosen) | Q(patient=asked.patient, team=asked.from_team))
    )
    goes: list[PlanRow] = []
    stays: list[PlanRow] = []
    over: list[VisitPlan] = []
    for plan in held:
        first = max(
            move_rules.first_day(plan.shift, asked.from_date, asked.from_shift), plan.valid_from
        )
        if plan.valid_to and plan.valid_to < first:
            over += [plan] if plan.pk in chosen else []
        else:
            row = PlanRow(plan, first, plan.minutes_on(first))
            (goes if plan.pk in chosen else stays).append(row)
    owner = move_rules.owner_on(asked.patient, asked.from_date)
    found = Means(
        owner=owner.team if owner else None,
        goes=goes,
        stays=stays,
        over=over,
        loads=_loads(asked, sum(row.week for row in goes)),
        cover=cover_of(asked.to_team, [row.plan for row in goes], _cover_from(asked)),
    )
    found.sentences.extend(_sentences(asked, found))
    return found


def _fetched(plans: QuerySet[VisitPlan, VisitPlan]) -> list[VisitPlan]:
    rows = plans.select_related("team", "patient").order_by("earliest", "pk")
    return list(rows.prefetch_related("competences", "approved_minutes"))


def _cover_from(asked: Asked) -> date:
    return max(asked.from_date, clock.today())


def _loads(asked: Asked, goes: int) -> list[Load]:
    """Four queries: the plans of both teams on the day."""
    week: dict[int, int] = {asked.from_team.pk: 0, asked.to_team.pk: 0}
    rows = VisitPlan.objects.on(asked.from_date).filter(team__in=list(week))
    for plan in rows.prefetch_related("approved_minutes"):
        minutes = plan.minutes_on(asked.from_date)
        week[plan.team_id] += round(plan.visits_a_week * plan.carers * minutes)
    return [
        Load(asked.to_team, week[asked.to_team.pk], week[asked.to_team.pk] + goes),
        Load(asked.from_team, week[asked.from_team.pk], max(0, week[asked.from_team.pk] - goes)),
    ]


def _sentences(asked: Asked, found: Means) -> list[str]:
    """What will happen, in the order in which it matters to the two teams."""
    names = {"to": asked.to_team, "old": asked.from_team, "shift": asked.from_words}
    names |= {"code": move_rules.code_of(asked.to_team), "number": len(found.goes)}
    said = []
    if found.goes:
        said.append(
            ngettext(
                "%(number)d oppdrag går til %(to)s fra %(shift)s, med koden %(code)s.",
                "%(number)d oppdrag går til %(to)s fra %(shift)s, med koden %(code)s.",
                len(found.goes),
            )
            % names
        )
    said += [_owner_sentence(asked, found.owner), _left_sentence(asked, found)]
    said += _later_sentences(asked, found)
    if made := _made_visits(asked, found):
        said.append(
            _(
                "Oppdrag som alt er laget (%(made)d), følger med."
                " Er ett begynt, blir det gjort ferdig av den som begynte."
            )
            % {"made": made}
        )
    if lacking := ", ".join(task.plan.title for task in found.cover.lacking):
        said.append(
            _("%(team)s mangler kompetanse til %(plans)s på minst én vakt. Se under.")
            % {"team": asked.to_team, "plans": lacking}
        )
    said.append(_("Listene til begge team bygges på nytt."))
    return said


def _owner_sentence(asked: Asked, owner: Team | None) -> str:
    names = {"team": asked.owner_after, "owner": owner}
    if owner == asked.owner_after:
        return _("%(team)s har fortsatt hovedansvaret.") % names
    if owner not in (None, asked.from_team):
        return _("%(team)s får hovedansvaret, som %(owner)s har nå.") % names
    return _("%(team)s får hovedansvaret.") % names


def _left_sentence(asked: Asked, found: Means) -> str:
    if asked.owner_after == asked.from_team or found.stays:
        number = len(found.stays)
        return ngettext(
            "%(team)s beholder %(number)d oppdrag, så teamene deler pasienten.",
            "%(team)s beholder %(number)d oppdrag, så teamene deler pasienten.",
            number,
        ) % {"team": asked.from_team, "number": number}
    return _(
        "%(team)s har ikke pasienten lenger, men ser pasientens side ut dagen for flyttingen."
    ) % {"team": asked.from_team}


def _later_sentences(asked: Asked, found: Means) -> list[str]:
    """Plans whose shift has passed when the move begins go the day after: say so."""
    day_after = asked.from_date + timedelta(days=1)
    later = [
        row.plan.title
        for row in found.goes
        if row.first == day_after
        and move_rules.ORDER[row.plan.shift] < move_rules.ORDER[asked.from_shift]
    ]
    if not later:
        return []
    return [
        _("%(plans)s gjøres av %(team)s den dagen også, og går over dagen etter.")
        % {"plans": ", ".join(dict.fromkeys(later)), "team": asked.from_team}
    ]


def _made_visits(asked: Asked, found: Means) -> int:
    """How many visits that wait are made already for the days that go over. One query."""
    which = Q(pk__in=[])
    for row in found.goes:
        which |= Q(plan=row.plan, date__gte=row.first)
    return sum(visit.state == State.DUE for visit in Visit.objects.filter(which).with_state())


def _hours(minutes: int) -> str:
    return _("%(hours)d t %(minutes)02d min") % {"hours": minutes // 60, "minutes": minutes % 60}
