"""The list of an HT's messages: by age, with what waits for a person on top, and who sees it now."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from emeldinger.models import Message
from emeldinger.queries.ages import age
from emeldinger.queries.counting import A_PAGE
from emeldinger.queries.due_words import due_words
from emeldinger.queries.eyes import eyes_on
from emeldinger.queries.inbox import inbox, next_after
from emeldinger.queries.wanted import Hands, Pressing, Show, Wanted, wanted_in
from heltom.lib import clock
from teams.models import AccessLog
from tests.emelding_factories import AddressFactory, MessageFactory
from tests.factories import (
    PatientFactory,
    PlacementFactory,
    PositionFactory,
    ShiftFactory,
    StaffFactory,
    synthetic_number,
)
from tests.support.htmx import Page
from tests.ward import make_ward
from worklists.queries.day import shift_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return make_ward()


@pytest.fixture
def anne(client, ward):
    client.force_login(ward.user("anne"))
    return ward.user("anne")


def url(ward, **query: str) -> str:
    return reverse("emeldinger:desk", args=[ward.ht.code], query=query or None)


def waited(minutes: int, **message: object) -> Message:
    return MessageFactory(received_at=clock.now() - timedelta(minutes=minutes), **message)


def shown(ward, anne, **wanted: object) -> list[Message]:
    page = inbox(anne, ward.ht, Wanted(**wanted))
    return [line.message for line in page.lines]


def test_what_is_due_first_comes_first_however_long_the_others_have_lain(ward, anne):
    old = waited(200, ht=ward.ht, type_code="DIALOG_FORESPORSEL")
    overdue = waited(180, ht=ward.ht, type_code="LOG_UTSKREVET", opened=True)
    at_once = waited(5, ht=ward.ht, type_code="LOG_UTSKRIVNINGSKLAR")
    admitted = waited(90, ht=ward.ht)
    reads = waited(400, ht=ward.ht, type_code="EPIKRISE", is_copy=True)
    done = waited(400, ht=ward.ht, closed=True)
    waited(500)  # with another HT
    assert shown(ward, anne) == [overdue, at_once, admitted, old]
    assert shown(ward, anne, newest=True)[0] == at_once
    assert shown(ward, anne, show=Show.INFORMING) == [reads]
    assert done not in shown(ward, anne, show=Show.ALL)
    assert shown(ward, anne, pressing=Pressing.AT_ONCE) == [at_once]
    assert shown(ward, anne, pressing=Pressing.OVERDUE) == [overdue]
    assert shown(ward, anne, hands=Hands.UNOPENED) == [at_once, admitted, old]


def test_of_what_is_due_at_the_same_time_the_worse_to_leave_comes_first(ward, anne):
    came = clock.now() - timedelta(minutes=30)
    told = {"ht": ward.ht, "received_at": came}
    withdrawn = MessageFactory(**told, type_code="LOG_AVMELDING")
    ready = MessageFactory(**told, type_code="LOG_UTSKRIVNINGSKLAR")
    assert shown(ward, anne) == [ready, withdrawn]


def test_among_what_has_passed_its_time_the_worst_to_leave_comes_first(ward, anne):
    asked = waited(5 * 24 * 60, ht=ward.ht, type_code="DIALOG_FORESPORSEL")
    ready = waited(10, ht=ward.ht, type_code="LOG_UTSKRIVNINGSKLAR")
    home = waited(200, ht=ward.ht, type_code="LOG_UTSKREVET")
    later = waited(10, ht=ward.ht, type_code="DIALOG_FORESPORSEL")
    soon = waited(60, ht=ward.ht, type_code="LOG_UTSKREVET")
    order = [home, ready, asked, soon, later]
    assert shown(ward, anne) == order
    Message.objects.update(opened_at=clock.now(), opened_by=anne)
    assert [next_after(anne, message) for message in order] == [*order[1:], home]


def test_the_numbers_are_those_of_the_lists_they_lead_to(ward, anne):
    waited(5, ht=ward.ht, type_code="LOG_UTSKRIVNINGSKLAR")
    waited(180, ht=ward.ht, type_code="LOG_UTSKREVET", taken_by=anne, taken_at=clock.now())
    waited(5, ht=ward.ht, unknown=True)
    waited(5, ht=ward.ht, type_code="EPIKRISE", is_copy=True)
    waited(5, ht=ward.ht, due_rule="", due_at=None)  # not counted yet
    page = inbox(anne, ward.ht, Wanted())
    for _label, query, _current, number in (*page.tabs, *page.chips):
        led_to = inbox(anne, ward.ht, wanted_in(QueryDict(query).dict()))
        assert (query, led_to.total) == (query, number)
    assert [number for *_rest, number in page.tabs] == [4, 1, 5]
    assert [number for *_rest, number in page.chips] == [1, 1, 3, 1]


@pytest.mark.parametrize(
    ("about", "tag", "words"),
    [
        ({"type_code": "LOG_UTSKRIVNINGSKLAR"}, "Straks", ""),
        ({"type_code": "LOG_UTSKREVET"}, "Over fristen", "fristen var 11:00"),
        (
            {"type_code": "LOG_UTSKREVET", "minutes": 90},
            "Under en time igjen",
            "innen 12:30",
        ),
        ({"type_code": "LOG_INNLAGT"}, "", "innen i morgen 09:00"),
        ({"type_code": "DIALOG_FORESPORSEL"}, "", "innen 25. nov 09:00"),
        ({"type_code": "EPIKRISE", "is_copy": True}, "", "til orientering"),
    ],
)
def test_by_when_is_told_in_words(monkeypatch, ward, anne, about, tag, words):
    noon = clock.at(date(2026, 11, 22), time(12)).astimezone(clock.OSLO)
    monkeypatch.setattr(clock, "now", lambda: noon)
    about = dict(about)
    message = waited(about.pop("minutes", 180), ht=ward.ht, **about)
    told = due_words(message, noon)
    assert (told.tag, told.words) == (tag, words)


def test_who_has_taken_it_is_shown_and_whether_she_is_still_at_work(client, ward, anne):
    eve = StaffFactory(team=ward.ht, profession="sykepleier", with_login=True)
    waited(5, ht=ward.ht, taken_by=eve.user, taken_at=clock.now())
    text = client.get(url(ward)).text
    assert f"{eve.name} har den" in text
    assert "Ikke på vakt nå" in text
    waited(5, ht=ward.ht, taken_by=anne, taken_at=clock.now())
    assert "Du har den" in client.get(url(ward, hos="mine")).text


@pytest.mark.parametrize("trait", ["rejected", "trial", "elsewhere"])
def test_what_is_in_nobodys_work_is_not_in_the_list(ward, anne, trait):
    MessageFactory(ht=ward.ht, **{trait: True})
    assert shown(ward, anne, show=Show.ALL) == []


def test_it_is_narrowed_by_type_team_queue_and_patient(ward, anne):
    here = PlacementFactory(
        team=ward.team,
        patient__given_name="Åse",
        patient__family_name="Håkonsen",
        patient__national_number=synthetic_number(7),
    )
    mine = MessageFactory(ht=ward.ht, patient=here.patient, type_code="EPIKRISE")
    unknown = MessageFactory(ht=ward.ht, unknown=True, person_name="Åse Ukjent")
    assert shown(ward, anne, type_code="EPIKRISE") == [mine]
    assert shown(ward, anne, team=ward.team.code) == [mine]
    assert shown(ward, anne, queue="ukjent-pasient") == [unknown]
    assert shown(ward, anne, text=here.patient.number.lower()) == [mine]
    assert shown(ward, anne, text=synthetic_number(7)) == [mine]
    assert shown(ward, anne, text="haakon åse") == [mine]
    assert shown(ward, anne, text="åse ukjent") == [unknown]
    assert shown(ward, anne, text="%") == []


def test_what_waits_for_a_person_stands_on_top_with_how_many_and_how_old(ward, anne):
    waited(200, ht=ward.ht, unknown=True)
    waited(30, ht=ward.ht, unknown=True, opened=True)
    waited(10, ht=ward.ht, queue="delt-pasient")
    rows = [
        (row.queue.value, row.number, row.unopened, row.age)
        for row in inbox(anne, ward.ht, Wanted()).queues
    ]
    assert rows == [("ukjent-pasient", 2, 1, "3 t 20 min"), ("delt-pasient", 1, 1, "10 min")]


def test_a_page_holds_fifty_and_the_number_is_that_of_all(ward, anne):
    patient = PatientFactory()
    MessageFactory.create_batch(A_PAGE + 1, ht=ward.ht, patient=patient)
    page = inbox(anne, ward.ht, Wanted(page=7))
    assert (len(page.lines), page.total, page.pages, page.number) == (1, A_PAGE + 1, 2, 2)
    assert (page.previous, page.next) == ("", None)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, Wanted()),
        ({"vis": "tull", "side": "-3", "ko": "tull", "hos": "x", "frist": "x"}, Wanted()),
        ({"side": "9" * 40}, Wanted(page=200)),
        ({"side": "²", "pasient": "\x00"}, Wanted()),
        ({"pasient": "å" * 500}, Wanted(text="å" * 60)),
    ],
)
def test_what_cannot_be_asked_for_is_left_aside(query, expected):
    assert wanted_in(query) == expected


def test_an_address_says_what_is_asked_for_and_is_read_back():
    wanted = Wanted(
        show=Show.ALL, hands=Hands.FREE, pressing=Pressing.OVERDUE, newest=True, queue="uleselig",
        text="åse & co", page=3,
    )  # fmt: skip
    assert wanted_in(QueryDict(wanted.query).dict()) == wanted


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(-5, "0 min"), (59, "59 min"), (60, "1 t 0 min"), (200, "3 t 20 min"), (3000, "2 d 2 t")],
)
def test_ages_are_told_in_the_words_of_the_ward(minutes, words):
    now = clock.now()
    assert age(now - timedelta(minutes=minutes), now) == words


def on_shift(ward, function: str, **staff: object):
    nurse = StaffFactory(team=ward.ht, profession="sykepleier", **staff)
    now = clock.now()
    ShiftFactory(
        staff=nurse, team=ward.ht, date=ward.day, function=function,
        starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1),
    )  # fmt: skip
    return nurse


def test_the_ansvarsvakt_on_shift_has_them_then_sykepleier_2_and_e_meldinger(ward):
    ward.people["anne"].shifts.all().delete()
    desk = on_shift(ward, "e-meldinger")
    anne = on_shift(ward, "ansvarsvakt", phone="900 11 222")
    seen = eyes_on(ward.ht).on_duty
    assert [who.name for who in seen] == [anne.name, desk.name]
    assert (seen[0].function, seen[0].phone) == ("ansvarsvakt", "900 11 222")


def test_where_nobody_is_on_duty_the_leaders_are_told_and_then_that_nobody_is(ward):
    ward.people["anne"].shifts.all().delete()
    assert eyes_on(ward.ht).is_nobody
    leader = PositionFactory(staff=StaffFactory(team=ward.ht), kind="fagansvarlig", team=ward.ht)
    seen = eyes_on(ward.ht)
    assert not seen.is_nobody
    assert [who.name for who in seen.leaders] == [leader.staff.name]


def test_an_address_without_eyes_says_so_on_the_page(client, ward):
    leader = PositionFactory(
        staff=StaffFactory(team=ward.ht, with_login=True), kind="avdelingsleder", team=ward.ht
    )
    ward.people["anne"].shifts.all().delete()
    client.force_login(leader.staff.user)
    assert "Ingen på vakt har meldingene nå" in client.get(url(ward)).text


def test_the_page_after_a_poll_is_the_page_and_nothing_new_is_no_answer(client, ward, anne):
    first = waited(5, ht=ward.ht)
    page = Page(client, url(ward))
    version = inbox(anne, ward.ht, Wanted()).version
    asked = f"{url(ward)}?version={version}"
    assert page.poll(asked) == 204
    waited(1, ht=ward.ht)
    assert page.poll(asked) == 200
    assert page.html == page.fresh()
    seen = f"{url(ward)}?version={inbox(anne, ward.ht, Wanted()).version}"
    Message.objects.filter(pk=first.pk).update(opened_at=clock.now(), opened_by=anne)
    assert page.poll(seen) == 200
    assert page.html == page.fresh()


def test_whose_messages_are_shown_stands_in_their_log(client, ward, anne):
    shown_to_her = MessageFactory(ht=ward.ht)
    MessageFactory(ht=ward.ht, type_code="EPIKRISE", is_copy=True)  # in another tab
    MessageFactory(ht=ward.ht, unknown=True)
    client.get(url(ward))
    row = AccessLog.objects.get(screen="messages")
    assert (row.patient_number, row.team, row.role) == (
        shown_to_her.patient.number, ward.ht, "ansvarsvakt",
    )  # fmt: skip


def test_thirty_messages_cost_what_three_cost(client, ward, anne):
    def cost(number: int) -> int:
        for _ in range(number):
            placed = PlacementFactory(team=ward.team)
            MessageFactory(ht=ward.ht, patient=placed.patient, opened=True, queue="delt-pasient")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(ward, vis="alle")).status_code == 200
        return len(queries)

    cost(1)
    assert cost(2) == cost(27)


def test_the_header_of_other_pages_counts_the_unopened_and_goes_on_counting(client, ward, anne):
    MessageFactory(ht=ward.ht)
    elsewhere = client.get(reverse("emeldinger:log", args=[ward.ht.code])).text
    assert "E-meldinger" in elsewhere
    page = Page(client, shift_url(ward.team, ward.day, "dag"))
    count = reverse("emeldinger:unopened")
    assert "(1<" in page.html
    assert page.poll(f"{count}?antall=1") == 204
    MessageFactory(ht=ward.ht)
    assert page.poll(f"{count}?antall=1") == 200
    assert "(2<" in page.html


def test_whoever_reads_no_messages_has_no_way_there(client, ward):
    client.force_login(ward.user("ola"))
    assert "E-meldinger" not in client.get(shift_url(ward.team, ward.day, "dag")).text
    assert client.get(reverse("emeldinger:unopened")).status_code == 403


def test_a_cancelled_message_is_struck_in_the_list(client, ward, anne):
    MessageFactory(ht=ward.ht, standing="kansellert")
    assert "<s>Melding om innlagt pasient</s>" in client.get(url(ward, vis="orientering")).text


def test_the_page_of_who_it_is_shows_what_agrees_and_logs_whom_it_showed(client, ward, anne):
    patient = PlacementFactory(
        team=ward.team, patient__given_name="Åse", patient__family_name="Håkonsen"
    ).patient
    message = MessageFactory(proposed=True, ht=ward.ht, person_name="AASE HAAKONSEN")
    page = reverse("emeldinger:patient", args=[message.pk])
    text = client.get(page).text
    assert patient.number in text
    assert "navnet stemmer" in text
    assert AccessLog.objects.filter(
        screen="message_patient", patient_number=patient.number
    ).exists()


def test_a_whole_number_finds_a_patient_of_another_team_and_a_name_does_not(client, ward, anne):
    elsewhere = PlacementFactory(patient__family_name="Borteboende").patient
    message = MessageFactory(unknown=True, ht=ward.ht)
    page = reverse("emeldinger:patient", args=[message.pk])
    assert elsewhere.number in client.get(f"{page}?sok={elsewhere.number}").text
    assert elsewhere.number not in client.get(f"{page}?sok=borteboende").text


def test_a_confirmed_message_that_leaves_for_another_ht_leads_back_to_the_list(client, ward, anne):
    elsewhere = PlacementFactory()
    message = MessageFactory(unknown=True, ht=ward.ht, address=AddressFactory(ht=ward.ht))
    answer = client.post(
        reverse("emeldinger:patient_confirm", args=[message.pk]),
        {"pasient": elsewhere.patient.number},
    )
    assert answer["Location"] == url(ward)
    assert f"hos {elsewhere.team.ht}" in client.get(url(ward)).text


def test_a_refusal_keeps_what_was_typed(client, ward, anne):
    message = MessageFactory(ht=ward.ht)
    answer = client.post(
        reverse("emeldinger:patient_part", args=[message.pk]),
        {"pasient": message.patient.number, "hvorfor": "  "},
    )
    assert "Skriv hvorfor" in answer.text
