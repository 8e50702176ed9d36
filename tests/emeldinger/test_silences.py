"""Silence told of: from the messages that are there, until something comes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse

from emeldinger.actions import silence
from emeldinger.models import ContactPoint, Message, Silence
from emeldinger.queries.silence import silences_for
from emeldinger.tasks import watch_silence
from heltom.lib import clock
from heltom.lib.errors import NotAllowed, Refused
from teams.models import AuditEvent
from tests.emelding_factories import MessageFactory, OriginalFactory
from tests.factories import PatientFactory, PositionFactory, StaffFactory
from tests.support.clocks import clock_at, pin
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

#: A Thursday with nine ordinary weeks before it.
THURSDAY = date(2026, 9, 17)
HOSPITAL = ("sykehus", "LOG_INNLAGT")


@pytest.fixture(scope="module")
def post(rows_of_module):
    """Nine weeks in which the hospital wrote eight times a day, and two offices eight and four."""
    with clock_at(time(9), THURSDAY):
        ward = make_ward(THURSDAY)
        original, patient = OriginalFactory(), PatientFactory()
        shared = {"original": original, "patient": patient, "ht": ward.ht}
        rows = [
            MessageFactory.build(
                **shared, received_at=at, sender_organisation=sender, sender_name=f"Oppdiktet {sender}",
                type_code=code, type_text=code.lower(),
            )
            for sender, code, a_day in (*[(*HOSPITAL, 8)], ("lege-a", "DIALOG", 8), ("lege-b", "DIALOG", 4))
            for at in moments(a_day)
        ]  # fmt: skip
        Message.objects.bulk_create(rows)
    return ward


def moments(a_day: int) -> list[datetime]:
    """Spread over the hours from eight, each workday from nine weeks ago until yesterday evening."""
    days = [THURSDAY - timedelta(number) for number in range(1, 64)]
    return [
        clock.at(day, time(8 + number)) for day in days if day.isoweekday() < 6 for number in range(a_day)
    ]  # fmt: skip


@pytest.fixture
def ward(post, monkeypatch):
    """Friday of the week after: six workdays without a word."""
    pin(monkeypatch, time(16), THURSDAY + timedelta(8))
    return post


def goes_on(*senders: str) -> None:
    """Others than those named have written every day since."""
    original, patient = OriginalFactory(), PatientFactory()
    days = [THURSDAY + timedelta(number) for number in (0, 1, 4, 5, 6, 7, 8)]
    codes = {"sykehus": "LOG_INNLAGT"}
    for sender in senders:
        for day in days:
            for hour in (9, 15):
                MessageFactory(
                    original=original, patient=patient, sender_organisation=sender,
                    type_code=codes.get(sender, "DIALOG"), received_at=clock.at(day, time(hour)),
                )  # fmt: skip


def told() -> list[tuple[str, str]]:
    rows = Silence.objects.filter(ended_at__isnull=True)
    return sorted(rows.values_list("sender_organisation", "type_code"))


def test_a_hospital_that_stops_is_told_once_and_with_its_name(ward):
    goes_on("lege-a", "lege-b")
    watch_silence()
    watch_silence()
    assert told() == [("sykehus", "")]
    row = Silence.objects.get()
    assert (row.sender_name, row.last_at) == (
        "Oppdiktet sykehus",
        clock.at(THURSDAY - timedelta(1), time(15)),
    )
    assert row.expected > 40
    assert AuditEvent.objects.filter(verb="silence_raised").count() == 1


def test_where_all_write_as_they_use_to_nothing_is_told(ward):
    goes_on("lege-a", "lege-b", "sykehus")
    watch_silence()
    assert told() == []


def test_one_type_that_stops_is_told_though_the_sender_writes(ward):
    goes_on("lege-a", "lege-b")
    goes_on_with("LOG_UTSKREVET")
    watch_silence()
    assert told() == [HOSPITAL]
    (line,) = silences_for(leader(ward))
    assert line.row.type_code == "LOG_INNLAGT"
    assert line.what.startswith("Oppdiktet sykehus har ikke sendt ")


def goes_on_with(code: str) -> None:
    for number in (0, 1, 4, 5, 6, 7, 8):
        MessageFactory(
            sender_organisation="sykehus", type_code=code, patient=PatientFactory(),
            received_at=clock.at(THURSDAY + timedelta(number), time(9)),
        )  # fmt: skip


def test_when_nothing_comes_at_all_the_line_is_told_and_nobody_else(ward):
    watch_silence()
    assert told() == [("", "")]
    (line,) = silences_for(leader(ward))
    assert line.is_line
    assert "Oppdiktet sykehus" in line.row.sender_name
    goes_on("lege-a", "lege-b", "sykehus")
    watch_silence()
    assert told() == []


def test_it_ends_by_itself_when_something_comes(ward):
    goes_on("lege-a", "lege-b")
    watch_silence()
    MessageFactory(sender_organisation="sykehus", type_code="LOG_INNLAGT", received_at=clock.now())
    watch_silence()
    assert told() == []
    assert Silence.objects.get().ended_at == clock.now()


def test_one_that_has_closed_for_good_is_told_until_somebody_has_seen_it(ward, monkeypatch):
    goes_on("lege-a", "lege-b")
    watch_silence()
    pin(monkeypatch, time(16), THURSDAY + timedelta(weeks=17))
    watch_silence()
    assert ("sykehus", "") in told()
    silence.see_silence(
        silence=Silence.objects.get(sender_organisation="sykehus"), said="De har lagt ned.",
        by=leader(ward),
    )  # fmt: skip
    watch_silence()
    assert ("sykehus", "") not in told()


def leader(ward):
    staff = StaffFactory(team=ward.ht, with_login=True)
    return PositionFactory(staff=staff, kind="avdelingsleder", team=ward.ht).staff.user


def test_who_looks_into_it_says_what_was_found(client, ward):
    goes_on("lege-a", "lege-b")
    watch_silence()
    row, boss = Silence.objects.get(), leader(ward)
    client.force_login(boss)
    page = reverse("emeldinger:watch", args=[ward.ht.code])
    assert "Oppdiktet sykehus har ikke sendt noe" in client.get(page).text
    see = reverse("emeldinger:silence_see", args=[ward.ht.code, row.pk])
    assert "Skriv noen ord" in client.post(see, {"said": ""}).text
    assert client.post(see, {"said": "Ringte sykehuset, de ser på det"}).status_code == 303
    assert "de ser på det" in client.get(page).text
    with pytest.raises(NotAllowed):
        silence.see_silence(silence=row, said="x", by=ward.user("kari"))
    with pytest.raises(Refused):
        silence.see_silence(silence=row, said=" ", by=boss)


def test_those_who_have_nothing_to_do_with_messages_are_not_told(ward, monkeypatch):
    watch_silence()
    pin(monkeypatch, time(9), THURSDAY)
    for who in ("kari", "vera", "nils", "siri"):
        assert silences_for(ward.user(who)) == []


def test_it_says_whom_to_ring(client, ward):
    ContactPoint.objects.create(her_id="sykehus", name="Oppdiktet IKT-vakt", phone="55 00 00 09")
    goes_on("lege-a", "lege-b")
    watch_silence()
    client.force_login(leader(ward))
    page = client.get(reverse("emeldinger:watch", args=[ward.ht.code])).text
    assert 'href="tel:55000009"' in page
