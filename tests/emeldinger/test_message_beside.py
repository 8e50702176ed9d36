"""Beside an e-melding: what we know of the patient, what changed on her list, the talk, what it led to."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from emeldinger.models import (
    Closing,
    Consequence,
    HandlingNote,
    Letter,
    Message,
    Sending,
    Standing,
)
from heltom.lib import clock
from patients.models import NextOfKin
from tests.emelding_factories import MessageFactory, OriginalFactory
from tests.emeldinger.incoming import AT, NUMBER, bring_letter, new_id
from tests.factories import (
    AbsenceFactory,
    ContactFactory,
    PatientFactory,
    PauseFactory,
    PlacementFactory,
    PositionFactory,
    StaffFactory,
    VisitFactory,
)
from tests.support.clocks import TODAY, pin
from tests.support.htmx import elements
from tests.ward import make_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    """Anne handles messages; Lise leads the HT and may only look."""
    ward = make_ward()
    ward.people["lise"] = StaffFactory(team=ward.ht, with_login=True)
    PositionFactory(staff=ward.people["lise"], kind="avdelingsleder", team=ward.ht)
    return ward


@pytest.fixture
def kari(ward):
    known = PatientFactory(national_number=NUMBER, given_name="Kari", family_name="Oppdiktet")
    return PlacementFactory(patient=known, team=ward.team).patient


def page_of(client, ward, message, who="anne"):
    client.force_login(ward.user(who))
    response = client.get(reverse("emeldinger:message", args=[message.pk]))
    assert response.status_code == 200
    assert elements(response.text)
    return response.text


def part(html: str, marker: str) -> str:
    start = html.index(marker)
    return html[start : html.index("</section>", start)]


# What we know of her


def test_beside_stands_whose_she_is_who_knows_her_how_to_get_in_and_whom_to_ring(
    client, ward, kari
):
    kari.key_info, kari.criticality, kari.what_matters = "Nøkkelboks 17", 1, "Å bo hjemme"
    kari.save()
    primary = ContactFactory(patient=kari, staff=ward.people["kari"], kind="primar").staff
    AbsenceFactory(staff=primary, starts_at=clock.now() - timedelta(hours=1), ends_at=None)
    NextOfKin.objects.create(patient=kari, name="Ola Oppdiktet", relation="sønn", phone="55000000")
    know = part(page_of(client, ward, bring_letter().message), "em-know")
    assert "<strong>Team Nord</strong> PBP" in know
    assert primary.name in know
    assert "borte nå" in know
    assert "Nøkkelboks 17" in know
    assert '<strong class="warn">høy</strong>' in know
    assert "Ola Oppdiktet, sønn" in know
    assert 'href="tel:55000000"' in know
    assert "Å bo hjemme" in know


def test_that_she_is_away_stands_with_since_when_and_the_way_to_the_stay(client, ward, kari):
    pause = PauseFactory(
        patient=kari, starts_at=clock.now() - timedelta(days=1), where="Oppdiktet sykehus"
    )
    know = part(page_of(client, ward, bring_letter().message), "em-know")
    assert f'href="{reverse("worklists:stay", args=[pause.pk])}">Borte: sykehus' in know


def test_her_visits_of_two_days_stand_with_who_comes_and_the_third_day_does_not(
    client, ward, kari, monkeypatch
):
    pin(monkeypatch, time(12))

    def visit(title: str, days: int, hour: int) -> None:
        day = TODAY + timedelta(days=days)
        at = clock.at(day, time(hour))
        VisitFactory(patient=kari, team=ward.team, title=title, date=day, earliest=at, latest=at)

    for about in (("I dag tidlig", 0, 8), ("I morgen", 1, 9), ("Om to dager", 2, 10)):
        visit(*about)
    visit("For sent", 2, 13)
    visit("Mye senere", 3, 9)
    days = part(page_of(client, ward, bring_letter().message), "em-days")
    assert all(title in days for title in ("I dag tidlig", "I morgen", "Om to dager"))
    assert "For sent" not in days
    assert "Mye senere" not in days
    assert "på ingens liste" in days


def test_nothing_of_ours_stands_there_for_whom_her_page_is_closed(client, ward):
    """A patient of another unit, whose message came to this HT's address."""
    stranger = PlacementFactory(patient=PatientFactory(key_info="Nøkkelboks 99")).patient
    html = page_of(client, ward, MessageFactory(patient=stranger, ht=ward.ht))
    assert "em-know" not in html
    assert "Nøkkelboks 99" not in html
    assert "em-know" not in page_of(client, ward, MessageFactory(unknown=True, ht=ward.ht))


def test_the_place_of_what_becomes_of_it_is_there_for_those_who_may_close(client, ward, kari):
    message = MessageFactory(patient=kari, ht=ward.ht)
    there = reverse("emeldinger:close", args=[message.pk])
    html = page_of(client, ward, message)
    assert f'hx-get="{there}"' in html
    assert html.index('id="close"') < html.index("em-know")
    assert there not in page_of(client, ward, message, who="lise")
    rejected = MessageFactory(patient=kari, ht=ward.ht, verdict="avvist", queue="")
    assert 'id="close"' not in page_of(client, ward, rejected)


# What changed on the medicine list


def lists(first: str = "medisinske", then: str = "utskrivningsrapport", **about: object):
    """Two messages with a list, a day apart; the second is given back."""
    bring_letter(first, at=AT)
    return bring_letter(then, at=AT + timedelta(days=1), **about).message


def test_what_changed_since_the_last_list_stands_on_top_of_the_table_in_words(client, ward, kari):
    news = page_of(client, ward, lists())
    news = news[news.index('class="em-news"') : news.index("em-medicines")]
    assert "3 endringer siden forrige liste" in news
    assert "2 er som før" in news
    stopped, new, changed = (news.index(f">{word}<") for word in ("seponert", "ny", "endret"))
    assert stopped < new < changed
    assert "dosering: 1 tablett kl. 08 og 20, var 1 tablett kl. 08" in news
    assert reverse("emeldinger:message", args=[Message.objects.order_by("pk")[0].pk]) in news


def test_each_line_that_changed_says_so_itself(client, ward, kari):
    html = page_of(client, ward, lists())
    table = html[html.index("em-medicines") :]
    assert table.index("Fiktopril") < table.index("endret<span") < table.index("Fantasin")
    # What is stopped says so in the sender's own word.
    assert table.count("siden forrige liste") == 2
    assert "Seponering</span></td>" in table


def test_the_same_list_again_says_that_nothing_is_changed(client, ward, kari):
    assert "Ingenting er endret siden forrige liste" in page_of(
        client, ward, lists(then="medisinske")
    )


def test_the_first_list_has_nothing_to_be_compared_with(client, ward, kari):
    html = page_of(client, ward, bring_letter("medisinske").message)
    assert "Vi har ingen tidligere liste å sammenligne med." in html


def test_a_list_that_was_taken_back_or_is_somebody_elses_is_not_compared_with(client, ward, kari):
    now = lists()
    first = Message.objects.order_by("pk")[0]
    Message.objects.filter(pk=first.pk).update(standing=Standing.CANCELLED)
    assert "ingen tidligere liste" in page_of(client, ward, now)
    Message.objects.filter(pk=first.pk).update(
        standing=Standing.CURRENT, patient=PlacementFactory(team=ward.team).patient
    )
    assert "ingen tidligere liste" in page_of(client, ward, now)


def test_an_old_list_says_that_there_is_a_newer_one(client, ward, kari):
    now = lists()
    first = page_of(client, ward, Message.objects.order_by("pk")[0])
    assert "Det har kommet en nyere liste:" in first
    assert f'href="{reverse("emeldinger:message", args=[now.pk])}"' in first
    assert "nyere liste" not in page_of(client, ward, now)


def test_a_list_that_was_delayed_on_the_way_is_as_old_as_it_says(client, ward, kari):
    """The later one came first."""
    newest = bring_letter("utskrivningsrapport", at=AT + timedelta(days=1)).message
    late = bring_letter("medisinske", at=AT).message
    assert "3 endringer siden forrige liste" in page_of(client, ward, newest)
    assert "Det har kommet en nyere liste:" in page_of(client, ward, late)


def test_a_message_without_a_list_says_nothing_of_lists(client, ward, kari):
    bring_letter("medisinske", at=AT)
    assert "em-news" not in page_of(client, ward, bring_letter(at=AT + timedelta(days=1)).message)


# The talk, with what we said ourselves


def sent(message: Message, ward, **state: object) -> Sending:
    about = {
        "kind": "melding", "state": "sendt", "sent_at": clock.now(), "msg_id": new_id(),
        "answers": message, "original": OriginalFactory(), "channel": "mappe", "ht": ward.ht,
        "conversation": message.conversation, "type_text": "Svar på forespørsel",
        "receiver_name": "Oppdiktet sykehus", "written_by": ward.user("anne"),
        "written_at": clock.now(), "next_try_at": clock.now(),
    }  # fmt: skip
    return Sending.objects.create(**{**about, **state})


def tree(client, ward, message) -> str:
    html = page_of(client, ward, message)
    return part(html, "em-tree") if "em-tree" in html else ""


@pytest.mark.parametrize(
    ("state", "colour", "words"),
    [
        ({"state": "skal-sendes", "sent_at": None}, "neutral", "ikke sendt herfra ennå"),
        ({}, "neutral", "sendt, ikke kvittert ennå"),
        ({"answered_status": "1"}, "success", "tatt imot av mottakeren"),
        ({"answered_status": "2"}, "danger", "avvist av mottakeren"),
        ({"presumed_at": AT}, "danger", "ingen kvittering på 96 timer"),
    ],
)
def test_what_we_sent_stands_under_what_it_answers_and_is_green_only_by_their_yes(
    client, ward, kari, state, colour, words
):
    asked = MessageFactory(patient=kari, ht=ward.ht, type_text="Forespørsel")
    sent(asked, ward, **state)
    talk = tree(client, ward, asked)
    assert talk.index("Forespørsel") < talk.index("Fra oss:") < talk.index("Svar på forespørsel")
    assert 'data-depth="1" class="em-ours"' in talk
    assert f'data-color="{colour}">{words}' in talk
    assert ward.people["anne"].name in talk


def test_why_ours_was_refused_stands_with_code_and_text(client, ward, kari):
    asked = MessageFactory(patient=kari, ht=ward.ht)
    error = {"code": "E30", "text": "Ukjent mottaker", "detail": "HER-id"}
    sent(asked, ward, answered_status="2", answered_errors=[error])
    assert "E30</span> Ukjent mottaker: HER-id" in tree(client, ward, asked)


def test_their_answer_to_our_question_hangs_under_it_and_is_not_told_as_missing(client, ward, kari):
    asked = MessageFactory(patient=kari, ht=ward.ht, type_text="Epikrise")
    ours = sent(asked, ward, answered_status="1", type_text="Forespørsel")
    answer = MessageFactory(
        patient=kari, ht=ward.ht, parent_id=ours.msg_id, conversation=asked.conversation,
        type_text="Svar",
    )  # fmt: skip
    html = page_of(client, ward, answer)
    assert 'data-depth="2" aria-current="true"' in html
    assert "ikke har kommet hit" not in html


def test_a_draft_stands_where_it_will_be_sent(client, ward, kari):
    asked = MessageFactory(patient=kari, ht=ward.ht)
    now, anne = clock.now(), ward.user("anne")
    Letter.objects.create(
        kind="dialogsvar", ht=ward.ht, patient=kari, answers=asked,
        made_at=now, made_by=anne, changed_at=now, changed_by=anne,
    )  # fmt: skip
    talk = tree(client, ward, asked)
    assert "Kladd:" in talk
    assert "dialogmelding: svar" in talk
    assert "Kladd:" not in tree_of_leader(client, ward, asked)


def tree_of_leader(client, ward, message) -> str:
    return page_of(client, ward, message, who="lise")


def test_what_another_ht_has_sent_is_only_counted(client, ward, kari):
    asked = MessageFactory(patient=kari, ht=ward.ht)
    sent(asked, ward, ht=make_other_ht(), receiver_name="Hemmelig mottaker")
    html = page_of(client, ward, asked)
    assert "Hemmelig mottaker" not in html
    assert "1 melding i samtalen ligger hos et annet helsetjenesteteam." in html


def make_other_ht():
    return MessageFactory().ht


# What became of it


def test_what_it_led_to_stands_there_with_what_was_undone_and_why(client, ward, kari):
    message = MessageFactory(patient=kari, ht=ward.ht, closed=True)
    at, anne = datetime(2026, 3, 4, 10, tzinfo=UTC), ward.user("anne")
    closing = Closing.objects.create(message=message, at=at, by=anne)
    day = date(2026, 3, 4)
    visit = VisitFactory(patient=kari, team=ward.team, date=day)
    Consequence.objects.create(closing=closing, kind="oppdrag", said="Ekstra tilsyn", visit=visit)
    Consequence.objects.create(
        closing=closing, kind="tavle", said="Meldt til tavla",
        undone_at=at, undone_by=anne, undone_why="Gjaldt en annen",
    )  # fmt: skip
    HandlingNote.objects.create(message=message, text="Ringt posten.", at=at, by=anne)
    after = part(page_of(client, ward, message), "em-after")
    assert f"Avsluttet 4. mars 11:00 av {ward.people['anne'].name}" in after
    assert f'href="{reverse("worklists:visit", args=[visit.pk])}">Ekstra tilsyn' in after
    assert 'class="is-undone"' in after
    assert "Gjaldt en annen" in after
    assert "Ringt posten." in after


def test_a_closing_that_was_opened_again_stays_with_who_and_why(client, ward, kari):
    message = MessageFactory(patient=kari, ht=ward.ht)
    at, anne = datetime(2026, 3, 4, 10, tzinfo=UTC), ward.user("anne")
    closing = Closing.objects.create(
        message=message, at=at, by=anne, reopened_at=at, reopened_by=anne, reopened_why="Feil dag"
    )
    Consequence.objects.create(closing=closing, kind="lest", said="Lest")
    after = part(page_of(client, ward, message), "em-after")
    assert "Åpnet igjen 4. mars 11:00" in after
    assert "Feil dag" in after


# What it costs


def test_thirty_visits_and_twenty_consequences_cost_what_few_cost(client, ward, kari):
    message = lists()
    Message.objects.filter(pk=message.pk).update(opened_at=AT, opened_by=ward.user("anne"))
    closing = Closing.objects.create(message=message, at=AT, by=ward.user("anne"))

    def more() -> None:
        visit = VisitFactory(patient=kari, team=ward.team, date=TODAY)
        Consequence.objects.create(closing=closing, kind="oppdrag", said="Mer", visit=visit)
        sent(message, ward)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            page_of(client, ward, message)
        return len(caught)

    more()
    queries()
    few = queries()
    for _ in range(10):
        more()
    assert queries() == few
