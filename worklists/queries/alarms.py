"""Alarms as they are read: which visit is one, what is open, and what stands on the desks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import FETCH_RAISE, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import Patient, Placement
from teams.models import Shift, Team, User
from teams.permissions import Permission, can
from worklists.models import ALARM_OPEN, Alarm, AlarmStep, Entry, State, TeamShift, Visit
from worklists.models.plans import Priority
from worklists.models.visits import OPEN
from worklists.queries.desk_lines import DeskLine, Level
from worklists.queries.wanted import Wanted

#: So long an alarm takes, until somebody has been there and knows better.
ALARM_MINUTES = 30
#: Alarms stand on the desks of the shifts this near to today.
NEAR_DAYS = 1
#: So long her own list says that she need not go after all.
TOLD_FOR = timedelta(hours=1)


def carries(patient: Patient) -> Team | None:
    """The team with the main responsibility today; None where nobody has. One query."""
    rows = Placement.objects.on(clock.today()).filter(patient=patient, owner=True)
    found = rows.select_related("team__ht", "team__site__unit").first()
    return found.team if found else None


def wanted_for(alarm: Alarm, now: datetime | None = None) -> Wanted:
    """The visit of an alarm: as soon as can be. Raises Refused where nobody knows to whom."""
    if alarm.patient is None:
        raise Refused(_("Koble alarmen til en pasient først. Da kan noen få den på listen sin."))
    begins = (now or clock.now()).replace(second=0, microsecond=0)
    return Wanted(
        patient=alarm.patient,
        title=_("Alarm: %s") % alarm.get_kind_display(),
        minutes=ALARM_MINUTES,
        earliest=begins,
        latest=begins,
        priority=Priority.AT_THIS_TIME.value,
        task_text=alarm.text,
    )


@dataclass(frozen=True, slots=True)
class Open:
    """An open alarm with where it stands: who goes, by the lists, and whether words are all that lack."""

    alarm: Alarm
    names: tuple[str, ...]
    visit_state: str

    @property
    def whom(self) -> str:
        return self.alarm.patient.number if self.alarm.patient else self.alarm.who

    @property
    def lacks_words(self) -> bool:
        return self.visit_state == State.DONE

    @property
    def somebody_goes(self) -> bool:
        return self.visit_state in OPEN and bool(self.names)

    @property
    def level(self) -> Level:
        is_there = self.lacks_words or self.visit_state == State.STARTED
        return "warning" if is_there else "danger"

    @property
    def standing(self) -> str:
        """ "Kari er på vei": the sentence that a desk needs."""
        who = _(" og ").join(self.names)
        if self.lacks_words:
            return _("%s er ferdig. Skriv hva som ble gjort.") % (who or _("Noen"))
        if not self.somebody_goes:
            return _("Ingen er sendt.")
        said = {
            Alarm.State.ON_WAY: _("%s er på vei."),
            Alarm.State.ON_SITE: _("%s er hos pasienten."),
        }
        return said.get(Alarm.State(self.alarm.state), _("%s er bedt om å dra.")) % who


def open_alarms(teams: Iterable[Team]) -> list[Open]:
    """What is not over in these teams, or is on one of their lists: the oldest first. Three queries."""
    chosen = [team.pk for team in teams]
    where = Q(team__in=chosen) | Q(visit__team__in=chosen)
    return [
        standing_of(alarm)
        for alarm in _with_lists(Alarm.objects.filter(where, state__in=ALARM_OPEN))
    ]


def read_alarm(pk: int) -> Alarm:
    """One alarm with its visit and whose list that is on, as `standing_of` wants it. Three queries."""
    return _with_lists(Alarm.objects.filter(pk=pk)).get()


def _with_lists(alarms: QuerySet[Alarm]) -> QuerySet[Alarm]:
    visits = (
        Visit.objects.with_state()
        .select_related("team")
        .prefetch_related(
            Prefetch(
                "entries",
                Entry.objects.filter(worklist__publication__current_for__isnull=False)
                .select_related("worklist__shift__staff")
                .order_by("part"),
            )
        )
    )
    joined = ("team__ht", "team__site__unit", "patient", "received_by__staff")
    ordered = (
        alarms.select_related(*joined)
        .prefetch_related(Prefetch("visit", visits))
        .order_by("received_at", "pk")
    )
    return ordered.fetch_mode(FETCH_RAISE)


def standing_of(alarm: Alarm) -> Open:
    """Where one alarm stands; its visit has been read with `_with_lists` or `read_alarm`."""
    visit = alarm.visit
    if visit is None:
        return Open(alarm, (), "")
    names = tuple(entry.worklist.shift.staff.name for entry in visit.entries.all())
    return Open(alarm, names, visit.state)


def lines(user: User, shift: TeamShift) -> list[DeskLine]:
    """Every open alarm of the team, of the OTs under an HT, and of those its own lists go out on."""
    if abs((shift.date - clock.today()).days) > NEAR_DAYS:
        return []
    team = shift.team
    if not can(user, Permission.SEE_PATIENTS, team):
        return []
    return [_line(one) for one in open_alarms([team, *team.ots.all()])]


def _line(one: Open) -> DeskLine:
    words = {
        "kind": one.alarm.get_kind_display().capitalize(), "whom": one.whom,
        "team": one.alarm.team, "standing": one.standing,
    }  # fmt: skip
    return DeskLine(
        kind="alarm",
        text=_("%(kind)s hos %(whom)s, %(team)s. %(standing)s") % words,
        url=reverse("worklists:alarm", args=[one.alarm.pk]),
        level=one.level,
        at=one.alarm.received_at,
        patient_number=one.alarm.patient.number if one.alarm.patient else "",
    )


def taken_off(shift: Shift) -> list[str]:
    """Alarms that this carer was sent to and need not go to after all, as sentences. Three queries.

    Told on her own list until an hour after the last that happened to them.
    """
    lately = clock.now() - TOLD_FOR
    sent = AlarmStep.objects.filter(state=Alarm.State.SENT, staff=shift.staff_id)
    recent = sent.filter(alarm__steps__at__gt=lately).values("alarm")
    alarms = Alarm.objects.filter(pk__in=recent).exclude(state=Alarm.State.DONE)
    rows = [standing_of(alarm) for alarm in _with_lists(alarms)]
    gone = [one for one in rows if shift.staff.name not in one.names or one.visit_state not in OPEN]
    return [
        _("Du skal ikke dra til %(whom)s. %(why)s") % {"whom": one.whom, "why": _why(one)}
        for one in gone
    ]


def _why(one: Open) -> str:
    if one.alarm.state == Alarm.State.CALLED_OFF:
        return _("Alarmen er avblåst.")
    return one.standing if one.somebody_goes else _("Du er kalt tilbake.")
