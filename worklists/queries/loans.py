"""Loans between teams: who are neighbours, what is asked and agreed, and who said so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from heltom.lib.words import from_to, hhmm
from teams.models import ExtraAsk, Loan, Team, User
from teams.permissions import Permission, can
from teams.queries import name_of
from worklists.models import TeamShift, VisitLoan
from worklists.permissions import get_team

JOINED = (
    "asking__site__unit",
    "asked__site__unit",
    "staff",
    "asked_by__staff",
    "answered_by__staff",
    "ended_by__staff",
    "visit_loan__visit__patient",
    "visit_loan__taken",
)


def get_loan(user: User, pk: int) -> Loan:
    """A loan, for whoever runs the shift in one of its two teams. Raises Http404 or NotAllowed."""
    loan = Loan.objects.filter(pk=pk).select_related(*JOINED).first()
    if loan is None:
        raise Http404
    if not can(user, Permission.RUN_SHIFT, loan.asking):
        get_team(user, loan.asked.code, Permission.RUN_SHIFT)
    return loan


def get_extra_ask(user: User, pk: int) -> ExtraAsk:
    """Somebody whom a team has asked, for whoever runs its shift. Raises Http404 or NotAllowed."""
    ask = ExtraAsk.objects.filter(pk=pk).select_related("team__site__unit", "staff").first()
    if ask is None:
        raise Http404
    get_team(user, ask.team.code, Permission.RUN_SHIFT)
    return ask


def neighbours(team: Team) -> list[Team]:
    """The teams of the same house; where a team is alone there, those under the same HT. One query.

    Under one roof a car and a carer are a few steps away; the HT has the same ansvarsvakt.
    """
    others = Team.objects.exclude(pk=team.pk).select_related("site__unit", "ht")
    housed = list(others.filter(site=team.site_id).order_by("kind", "name"))
    if housed:
        return housed
    ht = team.ht_id or team.pk
    return list(others.filter(Q(pk=ht) | Q(ht=ht)).order_by("kind", "name"))


def loans_of(team: Team, shift: TeamShift) -> QuerySet[Loan]:
    """What the team has asked and been asked on this shift, newest first."""
    mine = Q(asking=team) | Q(asked=team)
    rows = Loan.objects.filter(mine, date=shift.date, shift=shift.kind)
    return rows.select_related(*JOINED).prefetch_related("shifts")


def visit_of(loan: Loan) -> VisitLoan | None:
    """Which visit it is about, and which it became."""
    return getattr(loan, "visit_loan", None)


def what(loan: Loan) -> str:
    """What is asked for, in a few words: "en hjelper 17:00–20:00"."""
    hours = from_to(loan.starts_at, loan.ends_at)
    if loan.kind == Loan.Kind.VISIT and (row := visit_of(loan)):
        return _("å ta «%(title)s» (%(minutes)s min, %(hours)s)") % {
            "title": row.visit.title,
            "minutes": row.visit.minutes * row.visit.carers,
            "hours": from_to(row.visit.earliest, row.visit.latest),
        }
    if loan.kind == Loan.Kind.CAR:
        return _("en bil %(hours)s") % {"hours": hours}
    return _("en hjelper %(hours)s") % {"hours": hours}


def answered(loan: Loan) -> str:
    """Who answered what and when: "Vera sa ja kl. 16:55"; "" while nobody has."""
    if loan.answered_by is None or loan.answered_at is None:
        return ""
    words = {
        Loan.Answer.ACCEPTED.value: _("%(who)s sa ja kl. %(at)s"),
        Loan.Answer.DECLINED.value: _("%(who)s sa nei kl. %(at)s"),
        Loan.Answer.WITHDRAWN.value: _("%(who)s trakk spørsmålet kl. %(at)s"),
    }
    return words[loan.answer] % {"who": name_of(loan.answered_by), "at": hhmm(loan.answered_at)}


def ended(loan: Loan) -> str:
    """ "Avsluttet av Vera kl. 18:30: roligere nå"; "" while it goes on."""
    if loan.ended_by is None or loan.ended_at is None:
        return ""
    told = _("Avsluttet av %(who)s kl. %(at)s") % {
        "who": name_of(loan.ended_by),
        "at": hhmm(loan.ended_at),
    }
    return f"{told}: {loan.ended_why}" if loan.ended_why else told


@dataclass(frozen=True, slots=True)
class Told:
    """Whose word it is that a visit is rightly gone from the lists."""

    by: User
    at: datetime
    sentence: str


def told_lent(visits: Iterable[int]) -> dict[int, Told]:
    """By visit: who agreed that the neighbour has it, or that it went back. One query."""
    keys = list(visits)
    rows = VisitLoan.objects.filter(
        Q(visit__in=keys) | Q(taken__in=keys), loan__answer=Loan.Answer.ACCEPTED
    ).select_related("loan__asked_by", "loan__ended_by", "loan__asked", "loan__asking")
    found: dict[int, Told] = {}
    for row in rows.order_by("pk"):
        loan = row.loan
        if loan.ended_at is None and loan.answered_at is not None:
            sentence = _("Lånt bort: %(team)s tar det.") % {"team": loan.asked}
            found[row.visit_id] = Told(loan.asked_by, loan.answered_at, sentence)
        elif loan.ended_by is not None and loan.ended_at is not None and row.taken_id:
            sentence = _("Lånet er avsluttet: %(team)s har det igjen.") % {"team": loan.asking}
            found[row.taken_id] = Told(loan.ended_by, loan.ended_at, sentence)
    return found
