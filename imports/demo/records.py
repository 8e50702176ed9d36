"""Notes, falls and alarms: what was written down on the visits of the last two weeks, and before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

from imports.demo import texts
from imports.demo.greyzone import CASES
from imports.demo.observations import Who
from imports.demo.world import Done, Event, Note, Patient, instant

#: Share of the visits on which something is written.
NOTED = 0.11
FALLS_A_WEEK = {"fall": 0.05, "demens": 0.03, "palliativ": 0.02}
ALARMS_A_WEEK = {"fall": 0.1, "demens": 0.06, "kols": 0.06, "palliativ": 0.05}
WEEKS_OF_EVENTS = 12


def notes_of(visits: Iterable[Done], thinner: set[str], rng: Random) -> Iterable[Note]:
    """Notes of ordinary patients, each by the carer who made the visit, as she left."""
    for done in visits:
        grey = done.patient.profile == "gråsone"
        if done.end is None or grey or rng.random() >= NOTED:
            continue
        yield Note(done.patient.number, done.end, done.carers[0].number, _text(done, thinner, rng))


def _text(done: Done, thinner: set[str], rng: Random) -> str:
    if done.plan.grows and rng.random() < 0.6:
        return rng.choice(texts.DECLINE)
    if done.patient.number in thinner and rng.random() < 0.4:
        return rng.choice(texts.THINNER)
    own = texts.BY_THEME.get(done.patient.theme, ())
    return rng.choice(own if own and rng.random() < 0.6 else texts.COMMON)


def greyzone_notes(visits: list[Done], patients: list[Patient]) -> Iterable[Note]:
    """The notes of the five cases, spread over two weeks, by whoever was there."""
    for patient, case in zip(patients, CASES, strict=False):
        ends = [
            (done.end, done.carers[0].number)
            for done in visits
            if done.patient is patient and done.end
        ]
        for number, text in enumerate(case.notes):
            at, by = sorted(ends)[(2 * number + 1) * len(ends) // (2 * len(case.notes))]
            yield Note(patient.number, at, by, text)


def events_of(patient: Patient, today: date, who: Who, rng: Random) -> Iterable[Event]:
    """Falls and alarms of one patient over the last three months."""
    for kind, table, usual, sentences in (
        ("fall", FALLS_A_WEEK, 0.006, texts.FALLS),
        ("alarm", ALARMS_A_WEEK, 0.012, texts.ALARMS),
    ):
        for week in range(WEEKS_OF_EVENTS):
            if rng.random() < table.get(patient.theme, usual):
                day = today - timedelta(days=week * 7 + rng.randint(1, 7))
                at = instant(day, rng.randrange(1440))
                if day > patient.started and not patient.away_at(at):
                    yield Event(patient.number, kind, at, who(at).number, rng.choice(sentences))
