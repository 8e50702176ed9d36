"""The board outside meetings: who is past the time first, never a name, and the same as a file."""

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from boards.queries.overview import overview
from boards.queries.sheet import sheet
from heltom.lib import clock
from patients.models import Patient
from tests.boards.factories import (
    DecisionFactory,
    DiscussionFactory,
    FindingFactory,
    ItemFactory,
    MeetingFactory,
    ReviewFactory,
)
from tests.factories import ContactFactory, PatientFactory, PlacementFactory
from tests.support import clocks
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

#: A Wednesday at noon.
NOW = datetime(2026, 11, 25, 12, tzinfo=clock.OSLO)


@pytest.fixture
def ward(monkeypatch):
    clocks.pin(monkeypatch, NOW)
    return make_ward(NOW.date())


def patient(ward, number, **more):
    made = PatientFactory(number=number, started_on=NOW.date() - timedelta(days=900), **more)
    PlacementFactory(patient=made, team=ward.team)
    return made


def reviewed(one, ward, *, due_in, ago=200):
    """A day somebody chose: `due_in` days from now."""
    day = NOW.date()
    return ReviewFactory(
        patient=one, team=ward.team, on=day - timedelta(days=ago),
        next_on=day + timedelta(days=due_in), next_why="etter møtet",
    )  # fmt: skip


def lit(one, ward, light, *, weeks_ago):
    day = NOW.date() - timedelta(weeks=weeks_ago)
    meeting = MeetingFactory(team=ward.team, planned_for=day, held=True)
    return DiscussionFactory(
        item=ItemFactory(meeting=meeting, patient=one, state="ferdig"), light=light
    )


def numbers(client, ward, query=""):
    page = client.get(reverse("boards:overview", args=[ward.team.code]) + query)
    return [line.number for line in page.context["page"].lines]


def test_those_past_their_time_stand_first_the_longest_wait_on_top_then_the_gravest_light(
    client, ward
):
    for number, due_in in [("P-over-9", -9), ("P-over-40", -40), ("P-gul", 60), ("P-rod", 60)]:
        reviewed(patient(ward, number), ward, due_in=due_in)
    for week, light in enumerate(("gul", "rod"), start=1):
        lit(Patient.objects.get(number=f"P-{light}"), ward, light, weeks_ago=week)
    client.force_login(ward.people["ola"].user)

    assert numbers(client, ward) == ["P-over-40", "P-over-9", "P-rod", "P-gul"]


def test_the_light_is_that_of_the_last_meeting_that_set_one(client, ward):
    one = patient(ward, "P-lys")
    reviewed(one, ward, due_in=60)
    lit(one, ward, "rod", weeks_ago=3)
    lit(one, ward, "gronn", weeks_ago=2)
    lit(one, ward, "", weeks_ago=1)
    client.force_login(ward.people["ola"].user)

    assert "P-lys" in numbers(client, ward, "?vis=gronn")
    assert "P-lys" not in numbers(client, ward, "?vis=rod")


def test_what_is_asked_for_narrows_the_list_and_its_counts(client, ward):
    mine, other = patient(ward, "P-1001", criticality=1), patient(ward, "P-2002", criticality=3)
    for one in (mine, other):
        reviewed(one, ward, due_in=60)
    ContactFactory(patient=mine, staff=ward.people["kari"])
    DecisionFactory(
        item=lit(other, ward, "gul", weeks_ago=1).item, due_on=NOW.date() - timedelta(days=1)
    )
    client.force_login(ward.people["ola"].user)

    assert numbers(client, ward, f"?primar={ward.people['kari'].name}") == ["P-1001"]
    assert numbers(client, ward, "?sok=p-2") == ["P-2002"]
    assert numbers(client, ward, "?vis=forsinket") == ["P-2002"]
    assert "P-2002" not in numbers(client, ward, "?kritikalitet=1")
    assert set(numbers(client, ward, "?vis=tull&kritikalitet=9")) >= {"P-1001", "P-2002"}


def test_why_she_is_on_the_coming_board_is_told(client, ward):
    one = patient(ward, "P-vekt")
    reviewed(one, ward, due_in=60)
    coming = MeetingFactory(team=ward.team, planned_for=NOW.date() + timedelta(days=7))
    FindingFactory(item=ItemFactory(meeting=coming, patient=one), sentence="Vekt 62 → 58 kg.")
    declined = patient(ward, "P-nei")
    reviewed(declined, ward, due_in=60)
    ItemFactory(
        meeting=coming, patient=declined, state="ikke", why="Sett i går",
        decided_by=ward.people["ola"].user, decided_at=NOW,
    )  # fmt: skip
    client.force_login(ward.people["ola"].user)

    page = client.get(reverse("boards:overview", args=[ward.team.code]) + "?vis=tavla")

    assert [line.number for line in page.context["page"].lines] == ["P-vekt"]
    assert "Vekt 62 → 58 kg." in page.content.decode()


def test_the_spreadsheet_is_what_the_page_shows_with_dates_as_dates_and_no_formula(client, ward):
    one = patient(ward, "P-ark")
    reviewed(one, ward, due_in=-3)
    coming = MeetingFactory(team=ward.team, planned_for=NOW.date() + timedelta(days=7))
    FindingFactory(item=ItemFactory(meeting=coming, patient=one), sentence="=1+1")
    client.force_login(ward.people["ola"].user)

    answer = client.get(reverse("boards:export", args=[ward.team.code]) + "?vis=tavla")

    rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows())
    assert [cell.value for cell in rows[1]][:2] == ["P-ark", "ikke satt"]
    assert rows[1][5].value.date() == NOW.date() - timedelta(days=3)
    assert (rows[1][11].value, rows[1][11].data_type) == ("=1+1", "s")
    assert len(rows) == 2
    assert one.family_name not in str([[cell.value for cell in row] for row in rows])


def cost(client, ward):
    with CaptureQueriesContext(connection) as caught:
        client.get(reverse("boards:overview", args=[ward.team.code]))
    return len(caught)


def test_thirty_patients_cost_what_three_cost(client, ward):
    client.force_login(ward.people["ola"].user)
    coming = MeetingFactory(team=ward.team, planned_for=NOW.date() + timedelta(days=7))
    for number in range(3):
        FindingFactory(item=ItemFactory(meeting=coming, patient=patient(ward, f"P-a{number}")))
    cost(client, ward)  # the first of a session also writes the session
    few = cost(client, ward)
    for number in range(27):
        FindingFactory(item=ItemFactory(meeting=coming, patient=patient(ward, f"P-b{number}")))

    assert cost(client, ward) == few


def test_the_file_opens_whatever_the_team_is_called_and_whatever_somebody_has_written(ward):
    ward.team.name = "OT 1/HT: [nord]"
    ward.team.save()
    item = ItemFactory(meeting=MeetingFactory(team=ward.team), patient=patient(ward, "P-1"))
    FindingFactory(item=item, sentence="=1+1 «spiser\x0blite»")
    book = load_workbook(BytesIO(sheet(shown(ward.team))))
    assert book.active.title == "OT 1 HT   nord"
    row = [cell.value for cell in book.active[2]]
    assert row[-1] == "=1+1 «spiserlite»"
    assert book.active[2][-1].data_type == "s"


def shown(team):
    return overview(team, show="", contact="", criticality="", words="")
