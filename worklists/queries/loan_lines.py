"""What a team's desk must know of loans, orders and people asked to take more: one line each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.words import from_to
from teams.models import ExtraAsk, Loan, StaffOrder, User
from teams.permissions import Permission, can
from teams.queries import name_of
from worklists.models import State, TeamShift
from worklists.queries.desk_lines import DeskLine, Level
from worklists.queries.loan_page import LoanRow, rows_of

#: An answer stands on the desk of whoever asked for so long after it came.
FRESH = timedelta(hours=1)


def lines(user: User, shift: TeamShift) -> list[DeskLine]:
    """Four queries; two more where a visit is lent. Nothing for those who do not run the shift."""
    if not can(user, Permission.RUN_SHIFT, shift.team):
        return []
    now = clock.now()
    return [
        *_of_loans(shift, now),
        *_of_orders(shift, now),
        *_of_extra(shift),
    ]


def _of_loans(shift: TeamShift, now: datetime) -> Iterator[DeskLine]:
    for row in rows_of(shift.team, shift):
        found = _line(row, now)
        if found is not None:
            text, level, at = found
            yield DeskLine("loan", text, reverse("worklists:loan", args=[row.loan.pk]), level, at)


def _line(row: LoanRow, now: datetime) -> tuple[str, Level, datetime] | None:
    loan, words = row.loan, {"team": row.other, "what": row.what}
    if loan.is_open:
        if row.side == "asked":
            return _("%(team)s ber om %(what)s") % words, "warning", loan.asked_at
        return _("Venter på svar fra %(team)s: %(what)s") % words, "info", loan.asked_at
    at = loan.answered_at or loan.asked_at
    if loan.is_running and _has_failed(row):
        return _("%(team)s gjør ikke %(what)s likevel") % words, "danger", at
    if loan.is_running and _goes_on(loan, row, now):
        return f"{row.other}: {row.what}. {row.state}", "info", at
    if loan.answer == Loan.Answer.DECLINED and row.side == "asking" and now - at < FRESH:
        return f"{row.other}: {row.what}. {row.state}", "warning", at
    return None


def _has_failed(row: LoanRow) -> bool:
    """The neighbour has called the visit off: it is the asker's patient."""
    return row.side == "asking" and row.taken is not None and row.taken.state == State.CANCELLED


def _goes_on(loan: Loan, row: LoanRow, now: datetime) -> bool:
    if loan.kind == Loan.Kind.VISIT:
        is_done = row.taken is not None and row.taken.state == State.DONE
        return not is_done or now - (loan.answered_at or now) < FRESH
    return loan.ends_at > now


def _of_orders(shift: TeamShift, now: datetime) -> Iterator[DeskLine]:
    team = shift.team
    rows = StaffOrder.objects.filter(
        Q(team=team) | Q(from_team=team),
        shift__date=shift.date,
        shift__kind=shift.kind,
        ends_at__gt=now,
    ).select_related("staff", "team", "from_team", "by__staff")
    for order in rows:
        url = reverse("worklists:staff_order", args=[team.code, shift.date, shift.kind])
        yield DeskLine("order", order_in_words(order), url, "info", order.at)


def order_in_words(order: StaffOrder) -> str:
    """Who is to be where, on whose word, and why."""
    words = {
        "name": order.staff.name,
        "team": order.team,
        "hours": from_to(order.starts_at, order.ends_at),
        "who": name_of(order.by),
        "why": order.reason,
        "from": order.from_team or "",
    }
    if order.kind == StaffOrder.Kind.MOVED:
        return (
            _("%(name)s er flyttet fra %(from)s til %(team)s %(hours)s (%(who)s: %(why)s)") % words
        )
    return _("%(name)s er beordret på jobb i %(team)s %(hours)s (%(who)s: %(why)s)") % words


def _of_extra(shift: TeamShift) -> Iterator[DeskLine]:
    waiting = ExtraAsk.objects.filter(
        team=shift.team, date=shift.date, kind=shift.kind, answer="", ends_at__gt=clock.now()
    ).select_related("staff")
    url = reverse("worklists:extra", args=[shift.team.code, shift.date, shift.kind])
    for ask in waiting:
        text = _("Venter på svar fra %(name)s om ekstravakt %(hours)s") % {
            "name": ask.staff.name,
            "hours": from_to(ask.starts_at, ask.ends_at),
        }
        yield DeskLine("extra", text, url, "info", ask.asked_at)
