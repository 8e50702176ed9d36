"""Every kind of fault, at its file, line and column, and nothing else with it."""

import pytest

pytestmark = pytest.mark.django_db

CELLS = [
    ("staff", 1, "given_name", "", "missing"),
    ("staff", 1, "profession", "legesekretær", "choice"),
    ("staff", 0, "post_percent", "110", "number"),
    ("staff", 0, "hired_in", "kanskje", "choice"),
    ("staff", 0, "employed_from", "01/08/2021", "date"),
    ("staff", 2, "hpr_number", "91x", "text"),
    ("staff", 0, "languages", "norsk språk!", "text"),
    ("shifts", 2, "starts_at", "i morgen", "date"),
    ("shifts", 2, "function", "sjef", "choice"),
    ("patients", 0, "national_number", "21843810002", "national-number"),
    ("patients", 0, "latitude", "5,3951", "position"),
    ("patients", 0, "postcode", "50130", "text"),
    ("patients", 0, "phone", "12345678901234567890123", "text"),
    ("placements", 0, "valid_from", "2024-02-30", "date"),
    ("diagnoses", 0, "system", "icd9", "choice"),
    ("diagnoses", 1, "code", "legg", "text"),
    ("equipment", 0, "code", "rullator med kurv", "text"),
    ("health_states", 1, "state", "dårlig", "choice"),
    ("goals", 0, "area", "mat", "choice"),
    ("goals", 1, "evaluate_on", "", "missing"),
    ("evaluations", 0, "result", "bra", "choice"),
    ("visit_plans", 0, "earliest", "kvart på åtte", "clock"),
    ("visit_plans", 0, "weekdays", "0 8", "number"),
    ("visit_plans", 3, "carers", "3", "number"),
    ("visit_plans", 1, "minutes", "0", "number"),
    ("visit_plans", 2, "minutes", "tjue", "number"),
    ("observations", 1, "parts", "hoyde=170", "parts"),
    ("reviews", 0, "next_on", "til våren", "date"),
    ("observations", 2, "value", "7", "number"),
    ("observations", 0, "parts", "spo2=950", "number"),
]


def test_bad_cells_are_told_where_they_stand_and_blame_nobody_else(folder, places):
    expected = [
        (f"{table}.csv", folder.change(table, row, **{column: value}), column, kind)
        for table, row, column, value, kind in CELLS
    ]
    assert sorted(places()) == sorted(expected)


REFERENCES = [
    ("sites", 0, "unit", "fjelvik"),
    ("teams", 1, "ht", "fjellvik-hjt"),
    ("addresses", 1, "ht", "fjellvik-hjt"),
    ("addresses", 2, "parent", "0059999"),
    ("action_cards", 1, "unit", "fjelvik"),
    ("staff", 3, "team", "fjellvik-ot9"),
    ("staff_competences", 1, "competence", "vk"),
    ("shifts", 1, "staff", "9999"),
    ("placements", 2, "patient", "P9"),
    ("placements", 0, "decided_by", "9999"),
    ("health_states", 0, "by", "9999"),
    ("measures", 0, "goal", "G-X"),
    ("evaluations", 1, "goal", "G-X"),
    ("plan_exceptions", 0, "plan", "T-X"),
    ("visit_plans", 1, "competences", "insulinn"),
    ("visits", 0, "plan", "T-X"),
    ("visits", 1, "second_carer", "9999"),
    ("notes", 0, "by", "9999"),
]


def test_unknown_references_are_told_where_they_stand_and_blame_nobody_else(folder, places):
    expected = [
        (f"{table}.csv", folder.change(table, row, **{column: value}), column, "reference")
        for table, row, column, value in REFERENCES
    ]
    assert sorted(places()) == sorted(expected)


def test_a_near_miss_of_a_code_is_asked_about(folder, load):
    folder.change("sites", 0, unit="fjelvik")
    assert "Mente du «fjellvik»?" in load().faults[0].expected


RULES = [
    ("teams", 1, {"ht": ""}, "ht", "missing"),
    ("teams", 0, {"ht": "fjellvik-ht"}, "ht", "structure"),
    ("teams", 0, {"active_from": "02.01.2027", "active_to": "01.01.2027"}, "active_to", "order"),
    ("addresses", 0, {"parent": "0050001"}, "parent", "structure"),
    ("addresses", 1, {"ht": "fjellvik-ot1"}, "ht", "structure"),
    ("addresses", 1, {"parent": "0050009"}, "parent", "structure"),
    ("staff", 0, {"employed_to": "31.07.2021"}, "employed_to", "order"),
    ("staff_competences", 0, {"valid_to": "31.08.2024"}, "valid_to", "order"),
    ("positions", 0, {"unit": "fjellvik"}, "team", "structure"),
    ("positions", 0, {"team": ""}, "team", "structure"),
    ("positions", 0, {"valid_to": "31.12.2025"}, "valid_to", "order"),
    ("absences", 0, {"ends_at": "23.11.2026 07:00"}, "ends_at", "order"),
    ("shifts", 0, {"ends_at": "23.11.2026 07:00"}, "ends_at", "order"),
    ("shifts", 4, {"ends_at": "27.11.2026 07:00"}, "ends_at", "order"),
    ("shifts", 4, {"date": "23.11.2026"}, "starts_at", "order"),
    ("patients", 2, {"ended_reason": ""}, "ended_reason", "missing"),
    ("patients", 2, {"ended_on": "01.01.2023"}, "ended_on", "order"),
    ("patients", 0, {"longitude": ""}, "longitude", "position"),
    ("placements", 3, {"valid_to": "31.01.2023"}, "valid_to", "order"),
    ("contacts", 0, {"valid_to": "01.01.2024"}, "valid_to", "order"),
    ("delegations", 0, {"valid_to": "01.01.2025"}, "valid_to", "order"),
    ("pauses", 0, {"ends_at": "12.10.2026 13:00"}, "ends_at", "order"),
    ("diagnoses", 0, {"code": "E11.9"}, "code", "text"),
    ("diagnoses", 2, {"valid_to": "01.01.2025"}, "valid_to", "order"),
    ("equipment", 1, {"valid_to": "01.01.2025"}, "valid_to", "order"),
    ("health_states", 0, {"valid_to": "01.01.2024"}, "valid_to", "order"),
    ("goals", 0, {"evaluate_on": "01.08.2026"}, "evaluate_on", "order"),
    ("goals", 1, {"valid_to": "01.07.2026"}, "valid_to", "order"),
    ("goals", 1, {"ended_why": ""}, "ended_why", "missing"),
    ("measures", 2, {"valid_to": "01.07.2026"}, "valid_to", "order"),
    ("visit_plans", 0, {"latest": "07:00"}, "latest", "window"),
    ("visit_plans", 4, {"earliest": "06:00", "latest": "23:00"}, "latest", "window"),
    ("reviews", 0, {"next_on": "16.09.2026"}, "next_on", "order"),
    ("visit_plans", 0, {"valid_to": "01.01.2024"}, "valid_to", "order"),
    ("appointments", 0, {"ends_at": "26.11.2026 10:00"}, "ends_at", "order"),
    ("visits", 0, {"carer": ""}, "carer", "missing"),
    ("visits", 0, {"started_at": ""}, "started_at", "missing"),
    ("visits", 0, {"ended_at": ""}, "ended_at", "missing"),
    ("visits", 0, {"ended_at": "20.11.2026 08:00"}, "ended_at", "order"),
    ("visits", 0, {"patient": "P2"}, "patient", "structure"),
    ("visits", 1, {"second_carer": "1002"}, "second_carer", "structure"),
    ("visits", 2, {"reason": ""}, "reason", "missing"),
    ("visits", 3, {"latest": "20.11.2026 12:00"}, "latest", "window"),
    ("visits", 3, {"minutes": ""}, "minutes", "missing"),
    ("visits", 3, {"team": ""}, "team", "missing"),
    ("observations", 1, {"value": ""}, "value", "missing"),
]


@pytest.mark.parametrize(("table", "row", "cells", "column", "kind"), RULES)
def test_a_line_that_contradicts_itself_is_told(folder, places, table, row, cells, column, kind):
    line = folder.change(table, row, **cells)
    assert places() == [(f"{table}.csv", line, column, kind)]


DUPLICATES = [
    ("units", "code"),
    ("teams", "code"),
    ("addresses", "her_id"),
    ("action_cards", "unit, code"),
    ("contact_points", "her_id"),
    ("staff", "number"),
    ("positions", "staff, kind, team, unit, valid_from"),
    ("shifts", "staff, date, kind"),
    ("patients", "number"),
    ("contacts", "patient, kind, valid_from"),
    ("pauses", "patient, starts_at"),
    ("visit_plans", "reference"),
    ("plan_exceptions", "plan, date"),
    ("visits", "reference"),
]


@pytest.mark.parametrize(("table", "column"), DUPLICATES)
def test_a_line_that_stands_twice_names_the_first(folder, load, table, column):
    line = folder.add(table, **folder.rows[table][0])
    (fault, *more) = load().faults
    assert (fault.file, fault.line, fault.column, fault.kind) == (
        f"{table}.csv",
        line,
        column,
        "duplicate",
    )
    assert "se linje 2" in fault.what
    # A login stands for one person, and a duplicate of her has it too.
    assert {other.column for other in more} <= {"username", "national_number"}


def add_placement(folder, **cells):
    return folder.add("placements", **{"patient": "P2", "code": "PBP", "owner": "ja", **cells})


def test_two_owners_at_once(folder, load):
    line = add_placement(folder, team="fjellvik-ht", valid_from="01.01.2026")
    (fault,) = load().faults
    assert (fault.file, fault.line, fault.column, fault.kind) == (
        "placements.csv",
        line,
        "valid_from",
        "overlap",
    )
    assert "hovedansvaret" in fault.what
    assert f"se linje {folder.line('placements', 2)}" in fault.what


def test_the_same_team_twice_at_once(folder, places):
    line = add_placement(folder, team="fjellvik-ot1", valid_from="01.01.2026", owner="nei")
    assert places() == [("placements.csv", line, "valid_from", "overlap")]


def test_two_owners_one_after_the_other_are_right(folder, places):
    folder.change("placements", 2, valid_to="31.12.2025")
    add_placement(folder, team="fjellvik-ht", valid_from="01.01.2026")
    assert places() == []


def test_two_primarkontakter_at_once(folder, places):
    line = folder.add(
        "contacts", patient="P1", kind="primar", staff="1002", valid_from="01.01.2026"
    )
    assert places() == [("contacts.csv", line, "valid_from", "overlap")]


def test_pauses_over_each_other(folder, load):
    times = {"starts_at": "16.10.2026 11:00", "ends_at": "17.10.2026 11:00"}
    line = folder.add("pauses", patient="P2", reason="reise", **times)
    (fault,) = load().faults
    assert (fault.line, fault.column, fault.kind) == (line, "starts_at", "overlap")
    assert fault.value == "P2 16.10.2026 11:00"


def test_a_pause_may_begin_when_another_ends(folder, places):
    folder.add("pauses", patient="P2", starts_at="16.10.2026 11:30", reason="reise")
    assert places() == []


def test_absences_competences_and_delegations_over_each_other(folder, places):
    absence = folder.add("absences", staff="1004", starts_at="24.11.2026 07:00", reason="kurs")
    course = folder.add(
        "staff_competences", staff="1001", competence="vk-opplaering", valid_from="01.01.2026"
    )
    delegation = folder.add(
        "delegations", patient="P1", staff="1001", competence="insulin", valid_from="31.12.2026"
    )
    assert places() == [
        ("staff_competences.csv", course, "valid_from", "overlap"),
        ("absences.csv", absence, "starts_at", "overlap"),
        ("delegations.csv", delegation, "valid_from", "overlap"),
    ]


def test_facts_of_her_health_over_each_other(folder, places):
    diagnosis = folder.add(
        "diagnoses",
        patient="P2",
        system="icpc2",
        code="P70",
        name="Demens",
        valid_from="01.01.2026",
    )
    thing = folder.add(
        "equipment", patient="P1", code="rullator", name="Ny", valid_from="01.01.2026"
    )
    steady = folder.add("health_states", patient="P1", state="stabil", valid_from="20.11.2026")
    same = folder.add("health_states", patient="P2", state="kognitiv", valid_from="01.01.2026")
    folder.add("health_states", patient="P2", state="ustabil", valid_from="01.01.2026")
    assert places() == [
        ("diagnoses.csv", diagnosis, "valid_from", "overlap"),
        ("equipment.csv", thing, "valid_from", "overlap"),
        ("health_states.csv", steady, "valid_from", "overlap"),
        ("health_states.csv", same, "valid_from", "overlap"),
    ]


def test_two_vaktkoordinatorer_on_a_shift(folder, places):
    line = folder.change("shifts", 1, function="vk")
    assert places() == [("shifts.csv", line, "function", "roster")]


def test_two_ansvarsvakter_on_a_shift(folder, places):
    line = folder.add(
        "shifts",
        staff="1001",
        team="fjellvik-ht",
        date="24.11.2026",
        kind="dag",
        function="ansvarsvakt",
        starts_at="24.11.2026 07:30",
        ends_at="24.11.2026 15:00",
    )
    same = {**folder.rows["shifts"][-1], "staff": "1003"}
    second = folder.add("shifts", **same)
    assert second == line + 1
    assert places() == [("shifts.csv", second, "function", "roster")]


def test_somebody_who_is_away_does_not_count_as_vaktkoordinator(folder, places):
    folder.change("shifts", 3, function="vk")
    assert places() == []


def test_staff_in_two_places_at_once(folder, places):
    line = folder.add(
        "shifts",
        staff="1002",
        team="fjellvik-ht",
        date="23.11.2026",
        kind="kveld",
        starts_at="23.11.2026 14:30",
        ends_at="23.11.2026 22:30",
    )
    assert places() == [("shifts.csv", line, "starts_at", "roster")]


def test_an_ot_under_an_ot(folder, places):
    line = folder.add(
        "teams", code="ot2", site="fjellvik-torget", name="OT 2", kind="OT", ht="fjellvik-ot1"
    )
    assert places() == [("teams.csv", line, "ht", "structure")]


def test_an_ot_under_the_ht_of_another_unit(folder, places):
    folder.add("units", code="nabo", name="Nabo")
    folder.add(
        "sites", code="nabo-base", unit="nabo", name="Nabo", latitude="60,3", longitude="5,3"
    )
    line = folder.add(
        "teams", code="ot2", site="nabo-base", name="OT 2", kind="OT", ht="fjellvik-ht"
    )
    assert places() == [("teams.csv", line, "ht", "structure")]


def test_one_login_for_two_people(folder, load):
    line = folder.change("staff", 3, username="kari.aasen")
    (fault,) = load().faults
    assert (fault.line, fault.column, fault.kind) == (line, "username", "duplicate")
    assert "se linje 2" in fault.what


def test_one_national_number_for_two_patients_is_not_repeated_in_the_message(folder, load):
    number = folder.rows["patients"][0]["national_number"]
    line = folder.change("patients", 1, national_number=number)
    (fault,) = load().faults
    assert (fault.line, fault.column, fault.kind) == (line, "national_number", "duplicate")
    assert number not in str(fault)


def test_a_bad_national_number_is_masked(folder, load):
    folder.change("patients", 0, national_number="21843810002")
    (fault,) = load().faults
    assert "21843810002" not in str(fault)
    assert fault.value.endswith("02")


def test_two_visits_of_a_plan_on_a_day(folder, places):
    line = folder.add("visits", reference="O-9", plan="T-P1-1", date="20.11.2026", state="venter")
    assert places() == [("visits.csv", line, "plan, date", "duplicate")]


# Files and headings
