"""Forms that somebody has under way on a shift's desk: where she was when the telephone rang."""

from __future__ import annotations

from django.utils.translation import gettext as _

from teams import queries as teams
from teams.models import FormDraft, User
from worklists.models import TeamShift
from worklists.queries.addresses import shift_url
from worklists.queries.desk_lines import DeskLine


def lines(user: User, shift: TeamShift) -> list[DeskLine]:
    """Her own, on this desk; what belongs to one patient or one call comes back where it was. One query."""
    here = shift_url(shift.team, shift.date, shift.kind)
    return [_line(draft) for draft in teams.drafts_of(user, here) if draft.data["page"]]


def _line(draft: FormDraft) -> DeskLine:
    said = _("Du har begynt på: %(title)s") % {"title": draft.data["title"]}
    return DeskLine("draft", said, draft.data["page"], "info", draft.at)
