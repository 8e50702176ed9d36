"""The tavlemøter that the first OT of the demo has held before anybody looks: two months of them, with
what was decided and what became of it; and every team's meetings of the coming weeks.

The board is built as it would have been the night before each of them, and spoken of by the same actions as
the screens use, by the fagansvarlig on the day and at the hour of the meeting.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from boards.actions import agenda, decisions, discussion, meetings, presence, reporting, room
from boards.actions.plan_changes import propose
from boards.actions.rebuild import rebuild
from boards.models import Decision, Effect, Item, Meeting
from boards.rules.reviews import WHOLE
from heltom.lib import clock
from imports.demo.characters import FIRST_OT
from imports.lived_board_words import (
    BY_HAND,
    BY_RULE,
    LAST_REPORTS,
    OTHERWISE,
    REPORTS,
    REVIEWED,
    Told,
)
from imports.lived_clock import at, user
from patients.models import Patient, Placement
from teams.models import Team
from worklists.models import VisitPlan

WEEKS_AGO = 9
#: The first five have stories of their own (imports/lived.py).
AFTER_THE_FIVE = 8
#: The last but so many was called off.
CALLED_OFF = 2
#: One in so many of those expected was not there.
MISSED = 7
#: Of one in so many decisions that were done, nobody has yet seen whether it helped.
HELPED = 3


def live_boards(now: datetime) -> None:
    """The meetings of the past weeks and the coming ones, and the next board built."""
    team = Team.objects.select_related("site__unit", "ht").get(code=FIRST_OT)
    for weeks in (WEEKS_AGO, 1):
        with at(now - timedelta(weeks=weeks)):
            meetings.make_for(team, clock.now())
    with at(now):
        meetings.make_ahead(now)
    people, held = _patients(team, now), _past(team, now)
    _call_off(held.pop(-CALLED_OFF))
    by_hand = dict(zip(held[-2:], BY_HAND, strict=False))
    for turn, meeting in enumerate(held):
        _report(team, people[-1 - turn], *REPORTS[turn % len(REPORTS)], _night_before(meeting))
        stories = by_hand.get(meeting, ())
        _hold(meeting, dict(zip(people, stories, strict=False)), now)
        people = people[len(stories) :]
    for patient, report in zip(people, LAST_REPORTS, strict=False):
        _report(team, patient, *report, now - timedelta(hours=3))
    with at(now):
        meetings.call_off_forgotten(now)
        rebuild(team, _yesterday(now), now)


def _call_off(meeting: Meeting) -> None:
    """What fell due that week is behind since."""
    with at(_night_before(meeting)):
        meetings.cancel(meeting=meeting, why="Mange er syke.", by=user("frida"))


def _past(team: Team, now: datetime) -> list[Meeting]:
    """Those whose day is over, the oldest first."""
    today = clock.midnight(now.astimezone(clock.OSLO).date())
    rows = Meeting.objects.filter(team=team, state=Meeting.State.PLANNED, starts_at__lt=today)
    return list(rows.order_by("starts_at"))


def _patients(team: Team, now: datetime) -> list[Patient]:
    """Of the team's own, and at home."""
    day = now.astimezone(clock.OSLO).date() - timedelta(weeks=WEEKS_AGO)
    own = Placement.objects.on(day).filter(team=team, owner=True).values("patient")
    rows = Patient.objects.filter(pk__in=own, pauses=None, ended_on=None).order_by("number")
    return list(rows[AFTER_THE_FIVE:])


def _night_before(meeting: Meeting) -> datetime:
    return meeting.deadline_at - timedelta(hours=9)


def _yesterday(now: datetime) -> date:
    return now.astimezone(clock.OSLO).date() - timedelta(days=1)


def _report(
    team: Team, patient: Patient, who: str, criterion: str, reason: str, when: datetime
) -> None:
    with at(when):
        reporting.report(
            patient=patient, team=team, criterion=criterion, reason=reason, by=user(who)
        )


def _hold(meeting: Meeting, by_hand: dict[Patient, Told], now: datetime) -> None:
    """Built and added to the day before, spoken of one after the other, and closed."""
    frida, starts = user("frida"), meeting.starts_at
    with at(_night_before(meeting)):
        for patient, told in by_hand.items():
            agenda.add_by_hand(meeting=meeting, patient=patient, why=told.why, by=frida)
        rebuild(meeting.team, _yesterday(clock.now()), clock.now())
    with at(starts):
        room.open_meeting(meeting=meeting, by=frida)
        _tick_off(meeting)
    lines = list(
        meeting.items.filter(fits=True)
        .select_related("patient", "meeting__team")
        .order_by("order", "pk")
    )
    spoken = [(item, _told(item, by_hand)) for item in lines]
    for turn, (item, told) in enumerate(spoken):
        with at(starts + timedelta(minutes=1 + turn * 27 / len(spoken))):
            _speak_of(item, told)
    with at(starts + timedelta(minutes=29)):
        room.close(meeting=meeting, by=frida)
    for item, told in spoken:
        _follow_up(item, told, now)


def _tick_off(meeting: Meeting) -> None:
    for row in meeting.attendances.filter(is_expected=True):
        was_there = (row.pk + meeting.pk) % MISSED != 0
        presence.note(attendance=row, was_there=was_there, by=user("frida"))


def _told(item: Item, by_hand: dict[Patient, Told]) -> Told:
    if item.patient in by_hand:
        return by_hand[item.patient]
    if item.kind == Item.Kind.REVIEW:
        return REVIEWED[item.pk % len(REVIEWED)]
    rules = item.findings.order_by("pk").values_list("rule", flat=True)
    return next((BY_RULE[rule] for rule in rules if rule in BY_RULE), OTHERWISE)


def _speak_of(item: Item, told: Told) -> None:
    frida = user("frida")
    item = room.turn_to(item=item, by=frida)
    said = {"light": told.light, "assessment": told.said}
    if item.findings.filter(rule=WHOLE.code).exists():
        said["is_review"] = "1"
    if not told.decided:
        said["nothing_more"] = "1"
    for field, value in said.items():
        discussion.save(item=item, field=field, value=value, by=frida)
    for one in told.decided:
        made = decisions.decide(
            patient=item.patient, team=item.meeting.team, kind=one.kind, text=one.text,
            service=one.service, due_on=clock.today() + timedelta(days=one.days), item=item, by=frida,
        )  # fmt: skip
        if one.kind == Decision.Kind.TASK_TEXT:
            _propose(made)


def _propose(decision: Decision) -> None:
    """What is to be added to the text of one of her visits waits for somebody to say yes."""
    plan = VisitPlan.objects.filter(patient=decision.patient, valid_to=None).order_by("pk").last()
    if plan is None:
        return
    propose(
        decision=decision, plan=plan, fields={"task_text": f"{plan.task_text} {decision.text}."},
        from_on=clock.today() + timedelta(days=14), by=user("frida"),
    )  # fmt: skip


def _follow_up(item: Item, told: Told, now: datetime) -> None:
    """The first decision was done, or nothing came of it and why; the rest are done when they are old. Of
    what is done some have said that it helped.
    """
    then = min(item.meeting.starts_at + timedelta(days=5), now - timedelta(hours=2))
    for number, decision in enumerate(item.decisions.order_by("pk")):
        why = told.became if number == 0 else Decision.State.DONE
        if not why or (number and then < item.meeting.starts_at + timedelta(days=5)):
            continue
        done = why == Decision.State.DONE
        with at(then):
            decisions.close(decision=decision, done=done, why="" if done else why, by=user("frida"))
        seen = then + timedelta(weeks=2)
        if done and decision.pk % HELPED and seen < now:
            with at(seen):
                decisions.see_effect(
                    decision=decision, result=Effect.Result.BETTER, by=user("frida")
                )
