"""The neighbour's desk as each side sees it: what a yes means first, then who said it and when."""

from copy import deepcopy

import pytest
from django.urls import reverse

from heltom.lib import clock
from patients.models import Patient
from teams.models import AccessLog, Loan, Shift
from tests.support.clocks import pin
from tests.worklists.lending import make_house
from worklists.actions import loans, visits
from worklists.models import Visit
from worklists.queries.desk_now import desk_now
from worklists.queries.lendable import Lending
from worklists.queries.loan_effects import with_helper, without
from worklists.queries.neighbours import standings
from worklists.queries.work import read_work

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def built(rows_of_module):
    with pytest.MonkeyPatch.context() as monkeypatch:
        return make_house(monkeypatch)


@pytest.fixture
def house(monkeypatch, built):
    pin(monkeypatch, built.now)
    return deepcopy(built)


def page_of(client, user, name, *args, **query):
    client.force_login(user)
    response = client.get(reverse(f"worklists:{name}", args=args), query)
    assert response.status_code == 200
    return response.text


def desk_lines(house, user, team):
    shown = desk_now(user, house.shift_of(team))
    return [line.text for line in shown if line.kind in ("loan", "extra", "order")]


def test_from_question_to_answer_on_both_desks(client, house):
    here = ("nord", house.day, "kveld")
    html = page_of(client, house.vera, "loans", *here)
    assert "Sør" in html
    assert "ufordelte oppdrag får plass" in html
    ask = {"hva": "hjelper", "hvem": "sor", "fra": "17:00", "til": "20:00"}
    client.post(reverse("worklists:loan_ask", args=here), ask)
    loan = Loan.objects.get()
    assert desk_lines(house, house.sigrid, house.south) == ["Nord ber om en hjelper 17:00–20:00"]
    html = page_of(client, house.sigrid, "loan", loan.pk)
    assert "Ja, Lise går" in html
    assert "Uten Lise" in html
    assert "er vaktkoordinator på vakten" in html
    client.post(reverse("worklists:loan_accept", args=[loan.pk]), {"hvem": house.lise.pk})
    (told,) = desk_lines(house, house.vera, house.north)
    assert told.startswith("Sør: en hjelper 17:00–20:00. Sigrid")
    assert "sa ja kl. 16:00 · Lise" in told
    assert told.endswith("17:00–20:00")
    assert "Avslutt lånet nå" in page_of(client, house.vera, "loan", loan.pk)


def test_how_they_stand_and_what_a_loan_does_is_what_comes(house):
    (south,) = standings([house.south], house.day, "kveld")
    assert south.free_minutes > 0
    assert south.lists == 2  # the vaktkoordinator's own is left aside
    (north,) = standings([house.north], house.day, "kveld")
    assert (north.is_short, north.free_minutes) == (True, 0)
    solved = with_helper(house.shift_of(house.north), house.at(17), house.at(22, 30))
    assert len(solved.solved) > 0
    assert solved.figures.endswith("får plass") or "forsinkelse" in solved.figures
    # What the lender saw is what came.
    lending = Lending(read_work(house.shift_of(house.south)), house.north)
    one = next(o for o in lending.all(house.at(17), house.at(20)) if o.shift == house.lise)
    seen = without(house.shift_of(house.south), one.cut)
    before = house.listed(house.south)
    loans.accept(loan=house.ask(), by=house.sigrid, shift=house.lise)
    after = house.listed(house.south)
    moved = [v for v, who in after.items() if v in before and before[v] != who]
    assert len(moved) == len(seen.changes)
    assert len(before.keys() - after.keys()) == len(seen.nobody)


def test_the_neighbour_reads_the_task_and_not_whose_it_is_before_the_yes(client, house):
    visit = house.a_visit_of(house.north)
    Patient.objects.filter(pk=visit.patient_id).update(family_name="Enestående")
    visit.patient.refresh_from_db()
    html = page_of(client, house.vera, "loans", "nord", house.day, "kveld", oppdrag=visit.pk)
    assert visit.patient.family_name in html
    loan = house.ask("oppdrag", visit=visit)
    html = page_of(client, house.sigrid, "loan", loan.pk)
    assert visit.title in html
    assert visit.patient.family_name not in html
    assert "tar det" in html
    read = AccessLog.objects.filter(patient_number=visit.patient.number)
    assert {row.user for row in read} == {house.vera}
    taker = Shift.objects.get(staff__given_name="Mona")
    client.post(reverse("worklists:loan_accept", args=[loan.pk]), {"hvem": taker.pk})
    taken = Visit.objects.get(lent_from__loan=loan)
    assert house.listed(house.south)[taken.pk] == ["Mona"]
    visits.cancel(visit=taken, by=house.sigrid, reason="Mona ble syk")
    assert any("gjør ikke" in line for line in desk_lines(house, house.vera, house.north))


def test_what_cannot_be_is_said_on_the_page_with_what_was_typed(client, monkeypatch):
    house = make_house(monkeypatch, built=False)
    client.force_login(house.vera)
    url = reverse("worklists:loan_ask", args=["nord", house.day, "kveld"])
    wrong = {"hva": "hjelper", "hvem": "sor", "fra": "20:00", "til": "17:00", "tekst": "to syke"}
    html = client.post(url, wrong).text
    assert "Til-tiden må være etter fra-tiden." in html
    assert "to syke" in html
    loan = house.ask()
    loans.withdraw(loan=loan, by=house.vera)
    client.force_login(house.sigrid)
    html = client.post(
        reverse("worklists:loan_decline", args=[loan.pk]), {"text": "har ingen"}
    ).text
    assert "trakk spørsmålet kl. 16:00" in html
    assert Loan.objects.get().answer == "trukket"


def test_a_no_stands_on_the_asker_s_desk_for_an_hour(monkeypatch):
    house = make_house(monkeypatch, built=False)
    loans.decline(loan=house.ask(), by=house.sigrid, reason="To er syke her")
    (told,) = desk_lines(house, house.vera, house.north)
    assert "«To er syke her»" in told
    later = house.at(17, 1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert desk_lines(house, house.vera, house.north) == []
