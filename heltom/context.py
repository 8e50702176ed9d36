"""What stands on every page: who is logged in as what, and the places her roles lead to."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from emeldinger.queries.counting import Unopened, hts_of, unopened_of
from emeldinger.queries.watch_page import watches
from heltom import session
from teams.models import Team
from teams.permissions import Permission, can, roles_that
from teams.roles import Role, RoleKind, roles_of, staff_of
from worklists.queries.belonging import may_open
from worklists.queries.desk import day_url

WALKS = (RoleKind.CARER, RoleKind.VK)
DECIDES = Permission.DECIDE_WEIGHTS


@dataclass(frozen=True, slots=True)
class Place:
    label: str
    url: str
    current: bool
    #: What waits there, counted on while the page stands; None where nothing is counted.
    count: Unopened | None = None


class Chrome:
    """Read only when a template asks: a fragment does not pay for the header. Four queries."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.demo: bool = settings.HELTOM_DEMO

    @cached_property
    def user(self) -> object:
        """The user, or None; an error page may come before the login is known."""
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def name(self) -> str:
        staff = staff_of(self.request.user)
        return staff.name if staff else self.request.user.get_username()

    @cached_property
    def role(self) -> str:
        roles = roles_of(self.request.user)
        return _described(roles[0]) if roles else _("Ingen rolle nå")

    @cached_property
    def session_left(self) -> session.Left:
        return session.left(self.request.session)

    @cached_property
    def belongs(self) -> bool:
        """Whether something about where patients belong may wait for her."""
        return may_open(self.request.user)

    @cached_property
    def prepares(self) -> bool:
        """Whether she makes the board of a team."""
        return bool(roles_that(self.request.user, Permission.PREPARE_BOARD))

    @cached_property
    def chooses_boards(self) -> bool:
        """Whether she chooses the rules and the frames of a unit's boards."""
        return bool(roles_that(self.request.user, Permission.EDIT_BOARD_RULES))

    @cached_property
    def watches(self) -> bool:
        """Whether a message that nobody takes, or a shift without eyes, may have to reach her."""
        return watches(self.request.user)

    @cached_property
    def nav(self) -> list[Place]:
        return list(self._places(roles_of(self.request.user)))

    def _places(self, roles: tuple[Role, ...]) -> Iterator[Place]:
        walking = [role for role in roles if role.kind in WALKS]
        if walking:
            yield self._place(_("Min liste"), reverse("worklists:my_list"))
        duty = [role.shift for role in roles if role.shift]
        if duty:
            yield self._place(_("Dagen"), day_url(duty[0]))
        if can(self.request.user, Permission.SEE_OVERVIEW):
            yield self._place(_("Oversikt"), reverse("worklists:overview_today"), "/oversikt/")
        if can(self.request.user, Permission.ANSWER_ADVICE):
            yield self._place(_("Råd"), reverse("worklists:advice_queue"))
        if hts := hts_of(self.request.user):
            yield self._place(_("Ansvarsvakt"), reverse("emeldinger:shift_home"))
            yield self._messages(hts)
        elif self._leads_a_unit(Permission.SEE_MESSAGE_FIGURES):
            home = reverse("emeldinger:figures_home")
            yield self._place(_("E-meldinger"), home, "/emeldinger/")
        if can(self.request.user, Permission.SEE_BOARD):
            yield self._place(_("Tavle"), reverse("boards:home"), "/tavle/")
        if self.belongs:
            yield self._place(_("Tilhørighet"), reverse("worklists:belonging"))
        yield from self._what_is_decided()

    def _what_is_decided(self) -> Iterator[Place]:
        """What the lists weigh, and how long visits are planned for."""
        units = dict.fromkeys(role.unit for role in roles_that(self.request.user, DECIDES))
        for unit in units:
            label = _("Vekting") if len(units) == 1 else _("Vekting %s") % unit
            yield self._place(label, reverse("worklists:weights", args=[unit.code]))
        if can(self.request.user, Permission.SEE_ESTIMATES):
            yield self._place(_("Tider"), reverse("worklists:estimates_home"))

    def _leads_a_unit(self, right: Permission) -> bool:
        """Whether she holds it for a whole unit, and not only for a team that may be an OT."""
        return any(role.team is None for role in roles_that(self.request.user, right))

    def _messages(self, hts: list[Team]) -> Place:
        """With how many nobody has opened; not on the list itself, which counts them. One query."""
        place = self._place(_("E-meldinger"), reverse("emeldinger:inbox"))
        return place if place.current else replace(place, count=unopened_of(hts))

    def _place(self, label: str, url: str, under: str = "") -> Place:
        return Place(label, url, self.request.path.startswith(under or url))


def _described(role: Role) -> str:
    where = f"{role.kind.label} · {role.team or role.unit}"
    return f"{where} · {role.shift.get_kind_display()}" if role.shift else where


def chrome(request: HttpRequest) -> dict[str, Chrome]:
    """Context processor."""
    return {"chrome": Chrome(request)}
