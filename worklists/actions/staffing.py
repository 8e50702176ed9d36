"""More hands on a shift: somebody is asked and says yes, is ordered to work, or is moved between teams.

Only the ansvarsvakt orders and moves (HeltOm 3.0, 7.2.2). Rules of rest are said before, never enforced:
the software warns, people decide, and why is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from heltom.lib.words import from_to, hhmm
from teams import audit
from teams.actions import absences, shifts
from teams.models import ExtraAsk, Shift, Staff, StaffOrder, Team, User
from teams.permissions import Permission
from teams.queries import name_of
from worklists.actions import team_shifts
from worklists.actions.follow import follow
from worklists.actions.mend import mend, read_locked
from worklists.models import TeamShift
from worklists.queries.lendable import Lending

Answer = ExtraAsk.Answer

#: Lists further ahead are built by the night before them, with whoever is on the roster then.
DAYS_AHEAD = 1


@transaction.atomic
def ask_extra(
    *,
    team_shift: TeamShift,
    staff: Staff,
    starts_at: datetime,
    ends_at: datetime,
    by: User,
    breaks: Iterable[str] = (),
    why: str = "",
) -> ExtraAsk:
    """Keep that she is asked, so that nobody rings her twice. The same person twice is once.

    `breaks` are the sentences she who asks has read. Raises Refused where a colleague has asked before,
    where rules would break and no reason is given, and for hours that are over.
    """
    _check_hours(starts_at, ends_at)
    broken = list(breaks)
    if broken and not why.strip():
        raise Refused(_("Det bryter hvilereglene. Skriv hvorfor hun blir spurt likevel."))
    made, ask = _asked_once(team_shift, staff, starts_at, ends_at, by, broken, why.strip())
    if not made and ask.asked_by_id != by.pk:
        raise Refused(said(ask))
    if made:
        _note_ask(ask, by, "extra_asked", why)
    return ask


def _asked_once(
    team_shift: TeamShift,
    staff: Staff,
    starts_at: datetime,
    ends_at: datetime,
    by: User,
    breaks: list[str],
    why: str,
) -> tuple[bool, ExtraAsk]:
    key = {
        "staff": staff, "team": team_shift.team, "date": team_shift.date, "kind": team_shift.kind,
    }  # fmt: skip
    ask, made = ExtraAsk.objects.select_related("asked_by__staff").get_or_create(
        **key,
        defaults={
            "starts_at": starts_at, "ends_at": ends_at, "asked_by": by, "asked_at": clock.now(),
            "breaks": breaks, "why": why,
        },
    )  # fmt: skip
    return made, ask


def said(ask: ExtraAsk) -> str:
    """Who asked her when, and what she said."""
    words = {"who": name_of(ask.asked_by), "at": hhmm(ask.asked_at), "name": ask.staff.name}
    told = {
        "": _("%(who)s har spurt %(name)s kl. %(at)s og venter på svar."),
        Answer.YES.value: _("%(who)s spurte %(name)s kl. %(at)s, og hun sa ja."),
        Answer.NO.value: _("%(who)s spurte %(name)s kl. %(at)s, og hun sa nei."),
        Answer.NO_REPLY.value: _("%(who)s ringte %(name)s kl. %(at)s uten å få svar."),
    }
    return told[ask.answer] % words


@transaction.atomic
def answer_extra(*, ask: ExtraAsk, answer: str, by: User) -> ExtraAsk:
    """What she said. A yes puts her on the roster and on the lists at once.

    A no, and no reply, can become a yes if she rings back; a yes is changed by absence, not here.
    """
    if answer not in Answer.values:
        raise Refused(_("Velg ja, nei eller svarte ikke."))
    open_still = ExtraAsk.objects.filter(pk=ask.pk).exclude(answer__in=[answer, Answer.YES])
    kept = open_still.update(answer=answer, answered_at=clock.now(), noted_by=by)
    ask.refresh_from_db()
    if not kept and ask.answer != answer:
        raise Refused(said(ask))
    if kept and answer == Answer.YES:
        _put_on(ask, by)
    if kept:
        _note_ask(ask, by, f"extra_{answer}", "")
    return ask


def _put_on(ask: ExtraAsk, by: User) -> None:
    team_shift = team_shifts.get(team=ask.team, day=ask.date, kind=ask.kind)
    _check_hours(ask.starts_at, ask.ends_at)
    starts_at = max(ask.starts_at, _this_minute())
    why = _("%(name)s tar ekstravakt") % {"name": ask.staff.name}
    made = _new_duty(team_shift, ask.staff, starts_at, ask.ends_at, why, by)
    ExtraAsk.objects.filter(pk=ask.pk).update(shift=made)
    ask.shift = made


@transaction.atomic
def order_to_work(
    *,
    team_shift: TeamShift,
    staff: Staff,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    by: User,
) -> StaffOrder:
    """The ansvarsvakt orders somebody to work in the team for these hours. Raises Refused without a
    reason, and where she is on another duty.
    """
    _check_reason(reason)
    _check_hours(starts_at, ends_at)
    why = _("%(name)s er beordret på jobb") % {"name": staff.name}
    made = _new_duty(team_shift, staff, starts_at, ends_at, why, by)
    order = StaffOrder.objects.create(
        kind=StaffOrder.Kind.ORDERED, staff=staff, team=team_shift.team, shift=made,
        starts_at=starts_at, ends_at=ends_at, reason=reason.strip(), by=by, at=clock.now(),
    )  # fmt: skip
    _note_order(order, by)
    return order


@transaction.atomic
def move_staff(*, shift: Shift, to: Team, reason: str, by: User, starts_at: datetime) -> StaffOrder:
    """The ansvarsvakt moves somebody on duty to another team from `starts_at` until she goes home.

    What she has begun she does first. Her own team's lists are mended at once, the other's follow.
    """
    _check_reason(reason)
    if to.pk == shift.team_id:
        raise Refused(_("Hun er alt i det teamet. Velg et annet."))
    team_shift = team_shifts.get(team=shift.team, day=shift.date, kind=shift.kind)
    work = read_locked(team_shift)
    fresh = Shift.objects.worked().select_related("staff", "team").filter(pk=shift.pk).first()
    if fresh is None or fresh.team_id != team_shift.team_id:
        raise Refused(_("Hun er ikke på vakt i %s lenger. Se på listen på nytt.") % team_shift.team)
    found = Lending(work, to).one(fresh, starts_at, fresh.ends_at)
    if found.cut is None:
        words = {"name": fresh.staff.name, "why": found.why_not}
        raise Refused(_("%(name)s kan ikke flyttes: %(why)s") % words)
    from_team = team_shift.team
    there = shifts.cut(found.cut, team=to)
    order = StaffOrder.objects.create(
        kind=StaffOrder.Kind.MOVED, staff=there.staff, team=to, from_team=from_team, shift=there,
        starts_at=there.starts_at, ends_at=there.ends_at, reason=reason.strip(), by=by, at=clock.now(),
    )  # fmt: skip
    why = _("%(name)s er flyttet til %(team)s") % {"name": there.staff.name, "team": to}
    mend(team_shift=team_shift, why=why, by=by)
    follow(team=to, day=there.date, kind=there.kind, why=why, by=by)
    _note_order(order, by)
    return order


def _new_duty(
    team_shift: TeamShift,
    staff: Staff,
    starts_at: datetime,
    ends_at: datetime,
    why: str,
    by: User,
) -> Shift:
    """A list more. Raises Refused where she is away, or the database says that she is somewhere else."""
    locked = team_shifts.lock(team_shift)
    absences.keep_at_work(staff=staff, starts_at=starts_at, ends_at=ends_at)
    try:
        with transaction.atomic():
            made = Shift.objects.create(
                staff=staff, team=locked.team, date=locked.date, kind=locked.kind,
                starts_at=starts_at, ends_at=ends_at,
            )  # fmt: skip
    except IntegrityError as clash:
        words = {"name": staff.name, "hours": from_to(starts_at, ends_at)}
        raise Refused(
            _("%(name)s er alt på vakt et annet sted %(hours)s. Se på listen på nytt.") % words
        ) from clash
    if locked.current is not None or locked.date <= clock.today() + timedelta(days=DAYS_AHEAD):
        mend(team_shift=locked, why=why, by=by)
    return made


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Skriv hvorfor. Grunnen blir stående."))


def _check_hours(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise Refused(_("Til-tiden må være etter fra-tiden."))
    if ends_at <= clock.now():
        raise Refused(_("Den tiden er over. Velg en til-tid som kommer."))


def _this_minute() -> datetime:
    return clock.now().replace(second=0, microsecond=0)


def _note_ask(ask: ExtraAsk, by: User, verb: str, reason: str) -> None:
    audit.record(
        by=by, verb=verb, obj=ask, team=ask.team, permission=Permission.RUN_SHIFT,
        reason=reason.strip(), details={"staff": ask.staff.number, "breaks": ask.breaks},
    )  # fmt: skip
    team_shifts.tell(ask.team)


def _note_order(order: StaffOrder, by: User) -> None:
    audit.record(
        by=by, verb=f"staff_{order.kind}", obj=order, team=order.team,
        permission=Permission.ORDER_STAFF, reason=order.reason,
        details={
            "staff": order.staff.number,
            "from": order.from_team.code if order.from_team else "",
        },
    )  # fmt: skip
    team_shifts.tell(*filter(None, (order.team, order.from_team)))
