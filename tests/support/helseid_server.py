"""HelseID on loopback: gives tokens to whoever proves who she is, and looks closely at the proof."""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from joserfc import jwk, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import JWSRegistry

CLIENT = "5c1f2a56-0000-4000-8000-heltom-trial"
SCOPE = "nhn:msh/api"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ALGORITHMS = ["PS256", "PS384", "PS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512"]
#: Seconds that two clocks may differ.
SKEW = 10


class Roomy(JWSRegistry):
    """The header of a proof holds a whole public key."""

    max_header_length = 4096


class Denied(Exception):
    """As an OAuth error: its name, and more for whoever reads the test's output."""


def new_key(path: Path, kind: str = "EC") -> dict[str, Any]:
    """A private JWK in a file. Returns its public half, as the client has registered it."""
    made = ECKey.generate_key("P-256") if kind == "EC" else RSAKey.generate_key(2048)
    private = {**made.as_dict(private=True), "kid": "heltom-trial"}
    path.write_text(json.dumps(private))
    return {**made.as_dict(private=False), "kid": "heltom-trial"}


@dataclass
class Tokens:
    """What has been given to whom. `now` is the clock of both the STS and the service behind."""

    url: str = ""
    public: dict[str, Any] = field(default_factory=dict)
    life: int = 600
    kind: str = "DPoP"
    now: Callable[[], float] = time.time
    #: The nonces that proofs must carry, at HelseID and at the service; None where none is asked for.
    nonce: str | None = "n-0"
    service_nonce: str | None = None
    #: Each token with the thumbprint of the key it is bound to, and when it ends.
    given: dict[str, tuple[str, float]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    assertions: list[dict[str, Any]] = field(default_factory=list)

    def about(self) -> dict[str, str]:
        return {"issuer": self.url, "token_endpoint": f"{self.url}/connect/token"}

    def give(self, form: dict[str, list[str]], proof: str) -> dict[str, Any]:
        """The answer of the token endpoint. Raises Denied."""
        sent = {name: values[0] for name, values in form.items()}
        if sent.get("grant_type") != "client_credentials" or sent.get("scope") != SCOPE:
            raise Denied("invalid_request")
        thumbprint = self.check_proof(proof, "POST", f"{self.url}/connect/token", self.nonce)
        self._check_client(sent)
        token = f"t-{secrets.token_urlsafe(24)}"
        self.given[token] = (thumbprint, self.now() + self.life)
        return {
            "access_token": token,
            "expires_in": self.life,
            "token_type": self.kind,
            "scope": SCOPE,
        }

    def _check_client(self, sent: dict[str, str]) -> None:
        if sent.get("client_assertion_type") != ASSERTION or sent.get("client_id") != CLIENT:
            raise Denied("invalid_client")
        try:
            read = jwt.decode(sent["client_assertion"], jwk.import_key(self.public), ALGORITHMS)
        except (JoseError, KeyError, ValueError) as fault:
            raise Denied(f"invalid_client {fault!r}") from None
        claims, now = read.claims, self.now()
        right = (
            read.header.get("typ") == "client-authentication+jwt"
            and read.header.get("kid") == self.public["kid"]
            and claims["iss"] == claims["sub"] == CLIENT
            and claims["aud"] == self.url
            and claims["nbf"] - SKEW <= now < claims["exp"] <= now + 60 + SKEW
            and self._first(claims["jti"])
        )
        self.assertions.append(claims)
        if not right:
            raise Denied(f"invalid_client {claims}")

    def _first(self, jti: str) -> bool:
        """Whether this one has not been shown before."""
        new = bool(jti) and jti not in self.seen
        self.seen.add(jti)
        return new

    def check_proof(
        self, proof: str, method: str, url: str, nonce: str | None, token: str = ""
    ) -> str:
        """The thumbprint of the key that signed it. Raises Denied, as RFC 9449 §4.3 says."""
        try:
            shown = json.loads(_unpadded(proof.split(".")[0]))
            key = jwk.import_key(shown["jwk"])
            read = jwt.decode(proof, key, registry=Roomy(algorithms=ALGORITHMS))
        except (JoseError, LookupError, ValueError, TypeError) as fault:
            raise Denied(f"invalid_dpop_proof {fault!r}") from None
        claims = read.claims
        right = (
            shown["typ"] == "dpop+jwt"
            and not key.is_private
            and (claims["htm"], claims["htu"]) == (method, url)
            and abs(claims["iat"] - self.now()) <= SKEW
            and claims.get("ath", "") == (_hash(token) if token else "")
            and self._first(claims["jti"])
        )
        if not right:
            raise Denied(f"invalid_dpop_proof {claims}")
        if nonce is not None and claims.get("nonce") != nonce:
            raise Denied("use_dpop_nonce")
        return key.thumbprint()

    def check_token(self, headers: Any, method: str, url: str) -> None:
        """As the service does with every question. Raises Denied."""
        kind, _, token = headers.get("Authorization", "").partition(" ")
        thumbprint, ends_at = self.given.get(token, ("", 0.0))
        if kind != self.kind or ends_at <= self.now():
            raise Denied("invalid_token")
        if kind == "DPoP":
            proof = headers.get("DPoP", "")
            bound = self.check_proof(proof, method, url, self.service_nonce, token)
            if bound != thumbprint:
                raise Denied("invalid_token bound to another key")

    def forget(self) -> None:
        """Every token is at its end before its time."""
        self.given.clear()


def _unpadded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _hash(token: str) -> str:
    return urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).rstrip(b"=").decode()
