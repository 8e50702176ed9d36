"""Travel minutes by road: fetched before the shift is locked, kept, and never waited for by a reader."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from heltom.lib import clock
from patients.models import Patient
from tests.factories import ShiftFactory, StaffFactory
from tests.support.road_server import road_server, seconds
from tests.ward import make_ward
from worklists.actions import rebuilds, roads, sweep, weights
from worklists.models import Entry, Rebuild, RoadTimes, RoadTrouble, TeamShift, Visit
from worklists.models.roads import FRESH, KEPT, PAUSE
from worklists.planning.problem import Place
from worklists.planning.travel import PACES, beeline, minutes_for
from worklists.planning.weights import SETTINGS
from worklists.queries import problem
from worklists.queries.day import shift_url
from worklists.queries.roads import point_of, roads_between
from worklists.queries.why import why
from worklists.queries.work import read_work

pytestmark = pytest.mark.django_db

PLACES = [Place(f"P-{i}", 60.39 + i / 500, 5.33 - i / 900) for i in range(6)]


@pytest.fixture(params=["osrm", "valhalla"])
def server(request, settings):
    with road_server(request.param) as running:
        settings.HELTOM_ROUTING = request.param
        settings.HELTOM_ROUTING_URLS = {"car": running.url}
        settings.HELTOM_ROUTING_TIMEOUT = 0.5
        yield running


@pytest.fixture
def tomorrow():
    return make_ward(clock.today() + timedelta(days=1))


def known(places=PLACES, transports=("car",)):
    return roads_between(places, transports)


def shift_of(ward):
    return TeamShift.objects.get(team=ward.team, date=ward.day, kind="dag")


def asked_of(ward):
    return problem.build(read_work(shift_of(ward)), clock.now())


def later(monkeypatch, by):
    now = clock.now
    monkeypatch.setattr(clock, "now", lambda: now() + by)


def test_what_the_server_tells_is_kept_and_not_asked_for_again(server):
    assert roads.fetch(PLACES, ["car"])
    table = known().seconds["car"]
    assert table[1][4] == seconds(point_of(PLACES[1]), point_of(PLACES[4]))
    assert table[4][1] == seconds(point_of(PLACES[4]), point_of(PLACES[1])) != table[1][4]
    questions = len(server.questions)
    assert not roads.fetch(PLACES, ["car"])
    assert len(server.questions) == questions


def test_only_the_ways_to_and_from_a_new_place_are_asked_for(server):
    roads.fetch(PLACES[:5], ["car"])
    server.questions.clear()
    assert roads.fetch(PLACES, ["car"])
    assert server.pairs == 6 + 5
    assert not known().unasked


def test_a_team_of_two_hundred_places_is_asked_about_in_blocks_and_read_in_one_query(server):
    places = [Place(f"P-{i}", 60.3 + i / 2000, 5.3 + i / 3000) for i in range(200)]
    server.questions.clear()
    with CaptureQueriesContext(connection) as caught:
        roads.fetch(places, ["car"])
    assert len(server.questions) == 16
    assert max(rows * columns for _profile, rows, columns in server.questions) <= 2500
    assert len([q for q in caught if "worklists_road" in q["sql"]]) <= 7
    with CaptureQueriesContext(connection) as caught:
        found = known(places)
    assert len(caught) == 1
    assert found.seconds["car"][199][3] == seconds(point_of(places[199]), point_of(places[3]))


def test_places_within_a_metre_are_one_to_the_server(server):
    near = Place("next door", PLACES[1].lat + 0.000003, PLACES[1].lon)
    roads.fetch(PLACES, ["car"])
    assert not roads.fetch([*PLACES, near], ["car"])
    assert not known([*PLACES, near]).unasked


def test_the_server_is_never_asked_within_a_transaction(server):
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        roads.fetch(PLACES, ["car"])
    assert not server.questions


def test_a_means_of_transport_without_a_server_goes_by_the_beeline_in_silence(server, settings):
    roads.fetch(PLACES, ["car", "foot"])
    found = known(transports=["car", "foot"])
    assert set(found.seconds) == {"car"}
    assert not found.unasked


def test_one_that_is_down_is_let_rest_and_asked_again_after_a_pause(server, monkeypatch):
    server.mood = "busy"
    assert not roads.fetch(PLACES, ["car"])
    assert not roads.fetch(PLACES, ["car"])
    assert len(server.questions) == 1
    server.mood = "well"
    later(monkeypatch, PAUSE + timedelta(seconds=1))
    assert roads.fetch(PLACES, ["car"])
    assert not RoadTrouble.objects.exists()


def test_the_log_tells_what_failed_and_not_where_patients_live(server, settings, caplog):
    settings.HELTOM_ROUTING_URLS = {"car": "http://127.0.0.1:9"}
    roads.fetch(PLACES, ["car"])
    assert "http://127.0.0.1:9: ConnectionError" in caplog.text
    assert "60.39" not in caplog.text


def test_what_came_before_it_failed_is_kept(server):
    places = [Place(f"P-{i}", 60.3 + i / 2000, 5.3) for i in range(120)]
    server.most_pairs = 50 * 50 - 1
    roads.fetch(places[:40], ["car"])
    server.mood = "busy"
    roads.fetch(places, ["car"])
    found = known(places)
    assert found.seconds["car"][3][7] == seconds(point_of(places[3]), point_of(places[7]))
    assert found.seconds["car"][3][70] is None
    assert found.unasked == {"car": True}


def test_a_place_without_a_way_is_asked_about_once_and_said_to_be_so(server):
    server.islands = {point_of(PLACES[3])}
    roads.fetch(PLACES, ["car"])
    found = known()
    assert found.lost == ("P-3",)
    assert not found.unasked
    assert not found.no_way
    assert found.seconds["car"][3][0] is None
    assert not roads.fetch(PLACES, ["car"])


def test_one_place_that_the_server_does_not_know_does_not_spoil_the_others(server):
    server.unknown = {point_of(PLACES[2])}
    roads.fetch(PLACES, ["car"])
    found = known()
    assert found.lost == ("P-2",)
    assert found.seconds["car"][1][4] == seconds(point_of(PLACES[1]), point_of(PLACES[4]))
    assert not RoadTrouble.objects.exists()


@pytest.mark.parametrize("mood", ["refuses", "page", "short"])
def test_a_server_that_answers_nonsense_is_noted_as_such(server, mood):
    server.mood = mood
    roads.fetch(PLACES, ["car"])
    assert RoadTrouble.objects.get().garbled
    assert known().unasked == {"car": False}


def test_old_answers_hold_until_newer_ones_have_come(server, monkeypatch):
    roads.fetch(PLACES, ["car"])
    later(monkeypatch, FRESH + timedelta(days=1))
    server.mood = "busy"
    roads.fetch(PLACES, ["car"])
    assert not known().unasked
    server.mood = "well"
    RoadTrouble.objects.all().delete()
    roads.fetch(PLACES[:4], ["car"])
    row = RoadTimes.objects.order_by("-fetched_at").first()
    assert set(row.seconds) <= {f"{lat:.5f},{lon:.5f}" for lat, lon in map(point_of, PLACES[:4])}


def test_what_nobody_goes_to_any_more_is_forgotten(server, monkeypatch):
    roads.fetch(PLACES, ["car"])
    assert roads.forget_old() == 0
    later(monkeypatch, KEPT + timedelta(days=1))
    assert roads.forget_old() == len(PLACES)


def test_the_lists_rest_on_the_roads_and_the_second_reading_is_the_same_without_the_server(
    server, tomorrow
):
    plans = tomorrow.plans(4)
    tomorrow.build()
    first = Entry.objects.filter(travel_minutes__gt=0).order_by("starts_at").first()
    site, home = tomorrow.team.site, first.visit.patient
    way = seconds((round(site.latitude, 5), round(site.longitude, 5)), _at(home))
    assert first.travel_minutes == minutes_for(
        beeline(_place(site), _place(home)), PACES["car"], seconds=way
    )
    server.questions.clear()
    assert asked_of(tomorrow).fingerprint == asked_of(tomorrow).fingerprint
    assert why(Visit.objects.get(plan=plans[0])) is not None
    assert not server.questions
    assert shift_of(tomorrow).travel_note == ""


def _at(patient):
    return round(patient.latitude, 5), round(patient.longitude, 5)


def _place(of):
    return Place("x", of.latitude, of.longitude)


def test_a_server_that_is_down_costs_one_wait_and_leaves_a_note_on_the_page(
    server, tomorrow, client
):
    server.mood = "busy"
    tomorrow.plans(3)
    tomorrow.build()
    assert Entry.objects.count() == 3
    shift = shift_of(tomorrow)
    assert shift.wants_roads
    assert shift.travel_note.startswith("Reisetidene er regnet i luftlinje: kartserveren svarte")
    assert shift.travel_note.endswith("HeltOm prøver igjen fram til vakten begynner.")
    client.force_login(tomorrow.user("ola"))
    page = client.get(shift_url(tomorrow.team, tomorrow.day, "dag"))
    assert shift.travel_note in page.content.decode()
    tomorrow.build("kveld")
    assert len(server.questions) == 1


def test_the_note_tells_when_it_was_and_what_was_wrong(server, tomorrow):
    tomorrow.plans(2)
    server.mood = "page"
    tomorrow.build()
    at = RoadTrouble.objects.get().at.astimezone(clock.OSLO)
    assert f"et svar som ikke kan brukes, {at.day}. " in shift_of(tomorrow).travel_note
    assert f"kl. {at:%H:%M}" in shift_of(tomorrow).travel_note


def test_the_note_names_the_patient_whom_no_way_leads_to(server, tomorrow):
    plan, *_ = tomorrow.plans(3)
    Patient.objects.filter(pk=plan.patient.pk).update(latitude=60.41)
    plan.patient.refresh_from_db()
    server.islands = {_at(plan.patient)}
    tomorrow.build()
    number = plan.patient.number
    assert f"finner ingen vei til {number}:" in shift_of(tomorrow).travel_note
    assert not shift_of(tomorrow).wants_roads


def test_the_note_tells_of_which_means_it_holds(server, tomorrow, settings):
    ShiftFactory(staff=StaffFactory(team=tomorrow.team, transport="bicycle"), date=tomorrow.day)
    settings.HELTOM_ROUTING_URLS = {"car": server.url, "bicycle": "http://127.0.0.1:9"}
    tomorrow.plans(2)
    tomorrow.build()
    assert "Noen av reisetidene (sykkel) er regnet" in shift_of(tomorrow).travel_note


def test_when_the_server_is_back_the_shift_is_owed_new_lists_and_the_note_goes(
    server, tomorrow, monkeypatch
):
    server.mood = "busy"
    tomorrow.plans(3)
    tomorrow.build()
    assert sweep.ask_roads_again() == 0
    server.mood = "well"
    later(monkeypatch, PAUSE + timedelta(seconds=1))
    assert sweep.ask_roads_again() == 1
    assert Rebuild.objects.get(status="venter").why == "kartserveren svarer igjen"
    tomorrow.build_waiting()
    assert (shift_of(tomorrow).travel_note, shift_of(tomorrow).wants_roads) == ("", False)
    assert sweep.ask_roads_again() == 0


def test_nobody_gets_a_new_list_under_way_because_a_server_is_back(server, monkeypatch):
    ward = make_ward()
    server.mood = "busy"
    ward.plans(3)
    ward.build()
    begun = read_work(shift_of(ward)).shifts[0].starts_at
    monkeypatch.setattr(clock, "now", lambda: begun + timedelta(hours=1))
    server.mood = "well"
    sweep.ask_roads_again()
    assert not Rebuild.objects.filter(status="venter").exists()
    assert not shift_of(ward).wants_roads


def test_without_a_server_in_the_settings_nothing_is_asked_noted_or_read(tomorrow):
    tomorrow.plans(3)
    with CaptureQueriesContext(connection) as caught:
        tomorrow.build()
    assert not any("worklists_road" in query["sql"] for query in caught)
    assert shift_of(tomorrow).travel_note == ""


def test_an_address_that_comes_while_it_plans_is_fetched_before_the_next_try(
    server, tomorrow, monkeypatch
):
    tomorrow.plans(3)
    solve, calls = rebuilds.solve, []

    def slow(problem, **how):
        calls.append(problem)
        if len(calls) == 1:
            tomorrow.plans(1)
        return solve(problem, **how)

    monkeypatch.setattr(rebuilds, "solve", slow)
    tomorrow.build()
    assert len(calls) == 2
    assert shift_of(tomorrow).travel_note == ""


def test_the_walk_from_the_car_is_part_of_the_way(tomorrow):
    tomorrow.plans(1)
    tomorrow.build()
    before = Entry.objects.get().travel_minutes
    Patient.objects.update(walk_minutes=7)
    tomorrow.build()
    entry = Entry.objects.get(worklist__publication__current_for__isnull=False)
    assert entry.travel_minutes == before + 7


def test_a_units_own_minutes_at_the_door_come_on_top_of_the_road_too(server, tomorrow):
    tomorrow.plans(1)
    tomorrow.build()
    before = Entry.objects.get().travel_minutes
    weights.decide(
        unit=tomorrow.team.unit,
        values={"car_door": SETTINGS["car_door"].default + 50},
        valid_from=clock.today(),
        reason="Ingen ledige plasser i sentrum.",
        after=0,
        by=tomorrow.user("ola"),
    )
    tomorrow.build()
    entry = Entry.objects.get(worklist__publication__current_for__isnull=False)
    assert entry.travel_minutes == before + 5
