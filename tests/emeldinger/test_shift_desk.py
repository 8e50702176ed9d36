"""The ansvarsvakt's desk: what matters first stands first, each line leads to where it is dealt with."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from emeldinger.models import Escalation, EyesGap, Letter, LetterKind
from emeldinger.queries.shift_desk import shift_desk
from heltom.lib import clock
from teams.models import AccessLog
from tests.belonging_factories import MoveRequestFactory
from tests.emelding_factories import MessageFactory
from tests.factories import (
    PatientFactory,
    PauseFactory,
    PlacementFactory,
    PositionFactory,
    ShiftFactory,
    StaffFactory,
    TeamFactory,
)
from tests.shift_factories import AdviceFactory, NoteFactory
from tests.ward import make_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward(noon):
    return make_ward()


@pytest.fixture
def anne(ward):
    return ward.user("anne")


def own(ward, team=None):
    patient = PatientFactory()
    PlacementFactory(patient=patient, team=team or ward.ht)
    return patient


def late(ward, **more):
    now = clock.now()
    given = {"received_at": now - timedelta(hours=2), "due_at": now - timedelta(hours=1)}
    return MessageFactory(ht=ward.ht, **given | more)


def lines(ward, user):
    return shift_desk(user, ward.ht).lines


def kinds(ward, user):
    return list(dict.fromkeys(line.kind for line in lines(ward, user)))


def test_what_may_cost_most_stands_first_whenever_it_came(ward, anne):
    message, patient = late(ward), own(ward)
    Escalation.objects.create(message=message, level=1, raised_at=clock.now())
    now = clock.now()
    EyesGap.objects.create(
        ht=ward.ht, date=ward.day, shift="kveld", raised_at=now,
        starts_at=now + timedelta(hours=3), ends_at=now + timedelta(hours=10),
    )  # fmt: skip
    AdviceFactory(
        team=ward.team, answers=ward.ht, asked_by=ward.user("vera"),
        asked_at=now - timedelta(minutes=20), answer_by=now + timedelta(minutes=10),
    )  # fmt: skip
    NoteFactory(patient=patient)
    MoveRequestFactory(patient=own(ward, ward.team), from_team=ward.team, to_team=ward.ht)
    Letter.objects.create(
        ht=ward.ht,
        kind=LetterKind.QUESTION,
        made_at=now,
        made_by=anne,
        changed_at=now,
        changed_by=anne,
    )
    expected = ["escalation", "message", "gap", "round", "advice", "report", "belonging", "letter"]
    assert kinds(ward, anne) == expected


def test_a_message_at_once_says_so_and_in_whose_hands_it_is(ward, anne):
    now = clock.now()
    late(ward, type_code="LOG_UTSKRKLAR", received_at=now, due_at=now)
    late(ward, taken_at=now, taken_by=ward.user("ola"))
    late(ward, due_at=now + timedelta(hours=3))
    mine = [line for line in lines(ward, anne) if line.kind == "message"]
    assert [line.level for line in mine] == ["warning", "danger"]
    assert "(Ola" in mine[0].text
    assert mine[1].text.startswith("Straks: ")


def test_more_than_a_handful_is_one_line_that_leads_to_the_queue(ward, anne):
    for _number in range(8):
        late(ward)
    mine = [line for line in lines(ward, anne) if line.kind == "message"]
    assert len(mine) == 7
    assert mine[-1].text == "2 meldinger til er over fristen"
    assert mine[-1].url == reverse("emeldinger:desk", args=[ward.ht.code])


def test_a_letter_that_is_late_says_so_when_its_message_is_closed_long_ago(client, ward, anne):
    now = clock.now()
    written = {"made_at": now, "made_by": anne, "changed_at": now, "changed_by": anne}
    question = Letter.objects.create(ht=ward.ht, kind=LetterKind.QUESTION, **written)
    (told,) = [line for line in lines(ward, anne) if line.kind == "letter"]
    assert (told.text, told.level) == ("1 brev er ikke signert", "info")
    report = Letter.objects.create(
        ht=ward.ht, kind=LetterKind.ADMISSION_REPORT, answers=late(ward, closed=True), **written
    )
    (told,) = [line for line in lines(ward, anne) if line.kind == "letter"]
    assert (told.text, told.level) == ("2 brev er ikke signert, 1 over fristen", "warning")
    client.force_login(anne)
    page = client.get(told.url).text
    assert "fristen var" in page
    assert page.index(f"/{report.pk}/") < page.index(f"/{question.pk}/")


def test_who_comes_home_today_stands_there(ward, anne):
    patient = own(ward, ward.team)
    PauseFactory(
        patient=patient, starts_at=clock.now() - timedelta(days=3), expected_return=clock.today()
    )
    (line,) = [line for line in lines(ward, anne) if line.kind == "belonging"]
    assert patient.number in line.text
    assert "Hjem i dag" in line.text


def test_every_ot_of_hers_shows_its_balance_its_vaktkoordinator_and_the_way_to_move_staff(
    client, ward, anne
):
    south = TeamFactory(name="Team Sør", site=ward.team.site, ht=ward.ht)
    ShiftFactory(staff=StaffFactory(team=south), date=ward.day)
    TeamFactory(name="Team Fremmed")
    client.force_login(anne)
    page = client.get(reverse("emeldinger:shift", args=[ward.ht.code]))
    teams = page.context["page"].teams
    assert [row.team.name for row in teams if row.team != ward.ht] == ["Team Nord", "Team Sør"]
    assert next(row.vk for row in teams if row.team == ward.team).startswith("Vera")
    assert reverse("worklists:staff_order", args=["nord", ward.day, "dag"]) in page.text
    assert "mangler vaktkoordinator" in page.text


def test_the_desk_logs_whom_it_shows_and_answers_204_to_who_has_seen_it(client, ward, anne):
    message = late(ward)
    client.force_login(anne)
    url = reverse("emeldinger:shift", args=[ward.ht.code])
    version = client.get(url).context["page"].version
    logged = AccessLog.objects.filter(screen="shift_desk").values_list("patient_number", flat=True)
    assert set(logged) == {message.patient.number}
    assert client.get(url, {"version": version}).status_code == 204
    late(ward)
    assert client.get(url, {"version": version}).status_code == 200


def test_a_leader_reads_the_desk_without_the_ways_that_are_not_hers(client, ward):
    leader = PositionFactory(kind="avdelingsleder", team=ward.ht).staff.user
    client.force_login(leader)
    page = client.get(reverse("emeldinger:shift", args=[ward.ht.code])).text
    assert "Beordre eller flytt" not in page
    assert "HT-rapport" in page


def test_thirty_of_each_cost_what_three_cost(client, ward, anne, django_assert_num_queries):
    def fill(number):
        for _one in range(number):
            late(ward)
            NoteFactory(patient=own(ward))

    client.force_login(anne)
    url = reverse("emeldinger:shift", args=[ward.ht.code])
    fill(8)
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    fill(20)
    with django_assert_num_queries(len(few)):
        client.get(url)
    assert len(few) < 90


def test_the_teams_own_lines_come_as_a_slot_without_the_questions_to_her(client, ward, anne):
    AdviceFactory(team=ward.team, answers=ward.ht, asked_by=ward.user("vera"), question="Hva nå?")
    client.force_login(anne)
    url = reverse("emeldinger:shift_teams", args=[ward.ht.code])
    answer = client.get(url, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert all(row.line.kind != "advice" for row in answer.context["now"].lines)
    version = answer.context["now"].version
    assert client.get(url, {"version": version}, headers={"HX-Request": "true"}).status_code == 204
