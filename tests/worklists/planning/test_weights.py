"""What a unit may set: each with a sentence and bounds, read in minutes of travel."""

from dataclasses import fields

import pytest

from worklists.planning.setting import GROUPS
from worklists.planning.ways import Ways
from worklists.planning.weights import SETTINGS, Chosen, Practice, Weights, complaints

DEFAULTS = Chosen().values()


def test_everything_but_the_yardstick_may_be_set():
    names = {field.name for of in (Weights, Practice, Ways) for field in fields(of)}
    assert set(SETTINGS) == names - {"travel_minute"}


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=lambda s: s.name)
def test_every_setting_is_explained_in_a_sentence(setting):
    assert setting.label
    assert setting.why[0].isupper()
    assert setting.why.endswith(".")
    assert setting.group in GROUPS
    assert setting.least <= setting.default <= setting.most


def test_what_costs_is_read_in_minutes_of_travel():
    late = SETTINGS["late_minute"]
    assert late.in_words(10) == "Ett minutt forsinkelse veier som 1 minutt reise."
    assert late.in_words(25) == "Ett minutt forsinkelse veier som 2,5 minutter reise."
    assert SETTINGS["waiting_minute"].shown(1) == "0,1"
    assert SETTINGS["drop_must_now"].shown(20000) == "2000"
    assert SETTINGS["known_days"].in_words(14) == "14 dager"
    assert SETTINGS["late_times_today"].in_words(1) == "1 gang"
    assert SETTINGS["foot_speed"].in_words(48) == "4,8 km/t"


def test_labels_tell_settings_apart():
    labels = [setting.label for setting in SETTINGS.values()]
    assert len(labels) == len(set(labels))


def test_what_a_unit_has_chosen_takes_the_place_of_the_defaults():
    differs = {"late_minute": 25, "known_days": 21, "foot_speed": 40}
    chosen = Chosen.of(differs | {"no_longer_used": 3})
    assert chosen.weights == Weights(late_minute=25)
    assert chosen.practice == Practice(known_days=21)
    assert chosen.ways == Ways(foot_speed=40)
    assert chosen.values() == DEFAULTS | differs


def test_the_defaults_are_nothing_to_complain_of():
    assert complaints(DEFAULTS) == {}


def test_what_is_out_of_bounds_is_told_in_the_unit_of_the_page():
    assert complaints({"late_minute": 301, "known_days": 0}) == {
        "late_minute": "Må være fra 0,1 til 30 minutter reise.",
        "known_days": "Må være fra 1 til 90 dager.",
    }


def test_prices_keep_the_order_that_everybody_expects():
    wrong = DEFAULTS | {"drop_may_go": 4100, "break_earliest_minutes": 310}
    assert complaints(wrong) == {
        "drop_may_go": "Kan ikke være mer enn «Må gjøres i dag».",
        "break_earliest_minutes": "Kan ikke være mer enn «Matpause senest».",
    }


def test_lateness_counts_by_what_the_visit_is_worth():
    assert [Practice().late_times(priority) for priority in (1, 2, 3)] == [20, 1, 1]
