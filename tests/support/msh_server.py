"""NHN's Meldingstjener on loopback, after its OpenAPI, with HelseID beside it; it can fail as they do.

Each question is judged by the document's own rules (msh_rules.py), and who asks by a token and a
proof that are really checked (helseid_server.py).
"""

from __future__ import annotations

import base64
import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.support import msh_rules
from tests.support.helseid_server import Denied, Tokens


@dataclass
class Kept:
    """A message in the server, for each of its receivers read or not."""

    id: str
    document: bytes
    sender: int
    read: dict[int, bool]
    receipts: dict[int, dict[str, Any]] = field(default_factory=dict)


@dataclass
class MshOnLoopback:
    """What it holds, how it is to behave, and what it was asked: (method, path, status)."""

    tokens: Tokens = field(default_factory=Tokens)
    #: Addresses that our client may act for.
    ours: set[int] = field(default_factory=lambda: {8143060, 8143061})
    messages: dict[str, Kept] = field(default_factory=dict)
    posted: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[str, str, int]] = field(default_factory=list)
    #: well; gone: hangs up without a word; page: a proxy's page where JSON should be
    mood: str = "well"
    #: Statuses to answer with before anything else, each once.
    next_statuses: list[int] = field(default_factory=list)
    #: Message → the status, or the body, that its document is answered with; "gone" for none at all.
    ill: dict[str, int | str | dict[str, Any]] = field(default_factory=dict)
    twice: bool = False
    #: Rows that no server should give, before the others.
    strange: list[Any] = field(default_factory=list)
    url: str = ""

    def put(self, document: bytes, *receivers: int, sender: int = 8094866) -> str:
        """Somebody has sent us this. Returns the server's own id of it."""
        key = str(uuid.uuid4())
        self.messages[key] = Kept(key, document, sender, dict.fromkeys(receivers, False))
        return key

    @property
    def unread(self) -> list[str]:
        return [key for key, kept in self.messages.items() if not all(kept.read.values())]

    def answer(self, method: str, template: str, at: dict[str, str], query: Any, body: Any) -> Any:
        """Status and body, of a question that is well formed and by somebody we know."""
        if template == "/Messages":
            return self._list(query) if method == "GET" else self._take(body)
        kept = self.messages.get(at["id"].lower())
        if kept is None:
            return 404, error("Could not find database document")
        if template.endswith("/business-document"):
            return self._document(kept)
        if template.endswith("/apprec/{appRecSenderHerId}"):
            return self._receipt(kept, int(at["appRecSenderHerId"]), body)
        if template.endswith("/read/{herId}"):
            return self._read(kept, int(at["herId"]))
        return 200, self._states(kept, template.rpartition("/")[2])

    def _list(self, query: dict[str, list[str]]) -> Any:
        wanted = [int(number) for number in query["ReceiverHerIds"]]
        if not self.ours.issuperset(wanted):
            return 403, error("Not authorized for HerId(s): " + ",".join(map(str, wanted)))
        rows = [
            {"id": key, "receiverHerId": receiver, "aNameThatCameLater": 1}
            for key, kept in self.messages.items()
            for receiver, read in kept.read.items()
            if receiver in wanted and not read
        ]
        if query.get("OrderBy") == ["Descending"]:
            rows.reverse()
        rows = [*self.strange, *rows][: int(query.get("MessagesToFetch", ["10"])[0])]
        return 200, [row for row in rows for _ in range(2 if self.twice else 1)]

    def _document(self, kept: Kept) -> Any:
        ill = self.ill.get(kept.id)
        if isinstance(ill, int):
            return ill, error("An unknown error occurred")
        return 200, ill or {
            "businessDocument": base64.b64encode(kept.document).decode(),
            "contentType": "application/xml",
            "contentTransferEncoding": "base64",
        }

    def _take(self, body: dict[str, Any]) -> Any:
        self.posted.append(body)
        return 201, str(uuid.uuid4())

    def _receipt(self, kept: Kept, sender: int, body: dict[str, Any]) -> Any:
        if sender not in kept.read:
            return 403, error(f"Not authorized for HerId(s): {sender}")
        if sender in kept.receipts:
            return 409, error("The message has its receipt")
        kept.receipts[sender] = body
        return 201, str(uuid.uuid4())

    def _read(self, kept: Kept, receiver: int) -> Any:
        if receiver not in kept.read:
            return 403, error(f"Not authorized for HerId(s): {receiver}")
        kept.read[receiver] = True
        return 204, None

    def _states(self, kept: Kept, what: str) -> Any:
        if what not in ("status", "apprec"):
            receiver = next(iter(kept.read))
            return {"id": kept.id, "receiverHerId": receiver, "senderHerId": kept.sender}
        return [
            {"receiverHerId": receiver, "transportDeliveryState": "Acknowledged"}
            for receiver in kept.read
        ]


def error(words: str, *validation: str) -> dict[str, Any]:
    return {
        "error": words,
        "errorCode": 1000 if validation else 0,
        "validationErrors": list(validation) or None,
        "stackTrace": None,
        "requestId": str(uuid.uuid4()),
    }


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body in one piece, or the other side waits a moment for the second.
    wbufsize = 65536
    msh: MshOnLoopback

    def log_message(self, *_: object) -> None:
        """Silent."""

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_PUT(self) -> None:
        self._answer()

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        named, _, what = parts.path.removeprefix("/Messages/").partition("/")
        mute = what == "business-document" and self.msh.ill.get(named) == "gone"
        if self.msh.mood == "gone" or mute:
            self.close_connection = True
            return
        if parts.path in ("/.well-known/openid-configuration", "/connect/token"):
            status, told, headers = self._identify(parts.path, body)
        else:
            status, told, headers = self._judge(parts.path, parse_qs(parts.query), body)
        self.msh.asked.append((self.command, parts.path, status))
        self._send(status, told, headers)

    def _identify(self, path: str, body: bytes) -> tuple[int, Any, dict[str, str]]:
        tokens = self.msh.tokens
        if path != "/connect/token":
            return 200, tokens.about(), {}
        try:
            proof = self.headers.get("DPoP", "")
            return 200, tokens.give(parse_qs(body.decode()), proof), {}
        except Denied as denied:
            nonce = {"DPoP-Nonce": tokens.nonce} if tokens.nonce else {}
            return 400, {"error": str(denied).split()[0]}, nonce

    def _judge(self, path: str, query: Any, body: bytes) -> tuple[int, Any, dict[str, str]]:
        """Who asks comes first, then whether the question is well formed, then the answer."""
        msh = self.msh
        if msh.next_statuses:
            return msh.next_statuses.pop(0), error("An unknown error occurred"), {}
        try:
            msh.tokens.check_token(self.headers, self.command, f"{msh.url}{path}")
        except Denied as denied:
            name = str(denied).split()[0]
            nonce = {"DPoP-Nonce": msh.tokens.service_nonce} if msh.tokens.service_nonce else {}
            return 401, error(str(denied)), {"WWW-Authenticate": f'DPoP error="{name}"', **nonce}
        found = msh_rules.find(self.command, path)
        if found is None:
            return 404, error("no such address"), {}
        template, places = found
        sent = json.loads(body) if body else None
        wrong = msh_rules.faults(
            self.command, template, places=places, query=query, headers=self.headers, body=sent
        )
        if wrong:
            return 400, error("Model validation error occurred", *wrong), {}
        return (*msh.answer(self.command, template, places, query, sent), {})

    def _send(self, status: int, told: Any, headers: dict[str, str]) -> None:
        body = b"" if told is None else json.dumps(told).encode()
        if self.msh.mood == "page":
            status, body = 200, b"<html>Innlogging til nettet</html>"
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Whoever asked has hung up, as some tests want."""


@contextmanager
def msh_server() -> Iterator[MshOnLoopback]:
    """A running server. `url` is its address, and that of HelseID; leaving the context closes it."""
    msh = MshOnLoopback()
    server = _Quiet(("127.0.0.1", 0), type("Answers", (_Answers,), {"msh": msh}))
    msh.url = msh.tokens.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield msh
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
