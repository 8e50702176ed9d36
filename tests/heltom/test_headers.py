"""The doors of the house: what every answer carries, and what is open without a login."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.utils import OperationalError
from rest_framework.authtoken.models import Token

pytestmark = pytest.mark.django_db

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self';"
    " frame-ancestors 'none'; base-uri 'none'"
)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Content-Security-Policy", CSP),
        ("X-Frame-Options", "DENY"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        (
            "Permissions-Policy",
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
    ],
)
def test_header_is_pinned(client, name, value):
    assert client.get("/health/")[name] == value


def test_health_is_open_and_asks_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = client.get("/health/")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_health_says_503_when_the_database_is_gone(client):
    def gone(*_: object) -> None:
        raise OperationalError("server closed the connection")

    with connection.execute_wrapper(gone):
        assert client.get("/health/").status_code == 503


def test_api_description_needs_a_login(client):
    assert client.get("/api/schema/").status_code == 401


def test_api_description_is_served_to_a_token(client):
    token = Token.objects.create(user=get_user_model().objects.create_user("script"))
    answer = client.get("/api/schema/", headers={"Authorization": f"Token {token.key}"})
    assert answer.status_code == 200
    assert b"openapi: 3" in answer.content
