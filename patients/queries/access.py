"""Who may see a patient now, in words, and who has: read from the access log, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Count, Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from heltom.lib import clock
from patients.models import Patient, Placement
from teams.audit import OWN_LIST
from teams.models import AccessLog, Position, PositionKind, Team, TeamKind
from teams.models.staff import employed_on
from teams.permissions import ROLE_PERMISSIONS, Permission
from teams.roles import DUTY_ROLES, POSITION_ROLES, UMBRELLA, RoleKind

A_PAGE = 50

#: What each screen of the log is called. A test walks the code and asks for a word for every one.
SCREENS: dict[str, object] = {
    "patient": _lazy("pasientsiden"),
    "access_log": _lazy("denne oversikten over innsyn"),
    "board_overview": _lazy("tavla, alle pasienter i teamet"),
    "board_calls": _lazy("hvem som er kalt inn til tavlemøtet for pasienten"),
    "board_called_in": _lazy("egne innkallinger til tavlemøter"),
    "board_agenda": _lazy("saksliste for tavlemøtet"),
    "board_room": _lazy("tavlemøtet på veggen"),
    "board_report": _lazy("å melde til tavlemøtet"),
    "board_primary": _lazy("mine pasienter som primærkontakt"),
    "board_area": _lazy("listen til primærområdemøtet"),
    "board_export": _lazy("tavla som regneark"),
    "board_case": _lazy("forberedelse til tavlemøtet"),
    "board_folder": _lazy("den tverrfaglige mappen"),
    "board_why": _lazy("hvorfor pasienten står på tavla"),
    "board_decisions": _lazy("beslutninger fra tavlemøtene"),
    "board_print": _lazy("utskrift av sakene til tavlemøtet"),
    "function_test": _lazy("Katz ADL og skrøpelighet"),
    "health_facts": _lazy("helseopplysninger"),
    "patient_visits": _lazy("oppdrag, tidsplaner og avtaler"),
    "visit": _lazy("et oppdrag"),
    "why": _lazy("hvorfor et oppdrag ligger der det ligger"),
    "my_list": _lazy("egen arbeidsliste"),
    "note_new": _lazy("ny rapport"),
    "team_notes": _lazy("teamets rapporter"),
    "conflicts": _lazy("det som venter på en person fra telefonene"),
    "day": _lazy("dagsiden for teamet"),
    "print": _lazy("utskrift av listene"),
    "warnings": _lazy("varsler før bygging"),
    "estimates": _lazy("forslag til tider"),
    "proposal": _lazy("hva kriteriene sier"),
    "criteria_trial": _lazy("prøving av kriterier på alle pasienter"),
    "assessment": _lazy("gråsonevurdering"),
    "news2": _lazy("NEWS2"),
    "oxygen_scale": _lazy("skalaen for oksygen i NEWS2"),
    "advice": _lazy("et sykepleierråd"),
    "advice_new": _lazy("nytt sykepleierråd"),
    "advice_queue": _lazy("køen av sykepleierråd"),
    "my_advice": _lazy("det hun selv har spurt om"),
    "patient_advice": _lazy("sykepleierråd om pasienten"),
    "alarm": _lazy("en alarm"),
    "alarm_new": _lazy("ny alarm"),
    "reminders": _lazy("huskelisten"),
    "visit_new": _lazy("nytt oppdrag"),
    "visit_move": _lazy("hvem som kan ta et oppdrag"),
    "visit_release": _lazy("å ta et oppdrag fra noen"),
    "visit_late": _lazy("et oppdrag som ligger an til å bli sent"),
    "forecast": _lazy("fremdriften på vakten"),
    "repair": _lazy("forslag når noen er borte"),
    "repair_choice": _lazy("valg i et forslag når noen er borte"),
    "loans": _lazy("nabohjelp"),
    "loan": _lazy("et lån mellom team"),
    "staff_order": _lazy("flytting av ansatte mellom team"),
    "moves": _lazy("flyttinger mellom team"),
    "move": _lazy("en forespørsel om flytting"),
    "move_new": _lazy("ny forespørsel om flytting"),
    "returns": _lazy("hjemkomster"),
    "calls": _lazy("telefonen til teamet"),
    "call": _lazy("en telefonsamtale"),
    "patient_calls": _lazy("hvem som skal ringes om pasienten"),
    "report": _lazy("HT-rapporten"),
    "shift_desk": _lazy("ansvarsvaktens arbeidsflate"),
    "hand_over": _lazy("overlevering mellom vakter"),
    "stay": _lazy("et midlertidig opphør"),
    "stay_new": _lazy("nytt midlertidig opphør"),
    "goals": _lazy("mål og tiltak"),
    "goal_new": _lazy("nytt mål"),
    "goals_missing": _lazy("pasienter uten mål eller tiltak"),
    "fit": _lazy("riktig team"),
    "belonging": _lazy("tilhørighet, samlet for teamene"),
    "attention": _lazy("det som haster om tilhørighet"),
    "message": _lazy("en e-melding"),
    "messages": _lazy("listen over e-meldinger"),
    "message_close": _lazy("hva en e-melding fører til"),
    "message_patient": _lazy("hvem en e-melding gjelder"),
    "letter": _lazy("et brev til andre, før eller etter at det ble sendt"),
    "letters": _lazy("listen over brev som ikke er sendt"),
    "sent_messages": _lazy("sendte e-meldinger"),
    "api_day_balance": _lazy("dagsbalansen, hentet av et annet system"),
    "api_minutes_proposals": _lazy("forslag til tider, hentet av et annet system"),
    "api_proposal": _lazy("hva kriteriene sier, hentet av et annet system"),
    "api_message": _lazy("en e-melding, hentet av et annet system"),
    "api_warnings": _lazy("varsler, hentet av et annet system"),
}


@dataclass(frozen=True, slots=True)
class Sight:
    """Who may see the patient now, where, and which functions or, of a position, which people."""

    role: str
    where: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    at: datetime
    who: str
    role: str
    team: str
    screen: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who has opened the patient's data, how many times and when last."""

    key: int
    name: str
    times: int
    last: datetime
    current: bool


@dataclass(frozen=True, slots=True)
class AccessPage:
    patient: Patient
    sights: list[Sight]
    readers: list[Reader]
    readings: list[Reading]
    page: Page[AccessLog]
    who: Reader | None

    @property
    def total(self) -> int:
        return sum(reader.times for reader in self.readers)


def readings_since(patient: Patient, since: datetime) -> int:
    """How many times her data were shown to somebody. One query."""
    return AccessLog.objects.filter(patient_number=patient.number, at__gte=since).count()


def access_page(patient: Patient, *, user_key: str = "", number: str = "") -> AccessPage:
    """Six queries. `user_key` picks one reader, `number` the page; what is none is left aside."""
    readers = list(_readers(patient, user_key))
    who = next((reader for reader in readers if reader.current), None)
    rows = AccessLog.objects.filter(patient_number=patient.number)
    if who:
        rows = rows.filter(user=who.key)
    page = Paginator(rows.select_related("user", "staff", "team"), A_PAGE).get_page(number)
    return AccessPage(
        patient=patient,
        sights=list(_sights(patient)),
        readers=readers,
        readings=[_reading(row) for row in page],
        page=page,
        who=who,
    )


def _readers(patient: Patient, chosen: str) -> Iterator[Reader]:
    rows = AccessLog.objects.filter(patient_number=patient.number).order_by()
    named = ("user", "user__username", "user__staff__given_name", "user__staff__family_name")
    counted = rows.values(*named).annotate(times=Count("pk"), last=Max("at"))
    for row in counted.order_by("-last"):
        given, family = row["user__staff__given_name"], row["user__staff__family_name"]
        yield Reader(
            key=row["user"],
            name=f"{given} {family}" if given else row["user__username"],
            times=row["times"],
            last=row["last"],
            current=str(row["user"]) == chosen,
        )


def _reading(row: AccessLog) -> Reading:
    return Reading(
        at=row.at,
        who=row.staff.name if row.staff else row.user.get_username(),
        role=role_in_words(row.role),
        team=str(row.team) if row.team else "",
        screen=str(SCREENS.get(row.screen, row.screen)),
        reason=row.reason,
    )


def role_in_words(role: str) -> str:
    """As the log keeps it: a role, or that somebody read a list of her own that is to come."""
    if role == OWN_LIST:
        return _("egen liste")
    return str(RoleKind(role).label) if role in list(RoleKind) else role


def _sights(patient: Patient) -> Iterator[Sight]:
    """From the same table of rights that the screens ask: those that give SEE_PATIENTS."""
    rows = Placement.objects.on(clock.today()).filter(patient=patient).order_by("-owner", "pk")
    teams = [row.team for row in rows.select_related("team__site__unit", "team__ht")]
    yield from _on_duty(teams)
    yield from _positions(teams)


def _on_duty(teams: Iterable[Team]) -> Iterator[Sight]:
    """Those on duty in her teams, and in the HT above them."""
    seeing = [kind for kind in [*DUTY_ROLES.values(), RoleKind.INDOOR] if _sees(kind)]
    duty = tuple(str(kind.label) for kind in dict.fromkeys(seeing) if kind not in UMBRELLA)
    *first, last = [str(kind.label) for kind in dict.fromkeys(seeing) if kind in UMBRELLA]
    above = _("%s og %s") % (", ".join(first), last)
    places = list(teams)
    for team in places:
        yield Sight(_("De som er på vakt"), str(team), duty)
    for ht in dict.fromkeys(team if team.kind == TeamKind.HT else team.ht for team in places):
        yield Sight(above.capitalize(), str(ht), ())


def _positions(teams: list[Team]) -> Iterator[Sight]:
    """Those who hold a position for one of the teams or for its unit, by name; whoever has left sees
    nothing, whatever position she is still written with. One query.
    """
    kinds = [kind for kind, role in POSITION_ROLES.items() if _sees(role)]
    units = {team.unit.pk for team in teams}
    held = (
        Position.objects.on(clock.today())
        .filter(employed_on(clock.today(), "staff__"), kind__in=kinds)
        .select_related("staff", "team", "unit")
        .order_by("kind", "staff__sort_key")
    )
    names: dict[tuple[str, str], list[str]] = {}
    for row in held:
        if row.team in teams or row.unit_id in units:
            key = (str(PositionKind(row.kind).label).capitalize(), str(row.team or row.unit))
            names.setdefault(key, []).append(row.staff.name)
    for (role, where), people in names.items():
        yield Sight(role, where, tuple(people))


def _sees(kind: RoleKind) -> bool:
    return Permission.SEE_PATIENTS in ROLE_PERMISSIONS[kind]
