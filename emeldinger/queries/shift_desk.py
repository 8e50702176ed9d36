"""The ansvarsvakt's desk: what matters now in the HT and its OTs, and how each team's shift stands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b
from typing import ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _

from emeldinger.queries.eyes import Eyes, eyes_on
from emeldinger.queries.shift_lines import lines, unread_of
from heltom.lib import clock
from teams.models import DutyFunction, Shift, ShiftKind, Team, User
from teams.permissions import Permission, can, can_in_unit, teams_visible_to
from teams.queries import gaps, shift_by_clock
from teams.roles import Role
from worklists.models import ActionCard, TeamShift
from worklists.queries.action_cards import cards_of
from worklists.queries.addresses import shift_url
from worklists.queries.balance import Balance, balances_of
from worklists.queries.desk_lines import DeskLine, Lines
from worklists.queries.overview import Cell
from worklists.queries.overview_now import OverviewNow, overview_now


@dataclass(frozen=True, slots=True)
class Tool:
    """A page she goes to from here. `waiting` is how much of what is on the desk is dealt with there."""

    label: str
    url: str
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class TeamNow:
    """One team's shift: its balance, who is vaktkoordinator, and where staff are ordered and moved."""

    team: Team
    cell: Cell
    vk: str
    phone: str
    order_url: str

    @property
    def is_bad(self) -> bool:
        return not self.cell.balance.balances or bool(self.cell.missing)


@dataclass(frozen=True, slots=True)
class ShiftDesk(Lines):
    SHOWN: ClassVar[int] = 12
    ht: Team
    date: date
    kind: str
    lines: list[DeskLine]
    tools: list[Tool]
    teams: list[TeamNow]
    cards: list[ActionCard]
    eyes: Eyes
    runs_shifts: bool

    @property
    def kind_label(self) -> str:
        return str(ShiftKind(self.kind).label)

    @property
    def version(self) -> str:
        """Another one as soon as anything that is shown is another."""
        shown = [(one.cell.balance.as_dict(), one.cell.missing, one.vk) for one in self.teams]
        seen = repr((self.lines, self.tools, shown, self.eyes, self.date, self.kind))
        return blake2b(seen.encode(), digest_size=8).hexdigest()


def shift_desk(user: User, ht: Team) -> ShiftDesk:
    """Some seventy queries, whatever waits and however many teams: asked for every twenty seconds."""
    day, kind = shift_by_clock(clock.now())
    shift = TeamShift.objects.filter(team=ht, date=day, kind=kind).first()
    shift = shift or TeamShift(team=ht, date=day, kind=kind)
    shift.team = ht
    unread = unread_of(user, ht)
    found = list(lines(user, ht, shift, unread))
    waiting = Counter(line.kind for line in found)
    waiting["report"] = unread.own + unread.others
    return ShiftDesk(
        ht=ht,
        date=day,
        kind=kind,
        lines=found,
        tools=list(_tools(user, ht, waiting)),
        teams=_teams(user, ht, day, kind),
        cards=cards_of(ht.unit),
        eyes=eyes_on(ht),
        runs_shifts=can(user, Permission.RUN_SHIFT, ht),
    )


def others_now(user: User) -> OverviewNow:
    """What waits on the desks of her teams: alarms, calls, those who are late. The questions to a nurse
    stand with her own lines.
    """
    now = overview_now(user)
    return replace(now, lines=[row for row in now.lines if row.line.kind != "advice"])


def url_for(role: Role) -> str | None:
    """Where an ansvarsvakt, and whoever relieves her, begins."""
    return reverse("emeldinger:shift", args=[role.team.code]) if role.team else None


def _tools(user: User, ht: Team, waiting: Counter[str]) -> Iterator[Tool]:
    def tool(label: str, name: str, *kinds: str, args: tuple[str, ...] = (ht.code,)) -> Tool:
        return Tool(label, reverse(name, args=args), sum(waiting[kind] for kind in kinds))

    yield tool(_("E-meldinger"), "emeldinger:desk", "message", "escalation")
    yield tool(_("Sendt"), "emeldinger:sent", "sent")
    yield tool(_("Runder"), "emeldinger:watch", "round", "gap")
    yield tool(_("Brev"), "emeldinger:letter_drafts", "letter")
    if can(user, Permission.FOLLOW_REPORT, ht):
        yield tool(_("HT-rapport"), "worklists:report", "report")
    if can(user, Permission.ANSWER_ADVICE, ht):
        yield tool(_("Råd"), "worklists:advice_queue", "advice", args=())
    if can(user, Permission.PAUSE, ht):
        yield tool(_("Hjemkomster"), "worklists:returns", args=())
    if can(user, Permission.PROPOSE_MOVE, ht):
        yield tool(_("Tilhørighet"), "worklists:belonging", "belonging", args=())
    if can(user, Permission.SEE_MESSAGE_FIGURES, ht):
        yield tool(_("Tall"), "emeldinger:figures")
    if can_in_unit(user, Permission.SEE_DAY, ht.unit):
        yield tool(_("Tiltakskort"), "worklists:action_cards", args=(ht.unit.code,))


def _teams(user: User, ht: Team, day: date, kind: str) -> list[TeamNow]:
    """The HT and the OTs under it, as far as the user sees their figures. A dozen queries."""
    seen = teams_visible_to(user, Permission.SEE_OVERVIEW)
    under = [team for team in seen if ht.pk in (team.pk, team.ht_id)]
    opens = {team.pk for team in teams_visible_to(user, Permission.SEE_DAY)}
    missing: dict[int, list[str]] = defaultdict(list)
    for gap in gaps(under, day, day):
        if gap.kind == kind:
            missing[gap.team.pk].append(gap.function_label)
    leading = _vks(under, day, kind)
    return [
        _team_now(user, balance, day, opens, missing, leading.get(balance.team.pk))
        for balance in balances_of(day, kind, under)
    ]


def _team_now(
    user: User,
    balance: Balance,
    day: date,
    opens: set[int],
    missing: Mapping[int, list[str]],
    vk: Shift | None,
) -> TeamNow:
    team, order = balance.team, ""
    url = shift_url(team, day, balance.kind) if team.pk in opens else ""
    if can(user, Permission.ORDER_STAFF, team):
        order = reverse("worklists:staff_order", args=[team.code, day, balance.kind])
    cell = Cell(balance, url, is_now=True, missing=tuple(missing.get(team.pk, ())), note="")
    phone = (vk.staff.phone if vk else "") or team.phone
    return TeamNow(team, cell, vk.staff.name if vk else "", phone, order)


def _vks(teams: list[Team], day: date, kind: str) -> dict[int, Shift]:
    """The vaktkoordinator of each team who is at work now, else the first of the shift. One query."""
    rows = Shift.objects.worked().filter(
        team__in=teams, date=day, kind=kind, function=DutyFunction.VK
    )
    now = clock.now()
    found = sorted(
        rows.select_related("staff"),
        key=lambda row: (not row.starts_at <= now < row.ends_at, row.starts_at, row.pk),
    )
    return {row.team_id: row for row in reversed(found)}
