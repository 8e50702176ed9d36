"""Travel times from a map without roads."""

import pytest

from worklists.planning import Place, travel_between
from worklists.planning.travel import PACES, beeline, minutes_for

# Two well-known corners of Bergen: the railway station and the church in Åsane, 8 km apart.
STATION = Place("station", 60.3903, 5.3333)
CHURCH = Place("church", 60.4636, 5.3268)


def test_the_beeline_is_the_way_the_crow_flies():
    assert beeline(STATION, CHURCH) == pytest.approx(8160, abs=50)
    assert beeline(STATION, STATION) == 0


def test_a_car_is_quicker_than_a_bicycle_and_a_bicycle_than_walking():
    minutes = [travel_between([STATION, CHURCH], [m]).minutes[m][0][1] for m in PACES]
    assert minutes == sorted(minutes)
    assert minutes[0] == pytest.approx(25, abs=2)


def test_there_is_no_travel_within_a_building():
    upstairs = Place("upstairs", STATION.lat + 0.00005, STATION.lon)
    assert travel_between([STATION, upstairs]).minutes["car"] == ((0, 0), (0, 0))


def test_parking_and_walking_in_take_their_time_even_next_door():
    assert minutes_for(100, PACES["car"]) == 2
    assert minutes_for(100, PACES["foot"]) == 2


def test_the_way_back_is_as_long_as_the_way_there():
    travel = travel_between([STATION, CHURCH], ["car", "foot"])
    for matrix in travel.minutes.values():
        assert matrix[0][1] == matrix[1][0] > 0


def test_an_unknown_means_of_transport_is_refused():
    with pytest.raises(KeyError):
        travel_between([STATION], ["boat"])
