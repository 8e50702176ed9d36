"""Never closed without a consequence: what is refused, what is told, and what stays when it is reopened."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from emeldinger.actions import closing, trail
from emeldinger.formats.happened import happened
from emeldinger.formats.letter import read_letter
from emeldinger.models import Closing, Consequence, HandlingNote, Message
from emeldinger.queries.means import seen_of
from emeldinger.steps import Nothing
from heltom.lib import clock
from heltom.lib.errors import NotAllowed, Refused
from patients.models import Candidate, Pause
from teams.models import AuditEvent
from tests.emelding_factories import MessageFactory
from tests.emeldinger.closing import confirm, fields_of, panel, url_of
from tests.emeldinger.incoming import KARI, bring_letter, raw_letter
from tests.emeldinger.writing import address, her
from tests.factories import (
    ContactFactory,
    PauseFactory,
    ShiftFactory,
    StaffFactory,
    VisitFactory,
    VisitPlanFactory,
)
from tests.support.clocks import TODAY, pin
from tests.ward import make_ward
from worklists.actions import visits
from worklists.models import Reminder, Visit

pytestmark = pytest.mark.django_db


def at(hour, minute=0, day=TODAY):
    return clock.at(day, time(hour, minute))


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    pin(monkeypatch, time(12))


@pytest.fixture
def ward():
    """Bente is sykepleier 2 beside Anne."""
    ward = make_ward()
    ward.people["bente"] = StaffFactory(team=ward.ht, with_login=True, profession="sykepleier")
    ShiftFactory(staff=ward.people["bente"], date=TODAY, function="sykepleier2")
    return ward


@pytest.fixture
def kari(ward):
    return her(ward)


@pytest.fixture
def anne(client, ward):
    client.force_login(ward.user("anne"))
    return client


def bring(kind, when=None, **about):
    return bring_letter(kind, at=when or at(10), patient=KARI, **about).message


def close_with(message, by, *steps):
    return closing.close(message=message, by=by, steps=steps, seen=seen_of(message, steps))


def check_now(after=lambda: None):
    """What PostgreSQL looks at when the transaction ends."""
    after()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_a_message_is_never_closed_without_a_consequence_or_a_reason(ward, kari):
    message, anne = bring("innlagt"), ward.user("anne")
    for steps in ((), (Nothing(" "),)):
        with pytest.raises(Refused), transaction.atomic():
            close_with(message, anne, *steps)
    for break_it in (
        lambda: Closing.objects.create(message=message, at=clock.now(), by=anne),
        lambda: Message.objects.filter(pk=message.pk).update(closed_at=clock.now()),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            check_now(break_it)
    close_with(message, anne, Nothing("Sendt på nytt."))
    check_now()


def test_nothing_ticked_and_nothing_written_is_told_at_the_field(anne, ward, kari):
    message = bring("innlagt")
    assert "Velg hva meldingen fører til" in confirm(anne, message, steg=[]).text
    text = confirm(anne, message, steg=["ingenting"]).text
    assert "Skriv hvorfor." in text
    assert not Closing.objects.exists()


def test_the_second_of_two_nurses_is_told_who_was_first(ward, kari):
    message = bring("innlagt")
    first = close_with(message, ward.user("anne"), Nothing("Sendt på nytt."))
    assert close_with(message, ward.user("anne"), Nothing("Sendt på nytt.")) == first
    with pytest.raises(Refused, match=r"Anne .* avsluttet meldingen"):
        close_with(message, ward.user("bente"), Nothing("Kjent."))
    assert Closing.objects.count() == 1


def test_what_would_happen_is_what_she_was_shown(anne, ward, kari):
    message = bring("innlagt")
    sent = fields_of(panel(anne, message))
    VisitPlanFactory(team=ward.team, patient=kari, valid_from=TODAY)
    answer = anne.post(url_of(message), sent)
    assert answer.status_code == 200
    assert "Noe er endret siden du så på det" in answer.text
    assert not Pause.objects.exists()
    assert anne.post(url_of(message), fields_of(answer.text)).status_code == 303
    assert Pause.objects.count() == 1


def test_if_the_event_cannot_be_written_nothing_is_done(ward, kari, monkeypatch):
    message = bring("innlagt")
    monkeypatch.setattr(trail, "record", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        close_with(message, ward.user("anne"), Nothing("Kjent."))
    message.refresh_from_db()
    assert message.closed_at is None
    assert not Consequence.objects.exists()


def test_opened_again_what_it_led_to_stays_until_it_is_undone(anne, ward, kari):
    message = bring("innlagt")
    confirm(anne, message)
    reopen = reverse("emeldinger:reopen", args=[message.pk])
    assert anne.post(reopen, {"hvorfor": ""}).status_code == 409
    anne.post(reopen, {"hvorfor": "Feil person i telefonen."})
    check_now()
    message.refresh_from_db()
    assert message.closed_at is None
    assert Pause.objects.filter(patient=kari).exists()
    text = panel(anne, message)
    assert "åpnet den igjen" in text
    one = Consequence.objects.get(kind="opphor")
    undo = reverse("emeldinger:undo", args=[one.pk])
    assert anne.post(undo, {"hvorfor": ""}).status_code == 409
    anne.post(undo, {"hvorfor": "Hun ble ikke lagt inn."})
    assert not Pause.objects.filter(patient=kari).exists()
    close_with(message, ward.user("bente"), Nothing("Hun ble ikke lagt inn."))
    check_now()
    assert Closing.objects.filter(message=message).count() == 2


def test_one_message_may_lead_to_many_things_and_each_is_made(anne, ward, kari):
    contact = ContactFactory(patient=kari, kind="primar").staff
    message = bring("utskrivningsrapport")
    slot = f"{TODAY.isoformat()} kveld"
    confirm(
        anne, message, steg=["medisiner", "huskeliste", "kontakt", "oppdrag", "tavle", "videre"],
        **{
            "medisiner-team": ward.team.pk, "medisiner-slot": slot, "medisiner-text": "Ny liste",
            "huskeliste-team": ward.ht.pk, "huskeliste-slot": slot, "huskeliste-text": "Ring datter",
            "kontakt-text": "Snakk om vekten", "kontakt-slot": slot,
            "oppdrag-title": "Blodtrykk", "oppdrag-team": ward.team.pk, "oppdrag-slot": slot,
            "oppdrag-earliest": "17:00", "oppdrag-latest": "18:00", "oppdrag-minutes": "15",
            "oppdrag-level": "2", "tavle-reason": "Går ned i vekt", "videre-to": "Liv ved bestiller",
            "videre-how": "på telefon",
        },
    )  # fmt: skip
    message.refresh_from_db()
    assert message.closed_at is not None
    lines = {row.text: row for row in Reminder.objects.all()}
    assert set(lines) == {"Ny liste", "Ring datter", "Snakk om vekten"}
    assert lines["Snakk om vekten"].responsible == contact
    assert lines["Ring datter"].team == ward.ht
    visit = Visit.objects.get(title="Blodtrykk")
    assert (visit.level, visit.earliest, visit.latest) == (2, at(17), at(18))
    assert Candidate.objects.get().reason == "Går ned i vekt"
    said = list(Consequence.objects.order_by("pk").values_list("kind", flat=True))
    assert sorted(said) == sorted(
        ["medisiner", "huskeliste", "primarkontakt", "oppdrag", "tavle", "videre"]
    )


def test_each_of_them_is_taken_back_and_what_is_done_already_is_told(anne, ward, kari):
    slot = f"{TODAY.isoformat()} kveld"
    message = bring("utskrivningsrapport")
    confirm(anne, message, steg=["huskeliste", "oppdrag", "tavle"], **{
        "huskeliste-team": ward.team.pk, "huskeliste-slot": slot, "huskeliste-text": "Ring datter",
        "oppdrag-title": "Blodtrykk", "oppdrag-team": ward.team.pk, "oppdrag-slot": slot,
        "oppdrag-earliest": "12:00", "oppdrag-latest": "18:00", "oppdrag-minutes": "15",
        "oppdrag-level": "0", "tavle-reason": "Går ned i vekt",
    })  # fmt: skip
    visits.cancel(visit=Visit.objects.get(), by=ward.user("vera"), reason="Hun er på besøk")
    cancelled = bring("utskrivningsrapport", at(11), status="C", parent=message.msg_id,
                      conversation=message.msg_id)  # fmt: skip
    assert "Oppdraget er alt avlyst." in panel(anne, cancelled)
    confirm(anne, cancelled)
    assert Reminder.objects.get().outcome == "bortfalt"
    assert Candidate.objects.get().withdrawn_why == "Avsenderen har kansellert meldingen."
    undone = Consequence.objects.filter(undone_at__isnull=False).values_list("kind", flat=True)
    assert set(undone) == {"huskeliste", "tavle"}


def test_utskrivningsklar_is_answered_and_she_is_waited_for_that_day(anne, ward, kari):
    address(ward)
    stay = PauseFactory(patient=kari, starts_at=at(8), reason="sykehus")
    message = bring("utskrivningsklar")
    tomorrow = TODAY + timedelta(days=1)
    assert "Velg en." in confirm(anne, message).text
    answer = confirm(anne, message, **{"svar-answer": "kan"})
    assert answer.status_code == 303, answer.text.split('role="alert">')[-1][:300]
    stay.refresh_from_db()
    assert stay.expected_return == tomorrow
    one = Consequence.objects.get()
    assert (one.kind, one.letter.state, one.letter.content["can"]) == ("svar", "signert", "kan")


def test_who_is_ready_to_leave_hospital_and_stands_on_our_lists_is_away_too(anne, ward, kari):
    address(ward)
    ready = bring("utskrivningsklar")
    assert "Pasienten er ikke ført som borte hos oss" in panel(anne, ready)
    confirm(anne, ready, **{"svar-answer": "kan"})
    stay = Pause.objects.get(patient=kari)
    assert (stay.reason, stay.ends_at) == ("sykehus", None)
    again = bring("utskrivningsklar", at(11))
    assert 'value="opphor"' not in panel(anne, again)


def test_an_avmelding_ends_what_utskrivningsklar_began(anne, ward, kari):
    PauseFactory(patient=kari, starts_at=at(8), reason="sykehus")
    ready = bring("utskrivningsklar")
    confirm(anne, ready, steg=["huskeliste"], **{"huskeliste-text": "Bestill seng"})
    first = ready.msg_id
    called_off = bring("avmelding", at(11), parent=first, conversation=first)
    assert "Punktet strykes fra huskelisten." in panel(anne, called_off)
    confirm(anne, called_off)
    line = Reminder.objects.get()
    assert (line.outcome, line.note) == (
        "bortfalt", "Avmeldt: pasienten er ikke utskrivningsklar likevel.",
    )  # fmt: skip


def test_an_avmelding_alone_says_itself_why_there_is_nothing_to_do(anne, ward, kari):
    message = bring("avmelding")
    confirm(anne, message)
    (one,) = Consequence.objects.all()
    assert (one.kind, one.reason) == (
        "ingenting", "Avmeldt: pasienten er ikke utskrivningsklar likevel.",
    )  # fmt: skip


def test_to_have_read_an_epikrise_is_hers_to_say(anne, ward, kari):
    message = bring("epikrise")
    assert "Velg hva meldingen fører til." in confirm(anne, message).text
    confirm(anne, message, steg=["lest"])
    assert Consequence.objects.get().kind == "lest"


def test_of_somebody_unknown_nothing_can_be_done_before_it_is_said_who_she_is(anne, ward):
    message = MessageFactory(unknown=True, ht=ward.ht)
    text = panel(anne, message)
    assert 'value="opphor"' not in text
    assert 'value="oppdrag"' not in text
    response = confirm(anne, message, steg=["ingenting"], **{"ingenting-reason": "Ikke vår."})
    assert response.status_code == 303


def test_what_a_colleague_has_registered_already_stands_and_is_linked(anne, ward, kari):
    stay = PauseFactory(patient=kari, starts_at=at(9), reason="sykehus")
    message = bring("innlagt")
    assert "Opphør er alt ført fra" in panel(anne, message)
    confirm(anne, message)
    one = Consequence.objects.get(kind="opphor")
    assert (one.pause, one.before) == (stay, {"was_there": True})
    assert Pause.objects.count() == 1


def test_a_day_without_a_clock_begins_when_somebody_of_ours_was_last_there(anne, ward, kari):
    done = VisitFactory(patient=kari, team=ward.team, date=TODAY, earliest=at(8), latest=at(9))
    visits.finish(visit=done, by=ward.user("vera"), at=at(8, 40))
    message = bring("innlagt", datetime.combine(TODAY, time(10), tzinfo=clock.OSLO))
    text = panel(anne, message)
    assert 'name="opphor-at" value="10:00"' in text
    assert happened(read_letter(raw_letter("utskrevet", at=at(10)))).is_home


def test_a_draft_of_hers_is_a_note_and_the_message_stays_open(anne, ward, kari):
    message = bring("tidligmelding")
    url = reverse("emeldinger:note", args=[message.pk])
    for _ in range(2):
        anne.post(url, {"merknad": "Ringt saksbehandler, hun tar den i morgen."})
    (note,) = HandlingNote.objects.all()
    assert note.by == ward.user("anne")
    assert "Ringt saksbehandler" in panel(anne, message)
    message.refresh_from_db()
    assert message.closed_at is None


def test_only_what_informs_is_signed_together(anne, ward):
    rows = MessageFactory.create_batch(3, ht=ward.ht, due_rule="epikrise", due_at=None)
    wants = MessageFactory(ht=ward.ht, due_rule="innlagt", due_at=at(18))
    url = reverse("emeldinger:sign_batch", args=[ward.ht.code])
    keys = [row.pk for row in rows]
    assert anne.post(url, {"melding": [*keys, wants.pk]}).status_code == 409
    assert not Closing.objects.exists()
    assert anne.post(url, {"melding": keys}).status_code == 303
    assert anne.post(url, {"melding": keys}).status_code == 303
    check_now()
    assert Closing.objects.filter(in_batch=True).count() == 3
    assert Consequence.objects.filter(kind="lest").count() == 3
    assert Message.objects.filter(pk__in=keys, opened_by=ward.user("anne")).count() == 3
    assert AuditEvent.objects.filter(verb="message_closed").count() == 3
    with pytest.raises(NotAllowed):
        closing.sign_batch(messages=[wants], by=ward.user("ola"))


def test_where_what_is_usual_is_so_already_that_is_the_reason_for_nothing_to_do(anne, ward, kari):
    message = bring("utskrevet")
    confirm(anne, message, steg=["ingenting"])
    assert Consequence.objects.get().reason == "Pasienten står ikke som borte hos oss."


def test_whose_message_nobody_knows_is_asked_before_what_it_leads_to(anne, ward):
    stranger = bring("innlagt")
    assert reverse("emeldinger:patient", args=[stranger.pk]) in panel(anne, stranger)
    her(ward)
    assert "Si først hvem" not in panel(anne, bring("dod"))


def test_on_the_next_message_it_is_told_what_the_one_before_led_to(anne, ward, kari):
    confirm(anne, bring("dod"))
    text = anne.get(reverse("emeldinger:desk", args=[ward.ht.code])).text
    assert f"Avsluttet: Orientering om dødsfall, {kari.number} Kari Oppdiktet. Tjenestene" in text
