"""Sykepleierråd as they are shown: one question with its steps, the queue, and the way to ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heltom.lib import clock
from patients.models import Patient
from patients.queries.news2 import Reading, reading_of
from teams.models import Team, TeamKind, User
from teams.permissions import Permission, can, roles_that, teams_where
from teams.queries import name_of
from worklists.models import Advice, AdviceStep
from worklists.queries.on_call import OnCall, nobody_sentence, who_answers

Kind, State, Urgency = Advice.Kind, Advice.State, Advice.Urgency

OPEN = (State.ASKED, State.SEEN, State.COMING)
#: These wait for a word; whoever is on her way has given hers.
WAITS = (State.ASKED, State.SEEN)
#: What is over is still shown so long.
KEPT = timedelta(hours=12)
HASTE = {Urgency.NOW.value: 0, Urgency.SOON.value: 1, Urgency.SHIFT.value: 2}
COLORS = {
    State.ASKED: "warning",
    State.SEEN: "info",
    State.COMING: "info",
    State.ANSWERED: "success",
    State.WITHDRAWN: "neutral",
}


def joined(rows: QuerySet[Advice]) -> QuerySet[Advice]:
    """With all that a line or a page tells of it."""
    return rows.select_related(
        "team__site__unit", "answers__site__unit", "patient", "visit", "asked_by__staff",
        "answered_by__staff", "opened_by_news2",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """A question as a line tells it."""

    advice: Advice
    now: datetime

    @property
    def url(self) -> str:
        return reverse("worklists:advice", args=[self.advice.pk])

    @property
    def asker(self) -> str:
        return name_of(self.advice.asked_by)

    @property
    def waits(self) -> bool:
        return self.advice.state in WAITS

    @property
    def is_open(self) -> bool:
        return self.advice.state in OPEN

    @property
    def is_overdue(self) -> bool:
        return self.waits and self.advice.answer_by < self.now

    @property
    def color(self) -> str:
        return COLORS[State(self.advice.state)]

    @property
    def state(self) -> str:
        """ "sett av ansvarsvakten"; for help it is the vaktkoordinator."""
        if self.advice.state == State.SEEN and self.advice.kind == Kind.HELP:
            return _("sett")
        return str(self.advice.get_state_display())

    @property
    def left(self) -> str:
        """ "6 min igjen", "4 min over tiden": the same words as the clock in the page counts in."""
        return time_left(self.advice.answer_by, self.now)

    @property
    def about(self) -> str:
        """ "Behovsmedisin: Paracet 1 g", "Sykepleierråd, NEWS2 7", with the patient where there is one."""
        what = str(self.advice.get_kind_display()).capitalize()
        if self.advice.medicine:
            what = f"{what}: {self.advice.medicine}"
        if self.advice.opened_by_news2 and self.advice.opened_by_news2.value is not None:
            what = f"{what}, NEWS2 {self.advice.opened_by_news2.value:.0f}"
        patient = self.advice.patient
        return f"{what}, {patient.number} {patient.name}" if patient else what

    @property
    def outcome(self) -> str:
        """ "Anne Birkemo tillot Paracet 1 g kl. 14:32": who, what and when in one sentence."""
        advice = self.advice
        if advice.state != State.ANSWERED or advice.answered_by is None:
            return ""
        told = {
            "name": name_of(advice.answered_by),
            "medicine": advice.medicine,
            "at": f"{(advice.answered_at or self.now).astimezone(clock.OSLO):%H:%M}",
        }
        if advice.kind != Kind.MEDICINE:
            return _("%(name)s svarte kl. %(at)s") % told
        if advice.allowed:
            return _("%(name)s tillot %(medicine)s kl. %(at)s") % told
        return _("%(name)s sa nei til %(medicine)s kl. %(at)s") % told


def time_left(until: datetime, now: datetime) -> str:
    minutes = int((until - now).total_seconds() // 60)
    if minutes < 0:
        return ngettext("%d min over tiden", "%d min over tiden", -minutes) % -minutes
    if minutes >= 100:
        return _("frist %s") % f"{until.astimezone(clock.OSLO):%H:%M}"
    return ngettext("%d min igjen", "%d min igjen", minutes) % minutes


@dataclass(frozen=True, slots=True)
class StepLine:
    at: datetime
    what: str
    who: str
    note: str


@dataclass(frozen=True, slots=True)
class AdvicePage:
    question: Question
    steps: list[StepLine]
    reading: Reading | None
    """The measurement that opened it."""
    on_call: OnCall
    nobody: str
    may_answer: bool
    may_withdraw: bool
    may_read: bool
    version: str

    @property
    def advice(self) -> Advice:
        return self.question.advice


def advice_page(user: User, advice: Advice) -> AdvicePage:
    """Some five queries. The question comes from get_advice."""
    now = clock.now()
    question = Question(advice, now)
    on_call = who_answers(advice.answers, advice.kind)
    opened = advice.opened_by_news2
    asks = is_asker(user, advice)
    return AdvicePage(
        question=question,
        steps=list(_steps(advice)),
        reading=reading_of(opened) if opened else None,
        on_call=on_call,
        nobody="" if on_call.shift else nobody_sentence(advice.answers, advice.kind),
        may_answer=question.is_open and may_answer(user, advice),
        may_withdraw=question.is_open and asks,
        may_read=advice.state == State.ANSWERED and advice.read_at is None and asks,
        version=version_of([advice]),
    )


def _steps(advice: Advice) -> Iterator[StepLine]:
    """As they came. What is added while a question waits takes it nowhere, and is told as news."""
    before = ""
    for step in advice.steps.select_related("by__staff"):
        added = step.state == before and step.state != State.COMING
        first = _("spurt") if step.state == State.ASKED else str(step.get_state_display())
        note = step.note if before else ""
        yield StepLine(step.at, _("nytt") if added else first, name_of(step.by), note)
        before = step.state


def version_of(chosen: Iterable[Advice]) -> str:
    """Grows with each step and each answer that is read. One query."""
    keys = [advice.pk for advice in chosen]
    newest = AdviceStep.objects.filter(advice__in=keys).aggregate(Max("pk"))["pk__max"] or 0
    read = Advice.objects.filter(pk__in=keys, read_at__isnull=False).count()
    return f"{newest}.{read}.{len(keys)}"


def may_answer(user: User, advice: Advice) -> bool:
    """Advice is a nurse's on duty for the team; help whoever runs the carer's shift."""
    right = Permission.RUN_SHIFT if advice.kind == Kind.HELP else Permission.ANSWER_ADVICE
    return can(user, right, advice.answers)


def is_asker(user: User, advice: Advice) -> bool:
    """Who asked, and those who run her team's shift: who asked may have gone home. A carer who asked for
    help reads her own answer.
    """
    if advice.asked_by_id == user.pk or advice.kind == Kind.HELP:
        return advice.asked_by_id == user.pk
    return can(user, Permission.ASK_ADVICE, advice.team) and not _only_answers(user, advice)


def _only_answers(user: User, advice: Advice) -> bool:
    """The ansvarsvakt reaches the OTs as well; what they asked her is not her own question."""
    return may_answer(user, advice) and advice.team_id != advice.answers_id


@dataclass(frozen=True, slots=True)
class QueuePage:
    waiting: list[Question]
    """Hers to answer: overdue first, then by haste and clock."""
    coming: list[Question]
    asked: list[Question]
    """What her own team waits for, and answers that nobody has read."""
    closed: list[Question]
    version: str
    may_see_figures: bool

    @property
    def overdue(self) -> int:
        return sum(question.is_overdue for question in self.waiting)

    def by_team(self) -> list[tuple[Team, list[str]]]:
        """Whose patients are shown, for the access log."""
        shown: dict[Team, list[str]] = {}
        for question in (*self.waiting, *self.coming, *self.asked, *self.closed):
            if question.advice.patient:
                numbers = shown.setdefault(question.advice.team, [])
                numbers.append(question.advice.patient.number)
        return list(shown.items())


def queue(user: User) -> QueuePage:
    """Every team she answers for in one list. Some six queries, whatever the number of questions."""
    now = clock.now()
    mine = [Question(row, now) for row in joined(_recent(now).filter(_to_answer(user)))]
    keys = [question.advice.pk for question in mine]
    asked = joined(_recent(now).filter(_asked(user)).exclude(pk__in=keys))
    others = [Question(row, now) for row in asked]
    return QueuePage(
        waiting=sorted((q for q in mine if q.waits), key=order_of),
        coming=[q for q in mine if q.advice.state == State.COMING],
        asked=sorted((q for q in others if not _is_over(q)), key=order_of),
        closed=sorted(
            (q for q in (*mine, *others) if not q.is_open and (q in mine or _is_over(q))),
            key=lambda q: q.advice.answered_at or q.advice.asked_at,
            reverse=True,
        ),
        version=_queue_version(user, now),
        may_see_figures=can(user, Permission.SEE_ESTIMATES),
    )


def order_of(question: Question) -> tuple[bool, int, datetime, int]:
    advice = question.advice
    return (
        not question.is_overdue, HASTE[advice.urgency], advice.answer_by, advice.pk,
    )  # fmt: skip


def queue_version(user: User) -> str:
    return _queue_version(user, clock.now())


def _queue_version(user: User, now: datetime) -> str:
    """Also grows when a question becomes overdue, though nobody did anything. Three queries."""
    rows = _recent(now).filter(_to_answer(user) | _asked(user))
    late = rows.filter(state__in=WAITS, answer_by__lt=now).count()
    return f"{version_of(rows)}.{late}"


def _is_over(question: Question) -> bool:
    advice = question.advice
    return not question.is_open and (advice.read_at is not None or advice.state != State.ANSWERED)


def _recent(now: datetime) -> QuerySet[Advice]:
    return Advice.objects.filter(Q(state__in=OPEN) | Q(asked_at__gt=now - KEPT))


def _to_answer(user: User) -> Q:
    """Nurses' questions in all the teams she answers for; help only where the shift is her own."""
    nurse = Team.objects.filter(teams_where(user, Permission.ANSWER_ADVICE))
    own = [role.team.pk for role in roles_that(user, Permission.RUN_SHIFT) if role.team]
    return (~Q(kind=Kind.HELP) & Q(answers__in=nurse)) | Q(kind=Kind.HELP, answers__in=own)


def _asked(user: User) -> Q:
    teams = Team.objects.filter(teams_where(user, Permission.ASK_ADVICE))
    return Q(team__in=teams) | Q(asked_by=user)


def of_patient(patient: Patient) -> list[Question]:
    """What waits about her, and what was answered lately. One query."""
    now = clock.now()
    rows = joined(_recent(now).filter(patient=patient).exclude(state=State.WITHDRAWN))
    return sorted((Question(row, now) for row in rows), key=lambda q: (not q.is_open, *order_of(q)))


def asked_by(user: User) -> list[Question]:
    """What she has asked herself, for a carer's own page: open, or answered and not yet read. One query."""
    now = clock.now()
    rows = _recent(now).filter(asked_by=user).exclude(state=State.WITHDRAWN)
    return [Question(row, now) for row in joined(rows.filter(read_at__isnull=True))]


def answering_team(team: Team, kind: str) -> Team:
    """Whose queue a question stands in. Help goes to the carer's own vaktkoordinator; where there is none
    on duty, to the ansvarsvakt over her.
    """
    if kind != Kind.HELP:
        return team.ht or team
    if team.kind == TeamKind.OT and team.ht and who_answers(team, kind).shift is None:
        return team.ht if who_answers(team.ht, kind).shift else team
    return team
