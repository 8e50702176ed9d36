"""Units, sites, teams, staff and who is at work: the files that come first."""

from emeldinger.models import Address, ContactPoint, Service
from imports.columns import (
    Column,
    Kind,
    Table,
    boolean,
    choice,
    clock,
    code,
    day,
    decimal,
    instant,
    integer,
    reference,
    text,
)
from teams.models import (
    Absence,
    Competence,
    DutyFunction,
    Position,
    PositionKind,
    Profession,
    Shift,
    ShiftKind,
    Site,
    Staff,
    StaffCompetence,
    Team,
    TeamKind,
    Transport,
    Unit,
)

SEX: dict[str, object] = {"k": "k", "m": "m", "kvinne": "k", "mann": "m"}

UNITS = Table(
    "units",
    Unit,
    "The units (enheter), each with the dimension rules it has chosen. A rule left out keeps its default.",
    (
        code("code", "Code of the unit", "bergenhus"),
        text("name", "Name", "Bergenhus", required=True),
        choice("variant", "Model variant", "original", Unit.Variant),
        integer("max_lists_per_ot", "Most worklists of an OT on a shift", "10", 1, 100),
        integer("max_ots_per_ht", "Most OTs under one HT", "4", 1, 50),
        integer("min_helsefagarbeider_percent", "Least share of helsefagarbeidere", "50", 0, 100),
        integer("min_trained_vk", "Fewest trained vaktkoordinatorer of an OT", "4", 0, 100),
        integer("min_competence_percent", "Least share with every course done", "75", 0, 100),
        integer("board_minutes", "Length of the tavlemøte, minutes", "30", 5, 240),
        clock("board_deadline", "Candidates in by, the day before", "12:00"),
        boolean("needs_vk", "Every shift of an OT must have a vaktkoordinator"),
        boolean("needs_ansvarsvakt", "Every shift of an HT must have an ansvarsvakt"),
        integer(
            "warn_days_ahead", "Warn of a missing VK or ansvarsvakt so many days before", "7", 0, 60
        ),
        integer("vk_reserve_minutes", "Minutes kept free on the VK's list", "60", 0, 480),
        integer("report_minutes", "Report at the beginning of a shift, minutes", "15", 0, 120),
        integer("break_minutes", "Meal break, minutes", "30", 0, 120),
        boolean("break_at_base", "The meal break is taken at the site"),
        integer(
            "overtime_minutes", "Minutes a list may be planned past the shift's end", "0", 0, 240
        ),
        integer("estimate_weeks", "Weeks looked back for what visits really took", "6", 1, 26),
        integer("estimate_visits", "Fewest visits that say anything of that", "8", 2, 200),
        integer("estimate_minutes", "Propose other minutes from a difference of", "5", 1, 120),
        integer("estimate_percent", "... and of so many percent", "20", 0, 100),
        integer("grey_review_days", "Gråsonepasient: days until the next review", "28", 1, 366),
        integer("move_answer_hours", "Hours a team has to answer a request to move", "24", 1, 336),
        integer("fit_weeks", "Right team: weeks looked back", "4", 1, 26),
        integer(
            "fit_nurse_minutes", "Right team: nurse minutes a week that speak for HT", "60", 1, 2000
        ),
        integer("day_rest_hours", "Rest between shifts, hours", "11", 0, 24),
        integer("week_rest_hours", "Unbroken rest within seven days, hours", "35", 0, 72),
        integer("full_week_minutes", "Minutes of a week before overtime", "2130", 600, 3360),
        integer("full_day_minutes", "Minutes of a day before overtime", "540", 240, 960),
        integer("hour_price", "What an hour of hired help costs, kroner", "350", 0, 30000),
        integer("overtime_percent", "Extra for overtime, percent", "50", 0, 300),
        integer("advice_now_minutes", "Sykepleierråd at once: answer within", "10", 1, 120),
        integer("advice_soon_minutes", "Sykepleierråd soon: answer within", "60", 5, 480),
        integer("alarm_minutes", "Alarm: somebody is there within, minutes", "30", 5, 240),
        integer("late_warning_minutes", "Warn from so many minutes too late", "5", 0, 120),
    ),
    key=("code",),
)

SITES = Table(
    "sites",
    Site,
    "The sites (lokalisasjoner): where the teams meet and the lists start.",
    (
        code("code", "Code of the site", "bergenhus-sentrum"),
        reference("unit", "units", "The unit it belongs to", "bergenhus", required=True),
        text("name", "Name", "Bergenhus sentrum", required=True),
        text("address", "Street address", "Rådhusgaten 10"),
        decimal("latitude", "Latitude, degrees (WGS 84)", "60.3943", 57, 72, required=True),
        decimal("longitude", "Longitude, degrees (WGS 84)", "5.3259", 4, 32, required=True),
    ),
    key=("code",),
)

TEAMS = Table(
    "teams",
    Team,
    "The teams: omsorgsteam (OT) and helsetjenesteteam (HT). The order of the lines is free.",
    (
        code("code", "Code of the team", "bergenhus-ot1"),
        reference("site", "sites", "Where it meets", "bergenhus-sentrum", required=True),
        text("name", "Name", "Bergenhus OT 1", required=True),
        choice("kind", "OT or HT", "OT", TeamKind, required=True),
        reference(
            "ht", "teams", "The HT above an OT, of the same unit; empty for an HT", "bergenhus-ht"
        ),
        text("phone", "Telephone", "55 00 00 01"),
        day("active_from", "First day", "2026-01-01"),
        day("active_to", "Last day", "2027-12-31"),
    ),
    key=("code",),
    ends="active_to",
)

ADDRESSES = Table(
    "addresses",
    Address,
    "Where e-meldinger are sent: the municipality and its services, each with its HER-id in the"
    " national address register. Without this file everything that comes counts as ours.",
    (
        text("her_id", "HER-id", "0050010", required=True, pattern=r"[0-9]{1,20}"),
        text("name", "Name", "Sykepleietjenesten, Bergenhus", required=True),
        choice("service", "What answers there; virksomhet is the whole", "sykepleie", Service),
        text("org_number", "Organisation number, 9 digits", "999999999", pattern=r"[0-9]{9}"),
        reference("parent", "addresses", "The organisation that a service belongs to", "0050001"),
        reference(
            "ht",
            "teams",
            "The HT that answers for what comes there about a patient of no team",
            "bergenhus-ht",
            required=True,
        ),
        boolean("active", "In use"),
    ),
    key=("her_id",),
)

CONTACT_POINTS = Table(
    "contact_points",
    ContactPoint,
    "Whom to ring when an e-melding does not get there, by the HER-id that it was sent to or that of the"
    " whole organisation.",
    (
        text("her_id", "HER-id of the receiver", "0070001", required=True, pattern=r"[0-9]{1,20}"),
        text("name", "Who answers", "Oppdiktet sykehus, meldingssenteret", required=True),
        text("phone", "Telephone", "55 00 70 01", required=True),
        text("hours", "When they answer", "hverdager 08–15"),
        text("note", "Anything else", "Utenom: be sentralbordet om seksjonsleder"),
    ),
    key=("her_id",),
)

COMPETENCES = Table(
    "competences",
    Competence,
    "Courses and skills that a visit may ask for.",
    (
        code("code", "Code of the competence", "insulin"),
        text("name", "Name", "Insulin", required=True),
    ),
    key=("code",),
)

STAFF = Table(
    "staff",
    Staff,
    "Everybody who works here, by staff number.",
    (
        text("number", "Staff number", "20417", required=True),
        text("given_name", "Given name", "Kari", required=True),
        text("family_name", "Family name", "Aasen", required=True),
        choice("profession", "Profession", "helsefagarbeider", Profession, required=True),
        reference("team", "teams", "Home team", "bergenhus-ot1", required=True),
        text("hpr_number", "HPR number, at most 9 digits", "9144897", pattern=r"[0-9]{1,9}"),
        decimal("post_percent", "Size of the post, per cent", "75,5", 0, 100),
        boolean("hired_in", "Hired in from an agency", "nei"),
        choice("sex", "k (woman) or m (man)", "k", SEX),
        Column("languages", Kind.LANGUAGES, "Language codes with a space between", "nb en"),
        choice("transport", "How she gets about", "car", Transport),
        text("phone", "Telephone", "900 00 001"),
        text(
            "username",
            "User name for login; the account is made without a password. Empty leaves it as it is",
            "kari",
            pattern=r"[\w.@+-]+",
            max_length=150,
        ),
        day("employed_from", "First day of employment", "2021-08-01"),
        day("employed_to", "Last day of employment", "2027-07-31"),
    ),
    key=("number",),
    ends="employed_to",
)

STAFF_COMPETENCES = Table(
    "staff_competences",
    StaffCompetence,
    "Who has completed which course, from when and perhaps until when.",
    (
        reference("staff", "staff", "Staff number", "20417", required=True),
        reference("competence", "competences", "Competence", "insulin", required=True),
        day("valid_from", "First day", "2025-02-01", required=True),
        day("valid_to", "Last day; empty while it holds", "2028-01-31"),
    ),
    key=("staff", "competence", "valid_from"),
    ends="valid_to",
)

POSITIONS = Table(
    "positions",
    Position,
    "Standing positions, for a team or for a unit (one of the two).",
    (
        reference("staff", "staff", "Staff number", "20417", required=True),
        choice("kind", "Position", "avdelingsleder", PositionKind, required=True),
        reference("team", "teams", "The team it is for", "bergenhus-ot1"),
        reference("unit", "units", "The unit it is for", "bergenhus"),
        day("valid_from", "First day", "2026-01-01", required=True),
        day("valid_to", "Last day; empty while it holds", "2026-12-31"),
    ),
    key=("staff", "kind", "team", "unit", "valid_from"),
    ends="valid_to",
)

ABSENCES = Table(
    "absences",
    Absence,
    "Who is away. Shifts that fall in the time are marked at once; never write a diagnosis.",
    (
        reference("staff", "staff", "Staff number", "20417", required=True),
        instant("starts_at", "Away from", "2026-11-21 07:00", required=True),
        instant("ends_at", "Away until; empty while it is open", "2026-11-23 07:00"),
        choice("reason", "Class of reason", "syk", Absence.Reason, required=True),
    ),
    key=("staff", "starts_at"),
    ends="ends_at",
)

SHIFTS = Table(
    "shifts",
    Shift,
    "The duty roster: a line for each person, date and kind of shift. A night has the date it begins on.",
    (
        reference("staff", "staff", "Staff number", "20417", required=True),
        reference(
            "team", "teams", "The team she works in on this shift", "bergenhus-ot1", required=True
        ),
        day("date", "Date on which the shift begins", "2026-11-21", required=True),
        choice("kind", "Kind of shift", "dag", ShiftKind, required=True),
        choice("function", "What she does; empty is liste", "liste", DutyFunction),
        instant("starts_at", "Begins", "2026-11-21 07:30", required=True),
        instant("ends_at", "Ends", "2026-11-21 15:00", required=True),
    ),
    key=("staff", "date", "kind"),
)
