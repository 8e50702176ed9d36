"""Settings follow the environment: a fresh process for each, as they are read once."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from heltom.services import places

KEY = "k" * 60
SHOW = """
import json, sys
from heltom import settings
print(json.dumps({name: getattr(settings, name, None) for name in sys.argv[1:]}, default=str))
"""


def settings_with(*names: str, **environment: str) -> dict[str, Any]:
    clean = {k: v for k, v in os.environ.items() if k != "SECRET_KEY" and k[:7] != "HELTOM_"}
    shown = subprocess.run(
        [sys.executable, "-c", SHOW, *names],
        cwd=places.ROOT, env=clean | environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert shown.returncode == 0, shown.stderr
    return json.loads(shown.stdout)


def test_https_makes_cookies_and_headers_strict():
    found = settings_with(
        "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_NAME", "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS", "DEBUG", HELTOM_HTTPS="1", SECRET_KEY=KEY,
    )  # fmt: skip
    assert found == {
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_NAME": "__Host-heltom",
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31536000,
        "DEBUG": False,
    }


def test_https_without_a_key_is_refused_in_one_line():
    with pytest.raises(AssertionError, match="SECRET_KEY mangler"):
        settings_with("DEBUG", HELTOM_HTTPS="1")


def test_local_key_is_made_once_and_private(tmp_path):
    first = settings_with("SECRET_KEY", HELTOM_VAR=str(tmp_path))
    assert len(first["SECRET_KEY"]) > 50
    assert settings_with("SECRET_KEY", HELTOM_VAR=str(tmp_path)) == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_web_process_gives_up_early_and_others_do_not(tmp_path):
    given = {"HELTOM_VAR": str(tmp_path), "DATABASE_URL": "postgresql://h@db/heltom"}
    web = settings_with("DATABASES", HELTOM_PROCESS="web", **given)["DATABASES"]["default"]
    assert "statement_timeout=10s" in web["OPTIONS"]["options"]
    worker = settings_with("DATABASES", **given)["DATABASES"]["default"]
    assert "options" not in worker.get("OPTIONS", {})


def test_nothing_is_due_in_the_hour_that_comes_twice_or_not_at_all():
    from celery.schedules import crontab

    from heltom.settings import CELERY_BEAT_SCHEDULE

    timed = [entry["schedule"] for entry in CELERY_BEAT_SCHEDULE.values()]
    hours = [schedule.hour for schedule in timed if isinstance(schedule, crontab)]
    assert hours
    assert not any(2 in hour for hour in hours)


@pytest.mark.parametrize(
    ("given", "formatter"), [("1", "json"), ("0", "text"), ("false", "text"), ("", "text")]
)
def test_logs_are_for_machines_where_https_is_on(given, formatter):
    found = settings_with("LOGGING", HELTOM_HTTPS=given, SECRET_KEY=KEY)
    assert found["LOGGING"]["handlers"]["stderr"]["formatter"] == formatter


def routing(**environment):
    return settings_with("HELTOM_ROUTING", "HELTOM_ROUTING_URLS", **environment)


def test_without_a_road_server_travel_goes_by_the_beeline():
    assert routing() == {"HELTOM_ROUTING": "", "HELTOM_ROUTING_URLS": {}}


def test_a_valhalla_server_answers_for_every_means_of_transport():
    found = routing(HELTOM_ROUTING="valhalla", HELTOM_ROUTING_URL="http://roads:8002")
    assert found["HELTOM_ROUTING_URLS"] == dict.fromkeys(
        ("car", "bicycle", "foot"), "http://roads:8002"
    )


def test_an_osrm_server_answers_only_for_the_means_that_it_is_named_for():
    found = routing(
        HELTOM_ROUTING="OSRM", HELTOM_ROUTING_URL="http://car:5000",
        HELTOM_ROUTING_URL_FOOT="http://foot:5000",
    )  # fmt: skip
    assert found["HELTOM_ROUTING_URLS"] == {"car": "http://car:5000", "foot": "http://foot:5000"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"HELTOM_ROUTING": "google"}, "må være osrm eller valhalla, ikke «google»"),
        ({"HELTOM_ROUTING": "osrm"}, "HELTOM_ROUTING_URL må være en adresse"),
        ({"HELTOM_ROUTING": "osrm", "HELTOM_ROUTING_URL": "roads:5000"}, "begynner med http"),
        ({"HELTOM_ROUTING_TIMEOUT": "kort"}, "antall sekunder over 0, ikke «kort»"),
        ({"HELTOM_ROUTING_TIMEOUT": "0"}, "antall sekunder over 0, ikke «0»"),
    ],
)
def test_a_road_server_that_is_named_wrongly_is_told_of_at_once(given, said):
    with pytest.raises(AssertionError, match=said):
        settings_with("DEBUG", **given)


def test_how_long_a_login_stands_untouched_is_operations_to_say():
    assert settings_with("SESSION_IDLE_SECONDS") == {"SESSION_IDLE_SECONDS": 30 * 60}
    found = settings_with("SESSION_IDLE_SECONDS", HELTOM_IDLE_MINUTES="120")
    assert found == {"SESSION_IDLE_SECONDS": 120 * 60}
    with pytest.raises(AssertionError, match="fra 5 til 240, ikke «0»"):
        settings_with("SESSION_IDLE_SECONDS", HELTOM_IDLE_MINUTES="0")
