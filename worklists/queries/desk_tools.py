"""The tools on the vaktkoordinator's desk: each opens beside the board, and is a page of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from teams.models import User
from teams.permissions import Permission, can
from worklists.models import TeamShift
from worklists.queries.desk_lines import DeskLine, Lines
from worklists.queries.desk_now import desk_now


@dataclass(frozen=True, slots=True)
class Tool:
    """`waiting` lines stand behind the button, of the kinds that it deals with."""

    name: str
    label: Promise | str
    url: str
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    label: Promise | str
    right: Permission
    kinds: tuple[str, ...] = ()
    of_team: bool = False
    """The page is the team's, not one shift's."""


TOOLS = (
    _Kind("absence_new", _("Fravær"), Permission.RUN_SHIFT, ("absence", "repair")),
    _Kind("alarm_new", _("Alarm"), Permission.RUN_SHIFT, ("alarm",)),
    _Kind("calls", _("Telefon"), Permission.HANDLE_CALLS, ("call",)),
    _Kind("forecast", _("Fremdrift"), Permission.SEE_DAY, ("late", "meeting", "silent")),
    _Kind("reminders", _("Huskeliste"), Permission.SEE_DAY, ("reminder",)),
    _Kind("visit_new", _("Nytt oppdrag"), Permission.RUN_SHIFT),
    _Kind("advice_new", _("Sykepleierråd"), Permission.ASK_ADVICE, ("advice",)),
    _Kind("loans", _("Nabo"), Permission.RUN_SHIFT, ("loan",)),
    _Kind("extra", _("Ekstravakt"), Permission.RUN_SHIFT, ("extra",)),
    _Kind("staff_order", _("Beordre"), Permission.ORDER_STAFF),
    _Kind("conflicts", _("Konflikter"), Permission.RUN_SHIFT, ("konflikt",)),
    _Kind("hand_over", _("Overlevering"), Permission.RUN_SHIFT, ("hand_over",)),
    _Kind("priorities", _("Prioritering"), Permission.RUN_SHIFT, of_team=True),
)


@dataclass(frozen=True, slots=True)
class Now(Lines):
    """The upper part of the desk: the tools, and what waits."""

    lines: list[DeskLine]
    tools: list[Tool]

    @property
    def version(self) -> str:
        """Another one as soon as anything that is shown is another."""
        shown = repr((self.lines, [(tool.name, tool.waiting) for tool in self.tools]))
        return blake2b(shown.encode(), digest_size=8).hexdigest()


def now_of(user: User, shift: TeamShift) -> Now:
    lines = desk_now(user, shift)
    return Now(lines, tools(user, shift, lines))


def tools(user: User, shift: TeamShift, lines: Iterable[DeskLine] = ()) -> list[Tool]:
    """Those the user may use in the team, with how many lines wait behind each."""
    waiting = Counter(line.kind for line in lines)
    return list(_tools(user, shift, waiting))


def _tools(user: User, shift: TeamShift, waiting: Counter[str]) -> Iterator[Tool]:
    for kind in TOOLS:
        if can(user, kind.right, shift.team):
            behind = sum(waiting[one] for one in kind.kinds)
            yield Tool(kind.name, kind.label, _url(kind, shift), behind)


def _url(kind: _Kind, shift: TeamShift) -> str:
    args = [shift.team.code] if kind.of_team else [shift.team.code, shift.date, shift.kind]
    return reverse(f"worklists:{kind.name}", args=args)
