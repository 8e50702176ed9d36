"""What must agree within one line: from before to, a reason where services end, and the like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from imports.checks.report import Checking, Words, report, shown, sound
from imports.format import table
from imports.sql import name

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Rule:
    """`wrong` is a condition on the row `r`, with `raw` for what the file says.

    It is asked only where all of `reads`, and `column`, where the fault is put, could be read.
    """

    table: str
    column: str
    wrong: str
    what: _StrPromise
    expected: _StrPromise
    reads: tuple[str, ...] = ()
    kind: str = "order"
    constraint: str = ""


END_FIRST = _("Slutter før det begynner")
LATER_DAY = _("Samme dag som fra-datoen eller senere.")


def from_to(
    file: str, start: str = "valid_from", end: str = "valid_to", constraint: str = ""
) -> Rule:
    return Rule(
        file,
        end,
        f"r.{name(end)} < r.{name(start)}",
        END_FIRST,
        LATER_DAY,
        (start,),
        constraint=constraint,
    )


def starts_ends(file: str, constraint: str) -> Rule:
    return Rule(
        file,
        "ends_at",
        "r.ends_at <= r.starts_at",
        END_FIRST,
        _("Et senere tidspunkt enn det i starts_at."),
        ("starts_at",),
        constraint=constraint,
    )


#: A night's small hours come after its evening.
NIGHT_ORDER = """CASE WHEN r.shift = 'natt' AND {0} < time '12:00'
    THEN interval '1 day' ELSE interval '0' END + {0}::interval"""

WHO = (
    from_to("teams", "active_from", "active_to", "teams_team_from_before_to"),
    Rule(
        "teams",
        "ht",
        "r.kind = 'OT' AND r.ht_id IS NULL",
        _("Et OT må høre til et HT"),
        _("Koden til et HT i samme enhet."),
        ("kind",),
        "missing",
        "teams_team_ot_has_ht",
    ),
    Rule(
        "teams",
        "ht",
        "r.kind = 'HT' AND r.ht_id IS NOT NULL",
        _("Et HT kan ikke høre til et annet HT"),
        _("En tom celle."),
        ("kind",),
        "structure",
        "teams_team_ot_has_ht",
    ),
    Rule(
        "addresses",
        "parent",
        "r.service = 'virksomhet' AND r.parent_id IS NOT NULL",
        _("En virksomhet kan ikke ligge under en annen adresse"),
        _("En tom celle, eller en annen tjeneste enn virksomhet."),
        ("service",),
        "structure",
        "emeldinger_address_whole_has_no_parent",
    ),
    from_to("staff", "employed_from", "employed_to"),
    from_to("staff_competences", constraint="teams_staffcompetence_from_before_to"),
    from_to("positions"),
    Rule(
        "positions",
        "team",
        "(r.team_id IS NULL) = (r.unit_id IS NULL)",
        _("En stilling gjelder enten et team eller en enhet"),
        _("En verdi i team eller i unit, ikke i begge."),
        ("unit",),
        "structure",
        "teams_position_team_or_unit",
    ),
    starts_ends("absences", "teams_absence_starts_before_end"),
    starts_ends("shifts", "teams_shift_starts_before_end"),
    Rule(
        "shifts",
        "starts_at",
        "(r.starts_at AT TIME ZONE 'Europe/Oslo')::date <> r.date",
        _("Vakten begynner en annen dag enn datoen"),
        _("Datoen er dagen vakten begynner, også for nattevakter."),
        ("date",),
    ),
    Rule(
        "shifts",
        "ends_at",
        "r.ends_at - r.starts_at > interval '25 hours'",
        _("Vakten er lengre enn et døgn"),
        _("Slutt samme dag, eller neste morgen for en nattevakt."),
        ("starts_at",),
    ),
)

WHOM = (
    from_to("patients", "started_on", "ended_on", "patients_patient_starts_before_end"),
    Rule(
        "patients",
        "ended_reason",
        "r.ended_on IS NOT NULL AND r.ended_reason = ''",
        _("Grunnen til avslutning mangler"),
        _("Skriv hvorfor tjenestene er avsluttet."),
        ("ended_on",),
        "missing",
        "patients_patient_end_has_reason",
    ),
    Rule(
        "patients",
        "longitude",
        "(r.latitude IS NULL) <> (r.longitude IS NULL)",
        _("Bare den ene halvdelen av posisjonen er skrevet"),
        _("Både breddegrad og lengdegrad, eller ingen av dem."),
        ("latitude",),
        "position",
    ),
    from_to("placements", constraint="patients_placement_from_before_to"),
    from_to("contacts", constraint="patients_contact_from_before_to"),
    from_to("delegations", constraint="patients_delegation_from_before_to"),
    starts_ends("pauses", "patients_pause_starts_before_end"),
)

HEALTH = (
    Rule(
        "diagnoses",
        "code",
        "r.system = 'icpc2' AND r.code !~ '^[A-Z][0-9]{2}$'",
        _("Ikke en kode i ICPC-2"),
        _("En bokstav og to tall, som T90. Koder som E11.9 er ICD-10."),
        ("system",),
        "text",
    ),
    from_to("diagnoses", constraint="patients_diagnosis_from_before_to"),
    from_to("equipment", constraint="patients_equipment_from_before_to"),
    from_to("health_states", constraint="patients_healthstate_from_before_to"),
    from_to("goals", constraint="patients_goal_from_before_to"),
    from_to("goals", "valid_from", "evaluate_on"),
    Rule(
        "goals",
        "ended_why",
        "r.valid_to IS NOT NULL AND r.ended_why = ''",
        _("Grunnen til avslutning mangler"),
        _("Skriv hvorfor målet er avsluttet."),
        ("valid_to",),
        "missing",
        "patients_goal_ended_why",
    ),
    from_to("measures", constraint="patients_measure_from_before_to"),
)

WHAT = (
    from_to("visit_plans", constraint="worklists_visitplan_from_before_to"),
    Rule(
        "visit_plans",
        "latest",
        f"{NIGHT_ORDER.format('r.earliest')} > {NIGHT_ORDER.format('r.latest')}",
        _("Senest er før tidligst"),
        _(
            "Et klokkeslett etter det i earliest; i en nattevakt hører tiden før klokken 12 til neste dag."
        ),
        ("earliest", "shift"),
        "window",
        "worklists_visitplan_window",
    ),
    starts_ends("appointments", "worklists_appointment_starts_before_end"),
    Rule(
        "visits",
        "latest",
        # A plan whose own window is wrong is told in its own file.
        "r.latest < r.earliest AND (raw.earliest IS NOT NULL OR raw.latest IS NOT NULL)",
        _("Senest er før tidligst"),
        _("Et tidspunkt etter det i earliest."),
        ("earliest", "plan"),
        "window",
        "worklists_visit_window",
    ),
    *(
        Rule(
            "visits",
            column,
            f"r.plan_id IS NULL AND coalesce(r.{name(ready)}::text, '') = ''",
            _("Verdien mangler"),
            _("Skriv en verdi, eller tidsplanen som oppdraget kommer fra."),
            ("plan",),
            "missing",
        )
        for column, ready in (
            ("patient", "patient_id"),
            ("team", "team_id"),
            ("code", "code"),
            ("shift", "shift"),
            ("earliest", "earliest"),
            ("latest", "latest"),
            ("title", "title"),
            ("minutes", "minutes"),
        )
    ),
    Rule(
        "visits",
        "patient",
        "r.patient_id <> (SELECT p.patient_id FROM after_visit_plans p WHERE p.id = r.plan_id)",
        _("Tidsplanen gjelder en annen pasient"),
        _("Samme pasient som i tidsplanen, eller en tom celle."),
        ("plan",),
        "structure",
    ),
    *(
        Rule(
            "visits",
            column,
            f"r.state = 'utfort' AND r.{name(ready)} IS NULL",
            _("Verdien mangler"),
            _("Et utført oppdrag har en som gjorde det, når det begynte og når det sluttet."),
            ("state",),
            "missing",
        )
        for column, ready in (
            ("carer", "carer_id"),
            ("started_at", "started_at"),
            ("ended_at", "ended_at"),
        )
    ),
    Rule(
        "visits",
        "ended_at",
        "r.ended_at < r.started_at",
        END_FIRST,
        _("Et senere tidspunkt enn det i started_at."),
        ("started_at",),
    ),
    Rule(
        "visits",
        "second_carer",
        "r.second_carer_id = r.carer_id",
        _("Samme ansatt to ganger"),
        _("Den andre hjelperen, eller en tom celle."),
        ("carer",),
        "structure",
    ),
    Rule(
        "visits",
        "reason",
        "r.state = 'avlyst' AND coalesce(r.reason, '') = ''",
        _("Grunnen mangler"),
        _("Skriv hvorfor oppdraget ble avlyst."),
        ("state",),
        "missing",
        "worklists_visitstate_reason_given",
    ),
    Rule(
        "observations",
        "value",
        "r.value IS NULL AND r.parts = '{}'",
        _("Verdien mangler"),
        _("Skriv verdien, eller de målte delene."),
        ("parts",),
        "missing",
    ),
)

#: The unit's lunch, or what it is where the unit has chosen nothing (boards/models/settings.py).
LUNCH = """EXISTS (
    SELECT FROM after_teams t JOIN after_sites i ON i.id = t.site_id
    JOIN after_units u ON u.id = i.unit_id
    LEFT JOIN boards_boardsettings s ON s.unit_id = u.id
    WHERE t.id = r.team_id AND r.starts < coalesce(s.lunch_to, time '12:00')
        AND date '2000-01-01' + r.starts
            + coalesce(r.minutes, u.board_minutes) * interval '1 minute'
            > date '2000-01-01' + coalesce(s.lunch_from, time '11:00')
)"""
BOARDS = (
    from_to("board_plans", constraint="boards_meetingplan_from_before_to"),
    Rule(
        "board_plans",
        "starts",
        LUNCH,
        _("Tavlemøtet kan ikke ligge i lunsjen"),
        _("Et klokkeslett før eller etter enhetens lunsj, vanligvis 11–12."),
        ("team", "minutes"),
        "structure",
    ),
    from_to("board_seats", constraint="boards_seat_from_before_to"),
    Rule(
        "reviews",
        "next_on",
        "r.next_on <= r.on",
        _("Neste gjennomgang er ikke etter denne"),
        _("En dag etter den i on."),
        ("on",),
        "order",
        "boards_review_next_after",
    ),
)

RULES: tuple[Rule, ...] = WHO + WHOM + HEALTH + WHAT + BOARDS

#: The bounds of the column `carers` (1 to 2) stand for two of them, and no file says that a review was
#: done beside a meeting.
CONSTRAINTS = frozenset(
    {rule.constraint for rule in RULES if rule.constraint}
    | {"worklists_visitplan_carers", "worklists_visit_carers", "boards_review_beside_told"}
)


def check(checking: Checking) -> None:
    for rule in RULES:
        if rule.table in checking.present:
            words = Words(rule.column, rule.kind, rule.what, rule.expected)
            report(checking, rule.table, words, _query(rule))


def _query(rule: Rule) -> str:
    return f"""
        SELECT r.line, 0, {shown(table(rule.table), [rule.column])}
        FROM ready_{rule.table} r JOIN raw_{rule.table} raw USING (line)
        WHERE ({rule.wrong}) AND {sound("r", (rule.column, *rule.reads))}
    """
