"""Messages by NHN's Meldingstjener (MSH API v2), as one of the channels."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

from django.conf import settings

from emeldinger import originals
from emeldinger.channels.base import ChannelDown, ChannelRefused, Fetched
from emeldinger.channels.helseid import HelseId, TokenSource
from emeldinger.channels.http import Server, Silence
from emeldinger.channels.msh_api import MshApi, NotNow, Waiting
from emeldinger.formats.codes import OID
from emeldinger.models import Address, Arrival, Sending, SendingKind

log = logging.getLogger("heltom.emeldinger")

#: 8258 as the API writes it.
STATUSES = {"1": "Ok", "2": "Rejected", "3": "OkErrorInMessagePart"}
ERRORS = f"{OID}8221"
#: Seconds that one run waits in vain for documents, and as many for marks.
PATIENCE = 60.0


@dataclass
class Tries:
    """One kind of question in one run. When it has been waited for once, each is asked once and no more."""

    api: MshApi
    waited: float = 0.0

    @contextmanager
    def asking(self) -> Iterator[MshApi]:
        """Raises ChannelDown where this run has waited enough."""
        if self.waited > PATIENCE:
            raise ChannelDown("has let us wait for too long in this run")
        began = time.monotonic()
        try:
            yield self.api
        except (ChannelDown, NotNow):
            self.waited += time.monotonic() - began
            self.api = self.api.hasty()
            raise


class Msh:
    """`receivers` are the HER-ids whose post is fetched. A reference is the server's own id of a message,
    and those of us that it was delivered to: to another of us it is a delivery of its own.
    """

    name = "msh"
    way = Arrival.Way.MSH
    many_at_once = False

    def __init__(self, api: MshApi, receivers: Sequence[int]) -> None:
        self.api, self.receivers = api, list(receivers)
        self.marks = Tries(api)

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
        documents, self.marks = Tries(self.api), Tries(self.api)
        while page := self._page(met):
            met.update(page)
            for message, receivers in page.items():
                try:
                    with documents.asking() as api:
                        document = api.document(message)
                    fetched = _fetched(message, receivers, document)
                except (NotNow, Silence, OSError) as fault:
                    log.warning("Meldingstjener: document of %s not fetched: %s", message, fault)
                else:
                    yield fetched

    def done(self, fetched: Fetched) -> None:
        for receiver in fetched.receivers:
            with self.marks.asking() as api:
                api.mark_read(_id(fetched.reference), int(receiver))

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
        page = self._by_message(oldest, met)
        if not page and len(oldest) >= self.api.page:
            page = self._by_message(self.api.unread(self.receivers, newest_first=True), met)
        return page

    def _by_message(self, waiting: Sequence[Waiting], met: set[str]) -> dict[str, tuple[str, ...]]:
        """What is for somebody whose post we did not ask for is not ours to answer."""
        page: dict[str, dict[str, None]] = {}
        for row in waiting:
            if row.id not in met and row.receiver in self.receivers:
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
