"""The page of one e-melding: whom, what, whether it holds, what it says, and who has opened it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from emeldinger.actions.looks import mark_opened
from emeldinger.models import Message, Standing
from teams.models import AccessLog, AuditEvent
from tests.emelding_factories import MessageFactory, SendingFactory
from tests.emeldinger.incoming import AT, KARI, NUMBER, bring, bring_letter, new_id, raw_letter
from tests.factories import PatientFactory, PlacementFactory, PositionFactory, StaffFactory
from tests.support.htmx import elements
from tests.ward import make_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    """Anne is ansvarsvakt and handles messages; Lise leads the HT and may only look."""
    ward = make_ward()
    ward.people["lise"] = StaffFactory(team=ward.ht, with_login=True)
    PositionFactory(staff=ward.people["lise"], kind="avdelingsleder", team=ward.ht)
    return ward


@pytest.fixture
def kari(ward):
    known = PatientFactory(national_number=NUMBER, given_name="Kari", family_name="Oppdiktet")
    return PlacementFactory(patient=known, team=ward.team).patient


def page_of(client, ward, message, name="message", who="anne"):
    client.force_login(ward.user(who))
    response = client.get(reverse(f"emeldinger:{name}", args=[message.pk]))
    assert response.status_code == 200
    html = response.text
    assert elements(html)
    return html


def test_on_top_stands_whom_what_from_whom_and_whom_to_ring(client, ward, kari):
    html = page_of(client, ward, bring_letter("utskrivningsrapport").message)
    top = html[html.index("em-head") : html.index("em-columns")]
    assert f"{kari.number} Kari Oppdiktet</a>" in top
    assert "født 01.01.1950" in top
    assert "Utskrivningsrapport" in top
    assert "Oppdiktet sykehus, PLO medisin" in top
    assert 'href="tel:' in top
    assert "skrevet 4. mars 2026 10:30" in top
    assert "I meldingen heter" not in top


def test_another_name_in_the_message_than_ours_is_told(client, ward, kari):
    kari.family_name = "Fantasi"
    kari.save()
    assert "I meldingen heter hun eller han Kari Oppdiktet." in page_of(
        client, ward, bring_letter().message
    )


def test_an_unknown_patient_is_named_as_the_message_names_her_with_a_way_to_find_her(client, ward):
    message = MessageFactory(unknown=True, ht=ward.ht, person_name="Ola Fiktiv")
    html = page_of(client, ward, message)
    assert "Ukjent pasient" in html
    assert "Ola Fiktiv" in html
    assert reverse("emeldinger:patient", args=[message.pk]) in html
    assert "Finn pasienten" not in page_of(client, ward, message, who="lise")


def test_of_a_known_patient_there_is_a_way_to_say_that_it_is_not_her(client, ward, kari):
    message = MessageFactory(patient=kari, ht=ward.ht)
    link = reverse("emeldinger:patient", args=[message.pk])
    assert f'href="{link}">Er det feil person?' in page_of(client, ward, message)
    assert link not in page_of(client, ward, message, who="lise")


@pytest.mark.parametrize("about", [{"unknown": True}, {}])
def test_nobody_is_asked_whom_a_message_is_about_that_is_nobodys_work(client, ward, about):
    message = MessageFactory(ht=ward.ht, queue="", verdict="avvist", **about)
    link = reverse("emeldinger:patient", args=[message.pk])
    assert link not in page_of(client, ward, message)


def test_a_kind_of_message_has_one_name_wherever_it_stands(client, ward, kari):
    raw = raw_letter("utskrivningsklar").replace(
        b'DN="Utskrivningsklar pasient"', b'DN="Utskr..klar"'
    )
    message = bring(raw).message
    html = page_of(client, ward, message)
    assert message.type_text == "Melding om utskrivningsklar pasient"
    assert '<p class="em-type"><strong>Melding om utskrivningsklar pasient</strong>' in html
    assert "Utskr..klar" in html[html.index("em-sending") :]


def test_a_receipt_is_about_no_patient(client, ward):
    message = MessageFactory(ht=ward.ht, verdict="kvittering", patient=None, match="ukjent")
    html = page_of(client, ward, message)
    assert "Ukjent pasient" not in html
    assert "Gjelder ingen bestemt pasient" in html


def test_a_message_that_is_a_warning_and_nothing_more_is_whole(client, ward, kari):
    html = page_of(client, ward, bring_letter("avvik").message)
    assert "em-warnings" in html
    assert "som kan leses" not in html
    assert "Det står ikke mer i meldingen." in html


def test_what_is_dangerous_stands_before_what_is_said_and_medicines_are_one_table(
    client, ward, kari
):
    html = page_of(client, ward, bring_letter("utskrivningsrapport").message)
    assert html.index("CAVE") < html.index('class="panel em-text"')
    assert html.count("em-medicines") == 1
    assert html.index("Legemidler") < html.index("em-medicines")
    assert "Avsender, mottaker og hvordan den er sendt" in html


def test_a_cancelled_message_says_so_before_a_word_of_it(client, ward, kari):
    first = bring_letter("utskrivningsklar", msg_id=(msg_id := new_id())).message
    taken_back = bring_letter(
        "utskrivningsklar", status="C", parent=msg_id, conversation=msg_id,
        at=AT + timedelta(hours=1),
    ).message  # fmt: skip
    html = page_of(client, ward, Message.objects.get(pk=first.pk))
    assert html.index("<strong>Kansellert</strong>") < html.index("em-columns")
    assert reverse("emeldinger:message", args=[taken_back.pk]) in html
    later = page_of(client, ward, Message.objects.get(pk=taken_back.pk))
    assert "<strong>Kansellering</strong>" in later
    assert reverse("emeldinger:message", args=[first.pk]) in later


def test_a_changed_message_leads_to_the_new_one(client, ward, kari):
    new = MessageFactory(patient=kari, ht=ward.ht)
    old = MessageFactory(patient=kari, ht=ward.ht, standing=Standing.CHANGED, followed_by=new)
    html = page_of(client, ward, old)
    assert "<strong>Erstattet</strong>" in html
    assert f'href="{reverse("emeldinger:message", args=[new.pk])}">Åpne den nye' in html


def test_the_conversation_is_a_tree_and_what_lies_elsewhere_is_only_counted(client, ward, kari):
    asked, reminded, answered, elsewhere = (new_id() for _ in range(4))
    common = {"patient": kari, "conversation": asked}
    root = MessageFactory(msg_id=asked, ht=ward.ht, type_text="Forespørsel", **common)
    child = MessageFactory(
        msg_id=reminded, parent_id=asked, ht=ward.ht, type_text="Purring", **common
    )
    MessageFactory(msg_id=answered, parent_id=reminded, ht=ward.ht, type_text="Svar", **common)
    MessageFactory(msg_id=elsewhere, parent_id=asked, **common)
    html = page_of(client, ward, child)
    tree = html[html.index("em-tree") :]
    depths = [tree.index(f'data-depth="{depth}"') for depth in (0, 1, 2)]
    assert depths == sorted(depths)
    assert tree.index("Forespørsel") < tree.index("<strong>Purring") < tree.index("Svar")
    assert "1 melding i samtalen ligger hos et annet helsetjenesteteam." in tree
    assert reverse("emeldinger:message", args=[root.pk]) in tree


def test_messages_that_answer_each_other_in_a_circle_are_each_shown_once(client, ward, kari):
    one, two = new_id(), new_id()
    common = {"patient": kari, "ht": ward.ht, "conversation": one}
    first = MessageFactory(msg_id=one, parent_id=two, **common)
    MessageFactory(msg_id=two, parent_id=one, **common)
    assert page_of(client, ward, first).count('data-depth="') == 2


def test_a_parent_that_has_not_come_is_told_of(client, ward, kari):
    message = MessageFactory(patient=kari, ht=ward.ht, parent_id=new_id())
    assert "en annen melding som ikke har kommet hit" in page_of(client, ward, message)


def test_a_long_conversation_costs_no_more_than_a_short_one(client, ward, kari):
    common = {"patient": kari, "ht": ward.ht, "conversation": (key := new_id())}
    message = MessageFactory(msg_id=key, opened=True, **common)
    SendingFactory(answers=message)

    def queries():
        with CaptureQueriesContext(connection) as caught:
            page_of(client, ward, message)
        return len(caught)

    queries()
    few = queries()
    for _ in range(20):
        SendingFactory(answers=MessageFactory(parent_id=key, **common))
    assert queries() == few


def test_a_cancellation_without_a_reference_is_a_proposal_that_a_nurse_confirms(client, ward, kari):
    first = bring_letter("utskrivningsklar").message
    loose = bring_letter("utskrivningsklar", status="C", at=AT + timedelta(hours=1)).message
    html = page_of(client, ward, Message.objects.get(pk=loose.pk))
    button = reverse("emeldinger:cancel", args=[loose.pk])
    assert f'action="{button}"' in html
    assert button not in page_of(client, ward, loose, who="lise")
    client.force_login(ward.user("anne"))
    assert client.post(button, {"original": first.pk}).status_code == 303
    assert Message.objects.get(pk=first.pk).standing == Standing.CANCELLED
    assert client.post(button, {"original": first.pk}).status_code == 303
    assert client.post(button, {"original": "ingen"}).status_code == 404


# Receipts (HIS 80415: positive ones only to whoever asks)


def test_a_positive_receipt_is_told_only_where_one_asks(client, ward, kari):
    message = bring_letter().message
    assert "Kvittering: OK" not in page_of(client, ward, message)
    assert "Kvittering: OK" in page_of(client, ward, message, "findings")


def test_any_other_is_told_at_once_with_code_text_and_what_was_added(client, ward, kari):
    message = MessageFactory(patient=kari, ht=ward.ht)
    errors = [{"code": "T99", "text": "Annen feil", "detail": "For stor & <tung>."}]
    SendingFactory(answers=message, receipt_status="2", receipt_errors=errors)
    for name in ("message", "findings"):
        html = page_of(client, ward, message, name)
        assert "Kvittering: Avvist" in html
        assert "T99</span> Annen feil: For stor &amp; &lt;tung&gt;." in html


def test_a_receipt_that_does_not_go_is_told_with_why(client, ward, kari):
    message = MessageFactory(patient=kari, ht=ward.ht)
    SendingFactory(answers=message, stopped=True)
    assert "stanset: Mottakeren finnes ikke." in page_of(client, ward, message)


def test_findings_are_sentences_with_where_and_what_stood_there(client, ward, kari):
    finding = {"code": "date", "where": "Patient/DateOfBirth", "value": "1991-12-4"}
    message = MessageFactory(patient=kari, ht=ward.ht, findings=[finding])
    html = page_of(client, ward, message, "findings")
    assert "En dato er ikke skrevet som den skal." in html
    assert "Patient/DateOfBirth" in html
    assert "Der stod: «1991-12-4»" in html


# Who has opened it, and who has looked


def test_the_first_nurse_stands_as_the_one_who_opened_it(ward, kari):
    message = MessageFactory(patient=kari, ht=ward.ht)
    nurse, other = ward.user("anne"), StaffFactory(team=ward.ht, with_login=True).user
    assert mark_opened(message=message, by=nurse)
    assert not mark_opened(message=message, by=nurse)
    message.refresh_from_db()
    assert message.opened_by == nurse
    assert AuditEvent.objects.filter(verb="message_first_opened").count() == 1
    assert other != nurse


def test_the_page_itself_says_that_it_is_open_and_a_leader_who_looks_has_not_opened_it(
    client, ward, kari
):
    message = MessageFactory(patient=kari, ht=ward.ht)
    button = reverse("emeldinger:opened", args=[message.pk])
    assert button not in page_of(client, ward, message, who="lise")
    assert client.post(button).status_code == 403
    html = page_of(client, ward, message)
    assert f'hx-post="{button}" hx-trigger="load"' in html
    assert client.get(button).status_code == 405
    answer = client.post(button, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert ward.people["anne"].name in answer.text
    assert client.post(button).status_code == 303
    assert button not in page_of(client, ward, message)


def test_every_look_stands_in_the_patients_log(client, ward, kari):
    message = bring_letter().message
    for name in ("message", "original", "findings", "original_file"):
        client.force_login(ward.user("anne"))
        client.get(reverse(f"emeldinger:{name}", args=[message.pk]))
    rows = AccessLog.objects.filter(screen="message", patient_number=kari.number)
    assert (rows.count(), rows.first().team, rows.first().role) == (4, ward.ht, "ansvarsvakt")


def test_a_look_at_a_message_about_nobody_known_stands_in_the_audit(client, ward):
    message = MessageFactory(unknown=True, ht=ward.ht)
    page_of(client, ward, message)
    event = AuditEvent.objects.get(verb="message_opened")
    assert (event.object_id, event.team, event.user) == (
        str(message.pk),
        ward.ht,
        ward.user("anne"),
    )
    assert not AccessLog.objects.exists()


def test_what_it_says_of_the_patient_is_the_senders_word(client, ward, kari):
    """KARI of the letter, not of our register: both stand there."""
    html = page_of(client, ward, bring_letter("medisinske").message)
    assert KARI.idents[0].number in html
