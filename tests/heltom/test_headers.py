"""The doors of the house: what every answer carries, and what is open without a login."""

import pytest

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self';"
    " frame-ancestors 'none'; base-uri 'none'"
)


@pytest.mark.django_db
def test_content_policy_is_pinned(client):
    assert client.get("/health/")["Content-Security-Policy"] == CSP
