"""The unit's page: what may be set, tried on a coming shift, decided and read again."""

from copy import deepcopy
from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heltom.lib import clock
from teams.models import AuditEvent
from tests.factories import PositionFactory, StaffFactory, UserFactory
from tests.support.clocks import clock_at
from tests.ward import make_ward
from worklists.models import Publication, UnitWeights
from worklists.planning.weights import SETTINGS, Chosen

pytestmark = pytest.mark.django_db

TOMORROW = clock.today() + timedelta(days=1)


@pytest.fixture(scope="module")
def built(rows_of_module):
    """Ola leads the team today too; tomorrow's day shift has people and visits."""
    with clock_at(time(12)):
        ward = make_ward(TOMORROW)
        ward.plans(6)
        return ward


@pytest.fixture
def ward(noon, built):
    return deepcopy(built)


@pytest.fixture
def ola(client, ward):
    client.force_login(ward.user("ola"))
    return client


def typed(**more):
    """Every field as it stands on the page, but for what somebody has typed."""
    values = Chosen().values()
    return {name: s.shown(values[name]) for name, s in SETTINGS.items()} | more


def url(ward, name="weights"):
    return reverse(f"worklists:{name}", args=[ward.team.unit.code])


def tried(client, ward, **more):
    shift = f"nord.{ward.day}.dag"
    return client.get(url(ward), typed(prov="1", shift=shift, **more))


def decided(client, ward, **more):
    body = {"reason": "Folk venter for lenge.", "valid_from": str(TOMORROW), "after": "0"}
    return client.post(url(ward, "weights_decide"), typed(**body) | more)


def test_every_setting_stands_with_its_sentence_and_its_default(ola, ward):
    html = ola.get(url(ward)).text
    for name, setting in SETTINGS.items():
        assert setting.why in html
        assert f'name="{name}" value="{setting.default_shown}"' in html


def test_who_does_not_decide_reads_what_the_figures_mean(client, ward):
    PositionFactory(staff=ward.people["nils"], kind="konsulent", team=None, unit=ward.team.unit)
    client.force_login(ward.user("nils"))
    html = client.get(url(ward)).text
    assert "Ett minutt forsinkelse veier som 1 minutter reise." not in html
    assert "Ett minutt forsinkelse veier som 1 minutt reise." in html
    assert 'name="late_minute"' not in html


def test_figures_in_the_address_are_tried_for_leaders_only(client, ward):
    PositionFactory(staff=ward.people["nils"], kind="konsulent", team=None, unit=ward.team.unit)
    client.force_login(ward.user("nils"))
    assert "Hva de nye tallene betyr" not in tried(client, ward, late_minute="2").text


def test_a_trial_shows_the_difference_in_sums_and_writes_nothing(ola, ward):
    html = tried(ola, ward, stranger="30").text
    assert "<strong>Ukjent ansatt</strong>: 6 blir 30 minutter reise" in html
    assert "6 oppdrag på 2 arbeidslister" in html
    assert not UnitWeights.objects.exists()
    assert not Publication.objects.exists()
    for name in ("kari", "vera"):
        assert ward.people[name].name not in html


def test_a_trial_of_the_same_figures_offers_nothing_to_save(ola, ward):
    html = tried(ola, ward).text
    assert "Tallene er de samme som gjelder nå." in html
    assert "Ta i bruk" not in html


def test_more_work_than_hands_shows_what_the_prices_do(ola, ward):
    """Overtime that is allowed is worked for a price, and left when the price is too high."""
    unit = ward.team.unit
    unit.overtime_minutes = 60
    unit.save()
    ward.plans(24, minutes=45)
    html = tried(ola, ward, overtime_minute="60").text
    (overtime,) = [row for row in html.split("<tr>") if "Overtid</th>" in row]
    (left,) = [row for row in html.split("<tr>") if "Ufordelt, må gjøres i dag</th>" in row]
    assert "min mindre" in overtime
    assert "flere" in left
    assert "Listene blir de samme" not in html


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"late_minute": "mye"}, "Skriv et tall, for eksempel 1,5."),
        ({"late_minute": ""}, "Skriv et tall."),
        ({"late_minute": "1,55"}, "Skriv høyst én desimal, for eksempel 1,5."),
        ({"late_minute": "31"}, "Må være fra 0,1 til 30 minutter reise."),
        ({"late_minute": "1e999999999"}, "Skriv et mindre tall."),
        ({"late_minute": "nan"}, "Skriv et tall, for eksempel 1,5."),
        ({"known_days": "2,5"}, "Skriv et helt tall."),
        ({"break_from_minutes": "400"}, "Må være fra 180 til 330 minutter."),
        ({"recent": "7"}, "Kan ikke være mer enn «Ukjent ansatt»."),
        ({"shift": "nord.2020-01-01.dag"}, "Vakten har begynt, eller finnes ikke. Velg en annen."),
    ],
)
def test_what_cannot_be_is_told_where_it_was_typed_and_nothing_is_lost(ola, ward, wrong, told):
    shift = {"shift": f"nord.{ward.day}.dag"}
    response = ola.get(url(ward), typed(prov="1", not_wished="9,5", **(shift | wrong)))
    html = response.text
    assert response.status_code == 200
    assert told in html
    assert 'name="not_wished" value="9,5"' in html
    assert all(f'value="{value}"' in html for value in wrong.values() if value in ("mye", "31"))
    assert "Ta i bruk" not in html


def test_what_is_wrong_stands_at_the_top_with_the_way_to_it(ola, ward):
    """The fields fill four screens; on a phone eight."""
    wrong = typed(prov="1", far_minutes="9", shift="nord.2020-01-01.dag")
    html = ola.get(url(ward), wrong).text
    top = html[: html.index('<form method="get"')]
    assert '<a href="#id_far_minutes">Langt unna</a>: Må være fra 10 til 300 minutter.' in top
    assert '<a href="#id_shift">Prøv på en vakt</a>: Vakten har begynt' in top
    assert "#id_late_minute" not in top


def test_a_point_is_as_good_as_a_comma(ola, ward):
    assert "1 blir 1,5 minutter reise" in tried(ola, ward, late_minute="1.5").text


def test_a_decision_holds_and_stands_in_the_history(ola, ward):
    response = decided(ola, ward, late_minute="2", known_days="21", running_too="on")
    assert (response.status_code, response["Location"]) == (303, url(ward))
    (version,) = UnitWeights.objects.all()
    assert version.chosen == {"late_minute": 20, "known_days": 21}
    assert version.running_too
    html = ola.get(url(ward)).text
    assert "Folk venter for lenge." in html
    assert "Forsinkelse: 1 ble 2 minutter reise" in html
    assert "Nr. 1 er lagret." in html
    assert AuditEvent.objects.get(verb="weights_decided").reason == "Folk venter for lenge."


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"reason": ""}, "Skriv hvorfor tallene endres."),
        ({"reason": "   "}, "Skriv hvorfor tallene endres."),
        ({"reason": "x" * 301}, "Skriv kortere: høyst 300 tegn."),
        ({"valid_from": ""}, "Velg en dag."),
        ({"valid_from": "i morgen"}, "Skriv en dag som finnes."),
        ({"valid_from": "2020-01-01"}, "Tallene kan ikke gjelde fra en dag som er over."),
        ({"after": "7"}, "Noen andre har bestemt nye tall mens du skrev."),
        ({"late_minute": "mye"}, "Skriv et tall, for eksempel 1,5."),
    ],
)
def test_what_cannot_be_decided_is_told_and_nothing_typed_is_lost(ola, ward, wrong, told):
    more = {"waiting_minute": "0,7", "shift": f"nord.{ward.day}.dag"}
    response = decided(ola, ward, **(more | wrong))
    assert response.status_code == 200
    assert told in response.text
    assert 'name="waiting_minute" value="0,7"' in response.text
    assert not UnitWeights.objects.exists()


def test_back_to_the_defaults_is_a_decision_too(ola, ward):
    decided(ola, ward, late_minute="2")
    page = ola.get(url(ward) + "?nr=0").text
    assert 'name="late_minute" value="1"' in page
    decided(ola, ward, after="1")
    assert UnitWeights.objects.get(number=2).chosen == {}
    assert "Tilbake til standardtallene." in ola.get(url(ward)).text


def test_an_earlier_decision_can_be_filled_in_again(ola, ward):
    decided(ola, ward, late_minute="2")
    decided(ola, ward, after="1")
    assert 'name="late_minute" value="2"' in ola.get(url(ward) + "?nr=1").text
    assert 'name="late_minute" value="1"' in ola.get(url(ward) + "?nr=tull").text


def test_another_units_leader_meets_nobody(client, ward):
    leader = StaffFactory(user=UserFactory(username="leder"))
    PositionFactory(staff=leader, kind="enhetsleder", team=None, unit=leader.team.unit)
    client.force_login(leader.user)
    assert client.get(url(ward)).status_code == 404
    assert decided(client, ward).status_code == 404


def test_a_leader_finds_the_page_in_the_menu(ola, ward):
    assert f'href="{url(ward)}"' in ola.get(url(ward)).text


def test_a_shift_that_has_begun_cannot_be_tried_on(ola, ward, monkeypatch):
    assert f"nord.{ward.day}.dag" in ola.get(url(ward)).text
    noon = clock.at(ward.day, time(12))
    monkeypatch.setattr(clock, "now", lambda: noon)
    assert f"nord.{ward.day}.dag" not in ola.get(url(ward)).text


def test_without_a_coming_shift_the_figures_can_still_be_decided(ola, ward):
    ward.people["kari"].shifts.all().delete()
    for shift in [*ward.people["vera"].shifts.all(), *ward.people["siri"].shifts.all()]:
        shift.delete()
    html = ola.get(url(ward), typed(prov="1", late_minute="2")).text
    assert "Det er ingen kommende vakt å prøve på nå." in html
    assert "Ta i bruk" in html


def test_a_history_of_thirty_costs_what_one_of_three_costs(ola, ward, django_assert_num_queries):
    ola.get(url(ward))
    versions(ward, range(1, 4))
    with CaptureQueriesContext(connection) as three:
        ola.get(url(ward))
    versions(ward, range(4, 31))
    with django_assert_num_queries(len(three)):
        ola.get(url(ward))


def versions(ward, numbers):
    for number in numbers:
        UnitWeights.objects.create(
            unit=ward.team.unit,
            number=number,
            chosen={"late_minute": 10 + number},
            valid_from=date(2026, 1, 1),
            reason="i en test",
            by=ward.user("ola"),
            decided_at=clock.now(),
        )
