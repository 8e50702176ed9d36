"""Who a message is about is a person's word: it can be taken back, and all of it is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from emeldinger.actions.following import follow_patients
from emeldinger.actions.identification import confirm_patient, none_of_these, part_from_patient
from emeldinger.models import Identification, Message
from heltom.lib import clock
from heltom.lib.errors import NotAllowed, Refused
from teams.models import AuditEvent
from tests.emelding_factories import AddressFactory, MessageFactory
from tests.factories import PatientFactory, PlacementFactory, ShiftFactory, StaffFactory
from tests.ward import make_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return make_ward()


def here(patient, ward):
    return PlacementFactory(patient=patient, team=ward.team).patient


def fresh(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def test_a_confirmed_patients_message_is_her_hts_and_who_said_so_is_kept(ward):
    anne, patient = ward.user("anne"), here(PatientFactory(), ward)
    message = MessageFactory(proposed=True, opened=True, ht=ward.ht)
    confirm_patient(message=message, patient=patient, by=anne)
    confirm_patient(message=message, patient=patient, by=anne)
    found = fresh(message)
    assert (found.patient, found.match, found.queue, found.ht) == (patient, "kjent", "", ward.ht)
    assert found.opened_at is not None
    assert [row.by for row in Identification.objects.all()] == [anne]
    event = AuditEvent.objects.get(verb="message_patient_confirmed")
    assert (event.patient_number, event.role) == (patient.number, "ansvarsvakt")


def test_in_another_ht_nobody_has_opened_it_yet(ward):
    elsewhere = PlacementFactory()
    message = MessageFactory(unknown=True, opened=True, ht=ward.ht)
    confirm_patient(message=message, patient=elsewhere.patient, by=ward.user("anne"))
    assert (fresh(message).ht, fresh(message).opened_at) == (elsewhere.team.ht, None)


def test_the_second_of_two_hears_who_was_first(ward):
    one, other = here(PatientFactory(), ward), here(PatientFactory(), ward)
    message = MessageFactory(proposed=True, ht=ward.ht)
    confirm_patient(message=message, patient=one, by=ward.user("anne"))
    with pytest.raises(Refused, match=rf"Anne .* har alt sagt .* {one.number}"):
        confirm_patient(message=message, patient=other, by=ward.user("anne"))
    with pytest.raises(Refused, match="har alt sagt"):
        none_of_these(message=message, by=ward.user("anne"))


def test_none_of_those_proposed_goes_to_the_addresss_ht_as_unknown(ward):
    address = AddressFactory()
    message = MessageFactory(proposed=True, ht=ward.ht, address=address)
    none_of_these(message=message, by=ward.user("anne"))
    found = fresh(message)
    assert (found.match, found.queue, found.ht) == ("ukjent", "ukjent-pasient", address.ht)
    assert Identification.objects.get().said == "ingen"


def test_none_of_these_twice_is_once(ward):
    message = MessageFactory(unknown=True, ht=ward.ht)
    none_of_these(message=message, by=ward.user("anne"))
    none_of_these(message=message, by=ward.user("anne"))
    assert Identification.objects.count() == 1


def test_a_wrong_patient_is_taken_back_with_a_reason(ward):
    anne, patient = ward.user("anne"), here(PatientFactory(), ward)
    message = MessageFactory(proposed=True, ht=ward.ht)
    confirm_patient(message=message, patient=patient, by=anne)
    with pytest.raises(Refused, match="hvorfor"):
        part_from_patient(message=message, patient=patient, by=anne, why=" ")
    part_from_patient(message=message, patient=patient, by=anne, why="Samme navn, annen født")
    part_from_patient(message=message, patient=patient, by=anne, why="Samme navn, annen født")
    found = fresh(message)
    assert (found.patient, found.match, found.queue) == (None, "ukjent", "ukjent-pasient")
    said = Identification.objects.values_list("said", "why")
    assert list(said) == [("skilt", "Samme navn, annen født"), ("bekreftet", "")]


def test_what_another_has_said_since_is_not_taken_back(ward):
    message = MessageFactory(ht=ward.ht)
    with pytest.raises(Refused, match="etter nummeret i den"):
        part_from_patient(
            message=message, patient=PatientFactory(), by=ward.user("anne"), why="Feil person"
        )


def test_a_message_in_a_queue_for_another_reason_stays_there(ward):
    patient = here(PatientFactory(), ward)
    message = MessageFactory(unknown=True, ht=ward.ht, queue="ukjent-tjeneste")
    confirm_patient(message=message, patient=patient, by=ward.user("anne"))
    assert fresh(message).queue == "ukjent-tjeneste"
    part_from_patient(message=message, patient=patient, by=ward.user("anne"), why="Feil")
    assert fresh(message).queue == "ukjent-tjeneste"


@pytest.mark.parametrize("who", ["kari", "vera", "ola", "siri"])
def test_only_a_nurse_on_duty_in_the_ht_says_who_it_is(ward, who):
    message = MessageFactory(unknown=True, ht=ward.ht)
    with pytest.raises(NotAllowed):
        confirm_patient(message=message, patient=PatientFactory(), by=ward.user(who))
    assert not Identification.objects.exists()


def test_what_was_rejected_is_linked_to_nobody(ward):
    message = MessageFactory(unknown=True, rejected=True, ht=ward.ht)
    with pytest.raises(Refused, match="tatt imot"):
        none_of_these(message=message, by=ward.user("anne"))


def test_open_messages_follow_a_patient_to_another_ht(django_assert_max_num_queries):
    placed = PlacementFactory()
    stays = MessageFactory(patient=placed.patient, ht=placed.team.ht)
    goes = MessageFactory(patient=placed.patient, opened=True)
    done = MessageFactory(patient=placed.patient, closed=True)
    assert follow_patients() == 1
    found = fresh(goes)
    assert (found.ht, found.opened_at) == (placed.team.ht, None)
    assert (fresh(stays).ht, fresh(done).ht) == (stays.ht, done.ht)
    event = AuditEvent.objects.get(verb="message_followed")
    assert (event.role, event.details["to"]) == ("clock", placed.team.ht.code)
    with django_assert_max_num_queries(8):
        assert follow_patients() == 0


def test_a_patient_who_comes_to_a_team_leaves_the_queue_of_those_without():
    placed = PlacementFactory()
    message = MessageFactory(patient=placed.patient, ht=placed.team.ht, queue="uten-team")
    follow_patients()
    assert fresh(message).queue == ""


def test_an_ended_patients_messages_stay_where_they_are():
    yesterday = clock.today() - timedelta(days=1)
    placed = PlacementFactory(patient__ended_on=yesterday, patient__ended_reason="død")
    message = MessageFactory(patient=placed.patient, queue="avsluttet-pasient")
    assert follow_patients() == 0
    assert fresh(message).ht == message.ht


def test_the_unknown_follow_their_address():
    address = AddressFactory()
    left = MessageFactory(unknown=True, address=address)
    proposed = MessageFactory(proposed=True, address=address)
    assert follow_patients() == 1
    assert (fresh(left).ht, fresh(proposed).ht) == (address.ht, proposed.ht)


def test_sykepleier_2_and_the_one_on_e_meldinger_may_say_it_too(ward):
    for function in ("sykepleier2", "e-meldinger"):
        nurse = StaffFactory(team=ward.ht, with_login=True, profession="sykepleier")
        ShiftFactory(staff=nurse, team=ward.ht, date=ward.day, function=function)
        message = MessageFactory(unknown=True, ht=ward.ht)
        none_of_these(message=message, by=nurse.user)
    assert Identification.objects.count() == 2
