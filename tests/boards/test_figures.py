"""The routine in counts: who reported, who was there, what came of it; nothing about one employee."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from boards.models import Attendance
from boards.queries.figures import figures
from heltom.lib import clock
from patients.models import Observation
from tests.boards.factories import (
    CandidateFactory,
    DecisionFactory,
    ItemFactory,
    MeetingFactory,
)
from tests.factories import PatientFactory, PlacementFactory, StaffFactory
from tests.support import clocks
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

#: A Wednesday at noon.
NOW = datetime(2026, 11, 25, 12, tzinfo=clock.OSLO)


@pytest.fixture
def ward(monkeypatch):
    clocks.pin(monkeypatch, NOW)
    return make_ward(NOW.date())


def held(ward, weeks_ago=1):
    day = NOW.date() - timedelta(weeks=weeks_ago)
    return MeetingFactory(team=ward.team, planned_for=day, held=True)


def rows(ward, key):
    page = figures(ward.user("ola"), ward.team, "13")
    table = next(table for table in page.tables if table.key == key)
    return {row.label: (row.number, row.of) for row in table.rows}


def was_there(meeting, profession, came):
    Attendance.objects.create(
        meeting=meeting, staff=StaffFactory(profession=profession), profession=profession,
        was_there=came,
    )  # fmt: skip


def test_a_profession_was_there_when_any_of_it_was(ward):
    first, second = held(ward, 1), held(ward, 2)
    was_there(first, "fysioterapeut", True)
    was_there(first, "fysioterapeut", False)
    was_there(second, "fysioterapeut", False)
    was_there(second, "ergoterapeut", True)

    assert rows(ward, "oppmote") == {"fysioterapeut": (1, 2), "ergoterapeut": (1, 1)}


def test_who_reported_is_told_by_profession_and_what_nobody_reported_stands_beside(ward):
    meeting = held(ward)
    for profession in ("assistent", "assistent", "fysioterapeut"):
        CandidateFactory(team=ward.team, profession=profession, reported_at=NOW)
    CandidateFactory(team=ward.team, source="e-melding", profession="sykepleier", reported_at=NOW)
    ItemFactory(meeting=meeting, state="ferdig")

    assert rows(ward, "meldt") == {
        "assistent": (2, None),
        "fysioterapeut": (1, None),
        "fra en e-melding": (1, None),
        "funnet av reglene, meldt av ingen": (1, None),
    }


def test_home_visits_that_came_to_nothing_are_counted_apart(ward):
    item = ItemFactory(meeting=held(ward), state="ferdig")
    closed = {"closed_at": NOW, "closed_by": ward.user("ola")}
    DecisionFactory(item=item, kind="hjemmebesok")
    DecisionFactory(item=item, kind="hjemmebesok", state="gjort", **closed)
    DecisionFactory(
        item=item, kind="hjemmebesok", state="ikke-gjort", closed_why="Innlagt", **closed
    )

    assert rows(ward, "hjemmebesok") == {
        "skal gjøres": (1, 3),
        "gjort": (1, 3),
        "ble ikke noe av": (1, 3),
    }


def test_what_was_taken_back_counts_nowhere(ward):
    item = ItemFactory(meeting=held(ward), state="ferdig")
    DecisionFactory(item=item, kind="henvisning", service="rus-psykisk", withdrawn_at=NOW)
    DecisionFactory(item=item, kind="henvisning", service="fastlege")

    assert rows(ward, "henvist") == {"fastlege": (0, 1)}


def test_weeks_count_what_was_taken_up_and_how_much_of_it_somebody_had_reported(ward):
    meeting = held(ward)
    item = ItemFactory(meeting=meeting, state="ferdig", seconds=240)
    ItemFactory(meeting=meeting, state="ferdig", seconds=360)
    for _ in range(2):
        item.reports.create(candidate=CandidateFactory(team=ward.team, patient=item.patient))

    page = figures(ward.user("ola"), ward.team, "13")

    last = next(week for week in page.by_week if week.held)
    assert (last.taken_up, last.reported, page.minutes_each) == (2, 1, 5)
    assert len(page.by_week) == 14


def measured(patient, kind, value, days_ago):
    Observation.objects.create(
        patient=patient, kind=kind, value=value, taken_at=NOW - timedelta(days=days_ago)
    )


def test_function_is_told_for_those_tested_lately_and_which_way_it_goes(ward):
    worse, once, long_ago, never = PatientFactory.create_batch(4)
    for one in (worse, once, long_ago, never):
        PlacementFactory(patient=one, team=ward.team)
    measured(worse, "katz", 6, 200)
    measured(worse, "katz", 4, 10)
    measured(once, "katz", 5, 10)
    measured(long_ago, "katz", 5, 300)

    katz = figures(ward.user("ola"), ward.team, "13").function.indicators[0]

    assert (katz.patients, katz.tested, katz.compared, katz.worse) == (4, 2, 1, 1)


def test_the_page_names_no_employee(client, ward):
    meeting = held(ward)
    was_there(meeting, "fysioterapeut", True)
    client.force_login(ward.user("ola"))

    page = client.get(
        reverse("boards:figures", args=[ward.team.code]) + "?uker=52"
    ).content.decode()

    assert "fysioterapeut" in page
    assert not any(one.staff.name in page for one in meeting.attendances.all())


@pytest.mark.parametrize(
    ("who", "status"), [("ola", 200), ("kari", 403), ("siri", 404), ("nils", 404)]
)
def test_figures_are_for_those_who_lead(client, ward, who, status):
    client.force_login(ward.user(who))
    assert client.get(reverse("boards:figures", args=[ward.team.code])).status_code == status
