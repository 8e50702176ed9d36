"""What each role may do. Roles are worn (teams/roles.py); rights are written here and nowhere else."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heltom.lib.errors import NotAllowed
from teams.models import Team, Unit
from teams.roles import UMBRELLA, Role, RoleKind, roles_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from teams.models import User


class Permission(StrEnum):
    SEE_PATIENTS = "see_patients"
    SEE_DAY = "see_day"
    REBUILD = "rebuild"
    CHANGE_LISTS = "change_lists"
    DO_VISITS = "do_visits"
    ACKNOWLEDGE = "acknowledge"
    SEE_OVERVIEW = "see_overview"
    DECIDE_WEIGHTS = "decide_weights"
    SEE_ESTIMATES = "see_estimates"
    DECIDE_MINUTES = "decide_minutes"
    SEE_CRITERIA = "see_criteria"
    EDIT_CRITERIA = "edit_criteria"
    ASSESS = "assess"
    PROPOSE_MOVE = "propose_move"
    ANSWER_MOVE = "answer_move"
    PAUSE = "pause"
    SEE_FIT = "see_fit"
    WRITE_CARE = "write_care"
    SEE_ACCESS_LOG = "see_access_log"
    RUN_SHIFT = "run_shift"
    HANDLE_CALLS = "handle_calls"
    EDIT_CALL_HOURS = "edit_call_hours"
    ASK_ADVICE = "ask_advice"
    ANSWER_ADVICE = "answer_advice"
    ORDER_STAFF = "order_staff"
    EDIT_PRIORITIES = "edit_priorities"
    EDIT_RESPONSES = "edit_responses"
    SET_SCALE = "set_scale"
    RECEIVE_ALARMS = "receive_alarms"
    SEE_MESSAGES = "see_messages"
    HANDLE_MESSAGES = "handle_messages"
    RECEIVE_MESSAGES = "receive_messages"
    EDIT_ADDRESSES = "edit_addresses"
    EDIT_WATCH = "edit_watch"
    SEE_MESSAGE_FIGURES = "see_message_figures"
    FOLLOW_REPORT = "follow_report"
    EDIT_ACTION_CARDS = "edit_action_cards"
    SEE_BOARD = "see_board"
    REPORT_CANDIDATE = "report_candidate"
    WRITE_BOARD = "write_board"
    WRITE_FOLDER = "write_folder"
    PREPARE_BOARD = "prepare_board"
    CHANGE_PLANS = "change_plans"
    EDIT_BOARD_RULES = "edit_board_rules"
    SEE_BOARD_FIGURES = "see_board_figures"
    IMPORT = "import"


#: Whoever goes to a patient may put her forward, read the team's board and write in the folder that both
#: services share (HeltOm 3.0, 10.4.1 and 10.4.3).
SEES_BOARD = {Permission.SEE_BOARD, Permission.REPORT_CANDIDATE, Permission.WRITE_FOLDER}
DUTY = SEES_BOARD | {
    Permission.SEE_PATIENTS,
    Permission.SEE_DAY,
    Permission.DO_VISITS,
    Permission.SEE_CRITERIA,
    Permission.WRITE_CARE,
}
RUNS_THE_DAY = DUTY | {
    Permission.WRITE_BOARD,
    Permission.REBUILD,
    Permission.CHANGE_LISTS,
    Permission.ACKNOWLEDGE,
    Permission.SEE_OVERVIEW,
    Permission.PROPOSE_MOVE,
    Permission.PAUSE,
    Permission.RUN_SHIFT,
    Permission.HANDLE_CALLS,
    Permission.ASK_ADVICE,
}
#: Sykepleierråd is given by a nurse on duty for the HT and its OTs (HeltOm 3.0, 7.2.2).
GIVES_ADVICE = {Permission.ANSWER_ADVICE, Permission.SET_SCALE}
#: E-meldinger for the HT and its OTs are handled by a nurse on duty there (HeltOm 3.0, 7.2.2).
HANDLES_MESSAGES = {Permission.SEE_MESSAGES, Permission.HANDLE_MESSAGES}
#: Whoever else the roster has put there by mistake is let in to read, and handles nothing.
NURSES_ONLY = {Permission.HANDLE_MESSAGES}
#: Whose professional judgement settles where a patient belongs (HeltOm 3.0, 8.2.1).
JUDGES_BELONGING = {Permission.ASSESS, Permission.ANSWER_MOVE, Permission.SEE_FIT}

#: What visits really take: read by those who run the shift, decided by those who answer for the team.
ANSWERS_FOR_TEAM = (
    RUNS_THE_DAY
    | JUDGES_BELONGING
    | {
        Permission.SEE_ESTIMATES,
        Permission.DECIDE_MINUTES,
        Permission.SEE_ACCESS_LOG,
        # The fagansvarlig prepares and leads the board; the avdelingsleder where she is away.
        Permission.PREPARE_BOARD,
        Permission.CHANGE_PLANS,
        Permission.SEE_BOARD_FIGURES,
    }
)

ROLE_PERMISSIONS: dict[RoleKind, frozenset[Permission]] = {
    RoleKind.CARER: frozenset(DUTY),
    RoleKind.VK: frozenset(RUNS_THE_DAY | {Permission.SEE_ESTIMATES}),
    RoleKind.ANSVARSVAKT: frozenset(
        RUNS_THE_DAY
        | JUDGES_BELONGING
        | GIVES_ADVICE
        | HANDLES_MESSAGES
        | {Permission.SEE_ESTIMATES, Permission.ORDER_STAFF, Permission.FOLLOW_REPORT}
    ),
    RoleKind.NURSE_2: frozenset(
        RUNS_THE_DAY | GIVES_ADVICE | HANDLES_MESSAGES | {Permission.FOLLOW_REPORT}
    ),
    RoleKind.MESSAGES: frozenset(
        DUTY
        | HANDLES_MESSAGES
        | {Permission.SEE_OVERVIEW, Permission.HANDLE_CALLS, Permission.FOLLOW_REPORT}
    ),
    RoleKind.INDOOR: frozenset(
        DUTY | {Permission.SEE_OVERVIEW, Permission.HANDLE_CALLS, Permission.FOLLOW_REPORT}
    ),
    RoleKind.TEAM_LEADER: frozenset(
        ANSWERS_FOR_TEAM
        | {
            Permission.DECIDE_WEIGHTS,
            Permission.EDIT_PRIORITIES,
            Permission.EDIT_CALL_HOURS,
            Permission.SEE_MESSAGES,
            Permission.SEE_MESSAGE_FIGURES,
            Permission.EDIT_WATCH,
            Permission.FOLLOW_REPORT,
        }
    ),
    RoleKind.CLINICAL_LEAD: frozenset(
        ANSWERS_FOR_TEAM
        | {
            Permission.SET_SCALE,
            Permission.SEE_MESSAGES,
            Permission.SEE_MESSAGE_FIGURES,
            Permission.FOLLOW_REPORT,
        }
    ),
    RoleKind.CLINICAL_ADVISER: frozenset(
        {
            Permission.SEE_PATIENTS,
            Permission.SEE_DAY,
            Permission.SEE_OVERVIEW,
            Permission.SEE_ESTIMATES,
            Permission.SEE_CRITERIA,
            Permission.EDIT_CRITERIA,
            Permission.ASSESS,
            Permission.SEE_FIT,
            Permission.EDIT_RESPONSES,
            Permission.SEE_BOARD,
            Permission.EDIT_BOARD_RULES,
            Permission.SEE_BOARD_FIGURES,
        }
    ),
    # Of another service, with the same teams week after week: no shift there, and no list.
    RoleKind.THERAPIST: frozenset(
        SEES_BOARD
        | {
            Permission.SEE_PATIENTS,
            Permission.SEE_CRITERIA,
            Permission.WRITE_CARE,
            Permission.WRITE_BOARD,
        }
    ),
    RoleKind.UNIT_LEADER: frozenset(
        {
            Permission.SEE_CRITERIA,
            Permission.EDIT_CRITERIA,
            Permission.PROPOSE_MOVE,
            Permission.ANSWER_MOVE,
            Permission.SEE_FIT,
            Permission.SEE_ACCESS_LOG,
            Permission.SEE_PATIENTS,
            Permission.SEE_DAY,
            Permission.SEE_OVERVIEW,
            Permission.REBUILD,
            Permission.DECIDE_WEIGHTS,
            Permission.ACKNOWLEDGE,
            Permission.SEE_ESTIMATES,
            Permission.EDIT_RESPONSES,
            Permission.SEE_MESSAGE_FIGURES,
            Permission.EDIT_WATCH,
            Permission.EDIT_ACTION_CARDS,
            Permission.SEE_BOARD,
            Permission.EDIT_BOARD_RULES,
            Permission.SEE_BOARD_FIGURES,
        }
    ),
    # Runs the installation. Sees figures for every team and no patient; the login of the responssenter's
    # system is one of these, and sends alarms without reading any; so is the login of what delivers
    # e-meldinger.
    RoleKind.OPERATOR: frozenset(
        {
            Permission.SEE_OVERVIEW,
            Permission.REBUILD,
            Permission.IMPORT,
            Permission.RECEIVE_ALARMS,
            Permission.RECEIVE_MESSAGES,
            Permission.EDIT_ADDRESSES,
        }
    ),
}

SENTENCES = {
    Permission.SEE_PATIENTS: _("Du kan bare se pasienter i teamet du er på vakt i nå."),
    Permission.SEE_DAY: _("Du kan bare se listene til teamet du er på vakt i nå."),
    Permission.REBUILD: _(
        "Bare vaktkoordinator, ansvarsvakt eller leder kan bygge lister på nytt."
    ),
    Permission.CHANGE_LISTS: _("Bare vaktkoordinator, ansvarsvakt eller leder kan endre lister."),
    Permission.DO_VISITS: _("Bare den som er på vakt i teamet, kan føre oppdrag."),
    Permission.ACKNOWLEDGE: _("Bare vaktkoordinator, ansvarsvakt eller leder kan bekrefte dette."),
    Permission.SEE_OVERVIEW: _("Oversikten er for den som leder vakten, teamet eller enheten."),
    Permission.DECIDE_WEIGHTS: _(
        "Bare enhetsleder og avdelingsledere bestemmer hva enhetens lister legger vekt på."
    ),
    Permission.SEE_ESTIMATES: _(
        "Forslag til tider er for den som leder vakten, teamet eller enheten."
    ),
    Permission.DECIDE_MINUTES: _(
        "Bare avdelingsleder eller fagansvarlig kan endre tiden i en tidsplan."
    ),
    Permission.SEE_CRITERIA: _("Kriteriene er for den som er på vakt eller leder et team."),
    Permission.EDIT_CRITERIA: _(
        "Bare sykepleierfaglig konsulent og enhetsleder kan endre kriteriene."
    ),
    Permission.ASSESS: _(
        "Bare ansvarsvakt, fagansvarlig, avdelingsleder og sykepleierfaglig konsulent vurderer"
        " hvor en gråsonepasient hører til."
    ),
    Permission.PROPOSE_MOVE: _(
        "Bare vaktkoordinator, ansvarsvakt eller leder kan be om at en pasient flyttes."
    ),
    Permission.ANSWER_MOVE: _(
        "Bare ansvarsvakt, fagansvarlig eller leder i teamet som skal ta imot, kan svare."
    ),
    Permission.PAUSE: _(
        "Bare vaktkoordinator, ansvarsvakt eller leder kan føre midlertidig opphør."
    ),
    Permission.SEE_FIT: _("Dette er for ansvarsvakt, fagansvarlig og ledere."),
    Permission.WRITE_CARE: _("Bare den som er på vakt i teamet, kan skrive mål og tiltak."),
    Permission.SEE_ACCESS_LOG: _("Bare leder og fagansvarlig ser hvem som har åpnet siden."),
    Permission.RUN_SHIFT: _("Bare vaktkoordinator, ansvarsvakt eller leder kan styre vakten."),
    Permission.HANDLE_CALLS: _(
        "Telefonen er for den som leder vakten eller har inneoppgaver, ikke for dem som er ute på liste."
    ),
    Permission.EDIT_CALL_HOURS: _("Bare avdelingsleder kan endre når teamet ringer tilbake."),
    Permission.ASK_ADVICE: _("Spør vaktkoordinatoren. Hun spør ansvarsvakten når det trengs."),
    Permission.ANSWER_ADVICE: _("Bare ansvarsvakt og sykepleier 2 svarer på sykepleierråd."),
    Permission.ORDER_STAFF: _(
        "Bare ansvarsvakten kan beordre noen på jobb eller flytte ansatte mellom team."
    ),
    Permission.EDIT_PRIORITIES: _("Bare avdelingsleder kan endre teamets prioriteringsliste."),
    Permission.EDIT_RESPONSES: _(
        "Bare sykepleierfaglig konsulent og enhetsleder kan endre hva målingene skal føre til."
    ),
    Permission.SET_SCALE: _(
        "Bare sykepleier som er ansvarsvakt, sykepleier 2 eller fagansvarlig, kan velge skala 2."
    ),
    Permission.RECEIVE_ALARMS: _("Bare responssenteret kan sende inn alarmer denne veien."),
    Permission.SEE_MESSAGES: _(
        "E-meldinger er for ansvarsvakten, sykepleier 2 og dem som svarer for helsetjenesteteamet."
    ),
    Permission.HANDLE_MESSAGES: _(
        "Bare sykepleier eller vernepleier på vakt i helsetjenesteteamet behandler e-meldinger."
    ),
    Permission.RECEIVE_MESSAGES: _("Bare systemansvarlig kan levere e-meldinger denne veien."),
    Permission.EDIT_ADDRESSES: _("Bare systemansvarlig kan endre adressene for e-meldinger."),
    Permission.EDIT_WATCH: _(
        "Bare avdelingsleder og enhetsleder kan endre frister, runder og kontaktpunkter."
    ),
    Permission.SEE_MESSAGE_FIGURES: _("Tallene for e-meldinger er for ledere og fagansvarlige."),
    Permission.FOLLOW_REPORT: _(
        "Rapporten føres av sykepleier på vakt, den som har inneoppgaver, eller leder i HT."
    ),
    Permission.EDIT_ACTION_CARDS: _("Bare enhetsleder kan endre tiltakskortene."),
    Permission.SEE_BOARD: _(
        "Tavla er for dem som er på vakt i teamet, deltar i møtet eller leder."
    ),
    Permission.REPORT_CANDIDATE: _("Bare den som er på vakt eller deltar i teamet, kan melde."),
    Permission.WRITE_BOARD: _(
        "Bare fagansvarlig, leder, terapeut og den som leder vakten, skriver på tavla."
    ),
    Permission.WRITE_FOLDER: _("Bare den som er på vakt eller deltar i teamet, skriver i mappen."),
    Permission.PREPARE_BOARD: _("Bare fagansvarlig og avdelingsleder forbereder tavlemøtet."),
    Permission.CHANGE_PLANS: _("Bare fagansvarlig og avdelingsleder kan endre en tidsplan."),
    Permission.EDIT_BOARD_RULES: _(
        "Bare sykepleierfaglig konsulent og enhetsleder kan endre reglene for tavla."
    ),
    Permission.SEE_BOARD_FIGURES: _("Tallene for tavlemøtene er for fagansvarlige og ledere."),
    Permission.IMPORT: _("Bare systemansvarlig kan lese inn data."),
}


def roles_that(
    user: User | AnonymousUser, permission: Permission, team: Team | None = None
) -> list[Role]:
    """The hats that give the right, for the team when one is named. The first is the one logged."""
    return [
        role
        for role in roles_of(user)
        if gives(role, permission) and (team is None or reaches(role, team))
    ]


def gives(role: Role, permission: Permission) -> bool:
    """Whether the hat gives the right to whoever wears it: some ask for her profession too."""
    wears = permission in ROLE_PERMISSIONS[role.kind]
    return wears and (permission not in NURSES_ONLY or role.is_nurse)


def reaches(role: Role, team: Team) -> bool:
    """An operator's figures and rebuilds reach every team of the installation."""
    return role.kind is RoleKind.OPERATOR or role.covers(team)


def can(user: User | AnonymousUser, permission: Permission, team: Team | None = None) -> bool:
    return bool(roles_that(user, permission, team))


def check_can(user: User | AnonymousUser, permission: Permission, team: Team | None = None) -> Role:
    """Return the role that gives the right, or raise NotAllowed with a sentence for the person."""
    roles = roles_that(user, permission, team)
    if not roles:
        raise NotAllowed(str(SENTENCES[permission]))
    return roles[0]


def roles_in(user: User | AnonymousUser, unit: Unit) -> list[Role]:
    """The hats that make the user a colleague in the unit; an operator is one everywhere."""
    return [
        role for role in roles_of(user) if role.kind is RoleKind.OPERATOR or role.unit.pk == unit.pk
    ]


def can_in_unit(user: User | AnonymousUser, permission: Permission, unit: Unit) -> bool:
    """Whether a hat worn in the unit, for all of it or for one of its teams, gives the right."""
    return any(gives(role, permission) for role in roles_in(user, unit))


def teams_where(user: User | AnonymousUser, permission: Permission) -> Q:
    """A condition on Team: the teams in which the user holds the right now. No queries of its own."""
    condition = Q(pk__in=[])
    for role in roles_that(user, permission):
        condition |= _teams_of(role)
    return condition


def _teams_of(role: Role) -> Q:
    if role.kind is RoleKind.OPERATOR:
        return ~Q(pk__in=[])
    if role.team is None:
        return Q(site__unit=role.unit)
    if role.kind in UMBRELLA:
        return Q(pk=role.team.pk) | Q(ht=role.team.pk)
    return Q(pk=role.team.pk)


def teams_visible_to(
    user: User | AnonymousUser, permission: Permission = Permission.SEE_DAY
) -> list[Team]:
    """The teams in which the user holds the right now, in the order they are listed. One query."""
    teams = Team.objects.filter(teams_where(user, permission))
    return list(teams.select_related("site__unit", "ht"))


def colleague_units(user: User | AnonymousUser) -> set[int]:
    """Units where the user wears any hat: there she is a colleague (403), elsewhere a stranger (404)."""
    return {role.unit.pk for role in roles_of(user)}
