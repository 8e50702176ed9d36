"""The tavlemøter that the first OT of the demo has held before anybody looks: two of them, with what was
decided and what became of it; and every team's meetings of the coming weeks.

All by the same actions as the screens use, by the fagansvarlig on the day and at the hour of the meeting.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from boards.actions import agenda, decisions, discussion, meetings, reporting, room
from boards.actions.rebuild import rebuild
from boards.models import Decision, Item, Meeting
from heltom.lib import clock
from imports.demo.characters import FIRST_OT
from imports.lived_clock import at, user
from patients.models import Patient, Placement
from teams.models import Team

WEEKS_AGO = 3
#: The first five have stories of their own (imports/lived.py).
AFTER_THE_FIVE = 8
Kind = Decision.Kind


@dataclass(frozen=True, slots=True)
class Told:
    """One patient of a meeting: why she was put forward, the light, what was said, and what was decided
    (kind, text, due so many days after). `became` is what came of the first of it, empty while open.
    """

    why: str
    light: str
    said: str
    decided: tuple[tuple[str, str, int], ...] = ()
    became: str = ""
    is_review: bool = False


FIRST = (
    Told(
        "Sliter mer med å komme seg opp av stolen", "gul",
        "Reiser seg med støtte. Trenger mer tid om morgenen enn før.",
        ((Kind.TEST, "Katz ADL på nytt", 10), (Kind.MEASURE, "Prøve høyere stol i stua", 14)), "gjort",
    ),
    Told(
        "Spiser lite til middag", "rod", "Klærne er blitt for store. Veies ikke fast.",
        ((Kind.MEASURE, "Veie hver uke", 7), (Kind.MEASURE, "Mellommåltid klokken 14", 7)),
        "Ville ikke veies. Vi spør igjen.",
    ),
    Told("Hel gjennomgang", "gronn", "Klarer seg godt. Planen virker.", is_review=True),
)  # fmt: skip
SECOND = (
    Told(
        "Var ute av sengen om natten to ganger", "gul", "Ustø om natten. Lys på gulvet kan hjelpe.",
        ((Kind.MEASURE, "Se over lys og matter", 7),
         (Kind.MEASURE, "Måle blodtrykk liggende og så stående", 5)),
    ),
    Told(
        "Sier nei til dusj", "gul", "Fryser på badet. Vil helst stelle seg selv.",
        ((Kind.MEASURE, "Varme badet før dusj", 4),),
    ),
    Told("Hel gjennomgang", "gronn", "Ingen endring siden sist.", is_review=True),
)  # fmt: skip


def live_boards(now: datetime) -> None:
    """The meetings of the past weeks and the coming ones, and the next board built."""
    team = Team.objects.select_related("site__unit", "ht").get(code=FIRST_OT)
    long_ago = now - timedelta(weeks=WEEKS_AGO)
    with at(long_ago):
        meetings.make_for(team, long_ago)
    with at(now):
        meetings.make_ahead(now)
    people = _patients(team, now)
    for meeting, stories in zip(_past(team, now), (FIRST, SECOND), strict=False):
        _hold(meeting, people[: len(stories)], stories, now)
        people = people[len(stories) :]
    with at(now):
        meetings.call_off_forgotten(now)
    _report(team, people, now)
    rebuild(team, now.astimezone(clock.OSLO).date() - timedelta(days=1), now)


def _past(team: Team, now: datetime) -> list[Meeting]:
    """The two last whose day is over."""
    today = clock.midnight(now.astimezone(clock.OSLO).date())
    rows = Meeting.objects.filter(team=team, state=Meeting.State.PLANNED, starts_at__lt=today)
    return list(rows.order_by("-starts_at")[:2])[::-1]


def _patients(team: Team, now: datetime) -> list[Patient]:
    """Of the team's own, and at home."""
    day = now.astimezone(clock.OSLO).date() - timedelta(weeks=WEEKS_AGO)
    own = Placement.objects.on(day).filter(team=team, owner=True).values("patient")
    rows = Patient.objects.filter(pk__in=own, pauses=None, ended_on=None).order_by("number")
    return list(rows[AFTER_THE_FIVE : AFTER_THE_FIVE + 8])


def _hold(
    meeting: Meeting, people: list[Patient], stories: tuple[Told, ...], now: datetime
) -> None:
    """Put on the day before, spoken of one after the other, and closed."""
    frida, starts = user("frida"), meeting.starts_at
    with at(meeting.deadline_at - timedelta(hours=1)):
        items = [
            agenda.add_by_hand(meeting=meeting, patient=patient, why=told.why, by=frida)
            for patient, told in zip(people, stories, strict=False)
        ]
    with at(starts):
        room.open_meeting(meeting=meeting, by=frida)
    for turn, (item, told) in enumerate(zip(items, stories, strict=False)):
        with at(starts + timedelta(minutes=1 + 8 * turn)):
            _speak_of(item, told)
    with at(starts + timedelta(minutes=28)):
        room.close(meeting=meeting, by=frida)
    for item, told in zip(items, stories, strict=False):
        _follow_up(item, told, min(starts + timedelta(days=3), now - timedelta(hours=2)))


def _speak_of(item: Item, told: Told) -> None:
    frida = user("frida")
    item = room.turn_to(item=item, by=frida)
    said = {"light": told.light, "assessment": told.said}
    if told.is_review:
        said["is_review"] = "1"
    if not told.decided:
        said["nothing_more"] = "1"
    for field, value in said.items():
        discussion.save(item=item, field=field, value=value, by=frida)
    for kind, text, days in told.decided:
        decisions.decide(
            patient=item.patient, team=item.meeting.team, kind=kind, text=text,
            due_on=clock.today() + timedelta(days=days), item=item, by=frida,
        )  # fmt: skip


def _follow_up(item: Item, told: Told, when: datetime) -> None:
    """The first decision was done, or nothing came of it and why; the rest waits."""
    first = item.decisions.order_by("pk").first()
    if first is None or not told.became:
        return
    done = told.became == Decision.State.DONE
    with at(when):
        decisions.close(
            decision=first, done=done, why="" if done else told.became, by=user("frida")
        )


def _report(team: Team, people: list[Patient], now: datetime) -> None:
    """Kari and the fysioterapeut have each put somebody forward."""
    told = (
        (
            "kari",
            "funksjonsfall",
            "Klarer ikke lenger å kle på seg selv. Trenger hjelp til begge armene.",
        ),
        ("tuva", "tverrfaglig", "Jeg har trent med ham på trappen. Han trenger trening hver dag."),
    )
    for patient, (who, criterion, reason) in zip(people, told, strict=False):
        with at(now - timedelta(hours=3)):
            reporting.report(
                patient=patient, team=team, criterion=criterion, reason=reason, by=user(who)
            )
