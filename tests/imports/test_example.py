"""The example folder of the documentation, read in as it stands."""

from datetime import date
from pathlib import Path

import pytest

from imports.actions import import_folder
from imports.format import TABLES
from patients.models import Observation, Patient, Pause, Placement
from teams.models import AuditEvent, Shift, Staff, Team, Unit
from tests.imports.folders import EXAMPLE, database_checksum
from worklists.models import State, Visit, VisitPlan, VisitState

pytestmark = pytest.mark.django_db


def test_the_example_has_every_file_and_is_read_without_faults():
    assert {path.name for path in EXAMPLE.glob("*.csv")} == {table.file_name for table in TABLES}
    result = import_folder(folder=EXAMPLE, by=None)
    assert result.faults == []
    assert all(count.new and not count.unchanged for count in result.files.values())


def test_running_it_again_changes_nothing(loaded, load):
    before = database_checksum()
    again = load()
    assert again.faults == []
    assert again.teams_touched == 0
    for count in again.files.values():
        assert (count.new, count.changed, count.ended) == (0, 0, 0)
        assert count.unchanged
    after = database_checksum()
    changed = {table for table in before if before[table] != after[table]}
    # The run itself is noted.
    assert changed == {"teams_auditevent"}


def test_a_dry_run_tells_the_same_and_writes_nothing(load):
    before = database_checksum()
    result = load(dry_run=True)
    assert result.files["staff"].new == 4
    assert not result.written
    assert database_checksum() == before


def test_values_arrive(loaded, oslo):
    kari = Staff.objects.get(number="1001")
    assert (kari.user.username, kari.user.has_usable_password()) == ("kari.aasen", False)
    assert Staff.objects.get(number="1004").user is None
    assert Staff.objects.get(number="1002").languages == ["nb", "en"]
    assert Staff.objects.get(number="1002").post_percent == 75.5
    assert Unit.objects.get().break_minutes == 30
    assert Team.objects.get(kind="OT").ht.code == "fjellvik-ht"
    oddny = Patient.objects.get(number="P1")
    assert oddny.wishes == "Vil helst ha besøk etter klokken 9;\nring på to ganger"
    assert (oddny.latitude, oddny.language, oddny.criticality) == (60.3951, "nb", 1)
    assert Patient.objects.get(number="P3").ended_on == date(2026, 10, 30)
    assert Placement.objects.get(patient=oddny, owner=False).decided_by.number == "1003"
    assert Pause.objects.get().starts_at == oslo("2026-10-12 14:00")
    night = Shift.objects.get(kind="natt")
    assert (night.starts_at, night.ends_at) == (oslo("2026-11-24 22:30"), oslo("2026-11-25 07:45"))
    measured = Observation.objects.get(reference="M-1")
    assert (measured.parts["temperature"], measured.by) == (37.2, kari)


def test_names_sort_in_norwegian_order(loaded):
    assert [staff.family_name for staff in Staff.objects.all()] == [
        "Berg",
        "Ærlig",
        "Østby",
        "Aasen",
    ]
    assert [patient.number for patient in Patient.objects.all()] == ["P2", "P3", "P1"]


def test_plans_have_their_competences_and_their_visits_too(loaded):
    insulin = VisitPlan.objects.get(reference="T-P1-2")
    assert [competence.code for competence in insulin.competences.all()] == ["insulin"]
    assert insulin.weekdays == [1, 2, 3, 4, 5, 6, 7]
    assert (insulin.level, insulin.fixed_time) == (1, True)


def test_a_visit_takes_from_its_plan_what_the_file_leaves_out(loaded, oslo):
    visit = Visit.objects.get(reference="O-1")
    plan = visit.plan
    assert (visit.patient, visit.team, visit.code) == (plan.patient, plan.team, plan.code)
    assert (visit.title, visit.minutes, visit.level) == ("Morgenstell", 30, 0)
    assert (visit.earliest, visit.latest) == (oslo("2026-11-20 07:45"), oslo("2026-11-20 09:30"))


def test_what_was_done_stands_as_rows(loaded, oslo):
    steps = VisitState.objects.filter(visit__reference="O-1").order_by("id")
    assert [(s.state, s.happened_at, s.carer.number) for s in steps] == [
        (State.STARTED, oslo("2026-11-20 08:02"), "1001"),
        (State.DONE, oslo("2026-11-20 08:29"), "1001"),
    ]
    two = VisitState.objects.filter(visit__reference="O-2").order_by("id")
    assert [(s.state, s.carer.number) for s in two] == [
        (State.STARTED, "1004"),
        (State.STARTED, "1002"),
        (State.DONE, "1004"),
        (State.DONE, "1002"),
    ]
    (gone,) = VisitState.objects.filter(visit__reference="O-3")
    assert (gone.state, gone.reason) == (State.CANCELLED, "Pasienten var hos datteren")


def test_the_run_is_noted_without_personal_data(loaded):
    event = AuditEvent.objects.get(verb="import")
    assert event.details["files"]["patients"] == {
        "new": 3,
        "changed": 0,
        "ended": 0,
        "unchanged": 0,
    }
    assert "Oddny" not in str(event.details)


def test_the_same_folder_with_commas_reads_the_same(folder, db):
    for rows in folder.rows.values():
        for row in rows:
            row.update({name: value.replace(",", ".") for name, value in row.items()})
    first = import_folder(folder=folder.write(delimiter=","), by=None)
    assert first.faults == []
    again = import_folder(folder=folder.write(delimiter=";"), by=None)
    assert {count.unchanged for count in again.files.values()} != {0}
    assert not any(count.changed for count in again.files.values())


def test_file_names_headings_and_cells_may_be_written_in_other_ways(folder, loaded):
    path = folder.write()
    (path / "staff.csv").rename(path / "Staff.CSV")
    heading = "\ufeff Code ; NAME;Variant;board_deadline;needs_vk"
    row = " fjellvik ; Fjellvik ;ORIGINAL;12.00;Ja"
    (path / "units.csv").write_text(f"{heading}\n\n{row}\n;;;;\n")
    again = import_folder(folder=path, by=None)
    assert again.faults == []
    assert again.files["units"].unchanged == 1
    assert again.files["staff"].unchanged == 4


def test_other_files_in_the_folder_are_left_alone(folder, load):
    folder.write()
    Path(folder.path / "LESMEG.txt").write_text("hei")
    assert import_folder(folder=folder.path, by=None).faults == []
