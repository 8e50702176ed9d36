"""The page that proves that somebody looks: what nobody has taken, shifts without eyes, rounds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import blake2b

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from emeldinger.models import EyesGap
from emeldinger.queries.counting import hts_of
from emeldinger.queries.escalations import Told, escalations_for
from emeldinger.queries.eyes import Eyes, eyes_on
from emeldinger.queries.gaps import LostAddress, answers_for, gaps_for, lost_addresses
from emeldinger.queries.rounds import (
    RoundLine,
    Stood,
    may_sign,
    round_to_sign,
    rounds_of,
    what_stands,
)
from emeldinger.queries.silence import SilenceLine, silences_for
from emeldinger.queries.watch_rules import Rules, every_rules, rules_of
from heltom.lib import clock
from heltom.lib.errors import NotAllowed
from teams.models import Team, TeamKind, User
from teams.permissions import (
    SENTENCES,
    Permission,
    can,
    colleague_units,
    roles_that,
    teams_where,
)
from teams.queries import name_of


@dataclass(frozen=True, slots=True)
class WatchPage:
    """`to_sign` is the round that is to be gone now, `stands` what she would sign."""

    ht: Team
    now: datetime
    eyes: Eyes
    told: list[Told]
    gaps: list[EyesGap]
    lost: list[LostAddress]
    rounds: list[RoundLine]
    to_sign: RoundLine | None
    stands: Stood
    silences: list[SilenceLine]
    rules: Rules
    may_read: bool
    may_sign: bool
    may_edit: bool

    @property
    def is_quiet(self) -> bool:
        """Nothing that anybody has to be told of."""
        return not (self.told or self.gaps or self.lost or self.silences)

    @property
    def version(self) -> str:
        """Another one when the page would look another way; ages go on by themselves (ages.js)."""
        stood = (self.stands.open, self.stands.at_once, self.stands.overdue, self.stands.unopened)
        seen: list[object] = [
            *((row.pk, row.level, row.seen_at) for told in self.told for row in told.rows),
            *((gap.pk, gap.ends_at, gap.seen_at, gap.said) for gap in self.gaps),
            *((lost.address.pk, lost.open) for lost in self.lost),
            *((line.due_at, line.state) for line in self.rounds),
            *((line.row.pk, line.row.seen_at, line.row.said) for line in self.silences),
            *((who.name, who.phone) for who in (*self.eyes.on_duty, *self.eyes.leaders)),
            stood if self.to_sign else None,
        ]
        return blake2b(repr(seen).encode(), digest_size=8).hexdigest()


def watch_page(user: User, ht: Team) -> WatchPage:
    """Some twelve queries, however many messages there are."""
    now = clock.now()
    return WatchPage(
        ht=ht,
        now=now,
        eyes=eyes_on(ht, now),
        told=escalations_for(user),
        gaps=gaps_for(user, now),
        lost=lost_addresses(user, ht.unit),
        rounds=rounds_of(ht, now.astimezone(clock.OSLO).date(), now),
        to_sign=round_to_sign(ht, now),
        stands=what_stands(ht, now),
        silences=silences_for(user),
        rules=rules_of(ht, now),
        may_read=can(user, Permission.SEE_MESSAGES, ht),
        may_sign=may_sign(user, ht),
        may_edit=can(user, Permission.EDIT_WATCH, ht),
    )


@dataclass(frozen=True, slots=True)
class RoundsPage:
    ht: Team
    day: date
    lines: list[RoundLine]
    may_read: bool

    @property
    def before(self) -> date:
        return self.day - timedelta(days=1)

    @property
    def after(self) -> date | None:
        """No day after today: its rounds have not been."""
        return self.day + timedelta(days=1) if self.day < clock.today() else None


def rounds_page(user: User, ht: Team, asked: str) -> RoundsPage:
    """Of the day that the address names; today where it names none. Two queries."""
    today = clock.today()
    try:
        day = min(date.fromisoformat(asked), today) if asked else today
    except ValueError:
        day = today
    day = day if clock.within_reach(day) else today
    return RoundsPage(ht, day, rounds_of(ht, day), can(user, Permission.SEE_MESSAGES, ht))


@dataclass(frozen=True, slots=True)
class RulesPage:
    """`history` the newest first; `usual` are the defaults that nobody has chosen."""

    ht: Team
    rules: Rules
    usual: Rules
    history: list[tuple[Rules, str]]
    may_edit: bool


def rules_page(user: User, ht: Team) -> RulesPage:
    """One query."""
    usual, *chosen = every_rules(ht)
    history = [(rules, name_of(rules.row.changed_by)) for rules in reversed(chosen) if rules.row]
    rules = chosen[-1] if chosen else usual
    return RulesPage(ht, rules, usual, history, can(user, Permission.EDIT_WATCH, ht))


def get_watched_ht(user: User, code: str) -> Team:
    """An HT whose watch the user sees: those who read its messages, and who answers for the unit.

    Raises Http404 for a stranger, NotAllowed for a colleague.
    """
    hts = Team.objects.filter(kind=TeamKind.HT).select_related("site__unit", "ht")
    found = hts.filter(code=code).first()
    if found is None or found.site.unit_id not in colleague_units(user):
        raise Http404
    if not answers_for(user, found):
        raise NotAllowed(str(SENTENCES[Permission.SEE_MESSAGES]))
    return found


def watches(user: User | AnonymousUser) -> bool:
    """Whether anything of the watch may ever concern her. No query of its own."""
    leads = roles_that(user, Permission.EDIT_WATCH)
    return bool(hts_of(user)) or any(role.team is None for role in leads)


@dataclass(frozen=True, slots=True)
class Banner:
    """What stands on top of every page. Numbers and names of teams only: no patient."""

    told: list[Told]
    gaps: list[EyesGap]
    line: SilenceLine | None
    homes: dict[int, Team]
    now: datetime

    @property
    def told_from(self) -> list[tuple[Told, Team]]:
        """Each with the HT from whose page she answers."""
        return [(told, self.homes[told.ht.pk]) for told in self.told]

    @property
    def gaps_from(self) -> list[tuple[EyesGap, int, Team]]:
        """The next of each HT, how many come after it, and from which page she answers."""
        number = Counter(gap.ht_id for gap in self.gaps)
        first = {gap.ht_id: gap for gap in reversed(self.gaps)}
        return [
            (gap, number[gap.ht_id] - 1, self.homes[gap.ht_id])
            for gap in self.gaps
            if gap is first[gap.ht_id]
        ]

    @property
    def line_home(self) -> Team | None:
        return self.homes.get(0)

    @property
    def version(self) -> str:
        seen: list[object] = [
            *((told.ht.pk, told.level, told.number, told.oldest) for told in self.told),
            *((gap.pk, gap.ends_at) for gap in self.gaps),
            self.line.row.pk if self.line else None,
        ]
        return blake2b(repr(seen).encode(), digest_size=8).hexdigest()


def banner(user: User) -> Banner:
    """What nobody has said yet that she has seen. Three queries, and one for each gap next door."""
    now = clock.now()
    told = [one for one in escalations_for(user) if one.unseen]
    gaps = [gap for gap in gaps_for(user, now) if gap.seen_at is None]
    line = next((one for one in silences_for(user) if one.is_line and not one.row.seen_at), None)
    hts = [*(one.ht for one in told), *(gap.ht for gap in gaps)]
    homes = _homes(user, hts, line)
    return Banner(told, gaps, line if 0 in homes else None, homes, now)


def _homes(user: User, hts: list[Team], line: SilenceLine | None) -> dict[int, Team]:
    """From whose page she answers for each HT: its own where it is hers, else the one she works in. Under 0
    the one for what is nobody's in particular; a leader of a unit has the first of its HTs.
    """
    own = next(iter(hts_of(user)), None)
    if own is None and line is not None:
        leads = teams_where(user, Permission.EDIT_WATCH)
        own = Team.objects.filter(leads, kind=TeamKind.HT).order_by("pk").first()
    homes = {ht.pk: ht if answers_for(user, ht) or own is None else own for ht in hts}
    return homes | ({0: own} if own else {})
