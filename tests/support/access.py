"""One address and every character: what each is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from http.cookies import SimpleCookie
from typing import Any

from django.db import transaction
from django.test import Client

from tests.access_table import WHO
from tests.factories import PositionFactory, StaffFactory, UserFactory
from tests.ward import Ward


def with_operator(ward: Ward) -> Ward:
    """The ward with its systemansvarlig as well, whom the others of WHO have been given by make_ward."""
    drift = StaffFactory(user=UserFactory(username="drift"), team=ward.team)
    PositionFactory(staff=drift, kind="systemansvarlig", team=None, unit=ward.team.unit)
    ward.people["drift"] = drift
    return ward


def sign_in_all(ward: Ward) -> Ward:
    """Everybody's session, made once: for the fixture of a module (tests/support/shared.py)."""
    ward.cookies = {who: _cookies(ward, who) for who in WHO if who in ward.people}
    return ward


def statuses(
    client: Client, ward: Ward, ask: Callable[[], Any], everybody: Iterable[str] = WHO
) -> list[int]:
    """The answer to each in turn; what one of them wrote is taken back before the next asks."""
    return [_status(client, ward, ask, who) for who in everybody]


def _status(client: Client, ward: Ward, ask: Callable[[], Any], who: str) -> int:
    savepoint = transaction.savepoint_create()
    client.cookies = _cookies(ward, who) if who != "anonymous" else SimpleCookie()
    status = ask().status_code
    transaction.savepoint_rollback(savepoint)
    return status


def _cookies(ward: Ward, who: str) -> SimpleCookie:
    if who in ward.cookies:
        return deepcopy(ward.cookies[who])
    client = Client()
    client.force_login(ward.user(who))
    return client.cookies
