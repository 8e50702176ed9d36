"""In whose hands a message is: two nurses on one queue."""

from datetime import timedelta

import pytest
from django.urls import reverse

from emeldinger.actions.following import follow_patients
from emeldinger.actions.taking import let_go, take, take_over
from emeldinger.models import Message
from emeldinger.queries.inbox import next_after
from heltom.lib import clock
from heltom.lib.errors import NotAllowed, Refused
from teams.models import AuditEvent
from tests.emelding_factories import MessageFactory
from tests.factories import PlacementFactory, PositionFactory, ShiftFactory, StaffFactory
from tests.ward import make_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    ward = make_ward()
    now = clock.now()
    eva = StaffFactory(team=ward.ht, profession="sykepleier", with_login=True)
    ShiftFactory(
        staff=eva, team=ward.ht, date=ward.day, function="e-meldinger",
        starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1),
    )  # fmt: skip
    ward.people["eva"] = eva
    ward.people["lise"] = StaffFactory(team=ward.ht, with_login=True)
    PositionFactory(staff=ward.people["lise"], kind="avdelingsleder", team=ward.ht)
    return ward


@pytest.fixture
def anne(ward):
    return ward.user("anne")


@pytest.fixture
def eva(ward):
    return ward.user("eva")


def fresh(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def test_the_second_who_takes_it_is_told_who_was_first(ward, anne, eva):
    message = MessageFactory(ht=ward.ht)
    take(message=message, by=anne)
    take(message=message, by=anne)
    with pytest.raises(Refused, match=f"{anne.staff.name} tok meldingen"):
        take(message=message, by=eva)
    assert fresh(message).taken_by == anne
    assert AuditEvent.objects.filter(verb="message_taken").count() == 1


def test_it_is_taken_over_from_the_one_whom_the_page_named(ward, anne, eva):
    message = MessageFactory(ht=ward.ht)
    take(message=message, by=anne)
    assert f"{anne.staff.name} tok den" in take_over(message=message, had_by=anne.pk, by=eva)
    assert take_over(message=message, had_by=anne.pk, by=eva) == ""
    lars = ward.user("lise")
    with pytest.raises(NotAllowed):
        take_over(message=message, had_by=eva.pk, by=lars)
    with pytest.raises(Refused, match=eva.staff.name):
        take_over(message=message, had_by=anne.pk + 1000, by=anne)
    assert fresh(message).taken_by == eva


def test_what_she_lets_go_is_anybodys_and_a_colleagues_is_not_hers_to_let_go(ward, anne, eva):
    message = MessageFactory(ht=ward.ht)
    take(message=message, by=anne)
    with pytest.raises(Refused):
        let_go(message=message, by=eva)
    let_go(message=message, by=anne)
    let_go(message=message, by=anne)
    assert fresh(message).taken_by is None
    take(message=message, by=eva)


@pytest.mark.parametrize("trait", ["closed", "rejected"])
def test_what_is_nobodys_work_cannot_be_taken(ward, anne, trait):
    with pytest.raises(Refused):
        take(message=MessageFactory(ht=ward.ht, **{trait: True}), by=anne)


def test_a_message_that_follows_its_patient_is_in_nobodys_hands_there(ward, anne):
    message = MessageFactory(
        ht=ward.ht, patient=PlacementFactory().patient, taken_by=anne, taken_at=clock.now()
    )
    follow_patients()
    assert fresh(message).ht != ward.ht
    assert fresh(message).taken_by is None


def queue_of(ward) -> list[Message]:
    """Due in this order."""
    now = clock.now()
    return [
        MessageFactory(ht=ward.ht, opened=True, received_at=now - timedelta(hours=hours))
        for hours in (5, 4, 3, 2)
    ]


def test_next_is_what_follows_and_then_the_queue_from_its_beginning(ward, anne):
    first, second, third, last = queue_of(ward)
    assert next_after(anne, first) == second
    assert next_after(anne, last) == first
    ready = MessageFactory(ht=ward.ht, received_at=second.received_at, closed=True)
    assert next_after(anne, ready) == third


def test_what_came_meanwhile_and_is_due_before_comes_next(ward, anne):
    first, *_rest = queue_of(ward)
    came = MessageFactory(ht=ward.ht, type_code="LOG_UTSKRIVNINGSKLAR")
    assert next_after(anne, first) == came
    assert next_after(anne, came) == first


def test_what_a_colleague_at_work_has_is_passed_over_and_what_she_left_behind_is_not(
    ward, anne, eva
):
    first, second, third, _last = queue_of(ward)
    take(message=second, by=eva)
    assert next_after(anne, first) == third
    ward.people["eva"].shifts.all().delete()
    assert next_after(anne, first) == second


def test_where_there_is_nothing_left_the_way_on_is_the_list(client, ward, anne):
    message = MessageFactory(ht=ward.ht)
    MessageFactory(ht=ward.ht, type_code="EPIKRISE", is_copy=True)  # only informs
    MessageFactory()  # with another HT
    client.force_login(anne)
    answer = client.get(reverse("emeldinger:next", args=[message.pk]))
    assert answer["Location"] == reverse("emeldinger:desk", args=[ward.ht.code])
    other = MessageFactory(ht=ward.ht)
    answer = client.get(reverse("emeldinger:next", args=[message.pk]))
    assert answer["Location"] == reverse("emeldinger:message", args=[other.pk])


def test_the_buttons_of_the_page_take_let_go_and_take_over(client, ward, anne, eva):
    message = MessageFactory(ht=ward.ht)
    page = reverse("emeldinger:message", args=[message.pk])
    client.force_login(anne)
    assert "Ta meldingen" in client.get(page).text
    assert client.post(reverse("emeldinger:take", args=[message.pk]))["Location"] == page
    assert "Slipp den" in client.get(page).text
    client.force_login(eva)
    assert f"Ta over etter {anne.staff.name}" in client.get(page).text
    assert client.post(reverse("emeldinger:take", args=[message.pk])).status_code == 409
    over = reverse("emeldinger:take_over", args=[message.pk])
    assert client.post(over, {"fra": "tull"}).status_code == 409
    client.post(over, {"fra": anne.pk})
    assert f"{anne.staff.name} tok den" in client.get(page).text
    client.post(reverse("emeldinger:let_go", args=[message.pk]))
    assert fresh(message).taken_by is None
