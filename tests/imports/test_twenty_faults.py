"""A folder with twenty planted faults of twenty kinds: all are told, and nothing is written."""

import pytest

from imports.actions import import_folder
from tests.imports.folders import database_checksum

pytestmark = pytest.mark.django_db


def plant(folder):
    """Spoil the folder; returns where each fault must be found."""
    expected = {
        "missing value": ("staff.csv", folder.change("staff", 3, given_name=""), "given_name"),
        "wrong date": (
            "staff.csv",
            folder.change("staff", 0, employed_from="1/8/21"),
            "employed_from",
        ),
        "wrong number": (
            "staff.csv",
            folder.change("staff", 1, post_percent="75%"),
            "post_percent",
        ),
        "unknown choice": ("staff.csv", folder.change("staff", 2, profession="lege"), "profession"),
        "unknown reference": ("shifts.csv", folder.change("shifts", 4, staff="9999"), "staff"),
        "invalid national number": (
            "patients.csv",
            folder.change("patients", 1, national_number="12345678901"),
            "national_number",
        ),
        "outside Norway": (
            "patients.csv",
            folder.change("patients", 0, latitude="5,31"),
            "latitude",
        ),
        "window the wrong way": (
            "visit_plans.csv",
            folder.change("visit_plans", 2, latest="09:00"),
            "latest",
        ),
        "from after to": (
            "placements.csv",
            folder.change("placements", 3, valid_to="01.01.2020"),
            "valid_to",
        ),
        "too many carers": (
            "visit_plans.csv",
            folder.change("visit_plans", 3, carers="4"),
            "carers",
        ),
        "two VK": ("shifts.csv", folder.change("shifts", 1, function="vk"), "function"),
        "OT without HT": (
            "teams.csv",
            folder.add("teams", code="ot7", site="fjellvik-torget", name="OT 7", kind="OT"),
            "ht",
        ),
        "two owners": (
            "placements.csv",
            folder.add(
                "placements",
                patient="P2",
                team="fjellvik-ht",
                code="HSY",
                owner="ja",
                valid_from="01.01.2026",
            ),
            "valid_from",
        ),
        "two primærkontakter": (
            "contacts.csv",
            folder.add(
                "contacts", patient="P2", kind="primar", staff="1001", valid_from="01.01.2026"
            ),
            "valid_from",
        ),
        "in two places": (
            "shifts.csv",
            folder.add(
                "shifts",
                staff="1003",
                team="fjellvik-ot1",
                date="23.11.2026",
                kind="kveld",
                starts_at="23.11.2026 15:00",
                ends_at="23.11.2026 22:00",
            ),
            "starts_at",
        ),
        "overlapping pauses": (
            "pauses.csv",
            folder.add("pauses", patient="P2", starts_at="14.10.2026 10:00", reason="reise"),
            "starts_at",
        ),
        "duplicate key": (
            "competences.csv",
            folder.add("competences", code="insulin", name="Insulin igjen"),
            "code",
        ),
    }
    folder.write()
    folder.spoil("appointments", ";Dagsenter", "")
    expected["wrong number of cells"] = ("appointments.csv", 2, "")
    folder.spoil("notes", "Spiste lite til frokost", '"Spiste "lite"')
    expected["broken quotes"] = ("notes.csv", 2, "")
    folder.spoil("events", "at;text;by", "at;txet;by")
    expected["unknown column"] = ("events.csv", 1, "txet")
    return expected


def test_all_twenty_are_told_and_the_database_is_untouched(folder, loaded):
    expected = plant(folder)
    assert len(expected) == 20
    before = database_checksum()
    result = import_folder(folder=folder.path, by=None)
    found = [(fault.file, fault.line, fault.column) for fault in result.faults]
    assert {kind: place for kind, place in expected.items() if place not in found} == {}
    assert [place for place in found if place not in expected.values()] == []
    assert result.total_faults == 20
    assert all(fault.what and fault.expected.endswith((".", "?")) for fault in result.faults)
    assert database_checksum() == before


def test_the_same_into_an_empty_database(folder, db):
    expected = plant(folder)
    before = database_checksum()
    result = import_folder(folder=folder.path, by=None)
    assert {(f.file, f.line, f.column) for f in result.faults} == set(expected.values())
    assert database_checksum() == before
