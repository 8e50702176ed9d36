"""What the screens ask of teams: who is on duty as what, what is missing, who may be logged in as."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from heltom.lib import clock
from teams.models import (
    DutyFunction,
    FormDraft,
    Profession,
    Shift,
    ShiftKind,
    Staff,
    StaffCompetence,
    Team,
    TeamKind,
    User,
)
from teams.roles import roles_of, staff_of

#: The people of the demo, in the order of a day's story.
CHARACTERS = {
    _lazy("På dagvakt"): ("kari", "vera", "anne", "bodil"),
    _lazy("På kveldsvakt"): ("eva", "jon", "maja", "tone", "liv"),
    _lazy("På nattevakt"): ("nora",),
    _lazy("Leder og følger med"): ("ola", "hanna", "frida", "tuva", "ulla", "kirsten"),
    _lazy("Ser ikke Bergenhus"): ("siri", "nils", "drift"),
}

#: When shifts begin by the clock, for those who have no shift of their own to go by.
BEGINS = ((ShiftKind.NIGHT, time(22)), (ShiftKind.EVENING, time(14, 30)), (ShiftKind.DAY, time(7)))


@dataclass(frozen=True, slots=True)
class Character:
    username: str
    name: str
    profession: str
    today: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CharacterGroup:
    label: str
    people: list[Character]


def characters() -> list[CharacterGroup]:
    """Those of the demo's people who are in the database, with what each is today, by shift."""
    users = {user.username: user for user in User.objects.filter(username__in=_usernames())}
    groups = [
        CharacterGroup(str(label), [_character(users[name]) for name in names if name in users])
        for label, names in CHARACTERS.items()
    ]
    return [group for group in groups if group.people]


def _usernames() -> list[str]:
    return [name for names in CHARACTERS.values() for name in names]


def _character(user: User) -> Character:
    staff = staff_of(user)
    return Character(
        username=user.username,
        name=staff.name if staff else user.get_full_name() or user.username,
        profession=staff.get_profession_display() if staff else "",
        today=tuple(str(role) for role in roles_of(user)),
    )


def character(username: str) -> User | None:
    """One of the demo's people; nobody else can be logged in as."""
    return User.objects.filter(username=username, username__in=_usernames(), is_active=True).first()


def name_of(user: User) -> str:
    """The person's name; the login's where nobody is employed behind it. Wants `staff` joined in."""
    staff = getattr(user, "staff", None)
    return staff.name if staff else user.get_username()


def shift_by_clock(now: datetime) -> tuple[date, str]:
    """The date and kind of the shift that is going on: after midnight it is yesterday's night."""
    local = now.astimezone(clock.OSLO)
    for kind, begins in BEGINS:
        if local.time() >= begins:
            return local.date(), kind.value
    return local.date() - timedelta(days=1), ShiftKind.NIGHT.value


def on_duty(team: Team, day: date, kind: str) -> list[Shift]:
    """Everybody with a duty on the shift, those away included. One query."""
    order = {function.value: number for number, function in enumerate(_DUTY_ORDER)}
    shifts = Shift.objects.of(team, day, kind).select_related("staff", "absence")
    return sorted(shifts, key=lambda shift: order.get(shift.function, len(order)))


_DUTY_ORDER = (
    DutyFunction.ANSVARSVAKT,
    DutyFunction.NURSE_2,
    DutyFunction.VK,
    DutyFunction.LIST,
)


@dataclass(frozen=True, slots=True)
class Gap:
    """A shift where people are at work and nobody has the function that the unit wants there."""

    team: Team
    date: date
    kind: str
    function: str

    @property
    def kind_label(self) -> str:
        return str(ShiftKind(self.kind).label)

    @property
    def function_label(self) -> str:
        return str(DutyFunction(self.function).label)


def gaps(teams: Iterable[Team], first: date, last: date) -> list[Gap]:
    """Missing vaktkoordinatorer and ansvarsvakter, by date. One query, whatever the teams."""
    wanted = {team.pk: (team, function) for team in teams if (function := _wanted(team))}
    rows = (
        Shift.objects.worked()
        .filter(team__in=list(wanted), date__range=(first, last))
        .values_list("team", "date", "kind", "function")
        .distinct()
    )
    return list(_missing(wanted, set(rows)))


def _wanted(team: Team) -> str | None:
    unit = team.site.unit
    if team.kind == TeamKind.HT:
        return DutyFunction.ANSVARSVAKT if unit.needs_ansvarsvakt else None
    return DutyFunction.VK if unit.needs_vk else None


def _missing(
    wanted: dict[int, tuple[Team, str]], rows: set[tuple[int, date, str, str]]
) -> Iterator[Gap]:
    kinds = {kind: number for number, kind in enumerate(ShiftKind.values)}
    shifts = {(pk, day, kind) for pk, day, kind, _ in rows}
    for pk, day, kind in sorted(shifts, key=lambda key: (key[1], kinds[key[2]], key[0])):
        team, function = wanted[pk]
        if (pk, day, kind, function) not in rows:
            yield Gap(team=team, date=day, kind=kind, function=function)


#: The course that makes somebody fit to be vaktkoordinator.
VK_COURSE = "vk"


def dimension_notes(teams: Iterable[Team], day: date) -> dict[int, list[str]]:
    """Where a team is not put together as its unit wants, as sentences by team. Three queries.

    Advice, never a wall: the leader reads them quietly beside the figures.
    """
    chosen = list(teams)
    sizes, trained, ots = _sizes(chosen, day), _trained(chosen, day), _ots(chosen, day)
    notes: dict[int, list[str]] = {}
    for team in chosen:
        if team.kind == TeamKind.HT:
            found = [_too_many_ots(team, ots.get(team.pk, 0))]
        else:
            found = [
                _too_few_care_workers(team, *sizes.get(team.pk, (0, 0))),
                _too_few_trained(team, trained.get(team.pk, 0)),
            ]
        notes[team.pk] = list(filter(None, found))
    return notes


def _sizes(teams: list[Team], day: date) -> dict[int, tuple[int, int]]:
    """(staff, helsefagarbeidere among them) by team."""
    employed = Staff.objects.filter(
        Q(employed_from__isnull=True) | Q(employed_from__lte=day),
        Q(employed_to__isnull=True) | Q(employed_to__gte=day),
        team__in=teams,
    )
    counted = (
        employed.order_by()
        .values_list("team")
        .annotate(all=Count("pk"), care=Count("pk", filter=Q(profession=Profession.CARE_WORKER)))
    )
    return {team: (everybody, care) for team, everybody, care in counted}


def _trained(teams: list[Team], day: date) -> dict[int, int]:
    holders = StaffCompetence.objects.on(day).filter(
        competence__code=VK_COURSE, staff__team__in=teams
    )
    counted = holders.order_by().values_list("staff__team").annotate(Count("staff", distinct=True))
    return dict(counted)


def _ots(teams: list[Team], day: date) -> dict[int, int]:
    under = Team.objects.on(day).filter(ht__in=teams).order_by()
    return dict(under.values_list("ht").annotate(Count("pk")))


def _too_many_ots(team: Team, ots: int) -> str:
    most = team.unit.max_ots_per_ht
    if ots <= most:
        return ""
    return _("Betjener %(ots)s OT, enheten vil ha høyst %(most)s.") % {"ots": ots, "most": most}


def _too_few_care_workers(team: Team, everybody: int, care: int) -> str:
    least = team.unit.min_helsefagarbeider_percent
    if not everybody or 100 * care >= least * everybody:
        return ""
    share = round(100 * care / everybody)
    return _("%(share)s %% helsefagarbeidere, enheten vil ha minst %(least)s %%.") % {
        "share": share,
        "least": least,
    }


def _too_few_trained(team: Team, trained: int) -> str:
    least = team.unit.min_trained_vk
    if trained >= least:
        return ""
    return _("%(trained)s med opplæring som vaktkoordinator, enheten vil ha minst %(least)s.") % {
        "trained": trained,
        "least": least,
    }


def draft_of(user: User, key: str) -> FormDraft | None:
    """What the user has written in the form and not sent."""
    return FormDraft.objects.filter(user=user, key=key).first()


def drafts_of(user: User, under: str) -> list[FormDraft]:
    """Forms that the user has under way on the pages under an address; the newest first."""
    return list(FormDraft.objects.filter(user=user, key__startswith=under))
