"""The pages for more hands: whom to ask, and whom the ansvarsvakt may order or move."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from heltom.lib.words import from_to, hhmm
from teams.models import ExtraAsk, Shift, Staff, StaffOrder, Team, User
from teams.permissions import Permission, teams_visible_to
from teams.queries import name_of
from teams.rest import rules_of
from worklists.models import TeamShift
from worklists.queries.addresses import shift_url
from worklists.queries.lendable import STAYS
from worklists.queries.loan_lines import order_in_words
from worklists.queries.temps import Temp, loose_visits, rules_in_words, temps

#: So many are shown at first; whoever rings starts at the top.
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody whom a team has asked for these hours."""

    ask: ExtraAsk
    is_own: bool
    """It was this team: here she may be answered for."""

    @property
    def staff(self) -> Staff:
        return self.ask.staff

    @property
    def hours(self) -> str:
        return from_to(self.ask.starts_at, self.ask.ends_at)

    @property
    def said(self) -> str:
        words = {"who": name_of(self.ask.asked_by), "at": hhmm(self.ask.asked_at)}
        if not self.is_own:
            words["who"] = str(self.ask.team)
        told = _("spurt av %(who)s kl. %(at)s") % words
        if self.ask.answered_at:
            told += f" · {self.ask.get_answer_display()} {hhmm(self.ask.answered_at)}"
        return told


@dataclass(frozen=True, slots=True)
class ExtraPage:
    shift: TeamShift
    starts_at: datetime
    ends_at: datetime
    people: list[Temp]
    against: list[Temp]
    """Those whose rest would be too short."""
    waiting: list[Asked]
    settled: list[Asked]
    loose: int
    rules: str
    is_all: bool

    @property
    def day_url(self) -> str:
        return shift_url(self.shift.team, self.shift.date, self.shift.kind)

    @property
    def more(self) -> int:
        return 0 if self.is_all else max(0, len(self.people) - SHOWN)

    @property
    def shown(self) -> list[Temp]:
        return self.people if self.is_all else self.people[:SHOWN]

    @property
    def shown_against(self) -> list[Temp]:
        return self.against if self.is_all else self.against[:SHOWN]


def extra_page(
    shift: TeamShift, starts_at: datetime, ends_at: datetime, *, is_all: bool = False
) -> ExtraPage:
    """Those who can be rung, the best first; who is asked already stands apart. Nine queries."""
    found = temps(shift, starts_at, ends_at)
    fresh = [temp for temp in found if temp.ask is None]
    asked = _asked(shift, starts_at, ends_at)
    return ExtraPage(
        shift=shift,
        starts_at=starts_at,
        ends_at=ends_at,
        people=[temp for temp in fresh if not temp.breaks],
        against=[temp for temp in fresh if temp.breaks],
        waiting=[one for one in asked if one.ask.answer in ("", ExtraAsk.Answer.NO_REPLY)],
        settled=[
            one for one in asked if one.ask.answer in (ExtraAsk.Answer.YES, ExtraAsk.Answer.NO)
        ],
        loose=len(loose_visits(shift)),
        rules=rules_in_words(rules_of(shift.team.unit)),
        is_all=is_all,
    )


def _asked(shift: TeamShift, starts_at: datetime, ends_at: datetime) -> list[Asked]:
    rows = ExtraAsk.objects.filter(
        team__site__unit=shift.team.unit, starts_at__lt=ends_at, ends_at__gt=starts_at
    ).select_related("staff", "team", "asked_by__staff")
    return [Asked(row, row.team_id == shift.team_id) for row in rows.order_by("-asked_at")]


@dataclass(frozen=True, slots=True)
class OrderPage:
    shift: TeamShift
    starts_at: datetime
    ends_at: datetime
    people: list[Temp]
    on_duty: list[Shift]
    teams: list[Team]
    orders: list[str]

    @property
    def day_url(self) -> str:
        return shift_url(self.shift.team, self.shift.date, self.shift.kind)

    @property
    def choices(self) -> list[tuple[int, str]]:
        """With what an order would break said beside the name, before it is given."""
        return [(temp.staff.pk, _told(temp)) for temp in self.people]

    @property
    def movable(self) -> list[tuple[int, str]]:
        return [
            (
                shift.pk,
                f"{shift.staff.name}, {shift.team} {from_to(shift.starts_at, shift.ends_at)}",
            )
            for shift in self.on_duty
        ]


def _told(temp: Temp) -> str:
    words = [temp.staff.name, temp.staff.get_profession_display(), temp.where]
    if temp.breaks:
        words.append(_("bryter hviletid"))
    elif temp.overtime:
        words.append(_("%s overtid") % temp.overtime)
    return ", ".join(words)


def order_page(user: User, shift: TeamShift, starts_at: datetime, ends_at: datetime) -> OrderPage:
    """Whom the ansvarsvakt may order to this team, and whom she may move between hers."""
    teams = teams_visible_to(user, Permission.ORDER_STAFF)
    return OrderPage(
        shift=shift,
        starts_at=starts_at,
        ends_at=ends_at,
        people=temps(shift, starts_at, ends_at),
        on_duty=_on_duty(shift, teams),
        teams=teams,
        orders=_orders(shift, teams),
    )


def _on_duty(shift: TeamShift, teams: Iterable[Team]) -> list[Shift]:
    """Those whose place is not the shift's own running, this team's last: she is to go somewhere."""
    rows = Shift.objects.worked().filter(team__in=list(teams), date=shift.date, kind=shift.kind)
    movable = rows.exclude(function__in=STAYS).select_related("staff", "team")
    return sorted(movable, key=lambda one: (one.team_id == shift.team_id, one.team.name))


def person_to_order(page: OrderPage, key: int) -> Staff | None:
    return next((temp.staff for temp in page.people if temp.staff.pk == key), None)


def _orders(shift: TeamShift, teams: Iterable[Team]) -> list[str]:
    rows = StaffOrder.objects.filter(
        team__in=list(teams), shift__date=shift.date, shift__kind=shift.kind
    ).select_related("staff", "team", "from_team", "by__staff")
    return [order_in_words(order) for order in rows]
