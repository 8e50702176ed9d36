"""By when each kind of message must be dealt with: the table, read as the ward reads it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from emeldinger.due_rules import ABSENCE, DAY, HOUR, RULES, Facts, State, due, rule_for
from emeldinger.formats.codes import TYPES, text_of
from heltom.lib import clock

CAME = datetime(2026, 3, 28, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("facts", "key", "minutes"),
    [
        (Facts("LOG_UTSKRIVNINGSKLAR"), "utskrivningsklar", 0),
        (Facts("PASIENTLOGISTIKK", event_code="3"), "utskrivningsklar", 0),
        (Facts("LOG_DOD"), "dod", 0),
        (Facts("LOG_AVMELDING"), "avmelding", 0),
        (Facts("LOG_INNLAGT"), "innlagt", DAY),
        (Facts("LOG_UTSKREVET"), "utskrevet", 2 * HOUR),
        (Facts("UTSKRIVNINGSRAPPORT"), "utskrivningsrapport", 2 * HOUR),
        (Facts("HELSEOPPL_SOKNAD", content_code="1"), "tidligmelding", DAY),
        (Facts("HELSEOPPL_SOKNAD", content_code="2"), "oppdatert", None),
        (Facts("DIALOG_FORESPORSEL"), "foresporsel", 3 * DAY),
        (Facts("DIALOG_FORESPORSEL", urgency="1"), "oyeblikkelig", 0),
        (Facts("DIALOG_FORESPORSEL", urgency="3"), "innen-24-timer", DAY),
        (Facts("DIALOG_FORESPORSEL", urgency="2"), "foresporsel", 3 * DAY),
        (Facts("DIALOG_FORESPORSEL", urgency="H"), "hoy-prioritet", HOUR),
        (Facts("DIALOG_NOTAT"), "dialog", DAY),
        (Facts("EPIKRISE"), "epikrise", DAY),
        (Facts("EPIKRISE", is_copy=True), "kopi", None),
        (Facts("LOG_INNLAGT", is_copy=True), "innlagt", DAY),
        (Facts("DIALOG_STATUS_HENVISNING"), "til-orientering", None),
        (Facts("SVAR_LAB"), "annet", DAY),
        (Facts(""), "annet", DAY),
    ],
)
def test_the_type_and_the_urgency_say_by_when(facts, key, minutes):
    assert (rule_for(facts).key, rule_for(facts).minutes) == (key, minutes)


def test_a_copy_with_a_medicine_list_is_never_only_for_information():
    assert not rule_for(Facts("EPIKRISE", is_copy=True, has_medicines=True)).informs
    assert not rule_for(Facts("HELSEOPPL_SOKNAD", content_code="2", has_medicines=True)).informs


def test_what_is_unclear_waits_no_longer_than_its_type_lets_it():
    unclear = State.UNCLEAR
    assert rule_for(Facts("LOG_UTSKRIVNINGSKLAR", state=unclear)).key == "utskrivningsklar"
    assert rule_for(Facts("DIALOG_FORESPORSEL", state=unclear)).key == "uklar"


@pytest.mark.parametrize(
    ("state", "minutes"),
    [
        (State.UNREADABLE, HOUR),
        (State.TAKES_BACK_DONE, 0),
        (State.TAKES_BACK, None),
        (State.WAITS, HOUR),
        (State.OVER, None),
    ],
)
def test_what_the_message_itself_is_goes_before_its_type(state, minutes):
    assert rule_for(Facts("DIALOG_FORESPORSEL", urgency="3", state=state)).minutes == minutes


def test_a_unit_may_set_its_own_and_the_shortest_still_holds():
    asked = Facts("DIALOG_FORESPORSEL", urgency="3")
    own = {"foresporsel": (2 * HOUR, 1)}
    assert due(asked, CAME, own).at == CAME + timedelta(hours=2)
    assert due(asked, CAME, {"innen-24-timer": (None, 5)}).at == CAME + timedelta(days=3)
    assert due(Facts("EPIKRISE"), CAME, {"epikrise": (None, 5)}).at is None


def test_a_day_is_twenty_four_hours_also_when_the_clock_changes():
    """Taken in it has the Oslo clock's time, counted anew the database's."""
    came = clock.at(date(2026, 10, 24), time(12))
    for asked in (came, came.astimezone(clock.OSLO)):
        assert due(Facts("LOG_INNLAGT"), asked, {}).at == clock.at(date(2026, 10, 25), time(11))


def test_each_rule_has_a_source_and_its_types_are_in_the_national_list():
    assert all(str(rule.source) and str(rule.label) for rule in RULES)
    assert len({rule.key for rule in RULES}) == len(RULES)
    named = {code for rule in RULES for code in rule.types} - {ABSENCE}
    assert {code for code in named if text_of(TYPES, code) is None} == set()
