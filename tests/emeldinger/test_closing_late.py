"""What is told late, or when somebody has gone on from what a message did: never stuck, nothing twice."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.urls import reverse

from emeldinger.actions import closing
from emeldinger.models import Closing, Consequence, Message
from emeldinger.queries.means import seen_of
from emeldinger.steps import Nothing
from heltom.lib import clock
from heltom.lib.errors import NotAllowed
from patients.models import Ending, Pause, Placement
from tests.emeldinger.closing import confirm, fields_of, panel, url_of
from tests.emeldinger.incoming import KARI, bring_letter
from tests.emeldinger.writing import her
from tests.factories import PauseFactory, ShiftFactory, StaffFactory, TeamFactory
from tests.support.clocks import TODAY, pin
from tests.ward import make_ward
from worklists.actions import endings, stays

pytestmark = pytest.mark.django_db

LATER = TODAY + timedelta(days=4)
SAID = {"hvorfor": "Det var en annen."}


def at(hour, minute=0, day=TODAY):
    return clock.at(day, time(hour, minute))


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    pin(monkeypatch, time(12))


@pytest.fixture
def ward():
    """Anne is on duty again four days later."""
    ward = make_ward()
    ShiftFactory(staff=ward.people["anne"], date=LATER, function="ansvarsvakt")
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


def take_back(message, kind, when, status="C"):
    return bring(kind, when, status=status, parent=message.msg_id, conversation=message.msg_id)


def led_to(message, kind):
    return Consequence.objects.get(closing__message=message, kind=kind)


def undo(client, one):
    return client.post(reverse("emeldinger:undo", args=[one.pk]), SAID)


def test_an_admission_cancelled_after_days_ends_the_stay_from_now(anne, ward, kari, monkeypatch):
    original = bring("innlagt")
    confirm(anne, original)
    now = pin(monkeypatch, time(12), LATER)
    cancelled = take_back(original, "innlagt", at(11, day=LATER))
    text = panel(anne, cancelled)
    assert "listene fra da kan ikke rettes" in text
    assert "Oppdragene kommer tilbake på listene fra nå." in text
    assert confirm(anne, cancelled).status_code == 303
    assert Pause.objects.get(patient=kari).ends_at == now
    assert led_to(original, "opphor").undone_at is None
    assert led_to(cancelled, "hjem").pause.patient == kari


def test_a_discharge_cancelled_after_days_offers_a_new_stay(anne, ward, kari, monkeypatch):
    PauseFactory(patient=kari, starts_at=at(8), reason="sykehus")
    original = bring("utskrevet", at(11))
    confirm(anne, original)
    now = pin(monkeypatch, time(12), LATER)
    cancelled = take_back(original, "utskrevet", at(11, day=LATER))
    assert "før et nytt opphør" in panel(anne, cancelled)
    shown = confirm(anne, cancelled, steg=["opphor"])
    assert anne.post(url_of(cancelled), fields_of(shown.text)).status_code == 303
    assert Pause.objects.get(patient=kari, ends_at=None).starts_at == now


def test_an_admission_read_when_she_is_home_again_is_not_ticked(anne, ward, kari, monkeypatch):
    PauseFactory(patient=kari, starts_at=at(10), ends_at=at(18), reason="sykehus")
    pin(monkeypatch, time(12), LATER)
    text = panel(anne, bring("innlagt", at(10)))
    assert "Pasienten har vært borte og er ført hjem" in text
    assert "opphor" not in fields_of(text)["steg"]


def test_a_stay_that_is_planned_ahead_is_not_the_admission(anne, ward, kari):
    """It stands in the way, and she is told so; the message is not closed as if she were away."""
    PauseFactory(
        patient=kari, starts_at=at(10, day=LATER), ends_at=at(10, day=LATER + timedelta(days=7)),
        reason="korttid",
    )  # fmt: skip
    message = bring("innlagt")
    assert "er alt ført fra" not in panel(anne, message)
    answer = confirm(anne, message)
    assert answer.status_code == 200
    assert "er alt ført" in answer.text
    assert not Closing.objects.exists()


def test_she_does_not_come_home_from_a_stay_that_is_still_to_come(anne, ward, kari):
    PauseFactory(patient=kari, starts_at=at(10, day=LATER), reason="korttid")
    message = bring("utskrevet", at(11))
    assert "Pasienten står ikke som borte hos oss." in panel(anne, message)


def test_undoing_a_return_gives_back_the_day_that_was_given_before(anne, ward, kari):
    tomorrow = at(12, day=TODAY + timedelta(days=1))
    stay = PauseFactory(patient=kari, starts_at=at(8), ends_at=tomorrow, reason="sykehus")
    message = bring("utskrevet", at(11))
    confirm(anne, message)
    assert Pause.objects.get(pk=stay.pk).ends_at == at(11)
    assert undo(anne, led_to(message, "hjem")).status_code == 303
    assert Pause.objects.get(pk=stay.pk).ends_at == tomorrow


def test_a_return_that_somebody_has_gone_on_from_is_not_undone(anne, ward, kari):
    stay = PauseFactory(patient=kari, starts_at=at(8), reason="sykehus")
    message = bring("utskrevet", at(11))
    confirm(anne, message)
    stays.stay_away(pause=stay, by=ward.user("vera"), reason="Hun fikk feber.")
    one = led_to(message, "hjem")
    assert "står alt som borte" in undo(anne, one).text
    stays.end(pause=stay, ends_at=at(11, 45), by=ward.user("vera"))
    assert "Noen har siden ført at pasienten er hjemme fra" in undo(anne, one).text
    assert Pause.objects.get(pk=stay.pk).ends_at == at(11, 45)


def test_a_death_that_somebody_has_registered_is_told_before_she_says_yes(anne, ward, kari):
    endings.end(patient=kari, at=at(9), reason="dod", by=ward.user("vera"))
    message = bring("dod")
    assert "Det er alt ført at tjenestene er avsluttet fra" in panel(anne, message)
    assert confirm(anne, message, steg=["ingenting"]).status_code == 303
    assert led_to(message, "ingenting").reason.startswith("Det er alt ført")
    assert Ending.objects.count() == 1


def test_a_change_of_the_hour_of_death_moves_it(anne, ward, kari):
    original = bring("dod")
    confirm(anne, original)
    assert confirm(anne, take_back(original, "dod", at(11), "M")).status_code == 303
    assert Ending.objects.get(undone_at=None).at == at(11)


def test_the_report_that_was_begun_is_put_away_with_the_admission(anne, ward, kari):
    original = bring("innlagt")
    confirm(anne, original)
    confirm(anne, take_back(original, "innlagt", at(11)))
    one = led_to(original, "svar")
    assert one.undone_why == "Avsenderen har kansellert meldingen."
    assert (one.letter.state, one.letter.dropped_why) == ("forkastet", one.undone_why)


def test_a_cancellation_undoes_also_when_she_has_moved_to_another_ht(client, ward, kari):
    """The closed message stays with the HT she came from; the cancellation comes to where she is."""
    client.force_login(ward.user("anne"))
    original = bring("innlagt")
    confirm(client, original)
    new = TeamFactory(site__unit=ward.team.unit)
    eva = StaffFactory(team=new.ht, with_login=True, profession="vernepleier")
    ShiftFactory(staff=eva, team=new.ht, date=TODAY, function="ansvarsvakt")
    Placement.objects.filter(patient=kari).update(team=new)
    cancelled = take_back(original, "innlagt", at(11))
    assert cancelled.ht == new.ht
    client.force_login(eva.user)
    assert "Ring dem." in panel(client, cancelled)
    assert confirm(client, cancelled).status_code == 303
    assert not Pause.objects.filter(patient=kari).exists()
    assert led_to(original, "opphor").undone_by == eva.user
    assert undo(client, led_to(original, "svar")).status_code == 403


def test_the_right_is_asked_for_where_the_message_lies_now(ward, kari):
    message = bring("innlagt")
    Message.objects.filter(pk=message.pk).update(ht=TeamFactory(site__unit=ward.team.unit).ht)
    steps = [Nothing("Kjent.")]
    with pytest.raises(NotAllowed):
        closing.close(
            message=message, by=ward.user("anne"), steps=steps, seen=seen_of(message, steps)
        )


def test_opened_again_it_is_due_as_it_stands_now(anne, ward, kari):
    """Nobody counts for what is closed: it was taken back meanwhile."""
    message = bring("innlagt")
    confirm(anne, message)
    take_back(message, "innlagt", at(11))
    message.refresh_from_db()
    assert message.due_at is not None
    closing.reopen(message=message, by=ward.user("anne"), reason="Se på den igjen.")
    message.refresh_from_db()
    assert message.due_at is None


@pytest.mark.parametrize("kind", ["innlagt", "dod"])
def test_what_happened_days_ago_is_registered_from_when_lists_can_be_put_right(
    anne, ward, kari, monkeypatch, kind
):
    pin(monkeypatch, time(12), LATER)
    message = bring(kind)
    assert "for lenge siden til at listene kan rettes helt tilbake" in panel(anne, message)
    assert confirm(anne, message).status_code == 303
    begins = at(8, day=LATER - timedelta(days=1))
    made = Pause.objects.get().starts_at if kind == "innlagt" else Ending.objects.get().at
    assert made == begins
