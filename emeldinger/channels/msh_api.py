"""NHN's Meldingstjener, "MSH API v2": its questions and answers, and what its refusals mean."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from emeldinger.channels.base import ChannelDown, ChannelRefused
from emeldinger.channels.helseid import TokenSource
from emeldinger.channels.http import Answer, Server

VERSION, US = "2", "HeltOm, v1"
#: Enough of a refusal for a person to see what it is about.
SHOWN = 300


@dataclass(frozen=True, slots=True)
class Waiting:
    """An unread message, for one of our addresses."""

    id: str
    receiver: int


class NotNow(Exception):
    """This one document cannot be had now, though the server answers."""


@dataclass(frozen=True)
class MshApi:
    """Each call raises ChannelDown where the server does not answer, is busy, or does not know us, and
    ChannelRefused where it will not take what we send. `page` is how many it may tell of in one answer.
    """

    url: str
    tokens: TokenSource
    server: Server = field(default_factory=Server)
    page: int = 100

    def hasty(self) -> MshApi:
        """The same, asking once and no more."""
        return replace(self, server=replace(self.server, pauses=()))

    def unread(self, receivers: Sequence[int], *, newest_first: bool = False) -> list[Waiting]:
        """A page, the oldest first or the newest: there is no other way past the first page."""
        asked = {
            "ReceiverHerIds": list(receivers),
            "MessagesToFetch": self.page,
            "OrderBy": "Descending" if newest_first else "Ascending",
        }
        answer = self._ask("GET", "/Messages", params=asked)
        if not answer.ok:
            # Of the question as a whole: our addresses or rights are not as the settings say.
            raise ChannelDown(_said(answer))
        return list(_waiting(answer.json()))

    def document(self, message: str) -> bytes:
        """The message as it was sent. Raises NotNow where only this one cannot be had."""
        answer = self._ask("GET", f"/Messages/{message}/business-document")
        if not answer.ok:
            raise NotNow(_said(answer))
        try:
            told = answer.json()
            return _decoded(told["businessDocument"], told["contentTransferEncoding"])
        except (ChannelDown, LookupError, AttributeError, TypeError, ValueError) as fault:
            raise NotNow(f"not a document: {type(fault).__name__}") from None

    def post_message(self, document: bytes) -> str:
        """Returns the server's id of it."""
        sent = {
            "businessDocument": base64.b64encode(document).decode(),
            "contentType": "application/xml",
            "contentTransferEncoding": "base64",
        }
        return self._sent("POST", "/Messages", sent)

    def post_receipt(self, message: str, sender: int, receipt: dict[str, Any]) -> str:
        """The server writes the AppRec of it. Returns its id; empty where it had it before."""
        return self._sent("POST", f"/Messages/{message}/apprec/{sender}", receipt)

    def mark_read(self, message: str, receiver: int) -> None:
        """A message that the server no longer has needs no mark."""
        answer = self._ask("PUT", f"/Messages/{message}/read/{receiver}")
        if not answer.ok and answer.status != 404:
            raise ChannelDown(_said(answer))

    def _sent(self, method: str, path: str, sent: dict[str, Any]) -> str:
        answer = self._ask(method, path, json=sent)
        if answer.ok:
            return str(answer.json())
        if answer.status == 409:
            # It came the first time, though we never heard so.
            return ""
        if answer.busy:
            raise ChannelDown(_said(answer))
        raise ChannelRefused(_said(answer))

    def _ask(self, method: str, path: str, **sent: Any) -> Answer:
        """401 is answered with the nonce that was asked for, else with one new token, and then no more."""
        url = f"{self.url.rstrip('/')}{path}"

        def question() -> dict[str, Any]:
            ours = {"api-version": VERSION, "nhn-source-system": US}
            return {"headers": {**ours, **self.tokens.headers(method, url)}, **sent}

        answer = self.server.ask(method, url, question)
        if answer.status == 401 and self.tokens.challenged(url, answer):
            answer = self.server.ask(method, url, question)
        if answer.status == 401:
            self.tokens.drop()
            answer = self.server.ask(method, url, question)
        if answer.status == 401 or 300 <= answer.status < 400:
            raise ChannelDown(_said(answer))
        return answer


def _waiting(told: Any) -> Sequence[Waiting]:
    """Whatever else stands in a row is let be: the server may say more one day. So is a row that names no
    message or nobody; the others wait behind it.
    """
    if not isinstance(told, list):
        raise ChannelDown("not a list of messages")
    return [found for row in told if (found := _row(row))]


def _row(row: Any) -> Waiting | None:
    try:
        key, receiver = row["id"], int(row["receiverHerId"])
    except (LookupError, TypeError, ValueError):
        return None
    return Waiting(str(key), receiver) if key and receiver else None


def _decoded(document: str, encoding: str) -> bytes:
    """Raises ValueError for anything but base64, which is all that the API knows."""
    if encoding.casefold() != "base64":
        raise ValueError(encoding)
    try:
        return base64.b64decode("".join(document.split()), validate=True)
    except binascii.Error as fault:
        raise ValueError(str(fault)) from None


def _said(answer: Answer) -> str:
    """The status and the server's own words for it, which name our addresses and no patient."""
    try:
        told = answer.json()
        words = [str(told.get("error") or ""), *map(str, told.get("validationErrors") or [])]
    except (ChannelDown, AttributeError, TypeError):
        words = []
    return " ".join([f"status {answer.status}", *filter(None, words)])[:SHOWN]
