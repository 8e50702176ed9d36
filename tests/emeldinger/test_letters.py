"""Letters: begun, kept, signed once, and sent by a row. Two who write at once are told of each other."""

from __future__ import annotations

import pytest

from emeldinger.actions import letters
from emeldinger.models import Letter, Sending
from heltom.lib.errors import NotAllowed, Refused
from teams.models import AuditEvent
from tests.emeldinger.formats.readings import unsaid
from tests.emeldinger.writing import (
    ANSWERED,
    CONTENT,
    address,
    as_sent,
    came,
    her,
    reading_of,
    said,
    signed,
)
from tests.factories import ShiftFactory
from tests.ward import make_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    ward = make_ward()
    address(ward)
    her(ward)
    return ward


@pytest.fixture
def bea(ward):
    """The other nurse of the shift."""
    from tests.ward import _on_duty

    _on_duty(ward, "bea", ward.ht, "sykepleier2", profession="sykepleier")
    return ward.user("bea")


@pytest.mark.parametrize("kind", CONTENT)
def test_what_is_signed_is_read_back_word_for_word(ward, kind):
    message = came(ANSWERED[kind])
    sending = signed(ward, kind, message)
    found = as_sent(sending)
    assert not found.findings
    assert unsaid(found.opened.tree, reading_of(sending), frozenset()) == []
    assert found.head.patient.name == "Kari Oppdiktet"
    assert (found.head.sender.service_her, found.head.receiver.her) == (
        "0050002",
        message.sender_her,
    )
