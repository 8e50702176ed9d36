"""One cell at a time: what is taken, and what is said about the rest."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heltom.lib import clock
from imports.cells import BadCell, clock_of, date_of, instant_of, value_of
from imports.format import TABLES, table
from imports.slots import slots
from imports.writer import written


def read(name, column, text):
    return value_of(next(slot for slot in slots(table(name)) if slot.name == column), text)


@pytest.mark.parametrize("text", ["2026-11-21", "21.11.2026"])
def test_dates_are_iso_or_norwegian(text):
    assert date_of(text) == date(2026, 11, 21)


def test_a_norwegian_date_may_leave_out_zeros():
    assert date_of("1.2.2026") == date(2026, 2, 1)


@pytest.mark.parametrize(
    "text",
    [
        "21.11.26",
        "11/21/2026",
        "2026-13-01",
        "31.02.2026",
        "i dag",
        "9999-12-31",
        "0202-01-01",
        "20261121",
    ],
)
def test_other_dates_are_refused(text):
    with pytest.raises(BadCell) as fault:
        date_of(text)
    assert fault.value.kind == "date"


@pytest.mark.parametrize(("text", "value"), [("07:30", time(7, 30)), ("7.05", time(7, 5))])
def test_clocks(text, value):
    assert clock_of(text) == value


@pytest.mark.parametrize("text", ["24:00", "7", "07:60", "halv åtte", "0730"])
def test_other_clocks_are_refused(text):
    with pytest.raises(BadCell):
        clock_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21 07:30",
        "2026-11-21T07:30",
        "2026-11-21T07:30:00",
        "21.11.2026 07:30",
        "21.11.2026 07.30",
        "21.11.2026 kl. 07.30",
        "21.11.2026 kl 07:30",
        "2026-11-21 07:30+01:00",
        "2026-11-21T06:30Z",
    ],
)
def test_instants_stand_on_an_oslo_clock(text):
    assert instant_of(text) == datetime(2026, 11, 21, 6, 30, tzinfo=UTC)


def test_the_hour_that_comes_twice_is_the_first_unless_the_offset_is_written():
    assert instant_of("25.10.2026 02:30") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert instant_of("2026-10-25 02:30+02:00") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert instant_of("2026-10-25 02:30+01:00") == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_the_hour_that_the_clock_skips_is_a_fault_and_its_neighbours_are_not():
    assert instant_of("2026-03-29 01:59") == datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
    assert instant_of("2026-03-29 03:00") == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    with pytest.raises(BadCell) as fault:
        instant_of("2026-03-29 02:30")
    assert "finnes ikke denne natten" in fault.value.what


@pytest.mark.parametrize(
    "text", ["2026-11-21", "07:30", "21.11.2026 kl. 25.00", "32.11.2026 07:30"]
)
def test_other_instants_are_refused(text):
    with pytest.raises(BadCell):
        instant_of(text)


@given(st.integers(0, 52_000_000))
def test_an_instant_that_is_written_reads_back_the_same(minutes):
    instant = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    assert instant_of(written(instant)) == instant


@pytest.mark.parametrize(
    ("text", "value"), [("75,5", "75.5"), ("75.50", "75.50"), (" 100 ", "100")]
)
def test_decimals_have_comma_or_point(text, value):
    assert read("staff", "post_percent", text.strip()) == Decimal(value)


@pytest.mark.parametrize("text", ["1.234,5", "75,555", "101", "-1", "mye", "1e1"])
def test_other_decimals_are_refused(text):
    with pytest.raises(BadCell) as fault:
        read("staff", "post_percent", text)
    assert fault.value.kind == "number"


def test_whole_numbers_and_their_bounds():
    assert read("visit_plans", "minutes", "25") == 25
    assert read("visit_plans", "carers", "2") == 2
    for text in ("0", "3", "1,5"):
        with pytest.raises(BadCell):
            read("visit_plans", "carers", text)


def test_a_position_outside_norway_says_so():
    with pytest.raises(BadCell) as fault:
        read("patients", "latitude", "5,32")
    assert fault.value.kind == "position"
    assert "utenfor Norge" in fault.value.what


@pytest.mark.parametrize("text", ["ja", "JA", "j", "1", "true", "True"])
def test_yes(text):
    assert read("staff", "hired_in", text) is True


@pytest.mark.parametrize("text", ["nei", "Nei", "n", "0", "FALSE"])
def test_no(text):
    assert read("staff", "hired_in", text) is False


def test_choices_in_any_letter_case_and_a_question_for_a_near_miss():
    assert read("staff", "profession", "Sykepleier") == "sykepleier"
    assert read("visit_plans", "level", "helsefagarbeider") == 1
    assert read("visit_plans", "level", "1") == 1
    with pytest.raises(BadCell) as fault:
        read("staff", "profession", "sykepleir")
    assert "Mente du «sykepleier»?" in fault.value.expected


@pytest.mark.parametrize(
    ("text", "days"),
    [("1 2 3 4 5", [1, 2, 3, 4, 5]), ("1,3;5", [1, 3, 5]), ("5-7 1", [1, 5, 6, 7])],
)
def test_weekdays(text, days):
    assert read("visit_plans", "weekdays", text) == days


@pytest.mark.parametrize("text", ["0", "8", "ma ti", "5-2", "12345"])
def test_other_weekdays_are_refused(text):
    with pytest.raises(BadCell):
        read("visit_plans", "weekdays", text)


def test_parts_are_pairs_or_json():
    parts = {"respiration": 18, "temperature": 37.2}
    assert read("observations", "parts", "respiration=18 temperature=37,2") == parts
    assert read("observations", "parts", '{"respiration": 18, "temperature": 37.2}') == parts
    for text in ("respiration", "{", '{"a": [1]}', '{"a": {"b": 1}}'):
        with pytest.raises(BadCell):
            read("observations", "parts", text)


def test_a_national_number_must_be_one_and_in_a_demo_synthetic(settings):
    assert read("patients", "national_number", "218438 10001") == "21843810001"
    assert read("patients", "national_number", "21443810029") == "21443810029"
    with pytest.raises(BadCell, match="Ikke et gyldig"):
        read("patients", "national_number", "21843810002")
    settings.HELTOM_DEMO = True
    assert read("patients", "national_number", "21843810001") == "21843810001"
    with pytest.raises(BadCell, match="virkelig person"):
        read("patients", "national_number", "21443810029")


def test_texts_have_the_length_that_the_database_takes():
    assert read("patients", "phone", "1" * 20) == "1" * 20
    with pytest.raises(BadCell, match="for lang"):
        read("patients", "phone", "1" * 21)
    with pytest.raises(BadCell):
        read("patients", "given_name", "a\x00b")


def test_codes_and_patterns():
    for bad in ("ot 1", "øst", "ot/1"):
        with pytest.raises(BadCell):
            read("teams", "code", bad)
    with pytest.raises(BadCell):
        read("patients", "postcode", "513")
    with pytest.raises(BadCell):
        read("staff", "username", "kari aasen")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_example_of_the_format_is_one(table):
    for slot in slots(table):
        if slot.column.example:
            value_of(slot, slot.column.example)


def test_written_values_read_back():
    assert written(None) == ""
    assert written(True) == "ja"
    assert read("visit_plans", "weekdays", written([1, 2])) == [1, 2]
    assert read("observations", "parts", written({"spo2": 95, "temperature": 37.5})) == {
        "spo2": 95,
        "temperature": 37.5,
    }
    assert clock_of(written(time(7, 30))) == time(7, 30)
    assert date_of(written(date(2026, 11, 21))) == date(2026, 11, 21)
    assert instant_of(written(clock.at(date(2026, 7, 1), time(7)))) == datetime(
        2026, 7, 1, 5, tzinfo=UTC
    )


CUSTOM = st.sampled_from(
    [
        "2026-11-21 07:30+99:00",
        '{"a":' * 2_000,
        "9" * 5_000,
        "1" * 30 + ",5",
        "NaN",
        '{"spo2": 1e999}',
    ]
)


@given(
    st.sampled_from([slot for each in TABLES for slot in slots(each)]), st.text(min_size=1) | CUSTOM
)
def test_any_text_is_a_value_or_a_fault_with_two_sentences(slot, text):
    try:
        value_of(slot, text)
    except BadCell as bad:
        fault = bad
    else:
        return
    assert fault.what
    assert fault.expected


@pytest.mark.parametrize("number", ["P 10234", "P/10234", "10234.", "a\tb"])
def test_a_patient_number_must_fit_in_an_address(number):
    with pytest.raises(BadCell):
        read("patients", "number", number)
