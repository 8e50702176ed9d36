"""Who the week is about: chosen from what the demo holds, so that the story is told of any of its sizes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from boards.models import Item, Meeting
from boards.queries.agenda_page import agenda_page
from boards.queries.meetings import next_meeting
from heltom.lib import clock
from imports.demo.characters import FIRST_OT
from patients.models import Contact, Patient
from teams.models import Team, User
from tests.browser.board_week.stage import WeekStage
from worklists.models import Entry, VisitPlan

#: What says that somebody slowly gets worse, and not that she is new or has waited.
SLOW = frozenset(("vekt", "katz", "skropelighet", "news2", "rapporter", "fall", "lengre", "maal"))


@dataclass(frozen=True, slots=True)
class Cast:
    """The team and its coming board. `reported` is whom Kari reports, `found` whom the rules found."""

    stage: WeekStage
    team: Team
    meeting: Meeting
    reported: Patient
    found: Item

    @classmethod
    def of(cls, stage: WeekStage) -> Cast:
        team = Team.objects.select_related("site__unit", "ht").get(code=FIRST_OT)
        meeting = next_meeting(team, clock.now())
        assert meeting is not None
        return cls(stage, team, meeting, _reported(team, meeting), _found(meeting))

    @property
    def line(self) -> Item:
        """The reported one's line on the board."""
        return self.meeting.items.get(patient=self.reported)

    @property
    def day(self) -> date:
        return self.meeting.starts_at.astimezone(clock.OSLO).date()

    @property
    def next_board(self) -> Meeting:
        coming = Meeting.objects.filter(team=self.team, starts_at__gt=self.meeting.starts_at)
        return coming.earliest("starts_at")

    @property
    def plan(self) -> VisitPlan:
        """A plan of hers that brings nobody to her the day after the meeting, if there is one."""
        after = (self.day + timedelta(days=1)).isoweekday()
        plans = VisitPlan.objects.on(self.day).filter(patient=self.reported, shift="dag", carers=1)
        whole = sorted(plans.filter(every_weeks=1), key=lambda one: (after in one.weekdays, one.pk))
        return whole[0]


def on_list(username: str, day: date) -> list[Patient]:
    """Whom her list takes her to that day, in its order."""
    rows = Entry.objects.filter(
        worklist__publication__current_for__date=day,
        worklist__shift__staff__user__username=username,
    )
    found = rows.order_by("starts_at").select_related("visit__patient")
    return list(dict.fromkeys(entry.visit.patient for entry in found))


def _reported(team: Team, meeting: Meeting) -> Patient:
    """On Kari's list today, hers as primærkontakt where she has one there, and on no board yet."""
    kari = User.objects.get(username="kari")
    hers = set(
        Contact.objects.on(clock.today())
        .filter(staff__user=kari, kind=Contact.Kind.PRIMARY)
        .values_list("patient", flat=True)
    )
    proposed = set(meeting.items.values_list("patient", flat=True))
    able = [one for one in on_list("kari", clock.today()) if one.pk not in proposed]
    return min(able, key=lambda one: one.pk not in hers)


def _found(meeting: Meeting) -> Item:
    """Among those whom Frida sees at once: the one for whom most of the slow rules speak."""
    page = agenda_page(User.objects.get(username="frida"), meeting)
    seen = [row.item for row in (*page.fitting, *page.next_in_line)]
    return max(seen, key=lambda one: sum(found.rule in SLOW for found in one.findings.all()))
