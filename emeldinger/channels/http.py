"""Asks a server of the health network, as often as it is worth within one run."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import requests
from urllib3.exceptions import HTTPError

from emeldinger.channels.base import ChannelDown

#: Seconds to wait before each further try of the same question.
PAUSES = (0.5, 1.0, 2.0)
#: The longest that a server's own Retry-After is obeyed; the next run asks again anyhow.
LONGEST_PAUSE = 5.0
#: Seconds after which nothing is asked once more: whoever sends has claimed the row for a minute.
PATIENCE = 30.0
#: Seconds for the connection alone.
CONNECT = 5.0
#: The Meldingstjener takes 35 MB in one question, and gives no more in one answer.
MOST_BYTES = 64 * 1024 * 1024
PIECE = 64 * 1024
#: Answers that say "not now", whatever was asked.
BUSY = frozenset({408, 425, 429, *range(500, 600)})

type Headers = Mapping[str, str]


class Silence(ChannelDown):
    """No answer that is one: no connection, too slow, too long, or cut off."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said, whole. `headers` know no upper and lower case."""

    status: int
    headers: Headers
    body: bytes

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def busy(self) -> bool:
        return self.status in BUSY

    def json(self) -> Any:
        """Raises ChannelDown where it is none: a proxy's page, or cut off."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise ChannelDown("the answer is not JSON") from None

    @property
    def pause(self) -> float | None:
        """Seconds that the server asks for, where it does."""
        given = self.headers.get("Retry-After", "")
        return min(float(given), LONGEST_PAUSE) if given.isdecimal() else None


@dataclass(frozen=True)
class Server:
    """`timeout` is in seconds, for each piece of an answer; the whole has four times that."""

    timeout: float = 20.0
    pauses: tuple[float, ...] = PAUSES
    sleep: Callable[[float], None] = field(default=time.sleep)

    def ask(self, method: str, url: str, question: Callable[[], dict[str, Any]]) -> Answer:
        """The answer, be it a refusal; one that is still busy after some tries is given as it is.

        `question` gives headers and body, as requests calls them. It is asked for each try: a proof
        of who we are is good for one question only. Raises ChannelDown where nobody answers.
        """
        ends_at = time.monotonic() + PATIENCE
        for pause in self.pauses:
            asked = question()
            try:
                answer = self._once(method, url, asked)
            except Silence:
                if time.monotonic() > ends_at:
                    raise
            else:
                if not answer.busy or time.monotonic() > ends_at:
                    return answer
                pause = answer.pause or pause
            self.sleep(pause)
        return self._once(method, url, question())

    def _once(self, method: str, url: str, question: dict[str, Any]) -> Answer:
        ends_at = time.monotonic() + 4 * self.timeout
        try:
            with self._session.request(
                method,
                url,
                timeout=(min(CONNECT, self.timeout), self.timeout),
                # What we send, and the token with it, goes where the settings say and nowhere else.
                allow_redirects=False,
                stream=True,
                **question,
            ) as response:
                body = _read(response.raw, ends_at)
                return Answer(response.status_code, response.headers, body)
        except (OSError, HTTPError) as fault:
            # Not its text, which holds the address with what was asked for.
            raise Silence(type(fault).__name__) from None

    @cached_property
    def _session(self) -> requests.Session:
        session = requests.Session()
        # No .netrc: it would put a password of its own in the place of the token.
        session.auth = lambda request: request
        return session


def _read(stream: Any, ends_at: float) -> bytes:
    """The whole answer, unpacked, in as many pieces as it comes."""
    body = bytearray()
    while piece := stream.read(PIECE, decode_content=True):
        body += piece
        if time.monotonic() > ends_at:
            raise Silence("too slow")
        if len(body) > MOST_BYTES:
            raise Silence("too long")
    return bytes(body)
