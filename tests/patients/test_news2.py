"""NEWS2 against RCP's table (2017), written out anew here: every value that can be measured."""

import itertools

import pytest

from patients.models import NewsResponse
from patients.news2 import Band, Parameter, score

P = Parameter
WELL = {
    "respiration": 16, "spo2": 97, "oxygen": 0, "systolic": 130, "pulse": 70, "consciousness": 0,
    "temperature": 37.0,
}  # fmt: skip

#: First and last value of each row, and its points, as RCP prints them.
RESPIRATION = [(0, 8, 3), (9, 11, 1), (12, 20, 0), (21, 24, 2), (25, 80, 3)]
SCALE_1 = [(50, 91, 3), (92, 93, 2), (94, 95, 1), (96, 100, 0)]
SCALE_2_AIR = [(50, 83, 3), (84, 85, 2), (86, 87, 1), (88, 100, 0)]
SCALE_2_OXYGEN = [
    (50, 83, 3), (84, 85, 2), (86, 87, 1), (88, 92, 0), (93, 94, 1), (95, 96, 2), (97, 100, 3),
]  # fmt: skip
SYSTOLIC = [(40, 90, 3), (91, 100, 2), (101, 110, 1), (111, 219, 0), (220, 300, 3)]
PULSE = [(20, 40, 3), (41, 50, 1), (51, 90, 0), (91, 110, 1), (111, 130, 2), (131, 250, 3)]
CONSCIOUSNESS = [(0, 0, 0), (1, 4, 3)]
OXYGEN = [(0, 0, 0), (1, 1, 2)]
#: In tenths of a degree.
TEMPERATURE = [(250, 350, 3), (351, 360, 1), (361, 380, 0), (381, 390, 1), (391, 450, 2)]


def every(rows):
    return [(value, points) for low, high, points in rows for value in range(low, high + 1)]


@pytest.mark.parametrize(
    ("parameter", "rows"),
    [
        (P.RESPIRATION, RESPIRATION), (P.SYSTOLIC, SYSTOLIC), (P.PULSE, PULSE),
        (P.CONSCIOUSNESS, CONSCIOUSNESS), (P.OXYGEN, OXYGEN),
    ],
)  # fmt: skip
def test_points_are_those_of_the_table(parameter, rows):
    for value, points in every(rows):
        assert score({parameter: value}).points[parameter] == points, value


@pytest.mark.parametrize(
    ("scale", "oxygen", "rows"),
    [(1, 0, SCALE_1), (1, 1, SCALE_1), (2, 0, SCALE_2_AIR), (2, 1, SCALE_2_OXYGEN)],
)
def test_saturation_is_read_by_the_scale_that_holds(scale, oxygen, rows):
    for value, points in every(rows):
        found = score({"spo2": value, "oxygen": oxygen, "spo2_scale": scale})
        assert found.points[P.SATURATION] == points, value


def test_temperature_is_read_to_a_tenth_of_a_degree():
    for tenths, points in every(TEMPERATURE):
        assert score({"temperature": tenths / 10}).points[P.TEMPERATURE] == points, tenths


@pytest.mark.parametrize(
    ("measured", "points"), [(35.04, 3), (35.05, 1), (36.04, 1), (36.05, 0), (38.05, 1), (39.05, 2)]
)
def test_nothing_falls_between_two_rows(measured, points):
    assert score({"temperature": measured}).points[P.TEMPERATURE] == points


@pytest.mark.parametrize(("spo2", "points"), [(87, 1), (90, 0), (92, 0), (93, None), (97, None)])
def test_by_scale_two_a_high_saturation_waits_for_whether_she_had_oxygen(spo2, points):
    assert score({"spo2": spo2, "spo2_scale": 2}).points[P.SATURATION] == points


def test_scale_one_holds_where_nobody_has_said_two():
    assert score({"spo2": 90}).points[P.SATURATION] == 3
    assert score({"spo2": 90}, scale=2).points[P.SATURATION] == 0


def test_there_is_no_total_where_anything_is_missing():
    """Every way to leave something out: 127 of them."""
    for missing in (m for n in range(1, 8) for m in itertools.combinations(WELL, n)):
        found = score({name: value for name, value in WELL.items() if name not in missing})
        assert (found.total, found.band) == (None, Band.INCOMPLETE), missing
        assert set(found.missing) == set(missing)


@pytest.mark.parametrize("nothing", [None, "", "16", True, float("nan"), float("inf")])
def test_what_is_no_number_was_not_measured(nothing):
    assert score(WELL | {"pulse": nothing}).total is None


@pytest.mark.parametrize(
    ("changed", "total", "band"),
    [
        ({}, 0, Band.ZERO),
        ({"respiration": 9}, 1, Band.LOW),
        ({"respiration": 21, "pulse": 111}, 4, Band.LOW),
        ({"respiration": 25}, 3, Band.RED),
        ({"respiration": 25, "pulse": 91}, 4, Band.RED),
        ({"respiration": 21, "pulse": 111, "temperature": 38.1}, 5, Band.MEDIUM),
        ({"respiration": 25, "pulse": 131}, 6, Band.MEDIUM),
        ({"respiration": 25, "pulse": 131, "temperature": 36.0}, 7, Band.HIGH),
        ({"respiration": 30, "spo2": 80, "oxygen": 1, "systolic": 80, "pulse": 140,
          "consciousness": 4, "temperature": 34.0}, 20, Band.HIGH),
    ],
)  # fmt: skip
def test_the_total_leads_to_its_band(changed, total, band):
    found = score(WELL | changed)
    assert (found.total, found.band, found.acts_as) == (total, band, band)


@pytest.mark.parametrize(
    ("changed", "acts_as"),
    [
        ({}, Band.INCOMPLETE),
        ({"pulse": 95}, Band.INCOMPLETE),
        ({"respiration": 26}, Band.RED),
        ({"respiration": 26, "pulse": 115}, Band.MEDIUM),
        ({"respiration": 26, "pulse": 140, "oxygen": 1}, Band.HIGH),
    ],
)
def test_what_is_missing_never_makes_less_of_what_was_found(changed, acts_as):
    found = score(WELL | changed | {"temperature": None})
    assert (found.total, found.band, found.acts_as) == (None, Band.INCOMPLETE, acts_as)
    assert (P.RESPIRATION in found.red) == ("respiration" in changed)


def test_the_bands_are_those_that_a_unit_writes_responses_for():
    assert [band.value for band in Band] == NewsResponse.Band.values
