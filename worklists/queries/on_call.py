"""Who answers now, until when, and by which telephone when nobody does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils.translation import gettext as _

from heltom.lib import clock
from teams.models import DutyFunction, Shift, Team, TeamKind
from worklists.models import Advice

#: The ansvarsvakt first; sykepleier 2 stands in for her (HeltOm 3.0, 7.2.2).
ANSWER_AS_NURSE = (DutyFunction.ANSVARSVAKT, DutyFunction.NURSE_2)
#: Where nobody is on duty, a shift is taken to end at the next of these.
ENDS = (time(7, 30), time(15), time(22, 30))


@dataclass(frozen=True, slots=True)
class OnCall:
    """`shift` is the duty of whoever answers for the team now; None where nobody does."""

    team: Team
    shift: Shift | None

    @property
    def name(self) -> str:
        return self.shift.staff.name if self.shift else ""

    @property
    def first_name(self) -> str:
        return self.shift.staff.given_name if self.shift else ""

    @property
    def function(self) -> str:
        return str(self.shift.get_function_display()) if self.shift else ""

    @property
    def phone(self) -> str:
        """The team's own: it is answered whoever is on duty."""
        own = self.shift.staff.phone if self.shift else ""
        return self.team.phone or own


def who_answers(team: Team, kind: str, now: datetime | None = None) -> OnCall:
    """The nurse on duty in the HT; for HELP the vaktkoordinator of the carer's own team. One query."""
    wanted = (
        (DutyFunction.VK,)
        if kind == Advice.Kind.HELP and team.kind == TeamKind.OT
        else ANSWER_AS_NURSE
    )
    at_work = (
        Shift.objects.worked()
        .at(now or clock.now())
        .filter(team=team, function__in=wanted)
        .select_related("staff")
    )
    order = {function.value: number for number, function in enumerate(wanted)}
    found = sorted(at_work, key=lambda shift: (order[shift.function], shift.pk))
    return OnCall(team, found[0] if found else None)


def answer_by(team: Team, urgency: str, now: datetime) -> datetime:
    """When a question is to be answered at the latest, by the unit's own minutes. At most one query."""
    unit = team.site.unit
    if urgency == Advice.Urgency.NOW:
        return now + timedelta(minutes=unit.advice_now_minutes)
    if urgency == Advice.Urgency.SOON:
        return now + timedelta(minutes=unit.advice_soon_minutes)
    return _end_of_shift(team, now)


def _end_of_shift(team: Team, now: datetime) -> datetime:
    """When those who are at work now in the team go home: the nurse's own end, where there is one."""
    at_work = list(Shift.objects.worked().at(now).filter(team=team).order_by("ends_at", "pk"))
    nurses = [shift for shift in at_work if shift.function in ANSWER_AS_NURSE]
    chosen = nurses or at_work
    return chosen[-1].ends_at if chosen else _next_by_the_clock(now)


def _next_by_the_clock(now: datetime) -> datetime:
    today = now.astimezone(clock.OSLO).date()
    ends = [clock.at(today + timedelta(days=ahead), end) for ahead in (0, 1) for end in ENDS]
    return next(end for end in ends if end > now)


def nobody_sentence(answers: Team, kind: str) -> str:
    """What to do where nobody on duty will see the question soon."""
    phone = answers.phone
    if kind == Advice.Kind.HELP:
        nobody = _("Det er ingen vaktkoordinator på vakt i %s nå.") % answers
    else:
        nobody = _("Det er ingen ansvarsvakt på vakt i %s nå.") % answers
    ring = _("Ring %(team)s på %(phone)s.") % {"team": answers, "phone": phone} if phone else ""
    acute = _("Ring 113 hvis det står om liv, legevakten på 116 117 hvis det haster.")
    return " ".join(filter(None, (nobody, ring, acute)))
