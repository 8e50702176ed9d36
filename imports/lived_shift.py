"""What a shift has left on the desk when the demo is opened: to remember, calls, rapporter, a question.

Made by the same actions that the screens use, by the demo's own people, in the hours before `now`.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from imports.demo.characters import FIRST_OT
from imports.lived_clock import at, user
from patients.actions import notes
from patients.models import Patient
from teams.models import ShiftKind, Team
from teams.queries import shift_by_clock
from worklists.actions import advice, call_hours, calls, priorities, reminders
from worklists.models import Advice

DAY, EVENING = ShiftKind.DAY, ShiftKind.EVENING
EVERY_DAY = list(range(1, 8))
#: (minutes before now, who wrote, about whom, what was seen, what the next one must know).
NOTES = (
    (22 * 60, "jon", "P-100001", "Spiste lite til kvelds, blodsukker 6,1. Ville legge seg tidlig.",
     "Mål blodsukker før frokost og se at han spiser."),
    (20 * 60, "maja", "P-100004", "Nytt sår på venstre legg, stort som en femkrone. Renset og dekket.",
     "HT ser på såret. Ikke ta på strømpe på venstre bein før det."),
    (95, "kari", "P-100003", "Tyngre i pusten enn i går når han går til badet. Satt og hvilte.", ""),
)  # fmt: skip


def live_shift(now: datetime) -> None:
    team = Team.objects.get(code=FIRST_OT)
    _rules(team, now - timedelta(days=30))
    _remember(team, now)
    _answer_the_phone(team, now)
    for minutes, who, number, text, must_know in NOTES:
        _write(team, now - timedelta(minutes=minutes), who, number, text, must_know)
    _ask(team, now - timedelta(minutes=5))


def _rules(team: Team, then: datetime) -> None:
    """What the leader has settled: what goes first when somebody is away, and when the team rings back."""
    ola = user("ola")
    with at(then):
        priorities.copy_default(team=team, by=ola)
        for starts, ends in ((time(10), time(11)), (time(13), time(14)), (time(18), time(19))):
            call_hours.add(
                team=team, weekdays=EVERY_DAY, starts=starts, ends=ends, slot_minutes=10, by=ola
            )


def _remember(team: Team, now: datetime) -> None:
    day, kind = shift_by_clock(now)
    with at(now - timedelta(days=1)):
        reminders.add(
            team=team, text="Bestille bleier og hansker til neste uke", due_on=day - timedelta(days=1),
            due_shift=EVENING, by=user("eva"),
        )  # fmt: skip
        reminders.add(
            team=team, text="Sjekke datoer i medisinskapet", due_on=day, due_shift=DAY, weekdays=[1, 4],
            by=user("vera"),
        )  # fmt: skip
    with at(now - timedelta(minutes=50)):
        reminders.add(
            team=team, text="Ringe apoteket om multidosen, den kom ikke i går", due_on=day, due_shift=kind,
            patient=Patient.objects.get(number="P-100002"), by=user("vera"),
        )  # fmt: skip


def _answer_the_phone(team: Team, now: datetime) -> None:
    """One is to be rung back when there is room; the other had her answer at once."""
    daughter = calls.Said(
        caller="parorende", name="Datteren", patient=Patient.objects.get(number="P-100005"),
        about="Lurer på om far skal ha ny time hos fastlegen",
    )  # fmt: skip
    himself = calls.Said(
        caller="pasient", patient=Patient.objects.get(number="P-100002"), about="Når kommer dere?"
    )
    with at(now - timedelta(minutes=35)):
        calls.register(team=team, said=daughter, by=user("vera"))
    with at(now - timedelta(minutes=20)):
        calls.register(team=team, said=himself, by=user("vera"), answered=True)


def _write(team: Team, then: datetime, who: str, number: str, text: str, must_know: str) -> None:
    patient = Patient.objects.get(number=number)
    with at(then):
        notes.write(
            patient=patient, team=team, text=text, next_must_know=must_know,
            important=bool(must_know), by=user(who),
        )  # fmt: skip


def _ask(team: Team, then: datetime) -> None:
    with at(then):
        advice.ask(
            kind=Advice.Kind.ADVICE, team=team, patient=Patient.objects.get(number="P-100003"),
            urgency=Advice.Urgency.SOON, by=user("vera"),
            question="Tyngre i pusten enn i går, ellers seg selv. Skal vi måle igjen, eller vil du se ham?",
        )  # fmt: skip
