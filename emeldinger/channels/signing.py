"""What is signed with our private key: that it is us who ask for a token, and that the token is ours."""

from __future__ import annotations

import hashlib
import json
import uuid
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

#: Seconds that a signed statement about us is good for.
LIFE = 30
#: What signs with each kind of key, where the key does not say it by itself.
ALGORITHMS = {"RSA": "PS256", "P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}
#: How HelseID wants organisation numbers: one of ours, or the one we act for and its part.
OWN, FOR_ANOTHER = "urn:oid:2.16.578.1.12.4.1.4.101", "urn:oid:1.0.6523"


@dataclass(frozen=True)
class Signer:
    key: RSAKey | ECKey
    algorithm: str

    @classmethod
    def read(cls, path: Path) -> Signer:
        """From a file with a private JWK. Raises OSError, LookupError, TypeError,
        ValueError or JoseError for anything else."""
        told = json.loads(path.read_text())
        key: RSAKey | ECKey
        key = RSAKey.import_key(told) if told["kty"] == "RSA" else ECKey.import_key(told)
        if not key.is_private:
            raise ValueError("not a private key")
        curve = str(key.as_dict(private=False).get("crv", "RSA"))
        return cls(key, str(key.get("alg") or ALGORITHMS[curve]))

    def statement(self, client_id: str, issuer: str, now: float, organisation: str = "") -> str:
        """Who asks for the token, for once and for half a minute."""
        claims: dict[str, Any] = {
            "iss": client_id,
            "sub": client_id,
            "aud": issuer,
            "jti": str(uuid.uuid4()),
            "iat": int(now),
            "nbf": int(now),
            "exp": int(now) + LIFE,
        }
        if organisation:
            claims["assertion_details"] = _acting_for(organisation)
        header = {"typ": "client-authentication+jwt", "kid": self.key.kid}
        return self._signed({name: value for name, value in header.items() if value}, claims)

    def proof(self, method: str, url: str, now: float, *, nonce: str = "", token: str = "") -> str:
        """That this one question is asked by the holder of the key that the token is bound to."""
        parts = urlsplit(url)
        claims: dict[str, Any] = {
            "jti": str(uuid.uuid4()),
            "htm": method,
            "htu": urlunsplit((parts.scheme, parts.netloc, parts.path, "", "")),
            "iat": int(now),
        }
        if nonce:
            claims["nonce"] = nonce
        if token:
            claims["ath"] = _hash(token)
        public = self.key.as_dict(private=False)
        shown = {
            name: public[name] for name in ("kty", "crv", "x", "y", "n", "e") if name in public
        }
        return self._signed({"typ": "dpop+jwt", "jwk": shown}, claims)

    def _signed(self, header: dict[str, Any], claims: dict[str, Any]) -> str:
        header = {"alg": self.algorithm, **header}
        return jwt.encode(header, claims, self.key, algorithms=[self.algorithm])


def _hash(token: str) -> str:
    digest = hashlib.sha256(token.encode("ascii")).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def _acting_for(organisation: str) -> dict[str, Any]:
    system = FOR_ANOTHER if ":" in organisation else OWN
    value = f"NO:ORGNR:{organisation.rstrip(':')}" if ":" in organisation else organisation
    identifier = {"system": system, "type": "ENH", "value": value}
    return {
        "type": "helseid_authorization",
        "practitioner_role": {"organization": {"identifier": identifier}},
    }
