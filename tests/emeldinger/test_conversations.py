"""Changed, cancelled, answered: what belongs together is one conversation, in whatever order it comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emeldinger.actions import conversations
from emeldinger.formats.head import Ident
from emeldinger.models import Message, Standing
from emeldinger.queries.cancellations import original_of
from emeldinger.standings import Item, Place, standings
from heltom.lib.errors import Refused
from imports.demo.letters import party
from teams.models import AuditEvent, Team, User
from tests.emelding_factories import MessageFactory
from tests.emeldinger.incoming import AT, KARI, bring, bring_letter, new_id, raw_letter
from tests.factories import synthetic_number
from tests.ward import make_ward

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def item(pk: int, status: str, *, parent: int = 0, minutes: int = 0, **about: str) -> Item:
    facts = {"kind": "LOG", "sender": "0070001", "person": synthetic_number(1), **about}
    when = NOON + timedelta(minutes=minutes)
    answers = f"id-{parent}" if parent else ""
    return Item(pk, f"id-{pk}", answers, status=status, written_at=when, **facts)


def test_a_change_takes_the_place_of_what_was_and_a_cancellation_of_all_of_it():
    places = standings(
        [item(1, "N"), item(2, "M", parent=1, minutes=1), item(3, "C", parent=2, minutes=2)]
    )
    assert places == {
        1: Place(Standing.CANCELLED, 3),
        2: Place(Standing.CANCELLED, 3),
        3: Place(Standing.CANCELS),
    }


def test_a_second_change_follows_the_first():
    places = standings([item(1, "N"), item(2, "M", minutes=1), item(3, "M", minutes=2)])
    assert [places[pk].after for pk in (1, 2, 3)] == [2, 3, None]
    assert places[3].standing is Standing.CURRENT


def test_what_is_answered_comes_before_its_answer_whatever_the_clocks_say():
    places = standings([item(1, "N", minutes=5), item(2, "C", parent=1)])
    assert places[1].standing is Standing.CANCELLED
    same_second = standings([item(2, "M"), item(1, "N")])
    assert same_second[1] == Place(Standing.CHANGED, 2)


def test_what_is_written_after_a_cancellation_holds():
    places = standings([item(1, "N"), item(2, "C", minutes=1), item(3, "N", minutes=2)])
    assert places[3] == Place(Standing.CURRENT)


def test_answers_and_other_types_are_left_as_they_are():
    asked, answer = (
        item(1, "", kind="DIALOG_FORESPORSEL"),
        item(2, "", parent=1, kind="DIALOG_SVAR"),
    )
    cancels = item(3, "C", parent=1, minutes=9)
    places = standings([asked, answer, cancels])
    assert places[1].standing is places[2].standing is Standing.CURRENT
    assert places[3].standing is Standing.WAITS


@pytest.mark.parametrize(
    ("other", "standing"),
    [
        ({"sender": "0090001"}, Standing.CURRENT),
        ({"sender": ""}, Standing.CURRENT),
        ({"person": synthetic_number(3)}, Standing.CURRENT),
        ({"person": ""}, Standing.CANCELLED),
        ({"person": "15454500188"}, Standing.CANCELLED),
    ],
)
def test_only_what_the_same_sender_wrote_about_the_same_person_is_cancelled(other, standing):
    """A hjelpenummer may be hers who has a number of her own; two of one kind are two people."""
    places = standings([item(1, "N"), item(2, "C", parent=1, minutes=1, **other)])
    assert places[1].standing is standing


def test_nobody_takes_back_what_nobody_has_sent():
    places = standings([item(1, "N", sender=""), item(2, "C", parent=1, minutes=1, sender="")])
    assert places[2].standing is Standing.WAITS


def test_a_circle_of_references_is_read_by_time():
    places = standings([item(1, "N", parent=2), item(2, "M", parent=1, minutes=1)])
    assert places[1] == Place(Standing.CHANGED, 2)


@given(st.data())
def test_the_order_of_coming_makes_no_difference(data):
    """Every message has its place by what was written, not by when it reached us."""
    count = data.draw(st.integers(1, 6))
    items = [
        item(
            pk,
            data.draw(st.sampled_from(["N", "M", "C", ""])),
            parent=data.draw(st.integers(0, pk - 1)),
            minutes=data.draw(st.integers(0, 3)),
            kind=data.draw(st.sampled_from(["LOG", "PLO"])),
        )
        for pk in range(1, count + 1)
    ]
    mixed = data.draw(st.permutations(items))
    places = standings(items)
    assert standings(mixed) == places
    cancelled = {pk for pk, place in places.items() if place.standing is Standing.CANCELLED}
    assert all(places[places[pk].after].standing is Standing.CANCELS for pk in cancelled)


def later(minutes: int) -> datetime:
    return AT + timedelta(minutes=minutes)


def story() -> list[bytes]:
    """New, changed, changed again, cancelled: each names the one before it and the first."""
    first, second, third = new_id(), new_id(), new_id()
    return [
        raw_letter(msg_id=first),
        raw_letter(msg_id=second, status="M", parent=first, conversation=first, at=later(1)),
        raw_letter(msg_id=third, status="M", parent=second, conversation=first, at=later(2)),
        raw_letter(status="C", parent=third, conversation=first, at=later(3)),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("order", [*permutations(range(4))][::3])
def test_in_whatever_order_they_come_all_is_one_conversation_and_cancelled(order):
    raws = story()
    taken = {number: bring(raws[number]).message for number in order}
    rows = [Message.objects.get(pk=taken[number].pk) for number in range(4)]
    assert {row.conversation for row in rows} == {rows[0].msg_id}
    assert [row.standing for row in rows] == [*[Standing.CANCELLED] * 3, Standing.CANCELS]
    assert {row.followed_by_id for row in rows[:3]} == {rows[3].pk}


@pytest.mark.django_db
def test_a_cancellation_that_comes_first_waits_and_then_applies():
    first = new_id()
    cancellation = bring_letter(status="C", parent=first, at=later(5)).message
    assert cancellation.standing == Standing.WAITS
    original = bring_letter(msg_id=first).message
    original.refresh_from_db()
    cancellation.refresh_from_db()
    assert (original.standing, cancellation.standing) == (Standing.CANCELLED, Standing.CANCELS)
    assert original.followed_by == cancellation


@pytest.mark.django_db
@pytest.mark.parametrize("root_last", [True, False])
def test_what_was_two_conversations_is_one_when_the_missing_link_comes(root_last):
    """The sender names only what it answers, and the one in the middle comes last or the first does."""
    first, second, third = new_id(), new_id(), new_id()
    root = raw_letter(msg_id=first)
    middle = raw_letter(msg_id=second, status="M", parent=first, conversation=first, at=later(1))
    end = raw_letter(msg_id=third, status="M", parent=second, conversation=second, at=later(2))
    for raw in [end, middle, root] if root_last else [root, end, middle]:
        bring(raw)
    standing = dict(Message.objects.values_list("msg_id", "standing"))
    assert set(Message.objects.values_list("conversation", flat=True)) == {first}
    assert standing == {first: "endret", second: "endret", third: "gjelder"}


@pytest.mark.django_db
def test_a_sender_with_names_of_its_own_for_conversations_is_understood():
    """RefToConversation is no MsgId at all: what is answered still binds the two together."""
    for cancels_first in (True, False):
        first, own_name = new_id(), new_id()
        raws = [
            raw_letter(msg_id=first),
            raw_letter(status="C", parent=first, conversation=own_name, at=later(1)),
        ]
        for raw in raws[::-1] if cancels_first else raws:
            bring(raw)
        assert Message.objects.get(msg_id=first).standing == Standing.CANCELLED


@pytest.mark.django_db
@pytest.mark.parametrize("first", ["message", "cancellation"])
@pytest.mark.parametrize(
    ("organisation", "standing"),
    [("0090001", Standing.CURRENT), ("0070001", Standing.CANCELLED)],
)
def test_a_stranger_who_knows_a_msg_id_takes_nothing_away(first, organisation, standing):
    """Another ward of the same hospital may; whichever of the two comes first."""
    msg_id = new_id()
    ward, other = (
        party("Sykehuset", her, "Sengepost", service)
        for her, service in (("0070001", "0070002"), (organisation, "0090002"))
    )
    raws = [
        raw_letter(msg_id=msg_id, sender=ward),
        raw_letter(status="C", parent=msg_id, conversation=msg_id, sender=other, at=later(1)),
    ]
    for raw in raws if first == "message" else raws[::-1]:
        bring(raw)
    assert Message.objects.get(msg_id=msg_id).standing == standing
    assert set(Message.objects.values_list("conversation", flat=True)) == {msg_id}


@pytest.mark.django_db
def test_an_answer_leaves_the_question_as_it_is():
    asked = bring_letter("foresporsel").message
    answer = bring_letter("svar", parent=asked.msg_id, at=later(1)).message
    asked.refresh_from_db()
    assert answer.conversation == asked.conversation == asked.msg_id
    assert asked.standing == answer.standing == Standing.CURRENT


@pytest.mark.django_db
def test_a_trial_cancels_nothing_that_is_real():
    real = bring_letter().message
    trial = bring_letter(status="C", parent=real.msg_id, processing="T", at=later(1)).message
    real.refresh_from_db()
    assert (real.standing, trial.conversation) == (Standing.CURRENT, "")


@pytest.mark.django_db
def test_what_was_rejected_is_in_no_conversation():
    real = bring_letter().message
    rejected = bring_letter(status="C", parent=real.msg_id, patient=None, at=later(1)).message
    real.refresh_from_db()
    assert (real.standing, rejected.conversation) == (Standing.CURRENT, "")


@pytest.mark.django_db
@pytest.mark.parametrize("order", [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2]])
def test_a_sender_that_calls_everything_one_conversation_holds_nobody_up(monkeypatch, order):
    """Too long to be read whole: what the new one touches is read, and stands as it would have."""
    monkeypatch.setattr(conversations, "LONGEST", 4)
    name = new_id()
    for number in range(2, 8):
        other = replace(KARI, idents=(Ident(synthetic_number(number), "FNR"),))
        bring_letter(patient=other, parent=name, conversation=name, at=later(number))
    raws = story_in(name)
    taken = {number: bring(raws[number]).message for number in order}
    standing = [Message.objects.get(pk=taken[number].pk).standing for number in range(4)]
    assert standing == [*[Standing.CANCELLED] * 3, Standing.CANCELS]
    others = Message.objects.exclude(pk__in=[row.pk for row in taken.values()])
    assert set(others.values_list("standing", flat=True)) == {Standing.CURRENT}


def story_in(name: str) -> list[bytes]:
    """As `story`, under a name that many others have too."""
    ids = [new_id() for _ in range(4)]
    facts = [("N", name), ("M", ids[0]), ("M", ids[1]), ("C", ids[2])]
    return [
        raw_letter(msg_id=ids[n], status=status, parent=parent, conversation=name, at=later(n))
        for n, (status, parent) in enumerate(facts)
    ]


@pytest.mark.django_db
def test_what_is_read_of_a_long_conversation_has_an_end(monkeypatch):
    monkeypatch.setattr(conversations, "LONGEST", 4)
    name, read = new_id(), []
    real = conversations.standings
    monkeypatch.setattr(
        conversations, "standings", lambda items: read.append(len(items)) or real(items)
    )
    for number in range(20):
        bring_letter(parent=name, conversation=name, at=later(number))
    assert max(read) <= 8


def nurse_of() -> tuple[User, Team]:
    ward = make_ward()
    return ward.user("anne"), ward.ht


def unlinked(ht, **facts: object) -> tuple[Message, Message]:
    """A message, and a cancellation that does not say of what."""
    original = MessageFactory(ht=ht, **facts)
    same = {"patient": original.patient, "match": original.match}
    cancellation = MessageFactory(
        ht=ht, standing="venter", status_code="C", person_number=original.person_number, **same
    )
    return original, cancellation


@pytest.mark.django_db
def test_a_cancellation_without_a_reference_is_a_proposal_that_a_nurse_confirms():
    nurse, ht = nurse_of()
    original, cancellation = unlinked(ht)
    assert original_of(cancellation) == original
    conversations.link(cancellation=cancellation, original=original, by=nurse)
    original.refresh_from_db()
    cancellation.refresh_from_db()
    assert (original.standing, cancellation.standing) == (Standing.CANCELLED, Standing.CANCELS)
    assert cancellation.parent_id == original.msg_id
    event = AuditEvent.objects.get(verb="cancellation_linked")
    assert (event.user, event.details) == (nurse, {"original": original.pk})
    conversations.link(cancellation=cancellation, original=original, by=nurse)
    assert AuditEvent.objects.filter(verb="cancellation_linked").count() == 1


@pytest.mark.django_db
def test_a_cancellation_that_names_itself_is_one_without_a_reference():
    msg_id = new_id()
    taken = bring_letter(status="C", msg_id=msg_id, parent=msg_id, conversation=msg_id)
    assert (taken.message.parent_id, taken.message.standing) == ("", Standing.WAITS)


@pytest.mark.django_db
def test_what_has_no_msg_id_is_not_proposed():
    """Nothing could link them, and the button would do nothing."""
    _, ht = nurse_of()
    _original, cancellation = unlinked(ht, msg_id="")
    assert original_of(cancellation) is None


@pytest.mark.django_db
def test_two_candidates_are_no_proposal():
    nurse, ht = nurse_of()
    original, cancellation = unlinked(ht)
    MessageFactory(ht=ht, patient=original.patient)
    assert original_of(cancellation) is None
    with pytest.raises(Refused):
        conversations.link(cancellation=cancellation, original=original, by=nurse)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other",
    [
        {"sender_her": "90002"},
        {"type_code": "LOG_DOD"},
        {"standing": "endret"},
        {"verdict": "test"},
    ],
)
def test_what_does_not_fit_is_not_proposed(other):
    _, ht = nurse_of()
    _original, cancellation = unlinked(ht, **other)
    assert original_of(cancellation) is None


@pytest.mark.django_db
def test_a_patient_whom_nobody_knows_is_the_same_by_her_number():
    _, ht = nurse_of()
    original, cancellation = unlinked(ht, unknown=True, person_number="01815012345")
    assert original_of(cancellation) == original
    Message.objects.filter(pk=cancellation.pk).update(person_number="")
    assert original_of(Message.objects.get(pk=cancellation.pk)) is None
