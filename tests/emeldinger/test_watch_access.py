"""Who sees the watch of an HT, who signs its rounds and who sets its rules: every page, every character."""

from __future__ import annotations

from copy import deepcopy
from datetime import time

import pytest
from django.urls import reverse

from emeldinger.models import Escalation, EyesGap, Silence
from heltom.lib import clock
from tests.access_table import WHO
from tests.emelding_factories import MessageFactory
from tests.factories import PositionFactory, StaffFactory
from tests.support.access import sign_in_all, statuses, with_operator
from tests.support.clocks import clock_at
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

#: Lise leads the HT, Ulla the whole unit.
EVERYBODY = [*WHO, "lise", "ulla"]


@pytest.fixture(scope="module")
def built(rows_of_module):
    with clock_at(time(12)):
        return sign_in_all(_with_leaders(with_operator(make_ward())))


@pytest.fixture
def ward(noon, built):
    return deepcopy(built)


def _with_leaders(ward):
    for name, position in (
        ("lise", {"kind": "avdelingsleder", "team": ward.ht}),
        ("ulla", {"kind": "enhetsleder", "team": None, "unit": ward.ht.unit}),
    ):
        ward.people[name] = StaffFactory(team=ward.ht, with_login=True)
        PositionFactory(staff=ward.people[name], **position)
    return ward


def asked(client, ward, ask) -> list[int]:
    return statuses(client, ward, ask, EVERYBODY)


# anonymous, kari, vera, anne, ola, siri, nils, drift, lise, ulla
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("watch", [302, 403, 403, 200, 403, 404, 404, 403, 200, 200]),
        ("rounds", [302, 403, 403, 200, 403, 404, 404, 403, 200, 200]),
        ("watch_rules", [302, 403, 403, 200, 403, 404, 404, 403, 200, 200]),
        ("watch_banner", [302, 403, 403, 200, 403, 403, 403, 403, 200, 200]),
    ],
)
def test_who_sees_it(client, ward, name, expected):
    url = reverse(f"emeldinger:{name}", args=[] if name == "watch_banner" else [ward.ht.code])
    assert asked(client, ward, lambda: client.get(url)) == expected


def test_only_who_handles_messages_signs_a_round(client, ward):
    url = reverse("emeldinger:round_sign", args=[ward.ht.code])
    body = {"due_at": clock.at(ward.day, time(13)).isoformat()}
    expected = [302, 403, 403, 409, 403, 404, 404, 403, 403, 403]
    assert asked(client, ward, lambda: client.post(url, body)) == expected


def test_only_leaders_set_the_rules(client, ward):
    url = reverse("emeldinger:watch_rules", args=[ward.ht.code])
    body = {"rounds": "9, 15", "minutes": "10", "reason": "Prøve"}
    expected = [302, 403, 403, 403, 403, 404, 404, 403, 303, 303]
    assert asked(client, ward, lambda: client.post(url, body)) == expected


def test_those_who_are_told_may_say_that_they_have_seen_it(client, ward):
    now = clock.now()
    gap = EyesGap.objects.create(
        ht=ward.ht, date=ward.day, shift="kveld", starts_at=now, ends_at=clock.at(ward.day, time(22)),
        raised_at=now,
    )  # fmt: skip
    silence = Silence.objects.create(
        sender_organisation="1", type_code="", last_at=now, expected=9, raised_at=now
    )
    told = Escalation.objects.create(message=MessageFactory(ht=ward.ht), level=2, raised_at=now)
    expected = [302, 403, 403, 303, 403, 404, 404, 403, 303, 303]
    for name, row in (("gap_see", gap), ("silence_see", silence), ("escalation_see", told)):
        url = reverse(f"emeldinger:{name}", args=[ward.ht.code, row.pk])
        found = asked(client, ward, lambda url=url: client.post(url, {"said": "Ringt"}))
        assert found == expected, name


def test_there_is_no_watch_of_an_ot(client, ward):
    client.force_login(ward.user("anne"))
    for name in ("watch", "rounds", "watch_rules"):
        url = reverse(f"emeldinger:{name}", args=[ward.team.code])
        assert client.get(url).status_code == 404
