"""What waits on the desk: most urgent first, only what she may see, and told without anybody's doing."""

from datetime import time, timedelta

import pytest
from django.urls import reverse

from heltom.lib import clock
from teams.actions import drafts
from teams.models import AccessLog
from tests.factories import PatientFactory, PlacementFactory, ShiftFactory, StaffFactory
from tests.shift_factories import AdviceFactory, CallFactory, ReminderFactory
from tests.support.htmx import Page
from tests.support.lists import publish
from tests.ward import make_ward
from worklists.actions import team_shifts
from worklists.models import Call, TeamShift
from worklists.queries.addresses import shift_url
from worklists.queries.desk_lines import DeskLine
from worklists.queries.desk_now import in_order
from worklists.queries.desk_tools import TOOLS, now_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward(monkeypatch):
    noon = clock.at(clock.today(), time(12))
    monkeypatch.setattr(clock, "now", lambda: noon)
    return make_ward()


@pytest.fixture
def shift(ward):
    return publish(ward, lists=1, visits_each=2)


@pytest.fixture
def url(ward):
    return shift_url(ward.team, ward.day, "dag")


@pytest.fixture
def vera(client, ward):
    client.force_login(ward.user("vera"))
    return client


def test_what_cannot_wait_comes_first_and_then_the_oldest():
    now = clock.now()
    lines = [
        DeskLine("a", "senere", "/1/", "warning", now),
        DeskLine("b", "uten klokke", "/2/", "warning"),
        DeskLine("c", "til orientering", "/3/", "info", now - timedelta(hours=2)),
        DeskLine("d", "haster", "/4/", "danger", now + timedelta(hours=1)),
        DeskLine("e", "tidligere", "/5/", "warning", now - timedelta(minutes=5)),
    ]
    found = [line.text for line in in_order(lines)]
    assert found == ["haster", "tidligere", "senere", "uten klokke", "til orientering"]


def test_the_ansvarsvakt_has_every_tool(ward, shift):
    anne = now_of(ward.user("anne"), shift)
    assert [tool.name for tool in anne.tools] == [kind.name for kind in TOOLS]


def test_the_vk_orders_nobody_and_a_carer_has_what_is_hers(ward, shift):
    vera = {tool.name for tool in now_of(ward.user("vera"), shift).tools}
    assert "absence_new" in vera
    assert "staff_order" not in vera
    assert not {"absence_new", "calls"} & {t.name for t in now_of(ward.user("kari"), shift).tools}


def test_a_call_that_waits_stands_on_its_tool_and_is_logged(ward, shift, url, vera):
    call = CallFactory(team=ward.team, name="Berit", urgent=True)
    page = vera.get(url)
    assert "Haster: ring Berit" in page.text
    (calls,) = [tool for tool in page.context["page"].now.tools if tool.name == "calls"]
    assert calls.waiting == 1
    seen = AccessLog.objects.filter(screen="day", patient_number=call.patient.number)
    assert seen.exists()


def test_the_slot_asks_by_itself_and_hears_when_a_deadline_has_passed(
    ward, shift, url, vera, monkeypatch
):
    promised = clock.now() + timedelta(hours=2)
    ReminderFactory(team=ward.team, text="Bestille bleier")
    CallFactory(team=ward.team, name="Berit", call_back_at=promised)
    page = Page(vera, url)
    version = vera.get(url).context["page"].now.version
    poll = f"{url}na/?version={version}"
    assert page.poll(poll) == 204
    later = promised - timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert page.poll(poll) == 200
    assert "Ring Berit" in page.html
    assert page.html == page.fresh()


def test_who_tells_the_desk_makes_the_board_look_again(
    ward, shift, url, vera, django_capture_on_commit_callbacks
):
    version = TeamShift.objects.get(pk=shift.pk).version
    assert vera.get(f"{url}?version={version}", headers={"HX-Request": "true"}).status_code == 204
    with django_capture_on_commit_callbacks(execute=True):
        CallFactory(team=ward.team, name="Berit", urgent=True)
        team_shifts.tell(ward.team)
    answer = vera.get(f"{url}?version={version}", headers={"HX-Request": "true"})
    assert "Berit" in answer.text


def test_a_desk_that_asks_whether_there_is_anything_new_costs_three_queries(
    shift, url, vera, django_assert_num_queries
):
    version = TeamShift.objects.get(pk=shift.pk).version
    headers = {"HX-Request": "true", "X-Heltom-Poll": "1"}
    vera.get(url)
    with django_assert_num_queries(3):
        assert vera.get(f"{url}?version={version}", headers=headers).status_code == 204
    assert vera.get(f"{url}?version={version + 1}", headers=headers).status_code == 200
    assert vera.get(f"{url}?version=x", headers=headers).status_code == 200


def test_a_form_she_has_begun_waits_on_her_own_desk_alone(ward, shift, url, vera, client):
    drafts.keep(
        key=f"{url}fravaer/#absence",
        names=["note"],
        fields=[["note", "x"]],
        page=f"{url}fravaer/",
        title="Hvem er borte?",
        by=ward.user("vera"),
    )
    page = vera.get(url).text
    assert "Du har begynt på: Hvem er borte?" in page
    assert f'href="{url}fravaer/"' in page
    client.force_login(ward.user("anne"))
    assert "Du har begynt på" not in client.get(url).text


def test_the_ansvarsvakt_sees_all_her_teams_lines_once(ward, shift, client):
    client.force_login(ward.user("anne"))
    patient = PatientFactory()
    PlacementFactory(patient=patient, team=ward.team)
    AdviceFactory(team=ward.team, patient=patient, question="Oppdiktet", urgency="straks")
    CallFactory(team=ward.team, name="Berit", urgent=True)
    answer = client.get(reverse("worklists:overview_now"), headers={"HX-Request": "true"})
    rows = answer.context["now"].lines
    assert len({row.line.url for row in rows}) == len(rows)
    assert "Team Nord: Haster: ring Berit" in " ".join(answer.text.split())
    assert AccessLog.objects.filter(screen="day", team=ward.team).exists()
    version = answer.context["now"].version
    again = client.get(
        f"{reverse('worklists:overview_now')}?version={version}", headers={"HX-Request": "true"}
    )
    assert again.status_code == 204
    assert Call.objects.count() == 1


def test_more_teams_cost_what_their_desks_cost(ward, client, django_assert_max_num_queries):
    client.force_login(ward.user("anne"))
    ShiftFactory(staff=StaffFactory(team=ward.team), date=ward.day)
    with django_assert_max_num_queries(60):
        client.get(reverse("worklists:overview_now"), headers={"HX-Request": "true"})
