"""Which teams' lists must be looked at after an import, and for which days."""

from datetime import date

import pytest

from heltom.lib import clock
from teams.models import Change
from tests.imports.folders import load_example

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def on_the_day_before(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture(scope="module")
def loaded(rows_of_module, tmp_path_factory):
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(clock, "today", lambda: TODAY)
        return load_example(tmp_path_factory.mktemp("example"))


@pytest.fixture
def changes(folder, loaded, load):
    """Read the folder again, and give back the changes that came of it."""

    def changes():
        Change.objects.all().delete()
        result = load()
        assert result.faults == []
        found = [
            (c.team.code, c.first_date, c.last_date) for c in Change.objects.order_by("team__code")
        ]
        assert result.teams_touched == len(found)
        return found

    return changes


def days(first, last):
    return date.fromisoformat(first), last and date.fromisoformat(last)


def test_a_first_import_touches_every_team_from_today_on(loaded):
    found = {(c.team.code, c.first_date, c.last_date) for c in Change.objects.all()}
    assert found == {("fjellvik-ht", TODAY, None), ("fjellvik-ot1", TODAY, None)}
    assert all(change.why.startswith("Import: ") for change in Change.objects.all())


def test_nothing_changed_touches_nobody(changes):
    assert changes() == []


def test_a_shift_touches_its_team_on_its_day(folder, changes):
    folder.change("shifts", 1, ends_at="23.11.2026 14:00")
    assert changes() == [("fjellvik-ot1", *days("2026-11-23", "2026-11-23"))]


def test_a_shift_moved_to_another_team_touches_both(folder, changes):
    folder.change("shifts", 1, team="fjellvik-ht")
    day = days("2026-11-23", "2026-11-23")
    assert changes() == [("fjellvik-ht", *day), ("fjellvik-ot1", *day)]


def test_an_absence_touches_the_teams_of_its_shifts(folder, changes):
    folder.add(
        "absences",
        staff="1002",
        starts_at="24.11.2026 22:00",
        ends_at="25.11.2026 08:00",
        reason="syk",
    )
    assert changes() == [("fjellvik-ot1", *days("2026-11-24", "2026-11-24"))]


def test_a_plan_that_ends_touches_only_the_days_after_its_end(folder, changes):
    folder.change("visit_plans", 2, valid_to="30.11.2026")
    assert changes() == [("fjellvik-ht", *days("2026-12-01", None))]


def test_a_plan_that_changes_touches_the_whole_of_it_from_today(folder, changes):
    folder.change("visit_plans", 2, minutes="40")
    assert changes() == [("fjellvik-ht", TODAY, None)]


def test_a_plan_moved_to_another_team_touches_both(folder, changes):
    folder.change("visit_plans", 2, team="fjellvik-ot1", code="PBP")
    assert changes() == [("fjellvik-ht", TODAY, None), ("fjellvik-ot1", TODAY, None)]


def test_a_pause_touches_the_teams_with_plans_for_the_patient(folder, changes):
    folder.add(
        "pauses",
        patient="P1",
        starts_at="25.11.2026 14:00",
        ends_at="27.11.2026 11:00",
        reason="sykehus",
    )
    period = days("2026-11-25", "2026-11-27")
    assert changes() == [("fjellvik-ht", *period), ("fjellvik-ot1", *period)]


def single_visit(folder, date, patient="P2"):
    """One that no plan has made, for another team than that of the patient's plans."""
    folder.add(
        "visits",
        reference=f"O-{date}",
        patient=patient,
        team="fjellvik-ht",
        code="PBP",
        title="Blodprøve",
        minutes="15",
        date=date,
        shift="dag",
        earliest=f"{date} 09:00",
        latest=f"{date} 11:00",
        state="venter",
    )


def test_a_pause_touches_the_teams_of_single_visits(folder, changes, load):
    single_visit(folder, "26.11.2026")
    load()
    folder.add(
        "pauses",
        patient="P2",
        starts_at="25.11.2026 14:00",
        ends_at="27.11.2026 11:00",
        reason="sykehus",
    )
    period = days("2026-11-25", "2026-11-27")
    assert changes() == [("fjellvik-ht", *period), ("fjellvik-ot1", *period)]


def test_a_pause_touches_nobody_for_single_visits_of_other_days(folder, changes, load):
    single_visit(folder, "28.11.2026")
    load()
    folder.add(
        "pauses",
        patient="P2",
        starts_at="25.11.2026 14:00",
        ends_at="27.11.2026 11:00",
        reason="sykehus",
    )
    assert changes() == [("fjellvik-ot1", *days("2026-11-25", "2026-11-27"))]


def test_a_patient_without_plans_who_ends_touches_the_teams_of_her_visits(folder, changes, load):
    number = folder.rows["patients"][0] | {
        "number": "P9",
        "national_number": "",
        "ended_on": "",
    }
    folder.add("patients", **number)
    single_visit(folder, "26.11.2026", patient="P9")
    load()
    folder.change("patients", -1, ended_on="24.11.2026", ended_reason="flyttet")
    assert [team for team, *_ in changes()] == ["fjellvik-ht"]


def test_visits_of_the_past_give_no_team(folder, changes, load):
    single_visit(folder, "20.11.2026")
    load()
    folder.add("pauses", patient="P2", starts_at="19.11.2026 14:00", reason="sykehus")
    assert changes() == [("fjellvik-ot1", TODAY, None)]


def test_a_pause_that_begins_in_the_small_hours_touches_the_night_before(folder, changes):
    folder.add(
        "pauses",
        patient="P2",
        starts_at="25.11.2026 03:00",
        ends_at="25.11.2026 11:00",
        reason="sykehus",
    )
    assert changes() == [("fjellvik-ot1", *days("2026-11-24", "2026-11-25"))]


def test_an_open_pause_that_ends_touches_the_days_that_it_gives_back(folder, changes, load):
    folder.add("pauses", patient="P2", starts_at="20.11.2026 14:00", reason="sykehus")
    load()
    folder.change("pauses", -1, ends_at="26.11.2026 12:00")
    # The day on which it ends is partly given back, so that it counts as well.
    assert changes() == [("fjellvik-ot1", *days("2026-11-26", None))]


def test_the_past_touches_nobody(folder, changes):
    folder.add(
        "pauses",
        patient="P2",
        starts_at="01.11.2026 14:00",
        ends_at="03.11.2026 11:00",
        reason="reise",
    )
    folder.add(
        "visits", reference="O-9", plan="T-P2-1", date="18.11.2026", state="avlyst", reason="reise"
    )
    folder.change("notes", 0, text="Noe annet")
    assert changes() == []


def test_what_is_known_of_her_health_and_goals_touches_no_list(folder, changes):
    folder.change("diagnoses", 0, name="Sukkersyke")
    folder.change("equipment", 0, valid_to="30.11.2026")
    folder.add("health_states", patient="P2", state="ustabil", valid_from="20.11.2026")
    folder.change("goals", 0, text="Vekten går opp")
    folder.change("measures", 0, valid_to="30.11.2026")
    folder.change("patients", 0, what_matters="Å få fred")
    assert changes() == []


def test_exceptions_appointments_and_single_visits_touch_their_day(folder, changes):
    folder.add("plan_exceptions", plan="T-P2-1", date="24.11.2026", kind="utgar", reason="reise")
    assert changes() == [("fjellvik-ot1", *days("2026-11-24", "2026-11-24"))]
    folder.change("appointments", 0, starts_at="26.11.2026 09:00")
    period = days("2026-11-25", "2026-11-26")
    assert changes() == [("fjellvik-ht", *period), ("fjellvik-ot1", *period)]


def test_a_patient_who_moves_touches_her_teams_and_a_new_phone_nobody(folder, changes):
    folder.change("patients", 1, phone="400 12 345")
    assert changes() == []
    folder.change("patients", 1, latitude="60,40", longitude="5,33")
    assert changes() == [("fjellvik-ot1", TODAY, None)]


def test_a_longer_walk_to_the_door_touches_her_teams(folder, changes):
    folder.change("patients", 1, walk_minutes="7")
    assert changes() == [("fjellvik-ot1", TODAY, None)]


def test_a_carer_who_learns_something_touches_the_days_she_is_on_duty(folder, changes):
    folder.add("staff_competences", staff="1002", competence="insulin", valid_from="01.11.2026")
    assert changes() == [("fjellvik-ot1", *days("2026-11-23", "2026-11-24"))]


def test_a_site_that_moves_touches_its_teams(folder, changes):
    folder.change("sites", 0, latitude="60,40")
    assert {team for team, *_ in changes()} == {"fjellvik-ht", "fjellvik-ot1"}
