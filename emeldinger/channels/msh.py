"""Messages by NHN's Meldingstjener (MSH API v2), as one of the channels."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any

from django.conf import settings

from emeldinger import originals
from emeldinger.channels.base import ChannelRefused, Fetched
from emeldinger.channels.helseid import HelseId, TokenSource
from emeldinger.channels.http import Server
from emeldinger.channels.msh_api import MshApi, NotNow, Waiting
from emeldinger.formats.codes import OID
from emeldinger.models import Address, Arrival, Sending, SendingKind

log = logging.getLogger("heltom.emeldinger")

#: 8258 as the API writes it.
STATUSES = {"1": "Ok", "2": "Rejected", "3": "OkErrorInMessagePart"}
ERRORS = f"{OID}8221"


class Msh:
    """`receivers` are the HER-ids whose post is fetched. A reference is the server's own id of a message,
    and those of us that it was delivered to: to another of us it is a delivery of its own.
    """

    name = "msh"
    way = Arrival.Way.MSH
    many_at_once = False

    def __init__(self, api: MshApi, receivers: Sequence[int]) -> None:
        self.api, self.receivers = api, list(receivers)

    @classmethod
    def configured(cls) -> Msh:
        """As the settings say; the addresses are those registered where the settings name none."""
        server = Server(timeout=settings.HELTOM_MSH_TIMEOUT)
        api = MshApi(settings.HELTOM_MSH_URL, _tokens(*settings.HELTOM_HELSEID), server)
        return cls(api, settings.HELTOM_MSH_HER_IDS or _registered())

    def fetch(self) -> Iterator[Fetched]:
        """Unread ones, until an answer holds none that we have not met in this run.

        One whose document cannot be had, or kept, is left unread for the next run, and the others come
        all the same: a whole page of such is walked round from the other end.
        """
        met: set[str] = set()
        api = self.api
        while page := self._page(met):
            met.update(page)
            for message, receivers in page.items():
                try:
                    fetched = _fetched(message, receivers, api.document(message))
                except (NotNow, OSError) as fault:
                    log.warning("Meldingstjener: document of %s not fetched: %s", message, fault)
                    # One has been waited for; the rest are asked about once each.
                    api = self.api.hasty()
                else:
                    yield fetched

    def done(self, fetched: Fetched) -> None:
        for receiver in fetched.receivers:
            self.api.mark_read(_id(fetched.reference), int(receiver))

    def send(self, sending: Sending) -> str:
        """A receipt on what came this way goes by the message it is on; anything else as a message."""
        if sending.kind == SendingKind.RECEIPT and sending.channel_reference:
            sender = _number(sending.sender_her)
            return self.api.post_receipt(_id(sending.channel_reference), sender, _receipt(sending))
        return self.api.post_message(b"".join(originals.pieces(sending.original)))

    def _page(self, met: set[str]) -> dict[str, tuple[str, ...]]:
        """The messages of an answer that are new in this run, each with those of us it is for."""
        if not self.receivers:
            return {}
        oldest = self.api.unread(self.receivers)
        page = _by_message(oldest, met)
        if not page and len(oldest) >= self.api.page:
            page = _by_message(self.api.unread(self.receivers, newest_first=True), met)
        return page


def _by_message(waiting: Sequence[Waiting], met: set[str]) -> dict[str, tuple[str, ...]]:
    page: dict[str, dict[str, None]] = {}
    for row in waiting:
        if row.id not in met:
            page.setdefault(row.id, {})[str(row.receiver)] = None
    return {message: tuple(receivers) for message, receivers in page.items()}


def _fetched(message: str, receivers: tuple[str, ...], document: bytes) -> Fetched:
    raw, kept_as = originals.receive(BytesIO(document))
    return Fetched(raw, "/".join([message, *receivers]), receivers, kept_as)


def _id(reference: str) -> str:
    return reference.partition("/")[0]


def _receipt(sending: Sending) -> dict[str, Any]:
    return {
        "appRecStatus": STATUSES[sending.receipt_status],
        "appRecErrorList": [
            {
                "errorCode": error["code"],
                "details": error.get("detail") or error.get("text", ""),
                "description": error.get("text", ""),
                "oid": ERRORS,
            }
            for error in sending.receipt_errors
        ],
    }


def _number(her_id: str) -> int:
    if not her_id.isdecimal():
        raise ChannelRefused(f"«{her_id}» is no HER-id to answer from")
    return int(her_id)


def _registered() -> list[int]:
    numbers = Address.objects.filter(active=True).order_by("pk").values_list("her_id", flat=True)
    return [int(number) for number in numbers if number.isdecimal()]


@lru_cache(maxsize=1)
def _tokens(*named: Any) -> TokenSource:
    """One for the life of the process, so that a token is used until its end."""
    return HelseId(*named)
