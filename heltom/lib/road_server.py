"""Asks an OSRM or a Valhalla server how long the way is between places.

One try a question, within the time given, and whatever comes back is looked at before it is
believed. Nothing is kept here. What the question holds is coordinates: on a ward's map they are
where patients live, so the server should be the municipality's own.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from routingpy.client_default import Client
from routingpy.routers import OSRM, Valhalla
from urllib3.exceptions import HTTPError

#: What each kind of server calls our means of transport.
PROFILES = {
    "osrm": {"car": "driving", "bicycle": "bike", "foot": "foot"},
    "valhalla": {"car": "auto", "bicycle": "bicycle", "foot": "pedestrian"},
}
#: Places on each side of one question. Valhalla answers 2500 pairs unless told otherwise, OSRM 10,000.
BLOCK = 50
#: Nobody travels longer than this between two visits: a greater figure is a fault.
LONGEST_SECONDS = 24 * 60 * 60
#: An answer of 2500 pairs is some 300 kB.
MOST_BYTES = 20_000_000

type Point = tuple[float, float]
"""Latitude and longitude in degrees."""
type Seconds = list[list[int | None]]
"""Seconds from each source to each end; None where the server finds no way."""


class NoAnswer(Exception):
    """The server did not answer in time, or not as such a server does (`garbled`)."""

    def __init__(self, what: str, *, garbled: bool = False) -> None:
        super().__init__(what)
        self.garbled = garbled


class Refusal(Exception):
    """The server has understood the question and will not answer it: a place without a road, often."""


@dataclass(frozen=True)
class RoadServer:
    """One server for one means of transport. `timeout` is in seconds, for the whole of an answer."""

    kind: str
    url: str
    transport: str
    timeout: float

    @cached_property
    def name(self) -> str:
        """What its answers are kept under: kind and address, without a password in it."""
        parts = urlsplit(self.url)
        host = parts.netloc.rpartition("@")[2]
        return f"{self.kind} {urlunsplit((parts.scheme, host, parts.path, '', ''))}"[:200]

    def table(self, sources: Sequence[Point], ends: Sequence[Point]) -> Seconds:
        """Seconds from every source to every end, at most BLOCK of each.

        Raises NoAnswer, or Refusal where the server does not want this question.
        """
        try:
            durations = self._ask(
                [[lon, lat] for lat, lon in [*sources, *ends]],
                profile=PROFILES[self.kind][self.transport],
                sources=list(range(len(sources))),
                destinations=list(range(len(sources), len(sources) + len(ends))),
            ).durations
            return _believed(durations, len(sources), len(ends))
        except (OSError, HTTPError) as fault:
            # Not its text: that holds the address asked for, and so where patients live.
            raise NoAnswer(type(fault).__name__) from None
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as fault:
            raise NoAnswer(repr(fault)[:200], garbled=True) from None

    @cached_property
    def _ask(self) -> Callable[..., Any]:
        at, how = self.url.rstrip("/"), {"timeout": self.timeout, "client": _OneTry}
        if self.kind == "osrm":
            return partial(OSRM(at, **how).matrix, annotations=["duration"])
        return Valhalla(at, **how).matrix


def server_for(transport: str) -> RoadServer | None:
    """The server that the settings name for this means of transport, or None: then the beeline holds."""
    url = settings.HELTOM_ROUTING_URLS.get(transport)
    if not url:
        return None
    timeout = settings.HELTOM_ROUTING_TIMEOUT
    return RoadServer(settings.HELTOM_ROUTING, url, transport, timeout)


class _OneTry(Client):
    """The library's own client tries a busy server again for a minute, and waits for ever for an
    answer that comes in drops. A rebuild has a worker waiting and the beeline to fall back on.
    """

    def _request(
        self, url: str, get_params: Any = None, post_params: Any = None, **_others: Any
    ) -> Any:
        ends_at = time.monotonic() + self.timeout
        with self._session.request(
            "GET" if post_params is None else "POST",
            self.base_url + self._generate_auth_url(url, get_params),
            json=post_params,
            headers={**self.headers, "Accept-Encoding": "identity"},
            timeout=self.timeout,
            stream=True,
        ) as response:
            if response.status_code in (408, 429) or response.status_code >= 500:
                raise NoAnswer(f"status {response.status_code}")
            body = _read(response.raw, ends_at)
            if response.status_code != 200:
                raise Refusal(f"status {response.status_code}: {body[:200]!r}")
        return json.loads(body)


def _read(stream: Any, ends_at: float) -> bytes:
    """The whole answer, in as many pieces as it comes. Raises NoAnswer when they come too slowly."""
    body = bytearray()
    while piece := stream.read1(65536):
        body += piece
        if time.monotonic() > ends_at:
            raise NoAnswer("too slow")
        if len(body) > MOST_BYTES:
            raise NoAnswer("too long", garbled=True)
    return bytes(body)


def _believed(durations: Any, rows: int, columns: int) -> Seconds:
    """The answer as whole seconds. Raises ValueError where it is not a table of times."""
    if len(durations) != rows or any(len(row) != columns for row in durations):
        raise ValueError(f"not a table of {rows} × {columns}")
    return [[_whole(seconds) for seconds in row] for row in durations]


def _whole(seconds: Any) -> int | None:
    if seconds is None:
        return None
    if isinstance(seconds, bool) or not 0 <= seconds <= LONGEST_SECONDS:
        raise ValueError(f"{seconds!r} is no time")
    return round(seconds)
