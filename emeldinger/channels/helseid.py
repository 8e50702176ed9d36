"""Who we are, to NHN's services: a token from HelseID, and the proof that it is ours.

The token is asked for with a signed statement (private_key_jwt, RFC 7523) and bound to our key
(DPoP, RFC 9449): each question to a service carries a proof, signed for that question alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from joserfc.errors import JoseError

from emeldinger.channels.base import ChannelDown
from emeldinger.channels.http import Answer, Headers, Server
from emeldinger.channels.signing import Signer

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
#: Seconds before its end at which a token is given up; of a short one, a tenth of its life.
MARGIN = 60


class TokenSource(Protocol):
    """What a client needs of whoever proves who we are. HelseID is one; a test may have another."""

    def headers(self, method: str, url: str) -> Headers:
        """What goes with this one question. Raises ChannelDown where no token can be had."""

    def challenged(self, url: str, answer: Answer) -> bool:
        """Whether the service asks for no more than its nonce in the proof; it will be there now."""

    def drop(self) -> None:
        """The service will not have the token: get another for the next question."""


@dataclass(frozen=True, slots=True)
class Token:
    """Bound to the key of `signer` where `kind` is DPoP. `ends_at` by the clock of time.time."""

    value: str
    kind: str
    ends_at: float
    signer: Signer


@dataclass
class HelseId:
    """`organisation` is the number of the part of us that acts, or "parent:child" where the client may
    act for several; empty where it acts for the municipality it belongs to. `key` is a file with a
    private JWK, read at each new token, so that a key is changed without a restart.
    """

    url: str
    client_id: str
    key: Path
    scope: str
    organisation: str = ""
    server: Server = field(default_factory=Server)
    now: Callable[[], float] = time.time
    _token: Token | None = None
    #: Where tokens are given, and what HelseID calls itself: from its own description.
    _about: tuple[str, str] | None = None
    #: The last nonce of each host.
    _nonces: dict[str, str] = field(default_factory=dict)

    def headers(self, method: str, url: str) -> Headers:
        if self._token is None or self._token.ends_at <= self.now():
            self._token = self._fetched()
        token = self._token
        if token.kind.casefold() != "dpop":
            return {"Authorization": f"Bearer {token.value}"}
        nonce = self._nonces.get(_host(url), "")
        proof = token.signer.proof(method, url, self.now(), nonce=nonce, token=token.value)
        return {"Authorization": f"DPoP {token.value}", "DPoP": proof}

    def challenged(self, url: str, answer: Answer) -> bool:
        return self._note_nonce(url, answer) and "use_dpop_nonce" in answer.headers.get(
            "WWW-Authenticate", ""
        )

    def drop(self) -> None:
        self._token = None

    def _fetched(self) -> Token:
        """A new token; asked for twice where HelseID wants its nonce in the proof."""
        signer = self._signer()
        endpoint, issuer = self._about = self._about or self._described()
        answer = self._asked(endpoint, issuer, signer)
        if answer.status == 400 and self._note_nonce(endpoint, answer):
            answer = self._asked(endpoint, issuer, signer)
        if not answer.ok:
            raise ChannelDown(f"HelseID: status {answer.status} {_error(answer)}")
        return self._token_of(answer.json(), signer)

    def _asked(self, endpoint: str, issuer: str, signer: Signer) -> Answer:
        def question() -> dict[str, Any]:
            nonce = self._nonces.get(_host(endpoint), "")
            return {
                "headers": {"DPoP": signer.proof("POST", endpoint, self.now(), nonce=nonce)},
                "data": {
                    "grant_type": "client_credentials",
                    "client_id": self.client_id,
                    "scope": self.scope,
                    "client_assertion_type": ASSERTION,
                    "client_assertion": signer.statement(
                        self.client_id, issuer, self.now(), self.organisation
                    ),
                },
            }

        return self.server.ask("POST", endpoint, question)

    def _described(self) -> tuple[str, str]:
        """HelseID's own description of itself. Raises ChannelDown where it is another's."""
        url = f"{self.url.rstrip('/')}/.well-known/openid-configuration"
        answer = self.server.ask("GET", url, dict)
        about = answer.json() if answer.ok else {}
        endpoint, issuer = about.get("token_endpoint", ""), about.get("issuer", "")
        if issuer.rstrip("/") != self.url.rstrip("/") or _origin(endpoint) != _origin(self.url):
            raise ChannelDown(f"HelseID: status {answer.status}, no description of {self.url}")
        return endpoint, issuer

    def _signer(self) -> Signer:
        try:
            return Signer.read(self.key)
        except (OSError, LookupError, TypeError, ValueError, JoseError) as fault:
            # Not its text, which may hold a part of the key.
            raise ChannelDown(f"HelseID: the key cannot be read ({type(fault).__name__})") from None

    def _token_of(self, told: Any, signer: Signer) -> Token:
        try:
            life = float(told["expires_in"])
            ends_at = self.now() + life - min(MARGIN, life / 10)
            return Token(str(told["access_token"]), str(told["token_type"]), ends_at, signer)
        except (LookupError, TypeError, ValueError):
            raise ChannelDown("HelseID: an answer without a token") from None

    def _note_nonce(self, url: str, answer: Answer) -> bool:
        nonce = answer.headers.get("DPoP-Nonce", "")
        if nonce:
            self._nonces[_host(url)] = nonce
        return bool(nonce)


def _host(url: str) -> str:
    return urlsplit(url).netloc


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def _error(answer: Answer) -> str:
    """HelseID's own word, such as invalid_client."""
    try:
        return str(answer.json().get("error", ""))[:100]
    except (ChannelDown, AttributeError):
        return ""
