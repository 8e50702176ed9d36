"""The wall and the panel: what they show and say, without scripts, and never a name."""

from datetime import time, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from boards.actions import discussion, room
from boards.models import Attendance, Decision, Discussion, Item, Meeting
from heltom.lib import clock
from teams.models import AccessLog
from tests.boards.factories import DecisionFactory, FindingFactory, ItemFactory, MeetingFactory
from tests.factories import PatientFactory, PositionFactory, StaffFactory, synthetic_number
from tests.support.clocks import pin

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_o_clock(monkeypatch):
    pin(monkeypatch, time(13))


@pytest.fixture
def meeting() -> Meeting:
    return MeetingFactory(planned_for=clock.today())


@pytest.fixture
def fia(meeting):
    staff = StaffFactory(given_name="Fia", family_name="Dahl", with_login=True, team=meeting.team)
    PositionFactory(staff=staff, kind="fagansvarlig", team=meeting.team)
    return staff


@pytest.fixture
def client(fia) -> Client:
    made = Client()
    made.force_login(fia.user)
    return made


@pytest.fixture
def two(meeting) -> list[Item]:
    petra = PatientFactory(
        given_name="Petra", family_name="Lindqvist", address="Fjellveien 7",
        national_number=synthetic_number(7),
    )  # fmt: skip
    return [
        ItemFactory(meeting=meeting, order=1, on=True, patient=petra),
        ItemFactory(meeting=meeting, order=2, on=True),
    ]


def wall(meeting: Meeting) -> str:
    return reverse("boards:room", args=[meeting.pk])


def post(client: Client, door: str, *args: int, **data: str):
    return client.post(reverse(f"boards:{door}", args=args), data)


def begin(meeting: Meeting, item: Item, fia) -> None:
    room.open_meeting(meeting=meeting, by=fia.user)
    room.turn_to(item=item, by=fia.user)
    meeting.refresh_from_db()


def test_a_whole_meeting_without_scripts(client, meeting, two, fia):
    before = MeetingFactory(
        team=meeting.team, planned_for=clock.today() - timedelta(days=7), held=True
    )
    old = DecisionFactory(item=ItemFactory(meeting=before, on=True), text="Bestille rullator")
    page = client.get(wall(meeting)).content.decode()
    assert "Bestille rullator" in page
    assert "Åpne møtet" in page
    post(client, "room_open", meeting.pk)
    assert post(client, "room_settle", meeting.pk, old.pk, done="0").status_code == 409
    post(client, "room_settle", meeting.pk, old.pk, done="0", why="Hun ville ikke")
    assert "ble ikke noe av" in client.get(wall(meeting)).content.decode()
    post(client, "room_turn", two[0].pk)
    post(client, "room_field", two[0].pk, field="light", value="rod", was="")
    post(client, "room_field", two[0].pk, field="assessment", value="Petra falt", was="")
    post(client, "room_decide", two[0].pk, usual="fysio")
    page = client.get(wall(meeting)).content.decode()
    assert "rød: rask eller alvorlig" in page
    assert "pasienten falt" in page
    assert "Vurdere gange, balanse og fall" in page
    assert "Neste: " + two[1].patient.number in page
    made = Decision.objects.get(item=two[0])
    assert (made.service, made.owner) == ("fysioterapi", fia)
    post(client, "room_take_back", meeting.pk, made.pk)
    post(client, "room_pause", meeting.pk)
    page = client.get(wall(meeting)).content.decode()
    assert "1 pasient er ikke tatt opp" in page
    post(client, "room_close", meeting.pk)
    page = client.get(wall(meeting)).content.decode()
    assert "Møtet er holdt" in page
    post(client, "room_reopen", meeting.pk)
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.OPEN


def test_neither_name_nor_address_stands_on_the_wall(client, meeting, two, fia):
    patient = two[0].patient
    FindingFactory(item=two[0], sentence="Petra har gått ned", evidence=[
        {"on": "2026-11-02", "what": "Lindqvist i Fjellveien 7", "by": "Ida Berg"}
    ])  # fmt: skip
    two[0].preparation = f"Spør om Petras vekt, {patient.national_number}"
    two[0].save()
    DecisionFactory(item=two[0], text="Veie Petra", with_whom="Lindqvist")
    begin(meeting, two[0], fia)
    panel = reverse("boards:room_write", args=[meeting.pk, two[0].pk])
    for url in (wall(meeting), panel):
        page = client.get(url).content.decode()
        assert patient.number in page
        found = [
            word
            for word in ("Petra", "Lindqvist", "Fjellveien", patient.national_number)
            if word in page
        ]
        assert found == []


def test_the_wall_asks_and_is_told_only_what_may_have_changed(client, meeting, two, fia):
    begin(meeting, two[0], fia)
    asks = {"HTTP_HX_REQUEST": "true", "HTTP_X_HELTOM_POLL": "1"}
    url = f"{wall(meeting)}?sak={two[0].pk}&version="
    assert client.get(f"{url}{meeting.version}", **asks).status_code == 204
    looks = AccessLog.objects.count()
    discussion.save(item=two[0], field="assessment", value="Spiser lite", by=fia.user)
    part = client.get(f"{url}{meeting.version}", **asks)
    assert "HX-Retarget" not in part
    assert 'id="room-live"' in part.content.decode()
    assert "<textarea" not in part.content.decode()
    assert AccessLog.objects.count() == looks
    room.turn_to(item=two[1], by=fia.user)
    whole = client.get(f"{url}{meeting.version}", **asks)
    assert (whole["HX-Retarget"], whole["HX-Reswap"]) == ("#room", "outerHTML")
    assert "<textarea" in whole.content.decode()
    assert AccessLog.objects.filter(screen="board_room").count() > looks


def test_a_script_that_saves_as_she_types_is_told_what_stands(client, meeting, two, fia):
    begin(meeting, two[0], fia)
    url = reverse("boards:room_field", args=[two[0].pk])

    def save(value: str, was: str):
        data = {"field": "assessment", "value": value, "was": was}
        return client.post(url, data, headers={"X-Heltom-Field": "1"})

    assert save("Petra", "").json() == {"stands": "pasienten", "at": "Lagret kl. 13:00:00"}
    told = save("Lise", "")
    assert (told.status_code, told.json()["stands"]) == (200, "pasienten\nLise")
    save("pasienten\nLise her", "pasienten\nLise")
    told = save("pasienten\nLise der", "pasienten\nLise")
    assert (told.status_code, told.json()["stands"]) == (409, "pasienten\nLise her")
    assert "Fia Dahl var først" in told.json()["said"]
    assert Discussion.objects.get().assessment == "pasienten\nLise her"
    # Without scripts she sees both, with her own in the field
    page = client.post(url, {"field": "assessment", "value": "Lise der", "was": "Lise"})
    assert page.status_code == 200
    assert "Lise her" in page.content.decode()
    assert ">Lise der</textarea>" in page.content.decode()


def test_a_decision_of_ones_own_keeps_what_is_typed_until_it_is_right(client, meeting, two, fia):
    begin(meeting, two[0], fia)
    answer = post(
        client, "room_decide", two[0].pk, kind="henvisning", text="Ernæring", next=wall(meeting)
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Velg hvem det henvises til" in page
    assert "Velg innen når" in page
    assert 'value="Ernæring"' in page
    day = (clock.today() + timedelta(days=3)).isoformat()
    post(
        client, "room_decide", two[0].pk, kind="hjemmebesok", text="Hjem til henne", agreed_on=day,
        with_whom="ergoterapeut", due=day,
    )  # fmt: skip
    post(client, "room_decide", two[0].pk, kind="tidsplan", text="Ett besøk til", due=day)
    plan = Decision.objects.get(kind="tidsplan")
    assert (
        reverse("boards:plan_change", args=[plan.pk]) in client.get(wall(meeting)).content.decode()
    )
    made = Decision.objects.get(kind="hjemmebesok")
    assert (made.agreed_on.isoformat(), made.with_whom) == (day, "ergoterapeut")


def test_who_is_there_is_ticked(client, meeting, fia):
    came = Attendance.objects.create(meeting=meeting, staff=fia, profession=fia.profession)
    post(client, "room_there", meeting.pk, came.pk, there="1")
    post(client, "room_came", meeting.pk, service="aks", name="Bo")
    assert "Bo" in client.get(wall(meeting)).content.decode()
    assert post(client, "room_came", meeting.pk).status_code == 409
    assert meeting.attendances.filter(was_there=True).count() == 2


def test_three_patients_cost_what_ten_cost(client, meeting, two, fia, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    begin(meeting, two[0], fia)
    FindingFactory(item=two[0])
    DecisionFactory(item=two[0])
    client.get(wall(meeting))
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(wall(meeting))
    for one in ItemFactory.create_batch(5, meeting=meeting, on=True):
        DecisionFactory(item=one)
        discussion.save(item=one, field="light", value="gul", by=fia.user)
    with django_assert_num_queries(len(few)):
        client.get(wall(meeting))


@pytest.mark.parametrize("name", ["room", "case_print"])
def test_in_a_demonstration_wall_and_paper_say_that_all_is_invented(
    client, meeting, two, settings, name
):
    settings.HELTOM_DEMO = True
    page = client.get(reverse(f"boards:{name}", args=[meeting.pk])).content.decode()
    assert "alle personer er oppdiktet" in page
