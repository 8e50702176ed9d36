"""Who may open and press what between neighbours and for more staff: every address × every character.

kari (on the team's list) · vera (VK) · anne (ansvarsvakt) · ola (leads the team) · siri (another unit)
"""

from functools import partial

import pytest
from django.urls import reverse

from tests.factories import TeamFactory
from tests.shift_factories import ExtraAskFactory, LoanFactory
from tests.support.access import statuses
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

WHO = ["anonymous", "kari", "vera", "anne", "ola", "siri"]

RUNS = [302, 403, 200, 200, 200, 404]
#: Only the ansvarsvakt: not the vaktkoordinator, and not the leader whom she stands in for.
ORDERS = [302, 403, 403, 200, 403, 404]
READS = {"loans": RUNS, "loan": RUNS, "extra": RUNS, "staff_order": ORDERS}
#: With 200 what is missing is told on the page. Team Nord is asked by a neighbour here.
WRITES = {
    "loan_ask": RUNS,
    "loan_accept": RUNS,
    "loan_decline": [302, 403, 303, 303, 303, 404],
    # The ansvarsvakt runs the shift in both teams.
    "loan_withdraw": [302, 403, 403, 303, 403, 404],
    "loan_end": RUNS,
    "extra_ask": RUNS,
    "extra_answer": [302, 403, 303, 303, 303, 404],
    "staff_order_give": ORDERS,
    "staff_move": ORDERS,
}
BODIES = {"loan_decline": {"text": "vi er for få"}, "extra_answer": {"svar": "nei"}}


@pytest.fixture
def ward():
    return make_ward()


@pytest.fixture
def addresses(ward):
    neighbour = TeamFactory(name="Team Sør", site=ward.team.site, ht=ward.ht)
    loan = LoanFactory(asking=neighbour, asked=ward.team, date=ward.day, shift="dag")
    ask = ExtraAskFactory(team=ward.team, date=ward.day, kind="dag")
    keys = {"extra_answer": [ask.pk], "loan": [loan.pk]}
    keys |= {name: [loan.pk] for name in WRITES if name.startswith("loan_") and name != "loan_ask"}
    shift = [ward.team.code, ward.day, "dag"]
    return {
        name: reverse(f"worklists:{name}", args=keys.get(name, shift)) for name in READS | WRITES
    }


def test_who_may_look(client, ward, addresses):
    for name, expected in READS.items():
        found = statuses(client, ward, partial(client.get, addresses[name]), WHO)
        assert found == expected, name
    client.force_login(ward.user("vera"))
    assert {client.post(addresses[name]).status_code for name in READS} == {405}


def test_who_may_press(client, ward, addresses):
    for name, expected in WRITES.items():
        press = partial(client.post, addresses[name], BODIES.get(name, {}))
        found = statuses(client, ward, press, WHO)
        assert found == expected, name
