"""Who may open and press what of the HT's report, the ansvarsvakt's desk and the action cards.

lise leads the HT, inge has inneoppgaver there, eva leads the unit; the others as in tests/test_access.py.
"""

from functools import partial

import pytest
from django.urls import reverse

from heltom.lib import clock
from tests.access_table import WHO
from tests.factories import (
    PatientFactory,
    PlacementFactory,
    PositionFactory,
    ShiftFactory,
    StaffFactory,
)
from tests.shift_factories import NoteFactory
from tests.support.access import statuses, with_operator
from tests.ward import make_ward
from worklists.actions import action_cards

pytestmark = pytest.mark.django_db

EVERYBODY = [*WHO, "lise", "inge", "eva"]
FOLLOWS = [302, 403, 403, 200, 403, 404, 404, 403, 200, 200, 403]
PRESSES = [302, 403, 403, 303, 403, 404, 404, 403, 303, 303, 403]
COLLEAGUES = [302, 200, 200, 200, 200, 404, 404, 200, 200, 200, 200]
EDITS = [302, 403, 403, 403, 403, 404, 404, 403, 403, 403, 200]


@pytest.fixture
def ward(noon):
    ward = with_operator(make_ward())
    for name in ("lise", "inge", "eva"):
        ward.people[name] = StaffFactory(team=ward.ht, with_login=True)
    PositionFactory(staff=ward.people["lise"], kind="avdelingsleder", team=ward.ht)
    ShiftFactory(staff=ward.people["inge"], date=ward.day, function="rapport")
    PositionFactory(staff=ward.people["eva"], kind="enhetsleder", team=None, unit=ward.ht.unit)
    return ward


def ask(client, ward, how, name, *args, **body):
    url = reverse(name, args=args)
    return statuses(client, ward, partial(getattr(client, how), url, body), EVERYBODY)


@pytest.fixture
def key(ward):
    patient = PatientFactory()
    PlacementFactory(patient=patient, team=ward.ht)
    return f"n{NoteFactory(patient=patient).pk}"


@pytest.mark.parametrize("name", ["report", "report_ticked", "report_ticked_on"])
def test_who_reads_the_report(client, ward, name):
    more = [ward.day] if name == "report_ticked_on" else []
    assert ask(client, ward, "get", f"worklists:{name}", ward.ht.code, *more) == FOLLOWS
    assert ask(client, ward, "get", f"worklists:{name}", ward.team.code, *more)[3] == 404


def test_who_ticks_and_who_begins_it(client, ward, key):
    for name in ("report_read", "report_follow_up", "report_take_back"):
        body = {"keys": key, "said": "Ringt."}
        assert ask(client, ward, "post", f"worklists:{name}", ward.ht.code, **body) == PRESSES
    begins = [302, 403, 403, 403, 403, 404, 404, 403, 303, 403, 403]
    body = {"since": clock.today().isoformat()}
    assert ask(client, ward, "post", "worklists:report_begin", ward.ht.code, **body) == begins


def test_who_is_led_to_a_report_a_desk_and_cards(client, ward):
    reads = [302, 403, 403, 302, 403, 403, 403, 403, 302, 302, 403]
    assert ask(client, ward, "get", "worklists:report_home") == reads
    desks = [302, 403, 403, 302, 403, 403, 403, 403, 302, 403, 403]
    assert ask(client, ward, "get", "emeldinger:shift_home") == desks
    cards = [302, 302, 302, 302, 302, 302, 403, 302, 302, 302, 302]
    assert ask(client, ward, "get", "worklists:action_cards_home") == cards


def test_who_sees_the_ansvarsvakts_desk(client, ward):
    desk = [302, 403, 403, 200, 403, 404, 404, 403, 200, 403, 403]
    assert ask(client, ward, "get", "emeldinger:shift", ward.ht.code) == desk
    # Without htmx the slot leads to the page.
    slot = [302 if status == 200 else status for status in desk]
    assert ask(client, ward, "get", "emeldinger:shift_teams", ward.ht.code) == slot


def test_who_reads_and_writes_the_action_cards(client, ward):
    unit = ward.ht.unit
    card = action_cards.add(
        unit=unit, by=ward.user("eva"), title="IT nede", when_to="HeltOm svarer ikke", steps="Ring"
    )
    for name, args in (
        ("action_cards", [unit.code]),
        ("action_cards_print", [unit.code]),
        ("action_card", [unit.code, card.code]),
    ):
        assert ask(client, ward, "get", f"worklists:{name}", *args) == COLLEAGUES
    for name, args in (
        ("action_card_new", [unit.code]),
        ("action_card_edit", [unit.code, card.code]),
    ):
        assert ask(client, ward, "get", f"worklists:{name}", *args) == EDITS
        assert ask(client, ward, "post", f"worklists:{name}", *args) == EDITS
    removes = [303 if status == 200 else status for status in EDITS]
    args = [unit.code, card.code]
    assert ask(client, ward, "post", "worklists:action_card_remove", *args) == removes
