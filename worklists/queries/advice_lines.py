"""Questions on the desks of both sides: who waits for whom, until when, and what was answered."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from heltom.lib import clock
from teams.models import ShiftKind, User
from teams.permissions import Permission, can
from worklists.models import Advice, TeamShift
from worklists.queries.advice import HASTE, OPEN, Question, joined
from worklists.queries.desk_lines import DeskLine, Level

Kind, State, Urgency = Advice.Kind, Advice.State, Advice.Urgency

#: An answer that nobody has read stays on the desk so long.
UNREAD = timedelta(hours=12)


def lines(user: User, shift: TeamShift) -> list[DeskLine]:
    """What waits for an answer of this team, and what the team itself has asked. One query."""
    if not _is_near(shift) or not can(user, Permission.ASK_ADVICE, shift.team):
        return []
    now = clock.now()
    waits = Q(state__in=OPEN)
    unread = Q(state=State.ANSWERED, read_at__isnull=True, answered_at__gt=now - UNREAD)
    here = Q(answers=shift.team) & waits | Q(team=shift.team) & (waits | unread)
    rows = joined(Advice.objects.filter(here).exclude(unread, kind=Kind.HELP))
    return [_line(shift, Question(row, now)) for row in rows]


def _is_near(shift: TeamShift) -> bool:
    """A question is about now: it stands on the desk of today, and of last night while it lasts."""
    today = clock.today()
    last_night = shift.date == today - timedelta(days=1) and shift.kind == ShiftKind.NIGHT
    return shift.date == today or last_night


def _line(shift: TeamShift, question: Question) -> DeskLine:
    advice = question.advice
    to_answer = advice.answers_id == shift.team_id and question.is_open
    return DeskLine(
        kind="advice",
        text=_to_answer(question) if to_answer else _asked(question),
        url=question.url,
        level=_level(question, to_answer=to_answer),
        at=(advice.answered_at or advice.asked_at) if not question.is_open else advice.answer_by,
        patient_number=advice.patient.number if advice.patient else "",
    )


def _level(question: Question, *, to_answer: bool) -> Level:
    advice = question.advice
    if question.is_overdue:
        return "danger"
    if not question.waits:
        return "info" if question.is_open else "warning"
    if to_answer and (advice.kind == Kind.HELP or advice.urgency == Urgency.NOW):
        return "danger"
    if advice.urgency == Urgency.NOW:
        return "warning"
    return "warning" if to_answer and HASTE[advice.urgency] < HASTE[Urgency.SHIFT] else "info"


def _to_answer(question: Question) -> str:
    told = _told(question)
    if question.advice.state == State.COMING:
        return _("%(about)s: på vei til %(asker)s") % told
    if question.advice.kind == Kind.HELP:
        return _("%(asker)s trenger hjelp: %(question)s") % told
    if question.is_overdue:
        return _("%(about)s: %(asker)s, %(team)s, skulle hatt svar") % told
    return _("%(about)s: %(asker)s, %(team)s, venter på svar") % told


def _asked(question: Question) -> str:
    """As the asker's side reads it."""
    told = _told(question)
    if question.advice.state == State.ANSWERED:
        return _("%(outcome)s: %(about)s") % told
    if question.advice.state == State.COMING:
        return _("%(about)s: %(answers)s kommer") % told
    if question.is_overdue:
        return _("%(about)s: ikke svart i tide, ring %(answers)s") % told
    return _("%(about)s: %(state)s") % told


def _told(question: Question) -> dict[str, str]:
    advice = question.advice
    return {
        "about": question.about,
        "asker": question.asker,
        "team": str(advice.team),
        "answers": str(advice.answers),
        "question": advice.question[:80],
        "outcome": question.outcome,
        "state": question.state,
    }
