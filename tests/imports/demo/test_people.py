"""Nobody in the demo can be taken for a living person, and the standing cases are there."""

import pytest

from heltom.lib.national_id import is_synthetic
from imports.demo import rows
from imports.demo.greyzone import CASES, PROFILE
from imports.demo.land import HOODS, KM_PER_DEGREE, kilometres
from imports.demo.observations import news2


def cells(world, table, column):
    return [row[column] for row in rows.tables(world)[table] if row[column]]


def test_national_numbers_are_synthetic_and_unique(bergen):
    numbers = cells(bergen, "patients", "national_number")
    assert all(map(is_synthetic, numbers))
    assert len(set(numbers)) == len(numbers) == len(bergen.all_patients)


@pytest.mark.parametrize("table", ["patients", "staff", "next_of_kin", "teams"])
def test_telephones_cannot_be_rung(bergen, table):
    numbers = cells(bergen, table, "phone")
    assert numbers
    assert all(number.startswith("00 ") for number in numbers)


def test_hpr_numbers_are_not_given_out(bergen):
    assert all(number.startswith("0000") for number in cells(bergen, "staff", "hpr_number"))


def test_only_the_characters_can_log_in(bergen):
    names = cells(bergen, "staff", "username")
    wards = "kari vera ola anne frida ulla kirsten eva jon maja tone liv nora bodil hanna tuva"
    assert sorted(names) == sorted(f"{wards} siri nils drift".split())


def test_the_five_grey_cases_are_the_first_patients(world):
    five = world.patients["bergenhus-ot1"][:5]
    assert [patient.number for patient in five] == [f"P-10000{n}" for n in range(1, 6)]
    assert {patient.profile for patient in five} == {PROFILE}
    for patient, case in zip(five, CASES, strict=True):
        written = {note.text for note in world.notes if note.patient == patient.number}
        assert written == set(case.notes)
        assert patient.pauses == []


def test_everybody_lives_in_a_neighbourhood(bergen):
    """Nobody is further from the middle of a neighbourhood than its radius and a house or two."""
    for patient in bergen.all_patients:
        home = (patient.spot.lat, patient.spot.lon)
        assert any(
            kilometres(home, (lat, lon)) <= radius * 1.05
            for _, lat, lon, radius, *_ in HOODS.values()
        )


def test_distances_are_those_of_the_map():
    assert kilometres((60.0, 5.0), (61.0, 5.0)) == pytest.approx(KM_PER_DEGREE)
    # A degree of longitude is half as long at 60 degrees north.
    assert kilometres((60.0, 5.0), (60.0, 6.0)) == pytest.approx(KM_PER_DEGREE / 2)


@pytest.mark.parametrize(
    ("parts", "total"),
    [
        ({"respiration": 16, "spo2": 97, "systolic": 130, "pulse": 70, "temperature": 37.0}, 0),
        ({"respiration": 25, "spo2": 91, "systolic": 90, "pulse": 131, "temperature": 39.1}, 14),
        ({"respiration": 22, "spo2": 92, "spo2_scale": 2, "systolic": 105, "pulse": 95}, 4),
        ({"spo2": 97, "spo2_scale": 2, "oxygen": 1}, 5),
        ({"consciousness": 1}, 3),
    ],
)
def test_news2_is_reckoned_by_the_table(parts, total):
    well = {
        "respiration": 16,
        "spo2": 97,
        "spo2_scale": 1,
        "oxygen": 0,
        "systolic": 130,
        "pulse": 70,
        "consciousness": 0,
        "temperature": 37.0,
    }
    assert news2(well | parts) == total


def test_a_measurement_without_all_parts_has_no_total(bergen):
    series = [seen for seen in bergen.observations if seen.kind == "news2"]
    incomplete = [seen for seen in series if len(seen.parts) < 8]
    assert incomplete
    assert all((seen.value is None) == (len(seen.parts) < 8) for seen in series)


def test_katz_is_the_sum_of_its_parts(bergen):
    series = [seen for seen in bergen.observations if seen.kind == "katz"]
    assert series
    assert all(sum(seen.parts.values()) == seen.value for seen in series)
