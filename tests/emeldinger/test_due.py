"""The deadline is counted when a message comes, and anew when something about it changes."""

from datetime import timedelta

import pytest
from django.db import transaction

from emeldinger.actions.deadlines import set_deadline
from emeldinger.actions.due import count_missing, recount, set_due
from emeldinger.actions.identification import confirm_patient
from emeldinger.actions.looks import mark_opened
from emeldinger.due_rules import BY_KEY
from emeldinger.models import Deadline, Message
from heltom.lib import clock
from heltom.lib.errors import NotAllowed
from teams.models import AuditEvent
from tests.emelding_factories import AddressFactory, MessageFactory, OriginalFactory
from tests.emeldinger.incoming import bring_letter, new_id, raw_letter
from tests.factories import PlacementFactory, PositionFactory, StaffFactory
from tests.ward import make_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    ward = make_ward()
    AddressFactory(her_id="0050002", ht=ward.ht)
    ward.people["lise"] = StaffFactory(team=ward.ht, with_login=True)
    PositionFactory(staff=ward.people["lise"], kind="avdelingsleder", team=ward.ht)
    return ward


def fresh(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def test_a_message_has_its_deadline_when_it_is_taken_in(ward):
    message = bring_letter("innlagt").message
    # Nobody knows her: that is found out before the report is due.
    assert (message.due_rule, message.due_at - message.received_at) == ("uklar", timedelta(hours=4))
    klar = bring_letter("utskrivningsklar").message
    assert (klar.due_rule, klar.due_at) == ("utskrivningsklar", klar.received_at)


def test_who_she_is_gives_the_type_its_own_time(ward):
    message = bring_letter("innlagt").message
    patient = PlacementFactory(team=ward.team).patient
    confirm_patient(message=message, patient=patient, by=ward.user("anne"))
    assert fresh(message).due_rule == "innlagt"
    assert fresh(message).due_at == message.received_at + timedelta(days=1)


def test_a_cancellation_presses_when_somebody_has_seen_what_it_takes_back(ward):
    seen, unseen = new_id(), new_id()
    first = bring_letter("utskrivningsklar", msg_id=seen).message
    bring_letter("utskrivningsklar", msg_id=unseen)
    mark_opened(message=first, by=ward.user("anne"))
    after = {
        original: bring_letter(
            "utskrivningsklar", msg_id=new_id(), status="C", parent=original, conversation=original
        ).message
        for original in (seen, unseen)
    }
    assert fresh(after[seen]).due_rule == "kansellerer-gjort"
    assert fresh(after[seen]).due_at == after[seen].received_at
    assert fresh(after[unseen]).due_at is None
    assert fresh(first).due_rule == "gjelder-ikke"


def test_a_cancellation_whose_original_has_not_come_is_looked_for_within_the_hour(ward):
    missing = new_id()
    message = bring_letter(
        "innlagt", msg_id=new_id(), status="C", parent=missing, conversation=missing
    ).message
    assert fresh(message).due_rule == "kansellering-venter"
    bring_letter("innlagt", msg_id=missing)
    assert fresh(message).due_rule == "kansellerer"


def test_a_leader_sets_a_deadline_with_its_source_and_what_is_open_follows(ward):
    unit, rule = ward.ht.site.unit, BY_KEY["foresporsel"]
    asked = MessageFactory(ht=ward.ht, type_code="DIALOG_FORESPORSEL")
    done = MessageFactory(ht=ward.ht, type_code="DIALOG_FORESPORSEL", closed=True)
    elsewhere = MessageFactory(type_code="DIALOG_FORESPORSEL")
    how = {"unit": unit, "rule": rule, "minutes": 60, "rank": 1, "source": "Avtale med fastlegene"}
    assert set_deadline(**how, by=ward.user("lise")) == 1
    assert set_deadline(**how, by=ward.user("lise")) == 0
    assert fresh(asked).due_at == asked.received_at + timedelta(hours=1)
    assert fresh(done).due_at == done.due_at
    assert fresh(elsewhere).due_at == elsewhere.due_at
    assert AuditEvent.objects.get(verb="message_deadline_set").reason == "Avtale med fastlegene"


def test_only_leaders_set_deadlines_and_where_the_record_fails_nothing_is_set(ward, monkeypatch):
    how = {"unit": ward.ht.site.unit, "rule": BY_KEY["svar"], "minutes": 60, "rank": 1}
    with pytest.raises(NotAllowed):
        set_deadline(**how, source="x", by=ward.user("anne"))

    def fails(**_about):
        raise RuntimeError

    monkeypatch.setattr("emeldinger.actions.deadlines.record", fails)
    with pytest.raises(RuntimeError), transaction.atomic():
        set_deadline(**how, source="x", by=ward.user("lise"))
    assert not Deadline.objects.exists()


def test_the_newest_that_a_unit_has_set_holds(ward):
    message = MessageFactory(ht=ward.ht, type_code="DIALOG_SVAR")
    for minutes in (60, None):
        Deadline.objects.create(
            unit=ward.ht.site.unit, rule="svar", minutes=minutes, rank=5, source="x",
            changed_at=clock.now(), changed_by=ward.user("lise"),
        )  # fmt: skip
    recount(ward.ht.site.unit)
    assert fresh(message).due_at is None


def test_what_came_before_there_were_deadlines_is_read_and_counted(ward):
    raw = raw_letter("foresporsel")
    older = MessageFactory(
        ht=ward.ht, type_code="DIALOG_FORESPORSEL", due_rule="", due_at=None,
        original=OriginalFactory(content=raw),
    )  # fmt: skip
    closed = MessageFactory(ht=ward.ht, due_rule="", due_at=None, closed=True)
    assert older in Message.objects.to_do()
    assert count_missing() == 1
    assert (fresh(older).urgency, fresh(older).due_rule) == ("3", "innen-24-timer")
    assert fresh(closed).due_rule == ""
    assert count_missing() == 0


def test_a_message_that_is_closed_keeps_the_deadline_it_had(ward):
    message = MessageFactory(ht=ward.ht, closed=True)
    Message.objects.filter(pk=message.pk).update(queue="ukjent-pasient")
    set_due(message)
    assert fresh(message).due_rule == "innlagt"
