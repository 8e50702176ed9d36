"""A team's board as it would be built for a day, as plain data for programs. Reads, and writes nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from boards.agenda import Agenda, Waiting, lay
from boards.models import Meeting
from boards.queries.meetings import upcoming
from boards.queries.proposals import Proposal, judge, proposals
from boards.queries.reviews import capacity
from boards.rules.found import Found
from boards.unnamed import unnamed
from heltom.lib import clock

if TYPE_CHECKING:
    from teams.models import Team


def candidates(team: Team, on: date) -> dict[str, Any]:
    """Everybody whom something speaks for, in the order of the agenda, with why. Also for a team that has
    no meetings set up: then for a meeting on the day after, of the unit's usual length.
    """
    meeting = _meeting(team, on)
    meets_on = (
        meeting.starts_at.astimezone(clock.OSLO).date() if meeting else on + timedelta(days=1)
    )
    minutes = meeting.minutes if meeting else team.unit.board_minutes
    deadline = meeting.deadline_at if meeting else clock.midnight(on + timedelta(days=1))
    judged = judge(team, on)
    told = {one.patient.pk: one for one in proposals(judged, meets_on, deadline)}
    agenda = lay(
        (one.waiting() for one in told.values()), meets_on, minutes, judged.settings.review_percent
    )
    return {
        "team": team.code,
        "date": on.isoformat(),
        "meeting": meets_on.isoformat() if meeting else None,
        "minutes": minutes,
        "capacity": capacity(team, on).words,
        "candidates": _told(agenda, told),
    }


def _meeting(team: Team, on: date) -> Meeting | None:
    """The board that could still be built when the day began."""
    begins = clock.midnight(on)
    rows = upcoming([team], begins).filter(state=Meeting.State.PLANNED, deadline_at__gt=begins)
    return rows.first()


def _told(agenda: Agenda, told: dict[int, Proposal]) -> list[dict[str, Any]]:
    placed = [
        _one(told[one.patient], one, place, 0) for place, one in enumerate(agenda.on, start=1)
    ]
    carried = [
        _one(told[row.waiting.patient], row.waiting, None, row.weeks) for row in agenda.carried
    ]
    return placed + carried


def _one(told: Proposal, one: Waiting, place: int | None, weeks: int) -> dict[str, Any]:
    return {
        "number": told.patient.number,
        "kind": "gjennomgang" if told.is_review else "kandidat",
        "place": place,
        "carried": place is None,
        "weeks": weeks,
        "minutes": one.minutes,
        "urgency": told.urgency,
        "since": one.since.isoformat(),
        "review_due": told.due_on.isoformat() if told.due_on else None,
        "rules": [_rule(found) for found in told.found],
        "reports": [
            {
                "on": row.reported_at.astimezone(clock.OSLO).date().isoformat(),
                "criterion": row.criterion,
                "profession": row.profession,
                "reason": unnamed(row.reason, told.patient),
            }
            for row in told.reports
        ],
    }


def _rule(found: Found) -> dict[str, Any]:
    return {
        "rule": found.rule,
        "since": found.since.isoformat(),
        "sentence": found.sentence,
        "urgency": found.urgency,
        "evidence": evidence_of(found),
    }


def evidence_of(found: Found) -> list[dict[str, str]]:
    """As it is kept and given to programs: the day, what was seen, and the number of who saw it."""
    return [{"on": one.on.isoformat(), "what": one.what, "by": one.by} for one in found.evidence]
