"""Visit plans, their exceptions, appointments, and the visits of the past."""

from imports.columns import (
    Column,
    Kind,
    Table,
    boolean,
    choice,
    clock,
    code,
    day,
    from_plan,
    instant,
    integer,
    reference,
    references,
    text,
)
from patients.models import Code
from teams.models import ShiftKind
from worklists.models import ActionCard, Appointment, PlanException, State, Visit, VisitPlan
from worklists.models.plans import MAX_WEEKS, Level, Place, Priority

VISIT_PLANS = Table(
    "visit_plans",
    VisitPlan,
    "Tidsplaner: what recurs, on which days, in which shift, starting within which window.",
    (
        text("reference", "The plan's own id", "T-10234-1", required=True),
        reference("patient", "patients", "Patient number", "P10234", required=True),
        reference("team", "teams", "The team that does it", "bergenhus-ot1", required=True),
        choice("code", "HSY or PBP", "PBP", Code, required=True),
        text("title", "Short name of the task", "Morgenstell", required=True),
        text("task_text", "Oppdragstekst", "Hjelp til stell og frokost"),
        Column(
            "weekdays", Kind.WEEKDAYS, "Days of the week, 1 is Monday", "1 2 3 4 5", required=True
        ),
        integer(
            "every_weeks", "Every so many weeks, from the week of valid_from", "1", 1, MAX_WEEKS
        ),
        choice("shift", "Kind of shift", "dag", ShiftKind, required=True),
        clock("earliest", "Earliest start", "07:45", required=True),
        clock(
            "latest",
            "Latest start; in a night shift it may be after midnight",
            "09:30",
            required=True,
        ),
        integer("minutes", "Minutes at the patient's", "25", 1, 600, required=True),
        integer("carers", "1 or 2 carers at once; empty is 1", "1", 1, 2),
        choice("level", "Least schooling; empty is 0", "1", Level),
        choice("second_level", "Least schooling of the second carer; empty is 0", "0", Level),
        choice(
            "priority",
            "1 must at this time, 2 must today, 3 may move or go; empty is 2",
            "2",
            Priority,
        ),
        choice("where", "Where it is done; empty is hjemme", "hjemme", Place),
        boolean("fixed_time", "The time is fixed; empty is nei", "nei"),
        references(
            "competences", "competences", "Competences asked for, a space between", "medisinkurs"
        ),
        day("valid_from", "First day", "2026-09-01", required=True),
        day("valid_to", "Last day; empty while it holds", "2026-12-31"),
    ),
    key=("reference",),
    ends="valid_to",
)

PLAN_EXCEPTIONS = Table(
    "plan_exceptions",
    PlanException,
    "One day on which a plan is left out, or done though the pattern says no.",
    (
        reference("plan", "visit_plans", "The plan's id", "T-10234-1", required=True),
        day("date", "Date", "2026-11-22", required=True),
        choice("kind", "utgar or ekstra", "utgar", PlanException.Kind, required=True),
        text("reason", "Why", "Sønnen er der", required=True),
    ),
    key=("plan", "date"),
)

APPOINTMENTS = Table(
    "appointments",
    Appointment,
    "The patient's own appointments: no visit at home while one lasts.",
    (
        text("reference", "The appointment's own id", "A-10234-7", required=True),
        reference("patient", "patients", "Patient number", "P10234", required=True),
        instant("starts_at", "From", "2026-11-23 10:00", required=True),
        instant("ends_at", "Until", "2026-11-23 14:30", required=True),
        text("what", "What", "Dagsenter", required=True),
    ),
    key=("reference",),
)

VISIT_STATES: dict[str, object] = {
    state.value: state.value for state in (State.DUE, State.DONE, State.CANCELLED)
}

VISITS = Table(
    "visits",
    Visit,
    "Visits of the past, done or cancelled, and single visits still due. Where a plan is named, patient,"
    " team, code, shift, window and task may be left empty and are then the plan's.",
    (
        text("reference", "The visit's own id", "O-2026-0001", required=True),
        reference("plan", "visit_plans", "The plan's id", "T-10234-1"),
        day("date", "Date of the shift", "2026-11-20", required=True),
        choice("state", "venter, utfort or avlyst", "utfort", VISIT_STATES, required=True),
        reference("carer", "staff", "Staff number of who did it; asked for where utfort", "20417"),
        reference("second_carer", "staff", "Staff number of the second carer", "20418"),
        instant("started_at", "When it really began; asked for where utfort", "2026-11-20 08:02"),
        instant("ended_at", "When it really ended; asked for where utfort", "2026-11-20 08:29"),
        text(
            "reason",
            "Why it was cancelled; asked for where avlyst",
            "Pasienten var ikke hjemme",
            max_length=200,
        ),
        *from_plan(
            reference("patient", "patients", "Patient number", "P10234"),
            reference("team", "teams", "Team", "bergenhus-ot1"),
            choice("code", "HSY or PBP", "PBP", Code),
            choice("shift", "Kind of shift", "dag", ShiftKind),
            instant("earliest", "Earliest start", "2026-11-20 07:45"),
            instant("latest", "Latest start", "2026-11-20 09:30"),
            text("title", "Short name of the task", "Morgenstell"),
            text("task_text", "Oppdragstekst", "Hjelp til stell og frokost"),
            integer("minutes", "Planned minutes", "25", 1, 600),
            integer("carers", "1 or 2 carers at once", "1", 1, 2),
            choice("level", "Least schooling", "1", Level),
            choice("second_level", "Least schooling of the second carer", "0", Level),
            choice("priority", "1, 2 or 3", "2", Priority),
            choice("where", "Where it is done", "hjemme", Place),
            boolean("fixed_time", "The time is fixed", "nei"),
        ),
    ),
    key=("reference",),
)

ACTION_CARDS = Table(
    "action_cards",
    ActionCard,
    "The cards of the contingency plan: what the ansvarsvakt does when this happens.",
    (
        reference("unit", "units", "Unit", "bergenhus", required=True),
        code("code", "The card's own code", "strombrudd"),
        text("title", "Title", "Strømbrudd", required=True),
        text("when_to", "When the card is used", "Strømmen er borte i et område", required=True),
        text(
            "steps",
            "One step a line, the lines within quotation marks",
            "Finn hvem som har oksygen eller alarm",
            required=True,
        ),
        text("phones", "Telephones", "Brann 110, medisinsk nødtelefon 113"),
        integer("position", "Where it stands among the cards; empty is 0", "1", 0, 1000),
    ),
    key=("unit", "code"),
    shared=("title", "when_to", "steps", "phones", "position"),
)
