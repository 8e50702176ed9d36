"""Goals and measures after the nursing process: set, added to, evaluated, ended. Nothing is deleted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import Area, Evaluation, Goal, Measure, Patient, Term
from teams import audit
from teams.models import Team, User
from teams.permissions import Permission

#: A goal that nobody is to look at for longer than this is no goal.
MOST_DAYS_AHEAD = 366


@transaction.atomic
def set_goal(
    *,
    patient: Patient,
    area: str,
    problem: str,
    text: str,
    evaluate_on: date,
    by: User,
    team: Team,
    measures: Sequence[str] = (),
) -> Goal:
    """A problem, what is wanted instead, when to look at it, and the first things to be done.

    Words of the vocabulary are recognised by their text, so it does not matter whether they were
    chosen or typed. The same goal set twice by the same person on the same day is one goal. Raises
    Refused for what is missing, for a day that is over or more than a year ahead, and when the
    patient has the goal already.
    """
    problem, text = problem.strip(), text.strip()
    _check_goal(area, problem, text)
    _check_day(evaluate_on)
    Patient.objects.select_for_update(of=("self",)).get(pk=patient.pk)
    if twin := _twin(patient, area, problem, text):
        if twin.by_id != by.pk or twin.valid_from != clock.today():
            raise Refused(
                _("Pasienten har alt dette målet. Det er satt %(day)s. Legg nye tiltak til der.")
                % {"day": _day(twin.valid_from)}
            )
        goal = twin
    else:
        goal = Goal.objects.create(
            patient=patient, area=area, problem=problem, text=text, by=by,
            problem_term=_term(Term.Kind.PROBLEM, area, problem),
            term=_term(Term.Kind.GOAL, area, text),
            evaluate_on=evaluate_on, valid_from=clock.today(),
        )  # fmt: skip
        _note("goal_set", goal, goal, by, team, evaluate_on=str(evaluate_on))
    for measure in measures:
        if measure.strip():
            add_measure(goal=goal, text=measure, by=by, team=team)
    return goal


@transaction.atomic
def add_measure(*, goal: Goal, text: str, by: User, team: Team) -> Measure:
    """One more thing that is done to reach the goal. One that is in force already stays as it is."""
    text = text.strip()
    if not text:
        raise Refused(_("Skriv eller velg et tiltak."))
    goal = _locked(goal)
    _check_open(goal)
    open_now = goal.measures.open_on(clock.today())
    if twin := open_now.filter(text__iexact=text).first():
        return twin
    measure = Measure.objects.create(
        goal=goal, text=text, by=by, valid_from=clock.today(),
        term=_term(Term.Kind.MEASURE, goal.area, text),
    )  # fmt: skip
    _note("measure_added", measure, goal, by, team)
    return measure


@transaction.atomic
def end_measure(*, measure: Measure, by: User, team: Team) -> Measure:
    """From today this is not done any more. Ended already: nothing happens."""
    goal = _locked(measure.goal)
    measure.refresh_from_db()
    if measure.is_open_on(clock.today()):
        _end_measures([measure])
        _note("measure_ended", measure, goal, by, team)
    return measure


@transaction.atomic
def evaluate(
    *, goal: Goal, result: str, text: str, next_on: date, by: User, team: Team
) -> Evaluation:
    """How it has gone, as somebody has seen it, and when to look the next time.

    The same words by the same person on the same day are one evaluation. That the goal is reached does
    not end it: a person does. Raises Refused without words, and for a goal that is ended.
    """
    text = text.strip()
    if result not in Evaluation.Result.values:
        raise Refused(_("Velg hvordan det har gått."))
    if not text:
        raise Refused(_("Skriv hva du har sett."))
    _check_day(next_on)
    goal = _locked(goal)
    _check_open(goal)
    last = goal.evaluations.first()
    if last and (last.result, last.text, last.by_id, _day_of(last)) == (
        result, text, by.pk, clock.today(),
    ):  # fmt: skip
        return last
    made = Evaluation.objects.create(goal=goal, result=result, text=text, by=by, at=clock.now())
    goal.evaluate_on = next_on
    goal.save(update_fields=["evaluate_on"])
    _note("goal_evaluated", made, goal, by, team, result=result, next_on=str(next_on))
    return made


@transaction.atomic
def end_goal(*, goal: Goal, why: str, by: User, team: Team) -> Goal:
    """The goal and what is done for it are over from today. Raises Refused without a reason."""
    why = why.strip()
    if not why:
        raise Refused(_("Skriv hvorfor målet er avsluttet."))
    goal = _locked(goal)
    if goal.ended_why == why:
        return goal
    _check_open(goal)
    goal.valid_to, goal.ended_why = max(clock.today(), goal.valid_from), why
    goal.save(update_fields=["valid_to", "ended_why"])
    _end_measures(goal.measures.open_on(clock.today()))
    _note("goal_ended", goal, goal, by, team, reason=why)
    return goal


def _check_goal(area: str, problem: str, text: str) -> None:
    if area not in Area.values:
        raise Refused(_("Velg hva det gjelder."))
    if not problem:
        raise Refused(_("Skriv eller velg et problem."))
    if not text:
        raise Refused(_("Skriv eller velg et mål."))


def _check_day(evaluate_on: date) -> None:
    today = clock.today()
    if evaluate_on < today:
        raise Refused(_("Dagen for evaluering kan ikke være over."))
    if evaluate_on > today + timedelta(days=MOST_DAYS_AHEAD):
        raise Refused(_("Velg en dag som er høyst et år fram."))


def _locked(goal: Goal) -> Goal:
    """As it is now: somebody may have ended it while another was writing."""
    return Goal.objects.select_for_update(of=("self",)).select_related("patient").get(pk=goal.pk)


def _check_open(goal: Goal) -> None:
    if goal.valid_to is not None and not goal.is_open_on(clock.today()):
        raise Refused(
            _("Målet er alt avsluttet %(day)s: %(why)s")
            % {"day": _day(goal.valid_to), "why": goal.ended_why}
        )


def _twin(patient: Patient, area: str, problem: str, text: str) -> Goal | None:
    same = patient.goals.filter(area=area, problem__iexact=problem, text__iexact=text)
    return same.open_on(clock.today()).first()


def _term(kind: str, area: str, text: str) -> Term | None:
    return Term.objects.filter(kind=kind, area=area, text__iexact=text).first()


def _end_measures(measures: Iterable[Measure]) -> None:
    for measure in measures:
        measure.valid_to = max(clock.today(), measure.valid_from)
        measure.save(update_fields=["valid_to"])


def _day_of(evaluation: Evaluation) -> date:
    return evaluation.at.astimezone(clock.OSLO).date()


def _day(day: date) -> str:
    return formats.date_format(day, "j. F Y")


def _note(
    verb: str, obj: object, goal: Goal, by: User, team: Team, *, reason: str = "", **details: object
) -> None:
    audit.record(
        by=by, verb=verb, obj=obj, team=team, permission=Permission.WRITE_CARE,
        patient_number=goal.patient.number, reason=reason,
        details={"goal": goal.pk, "area": goal.area, **details},
    )  # fmt: skip
