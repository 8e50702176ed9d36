"""A later folder: what changes, what ends, what stays, and rows that trade places."""

import pytest

from imports.actions import import_folder
from patients.models import Contact, Patient, Placement
from teams.models import Absence, Shift, Staff, User
from tests.imports.folders import database_checksum, load_example
from worklists.models import State, Visit, VisitPlan, VisitState

pytestmark = pytest.mark.django_db


def counts(result, table):
    count = result.files[table]
    return (count.new, count.changed, count.ended, count.unchanged)


@pytest.fixture(scope="module")
def loaded(rows_of_module, tmp_path_factory):
    return load_example(tmp_path_factory.mktemp("example"))


def test_only_what_differs_is_changed(folder, loaded, load):
    folder.change("patients", 0, phone="400 99 999")
    folder.add("competences", code="kateter", name="Kateter")
    result = load()
    assert counts(result, "patients") == (0, 1, 0, 2)
    assert counts(result, "competences") == (1, 0, 0, 3)
    assert counts(result, "staff") == (0, 0, 0, 4)
    assert Patient.objects.get(number="P1").phone == "400 99 999"


def test_what_is_missing_from_a_later_file_stays(folder, loaded, load):
    del folder.rows["patients"][1:]
    folder.only("patients")
    assert counts(load(), "patients") == (0, 0, 0, 1)
    assert Patient.objects.count() == 3


def test_a_row_ends_by_its_to_date_and_is_counted_as_ended(folder, loaded, load):
    folder.change("placements", 1, valid_to="01.12.2026")
    folder.change("visit_plans", 2, valid_to="01.12.2026")
    folder.change("patients", 0, ended_on="31.12.2026", ended_reason="flyttet")
    result = load()
    assert counts(result, "placements") == (0, 0, 1, 3)
    assert counts(result, "visit_plans") == (0, 0, 1, 4)
    assert counts(result, "patients") == (0, 0, 1, 2)


def test_an_empty_cell_empties_and_a_column_left_out_does_not(folder, loaded, load):
    folder.only("patients")
    folder.headings["patients"].remove("key_info")
    for row in folder.rows["patients"]:
        row.pop("key_info")
        row["wishes"] = ""
    load()
    oddny = Patient.objects.get(number="P1")
    assert (oddny.key_info, oddny.wishes) == ("Nøkkelboks ved døren", "")


def test_a_new_name_sorts_by_itself(folder, loaded, load):
    folder.change("patients", 0, family_name="Andersen")
    load()
    assert Patient.objects.first().number == "P1"


def test_competences_of_a_plan_are_replaced(folder, loaded, load):
    folder.change("visit_plans", 1, competences="medisinkurs")
    assert counts(load(), "visit_plans") == (0, 1, 0, 4)
    plan = VisitPlan.objects.get(reference="T-P1-2")
    assert [competence.code for competence in plan.competences.all()] == ["medisinkurs"]


def test_two_owners_can_trade_places(folder, loaded, load):
    folder.change("placements", 0, owner="nei")
    folder.change("placements", 1, owner="ja")
    assert load().faults == []
    assert Placement.objects.get(patient__number="P1", owner=True).team.code == "fjellvik-ht"


def test_two_people_can_trade_the_duty_of_vaktkoordinator(folder, loaded, load):
    folder.change("shifts", 0, function="liste")
    folder.change("shifts", 1, function="vk")
    assert load().faults == []
    assert Shift.objects.get(function="vk").staff.number == "1002"


def test_two_shifts_of_one_person_can_trade_hours(folder, loaded, load, oslo):
    evening = {"staff": "1001", "team": "fjellvik-ot1", "date": "23.11.2026", "kind": "kveld"}
    folder.add("shifts", **evening, starts_at="23.11.2026 15:00", ends_at="23.11.2026 22:00")
    assert load().faults == []
    folder.change("shifts", 0, starts_at="23.11.2026 15:00", ends_at="23.11.2026 22:00")
    folder.change("shifts", -1, starts_at="23.11.2026 07:30", ends_at="23.11.2026 15:00")
    assert load().faults == []
    assert Shift.objects.get(staff__number="1001", kind="kveld").starts_at == oslo(
        "2026-11-23 07:30"
    )


def test_national_numbers_entered_the_wrong_way_round_can_be_put_right(folder, loaded, load):
    first, second = (row["national_number"] for row in folder.rows["patients"][:2])
    folder.change("patients", 0, national_number=second)
    folder.change("patients", 1, national_number=first)
    assert load().faults == []
    assert Patient.objects.get(number="P1").national_number == second


def test_user_names_can_trade_places_and_an_empty_cell_keeps_the_login(folder, loaded, load):
    folder.change("staff", 0, username="ola.ostby")
    folder.change("staff", 1, username="kari.aasen")
    folder.change("staff", 2, username="")
    assert load().faults == []
    assert Staff.objects.get(number="1001").user.username == "ola.ostby"
    assert Staff.objects.get(number="1002").user.username == "kari.aasen"
    assert Staff.objects.get(number="1003").user.username == "ingrid.aerlig"
    assert User.objects.count() == 3


def test_a_login_that_is_there_already_is_used(folder, db, load):
    user = User.objects.create_user("kari.aasen", password="hemmelig")
    load()
    assert Staff.objects.get(number="1001").user == user
    user.refresh_from_db()
    assert user.check_password("hemmelig")


# Clashes with what is in the database


def test_an_open_row_of_the_database_that_the_file_forgets_to_end(folder, loaded, load):
    folder.only("placements", "contacts")
    folder.rows["placements"] = []
    folder.rows["contacts"] = []
    owner = {"patient": "P2", "team": "fjellvik-ht", "code": "HSY", "owner": "ja"}
    line = folder.add("placements", **owner, valid_from="01.01.2027")
    folder.add("contacts", patient="P1", kind="primar", staff="1002", valid_from="01.01.2027")
    contact_fault, owner_fault = sorted(load().faults, key=lambda fault: fault.file)
    assert (contact_fault.line, owner_fault.line) == (2, line)
    for fault in (contact_fault, owner_fault):
        assert (fault.column, fault.kind) == ("valid_from", "overlap")
        assert "(alt i databasen)" in fault.what
    assert Contact.objects.filter(patient__number="P1").count() == 2


def test_a_second_vaktkoordinator_beside_the_one_in_the_database(folder, loaded, load):
    folder.only("shifts")
    folder.rows["shifts"] = [{**folder.rows["shifts"][1], "function": "vk"}]
    (fault,) = load().faults
    assert (fault.line, fault.column) == (2, "function")
    assert "(alt i databasen)" in fault.what


def test_a_number_that_belongs_to_somebody_in_the_database(folder, loaded, load):
    folder.only("patients", "staff")
    number = folder.rows["patients"][1]["national_number"]
    folder.rows["patients"] = [{**folder.rows["patients"][0], "national_number": number}]
    folder.rows["staff"] = [{**folder.rows["staff"][3], "username": "kari.aasen"}]
    staff, patient = load().faults
    assert (staff.column, patient.column) == ("username", "national_number")


# Absences and shifts


def away(number="1004"):
    return list(
        Shift.objects.filter(staff__number=number, absence__isnull=False).values_list(
            "date", flat=True
        )
    )


def test_shifts_in_an_absence_point_at_it_and_stop_when_it_is_moved(folder, loaded, load, oslo):
    assert [str(day) for day in away()] == ["2026-11-23"]
    folder.only("absences")
    folder.change("absences", 0, ends_at="23.11.2026 07:15")
    load()
    assert away() == []
    folder.change("absences", 0, ends_at="23.11.2026 12:00")
    load()
    assert [str(day) for day in away()] == ["2026-11-23"]
    assert Absence.objects.get().ends_at == oslo("2026-11-23 12:00")


def test_a_shift_that_is_new_in_an_old_absence_is_marked(folder, loaded, load):
    folder.only("shifts")
    row = {**folder.rows["shifts"][3], "date": "24.11.2026"}
    row |= {"starts_at": "24.11.2026 07:30", "ends_at": "24.11.2026 15:00"}
    folder.rows["shifts"] = [row]
    load()
    assert len(away()) == 2


def test_somebody_who_is_back_may_not_be_a_second_vaktkoordinator(folder, loaded, load):
    """Tone was to be VK and is ill, so Kari is: nothing clashes until Tone is back."""
    folder.change("shifts", 3, function="vk")
    assert load().faults == []
    folder.only("absences")
    line = folder.change("absences", 0, ends_at="23.11.2026 07:15")
    (fault,) = load().faults
    assert (fault.file, fault.line, fault.kind) == ("absences.csv", line, "roster")


def test_back_from_absence_and_duty_handed_over_in_one_folder(folder, loaded, load):
    folder.change("shifts", 3, function="vk")
    assert load().faults == []
    folder.change("absences", 0, ends_at="23.11.2026 07:15")
    folder.change("shifts", 0, function="liste")
    assert load().faults == []
    assert Shift.objects.get(function="vk").staff.number == "1004"


# Visits


def states(reference):
    return list(
        VisitState.objects.filter(visit__reference=reference)
        .order_by("id")
        .values_list("state", "carer__number")
    )


def test_a_visit_that_was_corrected_gets_a_row_more_and_loses_none(folder, loaded, load):
    folder.change("visits", 0, carer="1002")
    result = load()
    assert counts(result, "visits") == (0, 1, 0, 3)
    assert states("O-1")[-1] == (State.DONE, "1002")
    assert states("O-1")[:2] == [(State.STARTED, "1001"), (State.DONE, "1001")]
    again = load()
    assert counts(again, "visits") == (0, 0, 0, 4)


def test_a_generated_visit_is_the_same_visit_when_its_history_comes(folder, loaded, load):
    Visit.objects.filter(reference="O-1").update(reference=None)
    result = load()
    assert counts(result, "visits") == (0, 1, 0, 3)
    assert Visit.objects.count() == 4
    assert len(states("O-1")) == 2


def test_waiting_in_a_file_never_undoes_what_is_done(folder, loaded, load):
    row = folder.rows["visits"][0]
    row |= {"state": "venter", "carer": "", "started_at": "", "ended_at": ""}
    assert counts(load(), "visits") == (0, 0, 0, 4)
    assert states("O-1")[-1][0] == State.DONE


def test_an_empty_cell_of_a_visit_changes_nothing(folder, loaded, load):
    Visit.objects.filter(reference="O-1").update(minutes=45)
    assert counts(load(), "visits") == (0, 0, 0, 4)
    assert Visit.objects.get(reference="O-1").minutes == 45


# All or nothing


def test_a_fault_in_the_last_file_keeps_the_first_from_being_written(folder, loaded):
    folder.change("units", 0, name="Nytt navn")
    folder.change("events", 0, kind="brann")
    before = database_checksum()
    assert import_folder(folder=folder.write(), by=None).total_faults == 1
    assert database_checksum() == before
