"""One address and every character: what each is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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


def statuses(
    client: Client, ward: Ward, ask: Callable[[], Any], everybody: Iterable[str] = WHO
) -> list[int]:
    """The answer to each in turn; what one of them wrote is taken back before the next asks."""
    return [_status(client, ward, ask, who) for who in everybody]


def _status(client: Client, ward: Ward, ask: Callable[[], Any], who: str) -> int:
    savepoint = transaction.savepoint_create()
    client.logout()
    if who != "anonymous":
        client.force_login(ward.user(who))
    status = ask().status_code
    transaction.savepoint_rollback(savepoint)
    return status
