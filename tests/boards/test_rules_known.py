"""After a board has spoken of her the same thing does not put her up again at once."""

from dataclasses import replace

import pytest

from boards.queries import histories
from boards.rules.registry import BY_CODE, RULES
from boards.rules.usual import DAYS as USUAL_DAYS
from tests.boards.pasts import ago, fires, happened, judge, measured, notes, past

LOSING = past(measured=measured("vekt", (170, 70), (140, 68), (110, 66.4), (80, 66)))


def test_what_the_board_knew_is_told_as_known():
    answer = judge("vekt", replace(LOSING, discussed_on=ago(30)))
    assert answer.why.endswith("Det var kjent da tavla snakket om pasienten 2. mai.")


def test_it_comes_back_when_it_has_become_worse():
    worse = replace(
        LOSING,
        discussed_on=ago(30),
        measured=LOSING.measured + measured("vekt", (10, 64), (2, 63)),
    )
    assert fires("vekt", worse)
    slightly = replace(worse, measured=LOSING.measured + measured("vekt", (10, 65.9), (2, 65.8)))
    assert not fires("vekt", slightly)


def test_it_comes_back_when_it_has_rested_for_long():
    assert not fires("vekt", replace(LOSING, discussed_on=ago(30)), rest=60)
    assert fires("vekt", replace(LOSING, discussed_on=ago(61)), rest=60)


def test_what_was_unknown_then_speaks_as_ever():
    """One fall was known and is no reason; the second came after the board."""
    history = past(events=happened("fall", 40, 4), discussed_on=ago(20))
    assert fires("fall", history)


def test_one_more_fall_after_the_board_is_news():
    known = past(events=happened("fall", 40, 35), discussed_on=ago(20))
    assert not fires("fall", known)
    assert fires("fall", replace(known, events=known.events + happened("fall", 3)))


def test_notes_need_as_many_new_ones():
    old = [(40, "A1", "Ustø."), (38, "A2", "Ustø."), (36, "A3", "Svimmel."), (35, "A4", "Ustø.")]
    new = [(9, "A1", "Ustø."), (8, "A2", "Svimmel."), (6, "A3", "Ustø."), (2, "A5", "Sjangler.")]
    history = past(notes=notes(*old, *new), discussed_on=ago(34))
    assert fires("rapporter", history, times=1, notes=4)
    assert not fires("rapporter", replace(history, notes=notes(*old, new[0])), times=1, notes=4)


def test_a_new_patient_is_new_until_the_board_has_spoken_of_her():
    history = past(started_on=ago(10), placed_on=ago(10))
    assert fires("ny", history)
    assert not fires("ny", replace(history, discussed_on=ago(3)))
    assert not fires("ny", replace(history, reviewed_on=ago(3)))
    assert "Tavla har snakket" in judge("ny", replace(history, discussed_on=ago(3))).why


def test_home_again_is_told_of_until_the_board_has_spoken():
    from boards.rules.history import Away

    history = past(stays=(Away("sykehus", ago(40), ago(6)),))
    assert fires("hjemme", history)
    assert not fires("hjemme", replace(history, discussed_on=ago(2)))
    assert fires("hjemme", replace(history, discussed_on=ago(20)))


READ = {
    "katz": histories.MEASURED_DAYS,
    "skropelighet": histories.MEASURED_DAYS,
    "iplos": histories.MEASURED_DAYS,
    "news2": histories.MEASURED_DAYS,
    "vekt": histories.MEASURED_DAYS,
    "inntak": histories.MEASURED_DAYS,
    "lengre": histories.VISITS_DAYS,
    "ekstra": histories.VISITS_DAYS,
    "mertid": histories.PLANS_DAYS,
    "alarmer": histories.EVENTS_DAYS,
    "fall": histories.EVENTS_DAYS,
    "innleggelser": histories.STAYS_DAYS,
    "maal": histories.EVALUATIONS_DAYS,
    "rapporter": histories.NOTES_DAYS,
    "avslag": histories.NOTES_DAYS,
}
COMPARED = {"lengre", "ekstra", "alarmer", "rapporter", "avslag"}


@pytest.mark.parametrize("code", READ)
def test_no_more_is_asked_for_than_is_read(code):
    """What a rule would have said before the last board takes the past of that day too."""
    thresholds = BY_CODE[code].thresholds
    asked = thresholds["days"].high + thresholds["rest"].high
    usual = {"news2": 240, "inntak": 180}.get(code, USUAL_DAYS if code in COMPARED else 0)
    assert asked + usual <= READ[code]


def test_every_rule_that_rests_is_counted_above():
    resting = {rule.code for rule in RULES if "rest" in rule.thresholds}
    assert resting == {*READ, "ansikter"}


def test_a_board_later_than_the_day_that_is_judged_is_unknown():
    assert fires("vekt", replace(LOSING, discussed_on=ago(1)), on=ago(31))
