"""Travel times: by road where it is known, else from a map without roads."""

from dataclasses import replace

import pytest

from worklists.planning import Place, travel_between
from worklists.planning.travel import PACES, beeline, minutes_for, paces_of
from worklists.planning.ways import Ways

# Two well-known corners of Bergen: the railway station and the church in Åsane, 8 km apart.
STATION = Place("station", 60.3903, 5.3333)
CHURCH = Place("church", 60.4636, 5.3268)
BOTH = [STATION, CHURCH]


def minutes(places, transport="car", **how):
    return travel_between(places, [transport], **how).minutes[transport]


def test_the_beeline_is_the_way_the_crow_flies():
    assert beeline(STATION, CHURCH) == pytest.approx(8160, abs=50)
    assert beeline(STATION, STATION) == 0


def test_a_car_is_quicker_than_a_bicycle_and_a_bicycle_than_walking():
    by_means = [minutes(BOTH, means)[0][1] for means in PACES]
    assert by_means == sorted(by_means)
    assert by_means[0] == pytest.approx(25, abs=2)


def test_there_is_no_travel_within_a_building():
    upstairs = Place("upstairs", STATION.lat + 0.00005, STATION.lon, walk_minutes=9)
    assert minutes([STATION, upstairs]) == ((0, 0), (0, 0))
    assert minutes([STATION, upstairs], roads={"car": [[0, 60], [60, 0]]}) == ((0, 0), (0, 0))


def test_parking_and_walking_in_take_their_time_even_next_door():
    assert minutes_for(100, PACES["car"]) == 2
    assert minutes_for(100, PACES["foot"]) == 2


def test_the_way_back_is_as_long_as_the_way_there():
    for means in PACES:
        there_and_back = minutes(BOTH, means)
        assert there_and_back[0][1] == there_and_back[1][0] > 0


def test_an_unknown_means_of_transport_is_refused():
    with pytest.raises(KeyError):
        travel_between([STATION], ["boat"])


def test_what_is_known_by_road_takes_the_place_of_the_beeline_each_way_by_itself():
    roads = {"car": [[0, 600], [1201, 0]]}
    assert minutes(BOTH, roads=roads) == ((0, 12), (22, 0))


def test_where_no_road_is_known_the_beeline_holds_for_that_way_alone():
    by_beeline = minutes(BOTH)[0][1]
    assert minutes(BOTH, roads={"car": [[0, 600], [None, 0]]}) == ((0, 12), (by_beeline, 0))


def test_a_unit_may_have_other_speeds_and_other_minutes_to_the_door():
    slow = paces_of(Ways(car_speed=140, car_door=40))
    twice = (minutes_for(8160, PACES["car"]) - 2) * 2
    assert minutes(BOTH, paces=slow)[0][1] == pytest.approx(twice + 4, abs=2)


def test_a_house_far_from_where_a_car_can_stand_costs_the_walk_both_ways():
    farm = replace(CHURCH, walk_minutes=6)
    roads = {"car": [[0, 600], [600, 0]], "foot": [[0, 600], [600, 0]]}
    assert minutes([STATION, farm], roads=roads) == ((0, 18), (18, 0))
    assert minutes([STATION, farm], "foot", roads=roads) == ((0, 10), (10, 0))
