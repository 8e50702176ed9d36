"""Who could go out on an alarm: the nearest by her list, with what it means for the others on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import FETCH_RAISE
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from heltom.lib.words import hhmm
from teams.models import DutyFunction, Shift, Team, User
from teams.permissions import Permission, can
from worklists.models import Alarm, Entry, State, TeamShift, Visit
from worklists.models.visits import OPEN
from worklists.queries.alarms import wanted_for
from worklists.queries.candidates import Candidate, LateVisit, candidates
from worklists.queries.choices import Choice, told_apart
from worklists.queries.outlook import Extra
from worklists.queries.slots import going_on
from worklists.queries.wanted import check_can_be, unsaved
from worklists.queries.work import Work, key_of

#: Being there so much sooner outweighs what it means for the others.
SOONER_MINUTES = 5


class Sooner(Extra):
    """The alarm's visit, made already, with somebody else: as soon as can be and not within its window."""

    def on(self, work: Work) -> None:
        for job in work.jobs:
            if job.key == self.key:
                job.visit.latest = job.visit.earliest


@dataclass(frozen=True, slots=True)
class Going:
    """Those out on one team's lists now, the one who can be there first on top."""

    shift: TeamShift
    choices: list[Choice]

    @property
    def possible(self) -> list[Choice]:
        return [choice for choice in self.choices if choice.candidate.possible]

    @property
    def others(self) -> list[Choice]:
        return [choice for choice in self.choices if not choice.candidate.possible]

    @property
    def patient_numbers(self) -> set[str]:
        return {number for choice in self.choices for number in choice.patient_numbers}


@dataclass(frozen=True, slots=True)
class WhoGoes:
    """`hindrance` is why nobody can be sent whoever is at work: away, or not known."""

    going: list[Going]
    hindrance: str = ""

    @property
    def anybody(self) -> bool:
        return any(going.possible for going in self.going)


def who_goes(user: User, alarm: Alarm, visit: Visit | None = None) -> WhoGoes:
    """Over the shifts that go on now in the alarm's team and its HT, where the user runs the shift.

    Some forty queries for each shift, and below 0.2 s for ten lists.
    """
    now = clock.now()
    teams = [team for team in _near(alarm.team) if can(user, Permission.RUN_SHIFT, team)]
    shifts = [shift for team in teams for shift in going_on(team, now) if shift.current_id]
    if visit is not None and visit.state in OPEN:
        shifts = [s for s in shifts if (s.team_id, s.date, s.kind) == _slot(visit)]
        extra: Extra = Sooner(visit, key=key_of(visit))
        return WhoGoes([_going(shift, extra, now) for shift in shifts])
    try:
        return WhoGoes([_going(shift, _extra(alarm, shift), now) for shift in shifts])
    except Refused as refusal:
        return WhoGoes([], str(refusal))


def _near(team: Team) -> list[Team]:
    return [team, team.ht] if team.ht else [team]


def _slot(visit: Visit) -> tuple[int, object, str]:
    return visit.team_id, visit.date, visit.shift


def _extra(alarm: Alarm, shift: TeamShift) -> Extra:
    wanted = wanted_for(alarm)
    return unsaved(wanted, shift, check_can_be(wanted, shift, placed=False))


def _going(shift: TeamShift, extra: Extra, now: datetime) -> Going:
    found = candidates(shift, extra=extra, now=now)
    places = places_now(shift, now)
    ranked = sorted(found, key=lambda one: _rank(one, now))
    return Going(shift, told_apart([_choice(one, shift, extra, places) for one in ranked]))


def _rank(one: Candidate, now: datetime) -> tuple[bool, int, int]:
    begins = one.starts_at or now
    minutes = max(0, int((begins - now).total_seconds() // 60))
    return not one.possible, minutes // SOONER_MINUTES, one.points


def _choice(one: Candidate, shift: TeamShift, extra: Extra, places: dict[int, str]) -> Choice:
    is_possible = one.possible and one.starts_at is not None
    begins = _("kan være der %s") % hhmm(one.starts_at) if is_possible and one.starts_at else ""
    others = tuple(late for late in one.late if not _is_it(late.visit, extra))
    words = ", ".join(_words(one, others)) if one.possible else one.sentence
    return Choice(
        one, begins, place=places.get(one.shift.pk, _("på basen")), shift=shift, words=words,
        makes_late=bool(others),
    )  # fmt: skip


def _is_it(visit: Visit, extra: Extra) -> bool:
    return visit is extra.visit or (visit.pk is not None and visit.pk == extra.visit.pk)


def _words(one: Candidate, others: tuple[LateVisit, ...]) -> Iterator[str]:
    """ "+18 min, Hansen 15:00 blir 10 min sen": what she and those after her on the list pay."""
    if one.extra_minutes > 0:
        yield _("+%s min reise") % one.extra_minutes
    if one.knows:
        yield one.knows
    for late in others:
        yield _("%(who)s %(at)s blir %(minutes)s min sen") % {
            "who": late.visit.patient.family_name,
            "at": hhmm(late.starts_at),
            "minutes": late.minutes,
        }
    if one.overtime_minutes:
        yield _("%s min overtid") % one.overtime_minutes
    if not others:
        yield _("ingen blir sen")


def places_now(shift: TeamShift, now: datetime) -> dict[int, str]:
    """Where each list has its carer now, from what is ticked and when it should be: no GPS. Two queries."""
    rows = Entry.objects.filter(worklist__publication=shift.current_id).select_related("worklist")
    entries: dict[int, list[Entry]] = defaultdict(list)
    for entry in rows.order_by("starts_at", "pk").fetch_mode(FETCH_RAISE):
        entries[entry.worklist.shift_id].append(entry)
    ids = {entry.visit_id for found in entries.values() for entry in found}
    visits = Visit.objects.filter(pk__in=ids).with_state().select_related("patient")
    by_pk = {visit.pk: visit for visit in visits.fetch_mode(FETCH_RAISE)}
    return {key: _place(found, by_pk, now) for key, found in entries.items()}


def _place(entries: list[Entry], visits: dict[int, Visit], now: datetime) -> str:
    started = [e for e in entries if visits[e.visit_id].state == State.STARTED]
    if started:
        return _("er hos %s") % _who(visits, started[-1])
    begun = [
        e for e in entries if e.starts_at <= now and visits[e.visit_id].state != State.CANCELLED
    ]
    if not begun:
        return _("på basen, ikke begynt ennå")
    last = begun[-1]
    if visits[last.visit_id].state == State.DUE:
        return _("skal etter listen være hos %s") % _who(visits, last)
    return _("sist hos %s") % _who(visits, last)


def _who(visits: dict[int, Visit], entry: Entry) -> str:
    return visits[entry.visit_id].patient.family_name


@dataclass(frozen=True, slots=True)
class Help:
    """Whom else to ask: the ansvarsvakt on duty, and the phone of her team."""

    ansvarsvakt: str
    phone: str
    team: Team


def help_for(alarm: Alarm) -> Help:
    """One query."""
    ht = alarm.team.ht or alarm.team
    duty = Shift.objects.filter(team=ht, function=DutyFunction.ANSVARSVAKT).at(clock.now()).worked()
    found = duty.select_related("staff").first()
    return Help(found.staff.name if found else "", ht.phone, ht)
