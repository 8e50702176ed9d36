"""Anybody who goes to a patient puts her forward for the team's tavlemøte, and takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from boards.actions import lock, owed
from boards.models import Item
from heltom.lib.errors import Refused
from patients.actions import candidates
from patients.models import Candidate

if TYPE_CHECKING:
    from patients.models import Patient
    from teams.models import Team, User


def report(*, patient: Patient, team: Team, criterion: str, reason: str, by: User) -> Candidate:
    """She waits for the team's meeting; which one is said by `boards.queries.report_page`."""
    return candidates.report(
        patient=patient, team=team, criterion=criterion, reason=reason, by=by,
        source=Candidate.Source.STAFF,
    )  # fmt: skip


@transaction.atomic
def withdraw(*, candidate: Candidate, reason: str, by: User) -> None:
    """She is not for the meeting after all. What people have put on a board stays there, with the report
    told as withdrawn; a proposal that had no other reason is taken back when the board is next built.

    Raises Refused without a reason, and when a meeting has taken her up.
    """
    if taken_up(candidate):
        raise Refused(_("Pasienten er alt tatt opp i et møte. Da står meldingen."))
    candidates.withdraw(candidate=candidate, by=by, reason=reason)
    for line in candidate.board_lines.select_related("item"):
        lock.touch(lock.meeting(line.item.meeting_id))
    owed.request(candidate.team, _("en melding er trukket"))


def taken_up(candidate: Candidate) -> bool:
    return candidate.board_lines.filter(item__state=Item.State.DONE).exists()
