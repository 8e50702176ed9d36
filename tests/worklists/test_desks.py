"""Where `/` leads each role, the carer's own list, and the leader's overview."""

from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heltom.lib import clock
from teams.models import AccessLog, Staff, Team, TeamKind
from tests.factories import (
    PositionFactory,
    ShiftFactory,
    SiteFactory,
    StaffFactory,
    TeamFactory,
    UserFactory,
)
from tests.support.htmx import Page
from tests.support.lists import publish, vanish
from tests.ward import make_ward
from worklists.actions import visits
from worklists.models import Entry, State, TeamShift, VisitState
from worklists.queries.day import shift_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward(noon):
    return make_ward()


def desk(client, user):
    client.force_login(user)
    return client.get("/")


def test_the_vaktkoordinator_comes_to_her_day(client, ward):
    assert desk(client, ward.user("vera"))["Location"] == shift_url(ward.team, ward.day, "dag")


def test_a_carer_comes_to_her_own_list(client, ward):
    assert desk(client, ward.user("kari"))["Location"] == reverse("worklists:my_list")


def test_the_ansvarsvakt_comes_to_the_desk_of_her_ht(client, ward):
    expected = reverse("emeldinger:shift", args=[ward.ht.code])
    assert desk(client, ward.user("anne"))["Location"] == expected


def test_a_leader_comes_to_the_overview_of_today(client, ward):
    assert desk(client, ward.user("ola"))["Location"] == reverse("worklists:overview_today")


@pytest.mark.parametrize("kind", ["enhetsleder", "konsulent", "systemansvarlig"])
def test_positions_for_a_unit_come_to_the_overview(client, ward, kind):
    position = PositionFactory(kind=kind, team=None, unit=ward.team.unit)
    assert desk(client, position.staff.user)["Location"] == reverse("worklists:overview_today")


def test_nobody_is_told_why_and_whom_to_ask(client, ward):
    response = desk(client, ward.user("nils"))
    assert response.status_code == 200
    assert "Du er ikke på vakt nå" in response.text
    assert "Ring ansvarsvakten" in response.text


def test_the_duty_going_on_comes_before_the_one_that_follows(client, ward):
    staff = ward.people["kari"]
    ShiftFactory(staff=staff, date=ward.day, kind="kveld", function="vk")
    assert desk(client, staff.user)["Location"] == reverse("worklists:my_list")


# The carer's own list


@pytest.fixture
def kari(client, ward):
    """Kari with three visits on her list."""
    publish(ward, lists=1, visits_each=3, unassigned=0)
    mine = Entry.objects.select_related("worklist").first().worklist
    mine.shift = ward.people["kari"].shifts.get()
    mine.save()
    client.force_login(ward.user("kari"))
    return client


def test_the_list_holds_her_own_visits_in_order(kari, ward):
    response = kari.get("/min-liste/")
    row = response.context["mine"].row
    assert [stop.period[:5] for stop in row.stops] == ["07:50", "09:50", "11:50"]
    assert row.stops[0].visit.patient.address in response.text
    logged = set(
        AccessLog.objects.filter(screen="my_list").values_list("patient_number", flat=True)
    )
    assert logged == {stop.number for stop in row.stops}


def test_start_and_done_are_pressed_on_the_list(kari, ward):
    page = Page(kari, reverse("worklists:my_list_of", args=[ward.people["kari"].shifts.get().pk]))
    visit = Entry.objects.order_by("position").first().visit
    page.press(f"/oppdrag/{visit.pk}/start/")
    assert page.html == page.fresh()
    assert not page.has(id=f"start-{visit.pk}")
    page.press(f"/oppdrag/{visit.pk}/ferdig/")
    assert page.html == page.fresh()
    assert not page.has(id=f"finish-{visit.pk}")
    states = VisitState.objects.filter(visit=visit).values_list("state", flat=True)
    assert list(states) == [State.DUE, State.STARTED, State.DONE]


def test_a_list_that_is_up_to_date_is_left_alone(kari, ward):
    page = Page(kari, "/min-liste/")
    asker = page.find(hx_trigger="every 30s").attributes["hx-get"]
    assert page.poll(asker) == 204
    visits.finish(visit=Entry.objects.order_by("position").first().visit, by=ward.user("vera"))
    assert page.poll(asker) == 200
    assert page.html == page.fresh()


def test_pressing_twice_is_no_mistake(kari, ward):
    visit = Entry.objects.order_by("position").first().visit
    for _ in range(2):
        assert kari.post(f"/oppdrag/{visit.pk}/ferdig/").status_code == 303
    assert VisitState.objects.filter(visit=visit, state=State.DONE).count() == 1


def test_a_finished_list_says_so_and_leads_to_the_next_one(kari, ward):
    evening = ShiftFactory(staff=ward.people["kari"], date=ward.day, kind="kveld")
    for entry in Entry.objects.all():
        visits.finish(visit=entry.visit, by=ward.user("kari"))
    page = kari.get("/min-liste/").text
    assert "Alt på lista er gjort." in page
    assert "3 oppdrag er utført eller avlyst" in page
    assert reverse("worklists:my_list_of", args=[evening.pk]) in page


def test_a_list_that_is_not_built_says_so(client, ward):
    client.force_login(ward.user("kari"))
    assert "Lista di er ikke bygget ennå." in client.get("/min-liste/").text


def test_somebody_without_a_list_is_told_so(client, ward):
    client.force_login(ward.user("ola"))
    assert "Du er ikke satt opp på noen liste" in client.get("/min-liste/").text


def test_nobody_opens_the_list_of_another(kari, ward):
    veras = ward.people["vera"].shifts.get()
    response = kari.get(reverse("worklists:my_list_of", args=[veras.pk]))
    assert response.context["mine"].shift.staff_id == ward.people["kari"].pk


@pytest.fixture
def lent(kari, ward):
    """Kari's list holds visits of Nord, and her shift is in a team elsewhere: only the list gives her
    the visits."""
    ward.people["kari"].shifts.update(team=Team.objects.get(code="annensteds"))
    return kari


def move_shift(ward, days):
    shift = ward.people["kari"].shifts.get()
    step = timedelta(days=days)
    shift.date, shift.starts_at = shift.date + step, shift.starts_at + step
    shift.ends_at += step
    shift.save()
    return shift


def test_the_visits_on_her_own_list_are_hers_in_another_team_too(lent):
    visit = Entry.objects.first().visit
    assert lent.get(f"/oppdrag/{visit.pk}/").status_code == 200
    assert lent.post(f"/oppdrag/{visit.pk}/start/").status_code == 303


@pytest.mark.parametrize("days", [-2, 1])
def test_her_list_gives_her_nothing_before_and_after_her_duty(lent, ward, days):
    move_shift(ward, days)
    visit = Entry.objects.first().visit
    assert lent.get(f"/oppdrag/{visit.pk}/").status_code == 404
    assert lent.post(f"/oppdrag/{visit.pk}/ferdig/").status_code == 404
    assert VisitState.objects.filter(visit=visit).get().state == State.DUE


def test_she_looks_at_tomorrows_list_and_presses_nothing(kari, ward):
    shift = move_shift(ward, 1)
    TeamShift.objects.update(date=shift.date)
    page = kari.get(reverse("worklists:my_list_of", args=[shift.pk]))
    visit = Entry.objects.select_related("visit__patient").first().visit
    assert visit.patient.name in page.text
    assert "start/" not in page.text
    assert f"/oppdrag/{visit.pk}/" not in page.text
    row = AccessLog.objects.filter(screen="my_list").first()
    assert (row.role, row.team) == ("own_list", ward.team)


def test_somebody_who_has_left_has_no_list_and_no_visit(kari, ward):
    Staff.objects.filter(pk=ward.people["kari"].pk).update(employed_to=ward.day - timedelta(days=1))
    visit = Entry.objects.select_related("visit__patient").first().visit
    page = kari.get("/min-liste/")
    assert "Du er ikke satt opp på noen liste" in page.text
    assert kari.get(f"/oppdrag/{visit.pk}/").status_code == 404
    assert kari.post(f"/oppdrag/{visit.pk}/start/").status_code == 404
    assert not AccessLog.objects.exists()


# The overview


def overview(client, ward, name):
    client.force_login(ward.user(name))
    return client.get(reverse("worklists:overview", args=[ward.day]))


def cells(response):
    """By (team, kind) of the overview."""
    return {
        (cell.balance.team.name, cell.balance.kind): cell
        for row in response.context["page"].rows
        for cell in row.cells
    }


def test_the_ansvarsvakt_sees_her_ht_and_its_ots_and_no_other(client, ward):
    sister = TeamFactory(name="Team Vest", site=ward.team.site, ht=ward.ht)
    response = overview(client, ward, "anne")
    names = {row.team.name for row in response.context["page"].rows}
    assert names == {"Team Nord", sister.name, ward.ht.name}


def test_a_cell_says_what_is_wrong_and_leads_to_the_day(client, ward):
    shift = publish(ward, lists=1, visits_each=2, unassigned=3)
    vanish(shift, ward)
    response = overview(client, ward, "ola")
    cell = cells(response)["Team Nord", "dag"]
    assert (cell.balance.unassigned, cell.balance.unacknowledged) == (3, 1)
    assert cell.url == shift_url(ward.team, ward.day, "dag")
    assert cell.is_now
    assert "3 oppdrag er ufordelt." in response.text
    assert "1 borte, ikke bekreftet" in response.text


def test_the_overview_holds_no_patient(client, ward):
    shift = publish(ward, lists=1, visits_each=2)
    lost = Entry.objects.first()
    lost.delete()
    response = overview(client, ward, "ola")
    assert "1 vakt går ikke opp." in response.text
    assert lost.visit.patient.number not in response.text
    assert shift.current is not None
    assert not AccessLog.objects.exists()


def test_the_operator_sees_every_team_in_figures_and_opens_none(client, ward):
    position = PositionFactory(kind="systemansvarlig", team=None, unit=ward.team.unit)
    publish(ward, lists=1, visits_each=2)
    client.force_login(position.staff.user)
    response = client.get(reverse("worklists:overview", args=[ward.day]))
    found = cells(response)
    assert ("Team Annensteds", "dag") in found
    assert all(cell.url == "" for cell in found.values())
    assert "/lister/" not in response.text


def test_missing_functions_are_named_today_and_ahead(client, ward):
    for day in (ward.day, ward.day + timedelta(days=2)):
        ShiftFactory(staff=StaffFactory(team=ward.team), date=day, kind="kveld")
    response = overview(client, ward, "ola")
    assert cells(response)["Team Nord", "kveld"].missing == ("vaktkoordinator",)
    assert "mangler vaktkoordinator" in response.text
    assert [gap.date for gap in response.context["page"].missing_later] == [
        ward.day + timedelta(days=2)
    ]


def test_the_overview_follows_the_day_by_itself(client, ward):
    publish(ward, lists=1, visits_each=2)
    client.force_login(ward.user("ola"))
    page = Page(client, reverse("worklists:overview", args=[ward.day]))
    asker = page.find(hx_trigger="every 60s").attributes["hx-get"]
    assert page.poll(asker) == 204
    visits.finish(visit=Entry.objects.first().visit, by=ward.user("vera"))
    assert page.poll(asker) == 200
    assert page.html == page.fresh()
    assert "1 utført" in page.html


def test_a_unit_that_does_without_a_vaktkoordinator_is_not_warned(client, ward):
    ward.team.unit.needs_vk = False
    ward.team.unit.save()
    ShiftFactory(staff=StaffFactory(team=ward.team), date=ward.day, kind="kveld")
    assert cells(overview(client, ward, "ola"))["Team Nord", "kveld"].missing == ()


def test_dimensions_are_noted_quietly(client, ward):
    ward.carers(9, profession="assistent")
    response = overview(client, ward, "ola")
    assert cells(response)["Team Nord", "dag"].note == "11 lister, enheten vil ha høyst 10"
    (row,) = response.context["page"].rows
    assert any("helsefagarbeidere, enheten vil ha minst 50 %" in note for note in row.notes)
    assert any("opplæring som vaktkoordinator" in note for note in row.notes)


def test_an_ht_with_too_many_ots_is_noted(client, ward):
    TeamFactory.create_batch(4, site=ward.team.site, ht=ward.ht)
    response = overview(client, ward, "anne")
    notes = {row.team.kind: row.notes for row in response.context["page"].rows}
    assert notes[TeamKind.HT] == ["Betjener 5 OT, enheten vil ha høyst 4."]


def test_twelve_teams_cost_what_three_cost(client, ward):
    leader = StaffFactory(team=ward.team, user=UserFactory(username="ulla"))
    site = SiteFactory()
    PositionFactory(staff=leader, kind="enhetsleder", team=None, unit=site.unit)
    client.force_login(leader.user)
    url = reverse("worklists:overview", args=[ward.day])

    def cost():
        client.get(url)
        with CaptureQueriesContext(connection) as caught:
            client.get(url)
        return len(caught)

    ht = TeamFactory(site=site, kind="HT", ht=None)
    TeamFactory.create_batch(2, site=site, ht=ht)
    three = cost()
    for team in TeamFactory.create_batch(9, site=site, ht=ht):
        ShiftFactory(staff=StaffFactory(team=team), date=ward.day)
    assert cost() == three
    assert three <= 25


def test_after_midnight_today_is_still_the_night_that_began_yesterday(client, ward, monkeypatch):
    night = clock.at(ward.day, time(2, 30))
    monkeypatch.setattr(clock, "now", lambda: night)
    client.force_login(ward.user("ola"))
    yesterday = ward.day - timedelta(days=1)
    response = client.get(reverse("worklists:overview_today"))
    assert response["Location"] == reverse("worklists:overview", args=[yesterday])
    assert isinstance(night, datetime)
