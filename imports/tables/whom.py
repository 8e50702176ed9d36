"""Patients, whom to call, which team and which people carry them."""

from imports.columns import (
    Column,
    Kind,
    Table,
    boolean,
    choice,
    day,
    decimal,
    instant,
    integer,
    reference,
    text,
)
from imports.tables.who import SEX
from patients.models import (
    Code,
    Contact,
    Criticality,
    Delegation,
    NextOfKin,
    Patient,
    Pause,
    Placement,
)

PATIENTS = Table(
    "patients",
    Patient,
    "The patients, by the municipality's own patient number.",
    (
        text(
            "number",
            "Patient number; the only thing shown on boards. Letters, digits, hyphen and underscore",
            "P10234",
            required=True,
            # It stands in addresses: the same as heltom.lib.converters.PatientNumber.
            pattern=r"[\w-]+",
        ),
        Column(
            "national_number",
            Kind.NATIONAL_NUMBER,
            "Fødselsnummer, D-, H- or FH-number; synthetic numbers only in a demo",
            "21843810001",
        ),
        text("given_name", "Given name", "Oddny", required=True),
        text("family_name", "Family name", "Østrem", required=True),
        text("address", "Street address", "Strandgaten 4"),
        text("postcode", "Post code, 4 digits", "5013", pattern=r"[0-9]{4}"),
        text("place", "Post town", "Bergen"),
        decimal("latitude", "Latitude, degrees (WGS 84)", "60.3951", 57, 72),
        decimal("longitude", "Longitude, degrees (WGS 84)", "5.3180", 4, 32),
        integer(
            "walk_minutes",
            "Minutes to walk from where a car can stand to the door, beyond the usual; empty is 0",
            "4",
            0,
            60,
        ),
        text("phone", "Telephone", "400 00 001"),
        text("key_info", "Key", "Nøkkelboks ved døren"),
        text("language", "Language code; empty is nb", "nb"),
        choice("wished_carer_sex", "Wants help from k (woman) or m (man)", "k", SEX),
        text("wishes", "Other wishes", "Vil helst ha besøk etter klokken 9"),
        text(
            "what_matters",
            "What matters to the patient, in her own words",
            "Å kunne gå til naboen på kaffe",
        ),
        choice("criticality", "1 high, 2 medium, 3 low; empty is 2", "1", Criticality),
        day("started_on", "First day of services", "2024-03-01", required=True),
        day("ended_on", "Last day of services", "2026-12-31"),
        text(
            "ended_reason",
            "Why they ended; asked for where ended_on is given",
            "flyttet til sykehjem",
        ),
    ),
    key=("number",),
    ends="ended_on",
    shared=("wishes", "what_matters"),
)

NEXT_OF_KIN = Table(
    "next_of_kin",
    NextOfKin,
    "Whom the ward calls.",
    (
        reference("patient", "patients", "Patient number", "P10234", required=True),
        text("name", "Name", "Per Østrem", required=True),
        text("relation", "Relation", "sønn"),
        text("phone", "Telephone", "400 00 002", required=True),
        boolean("first", "Is called first"),
    ),
    key=("patient", "name"),
)

PLACEMENTS = Table(
    "placements",
    Placement,
    "Which team a patient belongs to. Two teams may share a patient; one of them owns.",
    (
        reference("patient", "patients", "Patient number", "P10234", required=True),
        reference("team", "teams", "Team", "bergenhus-ot1", required=True),
        choice("code", "HSY or PBP", "PBP", Code, required=True),
        boolean("owner", "Has the main responsibility; empty is ja"),
        day("valid_from", "First day", "2024-03-01", required=True),
        day("valid_to", "Last day; empty while it holds", "2026-12-31"),
        reference("decided_by", "staff", "Staff number of who decided", "20417"),
        text("why", "Why", "Stabil, hjelp til stell og mat"),
    ),
    key=("patient", "team", "valid_from"),
    ends="valid_to",
    shared=("code", "owner", "valid_to", "decided_by", "why"),
)

CONTACTS = Table(
    "contacts",
    Contact,
    "Primærkontakt and deputy; one of each at a time.",
    (
        reference("patient", "patients", "Patient number", "P10234", required=True),
        choice("kind", "primar or vara", "primar", Contact.Kind, required=True),
        reference("staff", "staff", "Staff number", "20417", required=True),
        day("valid_from", "First day", "2024-03-01", required=True),
        day("valid_to", "Last day; empty while it holds", "2026-12-31"),
    ),
    key=("patient", "kind", "valid_from"),
    ends="valid_to",
)

DELEGATIONS = Table(
    "delegations",
    Delegation,
    "Patient-bound delegation: this carer may do this for this patient.",
    (
        reference("patient", "patients", "Patient number", "P10234", required=True),
        reference("staff", "staff", "Staff number of the carer", "20417", required=True),
        reference("competence", "competences", "What she may do", "insulin", required=True),
        day("valid_from", "First day", "2026-01-01", required=True),
        day("valid_to", "Last day; empty while it holds", "2026-12-31"),
        reference("delegated_by", "staff", "Staff number of who delegated", "20003"),
    ),
    key=("patient", "staff", "competence", "valid_from"),
    ends="valid_to",
)

PAUSES = Table(
    "pauses",
    Pause,
    "Midlertidig opphør: hospital stays and other times when the services rest, past and present.",
    (
        reference("patient", "patients", "Patient number", "P10234", required=True),
        instant("starts_at", "From", "2026-11-19 14:00", required=True),
        instant("ends_at", "Until; empty while it is open", "2026-11-24 12:00"),
        day("expected_return", "Expected home; a promise to look, not an end", "2026-11-24"),
        choice("reason", "Reason", "sykehus", Pause.Reason, required=True),
        text("where", "Where", "Haukeland, post 3"),
        text("note", "Remark", "Datter ringer når hun får vite mer"),
    ),
    key=("patient", "starts_at"),
    ends="ends_at",
    shared=("ends_at", "expected_return", "reason", "where", "note"),
)
