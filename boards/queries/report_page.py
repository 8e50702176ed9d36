"""The page that puts somebody forward: which meeting she comes to, and what is reported already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from boards.models import Item, ItemReport, Meeting
from boards.queries.meetings import meeting_to_report_to, next_meeting
from boards.unnamed import unnamed
from heltom.lib import clock
from patients.models import Candidate
from teams.permissions import Permission, can

if TYPE_CHECKING:
    from datetime import datetime

    from patients.models import Patient
    from teams.models import Team, User

#: How long a report that has had its answer is still shown to those who ask.
REMEMBERED = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Known:
    """What has been reported of her already, and where it stands. `line` None: on no board yet."""

    candidate: Candidate
    reason: str
    who: str
    line: Item | None
    may_withdraw: bool

    @property
    def standing(self) -> str:
        if self.candidate.withdrawn_at is not None:
            return _("trukket")
        if self.line is None:
            return _("venter på møtet")
        return str(self.line.get_state_display())

    @property
    def answer(self) -> str:
        """What the fagansvarlig has written on the line."""
        return unnamed(self.line.why, self.candidate.patient) if self.line else ""

    @property
    def withdrawn_why(self) -> str:
        return unnamed(self.candidate.withdrawn_why, self.candidate.patient)

    @property
    def is_settled(self) -> bool:
        done = self.line is not None and self.line.state in (Item.State.DONE, Item.State.DECLINED)
        return done or self.candidate.withdrawn_at is not None


@dataclass(frozen=True, slots=True)
class ReportPage:
    """`meeting` is the one that a report made now comes to by itself; `late_for` one before it, whose
    deadline is past: there the fagansvarlig may take her in by hand.
    """

    patient: Patient
    team: Team
    meeting: Meeting | None
    late_for: Meeting | None
    known: list[Known]
    on_board: Item | None

    @property
    def matters(self) -> str:
        return unnamed(self.patient.what_matters, self.patient)


def report_page(user: User, patient: Patient, team: Team) -> ReportPage:
    """Seven queries at most."""
    now = clock.now()
    meeting = meeting_to_report_to(team, now)
    first = next_meeting(team, now)
    return ReportPage(
        patient, team, meeting, first if first != meeting else None,
        _known(user, patient, team, now), _on_board(patient, team, now),
    )  # fmt: skip


def _known(user: User, patient: Patient, team: Team, now: datetime) -> list[Known]:
    """The newest first; what has had its answer only for some weeks."""
    rows = Candidate.objects.filter(patient=patient, team=team)
    found = list(
        rows.select_related("patient", "reported_by__staff").order_by("-reported_at", "-pk")[:20]
    )
    lines = _lines(found)
    prepares = can(user, Permission.PREPARE_BOARD, team)
    made = [_one(one, lines.get(one.pk), user, prepares) for one in found]
    since = now - REMEMBERED
    return [one for one in made if not one.is_settled or one.candidate.reported_at > since]


def _one(candidate: Candidate, line: Item | None, user: User, prepares: bool) -> Known:
    staff = getattr(candidate.reported_by, "staff", None)
    may = prepares or candidate.reported_by == user
    open_still = candidate.withdrawn_at is None and (line is None or line.state != Item.State.DONE)
    return Known(
        candidate,
        unnamed(candidate.reason, candidate.patient),
        staff.name if staff else str(candidate.reported_by),
        line,
        may and open_still,
    )


def _lines(found: list[Candidate]) -> dict[int, Item]:
    """The newest line of a board that takes up each report. One query."""
    rows = ItemReport.objects.filter(candidate__in=found).select_related("item__meeting")
    return {row.candidate_id: row.item for row in rows.order_by("item__meeting__starts_at", "pk")}


def _on_board(patient: Patient, team: Team, now: datetime) -> Item | None:
    """Her line on a coming board, whatever the reason."""
    rows = Item.objects.filter(
        patient=patient,
        meeting__team=team,
        meeting__state__in=[Meeting.State.PLANNED, Meeting.State.OPEN],
        state__in=[Item.State.PROPOSED, Item.State.ON],
    )
    return rows.select_related("meeting").order_by("meeting__starts_at").first()
