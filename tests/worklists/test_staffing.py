"""More hands: who is rung, what it would break, who is ordered or moved, and on whose word."""

from copy import deepcopy
from datetime import time, timedelta

import pytest
from django.urls import reverse

from heltom.lib import clock
from heltom.lib.errors import Refused
from teams.models import AuditEvent, ExtraAsk, Shift, StaffOrder
from tests.factories import AbsenceFactory, ShiftFactory, StaffCompetenceFactory, StaffFactory
from tests.support.clocks import pin
from tests.worklists.lending import make_house
from worklists.actions import staffing
from worklists.actions.sweep import take_changes
from worklists.models import TeamShift
from worklists.queries.loan_lines import lines
from worklists.queries.temps import temps

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def built(rows_of_module):
    with pytest.MonkeyPatch.context() as monkeypatch:
        return make_house(monkeypatch)


@pytest.fixture
def house(monkeypatch, built):
    pin(monkeypatch, built.now)
    return deepcopy(built)


@pytest.fixture
def quiet(monkeypatch):
    """The same house before any list is built."""
    return make_house(monkeypatch, built=False)


def somebody(house, name="Tora", **staff):
    return StaffFactory(given_name=name, team=house.north, phone="900 00 123", **staff)


def found(house, starts=17, ends=22):
    shift = house.shift_of(house.north)
    return {t.staff.given_name: t for t in temps(shift, house.at(starts), house.at(ends))}


def ask(house, staff, by=None, **more):
    return staffing.ask_extra(
        team_shift=house.shift_of(house.north), staff=staff, starts_at=house.at(17),
        ends_at=house.at(22), by=by or house.vera, **more,
    )  # fmt: skip


def test_whoever_is_free_stands_on_the_list_and_whoever_is_not_does_not(quiet):
    house = quiet
    somebody(house)
    AbsenceFactory(staff=somebody(house, "Syk"), starts_at=house.at(7))
    ShiftFactory(staff=somebody(house, "Opptatt"), date=house.day, kind="kveld")
    somebody(house, "Sluttet", employed_to=house.day - timedelta(days=1))
    somebody(house, "Fysio", profession="fysioterapeut")
    assert set(found(house)) == {"Tora"}


def test_the_best_choice_comes_first_and_whoever_would_rest_too_little_last(house):
    tired = somebody(house, "Trett")
    tomorrow = house.day + timedelta(days=1)
    ShiftFactory(
        staff=tired, date=tomorrow,
        starts_at=clock.at(tomorrow, time(7, 30)), ends_at=clock.at(tomorrow, time(15)),
    )  # fmt: skip
    somebody(house, "Ufaglært", profession="assistent")
    house.north.plans.update(level=1)
    house.build(house.north)
    StaffFactory(given_name="Borte", team=house.south)
    somebody(house, "Tora")
    names = list(found(house))
    assert (names[0], names[-1]) == ("Tora", "Trett")
    people = found(house)
    assert people["Trett"].breaks[0].startswith("Bare 9 t 30 min sammenhengende fri")
    assert people["Tora"].covers > people["Ufaglært"].covers == 0
    assert (people["Tora"].price, people["Tora"].overtime) == (5 * 350, "")


def test_the_courses_that_the_loose_visits_ask_for_are_shown_and_no_others(house):
    tora = somebody(house)
    StaffCompetenceFactory(staff=tora, competence__code="insulin")
    StaffCompetenceFactory(staff=tora, competence__code="kateter")
    plan = house.north.plans.last()
    plan.competences.set([tora.competences.get(competence__code="insulin").competence])
    house.build(house.north)
    assert found(house)["Tora"].skills == ("Insulin",)


def test_a_yes_is_one_tap_and_a_shift_and_a_list_at_once(client, house):
    tora = somebody(house)
    client.force_login(house.vera)
    here = ("nord", house.day, "kveld")
    html = client.get(reverse("worklists:extra", args=here)).text
    assert 'href="tel:90000123"' in html
    assert "§ 10-8" in html
    tap = {"hvem": tora.pk, "svar": "ja", "fra": "17:00", "til": "22:00"}
    response = client.post(reverse("worklists:extra_ask", args=here), tap)
    assert "kommer 17:00–22:00" in client.get(response["Location"]).text
    yes = ExtraAsk.objects.get()
    assert (yes.shift.team, yes.shift.starts_at) == (house.north, house.at(17))
    assert any("Tora" in who for who in house.listed(house.north).values())
    assert house.balances()
    staffing.answer_extra(ask=yes, answer="ja", by=house.vera)
    assert Shift.objects.filter(staff=tora).count() == 1
    assert "Tora" not in found(house)


def test_a_no_is_remembered_and_two_do_not_ask_the_same_one(quiet):
    house = quiet
    tora = somebody(house)
    asked = ask(house, tora)
    with pytest.raises(Refused, match=r"Vera .* har spurt Tora .* kl. 16:00"):
        ask(house, tora, by=house.anne)
    staffing.answer_extra(ask=asked, answer="nei", by=house.vera)
    with pytest.raises(Refused, match=r"hun sa nei"):
        ask(house, tora, by=house.anne)
    # The neighbour's page knows it too.
    south = temps(house.shift_of(house.south), house.at(17), house.at(22))
    assert [t.ask.answer for t in south if t.staff == tora] == ["nei"]
    assert ask(house, tora) == asked


def test_who_would_break_the_rules_of_rest_is_asked_only_with_a_reason_that_stays(quiet):
    house = quiet
    tora = somebody(house)
    broken = ["Bare 9 timer fri"]
    with pytest.raises(Refused, match="Skriv hvorfor"):
        ask(house, tora, breaks=broken)
    kept = ask(house, tora, breaks=broken, why="Ingen andre svarer")
    assert (kept.breaks, kept.why) == (broken, "Ingen andre svarer")
    assert AuditEvent.objects.filter(verb="extra_asked", reason="Ingen andre svarer").exists()


def test_somebody_who_has_taken_another_duty_meanwhile_is_told(quiet):
    house = quiet
    tora = somebody(house)
    asked = ask(house, tora)
    ShiftFactory(staff=tora, team=house.south, date=house.day, kind="kveld")
    with pytest.raises(Refused, match="alt på vakt et annet sted"):
        staffing.answer_extra(ask=asked, answer="ja", by=house.vera)
    assert ExtraAsk.objects.get().answer == ""


def test_a_yes_from_somebody_who_is_away_by_now_or_too_late_is_no_duty(quiet, monkeypatch):
    house = quiet
    tora, turid = somebody(house), somebody(house, "Turid")
    asked, too_late = ask(house, tora), ask(house, turid)
    AbsenceFactory(staff=tora, starts_at=house.at(10))
    with pytest.raises(Refused, match="er ført borte i den tiden"):
        staffing.answer_extra(ask=asked, answer="ja", by=house.vera)
    with pytest.raises(Refused, match="er ført borte i den tiden"):
        staffing.order_to_work(
            team_shift=house.shift_of(house.north), staff=tora, starts_at=house.at(17),
            ends_at=house.at(22), reason="ingen sa ja", by=house.anne,
        )  # fmt: skip
    after = house.at(22, 30)
    monkeypatch.setattr(clock, "now", lambda: after)
    with pytest.raises(Refused, match="tiden er over"):
        staffing.answer_extra(ask=too_late, answer="ja", by=house.vera)
    assert not Shift.objects.filter(staff__in=[tora, turid]).exists()


def move(house, **more):
    given = {
        "shift": house.lise, "to": house.north, "reason": "to syke i Nord", "by": house.anne,
        "starts_at": house.at(17),
    }  # fmt: skip
    return staffing.move_staff(**(given | more))


def test_the_ansvarsvakt_sees_what_a_move_means_and_both_teams_lists_follow(client, house):
    client.force_login(house.anne)
    url = reverse("worklists:staff_order", args=["nord", house.day, "kveld"])
    seen = {"flyttes": house.lise.pk, "til_team": "nord", "fra_kl": "17:00"}
    shown = client.get(url, seen).text
    assert "Sør uten Lise 17:00–22:30:" in shown
    assert "Nord med Lise 17:00–22:30:" in shown
    assert Shift.objects.get(pk=house.lise.pk).ends_at == house.at(22, 30)
    order = move(house)
    assert (order.from_team, order.team, order.ends_at) == (
        house.south,
        house.north,
        house.at(22, 30),
    )
    take_changes()
    house.build_waiting()
    assert house.balances()
    assert any("Lise" in who for who in house.listed(house.north).values())
    for team in (house.north, house.south):
        shift = TeamShift.objects.get(team=team, date=house.day, kind="kveld")
        (line,) = [one.text for one in lines(house.anne, shift) if one.kind == "order"]
        assert line.startswith("Lise")
        assert "to syke i Nord" in line
    with pytest.raises(Refused, match="hvorfor"):
        move(house, reason=" ")
    with pytest.raises(Refused, match=r"er på vakt 15:00–17:00"):
        move(house)


def test_nobody_is_moved_before_both_teams_lists_have_been_shown(client, house):
    client.force_login(house.anne)
    url = reverse("worklists:staff_move", args=["nord", house.day, "kveld"])
    body = {"flyttes": house.lise.pk, "til_team": "nord", "fra_kl": "17:00", "grunn": "to syke"}
    shown = client.post(url, body)
    assert "Sør uten Lise 17:00–22:30:" in shown.text
    assert not StaffOrder.objects.exists()
    assert client.post(url, body | {"sett": shown.context["means"].key}).status_code == 303
    assert StaffOrder.objects.get().reason == "to syke"
    assert (
        client.get(reverse("worklists:staff_order", args=["nord", house.day, "kveld"])).context[
            "means"
        ]
        is None
    )


def test_somebody_is_ordered_to_work_and_only_by_the_ansvarsvakt(client, house):
    tora = somebody(house)
    url = reverse("worklists:staff_order_give", args=["nord", house.day, "kveld"])
    body = {"hvem": tora.pk, "fra": "17:00", "til": "22:00", "hvorfor": "ingen sa ja"}
    client.force_login(house.vera)
    response = client.post(url, body)
    assert response.status_code == 403
    assert "Bare ansvarsvakten kan beordre" in response.text
    client.force_login(house.anne)
    shown = client.post(url, body)
    assert "Nord med Tora 17:00–22:00:" in shown.text
    assert "Trykk en gang til" in shown.text
    seen = body | {"sett": shown.context["order_means"].key}
    assert client.post(url, seen | {"hvorfor": ""}).status_code == 200
    assert "Nord med Tora 17:00–21:00:" in client.post(url, seen | {"til": "21:00"}).text
    assert not StaffOrder.objects.exists()
    assert client.post(url, seen).status_code == 303
    assert StaffOrder.objects.get().shift.staff == tora
    assert house.balances()
    html = client.get(reverse("worklists:staff_order", args=["nord", house.day, "kveld"])).text
    assert "er beordret på jobb i Nord 17:00–22:00" in html
