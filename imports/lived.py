"""What has been lived in HeltOm before anybody looks at the demo: what no record system could import.

The criteria in force, assessments that stand, requests to move a patient, and homecomings, all made by
the same actions that the screens use, by the demo's own people, at the times when they would have
made them. Only in a database that holds invented people alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from heltom.lib import clock
from imports.demo.characters import FIRST_HT, FIRST_OT, character
from imports.lived_board import live_boards
from imports.lived_clock import at, user
from imports.lived_report import live_report
from imports.lived_shift import live_shift
from patients.actions import assessments as drafts
from patients.actions import criteria
from patients.models import (
    Assessment,
    CriteriaTable,
    Patient,
    Pause,
    Placement,
    ReturnCheck,
    StayMeasure,
)
from patients.queries.assessments import draft_of
from teams.demo import is_marked_as_demo
from teams.models import Staff, Team
from worklists.actions import assessments, moves, stays
from worklists.models import Visit

Kind, Choice = StayMeasure.Kind, Assessment.Choice
#: The table has been in force for so long: before anything was decided by it.
CRITERIA_DAYS = 120
#: How long the one was away who is home again, days.
LONGEST_AWAY = 3


@dataclass(frozen=True, slots=True)
class Decided:
    """An assessment that stands: so many days old, to be looked at again so many days from today."""

    patient: str
    days_ago: int
    review_in: int
    answers: dict[str, str]
    measures: tuple[tuple[str, str, int], ...]
    """(kind, what, due so many days after the decision); the first of them has been done."""


DECIDED = (
    Decided(
        "P-100001", 40, -12,
        {
            "state_text": "Blodsukker mellom 3 og 21 de siste ukene. Lite sår under høyre fot.",
            "stability": "svingende", "stability_text": "Målinger før hvert måltid i to uker.",
            "complexity": "noe", "complexity_text": "Diabetes, sår og uregelmessige måltider.",
            "need": "stotte", "need_text": "Helsefagarbeider setter, sykepleier vurderer endret dose.",
            "reason": "Han har trygge hjelpere i OT. HT steller såret og ser på målingene to ganger i"
            " uken. Flere endringer i dosen gjør at vi må vurdere på nytt.",
        },
        (
            (Kind.TRAINING, "Gjennomgang av insulin og føling for de faste hjelperne", 14),
            (Kind.DELEGATION, "Delegering av insulin til primærkontakt og vara", 21),
            (Kind.NURSE_VISIT, "Sykepleier ser på målingene tirsdag og fredag", 7),
        ),
    ),
    Decided(
        "P-100004", 23, 5,
        {
            "state_text": "Hovne legger, rift på venstre legg. Husker dårlig, finner seg til rette hjemme.",
            "stability": "stabil", "stability_text": "Som i sommer, sårene kommer og går.",
            "complexity": "noe", "complexity_text": "Glemmer strømpene, klør på sårene.",
            "need": "helsefagarbeider", "need_text": "Stell og strømper. Sykepleier ved nytt sår.",
            "reason": "Faste rutiner betyr mest for henne. OT har henne, HT steller sår når de er der.",
        },
        ((Kind.TRAINING, "Opplæring i kompresjon og hudpleie", 14),),
    ),
)  # fmt: skip


def live(today: date) -> bool:
    """Let it have happened, around `today`. False where it has, or where not everybody is invented."""
    if not is_marked_as_demo() or CriteriaTable.objects.exists():
        return False
    now = clock.now() if today == clock.today() else clock.at(today, time(12))
    with transaction.atomic():
        _criteria(today)
        for story in DECIDED:
            _decide(story, today)
        _ask(now)
        _come_home(now)
        live_shift(now)
        live_report(now)
        live_boards(now)
    return True


def _criteria(today: date) -> None:
    """The example, so that there is something to look at. It says itself that it is one."""
    kirsten = Staff.objects.get(number=character("kirsten").number)
    first = today - timedelta(days=CRITERIA_DAYS)
    with at(clock.at(first, time(9))):
        criteria.load(responsible=kirsten, by=kirsten.user, in_force_from=first)


def _decide(story: Decided, today: date) -> None:
    """Frida looks at the whole patient, writes, and decides."""
    patient = Patient.objects.get(number=story.patient)
    frida, day = user("frida"), today - timedelta(days=story.days_ago)
    with at(clock.at(day, time(13, 20))):
        draft = drafts.save(
            patient=patient,
            answers={
                **story.answers,
                "choice": Choice.SHARED,
                "owner": Team.objects.get(code=FIRST_OT),
                "shared_with": Team.objects.get(code=FIRST_HT),
                "review_on": today + timedelta(days=story.review_in),
            },
            measures=[_measure(kind, text, day, due) for kind, text, due in story.measures],
            token=draft_of(patient).token,
            by=frida,
        )
        decided = assessments.decide(draft=draft, by=frida)
    first = decided.measures.order_by("pk").first()
    if first:
        with at(clock.at(day + timedelta(days=9), time(14, 5))):
            drafts.measure_done(measure=first, by=frida)


def _measure(kind: str, text: str, day: date, due: int) -> StayMeasure:
    frida = Staff.objects.get(number=character("frida").number)
    return StayMeasure(kind=kind, text=text, responsible=frida, due_on=day + timedelta(days=due))


def _ask(now: datetime) -> None:
    """One request that HT has until tomorrow to answer; one that nobody has answered in time."""
    ot, ht = Team.objects.get(code=FIRST_OT), Team.objects.get(code=FIRST_HT)
    for number, by, asked, reason in (
        (
            "P-100005",
            "frida",
            now - timedelta(days=2, hours=1),
            "Mer smerter, og HT er der fire ganger i døgnet. Kona ønsker ett team å forholde seg til.",
        ),
        (
            "P-100003",
            "ola",
            now - timedelta(hours=1, minutes=10),
            "To forverringer på en måned. Trenger sykepleier til pust og medisiner de neste ukene.",
        ),
    ):
        with at(asked):
            moves.propose(
                patient=Patient.objects.get(number=number),
                from_team=ot,
                to_team=ht,
                owner_after=ht,
                plans=None,
                from_date=clock.today() + timedelta(days=6),
                from_shift="dag",
                reason=reason,
                by=user(by),
            )
    with at(now):
        moves.escalate(now=now)


def _come_home(now: datetime) -> None:
    """One came home this morning; for another, who comes tomorrow, it is being made ready."""
    vera = user("vera")
    for patient, days in zip(_seldom_visited(now), (3, 2), strict=False):
        left = now - timedelta(days=days, hours=1)
        with at(left):
            pause = stays.begin(
                patient=patient,
                starts_at=left - timedelta(minutes=25),
                reason=Pause.Reason.HOSPITAL,
                where="Haraldsplass, geriatrisk",
                expected_return=clock.today() + timedelta(days=3),
                by=vera,
            )
        with at(now - timedelta(minutes=50)):
            _tick(pause, ReturnCheck.Item.EQUIPMENT, "Rullator og seng er på plass")
            if days == LONGEST_AWAY:
                stays.end(pause=pause, ends_at=clock.now() + timedelta(minutes=20), by=vera)
            else:
                _tick(pause, ReturnCheck.Item.MEDICINES, "Ny liste fra sykehuset, dosett bestilt")


def _seldom_visited(now: datetime) -> list[Patient]:
    """Two of the first OT to whom nobody has gone in the last days, so that they can have been away."""
    day = now.astimezone(clock.OSLO).date()
    lately = Visit.objects.filter(date__gte=day - timedelta(days=LONGEST_AWAY + 1), date__lte=day)
    here = Placement.objects.on(day).filter(team__code=FIRST_OT, owner=True)
    rows = Patient.objects.filter(pk__in=here.values("patient"), pauses=None, ended_on=None)
    return list(rows.exclude(pk__in=lately.values("patient")).order_by("number")[:2])


def _tick(pause: Pause, item: str, note: str) -> None:
    stays.check(check=stays.check_of(pause, item), by=user("anne"), note=note)
