"""A carer's list as her phone shows it: what is next, whom she meets, what she must know, what waits."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from heltom.lib import clock
from heltom.lib.words import hhmm
from patients.models import Goal, Note
from patients.queries.notes import told_to_the_next
from teams.models import User
from teams.roles import AFTER
from worklists.models import Advice, Alarm, PhoneMessage, State, VisitNote
from worklists.queries.alarms import taken_off
from worklists.queries.desk import MyList
from worklists.queries.lists import Stop
from worklists.queries.on_call import OnCall, who_answers


@dataclass(frozen=True, slots=True)
class Aim:
    """A goal or a measure that a rapport can be tied to with one tap."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class PocketStop:
    """One visit with what she needs at the door."""

    stop: Stop
    starts: str
    told: list[Note] = field(default_factory=list)
    aims: list[Aim] = field(default_factory=list)
    written: list[Note] = field(default_factory=list)
    alarm: Alarm | None = None
    not_done: str = ""

    @property
    def state(self) -> str:
        """Where it stands, unless it only waits."""
        state = self.stop.visit.state
        return "" if state == State.DUE else str(State(state).label).capitalize()

    @property
    def geo(self) -> str:
        """For the phone's own map: the place with the address as its name. Empty without a place."""
        patient = self.stop.visit.patient
        if patient.latitude is None or patient.longitude is None:
            return ""
        place = f"{patient.latitude:.5f},{patient.longitude:.5f}"
        return f"geo:{place}?q={place}"

    @property
    def meets(self) -> str:
        """Whom she meets at the door, and when; empty where she goes alone."""
        if not self.stop.others:
            return ""
        return _("Du møter %(names)s kl. %(clock)s.") % {
            "names": _(" og ").join(self.stop.others),
            "clock": self.starts,
        }


#: Where what she asked stands, in a word or two.
HELP_STATES = {
    Advice.State.ASKED: _lazy("ikke sett ennå. Haster det, ring."),
    Advice.State.SEEN: _lazy("sett."),
    Advice.State.COMING: _lazy("noen kommer."),
    Advice.State.ANSWERED: _lazy("svar:"),
    Advice.State.WITHDRAWN: _lazy("trukket."),
}


@dataclass(frozen=True, slots=True)
class Help:
    """A call for help of hers, or a question that her measurement opened, and where it stands."""

    asked: Advice
    on_call: OnCall | None = None
    """Who answers now, while it waits."""

    @property
    def about(self) -> str:
        """ "NEWS2 8" for what a measurement has opened, else what it was."""
        opened = self.asked.opened_by_news2
        if opened is None:
            return str(self.asked.get_kind_display()).capitalize()
        return _("NEWS2 %s") % (_("ufullstendig") if opened.value is None else int(opened.value))

    @property
    def who(self) -> str:
        """ "Ansvarsvakt Anne Berg er spurt, svar innen 14:20"; empty once somebody has taken it."""
        if not self.waits or self.on_call is None:
            return ""
        named = f"{self.on_call.function} {self.on_call.name}".strip() or str(self.on_call.team)
        told = {"who": named[:1].upper() + named[1:], "at": hhmm(self.asked.answer_by)}
        return _("%(who)s er spurt, svar innen %(at)s.") % told

    @property
    def state(self) -> str:
        return str(HELP_STATES[Advice.State(self.asked.state)])

    @property
    def waits(self) -> bool:
        return self.asked.state in (Advice.State.ASKED, Advice.State.SEEN)


@dataclass(frozen=True, slots=True)
class Pocket:
    """The whole page. `keep_for`: seconds that the phone may keep it; 0 for a list only looked at."""

    mine: MyList
    ahead: list[PocketStop]
    settled: list[PocketStop]
    helps: list[Help]
    conflicts: list[PhoneMessage]
    keep_for: int
    not_going: list[str] = field(default_factory=list)
    """Alarms that she was sent to, and need not go to after all."""

    @property
    def csrf_cookie(self) -> str:
        """Where the script finds the token that a form would have brought along."""
        return settings.CSRF_COOKIE_NAME

    @property
    def alarms(self) -> list[PocketStop]:
        """Hers, and not done: at the very top."""
        return [stop for stop in self.ahead if stop.alarm]

    @property
    def patient_numbers(self) -> set[str]:
        told = {message.visit.patient.number for message in self.conflicts}
        helped = {help_.asked.patient.number for help_ in self.helps if help_.asked.patient}
        return self.mine.patient_numbers | told | helped


def _keep_for(mine: MyList) -> int:
    """An hour past the shift. Seconds, not a time: the phone's own clock may be wrong."""
    if not (mine.shift and mine.is_held):
        return 0
    left = mine.shift.ends_at + AFTER - clock.now()
    return max(int(left.total_seconds()), 0)


def pocket_of(user: User, mine: MyList) -> Pocket:
    """Eight queries more than the list itself, whatever its length."""
    visits = {stop.visit.pk: stop.visit.patient_id for stop in [*mine.ahead, *mine.settled]}
    known = _Known(user, visits)
    return Pocket(
        mine=mine,
        ahead=[known.stop(stop) for stop in mine.ahead],
        settled=[known.stop(stop) for stop in mine.settled],
        helps=_helps(user, mine),
        conflicts=_conflicts(user, mine),
        keep_for=_keep_for(mine),
        not_going=taken_off(mine.shift) if mine.shift else [],
    )


class _Known:
    """What the stops are filled with, read once."""

    def __init__(self, user: User, visits: dict[int, int]) -> None:
        patients = set(visits.values())
        self.told = told_to_the_next(patients)
        self.aims = _aims(patients)
        self.written = _written(user, visits)
        open_alarms = Alarm.objects.filter(visit__in=visits).exclude(
            state__in=[Alarm.State.DONE, Alarm.State.CALLED_OFF]
        )
        self.alarms = {alarm.visit_id: alarm for alarm in open_alarms}
        self.not_done = _not_done(visits)

    def stop(self, stop: Stop) -> PocketStop:
        visit = stop.visit
        return PocketStop(
            stop=stop,
            starts=stop.period[:5],
            told=self.told.get(visit.patient_id, []),
            aims=self.aims.get(visit.patient_id, []),
            written=self.written.get(visit.pk, []),
            alarm=self.alarms.get(visit.pk),
            not_done=self.not_done.get(visit.pk, "") if visit.state == State.CANCELLED else "",
        )


def aims_of(patient_id: int) -> list[Aim]:
    """What a rapport about one patient can be tied to."""
    return _aims({patient_id}).get(patient_id, [])


def _aims(patients: set[int]) -> dict[int, list[Aim]]:
    """Open measures, and goals that have none, by patient: two queries."""
    today = clock.today()
    aims: dict[int, list[Aim]] = defaultdict(list)
    goals = Goal.objects.open_on(today).filter(patient__in=patients).prefetch_related("measures")
    for goal in goals:
        measures = [measure for measure in goal.measures.all() if measure.is_open_on(today)]
        found = [Aim(f"t{measure.pk}", measure.text) for measure in measures]
        aims[goal.patient_id] += found or [Aim(f"m{goal.pk}", goal.text)]
    return aims


def _written(user: User, visits: dict[int, int]) -> dict[int, list[Note]]:
    """What she has written on these visits herself: so that she sees that it came."""
    rows = VisitNote.objects.filter(visit__in=visits, note__by__user=user)
    written: dict[int, list[Note]] = defaultdict(list)
    for row in rows.select_related("note"):
        written[row.visit_id].append(row.note)
    return written


def _not_done(visits: dict[int, int]) -> dict[int, str]:
    """What has become of the visits that were told not to be done, in a sentence."""
    rows = PhoneMessage.objects.for_a_person().filter(
        visit__in=visits, what=PhoneMessage.What.NOT_DONE
    )
    return {row.visit_id: _said(row) for row in rows.order_by("pk")}


def _said(row: PhoneMessage) -> str:
    if row.settled_at is None:
        return _("Meldt kl. %s. Vaktkoordinator bestemmer hva som skjer.") % hhmm(row.pressed_at)
    return _("Vaktkoordinator kl. %(clock)s: %(how)s") % {
        "clock": hhmm(row.settled_at),
        "how": row.settled_how,
    }


def _helps(user: User, mine: MyList) -> list[Help]:
    """What she has asked for since her shift began, or in the last hour before it, the newest first."""
    if mine.shift is None:
        return []
    since = min(mine.shift.starts_at, clock.now()) - timedelta(hours=1)
    rows = Advice.objects.filter(asked_by=user, asked_at__gte=since, patient__isnull=False)
    found = rows.select_related("patient", "answers", "opened_by_news2").order_by("-asked_at")
    return [_help(row) for row in found]


def _help(row: Advice) -> Help:
    """One query more while it waits: a telephone to ring."""
    told = Help(row)
    return Help(row, who_answers(row.answers, row.kind)) if told.waits else told


def _conflicts(user: User, mine: MyList) -> list[PhoneMessage]:
    """Hers that did not fit what somebody else did: waiting, or settled since her shift began."""
    if mine.shift is None:
        return []
    since = mine.shift.starts_at - timedelta(hours=1)
    rows = PhoneMessage.objects.filter(
        user=user, outcome=PhoneMessage.Outcome.CONFLICT, received_at__gte=since
    )
    return list(rows.select_related("visit__patient", "settled_by__staff"))
