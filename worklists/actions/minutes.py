"""What people answer to proposals for other minutes: yes from a day, no, or not now. One reason for all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from teams import audit
from teams.models import Change, Team, User
from teams.permissions import Permission
from worklists.models import MinutesDecision, MinutesProposal, PlanMinutes, VisitPlan

Answer = MinutesDecision.Kind
#: Nobody plans the minutes of a visit further ahead than this.
MOST_DAYS_AHEAD = 90
#: How long a "not now" may put it off.
MOST_DAYS_LATER = 365


def approve(
    *, proposals: Iterable[MinutesProposal], why: str, by: User, from_date: date
) -> list[MinutesDecision]:
    """The plans have the proposed minutes from the day on, and the lists from then are built anew.

    All of them or none. Raises Refused where somebody else was first or a plan has changed.
    """
    _check_date(from_date, MOST_DAYS_AHEAD)
    with transaction.atomic():
        decisions = _answer(proposals, Answer.APPROVED, why, by, from_date=from_date)
        PlanMinutes.objects.bulk_create(
            PlanMinutes(
                plan=decision.proposal.plan,
                valid_from=from_date,
                minutes=decision.proposal.minutes,
                instead_of=decision.proposal.plan.minutes,
                decision=decision,
            )
            for decision in decisions
        )
        for team in sorted({d.proposal.plan.team for d in decisions}, key=lambda team: team.pk):
            _owe_lists(team, from_date, by)
    return decisions


def decline(*, proposals: Iterable[MinutesProposal], why: str, by: User) -> list[MinutesDecision]:
    """The plan is right as it is. It is not asked again until the figures have clearly changed."""
    with transaction.atomic():
        return _answer(proposals, Answer.DECLINED, why, by)


def put_off(
    *, proposals: Iterable[MinutesProposal], why: str, by: User, until: date
) -> list[MinutesDecision]:
    """Not now: it may be asked again from the day on, if the figures still say so then."""
    _check_date(until, MOST_DAYS_LATER)
    with transaction.atomic():
        return _answer(proposals, Answer.LATER, why, by, until=until)


def _check_date(day: date, most_ahead: int) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    last = clock.today() + timedelta(days=most_ahead)
    if not tomorrow <= day <= last:
        raise Refused(
            _("Velg en dato fra og med i morgen og til og med %(last)s.")
            % {"last": f"{last:%d.%m.%Y}"}
        )


def _answer(
    proposals: Iterable[MinutesProposal],
    kind: MinutesDecision.Kind,
    why: str,
    by: User,
    from_date: date | None = None,
    until: date | None = None,
) -> list[MinutesDecision]:
    if not why.strip():
        raise Refused(_("Skriv en begrunnelse."))
    asked = _locked(proposals)
    if not asked:
        raise Refused(_("Velg minst ett forslag."))
    for proposal in asked:
        _check_open(proposal)
    return [
        _record(
            MinutesDecision.objects.create(
                proposal=proposal, kind=kind, by=by, why=why.strip(), from_date=from_date,
                until=until,
            ),
            by,
        )
        for proposal in asked
    ]  # fmt: skip


def _locked(proposals: Iterable[MinutesProposal]) -> list[MinutesProposal]:
    """The proposals read anew, their plans locked in the order of their keys."""
    wanted = [proposal.pk for proposal in proposals]
    plans = VisitPlan.objects.filter(proposals__in=wanted).order_by("pk")
    list(plans.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
    found = MinutesProposal.objects.filter(pk__in=wanted).order_by("plan_id")
    return list(
        found.select_related("plan__team", "plan__patient").prefetch_related(
            "plan__approved_minutes"
        )
    )


def _check_open(proposal: MinutesProposal) -> None:
    what = f"{proposal.plan.patient.number} {proposal.plan.title}"
    decision = MinutesDecision.objects.filter(proposal=proposal).select_related("by__staff").first()
    if decision and decision.kind == Answer.LAPSED:
        raise Refused(
            _("%(what)s: nyere tall har kommet. Ingenting er lagret; se på siden på nytt.")
            % {"what": what}
        )
    if decision:
        raise Refused(
            _("%(what)s er alt %(answer)s av %(who)s. Ingenting er lagret; se på siden på nytt.")
            % {"what": what, "answer": decision.get_kind_display(), "who": _name(decision.by)}
        )
    if proposal.plan.minutes_on(date.max) != proposal.planned:
        raise Refused(
            _("%(what)s: tidsplanen er endret siden forslaget ble laget. Ingenting er lagret.")
            % {"what": what}
        )


def _name(user: User | None) -> str:
    staff = getattr(user, "staff", None)
    return str(staff or user)


def _record(decision: MinutesDecision, by: User) -> MinutesDecision:
    proposal = decision.proposal
    audit.record(
        by=by,
        verb=f"minutes_{decision.kind}",
        obj=proposal.plan,
        team=proposal.plan.team,
        permission=Permission.DECIDE_MINUTES,
        patient_number=proposal.plan.patient.number,
        reason=decision.why,
        details={"planned": proposal.planned, "proposed": proposal.minutes},
    )
    return decision


def _owe_lists(team: Team, from_date: date, by: User) -> None:
    why = _("Ny tid i tidsplaner fra %(day)s") % {"day": f"{from_date:%d.%m.%Y}"}
    Change.objects.create(team=team, first_date=from_date, last_date=None, why=why, by=by)
