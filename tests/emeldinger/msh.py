"""What the tests of the Meldingstjener stand on: the server, and our channel to it without waiting."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from emeldinger.channels.helseid import HelseId
from emeldinger.channels.http import Server
from emeldinger.channels.msh import Msh
from emeldinger.channels.msh_api import MshApi
from tests.support.helseid_server import CLIENT, SCOPE, new_key
from tests.support.msh_server import MshOnLoopback, msh_server

NURSING, CASE_WORK = 8143060, 8143061
PAGE = 10


@dataclass
class Tied:
    """Our channel and the server at its other end. `slept` is what we would have waited."""

    msh: MshOnLoopback
    channel: Msh
    helseid: HelseId
    slept: list[float] = field(default_factory=list)

    def asked(self, status: int | None = None) -> list[str]:
        """The questions since the beginning, as GET /Messages; those with this status."""
        return [
            f"{method} {path}"
            for method, path, answered in self.msh.asked
            if status is None or answered == status
        ]

    @property
    def tokens(self) -> int:
        """How many tokens HelseID has been asked for and given."""
        return self.asked(200).count("POST /connect/token")


@contextmanager
def tied(
    folder: Path, *, kind: str = "EC", receivers: tuple[int, ...] = (NURSING, CASE_WORK)
) -> Iterator[Tied]:
    with msh_server() as msh:
        msh.tokens.public = new_key(folder / "key.json", kind)
        slept: list[float] = []
        server = Server(timeout=2, sleep=slept.append)
        now = lambda: msh.tokens.now()  # noqa: E731
        helseid = HelseId(msh.url, CLIENT, folder / "key.json", SCOPE, server=server, now=now)
        channel = Msh(MshApi(msh.url, helseid, server, page=PAGE), receivers)
        yield Tied(msh, channel, helseid, slept)
