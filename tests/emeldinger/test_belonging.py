"""Whose a message is: a number decides, a name only proposes, and nothing lies with nobody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from emeldinger.actions.belonging import Belonging, belonging
from emeldinger.formats.head import Head, Ident, Party, Person
from emeldinger.models import Address, Match, Queue
from heltom.lib import clock
from heltom.lib.names import name_key
from patients.models import Patient
from patients.models.names import name_key as kept_name_key
from teams.models import Team
from tests.emelding_factories import AddressFactory
from tests.factories import PatientFactory, PlacementFactory, TeamFactory, synthetic_number

pytestmark = pytest.mark.django_db

NUMBER = synthetic_number(1)
#: The date that stands in NUMBER.
BORN = date(1950, 1, 1)


def about(**person: object) -> Head:
    known = {"given_name": "Åse", "family_name": "Håkonsen", "born": BORN, "sex": "2"}
    idents = person.pop("idents", ())
    return Head(patient=Person(**{**known, **person}, idents=idents))  # type: ignore[arg-type]


def numbered(number: str, kind: str = "FNR", **person: object) -> Head:
    return about(idents=(Ident(number, kind),), **person)


@pytest.fixture
def ht() -> Team:
    return TeamFactory(kind="HT", ht=None)


@pytest.fixture
def address(ht: Team) -> Address:
    return AddressFactory(ht=ht)


def ase(team: Team | None = None, **patient: object) -> Patient:
    made = PatientFactory(
        **{"given_name": "Åse", "family_name": "Håkonsen", "national_number": NUMBER} | patient
    )
    if team:
        PlacementFactory(patient=made, team=team)
    return made


@pytest.mark.parametrize("kind", ["FNR", "DNR", "FHN"])
def test_a_number_that_we_know_decides_whatever_the_name_is(address, kind):
    team = TeamFactory()
    patient = ase(team)
    whose = belonging(numbered(NUMBER, kind, family_name="Annerledes"), address)
    assert whose == Belonging(patient, Match.KNOWN, team.ht, "")


def test_a_number_written_with_spaces_is_the_same_number(address):
    patient = ase(TeamFactory())
    assert belonging(numbered(f"{NUMBER[:6]} {NUMBER[6:]}"), address).patient == patient


def test_a_hjelpenummer_is_only_its_senders_own_and_needs_the_name_too(address):
    patient = ase(TeamFactory())
    assert belonging(numbered(NUMBER, "HNR"), address).patient == patient
    other = belonging(numbered(NUMBER, "HNR", family_name="Annerledes"), address)
    assert (other.match, other.ht) == (Match.PROPOSED, patient.placements.get().team.ht)


def test_numbers_of_two_patients_are_for_a_person_to_settle(address):
    ase(TeamFactory())
    other = ase(TeamFactory(), national_number=synthetic_number(7))
    both = (Ident(NUMBER, "FNR"), Ident(other.national_number or "", "DNR"))
    whose = belonging(about(idents=both, born=None), address)
    assert whose == Belonging(None, Match.PROPOSED, address.ht, Queue.PROPOSED_PATIENT)


def test_a_patient_of_the_ht_itself_is_the_hts(ht):
    ase(ht)
    assert belonging(numbered(NUMBER), None).ht == ht


def test_a_name_and_a_birth_date_propose_and_link_nobody(address):
    team = TeamFactory()
    ase(team)
    whose = belonging(about(given_name="AASE MARIE", family_name="berg-haakonsen"), address)
    assert whose == Belonging(None, Match.PROPOSED, team.ht, Queue.PROPOSED_PATIENT)


@pytest.mark.parametrize(
    "person",
    [{"born": date(1950, 1, 2)}, {"born": None}, {"family_name": "Hansen"}, {"given_name": "Anne"}],
)
def test_another_birth_date_or_name_proposes_nobody(address, person):
    ase(TeamFactory())
    whose = belonging(about(**person), address)
    assert whose == Belonging(None, Match.UNKNOWN, address.ht, Queue.UNKNOWN_PATIENT)


def test_an_fh_number_has_no_date_and_speaks_neither_for_nor_against(address):
    PlacementFactory(patient=ase(national_number="80000000098"))
    assert belonging(about(), address).match == Match.PROPOSED


def test_several_who_may_be_meant_in_different_hts_lie_with_the_addresss(address):
    ase(TeamFactory())
    ase(TeamFactory(), national_number=None)
    assert belonging(about(), address).ht == address.ht


def test_a_shared_patient_lies_with_the_owners_ht_and_says_so(address):
    owner = TeamFactory()
    patient = ase(owner)
    PlacementFactory(patient=patient, team=TeamFactory(), owner=False, code="HSY")
    whose = belonging(numbered(NUMBER), address)
    assert (whose.ht, whose.queue) == (owner.ht, Queue.SHARED_PATIENT)


def test_a_patient_shared_under_one_ht_is_just_that_hts(address):
    owner = TeamFactory()
    patient = ase(owner)
    PlacementFactory(patient=patient, team=owner.ht, owner=False, code="HSY")
    assert belonging(numbered(NUMBER), address).queue == ""


def test_an_ended_patient_is_her_last_owners(address):
    yesterday = clock.today() - timedelta(days=1)
    patient = ase(ended_on=yesterday, ended_reason="flyttet")
    old = PlacementFactory(patient=patient, valid_to=yesterday - timedelta(days=30))
    last = PlacementFactory(
        patient=patient, valid_from=old.valid_to + timedelta(days=1), valid_to=yesterday
    )
    whose = belonging(numbered(NUMBER), address)
    assert whose == Belonging(patient, Match.KNOWN, last.team.ht, Queue.ENDED_PATIENT)


def test_a_patient_of_no_team_lies_with_the_addresss_ht(address):
    patient = ase()
    assert belonging(numbered(NUMBER), address) == Belonging(
        patient, Match.KNOWN, address.ht, Queue.NO_TEAM
    )


def test_without_an_address_the_ht_around_the_postcode_has_it_else_the_first(ht):
    there = PlacementFactory(patient__postcode="5003").team
    assert belonging(about(postcode="5003"), None).ht == there.ht
    assert belonging(about(postcode="9999"), None).ht in {ht, there.ht}


def test_in_an_installation_without_any_ht_it_lies_with_nobody():
    assert belonging(about(), None).ht is None


def test_a_message_about_no_patient_is_the_addresss(address):
    assert belonging(Head(), address) == Belonging(None, Match.NOBODY, address.ht, "")


def written_to(*idents: Ident) -> Head:
    return Head(receiver=Party(organisation_idents=(Ident("99", "HER"),), service_idents=idents))


@pytest.mark.parametrize(
    ("idents", "queue"),
    [
        ((Ident("55", "HER"),), ""),
        ((), ""),
        ((Ident("66", "HER"),), Queue.UNKNOWN_SERVICE),
        ((Ident("9999", "LOK"),), Queue.UNKNOWN_SERVICE),
    ],
)
def test_a_service_that_we_have_not_registered_is_told(ht, idents, queue):
    whole = AddressFactory(whole=True, her_id="99", ht=ht)
    AddressFactory(her_id="55", parent=whole, ht=ht)
    assert belonging(written_to(*idents), whole).queue == queue


def test_a_person_without_a_her_id_is_no_service(ht):
    whole = AddressFactory(whole=True, her_id="99", ht=ht)
    AddressFactory(her_id="55", parent=whole, ht=ht)
    person = Party(
        organisation_idents=(Ident("99", "HER"),), person_idents=(Ident("9144897", "HPR"),)
    )
    assert belonging(Head(receiver=person), whole).queue == ""


def test_where_no_service_is_registered_none_is_unknown(ht):
    whole = AddressFactory(whole=True, her_id="99", ht=ht)
    assert belonging(written_to(Ident("66", "HER")), whole).queue == ""


@pytest.mark.parametrize(
    ("given", "family"),
    [("Åse", "Håkonsen"), ("ANNE-MARIE", "Sæther Øst-Løken"), (" René ", "O'Brien"), ("Bjørn", "")],
)
def test_postgresql_folds_names_as_we_do(given, family):
    PatientFactory(given_name=given, family_name=family)
    (kept,) = Patient.objects.annotate(key=kept_name_key()).values_list("key", flat=True)
    assert kept == (name_key(given, family) or "bjørn ")


def test_namesakes_among_many_and_numbers_cost_a_fixed_few_queries(
    address, django_assert_max_num_queries
):
    for _ in range(8):
        ase(TeamFactory(), national_number=None)
    with django_assert_max_num_queries(4):
        belonging(numbered("01415012345"), address)
