"""Sykepleierråd: asked, seen, answered, taken back. Each step is a row that stays.

A question belongs to no one shift, so no shift is locked: its own row is. Both sides' desks are told
after the commit.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import Observation, Patient
from teams import audit
from teams.models import Team, User
from teams.permissions import Permission
from teams.queries import name_of
from worklists.actions import team_shifts
from worklists.models import Advice, AdviceStep, Visit
from worklists.queries.advice import OPEN, answering_team
from worklists.queries.on_call import answer_by

Kind, State, Urgency = Advice.Kind, Advice.State, Advice.Urgency

#: The same question again within so long is a second press.
TWICE = timedelta(minutes=2)
#: Whoever says that she comes, comes within a shift.
FURTHEST = timedelta(hours=12)


@transaction.atomic
def ask(
    *,
    kind: str,
    team: Team,
    patient: Patient | None,
    visit: Visit | None = None,
    urgency: str,
    question: str,
    by: User,
    medicine: str = "",
    observation: Observation | None = None,
) -> Advice:
    """A question with a clock. Advice and medicine go to the ansvarsvakt of the HT over the team (of an
    HT: its own), help to the team's own vaktkoordinator (`answering_team`). It stands in the queue also
    while nobody is on duty there. Pressed twice it is asked once. Raises Refused without a
    question, for medicine without its name and dose, and for medicine to nobody.
    """
    question, medicine = question.strip(), medicine.strip()
    _check_asked(kind, patient, question, medicine)
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    now = clock.now()
    answers = answering_team(team, kind)
    asked = {
        "kind": kind, "team": team, "answers": answers, "patient": patient, "visit": visit,
        "urgency": urgency, "question": question, "medicine": medicine, "asked_by": by,
        "opened_by_news2": observation,
    }  # fmt: skip
    standing = Advice.objects.filter(**asked, asked_at__gt=now - TWICE, state__in=OPEN).first()
    if standing is not None:
        return standing
    made = Advice.objects.create(**asked, asked_at=now, answer_by=answer_by(answers, urgency, now))
    _step(made, State.ASKED, by, question)
    _done(made, "advice_asked", by, Permission.DO_VISITS)
    return made


@transaction.atomic
def see(*, advice: Advice, by: User) -> Advice:
    """Somebody who answers has read the question. The first one's word stands."""
    row = _locked(advice)
    if row.state == State.ASKED:
        _to(row, State.SEEN, by)
    return row


@transaction.atomic
def come(*, advice: Advice, arrives_at: datetime, by: User, note: str = "") -> Advice:
    """ "Jeg kommer", and about when. Who has said so may give another time. Raises Refused where it is
    answered or taken back, where somebody else is coming, and for a time past or far ahead.
    """
    row = _locked(advice)
    said = _("Kommer ca. kl. %s.") % f"{arrives_at.astimezone(clock.OSLO):%H:%M}"
    note = f"{said} {note.strip()}".strip()
    last = row.steps.filter(state=State.COMING).select_related("by__staff").last()
    if row.state == State.COMING and last is not None:
        if last.by_id != by.pk:
            raise Refused(_said_before(last, _("skal komme")))
        if last.note == note:
            return row
    _check_open(row)
    if not clock.now() - timedelta(minutes=5) <= arrives_at <= clock.now() + FURTHEST:
        raise Refused(_("Skriv når du kommer, i løpet av vakten."))
    _to(row, State.COMING, by, note)
    return row


@transaction.atomic
def answer(*, advice: Advice, text: str, by: User, allowed: bool | None = None) -> Advice:
    """The nurse's advice in words; for medicine yes or no, and words where she has any.

    The answer stands: another question is asked anew. The same answer from the same nurse again does
    nothing. Raises Refused without an answer, and names who was first where somebody was.
    """
    row = _locked(advice)
    text = text.strip()
    is_medicine = row.kind == Kind.MEDICINE
    meant = (State.ANSWERED, by.pk, text, allowed if is_medicine else None)
    if (row.state, row.answered_by_id, row.answer, row.allowed) == meant:
        return row
    _check_open(row)
    if is_medicine and allowed is None:
        raise Refused(_("Svar ja eller nei på om medisinen kan gis."))
    if not is_medicine and not text:
        raise Refused(_("Skriv hva du råder til."))
    if is_medicine and allowed is False and not text:
        raise Refused(
            _("Skriv hvorfor medisinen ikke skal gis, eller hva som skal gjøres i stedet.")
        )
    row.answer, row.allowed = text, allowed if is_medicine else None
    row.answered_at, row.answered_by = clock.now(), by
    _to(row, State.ANSWERED, by, outcome_of(row))
    return row


@transaction.atomic
def withdraw(*, advice: Advice, why: str, by: User) -> Advice:
    """The asker needs no answer any more. Raises Refused without a reason, and once it is answered."""
    row = _locked(advice)
    if row.state == State.WITHDRAWN:
        return row
    if not why.strip():
        raise Refused(_("Skriv hvorfor du ikke trenger svaret lenger."))
    _check_open(row)
    _to(row, State.WITHDRAWN, by, why.strip())
    return row


@transaction.atomic
def read(*, advice: Advice, by: User) -> Advice:
    """Somebody of the asking side has read the answer: the line goes from her desk."""
    row = _locked(advice)
    if row.state == State.ANSWERED and row.read_at is None:
        row.read_at = clock.now()
        row.save(update_fields=["read_at"])
        _done(row, "advice_read", by, Permission.DO_VISITS)
    return row


@transaction.atomic
def measured_again(*, advice: Advice, said: str, urgency: str, by: User) -> Advice | None:
    """A newer measurement on a question that still waits: it is added, and makes haste where it must.

    None where it cannot be: it was answered meanwhile, or a nurse is on her way without knowing that it
    has become urgent. Then it must be asked anew.
    """
    row = _locked(advice)
    now = clock.now()
    is_worse = urgency == Urgency.NOW and row.urgency != Urgency.NOW
    if row.state not in OPEN or (row.state == State.COMING and is_worse):
        return None
    if is_worse:
        row.urgency = Urgency.NOW
        row.answer_by = min(row.answer_by, answer_by(row.answers, Urgency.NOW, now))
        row.save(update_fields=["urgency", "answer_by"])
    _step(row, row.state, by, said)
    _done(row, "advice_measured_again", by, Permission.DO_VISITS)
    return row


def outcome_of(advice: Advice) -> str:
    """ "Ja, Paracet 1 g kan gis. Ikke mer enn 4 g i døgnet." """
    if advice.kind != Kind.MEDICINE:
        return advice.answer
    said = _("Ja, %s kan gis.") if advice.allowed else _("Nei, %s skal ikke gis.")
    return f"{said % advice.medicine} {advice.answer}".strip()


def _check_asked(kind: str, patient: Patient | None, question: str, medicine: str) -> None:
    if kind == Kind.MEDICINE and patient is None:
        raise Refused(_("Velg hvilken pasient medisinen gjelder."))
    if kind == Kind.MEDICINE and not medicine:
        raise Refused(_("Skriv hvilken medisin og dose det gjelder."))
    if not question:
        raise Refused(_("Skriv hva du trenger hjelp til."))


def _locked(advice: Advice) -> Advice:
    return (
        Advice.objects.select_for_update(of=("self",))
        .select_related(
            "team__site__unit", "answers__site__unit", "patient", "asked_by__staff",
            "answered_by__staff",
        )
        .get(pk=advice.pk)
    )  # fmt: skip


def _check_open(row: Advice) -> None:
    """Raises Refused with who was first, when, and what she said."""
    if row.state in OPEN:
        return
    last = row.steps.select_related("by__staff").order_by("-pk")[0]
    did = _("svarte") if row.state == State.ANSWERED else _("trakk spørsmålet")
    raise Refused(_said_before(last, did))


def _said_before(step: AdviceStep, did: str) -> str:
    return _("%(name)s %(did)s kl. %(at)s: %(said)s") % {
        "name": name_of(step.by),
        "did": did,
        "at": f"{step.at.astimezone(clock.OSLO):%H:%M}",
        "said": step.note,
    }


def _to(row: Advice, state: str, by: User, note: str = "") -> None:
    row.state = state
    row.save()
    _step(row, state, by, note)
    right = Permission.DO_VISITS if state == State.WITHDRAWN else _right_to_answer(row)
    _done(row, f"advice_{VERBS[State(state)]}", by, right)


VERBS = {
    State.ASKED: "asked",
    State.SEEN: "seen",
    State.COMING: "coming",
    State.ANSWERED: "answered",
    State.WITHDRAWN: "withdrawn",
}


def _right_to_answer(row: Advice) -> Permission:
    return Permission.RUN_SHIFT if row.kind == Kind.HELP else Permission.ANSWER_ADVICE


def _step(row: Advice, state: str, by: User, note: str) -> None:
    AdviceStep.objects.create(advice=row, state=state, by=by, note=note, at=clock.now())


def _done(row: Advice, verb: str, by: User, permission: Permission) -> None:
    """The audit names no question and no answer: those stand in the rows."""
    audit.record(
        by=by, verb=verb, obj=row, team=row.team, permission=permission,
        patient_number=row.patient.number if row.patient else "",
        details={"kind": row.kind, "urgency": row.urgency},
    )  # fmt: skip
    team_shifts.tell(row.team, row.answers)
