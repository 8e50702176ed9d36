"""The client for road servers, against a real server on loopback that answers, and fails, as they do."""

import time

import pytest

from heltom.lib.road_server import BLOCK, NoAnswer, Refusal, RoadServer
from tests.support.road_server import road_server, seconds

BASE, NORTH, SOUTH = (60.3903, 5.3333), (60.4636, 5.3268), (60.3204, 5.3498)


@pytest.fixture(params=["osrm", "valhalla"])
def roads(request):
    with road_server(request.param) as running:
        yield running


def client(roads, transport="car", **how):
    return RoadServer(roads.kind, roads.url, transport, **{"timeout": 0.5} | how)


def test_every_way_is_told_from_its_source_to_its_end(roads):
    assert client(roads).table([BASE, NORTH], [SOUTH, BASE]) == [
        [seconds(BASE, SOUTH), 0],
        [seconds(NORTH, SOUTH), seconds(NORTH, BASE)],
    ]


def test_there_and_back_are_two_things(roads):
    ((there,),) = client(roads).table([BASE], [NORTH])
    ((back,),) = client(roads).table([NORTH], [BASE])
    assert there > back


@pytest.mark.parametrize(("transport", "profile"), [("bicycle", "bike"), ("foot", "foot")])
def test_each_means_of_transport_is_asked_about_as_itself(roads, transport, profile):
    assert client(roads, transport).table([BASE], [NORTH]) == [[seconds(BASE, NORTH, profile)]]


def test_a_place_that_no_way_leads_to_is_told_as_such(roads):
    roads.islands = {NORTH}
    assert client(roads).table([BASE], [NORTH, SOUTH]) == [[None, seconds(BASE, SOUTH)]]


def test_a_whole_block_goes_into_one_question(roads):
    points = [(60.3 + number / 1000, 5.3) for number in range(2 * BLOCK)]
    table = client(roads, timeout=5).table(points[:BLOCK], points[BLOCK:])
    assert table[3][7] == seconds(points[3], points[BLOCK + 7])


@pytest.mark.parametrize("mood", ["slow", "drip", "busy", "cut"])
def test_one_that_is_slow_busy_or_cut_off_gives_no_answer_within_the_time_set(roads, mood):
    roads.mood = mood
    began = time.monotonic()
    with pytest.raises(NoAnswer):
        client(roads).table([BASE], [NORTH])
    assert time.monotonic() - began < 1.4
    assert len(roads.questions) == 1


@pytest.mark.parametrize(
    "mood", ["page", "empty", "nested", "error", "short", "narrow", "words", "negative", "huge"]
)
def test_an_answer_that_is_no_table_of_times_is_not_believed(roads, mood):
    roads.mood = mood
    with pytest.raises(NoAnswer) as caught:
        client(roads).table([BASE, SOUTH], [NORTH, SOUTH])
    assert caught.value.garbled


def test_one_that_is_down_gives_no_answer():
    with road_server("osrm") as roads:
        gone = client(roads)
    with pytest.raises(NoAnswer) as caught:
        gone.table([BASE], [NORTH])
    assert not caught.value.garbled


def test_a_place_that_the_server_does_not_know_is_refused_not_a_fault(roads):
    roads.unknown = {NORTH}
    with pytest.raises(Refusal):
        client(roads).table([BASE, NORTH], [SOUTH])
    assert client(roads).table([BASE], [SOUTH]) == [[seconds(BASE, SOUTH)]]


def test_answers_are_kept_under_an_address_without_its_password():
    server = RoadServer("osrm", "https://ward:secret@roads.example:5000/car", "car", 5)
    assert server.name == "osrm https://roads.example:5000/car"
