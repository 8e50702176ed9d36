"""What a shift has left on the desk when the demo is opened: to remember, calls, rapporter, a question,
a hand-over to read and a patient whose saturation is read by scale 2.

Made by the same actions that the screens use, by the demo's own people, in the hours before `now`.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from heltom.lib import clock
from imports.demo.characters import FIRST_OT
from imports.lived_clock import at, user
from patients.actions import news2, notes
from patients.models import Patient
from teams.models import ShiftKind, Team
from teams.queries import shift_by_clock
from worklists.actions import (
    advice,
    call_hours,
    calls,
    hand_over,
    priorities,
    reminders,
    team_shifts,
)
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
    _remember_yesterday(team, now)
    for minutes, who, number, text, must_know in NOTES:
        _write(team, now - timedelta(minutes=minutes), who, number, text, must_know)
    _sign(team, now)
    _remember(team, now)
    _answer_the_phone(team, now)
    _breathes_with_scale_two(team, now)
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


def _remember_yesterday(team: Team, now: datetime) -> None:
    day, _kind = shift_by_clock(now)
    with at(now - timedelta(days=1)):
        reminders.add(
            team=team, text="Bestille bleier og hansker til neste uke", due_on=day - timedelta(days=1),
            due_shift=EVENING, by=user("eva"),
        )  # fmt: skip
        reminders.add(
            team=team, text="Sjekke datoer i medisinskapet", due_on=day, due_shift=DAY, weekdays=[1, 4],
            by=user("vera"),
        )  # fmt: skip


def _sign(team: Team, now: datetime) -> None:
    """The shift that ended last tells the one that goes on: whoever runs it has it to read."""
    today = now.astimezone(clock.OSLO).date()
    yesterday = today - timedelta(days=1)
    calm = "Rolig kveld. Nøkkelskapet på basen henger litt, dytt til."
    shifts = (
        (today, EVENING, time(22, 35), "eva", calm),
        (today, DAY, time(15, 5), "vera", "Travel dag. Alle har fått det de skulle ha."),
        (yesterday, EVENING, time(22, 35), "eva", calm),
    )
    for day, kind, signed, who, note in shifts:
        if clock.at(day, signed) < now:
            with at(clock.at(day, signed)):
                shift = team_shifts.get(team=team, day=day, kind=kind)
                hand_over.sign(team_shift=shift, by=user(who), note=note)
            return


def _remember(team: Team, now: datetime) -> None:
    day, kind = shift_by_clock(now)
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


def _breathes_with_scale_two(team: Team, now: datetime) -> None:
    """KOLS: what is low for others is his own. Measured by Kari just now, by the scale that holds."""
    patient = Patient.objects.get(number="P-100003")
    with at(now - timedelta(days=20)):
        news2.set_scale(
            patient=patient, team=team, by=user("frida"), clinician="Lungelege Ingrid Dalseth",
            reason="KOLS grad 4, målt med for mye CO2 i blodet i vår. Skal ligge på 88 til 92.",
        )  # fmt: skip
    parts = {
        "respiration": 22, "spo2": 90, "oxygen": 0, "systolic": 128, "pulse": 88, "consciousness": 0,
        "temperature": 37.1,
    }  # fmt: skip
    then = now - timedelta(minutes=92)
    with at(then):
        news2.measure(patient=patient, parts=parts, taken_at=then, by=user("kari"), team=team)


def _ask(team: Team, then: datetime) -> None:
    with at(then):
        advice.ask(
            kind=Advice.Kind.ADVICE, team=team, patient=Patient.objects.get(number="P-100003"),
            urgency=Advice.Urgency.SOON, by=user("vera"),
            question="Tyngre i pusten enn i går, ellers seg selv. Skal vi måle igjen, eller vil du se ham?",
        )  # fmt: skip
