"""The HT's report as a page: what is unread patient by patient, and who has ticked what on which shift."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby

from django.utils.translation import gettext as _

from heltom.lib import clock
from patients.models import Patient
from teams.models import ShiftKind, Team, User
from teams.permissions import Permission, can, teams_visible_to
from teams.queries import name_of, shift_by_clock
from worklists.models import ReportTick
from worklists.queries.report import MOST, SOURCES, Key, Pile, begins, keys_of, seen_by, unread
from worklists.queries.report_items import Item, items_of

#: So many patients stand on a page, and of each so many; the rest is one tap away.
PATIENTS, EACH = 12, 10
#: Of a shift's ticks so many are listed.
LISTED = 300


@dataclass(frozen=True, slots=True)
class Group:
    """What is unread about one patient, the newest first. `ticked` is what was read a moment ago."""

    patient: Patient
    items: list[Item]
    total: int
    ticked: str = ""

    @property
    def keys(self) -> str:
        """What stands here, so that "all" is what she saw and not what came meanwhile."""
        return " ".join(item.key for item in self.items)

    @property
    def more(self) -> int:
        return self.total - len(self.items)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many are unread in each pile."""

    own: int
    others: int

    @property
    def own_words(self) -> str:
        return _in_words(self.own)

    @property
    def others_words(self) -> str:
        return _in_words(self.others)


def _in_words(number: int) -> str:
    return _("mer enn %s") % (MOST - 1) if number >= MOST else str(number)


@dataclass(frozen=True, slots=True)
class ReportPage:
    ht: Team
    pile: Pile
    groups: list[Group]
    counts: Counts
    patients: int
    number: int
    since: datetime | None
    oldest: datetime | None
    sees_ots: bool
    may_begin: bool
    patient: str = ""

    @property
    def last(self) -> int:
        return max(1, -(-self.patients // PATIENTS))

    @property
    def before(self) -> int:
        return self.number - 1

    @property
    def after(self) -> int:
        return self.number + 1 if self.number < self.last else 0

    @property
    def patient_numbers(self) -> set[str]:
        return {group.patient.number for group in self.groups}


def report_page(
    user: User, ht: Team, pile: Pile, *, number: int = 1, patient: str = ""
) -> ReportPage:
    """Nine queries, whatever has been written. With a patient, all of hers."""
    seen = seen_by(user)
    mine = {one: keys_of(unread(ht, one, seen)) for one in Pile}
    by_patient = _by_patient(mine[pile])
    shown, page = _shown(by_patient, number)
    only = group_of(ht, pile, user, patient) if patient else None
    groups = [only] if only else groups_of(shown, by_patient, each=EACH)
    return ReportPage(
        ht=ht,
        pile=pile,
        groups=groups,
        counts=Counts(len(mine[Pile.OWN]), len(mine[Pile.OTHERS])),
        patients=len(by_patient),
        number=page,
        since=begins(ht),
        oldest=min((key.at for key in mine[pile]), default=None),
        sees_ots=sees_ots(user, ht),
        may_begin=can(user, Permission.EDIT_WATCH, ht),
        patient=patient if only else "",
    )


def group_of(
    ht: Team, pile: Pile, user: User, patient: str, ticked: Iterable[Key] = ()
) -> Group | None:
    """One patient's, as it stands after a tick: everything unread, or an empty one. None for a stranger."""
    found = seen_by(user).filter(number=patient).first()
    if found is None:
        return None
    keys = keys_of(unread(ht, pile, patient=patient))
    items = items_of(keys[:MOST])
    words = " ".join(map(str, ticked))
    return Group(found, [items[str(key)] for key in keys], len(keys), words)


def groups_of(shown: Iterable[int], by_patient: dict[int, list[Key]], *, each: int) -> list[Group]:
    chosen = {patient: by_patient[patient][:each] for patient in shown}
    items = items_of(key for keys in chosen.values() for key in keys)
    return [
        Group(items[str(keys[0])].patient, [items[str(key)] for key in keys], len(by_patient[who]))
        for who, keys in chosen.items()
    ]


def counts_of(user: User, ht: Team) -> Counts:
    """Three queries."""
    own, others = (unread(ht, pile, seen_by(user)).count() for pile in Pile)
    return Counts(own, others)


def sees_ots(user: User, ht: Team) -> bool:
    """Whether her right reaches the OTs under the HT: those with inneoppgaver see the HT's own alone."""
    return any(team.ht_id == ht.pk for team in teams_visible_to(user, Permission.FOLLOW_REPORT))


def _by_patient(keys: Iterable[Key]) -> dict[int, list[Key]]:
    """The patient of whom something was written last stands first."""
    found: dict[int, list[Key]] = defaultdict(list)
    for key in keys:
        found[key.patient].append(key)
    return found


def _shown(by_patient: dict[int, list[Key]], number: int) -> tuple[list[int], int]:
    last = max(1, -(-len(by_patient) // PATIENTS))
    page = min(max(number, 1), last)
    return list(by_patient)[(page - 1) * PATIENTS : page * PATIENTS], page


@dataclass(frozen=True, slots=True)
class Ticked:
    """One thing with what was ticked of it."""

    item: Item
    read: ReportTick | None
    followed: ReportTick | None

    @property
    def key(self) -> str:
        return self.item.key


@dataclass(slots=True)
class ShiftTicks:
    """What was ticked on one shift: by whom, how much, and what."""

    label: str
    people: list[tuple[str, int, int]] = field(default_factory=list)
    """Name, how many she read, how many she followed up."""
    rows: list[Ticked] = field(default_factory=list)
    total: int = 0


@dataclass(frozen=True, slots=True)
class TickedPage:
    ht: Team
    day: date
    shifts: list[ShiftTicks]
    counts: Counts
    sees_ots: bool
    pile: str = "lest"

    @property
    def before(self) -> date:
        return self.day - timedelta(days=1)

    @property
    def after(self) -> date | None:
        return self.day + timedelta(days=1) if self.day < clock.today() else None

    @property
    def patient_numbers(self) -> set[str]:
        return {row.item.patient.number for shift in self.shifts for row in shift.rows}


def ticked_page(user: User, ht: Team, day: date) -> TickedPage:
    """What was ticked on the shifts of a day, the night that ends the morning after included."""
    rows = ReportTick.objects.filter(
        ht=ht,
        at__gte=clock.midnight(day),
        at__lt=clock.midnight(day + timedelta(days=2)),
    ).select_related("by__staff")
    mine = [row for row in rows if shift_by_clock(row.at)[0] == day]
    shifts = [
        _shift_ticks(user, kind, list(of_one))
        for kind, of_one in groupby(mine, key=lambda row: shift_by_clock(row.at)[1])
    ]
    return TickedPage(ht, day, shifts[::-1], counts_of(user, ht), sees_ots(user, ht))


def _shift_ticks(user: User, kind: str, ticks: list[ReportTick]) -> ShiftTicks:
    found = ShiftTicks(str(ShiftKind(kind).label), total=len({_key_of(row) for row in ticks}))
    for name in dict.fromkeys(name_of(row.by) for row in ticks):
        kinds = [row.kind for row in ticks if name_of(row.by) == name]
        counted = [kinds.count(one) for one in ReportTick.Kind.values]
        found.people.append((name, counted[0], counted[1]))
    found.rows = _ticked(user, ticks)
    return found


def _ticked(user: User, ticks: list[ReportTick]) -> list[Ticked]:
    """The last first, of those whom the user may see."""
    by_key: dict[str, dict[str, ReportTick]] = defaultdict(dict)
    for row in reversed(ticks):
        by_key[_key_of(row)][row.kind] = row
    wanted = [Key(key[0], int(key[1:]), 0, clock.now()) for key in list(by_key)[:LISTED]]
    items = items_of(wanted)
    about = {item.patient.pk for item in items.values()}
    seen = set(seen_by(user).filter(pk__in=about).values_list("pk", flat=True))
    return [
        Ticked(items[key], kinds.get("lest"), kinds.get("fulgt-opp"))
        for key, kinds in by_key.items()
        if key in items and items[key].patient.pk in seen
    ]


def _key_of(row: ReportTick) -> str:
    return next(
        f"{letter}{pk}"
        for letter, source in SOURCES.items()
        if (pk := getattr(row, f"{source.field}_id")) is not None
    )
