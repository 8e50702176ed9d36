"""What must agree between rows: OT and HT, one login for a person, one visit a plan and day."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from imports.checks.report import Checking, Words, report, shown, sound
from imports.format import table

CONSTRAINTS = frozenset({"worklists_visit_once_a_plan_and_day"})


def check(checking: Checking) -> None:
    if {"teams", "sites"} & checking.present:
        _teams(checking)
    if "addresses" in checking.present:
        _addresses(checking)
    if "staff" in checking.present:
        _usernames(checking)
    if "patients" in checking.present:
        _national_numbers(checking)
    if "visits" in checking.present:
        _visits(checking)


def _teams(checking: Checking) -> None:
    """An OT lies under an HT of its own unit. Told where the file changes either end, or a site."""
    above = f"""
        FROM after_teams t
        JOIN after_teams h ON h.id = t.ht_id
        JOIN after_sites ts ON ts.id = t.site_id
        JOIN after_sites hs ON hs.id = h.site_id
        WHERE {sound("t", ("ht", "kind", "site"))} AND {sound("h", ("kind", "site"))}
            AND {sound("ts", ("unit",))} AND {sound("hs", ("unit",))}
    """
    report(
        checking,
        "teams",
        Words(
            "ht",
            "structure",
            _("Et OT må ligge under et HT, ikke under et annet OT"),
            _("Koden til et HT i samme enhet."),
        ),
        f"""SELECT coalesce(t.line, h.line), 0, h.code {above}
            AND h.kind <> 'HT' AND coalesce(t.line, h.line) IS NOT NULL""",
    )
    apart = "ts.unit_id <> hs.unit_id"
    words = Words(
        "ht",
        "structure",
        _("OT og HT hører til hver sin enhet"),
        _("Koden til et HT i samme enhet som OT-et."),
    )
    report(
        checking,
        "teams",
        words,
        f"""SELECT coalesce(t.line, h.line), 0, h.code {above}
            AND {apart} AND coalesce(t.line, h.line) IS NOT NULL""",
    )
    words = Words(
        "unit", "structure", words.what, _("Samme enhet som de andre teamene under HT-et.")
    )
    report(
        checking,
        "sites",
        words,
        f"""SELECT DISTINCT coalesce(ts.line, hs.line), 0, h.code {above}
            AND {apart} AND coalesce(t.line, h.line) IS NULL
            AND coalesce(ts.line, hs.line) IS NOT NULL""",
    )


def _addresses(checking: Checking) -> None:
    """An address lies with an HT, and a service under the organisation that it is a part of."""
    words = Words(
        "ht",
        "structure",
        _("En adresse for e-meldinger må ligge hos et HT"),
        _("Koden til et HT. Det har ansvarsvakt på hver vakt."),
    )
    report(
        checking,
        "addresses",
        words,
        f"""SELECT a.line, 0, t.code FROM ready_addresses a JOIN after_teams t ON t.id = a.ht_id
            WHERE t.kind <> 'HT' AND a.line = a.first_line
                AND {sound("a", ("ht",))} AND {sound("t", ("kind",))}""",
    )
    words = Words(
        "parent",
        "structure",
        _("Adressen over må være en virksomhet"),
        _("HER-id til virksomheten som tjenesten hører til."),
    )
    report(
        checking,
        "addresses",
        words,
        f"""SELECT a.line, 0, p.her_id FROM ready_addresses a
            JOIN after_addresses p ON p.id = a.parent_id
            WHERE p.service <> 'virksomhet' AND a.line = a.first_line
                AND {sound("a", ("parent",))} AND {sound("p", ("service",))}""",
    )


def _usernames(checking: Checking) -> None:
    words = Words(
        "username",
        "duplicate",
        _("Brukernavnet tilhører en annen ansatt"),
        _("Et eget brukernavn for hver."),
    )
    report(
        checking,
        "staff",
        words,
        """SELECT a.line, b.line, a.username FROM ready_staff a
            JOIN LATERAL (
                SELECT b.line FROM ready_staff b
                WHERE b.username = a.username AND b.line < a.line AND b.line = b.first_line
                UNION ALL
                SELECT NULL FROM teams_user u JOIN teams_staff s ON s.user_id = u.id
                WHERE u.username = a.username AND s.id <> a.id
                    AND NOT EXISTS (SELECT FROM ready_staff r WHERE r.id = s.id
                                    AND r.username IS DISTINCT FROM u.username)
                LIMIT 1
            ) b ON true
            WHERE a.username IS NOT NULL AND a.line = a.first_line""",
    )


def _national_numbers(checking: Checking) -> None:
    words = Words(
        "national_number",
        "duplicate",
        _("Fødselsnummeret tilhører en annen pasient"),
        _("Ett pasientnummer for hvert fødselsnummer."),
    )
    # The number itself is not repeated in the message; the line tells which it is.
    report(
        checking,
        "patients",
        words,
        """SELECT DISTINCT ON (a.line) a.line, b.line, '' FROM ready_patients a
            JOIN after_patients b ON b.national_number = a.national_number AND b.id <> a.id
            WHERE a.line = a.first_line AND (b.line IS NULL OR b.line < a.line)
            ORDER BY a.line, b.line""",
    )


def _visits(checking: Checking) -> None:
    words = Words(
        "plan, date",
        "duplicate",
        _("Tidsplanen har alt et oppdrag denne dagen"),
        _("Ett oppdrag for hver tidsplan og dag."),
    )
    report(
        checking,
        "visits",
        words,
        f"""SELECT DISTINCT ON (a.line) a.line, b.line, {shown(table("visits"), ("plan", "date"))}
            FROM ready_visits a
            JOIN after_visits b ON b.plan_id = a.plan_id AND b.date = a.date AND b.id <> a.id
            JOIN raw_visits raw ON raw.line = a.line
            WHERE a.line = a.first_line AND (b.line IS NULL OR b.line < a.line)
                AND {sound("a", ("plan", "date"))} AND {sound("b", ("plan", "date"))}
            ORDER BY a.line, b.line""",
    )
